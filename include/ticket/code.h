/* SPDX-License-Identifier: EUPL-1.2 */
/* The public number of a ticket: 2026-000417-X. Year, at least six digits, check letter. The letter catches
 * every single wrong digit and every swap of neighbours, so a number misheard on the phone opens nothing.
 * It is not the protocol number and not the fascicolo. Any thread. */
#ifndef URP_TICKET_CODE_H
#define URP_TICKET_CODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/sv.h"

#define CODE_CHARS 24 /* with the NUL */
#define CODE_NUMBER_MAX INT64_C(999999999)

/* year 1000..9999, number 1..CODE_NUMBER_MAX. */
void code_format(int64_t year, int64_t number, char out[CODE_CHARS]);
char code_check_letter(int64_t year, int64_t number);

/* As people type it: lower case, blanks, missing dashes or leading zeros, O for 0, I or l for 1; short words
 * before it ("URP", "pratica n.", "#") are skipped. false: not a number of ours, or the letter is wrong. */
bool code_parse(struct sv typed, int64_t *ret_year, int64_t *ret_number);

/* The next number written as code_format does (any case) in running text, with a right letter; *rest moves behind it.
 * For subjects and bodies of mails: nothing is guessed here. */
bool code_find(struct sv *rest, int64_t *ret_year, int64_t *ret_number);

#endif
