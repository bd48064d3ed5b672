/* SPDX-License-Identifier: EUPL-1.2 */
/* Keeping the store: migrations, integrity, backup and restore. Command line and timer thread. */
#ifndef URP_DB_ADMIN_H
#define URP_DB_ADMIN_H

#include <stdio.h>

#include "db/db.h"

#define DB_APPLICATION_ID 0x55525031 /* "URP1" */

/* Newest user_version this binary knows = number of the last file in sql/migrations. */
int db_schema_version(void);

/* integrity_check and foreign_key_check; each finding goes to report as one line. ret_findings counts. */
MUST_USE enum rc db_check(struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err);

/* Snapshot of the store and of the immutable files under files_dir (attachments, spooled mails) into
 * the directory target: VACUUM INTO a new name, integrity_check on the copy, fsync, rename, then the
 * files by name (hard link or copy, each verified by its hash, already present ones skipped: resumable),
 * last MANIFEST with sizes and hashes. Safe beside the running daemon. E_INPUT, E_IO, E_DB. */
MUST_USE enum rc db_backup(const char *db_path, const char *const *file_dirs, size_t n_dirs,
                           const char *target, struct err *err);

/* The reverse. MANIFEST is verified before anything is written. E_CONFLICT when the target's daemon
 * runs or the target already holds a store. */
MUST_USE enum rc db_restore(const char *source, const char *data_dir, struct err *err);

#endif
