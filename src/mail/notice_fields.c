/* SPDX-License-Identifier: EUPL-1.2 */
/* What only some requests carry: the fields of their type, and who asks where the law wants to know it. */
#include "base/auto.h"
#include "base/sv.h"
#include "base/tr.h"
#include "intake/draft.h"
#include "mail/notice.h"
#include "ticket/calendar.h"
#include "ticket/question.h"

#define ROWS_SPARE 6 /* for what every letter says besides: a category may ask any number of questions */

static void row(struct letter *l, const char *label, const char *value)
{
    assume(l->n_rows < sizeof l->rows / sizeof l->rows[0]);
    if (!str_empty(value))
        l->rows[l->n_rows++] = (struct letter_row){ .label = tr(label), .value = value };
}

static const char *shown(struct arena *a, const struct field *f, const char *value)
{
    int32_t day;

    if (f->kind == FIELD_DAY && day_parse(value, &day))
        return day_format_it(a, day);
    for (const struct choice *c = f->choices; c && c->value; c++)
        if (str_eq(c->value, value))
            return tr(c->label);
    return arena_str(a, value);
}

/* Period, documents wanted, motive: without them an access request cannot be answered. */
void notice_own_fields(const struct notice_facts *f, struct letter *l)
{
    AUTO(JSON) json_t *own = json_loads(f->words.fields, 0, NULL);
    struct question_answer *answers;
    size_t n;
    const struct draft_row *rows = draft_rows(f->t.type, &n);

    for (size_t i = 0; i < n; i++) {
        const char *value = json_string_value(json_object_get(own, rows[i].field.name));
        if (!str_empty(value))
            row(l, rows[i].field.label, shown(f->a, &rows[i].field, value));
    }
    question_recorded(f->a, own, &answers, &n);
    for (size_t i = 0; i < n && l->n_rows + ROWS_SPARE < sizeof l->rows / sizeof l->rows[0]; i++)
        row(l, answers[i].label, answers[i].answer);
}

/* Access is granted to somebody: who it is must be ascertained (DPR 445/2000 art. 38, L. 241/1990 art. 22). No other type
 * needs it, and what is not needed is not sent around. */
void notice_identity(const struct notice_facts *f, struct letter *l)
{
    const struct person *p = &f->person;
    int32_t day;

    if (f->t.type != TYPE_ACCESS_DOC && f->t.type != TYPE_ACCESS_CIVIC && f->t.type != TYPE_ACCESS_FOIA)
        return;
    row(l, "Luogo di nascita", p->birth_place);
    row(l, "Data di nascita", day_parse(p->birth_day, &day) ? day_format_it(f->a, day) : NULL);
    row(l, "Codice fiscale", p->tax_code);
    row(l, "Residenza", p->address);
}
