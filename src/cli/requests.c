/* SPDX-License-Identifier: EUPL-1.2 */
/* The requests that change the store on behalf of the command line. */
#include "cli/control.h"
#include "requests_user.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "mail/journal.h"
#include "ticket/ente.h"
#include "ticket/street.h"

/* ---- the body ----------------------------------------------------------------------------------- */

static enum rc ente_op(struct dbw *w, void *job, struct err *err)
{
    return ente_load(w, job, err);
}

static enum rc ente(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    AUTO(JSON) json_t *differences = json_array();
    struct ente_load job = { .root = json_object_get(args, "ente"), .force = json_is_true(json_object_get(args, "force")), .differences = differences };
    enum rc rc;

    (void)conf;
    (void)a;
    if (!json_is_object(job.root))
        FAIL(err, E_INPUT, "", "Il file non contiene un oggetto JSON.");
    rc = db_write(db, ente_op, &job, err);
    if (rc != OK && json_array_size(differences) == 0)
        return rc;
    *ret = json_pack("{s:I, s:I, s:I, s:O}", "settori", (json_int_t)job.settori, "categories", (json_int_t)job.categories, "rules",
                     (json_int_t)job.rules, "differences", differences);
    return OK;
}

static enum rc streets_op(struct dbw *w, void *job, struct err *err)
{
    return street_load(w, job, err);
}

static enum rc street_rows(struct arena *a, const json_t *list, struct street_row **ret, size_t *ret_n, struct err *err)
{
    const char *name, *area;
    json_int_t line;
    json_t *o;
    size_t i;

    *ret_n = json_array_size(list);
    *ret = arena_array(a, *ret_n + 1, struct street_row);
    json_array_foreach(list, i, o) {
        if (json_unpack(o, "[s, s, I]", &name, &area, &line) != 0)
            FAIL(err, E_INPUT, "rows", "row %zu is none", i);
        (*ret)[i] = (struct street_row){ .name = name, .area = area, .line = line };
    }
    return OK;
}

static enum rc streets(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct street_row *rows;
    struct street_plan plan;
    struct street_load job = { .remove = json_is_true(json_object_get(args, "remove")) };

    (void)conf;
    TRY(street_rows(a, json_object_get(args, "rows"), &rows, &job.n, err));
    job.rows = rows;
    TRY(street_compare(db_reader(db), a, rows, job.n, &plan, err));
    TRY(db_write(db, streets_op, &job, err));
    *ret = json_pack("{s:I, s:I, s:I, s:I, s:[]}", "added", (json_int_t)job.plan.added, "changed", (json_int_t)job.plan.changed, "same",
                     (json_int_t)job.plan.same, "missing", (json_int_t)job.plan.missing, "problems");
    for (size_t i = 0; i < plan.n_problems; i++)
        json_array_append_new(json_object_get(*ret, "problems"), json_pack("[I, s]", (json_int_t)plan.problems[i].line, plan.problems[i].text));
    return OK;
}

static enum rc ente_out(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    (void)conf;
    (void)args;
    return ente_export(db_reader(db), a, ret, err);
}

/* ---- the journal of mail ------------------------------------------------------------------------ */

static const char *text_of(const json_t *args, const char *key)
{
    return json_string_value(json_object_get(args, key));
}

static enum rc journal(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct journal_filter f = { .state = text_of(args, "state"), .class = text_of(args, "class"), .mailbox = text_of(args, "mailbox"), .search = text_of(args, "search"),
                                .since_at = json_integer_value(json_object_get(args, "since_at")), .before = json_integer_value(json_object_get(args, "before")),
                                .rows = json_integer_value(json_object_get(args, "rows")) };

    (void)conf;
    return journal_list_json(db_reader(db), a, &f, ret, err);
}

static enum rc journal_show(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    return journal_show_json(db_reader(db), conf, a, json_integer_value(json_object_get(args, "id")), ret, err);
}

static enum rc journal_retry(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct journal_retry job = { .id = json_integer_value(json_object_get(args, "id")) };

    (void)conf;
    (void)a;
    *ret = json_integer(1);
    return db_write(db, journal_retry_op, &job, err);
}

static enum rc journal_retry_all(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct journal_retry_all job = { 0 };

    (void)conf;
    (void)a;
    (void)args;
    TRY(db_write(db, journal_retry_all_op, &job, err));
    *ret = json_integer(job.n);
    return OK;
}

const struct request requests[] = {
    { "user.add", request_user_add },       { "user.password", request_user_password }, { "user.list", request_user_list },
    { "user.show", request_user_show },     { "user.roles", request_user_roles },       { "user.scope", request_user_scope },
    { "user.active", request_user_active }, { "user.totp_reset", request_user_totp_reset }, { "user.sessions", request_user_sessions },
    { "user.revoke", request_user_revoke }, { "user.link", request_user_link },         { "user.unlink", request_user_unlink },
    { "ente.load", ente }, { "ente.export", ente_out }, { "journal.list", journal },
    { "journal.show", journal_show }, { "journal.retry", journal_retry }, { "journal.retry_all", journal_retry_all },
    { "ente.streets", streets },
    { NULL, NULL },
};
