/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd explain: the three brains (mail, dates, routing) and the table of states, asked without changing anything. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "cli/cli.h"
#include "db/db.h"
#include "dispatch/rule.h"
#include "mail/explain.h"
#include "q/ente.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/state.h"

static int print_json(json_t *owned)
{
    AUTO(JSON) json_t *j = owned;

    json_dumpf(j, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    putchar('\n');
    return EXIT_DONE;
}

/* The store to read from, when there is one; explaining works without. */
static struct db *open_reader(struct cli *cli)
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
    struct db *db = open_reader(cli);
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
    return rc == OK ? print_json(out) : cli_fail(cli, &err);
}

/* ---- route -------------------------------------------------------------------------------------- */

static const char *text_of(const json_t *o, const char *key)
{
    return json_string_value(json_object_get(o, key));
}

/* category: its code or its name; place: as a citizen types it; area: its code. */
static enum rc question_from(struct dbr *r, struct arena *a, const json_t *o, struct rule_question *q, struct err *err)
{
    struct category *cats;
    struct q_area_by_code area;
    size_t n;

    *q = (struct rule_question){ .channel = CHANNEL_WEB };
    if (!type_parse(text_of(o, "type"), &q->type))
        FAIL(err, E_INPUT, "type", "Il tipo manca o non è tra quelli conosciuti.");
    if (text_of(o, "channel") && !channel_parse(text_of(o, "channel"), &q->channel))
        FAIL(err, E_INPUT, "channel", "Il canale non è tra quelli conosciuti.");
    TRY(category_list(r, a, &cats, &n, err));
    for (size_t i = 0; i < n; i++)
        if (str_eq(cats[i].code, text_of(o, "category")) || str_eq(cats[i].name, text_of(o, "category")))
            q->category_id = cats[i].id;
    if (text_of(o, "area") && q_area_by_code(r, a, text_of(o, "area"), &area, err) == OK)
        q->area_id = area.id;
    if (!q->area_id && text_of(o, "place"))
        q->area_id = area_of_place(r, a, text_of(o, "place"));
    q->text = arena_fmt(a, "%s %s", text_of(o, "subject") ? text_of(o, "subject") : "", text_of(o, "text") ? text_of(o, "text") : "");
    return OK;
}

static int explain_route(struct cli *cli)
{
    struct err err = { 0 };
    struct rule_question q;
    json_error_t where;
    json_t *out = NULL;
    AUTO(JSON) json_t *ask = NULL;
    struct db *db;
    enum rc rc;

    if (!cli_arg(cli, 1))
        return cli_usage(cli);
    ask = json_load_file(cli_arg(cli, 1), JSON_REJECT_DUPLICATES, &where);
    if (!ask) {
        fprintf(stderr, "urpd explain: %s, riga %d: %s\n", cli_arg(cli, 1), where.line, where.text);
        return EXIT_FAILED;
    }
    db = open_reader(cli);
    if (!db) {
        fprintf(stderr, "urpd explain: non c'è un archivio con le regole; carica prima l'ente (urpd ente load)\n");
        return EXIT_FAILED;
    }
    rc = question_from(db_reader(db), cli->a, ask, &q, &err);
    if (rc == OK)
        rc = rule_explain(db_reader(db), cli->a, &q, &out, &err);
    db_close(db);
    return rc == OK ? print_json(out) : cli_fail(cli, &err);
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
    return rc == OK ? print_json(out) : cli_fail(cli, &err);
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
