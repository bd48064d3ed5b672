/* SPDX-License-Identifier: EUPL-1.2 */
#include "story.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "intake/draft.h"
#include "mail/journal.h"
#include "mail/reply_lack.h"
#include "q/mail.h"
#include "q/operator.h"
#include "ticket/calendar.h"
#include "ticket/notify.h"

struct weave {
    struct req *rq;
    struct arena *a;
    enum story_reader reader;
    bool hide_citizen; /* from the settore, by the citizen's wish */
    const char *files_url;
    const struct attachment *files;
    size_t n_files;
    const struct message *messages;
    size_t n_messages;
    const char *ticket_url;
    const struct message_fact *facts;
    size_t n_facts;
    const struct message_page *pages;
    size_t n_pages;
    const struct q_ticket_letters *letters;
    size_t n_letters;
};

bool story_is_mail(const struct attach_file *f)
{
    return str_eq(f->mime, "message/rfc822") || sv_ends(sv_from(f->name), SV(".eml"));
}

/* A whole mail carries its sender. */
bool story_names_citizen(const struct attach_file *f)
{
    return story_is_mail(f);
}

/* The office sees it with the words of its message. */
static bool is_among_words(const struct weave *w, const struct attach_file *f)
{
    return w->reader == STORY_OFFICE && f->in_text && page_file(w->a, f, w->files_url).thumb_url;
}

/* The office alone may ask for a photo with what it tells besides the picture. */
static struct view_file file_of(const struct weave *w, const struct attach_file *f)
{
    struct view_file v = page_file(w->a, f, w->files_url);

    if (w->reader == STORY_OFFICE && !str_eq(f->shown, f->sha256))
        v.original_url = arena_fmt(w->a, "%s?originale=1", v.url);
    if (w->reader == STORY_OFFICE && story_is_mail(f))
        v.read_url = arena_fmt(w->a, "%s/messaggio", v.url);
    return v;
}

static void files_of(const struct weave *w, int64_t message_id, struct view_file **ret, size_t *ret_n)
{
    size_t n = 0, room = 1;
    struct view_file *list;

    for (size_t i = 0; i < w->n_files; i++)
        room += w->files[i].message_id == message_id;
    list = arena_array(w->a, room, struct view_file);
    for (size_t i = 0; i < w->n_files; i++)
        if (w->files[i].message_id == message_id && !is_among_words(w, &w->files[i].file) && (w->reader != STORY_CITIZEN || w->files[i].public) &&
            !(w->hide_citizen && story_names_citizen(&w->files[i].file)))
            list[n++] = file_of(w, &w->files[i].file);
    *ret = list;
    *ret_n = n;
}

static const struct message *message_of(const struct weave *w, int64_t id)
{
    for (size_t i = 0; i < w->n_messages; i++)
        if (w->messages[i].id == id)
            return &w->messages[i];
    return NULL;
}

static enum view_tone tone_of(enum fact_tone t)
{
    switch (t) {
    case FACT_PLAIN: return TONE_PLAIN;
    case FACT_INFO: return TONE_INFO;
    case FACT_GOOD: return TONE_GOOD;
    case FACT_WARN: return TONE_WARN;
    case FACT_BAD: return TONE_BAD;
    }
    assume(!"fact_tone out of range");
}

static void draw_facts(const struct weave *w, int64_t message_id, struct view_letter *l)
{
    struct view_badge *marks = arena_array(w->a, w->n_facts + 1, struct view_badge);
    const char **notes = arena_array(w->a, w->n_facts + 1, const char *);

    for (size_t i = 0; i < w->n_facts; i++) {
        const struct message_fact *f = &w->facts[i];

        if (f->message_id != message_id)
            continue;
        if (str_eq(f->kind, FACT_UNREAD))
            notes[l->n_notes++] = f->text;
        else
            marks[l->n_marks++] = (struct view_badge){ f->text, tone_of(f->tone) };
    }
    l->marks = marks;
    l->notes = notes;
}

static void draw_pictures(const struct weave *w, int64_t message_id, struct view_letter *l)
{
    struct view_file *list = arena_array(w->a, w->n_files + 1, struct view_file);

    for (size_t i = 0; i < w->n_files; i++)
        if (w->files[i].message_id == message_id && is_among_words(w, &w->files[i].file))
            list[l->n_pictures++] = file_of(w, &w->files[i].file);
    l->pictures = list;
}

static void draw_way(const struct weave *w, const struct q_ticket_letters *j, bool is_cut, struct view_letter *l)
{
    struct view_row *rows = arena_array(w->a, 4, struct view_row);

    rows[l->n_way++] = (struct view_row){ .label = "Casella", .value = str_empty(j->mailbox) ? "consegnata dal server di posta" : j->mailbox };
    rows[l->n_way++] = (struct view_row){ .label = "Arrivata", .value = moment_format_it(w->a, j->received_at) };
    rows[l->n_way++] = (struct view_row){ .label = "Che cos’è", .value = journal_class_words(j->class) };
    rows[l->n_way++] = (struct view_row){ .label = "Perché", .value = journal_reason_words(w->a, j->reason) };
    l->way = rows;
    l->source_url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/sorgente", (long long)j->id);
    l->download_url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/originale", (long long)j->id);
    if (is_cut)
        l->whole_url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld", (long long)j->id);
}

/* m NULL: the request itself. Gives back NULL when nothing is known, or not for these eyes. */
static const struct view_letter *letter_of(const struct weave *w, const struct message *m)
{
    struct view_letter *l = arena_one(w->a, struct view_letter);
    int64_t message_id = m ? m->id : 0;

    if (w->reader != STORY_OFFICE)
        return NULL;
    draw_facts(w, message_id, l);
    draw_pictures(w, message_id, l);
    for (size_t i = 0; i < w->n_pages; i++)
        if (w->pages[i].message_id == message_id)
            l->page_url = arena_fmt(w->a, "%s/originali/%lld", w->ticket_url, (long long)w->pages[i].id);
    for (size_t i = 0; i < w->n_letters; i++)
        if (w->letters[i].message_id == message_id)
            draw_way(w, &w->letters[i], m && m->is_cut, l);
    return l->n_marks || l->n_notes || l->n_pictures || l->page_url || l->source_url ? l : NULL;
}

/* What the office alone sees of the mails. */
static enum rc read_letters(struct weave *w, int64_t ticket_id, struct err *err)
{
    struct dbr *r = reader_of(w->rq);
    struct message_fact *facts;
    struct message_page *pages;
    struct q_ticket_letters *letters;

    if (w->reader != STORY_OFFICE)
        return OK;
    TRY(message_facts(r, w->a, ticket_id, &facts, &w->n_facts, err));
    TRY(message_pages(r, w->a, ticket_id, &pages, &w->n_pages, err));
    TRY(q_ticket_letters(r, w->a, ticket_id, &letters, &w->n_letters, err));
    w->facts = facts;
    w->pages = pages;
    w->letters = letters;
    return OK;
}

static const char *who_text(const struct weave *w, const struct event *e, const struct message *m)
{
    if (w->reader == STORY_CITIZEN) {
        if (e->actor == ACTOR_CITIZEN)
            return "Tu";
        if (e->actor == ACTOR_SETTORE)
            return settore_name(reader_of(w->rq), e->actor_id);
        return e->actor == ACTOR_URP ? "Ufficio Relazioni con il Pubblico" : "";
    }
    if (w->hide_citizen && e->actor == ACTOR_CITIZEN)
        return actor_label(ACTOR_CITIZEN);
    if (m && !str_empty(m->author_name))
        return m->author_name;
    if (e->actor == ACTOR_SETTORE)
        return settore_name(reader_of(w->rq), e->actor_id);
    return actor_label(e->actor);
}

static const char *icon_of(enum event_kind k)
{
    switch (k) {
    case EVENT_RISPOSTA: case EVENT_CHIUSA: return "it-check-circle";
    case EVENT_CHIARIMENTI_CHIESTI: return "it-help-circle";
    case EVENT_MESSAGGIO_CITTADINO: case EVENT_CHIARIMENTI_DATI: case EVENT_MESSAGGIO_SETTORE: case EVENT_MESSAGGIO_URP:
        return "it-comment";
    case EVENT_MAIL_NON_CONSEGNATA: case EVENT_SCADUTA: case EVENT_SILENZIO_RIGETTO: return "it-warning-circle";
    default: return "it-clock"; /* not a choice by kind: everything else is a date in the story */
    }
}

/* A mail that somebody wrote from an address that is not the citizen's, waiting for the office or judged by it. */
static bool is_of_stranger(const struct event *e, const struct message *m)
{
    return e->kind == EVENT_NOTA && m && m->author == ACTOR_CITIZEN;
}

/* Of a mail of ours, for the URP alone: "Messaggio spedito: ricevuta al cittadino, a maria@...". */
static const char *mail_title(const struct weave *w, const char *title, int64_t outbox_id)
{
    struct q_outbox_fate row;
    enum notice_kind kind;
    struct err err = { 0 };

    if (!outbox_id || q_outbox_fate(reader_of(w->rq), w->a, outbox_id, &row, &err) != OK || !notice_parse(row.kind, &kind))
        return title;
    char *label = arena_str(w->a, notice_label(kind));
    label[0] = g_ascii_tolower(label[0]);
    return arena_fmt(w->a, "%s: %s, a %s", title, label, row.to_addr);
}

/* Where it went: "Assegnata: Settore Lavori pubblici". */
static const char *title_of(const struct weave *w, const struct event *e, const struct message *m, const json_t *data)
{
    const char *title = w->reader == STORY_CITIZEN ? event_kind_public(e->kind) : event_kind_label(e->kind);
    int64_t settore_id = json_integer_value(json_object_get(data, "settore_id"));

    if (is_of_stranger(e, m)) {
        if (!str_eq(m->status, "ok"))
            return str_eq(m->status, "rejected") ? "Messaggio scartato" : "Messaggio da confermare";
        return w->reader == STORY_CITIZEN ? event_kind_public(EVENT_MESSAGGIO_CITTADINO) : event_kind_label(EVENT_MESSAGGIO_CITTADINO);
    }
    if (w->reader == STORY_OFFICE && (e->kind == EVENT_MAIL_INVIATA || e->kind == EVENT_MAIL_NON_CONSEGNATA))
        return mail_title(w, title, json_integer_value(json_object_get(data, "outbox")));
    if ((e->kind == EVENT_ASSEGNATA || e->kind == EVENT_RIASSEGNATA) && settore_id)
        return arena_fmt(w->a, "%s: %s", title, settore_name(reader_of(w->rq), settore_id));
    return title;
}

static bool hidden(const struct weave *w, const struct event *e, const struct message *m)
{
    if (w->reader == STORY_SETTORE && (e->kind == EVENT_MAIL_INVIATA || e->kind == EVENT_PEC_ACCETTATA || e->kind == EVENT_PEC_CONSEGNATA))
        return true; /* which mails left is of interest to the URP alone */
    if (w->reader != STORY_OFFICE && is_of_stranger(e, m)) /* nobody's word until the office says whose */
        return !str_eq(m->status, "ok") || (w->reader == STORY_CITIZEN && !m->public);
    if (w->reader != STORY_CITIZEN) /* absence notes and delivery reports name the citizen */
        return w->hide_citizen && m && m->journal_id && m->author == ACTOR_SYSTEM;
    /* A rule sent it on at once: nobody of the URP has had it in hand, and its assignment says the rest. */
    if (e->kind == EVENT_PRESA_IN_CARICO && e->actor == ACTOR_SYSTEM)
        return true;
    if (e->kind == EVENT_DATI_CORRETTI) /* a correction of ours that changes nothing for the citizen has no words for him */
        return !m || !m->public;
    return !event_kind_public(e->kind) || (m && !m->public && e->actor != ACTOR_CITIZEN && e->kind == EVENT_NOTA);
}

/* Of a settore's mail: why it did nothing by itself, or how its sender was known when it acted. NULL for everything else. */
static const char *mail_why(const json_t *data)
{
    const char *lack = reply_lack_words(json_string_value(json_object_get(data, "unverified")));

    return lack ? lack : reply_lack_words(json_string_value(json_object_get(data, "verified")));
}

/* The evidence: the receipt as it came, and what it certifies. */
static struct view_file *receipt_of(const struct weave *w, int64_t journal_id)
{
    struct view_file *list = arena_array(w->a, 2, struct view_file);

    list[0] = (struct view_file){ .name = "ricevuta.eml", .url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/originale", (long long)journal_id) };
    list[1] = (struct view_file){ .name = "daticert.xml", .url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/daticert", (long long)journal_id) };
    return list;
}

static struct view_event weave_one(const struct weave *w, const struct event *e, const struct message *m, const json_t *data)
{
    struct view_event v = { .at = moment_format_it(w->a, e->at), .iso = moment_format_rfc3339(w->a, e->at),
                            .title = title_of(w, e, m, data), .who = who_text(w, e, m), .icon = icon_of(e->kind),
                            .tone = e->kind == EVENT_RISPOSTA ? TONE_GOOD : TONE_PLAIN };
    struct view_file *files;

    if (w->reader == STORY_OFFICE && (e->kind == EVENT_PEC_ACCETTATA || e->kind == EVENT_PEC_CONSEGNATA)) {
        v.files = receipt_of(w, json_integer_value(json_object_get(data, "journal")));
        v.n_files = 2;
    }
    if (m && (m->public || w->reader != STORY_CITIZEN)) {
        v.text = m->body;
        v.quoted = w->reader == STORY_CITIZEN || w->hide_citizen ? NULL : m->quoted; /* quoted mails carry names */
        files_of(w, m->id, &files, &v.n_files);
        v.files = files;
        v.letter = letter_of(w, m);
        if (str_eq(m->status, "unconfirmed"))
            v.note = is_of_stranger(e, m) ? "Da un indirizzo che non conosciamo" : json_object_get(data, "unverified") ? "Non verificata, da confermare" : "Arrivata per e-mail, da confermare";
        if (w->reader != STORY_CITIZEN)
            v.why = mail_why(data);
        if (str_eq(m->status, "rejected"))
            v.note = is_of_stranger(e, m) ? "Da un indirizzo che non conosciamo" : "Scartata";
        v.folded = str_eq(m->status, "rejected");
    }
    return v;
}

enum rc story_of(struct req *rq, const struct ticket *t, enum story_reader reader, const char *files_url, struct story *ret,
                 struct err *err)
{
    struct arena *a = req_arena(rq);
    struct dbr *r = reader_of(rq);
    struct weave w = { .rq = rq, .a = a, .reader = reader, .files_url = files_url, .ticket_url = arena_fmt(a, "/ufficio/richieste/%s", t->code),
                       .hide_citizen = reader == STORY_SETTORE && (t->flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)) };
    struct attachment *files;
    struct message *messages;
    struct event *events;
    size_t n;

    *ret = (struct story){ 0 };
    TRY(ticket_events(r, a, t->id, &events, &n, err));
    TRY(message_list(r, a, t->id, false, &messages, &w.n_messages, err));
    TRY(attach_list(r, a, t->id, &files, &w.n_files, err));
    TRY(read_letters(&w, t->id, err));
    w.messages = messages;
    w.files = files;
    ret->messages = messages;
    ret->n_messages = w.n_messages;
    ret->events = arena_array(a, n + 1, struct view_event);
    for (size_t i = 0; i < n; i++) {
        AUTO(JSON) json_t *data = json_loads(events[i].data, 0, NULL);
        const struct message *m = message_of(&w, json_integer_value(json_object_get(data, "message")));
        enum state s;

        if (state_parse(json_string_value(json_object_get(data, "state")), &s) && !ret->state_at[s])
            ret->state_at[s] = events[i].at;
        if (events[i].kind == EVENT_ASSEGNATA || events[i].kind == EVENT_RIASSEGNATA)
            ret->assignment = events[i].data;
        if (events[i].kind == EVENT_CHIARIMENTI_DATI)
            ret->clarified_at = events[i].at;
        if (events[i].kind == EVENT_CHIARIMENTI_CHIESTI && m)
            ret->question = m->body;
        if (!hidden(&w, &events[i], m))
            ret->events[ret->n++] = weave_one(&w, &events[i], m, data);
    }
    if (t->state != STATE_WAITING_CITIZEN)
        ret->question = NULL;
    files_of(&w, 0, &ret->files, &ret->n_files);
    ret->letter = letter_of(&w, NULL);
    return OK;
}

/* ---- the request -------------------------------------------------------------------------------- */

static void add_row(struct arena *a, struct view_row **rows, size_t *n, size_t *cap, const char *label, const char *value)
{
    if (!str_empty(value))
        LIST_ADD(a, *rows, *n, *cap, (struct view_row){ .label = label, .value = value });
}

static const char *choice_label(const struct field *f, const char *value)
{
    for (const struct choice *c = f->choices; c && c->value; c++)
        if (str_eq(c->value, value))
            return c->label;
    return value;
}

static const struct field *field_of(enum ticket_type type, const char *name)
{
    size_t n;
    const struct draft_row *rows = draft_rows(type, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].field.name, name))
            return &rows[i].field;
    return NULL;
}

/* Asked by the type by which it came, before that was corrected. */
static const struct field *field_of_others(enum ticket_type type, const char *name)
{
    const struct field *f = NULL;

    for (int k = 0; k < TICKET_TYPES && !f && !field_of(type, name); k++)
        f = field_of((enum ticket_type)k, name);
    return f;
}

static const char *fact(struct arena *a, const struct field *f, const char *value)
{
    int32_t day;

    if (f->kind == FIELD_DAY && !str_empty(value) && day_parse(value, &day))
        return day_format_it(a, day);
    return arena_str(a, choice_label(f, value ? value : ""));
}

enum rc story_facts(struct req *rq, const struct ticket *t, const struct ticket_words *words, const struct view_row **ret,
                    size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = NULL;
    size_t n = 0, cap = 0, n_fields;
    const struct draft_row *fields = draft_rows(t->type, &n_fields);
    AUTO(JSON) json_t *own = json_loads(words->fields, 0, NULL);
    const char *name;
    json_t *v;
    struct category c;

    if (t->category_id) {
        TRY(category_by_id(reader_of(rq), t->category_id, &c, err));
        add_row(a, &rows, &n, &cap, "Argomento", c.name);
    }
    add_row(a, &rows, &n, &cap, "Luogo", words->place);
    for (size_t i = 0; i < n_fields; i++)
        add_row(a, &rows, &n, &cap, fields[i].field.label, fact(a, &fields[i].field, json_string_value(json_object_get(own, fields[i].field.name))));
    json_object_foreach(own, name, v) {
        const struct field *f = field_of_others(t->type, name);
        if (f)
            add_row(a, &rows, &n, &cap, f->label, fact(a, f, json_string_value(v)));
    }
    *ret = rows;
    *ret_n = n;
    return OK;
}
