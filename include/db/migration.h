/* SPDX-License-Identifier: EUPL-1.2 */
/* The steps from an empty file to the newest schema, embedded at build time by sqlembed from sql/. */
#ifndef URP_DB_MIGRATION_H
#define URP_DB_MIGRATION_H

struct db_migration {
    int version; /* 1, 2, 3 ... without gaps */
    const char *name, *sql;
};

extern const struct db_migration db_migrations[];
extern const int db_migrations_n;

#endif
