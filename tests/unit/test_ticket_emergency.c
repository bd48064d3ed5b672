/* SPDX-License-Identifier: EUPL-1.2 */
/* "Modalità emergenza": what holds when. */
#include "table.h"

#include "base/sv.h"
#include "ticket/emergency.h"
#include "ticket/ente.h"
#include "ticket/setting.h"
#include "ticket_store.h"

static struct shop s;

static enum rc load_op(struct dbw *w, void *arg, struct err *err)
{
    return ente_load(w, arg, err);
}

static enum rc begin(const char *json)
{
    AUTO(JSON) json_t *value = json_loads(json, 0, NULL);
    struct setting_change c = { .setting = SETTING_EMERGENCY, .ref = "", .value = value };

    assert_non_null(value);
    s.err = (struct err){ 0 };
    return db_write(s.db, setting_change_op, &c, &s.err);
}

static void open_town(void)
{
    AUTO(JSON) json_t *root = json_load_file("etc/ente.example.json", 0, NULL);
    struct ente_load job = { .root = root };

    shop_open(&s);
    shop_do(&s, load_op, &job);
}

static int64_t category(const char *code)
{
    return shop_int(&s, arena_fmt(s.a, "SELECT id FROM category WHERE code = '%s'", code));
}

static bool holds(enum emergency_way way, const char *code, int64_t at)
{
    struct emergency e;
    enum rc rc = emergency_of(shop_r(&s), at, way, category(code), &e, &s.err);

    assert_true(rc == OK || rc == E_NOTFOUND);
    return rc == OK;
}

TEST(an_emergency_begins_and_ends_by_itself)
{
    struct emergency *alerts;
    size_t n;

    open_town();
    assert_int_equal(begin("{\"text\": \"Nevica.\", \"contact\": \"Protezione civile\", \"from\": \"2026-02-04T11:00\", \"until\": \"2026-02-04T12:00\", \"way\": \"pause\", \"categories\": \"verde strade-neve\"}"), OK);
    assert_int_equal(emergency_alerts(shop_r(&s), s.a, NOON, &alerts, &n, &s.err), OK); /* ten o'clock */
    assert_int_equal(n, 0);
    assert_false(holds(EMERGENCY_PAUSE, "strade-neve", NOON));
    assert_int_equal(emergency_alerts(shop_r(&s), s.a, NOON + 3600, &alerts, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_string_equal(emergency_words(s.a, &alerts[0]), "Nevica. Intanto rivolgiti a: Protezione civile. Avviso valido fino al 4 febbraio 2026, ore 12:00.");
    assert_true(holds(EMERGENCY_PAUSE, "strade-neve", NOON + 3600));
    assert_true(holds(EMERGENCY_PAUSE, "verde-alberi", NOON + 3600)); /* its group is named */
    assert_false(holds(EMERGENCY_PAUSE, "strade-buche", NOON + 3600));
    assert_false(holds(EMERGENCY_GROUP, "strade-neve", NOON + 3600));
    assert_false(holds(EMERGENCY_PAUSE, "strade-neve", NOON + 7200)); /* to the second */
    shop_close(&s);
}

static const struct wrong_row {
    const char *name, *json, *field;
} wrongs[] = {
    { "ends before it begins", "{\"text\": \"x\", \"from\": \"2026-02-04T11:00\", \"until\": \"2026-02-04T10:00\", \"way\": \"notice\"}", "until" },
    { "pause of nothing", "{\"text\": \"x\", \"from\": \"2026-02-04T11:00\", \"until\": \"2026-02-04T12:00\", \"way\": \"pause\", \"contact\": \"y\"}", "categories" },
    { "pause without a word where to turn", "{\"text\": \"x\", \"from\": \"2026-02-04T11:00\", \"until\": \"2026-02-04T12:00\", \"way\": \"pause\", \"categories\": \"verde\"}", "contact" },
    { "group without a request", "{\"text\": \"x\", \"from\": \"2026-02-04T11:00\", \"until\": \"2026-02-04T12:00\", \"way\": \"group\", \"categories\": \"verde\"}", "parent" },
    { "unknown way", "{\"text\": \"x\", \"from\": \"2026-02-04T11:00\", \"until\": \"2026-02-04T12:00\", \"way\": \"forse\"}", "way" },
};

static void check_wrong(const struct wrong_row *row)
{
    open_town();
    assert_int_equal(begin(row->json), E_INPUT);
    assert_string_equal(s.err.field, row->field);
    shop_close(&s);
}
TEST_ROWS(wrongs, check_wrong)

TESTS_MAIN("ticket_emergency")
