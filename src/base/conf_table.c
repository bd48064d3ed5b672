/* SPDX-License-Identifier: EUPL-1.2 */
#include "conf_table.h"

const struct conf_head conf_heads[] = {
    { "urp", "L'ufficio." },
    { "http", "Il sito. Davanti sta sempre un proxy (nginx): urpd non si affaccia mai su Internet." },
    { "smtp", "La posta in uscita. Senza url i messaggi restano nella Maildir posta/ della cartella dei dati." },
    { "smtp-pec", "La PEC in uscita, a chi ha scritto o vuole risposta per PEC. Senza url parte come posta ordinaria, e l'ufficio lo vede." },
    { "pec", "La posta certificata in arrivo." },
    { "mail", "Posta in arrivo: come si giudica, che cosa causa, quando una risposta di un settore agisce da sola." },
    { "mailbox *", "Una sezione per ogni casella da leggere: [mailbox protocollo], [mailbox pec]..." },
    { "limits", "Limiti contro gli abusi e gli errori." },
    { "tempi", "Promemoria e validità dei collegamenti. I termini di legge non si configurano qui." },
    { "security", "Come entrano gli operatori." },
    { "oidc", "Accesso degli operatori con l'identità dell'ente (OpenID Connect). Gli utenti locali restano." },
    { "cittadini", "Come i cittadini si fanno riconoscere nelle istanze: SPID e CIE attraverso un fornitore OpenID Connect (di solito un proxy come iam-proxy-italia), o le intestazioni di un proxy. Nessuna sessione: nome e codice fiscale vanno nel modulo. Attese e certificati sono quelli di [oidc]." },
};
const size_t conf_heads_n = sizeof conf_heads / sizeof conf_heads[0];

#define TEXT(s_, k_, d_, help_) { s_, k_, CONF_TEXT, d_, 0, 0, NULL, false, help_ }
#define NUM(s_, k_, d_, min_, max_, help_) { s_, k_, CONF_INT, d_, min_, max_, NULL, false, help_ }
#define YESNO(s_, k_, d_, help_) { s_, k_, CONF_BOOL, d_, 0, 0, NULL, false, help_ }
#define CHOICE(s_, k_, d_, list_, help_) { s_, k_, CONF_CHOICE, d_, 0, 0, list_, false, help_ }
#define URL(s_, k_, d_, list_, need_, help_) { s_, k_, CONF_URL, d_, 0, 0, list_, need_, help_ }
#define MAIL(s_, k_, help_) { s_, k_, CONF_EMAIL, "", 0, 0, NULL, false, help_ }
#define DAY(s_, k_, help_) { s_, k_, CONF_DAY, "", 0, 0, NULL, false, help_ }
#define SECRET(s_, k_, help_) { s_, k_, CONF_SECRET, "", 0, 0, NULL, false, help_ }

const struct conf_row conf_rows[] = {
    TEXT("urp", "data_dir", "var", "Cartella dei dati: archivio, allegati, posta, chiavi."),
    URL("urp", "base_url", "http://127.0.0.1:8080", "http|https", false,
        "Indirizzo pubblico del sito, senza barra finale: finisce nei messaggi e decide i cookie sicuri."),
    TEXT("urp", "ente_file", "", "File JSON dell'ente da caricare a ogni avvio (come «urpd ente load»); se annullerebbe modifiche fatte dalle pagine non viene caricato. Vuoto = nessuno."),
    TEXT("urp", "logo_file", "", "Stemma o logo dell'ente per la testata: file SVG, PNG o WebP fino a 64 kB. Vuoto = un palazzo stilizzato."),
    CHOICE("urp", "log_level", "info", "error|warn|info|debug", "Quanto scrivere nel registro."),

    TEXT("http", "address", "127.0.0.1", "Indirizzo su cui ascoltare."),
    NUM("http", "port", "8080", 0, 65535, "Porta; 0 = una libera qualsiasi."),
    NUM("http", "threads", "0", 0, 64, "Thread del sito; 0 = quanti i processori (di più non aiutano)."),
    NUM("http", "connections_max", "1000", 16, 20000, "Connessioni contemporanee."),
    TEXT("http", "trusted_proxies", "",
         "Indirizzi dei proxy di cui credere X-Forwarded-For e X-Forwarded-Proto, separati da virgole."),
    TEXT("http", "frame_ancestors", "",
         "Siti che possono mostrare le pagine dei cittadini in un riquadro (iframe), separati da spazi: https://www.comune.example.it. Nel riquadro mancano testata e piede. Vuoto = nessuno."),
    YESNO("http", "hsts", "no", "Manda Strict-Transport-Security (solo se il sito è sempre in https)."),

    URL("smtp", "url", "", "smtp|smtps", false,
        "smtp://host:587 (con STARTTLS obbligatorio) o smtps://host:465; vuoto = Maildir posta/."),
    TEXT("smtp", "user", "", "Utente; vuoto = senza autenticazione."),
    SECRET("smtp", "password_file", "File con la password."),
    TEXT("smtp", "ca_file", "", "Certificati delle autorità accettate (PEM); vuoto = quelli del sistema."),
    MAIL("smtp", "from", "Indirizzo dell'ufficio, mittente di ogni messaggio."),
    TEXT("smtp", "from_name", "Ufficio Relazioni con il Pubblico", "Nome del mittente."),
    MAIL("smtp", "reply_domain_address",
         "Indirizzo a cui si aggiunge +codice per le risposte (urp@comune.it diventa urp+...@comune.it); vuoto = from."),
    NUM("smtp", "per_domain_per_minute", "600", 1, 100000,
        "Messaggi al minuto verso uno stesso dominio di destinazione; gli altri domini non aspettano."),
    NUM("smtp", "timeout_s", "60", 5, 600, "Secondi di attesa per ogni risposta del server."),

    URL("smtp-pec", "url", "", "smtp|smtps", false, "Server del gestore PEC: smtps://host:465 o smtp://host:587; vuoto = nessuna PEC in uscita."),
    TEXT("smtp-pec", "user", "", "Utente; vuoto = senza autenticazione."),
    SECRET("smtp-pec", "password_file", "File con la password."),
    TEXT("smtp-pec", "ca_file", "", "Certificati delle autorità accettate (PEM); vuoto = quelli del sistema."),
    MAIL("smtp-pec", "from", "Indirizzo PEC dell'ufficio, mittente: deve essere quello della casella, o il gestore rifiuta."),
    TEXT("smtp-pec", "from_name", "Ufficio Relazioni con il Pubblico", "Nome del mittente."),
    YESNO("smtp-pec", "reply_plus", "no",
          "Aggiunge Reply-To con +codice, solo se la casella PEC accetta indirizzi di quella forma; altrimenti le risposte si riconoscono dagli identificativi."),
    NUM("smtp-pec", "timeout_s", "60", 5, 600, "Secondi di attesa per ogni risposta del server."),

    TEXT("pec", "ca_file", "",
         "Certificati (PEM) delle autorità che rilasciano le firme ai gestori PEC; vuoto = la firma delle buste non si verifica."),

    CHOICE("mail", "spam", "quarantine", "quarantine|ticket",
           "Che cosa fare di ciò che il nostro server di posta segna come indesiderato: quarantine = resta nell'elenco della posta, dove l'operatore lo può riprendere; ticket = diventa una richiesta, senza ricevuta."),
    TEXT("mail", "spam_servers", "",
         "Domini dei nostri server di posta, separati da virgole: solo a loro si crede (X-Spam-Flag, X-Spam-Status); vuoto = il dominio di from."),
    CHOICE("mail", "reply_to_closed", "ask", "ask|reopen",
           "Il cittadino risponde per e-mail a una pratica conclusa da meno di tempi/reopen_days: ask = l'operatore legge e decide (molti ringraziano), "
           "reopen = la pratica si riapre. Dopo, la risposta diventa una nuova richiesta collegata."),
    TEXT("mail", "authserv_id", "",
         "Nome con cui il vostro server di posta firma le righe Authentication-Results (per esempio mx.comune.it): di quelle sole ci si fida; vuoto = di nessuna."),
    NUM("mail", "authserv_hops", "0", 0, 9,
        "Righe Received che filtri vostri (antivirus) aggiungono sopra quella con cui il server riceve da fuori; la consegna LMTP non conta."),
    TEXT("mail", "trusted_submission", "",
         "Per chi non firma con DKIM: server vostri che chiedono l'accesso a chi spedisce (nome), o macchine da cui spediscono i settori (indirizzo IP), separati da virgole."),

    CHOICE("mailbox *", "kind", "ordinary", "ordinary|pec", "ordinary = posta ordinaria, pec = posta certificata."),
    URL("mailbox *", "url", "", "imap|imaps", true, "imaps://host, oppure imap://host (con STARTTLS obbligatorio)."),
    TEXT("mailbox *", "user", "", "Utente della casella."),
    SECRET("mailbox *", "password_file", "File con la password."),
    TEXT("mailbox *", "ca_file", "", "Certificati delle autorità accettate (PEM); vuoto = quelli del sistema."),
    TEXT("mailbox *", "folder", "INBOX", "Cartella da leggere."),
    TEXT("mailbox *", "done_folder", "", "Cartella in cui spostare i messaggi registrati; vuoto = si segnano come letti."),
    NUM("mailbox *", "poll_s", "60", 5, 3600, "Secondi tra due controlli, anche quando IDLE è attivo."),
    DAY("mailbox *", "start_from", "Ignora i messaggi ricevuti prima di questo giorno (AAAA-MM-GG); vuoto = nessuno."),
    CHOICE("mailbox *", "order", "newest", "newest|oldest",
           "Da dove cominciare con i messaggi già presenti alla prima lettura: newest = dai più recenti, oldest = dai più vecchi; quelli che arrivano dopo passano sempre avanti."),
    NUM("mailbox *", "timeout_s", "60", 5, 600, "Secondi di attesa di una risposta del server."),
    YESNO("mailbox *", "idle", "si", "Usa IMAP IDLE: i messaggi entrano appena arrivano."),

    NUM("limits", "forms_per_hour", "30", 1, 100000, "Moduli l'ora da una stessa rete."),
    NUM("limits", "form_min_s", "2", 0, 60, "Secondi che una persona impiega almeno per un modulo: chi è più veloce preme due volte; 0 = nessun controllo."),
    NUM("limits", "sends_per_minute", "30", 0, 100000,
        "Invii al minuto, da tutti insieme, oltre i quali chi invia fa fare un calcolo al suo browser o, senza script, aspetta 20 secondi e preme di nuovo; 0 = mai."),
    NUM("limits", "proof_bits", "17", 8, 24, "Quanto è lungo quel calcolo: uno in più lo raddoppia. 17 = un secondo o due su un telefono."),
    NUM("limits", "track_per_hour", "60", 1, 100000, "Ricerche di una pratica l'ora da una stessa rete."),
    NUM("limits", "rating_min", "10", 3, 1000, "Giudizi che ci vogliono almeno perché di un settore o di una pagina si mostri la media: di meno direbbero di poche persone."),
    NUM("limits", "login_tries", "10", 3, 1000, "Accessi sbagliati in 15 minuti prima dell'attesa."),

    NUM("tempi", "remind_before_days", "3", 0, 60, "Giorni prima della scadenza per il promemoria al settore."),
    NUM("tempi", "remind_every_days", "3", 1, 60, "Giorni tra due promemoria dopo la scadenza."),
    NUM("tempi", "track_months", "24", 0, 240, "Mesi dopo la conclusione in cui il collegamento segreto di una richiesta la apre ancora; poi se ne chiede uno nuovo, che arriva all'indirizzo che conosciamo. 0 = sempre."),
    NUM("tempi", "reopen_days", "30", 0, 365, "Giorni entro cui il cittadino può riaprire una pratica conclusa."),
    NUM("tempi", "close_after_days", "7", 0, 365, "Giorni dopo la risposta in cui la pratica si chiude da sola."),
    NUM("tempi", "rate_after_days", "7", 0, 60, "Giorni dopo la chiusura in cui chiediamo, una volta sola, com'è andata a chi non ha dato un giudizio; mai di notte, mai a chi non vuole avvisi, mai di una richiesta ritirata, doppia o respinta; 0 = mai."),
    NUM("tempi", "capability_days", "90", 1, 730, "Giorni di validità dei collegamenti nei messaggi ai settori."),
    NUM("tempi", "draft_days", "90", 14, 730, "Giorni dopo cui la bozza di una risposta che nessuno riprende si cancella da sola; chi l'ha scritta lo legge una settimana prima fra le cose da fare."),
    NUM("tempi", "undo_minutes", "60", 0, 720,
        "Minuti in cui un settore può annullare ciò che ha fatto rispondendo a un messaggio; intanto l'e-mail al cittadino aspetta; 0 = subito."),

    NUM("security", "session_idle_min", "30", 5, 480, "Minuti di inattività dopo cui la sessione finisce."),
    NUM("security", "session_hours", "10", 1, 24, "Ore dopo cui la sessione finisce comunque."),
    TEXT("security", "totp_roles", "admin",
         "Ruoli a cui si chiede un secondo fattore (un codice dal telefono) oltre alla password, separati da virgole: urp, responsabile, referente, rpct, lettura, admin; vuoto = a nessuno."),

    URL("oidc", "issuer", "", "http|https", false, "Indirizzo del fornitore d'identità, come lo scrive lui stesso (issuer); vuoto = nessuno. http solo su questa macchina."),
    TEXT("oidc", "name", "Entra con l'accesso dell'ente", "Parole sul pulsante della pagina di accesso."),
    TEXT("oidc", "client_id", "urp", "Nome con cui il fornitore conosce urpd. L'indirizzo di ritorno da registrare è base_url più /ufficio/entra/ente/ritorno."),
    SECRET("oidc", "client_secret_file", "File con il segreto del client; vuoto = client pubblico (solo PKCE)."),
    TEXT("oidc", "ca_file", "", "Certificati delle autorità accettate (PEM); vuoto = quelli del sistema."),
    TEXT("oidc", "scope", "openid profile email groups", "Che cosa si chiede al fornitore."),
    TEXT("oidc", "groups_claim", "groups", "Dove il fornitore scrive i gruppi di una persona."),
    TEXT("oidc", "groups", "",
         "Che ruolo dà un gruppo: gruppo=ruolo, separati da virgole; un referente con il suo settore (tributi-urp=referente:tributi). Vale per gli utenti nati da qui."),
    YESNO("oidc", "create", "no",
          "Alla prima volta crea un utente nuovo per chi ha un gruppo con un ruolo. No = lo collega l'amministratore (urpd user link). Un indirizzo e-mail uguale non collega mai niente."),
    NUM("oidc", "timeout_s", "10", 1, 60, "Secondi di attesa di ogni risposta del fornitore."),

    URL("cittadini", "issuer", "", "http|https", false, "Indirizzo del fornitore d'identità per i cittadini (issuer); vuoto = nessuno."),
    TEXT("cittadini", "name", "Entra con SPID o CIE", "Parole del collegamento."),
    TEXT("cittadini", "client_id", "urp-cittadini", "Nome con cui il fornitore conosce il servizio. L'indirizzo di ritorno da registrare è base_url più /identita/ritorno."),
    SECRET("cittadini", "client_secret_file", "File con il segreto del client; vuoto = client pubblico (solo PKCE)."),
    TEXT("cittadini", "scope", "openid profile", "Che cosa si chiede: bastano nome, cognome e codice fiscale."),
    TEXT("cittadini", "tax_code_claim", "https://attributes.eid.gov.it/fiscal_number", "Dove il fornitore scrive il codice fiscale."),
    TEXT("cittadini", "proxies", "", "Indirizzi dei proxy che dicono chi è la persona, separati da virgole; da chiunque altro le intestazioni non valgono. Ogni proxy scritto qui deve togliere le tre intestazioni qui sotto quando le manda il browser (etc/nginx.conf lo fa), altrimenti chiunque può dirsi un altro. Vuoto = nessuno."),
    TEXT("cittadini", "header_name", "X-Identity-Name", "Intestazione con il nome, scritta dal proxy."),
    TEXT("cittadini", "header_surname", "X-Identity-Surname", "Intestazione con il cognome, scritta dal proxy."),
    TEXT("cittadini", "header_tax_code", "X-Identity-Tax-Code", "Intestazione con il codice fiscale, scritta dal proxy."),
};
const size_t conf_rows_n = sizeof conf_rows / sizeof conf_rows[0];
