/* SPDX-License-Identifier: EUPL-1.2 */
/* Kind and place come first; then, before anybody writes: who will get it, what is reported already near, answers that are ready. In the form
 * itself by script, on a page without. Nothing is shown of others but what ticket/glimpse says. */
#include "near.h"

#include <string.h>

#include "../tiles.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "intake/nearby.h"
#include "intake/not_ours.h"
#include "q/place.h"
#include "t/web/citizen/near.html.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "ticket/emergency.h"
#include "ticket/place.h"
#include "ticket/scheda.h"
#include "ticket/street.h"

#define ASKS_AN_HOUR 900 /* of one draft: each pause of typing may ask */
#define SCHEDE_MAX 3
#define STREET_NEAR_M 400
#define STREETS_READ 200

/* An upper bound that holds wherever in its square it is. */
static const char *far_of(int64_t metres)
{
    if (metres < 0)
        return tr("nella stessa via");
    metres += NEARBY_ROUGH_M;
    return metres <= 150 ? tr("a meno di 150 metri") : metres <= 350 ? tr("a meno di 350 metri") : tr("a meno di 600 metri");
}

static const char *facts_of(struct arena *a, const struct nearby *n)
{
    const char *far = far_of(n->metres);

    return arena_fmt(a, tr("%s · segnalata il %s · %s"), far, day_format_it(a, n->shown.day), tr(n->shown.state));
}

static const char *joined_of(struct arena *a, int64_t n)
{
    return n == 0 ? "" : n == 1 ? "Un'altra persona ha già aderito." : arena_fmt(a, tr("%lld persone hanno già aderito."), (long long)n);
}

static enum rc draw_reports(struct req *rq, const struct draft *d, int64_t category_id, struct near_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct nearby_ask q = { .category_id = category_id, .place = d->data.place };
    struct nearby *found;
    struct near_row *rows;
    size_t n;

    if (!str_empty(d->data.point))
        (void)point_parse(a, d->data.point, &q.at);
    TRY(nearby_find(reader_of(rq), a, &q, &found, &n, err));
    rows = arena_array(a, n + 1, struct near_row);
    for (size_t i = 0; i < n; i++) {
        const struct glimpse *g = &found[i].shown;
        const char *title = *g->where ? arena_fmt(a, "%s, %s", tr(g->subject), g->where) : tr(g->subject);

        rows[i] = (struct near_row){ .title = title, .own = g->own ? title : NULL, .facts = facts_of(a, &found[i]), .joined = joined_of(a, g->joined),
                                     .join_url = adesione_ask_path(a, app_of(rq)->keys.reply, g->ticket_id) };
    }
    v->rows = rows;
    v->n_rows = n;
    return OK;
}

static enum rc draw_schede(struct req *rq, const struct category *c, struct near_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct scheda_filter f = { .only_public = true, .category_id = c->id };
    struct scheda_hit *hits;
    struct view_link *list;
    size_t n;

    TRY(scheda_find(reader_of(rq), a, "", &f, SCHEDE_MAX, &hits, &n, err));
    list = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_link){ .url = arena_fmt(a, "/schede/%lld", (long long)hits[i].scheda.id), .label = hits[i].scheda.title };
    v->schede = list;
    v->n_schede = n;
    return OK;
}

static size_t words_in(const char *text)
{
    struct sv rest = sv_from(text), word;
    size_t n = 0;

    while (sv_next(&rest, ' ', &word))
        n += word.n > 0;
    return n;
}

/* A street that the register does not have is perhaps a slip; one without a number is long. */
static enum rc draw_streets(struct req *rq, const struct draft *d, struct near_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *place = d->data.place;
    struct place_found found;
    struct street_hit *hits;
    struct view_link *list;
    bool any;
    size_t n;

    v->certain = true;
    if (str_empty(place) || !str_empty(d->data.point))
        return OK;
    TRY(place_find(reader_of(rq), a, place, &found, err));
    v->no_number = found.street && found.origin == PLACE_STREET && !strchr(place, ',') && words_in(place) <= words_in(found.street);
    if (found.street)
        return OK;
    TRY(street_meant(reader_of(rq), a, place, &hits, &n, &any, err));
    v->certain = !any;
    list = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct view_link){ .url = "", .label = hits[i].place };
    v->streets = list;
    v->n_streets = n;
    return OK;
}

static enum rc is_paused(struct req *rq, int64_t category_id, bool *ret, struct err *err)
{
    struct emergency e;
    enum rc rc = emergency_of(reader_of(rq), clock_now_at(), EMERGENCY_PAUSE, category_id, &e, err);

    *ret = rc == OK;
    return rc == E_NOTFOUND ? OK : rc;
}

enum rc near_of(struct req *rq, const struct draft *d, struct near_view *ret, struct err *err)
{
    struct not_ours other;
    struct category c;
    int64_t id;

    *ret = (struct near_view){ .url = ask_draft_url(rq, "vicino"), .streets_url = ask_draft_url(rq, "vie") };
    if (!sv_int(sv_from(d->data.category ? d->data.category : ""), 1, INT64_MAX, &id) || category_by_id(reader_of(rq), id, &c, err) != OK || !c.active) {
        *err = (struct err){ 0 };
        return OK;
    }
    ret->known = true;
    TRY(is_paused(rq, c.id, &ret->paused, err));
    ret->emergency = c.emergency;
    ret->placed = !str_empty(d->data.place) || !str_empty(d->data.point);
    TRY(ask_office(rq, d, &ret->office, &ret->office_own, err));
    TRY(not_ours_find(reader_of(rq), req_arena(rq), c.id, d->data.place, &other, err));
    ret->other_body = str_empty(other.tasks) ? other.name : arena_fmt(req_arena(rq), "%s (%s)", other.name, other.tasks);
    ret->other_email = other.email;
    TRY(draw_reports(rq, d, c.id, ret, err));
    TRY(draw_streets(rq, d, ret, err));
    return draw_schede(rq, &c, ret, err);
}

void near_tools(struct req *rq, struct near_view *v)
{
    reply_geolocation(rq);
    tiles_of_body(rq, &v->ground);
}

/* ---- the page without script -------------------------------------------------------------------- */

struct reply get_near(struct req *rq)
{
    struct draft d;
    struct near_view v;
    struct err err = { 0 };
    GString *out;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (d.ticket_id)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    if (d.type != TYPE_REPORT)
        return reply_see(rq, ask_draft_url(rq, ""));
    if (near_of(rq, &d, &v, &err) != OK)
        return reply_err(rq, &err);
    v.alone = true;
    v.page = page_new(rq, "Prima di scrivere", type_info(d.type)->name, NAV_NEW);
    v.back_url = arena_fmt(req_arena(rq), "%s#gruppo-%d", ask_draft_url(rq, ""), GROUP_PLACE);
    v.go_on_url = arena_fmt(req_arena(rq), "%s#gruppo-%d", ask_draft_url(rq, ""), GROUP_REQUEST);
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, "/segnala", type_info(d.type)->name);
    out = g_string_sized_new(16384);
    near_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- what the script asks ----------------------------------------------------------------------- */

static bool may_ask(struct req *rq, const struct draft *d, struct reply *ret)
{
    int retry_s;

    if (ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "near:%lld", (long long)d->id), ASKS_AN_HOUR, 3600, &retry_s))
        return true;
    *ret = reply_status(rq, 429);
    return false;
}

static const char *typed(struct req *rq, const char *name, size_t max)
{
    const char *text = req_field(rq, name);

    return text && text_chars(text) <= max ? text : "";
}

static struct reply took_street(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    return err->rc == OK ? reply_see(rq, ask_draft_url(rq, "vicino")) : reply_err(rq, err);
}

/* Without script, on the page of its own: the street that was meant. */
static struct reply take_street(struct req *rq, const struct draft *d, const char *street)
{
    static const struct draft_row row = { GROUP_PLACE, { .name = "place" } };
    struct draft_save *s = arena_one(req_arena(rq), struct draft_save);

    if (d->ticket_id)
        return reply_see(rq, ask_draft_url(rq, "inviata"));
    *s = (struct draft_save){ .token = req_arg(rq, "token"), .type = d->type, .rows = &row, .n_rows = 1, .data = { .place = street } };
    return reply_after_write(rq, draft_store_op, s, took_street);
}

/* The part of the form for what stands in its fields now; nothing is kept. */
struct reply post_near(struct req *rq)
{
    struct draft d;
    struct near_view v;
    struct err err = { 0 };
    struct reply failed;
    GString *out;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (!may_ask(rq, &d, &failed))
        return failed;
    if (*typed(rq, "via", 200))
        return take_street(rq, &d, typed(rq, "via", 200));
    d.data.category = typed(rq, "category", 40);
    d.data.place = typed(rq, "place", 200);
    d.data.point = typed(rq, "point", 80);
    if (near_of(rq, &d, &v, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_sized_new(4096);
    near_part(out, &v);
    return reply_html(rq, 200, out);
}

static const char *street_at(struct req *rq, struct point p)
{
    struct box box = box_wider((struct box){ p.lat, p.lon, p.lat, p.lon }, STREET_NEAR_M);
    struct q_place_streets *rows;
    struct err none = { 0 };
    const char *best = NULL;
    int64_t nearest = STREET_NEAR_M;
    size_t n;

    if (q_place_streets(reader_of(rq), req_arena(rq), box.south, box.north, box.west, box.east, STREETS_READ, &rows, &n, &none) != OK)
        return NULL;
    for (size_t i = 0; i < n; i++) {
        int64_t metres = point_distance_m(p, (struct point){ rows[i].lat, rows[i].lon });
        if (metres < nearest) {
            nearest = metres;
            best = rows[i].name;
        }
    }
    return best;
}

/* Goes into the request as its place, which offices read: Italian, whoever asks. */
const char *near_place_words(struct req *rq, const char *point)
{
    struct point p;
    struct err none = { 0 };
    const char *street;

    if (str_empty(point) || place_check(reader_of(rq), req_arena(rq), point, "point", &p, &none) != OK)
        return NULL;
    street = street_at(rq, p);
    return street ? arena_fmt(req_arena(rq), "Vicino a %s (posizione indicata)", street) : arena_fmt(req_arena(rq), "Posizione indicata: %s", point_text(req_arena(rq), p));
}

/* { "list": [{ "place", "area" }] } of a typed street, or { "place", "error" } of a point. */
struct reply post_near_streets(struct req *rq)
{
    const char *place = typed(rq, "place", 200), *point = typed(rq, "point", 80), *words;
    struct street_hit *hits = NULL;
    struct draft d;
    struct err err = { 0 };
    struct reply failed;
    struct point p;
    json_t *list;
    size_t n = 0;

    if (draft_here(rq, &d, &err) != OK)
        return reply_err(rq, &err);
    if (!may_ask(rq, &d, &failed))
        return failed;
    if (*point) {
        words = near_place_words(rq, point);
        if (!words && place_check(reader_of(rq), req_arena(rq), point, "point", &p, &err) == OK)
            words = "";
        return reply_json(rq, 200, json_pack("{s:s, s:s}", "place", words ? words : "", "error", words ? "" : tr("Questo punto sembra fuori dal nostro territorio.")));
    }
    if (*place && street_find(reader_of(rq), req_arena(rq), place, &hits, &n, &err) != OK)
        return reply_err(rq, &err);
    list = json_array();
    for (size_t i = 0; i < n; i++)
        json_array_append_new(list, json_pack("{s:s, s:s}", "place", hits[i].place, "area", hits[i].area));
    return reply_json(rq, 200, json_pack("{s:o}", "list", list));
}
