/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages of one's own access. What weakens or moves it asks for the password again (ASVS 7.5.1), and counts the tries. */
#ifndef URP_WEB_OPERATOR_OWN_H
#define URP_WEB_OPERATOR_OWN_H

#include "q/account.h"
#include "sign_in.h"
#include "web/access_view.h"

/* The password once more, then more (may be NULL) on the auth pool, if it was right; then `then`. */
struct own_confirm {
    struct q_user_by_id me;
    const char *password;
    enum rc (*more)(struct app *app, struct arena *a, void *arg, struct err *err);
    struct reply (*then)(struct req *rq, void *arg, const struct err *err); /* err of more; right says the rest */
    void *arg;
    struct account_try attempt;
    bool right; /* result */
};
struct reply own_confirm(struct req *rq, struct own_confirm *c);
MUST_USE enum rc own_me(struct req *rq, struct q_user_by_id *ret, struct err *err);

/* The errors of a form that is an action of its page. fe may be NULL. */
void own_errors(struct req *rq, const struct form_errors *fe, const char *action, struct office_page *p);

#define OWN_WRONG_PASSWORD "La password di adesso non è questa."

/* Sessions of a user as rows. url_of: "/ufficio/accesso/sessioni", to which "/{id}/chiudi" is added. */
MUST_USE enum rc own_sessions(struct req *rq, int64_t user_id, const char *url, const struct session_row **ret, size_t *ret_n, struct err *err);

/* One closed action each: let the identity go. list has room for n. */
void own_ties(struct req *rq, const struct q_oidc_of_user *ids, size_t n, struct view_action *list);

#endif
