/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a request is: what it has at its birth, who changes it, what is found by it, and that no event tells it. */
#include "office.h"

#include "intake/similar.h"
#include "ticket/event.h"
#include "ticket/place.h"
#include "ticket/redact.h"
#include "ticket/street.h"

static struct shop s;

static void town_open(void)
{
    struct street_list list;
    struct street_plan plan;

    office_open(&s);
    assert_rc(street_read(s.a, SV("via;civico;lat;lon\nVia Nuova;10;44,4940;11,3420\nVia Nuova;12;44,4942;11,3420\nCorso Nuovo;1;44,5000;11,3500\n"), &list, &s.err), OK);
    assert_rc(street_take(s.db, &list, false, NULL, &plan, &s.err), OK);
}

static const char *where(int64_t ticket_id)
{
    struct place_point p;

    assert_rc(place_point_of(shop_r(&s), s.a, ticket_id, &p, &s.err), OK);
    return point_is_set(p.at) ? arena_fmt(s.a, "%s %s", point_text(s.a, p.at), place_origin_id(p.origin)) : "none";
}

static struct ticket at(const char *key, struct draft_data d)
{
    d.category = arena_fmt(s.a, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));
    return office_request(&s, TYPE_REPORT, key, d);
}

TEST(a_point_at_birth)
{
    town_open();
    assert_string_equal(where(at("a", (struct draft_data){ .place = "Via Nuova 12" }).id), "44.494200, 11.342000 number");
    assert_string_equal(where(at("b", (struct draft_data){ .place = "Via Nuova 12", .point = "44.51, 11.36", .point_origin = "device" }).id), "44.510000, 11.360000 device");
    assert_string_equal(where(at("c", (struct draft_data){ .place = "Via Nuova 12", .point = "48.85, 2.35" }).id), "44.494200, 11.342000 number"); /* Paris is not ours */
    assert_string_equal(where(at("d", (struct draft_data){ .place = "Al parco", .point = "x" }).id), "none");
    shop_close(&s);
}

static enum rc put(struct ticket *t, const char *point, enum place_origin origin)
{
    struct place_point to = { .origin = origin };
    struct work job = { .action = WORK_PLACE, .ticket_id = t->id, .version = t->version, .who = { .kind = ACTOR_URP }, .point = &to };
    enum rc rc;

    assume(!*point || point_parse(s.a, point, &to.at));
    s.err = (struct err){ 0 };
    rc = db_write(s.db, work_op, &job, &s.err);
    if (rc == OK)
        *t = job.after;
    return rc;
}

TEST(a_point_is_changed_once_and_not_told)
{
    int64_t findings = 0;

    town_open();
    struct ticket t = at("a", (struct draft_data){ .place = "Via Nuova 12" }), old = t;

    assert_rc(put(&t, "44.4951, 11.3421", PLACE_MAP), OK);
    assert_string_equal(where(t.id), "44.495100, 11.342100 map");
    assert_rc(put(&old, "44.5, 11.3", PLACE_MAP), E_CONFLICT);
    assert_rc(put(&t, "44.4951, 11.3421", PLACE_MAP), E_INPUT);
    assert_string_equal(s.err.field, "point");
    assert_rc(put(&t, "", PLACE_MAP), OK);
    assert_string_equal(where(t.id), "none");
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'luogo_indicato'"), 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event_plain WHERE data LIKE '%44%95%' OR data LIKE '%11%342%'"), 0);
    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
    shop_close(&s);
}

static void correct(struct ticket *t, const char *place)
{
    struct work_nature is = { .type = t->type, .channel = t->channel, .category_id = t->category_id, .place = place, .presented_at = t->presented_at };
    struct work job = { .action = WORK_CORRECT, .ticket_id = t->id, .version = t->version, .who = { .kind = ACTOR_URP }, .nature = &is };

    shop_do(&s, work_op, &job);
    *t = job.after;
}

TEST(a_corrected_address_takes_its_point_along)
{
    town_open();
    struct ticket t = at("a", (struct draft_data){ .place = "Via Nuova 12" });

    correct(&t, "Corso Nuovo 1");
    assert_string_equal(where(t.id), "44.500000, 11.350000 number");
    correct(&t, "In fondo al parco");
    assert_string_equal(where(t.id), "none");
    correct(&t, "Via Nuova 10");
    assert_rc(put(&t, "44.4951, 11.3421", PLACE_MAP), OK);
    correct(&t, "Corso Nuovo 1, nel cortile");
    assert_string_equal(where(t.id), "44.495100, 11.342100 map"); /* somebody showed it */
    shop_close(&s);
}

static const char *hints(const struct ticket *t)
{
    struct duplicate_hint *list;
    AUTO(GSTR) GString *out = g_string_new(NULL);
    size_t n;

    assert_rc(duplicate_hints(shop_r(&s), s.a, t, &list, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        g_string_append_printf(out, "%s%lld %s", i ? "; " : "", (long long)list[i].ticket_id, list[i].why);
    return arena_str(s.a, out->str);
}

/* Two who stand at two doors, and never wrote the same address. */
TEST(one_hole_seen_from_two_houses)
{
    struct similar_found found[SIMILAR_KINDS], *open = &found[SIMILAR_OPEN];

    town_open();
    struct ticket a = at("a", (struct draft_data){ .place = "Via Nuova 10", .subject = "Buio pesto", .anonymous = "1" });
    struct ticket b = at("b", (struct draft_data){ .place = "Via Nuova 12", .subject = "Luce guasta", .anonymous = "1" });
    struct ticket far = at("c", (struct draft_data){ .place = "Corso Nuovo 1", .subject = "Altro lampione", .anonymous = "1" });
    struct ticket vague = at("d", (struct draft_data){ .place = "Via Nuova", .subject = "Luce che manca", .anonymous = "1" });

    assert_string_equal(hints(&a), arena_fmt(s.a, "%lld Stesso argomento, a 22 metri", (long long)b.id));
    assert_string_equal(hints(&far), "");
    assert_string_equal(hints(&vague), ""); /* the middle of a street is no place */
    assert_rc(similar_find(shop_r(&s), s.a, &a, found, &s.err), OK);
    assert_true(open->n == 3 && open->list[0].ticket_id == b.id);
    assert_non_null(strstr(open->list[0].why, "Stesso luogo"));
    assert_null(strstr(open->list[1].why, "Stesso luogo"));
    shop_close(&s);
}

static enum rc black(int64_t ticket_id, const char *passage)
{
    struct redact job = { .ticket_id = ticket_id, .version = VERSION_ANY, .who = { .kind = ACTOR_URP }, .reason = "Dato personale", .passage = passage };

    return db_write(s.db, redact_op, &job, &s.err);
}

TEST(a_black_address_has_no_point)
{
    struct redacted *list;
    bool kept = false;
    size_t n;

    town_open();
    struct ticket t = at("a", (struct draft_data){ .place = "Via Nuova 12, interno 3", .body = "Il rumore viene dal signor Esposito." });

    assert_rc(black(t.id, "Esposito"), OK);
    assert_string_equal(where(t.id), "44.494200, 11.342000 number");
    assert_rc(black(t.id, "Via Nuova 12"), OK);
    assert_string_equal(where(t.id), "none");
    assert_rc(redact_list(shop_r(&s), s.a, t.id, &list, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++) {
        assert_rc(redact_words_of(shop_r(&s), s.a, t.id, &list[i], &s.err), OK);
        kept |= strcmp(list[i].part, "Punto sulla mappa") == 0 && strcmp(list[i].body, "44.494200, 11.342000") == 0;
    }
    assert_true(kept);
    shop_close(&s);
}

TESTS_MAIN("dispatch_place")
