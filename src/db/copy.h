/* SPDX-License-Identifier: EUPL-1.2 */
/* One file from here to there, for backup and restore. */
#ifndef URP_DB_COPY_H
#define URP_DB_COPY_H

#include "base/arena.h"
#include "base/rnd.h"

/* Makes to equal to from: nothing when it already is (by hash), else a hard link when may_link and one
 * file system, else a verified, fsynced copy. Directories of to are made. The file itself never changes; another may get
 * its name meanwhile, then that one is taken.
 * E_NOTFOUND  from is gone
 * E_IO        also when the copy reads back different */
MUST_USE enum rc copy_file(struct arena *a, const char *from, const char *to, bool may_link, int64_t *ret_bytes,
                           uint8_t ret_sha256[SHA256_BYTES], struct err *err);

#endif
