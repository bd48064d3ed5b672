/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/limits.h"
#include "base/sv.h"
#include "found.h"
#include "ticket/search_words.h"
#include "ticket_store.h"

/* ---- what was typed ----------------------------------------------------------------------------- */

static const struct match {
    const char *name, *typed, *whole, *beginning;
} matches[] = {
    { "two words", "buca via", "\"buca\" \"via\"", "\"buca\" \"via\"*" },
    { "accents and capitals", "VIABILITÀ", "\"viabilita\"", "\"viabilita\"*" },
    { "short last word stays whole", "via n.5", "\"via\" \"n.5\"", "\"via\" \"n.5\"" },
    { "article", "l'acqua", "\"acqua\"", "\"acqua\"*" },
    { "longer article", "dell’acquedotto", "\"acquedotto\"", "\"acquedotto\"*" },
    { "apostrophe of a name kept when short", "d'a", "\"d'a\"", "\"d'a\"" },
    { "hyphen", "a-b", "\"a-b\"", "\"a-b\"" },
    { "AND is a word", "foo AND", "\"foo\" \"and\"", "\"foo\" \"and\"*" },
    { "OR and NOT are words", "rotto OR NOT", "\"rotto\" \"or\" \"not\"", "\"rotto\" \"or\" \"not\"*" },
    { "column filter", "col:x", "\"col:x\"", "\"col:x\"" },
    { "NEAR", "NEAR(a b)", "\"near(a\" \"b)\"", "\"near(a\" \"b)\"" },
    { "star alone", "*", "", "" },
    { "star after a word", "buca*", "\"buca*\"", "\"buca*\"" },
    { "quotes", "\"buca profonda\"", "\"buca profonda\"", "\"buca profonda\"" },
    { "quotes of a word processor, a word before", "via «Roma  Nord»", "\"via\" \"roma nord\"", "\"via\" \"roma nord\"" },
    { "a quote that nobody closed", "via \"Roma nord", "\"via\" \"roma\" \"nord\"", "\"via\" \"roma\" \"nord\"*" },
    { "empty quotes", "\"\" via", "\"via\"", "\"via\"*" },
    { "caret and braces", "^x {y}", "\"^x\" \"{y}\"", "\"^x\" \"{y}\"" },
    { "blanks only", "   ", "", "" },
    { "nothing", "", "", "" },
    { "punctuation only", "... --- '", "", "" },
    { "number", "2026", "\"2026\"", "\"2026\"*" },
};

static void check_match(const struct match *row)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);

    assert_string_equal(search_match(a, row->typed, SEARCH_WHOLE), row->whole);
    assert_string_equal(search_match(a, row->typed, SEARCH_BEGINNING), row->beginning);
}
TEST_ROWS(matches, check_match)

/* ---- what is found ------------------------------------------------------------------------------ */

static const char *const texts[] = {
    "Viabilità in via Manzoni n.5: buca",            /* 1 */
    "Manca l'acqua in piazza",                       /* 2 */
    "Perdita dell’acquedotto, corso a-b",            /* 3 */
    "Niccolò chiede del bucato",                     /* 4 */
    "col:x foo AND bar",                             /* 5 */
    "Lampione spento in Via Manzoni",                /* 6 */
};

static const struct search {
    const char *name, *typed;
    int64_t want[6]; /* newest first, 0 ends */
} searches[] = {
    { "accent left out", "viabilita", { 1 } },
    { "accent put in, capitals", "VIABILITÀ", { 1 } },
    { "apostrophe for an accent", "viabilita'", { 1 } },
    { "article", "l'acqua", { 2 } },
    { "word behind the article", "acquedotto", { 3 } },
    { "beginning of the last word", "mapp", { 0 } },
    { "beginning", "lamp", { 6 } },
    { "the word itself before a longer one, though older", "buca", { 1, 4 } },
    { "all words, newest first", "via manzoni", { 6, 1 } },
    { "words in any order", "manzoni via lampione", { 6 } },
    { "one word missing", "via manzoni fontana", { 0 } },
    { "number of the house", "via manzoni n.5", { 1 } },
    { "n.5", "n.5", { 1 } },
    { "hyphen", "a-b", { 3 } },
    { "operator", "foo AND", { 5 } },
    { "column", "col:x", { 5 } },
    { "star", "*", { 0 } },
    { "unbalanced quote", "\"via", { 6, 1 } },
    { "bracket", "(via", { 6, 1 } },
    { "NEAR", "NEAR(via)", { 0 } },
    { "nothing", "", { 0 } },
    { "blanks", "  ", { 0 } },
    { "code as typed", "2026 3", { 0 } },
};

static void fill(struct shop *s)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        (void)shop_bear(s, TYPE_REPORT, texts[i], "");
}

static void check_search(const struct search *row)
{
    struct shop s;
    int64_t *ids, cursor;
    size_t n, want = 0;

    shop_open(&s);
    fill(&s);
    if (search_ids(&s, row->typed, NULL, 0, 50, &ids, &n, &cursor) != OK)
        fail_msg("%s", s.err.text);
    while (want < 6 && row->want[want])
        want++;
    assert_int_equal(n, want);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(ids[i], row->want[i]);
    assert_int_equal(cursor, 0);
    shop_close(&s);
}
TEST_ROWS(searches, check_search)

TEST(a_code_finds_its_ticket_alone)
{
    struct shop s;
    struct ticket t;
    int64_t *ids, cursor;
    size_t n;

    shop_open(&s);
    fill(&s);
    assert_rc(ticket_by_id(shop_r(&s), s.a, 3, &t, &s.err), OK);
    (void)shop_bear(&s, TYPE_REPORT, "Vedi anche", t.code);
    const char *typed[] = { t.code, arena_fmt(s.a, " urp 2026 3 %c", t.code[12]), arena_fmt(s.a, "2026-3%c", t.code[12]) };
    for (size_t i = 0; i < 3; i++) {
        assert_rc(search_ids(&s, typed[i], NULL, 0, 50, &ids, &n, &cursor), OK);
        assert_int_equal(n, 1);
        assert_int_equal(ids[0], 3);
    }
    shop_close(&s);
}

/* ---- which comes first -------------------------------------------------------------------------- */

/* What fits better comes before what is newer. */
static const struct better {
    const char *name, *typed;
    struct { const char *subject, *body; } older, newer;
    bool older_first;
} betters[] = {
    { "equals: the newer one", "lampione", { "Lampione spento", "in via Roma" }, { "Lampione rotto", "in via Verdi" }, false },
    { "in the subject, not somewhere below", "lampione", { "Lampione spento", "in via Roma" },
      { "Parcheggio", "una due tre quattro cinque sei sette otto nove dieci undici dodici tredici davanti al lampione" }, true },
    { "one after the other", "via roma", { "Buca in via Roma", "" }, { "Roma e la sua via", "" }, true },
    { "one after the other, out of turn", "roma via", { "Buca in via Roma", "" }, { "Roma via", "" }, false },
    { "three words in a run", "via dei mille", { "via dei Mille", "" }, { "mille buche dei mille nella via", "" }, true },
    { "the word itself, not one that begins so", "buca", { "Una buca", "" }, { "Il bucato", "" }, true },
    { "a beginning is found all the same", "lampad", { "Lampadario", "" }, { "Lampada", "" }, false },
    { "the word itself among beginnings", "via lampad", { "via lampad", "" }, { "via lampada", "" }, true },
};
static void check_better(const struct better *row)
{
    struct shop s;
    int64_t *ids, cursor;
    size_t n;

    shop_open(&s);
    int64_t older = shop_bear(&s, TYPE_REPORT, row->older.subject, row->older.body).id;
    int64_t newer = shop_bear(&s, TYPE_REPORT, row->newer.subject, row->newer.body).id;
    assert_rc(search_ids(&s, row->typed, NULL, 0, 50, &ids, &n, &cursor), OK);
    assert_int_equal(n, 2);
    assert_int_equal(ids[0], row->older_first ? older : newer);
    shop_close(&s);
}
TEST_ROWS(betters, check_better)

/* ---- a phrase ----------------------------------------------------------------------------------- */

TEST(a_phrase_is_found_as_it_stands)
{
    struct shop s;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Buca profonda in via Roma", "");
    (void)shop_bear(&s, TYPE_REPORT, "Profonda la buca di Roma", "");
    static const struct { const char *typed; size_t n; } asked[] = {
        { "\"buca profonda\"", 1 }, { "buca profonda", 2 }, { "«via roma» buca", 1 }, { "\"profonda la\" roma", 1 }, { "\"roma via\"", 0 },
    };
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        int64_t *ids, cursor;
        size_t n;
        assert_rc(search_ids(&s, asked[i].typed, NULL, 0, 50, &ids, &n, &cursor), OK);
        if (n != asked[i].n)
            fail_msg("%s found %zu", asked[i].typed, n);
    }
    shop_close(&s);
}

/* ---- what comes in meanwhile does not move the pages ------------------------------------------- */

TEST(pages_stay_while_requests_come_in)
{
    enum { FIRST = 130 };
    struct shop s;
    bool seen[2 * FIRST + 1] = { false };
    int64_t *ids, cursor = 0;
    size_t n, total = 0;

    shop_open(&s);
    for (int i = 0; i < FIRST; i++)
        (void)shop_bear(&s, TYPE_REPORT, i % 3 ? "Comune" : "Altro, e poi", "una due tre quattro cinque sei sette otto nove dieci undici dodici tredici comune");
    do {
        assert_rc(search_ids(&s, "comune", NULL, cursor, 20, &ids, &n, &cursor), OK);
        for (size_t i = 0; i < n; i++) {
            assert_true(ids[i] <= 2 * FIRST);
            assert_false(seen[ids[i]]);
            seen[ids[i]] = true;
        }
        total += n;
        (void)shop_bear(&s, TYPE_REPORT, "Comune", "nuova");
    } while (cursor);
    assert_int_equal(total, FIRST);
    shop_close(&s);
}

TEST(any_cursor_is_harmless)
{
    static const int64_t cursors[] = { 1, -1, 99, -99, 100, INT64_MAX, -INT64_MAX, INT64_MIN };
    struct shop s;
    int64_t *ids, cursor;
    size_t n;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Comune", "");
    for (size_t i = 0; i < sizeof cursors / sizeof cursors[0]; i++)
        assert_rc(search_ids(&s, "comune", NULL, cursors[i], 20, &ids, &n, &cursor), OK);
    shop_close(&s);
}

/* ---- pages -------------------------------------------------------------------------------------- */

static enum rc say(struct dbw *w, void *arg, struct err *err)
{
    struct message m = { .ticket_id = *(int64_t *)arg, .kind = "note", .author = ACTOR_URP, .channel = CHANNEL_WEB,
                         .body = "ancora la parola comune" };

    return message_add(w, &m, err);
}

/* Every ticket holds the word, half of them several times: each must come exactly once. */
TEST(pages_hold_each_ticket_once)
{
    struct shop s;
    bool seen[60] = { false };
    int64_t cursor = 0;
    size_t total = 0, pages = 0;

    shop_open(&s);
    for (int i = 1; i < 60; i++)
        (void)shop_bear(&s, TYPE_REPORT, "La parola comune", "");
    for (int64_t i = 1; i < 60; i += 2)
        for (int k = 0; k < 3; k++)
            shop_do(&s, say, &i);
    do {
        int64_t *ids;
        size_t n;

        assert_rc(search_ids(&s, "comune", NULL, cursor, 7, &ids, &n, &cursor), OK);
        for (size_t i = 0; i < n; i++) {
            assert_false(seen[ids[i]]);
            seen[ids[i]] = true;
        }
        total += n;
        pages++;
        assert_true(pages < 30);
    } while (cursor != 0);
    assert_int_equal(total, 59);
    shop_close(&s);
}

/* A whole word that fills the first page stays whole on the next ones; a beginning stays a beginning. */
TEST(pages_of_a_beginning)
{
    struct shop s;
    int64_t *ids, cursor;
    size_t n;

    shop_open(&s);
    for (int i = 0; i < 5; i++)
        (void)shop_bear(&s, TYPE_REPORT, i == 2 ? "lampada" : "lampadario", "");
    assert_rc(search_ids(&s, "lampad", NULL, 0, 3, &ids, &n, &cursor), OK);
    assert_int_equal(n, 3);
    assert_true(cursor < 0);
    assert_rc(search_ids(&s, "lampad", NULL, cursor, 3, &ids, &n, &cursor), OK);
    assert_int_equal(n, 2);
    assert_int_equal(ids[1], 1);
    assert_int_equal(cursor, 0);
    shop_close(&s);
}

/* ---- some tickets only -------------------------------------------------------------------------- */

static const struct only {
    const char *name, *typed;
    struct search_filter f;
    int64_t want[6];
} onlys[] = {
    { "type", "comune", { .type = "info" }, { 4, 2 } },
    { "type and word", "seconda", { .type = "info" }, { 2 } },
    { "channel", "comune", { .channel = "web" }, { 4, 3, 2, 1 } },
    { "another channel", "comune", { .channel = "pec" }, { 0 } },
    { "state", "comune", { .state = "taken" }, { 3 } },
    { "open", "comune", { .only_open = true }, { 4, 3, 2, 1 } },
    { "settore", "comune", { .settore_id = 7 }, { 0 } },
    { "category", "comune", { .category_id = 7 }, { 0 } },
    { "a beginning", "second", { .type = "info" }, { 2 } },
    { "a number of the right kind", "2026 2", { .type = "info" }, { 0 } }, /* needs its check character */
};
static void check_only(const struct only *row)
{
    static const char *const said[] = { "prima comune", "seconda comune", "terza comune", "quarta comune" };
    struct shop s;
    int64_t *ids, cursor;
    size_t n, want = 0;

    shop_open(&s);
    for (size_t i = 0; i < 4; i++) {
        struct ticket t = shop_bear(&s, i % 2 ? TYPE_INFO : TYPE_REPORT, said[i], "");
        if (i == 2)
            assert_rc(shop_event(&s, &t, EVENT_PRESA_IN_CARICO, ACTOR_URP, json_pack("{s:s}", "state", "taken")), OK);
    }
    assert_rc(search_ids(&s, row->typed, &row->f, 0, 50, &ids, &n, &cursor), OK);
    while (want < 6 && row->want[want])
        want++;
    assert_int_equal(n, want);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(ids[i], row->want[i]);
    assert_int_equal(cursor, 0);
    shop_close(&s);
}
TEST_ROWS(onlys, check_only)

TEST(a_code_of_another_kind_is_not_found)
{
    struct shop s;
    int64_t *ids, cursor;
    size_t n;

    shop_open(&s);
    struct ticket t = shop_bear(&s, TYPE_REPORT, "Buca", "");
    assert_rc(search_ids(&s, t.code, &(struct search_filter){ .type = "info" }, 0, 50, &ids, &n, &cursor), OK);
    assert_int_equal(n, 0);
    assert_rc(search_ids(&s, t.code, &(struct search_filter){ .type = "report" }, 0, 50, &ids, &n, &cursor), OK);
    assert_int_equal(n, 1);
    shop_close(&s);
}

/* One of a rare kind under thousands with the same word: page after page, none of which reads more than its share. */
TEST(a_rare_kind_is_reached_in_bounded_steps)
{
    enum { MANY = 2 * SEARCH_LOOK_MAX + 100 };
    struct search_filter only = { .type = "praise" };
    struct shop s;
    int64_t *ids, cursor = 0, found_id = 0;
    size_t n, pages = 0;

    shop_open(&s);
    int64_t wanted = shop_bear(&s, TYPE_PRAISE, "comune", "").id;
    for (int i = 0; i < MANY; i++)
        (void)shop_bear(&s, TYPE_REPORT, "comune", "");
    do {
        assert_rc(search_ids(&s, "comune", &only, cursor, 50, &ids, &n, &cursor), OK);
        if (n)
            found_id = ids[0];
        pages++;
        assert_true(pages < 10);
    } while (cursor);
    assert_int_equal(found_id, wanted);
    assert_int_equal(pages, MANY / SEARCH_LOOK_MAX + 1);
    shop_close(&s);
}

static enum rc drop(struct dbw *w, void *arg, struct err *err)
{
    return search_drop(w, *(int64_t *)arg, err);
}

static int64_t found(struct shop *s, const char *typed)
{
    int64_t *ids, cursor;
    size_t n;

    assert_rc(search_ids(s, typed, NULL, 0, 50, &ids, &n, &cursor), OK);
    return (int64_t)n;
}

/* FTS5 compares every entry with the words it was made of. */
static void assert_index_whole(struct shop *s)
{
    assert_int_equal(shop_tamper(s, "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"), SQLITE_OK);
}

TEST(what_was_dropped_is_not_found)
{
    struct shop s;
    int64_t id;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Prima", "resta");
    id = shop_bear(&s, TYPE_REPORT, "Segreto di Pulcinella", "").id;
    assert_int_equal(found(&s, "pulcinella"), 1);
    shop_do(&s, drop, &id);
    assert_int_equal(found(&s, "pulcinella"), 0);
    assert_int_equal(found(&s, "resta"), 1);
    assert_index_whole(&s);
    shop_close(&s);
}

/* Born, dropped and born again before the index was written once. */
static enum rc born_and_dropped(struct dbw *w, void *arg, struct err *err)
{
    struct shop_ticket first = { .birth = { .type = TYPE_INFO, .channel = CHANNEL_WEB, .presented_at = NOON },
                                 .words = { .subject = "Sparita", .body = "subito" } };

    TRY(shop_bear_op(w, &first, err));
    TRY(search_drop(w, first.ticket.id, err));
    return shop_bear_op(w, arg, err);
}

TEST(dropped_within_its_own_batch)
{
    struct shop s;
    struct shop_ticket t = { .birth = { .type = TYPE_INFO, .channel = CHANNEL_WEB, .presented_at = NOON },
                             .words = { .subject = "Rimasta", .body = "qui" } };

    shop_open(&s);
    shop_do(&s, born_and_dropped, &t);
    assert_int_equal(found(&s, "rimasta"), 1);
    assert_int_equal(found(&s, "sparita"), 0);
    assert_index_whole(&s);
    shop_close(&s);
}

static enum rc born_and_refused(struct dbw *w, void *arg, struct err *err)
{
    TRY(shop_bear_op(w, arg, err));
    FAIL(err, E_INPUT, "x", "no");
}

TEST(undone_words_are_not_found)
{
    struct shop s;
    struct shop_ticket t = { .birth = { .type = TYPE_INFO, .channel = CHANNEL_WEB, .presented_at = NOON },
                             .words = { .subject = "Annullata", .body = "qui" } };

    shop_open(&s);
    assert_rc(db_write(s.db, born_and_refused, &t, &s.err), E_INPUT);
    (void)shop_bear(&s, TYPE_INFO, "Tenuta", "qui");
    assert_int_equal(found(&s, "annullata"), 0);
    assert_int_equal(found(&s, "tenuta"), 1);
    assert_index_whole(&s);
    shop_close(&s);
}

/* Not only subject and body. */
TEST(author_and_own_fields_are_found)
{
    struct shop s;
    struct shop_ticket t = { .birth = { .type = TYPE_ACCESS_DOC, .channel = CHANNEL_WEB, .presented_at = NOON },
                             .words = { .subject = "Atti", .body = "Chiedo gli atti", .place = "Palazzo Nuovo",
                                        .fields = "{\"motive\":\"Ricorso\\nal tribunale\"}" },
                             .person_text = "Ada Bianchi ada@example.it +39055123456" };

    shop_open(&s);
    shop_do(&s, shop_bear_op, &t);
    assert_int_equal(found(&s, "bianchi ada"), 1);
    assert_int_equal(found(&s, "ada@example.it"), 1);
    assert_int_equal(found(&s, "+39055123456"), 1);
    assert_int_equal(found(&s, "ricorso tribunale"), 1);
    assert_int_equal(found(&s, "palazzo"), 1);
    assert_index_whole(&s);
    shop_close(&s);
}

TESTS_MAIN("ticket_search")
