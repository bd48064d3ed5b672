/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd explain: the three brains (mail, dates, routing) and the table of states, asked without changing anything. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "db/db.h"
#include "mail/explain.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/state.h"

int explain_print(json_t *owned)
{
    AUTO(JSON) json_t *j = owned;

    json_dumpf(j, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    putchar('\n');
    return EXIT_DONE;
}

struct db *explain_reader(struct cli *cli)
{
    struct db *db = NULL;
    struct err err = { 0 };
    struct db_opts opts = { .mode = DB_READ };

    if (!cli->conf && conf_load(cli->conf_path, &cli->conf, &err) != OK)
        return NULL;
    opts.path = conf_data_path(cli->conf, cli->a, "urp.db");
    if (access(opts.path, R_OK) != 0 || db_open(&opts, &db, &err) != OK)
        return NULL;
    return db;
}

/* ---- due ---------------------------------------------------------------------------------------- */

static int explain_due(struct cli *cli)
{
    const char **events = arena_array(cli->a, cli->n_options + 1, const char *);
    struct err err = { 0 };
    struct db *db = explain_reader(cli);
    struct office_calendar office = { 0 };
    struct terms terms;
    enum ticket_type type;
    bool own_terms = false;
    json_t *out = NULL;
    size_t n = 0;
    enum rc rc;

    for (size_t i = 0; i < cli->n_options; i++)
        if (str_eq(cli->options[2 * i], "event"))
            events[n++] = cli->options[2 * i + 1];
    if (!cli_option(cli, "type") || !cli_option(cli, "presented"))
        return cli_usage(cli);
    if (db && type_parse(cli_option(cli, "type"), &type))
        own_terms = office_days(db_reader(db), cli->a, &office, &err) == OK &&
                    terms_for(db_reader(db), type, 0, &terms, &err) == OK;
    rc = term_explain(cli->a, cli_option(cli, "type"), cli_option(cli, "presented"), events, n,
                      own_terms ? &terms.final : NULL, own_terms ? &office : NULL, &out, &err);
    if (db)
        db_close(db);
    return rc == OK ? explain_print(out) : cli_fail(cli, &err);
}

/* ---- mail --------------------------------------------------------------------------------------- */

/* The parser wants a file; what comes on stdin is put into one that nobody else sees. */
static const char *spool_stdin(struct cli *cli)
{
    char *path = arena_str(cli->a, "/tmp/urpd-explain-XXXXXX");
    AUTO(FD) int fd = mkostemp(path, 0);
    char buf[65536];
    ssize_t n;

    if (fd < 0)
        return NULL;
    while ((n = read(STDIN_FILENO, buf, sizeof buf)) > 0)
        if (write(fd, buf, (size_t)n) != n)
            return NULL;
    return path;
}

static int explain_mail(struct cli *cli)
{
    const char *path = cli_arg(cli, 1);
    struct err err = { 0 };
    json_t *out = NULL;
    enum rc rc;

    if (cli->conf_path && conf_load(cli->conf_path, &cli->conf, &err) != OK)
        return cli_fail(cli, &err);
    if (!path)
        path = spool_stdin(cli);
    if (!path) {
        fprintf(stderr, "urpd explain: non riesco a leggere il messaggio\n");
        return EXIT_FAILED;
    }
    rc = mail_explain(cli->conf, cli->a, path, &out, &err);
    if (!cli_arg(cli, 1))
        (void)unlink(path);
    return rc == OK ? explain_print(out) : cli_fail(cli, &err);
}

int cmd_explain(struct cli *cli)
{
    const char *what = cli_arg(cli, 0);

    if (str_eq(what, "due"))
        return explain_due(cli);
    if (str_eq(what, "route"))
        return explain_route(cli);
    if (str_eq(what, "mail"))
        return explain_mail(cli);
    if (!str_eq(what, "states"))
        return cli_usage(cli);
    state_print_table(stdout);
    return EXIT_DONE;
}
