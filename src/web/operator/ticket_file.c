/* SPDX-License-Identifier: EUPL-1.2 */
/* Files of a request: to have, to see small, to see large. */
#include <fcntl.h>
#include <string.h>

#include "base/sv.h"
#include "t/web/operator/file.html.h"
#include "ticket/calendar.h"
#include "ticket_parts.h"
#include "web/access.h"

static int64_t id_of(struct req *rq)
{
    int64_t id = 0;

    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    return id;
}

static bool file_of(struct req *rq, struct ticket *t, struct attachment *f, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (!ticket_of(rq, t, ret_reply))
        return false;
    if (attach_by_id(reader_of(rq), req_arena(rq), id_of(rq), f, &err) == OK && f->ticket_id == t->id &&
        !(access_name_hidden(rq, t) && story_names_citizen(&f->file)))
        return true;
    *ret_reply = reply_status(rq, 404);
    return false;
}

struct asked {
    struct attachment f;
    bool original;
};

static struct reply give_file(struct req *rq, void *arg, const struct err *looked)
{
    const struct asked *p = arg;
    const struct attach_file *f = &p->f.file;
    int fd = open(attach_path(app_of(rq)->files, req_arena(rq), p->original ? f->sha256 : f->shown), O_RDONLY | O_CLOEXEC);
    struct attach_shown as = p->original ? (struct attach_shown){ f->name, f->mime } : attach_as_shown(req_arena(rq), f);

    (void)looked;
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, as.mime, as.name, !p->original);
}

/* The office sees the file as it came; photos without metadata unless the original is asked for. What is black nobody gets here. */
struct reply get_ticket_file(struct req *rq)
{
    struct asked *p = arena_one(req_arena(rq), struct asked);
    struct reply failed;
    struct ticket t;

    if (!file_of(rq, &t, &p->f, &failed))
        return failed;
    p->original = str_eq(req_query(rq, "originale"), "1");
    if (p->original && access_name_hidden(rq, &t))
        return reply_status(rq, 404);
    if (p->original && file_is_black(rq, p->f.id))
        return reply_status(rq, 403);
    return black_read_letter(rq, &p->f, p, give_file);
}

/* ---- small -------------------------------------------------------------------------------------- */

struct thumb {
    struct attachment f;
};

static struct reply give_thumb(struct req *rq, const struct thumb *p)
{
    int fd = open(attach_thumb_path(app_of(rq)->files, req_arena(rq), p->f.file.shown), O_RDONLY | O_CLOEXEC);

    /* Another picture has another address: the row of a file never shows another one, but for black, which is none. */
    if (fd >= 0)
        reply_header(rq, "Cache-Control", "private, max-age=3600");
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, "image/jpeg", "miniatura.jpg", true);
}

static enum rc make_thumb(struct app *app, struct arena *a, void *arg, struct err *err)
{
    return attach_thumb(app->files, a, OF(struct thumb, arg)->f.file.shown, err);
}

/* A picture that cannot be made small is shown as none: its name is beside it. */
static struct reply thumb_made(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK || err->rc == E_INPUT ? give_thumb(rq, arg) : reply_err(rq, err);
}

/* Made once, when somebody first looks. */
struct reply get_ticket_thumb(struct req *rq)
{
    struct thumb *p = arena_one(req_arena(rq), struct thumb);
    struct reply failed;
    struct ticket t;

    if (!file_of(rq, &t, &p->f, &failed))
        return failed;
    if (strncmp(attach_as_shown(req_arena(rq), &p->f.file).mime, "image/", 6) != 0)
        return reply_status(rq, 404);
    if (attach_has_thumb(app_of(rq)->files, req_arena(rq), p->f.file.shown))
        return give_thumb(rq, p);
    return reply_after_job(rq, app_of(rq)->media, make_thumb, p, thumb_made);
}

/* ---- large -------------------------------------------------------------------------------------- */

static const char *viewer_url(struct req *rq, const struct ticket *t, int64_t id)
{
    return arena_fmt(req_arena(rq), "%s/%lld/guarda", ticket_url(rq, t, "allegati"), (long long)id);
}

static enum rc neighbours(struct req *rq, const struct ticket *t, const struct attachment *f, struct file_view *v, struct err *err)
{
    struct attachment *list;
    size_t n, at = 0;

    TRY(attach_list(reader_of(rq), req_arena(rq), t->id, &list, &n, err));
    while (at < n && list[at].id != f->id)
        at++;
    v->place = n > 1 ? arena_fmt(req_arena(rq), "Allegato %zu di %zu", at + 1, n) : NULL;
    v->prev_url = at > 0 ? viewer_url(rq, t, list[at - 1].id) : NULL;
    v->next_url = at + 1 < n ? viewer_url(rq, t, list[at + 1].id) : NULL;
    return OK;
}

struct reply get_ticket_viewer(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    struct reply failed;
    struct attachment f;
    struct ticket t;
    GString *out;

    if (!file_of(rq, &t, &f, &failed))
        return failed;
    struct view_file drawn = page_file(a, &f.file, ticket_url(rq, &t, "allegati"));
    struct file_view v = { .page = office_page_new(rq, drawn.name, MENU_NONE), .code = arena_str(a, t.code), .ticket_url = ticket_url(rq, &t, ""), .name = drawn.name,
                           .facts = arena_fmt(a, "%s · %s", drawn.size, moment_format_it(a, f.at)), .image_url = drawn.thumb_url, .url = drawn.url,
                           .original_url = file_is_black(rq, f.id) || access_name_hidden(rq, &t) || str_eq(f.file.shown, f.file.sha256) ? NULL : arena_fmt(a, "%s?originale=1", drawn.url) };
    if (neighbours(rq, &t, &f, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(16384);
    file_page(out, &v);
    return reply_html(rq, 200, out);
}
