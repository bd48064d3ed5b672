/* SPDX-License-Identifier: EUPL-1.2 */
/* The public schede: read before somebody writes. */
#include <string.h>

#include "base/sv.h"
#include "base/tr.h"
#include "base/text.h"
#include "citizen.h"
#include "t/web/citizen/schede.html.h"
#include "ticket/calendar.h"
#include "ticket/lang.h"
#include "ticket/scheda.h"
#include "web/scheda_view.h"

#define FOUND_MAX 10
#define LISTED_MAX 500
#define START_CHARS 160
#define USEFUL_PER_HOUR 20 /* a network of a school or an office has many readers */

static const char *scheda_url(struct req *rq, int64_t id)
{
    return arena_fmt(req_arena(rq), "/schede/%lld", (long long)id);
}

static const char *group_of(struct dbr *r, const struct scheda *s, const char **ret_own)
{
    struct category c;
    struct err err = { 0 };
    bool known = s->category_id && category_by_id(r, s->category_id, &c, &err) == OK, grouped = known && *c.parent_name;

    *ret_own = !known ? NULL : grouped ? c.parent_own : c.own;
    return !known ? "Altre domande" : grouped ? c.parent_name : c.name;
}

/* Linear on purpose: a dozen groups. */
static size_t group_named(struct scheda_group *list, size_t *n, const char *title, const char *own)
{
    size_t i = 0;

    while (i < *n && !str_eq(list[i].title, title))
        i++;
    if (i == *n)
        list[(*n)++] = (struct scheda_group){ .title = title, .own = own };
    return i;
}

static void draw_groups(struct req *rq, const struct scheda_hit *hits, size_t n, struct public_schede_view *v)
{
    struct arena *a = req_arena(rq);
    struct scheda_group *groups = arena_array(a, n + 1, struct scheda_group);
    struct view_link **links = arena_array(a, n + 1, struct view_link *);
    size_t *of = arena_array(a, n + 1, size_t);

    for (size_t i = 0; i < n; i++) {
        const char *own, *title = group_of(reader_of(rq), &hits[i].scheda, &own);

        of[i] = group_named(groups, &v->n_groups, title, own);
        groups[of[i]].n_links++;
    }
    for (size_t g = 0; g < v->n_groups; g++) {
        groups[g].links = links[g] = arena_array(a, groups[g].n_links, struct view_link);
        groups[g].n_links = 0;
    }
    for (size_t i = 0; i < n; i++)
        links[of[i]][groups[of[i]].n_links++] = (struct view_link){ .url = scheda_url(rq, hits[i].scheda.id), .label = hits[i].scheda.title };
    v->groups = groups;
}

static void draw_found(struct req *rq, const struct scheda_hit *hits, size_t n, struct public_schede_view *v)
{
    struct arena *a = req_arena(rq);
    struct scheda_row *rows = arena_array(a, n + 1, struct scheda_row);

    for (size_t i = 0; i < n; i++)
        rows[i] = (struct scheda_row){ .url = scheda_url(rq, hits[i].scheda.id), .title = hits[i].scheda.title,
                                       .start = text_short(a, text_line(a, sv_from(hits[i].scheda.body)), START_CHARS) };
    v->found = rows;
    v->n_found = n;
    v->none = n ? NULL : "Non abbiamo trovato una risposta pronta. Prova con altre parole, o chiedi a noi.";
}

struct reply get_schede(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct public_schede_view v = { .page = page_new(rq, "Risposte pronte", "Le domande che ci fanno più spesso, con la risposta.", NAV_HOME),
                                    .asked = req_query(rq, "q") };
    struct scheda_filter f = { .only_public = true };
    bool asks = !str_empty(v.asked);
    struct scheda_hit *hits;
    struct err err = { 0 };
    GString *out;
    size_t n;

    page_crumb(rq, &v.page, "/", "Inizio");
    if (scheda_find(reader_of(rq), req_arena(rq), v.asked, &f, asks ? FOUND_MAX : LISTED_MAX, &hits, &n, &err) != OK)
        return reply_err(rq, &err);
    if (asks)
        draw_found(rq, hits, n, &v);
    else
        draw_groups(rq, hits, n, &v);
    if (!asks && !n)
        v.none = "Qui troverai le risposte alle domande più frequenti. Per ora non ce ne sono: scrivici.";
    out = g_string_sized_new(16384);
    if (!asks)
        page_ask_clear(rq, &v.page);
    public_schede_page(out, &v);
    return reply_html(rq, 200, out);
}

bool scheda_is_shown(struct req *rq, int64_t id)
{
    struct err none = { 0 };
    struct scheda s;

    return scheda_by_id(reader_of(rq), id, &s, &none) == OK && s.is_public && s.active;
}

/* What is not public does not exist here. */
static enum rc public_one(struct req *rq, struct scheda *ret, struct err *err)
{
    int64_t id = 0;

    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    if (!scheda_is_shown(rq, id))
        FAIL(err, E_NOTFOUND, "", "scheda %lld is not public", (long long)id);
    return scheda_by_id(reader_of(rq), id, ret, err);
}

struct reply get_scheda_public(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct public_scheda_view v = { .body = NULL };
    struct settore office;
    struct err err = { 0 };
    struct scheda s;
    GString *out;

    if (public_one(rq, &s, &err) != OK)
        return reply_err(rq, &err);
    v = (struct public_scheda_view){ .page = page_new(rq, s.title, NULL, NAV_HOME), .body = s.body, .url = s.url,
                                     .checked = arena_fmt(a, tr("Aggiornata %s."), day_format_il(a, day_of(s.changed_at))),
                                     .useful_url = arena_fmt(a, "%s/utile", scheda_url(rq, s.id)) };
    page_crumb(rq, &v.page, "/", "Inizio");
    v.page.title_lang = LANG_ITALIAN;
    page_crumb(rq, &v.page, "/schede", "Risposte pronte");
    if (str_eq(req_query(rq, "fatto"), "utile")) {
        v.page.notice = "Grazie, ci fa piacere.";
        v.useful_url = NULL;
    }
    if (s.settore_id && settore_by_id(reader_of(rq), s.settore_id, &office, &err) == OK) {
        v.office = office.name;
        v.office_own = office.own;
        v.office_contact = office.phone;
    }
    out = g_string_sized_new(16384);
    page_ask_clear(rq, &v.page);
    public_scheda_page(out, &v);
    return reply_html(rq, 200, out);
}

static struct reply counted(struct req *rq, void *arg, const struct err *err)
{
    const struct scheda_used *u = arg;

    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "%s?fatto=utile", scheda_url(rq, u->id))) : reply_err(rq, err);
}

/* Whoever clicks too often is thanked like everybody; only the count does not believe it. */
struct reply post_scheda_useful(struct req *rq)
{
    struct scheda_used *u = arena_one(req_arena(rq), struct scheda_used);
    const char *key = arena_fmt(req_arena(rq), "utile:%s", req_client_net(rq));
    struct err err = { 0 };
    struct scheda s;
    int retry_s;

    if (public_one(rq, &s, &err) != OK)
        return reply_err(rq, &err);
    *u = (struct scheda_used){ .id = s.id, .by_citizen = true };
    if (!ratelimit_allow(app_of(rq)->http, key, USEFUL_PER_HOUR, 3600, &retry_s))
        return counted(rq, u, &err);
    return reply_after_write(rq, scheda_used_op, u, counted);
}
