/* SPDX-License-Identifier: EUPL-1.2 */
/* What can be answered at once is most often answered already: schede, and prepared texts that need no request to be filled in. */
#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "desk.h"
#include "ticket/scheda.h"
#include "ticket/template.h"

#define READY_SCHEDE 500 /* a body has some hundreds */
#define READY_LIVE 3

/* "t:<code>" or "s:<id>". */
struct ready {
    const char *value, *title, *body, *group;
};

static const char *scheda_value(struct arena *a, const struct scheda *s)
{
    return arena_fmt(a, "s:%lld", (long long)s->id);
}

static enum rc ready_list(struct req *rq, struct ready **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct ticket question = { .type = TYPE_INFO };
    struct scheda_filter all = { 0 };
    struct reply_template *templates;
    struct scheda_hit *schede;
    struct ready *list;
    size_t n_templates, n_schede, n = 0;

    TRY(template_list(reader_of(rq), a, &question, &templates, &n_templates, err));
    TRY(scheda_find(reader_of(rq), a, "", &all, READY_SCHEDE, &schede, &n_schede, err));
    list = arena_array(a, n_templates + n_schede + 1, struct ready);
    for (size_t i = 0; i < n_schede; i++)
        list[n++] = (struct ready){ scheda_value(a, &schede[i].scheda), schede[i].scheda.title, schede[i].scheda.body, "Schede" };
    for (size_t i = 0; i < n_templates; i++)
        if (!template_needs_request(templates[i].body))
            list[n++] = (struct ready){ arena_fmt(a, "t:%s", templates[i].code), templates[i].title, templates[i].body, "Testi pronti" };
    *ret = list;
    *ret_n = n;
    return OK;
}

enum rc desk_draw_ready(struct req *rq, struct view_field *f, size_t *ret_n, struct err *err)
{
    struct ready *list;
    struct view_option *o;

    TRY(ready_list(rq, &list, ret_n, err));
    o = arena_array(req_arena(rq), *ret_n + 1, struct view_option);
    o[0] = (struct view_option){ .value = "", .label = "Scegli…", .chosen = true };
    for (size_t i = 0; i < *ret_n; i++)
        o[i + 1] = (struct view_option){ .value = list[i].value, .label = text_short(req_arena(rq), list[i].title, 80), .group = list[i].group };
    f->kind = VIEW_SELECT;
    f->options = o;
    f->n_options = *ret_n + 1;
    return OK;
}

enum rc desk_ready_text(struct req *rq, const char *value, const char **ret, struct err *err)
{
    struct ready *list;
    char *filled;
    size_t n;

    TRY(ready_list(rq, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].value, value)) {
            *ret = list[i].body;
            if (*value != 't')
                return OK;
            TRY(template_fill(reader_of(rq), req_arena(rq), NULL, req_identity(rq)->name, list[i].body, &filled, err));
            *ret = filled;
            return OK;
        }
    FAIL(err, E_NOTFOUND, "template", "Questo testo non c'è più.");
}

/* { "body" } */
struct reply post_desk_template(struct req *rq)
{
    struct err err = { 0 };
    const char *body;

    if (desk_ready_text(rq, req_field(rq, "template"), &body, &err) != OK)
        return reply_err(rq, &err);
    return reply_json(rq, 200, json_pack("{s:s}", "body", body));
}

/* [{ "value", "title", "body" }]: schede that answer the question as far as it is typed. */
struct reply post_desk_answers(struct req *rq)
{
    struct arena *a = req_arena(rq);
    const char *asked = req_field(rq, "subject");
    struct scheda_filter all = { 0 };
    struct scheda_hit *hits;
    struct err err = { 0 };
    json_t *list = json_array();
    size_t n;

    if (str_empty(asked) || text_chars(asked) > 200)
        return reply_json(rq, 200, list);
    if (scheda_find(reader_of(rq), a, asked, &all, READY_LIVE, &hits, &n, &err) != OK) {
        json_decref(list);
        return reply_err(rq, &err);
    }
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "value", scheda_value(a, &hits[i].scheda), "title", hits[i].scheda.title, "body", hits[i].scheda.body));
    return reply_json(rq, 200, list);
}

enum rc desk_count_scheda(struct dbw *w, const char *value, struct err *err)
{
    struct scheda_used used = { 0 };
    enum rc rc;

    if (strncmp(value ? value : "", "s:", 2) != 0 || !sv_int(sv_from(value + 2), 1, INT64_MAX, &used.id))
        return OK;
    rc = scheda_used_op(w, &used, err);
    return rc == E_NOTFOUND ? OK : rc; /* retired while the call went on */
}
