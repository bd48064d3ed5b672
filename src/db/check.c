/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "conn.h"
#include "db/admin.h"

struct check {
    const char *sql;
    void (*print)(FILE *report, sqlite3_stmt *row); /* one finding, one line */
};

static const char *text_of(sqlite3_stmt *row, int column)
{
    const char *text = (const char *)sqlite3_column_text(row, column);

    return text ? text : "?";
}

static void print_damage(FILE *report, sqlite3_stmt *row)
{
    (void)fprintf(report, "archivio: %s\n", text_of(row, 0));
}

static void print_orphan(FILE *report, sqlite3_stmt *row)
{
    (void)fprintf(report, "riferimento interrotto: %s, riga %lld, verso %s\n", text_of(row, 0),
                  (long long)sqlite3_column_int64(row, 1), text_of(row, 2));
}

static const struct check checks[] = {
    { "PRAGMA integrity_check", print_damage },
    { "PRAGMA foreign_key_check", print_orphan },
};

static enum rc run(sqlite3 *h, const struct check *c, FILE *report, int64_t *findings, struct err *err)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(h, c->sql, -1, &st, NULL);

    if (rc == SQLITE_OK)
        rc = sqlite3_step(st);
    for (; rc == SQLITE_ROW; rc = sqlite3_step(st)) {
        if (strcmp(text_of(st, 0), "ok") == 0)
            continue;
        (*findings)++;
        if (report)
            c->print(report, st);
    }
    enum rc out = rc == SQLITE_DONE ? OK : conn_fail(h, c->sql, ERR_WHERE, err);
    (void)sqlite3_finalize(st);
    return out;
}

enum rc db_check(struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err)
{
    int64_t findings = 0;

    for (size_t i = 0; i < sizeof checks / sizeof checks[0]; i++)
        TRY(run(r->h, &checks[i], report, &findings, err));
    *ret_findings = findings;
    return OK;
}
