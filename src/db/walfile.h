/* SPDX-License-Identifier: EUPL-1.2 */
/* The log as the writing connection writes it. SQLite hands the operating system each frame in two pieces, some hundred calls for
 * a COMMIT of fifty pages, which cost more than the bytes. Here the pieces of a transaction are held together until its last frame, or
 * until there are many, and go out in one call.
 *
 * Nobody else can miss what is held: other connections read no frame before its transaction is committed, and the last frame of one is
 * written before this returns to SQLite, long before its fsync. A write that fails is told at the latest then, so the COMMIT fails.
 * A crash loses no more than before: frames of a transaction that has no end. */
#ifndef URP_DB_WALFILE_H
#define URP_DB_WALFILE_H

/* Name of the VFS for sqlite3_open_v2; all but the log is the default one's. Any thread. */
const char *walfile_vfs(void);

#endif
