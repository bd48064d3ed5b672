/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that survive a power cut: written aside, fsynced, renamed, directory fsynced. Any thread. */
#ifndef URP_BASE_FILE_H
#define URP_BASE_FILE_H

#include <stdint.h>
#include <sys/types.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sha256.h"

/* All of them: E_IO with the path and the system's words; E_NOTFOUND when a part of the path does not
 * exist. */
MUST_USE enum rc file_write_durable(const char *path, const void *p, size_t n, mode_t mode, struct err *err);
/* fsync + rename + fsync of the target's directory; the temporary is removed on failure. Both on one
 * file system. */
MUST_USE enum rc file_adopt_durable(const char *tmp_path, const char *path, struct err *err);
/* The same without fsync, for many new files at once: file_settle comes before anybody is told of them. When that fails, or
 * never comes, what lies at path is not to be trusted: write it once more, by file_adopt_durable. */
MUST_USE enum rc file_adopt(const char *tmp_path, const char *path, struct err *err);
/* All that was written and renamed before on the file system of dir is durable (syncfs): cheaper than an fsync a file. */
MUST_USE enum rc file_settle(const char *dir, struct err *err);
/* E_LIMIT beyond max_bytes. A NUL follows the bytes. Regular files only. */
MUST_USE enum rc file_read(struct arena *a, const char *path, size_t max_bytes, struct sv *ret, struct err *err);
/* ret_bytes may be NULL. */
MUST_USE enum rc file_sha256(const char *path, uint8_t out[SHA256_BYTES], int64_t *ret_bytes, struct err *err);
/* With its parents; existing ones are fine. */
MUST_USE enum rc file_mkdirs(const char *path, mode_t mode, struct err *err);
MUST_USE enum rc file_fsync_dir(const char *path, struct err *err);

#endif
