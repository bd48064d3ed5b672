/* SPDX-License-Identifier: EUPL-1.2 */
/* What a settore asks for in the first lines of its reply. Pure: who wrote, and whether it can be done, others ask.
 *
 *     PRESA IN CARICO
 *     RISPOSTA AL CITTADINO: domani passa la squadra.
 *     NON DI COMPETENZA: la strada è della Provincia
 *     INOLTRA A: Polizia locale
 *     CHIUSA: risolta
 *     Abbiamo cambiato la lampada.
 *
 * Capitals, accents and punctuation do not matter where a colon or the end of the line follows; without either the words must
 * stand in capitals, for people also write "non di competenza esclusiva". Greetings above are passed over. RISPOSTA and CHIUSA
 * may come together. Whatever can be read in two ways is COMMAND_UNCLEAR, never an action. */
#ifndef URP_MAIL_COMMAND_H
#define URP_MAIL_COMMAND_H

#include "base/arena.h"
#include "ticket/outcome.h"

enum command_kind {
    COMMAND_NONE,    /* a person's words, no command in them */
    COMMAND_UNCLEAR, /* why says what is missing */
    COMMAND_TAKE,    /* text: what else was written, for a note; may be "" */
    COMMAND_REPLY,   /* text for the citizen */
    COMMAND_RETURN,  /* text: the reason */
    COMMAND_FORWARD, /* to: settore or address as written; text: a word for it, may be "" */
    COMMAND_CLOSE,   /* outcome, text: the answer */
};

struct command {
    enum command_kind kind;
    const char *text, *to; /* never NULL */
    enum outcome outcome;
    const char *tail;      /* signature and what follows it: part of no text; may be "" */
    const char *why;       /* plain Italian, of COMMAND_UNCLEAR */
};

/* text: clean, what the sender wrote now (mime_split_quote). Strings in a. */
struct command command_read(struct arena *a, const char *text);

/* What of a mail of a settore may be said to the citizen as it stands: all of it if it holds no command, the words of a reply or
 * an answer without the lines that ask for it. NULL: a note, a reason for us, or a command that cannot be read. In a. */
const char *command_for_citizen(struct arena *a, const char *text);

/* The outcome that these words begin with ("risolta", "accolta in parte: ..."), and what follows them without its punctuation.
 * OUTCOME_NONE: none, or words that change their meaning ("risolta in parte"). Only what a settore may say. */
enum outcome command_outcome(struct arena *a, struct sv words, struct sv *ret_rest);

#endif
