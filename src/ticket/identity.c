/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/identity.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "q/identity.h"
#include "ticket/ente.h"

#define COPY_DAYS_USUAL 30
#define DAY_S INT64_C(86400)

/* ---- what the body wants ------------------------------------------------------------------------ */

const char *identity_by_law(enum ticket_type type)
{
    if (type == TYPE_ACCESS_DOC)
        return "Chi chiede l'accesso ai documenti deve dimostrare la propria identità (DPR 184/2006, art. 5, c. 2, e art. 6, c. 3).";
    if (type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA)
        return "L'accesso civico lo può chiedere chiunque, senza dire perché; chi lo chiede però si deve poter identificare (d.lgs. 33/2013, art. 5, c. 3; circolare FOIA 2/2017, par. 3.2).";
    return NULL;
}

enum rc identity_rule_of(struct dbr *r, struct arena *a, enum ticket_type type, struct identity_rule *ret, struct err *err)
{
    const struct q_identity_rule_all *rows;
    bool law = identity_by_law(type) != NULL;
    size_t n;

    *ret = (struct identity_rule){ .ask = law ? IDENTITY_WANTED : IDENTITY_NOT_ASKED, .papers = law, .text = "" };
    TRY(q_identity_rule_all(r, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (!str_eq(rows[i].type, type_id(type)))
            continue;
        ret->text = arena_str(a, rows[i].text);
        if (law)
            continue; /* whatever the row says */
        if (!identity_ask_parse(rows[i].ask, &ret->ask))
            FAIL(err, E_DB, "", "identity of %s: unknown demand", type_id(type));
        ret->papers = ret->ask != IDENTITY_NOT_ASKED && rows[i].papers;
    }
    return OK;
}

int64_t identity_copy_days(struct dbr *r, struct arena *a)
{
    int64_t days;

    return sv_int(sv_from(ente_text(r, a, "identity_copy_days", "")), 0, IDENTITY_COPY_DAYS_MOST, &days) ? days : COPY_DAYS_USUAL;
}

/* ---- of a request ------------------------------------------------------------------------------- */

static void read_event(const char *data, struct identity_state *ret)
{
    AUTO(JSON) json_t *o = json_loads(data, 0, NULL);

    (void)identity_way_parse(json_string_value(json_object_get(o, "way")), &ret->way);
    (void)identity_document_parse(json_string_value(json_object_get(o, "document")), &ret->document);
}

/* A copy that was erased before anybody looked at it proves nothing any more: it is as if nothing had been brought, and another may be. */
static enum rc forget_lost_copy(struct dbr *r, struct arena *a, int64_t ticket_id, struct identity_state *s, struct err *err)
{
    struct q_identity_copy_list *rows;
    size_t n;

    if (s->way != IDENTITY_COPY || s->is_known)
        return OK;
    TRY(q_identity_copy_list(r, a, ticket_id, &rows, &n, err));
    if (n == 0)
        *s = (struct identity_state){ 0 };
    return OK;
}

enum rc identity_read(struct dbr *r, struct arena *a, int64_t ticket_id, struct identity_state *ret, struct err *err)
{
    struct q_identity_last row;
    enum rc rc = q_identity_last(r, a, ticket_id, &row, err);

    *ret = (struct identity_state){ 0 };
    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    read_event(row.data, ret);
    ret->at = row.at;
    ret->user_id = str_eq(row.actor, actor_id(ACTOR_URP)) ? row.actor_id : 0;
    /* An operator who writes down a request had the person, or the paper, before him; of a PEC only its address. */
    ret->is_known = str_eq(row.kind, event_kind_id(EVENT_IDENTIFICATA)) || identity_way_proves(ret->way) || (str_eq(row.actor, actor_id(ACTOR_URP)) && ret->way != IDENTITY_PEC);
    return forget_lost_copy(r, a, ticket_id, ret, err);
}

enum rc identity_copies(struct dbr *r, struct arena *a, int64_t ticket_id, struct identity_copy **ret, size_t *ret_n, struct err *err)
{
    struct q_identity_copy_list *rows;

    TRY(q_identity_copy_list(r, a, ticket_id, &rows, ret_n, err));
    *ret = arena_array(a, *ret_n, struct identity_copy);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct identity_copy){ .id = rows[i].id, .ticket_id = ticket_id, .at = rows[i].at,
                                            .file = { .id = rows[i].id, .sha256 = rows[i].sha256, .shown = rows[i].shown, .name = rows[i].name, .mime = rows[i].mime,
                                                      .size_bytes = rows[i].size_bytes, .shown_bytes = rows[i].shown_bytes } };
    return OK;
}

enum rc identity_copy_by_id(struct dbr *r, struct arena *a, int64_t ticket_id, int64_t id, struct identity_copy *ret, struct err *err)
{
    struct identity_copy *list;
    size_t n;

    TRY(identity_copies(r, a, ticket_id, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        if (list[i].id == id) {
            *ret = list[i];
            return OK;
        }
    FAIL(err, E_NOTFOUND, "", "no copy of that number");
}

/* ---- operations --------------------------------------------------------------------------------- */

static enum rc keep(struct dbw *w, const struct ticket *t, const struct identity_brought *b, size_t i, struct err *err)
{
    struct attach_file *f = &b->files[i];

    if (b->papers[i] == PAPER_DOCUMENT)
        return q_identity_copy_add(w, t->id, clock_now_at(), f->sha256, f->shown, f->name, f->mime, f->size_bytes, f->shown_bytes, &f->id, err);
    f->is_form = b->papers[i] != PAPER_NONE;
    return attach_add(w, t->id, 0, true, f, err);
}

enum rc identity_bring(struct dbw *w, struct ticket *t, struct actor who, const struct identity_brought *b, struct err *err)
{
    json_t *data;

    for (size_t i = 0; i < b->n; i++)
        TRY(keep(w, t, b, i, err));
    if (b->way == IDENTITY_UNKNOWN)
        return OK;
    data = json_pack("{s:s}", "way", identity_way_id(b->way));
    if (b->document != DOCUMENT_NONE)
        json_object_set_new(data, "document", json_string(identity_document_id(b->document)));
    if (b->is_late)
        ticket_attention(t, data, ATTN_REPLY_CITIZEN, 0);
    return ticket_event(w, t, EVENT_IDENTITA, who, data, NULL, err);
}

/* Whether a form was signed digitally is on record with the event that named the way; alone, it would not wait for a copy. */
enum rc identity_papers(struct dbr *r, struct arena *a, int64_t ticket_id, struct attach_file **ret, enum identity_paper **ret_kinds, size_t *ret_n, struct err *err)
{
    struct attachment *files;
    struct identity_copy *copies;
    size_t n_files, n_copies, n = 0;

    TRY(attach_list(r, a, ticket_id, &files, &n_files, err));
    TRY(identity_copies(r, a, ticket_id, &copies, &n_copies, err));
    *ret = arena_array(a, n_files + n_copies, struct attach_file);
    *ret_kinds = arena_array(a, n_files + n_copies, enum identity_paper);
    for (size_t i = 0; i < n_files; i++)
        if (files[i].file.is_form) {
            (*ret_kinds)[n] = PAPER_FORM;
            (*ret)[n++] = files[i].file;
        }
    for (size_t i = 0; i < n_copies; i++) {
        (*ret_kinds)[n] = PAPER_DOCUMENT;
        (*ret)[n++] = copies[i].file;
    }
    *ret_n = n;
    return OK;
}

static enum rc way_with(struct dbw *w, const struct identity_add *add, enum identity_way *ret, struct err *err)
{
    enum identity_paper *there, *all;
    struct attach_file *files;
    size_t n;

    TRY(identity_papers(dbw_reader(w), dbw_arena(w), add->ticket_id, &files, &there, &n, err));
    if (n + add->n > PAPERS_MAX)
        FAIL(err, E_INPUT, "files", "Puoi mettere al massimo %d file fra modulo e documento.", PAPERS_MAX);
    all = arena_array(dbw_arena(w), n + add->n, enum identity_paper);
    for (size_t i = 0; i < n + add->n; i++)
        all[i] = i < n ? there[i] : add->papers[i - n];
    *ret = identity_of_papers(all, n + add->n);
    return OK;
}

/* Bytes that are said to be a document in the same form are no file of the request, whatever else they are said to be. */
static struct identity_add without_doubles(struct arena *a, const struct identity_add *add)
{
    struct attach_file *files = arena_array(a, add->n, struct attach_file);
    enum identity_paper *papers = arena_array(a, add->n, enum identity_paper);
    struct identity_add left = { .ticket_id = add->ticket_id, .files = files, .papers = papers };

    for (size_t i = 0; i < add->n; i++) {
        bool is_document = false;

        for (size_t k = 0; k < add->n; k++)
            is_document |= add->papers[k] == PAPER_DOCUMENT && str_eq(add->files[k].sha256, add->files[i].sha256);
        if (is_document && add->papers[i] != PAPER_DOCUMENT)
            continue;
        files[left.n] = add->files[i];
        papers[left.n++] = add->papers[i];
    }
    return left;
}

enum rc identity_add_op(struct dbw *w, void *arg, struct err *err)
{
    const struct identity_add all = without_doubles(dbw_arena(w), arg), *add = &all;
    struct identity_brought b = { .files = add->files, .papers = add->papers, .n = add->n, .is_late = true };
    const struct actor who = { .kind = ACTOR_CITIZEN };
    struct identity_state now;
    struct ticket t;

    TRY(ticket_for_change(w, add->ticket_id, VERSION_ANY, &t, err));
    TRY(identity_read(dbw_reader(w), dbw_arena(w), t.id, &now, err));
    if (now.is_known)
        FAIL(err, E_CONFLICT, "", N_("Sappiamo già chi sei: non serve altro."));
    TRY(way_with(w, add, &b.way, err));
    TRY(identity_bring(w, &t, who, &b, err));
    return b.way == IDENTITY_UNKNOWN ? ticket_event(w, &t, EVENT_ALLEGATO, who, json_object(), NULL, err) : OK;
}

static const struct {
    const char *id, *words;
} ends[] = {
    [IDENTITY_END_VERIFIED] = { "verificata", "dopo la verifica" },
    [IDENTITY_END_USELESS] = { "inutile", "non serviva" },
    [IDENTITY_END_TIME] = { "tempo", "passati i giorni decisi dall'ente" },
};

const char *identity_end_words(const char *id)
{
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (str_eq(ends[i].id, id))
            return ends[i].words;
    return NULL;
}

enum rc identity_erase(struct dbw *w, struct ticket *t, struct actor who, enum identity_end why, struct err *err)
{
    struct identity_copy *list;
    size_t n;

    TRY(identity_copies(dbw_reader(w), dbw_arena(w), t->id, &list, &n, err));
    if (!n)
        return OK;
    TRY(q_identity_copy_drop(w, t->id, err));
    for (size_t i = 0; i < n; i++)
        TRY(attach_forget(w, list[i].file.sha256, list[i].file.shown, err));
    return ticket_event(w, t, EVENT_COPIA_CANCELLATA, who, json_pack("{s:s, s:I}", "why", ends[why].id, "copies", (json_int_t)n), NULL, err);
}

enum rc identity_look_op(struct dbw *w, void *look, struct err *err)
{
    const struct identity_look *l = look;
    struct identity_copy copy;
    struct ticket t;

    TRY(ticket_for_change(w, l->ticket_id, VERSION_ANY, &t, err));
    TRY(identity_copy_by_id(dbw_reader(w), dbw_arena(w), l->ticket_id, l->copy_id, &copy, err));
    return ticket_event(w, &t, EVENT_COPIA_VISTA, l->who, json_pack("{s:I}", "copy", (json_int_t)copy.id), NULL, err);
}

enum rc identity_sweep(struct dbw *w, int64_t now_at, int64_t days, int64_t n, int64_t *ret_gone, struct err *err)
{
    struct q_identity_copy_over *rows;
    size_t n_rows;

    *ret_gone = 0;
    TRY(q_identity_copy_over(dbw_reader(w), dbw_arena(w), now_at - days * DAY_S, now_at - IDENTITY_COPY_DAYS_MOST * DAY_S, n, &rows, &n_rows, err));
    for (size_t i = 0; i < n_rows; i++) {
        struct ticket t;

        TRY(ticket_for_change(w, rows[i].ticket_id, VERSION_ANY, &t, err));
        TRY(identity_erase(w, &t, (struct actor){ .kind = ACTOR_SYSTEM }, IDENTITY_END_TIME, err));
        (*ret_gone)++;
    }
    return OK;
}
