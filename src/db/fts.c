/* SPDX-License-Identifier: EUPL-1.2 */
#include "fts.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/limits.h"

fts5_api *fts_api(sqlite3 *h)
{
    sqlite3_stmt *st = NULL;
    fts5_api *api = NULL;

    if (sqlite3_prepare_v2(h, "SELECT fts5(?1)", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_bind_pointer(st, 1, &api, "fts5_api_ptr", NULL) == SQLITE_OK)
        (void)sqlite3_step(st);
    (void)sqlite3_finalize(st);
    return api;
}

/* What is known of one document while its hits go by, in the order of the text. */
struct fit {
    int words;                         /* of the query */
    int first[SEARCH_WORDS_MAX];       /* where each was seen first; -1: not yet */
    bool whole;
    bool together;
    int next_word, next_off;           /* a run of the words goes on here */
};

/* One hit: word (0-based) of the query at place off, size tokens long. */
static void see(struct fit *f, int word, int off, int size)
{
    if (f->first[word] < 0)
        f->first[word] = off;
    if (word == 0)
        f->next_word = 1;
    else if (word == f->next_word && off == f->next_off)
        f->next_word++;
    else
        f->next_word = -1;
    f->next_off = off + size;
    if (f->next_word == f->words)
        f->together = true;
}

static int judge(const struct fit *f)
{
    bool head = true;

    for (int i = 0; i < f->words; i++)
        head = head && f->first[i] >= 0 && f->first[i] < FTS_HEAD_WORDS;
    return (head ? FTS_IN_HEAD : 0) | (f->whole ? FTS_WHOLE : 0) | (f->together ? FTS_TOGETHER : 0);
}

/* Where the last word may also be a beginning, phrase n of the query is the word itself and n + 1 the beginning: both hit the
 * same place, so the second is let by. */
static void sql_closeness(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int n_args, sqlite3_value **args)
{
    int asked = n_args ? sqlite3_value_int(args[0]) : 0;
    struct fit f = { .words = abs(asked), .next_word = -1 };
    int n = 0, rc = api->xInstCount(fts, &n), last_off = -1, phrases = api->xPhraseCount(fts);

    if (f.words < 1 || f.words > SEARCH_WORDS_MAX || phrases < f.words) {
        sqlite3_result_int(ctx, 0);
        return;
    }
    for (int i = 0; i < f.words; i++)
        f.first[i] = -1;
    f.whole = phrases == f.words && asked > 0;
    for (int i = 0; rc == SQLITE_OK && i < n; i++) {
        int phrase, column, off;
        rc = api->xInst(fts, i, &phrase, &column, &off);
        if (rc != SQLITE_OK)
            break;
        if (phrase == f.words - 1 && asked > 0)
            f.whole = true;
        if (phrase >= f.words) {
            if (off == last_off)
                continue;
            phrase = f.words - 1;
        }
        last_off = off;
        see(&f, phrase, off, api->xPhraseSize(fts, phrase));
    }
    if (rc == SQLITE_OK)
        sqlite3_result_int(ctx, judge(&f));
    else
        sqlite3_result_error_code(ctx, rc);
}

int fts_define(sqlite3 *h)
{
    fts5_api *api = fts_api(h);

    return api ? api->xCreateFunction(api, "closeness", NULL, sql_closeness, NULL) : SQLITE_ERROR;
}
