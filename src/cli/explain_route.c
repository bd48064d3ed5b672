/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd explain route: which settore and why, and how good the guesses from the text are. */
#include <stdio.h>

#include "base/auto.h"
#include "base/sv.h"
#include "cli/cli.h"
#include "cli/explain.h"
#include "db/db.h"
#include "dispatch/rule.h"
#include "dispatch/suggest.h"
#include "q/ente.h"
#include "ticket/ente.h"

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

/* The model beside the store, when there is one, is what the daemon uses. */
static enum rc own_model(struct cli *cli, struct err *err)
{
    if (!cli->conf)
        TRY(conf_load(cli->conf_path, &cli->conf, err));
    suggest_open(conf_text(cli->conf, "urp", "data_dir"));
    return OK;
}

static int evaluate(struct cli *cli, const char *path)
{
    struct err err = { 0 };
    json_t *out = NULL;

    if (cli_option(cli, "model") && !str_eq(cli_option(cli, "model"), "seed"))
        return cli_usage(cli);
    if (!cli_option(cli, "model") && own_model(cli, &err) != OK)
        return cli_fail(cli, &err);
    return suggest_measure(cli->a, path, &out, &err) == OK ? explain_print(out) : cli_fail(cli, &err);
}

int explain_route(struct cli *cli)
{
    struct err err = { 0 };
    struct rule_question q;
    json_error_t where;
    json_t *out = NULL;
    AUTO(JSON) json_t *ask = NULL;
    struct db *db;
    enum rc rc;

    if (cli_option(cli, "evaluate"))
        return evaluate(cli, cli_option(cli, "evaluate"));
    if (!cli_arg(cli, 1))
        return cli_usage(cli);
    ask = json_load_file(cli_arg(cli, 1), JSON_REJECT_DUPLICATES, &where);
    if (!ask) {
        fprintf(stderr, "urpd explain: %s, riga %d: %s\n", cli_arg(cli, 1), where.line, where.text);
        return EXIT_FAILED;
    }
    db = explain_reader(cli);
    if (!db) {
        fprintf(stderr, "urpd explain: non c'è un archivio con le regole; carica prima l'ente (urpd ente load)\n");
        return EXIT_FAILED;
    }
    rc = own_model(cli, &err);
    if (rc == OK)
        rc = question_from(db_reader(db), cli->a, ask, &q, &err);
    if (rc == OK)
        rc = rule_explain(db_reader(db), cli->a, &q, &out, &err);
    db_close(db);
    return rc == OK ? explain_print(out) : cli_fail(cli, &err);
}
