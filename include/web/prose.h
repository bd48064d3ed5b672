/* SPDX-License-Identifier: EUPL-1.2 */
/* Sentences of a page, for templates (render), escaped like every value. NULL is nothing. Any thread. */
#ifndef URP_WEB_PROSE_H
#define URP_WEB_PROSE_H

#include <glib.h>

/* Looked up in the catalogue, like every value; whoever wrote it. A number of a request in it is never broken at its dashes. */
void prose_put(GString *out, const char *sentence);

/* Words of the office or ours, never those of a citizen, as they are: besides, addresses of the web (http, https) and of mail become links, without what
 * stands around them. */
void prose_put_linked(GString *out, const char *text);

/* Where to turn: besides, telephone numbers become links. */
void prose_put_contact(GString *out, const char *text);

#endif
