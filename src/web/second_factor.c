/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/second_factor.h"

#include <sodium.h>

#include "base/clock.h"
#include "base/sv.h"
#include "q/account.h"
#include "web/people.h"

#define TRY_WINDOW_S 900

enum rc second_begin_op(struct dbw *w, void *begin, struct err *err)
{
    struct second_begin *b = begin;
    uint8_t hash[SHA256_BYTES];
    int64_t now_at = clock_now_at();

    assume(token_hash(b->token, hash));
    TRY(q_steps_expired_drop(w, now_at, err));
    return q_step_add(w, BYTES(hash), b->user_id, b->way, b->next, now_at + SECOND_STEP_S, err);
}

static bool code_fits(const struct second_check *c, const struct q_user_by_id *u, int64_t *ret_step)
{
    uint8_t secret[TOTP_SECRET_BYTES];
    bool fits = totp_open(c->key, u->id, u->totp_secret, secret) && totp_fits(secret, c->code, clock_now_at(), u->totp_step, ret_step);

    sodium_memzero(secret, sizeof secret);
    return fits;
}

static enum rc try_telephone(struct dbw *w, struct second_check *c, const struct q_user_by_id *u, struct err *err)
{
    int64_t step, changes;

    if (!code_fits(c, u, &step))
        return OK;
    TRY(q_user_totp_used(w, step, u->id, &changes, err));
    if (changes == 1)
        c->result = SECOND_RIGHT;
    c->session.way = "totp";
    return OK;
}

static enum rc try_recovery(struct dbw *w, struct second_check *c, const struct q_user_by_id *u, struct err *err)
{
    struct q_recovery_left left;
    uint8_t hash[SHA256_BYTES];
    int64_t changes;

    if (!totp_recovery_hash(c->a, c->code, hash))
        return OK;
    TRY(q_recovery_use(w, clock_now_at(), u->id, BYTES(hash), &changes, err));
    if (changes != 1)
        return OK;
    TRY(q_recovery_left(dbw_reader(w), dbw_arena(w), u->id, &left, err));
    c->result = SECOND_RIGHT;
    c->recovery_left = left.n;
    c->session.way = "recovery";
    return people_note(w, u->id, u->id, "codice-usato", "", err);
}

/* A wrong code must stay counted, so this returns OK and says the rest in result. */
enum rc second_check_op(struct dbw *w, void *check, struct err *err)
{
    struct second_check *c = check;
    struct arena *a = dbw_arena(w);
    int64_t now_at = clock_now_at();
    struct q_throttle_hit hit;
    struct q_step_hit step;
    struct q_user_by_id u;
    uint8_t hash[SHA256_BYTES];
    enum rc rc;

    c->result = SECOND_OVER;
    c->recovery_left = -1;
    c->next = "";
    if (!token_hash(c->token, hash))
        return OK;
    rc = q_step_hit(w, a, BYTES(hash), &step, err);
    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    TRY(q_throttle_hit(w, a, arena_fmt(a, "totp:%lld", (long long)step.user_id), now_at, TRY_WINDOW_S, &hit, err));
    TRY(q_user_by_id(dbw_reader(w), a, step.user_id, &u, err));
    if (step.expires_at <= now_at || step.tries > SECOND_TRIES || hit.count > c->max_tries || !u.active || !u.totp_secret)
        return q_step_drop(w, BYTES(hash), err);
    c->result = SECOND_WRONG;
    c->next = arena_str(c->a, step.next);
    TRY(try_telephone(w, c, &u, err));
    if (c->result == SECOND_WRONG)
        TRY(try_recovery(w, c, &u, err));
    if (c->result == SECOND_WRONG)
        return OK;
    c->session.user_id = u.id;
    c->session.login = arena_str(c->a, u.login);
    TRY(q_step_drop(w, BYTES(hash), err));
    TRY(q_throttle_clear(w, arena_fmt(a, "totp:%lld", (long long)u.id), err));
    return account_open_op(w, &c->session, err);
}

enum rc second_set_op(struct dbw *w, void *set, struct err *err)
{
    struct second_set *s = set;
    int64_t n;

    if (s->sealed) {
        TRY(q_user_totp_set(w, s->sealed, s->step, clock_now_at(), s->user_id, err));
        TRY(q_sessions_of_user_drop(w, s->user_id, s->keep_session_id, &n, err));
        TRY(q_steps_of_user_drop(w, s->user_id, err));
    }
    TRY(q_recovery_drop(w, s->user_id, err));
    for (size_t i = 0; i < TOTP_RECOVERY_CODES; i++)
        TRY(q_recovery_add(w, s->user_id, BYTES(s->codes[i]), err));
    return people_note(w, s->user_id, s->user_id, s->sealed ? "secondo-fattore" : "codici", "", err);
}
