/* SPDX-License-Identifier: EUPL-1.2 */
/* The post office: what came in, what went out, what did not arrive, what could not be read. One mail is in mail_in.c or mail_out.c. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "mail/hasten.h"
#include "mail/journal.h"
#include "mail/service.h"
#include "operator.h"
#include "q/mail.h"
#include "t/web/operator/mail.html.h"
#include "ticket/calendar.h"
#include "ticket/notify.h"
#include "web/access.h"

#define PAGE_ROWS 50
#define LOOK_ROWS 20000 /* looked at for one page: a rare word in a million mails must not hold an HTTP thread */

enum tab { TAB_IN, TAB_SUSPECT, TAB_CLOSED, TAB_UNREAD, TAB_OUT, TAB_WAITING, TAB_FAILED, TAB_HELD, TABS };
static const struct {
    const char *slug, *label, *empty;
} tabs[TABS] = {
    [TAB_IN] = { "arrivo", "Ricevuta", "Non è ancora arrivata posta." },
    [TAB_SUSPECT] = { "sospetti", "Sospetti", "Nessun messaggio sospetto." },
    [TAB_CLOSED] = { "non-prese", "Non prese", "Nessuna e-mail ha trovato la casella chiusa." },
    [TAB_UNREAD] = { "da-leggere", "Da leggere a mano", "Abbiamo letto tutta la posta." },
    [TAB_OUT] = { "uscita", "In uscita", "Non è ancora partita posta." },
    [TAB_WAITING] = { "in-attesa", "In attesa di partire", "Nessun messaggio aspetta di partire." },
    [TAB_FAILED] = { "non-consegnata", "Non consegnata", "Tutti i messaggi sono arrivati." },
    [TAB_HELD] = { "trattenuta", "Trattenuta", "Non abbiamo trattenuto messaggi." },
};

static bool is_in(enum tab t)
{
    return t <= TAB_UNREAD;
}

static enum tab tab_of(const char *slug)
{
    for (size_t i = 0; i < TABS; i++)
        if (str_eq(tabs[i].slug, slug))
            return (enum tab)i;
    return TAB_IN;
}

/* ---- words -------------------------------------------------------------------------------------- */

static const struct choice in_states[] = { { "new", "In lettura" }, { "done", "Letta" }, { "failed", "Non letta" }, { NULL, NULL } };
static const struct {
    const char *state;
    struct view_badge badge;
} out_states[] = {
    { "new", { "Da preparare", TONE_INFO } }, { "ready", { "In partenza", TONE_INFO } }, { "later", { "Si riprova", TONE_WARN } },
    { "unknown", { "Esito incerto", TONE_WARN } }, { "done", { "Consegnato al server", TONE_GOOD } }, { "refused", { "Rifiutato", TONE_BAD } },
    { "dead", { "Non consegnato", TONE_BAD } }, { "held", { "Trattenuto", TONE_WARN } }, { "cancelled", { "Annullato prima di partire", TONE_PLAIN } },
};
#define OUT_STATES (sizeof out_states / sizeof out_states[0])

static const struct choice *out_choices(struct arena *a)
{
    struct choice *list = arena_array(a, OUT_STATES + 1, struct choice);

    for (size_t i = 0; i < OUT_STATES; i++)
        list[i] = (struct choice){ out_states[i].state, out_states[i].badge.label };
    return list;
}

/* Green is for what is in a request: everything else may want a look. */
struct view_badge journal_badge(const char *state, const char *class, bool has_ticket)
{
    if (str_eq(state, "failed"))
        return (struct view_badge){ "Non letta", TONE_BAD };
    if (str_eq(state, "new"))
        return (struct view_badge){ "In lettura", TONE_INFO };
    if (has_ticket)
        return (struct view_badge){ "Registrata", TONE_GOOD };
    if (str_eq(class, "closed"))
        return (struct view_badge){ "Non presa: casella chiusa", TONE_WARN };
    return str_eq(class, "spam") ? (struct view_badge){ "Sospetto", TONE_WARN } : (struct view_badge){ "Nessuna richiesta", TONE_PLAIN };
}

struct view_badge outbox_badge(const char *state)
{
    for (size_t i = 0; i < OUT_STATES; i++)
        if (str_eq(out_states[i].state, state))
            return out_states[i].badge;
    return (struct view_badge){ state, TONE_PLAIN };
}

const char *mail_ticket_url(struct arena *a, const char *code)
{
    return code ? arena_fmt(a, "/ufficio/richieste/%s", code) : NULL;
}

int64_t mail_id(struct req *rq)
{
    int64_t id = 0;

    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    return id;
}

/* ---- what is asked for -------------------------------------------------------------------------- */

struct asked {
    enum tab tab;
    const char *q, *state, *class, *kind, *mailbox, *since, *until; /* as typed; "" = any */
    const char *pattern;                                            /* NULL: no word */
    int64_t since_at, until_at, before;
    bool is_filtered;
};

static const char *typed(struct req *rq, const char *name)
{
    const char *value = req_query(rq, name);

    return value ? arena_sv(req_arena(rq), sv_trim(sv_from(value))) : "";
}

static const char *or_any(const char *s)
{
    return *s ? s : NULL;
}

static struct asked asked_of(struct req *rq)
{
    struct asked f = { .tab = tab_of(req_query(rq, "scheda")), .q = typed(rq, "q"), .state = typed(rq, "stato"), .class = typed(rq, "classe"),
                       .kind = typed(rq, "tipo"), .mailbox = typed(rq, "casella"), .since = typed(rq, "dal"), .until = typed(rq, "al"),
                       .until_at = INT64_MAX, .before = INT64_MAX };
    int32_t day;

    f.pattern = journal_pattern(req_arena(rq), f.q);
    if (day_parse(f.since, &day))
        f.since_at = day_start_at(day);
    if (day_parse(f.until, &day))
        f.until_at = day_end_at(day) + 1;
    (void)sv_int(sv_from(req_query(rq, "prima")), 1, INT64_MAX, &f.before);
    f.is_filtered = f.pattern || *f.state || *f.class || *f.kind || *f.mailbox || f.since_at || f.until_at != INT64_MAX;
    return f;
}

static const char *page_url(struct req *rq, const struct asked *f, int64_t before)
{
    const struct {
        const char *name, *value;
    } parts[] = { { "q", f->q }, { "stato", f->state }, { "classe", f->class }, { "tipo", f->kind }, { "casella", f->mailbox }, { "dal", f->since }, { "al", f->until } };
    AUTO(GSTR) GString *url = g_string_new(NULL);

    g_string_printf(url, "/ufficio/posta?scheda=%s", tabs[f->tab].slug);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (!*parts[i].value)
            continue;
        g_string_append_printf(url, "&%s=", parts[i].name);
        g_string_append_uri_escaped(url, parts[i].value, NULL, FALSE);
    }
    if (before)
        g_string_append_printf(url, "&prima=%lld", (long long)before);
    return arena_str(req_arena(rq), url->str);
}

static struct view_field select_of(struct req *rq, const char *name, const char *label, const struct choice *choices, const char *chosen, const char *any)
{
    struct view_field f = { .kind = VIEW_SELECT, .name = name, .label = label };

    page_choices(rq, &f, choices, chosen, any);
    return f;
}

static const struct choice *class_choices(struct arena *a)
{
    struct choice *list;
    size_t n = 0;

    while (journal_class_id(n))
        n++;
    list = arena_array(a, n + 1, struct choice);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct choice){ journal_class_id(i), journal_class_words(journal_class_id(i)) };
    return list;
}

static const struct choice *kind_choices(struct arena *a)
{
    struct choice *list = arena_array(a, NOTICE_KINDS + 1, struct choice);

    for (int i = 0; i < NOTICE_KINDS; i++)
        list[i] = (struct choice){ notice_name((enum notice_kind)i), notice_label((enum notice_kind)i) };
    return list;
}

static const struct choice *box_choices(struct req *rq)
{
    struct arena *a = req_arena(rq);
    const char **sections;
    size_t n = conf_family(app_of(rq)->conf, a, "mailbox", &sections);
    struct choice *list = arena_array(a, n + 1, struct choice);

    for (size_t i = 0; i < n; i++)
        list[i].value = list[i].label = sections[i] + sizeof "mailbox " - 1;
    return list;
}

static void draw_filters(struct req *rq, const struct asked *f, struct mail_view *v)
{
    struct view_field *list = arena_array(req_arena(rq), 8, struct view_field);
    size_t n = 0;

    list[n++] = page_hidden("scheda", tabs[f->tab].slug);
    list[n++] = (struct view_field){ .kind = VIEW_INPUT, .type = "search", .name = "q", .label = "Cerca", .value = f->q,
                                     .hint = is_in(f->tab) ? "Mittente, oggetto o Message-ID" : "Destinatario, numero della richiesta, risposta del server o Message-ID" };
    if (f->tab == TAB_IN || f->tab == TAB_OUT)
        list[n++] = select_of(rq, "stato", "Stato", is_in(f->tab) ? in_states : out_choices(req_arena(rq)), f->state, "Tutti");
    if (f->tab == TAB_IN)
        list[n++] = select_of(rq, "classe", "Che cos'è", class_choices(req_arena(rq)), f->class, "Tutto");
    if (is_in(f->tab))
        list[n++] = select_of(rq, "casella", "Casella", box_choices(rq), f->mailbox, "Tutte");
    else
        list[n++] = select_of(rq, "tipo", "Che cos'è", kind_choices(req_arena(rq)), f->kind, "Tutto");
    list[n++] = (struct view_field){ .kind = VIEW_INPUT, .type = "date", .name = "dal", .label = "Dal giorno", .value = f->since, .narrow = true };
    list[n++] = (struct view_field){ .kind = VIEW_INPUT, .type = "date", .name = "al", .label = "Al giorno", .value = f->until, .narrow = true };
    v->filters = list;
    v->n_filters = n;
    v->filter_url = "/ufficio/posta";
    if (f->is_filtered)
        v->clear_url = arena_fmt(req_arena(rq), "/ufficio/posta?scheda=%s", tabs[f->tab].slug);
}

/* ---- rows --------------------------------------------------------------------------------------- */

static const struct view_action *button(struct req *rq, const char *url, const char *label)
{
    struct view_action *a = arena_one(req_arena(rq), struct view_action);

    *a = (struct view_action){ .id = "riprova", .title = label, .submit = label, .url = url, .csrf = req_identity(rq)->csrf, .open = true };
    return a;
}

/* A mail of a request that is not for these eyes is not here (url NULL); one of a confidential request has no words in a list,
 * and is not found by them unless they may be read. */
static struct mail_row permitted(struct req *rq, const struct asked *f, struct mail_row row, int64_t ticket_id, int64_t flags)
{
    enum access level = ticket_id ? access_of_row(rq, ticket_id, flags) : access_is_wide(req_identity(rq)) ? ACCESS_READ : ACCESS_NONE;

    if (level == ACCESS_NONE || (level < ACCESS_READ && f->pattern))
        row.url = NULL;
    if (level < ACCESS_READ || (ticket_id && flags & TICKET_CONFIDENTIAL)) {
        row.who = "";
        row.subject = ACCESS_SUBJECT;
        row.note = "";
    }
    return row;
}

/* The queries of mails in, and those of mails out, have the same columns; this is where that is said. */
#define IN_ROW(q_)                                                                                                        \
    (struct mail_row){ .at = moment_format_short(a, (q_).received_at), .who = (q_).from_addr, .subject = str_empty((q_).subject) ? "(senza oggetto)" : (q_).subject, \
                       .kind = journal_class_words((q_).class), .note = journal_reason_words(a, (q_).reason), .code = (q_).code, .ticket_url = mail_ticket_url(a, (q_).code), \
                       .url = arena_fmt(a, "/ufficio/posta/arrivo/%lld", (long long)(q_).id), .state = journal_badge((q_).state, (q_).class, (q_).code != NULL) }
#define OUT_ROW(q_)                                                                                                       \
    (struct mail_row){ .at = moment_format_short(a, (q_).settled_at ? (q_).settled_at : (q_).created_at),                 \
                       .who = (q_).to_addr, .subject = outbox_kind((q_).kind), .note = str_eq((q_).state, "done") ? "" : (q_).last_text,                     \
                       .code = (q_).code, .ticket_url = mail_ticket_url(a, (q_).code),                                    \
                       .tries = mail_tries(a, (q_).attempts),                                                             \
                       .url = arena_fmt(a, "/ufficio/posta/uscita/%lld", (long long)(q_).id),                             \
                       .state = (q_).replaced_by ? (struct view_badge){ "Mandato ad altro indirizzo", TONE_PLAIN } : outbox_badge((q_).state) }
#define ROWS(make_)                                                                                                       \
    do {                                                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                                                  \
            list[i] = permitted(rq, f, make_(rows[i]), rows[i].ticket_id, rows[i].flags);                                 \
            last = i < PAGE_ROWS ? rows[i].id : last;                                                                     \
        }                                                                                                                 \
    } while (0)
#define WITH_PEC                                                                                                          \
    do {                                                                                                                  \
        for (size_t i = 0; i < n; i++)                                                                                    \
            TRY(pec_badge(rq, rows[i].id, rows[i].state, &list[i].state, &list[i].note, err));                            \
    } while (0)
#define WITH_BUTTON(way_, label_)                                                                                         \
    do {                                                                                                                  \
        for (size_t i = 0; i < n; i++) {                                                                                  \
            list[i].actions = button(rq, arena_fmt(a, "/ufficio/posta/" way_ "/%lld/riprova", (long long)rows[i].id), label_); \
            list[i].n_actions = 1;                                                                                        \
        }                                                                                                                 \
    } while (0)

static void hasten_buttons(struct req *rq, const struct q_outbox_find_waiting *rows, size_t n, struct mail_row *list)
{
    struct arena *a = req_arena(rq);

    for (size_t i = 0; i < n; i++) {
        struct view_action *one;
        if (!outbox_waits(rows[i].state, rows[i].next_try_at, rows[i].lease_until, clock_now_at()) || !mail_may_hasten(rq, rows[i].ticket_id))
            continue;
        one = arena_one(a, struct view_action);
        *one = (struct view_action){ .id = "invia-ora", .title = "Invia ora", .submit = "Invia ora", .open = true, .csrf = req_identity(rq)->csrf,
                                     .version = arena_fmt(a, "%lld", (long long)rows[i].next_try_at),
                                     .url = arena_fmt(a, "/ufficio/posta/uscita/%lld/invia-ora", (long long)rows[i].id) };
        list[i].actions = one;
        list[i].n_actions = 1;
    }
}

const char *mail_tries(struct arena *a, int64_t attempts)
{
    return attempts == 1 ? "1 tentativo" : arena_fmt(a, "%lld tentativi", (long long)attempts);
}

const char *outbox_kind(const char *name)
{
    enum notice_kind kind;

    return notice_parse(name, &kind) ? notice_label(kind) : name;
}


/* from_id: where this page stopped looking; more lies below it when it is above 1. */
static void cut(struct req *rq, const struct asked *f, struct mail_view *v, struct mail_row *list, size_t n, int64_t last_id, int64_t from_id)
{
    v->rows = list;
    for (size_t i = 0; i < n && i < PAGE_ROWS; i++)
        if (list[i].url)
            list[v->n_rows++] = list[i];
    if (n > PAGE_ROWS)
        v->pager.next_url = page_url(rq, f, last_id);
    else if (from_id > 1)
        v->pager.next_url = page_url(rq, f, from_id);
    if (f->before != INT64_MAX)
        v->pager.prev_url = page_url(rq, f, 0);
    if (f->is_filtered)
        v->empty = v->pager.next_url ? "Fra questi messaggi non ce n'è nessuno così. Vai avanti con «Successive»." : "Nessun messaggio corrisponde. Prova con meno parole, o togli i filtri.";
}

static const char *total_text(struct arena *a, int64_t n, bool all)
{
    const char *how_many = n == 1 ? "1 messaggio" : arena_fmt(a, "%lld messaggi", (long long)n);

    return all ? how_many : arena_fmt(a, "%s fra gli ultimi %d", how_many, LOOK_ROWS);
}

static int64_t from_of(const struct asked *f, int64_t last_id)
{
    int64_t top = f->before < last_id ? f->before : last_id + 1;

    return f->is_filtered && top > LOOK_ROWS ? top - LOOK_ROWS : 1;
}

static enum rc in_rows(struct req *rq, const struct asked *f, const struct q_journal_counts *counts, struct mail_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct dbr *r = reader_of(rq);
    struct mail_row *list = arena_array(a, PAGE_ROWS + 1, struct mail_row);
    const char *state = or_any(f->state), *class = or_any(f->class), *box = or_any(f->mailbox);
    int64_t last = 0, from_id = 1;
    size_t n;

    v->who_head = "Da";
    if (f->tab == TAB_UNREAD) {
        struct q_journal_find_failed *rows;
        TRY(q_journal_find_failed(r, a, f->before, state, class, box, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(IN_ROW);
        WITH_BUTTON("arrivo", "Riprova");
        v->total = f->is_filtered ? NULL : total_text(a, counts->failed, true);
    } else if (f->tab == TAB_SUSPECT) {
        struct q_journal_find_suspect *rows;
        from_id = from_of(f, counts->last_id);
        TRY(q_journal_find_suspect(r, a, f->before, from_id, state, class, box, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(IN_ROW);
        v->total = f->is_filtered ? NULL : total_text(a, counts->suspect, true);
    } else if (f->tab == TAB_CLOSED) {
        struct q_journal_find_closed *rows;
        from_id = from_of(f, counts->last_id);
        TRY(q_journal_find_closed(r, a, f->before, from_id, state, class, box, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(IN_ROW);
        v->total = f->is_filtered ? NULL : total_text(a, counts->closed, true);
    } else {
        struct q_journal_find *rows;
        struct q_journal_count found = { counts->total };
        int64_t all_from = counts->last_id > LOOK_ROWS ? counts->last_id + 1 - LOOK_ROWS : 1;
        from_id = from_of(f, counts->last_id);
        TRY(q_journal_find(r, a, f->before, from_id, state, class, box, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(IN_ROW);
        if (f->is_filtered)
            TRY(q_journal_count(r, a, INT64_MAX, all_from, state, class, box, f->since_at, f->until_at, f->pattern, &found, err));
        v->total = total_text(a, found.n, !f->is_filtered || all_from == 1);
    }
    cut(rq, f, v, list, n, last, from_id);
    return OK;
}

static enum rc out_rows(struct req *rq, const struct asked *f, const struct q_outbox_counts *counts, struct mail_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct dbr *r = reader_of(rq);
    struct mail_row *list = arena_array(a, PAGE_ROWS + 1, struct mail_row);
    const char *state = or_any(f->state), *kind = or_any(f->kind);
    int64_t last = 0, from_id = 1;
    size_t n;

    v->who_head = "A";
    if (f->tab == TAB_FAILED) {
        struct q_outbox_find_failed *rows;
        TRY(q_outbox_find_failed(r, a, f->before, state, kind, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(OUT_ROW);
        WITH_PEC;
        WITH_BUTTON("uscita", "Invia di nuovo");
        v->total = f->is_filtered ? NULL : total_text(a, counts->failed, true);
    } else if (f->tab == TAB_HELD) {
        struct q_outbox_find_held *rows;
        from_id = from_of(f, counts->last_id);
        TRY(q_outbox_find_held(r, a, f->before, from_id, state, kind, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(OUT_ROW);
        WITH_BUTTON("uscita", "Invia lo stesso");
        v->total = f->is_filtered ? NULL : total_text(a, counts->held, true);
    } else if (f->tab == TAB_WAITING) {
        struct q_outbox_find_waiting *rows;
        TRY(q_outbox_find_waiting(r, a, f->before, state, kind, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(OUT_ROW);
        WITH_PEC;
        hasten_buttons(rq, rows, n, list);
        v->total = f->is_filtered ? NULL : total_text(a, counts->waiting, true);
    } else {
        struct q_outbox_find *rows;
        struct q_outbox_count found = { counts->total };
        int64_t all_from = counts->last_id > LOOK_ROWS ? counts->last_id + 1 - LOOK_ROWS : 1;
        from_id = from_of(f, counts->last_id);
        TRY(q_outbox_find(r, a, f->before, from_id, state, kind, f->since_at, f->until_at, f->pattern, PAGE_ROWS + 1, &rows, &n, err));
        ROWS(OUT_ROW);
        WITH_PEC;
        if (f->is_filtered)
            TRY(q_outbox_count(r, a, INT64_MAX, all_from, state, kind, f->since_at, f->until_at, f->pattern, &found, err));
        v->total = total_text(a, found.n, !f->is_filtered || all_from == 1);
    }
    cut(rq, f, v, list, n, last, from_id);
    return OK;
}

/* ---- the page ----------------------------------------------------------------------------------- */

static const char *box_text(struct arena *a, const struct q_mailbox_figures *b)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    if (!str_empty(b->last_error))
        g_string_append_printf(out, "Non raggiungibile dal %s: %s", moment_format_short(a, b->error_at), b->last_error);
    else
        g_string_append_printf(out, "Letta il %s", moment_format_short(a, b->last_ok_at));
    if (!b->compared_at)
        return arena_str(a, out->str);
    g_string_append_printf(out, ". Messaggi sul server: %lld, nel registro: %lld", (long long)b->on_server, (long long)b->journalled);
    if (b->waiting)
        g_string_append_printf(out, ", ancora da prendere: %lld", (long long)b->waiting);
    if (b->missing)
        g_string_append_printf(out, ", non consegnati dal server: %lld", (long long)b->missing);
    if (b->unread)
        g_string_append_printf(out, ". In lettura: %lld", (long long)b->unread);
    if (b->failed)
        g_string_append_printf(out, ". Da leggere a mano: %lld", (long long)b->failed);
    return arena_str(a, out->str);
}

static enum rc draw_boxes(struct req *rq, struct mail_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_mailbox_figures *rows;
    struct view_row *list;
    size_t n;

    TRY(q_mailbox_figures(reader_of(rq), a, &rows, &n, err));
    list = arena_array(a, n + 1, struct view_row);
    for (size_t i = 0; i < n; i++)
        if (mail_reads(app_of(rq)->conf, a, rows[i].name))
            list[v->n_boxes++] = (struct view_row){ .label = rows[i].name, .value = box_text(a, &rows[i]) };
    v->boxes = list;
    return OK;
}

static const char *pill(struct arena *a, int64_t n)
{
    return n ? arena_fmt(a, "%lld", (long long)n) : NULL;
}

static void draw_tabs(struct req *rq, enum tab here, const struct q_journal_counts *in, const struct q_outbox_counts *out, struct mail_view *v)
{
    struct arena *a = req_arena(rq);
    struct view_link *links = arena_array(a, TABS, struct view_link);
    const char *counts[TABS] = { [TAB_SUSPECT] = pill(a, in->suspect), [TAB_CLOSED] = pill(a, in->closed), [TAB_UNREAD] = pill(a, in->failed), [TAB_WAITING] = pill(a, out->waiting),
                                 [TAB_FAILED] = pill(a, out->failed), [TAB_HELD] = pill(a, out->held) };

    for (size_t i = 0; i < TABS; i++)
        links[i] = (struct view_link){ .url = arena_fmt(a, "/ufficio/posta?scheda=%s", tabs[i].slug), .label = tabs[i].label, .current = i == (size_t)here,
                                       .count = counts[i], .tone = i == TAB_UNREAD || i == TAB_FAILED ? TONE_BAD : TONE_PLAIN };
    v->tabs = links;
    v->n_tabs = TABS;
}

struct reply get_mail(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct asked f = asked_of(rq);
    struct mail_view v = { .page = office_page_new(rq, "Posta", MENU_MAIL), .empty = tabs[f.tab].empty };
    struct q_journal_counts in;
    struct q_outbox_counts sent;
    struct err err = { 0 };
    GString *out;

    if (q_journal_counts(snapshot, req_arena(rq), &in, &err) != OK || q_outbox_counts(snapshot, req_arena(rq), &sent, &err) != OK ||
        draw_boxes(rq, &v, &err) != OK || (is_in(f.tab) ? in_rows(rq, &f, &in, &v, &err) : out_rows(rq, &f, &sent, &v, &err)) != OK)
        return reply_err(rq, &err);
    if (!access_is_wide(req_identity(rq))) { /* how much there is would tell of what is not for them */
        in = (struct q_journal_counts){ 0 };
        sent = (struct q_outbox_counts){ 0 };
        v.total = NULL;
    }
    draw_tabs(rq, f.tab, &in, &sent, &v);
    draw_filters(rq, &f, &v);
    out = g_string_sized_new(32768);
    mail_page(out, &v);
    return reply_html(rq, 200, out);
}
