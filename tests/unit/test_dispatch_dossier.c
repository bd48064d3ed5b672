/* SPDX-License-Identifier: EUPL-1.2 */
/* A request among others: joined, linked, split, kept closer, blackened, followed. */
#include "office.h"

#include "dispatch/dossier.h"
#include "dispatch/writing.h"
#include "intake/split.h"
#include "q/account.h"
#include "q/dossier.h"
#include "ticket/redact.h"
#include "ticket/search.h"

static struct shop s;

static int64_t count(const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *st;
    int64_t n;

    assert_int_equal(sqlite3_open_v2(s.path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return n;
}

static struct ticket now(int64_t id)
{
    struct ticket t;

    assert_rc(ticket_by_id(shop_r(&s), s.a, id, &t, &s.err), OK);
    return t;
}

static enum rc run(op_fn *op, void *arg)
{
    memset(&s.err, 0, sizeof s.err);
    return db_write(s.db, op, arg, &s.err);
}

static enum rc join(int64_t id, int64_t main_id)
{
    return run(work_op, &(struct work){ .action = WORK_DUPLICATE, .ticket_id = id, .who = { .kind = ACTOR_URP }, .other_id = main_id });
}

static struct ticket request(const char *key, const char *name, const char *body)
{
    return office_request(&s, TYPE_REPORT, key, (struct draft_data){ .name = name, .surname = "Prova", .email = arena_fmt(s.a, "%s@cittadino.test", name), .body = body });
}

static void check_store(void)
{
    int64_t findings = 0;

    assert_rc(ticket_check(shop_r(&s), stderr, &findings, &s.err), OK);
    assert_int_equal(findings, 0);
}

static int64_t found(const char *word)
{
    struct search_question q = { .typed = word, .n = 10 };
    struct search_result res;

    assert_rc(search_tickets(shop_r(&s), s.a, &q, &res, &s.err), OK);
    return (int64_t)res.n;
}

/* ---- joined ------------------------------------------------------------------------------------- */

TEST(two_requests_become_one_story_and_both_citizens_hear_of_it)
{
    office_open(&s);
    struct ticket main_t = request("t:1", "anna", NULL), other = request("t:2", "bruno", NULL);
    int64_t *ids;
    size_t n;

    assert_rc(join(other.id, main_t.id), OK);
    other = now(other.id);
    assert_int_equal(other.state, STATE_ARCHIVED);
    assert_int_equal(other.outcome, OUTCOME_DUPLICATE);
    assert_int_equal(other.duplicate_of, main_t.id);
    assert_rc(dossier_united(shop_r(&s), s.a, main_t.id, &ids, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_int_equal(ids[0], other.id);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE ticket_id = 1 AND kind = 'update' AND to_addr = 'anna@cittadino.test'"), 1);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE ticket_id = 2 AND kind = 'archived' AND to_addr = 'bruno@cittadino.test'"), 1);
    assert_int_equal(count("SELECT count(*) FROM message WHERE ticket_id = 1 AND body LIKE '%bruno%'"), 0);
    check_store();
    shop_close(&s);
}

TEST(the_same_person_is_told_once)
{
    office_open(&s);
    struct ticket main_t = request("t:1", "anna", NULL), other = request("t:2", "anna", NULL);

    assert_rc(join(other.id, main_t.id), OK);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE kind = 'update'"), 0);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE kind = 'archived'"), 1);
    shop_close(&s);
}

TEST(what_is_joined_to_a_joined_one_goes_to_its_main_one)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL), c = request("t:3", "carla", NULL);

    assert_rc(join(b.id, a.id), OK);
    assert_rc(join(c.id, b.id), OK);
    assert_int_equal(now(c.id).duplicate_of, a.id);
    assert_rc(join(a.id, b.id), E_INPUT); /* it would go round */
    assert_string_equal(s.err.field, "other");
    assert_true(now(a.id).open);
    check_store();
    shop_close(&s);
}

TEST(a_chain_made_the_other_way_is_one_story_too)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL), c = request("t:3", "carla", NULL);
    int64_t *ids;
    size_t n;

    assert_rc(join(c.id, b.id), OK);
    assert_rc(join(b.id, a.id), OK);
    assert_rc(dossier_united(shop_r(&s), s.a, a.id, &ids, &n, &s.err), OK);
    assert_int_equal(n, 2);
    shop_close(&s);
}

TEST(reopening_undoes_a_union)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL);
    int64_t *ids;
    size_t n;

    assert_rc(join(b.id, a.id), OK);
    assert_rc(run(work_op, &(struct work){ .action = WORK_REOPEN, .ticket_id = b.id, .who = { .kind = ACTOR_URP }, .text = "Sono due cose diverse." }), OK);
    b = now(b.id);
    assert_int_equal(b.duplicate_of, 0);
    assert_true(b.open);
    assert_int_equal(b.clock, CLOCK_RUNNING);
    assert_rc(dossier_united(shop_r(&s), s.a, a.id, &ids, &n, &s.err), OK);
    assert_int_equal(n, 0);
    assert_int_equal(count("SELECT count(*) FROM link"), 0);
    assert_int_equal(count("SELECT count(*) FROM event WHERE ticket_id = 1 AND kind = 'scollegata'"), 1);
    assert_rc(join(b.id, a.id), OK); /* and again */
    check_store();
    shop_close(&s);
}

static enum rc watch_op(struct dbw *w, void *ticket_id, struct err *err)
{
    return q_watch_add(w, 1, *(int64_t *)ticket_id, NOON, err);
}
static enum rc user_op(struct dbw *w, void *arg, struct err *err)
{
    int64_t id;

    (void)arg;
    return q_user_add(w, "anna", "Anna Neri", "", 1, "x", NOON, &id, err);
}

TEST(who_followed_the_joined_one_follows_the_main_one)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL);

    shop_do(&s, user_op, NULL);
    shop_do(&s, watch_op, &b.id);
    assert_rc(join(b.id, a.id), OK);
    assert_int_equal(count("SELECT count(*) FROM watch WHERE ticket_id = 1 AND user_id = 1"), 1);
    assert_int_equal(count("SELECT count(*) FROM watch"), 2);
    shop_close(&s);
}

TEST(people_of_joined_requests_can_be_told_of_the_end)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL);
    struct dossier d = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .who_name = "Anna Neri", .text = "Abbiamo riparato il lampione." };

    assert_rc(run(dossier_tell_op, &d), E_CONFLICT);
    assert_rc(join(b.id, a.id), OK);
    assert_rc(run(dossier_tell_op, &d), E_CONFLICT); /* it is another office's: not to be told by this person */
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE ticket_id = 2 AND kind = 'update'"), 0);
    d.only = &b.id;
    d.n_only = 1;
    assert_rc(run(dossier_tell_op, &d), OK);
    assert_int_equal(d.told, 1);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE ticket_id = 2 AND kind = 'update'"), 1);
    assert_int_equal(now(b.id).state, STATE_ARCHIVED);
    d.text = " ";
    assert_rc(run(dossier_tell_op, &d), E_INPUT);
    check_store();
    shop_close(&s);
}

/* ---- linked ------------------------------------------------------------------------------------- */

TEST(links_are_events_in_both_and_end)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL);
    struct dossier d = { .ticket_id = a.id, .version = a.version, .who = { .kind = ACTOR_URP }, .other_id = b.id };

    assert_rc(run(dossier_link_op, &d), OK);
    assert_int_equal(count("SELECT count(*) FROM event WHERE kind = 'collegata'"), 2);
    assert_rc(run(dossier_link_op, &d), E_CONFLICT); /* the version of before */
    d.version = now(a.id).version;
    assert_rc(run(dossier_link_op, &d), E_INPUT);
    struct dossier back = { .ticket_id = b.id, .who = { .kind = ACTOR_URP }, .other_id = a.id };
    assert_rc(run(dossier_link_op, &back), E_INPUT);
    assert_rc(run(dossier_unlink_op, &back), OK); /* from the other side */
    assert_int_equal(count("SELECT count(*) FROM link"), 0);
    assert_rc(run(dossier_unlink_op, &back), E_INPUT);
    d.other_id = a.id;
    assert_rc(run(dossier_link_op, &d), E_CONFLICT);
    d.version = VERSION_ANY;
    assert_rc(run(dossier_link_op, &d), E_INPUT);
    check_store();
    shop_close(&s);
}

/* ---- who sees it -------------------------------------------------------------------------------- */

TEST(privacy_goes_on_and_off_with_a_reason)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct dossier d = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .who_name = "Anna Neri", .flags = TICKET_CONFIDENTIAL | TICKET_LATE };

    assert_rc(run(dossier_privacy_op, &d), E_INPUT);
    assert_string_equal(s.err.field, "text");
    d.text = "Parla della salute di un minore.";
    assert_rc(run(dossier_privacy_op, &d), OK);
    assert_int_equal(d.after.flags, TICKET_CONFIDENTIAL); /* nothing but its own flags */
    assert_rc(run(dossier_privacy_op, &d), E_INPUT);
    assert_string_equal(s.err.field, "flags");
    assert_int_equal(count("SELECT count(*) FROM message WHERE kind = 'note' AND public = 0"), 1);
    d.flags = 0;
    assert_rc(run(dossier_privacy_op, &d), OK);
    assert_int_equal(now(a.id).flags, 0);
    check_store();
    shop_close(&s);
}

/* ---- split -------------------------------------------------------------------------------------- */

static int64_t citizen_writes(const struct ticket *t, const char *text, int64_t at)
{
    struct work job = { .action = WORK_CITIZEN_INFO, .ticket_id = t->id, .who = { .kind = ACTOR_CITIZEN }, .text = text, .at = at, .channel = CHANNEL_MAIL };

    shop_do(&s, work_op, &job);
    return job.new_message_id;
}

TEST(a_message_becomes_a_request_of_the_same_person)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    int64_t message = citizen_writes(&a, "Inoltre c'è una buca in via Roma.", NOON - 3600);
    struct split job = { .ticket_id = a.id, .message_id = message, .who = { .kind = ACTOR_URP }, .type = TYPE_REPORT, .subject = "Buca in via Roma",
                         .body = "C'è una buca in via Roma.", .receipt = true };

    assert_rc(run(split_op, &job), OK);
    assert_false(job.existed);
    struct ticket born = now(job.born.id);
    assert_int_equal(born.person_id, now(a.id).person_id);
    assert_int_equal(born.presented_at, NOON - 3600);
    assert_int_equal(born.channel, CHANNEL_MAIL);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE ticket_id = 2 AND kind = 'receipt' AND to_addr = 'anna@cittadino.test'"), 1);
    assert_int_equal(count("SELECT count(*) FROM event WHERE ticket_id = 1 AND kind = 'divisa'"), 1);
    assert_int_equal(count("SELECT count(*) FROM link WHERE ticket_id = 2 AND other_id = 1 AND kind = 'related'"), 1);
    assert_int_equal(count("SELECT count(*) FROM message WHERE ticket_id = 1"), 1);
    assert_int_equal(found("buca"), 2);
    assert_rc(run(split_op, &job), OK); /* pressed twice */
    assert_true(job.existed);
    assert_int_equal(count("SELECT count(*) FROM ticket"), 2);
    check_store();
    shop_close(&s);
}

TEST(only_words_of_the_citizen_are_split_off)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL);
    struct work note = { .action = WORK_NOTE, .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .text = "Una nota." };
    int64_t message = citizen_writes(&a, "Altro.", NOON);

    shop_do(&s, work_op, &note);
    struct split job = { .ticket_id = a.id, .message_id = note.new_message_id, .who = { .kind = ACTOR_URP }, .type = TYPE_REPORT, .subject = "X", .body = "Y" };
    assert_rc(run(split_op, &job), E_NOTFOUND);
    job.message_id = message;
    job.ticket_id = b.id;
    assert_rc(run(split_op, &job), E_NOTFOUND);
    job.ticket_id = a.id;
    job.subject = "";
    assert_rc(run(split_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "subject");
    job.subject = "X";
    job.body = " ";
    assert_rc(run(split_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "body");
    shop_close(&s);
}

/* ---- blackened ---------------------------------------------------------------------------------- */

TEST(a_passage_is_black_for_all_and_forgotten_by_the_search)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", "Il mio vicino Gualtiero Squarcialupi fa rumore.\nChiamate Gualtiero Squarcialupi.");
    struct redact job = { .ticket_id = a.id, .version = a.version, .who = { .kind = ACTOR_URP }, .passage = "\r\n Gualtiero Squarcialupi ", .reason = "Dati di un terzo" };
    struct ticket_words words;
    struct redacted *list;
    size_t n;

    citizen_writes(&a, "Gualtiero Squarcialupi fa ancora rumore.", NOON);
    assert_int_equal(found("Squarcialupi"), 1);
    assert_rc(run(redact_op, &job), E_CONFLICT); /* somebody wrote meanwhile */
    job.version = now(a.id).version;
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(job.places, 2);
    assert_int_equal(found("Squarcialupi"), 0);
    assert_int_equal(found("rumore"), 1);
    assert_rc(words_of(shop_r(&s), s.a, a.id, &words, &s.err), OK);
    assert_string_equal(words.body, "Il mio vicino " REDACT_MARK " fa rumore.\nChiamate " REDACT_MARK ".");
    assert_int_equal(count("SELECT count(*) FROM message WHERE body LIKE '%Squarcialupi%'"), 0);
    assert_int_equal(count("SELECT count(*) FROM event_plain WHERE data LIKE '%Squarcialupi%'"), 0);
    assert_rc(redact_list(shop_r(&s), s.a, a.id, &list, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_rc(redact_words_of(shop_r(&s), s.a, a.id, &list[0], &s.err), OK);
    assert_non_null(strstr(list[0].body, "Squarcialupi"));
    assert_string_equal(list[0].reason, "Dati di un terzo");
    check_store();
    shop_close(&s);
}

/* A mail has up to 2 MB of text, and a request may have many: the memory of one operation holds some of them. */
TEST(long_mails_are_blackened_one_after_the_other)
{
#ifdef __SANITIZE_ADDRESS__ /* megabytes take minutes there */
    enum { MAILS = 3, LONG = 16 * 1024 };
#else
    enum { MAILS = 20, LONG = 2 * 1024 * 1024 };
#endif
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = "Squarcialupi", .reason = "Dati di un terzo" };
    char *text = malloc(LONG + 1);
    struct redacted *list;
    size_t n;

    assert_non_null(text);
    memset(text, 'x', LONG);
    memcpy(text + LONG - 12, "Squarcialupi", 12);
    text[LONG] = '\0';
    for (int i = 0; i < MAILS; i++)
        citizen_writes(&a, text, NOON);
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(job.places, MAILS);
    assert_rc(redact_list(shop_r(&s), s.a, a.id, &list, &n, &s.err), OK);
    assert_int_equal(n, MAILS);
    assert_int_equal(count("SELECT count(*) FROM message WHERE body LIKE '%Squarcialupi'"), 0);
#ifndef __SANITIZE_ADDRESS__
    job.passage = "xxx"; /* more marks than anybody can read */
    assert_rc(run(redact_op, &job), E_LIMIT);
    assert_string_equal(s.err.field, "passage");
    assert_int_equal(count("SELECT count(*) FROM message WHERE body LIKE 'x%'"), MAILS);
#endif
    free(text);
    shop_close(&s);
}

/* One word that nobody else uses, in every place where a request can hold one. */
#define SECRET "Squarcialupi"

/* Tests may write what no operation writes in one go. */
static void sql(const char *text)
{
    sqlite3 *db;
    char *why = NULL;

    assert_int_equal(sqlite3_open_v2(s.path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", text, why);
    sqlite3_close(db);
}

/* Every text column of every table but the one where originals are kept. */
static int64_t secrets_left(void)
{
    sqlite3 *db;
    sqlite3_stmt *st, *one;
    int64_t n = 0;

    assert_int_equal(sqlite3_open_v2(s.path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c WHERE m.type = 'table'"
                                            " AND m.sql NOT LIKE 'CREATE VIRTUAL%' AND m.name <> 'redacted' AND c.type = 'TEXT'", -1, &st, NULL), SQLITE_OK);
    while (sqlite3_step(st) == SQLITE_ROW) {
        char *text = sqlite3_mprintf("SELECT count(*) FROM \"%w\" WHERE \"%w\" LIKE '%%" SECRET "%%'", sqlite3_column_text(st, 0), sqlite3_column_text(st, 1));
        assert_int_equal(sqlite3_prepare_v2(db, text, -1, &one, NULL), SQLITE_OK);
        assert_int_equal(sqlite3_step(one), SQLITE_ROW);
        if (sqlite3_column_int64(one, 0))
            print_message("# still in %s.%s\n", sqlite3_column_text(st, 0), sqlite3_column_text(st, 1));
        n += sqlite3_column_int64(one, 0);
        sqlite3_finalize(one);
        sqlite3_free(text);
    }
    sqlite3_finalize(st);
    sqlite3_close(db);
    return n;
}

static int64_t in_file(const char *path, const char *word)
{
    FILE *f = fopen(path, "rb");
    int64_t n = 0;
    size_t bytes;
    char *all;

    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    bytes = (size_t)ftell(f);
    rewind(f);
    all = malloc(bytes);
    assert_non_null(all);
    assert_int_equal(fread(all, 1, bytes, f), bytes);
    (void)fclose(f);
    for (const char *p = all; (p = memmem(p, bytes - (size_t)(p - all), word, strlen(word))) != NULL; p++)
        n++;
    free(all);
    return n;
}

TEST(a_passage_is_black_in_all_that_belongs_to_the_request)
{
    office_open(&s);
    struct ticket a = office_request(&s, TYPE_ACCESS_DOC, "t:1", (struct draft_data){ .name = "Ugo", .surname = SECRET, .motive = "Confino con " SECRET, .address = "Vicolo " SECRET, .email = "ugo@cittadino.test", .subject = SECRET " grida",
                                     .body = "Il signor " SECRET " grida.", .place = "Vicolo " SECRET " 3", .phone = "055 1234567" });
    struct search_purge purge = { 0 };

    shop_do(&s, user_op, NULL);
    citizen_writes(&a, "Ancora " SECRET, NOON);
    sql("INSERT INTO writing (ticket_id, user_id, action, version, text, fields, saved_at, rev, send_at) VALUES (1, 1, 'answer', 1, 'Caro " SECRET "', '{\"a\":\"" SECRET "\"}', 0, 1, 99)");
    sql("INSERT INTO desk_draft VALUES (1, 'n', 0, '{\"testo\":\"2026-000001 " SECRET "\"}')");
    sql("UPDATE desk_draft SET fields = replace(fields, '2026-000001', (SELECT code FROM ticket WHERE id = 1))");
    sql("UPDATE message SET author_name = 'Ugo " SECRET "'");
    sql("INSERT INTO message_fact (ticket_id, message_id, kind, text, tone) VALUES (1, NULL, 'mittente', '" SECRET " non verificato', 'warn')");
    sql("INSERT INTO rating (ticket_id, at, stars, text) VALUES (1, 0, 1, '" SECRET "!')");
    sql("INSERT INTO attachment (ticket_id, at, sha256, shown, name, mime, size_bytes, shown_bytes, public) VALUES (1, 0, 'aa', 'aa', 'foto " SECRET ".jpg', 'image/jpeg', 1, 1, 1)");
    sql("UPDATE outbox SET params = '{\"perche\":\"" SECRET "\"}', last_text = 'no " SECRET "', state = 'later', raw_sha = x'ff', raw_bytes = 1");
    sql("INSERT INTO outbox (settore_id, kind, to_addr, header_id, state, raw_sha, raw_bytes, next_try_at, created_at) VALUES (1, 'digest', 'x@y.it', 'h', 'later', x'ee', 1, 0, 0)");
    sql("INSERT INTO bulk (nonce, user_id, action, text, created_at) VALUES ('n', 1, 'tell', 'Di " SECRET "', 0); INSERT INTO bulk_row (bulk_id, ticket_id, version, state) VALUES (1, 1, 1, 'done')");
    sql("INSERT INTO access_register (ticket_id, object, ground, reasons) VALUES (1, 'Atti su " SECRET "', '', 'Nomina " SECRET "')");
    sql("INSERT INTO access_review (ticket_id, filed_at, who, reasons) VALUES (1, 0, 'applicant', 'Anche " SECRET "')");
    sql("INSERT INTO confidential_grant (ticket_id, user_id, at, by_user_id, reason) VALUES (1, 1, 0, 1, 'conosce " SECRET "')");
    assert_int_equal(found("Squarcialupi"), 1);

    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = SECRET, .reason = "Dati di un terzo" };
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(secrets_left(), 0);
    assert_int_equal(found("Squarcialupi"), 0);
    assert_int_equal(found("grida"), 1);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE raw_sha IS NOT NULL"), 0);
    assert_int_equal(count("SELECT count(*) FROM outbox WHERE state = 'new'"), count("SELECT count(*) FROM outbox"));
    assert_int_equal(count("SELECT count(*) FROM redacted WHERE body LIKE '%Squarcialupi%'"), 14);
    assert_int_equal(count("SELECT count(*) FROM person WHERE email = 'ugo@cittadino.test' AND surname = '[oscurato]'"), 1);
    check_store();

    /* What the file of the store holds: where originals are kept, and nothing else. */
    while (!purge.done)
        assert_rc(search_purge_step(s.db, &purge, &s.err), OK);
    assert_int_equal(found("grida"), 1);
    check_store();
    db_close(STEAL(s.db));
    sql("PRAGMA secure_delete = on; DELETE FROM redacted; PRAGMA wal_checkpoint(TRUNCATE)");
    assert_int_equal(in_file(s.path, SECRET), 0);
    assert_int_equal(in_file(s.path, "squarcialupi"), 0);
    shop_close(&s);
}

TEST(a_name_that_stands_in_the_register_alone)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = SECRET, .reason = "Dati di un terzo" };

    sql("INSERT INTO access_register (ticket_id, object, ground, reasons) VALUES (1, 'Atti su " SECRET "', '', 'Nessuno')");
    sql("INSERT INTO access_review (ticket_id, filed_at, who, reasons) VALUES (1, 0, 'applicant', 'Anche " SECRET "')");
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(job.places, 2);
    assert_int_equal(secrets_left(), 0);
    assert_int_equal(count("SELECT count(*) FROM redacted WHERE (part = 'Registro degli accessi: oggetto' AND body = 'Atti su " SECRET "') OR (part = 'Riesame: motivi' AND body = 'Anche " SECRET "')"), 2);
    shop_close(&s);
}

/* A text that went to two requests, one of which is not ours; and the scheda that everybody reads. */
TEST(what_belongs_to_others_as_well_stays)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = SECRET, .reason = "Dati di un terzo" };

    (void)request("t:2", "ugo", NULL);
    shop_do(&s, user_op, NULL);
    citizen_writes(&a, "Ancora " SECRET, NOON);
    sql("UPDATE message SET author_name = '" SECRET "'");
    sql("INSERT INTO bulk (nonce, user_id, action, text, created_at) VALUES ('n', 1, 'tell', 'Di " SECRET "', 0);"
        "INSERT INTO bulk_row (bulk_id, ticket_id, version, state) VALUES (1, 1, 1, 'done'), (1, 2, 1, 'new')");
    sql("INSERT INTO scheda (title, body, public, review_on, source_id, version, changed_at) VALUES ('Chi?', 'Da " SECRET "', 1, '2027-01-01', 1, 3, 0)");
    sql("INSERT INTO scheda_before (scheda_id, version, title, body, changed_at) VALUES (1, 2, 'Chi?', 'Prima " SECRET "', 0)");
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(job.places, 2);
    assert_int_equal(job.schede, 1);
    assert_int_equal(secrets_left(), 3);
    shop_close(&s);
}

TEST(a_passage_that_turns_black_while_the_index_is_being_merged)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = SECRET, .reason = "Dati di un terzo" };
    struct search_purge purge = { 0 };

    citizen_writes(&a, "Prima " SECRET, NOON);
    citizen_writes(&a, "Poi Malatesta", NOON);
    assert_rc(run(redact_op, &job), OK);
    assert_rc(search_purge_step(s.db, &purge, &s.err), OK);
    assert_false(purge.done);
    job.passage = "Malatesta"; /* in the same second */
    job.version = now(a.id).version;
    assert_rc(run(redact_op, &job), OK);
    while (!purge.done)
        assert_rc(search_purge_step(s.db, &purge, &s.err), OK);
    db_close(STEAL(s.db));
    sql("PRAGMA secure_delete = on; DELETE FROM redacted; PRAGMA wal_checkpoint(TRUNCATE)");
    assert_int_equal(in_file(s.path, "squarcialupi"), 0);
    assert_int_equal(in_file(s.path, "malatesta"), 0);
    shop_close(&s);
}

TEST(other_requests_of_a_person_keep_the_name)
{
    office_open(&s);
    const struct draft_data d = { .name = "Ugo", .surname = "Bianchi", .email = "ugo@cittadino.test" };
    struct ticket a = office_request(&s, TYPE_REPORT, "t:1", d), b = office_request(&s, TYPE_REPORT, "t:2", d);

    assert_int_equal(a.person_id, b.person_id);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = "Ugo Bianchi", .reason = "Chiede di non comparire" };
    assert_rc(run(redact_op, &job), OK);
    assert_true(now(a.id).person_id != b.person_id);
    assert_int_equal(now(b.id).person_id, b.person_id);
    assert_int_equal(count("SELECT count(*) FROM person WHERE surname = 'Bianchi'"), 1);
    assert_int_equal(count("SELECT count(*) FROM person WHERE name = '[oscurato]' AND email = 'ugo@cittadino.test'"), 1);
    check_store();
    shop_close(&s);
}

static enum rc again_op(struct dbw *w, void *arg, struct err *err)
{
    (void)arg;
    TRY(search_forget(w, 1, err));
    TRY(q_redact_words(w, "Rumore", "Mario Rossi e Luigi Bianchi fanno rumore: così è.", "", NOON, 1, err));
    return search_learn(w, 1, err);
}

TEST(a_text_is_kept_once_however_often_it_is_blackened)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", "Mario Rossi e Luigi Bianchi fanno rumore.");
    struct redacted *list;
    size_t n;

    shop_do(&s, user_op, NULL);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = "Mario Rossi", .reason = "Dati di un terzo" };
    assert_rc(run(redact_op, &job), OK);
    job = (struct redact){ .ticket_id = a.id, .who = { .kind = ACTOR_URP, .id = 1 }, .passage = "Luigi Bianchi", .reason = "Anche lui" };
    clock_freeze(NOON + 60);
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(job.places, 1);
    assert_rc(redact_list(shop_r(&s), s.a, a.id, &list, &n, &s.err), OK);
    assert_int_equal(n, 1);
    assert_rc(redact_words_of(shop_r(&s), s.a, a.id, &list[0], &s.err), OK);
    assert_string_equal(list[0].body, "Mario Rossi e Luigi Bianchi fanno rumore.");
    assert_string_equal(list[0].reason, "Dati di un terzo; Anna Neri: Anche lui");
    assert_int_equal(list[0].at, clock_now_at());
    assert_int_equal(count("SELECT count(*) FROM event WHERE kind = 'dati_cancellati'"), 2);

    /* read again, with other letters: not what is kept */
    shop_do(&s, again_op, NULL);
    job.passage = "Mario Rossi";
    assert_rc(run(redact_op, &job), OK);
    assert_rc(redact_list(shop_r(&s), s.a, a.id, &list, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_rc(redact_words_of(shop_r(&s), s.a, a.id, &list[1], &s.err), OK);
    assert_string_equal(list[1].body, "Mario Rossi e Luigi Bianchi fanno rumore: così è.");
    shop_close(&s);
}

TEST(what_is_not_there_cannot_be_blackened)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = "Nessuno", .reason = "Prova" };

    assert_rc(run(redact_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "passage");
    job.passage = "è";
    assert_rc(run(redact_op, &job), E_INPUT);
    job.passage = "lampione";
    job.reason = "";
    assert_rc(run(redact_op, &job), E_INPUT);
    assert_string_equal(s.err.field, "reason");
    assert_int_equal(found("lampione"), 1); /* a refusal changes nothing in the index */
    check_store();
    shop_close(&s);
}

static enum rc file_op(struct dbw *w, void *file, struct err *err)
{
    return attach_add(w, 1, 0, true, file, err);
}

static enum rc writing_op(struct dbw *w, void *draft, struct err *err)
{
    return writing_save(w, draft, err);
}

TEST(a_black_file_shows_a_line_of_text)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct attach_file f = { .sha256 = "aa", .shown = "bb", .name = "carta.jpg", .mime = "image/jpeg", .size_bytes = 10, .shown_bytes = 5 };
    struct attachment after;
    bool hidden;

    shop_do(&s, file_op, &f);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .reason = "Documento di un terzo", .attachment_id = f.id + 1, .instead = { .sha256 = "cc", .size_bytes = 3 } };
    assert_rc(run(redact_op, &job), E_INPUT);
    job.attachment_id = f.id;
    assert_rc(run(redact_op, &job), OK);
    assert_rc(attach_by_id(shop_r(&s), s.a, f.id, &after, &s.err), OK);
    assert_string_equal(after.file.sha256, "aa");
    assert_string_equal(after.file.shown, "cc");
    assert_string_equal(attach_as_shown(s.a, &after.file).mime, "text/plain");
    assert_rc(redact_hides_file(shop_r(&s), s.a, f.id, &hidden, &s.err), OK);
    assert_true(hidden);
    assert_rc(run(redact_op, &job), E_INPUT); /* twice */
    shop_close(&s);
}

static enum rc copies_op(struct dbw *w, void *file, struct err *err)
{
    struct attach_file *before = file, *after = before + 1, *elsewhere = before + 2;

    TRY(attach_add(w, 1, 0, true, before, err));
    TRY(attach_add(w, 2, 0, true, elsewhere, err));
    return *after->sha256 ? attach_add(w, 1, 0, true, after, err) : OK;
}

/* A file is named by its bytes: another row of it would give back the original. */
TEST(a_black_file_is_black_in_every_row_that_names_it)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL);
    const struct attach_file f = { .sha256 = "aa", .shown = "bb", .name = "carta.jpg", .mime = "image/jpeg", .size_bytes = 10, .shown_bytes = 5 };
    struct attach_file first = f, copies[3] = { f, { .sha256 = "" }, f };
    struct attachment after;
    struct redacted *list;
    bool hidden;
    size_t n;

    shop_do(&s, file_op, &first);
    shop_do(&s, copies_op, copies); /* once more in the same request, and in one split off */
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .reason = "Documento di un terzo", .attachment_id = first.id, .instead = { .sha256 = "cc", .size_bytes = 3 } };
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(job.places, 2);
    assert_rc(attach_by_id(shop_r(&s), s.a, copies[0].id, &after, &s.err), OK);
    assert_string_equal(after.file.shown, "cc");
    assert_rc(redact_list(shop_r(&s), s.a, a.id, &list, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_string_equal(list[1].mime, "image/jpeg");
    assert_rc(redact_hides_file(shop_r(&s), s.a, copies[2].id, &hidden, &s.err), OK);
    assert_true(hidden);

    copies[0] = copies[1] = copies[2] = after.file; /* what an answer or a division names afterwards */
    shop_do(&s, copies_op, copies);
    for (size_t i = 0; i < 3; i++) {
        hidden = false;
        assert_rc(redact_hides_file(shop_r(&s), s.a, copies[i].id, &hidden, &s.err), OK);
        assert_true(hidden);
    }
    job.attachment_id = copies[1].id;
    assert_rc(run(redact_op, &job), E_INPUT); /* it shows nothing any more */
    assert_int_equal(b.id, 2);
    shop_close(&s);
}

TEST(a_file_that_waits_in_a_draft_is_black_too)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL);
    struct attach_file f = { .sha256 = "aa", .shown = "bb", .name = "carta.jpg", .mime = "image/jpeg", .size_bytes = 10, .shown_bytes = 5 };

    shop_do(&s, user_op, NULL);
    shop_do(&s, file_op, &f);
    struct writing_save draft = { .ticket_id = a.id, .user_id = 1, .version = a.version, .action = WORK_ANSWER, .text = "Ecco la carta.", .fields = "{}", .picks = true, .attached = &f.id, .n_attached = 1 };
    assert_rc(run(writing_op, &draft), OK);
    assert_int_equal(count("SELECT count(*) FROM writing_file WHERE shown = 'bb'"), 1);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .reason = "Documento di un terzo", .attachment_id = f.id, .instead = { .sha256 = "cc", .size_bytes = 3 } };
    assert_rc(run(redact_op, &job), OK);
    assert_int_equal(count("SELECT count(*) FROM writing_file WHERE shown = 'cc' AND mime = 'application/octet-stream'"), 1);
    shop_close(&s);
}

TEST(each_look_at_what_is_black_is_an_event)
{
    office_open(&s);
    struct ticket a = request("t:1", "anna", NULL), b = request("t:2", "bruno", NULL);
    struct redact job = { .ticket_id = a.id, .who = { .kind = ACTOR_URP }, .passage = "davanti alla scuola", .reason = "Prova" };

    assert_rc(run(redact_op, &job), OK);
    struct redact_look look = { .ticket_id = b.id, .id = 1, .who = { .kind = ACTOR_URP, .id = 0 } };
    assert_rc(run(redact_look_op, &look), E_NOTFOUND);
    look.ticket_id = a.id;
    assert_rc(run(redact_look_op, &look), OK);
    assert_int_equal(count("SELECT count(*) FROM event WHERE kind = 'originale_letto'"), 1);
    check_store();
    shop_close(&s);
}

TESTS_MAIN("dispatch_dossier")
