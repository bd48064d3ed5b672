/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/person.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/text.h"
#include "q/person.h"
#include "ticket/search_words.h"

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

    return q_person_insert(w, p->name, p->surname, folded, p->email, p->pec, p->phone, p->tax_code, p->birth_place,
                           p->birth_day, p->address, clock_now_at(), &p->id, err);
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

/* ---- finding ------------------------------------------------------------------------------------ */

/* Candidates in the making: each id once. */
struct finding {
    struct dbr *r;
    struct arena *a;
    int64_t ids[5 * PERSON_FIND_ROWS];
    size_t n;
};

static void keep(struct finding *f, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->ids[i] == id)
            return;
    assume(f->n < G_N_ELEMENTS(f->ids));
    f->ids[f->n++] = id;
}

/* All texts with this beginning lie below it: no character sorts after U+10FFFF. */
static const char *until(struct arena *a, const char *from)
{
    return arena_fmt(a, "%s\xF4\x8F\xBF\xBF", from);
}

/* The generated look-ups differ in name only; each has a row type of its own. */
#define RANGE(name_)                                                                                              \
    static enum rc name_(struct finding *f, const char *from, struct err *err)                                    \
    {                                                                                                             \
        struct q_person_##name_ *rows;                                                                            \
        size_t n;                                                                                                 \
                                                                                                                  \
        TRY(q_person_##name_(f->r, f->a, from, until(f->a, from), PERSON_FIND_ROWS, &rows, &n, err));             \
        for (size_t i = 0; i < n; i++)                                                                            \
            keep(f, rows[i].id);                                                                                  \
        return OK;                                                                                                \
    }
RANGE(by_folded)
RANGE(by_email)
RANGE(by_phone)
RANGE(by_tax)

static enum rc by_words(struct finding *f, const char *typed, struct err *err)
{
    struct q_person_by_words *rows;
    size_t n;
    const char *match = search_match(f->a, typed, SEARCH_BEGINNING);

    if (!*match)
        return OK;
    TRY(q_person_by_words(f->r, f->a, match, PERSON_FIND_ROWS, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        keep(f, rows[i].person_id);
    return OK;
}

static size_t digits_of(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += g_ascii_isdigit(*s) != 0;
    return n;
}

/* Beginning of a stored number: nobody dictates the +39. */
static const char *phone_beginning(struct arena *a, const char *typed)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (const char *p = typed; *p; p++)
        if (g_ascii_isdigit(*p) || (*p == '+' && out->len == 0))
            g_string_append_c(out, *p);
    if (g_str_has_prefix(out->str, "00")) {
        g_string_erase(out, 0, 2);
        g_string_prepend_c(out, '+');
    } else if (out->str[0] != '+') {
        g_string_prepend(out, "+39");
    }
    return arena_str(a, out->str);
}

static enum rc collect(struct finding *f, const char *typed, const char *folded, struct err *err)
{
    if (strchr(typed, '@')) {
        TRY(by_email(f, lower(f->a, typed), err));
        return OK;
    }
    if (digits_of(typed) >= 4 && digits_of(typed) * 2 >= strlen(typed))
        return by_phone(f, phone_beginning(f->a, typed), err);
    TRY(by_folded(f, folded, err));
    TRY(by_email(f, lower(f->a, typed), err));
    if (digits_of(typed) > 0 && !strchr(typed, ' '))
        TRY(by_tax(f, upper(f->a, typed), err));
    struct sv rest = sv_from(folded), word;
    while (f->n < 3 * PERSON_FIND_ROWS && sv_next(&rest, ' ', &word))
        if (word.n >= PERSON_FIND_CHARS && word.n < strlen(folded))
            TRY(by_folded(f, arena_sv(f->a, word), err));
    return f->n < PERSON_FIND_ROWS ? by_words(f, typed, err) : OK;
}

/* Each typed word begins a word of the name; words that are an address or number were matched by an index. */
static bool name_fits(struct arena *a, const struct person *p, const char *folded)
{
    struct sv typed = sv_from(folded), word;
    struct sv name = sv_from(text_fold(a, person_full_name(a, p)));

    while (sv_next(&typed, ' ', &word)) {
        struct sv rest = name, part;
        bool found = false;

        while (!found && sv_next(&rest, ' ', &part))
            found = sv_starts(part, word);
        if (!found)
            return false;
    }
    return true;
}

static bool fits(struct arena *a, const struct person *p, const char *typed, const char *folded)
{
    return name_fits(a, p, folded) || sv_starts(sv_from(p->email), sv_from(lower(a, typed))) ||
           sv_starts(sv_from(p->tax_code), sv_from(upper(a, typed))) ||
           (digits_of(typed) >= 4 && sv_starts(sv_from(p->phone), sv_from(phone_beginning(a, typed))));
}

static int by_last_ticket(const void *x, const void *y)
{
    const struct person_hit *a = x, *b = y;

    if (a->last_ticket_id != b->last_ticket_id)
        return a->last_ticket_id < b->last_ticket_id ? 1 : -1;
    return a->person.id < b->person.id ? 1 : -1;
}

enum rc person_find(struct dbr *r, struct arena *a, const char *typed, struct person_hit **ret, size_t *ret_n,
                    struct err *err)
{
    struct finding f = { .r = r, .a = a };
    const char *line = text_line(a, sv_from(typed)), *folded = text_fold(a, line);
    struct person_hit *hits;
    size_t n = 0;

    if (text_chars(folded) >= PERSON_FIND_CHARS)
        TRY(collect(&f, line, folded, err));
    hits = arena_array(a, f.n + 1, struct person_hit);
    for (size_t i = 0; i < f.n; i++) {
        struct q_person_requests count;

        TRY(person_by_id(r, a, f.ids[i], &hits[n].person, err));
        if (!fits(a, &hits[n].person, line, folded))
            continue;
        TRY(q_person_requests(r, a, f.ids[i], &count, err));
        hits[n].tickets = count.tickets;
        hits[n].open_tickets = count.open_tickets;
        hits[n].last_ticket_id = count.last_ticket_id;
        n++;
    }
    qsort(hits, n, sizeof *hits, by_last_ticket);
    *ret = hits;
    *ret_n = n < PERSON_FIND_MAX ? n : PERSON_FIND_MAX;
    return OK;
}
