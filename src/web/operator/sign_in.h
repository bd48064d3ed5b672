/* SPDX-License-Identifier: EUPL-1.2 */
/* What the ways of signing in share: password, second factor, identity provider. */
#ifndef URP_WEB_OPERATOR_SIGN_IN_H
#define URP_WEB_OPERATOR_SIGN_IN_H

#include "operator.h"
#include "web/account.h"

/* Only our own office pages: a sign-in page must not become a way to somebody else's. */
const char *sign_in_own_page(const char *next);
const char *browser_words(struct req *rq); /* "Firefox su Windows" */
/* A session to be opened for this request, without user. */
struct account_session sign_in_session(struct req *rq);
/* Opened: cookie, log, and the page that was wanted. */
struct reply sign_in_done(struct req *rq, const struct account_session *s, const char *next);
/* Back at the beginning with a sentence in red. */
struct reply sign_in_again(struct req *rq, int status, const char *why);

/* sign_in_oidc.c: what has to come back goes along in a sealed cookie. */
struct oidc_trip;
void oidc_trip_begin(struct req *rq, const struct oidc_trip *t);
struct reply oidc_not_reached(struct req *rq, const struct err *err);

#endif
