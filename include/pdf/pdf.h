/* SPDX-License-Identifier: EUPL-1.2 */
/* Documents as PDF: A4, tagged for screen readers, with bookmarks, page numbers and the fonts inside, in whatever script the text is.
 * Said in the order in which it is read; how it falls on pages is decided here. Setting the type of foreign words is work for a child
 * process (`urpd pdf-worker`) without network and files. Any thread. */
#ifndef URP_PDF_PDF_H
#define URP_PDF_PDF_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* What is being said, in the arena of its maker. NULL and "" say nothing anywhere below; control characters go, invalid UTF-8 is
 * replaced. */
struct pdf;

struct pdf_about {
    const char *title, *author; /* also what programs show of the file */
    const char *running;        /* at the head of each page, beside the author: the number of the request */
    const char *foot;           /* at the foot of each page, beside "pagina n di m" */
    int64_t made_at;
    const char *lang;           /* BCP 47; NULL: Italian */
    bool from_right;            /* it is read from right to left: labels stand at the right */
    const char *pages;          /* "pagina %d di %d" in it; NULL: Italian */
    const char *too_long;       /* said where a document beyond PDF_TEXT_MAX_BYTES or PDF_PAGES_MAX ends */
};

/* PDF_H1: the title of the document, once. Headings of the lower two levels become bookmarks. */
enum pdf_level { PDF_H1, PDF_H2, PDF_H3 };
enum pdf_style {
    PDF_PLAIN,
    PDF_STRONG,
    PDF_LARGE,  /* numbers to be typed or read out */
    PDF_SMALL,  /* about the words, not the words */
    PDF_QUOTED, /* words of another mail below those of this one */
};

struct pdf *pdf_new(struct arena *a, const struct pdf_about *about);

void pdf_heading(struct pdf *p, enum pdf_level level, const char *text);
void pdf_text(struct pdf *p, enum pdf_style style, const char *text); /* line ends stay */
void pdf_row(struct pdf *p, const char *label, const char *value);    /* rows that follow each other are one table */
void pdf_item(struct pdf *p, const char *text);                       /* and so are the items of a list */
void pdf_link(struct pdf *p, const char *url, const char *text);      /* url: http or https, else only its words are shown */

/* Makes the file and gives back where it can be read from; it has no name, and goes with the descriptor. Waits for the child, some
 * hundredths of a second for a request of the usual length: not on an HTTP thread.
 * E_LIMIT  the child did not end within its limits
 * E_IO     it could not be started, or fails on this machine */
MUST_USE enum rc pdf_make(const struct pdf *p, int *ret_fd, struct err *err);

int pdf_worker_main(int argc, char **argv); /* the child */

#endif
