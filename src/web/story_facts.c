/* SPDX-License-Identifier: EUPL-1.2 */
/* The request itself as rows. */
#include <string.h>

#include "base/sv.h"
#include "base/tr.h"
#include "intake/draft.h"
#include "story.h"
#include "ticket/identity.h"
#include "ticket/question.h"
#include "ticket/calendar.h"

static void add_row(struct arena *a, struct view_row **rows, size_t *n, size_t *cap, const char *label, const char *value)
{
    if (!str_empty(value))
        LIST_ADD(a, *rows, *n, *cap, (struct view_row){ .label = label, .value = value });
}

static const char *choice_label(const struct field *f, const char *value)
{
    for (const struct choice *c = f->choices; c && c->value; c++)
        if (str_eq(c->value, value))
            return tr(c->label);
    return value;
}

static const struct field *field_of(enum ticket_type type, const char *name)
{
    size_t n;
    const struct draft_row *rows = draft_rows(type, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].field.name, name))
            return &rows[i].field;
    return NULL;
}

/* Asked by the type by which it came, before that was corrected. */
static const struct field *field_of_others(enum ticket_type type, const char *name)
{
    const struct field *f = NULL;

    for (int k = 0; k < TICKET_TYPES && !f && !field_of(type, name); k++)
        f = field_of((enum ticket_type)k, name);
    return f;
}

static const char *fact(struct arena *a, const struct field *f, const char *value)
{
    int32_t day;

    if (f->kind == FIELD_DAY && !str_empty(value) && day_parse(value, &day))
        return day_format_it(a, day);
    return arena_str(a, choice_label(f, value ? value : ""));
}

/* "" where nobody asks. */
static enum rc identity_fact(struct req *rq, const struct ticket *t, const char **ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct identity_rule rule;
    struct identity_state who;

    TRY(identity_read(reader_of(rq), a, t->id, &who, err));
    if (who.way != IDENTITY_UNKNOWN) {
        *ret = arena_fmt(a, who.is_known ? tr("Accertata: %s") : tr("Da verificare: %s"), identity_words(a, who.way, who.document));
        return OK;
    }
    TRY(identity_rule_of(reader_of(rq), a, t->type, &rule, err));
    *ret = rule.ask == IDENTITY_WANTED ? tr("Non accertata") : "";
    return OK;
}

enum rc story_facts(struct req *rq, const struct ticket *t, const struct ticket_words *words, const struct view_row **ret,
                    size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = NULL;
    size_t n = 0, cap = 0, n_fields;
    const struct draft_row *fields = draft_rows(t->type, &n_fields);
    AUTO(JSON) json_t *own = json_loads(words->fields, 0, NULL);
    const char *name, *known;
    json_t *v;
    struct category c;
    struct question_answer *answers;
    size_t n_answers;

    if (t->category_id) {
        TRY(category_by_id(reader_of(rq), t->category_id, &c, err));
        LIST_ADD(a, rows, n, cap, (struct view_row){ .label = "Argomento", .value = c.name, .own_value = c.own });
    }
    add_row(a, &rows, &n, &cap, "Luogo", words->place);
    for (size_t i = 0; i < n_fields; i++)
        add_row(a, &rows, &n, &cap, fields[i].field.label, fact(a, &fields[i].field, json_string_value(json_object_get(own, fields[i].field.name))));
    question_recorded(a, own, &answers, &n_answers);
    for (size_t i = 0; i < n_answers; i++)
        LIST_ADD(a, rows, n, cap, (struct view_row){ .label = answers[i].label, .value = answers[i].answer, .own_label = true, .own_value = answers[i].chosen ? answers[i].answer : NULL,
                                                            .value_lang = words->lang });
    json_object_foreach(own, name, v) {
        const struct field *f = field_of_others(t->type, name);
        if (f)
            add_row(a, &rows, &n, &cap, f->label, fact(a, f, json_string_value(v)));
    }
    TRY(identity_fact(rq, t, &known, err));
    add_row(a, &rows, &n, &cap, "Identità", known);
    *ret = rows;
    *ret_n = n;
    return OK;
}
