/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "base/tr.h"
#include "ticket/ente.h"
#include "ticket_store.h"

static enum rc load_op(struct dbw *w, void *arg, struct err *err)
{
    return ente_load(w, arg, err);
}

static enum rc load(struct shop *s, const char *json)
{
    json_error_t where;
    AUTO(JSON) json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, &where);
    struct ente_load job = { .root = root };

    if (!root)
        fail_msg("%s", where.text);
    return db_write(s->db, load_op, &job, &s->err);
}

static void load_example(struct shop *s, struct ente_load *job)
{
    AUTO(JSON) json_t *root = json_load_file("etc/ente.example.json", JSON_REJECT_DUPLICATES, NULL);

    assert_non_null(root);
    job->root = root;
    shop_do(s, load_op, job);
    job->root = NULL;
}

/* Everything but ids, which the sections replaced whole may change. */
static char *picture_of(struct shop *s)
{
    return shop_text(s,
        "SELECT group_concat(x, char(10)) FROM ("
        "SELECT key || value AS x FROM ente UNION ALL "
        "SELECT id || code || name || email || fallback_email || role || active FROM settore UNION ALL "
        "SELECT settore_id || name || email FROM settore_contact UNION ALL "
        "SELECT id || code || coalesce(parent_id, '') || name || keywords || coalesce(settore_id, '') || emergency || position || active FROM category UNION ALL "
        "SELECT id || code || name FROM area UNION ALL SELECT area_id || name || folded FROM street UNION ALL "
        "SELECT coalesce(type, '') || coalesce(category_id, '') || coalesce(area_id, '') || settore_id || certain || position || note FROM rule UNION ALL "
        "SELECT type || coalesce(category_id, '') || timer || days || unit FROM term UNION ALL SELECT day || name FROM holiday UNION ALL "
        "SELECT code || title || coalesce(type, '') || body FROM reply_template ORDER BY 1)");
}

/* ---- what a connection keeps ---------------------------------------------------------------------- */

static enum rc rename_op(struct dbw *w, void *arg, struct err *err)
{
    json_t *root = json_pack("{s:{s:s}}", "ente", "name", (const char *)arg);
    struct ente_load job = { .root = root };
    enum rc rc = ente_load(w, &job, err);

    json_decref(root);
    TRY(rc);
    /* The writer reads its own change before anybody else can. */
    assert_string_equal(ente_text(dbw_reader(w), dbw_arena(w), "name", NULL), arg);
    if (str_eq(arg, "disfatto"))
        FAIL(err, E_CONFLICT, "", "undone on purpose");
    return OK;
}

static enum rc read_name_op(struct dbw *w, void *want, struct err *err)
{
    (void)err;
    assert_string_equal(ente_text(dbw_reader(w), dbw_arena(w), "name", NULL), want);
    return OK;
}

TEST(registers_are_read_anew_when_they_change)
{
    struct shop s;

    shop_open(&s);
    shop_do(&s, rename_op, "Comune di Uno");
    assert_string_equal(ente_text(shop_r(&s), s.a, "name", NULL), "Comune di Uno");
    db_snapshot(shop_r(&s));
    assert_string_equal(ente_text(shop_r(&s), s.a, "name", NULL), "Comune di Uno");
    shop_do(&s, rename_op, "Comune di Due");
    assert_string_equal(ente_text(shop_r(&s), s.a, "name", NULL), "Comune di Uno"); /* one state of the store */
    db_snapshot_end(shop_r(&s));
    assert_string_equal(ente_text(shop_r(&s), s.a, "name", NULL), "Comune di Due");
    db_snapshot(shop_r(&s));
    assert_string_equal(ente_text(shop_r(&s), s.a, "name", NULL), "Comune di Due");
    db_snapshot_end(shop_r(&s));
    shop_close(&s);
}

TEST(a_change_that_was_undone_is_not_kept)
{
    struct shop s;
    struct err err = { 0 };

    shop_open(&s);
    shop_do(&s, rename_op, "Comune di Uno");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(db_write(s.db, rename_op, "disfatto", &err), E_CONFLICT);
        shop_do(&s, read_name_op, "Comune di Uno");
        assert_string_equal(ente_text(shop_r(&s), s.a, "name", NULL), "Comune di Uno");
    }
    shop_close(&s);
}

/* A request that waits for its write may have rows of the state before in its hands. */
TEST(kept_rows_outlive_a_change)
{
    struct shop s;
    struct ente_load job = { 0 };
    struct settore *before;
    size_t n;

    shop_open(&s);
    load_example(&s, &job);
    assert_rc(settore_list(shop_r(&s), s.a, &before, &n, &s.err), OK);
    const char *name = before[0].name, *copy = arena_str(s.a, name);
    for (int i = 0; i < 2; i++) {
        struct settore *now;
        load_example(&s, &job);
        assert_rc(settore_list(shop_r(&s), s.a, &now, &n, &s.err), OK);
        assert_string_equal(name, copy);
        assert_ptr_not_equal(now[0].name, name);
    }
    shop_close(&s);
}

/* ---- loading -------------------------------------------------------------------------------------- */

/* Where the body has no name in a language, and where a name was taken away again, it is the Italian one, which says so (own). */
TEST(a_category_is_named_in_the_language_that_is_spoken)
{
    struct category c;
    struct shop s;
    size_t named = 0;

    shop_open(&s);
    assert_rc(load(&s, "{\"categories\": [{\"code\": \"strade\", \"name\": \"Strade\", \"name_de\": \"Straßen\", \"children\": "
                       "[{\"code\": \"buche\", \"name\": \"Buca\", \"name_en\": \"Pothole\", \"name_de\": \"Schlagloch\"}]}]}"), OK);
    int64_t id = shop_int(&s, "SELECT id FROM category WHERE code = 'buche'");
    for (size_t i = 0; i < tr_langs_n; i++) {
        AUTO(TR) const struct tr_lang *before = tr_speak(&tr_langs[i]);
        const char *name = str_eq(tr_langs[i].id, "en") ? "Pothole" : str_eq(tr_langs[i].id, "de") ? "Schlagloch" : NULL;

        assert_rc(category_by_id(shop_r(&s), id, &c, &s.err), OK);
        assert_string_equal(c.name, name ? name : "Buca");
        assert_string_equal(c.own ? c.own : "", name ? "" : "Buca");
        assert_string_equal(c.parent_name, str_eq(tr_langs[i].id, "de") ? "Straßen" : "Strade");
        assert_int_equal(c.parent_own != NULL, !str_eq(tr_langs[i].id, "de"));
    }
    assert_rc(load(&s, "{\"categories\": [{\"code\": \"buche\", \"name\": \"Buca\", \"name_en\": \"Pothole\"}]}"), OK);
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang("de"));
    assert_rc(category_by_id(shop_r(&s), id, &c, &s.err), OK);
    assert_string_equal(c.name, "Buca");
    for (size_t i = 0; i < tr_langs_n; i++) { /* each catalogue, and no more */
#define NAMED(lang_) named += str_eq(tr_langs[i].id, #lang_);
        NAME_LANGS(NAMED)
#undef NAMED
    }
    assert_int_equal(named, tr_langs_n - 1);
    shop_close(&s);
}

TEST(a_settore_is_named_in_the_language_that_is_spoken)
{
#define OFFICE "{\"settori\": [{\"code\": \"LP\", \"name\": \"Lavori pubblici\", \"email\": \"lp@comune.test\"%s}]}"
    struct settore o;
    struct shop s;

    shop_open(&s);
    assert_rc(load(&s, arena_fmt(s.a, OFFICE, ", \"name_de\": \"Öffentliche Arbeiten\"")), OK);
    int64_t id = shop_int(&s, "SELECT id FROM settore WHERE code = 'LP'");
    for (size_t i = 0; i < tr_langs_n; i++) {
        AUTO(TR) const struct tr_lang *before = tr_speak(&tr_langs[i]);
        const char *name = str_eq(tr_langs[i].id, "de") ? "Öffentliche Arbeiten" : NULL;

        assert_rc(settore_by_id(shop_r(&s), id, &o, &s.err), OK);
        assert_string_equal(o.name, name ? name : "Lavori pubblici");
        assert_string_equal(o.own ? o.own : "", name ? "" : "Lavori pubblici");
        assert_string_equal(settore_name(shop_r(&s), id), o.name);
        assert_int_equal(settore_is_italian(shop_r(&s), id), !name);
    }
    assert_rc(load(&s, arena_fmt(s.a, OFFICE, "")), OK);
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang("de"));
    assert_string_equal(settore_name(shop_r(&s), id), "Lavori pubblici");
    assert_rc(load(&s, "{\"settori\": [{\"code\": \"LP\", \"name\": \"Ufficio Relazioni con il Pubblico\", \"email\": \"urp@comune.test\"}]}"), OK);
    assert_rc(settore_by_id(shop_r(&s), id, &o, &s.err), OK);
    assert_string_equal(o.name, tr("Ufficio Relazioni con il Pubblico"));
    assert_string_not_equal(o.name, "Ufficio Relazioni con il Pubblico");
    assert_null(o.own);
    shop_close(&s);
#undef OFFICE
}

TEST(example_loads_as_often_as_one_likes)
{
    struct shop s;
    struct ente_load first = { 0 }, second = { 0 };
    struct settore rpct, *settori;
    struct category *cats;
    size_t n;

    shop_open(&s);
    load_example(&s, &first);
    const char *once = picture_of(&s);
    load_example(&s, &second);
    assert_string_equal(picture_of(&s), once);
    assert_true(first.settori > 5 && first.categories > 20 && first.rules > 10);
    assert_int_equal(first.categories, second.categories);
    assert_string_equal(ente_text(shop_r(&s), s.a, "name", "?"), "Comune di Borgo Esempio");
    assert_true(*ente_text(shop_r(&s), s.a, "text.privacy", "") != '\0');
    assert_string_equal(ente_text(shop_r(&s), s.a, "nothing", "default"), "default");
    assert_string_equal(ente_text(shop_r(&s), s.a, "nothing", NULL), "");
    assert_rc(settore_by_role(shop_r(&s), "rpct", &rpct, &s.err), OK);
    assert_string_equal(rpct.role, "rpct");
    assert_rc(settore_by_role(shop_r(&s), "re", &rpct, &s.err), E_NOTFOUND);
    assert_rc(settore_list(shop_r(&s), s.a, &settori, &n, &s.err), OK);
    assert_int_equal(n, first.settori);
    assert_rc(category_list(shop_r(&s), s.a, &cats, &n, &s.err), OK);
    assert_int_equal(n, first.categories);
    for (size_t i = 0; i < n; i++) { /* each leaf behind its group */
        assert_true(cats[i].leaf || cats[i].parent_id == 0); /* a group without leaves may be chosen itself */
        if (cats[i].parent_id)
            assert_true(cats[i - 1].id == cats[i].parent_id || cats[i - 1].parent_id == cats[i].parent_id);
    }
    shop_close(&s);
}

static const struct place {
    const char *name, *typed, *area;
} places[] = {
    { "street and number", "Via Roma 12", "centro" },
    { "with a remark", "via Roma, 12 - davanti alla scuola", "centro" },
    { "remark first", "davanti alla scuola di Via Roma", "centro" },
    { "short form", "P.zza Garibaldi 3", "centro" },
    { "two names for a square", "p.za garibaldi", "centro" },
    { "in brackets", "parco giochi (via San Rocco)", "san-rocco" },
    { "capitals", "VIALE DELLA STAZIONE", "stazione" },
    { "not in the register", "via che non esiste 3", NULL },
    { "no street", "al semaforo", NULL },
    { "empty", "", NULL },
};

static void check_place(const struct place *row)
{
    struct shop s;
    struct ente_load job = { 0 };
    int64_t id, want = 0;

    shop_open(&s);
    load_example(&s, &job);
    if (row->area)
        want = shop_int(&s, arena_fmt(s.a, "SELECT id FROM area WHERE code = '%s'", row->area));
    id = area_of_place(shop_r(&s), s.a, row->typed);
    assert_int_equal(id, want);
    shop_close(&s);
}
TEST_ROWS(places, check_place)

#define STRADE "{\"code\":\"strade\",\"name\":\"Strade\",\"email\":\"strade@comune.example\"}"

static const struct wrong {
    const char *name, *json, *field;
} wrong[] = {
    { "no object", "[]", "" },
    { "unknown section", "{\"settore\":[]}", "settore" },
    { "section of the wrong kind", "{\"settori\":{}}", "settori" },
    { "value that is no text", "{\"ente\":{\"name\":3}}", "ente.name" },
    { "settore without e-mail", "{\"settori\":[{\"code\":\"a\",\"name\":\"A\"}]}", "settori[0].email" },
    { "settore with a wrong e-mail", "{\"settori\":[" STRADE ",{\"code\":\"a\",\"name\":\"A\",\"email\":\"a b@c.it\"}]}",
      "settori[1].email" },
    { "line break inside an address", "{\"settori\":[{\"code\":\"a\",\"name\":\"A\",\"email\":\"a@c.it\\nBcc: x@y.it\"}]}",
      "settori[0].email" },
    { "unknown key", "{\"settori\":[{\"code\":\"a\",\"name\":\"A\",\"email\":\"a@c.it\",\"mail\":\"x\"}]}", "settori[0].mail" },
    { "code twice", "{\"settori\":[" STRADE "," STRADE "]}", "settori[1]" },
    { "code with blanks", "{\"settori\":[{\"code\":\"a b\",\"name\":\"A\",\"email\":\"a@c.it\"}]}", "settori[0].code" },
    { "unknown role", "{\"settori\":[{\"code\":\"a\",\"name\":\"A\",\"email\":\"a@c.it\",\"role\":\"re\"}]}", "settori[0].role" },
    { "category of an unknown settore", "{\"categories\":[{\"code\":\"a\",\"name\":\"A\",\"settore\":\"x\"}]}", "categories[0].settore" },
    { "third level", "{\"categories\":[{\"code\":\"a\",\"name\":\"A\",\"children\":[{\"code\":\"b\",\"name\":\"B\",\"children\":"
      "[{\"code\":\"c\",\"name\":\"C\"}]}]}]}", "categories[0].children[0]" },
    { "street twice", "{\"areas\":[{\"code\":\"a\",\"name\":\"A\",\"streets\":[\"via Roma\",\"Via  ROMA\"]}]}", "areas[0].streets[1]" },
    { "rule without settore", "{\"rules\":[{\"type\":\"report\"}]}", "rules[0].settore" },
    { "rule of an unknown type", "{\"settori\":[" STRADE "],\"rules\":[{\"type\":\"x\",\"settore\":\"strade\"}]}", "rules[0].type" },
    { "certain that is no boolean", "{\"settori\":[" STRADE "],\"rules\":[{\"settore\":\"strade\",\"certain\":1}]}", "rules[0].certain" },
    { "legal term made longer", "{\"terms\":[{\"type\":\"access_foia\",\"timer\":\"final\",\"days\":60}]}", "terms[0].days" },
    { "unknown timer", "{\"terms\":[{\"type\":\"report\",\"timer\":\"x\",\"days\":6}]}", "terms[0].timer" },
    { "too many days", "{\"terms\":[{\"type\":\"report\",\"timer\":\"ack\",\"days\":900}]}", "terms[0].days" },
    { "day that does not exist", "{\"holidays\":[{\"day\":\"2026-02-30\",\"name\":\"X\"}]}", "holidays[0].day" },
};

static void check_wrong(const struct wrong *row)
{
    struct shop s;
    struct ente_load job = { 0 };

    shop_open(&s);
    load_example(&s, &job);
    const char *before = picture_of(&s);
    assert_rc(load(&s, row->json), E_INPUT);
    assert_string_equal(s.err.field, row->field);
    assert_true(strlen(s.err.text) > 10);
    assert_string_equal(picture_of(&s), before);
    shop_close(&s);
}
TEST_ROWS(wrong, check_wrong)

TEST(what_the_file_leaves_out_is_retired_and_may_come_back)
{
    struct shop s;
    struct settore *settori;
    size_t n;
    int64_t id;

    shop_open(&s);
    assert_rc(load(&s, "{\"settori\":[" STRADE ",{\"code\":\"verde\",\"name\":\"Verde\",\"email\":\"verde@c.it\"}]}"), OK);
    id = shop_int(&s, "SELECT id FROM settore WHERE code = 'verde'");
    assert_rc(load(&s, "{\"settori\":[" STRADE "]}"), OK);
    assert_rc(settore_list(shop_r(&s), s.a, &settori, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(shop_int(&s, "SELECT active FROM settore WHERE code = 'verde'"), 0);
    assert_rc(load(&s, "{\"rules\":[{\"settore\":\"verde\"}]}"), E_INPUT); /* retired ones get no new work */
    assert_rc(load(&s, "{\"settori\":[" STRADE ",{\"code\":\"verde\",\"name\":\"Verde pubblico\",\"email\":\"verde@c.it\"}]}"), OK);
    assert_int_equal(shop_int(&s, "SELECT id FROM settore WHERE code = 'verde' AND active = 1"), id);
    assert_rc(load(&s, "{\"ente\":{\"name\":\"Comune\"}}"), OK); /* the other sections stay */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM settore WHERE active = 1"), 2);
    shop_close(&s);
}

TESTS_MAIN("ticket_ente")
