/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a request is: points as people write them, what an address tells, where a point can be, and what lies near it. */
#include "office.h"

#include "ticket/place.h"
#include "ticket/street.h"

static struct shop s;

/* ---- as they are written ---------------------------------------------------------------------------- */

static const struct typed {
    const char *name, *in, *want; /* NULL: no point */
} typed[] = {
    { "out of a map", "44.494887, 11.342616", "44.494887, 11.342616" },
    { "without a blank", "44.494887,11.342616", "44.494887, 11.342616" },
    { "with commas", "44,494887; 11,342616", "44.494887, 11.342616" },
    { "with commas and a blank", "44,494887 11,342616", "44.494887, 11.342616" },
    { "with commas after commas", "44,494887, 11,342616", "44.494887, 11.342616" },
    { "whole degrees", "44 11", "44.000000, 11.000000" },
    { "sides of the world", "44.5N, 11.3E", "44.500000, 11.300000" },
    { "signs of degrees", "44.5°S 11.3°W", "-44.500000, -11.300000" },
    { "of a telephone", "geo:44.5,11.3;u=20", "44.500000, 11.300000" },
    { "of a telephone, with the zoom", "geo:44.5,11.3?z=17", "44.500000, 11.300000" },
    { "more digits than a millionth", "44.49488712345, 11.34261698765", "44.494887, 11.342616" },
    { "below zero", "-0.5, -11.25", "-0.500000, -11.250000" },
    { "nothing", "", NULL },
    { "one number", "44.494887", NULL },
    { "three", "44.49, 11.34, 12", NULL },
    { "an address", "Via Roma 12", NULL },
    { "beyond the pole", "91, 11", NULL },
    { "beyond the date line", "44, 181", NULL },
    { "no known point", "0, 0", NULL },
    { "no digits behind the point", "44., 11.", NULL },
    { "a number that never ends", "44.4,11.3333333333333333333333333333", NULL },
};

static void check_point_parse(const struct typed *t)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    AUTO(FREE) char *in = exact_copy(t->in, strlen(t->in) + 1);
    struct point p;

    assert_int_equal(point_parse(a, in, &p), t->want != NULL);
    if (t->want)
        assert_string_equal(point_text(a, p), t->want);
}
TEST_ROWS(typed, check_point_parse)

TEST(metres)
{
    const struct point here = { 44494887, 11342616 };

    assert_int_equal(point_distance_m(here, here), 0);
    assert_in_range(point_distance_m(here, (struct point){ 44503880, 11342616 }), 999, 1001);  /* a thousandth of a meridian's quarter */
    assert_in_range(point_distance_m(here, (struct point){ 44494887, 11355223 }), 995, 1005);
}

/* ---- what an address tells ------------------------------------------------------------------------ */

#define REGISTER "via;civico;lat;lon;zona\n" \
                 "Via Garibaldi;10;44.10;11.10;\nVia Garibaldi;12;44.12;11.10;\nVia Garibaldi;12/B;44.13;11.10;\n" \
                 "Via XXV Aprile;;44.20;11.20;\nVia Senza Punto;;;;\nPiazza Garibaldi;3;44.30;11.30;\n"

static const struct address {
    const char *name, *in, *want;
    enum place_origin origin;
} addresses[] = {
    { "a number", "Via Garibaldi 12", "44.120000, 11.100000", PLACE_NUMBER },
    { "behind a comma", "via garibaldi, 12", "44.120000, 11.100000", PLACE_NUMBER },
    { "a letter", "Via Garibaldi 12/b", "44.130000, 11.100000", PLACE_NUMBER },
    { "a letter apart", "Via Garibaldi 12 B", "44.130000, 11.100000", PLACE_NUMBER },
    { "a letter that nobody registered", "Via Garibaldi 10/c", "44.100000, 11.100000", PLACE_NUMBER },
    { "said to be a number", "Via Garibaldi n. 12, davanti al bar", "44.120000, 11.100000", PLACE_NUMBER },
    { "said so without a blank", "Via Garibaldi n.12", "44.120000, 11.100000", PLACE_NUMBER },
    { "in short", "P.za Garibaldi 3", "44.300000, 11.300000", PLACE_NUMBER },
    { "a number that nobody registered", "Via Garibaldi 99", "44.116666, 11.100000", PLACE_STREET },
    { "no number", "angolo via Garibaldi", "44.116666, 11.100000", PLACE_STREET },
    { "a number of the name", "via XXV Aprile 3", "44.200000, 11.200000", PLACE_STREET },
    { "where the writer lives is not where it is", "Via Senza Punto (abito in via Garibaldi 12)", NULL, 0 },
    { "no street", "al parco", NULL, 0 },
    { "nothing", "", NULL, 0 },
};

static void load(const char *csv)
{
    struct street_list list;
    struct street_plan plan;

    assert_rc(street_read(s.a, sv_from(csv), &list, &s.err), OK);
    assert_rc(street_take(s.db, &list, false, NULL, &plan, &s.err), OK);
}

static void check_place_find(const struct address *x)
{
    struct place_found f;

    shop_open(&s);
    load(REGISTER);
    assert_rc(place_find(shop_r(&s), s.a, x->in, &f, &s.err), OK);
    assert_int_equal(point_is_set(f.at), x->want != NULL);
    if (x->want) {
        assert_string_equal(point_text(s.a, f.at), x->want);
        assert_int_equal(f.origin, x->origin);
    }
    shop_close(&s);
}
TEST_ROWS(addresses, check_place_find)

/* ---- where it can be ------------------------------------------------------------------------------ */

static enum rc box_op(struct dbw *w, void *json, struct err *err)
{
    struct ente_load job = { .root = json };

    return ente_load(w, &job, err);
}

static enum rc check(const char *typed_point)
{
    struct point p;

    s.err = (struct err){ 0 };
    return place_check(shop_r(&s), s.a, typed_point, "punto", &p, &s.err);
}

TEST(a_point_of_the_body)
{
    AUTO(JSON) json_t *box = json_pack("{s:{s:s}}", "ente", "map_box", "44.6, 11.5; 44.4, 11.2");

    office_open(&s);
    assert_rc(check("44.5, 11.3"), OK);
    assert_rc(check("48.85, 2.35"), E_INPUT); /* without streets and setting: Italy */
    load("via;lat;lon\nVia Nuova;44,50;11,30\n");
    assert_rc(check("44.53, 11.34"), OK);
    assert_rc(check("44.60, 11.30"), E_INPUT); /* eleven kilometres from its only street */
    assert_non_null(strstr(s.err.text, "fuori"));
    assert_string_equal(s.err.field, "punto");
    load("via;lat;lon\nVia Alta;44,60;11,30\n"); /* what was kept of the box is read anew */
    assert_rc(check("44.60, 11.30"), OK);
    assert_rc(check("11.3, 44.5"), E_INPUT);
    assert_non_null(strstr(s.err.text, "44.500000, 11.300000"));
    assert_rc(check("qui"), E_INPUT);
    shop_do(&s, box_op, box);
    assert_rc(check("44.59, 11.49"), OK);
    assert_rc(check("44.61, 11.49"), E_INPUT);
    shop_close(&s);
}

/* ---- near it -------------------------------------------------------------------------------------- */

struct put {
    int64_t ticket_id;
    struct place_point p;
};
static enum rc put_op(struct dbw *w, void *arg, struct err *err)
{
    const struct put *p = arg;

    return place_point_put(w, p->ticket_id, p->p, err);
}

static int64_t ticket_at(struct point at)
{
    struct put p = { .p = { at, PLACE_MAP } };

    p.ticket_id = office_request(&s, TYPE_REPORT, arena_fmt(s.a, "key %lld", (long long)at.lat), (struct draft_data){ .place = "Al parco" }).id;
    shop_do(&s, put_op, &p);
    return p.ticket_id;
}

TEST(the_nearest_first)
{
    const struct point here = { 44500000, 11300000 };
    struct place_ask q = { .at = here, .within_m = POINT_CELL_M };
    struct place_near *near;
    size_t n;

    office_open(&s);
    int64_t far = ticket_at((struct point){ 44501400, 11300000 });    /* 156 m: the next cell, but too far */
    int64_t other = ticket_at((struct point){ 44499100, 11300000 });  /* 100 m, below the edge of the cell */
    int64_t close_by = ticket_at((struct point){ 44500090, 11300000 });
    q.except_id = ticket_at(here);
    assert_rc(place_near(shop_r(&s), s.a, &q, &near, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_int_equal(near[0].ticket_id, close_by);
    assert_int_equal(near[0].metres, 10);
    assert_int_equal(near[1].ticket_id, other);
    assert_int_equal(near[1].metres, 100);
    assert_true(far != near[0].ticket_id && far != near[1].ticket_id);
    struct put gone = { .ticket_id = other };
    shop_do(&s, put_op, &gone);
    assert_rc(place_near(shop_r(&s), s.a, &q, &near, &n, &s.err), OK);
    assert_int_equal(n, 1);
    shop_close(&s);
}

TESTS_MAIN("ticket_place")
