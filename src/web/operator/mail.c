/* SPDX-License-Identifier: EUPL-1.2 */
/* The post office: what came in, what went out, what did not arrive, what could not be read. */
#include <fcntl.h>
#include <string.h>

#include "base/sv.h"
#include "mail/explain.h"
#include "mail/journal.h"
#include "mail/outbox.h"
#include "mail/store.h"
#include "operator.h"
#include "t/web/operator/mail.html.h"
#include "ticket/calendar.h"
#include "ticket/notify.h"

#define PAGE_ROWS 50

enum tab { TAB_IN, TAB_OUT, TAB_WAITING, TAB_FAILED, TAB_UNREAD, TABS };
static const struct {
    const char *slug, *label, *empty;
} tabs[TABS] = {
    [TAB_IN] = { "arrivo", "Ricevuta", "Non è ancora arrivata posta." },
    [TAB_OUT] = { "uscita", "In uscita", "Non è ancora partita posta." },
    [TAB_WAITING] = { "in-attesa", "In attesa di partire", "Nessun messaggio aspetta di partire." },
    [TAB_FAILED] = { "non-consegnata", "Non consegnata", "Tutti i messaggi sono arrivati." },
    [TAB_UNREAD] = { "da-leggere", "Da leggere a mano", "Abbiamo letto tutta la posta." },
};

static enum tab tab_of(const char *slug)
{
    for (size_t i = 0; i < TABS; i++)
        if (str_eq(tabs[i].slug, slug))
            return (enum tab)i;
    return TAB_IN;
}

static struct view_badge in_badge(const char *state)
{
    if (str_eq(state, "failed"))
        return (struct view_badge){ "Non letta", TONE_BAD };
    return str_eq(state, "new") ? (struct view_badge){ "In lettura", TONE_INFO } : (struct view_badge){ "Registrata", TONE_GOOD };
}

struct view_badge outbox_badge(const char *state)
{
    if (str_eq(state, "done"))
        return (struct view_badge){ "Consegnato al server", TONE_GOOD };
    if (str_eq(state, "refused"))
        return (struct view_badge){ "Rifiutato", TONE_BAD };
    if (str_eq(state, "dead"))
        return (struct view_badge){ "Non consegnato", TONE_BAD };
    if (str_eq(state, "cancelled"))
        return (struct view_badge){ "Annullato prima di partire", TONE_PLAIN };
    if (str_eq(state, "held"))
        return (struct view_badge){ "Trattenuto", TONE_WARN };
    if (str_eq(state, "unknown"))
        return (struct view_badge){ "Esito incerto", TONE_WARN };
    return str_eq(state, "later") ? (struct view_badge){ "Si riprova", TONE_WARN } : (struct view_badge){ "In partenza", TONE_INFO };
}

static const struct view_action *retry_button(struct req *rq, const char *url, const char *label)
{
    struct view_action *a = arena_one(req_arena(rq), struct view_action);

    *a = (struct view_action){ .id = "riprova", .title = label, .submit = label, .url = url, .csrf = req_identity(rq)->csrf, .open = true };
    return a;
}

static const char *ticket_link(struct arena *a, const char *code)
{
    return code ? arena_fmt(a, "/ufficio/richieste/%s", code) : NULL;
}

/* The queries of mails in, and those of mails out, have the same columns; this is where that is said. */
#define IN_ROW(q_)                                                                                                        \
    (struct mail_row){ .at = moment_format_short(a, (q_).received_at), .who = (q_).from_addr, .subject = (q_).subject,    \
                       .kind = journal_class_words((q_).class), .note = journal_reason_words(a, (q_).reason), .code = (q_).code, .ticket_url = ticket_link(a, (q_).code), \
                       .url = arena_fmt(a, "/ufficio/posta/arrivo/%lld", (long long)(q_).id), .state = in_badge((q_).state) }
#define OUT_ROW(q_)                                                                                                       \
    (struct mail_row){ .at = moment_format_short(a, (q_).settled_at ? (q_).settled_at : (q_).created_at),                 \
                       .who = (q_).to_addr, .subject = outbox_kind((q_).kind), .note = (q_).last_text,                     \
                       .code = (q_).code, .ticket_url = ticket_link(a, (q_).code),                                        \
                       .tries = arena_fmt(a, "%lld", (long long)(q_).attempts),                                           \
                       .url = arena_fmt(a, "/ufficio/posta/uscita/%lld", (long long)(q_).id), .state = outbox_badge((q_).state) }

const char *outbox_kind(const char *name)
{
    enum notice_kind kind;

    return notice_parse(name, &kind) ? notice_label(kind) : name;
}

static void cut(struct arena *a, struct mail_view *v, struct mail_row *list, size_t n, enum tab tab, int64_t last_id)
{
    v->rows = list;
    v->n_rows = n > PAGE_ROWS ? PAGE_ROWS : n;
    if (n > PAGE_ROWS)
        v->pager.next_url = arena_fmt(a, "/ufficio/posta?scheda=%s&prima=%lld", tabs[tab].slug, (long long)last_id);
}

static enum rc in_rows(struct req *rq, enum tab tab, int64_t before, struct mail_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct mail_row *list = arena_array(a, PAGE_ROWS + 1, struct mail_row);
    int64_t last = 0;
    size_t n;

    if (tab == TAB_UNREAD) {
        struct q_journal_failed_page *rows;
        TRY(q_journal_failed_page(reader_of(rq), a, before, PAGE_ROWS + 1, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            list[i] = IN_ROW(rows[i]);
            list[i].actions = retry_button(rq, arena_fmt(a, "/ufficio/posta/arrivo/%lld/riprova", (long long)rows[i].id), "Riprova");
            list[i].n_actions = 1;
            last = i < PAGE_ROWS ? rows[i].id : last;
        }
    } else {
        struct q_journal_page *rows;
        TRY(q_journal_page(reader_of(rq), a, before, PAGE_ROWS + 1, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            list[i] = IN_ROW(rows[i]);
            last = i < PAGE_ROWS ? rows[i].id : last;
        }
    }
    v->who_head = "Da";
    cut(a, v, list, n, tab, last);
    return OK;
}

static enum rc out_rows(struct req *rq, enum tab tab, int64_t before, struct mail_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct mail_row *list = arena_array(a, PAGE_ROWS + 1, struct mail_row);
    int64_t last = 0;
    size_t n;

    if (tab == TAB_FAILED) {
        struct q_outbox_failed_page *rows;
        TRY(q_outbox_failed_page(reader_of(rq), a, before, PAGE_ROWS + 1, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            list[i] = OUT_ROW(rows[i]);
            TRY(pec_badge(rq, rows[i].id, rows[i].state, &list[i].state, &list[i].note, err));
            list[i].actions = retry_button(rq, arena_fmt(a, "/ufficio/posta/uscita/%lld/riprova", (long long)rows[i].id), "Invia di nuovo");
            list[i].n_actions = 1;
            last = i < PAGE_ROWS ? rows[i].id : last;
        }
    } else if (tab == TAB_WAITING) {
        struct q_outbox_waiting_page *rows;
        TRY(q_outbox_waiting_page(reader_of(rq), a, before, PAGE_ROWS + 1, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            list[i] = OUT_ROW(rows[i]);
            TRY(pec_badge(rq, rows[i].id, rows[i].state, &list[i].state, &list[i].note, err));
            last = i < PAGE_ROWS ? rows[i].id : last;
        }
    } else {
        struct q_outbox_page *rows;
        TRY(q_outbox_page(reader_of(rq), a, before, PAGE_ROWS + 1, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            list[i] = OUT_ROW(rows[i]);
            TRY(pec_badge(rq, rows[i].id, rows[i].state, &list[i].state, &list[i].note, err));
            last = i < PAGE_ROWS ? rows[i].id : last;
        }
    }
    v->who_head = "A";
    cut(a, v, list, n, tab, last);
    return OK;
}

static enum rc draw_boxes(struct req *rq, struct mail_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_mailbox_all *rows;
    struct view_row *list;
    size_t n;

    TRY(q_mailbox_all(reader_of(rq), a, &rows, &n, err));
    list = arena_array(a, n + 1, struct view_row);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_row){ .label = rows[i].name,
                                     .value = !str_empty(rows[i].last_error)
                                                  ? arena_fmt(a, "Non raggiungibile dal %s: %s", moment_format_short(a, rows[i].error_at), rows[i].last_error)
                                                  : arena_fmt(a, "Letta alle %s", moment_format_short(a, rows[i].last_ok_at)) };
    v->boxes = list;
    v->n_boxes = n;
    return OK;
}

struct reply get_mail(struct req *rq)
{
    enum tab tab = tab_of(req_query(rq, "scheda"));
    struct mail_view v = { .page = office_page_new(rq, "Posta", MENU_MAIL), .empty = tabs[tab].empty };
    struct view_link *links = arena_array(req_arena(rq), TABS, struct view_link);
    struct err err = { 0 };
    int64_t before = INT64_MAX;
    GString *out;

    (void)sv_int(sv_from(req_query(rq, "prima")), 1, INT64_MAX, &before);
    for (size_t i = 0; i < TABS; i++)
        links[i] = (struct view_link){ .url = arena_fmt(req_arena(rq), "/ufficio/posta?scheda=%s", tabs[i].slug), .label = tabs[i].label, .current = i == (size_t)tab };
    v.tabs = links;
    v.n_tabs = TABS;
    if (draw_boxes(rq, &v, &err) != OK ||
        (tab == TAB_IN || tab == TAB_UNREAD ? in_rows(rq, tab, before, &v, &err) : out_rows(rq, tab, before, &v, &err)) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(32768);
    mail_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- one mail ----------------------------------------------------------------------------------- */

struct reading {
    const char *path, *title, *code, *raw_url, *note, *retry_url, *retry_label;
    const char *from, *to, *at;
    struct view_row *pec;
    size_t n_pec;
    json_t *parsed;
};

static enum rc parse(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct reading *m = arg;

    return mail_explain(app->conf, a, m->path, &m->parsed, err);
}

static const char *json_text(struct arena *a, const json_t *o, const char *key)
{
    return arena_str(a, json_string_value(json_object_get(o, key)));
}

static struct reply parsed(struct req *rq, void *arg, const struct err *err)
{
    struct arena *a = req_arena(rq);
    struct reading *m = arg;
    struct view_row *heads = arena_array(a, 4 + m->n_pec, struct view_row);
    struct mail_read_view v = { .page = office_page_new(rq, m->title, MENU_MAIL), .heads = heads, .note = m->note, .raw_url = m->raw_url, .code = m->code,
                                .ticket_url = ticket_link(a, m->code), .list_url = "/ufficio/posta" };
    GString *out;
    size_t n = 0;

    if (err->rc == OK) {
        heads[n++] = (struct view_row){ .label = "Oggetto", .value = json_text(a, m->parsed, "subject") };
        v.text = json_text(a, m->parsed, "text");
        v.quoted = json_text(a, m->parsed, "quoted");
        json_decref(m->parsed);
    } else {
        v.note = "Il messaggio non si può leggere qui: scarica l'originale.";
    }
    heads[n++] = (struct view_row){ .label = "Da", .value = m->from };
    if (m->to)
        heads[n++] = (struct view_row){ .label = "A", .value = m->to };
    heads[n++] = (struct view_row){ .label = "Quando", .value = m->at };
    for (size_t i = 0; i < m->n_pec; i++)
        heads[n++] = m->pec[i];
    v.n_heads = n;
    if (m->retry_url) {
        v.actions = retry_button(rq, m->retry_url, m->retry_label);
        v.n_actions = 1;
    }
    out = g_string_sized_new(16384);
    mail_read_page(out, &v);
    return reply_html(rq, 200, out);
}

static int64_t mail_id(struct req *rq)
{
    int64_t id = 0;

    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    return id;
}

struct reply get_mail_in(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct reading *m = arena_one(a, struct reading);
    struct q_journal_row row;
    struct err err = { 0 };

    if (q_journal_row(reader_of(rq), a, mail_id(rq), &row, &err) != OK)
        return reply_err(rq, &err);
    *m = (struct reading){ .path = mail_path_in(app_of(rq)->conf, a, row.sha256), .title = "Messaggio ricevuto", .code = row.code, .from = row.from_addr,
                           .at = moment_format_it(a, row.received_at), .raw_url = arena_fmt(a, "/ufficio/posta/arrivo/%lld/originale", (long long)row.id),
                           .note = journal_reason_words(a, row.reason) };
    if (pec_rows_in(rq, row.id, &m->pec, &m->n_pec, &err) != OK)
        return reply_err(rq, &err);
    if (str_eq(row.state, "failed")) {
        m->retry_url = arena_fmt(a, "/ufficio/posta/arrivo/%lld/riprova", (long long)row.id);
        m->retry_label = "Riprova";
    }
    return reply_after_job(rq, app_of(rq)->media, parse, m, parsed);
}

struct reply get_mail_out(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct reading *m = arena_one(a, struct reading);
    struct q_outbox_row row;
    struct err err = { 0 };

    if (q_outbox_row(reader_of(rq), a, mail_id(rq), &row, &err) != OK)
        return reply_err(rq, &err);
    *m = (struct reading){ .path = row.raw_sha ? mail_path_out(app_of(rq)->conf, a, row.raw_sha) : "", .title = outbox_kind(row.kind), .code = row.code,
                           .from = pec_sender(rq, row.id), .to = row.to_addr,
                           .at = moment_format_it(a, row.settled_at ? row.settled_at : row.created_at), .note = row.last_text };
    if (pec_badge(rq, row.id, row.state, &(struct view_badge){ 0 }, &m->note, &err) != OK || pec_rows_out(rq, row.id, &m->pec, &m->n_pec, &err) != OK)
        return reply_err(rq, &err);
    if (str_eq(row.state, "refused") || str_eq(row.state, "dead") || str_eq(row.state, "held")) {
        m->retry_url = arena_fmt(a, "/ufficio/posta/uscita/%lld/riprova", (long long)row.id);
        m->retry_label = "Invia di nuovo";
    }
    return reply_after_job(rq, app_of(rq)->media, parse, m, parsed);
}

struct reply get_mail_raw(struct req *rq)
{
    struct q_journal_row row;
    struct err err = { 0 };
    int fd;

    if (q_journal_row(reader_of(rq), req_arena(rq), mail_id(rq), &row, &err) != OK)
        return reply_err(rq, &err);
    fd = open(mail_path_in(app_of(rq)->conf, req_arena(rq), row.sha256), O_RDONLY | O_CLOEXEC);
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, "message/rfc822", arena_fmt(req_arena(rq), "messaggio-%lld.eml", (long long)row.id), false);
}

/* ---- trying again ------------------------------------------------------------------------------- */

static const struct field csrf_row[] = { { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = 0 },
                                         { .name = "version", .kind = FIELD_HIDDEN, .max = 20, .label = "Versione", .offset = sizeof(char *) } };

static struct reply tried(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, "/ufficio/posta") : reply_err(rq, err);
}

static struct reply retry(struct req *rq, op_fn *op, void *job)
{
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    const char *hidden[2];

    if (form_bind(rq, csrf_row, 2, hidden, &fe, &err) != OK)
        return reply_err(rq, &err);
    return reply_after_write(rq, op, job, tried);
}

struct reply post_mail_retry(struct req *rq)
{
    struct journal_retry *job = arena_one(req_arena(rq), struct journal_retry);

    job->id = mail_id(rq);
    return retry(rq, journal_retry_op, job);
}

struct reply post_mail_resend(struct req *rq)
{
    struct outbox_resend *job = arena_one(req_arena(rq), struct outbox_resend);

    job->id = mail_id(rq);
    return retry(rq, outbox_resend_op, job);
}
