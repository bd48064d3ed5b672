/* SPDX-License-Identifier: EUPL-1.2 */
/* One door for every channel: drafts, checks, births, hints. */
#include "office.h"
#include "found.h"

#include "base/limits.h"
#include "q/operator.h"
#include "ticket/calendar.h"
#include "ticket/person.h"

static struct shop s;

/* ---- births ------------------------------------------------------------------------------------- */

TEST(same_origin_makes_one_ticket)
{
    office_open(&s);
    struct ticket a = office_request(&s, TYPE_INFO, "draft:7", (struct draft_data){ 0 });
    struct ticket b = office_request(&s, TYPE_INFO, "draft:7", (struct draft_data){ .subject = "Altro" });
    struct ticket c = office_request(&s, TYPE_INFO, "draft:8", (struct draft_data){ 0 });

    assert_int_equal(a.id, b.id);
    assert_int_not_equal(a.id, c.id);
    shop_close(&s);
}

TEST(clock_starts_at_presentation)
{
    struct submission sub = { .type = TYPE_ACCESS_FOIA, .channel = CHANNEL_LETTER, .origin_key = "desk:1:x", .who = { .kind = ACTOR_URP },
                              .presented_at = NOON - 5 * 86400, .data = { .subject = "Contratti", .body = "I contratti del 2025" } };

    office_open(&s);
    shop_do(&s, intake_submit_op, &sub);
    assert_int_equal(sub.ticket.presented_at, NOON - 5 * 86400);
    /* 30 January + 30 days is Sunday 1 March: Monday. */
    assert_int_equal(day_of(sub.ticket.due_at), day_from_ymd(2026, 3, 2));
    sub.origin_key = "desk:1:y";
    sub.presented_at = NOON + 3600;
    assert_rc(db_write(s.db, intake_submit_op, &sub, &s.err), E_INPUT);
    assert_string_equal(s.err.field, "received_at");
    shop_close(&s);
}

TEST(anonymous_keeps_no_name)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .anonymous = "1", .place = "piazza Grande", .name = "Anna", .surname = "Verdi", .email = "a@b.test" });
    struct ticket named = office_request(&s, TYPE_REPORT, "t:2", (struct draft_data){ .place = "piazza Grande", .name = "Bea", .surname = "Bianchi", .email = "a@b.test" });
    struct person_hit *hits;
    struct person p;
    size_t n;

    assert_rc(person_by_id(shop_r(&s), s.a, t.person_id, &p, &s.err), OK);
    assert_string_equal(p.name, "");
    assert_string_equal(p.surname, "");
    assert_string_equal(p.email, "a@b.test");
    assert_int_not_equal(named.person_id, t.person_id);
    assert_true(t.flags & TICKET_ANONYMOUS);
    assert_rc(person_find(shop_r(&s), s.a, "verdi", &hits, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

struct spoken {
    const char *name, *lang, *body, *want;
    bool chosen;
};
#define ITALIAN "Buongiorno, vorrei sapere quando sarà riparato il lampione che è davanti alla nostra casa. È spento da due settimane e non è sicuro per i bambini che tornano da scuola."
static const struct spoken spokens[] = {
    { "Italian words, an English browser", "en", ITALIAN, "it", false },
    { "Italian words, English chosen", "en", ITALIAN, "en", true },
    { "few words, an English browser",     "en", "Lampione.", "en", false },
    { "German words, Italian chosen",      "it", "Guten Tag, ich möchte wissen, wann die Straßenlaterne vor unserem Haus repariert wird. Sie ist seit zwei Wochen dunkel und das ist für die Kinder nicht sicher.", "de", true },
};
static void check_spoken(const struct spoken *row)
{
    struct submission sub = { .type = TYPE_INFO, .channel = CHANNEL_WEB, .origin_key = "draft:1", .who = { .kind = ACTOR_CITIZEN }, .lang_chosen = row->chosen,
                              .data = { .subject = "Lampione", .body = row->body, .lang = row->lang } };
    struct ticket_words words;

    office_open(&s);
    shop_do(&s, intake_submit_op, &sub);
    assert_rc(words_of(shop_r(&s), s.a, sub.ticket.id, &words, &s.err), OK);
    assert_string_equal(words.lang, row->want);
    shop_close(&s);
}
TEST_ROWS(spokens, check_spoken)

TEST(certain_rule_assigns_at_once)
{
    office_open(&s);
    char id[24];
    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));
    struct ticket t = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = id, .place = "via Roma 12" });

    assert_int_equal(t.state, STATE_ASSIGNED);
    assert_int_equal(t.settore_id, office_settore(&s, "lavori-pubblici"));
    assert_int_equal(t.attention, 0);
    shop_close(&s);
}

TEST(found_at_once_and_by_its_number)
{
    office_open(&s);
    struct ticket t = office_request(&s, TYPE_COMPLAINT, "t:1", (struct draft_data){ .subject = "Viabilità in via dell'Acquedotto" });
    static const char *const asked[] = { "viabilita", "VIABILITÀ acquedotto", "dell'acquedotto", "verdi anna", "anna.verdi@cittadino.test" };
    int64_t *ids, next;
    size_t n;

    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        assert_rc(search_ids(&s, asked[i], NULL, 0, 10, &ids, &n, &next), OK);
        if (n != 1 || ids[0] != t.id)
            fail_msg("«%s» found %zu", asked[i], n);
    }
    assert_rc(search_ids(&s, t.code, NULL, 0, 10, &ids, &n, &next), OK);
    assert_int_equal(n, 1);
    shop_close(&s);
}

/* Somebody with many requests: every one of them is reached by the telephone, page after page, and a filter leaves none out. */
TEST(all_requests_of_a_telephone_are_reached)
{
    enum { MANY = 130, EVERY = 13 };
    struct search_filter info = { .type = "info" };
    int64_t *ids, cursor = 0, last = INT64_MAX;
    size_t n, total = 0, infos = 0;

    office_open(&s);
    for (int i = 0; i < MANY; i++)
        (void)office_request(&s, i % EVERY ? TYPE_COMPLAINT : TYPE_INFO, arena_fmt(s.a, "t:%d", i), (struct draft_data){ .subject = "Domanda", .phone = "333 765 43 21" });
    do {
        assert_rc(search_ids(&s, "+39 333 7654321", NULL, cursor, 20, &ids, &n, &cursor), OK);
        for (size_t i = 0; i < n; i++) {
            assert_true(ids[i] < last);
            last = ids[i];
        }
        total += n;
    } while (cursor);
    assert_int_equal(total, MANY);
    do {
        assert_rc(search_ids(&s, "3337654321", &info, cursor, 4, &ids, &n, &cursor), OK);
        infos += n;
    } while (cursor);
    assert_int_equal(infos, MANY / EVERY);
    shop_close(&s);
}

TEST(hints_of_duplicates)
{
    office_open(&s);
    char id[24];
    struct duplicate_hint *hints;
    size_t n;
    (void)snprintf(id, sizeof id, "%lld", (long long)office_category(&s, "Lampione spento o che lampeggia"));
    struct ticket a = office_request(&s, TYPE_REPORT, "t:1", (struct draft_data){ .category = id, .place = "Via Roma, 12", .name = "Ugo", .surname = "Neri", .email = "ugo@cittadino.test" });
    struct ticket b = office_request(&s, TYPE_REPORT, "t:2", (struct draft_data){ .category = id, .place = "via roma 12", .subject = "Luce rotta" });
    struct ticket far = office_request(&s, TYPE_REPORT, "t:3", (struct draft_data){ .category = id, .place = "via Verdi 3", .subject = "Buio", .name = "Lia", .surname = "Blu", .email = "lia@cittadino.test" });

    assert_rc(duplicate_hints(shop_r(&s), s.a, &b, &hints, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(hints[0].ticket_id, a.id);
    assert_rc(duplicate_hints(shop_r(&s), s.a, &far, &hints, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

/* ---- checks beyond single fields ---------------------------------------------------------------- */

static const struct wrong {
    const char *name;
    enum ticket_type type;
    bool desk;
    struct draft_data d;
    const char *field; /* NULL: nothing is wrong */
} wrongs[] = {
    { "report of nobody", TYPE_REPORT, false, { .category = "", .place = "via Roma" }, "name" },
    { "report of somebody", TYPE_REPORT, false, { .name = "Anna" }, NULL },
    { "anonymous report", TYPE_REPORT, false, { .anonymous = "1" }, NULL },
    { "anonymous FOIA", TYPE_ACCESS_FOIA, false, { .anonymous = "1", .name = "Anna" }, "anonymous" },
    { "unknown category", TYPE_REPORT, false, { .name = "Anna", .category = "99999" }, "category" },
    { "a group is no category", TYPE_REPORT, false, { .name = "Anna", .category = "1" }, "category" },
    { "answer by PEC without PEC", TYPE_ACCESS_DOC, false, { .name = "Anna", .reply_by = "pec" }, "pec" },
    { "answer by post without address", TYPE_ACCESS_DOC, false, { .name = "Anna", .reply_by = "post" }, "address" },
    { "answer by e-mail without e-mail", TYPE_ACCESS_DOC, false, { .name = "Anna", .reply_by = "email" }, "email" },
    { "born tomorrow", TYPE_ACCESS_DOC, false, { .name = "Anna", .birth_day = "2026-02-05" }, "birth_day" },
    { "happened tomorrow", TYPE_COMPLAINT, false, { .name = "Anna", .happened_day = "2026-02-05" }, "happened_day" },
    { "desk without any name", TYPE_REPORT, true, { .subject = "x" }, NULL },
    { "desk, complaint of nobody", TYPE_COMPLAINT, true, { .subject = "x" }, "name" },
    { "desk, FOIA of nobody", TYPE_ACCESS_FOIA, true, { .phone = "+39042312345" }, "name" },
    { "desk, FOIA of a firm", TYPE_ACCESS_FOIA, true, { .surname = "Rossi S.r.l." }, NULL },
    { "desk, question of nobody", TYPE_INFO, true, { .subject = "x" }, NULL },
    { "desk, born tomorrow", TYPE_ACCESS_CIVIC, true, { .name = "Anna", .birth_day = "2026-02-05" }, "birth_day" },
    { "desk, access without motive", TYPE_ACCESS_DOC, true, { .name = "Anna" }, "motive" },
    { "desk, call back without number", TYPE_INFO, true, { .reply_by = "phone" }, "phone" },
};
static void check_wrongs(const struct wrong *r)
{
    struct form_errors fe = { 0 };

    office_open(&s);
    assert_rc(draft_check(shop_r(&s), r->type, &r->d, r->desk, &fe, &s.err), OK);
    assert_int_equal(fe.n, r->field ? 1 : 0);
    if (r->field)
        assert_string_equal(fe.list[0].field, r->field);
    shop_close(&s);
}
TEST_ROWS(wrongs, check_wrongs)

/* ---- drafts ------------------------------------------------------------------------------------- */

TEST(draft_keeps_what_was_typed)
{
    struct draft_save save = { .token = "abcdefghijklmnopqrstuvwxyz", .type = TYPE_REPORT, .create = true };
    struct attach_file file = { .sha256 = "00", .shown = "00", .name = "foto.jpg", .mime = "image/jpeg", .size_bytes = 10, .shown_bytes = 10 };
    struct draft d;

    office_open(&s);
    shop_do(&s, draft_store_op, &save);
    save.create = false;
    save.rows = draft_rows(TYPE_REPORT, &save.n_rows);
    save.data.subject = "Buca «profonda»";
    save.data.email = "non un indirizzo";
    save.add = &file;
    save.n_add = 1;
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_open(shop_r(&s), s.a, save.token, &d, &s.err), OK);
    assert_string_equal(d.data.subject, "Buca «profonda»");
    assert_string_equal(d.data.email, "non un indirizzo"); /* wrong, and kept */
    assert_string_equal(d.data.place, "");
    assert_int_equal(d.n_files, 1);
    save.n_add = 0;
    save.remove_file_id = d.files[0].id;
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_open(shop_r(&s), s.a, save.token, &d, &s.err), OK);
    assert_int_equal(d.n_files, 0);
    assert_rc(draft_open(shop_r(&s), s.a, "another", &d, &s.err), E_NOTFOUND);
    assert_rc(draft_open(shop_r(&s), s.a, "", &d, &s.err), E_NOTFOUND);
    shop_close(&s);
}

/* The form was read before the identity came back, and is written after it. */
TEST(a_typed_name_does_not_get_under_a_proved_identity)
{
    static const struct draft_row proved[] = { { GROUP_PERSON, { .name = "identity" } }, { GROUP_PERSON, { .name = "name" } },
                                               { GROUP_PERSON, { .name = "surname" } }, { GROUP_PERSON, { .name = "tax_code" } } };
    static const struct draft_row typed[] = { { GROUP_PERSON, { .name = "name" } }, { GROUP_PERSON, { .name = "surname" } }, { GROUP_PERSON, { .name = "tax_code" } },
                                              { GROUP_CHOICES, { .name = "anonymous" } }, { GROUP_REQUEST, { .name = "subject" } } };
    struct draft_save save = { .token = "t", .type = TYPE_REPORT, .create = true, .rows = typed, .n_rows = sizeof typed / sizeof typed[0] };
    struct draft d;

    office_open(&s);
    save.data.anonymous = "1";
    shop_do(&s, draft_store_op, &save);
    save.create = false;
    save.rows = proved;
    save.n_rows = sizeof proved / sizeof proved[0];
    save.data = (struct draft_data){ .identity = "oidc", .name = "Ada", .surname = "Neri", .tax_code = "NREDAA80A41H501X" };
    shop_do(&s, draft_store_op, &save);
    save.rows = typed;
    save.n_rows = sizeof typed / sizeof typed[0];
    save.data = (struct draft_data){ .name = "Finto", .surname = "Nome", .tax_code = "RSSMRA80A01H501U", .anonymous = "1", .subject = "Pratica edilizia" };
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    assert_string_equal(d.data.identity, "oidc");
    assert_string_equal(d.data.name, "Ada");
    assert_string_equal(d.data.surname, "Neri");
    assert_string_equal(d.data.tax_code, "NREDAA80A41H501X");
    assert_string_equal(d.data.anonymous, "");
    assert_string_equal(d.data.subject, "Pratica edilizia");
    save.rows = proved;
    save.n_rows = sizeof proved / sizeof proved[0];
    save.data = (struct draft_data){ .identity = "proxy", .name = "Bea", .surname = "Verdi", .tax_code = "" };
    shop_do(&s, draft_store_op, &save); /* proved anew */
    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    assert_string_equal(d.data.name, "Bea");
    shop_close(&s);
}

/* Its token's hash is all that the parts of its files are known by. */
TEST(a_draft_is_open_until_it_is_sent_or_goes)
{
    struct draft_save save = { .token = "t", .type = TYPE_REPORT, .create = true };
    uint8_t hash[SHA256_BYTES];
    bool open;

    office_open(&s);
    assert_true(token_hash("t", hash));
    assert_rc(draft_is_open(shop_r(&s), s.a, hash, &open, &s.err), OK);
    assert_false(open);
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_is_open(shop_r(&s), s.a, hash, &open, &s.err), OK);
    assert_true(open);
    shop_close(&s);
}

TEST(answers_to_questions_stay_when_something_else_is_stored)
{
    static const struct draft_row name_row = { GROUP_PERSON, { .name = "name" } };
    struct draft_save save = { .token = "t", .type = TYPE_REPORT, .create = true };
    struct draft d;

    office_open(&s);
    save.rows = draft_rows(TYPE_REPORT, &save.n_rows);
    save.data.questions = "{\"luce\":\"sì\"}";
    shop_do(&s, draft_store_op, &save);
    save = (struct draft_save){ .token = "t", .type = TYPE_REPORT, .rows = &name_row, .n_rows = 1, .data = { .name = "Anna" } };
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    assert_string_equal(d.data.name, "Anna");
    assert_string_equal(d.data.questions, "{\"luce\":\"sì\"}");
    save.data.questions = ""; /* a category that asks nothing */
    shop_do(&s, draft_store_op, &save);
    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    assert_string_equal(d.data.questions, "");
    shop_close(&s);
}

TEST(eleventh_file_is_refused_whole)
{
    struct draft_save save = { .token = "t", .type = TYPE_REPORT, .create = true };
    struct attach_file files[UPLOADS_MAX + 1];
    struct draft d;

    office_open(&s);
    for (size_t i = 0; i <= UPLOADS_MAX; i++)
        files[i] = (struct attach_file){ .sha256 = arena_fmt(s.a, "%02zu", i), .shown = "00", .name = "a", .mime = "image/jpeg" };
    save.add = files;
    save.n_add = UPLOADS_MAX;
    shop_do(&s, draft_store_op, &save);
    save.create = false;
    save.n_add = 1;
    shop_do(&s, draft_store_op, &save); /* one that it has already */
    save.add = &files[UPLOADS_MAX];
    assert_rc(db_write(s.db, draft_store_op, &save, &s.err), E_INPUT);
    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    assert_int_equal(d.n_files, UPLOADS_MAX);
    shop_close(&s);
}

TEST(the_same_file_twice_is_one)
{
    struct draft_save save = { .token = "t", .type = TYPE_REPORT, .create = true };
    struct attach_file files[] = { { .sha256 = "0a", .shown = "00", .name = "a", .mime = "image/jpeg" }, { .sha256 = "0b", .shown = "00", .name = "b", .mime = "image/jpeg" },
                                   { .sha256 = "0a", .shown = "00", .name = "c", .mime = "image/jpeg" } };
    const struct draft_mark marks[] = { { .key = "k1", .placed = true }, { .key = "k2" }, { .key = "k3" } };
    struct draft d;

    office_open(&s);
    save.add = files;
    save.add_marks = marks;
    save.n_add = 3;
    shop_do(&s, draft_store_op, &save);
    assert_int_equal(files[2].id, files[0].id);
    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    assert_int_equal(d.n_files, 2);
    assert_string_equal(d.marks[0].key, "k1");
    assert_true(d.marks[0].placed);
    assert_false(d.marks[1].placed);
    shop_close(&s);
}

/* Every row names a member of the data, has a label, and can be drawn. */
TEST(rows_of_every_type_are_whole)
{
    for (int type = 0; type < TICKET_TYPES; type++) {
        struct draft_data d = { 0 };
        size_t n;
        const struct draft_row *rows = draft_rows((enum ticket_type)type, &n);

        for (size_t i = 0; i < n; i++) {
            draft_set(&d, rows[i].field.name, rows[i].field.name);
            assert_string_equal(*(const char **)(void *)((char *)&d + rows[i].field.offset), rows[i].field.name);
            assert_true(rows[i].field.label && *rows[i].field.label);
            assert_true(*draft_group_title((enum ticket_type)type, rows[i].group));
            for (size_t k = 0; k < i; k++) {
                assert_string_not_equal(rows[k].field.name, rows[i].field.name);
                if (rows[k].group == rows[i].group)
                    assert_int_equal(rows[i - 1].group, rows[i].group); /* groups are neighbours */
            }
        }
    }
}

static const struct field *desk_row(const char *name)
{
    size_t n;
    const struct draft_row *rows = draft_desk_rows(&n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].field.name, name))
            return &rows[i].field;
    return NULL;
}

/* The desk can write down whatever the citizen's form can: every row of it, and every choice of the row. */
TEST(the_desk_asks_what_the_form_asks)
{
    shop_open(&s);
    for (int type = 0; type < TICKET_TYPES; type++) {
        size_t n;
        const struct draft_row *rows = draft_rows((enum ticket_type)type, &n);

        for (size_t i = 0; i < n; i++) {
            const struct field *f = &rows[i].field, *desk = desk_row(f->name);
            if (!desk)
                fail_msg("%s: the desk has no %s", type_id((enum ticket_type)type), f->name);
            assert_true(draft_desk_asks((enum ticket_type)type, f->name));
            assert_int_equal(desk->kind, f->kind);
            assert_int_equal(desk->max, f->max);
            assert_int_equal(desk->offset, f->offset);
            for (const struct choice *c = f->choices; c && c->value; c++) {
                const char *clean;
                assert_null(field_check(s.a, desk, c->value, &clean));
            }
        }
    }
    assert_false(draft_desk_asks(TYPE_REPORT, "motive"));
    assert_false(draft_desk_asks(TYPE_ACCESS_FOIA, "motive")); /* asked by nobody: d.lgs. 33/2013 art. 5 c. 3 */
    assert_false(draft_desk_asks(TYPE_COMPLAINT, "anonymous"));
    assert_false(draft_desk_asks(TYPE_INFO, "birth_day"));
    shop_close(&s);
}

TESTS_MAIN("intake")
