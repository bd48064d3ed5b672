/* SPDX-License-Identifier: EUPL-1.2 */
/* What a page needs of one request, read once, one query a kind. Of a long story that is its newest part: how long it is costs nothing. */
#include <stdlib.h>
#include <string.h>

#include "dispatch/dossier.h"
#include "q/board.h"
#include "q/ticket.h"
#include "story_in.h"

/* ---- events ------------------------------------------------------------------------------------- */

/* The entry that one came for may stand further back. */
static enum rc reach_back(struct weave *w, const struct ticket *t, int64_t from_id, struct err *err)
{
    struct q_event_version_from as_old;
    enum rc rc;

    if (from_id == STORY_NEWEST || w->from_version == 1)
        return OK;
    rc = q_event_version_from(reader_of(w->rq), w->a, t->id, from_id, &as_old, err);
    if (rc == OK && as_old.version < w->from_version)
        w->from_version = as_old.version;
    return rc == E_NOTFOUND ? OK : rc;
}

/* The end of a story alone is read when nothing of the rest decides what is seen: the office sees all but what it is told elsewhere, and can
 * count it; which events others see depends on each. Joined requests are woven in by event, so all of them are looked at. */
static enum rc first_version(struct weave *w, const struct ticket *t, int64_t from_id, struct err *err)
{
    w->from_version = 1;
    if (w->reader == STORY_CITIZEN && from_id != STORY_WHOLE) {
        TRY(story_citizen_from(w, t, err));
        return reach_back(w, t, from_id, err);
    }
    if (w->reader != STORY_OFFICE || w->joined_code || from_id == STORY_WHOLE || t->version <= STORY_FULL)
        return OK;
    TRY(dossier_united(reader_of(w->rq), w->a, t->id, &w->united, &w->n_united, err));
    if (w->n_united)
        return OK;
    w->from_version = t->version - STORY_PART + 1;
    return reach_back(w, t, from_id, err);
}

enum rc story_waiting(struct weave *w, const struct ticket *t, int64_t before_id, struct event **ret, size_t *ret_n, struct err *err)
{
    bool waits = t->attention & (ATTN_REPLY_CITIZEN | ATTN_REPLY_SETTORE | ATTN_REOPEN);

    *ret_n = 0;
    if (!waits)
        TRY(message_waits(reader_of(w->rq), w->a, t->id, &waits, err));
    if (waits)
        TRY(ticket_events_waiting(reader_of(w->rq), w->a, t, before_id, ret, ret_n, err));
    w->waiting = *ret_n ? *ret : NULL;
    w->n_waiting = *ret_n;
    return OK;
}

static void set_events(struct weave *w, const struct event *list, size_t n)
{
    struct event_says *says = arena_array(w->a, n, struct event_says);

    for (size_t i = 0; i < n; i++)
        says[i] = event_says(list[i].data);
    w->events = list;
    w->says = says;
    w->n_events = n;
}

static enum rc read_events(struct weave *w, const struct ticket *t, int64_t from_id, struct err *err)
{
    struct event *run, *waiting, *all;
    size_t n_run, n_waiting = 0;

    TRY(first_version(w, t, from_id, err));
    TRY(ticket_events_from(reader_of(w->rq), w->a, t->id, w->from_version, &run, &n_run, err));
    if (w->from_version > 1 && n_run && w->reader == STORY_OFFICE)
        TRY(story_waiting(w, t, run[0].id, &waiting, &n_waiting, err));
    if (!n_waiting) {
        set_events(w, run, n_run);
        return OK;
    }
    all = arena_array(w->a, n_waiting + n_run, struct event);
    memcpy(all, waiting, n_waiting * sizeof *all);
    memcpy(all + n_waiting, run, n_run * sizeof *all);
    set_events(w, all, n_waiting + n_run);
    return OK;
}

/* ---- messages ----------------------------------------------------------------------------------- */

/* What it names was said before, maybe long before. */
static bool looks_back(const struct event *e)
{
    return e->kind == EVENT_DIVISA || e->kind == EVENT_RILETTA;
}

static int by_message(const void *x, const void *y)
{
    int64_t a = ((const struct message *)x)->id, b = ((const struct message *)y)->id;

    return a < b ? -1 : a > b;
}

/* Those that the events read name and that are older than from_id, one by one: there are few. */
static enum rc read_older(struct weave *w, int64_t ticket_id, int64_t from_id, struct err *err)
{
    struct message *list = arena_array(w->a, w->n_messages + w->n_events, struct message);
    size_t n = 0, n_found;

    for (size_t i = 0; i < w->n_events; i++) {
        int64_t id = w->says[i].message;
        struct message *found;

        if (!id || id >= from_id)
            continue;
        TRY(message_list_in(reader_of(w->rq), w->a, ticket_id, false, (struct message_span){ id, id + 1 }, w->room, &found, &n_found, err));
        if (n_found)
            list[n++] = found[0];
    }
    qsort(list, n, sizeof *list, by_message);
    if (w->n_messages)
        memcpy(list + n, w->messages, w->n_messages * sizeof *list);
    w->messages = list;
    w->n_messages += n;
    return OK;
}

static enum rc read_messages(struct weave *w, int64_t ticket_id, struct err *err)
{
    struct message_span span = MESSAGE_ALL;
    struct message *messages;
    bool has_older = false;

    if (w->from_version > 1)
        span.from_id = INT64_MAX;
    for (size_t i = 0; i < w->n_events && w->from_version > 1; i++) {
        int64_t id = w->events[i].version < w->from_version || looks_back(&w->events[i]) ? 0 : w->says[i].message;
        if (id && id < span.from_id)
            span.from_id = id;
    }
    TRY(message_list_in(reader_of(w->rq), w->a, ticket_id, false, span, w->room, &messages, &w->n_messages, err));
    w->messages = messages;
    for (size_t i = 0; i < w->n_events && span.from_id > 0; i++)
        has_older |= w->says[i].message && w->says[i].message < span.from_id;
    return has_older ? read_older(w, ticket_id, span.from_id, err) : OK;
}

static int by_id(const void *key, const void *m)
{
    int64_t id = *(const int64_t *)key, other = ((const struct message *)m)->id;

    return id < other ? -1 : id > other;
}

struct strand story_strand(const struct weave *w, size_t n)
{
    int64_t id = w->says[n].message;

    return (struct strand){ .w = w, .e = &w->events[n], .says = &w->says[n],
                            .m = id && w->n_messages ? bsearch(&id, w->messages, w->n_messages, sizeof *w->messages, by_id) : NULL };
}

/* ---- what the office alone sees ----------------------------------------------------------------- */

/* What only some requests have. */
struct rare {
    bool letters, others, tags, clock;
};

static struct rare rare_of(const struct weave *w, const struct ticket *t)
{
    struct rare has = { .letters = t->channel == CHANNEL_MAIL || t->channel == CHANNEL_PEC };

    for (size_t i = 0; i < w->n_messages; i++)
        has.letters |= w->messages[i].journal_id != 0;
    for (size_t i = 0; i < w->n_events; i++) {
        const struct event *e = &w->events[i];
        enum event_kind k = e->kind;
        has.others |= k == EVENT_COLLEGATA || k == EVENT_SCOLLEGATA || k == EVENT_UNITA || k == EVENT_DIVISA;
        has.tags |= k == EVENT_ETICHETTATA || k == EVENT_ETICHETTA_TOLTA;
        has.clock |= k != EVENT_RICEVUTA && w->says[i].clock;
    }
    return has;
}

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

static bool is_named(const struct story_user *list, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (list[i].id == id)
            return true;
    return false;
}

/* One or two people work on a request: each is looked up once. */
static enum rc read_users(struct weave *w, struct err *err)
{
    struct story_user *list = NULL;
    struct q_holder_name row;
    size_t n = 0, cap = 0;

    for (size_t i = 0; i < w->n_events; i++) {
        const struct event *e = &w->events[i];

        if (e->actor != ACTOR_URP || !e->actor_id || w->says[i].message || is_named(list, n, e->actor_id))
            continue;
        enum rc rc = q_holder_name(reader_of(w->rq), w->a, e->actor_id, &row, err);
        if (rc != OK && rc != E_NOTFOUND)
            return rc;
        LIST_ADD(w->a, list, n, cap, ((struct story_user){ e->actor_id, rc == OK ? row.name : actor_label(ACTOR_URP) }));
    }
    w->users = list;
    w->n_users = n;
    return OK;
}

/* Most requests have no mail that came in and no others beside them: what cannot be there is not asked for. */
static enum rc read_office(struct weave *w, const struct ticket *t, struct err *err)
{
    const struct rare has = rare_of(w, t);
    struct dbr *r = reader_of(w->rq);
    struct message_fact *facts;
    struct message_page *pages;
    struct q_ticket_letters *letters;
    struct q_story_others *others;
    struct q_story_tags *tags;
    struct q_story_clock *clock;

    if (has.letters) {
        TRY(message_facts(r, w->a, t->id, &facts, &w->n_facts, err));
        TRY(message_pages(r, w->a, t->id, &pages, &w->n_pages, err));
        TRY(q_ticket_letters(r, w->a, t->id, &letters, &w->n_letters, err));
        w->facts = facts;
        w->pages = pages;
        w->letters = letters;
    }
    TRY(read_users(w, err));
    if (has.others) {
        TRY(q_story_others(r, w->a, t->id, w->from_version, &others, &w->n_others, err));
        w->others = others;
    }
    if (has.tags) {
        TRY(q_story_tags(r, w->a, t->id, w->from_version, &tags, &w->n_tags, err));
        w->tags = tags;
    }
    if (has.clock) {
        TRY(q_story_clock(r, w->a, t->id, &clock, &w->n_clock, err));
        w->clock = clock;
    }
    return read_mails(w, t->id, err);
}

enum rc story_read(struct weave *w, const struct ticket *t, int64_t from_id, struct err *err)
{
    struct attachment *files;

    TRY(read_events(w, t, from_id, err));
    TRY(read_messages(w, t->id, err));
    TRY(attach_list(reader_of(w->rq), w->a, t->id, &files, &w->n_files, err));
    w->files = files;
    for (size_t i = 0; i < w->n_files; i++)
        w->has_pictures |= files[i].file.in_text;
    return w->reader == STORY_OFFICE ? read_office(w, t, err) : OK;
}
