/* SPDX-License-Identifier: EUPL-1.2 */
/* Who is calling? Asked at every key, so bounded step by step, however many persons and requests there are. Every way of finding a person
 * walks the beginning of one index, which has all that decides whether somebody fits, and stops after PERSON_FIND_ROWS. Of those who fit,
 * PERSON_FIND_IDS at most, one more index tells the newest request, by which they are put in order; the persons themselves and how many of their
 * requests are open are read for the PERSON_FIND_MAX that are shown, and of those that many again at most. */
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"
#include "q/person.h"
#include "q/search.h"
#include "ticket/list.h"
#include "ticket/person.h"
#include "ticket/search_words.h"

/* Who fits: each once. */
struct finding {
    struct dbr *r;
    struct arena *a;
    const char *folded; /* what was typed */
    int64_t ids[PERSON_FIND_IDS];
    size_t n;
};

static void keep(struct finding *f, int64_t id)
{
    for (size_t i = 0; i < f->n; i++)
        if (f->ids[i] == id)
            return;
    if (f->n < PERSON_FIND_IDS)
        f->ids[f->n++] = id;
}

/* All texts with this beginning lie below it: no character sorts after U+10FFFF. */
static const char *until(struct arena *a, const char *from)
{
    return arena_fmt(a, "%s\xF4\x8F\xBF\xBF", from);
}

/* Each typed word begins a word of the name, both folded. */
static bool name_fits(const char *typed, const char *name)
{
    struct sv wanted = sv_from(typed), word;

    while (sv_next(&wanted, ' ', &word)) {
        struct sv rest = sv_from(name), part;
        bool found = false;

        while (!found && sv_next(&rest, ' ', &part))
            found = sv_starts(part, word);
        if (!found)
            return false;
    }
    return true;
}

/* The generated look-ups differ in name only; each has a row type of its own. Whom the index already shows not to fit is never read. */
#define LOOK_UP(name_, fits_)                                                                                     \
    static enum rc name_(struct finding *f, const char *from, struct err *err)                                    \
    {                                                                                                             \
        struct q_person_##name_ *rows;                                                                            \
        size_t n;                                                                                                 \
                                                                                                                  \
        TRY(q_person_##name_(f->r, f->a, from, until(f->a, from), PERSON_FIND_ROWS, &rows, &n, err));             \
        for (size_t i = 0; i < n; i++)                                                                            \
            if (fits_)                                                                                            \
                keep(f, rows[i].id);                                                                              \
        return OK;                                                                                                \
    }
LOOK_UP(by_pec, true) /* of a contact whatever begins so */
LOOK_UP(by_email, true)
LOOK_UP(by_phone, true)
LOOK_UP(by_tax, true)
LOOK_UP(by_folded, name_fits(f->folded, rows[i].name))
LOOK_UP(by_forename, name_fits(f->folded, rows[i].name))

static const char *lower(struct arena *a, const char *s)
{
    char *t = arena_str(a, s);

    for (char *c = t; *c; c++)
        *c = g_ascii_tolower(*c);
    return t;
}

/* ---- what was typed ----------------------------------------------------------------------------- */

static size_t digits_of(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += g_ascii_isdigit(*s) != 0;
    return n;
}

static bool is_phone(const char *typed)
{
    return digits_of(typed) >= PERSON_FIND_DIGITS && digits_of(typed) * 2 >= strlen(typed);
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

/* "393331234567", as telephones show it: more digits than a number has. NULL: it was no such thing. */
static const char *phone_with_39(struct arena *a, const char *beginning)
{
    return g_str_has_prefix(beginning, "+3939") && strlen(beginning) > sizeof "+39" + 10 ? arena_fmt(a, "+%s", beginning + 3) : NULL;
}

/* In capitals without the blanks with which it is dictated; NULL: six letters do not begin it. */
static const char *tax_beginning(struct arena *a, const char *typed)
{
    char *out = arena_str(a, typed), *to = out;

    for (const char *p = typed; *p; p++)
        if (*p != ' ')
            *to++ = g_ascii_toupper(*p);
    *to = '\0';
    if (to - out < 6 || to - out > 16)
        return NULL;
    for (size_t i = 0; out[i]; i++)
        if (i < 6 ? !g_ascii_isalpha(out[i]) : !g_ascii_isalnum(out[i]))
            return NULL;
    return out[6] && !g_ascii_isdigit(out[6]) ? NULL : out;
}

/* ---- the ways ----------------------------------------------------------------------------------- */

static enum rc collect_phone(struct finding *f, const char *typed, struct err *err)
{
    const char *beginning = phone_beginning(f->a, typed), *other = phone_with_39(f->a, beginning);

    TRY(by_phone(f, beginning, err));
    return other ? by_phone(f, other, err) : OK;
}

/* The last word first: "mar rossi" is asked for as "rossi mar". */
static const char *turned(struct arena *a, const char *folded)
{
    const char *last = strrchr(folded, ' ');

    return last ? arena_fmt(a, "%s %.*s", last + 1, (int)(last - folded), folded) : NULL;
}

/* Both cut short: every surname that begins so, with the names that begin so. "ros", "mar" steps over the thousand Rossi that
 * are no Mario. */
static enum rc by_both(struct finding *f, const char *surname, const char *name, struct err *err)
{
    const char *from = surname;

    for (int i = 0; i < PERSON_FIND_SURNAMES && f->n < 2 * PERSON_FIND_ROWS; i++) {
        struct q_person_next at;
        enum rc rc = q_person_next(f->r, f->a, from, &at, err);
        const char *blank = rc == OK ? strchr(at.folded, ' ') : NULL;

        if (rc != OK)
            return rc == E_NOTFOUND ? OK : rc;
        if (!g_str_has_prefix(at.folded, surname))
            return OK;
        if (!blank) { /* a surname alone */
            from = arena_fmt(f->a, "%s ", at.folded);
            continue;
        }
        TRY(by_folded(f, arena_fmt(f->a, "%.*s %s", (int)(blank - at.folded), at.folded, name), err));
        from = until(f->a, arena_fmt(f->a, "%.*s ", (int)(blank - at.folded), at.folded));
    }
    return OK;
}

/* At the first blank and at the last, each part as the surname. */
static enum rc by_parts(struct finding *f, const char *folded, const char *blank, struct err *err)
{
    const char *head = arena_fmt(f->a, "%.*s", (int)(blank - folded), folded);

    TRY(by_both(f, head, blank + 1, err));
    return by_both(f, blank + 1, head, err);
}

static enum rc collect_name(struct finding *f, const char *folded, struct err *err)
{
    const char *other = turned(f->a, folded);
    struct sv rest = sv_from(folded), word;

    TRY(by_folded(f, folded, err));
    TRY(by_forename(f, folded, err));
    if (!other)
        return OK;
    TRY(by_folded(f, other, err));
    TRY(by_forename(f, other, err));
    TRY(by_parts(f, folded, strchr(folded, ' '), err));
    if (strrchr(folded, ' ') != strchr(folded, ' '))
        TRY(by_parts(f, folded, strrchr(folded, ' '), err));
    while (sv_next(&rest, ' ', &word)) {
        if (word.n < PERSON_FIND_CHARS)
            continue;
        TRY(by_folded(f, arena_sv(f->a, word), err));
        TRY(by_forename(f, arena_sv(f->a, word), err));
    }
    return OK;
}

static enum rc collect(struct finding *f, const char *typed, const char *folded, struct err *err)
{
    const char *tax = tax_beginning(f->a, typed);

    if (is_phone(typed))
        return collect_phone(f, typed, err);
    TRY(by_email(f, lower(f->a, typed), err));
    TRY(by_pec(f, lower(f->a, typed), err));
    if (strchr(typed, '@'))
        return OK;
    if (tax)
        TRY(by_tax(f, tax, err));
    return collect_name(f, folded, err);
}

/* ---- a word in the middle ------------------------------------------------------------------------ */

/* The newest documents of the rarest word: that whose newest ones reach farthest back. An AND of all words would be put together by the
 * index, however long their lists are and however seldom they meet. */
static enum rc docs_of_rarest(struct finding *f, const char *typed, const char **ret_docs, struct err *err)
{
    struct search_words w;
    int64_t ids[PERSON_FIND_ROWS], oldest = INT64_MAX;
    size_t n_ids = 0;

    search_words(f->a, typed, &w);
    for (size_t i = 0; i < w.n && i < PERSON_FIND_WORDS; i++) {
        struct search_words one = { .n = 1, .word = { w.word[i] } };
        struct q_search_newest *rows;
        size_t n;

        TRY(q_search_newest(f->r, f->a, search_expression(f->a, &one, SEARCH_WHOLE), PERSON_FIND_ROWS, &rows, &n, err));
        if (n == PERSON_FIND_ROWS && rows[n - 1].doc_id >= oldest)
            continue;
        oldest = n == PERSON_FIND_ROWS ? rows[n - 1].doc_id : 0;
        n_ids = n;
        for (size_t k = 0; k < n; k++)
            ids[k] = rows[k].doc_id;
        if (!oldest) /* all there are: who has all words is among them */
            break;
    }
    *ret_docs = n_ids ? list_ids(f->a, ids, n_ids) : NULL;
    return OK;
}

static enum rc by_words(struct finding *f, const char *typed, struct err *err)
{
    struct q_person_of_docs *rows;
    const char *docs;
    size_t n;

    TRY(docs_of_rarest(f, typed, &docs, err));
    if (!docs)
        return OK;
    TRY(q_person_of_docs(f->r, f->a, docs, &rows, &n, err));
    for (size_t i = 0; i < n; i++)
        if (name_fits(f->folded, rows[i].name))
            keep(f, rows[i].id);
    return OK;
}

/* ---- who comes first ------------------------------------------------------------------------------ */

/* Who waits for us is more likely to call. */
static int most_likely(const void *x, const void *y)
{
    const struct q_person_last *a = x, *b = y;

    if (a->open != b->open)
        return a->open ? -1 : 1;
    if (a->ticket_id != b->ticket_id)
        return a->ticket_id < b->ticket_id ? 1 : -1;
    return a->id < b->id ? 1 : -1;
}

static enum rc show(struct finding *f, struct person_hit **ret, size_t *ret_n, struct err *err)
{
    struct q_person_last *last;
    struct person_hit *hits;
    size_t n;

    TRY(q_person_last(f->r, f->a, list_ids(f->a, f->ids, f->n), &last, &n, err));
    qsort(last, n, sizeof *last, most_likely);
    if (n > PERSON_FIND_MAX)
        n = PERSON_FIND_MAX;
    hits = arena_array(f->a, n + 1, struct person_hit);
    for (size_t i = 0; i < n; i++) {
        struct q_person_requests count;

        TRY(person_by_id(f->r, f->a, last[i].id, &hits[i].person, err));
        TRY(q_person_requests(f->r, f->a, last[i].id, PERSON_COUNT_MAX, &count, err));
        hits[i].open_tickets = count.open_tickets;
        hits[i].last_ticket_id = last[i].ticket_id;
    }
    *ret = hits;
    *ret_n = n;
    return OK;
}

enum rc person_find(struct dbr *r, struct arena *a, const char *typed, struct person_hit **ret, size_t *ret_n,
                    struct err *err)
{
    const char *line = text_line(a, sv_from(typed)), *folded = text_fold(a, line);
    struct finding f = { .r = r, .a = a, .folded = folded };

    *ret = NULL;
    *ret_n = 0;
    if (text_chars(folded) < PERSON_FIND_CHARS)
        return OK;
    TRY(collect(&f, line, folded, err));
    if (!f.n && !is_phone(line))
        TRY(by_words(&f, line, err));
    return f.n ? show(&f, ret, ret_n, err) : OK;
}

/* "Giuseppe Verdi 0423 555111": the number behind the name is told apart, and *line ends before it. "" where there is none. */
static const char *phone_behind(struct arena *a, const char **line)
{
    size_t from = strcspn(*line, "+0123456789");
    const char *phone = *line + from;

    if (from < 2 || (*line)[from - 1] != ' ' || !is_phone(phone) || !*text_phone(a, phone))
        return "";
    *line = arena_sv(a, sv_trim(sv_of(*line, from)));
    return text_phone(a, phone);
}

void person_typed(struct arena *a, const char *typed, struct person *ret)
{
    const char *line = text_line(a, sv_from(typed)), *phone = phone_behind(a, &line), *blank = strchr(line, ' ');
    const char *tax = tax_beginning(a, line);

    *ret = (struct person){ .name = "", .surname = "", .email = "", .pec = "", .phone = phone, .tax_code = "", .birth_place = "", .birth_day = "", .address = "" };
    if (is_phone(line))
        ret->phone = *text_phone(a, line) ? text_phone(a, line) : line;
    else if (strchr(line, '@'))
        ret->email = lower(a, line);
    else if (tax && strlen(tax) == 16)
        ret->tax_code = tax;
    else if (blank) {
        ret->name = arena_fmt(a, "%.*s", (int)(blank - line), line);
        ret->surname = blank + 1;
    } else
        ret->surname = line;
}
