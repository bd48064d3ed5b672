/* SPDX-License-Identifier: EUPL-1.2 */
/* Did the address in From really write this mail? Only what our own mail server states counts (RFC 8601). Pure.
 *
 * Whose statement it is follows from where it stands: every server puts its headers above those that came with the mail. So
 * Authentication-Results count only above the border, the Received line with which our server took the mail from outside: the
 * topmost one that is no local delivery (LMTP) and none of the hops that the configuration knows of. Whatever stands below came
 * with the mail, whatever name it carries; opendkim lets copies with our own authserv-id pass there as long as they name no DKIM. */
#ifndef URP_MAIL_SENDER_AUTH_H
#define URP_MAIL_SENDER_AUTH_H

#include "base/conf.h"
#include "mail/mime.h"

struct auth_conf {
    const char *authserv_id; /* of our server; "" = its statements are not asked */
    int64_t hops;            /* Received lines of our own filters above the border */
    const char **hosts;      /* trusted submission: names of our servers that ask for a login, addresses of clients */
    size_t n_hosts;
};
struct auth_conf auth_conf_of(const struct conf *conf, struct arena *a); /* conf NULL: nothing configured */

/* In rising order: of two statements about one mail the greater counts. A blank one verifies nothing. */
enum auth_verdict {
    AUTH_UNASKED,      /* neither authserv_id nor trusted_submission is set */
    AUTH_UNSAID,       /* our server states nothing */
    AUTH_FAILED,       /* it states that nothing holds */
    AUTH_OTHER_DOMAIN, /* what holds is about another domain */
    AUTH_AUTHORS,      /* no author, or several */
    AUTH_SUBMISSION,   /* handed in at a server that the configuration trusts */
    AUTH_SPF,          /* sent by a server of the domain of From, in its name */
    AUTH_DKIM,         /* signed by the domain of From, or one above or below it */
};
enum { AUTH_VERDICTS = AUTH_DKIM + 1 };

enum auth_verdict sender_auth(struct arena *a, const struct mime_mail *m, const struct auth_conf *conf);
bool auth_verified(enum auth_verdict v);
const char *auth_id(enum auth_verdict v);    /* "dkim": for the record */
const char *auth_words(enum auth_verdict v); /* plain Italian, a whole sentence: how, or why not */
bool auth_parse(const char *id, enum auth_verdict *ret);

#endif
