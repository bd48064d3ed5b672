/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that survive a power cut: written aside, fsynced, renamed, directory fsynced. Any thread. */
#ifndef URP_BASE_FILE_H
#define URP_BASE_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/rnd.h"

MUST_USE enum rc file_write_durable(const char *path, const void *p, size_t n, mode_t mode, struct err *err);
/* fsync + rename + fsync of the target's directory; the temporary is removed on failure. */
MUST_USE enum rc file_adopt_durable(const char *tmp_path, const char *path, struct err *err);
/* E_LIMIT beyond max_bytes, E_NOTFOUND, E_IO. A NUL follows the bytes. */
MUST_USE enum rc file_read(struct arena *a, const char *path, size_t max_bytes, struct sv *ret, struct err *err);
MUST_USE enum rc file_sha256(const char *path, uint8_t out[SHA256_BYTES], int64_t *ret_bytes, struct err *err);
MUST_USE enum rc file_mkdirs(const char *path, mode_t mode, struct err *err);
MUST_USE enum rc file_fsync_dir(const char *path, struct err *err);

#endif
