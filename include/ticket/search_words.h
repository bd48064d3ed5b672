/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person typed into the one box: words, and phrases in quotes. Folded; operators of the index never pass through. Any
 * thread. */
#ifndef URP_TICKET_SEARCH_WORDS_H
#define URP_TICKET_SEARCH_WORDS_H

#include "base/arena.h"
#include "base/limits.h"
#include "base/sv.h"

struct search_words {
    size_t n;
    struct sv word[SEARCH_WORDS_MAX]; /* one word, or the words of a phrase */
    bool may_go_on; /* the last one is long enough to be a beginning, and was not quoted */
};

/* Strings in a. Articles that lost their vowel are left out: "l'acqua" finds "acqua" and "dell'acqua". */
void search_words(struct arena *a, const char *typed, struct search_words *ret);

enum search_last {
    SEARCH_WHOLE,     /* the last word as it stands */
    SEARCH_BEGINNING, /* the last word may go on, when it is long enough to mean something */
    SEARCH_EITHER,    /* the same; which of both it was can be told by db/fts */
};
/* The MATCH expression; "" when nothing is left to look for. */
char *search_expression(struct arena *a, const struct search_words *w, enum search_last last);
char *search_match(struct arena *a, const char *typed, enum search_last last); /* both in one */

/* A text cut where the words are, for the eye: pieces one after the other. */
struct search_piece {
    const char *text;
    bool marked;
};
/* The words made ready once, for all texts of a page; in a. */
struct search_marker *search_marker_new(struct arena *a, const struct search_words *w);
/* At most max_chars around the first place where a word stands; a cut is shown by an ellipsis. 0 pieces: none of the words is in
 * the text. */
size_t search_mark(struct arena *a, const struct search_marker *m, const char *text, size_t max_chars, struct search_piece **ret);

#endif
