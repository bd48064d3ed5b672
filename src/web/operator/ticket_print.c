/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole file of a request with nothing folded, as a page for the printer and as a PDF. */
#include "../paper.h"
#include "base/clock.h"
#include "base/sv.h"
#include "t/web/operator/print.html.h"
#include "ticket/calendar.h"
#include "ticket_parts.h"
#include "web/access.h"
#include "web/masked.h"

static void draw_head(struct req *rq, const struct ticket *t, struct print_view *v)
{
    struct view_row *rows = arena_array(req_arena(rq), 5, struct view_row);

    rows[v->n_head++] = (struct view_row){ .label = "Tipo", .value = type_info(t->type)->name };
    rows[v->n_head++] = (struct view_row){ .label = "Arrivata", .value = arena_fmt(req_arena(rq), "%s, %s", channel_name(t->channel), moment_format_it(req_arena(rq), t->presented_at)) };
    rows[v->n_head++] = (struct view_row){ .label = "Stato", .value = state_label(t->state) };
    if (t->outcome != OUTCOME_NONE)
        rows[v->n_head++] = (struct view_row){ .label = "Esito", .value = outcome_label(t->outcome) };
    if (t->flags & TICKET_CONFIDENTIAL)
        rows[v->n_head++] = (struct view_row){ .label = "Riservata", .value = "sì: non lasciare questi fogli in giro" };
    v->head = rows;
}

/* What stands beside the story on the page of the request stands above it on paper. */
static void draw_beside(struct req *rq, const struct ticket_view *side, struct print_view *v)
{
    struct view_row *rows = arena_array(req_arena(rq), side->n_clock + 4, struct view_row);

    rows[v->n_clock++] = (struct view_row){ .label = "Termine", .value = side->due_on };
    for (size_t i = 0; i < side->n_clock; i++)
        rows[v->n_clock++] = side->clock[i];
    if (!str_empty(side->settore))
        rows[v->n_clock++] = (struct view_row){ .label = "Settore", .value = arena_fmt(req_arena(rq), "%s (%s)", side->settore, side->settore_contact) };
    v->clock = rows;
    v->due_why = side->due_why;
    v->person = side->person;
    v->n_person = side->n_person;
}

/* Whoever gives the file away may leave out what the offices said among themselves. */
static void leave_out_notes(struct story *s)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        if (!s->events[i].internal)
            s->events[n++] = s->events[i];
    s->n = n;
}

static enum rc fill(struct req *rq, const struct ticket *t, struct print_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket_view side = { 0 };
    struct ticket_words words;
    struct story s;
    bool no_name = access_name_hidden(rq, t), no_notes = str_eq(req_query(rq, "note"), "no");

    TRY(words_of(reader_of(rq), a, t->id, &words, err));
    TRY(story_of(rq, t, no_name ? STORY_SETTORE : STORY_OFFICE, ticket_url(rq, t, "allegati"), STORY_WHOLE, &s, err));
    TRY(draw_side(rq, t, &words, &s, &side, err));
    draw_mails(rq, &s, &side);
    if (no_notes)
        leave_out_notes(&s);
    story_arrange(rq, &s, false);
    *v = (struct print_view){ .body = page_body(rq), .title = arena_fmt(a, "%s %s", t->code, words.subject), .code = arena_str(a, t->code), .subject = words.subject,
                              .printed = arena_fmt(a, "Stampata %s da %s%s", moment_format_it(a, clock_now_at()), req_identity(rq)->name, no_notes ? ", senza le note interne" : ""),
                              .text = masked_of(rq, t->id, words.body), .quoted = no_name ? NULL : masked_of(rq, t->id, words.quoted), .ticket_url = ticket_url(rq, t, ""),
                              .pdf_url = ticket_url(rq, t, no_notes ? "pdf?note=no" : "pdf"), .notes_url = ticket_url(rq, t, no_notes ? "stampa" : "stampa?note=no"), .no_notes = no_notes,
                              .files = s.files, .n_files = s.n_files, .events = s.events, .n_events = s.n };
    draw_head(rq, t, v);
    draw_beside(rq, &side, v);
    return story_facts(rq, t, &words, &v->facts, &v->n_facts, err);
}

struct reply get_print(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct print_view v;
    struct reply failed;
    struct ticket t;
    GString *out;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    if (fill(rq, &t, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(65536);
    print_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- as a PDF ----------------------------------------------------------------------------------- */

static void say_rows(struct pdf *p, const char *title, const struct view_row *rows, size_t n)
{
    if (n)
        pdf_heading(p, PDF_H2, title);
    paper_rows(p, rows, n);
}

/* "10:42 · Anna Neri, per telefono · richiesta 2026-000417-X" */
static const char *when_and_who(struct arena *a, const struct view_event *e)
{
    return arena_fmt(a, "%s%s%s%s%s%s%s", view_set(e->time) ? e->time : "", view_set(e->who) ? " · " : "", view_set(e->who) ? e->who : "", view_set(e->way) ? ", " : "",
                     view_set(e->way) ? e->way : "", view_set(e->joined) ? " · richiesta " : "", view_set(e->joined) ? e->joined : "");
}

static void say_event(struct pdf *p, struct arena *a, const struct view_event *e)
{
    pdf_heading(p, PDF_H3, e->day);
    pdf_text(p, PDF_STRONG, view_set(e->note) ? arena_fmt(a, "%s (%s)", e->title, e->note) : e->title);
    pdf_text(p, PDF_SMALL, when_and_who(a, e));
    pdf_text(p, PDF_PLAIN, e->clock);
    pdf_text(p, PDF_PLAIN, e->why);
    pdf_text(p, PDF_PLAIN, e->text);
    pdf_text(p, PDF_QUOTED, e->quoted);
    paper_files(p, a, e->files, e->n_files);
    for (size_t i = 0; i < e->n_fates; i++)
        pdf_text(p, PDF_SMALL, arena_fmt(a, "%s (%s)", e->fates[i].text, e->fates[i].state.label));
}

static void say_all(struct pdf *p, struct arena *a, const struct print_view *v)
{
    paper_letterhead(p, v->body);
    pdf_heading(p, PDF_H1, v->subject);
    pdf_text(p, PDF_LARGE, v->code);
    paper_rows(p, v->head, v->n_head);
    pdf_heading(p, PDF_H2, "La richiesta");
    pdf_text(p, PDF_PLAIN, v->text);
    pdf_text(p, PDF_QUOTED, v->quoted);
    paper_rows(p, v->facts, v->n_facts);
    paper_files(p, a, v->files, v->n_files);
    say_rows(p, "Persona", v->person, v->n_person);
    say_rows(p, "Termine e settore", v->clock, v->n_clock);
    pdf_text(p, PDF_SMALL, v->due_why);
    pdf_heading(p, PDF_H2, "Storia");
    for (size_t i = 0; i < v->n_events; i++)
        say_event(p, a, &v->events[i]);
}

struct reply get_ticket_pdf(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct err err = { 0 };
    struct print_view v;
    struct reply failed;
    struct ticket t;
    struct pdf *p;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    if (fill(rq, &t, &v, &err) != OK)
        return reply_err(rq, &err);
    p = paper_new(rq, arena_fmt(a, "Fascicolo %s", v.title), v.code, v.printed, "La richiesta è troppo lunga per un solo PDF. Il resto si legge nella sua pagina.");
    say_all(p, a, &v);
    return paper_reply(rq, app_of(rq)->paper, p, arena_fmt(a, "fascicolo-%s.pdf", v.code));
}
