/* SPDX-License-Identifier: EUPL-1.2 */
/* Signing in through the body's identity provider (OpenID Connect Core: authorization code, PKCE S256, state, nonce).
 * Local accounts stay beside it. An account is found by (issuer, subject) alone: a mail address proves nobody. */
#ifndef URP_WEB_OIDC_H
#define URP_WEB_OIDC_H

#include "web/account.h"
#include "web/app.h"

#define OIDC_CITIZENS "cittadini" /* section of the provider by which citizens say who they are; NULL in what follows: "oidc", the operators' */
#define OIDC_MINUTES 10 /* a person may stay at the provider */

bool oidc_is_on(const struct conf *conf);
bool oidc_url_ok(const char *url); /* https, or http on this machine */
const char *oidc_name(const struct conf *conf);                        /* words on the button */
const char *oidc_start_url(struct req *rq, const char *next);          /* our page that sends there */

/* For a cookie: nobody reads it, nobody makes another. Unsealed: NULL when it is not ours. */
const char *oidc_seal(struct arena *a, const uint8_t key[32], const char *plain);
const char *oidc_unseal(struct arena *a, const uint8_t key[32], const char *sealed);

/* What has to come back with the person: sealed in a cookie of the browser that went, so nothing is stored here. */
struct oidc_trip {
    const char *state, *nonce, *verifier, *next;
    int64_t expires_at;
    int64_t link_user_id; /* a person who is signed in ties the identity to the own account; 0: signs in */
};
struct oidc_trip oidc_trip_new(struct arena *a, const char *next, int64_t link_user_id);
const char *oidc_trip_seal(struct arena *a, const uint8_t key[32], const struct oidc_trip *t);
bool oidc_trip_open(struct arena *a, const uint8_t key[32], const char *sealed, int64_t now_at, struct oidc_trip *ret);

/* Jobs for app->oidc, a pool of one thread, which owns what is kept of the provider (addresses, keys). */
struct oidc_leave {
    const char *section;
    struct oidc_trip trip;
    const char *url;      /* result: where to send the browser */
};
enum rc oidc_leave_job(struct app *app, struct arena *a, void *leave, struct err *err);

/* Where a session there is ended by the person (RP-Initiated Logout 1.0). url NULL: the provider has no such page. */
struct oidc_end {
    const char *url; /* result */
};
enum rc oidc_end_job(struct app *app, struct arena *a, void *end, struct err *err);

struct oidc_back {
    const char *section;
    struct oidc_trip trip;
    const char *code;
    /* results */
    const char *issuer, *subject, *name, *email, *login; /* clean text; "" = not told */
    const char *sid;      /* of the session there; "" = not told */
    const char *given_name, *family_name, *tax_code; /* of a citizen */
    unsigned roles;       /* by the groups of the configuration; 0: none */
    const char *settori;  /* codes, comma separated: of a referente */
};
/* E_REFUSED: whatever came back is not to be believed, the reason is for the log. E_AGAIN: not reached, too slow, too large. */
enum rc oidc_back_job(struct app *app, struct arena *a, void *back, struct err *err);

/* "urp-operatori=urp, settore:tributi=referente:tributi"; groups: of one person. false: the text is wrong (ret_wrong says where). */
bool oidc_roles(struct arena *a, const char *table, const json_t *groups, unsigned *ret_roles, const char **ret_settori, const char **ret_wrong);

/* The provider says that sessions are over (OpenID Connect Back-Channel Logout 1.0). Job for app->oidc; E_REFUSED and E_AGAIN as above. */
struct oidc_out {
    const char *token;
    /* results */
    const char *issuer, *subject, *sid, *jti; /* "" = not told */
    int64_t until_at, ended;
};
enum rc oidc_out_job(struct app *app, struct arena *a, void *out, struct err *err);
/* Operation: ends them. E_CONFLICT: the same word was heard before. */
enum rc oidc_out_op(struct dbw *w, void *out, struct err *err);

/* Finds, ties or makes the account, and opens the session. */
enum oidc_result { OIDC_IN, OIDC_TIED, OIDC_UNKNOWN, OIDC_NO_ROLE, OIDC_OFF, OIDC_TAKEN };
struct oidc_enter {
    const struct oidc_back *who;
    bool may_create;
    struct account_session session; /* token, expires_at, net, browser by the caller */
    struct arena *a;
    enum oidc_result result;
};
enum rc oidc_enter_op(struct dbw *w, void *enter, struct err *err);

#endif
