/* SPDX-License-Identifier: EUPL-1.2 */
/* What an administrator does to accounts, by page or command line. Operations; each that changes something leaves a row of
 * user_event. Whoever loses a right loses the sessions, too: nothing stays open with rights of yesterday. */
#ifndef URP_WEB_PEOPLE_H
#define URP_WEB_PEOPLE_H

#include "db/db.h"
#include "http/http.h"

struct people_change {
    const char *login;
    int64_t by_user_id;      /* 0: the command line */
    /* what is asked for, by operation */
    const char *name, *email;
    unsigned roles;
    bool active;
    enum role role;          /* of the scope */
    const char *settori;     /* codes separated by commas; "" = all (a referente: none); NULL = as it is */
    const char *types;       /* ids; "" = all; NULL = as it is */
    const char *issuer, *subject;
    int64_t session_id;      /* 0: all of them */
    int64_t n;               /* result: how many sessions ended */
};
/* E_NOTFOUND: no such login. E_CONFLICT: the last administrator would be gone. E_INPUT: as err says. */
enum rc people_roles_op(struct dbw *w, void *change, struct err *err);
enum rc people_scope_op(struct dbw *w, void *change, struct err *err);   /* E_INPUT: role not held, unknown settore or type */
enum rc people_details_op(struct dbw *w, void *change, struct err *err); /* name, email; NULL = as it is */
enum rc people_active_op(struct dbw *w, void *change, struct err *err);
enum rc people_totp_reset_op(struct dbw *w, void *change, struct err *err);
enum rc people_sessions_op(struct dbw *w, void *change, struct err *err); /* revoke */
enum rc people_link_op(struct dbw *w, void *change, struct err *err);    /* E_CONFLICT: that subject is somebody else's */
enum rc people_unlink_op(struct dbw *w, void *change, struct err *err);

/* The roles of an account, and all that hangs on them: where those that are gone held, the sessions (ret_ended: how many), the
 * record. What was is what is: nothing is written. */
struct people_roles {
    int64_t user_id, by_user_id;
    unsigned was, now;
};
MUST_USE enum rc people_roles_put(struct dbw *w, const struct people_roles *p, int64_t *ret_ended, struct err *err);
/* For the other operations on accounts: one line of the record. by_user_id 0: the command line. */
MUST_USE enum rc people_note(struct dbw *w, int64_t user_id, int64_t by_user_id, const char *kind, const char *detail, struct err *err);
/* What a line of it says, in Italian. */
const char *people_event_words(const char *kind);

#endif
