/* SPDX-License-Identifier: EUPL-1.2 */
#include "story.h"

#include <stdlib.h>

#include "base/sv.h"
#include "dispatch/dossier.h"
#include "mail/reply_lack.h"
#include "q/message.h"
#include "q/ticket.h"
#include "story_in.h"
#include "ticket/calendar.h"
#include "ticket/lang.h"
#include "web/access.h"
#include "web/masked.h"

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
                                       e->kind == EVENT_ORIGINALE_LETTO || e->kind == EVENT_COPIA_VISTA || e->kind == EVENT_INVIO_ANTICIPATO || is_plan(e->kind)))
        return true; /* which mails left, and when, is of interest to the URP alone */
    if (w->reader != STORY_OFFICE && is_unread(w, s->says->message))
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

/* An action on many, taken back within its minute: the citizen, who got no mail of it, does not read of it, either. */
static bool taken_back(const struct weave *w, size_t n)
{
    if (w->reader != STORY_CITIZEN)
        return false;
    for (size_t i = n + 1; i < w->n_events; i++)
        if (w->events[i].kind == EVENT_RIPRISTINATA && w->events[n].id >= event_int(w->events[i].data, "undid_from") &&
            w->events[n].id <= event_int(w->events[i].data, "undid_to"))
            return true;
    return false;
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
    const char *word = w->reader == STORY_CITIZEN ? event_word(w->a, e->data, "state") : NULL; /* for the steps of the tracking page */
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

/* The term as it was before an event of which nothing older was read. */
static enum rc term_before(const struct weave *w, int64_t ticket_id, int64_t version, int64_t *ret, struct err *err)
{
    struct q_event_due_before row;
    enum rc rc = q_event_due_before(reader_of(w->rq), w->a, ticket_id, version, &row, err);

    *ret = rc == OK ? event_int(row.data, "due_at") : 0;
    return rc == E_NOTFOUND ? OK : rc;
}

static enum rc gather(const struct weave *w, const struct ticket *t, struct lot *lot, struct story *ret, struct err *err)
{
    int64_t due_at = 0, version = 0;
    bool is_known = true; /* due_at */

    for (size_t i = 0; i < w->n_events; i++) {
        const struct event *e = &w->events[i];
        struct strand s = story_strand(w, i);

        is_known &= e->version == version + 1;
        version = e->version;
        if (!is_known && s.says->clock) {
            TRY(term_before(w, t->id, version, &due_at, err));
            is_known = true;
        }
        s.due_before = due_at;
        if (taken_back(w, i))
            continue;
        note_state(w, &s, ret);
        if (s.says->due_at) {
            due_at = s.says->due_at;
            is_known = true;
        }
        if (!hidden(&s))
            add(lot, w->a, s);
    }
    if (t->state != STATE_WAITING_CITIZEN)
        ret->question = NULL;
    return OK;
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
    struct ticket t;

    TRY(ticket_by_id(reader_of(main_w->rq), a, id, &t, err));
    /* A confidential one is read on its own page, where that is recorded. */
    if (t.flags & TICKET_CONFIDENTIAL || access_of_row(main_w->rq, id, t.flags) < ACCESS_READ)
        return OK;
    /* So is one whose citizen asked this settore not to know the name: there the name is left out. */
    if (access_name_hidden_of_row(main_w->rq, id, t.flags))
        return OK;
    *w = (struct weave){ .rq = main_w->rq, .a = a, .reader = STORY_OFFICE, .ticket_url = arena_fmt(a, "/ufficio/richieste/%s", t.code),
                         .joined_code = arena_str(a, t.code), .channel = t.channel, .room = main_w->room };
    w->files_url = arena_fmt(a, "%s/allegati", w->ticket_url);
    TRY(story_read(w, &t, STORY_WHOLE, err));
    for (size_t i = 0; i < w->n_events; i++) {
        struct strand s = story_strand(w, i);
        if (s.e->kind == EVENT_RICEVUTA)
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

static enum rc gather_all_joined(const struct weave *w, struct lot *lot, struct err *err)
{
    for (size_t i = 0; i < w->n_united; i++)
        TRY(gather_joined(w, w->united[i], lot, err));
    if (w->n_united)
        qsort(lot->list, lot->n, sizeof *lot->list, by_event);
    return OK;
}

/* ---- how much of it ----------------------------------------------------------------------------- */

/* What was read and is older than the part that is shown, but waits for somebody. */
static bool is_waiting(const struct weave *w, int64_t event_id)
{
    for (size_t i = 0; i < w->n_waiting; i++)
        if (w->waiting[i].id == event_id)
            return true;
    return false;
}

/* From which strand on it is shown without a gap. */
static size_t begin_of(const struct weave *w, const struct lot *lot, int64_t from_id)
{
    size_t begin = from_id != STORY_WHOLE && lot->n > STORY_FULL ? lot->n - STORY_PART : 0;

    if (w->from_version > 1) /* the end alone was read, and what waits before it */
        for (begin = 0; begin < lot->n && is_waiting(w, lot->list[begin].e->id);)
            begin++;
    while (begin > 0 && lot->list[begin - 1].e->id >= from_id)
        begin--;
    return begin;
}

/* The strands before begin that wait for nobody are left out; gives back how many stay. */
static size_t keep_waiting(const struct weave *w, struct lot *lot, size_t begin)
{
    size_t n = 0;

    for (size_t i = 0; i < lot->n; i++)
        if (i >= begin || is_waiting(w, lot->list[i].e->id))
            lot->list[n++] = lot->list[i];
    begin -= lot->n - n;
    lot->n = n;
    return begin;
}

/* How many of those that were not read would be seen: all but the mails that left and are told where they were caused. */
static enum rc count_unread(const struct weave *w, int64_t ticket_id, size_t n_waiting, size_t *ret, struct err *err)
{
    struct q_story_left left = { 0 };
    struct q_story_told told;
    bool all_told = w->n_mails < 2000; /* mails_of_ticket reads no more */

    for (size_t i = 0; i < w->n_mails; i++)
        all_told &= story_told_at_cause(w, &w->mails[i]);
    if (w->n_mails)
        TRY(q_story_left(reader_of(w->rq), w->a, ticket_id, w->from_version, &left, err));
    told.n = left.n;
    if (!all_told && left.n)
        TRY(q_story_told(reader_of(w->rq), w->a, ticket_id, w->from_version, &told, err));
    *ret = (size_t)(w->from_version - 1 - told.n) - n_waiting;
    return OK;
}

/* The event from which on the next piece begins. */
static enum rc next_piece(const struct weave *w, const struct ticket *t, const struct lot *lot, size_t begin, struct story *ret, struct err *err)
{
    struct q_event_id_of row;

    if (ret->older <= STORY_PIECE)
        return OK;
    if (w->from_version == 1) {
        ret->older_id = lot->list[begin - STORY_PIECE].e->id;
        return OK;
    }
    TRY(q_event_id_of(reader_of(w->rq), w->a, t->id, w->from_version - STORY_PIECE, &row, err));
    ret->older_id = row.id;
    return OK;
}

static enum rc shorten(struct weave *w, const struct ticket *t, int64_t from_id, struct lot *lot, struct story *ret, struct err *err)
{
    size_t begin = begin_of(w, lot, from_id);
    struct event *waiting;
    size_t n, kept;

    if (w->from_version == 1 && begin > 0)
        TRY(story_waiting(w, t, lot->list[begin].e->id, &waiting, &n, err));
    ret->older = begin;
    if (w->from_version > 1)
        TRY(count_unread(w, t->id, begin, &ret->older, err));
    TRY(next_piece(w, t, lot, begin, ret, err));
    kept = keep_waiting(w, lot, begin);
    if (w->from_version == 1)
        ret->older -= kept;
    ret->n_before_gap = kept;
    return OK;
}

/* ---- weaving ------------------------------------------------------------------------------------ */

/* Of a settore's mail: why it did nothing by itself, or how its sender was known when it acted. NULL for everything else. */
static const char *mail_why(const struct strand *s)
{
    const char *lack;

    if (!s->m->journal_id)
        return NULL;
    lack = reply_lack_words(event_word(s->w->a, s->e->data, "unverified"));
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

/* A mail that answers one of ours may quote it, with the citizen's key. */
static const char *without_keys(const struct weave *w, const struct message *m, const char *text)
{
    return w->reader == STORY_CITIZEN || !m->journal_id ? text : masked_of(w->rq, m->ticket_id, text);
}

static void weave_words(const struct strand *s, struct view_event *v)
{
    const struct weave *w = s->w;
    const struct message *m = s->m;
    bool stranger = strand_of_stranger(s);
    struct view_file *files;

    v->text = without_keys(w, m, m->body);
    v->lang = m->author == ACTOR_CITIZEN ? w->lang : w->reader == STORY_CITIZEN ? lang_of_office(m->body) : NULL;
    v->told = w->reader == STORY_CITIZEN && (m->author == ACTOR_URP || m->author == ACTOR_SETTORE) && str_eq(m->status, "ok");
    v->quoted = w->reader == STORY_CITIZEN || w->hide_citizen ? NULL : without_keys(w, m, m->quoted); /* quoted mails carry names */
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
                     s->e->kind == EVENT_COLLEGAMENTO_RINNOVATO || s->e->kind == EVENT_AVVISI || s->e->kind == EVENT_ADESIONE || s->e->kind == EVENT_ADESIONE_TOLTA || s->e->kind == EVENT_RILETTA || s->e->kind == EVENT_ORIGINALE_LETTO || s->e->kind == EVENT_COPIA_VISTA || is_plan(s->e->kind));
}

static struct view_event weave_one(const struct strand *s)
{
    const struct weave *w = s->w;
    const struct event *e = s->e;
    struct view_event v = { .id = e->id, .moment = e->at, .iso = moment_format_rfc3339(w->a, e->at), .title = strand_title(s), .who = strand_who(s),
                            .own_who = w->reader == STORY_CITIZEN && e->actor == ACTOR_SETTORE && settore_is_italian(reader_of(w->rq), e->actor_id), .icon = strand_icon(e->kind), .tone = e->kind == EVENT_RISPOSTA ? TONE_GOOD : TONE_PLAIN };

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

/* How it came to its office may have been said long before. */
static enum rc find_assignment(const struct weave *w, int64_t ticket_id, struct story *ret, struct err *err)
{
    struct q_event_assignment row;
    enum rc rc;

    if (ret->assignment || w->from_version == 1)
        return OK;
    rc = q_event_assignment(reader_of(w->rq), w->a, ticket_id, &row, err);
    if (rc == OK)
        ret->assignment = row.data;
    return rc == E_NOTFOUND ? OK : rc;
}

static enum rc join(struct weave *w, int64_t ticket_id, struct lot *lot, struct err *err)
{
    bool has_joined = false;

    for (size_t i = 0; i < w->n_events; i++)
        has_joined |= w->events[i].kind == EVENT_UNITA;
    if (w->reader != STORY_OFFICE || !has_joined)
        return OK;
    if (!w->united)
        TRY(dossier_united(reader_of(w->rq), w->a, ticket_id, &w->united, &w->n_united, err));
    return gather_all_joined(w, lot, err);
}

enum rc story_of(struct req *rq, const struct ticket *t, enum story_reader reader, const char *files_url, int64_t from_id, struct story *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct message_room room = MESSAGE_ROOM;
    struct weave w = { .rq = rq, .a = a, .reader = reader, .files_url = files_url, .ticket_url = arena_fmt(a, "/ufficio/richieste/%s", t->code),
                       .channel = t->channel, .hide_citizen = reader == STORY_SETTORE && (t->flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)), .room = &room };
    struct lot lot = { 0 };

    *ret = (struct story){ 0 };
    if (reader == STORY_CITIZEN) {
        struct q_words_lang_of row;

        TRY(q_words_lang_of(reader_of(rq), a, t->id, &row, err));
        w.lang = row.lang;
    }
    TRY(story_read(&w, t, from_id, err));
    TRY(gather(&w, t, &lot, ret, err));
    TRY(find_assignment(&w, t->id, ret, err));
    TRY(join(&w, t->id, &lot, err));
    if (reader == STORY_CITIZEN) {
        TRY(story_citizen_shorten(&w, t, from_id, lot.list, &lot.n, ret, err));
        TRY(story_citizen_recall(&w, t, ret, err));
    } else {
        TRY(shorten(&w, t, from_id, &lot, ret, err));
    }
    ret->events = arena_array(a, lot.n, struct view_event);
    for (ret->n = 0; ret->n < lot.n; ret->n++)
        ret->events[ret->n] = weave_one(&lot.list[ret->n]);
    ret->n_united = w.n_united;
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

static void turn(struct story *s)
{
    for (size_t i = 0; i < s->n / 2; i++) {
        struct view_event e = s->events[i];
        s->events[i] = s->events[s->n - 1 - i];
        s->events[s->n - 1 - i] = e;
    }
    s->n_before_gap = s->n - s->n_before_gap;
}

void story_arrange(struct req *rq, struct story *s, bool newest_first)
{
    int32_t last = INT32_MIN;

    if (newest_first)
        turn(s);
    for (size_t i = 0; i < s->n; i++) {
        int32_t day = day_of(s->events[i].moment);
        if (day != last || (s->older && i == s->n_before_gap))
            s->events[i].day = day_format_it_weekday(req_arena(rq), day);
        last = day;
    }
}
