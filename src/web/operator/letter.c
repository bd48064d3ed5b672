/* SPDX-License-Identifier: EUPL-1.2 */
/* One mail of a request as it came: how it looked, the mails attached to it. Its source is a page of mail_in.c. */
#include <fcntl.h>
#include <string.h>

#include "../story.h"
#include "base/sv.h"
#include "mail/reading.h"
#include "operator.h"
#include "t/web/operator/letter.html.h"
#include "ticket/calendar.h"
#include "web/access.h"
#include "web/masked.h"

static int64_t id_of(struct req *rq)
{
    int64_t id = 0;

    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    return id;
}

static struct reply drawn(struct req *rq, const struct letter_view *v)
{
    GString *out = g_string_sized_new(16384);

    letter_page(out, v);
    return reply_html(rq, 200, out);
}

static struct letter_view view_of(struct req *rq, const struct ticket *t, const char *title)
{
    return (struct letter_view){ .page = office_page_new(rq, title, MENU_NONE), .code = arena_str(req_arena(rq), t->code), .ticket_url = ticket_url(rq, t, "") };
}

/* ---- how it looked ------------------------------------------------------------------------------ */

static bool page_of(struct req *rq, struct ticket *ret_t, struct message_page *ret, struct reply *ret_reply)
{
    struct err err = { 0 };
    struct message_page *pages;
    int64_t id = id_of(rq);
    size_t n;

    if (!ticket_of(rq, ret_t, ret_reply))
        return false;
    if (access_name_hidden(rq, ret_t)) { /* a mail tells who wrote it */
        *ret_reply = reply_status(rq, 404);
        return false;
    }
    if (message_pages(reader_of(rq), req_arena(rq), ret_t->id, &pages, &n, &err) != OK) {
        *ret_reply = reply_err(rq, &err);
        return false;
    }
    for (size_t i = 0; i < n; i++)
        if (pages[i].id == id) {
            *ret = pages[i];
            return true;
        }
    *ret_reply = reply_status(rq, 404);
    return false;
}

static const char *counted(struct arena *a, int64_t n, const char *one, const char *many)
{
    return n == 1 ? one : arena_fmt(a, many, (long long)n);
}

struct reply get_letter(struct req *rq)
{
    struct arena *a = req_arena(rq);
    const char **notes = arena_array(a, 4, const char *);
    struct message_page p;
    struct reply failed;
    struct ticket t;

    if (!page_of(rq, &t, &p, &failed))
        return failed;
    struct letter_view v = view_of(rq, &t, "Messaggio originale");
    v.frame_url = arena_fmt(a, "%s/documento", ticket_url(rq, &t, arena_fmt(a, "originali/%lld", (long long)p.id)));
    if (p.remote)
        notes[v.n_notes++] = "Le immagini esterne non si caricano: chi le ha messe saprebbe che il messaggio è stato aperto.";
    if (p.left_out)
        notes[v.n_notes++] = counted(a, p.left_out, "Un’immagine del messaggio qui non si mostra: se c’è, è fra gli allegati della richiesta.",
                                     "%lld immagini del messaggio qui non si mostrano: quelle che ci sono, sono fra gli allegati della richiesta.");
    if (p.is_cut)
        notes[v.n_notes++] = "Il messaggio è molto lungo: qui l’aspetto non è completo. Il testo è nella richiesta, tutto il resto nel sorgente.";
    notes[v.n_notes++] = "I collegamenti si vedono ma non si aprono: se serve, copia l’indirizzo.";
    v.notes = notes;
    return drawn(rq, &v);
}

struct reply get_letter_document(struct req *rq)
{
    struct message_page p;
    struct reply failed;
    struct ticket t;
    int fd;

    if (!page_of(rq, &t, &p, &failed))
        return failed;
    fd = open(attach_path(app_of(rq)->files, req_arena(rq), p.sha256), O_RDONLY | O_CLOEXEC);
    return fd < 0 ? reply_status(rq, 404) : reply_foreign_page(rq, fd);
}

/* ---- a mail attached to it ---------------------------------------------------------------------- */

struct attached {
    struct ticket t;
    struct attachment file;
    const char *path;
    struct mail_reading read;
};

static enum rc read_it(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct attached *m = arg;

    (void)app;
    return mail_read(a, m->path, false, NULL, &m->read, err);
}

static struct reply draw_attached(struct req *rq, void *arg, const struct err *err)
{
    struct arena *a = req_arena(rq);
    struct attached *m = arg;
    const struct mime_mail *mail = &m->read.mail;
    struct letter_view v = view_of(rq, &m->t, "Messaggio allegato");
    struct view_row *heads = arena_array(a, 6, struct view_row);
    struct view_file *files = arena_array(a, mail->n_files + 1, struct view_file);
    const char **notes = arena_array(a, mail->n_notes + 1, const char *);

    if (err->rc != OK)
        return reply_err(rq, err);
    heads[v.n_heads++] = (struct view_row){ .label = "Oggetto", .value = mail->subject };
    heads[v.n_heads++] = (struct view_row){ .label = "Da", .value = mail_people(a, &mail->from, 1) };
    heads[v.n_heads++] = (struct view_row){ .label = "A", .value = mail_people(a, mail->to, mail->n_to) };
    if (mail->n_cc)
        heads[v.n_heads++] = (struct view_row){ .label = "Per conoscenza", .value = mail_people(a, mail->cc, mail->n_cc) };
    if (mail->date_at)
        heads[v.n_heads++] = (struct view_row){ .label = "Quando", .value = moment_format_it(a, mail->date_at) };
    heads[v.n_heads++] = (struct view_row){ .label = "File", .value = m->file.file.name, .url = arena_fmt(a, "%s/%lld?originale=1", ticket_url(rq, &m->t, "allegati"), (long long)m->file.id) };
    v.heads = heads;
    for (size_t i = 0; i < mail->n_files; i++)
        files[v.n_files++] = (struct view_file){ .name = mail->files[i].name, .size = page_size_text(a, mail->files[i].size_bytes) };
    v.files = files;
    for (size_t i = 0; i < mail->n_notes; i++)
        notes[v.n_notes++] = mail->notes[i];
    if (!m->read.readable)
        notes[v.n_notes++] = "Il messaggio non si può leggere qui: scarica il file e aprilo con un programma di posta.";
    v.notes = notes;
    v.text = masked_of(rq, m->t.id, mail->text);
    v.quoted = masked_of(rq, m->t.id, mail->quoted);
    return drawn(rq, &v);
}

static struct reply read_attached(struct req *rq, void *arg, const struct err *looked)
{
    (void)looked;
    return reply_after_job(rq, app_of(rq)->media, read_it, arg, draw_attached);
}

struct reply get_attached_mail(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct attached *m = arena_one(a, struct attached);
    struct err err = { 0 };
    struct reply failed;

    if (!ticket_of(rq, &m->t, &failed))
        return failed;
    if (attach_by_id(reader_of(rq), a, id_of(rq), &m->file, &err) != OK || m->file.ticket_id != m->t.id || access_name_hidden(rq, &m->t) || file_is_black(rq, m->file.id) || !story_is_mail(&m->file.file))
        return reply_status(rq, 404);
    m->path = attach_path(app_of(rq)->files, a, m->file.file.sha256);
    return black_read_letter(rq, &m->file, m, read_attached);
}

