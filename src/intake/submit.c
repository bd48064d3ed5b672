/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/submit.h"

#include "base/auto.h"
#include "base/canonical.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "dispatch/work.h"
#include "q/dispatch.h"
#include "q/draft.h"
#include "q/ticket.h"
#include "ticket/clock.h"
#include "ticket/emergency.h"
#include "ticket/ente.h"
#include "ticket/lang.h"
#include "ticket/message.h"
#include "ticket/notify.h"
#include "ticket/person.h"
#include "ticket/place.h"
#include "ticket/question.h"

static bool on(const char *check)
{
    return str_eq(check, "1");
}

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

/* ---- the parts of a birth ----------------------------------------------------------------------- */

/* What the search knows of somebody: name and contacts. */
static const char *text_of(struct arena *a, const struct person *p)
{
    return arena_fmt(a, "%s %s %s %s %s %s", p->name, p->surname, p->email, p->pec, p->phone, p->tax_code);
}

/* 0 when nobody gave a name or an address. */
static enum rc match_person(struct dbw *w, const struct draft_data *d, bool vouched, int64_t *ret_id, const char **ret_text,
                            struct err *err)
{
    struct person p = { .name = or_empty(d->name), .surname = or_empty(d->surname), .email = or_empty(d->email),
                        .pec = or_empty(d->pec), .phone = or_empty(d->phone), .tax_code = or_empty(d->tax_code),
                        .birth_place = or_empty(d->birth_place), .birth_day = or_empty(d->birth_day),
                        .address = or_empty(d->address) };

    p.vouched = vouched;
    *ret_id = 0;
    *ret_text = "";
    if (!(*p.name || *p.surname || *p.email || *p.pec || *p.phone || *p.tax_code))
        return OK;
    TRY(person_match(w, &p, err));
    *ret_id = p.id;
    *ret_text = text_of(dbw_arena(w), &p);
    return OK;
}

static enum rc known_person(struct dbw *w, const struct submission *s, const char **ret_text, struct err *err)
{
    struct person p;

    TRY(person_by_id(dbw_reader(w), dbw_arena(w), s->person_id, &p, err));
    *ret_text = text_of(dbw_arena(w), &p);
    return OK;
}

/* not_public is a word about reports: another type was never to be public. */
static int64_t flags_of(enum ticket_type type, const struct draft_data *d)
{
    int64_t flags = 0;

    if (on(d->anonymous))
        flags |= TICKET_ANONYMOUS;
    if (on(d->name_hidden))
        flags |= TICKET_NAME_HIDDEN;
    if (on(d->confidential))
        flags |= TICKET_CONFIDENTIAL;
    if (on(d->not_public) && type == TYPE_REPORT)
        flags |= TICKET_NOT_PUBLIC;
    return flags;
}

/* The type's own fields, by name; what has a column of its own is left out. */
static enum rc add_answers(struct dbr *r, struct arena *a, const struct draft_data *d, int64_t category_id, json_t *o, struct err *err)
{
    AUTO(JSON) json_t *answers = str_empty(d->questions) ? NULL : json_loads(d->questions, 0, NULL);
    struct question *list;
    json_t *record;
    size_t n;

    if (!answers)
        return OK;
    TRY(question_list(r, a, category_id, &list, &n, err));
    record = question_record(list, n, answers);
    if (record)
        json_object_set_new(o, QUESTION_FIELD, record);
    return OK;
}

static enum rc own_fields(struct dbr *r, struct arena *a, const struct draft_data *d, int64_t category_id, const char **ret, struct err *err)
{
    static const char *const names[] = { "happened_day", "office", "motive", "capacity", "access_mode",
                                         "identifiers", "period", "purpose", "section_url", "page_url" };
    AUTO(JSON) json_t *o = json_object();

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *v = draft_value(d, names[i]);
        if (*v)
            json_object_set_new(o, names[i], json_string(v));
    }
    TRY(add_answers(r, a, d, category_id, o, err));
    *ret = canonical_text(a, o);
    return OK;
}

static const char *reply_by(const struct draft_data *d)
{
    if (!str_empty(d->reply_by))
        return d->reply_by;
    if (!str_empty(d->email))
        return "email";
    if (!str_empty(d->pec))
        return "pec";
    return str_empty(d->phone) ? "none" : "phone";
}

/* What the words say when they are sure wins over what a mail program says of itself: many are set to English by whoever sold them.
 * So are browsers. An operator writes Italian, whatever language he hears: there his choice alone counts. So does that of who chose another
 * language than Italian for our pages: it is the one they want to be answered in. */
static const char *lang_of(struct arena *a, const struct submission *s)
{
    const struct draft_data *d = &s->data;
    enum actor_kind who = s->who.kind;
    bool chosen = s->lang_chosen && lang_is_id(d->lang) && !str_eq(d->lang, LANG_ITALIAN);
    const char *guessed = who == ACTOR_CITIZEN && !chosen ? lang_guess(arena_fmt(a, "%s\n%s", or_empty(d->subject), or_empty(d->body))) : NULL;

    return guessed ? guessed : lang_is_id(d->lang) ? d->lang : LANG_ITALIAN;
}

static enum rc add_words(struct dbw *w, const struct submission *s, const char *person_text, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const struct draft_data *d = &s->data;
    struct ticket_words words = { .subject = or_empty(d->subject), .body = or_empty(d->body), .place = or_empty(d->place),
                                  .caller = str_empty(d->phone) ? "" : d->phone,
                                  .reply_by = reply_by(d),
                                  .quoted = s->quoted, .journal_id = s->journal_id };

    words.lang = lang_of(a, s);
    if (!str_empty(d->privacy))
        (void)sv_int(sv_from(d->privacy), 1, INT64_MAX, &words.notice_id);
    TRY(own_fields(dbw_reader(w), a, d, s->ticket.category_id, &words.fields, err));
    return words_add(w, &s->ticket, &words, person_text, err);
}

static enum rc add_files(struct dbw *w, struct submission *s, struct err *err)
{
    for (size_t i = 0; i < s->n_files; i++)
        TRY(attach_add(w, s->ticket.id, 0, true, &s->files[i], err));
    return OK;
}

/* What somebody pointed at, if it can be; else what the street register says of the words. A form is never refused for its point. */
static enum rc add_point(struct dbw *w, const struct submission *s, const struct place_found *found, struct err *err)
{
    struct place_point p = { found->at, found->origin };
    struct err none = { 0 };
    struct point shown;

    if (!str_empty(s->data.point) && place_check(dbw_reader(w), dbw_arena(w), s->data.point, "point", &shown, &none) == OK) {
        p.at = shown;
        if (!place_origin_parse(s->data.point_origin, &p.origin))
            p.origin = PLACE_MAP;
    }
    return point_is_set(p.at) ? place_point_put(w, s->ticket.id, p, err) : OK;
}

static enum rc bear(struct dbw *w, struct submission *s, int64_t *ret_event_id, struct err *err)
{
    const char *person_text;
    struct place_found found;
    struct ticket_birth birth = { .type = s->type, .channel = s->channel, .presented_at = s->presented_at,
                                  .flags = flags_of(s->type, &s->data), .who = s->who, .person_id = s->person_id };

    if (!str_empty(s->data.category))
        (void)sv_int(sv_from(s->data.category), 1, INT64_MAX, &birth.category_id);
    TRY(place_find(dbw_reader(w), dbw_arena(w), s->data.place, &found, err));
    birth.area_id = found.area_id;
    if (s->person_id)
        TRY(known_person(w, s, &person_text, err));
    else
        TRY(match_person(w, &s->data, s->who.kind == ACTOR_URP, &birth.person_id, &person_text, err));
    TRY(ticket_bear(w, &birth, &s->ticket, ret_event_id, err));
    TRY(add_words(w, s, person_text, err));
    TRY(add_point(w, s, &found, err));
    return add_files(w, s, err);
}

/* In an emergency everything about the same thing hangs together, and whoever answers finds all who wrote. */
static enum rc group(struct dbw *w, const struct submission *s, struct ticket *t, struct err *err)
{
    struct emergency e;
    struct ticket parent;
    enum rc rc = emergency_of(dbw_reader(w), clock_now_at(), EMERGENCY_GROUP, t->category_id, &e, err);

    if (rc == OK)
        rc = ticket_by_code(dbw_reader(w), dbw_arena(w), e.parent, &parent, err);
    if (rc != OK || parent.id == t->id || s->existed)
        return rc == E_NOTFOUND ? OK : rc;
    TRY(q_link_add(w, t->id, parent.id, "related", clock_now_at(), err));
    return ticket_event(w, t, EVENT_COLLEGATA, (struct actor){ .kind = ACTOR_SYSTEM }, json_pack("{s:I}", "other", (json_int_t)parent.id), NULL, err);
}

static enum rc older_ticket(struct dbw *w, struct submission *s, struct err *err)
{
    struct q_origin_ticket row;
    enum rc rc = q_origin_ticket(dbw_reader(w), dbw_arena(w), s->origin_key, &row, err);

    if (rc == OK) {
        rc = ticket_by_id(dbw_reader(w), dbw_arena(w), row.ticket_id, &s->ticket, err);
        s->existed = rc == OK;
    }
    return rc;
}

/* ---- the door ----------------------------------------------------------------------------------- */

enum rc intake_submit(struct dbw *w, struct submission *s, struct err *err)
{
    int64_t event_id, now_at = clock_now_at();
    enum rc rc;

    assume(!str_empty(s->origin_key));
    s->existed = false;
    draft_unname(&s->data);
    rc = older_ticket(w, s, err);
    if (rc != E_NOTFOUND)
        return rc;
    if (!s->presented_at)
        s->presented_at = now_at;
    if (s->presented_at > now_at)
        FAIL(err, E_INPUT, "received_at", /* po: off */ "Il momento in cui è arrivata la richiesta non può essere nel futuro." /* po: on */);
    TRY(bear(w, s, &event_id, err));
    TRY(q_origin_add(w, s->origin_key, s->ticket.id, err));
    if (s->receipt)
        TRY(notify_citizen(w, &s->ticket, NOTICE_RECEIPT, event_id, 0, err));
    if (!s->answered)
        TRY(work_route(w, &s->ticket, (struct actor){ .kind = ACTOR_SYSTEM }, err));
    TRY(group(w, s, &s->ticket, err));
    TRY(identity_bring(w, &s->ticket, s->who, &s->identity, err));
    TRY(ticket_catch_up(w, &s->ticket, err));
    if (s->clear_draft) {
        TRY(q_draft_sent(w, s->ticket.id, now_at, s->draft_id, err));
        TRY(q_draft_fields_clear(w, s->draft_id, err));
        TRY(q_draft_files_clear(w, s->draft_id, err));
    }
    return OK;
}

enum rc intake_submit_op(struct dbw *w, void *s, struct err *err)
{
    return intake_submit(w, s, err);
}
