/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is calling, and what that person has asked before. The same look-up by a button and while one types; what is typed goes by
 * POST, since a name has no place in a log. */
#include <string.h>

#include "base/limits.h"
#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "q/contact.h"
#include "q/person.h"
#include "t/web/operator/intake.html.h"
#include "ticket_parts.h"
#include "web/access.h"

bool desk_person(struct req *rq, const char *id_typed, struct person *ret)
{
    struct err err = { 0 };
    int64_t id = 0;

    return sv_int(sv_from(id_typed), 1, INT64_MAX, &id) && person_by_id(reader_of(rq), req_arena(rq), id, ret, &err) == OK;
}

static const char *reply_way(const struct person *p)
{
    return *p->email ? "email" : *p->phone ? "phone" : "";
}

void desk_take_person(struct desk_form *f, const struct person *p)
{
    struct draft_data *d = &f->data;

    d->name = p->name;
    d->surname = p->surname;
    d->email = p->email;
    d->phone = p->phone;
    d->pec = p->pec;
    d->tax_code = p->tax_code;
    d->address = p->address;
    d->birth_place = p->birth_place;
    d->birth_day = p->birth_day;
    d->reply_by = reply_way(p);
}

static void fill(const char **field, const char *text)
{
    if (str_empty(*field))
        *field = text;
}

void desk_take_typed(struct arena *a, struct desk_form *f)
{
    struct draft_data *d = &f->data;
    struct person p;

    person_typed(a, f->caller, &p);
    if (str_empty(d->name) && str_empty(d->surname)) {
        d->name = p.name;
        d->surname = p.surname;
    }
    fill(&d->phone, p.phone);
    fill(&d->email, p.email);
    fill(&d->tax_code, p.tax_code);
}

/* ---- found -------------------------------------------------------------------------------------- */

static const char *open_text(struct arena *a, int64_t n)
{
    if (n >= PERSON_COUNT_MAX) /* it may be more: no further ones are counted */
        return arena_fmt(a, "almeno %d richieste aperte", PERSON_COUNT_MAX);
    return n == 0 ? "nessuna richiesta aperta" : n == 1 ? "1 richiesta aperta" : arena_fmt(a, "%lld richieste aperte", (long long)n);
}

/* How many are open tells of other offices: it is for those who see them all. */
static struct caller_hit hit_of(struct req *rq, const struct person_hit *h)
{
    struct arena *a = req_arena(rq);
    const struct person *p = &h->person;
    const char *name = person_full_name(a, p);

    return (struct caller_hit){ .id = arena_fmt(a, "%lld", (long long)p->id), .name = *name ? name : "Senza nome",
                                .contact = *p->phone ? page_phone(a, p->phone) : *p->email ? p->email : p->pec, .open = access_is_wide(req_identity(rq)) ? open_text(a, h->open_tickets) : "" };
}

enum rc desk_draw_callers(struct req *rq, const struct desk_form *d, struct intake_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct person_hit *hits;
    struct caller_hit *list;
    size_t n;
    int64_t id;

    v->lookup = d->caller;
    v->person_id = d->person;
    if (sv_int(sv_from(d->person), 1, INT64_MAX, &id))
        return desk_side(rq, id, &v->side, err);
    if (str_empty(d->caller))
        return OK;
    TRY(person_find(reader_of(rq), a, d->caller, &hits, &n, err));
    list = arena_array(a, n + 1, struct caller_hit);
    for (size_t i = 0; i < n; i++)
        list[i] = hit_of(rq, &hits[i]);
    v->looked_up = true;
    v->callers = list;
    v->n_callers = n;
    return OK;
}

static json_t *fields_of(const struct person *p)
{
    json_t *o = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "name", p->name, "surname", p->surname, "phone", p->phone, "email", p->email, "pec",
                          p->pec, "tax_code", p->tax_code, "address", p->address, "birth_place", p->birth_place, "birth_day", p->birth_day, "reply_by", reply_way(p));

    assume(o != NULL);
    return o;
}

static const struct field lookup_row[] = {
    { .name = "chi", .kind = FIELD_TEXT, .max = 120, .label = "Chi è", .offset = FORM_MEMBER(struct desk_form, caller) },
};

/* { "people": [{ "id", "name", "contact", "open", "fields" }], "typed": fields of a new person } */
struct reply post_callers(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct desk_form d = { 0 };
    struct form_errors errors = { 0 };
    struct err err = { 0 };
    struct person_hit *hits;
    struct person typed;
    size_t n;
    json_t *people;

    if (form_bind(rq, lookup_row, 1, &d, &errors, &err) != OK || person_find(reader_of(rq), a, d.caller, &hits, &n, &err) != OK)
        return reply_err(rq, &err);
    people = json_array();
    for (size_t i = 0; i < n; i++) {
        struct caller_hit h = hit_of(rq, &hits[i]);
        json_array_append_new(people, json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", h.id, "name", h.name, "contact", h.contact, "open", h.open, "fields", fields_of(&hits[i].person)));
    }
    person_typed(a, d.caller, &typed);
    return reply_json(rq, 200, json_pack("{s:o, s:o}", "people", people, "typed", fields_of(&typed)));
}

/* ---- beside the form ------------------------------------------------------------------------------ */

#define SIDE_OPEN 6
#define SIDE_ENDED 3

static struct caller_request request_of(struct req *rq, const struct q_requests_of_person *t)
{
    struct arena *a = req_arena(rq);
    struct ticket_row row = { .id = t->id, .due_at = t->due_at, .attention = t->attention, .at = t->created_at, .flags = t->flags, .code = t->code, .type = t->type,
                              .state = t->state, .channel = t->channel, .subject = t->subject, .place = t->place, .settore = t->settore };
    struct queue_row q = office_row(rq, &row);

    return (struct caller_request){ .url = q.url, .code = q.code, .subject = q.subject, .settore = q.settore, .due = q.due,
                                    .where = arena_fmt(a, "%s%s%s", q.state.label, str_empty(q.settore) ? "" : ", ", q.settore),
                                    .call = t->open ? arena_fmt(a, "chiamata:%s:%lld", q.code, (long long)t->version) : NULL };
}

static const char *search_url(struct arena *a, const char *what)
{
    AUTO(GFREE) char *q = g_uri_escape_string(what, NULL, FALSE);

    return arena_fmt(a, "/ufficio/richieste?q=%s", q);
}

enum rc desk_side(struct req *rq, int64_t person_id, const struct caller_side **ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct caller_side *s = arena_one(a, struct caller_side);
    struct caller_request *list = arena_array(a, SIDE_OPEN + SIDE_ENDED, struct caller_request);
    struct q_requests_of_person *rows;
    struct q_person_requests count;
    struct person p;
    size_t n;

    TRY(person_by_id(reader_of(rq), a, person_id, &p, err));
    TRY(q_person_requests(reader_of(rq), a, person_id, PERSON_COUNT_MAX, &count, err));
    *s = (struct caller_side){ .name = person_full_name(a, &p), .contact = *p.phone ? page_phone(a, p.phone) : p.email, .requests = list };
    for (int open = 1; open >= 0; open--) {
        TRY(q_requests_of_person(reader_of(rq), a, person_id, open, open ? SIDE_OPEN : SIDE_ENDED, &rows, &n, err));
        for (size_t i = 0; i < n; i++)
            if (case_knows_whose(rq, rows[i].id, rows[i].flags)) {
                if (rows[i].flags & TICKET_CONFIDENTIAL) { /* not counted above; who reads it counts it */
                    count.tickets++;
                    count.open_tickets += open;
                }
                list[s->n_requests++] = request_of(rq, &rows[i]);
            }
    }
    s->sum = access_is_wide(req_identity(rq)) ? open_text(a, count.open_tickets) : "";
    if (count.tickets > (int64_t)s->n_requests && access_is_wide(req_identity(rq)))
        s->all_url = search_url(a, *p.phone ? p.phone + (*p.phone == '+') : *p.email ? p.email : s->name);
    *ret = s;
    return OK;
}

/* A piece of page, for the script. */
struct reply get_caller(struct req *rq)
{
    const struct caller_side *side;
    struct err err = { 0 };
    int64_t id = 0;
    GString *out;

    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    if (desk_side(rq, id, &side, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(4096);
    caller_side(out, side);
    return reply_html(rq, 200, out);
}
