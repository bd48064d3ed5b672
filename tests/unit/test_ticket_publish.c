/* SPDX-License-Identifier: EUPL-1.2 */
/* Which reports may be published, what everybody then sees of them, and that they go away at once. */
#include "office.h"

#include "dispatch/dossier.h"
#include "ticket/personal.h"
#include "ticket/public_list.h"
#include "ticket/publish.h"
#include "ticket/redact.h"

static struct shop s;

/* ---- the rules ------------------------------------------------------------------------------------ */

#define FITS .is_on = true, .category_public = true, .type = TYPE_REPORT, .state = STATE_IN_PROGRESS
static const struct bar {
    const char *name;
    struct publish_case c;
    bool may;
} bars[] = {
    { "worked on", { FITS }, true },
    { "the body does not", { .category_public = true, .type = TYPE_REPORT, .state = STATE_IN_PROGRESS }, false },
    { "not this subject", { .is_on = true, .type = TYPE_REPORT, .state = STATE_IN_PROGRESS }, false },
    { "a complaint", { .is_on = true, .category_public = true, .type = TYPE_COMPLAINT, .state = STATE_IN_PROGRESS }, false },
    { "a suggestion", { .is_on = true, .category_public = true, .type = TYPE_SUGGESTION, .state = STATE_IN_PROGRESS }, false },
    { "access", { .is_on = true, .category_public = true, .type = TYPE_ACCESS_FOIA, .state = STATE_IN_PROGRESS }, false },
    { "confidential", { FITS, .flags = TICKET_CONFIDENTIAL }, false },
    { "not wanted", { FITS, .flags = TICKET_NOT_PUBLIC }, false },
    { "without a name", { FITS, .flags = TICKET_ANONYMOUS | TICKET_NAME_HIDDEN }, true },
    { "just received", { .is_on = true, .category_public = true, .type = TYPE_REPORT, .state = STATE_RECEIVED }, false },
    { "registered", { .is_on = true, .category_public = true, .type = TYPE_REPORT, .state = STATE_REGISTERED }, false },
    { "taken", { .is_on = true, .category_public = true, .type = TYPE_REPORT, .state = STATE_TAKEN }, true },
    { "closed", { .is_on = true, .category_public = true, .type = TYPE_REPORT, .state = STATE_CLOSED, .outcome = OUTCOME_SOLVED }, true },
    { "archived", { .is_on = true, .category_public = true, .type = TYPE_REPORT, .state = STATE_ARCHIVED, .outcome = OUTCOME_DUPLICATE }, false },
    { "transferred", { .is_on = true, .category_public = true, .type = TYPE_REPORT, .state = STATE_TRANSFERRED }, false },
};

static void check_publish_bar(const struct bar *b)
{
    assert_int_equal(publish_bar(&b->c) == NULL, b->may);
}
TEST_ROWS(bars, check_publish_bar)

static const struct told {
    const char *name, *in, *want;
} told[] = {
    { "a number", "Via Garibaldi 12", "Via Garibaldi" },
    { "behind a comma", "Via Garibaldi, 12", "Via Garibaldi" },
    { "what follows", "Via Garibaldi 12, scala B, sotto casa Rossi", "Via Garibaldi" },
    { "said to be a number", "Via Garibaldi n. 12", "Via Garibaldi" },
    { "a number of the name", "Via 4 Novembre 3", "Via 4 Novembre" },
    { "a Roman one", "via XXV Aprile 3", "via XXV Aprile" },
    { "none", "Parco della Rimembranza", "Parco della Rimembranza" },
    { "one word and a door", "Garibaldi 12", "Garibaldi" },
    { "nothing", "", "" },
};

static void check_publish_place(const struct told *t)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);

    assert_string_equal(publish_place(a, t->in, PUBLISH_STREET), t->want);
    assert_string_equal(publish_place(a, t->in, PUBLISH_AREA), "");
    assert_string_equal(publish_place(a, t->in, PUBLISH_EXACT), t->in);
}
TEST_ROWS(told, check_publish_place)

TEST(points_are_as_precise_as_allowed)
{
    const struct point at = { 44494887, 11342616 };

    assert_true(point_is_same(publish_point(at, PUBLISH_EXACT), at));
    assert_true(point_is_same(publish_point(at, PUBLISH_STREET), (struct point){ 44494500, 11342500 }));
    assert_false(point_is_set(publish_point(at, PUBLISH_AREA)));
}

/* ---- what tells who somebody is ------------------------------------------------------------------- */

static const struct tell {
    const char *name, *in;
    int n;
    enum personal_kind kind;
} tells[] = {
    { "a mobile", "chiamatemi al 333 1234567 dopo le 18", 1, PERSONAL_PHONE },
    { "with the prefix", "+39 333-1234567", 1, PERSONAL_PHONE },
    { "a fixed line", "tel. 0423.123456", 1, PERSONAL_PHONE },
    { "a mail address", "scrivete a anna.verdi@posta.it, grazie", 1, PERSONAL_EMAIL },
    { "a tax code", "sono VRDNNA80A41H501X", 1, PERSONAL_TAX_CODE },
    { "a tax code in small letters", "cf vrdnna80a41h501x", 1, PERSONAL_TAX_CODE },
    { "a plate", "c'è una Panda AB123CD in doppia fila", 1, PERSONAL_PLATE },
    { "a plate with blanks", "targa AB 123 CD", 1, PERSONAL_PLATE },
    { "an account", "IT60 X054 2811 1010 0000 0123 456", 1, PERSONAL_IBAN },
    { "the name of who wrote", "Distinti saluti, Anna", 1, PERSONAL_NAME },
    { "a date", "dal 12/03/2026 alle 10.30", 0, 0 },
    { "an amount", "costa 3.000.000 di euro", 0, 0 },
    { "a door", "via Roma 123", 0, 0 },
    { "a number of a request", "2026-000417-X", 0, 0 },
    { "an accent", "perché è così", 0, 0 },
    { "a letter at the end", "in fondo alla scala b", 0, 0 },
    { "two", "333 1234567 oppure anna@posta.it", 2, PERSONAL_PHONE },
};

static void check_personal_hints(const struct tell *t)
{
    static const char *const names[] = { "Anna", "Verdi", NULL };
    AUTO(ARENA) struct arena *a = arena_new(65536);
    AUTO(FREE) char *in = exact_copy(t->in, strlen(t->in) + 1);
    struct personal_hint hints[PERSONAL_HINTS_MAX];
    size_t n = personal_hints(a, in, names, hints);

    assert_int_equal(n, t->n);
    if (n)
        assert_int_equal(hints[0].kind, t->kind);
    for (size_t i = 0; i < n; i++)
        assert_true(hints[i].at + hints[i].n <= strlen(in));
}
TEST_ROWS(tells, check_personal_hints)

/* ---- in the store --------------------------------------------------------------------------------- */

static enum rc set_op(struct dbw *w, void *arg, struct err *err)
{
    AUTO(JSON) json_t *root = json_pack("{s:{s:s, s:s}}", "ente", "public_reports", "1", "public_place", (const char *)arg);
    struct ente_load job = { .root = root, .force = true };

    return ente_load(w, &job, err);
}

static void open_public(const char *place)
{
    office_open(&s);
    shop_do(&s, set_op, (void *)(uintptr_t)place);
}

static enum rc work_once(struct dbw *w, void *arg, struct err *err)
{
    return work_do(w, arg, err);
}

static const struct actor urp = { .kind = ACTOR_URP };

static struct ticket taken(const char *key, const char *place)
{
    struct ticket t = office_request(&s, TYPE_REPORT, key, (struct draft_data){ .place = place, .category = arena_fmt(s.a, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia")) });

    if (t.state == STATE_RECEIVED) {
        struct work job = { .action = WORK_TAKE, .ticket_id = t.id, .version = t.version, .who = urp };
        shop_do(&s, work_once, &job);
        t = job.after;
    }
    return t;
}

static enum rc publish_it(struct ticket *t, const char *title, enum publish_precision p)
{
    struct publish job = { .ticket_id = t->id, .version = t->version, .who = urp, .what = { .title = title, .body = "Il lampione è spento.", .place = "Via Garibaldi", .answer = "", .lang = "it", .precision = p } };
    enum rc rc = db_write(s.db, publish_op, &job, &s.err);

    if (rc == OK)
        *t = job.after;
    return rc;
}

static int64_t rows(void)
{
    return shop_int(&s, "SELECT count(*) FROM public_row");
}

static void assert_sound(void)
{
    int64_t findings = -1;

    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
}

struct naming {
    int64_t ticket_id;
    const char *lang;
};

static enum rc name_lang_op(struct dbw *w, void *arg, struct err *err)
{
    const struct naming *n = arg;
    struct ticket t;

    TRY(ticket_for_change(w, n->ticket_id, VERSION_ANY, &t, err));
    return words_lang(w, &t, urp, n->lang, err);
}

static const char *published_in(const struct ticket *t)
{
    return shop_text(&s, arena_fmt(s.a, "SELECT p.lang || ' ' || r.lang FROM publication p JOIN public_row r ON r.id = p.id WHERE p.ticket_id = %lld", (long long)t->id));
}

TEST(a_language_put_right_is_that_of_the_published_report_too)
{
    open_public("exact");
    struct ticket t = taken("draft:1", "Via Garibaldi 12"), other = taken("draft:2", "Via Garibaldi 20");
    /* Written anew for everybody in another language than the request's. */
    struct publish english = { .ticket_id = other.id, .version = other.version, .who = urp,
                               .what = { .title = "Street light out", .body = "It is dark.", .place = "Via Garibaldi", .answer = "", .lang = "en", .precision = PUBLISH_STREET } };
    struct naming right[] = { { t.id, "de" }, { other.id, "fr" } };

    assert_rc(publish_it(&t, "Laterne aus", PUBLISH_STREET), OK);
    shop_do(&s, publish_op, &english);
    shop_do(&s, name_lang_op, &right[0]);
    shop_do(&s, name_lang_op, &right[1]);
    assert_string_equal(published_in(&t), "de de");
    assert_string_equal(published_in(&other), "en en");
    assert_sound();
    shop_close(&s);
}

TEST(a_report_is_published_and_taken_away)
{
    open_public("exact");
    struct ticket t = taken("draft:1", "Via Garibaldi 12");
    struct publish job = { .ticket_id = t.id, .who = urp, .reason = "dati" };

    assert_rc(publish_it(&t, "", PUBLISH_STREET), E_INPUT);
    assert_string_equal(s.err.field, "title");
    assert_rc(publish_it(&t, "Lampione spento", PUBLISH_STREET), OK);
    assert_int_equal(rows(), 1);
    assert_int_equal(shop_int(&s, "SELECT n FROM public_tally WHERE area_id = 0 AND phase = 0 AND category_id = 0"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM public_word WHERE word = 'garibaldi'"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'pubblicata'"), 1);
    assert_sound();
    job.version = t.version;
    shop_do(&s, publish_hide_op, &job);
    assert_int_equal(rows(), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM public_tally"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM public_word"), 0);
    assert_string_equal(shop_text(&s, "SELECT state FROM publication"), "hidden");
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'pubblicazione_tolta'"), 1);
    job.version = job.after.version;
    assert_rc(db_write(s.db, publish_hide_op, &job, &s.err), E_CONFLICT);
    t = job.after;
    assert_rc(publish_it(&t, "Lampione spento", PUBLISH_STREET), OK); /* under the same number */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM publication"), 1);
    assert_sound();
    shop_close(&s);
}

/* Each of these hides it at once, by itself. */
static enum rc confidential(struct ticket *t)
{
    struct dossier d = { .ticket_id = t->id, .version = t->version, .who = urp, .who_name = "Anna Neri", .flags = TICKET_CONFIDENTIAL, .text = "Ci sono dati." };

    return db_write(s.db, dossier_privacy_op, &d, &s.err);
}
static enum rc redacted(struct ticket *t)
{
    struct redact r = { .ticket_id = t->id, .version = t->version, .who = urp, .reason = "dati", .passage = "lampione" };

    return db_write(s.db, redact_op, &r, &s.err);
}
static enum rc unwanted(struct ticket *t)
{
    struct publish_wish wish = { .ticket_id = t->id, .who = { .kind = ACTOR_CITIZEN } };

    return db_write(s.db, publish_wish_op, &wish, &s.err);
}
static enum rc withdrawn(struct ticket *t)
{
    struct work job = { .action = WORK_WITHDRAW, .ticket_id = t->id, .version = t->version, .who = { .kind = ACTOR_CITIZEN } };

    return db_write(s.db, work_once, &job, &s.err);
}
static enum rc of_another_type(struct ticket *t)
{
    return shop_event(&s, t, EVENT_DATI_CORRETTI, ACTOR_URP, json_pack("{s:s}", "type", "complaint"));
}
static enum rc of_another_subject(struct ticket *t)
{
    return shop_event(&s, t, EVENT_DATI_CORRETTI, ACTOR_URP, json_pack("{s:I}", "category_id", (json_int_t)office_category(&s, "Altro")));
}

static const struct end {
    const char *name;
    enum rc (*happens)(struct ticket *t);
    const char *why;
} ends[] = {
    { "confidential", confidential, "riservata" }, { "redacted", redacted, "oscurata" },         { "not wanted", unwanted, "cittadino" },
    { "withdrawn", withdrawn, "ritirata" },        { "of another type", of_another_type, "rule" }, { "of another subject", of_another_subject, "rule" },
};

static void check_hidden(const struct end *e)
{
    open_public("exact");
    struct ticket t = taken("draft:1", "Via Garibaldi 12");

    assert_rc(publish_it(&t, "Un lampione", PUBLISH_EXACT), OK);
    if (e->happens(&t) != OK)
        fail_msg("%s: %s", s.err.field, s.err.text);
    assert_int_equal(rows(), 0);
    assert_string_equal(shop_text(&s, "SELECT why FROM publication"), e->why);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM publication WHERE instr(title || body, 'lampione')"), e->happens != redacted);
    assert_sound();
    shop_close(&s);
}
TEST_ROWS(ends, check_hidden)

TEST(the_body_says_how_precisely)
{
    open_public("street");
    struct ticket t = taken("draft:1", "Via Garibaldi 12");

    assert_rc(publish_it(&t, "Un lampione", PUBLISH_EXACT), OK);
    assert_string_equal(shop_text(&s, "SELECT precision FROM publication"), "street");
    shop_close(&s);
}

TEST(only_while_nobody_changed_it)
{
    open_public("street");
    struct ticket t = taken("draft:1", "Via Garibaldi 12"), old = t;

    assert_rc(publish_it(&t, "Un lampione", PUBLISH_STREET), OK);
    assert_rc(publish_it(&old, "Un altro", PUBLISH_STREET), E_CONFLICT);
    shop_close(&s);
}

TEST(enough_flags_hide_it)
{
    open_public("street");
    struct ticket t = taken("draft:1", "Via Garibaldi 12");
    struct publish_flag flag = { .reason = "persona", .text = "C'è un nome", .hide_after = 2 };
    struct publish_settle settle = { .who = urp };

    assert_rc(publish_it(&t, "Un lampione", PUBLISH_STREET), OK);
    flag.publication_id = shop_int(&s, "SELECT id FROM public_row");
    shop_do(&s, publish_flag_op, &flag);
    assert_int_equal(shop_int(&s, "SELECT flags FROM public_row"), 1);
    assert_int_equal(shop_int(&s, "SELECT n FROM board WHERE scope = 0 AND bits = 2048"), 1);
    assert_sound();
    /* Having seen the request is not having looked at what readers say. */
    struct work seen = { .action = WORK_SEEN, .ticket_id = t.id, .version = VERSION_ANY, .who = urp };
    shop_do(&s, work_op, &seen);
    assert_int_equal(shop_int(&s, "SELECT attention FROM ticket"), ATTN_FLAGGED);
    shop_do(&s, publish_flag_op, &flag);
    assert_int_equal(rows(), 0);
    assert_rc(db_write(s.db, publish_flag_op, &flag, &s.err), E_NOTFOUND);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'errore_pubblico'"), 2);
    settle.ticket_id = t.id;
    settle.version = shop_int(&s, "SELECT version FROM ticket");
    shop_do(&s, publish_settle_op, &settle);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM public_flag WHERE settled_at IS NULL"), 0);
    assert_int_equal(shop_int(&s, "SELECT n FROM board WHERE scope = 0 AND bits = 2048"), 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE kind = 'errore_guardato'"), 1);
    assert_sound();
    shop_close(&s);
}

/* ---- lists ---------------------------------------------------------------------------------------- */

#define MANY 45

static enum rc put_point(struct dbw *w, void *arg, struct err *err)
{
    const int64_t id = *(const int64_t *)arg;

    return place_point_put(w, id, (struct place_point){ { 44490000 + id * 300, 11340000 + id * 500 }, PLACE_MAP }, err);
}

/* Odd ones are closed as solved, each third is a hole in via Roma. */
static void fill_list(void)
{
    open_public("exact");
    for (int i = 0; i < MANY; i++) {
        struct ticket t = office_request(&s, TYPE_REPORT, arena_fmt(s.a, "draft:%d", i),
                                         (struct draft_data){ .place = i % 3 ? "Via Garibaldi" : "Via Roma", .category = arena_fmt(s.a, "%lld", (long long)office_category(&s, i % 3 ? "Lampione spento o che lampeggia" : "Buca o strada rovinata")) });
        struct work take = { .action = WORK_TAKE, .ticket_id = t.id, .version = t.version, .who = urp };

        if (t.state == STATE_RECEIVED) {
            shop_do(&s, work_once, &take);
            t = take.after;
        }
        struct work end = { .action = WORK_CONCLUDE, .ticket_id = t.id, .version = t.version, .who = urp, .text = "Fatto.", .outcome = OUTCOME_SOLVED };

        shop_do(&s, put_point, &t.id);
        struct publish job = { .ticket_id = t.id, .version = t.version, .who = urp,
                               .what = { .title = arena_fmt(s.a, "Numero %d", i), .body = "Testo.", .place = i % 3 ? "Via Garibaldi" : "Via Roma", .answer = "", .lang = "it", .precision = PUBLISH_EXACT } };
        shop_do(&s, publish_op, &job);
        end.version = job.after.version;
        if (i % 2)
            shop_do(&s, work_once, &end);
    }
}

static bool is_in_group(int64_t category_id, int64_t group_id)
{
    struct category c;

    assert_rc(category_by_id(shop_r(&s), category_id, &c, &s.err), OK);
    return c.parent_id == group_id;
}

/* Page after page: all that fit, newest first, each once; as many as are counted. */
static int64_t walk(const struct public_filter *f, size_t page)
{
    int64_t before = INT64_MAX, last = INT64_MAX, n_all = 0, counted;
    struct public_item *items;
    size_t n;

    do {
        assert_rc(public_list(shop_r(&s), s.a, f, before, page, &items, &n, &before, &s.err), OK);
        assert_true(n <= page);
        for (size_t i = 0; i < n; i++) {
            assert_true(items[i].id < last);
            assert_true(!f->category_id || items[i].category_id == f->category_id || is_in_group(items[i].category_id, f->category_id));
            assert_true(!f->phase || items[i].phase == f->phase);
            last = items[i].id;
            n_all++;
        }
    } while (before);
    assert_rc(public_count(shop_r(&s), s.a, f, &counted, &s.err), OK);
    assert_true(counted == n_all || (counted == -1 && !str_empty(f->words)));
    return n_all;
}

static int64_t in_cells(const struct public_filter *f, int zoom)
{
    struct public_cell *cells;
    int64_t sum = 0;
    size_t n;

    assert_rc(public_cells(shop_r(&s), s.a, f, zoom, (struct box){ 44480000, 11325000, 44520000, 11380000 }, &cells, &n, &s.err), OK);
    for (size_t i = 0; i < n; i++)
        sum += cells[i].n;
    return sum;
}

TEST(lists_counts_and_cells_agree)
{
    fill_list();
    const int64_t hole = office_category(&s, "Buca o strada rovinata");
    struct category subject;
    assert_rc(category_by_id(shop_r(&s), hole, &subject, &s.err), OK);
    const int64_t group = subject.parent_id;
    assert_true(group > 0);
    const struct { struct public_filter f; int64_t want; } asked[] = {
        { { .category_id = group }, 15 }, { { .category_id = group, .phase = PHASE_SOLVED }, 7 }, { { .category_id = group, .words = "via roma" }, 15 },
        { { .category_id = group, .words = "garibaldi" }, 0 },
        { { 0 }, MANY }, { { .category_id = hole }, 15 }, { { .phase = PHASE_SOLVED }, 22 }, { { .phase = PHASE_WORKED }, 23 },
        { { .category_id = hole, .phase = PHASE_SOLVED }, 7 }, { { .phase = PHASE_ENDED }, 0 }, { { .words = "via roma" }, 15 },
        { { .words = "ROMA", .phase = PHASE_SOLVED }, 7 }, { { .words = "numero 7" }, MANY /* a word of one sign is none */ }, { { .words = "corso" }, 0 },
    };

    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        assert_int_equal(walk(&asked[i].f, 20), asked[i].want);
        assert_int_equal(walk(&asked[i].f, 1), asked[i].want);
        if (str_empty(asked[i].f.words))
            for (int zoom = PUBLIC_ZOOM_MIN; zoom <= PUBLIC_ZOOM_MAX; zoom++)
                assert_int_equal(in_cells(&asked[i].f, zoom), asked[i].want);
    }
    const struct public_filter roma = { .words = "via roma" };
    struct public_item *items;
    int64_t solved, next;
    size_t n;
    assert_rc(public_list(shop_r(&s), s.a, &roma, INT64_MAX, 15, &items, &n, &next, &s.err), OK);
    assert_int_equal(n, 15);
    assert_int_equal(next, 0); /* nothing is behind the last one */
    assert_rc(public_solved(shop_r(&s), s.a, clock_now_at(), &solved, &s.err), OK);
    assert_int_equal(solved, 22);
    assert_rc(public_solved(shop_r(&s), s.a, clock_now_at() + INT64_C(400) * 86400, &solved, &s.err), OK);
    assert_int_equal(solved, 0);
    assert_sound();
    shop_close(&s);
}

/* urpd check counts anew. */
static const struct tampered {
    const char *name, *sql;
} tampered[] = {
    { "a count", "UPDATE public_tally SET n = n + 1 WHERE area_id = 0 AND phase = 0 AND category_id = 0" },
    { "a cell", "UPDATE public_cell SET lat_sum = lat_sum + 1 WHERE level = 0" },
    { "a day", "INSERT INTO public_solved VALUES (20000, 3)" },
    { "an error that nobody told", "UPDATE ticket SET attention = attention | 2048" },
    { "a row that is not published", "UPDATE publication SET state = 'hidden'" },
};

static void check_finds_tampering(const struct tampered *t)
{
    int64_t findings = 0;

    open_public("exact");
    struct ticket one = taken("draft:1", "Via Garibaldi 12");
    shop_do(&s, put_point, &one.id);
    assert_rc(publish_it(&one, "Un lampione", PUBLISH_EXACT), OK);
    assert_sound();
    assert_int_equal(shop_tamper(&s, t->sql), SQLITE_OK);
    AUTO(FILE) FILE *report = fopen("/dev/null", "w");
    assert_rc(ticket_check(shop_r(&s), report, &findings, &s.err), OK);
    assert_int_not_equal(findings, 0);
    shop_close(&s);
}
TEST_ROWS(tampered, check_finds_tampering)

TESTS_MAIN("ticket_publish")
