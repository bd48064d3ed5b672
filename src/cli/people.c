/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd user, urpd ente: what an administrator changes. */
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sv.h"
#include "cli/control.h"
#include "http/http.h"
#include "web/access.h"
#include "ticket/street.h"
#include "web/account.h"

static enum rc ask(struct cli *cli, const char *request, json_t *args, json_t **ret_answer, struct err *err)
{
    TRY(cli_as_owner(cli, err));
    return control_ask(cli->conf, cli->a, request, args, ret_answer, err);
}

/* From the file named, or a new one that is printed once. Never from the command line, where others see it. */
static enum rc get_password(struct cli *cli, const char **ret, bool *ret_made, struct err *err)
{
    const char *path = cli_option(cli, "password-file");
    struct sv text;

    *ret_made = !path;
    if (!path) {
        *ret = account_password_new(cli->a);
        return OK;
    }
    TRY(file_read(cli->a, path, 4096, &text, err));
    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
        text.n--;
    *ret = arena_sv(cli->a, text);
    return OK;
}

static int user_new_password(struct cli *cli, const char *request)
{
    struct err err = { 0 };
    const char *password;
    AUTO(JSON) json_t *answer = NULL;
    AUTO(JSON) json_t *args = NULL;
    bool made;

    if (get_password(cli, &password, &made, &err) != OK)
        return cli_fail(cli, &err);
    args = json_pack("{s:s, s:s?, s:s?, s:i, s:s}", "login", cli_arg(cli, 1), "name", cli_option(cli, "name"), "email",
                     cli_option(cli, "email"), "roles", (int)roles_parse(cli_option(cli, "role") ? cli_option(cli, "role") : "urp"), "password", password);
    if (!args) {
        fprintf(stderr, "urpd user: nome, e-mail e password devono essere testo UTF-8\n");
        return EXIT_USAGE;
    }
    if (ask(cli, request, args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    if (made)
        printf("password: %s\n", password);
    return EXIT_DONE;
}

static int user_active(struct cli *cli, bool active)
{
    struct err err = { 0 };
    AUTO(JSON) json_t *answer = NULL;
    AUTO(JSON) json_t *args = json_pack("{s:s, s:b}", "login", cli_arg(cli, 1), "active", active);

    if (ask(cli, "user.active", args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    return EXIT_DONE;
}

static int user_list(struct cli *cli)
{
    struct err err = { 0 };
    AUTO(JSON) json_t *answer = NULL;
    json_t *u;
    size_t i;

    if (ask(cli, "user.list", NULL, &answer, &err) != OK)
        return cli_fail(cli, &err);
    json_array_foreach(answer, i, u) {
        int64_t roles = json_integer_value(json_object_get(u, "roles"));
        printf("%s\t%s\t%s\t%s\t%s\n", json_string_value(json_object_get(u, "login")),
               json_string_value(json_object_get(u, "name")), json_string_value(json_object_get(u, "email")),
               roles_ids(cli->a, (unsigned)roles),
               json_is_true(json_object_get(u, "active")) ? "attivo" : "disattivato");
    }
    return EXIT_DONE;
}

int cmd_user(struct cli *cli)
{
    const char *what = cli_arg(cli, 0);

    if (str_eq(what, "list"))
        return user_list(cli);
    if (!cli_arg(cli, 1))
        return cli_usage(cli);
    if (str_eq(what, "add"))
        return user_new_password(cli, "user.add");
    if (str_eq(what, "password"))
        return user_new_password(cli, "user.password");
    if (str_eq(what, "disable"))
        return user_active(cli, false);
    if (str_eq(what, "enable"))
        return user_active(cli, true);
    return cli_usage(cli);
}

static int ente_load_file(struct cli *cli)
{
    struct err err = { 0 };
    json_error_t where;
    AUTO(JSON) json_t *root = NULL;
    AUTO(JSON) json_t *args = NULL;
    AUTO(JSON) json_t *answer = NULL;

    root = json_load_file(cli_arg(cli, 1), JSON_REJECT_DUPLICATES, &where);
    if (!root) {
        fprintf(stderr, "urpd ente: %s, riga %d: %s\n", cli_arg(cli, 1), where.line, where.text);
        return EXIT_FAILED;
    }
    args = json_pack("{s:O}", "ente", root);
    if (ask(cli, "ente.load", args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    printf("%lld settori, %lld argomenti, %lld regole\n", (long long)json_integer_value(json_object_get(answer, "settori")),
           (long long)json_integer_value(json_object_get(answer, "categories")),
           (long long)json_integer_value(json_object_get(answer, "rules")));
    return EXIT_DONE;
}

/* The lines that were left out go to stderr; the rest was taken. */
static int ente_streets(struct cli *cli)
{
    struct err err = { 0 };
    struct street_list list;
    struct sv bytes;
    AUTO(JSON) json_t *rows = json_array();
    AUTO(JSON) json_t *args = NULL;
    AUTO(JSON) json_t *answer = NULL;
    const json_t *o;
    size_t i;

    if (file_read(cli->a, cli_arg(cli, 1), STREET_FILE_BYTES_MAX, &bytes, &err) != OK || street_read(cli->a, bytes, &list, &err) != OK)
        return cli_fail(cli, &err);
    for (i = 0; i < list.n; i++)
        json_array_append_new(rows, json_pack("[s, s, I]", list.rows[i].name, list.rows[i].area, (json_int_t)list.rows[i].line));
    args = json_pack("{s:O, s:b}", "rows", rows, "remove", cli_option(cli, "remove") != NULL);
    if (ask(cli, "ente.streets", args, &answer, &err) != OK)
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
    if (!cli_arg(cli, 1))
        return cli_usage(cli);
    if (str_eq(cli_arg(cli, 0), "load"))
        return ente_load_file(cli);
    if (str_eq(cli_arg(cli, 0), "streets"))
        return ente_streets(cli);
    return cli_usage(cli);
}
