/* SPDX-License-Identifier: EUPL-1.2 */
/* Every limit with a reason, in one place. */
#ifndef URP_BASE_LIMITS_H
#define URP_BASE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/* ---- db ----------------------------------------------------------------------------------------- */

/* One fsync for so many operations: beyond, the last of the batch waits longer than the fsync saves. */
#define DB_BATCH_MAX 64
/* How long a batch may wait for company. Only after a batch that had some: a lone client never waits. */
#define DB_BATCH_WAIT_MS 5
/* Operations waiting for the writer. At 2,000/s on a slow disk the last one waits two seconds. */
#define DB_QUEUE_MAX 4096
/* Page cache of a connection. Three of 64 MiB cost 206 MB resident and were no faster. */
#define DB_CACHE_KIB 4096
/* The writer keeps the pages of a whole batch before it spills to the WAL. */
#define DB_WRITER_CACHE_KIB 8192
/* PASSIVE checkpoint, after the answers: larger intervals cut the tail of commits by a third. */
#define DB_CHECKPOINT_PAGES 20000
/* Somebody's open read kept the checkpoint from its end: try again after so many more pages. */
#define DB_CHECKPOINT_RETRY_PAGES 4000
/* When nobody writes for a while, a smaller checkpoint costs nobody anything. */
#define DB_CHECKPOINT_IDLE_PAGES 1000
#define DB_IDLE_MS 500
/* A WAL file beyond this was held by some long reader; it is cut back as soon as nobody needs it. */
#define DB_WAL_TRUNCATE_BYTES ((int64_t)256 * 1024 * 1024)
/* quick_check at start reads some 1 GB/s from memory, a tenth of it from a disk. After a clean stop it must
 * not be felt (start <= 50 ms); after a crash some seconds are well spent; after a device error there is no
 * limit. */
#define DB_CHECK_CLEAN_BYTES ((int64_t)8 * 1024 * 1024)
#define DB_CHECK_CRASH_BYTES ((int64_t)1024 * 1024 * 1024)
#define DB_BUSY_MS 5000 /* recovery and last close can still say BUSY; otherwise nobody competes */
/* Scratch memory of one operation: the largest is an import of a whole ente file. */
#define DB_OP_ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define DB_LISTENERS_MAX 8
/* While writes fail, one probe in this time finds out whether the machine is well again. */
#define DB_PROBE_MS 1000
/* A line of MANIFEST takes some 150 bytes: three million files. */
#define DB_MANIFEST_MAX_BYTES ((size_t)512 * 1024 * 1024)
/* Names and list of a backup of three million files. */
#define DB_BACKUP_ARENA_BYTES ((size_t)4 * 1024 * 1024 * 1024)
#define DB_BACKUP_DEPTH_MAX 8 /* ours are three deep; deeper is a loop or a mistake */

/* ---- requests ----------------------------------------------------------------------------------- */

/* What one person writes by hand in one go; longer matter belongs in an attachment. */
#define BODY_MAX_CHARS 5000
/* Files of one request, and bytes of one: a phone's photo has 4-12 MB, a scanned file rarely 20. */
#define UPLOADS_MAX 10
/* Signed form and copy of a document: some pages, both sides, once wrong. */
#define PAPERS_MAX 6
#define UPLOAD_MAX_BYTES ((int64_t)20 * 1024 * 1024)
/* Files that come in pieces and are not whole yet, of everybody: some hundred photos. Who is kept waiting comes back by itself. */
#define PARTS_MAX_BYTES ((int64_t)1024 * 1024 * 1024)
/* The smallest piece that our pages send; a part counts for as much, for it has a name and a place besides its bytes. */
#define PART_COUNTS_BYTES ((int64_t)64 * 1024)
/* A telephone without a line comes back within the hour; who chooses the file again the next day sends it again. */
#define PART_KEEP_S ((int64_t)86400)
/* Fields of a form without files: the longest text in UTF-8, form-encoded, three times over. */
#define FORM_MAX_BYTES ((int64_t)128 * 1024)
/* Unsent drafts hold personal data that nobody needs after a month. */
#define DRAFT_KEEP_S ((int64_t)30 * 86400)
/* A mail that waited for the daemon was presented when it was delivered; a name that says more than a month ago is of a wrong clock. */
#define MAIL_WAITED_MAX_S ((int64_t)31 * 86400)
/* Of who joined a report: from the only mail on, which is tried again for days and may come back, the address is of no more use. */
#define JOINED_KEEP_S ((int64_t)30 * 86400)
/* What an operator has typed and not saved: of today's calls, not of last month's. */
#define DESK_DRAFT_KEEP_S ((int64_t)7 * 86400)
#define DESK_DRAFTS_MAX 10
/* Two requests about the same thing are usually days apart, rarely a month. */
#define DUPLICATE_WINDOW_S ((int64_t)30 * 86400)
#define DUPLICATES_MAX 5

/* ---- ticket ------------------------------------------------------------------------------------- */

/* Words of one search: nobody types more, and each costs an index look-up. */
#define SEARCH_WORDS_MAX 12
/* A shorter last word is taken as it stands: the beginnings of two letters are a tenth of the store. */
#define SEARCH_BEGINNING_CHARS 3
/* Documents among which the best ones come first; what is older comes after them, whatever it holds. The whole of a rare word, a
 * page or two of a frequent one. */
#define SEARCH_WINDOW 100
/* Documents looked at for one page when only some tickets are wanted: a rare kind under a frequent word must not read the whole
 * index for an empty page; the next page goes on from there. Some milliseconds. */
#define SEARCH_LOOK_MAX 1000
/* Rows of one page of a check: memory stays flat, readers stay short. */
#define CHECK_PAGE 500
/* Requests that a page of a list looks at to find those that fit: some milliseconds. */
#define LIST_LOOK_MAX 1000
/* Beyond it a count says "more than": counting that far along an index is a millisecond. */
#define LIST_COUNT_MAX 10000
/* Requests of one bulk action: at some hundred a second it ends before its operator goes for coffee. */
#define BULK_MAX 1000
/* Who shares one mailbox, telephone or tax code: families and associations are smaller. */
#define PERSON_CANDIDATES_MAX 50
#define PERSON_FIND_MAX 10
/* Rows looked at for each way of finding a person; fewer letters than PERSON_FIND_CHARS find too many. */
#define PERSON_FIND_ROWS 60
#define PERSON_FIND_CHARS 2
#define PERSON_FIND_SURNAMES 150 /* tried one by one when name and surname are both cut short */
#define PERSON_FIND_IDS 300    /* together */
#define PERSON_FIND_WORDS 3    /* looked for in the texts when no name begins so */
/* Requests of one person that are counted: a lawyer or an association may have thousands, and their page lists them. */
#define PERSON_COUNT_MAX 200
#define PERSON_FIND_DIGITS 4   /* of a telephone: the prefix of a town has three */
/* Rome has 16,000 streets; a register of its house numbers 300,000 lines in 20 MB. */
#define STREETS_MAX 30000
#define STREET_NUMBERS_MAX 400000
#define STREET_FILE_BYTES_MAX ((size_t)20 * 1024 * 1024)
#define STREET_NAME_BYTES_MAX 160
/* Names, areas and numbers of such a list at their longest. */
#define STREET_LIST_ARENA_BYTES ((size_t)256 * 1024 * 1024)
/* Streets, or house numbers, of one operation: some milliseconds of the writer. */
#define STREET_PIECE ((size_t)250)
/* Lines of a list that are named one by one; beyond, only their number helps. */
#define STREET_PROBLEMS_MAX 50
/* Shown while one types, and looked at for it: as many streets begin a word with "san". */
#define STREETS_FOUND 8
#define STREETS_LOOKED_AT 600
/* A text with words blackened: a mail's text has 2 MB at most, but a mark is longer than the shortest passage. The arena holds
 * the three texts of one message, and what becomes of them. */
#define REDACT_TEXT_MAX_BYTES ((size_t)4 * 1024 * 1024)
#define REDACT_ARENA_BYTES ((size_t)64 * 1024 * 1024)
/* One file: a photo of a telephone is 3-12 MB, a scanned project 15. */
#define ATTACH_BYTES_MAX ((int64_t)20 * 1024 * 1024)
/* A picture beyond this is a bomb or a poster; decoded it would need 300 MB. */
#define PICTURE_PIXELS_MAX ((int64_t)80 * 1000 * 1000)
/* Long side of what others see: enough for a pothole on a full screen. */
#define PICTURE_SIDE_MAX 2560
/* Of a thumbnail, in a list: sharp on the screens of telephones, too. */
#define PICTURE_THUMB_SIDE 192
/* The child that decodes pictures: memory, seconds of processor, size of its result. */
#define PICTURE_MEMORY_BYTES ((size_t)640 * 1024 * 1024)
#define PICTURE_CPU_S 10

/* ---- pdf ---------------------------------------------------------------------------------------- */

/* Words of one document: four hundred pages, which nobody prints. Beyond it the document says where the rest is read. */
#define PDF_TEXT_MAX_BYTES ((size_t)2 * 1024 * 1024)
#define PDF_PAGES_MAX 1000
#define PDF_LINES_MAX ((size_t)50000)
/* The child that sets type: 1 MB of text takes 1 s and 65 MB; what has no blanks anywhere, twice as long. */
#define PDF_MEMORY_BYTES ((size_t)640 * 1024 * 1024)
#define PDF_CPU_S 20
#define PDF_FILE_BYTES ((size_t)64 * 1024 * 1024)

#endif
