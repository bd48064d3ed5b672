/* SPDX-License-Identifier: EUPL-1.2 */
/* What a mail of ours says, before it is text and HTML: flat and finished, drawn by letter.eml.t and letter.html.t. Strings
 * live in the arena of the job; NULL and "" both mean "not there". */
#ifndef URP_MAIL_LETTER_H
#define URP_MAIL_LETTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/safe_html.h"

struct letter_row {
    const char *label, *value;
    const char *own; /* what of value is words of the body */
    bool copied; /* a number, a secret: people copy it, so nothing is put around it */
};

struct letter_link {
    const char *label, *url;
    bool first; /* the likely next step */
};

struct letter_section {
    const char *title;
    struct letter_link *list;
    size_t n;
};

struct letter {
    const char *subject;
    const char *reply_mark;   /* MIME_REPLY_MARK, or NULL */
    const char *greeting;
    const char *lead[4];      /* paragraphs */
    size_t n_lead;
    struct letter_row rows[32];
    size_t n_rows;
    const char *said_by, *said; /* the words of a person */
    bool help_first;          /* the help stands here, not below the links */
    const char *under[3];     /* paragraphs that belong to what stands above them */
    size_t n_under;
    const char *words_title, *words; /* the request itself */
    const char *said_lang, *words_lang; /* NULL: that of the letter */
    const char **said_lines, **words_lines; /* by letter_cut */
    size_t n_said_lines, n_words_lines;
    struct letter_link links[8];
    size_t n_links;
    struct letter_section sections[3]; /* lists of requests */
    size_t n_sections;
    const char *links_title;
    const char *help_title;
    struct letter_row help[6]; /* what can be written in a reply: the words, and what they do */
    size_t n_help;
    const char *notes[8];     /* small print */
    size_t n_notes;
    const char *files_note;
    const char *mark;         /* signed reference by which an answer is known (mail/mark), or NULL */
    const char *sign_office, *sign_body, *contacts;
    const char *own, *hours; /* words of the body within lead and said_by, within contacts */
};

/* Outlook alone: a table that holds the width, since it knows no max-width. */
extern const struct safe_html letter_outlook_open, letter_outlook_close;

bool letter_from_right(void); /* its language is read from right to left */
bool letter_foreign(const char *lang); /* words in another language than the letter */

/* The words line by line: Outlook draws with Word's engine, which knows no white-space: pre-wrap. */
void letter_cut(struct arena *a, struct letter *l);

#endif
