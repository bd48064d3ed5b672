/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/attach.h"

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_kind.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "picture.h"
#include "q/attach.h"
#include "ticket/point.h"

#define HASH_CHARS (SHA256_BYTES * 2)

/* ---- the directory ------------------------------------------------------------------------------ */

struct attach_store {
    char *dir, *thumbs;
};

enum rc attach_open(const char *data_dir, struct attach_store **ret, struct err *err)
{
    AUTO(GFREE) char *dir = g_build_filename(data_dir, "allegati", NULL);
    struct attach_store *s;

    TRY(file_mkdirs(dir, 0750, err));
    s = malloc(sizeof *s);
    assume(s != NULL);
    s->dir = STEAL(dir);
    s->thumbs = g_build_filename(data_dir, "miniature", NULL);
    *ret = s;
    return OK;
}

void attach_close(struct attach_store *s)
{
    if (!s)
        return;
    g_free(s->dir);
    g_free(s->thumbs);
    free(s);
}

const char *attach_dir(const struct attach_store *s)
{
    return s->dir;
}

char *attach_path(const struct attach_store *s, struct arena *a, const char *sha256)
{
    uint8_t hash[SHA256_BYTES];

    assume(hex_bytes(sha256, hash, sizeof hash)); /* also keeps every other path away */
    return arena_fmt(a, "%s/%.2s/%s", s->dir, sha256, sha256);
}

/* ---- small pictures ----------------------------------------------------------------------------- */

char *attach_thumb_path(const struct attach_store *s, struct arena *a, const char *shown)
{
    uint8_t hash[SHA256_BYTES];

    assume(hex_bytes(shown, hash, sizeof hash));
    return arena_fmt(a, "%s/%.2s/%s", s->thumbs, shown, shown);
}

bool attach_has_thumb(const struct attach_store *s, struct arena *a, const char *shown)
{
    return access(attach_thumb_path(s, a, shown), R_OK) == 0;
}

/* Two who look at once make it twice, and the second rename changes nothing. No fsync: lost in a power cut, it is made again. */
enum rc attach_thumb(const struct attach_store *s, struct arena *a, const char *shown, struct err *err)
{
    const char *dir = arena_fmt(a, "%s/%.2s", s->thumbs, shown), *tmp = arena_fmt(a, "%s/.%s", dir, rnd_token(a, TOKEN_BYTES));

    TRY(file_mkdirs(dir, 0750, err));
    TRY(picture_thumb(attach_path(s, a, shown), tmp, err));
    if (rename(tmp, attach_thumb_path(s, a, shown)) == 0)
        return OK;
    (void)unlink(tmp);
    FAIL(err, E_IO, "", "%s: %s", dir, strerror(errno));
}

enum rc attach_where(const struct attach_store *s, struct arena *a, const struct attach_file *f, struct point *ret, struct err *err)
{
    *ret = (struct point){ 0 };
    return picture_rendition_mime(f->mime) ? picture_where(a, attach_path(s, a, f->sha256), ret, err) : OK;
}

/* ---- as shown ----------------------------------------------------------------------------------- */

/* "IMG_1.HEIC" as "IMG_1.jpg". */
static const char *renamed(struct arena *a, const char *name, const char *mime)
{
    const char *dot = strrchr(name, '.'), *ext = str_eq(mime, "image/jpeg") ? "jpg" : strchr(mime, '/') + 1;

    return arena_fmt(a, "%.*s.%s", (int)(dot && dot > name ? dot - name : (ptrdiff_t)strlen(name)), name, ext);
}

struct attach_shown attach_as_shown(struct arena *a, const struct attach_file *f)
{
    const char *rendition = picture_rendition_mime(f->mime);

    if (str_eq(f->shown, f->sha256) || (rendition && str_eq(rendition, f->mime)))
        return (struct attach_shown){ f->name, f->mime };
    if (rendition)
        return (struct attach_shown){ renamed(a, f->name, rendition), rendition };
    return (struct attach_shown){ arena_fmt(a, "%s.txt", f->name), "text/plain" };
}

/* ---- taking in ---------------------------------------------------------------------------------- */

static enum rc hash_file(struct arena *a, const char *path, const char **ret_hex, int64_t *ret_bytes, struct err *err)
{
    uint8_t hash[SHA256_BYTES];

    TRY(file_sha256(path, hash, ret_bytes, err));
    *ret_hex = hex_text(a, hash, sizeof hash);
    return OK;
}

/* The file at path becomes the stored bytes of this hash. Those that are there already are replaced by the same: nobody knows
 * whether they ever reached the disk, and attach_sweep leaves a young file alone until its row is committed. */
static enum rc adopt(const struct attach_store *s, struct arena *a, const char *path, const char *sha256, bool settle_later,
                     struct err *err)
{
    char *target = attach_path(s, a, sha256);

    TRY(file_mkdirs(arena_fmt(a, "%s/%.2s", s->dir, sha256), 0750, err));
    if (chmod(path, 0440) != 0)
        FAIL(err, E_IO, "", "%s: %s", path, strerror(errno));
    if (utimensat(AT_FDCWD, path, NULL, 0) != 0) /* came now, however long it took: attach_erase and attach_sweep leave it alone */
        FAIL(err, E_IO, "", "%s: %s", path, strerror(errno));
    return settle_later && access(target, F_OK) != 0 ? file_adopt(path, target, err) : file_adopt_durable(path, target, err);
}

/* What others see is the file at tmp, which is adopted. */
static enum rc show_instead(const struct attach_store *s, struct arena *a, const char *tmp, bool settle_later, struct attach_file *f,
                            struct err *err)
{
    enum rc rc = hash_file(a, tmp, &f->shown, &f->shown_bytes, err);
    if (rc == OK)
        rc = adopt(s, a, tmp, f->shown, settle_later, err);
    if (rc != OK)
        (void)unlink(tmp);
    return rc;
}

static const char *new_name(const struct attach_store *s, struct arena *a)
{
    return arena_fmt(a, "%s/.%s", s->dir, rnd_token(a, TOKEN_BYTES));
}

/* E_INPUT: a photo that cannot be opened; the text names it and the remedy. What is no photo is shown as it is. */
static enum rc make_rendition(const struct attach_store *s, struct arena *a, const char *spool_path, bool settle_later,
                              struct attach_file *f, struct err *err)
{
    const char *tmp = new_name(s, a), *rendition = picture_rendition_mime(f->mime);
    enum rc rc;

    if (!rendition)
        return OK;
    rc = picture_render(spool_path, tmp, err);
    if (rc == E_INPUT && !str_eq(rendition, f->mime) && str_eq(rendition, "image/jpeg"))
        FAIL(err, E_INPUT, "files",
             N_("La foto «%s» non si riesce ad aprire: mandala in JPEG (sull'iPhone: Impostazioni, Fotocamera, Formati, Più compatibile)."),
             text_short(a, f->name, 40));
    if (rc == E_INPUT)
        FAIL(err, E_INPUT, "files", N_("La foto «%s» non si riesce ad aprire: salvala di nuovo, o scattane un'altra."),
             text_short(a, f->name, 60));
    TRY(rc);
    return show_instead(s, a, tmp, settle_later, f, err);
}

static const char hidden_photo[] =
    "Questa foto non si riesce ad aprire, e potrebbe contenere dati nascosti come il luogo dello scatto: per questo qui non "
    "c'è. Il file originale è all'Ufficio Relazioni con il Pubblico: se ti serve, chiedilo.\n";

static enum rc hide_photo(const struct attach_store *s, struct arena *a, struct attach_file *f, struct err *err)
{
    const char *tmp = new_name(s, a);

    TRY(file_write_durable(tmp, hidden_photo, sizeof hidden_photo - 1, 0600, err));
    f->mime = "application/octet-stream"; /* nobody takes it for a picture any more */
    return show_instead(s, a, tmp, true, f, err);
}

/* Size and hash of what was received; both show the same until there is a rendition. */
static enum rc measure(struct arena *a, const char *spool_path, struct attach_file *f, struct err *err)
{
    TRY(hash_file(a, spool_path, &f->sha256, &f->size_bytes, err));
    if (f->size_bytes == 0)
        FAIL(err, E_INPUT, "files", N_("Il file «%s» è vuoto: sceglilo di nuovo."), text_short(a, f->name, 60));
    f->shown = f->sha256;
    f->shown_bytes = f->size_bytes;
    return OK;
}

enum rc attach_take(struct attach_store *s, struct arena *a, const char *spool_path, const char *name,
                    struct attach_file *ret, struct err *err)
{
    struct attach_file f = { .name = file_kind_clean_name(a, name) };
    char *mime;

    TRY(measure(a, spool_path, &f, err));
    if (f.size_bytes > ATTACH_BYTES_MAX)
        FAIL(err, E_INPUT, "files", N_("Il file «%s» supera 20 MB: riducilo o dividilo in più file."),
             text_short(a, f.name, 60));
    TRY(file_kind_by_content(a, spool_path, &mime, err));
    f.mime = mime;
    TRY(file_kind_allowed(a, spool_path, &f.mime, &f.name, err));
    TRY(make_rendition(s, a, spool_path, false, &f, err));
    TRY(adopt(s, a, spool_path, f.sha256, false, err));
    *ret = f;
    return OK;
}

/* E_INPUT: empty, or with the rest of *f filled a photo that cannot be opened. */
static enum rc look_at(const struct attach_store *s, struct arena *a, const char *spool_path, const char *name, bool settle_later,
                       struct attach_file *f, struct err *err)
{
    char *mime;

    *f = (struct attach_file){ .name = file_kind_clean_name(a, name) };
    TRY(measure(a, spool_path, f, err));
    TRY(file_kind_by_content(a, spool_path, &mime, err));
    f->mime = mime;
    return make_rendition(s, a, spool_path, settle_later, f, err);
}

enum rc attach_take_any(struct attach_store *s, struct arena *a, const char *spool_path, const char *name,
                        struct attach_file *ret, struct err *err)
{
    struct attach_file f;

    TRY(look_at(s, a, spool_path, name, false, &f, err));
    TRY(adopt(s, a, spool_path, f.sha256, false, err));
    *ret = f;
    return OK;
}

enum rc attach_take_mail(struct attach_store *s, struct arena *a, const char *spool_path, const char *name,
                         struct attach_file *ret, struct err *err)
{
    struct attach_file f;
    enum rc rc = look_at(s, a, spool_path, name, true, &f, err);

    if (rc == E_INPUT && f.size_bytes > 0)
        rc = hide_photo(s, a, &f, err);
    TRY(rc);
    TRY(adopt(s, a, spool_path, f.sha256, true, err));
    *ret = f;
    return OK;
}

enum rc attach_settle(const struct attach_store *s, struct err *err)
{
    return file_settle(s->dir, err);
}

enum rc attach_keep(struct attach_store *s, struct arena *a, const char *spool_path, const char **ret_sha256, int64_t *ret_bytes,
                    struct err *err)
{
    struct attach_file f = { .name = "" };

    TRY(measure(a, spool_path, &f, err));
    TRY(adopt(s, a, spool_path, f.sha256, true, err));
    *ret_sha256 = f.sha256;
    *ret_bytes = f.size_bytes;
    return OK;
}

/* ---- rows --------------------------------------------------------------------------------------- */

enum rc attach_add(struct dbw *w, int64_t ticket_id, int64_t message_id, bool public, struct attach_file *f,
                   struct err *err)
{
    return q_attachment_add(w, ticket_id, message_id, clock_now_at(), f->sha256, f->shown, f->name, f->mime,
                            f->size_bytes, f->shown_bytes, public, f->in_text, f->is_form, &f->id, err);
}

static struct attachment from_row(const struct q_attachment_row *row)
{
    return (struct attachment){ .id = row->id, .ticket_id = row->ticket_id, .message_id = row->message_id,
                                .at = row->at, .public = row->public != 0,
                                .file = { .id = row->id, .sha256 = row->sha256, .shown = row->shown,
                                          .name = row->name, .mime = row->mime, .size_bytes = row->size_bytes,
                                          .shown_bytes = row->shown_bytes, .in_text = row->in_text != 0, .is_form = row->is_form != 0 } };
}

enum rc attach_by_id(struct dbr *r, struct arena *a, int64_t id, struct attachment *ret, struct err *err)
{
    struct q_attachment_row row;

    TRY(q_attachment_row(r, a, id, &row, err));
    *ret = from_row(&row);
    return OK;
}

enum rc attach_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct attachment **ret, size_t *ret_n,
                    struct err *err)
{
    struct q_attachment_list *rows;
    struct attachment *list;
    size_t n;

    TRY(q_attachment_list(r, a, ticket_id, &rows, &n, err));
    list = arena_array(a, n, struct attachment);
    for (size_t i = 0; i < n; i++) {
        struct q_attachment_row row = { .id = rows[i].id, .ticket_id = rows[i].ticket_id,
                                        .message_id = rows[i].message_id, .at = rows[i].at,
                                        .sha256 = rows[i].sha256, .shown = rows[i].shown, .name = rows[i].name,
                                        .mime = rows[i].mime, .size_bytes = rows[i].size_bytes,
                                        .shown_bytes = rows[i].shown_bytes, .public = rows[i].public, .in_text = rows[i].in_text,
                                        .is_form = rows[i].is_form };

        list[i] = from_row(&row);
    }
    *ret = list;
    *ret_n = n;
    return OK;
}
