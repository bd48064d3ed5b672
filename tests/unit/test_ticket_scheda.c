/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "ticket/scheda.h"
#include "ticket/idle_word.h"
#include "ticket/stem.h"
#include "ticket_store.h"

/* ---- words -------------------------------------------------------------------------------------- */

static const struct same {
    const char *name, *a, *b;
    bool want;
} sames[] = {
    { "singular and plural", "carta", "carte", true },
    { "verb and noun", "rinnovare", "rinnovo", true },
    { "participle", "scaduta", "scaduto", true },
    { "-zione", "iscrizione", "iscrizioni", true },
    { "hard c", "pratica", "pratiche", true },
    { "different words", "carta", "casa", false },
    { "a beginning is not the word", "tar", "tari", false },
    { "short ones stay whole", "imu", "ima", false },
    { "numbers", "2026", "2025", false },
};
static void check_same(const struct same *row)
{
    struct stem a, b;
    const char *pa = row->a, *pb = row->b;

    assert_true(stem_next(&pa, &a));
    assert_true(stem_next(&pb, &b));
    assert_int_equal(stem_eq(&a, &b), row->want);
}
TEST_ROWS(sames, check_same)

static const struct form_row {
    const char *name, *word, *has; /* with a blank before and behind each */
} form_rows[] = {
    { "participle", "spento", " spento spenta spente spenti " },
    { "one and many", "lampioni", " lampioni lampione " },
    { "hard sound", "panche", " panche panca " },
    { "hard sound, many", "panca", " panca panche panci " },
    { "i before the ending", "servizio", " servizio servizi " },
    { "i before the ending, many", "servizi", " servizi servizio " },
    { "short words stand for themselves", "tari", " tari " },
    { "no vowel at the end", "autobus", " autobus " },
};

static void check_forms(const struct form_row *row)
{
    AUTO(ARENA) struct arena *a = arena_new(4096);
    const char *forms[STEM_FORMS], *all = " ";
    struct sv wanted = sv_from(row->has), one;
    size_t n = stem_forms(a, sv_from(row->word), forms);

    assert_true(n <= STEM_FORMS);
    assert_string_equal(forms[0], row->word);
    for (size_t i = 0; i < n; i++)
        all = arena_fmt(a, "%s%s ", all, forms[i]);
    while (sv_next(&wanted, ' ', &one))
        if (one.n && !strstr(all, arena_fmt(a, " %.*s ", (int)one.n, one.p)))
            fail_msg("%.*s is not among%s", (int)one.n, one.p, all);
    if (strlen(row->word) <= 4 || !strchr("aeio", row->word[strlen(row->word) - 1]))
        assert_int_equal(n, 1);
}
TEST_ROWS(form_rows, check_forms)

TEST(words_that_say_nothing_are_found_by_halves)
{
    static const char *const speech[] = { "a", "l", "abbiamo", "che", "come", "perche", "vorrei", "vuole" };
    static const char *const letter[] = { "agosto", "sabato", "segnalo", "ufficio", "volte" };
    static const char *const none[] = { "carta", "tari", "vostri0", "ch", "zz", "aa", "" };

    for (size_t i = 0; i < sizeof speech / sizeof speech[0]; i++)
        if (!word_is_idle(sv_from(speech[i])) || !word_is_idle_in_letter(sv_from(speech[i])))
            fail_msg("%s", speech[i]);
    for (size_t i = 0; i < sizeof letter / sizeof letter[0]; i++)
        if (word_is_idle(sv_from(letter[i])) || !word_is_idle_in_letter(sv_from(letter[i])))
            fail_msg("%s", letter[i]);
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        if (word_is_idle_in_letter(sv_from(none[i])))
            fail_msg("%s", none[i]);
}

/* ---- which one answers -------------------------------------------------------------------------- */

static const struct scheda register_[] = {
    { .title = "Come si rinnova la carta d'identità?", .body = "Prenota un appuntamento ai Servizi demografici. Porta una fototessera e il vecchio documento. Costa 22,21 euro.",
      .keywords = "CIE, documento scaduto, smarrita", .review_on = "2027-01-01", .is_public = true, .active = true },
    { .title = "Quando passa la raccolta dei rifiuti?", .body = "Umido lunedì e giovedì, plastica il mercoledì. Gli ingombranti si prenotano al telefono.",
      .keywords = "spazzatura, immondizia, calendario", .review_on = "2026-03-01", .is_public = true, .active = true },
    { .title = "Quali sono gli orari dell'anagrafe?", .body = "Dal lunedì al venerdì, 9:00-13:00. Serve un documento.", .keywords = "apertura, sportello", .review_on = "2027-01-01",
      .is_public = true, .active = true },
    { .title = "Chi può entrare nella ZTL?", .body = "I residenti con il permesso. Le multe si pagano alla Polizia locale.", .keywords = "centro storico, varco", .review_on = "2027-01-01",
      .is_public = false, .active = true },
    { .title = "Mercatino di Natale 2024", .body = "Le domande sono chiuse.", .keywords = "", .review_on = "2024-12-31", .is_public = true, .active = false },
};
#define REGISTER_N (sizeof register_ / sizeof register_[0])

static void fill(struct shop *s)
{
    for (size_t i = 0; i < REGISTER_N; i++) {
        struct scheda_job job = { .scheda = register_[i] };
        shop_do(s, scheda_put_op, &job);
        assert_int_equal(job.id, i + 1);
    }
}

static const struct asked_row {
    const char *name, *typed;
    struct scheda_filter f;
    int64_t want[5]; /* the first ones, in order; 0 ends; all that is found when exact */
    bool exact;
} askeds[] = {
    { "a word of the title", "carta", { .only_public = false }, { 1 }, true },
    { "another form of it", "rinnovare la carta di identita", { .only_public = false }, { 1 }, false },
    { "a whole sentence", "Buongiorno, vorrei sapere come faccio a rinnovare la mia carta d'identità che è scaduta, grazie", { .only_public = false }, { 1 }, true },
    { "other words for it", "calendario immondizia", { .only_public = false }, { 2 }, true },
    { "in the text alone", "ingombranti", { .only_public = false }, { 2 }, true },
    { "in the text, but all that was asked", "umido plastica ingombranti", { .only_public = false }, { 2 }, true },
    { "half of it in the text", "ingombranti piscina", { .only_public = false }, { 0 }, true },
    { "title before text", "documento", { .only_public = false }, { 1, 3 }, true },
    { "nothing fits", "piscina comunale", { .only_public = false }, { 0 }, true },
    { "only words that say nothing", "come si fa", { .only_public = false }, { 0 }, true },
    { "nothing typed: all, by title", "", { .only_public = false }, { 4, 1, 3, 2 }, true },
    { "only what citizens may read", "", { .only_public = true }, { 1, 3, 2 }, true },
    { "not public", "ztl", { .only_public = true }, { 0 }, true },
    { "for the office", "ztl", { .only_public = false }, { 4 }, true },
    { "set aside", "mercatino natale", { .only_public = true }, { 0 }, true },
    { "set aside, asked for", "mercatino natale", { .with_retired = true }, { 5 }, true },
    { "to be looked at again", "", { .review_before = "2026-06-01" }, { 2 }, true },
};
static void check_asked(const struct asked_row *row)
{
    struct scheda_hit *hits;
    struct shop s;
    size_t n, want = 0;

    shop_open(&s);
    fill(&s);
    assert_rc(scheda_find(shop_r(&s), s.a, row->typed, &row->f, 10, &hits, &n, &s.err), OK);
    while (want < 5 && row->want[want])
        want++;
    if (row->exact ? n != want : n < want)
        fail_msg("%zu found, first %lld", n, n ? (long long)hits[0].scheda.id : 0);
    for (size_t i = 0; i < want; i++)
        assert_int_equal(hits[i].scheda.id, row->want[i]);
    shop_close(&s);
}
TEST_ROWS(askeds, check_asked)

/* ---- changing ----------------------------------------------------------------------------------- */

static const struct wrong {
    const char *name, *title, *body, *url, *review_on, *field;
} wrongs[] = {
    { "no title", "", "x", "", "2027-01-01", "title" },
    { "no answer", "x", "", "", "2027-01-01", "body" },
    { "an address that is none", "x", "x", "www.comune.it", "2027-01-01", "url" },
    { "a script for an address", "x", "x", "javascript:alert(1)", "2027-01-01", "url" },
    { "an address with a quote", "x", "x", "https://a/\"x", "2027-01-01", "url" },
    { "no day", "x", "x", "", "", "review_on" },
    { "a day that is none", "x", "x", "", "2027-02-30", "review_on" },
};
static void check_wrong(const struct wrong *row)
{
    struct scheda_job job = { .scheda = { .title = row->title, .body = row->body, .keywords = "", .url = row->url, .review_on = row->review_on, .active = true } };
    struct shop s;

    shop_open(&s);
    assert_rc(db_write(s.db, scheda_put_op, &job, &s.err), E_INPUT);
    assert_string_equal(s.err.field, row->field);
    shop_close(&s);
}
TEST_ROWS(wrongs, check_wrong)

TEST(who_changes_an_older_version_is_told_and_what_was_said_is_kept)
{
    struct scheda_job job = { .scheda = register_[0] };
    struct scheda now;
    struct shop s;

    shop_open(&s);
    shop_do(&s, scheda_put_op, &job);
    job.scheda.id = job.id;
    job.scheda.version = 1;
    job.scheda.body = "Nuova risposta.";
    shop_do(&s, scheda_put_op, &job);
    job.scheda.body = "Di un altro.";
    assert_rc(db_write(s.db, scheda_put_op, &job, &s.err), E_CONFLICT);
    assert_rc(scheda_by_id(shop_r(&s), job.scheda.id, &now, &s.err), OK);
    assert_string_equal(now.body, "Nuova risposta.");
    assert_int_equal(now.version, 2);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM scheda_before WHERE body LIKE 'Prenota%' AND version = 1"), 1);
    shop_close(&s);
}

TEST(what_helped_is_counted)
{
    struct scheda_used office = { .id = 1 }, citizen = { .id = 1, .by_citizen = true }, none = { .id = 99 };
    struct shop s;

    shop_open(&s);
    fill(&s);
    shop_do(&s, scheda_used_op, &office);
    shop_do(&s, scheda_used_op, &office);
    shop_do(&s, scheda_used_op, &citizen);
    assert_rc(db_write(s.db, scheda_used_op, &none, &s.err), E_NOTFOUND);
    assert_int_equal(shop_int(&s, "SELECT 10 * office + citizens FROM scheda_use WHERE scheda_id = 1"), 21);
    shop_close(&s);
}

TESTS_MAIN("ticket_scheda")
