/* SPDX-License-Identifier: EUPL-1.2 */
/* What is reported already near a place, and addresses that were meant otherwise. */
#include "office.h"

#include "intake/email_typo.h"
#include "intake/nearby.h"
#include "intake/not_ours.h"
#include "ticket/place.h"
#include "ticket/publish.h"

static struct shop s;

static int64_t category(const char *name)
{
    struct category *list;
    size_t n;

    assert_rc(category_list(shop_r(&s), s.a, &list, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        if (list[i].leaf && str_eq(list[i].code, name))
            return list[i].id;
    fail_msg("no category %s", name);
    return 0;
}

static struct ticket hole(const char *key, const char *place, struct point at, struct draft_data d)
{
    d.category = d.category ? d.category : arena_fmt(s.a, "%lld", (long long)category("strade-buche"));
    d.place = place;
    if (point_is_set(at)) {
        d.point = point_text(s.a, at);
        d.point_origin = "map";
    }
    return office_request(&s, TYPE_REPORT, key, d);
}

static size_t found_of(const char *subject, const char *place, struct point at, struct nearby **ret)
{
    struct nearby_ask q = { .category_id = category(subject), .place = place, .at = at };
    size_t n;

    assert_rc(nearby_find(shop_r(&s), s.a, &q, ret, &n, &s.err), OK);
    return n;
}

static size_t found(const char *place, struct point at, struct nearby **ret)
{
    return found_of("strade-buche", place, at, ret);
}

#define HERE ((struct point){ 44500000, 11300000 })
#define NORTH(m_) ((struct point){ 44500000 + (m_) * 9, 11300000 }) /* nine millionths of a degree are a metre */

TEST(by_the_distance_of_points_the_nearest_first)
{
    struct nearby *list;

    office_open(&s);
    (void)hole("p:1", "da qualche parte", NORTH(200), (struct draft_data){ 0 });
    struct ticket near = hole("p:2", "da qualche parte", NORTH(40), (struct draft_data){ 0 });
    (void)hole("p:3", "da qualche parte", NORTH(300), (struct draft_data){ 0 });
    assert_int_equal(found("", HERE, &list), 2);
    assert_int_equal(list[0].shown.ticket_id, near.id);
    assert_in_range(list[0].metres, 66, 70);
    assert_in_range(list[1].metres, 170, 174);
    assert_int_equal(found("", NORTH(900), &list), 0);
    shop_close(&s);
}

/* Of the example body: a burst pipe is one from afar (500 m), a bench is not the next one (50); of a hole nothing is said (250). */
static const struct far_row {
    const char *name, *subject;
    int metres;
    bool near, duplicate;
} far_rows[] = {
    { "a pipe, far", "acqua-perdite", 400, true, true },      { "a pipe, too far", "acqua-perdite", 600, false, false },
    { "a bench, next to it", "verde-giochi", 30, true, true }, { "a bench, the next one", "verde-giochi", 150, false, false },
    { "a hole, next to it", "strade-buche", 30, true, true },  { "a hole, near", "strade-buche", 150, true, false },
    { "a hole, far", "strade-buche", 450, false, false },
};

static void check_far(const struct far_row *r)
{
    const char *id;
    struct duplicate_hint *hints;
    struct nearby *list;
    size_t n;

    office_open(&s);
    id = arena_fmt(s.a, "%lld", (long long)category(r->subject));
    (void)hole("p:1", "da qualche parte", NORTH(r->metres), (struct draft_data){ .category = id });
    assert_int_equal(found_of(r->subject, "", HERE, &list), r->near);
    struct ticket here = hole("p:2", "altrove", HERE, (struct draft_data){ .category = id, .subject = "Un'altra cosa" });
    assert_rc(duplicate_hints(shop_r(&s), s.a, &here, &hints, &n, &s.err), OK);
    assert_int_equal(n, r->duplicate);
    shop_close(&s);
}
TEST_ROWS(far_rows, check_far)

TEST(the_distance_tells_the_square_and_not_the_point)
{
    struct nearby *list;

    office_open(&s);
    (void)hole("p:1", "da qualche parte", NORTH(5), (struct draft_data){ 0 });
    (void)hole("p:2", "da qualche parte", NORTH(100), (struct draft_data){ 0 });
    for (int i = 0; i < 3; i++) {
        assert_int_equal(found("", NORTH(i * 50), &list), 2);
        assert_int_equal(list[0].metres, list[1].metres);
    }
    shop_close(&s);
}

TEST(by_street_and_stretch_without_points)
{
    struct nearby *list;

    office_open(&s);
    struct ticket twelve = hole("p:1", "via Roma 12/b, davanti alla signora Pina", (struct point){ 0 }, (struct draft_data){ 0 });
    (void)hole("p:2", "via Roma, n. 90", (struct point){ 0 }, (struct draft_data){ 0 });
    (void)hole("p:3", "via Dante Alighieri 12", (struct point){ 0 }, (struct draft_data){ 0 });
    assert_int_equal(found("Via  Roma, 12", (struct point){ 0 }, &list), 1);
    assert_int_equal(list[0].shown.ticket_id, twelve.id);
    assert_int_equal(list[0].metres, -1);
    for (int number = 0; number < 20; number++) /* the door is not told to who tries them all */
        assert_int_equal(found(arena_fmt(s.a, "via Roma %d", number), (struct point){ 0 }, &list), 1);
    assert_int_equal(found("via Roma", (struct point){ 0 }, &list), 2);
    assert_int_equal(found("via Inesistente 12", (struct point){ 0 }, &list), 0);
    shop_close(&s);
}

static const struct hidden_row {
    const char *name;
    struct draft_data data;
    bool ended, other_kind, not_public;
} hidden_rows[] = {
    { "confidential", { .confidential = "1" }, false, false, false },
    { "ended", { 0 }, true, false, false },
    { "about something else", { 0 }, false, true, false },
    { "its author does not want it public", { 0 }, false, false, true },
};

static void check_hidden(const struct hidden_row *r)
{
    struct nearby *list;
    struct draft_data d = r->data;

    office_open(&s);
    if (r->other_kind)
        d.category = arena_fmt(s.a, "%lld", (long long)category("verde-alberi"));
    struct ticket t = hole("p:1", "via Roma 12", HERE, d);
    if (r->ended) {
        struct work w = { .action = WORK_ARCHIVE, .ticket_id = t.id, .who = { ACTOR_URP, 0 }, .text = "Fatto." };
        shop_do(&s, work_op, &w);
    }
    if (r->not_public) {
        struct publish_wish wish = { .ticket_id = t.id, .who = { ACTOR_CITIZEN, 0 }, .is_public = false };
        shop_do(&s, publish_wish_op, &wish);
    }
    assert_int_equal(found("via Roma 12", HERE, &list), 0);
    assert_int_equal(found("via Roma 12", (struct point){ 0 }, &list), 0);
    shop_close(&s);
}
TEST_ROWS(hidden_rows, check_hidden)

TEST(nothing_that_somebody_wrote_is_in_it)
{
    struct nearby *list;

    office_open(&s);
    (void)hole("p:1", "via Roma 12, dalla signora Segreti", HERE, (struct draft_data){ .name = "Pina", .surname = "Segreti", .subject = "Segreti", .body = "Segreti e ancora Segreti." });
    assert_int_equal(found("", HERE, &list), 1);
    assert_string_equal(list[0].shown.where, "via Roma");
    assert_null(strstr(list[0].shown.subject, "Segreti"));
    shop_close(&s);
}

static const struct other_row {
    const char *name, *category, *place;
    bool other;
} other_rows[] = {
    { "its subject and its place", "strade-buche", "lungo la Strada provinciale, al km 3", true },
    { "another way of writing the place", "strade-buche", "SP 12 verso il bivio", true },
    { "its subject, elsewhere", "strade-buche", "via Roma 12", false },
    { "its place, another subject", "verde-alberi", "strada provinciale", false },
    { "a part of a word", "strade-buche", "strada provincialesca", false },
    { "no place yet", "strade-buche", "", false },
};

static void check_other(const struct other_row *r)
{
    struct not_ours other;

    office_open(&s);
    assert_rc(not_ours_find(shop_r(&s), s.a, category(r->category), r->place, &other, &s.err), OK);
    assert_int_equal(other.name != NULL, r->other);
    if (r->other)
        assert_string_equal(other.name, "Provincia di Borgo Esempio");
    shop_close(&s);
}
TEST_ROWS(other_rows, check_other)

static const struct typo_row {
    const char *name, *typed, *meant; /* meant NULL: nothing looks wrong */
} typo_rows[] = {
    { "two letters swapped", "anna@gmial.com", "anna@gmail.com" },
    { "a letter too many", "anna@libero.itt", "anna@libero.it" },
    { "another ending", "anna@tiscali.com", "anna@tiscali.it" },
    { "another ending of a foreign one", "anna@gmail.it", "anna@gmail.com" },
    { "con for com", "Anna.Verdi@gmail.con", "Anna.Verdi@gmail.com" },
    { "a letter too few", "anna@hotmal.it", "anna@hotmail.it" },
    { "two slips in a long one", "anna@fastwbnet.itt", "anna@fastwebnet.it" },
    { "capitals", "anna@GMIAL.COM", "anna@gmail.com" },
    { "right", "anna@gmail.com", NULL },
    { "right, in capitals", "anna@Libero.IT", NULL },
    { "of a body", "anna@comune.borgo.it", NULL },
    { "real, and near a frequent one", "anna@mail.com", NULL },
    { "real, short", "anna@tin.it", NULL },
    { "of another country", "anna@yahoo.fr", NULL },
    { "a small one", "anna@studioverdi.it", NULL },
    { "no domain", "anna@", NULL },
    { "no address", "anna", NULL },
    { "nothing", NULL, NULL },
    { "endless", "anna@aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.it", NULL },
};

static void check_typo(const struct typo_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    const char *meant = email_meant(a, r->typed);

    if (r->meant ? !str_eq(meant, r->meant) : meant != NULL)
        fail_msg("«%s» gives «%s»", r->typed, meant ? meant : "nothing");
}
TEST_ROWS(typo_rows, check_typo)

TESTS_MAIN("intake_nearby")
