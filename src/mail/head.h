/* SPDX-License-Identifier: EUPL-1.2 */
/* The values of our headers as bytes: encoded words of at most 75 bytes, lines of at most 78 (RFC 5322 2.1.1, RFC 2047 2).
 * GMime 3.2.13 writes longer ones when a word is long, and lets what only looks encoded be decoded at the other end. Pure. */
#ifndef URP_MAIL_HEAD_H
#define URP_MAIL_HEAD_H

#include <glib.h>

#include "mail/compose.h"

/* What stands behind "Name:", beginning with a blank and ending with "\n"; name is only counted. Checked values alone: no
 * control character. */
GString *head_text(const char *name, const char *text);                                    /* Subject */
GString *head_names(const char *name, const struct compose_name *list, size_t n);          /* From, To */
GString *head_tokens(const char *name, const char *value);                                 /* ASCII, broken at its blanks alone */

#endif
