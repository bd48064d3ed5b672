/* SPDX-License-Identifier: EUPL-1.2 */
/* The table of configuration keys. A new key is one row; reading, checking, `config doc` follow. */
#ifndef URP_BASE_CONF_TABLE_H
#define URP_BASE_CONF_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum conf_kind {
    CONF_TEXT,
    CONF_INT,    /* min..max */
    CONF_BOOL,   /* si/no, true/false */
    CONF_CHOICE, /* one of choices, separated by '|' */
    CONF_URL,    /* scheme one of choices; no user, password, query */
    CONF_EMAIL,
    CONF_DAY,    /* YYYY-MM-DD */
    CONF_SECRET, /* path of a file with mode 0600 or stricter */
};

struct conf_row {
    const char *section; /* "mailbox *": a family, [mailbox NAME] */
    const char *key;
    enum conf_kind kind;
    const char *def; /* "" = unset */
    int64_t min, max;
    const char *choices;
    bool required; /* in every section of the family that is present */
    const char *help; /* Italian; shown by `config doc` */
};

struct conf_head {
    const char *section, *help;
};

extern const struct conf_row conf_rows[];
extern const size_t conf_rows_n;
extern const struct conf_head conf_heads[];
extern const size_t conf_heads_n;

#endif
