/* SPDX-License-Identifier: EUPL-1.2 */
/* Phone and counter: answered while the person waits, how long it took, what is typed and not saved, the text message. */
#include "office.h"

#include "intake/contact.h"
#include "intake/sms.h"
#include "q/account.h"

static struct shop s;

static enum rc user_op(struct dbw *w, void *id, struct err *err)
{
    return q_user_add(w, "anna", "Anna Neri", "", 1, "x", NOON, id, err);
}

static int64_t desk_open(void)
{
    int64_t id;

    office_open(&s);
    shop_do(&s, user_op, &id);
    return id;
}

static struct contact call(int64_t user_id, const char *nonce)
{
    return (struct contact){ .s = { .type = TYPE_INFO, .channel = CHANNEL_PHONE, .origin_key = nonce, .who = { .kind = ACTOR_URP, .id = user_id }, .receipt = true,
                                    .data = { .subject = "Orari della biblioteca?", .name = "Anna", .surname = "Verdi", .email = "anna.verdi@cittadino.test", .reply_by = "email" } },
                             .who_name = "Anna Neri", .nonce = nonce };
}

static int64_t findings(void)
{
    AUTO(FILE) FILE *report = tmpfile();
    int64_t n = -1;
    char line[512];

    assert_rc(ticket_check(shop_r(&s), report, &n, &s.err), OK);
    rewind(report);
    while (fgets(line, sizeof line, report))
        print_message("%s", line);
    return n;
}

TEST(answered_at_once)
{
    int64_t user = desk_open();
    struct contact c = call(user, "a");

    c.answer = "Dal lunedì al venerdì, dalle 9 alle 18.";
    c.ms = 12300;
    shop_do(&s, contact_save_op, &c);
    assert_int_equal(c.s.ticket.state, STATE_CLOSED);
    assert_int_equal(c.s.ticket.outcome, OUTCOME_SOLVED);
    assert_int_equal(c.s.ticket.settore_id, 0);
    assert_int_equal(c.s.ticket.attention, 0);
    assert_int_equal(c.s.ticket.operator_id, user);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 0); /* nobody hears of it */
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM message WHERE kind = 'answer' AND public = 1 AND author_name = 'Anna Neri'"), 1);
    assert_string_equal(shop_text(&s, "SELECT body || '|' || reply_by FROM ticket_text"), "Orari della biblioteca?|none");
    assert_string_equal(shop_text(&s, "SELECT channel || at_once || ms FROM contact"), "phone112300");
    assert_int_equal(findings(), 0);
    shop_close(&s);
}

TEST(the_same_form_answers_once)
{
    int64_t user = desk_open();
    struct contact a = call(user, "a"), b = call(user, "a");

    a.answer = b.answer = "Alle nove.";
    shop_do(&s, contact_save_op, &a);
    shop_do(&s, contact_save_op, &b);
    assert_true(b.s.existed);
    assert_int_equal(a.s.ticket.id, b.s.ticket.id);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM message"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM contact"), 1);
    shop_close(&s);
}

TEST(answered_at_once_and_by_mail)
{
    int64_t user = desk_open();
    struct contact c = call(user, "a");

    c.answer = "Alle nove.";
    c.mail_answer = true;
    shop_do(&s, contact_save_op, &c);
    assert_string_equal(shop_text(&s, "SELECT group_concat(kind || ' ' || to_addr) FROM outbox"), "answer anna.verdi@cittadino.test");
    shop_close(&s);
}

TEST(a_call_of_yesterday_answered_then)
{
    int64_t user = desk_open();
    struct contact c = call(user, "a");

    c.answer = "Alle nove.";
    c.s.presented_at = NOON - 86400;
    shop_do(&s, contact_save_op, &c);
    assert_int_equal(c.s.ticket.presented_at, NOON - 86400);
    assert_int_equal(findings(), 0);
    shop_close(&s);
}

TEST(nobody_asked_and_nobody_is_known)
{
    int64_t user = desk_open();
    struct contact c = call(user, "a");

    c.s.data = (struct draft_data){ .subject = "Orari?" };
    c.answer = "Alle nove.";
    c.mail_answer = true; /* to whom? */
    shop_do(&s, contact_save_op, &c);
    assert_int_equal(c.s.ticket.person_id, 0);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), 0);
    shop_close(&s);
}

TEST(without_an_answer_it_goes_its_way)
{
    int64_t user = desk_open();
    struct contact c = call(user, "a");

    c.ms = 41000;
    shop_do(&s, contact_save_op, &c);
    assert_true(c.s.ticket.open);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox WHERE kind = 'receipt'"), 1);
    assert_int_equal(shop_int(&s, "SELECT at_once FROM contact"), 0);
    shop_close(&s);
}

static const struct by_word {
    const char *name;
    enum ticket_type type;
    enum rc want;
} by_words[] = {
    { "question", TYPE_INFO, OK },         { "report", TYPE_REPORT, OK },         { "praise", TYPE_PRAISE, OK },
    { "documents", TYPE_ACCESS_DOC, E_INPUT }, { "FOIA", TYPE_ACCESS_FOIA, E_INPUT }, { "letter to the Sindaco", TYPE_MAYOR, E_INPUT },
};

static void check_by_word_of_mouth(const struct by_word *b)
{
    int64_t user = desk_open();
    struct contact c = call(user, "a");

    c.s.type = b->type;
    c.answer = "Detto a voce.";
    assert_rc(db_write(s.db, contact_save_op, &c, &s.err), b->want);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM ticket"), b->want == OK);
    shop_close(&s);
}
TEST_ROWS(by_words, check_by_word_of_mouth)

/* ---- figures ------------------------------------------------------------------------------------ */

TEST(medians_of_the_office)
{
    static const int64_t ms[] = { 15000, 9000, 0, -5, CONTACT_MS_MAX + 1, 12000, 11000 };
    int64_t user = desk_open();
    struct contact_figure at_once, to_work;

    for (size_t i = 0; i < sizeof ms / sizeof ms[0]; i++) {
        char key[8];
        (void)snprintf(key, sizeof key, "k%zu", i);
        struct contact c = call(user, key);
        c.answer = "Alle nove.";
        c.ms = ms[i];
        shop_do(&s, contact_save_op, &c);
    }
    assert_rc(contact_figures(shop_r(&s), s.a, NOON - 60, &at_once, &to_work, &s.err), OK);
    assert_int_equal(at_once.n, 7);
    assert_int_equal(at_once.measured, 4); /* what cannot be true is not known */
    assert_int_equal(at_once.median_ms, 11000);
    assert_int_equal(to_work.n, 0);
    assert_int_equal(to_work.median_ms, 0);
    assert_rc(contact_figures(shop_r(&s), s.a, NOON + 60, &at_once, &to_work, &s.err), OK);
    assert_int_equal(at_once.n, 0);
    shop_close(&s);
}

/* ---- typed and not yet saved ---------------------------------------------------------------------- */

struct put {
    int64_t user_id;
    const char *nonce, *fields;
};
static enum rc put_op(struct dbw *w, void *arg, struct err *err)
{
    const struct put *p = arg;

    return desk_draft_put(w, p->user_id, p->nonce, p->fields, err);
}

TEST(what_was_typed_is_kept_until_saved)
{
    int64_t user = desk_open();
    struct put p = { user, "a", "{\"subject\":\"Buca\"}" };
    struct contact c = call(user, "a");
    struct desk_draft d, *list;
    size_t n;

    shop_do(&s, put_op, &p);
    p.fields = "{\"subject\":\"Buca in via Roma\"}";
    shop_do(&s, put_op, &p);
    assert_rc(desk_draft_one(shop_r(&s), s.a, user, "a", &d, &s.err), OK);
    assert_string_equal(d.fields, p.fields);
    assert_rc(desk_draft_one(shop_r(&s), s.a, user + 1, "a", &d, &s.err), E_NOTFOUND); /* another's */
    shop_do(&s, contact_save_op, &c);
    assert_rc(desk_draft_list(shop_r(&s), s.a, user, &list, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

TEST(drafts_do_not_pile_up)
{
    int64_t user = desk_open();
    struct desk_draft *list;
    size_t n;

    for (int i = 0; i < 15; i++) {
        char nonce[16];
        (void)snprintf(nonce, sizeof nonce, "n%d", i);
        struct put p = { user, nonce, "{}" };
        clock_freeze(NOON + i);
        shop_do(&s, put_op, &p);
    }
    assert_rc(desk_draft_list(shop_r(&s), s.a, user, &list, &n, &s.err), OK);
    assert_int_equal(n, 10);
    assert_string_equal(list[0].nonce, "n14");
    assert_string_equal(list[9].nonce, "n5");
    shop_close(&s);
}

/* ---- the text message ----------------------------------------------------------------------------- */

#define LINK "https://urp.comune.borgoesempio.tv.it/pratica/2026-000417-X/abcdefghijklmnop"

static const struct message_row {
    const char *name, *body, *link, *want; /* want: NULL = only that it fits */
} messages[] = {
    { "usual", "Comune di Borgo Esempio", LINK, "Comune di Borgo Esempio: richiesta 2026-000417-X registrata. Per seguirla: " LINK },
    { "accents of the alphabet", "Comune di Libertà", "https://u.it/p", "Comune di Libertà: richiesta 2026-000417-X registrata. Per seguirla: https://u.it/p" },
    { "capital accents and quotes", "CITTÀ D’È «Nuova» – Č", "https://u.it/p", "CITTA D'E \"Nuova\" - C: richiesta 2026-000417-X registrata. Per seguirla: https://u.it/p" },
    { "long name", "Comune di San Valentino in Abruzzo Citeriore e delle Frazioni Unite del Monte", LINK, NULL },
    { "name of no letter of it", "Občina Škofja Loka 日本", LINK, NULL },
    { "long address", "Comune", "https://sportello-telematico-relazioni-con-il-pubblico.comune.borgoesempio.tv.it/pratica/2026-000417-X/abcdefghijklmnop",
      "Richiesta 2026-000417-X: https://sportello-telematico-relazioni-con-il-pubblico.comune.borgoesempio.tv.it/pratica/2026-000417-X/abcdefghijklmnop" },
    { "endless address", "Comune", "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.it/x",
      "Richiesta 2026-000417-X registrata." },
};

static void check_sms(const struct message_row *m)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    char *text = sms_receipt(a, m->body, "2026-000417-X", m->link);
    size_t n = sms_length(text);

    if (m->want)
        assert_string_equal(text, m->want);
    assert_non_null(strstr(text, "2026-000417-X"));
    if (n == 0 || n > SMS_CHARS)
        fail_msg("%zu: %s", n, text);
}
TEST_ROWS(messages, check_sms)

static const struct length {
    const char *name, *text;
    size_t want;
} lengths[] = {
    { "letters", "ciao", 4 }, { "accents", "àèéìòù", 6 }, { "euro counts twice", "5 €", 4 }, { "brackets count twice", "[]", 4 },
    { "capital accent", "È", 0 }, { "typographic quote", "l’acqua", 0 }, { "back quote", "`", 0 }, { "emoji", "😀", 0 },
};

static void check_sms_length(const struct length *l)
{
    assert_int_equal(sms_length(l->text), l->want);
}
TEST_ROWS(lengths, check_sms_length)

TESTS_MAIN("intake_contact")
