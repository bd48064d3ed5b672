/* SPDX-License-Identifier: EUPL-1.2 */
/* All that a letter may speak of, read from the store. */
#include "mail/notice.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/text.h"
#include "base/tr.h"
#include "dispatch/rule.h"
#include "q/message.h"
#include "ticket/citizen_link.h"
#include "ticket/calendar.h"
#include "ticket/remedy.h"
#include "ticket/track.h"

#define ASKED_CHARS 5000 /* as much as the form takes: a whole mail lies in its own mailbox */

static enum rc gather_people(struct dbr *r, const struct q_outbox_row_full *row, struct notice_facts *f, struct err *err)
{
    int64_t office = row->settore_id ? row->settore_id : f->t.settore_id;

    if (f->t.person_id)
        TRY(person_by_id(r, f->a, f->t.person_id, &f->person, err));
    else
        f->person = (struct person){ .name = "", .surname = "", .email = "", .pec = "", .phone = "", .tax_code = "", .birth_place = "", .birth_day = "", .address = "" };
    if (office)
        TRY(settore_by_id(r, office, &f->office, err));
    if (f->t.category_id)
        TRY(category_by_id(r, f->t.category_id, &f->category, err));
    return OK;
}

/* What is answered stands below the answer: who reads it days later need not look for it. */
static enum rc gather_asked(struct dbr *r, struct notice_facts *f, struct err *err)
{
    struct q_message_citizen_last last;
    enum rc rc;

    if (f->kind != NOTICE_ANSWER && f->kind != NOTICE_UPDATE && f->kind != NOTICE_QUESTION)
        return OK;
    rc = q_message_citizen_last(r, f->a, f->t.id, f->said.id ? f->said.id : INT64_MAX, &last, err);
    if (rc == OK) {
        f->asked = text_short(f->a, last.body, ASKED_CHARS);
        f->asked_title = arena_fmt(f->a, tr("Il tuo messaggio (%s):"), moment_format_it(f->a, last.at));
        return OK;
    }
    if (rc != E_NOTFOUND)
        return rc;
    f->asked = text_short(f->a, f->words.body, ASKED_CHARS);
    f->asked_title = arena_fmt(f->a, tr("La tua richiesta (presentata %s):"), day_format_il(f->a, day_of(f->t.presented_at)));
    return OK;
}

static void gather_params(const struct q_outbox_row_full *row, struct notice_facts *f)
{
    AUTO(JSON) json_t *p = json_loads(row->params, 0, NULL);

    f->action = arena_str(f->a, json_string_value(json_object_get(p, "action")));
    if (!day_parse(json_string_value(json_object_get(p, "absent_until")), &f->absent_until))
        f->absent_until = 0;
    f->by_urp = json_is_true(json_object_get(p, "by_urp"));
    f->reach = json_integer_value(json_object_get(p, "reach"));
    f->next_reach = json_integer_value(json_object_get(p, "next"));
    f->undone = json_is_true(json_object_get(p, "undone"));
    f->citizen_hears = json_is_true(json_object_get(p, "citizen"));
    f->already = json_is_true(json_object_get(p, "already"));
    f->to = arena_str(f->a, json_string_value(json_object_get(p, "to")));
    f->lack = arena_str(f->a, json_string_value(json_object_get(p, "why")));
    f->undo_id = json_integer_value(json_object_get(p, "undo"));
    f->undo_until_at = json_integer_value(json_object_get(p, "until"));
    f->failed_id = json_integer_value(json_object_get(p, "outbox"));
    f->unseen = json_is_true(json_object_get(p, "ack"));
    f->untaken = json_is_true(json_object_get(p, "take")) && f->t.take_due_at;
}

static enum rc gather_failed(struct dbr *r, struct notice_facts *f, struct err *err)
{
    struct q_outbox_fate fate;
    enum notice_kind kind;

    if (f->kind != NOTICE_UNDELIVERED)
        return OK;
    TRY(q_outbox_fate(r, f->a, f->failed_id, &fate, err));
    f->failed_kind = notice_parse(fate.kind, &kind) ? notice_label(kind) : fate.kind;
    f->failed_to = fate.to_addr;
    f->failed_why = fate.last_text;
    return OK;
}

/* The rule that chose this office, as it stands on record: the rules of today may be others. */
static enum rc gather_why(struct dbr *r, const struct q_outbox_row_full *row, struct notice_facts *f, struct err *err)
{
    struct q_outbox_cause cause;

    if (f->kind != NOTICE_ASSIGNED || !row->event_id)
        return OK;
    TRY(q_outbox_cause(r, f->a, row->id, &cause, err));
    AUTO(JSON) json_t *data = json_loads(cause.data, 0, NULL);
    return rule_recorded(r, f->a, data, RULE_PLAIN, &f->why, err);
}

const char *notice_contacts(struct dbr *r, struct arena *a)
{
    const char *phone = ente_text(r, a, "phone", ""), *hours = ente_text(r, a, "hours", "");

    if (!*phone)
        return hours;
    return *hours ? arena_fmt(a, tr("Telefono %s. %s"), phone, hours) : arena_fmt(a, tr("Telefono %s"), phone);
}

static enum rc gather_link(struct dbr *r, const struct q_outbox_row_full *row, const uint8_t track_key[32], const char *base_url, struct notice_facts *f, struct err *err)
{
    AUTO(JSON) json_t *p = json_loads(row->params, 0, NULL);
    struct citizen_link l;

    if (f->kind != NOTICE_ADDRESS_ASK)
        return OK;
    TRY(citizen_link_by_id(r, f->a, json_integer_value(json_object_get(p, "link")), &l, err));
    f->link_url = arena_fmt(f->a, "%s%s", base_url, citizen_link_path(f->a, track_key, &l));
    return OK;
}

enum rc notice_gather(struct dbr *r, struct arena *a, const struct q_outbox_row_full *row, const uint8_t track_key[32],
                      const char *base_url, const char *token, int64_t link_until_at, struct notice_facts *f, struct err *err)
{
    char *secret;

    *f = (struct notice_facts){ .a = a, .now_at = clock_now_at(), .link_until_at = link_until_at };
    if (!notice_parse(row->kind, &f->kind))
        FAIL(err, E_DB, "", "outbox %lld has the unknown kind %s", (long long)row->id, row->kind);
    TRY(ticket_by_id(r, a, row->ticket_id, &f->t, err));
    TRY(words_of(r, a, f->t.id, &f->words, err));
    TRY(place_point_of(r, a, f->t.id, &f->point, err));
    f->map_url = place_map_url(r, a, f->words.place, f->point.at);
    TRY(gather_people(r, row, f, err));
    if (row->message_id)
        TRY(message_by_id(r, a, row->message_id, &f->said, err));
    TRY(gather_asked(r, f, err));
    TRY(attach_list(r, a, f->t.id, &f->files, &f->n_files, err));
    TRY(track_secret(r, a, track_key, f->t.id, &secret, err));
    TRY(gather_why(r, row, f, err));
    gather_params(row, f);
    TRY(gather_failed(r, f, err));
    f->secret = secret;
    f->track_url = arena_fmt(a, "%s%s", base_url, track_path(a, f->t.code, secret));
    f->rate_url = arena_fmt(a, "%s/giudizio", f->track_url);
    f->board_url = arena_fmt(a, "%s/ufficio/richieste/%s", base_url, f->t.code);
    f->desk_url = token && notice_has_links(f->kind) ? arena_fmt(a, "%s/s/%s", base_url, token) : NULL;
    f->undo_url = token && f->undo_id ? arena_fmt(a, "%s/annulla/%s", base_url, token) : NULL;
    f->ente_name = ente_text(r, a, "name", "");
    TRY(gather_link(r, row, track_key, base_url, f, err));
    f->ente_pec = ente_text(r, a, "pec", "");
    f->ente_office = tr(ente_text(r, a, "office", "Ufficio Relazioni con il Pubblico"));
    f->ente_contacts = notice_contacts(r, a);
    f->ente_hours = ente_text(r, a, "hours", "");
    f->remedies = remedies_of(r, a, f->t.type);
    return notice_own_words(r, f, err);
}
