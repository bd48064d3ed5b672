/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/question.h"

#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"

static const struct {
    const char *id, *label;
} kinds[QUESTION_KINDS] = {
    [QUESTION_TEXT] = { "text", "Testo libero" },
    [QUESTION_NUMBER] = { "number", "Un numero" },
    [QUESTION_DATE] = { "date", "Una data" },
    [QUESTION_ONE] = { "one", "Una risposta a scelta" },
    [QUESTION_MANY] = { "many", "Più risposte a scelta" },
};

const char *question_kind_id(enum question_kind k)
{
    assume((unsigned)k < QUESTION_KINDS);
    return kinds[k].id;
}

const char *question_kind_label(enum question_kind k)
{
    assume((unsigned)k < QUESTION_KINDS);
    return kinds[k].label;
}

bool question_kind_parse(const char *id, enum question_kind *ret)
{
    for (int i = 0; i < QUESTION_KINDS; i++)
        if (str_eq(kinds[i].id, id)) {
            *ret = (enum question_kind)i;
            return true;
        }
    return false;
}

static void split_options(struct arena *a, const char *lines, struct question *q)
{
    struct sv rest = sv_from(lines), line;

    q->options = arena_array(a, QUESTION_OPTIONS_MAX, const char *);
    while (q->n_options < QUESTION_OPTIONS_MAX && sv_next(&rest, '\n', &line))
        if (line.n > 0)
            q->options[q->n_options++] = arena_sv(a, line);
}

static enum rc add_of(struct dbr *r, struct arena *a, int64_t category_id, struct question *list, size_t *n, struct err *err)
{
    const struct q_question_all *rows;
    size_t n_rows;

    TRY(q_question_all(r, &rows, &n_rows, err));
    for (size_t i = 0; i < n_rows; i++) {
        struct question *q = &list[*n];

        if (rows[i].category_id != category_id)
            continue;
        *q = (struct question){ .id = rows[i].id, .category_id = category_id, .code = rows[i].code, .label = rows[i].label, .hint = rows[i].hint,
                                .stop = rows[i].stop, .required = rows[i].required != 0 };
        if (!question_kind_parse(rows[i].kind, &q->kind))
            FAIL(err, E_DB, "", "question %lld has the unknown kind %s", (long long)rows[i].id, rows[i].kind);
        split_options(a, rows[i].options, q);
        (*n)++;
    }
    return OK;
}

enum rc question_list(struct dbr *r, struct arena *a, int64_t category_id, struct question **ret, size_t *ret_n, struct err *err)
{
    const struct q_question_all *rows;
    struct category c;
    size_t n_rows;

    *ret = NULL;
    *ret_n = 0;
    TRY(q_question_all(r, &rows, &n_rows, err));
    if (!category_id || !n_rows)
        return OK;
    enum rc rc = category_by_id(r, category_id, &c, err);
    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    *ret = arena_array(a, n_rows, struct question);
    if (c.parent_id)
        TRY(add_of(r, a, c.parent_id, *ret, ret_n, err));
    return add_of(r, a, category_id, *ret, ret_n, err);
}

/* ---- answers ------------------------------------------------------------------------------------ */

static bool is_option(const struct question *q, struct sv answer)
{
    for (size_t i = 0; i < q->n_options; i++)
        if (sv_eq(sv_from(q->options[i]), answer))
            return true;
    return false;
}

static const char *check_choices(struct arena *a, const struct question *q, const char *clean)
{
    struct sv rest = sv_from(clean), line;

    while (sv_next(&rest, '\n', &line))
        if (!is_option(q, line))
            return arena_fmt(a, "Scegli una delle risposte di «%s».", q->label);
    return NULL;
}

static bool is_number(const char *s)
{
    size_t digits = 0, commas = 0;

    for (const char *p = s; *p; p++) {
        digits += *p >= '0' && *p <= '9';
        commas += *p == ',' || *p == '.';
        if (!strchr("0123456789,.", *p) && !(*p == '-' && p == s))
            return false;
    }
    return digits > 0 && commas <= 1;
}

bool question_stops(const struct question *q, const char *answer)
{
    return q->kind == QUESTION_ONE && *q->stop && str_eq(q->stop, answer);
}

const char *question_check(struct arena *a, const struct question *q, const char *typed, const char **ret_clean)
{
    struct sv raw = sv_from(typed ? typed : "");
    int32_t day;

    *ret_clean = q->kind == QUESTION_MANY || q->kind == QUESTION_TEXT ? text_clean(a, sv_trim(raw)) : text_line(a, raw);
    if (!**ret_clean)
        return q->required ? arena_fmt(a, "Rispondi alla domanda «%s».", q->label) : NULL;
    if (text_chars(*ret_clean) > QUESTION_ANSWER_MAX)
        return arena_fmt(a, "«%s»: la risposta è troppo lunga, al massimo %d caratteri.", q->label, QUESTION_ANSWER_MAX);
    switch (q->kind) {
    case QUESTION_TEXT:
        return NULL;
    case QUESTION_NUMBER:
        return is_number(*ret_clean) ? NULL : arena_fmt(a, "«%s»: scrivi un numero, per esempio 12.", q->label);
    case QUESTION_DATE:
        return day_parse(*ret_clean, &day) ? NULL : arena_fmt(a, "«%s»: scrivi una data che esiste.", q->label);
    case QUESTION_ONE:
        if (question_stops(q, *ret_clean))
            return "C'è pericolo adesso: non aspettare una risposta da qui. Chiama subito il 112.";
        return check_choices(a, q, *ret_clean);
    case QUESTION_MANY:
        return check_choices(a, q, *ret_clean);
    }
    assume(!"question kind out of range");
}

static const char *shown(struct arena *a, const struct question *q, const char *answer)
{
    int32_t day;

    if (q->kind == QUESTION_DATE && day_parse(answer, &day))
        return day_format_it(a, day);
    if (q->kind != QUESTION_MANY)
        return answer;
    AUTO(GSTR) GString *s = g_string_new(answer);
    g_string_replace(s, "\n", ", ", 0);
    return arena_str(a, s->str);
}

json_t *question_record(const struct question *list, size_t n, const json_t *answers)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)1 << 20);
    AUTO(JSON) json_t *out = json_array();

    for (size_t i = 0; i < n; i++) {
        const char *answer = json_string_value(json_object_get(answers, list[i].code));

        if (str_empty(answer))
            continue;
        json_t *one = json_pack("{s:s, s:s}", "q", list[i].label, "a", shown(a, &list[i], answer));
        if (list[i].kind == QUESTION_ONE || list[i].kind == QUESTION_MANY)
            json_object_set_new(one, "o", json_true());
        json_array_append_new(out, one);
    }
    return json_array_size(out) ? STEAL(out) : NULL;
}

void question_recorded(struct arena *a, const json_t *fields, struct question_answer **ret, size_t *ret_n)
{
    const json_t *list = json_object_get(fields, QUESTION_FIELD), *o;
    struct question_answer *out = arena_array(a, json_array_size(list) + 1, struct question_answer);
    size_t i;

    *ret = out;
    *ret_n = 0;
    json_array_foreach(list, i, o) {
        const char *q = json_string_value(json_object_get(o, "q")), *answer = json_string_value(json_object_get(o, "a"));

        if (q && answer)
            out[(*ret_n)++] = (struct question_answer){ arena_str(a, q), arena_str(a, answer), json_is_true(json_object_get(o, "o")) };
    }
}
