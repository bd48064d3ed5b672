/* SPDX-License-Identifier: EUPL-1.2 */
/* Who else has this request before the eyes, or a draft about it. Names for the office alone, never words. */
#include "base/clock.h"
#include "base/sv.h"
#include "compose.h"
#include "q/ticket.h"
#include "web/access.h"

#define FRESH_S 120             /* a draft saved so lately is being written */
#define DRAFT_SHOWN_S (7 * 86400) /* an older one holds nobody up */

static const char *age_words(struct arena *a, int64_t s)
{
    if (s < 60)
        return "meno di un minuto fa";
    if (s < 3600)
        return s < 120 ? "un minuto fa" : arena_fmt(a, "%lld minuti fa", (long long)(s / 60));
    if (s < 86400)
        return s < 7200 ? "un'ora fa" : arena_fmt(a, "%lld ore fa", (long long)(s / 3600));
    return s < 172800 ? "ieri" : arena_fmt(a, "%lld giorni fa", (long long)(s / 86400));
}

static const char *what_of(const struct writing *w)
{
    const struct office_action *oa = office_action_of(w->action);

    return oa && oa->writes ? oa->writes : "un testo";
}

static bool is_foreign_draft(const struct req *rq, const struct writing *w, int64_t now_at)
{
    return !w->send_at && w->user_id != req_identity(rq)->user_id && w->saved_at > now_at - DRAFT_SHOWN_S;
}

static const char *of_draft(struct arena *a, const struct writing *w, bool writes, int64_t now_at)
{
    int64_t s = now_at - w->saved_at;

    if (writes || s < FRESH_S)
        return arena_fmt(a, "%s sta scrivendo %s (bozza di %s).", w->user_name, what_of(w), age_words(a, s));
    return arena_fmt(a, "%s ha una bozza: %s, di %s.", w->user_name, what_of(w), age_words(a, s));
}

static const char *joined(struct arena *a, const char *all, const char *more)
{
    return *all ? arena_fmt(a, "%s %s", all, more) : more;
}

const char *compose_others(struct req *rq, const struct ticket *t, enum presence_kind kind, const struct writing *list, size_t n)
{
    struct arena *a = req_arena(rq);
    const struct identity *me = req_identity(rq);
    struct presence *p = app_of(rq)->presence;
    struct presence_other others[PRESENCE_SHOWN];
    int64_t now_at = clock_now_at(), now_ms = clock_mono_ms();
    const char *all = "";
    size_t n_others;

    if (presence_mark(p, t->id, me->user_id, me->name, kind, now_ms))
        sse_publish(app_of(rq)->http, arena_fmt(a, "r%lld", (long long)t->id), "presenza", "");
    n_others = presence_others(p, t->id, me->user_id, now_ms, others);
    for (size_t i = 0; i < n_others; i++) {
        bool said = false;
        for (size_t k = 0; k < n && !said; k++)
            if (list[k].user_id == others[i].user_id && is_foreign_draft(rq, &list[k], now_at)) {
                all = joined(a, all, of_draft(a, &list[k], others[i].writes, now_at));
                said = true;
            }
        if (!said)
            all = joined(a, all, arena_fmt(a, "%s sta %s.", others[i].name, others[i].writes ? "scrivendo" : "guardando questa richiesta"));
    }
    for (size_t k = 0; k < n; k++) {
        bool here = false;
        for (size_t i = 0; i < n_others; i++)
            here = here || others[i].user_id == list[k].user_id;
        if (!here && is_foreign_draft(rq, &list[k], now_at))
            all = joined(a, all, of_draft(a, &list[k], false, now_at));
    }
    return all;
}

/* Not through ticket_of, which records each look at a confidential request: nothing of the request is shown here, and the page
 * asks every few seconds. */
static bool may_know(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    enum access level = ACCESS_NONE;
    struct err err = { 0 };

    if (ticket_by_code(reader_of(rq), req_arena(rq), req_arg(rq, "code"), ret, &err) != OK || access_of(rq, ret, &level, NULL, NULL, &err) != OK) {
        *ret_reply = reply_err(rq, &err);
        return false;
    }
    if (level < ACCESS_READ)
        *ret_reply = reply_status(rq, level == ACCESS_NONE ? 404 : 403);
    return level >= ACCESS_READ;
}

/* Asked again and again by the page, which says by it that it is still there; and when it has been left. */
struct reply get_presence(struct req *rq)
{
    enum presence_kind kind = str_eq(req_query(rq, "via"), "1") ? PRESENCE_GONE : str_eq(req_query(rq, "scrive"), "1") ? PRESENCE_WRITES : PRESENCE_LOOKS;
    struct q_event_people_since since = { 0 };
    struct writing *list;
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    int64_t seen;
    size_t n;

    if (!may_know(rq, &t, &failed))
        return failed;
    if (writing_list(reader_of(rq), req_arena(rq), t.id, &list, &n, &err) != OK)
        return reply_err(rq, &err);
    if (sv_int(sv_from(req_query(rq, "versione")), 1, INT64_MAX, &seen) && q_event_people_since(reader_of(rq), req_arena(rq), t.id, seen, &since, &err) != OK)
        return reply_err(rq, &err);
    return reply_json(rq, 200, json_pack("{s:s, s:b}", "altri", compose_others(rq, &t, kind, list, n), "cambiata", since.n > 0));
}

struct reply get_presence_events(struct req *rq)
{
    struct reply failed;
    struct ticket t;

    return may_know(rq, &t, &failed) ? reply_events(rq, arena_fmt(req_arena(rq), "r%lld", (long long)t.id)) : failed;
}
