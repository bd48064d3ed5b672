/* SPDX-License-Identifier: EUPL-1.2 */
/* Somebody was faster. The page says what happened since, and holds the words in a form that can be sent as things are now:
 * the same one, or the nearest that is still possible. */
#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "compose.h"
#include "q/message.h"
#include "t/web/operator/compose.html.h"
#include "ticket/calendar.h"
#include "ticket/message.h"
#include "web/access.h"
#include "web/masked.h"

#define UNKNOWN_SHOWN 5 /* newest events, when nobody knows what was seen */
#define SINCE_SHOWN 30  /* newest; who was away for longer reads the story */
#define WORDS_SHOWN 2000 /* of each message; the whole of it is in the story */

static const char *who_of(const struct event *e, const struct q_message_begins *m, bool name_hidden, struct req *rq)
{
    if (name_hidden && e->actor == ACTOR_CITIZEN)
        return actor_label(ACTOR_CITIZEN);
    if (m && !str_empty(m->author_name))
        return m->author_name;
    return e->actor == ACTOR_SETTORE ? settore_name(reader_of(rq), e->actor_id) : actor_label(e->actor);
}

/* What the machine did moves nobody's words. */
static bool is_news(const struct event *e, int64_t seen)
{
    return e->version > seen && e->actor != ACTOR_SYSTEM;
}

static struct view_event draw_event(struct req *rq, const struct ticket *t, const struct event *e, bool hidden)
{
    struct arena *a = req_arena(rq);
    AUTO(JSON) json_t *data = json_loads(e->data, 0, NULL);
    int64_t id = json_integer_value(json_object_get(data, "message"));
    struct q_message_begins m;
    struct err none = { 0 };
    bool said = id && q_message_begins(reader_of(rq), a, WORDS_SHOWN + 1, id, &m, &none) == OK;

    return (struct view_event){ .at = moment_format_it(a, e->at), .iso = moment_format_rfc3339(a, e->at), .title = event_kind_label(e->kind),
                                .who = who_of(e, said ? &m : NULL, hidden, rq), .text = said ? text_short(a, masked_of(rq, t->id, m.body), WORDS_SHOWN) : NULL,
                                .quoted = said && !hidden ? text_short(a, masked_of(rq, t->id, m.quoted), WORDS_SHOWN) : NULL, .icon = "it-clock" };
}

/* Oldest first. */
static enum rc draw_since(struct req *rq, const struct ticket *t, int64_t seen, struct merge_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_event *list = arena_array(a, SINCE_SHOWN, struct view_event);
    struct event *events;
    bool hidden = access_name_hidden(rq, t);
    size_t n, from, news = 0;

    TRY(ticket_events(reader_of(rq), a, t->id, &events, &n, err));
    if (seen < 1 || seen > t->version)
        seen = t->version - UNKNOWN_SHOWN;
    for (from = n; from > 0 && news < SINCE_SHOWN; from--)
        news += is_news(&events[from - 1], seen);
    for (size_t i = from; i < n; i++)
        if (is_news(&events[i], seen))
            list[v->n_events++] = draw_event(rq, t, &events[i], hidden);
    v->events = list;
    return OK;
}

/* The same words can still go to the citizen, or at least be kept for the office. */
static const struct office_action *nearest(struct req *rq, const struct ticket *t, const struct office_action *oa)
{
    struct actor me;
    unsigned can = access_works(rq, t, &me) ? work_possible(t, me.kind) : 0;

    if (can & 1u << oa->action)
        return oa;
    if (!office_keeps(oa))
        return NULL;
    if ((oa->uses & USES_COMPOSER) && (can & 1u << WORK_REPLY))
        return office_action_of(WORK_REPLY);
    return can & 1u << WORK_NOTE ? office_action_of(WORK_NOTE) : NULL;
}

static const struct writing *my_draft(struct req *rq, const struct compose_stock *stock, enum work_action action)
{
    for (size_t i = 0; i < stock->n_writings; i++)
        if (!stock->writings[i].send_at && stock->writings[i].user_id == req_identity(rq)->user_id && stock->writings[i].action == action)
            return &stock->writings[i];
    return NULL;
}

static enum rc draw_form(struct req *rq, struct act *p, const struct office_action *to, struct merge_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_action *va = arena_one(a, struct view_action);
    struct compose_form *f = arena_one(a, struct compose_form);
    struct compose_stock stock;
    struct form_errors none = { 0 };
    struct act_typed typed = act_typed(p);

    typed.action = to->slug;
    typed.fe = &none; /* no error but the one that the page is about */
    TRY(compose_stock(rq, &p->t, &stock, err));
    TRY(form_draw(rq, &p->t, to, &typed, va, err));
    va->submit = to == p->oa ? arena_fmt(a, "%s lo stesso", to->submit) : to->submit;
    va->title = to == p->oa ? arena_fmt(a, "Il tuo testo: %s", to->title) : arena_fmt(a, "Il tuo testo, come «%s»", to->title);
    if (!(to->uses & USES_TEXT))
        va->title = to->title;
    typed.fe = NULL;
    *f = compose_form_of(rq, &p->t, to, va, my_draft(rq, &stock, to->action), &typed, &stock);
    f->is_likely = true;
    f->rev = to == p->oa ? p->form.rev : "0"; /* a draft of the other form is not what stands here */
    f->from = to == p->oa ? NULL : p->oa->slug;
    v->form = f;
    return OK;
}

static enum rc fill(struct req *rq, struct act *p, const char *said, struct merge_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const struct office_action *to = nearest(rq, &p->t, p->oa);
    struct ticket_words words;

    TRY(words_of(reader_of(rq), a, p->t.id, &words, err));
    *v = (struct merge_view){ .page = office_page_new(rq, "Nel frattempo la richiesta è cambiata", MENU_NONE), .code = arena_str(a, p->t.code),
                              .subject = words.subject, .ticket_url = ticket_url(rq, &p->t, ""), .lead = said };
    TRY(draw_since(rq, &p->t, ticket_version_parse(p->form.version), v, err));
    if (v->n_events)
        v->lead = "Nel frattempo qualcun altro ha modificato la richiesta: leggi che cosa è successo, poi decidi.";
    if (v->n_events == SINCE_SHOWN)
        v->lead = "Nel frattempo è successo molto: qui ci sono le ultime cose, il resto è nella storia della richiesta. Leggi, poi decidi.";
    if (to != p->oa)
        v->lead = arena_fmt(a, "Nel frattempo qualcun altro ha modificato la richiesta: «%s» ora non si può più fare: la richiesta è nello stato «%s».", p->oa->title, state_label(p->t.state));
    if (office_keeps(p->oa) && !str_empty(p->form.text))
        v->kept = to ? "Non è partito niente. Il testo è qui come l'hai scritto, ed è anche fra le tue bozze: rileggilo, cambialo se serve, e invialo."
                     : "Non è partito niente. Il tuo testo è fra le tue bozze, nella pagina della richiesta.";
    return to ? draw_form(rq, p, to, v, err) : OK;
}

struct reply compose_merge(struct req *rq, struct act *p, const char *said)
{
    struct err err = { 0 };
    struct merge_view v;
    struct reply failed;
    GString *out;

    if (!ticket_of(rq, &p->t, &failed)) /* as it stands now */
        return failed;
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    if (fill(rq, p, said, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(32768);
    merge_page(out, &v);
    return reply_html(rq, 422, out);
}
