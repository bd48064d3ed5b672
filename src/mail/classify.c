/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/classify.h"

#include <glib.h>
#include <string.h>

#include "base/sv.h"

const char *mail_class_id(enum mail_class c)
{
    static const char *const ids[] = { "new", "auto", "bounce", "delay", "own", "pec_receipt", "empty", "reply", "settore", "duplicate", "unreadable" };

    return ids[c];
}

/* ---- marks -------------------------------------------------------------------------------------- */

enum test { IS_THERE, IS, IS_NOT, BEGINS, IS_EMPTY };

static const struct mark {
    const char *header;
    enum test test;
    const char *value;
    enum mail_class class;
    const char *reason;
} marks[] = {
    { "x-urp-loop", IS_THERE, NULL, MAIL_OWN, "X-URP-Loop: our own mail" },
    { "auto-submitted", IS_NOT, "no", MAIL_AUTO, "Auto-Submitted (RFC 3834)" },
    { "x-autoreply", IS_THERE, NULL, MAIL_AUTO, "X-Autoreply" },
    { "x-autorespond", IS_THERE, NULL, MAIL_AUTO, "X-Autorespond" },
    { "x-autoresponder", IS_THERE, NULL, MAIL_AUTO, "X-Autoresponder" },
    { "x-auto-response-suppress", BEGINS, "all", MAIL_AUTO, "X-Auto-Response-Suppress" },
    { "precedence", BEGINS, "auto_reply", MAIL_AUTO, "Precedence: auto_reply" },
    { "x-precedence", BEGINS, "auto_reply", MAIL_AUTO, "X-Precedence: auto_reply" },
    { "x-ms-exchange-inbox-rules-loop", IS_THERE, NULL, MAIL_AUTO, "Exchange rule" },
};

/* These say only that nobody waits for an answer: a person may have written it all the same. */
static const struct mark quiet[] = {
    { "precedence", BEGINS, "bulk", MAIL_NEW, "Precedence: bulk" },
    { "precedence", BEGINS, "junk", MAIL_NEW, "Precedence: junk" },
    { "precedence", BEGINS, "list", MAIL_NEW, "Precedence: list" },
    { "list-id", IS_THERE, NULL, MAIL_NEW, "List-Id" },
    { "list-unsubscribe", IS_THERE, NULL, MAIL_NEW, "List-Unsubscribe" },
    { "x-loop", IS_THERE, NULL, MAIL_NEW, "X-Loop" },
    { "x-auto-response-suppress", IS_THERE, NULL, MAIL_NEW, "X-Auto-Response-Suppress" },
};

static bool says(const struct mime_mail *m, const struct mark *k)
{
    const char *v = mime_header(m, k->header);
    struct sv value = sv_trim(sv_from(v));

    switch (k->test) {
    case IS_THERE: return v != NULL;
    case IS: return v && sv_eq_nocase(value, sv_from(k->value));
    case IS_NOT: return v && !sv_starts_nocase(value, sv_from(k->value));
    case BEGINS: return v && sv_starts_nocase(value, sv_from(k->value));
    case IS_EMPTY: return v && value.n == 0;
    }
    return false;
}

static const struct mark *first_of(const struct mime_mail *m, const struct mark *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (says(m, &list[i]))
            return &list[i];
    return NULL;
}

/* ---- reports ------------------------------------------------------------------------------------ */

static bool is_daemon(const char *addr)
{
    return sv_starts_nocase(sv_from(addr), SV("mailer-daemon@")) || sv_starts_nocase(sv_from(addr), SV("postmaster@")) || str_empty(addr);
}

static bool null_return_path(const struct mime_mail *m)
{
    const char *v = mime_header(m, "return-path");

    return v && (str_eq(v, "<>") || str_eq(v, ""));
}

static struct classified report(const struct mime_mail *m)
{
    bool failed = false, delayed = false;

    for (size_t i = 0; i < m->n_dsn; i++) {
        failed |= str_eq(m->dsn[i].action, "failed");
        delayed |= str_eq(m->dsn[i].action, "delayed");
    }
    if (failed)
        return (struct classified){ MAIL_BOUNCE, true, "delivery-status: failed (RFC 3464)" };
    if (delayed)
        return (struct classified){ MAIL_DELAY, true, "delivery-status: delayed (RFC 3464)" };
    return (struct classified){ MAIL_AUTO, true, "delivery-status without failure" };
}

struct classified classify_mail(const struct mime_mail *m, bool is_pec)
{
    const struct mark *k;

    if (is_pec && mime_header(m, "x-ricevuta"))
        return (struct classified){ MAIL_PEC_RECEIPT, true, "X-Ricevuta" };
    if (m->n_dsn || str_eq(m->report_type, "delivery-status"))
        return report(m);
    k = first_of(m, marks, sizeof marks / sizeof marks[0]);
    if (k)
        return (struct classified){ k->class, true, k->reason };
    if (is_daemon(m->from.addr) && (null_return_path(m) || !str_empty(m->from.addr)))
        return (struct classified){ MAIL_AUTO, true, "from a mailer daemon" };
    if (null_return_path(m))
        return (struct classified){ MAIL_AUTO, true, "null Return-Path" };
    if (str_empty(m->text) && str_empty(m->quoted) && !m->n_files && str_empty(m->subject))
        return (struct classified){ MAIL_EMPTY, true, "no subject, no text, no file" };
    k = first_of(m, quiet, sizeof quiet / sizeof quiet[0]);
    if (k || str_empty(m->from.addr))
        return (struct classified){ MAIL_NEW, true, k ? k->reason : "nobody to answer to" };
    return (struct classified){ MAIL_NEW, false, "written by a person" };
}
