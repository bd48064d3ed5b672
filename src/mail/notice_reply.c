/* SPDX-License-Identifier: EUPL-1.2 */
/* The letters that answer a settore's mail: what was understood and done, or why nothing was; and what can be written. */
#include "base/sv.h"
#include "dispatch/work.h"
#include "mail/notice.h"
#include "ticket/calendar.h"

static void lead(struct letter *l, const char *text)
{
    assume(l->n_lead < sizeof l->lead / sizeof l->lead[0]);
    l->lead[l->n_lead++] = text;
}

static void facts(const struct notice_facts *f, struct letter *l)
{
    l->rows[l->n_rows++] = (struct letter_row){ .label = "Numero", .value = f->t.code };
    if (!(f->t.flags & TICKET_CONFIDENTIAL))
        l->rows[l->n_rows++] = (struct letter_row){ .label = "Oggetto", .value = f->words.subject };
    l->rows[l->n_rows++] = (struct letter_row){ .label = "Stato", .value = state_label(f->t.state) };
}

static const char *understood(const struct notice_facts *f)
{
    enum work_action action;

    if (!work_parse(f->action, &action))
        return "abbiamo registrato la tua risposta.";
    if (action == WORK_START)
        return f->already ? "abbiamo capito: presa in carico. La richiesta era già in lavorazione nel tuo ufficio, quindi non è cambiato niente."
                          : "abbiamo capito: il tuo ufficio prende in carico la richiesta.";
    if (action == WORK_REPLY)
        return "abbiamo capito: il testo qui sotto va al cittadino. La richiesta resta aperta.";
    if (action == WORK_FORWARD)
        return arena_fmt(f->a, "abbiamo capito: la richiesta va a %s, che riceve un suo collegamento.", f->to);
    if (action == WORK_RETURN)
        return f->to ? arena_fmt(f->a, "abbiamo capito: la richiesta non è vostra ma di «%s». È tornata all'URP, che l'affida.", f->to)
                     : "abbiamo capito: la richiesta non è di competenza del tuo ufficio. È tornata all'URP, che l'affida a quello giusto.";
    return arena_fmt(f->a, "abbiamo capito: la richiesta è chiusa con esito «%s» e il testo qui sotto è la risposta al cittadino.", outcome_label(f->t.outcome));
}

static const char *hour(const struct notice_facts *f)
{
    return moment_format_time(f->a, f->undo_until_at);
}

/* Words below PRESA IN CARICO are no answer, however they are meant. */
static void say_who_reads(const struct notice_facts *f, struct letter *l)
{
    enum work_action action;

    if (work_parse(f->action, &action) && action == WORK_START)
        lead(l, arena_fmt(f->a, "%sLe tue parole, se ne hai scritte, restano una nota interna.",
                          f->citizen_hears ? "Il cittadino riceve l'avviso della presa in carico. " : ""));
}

/* The page of the citizen shows at once what is done; only the mail waits. */
void notice_done(const struct notice_facts *f, struct letter *l)
{
    lead(l, understood(f));
    say_who_reads(f, l);
    if (f->undo_url) {
        lead(l, f->citizen_hears ? arena_fmt(f->a, "Il cittadino può già leggerlo sulla sua pagina; l'e-mail parte alle %s: fino ad allora puoi annullare.", hour(f))
                                 : arena_fmt(f->a, "Se non è quello che volevi, puoi annullare fino alle %s.", hour(f)));
        l->links_title = "Non è quello che volevi?";
        l->links[l->n_links++] = (struct letter_link){ "Annulla", f->undo_url, true };
    } else if (f->citizen_hears) {
        lead(l, "Il messaggio al cittadino parte subito.");
    }
    facts(f, l);
    if (f->said.id && f->t.flags & TICKET_CONFIDENTIAL) {
        l->notes[l->n_notes++] = "La richiesta è riservata: il testo si legge solo dal collegamento che avete ricevuto.";
    } else if (f->said.id) {
        l->said_by = "Il testo:";
        l->said = f->said.body;
    }
    l->notes[l->n_notes++] = "Se non sei stato tu a scrivere, avvisa subito l'URP: rispondi a questo messaggio o telefona.";
}

void notice_commands(const struct notice_facts *f, struct letter *l)
{
    static const struct letter_row lines[] = {
        { .label = "PRESA IN CARICO", .value = "(da sola sulla riga)" },
        { .label = "RISPOSTA AL CITTADINO:", .value = "il testo da mandargli" },
        { .label = "NON DI COMPETENZA:", .value = "il motivo" },
        { .label = "INOLTRA A:", .value = "un altro ufficio, o l'indirizzo di un collega" },
        { .label = "CHIUSA:", .value = "l'esito; la risposta al cittadino si scrive nelle righe sotto" },
        { .value = "Per esempio «CHIUSA: risolta» e, nella riga sotto, «Abbiamo cambiato la lampada.»" },
    };

    if (!f->replies_act || !f->t.open || f->t.settore_id != f->office.id)
        return;
    l->help_title = "Oppure rispondi a questo messaggio: nella prima riga scrivi";
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++)
        l->help[l->n_help++] = lines[i];
}

/* First what to do, then what was amiss. The link is good as long as the request is of the office that wrote. */
void notice_hint(const struct notice_facts *f, struct letter *l)
{
    lead(l, "abbiamo letto la tua risposta e l'abbiamo passata all'URP.");
    notice_commands(f, l);
    l->help_first = true;
    l->help_title = "Perché la richiesta vada avanti da sola, comincia con una di queste parole:";
    l->under[l->n_under++] = arena_fmt(f->a, "Che cosa mancava: %s", f->lack ? f->lack : "Non abbiamo capito che cosa fare.");
    l->under[l->n_under++] = "Il tuo testo è una nota che l'URP legge. Il cittadino non riceve niente finché l'URP non la conferma.";
    facts(f, l);
    if (!f->desk_url || f->t.settore_id != f->office.id)
        return;
    l->links_title = "Puoi fare tutto anche da qui";
    l->links[l->n_links++] = (struct letter_link){ "Apri la richiesta", f->desk_url, true };
}
