/* SPDX-License-Identifier: EUPL-1.2 */
/* What the sheets of the services say where the body says nothing else. Constant data. Private to citizen/. */
#ifndef URP_WEB_CITIZEN_SHEET_H
#define URP_WEB_CITIZEN_SHEET_H

#include <stddef.h>

#include "ticket/type.h"

enum { SHEET_TOPICS_MAX = 4, SHEET_FAQ_MAX = 4 };

struct sheet_words {
    const char *group, *icon;  /* of the list */
    const char *addressed, *about, *achieved;
    const char *begin;         /* on the button */
    const char *topics[SHEET_TOPICS_MAX + 1]; /* of the controlled list of the model (Argomenti), NULL at the end */
    struct {
        const char *question, *answer;
    } faq[SHEET_FAQ_MAX + 1];
    const char *seek;          /* words by which schede about it are found */
};

const struct sheet_words *sheet_words(enum ticket_type t);

#endif
