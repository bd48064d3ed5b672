/* SPDX-License-Identifier: EUPL-1.2 */
/* Names of the kinds of events. What a citizen reads is said to the citizen; NULL is not for the citizen's eyes. */
#include <string.h>

#include "base/tr.h"

#include "ticket/state.h"

static const struct kind_row {
    const char *id, *label, *public_label;
} rows[EVENT_KINDS] = {
    [EVENT_RICEVUTA] = { "ricevuta", "Ricevuta", N_("Abbiamo ricevuto la tua richiesta") },
    [EVENT_PROTOCOLLATA] = { "protocollata", "Protocollata", N_("Registrata al protocollo") },
    [EVENT_PRESA_IN_CARICO] = { "presa_in_carico", "Presa in carico dall'URP", N_("Presa in carico dall'URP") },
    [EVENT_ASSEGNATA] = { "assegnata", "Assegnata", N_("Assegnata all'ufficio competente") },
    [EVENT_RIASSEGNATA] = { "riassegnata", "Riassegnata a un altro settore", N_("Passata a un altro ufficio") },
    [EVENT_RESTITUITA] = { "restituita", "Restituita all'URP: non di competenza", N_("Di nuovo all'URP, che cerca l'ufficio giusto") },
    [EVENT_IN_LAVORAZIONE] = { "in_lavorazione", "Presa in carico dal settore", N_("L'ufficio ci sta lavorando") },
    [EVENT_CHIARIMENTI_CHIESTI] = { "chiarimenti_chiesti", "Chiesti chiarimenti", N_("Ti abbiamo chiesto un chiarimento") },
    [EVENT_CHIARIMENTI_DATI] = { "chiarimenti_dati", "Chiarimenti ricevuti", N_("Chiarimento ricevuto") },
    [EVENT_SOSPESA] = { "sospesa", "Sospesa", N_("In sospeso") },
    [EVENT_RIPRESA] = { "ripresa", "Ripresa", N_("Ripresa") },
    [EVENT_RISPOSTA] = { "risposta", "Risposta", N_("Ti abbiamo risposto") },
    [EVENT_SILENZIO_RIGETTO] = { "silenzio_rigetto", "Silenzio-rigetto (art. 25 c. 4 L. 241/1990)",
                                 N_("Il termine è passato senza risposta: per legge la richiesta si intende respinta") },
    [EVENT_CHIUSA] = { "chiusa", "Chiusa", N_("Conclusa") },
    [EVENT_ARCHIVIATA] = { "archiviata", "Archiviata", N_("Archiviata") },
    [EVENT_TRASFERITA] = { "trasferita", "Trasferita ad altro ente", N_("Inviata all'ente competente") },
    [EVENT_RIAPERTA] = { "riaperta", "Riaperta", N_("Riaperta") },
    [EVENT_ANNULLATA] = { "annullata", "Il settore ha annullato ciò che aveva fatto per e-mail", N_("L'ufficio ha annullato il suo ultimo passaggio") },
    [EVENT_RIPRISTINATA] = { "ripristinata", "Annullata un'azione fatta su più richieste", NULL },
    [EVENT_PROTOCOLLO_ANNULLATO] = { "protocollo_annullato", "Registrazione di protocollo annullata", NULL },
    [EVENT_IDENTIFICATA] = { "identificata", "Identità accertata", N_("Abbiamo verificato la tua identità") },
    [EVENT_INOLTRATA] = { "inoltrata", "Inoltrata a un collega", NULL },
    [EVENT_NOTA] = { "nota", "Nota interna", NULL },
    [EVENT_NOTA_CONFERMATA] = { "nota_confermata", "Messaggio arrivato per e-mail, confermato", NULL },
    [EVENT_NOTA_SCARTATA] = { "nota_scartata", "Messaggio arrivato per e-mail, scartato", NULL },
    [EVENT_MESSAGGIO_CITTADINO] = { "messaggio_cittadino", "Messaggio del cittadino", N_("Hai aggiunto un messaggio") },
    [EVENT_MESSAGGIO_SETTORE] = { "messaggio_settore", "Messaggio del settore al cittadino", N_("L'ufficio ti ha scritto") },
    [EVENT_MESSAGGIO_URP] = { "messaggio_urp", "Messaggio dell'URP al cittadino", N_("L'URP ti ha scritto") },
    [EVENT_ALLEGATO] = { "allegato", "Allegato aggiunto", NULL },
    [EVENT_COLLEGATA] = { "collegata", "Collegata a un'altra pratica", NULL },
    [EVENT_ETICHETTATA] = { "etichettata", "Etichetta aggiunta", NULL },
    [EVENT_ETICHETTA_TOLTA] = { "etichetta_tolta", "Etichetta tolta", NULL },
    [EVENT_VISTA] = { "vista", "Vista da un operatore", NULL },
    [EVENT_AFFIDATA] = { "affidata", "Cambiato chi la segue all'URP", NULL },
    [EVENT_RIMANDATA] = { "rimandata", "Rimandata: solleciti fermi, termine no", NULL },
    [EVENT_RIPRESENTATA] = { "ripresentata", "Di nuovo fra le cose da fare", NULL },
    [EVENT_SENZA_PAROLA] = { "senza_parola", "Nessuno ha ancora scritto al cittadino", NULL },
    [EVENT_COLLEGAMENTO_RINNOVATO] = { "collegamento_rinnovato", "Collegamenti del settore annullati, nuovo collegamento inviato", NULL },
    [EVENT_MAIL_INVIATA] = { "mail_inviata", "Messaggio spedito", NULL },
    [EVENT_MAIL_NON_CONSEGNATA] = { "mail_non_consegnata", "Messaggio non consegnato", NULL },
    [EVENT_MAIL_INCERTA] = { "mail_incerta", "Esito della spedizione incerto", NULL },
    [EVENT_PEC_ACCETTATA] = { "pec_accettata", "PEC accettata dal gestore", NULL },
    [EVENT_PEC_CONSEGNATA] = { "pec_consegnata", "PEC consegnata", NULL },
    [EVENT_SOLLECITO] = { "sollecito", "Sollecito inviato", NULL },
    [EVENT_SENZA_RISPOSTA] = { "senza_risposta", "Il settore non risponde: tocca all'URP", NULL },
    [EVENT_SOLLECITO_CITTADINO] = { "sollecito_cittadino", "Sollecito del cittadino", N_("Hai sollecitato una risposta") },
    [EVENT_SCADUTA] = { "scaduta", "Termine scaduto", N_("Il termine per la risposta è passato") },
    [EVENT_POTERE_SOSTITUTIVO] = { "potere_sostitutivo", "Passata al titolare del potere sostitutivo",
                                   N_("Passata al titolare del potere sostitutivo") },
    [EVENT_VALUTATA] = { "valutata", "Valutazione ricevuta", N_("Hai dato una valutazione") },
    [EVENT_GIUDIZIO_RICORDATO] = { "giudizio_ricordato", "Chiesto al cittadino, una volta sola, com'è andata", N_("Ti abbiamo chiesto com'è andata") },
    [EVENT_DATI_CORRETTI] = { "dati_corretti", "Dati della pratica corretti", N_("Abbiamo corretto i dati della richiesta") },
    [EVENT_RISERVATEZZA] = { "riservatezza", "Riservatezza cambiata", NULL },
    [EVENT_AVVISI] = { "avvisi", "Avvisi facoltativi: scelta del cittadino", N_("Hai scelto quali avvisi ricevere") },
    [EVENT_DATI_CANCELLATI] = { "dati_cancellati", "Dati personali cancellati o oscurati", N_("Alcuni dati sono stati cancellati") },
    [EVENT_RILETTA] = { "riletta", "Messaggio letto con un'altra codifica", NULL },
    [EVENT_UNITA] = { "unita", "Unita un'altra richiesta", N_("Abbiamo unito un'altra richiesta sullo stesso problema") },
    [EVENT_SCOLLEGATA] = { "scollegata", "Non più collegata a un'altra pratica", NULL },
    [EVENT_DIVISA] = { "divisa", "Da un messaggio è nata una nuova richiesta", N_("Di un tuo messaggio abbiamo fatto una nuova richiesta") },
    [EVENT_ORIGINALE_LETTO] = { "originale_letto", "Letto il testo originale di una parte oscurata", NULL },
    [EVENT_LINGUA] = { "lingua", "Lingua della richiesta cambiata", NULL },
    [EVENT_INDIRIZZO_CORRETTO] = { "indirizzo_corretto", "Indirizzo corretto, messaggio inviato di nuovo", NULL },
    [EVENT_INVIO_FERMATO] = { "invio_fermato", "Invio programmato fermato", NULL },
    [EVENT_RIESAME_CHIESTO] = { "riesame_chiesto", "Chiesto il riesame al RPCT", N_("È stato chiesto il riesame al RPCT") },
    [EVENT_RIESAME_PARERE] = { "riesame_parere", "Riesame: parere del Garante privacy", NULL },
    [EVENT_RIESAME_DECISO] = { "riesame_deciso", "Riesame deciso", N_("Il RPCT ha deciso sul riesame") },
    [EVENT_REGISTRO] = { "registro", "Voce del registro degli accessi scritta", NULL },
    [EVENT_INVIO_PROGRAMMATO] = { "invio_programmato", "Invio programmato", NULL },
    [EVENT_INVIO_RIPRESO] = { "invio_ripreso", "Invio programmato ripreso, per cambiarlo", NULL },
    [EVENT_INVIO_ANNULLATO] = { "invio_annullato", "Invio programmato annullato", NULL },
    [EVENT_INVIO_PARTITO] = { "invio_partito", "Invio programmato partito", NULL },
    [EVENT_INVIO_ANTICIPATO] = { "invio_anticipato", "Messaggio in attesa inviato subito", NULL },
    [EVENT_LUOGO_INDICATO] = { "luogo_indicato", "Punto sulla mappa cambiato", NULL },
    [EVENT_INDIRIZZO_CAMBIATO] = { "indirizzo_cambiato", "Il cittadino ha cambiato il suo indirizzo", "Hai cambiato il tuo indirizzo e-mail" },
    [EVENT_OSCURAMENTO_CHIESTO] = { "oscuramento_chiesto", "Il cittadino chiede di oscurare dei dati", "Hai chiesto di togliere o coprire dei dati" },
    [EVENT_ADESIONE] = { "adesione", "Un'altra persona ha lo stesso problema", NULL },
    [EVENT_ADESIONE_TOLTA] = { "adesione_tolta", "Una persona ha ritirato la sua adesione", NULL },
    [EVENT_PUBBLICATA] = { "pubblicata", "Pubblicata fra le segnalazioni di tutti", "L'abbiamo pubblicata, senza il tuo nome, fra le segnalazioni" },
    [EVENT_PUBBLICAZIONE_TOLTA] = { "pubblicazione_tolta", "Tolta dalle segnalazioni di tutti", "Non è più fra le segnalazioni pubbliche" },
    [EVENT_NON_PUBBLICARE] = { "non_pubblicare", "Messa da parte: non si pubblica", NULL },
    [EVENT_SCELTA_PUBBLICA] = { "scelta_pubblica", "Pubblicazione: scelta del cittadino", "Hai scelto se può essere pubblicata" },
    [EVENT_ERRORE_PUBBLICO] = { "errore_pubblico", "Qualcuno dice che nella pubblicazione c'è un errore", NULL },
    [EVENT_IDENTITA] = { "identita", "Identità", N_("Come ti fai riconoscere") },
    [EVENT_COPIA_VISTA] = { "copia_vista", "Guardata la copia del documento", NULL },
    [EVENT_COPIA_CANCELLATA] = { "copia_cancellata", "Copia del documento cancellata", N_("Abbiamo cancellato la copia del tuo documento") },
    [EVENT_ERRORE_GUARDATO] = { "errore_guardato", "Guardate le osservazioni di chi legge", NULL },
    [EVENT_DA_AVVISARE] = { "da_avvisare", "Da far sapere alla persona, per telefono o per posta", NULL },
    [EVENT_AVVISATA] = { "avvisata", "La persona lo sa: per telefono o per posta", N_("Te lo abbiamo fatto sapere") },
};

static const struct kind_row *row(enum event_kind k)
{
    assume((unsigned)k < EVENT_KINDS);
    return &rows[k];
}

const char *event_kind_id(enum event_kind k)
{
    return row(k)->id;
}

const char *event_kind_label(enum event_kind k)
{
    return row(k)->label;
}

const char *event_kind_public(enum event_kind k)
{
    return row(k)->public_label;
}

bool event_kind_parse(const char *id, enum event_kind *ret)
{
    for (unsigned i = 0; id && i < EVENT_KINDS; i++)
        if (rows[i].id[0] == id[0] && strcmp(rows[i].id, id) == 0) { /* a story asks once for each of its events */
            *ret = (enum event_kind)i;
            return true;
        }
    return false;
}
