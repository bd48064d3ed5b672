/* SPDX-License-Identifier: EUPL-1.2 */
/* What is new in a reply, and what is repeated from earlier mails. The cut is only a fold: the reader can
 * open it, so a wrong guess costs a click. The words of the sender must not hide: when in doubt a line
 * is new, and a reply below or between the quotations stays visible. */
#include <string.h>

#include "base/text.h"
#include "mime_in.h"

#define INTRO_LINES 5  /* an attribution may be folded over so many */
#define HEADER_LINES 10 /* of the repeated headers */

static const char *const ORIGINAL[] = { "messaggio originale", "original message", "mensaje original", "message d'origine",
                                        "ursprüngliche nachricht", "messaggio originario", "risposta al messaggio",
                                        "original appointment", "initial header", NULL };
static const char *const PASSED_ON[] = { "messaggio inoltrato", "forwarded message", "forwarded by", "inoltrato da",
                                         "messaggio inoltrato:", "begin forwarded message", "weitergeleitete nachricht", NULL };
static const char *const FROM[] = { "da:", "from:", "von:", "de:", NULL };
static const char *const OTHER[] = { "inviato:", "sent:", "data:", "date:", "gesendet:", "envoyé:", "a:", "to:", "an:", "à:", "per:",
                                     "cc:", "oggetto:", "subject:", "betreff:", "objet:", "inviato il:", "priorità:", NULL };
static const char *const OPENING[] = { "il ", "in data ", "on ", "le ", "am ", "el ", "lun", "mar", "mer", "gio", "ven", "sab",
                                       "dom", "at ", NULL };
static const char *const CLOSING[] = { "ha scritto:", "wrote:", "a écrit :", "a écrit:", "escribió:", "schrieb:", "writes:",
                                       "ha inviato:", "scrive:", "scriveva:", "hanno scritto:", NULL };

/* Who writes so has answered inside the quotation, in colour or between its lines. */
static const char *const BELOW[] = { "in rosso", "in blu", "in verde", "in grassetto", "in maiuscolo", "in stampatello", "in corsivo", "qui sotto", "vedi sotto",
                                     "vedere sotto", "rispondo sotto", "risposte sotto", "risposta sotto", "rispondo di seguito", "risposte di seguito",
                                     "tra le righe", "nel testo", "in calce", "punto per punto", "see below", "inline", "in red", "answers below", NULL };

struct lines {
    struct sv *line;
    bool *is_quoted;
    size_t n;
    size_t looked; /* lines before this one were asked whether they point below */
    bool points;   /* one of them does */
};

static bool starts_with_any(struct sv s, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (sv_starts_nocase(s, sv_from(list[i])))
            return true;
    return false;
}

static bool ends_with_any(struct sv s, const char *const *list)
{
    for (size_t i = 0; list[i]; i++) {
        struct sv end = sv_from(list[i]);

        if (s.n >= end.n && sv_eq_nocase(sv_drop(s, s.n - end.n), end))
            return true;
    }
    return false;
}

/* The line without what surrounds it: blanks, rules of dashes, marks of bold. */
static struct sv bare(struct sv s)
{
    while (s.n && strchr(" \t-_*=>", s.p[0]))
        s = sv_drop(s, 1);
    while (s.n && strchr(" \t-_*=", s.p[s.n - 1]))
        s.n--;
    return s;
}

static bool is_blank(struct sv s)
{
    return sv_trim(s).n == 0;
}

static bool is_marked(struct sv s)
{
    s = sv_trim(s);
    return s.n && s.p[0] == '>';
}

/* "*Da:* Mario" and "Da: Mario" alike. */
static bool is_header(struct sv s, const char *const *names)
{
    s = bare(s);
    for (size_t i = 0; names[i]; i++) {
        struct sv name = sv_from(names[i]);

        if (sv_starts_nocase(s, name))
            return true;
        struct sv stem = sv_of(name.p, name.n - 1); /* "Da :" */
        if (sv_starts_nocase(s, stem) && sv_starts(sv_trim(sv_drop(s, stem.n)), SV(":")) && sv_trim(sv_drop(s, stem.n)).n > 1)
            return true;
    }
    return false;
}

/* Lines of a block "Da: / Inviato: / A: / Oggetto:" that starts at i; 0 when there is none. */
static size_t header_block(const struct lines *l, size_t i)
{
    size_t others = 0, end = i + 1;

    if (!is_header(l->line[i], FROM))
        return 0;
    for (size_t k = i + 1; k < l->n && k < i + HEADER_LINES && !is_blank(l->line[k]); k++) {
        if (!is_header(l->line[k], OTHER))
            continue;
        others++;
        end = k + 1;
    }
    return others >= 2 ? end - i : 0;
}

/* A program names the day or the address; "Il vicino mi ha scritto:" is the sender's own tale. */
static bool is_dated(const struct lines *l, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        for (size_t k = 0; k < l->line[i].n; k++)
            if (g_ascii_isdigit(l->line[i].p[k]) || l->line[i].p[k] == '@')
                return true;
    return false;
}

static size_t skip_blank(const struct lines *l, size_t i)
{
    while (i < l->n && is_blank(l->line[i]))
        i++;
    return i;
}

static bool is_marked_next(const struct lines *l, size_t i)
{
    i = skip_blank(l, i);
    return i < l->n && is_marked(l->line[i]);
}

/* Lines of "Il giorno ... ha scritto:" that starts at i; 0 when there is none. */
static size_t attribution(const struct lines *l, size_t i)
{
    if (!starts_with_any(bare(l->line[i]), OPENING)) {
        bool is_next_marked = i + 1 < l->n && is_marked(l->line[i + 1]);
        return is_next_marked && ends_with_any(bare(l->line[i]), CLOSING) ? 1 : 0;
    }
    for (size_t k = i; k < l->n && k < i + INTRO_LINES && !is_blank(l->line[k]); k++)
        if (ends_with_any(bare(l->line[k]), CLOSING))
            return is_dated(l, i, k + 1) || is_marked_next(l, k + 1) ? k + 1 - i : 0;
    return 0;
}

/* "-----Messaggio originale-----", or a bare line of dashes, with the headers under it. */
static size_t rule(const struct lines *l, size_t i)
{
    struct sv s = sv_trim(l->line[i]);
    bool is_bare = s.n >= 5 && bare(s).n == 0;

    if (s.n < 4 || !strchr("-_*", s.p[0]) || !(is_bare || starts_with_any(bare(s), ORIGINAL)))
        return 0;
    size_t next = skip_blank(l, i + 1);
    size_t block = next < l->n ? header_block(l, next) : 0;
    if (block)
        return next + block - i;
    return is_bare ? 0 : 1;
}

/* ">>> URP <urp@comune.it> 04/03/26 9:15 >>>" of GroupWise; what follows is not marked. */
static bool is_groupwise(struct sv s)
{
    s = sv_trim(s);
    return s.n > 8 && sv_starts(s, SV(">>> ")) && sv_ends(s, SV(">>>")) && sv_chr(s, '@') > 0;
}

/* Lines that introduce a quotation at i; 0 when none starts there. */
static size_t intro(const struct lines *l, size_t i)
{
    size_t n;

    if (sv_find(l->line[i], SV(MIME_REPLY_MARK)) >= 0 || sv_find(l->line[i], SV(MIME_REPLY_MARK_BEFORE)) >= 0)
        return 1;
    if ((n = rule(l, i)) > 0 || (n = header_block(l, i)) > 0)
        return n;
    return attribution(l, i);
}

static bool is_passed_on(const struct lines *l, size_t i)
{
    struct sv s = bare(l->line[i]);

    return starts_with_any(s, PASSED_ON) || starts_with_any(s, (const char *const[]){ "inizio messaggio inoltrato", NULL });
}

static bool contains_any(struct sv s, const char *const *list)
{
    for (; s.n; s = sv_drop(s, 1))
        if (starts_with_any(s, list))
            return true;
    return false;
}

/* Each line is asked once: many introductions in one mail must not make it quadratic. */
static bool points_below(struct lines *l, size_t end)
{
    for (; l->looked < end && !l->points; l->looked++)
        l->points = !l->is_quoted[l->looked] && contains_any(l->line[l->looked], BELOW);
    return l->points;
}

/* Behind an introduction: marked lines end somewhere and the sender may go on; unmarked ones never do, and whoever says that he
 * answered among them is not folded away. */
static size_t quote_after(struct lines *l, size_t i, size_t end)
{
    size_t next = skip_blank(l, end);

    if (next < l->n && is_marked(l->line[next]))
        return next;
    return points_below(l, i) ? end : l->n;
}

static void mark(struct lines *l)
{
    for (size_t i = 0; i < l->n;) {
        size_t n = 0;

        if (is_groupwise(l->line[i])) {
            while (i < l->n)
                l->is_quoted[i++] = true;
            continue;
        }
        if (is_marked(l->line[i])) {
            l->is_quoted[i++] = true;
            continue;
        }
        /* Passed on with its headers: content, not quotation. */
        if (is_passed_on(l, i)) {
            size_t next = skip_blank(l, i + 1);
            i = next < l->n ? next + header_block(l, next) : l->n;
            continue;
        }
        if (!is_blank(l->line[i]) && (n = intro(l, i)) > 0) {
            size_t end = quote_after(l, i, i + n);
            while (i < end)
                l->is_quoted[i++] = true;
            continue;
        }
        i++;
    }
}

/* A blank line between two quoted ones is part of the quotation. */
static void fill_gaps(struct lines *l)
{
    for (size_t i = 0; i < l->n; i++) {
        if (l->is_quoted[i] || !is_blank(l->line[i]))
            continue;
        size_t next = skip_blank(l, i);
        bool is_inside = i > 0 && l->is_quoted[i - 1] && (next == l->n || l->is_quoted[next]);
        for (; i < next; i++)
            l->is_quoted[i] = is_inside;
        i--;
    }
}

enum which { NEW_LINES, QUOTED_LINES, ALL_LINES };

/* Where lines were taken out, the blank ones around them become one. */
static const char *gather(struct arena *a, const struct lines *l, size_t from, enum which which)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    bool is_gap = false, was_blank = true;

    for (size_t i = from; i < l->n; i++) {
        if (which != ALL_LINES && l->is_quoted[i] != (which == QUOTED_LINES)) {
            is_gap = true;
            continue;
        }
        if (is_gap && was_blank && is_blank(l->line[i]))
            continue;
        is_gap = is_gap && is_blank(l->line[i]);
        was_blank = is_blank(l->line[i]);
        g_string_append_len(out, l->line[i].p, (gssize)l->line[i].n);
        g_string_append_c(out, '\n');
    }
    struct sv s = sv_of(out->str, out->len);
    while (s.n && g_ascii_isspace(s.p[s.n - 1]))
        s.n--;
    while (s.n && s.p[0] == '\n')
        s = sv_drop(s, 1);
    return arena_sv(a, s);
}

/* First quoted line, if new lines stand between quoted ones; else l->n. */
static size_t conversation(const struct lines *l)
{
    size_t first = l->n;
    bool has_answer = false;

    for (size_t i = 0; i < l->n; i++) {
        if (!l->is_quoted[i]) {
            has_answer |= first < l->n && !is_blank(l->line[i]);
            continue;
        }
        if (has_answer)
            return first;
        if (first == l->n)
            first = i;
    }
    return l->n;
}

void mime_split_quote(struct arena *a, const char *body, const char **ret_text, const char **ret_quoted)
{
    struct sv rest = sv_from(body), line;
    struct lines l = { .n = 1 };

    for (const char *p = body; *p; p++)
        l.n += *p == '\n';
    l.line = arena_array(a, l.n, struct sv);
    l.is_quoted = arena_array(a, l.n, bool);
    for (size_t i = 0; i < l.n && sv_next(&rest, '\n', &line); i++)
        l.line[i] = line;
    mark(&l);
    fill_gaps(&l);
    *ret_text = gather(a, &l, 0, NEW_LINES);
    /* Answers between the questions: the fold shows both in their order, or nobody knows what "No." is an answer to. */
    size_t from = conversation(&l);
    *ret_quoted = from < l.n ? gather(a, &l, from, ALL_LINES) : gather(a, &l, 0, QUOTED_LINES);
    if (!**ret_text) { /* nothing but quotation: then it is what the sender wanted to send */
        *ret_text = *ret_quoted;
        *ret_quoted = "";
    }
}
