/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of what a backup holds, written last: a directory without it is no backup.
 *
 *     urp-backup 1
 *     <sha256 hex> <bytes> <path>        one line a file, relative to the backup
 *     end <sha256 hex of everything above>
 */
#ifndef URP_DB_MANIFEST_H
#define URP_DB_MANIFEST_H

#include <glib.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/rnd.h"

#define MANIFEST_NAME "MANIFEST"
#define MANIFEST_STORE "urp.db"

struct manifest_file {
    const char *path;
    int64_t bytes;
    uint8_t sha256[SHA256_BYTES];
    struct manifest_file *next;
};

struct manifest {
    struct arena *a;
    struct manifest_file *files, **tail;
};

void manifest_init(struct manifest *m, struct arena *a);
void manifest_add(struct manifest *m, const char *path, int64_t bytes, const uint8_t sha256[SHA256_BYTES]);
MUST_USE enum rc manifest_write(const struct manifest *m, const char *dir, struct err *err);
/* E_INPUT when it is missing, incomplete, changed, or names a path outside the backup. */
MUST_USE enum rc manifest_read(struct manifest *m, const char *dir, struct err *err);

#endif
