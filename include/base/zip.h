/* SPDX-License-Identifier: EUPL-1.2 */
/* A ZIP container written from front to back, in constant memory: what an OpenDocument file needs, which wants "mimetype" first, stored and
 * without extra fields. libzip and minizip seek or buffer the whole archive; libarchive adds extra fields. One thread at a time. */
#ifndef URP_BASE_ZIP_H
#define URP_BASE_ZIP_H

#include <glib.h>

#include "base/sv.h"

struct zip;

struct zip *zip_new(void);
void zip_free(struct zip *z); /* NULL is fine */

/* All of them append to out. An entry of at most 4 GiB, not compressed. */
void zip_store(struct zip *z, GString *out, const char *name, struct sv bytes);
/* One that is compressed as it comes: begin, any number of writes, end. */
void zip_begin(struct zip *z, GString *out, const char *name);
void zip_write(struct zip *z, GString *out, struct sv bytes);
void zip_end(struct zip *z, GString *out);
void zip_finish(struct zip *z, GString *out);

#endif
