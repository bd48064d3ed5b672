/* SPDX-License-Identifier: EUPL-1.2 */
/* A real store in a directory of its own, for the tests of floor ticket and above. */
#ifndef URP_TESTS_TICKET_STORE_H
#define URP_TESTS_TICKET_STORE_H

#include <ftw.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/text.h"
#include "db/db.h"
#include "ticket/message.h"
#include "ticket/ticket.h"

/* Wednesday 4 February 2026, 10:00 in Rome. */
#define NOON INT64_C(1770195600)

struct shop {
    char dir[64], path[96];
    struct db *db;
    sqlite3 *peek; /* only reads; NULL until a test asks. Reading the schema costs more than any question */
    struct arena *a;
    struct err err;
};

static inline void shop_open_db(struct shop *s)
{
    struct db_opts opts = { .path = s->path, .mode = DB_SERVE };

    if (db_open(&opts, &s->db, &s->err) != OK)
        fail_msg("store: %s", s->err.text);
}

static inline void shop_open(struct shop *s)
{
    memset(s, 0, sizeof *s);
    (void)snprintf(s->dir, sizeof s->dir, "/tmp/urp-test-XXXXXX");
    assume(mkdtemp(s->dir) != NULL);
    (void)snprintf(s->path, sizeof s->path, "%s/urp.db", s->dir);
    s->a = arena_new((size_t)256 * 1024 * 1024);
    clock_freeze(NOON);
    shop_open_db(s);
}

static inline int shop_rm(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

/* The last of the store's connections to go leaves its files as the program would. */
static inline void shop_shut(struct shop *s)
{
    (void)sqlite3_close(s->peek);
    s->peek = NULL;
    db_close(s->db);
}

static inline void shop_close(struct shop *s)
{
    shop_shut(s);
    arena_free(s->a);
    clock_freeze(0);
    (void)nftw(s->dir, shop_rm, 16, FTW_DEPTH | FTW_PHYS);
}

static inline struct dbr *shop_r(struct shop *s)
{
    return db_reader(s->db);
}

/* Runs op and insists on OK. */
#define shop_do(s_, op_, arg_)                                                              \
    do {                                                                                    \
        if (db_write((s_)->db, (op_), (arg_), &(s_)->err) != OK)                            \
            fail_msg("%s: %s %s", #op_, (s_)->err.field, (s_)->err.text);                   \
    } while (0)

/* As on the connections of the program: the index of the store needs it. */
static inline void shop_fold(sqlite3_context *ctx, int n, sqlite3_value **args)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);

    (void)n;
    sqlite3_result_text(ctx, text_fold(a, (const char *)sqlite3_value_text(args[0])), -1, SQLITE_TRANSIENT);
}

/* What no part of the program may do: raw SQL on the closed store. Returns the engine's code. */
static inline int shop_tamper(struct shop *s, const char *sql)
{
    sqlite3 *h;
    int rc;

    shop_shut(s);
    assume(sqlite3_open(s->path, &h) == SQLITE_OK);
    assume(sqlite3_create_function(h, "fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, shop_fold,
                                   NULL, NULL) == SQLITE_OK);
    rc = sqlite3_exec(h, sql, NULL, NULL, NULL);
    (void)sqlite3_close(h);
    shop_open_db(s);
    return rc;
}

/* The first row of raw SQL on the live store, through a connection of its own that only reads; NULL: no row. The caller finalizes. */
static inline sqlite3_stmt *shop_peek(struct shop *s, const char *sql)
{
    sqlite3_stmt *st = NULL;

    if (!s->peek)
        assume(sqlite3_open_v2(s->path, &s->peek, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK);
    if (sqlite3_prepare_v2(s->peek, sql, -1, &st, NULL) != SQLITE_OK)
        fail_msg("%s: %s", sql, sqlite3_errmsg(s->peek));
    if (sqlite3_step(st) == SQLITE_ROW)
        return st;
    (void)sqlite3_finalize(st);
    return NULL;
}

/* -1: no row. */
static inline int64_t shop_int(struct shop *s, const char *sql)
{
    sqlite3_stmt *st = shop_peek(s, sql);
    int64_t n = st ? sqlite3_column_int64(st, 0) : -1;

    (void)sqlite3_finalize(st);
    return n;
}

static inline char *shop_text(struct shop *s, const char *sql)
{
    sqlite3_stmt *st = shop_peek(s, sql);
    char *text = st ? arena_str(s->a, (const char *)sqlite3_column_text(st, 0)) : NULL;

    (void)sqlite3_finalize(st);
    return text;
}

/* A whole request: birth and words, as intake does it. */
struct shop_ticket {
    struct ticket_birth birth;
    struct ticket_words words;
    const char *person_text;
    struct ticket ticket; /* result */
    int64_t event_id;     /* result */
};

static inline enum rc shop_bear_op(struct dbw *w, void *arg, struct err *err)
{
    struct shop_ticket *t = arg;

    TRY(ticket_bear(w, &t->birth, &t->ticket, &t->event_id, err));
    TRY(ticket_catch_up(w, &t->ticket, err));
    return words_add(w, &t->ticket, &t->words, t->person_text, err);
}

static inline struct ticket shop_bear(struct shop *s, enum ticket_type type, const char *subject, const char *body)
{
    struct shop_ticket t = { .birth = { .type = type, .channel = CHANNEL_WEB, .presented_at = clock_now_at(),
                                        .who = { .kind = ACTOR_CITIZEN } },
                             .words = { .subject = subject, .body = body, .reply_by = "email" },
                             .person_text = "" };

    shop_do(s, shop_bear_op, &t);
    return t.ticket;
}

/* One event on a ticket, in an operation of its own. */
struct shop_event {
    const struct ticket *ticket;
    struct ticket after; /* result */
    enum event_kind kind;
    struct actor who;
    json_t *data; /* consumed */
    int64_t id;   /* result */
};

static inline enum rc shop_event_op(struct dbw *w, void *arg, struct err *err)
{
    struct shop_event *e = arg;

    e->after = *e->ticket;
    return ticket_event(w, &e->after, e->kind, e->who, json_incref(e->data), &e->id, err);
}

static inline enum rc shop_event(struct shop *s, struct ticket *t, enum event_kind kind, enum actor_kind who,
                                 json_t *owned_data)
{
    AUTO(JSON) json_t *data = owned_data;
    struct shop_event e = { .ticket = t, .kind = kind, .who = { .kind = who }, .data = data };

    assume(data != NULL);
    enum rc rc = db_write(s->db, shop_event_op, &e, &s->err);
    if (rc == OK)
        *t = e.after;
    return rc;
}

#endif
