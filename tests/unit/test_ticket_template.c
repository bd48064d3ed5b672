/* SPDX-License-Identifier: EUPL-1.2 */
/* Prepared answers: what is refused when they are saved, and what a citizen reads once they are filled. */
#include "office.h"

#include "base/sv.h"
#include "ticket/template.h"

static const struct checked {
    const char *name, *body, *wrong; /* part of the message; NULL: fine */
} checks[] = {
    { "plain words", "Grazie di averci avvisato.", NULL },
    { "single brackets are words", "il [giorno] la squadra", NULL },
    { "a field that is always there", "La richiesta {{numero}} è chiusa.", NULL },
    { "blanks and capitals inside", "{{ Numero }}", NULL },
    { "with other words", "Gentile {{nome|cittadino}},", NULL },
    { "in a passage", "Il lampione[[ in {{luogo}}]] è acceso.", NULL },
    { "an unknown field is named", "Ciao {{nomme}}", "{{nomme}} non esiste" },
    { "and the known ones are", "Ciao {{x}}", "nome, numero, oggetto" },
    { "an empty field is none", "Ciao {{}}", "{{}} non esiste" },
    { "may lack: the remedy is said", "Gentile {{nome}},", "{{nome|…}}" },
    { "other words that are none", "Gentile {{nome| }},", "può mancare" },
    { "after a passage, not in it", "[[{{luogo}}]] {{luogo}}", "può mancare" },
    { "field without end", "Gentile {{nome", "non finisce" },
    { "passage without end", "uno [[due", "non finisce" },
    { "passage without beginning", "uno]] due", "non si chiudono" },
    { "passage in a passage", "[[uno [[due]]]]", "non si chiudono" },
};
static void check_template(const struct checked *r)
{
    struct err err = { 0 };
    enum rc rc = template_check(r->body, &err);

    assert_rc(rc, r->wrong ? E_INPUT : OK);
    if (r->wrong && !strstr(err.text, r->wrong))
        fail_msg("«%s» lacks «%s»", err.text, r->wrong);
}
TEST_ROWS(checks, check_template)

static const struct filled {
    const char *name;
    bool bare; /* no name, no place */
    const char *body, *want;
} fills[] = {
    { "name", false, "Gentile {{nome|cittadino}},", "Gentile Anna Verdi," },
    { "no name", true, "Gentile {{nome|cittadino}},", "Gentile cittadino," },
    { "place", false, "Il lampione[[ in {{luogo}}]] è acceso.", "Il lampione in Via Roma 3 è acceso." },
    { "no place", true, "Il lampione[[ in {{luogo}}]] è acceso.", "Il lampione è acceso." },
    { "a passage between blanks", true, "Il lampione [[in {{luogo}}]] è acceso.", "Il lampione è acceso." },
    { "a passage before a stop", true, "È acceso [[in {{luogo}}]].", "È acceso." },
    { "a line of its own goes whole", true, "Uno\n[[Luogo: {{luogo}}]]\nDue", "Uno\nDue" },
    { "a passage with both", true, "[[{{luogo|là}} ]]ecco", "là ecco" },
    { "subject and operator", false, "«{{oggetto|x}}» {{operatore}}", "«Lampione spento» Anna Neri" },
    { "body and office", false, "{{ente}}", "Comune di Borgo Esempio" },
    { "what a citizen wrote is not read again", false, "{{oggetto|x}}{{oggetto|x}}", "Lampione spentoLampione spento" },
    { "stored before it was checked", true, "Gentile {{nome}}, ciao {{boh}}.", "Gentile, ciao." },
};
static void check_fill(const struct filled *r)
{
    struct shop s;
    struct ticket t;
    char *got;

    office_open(&s);
    t = office_request(&s, TYPE_REPORT, "k", r->bare ? (struct draft_data){ .anonymous = "1" } : (struct draft_data){ .place = "Via Roma 3" });
    assert_rc(template_fill(shop_r(&s), s.a, &t, "Anna Neri", r->body, &got, &s.err), OK);
    assert_string_equal(got, r->want);
    shop_close(&s);
}
TEST_ROWS(fills, check_fill)

TEST(fields_of_the_citizen_do_not_open_fields)
{
    struct shop s;
    struct ticket t;
    char *got;

    office_open(&s);
    t = office_request(&s, TYPE_REPORT, "k", (struct draft_data){ .subject = "Buca {{numero}} [[x]]" });
    assert_rc(template_fill(shop_r(&s), s.a, &t, "Anna Neri", "{{oggetto|x}}", &got, &s.err), OK);
    assert_string_equal(got, "Buca {{numero}} [[x]]");
    shop_close(&s);
}

static enum rc load(struct shop *s, const char *body, const char *categories)
{
    AUTO(JSON) json_t *root = json_pack("{s:[{s:s, s:s, s:s, s:o}]}", "reply_templates", "code", "uno", "title", "Uno", "body", body, "categories",
                                        json_loads(categories, 0, NULL));
    struct ente_load job = { .root = root };

    assert_non_null(root);
    return db_write(s->db, office_load_op, &job, &s->err);
}

TEST(a_file_with_a_wrong_field_is_refused_by_name)
{
    struct shop s;

    office_open(&s);
    assert_rc(load(&s, "Ciao {{nomme}}", "[]"), E_INPUT);
    assert_non_null(strstr(s.err.text, "reply_templates[0].body"));
    assert_non_null(strstr(s.err.text, "{{nomme}}"));
    assert_rc(load(&s, "Ciao", "[\"boh\"]"), E_INPUT);
    assert_non_null(strstr(s.err.text, "boh"));
    shop_close(&s);
}

TEST(a_template_of_a_category_stands_first_and_only_there)
{
    struct shop s;
    struct reply_template *list;
    struct ticket t;
    size_t n;
    char *code;

    office_open(&s);
    code = shop_text(&s, "SELECT code FROM category WHERE parent_id IS NOT NULL AND name LIKE '%ampion%' LIMIT 1");
    assert_non_null(code);
    assert_rc(load(&s, "Il lampione è acceso.", arena_fmt(s.a, "[\"%s\"]", code)), OK);
    t = office_request(&s, TYPE_REPORT, "k", (struct draft_data){ .place = "Via Roma 3" });
    t.category_id = 0;
    assert_rc(template_list(shop_r(&s), s.a, &t, &list, &n, &s.err), OK);
    assert_int_equal(n, 0);
    t.category_id = shop_int(&s, arena_fmt(s.a, "SELECT id FROM category WHERE code = '%s'", code));
    assert_rc(template_list(shop_r(&s), s.a, &t, &list, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_true(list[0].by_category);
    assert_string_equal(list[0].language, "it");
    shop_close(&s);
}

TESTS_MAIN("ticket_template")
