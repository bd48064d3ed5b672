/* SPDX-License-Identifier: EUPL-1.2 */
/* The ten types of request and the channels they come by: names, addresses of pages, and what law and custom
 * say about each. Constant data; any thread. */
#ifndef URP_TICKET_TYPE_H
#define URP_TICKET_TYPE_H

#include <stdbool.h>
#include <stdint.h>

enum ticket_type {
    TYPE_REPORT,       /* segnalazione di disservizio */
    TYPE_COMPLAINT,    /* reclamo */
    TYPE_SUGGESTION,   /* suggerimento */
    TYPE_PRAISE,       /* elogio */
    TYPE_INFO,         /* richiesta di informazioni */
    TYPE_ACCESS_DOC,   /* accesso documentale, L. 241/1990 artt. 22-25 */
    TYPE_ACCESS_CIVIC, /* accesso civico semplice, d.lgs. 33/2013 art. 5 c. 1 */
    TYPE_ACCESS_FOIA,  /* accesso civico generalizzato, d.lgs. 33/2013 art. 5 c. 2 */
    TYPE_MAYOR,        /* lettera al Sindaco */
    TYPE_ACCESSIBILITY, /* what keeps somebody from using our pages, L. 4/2004 artt. 3-quater and 3-quinquies */
};
enum { TICKET_TYPES = TYPE_ACCESSIBILITY + 1 };

/* What it means in law that the body says nothing until the term is over. */
enum silence {
    SILENCE_NOTHING, /* no legal effect: remind, complain */
    SILENCE_BREACH,  /* the body is in default; the request stays open (FOIA, accesso civico semplice) */
    SILENCE_REFUSED, /* the request is refused (L. 241/1990 art. 25 c. 4) */
};

/* Who deals with it when no rule of the body says otherwise. */
enum recipient {
    RECIPIENT_CATEGORY, /* the settore of the category */
    RECIPIENT_URP,
    RECIPIENT_RPCT,     /* accesso civico semplice (Circ. FOIA 2/2017, 4.1) */
    RECIPIENT_HOLDER,   /* the office that holds the documents or data; never the RPCT, who decides the review */
    RECIPIENT_MAYOR,    /* the mayor's staff */
};

struct ticket_type_info {
    const char *id;      /* stable: store, API, command line */
    const char *name;    /* "Accesso civico generalizzato (FOIA)" */
    const char *plural;
    const char *slug;    /* of /richiedi/<slug> */
    const char *when;    /* one plain sentence: when to use it */
    const char *not_for; /* what it is not for, and where to go instead */
    bool identified;     /* the law or custom wants to know who asks; false: may be anonymous */
    bool motivated;      /* a motive is required (accesso documentale only) */
    bool legal_term;     /* term set by statute: the body may shorten it, never lengthen it */
    int32_t term_days;   /* default of the final term, calendar days */
    enum silence silence;
    enum recipient recipient;
    const char *silence_text, *remedies, *cost; /* plain Italian with the article of law */
    const char *law;     /* sources, as shown by `urpd explain due` */
};

const struct ticket_type_info *type_info(enum ticket_type t);
const char *type_id(enum ticket_type t);
bool type_parse(const char *id, enum ticket_type *ret);        /* NULL and unknown: false */
bool type_parse_slug(const char *slug, enum ticket_type *ret);

enum channel {
    CHANNEL_WEB,
    CHANNEL_MAIL,
    CHANNEL_PEC,
    CHANNEL_PHONE,
    CHANNEL_COUNTER,
    CHANNEL_LETTER,
    CHANNEL_API,
};
enum { CHANNELS = CHANNEL_API + 1 };

const char *channel_id(enum channel c);   /* "web" */
const char *channel_name(enum channel c); /* "Modulo sul sito" */
bool channel_parse(const char *id, enum channel *ret);

#endif
