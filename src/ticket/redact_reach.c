/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a passage stands besides the texts of a request. */
#include "redact_in.h"

#include <jansson.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/person.h"
#include "q/redact.h"
#include "ticket/adesione.h"
#include "ticket/citizen_link.h"
#include "ticket/person.h"

/* ---- texts inside JSON -------------------------------------------------------------------------- */

static enum rc blacken_value(struct arena *a, json_t *v, const char *passage, bool *changed, struct err *err)
{
    const char *key, *old = json_string_value(v), *new;
    json_t *below;
    size_t i;

    if (old) {
        TRY(redact_text(a, old, passage, &new, err));
        if (new != old) {
            *changed = true;
            assume(json_string_set(v, new) == 0);
        }
    }
    json_object_foreach (v, key, below)
        TRY(blacken_value(a, below, passage, changed, err));
    json_array_foreach (v, i, below)
        TRY(blacken_value(a, below, passage, changed, err));
    return OK;
}

/* The same text when the passage is in none of its values. */
static enum rc blacken_json(struct arena *a, const char *text, const char *passage, const char **ret, struct err *err)
{
    AUTO(JSON) json_t *root = json_loads(text, 0, NULL);
    AUTO(FREE) char *out = NULL;
    bool changed = false;

    *ret = text;
    if (!root)
        return OK;
    TRY(blacken_value(a, root, passage, &changed, err));
    if (!changed)
        return OK;
    out = json_dumps(root, JSON_COMPACT);
    assume(out != NULL);
    *ret = arena_str(a, out);
    return OK;
}

/* ---- the request itself ------------------------------------------------------------------------- */

static enum rc keep_part(struct dbw *w, struct redact *job, const char *part, const char *was, struct err *err)
{
    job->places++;
    return q_reach_keep_part(w, job->ticket_id, clock_now_at(), job->who.id, job->reason, part, was, err);
}

/* Place, own fields, contact; signatures, what the register says of it and whatever else is short. */
static enum rc reach_short(struct dbw *w, struct arena *a, struct redact *job, const char *passage, struct err *err)
{
    struct q_reach_request row;
    const char *fields, *author;
    int64_t kept;

    TRY(adesione_erase(w, job->ticket_id, passage, err));
    TRY(citizen_link_erase(w, job->ticket_id, passage, err));
    TRY(q_reach_request(dbw_reader(w), a, job->ticket_id, &row, err));
    TRY(blacken_json(a, row.fields, passage, &fields, err));
    TRY(redact_text(a, row.author, passage, &author, err));
    if (fields != row.fields)
        TRY(keep_part(w, job, "Altri dati e risposte", row.fields, err));
    TRY(q_reach_keep(w, job->ticket_id, clock_now_at(), job->who.id, job->reason, passage, &kept, err));
    job->places += (size_t)kept;
    if (author != row.author)
        TRY(q_reach_author_put(w, author, job->ticket_id, err));
    if (kept == 0 && fields == row.fields)
        return OK;
    TRY(q_reach_point_keep(w, clock_now_at(), job->who.id, job->reason, job->ticket_id, passage, err));
    TRY(q_reach_point_drop(w, job->ticket_id, passage, err));
    TRY(q_reach_request_put(w, passage, REDACT_MARK, fields, clock_now_at(), job->ticket_id, err));
    TRY(q_reach_signatures(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_facts(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_rating(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_file_names(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_copy_names(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_grants(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_register(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_reviews(w, passage, REDACT_MARK, job->ticket_id, err));
    return q_reach_bulk(w, passage, REDACT_MARK, job->ticket_id, err);
}

/* ---- who asks ----------------------------------------------------------------------------------- */

/* The name as it is read: a passage may go over both parts of it. */
static enum rc black_name(struct arena *a, struct person *p, const char *passage, bool *changed, struct err *err)
{
    const char *name, *surname, *whole = person_full_name(a, p), *backwards = arena_fmt(a, "%s %s", p->surname, p->name);

    TRY(redact_text(a, p->name, passage, &name, err));
    TRY(redact_text(a, p->surname, passage, &surname, err));
    *changed = name != p->name || surname != p->surname;
    p->name = name;
    p->surname = surname;
    if (*changed || (!strstr(whole, passage) && !strstr(backwards, passage)))
        return OK;
    *changed = true;
    p->name = REDACT_MARK;
    p->surname = "";
    return OK;
}

/* Other requests of the same person keep what they say: this one gets a row of its own. Where to write stays: without it nobody could answer. */
static enum rc reach_person(struct dbw *w, struct arena *a, struct redact *job, const struct ticket *t, const char *passage, int64_t *ret_person, struct err *err)
{
    struct q_reach_person_others others;
    struct person p;
    const char *address, *birth_place, *folded, *forename;
    bool changed;

    *ret_person = 0;
    if (!t->person_id)
        return OK;
    TRY(person_by_id(dbw_reader(w), a, t->person_id, &p, err));
    const struct person was = p;
    TRY(black_name(a, &p, passage, &changed, err));
    TRY(redact_text(a, p.address, passage, &address, err));
    TRY(redact_text(a, p.birth_place, passage, &birth_place, err));
    if (!changed && address == p.address && birth_place == p.birth_place)
        return OK;
    TRY(keep_part(w, job, "Chi ha scritto", arena_fmt(a, "%s\n%s\n%s", person_full_name(a, &was), was.address, was.birth_place), err));
    folded = text_fold(a, arena_fmt(a, "%s %s", p.surname, p.name));
    forename = text_fold(a, person_full_name(a, &p));
    TRY(q_reach_person_others(dbw_reader(w), a, p.id, job->ticket_id, &others, err));
    if (!others.n)
        return q_reach_person_put(w, p.name, p.surname, folded, forename, birth_place, address, p.id, err);
    return q_person_insert(w, p.name, p.surname, folded, forename, p.email, p.pec, p.phone, p.tax_code, birth_place, p.birth_day, address, clock_now_at(),
                           ret_person, err);
}

/* ---- what is being written ---------------------------------------------------------------------- */

static enum rc reach_writings(struct dbw *w, struct arena *a, struct redact *job, const char *passage, struct err *err)
{
    struct q_reach_writing_next row = { 0 };
    const char *text, *fields;
    int64_t files;
    enum rc rc;

    for (arena_reset(a); (rc = q_reach_writing_next(dbw_reader(w), a, job->ticket_id, row.id, &row, err)) == OK; arena_reset(a)) {
        TRY(redact_text(a, row.text, passage, &text, err));
        TRY(blacken_json(a, row.fields, passage, &fields, err));
        if (text == row.text && fields == row.fields)
            continue;
        job->places++;
        TRY(q_reach_writing_put(w, text, fields, row.id, err));
    }
    if (rc != E_NOTFOUND)
        return rc;
    TRY(q_reach_writing_files(w, passage, REDACT_MARK, job->ticket_id, &files, err));
    job->places += (size_t)files;
    return OK;
}

static enum rc reach_desk(struct dbw *w, struct arena *a, struct redact *job, const struct ticket *t, const char *passage, struct err *err)
{
    struct q_reach_desk_next row = { .nonce = "" };
    const char *fields;
    enum rc rc;

    while ((rc = q_reach_desk_next(dbw_reader(w), a, row.user_id, row.nonce, t->code, &row, err)) == OK) {
        TRY(blacken_json(a, row.fields, passage, &fields, err));
        if (fields == row.fields)
            continue;
        job->places++;
        TRY(q_reach_desk_put(w, fields, row.user_id, row.nonce, err));
    }
    return rc == E_NOTFOUND ? OK : rc;
}

/* ---- mails -------------------------------------------------------------------------------------- */

static enum rc reach_outbox(struct dbw *w, struct arena *a, struct redact *job, const char *passage, struct err *err)
{
    struct q_reach_outbox_next row = { 0 };
    const char *params;
    enum rc rc;

    for (arena_reset(a); (rc = q_reach_outbox_next(dbw_reader(w), a, job->ticket_id, row.id, &row, err)) == OK; arena_reset(a)) {
        TRY(blacken_json(a, row.params, passage, &params, err));
        if (params == row.params)
            continue;
        job->places++;
        TRY(q_reach_outbox_put(w, params, row.id, err));
    }
    if (rc != E_NOTFOUND)
        return rc;
    TRY(q_reach_outbox_words(w, passage, REDACT_MARK, job->ticket_id, err));
    TRY(q_reach_journal(w, passage, REDACT_MARK, job->ticket_id, err));
    return q_reach_pec(w, passage, REDACT_MARK, job->ticket_id, err);
}

enum rc redact_unsent(struct dbw *w, int64_t ticket_id, struct err *err)
{
    TRY(q_reach_unsent(w, ticket_id, err));
    return q_reach_made(w, ticket_id, err);
}

enum rc redact_reach(struct dbw *w, struct arena *scratch, struct redact *job, const struct ticket *t, const char *passage, int64_t *ret_person,
                     struct err *err)
{
    struct q_reach_schede schede;

    arena_reset(scratch);
    TRY(reach_short(w, scratch, job, passage, err));
    TRY(reach_person(w, scratch, job, t, passage, ret_person, err));
    TRY(reach_writings(w, scratch, job, passage, err));
    TRY(reach_desk(w, scratch, job, t, passage, err));
    TRY(reach_outbox(w, scratch, job, passage, err));
    TRY(q_reach_schede(dbw_reader(w), scratch, job->ticket_id, passage, &schede, err));
    job->schede = (size_t)schede.n;
    TRY(redact_unsent(w, job->ticket_id, err));
    TRY(q_reach_digests(w, err));
    return q_reach_digests_made(w, err);
}
