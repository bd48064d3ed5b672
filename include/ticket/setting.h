/* SPDX-License-Identifier: EUPL-1.2 */
/* The registers of the body one object at a time: read as the JSON that stands in its file, changed with a check of what the
 * person saw, and every change on record. A page of settings, `urpd ente load` and `urpd ente export` speak of the same
 * objects. */
#ifndef URP_TICKET_SETTING_H
#define URP_TICKET_SETTING_H

#include <jansson.h>

#include "db/db.h"

enum setting {
    SETTING_VALUE,     /* ente: name, address, ... {"value": text} */
    SETTING_TEXT,      /* texts: the same */
    SETTING_SETTORE,
    SETTING_CATEGORY,  /* alone: with "parent", without "children" */
    SETTING_RULE,
    SETTING_TERM,
    SETTING_HOLIDAY,
    SETTING_TEMPLATE,
    SETTING_ABSENCE,
    SETTING_QUESTION,
    SETTING_AREA,      /* with the streets that the body itself puts there */
    SETTING_OTHER_BODY,
    SETTING_CHANNEL,   /* by its code, like values: one that is open as always has no row */
    SETTING_IDENTITY,  /* by its type, in the same way: what is as the law has it has no row */
    SETTING_EMERGENCY, /* of the moment: in no file */
};
enum { SETTINGS = SETTING_EMERGENCY + 1 };

const char *setting_section(enum setting s); /* "rules": section of the file, and in the record */

struct setting_item {
    int64_t id;          /* 0: values and texts, which have only their key */
    const char *ref;     /* names it in an address: the id, or the key */
    const char *key;     /* names it in the record, also after a new load: code, day, ... */
    const char *label;   /* for people */
    const char *version; /* of what it says now: travels with the form */
    const json_t *value; /* borrowed from the list */
};
struct setting_list {
    json_t *values;      /* owns what the items borrow */
    struct setting_item *items;
    size_t n;
};
/* In the order of the file; rules by position. */
MUST_USE enum rc setting_read(struct dbr *r, struct arena *a, enum setting s, struct setting_list *ret, struct err *err);
void setting_list_done(struct setting_list *l);
static inline void auto_SETTINGS(struct setting_list *l)
{
    setting_list_done(l);
}
const struct setting_item *setting_find(const struct setting_list *l, const char *ref); /* NULL: not there */

/* Operation. Touches DB_TOPIC_CONF; every connection reads the registers anew. A value that is what it was is no change.
 * E_INPUT     err->field is the name of the value at fault ("email"), err->text a sentence
 * E_CONFLICT  somebody changed it since version: nothing is written
 * E_NOTFOUND  ref is not there (any more), or what has only its key is to be new */
struct setting_change {
    enum setting setting;
    const char *ref;      /* "": a new one; never of values, texts and channels */
    const char *version;  /* as it was shown; of a new one ignored */
    const json_t *value;  /* borrowed; NULL: take it away */
    int64_t user_id;
};
MUST_USE enum rc setting_change(struct dbw *w, const struct setting_change *c, struct err *err);
enum rc setting_change_op(struct dbw *w, void *change, struct err *err);

/* A whole section came from a file. */
MUST_USE enum rc setting_loaded(struct dbw *w, const char *section, struct err *err);

#endif
