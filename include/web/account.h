/* SPDX-License-Identifier: EUPL-1.2 */
/* Operators and administrators: passwords (argon2id, 64 MiB, 3 passes), sessions, counted tries. */
#ifndef URP_WEB_ACCOUNT_H
#define URP_WEB_ACCOUNT_H

#include "db/db.h"
#include "http/http.h"

#define PASSWORD_MIN_CHARS 12
#define PASSWORD_MAX_BYTES 128

/* Blocks for about 130 ms and takes 64 MiB: on the auth pool or the command line only. */
MUST_USE enum rc account_hash(struct arena *a, const char *password, const char **ret_hash, struct err *err);
/* hash NULL (no such user): the same work, false. */
bool account_verify(const char *hash, const char *password);
/* The same right password hashed anew when its hash was made with other parameters than today's (ASVS 11.4.2); NULL when
 * not. As account_hash. */
MUST_USE enum rc account_rehash(struct arena *a, const char *hash, const char *password, const char **ret_hash, struct err *err);
/* E_INPUT: too short, too long, too common, or made of the login. */
MUST_USE enum rc account_password_ok(struct dbr *r, struct arena *a, const char *login, const char *password, struct err *err);
/* A new password that can be read out on the phone: five groups of base32. */
char *account_password_new(struct arena *a);

/* ---- operations --------------------------------------------------------------------------------- */

struct account_user {
    const char *login, *name, *email;
    const char *password_hash; /* NULL: signs in by the identity provider only */
    unsigned roles;
    int64_t by_user_id;      /* who does it; 0: the command line */
    int64_t keep_session_id; /* of a new password: the session that asked for it stays; 0: none */
    int64_t id;              /* result */
};
enum rc account_add_op(struct dbw *w, void *user, struct err *err);      /* E_CONFLICT: login taken */
enum rc account_password_op(struct dbw *w, void *user, struct err *err); /* ends the other sessions; E_NOTFOUND */

/* Counts a try before the password is looked at (ASVS 6.3.1), for the login and for the network.
 * E_LIMIT with the seconds to wait in retry_s. */
struct account_try {
    const char *login, *network;
    int64_t max_login, max_network;
    int64_t retry_s;            /* result */
    const char *hash;           /* result: NULL for an unknown or inactive user; in the caller's arena a */
    int64_t user_id;            /* result; 0 = unknown */
    bool has_totp;              /* result */
    struct arena *a;
};
enum rc account_try_op(struct dbw *w, void *attempt, struct err *err);

struct account_session {
    const char *token;          /* new one, made by the caller with rnd_token(a, 32) */
    int64_t user_id, expires_at;
    const char *login;
    const char *net, *browser, *way; /* for the page that lists sessions; NULL: unknown, unknown, by password */
    const char *oidc_sid;       /* of the provider; NULL: none */
    const char *hash, *new_hash; /* new_hash of account_rehash takes the place of hash, unless the password changed meanwhile */
    int64_t id;                 /* result; for close: which */
};
enum rc account_open_op(struct dbw *w, void *session, struct err *err); /* clears the counted tries of the login */
enum rc account_close_op(struct dbw *w, void *session, struct err *err);

/* For struct http_app.identify. idle_s: unused for longer = over. A session seen more than a minute ago is queued to be
 * touched. Who holds one of totp_roles and has no second factor yet is ROLE_SELF alone: enough to get one. */
MUST_USE enum rc account_identify(struct db *db, struct arena *a, const uint8_t token_hash[32], int64_t idle_s,
                                  unsigned totp_roles, struct identity *ret, struct err *err);

#endif
