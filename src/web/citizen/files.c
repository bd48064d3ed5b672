/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of a draft, one by one and in pieces: what a telephone with a bad line needs. Without script they come with the form
 * (ask.c); here a script sends them as soon as they are chosen, and goes on where the line broke. Nothing but the secret of the
 * draft's address is needed, and nothing else is opened by it. */
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "http/part.h"
#include "ticket/place.h"

#define KEY_CHARS 64
/* A file of 20 MB in the smallest pieces, ten times an hour. */
#define PIECES_AN_HOUR 6400

struct coming {
    const char *key, *from, *total, *name; /* as sent */
    int64_t at, whole, have;
    int room;
    const char *path, *piece;
    struct attach_file file;
    struct draft_mark mark;
    struct draft_save save;
};

static const struct field piece_rows[] = {
    { .name = "chiave", .kind = FIELD_HIDDEN, .required = true, .max = KEY_CHARS, .label = "Chiave", .offset = FORM_MEMBER(struct coming, key) },
    { .name = "da", .kind = FIELD_HIDDEN, .required = true, .max = 12, .label = "Da", .offset = FORM_MEMBER(struct coming, from) },
    { .name = "totale", .kind = FIELD_HIDDEN, .required = true, .max = 12, .label = "Totale", .offset = FORM_MEMBER(struct coming, total) },
    { .name = "nome", .kind = FIELD_HIDDEN, .required = true, .max = 200, .label = "Nome", .offset = FORM_MEMBER(struct coming, name) },
};

/* ---- answers ------------------------------------------------------------------------------------ */

static json_t *file_json(struct arena *a, const struct attach_file *f, const struct draft_mark *m)
{
    return json_pack("{s:{s:s, s:s, s:s, s:b}}", "file", "id", arena_fmt(a, "%lld", (long long)f->id), "nome", f->name, "dimensione",
                     page_size_text(a, f->size_bytes), "luogo", m->placed);
}

static struct reply answer_have(struct req *rq, int status, int64_t have)
{
    return reply_json(rq, status, json_pack("{s:I}", "preso", (json_int_t)have));
}

static struct reply answer_refused(struct req *rq, const char *text)
{
    return reply_json(rq, 422, json_pack("{s:s}", "errore", tr(text)));
}

/* Problem documents of this floor have no Italian for a script to show: what may be tried again is said by the status alone. */
static struct reply answer_err(struct req *rq, const struct coming *c, const struct err *err)
{
    if (err->rc == E_INPUT)
        return answer_refused(rq, err->text);
    if (err->rc == E_CONFLICT)
        return answer_have(rq, 409, c->have);
    return reply_err(rq, err);
}

/* ---- pieces ------------------------------------------------------------------------------------- */

static bool key_ok(const char *key)
{
    size_t n = strspn(key, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_");

    return n > 0 && n <= KEY_CHARS && key[n] == '\0';
}

static const char *path_of(struct app *app, struct arena *a, const char *token, const char *key)
{
    return part_path(a, conf_data_path(app->conf, a, "spool"), token, key);
}

static const struct attach_file *known(const struct draft *d, const char *key, const struct draft_mark **ret_mark)
{
    for (size_t i = 0; i < d->n_files; i++)
        if (str_eq(d->marks[i].key, key)) {
            *ret_mark = &d->marks[i];
            return &d->files[i];
        }
    return NULL;
}

struct reply get_file_state(struct req *rq)
{
    const char *key = req_query(rq, "chiave");
    const struct draft_mark *mark;
    const struct attach_file *f;
    struct err err = { 0 };
    struct draft d;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (!key || !key_ok(key))
        return reply_status(rq, 400);
    f = known(&d, key, &mark);
    if (f)
        return reply_json(rq, 200, file_json(req_arena(rq), f, mark));
    return answer_have(rq, 200, part_bytes(path_of(app_of(rq), req_arena(rq), req_arg(rq, "token"), key)));
}

static struct reply stored(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc == E_CONFLICT) /* sent meanwhile, in another window */
        return answer_refused(rq, "La richiesta è già stata inviata: questo file non ne fa più parte. Puoi aggiungerlo dalla pagina della richiesta.");
    return err->rc == OK ? reply_json(rq, 200, file_json(req_arena(rq), &c->file, &c->mark)) : answer_err(rq, c, err);
}

static enum rc store_op(struct dbw *w, void *arg, struct err *err)
{
    return draft_store(w, &OF(struct coming, arg)->save, err);
}

static struct reply came(struct req *rq, void *arg, const struct err *err)
{
    struct coming *c = arg;

    if (err->rc != OK)
        return answer_err(rq, c, err);
    if (c->have < c->whole)
        return answer_have(rq, 200, c->have);
    c->save = (struct draft_save){ .token = req_arg(rq, "token"), .add = &c->file, .add_marks = &c->mark, .n_add = 1 };
    return reply_after_write(rq, store_op, c, stored);
}

enum rc files_mark(struct app *app, struct arena *a, const char *key, const struct attach_file *f, struct draft_mark *ret, struct err *err)
{
    struct point where;

    TRY(attach_where(app->files, a, f, &where, err));
    *ret = (struct draft_mark){ .key = key, .placed = point_is_set(where) };
    return OK;
}

/* Whole: the part becomes a file of the store, or is refused and goes. */
static enum rc take(struct app *app, struct arena *a, struct coming *c, struct err *err)
{
    enum rc rc = attach_take(app->files, a, c->path, c->name, &c->file, err);

    if (rc == E_INPUT)
        part_drop(c->path);
    TRY(rc);
    return files_mark(app, a, c->key, &c->file, &c->mark, err);
}

static enum rc add_job(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct coming *c = arg;

    if (c->piece)
        TRY(part_add(conf_data_path(app->conf, a, "spool"), c->path, c->piece, c->at, c->room, &c->have, err));
    else
        c->have = part_bytes(c->path);
    if (c->have > c->whole) {
        part_drop(c->path);
        FAIL(err, E_INPUT, "files", "Il file «%.60s» è cambiato mentre lo mandavi: sceglilo di nuovo.", c->name);
    }
    return c->have == c->whole ? take(app, a, c, err) : OK;
}

/* NULL: goes on. Before a byte is kept: what can be refused by what is announced. */
static const char *refused(struct req *rq, const struct draft *d, const struct coming *c)
{
    struct arena *a = req_arena(rq);

    if (c->whole == 0)
        return arena_fmt(a, tr("Il file «%s» è vuoto: sceglilo di nuovo."), c->name);
    if (c->whole > UPLOAD_MAX_BYTES)
        return arena_fmt(a, tr("Il file «%s» è troppo grande: al massimo %d MB. Se è una foto, riducila; se è un documento, dividilo."), c->name, (int)(UPLOAD_MAX_BYTES >> 20));
    if (d->n_files >= UPLOADS_MAX)
        return arena_fmt(a, tr("Il file «%s» non è stato aggiunto: puoi allegare al massimo %d file."), c->name, UPLOADS_MAX);
    return NULL;
}

static bool too_often(struct req *rq, const struct draft *d)
{
    int retry_s;

    if (ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "piece:%lld", (long long)d->id), PIECES_AN_HOUR, 3600, &retry_s))
        return false;
    reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
    return true;
}

struct reply post_file(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct coming *c = arena_one(a, struct coming);
    const struct upload *u = req_uploads(rq);
    const struct draft_mark *mark;
    const struct attach_file *f;
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    const char *wrong;
    struct draft d;

    if (draft_here(rq, &d, &err) != OK || form_bind(rq, piece_rows, sizeof piece_rows / sizeof piece_rows[0], c, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (fe.n || !key_ok(c->key) || !sv_int(sv_from(c->from), 0, INT64_MAX, &c->at) || !sv_int(sv_from(c->total), 0, INT64_MAX, &c->whole) || (u && (u->next || !u->path)))
        return reply_status(rq, 400);
    if (d.ticket_id)
        return stored(rq, c, &(struct err){ .rc = E_CONFLICT });
    if (too_often(rq, &d))
        return reply_status(rq, 429);
    f = known(&d, c->key, &mark);
    if (f)
        return reply_json(rq, 200, file_json(a, f, mark));
    wrong = refused(rq, &d, c);
    if (wrong)
        return answer_refused(rq, wrong);
    c->path = path_of(app_of(rq), a, req_arg(rq, "token"), c->key);
    c->piece = u ? u->path : NULL;
    c->room = UPLOADS_MAX - (int)d.n_files;
    return reply_after_job(rq, app_of(rq)->media, add_job, c, came);
}

/* A file that was under way when the request was sent belongs to nothing any more. A look into the spool and ten names at most: that
 * much may be done here, where the answer waits. */
void files_forget(struct req *rq)
{
    part_drop_all(req_arena(rq), conf_data_path(app_of(rq)->conf, req_arena(rq), "spool"), req_arg(rq, "token"));
}

/* ---- where it was taken ------------------------------------------------------------------------- */

struct place_use {
    const struct attach_file *file;
    struct point at;
    struct draft_save save;
    const char *back;
};

static const struct draft_row point_rows[] = {
    { .group = GROUP_PLACE, .field = { .name = "point", .offset = FORM_MEMBER(struct draft_data, point) } },
    { .group = GROUP_PLACE, .field = { .name = "point_origin", .offset = FORM_MEMBER(struct draft_data, point_origin) } },
};

static enum rc where_job(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct place_use *u = arg;

    return attach_where(app->files, a, u->file, &u->at, err);
}

static enum rc use_op(struct dbw *w, void *arg, struct err *err)
{
    return draft_store(w, &OF(struct place_use, arg)->save, err);
}

static struct reply place_used(struct req *rq, void *arg, const struct err *err)
{
    struct place_use *u = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    return reply_see(rq, u->back);
}

static struct reply where_read(struct req *rq, void *arg, const struct err *err)
{
    struct arena *a = req_arena(rq);
    struct place_use *u = arg;
    struct err outside = { 0 };
    struct point checked;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (!point_is_set(u->at) || place_check(reader_of(rq), a, point_text(a, u->at), "point", &checked, &outside) != OK)
        return reply_see(rq, arena_fmt(a, "%s?foto=fuori#allegati", ask_draft_url(rq, "")));
    u->save.rows = point_rows;
    u->save.n_rows = sizeof point_rows / sizeof point_rows[0];
    u->save.data.point = point_text(a, checked);
    u->save.data.point_origin = place_origin_id(PLACE_PHOTO);
    return reply_after_write(rq, use_op, u, place_used);
}

struct reply files_use_place(struct req *rq, const struct draft *d, const char *file_id)
{
    struct arena *a = req_arena(rq);
    struct place_use *u = arena_one(a, struct place_use);

    *u = (struct place_use){ .save = { .token = req_arg(rq, "token"), .type = d->type }, /* the point alone: d is older than what was just saved */
                             .back = arena_fmt(a, "%s?foto=presa#allegati", ask_draft_url(rq, "")) };
    for (size_t i = 0; i < d->n_files; i++)
        if (d->marks[i].placed && str_eq(arena_fmt(a, "%lld", (long long)d->files[i].id), file_id)) /* none is offered without it */
            u->file = &d->files[i];
    return u->file ? reply_after_job(rq, app_of(rq)->media, where_job, u, where_read) : reply_see(rq, u->save.token ? ask_draft_url(rq, "") : "/");
}

const char *files_notice(struct req *rq)
{
    const char *photo = req_query(rq, "foto");

    if (str_eq(photo, "presa"))
        return "Abbiamo preso il punto dalla foto: lo trovi fra i dati del luogo. Se non è giusto, correggilo.";
    return str_eq(photo, "fuori") ? "La foto dice un punto fuori dal territorio dell'ente: non lo abbiamo preso. Scrivi tu il luogo." : NULL;
}

/* ---- drawn -------------------------------------------------------------------------------------- */

static bool asks_place(enum ticket_type type)
{
    size_t n;
    const struct draft_row *rows = draft_rows(type, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].field.name, "place"))
            return true;
    return false;
}

void files_draw(struct req *rq, struct files_view *v, const struct draft *d, const char *error)
{
    struct arena *a = req_arena(rq);
    struct draft_file_view *files = arena_array(a, d->n_files + 1, struct draft_file_view);

    for (size_t i = 0; i < d->n_files; i++) {
        struct view_file f = page_file(a, &d->files[i], NULL);
        files[i] = (struct draft_file_view){ .name = f.name, .size = page_size_text(a, d->files[i].size_bytes), .id = arena_fmt(a, "%lld", (long long)d->files[i].id),
                                             .placed = d->marks[i].placed && asks_place(d->type) };
    }
    *v = (struct files_view){ .files = files, .n_files = d->n_files, .error = error, .url = ask_draft_url(rq, "file"), .place = asks_place(d->type),
                              .max = arena_fmt(a, "%d", UPLOADS_MAX), .max_bytes = arena_fmt(a, "%lld", (long long)UPLOAD_MAX_BYTES),
                              .note = arena_fmt(a, tr("Foto e documenti (PDF, p7m, Word, LibreOffice, presentazioni), niente video: al massimo %d file, ciascuno fino a %d MB."),
                                                UPLOADS_MAX, (int)(UPLOAD_MAX_BYTES >> 20)) };
}
