/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/clock.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "ticket/opinion.h"
#include "ticket_store.h"

static const struct page_row {
    const char *name, *page;
    bool want;
} pages[] = {
    { "home", "/", true },
    { "a text", "/note-legali", true },
    { "a service", "/richiedi/accesso-civico", true },
    { "a scheda", "/schede/12", true },
    { "the door of the tracking", "/pratica", true },
    { "a request, with its secret", "/pratica/2026-000417-x/abcdefghabcdefgh", false },
    { "a draft", "/bozza/abcdefgh", false },
    { "a link of an office", "/s/abcdefgh", false },
    { "the office", "/ufficio/elenco", false },
    { "another site", "https://example.it/", false },
    { "another site, by its number", "//3639549953/entra", false },
    { "twice a slash", "/schede//12", false },
    { "a join, with its secret", "/adesione/abcdefgh", false },
    { "a query", "/schede?q=mario-rossi", false },
    { "capitals", "/Mario-Rossi", false },
    { "nothing", "", false },
};
static void check_page(const struct page_row *row)
{
    assert_int_equal(opinion_page_ok(row->page), row->want);
}
TEST_ROWS(pages, check_page)

static const struct reason_row {
    const char *name, *id;
    int64_t stars;
    bool want;
} reasons[] = {
    { "good with four", "bene-1", 4, true },   { "good with three", "bene-1", 3, false }, { "bad with three", "male-5", 3, true },
    { "bad with four", "male-5", 4, false },   { "none", "", 5, true },                   { "none at all", NULL, 1, true },
    { "unknown", "bene-6", 5, false },
};
static void check_reason(const struct reason_row *row)
{
    assert_int_equal(opinion_reason_fits(row->id, row->stars), row->want);
}
TEST_ROWS(reasons, check_reason)

static struct opinion_first first(const char *page, int64_t stars)
{
    return (struct opinion_first){ .token = "abcdefghabcdefghabcdefgh", .page = page, .stars = stars };
}

TEST(stars_are_kept_at_the_first_click_and_explained_afterwards)
{
    struct opinion_first f = first("/privacy", 2);
    struct opinion_more more = { .token = f.token, .stars = 5, .reason = "bene-2", .text = "Ora ho capito." };
    struct opinion o;
    struct shop s;

    shop_open(&s);
    shop_do(&s, opinion_first_op, &f);
    assert_int_equal(shop_int(&s, "SELECT stars FROM opinion WHERE page = '/privacy' AND about = 'clear' AND reason = ''"), 2);
    shop_do(&s, opinion_more_op, &more);
    assert_rc(opinion_open(shop_r(&s), s.a, f.token, &o, &s.err), OK);
    assert_int_equal(o.stars, 5);
    assert_string_equal(o.reason, "bene-2");
    assert_string_equal(o.text, "Ora ho capito.");
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM opinion"), 1);
    shop_close(&s);
}

TEST(a_reason_of_the_other_question_is_none)
{
    struct opinion_first f = first("/privacy", 5);
    struct shop s;

    f.reason = "male-1";
    f.text = "parole";
    shop_open(&s);
    shop_do(&s, opinion_first_op, &f);
    struct opinion_more more = { .token = f.token, .stars = 1, .reason = "bene-1", .text = "" };
    shop_do(&s, opinion_more_op, &more);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM opinion WHERE reason = '' AND stars = 1"), 1);
    shop_close(&s);
}

TEST(what_no_page_sends_is_refused)
{
    struct opinion_first secret = first("/pratica/2026-1/aaaa", 3), stars = first("/privacy", 6);
    struct opinion_more none = { .token = "zzzz", .stars = 3 };
    struct shop s;

    shop_open(&s);
    assert_rc(db_write(s.db, opinion_first_op, &secret, &s.err), E_INPUT);
    assert_rc(db_write(s.db, opinion_first_op, &stars, &s.err), E_INPUT);
    assert_rc(db_write(s.db, opinion_more_op, &none, &s.err), E_NOTFOUND);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM opinion"), 0);
    shop_close(&s);
}

static enum rc sweep_all(struct dbw *w, void *arg, struct err *err)
{
    (void)arg;
    return opinion_sweep(w, clock_now_at(), err);
}

TEST(a_day_later_nothing_is_added_and_words_go_before_stars)
{
    struct opinion_first f = first("/privacy", 4);
    struct opinion_more more = { .token = f.token, .stars = 1 };
    struct shop s;

    f.text = "chiedete di Mario Rossi";
    shop_open(&s);
    f.reason = "";
    shop_do(&s, opinion_first_op, &f);
    clock_freeze(NOON + 86401);
    assert_rc(db_write(s.db, opinion_more_op, &more, &s.err), E_NOTFOUND);
    shop_do(&s, sweep_all, NULL);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM opinion WHERE text = '' AND stars = 4"), 1);
    shop_close(&s);
}

TESTS_MAIN("ticket_opinion")
