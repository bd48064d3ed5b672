/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "q/street.h"
#include "ticket/ente.h"
#include "ticket/question.h"
#include "ticket/setting.h"
#include "ticket/street.h"
#include "ticket_store.h"

static enum rc load_op(struct dbw *w, void *arg, struct err *err)
{
    return ente_load(w, arg, err);
}

static void load_example(struct shop *s)
{
    AUTO(JSON) json_t *root = json_load_file("etc/ente.example.json", JSON_REJECT_DUPLICATES, NULL);
    struct ente_load job = { .root = root };

    assert_non_null(root);
    shop_do(s, load_op, &job);
}

/* One value of what stands there now, "" when there is no such thing. */
static char *value_of(struct shop *s, enum setting which, const char *key, const char *name)
{
    AUTO(SETTINGS) struct setting_list l = { 0 };

    assert_int_equal(setting_read(shop_r(s), s->a, which, &l, &s->err), OK);
    for (size_t i = 0; i < l.n; i++)
        if (str_eq(l.items[i].key, key)) {
            const json_t *v = json_object_get(l.items[i].value, name);
            return json_is_integer(v) ? arena_fmt(s->a, "%lld", (long long)json_integer_value(v)) : arena_str(s->a, json_string_value(v) ? json_string_value(v) : "");
        }
    return arena_str(s->a, "");
}

/* Changes one value of one object; version NULL: the one that stands there. */
static enum rc change(struct shop *s, enum setting which, const char *key, const char *version, const char *name, json_t *owned_value)
{
    AUTO(SETTINGS) struct setting_list l = { 0 };
    AUTO(JSON) json_t *value = NULL;
    struct setting_change c = { .setting = which, .ref = "", .user_id = 0 };

    assert_int_equal(setting_read(shop_r(s), s->a, which, &l, &s->err), OK);
    for (size_t i = 0; i < l.n; i++)
        if (str_eq(l.items[i].key, key)) {
            c.ref = l.items[i].ref;
            c.version = version ? version : l.items[i].version;
            value = json_copy((json_t *)l.items[i].value);
        }
    assert_non_null(value);
    json_object_set_new(value, name, owned_value);
    c.value = value;
    s->err = (struct err){ 0 };
    return db_write(s->db, setting_change_op, &c, &s->err);
}

static enum rc add(struct shop *s, enum setting which, const char *json)
{
    AUTO(JSON) json_t *value = json_loads(json, 0, NULL);
    struct setting_change c = { .setting = which, .ref = "", .value = value };

    assert_non_null(value);
    s->err = (struct err){ 0 };
    return db_write(s->db, setting_change_op, &c, &s->err);
}

TEST(two_responsabili_never_overwrite_each_other)
{
    struct shop s;
    const char *seen;

    shop_open(&s);
    load_example(&s);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    assert_int_equal(setting_read(shop_r(&s), s.a, SETTING_HOLIDAY, &l, &s.err), OK);
    seen = l.items[0].version;
    assert_int_equal(change(&s, SETTING_HOLIDAY, l.items[0].key, seen, "name", json_string("Prima")), OK);
    assert_int_equal(change(&s, SETTING_HOLIDAY, l.items[0].key, seen, "name", json_string("Seconda")), E_CONFLICT);
    assert_string_equal(value_of(&s, SETTING_HOLIDAY, l.items[0].key, "name"), "Prima");
    assert_string_equal(shop_text(&s, "SELECT json_extract(before, '$.name') || ' > ' || json_extract(after, '$.name') FROM setting_change WHERE key <> ''"),
                        arena_fmt(s.a, "%s > Prima", json_string_value(json_object_get(l.items[0].value, "name"))));
    shop_close(&s);
}

TEST(what_is_written_in_the_browser_is_checked_like_the_file)
{
    struct shop s;

    shop_open(&s);
    load_example(&s);
    assert_int_equal(change(&s, SETTING_SETTORE, "ambiente", NULL, "email", json_string("ambiente")), E_INPUT);
    assert_string_equal(s.err.field, "email");
    assert_string_equal(s.err.text, "Ci vuole un indirizzo e-mail, per esempio «ufficio@comune.example».");
    assert_int_equal(add(&s, SETTING_RULE, "{\"settore\": \"nessuno\"}"), E_INPUT);
    assert_string_equal(s.err.field, "settore");
    assert_int_equal(add(&s, SETTING_HOLIDAY, "{\"day\": \"06-24\", \"name\": \"Due volte\"}"), E_INPUT);
    assert_string_equal(s.err.field, "day");
    shop_close(&s);
}

TEST(what_a_map_needs_is_checked_when_it_is_written)
{
    struct shop s;
    AUTO(JSON) json_t *file = json_pack("{s:{s:s}}", "ente", "map_tiles", "tiles.example.it");
    AUTO(JSON) json_t *none = json_pack("{s:{s:s,s:s}}", "ente", "map_tiles", "", "map_box", "");
    struct ente_load job = { .root = file, .force = true }, empty = { .root = none };
    static const char *const bad_tiles[] = { "tiles.example.it/{z}/{x}/{y}.png", "https://tiles.example.it/", "https:///{z}/{x}/{y}.png", "https://a.it; script-src *//{z}/{x}/{y}" };
    static const char *const bad_boxes[] = { "44.40, 11.20", "qui; là", "44.40, 11.20; 44.40, 11.45", "44.40, 11.20; 44.60, 11.45; 1, 2" };

    shop_open(&s);
    shop_do(&s, load_op, &empty);
    for (size_t i = 0; i < sizeof bad_tiles / sizeof bad_tiles[0]; i++)
        assert_int_equal(change(&s, SETTING_VALUE, "map_tiles", NULL, "value", json_string(bad_tiles[i])), E_INPUT);
    assert_string_equal(s.err.field, "value");
    assert_non_null(strstr(s.err.text, "Scrivi l'indirizzo con {z}, {x} e {y}"));
    for (size_t i = 0; i < sizeof bad_boxes / sizeof bad_boxes[0]; i++)
        assert_int_equal(change(&s, SETTING_VALUE, "map_box", NULL, "value", json_string(bad_boxes[i])), E_INPUT);
    assert_non_null(strstr(s.err.text, "due angoli opposti"));
    assert_int_equal(change(&s, SETTING_VALUE, "map_tiles", NULL, "value", json_string("https://tiles.example.it/{z}/{x}/{y}.png")), OK);
    assert_int_equal(change(&s, SETTING_VALUE, "map_box", NULL, "value", json_string("44.60, 11.45; 44.40, 11.20")), OK);
    assert_int_equal(db_write(s.db, load_op, &job, &s.err), E_INPUT);
    assert_non_null(strstr(s.err.text, "ente.map_tiles: "));
    shop_close(&s);
}

TEST(a_legal_term_is_shortened_and_never_loosened)
{
    struct shop s;

    shop_open(&s);
    load_example(&s);
    assert_int_equal(change(&s, SETTING_TERM, "access_foia//final", NULL, "days", json_integer(31)), E_INPUT);
    assert_string_equal(s.err.field, "days");
    assert_non_null(strstr(s.err.text, "30 giorni di calendario"));
    assert_non_null(strstr(s.err.text, "D.lgs. 33/2013, art. 5"));
    assert_int_equal(change(&s, SETTING_TERM, "access_foia//final", NULL, "unit", json_string("working")), E_INPUT);
    assert_int_equal(change(&s, SETTING_TERM, "access_foia//final", NULL, "days", json_integer(20)), OK);
    assert_string_equal(value_of(&s, SETTING_TERM, "access_foia//final", "days"), "20");
    assert_int_equal(change(&s, SETTING_TERM, "report//final", NULL, "days", json_integer(60)), OK); /* the body's own promise */
    shop_close(&s);
}

/* ---- the file ----------------------------------------------------------------------------------- */

static char *picture(struct shop *s)
{
    AUTO(JSON) json_t *root = NULL;
    AUTO(FREE) char *text = NULL;

    assert_int_equal(ente_export(shop_r(s), s->a, &root, &s->err), OK);
    text = json_dumps(root, JSON_SORT_KEYS | JSON_INDENT(1));
    return arena_str(s->a, text);
}

static enum rc door(struct shop *s, const char *code, const char *json)
{
    AUTO(JSON) json_t *value = json_loads(json, 0, NULL);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    struct setting_change c = { .setting = SETTING_CHANNEL, .ref = code, .version = "", .value = value };

    assert_non_null(value);
    assert_int_equal(setting_read(shop_r(s), s->a, SETTING_CHANNEL, &l, &s->err), OK);
    if (setting_find(&l, code))
        c.version = setting_find(&l, code)->version;
    s->err = (struct err){ 0 };
    return db_write(s->db, setting_change_op, &c, &s->err);
}

static void furnish(struct shop *s)
{
    load_example(s);
    assert_int_equal(add(s, SETTING_ABSENCE, "{\"settore\": \"ambiente\", \"from\": \"2026-02-02\", \"to\": \"2026-02-06\", \"to_settore\": \"urp\"}"), OK);
    assert_int_equal(add(s, SETTING_QUESTION, "{\"category\": \"strade-buche\", \"code\": \"dove\", \"kind\": \"one\", \"label\": \"Dov'è\", \"options\": [\"Strada\", \"Marciapiede\"], \"required\": true}"), OK);
    assert_int_equal(change(s, SETTING_CATEGORY, "animali", NULL, "active", json_false()), OK);
    assert_int_equal(add(s, SETTING_AREA, "{\"code\": \"ponte\", \"name\": \"Ponte\", \"streets\": [\"via del Ponte Vecchio\"]}"), OK);
    assert_int_equal(add(s, SETTING_OTHER_BODY, "{\"code\": \"regione\", \"name\": \"Regione\", \"pec\": \"a@pec.regione.example\", \"active\": false}"), OK);
    assert_int_equal(door(s, "web", "{\"channel\": \"web\", \"closed\": true, \"until\": \"2026-12-31\", \"text\": \"Due righe\\ne basta\"}"), OK);
}

TEST(export_and_load_come_back_to_the_same)
{
    struct shop s, other;
    AUTO(JSON) json_t *root = NULL;
    AUTO(JSON) json_t *differences = json_array();
    struct ente_load job = { .differences = differences };
    const char *before;

    shop_open(&s);
    furnish(&s);
    before = picture(&s);
    job.root = root = json_loads(before, 0, NULL);
    shop_do(&s, load_op, &job); /* what is as it is undoes nothing */
    assert_string_equal(picture(&s), before);
    shop_open(&other);
    shop_do(&other, load_op, &job);
    assert_string_equal(picture(&other), before);
    shop_close(&other);
    shop_close(&s);
}

TEST(a_file_does_not_undo_what_was_changed_in_the_browser)
{
    struct shop s;
    AUTO(JSON) json_t *root = json_load_file("etc/ente.example.json", 0, NULL);
    AUTO(JSON) json_t *differences = json_array();
    struct ente_load job = { .root = root, .differences = differences };

    shop_open(&s);
    load_example(&s);
    assert_int_equal(change(&s, SETTING_SETTORE, "ambiente", NULL, "phone", json_string("000 999")), OK);
    assert_int_equal(add(&s, SETTING_RULE, "{\"settore\": \"urp\", \"type\": \"praise\", \"channel\": \"phone\", \"certain\": true}"), OK);
    assert_int_equal(db_write(s.db, load_op, &job, &s.err), E_CONFLICT);
    assert_int_equal(json_array_size(differences), 2);
    assert_string_equal(json_string_value(json_object_get(json_array_get(differences, 0), "key")), "ambiente");
    assert_string_equal(value_of(&s, SETTING_SETTORE, "ambiente", "phone"), "000 999");
    job.force = true;
    shop_do(&s, load_op, &job);
    assert_string_equal(value_of(&s, SETTING_SETTORE, "ambiente", "phone"), "000 1234530");
    job.force = false;
    shop_do(&s, load_op, &job); /* the file is the last word again */
    shop_close(&s);
}

/* ---- doors -------------------------------------------------------------------------------------- */

TEST(certified_mail_is_never_closed_and_the_last_door_stays_open)
{
    struct shop s;

    shop_open(&s);
    load_example(&s);
    assert_int_equal(door(&s, "pec", "{\"channel\": \"pec\", \"closed\": true}"), E_INPUT);
    assert_non_null(strstr(s.err.text, "CAD, artt. 40-bis e 65"));
    assert_int_equal(door(&s, "api", "{\"channel\": \"api\", \"closed\": true}"), E_INPUT); /* there is no such door */
    /* With a PEC all others may be closed; without one the last of those that law knows may not. */
    assert_int_equal(door(&s, "web", "{\"channel\": \"web\", \"closed\": true}"), OK);
    assert_int_equal(change(&s, SETTING_VALUE, "pec", NULL, "value", json_string("")), OK);
    assert_int_equal(door(&s, "letter", "{\"channel\": \"letter\", \"closed\": true}"), OK);
    assert_int_equal(door(&s, "counter", "{\"channel\": \"counter\", \"closed\": true}"), E_INPUT);
    assert_non_null(strstr(s.err.text, "Resta aperto almeno un modo"));
    assert_int_equal(door(&s, "mail", "{\"channel\": \"mail\", \"closed\": true}"), OK);
    assert_string_equal(shop_text(&s, "SELECT group_concat(key, ' ') FROM (SELECT key FROM setting_change WHERE section = 'channels' ORDER BY key)"), "letter mail web");
    shop_close(&s);
}

/* A file that says again what it said closes nothing anew, and opens what it no longer names. */
TEST(a_door_stays_closed_since_it_was_whatever_is_loaded)
{
    struct shop s;
    AUTO(JSON) json_t *file = json_pack("{s:[{s:s,s:b}]}", "channels", "channel", "mail", "closed", 1);
    struct ente_load job = { .root = file, .force = true };
    int64_t since;

    shop_open(&s);
    load_example(&s);
    assert_int_equal(door(&s, "mail", "{\"channel\": \"mail\", \"closed\": true}"), OK);
    assert_int_equal(door(&s, "web", "{\"channel\": \"web\", \"closed\": true, \"until\": \"2026-02-10\"}"), OK);
    since = shop_int(&s, "SELECT closed_at FROM channel WHERE code = 'mail'");
    assert_int_equal(since, clock_now_at());
    clock_freeze(since + 3600);
    shop_do(&s, load_op, &job);
    assert_int_equal(shop_int(&s, "SELECT closed_at FROM channel WHERE code = 'mail'"), since);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM channel"), 1);
    /* Open by itself for a day, and closed again: since then. */
    assert_int_equal(door(&s, "web", "{\"channel\": \"web\", \"closed\": true, \"until\": \"2026-02-10\"}"), OK);
    clock_freeze(since + 60 * 86400);
    assert_int_equal(door(&s, "web", "{\"channel\": \"web\", \"closed\": true}"), OK);
    assert_int_equal(shop_int(&s, "SELECT closed_at FROM channel WHERE code = 'web'"), since + 60 * 86400);
    assert_int_equal(door(&s, "web", "{\"channel\": \"web\", \"closed\": false}"), OK);
    assert_int_equal(shop_int(&s, "SELECT closed_at FROM channel WHERE code = 'web'"), 0);
    shop_close(&s);
}

TEST(an_area_takes_no_street_of_another_and_a_body_has_an_address)
{
    struct shop s;

    shop_open(&s);
    load_example(&s);
    assert_int_equal(add(&s, SETTING_AREA, "{\"code\": \"ponte\", \"name\": \"Ponte\", \"streets\": [\"Via Roma\"]}"), E_INPUT);
    assert_string_equal(s.err.field, "streets");
    assert_int_equal(add(&s, SETTING_OTHER_BODY, "{\"code\": \"regione\", \"name\": \"Regione\"}"), E_INPUT);
    assert_string_equal(s.err.field, "email");
    shop_close(&s);
}

struct listed {
    int64_t area_id, id;
};

static enum rc list_street_op(struct dbw *w, void *arg, struct err *err)
{
    struct listed *l = arg;
    const struct street_row row = { .name = "Via dell'Elenco", .area = "" };

    TRY(street_add(w, &row, l->area_id, "list", &l->id, err));
    return q_street_number_add(w, l->id, "12", 44494887, 11342616, err);
}

/* The list of the registry office is not the area's: only what was written with the area goes with it. */
TEST(an_area_that_goes_leaves_the_streets_of_the_list_and_their_numbers)
{
    struct shop s;
    struct listed l = { 0 };

    shop_open(&s);
    load_example(&s);
    assert_int_equal(add(&s, SETTING_AREA, "{\"code\": \"ponte\", \"name\": \"Ponte\", \"streets\": [\"via del Ponte Vecchio\"]}"), OK);
    l.area_id = shop_int(&s, "SELECT id FROM area WHERE code = 'ponte'");
    shop_do(&s, list_street_op, &l);
    AUTO(SETTINGS) struct setting_list list = { 0 };
    assert_int_equal(setting_read(shop_r(&s), s.a, SETTING_AREA, &list, &s.err), OK);
    const struct setting_item *item = setting_find(&list, arena_fmt(s.a, "%lld", (long long)l.area_id));
    assert_non_null(item);
    struct setting_change gone = { .setting = SETTING_AREA, .ref = item->ref, .version = item->version };
    shop_do(&s, setting_change_op, &gone);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM area WHERE code = 'ponte'"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street WHERE name = 'Via dell''Elenco' AND area_id IS NULL"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street_number n JOIN street t ON t.id = n.street_id WHERE t.name = 'Via dell''Elenco'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street WHERE name = 'via del Ponte Vecchio'"), 0);
    shop_close(&s);
}

/* What has only its key is never new: a nameless one would be written, and the second would find nothing that it wrote. */
TEST(values_texts_and_channels_are_never_new)
{
    struct shop s;

    shop_open(&s);
    load_example(&s);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(add(&s, SETTING_TEXT, "{\"value\": \"Testo\"}"), E_NOTFOUND);
        assert_int_equal(add(&s, SETTING_VALUE, "{\"value\": \"Testo\"}"), E_NOTFOUND);
        assert_int_equal(add(&s, SETTING_CHANNEL, "{\"channel\": \"phone\", \"closed\": true}"), E_NOTFOUND);
    }
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM channel"), 0);
    shop_close(&s);
}

/* ---- who stands in ------------------------------------------------------------------------------ */

static const char *address(struct shop *s, const char *code)
{
    struct settore *list;
    struct stand_in to = { 0 };
    size_t n;

    assert_int_equal(settore_list(shop_r(s), s->a, &list, &n, &s->err), OK);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].code, code))
            assert_int_equal(settore_address(shop_r(s), &list[i], clock_now_at(), &to, &s->err), OK);
    return to.email;
}

TEST(while_an_office_is_away_its_mails_go_to_who_stands_in)
{
    struct shop s;

    shop_open(&s);
    load_example(&s);
    assert_string_equal(address(&s, "ambiente"), "ambiente@comune.borgoesempio.example");
    assert_int_equal(add(&s, SETTING_ABSENCE, "{\"settore\": \"ambiente\", \"from\": \"2026-02-04\", \"to\": \"2026-02-05\", \"to_settore\": \"patrimonio\"}"), OK);
    assert_string_equal(address(&s, "ambiente"), "patrimonio@comune.borgoesempio.example");
    assert_int_equal(add(&s, SETTING_ABSENCE, "{\"settore\": \"patrimonio\", \"from\": \"2026-02-01\", \"to\": \"2026-02-28\", \"to_name\": \"Ada\", \"to_email\": \"ada@comune.test\"}"), OK);
    assert_string_equal(address(&s, "ambiente"), "ada@comune.test");
    clock_freeze(NOON + 2 * 86400); /* the 6th */
    assert_string_equal(address(&s, "ambiente"), "ambiente@comune.borgoesempio.example");
    shop_close(&s);
}

TEST(two_offices_that_stand_in_for_each_other_keep_their_own_mail)
{
    struct shop s;

    shop_open(&s);
    load_example(&s);
    assert_int_equal(add(&s, SETTING_ABSENCE, "{\"settore\": \"ambiente\", \"from\": \"2026-02-01\", \"to\": \"2026-02-28\", \"to_settore\": \"patrimonio\"}"), OK);
    assert_int_equal(add(&s, SETTING_ABSENCE, "{\"settore\": \"patrimonio\", \"from\": \"2026-02-01\", \"to\": \"2026-02-28\", \"to_settore\": \"ambiente\"}"), OK);
    assert_string_equal(address(&s, "ambiente"), "ambiente@comune.borgoesempio.example");
    shop_close(&s);
}

/* ---- questions ---------------------------------------------------------------------------------- */

static const char *const options[] = { "Sì", "No" };
#define ASK(kind_, required_) { .kind = (kind_), .label = "Domanda", .stop = "", .required = (required_), .options = (const char **)(uintptr_t)options, .n_options = 2 }

static const struct answer_row {
    const char *name, *typed, *clean, *wrong; /* wrong: part of the message; NULL: fine */
    struct question q;
} answers[] = {
    { "text", "  due alberi ", "due alberi", NULL, ASK(QUESTION_TEXT, true) },
    { "missing", "", "", "Rispondi alla domanda", ASK(QUESTION_TEXT, true) },
    { "left out", "", "", NULL, ASK(QUESTION_DATE, false) },
    { "number", "12,5", "12,5", NULL, ASK(QUESTION_NUMBER, false) },
    { "no number", "tanti", NULL, "scrivi un numero", ASK(QUESTION_NUMBER, false) },
    { "only a comma", ",", NULL, "scrivi un numero", ASK(QUESTION_NUMBER, false) },
    { "date", "2026-02-28", "2026-02-28", NULL, ASK(QUESTION_DATE, false) },
    { "no date", "2026-02-30", NULL, "una data che esiste", ASK(QUESTION_DATE, false) },
    { "one", "No", "No", NULL, ASK(QUESTION_ONE, true) },
    { "not offered", "Forse", NULL, "Scegli una delle risposte", ASK(QUESTION_ONE, true) },
    { "many", "Sì\nNo", "Sì\nNo", NULL, ASK(QUESTION_MANY, true) },
    { "one of many not offered", "Sì\nForse", NULL, "Scegli una delle risposte", ASK(QUESTION_MANY, true) },
    { "danger", "Sì", NULL, "112", { .kind = QUESTION_ONE, .label = "C'è pericolo?", .stop = "Sì", .options = (const char **)(uintptr_t)options, .n_options = 2 } },
};

static void check_answer(const struct answer_row *row)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 16);
    const char *clean, *wrong = question_check(a, &row->q, row->typed, &clean);

    if (row->wrong) {
        assert_non_null(wrong);
        assert_non_null(strstr(wrong, row->wrong));
        return;
    }
    assert_null(wrong);
    assert_string_equal(clean, row->clean);
}
TEST_ROWS(answers, check_answer)

TEST(a_category_asks_what_its_group_asks_and_its_own)
{
    struct shop s;
    struct question *list;
    size_t n;

    shop_open(&s);
    load_example(&s);
    assert_int_equal(add(&s, SETTING_QUESTION, "{\"category\": \"strade-buche\", \"code\": \"quanto\", \"kind\": \"number\", \"label\": \"Quanto è profonda\"}"), OK);
    assert_int_equal(add(&s, SETTING_QUESTION, "{\"category\": \"strade\", \"code\": \"pericolo\", \"kind\": \"one\", \"label\": \"C'è pericolo\", \"options\": [\"Sì\", \"No\"], \"stop\": \"Sì\"}"), OK);
    assert_int_equal(add(&s, SETTING_QUESTION, "{\"category\": \"strade\", \"code\": \"altro\", \"kind\": \"text\", \"label\": \"Altro\", \"stop\": \"Sì\"}"), E_INPUT);
    assert_string_equal(s.err.field, "stop");
    int64_t id = shop_int(&s, "SELECT id FROM category WHERE code = 'strade-buche'");
    assert_int_equal(question_list(shop_r(&s), s.a, id, &list, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_string_equal(list[0].code, "pericolo");
    assert_string_equal(list[1].code, "quanto");
    AUTO(JSON) json_t *given = json_pack("{s:s}", "quanto", "20");
    AUTO(JSON) json_t *kept = question_record(list, n, given);
    AUTO(FREE) char *text = json_dumps(kept, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(text, "[{\"a\":\"20\",\"q\":\"Quanto è profonda\"}]");
    shop_close(&s);
}

TESTS_MAIN("ticket_setting")
