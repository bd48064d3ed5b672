/* SPDX-License-Identifier: EUPL-1.2 */
/* The streets: lists as registry offices export them, and what finds a street while one types. */
#include "office.h"

#include "base/limits.h"
#include "q/street.h"
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

/* A file as large as one may be, of nothing but bad lines of each kind: what is not told needs no memory. */
static const struct bad_lines {
    const char *name, *head, *line;
} all_bad[] = {
    { "no name of a street", "via\nVia Roma\n", "12345\n" },
    { "more columns than the first line", "via\nVia Roma\n", "a;b;c\n" },
    { "another area", "via;zona\nVia Roma;Centro\n", "Via Roma;B\n" },
    { "no degrees", "via;lat;lon\nVia Roma;44,4;11,3\n", "Via Roma;q;w\n" },
    { "nothing but a first line", "via", ";colonna" },
};

static void check_all_bad(const struct bad_lines *b)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)16 * 1024 * 1024);
    AUTO(GSTR) GString *csv = g_string_new(b->head);
    struct street_list list;
    struct err err = { 0 };

    while (csv->len + strlen(b->line) <= STREET_FILE_BYTES_MAX / 4)
        g_string_append(csv, b->line);
    g_string_append(csv, "\nVia Verdi\n");
    assert_rc(street_read(a, sv_of(csv->str, csv->len), &list, &err), OK);
    assert_true(list.n >= 1);
    assert_true(arena_used(a) < (size_t)4 * 1024 * 1024);
}
TEST_ROWS(all_bad, check_all_bad)

/* ---- taking a list -------------------------------------------------------------------------------- */

static struct street_plan load(const char *csv, bool remove)
{
    struct street_list list;
    struct street_plan plan;

    assert_rc(street_read(s.a, sv_from(csv), &list, &s.err), OK);
    assert_rc(street_take(s.db, &list, remove, NULL, &plan, &s.err), OK);
    return plan;
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

/* Longer than an operation: every piece begins where the one before ended. */
TEST(a_list_of_many_pieces)
{
    AUTO(GSTR) GString *csv = g_string_new("via;civico;lat;lon\n");
    struct street_plan p;

    office_open(&s);
    for (int i = 0; i < 1000; i++)
        for (int k = 1; k <= i % 4; k++)
            g_string_append_printf(csv, "Via %c%c%c;%d;44,%03d%d;11,3\n", 'a' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10, k, i, k);
    p = load(csv->str, false);
    assert_int_equal(p.added, 750);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street_number"), 1500);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street s WHERE s.source = 'list' AND s.lat <> (SELECT avg(lat) FROM street_number WHERE street_id = s.id)"), 0);
    p = load(csv->str, true);
    assert_int_equal(p.same, 750);
    assert_int_equal(p.missing, 0);
    p = load("via;lat;lon\nVia aba;;\n", true);
    assert_int_equal(p.missing, 749);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street WHERE source = 'list'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street_number"), 2); /* a list that says nothing of them takes none away */
    assert_int_equal(shop_int(&s, "SELECT lat FROM street WHERE source = 'list'"), 44010150);
    shop_close(&s);
}

static struct q_street_box box_kept(void)
{
    const struct q_street_box *rows;
    size_t n;

    assert_rc(q_street_box(shop_r(&s), &rows, &n, &s.err), OK);
    assert_int_equal(n, 1);
    return rows[0];
}

/* What came in before something went wrong is known of at once, also by connections that keep where the streets lie. */
TEST(interrupted_it_leaves_what_is_there_and_what_is_known_of_it)
{
    AUTO(GSTR) GString *csv = g_string_new("via;lat;lon\n");
    struct street_progress progress = { 0 };
    bool stop = true;
    struct street_list list;
    struct street_plan plan;

    office_open(&s);
    int64_t before = shop_int(&s, "SELECT count(*) FROM street");
    for (int i = 0; i < 600; i++)
        g_string_append_printf(csv, "Via %c%c%c;%d,5;11,3\n", 'a' + i / 100, 'a' + i / 10 % 10, 'a' + i % 10, 40 + i / 250);
    assert_rc(street_read(s.a, sv_from(csv->str), &list, &s.err), OK);
    (void)shop_tamper(&s, "CREATE TRIGGER fault BEFORE INSERT ON street WHEN new.name = 'Via eaa' BEGIN SELECT raise(ABORT, 'a fault'); END");
    (void)box_kept();
    assert_int_not_equal(street_take(s.db, &list, false, &progress, &plan, &s.err), OK);
    assert_int_equal(plan.added, 250);
    assert_int_equal(progress.done, 250);
    assert_int_equal(progress.total, 600);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street") - before, 250);
    assert_int_equal(box_kept().south, shop_int(&s, "SELECT min(lat) FROM street WHERE lat <> 0"));
    assert_int_equal(box_kept().north, shop_int(&s, "SELECT max(lat) FROM street"));
    (void)shop_tamper(&s, "DROP TRIGGER fault");
    progress.stop = &stop;
    assert_rc(street_take(s.db, &list, false, &progress, &plan, &s.err), E_AGAIN);
    assert_int_equal(plan.added, 0);
    stop = false;
    assert_rc(street_take(s.db, &list, true, &progress, &plan, &s.err), OK); /* the same list completes it */
    assert_int_equal(plan.added, 350);
    assert_int_equal(plan.same, 250);
    assert_int_equal(box_kept().north, 42500000);
    shop_close(&s);
}

/* Points of a list: rows "name|lat|lon", then numbers "row:number|lat|lon". */
static const struct ground {
    const char *name, *bytes, *want, *says;
} grounds[] = {
    { "degrees with a comma", "via;latitudine;longitudine\nVia Roma;44,4949;11,3426\n", "Via Roma|44494900|11342600\n", NULL },
    { "degrees with a point, commas between", "via,lat,lon\nVia Roma,44.4949,11.3426\n", "Via Roma|44494900|11342600\n", NULL },
    { "degrees with a comma, commas between", "via,lat,lon\nVia Roma,\"44,4949\",\"11,3426\"\n", "Via Roma|44494900|11342600\n", NULL },
    { "as ANNCSU", "ODONIMO;CIVICO;ESPONENTE;COORD_X_COMUNE;COORD_Y_COMUNE\nVIA ROMA;12;B;11.34;44.49\nVIA ROMA;2;;11.36;44.51\n",
      "Via Roma|44500000|11350000\n0:12b|44490000|11340000\n0:2|44510000|11360000\n", NULL },
    { "street by street", "via;civico;lat;lon\nVia A;1;44;11\nVia B;1;45;11\nVia A;2;44;12\n",
      "Via A|44000000|11500000\nVia B|45000000|11000000\n0:1|44000000|11000000\n0:2|44000000|12000000\n1:1|45000000|11000000\n", NULL },
    { "not known", "via;lat;lon\nVia Roma;;\nVia Verdi;0;0\n", "Via Roma|0|0\nVia Verdi|0|0\n", NULL },
    { "metres of a map", "via;lat;lon\nVia Roma;4923412,5;687123,1\n", "Via Roma|0|0\n", "WGS84" },
    { "no degrees", "via;lat;lon\nVia Roma;nord;11,3\n", "Via Roma|0|0\n", "non sono gradi" },
    { "one of the two", "via;lat\nVia Roma;44,4\n", "Via Roma|0|0\n", NULL },
};

static void check_street_ground(const struct ground *g)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    AUTO(GSTR) GString *got = g_string_new(NULL);
    AUTO(FREE) char *bytes = exact_copy(g->bytes, strlen(g->bytes));
    struct street_list list;
    struct err err = { 0 };

    assert_rc(street_read(a, sv_of(bytes, strlen(g->bytes)), &list, &err), OK);
    for (size_t i = 0; i < list.n; i++)
        g_string_append_printf(got, "%s|%lld|%lld\n", list.rows[i].name, (long long)list.rows[i].at.lat, (long long)list.rows[i].at.lon);
    for (size_t i = 0; i < list.n_numbers; i++)
        g_string_append_printf(got, "%zu:%s|%lld|%lld\n", list.numbers[i].row, list.numbers[i].number, (long long)list.numbers[i].at.lat, (long long)list.numbers[i].at.lon);
    assert_string_equal(got->str, g->want);
    assert_int_equal(list.n_problems, g->says ? 1 : 0);
    if (g->says)
        assert_non_null(strstr(list.problems[0].text, g->says));
}
TEST_ROWS(grounds, check_street_ground)

/* The body's file is loaded again and again: what the list knows of its streets stays, what it no longer names goes. */
TEST(the_file_of_the_body_keeps_points)
{
    struct ente_load job = { .root = json_load_file("etc/ente.example.json", 0, NULL) };
    json_t *out, *area, *street, *found = NULL;
    size_t i, k;

    office_open(&s);
    (void)load("via;civico;lat;lon\nVia Roma;12;44,49;11,34\n", false);
    shop_do(&s, office_load_op, &job);
    assert_int_equal(shop_int(&s, "SELECT lat FROM street WHERE folded = 'via roma' AND source = 'ente'"), 44490000);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street_number"), 1);
    assert_rc(ente_export(shop_r(&s), s.a, &out, &s.err), OK);
    json_array_foreach(json_object_get(out, "areas"), i, area)
        json_array_foreach(json_object_get(area, "streets"), k, street)
            if (strchr(json_string_value(street), STREET_POINT_SIGN))
                found = street;
    assert_string_equal(json_string_value(found), "via Roma @ 44.490000, 11.340000");
    json_string_set(found, "via Roma @ 44.5 11.4");
    json_decref(job.root);
    job.root = json_pack("{s:O}", "areas", json_object_get(out, "areas"));
    shop_do(&s, office_load_op, &job);
    assert_int_equal(shop_int(&s, "SELECT lat FROM street WHERE folded = 'via roma'"), 44500000);
    json_array_clear(json_object_get(json_array_get(json_object_get(job.root, "areas"), 0), "streets"));
    shop_do(&s, office_load_op, &job);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM street WHERE source = 'stale'"), 0);
    json_decref(job.root);
    json_decref(out);
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

static const struct look meants[] = {
    { "letters in the wrong order", "via garibladi 12", "Via Anita Garibaldi 12", 2 },
    { "kind with a letter left out", "piaza garibaldi", "Piazza Garibaldi", 1 },
    { "a letter doubled", "via acquedottto, 3", "Via dell'Acquedotto 3", 1 },
    { "another kind", "largo garibaldi", "Piazza Garibaldi", 3 },
    { "an accent", "viale libretà", "Viale della Libertà", 1 },
    { "far from all", "via napoleone", NULL, 0 },
    { "no street at all", "davanti alla scuola", NULL, 0 },
    { "a short word is near to too many", "xyz", NULL, 0 },
    { "nothing", "  ", NULL, 0 },
};

static void check_street_meant(const struct look *l)
{
    struct street_hit *hits;
    size_t n;
    bool any;

    shop_open(&s);
    assert_rc(street_meant(shop_r(&s), s.a, l->typed, &hits, &n, &any, &s.err), OK);
    assert_false(any || n);
    (void)load(REGISTER, false);
    assert_rc(street_meant(shop_r(&s), s.a, l->typed, &hits, &n, &any, &s.err), OK);
    assert_true(any);
    assert_int_equal(n, l->n);
    if (n)
        assert_string_equal(hits[0].place, l->first);
    shop_close(&s);
}
TEST_ROWS(meants, check_street_meant)

TESTS_MAIN("ticket_street")
