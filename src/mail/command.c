/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/command.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"

#define LINES_MAX 4000 /* nobody writes more by hand; what follows is tail */
#define SECTIONS_MAX 4
#define GREETING_MAX 60
#define WORD_BYTES_MAX 60
#define COMMAND_ARENA_BYTES ((size_t)64 * 1024 * 1024) /* of one mail: its own, for a page shows many */

/* ---- letters ------------------------------------------------------------------------------------ */

/* What mail programs put around words: bold, bullets, quotation marks, blanks that nobody sees. */
static const char *const decoration[] = { " ", "\t", "*", "_", ">", "\"", "•", "·", "«", "»", "“", "”", "\xc2\xa0", "\xe2\x80\x8b", "\xef\xbb\xbf", NULL };
static const char *const dashes[] = { "-", "–", "—", NULL };
static const char *const stops[] = { ".", ",", ";", "!", ":", "(", "-", "–", "—", NULL };

static size_t one_of(struct sv s, const char *const *list)
{
    for (size_t i = 0; list[i]; i++)
        if (sv_starts(s, sv_from(list[i])))
            return strlen(list[i]);
    return 0;
}

static struct sv strip(struct sv s, const char *const *list)
{
    size_t n;

    while (s.n && (n = one_of(s, list)))
        s = sv_drop(s, n);
    return s;
}

static bool is_blank_line(struct sv line)
{
    return strip(line, decoration).n == 0;
}

/* Letters and apostrophes; bytes beyond ASCII belong to it unless they are punctuation. */
static struct sv take_word(struct sv *s)
{
    size_t n = 0;

    while (n < s->n) {
        struct sv here = sv_drop(*s, n);
        if (one_of(here, decoration) || one_of(here, stops) || (!(here.p[0] & 0x80) && !g_ascii_isalnum(here.p[0]) && here.p[0] != '\''))
            break;
        n++;
    }
    struct sv word = sv_of(s->p, n);
    *s = sv_drop(*s, n);
    return word;
}

static const char *folded(struct arena *a, struct sv word)
{
    return word.n > WORD_BYTES_MAX ? "" : text_fold(a, arena_sv(a, word));
}

/* The words of phrase (folded, blank between them) at the beginning of s; what follows is left in *s. */
static bool take_phrase(struct arena *a, struct sv *s, const char *phrase)
{
    struct sv rest = strip(*s, decoration), want = sv_from(phrase), w;

    while (sv_next(&want, ' ', &w)) {
        rest = strip(rest, decoration);
        struct sv word = take_word(&rest);
        if (!word.n || (!(word.p[0] & 0x80) && g_ascii_tolower(word.p[0]) != w.p[0])) /* most lines, without folding them */
            return false;
        if (!sv_eq(sv_from(folded(a, word)), w))
            return false;
    }
    *s = rest;
    return true;
}

static bool in_capitals(struct arena *a, struct sv s)
{
    AUTO(GFREE) char *lower = g_utf8_strdown(arena_sv(a, s), -1);
    AUTO(GFREE) char *upper = g_utf8_strup(arena_sv(a, s), -1);

    return sv_eq(s, sv_from(upper)) && !sv_eq(s, sv_from(lower));
}

/* ---- outcomes ----------------------------------------------------------------------------------- */

/* Longer words first where one begins with the other. */
static const struct outcome_words {
    const char *phrase;
    enum outcome outcome;
} outcome_words[] = {
    { "accolta in parte", OUTCOME_PARTIAL },
    { "accolta parzialmente", OUTCOME_PARTIAL },
    { "parzialmente accolta", OUTCOME_PARTIAL },
    { "accolta", OUTCOME_GRANTED },
    { "accolto", OUTCOME_GRANTED },
    { "respinta", OUTCOME_DENIED },
    { "respinto", OUTCOME_DENIED },
    { "rigettata", OUTCOME_DENIED },
    { "rinviata", OUTCOME_DEFERRED },
    { "differita", OUTCOME_DEFERRED },
    { "non ammissibile", OUTCOME_INADMISSIBLE },
    { "inammissibile", OUTCOME_INADMISSIBLE },
    { "risolta", OUTCOME_SOLVED },
    { "risolto", OUTCOME_SOLVED },
    { "intervento programmato", OUTCOME_PLANNED },
    { "programmata", OUTCOME_PLANNED },
    { "programmato", OUTCOME_PLANNED },
    { "non di competenza dell'ente", OUTCOME_NOT_COMPETENT },
    { "non di competenza del comune", OUTCOME_NOT_COMPETENT },
    { "verificata nessun intervento necessario", OUTCOME_UNFOUNDED },
    { "nessun intervento necessario", OUTCOME_UNFOUNDED },
    { "infondata", OUTCOME_UNFOUNDED },
};

/* "Verificata, nessun intervento necessario" has a comma of its own. */
static bool take_outcome(struct arena *a, struct sv *s, const struct outcome_words *o)
{
    struct sv rest = *s;

    if (o->outcome == OUTCOME_UNFOUNDED && take_phrase(a, &rest, "verificata")) {
        rest = strip(rest, stops);
        if (take_phrase(a, &rest, "nessun intervento necessario")) {
            *s = rest;
            return true;
        }
    }
    return take_phrase(a, s, o->phrase);
}

enum outcome command_outcome(struct arena *a, struct sv words, struct sv *ret_rest)
{
    for (size_t i = 0; i < sizeof outcome_words / sizeof outcome_words[0]; i++) {
        struct sv rest = words;
        if (!take_outcome(a, &rest, &outcome_words[i]))
            continue;
        rest = strip(rest, decoration);
        if (rest.n && rest.p[0] != '\n' && !one_of(rest, stops)) /* more words: "risolta in parte" is not "risolta" */
            return OUTCOME_NONE;
        *ret_rest = sv_trim(rest.n && rest.p[0] == '(' ? rest : strip(strip(rest, stops), decoration));
        return outcome_words[i].outcome;
    }
    return OUTCOME_NONE;
}

/* ---- lines -------------------------------------------------------------------------------------- */

struct lines {
    struct sv list[LINES_MAX];
    size_t n;
    struct sv tail;
};

static bool starts_with(struct arena *a, struct sv line, const char *const *phrases)
{
    for (size_t i = 0; phrases[i]; i++) {
        struct sv s = line;
        if (take_phrase(a, &s, phrases[i]))
            return true;
    }
    return false;
}

/* "-- " (RFC 3676 4.3), a rule of underscores, or what telephones and providers write under everything. */
static bool is_signature(struct arena *a, struct sv line)
{
    static const char *const sent[] = { "inviato da", "inviata da", "inviato dal", "inviato con", "sent from", "sent with", "scarica outlook", "ottieni outlook",
                                        "get outlook", "avviso di riservatezza", "nota di riservatezza", NULL };
    struct sv s = sv_trim(line);

    if (sv_eq(s, SV("--")) || sv_eq(s, SV("—")))
        return true;
    if (s.n >= 5 && strspn(arena_sv(a, s), "_") == s.n)
        return true;
    return s.n <= 80 && starts_with(a, line, sent);
}

static void cut_lines(struct arena *a, const char *text, struct lines *l)
{
    struct sv rest = sv_from(text), line, here = rest;

    l->n = 0;
    l->tail = sv_of(NULL, 0);
    while (here = rest, sv_next(&rest, '\n', &line)) {
        if (l->n == LINES_MAX || is_signature(a, line)) {
            l->tail = sv_trim(here);
            return;
        }
        l->list[l->n++] = line;
    }
}

/* Lines from..to-1 behind a first piece, without blank ones at the ends. */
static const char *join(struct arena *a, struct sv first, const struct lines *l, size_t from, size_t to)
{
    AUTO(GSTR) GString *out = g_string_new_len(first.p ? first.p : "", (gssize)first.n);

    for (size_t i = from; i < to; i++) {
        g_string_append_c(out, '\n');
        g_string_append_len(out, l->list[i].p, (gssize)l->list[i].n);
    }
    return arena_sv(a, sv_trim(sv_of(out->str, out->len)));
}

/* ---- commands ----------------------------------------------------------------------------------- */

static const struct keyword {
    const char *phrase;
    enum command_kind kind;
} keywords[] = {
    { "presa in carico", COMMAND_TAKE },
    { "preso in carico", COMMAND_TAKE },
    { "presa incarico", COMMAND_TAKE },
    { "risposta al cittadino", COMMAND_REPLY },
    { "risposta per il cittadino", COMMAND_REPLY },
    { "risposta alla cittadina", COMMAND_REPLY },
    { "non di competenza", COMMAND_RETURN },
    { "non di nostra competenza", COMMAND_RETURN },
    { "non e di competenza", COMMAND_RETURN },
    { "non e di nostra competenza", COMMAND_RETURN },
    { "inoltra a", COMMAND_FORWARD },
    { "inoltrare a", COMMAND_FORWARD },
    { "chiusa", COMMAND_CLOSE },
};

struct section {
    enum command_kind kind;
    struct sv arg; /* the rest of its line */
    size_t from;   /* first line behind it */
};

/* A colon, a dash or the end of the line behind the words; or the words in capitals. Nothing may follow PRESA IN CARICO. */
static bool read_command(struct arena *a, struct sv line, struct section *ret)
{
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++) {
        struct sv rest = line, said = strip(line, decoration);
        if (!take_phrase(a, &rest, keywords[i].phrase))
            continue;
        said.n = (size_t)(rest.p - said.p);
        struct sv after = strip(rest, decoration);
        bool colon = sv_starts(after, SV(":")), dash = one_of(after, dashes) > 0;
        struct sv arg = colon ? sv_drop(after, 1) : dash ? strip(after, dashes) : after;
        bool ends = strip(strip(arg, stops), decoration).n == 0;
        if (keywords[i].kind == COMMAND_TAKE ? !ends : !colon && !dash && !ends && !in_capitals(a, said))
            return false;
        *ret = (struct section){ .kind = keywords[i].kind, .arg = ends ? sv_of(line.p, 0) : strip(arg, decoration) };
        return true;
    }
    return false;
}

static bool is_greeting(struct arena *a, struct sv line, struct sv *ret_rest)
{
    static const char *const greetings[] = { "buongiorno", "buon giorno", "buonasera", "buona sera", "buon pomeriggio", "salve", "ciao", "gentile", "gentili",
                                             "gent ma", "gent mo", "egregio", "egregi", "spett le", "spettabile", "cari colleghi", "cara", "caro", "care colleghe", NULL };
    ptrdiff_t comma = sv_chr(line, ',');

    if (!starts_with(a, line, greetings))
        return false;
    *ret_rest = comma >= 0 && comma < GREETING_MAX ? sv_drop(line, (size_t)comma + 1) : sv_of(line.p, 0);
    return comma >= 0 || line.n < GREETING_MAX;
}

/* Subjects that some programs copy into the text. */
static bool is_subject(struct arena *a, struct sv line)
{
    static const char *const marks[] = { "re", "r", "i", "fwd", "oggetto", NULL };

    return starts_with(a, line, marks) && sv_find(line, SV("[URP ")) >= 0;
}

/* Past greetings and copied subjects. The line to read may be the rest of a greeting ("Buongiorno, presa in carico"). */
static size_t skip_noise(struct arena *a, const struct lines *l, struct sv *ret_line)
{
    size_t i = 0;

    for (; i < l->n; i++) {
        struct sv rest = l->list[i];
        *ret_line = rest;
        if (is_blank_line(rest) || is_subject(a, rest))
            continue;
        if (!is_greeting(a, rest, ret_line))
            return i;
        if (!is_blank_line(*ret_line))
            return i;
    }
    *ret_line = sv_of(NULL, 0);
    return i;
}

static struct command unclear(const char *why)
{
    return (struct command){ .kind = COMMAND_UNCLEAR, .text = "", .to = "", .why = why };
}

static const struct section *section_of(const struct section *s, size_t n, enum command_kind kind)
{
    for (size_t i = 0; i < n; i++)
        if (s[i].kind == kind)
            return &s[i];
    return NULL;
}

/* Words of section s: to the next one, or to the end. */
static const char *words_of_section(struct arena *a, const struct lines *l, const struct section *list, size_t n, const struct section *s)
{
    size_t to = s + 1 < list + n ? s[1].from - 1 : l->n;

    return join(a, s->arg, l, s->from, to);
}

static struct command read_close(struct arena *a, const char *said, const char *answer)
{
    struct sv rest;
    enum outcome outcome = command_outcome(a, sv_from(said), &rest);
    const char *own = outcome == OUTCOME_NONE ? "" : arena_sv(a, rest);

    if (outcome == OUTCOME_NONE)
        return unclear("Dopo CHIUSA: scrivi l'esito, per esempio «risolta», «intervento programmato» o «respinta».");
    if (!*own && !*answer)
        return unclear("Sotto CHIUSA: scrivi la risposta per il cittadino: senza, la richiesta non si può chiudere.");
    return (struct command){ .kind = COMMAND_CLOSE, .outcome = outcome, .to = "",
                             .text = !*answer ? own : !*own ? answer : arena_fmt(a, "%s\n\n%s", answer, own) };
}

static struct command read_forward(struct arena *a, const char *said)
{
    struct sv rest = sv_from(said), first;

    (void)sv_next(&rest, '\n', &first);
    first = sv_trim(strip(first, decoration));
    while (first.n && strchr(".,;!>*_ ", first.p[first.n - 1]))
        first.n--;
    if (first.n && first.p[0] == '<')
        first = sv_drop(first, 1);
    if (!first.n || first.n > 254)
        return unclear("Dopo INOLTRA A: scrivi il nome dell'ufficio o l'indirizzo del collega.");
    return (struct command){ .kind = COMMAND_FORWARD, .to = arena_sv(a, first), .text = arena_sv(a, sv_trim(rest)) };
}

static struct command read_sections(struct arena *a, const struct lines *l, const struct section *list, size_t n)
{
    const struct section *take = section_of(list, n, COMMAND_TAKE), *reply = section_of(list, n, COMMAND_REPLY), *close = section_of(list, n, COMMAND_CLOSE);
    size_t together = (take ? 1u : 0u) + (reply ? 1u : 0u) + (close ? 1u : 0u);
    const char *said = words_of_section(a, l, list, n, &list[0]), *answer = reply ? words_of_section(a, l, list, n, reply) : "";

    if (n > 1 && together != n)
        return unclear("Ci sono più comandi che non vanno insieme: scrivine uno solo.");
    if (take && n > 1 && *words_of_section(a, l, list, n, take))
        return unclear("Ci sono più comandi e non è chiaro a quale appartengono le tue parole.");
    if (reply && !*answer)
        return unclear("Dopo RISPOSTA AL CITTADINO: scrivi il testo da mandare.");
    if (close)
        return read_close(a, words_of_section(a, l, list, n, close), answer);
    if (reply)
        return (struct command){ .kind = COMMAND_REPLY, .text = answer, .to = "" };
    if (list[0].kind == COMMAND_FORWARD)
        return read_forward(a, said);
    if (list[0].kind == COMMAND_RETURN && !*said)
        return unclear("Dopo NON DI COMPETENZA: scrivi il motivo e, se lo sai, di chi è la richiesta.");
    return (struct command){ .kind = list[0].kind, .text = said, .to = "" };
}

struct command command_read(struct arena *a, const char *text)
{
    struct lines *l = arena_one(a, struct lines);
    struct section list[SECTIONS_MAX + 1];
    struct command c = { .kind = COMMAND_NONE, .text = "", .to = "" };
    struct sv line;
    size_t n = 0, first;

    cut_lines(a, text, l);
    first = skip_noise(a, l, &line);
    for (size_t i = first; i < l->n && n <= SECTIONS_MAX; i++, line = i < l->n ? l->list[i] : line) {
        if (!read_command(a, line, &list[n])) {
            if (n == 0 && c.kind == COMMAND_NONE)
                c.kind = COMMAND_UNCLEAR; /* if a command follows */
            continue;
        }
        list[n++].from = i + 1;
    }
    if (n == 0)
        c.kind = COMMAND_NONE;
    else if (c.kind == COMMAND_UNCLEAR)
        c = unclear("Il comando deve stare nella prima riga.");
    else if (n > SECTIONS_MAX)
        c = unclear("Ci sono più comandi che non vanno insieme: scrivine uno solo.");
    else
        c = read_sections(a, l, list, n);
    c.tail = arena_sv(a, l->tail);
    return c;
}

const char *command_for_citizen(struct arena *a, const char *text)
{
    AUTO(ARENA) struct arena *scratch = arena_new(COMMAND_ARENA_BYTES);
    struct command c = command_read(scratch, text);

    switch (c.kind) {
    case COMMAND_NONE: return text;
    case COMMAND_REPLY: case COMMAND_CLOSE: return arena_str(a, c.text);
    case COMMAND_UNCLEAR: case COMMAND_TAKE: case COMMAND_RETURN: case COMMAND_FORWARD: break;
    }
    return NULL;
}
