/* SPDX-License-Identifier: EUPL-1.2 */
/* Fills a store with generated tickets through the same operations as the daemon (intake_submit, work_do), many in one
 * transaction.
 *
 *   seed CONFIG TICKETS OUTDIR     the body must be loaded, no daemon may run
 *
 * 88 % are concluded. The last 200 have twenty events, the last 20 of them two hundred. OUTDIR gets codes.txt (1,000 spread over all), events.txt (codes of
 * those with twenty events), long.txt (of those with two hundred) and track.txt (tracking paths of the 1,000). The mails that were born are marked as sent: the
 * daemon that serves this store afterwards has nothing to do. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/conf.h"
#include "base/keys.h"
#include "base/sv.h"
#include "db/db.h"
#include "dispatch/work.h"
#include "gen.h"
#include "intake/submit.h"
#include "ticket/ente.h"
#include "ticket/notify.h"
#include "ticket/track.h"

#define BATCH 200
#define RICH 200          /* tickets with many events */
#define RICH_EVENTS 20
#define LONG 20           /* of those, with very many */
#define LONG_EVENTS 200
#define SAMPLES 1000
#define SPAN_S (2 * 86400) /* presented within two days: nothing is due, no timer acts during the measurement */

struct batch {
    int64_t from, to, total, now_at;
    const struct category *categories;
    size_t n_categories;
};

static _Noreturn void die(const char *what, const struct err *err)
{
    fprintf(stderr, "seed: %s: %s %s (%s)\n", what, err ? err->field : "", err ? err->text : "", err && err->where ? err->where : "");
    exit(1);
}

static enum rc conclude(struct dbw *w, int64_t ticket_id, struct err *err)
{
    struct work job = { .action = WORK_CONCLUDE, .ticket_id = ticket_id, .who = { .kind = ACTOR_URP }, .who_name = "Anna Neri", .channel = CHANNEL_WEB,
                        .text = "Abbiamo verificato e provveduto.", .outcome = OUTCOME_SOLVED };
    return work_do(w, &job, err);
}

static enum rc note(struct dbw *w, int64_t ticket_id, int n, struct err *err)
{
    char text[80];
    snprintf(text, sizeof text, "Nota numero %d: sentito il settore, in attesa.", n);
    struct work job = { .action = WORK_NOTE, .ticket_id = ticket_id, .who = { .kind = ACTOR_URP }, .who_name = "Anna Neri", .channel = CHANNEL_WEB, .text = text };
    return work_do(w, &job, err);
}

static enum rc add_one(struct dbw *w, const struct batch *b, int64_t n, struct err *err)
{
    static struct gen_ticket t; /* the writer thread is one */
    struct arena *a = dbw_arena(w);
    const struct category *c;
    struct submission s = { .type = TYPE_REPORT, .channel = CHANNEL_WEB, .receipt = true, .origin_key = arena_fmt(a, "bench:%lld", (long long)n),
                            .who = { .kind = ACTOR_CITIZEN }, .presented_at = b->now_at - SPAN_S + n * SPAN_S / (b->total + 1) };
    bool rich = n > b->total - RICH;
    int events = n > b->total - LONG ? LONG_EVENTS : RICH_EVENTS;

    gen_ticket(1, (uint64_t)n, &t);
    c = &b->categories[(size_t)t.category % b->n_categories];
    s.data = (struct draft_data){ .privacy = "1", .category = arena_fmt(a, "%lld", (long long)c->id), .place = t.place, .subject = t.subject, .body = t.text,
                                  .name = t.name, .surname = t.surname, .email = t.email };
    TRY(intake_submit(w, &s, err));
    for (int i = 2; rich && i < events; i++)
        TRY(note(w, s.ticket.id, i, err));
    return t.open || rich ? OK : conclude(w, s.ticket.id, err);
}

static enum rc add_batch(struct dbw *w, void *arg, struct err *err)
{
    const struct batch *b = arg;

    for (int64_t n = b->from; n < b->to; n++)
        TRY(add_one(w, b, n, err));
    return OK;
}

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
static void write_samples(struct db *db, const struct keys *keys, int64_t total, const char *dir)
{
    AUTO(FILE) FILE *codes = out_file(dir, "codes.txt");
    AUTO(FILE) FILE *events = out_file(dir, "events.txt");
    AUTO(FILE) FILE *rest = out_file(dir, "long.txt");
    AUTO(FILE) FILE *track = out_file(dir, "track.txt");
    struct dbr *r = db_reader(db);
    struct gen_rng rng = { 4711 };
    struct err err = { 0 };

    for (int64_t i = 0; i < SAMPLES + RICH; i++) {
        AUTO(ARENA) struct arena *a = arena_new(1 << 20);
        int64_t id = i < SAMPLES ? 1 + (int64_t)gen_below(&rng, (uint32_t)total) : total - RICH + 1 + (i - SAMPLES);
        struct ticket t;
        char *secret;
        if (id < 1 || ticket_by_id(r, a, id, &t, &err) != OK || track_secret(r, a, keys->track, id, &secret, &err) != OK)
            die("sample", &err);
        fprintf(i < SAMPLES ? codes : id > total - LONG ? rest : events, "%s\n", t.code);
        if (i < SAMPLES)
            fprintf(track, "%s\n", track_path(a, t.code, secret));
    }
}

/* What the sender would have done. Before the daemon starts, through a connection of its own: nobody else is there. */
static void mark_sent(const char *path)
{
    sqlite3 *h;
    if (sqlite3_open(path, &h) != SQLITE_OK ||
        sqlite3_exec(h, "UPDATE outbox SET state = 'done', settled_at = created_at, raw_sha = hex(zeroblob(32)), raw_bytes = 0 WHERE settled_at IS NULL;"
                        "INSERT INTO search(search) VALUES ('optimize'); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL) != SQLITE_OK) {
        fprintf(stderr, "seed: %s\n", sqlite3_errmsg(h));
        exit(1);
    }
    sqlite3_close(h);
}

int main(int argc, char **argv)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 << 20);
    struct err err = { 0 };
    struct conf *conf;
    struct keys keys;
    struct db *db;
    struct category *list;
    size_t n;

    if (argc != 4) {
        fprintf(stderr, "usage: seed CONFIG TICKETS OUTDIR\n");
        return 64;
    }
    rnd_init();
    notify_set_domain("bench.test");
    if (conf_load(argv[1], &conf, &err) != OK || keys_load(conf_text(conf, "urp", "data_dir"), &keys, &err) != OK)
        die("config", &err);
    struct db_opts opts = { .path = conf_data_path(conf, a, "urp.db"), .mode = DB_ALONE };
    if (db_open(&opts, &db, &err) != OK || category_list(db_reader(db), a, &list, &n, &err) != OK)
        die("store", &err);
    struct batch b = { .total = atoll(argv[2]), .now_at = clock_now_at(), .categories = list, .n_categories = leaves(list, n) };
    if (!b.n_categories || b.total < RICH)
        die("no categories, or fewer tickets than those with many events", NULL);
    for (b.from = 1; b.from <= b.total; b.from = b.to) {
        b.to = b.from + BATCH <= b.total ? b.from + BATCH : b.total + 1;
        if (db_write(db, add_batch, &b, &err) != OK)
            die("batch", &err);
    }
    write_samples(db, &keys, b.total, argv[3]);
    db_close(db);
    mark_sent(opts.path);
    conf_free(conf);
    return 0;
}
