/* SPDX-License-Identifier: EUPL-1.2 */
#include "story.h"

#include <stdlib.h>
#include <string.h>

#include "base/sv.h"
#include "dispatch/dossier.h"
#include "mail/reply_lack.h"
#include "story_in.h"
#include "ticket/calendar.h"
#include "web/access.h"

/* A story longer than this shows its first and last events, until somebody asks for the whole. */
enum { STORY_LONG = 60, STORY_FIRST = 5, STORY_LAST = 40 };

/* ---- reading: one query a kind ------------------------------------------------------------------ */

/* What only some requests have. */
struct rare {
    bool letters, users, others, tags, clock;
};

static enum rc read_mails(struct weave *w, int64_t ticket_id, struct err *err)
{
    struct q_mails_of_ticket *rows;
    struct story_mail *list;

    TRY(q_mails_of_ticket(reader_of(w->rq), w->a, ticket_id, &rows, &w->n_mails, err));
    list = arena_array(w->a, w->n_mails + 1, struct story_mail);
    for (size_t i = 0; i < w->n_mails; i++)
        list[i] = (struct story_mail){ .id = rows[i].id, .event_id = rows[i].event_id, .created_at = rows[i].created_at, .settled_at = rows[i].settled_at,
                                       .replaced_by = rows[i].replaced_by, .kind = rows[i].kind, .to_addr = rows[i].to_addr, .state = rows[i].state,
                                       .last_text = rows[i].last_text, .way = rows[i].way, .pec = rows[i].pec };
    w->mails = list;
    return OK;
}

/* What the office alone sees. Most requests have no mail that came in and no others beside them: what cannot be there is not
 * asked for. */
static enum rc read_office(struct weave *w, const struct ticket *t, const struct rare *has, struct err *err)
{
    struct dbr *r = reader_of(w->rq);
    struct message_fact *facts;
    struct message_page *pages;
    struct q_ticket_letters *letters;
    struct q_story_users *users;
    struct q_story_others *others;
    struct q_story_tags *tags;
    struct q_story_clock *clock;

    if (has->letters) {
        TRY(message_facts(r, w->a, t->id, &facts, &w->n_facts, err));
        TRY(message_pages(r, w->a, t->id, &pages, &w->n_pages, err));
        TRY(q_ticket_letters(r, w->a, t->id, &letters, &w->n_letters, err));
        w->facts = facts;
        w->pages = pages;
        w->letters = letters;
    }
    if (has->users) {
        TRY(q_story_users(r, w->a, t->id, &users, &w->n_users, err));
        w->users = users;
    }
    if (has->others) {
        TRY(q_story_others(r, w->a, t->id, &others, &w->n_others, err));
        w->others = others;
    }
    if (has->tags) {
        TRY(q_story_tags(r, w->a, t->id, &tags, &w->n_tags, err));
        w->tags = tags;
    }
    if (has->clock) {
        TRY(q_story_clock(r, w->a, t->id, &clock, &w->n_clock, err));
        w->clock = clock;
    }
    return read_mails(w, t->id, err);
}

static struct rare rare_of(const struct weave *w, const struct ticket *t, const struct event *events, size_t n)
{
    struct rare has = { .letters = t->channel == CHANNEL_MAIL || t->channel == CHANNEL_PEC };

    for (size_t i = 0; i < w->n_messages; i++)
        has.letters |= w->messages[i].journal_id != 0;
    for (size_t i = 0; i < n; i++) {
        enum event_kind k = events[i].kind;
        has.users |= events[i].actor == ACTOR_URP && event_int(events[i].data, "message") == 0;
        has.others |= k == EVENT_COLLEGATA || k == EVENT_SCOLLEGATA || k == EVENT_UNITA || k == EVENT_DIVISA;
        has.tags |= k == EVENT_ETICHETTATA || k == EVENT_ETICHETTA_TOLTA;
        has.clock |= k != EVENT_RICEVUTA && event_has(events[i].data, "clock");
    }
    return has;
}

/* Everything about one request; its events come back beside w. */
static enum rc read_all(struct weave *w, const struct ticket *t, struct event **ret_events, size_t *ret_n, struct err *err)
{
    struct dbr *r = reader_of(w->rq);
    struct attachment *files;
    struct message *messages;

    TRY(ticket_events(r, w->a, t->id, ret_events, ret_n, err));
    TRY(message_list_in(r, w->a, t->id, false, w->room, &messages, &w->n_messages, err));
    TRY(attach_list(r, w->a, t->id, &files, &w->n_files, err));
    w->messages = messages;
    w->files = files;
    for (size_t i = 0; i < w->n_files; i++)
        w->has_pictures |= files[i].file.in_text;
    if (w->reader != STORY_OFFICE)
        return OK;
    const struct rare has = rare_of(w, t, *ret_events, *ret_n);
    return read_office(w, t, &has, err);
}

static int by_id(const void *key, const void *m)
{
    int64_t id = *(const int64_t *)key, other = ((const struct message *)m)->id;

    return id < other ? -1 : id > other;
}

static const struct message *message_of(const struct weave *w, int64_t id)
{
    return id && w->n_messages ? bsearch(&id, w->messages, w->n_messages, sizeof *w->messages, by_id) : NULL;
}

/* Older than those that a page has room for. */
static bool is_unread(const struct weave *w, int64_t message_id)
{
    return message_id && w->n_messages == MESSAGES_MAX && message_id < w->messages[0].id;
}

/* ---- choosing ----------------------------------------------------------------------------------- */

static bool is_plan(enum event_kind k)
{
    return k == EVENT_INVIO_PROGRAMMATO || k == EVENT_INVIO_RIPRESO || k == EVENT_INVIO_ANNULLATO || k == EVENT_INVIO_PARTITO;
}

static bool hidden(const struct strand *s)
{
    const struct weave *w = s->w;
    const struct event *e = s->e;
    const struct message *m = s->m;

    if (w->reader == STORY_SETTORE && (e->kind == EVENT_MAIL_INVIATA || e->kind == EVENT_PEC_ACCETTATA || e->kind == EVENT_PEC_CONSEGNATA ||
                                       e->kind == EVENT_ORIGINALE_LETTO || e->kind == EVENT_INVIO_ANTICIPATO || is_plan(e->kind)))
        return true; /* which mails left, and when, is of interest to the URP alone */
    if (w->reader != STORY_OFFICE && is_unread(w, event_int(e->data, "message")))
        return true; /* who may see it is not known */
    if (w->reader != STORY_OFFICE && strand_of_stranger(s)) /* nobody's word until the office says whose */
        return !str_eq(m->status, "ok") || (w->reader == STORY_CITIZEN && !m->public);
    if (w->reader == STORY_OFFICE && e->kind == EVENT_MAIL_INVIATA)
        return story_told_at_cause(w, story_mail_of(w, event_int(e->data, "outbox")));
    if (w->reader != STORY_CITIZEN) /* absence notes and delivery reports name the citizen */
        return w->hide_citizen && m && m->journal_id && m->author == ACTOR_SYSTEM;
    /* A rule sent it on at once: nobody of the URP has had it in hand, and its assignment says the rest. */
    if (e->kind == EVENT_PRESA_IN_CARICO && e->actor == ACTOR_SYSTEM)
        return true;
    if (e->kind == EVENT_DATI_CORRETTI || e->kind == EVENT_UNITA) /* what changes nothing for the citizen has no words for him */
        return !m || !m->public;
    return !event_kind_public(e->kind) || (m && !m->public && e->actor != ACTOR_CITIZEN && e->kind == EVENT_NOTA);
}

/* The lot of strands, by the id of their events: the order in which things were entered. */
struct lot {
    struct strand *list;
    size_t n, cap;
};

static void add(struct lot *lot, struct arena *a, struct strand s)
{
    LIST_ADD(a, lot->list, lot->n, lot->cap, s);
}

static void note_state(const struct weave *w, const struct strand *s, struct story *ret)
{
    const struct event *e = s->e;
    const char *word = event_word(w->a, e->data, "state");
    enum state state;

    if (word && state_parse(word, &state) && !ret->state_at[state])
        ret->state_at[state] = e->at;
    if (e->kind == EVENT_ASSEGNATA || e->kind == EVENT_RIASSEGNATA)
        ret->assignment = e->data;
    if (e->kind == EVENT_CHIARIMENTI_DATI)
        ret->clarified_at = e->at;
    if (e->kind == EVENT_CHIARIMENTI_CHIESTI && s->m)
        ret->question = s->m->body;
}

static void gather(const struct weave *w, const struct ticket *t, const struct event *events, size_t n, struct lot *lot, struct story *ret)
{
    int64_t due_at = 0;

    for (size_t i = 0; i < n; i++) {
        const char *data = events[i].data;
        struct strand s = { .w = w, .e = &events[i], .m = message_of(w, event_int(data, "message")), .due_before = due_at };
        int64_t due_now = event_int(data, "due_at");

        note_state(w, &s, ret);
        due_at = due_now ? due_now : due_at;
        if (!hidden(&s))
            add(lot, w->a, s);
    }
    if (t->state != STATE_WAITING_CITIZEN)
        ret->question = NULL;
}

/* ---- what was joined to it ---------------------------------------------------------------------- */

/* The words of the joined request, as if they had been said when it came in. */
static enum rc first_words(const struct weave *w, const struct ticket *t, const struct message **ret, struct err *err)
{
    struct message *m = arena_one(w->a, struct message);

    TRY(words_begin(reader_of(w->rq), w->a, t->id, w->room, m, err));
    m->channel = t->channel;
    *ret = m;
    return OK;
}

static enum rc gather_joined(const struct weave *main_w, int64_t id, struct lot *lot, struct err *err)
{
    struct arena *a = main_w->a;
    struct weave *w = arena_one(a, struct weave);
    struct event *events;
    struct ticket t;
    size_t n;

    TRY(ticket_by_id(reader_of(main_w->rq), a, id, &t, err));
    /* A confidential one is read on its own page, where that is recorded. */
    if (t.flags & TICKET_CONFIDENTIAL || access_of_row(main_w->rq, id, t.flags) < ACCESS_READ)
        return OK;
    *w = (struct weave){ .rq = main_w->rq, .a = a, .reader = STORY_OFFICE, .ticket_url = arena_fmt(a, "/ufficio/richieste/%s", t.code),
                         .joined_code = arena_str(a, t.code), .channel = t.channel, .room = main_w->room };
    w->files_url = arena_fmt(a, "%s/allegati", w->ticket_url);
    TRY(read_all(w, &t, &events, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct strand s = { .w = w, .e = &events[i], .m = message_of(w, event_int(events[i].data, "message")) };
        if (events[i].kind == EVENT_RICEVUTA)
            TRY(first_words(w, &t, &s.m, err));
        if (s.m)
            add(lot, a, s);
    }
    return OK;
}

static int by_event(const void *x, const void *y)
{
    int64_t a = ((const struct strand *)x)->e->id, b = ((const struct strand *)y)->e->id;

    return a < b ? -1 : a > b;
}

static bool has_joined(const struct event *events, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (events[i].kind == EVENT_UNITA)
            return true;
    return false;
}

static enum rc gather_all_joined(const struct weave *w, int64_t ticket_id, struct lot *lot, size_t *ret_n, struct err *err)
{
    int64_t *ids;
    size_t n;

    TRY(dossier_united(reader_of(w->rq), w->a, ticket_id, &ids, &n, err));
    for (size_t i = 0; i < n; i++)
        TRY(gather_joined(w, ids[i], lot, err));
    if (n)
        qsort(lot->list, lot->n, sizeof *lot->list, by_event);
    *ret_n = n;
    return OK;
}

/* ---- weaving ------------------------------------------------------------------------------------ */

/* Of a settore's mail: why it did nothing by itself, or how its sender was known when it acted. NULL for everything else. */
static const char *mail_why(const struct strand *s)
{
    const char *lack = reply_lack_words(event_word(s->w->a, s->e->data, "unverified"));

    return lack ? lack : reply_lack_words(event_word(s->w->a, s->e->data, "verified"));
}

/* The evidence: the receipt as it came, and what it certifies. */
static struct view_file *receipt_of(const struct weave *w, int64_t journal_id)
{
    struct view_file *list = arena_array(w->a, 2, struct view_file);

    list[0] = (struct view_file){ .name = "ricevuta.eml", .url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/originale", (long long)journal_id) };
    list[1] = (struct view_file){ .name = "daticert.xml", .url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/daticert", (long long)journal_id) };
    return list;
}

static void weave_words(const struct strand *s, struct view_event *v)
{
    const struct weave *w = s->w;
    const struct message *m = s->m;
    bool stranger = strand_of_stranger(s);
    struct view_file *files;

    v->text = m->body;
    v->quoted = w->reader == STORY_CITIZEN || w->hide_citizen ? NULL : m->quoted; /* quoted mails carry names */
    story_files_of(w, m->id, &files, &v->n_files);
    v->files = files;
    v->letter = story_letter_of(w, m);
    if (str_eq(m->status, "unconfirmed"))
        v->note = stranger ? "Da un indirizzo che non conosciamo" : event_has(s->e->data, "unverified") ? "Non verificata, da confermare" : "Arrivata per e-mail, da confermare";
    if (w->reader != STORY_CITIZEN)
        v->why = mail_why(s);
    if (str_eq(m->status, "rejected"))
        v->note = stranger ? "Da un indirizzo che non conosciamo" : "Scartata";
    v->folded = str_eq(m->status, "rejected");
    v->internal = !m->public;
    v->may_split = w->reader == STORY_OFFICE && !w->joined_code && m->id && m->author == ACTOR_CITIZEN && str_eq(m->status, "ok");
    v->message_id = m->id;
}

static bool is_quiet(const struct strand *s)
{
    return !s->m && (s->e->kind == EVENT_MAIL_INVIATA || s->e->kind == EVENT_PEC_ACCETTATA || s->e->kind == EVENT_PEC_CONSEGNATA || s->e->kind == EVENT_VISTA ||
                     s->e->kind == EVENT_COLLEGAMENTO_RINNOVATO || s->e->kind == EVENT_AVVISI || s->e->kind == EVENT_RILETTA || s->e->kind == EVENT_ORIGINALE_LETTO || is_plan(s->e->kind));
}

static struct view_event weave_one(const struct strand *s)
{
    const struct weave *w = s->w;
    const struct event *e = s->e;
    struct view_event v = { .id = e->id, .moment = e->at, .iso = moment_format_rfc3339(w->a, e->at), .title = strand_title(s), .who = strand_who(s),
                            .icon = strand_icon(e->kind), .tone = e->kind == EVENT_RISPOSTA ? TONE_GOOD : TONE_PLAIN };

    if (w->reader != STORY_OFFICE)
        v.at = moment_format_it(w->a, e->at);
    if (w->reader != STORY_CITIZEN)
        v.time = moment_format_time(w->a, e->at); /* under a heading for its day, on the pages of the office */
    if (w->reader == STORY_OFFICE) {
        v.way = strand_channel(s);
        v.clock = strand_clock(s);
        v.quiet = is_quiet(s);
        v.joined = w->joined_code;
        v.joined_url = w->joined_code ? w->ticket_url : NULL;
    }
    if (w->reader == STORY_OFFICE && (e->kind == EVENT_PEC_ACCETTATA || e->kind == EVENT_PEC_CONSEGNATA)) {
        v.files = receipt_of(w, event_int(e->data, "journal"));
        v.n_files = 2;
    }
    if (s->m && (s->m->public || w->reader != STORY_CITIZEN))
        weave_words(s, &v);
    return v;
}

static void weave_all(struct arena *a, const struct lot *lot, enum story_length length, struct story *ret)
{
    bool folds = length == STORY_SHORT && lot->n > STORY_LONG;

    ret->whole = lot->n;
    ret->folded = folds ? lot->n - STORY_FIRST - STORY_LAST : 0;
    ret->events = arena_array(a, lot->n - ret->folded + 1, struct view_event);
    for (size_t i = 0; i < lot->n; i++) {
        if (folds && i == STORY_FIRST)
            i += ret->folded;
        ret->events[ret->n++] = weave_one(&lot->list[i]);
        if (folds && ret->n == STORY_FIRST + 1)
            ret->events[STORY_FIRST].gap = ret->folded;
    }
}

enum rc story_of(struct req *rq, const struct ticket *t, enum story_reader reader, const char *files_url, enum story_length length, struct story *ret,
                 struct err *err)
{
    struct arena *a = req_arena(rq);
    struct message_room room = MESSAGE_ROOM;
    struct weave w = { .rq = rq, .a = a, .reader = reader, .files_url = files_url, .ticket_url = arena_fmt(a, "/ufficio/richieste/%s", t->code),
                       .channel = t->channel, .hide_citizen = reader == STORY_SETTORE && (t->flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)), .room = &room };
    struct lot lot = { 0 };
    struct event *events;
    size_t n;

    *ret = (struct story){ 0 };
    TRY(read_all(&w, t, &events, &n, err));
    gather(&w, t, events, n, &lot, ret);
    if (reader == STORY_OFFICE && has_joined(events, n))
        TRY(gather_all_joined(&w, t->id, &lot, &ret->n_united, err));
    weave_all(a, &lot, length, ret);
    ret->messages = w.messages;
    ret->n_messages = w.n_messages;
    ret->mails = w.mails;
    ret->n_mails = w.n_mails;
    struct view_file *files;
    story_files_of(&w, 0, &files, &ret->n_files);
    ret->files = files;
    ret->letter = story_letter_of(&w, NULL);
    return OK;
}

void story_arrange(struct req *rq, struct story *s, bool newest_first)
{
    int32_t last = INT32_MIN;

    for (size_t i = 0; newest_first && i < s->n / 2; i++) {
        struct view_event e = s->events[i];
        s->events[i] = s->events[s->n - 1 - i];
        s->events[s->n - 1 - i] = e;
    }
    for (size_t i = 0; i < s->n; i++) {
        int32_t day = day_of(s->events[i].moment);
        if (day != last)
            s->events[i].day = day_format_it_weekday(req_arena(rq), day);
        last = day;
    }
}
