/* SPDX-License-Identifier: EUPL-1.2 */
/* Text: valid UTF-8 in NFC without NUL. Foreign bytes become text here, once per border. Any thread. */
#ifndef URP_BASE_TEXT_H
#define URP_BASE_TEXT_H

#include <glib.h>

#include "base/arena.h"
#include "base/sv.h"

bool text_is_clean(struct sv bytes); /* valid UTF-8, no NUL, no control characters but TAB, LF, CR */

/* Valid UTF-8 in NFC; invalid bytes become U+FFFD, NUL and other control characters go (C0, DEL, C1, and
 * the bidi overrides that make a text show other than it is), CRLF and CR become LF. Never fails. */
char *text_clean(struct arena *a, struct sv bytes);

/* One line: text_clean, then any run of white space becomes one blank, ends trimmed. */
char *text_line(struct arena *a, struct sv bytes);

size_t text_chars(const char *s); /* code points */

/* Does this byte belong to a word? Letters and digits; of what is not ASCII every byte. */
bool text_in_word(char c);

/* At most max_chars code points; when cut, at a blank if one is near, the last one being an ellipsis. */
char *text_short(struct arena *a, const char *s, size_t max_chars);

/* For comparing and searching: lower case, marks removed (a-grave = a), apostrophes and quotes unified
 * to ', also "a'" at the end of a word = "a" (street registers write accents so), blanks collapsed. */
char *text_fold(struct arena *a, const char *s);
void text_fold_append(GString *out, struct sv s); /* the same; s valid UTF-8 */

/* Telephone number as +393331234567: +39 assumed when no prefix is given, the usual separators
 * dropped; "" when it is not a number. */
char *text_phone(struct arena *a, const char *s);

/* One plain address (RFC 5321 as we use it: local part of atoms, domain with a dot or localhost),
 * no spaces, no control characters, no angle brackets, at most 254 bytes. */
bool text_is_email(struct sv s);

#endif
