/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/opinion.h"

#include <string.h>

#include "base/clock.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "q/opinion.h"

#define OPEN_S 86400 /* who was called away comes back to it; later nobody remembers the page */

/* The words are those that the national model prescribes. */
static const struct {
    const char *id, *text;
    bool good;
} reasons[] = {
    { "bene-1", "Le indicazioni erano chiare", true },
    { "bene-2", "Le indicazioni erano complete", true },
    { "bene-3", "Capivo sempre che stavo procedendo correttamente", true },
    { "bene-4", "Non ho avuto problemi tecnici", true },
    { "bene-5", "Altro", true },
    { "male-1", "A volte le indicazioni non erano chiare", false },
    { "male-2", "A volte le indicazioni non erano complete", false },
    { "male-3", "A volte non capivo se stavo procedendo correttamente", false },
    { "male-4", "Ho avuto problemi tecnici", false },
    { "male-5", "Altro", false },
};
#define REASONS_N (sizeof reasons / sizeof reasons[0])

bool opinion_reason_fits(const char *id, int64_t stars)
{
    for (size_t i = 0; i < REASONS_N; i++)
        if (str_eq(id, reasons[i].id))
            return reasons[i].good == (stars >= OPINION_GOOD_FROM);
    return str_empty(id);
}

const char *opinion_reason_text(const char *id)
{
    for (size_t i = 0; i < REASONS_N; i++)
        if (str_eq(id, reasons[i].id))
            return reasons[i].text;
    return "";
}

/* Whoever sends the form by hand can name any page: none whose address is a secret, or the office's. */
bool opinion_page_ok(const char *page)
{
    static const char *const closed[] = { "/bozza", "/pratica/", "/avvisi", "/giudizio", "/s/", "/ufficio", "/api", "/adesione/", "/aderisci/", "/identita/", "/lingua/" };

    if (str_empty(page) || *page != '/' || strstr(page, "//") /* of another site */ || strlen(page) > OPINION_PAGE_MAX ||
        page[strspn(page, "abcdefghijklmnopqrstuvwxyz0123456789-/")] != '\0')
        return false;
    for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
        if (strncmp(page, closed[i], strlen(closed[i])) == 0)
            return false;
    return true;
}

static const char *about_name(enum opinion_about about)
{
    return about == OPINION_EASY ? "easy" : "clear";
}

static const char *text_of(const char *s)
{
    return s ? s : "";
}

static enum rc check_stars(int64_t stars, struct err *err)
{
    if (stars < 1 || stars > 5)
        FAIL(err, E_INPUT, "stars", "Scegli da una a cinque stelle.");
    return OK;
}

enum rc opinion_first_op(struct dbw *w, void *arg, struct err *err)
{
    const struct opinion_first *f = arg;
    uint8_t hash[SHA256_BYTES];
    int64_t id;

    TRY(check_stars(f->stars, err));
    if (!opinion_page_ok(f->page) || !token_hash(f->token, hash))
        FAIL(err, E_INPUT, "pagina", "Questa pagina non si può giudicare.");
    TRY(q_opinion_add(w, BYTES(hash), clock_now_at(), about_name(f->about), f->page, f->stars, &id, err));
    return opinion_reason_fits(f->reason, f->stars) ? q_opinion_say(w, f->stars, text_of(f->reason), text_of(f->text), id, err) : OK;
}

static enum rc row_of(struct dbr *r, struct arena *a, const char *token, struct q_opinion_by_token *ret, struct err *err)
{
    uint8_t hash[SHA256_BYTES];

    if (!token_hash(token, hash))
        FAIL(err, E_NOTFOUND, "", "no token");
    TRY(q_opinion_by_token(r, a, BYTES(hash), ret, err));
    if (clock_now_at() - ret->at > OPEN_S)
        FAIL(err, E_NOTFOUND, "", "opinion is closed");
    return OK;
}

enum rc opinion_more_op(struct dbw *w, void *arg, struct err *err)
{
    const struct opinion_more *m = arg;
    struct q_opinion_by_token row;

    TRY(check_stars(m->stars, err));
    TRY(row_of(dbw_reader(w), dbw_arena(w), m->token, &row, err));
    return q_opinion_say(w, m->stars, opinion_reason_fits(m->reason, m->stars) ? text_of(m->reason) : "", text_of(m->text), row.id, err);
}

enum rc opinion_open(struct dbr *r, struct arena *a, const char *token, struct opinion *ret, struct err *err)
{
    struct q_opinion_by_token row;

    TRY(row_of(r, a, token, &row, err));
    *ret = (struct opinion){ .at = row.at, .stars = row.stars, .about = str_eq(row.about, "easy") ? OPINION_EASY : OPINION_CLEAR, .page = row.page,
                             .reason = row.reason, .text = row.text };
    return OK;
}

enum rc opinion_sweep(struct dbw *w, int64_t before_at, struct err *err)
{
    return q_opinion_words_sweep(w, before_at, err);
}
