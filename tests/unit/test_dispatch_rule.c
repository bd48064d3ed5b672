/* SPDX-License-Identifier: EUPL-1.2 */
/* To whom: the most specific rule wins and says why. */
#include "office.h"

#include "base/tr.h"
#include "dispatch/rule.h"
#include "dispatch/trial.h"

static struct shop s;

static const struct row {
    const char *name;
    const char *ente; /* rules of a small body: settori A, B, C; group G with leaves G1, G2; area Z */
    struct rule_question q;
    int64_t category, area; /* 1 = G1, 2 = G2; 1 = Z */
    const char *first;      /* code of the settore suggested first; NULL: none */
    bool certain;
} rows[] = {
    { "no rule", "[]", { .type = TYPE_REPORT }, 0, 0, NULL, false },
    { "type alone", "[{\"type\":\"report\",\"settore\":\"A\",\"certain\":true}]", { .type = TYPE_REPORT }, 0, 0, "A", true },
    { "another type", "[{\"type\":\"report\",\"settore\":\"A\",\"certain\":true}]", { .type = TYPE_INFO }, 0, 0, NULL, false },
    { "leaf beats group", "[{\"category\":\"G\",\"settore\":\"A\",\"certain\":true},{\"category\":\"G1\",\"settore\":\"B\",\"certain\":true}]", { .type = TYPE_REPORT }, 1, 0, "B", true },
    { "group for the other leaf", "[{\"category\":\"G\",\"settore\":\"A\",\"certain\":true},{\"category\":\"G1\",\"settore\":\"B\",\"certain\":true}]", { .type = TYPE_REPORT }, 2, 0, "A", true },
    { "leaf and area beat leaf", "[{\"category\":\"G1\",\"settore\":\"A\",\"certain\":true},{\"category\":\"G1\",\"area\":\"Z\",\"settore\":\"C\",\"certain\":true}]", { .type = TYPE_REPORT }, 1, 1, "C", true },
    { "leaf beats area, type and channel together", "[{\"type\":\"report\",\"area\":\"Z\",\"channel\":\"web\",\"settore\":\"A\",\"certain\":true},{\"category\":\"G1\",\"settore\":\"B\",\"certain\":true}]", { .type = TYPE_REPORT }, 1, 1, "B", true },
    { "position breaks a tie", "[{\"type\":\"report\",\"settore\":\"A\",\"certain\":true,\"position\":2},{\"type\":\"report\",\"settore\":\"B\",\"certain\":true,\"position\":1}]", { .type = TYPE_REPORT }, 0, 0, "B", true },
    { "uncertain is only a suggestion", "[{\"type\":\"report\",\"settore\":\"A\",\"certain\":false}]", { .type = TYPE_REPORT }, 0, 0, "A", false },
    { "usual office of the category", "[]", { .type = TYPE_REPORT }, 2, 0, "C", false },
    { "words of the text", "[]", { .type = TYPE_REPORT, .text = "C'è una BÙCA profonda" }, 0, 0, "B", false },
    { "a stem inside an earlier word hides nothing", "[]", { .type = TYPE_REPORT, .text = "Imbucando la lettera ho visto una buca" }, 0, 0, "B", false },
    { "a stem inside a word is none", "[]", { .type = TYPE_REPORT, .text = "Imbucando la lettera" }, 0, 0, NULL, false },
};

static json_t *small_ente(const char *rules)
{
    AUTO(JSON) json_t *r = json_loads(rules, 0, NULL);
    json_t *e = json_loads("{\"ente\":{\"name\":\"Prova\"},\"settori\":[{\"code\":\"A\",\"name\":\"Settore A\",\"email\":\"a@x.test\"},"
                           "{\"code\":\"B\",\"name\":\"Settore B\",\"email\":\"b@x.test\"},{\"code\":\"C\",\"name\":\"Settore C\",\"email\":\"c@x.test\"}],"
                           "\"categories\":[{\"code\":\"G\",\"name\":\"Gruppo\",\"children\":[{\"code\":\"G1\",\"name\":\"Buche\",\"name_de\":\"Schlagloch\",\"settore\":\"B\",\"keywords\":[\"buca\",\"buche\"]},"
                           "{\"code\":\"G2\",\"name\":\"Verde\",\"settore\":\"C\",\"keywords\":[\"alber\"]}]}],"
                           "\"areas\":[{\"code\":\"Z\",\"name\":\"Zona\",\"streets\":[\"via Roma\"]}]}", 0, NULL);

    assert_true(r && e);
    for (size_t i = 0; i < json_array_size(r); i++) {
        json_t *one = json_array_get(r, i);
        json_object_set_new(one, "note", json_string(""));
        if (!json_object_get(one, "position"))
            json_object_set_new(one, "position", json_integer((json_int_t)i));
    }
    json_object_set(e, "rules", r);
    return e;
}

static int64_t id_of(const char *sql_name)
{
    struct category *list;
    size_t n;

    assert_rc(category_list(shop_r(&s), s.a, &list, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].code, sql_name))
            return list[i].id;
    return 0;
}

static void check_route(const struct row *r)
{
    AUTO(JSON) json_t *root = small_ente(r->ente);
    AUTO(JSON) json_t *told = NULL;
    struct ente_load job = { .root = root };
    struct rule_question q = r->q;
    struct rule_answer answer;

    shop_open(&s);
    shop_do(&s, office_load_op, &job);
    q.category_id = r->category == 1 ? id_of("G1") : r->category == 2 ? id_of("G2") : 0;
    q.area_id = r->area ? area_of_place(shop_r(&s), s.a, "Via Roma, 3") : 0;
    assert_true(!r->area || q.area_id);
    assert_rc(rule_route(shop_r(&s), s.a, &q, &answer, &s.err), OK);
    assert_int_equal(answer.certain, r->certain);
    if (!r->first) {
        assert_int_equal(answer.n, 0);
    } else {
        assert_true(answer.n >= 1);
        assert_string_equal(answer.list[0].settore_name, arena_fmt(s.a, "Settore %s", r->first));
        assert_true(*answer.list[0].why);
    }
    assert_rc(rule_explain(shop_r(&s), s.a, &q, &told, &s.err), OK);
    assert_int_equal(json_array_size(json_object_get(told, "suggestions")), answer.n);
    shop_close(&s);
}
TEST_ROWS(rows, check_route)

/* ---- an office that is no more, and what stays on record ---------------------------------------- */

static void load(const char *rules, void (*change)(json_t *root))
{
    AUTO(JSON) json_t *root = small_ente(rules);
    struct ente_load job = { .root = root };

    if (change)
        change(root);
    shop_do(&s, office_load_op, &job);
}

/* Settori A and C alone: the category of the holes names an office of the past. */
static void without_b(json_t *root)
{
    json_array_remove(json_object_get(root, "settori"), 1);
    json_object_del(root, "categories"); /* stays as it is */
    json_object_del(root, "rules");
}

TEST(words_lead_to_no_office_of_the_past)
{
    struct rule_question q = { .type = TYPE_REPORT, .text = "Una buca vicino agli alberi" };
    struct rule_answer answer;

    shop_open(&s);
    load("[]", NULL);
    assert_rc(rule_route(shop_r(&s), s.a, &q, &answer, &s.err), OK);
    assert_int_equal(answer.n, 2);
    load("[]", without_b);
    assert_rc(rule_route(shop_r(&s), s.a, &q, &answer, &s.err), OK);
    assert_int_equal(answer.n, 1);
    assert_string_equal(answer.list[0].settore_name, "Settore C");
    shop_close(&s);
}

/* It is kept beside the request, where the office reads it. */
TEST(why_is_italian_whoever_asks)
{
    struct rule_question q = { .type = TYPE_REPORT };
    struct rule_answer answer;
    const char *after;

    shop_open(&s);
    load("[{\"category\":\"G1\",\"settore\":\"A\",\"certain\":true}]", NULL);
    q.category_id = shop_int(&s, "SELECT id FROM category WHERE code = 'G1'");
    (void)tr_speak(tr_lang("de"));
    assert_rc(rule_route(shop_r(&s), s.a, &q, &answer, &s.err), OK);
    after = tr_id();
    (void)tr_speak(NULL);
    assert_non_null(strstr(answer.list[0].why, "Buche"));
    assert_string_equal(after, "de");
    shop_close(&s);
}

static void with_note(json_t *root)
{
    json_object_set_new(json_array_get(json_object_get(root, "rules"), 0), "note", json_string("accordo del 2025"));
}

static const char *recorded(int64_t ticket_id, enum rule_words words)
{
    const char *why = "";
    struct event *events;
    size_t n;

    assert_rc(ticket_events(shop_r(&s), s.a, ticket_id, &events, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++) {
        AUTO(JSON) json_t *data = json_loads(events[i].data, 0, NULL);
        if (events[i].kind == EVENT_ASSEGNATA || events[i].kind == EVENT_RIASSEGNATA)
            assert_rc(rule_recorded(shop_r(&s), s.a, data, words, &why, &s.err), OK);
    }
    return why;
}

TEST(the_rule_that_assigned_is_on_record)
{
    static const char rules[] = "[{\"type\":\"report\",\"category\":\"G1\",\"area\":\"Z\",\"channel\":\"web\",\"settore\":\"A\",\"certain\":true}]";
    int64_t findings = -1;

    shop_open(&s);
    load(rules, with_note);
    char *g1 = arena_fmt(s.a, "%lld", (long long)id_of("G1"));
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = g1, .place = "via Roma 3" });
    assert_int_equal(t.state, STATE_ASSIGNED);
    assert_string_equal(recorded(t.id, RULE_EXACT), "Regola: Segnalazione di disservizio, Buche, zona Zona, arrivata da Modulo sul sito (accordo del 2025)");
    assert_string_equal(recorded(t.id, RULE_PLAIN), "riguarda Buche, zona Zona, arrivata da Modulo sul sito");
    /* The body makes other rules, the first of which gets the old number: what is on record stays true. */
    load("[{\"type\":\"info\",\"settore\":\"C\",\"certain\":true}]", with_note);
    assert_string_equal(recorded(t.id, RULE_EXACT), "Regola: Segnalazione di disservizio, Buche, zona Zona, arrivata da Modulo sul sito");
    struct work job = { .action = WORK_ASSIGN, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .settore_id = office_settore(&s, "C") };
    shop_do(&s, work_op, &job);
    assert_null(recorded(t.id, RULE_EXACT)); /* somebody chose */
    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
    shop_close(&s);
}

/* ---- what a change would have done -------------------------------------------------------------- */

static struct trial tried(const char *json, int64_t rule_id)
{
    AUTO(JSON) json_t *value = json ? json_loads(json, 0, NULL) : NULL;
    struct trial t = { .rule_id = rule_id, .value = value, .now_at = clock_now_at() };

    assert_true(!json || value);
    assert_rc(trial_run(shop_r(&s), s.a, &t, &s.err), OK);
    return t;
}

TEST(a_trial_tells_what_a_change_would_have_done)
{
    struct trial t;

    shop_open(&s);
    load("[{\"type\":\"report\",\"settore\":\"A\",\"certain\":true,\"position\":1}]", NULL);
    char *g1 = arena_fmt(s.a, "%lld", (long long)id_of("G1")), *g2 = arena_fmt(s.a, "%lld", (long long)id_of("G2"));
    (void)office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = g1, .place = "via Roma 3" });
    (void)office_request(&s, TYPE_REPORT, "t:2", (struct draft_data){ .category = g2, .place = "altrove" });
    struct ticket info = office_request(&s, TYPE_INFO, "t:3", (struct draft_data){ .category = g1 });
    int64_t rule = shop_int(&s, "SELECT id FROM rule");

    t = tried("{\"category\":\"G1\",\"type\":\"report\",\"settore\":\"B\",\"certain\":true}", 0);
    assert_int_equal(t.looked, 3);
    assert_int_equal(t.changed, 1);
    assert_string_equal(t.samples[0].from, "Settore A");
    assert_string_equal(t.samples[0].to, "Settore B");
    assert_int_equal(tried("{\"category\":\"G1\",\"settore\":\"B\",\"certain\":true,\"active\":false}", 0).changed, 0);
    assert_int_equal(tried("{\"type\":\"report\",\"settore\":\"B\",\"certain\":true,\"position\":1}", rule).changed, 2);
    assert_int_equal(tried("{\"type\":\"report\",\"settore\":\"B\",\"certain\":true,\"position\":2}", 0).changed, 0); /* behind its like */
    assert_int_equal(tried("{\"type\":\"report\",\"settore\":\"B\",\"certain\":true,\"position\":0}", 0).changed, 2);
    t = tried("{\"type\":\"info\",\"settore\":\"C\",\"certain\":false}", 0);
    assert_int_equal(t.changed, 1);
    assert_string_equal(t.samples[0].code, info.code);
    assert_string_equal(t.samples[0].from, "nessuna regola: decide l'URP");
    assert_string_equal(t.samples[0].to, "Settore C (suggerita)");
    assert_int_equal(tried(NULL, rule).changed, 2); /* taken away */
    clock_freeze(NOON + (int64_t)(TRIAL_DAYS + 1) * 86400);
    assert_int_equal(tried(NULL, rule).looked, 0); /* of the last year alone */
    shop_close(&s);
}

TESTS_MAIN("dispatch_rule")
