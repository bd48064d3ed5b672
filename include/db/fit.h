/* SPDX-License-Identifier: EUPL-1.2 */
/* How well a document fits what was looked for. */
#ifndef URP_DB_FIT_H
#define URP_DB_FIT_H

/* The SQL function closeness(search, n): how well a document fits a query of n words (phrases), from the positions that the index holds, so
 * that no text is read:
 *   FTS_IN_HEAD   every word is among the first of the document, where names and subject stand
 *   FTS_WHOLE     the last word as it was typed, not only as a beginning (phrase n + 1 of the query, when there is one; with -n
 *                 the last word is a beginning alone, and this cannot be told)
 *   FTS_TOGETHER  the words one after the other
 * FTS_HEAD_WORDS is what a name and a subject come to. */
enum fts_fit { FTS_TOGETHER = 1 << 0, FTS_WHOLE = 1 << 1, FTS_IN_HEAD = 1 << 2 };
#define FTS_HEAD_WORDS 14

#endif
