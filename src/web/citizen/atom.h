/* SPDX-License-Identifier: EUPL-1.2 */
/* Feeds (RFC 4287) as text: of public reports and of one's own request. Pure; what is written is escaped, and characters that XML does
 * not know are left out. */
#ifndef URP_WEB_CITIZEN_ATOM_H
#define URP_WEB_CITIZEN_ATOM_H

#include <glib.h>
#include <stdint.h>

#include "base/arena.h"

struct atom_feed {
    const char *id, *title;            /* id: the same for ever (RFC 4151) */
    const char *lang, *author;
    const char *self_url, *page_url;   /* whole addresses */
    int64_t updated_at;
};
struct atom_entry {
    const char *id, *title, *url;
    const char *title_lang;            /* of words of the body or of people, in a feed of another language; NULL: as the feed */
    const char *category, *summary, *content; /* plain text; NULL: none */
    const char *quoted, *quoted_lang;  /* paragraphs of somebody else behind those of the content, in their language (NULL: as the feed); NULL: none */
    int64_t published_at /* 0: unsaid */, updated_at;
};
void atom_begin(GString *out, struct arena *a, const struct atom_feed *f);
void atom_entry(GString *out, struct arena *a, const struct atom_entry *e);
void atom_end(GString *out);

#endif
