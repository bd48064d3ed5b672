/* SPDX-License-Identifier: EUPL-1.2 */
#include "project.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "ticket/code.h"

/* How a column is written in the data of an event and kept in struct ticket. */
enum kind { INT, CODE, TYPE, CHANNEL, STATE, OUTCOME, CLOCK };

enum { MAY_CLEAR = 1, AT_BIRTH = 2, DERIVED = 4 };

static const struct column {
    const char *name;
    enum kind kind;
    unsigned flags;
    size_t offset;
} columns[] = {
#define C(kind_, name_, flags_) { #name_, kind_, flags_, offsetof(struct ticket, name_) }
    C(STATE, state, 0),
    C(OUTCOME, outcome, MAY_CLEAR),
    C(INT, attention, 0),
    C(INT, attention_at, MAY_CLEAR),
    C(INT, settore_id, MAY_CLEAR),
    C(INT, operator_id, MAY_CLEAR),
    C(INT, due_at, MAY_CLEAR),
    C(INT, due_days, 0),
    C(CLOCK, clock, 0),
    C(INT, take_due_at, MAY_CLEAR),
    C(INT, answer_due_at, MAY_CLEAR),
    C(INT, reply_due_at, MAY_CLEAR),
    C(INT, answered_at, MAY_CLEAR),
    C(INT, closed_at, MAY_CLEAR),
    C(INT, flags, 0),
    C(INT, reminders, 0),
    C(INT, reminded_at, MAY_CLEAR),
    C(INT, snoozed_until, MAY_CLEAR),
    C(INT, snoozed, 0),
    C(INT, reopened, 0),
    C(INT, duplicate_of, MAY_CLEAR),
    C(TYPE, type, 0),
    C(CHANNEL, channel, 0),
    C(INT, category_id, MAY_CLEAR),
    C(INT, area_id, MAY_CLEAR),
    C(INT, person_id, MAY_CLEAR),
    C(INT, presented_at, 0),
    C(INT, year, AT_BIRTH),
    C(INT, number, AT_BIRTH),
    C(CODE, code, AT_BIRTH),
    C(INT, created_at, AT_BIRTH),
    C(INT, version, DERIVED),
    C(INT, updated_at, DERIVED),
#undef C
};
#define COLUMNS_N (sizeof columns / sizeof columns[0])

static const struct column *column_of(const char *name)
{
    for (size_t i = 0; i < COLUMNS_N; i++)
        if (strcmp(columns[i].name, name) == 0)
            return &columns[i];
    return NULL;
}

static int64_t *int_at(struct ticket *t, const struct column *c)
{
    return (int64_t *)(void *)((char *)t + c->offset);
}

/* ---- one value ---------------------------------------------------------------------------------- */

static bool set_int(struct ticket *t, const struct column *c, const json_t *v)
{
    if (!json_is_integer(v))
        return false;
    *int_at(t, c) = json_integer_value(v);
    return true;
}

static bool set_code(struct ticket *t, const char *code)
{
    size_t n = code ? strlen(code) : 0;

    if (n == 0 || n >= sizeof t->code)
        return false;
    memcpy(t->code, code, n + 1);
    return true;
}

static bool clear(struct ticket *t, const struct column *c)
{
    if (!(c->flags & MAY_CLEAR))
        return false;
    if (c->kind == OUTCOME)
        t->outcome = OUTCOME_NONE;
    else
        *int_at(t, c) = 0;
    return true;
}

static bool set(struct ticket *t, const struct column *c, const json_t *v)
{
    const char *word = json_string_value(v);

    if (json_is_null(v))
        return clear(t, c);
    switch (c->kind) {
    case INT: return set_int(t, c, v);
    case CODE: return set_code(t, word);
    case TYPE: return type_parse(word, &t->type);
    case CHANNEL: return channel_parse(word, &t->channel);
    case STATE: return state_parse(word, &t->state);
    case OUTCOME: return word && outcome_parse(word, &t->outcome);
    case CLOCK: return clock_state_parse(word, &t->clock);
    }
    assume(!"kind out of range");
}

/* ---- what an event is about --------------------------------------------------------------------- */

/* Ids, codes and moments stay in the record for ever; names and texts must not get in. */
static bool is_word(const char *s)
{
    size_t n = 0;

    for (; *s; s++, n++)
        if (n == 64 || !(g_ascii_isalnum(*s) || strchr("_.:-", *s)))
            return false;
    return n > 0;
}

static bool is_reference(const json_t *v)
{
    size_t i;
    const json_t *item;

    if (json_is_string(v))
        return is_word(json_string_value(v));
    if (!json_is_array(v))
        return json_is_integer(v) || json_is_boolean(v) || json_is_null(v);
    json_array_foreach(v, i, item)
        if (json_is_array(item) || !is_reference(item))
            return false;
    return true;
}

/* ---- the whole event ---------------------------------------------------------------------------- */

static enum rc apply_one(struct ticket *t, enum event_kind kind, const char *key, const json_t *v, struct err *err)
{
    const struct column *c = column_of(key);

    if (!c && is_reference(v))
        return OK;
    if (!c)
        FAIL(err, E_DB, "", "event %s: \"%.32s\" is neither id nor code", event_kind_id(kind), key);
    if ((c->flags & DERIVED) || ((c->flags & AT_BIRTH) && kind != EVENT_RICEVUTA))
        FAIL(err, E_DB, "", "event %s may not set \"%s\"", event_kind_id(kind), key);
    if (!set(t, c, v))
        FAIL(err, E_DB, "", "event %s: wrong value of \"%s\"", event_kind_id(kind), key);
    return OK;
}

/* What the first event need not say: when it was written down, and the number in the form in which people read it. */
static void born(struct ticket *t, int64_t at)
{
    if (!t->created_at)
        t->created_at = at;
    if (t->attention && !t->attention_at)
        t->attention_at = at;
    if (!*t->code && t->number)
        code_format(t->year, t->number, t->code);
}

enum rc project_apply(struct ticket *t, enum event_kind kind, int64_t at, int64_t version, const json_t *data,
                      struct err *err)
{
    const char *key;
    json_t *v;

    if (!json_is_object(data))
        FAIL(err, E_DB, "", "event %s: data is no object", event_kind_id(kind));
    json_object_foreach((json_t *)data, key, v)
        TRY(apply_one(t, kind, key, v, err));
    if (kind == EVENT_RICEVUTA)
        born(t, at);
    t->open = state_open(t->state);
    t->version = version;
    t->updated_at = at;
    return OK;
}

const char *project_difference(const struct ticket *x, const struct ticket *y)
{
    for (size_t i = 0; i < COLUMNS_N; i++) {
        const struct column *c = &columns[i];
        size_t n = sizeof(int64_t);

        if (c->kind == CODE) {
            if (strcmp(x->code, y->code) != 0)
                return c->name;
            continue;
        }
        if (c->kind != INT)
            n = sizeof(enum state);
        if (memcmp((const char *)x + c->offset, (const char *)y + c->offset, n) != 0)
            return c->name;
    }
    return x->open != y->open ? "open" : NULL;
}

_Static_assert(sizeof(enum state) == sizeof(enum outcome) && sizeof(enum state) == sizeof(enum clock_state) &&
               sizeof(enum state) == sizeof(enum ticket_type) && sizeof(enum state) == sizeof(enum channel),
               "project_difference compares every enum by the size of one");
