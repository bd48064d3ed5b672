/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/sender_auth.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"
#include "mail/addr.h"

#define COMMENT_DEPTH 8
#define WORD_MAX 300 /* a domain has 253 */

/* ---- words of a structured header --------------------------------------------------------------- */

enum token_kind { END, WORD, COMMENT, MARK, BROKEN };

struct token {
    enum token_kind kind;
    char mark;           /* one of ; = / */
    char text[WORD_MAX]; /* of a word: unquoted, or of a comment: inside */
};

/* Up to the bracket that closes it; quoted pairs count for nothing. */
static bool take_comment(struct sv *s, struct token *t)
{
    size_t depth = 1, n = 0;

    for (*s = sv_drop(*s, 1); s->n; *s = sv_drop(*s, 1)) {
        char c = s->p[0];
        bool escaped = c == '\\' && s->n > 1;

        if (escaped) {
            *s = sv_drop(*s, 1);
            c = s->p[0];
        }
        if (!escaped && c == '(' && ++depth > COMMENT_DEPTH)
            return false;
        if (!escaped && c == ')' && --depth == 0) {
            *s = sv_drop(*s, 1);
            t->text[n] = '\0';
            return true;
        }
        if (n + 1 < sizeof t->text)
            t->text[n++] = c;
    }
    return false;
}

#define STOPS " \t;=/()"
#define VALUE_STOPS " \t;()" /* of a property: base64 is among them */

/* A whole word: quoted and bare stretches that touch each other are one. */
static bool take_word(struct sv *s, const char *stops, struct token *t)
{
    size_t n = 0;
    bool quoted = false;

    for (; s->n && (quoted || !strchr(stops, s->p[0])); *s = sv_drop(*s, 1)) {
        char c = s->p[0];

        if (c == '"') {
            quoted = !quoted;
            continue;
        }
        if (quoted && c == '\\' && s->n > 1) {
            *s = sv_drop(*s, 1);
            c = s->p[0];
        }
        if (n + 1 == sizeof t->text) /* half a domain is another domain */
            return false;
        t->text[n++] = c;
    }
    t->text[n] = '\0';
    return !quoted;
}

static struct token next_of(struct sv *s, const char *stops)
{
    struct token t = { .kind = END };

    *s = sv_trim(*s);
    if (s->n == 0)
        return t;
    if (s->p[0] == '(') {
        t.kind = take_comment(s, &t) ? COMMENT : BROKEN;
    } else if (strchr(stops, s->p[0])) {
        t.kind = s->p[0] == ')' ? BROKEN : MARK;
        t.mark = s->p[0];
        *s = sv_drop(*s, 1);
    } else {
        t.kind = take_word(s, stops, &t) ? WORD : BROKEN;
    }
    return t;
}

static struct token next(struct sv *s)
{
    return next_of(s, STOPS);
}

static struct token next_said(struct sv *s, const char *stops) /* comments say nothing */
{
    struct token t;

    do
        t = next_of(s, stops);
    while (t.kind == COMMENT);
    return t;
}

static struct token next_word(struct sv *s)
{
    return next_said(s, STOPS);
}

static bool is_word(const struct token *t, const char *word)
{
    return t->kind == WORD && g_ascii_strcasecmp(t->text, word) == 0;
}

static bool is_mark(const struct token *t, char mark)
{
    return t->kind == MARK && t->mark == mark;
}

/* ---- domains ------------------------------------------------------------------------------------ */

static bool is_below(struct sv child, struct sv parent)
{
    return child.n > parent.n && child.p[child.n - parent.n - 1] == '.' && sv_eq_nocase(sv_drop(child, child.n - parent.n), parent) &&
           sv_chr(parent, '.') > 0;
}

/* Relaxed alignment (RFC 7489 3.1) without a list of public suffixes: the same, or one below the other. Two offices below one
 * parent are strangers, and a single label stands for nobody. */
static bool aligned(struct sv domain, struct sv author)
{
    if (domain.n && domain.p[domain.n - 1] == '.')
        domain.n--;
    return sv_chr(domain, '.') > 0 && (sv_eq_nocase(domain, author) || is_below(domain, author) || is_below(author, domain));
}

/* "paolo@comune.it", "@comune.it" and "comune.it" alike. */
static struct sv domain_of(const char *value)
{
    const char *at = strrchr(value, '@');

    return sv_from(at ? at + 1 : value);
}

/* ---- Authentication-Results --------------------------------------------------------------------- */

struct statement {
    bool dkim, spf;              /* which method; neither: one that is not asked */
    bool pass;
    char d[WORD_MAX], i[WORD_MAX], from[WORD_MAX];
    bool doubled;                /* says one thing twice: about whom? */
};

static void note_property(struct statement *st, const char *name, const char *value)
{
    char *to = g_ascii_strcasecmp(name, "header.d") == 0        ? st->d
               : g_ascii_strcasecmp(name, "header.i") == 0      ? st->i
               : g_ascii_strcasecmp(name, "smtp.mailfrom") == 0 ? st->from
                                                                : NULL;

    if (!to)
        return;
    st->doubled |= *to != '\0';
    (void)g_strlcpy(to, value, WORD_MAX);
}

/* One "method = result property = value ..." up to the next semicolon. False: no more, or not to be understood. */
static bool take_statement(struct sv *s, struct statement *ret, bool *ret_broken)
{
    struct token name = next_word(s), t, value;

    *ret = (struct statement){ 0 };
    *ret_broken = name.kind == BROKEN;
    if (name.kind != WORD)
        return false;
    t = next_word(s);
    if (is_mark(&t, '/')) { /* the version of the method */
        t = next_word(s);
        t = next_word(s);
    }
    value = is_mark(&t, '=') ? next_word(s) : t;
    ret->dkim = is_word(&name, "dkim");
    ret->spf = is_word(&name, "spf");
    ret->pass = is_word(&value, "pass");
    for (t = is_mark(&value, ';') ? value : next_word(s); t.kind == WORD || t.kind == MARK; t = next_word(s)) {
        char property[WORD_MAX];

        if (is_mark(&t, ';'))
            return true;
        if (t.kind != WORD)
            continue;
        (void)g_strlcpy(property, t.text, sizeof property);
        t = next_word(s);
        if (!is_mark(&t, '='))
            break;
        t = next_said(s, VALUE_STOPS);
        if (t.kind != WORD)
            break;
        note_property(ret, property, t.text);
    }
    *ret_broken = t.kind != END;
    return true;
}

static enum auth_verdict judge(const struct statement *st, struct sv author)
{
    const char *about = st->dkim ? *st->d ? st->d : st->i : st->from;

    if (!st->pass || st->doubled || !*about)
        return AUTH_FAILED;
    if (!aligned(domain_of(about), author) || (*st->i && !aligned(domain_of(st->i), domain_of(about))))
        return AUTH_OTHER_DOMAIN;
    return st->dkim ? AUTH_DKIM : AUTH_SPF;
}

/* What verifies counts, the strongest first; else what tells most: that is their order. */
static enum auth_verdict better_of(enum auth_verdict x, enum auth_verdict y)
{
    return x > y ? x : y;
}

/* The best that one header says; of one that is broken somewhere nothing is believed. */
static enum auth_verdict read_results(const char *value, const char *authserv_id, struct sv author)
{
    struct sv s = sv_from(value);
    struct token id = next_word(&s), t;
    enum auth_verdict best = AUTH_UNSAID;
    struct statement st;
    bool broken;

    if (!is_word(&id, authserv_id))
        return AUTH_UNSAID;
    t = next_word(&s);
    if (t.kind == WORD) /* the version of the format */
        t = next_word(&s);
    if (!is_mark(&t, ';'))
        return AUTH_UNSAID;
    while (take_statement(&s, &st, &broken)) {
        enum auth_verdict v = st.dkim || st.spf ? judge(&st, author) : AUTH_UNSAID;
        best = better_of(best, v);
        if (broken)
            break;
    }
    return broken ? AUTH_UNSAID : best;
}

/* ---- Received ----------------------------------------------------------------------------------- */

struct hop {
    char client[WORD_MAX]; /* address of the client, as our server saw it */
    char by[WORD_MAX], with[WORD_MAX];
    char login[WORD_MAX];  /* "(Authenticated sender: ...)" of Postfix */
};

/* The name that the client gave itself is a word; what the server saw stands in the comment right behind it. Exim repeats there
 * what the client said of itself ("helo=[10.0.0.5]"): of two addresses in brackets nobody knows which one was seen. */
static void take_client(const char *comment, struct hop *h)
{
    const char *open = strchr(comment, '['), *close = open ? strchr(open, ']') : NULL;

    if (!close || strchr(open + 1, '[') || strcasestr(comment, "helo="))
        return;
    if (strncasecmp(open + 1, "IPv6:", 5) == 0)
        open += 5;
    (void)g_strlcpy(h->client, open + 1, (gsize)(close - open) < sizeof h->client ? (gsize)(close - open) : sizeof h->client);
}

static struct hop read_received(const char *value)
{
    static const char login[] = "Authenticated sender: ";
    struct sv s = sv_from(value);
    struct hop h = { 0 };
    char *into = NULL;
    int behind_from = -1; /* words and comments behind "from" */

    for (struct token t = next(&s); t.kind != END && t.kind != BROKEN && !is_mark(&t, ';'); t = next(&s)) {
        if (t.kind == COMMENT && behind_from == 1)
            take_client(t.text, &h);
        if (t.kind == COMMENT && !*h.by && strncasecmp(t.text, login, sizeof login - 1) == 0)
            (void)g_strlcpy(h.login, t.text + sizeof login - 1, sizeof h.login);
        if (t.kind == WORD && into)
            (void)g_strlcpy(into, t.text, WORD_MAX);
        into = NULL;
        if (behind_from < 0 && is_word(&t, "from"))
            behind_from = 0;
        else if (behind_from >= 0)
            behind_from++;
        if (is_word(&t, "by") && !*h.by)
            into = h.by;
        else if (is_word(&t, "with") && !*h.with)
            into = h.with;
    }
    return h;
}

static bool is_local_delivery(const struct hop *h)
{
    return g_ascii_strncasecmp(h->with, "LMTP", 4) == 0;
}

/* Our server writes "with ESMTPA" or "ESMTPSA" after a login (RFC 3848). The login, where it is told, must be the author's. */
static bool logged_in(const struct hop *h, const char *host, const struct mime_name *author)
{
    size_t n = strlen(h->with);
    struct sv addr = sv_from(author->addr), local = sv_of(addr.p, (size_t)(strrchr(author->addr, '@') - author->addr));

    if (g_ascii_strcasecmp(h->by, host) != 0 || n < 6 || g_ascii_strncasecmp(h->with, "ESMTP", 5) != 0 || g_ascii_toupper(h->with[n - 1]) != 'A')
        return false;
    return !*h->login || sv_eq_nocase(sv_from(h->login), addr) || sv_eq_nocase(sv_from(h->login), local);
}

static bool submitted(const struct auth_conf *conf, const struct hop *border, const struct mime_name *author)
{
    for (size_t i = 0; i < conf->n_hosts; i++)
        if (g_ascii_strcasecmp(border->client, conf->hosts[i]) == 0 || logged_in(border, conf->hosts[i], author))
            return true;
    return false;
}

/* ---- the verdict -------------------------------------------------------------------------------- */

struct auth_conf auth_conf_of(const struct conf *conf, struct arena *a)
{
    struct sv rest = sv_from(conf ? conf_text(conf, "mail", "trusted_submission") : ""), host;
    struct auth_conf c = { .authserv_id = conf ? conf_text(conf, "mail", "authserv_id") : "", .hops = conf ? conf_int(conf, "mail", "authserv_hops") : 0,
                           .hosts = arena_array(a, rest.n + 1, const char *) };

    while (sv_next(&rest, ',', &host))
        if (sv_trim(host).n)
            c.hosts[c.n_hosts++] = arena_sv(a, sv_trim(host));
    return c;
}

enum auth_verdict sender_auth(struct arena *a, const struct mime_mail *m, const struct auth_conf *conf)
{
    enum auth_verdict best = AUTH_UNSAID;
    int64_t hops = conf->hops;
    struct addr from;

    if (str_empty(conf->authserv_id) && !conf->n_hosts)
        return AUTH_UNASKED;
    if (m->n_from != 1 || addr_parse(sv_from(m->from.addr), "from", &from, NULL) != OK)
        return AUTH_AUTHORS;
    struct mime_name author = { .addr = arena_str(a, from.text) };
    for (size_t i = 0; i < m->n_headers; i++) {
        const struct mime_header *h = &m->headers[i];

        if (!str_empty(conf->authserv_id) && str_eq(h->name, "authentication-results"))
            best = better_of(best, read_results(h->value, conf->authserv_id, addr_domain(&from)));
        if (!str_eq(h->name, "received"))
            continue;
        struct hop hop = read_received(h->value);
        if (is_local_delivery(&hop) || hops-- > 0)
            continue;
        return auth_verified(best) ? best : submitted(conf, &hop, &author) ? AUTH_SUBMISSION : best;
    }
    return AUTH_UNSAID; /* without a border everything may have come with the mail */
}

bool auth_verified(enum auth_verdict v)
{
    return v == AUTH_DKIM || v == AUTH_SPF || v == AUTH_SUBMISSION;
}

const char *auth_id(enum auth_verdict v)
{
    switch (v) {
    case AUTH_DKIM: return "dkim";
    case AUTH_SPF: return "spf";
    case AUTH_SUBMISSION: return "submission";
    case AUTH_UNASKED: return "unasked";
    case AUTH_UNSAID: return "unsaid";
    case AUTH_FAILED: return "failed";
    case AUTH_OTHER_DOMAIN: return "other_domain";
    case AUTH_AUTHORS: return "authors";
    }
    assume(!"verdict out of range");
}

const char *auth_words(enum auth_verdict v)
{
    switch (v) {
    case AUTH_DKIM: return "Il mittente è verificato dalla firma del suo dominio (DKIM).";
    case AUTH_SPF: return "Il mittente è verificato dal server che ha spedito (SPF).";
    case AUTH_SUBMISSION: return "Il messaggio è partito da un nostro server, dopo l'accesso di chi scrive.";
    case AUTH_UNASKED: return "Questo sportello non è configurato per verificare chi scrive.";
    case AUTH_UNSAID: return "Il nostro server di posta non dice se il mittente è vero.";
    case AUTH_FAILED: return "Il nostro server di posta non ha potuto verificare il mittente.";
    case AUTH_OTHER_DOMAIN: return "Il messaggio è verificato per un dominio diverso da quello del mittente.";
    case AUTH_AUTHORS: return "Il messaggio non ha un solo mittente.";
    }
    assume(!"verdict out of range");
}

bool auth_parse(const char *id, enum auth_verdict *ret)
{
    for (int i = 0; i < AUTH_VERDICTS; i++)
        if (str_eq(auth_id((enum auth_verdict)i), id)) {
            *ret = (enum auth_verdict)i;
            return true;
        }
    return false;
}
