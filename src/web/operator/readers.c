/* SPDX-License-Identifier: EUPL-1.2 */
/* A confidential request: who may read it and why, who is let in by the responsabile, who has looked. */
#include <string.h>

#include "base/sv.h"
#include "operator.h"
#include "q/access.h"
#include "q/account.h"
#include "t/web/operator/access.html.h"
#include "t/web/operator/panel.html.h"
#include "ticket/calendar.h"
#include "ticket_parts.h"
#include "web/access.h"

#define VIEWS_ROWS 50
#define VIEWS_STEPS 10 /* of them for one page, where none is for who asks */

struct grant_form {
    const char *csrf, *person, *reason;
};
static const struct field rows[] = {
    { .name = "persona", .kind = FIELD_TEXT, .required = true, .max = 20, .label = "Persona", .missing = "Scegli la persona.", .offset = FORM_MEMBER(struct grant_form, person) },
    { .name = "motivo", .kind = FIELD_TEXT, .required = true, .max = 300, .label = "Perché deve leggerla", .hint = "Resta scritto, con il tuo nome.", .missing = "Scrivi perché deve leggerla.",
      .offset = FORM_MEMBER(struct grant_form, reason) },
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct grant_form, csrf) },
};

/* ---- views -------------------------------------------------------------------------------------- */

/* The columns of the two queries are the same; this is where that is said. */
#define VIEW_CELLS(list_, n_)                                                             \
    do {                                                                                  \
        cells = arena_array(a, 4 * (n_) + 1, const char *);                               \
        for (size_t i = 0; i < (n_); i++) {                                               \
            cells[4 * i] = moment_format_it(a, (list_)[i].at);                            \
            cells[4 * i + 1] = arena_fmt(a, "%s (%s)", (list_)[i].name, (list_)[i].login); \
            cells[4 * i + 2] = (list_)[i].code;                                           \
            cells[4 * i + 3] = (list_)[i].what;                                           \
        }                                                                                 \
    } while (0)

static enum rc views_table(struct req *rq, int64_t ticket_id, int64_t before, struct view_table *t, int64_t *ret_next, struct err *err)
{
    static const char *const heads[] = { "Quando", "Chi", "Richiesta", "Che cosa" };
    struct arena *a = req_arena(rq);
    const char **cells;
    size_t n;

    *ret_next = 0;
    if (ticket_id) {
        struct q_views_of_ticket *list;
        TRY(q_views_of_ticket(reader_of(rq), a, ticket_id, before, VIEWS_ROWS, &list, &n, err));
        VIEW_CELLS(list, n);
        *ret_next = n == VIEWS_ROWS ? list[n - 1].id : 0;
    } else {
        struct q_views_all *list;
        size_t told = 0;
        for (int step = 0; step < VIEWS_STEPS && !told && before; step++) {
            TRY(q_views_all(reader_of(rq), a, before, VIEWS_ROWS, &list, &n, err));
            before = n == VIEWS_ROWS ? list[n - 1].id : 0;
            for (size_t i = 0; i < n; i++) /* the role may be one for other requests, of which this person knows nothing */
                if (access_of_row(rq, list[i].ticket_id, list[i].flags) > ACCESS_NONE)
                    list[told++] = list[i];
        }
        n = told;
        VIEW_CELLS(list, n);
        *ret_next = before;
    }
    *t = (struct view_table){ .caption = "Chi l'ha guardata", .heads = heads, .n_heads = 4, .cells = cells, .n_rows = n };
    return OK;
}

struct reply get_reader_views(struct req *rq)
{
    struct view_table *table = arena_one(req_arena(rq), struct view_table);
    struct panel_view v = { .page = office_page_new(rq, "Chi ha letto le richieste riservate", MENU_NONE), .tables = table, .n_tables = 1 };
    int64_t before = INT64_MAX, next;
    struct err err = { 0 };
    GString *out;

    (void)sv_int(sv_from(req_query(rq, "prima")), 1, INT64_MAX, &before);
    if (views_table(rq, 0, before, table, &next, &err) != OK)
        return reply_err(rq, &err);
    v.text = table->n_rows ? "Ogni volta che qualcuno apre una richiesta riservata resta scritto qui." : next ? "Fra queste non ce n'è nessuna delle tue richieste. Vai avanti con «Successive»." : "Nessuno ha ancora aperto una richiesta riservata.";
    v.n_tables = table->n_rows ? 1 : 0;
    v.pager.next_url = next ? arena_fmt(req_arena(rq), "/ufficio/riservate?prima=%lld", (long long)next) : NULL;
    v.pager.prev_url = before != INT64_MAX ? "/ufficio/riservate" : NULL;
    out = g_string_sized_new(16384);
    panel_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- who may read one --------------------------------------------------------------------------- */

static enum rc draw_who(struct req *rq, const struct ticket *t, struct panel_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *list = arena_array(a, 5, struct view_row);
    struct q_access_case c;
    struct q_user_by_id u;
    struct settore office;

    TRY(q_access_case(reader_of(rq), a, 0, t->id, &c, err));
    list[v->n_figures++] = (struct view_row){ .label = "Responsabili URP", .value = "sempre" };
    if (c.operator_id && q_user_by_id(reader_of(rq), a, c.operator_id, &u, err) == OK)
        list[v->n_figures++] = (struct view_row){ .label = "Chi l'ha in carico", .value = u.name };
    if (c.registered_by && q_user_by_id(reader_of(rq), a, c.registered_by, &u, err) == OK)
        list[v->n_figures++] = (struct view_row){ .label = "Chi l'ha registrata", .value = u.name };
    if (t->settore_id && settore_by_id(reader_of(rq), t->settore_id, &office, NULL) == OK)
        list[v->n_figures++] = (struct view_row){ .label = "Settore", .value = arena_fmt(a, "%s, dal collegamento nei messaggi e con i suoi referenti", office.name) };
    v->figures = list;
    return OK;
}

static enum rc draw_grants(struct req *rq, const struct ticket *t, bool leads, struct view_table *table, struct view_action *acts, size_t *n_acts, struct err *err)
{
    static const char *const heads[] = { "Persona", "Dal", "Aperta da", "Perché", "Fino al" };
    struct arena *a = req_arena(rq);
    struct q_grants_of_ticket *list;
    const char **cells;
    size_t n;

    TRY(q_grants_of_ticket(reader_of(rq), a, t->id, &list, &n, err));
    cells = arena_array(a, 5 * n + 1, const char *);
    for (size_t i = 0; i < n; i++) {
        const char **c = cells + 5 * i;
        c[0] = list[i].name;
        c[1] = moment_format_it(a, list[i].at);
        c[2] = list[i].by_name;
        c[3] = list[i].reason;
        c[4] = list[i].ended_at ? arena_fmt(a, "%s (%s)", moment_format_it(a, list[i].ended_at), list[i].ended_name) : "aperta";
        if (!list[i].ended_at && leads)
            acts[(*n_acts)++] = (struct view_action){ .id = arena_fmt(a, "togli-%lld", (long long)list[i].id), .title = arena_fmt(a, "Togli il permesso a %s", list[i].name),
                                                      .submit = "Togli", .url = ticket_url(rq, t, arena_fmt(a, "lettori/%lld/togli", (long long)list[i].id)),
                                                      .csrf = req_identity(rq)->csrf, .tone = TONE_BAD };
    }
    *table = (struct view_table){ .caption = "Permessi dati dal responsabile", .heads = heads, .n_heads = 5, .cells = cells, .n_rows = n };
    return OK;
}

static enum rc grant_action(struct req *rq, const struct ticket *t, const struct grant_form *typed, const struct form_errors *fe, struct view_action *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_field *f = arena_array(a, 2, struct view_field);
    struct choice *choices;
    struct q_user_list *list;
    size_t n, k = 0;

    TRY(q_user_list(reader_of(rq), a, &list, &n, err));
    choices = arena_array(a, n + 1, struct choice);
    for (size_t i = 0; i < n; i++)
        if (list[i].active && list[i].roles & (ROLE_DESK | ROLE_READER | ROLE_RPCT | ROLE_SETTORE))
            choices[k++] = (struct choice){ arena_fmt(a, "%lld", (long long)list[i].id), arena_fmt(a, "%s, %s", list[i].name, roles_names(a, (unsigned)list[i].roles)) };
    f[0] = page_field(rq, &rows[0], "", fe);
    f[0].kind = VIEW_SELECT;
    page_choices(rq, &f[0], choices, typed->person, "Scegli…");
    f[1] = page_field(rq, &rows[1], typed->reason, fe);
    *ret = (struct view_action){ .id = "concedi", .title = "Apri la richiesta a una persona", .submit = "Apri", .url = ticket_url(rq, t, "lettori/concedi"), .csrf = req_identity(rq)->csrf,
                                 .fields = f, .n_fields = 2, .tone = TONE_INFO, .open = fe && fe->n };
    return OK;
}

static struct reply show(struct req *rq, const struct ticket *t, const struct grant_form *typed, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct view_table *tables = arena_array(a, 2, struct view_table);
    struct view_link *link = arena_one(a, struct view_link);
    struct view_action *acts = arena_array(a, 102, struct view_action);
    struct panel_view v = { .page = office_page_new(rq, arena_fmt(a, "Chi può leggere %s", t->code), MENU_NONE), .links = link, .n_links = 1, .tables = tables, .actions = acts };
    struct view_error *errors = arena_array(a, fe ? fe->n + 1 : 1, struct view_error);
    bool leads = case_leads(rq, t);
    int64_t next;
    struct err err = { 0 };
    GString *out;

    *link = (struct view_link){ .url = ticket_url(rq, t, ""), .label = "Torna alla richiesta" };
    if (!(t->flags & TICKET_CONFIDENTIAL))
        v.text = "Questa richiesta non è riservata: la legge chi ha un ruolo che la comprende.";
    if (leads) {
        if (grant_action(rq, t, typed, fe, &acts[v.n_actions++], &err) != OK)
            return reply_err(rq, &err);
    }
    if (draw_who(rq, t, &v, &err) != OK || draw_grants(rq, t, leads, &tables[v.n_tables++], acts, &v.n_actions, &err) != OK)
        return reply_err(rq, &err);
    if ((leads || req_identity(rq)->roles & ROLE_RPCT) && views_table(rq, t->id, INT64_MAX, &tables[v.n_tables++], &next, &err) != OK)
        return reply_err(rq, &err);
    for (size_t i = 0; fe && i < fe->n; i++)
        errors[v.page.n_errors++] = (struct view_error){ .url = arena_fmt(a, "#f-concedi-%s", fe->list[i].field), .text = fe->list[i].text };
    v.page.errors = errors;
    out = g_string_sized_new(16384);
    readers_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

struct reply get_readers(struct req *rq)
{
    struct ticket t;
    struct reply failed;

    return ticket_of(rq, &t, &failed) ? show(rq, &t, &(struct grant_form){ 0 }, NULL) : failed;
}

/* ---- letting in, and out ------------------------------------------------------------------------ */

struct granting {
    struct ticket t;
    struct grant_form form;
    struct form_errors errors;
    struct access_grant grant;
};

static struct reply granted(struct req *rq, void *arg, const struct err *err)
{
    struct granting *g = arg;

    if (err->rc == E_CONFLICT || err->rc == E_INPUT) {
        form_error_add(&g->errors, arena_str(req_arena(rq), err->field), arena_str(req_arena(rq), err->text));
        return show(rq, &g->t, &g->form, &g->errors);
    }
    return err->rc == OK ? reply_see(rq, ticket_url(rq, &g->t, "lettori")) : reply_err(rq, err);
}

static enum rc grant_op(struct dbw *w, void *arg, struct err *err)
{
    return access_grant_op(w, &OF(struct granting, arg)->grant, err);
}

struct reply post_reader_grant(struct req *rq)
{
    struct granting *g = arena_one(req_arena(rq), struct granting);
    struct q_user_by_id u;
    struct err err = { 0 };
    struct reply failed;
    int64_t id = 0;

    if (!case_of_lead(rq, &g->t, &failed))
        return failed;
    if (form_bind(rq, rows, 3, &g->form, &g->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!str_empty(g->form.person) && (!sv_int(sv_from(g->form.person), 1, INT64_MAX, &id) || q_user_by_id(reader_of(rq), req_arena(rq), id, &u, &err) != OK))
        form_error_add(&g->errors, "persona", "Scegli la persona dall'elenco.");
    if (g->errors.n)
        return show(rq, &g->t, &g->form, &g->errors);
    g->grant = (struct access_grant){ .ticket_id = g->t.id, .user_id = id, .by_user_id = req_identity(rq)->user_id, .reason = g->form.reason };
    return reply_after_write(rq, grant_op, g, granted);
}

static enum rc end_op(struct dbw *w, void *arg, struct err *err)
{
    return access_grant_end_op(w, &OF(struct granting, arg)->grant, err);
}

struct reply post_reader_end(struct req *rq)
{
    static const struct field csrf_row[] = { { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct grant_form, csrf) } };
    struct granting *g = arena_one(req_arena(rq), struct granting);
    struct err err = { 0 };
    struct reply failed;
    int64_t id = 0;

    if (!case_of_lead(rq, &g->t, &failed))
        return failed;
    if (form_bind(rq, csrf_row, 1, &g->form, &g->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id))
        return reply_status(rq, 404);
    g->grant = (struct access_grant){ .id = id, .ticket_id = g->t.id, .by_user_id = req_identity(rq)->user_id };
    return reply_after_write(rq, end_op, g, granted);
}
