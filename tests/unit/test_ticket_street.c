/* SPDX-License-Identifier: EUPL-1.2 */
/* The streets: lists as registry offices export them, and what finds a street while one types. */
#include "office.h"

#include "base/limits.h"
#include "ticket/street.h"

static struct shop s;

/* ---- reading a list ------------------------------------------------------------------------------- */

/* want: "name|area" of each street, one a line; NULL: no list. says: what the first problem or the error says. */
static const struct file {
    const char *name;
    const char *bytes;
    const char *want, *charset, *says;
    int problems;
} files[] = {
    { "semicolons", "via;zona\nVia Roma;Centro\nVia Verdi;Nord\n", "Via Roma|Centro\nVia Verdi|Nord\n", "UTF-8", NULL, 0 },
    { "commas and quotes", "\"Via\",\"Zona\"\r\n\"Via Roma, già Via Regina\",\"Centro \"\"storico\"\"\"\r\n", "Via Roma, già Via Regina|Centro \"storico\"\n", "UTF-8", NULL, 0 },
    { "tabs", "zona\tdenominazione\nCentro\tVia Roma\n", "Via Roma|Centro\n", "UTF-8", NULL, 0 },
    { "byte order mark", "\xEF\xBB\xBFvia\nVia Libert\xC3\xA0\n", "Via Libertà|\n", "UTF-8", NULL, 0 },
    { "Windows-1252", "via;zona\nVia Libert\xE0;Citt\xE0\nVia \x93Nuova\x94;\n", "Via Libertà|Città\nVia “Nuova”|\n", "Windows-1252", NULL, 0 },
    { "kind in a column of its own, all in capitals", "DUG;DENOMINAZIONE\nVIA;DELLA REPUBBLICA\nPIAZZA;XX SETTEMBRE\nVIA;SANT'ANNA\nVIA;VIA ROMA\n",
      "Via della Repubblica|\nPiazza XX Settembre|\nVia Sant'Anna|\nVia Roma|\n", "UTF-8", NULL, 0 },
    { "one line a house number", "odonimo;civico\nVIA ROMA;1\nVIA ROMA;2\nVia  Roma;3\nVIA VERDI;1\n", "Via Roma|\nVia Verdi|\n", "UTF-8", NULL, 0 },
    { "the area comes with a later line", "via;zona\nVia Roma;\nVia Roma;Centro\n", "Via Roma|Centro\n", "UTF-8", NULL, 0 },
    { "sep=", "sep=|\nvia|zona\nVia Roma|Centro\n", "Via Roma|Centro\n", "UTF-8", NULL, 0 },
    { "blank lines, no last line end", "\n\nvia;zona\n\nVia Roma\n;\n\nVia Verdi", "Via Roma|\nVia Verdi|\n", "UTF-8", NULL, 0 },
    { "line end inside quotes", "via;zona\n\"Via\nRoma\";Centro\nVia Verdi;Nord;Est\n", "Via Roma|Centro\n", "UTF-8", "3 colonne", 4 },
    { "no name", "via;zona\n;Centro\nVia Roma;Centro\n", "Via Roma|Centro\n", "UTF-8", "manca il nome", 2 },
    { "only digits", "via\n12\nVia Roma\n", "Via Roma|\n", "UTF-8", "non è il nome", 2 },
    { "two areas of one street", "via;zona\nVia Roma;Centro\nVIA ROMA;Nord\n", "Via Roma|Centro\n", "UTF-8", "riga 2", 3 },
    { "a quote that never ends", "via\n\"Via Roma\nVia Verdi", "Via Roma Via Verdi|\n", "UTF-8", NULL, 0 },
    { "columns of another list", "codice;valore\n1;2\n", NULL, NULL, "«codice», «valore»", 0 },
    { "a spreadsheet", "PK\x03\x04xyz", NULL, NULL, "CSV", 0 },
    { "empty", "", NULL, NULL, "vuoto", 0 },
    { "a first line alone", "via;zona\n", NULL, NULL, "nessuna via", 0 },
};

static void check_street_read(const struct file *f)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    AUTO(GSTR) GString *got = g_string_new(NULL);
    AUTO(FREE) char *bytes = exact_copy(f->bytes, strlen(f->bytes));
    struct street_list list;
    struct err err = { 0 };
    enum rc rc = street_read(a, sv_of(bytes, strlen(f->bytes)), &list, &err);

    assert_int_equal(rc, f->want ? OK : E_INPUT);
    if (!f->want) {
        assert_non_null(strstr(err.text, f->says));
        return;
    }
    for (size_t i = 0; i < list.n; i++)
        g_string_append_printf(got, "%s|%s\n", list.rows[i].name, list.rows[i].area);
    assert_string_equal(got->str, f->want);
    assert_string_equal(list.charset, f->charset);
    assert_int_equal(list.n_problems, f->problems ? 1 : 0);
    if (f->problems) {
        assert_int_equal(list.problems[0].line, f->problems);
        assert_non_null(strstr(list.problems[0].text, f->says));
    }
}
TEST_ROWS(files, check_street_read)

TEST(a_name_that_is_a_text)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    AUTO(GSTR) GString *csv = g_string_new("via\nVia Roma\nVia ");
    struct street_list list;
    struct err err = { 0 };

    for (int i = 0; i < 200; i++)
        g_string_append(csv, "lunga ");
    assert_rc(street_read(a, sv_of(csv->str, csv->len), &list, &err), OK);
    assert_int_equal(list.n, 1);
    assert_int_equal(list.n_problems, 1);
}

TEST(more_problems_than_are_named)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    AUTO(GSTR) GString *csv = g_string_new("via\nVia Roma\n");
    struct street_list list;
    struct err err = { 0 };

    for (int i = 0; i < 500; i++)
        g_string_append(csv, "123\n");
    assert_rc(street_read(a, sv_of(csv->str, csv->len), &list, &err), OK);
    assert_int_equal(list.n_problems, STREET_PROBLEMS_MAX);
    assert_int_equal(list.n, 1);
}

/* ---- taking a list -------------------------------------------------------------------------------- */

static enum rc load_op(struct dbw *w, void *job, struct err *err)
{
    return street_load(w, job, err);
}

static struct street_plan load(const char *csv, bool remove)
{
    struct street_list list;
    struct street_load job = { .remove = remove };

    assert_rc(street_read(s.a, sv_from(csv), &list, &s.err), OK);
    job.rows = list.rows;
    job.n = list.n;
    shop_do(&s, load_op, &job);
    return job.plan;
}

TEST(a_list_again_changes_nothing)
{
    struct street_plan p;

    office_open(&s);
    int64_t before = shop_int(&s, "SELECT count(*) FROM street");
    p = load("via;zona\nVia Nuova;Centro storico\nVia Roma;\nCorso Nuovo;Luna\n", false);
    assert_int_equal(p.added, 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street"), before + 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street s JOIN area a ON a.id = s.area_id WHERE s.name = 'Via Nuova' AND a.name = 'Centro storico'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street WHERE name = 'Corso Nuovo' AND area_id IS NULL"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street WHERE folded = 'via roma' AND area_id IS NOT NULL"), 1); /* its area stays */
    p = load("via;zona\nVia Nuova;Centro storico\nVia Roma;\nCorso Nuovo;Luna\n", false);
    assert_int_equal(p.same, 3);
    assert_int_equal(p.added + p.changed + p.missing, 0);
    shop_close(&s);
}

TEST(what_a_list_no_longer_has)
{
    struct street_plan p;

    office_open(&s);
    int64_t before = shop_int(&s, "SELECT count(*) FROM street");
    (void)load("via\nVia Nuova\nCorso Nuovo\n", false);
    p = load("via\nVia Nuova\n", false);
    assert_int_equal(p.missing, 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street"), before + 2);
    p = load("via\nVia Nuova\n", true);
    assert_int_equal(p.missing, 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street"), before + 1); /* those of the body's file are none of its */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street_word WHERE word = 'corso' AND street_id NOT IN (SELECT id FROM street)"), 0);
    shop_close(&s);
}

TEST(the_file_of_the_body_leaves_the_list)
{
    struct ente_load job = { .root = json_load_file("etc/ente.example.json", 0, NULL) };

    office_open(&s);
    (void)load("via;zona\nVia Nuova;\nVIA ROMA;\n", false);
    int64_t before = shop_int(&s, "SELECT count(*) FROM street");
    shop_do(&s, office_load_op, &job);
    shop_do(&s, office_load_op, &job);
    json_decref(job.root);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street"), before);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street WHERE name = 'Via Nuova'"), 1);
    shop_close(&s);
}

static enum rc wait_op(struct dbw *w, void *arg, struct err *err)
{
    const struct street_list *l = arg;

    return street_wait(w, "token", l->rows, l->n, err);
}

TEST(a_list_waits_for_a_yes)
{
    struct street_list list;
    struct street_row *rows;
    size_t n;

    office_open(&s);
    assert_rc(street_read(s.a, SV("via;zona\nVia \"Nuova\";Città\n"), &list, &s.err), OK);
    shop_do(&s, wait_op, &list);
    assert_rc(street_waiting(shop_r(&s), s.a, "other", &rows, &n, &s.err), E_NOTFOUND);
    assert_rc(street_waiting(shop_r(&s), s.a, "token", &rows, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_string_equal(rows[0].name, "Via \"Nuova\"");
    assert_string_equal(rows[0].area, "Città");
    assert_int_equal(rows[0].line, 2);
    shop_close(&s);
}

/* ---- while one types ------------------------------------------------------------------------------ */

#define REGISTER "via\nVia Giuseppe Garibaldi\nPiazza Garibaldi\nVia Anita Garibaldi\nVia XXV Aprile\nVia 25 Aprile\nVia 1 Maggio\nViale della Libertà\nVia dell'Acquedotto\n" \
                 "Piazza Vittorio Emanuele II\nVicolo Garofalo\n"

static const struct look {
    const char *name, *typed, *first;
    size_t n;
} looks[] = {
    { "a word inside", "gius", "Via Giuseppe Garibaldi", 1 },
    { "beginning of three", "garib", "Piazza Garibaldi", 3 },
    { "any order", "garib gius", "Via Giuseppe Garibaldi", 1 },
    { "kind and name", "via garib", "Via Anita Garibaldi", 2 },
    { "short kind", "p.za garib", "Piazza Garibaldi", 1 },
    { "initial", "via g. garib", "Via Giuseppe Garibaldi", 1 },
    { "accent", "liberta", "Viale della Libertà", 1 },
    { "apostrophe", "acqued", "Via dell'Acquedotto", 1 },
    { "apostrophe typed", "dell'acq", "Via dell'Acquedotto", 1 },
    { "three beginnings", "vitt em", "Piazza Vittorio Emanuele II", 1 },
    { "house number", "gius garib 12/b", "Via Giuseppe Garibaldi 12/b", 1 },
    { "number and more", "acqued 3, davanti alla scuola", "Via dell'Acquedotto 3, davanti alla scuola", 1 },
    { "comma before the number, left out", "acqued, 3", "Via dell'Acquedotto 3", 1 },
    { "a landmark", "acqued, davanti alla scuola", "Via dell'Acquedotto, davanti alla scuola", 1 },
    { "number of the name", "via 25 aprile", "Via 25 Aprile", 1 },
    { "number of the name and of the house", "via 25 aprile 12", "Via 25 Aprile 12", 1 },
    { "no such street", "napoleone", NULL, 0 },
    { "no such street, with a number", "napoleone 3", NULL, 0 },
    { "nothing", "  ", NULL, 0 },
    { "no word", "%_*", NULL, 0 },
};

static void check_street_find(const struct look *l)
{
    struct street_hit *hits;
    size_t n;

    shop_open(&s);
    (void)load(REGISTER, false);
    assert_rc(street_find(shop_r(&s), s.a, l->typed, &hits, &n, &s.err), OK);
    assert_int_equal(n, l->n);
    if (n)
        assert_string_equal(hits[0].place, l->first);
    shop_close(&s);
}
TEST_ROWS(looks, check_street_find)

TESTS_MAIN("ticket_street")
