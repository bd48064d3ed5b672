/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/closed.h"

#include <jansson.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "mail/notice.h"
#include "q/mail.h"
#include "q/message.h"
#include "ticket/channel.h"
#include "ticket/ente.h"
#include "ticket/lang.h"
#include "ticket/notify.h"

#define DAY_S 86400

enum rc closed_to(struct dbw *w, const struct inbox_job *j, bool *ret, struct err *err)
{
    enum mail_class c = j->class.class;
    struct channel_state s;

    *ret = false;
    if (j->is_pec || j->in_pec_box || (c != MAIL_NEW && c != MAIL_LIST && c != MAIL_EMPTY))
        return OK;
    TRY(channel_state(dbw_reader(w), dbw_arena(w), CHANNEL_MAIL, j->received_at, &s, err));
    *ret = s.closed;
    return OK;
}

/* That of the mail when there is no doubt, as a request from it would have; else that in which they wrote to us last; else what their
 * program says of itself. NULL: nobody knows. */
static enum rc lang_of(struct dbw *w, const struct inbox_job *j, const char *addr, const char **ret, struct err *err)
{
    struct arena *a = dbw_arena(w);
    struct q_words_lang_of_sender before;
    enum rc rc;

    *ret = lang_guess(arena_fmt(a, "%s\n%s", j->mail->subject ? j->mail->subject : "", j->mail->text ? j->mail->text : ""));
    if (*ret)
        return OK;
    rc = q_words_lang_of_sender(dbw_reader(w), a, addr, &before, err);
    if (rc == OK)
        *ret = before.lang;
    else if (rc == E_NOTFOUND)
        *ret = lang_of_tag(mime_header(j->mail, "content-language"));
    return rc == E_NOTFOUND ? OK : rc;
}

enum rc closed_answer(struct dbw *w, const struct inbox_job *j, const char *addr, struct err *err)
{
    struct notice n = { .kind = NOTICE_CHANNEL_CLOSED, .to_addr = addr };
    struct q_closed_lately lately;
    const char *lang;
    json_t *params;
    enum rc rc;

    TRY(q_closed_lately(dbw_reader(w), dbw_arena(w), addr, clock_now_at() - DAY_S, &lately, err));
    if (lately.n)
        return OK;
    TRY(lang_of(w, j, addr, &lang, err));
    params = json_pack("{s:I, s:s*}", "journal", (json_int_t)j->journal_id, "lang", lang);
    n.params = params;
    rc = notify_queue(w, &n, NULL, err);
    json_decref(params);
    return rc;
}

/* ---- what it says ------------------------------------------------------------------------------- */

static void lead(struct letter *l, const char *text)
{
    if (*text)
        l->lead[l->n_lead++] = tr(text);
}

static enum rc draw_ways(struct dbr *r, struct arena *a, const char *base_url, struct letter *l, struct err *err)
{
    struct channel_way ways[CHANNEL_WAYS_MAX];
    size_t n;

    TRY(channel_ways(r, a, base_url, clock_now_at(), ways, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (ways[i].channel == CHANNEL_WEB)
            l->links[l->n_links++] = (struct letter_link){ tr("Apri i moduli sul sito"), ways[i].value, true };
        else
            l->rows[l->n_rows++] = (struct letter_row){ .label = tr(ways[i].label), .value = ways[i].value, .own = l->hours };
    }
    return OK;
}

/* The letter may be written hours after the mail came: it says what holds by then. */
static const char *door_words(struct arena *a, const struct channel_state *now)
{
    if (!now->closed)
        return tr("quando ci hai scritto questa casella non riceveva nuove richieste. Adesso le riceve di nuovo: se ti serve ancora, riscrivici.");
    return arena_fmt(a, tr("questa casella non riceve nuove richieste%s%s."), now->until_day ? " " : "", channel_until_words(a, now));
}

enum rc closed_letter(struct dbr *r, struct arena *a, const char *params, const char *base_url, struct letter *ret, const char **ret_about, struct err *err)
{
    AUTO(JSON) json_t *p = json_loads(params, 0, NULL);
    struct channel_state s;
    struct q_journal_one mail;

    TRY(q_journal_one(r, a, json_integer_value(json_object_get(p, "journal")), &mail, err));
    TRY(channel_state(r, a, CHANNEL_MAIL, clock_now_at(), &s, err));
    *ret_about = mail.header_id;
    *ret = (struct letter){ .subject = str_empty(mail.subject) ? tr("La tua e-mail non è diventata una richiesta") : arena_fmt(a, tr("La tua e-mail non è diventata una richiesta: %s"), text_short(a, mail.subject, 80)),
                            .greeting = tr("Buongiorno,"), .sign_office = tr(ente_text(r, a, "office", "Ufficio Relazioni con il Pubblico")), .sign_body = ente_text(r, a, "name", ""),
                            .contacts = notice_contacts(r, a), .hours = ente_text(r, a, "hours", ""), .own = s.text, .links_title = tr("Per scriverci adesso") };
    lead(ret, arena_fmt(a, tr("%s La tua e-mail è arrivata, ma non l'abbiamo presa in carico: nessun termine è cominciato."), door_words(a, &s)));
    if (s.closed)
        lead(ret, s.text);
    lead(ret, "Puoi rivolgerti a noi in uno di questi modi:");
    TRY(draw_ways(r, a, base_url, ret, err));
    ret->notes[ret->n_notes++] = tr("Se scrivevi per una richiesta che hai già fatto, rispondi a un nostro messaggio su quella richiesta: le risposte arrivano come sempre.");
    ret->notes[ret->n_notes++] = tr("Questo messaggio parte da solo, al massimo una volta al giorno.");
    return OK;
}
