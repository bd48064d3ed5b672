/* SPDX-License-Identifier: EUPL-1.2 */
/* The second factor of an account: asked for after the password, got and given up by its owner. Operations. */
#ifndef URP_WEB_SECOND_FACTOR_H
#define URP_WEB_SECOND_FACTOR_H

#include "web/account.h"
#include "web/totp.h"

#define SECOND_TRIES 5      /* codes for one password */
#define SECOND_STEP_S 600   /* to find the telephone */

/* Between the two: the password of user_id was right. */
struct second_begin {
    const char *token;      /* rnd_token(a, 32), goes into the form */
    int64_t user_id;
    const char *way, *next;
};
enum rc second_begin_op(struct dbw *w, void *begin, struct err *err);

/* A code, of the telephone or of the list. The try counts before the code is looked at; a code opens once. */
enum second_result {
    SECOND_RIGHT,   /* session is open */
    SECOND_WRONG,
    SECOND_OVER,    /* too many codes, too late, or no such step: the password again */
};
struct second_check {
    const char *token, *code;
    const uint8_t *key;             /* keys.totp */
    int64_t max_tries;              /* codes for the account in 15 minutes, whatever the step */
    struct account_session session; /* token, expires_at, net, browser by the caller; opened when right */
    struct arena *a;
    enum second_result result;
    const char *next;               /* result, in a */
    int64_t recovery_left;          /* result of a recovery code: how many are left; else -1 */
};
enum rc second_check_op(struct dbw *w, void *check, struct err *err);

/* Its owner sets it up: sealed secret, the step of the code that proved it, new recovery codes. Other sessions end. */
struct second_set {
    int64_t user_id, step, keep_session_id;
    const char *sealed;                            /* NULL: new recovery codes only */
    uint8_t codes[TOTP_RECOVERY_CODES][SHA256_BYTES];
};
enum rc second_set_op(struct dbw *w, void *set, struct err *err);

#endif
