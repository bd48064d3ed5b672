/* SPDX-License-Identifier: EUPL-1.2 */
/* FTS5's own 'integrity-check' is an INSERT: it asks for the right to write, and only the daemon's writer has that. So both
 * sides are read here, the words that the index holds and the words that its rows hold, and added up in the same way. */
#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

#include "base/limits.h"
#include "base/rnd.h"
#include "conn.h"
#include "db/admin.h"
#include "fts.h"

#define TOKEN_MAX_BYTES 32768 /* FTS5_MAX_TOKEN_SIZE: the index keeps no more of a word */

/* A sum does not depend on the order: the index gives word by word, the rows give text by text. */
struct sum {
    uint8_t key[crypto_shorthash_KEYBYTES];
    uint64_t words, hashes;
    /* of the row being read */
    int64_t row_id, place;
};

static void add(struct sum *s, const char *word, size_t n, int64_t row_id, int64_t place)
{
    const int64_t at[2] = { row_id, place };
    uint8_t word_hash[crypto_shorthash_BYTES], all[sizeof at + sizeof word_hash], hash[crypto_shorthash_BYTES];
    uint64_t number;

    (void)crypto_shorthash(word_hash, (const uint8_t *)word, n, s->key);
    memcpy(all, at, sizeof at);
    memcpy(all + sizeof at, word_hash, sizeof word_hash);
    (void)crypto_shorthash(hash, all, sizeof all, s->key);
    memcpy(&number, hash, sizeof number);
    s->words++;
    s->hashes += number;
}

/* ---- the rows ----------------------------------------------------------------------------------- */

static int take_word(void *arg, int flags, const char *word, int n, int from, int to)
{
    struct sum *s = arg;

    (void)from;
    (void)to;
    if (!(flags & FTS5_TOKEN_COLOCATED))
        s->place++;
    add(s, word, (size_t)(n < TOKEN_MAX_BYTES ? n : TOKEN_MAX_BYTES), s->row_id, s->place);
    return SQLITE_OK;
}

/* words(table, rowid): adds the words of this row, cut as the table's own tokenizer cuts them. xRowid is for MATCH alone
 * (SQLite 3.40 follows a null pointer in a plain scan). */
static void sql_words(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int n_args, sqlite3_value **args)
{
    struct sum *s = api->xUserData(fts);
    const char *text = NULL;
    int n = 0, rc = api->xColumnText(fts, 0, &text, &n);

    (void)n_args;
    s->row_id = sqlite3_value_int64(args[0]);
    s->place = -1;
    if (rc == SQLITE_OK)
        rc = api->xTokenize(fts, text, n, s, take_word);
    if (rc != SQLITE_OK)
        sqlite3_result_error_code(ctx, rc);
}

static bool define_words(sqlite3 *h, struct sum *s)
{
    fts5_api *api = fts_api(h);

    return api && api->xCreateFunction(api, "words", s, sql_words, NULL) == SQLITE_OK;
}

/* ---- both sides --------------------------------------------------------------------------------- */

/* index NULL: the statement adds by itself. A damaged index says so here, in the words of SQLite. */
static enum rc read_all(sqlite3 *h, const char *sql, struct sum *index, bool *ret_damaged, struct err *err)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(h, sql, -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    for (; rc == SQLITE_ROW; rc = sqlite3_step(st))
        if (index)
            add(index, (const char *)sqlite3_column_text(st, 0), (size_t)sqlite3_column_bytes(st, 0), sqlite3_column_int64(st, 1),
                sqlite3_column_int64(st, 2));
    *ret_damaged = *ret_damaged || (rc & 0xFF) == SQLITE_CORRUPT;
    enum rc out = rc == SQLITE_DONE || *ret_damaged ? OK : conn_fail(h, sql, ERR_WHERE, err);
    (void)sqlite3_finalize(st);
    return out;
}

static enum rc compare(sqlite3 *h, bool *ret_matches, struct err *err)
{
    struct sum rows = { .words = 0 }, index;
    bool damaged = false;

    rnd_bytes(rows.key, sizeof rows.key);
    index = rows;
    if (!define_words(h, &rows))
        FAIL(err, E_DB, NULL, "SQLite has no FTS5");
    /* The view of the index lives in this connection's own memory. */
    TRY(conn_exec(h, "PRAGMA query_only = off", err));
    TRY(conn_exec(h, "CREATE VIRTUAL TABLE temp.index_word USING fts5vocab(main, search, instance)", err));
    TRY(conn_exec(h, "BEGIN", err)); /* one moment for both */
    TRY(read_all(h, "SELECT words(search, rowid) FROM search", NULL, &damaged, err));
    TRY(read_all(h, "SELECT term, doc, offset FROM temp.index_word", &index, &damaged, err));
    TRY(conn_exec(h, "COMMIT", err));
    *ret_matches = !damaged && rows.words == index.words && rows.hashes == index.hashes;
    return OK;
}

enum rc db_check_index(struct dbr *r, bool *ret_matches, struct err *err)
{
    struct dbr own;

    /* A connection of its own, without the readers' ban on CREATE; the file is open for reading alone. */
    TRY(conn_open(sqlite3_db_filename(r->h, "main"), CONN_INSPECT, DB_CACHE_KIB, &own, err));
    enum rc rc = compare(own.h, ret_matches, err);
    conn_close(&own);
    return rc;
}
