/* SPDX-License-Identifier: EUPL-1.2 */
/* Fills a store with generated tickets through the same operations as the daemon (intake_submit, work_do, tag_put, remind_all), many in
 * one transaction, each at its own moment of the last eight years (tests/bench/shape).
 *
 *   seed CONFIG TICKETS OUTDIR     the body must be loaded, no daemon may run
 *   seed CONFIG grow TIMES OUTDIR  makes a filled store so many times as large, in a quarter of the time that it takes to fill it: the same
 *                                  requests once more, with other words, numbers and addresses; what is published stays as it is
 *   seed CONFIG publish OUTDIR     publishes each report of a filled store that may be, with a point of its own; public.txt: their numbers, n_public: how
 *                                  many. Of one in FLAG_EACH a reader says that it is wrong, one in JOIN_EACH is joined by up to JOIN_MOST people
 *
 * The last 200 have twenty events, the last 20 of them two hundred. OUTDIR gets codes.txt (1,000 spread over all), events.txt (codes of
 * those with twenty events), long.txt (of those with two hundred), track.txt (tracking paths of the 1,000), callers.txt (what an
 * operator types while one of them is on the telephone) and values.sh (a settore, subject, area, operator and tag to filter by). The mails that were born are marked as sent: the daemon that serves this store
 * afterwards has nothing to do. */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sqlite3.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/keys.h"
#include "base/sv.h"
#include "db/conn.h"
#include "db/db.h"
#include "dispatch/remind.h"
#include "dispatch/work.h"
#include "gen.h"
#include "intake/submit.h"
#include "q/adesione.h"
#include "q/list.h"
#include "q/public.h"
#include "shape.h"
#include "ticket/adesione.h"
#include "ticket/code.h"
#include "ticket/ente.h"
#include "ticket/notify.h"
#include "ticket/public_list.h"
#include "ticket/tag.h"
#include "ticket/track.h"

#define FLAG_EACH 500     /* a body that has them looked at */
#define JOIN_EACH 20
#define JOIN_MOST 12
#define BATCH 2048        /* handed to the writer at a time: it makes transactions of 64 of them */
#define RICH 200          /* tickets with many events */
#define RICH_EVENTS 20
#define LONG 20           /* of those, with very many */
#define LONG_EVENTS 200
#define SAMPLES 1000
#define CACHE_KIB (256 * 1024) /* the indices of a million rows are written in no order */

struct batch {
    int64_t from, to, total, now_at;
    const struct category *categories;
    size_t n_categories;
    const struct q_list_operators *operators;
    size_t n_operators;
};

/* For all libraries of this program: a store that is being filled is worth nothing until it is whole, and is synced then. */
int fdatasync(int fd)
{
    (void)fd;
    return 0;
}

static _Noreturn void die(const char *what, const struct err *err)
{
    fprintf(stderr, "seed: %s: %s %s (%s)\n", what, err ? err->field : "", err ? err->text : "", err && err->where ? err->where : "");
    exit(1);
}

/* ---- one request -------------------------------------------------------------------------------- */

static struct work job_of(enum work_action action, int64_t ticket_id, enum actor_kind who)
{
    return (struct work){ .action = action, .ticket_id = ticket_id, .who = { .kind = who }, .who_name = "Anna Neri", .channel = CHANNEL_WEB };
}

static enum rc conclude(struct dbw *w, const struct shape *s, int64_t ticket_id, struct err *err)
{
    struct work job = job_of(WORK_CONCLUDE, ticket_id, ACTOR_URP);

    clock_freeze(s->ended_at);
    job.text = "Abbiamo verificato e provveduto.";
    job.outcome = s->outcome;
    return work_do(w, &job, err);
}

static enum rc note(struct dbw *w, int64_t ticket_id, int n, struct err *err)
{
    struct work job = job_of(WORK_NOTE, ticket_id, ACTOR_URP);

    job.text = arena_fmt(dbw_arena(w), "Nota numero %d: sentito il settore, in attesa.", n);
    return work_do(w, &job, err);
}

/* What happens before the end: an operator has it in hand, there is a word on it, the settore has begun. */
static enum rc touch(struct dbw *w, const struct batch *b, const struct shape *s, struct ticket *t, struct err *err)
{
    static const char *const tags[SHAPE_TAGS] = { "urgente", "ripetuta", "stampa", "assessore", "scuole", "mercato", "cantiere", "assicurazione", "bilancio",
                                                  "quartiere", "sopralluogo", "da richiamare" };
    static int64_t tag_ids[SHAPE_TAGS]; /* the writer thread is one, and nothing is undone */
    struct work hold = job_of(WORK_HOLD, t->id, ACTOR_URP), start = job_of(WORK_START, t->id, ACTOR_SETTORE);

    clock_freeze(s->touched_at);
    if (s->operator >= 0) {
        hold.holder_id = hold.who.id = b->operators[(size_t)s->operator % b->n_operators].id;
        TRY(work_do(w, &hold, err));
        *t = hold.after;
    }
    if (s->open && s->started && t->settore_id) {
        start.who.id = t->settore_id;
        TRY(work_do(w, &start, err));
        *t = start.after;
    }
    if (s->tag < 0)
        return OK;
    if (!tag_ids[s->tag])
        TRY(tag_named(w, tags[s->tag], &tag_ids[s->tag], err));
    return tag_put(w, t, (struct actor){ .kind = ACTOR_URP, .id = b->operators[0].id }, tag_ids[s->tag], true, err);
}

static enum rc add_one(struct dbw *w, const struct batch *b, int64_t n, struct err *err)
{
    static struct gen_ticket t; /* the writer thread is one */
    static struct shape s;
    struct arena *a = dbw_arena(w);
    bool rich = n > b->total - RICH;
    int events = n > b->total - LONG ? LONG_EVENTS : RICH_EVENTS;

    gen_ticket(1, (uint64_t)n, &t);
    shape_of(n, b->total, b->now_at, &s);
    s.open |= rich;
    struct submission in = { .type = s.type, .channel = s.channel, .receipt = true, .origin_key = arena_fmt(a, "bench:%lld", (long long)n),
                             .who = { .kind = ACTOR_CITIZEN }, .presented_at = s.presented_at };
    in.data = (struct draft_data){ .privacy = "1", .category = arena_fmt(a, "%lld", (long long)b->categories[(size_t)t.category % b->n_categories].id),
                                   .place = s.place, .subject = t.subject, .body = t.text, .name = s.name, .surname = s.surname, .email = s.email,
                                   .phone = s.phone };
    clock_freeze(s.presented_at);
    TRY(intake_submit(w, &in, err));
    TRY(touch(w, b, &s, &in.ticket, err));
    for (int i = 2; rich && i < events; i++)
        TRY(note(w, in.ticket.id, i, err));
    return s.open ? OK : conclude(w, &s, in.ticket.id, err);
}

/* Each ticket is an operation of its own, as in the daemon: the end of each statement walks through all that its operation has changed
 * before, and the index of words is written once for all of a transaction. */
struct one {
    struct db_post post;
    const struct batch *b;
    int64_t n;
};

static sem_t done;

static void one_done(struct db_post *post)
{
    (void)post;
    (void)sem_post(&done);
}

static enum rc add_op(struct dbw *w, void *arg, struct err *err)
{
    const struct one *one = arg;

    return add_one(w, one->b, one->n, err);
}

static void add_batch(struct db *db, const struct batch *b, op_fn *op)
{
    static struct one list[BATCH];
    struct err err = { 0 };

    for (int64_t n = b->from; n < b->to; n++) {
        struct one *one = &list[n - b->from];
        *one = (struct one){ .post = { .op = op, .arg = one, .done = one_done }, .b = b, .n = n };
        if (db_post(db, &one->post, &err) != OK)
            die("batch", &err);
    }
    for (int64_t n = b->from; n < b->to; n++)
        while (sem_wait(&done) != 0)
            ;
    for (int64_t n = b->from; n < b->to; n++)
        if (list[n - b->from].post.rc != OK)
            die("batch", &list[n - b->from].post.err);
}

/* What the timer did in all these years to those that are still open. No mail of reminders: the body of the benchmark sends none. */
static void mark_late(struct db *db, int64_t now_at)
{
    struct remind_run run = { .conf = { .before_days = 3, .every_days = 3, .close_after_days = 30, .from_hour = 1, .until_hour = 1 }, .now_at = now_at, .more = true };
    struct err err = { 0 };

    while (run.more)
        if (remind_all(db, &run, &err) != OK || run.failed)
            die("late ones", &err);
}

/* ---- around them -------------------------------------------------------------------------------- */

static size_t leaves(struct category *list, size_t n)
{
    size_t k = 0;

    for (size_t i = 0; i < n; i++)
        if (list[i].leaf && !list[i].emergency)
            list[k++] = list[i];
    return k;
}

static FILE *out_file(const char *dir, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    if (!f) {
        perror(path);
        exit(1);
    }
    return f;
}

/* Numbers of tickets are given in order, so the n-th ticket is the n-th row. */
static void write_samples(struct db *db, const struct keys *keys, const struct batch *b, const char *dir)
{
    int64_t total = b->total;
    AUTO(FILE) FILE *codes = out_file(dir, "codes.txt");
    AUTO(FILE) FILE *events = out_file(dir, "events.txt");
    AUTO(FILE) FILE *rest = out_file(dir, "long.txt");
    AUTO(FILE) FILE *track = out_file(dir, "track.txt");
    AUTO(FILE) FILE *callers = out_file(dir, "callers.txt");
    struct dbr *r = db_reader(db);
    struct gen_rng rng = { 4711 };
    struct err err = { 0 };

    for (int64_t i = 0; i < SAMPLES + RICH; i++) {
        AUTO(ARENA) struct arena *a = arena_new(1 << 20);
        int64_t id = i < SAMPLES ? 1 + (int64_t)gen_below(&rng, (uint32_t)total) : total - RICH + 1 + (i - SAMPLES);
        struct shape s;
        struct ticket t;
        char *secret;
        if (id < 1 || ticket_by_id(r, a, id, &t, &err) != OK || track_secret(r, a, keys->track, id, &secret, &err) != OK)
            die("sample", &err);
        fprintf(i < SAMPLES ? codes : id > total - LONG ? rest : events, "%s\n", t.code);
        if (i >= SAMPLES)
            continue;
        fprintf(track, "%s\n", track_path(a, t.code, secret));
        shape_of(id, total, b->now_at, &s);
        fprintf(callers, "%.*s\n", 3 + (int)gen_below(&rng, 3), s.surname);
    }
}

/* ---- what everybody sees ------------------------------------------------------------------------ */

static enum rc join(struct dbw *w, int64_t ticket_id, int64_t n, struct err *err)
{
    for (int64_t i = 0; i < n; i++) {
        const char *email = arena_fmt(dbw_arena(w), "anche%lld.%lld@bench.test", (long long)ticket_id, (long long)i);
        struct adesione_choice one;
        struct q_adesione_of row;

        TRY(adesione_ask_op(w, &(struct adesione_ask){ .ticket_id = ticket_id, .email = email }, err));
        TRY(q_adesione_of(dbw_reader(w), dbw_arena(w), ticket_id, email, &row, err));
        one.id = row.id;
        TRY(adesione_confirm_op(w, &one, err));
    }
    return OK;
}

/* The text is written anew by an operator; here it is that of the request. */
static enum rc show(struct dbw *w, int64_t ticket_id, struct err *err)
{
    struct place_point at = { { 44400000 + ticket_id * 7919 % 200000, 11200000 + ticket_id * 104729 % 300000 }, PLACE_MAP };
    struct publish job = { .ticket_id = ticket_id, .who = { .kind = ACTOR_URP } };
    const char *bar;
    struct ticket t;

    TRY(ticket_by_id(dbw_reader(w), dbw_arena(w), ticket_id, &t, err));
    TRY(publish_bar_of(dbw_reader(w), &t, &bar, err));
    if (bar)
        return OK;
    TRY(publication_of(dbw_reader(w), dbw_arena(w), &t, &job.what, err));
    TRY(place_point_put(w, ticket_id, at, err));
    TRY(publish_op(w, &job, err));
    if (job.what.id % FLAG_EACH == 0)
        TRY(publish_flag_op(w, &(struct publish_flag){ .publication_id = job.what.id, .reason = "luogo", .text = "È in un'altra via." }, err));
    return job.what.id % JOIN_EACH == 0 && !adesione_refused(&job.after) ? join(w, ticket_id, 1 + job.what.id / JOIN_EACH % JOIN_MOST, err) : OK;
}

static enum rc show_op(struct dbw *w, void *arg, struct err *err)
{
    return show(w, ((const struct one *)arg)->n, err);
}

static void publish_all(struct db *db, const char *dir)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    AUTO(FILE) FILE *out = out_file(dir, "public.txt");
    struct q_public_newest_ticket newest;
    struct q_public_list_all *rows;
    struct batch b = { 0 };
    struct err err = { 0 };
    size_t n;

    if (q_public_newest_ticket(db_reader(db), a, &newest, &err) != OK)
        die("store", &err);
    for (b.from = 1; b.from <= newest.id; b.from = b.to) {
        b.to = MIN(b.from + BATCH, newest.id + 1);
        add_batch(db, &b, show_op);
    }
    if (q_public_list_all(db_reader(db), a, INT64_MAX, SAMPLES, &rows, &n, &err) != OK || !n)
        die("nothing is published", &err);
    AUTO(FILE) FILE *count = out_file(dir, "n_public");
    int64_t published;
    if (public_count(db_reader(db), a, &(struct public_filter){ 0 }, &published, &err) != OK)
        die("count", &err);
    fprintf(count, "%lld\n", (long long)published);
    for (size_t i = 0; i < n; i++)
        fprintf(out, "%lld\n", (long long)rows[i].id);
}

/* The subject that has most to do, the settore it goes to, and one of each other. */
static void write_values(struct db *db, const struct batch *b, const char *dir)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    AUTO(FILE) FILE *values = out_file(dir, "values.sh");
    const struct q_list_areas *areas;
    struct q_tag_list *tags;
    struct err err = { 0 };
    size_t n_areas, n_tags;

    if (q_list_areas(db_reader(db), &areas, &n_areas, &err) != OK || q_tag_list(db_reader(db), a, &tags, &n_tags, &err) != OK || !n_areas || !n_tags)
        die("values", &err);
    fprintf(values, "settore=%lld category=%lld area=%lld operator=%lld tag=%lld\n", (long long)b->categories[0].settore_id, (long long)b->categories[0].id,
            (long long)areas[0].id, (long long)b->operators[b->n_operators / 2].id, (long long)tags[0].id);
}

/* What the sender would have done. Before the daemon starts, through a connection of its own: nobody else is there. */
static void mark_sent(const char *path)
{
    sqlite3 *h;
    if (sqlite3_open(path, &h) != SQLITE_OK ||
        sqlite3_exec(h, "UPDATE outbox SET state = 'done', settled_at = created_at, raw_sha = zeroblob(32), raw_bytes = 0 WHERE settled_at IS NULL;"
                        "INSERT INTO search(search) VALUES ('optimize'); PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "seed: %s\n", sqlite3_errmsg(h));
        exit(1);
    }
    sqlite3_close(h);
    sync();
}

/* ---- as many times ------------------------------------------------------------------------------ */

#define NUMBERS_APART 20000 /* more than a year of the first store has */

/* What belongs to one request, by what its ids count: a copy begins where the store ended. The record's hashes are those of the originals. */
static const struct grown {
    const char *table, *first; /* first: the column by which what is copied is told from its copies */
} grown[] = {
    { "person", "id" }, { "ticket", "id" }, { "ticket_text", "ticket_id" }, { "message", "id" }, { "event", "id" }, { "clock_event", "ticket_id" },
    { "ticket_tag", "ticket_id" }, { "origin", "ticket_id" }, { "outbox", "id" }, { "search_doc", "id" }, { "ticket_point", "ticket_id" },
    { "board_row", "ticket_id" },
};

static const struct link {
    const char *column, *table;
} links[] = {
    { "ticket_id", "ticket" }, { "duplicate_of", "ticket" }, { "person_id", "person" }, { "message_id", "message" }, { "event_id", "event" },
    { "replaced_by", "outbox" },
};

static const struct fresh { /* :by: the number of the copy, 1 ... */
    const char *table, *column, *as;
} fresh[] = {
    { "ticket", "number", "number + :by * :apart" }, { "ticket", "code", "bench_code(year, number + :by * :apart)" },
    { "ticket_text", "subject", "bench_words(ticket_id + :by * :tickets, 0)" }, { "ticket_text", "body", "bench_words(ticket_id + :by * :tickets, 1)" },
    { "origin", "key", "key || '/' || :by" }, { "person", "email", "iif(email = '', '', :by || email)" },
};

static void bench_code(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    char code[CODE_CHARS];

    (void)n;
    code_format(sqlite3_value_int64(args[0]), sqlite3_value_int64(args[1]), code);
    sqlite3_result_text(ctx, code, -1, SQLITE_TRANSIENT);
}

static void bench_words(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    static struct gen_ticket t;
    static sqlite3_int64 made;

    (void)n;
    if (made != sqlite3_value_int64(args[0]))
        gen_ticket(1, (uint64_t)(made = sqlite3_value_int64(args[0])), &t);
    sqlite3_result_text(ctx, sqlite3_value_int(args[1]) ? t.text : t.subject, -1, SQLITE_STATIC);
}

static void must(sqlite3 *h, int rc)
{
    if (rc == SQLITE_OK || rc == SQLITE_DONE || rc == SQLITE_ROW)
        return;
    fprintf(stderr, "seed: %s\n", sqlite3_errmsg(h));
    exit(1);
}

static void stmt_done(sqlite3_stmt **st)
{
    (void)sqlite3_finalize(*st);
}
#define STMT(name_) __attribute__((cleanup(stmt_done))) sqlite3_stmt *name_ = NULL

static int64_t number_of(sqlite3 *h, const char *sql)
{
    STMT(st);

    must(h, sqlite3_prepare_v2(h, sql, -1, &st, NULL));
    must(h, sqlite3_step(st));
    return sqlite3_column_int64(st, 0);
}

static const char *column_of_copy(struct arena *a, const char *table, const char *column)
{
    const char *of = str_eq(column, "id") ? table : NULL;

    for (size_t i = 0; i < sizeof fresh / sizeof fresh[0]; i++)
        if (str_eq(fresh[i].table, table) && str_eq(fresh[i].column, column))
            return fresh[i].as;
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        if (str_eq(links[i].column, column))
            of = links[i].table;
    return of ? arena_fmt(a, "%s + :by * (SELECT n FROM temp.grown WHERE name = '%s')", column, of) : column;
}

static const char *copy_sql(sqlite3 *h, struct arena *a, const struct grown *g)
{
    STMT(st);
    const char *columns = "";

    must(h, sqlite3_prepare_v2(h, "SELECT name FROM pragma_table_info(?1)", -1, &st, NULL));
    must(h, sqlite3_bind_text(st, 1, g->table, -1, SQLITE_STATIC));
    while (sqlite3_step(st) == SQLITE_ROW)
        columns = arena_fmt(a, "%s%s%s", columns, *columns ? ", " : "", column_of_copy(a, g->table, (const char *)sqlite3_column_text(st, 0)));
    const char *of = str_eq(g->first, "ticket_id") ? "ticket" : g->table;
    return arena_fmt(a, "INSERT INTO %s SELECT %s FROM %s WHERE %s <= (SELECT n FROM temp.grown WHERE name = '%s') ORDER BY %s", g->table, columns,
                     g->table, g->first, of, g->first);
}

static void bind_number(sqlite3_stmt *st, const char *name, int64_t n)
{
    int i = sqlite3_bind_parameter_index(st, name);
    if (i)
        (void)sqlite3_bind_int64(st, i, n);
}

static void copy_once(sqlite3 *h, int64_t tickets, int by)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    const char *docs = arena_fmt(a, "INSERT INTO search (rowid, text) SELECT id, text FROM search_text WHERE id > %lld", (long long)number_of(h, "SELECT max(id) FROM search_doc"));

    must(h, sqlite3_exec(h, "BEGIN", NULL, NULL, NULL));
    for (size_t i = 0; i < sizeof grown / sizeof grown[0]; i++) {
        STMT(st);
        must(h, sqlite3_prepare_v2(h, copy_sql(h, a, &grown[i]), -1, &st, NULL));
        bind_number(st, ":by", by);
        bind_number(st, ":apart", NUMBERS_APART);
        bind_number(st, ":tickets", tickets);
        must(h, sqlite3_step(st));
    }
    must(h, sqlite3_exec(h, docs, NULL, NULL, NULL));
    must(h, sqlite3_exec(h, "COMMIT", NULL, NULL, NULL));
}

/* A connection of its own, and nothing to fall back upon: a store that is half done is thrown away. Returns how many requests there are then. */
static int64_t grow(const char *path, int times)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct err err = { 0 };
    struct dbr r;

    if (conn_open(path, CONN_WRITE, 4 * CACHE_KIB, &r, &err) != OK)
        die("store", &err);
    (void)sqlite3_db_config(r.h, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    must(r.h, sqlite3_create_function(r.h, "bench_code", 2, SQLITE_UTF8, NULL, bench_code, NULL, NULL));
    must(r.h, sqlite3_create_function(r.h, "bench_words", 2, SQLITE_UTF8, NULL, bench_words, NULL, NULL));
    must(r.h, sqlite3_exec(r.h, "PRAGMA foreign_keys = off; PRAGMA journal_mode = off; PRAGMA synchronous = off; CREATE TEMP TABLE grown(name TEXT PRIMARY KEY, n INT)", NULL, NULL, NULL));
    for (size_t i = 0; i < sizeof grown / sizeof grown[0]; i++)
        if (str_eq(grown[i].first, "id"))
            must(r.h, sqlite3_exec(r.h, arena_fmt(a, "INSERT INTO temp.grown SELECT '%s', max(id) FROM %s", grown[i].table, grown[i].table), NULL, NULL, NULL));
    int64_t tickets = number_of(r.h, "SELECT max(id) FROM ticket");
    for (int by = 1; by < times; by++)
        copy_once(r.h, tickets, by);
    must(r.h, sqlite3_exec(r.h, arena_fmt(a, "UPDATE tally SET n = n * %d; UPDATE tally_by SET n = n * %d; UPDATE tally_wide SET n = n * %d; UPDATE board_due SET n = n * %d", times, times, times, times), NULL, NULL, NULL));
    must(r.h, sqlite3_exec(r.h, "INSERT INTO search(search) VALUES ('optimize'); PRAGMA journal_mode = wal", NULL, NULL, NULL));
    conn_close(&r);
    sync();
    return tickets * times;
}

int main(int argc, char **argv)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 << 20);
    struct err err = { 0 };
    struct conf *conf;
    struct keys keys;
    struct db *db;
    struct category *list;
    struct q_list_operators *operators;
    size_t n, n_operators;

    bool grows = argc == 5 && str_eq(argv[2], "grow");
    if (argc != 4 && !grows) {
        fprintf(stderr, "usage: seed CONFIG TICKETS|publish|grow TIMES OUTDIR\n");
        return 64;
    }
    rnd_init();
    (void)sem_init(&done, 0, 0);
    notify_set_domain("bench.test");
    if (conf_load(argv[1], &conf, &err) != OK || keys_load(conf_text(conf, "urp", "data_dir"), &keys, &err) != OK)
        die("config", &err);
    struct db_opts opts = { .path = conf_data_path(conf, a, "urp.db"), .mode = DB_ALONE, .cache_kib = CACHE_KIB };
    int64_t total = grows ? grow(opts.path, (int)strtol(argv[3], NULL, 10)) : strtoll(argv[2], NULL, 10);
    if (db_open(&opts, &db, &err) != OK || category_list(db_reader(db), a, &list, &n, &err) != OK ||
        q_list_operators(db_reader(db), a, &operators, &n_operators, &err) != OK)
        die("store", &err);
    if (str_eq(argv[2], "publish")) {
        publish_all(db, argv[3]);
        db_close(db);
        mark_sent(opts.path);
        conf_free(conf);
        return 0;
    }
    struct batch b = { .total = total, .now_at = clock_now_at(), .categories = list, .n_categories = leaves(list, n), .operators = operators,
                       .n_operators = n_operators };
    if (!b.n_categories || !n_operators || b.total < RICH)
        die("no categories, no operators, or fewer tickets than those with many events", NULL);
    for (b.from = 1; b.from <= b.total && !grows; b.from = b.to) {
        b.to = MIN(b.from + BATCH, b.total + 1);
        add_batch(db, &b, add_op);
    }
    clock_freeze(0);
    if (!grows)
        mark_late(db, b.now_at);
    write_samples(db, &keys, &b, argv[argc - 1]);
    write_values(db, &b, argv[argc - 1]);
    db_close(db);
    if (!grows)
        mark_sent(opts.path);
    conf_free(conf);
    return 0;
}
