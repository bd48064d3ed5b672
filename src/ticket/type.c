/* SPDX-License-Identifier: EUPL-1.2 */
/* Sources of the rows: L. 241/1990 artt. 2, 18-bis, 22-25; d.lgs. 33/2013 artt. 5 and 5-bis (text of d.lgs. 97/2016);
 * Circolare FOIA 2/2017 of the Dipartimento della funzione pubblica; c.p.a. art. 116; L. 4/2004 artt. 3-quater and 3-quinquies with
 * AgID's guidelines (feedback on accessibility: thirty days, then the Difensore civico per il digitale). Report, complaint, suggestion,
 * praise, info and mayor have no statute: their terms are promises of the body (Carta dei servizi). */
#include "ticket/type.h"

#include "base/err.h"
#include "base/sv.h"

#define NO_SILENCE "Se tardiamo, la tua richiesta resta aperta e puoi sollecitarci."
#define REMIND "Puoi sollecitarci rispondendo alla ricevuta o presentare un reclamo all'URP. Puoi anche rivolgerti " \
               "al Difensore civico regionale."
#define FREE "Gratuito."

static const struct ticket_type_info infos[TICKET_TYPES] = {
    [TYPE_REPORT] = {
        .id = "report", .name = "Segnalazione di disservizio", .plural = "Segnalazioni", .slug = "segnalazione",
        .when = "Qualcosa non funziona o è rotto: una buca, un lampione spento, rifiuti abbandonati.",
        .not_for = "Se c'è un pericolo immediato chiama il 112. Per illeciti sul tuo posto di lavoro usa il canale riservato "
                   "del whistleblowing; per avere documenti usa una richiesta di accesso.",
        .term_days = 30, .silence = SILENCE_NOTHING, .recipient = RECIPIENT_CATEGORY,
        .silence_text = NO_SILENCE, .remedies = REMIND, .cost = FREE, .law = "Carta dei servizi dell'ente" },
    [TYPE_COMPLAINT] = {
        .id = "complaint", .name = "Reclamo", .plural = "Reclami", .slug = "reclamo",
        .when = "Un servizio ti ha creato un problema o ti ha deluso, e vuoi una risposta.",
        .not_for = "Per contestare una multa o un tributo serve il ricorso, nei modi e nei tempi scritti sull'atto. Per chiedere "
                   "il riesame di un accesso negato segui le istruzioni della risposta che hai ricevuto.",
        .identified = true, .term_days = 30, .silence = SILENCE_NOTHING, .recipient = RECIPIENT_CATEGORY,
        .silence_text = NO_SILENCE, .remedies = REMIND, .cost = FREE, .law = "Carta dei servizi dell'ente" },
    [TYPE_SUGGESTION] = {
        .id = "suggestion", .name = "Suggerimento", .plural = "Suggerimenti", .slug = "suggerimento",
        .when = "Hai un'idea per migliorare un servizio o un luogo.",
        .not_for = "Se qualcosa è già rotto o non funziona, invia una segnalazione: arriva subito a chi la ripara.",
        .term_days = 30, .silence = SILENCE_NOTHING, .recipient = RECIPIENT_CATEGORY,
        .silence_text = NO_SILENCE, .remedies = REMIND, .cost = FREE, .law = "Carta dei servizi dell'ente" },
    [TYPE_PRAISE] = {
        .id = "praise", .name = "Elogio", .plural = "Elogi", .slug = "elogio",
        .when = "Un servizio o una persona ti ha aiutato bene, e vuoi farlo sapere.",
        .not_for = "Se insieme al grazie c'è un problema da risolvere, invia anche una segnalazione.",
        .term_days = 30, .silence = SILENCE_NOTHING, .recipient = RECIPIENT_URP,
        .silence_text = NO_SILENCE, .remedies = REMIND, .cost = FREE, .law = "Carta dei servizi dell'ente" },
    [TYPE_INFO] = {
        .id = "info", .name = "Richiesta di informazioni", .plural = "Richieste di informazioni", .slug = "informazioni",
        .when = "Vuoi sapere come si fa una cosa, quali documenti servono, orari, costi o tempi.",
        .not_for = "Per avere copia di documenti o dati usa una richiesta di accesso: ha tempi e garanzie di legge.",
        .term_days = 3, .silence = SILENCE_NOTHING, .recipient = RECIPIENT_URP,
        .silence_text = NO_SILENCE, .remedies = REMIND, .cost = FREE, .law = "Carta dei servizi dell'ente" },
    [TYPE_ACCESS_DOC] = {
        .id = "access_doc", .name = "Accesso documentale", .plural = "Richieste di accesso documentale",
        .slug = "accesso-documentale",
        .when = "Vuoi vedere o avere in copia documenti che ti riguardano: hai un interesse diretto, concreto e attuale, e "
                "spieghi perché.",
        .not_for = "Se non hai un interesse personale da tutelare usa l'accesso civico generalizzato: non chiede motivi. Non serve "
                   "a controllare in generale l'attività dell'ente.",
        .identified = true, .motivated = true, .legal_term = true, .term_days = 30, .silence = SILENCE_REFUSED,
        .recipient = RECIPIENT_HOLDER,
        .silence_text = "Se entro 30 giorni non rispondiamo, la richiesta si intende respinta (art. 25, comma 4, L. 241/1990).",
        .remedies = "Entro 30 giorni dal rifiuto, o dalla fine dei 30 giorni senza risposta, puoi chiedere il riesame al Difensore "
                    "civico regionale (art. 25, comma 4, L. 241/1990) o fare ricorso al TAR (art. 116 del codice del processo "
                    "amministrativo).",
        .cost = "Vedere i documenti è gratuito. Per le copie si pagano il costo di riproduzione, i diritti di ricerca e, se "
                "chiedi copie autenticate, il bollo.",
        .law = "L. 241/1990, art. 25 c. 4" },
    [TYPE_ACCESS_CIVIC] = {
        .id = "access_civic", .name = "Accesso civico semplice", .plural = "Richieste di accesso civico semplice",
        .slug = "accesso-civico-semplice",
        .when = "Cerchi sul sito un documento o un dato che per legge doveva essere pubblicato, e non c'è.",
        .not_for = "Se il documento non deve per forza essere pubblicato usa l'accesso civico generalizzato.",
        .identified = true, .legal_term = true, .term_days = 30, .silence = SILENCE_BREACH, .recipient = RECIPIENT_RPCT,
        .silence_text = "Se entro 30 giorni non rispondiamo siamo inadempienti: la richiesta non è respinta e dobbiamo comunque "
                        "concluderla (art. 5, d.lgs. 33/2013).",
        .remedies = "Se non rispondiamo entro 30 giorni puoi rivolgerti al titolare del potere sostitutivo, che conclude entro 15 "
                    "giorni (art. 2, comma 9-ter, L. 241/1990), o fare ricorso al TAR (art. 116 del codice del processo "
                    "amministrativo).",
        .cost = FREE, .law = "D.lgs. 33/2013, art. 5 c. 1 e 6" },
    [TYPE_ACCESS_FOIA] = {
        .id = "access_foia", .name = "Accesso civico generalizzato (FOIA)",
        .plural = "Richieste di accesso civico generalizzato", .slug = "accesso-civico-generalizzato",
        .when = "Vuoi dati o documenti che l'ente possiede: può chiederli chiunque, senza spiegare il motivo.",
        .not_for = "Se ti serve un documento per difendere un tuo diritto, l'accesso documentale ti dà più garanzie. Non obbliga "
                   "l'ente a creare dati nuovi.",
        .identified = true, .legal_term = true, .term_days = 30, .silence = SILENCE_BREACH, .recipient = RECIPIENT_HOLDER,
        .silence_text = "Se entro 30 giorni non rispondiamo siamo inadempienti, ma la richiesta non si intende respinta: dobbiamo "
                        "decidere con un atto motivato (art. 5, comma 6, d.lgs. 33/2013).",
        .remedies = "In caso di rifiuto, anche parziale, o di mancata risposta puoi chiedere il riesame al Responsabile della "
                    "prevenzione della corruzione e della trasparenza, che decide entro 20 giorni (art. 5, comma 7, d.lgs. 33/2013), "
                    "o rivolgerti al Difensore civico regionale (comma 8); entro 30 giorni puoi fare ricorso al TAR (art. 116 del "
                    "codice del processo amministrativo).",
        .cost = "Gratuito. Si rimborsa solo il costo documentato di copie su carta o altri supporti (art. 5, comma 4, d.lgs. 33/2013).",
        .law = "D.lgs. 33/2013, art. 5 c. 2 e 6" },
    [TYPE_MAYOR] = {
        .id = "mayor", .name = "Lettera al Sindaco", .plural = "Lettere al Sindaco", .slug = "lettera-al-sindaco",
        .when = "Vuoi scrivere personalmente al Sindaco.",
        .not_for = "Per un guasto o un problema pratico la segnalazione è più veloce: arriva subito all'ufficio che se ne occupa.",
        .identified = true, .term_days = 30, .silence = SILENCE_NOTHING, .recipient = RECIPIENT_MAYOR,
        .silence_text = NO_SILENCE, .remedies = REMIND, .cost = FREE, .law = "Carta dei servizi dell'ente" },
    [TYPE_ACCESSIBILITY] = {
        .id = "accessibility", .name = "Segnalazione di accessibilità", .plural = "Segnalazioni di accessibilità", .slug = "accessibilita",
        .when = "Una pagina o un documento di questo sito non si può usare: con la tastiera, con un lettore di schermo, con caratteri "
                "grandi, con il telefono.",
        .not_for = "Per una barriera in una strada o in un edificio invia una segnalazione di disservizio.",
        .legal_term = true, .term_days = 30, .silence = SILENCE_NOTHING, .recipient = RECIPIENT_URP,
        .silence_text = "Se entro 30 giorni non rispondiamo puoi rivolgerti al Difensore civico per il digitale.",
        .remedies = "Se non rispondiamo entro 30 giorni, o se la risposta non ti soddisfa, puoi rivolgerti al Difensore civico per il "
                    "digitale, presso AgID (art. 3-quinquies, L. 4/2004): www.agid.gov.it.",
        .cost = FREE, .law = "L. 4/2004, artt. 3-quater e 3-quinquies" },
};

const struct ticket_type_info *type_info(enum ticket_type t)
{
    assume((unsigned)t < TICKET_TYPES);
    return &infos[t];
}

const char *type_id(enum ticket_type t)
{
    return type_info(t)->id;
}

bool type_parse(const char *id, enum ticket_type *ret)
{
    for (unsigned i = 0; id && i < TICKET_TYPES; i++)
        if (str_eq(infos[i].id, id)) {
            *ret = (enum ticket_type)i;
            return true;
        }
    return false;
}

bool type_parse_slug(const char *slug, enum ticket_type *ret)
{
    for (unsigned i = 0; slug && i < TICKET_TYPES; i++)
        if (str_eq(infos[i].slug, slug)) {
            *ret = (enum ticket_type)i;
            return true;
        }
    return false;
}

static const struct channel_row {
    const char *id, *name;
} channel_rows[CHANNELS] = {
    [CHANNEL_WEB] = { "web", "Modulo sul sito" },
    [CHANNEL_MAIL] = { "mail", "E-mail" },
    [CHANNEL_PEC] = { "pec", "PEC" },
    [CHANNEL_PHONE] = { "phone", "Telefono" },
    [CHANNEL_COUNTER] = { "counter", "Sportello" },
    [CHANNEL_LETTER] = { "letter", "Lettera" },
    [CHANNEL_API] = { "api", "Altra applicazione" },
};

const char *channel_id(enum channel c)
{
    assume((unsigned)c < CHANNELS);
    return channel_rows[c].id;
}

const char *channel_name(enum channel c)
{
    assume((unsigned)c < CHANNELS);
    return channel_rows[c].name;
}

bool channel_parse(const char *id, enum channel *ret)
{
    for (unsigned i = 0; id && i < CHANNELS; i++)
        if (str_eq(channel_rows[i].id, id)) {
            *ret = (enum channel)i;
            return true;
        }
    return false;
}
