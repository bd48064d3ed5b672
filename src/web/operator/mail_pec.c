/* SPDX-License-Identifier: EUPL-1.2 */
/* What providers of certified mail state, on the pages of mails and of tickets. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "mail/pec_view.h"
#include "mail/store.h"
#include "operator.h"
#include "ticket/calendar.h"

#define BY_MAIL "Risposta a una PEC inviata con posta ordinaria: nella configurazione manca l'account PEC."

void pec_mark(struct arena *a, enum pec_fate fate, const char *state, struct view_badge *badge, const char **note)
{
    if (fate == PEC_FATE_BY_MAIL)
        *note = str_empty(*note) ? BY_MAIL : arena_fmt(a, "%s %s", BY_MAIL, *note);
    if (!str_eq(state, "done"))
        return; /* not gone, or not arrived: that is said first */
    switch (fate) {
    case PEC_FATE_NONE: break;
    case PEC_FATE_BY_MAIL: badge->tone = TONE_WARN; break;
    case PEC_FATE_SENT: *badge = (struct view_badge){ "PEC: manca l'accettazione", TONE_INFO }; break;
    case PEC_FATE_ACCEPTED: *badge = (struct view_badge){ "PEC accettata", TONE_INFO }; break;
    case PEC_FATE_DELAYED: *badge = (struct view_badge){ "PEC non ancora consegnata", TONE_WARN }; break;
    case PEC_FATE_DELIVERED: *badge = (struct view_badge){ "PEC consegnata", TONE_GOOD }; break;
    }
}

enum rc pec_badge(struct req *rq, int64_t outbox_id, const char *state, struct view_badge *badge, const char **note, struct err *err)
{
    enum pec_fate fate;

    TRY(pec_fate_of(reader_of(rq), req_arena(rq), outbox_id, &fate, err));
    pec_mark(req_arena(rq), fate, state, badge, note);
    return OK;
}

const char *pec_sender(struct req *rq, int64_t outbox_id)
{
    enum pec_fate fate = PEC_FATE_NONE;
    struct err err = { 0 };
    enum rc rc = pec_fate_of(reader_of(rq), req_arena(rq), outbox_id, &fate, &err);

    return conf_text(app_of(rq)->conf, rc == OK && fate >= PEC_FATE_SENT ? "smtp-pec" : "smtp", "from");
}

/* "Non consegnata, 02/03/2026 12:00, Gestore S.p.A.: 5.1.1 indirizzo non valido" */
static const char *said(struct arena *a, const struct pec_seen *p)
{
    return arena_fmt(a, "%s, %s%s%s%s%s%s%s", p->what, moment_format_short(a, p->at), *p->by ? ", " : "", p->by, *p->words ? ": " : "", p->words,
                     *p->note ? ". " : "", p->note);
}

static const char *mail_url(struct arena *a, int64_t journal_id, const char *what)
{
    return arena_fmt(a, "/ufficio/posta/arrivo/%lld%s", (long long)journal_id, what);
}

enum rc pec_rows_out(struct req *rq, int64_t outbox_id, struct view_row **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *list;
    struct pec_seen *seen;
    size_t n;

    TRY(pec_seen_about(reader_of(rq), a, outbox_id, &seen, &n, err));
    list = arena_array(a, n, struct view_row);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_row){ .label = "Ricevuta PEC", .value = said(a, &seen[i]), .url = mail_url(a, seen[i].journal_id, "") };
    *ret = list;
    *ret_n = n;
    return OK;
}

enum rc pec_rows_in(struct req *rq, int64_t journal_id, struct view_row **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *list = arena_array(a, 4, struct view_row);
    struct pec_seen p;
    enum rc rc = pec_seen_in(reader_of(rq), a, journal_id, &p, err);
    size_t n = 0;

    *ret = list;
    *ret_n = 0;
    if (rc != OK)
        return rc == E_NOTFOUND ? OK : rc;
    list[n++] = (struct view_row){ .label = "PEC", .value = said(a, &p) };
    list[n++] = (struct view_row){ .label = "Firma della busta", .value = p.signature };
    if (p.has_statement)
        list[n++] = (struct view_row){ .label = "Dati di certificazione", .value = "daticert.xml", .url = mail_url(a, journal_id, "/daticert") };
    if (p.outbox_id)
        list[n++] = (struct view_row){ .label = "Parla di", .value = "Il nostro messaggio", .url = arena_fmt(a, "/ufficio/posta/uscita/%lld", (long long)p.outbox_id) };
    *ret_n = n;
    return OK;
}

/* ---- daticert.xml ------------------------------------------------------------------------------- */

struct statement {
    const char *path, *name;
    struct sv xml;
};

static enum rc read_statement(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct statement *s = arg;

    (void)app;
    return pec_daticert(a, s->path, &s->xml, err);
}

static struct reply statement_read(struct req *rq, void *arg, const struct err *err)
{
    const struct statement *s = arg;
    AUTO(FD) int fd = err->rc == OK ? memfd_create("daticert", MFD_CLOEXEC) : -1;

    if (err->rc != OK)
        return reply_err(rq, err);
    if (fd < 0 || write(fd, s->xml.p, s->xml.n) != (ssize_t)s->xml.n)
        return reply_status(rq, 500);
    return reply_file(rq, STEAL_FD(fd), "application/xml", s->name, false);
}

static struct reply give_statement(struct req *rq, void *arg, const struct err *looked)
{
    (void)looked;
    return reply_after_job(rq, app_of(rq)->media, read_statement, arg, statement_read);
}

struct reply get_mail_daticert(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct statement *s = arena_one(a, struct statement);
    struct q_journal_row row;
    struct reply failed;
    struct err err = { 0 };
    int64_t id = 0;

    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    if (q_journal_row(reader_of(rq), a, id, &row, &err) != OK)
        return reply_err(rq, &err);
    if (!office_admits_id(rq, row.ticket_id, &failed))
        return failed;
    s->path = mail_path_in(app_of(rq)->conf, a, row.sha256);
    s->name = arena_fmt(a, "daticert-%lld.xml", (long long)id);
    return black_read_mail(rq, row.ticket_id, id, s, give_statement);
}
