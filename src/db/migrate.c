/* SPDX-License-Identifier: EUPL-1.2 */
#include "migrate.h"

#include <stdio.h>

#include "base/log.h"
#include "db/admin.h"
#include "db/migration.h"

int db_schema_version(void)
{
    return db_migrations[db_migrations_n - 1].version;
}

static enum rc steps(sqlite3 *h, const struct db_migration *m, struct err *err)
{
    char numbers[96];
    int64_t orphans = 0;

    TRY(conn_exec(h, m->sql, err));
    TRY(conn_int(h, "SELECT count(*) FROM pragma_foreign_key_check", &orphans, err));
    if (orphans)
        FAIL(err, E_DB, NULL, "migration %s leaves %lld broken references", m->name, (long long)orphans);
    (void)snprintf(numbers, sizeof numbers, "PRAGMA application_id = %d; PRAGMA user_version = %d;",
                   DB_APPLICATION_ID, m->version);
    TRY(conn_exec(h, numbers, err));
    return conn_exec(h, "COMMIT", err);
}

static enum rc step(sqlite3 *h, const struct db_migration *m, struct err *err)
{
    TRY(conn_exec(h, "BEGIN IMMEDIATE", err));
    enum rc rc = steps(h, m, err);
    if (rc != OK && !sqlite3_get_autocommit(h))
        (void)sqlite3_exec(h, "ROLLBACK", NULL, NULL, NULL);
    return rc;
}

enum rc migrate(sqlite3 *h, int64_t from, struct err *err)
{
    if (from == db_schema_version())
        return OK;
    /* A table is changed by making it anew, which its referrers must not notice; the pragma does nothing
     * inside a transaction. The check before COMMIT makes up for it. */
    TRY(conn_exec(h, "PRAGMA foreign_keys = off", err));
    for (int i = 0; i < db_migrations_n; i++) {
        if (db_migrations[i].version <= from)
            continue;
        TRY(step(h, &db_migrations[i], err));
        log_info("db.migrated", kv("step", db_migrations[i].name), kv_i("version", db_migrations[i].version));
    }
    return conn_exec(h, "PRAGMA foreign_keys = on", err);
}
