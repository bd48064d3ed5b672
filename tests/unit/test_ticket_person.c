/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is calling? However the name, the number or the code is typed. */
#include "office.h"

#include "base/limits.h"
#include "ticket/person.h"
#include "work_done.h"

static struct shop s;

static const struct draft_data people[] = {
    { .name = "Anna Maria", .surname = "De Rossi", .phone = "+393331234567", .email = "am.derossi@cittadino.test", .tax_code = "DRSNMR80A41L407J" },
    { .name = "Niccolò", .surname = "D'Aloè", .phone = "+390422123456", .pec = "daloe@pec.test" },
    { .name = "Mario", .surname = "Rossi", .phone = "+393931234567", .email = "mario@cittadino.test" },
};

static void people_open(void)
{
    office_open(&s);
    for (size_t i = 0; i < sizeof people / sizeof people[0]; i++) {
        char key[8];
        (void)snprintf(key, sizeof key, "t:%zu", i);
        (void)office_request(&s, TYPE_INFO, key, people[i]);
    }
}

static const struct look {
    const char *name, *typed, *surname; /* of the one who is found; NULL: nobody */
} looks[] = {
    { "name then surname", "mario rossi", "Rossi" },
    { "surname then name", "rossi mario", "Rossi" },
    { "both cut short", "mar ros", "Rossi" },
    { "both cut short, surname first", "ros mar", "Rossi" },
    { "initial", "m rossi", "Rossi" },
    { "two names", "anna maria de rossi", "De Rossi" },
    { "surname of two words", "de rossi", "De Rossi" },
    { "middle of the name", "maria de rossi", "De Rossi" },
    { "capitals and blanks", "  DE   ROSSI   ANNA ", "De Rossi" },
    { "accents left out", "niccolo d'aloe", "D'Aloè" },
    { "accents as apostrophes", "niccolo' d'aloe'", "D'Aloè" },
    { "typographic apostrophe", "d’aloè", "D'Aloè" },
    { "mobile", "333 123 4567", "De Rossi" },
    { "mobile with prefix", "+39 333-1234567", "De Rossi" },
    { "mobile with zeros", "0039 333.12.34.567", "De Rossi" },
    { "mobile with 39", "393331234567", "De Rossi" },
    { "mobile that begins with 39", "393 1234567", "Rossi" },
    { "mobile that begins with 39, with prefix", "+39 3931234567", "Rossi" },
    { "mobile that begins with 39, with 39", "393931234567", "Rossi" },
    { "landline in brackets", "(0422) 12 34 56", "D'Aloè" },
    { "beginning of a number", "0422 12", "D'Aloè" },
    { "another number", "0423 12", NULL },
    { "tax code", "DRSNMR80A41L407J", "De Rossi" },
    { "tax code as dictated", "drs nmr 80a41 l407j", "De Rossi" },
    { "tax code begun", "drsnmr", "De Rossi" },
    { "e-mail", "mario@", "Rossi" },
    { "e-mail in capitals", "AM.DEROSSI@CITTADINO", "De Rossi" },
    { "PEC", "daloe@pec.test", "D'Aloè" },
    { "word of the text", "lampione", NULL },
    { "one letter", "r", NULL },
    { "wild cards", "%_*", NULL },
};

static void check_caller(const struct look *l)
{
    struct person_hit *hits;
    size_t n;

    people_open();
    assert_rc(person_find(shop_r(&s), s.a, l->typed, &hits, &n, &s.err), OK);
    assert_int_equal(n, l->surname ? 1 : 0);
    if (n)
        assert_string_equal(hits[0].person.surname, l->surname);
    shop_close(&s);
}
TEST_ROWS(looks, check_caller)

static const struct typed {
    const char *name, *typed, *want; /* name|surname|phone|email|tax_code */
} typeds[] = {
    { "name and surname", "Anna Verdi", "Anna|Verdi|||" },
    { "surname of two words", "Anna De Rossi", "Anna|De Rossi|||" },
    { "one word", "Verdi", "|Verdi|||" },
    { "telephone", "0422 123456", "||+390422123456||" },
    { "half a telephone", "0422 1", "||+3904221||" },
    { "e-mail", "Anna@Cittadino.TEST", "|||anna@cittadino.test|" },
    { "tax code", "drs nmr 80a41 l407j", "||||DRSNMR80A41L407J" },
    { "a number behind the name", "Giuseppe Verdi 0423 555111", "Giuseppe|Verdi|+390423555111||" },
    { "a number behind one word", "Verdi +39 333 1112223", "|Verdi|+393331112223||" },
    { "no number behind the name", "Anna Verdi 12", "Anna|Verdi 12|||" },
    { "nothing", "  ", "||||" },
};

static void check_typed(const struct typed *t)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct person p;

    person_typed(a, t->typed, &p);
    assert_string_equal(arena_fmt(a, "%s|%s|%s|%s|%s", p.name, p.surname, p.phone, p.email, p.tax_code), t->want);
}
TEST_ROWS(typeds, check_typed)

TEST(never_more_than_a_screen)
{
    struct person_hit *hits;
    size_t n;

    office_open(&s);
    for (int i = 0; i < 40; i++) {
        char key[16], name[24], email[48];
        (void)snprintf(key, sizeof key, "t:%d", i);
        (void)snprintf(name, sizeof name, "Nome%d", i);
        (void)snprintf(email, sizeof email, "n%d@cittadino.test", i);
        (void)office_request(&s, TYPE_INFO, key, (struct draft_data){ .name = name, .surname = "Bianchi", .email = email });
    }
    assert_rc(person_find(shop_r(&s), s.a, "bianchi", &hits, &n, &s.err), OK);
    assert_int_equal(n, 10);
    assert_string_equal(hits[0].person.name, "Nome39"); /* who wrote last comes first */
    shop_close(&s);
}

/* Among hundreds of surnames and names that begin so, too: no look-up may end before it comes to the right one. */
TEST(cut_short_among_many)
{
    struct person_hit *hits;
    size_t n;

    office_open(&s);
    for (int i = 0; i < 140; i++) { /* seventy of each: more than one look-up reads */
        char key[16], email[48];
        (void)snprintf(key, sizeof key, "t:%d", i);
        (void)snprintf(email, sizeof email, "n%d@cittadino.test", i);
        (void)office_request(&s, TYPE_INFO, key, (struct draft_data){ .name = i % 2 ? "Anna" : "Marta", .surname = i % 2 ? "Rosa" : "Bianchi", .email = email });
    }
    (void)office_request(&s, TYPE_INFO, "u:1", (struct draft_data){ .name = "Marzia", .surname = "Rosa", .email = "m@cittadino.test" });
    for (int turned = 0; turned < 2; turned++) {
        assert_rc(person_find(shop_r(&s), s.a, turned ? "ros mar" : "mar ros", &hits, &n, &s.err), OK);
        assert_int_equal(n, 1);
        assert_string_equal(hits[0].person.name, "Marzia");
    }
    shop_close(&s);
}

TEST(who_waits_for_us_comes_first)
{
    struct person_hit *hits;
    size_t n;

    office_open(&s);
    (void)office_request(&s, TYPE_INFO, "t:1", (struct draft_data){ .name = "Anna", .surname = "Bianchi", .email = "a@cittadino.test" });
    (void)office_request(&s, TYPE_INFO, "t:2", (struct draft_data){ .name = "Bruno", .surname = "Bianchi", .email = "b@cittadino.test" });
    struct ticket ended = office_request(&s, TYPE_INFO, "t:3", (struct draft_data){ .name = "Carla", .surname = "Bianchi", .email = "c@cittadino.test" });
    struct work job = { .action = WORK_CONCLUDE, .ticket_id = ended.id, .who = { .kind = ACTOR_URP }, .text = "Fatto.", .outcome = OUTCOME_SOLVED };
    shop_do(&s, work_op, &job);
    assert_rc(person_find(shop_r(&s), s.a, "bianchi", &hits, &n, &s.err), OK);
    assert_int_equal(n, 3);
    assert_string_equal(hits[0].person.name, "Bruno");
    assert_string_equal(hits[1].person.name, "Anna");
    assert_string_equal(hits[2].person.name, "Carla");
    shop_close(&s);
}

/* ---- a large store ------------------------------------------------------------------------------ */

struct range {
    int from, until;
};

/* All of one surname; every other one writes of one thing, and nobody of both. */
static enum rc many_op(struct dbw *w, void *arg, struct err *err)
{
    const struct range *range = arg;
    const char *bodies[] = { "", "" };

    for (int i = 0; i < 60; i++) /* so that whoever reads the list of a word to its end reads many pages */
        bodies[i % 2] = arena_fmt(s.a, "%s%s. ", bodies[i % 2], i % 2 ? "Presso la bocciofila non si passa" : "Manca una panchina nel parco");
    for (int i = range->from; i < range->until; i++) {
        struct submission sub = { .type = TYPE_INFO, .channel = CHANNEL_WEB, .who = { .kind = ACTOR_CITIZEN }, .origin_key = arena_fmt(s.a, "m:%d", i) };
        sub.data = (struct draft_data){ .subject = "Parco", .body = bodies[i % 2], .name = arena_fmt(s.a, "Anna%d", i), .surname = "Rossi",
                                        .email = arena_fmt(s.a, "n%d@cittadino.test", i) };
        TRY(intake_submit_op(w, &sub, err));
    }
    return OK;
}

static const struct way {
    const char *name, *typed;
    size_t found;
} ways[] = {
    { "surname", "ros", PERSON_FIND_MAX },
    { "forename", "anna", PERSON_FIND_MAX },
    { "both", "ros ann", PERSON_FIND_MAX },
    { "nobody, words that never meet", "panchina bocciofila", 0 },
};

/* Pages of the store that one look-up reads. */
static int64_t pages_read(const struct way *way)
{
    struct person_hit *hits;
    size_t n;

    (void)pages_touched(shop_r(&s));
    assert_rc(person_find(shop_r(&s), s.a, way->typed, &hits, &n, &s.err), OK);
    assert_int_equal(n, way->found);
    return pages_touched(shop_r(&s));
}

static void check_work(const struct way *way)
{
    int64_t small, large;

    office_open(&s);
    shop_do(&s, many_op, (&(struct range){ .from = 0, .until = 200 }));
    small = pages_read(way);
    shop_do(&s, many_op, (&(struct range){ .from = 200, .until = 1000 }));
    large = pages_read(way);
    assert_in_range(large, 1, small * 3 / 2); /* trees are a level higher */
    shop_close(&s);
}
TEST_ROWS(ways, check_work)

TESTS_MAIN("ticket_person")
