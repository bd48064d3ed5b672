/* SPDX-License-Identifier: EUPL-1.2 */
/* One mail address, checked once. The sending code takes only this type, so that nothing which could
 * become a second SMTP command or a second header reaches the wire. Any thread. */
#ifndef URP_MAIL_ADDR_H
#define URP_MAIL_ADDR_H

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

#define ADDR_MAX 254 /* RFC 5321 4.5.3.1.3, without the angle brackets */

/* Filled by addr_parse and addr_tagged alone. text "" is the null sender of RFC 5321 4.5.5. */
struct addr {
    char text[ADDR_MAX + 1];
};

/* Takes what providers really hand out (dots anywhere in the local part, underscores in host names) and
 * turns an international domain into its ASCII form. Refused: control characters, blanks, angle
 * brackets, quoted local parts, address literals, a local part beyond ASCII (needs SMTPUTF8).
 * E_INPUT  field is given to err as it is */
MUST_USE enum rc addr_parse(struct sv s, const char *field, struct addr *ret, struct err *err);

/* "urp@comune.it" and "T123" give "urp+T123@comune.it". E_INPUT: too long, or not letters, digits, - _ . in tag. */
MUST_USE enum rc addr_tagged(const struct addr *base, const char *tag, struct addr *ret, struct err *err);

/* The other way: the address without its tag, and the tag ("" without one). Only the first + counts. */
void addr_split(const struct addr *tagged, struct addr *ret_base, char ret_tag[65]);

bool addr_same(const struct addr *a, const struct addr *b); /* without regard to case */
struct sv addr_domain(const struct addr *a);

#endif
