/* SPDX-License-Identifier: EUPL-1.2 */
/* The row is what its events say, whatever the events; and a store that was tampered with is found out. */
#include "table.h"

#include "ticket/clock.h"
#include "ticket/notify.h"
#include "ticket_store.h"

/* Runs the check; the report stays in ret_text. */
static int64_t findings(struct shop *s, char **ret_text)
{
    char *text = NULL;
    size_t n = 0;
    int64_t count = -1;
    FILE *report = open_memstream(&text, &n);

    assume(report != NULL);
    if (ticket_check(shop_r(s), report, &count, &s->err) != OK)
        fail_msg("check: %s", s->err.text);
    (void)fclose(report);
    *ret_text = arena_str(s->a, text);
    free(text);
    return count;
}

static void assert_whole(struct shop *s)
{
    char *report;

    if (findings(s, &report) != 0)
        fail_msg("%s", report);
}

static void assert_found(struct shop *s, const char *words)
{
    char *report;

    assert_true(findings(s, &report) > 0);
    if (!strstr(report, words))
        fail_msg("\"%s\" is not in: %s", words, report);
}

/* ---- random legal lives ------------------------------------------------------------------------- */

#define TICKETS 12
#define MOVES 200

/* Small generator with a fixed start: a failure can be repeated. */
static uint32_t dice(uint32_t *seed, uint32_t n)
{
    *seed = *seed * 1664525u + 1013904223u;
    return (*seed >> 8) % n;
}

static enum actor_kind one_of(unsigned who, uint32_t *seed)
{
    for (;;) {
        enum actor_kind k = (enum actor_kind)dice(seed, ACTORS);

        if (who & 1u << k)
            return k;
    }
}

/* Columns that no move needs, changed and cleared at will. */
static void add_noise(json_t *data, uint32_t *seed)
{
    static const char *const columns[] = { "settore_id", "operator_id", "category_id", "area_id", "take_due_at",
                                           "answer_due_at", "answered_at", "closed_at", "attention_at",
                                           "reminded_at", "duplicate_of", "due_at" };
    static const char *const counters[] = { "flags", "attention", "reminders", "reopened", "due_days", "presented_at" };

    for (uint32_t i = dice(seed, 4); i > 0; i--) {
        const char *c = columns[dice(seed, 12)];

        json_object_set_new(data, c, dice(seed, 3) ? json_integer(dice(seed, 100000)) : json_null());
    }
    if (dice(seed, 2))
        json_object_set_new(data, counters[dice(seed, 6)], json_integer(dice(seed, 1000)));
    if (dice(seed, 5) == 0)
        json_object_set_new(data, "type", json_string(type_id((enum ticket_type)dice(seed, TICKET_TYPES))));
    if (dice(seed, 5) == 0)
        json_object_set_new(data, "clock", json_string(clock_state_id((enum clock_state)dice(seed, 3))));
}

/* One row of the transition table that fits this ticket, or a plain note. */
static enum rc random_move(struct shop *s, struct ticket *t, uint32_t *seed)
{
    const struct move *fit[256];
    size_t n = 0;
    json_t *data = json_object();

    for (size_t i = 0; i < state_moves_n && n < 256; i++)
        if (state_moves[i].from & 1u << t->state)
            fit[n++] = &state_moves[i];
    add_noise(data, seed);
    if (n == 0 || dice(seed, 4) == 0)
        return shop_event(s, t, EVENT_DATI_CORRETTI, ACTOR_URP, data);
    const struct move *m = fit[dice(seed, (uint32_t)n)];
    enum state to = (enum state)dice(seed, STATES);
    while (!(m->to & 1u << to))
        to = (enum state)((to + 1) % STATES);
    struct state_step step = { .type = t->type, .kind = m->kind, .from = t->state, .to = to, .who = one_of(m->who, seed), .before = t->outcome,
                               .after = m->kind == EVENT_RIAPERTA ? OUTCOME_NONE : t->outcome, .has_reason = true };
    for (uint32_t i = dice(seed, OUTCOMES); m->outcomes; i++)
        if (m->outcomes & 1u << (i % OUTCOMES)) {
            step.after = (enum outcome)(i % OUTCOMES);
            break;
        }
    if (state_next(&step, &s->err) != OK) /* silence of another type, a citizen who judges */
        return shop_event(s, t, EVENT_DATI_CORRETTI, ACTOR_URP, data);
    json_object_set_new(data, "state", json_string(state_id(to)));
    json_object_set_new(data, "outcome", step.after ? json_string(outcome_id(step.after)) : json_null());
    json_object_set_new(data, "message", json_integer(1));
    return shop_event(s, t, m->kind, step.who, data);
}

TEST(rebuilt_rows_equal_the_live_ones_after_random_lives)
{
    struct shop s;
    struct ticket t[TICKETS], row;
    uint32_t seed = 20260204;

    shop_open(&s);
    for (int i = 0; i < TICKETS; i++)
        t[i] = shop_bear(&s, (enum ticket_type)(i % TICKET_TYPES), "Oggetto", "Testo");
    for (int i = 0; i < MOVES; i++) {
        struct ticket *one = &t[dice(&seed, TICKETS)];

        clock_freeze(NOON + i * 60);
        if (random_move(&s, one, &seed) != OK)
            fail_msg("move %d: %s", i, s.err.text);
    }
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event"), TICKETS + MOVES);
    for (int i = 0; i < TICKETS; i++) {
        assert_rc(ticket_by_id(shop_r(&s), s.a, t[i].id, &row, &s.err), OK);
        assert_int_equal(row.version, t[i].version);
        assert_int_equal(row.state, t[i].state);
        assert_int_equal(row.open, state_open(row.state));
    }
    assert_whole(&s);
    shop_close(&s);
}

TEST(more_tickets_than_a_page)
{
    struct shop s;

    shop_open(&s);
    for (int i = 0; i < 520; i++)
        (void)shop_bear(&s, TYPE_REPORT, "Oggetto", "Testo");
    assert_whole(&s);
    shop_close(&s);
}

/* ---- tampering ---------------------------------------------------------------------------------- */

/* A store with three tickets, an event more, a message, mail out and mail in. */
static enum rc furnish(struct dbw *w, void *arg, struct err *err)
{
    struct ticket *t = arg;
    struct message m = { .ticket_id = t->id, .kind = "note", .author = ACTOR_URP, .channel = CHANNEL_WEB, .body = "nota" };
    struct notice n = { .kind = NOTICE_ASSIGNED, .ticket_id = t->id, .to_addr = "strade@comune.example.it" };

    TRY(message_add(w, &m, err));
    return notify_queue(w, &n, NULL, err);
}

static const struct tamper {
    const char *name, *sql, *finding;
} tampers[] = {
    { "untouched", "SELECT 1", NULL },
    { "event data", "DROP TRIGGER event_no_update; UPDATE event SET packed = replace(packed, '\x1e', '\x1fJ') WHERE id = 2",
      "event 2 of ticket 2: hash does not follow" },
    { "event moment", "DROP TRIGGER event_no_update; UPDATE event SET at = at + 1 WHERE id = 1", "event 1 of ticket 1: hash" },
    { "event actor", "DROP TRIGGER event_no_update; UPDATE event SET actor = 'urp' WHERE id = 1", "event 1 of ticket 1: hash" },
    { "event actor id", "DROP TRIGGER event_no_update; UPDATE event SET actor_id = 4 WHERE id = 1", "event 1 of ticket 1: hash" },
    { "event moved to another ticket", "DROP TRIGGER event_no_update; UPDATE event SET ticket_id = 1, version = 2 WHERE id = 4",
      "event 4 of ticket 1: hash" },
    { "two events swapped", "DROP TRIGGER event_no_update; UPDATE event SET id = 99 WHERE id = 2; UPDATE event SET id = 2 WHERE id = 3;"
      "UPDATE event SET id = 3 WHERE id = 99", "hash does not follow" },
    { "event deleted", "PRAGMA foreign_keys = off; DROP TRIGGER event_no_delete; DELETE FROM event WHERE id = 2", "rows are missing" },
    { "last event deleted", "DROP TRIGGER event_no_delete; DELETE FROM event WHERE id = 4", "is not what its events say" },
    { "state of a row", "UPDATE ticket SET state = 'closed' WHERE id = 1", "column state is not what its events say" },
    { "open of a row", "UPDATE ticket SET open = 0 WHERE id = 1", "column open" },
    { "due date of a row", "UPDATE ticket SET due_at = due_at + 86400 WHERE id = 2", "column due_at" },
    { "number of a row", "UPDATE ticket SET number = 77, code = '2026-000077-X' WHERE id = 2", "column" },
    { "unknown state", "UPDATE ticket SET state = 'boh' WHERE id = 2", "ticket 2: " },
    { "words gone", "DELETE FROM ticket_text WHERE ticket_id = 3", "its words are missing" },
    { "search row gone", "DELETE FROM search_doc WHERE ticket_id = 3", "0 search rows" },
    { "message cannot be found", "DELETE FROM search_doc WHERE message_id IS NOT NULL", "cannot be searched" },
    { "clock never started", "DELETE FROM clock_event WHERE ticket_id = 1", "clock was never started" },
    { "mail done but not settled", "UPDATE outbox SET state = 'done', raw_sha = x'01'", "outbox 1: state done" },
    { "mail new but settled", "UPDATE outbox SET settled_at = 5", "outbox 1: state new" },
    { "mail sent without bytes", "UPDATE outbox SET state = 'done', settled_at = 5", "outbox 1: state done" },
    { "mail in settled but new",
      "INSERT INTO mail_journal (mailbox, uidvalidity, uid, sha256, size_bytes, received_at, seen_at, state, settled_at) "
      "VALUES ('', 0, 1, 'x', 1, 1, 1, 'new', 4)", "mail 1: state new" },
};

static void check_tampering(const struct tamper *row)
{
    struct shop s;
    struct ticket t;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Uno", "uno");
    (void)shop_bear(&s, TYPE_REPORT, "Due", "due");
    t = shop_bear(&s, TYPE_INFO, "Tre", "tre");
    assert_rc(shop_event(&s, &t, EVENT_PRESA_IN_CARICO, ACTOR_URP, json_pack("{s:s}", "state", "taken")), OK);
    shop_do(&s, furnish, &t);
    assert_whole(&s);
    assert_int_equal(shop_tamper(&s, row->sql), SQLITE_OK);
    if (row->finding)
        assert_found(&s, row->finding);
    else
        assert_whole(&s);
    shop_close(&s);
}
TEST_ROWS(tampers, check_tampering)

/* A clever hand that also recomputes the hash of the changed row breaks the chain at the next one. */
TEST(hash_of_the_changed_row_does_not_help)
{
    struct shop s;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Uno", "uno");
    (void)shop_bear(&s, TYPE_REPORT, "Due", "due");
    assert_int_equal(shop_tamper(&s, "DROP TRIGGER event_no_update;"
                                     "UPDATE event SET hash = randomblob(32) WHERE id = 1"), SQLITE_OK);
    assert_found(&s, "event 2 of ticket 2: hash");
    shop_close(&s);
}

TESTS_MAIN("ticket_project")
