/* SPDX-License-Identifier: EUPL-1.2 */
/* What in a text may tell who somebody is: telephone numbers, mail addresses, tax codes, plates, accounts, and names that are known. A hint
 * for who reads before it is published; it finds forms, not persons. Pure; any thread. */
#ifndef URP_TICKET_PERSONAL_H
#define URP_TICKET_PERSONAL_H

#include <stddef.h>

#include "base/arena.h"

enum personal_kind { PERSONAL_EMAIL, PERSONAL_TAX_CODE, PERSONAL_IBAN, PERSONAL_PLATE, PERSONAL_PHONE, PERSONAL_NAME };
const char *personal_label(enum personal_kind k); /* "un numero di telefono" */

struct personal_hint {
    size_t at, n; /* bytes of the text */
    enum personal_kind kind;
};
enum { PERSONAL_HINTS_MAX = 50 };
/* In the order of the text, none over another. names: words to look for (three letters or more), ended by NULL; NULL: none. */
size_t personal_hints(struct arena *a, const char *text, const char *const *names, struct personal_hint ret[PERSONAL_HINTS_MAX]);

#endif
