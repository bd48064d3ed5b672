/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd journal: the mails that came in, what became of them, and another try for those that failed. */
#include <stdio.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "cli/control.h"
#include "ticket/calendar.h"

#define ROWS_USUAL 100
#define ROWS_MAX 10000

static enum rc ask(struct cli *cli, const char *request, json_t *args, json_t **ret_answer, struct err *err)
{
    TRY(cli_as_owner(cli, err));
    return control_ask(cli->conf, cli->a, request, args, ret_answer, err);
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

/* A column of that many characters, whatever their bytes. */
static void column(struct arena *a, const char *s, size_t chars)
{
    const char *shown = text_short(a, s, chars);

    printf("%s%*s  ", shown, (int)(chars - text_chars(shown)), "");
}

static void print_table(struct arena *a, const json_t *rows)
{
    size_t i;
    json_t *row;

    column(a, "N", 8);
    column(a, "ricevuto", 16);
    column(a, "stato", 6);
    column(a, "classe", 12);
    column(a, "da", 30);
    column(a, "richiesta", 14);
    puts("oggetto");
    json_array_foreach(rows, i, row) {
        column(a, arena_fmt(a, "%lld", (long long)json_integer_value(json_object_get(row, "id"))), 8);
        column(a, arena_fmt(a, "%.10s %.5s", text_of(row, "received_at"), text_of(row, "received_at") + sizeof "2026-10-03"), 16);
        column(a, text_of(row, "state"), 6);
        column(a, text_of(row, "class"), 12);
        column(a, text_of(row, "from"), 30);
        column(a, text_of(row, "ticket"), 14);
        puts(text_short(a, text_of(row, "subject"), 60));
    }
}

static void print_lines(const json_t *rows)
{
    size_t i;
    json_t *row;

    json_array_foreach(rows, i, row) {
        (void)json_dumpf(row, stdout, JSON_COMPACT);
        putchar('\n');
    }
}

/* Numbers of options; -1 when it is none. */
static int64_t number(const struct cli *cli, const char *name, int64_t usual, int64_t max)
{
    const char *typed = cli_option(cli, name);
    int64_t n = usual;

    return !typed || sv_int(sv_from(typed), 1, max, &n) ? n : -1;
}

static int list(struct cli *cli)
{
    static const char *const names[] = { "state", "class", "mailbox", "search" };
    AUTO(JSON) json_t *args = json_object();
    AUTO(JSON) json_t *answer = NULL;
    const char *format = cli_option(cli, "format"), *since = cli_option(cli, "since");
    int64_t rows = number(cli, "limit", ROWS_USUAL, ROWS_MAX), before = number(cli, "before", 0, INT64_MAX);
    bool as_json = str_eq(format, "json");
    struct err err = { 0 };
    int32_t day = 0;

    if (cli->n_args > 1 || rows < 0 || before < 0 || (format && !as_json && !str_eq(format, "table")) || (since && !day_parse(since, &day)))
        return cli_usage(cli);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (cli_option(cli, names[i]))
            json_object_set_new(args, names[i], json_string(cli_option(cli, names[i])));
    json_object_set_new(args, "since_at", json_integer(since ? day_start_at(day) : 0));
    json_object_set_new(args, "rows", json_integer(rows));
    json_object_set_new(args, "before", json_integer(before));
    if (ask(cli, "journal.list", args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    if (as_json)
        print_lines(answer);
    else
        print_table(cli->a, answer);
    return EXIT_DONE;
}

static int one(struct cli *cli, const char *request, bool print)
{
    AUTO(JSON) json_t *args = json_object();
    AUTO(JSON) json_t *answer = NULL;
    struct err err = { 0 };
    int64_t id = 0;

    if (!cli_arg(cli, 1) || cli->n_args > 2 || !sv_int(sv_from(cli_arg(cli, 1)), 1, INT64_MAX, &id))
        return cli_usage(cli);
    json_object_set_new(args, "id", json_integer(id));
    if (ask(cli, request, args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    if (print) {
        (void)json_dumpf(answer, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    return EXIT_DONE;
}

static int retry_all(struct cli *cli)
{
    AUTO(JSON) json_t *answer = NULL;
    struct err err = { 0 };

    if (cli->n_args > 1)
        return cli_usage(cli);
    if (ask(cli, "journal.retry_all", NULL, &answer, &err) != OK)
        return cli_fail(cli, &err);
    printf("Si riprova con %lld messaggi.\n", (long long)json_integer_value(answer));
    return EXIT_DONE;
}

int cmd_journal(struct cli *cli)
{
    const char *what = cli_arg(cli, 0);

    if (str_eq(what, "list"))
        return list(cli);
    if (str_eq(what, "show"))
        return one(cli, "journal.show", true);
    if (str_eq(what, "retry"))
        return cli_option(cli, "failed") ? retry_all(cli) : one(cli, "journal.retry", false);
    return cli_usage(cli);
}
