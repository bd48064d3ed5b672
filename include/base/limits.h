/* SPDX-License-Identifier: EUPL-1.2 */
/* Every limit with a reason, in one place. */
#ifndef URP_BASE_LIMITS_H
#define URP_BASE_LIMITS_H

/* ---- db ----------------------------------------------------------------------------------------- */

/* One fsync for so many operations: beyond, the last of the batch waits longer than the fsync saves. */
#define DB_BATCH_MAX 64
/* How long a batch may wait for company. Only after a batch that had some: a lone client never waits. */
#define DB_BATCH_WAIT_MS 5
/* Operations waiting for the writer. At 2,000/s on a slow disk the last one waits two seconds. */
#define DB_QUEUE_MAX 4096
/* Page cache of a connection. Three of 64 MiB cost 206 MB resident and were no faster. */
#define DB_CACHE_KIB 4096
/* The writer uses its cache for the whole batch before it spills to the WAL. */
#define DB_WRITER_CACHE_KIB 8192
/* PASSIVE checkpoint, off the commit path: larger intervals cut the tail of commits by a third. */
#define DB_CHECKPOINT_PAGES 20000
/* A WAL beyond this was held by some long reader; it is cut back as soon as nobody needs it. */
#define DB_WAL_TRUNCATE_BYTES ((int64_t)256 * 1024 * 1024)
#define DB_BUSY_MS 5000 /* recovery and last close can still say BUSY; otherwise nobody competes */
/* Scratch memory of one operation: the largest is an import of a whole ente file. */
#define DB_OP_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define DB_LISTENERS_MAX 8
/* While writes fail, one probe in this time finds out whether the machine is well again. */
#define DB_PROBE_MS 1000

/* ---- requests ----------------------------------------------------------------------------------- */

/* What one person writes by hand in one go; longer matter belongs in an attachment. */
#define BODY_MAX_CHARS 5000
/* Files of one request, and bytes of one: a phone's photo has 4-12 MB, a scanned file rarely 20. */
#define UPLOADS_MAX 10
#define UPLOAD_MAX_BYTES ((int64_t)20 * 1024 * 1024)
/* Fields of a form without files: the longest text in UTF-8, form-encoded, three times over. */
#define FORM_MAX_BYTES ((int64_t)128 * 1024)
/* Unsent drafts hold personal data that nobody needs after a month. */
#define DRAFT_KEEP_S ((int64_t)30 * 86400)
/* Two requests about the same thing are usually days apart, rarely a month. */
#define DUPLICATE_WINDOW_S ((int64_t)30 * 86400)
#define DUPLICATES_MAX 5

#endif
