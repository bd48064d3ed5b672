/* SPDX-License-Identifier: EUPL-1.2 */
/* /segnalazioni: what has been reported, newest first. */
#include "reports.h"

#include <string.h>

#include "base/clock.h"
#include "base/escape.h"
#include "base/sv.h"
#include "base/tr.h"
#include "q/ente.h"
#include "q/public.h"
#include "t/web/citizen/reports.html.h"
#include "ticket/calendar.h"

#define PAGE_ROWS ((size_t)20)
#define NONE_SUCH N_("Non c'è nessuna segnalazione così. Prova a togliere un filtro.")

bool reports_are_on(struct req *rq, struct reply *ret_reply)
{
    if (publish_is_on(reader_of(rq)))
        return true;
    *ret_reply = reply_status(rq, 404);
    return false;
}

bool reports_listed(struct req *rq)
{
    return !str_eq(ente_text(reader_of(rq), req_arena(rq), "public_noindex", ""), "1");
}

/* ---- how it is asked ------------------------------------------------------------------------------- */

static const struct {
    enum publish_phase phase;
    const char *slug, *label;
    enum view_tone tone;
} phases[] = {
    { PHASE_WORKED, "in-lavorazione", "In lavorazione", TONE_INFO },
    { PHASE_SOLVED, "risolte", "Risolta", TONE_GOOD },
    { PHASE_ENDED, "concluse", "Conclusa", TONE_PLAIN },
};
#define PHASES_N (sizeof phases / sizeof phases[0])

struct view_badge reports_badge(enum publish_phase p)
{
    for (size_t i = 0; i < PHASES_N; i++)
        if (phases[i].phase == p)
            return (struct view_badge){ phases[i].label, phases[i].tone };
    assume(!"phase out of range");
}

static const char *asked_for(struct req *rq, const char *name)
{
    const char *v = req_query(rq, name);

    return v ? v : "";
}

enum rc reports_asked(struct req *rq, struct reports_asked *ret, struct err *err)
{
    const struct q_category_all *cats;
    const struct q_area_all *areas;
    struct category c;
    size_t n;

    *ret = (struct reports_asked){ .category = "", .category_name = "", .area = "", .area_name = "", .phase = "", .words = asked_for(rq, "via") };
    const char *category = asked_for(rq, "argomento"), *area = asked_for(rq, "zona"), *phase = asked_for(rq, "stato");
    TRY(q_category_all(reader_of(rq), &cats, &n, err));
    for (size_t i = 0; *category && i < n; i++)
        if (str_eq(cats[i].code, category)) {
            ret->f.category_id = cats[i].id;
            ret->category = category;
        }
    if (ret->f.category_id) {
        TRY(category_by_id(reader_of(rq), ret->f.category_id, &c, err));
        ret->category_name = c.name;
    }
    TRY(q_area_all(reader_of(rq), &areas, &n, err));
    for (size_t i = 0; *area && i < n; i++)
        if (str_eq(areas[i].code, area)) {
            ret->f.area_id = areas[i].id;
            ret->area = area;
            ret->area_name = areas[i].name;
        }
    for (size_t i = 0; i < PHASES_N; i++)
        if (str_eq(phases[i].slug, phase)) {
            ret->f.phase = phases[i].phase;
            ret->phase = phase;
        }
    ret->f.words = ret->words;
    return OK;
}

static void add_to(GString *out, const char *name, const char *value)
{
    if (!*value)
        return;
    g_string_append_c(out, strchr(out->str, '?') ? '&' : '?');
    g_string_append(out, name);
    g_string_append_c(out, '=');
    escape_url_query(out, value);
}

const char *reports_url(struct req *rq, const char *base, const struct reports_asked *q, const char *more)
{
    AUTO(GSTR) GString *out = g_string_new(base);

    add_to(out, "argomento", q->category);
    add_to(out, "stato", q->phase);
    add_to(out, "zona", q->area);
    add_to(out, "via", q->words);
    if (*more)
        g_string_append_printf(out, "%c%s", strchr(out->str, '?') ? '&' : '?', more);
    return arena_strn(req_arena(rq), out->str, out->len);
}

/* ---- names ------------------------------------------------------------------------------------------ */

const char *report_url(struct arena *a, int64_t id)
{
    return arena_fmt(a, "/segnalazioni/%lld", (long long)id);
}

static const char *area_name(struct req *rq, int64_t id)
{
    const struct q_area_all *areas;
    size_t n;

    if (id && q_area_all(reader_of(rq), &areas, &n, NULL) == OK)
        for (size_t i = 0; i < n; i++)
            if (areas[i].id == id)
                return areas[i].name;
    return "";
}

const char *reports_about(struct req *rq, int64_t category_id, int64_t area_id, const char **ret_own)
{
    const char *area = area_name(rq, area_id), *all = area;
    struct category c = { .own = "" };

    if (category_by_id(reader_of(rq), category_id, &c, NULL) == OK)
        all = *area ? arena_fmt(req_arena(rq), "%s · %s", c.name, area) : c.name;
    *ret_own = c.own ? all : area;
    return all;
}

/* ---- filters ---------------------------------------------------------------------------------------- */

static int64_t count_of(const struct q_public_counts *rows, size_t n, int64_t category_id)
{
    for (size_t i = 0; i < n; i++)
        if (rows[i].category_id == category_id)
            return rows[i].n;
    return 0;
}

static int64_t group_count(const struct q_public_counts *rows, size_t n, const struct q_category_all *cats, size_t n_cats, int64_t group_id)
{
    int64_t sum = count_of(rows, n, group_id);

    for (size_t i = 0; i < n_cats; i++)
        if (cats[i].parent_id == group_id)
            sum += count_of(rows, n, cats[i].id);
    return sum;
}

static bool is_group(const struct q_category_all *cats, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (cats[i].parent_id == id)
            return true;
    return false;
}

/* Those that have some, and the one that is asked for; a group stands before its subjects, for all of them. How many: for the other filters. */
static enum rc category_options(struct req *rq, const struct reports_asked *q, struct view_field *f, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_public_counts *counts;
    const struct q_category_all *cats;
    struct view_option *o;
    size_t n, n_counts;

    TRY(q_public_counts(reader_of(rq), a, q->f.area_id, (int64_t)q->f.phase, &counts, &n_counts, err));
    TRY(q_category_all(reader_of(rq), &cats, &n, err));
    o = arena_array(a, n + 1, struct view_option);
    o[f->n_options++] = (struct view_option){ .value = "", .label = "Tutti gli argomenti", .chosen = !*q->category };
    for (size_t i = 0; i < n; i++) {
        bool group = is_group(cats, n, cats[i].id);
        struct category c;
        int64_t has = group ? group_count(counts, n_counts, cats, n, cats[i].id) : count_of(counts, n_counts, cats[i].id);

        TRY(category_by_id(reader_of(rq), cats[i].id, &c, err));
        if (has || c.id == q->f.category_id)
            o[f->n_options++] = (struct view_option){ .value = c.code, .group = group ? c.name : c.parent_name, .own = !group && c.own, .own_group = (group ? c.own : c.parent_own) != NULL, .chosen = c.id == q->f.category_id,
                                                      .label = group ? arena_fmt(a, tr("%s: tutto (%lld)"), c.name, (long long)has) : arena_fmt(a, "%s (%lld)", c.name, (long long)has) };
    }
    f->options = o;
    return OK;
}

static void phase_options(struct req *rq, const struct reports_asked *q, struct view_field *f)
{
    struct view_option *o = arena_array(req_arena(rq), PHASES_N + 1, struct view_option);

    o[f->n_options++] = (struct view_option){ .value = "", .label = "Tutte", .chosen = !q->f.phase };
    for (size_t i = 0; i < PHASES_N; i++)
        o[f->n_options++] = (struct view_option){ .value = phases[i].slug, .label = phases[i].label, .chosen = phases[i].phase == q->f.phase };
    f->options = o;
}

static enum rc area_options(struct req *rq, const struct reports_asked *q, struct view_field *f, struct err *err)
{
    const struct q_area_all *areas;
    struct view_option *o;
    size_t n;

    TRY(q_area_all(reader_of(rq), &areas, &n, err));
    o = arena_array(req_arena(rq), n + 1, struct view_option);
    o[f->n_options++] = (struct view_option){ .value = "", .label = "Tutte le zone", .chosen = !q->f.area_id };
    for (size_t i = 0; i < n; i++)
        o[f->n_options++] = (struct view_option){ .value = areas[i].code, .label = areas[i].name, .own = true, .chosen = areas[i].id == q->f.area_id };
    f->options = o;
    return OK;
}

static enum rc draw_filters(struct req *rq, const struct reports_asked *q, bool is_map, struct reports_view *v, struct err *err)
{
    struct view_field *f = arena_array(req_arena(rq), 4, struct view_field);

    f[0] = (struct view_field){ .kind = VIEW_SELECT, .name = "argomento", .label = "Argomento" };
    TRY(category_options(rq, q, &f[0], err));
    f[1] = (struct view_field){ .kind = VIEW_SELECT, .name = "stato", .label = "A che punto è" };
    phase_options(rq, q, &f[1]);
    f[2] = (struct view_field){ .kind = VIEW_SELECT, .name = "zona", .label = "Zona" };
    TRY(area_options(rq, q, &f[2], err));
    v->n_filters = f[2].n_options > 1 ? 3 : 2;
    if (!is_map) /* cells are not counted by words */
        f[v->n_filters++] = (struct view_field){ .kind = VIEW_INPUT, .name = "via", .label = "Via o parola", .value = q->words, .autocomplete = "off" };
    v->filters = f;
    return OK;
}

/* ---- the frame -------------------------------------------------------------------------------------- */

const char *reports_count(struct arena *a, int64_t n)
{
    return n < 0 ? "Segnalazioni trovate" : arena_fmt(a, tr_n("%lld segnalazione", "%lld segnalazioni", (long)n), (long long)n);
}

static const char *feed_label(struct arena *a, const struct reports_asked *q)
{
    if (!*q->category && !*q->area)
        return "Ricevi le nuove segnalazioni (Atom)";
    return arena_fmt(a, tr("Ricevi le nuove: %s (Atom)"), arena_fmt(a, "%s%s%s", q->category_name, *q->category && *q->area ? ", " : "", q->area_name));
}

enum rc reports_frame(struct req *rq, const struct reports_asked *q, bool is_map, struct reports_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct reports_asked feed = *q;
    int64_t solved, n;

    *v = (struct reports_view){ .page = page_new(rq, is_map ? "Mappa delle segnalazioni" : "Segnalazioni", "Che cosa è stato segnalato, e a che punto è.", NAV_PUBLIC), .is_map = is_map,
                                .url = is_map ? "/segnalazioni/mappa" : "/segnalazioni", .list_url = reports_url(rq, "/segnalazioni", q, ""), .is_listed = reports_listed(rq) };
    feed.words = feed.phase = feed.f.words = "";
    v->feed_url = reports_url(rq, "/segnalazioni/atom", &feed, "");
    v->feed_label = feed_label(a, q);
    feed.phase = q->phase;
    v->map_url = reports_url(rq, "/segnalazioni/mappa", &feed, "");
    v->clear_url = *q->category || *q->area || *q->phase || *q->words ? v->url : NULL;
    TRY(public_solved(reader_of(rq), a, clock_now_at(), &solved, err));
    if (solved)
        v->solved = arena_fmt(a, tr_n("%lld segnalazione risolta negli ultimi 12 mesi.", "%lld segnalazioni risolte negli ultimi 12 mesi.", (long)solved), (long long)solved);
    TRY(public_count(reader_of(rq), a, is_map ? &feed.f : &q->f, &n, err));
    v->count = reports_count(a, n);
    v->found = n;
    if (!n)
        v->empty = v->clear_url ? NONE_SUCH : "Per ora non c'è nessuna segnalazione pubblicata.";
    page_crumb(rq, &v->page, "/", "Inizio");
    if (is_map)
        page_crumb(rq, &v->page, v->list_url, "Segnalazioni");
    return n || v->clear_url ? draw_filters(rq, q, is_map, v, err) : OK;
}

/* ---- the list --------------------------------------------------------------------------------------- */

static void draw_rows(struct req *rq, const struct public_item *items, size_t n, struct reports_view *v)
{
    struct arena *a = req_arena(rq);
    struct report_row *rows = arena_array(a, n, struct report_row);

    for (size_t i = 0; i < n; i++) {
        const char *own, *about = reports_about(rq, items[i].category_id, items[i].area_id, &own);

        rows[i] = (struct report_row){ .url = report_url(a, items[i].id), .title = items[i].title, .lang = items[i].lang, .place = items[i].place, .state = reports_badge(items[i].phase),
                                       .about = about, .about_own = own, .on = day_format_it(a, day_of(items[i].presented_at)),
                                       .iso = day_format_iso(a, day_of(items[i].presented_at)),
                                       .thumb_url = items[i].photo_id ? arena_fmt(a, "/segnalazioni/%lld/foto/%lld/miniatura", (long long)items[i].id, (long long)items[i].photo_id) : NULL };
    }
    v->rows = rows;
    v->n_rows = n;
}

static int64_t before_of(struct req *rq)
{
    int64_t id = INT64_MAX;
    const char *typed = req_query(rq, "da");

    if (typed && !sv_int(sv_from(typed), 1, INT64_MAX, &id))
        id = INT64_MAX;
    return id;
}

static enum rc fill(struct req *rq, struct reports_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    int64_t before_id = before_of(rq), next;
    struct public_item *items;
    struct reports_asked q;
    size_t n;

    TRY(reports_asked(rq, &q, err));
    TRY(reports_frame(rq, &q, false, v, err));
    TRY(public_list(reader_of(rq), a, &q.f, before_id, PAGE_ROWS, &items, &n, &next, err));
    draw_rows(rq, items, n, v);
    if (next)
        v->next_url = reports_url(rq, "/segnalazioni", &q, arena_fmt(a, "da=%lld", (long long)next));
    if (before_id != INT64_MAX)
        v->first_url = v->list_url;
    if (!n && next)
        v->empty = "Fra quelle guardate finora non ce n'è nessuna: continua con «Altre segnalazioni».";
    else if (!n && v->found)
        v->empty = NONE_SUCH;
    return OK;
}

struct reply get_reports(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct err err = { 0 };
    struct reports_view v;
    struct reply off;
    GString *out;

    if (!reports_are_on(rq, &off))
        return off;
    if (fill(rq, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(32768);
    reports_page(out, &v);
    return reply_html(rq, 200, out);
}
