/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole file of a request on one page, with nothing folded: for paper, and for the PDF that every browser makes of it. */
#include "base/clock.h"
#include "base/sv.h"
#include "t/web/operator/print.html.h"
#include "ticket/calendar.h"
#include "ticket_parts.h"
#include "web/access.h"

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

struct reply get_print(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct ticket_view side = { 0 };
    struct ticket_words words;
    struct err err = { 0 };
    struct reply failed;
    struct story s;
    struct ticket t;
    GString *out;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    bool no_name = access_name_hidden(rq, &t);
    if (words_of(reader_of(rq), a, t.id, &words, &err) != OK || story_of(rq, &t, no_name ? STORY_SETTORE : STORY_OFFICE, ticket_url(rq, &t, "allegati"), STORY_WHOLE, &s, &err) != OK ||
        draw_side(rq, &t, &words, &s, &side, &err) != OK)
        return reply_err(rq, &err);
    draw_mails(rq, &s, &side);
    story_arrange(rq, &s, false);
    struct print_view v = { .body = page_body(rq), .title = arena_fmt(a, "%s %s", t.code, words.subject), .code = arena_str(a, t.code), .subject = words.subject,
                            .printed = arena_fmt(a, "Stampata %s da %s", moment_format_it(a, clock_now_at()), req_identity(rq)->name), .text = words.body, .quoted = no_name ? NULL : words.quoted,
                            .ticket_url = ticket_url(rq, &t, ""), .files = s.files, .n_files = s.n_files, .events = s.events, .n_events = s.n };
    draw_head(rq, &t, &v);
    draw_beside(rq, &side, &v);
    if (story_facts(rq, &t, &words, &v.facts, &v.n_facts, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(65536);
    print_page(out, &v);
    return reply_html(rq, 200, out);
}
