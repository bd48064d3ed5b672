/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/form.h"

#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "tax_code.h"

#define MESSAGE(a_, text_, ...) return arena_fmt((a_), tr(text_), __VA_ARGS__)

void form_error_add(struct form_errors *fe, const char *field, const char *text)
{
    if (form_error_of(fe, field) || fe->n == sizeof fe->list / sizeof fe->list[0])
        return; /* one at a time: the first is what to mend first */
    fe->list[fe->n++] = (struct form_error){ field, text };
}

void form_error_drop(struct form_errors *fe, const char *field)
{
    size_t kept = 0;

    for (size_t i = 0; i < fe->n; i++)
        if (!str_eq(fe->list[i].field, field))
            fe->list[kept++] = fe->list[i];
    fe->n = kept;
}

const char *form_error_of(const struct form_errors *fe, const char *field)
{
    for (size_t i = 0; i < fe->n; i++)
        if (str_eq(fe->list[i].field, field))
            return fe->list[i].text;
    return NULL;
}

/* ---- kinds -------------------------------------------------------------------------------------- */

static bool two_digits(const char *p, int min, int max)
{
    int v = (p[0] - '0') * 10 + p[1] - '0';

    return g_ascii_isdigit(p[0]) && g_ascii_isdigit(p[1]) && v >= min && v <= max;
}

static bool day_ok(const char *s)
{
    GDate d;

    if (strlen(s) < 10 || s[4] != '-' || s[7] != '-' || !two_digits(s, 0, 99) || !two_digits(s + 2, 0, 99) || !two_digits(s + 5, 1, 12) || !two_digits(s + 8, 1, 31))
        return false;
    int year = (s[0] - '0') * 1000 + (s[1] - '0') * 100 + (s[2] - '0') * 10 + s[3] - '0';
    int month = (s[5] - '0') * 10 + s[6] - '0', day = (s[8] - '0') * 10 + s[9] - '0';
    g_date_clear(&d, 1);
    return year >= 1850 && g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

static bool moment_ok(const char *s)
{
    size_t n = strlen(s);

    if ((n != 16 && n != 19) || !day_ok(s) || (s[10] != 'T' && s[10] != ' ') || s[13] != ':')
        return false;
    return two_digits(s + 11, 0, 23) && two_digits(s + 14, 0, 59) && (n == 16 || (s[16] == ':' && two_digits(s + 17, 0, 59)));
}

static const char *check_choice(struct arena *a, const struct field *row, const char *v)
{
    for (const struct choice *c = row->choices; c && c->value; c++)
        if (str_eq(c->value, v))
            return NULL;
    if (!row->choices)
        return NULL;
    MESSAGE(a, "Scegli una delle voci di «%s».", tr(row->label));
}

static const char *lower(struct arena *a, const char *s)
{
    char *out = arena_str(a, s);

    for (char *p = out; *p; p++)
        *p = g_ascii_tolower(*p);
    return out;
}

static const char *check_kind(struct arena *a, const struct field *row, const char **v)
{
    int64_t n;

    switch (row->kind) {
    case FIELD_EMAIL:
        *v = lower(a, *v);
        return text_is_email(sv_from(*v)) ? NULL : "Scrivi un indirizzo e-mail completo, per esempio nome@esempio.it.";
    case FIELD_PHONE:
        if (str_empty(text_phone(a, *v)))
            return "Scrivi il numero di telefono solo con le cifre, per esempio 0423 123456 o 333 1234567.";
        *v = text_phone(a, *v);
        return NULL;
    case FIELD_INT:
        if (!sv_int(sv_from(*v), row->min, row->max, &n))
            MESSAGE(a, "Scrivi un numero da %d a %d.", row->min, row->max);
        return NULL;
    case FIELD_DAY:
        return day_ok(*v) && strlen(*v) == 10 ? NULL : "Scrivi una data che esiste, con giorno, mese e anno.";
    case FIELD_MOMENT:
        return moment_ok(*v) ? NULL : "Scrivi una data e un'ora che esistono.";
    case FIELD_CHOICE:
        return check_choice(a, row, *v);
    case FIELD_CHECK:
        return str_eq(*v, "1") ? NULL : "Metti o togli la spunta.";
    case FIELD_TAX_CODE: {
        char *up = arena_str(a, *v), *out = up;
        for (const char *p = up; *p; p++)
            if (*p != ' ')
                *out++ = g_ascii_toupper(*p);
        *out = '\0';
        *v = up;
        return tax_code_ok(up) ? NULL : "Controlla il codice fiscale: sono 16 lettere e numeri, e c'è un carattere sbagliato.";
    }
    case FIELD_TEXT: case FIELD_AREA: case FIELD_HIDDEN: case FIELD_SECRET: case FIELD_MANY:
        return NULL;
    }
    assume(!"field kind out of range");
}

static const char *check_length(struct arena *a, const struct field *row, const char *v)
{
    int n = (int)text_chars(v);

    if (row->kind == FIELD_INT)
        return NULL;
    if (row->max && n > row->max)
        return arena_fmt(a, tr_n("Il testo di «%s» è troppo lungo: togli %d carattere (al massimo sono %d).", "Il testo di «%s» è troppo lungo: togli %d caratteri (al massimo sono %d).", n - row->max),
                         tr(row->label), n - row->max, row->max);
    if (n < row->min)
        return arena_fmt(a, tr_n("Scrivi almeno %d carattere in «%s».", "Scrivi almeno %d caratteri in «%s».", row->min), row->min, tr(row->label));
    return NULL;
}

static const char *normal(struct arena *a, const struct field *row, const char *value)
{
    if (row->kind == FIELD_SECRET)
        return value;
    if (row->kind == FIELD_AREA)
        return arena_sv(a, sv_trim(sv_from(value)));
    return text_line(a, sv_from(value));
}

const char *field_check(struct arena *a, const struct field *row, const char *value, const char **ret_clean)
{
    const char *wrong;

    *ret_clean = normal(a, row, value ? value : "");
    if (!**ret_clean) {
        if (!row->required)
            return NULL;
        if (row->missing)
            return row->missing;
        MESSAGE(a, "Compila il campo «%s».", tr(row->label));
    }
    wrong = check_length(a, row, *ret_clean);
    return wrong ? wrong : check_kind(a, row, ret_clean);
}

/* ---- a whole form ------------------------------------------------------------------------------- */

/* Each name is held against each: most differ in the first letter. */
static inline bool same_name(const char *x, const char *y)
{
    return *x == *y && strcmp(x, y) == 0;
}

static const struct field *row_of(const struct field *rows, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (same_name(rows[i].name, name))
            return &rows[i];
    return NULL;
}

/* What no page of ours sends: fields we do not have (ASVS 15.3.3), or one of them twice (15.3.7). */
static enum rc check_names(struct req *rq, const struct field *rows, size_t n_rows, struct err *err)
{
    const char **names;
    size_t n = req_field_names(rq, &names);

    for (size_t i = 0; i < n; i++) {
        const struct field *row = row_of(rows, n_rows, names[i]);
        if (!row && !str_eq(names[i], "_csrf"))
            FAIL(err, E_INPUT, "form", "Il modulo contiene un campo che non conosciamo. Ricarica la pagina e riprova.");
        for (size_t k = 0; k < i; k++)
            if (same_name(names[k], names[i]) && (!row || row->kind != FIELD_MANY))
                FAIL(err, E_INPUT, "form", "Il modulo contiene due volte lo stesso campo. Ricarica la pagina e riprova.");
    }
    return OK;
}

/* In the order in which they came, with commas between. */
static const char *joined(struct req *rq, const char *name)
{
    const char **values, *all = NULL;
    size_t n = req_fields(rq, name, &values);

    for (size_t i = 0; i < n; i++)
        if (values[i])
            all = all ? arena_fmt(req_arena(rq), "%s,%s", all, values[i]) : values[i];
    return all;
}

static bool sent(struct req *rq, const char *name)
{
    const char **values;

    return req_fields(rq, name, &values) > 0;
}

enum rc form_bind(struct req *rq, const struct field *rows, size_t n_rows, void *target, struct form_errors *ret_errors,
                  struct err *err)
{
    struct arena *a = req_arena(rq);

    TRY(check_names(rq, rows, n_rows, err));
    for (size_t i = 0; i < n_rows; i++) {
        const char **slot = (const char **)(void *)((char *)target + rows[i].offset);
        const char *raw = rows[i].kind == FIELD_MANY ? joined(rq, rows[i].name) : req_field(rq, rows[i].name), *wrong;

        if (!raw && sent(rq, rows[i].name)) {
            *slot = "";
            form_error_add(ret_errors, rows[i].name, arena_fmt(a, tr("Il testo di «%s» contiene caratteri che non possiamo leggere. Scrivilo di nuovo."), tr(rows[i].label)));
            continue;
        }
        wrong = field_check(a, &rows[i], raw, slot);
        if (wrong)
            form_error_add(ret_errors, rows[i].name, wrong);
    }
    return OK;
}
