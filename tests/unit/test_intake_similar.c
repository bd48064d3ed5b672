/* SPDX-License-Identifier: EUPL-1.2 */
/* Requests that say the same in other words, and those that only look so. */
#include "office.h"

#include "intake/similar.h"

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
    struct similar *list;
    size_t n;

    office_open(&s);
    struct ticket old = asks("t:1", "Fontana che perde", "Buongiorno, vorrei segnalare al vostro ufficio che la fontana di piazza Garibaldi perde acqua da lunedì e il marciapiede è bagnato. Grazie, cordiali saluti.", NULL, NULL);
    struct ticket new = asks("t:2", row->subject, row->body, NULL, NULL);
    assert_rc(similar_find(shop_r(&s), s.a, &new, SIMILAR_OPEN, &list, &n, &s.err), OK);
    assert_int_equal(n, row->found);
    if (n) {
        assert_int_equal(list[0].ticket_id, old.id);
        assert_non_null(strstr(list[0].why, "fontan"));
    }
    shop_close(&s);
}
TEST_ROWS(rows, check)

TEST(place_and_topic_count_and_are_said)
{
    struct similar *list;
    size_t n;

    office_open(&s);
    (void)asks("t:1", "Lampione spento", "Il lampione davanti alla scuola elementare è spento.", "Lampione spento o che lampeggia", "Via Verdi 1");
    struct ticket near = asks("t:2", "Lampione spento", "Il lampione davanti alla scuola elementare è spento.", "Lampione spento o che lampeggia", "via verdi, 12");
    struct ticket new = asks("t:3", "Buio", "Vicino alla scuola elementare il lampione resta spento.", "Lampione spento o che lampeggia", "Via Verdi 12");
    assert_rc(similar_find(shop_r(&s), s.a, &new, SIMILAR_OPEN, &list, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_int_equal(list[0].ticket_id, near.id);
    assert_non_null(strstr(list[0].why, "Stesso argomento. Stesso luogo."));
    assert_null(strstr(list[1].why, "Stesso luogo"));
    shop_close(&s);
}

TEST(answered_ones_are_asked_for_by_themselves)
{
    struct similar *list;
    size_t n;

    office_open(&s);
    struct ticket old = asks("t:1", "Fontana che perde", "La fontana di piazza Garibaldi perde acqua da lunedì.", NULL, NULL);
    struct work job = { .action = WORK_CONCLUDE, .ticket_id = old.id, .who = { .kind = ACTOR_URP }, .text = "Riparata.", .outcome = OUTCOME_SOLVED };
    struct ticket new = asks("t:2", "Fontana", "La fontana di piazza Garibaldi perde ancora acqua.", NULL, NULL);

    assert_rc(similar_find(shop_r(&s), s.a, &new, SIMILAR_ANSWERED, &list, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_do(&s, work_op, &job);
    assert_rc(similar_find(shop_r(&s), s.a, &new, SIMILAR_ANSWERED, &list, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(list[0].ticket_id, old.id);
    assert_rc(similar_find(shop_r(&s), s.a, &new, SIMILAR_OPEN, &list, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

TESTS_MAIN("intake_similar")
