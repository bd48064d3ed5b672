/* SPDX-License-Identifier: EUPL-1.2 */
/* What pages show, said to a PDF: the words of the pages on paper, for whoever takes them away. */
#ifndef URP_WEB_PAPER_H
#define URP_WEB_PAPER_H

#include "page.h"
#include "pdf/pdf.h"

/* foot: what stands at the foot of each page; more: where the rest is when the document is too long. */
struct pdf *paper_new(struct req *rq, const char *title, const char *code, const char *foot, const char *more);
/* The body as it stands at the head of a letter. */
void paper_letterhead(struct pdf *p, const struct view_body *b);
void paper_rows(struct pdf *p, const struct view_row *rows, size_t n);
void paper_files(struct pdf *p, struct arena *a, const struct view_file *files, size_t n);
/* Makes it in this pool, and answers with it under this name. */
struct reply paper_reply(struct req *rq, struct pool *pool, const struct pdf *p, const char *name);

#endif
