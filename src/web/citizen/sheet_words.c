/* SPDX-License-Identifier: EUPL-1.2 */
/* Topics are those of the controlled vocabulary of the municipal model; nothing else counts as one. */
#include "sheet.h"

#include "base/err.h"

#define ANYBODY "A chiunque: chi abita, lavora o studia qui e chi è soltanto di passaggio."
#define SPEAK "Segnala e proponi"
#define ASK "Chiedi"
#define ACCESS "Accedi a documenti e dati"
#define RECEIPT "Subito una ricevuta con il numero, la data entro cui rispondiamo e l'ufficio che se ne occupa."

static const struct sheet_words words[TICKET_TYPES] = {
    [TYPE_REPORT] = {
        .group = SPEAK, .icon = "it-flag", .begin = "Segnala un disservizio", .seek = /* po: off */ "segnalazione guasto strada illuminazione rifiuti verde" /* po: on */,
        .addressed = ANYBODY,
        .about = "Racconta che cosa non funziona e dove: una buca, un lampione spento, rifiuti abbandonati, un albero pericoloso, una barriera.\n"
                 "L'URP riceve la segnalazione, la passa all'ufficio che deve intervenire e ti tiene informato fino alla risposta.",
        .achieved = RECEIPT "\nPoi le notizie sui lavori e una risposta che dice che cosa è stato fatto, o perché non si può fare.",
        .topics = { "Igiene pubblica", "Gestione rifiuti", "Spazio Verde", "Mobilità sostenibile" },
        .faq = { { "Qualcuno l'ha già segnalato: segnalo anch'io?", "Puoi aggiungerti a una segnalazione che c'è già: così sappiamo quante persone riguarda, e ricevi le stesse notizie." },
                 { "La strada non è del Comune. Che cosa succede?", "Mandiamo la segnalazione all'ente che se ne occupa e ti diciamo quale." },
                 { "Posso segnalare senza dire chi sono?", "Dipende dalle regole dell'ente: il modulo te lo dice prima che tu scriva. Senza un recapito non possiamo però chiederti chiarimenti." } } },
    [TYPE_COMPLAINT] = {
        .group = SPEAK, .icon = "it-error", .begin = "Fai un reclamo", .seek = /* po: off */ "reclamo servizio" /* po: on */,
        .addressed = "A chi ha usato un nostro servizio, o non è riuscito a usarlo, e vuole una risposta.",
        .about = "Racconta che cosa è successo, quando e con quale ufficio. Al reclamo risponde il responsabile del servizio, per scritto.\n"
                 "Serve anche a noi: dai reclami capiamo che cosa cambiare.",
        .achieved = RECEIPT "\nPoi una risposta scritta del responsabile, con che cosa abbiamo accertato e che cosa facciamo.",
        .topics = { "Comunicazione istituzionale", "Trasparenza amministrativa" },
        .faq = { { "Il reclamo ferma i termini per fare ricorso?", "No. Se hai ricevuto una multa o un altro atto, i termini scritti sull'atto continuano a correre." },
                 { "Chi ha sbagliato saprà che sono stato io?", "L'ufficio riceve il reclamo con il tuo nome, a meno che tu chieda di non mostrarlo. Non lo pubblichiamo mai." } } },
    [TYPE_SUGGESTION] = {
        .group = SPEAK, .icon = "it-comment", .begin = "Dai un suggerimento", .seek = /* po: off */ "suggerimento proposta idea" /* po: on */,
        .addressed = ANYBODY,
        .about = "Scrivi la tua idea per migliorare un servizio, una strada, un parco, una pagina del sito. La legge l'ufficio che può realizzarla.",
        .achieved = RECEIPT "\nPoi una risposta che dice che cosa pensa l'ufficio della tua idea.",
        .topics = { "Comunicazione istituzionale", "Sviluppo sostenibile" },
        .faq = { { "Il mio suggerimento diventa pubblico?", "No. Lo leggono l'URP e l'ufficio che se ne occupa." } } },
    [TYPE_PRAISE] = {
        .group = SPEAK, .icon = "it-star-outline", .begin = "Fai un elogio", .seek = /* po: off */ "elogio ringraziamento" /* po: on */,
        .addressed = "A chi è stato aiutato bene da un servizio o da una persona e vuole farlo sapere.",
        .about = "Racconta che cosa ha funzionato. Facciamo arrivare le tue parole a chi ha lavorato per te e al suo responsabile.",
        .achieved = RECEIPT "\nPoi la conferma che il tuo grazie è arrivato.",
        .topics = { "Comunicazione istituzionale" },
        .faq = { { "Chi legge il mio elogio?", "La persona o l'ufficio che hai nominato, e il responsabile del settore." } } },
    [TYPE_INFO] = {
        .group = ASK, .icon = "it-info-circle", .begin = "Chiedi informazioni", .seek = /* po: off */ "informazioni orari documenti certificati uffici" /* po: on */,
        .addressed = ANYBODY,
        .about = "Chiedi come si fa una cosa, quali documenti servono, quanto costa, quanto tempo ci vuole, quale ufficio se ne occupa.\n"
                 "Prima di scrivere guarda le risposte pronte: forse la tua c'è già.",
        .achieved = RECEIPT "\nPoi la risposta, per e-mail o come preferisci.",
        .topics = { "Accesso all'informazione", "Comunicazione istituzionale" },
        .faq = { { "La risposta vale come atto ufficiale?", "No: spiega come stanno le cose, ma non sostituisce certificati, autorizzazioni e altri atti." },
                 { "Posso chiedere copia di un documento?", "Per le copie usa una richiesta di accesso: ha tempi e garanzie stabiliti dalla legge." } } },
    [TYPE_ACCESS_DOC] = {
        .group = ACCESS, .icon = "it-file", .begin = "Chiedi i documenti", .seek = /* po: off */ "accesso atti copia documenti edilizia" /* po: on */,
        .addressed = "A chi ha un interesse diretto, concreto e attuale collegato al documento: cittadini, imprese, associazioni, anche tramite un delegato.",
        .about = "Chiedi di vedere o di avere in copia documenti amministrativi che ti riguardano (artt. 22-25 della L. 241/1990). Spieghi quale interesse hai e a che cosa ti servono.",
        .achieved = RECEIPT "\nPoi i documenti, il permesso di vederli in ufficio, oppure un rifiuto motivato con i rimedi.",
        .topics = { "Accesso all'informazione", "Trasparenza amministrativa" },
        .faq = { { "Come dimostro chi sono?", "Il modulo ti dice i modi ammessi: identità digitale, PEC, oppure modulo firmato con copia di un documento. La copia si cancella appena non serve più." },
                 { "Nei documenti ci sono dati di altre persone. Che cosa succede?", "Le avvisiamo: hanno 10 giorni per opporsi. Poi decidiamo, e ti diciamo perché." },
                 { "Mi serve una copia autenticata?", "Dillo nella richiesta. Per le copie autenticate si paga anche il bollo." } } },
    [TYPE_ACCESS_CIVIC] = {
        .group = ACCESS, .icon = "it-search", .begin = "Chiedi la pubblicazione", .seek = /* po: off */ "accesso civico trasparenza pubblicazione" /* po: on */,
        .addressed = ANYBODY,
        .about = "Chiedi la pubblicazione di un documento o di un dato che per legge doveva stare in Amministrazione trasparente e non c'è (art. 5, comma 1, d.lgs. 33/2013). Non serve un motivo.",
        .achieved = RECEIPT "\nPoi il collegamento alla pagina in cui il documento è stato pubblicato, oppure la spiegazione del perché non va pubblicato.",
        .topics = { "Accesso all'informazione", "Trasparenza amministrativa" },
        .faq = { { "A chi arriva la richiesta?", "Al Responsabile della prevenzione della corruzione e della trasparenza." },
                 { "Devo spiegare perché lo chiedo?", "No." } } },
    [TYPE_ACCESS_FOIA] = {
        .group = ACCESS, .icon = "it-files", .begin = "Chiedi dati e documenti", .seek = /* po: off */ "foia accesso generalizzato dati" /* po: on */,
        .addressed = ANYBODY,
        .about = "Chiedi dati e documenti che l'ente possiede, anche se non c'è l'obbligo di pubblicarli (art. 5, comma 2, d.lgs. 33/2013). Non serve un motivo.\n"
                 "Descrivi che cosa cerchi: se non è chiaro ti aiutiamo a precisarlo.",
        .achieved = RECEIPT "\nPoi i dati o i documenti, oppure un rifiuto motivato, anche parziale, con i rimedi.",
        .topics = { "Accesso all'informazione", "Trasparenza amministrativa" },
        .faq = { { "Devo dire perché lo chiedo?", "No. Se te lo chiediamo è solo per le statistiche, e puoi non rispondere." },
                 { "La richiesta tocca altre persone. Che cosa succede?", "Le avvisiamo e hanno 10 giorni per opporsi: intanto il termine si ferma. Se diamo i documenti lo stesso, li mandiamo non prima di 15 giorni." },
                 { "Ho sbagliato tipo di accesso?", "Non importa: la richiesta vale lo stesso e la trattiamo con le regole giuste." } } },
    [TYPE_MAYOR] = {
        .group = ASK, .icon = "it-mail", .begin = "Scrivi al Sindaco", .seek = /* po: off */ "sindaco appuntamento cerimonia" /* po: on */,
        .addressed = ANYBODY,
        .about = "Scrivi una lettera al Sindaco. La legge la sua segreteria, che risponde o la passa all'ufficio giusto e te lo dice.",
        .achieved = RECEIPT "\nPoi la risposta della segreteria, del Sindaco o dell'ufficio a cui è stata passata.",
        .topics = { "Comunicazione istituzionale" },
        .faq = { { "Mi risponde il Sindaco in persona?", "La segreteria gli presenta le lettere. La risposta può essere sua o di chi si occupa del tema." } } },
    [TYPE_ACCESSIBILITY] = {
        .group = SPEAK, .icon = "it-hearing", .begin = "Segnala un problema di accessibilità", .seek = /* po: off */ "accessibilità lettore di schermo tastiera contrasto disabilità" /* po: on */,
        .addressed = "A chiunque non riesca a usare una pagina o un documento di questo sito, e a chi scrive per un'altra persona.",
        .about = "Dicci quale pagina o quale documento, che cosa volevi fare e con quali strumenti. Non serve conoscere le regole tecniche: le cerchiamo noi.\n"
                 "Se ti serve subito, diccelo: cerchiamo un altro modo per dartelo.",
        .achieved = RECEIPT "\nPoi una risposta entro 30 giorni: che cosa correggiamo e quando, o in quale altro modo puoi avere quello che ti serve.",
        .topics = { "Accesso all'informazione" },
        .faq = { { "Devo dire chi sono?", "No. Se lasci un indirizzo e-mail possiamo risponderti e chiederti chiarimenti." },
                 { "Non rispondete, o la risposta non basta. Che cosa posso fare?", "Puoi rivolgerti al Difensore civico per il digitale, presso AgID (art. 3-quinquies, L. 4/2004)." } } },
};

const struct sheet_words *sheet_words(enum ticket_type t)
{
    assume((unsigned)t < TICKET_TYPES);
    return &words[t];
}
