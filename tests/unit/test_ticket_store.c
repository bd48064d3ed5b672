/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "q/message.h"
#include "db/conn.h"
#include "ticket/clock.h"
#include "ticket/code.h"
#include "ticket/notify.h"
#include "ticket/person.h"
#include "ticket/track.h"
#include "ticket_store.h"

/* ---- birth -------------------------------------------------------------------------------------- */

TEST(birth_allots_number_code_clock_and_record)
{
    struct shop s;
    struct ticket t, again;
    struct event *events;
    size_t n;

    shop_open(&s);
    t = shop_bear(&s, TYPE_ACCESS_FOIA, "Contratti", "Chiedo i contratti del 2025");
    assert_int_equal(t.year, 2026);
    assert_int_equal(t.number, 1);
    assert_memory_equal(t.code, "2026-000001-", 12);
    assert_int_equal(t.state, STATE_RECEIVED);
    assert_int_equal(t.attention, ATTN_NEW | ATTN_UNROUTED);
    assert_int_equal(t.clock, CLOCK_RUNNING);
    assert_int_equal(t.due_days, 30);
    /* 4 February + 30 days = 6 March 2026, a Friday: its last second in Rome */
    assert_string_equal(moment_format_rfc3339(s.a, t.due_at), "2026-03-06T23:59:59+01:00");
    assert_true(t.open);
    assert_rc(ticket_by_code(shop_r(&s), s.a, t.code, &again, &s.err), OK);
    assert_memory_equal(&again.code, &t.code, strlen(t.code));
    assert_int_equal(again.id, t.id);
    assert_int_equal(again.due_at, t.due_at);
    assert_rc(ticket_events(shop_r(&s), s.a, t.id, &events, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(events[0].kind, EVENT_RICEVUTA);
    /* The record is small: what follows from number and moment of the event stands in the row alone. */
    assert_null(strstr(events[0].data, "code"));
    assert_null(strstr(events[0].data, "created_at"));
    assert_null(strstr(events[0].data, "attention_at"));
    assert_int_equal(again.created_at, events[0].at);
    assert_int_equal(again.attention_at, events[0].at);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM clock_event WHERE kind = 'start' AND reason = 'presentazione'"), 1);
    assert_int_equal(shop_int(&s, "SELECT length(track_salt) FROM ticket_text"), 16);
    shop_close(&s);
}

TEST(second_number_follows_and_the_year_is_that_of_rome)
{
    struct shop s;
    struct ticket t;

    shop_open(&s);
    assert_int_equal(shop_bear(&s, TYPE_REPORT, "Uno", "uno").number, 1);
    assert_int_equal(shop_bear(&s, TYPE_REPORT, "Due", "due").number, 2);
    clock_freeze(INT64_C(1798757999)); /* 31 December 2026, 23:59:59 in Rome */
    assert_int_equal(shop_bear(&s, TYPE_REPORT, "Tre", "tre").number, 3);
    clock_freeze(INT64_C(1798758000)); /* one second later it is 2027 there, and still 2026 in UTC */
    t = shop_bear(&s, TYPE_REPORT, "Quattro", "quattro");
    assert_int_equal(t.year, 2027);
    assert_int_equal(t.number, 1);
    shop_close(&s);
}

static enum rc bear_and_fail(struct dbw *w, void *arg, struct err *err)
{
    TRY(shop_bear_op(w, arg, err));
    FAIL(err, E_INPUT, "x", "changed my mind");
}

TEST(an_undone_birth_leaves_no_gap_and_no_event)
{
    struct shop s;
    struct shop_ticket t = { .birth = { .type = TYPE_INFO, .channel = CHANNEL_PHONE, .presented_at = NOON },
                             .words = { .subject = "x", .body = "y" }, .person_text = "" };

    shop_open(&s);
    assert_rc(db_write(s.db, bear_and_fail, &t, &s.err), E_INPUT);
    assert_int_equal(shop_bear(&s, TYPE_INFO, "Prima", "prima").number, 1);
    assert_int_equal(shop_int(&s, "SELECT max(id) FROM event"), 1);
    shop_close(&s);
}

/* ---- events ------------------------------------------------------------------------------------- */

TEST(event_data_is_canonical_and_versions_count)
{
    struct shop s;
    struct ticket t, row;

    shop_open(&s);
    t = shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    assert_rc(shop_event(&s, &t, EVENT_PRESA_IN_CARICO, ACTOR_URP,
                         json_pack("{s:s, s:i}", "state", "taken", "operator_id", 7)), OK);
    assert_int_equal(t.version, 2);
    assert_string_equal(shop_text(&s, "SELECT data FROM event_plain WHERE version = 2"),
                        "{\"operator_id\":7,\"state\":\"taken\"}");
    assert_rc(ticket_by_id(shop_r(&s), s.a, t.id, &row, &s.err), OK);
    assert_int_equal(row.state, STATE_TAKEN);
    assert_int_equal(row.operator_id, 7);
    assert_int_equal(row.version, 2);
    shop_close(&s);
}

TEST(event_clears_with_null)
{
    struct shop s;
    struct ticket t;

    shop_open(&s);
    t = shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    assert_rc(shop_event(&s, &t, EVENT_DATI_CORRETTI, ACTOR_URP, json_pack("{s:i}", "category_id", 3)), OK);
    assert_int_equal(shop_int(&s, "SELECT category_id FROM ticket"), 3);
    assert_rc(shop_event(&s, &t, EVENT_DATI_CORRETTI, ACTOR_URP, json_pack("{s:n}", "category_id")), OK);
    assert_int_equal(shop_int(&s, "SELECT category_id IS NULL FROM ticket"), 1);
    shop_close(&s);
}

static enum rc change_old_version(struct dbw *w, void *arg, struct err *err)
{
    struct ticket t;

    return ticket_for_change(w, *(int64_t *)arg, 1, &t, err);
}

TEST(somebody_was_faster)
{
    struct shop s;
    struct ticket t, stale;

    shop_open(&s);
    t = stale = shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    assert_rc(shop_event(&s, &t, EVENT_NOTA, ACTOR_URP, json_object()), OK);
    assert_rc(db_write(s.db, change_old_version, &t.id, &s.err), E_CONFLICT);
    assert_string_equal(s.err.field, "version");
    assert_rc(shop_event(&s, &stale, EVENT_NOTA, ACTOR_URP, json_object()), E_CONFLICT);
    assert_int_equal(stale.version, 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event"), 2);
    shop_close(&s);
}

static const struct refused {
    const char *name;
    enum event_kind kind;
    enum actor_kind who;
    const char *data;
    enum rc want;
} refused[] = {
    { "move not in the table", EVENT_CHIUSA, ACTOR_URP, "{\"state\":\"closed\"}", E_CONFLICT },
    { "move not for the citizen", EVENT_PRESA_IN_CARICO, ACTOR_CITIZEN, "{\"state\":\"taken\"}", E_DENIED },
    { "archived as granted", EVENT_ARCHIVIATA, ACTOR_URP, "{\"state\":\"archived\",\"outcome\":\"granted\",\"message\":1}", E_INPUT },
    { "archived without words", EVENT_ARCHIVIATA, ACTOR_URP, "{\"state\":\"archived\",\"outcome\":\"unfounded\"}", E_INPUT },
    { "archived by its author as unfounded", EVENT_ARCHIVIATA, ACTOR_CITIZEN, "{\"state\":\"archived\",\"outcome\":\"unfounded\",\"message\":1}", E_DENIED },
    { "an outcome without a move", EVENT_NOTA, ACTOR_URP, "{\"outcome\":\"solved\"}", E_INPUT },
    { "a settore chosen by a settore", EVENT_ASSEGNATA, ACTOR_SETTORE, "{\"settore_id\":1}", E_DENIED },
    { "unknown state", EVENT_NOTA, ACTOR_URP, "{\"state\":\"perso\"}", E_DB },
    { "number for a word", EVENT_NOTA, ACTOR_URP, "{\"state\":3}", E_DB },
    { "word for a number", EVENT_NOTA, ACTOR_URP, "{\"settore_id\":\"strade\"}", E_DB },
    { "null where there is always a value", EVENT_NOTA, ACTOR_URP, "{\"flags\":null}", E_DB },
    { "number is for ever", EVENT_DATI_CORRETTI, ACTOR_URP, "{\"number\":9}", E_DB },
    { "code is for ever", EVENT_DATI_CORRETTI, ACTOR_URP, "{\"code\":\"2026-000009-X\"}", E_DB },
    { "version is counted", EVENT_NOTA, ACTOR_URP, "{\"version\":9}", E_DB },
    { "words of people", EVENT_NOTA, ACTOR_URP, "{\"nota\":\"Il signor Rossi ha chiamato\"}", E_DB },
    { "address", EVENT_NOTA, ACTOR_URP, "{\"to\":\"anna@example.it\"}", E_DB },
    { "words in a list", EVENT_NOTA, ACTOR_URP, "{\"x\":[1,\"Anna Verdi\"]}", E_DB },
    { "object", EVENT_NOTA, ACTOR_URP, "{\"x\":{\"y\":1}}", E_DB },
    { "ids and codes pass", EVENT_NOTA, ACTOR_URP, "{\"attachment\":[1,2],\"message\":3,\"timer\":\"settore\"}", OK },
};

static void check_refused(const struct refused *row)
{
    struct shop s;
    struct ticket t, before;

    shop_open(&s);
    t = before = shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    assert_rc(shop_event(&s, &t, row->kind, row->who, json_loads(row->data, 0, NULL)), row->want);
    if (row->want != OK) {
        assert_memory_equal(&t, &before, sizeof t);
        assert_int_equal(shop_int(&s, "SELECT count(*) FROM event"), 1);
    }
    shop_close(&s);
}
TEST_ROWS(refused, check_refused)

TEST(events_cannot_be_changed_or_deleted)
{
    struct shop s;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    assert_int_equal(shop_tamper(&s, "UPDATE event SET at = 1"), SQLITE_CONSTRAINT);
    assert_int_equal(shop_tamper(&s, "DELETE FROM event"), SQLITE_CONSTRAINT);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event WHERE at > 1"), 1);
    shop_close(&s);
}

static const struct attention {
    const char *name;
    int64_t before, set, clear, after;
    bool dated; /* attention_at moves */
} attentions[] = {
    { "first bit", 0, ATTN_NEW, 0, ATTN_NEW, true },
    { "one more", ATTN_NEW, ATTN_OVERDUE, 0, ATTN_NEW | ATTN_OVERDUE, true },
    { "the same again", ATTN_NEW, ATTN_NEW, 0, ATTN_NEW, false },
    { "one less", ATTN_NEW | ATTN_OVERDUE, 0, ATTN_NEW, ATTN_OVERDUE, false },
    { "none left", ATTN_NEW, 0, ATTN_NEW, 0, false },
};

static void check_attention(const struct attention *row)
{
    struct ticket t = { .attention = row->before, .attention_at = 5 };
    AUTO(JSON) json_t *data = json_object();
    const json_t *at, *bits;

    clock_freeze(NOON);
    ticket_attention(&t, data, row->set, row->clear);
    at = json_object_get(data, "attention_at");
    bits = json_object_get(data, "attention");
    assert_int_equal(bits ? json_integer_value(bits) : row->before, row->after);
    assert_int_equal(json_is_integer(at), row->dated);
    if (row->after == 0 && row->before != 0)
        assert_true(json_is_null(at));
}
TEST_ROWS(attentions, check_attention)

/* ---- clock -------------------------------------------------------------------------------------- */

struct clock_step {
    const struct ticket *t;
    struct ticket after; /* result */
    enum event_kind kind;
    enum clock_kind clock;
    enum clock_reason reason;
    int64_t at;
    const char *state;
};

static enum rc clock_op(struct dbw *w, void *arg, struct err *err)
{
    struct clock_step *c = arg;
    json_t *data = json_pack("{s:s, s:i}", "state", c->state, "message", 1);
    int64_t id;

    c->after = *c->t;
    TRY(clock_plan(w, &c->after, c->clock, c->reason, c->at, data, err));
    TRY(ticket_event(w, &c->after, c->kind, (struct actor){ .kind = ACTOR_URP }, data, &id, err));
    return clock_record(w, &c->after, id, c->clock, c->reason, c->at, err);
}

TEST(suspension_stops_the_due_date_and_resuming_moves_it)
{
    struct shop s;
    struct ticket t;
    struct clock_event *events;
    size_t n;
    int64_t first_due, day = 86400;
    struct clock_step suspend = { .kind = EVENT_SOSPESA, .clock = CLOCK_SUSPEND, .reason = REASON_WORKS, .state = "suspended" };
    struct clock_step resume = { .kind = EVENT_RIPRESA, .clock = CLOCK_RESUME, .reason = REASON_ENDED, .state = "taken" };

    shop_open(&s);
    t = shop_bear(&s, TYPE_REPORT, "Strada dissestata", "Da rifare");
    first_due = t.due_at;
    assert_true(first_due > 0);
    assert_rc(shop_event(&s, &t, EVENT_PRESA_IN_CARICO, ACTOR_URP, json_pack("{s:s}", "state", "taken")), OK);
    suspend.t = resume.t = &t;
    suspend.at = NOON + 5 * day;
    shop_do(&s, clock_op, &suspend);
    t = suspend.after;
    assert_int_equal(t.clock, CLOCK_SUSPENDED);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM ticket WHERE clock = 'suspended'"), 1);
    resume.at = NOON + 15 * day;
    shop_do(&s, clock_op, &resume);
    t = resume.after;
    assert_int_equal(t.clock, CLOCK_RUNNING);
    assert_true(t.due_at >= first_due + 9 * day && t.due_at <= first_due + 13 * day);
    assert_rc(clock_events(shop_r(&s), s.a, t.id, &events, &n, &s.err), OK);
    assert_int_equal(n, 3);
    assert_int_equal(events[1].kind, CLOCK_SUSPEND);
    shop_close(&s);
}

static const struct terms_row {
    const char *name, *sql;
    enum ticket_type type;
    int64_t category_id;
    int32_t final, settore; /* days */
} terms_rows[] = {
    { "a legal term is shortened", "INSERT INTO term (type, timer, days, unit) VALUES ('access_foia', 'final', 20, 'calendar')",
      TYPE_ACCESS_FOIA, 0, 20, -1 },
    { "a legal term is never lengthened", "INSERT INTO term (type, timer, days, unit) VALUES ('access_foia', 'final', 60, 'calendar')",
      TYPE_ACCESS_FOIA, 0, 30, -1 },
    { "our own term may be longer", "INSERT INTO term (type, timer, days, unit) VALUES ('report', 'final', 90, 'calendar')",
      TYPE_REPORT, 0, 90, -1 },
    { "the category has the last word",
      "INSERT INTO category (id, code, name) VALUES (5, 'c', 'C');"
      "INSERT INTO term (type, category_id, timer, days, unit) VALUES ('report', 5, 'settore', 3, 'working');"
      "INSERT INTO term (type, timer, days, unit) VALUES ('report', 'settore', 9, 'working')",
      TYPE_REPORT, 5, -1, 3 },
    { "another category has not",
      "INSERT INTO category (id, code, name) VALUES (5, 'c', 'C');"
      "INSERT INTO term (type, category_id, timer, days, unit) VALUES ('report', 5, 'settore', 3, 'working');"
      "INSERT INTO term (type, timer, days, unit) VALUES ('report', 'settore', 9, 'working')",
      TYPE_REPORT, 6, -1, 9 },
};

static void check_terms(const struct terms_row *row)
{
    struct shop s;
    struct terms terms;

    shop_open(&s);
    assert_int_equal(shop_tamper(&s, row->sql), SQLITE_OK);
    assert_rc(terms_for(shop_r(&s), row->type, row->category_id, &terms, &s.err), OK);
    if (row->final >= 0)
        assert_int_equal(terms.final.days, row->final);
    if (row->settore >= 0)
        assert_int_equal(terms.settore.days, row->settore);
    shop_close(&s);
}
TEST_ROWS(terms_rows, check_terms)

/* ---- people ------------------------------------------------------------------------------------- */

static const struct match {
    const char *name;
    struct person first, second;
    bool same;
    const char *email; /* of the first row afterwards; NULL: not looked at */
} matches[] = {
    { "same name and e-mail, other case",
      { .name = "Anna", .surname = "Verdi", .email = "anna@example.it" },
      { .name = "anna", .surname = "VERDI", .email = "Anna@Example.it" }, true, "anna@example.it" },
    { "family on one mailbox",
      { .name = "Anna", .surname = "Verdi", .email = "casa@example.it" },
      { .name = "Luca", .surname = "Verdi", .email = "casa@example.it" }, false, NULL },
    { "name in the other order, with an accent",
      { .name = "Niccolò", .surname = "De Luca", .email = "n@example.it" },
      { .name = "De Luca Niccolo'", .email = "n@example.it" }, true, NULL },
    { "same telephone, written otherwise",
      { .name = "Anna", .surname = "Verdi", .phone = "333 1234567" },
      { .name = "Anna", .surname = "Verdi", .phone = "+39 333.1234567" }, true, NULL },
    { "telephone of somebody who has an e-mail",
      { .name = "Anna", .surname = "Verdi", .email = "anna@example.it", .phone = "3331234567" },
      { .name = "Anna", .surname = "Verdi", .phone = "3331234567" }, true, "anna@example.it" },
    { "an e-mail is not added by telephone",
      { .name = "Anna", .surname = "Verdi", .phone = "3331234567" },
      { .name = "Anna", .surname = "Verdi", .phone = "3331234567", .email = "ladro@example.it" }, false, "" },
    { "an e-mail is not added by tax code",
      { .name = "Anna", .surname = "Verdi", .tax_code = "VRDNNA80A41H501X" },
      { .name = "Anna", .surname = "Verdi", .tax_code = "VRDNNA80A41H501X", .email = "ladro@example.it" }, false, "" },
    { "same tax code and name",
      { .name = "Anna", .surname = "Verdi", .tax_code = "VRDNNA80A41H501X", .email = "anna@example.it" },
      { .name = "Anna", .surname = "Verdi", .tax_code = "vrdnna80a41h501x" }, true, NULL },
    { "same tax code, other name",
      { .name = "Anna", .surname = "Verdi", .tax_code = "VRDNNA80A41H501X" },
      { .name = "Carla", .surname = "Neri", .tax_code = "VRDNNA80A41H501X" }, false, NULL },
    { "other tax code under the same e-mail and name",
      { .name = "Anna", .surname = "Verdi", .tax_code = "VRDNNA80A41H501X", .email = "anna@example.it" },
      { .name = "Anna", .surname = "Verdi", .tax_code = "VRDNNA90A41H501X", .email = "anna@example.it" }, false, NULL },
    { "other telephone is not lost",
      { .name = "Anna", .surname = "Verdi", .email = "anna@example.it", .phone = "3331234567" },
      { .name = "Anna", .surname = "Verdi", .email = "anna@example.it", .phone = "3337654321" }, false, NULL },
    { "same PEC, e-mail added",
      { .name = "Anna", .surname = "Verdi", .pec = "anna@pec.example.it" },
      { .name = "Anna", .surname = "Verdi", .pec = "anna@pec.example.it", .email = "anna@example.it" }, true,
      "anna@example.it" },
    { "no names, same e-mail", { .email = "x@example.it" }, { .email = "x@example.it" }, true, NULL },
    { "name given later is not put on old requests", { .email = "x@example.it" },
      { .name = "Anna", .email = "x@example.it" }, false, NULL },
    { "same name, nothing in common", { .name = "Anna", .surname = "Verdi" }, { .name = "Anna", .surname = "Verdi" },
      false, NULL },
};

static enum rc match_op(struct dbw *w, void *arg, struct err *err)
{
    struct person *p = arg, copy = *p;

    copy.vouched = true;
    TRY(person_match(w, &copy, err));
    p->id = copy.id; /* the strings live in the operation */
    return OK;
}

static void check_match(const struct match *row)
{
    struct shop s;
    struct person first = row->first, second = row->second, stored;

    shop_open(&s);
    shop_do(&s, match_op, &first);
    shop_do(&s, match_op, &second);
    assert_int_equal(first.id == second.id, row->same);
    assert_rc(person_by_id(shop_r(&s), s.a, first.id, &stored, &s.err), OK);
    if (row->email)
        assert_string_equal(stored.email, row->email);
    shop_close(&s);
}
TEST_ROWS(matches, check_match)

static enum rc person_ticket(struct dbw *w, void *arg, struct err *err)
{
    struct shop_ticket *t = arg;
    struct person p = { .name = "Giovanni", .surname = "Dell'Acqua", .email = "gio@example.it", .phone = "0551234567",
                        .tax_code = "DLLGNN80A01D612K" };

    TRY(person_match(w, &p, err));
    t->birth.person_id = p.id;
    t->person_text = "Giovanni Dell'Acqua gio@example.it +390551234567";
    return shop_bear_op(w, t, err);
}

static const struct look {
    const char *name, *typed;
    size_t want;
} looks[] = {
    { "surname", "dell'acqua", 1 },
    { "beginning of the surname", "Dell", 1 },
    { "surname and name", "dell'acqua gio", 1 },
    { "name and surname", "Giovanni Dell'Acqua", 1 },
    { "first name alone", "giovanni", 1 },
    { "telephone without prefix", "055 1234", 1 },
    { "telephone with prefix", "+39 055", 1 },
    { "too few digits of a telephone", "055", 0 },
    { "telephone whole, with prefix", "0039 0551234567", 1 },
    { "e-mail", "gio@exa", 1 },
    { "tax code", "dllgnn80", 1 },
    { "somebody else", "rossi", 0 },
    { "one letter", "d", 0 },
    { "nothing", "", 0 },
    { "operators", "\" OR *", 0 },
};

static void check_person_find(const struct look *row)
{
    struct shop s;
    struct shop_ticket t = { .birth = { .type = TYPE_INFO, .channel = CHANNEL_PHONE, .presented_at = NOON },
                             .words = { .subject = "Orari", .body = "Quando aprite?" } };
    struct person_hit *hits;
    size_t n;

    shop_open(&s);
    shop_do(&s, person_ticket, &t);
    if (person_find(shop_r(&s), s.a, row->typed, &hits, &n, &s.err) != OK)
        fail_msg("%s", s.err.text);
    assert_int_equal(n, row->want);
    if (n) {
        assert_int_equal(hits[0].open_tickets, 1);
        assert_int_equal(hits[0].last_ticket_id, t.ticket.id);
    }
    shop_close(&s);
}
TEST_ROWS(looks, check_person_find)

/* ---- notices ------------------------------------------------------------------------------------ */

static const struct reply_row {
    const char *name, *reply_by, *email, *pec, *want;
} replies[] = {
    { "by e-mail", "email", "a@example.it", "a@pec.it", "a@example.it" },
    { "by PEC", "pec", "a@example.it", "a@pec.it", "a@pec.it" },
    { "by PEC without address", "pec", "a@example.it", "", NULL },
    { "by telephone", "phone", "a@example.it", "", NULL },
    { "no answer wanted", "none", "a@example.it", "", NULL },
    { "not an address", "email", "a@", "", NULL },
};

struct reply_case {
    const struct reply_row *row;
    struct shop_ticket t;
};

static enum rc reply_op(struct dbw *w, void *arg, struct err *err)
{
    struct reply_case *c = arg;
    struct person p = { .name = "Anna", .email = c->row->email, .pec = c->row->pec };

    TRY(person_match(w, &p, err));
    c->t.birth.person_id = p.id;
    TRY(shop_bear_op(w, &c->t, err));
    return notify_citizen(w, &c->t.ticket, NOTICE_RECEIPT, c->t.event_id, 0, err);
}

static void check_reply_by(const struct reply_row *row)
{
    struct shop s;
    struct reply_case c = { .row = row, .t = { .birth = { .type = TYPE_INFO, .channel = CHANNEL_WEB, .presented_at = NOON },
                                               .words = { .subject = "a", .body = "b", .reply_by = row->reply_by },
                                               .person_text = "" } };

    shop_open(&s);
    notify_set_domain("urp.example.it");
    shop_do(&s, reply_op, &c);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM outbox"), row->want ? 1 : 0);
    if (row->want) {
        assert_string_equal(shop_text(&s, "SELECT to_addr FROM outbox"), row->want);
        assert_string_equal(shop_text(&s, "SELECT kind || ' ' || state FROM outbox"), "receipt new");
        assert_int_equal(shop_int(&s, "SELECT header_id GLOB 'urp-1-*@urp.example.it' AND length(header_id) = 47 FROM outbox"), 1);
    }
    shop_close(&s);
}
TEST_ROWS(replies, check_reply_by)

TEST(every_notice_has_its_own_name)
{
    for (int i = 0; i < NOTICE_KINDS; i++) {
        enum notice_kind back;

        assert_true(notice_parse(notice_name((enum notice_kind)i), &back));
        assert_int_equal(back, i);
    }
}

/* ---- tracking ----------------------------------------------------------------------------------- */

TEST(tracking_needs_number_and_secret)
{
    static const uint8_t key[32] = { 1, 2, 3 }, other_key[32] = { 9 };
    struct shop s;
    struct ticket t, other, seen;
    char *secret, *secret2;

    shop_open(&s);
    t = shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    other = shop_bear(&s, TYPE_REPORT, "Altra", "Altra buca");
    assert_rc(track_secret(shop_r(&s), s.a, key, t.id, &secret, &s.err), OK);
    assert_rc(track_secret(shop_r(&s), s.a, key, other.id, &secret2, &s.err), OK);
    assert_int_equal(strlen(secret), TRACK_SECRET_CHARS);
    assert_string_not_equal(secret, secret2);
    assert_rc(track_open(shop_r(&s), s.a, key, t.code, secret, &seen, &s.err), OK);
    assert_int_equal(seen.id, t.id);
    const char *typed = arena_fmt(s.a, " %.4s-%.4s %.8s", secret, secret + 4, secret + 8);
    assert_rc(track_open(shop_r(&s), s.a, key, t.code, typed, &seen, &s.err), OK);
    assert_rc(track_open(shop_r(&s), s.a, key, t.code, secret2, &seen, &s.err), E_NOTFOUND);
    assert_rc(track_open(shop_r(&s), s.a, key, "2026-000999-A", secret, &seen, &s.err), E_NOTFOUND);
    assert_rc(track_open(shop_r(&s), s.a, key, t.code, "", &seen, &s.err), E_NOTFOUND);
    assert_rc(track_open(shop_r(&s), s.a, key, t.code, arena_fmt(s.a, "%sa", secret), &seen, &s.err), E_NOTFOUND);
    assert_rc(track_open(shop_r(&s), s.a, other_key, t.code, secret, &seen, &s.err), E_NOTFOUND);
    assert_rc(track_open(shop_r(&s), s.a, key, NULL, NULL, &seen, &s.err), E_NOTFOUND);
    assert_string_equal(track_path(s.a, t.code, secret), arena_fmt(s.a, "/pratica/%s/%s", t.code, secret));
    shop_close(&s);
}

static int count_statement(unsigned what, void *n, void *stmt, void *sql)
{
    (void)what;
    (void)stmt;
    (void)sql;
    ++*(int *)n;
    return 0;
}

/* How many statements a refusal takes. */
static int work_of(struct shop *s, const uint8_t key[32], const char *code, const char *secret)
{
    struct ticket t;
    int n = 0;

    sqlite3_trace_v2(shop_r(s)->h, SQLITE_TRACE_STMT, count_statement, &n);
    assert_rc(track_open(shop_r(s), s->a, key, code, secret, &t, &s->err), E_NOTFOUND);
    sqlite3_trace_v2(shop_r(s)->h, 0, NULL, NULL);
    assert_string_equal(s->err.text, "Numero o codice non corretti. Controlla la ricevuta.");
    return n;
}

/* Who guesses learns nothing from how long it takes, not even whether a number exists. */
TEST(unknown_number_and_wrong_secret_take_the_same_work)
{
    static const uint8_t key[32] = { 1, 2, 3 };
    static const char *const secrets[] = { "aaaaaaaaaaaaaaaa", "", "a", "aaaaaaaaaaaaaaaaa" };
    struct shop s;
    struct ticket t;
    char unknown[CODE_CHARS];

    shop_open(&s);
    t = shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    code_format(2026, 999999, unknown);
    const char *codes[] = { unknown, "2026-999999-?", "una parola", "", NULL };
    int wrong_secret = work_of(&s, key, t.code, secrets[0]);
    assert_true(wrong_secret > 0);
    for (size_t i = 0; i < 5; i++)
        for (size_t k = 0; k < 4; k++)
            assert_int_equal(work_of(&s, key, codes[i], secrets[k]), wrong_secret);
    shop_close(&s);
}

/* ---- what is known about a message --------------------------------------------------------------- */

static enum rc add_facts(struct dbw *w, void *arg, struct err *err)
{
    const struct ticket *t = arg;
    struct message m = { .ticket_id = t->id, .kind = "info", .author = ACTOR_CITIZEN, .channel = CHANNEL_PEC, .body = "eccomi" };

    TRY(message_add(w, &m, err));
    TRY(message_fact_add(w, &(struct message_fact){ t->id, m.id, "firma", "Firma del gestore non verificata", FACT_WARN }, err));
    return message_fact_add(w, &(struct message_fact){ t->id, 0, "pec", "PEC certificata", FACT_GOOD }, err);
}

TEST(what_is_known_about_a_message_stays_with_it)
{
    struct shop s;
    struct ticket t, other;
    struct message_fact *facts;
    size_t n;

    shop_open(&s);
    t = shop_bear(&s, TYPE_INFO, "Uno", "uno");
    other = shop_bear(&s, TYPE_INFO, "Due", "due");
    shop_do(&s, add_facts, &t);
    assert_rc(message_facts(shop_r(&s), s.a, t.id, &facts, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_int_equal(facts[0].message_id, 1);
    assert_int_equal(facts[0].tone, FACT_WARN);
    assert_string_equal(facts[0].text, "Firma del gestore non verificata");
    assert_int_equal(facts[1].message_id, 0);
    assert_int_equal(facts[1].tone, FACT_GOOD);
    assert_string_equal(facts[1].kind, "pec");
    assert_rc(message_facts(shop_r(&s), s.a, other.id, &facts, &n, &s.err), OK);
    assert_int_equal(n, 0);
    shop_close(&s);
}

static enum rc say_much(struct dbw *w, void *arg, struct err *err)
{
    const struct ticket *t = arg;
    const size_t chars[] = { 20000, 20001 };

    for (size_t i = 0; i < 2; i++) {
        char *body = arena_alloc(dbw_arena(w), chars[i] + 1);
        struct message m = { .ticket_id = t->id, .kind = "info", .author = ACTOR_CITIZEN, .channel = CHANNEL_MAIL, .body = body };

        memset(body, 'x', chars[i]);
        TRY(message_add(w, &m, err));
    }
    return OK;
}

TEST(a_list_says_which_messages_it_cuts)
{
    struct shop s;
    struct ticket t;
    struct message *list;
    size_t n;

    shop_open(&s);
    t = shop_bear(&s, TYPE_INFO, "Uno", "uno");
    shop_do(&s, say_much, &t);
    assert_rc(message_list(shop_r(&s), s.a, t.id, false, &list, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_false(list[0].is_cut);
    assert_true(list[1].is_cut);
    assert_int_equal(strlen(list[1].body), 20000);
    shop_close(&s);
}

/* ---- a story in pieces -------------------------------------------------------------------------------------------------------- */

struct saying {
    const struct ticket *t;
    struct ticket after; /* result */
    enum actor_kind author;
    enum event_kind kind;
    const char *status;
    bool public;
    int times;
};

static enum rc say(struct dbw *w, void *arg, struct err *err)
{
    struct saying *s = arg;

    s->after = *s->t;
    for (int i = 0; i < s->times; i++) {
        struct message m = { .ticket_id = s->t->id, .kind = "info", .author = s->author, .channel = CHANNEL_WEB, .public = s->public, .status = s->status, .body = "Parole." };
        TRY(message_add(w, &m, err));
        TRY(ticket_event(w, &s->after, s->kind, (struct actor){ .kind = s->author }, json_pack("{s:I}", "message", (json_int_t)m.id), NULL, err));
    }
    return OK;
}

static void says(struct shop *s, struct ticket *t, enum actor_kind author, enum event_kind kind, const char *status, bool public, int times)
{
    struct saying all = { .t = t, .author = author, .kind = kind, .status = status, .public = public, .times = times };

    shop_do(s, say, &all);
    *t = all.after;
}

TEST(the_end_of_a_story_is_read_alone_with_what_waits_before_it)
{
    struct shop s;
    struct ticket t;
    struct event *events, *waiting;
    struct message_room room = MESSAGE_ROOM;
    struct message *list;
    size_t n;
    bool waits;

    shop_open(&s);
    t = shop_bear(&s, TYPE_INFO, "Uno", "uno");                                             /* 1 */
    says(&s, &t, ACTOR_CITIZEN, EVENT_MESSAGGIO_CITTADINO, "ok", true, 1);                    /* 2: answered */
    says(&s, &t, ACTOR_URP, EVENT_MESSAGGIO_URP, "ok", true, 1);                              /* 3 */
    says(&s, &t, ACTOR_SETTORE, EVENT_NOTA, "unconfirmed", false, 1);                         /* 4 */
    says(&s, &t, ACTOR_CITIZEN, EVENT_MESSAGGIO_CITTADINO, "ok", true, 2);                    /* 5, 6 */
    says(&s, &t, ACTOR_URP, EVENT_NOTA, "ok", false, 3);                                      /* 7 to 9 */
    assert_rc(ticket_events_from(shop_r(&s), s.a, t.id, 8, &events, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_int_equal(events[0].version, 8);

    t.attention = 0;
    assert_rc(ticket_events_waiting(shop_r(&s), s.a, &t, events[0].id, &waiting, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(waiting[0].version, 4);
    t.attention = ATTN_REPLY_CITIZEN;
    assert_rc(ticket_events_waiting(shop_r(&s), s.a, &t, events[0].id, &waiting, &n, &s.err), OK);
    assert_int_equal(n, 3);
    for (size_t i = 0; i < n; i++)
        assert_int_equal(waiting[i].version, 4 + (int64_t)i);
    assert_rc(ticket_events_waiting(shop_r(&s), s.a, &t, waiting[1].id, &waiting, &n, &s.err), OK);
    assert_int_equal(n, 1); /* older ones alone */

    assert_rc(message_waits(shop_r(&s), s.a, t.id, &waits, &s.err), OK);
    assert_true(waits);
    assert_rc(message_list_in(shop_r(&s), s.a, t.id, false, (struct message_span){ 3, 6 }, &room, &list, &n, &s.err), OK);
    assert_int_equal(n, 3);
    assert_int_equal(list[0].id, 3);
    assert_string_equal(list[0].status, "unconfirmed");
    assert_int_equal(list[2].id, 5);
    shop_close(&s);
}

/* ---- more words than a page can hold ---------------------------------------------------------------------------------------- */

static char *four_bytes(struct arena *a, size_t chars)
{
    char *s = arena_alloc(a, 4 * chars + 1);

    for (size_t i = 0; i < chars; i++)
        memcpy(s + 4 * i, "\xF0\x9F\x98\x80", 4);
    return s;
}

/* As a correspondent may send them: smileys by the page, and as many quoted. */
static enum rc say_smileys(struct dbw *w, void *arg, struct err *err)
{
    const struct ticket *t = arg;
    char *body = four_bytes(dbw_arena(w), 20001);

    for (int i = 0; i < 50; i++) {
        struct message m = { .ticket_id = t->id, .kind = "info", .author = ACTOR_CITIZEN, .channel = CHANNEL_MAIL, .body = body, .quoted = body };
        TRY(message_add(w, &m, err));
    }
    return OK;
}

TEST(a_list_of_many_long_messages_fits_into_its_room)
{
    AUTO(ARENA) struct arena *page = arena_new((size_t)64 * 1024 * 1024);
    struct message_room room = MESSAGE_ROOM, none = { 0 };
    struct shop s;
    struct ticket t;
    struct message *list, first;
    size_t n, whole = 0;

    shop_open(&s);
    t = shop_bear(&s, TYPE_INFO, "Uno", "uno");
    for (int i = 0; i < 9; i++)
        shop_do(&s, say_smileys, &t);
    assert_rc(message_list_in(shop_r(&s), page, t.id, false, MESSAGE_ALL, &room, &list, &n, &s.err), OK);
    assert_int_equal(n, 450);
    assert_true(arena_used(page) < (size_t)12 * 1024 * 1024);
    for (size_t i = 0; i < n; i++) {
        assert_true(list[i].is_cut);
        whole += strlen(list[i].body) == 80000;
        assert_true(i == 0 || list[i].id > list[i - 1].id);
    }
    assert_int_equal(whole, 8 * 1024 * 1024 / 160000);
    assert_int_equal(strlen(list[n - 1].body), 80000); /* the newest are read whole */
    assert_int_equal(strlen(list[n - 1].quoted), 80000);
    assert_string_equal(list[0].quoted, "");
    assert_true(g_str_has_suffix(list[0].body, "[…]"));

    /* What another request left of the room. */
    assert_int_equal(room.rows, 3000 - 450);
    assert_rc(message_list_in(shop_r(&s), page, t.id, false, MESSAGE_ALL, &room, &list, &n, &s.err), OK);
    assert_int_equal(n, 450);
    assert_true(strlen(list[n - 1].body) < 80000);
    assert_rc(message_list_in(shop_r(&s), page, t.id, false, MESSAGE_ALL, &none, &list, &n, &s.err), OK);
    assert_int_equal(n, 0);
    assert_rc(words_begin(shop_r(&s), page, t.id, &none, &first, &s.err), OK);
    assert_false(first.is_cut);
    assert_string_equal(first.body, "uno");
    shop_close(&s);
}

static enum rc long_request(struct dbw *w, void *arg, struct err *err)
{
    const struct ticket *t = arg;
    char *body = four_bytes(dbw_arena(w), (size_t)512 * 1024);

    return q_words_again(w, "Uno", body, body, t->id, err);
}

TEST(the_words_of_a_joined_request_are_cut_like_a_message)
{
    AUTO(ARENA) struct arena *page = arena_new((size_t)64 * 1024 * 1024);
    struct message_room room = MESSAGE_ROOM;
    struct shop s;
    struct ticket t;
    struct message m;

    shop_open(&s);
    t = shop_bear(&s, TYPE_INFO, "Uno", "uno");
    shop_do(&s, long_request, &t);
    for (int i = 0; i < 400; i++)
        assert_rc(words_begin(shop_r(&s), page, t.id, &room, &m, &s.err), OK);
    assert_true(m.is_cut);
    assert_true(strlen(m.body) < 2100);
    assert_true(arena_used(page) < (size_t)20 * 1024 * 1024);
    shop_close(&s);
}

TESTS_MAIN("ticket_store")
