/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/faults.h"

#include "base/log.h"
#include "base/sv.h"
#include "mail/service.h"
#include "page.h"
#include "q/operator.h"
#include "ticket/calendar.h"

static const char *ill_text(struct app *app, struct arena *a)
{
    char why[128];

    if (!db_is_ill(app->db, why, sizeof why))
        return NULL;
    return arena_fmt(a, "Ora non si può registrare niente: %s. Quello che abbiamo già confermato è al sicuro, le nuove richieste non vengono accettate. "
                        "Avvisa subito chi gestisce il server.", why);
}

static const char *missing_text(struct arena *a, const struct q_mailbox_all *box, int64_t now_at)
{
    const char *from = page_since(a, box->missing_at, now_at);

    if (box->missing == 1)
        return arena_fmt(a, "Nella casella di posta «%s» c'è un messaggio che il server non ci consegna, %s: non è nel registro. Continuiamo a chiederlo.", box->name, from);
    return arena_fmt(a, "Nella casella di posta «%s» ci sono %lld messaggi che il server non ci consegna, %s: non sono nel registro. Continuiamo a chiederli.",
                     box->name, (long long)box->missing, from);
}

static const char *waiting_text(struct arena *a, const struct q_outbox_waiting *w, int64_t now_at)
{
    if (w->n == 1)
        return arena_fmt(a, "Un messaggio aspetta di partire %s.", page_since(a, w->since_at, now_at));
    return arena_fmt(a, "%lld messaggi aspettano di partire da più di un'ora, il più vecchio %s.", (long long)w->n, page_since(a, w->since_at, now_at));
}

size_t faults_now(struct app *app, struct dbr *r, struct arena *a, int64_t now_at, const struct view_link **ret)
{
    struct q_mailbox_all *boxes = NULL;
    struct q_outbox_waiting waiting = { 0 };
    const char *ill = ill_text(app, a);
    struct view_link *list;
    struct err err = { 0 };
    size_t n_boxes = 0, n = 0;

    if (q_mailbox_all(r, a, &boxes, &n_boxes, &err) != OK || q_outbox_waiting(r, a, now_at - MAIL_WAITS_S, &waiting, &err) != OK)
        log_err("faults", &err);
    list = arena_array(a, 2 * n_boxes + 2, struct view_link);
    if (ill)
        list[n++] = (struct view_link){ .label = ill, .tone = TONE_BAD };
    for (size_t i = 0; i < n_boxes; i++)
        if (!str_empty(boxes[i].last_error) && mail_reads(app->conf, a, boxes[i].name))
            list[n++] = (struct view_link){ .url = "/ufficio/posta", .tone = TONE_BAD,
                                            .label = arena_fmt(a, "La casella di posta «%s» non si può leggere %s: i messaggi nuovi aspettano sul server.",
                                                               boxes[i].name, page_since(a, boxes[i].error_at, now_at)) };
    for (size_t i = 0; i < n_boxes; i++)
        if (boxes[i].missing && mail_reads(app->conf, a, boxes[i].name))
            list[n++] = (struct view_link){ .url = "/ufficio/posta", .tone = TONE_BAD, .label = missing_text(a, &boxes[i], now_at) };
    if (waiting.n)
        list[n++] = (struct view_link){ .url = "/ufficio/posta?scheda=in-attesa", .label = waiting_text(a, &waiting, now_at), .tone = TONE_BAD };
    *ret = list;
    return n;
}
