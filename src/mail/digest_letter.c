/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/digest_letter.h"

#include "base/rnd.h"
#include "base/sv.h"
#include "mail/notice.h"
#include "q/dispatch.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/ticket.h"

enum part { PART_LATE, PART_WEEK, PART_LATER, PARTS };

static enum part part_of(const struct q_digest_open *t, int64_t now_at)
{
    int32_t today = day_of(now_at), sunday = today - (int32_t)day_weekday(today) + SUNDAY;

    if (t->due_at && t->due_at < now_at)
        return PART_LATE;
    return t->due_at && day_of(t->due_at) <= sunday ? PART_WEEK : PART_LATER;
}

static const char *when(struct arena *a, int64_t due_at, int64_t now_at)
{
    int late = day_of(now_at) - day_of(due_at);

    if (!due_at)
        return "senza data";
    if (late > 0)
        return arena_fmt(a, "in ritardo di %d %s", late, late == 1 ? "giorno" : "giorni");
    return late == 0 ? "scade oggi" : arena_fmt(a, "entro %s", day_format_it_weekday(a, day_of(due_at)));
}

static void add(struct arena *a, struct digest_letter *d, struct letter_section *s, const struct q_digest_open *t)
{
    const char *subject = t->flags & TICKET_CONFIDENTIAL ? "Richiesta riservata" : t->subject, *token = rnd_token(a, TOKEN_BYTES);

    d->links[d->n_links++] = (struct rendered_link){ t->id, token };
    s->list[s->n++] = (struct letter_link){ arena_fmt(a, "%s %s (%s)", t->code, subject, when(a, t->due_at, d->now_at)), arena_fmt(a, "%s/s/%s", d->base_url, token), false };
}

/* "3 aperte, 1 in ritardo": nothing of what is not there. */
static const char *numbers(struct arena *a, int64_t all, const size_t n[PARTS])
{
    const char *s = arena_fmt(a, "%lld %s", (long long)all, all == 1 ? "aperta" : "aperte");

    if (n[PART_LATE])
        s = arena_fmt(a, "%s, %zu in ritardo", s, n[PART_LATE]);
    return n[PART_WEEK] ? arena_fmt(a, "%s, %zu in scadenza questa settimana", s, n[PART_WEEK]) : s;
}

#define COUNT_MAX 10000 /* of one office; it has worse troubles than a wrong number */

enum rc digest_letter(struct dbr *r, struct arena *a, struct digest_letter *d, struct letter *ret, struct err *err)
{
    static const char *const titles[PARTS] = { "In ritardo", "In scadenza questa settimana", "Le altre aperte" };
    struct letter_section parts[PARTS];
    struct q_digest_open *rows;
    struct settore office;
    size_t n, in[PARTS] = { 0 };

    TRY(settore_by_id(r, d->settore_id, &office, err));
    TRY(q_digest_open(r, a, d->settore_id, COUNT_MAX, &rows, &n, err));
    d->links = arena_array(a, DIGEST_LIST_MAX, struct rendered_link);
    for (int p = 0; p < PARTS; p++)
        parts[p] = (struct letter_section){ titles[p], arena_array(a, DIGEST_LIST_MAX, struct letter_link), 0 };
    for (size_t i = 0; i < n; i++) {
        enum part p = part_of(&rows[i], d->now_at);
        in[p]++;
        if (d->n_links < DIGEST_LIST_MAX)
            add(a, d, &parts[p], &rows[i]);
    }
    *ret = (struct letter){ .subject = arena_fmt(a, "[URP] Riepilogo del %s: %s", day_format_it(a, day_of(d->now_at)), numbers(a, (int64_t)n, in)),
                            .greeting = "Buongiorno,", .sign_office = ente_text(r, a, "office", "Ufficio Relazioni con il Pubblico"),
                            .sign_body = ente_text(r, a, "name", ""), .contacts = notice_contacts(r, a) };
    ret->lead[ret->n_lead++] = arena_fmt(a, "le richieste del settore «%s»: %s.", office.name, numbers(a, (int64_t)n, in));
    for (int p = 0; p < PARTS; p++)
        if (parts[p].n)
            ret->sections[ret->n_sections++] = parts[p];
    if (n > d->n_links)
        ret->notes[ret->n_notes++] = arena_fmt(a, "Ce ne sono altre %zu: qui ci sono le più urgenti.", n - d->n_links);
    ret->notes[ret->n_notes++] = "Non rispondere a questo riepilogo: apri la richiesta che ti serve.";
    ret->notes[ret->n_notes++] = arena_fmt(a, "I collegamenti valgono %d giorni e aprono una richiesta ciascuno: non inoltrarli fuori dall'ufficio.", DIGEST_LINK_DAYS);
    ret->notes[ret->n_notes++] = "Arriva nei giorni lavorativi, quando c'è qualcosa da fare. L'URP può cambiare l'ora o non mandarlo più.";
    return OK;
}
