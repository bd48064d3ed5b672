/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/account.h"

#include <sodium.h>
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/account.h"
#include "web/access.h"
#include "web/people.h"

/* ASVS 11.4.2: 64 MiB, three passes; 130 ms here, so at most two at a time. */
#define HASH_PASSES 3
#define HASH_BYTES (64ull * 1024 * 1024)
#define TRY_WINDOW_S 900
#define SEEN_EVERY_S 60

/* ---- passwords ---------------------------------------------------------------------------------- */

enum rc account_hash(struct arena *a, const char *password, const char **ret_hash, struct err *err)
{
    char hash[crypto_pwhash_STRBYTES];

    if (crypto_pwhash_str_alg(hash, password, strlen(password), HASH_PASSES, HASH_BYTES, crypto_pwhash_ALG_ARGON2ID13) != 0)
        FAIL(err, E_AGAIN, "", "no memory for a password hash");
    *ret_hash = arena_str(a, hash);
    return OK;
}

/* Argon2id of a password nobody has: verifying against it costs the same as against a real one. */
static const char dummy_hash[crypto_pwhash_STRBYTES] = "$argon2id$v=19$m=65536,t=3,p=1$c29tZXNhbHRzb21lc2FsdA$"
                                 "q0rV5jJ7HkP3l9xS1m8bT2wY4dF6gA0uN5cE7iK9oLs";

bool account_verify(const char *hash, const char *password)
{
    bool right = crypto_pwhash_str_verify(hash ? hash : dummy_hash, password, strlen(password)) == 0;

    return hash && right;
}

enum rc account_rehash(struct arena *a, const char *hash, const char *password, const char **ret_hash, struct err *err)
{
    *ret_hash = NULL;
    return crypto_pwhash_str_needs_rehash(hash, HASH_PASSES, HASH_BYTES) ? account_hash(a, password, ret_hash, err) : OK;
}

char *account_password_new(struct arena *a)
{
    const char *t = rnd_token(a, 13); /* 104 bits: 20 of the 21 characters */

    return arena_fmt(a, "%.4s-%.4s-%.4s-%.4s-%.4s", t, t + 4, t + 8, t + 12, t + 16);
}

/* ---- operations --------------------------------------------------------------------------------- */

enum rc account_add_op(struct dbw *w, void *user, struct err *err)
{
    struct account_user *u = user;
    const char *login = text_fold(dbw_arena(w), u->login);
    enum rc rc;

    if (str_empty(login))
        FAIL(err, E_INPUT, "login", "Manca il nome utente.");
    rc = q_user_add(w, login, u->name, u->email, (int64_t)u->roles, u->password_hash ? u->password_hash : "", clock_now_at(), &u->id, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_CONFLICT, "login", "Il nome utente «%.60s» esiste già.", login);
    TRY(rc);
    dbw_touch(w, DB_TOPIC_CONF);
    return people_note(w, u->id, u->by_user_id, "creato", roles_ids(dbw_arena(w), u->roles), err);
}

/* Whoever had the old password may have tied an identity of his own. An account that was born from the provider keeps the one
 * it was born from. */
static enum rc drop_ties(struct dbw *w, int64_t user_id, int64_t by_user_id, struct err *err)
{
    int64_t ties;

    TRY(q_oidc_of_user_drop(w, user_id, &ties, err));
    return ties ? people_note(w, user_id, by_user_id, "scollegato", "", err) : OK;
}

enum rc account_password_op(struct dbw *w, void *user, struct err *err)
{
    struct account_user *u = user;
    const char *login = text_fold(dbw_arena(w), u->login);
    struct q_user_by_login row;
    int64_t changes;
    enum rc rc = q_user_by_login(dbw_reader(w), dbw_arena(w), login, &row, err);

    if (rc == E_NOTFOUND)
        FAIL(err, E_NOTFOUND, "login", "Non c'è nessun utente con questo nome.");
    TRY(rc);
    TRY(q_user_password(w, u->password_hash, u->by_user_id == row.id ? "self" : "other", clock_now_at(), login, &changes, err));
    TRY(q_sessions_of_user_drop(w, row.id, u->keep_session_id, &changes, err));
    TRY(q_steps_of_user_drop(w, row.id, err));
    if (u->by_user_id != row.id && *row.password_hash)
        TRY(drop_ties(w, row.id, u->by_user_id, err));
    return people_note(w, row.id, u->by_user_id, "password", "", err);
}

static enum rc count_try(struct dbw *w, const char *key, int64_t max, int64_t *retry_s, struct err *err)
{
    struct q_throttle_hit hit;
    int64_t now_at = clock_now_at();

    TRY(q_throttle_hit(w, dbw_arena(w), key, now_at, TRY_WINDOW_S, &hit, err));
    if (hit.count > max && hit.window_at + TRY_WINDOW_S - now_at > *retry_s)
        *retry_s = hit.window_at + TRY_WINDOW_S - now_at;
    return OK;
}

/* The count must be kept also when the answer is "too often": so this returns OK and says so in retry_s. */
enum rc account_try_op(struct dbw *w, void *attempt, struct err *err)
{
    struct account_try *t = attempt;
    struct arena *a = dbw_arena(w);
    const char *login = text_fold(a, t->login);
    struct q_user_by_login u;
    enum rc rc;

    t->retry_s = 0;
    t->hash = NULL;
    t->user_id = 0;
    t->has_totp = false;
    TRY(count_try(w, arena_fmt(a, "net:%s", t->network), t->max_network, &t->retry_s, err));
    if (t->retry_s) /* who is refused already locks no login */
        return OK;
    TRY(count_try(w, arena_fmt(a, "login:%s", login), t->max_login, &t->retry_s, err));
    rc = q_user_by_login(dbw_reader(w), a, login, &u, err);
    if (rc == OK && u.active && *u.password_hash) {
        t->hash = arena_str(t->a, u.password_hash);
        t->user_id = u.id;
        t->has_totp = u.totp_secret != NULL;
    }
    return rc == E_NOTFOUND ? OK : rc;
}

enum rc account_open_op(struct dbw *w, void *session, struct err *err)
{
    struct account_session *s = session;
    uint8_t hash[SHA256_BYTES];
    int64_t now_at = clock_now_at();

    assume(token_hash(s->token, hash));
    if (s->new_hash)
        TRY(q_user_rehash(w, s->new_hash, s->user_id, s->hash, err));
    TRY(q_session_add(w, BYTES(hash), s->user_id, now_at, s->expires_at, s->net ? s->net : "", s->browser ? s->browser : "", s->way ? s->way : "password", s->oidc_sid ? s->oidc_sid : "",
                      &s->id, err));
    TRY(q_user_signed_in(w, now_at, s->user_id, err));
    TRY(q_sessions_expired_drop(w, now_at, err));
    return q_throttle_clear(w, arena_fmt(dbw_arena(w), "login:%s", text_fold(dbw_arena(w), s->login)), err);
}

enum rc account_close_op(struct dbw *w, void *session, struct err *err)
{
    return q_session_drop(w, ((struct account_session *)session)->id, err);
}

/* ---- who is it ---------------------------------------------------------------------------------- */

struct touch {
    struct db_post post;
    int64_t session_id;
};

static enum rc touch_op(struct dbw *w, void *arg, struct err *err)
{
    return q_session_seen(w, clock_now_at(), ((struct touch *)arg)->session_id, err);
}

static void touch_done(struct db_post *post)
{
    free(post->user);
}

/* Once a minute and without waiting: a page must not cost an fsync. Lost when the queue is full; the next page tries again. */
static void touch_later(struct db *db, int64_t session_id)
{
    struct touch *t = calloc(1, sizeof *t);
    struct err err = { 0 };

    assume(t != NULL);
    t->session_id = session_id;
    t->post = (struct db_post){ .op = touch_op, .arg = t, .done = touch_done, .user = t };
    if (db_post(db, &t->post, &err) != OK)
        free(t);
}

enum rc account_identify(struct db *db, struct arena *a, const uint8_t token_hash_[32], int64_t idle_s,
                         unsigned totp_roles, struct identity *ret, struct err *err)
{
    struct q_session_by_token row;
    const struct viewer *rights;
    int64_t now_at = clock_now_at();

    TRY(q_session_by_token(db_reader(db), a, (struct bytes){ token_hash_, SHA256_BYTES }, &row, err));
    /* A clock that went backwards must not make a session immortal: seen in the future counts as over, too. */
    if (row.expires_at <= now_at || row.seen_at + idle_s <= now_at || row.seen_at > now_at + 2 * SEEN_EVERY_S)
        FAIL(err, E_NOTFOUND, "", "session over");
    if (row.seen_at + SEEN_EVERY_S < now_at)
        touch_later(db, row.id);
    *ret = (struct identity){ .user_id = row.user_id, .session_id = row.id, .roles = (unsigned)row.roles | ROLE_SELF,
                              .narrowed = (unsigned)row.narrowed, .name = row.name };
    /* Who came through the identity provider has shown there what that wants. */
    if (((unsigned)row.roles & totp_roles) && !row.has_totp && !str_eq(row.way, "oidc")) {
        ret->roles = ROLE_SELF;
        ret->must_first = "/ufficio/accesso/secondo-fattore";
    }
    TRY(viewer_read(db_reader(db), a, ret, &rights, err));
    ret->rights = rights;
    return OK;
}
