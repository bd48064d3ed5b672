/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages that do something to the file of a request have in common. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "intake/submit.h"
#include "ticket/calendar.h"
#include "ticket/code.h"
#include "rows.h"
#include "t/web/operator/case.html.h"
#include "ticket/message.h"
#include "ticket_parts.h"
#include "web/access.h"

#define FIRST_LINES ((size_t)280)

struct case_view case_view_new(struct req *rq, const struct ticket *t, const char *title)
{
    struct ticket_words words;
    struct err err = { 0 };
    bool known = words_of(reader_of(rq), req_arena(rq), t->id, &words, &err) == OK;

    return (struct case_view){ .page = office_page_new(rq, title, MENU_NONE), .code = arena_str(req_arena(rq), t->code), .subject = known ? words.subject : NULL,
                               .ticket_url = ticket_url(rq, t, "") };
}

struct reply case_show(struct req *rq, const struct case_view *v)
{
    GString *out = g_string_sized_new(16384);

    case_page(out, v);
    return reply_html(rq, v->page.n_errors ? 422 : 200, out);
}

struct view_action case_action(struct req *rq, const struct ticket *t, const char *slug, const char *submit, enum view_tone tone)
{
    return (struct view_action){ .id = slug, .title = submit, .submit = submit, .url = ticket_url(rq, t, slug), .csrf = req_identity(rq)->csrf,
                                 .version = arena_fmt(req_arena(rq), "%lld", (long long)t->version), .tone = tone };
}

bool case_error(struct req *rq, const struct err *err, const char *const *names, struct form_errors *fe)
{
    const char *field = "form";

    if (err->rc != E_INPUT && err->rc != E_CONFLICT && err->rc != E_LIMIT)
        return false;
    for (; names[0]; names += 2)
        if (str_eq(names[0], err->field))
            field = names[1];
    form_error_add(fe, field, arena_str(req_arena(rq), err->text));
    return true;
}

void case_errors(struct req *rq, struct case_view *v, const char *slug, const struct form_errors *fe)
{
    struct view_error *list;

    if (!fe || !fe->n)
        return;
    list = arena_array(req_arena(rq), fe->n, struct view_error);
    for (size_t i = 0; i < fe->n; i++)
        list[i] = (struct view_error){ .url = str_eq(fe->list[i].field, "form") ? "#contenuto" : arena_fmt(req_arena(rq), "#f-%s-%s", slug, fe->list[i].field),
                                       .text = fe->list[i].text };
    v->page.errors = list;
    v->page.n_errors = fe->n;
}

const char *case_done(struct req *rq, const struct ticket *t, const char *done)
{
    return arena_fmt(req_arena(rq), "%s?fatto=%s", ticket_url(rq, t, ""), done);
}

bool case_of_ours(struct req *rq, struct ticket *ret, struct actor *ret_who, struct reply *ret_reply)
{
    if (!ticket_of(rq, ret, ret_reply))
        return false;
    if (access_works(rq, ret, ret_who) && ret_who->kind == ACTOR_URP)
        return true;
    *ret_reply = reply_status(rq, 403);
    return false;
}

bool case_leads(struct req *rq, const struct ticket *t)
{
    struct viewer v;
    struct access_case c;
    struct err err = { 0 };
    enum access level;

    return access_of(rq, t, &level, &v, &c, &err) == OK && access_leads(&v, &c);
}

bool case_of_lead(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    if (!ticket_of(rq, ret, ret_reply))
        return false;
    if (case_leads(rq, ret))
        return true;
    *ret_reply = reply_status(rq, 403);
    return false;
}

/* "12" as one says it at the desk: the twelfth of this year. */
static const char *full_code(struct req *rq, const char *typed)
{
    char *code = arena_alloc(req_arena(rq), CODE_CHARS);
    int64_t number;

    if (!sv_int(sv_trim(sv_from(typed)), 1, CODE_NUMBER_MAX, &number))
        return typed;
    code_format(day_ymd(day_of(clock_now_at())).year, number, code);
    return code;
}

int64_t case_other(struct req *rq, const char *typed, struct ticket *ret)
{
    struct err err = { 0 };
    struct actor who;

    if (str_empty(typed) || ticket_by_code(reader_of(rq), req_arena(rq), full_code(rq, typed), ret, &err) != OK || !access_works(rq, ret, &who))
        *ret = (struct ticket){ 0 };
    return ret->id;
}

bool case_same_person(struct req *rq, const struct ticket *t, int64_t other_id)
{
    struct ticket other;
    struct err err = { 0 };

    return !access_name_hidden(rq, t) && ticket_by_id(reader_of(rq), req_arena(rq), other_id, &other, &err) == OK && !access_name_hidden(rq, &other);
}

bool case_knows_whose(struct req *rq, int64_t ticket_id, int64_t flags)
{
    return access_of_row(rq, ticket_id, flags) >= (flags & TICKET_CONFIDENTIAL ? ACCESS_READ : ACCESS_EXISTS);
}

/* Why two are alike are words of both: the other must be one that this user reads, without a look that would have to be recorded. */
static bool hint_is_told(struct req *rq, const struct ticket *t, const struct duplicate_hint *h)
{
    struct ticket other;
    struct err err = { 0 };

    if (ticket_by_id(reader_of(rq), req_arena(rq), h->ticket_id, &other, &err) != OK || other.flags & TICKET_CONFIDENTIAL)
        return false;
    return access_of_row(rq, other.id, other.flags) >= ACCESS_READ && (!h->by_person || case_same_person(rq, t, other.id));
}

enum rc case_hints(struct req *rq, const struct ticket *t, struct duplicate_hint **ret, size_t *ret_n, struct err *err)
{
    size_t n, told = 0;

    TRY(duplicate_hints(reader_of(rq), req_arena(rq), t, ret, &n, err));
    for (size_t i = 0; i < n; i++)
        if (hint_is_told(rq, t, &(*ret)[i]))
            (*ret)[told++] = (*ret)[i];
    *ret_n = told;
    return OK;
}

/* As a row of a list, which decides what this user may see of it. */
enum rc case_other_of(struct req *rq, int64_t id, const char *why, struct case_other *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_row_of row;
    struct ticket_words words;

    TRY(q_row_of(reader_of(rq), a, id, &row, err));
    struct ticket_row from = ROW_FROM(row, row.settore);
    struct queue_row drawn = office_row(rq, &from);
    *ret = (struct case_other){ .code = drawn.code, .url = drawn.url, .subject = drawn.subject, .state = drawn.state, .why = drawn.masked ? NULL : why,
                                .hidden = drawn.hidden, .masked = drawn.masked,
                                .line = arena_fmt(a, "%s%s%s%s%s", drawn.kind, str_empty(drawn.who) ? "" : " · ", drawn.who, str_empty(drawn.place) ? "" : " · ",
                                                  str_empty(drawn.place) ? "" : drawn.place) };
    if (drawn.masked)
        return OK;
    TRY(words_of(reader_of(rq), a, id, &words, err));
    ret->words = text_short(a, words.body, FIRST_LINES);
    return OK;
}
