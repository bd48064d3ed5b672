/* SPDX-License-Identifier: EUPL-1.2 */
/* Words that say nothing about the matter of a text, for whoever compares texts by their words: the search of schede, similar
 * requests, the suggestions. Italian; folded as text_fold() does. Any thread. */
#ifndef URP_TICKET_IDLE_WORD_H
#define URP_TICKET_IDLE_WORD_H

#include <stdbool.h>

#include "base/sv.h"

/* Of grammar and of courtesy ("vorrei", "sapere", "come", "grazie"), and a letter alone: they are in every text. */
bool word_is_idle(struct sv folded);
/* Those, and what a letter is framed with: days, names, "segnalo", "sottoscritto", "presso". In a question to a scheda the same
 * words may be what is asked for ("aperti il sabato"), so that the schede do not drop them. */
bool word_is_idle_in_letter(struct sv folded);

#endif
