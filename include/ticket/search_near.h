/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person may have meant who found nothing, or typed a number that is not one of ours: a letter misheard, a digit wrong, two
 * swapped, a word misspelt. Offered, never taken for what was typed. Reads only; any thread with a reader. */
#ifndef URP_TICKET_SEARCH_NEAR_H
#define URP_TICKET_SEARCH_NEAR_H

#include "db/db.h"

#define SEARCH_NEAR_MAX 5

enum search_slip {
    SLIP_NO_LETTER,  /* the check letter is missing: "2026-000417", "417" */
    SLIP_LETTER,     /* the digits are there, the letter is another */
    SLIP_DIGIT,      /* one digit is another */
    SLIP_SWAP,       /* two neighbours changed places */
};
struct search_number {
    int64_t ticket_id;
    char code[24];
    enum search_slip slip;
};

/* Tickets that exist and whose number is near to what was typed. None, when that is no number at all or one of ours: search_tickets
 * finds that. A number without a year is looked for in the year of now_at and in the one before. E_DB */
MUST_USE enum rc search_numbers(struct dbr *r, struct arena *a, const char *typed, int64_t now_at, struct search_number **ret, size_t *ret_n,
                                struct err *err);

/* What was typed with one word put right, so that something is found: "lampoine" -> "lampione". Each word of four letters and more
 * is tried with one letter left out, put in, changed or swapped with its neighbour: some hundreds of look-ups in the index,
 * whatever the size of the store. At most SEARCH_NEAR_MAX; none when all words are far off. For who found nothing: what is offered holds
 * words of any request, so the caller offers only what this person may read. E_DB */
MUST_USE enum rc search_spellings(struct dbr *r, struct arena *a, const char *typed, const char *const **ret, size_t *ret_n, struct err *err);

#endif
