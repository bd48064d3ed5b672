/* SPDX-License-Identifier: EUPL-1.2 */
#include "paper.h"

#include "base/clock.h"
#include "base/tr.h"

struct pdf *paper_new(struct req *rq, const char *title, const char *code, const char *foot, const char *more)
{
    const struct view_body *b = page_body(rq);

    return pdf_new(req_arena(rq), &(struct pdf_about){ .title = title, .author = arena_fmt(req_arena(rq), "%s · %s", b->name, b->office), .running = code, .foot = foot,
                                                       .made_at = clock_now_at(), .lang = tr_id(), .from_right = tr_now && tr_now->rtl, .pages = tr("pagina %d di %d"), .too_long = more });
}

void paper_letterhead(struct pdf *p, const struct view_body *b)
{
    pdf_text(p, PDF_STRONG, b->name);
    pdf_text(p, PDF_SMALL, b->office);
}

void paper_rows(struct pdf *p, const struct view_row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++)
        pdf_row(p, tr(rows[i].label), rows[i].value);
}

void paper_files(struct pdf *p, struct arena *a, const struct view_file *files, size_t n)
{
    if (n)
        pdf_text(p, PDF_SMALL, n == 1 ? tr("Un allegato:") : arena_fmt(a, tr_n("%zu allegato:", "%zu allegati:", (long)n), n));
    for (size_t i = 0; i < n; i++)
        pdf_item(p, view_set(files[i].size) ? arena_fmt(a, "%s (%s)", files[i].name, files[i].size) : files[i].name);
}

/* ---- the answer --------------------------------------------------------------------------------- */

struct making {
    struct req *rq;
    const struct pdf *p;
    const char *name;
};

static enum rc make(struct app *app, struct arena *a, void *arg, struct err *err)
{
    const struct making *m = arg;
    int fd;

    (void)app;
    (void)a;
    TRY(pdf_make(m->p, &fd, err));
    req_keep_fd(m->rq, fd);
    return OK;
}

static struct reply made(struct req *rq, void *arg, const struct err *err)
{
    const struct making *m = arg;

    return err->rc == OK ? reply_file(rq, req_take_fd(rq), "application/pdf", m->name, false) : reply_err(rq, err);
}

struct reply paper_reply(struct req *rq, struct pool *pool, const struct pdf *p, const char *name)
{
    struct making *m = arena_one(req_arena(rq), struct making);

    *m = (struct making){ .rq = rq, .p = p, .name = name };
    return reply_after_job(rq, pool, make, m, made);
}
