/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/search_near.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "q/search.h"
#include "q/ticket.h"
#include "ticket/calendar.h"
#include "ticket/code.h"
#include "ticket/search_words.h"

#define YEAR_DIGITS 4
#define NUMBER_DIGITS_MAX 9
#define WORD_MIN_CHARS 4
#define WORD_MAX_BYTES 24
#define WORDS_TRIED_MAX 2 /* each is some hundreds of look-ups */
#define LETTERS "abcdefghijklmnopqrstuvwxyz"

/* ---- numbers ------------------------------------------------------------------------------------ */

/* The parts of a number as people write it: "2026-000417-X", "417/2026", "417", "2026 417". */
struct typed_number {
    int64_t year;    /* 0 = not said */
    int64_t number;
    char letter;     /* 0 = not said */
};

static bool all_digits(struct sv s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!g_ascii_isdigit(s.p[i]))
            return false;
    return s.n > 0;
}

static bool is_year(struct sv s)
{
    return s.n == YEAR_DIGITS && (sv_starts(s, SV("20")) || sv_starts(s, SV("19")));
}

/* Pieces between the marks that people put into numbers; false: too many, or something else. */
static bool pieces_of(struct arena *a, const char *typed, struct sv *ret, size_t *ret_n)
{
    char *s = arena_str(a, text_fold(a, typed));
    struct sv rest, one;

    for (char *p = s; *p; p++)
        if (strchr("-./_#", *p))
            *p = ' ';
    *ret_n = 0;
    rest = sv_from(s);
    while (sv_next(&rest, ' ', &one)) {
        if (!one.n || sv_eq(one, SV("n")) || sv_eq(one, SV("urp")) || sv_eq(one, SV("pratica")) || sv_eq(one, SV("richiesta")))
            continue;
        if (*ret_n == 3)
            return false;
        ret[(*ret_n)++] = one;
    }
    return *ret_n > 0;
}

/* "417x": the letter stands at the end of the digits. */
static void cut_letter(struct sv *piece, char *letter)
{
    char last = piece->n > 1 ? piece->p[piece->n - 1] : '\0';

    if (!*letter && g_ascii_isalpha(last)) {
        *letter = g_ascii_toupper(last);
        piece->n--;
    }
}

static bool number_read(struct arena *a, const char *typed, struct typed_number *ret)
{
    struct sv p[3];
    size_t n;

    *ret = (struct typed_number){ .year = 0 };
    if (!pieces_of(a, typed, p, &n))
        return false;
    if (n > 1 && p[n - 1].n == 1 && g_ascii_isalpha(p[n - 1].p[0]))
        ret->letter = g_ascii_toupper(p[--n].p[0]);
    for (size_t i = 0; i < n; i++)
        cut_letter(&p[i], &ret->letter);
    if (n == 1 && p[0].n > YEAR_DIGITS + 3 && is_year(sv_of(p[0].p, YEAR_DIGITS))) { /* 2026000417 */
        p[1] = sv_drop(p[0], YEAR_DIGITS);
        p[0].n = YEAR_DIGITS;
        n = 2;
    }
    if (n == 0 || n > 2 || !all_digits(p[0]) || (n == 2 && !all_digits(p[1])))
        return false;
    if (n == 2 && !is_year(p[0]) && is_year(p[1])) { /* 417/2026 */
        struct sv year = p[1];
        p[1] = p[0];
        p[0] = year;
    }
    if (n == 2 && !is_year(p[0]))
        return false;
    return (n == 1 || sv_int(p[0], 1000, 9999, &ret->year)) && p[n - 1].n <= NUMBER_DIGITS_MAX && sv_int(p[n - 1], 1, CODE_NUMBER_MAX, &ret->number);
}

struct near {
    struct dbr *r;
    struct arena *a;
    struct search_number *list;
    size_t n;
};

static enum rc offer(struct near *s, int64_t year, int64_t number, enum search_slip slip, struct err *err)
{
    struct q_ticket_id_of_number row;
    enum rc rc;

    if (s->n == SEARCH_NEAR_MAX || number < 1 || number > CODE_NUMBER_MAX)
        return OK;
    rc = q_ticket_id_of_number(s->r, s->a, year, number, &row, err);
    if (rc == E_NOTFOUND) {
        *err = (struct err){ .rc = OK };
        return OK;
    }
    if (rc != OK)
        return rc;
    for (size_t i = 0; i < s->n; i++)
        if (s->list[i].ticket_id == row.id)
            return OK;
    s->list[s->n] = (struct search_number){ .ticket_id = row.id, .slip = slip };
    code_format(year, number, s->list[s->n].code);
    s->n++;
    return OK;
}

/* Only what the letter agrees with: that leaves one of nineteen. */
static enum rc offer_fitting(struct near *s, const struct typed_number *t, int64_t number, enum search_slip slip, struct err *err)
{
    if (number < 1 || number > CODE_NUMBER_MAX || code_check_letter(t->year, number) != t->letter)
        return OK;
    return offer(s, t->year, number, slip, err);
}

static enum rc near_numbers(struct near *s, const struct typed_number *t, struct err *err)
{
    int64_t place = 1;

    TRY(offer(s, t->year, t->number, SLIP_LETTER, err));
    for (int i = 0; i + 1 < NUMBER_DIGITS_MAX; i++, place *= 10) {
        int64_t low = t->number / place % 10, high = t->number / (place * 10) % 10;
        TRY(offer_fitting(s, t, t->number + (high - low) * place + (low - high) * place * 10, SLIP_SWAP, err));
    }
    place = 1;
    for (int i = 0; i < NUMBER_DIGITS_MAX; i++, place *= 10)
        for (int64_t d = 0; d < 10; d++)
            TRY(offer_fitting(s, t, t->number + (d - t->number / place % 10) * place, SLIP_DIGIT, err));
    return OK;
}

enum rc search_numbers(struct dbr *r, struct arena *a, const char *typed, int64_t now_at, struct search_number **ret, size_t *ret_n, struct err *err)
{
    struct near s = { .r = r, .a = a, .list = arena_array(a, SEARCH_NEAR_MAX, struct search_number) };
    int64_t year = day_ymd(day_of(now_at)).year, whole_year, whole_number;
    struct typed_number t;

    *ret = s.list;
    *ret_n = 0;
    if (code_parse(sv_from(typed), &whole_year, &whole_number) || !number_read(a, typed, &t))
        return OK;
    if (t.letter && t.year)
        TRY(near_numbers(&s, &t, err));
    for (int64_t y = year; y > year - 2 && !t.year; y--) {
        bool fits = !t.letter || code_check_letter(y, t.number) == t.letter;
        TRY(offer(&s, y, t.number, t.letter && !fits ? SLIP_LETTER : SLIP_NO_LETTER, err));
    }
    if (t.year && !t.letter)
        TRY(offer(&s, t.year, t.number, SLIP_NO_LETTER, err));
    *ret_n = s.n;
    return OK;
}

/* ---- words -------------------------------------------------------------------------------------- */

struct speller {
    struct dbr *r;
    struct arena *a;
    struct search_words words;
    size_t at;                 /* the word that is tried */
    const char **list;
    size_t n;
};

static enum rc has_any(struct speller *s, const char *match, bool *ret_yes, struct err *err)
{
    struct q_search_any row;

    TRY(q_search_any(s->r, s->a, match, &row, err));
    *ret_yes = row.n > 0;
    return OK;
}

static const char *sentence(struct speller *s)
{
    const char *out = "";

    for (size_t i = 0; i < s->words.n; i++)
        out = arena_fmt(s->a, "%s%s%.*s", out, i ? " " : "", (int)s->words.word[i].n, s->words.word[i].p);
    return out;
}

static enum rc try_word(struct speller *s, const char *word, size_t n, struct err *err)
{
    struct sv before = s->words.word[s->at];
    bool found;

    if (s->n == SEARCH_NEAR_MAX || sv_eq(before, sv_of(word, n)))
        return OK;
    s->words.word[s->at] = sv_of(word, n);
    TRY(has_any(s, search_expression(s->a, &s->words, SEARCH_WHOLE), &found, err));
    if (found) {
        s->words.word[s->at] = sv_of(arena_strn(s->a, word, n), n);
        s->list[s->n++] = sentence(s);
    }
    s->words.word[s->at] = before;
    return OK;
}

/* In the order of what fingers do: neighbours swapped, a letter twice or too many, one left out, another one. */
static enum rc try_all(struct speller *s, struct err *err)
{
    char word[WORD_MAX_BYTES + 2];
    struct sv w = s->words.word[s->at];

    for (size_t i = 0; i + 1 < w.n; i++) {
        memcpy(word, w.p, w.n);
        word[i] = w.p[i + 1];
        word[i + 1] = w.p[i];
        TRY(try_word(s, word, w.n, err));
    }
    for (size_t i = 0; i < w.n; i++) {
        memcpy(word, w.p, i);
        memcpy(word + i, w.p + i + 1, w.n - i - 1);
        TRY(try_word(s, word, w.n - 1, err));
    }
    for (size_t i = 0; i <= w.n; i++)
        for (const char *c = LETTERS; *c; c++) {
            memcpy(word, w.p, i);
            word[i] = *c;
            memcpy(word + i + 1, w.p + i, w.n - i);
            TRY(try_word(s, word, w.n + 1, err));
        }
    for (size_t i = 0; i < w.n; i++)
        for (const char *c = LETTERS; *c; c++) {
            memcpy(word, w.p, w.n);
            word[i] = *c;
            TRY(try_word(s, word, w.n, err));
        }
    return OK;
}

/* Folded text has no other letters than these, but for scripts in which we can put nothing right. */
static bool can_be_tried(struct sv w)
{
    for (size_t i = 0; i < w.n; i++)
        if (!g_ascii_isalpha(w.p[i]))
            return false;
    return w.n >= WORD_MIN_CHARS && w.n <= WORD_MAX_BYTES;
}

/* A word that nobody ever wrote is the wrong one; the last may be a beginning. */
static enum rc is_unknown(struct speller *s, bool *ret_yes, struct err *err)
{
    struct search_words one = { .n = 1, .word = { s->words.word[s->at] }, .may_go_on = true };
    bool known;

    TRY(has_any(s, search_expression(s->a, &one, s->at + 1 == s->words.n ? SEARCH_BEGINNING : SEARCH_WHOLE), &known, err));
    *ret_yes = !known;
    return OK;
}

enum rc search_spellings(struct dbr *r, struct arena *a, const char *typed, const char *const **ret, size_t *ret_n, struct err *err)
{
    struct speller s = { .r = r, .a = a, .list = arena_array(a, SEARCH_NEAR_MAX, const char *) };
    size_t tried = 0, unknown_at = SEARCH_WORDS_MAX;
    bool unknown;

    search_words(a, typed, &s.words);
    for (s.at = 0; s.at < s.words.n && unknown_at == SEARCH_WORDS_MAX; s.at++) {
        if (!can_be_tried(s.words.word[s.at]))
            continue;
        TRY(is_unknown(&s, &unknown, err));
        if (unknown)
            unknown_at = s.at;
    }
    /* All of them are known, perhaps from requests that are not for everybody: whoever asks must not hear the difference. */
    for (s.at = unknown_at < s.words.n ? unknown_at : 0; s.at < s.words.n && tried < WORDS_TRIED_MAX && !s.n; s.at++) {
        if (!can_be_tried(s.words.word[s.at]))
            continue;
        TRY(try_all(&s, err));
        tried++;
        if (s.at == unknown_at)
            break; /* a second wrong word would have to be right, too */
    }
    *ret = s.list;
    *ret_n = s.n;
    return OK;
}
