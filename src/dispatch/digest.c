/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/digest.h"

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/dispatch.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/ente.h"
#include "ticket/notify.h"

#define ARENA_BYTES 1048576

struct turn {
    int64_t settore_id, now_at;
    const char *email;
    bool queued; /* result */
};

static const char *job_name(struct arena *a, int64_t settore_id)
{
    return arena_fmt(a, "digest:%lld", (long long)settore_id);
}

/* By the clock on the wall: an hour that comes twice is still one turn, for the day is counted. */
static int hour_of(int64_t at)
{
    return (int)((at + rome_offset_s(at)) % 86400 / 3600);
}

static enum rc had_its_turn(struct dbr *r, struct arena *a, int64_t settore_id, int64_t now_at, bool *ret, struct err *err)
{
    struct q_digest_ran ran;
    enum rc rc = q_digest_ran(r, a, job_name(a, settore_id), &ran, err);

    *ret = rc == OK && day_of(ran.ran_at) >= day_of(now_at);
    return rc == E_NOTFOUND ? OK : rc;
}

static enum rc turn_op(struct dbw *w, void *turn, struct err *err)
{
    struct turn *t = turn;
    struct notice n = { .kind = NOTICE_DIGEST, .settore_id = t->settore_id, .to_addr = t->email };
    struct q_digest_any any;
    bool had;

    t->queued = false;
    TRY(had_its_turn(dbw_reader(w), dbw_arena(w), t->settore_id, t->now_at, &had, err));
    if (had)
        return OK;
    TRY(q_digest_done(w, job_name(dbw_arena(w), t->settore_id), t->now_at, err));
    TRY(q_digest_any(dbw_reader(w), dbw_arena(w), t->settore_id, &any, err));
    if (!any.n)
        return OK;
    t->queued = true;
    return notify_queue(w, &n, NULL, err);
}

/* The URP works from its board. */
static bool wants_now(const struct settore *s, int hour)
{
    return s->digest_hour >= 0 && hour >= s->digest_hour && (hour < DIGEST_UNTIL_HOUR || hour == s->digest_hour) && !str_eq(s->role, "urp") &&
           text_is_email(sv_from(s->email));
}

enum rc digest_all(struct db *db, int64_t now_at, int64_t *ret_queued, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct office_calendar office;
    struct settore *list;
    size_t n;

    *ret_queued = 0;
    TRY(office_days(db_reader(db), a, &office, err));
    if (office_closed(&office, day_of(now_at)))
        return OK;
    TRY(settore_list(db_reader(db), a, &list, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct turn t = { .settore_id = list[i].id, .now_at = now_at };
        struct stand_in to;
        bool had = true;

        if (wants_now(&list[i], hour_of(now_at)))
            TRY(had_its_turn(db_reader(db), a, list[i].id, now_at, &had, err));
        if (had)
            continue;
        TRY(settore_address(db_reader(db), &list[i], now_at, &to, err));
        t.email = to.email;
        TRY(db_write(db, turn_op, &t, err));
        *ret_queued += t.queued;
    }
    return OK;
}
