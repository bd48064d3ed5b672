/* SPDX-License-Identifier: EUPL-1.2 */
#include "imap_parse.h"

#include <string.h>
#include <time.h>

#include "base/auto.h"

/* ---- tokens ---------------------------------------------------------------------------------------- */

enum tok { TOK_END, TOK_OPEN, TOK_CLOSE, TOK_ATOM, TOK_QUOTED, TOK_LITERAL, TOK_BAD };

bool imap_u32(struct sv s, uint32_t *ret)
{
    int64_t n;

    if (s.n == 0 || s.p[0] == '-' || !sv_int(s, 1, UINT32_MAX, &n))
        return false;
    *ret = (uint32_t)n;
    return true;
}

static enum tok take_quoted(struct sv *rest, struct sv *ret)
{
    for (size_t i = 1; i < rest->n; i++) {
        if (rest->p[i] == '\\') {
            i++;
        } else if (rest->p[i] == '"') {
            *ret = sv_of(rest->p + 1, i - 1);
            *rest = sv_drop(*rest, i + 1);
            return TOK_QUOTED;
        }
    }
    return TOK_BAD;
}

/* "{5}\r\nabcde", also with the ~ of RFC 3516 and the + of RFC 7888. */
static enum tok take_literal(struct sv *rest, struct sv *ret)
{
    ptrdiff_t lf = sv_chr(*rest, '\n');
    ptrdiff_t brace = sv_chr(*rest, '}');
    int64_t n;

    if (lf < 0 || brace < 0 || brace > lf)
        return TOK_BAD;
    struct sv digits = sv_of(rest->p + 1, (size_t)brace - 1);
    if (digits.n && digits.p[digits.n - 1] == '+')
        digits.n--;
    struct sv after = sv_drop(*rest, (size_t)lf + 1);
    if (!sv_int(digits, 0, (int64_t)after.n, &n))
        return TOK_BAD;
    *ret = sv_of(after.p, (size_t)n);
    *rest = sv_drop(after, (size_t)n);
    return TOK_LITERAL;
}

/* BODY[HEADER.FIELDS (DATE)]<0> is one atom. */
static enum tok take_atom(struct sv *rest, struct sv *ret)
{
    size_t n = 0;
    bool in_brackets = false;

    while (n < rest->n && (in_brackets || !strchr(" ()\"{\r\n", rest->p[n]))) {
        if (rest->p[n] == '\0')
            return TOK_BAD;
        in_brackets = rest->p[n] == '[' || (in_brackets && rest->p[n] != ']');
        n++;
    }
    *ret = sv_of(rest->p, n);
    *rest = sv_drop(*rest, n);
    return n ? TOK_ATOM : TOK_BAD;
}

static enum tok next_tok(struct sv *rest, struct sv *ret)
{
    while (rest->n && rest->p[0] == ' ')
        *rest = sv_drop(*rest, 1);
    *ret = sv_of(rest->p, 0);
    if (rest->n == 0)
        return TOK_END;
    switch (rest->p[0]) {
    case '(': *rest = sv_drop(*rest, 1); return TOK_OPEN;
    case ')': *rest = sv_drop(*rest, 1); return TOK_CLOSE;
    case '"': return take_quoted(rest, ret);
    case '{': return take_literal(rest, ret);
    default: return take_atom(rest, ret);
    }
}

bool imap_word(struct sv *rest, struct sv *ret)
{
    *rest = sv_trim(*rest);
    if (rest->n == 0)
        return false;
    ptrdiff_t blank = sv_chr(*rest, ' ');
    *ret = sv_of(rest->p, blank < 0 ? rest->n : (size_t)blank);
    *rest = sv_drop(*rest, ret->n);
    return true;
}

bool imap_set_next(struct sv *rest, uint32_t *ret_low, uint32_t *ret_high)
{
    ptrdiff_t comma = sv_chr(*rest, ',');
    struct sv piece = sv_of(rest->p, comma < 0 ? rest->n : (size_t)comma);
    ptrdiff_t colon = sv_chr(piece, ':');
    uint32_t a, b;

    if (!imap_u32(sv_of(piece.p, colon < 0 ? piece.n : (size_t)colon), &a))
        return false;
    b = a;
    if (colon >= 0 && !imap_u32(sv_drop(piece, (size_t)colon + 1), &b))
        return false;
    *ret_low = a < b ? a : b;
    *ret_high = a < b ? b : a;
    *rest = comma < 0 ? sv_of(rest->p, 0) : sv_drop(*rest, (size_t)comma + 1);
    return true;
}

static bool two_digits(struct sv s, size_t at, int *ret)
{
    if (!g_ascii_isdigit(s.p[at + 1]) || (s.p[at] != ' ' && !g_ascii_isdigit(s.p[at])))
        return false;
    *ret = (s.p[at] == ' ' ? 0 : s.p[at] - '0') * 10 + s.p[at + 1] - '0';
    return true;
}

int64_t imap_date(struct sv s)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    struct tm t = { 0 };
    int century, year, zone_h, zone_m, month = -1;

    if (s.n != 26 || s.p[2] != '-' || s.p[6] != '-' || s.p[14] != ':' || s.p[17] != ':' || !strchr("+-", s.p[21]))
        return 0;
    for (int i = 0; i < 12; i++)
        if (g_ascii_strncasecmp(s.p + 3, months + 3 * i, 3) == 0)
            month = i;
    if (month < 0 || !two_digits(s, 0, &t.tm_mday) || !two_digits(s, 7, &century) || !two_digits(s, 9, &year) ||
        !two_digits(s, 12, &t.tm_hour) || !two_digits(s, 15, &t.tm_min) || !two_digits(s, 18, &t.tm_sec) ||
        !two_digits(s, 22, &zone_h) || !two_digits(s, 24, &zone_m))
        return 0;
    t.tm_mon = month;
    t.tm_year = century * 100 + year - 1900;
    int64_t zone_s = (zone_h * 60 + zone_m) * 60;
    int64_t at = (int64_t)timegm(&t) - (s.p[21] == '-' ? -zone_s : zone_s);
    return at > 0 ? at : 0;
}

/* ---- lines ----------------------------------------------------------------------------------------- */

static bool status_of(struct sv word, enum imap_status *ret)
{
    static const struct {
        struct sv word;
        enum imap_status status;
    } words[] = { { { "OK", 2 }, IMAP_OK },   { { "NO", 2 }, IMAP_NO }, { { "BAD", 3 }, IMAP_BAD },
                  { { "BYE", 3 }, IMAP_BYE }, { { "PREAUTH", 7 }, IMAP_PREAUTH } };

    for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
        if (sv_eq_nocase(word, words[i].word)) {
            *ret = words[i].status;
            return true;
        }
    return false;
}

static void code_and_text(struct sv rest, struct imap_line *l)
{
    rest = sv_trim(rest);
    ptrdiff_t close = rest.n && rest.p[0] == '[' ? sv_chr(rest, ']') : -1;
    if (close > 0) {
        l->code = sv_of(rest.p + 1, (size_t)close - 1);
        rest = sv_trim(sv_drop(rest, (size_t)close + 1));
    }
    l->text = rest;
}

static bool skip_list(struct sv *rest, bool *ret_seen)
{
    struct sv s;
    int depth = 1;

    while (depth > 0) {
        switch (next_tok(rest, &s)) {
        case TOK_OPEN: depth++; break;
        case TOK_CLOSE: depth--; break;
        case TOK_ATOM: *ret_seen = *ret_seen || sv_eq_nocase(s, SV("\\Seen")); break;
        case TOK_QUOTED:
        case TOK_LITERAL: break;
        case TOK_END:
        case TOK_BAD: return false;
        }
    }
    return true;
}

static bool set_item(struct imap_fetch *f, struct sv name, enum tok tok, struct sv value)
{
    int64_t n;

    if (sv_eq_nocase(name, SV("UID")))
        return imap_u32(value, &f->uid);
    if (sv_eq_nocase(name, SV("RFC822.SIZE"))) {
        f->has_size = sv_int(value, 0, INT64_MAX, &n);
        f->size_bytes = f->has_size ? n : 0;
        return f->has_size;
    }
    if (sv_eq_nocase(name, SV("INTERNALDATE")))
        f->internal_at = imap_date(value);
    if (sv_eq_nocase(name, SV("BODY[]"))) {
        f->has_body = true;
        f->is_streamed = tok == TOK_ATOM && sv_eq(value, SV("STREAMED"));
        f->is_quoted = tok == TOK_QUOTED;
        f->body = tok == TOK_ATOM ? sv_of(value.p, 0) : value; /* NIL is no bytes */
    }
    return true;
}

static bool parse_fetch(struct sv rest, struct imap_fetch *f)
{
    struct sv name, value;
    enum tok tok;

    if (next_tok(&rest, &name) != TOK_OPEN)
        return false;
    while ((tok = next_tok(&rest, &name)) == TOK_ATOM) {
        bool is_seen = false;

        tok = next_tok(&rest, &value);
        if (tok == TOK_OPEN) {
            if (!skip_list(&rest, &is_seen))
                return false;
            if (sv_eq_nocase(name, SV("FLAGS"))) {
                f->has_flags = true;
                f->is_seen = is_seen;
            }
        } else if ((tok != TOK_ATOM && tok != TOK_QUOTED && tok != TOK_LITERAL) || !set_item(f, name, tok, value)) {
            return false;
        }
    }
    return tok == TOK_CLOSE;
}

/* "(TAG "A1") UID ALL 1:5": we ask for ALL alone. */
static bool parse_esearch(struct sv rest, struct sv *ret_set)
{
    struct sv s;
    bool unused = false;
    enum tok tok;

    *ret_set = sv_of("", 0);
    while ((tok = next_tok(&rest, &s)) != TOK_END) {
        if (tok == TOK_OPEN && !skip_list(&rest, &unused))
            return false;
        if (tok == TOK_CLOSE || tok == TOK_BAD)
            return false;
        if (tok == TOK_ATOM && sv_eq_nocase(s, SV("ALL")) && next_tok(&rest, ret_set) != TOK_ATOM)
            return false;
    }
    return true;
}

static bool parse_numbered(struct sv rest, struct imap_line *l)
{
    struct sv word;

    if (!imap_word(&rest, &word))
        return false;
    if (sv_eq_nocase(word, SV("EXISTS"))) {
        l->kind = IMAP_EXISTS;
    } else if (sv_eq_nocase(word, SV("EXPUNGE"))) {
        l->kind = IMAP_EXPUNGE;
    } else if (sv_eq_nocase(word, SV("FETCH"))) {
        l->kind = IMAP_FETCH;
        return parse_fetch(rest, &l->fetch);
    }
    return true;
}

static bool parse_untagged(struct sv rest, struct imap_line *l)
{
    struct sv word;

    if (!imap_word(&rest, &word))
        return false;
    l->kind = IMAP_OTHER;
    if (status_of(word, &l->status)) {
        l->kind = IMAP_STATUS;
        code_and_text(rest, l);
        return true;
    }
    if (sv_eq(word, SV("0")) || imap_u32(word, &l->number))
        return parse_numbered(rest, l);
    if (sv_eq_nocase(word, SV("SEARCH")))
        l->kind = IMAP_SEARCH;
    else if (sv_eq_nocase(word, SV("CAPABILITY")))
        l->kind = IMAP_CAPABILITY;
    l->rest = rest;
    if (sv_eq_nocase(word, SV("ESEARCH"))) {
        l->kind = IMAP_ESEARCH;
        return parse_esearch(rest, &l->rest);
    }
    return true;
}

bool imap_line_parse(struct sv line, struct imap_line *ret)
{
    struct sv rest = line, word;

    *ret = (struct imap_line){ .code = { "", 0 }, .text = { "", 0 }, .rest = { "", 0 } };
    if (line.n && line.p[0] == '+') {
        ret->kind = IMAP_GO_ON;
        ret->text = sv_trim(sv_drop(line, 1));
        return true;
    }
    if (!imap_word(&rest, &ret->tag))
        return false;
    if (sv_eq(ret->tag, SV("*")))
        return parse_untagged(rest, ret);
    ret->kind = IMAP_TAGGED;
    if (!imap_word(&rest, &word) || !status_of(word, &ret->status))
        return false;
    code_and_text(rest, ret);
    return true;
}
