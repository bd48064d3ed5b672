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

/* Numbers that name no row, or go back to an earlier one, would be lost without a word. */
static enum rc street_numbers(struct arena *a, const json_t *list, struct street_list *ret, struct err *err)
{
    json_int_t row, lat, lon;
    const char *number;
    json_t *o;
    size_t i;

    ret->numbers = arena_array(a, json_array_size(list) + 1, struct street_number);
    json_array_foreach(list, i, o) {
        if (json_unpack(o, "[I, s, I, I]", &row, &number, &lat, &lon) != 0 || row < 0 || (size_t)row >= ret->n || (i && (size_t)row < ret->numbers[i - 1].row))
            FAIL(err, E_INPUT, "numbers", "number %zu is none", i);
        ret->numbers[ret->n_numbers++] = (struct street_number){ (size_t)row, number, { lat, lon } };
    }
    return OK;
}

static enum rc street_rows(struct arena *a, const json_t *args, struct street_list *ret, struct err *err)
{
    const json_t *list = json_object_get(args, "rows");
    json_int_t line, lat, lon;
    const char *name, *area;
    json_t *o;
    size_t i;

    ret->rows = arena_array(a, json_array_size(list) + 1, struct street_row);
    json_array_foreach(list, i, o) {
        if (json_unpack(o, "[s, s, I, I, I]", &name, &area, &line, &lat, &lon) != 0)
            FAIL(err, E_INPUT, "rows", "row %zu is none", i);
        ret->rows[ret->n++] = (struct street_row){ .name = name, .area = area, .line = line, .at = { lat, lon } };
    }
    return street_numbers(a, json_object_get(args, "numbers"), ret, err);
}

static enum rc streets(struct db *db, const struct conf *conf, struct arena *a, const json_t *args, json_t **ret, struct err *err)
{
    struct street_list list = { 0 };
    struct street_plan before, plan;

    (void)conf;
    TRY(street_rows(a, args, &list, err));
    TRY(street_compare(db_reader(db), a, &list, &before, err));
    TRY(street_take(db, &list, json_is_true(json_object_get(args, "remove")), NULL, &plan, err));
    *ret = json_pack("{s:I, s:I, s:I, s:I, s:[]}", "added", (json_int_t)plan.added, "changed", (json_int_t)plan.changed, "same",
                     (json_int_t)plan.same, "missing", (json_int_t)plan.missing, "problems");
    for (size_t i = 0; i < before.n_problems; i++)
        json_array_append_new(json_object_get(*ret, "problems"), json_pack("[I, s]", (json_int_t)before.problems[i].line, before.problems[i].text));
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
