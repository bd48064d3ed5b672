/* SPDX-License-Identifier: EUPL-1.2 */
/* What kind of mail is it? A table over what mime found, with the reason. Pure: which ticket it belongs to is asked of the
 * store elsewhere. */
#ifndef URP_MAIL_CLASSIFY_H
#define URP_MAIL_CLASSIFY_H

#include "base/conf.h"
#include "mail/mime.h"
#include "mail/why.h"

enum mail_class {
    MAIL_NEW,         /* a person asks something */
    MAIL_LIST,        /* the same, through a mailing list: never answered by itself */
    MAIL_AUTO,        /* a machine answers */
    MAIL_ABSENCE,     /* a machine says that a person is away */
    MAIL_BOUNCE,      /* did not arrive, for good */
    MAIL_DELAY,       /* not yet arrived */
    MAIL_OWN,         /* our own mail came back */
    MAIL_PEC_RECEIPT, /* about a PEC that we sent: never a new ticket */
    MAIL_SPAM,        /* our own mail server takes it for spam: an operator decides */
    MAIL_EMPTY,       /* neither words nor files */
    MAIL_REPLY,       /* belongs to a ticket: set by the caller */
    MAIL_SETTORE,     /* a settore's answer: set by the caller */
    MAIL_DUPLICATE,   /* the same bytes again: set by the caller */
    MAIL_CLOSED,      /* asks something by a door that is closed: set by the caller */
    MAIL_UNREADABLE,  /* the parser gave up: set by the caller */
};
enum { MAIL_CLASSES = MAIL_UNREADABLE + 1 };
const char *mail_class_id(enum mail_class c);
const char *mail_class_words(enum mail_class c); /* for operators */
bool mail_class_parse(const char *id, enum mail_class *ret);

struct classified {
    enum mail_class class;
    bool no_ack;         /* nothing may be sent back by itself */
    enum mail_why why;   /* which header or part said so */
};
struct classify_by {
    bool is_pec;         /* of a certified mailbox; only there are its headers believed */
    const char *domain;  /* of our own mails (X-URP-Loop ends with it); NULL: not known, any is taken for ours */
    const char *servers; /* domains of our mail servers, by commas: what they say about spam is believed; NULL: nobody is */
    bool spam_is_new;    /* setting: no quarantine */
};
/* By the configuration; conf may be NULL (nothing of ours is known). Lives in a and as long as conf. */
struct classify_by classify_rules(const struct conf *conf, struct arena *a, bool is_pec);
struct classified classify_mail(const struct mime_mail *m, const struct classify_by *by);

/* Every reason that holds, not only the one that decided (c.why, always the first). At most CLASSIFY_WHYS. */
enum { CLASSIFY_WHYS = 8 };
size_t classify_whys(const struct mime_mail *m, const struct classify_by *by, struct classified c, enum mail_why ret[CLASSIFY_WHYS]);

#endif
