/* SPDX-License-Identifier: EUPL-1.2 */
/* Around the search: marks in what is shown, numbers and words that were meant. */
#include "table.h"

#include "base/sv.h"
#include "found.h"
#include "ticket/calendar.h"
#include "ticket/code.h"
#include "ticket/search_near.h"
#include "ticket/search_words.h"

/* ---- marks -------------------------------------------------------------------------------------- */

static const struct mark {
    const char *name, *typed, *text;
    size_t max;
    const char *want; /* marks in brackets; "" = none */
} marks[] = {
    { "a word", "buca", "C'è una buca qui", 80, "C'è una [buca] qui" },
    { "accents and capitals", "viabilita", "La Viabilità è rotta", 80, "La [Viabilità] è rotta" },
    { "accent typed, none written", "viabilità", "la viabilita", 80, "la [viabilita]" },
    { "a beginning", "lampad", "Due lampadari", 80, "Due [lampadari]" },
    { "only the last word is a beginning", "via lampad", "viale e lampada", 80, "viale e [lampada]" },
    { "several words", "via roma", "in via Roma 5, via libera", 80, "in [via] [Roma] 5, [via] libera" },
    { "a phrase", "\"via roma\"", "in via Roma", 80, "in [via] [Roma]" },
    { "behind an article", "l'acqua", "manca l'acqua", 80, "manca l'[acqua]" },
    { "neighbours keep their blank", "via roma", "via Roma", 80, "[via] [Roma]" },
    { "not inside a word", "buca", "imbucare", 80, "" },
    { "nothing typed", "", "testo", 80, "" },
    { "empty text", "buca", "", 80, "" },
    { "cut behind", "buca", "buca e poi molte altre cose", 12, "[buca] e poi m…" },
    { "cut before, at a blank", "buca", "Una lunga premessa che nessuno leggerà mai volentieri prima della buca", 60, "…leggerà mai volentieri prima della [buca]" },
    { "lines become one", "buca", "Prima\n\nbuca\nultima", 80, "Prima [buca] ultima" },
    { "no markup comes through as such", "b", "<b>ciao</b>", 80, "<[b]>ciao</[b]>" },
    { "an e-mail address", "ada@example.it", "scrive ada@example.it oggi", 80, "scrive [ada]@[example].[it] oggi" },
    { "letters of more bytes at the cut", "buca", "ààààààààààààààààààààààààààààààààààààààààààààààààààà buca èèè", 20, "…[buca] èèè" },
};
static void check_mark(const struct mark *row)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    AUTO(GSTR) GString *out = g_string_new(NULL);
    struct search_piece *list;
    struct search_words w;

    search_words(a, row->typed, &w);
    size_t n = search_mark(a, search_marker_new(a, &w), row->text, row->max, &list);
    for (size_t i = 0; i < n; i++)
        g_string_append_printf(out, list[i].marked ? "[%s]" : "%s", list[i].text);
    assert_true(g_utf8_validate(out->str, -1, NULL));
    assert_string_equal(out->str, row->want);
}
TEST_ROWS(marks, check_mark)

/* ---- numbers ------------------------------------------------------------------------------------ */

#define YEAR 2026
#define TICKETS 30

/* The store has 2026-000001 to 2026-000030. */
static const struct number {
    const char *name, *typed; /* %c stands for the letter of number 17 */
    int64_t want;             /* the number that is offered; 0 = none */
    enum search_slip slip;
} numbers[] = {
    { "right: nothing to offer", "2026-000017-%c", 0, SLIP_LETTER },
    { "without its letter", "2026-000017", 17, SLIP_NO_LETTER },
    { "the number alone", "17", 17, SLIP_NO_LETTER },
    { "said on the phone", "pratica n. 17", 17, SLIP_NO_LETTER },
    { "year behind", "17/2026", 17, SLIP_NO_LETTER },
    { "year and number in one", "2026000017", 17, SLIP_NO_LETTER },
    { "the number and its letter", "17 %c", 17, SLIP_NO_LETTER },
    { "two digits swapped", "2026-000071-%c", 17, SLIP_SWAP },
    { "one digit wrong", "2026-000097-%c", 17, SLIP_DIGIT },
    { "one digit too high up", "2026-400017-%c", 17, SLIP_DIGIT },
    { "there is none", "2026-000099", 0, SLIP_NO_LETTER },
    { "another year", "2019-000017", 0, SLIP_NO_LETTER },
    { "words", "lampione spento", 0, SLIP_NO_LETTER },
    { "a street", "via Roma 17", 0, SLIP_NO_LETTER },
    { "a telephone", "333 1234567", 0, SLIP_NO_LETTER },
    { "nothing", "", 0, SLIP_NO_LETTER },
    { "too long", "2026-99999999999999999999", 0, SLIP_NO_LETTER },
    { "only dashes", "---", 0, SLIP_NO_LETTER },
};
static void check_number(const struct number *row)
{
    struct search_number *list;
    struct shop s;
    size_t n, hits = 0;

    shop_open(&s);
    for (int i = 0; i < TICKETS; i++)
        (void)shop_bear(&s, TYPE_INFO, "Domanda", "");
    const char *typed = strchr(row->typed, '%') ? arena_fmt(s.a, "%.*s%c", (int)(strchr(row->typed, '%') - row->typed), row->typed, code_check_letter(YEAR, 17)) : row->typed;
    assert_rc(search_numbers(shop_r(&s), s.a, typed, clock_now_at(), &list, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        if (list[i].ticket_id == row->want) {
            assert_int_equal(list[i].slip, row->slip);
            hits++;
        }
    assert_int_equal(hits, row->want ? 1 : 0);
    if (!row->want)
        assert_int_equal(n, 0);
    shop_close(&s);
}
TEST_ROWS(numbers, check_number)

TEST(a_wrong_letter_offers_the_number_itself_first)
{
    struct search_number *list;
    struct shop s;
    size_t n;

    shop_open(&s);
    for (int i = 0; i < TICKETS; i++)
        (void)shop_bear(&s, TYPE_INFO, "Domanda", "");
    char wrong = code_check_letter(YEAR, 17) == 'A' ? 'C' : 'A';
    assert_rc(search_numbers(shop_r(&s), s.a, arena_fmt(s.a, "2026-000017-%c", wrong), clock_now_at(), &list, &n, &s.err), OK);
    assert_true(n >= 1 && n <= SEARCH_NEAR_MAX);
    assert_int_equal(list[0].ticket_id, 17);
    assert_int_equal(list[0].slip, SLIP_LETTER);
    shop_close(&s);
}

/* ---- spellings ---------------------------------------------------------------------------------- */

static const struct spelling {
    const char *name, *typed, *want; /* NULL: nothing is offered */
} spellings[] = {
    { "two letters swapped", "lampoine", "lampione" },
    { "a letter twice", "lampionne", "lampione" },
    { "a letter left out", "lampone", "lampione" },
    { "another letter", "lampiome", "lampione" },
    { "a name", "vredi", "verdi" },
    { "one of two words", "lampoine verdi", "lampione verdi" },
    { "the second word", "lampione vredi", "lampione verdi" },
    { "right: nothing is nearer", "lampione", NULL },
    { "a beginning: nothing is nearer", "lampio", NULL },
    { "far off", "xyzxyzxyz", NULL },
    { "too short to tell", "vrd", NULL },
    { "no letters", "12345678", NULL },
    { "nothing", "", NULL },
};
static void check_spelling(const struct spelling *row)
{
    const char *const *list;
    struct shop s;
    size_t n;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Lampione spento", "firmato Verdi");
    assert_rc(search_spellings(shop_r(&s), s.a, row->typed, &list, &n, &s.err), OK);
    if (row->want) {
        assert_true(n >= 1);
        assert_string_equal(list[0], row->want);
    } else {
        assert_int_equal(n, 0);
    }
    shop_close(&s);
}
TEST_ROWS(spellings, check_spelling)

TESTS_MAIN("ticket_search_near")
