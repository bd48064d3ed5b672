/* SPDX-License-Identifier: EUPL-1.2 */
/* Guesses from the text: what they are worth, what they may do, and what happens to a model that is not one. */
#include "office.h"

#include <math.h>

#include "base/file.h"
#include "dispatch/rule.h"
#include "dispatch/suggest.h"
#include "dispatch/suggest_in.h"
#include "dispatch/trial.h"
#include "q/message.h"

static struct shop s;

static void back_to_seed(void)
{
    suggest_open("/nonexistent");
}

/* ---- what the seed is worth ------------------------------------------------------------------------------------------------ */

static json_t *measured(const char *path)
{
    struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    struct err err = { 0 };
    json_t *out = NULL;

    back_to_seed();
    if (suggest_measure(a, path, &out, &err) != OK)
        fail_msg("%s", err.text);
    arena_free(a);
    return out;
}

static double number(const json_t *o, const char *key)
{
    return json_number_value(json_object_get(o, key));
}

/* Texts in a voice that the seed has not. */
TEST(the_seed_knows_a_stranger)
{
    AUTO(JSON) json_t *o = measured("tests/fixtures/requests/narrated.jsonl");
    json_t *list = json_object_get(o, "categories");
    int64_t texts = 0;

    assert_int_equal(json_integer_value(json_object_get(o, "texts")), 70);
    assert_true(number(o, "first") >= 0.80);
    assert_true(number(o, "within_three") >= 0.90);
    assert_true(number(o, "ns_per_text") > 0);
    assert_int_equal(json_array_size(list), 17);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *c = json_array_get(list, i);
        texts += json_integer_value(json_object_get(c, "texts"));
        assert_true(number(c, "precision") >= 0 && number(c, "precision") <= 1);
        assert_true(number(c, "recall") <= number(c, "within_three"));
    }
    assert_int_equal(texts, 70);
}

/* What it is sure of is right more often, and it is not much surer than it may be. */
TEST(sure_is_right_more_often)
{
    AUTO(JSON) json_t *o = measured("tests/fixtures/requests/narrated.jsonl");
    json_t *bins = json_object_get(json_object_get(o, "calibration"), "bins");
    double right[2] = { 0 }, n[2] = { 0 };

    for (size_t i = 0; i < json_array_size(bins); i++) {
        const json_t *b = json_array_get(bins, i);
        size_t sure = number(b, "from") >= 0.7;
        n[sure] += number(b, "texts");
        right[sure] += number(b, "texts") * number(b, "right");
        assert_true(number(b, "said") >= number(b, "from") - 1e-4 && number(b, "said") <= number(b, "to") + 1e-4);
    }
    assert_true(n[0] >= 5 && n[1] >= 20);
    assert_true(right[1] / n[1] > right[0] / n[0] + 0.1);
    assert_true(number(json_object_get(o, "calibration"), "expected_error") <= 0.20);
}

static const struct bad_file {
    const char *name, *text, *want;
} bad_files[] = {
    { "not JSON", "{\"text\":\"a\",\"category\":\"strade\"}\nbuca\n", "riga 2" },
    { "no category", "{\"text\":\"a\"}\n", "riga 1" },
    { "a number for a text", "{\"text\":1,\"category\":\"strade\"}\n", "riga 1" },
    { "empty", "\n\n", "nessun testo" },
};

static void check_bad_file(const struct bad_file *b)
{
    json_t *out = NULL;

    shop_open(&s);
    const char *path = arena_fmt(s.a, "%s/x.jsonl", s.dir);
    assert_rc(file_write_durable(path, b->text, strlen(b->text), 0600, &s.err), OK);
    assert_rc(suggest_measure(s.a, path, &out, &s.err), E_INPUT);
    assert_non_null(strstr(s.err.text, b->want));
    shop_close(&s);
}
TEST_ROWS(bad_files, check_bad_file)

TEST(the_file_maps_labels_as_it_says)
{
    static const char text[] = "{\"map\":{\"strade-buche\":\"viabilita\"}}\n{\"text\":\"Una buca profonda nell'asfalto\",\"category\":\"viabilita\"}\n"
                               "{\"text\":\"La bolletta della TARI\",\"category\":\"tributi\"}\n";

    shop_open(&s);
    const char *path = arena_fmt(s.a, "%s/x.jsonl", s.dir);
    assert_rc(file_write_durable(path, text, strlen(text), 0600, &s.err), OK);
    AUTO(JSON) json_t *o = measured(path);
    assert_int_equal(json_integer_value(json_object_get(o, "texts")), 2);
    assert_true(number(o, "first") > 0.99);
    shop_close(&s);
}

/* ---- guesses --------------------------------------------------------------------------------------------------------------- */

static const struct guess_row {
    const char *name, *text, *code /* NULL: silence */, *word;
} guess_rows[] = {
    { "a hole", "C'è una BUCA enorme nell'asfalto di via Roma", "strade-buche", "buca" },
    { "a tax, not the bins", "Bolletta della spazzatura pagata due volte, chiedo il rimborso", "tributi", "bolletta" },
    { "accents in either way", "LA CARTA D'IDENTITA' E' SCADUTA", "anagrafe", "identita" },
    { "nothing to go by", "xyzzy qwrtp", NULL, NULL },
    { "courtesy alone", "Buongiorno, grazie e cordiali saluti", NULL, NULL },
    { "nothing", "", NULL, NULL },
};

static void check_guess(const struct guess_row *row)
{
    struct guess *g;
    size_t n;
    double sum = 0;

    back_to_seed();
    office_open(&s);
    assert_rc(suggest_guess(shop_r(&s), s.a, row->text, &g, &n, &s.err), OK);
    if (!row->code) {
        assert_int_equal(n, 0);
    } else {
        assert_true(n >= 1 && n <= GUESSES_MAX);
        assert_string_equal(g[0].category.code, row->code);
        assert_non_null(strstr(g[0].words, row->word));
    }
    for (size_t i = 0; i < n; i++) {
        assert_true(g[i].probability > 0 && g[i].probability <= 1.0001);
        assert_true(i == 0 || g[i].probability <= g[i - 1].probability);
        sum += g[i].probability;
    }
    assert_true(sum <= 1.001);
    shop_close(&s);
}
TEST_ROWS(guess_rows, check_guess)

/* A long text costs no more than its beginning, and is not cut through a character. */
TEST(long_texts_are_bounded)
{
    struct features f;
    char *text;

    shop_open(&s);
    text = arena_alloc(s.a, 200001);
    memcpy(text, "aa ", 3); /* so that the limit falls within a character */
    for (size_t i = 3; i + 5 < 200000; i += 5)
        memcpy(text + i, "b\xc3\xa8q ", 5);
    suggest_features(s.a, sv_from(text), &f);
    assert_true(f.n_words > 1000);
    for (size_t i = 0; i < f.n_words; i++) {
        assert_true(f.words[i].p + f.words[i].n <= text + SUGGEST_TEXT_MAX_BYTES);
        assert_true(text_is_clean(f.words[i]));
    }
    shop_close(&s);
}

/* Codes of its own: names and words say what is meant, and what nothing sounds like is not offered. */
TEST(categories_of_another_body)
{
    AUTO(JSON) json_t *root = json_loads("{\"ente\":{\"name\":\"Unione\"},\"settori\":[{\"code\":\"T\",\"name\":\"Ufficio tecnico\",\"email\":\"t@x.test\"},"
                                         "{\"code\":\"R\",\"name\":\"Ragioneria\",\"email\":\"r@x.test\"}],\"categories\":["
                                         "{\"code\":\"A1\",\"name\":\"Buche e asfalto rotto\",\"settore\":\"T\",\"keywords\":[\"buca\",\"asfalto\"]},"
                                         "{\"code\":\"A2\",\"name\":\"Imposte e tasse\",\"settore\":\"R\",\"keywords\":[\"imu\",\"tari\",\"tassa\"]}]}", 0, NULL);
    struct ente_load job = { .root = root };
    struct guess *g;
    size_t n;

    back_to_seed();
    shop_open(&s);
    shop_do(&s, office_load_op, &job);
    assert_rc(suggest_guess(shop_r(&s), s.a, "Il manto stradale è pieno di crateri e la ruota ci finisce dentro", &g, &n, &s.err), OK);
    assert_true(n >= 1);
    assert_string_equal(g[0].category.code, "A1");
    assert_rc(suggest_guess(shop_r(&s), s.a, "Ho pagato due volte l'acconto con F24, chiedo il rimborso del tributo", &g, &n, &s.err), OK);
    assert_true(n >= 1);
    assert_string_equal(g[0].category.code, "A2");
    assert_rc(suggest_guess(shop_r(&s), s.a, "Il lampione davanti alla chiesa è spento e la via è al buio", &g, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

/* ---- models ---------------------------------------------------------------------------------------------------------------- */

static struct sv small_model(struct arena *a)
{
    static const char *const texts[][2] = { { "pane", "farina lievito forno pagnotta" }, { "pane", "pagnotta croccante dal forno" },
                                            { "vino", "botte cantina vendemmia uva" }, { "vino", "uva matura per la vendemmia" } };
    struct examples ex;
    struct training t = { .examples = &ex, .now_at = NOON };
    struct sv bytes;
    struct err err = { 0 };

    examples_init(&ex, a, 8);
    for (size_t i = 0; i < 4; i++)
        assert_rc(examples_add(&ex, sv_from(texts[i][0]), sv_from(texts[i][1]), (uint8_t)i, 1, &err), OK);
    assert_rc(suggest_train(&t, a, &bytes, &err), OK);
    return bytes;
}

TEST(the_same_examples_give_the_same_model)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 * 1024 * 1024);
    struct sv one = small_model(a), two = small_model(a);

    assert_true(sv_eq(one, two));
}

static const struct damage {
    const char *name;
    enum { FLIP_HEAD, FLIP_LABEL, FLIP_WEIGHT, CUT, LONGER, FOREIGN, EMPTY, MANY_LABELS } how;
} damages[] = {
    { "a bit of the head", FLIP_HEAD }, { "a bit of a label", FLIP_LABEL }, { "a bit of a weight", FLIP_WEIGHT }, { "cut short", CUT },
    { "longer", LONGER }, { "another file", FOREIGN }, { "empty", EMPTY }, { "more labels than bytes", MANY_LABELS },
};

static void check_damage(const struct damage *d)
{
    struct suggest_state state;

    shop_open(&s);
    struct sv good = small_model(s.a);
    char *bytes = arena_alloc(s.a, good.n + 8);
    size_t n = good.n;
    memcpy(bytes, good.p, good.n);
    switch (d->how) {
    case FLIP_HEAD: bytes[52] ^= 1; break;
    case FLIP_LABEL: bytes[100] ^= 1; break;
    case FLIP_WEIGHT: bytes[n - 100] ^= 1; break;
    case CUT: n -= 9; break;
    case LONGER: n += 8; break;
    case FOREIGN: memcpy(bytes, "SQLite format 3", 16); break;
    case EMPTY: n = 0; break;
    case MANY_LABELS: bytes[44] = 99; break;
    }
    assert_rc(file_write_durable(arena_fmt(s.a, "%s/suggerimenti.modello", s.dir), good.p, good.n, 0600, &s.err), OK);
    suggest_open(s.dir);
    suggest_state(&state);
    assert_int_equal(state.trained_at, NOON); /* what is whole is taken */
    assert_rc(file_write_durable(arena_fmt(s.a, "%s/suggerimenti.modello", s.dir), bytes, n, 0600, &s.err), OK);
    suggest_open(s.dir);
    suggest_state(&state);
    assert_int_equal(state.trained_at, 0); /* the seed */
    shop_close(&s);
}
TEST_ROWS(damages, check_damage)

/* ---- learning -------------------------------------------------------------------------------------------------------------- */

static void decided(const char *category, const char *settore, const char *body, bool confidential, int i)
{
    struct draft_data d = { .subject = "Comunicazione", .body = arena_fmt(s.a, "%s %d", body, i), .confidential = confidential ? "1" : NULL };
    struct ticket t;

    d.category = arena_fmt(s.a, "%lld", (long long)office_category(&s, category));
    t = office_request(&s, TYPE_COMPLAINT, arena_fmt(s.a, "draft:%s-%d-%d", category, i, confidential), d);
    struct work job = { .action = WORK_ASSIGN, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .settore_id = office_settore(&s, settore) };
    assert_rc(db_write(s.db, work_op, &job, &s.err), OK);
}

static const char *first_office(const char *text)
{
    struct rule_question q = { .type = TYPE_COMPLAINT, .text = text };
    struct rule_answer answer;

    assert_rc(rule_route(shop_r(&s), s.a, &q, &answer, &s.err), OK);
    return answer.n ? answer.list[0].settore_name : "";
}

TEST(learns_what_the_office_decided)
{
    struct suggest_lesson lesson = { .now_at = NOON };
    struct suggest_state state, again;
    struct guess *g;
    size_t n;

    back_to_seed();
    office_open(&s);
    lesson.db = s.db;
    lesson.data_dir = s.dir;
    for (int i = 0; i < 10; i++)
        decided("Cimitero", "ambiente", "Lo zampognaro e il carillon sulla passeggiata", false, i);
    assert_rc(suggest_learn(&lesson, &s.err), E_NOTFOUND); /* ten are no history */
    for (int i = 10; i < 50; i++)
        decided("Cimitero", "ambiente", "Lo zampognaro e il carillon sulla passeggiata", false, i);
    for (int i = 0; i < 10; i++)
        decided("Semaforo guasto", "polizia-locale", "Il gonfalone parlante", true, i);
    assert_rc(suggest_learn(&lesson, &s.err), OK);
    assert_int_equal(lesson.n_own, 50); /* what is confidential is not among them */
    suggest_state(&state);
    assert_int_equal(state.n_own, 50);
    assert_int_equal(state.trained_at, NOON);
    assert_rc(suggest_guess(shop_r(&s), s.a, "Ancora lo zampognaro con il carillon", &g, &n, &s.err), OK);
    assert_true(n >= 1);
    assert_string_equal(g[0].category.name, "Cimitero");
    assert_string_equal(first_office("Ancora lo zampognaro con il carillon"), "Ambiente, Verde e Rifiuti"); /* not the usual office of the category */
    assert_string_equal(first_office("La lapide di mia madre è caduta dal loculo"), "Patrimonio e Cimiteri");
    assert_rc(suggest_guess(shop_r(&s), s.a, "gonfalone parlante", &g, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        assert_string_not_equal(g[i].category.name, "Semaforo guasto");
    assert_rc(suggest_learn(&lesson, &s.err), OK);
    suggest_state(&again);
    assert_string_equal(again.id, state.id);
    shop_close(&s);
    back_to_seed();
}

TEST(learning_stops_when_told)
{
    bool stop = true;
    struct suggest_lesson lesson = { .now_at = NOON, .stop = &stop };

    office_open(&s);
    lesson.db = s.db;
    lesson.data_dir = s.dir;
    decided("Cimitero", "ambiente", "Lo zampognaro", false, 1);
    assert_rc(suggest_learn(&lesson, &s.err), E_AGAIN);
    shop_close(&s);
}

static enum rc swell_op(struct dbw *w, void *arg, struct err *err)
{
    int64_t id = *(int64_t *)arg;
    size_t n = (size_t)2 * 1024 * 1024;
    char *body = arena_alloc(dbw_arena(w), n + 1);

    memset(body, 'x', n);
    return q_words_again(w, "Lunga", body, "", id, err);
}

/* Mails of 2 MB: what is looked at for a guess is their beginning. */
TEST(mails_of_megabytes_are_no_burden)
{
    struct suggest_lesson lesson = { .now_at = NOON };
    struct text_trial trial = { .percent = 90, .now_at = NOON };

    office_open(&s);
    lesson.db = s.db;
    lesson.data_dir = s.dir;
    for (int i = 0; i < 50; i++) {
        decided("Cimitero", "ambiente", "Lo zampognaro e il carillon sulla passeggiata", false, i);
        int64_t id = i + 1;
        shop_do(&s, swell_op, &id);
    }
    assert_rc(text_trial_run(shop_r(&s), s.a, &trial, &s.err), OK);
    assert_int_equal(trial.looked, 50);
    assert_rc(suggest_learn(&lesson, &s.err), OK);
    assert_int_equal(lesson.n_own, 50);
    shop_close(&s);
    back_to_seed();
}

/* ---- deciding alone -------------------------------------------------------------------------------------------------------- */

static const struct alone {
    const char *name, *certainty;
    enum ticket_type type;
    const char *confidential, *body, *office; /* "": nobody */
    bool no_rules;
} alones[] = {
    { "nothing said: never", "", TYPE_COMPLAINT, NULL, "Una buca enorme nell'asfalto, il fondo stradale è dissestato", "", false },
    { "never", "never", TYPE_COMPLAINT, NULL, "Una buca enorme nell'asfalto, il fondo stradale è dissestato", "", false },
    { "sure enough", "70", TYPE_COMPLAINT, NULL, "Una buca enorme nell'asfalto, il fondo stradale è dissestato", "lavori-pubblici", false },
    { "not sure enough", "95", TYPE_COMPLAINT, NULL, "Una cosa davanti alla scuola non va bene e qualcuno si farà male", "", false },
    { "confidential", "70", TYPE_COMPLAINT, "1", "Una buca enorme nell'asfalto, il fondo stradale è dissestato", "", false },
    { "access has its office by law", "70", TYPE_ACCESS_FOIA, NULL, "Una buca enorme nell'asfalto, il fondo stradale è dissestato", "", true },
    { "a rule that only suggests wants a human", "70", TYPE_SUGGESTION, NULL, "Una buca enorme nell'asfalto, il fondo stradale è dissestato", "", false },
};

static void check_alone(const struct alone *row)
{
    struct draft_data d = { .subject = "Avviso", .body = row->body, .confidential = row->confidential };
    struct ticket t;

    back_to_seed();
    shop_open(&s);
    AUTO(JSON) json_t *root = json_load_file("etc/ente.example.json", 0, NULL);
    struct ente_load job = { .root = root };
    json_object_set_new(json_object_get(root, "ente"), "suggest_certainty", json_string(row->certainty));
    if (row->no_rules)
        json_object_set_new(root, "rules", json_array());
    shop_do(&s, office_load_op, &job);
    t = office_request(&s, row->type, "draft:1", d);
    assert_int_equal(t.settore_id, *row->office ? office_settore(&s, row->office) : 0);
    if (*row->office) {
        const char *data = shop_text(&s, "SELECT data FROM event_plain WHERE kind = 'assegnata'");
        assert_non_null(strstr(data, "\"text_percent\":"));
        assert_null(strstr(data, "asfalto")); /* the words are the citizen's */
    }
    shop_close(&s);
}
TEST_ROWS(alones, check_alone)

TEST(a_certainty_is_a_percentage)
{
    AUTO(JSON) json_t *root = json_loads("{\"ente\":{\"suggest_certainty\":\"30\"}}", 0, NULL);
    struct ente_load job = { .root = root };

    shop_open(&s);
    assert_rc(db_write(s.db, office_load_op, &job, &s.err), E_INPUT);
    assert_string_equal(s.err.field, "ente.suggest_certainty");
    shop_close(&s);
}

TESTS_MAIN("dispatch_suggest")
