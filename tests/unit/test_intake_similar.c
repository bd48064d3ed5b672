/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that say the same in other words, and those that only look so. */
#include "office.h"

#include "intake/similar.h"
#include "q/message.h"
#include "ticket/search.h"
#include "work_done.h"

static struct shop s;

static struct ticket asks(const char *key, const char *subject, const char *body, const char *category, const char *place)
{
    const char *id = category ? arena_fmt(s.a, "%lld", (long long)office_category(&s, category)) : "";

    return office_request(&s, TYPE_REPORT, key, (struct draft_data){ .subject = subject, .body = body, .category = id, .place = place });
}

static const struct row {
    const char *name, *subject, *body;
    bool found;
} rows[] = {
    { "other words in another order", "Fontana rotta", "In piazza la fontana perde: l'acqua scorre da lunedì sul marciapiede.", true },
    { "plural and capitals", "FONTANE", "Le fontane di PIAZZA Garibaldi perdono acqua sui marciapiedi", true },
    { "another matter", "Zanzare", "Troppe zanzare al parco giochi, chiedo una disinfestazione.", false },
    { "the same courtesies", "Richiesta", "Buongiorno, vorrei segnalare al vostro ufficio che questa cosa non va. Grazie, cordiali saluti.", false },
    { "one word in common", "Acqua alta", "Dopo il temporale il sottopasso della stazione era pieno di acqua.", false },
    { "no words at all", "?", "...", false },
};

static void check(const struct row *row)
{
    struct similar_found found[SIMILAR_KINDS], *open = &found[SIMILAR_OPEN];

    office_open(&s);
    struct ticket old = asks("t:1", "Fontana che perde", "Buongiorno, vorrei segnalare al vostro ufficio che la fontana di piazza Garibaldi perde acqua da lunedì e il marciapiede è bagnato. Grazie, cordiali saluti.", NULL, NULL);
    struct ticket new = asks("t:2", row->subject, row->body, NULL, NULL);
    assert_rc(similar_find(shop_r(&s), s.a, &new, found, &s.err), OK);
    assert_int_equal(open->n, row->found);
    if (open->n) {
        assert_int_equal(open->list[0].ticket_id, old.id);
        assert_non_null(strstr(open->list[0].why, "fontan"));
    }
    shop_close(&s);
}
TEST_ROWS(rows, check)

TEST(place_and_topic_count_and_are_said)
{
    struct similar_found found[SIMILAR_KINDS], *open = &found[SIMILAR_OPEN];

    office_open(&s);
    (void)asks("t:1", "Lampione spento", "Il lampione davanti alla scuola elementare è spento.", "Lampione spento o che lampeggia", "Via Verdi 1");
    struct ticket near = asks("t:2", "Lampione spento", "Il lampione davanti alla scuola elementare è spento.", "Lampione spento o che lampeggia", "via verdi, 12");
    struct ticket new = asks("t:3", "Buio", "Vicino alla scuola elementare il lampione resta spento.", "Lampione spento o che lampeggia", "Via Verdi 12");
    assert_rc(similar_find(shop_r(&s), s.a, &new, found, &s.err), OK);
    assert_int_equal(open->n, 2);
    assert_int_equal(open->list[0].ticket_id, near.id);
    assert_non_null(strstr(open->list[0].why, "Stesso argomento. Stesso luogo."));
    assert_null(strstr(open->list[1].why, "Stesso luogo"));
    shop_close(&s);
}

TEST(answered_ones_stand_by_themselves)
{
    struct similar_found found[SIMILAR_KINDS], *open = &found[SIMILAR_OPEN], *answered = &found[SIMILAR_ANSWERED];

    office_open(&s);
    struct ticket old = asks("t:1", "Fontana che perde", "La fontana di piazza Garibaldi perde acqua da lunedì.", NULL, NULL);
    struct work job = { .action = WORK_CONCLUDE, .ticket_id = old.id, .who = { .kind = ACTOR_URP }, .text = "Riparata.", .outcome = OUTCOME_SOLVED };
    struct ticket new = asks("t:2", "Fontana", "La fontana di piazza Garibaldi perde ancora acqua.", NULL, NULL);

    assert_rc(similar_find(shop_r(&s), s.a, &new, found, &s.err), OK);
    assert_true(open->n == 1 && answered->n == 0);
    shop_do(&s, work_op, &job);
    assert_rc(similar_find(shop_r(&s), s.a, &new, found, &s.err), OK);
    assert_true(open->n == 0 && answered->n == 1);
    assert_int_equal(answered->list[0].ticket_id, old.id);
    shop_close(&s);
}

static enum rc swell_op(struct dbw *w, void *arg, struct err *err)
{
    enum { SIGNS = 600000 }; /* one word of three bytes each, of eighteen when it is folded */
    char *body = arena_alloc(dbw_arena(w), SIGNS * 3 + 2);

    for (int i = 0; i < SIGNS; i++)
        memcpy(body + (ptrdiff_t)i * 3, "\u3316", 3);
    body[SIGNS * 3] = 'i';
    return q_words_again(w, "Oggetto", body, "", *(int64_t *)arg, err);
}

/* A mail may hold a word of megabytes; a page looks for similar ones in the memory that it has. */
TEST(a_word_of_megabytes_is_no_word)
{
    AUTO(ARENA) struct arena *page = arena_new((size_t)64 * 1024 * 1024);
    struct similar_found found[SIMILAR_KINDS];

    office_open(&s);
    struct ticket t = asks("t:1", "Oggetto", "Testo", NULL, NULL);
    shop_do(&s, swell_op, &t.id);
    assert_rc(similar_find(shop_r(&s), page, &t, found, &s.err), OK);
    assert_true(arena_used(page) < (size_t)1024 * 1024);
    shop_close(&s);
}

/* ---- a large store ------------------------------------------------------------------------------ */

struct range {
    int from, until;
};

static enum rc many_op(struct dbw *w, void *arg, struct err *err)
{
    static const char words[] = "Sul marciapiede della strada il lampione vicino alla scuola resta spento. ";
    const struct range *range = arg;
    const char *body = "";

    for (int i = 0; i < 30; i++) /* so that whoever reads the list of a word to its end reads many pages */
        body = arena_fmt(s.a, "%s%s", body, words);

    for (int i = range->from; i < range->until; i++) {
        struct submission sub = { .type = TYPE_REPORT, .channel = CHANNEL_WEB, .who = { .kind = ACTOR_CITIZEN }, .origin_key = arena_fmt(s.a, "m:%d", i) };
        sub.data = (struct draft_data){ .subject = "Lampione spento", .anonymous = "1",
            .body = arena_fmt(s.a, "Cartello numero%d. %s", i, body) };
        TRY(intake_submit_op(w, &sub, err));
    }
    return OK;
}

/* Requests about the same few things, each with a word of its own: what an office gets every day. */
static void many(int from, int until)
{
    for (struct range r = { from, from + 50 }; r.from < until; r = (struct range){ r.until, r.until + 50 })
        shop_do(&s, many_op, &r);
}

/* The words of every day are in all of them: what tells this one from the others are two that hardly any other has. */
TEST(the_rare_words_find_it_behind_many_newer_ones)
{
    struct similar_found found[SIMILAR_KINDS], *open = &found[SIMILAR_OPEN];

    office_open(&s);
    struct ticket old = asks("t:1", "Lampione spento", "Il lampione davanti alla bocciofila Gramsci resta spento: la strada è buia.", NULL, NULL);
    many(0, 200);
    struct ticket new = asks("t:2", "Lampioni", "In strada, alla bocciofila Gramsci, due lampioni sono spenti.", NULL, NULL);
    assert_rc(similar_find(shop_r(&s), s.a, &new, found, &s.err), OK);
    assert_int_equal(open->n, SIMILAR_MAX);
    assert_int_equal(open->list[0].ticket_id, old.id);
    shop_close(&s);
}

static enum rc purge_later_op(struct dbw *w, void *arg, struct err *err)
{
    (void)arg;
    return search_purge_later(w, err);
}

/* Of how many parts the index is depends on how the requests came in; one for both sizes. */
static void merge_index(void)
{
    struct search_purge purge = { 0 };

    shop_do(&s, purge_later_op, NULL);
    while (!purge.done)
        assert_rc(search_purge_step(s.db, &purge, &s.err), OK);
}

/* Pages of the store that one answer reads. */
static int64_t pages_read(const struct ticket *t)
{
    struct similar_found found[SIMILAR_KINDS];

    merge_index();
    (void)pages_touched(shop_r(&s));
    assert_rc(similar_find(shop_r(&s), s.a, t, found, &s.err), OK);
    assert_int_equal(found[SIMILAR_OPEN].n, SIMILAR_MAX);
    return pages_touched(shop_r(&s));
}

TEST(five_times_the_store_is_the_same_work)
{
    int64_t small, large;

    office_open(&s);
    many(0, 400);
    struct ticket t = asks("t:1", "Lampione", "Il lampione sul marciapiede della strada, vicino alla scuola, resta spento.", NULL, NULL);
    small = pages_read(&t);
    many(400, 2000);
    large = pages_read(&t);
    assert_in_range(large, 1, small * 4 / 3); /* trees are a level higher */
    shop_close(&s);
}

TESTS_MAIN("intake_similar")
