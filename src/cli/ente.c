/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd ente load, export, streets: the body from a file, and back. */
#include <stdio.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sv.h"
#include "cli/cli.h"
#include "cli/control.h"
#include "ticket/street.h"

/* Told one by one, so that whoever keeps the file can write them into it. */
static int tell_differences(const char *path, const json_t *list)
{
    const json_t *d;
    size_t i;

    fprintf(stderr, "urpd ente: niente è cambiato. %s annullerebbe queste modifiche fatte dalle pagine:\n", path);
    json_array_foreach(list, i, d)
        fprintf(stderr, "  %s: %s (%s)\n", json_string_value(json_object_get(d, "section")), json_string_value(json_object_get(d, "label")),
                json_string_value(json_object_get(d, "key")));
    fprintf(stderr, "Con «urpd ente export» vedi com'è adesso e puoi aggiornare il file; con «--force» vale il file.\n");
    return EXIT_FAILED;
}

static int ente_load_file(struct cli *cli, const char *path)
{
    struct err err = { 0 };
    json_error_t where;
    AUTO(JSON) json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
    AUTO(JSON) json_t *args = NULL;
    AUTO(JSON) json_t *answer = NULL;
    const json_t *differences;

    if (!root) {
        fprintf(stderr, "urpd ente: %s, riga %d: %s\n", path, where.line, where.text);
        return EXIT_FAILED;
    }
    args = json_pack("{s:O, s:b}", "ente", root, "force", cli_option(cli, "force") != NULL);
    if (cli_as_owner(cli, &err) != OK || control_ask(cli->conf, cli->a, "ente.load", args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    differences = json_object_get(answer, "differences");
    if (json_array_size(differences))
        return tell_differences(path, differences);
    printf("%lld settori, %lld argomenti, %lld regole\n", (long long)json_integer_value(json_object_get(answer, "settori")),
           (long long)json_integer_value(json_object_get(answer, "categories")),
           (long long)json_integer_value(json_object_get(answer, "rules")));
    return EXIT_DONE;
}

static int ente_export_file(struct cli *cli)
{
    struct err err = { 0 };
    AUTO(JSON) json_t *answer = NULL;

    if (cli_as_owner(cli, &err) != OK || control_ask(cli->conf, cli->a, "ente.export", NULL, &answer, &err) != OK)
        return cli_fail(cli, &err);
    if (json_dumpf(answer, stdout, JSON_INDENT(2)) != 0 || putchar('\n') == EOF || fflush(stdout) != 0) {
        (void)err_set(&err, E_IO, ERR_WHERE, "", "non si riesce a scrivere");
        return cli_fail(cli, &err);
    }
    return EXIT_DONE;
}

/* The lines that were left out go to stderr; the rest was taken. */
static int ente_streets(struct cli *cli)
{
    struct err err = { 0 };
    struct street_list list;
    struct sv bytes;
    AUTO(JSON) json_t *rows = json_array();
    AUTO(JSON) json_t *numbers = json_array();
    AUTO(JSON) json_t *args = NULL;
    AUTO(JSON) json_t *answer = NULL;
    const json_t *o;
    size_t i;

    if (file_read(cli->a, cli_arg(cli, 1), STREET_FILE_BYTES_MAX, &bytes, &err) != OK || street_read(cli->a, bytes, &list, &err) != OK)
        return cli_fail(cli, &err);
    for (i = 0; i < list.n; i++)
        json_array_append_new(rows, json_pack("[s, s, I, I, I]", list.rows[i].name, list.rows[i].area, (json_int_t)list.rows[i].line,
                                              (json_int_t)list.rows[i].at.lat, (json_int_t)list.rows[i].at.lon));
    for (i = 0; i < list.n_numbers; i++)
        json_array_append_new(numbers, json_pack("[I, s, I, I]", (json_int_t)list.numbers[i].row, list.numbers[i].number, (json_int_t)list.numbers[i].at.lat,
                                                 (json_int_t)list.numbers[i].at.lon));
    args = json_pack("{s:O, s:O, s:b}", "rows", rows, "numbers", numbers, "remove", cli_option(cli, "remove") != NULL);
    if (cli_as_owner(cli, &err) != OK || control_ask(cli->conf, cli->a, "ente.streets", args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    for (i = 0; i < list.n_problems; i++)
        fprintf(stderr, "%s, riga %lld: %s\n", cli_arg(cli, 1), (long long)list.problems[i].line, list.problems[i].text);
    json_array_foreach(json_object_get(answer, "problems"), i, o)
        fprintf(stderr, "%s, riga %lld: %s\n", cli_arg(cli, 1), (long long)json_integer_value(json_array_get(o, 0)), json_string_value(json_array_get(o, 1)));
    printf("%s, separatore %s: %lld vie nuove, %lld cambiate, %lld già uguali, %lld %s\n", list.charset, list.separator,
           (long long)json_integer_value(json_object_get(answer, "added")), (long long)json_integer_value(json_object_get(answer, "changed")),
           (long long)json_integer_value(json_object_get(answer, "same")), (long long)json_integer_value(json_object_get(answer, "missing")),
           cli_option(cli, "remove") ? "tolte" : "che non sono nel file (restano)");
    return EXIT_DONE;
}

int cmd_ente(struct cli *cli)
{
    if (str_eq(cli_arg(cli, 0), "load") && cli_arg(cli, 1))
        return ente_load_file(cli, cli_arg(cli, 1));
    if (str_eq(cli_arg(cli, 0), "export") && !cli_arg(cli, 1))
        return ente_export_file(cli);
    if (str_eq(cli_arg(cli, 0), "streets") && cli_arg(cli, 1))
        return ente_streets(cli);
    return cli_usage(cli);
}
