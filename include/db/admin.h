/* SPDX-License-Identifier: EUPL-1.2 */
/* Keeping the store: migrations, integrity, backup and restore. Command line and timer thread. */
#ifndef URP_DB_ADMIN_H
#define URP_DB_ADMIN_H

#include <stdio.h>

#include "db/db.h"

#define DB_APPLICATION_ID 0x55525031 /* "URP1" */

/* Newest user_version this binary knows = number of the last file in sql/migrations. */
int db_schema_version(void);

/* integrity_check and foreign_key_check; each finding goes to report (may be NULL) as one line of
 * Italian. ret_findings counts. Reads the whole store. E_DB when it cannot be read to the end. */
MUST_USE enum rc db_check(struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err);

/* Does the full-text index "search", of one column, hold exactly the words of the rows it names? Reads all of both in one
 * moment, beside the running daemon. E_DB when they cannot be read; a damaged index does not match. */
MUST_USE enum rc db_check_index(struct dbr *r, bool *ret_matches, struct err *err);

/* A directory (attachments, spooled mails) or a single file (keys) beside the store. Its files never change once they
 * have their name; one may be replaced by another of the same name. */
struct db_files {
    const char *name; /* relative to the directory of the store, and to the backup: "arrivi/mail/new" */
    bool enter;       /* its files leave when the store has taken them in, so they are copied before it: the backup may
                       * have both then, never neither */
};

/* Snapshot of the store and of immutable files into the directory target: VACUUM INTO a new name,
 * integrity_check on the copy, fsync, rename, then the files (hard link, or a copy verified by its hash;
 * what is already there is skipped, so a run that was cut short goes on), last MANIFEST with sizes and
 * hashes. Safe beside the running daemon, from any thread. The store is always urp.db inside target.
 *
 * files      missing ones are skipped
 * E_INPUT    no store at db_path, or not ours
 * E_DB       the snapshot failed or the copy has defects
 * E_IO, E_LIMIT */
MUST_USE enum rc db_backup(const char *db_path, const struct db_files *files, size_t n_files, const char *target,
                           struct err *err);

/* The reverse, into data_dir (made when missing). Every file is verified against MANIFEST before anything
 * is written; a run that was cut short can be repeated.
 * E_INPUT     the backup is incomplete, damaged or changed
 * E_CONFLICT  a daemon runs on data_dir, or it already holds a store
 * E_IO */
MUST_USE enum rc db_restore(const char *source, const char *data_dir, struct err *err);

#endif
