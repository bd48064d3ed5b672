/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/person.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "q/citizen_link.h"
#include "q/person.h"

/* Every generated row that holds a whole person has the columns in this order. */
#define PERSON_OF(row_)                                                                                     \
    ((struct person){ .id = (row_).id, .name = (row_).name, .surname = (row_).surname, .email = (row_).email, \
                      .pec = (row_).pec, .phone = (row_).phone, .tax_code = (row_).tax_code,                \
                      .birth_place = (row_).birth_place, .birth_day = (row_).birth_day, .address = (row_).address })

enum rc person_by_id(struct dbr *r, struct arena *a, int64_t id, struct person *ret, struct err *err)
{
    struct q_person_row row;

    TRY(q_person_row(r, a, id, &row, err));
    *ret = PERSON_OF(row);
    return OK;
}

const char *person_full_name(struct arena *a, const struct person *p)
{
    return arena_fmt(a, "%s%s%s", p->name, *p->name && *p->surname ? " " : "", p->surname);
}

/* ---- the same person? --------------------------------------------------------------------------- */

/* What a row can hold beside the name. */
static const struct field {
    size_t offset;
    bool folded;   /* compared without accents and case: free text */
} fields[] = {
    { offsetof(struct person, email), false },     { offsetof(struct person, pec), false },
    { offsetof(struct person, phone), false },     { offsetof(struct person, tax_code), false },
    { offsetof(struct person, birth_day), false }, { offsetof(struct person, birth_place), true },
    { offsetof(struct person, address), true },
};
#define FIELDS_N (sizeof fields / sizeof fields[0])

static const char **field_of(struct person *p, const struct field *f)
{
    return (const char **)(void *)((char *)p + f->offset);
}

static int by_text(const void *x, const void *y)
{
    return strcmp(*(const char *const *)x, *(const char *const *)y);
}

/* The words of a name, folded and sorted: "Verdi Anna" in a mail is Anna Verdi of the form. */
static char *name_key(struct arena *a, const struct person *p)
{
    const char *words[16];
    struct sv rest = sv_from(text_fold(a, person_full_name(a, p))), word;
    AUTO(GSTR) GString *key = g_string_new(NULL);
    size_t n = 0;

    while (n < G_N_ELEMENTS(words) && sv_next(&rest, ' ', &word))
        if (word.n)
            words[n++] = arena_sv(a, word);
    qsort(words, n, sizeof words[0], by_text);
    for (size_t i = 0; i < n; i++) {
        if (i)
            g_string_append_c(key, ' ');
        g_string_append(key, words[i]);
    }
    return arena_str(a, key->str);
}

static bool contradicts(struct arena *a, const struct field *f, const char *old, const char *new)
{
    if (!*old || !*new)
        return false;
    return f->folded ? !str_eq(text_fold(a, old), text_fold(a, new)) : !str_eq(old, new);
}

static bool common(const char *old, const char *new)
{
    return *new && str_eq(old, new);
}

/* p brings an address that the row does not have. */
static bool brings(const char *old, const char *new)
{
    return *new && !*old;
}

static bool is_same(struct arena *a, struct person *row, struct person *p)
{
    bool address = common(row->email, p->email) || common(row->pec, p->pec);
    bool other = common(row->phone, p->phone) || common(row->tax_code, p->tax_code);

    if (!address && (!other || brings(row->email, p->email) || brings(row->pec, p->pec)))
        return false;
    for (size_t i = 0; i < FIELDS_N; i++)
        if (contradicts(a, &fields[i], *field_of(row, &fields[i]), *field_of(p, &fields[i])) ||
            (!p->vouched && brings(*field_of(row, &fields[i]), *field_of(p, &fields[i]))))
            return false;
    return str_eq(name_key(a, row), name_key(a, p));
}

static enum rc complete(struct dbw *w, struct person *row, struct person *p, struct err *err)
{
    bool news = false;

    for (size_t i = 0; i < FIELDS_N; i++) {
        const char **old = field_of(row, &fields[i]), **new = field_of(p, &fields[i]);

        if (brings(*old, *new)) {
            *old = *new;
            news = true;
        }
    }
    p->id = row->id;
    if (!news)
        return OK;
    return q_person_complete(w, row->email, row->pec, row->phone, row->tax_code, row->birth_place, row->birth_day,
                             row->address, row->id, err);
}

static const char *lower(struct arena *a, const char *s)
{
    char *t = arena_str(a, s ? s : "");

    for (char *c = t; *c; c++)
        *c = g_ascii_tolower(*c);
    return t;
}

enum rc person_address(struct arena *a, const char *typed, const char **ret, struct err *err)
{
    const char *email = lower(a, arena_sv(a, sv_trim(sv_from(typed))));

    if (!text_is_email(sv_from(email)))
        FAIL(err, E_INPUT, "email", "Controlla l'indirizzo e-mail: deve essere come nome@esempio.it.");
    *ret = email;
    return OK;
}

static const char *upper(struct arena *a, const char *s)
{
    char *t = arena_str(a, s ? s : "");

    for (char *c = t; *c; c++)
        *c = g_ascii_toupper(*c);
    return t;
}

/* What is no telephone number is kept as typed. */
static const char *phone_form(struct arena *a, const char *s)
{
    const char *e164 = text_phone(a, s ? s : "");

    return *e164 ? e164 : arena_str(a, s ? s : "");
}

/* The form in which a person is stored and compared. */
static void normalize(struct arena *a, struct person *p)
{
    p->name = p->name ? p->name : "";
    p->surname = p->surname ? p->surname : "";
    p->email = lower(a, p->email);
    p->pec = lower(a, p->pec);
    p->phone = phone_form(a, p->phone);
    p->tax_code = upper(a, p->tax_code);
    p->birth_place = p->birth_place ? p->birth_place : "";
    p->birth_day = p->birth_day ? p->birth_day : "";
    p->address = p->address ? p->address : "";
}

static enum rc insert(struct dbw *w, struct person *p, struct err *err)
{
    struct arena *a = dbw_arena(w);
    const char *folded = text_fold(a, arena_fmt(a, "%s %s", p->surname, p->name));
    const char *forename = text_fold(a, person_full_name(a, p));

    return q_person_insert(w, p->name, p->surname, folded, forename, p->email, p->pec, p->phone, p->tax_code, p->birth_place,
                           p->birth_day, p->address, clock_now_at(), &p->id, err);
}

enum rc person_readdressed(struct dbw *w, int64_t person_id, const char *email, int64_t *ret_id, struct err *err)
{
    struct person p = { .name = "", .surname = "", .pec = "", .phone = "", .tax_code = "", .birth_place = "", .birth_day = "", .address = "" };
    struct q_person_tickets tickets = { 0 };

    if (person_id) {
        TRY(person_by_id(dbw_reader(w), dbw_arena(w), person_id, &p, err));
        TRY(q_person_tickets(dbw_reader(w), dbw_arena(w), person_id, &tickets, err));
    }
    p.email = email;
    *ret_id = person_id;
    if (person_id && tickets.n < 2)
        return q_person_complete(w, p.email, p.pec, p.phone, p.tax_code, p.birth_place, p.birth_day, p.address, p.id, err);
    TRY(insert(w, &p, err));
    *ret_id = p.id;
    return OK;
}

/* The generated look-ups differ in name only; each has a row type of its own. *done: p was found and completed. */
#define SAME(name_)                                                                                               \
    static enum rc same_##name_(struct dbw *w, const char *value, struct person *p, bool *done, struct err *err)  \
    {                                                                                                             \
        struct arena *a = dbw_arena(w);                                                                           \
        struct q_person_same_##name_ *rows;                                                                       \
        size_t n = 0;                                                                                             \
                                                                                                                  \
        if (*value && !*done)                                                                                     \
            TRY(q_person_same_##name_(dbw_reader(w), a, value, PERSON_CANDIDATES_MAX, &rows, &n, err));           \
        for (size_t i = 0; i < n && !*done; i++) {                                                                \
            struct person row = PERSON_OF(rows[i]);                                                               \
                                                                                                                  \
            if (!is_same(a, &row, p))                                                                             \
                continue;                                                                                         \
            *done = true;                                                                                         \
            TRY(complete(w, &row, p, err));                                                                       \
        }                                                                                                         \
        return OK;                                                                                                \
    }
SAME(email)
SAME(pec)
SAME(phone)
SAME(tax)

enum rc person_match(struct dbw *w, struct person *p, struct err *err)
{
    bool done = false;

    normalize(dbw_arena(w), p);
    TRY(same_email(w, p->email, p, &done, err));
    TRY(same_pec(w, p->pec, p, &done, err));
    TRY(same_phone(w, p->phone, p, &done, err));
    TRY(same_tax(w, p->tax_code, p, &done, err));
    return done ? OK : insert(w, p, err);
}
