/* SPDX-License-Identifier: EUPL-1.2 */
#include "questions.h"

#include <string.h>

#include "base/canonical.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "ticket/question.h"

#define RADIOS_MAX 6 /* more are a list to open */

static int64_t category_id(const char *typed)
{
    int64_t id = 0;

    (void)sv_int(sv_from(typed ? typed : ""), 1, INT64_MAX, &id);
    return id;
}

static const char *name_of(struct arena *a, const struct question *q)
{
    return arena_fmt(a, "q-%s", q->code);
}

static const char *option_name(struct arena *a, const struct question *q, size_t i)
{
    return arena_fmt(a, "q-%s-%zu", q->code, i);
}

/* ---- binding ------------------------------------------------------------------------------------ */

static void add_row(struct field *rows, size_t *n, const char *name, size_t offset)
{
    for (size_t i = 0; i < *n; i++)
        if (str_eq(rows[i].name, name))
            return;
    rows[(*n)++] = (struct field){ .name = name, .kind = FIELD_HIDDEN, .max = BODY_MAX_CHARS, .label = "Domanda", .offset = offset };
}

/* Those of the category that was drawn and of the one that was chosen: a browser sends both. */
enum rc ask_question_rows(struct req *rq, size_t offset, struct field **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    const int64_t ids[] = { category_id(req_field(rq, ASK_QUESTIONS_MARKER)), category_id(req_field(rq, "category")) };
    struct question *list[2];
    size_t n[2], rows = 1;

    *ret_n = 0;
    for (int k = 0; k < 2; k++) {
        TRY(question_list(reader_of(rq), a, ids[k], &list[k], &n[k], err));
        rows += n[k] * (QUESTION_OPTIONS_MAX + 1);
    }
    *ret = arena_array(a, rows, struct field);
    add_row(*ret, ret_n, ASK_QUESTIONS_MARKER, offset);
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < n[k]; i++) {
            add_row(*ret, ret_n, name_of(a, &list[k][i]), offset);
            for (size_t o = 0; list[k][i].kind == QUESTION_MANY && o < list[k][i].n_options; o++)
                add_row(*ret, ret_n, option_name(a, &list[k][i], o), offset);
        }
    return OK;
}

static const char *typed_of(struct req *rq, const struct question *q)
{
    const char *out = "";

    if (q->kind != QUESTION_MANY)
        return req_field(rq, name_of(req_arena(rq), q)) ? req_field(rq, name_of(req_arena(rq), q)) : "";
    for (size_t i = 0; i < q->n_options; i++)
        if (str_eq(req_field(rq, option_name(req_arena(rq), q, i)), "1"))
            out = arena_fmt(req_arena(rq), "%s%s%s", out, *out ? "\n" : "", q->options[i]);
    return out;
}

enum rc ask_question_answers(struct req *rq, struct draft_data *d, bool desk, struct form_errors *fe, struct question_found *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    AUTO(JSON) json_t *answers = json_object();
    AUTO(FREE) char *text = NULL;
    struct question *list;
    size_t n;

    TRY(question_list(reader_of(rq), a, category_id(d->category), &list, &n, err));
    *ret = (struct question_found){ .unseen = n > 0 && !str_eq(req_field(rq, ASK_QUESTIONS_MARKER), d->category) };
    d->questions = "";
    for (size_t i = 0; i < n; i++) {
        const char *typed = typed_of(rq, &list[i]), *clean, *wrong = question_check(a, &list[i], typed, &clean);
        bool stops = question_stops(&list[i], clean);

        if (stops)
            ret->stop = name_of(a, &list[i]);
        if (stops && desk)
            wrong = NULL;
        if (*typed)
            json_object_set_new(answers, list[i].code, json_string(wrong ? typed : clean));
        if (wrong && !ret->unseen)
            form_error_add(fe, name_of(a, &list[i]), wrong);
    }
    if (!json_object_size(answers))
        return OK;
    d->questions = canonical_text(a, answers);
    return OK;
}

/* ---- drawing ------------------------------------------------------------------------------------ */

static bool has_line(const char *lines, const char *line)
{
    struct sv rest = sv_from(lines), one;

    while (sv_next(&rest, '\n', &one))
        if (sv_eq(one, sv_from(line)))
            return true;
    return false;
}

static void draw_options(struct arena *a, const struct question *q, const char *answer, struct view_field *f)
{
    struct view_option *o = arena_array(a, q->n_options + 1, struct view_option);
    size_t n = 0;

    f->kind = q->kind == QUESTION_MANY ? VIEW_CHECKS : q->n_options > RADIOS_MAX ? VIEW_SELECT : VIEW_RADIOS;
    if (f->kind == VIEW_SELECT)
        o[n++] = (struct view_option){ .value = "", .label = "Scegli…", .chosen = !*answer };
    for (size_t i = 0; i < q->n_options; i++)
        o[n++] = (struct view_option){ .value = q->kind == QUESTION_MANY ? option_name(a, q, i) : q->options[i], .label = q->options[i], .chosen = has_line(answer, q->options[i]) };
    f->options = o;
    f->n_options = n;
}

static struct view_field draw(struct req *rq, const struct question *q, const char *answer, const struct form_errors *fe)
{
    struct arena *a = req_arena(rq);
    struct view_field f = { .kind = VIEW_INPUT, .name = name_of(a, q), .own = true, .label = q->label, .hint = q->hint, .value = answer, .required = q->required,
                            .error = fe ? form_error_of(fe, name_of(a, q)) : NULL };

    switch (q->kind) {
    case QUESTION_TEXT:
        f.kind = VIEW_AREA;
        f.rows = 2;
        f.max = QUESTION_ANSWER_MAX;
        break;
    case QUESTION_NUMBER:
        f.inputmode = "decimal";
        f.autocomplete = "off";
        f.narrow = true;
        break;
    case QUESTION_DATE:
        f.type = "date";
        f.autocomplete = "off";
        f.narrow = true;
        break;
    case QUESTION_ONE: case QUESTION_MANY:
        draw_options(a, q, answer, &f);
        break;
    }
    return f;
}

enum rc ask_question_group(struct req *rq, const struct draft_data *d, const struct form_errors *fe, struct view_group *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    AUTO(JSON) json_t *answers = str_empty(d->questions) ? NULL : json_loads(d->questions, 0, NULL);
    struct view_field *fields;
    struct question *list;
    struct category c;
    size_t n;

    *ret = (struct view_group){ .id = "gruppo-domande" };
    TRY(question_list(reader_of(rq), a, category_id(d->category), &list, &n, err));
    if (!n)
        return OK;
    TRY(category_by_id(reader_of(rq), category_id(d->category), &c, err));
    fields = arena_array(a, n + 1, struct view_field);
    fields[ret->n_fields++] = page_hidden(ASK_QUESTIONS_MARKER, d->category);
    for (size_t i = 0; i < n; i++) {
        const char *answer = json_string_value(json_object_get(answers, list[i].code));
        fields[ret->n_fields++] = draw(rq, &list[i], answer ? arena_str(a, answer) : "", fe);
    }
    ret->title = arena_fmt(a, tr("Domande su: %s"), c.name);
    ret->own = c.own;
    ret->fields = fields;
    return OK;
}

enum rc ask_question_stops(struct req *rq, const char *category, const struct question_stop **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct question *list;
    struct question_stop *stops;
    size_t n;

    *ret_n = 0;
    TRY(question_list(reader_of(rq), a, category_id(category), &list, &n, err));
    stops = arena_array(a, n + 1, struct question_stop);
    for (size_t i = 0; i < n; i++)
        if (*list[i].stop)
            stops[(*ret_n)++] = (struct question_stop){ name_of(a, &list[i]), list[i].stop };
    *ret = stops;
    return OK;
}

enum rc ask_question_rows_shown(struct req *rq, const struct draft_data *d, const struct view_row **ret, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    AUTO(JSON) json_t *answers = str_empty(d->questions) ? NULL : json_loads(d->questions, 0, NULL);
    AUTO(JSON) json_t *fields = json_object();
    struct question_answer *given;
    struct question *list;
    struct view_row *rows;
    json_t *record;
    size_t n;

    TRY(question_list(reader_of(rq), a, category_id(d->category), &list, &n, err));
    record = question_record(list, n, answers);
    if (record)
        json_object_set_new(fields, QUESTION_FIELD, record);
    question_recorded(a, fields, &given, ret_n);
    rows = arena_array(a, *ret_n + 1, struct view_row);
    for (size_t i = 0; i < *ret_n; i++)
        rows[i] = (struct view_row){ .label = given[i].label, .value = given[i].answer, .own_label = true, .own_value = given[i].chosen ? given[i].answer : NULL };
    *ret = rows;
    return OK;
}
