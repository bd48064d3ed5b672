/* SPDX-License-Identifier: EUPL-1.2 */
#include "taken.h"

#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"

/* Browsers send an empty nameless part when no file was chosen. */
static bool chosen(const struct taken *t, const struct upload *u)
{
    if (t->field && !str_eq(t->field, u->field))
        return false;
    return u->too_big || u->too_many || u->size_bytes > 0 || !str_empty(u->name);
}

bool taken_any(struct req *rq, struct taken *t)
{
    size_t n = 0;

    t->uploads = req_uploads(rq);
    t->unnamed = req_uploads_unnamed(rq);
    for (const struct upload *u = t->uploads; u; u = u->next)
        n += chosen(t, u);
    t->n_chosen = n;
    t->files = arena_array(req_arena(rq), n + 1, struct attach_file);
    t->adopted = arena_array(req_arena(rq), n + 1, const struct upload *);
    return n > 0;
}

static void refuse(struct arena *a, struct taken *t, const char *text)
{
    t->error = t->error ? arena_fmt(a, "%s %s", t->error, text) : text;
}

static enum rc take_one(struct app *app, struct arena *a, struct taken *t, const struct upload *u, struct err *err)
{
    struct attach_file *f = &t->files[t->n];
    enum rc rc;

    if (u->too_many || t->n >= t->room || t->tried == UPLOADS_MAX) {
        t->left_out = t->left_out ? arena_fmt(a, "%s, «%s»", t->left_out, u->name) : arena_fmt(a, "«%s»", u->name);
        t->n_left_out++;
        return OK;
    }
    if (u->too_big || u->size_bytes > UPLOAD_MAX_BYTES) {
        refuse(a, t, arena_fmt(a, tr("Il file «%s» è troppo grande: al massimo %d MB. Se è una foto, riducila; se è un documento, dividilo."), u->name, (int)(UPLOAD_MAX_BYTES >> 20)));
        return OK;
    }
    t->tried++; /* looking into a picture that is none costs as much as into one */
    rc = t->any_kind ? attach_take_any(app->files, a, u->path, u->name, f, err) : attach_take(app->files, a, u->path, u->name, f, err);
    if (rc == E_INPUT) {
        refuse(a, t, arena_str(a, err->text));
        return OK;
    }
    TRY(rc);
    t->adopted[t->n++] = u;
    return OK;
}

/* One sentence for all of them. */
static void say_left_out(struct arena *a, struct taken *t)
{
    const char *names = t->left_out;

    if (t->n_left_out && t->unnamed)
        names = arena_fmt(a, tr_n("%s e %zu altro file", "%s e altri %zu file", (long)t->unnamed), t->left_out, t->unnamed);
    if (t->n_left_out)
        refuse(a, t, arena_fmt(a, tr_n("Il file %s non è stato aggiunto: puoi allegare al massimo %d file.", "I file %s non sono stati aggiunti: puoi allegare al massimo %d file.",
                                       (long)(t->n_left_out + t->unnamed)), names, UPLOADS_MAX));
}

enum rc taken_run(struct app *app, struct arena *a, struct taken *t, struct err *err)
{
    for (const struct upload *u = t->uploads; u; u = u->next)
        if (chosen(t, u))
            TRY(take_one(app, a, t, u, err));
    say_left_out(a, t);
    return OK;
}

void taken_done(struct req *rq, struct taken *t)
{
    for (size_t i = 0; i < t->n; i++)
        req_upload_adopted(rq, t->adopted[i]);
}
