/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/dead.h"

#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "q/mail.h"
#include "ticket/calendar.h"

#define WORDS_MAX ((size_t)4000) /* of a report in plain words: what follows is a copy of our mail */

/* RFC 3463, RFC 7505. Others of class 5 are about the mail, about us, or about something that passes. */
static const char *const fatal[] = {
    "5.1.0",  /* address */
    "5.1.1",  /* no such mailbox */
    "5.1.2",  /* no such domain */
    "5.1.3",  /* not an address */
    "5.1.6",  /* moved, and nobody knows where */
    "5.1.10", /* the domain takes no mail */
    "5.2.1",  /* mailbox closed */
    "5.4.4",  /* no way to the domain */
};

/* Servers without enhanced codes, and the reports of qmail, Exim, Exchange and the Italian providers. */
static const char *const said[] = {
    "no mailbox here by that name", "no such user", "user unknown", "unknown user", "unknown recipient", "recipient unknown", "user not found", "user doesn't exist",
    "user does not exist", "mailbox not found", "no such recipient", "no such mailbox", "recipient not found", "address does not exist", "account does not exist",
    "email account that you tried to reach does not exist", "utente sconosciuto", "destinatario sconosciuto", "indirizzo inesistente", "casella inesistente",
    "domain not found", "host or domain name not found",
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The length of "5.1.10" at p; 0: none. */
static size_t status_at(const char *p)
{
    size_t n = 1;

    if (!is_digit(*p))
        return 0;
    for (int part = 0; part < 2; part++) {
        size_t from = n + 1;
        if (p[n] != '.' || !is_digit(p[from]))
            return 0;
        for (n = from; is_digit(p[n]) && n - from < 3; n++)
            ;
    }
    return p[n] == '.' || is_digit(p[n]) ? 0 : n;
}

/* The first enhanced code in running words. */
static struct sv status_in(const char *words)
{
    bool inside = false;

    for (const char *p = words; *p && p < words + WORDS_MAX; p++) {
        size_t n = inside ? 0 : status_at(p);
        if (n)
            return sv_of(p, n);
        inside = is_digit(*p) || *p == '.';
    }
    return sv_of(words, 0);
}

static bool is_fatal(struct sv status)
{
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++)
        if (sv_eq(status, sv_from(fatal[i])))
            return true;
    return false;
}

bool dead_says(const char *status, const char *words)
{
    struct sv s = str_empty(status) ? status_in(words ? words : "") : sv_from(status);

    if (s.n && !sv_starts(s, SV("5.0.")) && !sv_eq(s, SV("5.5.0"))) /* 5.0.0 and 5.5.0 say nothing: the words may */
        return is_fatal(s);
    for (size_t i = 0; words && i < sizeof said / sizeof said[0]; i++) {
        const char *at = strcasestr(words, said[i]);
        if (at && at < words + WORDS_MAX)
            return true;
    }
    return false;
}

bool dead_reported(const struct mime_mail *report, const char *addr)
{
    for (size_t i = 0; i < report->n_dsn; i++)
        if (str_eq(report->dsn[i].action, "failed") && (str_empty(report->dsn[i].recipient) || sv_eq_nocase(sv_from(report->dsn[i].recipient), sv_from(addr))) &&
            dead_says(report->dsn[i].status, report->dsn[i].diagnostic))
            return true;
    return !report->n_dsn && strcasestr(report->text, addr) && dead_says("", report->text);
}

enum rc dead_mark(struct dbw *w, const char *addr, const char *why, int64_t outbox_id, struct err *err)
{
    return q_dead_mark(w, addr, clock_now_at(), text_short(dbw_arena(w), why, 180), outbox_id, err);
}

enum rc dead_lift(struct dbw *w, const char *addr, struct err *err)
{
    return q_dead_lift(w, addr, err);
}

enum rc dead_why(struct dbr *r, struct arena *a, const char *addr, const char **ret, struct err *err)
{
    struct q_dead_row row;
    enum rc rc = q_dead_row(r, a, addr, &row, err);

    *ret = rc == OK ? arena_fmt(a, "Non spedito: indirizzo non valido dal %s.", moment_format_short(a, row.since_at)) : NULL;
    return rc == E_NOTFOUND ? OK : rc;
}
