/* SPDX-License-Identifier: EUPL-1.2 */
/* The bare path: what this machine and these libraries give when there is no application. libmicrohttpd takes a
 * form, one writing thread commits to SQLite (synchronous=FULL) whatever is queued as one transaction, and only
 * then the requests are answered. No session, no rights, no templates. The daemon's speed is told as a ratio of this.
 *
 *   bare fill FILE TICKETS            makes the store, with one to five events a ticket
 *   bare serve FILE PORT [THREADS]    until SIGTERM
 *
 * POST /t (body = text)    201 after the commit
 * GET  /l                  the newest 50 open tickets
 * GET  /d?id=N             a ticket with its events
 * GET  /s?q=WORD           the newest 50 tickets with the word */
#include <inttypes.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "gen.h"

enum { BODY_MAX = 65536, PAGE_MAX = 1 << 17, SEED = 1, STATE_CLOSED = 5 };

static const char schema[] =
    "CREATE TABLE IF NOT EXISTS ticket(id INTEGER PRIMARY KEY, code TEXT NOT NULL, type INT, channel INT, state INT,"
    " settore INT, subject TEXT, text TEXT, name TEXT, email TEXT, place TEXT, created_at INT, updated_at INT);"
    "CREATE INDEX IF NOT EXISTS ticket_open ON ticket(id) WHERE state < 5;"
    "CREATE TABLE IF NOT EXISTS event(ticket INT, n INT, at INT, kind INT, actor TEXT, text TEXT,"
    " PRIMARY KEY(ticket, n)) WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE IF NOT EXISTS search USING fts5(subject, text, content='ticket', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 2');"
    "CREATE TABLE IF NOT EXISTS outbox(id INTEGER PRIMARY KEY, ticket INT, to_addr TEXT, subject TEXT, body TEXT,"
    " next_at INT, attempts INT);";

static const char *store_path;

/* Any thread, while others work: exit() would take the libraries down under them. */
static _Noreturn void die(sqlite3 *db, const char *what)
{
    fprintf(stderr, "bare: %s: %s\n", what, db ? sqlite3_errmsg(db) : "");
    _exit(1);
}

static void run(sqlite3 *db, const char *sql)
{
    if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
        die(db, sql);
}

static sqlite3 *open_store(void)
{
    sqlite3 *db;
    /* The timeout first: whoever opens while another reads the WAL anew would be told that it is locked. */
    if (sqlite3_open(store_path, &db) != SQLITE_OK || sqlite3_busy_timeout(db, 5000) != SQLITE_OK)
        die(db, store_path);
    run(db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-8192; PRAGMA mmap_size=0;"
            "PRAGMA temp_store=MEMORY; PRAGMA wal_autocheckpoint=20000");
    return db;
}

static sqlite3_stmt *prepare(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *s;
    if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
        die(db, sql);
    return s;
}

/* ---- writing -------------------------------------------------------------------------------------- */

struct inserts {
    sqlite3 *db;
    sqlite3_stmt *ticket, *event, *search, *outbox;
};

static struct inserts prepare_inserts(sqlite3 *db)
{
    return (struct inserts){
        .db = db,
        .ticket = prepare(db, "INSERT INTO ticket VALUES(?1,?2,1,1,?3,?4,?5,?6,?7,?8,?9,?10,?10)"),
        .event = prepare(db, "INSERT INTO event VALUES(?1,?2,?3,?4,?5,?6)"),
        .search = prepare(db, "INSERT INTO search(rowid,subject,text) VALUES(?1,?2,?3)"),
        .outbox = prepare(db, "INSERT INTO outbox VALUES(NULL,?1,?2,?3,?4,?5,0)"),
    };
}

static void text_in(sqlite3_stmt *s, int i, const char *v)
{
    sqlite3_bind_text(s, i, v, -1, SQLITE_STATIC);
}

static void step(sqlite3 *db, sqlite3_stmt *s)
{
    if (sqlite3_step(s) != SQLITE_DONE)
        die(db, "insert");
    sqlite3_reset(s);
}

static void insert_ticket(struct inserts *in, const struct gen_ticket *t, int64_t id, int more_events, bool mail)
{
    char code[40];
    snprintf(code, sizeof code, "URP-%08" PRId64, id);
    sqlite3_bind_int64(in->ticket, 1, id);
    text_in(in->ticket, 2, code);
    sqlite3_bind_int(in->ticket, 3, t->open ? 1 : STATE_CLOSED);
    sqlite3_bind_int(in->ticket, 4, t->settore);
    text_in(in->ticket, 5, t->subject);
    text_in(in->ticket, 6, t->text);
    text_in(in->ticket, 7, t->surname);
    text_in(in->ticket, 8, t->email);
    text_in(in->ticket, 9, t->place);
    sqlite3_bind_int64(in->ticket, 10, t->created_at);
    step(in->db, in->ticket);
    for (int i = 0; i <= more_events; i++) {
        sqlite3_bind_int64(in->event, 1, id);
        sqlite3_bind_int(in->event, 2, i);
        sqlite3_bind_int64(in->event, 3, t->created_at + i * 3600);
        sqlite3_bind_int(in->event, 4, i);
        text_in(in->event, 5, i ? "operatore.urp" : t->surname);
        text_in(in->event, 6, i ? t->subject : "Richiesta ricevuta");
        step(in->db, in->event);
    }
    sqlite3_bind_int64(in->search, 1, id);
    text_in(in->search, 2, t->subject);
    text_in(in->search, 3, t->text);
    step(in->db, in->search);
    if (!mail)
        return;
    sqlite3_bind_int64(in->outbox, 1, id);
    text_in(in->outbox, 2, t->email);
    text_in(in->outbox, 3, t->subject);
    text_in(in->outbox, 4, t->text);
    sqlite3_bind_int64(in->outbox, 5, t->created_at);
    step(in->db, in->outbox);
}

static int fill(int64_t tickets)
{
    sqlite3 *db = open_store();
    run(db, schema);
    struct inserts in = prepare_inserts(db);
    static struct gen_ticket t;
    for (int64_t id = 1; id <= tickets; id++) {
        if (id % 2000 == 1)
            run(db, "BEGIN");
        gen_ticket(SEED, (uint64_t)id, &t);
        insert_ticket(&in, &t, id, (int)(id % 5), false);
        if (id % 2000 == 0 || id == tickets)
            run(db, "COMMIT");
    }
    run(db, "INSERT INTO search(search) VALUES('optimize'); ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)");
    return 0;
}

/* ---- serving -------------------------------------------------------------------------------------- */

enum wish_state { WISH_NEW, WISH_QUEUED, WISH_DONE };

struct wish { /* one request */
    struct MHD_Connection *c;
    char *body;
    size_t n;
    int64_t id;
    enum wish_state state;
    struct wish *next;
};

static pthread_mutex_t queue_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t queue_filled = PTHREAD_COND_INITIALIZER;
static struct wish *queue_head, **queue_tail = &queue_head;
static bool stopping;

static void ticket_of_body(const struct wish *w, struct gen_ticket *t)
{
    t->settore = (int)(w->id % GEN_SETTORI);
    t->open = 1;
    t->created_at = 1700000000 + w->id;
    snprintf(t->subject, sizeof t->subject, "%.80s", w->body);
    snprintf(t->text, sizeof t->text, "%s", w->body);
    snprintf(t->surname, sizeof t->surname, "Rossi");
    snprintf(t->email, sizeof t->email, "rossi@bench.test");
}

static struct wish *take_queue(bool *ret_stop)
{
    pthread_mutex_lock(&queue_mutex);
    while (!queue_head && !stopping)
        pthread_cond_wait(&queue_filled, &queue_mutex);
    struct wish *list = queue_head;
    queue_head = NULL;
    queue_tail = &queue_head;
    *ret_stop = stopping;
    pthread_mutex_unlock(&queue_mutex);
    return list;
}

static void *writer(void *unused)
{
    (void)unused;
    sqlite3 *db = open_store();
    struct inserts in = prepare_inserts(db);
    sqlite3_stmt *max = prepare(db, "SELECT coalesce(max(id),0) FROM ticket");
    sqlite3_step(max);
    int64_t last_id = sqlite3_column_int64(max, 0);
    sqlite3_finalize(max);
    static struct gen_ticket t;
    for (;;) {
        bool stop;
        struct wish *list = take_queue(&stop);
        if (!list && stop)
            return NULL;
        run(db, "BEGIN IMMEDIATE");
        for (struct wish *w = list; w; w = w->next) {
            w->id = ++last_id;
            ticket_of_body(w, &t);
            insert_ticket(&in, &t, w->id, 0, true);
        }
        run(db, "COMMIT");
        while (list) {
            struct wish *next = list->next; /* the request may be gone as soon as it is resumed */
            list->state = WISH_DONE;
            MHD_resume_connection(list->c);
            list = next;
        }
    }
}

struct reader {
    sqlite3 *db;
    sqlite3_stmt *list, *ticket, *events, *search;
};

static struct reader *this_reader(void)
{
    static __thread struct reader r;
    if (r.db)
        return &r;
    r.db = open_store();
    r.list = prepare(r.db, "SELECT id,code,type,state,subject,name,created_at FROM ticket"
                           " WHERE state<5 ORDER BY id DESC LIMIT 50");
    r.ticket = prepare(r.db, "SELECT code,subject,text,name,email,place,state,created_at FROM ticket WHERE id=?1");
    r.events = prepare(r.db, "SELECT n,at,kind,actor,text FROM event WHERE ticket=?1 ORDER BY n");
    r.search = prepare(r.db, "SELECT t.id,t.code,t.subject,t.state,t.created_at FROM search s JOIN ticket t"
                             " ON t.id=s.rowid WHERE search MATCH ?1 ORDER BY s.rowid DESC LIMIT 50");
    return &r;
}

static char *escaped(char *out, const char *s)
{
    for (; *s; s++) {
        const char *e = *s == '<' ? "&lt;" : *s == '&' ? "&amp;" : *s == '"' ? "&quot;" : NULL;
        if (e)
            out = stpcpy(out, e);
        else
            *out++ = *s;
    }
    return out;
}

static char *rows(sqlite3_stmt *s, char *out)
{
    int columns = sqlite3_column_count(s);
    while (sqlite3_step(s) == SQLITE_ROW) {
        out = stpcpy(out, "<tr>");
        for (int i = 0; i < columns; i++) {
            out = stpcpy(out, "<td>");
            const char *v = (const char *)sqlite3_column_text(s, i);
            if (v)
                out = escaped(out, v);
        }
        *out++ = '\n';
    }
    sqlite3_reset(s);
    return out;
}

static enum MHD_Result answer(struct MHD_Connection *c, unsigned status, char *body, size_t n)
{
    struct MHD_Response *r = MHD_create_response_from_buffer(n, body, MHD_RESPMEM_MUST_FREE);
    MHD_add_response_header(r, "Content-Type", "text/html; charset=utf-8");
    enum MHD_Result ok = MHD_queue_response(c, status, r);
    MHD_destroy_response(r);
    return ok;
}

static enum MHD_Result answer_get(struct MHD_Connection *c, const char *url)
{
    struct reader *r = this_reader();
    char *body = malloc(PAGE_MAX);
    if (!body)
        return MHD_NO;
    char *out = stpcpy(body, "<!doctype html><html lang=it><meta charset=utf-8><title>URP</title>"
                             "<link rel=stylesheet href=/s.css><main><table>");
    const char *a;
    if (url[1] == 'l') {
        out = rows(r->list, out);
    } else if (url[1] == 'd') {
        a = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "id");
        sqlite3_bind_int64(r->ticket, 1, a ? strtoll(a, NULL, 10) : 1);
        sqlite3_bind_int64(r->events, 1, a ? strtoll(a, NULL, 10) : 1);
        out = rows(r->events, rows(r->ticket, out));
    } else {
        a = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "q");
        sqlite3_bind_text(r->search, 1, a ? a : "buca", -1, SQLITE_TRANSIENT);
        out = rows(r->search, out);
    }
    out = stpcpy(out, "</table></main>");
    return answer(c, MHD_HTTP_OK, body, (size_t)(out - body));
}

static enum MHD_Result answer_post(struct wish *w, const char *data, size_t *n)
{
    if (*n) {
        char *grown = w->n + *n > BODY_MAX ? NULL : realloc(w->body, w->n + *n + 1);
        if (!grown)
            return MHD_NO;
        w->body = grown;
        memcpy(w->body + w->n, data, *n);
        w->n += *n;
        w->body[w->n] = '\0';
        *n = 0;
        return MHD_YES;
    }
    if (w->state == WISH_DONE) {
        char *body = malloc(64);
        if (!body)
            return MHD_NO;
        int len = snprintf(body, 64, "<p>URP-%08" PRId64 "\n", w->id);
        return answer(w->c, MHD_HTTP_CREATED, body, (size_t)len);
    }
    if (w->state == WISH_QUEUED)
        return MHD_YES;
    if (!w->body)
        return MHD_NO;
    w->state = WISH_QUEUED;
    MHD_suspend_connection(w->c); /* before the writer can see it and resume */
    pthread_mutex_lock(&queue_mutex);
    w->next = NULL;
    *queue_tail = w;
    queue_tail = &w->next;
    pthread_cond_signal(&queue_filled);
    pthread_mutex_unlock(&queue_mutex);
    return MHD_YES;
}

static enum MHD_Result on_request(void *ctx, struct MHD_Connection *c, const char *url, const char *method,
                                  const char *version, const char *data, size_t *n, void **slot)
{
    (void)ctx;
    (void)version;
    if (!*slot) {
        struct wish *w = calloc(1, sizeof *w);
        if (!w)
            return MHD_NO;
        w->c = c;
        *slot = w;
        return MHD_YES;
    }
    return method[0] == 'P' ? answer_post(*slot, data, n) : answer_get(c, url);
}

static void on_end(void *ctx, struct MHD_Connection *c, void **slot, enum MHD_RequestTerminationCode why)
{
    (void)ctx;
    (void)c;
    (void)why;
    struct wish *w = *slot;
    if (!w)
        return;
    free(w->body);
    free(w);
    *slot = NULL;
}

static int serve(int port, int threads)
{
    sigset_t s;
    sigemptyset(&s);
    sigaddset(&s, SIGTERM);
    sigaddset(&s, SIGINT);
    pthread_sigmask(SIG_BLOCK, &s, NULL);
    pthread_t w;
    pthread_create(&w, NULL, writer, NULL);
    struct MHD_OptionItem options[] = {
        { MHD_OPTION_CONNECTION_LIMIT, 1024, NULL },
        { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t)on_end, NULL },
        { threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, threads, NULL },
        { MHD_OPTION_END, 0, NULL },
    };
    struct MHD_Daemon *d = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, (uint16_t)port,
                                            NULL, NULL, on_request, NULL, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    if (!d)
        die(NULL, "cannot listen");
    int sig;
    sigwait(&s, &sig);
    pthread_mutex_lock(&queue_mutex);
    stopping = true;
    pthread_cond_signal(&queue_filled);
    pthread_mutex_unlock(&queue_mutex);
    pthread_join(w, NULL);
    MHD_stop_daemon(d);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc >= 4) {
        store_path = argv[2];
        if (strcmp(argv[1], "fill") == 0)
            return fill(strtoll(argv[3], NULL, 10));
        if (strcmp(argv[1], "serve") == 0)
            return serve((int)strtol(argv[3], NULL, 10), argc > 4 ? (int)strtol(argv[4], NULL, 10) : 2);
    }
    fprintf(stderr, "usage: bare fill FILE TICKETS | bare serve FILE PORT [THREADS]\n");
    return 64;
}
