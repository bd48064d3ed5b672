/* SPDX-License-Identifier: EUPL-1.2 */
/* Asking, step 3: summary, sending, confirmation and receipt. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "identity.h"
#include "proof.h"
#include "near.h"
#include "../questions.h"
#include "../seen.h"
#include "../story.h"
#include "dispatch/rule.h"
#include "intake/email_typo.h"
#include "intake/submit.h"
#include "t/web/citizen/plain.html.h"
#include "t/web/citizen/sent.html.h"
#include "t/web/citizen/summary.html.h"
#include "ticket/calendar.h"
#include "ticket/message.h"
#include "ticket/person.h"
#include "ticket/publish.h"
#include "ticket/register.h"
#include "ticket/remedy.h"
#include "ticket/start.h"
#include "ticket/track.h"
#include "web/public_view.h"

#define SENT_SHOWN_S (30 * 60) /* so long after sending, a link that was mailed shows number and secret */
#define PDFS_AN_HOUR 10 /* of one request: each is a process of its own */

/* ---- summary ------------------------------------------------------------------------------------ */

static bool may_appear(struct req *rq, const struct draft *d)
{
    struct category c;
    struct err err = { 0 };
    int64_t id;

    return publish_is_on(reader_of(rq)) && !str_eq(d->data.confidential, "1") && sv_int(sv_from(d->data.category), 1, INT64_MAX, &id) &&
           category_by_id(reader_of(rq), id, &c, &err) == OK && c.public;
}

/* The name of a category, where it is the body's Italian one. */
static const char *own_of(struct req *rq, const struct field *f, const char *value)
{
    struct category c;
    int64_t id;

    return str_eq(f->name, "category") && sv_int(sv_from(value ? value : ""), 1, INT64_MAX, &id) && category_by_id(reader_of(rq), id, &c, NULL) == OK ? c.own : NULL;
}

static const char *shown_value(struct req *rq, const struct draft *d, const struct field *f, const char *value)
{
    struct arena *a = req_arena(rq);
    struct category c;
    struct err err = { 0 };
    int64_t id;
    int32_t day;

    /* What does not go by itself: a report of a body that publishes them may be read by everybody. */
    if (str_eq(f->name, "not_public"))
        return str_eq(value, "1") ? tr("No, non la pubblichiamo") : may_appear(rq, d) ? tr("Può comparire su questo sito, sempre senza nome") : "";
    if (f->kind == FIELD_CHECK)
        return str_eq(value, "1") ? tr("Sì") : "";
    if (str_eq(f->name, "phone"))
        return page_phone(a, value);
    if (str_eq(f->name, "point_origin"))
        return "";
    if (f->kind == FIELD_DAY && day_parse(value, &day))
        return day_format_it(a, day);
    if (str_eq(f->name, "category") && sv_int(sv_from(value), 1, INT64_MAX, &id) &&
        category_by_id(reader_of(rq), id, &c, &err) == OK)
        return c.name;
    for (const struct choice *o = f->choices; o && o->value; o++)
        if (*o->value && str_eq(o->value, value))
            return tr(o->label);
    return value;
}

/* A box that says "not" is no question to be answered with "no". */
static const char *shown_label(const struct field *f)
{
    return str_eq(f->name, "not_public") ? "Segnalazione pubblica" : f->label;
}

static enum rc questions_section(struct req *rq, const struct draft *d, bool editable, struct summary_section *list, size_t *n, struct err *err)
{
    struct summary_section s = { .title = "Domande sull'argomento", .edit_url = editable ? arena_fmt(req_arena(rq), "%s#gruppo-domande", ask_draft_url(rq, "")) : NULL };

    TRY(ask_question_rows_shown(rq, &d->data, &s.rows, &s.n_rows, err));
    if (s.n_rows)
        list[(*n)++] = s;
    return OK;
}

/* How it is known who asks, where that is asked: names of papers, never a picture of one. */
static void identity_section(struct req *rq, const struct draft *d, struct summary_section *list, size_t *n)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, d->n_papers + 1, struct view_row);
    struct summary_section s = { .title = "Come ti fai riconoscere", .edit_url = ask_draft_url(rq, "identita"), .rows = rows };
    const char *how = identity_summary(rq, d);

    if (!how)
        return;
    rows[s.n_rows++] = (struct view_row){ .label = "In che modo", .value = tr(how) };
    for (size_t i = 0; i < d->n_papers; i++)
        rows[s.n_rows++] = (struct view_row){ .label = identity_paper_label(d->paper_kinds[i]), .value = d->papers[i].name };
    list[(*n)++] = s;
}

enum rc ask_sections(struct req *rq, const struct draft *d, bool editable, const struct summary_section **ret, size_t *ret_n,
                     struct err *err)
{
    struct arena *a = req_arena(rq);
    size_t n, n_sections = 0;
    const struct draft_row *rows = draft_rows(d->type, &n);
    struct summary_section *sections = arena_array(a, n + 3, struct summary_section);
    struct view_row *shown = arena_array(a, n, struct view_row);
    struct view_file *files = arena_array(a, d->n_files + 1, struct view_file);
    struct summary_section *s = NULL;

    for (size_t i = 0, k = 0; i < n; i++) {
        const char *value = shown_value(rq, d, &rows[i].field, draft_value(&d->data, rows[i].field.name));
        if (i == 0 || rows[i].group != rows[i - 1].group) {
            s = &sections[n_sections++];
            *s = (struct summary_section){ .title = draft_group_title(d->type, rows[i].group), .rows = &shown[k] };
            s->edit_url = editable ? arena_fmt(a, "%s#gruppo-%d", ask_draft_url(rq, ""), (int)rows[i].group) : NULL;
        }
        if (str_empty(value))
            continue;
        shown[k++] = (struct view_row){ .label = shown_label(&rows[i].field), .value = value, .own_value = own_of(rq, &rows[i].field, draft_value(&d->data, rows[i].field.name)) };
        s->n_rows++;
    }
    if (s && !s->n_rows && rows[n - 1].group == GROUP_CHOICES) { /* also who chose nothing wants to know */
        struct view_row *usual = arena_one(a, struct view_row);

        *usual = (struct view_row){ .label = "Chi vede il tuo nome", .value = tr("Solo l'URP e l'ufficio che se ne occupa. Nessun altro cittadino.") };
        s->rows = usual;
        s->n_rows = 1;
    }
    TRY(questions_section(rq, d, editable, sections, &n_sections, err));
    for (size_t i = 0; i < d->n_files; i++)
        files[i] = page_file(a, &d->files[i], NULL);
    if (d->n_files)
        sections[n_sections++] = (struct summary_section){ .title = "Foto e documenti", .files = files, .n_files = d->n_files,
                                                           .edit_url = editable ? arena_fmt(a, "%s#allegati", ask_draft_url(rq, "")) : NULL };
    if (editable)
        identity_section(rq, d, sections, &n_sections);
    *ret = sections;
    *ret_n = n_sections;
    return OK;
}

enum rc ask_office(struct req *rq, const struct draft *d, const char **ret, const char **ret_own, struct err *err)
{
    struct rule_question q = { .type = d->type, .channel = CHANNEL_WEB };
    struct rule_answer answer;
    struct settore office;

    *ret = *ret_own = NULL;
    if (!str_empty(d->data.category))
        (void)sv_int(sv_from(d->data.category), 1, INT64_MAX, &q.category_id);
    q.area_id = str_empty(d->data.place) ? 0 : area_of_place(reader_of(rq), req_arena(rq), d->data.place);
    TRY(rule_route(reader_of(rq), req_arena(rq), &q, &answer, err));
    if (!answer.certain)
        return OK;
    TRY(settore_by_id(reader_of(rq), answer.list[0].settore_id, &office, err));
    *ret = office.name;
    *ret_own = office.own;
    return OK;
}

static const char declaration[] =
    "Inviando questa richiesta dichiari che quello che hai scritto è vero. Le dichiarazioni false sono punite dalla legge "
    "(DPR 445/2000, art. 76).";

/* A draft that could not be sent goes back to the form: its rows may be older than the rules. */
enum rc ask_is_complete(struct req *rq, const struct draft *d, bool *ret, struct err *err)
{
    struct form_errors fe = { 0 };
    size_t n;
    const struct draft_row *rows = draft_rows(d->type, &n);

    for (size_t i = 0; i < n; i++) {
        const char *clean;
        const char *wrong = field_check(req_arena(rq), &rows[i].field, draft_value(&d->data, rows[i].field.name), &clean);
        if (wrong)
            form_error_add(&fe, rows[i].field.name, wrong);
    }
    TRY(draft_check(reader_of(rq), d->type, &d->data, false, &fe, err));
    TRY(draft_questions_check(reader_of(rq), req_arena(rq), &d->data, &fe, err));
    *ret = fe.n == 0;
    return OK;
}

/* wait: said above the page, which is the same otherwise. stamp: of the proof that is asked for; NULL: none. */
static struct reply show_summary(struct req *rq, const struct draft *d, const char *wait, const char *stamp)
{
    struct err err = { 0 };
    struct view_error error = { .url = "#invia", .text = wait };
    struct near_view near;
    GString *out;
    struct draft goes = *d; /* what will be sent, not what is typed */
    struct summary_view v = { .page = page_new(rq, "Rileggi e invia", type_info(d->type)->name, NAV_NEW), .url = ask_draft_url(rq, "invia"),
                              .back_url = ask_draft_url(rq, ""), .later_url = ask_draft_url(rq, "collegamento"), .nonce = "", .type_name = type_info(d->type)->name,
                              .declaration = register_holds(d->type) ? declaration : NULL,
                              .no_contact = str_empty(d->data.email) && str_empty(d->data.pec)
                                                ? "Non hai indicato un indirizzo e-mail: non potremo scriverti. Per seguire la richiesta conserva il numero e il codice che ti daremo." : NULL };

    draft_unname(&goes.data);
    d = &goes;
    v.unnamed = str_eq(d->data.anonymous, "1");
    if (!str_empty(d->data.email)) {
        v.email = d->data.email;
        v.email_meant = email_meant(req_arena(rq), d->data.email);
        v.email_url = ask_draft_url(rq, "email");
    }
    if (d->type == TYPE_REPORT) {
        if (near_of(rq, d, &near, &err) != OK)
            return reply_err(rq, &err);
        v.near = near.rows;
        v.n_near = near.n_rows;
        v.other_body = near.other_body;
        v.other_email = near.other_email;
    }
    if (ask_sections(rq, d, true, &v.sections, &v.n_sections, &err) != OK || ask_office(rq, d, &v.office, &v.office_own, &err) != OK ||
        answers_find(rq, arena_fmt(req_arena(rq), "%s %s", d->data.subject ? d->data.subject : "", d->data.body ? d->data.body : ""), &v.answers, &err) != OK)
        return reply_err(rq, &err);
    v.stamp = stamp;
    v.proof_bits = arena_fmt(req_arena(rq), "%d", (int)conf_int(app_of(rq)->conf, "limits", "proof_bits"));
    if (wait) {
        v.page.errors = &error;
        v.page.n_errors = 1;
    }
    page_crumb(rq, &v.page, "/", "Inizio");
    out = g_string_sized_new(32768);
    summary_page(out, &v);
    return reply_html(rq, wait ? 422 : 200, out);
}

struct reply get_summary(struct req *rq)
{
    struct draft d;
    struct err err = { 0 };
    bool complete;

    if (draft_here(rq, &d, &err) != OK || ask_is_complete(rq, &d, &complete, &err) != OK)
        return reply_err(rq, &err);
    if (d.ticket_id)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    if (!complete)
        return reply_see(rq, ask_draft_url(rq, ""));
    return show_summary(rq, &d, NULL, NULL);
}

/* ---- sending ------------------------------------------------------------------------------------ */

static struct reply submitted(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    if (err->rc != OK)
        return reply_err(rq, err);
    files_forget(rq);
    return reply_see(rq, ask_draft_url(rq, "inviata"));
}

struct send_form {
    const char *nonce;
    struct proof proof;
};

static const struct field send_rows[] = {
    { .name = "nonce", .kind = FIELD_HIDDEN, .max = 40, .label = "nonce", .offset = FORM_MEMBER(struct send_form, nonce) },
    { .name = "timbro", .kind = FIELD_HIDDEN, .max = 100, .label = "Timbro", .offset = FORM_MEMBER(struct send_form, proof.stamp) },
    { .name = "prova", .kind = FIELD_HIDDEN, .max = 20, .label = "Prova", .offset = FORM_MEMBER(struct send_form, proof.answer) },
};

/* Programs send at once what they have read. Better than a stamp in the page, even a signed one: the birth of the draft
 * was never in their hands. */
static bool too_fast(struct req *rq, const struct draft *d)
{
    bool fast = clock_now_at() - d->created_at < conf_int(app_of(rq)->conf, "limits", "form_min_s");

    if (fast)
        log_info("form.trap", kv("kind", "fast"));
    return fast;
}

struct reply post_send(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct submission *s = arena_one(a, struct submission);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct send_form form;
    const char *stamp;
    struct draft d;
    bool complete;

    if (form_bind(rq, send_rows, sizeof send_rows / sizeof send_rows[0], &form, &fe, &err) != OK || draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (d.ticket_id) /* "Invia" pressed twice: one request, the same answer */
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    if (ask_is_complete(rq, &d, &complete, &err) != OK)
        return reply_err(rq, &err);
    if (!complete)
        return reply_see(rq, ask_draft_url(rq, ""));
    if (too_fast(rq, &d))
        return show_summary(rq, &d, "Hai fatto più in fretta di quanto una persona riesce di solito: aspetta qualche secondo e premi di nuovo «Invia». "
                                    "Quello che hai scritto è qui, non si perde. Ci serve per riconoscere i programmi automatici.", NULL);
    if (!proof_allows(rq, &d, &form.proof, &stamp))
        return show_summary(rq, &d, arena_fmt(a, tr("In questo momento arrivano moltissime richieste: aspetta %d secondi e premi di nuovo «Invia». Quello che hai scritto è qui, non si perde."), PROOF_WAIT_S), stamp);
    d.data.lang = tr_id(); /* the last one in which they read our pages */
    *s = (struct submission){ .type = d.type, .channel = CHANNEL_WEB, .origin_key = arena_fmt(a, "draft:%lld", (long long)d.id),
                              .who = { .kind = ACTOR_CITIZEN }, .data = d.data, .files = d.files, .n_files = d.n_files,
                              .lang_chosen = req_lang_chosen(rq), .receipt = true, .clear_draft = true, .draft_id = d.id };
    s->identity = (struct identity_brought){ .files = d.papers, .papers = d.paper_kinds, .n = d.n_papers, .way = draft_identity(&d) };
    return reply_after_write(rq, intake_submit_op, s, submitted);
}

/* ---- confirmation and receipt ------------------------------------------------------------------- */

static const struct view_row next_steps[] = {
    { .label = "Leggiamo la richiesta", .value = "La affidiamo all'ufficio competente. Se serve, ti chiediamo chiarimenti." },
    { .label = "L'ufficio se ne occupa", .value = "Vedi ogni passaggio nella pagina della tua richiesta." },
    { .label = "Ti rispondiamo", .value = "La risposta resta in quella pagina, insieme ai documenti." },
};

static enum rc sent_contacts(struct req *rq, const struct ticket *t, const struct ticket_words *words, struct sent_view *v, struct err *err)
{
    struct person p;
    struct settore office;

    if (t->person_id) {
        TRY(person_by_id(reader_of(rq), req_arena(rq), t->person_id, &p, err));
        /* Only what was typed here: a person known by phone may have an address that this visitor does not know. */
        v->email = *p.email && str_eq(words->reply_by, "email") ? p.email : NULL;
    }
    if (t->settore_id) {
        TRY(settore_by_id(reader_of(rq), t->settore_id, &office, err));
        v->office = office.name;
        v->office_own = office.own;
        v->officer = office.head_name;
    }
    return OK;
}

/* With all that it says it is also the notice that the proceeding has begun. */
static void sent_start(const struct ticket *t, struct sent_view *v)
{
    struct start_facts f = { .type = t->type, .body = v->page.body->name, .subject = v->subject, .office = v->office, .officer = v->officer,
                             .domicile = v->page.body->pec, .remedies = v->remedies, .presented_at = t->presented_at, .due_at = t->due_at };

    v->start = start_words(&f);
    v->papers = start_papers;
}

static enum rc sent_fill(struct req *rq, const struct ticket *t, struct sent_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket_words words;
    char *secret;

    TRY(track_secret(reader_of(rq), a, app_of(rq)->keys.track, t->id, &secret, err));
    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    *v = (struct sent_view){ .page = page_new(rq, "Richiesta inviata", NULL, NAV_NEW), .code = arena_str(a, t->code), .secret = secret,
                             .type_name = type_info(t->type)->name, .subject = words.subject,
                             .track_url = arena_fmt(a, "%s%s", app_of(rq)->base_url, track_path(a, t->code, secret)),
                             .again_url = ask_url(rq, t->type), .presented = moment_format_it(a, t->presented_at),
                             .due = t->due_at ? day_format_it(a, day_of(t->due_at)) : NULL,
                             .due_note = type_info(t->type)->silence_text, .remedies = remedies_of(reader_of(rq), a, t->type),
                             .next = next_steps, .n_next = sizeof next_steps / sizeof next_steps[0] };
    v->reached = !str_eq(words.reply_by, "none");
    TRY(sent_contacts(rq, t, &words, v, err));
    sent_start(t, v);
    return OK;
}

/* The whole request, from the ticket: the draft's own words are gone once it was sent. */
static enum rc receipt_sections(struct req *rq, const struct ticket *t, struct sent_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct summary_section *s = arena_array(a, 2, struct summary_section);
    struct view_row *rows;
    const struct view_row *facts;
    struct ticket_words words;
    struct attachment *files;
    struct view_file *shown;
    size_t n_facts, n_files, n = 0;

    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    TRY(story_facts(rq, t, &words, &facts, &n_facts, err));
    TRY(attach_list(reader_of(rq), a, t->id, &files, &n_files, err));
    rows = arena_array(a, n_facts + 2, struct view_row);
    shown = arena_array(a, n_files + 1, struct view_file);
    rows[n++] = (struct view_row){ .label = "Oggetto", .value = words.subject };
    for (size_t i = 0; i < n_facts; i++)
        rows[n++] = facts[i];
    rows[n++] = (struct view_row){ .label = "Testo", .value = words.body };
    s[0] = (struct summary_section){ .title = "La richiesta", .rows = rows, .n_rows = n, .files = shown };
    for (size_t i = 0; i < n_files; i++)
        if (!files[i].message_id)
            shown[s[0].n_files++] = page_file(a, &files[i].file, NULL);
    v->sections = s;
    v->n_sections = 1;
    return OK;
}

/* A link that went by mail may be in other hands than those that pressed "Invia": soon it opens nothing of the request. */
static struct reply show_gone(struct req *rq)
{
    static const struct view_link links[] = { { .url = "/pratica", .label = "Segui la tua richiesta" }, { .url = "/pratica/mie", .label = "Le tue richieste" } };
    struct plain_view v = { .page = page_new(rq, "Già inviata", NULL, NAV_NEW), .tone = TONE_GOOD, .icon = "it-check-circle", .text = "Questa richiesta è già stata inviata.",
                            .more = "Per seguirla usa il numero e il codice segreto della ricevuta. Se non li hai, e ci hai lasciato un indirizzo e-mail, chiedi l'elenco delle tue richieste.",
                            .links = links, .n_links = 2 };
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v.page, "/", "Inizio");
    plain_page(out, &v);
    return reply_html(rq, 200, out);
}

bool ask_sent_ticket(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    struct err err = { 0 };
    struct draft d;

    if (draft_here(rq, &d, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else if (!d.ticket_id)
        *ret_reply = reply_status(rq, 404);
    else if (d.mailed && clock_now_at() - d.updated_at >= SENT_SHOWN_S)
        *ret_reply = show_gone(rq);
    else if (ticket_by_id(reader_of(rq), req_arena(rq), d.ticket_id, ret, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else
        return true;
    return false;
}

struct reply get_sent(struct req *rq)
{
    struct err err = { 0 };
    struct reply failed;
    struct sent_view v;
    struct ticket t;
    GString *out;

    if (!ask_sent_ticket(rq, &t, &failed))
        return failed;
    if (sent_fill(rq, &t, &v, &err) != OK)
        return reply_err(rq, &err);
    v.receipt_url = ask_draft_url(rq, "ricevuta");
    v.receipt_pdf_url = ask_draft_url(rq, "ricevuta/pdf");
    v.more_url = t.type == TYPE_REPORT ? ask_draft_url(rq, "altra") : NULL;
    out = g_string_sized_new(16384);
    page_ask_easy(rq, &v.page, v.again_url);
    sent_page(out, &v);
    return reply_html(rq, 200, out);
}

/* The receipt as a page, or as a file to keep; back_url: where one goes on from the page. */
static struct reply give_receipt(struct req *rq, const struct ticket *t, const char *pdf_url, const char *back_url)
{
    struct err err = { 0 };
    struct sent_view v;
    GString *out;
    int retry_s;

    if (!pdf_url && !ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "pdf:%lld", (long long)t->id), PDFS_AN_HOUR, 3600, &retry_s)) {
        reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
        return reply_status(rq, 429);
    }
    if (sent_fill(rq, t, &v, &err) != OK || receipt_sections(rq, t, &v, &err) != OK)
        return reply_err(rq, &err);
    if (!pdf_url)
        return receipt_pdf(rq, &v);
    v.page.title = arena_fmt(req_arena(rq), tr("Ricevuta della richiesta %s"), t->code);
    v.receipt_pdf_url = pdf_url;
    v.back_url = back_url ? back_url : v.track_url;
    out = g_string_sized_new(16384);
    receipt_page(out, &v);
    return reply_html(rq, 200, out);
}

static struct reply receipt_of_draft(struct req *rq, const char *pdf_url)
{
    struct reply failed;
    struct ticket t;

    return ask_sent_ticket(rq, &t, &failed) ? give_receipt(rq, &t, pdf_url, NULL) : failed;
}

struct reply get_receipt(struct req *rq)
{
    return receipt_of_draft(rq, ask_draft_url(rq, "ricevuta/pdf"));
}

struct reply get_receipt_pdf(struct req *rq)
{
    return receipt_of_draft(rq, NULL);
}

struct reply get_track_receipt(struct req *rq)
{
    struct reply failed;
    struct ticket t;

    return track_ticket(rq, &t, &failed) ? give_receipt(rq, &t, track_url(rq, &t, "ricevuta/pdf"), NULL) : failed;
}

struct reply get_track_receipt_pdf(struct req *rq)
{
    struct reply failed;
    struct ticket t;

    return track_ticket(rq, &t, &failed) ? give_receipt(rq, &t, NULL, NULL) : failed;
}

struct reply seen_receipt(struct req *rq, const struct ticket *t, const char *pdf_url, const char *back_url)
{
    struct ticket_words words;
    struct err err = { 0 };

    if (words_of(reader_of(rq), req_arena(rq), t->id, &words, &err) != OK)
        return reply_err(rq, &err);
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang(words.lang));
    return give_receipt(rq, t, pdf_url, back_url);
}
