/* SPDX-License-Identifier: EUPL-1.2 */
/* Which files a citizen may add: the table of content types and extensions. Pure but for the look at the file. */
#ifndef URP_TICKET_FILE_KIND_H
#define URP_TICKET_FILE_KIND_H

#include "base/arena.h"
#include "base/err.h"

/* Content type by libmagic, in a. A cookie for each thread that asks: they are not thread-safe, and such threads are few. E_IO. */
MUST_USE enum rc file_kind_by_content(struct arena *a, const char *path, char **ret_mime, struct err *err);

/* One clean line, without folders, at most 100 characters, never empty. */
const char *file_kind_clean_name(struct arena *a, const char *name);

/* Is this content allowed under this name? *mime and *name become those to be stored.
 * E_INPUT  not allowed, or name and content disagree: Italian text that names the file */
MUST_USE enum rc file_kind_allowed(struct arena *a, const char *path, const char **mime, const char **name,
                              struct err *err);

#endif
