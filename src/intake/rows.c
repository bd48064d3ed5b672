/* SPDX-License-Identifier: EUPL-1.2 */
/* What each type of request asks for. The rows draw the form, check it, and name the members of draft_data.
 * Sources: national model "Segnalazione disservizio" (place, kind, title, details, author); Circolare FOIA 2/2017
 * annex 1 (identity, object, period, purpose only for statistics); L. 241/1990 art. 25 and DPR 184/2006
 * (capacity and motive of accesso documentale). Only what the office needs is required. */
#include "intake/draft.h"

#include "base/limits.h"
#include "base/sv.h"

#define M(member_) FORM_MEMBER(struct draft_data, member_)

static const struct choice reply_choices[] = {
    { "email", "Per e-mail" },
    { "pec", "Per PEC" },
    { "post", "Per posta, al mio indirizzo" },
    { "counter", "Allo sportello, di persona" },
    { NULL, NULL },
};

/* po: off */
static const struct choice desk_reply_choices[] = {
    { "email", "Per e-mail" },   { "phone", "Per telefono" },          { "post", "Per posta" },
    { "counter", "Allo sportello" }, { "pec", "Per PEC" }, { "none", "Non serve una risposta" }, { NULL, NULL },
};

static const struct choice lang_choices[] = { /* of ticket/lang */
    { "", "Italiano" }, { "en", "Inglese" }, { "de", "Tedesco" }, { "fr", "Francese" }, { "sl", "Sloveno" }, { "es", "Spagnolo" }, { "ro", "Rumeno" },
    { "sq", "Albanese" }, { "ar", "Arabo" }, { "uk", "Ucraino" }, { "zh", "Cinese" }, { NULL, NULL },
};

/* po: on */
static const struct choice capacity_choices[] = {
    { "interested", "Riguardano me" },
    { "delegate", "Chiedo per un'altra persona che mi ha dato delega" },
    { "representative", "Rappresento una società, un ente o un'associazione" },
    { NULL, NULL },
};

static const struct choice access_mode_choices[] = {
    { "view", "Voglio vederli" },
    { "copy", "Voglio una copia semplice" },
    { "certified", "Voglio una copia autenticata (si paga il bollo)" },
    { NULL, NULL },
};

static const struct choice purpose_choices[] = {
    { "", "Preferisco non dirlo" },   { "personal", "Personale" },
    { "research", "Ricerca o studio" }, { "press", "Giornalismo" },
    { "ngo", "Associazione non profit" }, { "trade", "Associazione di categoria" },
    { "business", "Impresa" },        { NULL, NULL },
};

/* ---- rows that several types share -------------------------------------------------------------- */

#define ROW_CATEGORY(required_, label_, hint_)                                                                   \
    { GROUP_PLACE, { .name = "category", .kind = FIELD_CHOICE, .required = (required_), .max = 40,               \
                     .label = (label_), .hint = (hint_), .missing = "Scegli l'argomento dall'elenco. Se non lo trovi, scegli «Altro».", \
                     .offset = M(category) } }
#define ROW_PLACE                                                                                                \
    { GROUP_PLACE, { .name = "place", .kind = FIELD_TEXT, .required = true, .min = 3, .max = 200,                \
                     .label = "Luogo", .hint = "Via e numero civico, oppure un punto riconoscibile. Per esempio: via Roma 12, davanti alla scuola.", \
                     .missing = "Scrivi dove si trova il problema: la via e il numero, o un punto riconoscibile.", \
                     .offset = M(place), .autocomplete = "off" } }
#define ROW_POINT                                                                                                \
    { GROUP_PLACE, { .name = "point", .kind = FIELD_HIDDEN, .max = 80, .label = "Punto sulla mappa", .offset = M(point) } }, \
    { GROUP_PLACE, { .name = "point_origin", .kind = FIELD_HIDDEN, .max = 10, .label = "Punto: come si sa", .offset = M(point_origin) } }
#define ROW_SUBJECT(hint_)                                                                                       \
    { GROUP_REQUEST, { .name = "subject", .kind = FIELD_TEXT, .required = true, .min = 3, .max = 120,            \
                       .label = "Titolo", .hint = (hint_),                                                       \
                       .missing = "Scrivi un titolo: bastano poche parole.", .offset = M(subject), .autocomplete = "off" } }
#define ROW_BODY(label_, hint_)                                                                                  \
    { GROUP_REQUEST, { .name = "body", .kind = FIELD_AREA, .required = true, .min = 10, .max = BODY_MAX_CHARS,   \
                       .label = (label_), .hint = (hint_),                                                       \
                       .missing = "Racconta con parole tue di che cosa si tratta.", .offset = M(body) } }
#define ROW_OFFICE(hint_)                                                                                        \
    { GROUP_REQUEST, { .name = "office", .kind = FIELD_TEXT, .required = false, .max = 120,                      \
                       .label = "Ufficio o servizio", .hint = (hint_), .offset = M(office), .autocomplete = "off" } }
#define ROW_NAME(required_)                                                                                      \
    { GROUP_PERSON, { .name = "name", .kind = FIELD_TEXT, .required = (required_), .max = 80, .label = "Nome",   \
                      .offset = M(name), .autocomplete = "given-name" } },                                       \
    { GROUP_PERSON, { .name = "surname", .kind = FIELD_TEXT, .required = (required_), .max = 80,                 \
                      .label = "Cognome", .offset = M(surname), .autocomplete = "family-name" } }
#define ROW_EMAIL(required_)                                                                                     \
    { GROUP_PERSON, { .name = "email", .kind = FIELD_EMAIL, .required = (required_), .max = 254, .label = "E-mail", \
                      .hint = "Qui ti mandiamo la ricevuta e la risposta.", .offset = M(email), .autocomplete = "email" } }
#define ROW_PHONE                                                                                                \
    { GROUP_PERSON, { .name = "phone", .kind = FIELD_PHONE, .required = false, .max = 30, .label = "Telefono",   \
                      .hint = "Solo se vuoi che possiamo chiamarti.", .offset = M(phone), .autocomplete = "tel" } }
#define ROW_IDENTITY(birth_required_)                                                                            \
    ROW_NAME(true),                                                                                              \
    { GROUP_PERSON, { .name = "birth_place", .kind = FIELD_TEXT, .required = (birth_required_), .max = 80,       \
                      .label = "Luogo di nascita", .offset = M(birth_place), .autocomplete = "off" } },          \
    { GROUP_PERSON, { .name = "birth_day", .kind = FIELD_DAY, .required = (birth_required_), .max = 10,          \
                      .label = "Data di nascita", .offset = M(birth_day), .autocomplete = "bday" } },            \
    { GROUP_PERSON, { .name = "tax_code", .kind = FIELD_TAX_CODE, .required = false, .max = 16,                  \
                      .label = "Codice fiscale", .offset = M(tax_code), .autocomplete = "off" } },               \
    { GROUP_PERSON, { .name = "address", .kind = FIELD_TEXT, .required = true, .min = 5, .max = 200,             \
                      .label = "Indirizzo di residenza", .hint = "Via, numero, CAP, Comune e provincia.",        \
                      .offset = M(address), .autocomplete = "address-line1" } }
#define ROW_REPLY                                                                                                \
    { GROUP_REPLY, { .name = "reply_by", .kind = FIELD_CHOICE, .required = true, .max = 10,                      \
                     .label = "Come vuoi ricevere la risposta", .missing = "Scegli come vuoi ricevere la risposta.", \
                     .choices = reply_choices, .offset = M(reply_by) } },                                        \
    { GROUP_REPLY, { .name = "pec", .kind = FIELD_EMAIL, .required = false, .max = 254, .label = "Indirizzo PEC", \
                     .hint = "Solo se scegli di ricevere la risposta per PEC.", .offset = M(pec), .autocomplete = "off" } }
#define ROW_CHECK(name_, label_, hint_)                                                                          \
    { GROUP_CHOICES, { .name = #name_, .kind = FIELD_CHECK, .max = 1, .label = (label_), .hint = (hint_), .offset = M(name_) } }
#define UNNAMED_HINT "Nome e cognome non restano. Se lasci un'e-mail ti scriviamo lì; se no, segui la richiesta con il numero e il codice."
/* Asked only by a body that publishes reports (publish_is_on). */
#define ROW_NOT_PUBLIC                                                                                           \
    ROW_CHECK(not_public, "Non rendere pubblica la mia segnalazione",                                            \
              "Le segnalazioni possono comparire su questo sito, sempre senza nome e dopo che un operatore le ha rilette. Se scegli questa casella la tua non compare: ce ne occupiamo lo stesso.")
#define ROW_CHOICES                                                                                              \
    ROW_CHECK(name_hidden, "Non dire il mio nome all'ufficio che risolve",                                       \
              "Il tuo nome resta all'URP: l'ufficio competente riceve solo la richiesta. La risposta ti arriva lo stesso."), \
    ROW_CHECK(confidential, "Tieni riservata tutta la richiesta",                                                \
              "La legge solo chi se ne occupa e non sarà mai pubblicata, nemmeno senza il tuo nome. La risposta ti arriva lo stesso. Non sarà tra «Le tue richieste»: per seguirla servono il numero e il codice.")

/* ---- the types ---------------------------------------------------------------------------------- */

static const struct draft_row report_rows[] = {
    ROW_CATEGORY(true, "Che cosa vuoi segnalare", NULL),
    ROW_PLACE,
    ROW_POINT,
    ROW_SUBJECT("Per esempio: lampione spento, buca profonda, rifiuti abbandonati."),
    ROW_BODY("Descrizione", "Che cosa hai visto, da quando, e se qualcuno può farsi male."),
    ROW_NAME(false),
    ROW_EMAIL(false),
    ROW_PHONE,
    ROW_CHECK(anonymous, "Non voglio dare il mio nome",
              UNNAMED_HINT),
    ROW_CHOICES,
    ROW_NOT_PUBLIC,
};

static const struct draft_row complaint_rows[] = {
    ROW_CATEGORY(false, "Argomento", "Se non sai quale scegliere, lascia vuoto: ci pensiamo noi."),
    ROW_OFFICE("L'ufficio o il servizio di cui non sei soddisfatto, se lo conosci."),
    { GROUP_REQUEST, { .name = "happened_day", .kind = FIELD_DAY, .max = 10, .label = "Quando è successo",
                       .offset = M(happened_day), .autocomplete = "off" } },
    ROW_SUBJECT("Per esempio: attesa di due ore allo sportello."),
    ROW_BODY("Che cosa è successo", "Racconta i fatti e che cosa ti aspetti da noi."),
    ROW_NAME(true),
    ROW_EMAIL(true),
    ROW_PHONE,
    ROW_CHOICES,
};

static const struct draft_row suggestion_rows[] = {
    ROW_CATEGORY(false, "Argomento", "Se non sai quale scegliere, lascia vuoto: ci pensiamo noi."),
    ROW_SUBJECT("Per esempio: una panchina alla fermata del bus."),
    ROW_BODY("La tua proposta", "Che cosa miglioreresti, e perché."),
    ROW_NAME(false),
    ROW_EMAIL(false),
    ROW_CHECK(anonymous, "Non voglio dare il mio nome", UNNAMED_HINT),
    ROW_CHOICES,
};

static const struct draft_row praise_rows[] = {
    ROW_OFFICE("L'ufficio o la persona a cui vuoi fare i complimenti, se lo sai."),
    ROW_SUBJECT("Per esempio: grazie all'ufficio anagrafe."),
    ROW_BODY("Il tuo messaggio", "Che cosa ha funzionato bene."),
    ROW_NAME(false),
    ROW_EMAIL(false),
    ROW_CHECK(anonymous, "Non voglio dare il mio nome", UNNAMED_HINT),
    ROW_CHOICES,
};

static const struct draft_row info_rows[] = {
    ROW_CATEGORY(false, "Argomento", "Se non sai quale scegliere, lascia vuoto: ci pensiamo noi."),
    ROW_SUBJECT("Per esempio: orari dell'ufficio tributi."),
    ROW_BODY("La tua domanda", "Che cosa vuoi sapere."),
    ROW_NAME(false),
    ROW_EMAIL(true),
    ROW_PHONE,
};

static const struct draft_row access_doc_rows[] = {
    ROW_SUBJECT("Per esempio: permesso di costruire del vicino, verbale di un incidente."),
    ROW_BODY("Quali documenti chiedi", "Scrivi tutto quello che aiuta a trovarli: tipo, numero, data, ufficio, nomi."),
    { GROUP_REQUEST, { .name = "motive", .kind = FIELD_AREA, .required = true, .min = 10, .max = 2000,
                       .label = "Perché li chiedi",
                       .hint = "La legge chiede un interesse diretto, concreto e attuale (L. 241/1990, art. 22). Per esempio: mi servono per un ricorso.",
                       .missing = "Spiega perché ti servono: senza il motivo la legge non ci permette di darteli.",
                       .offset = M(motive) } },
    { GROUP_REQUEST, { .name = "capacity", .kind = FIELD_CHOICE, .required = true, .max = 20,
                       .label = "I documenti per chi sono", .missing = "Scegli per chi chiedi i documenti.",
                       .choices = capacity_choices, .offset = M(capacity) } },
    { GROUP_REQUEST, { .name = "access_mode", .kind = FIELD_CHOICE, .required = true, .max = 20,
                       .label = "Che cosa ti serve", .missing = "Scegli se vuoi vederli o averne una copia.",
                       .choices = access_mode_choices, .offset = M(access_mode) } },
    ROW_OFFICE("L'ufficio che ha i documenti, se lo conosci."),
    ROW_IDENTITY(true),
    ROW_EMAIL(false),
    ROW_PHONE,
    ROW_REPLY,
};

static const struct draft_row access_civic_rows[] = {
    ROW_SUBJECT("Per esempio: bilancio 2025, elenco dei contributi."),
    ROW_BODY("Che cosa manca sul sito", "Descrivi il documento o il dato che il Comune doveva pubblicare."),
    { GROUP_REQUEST, { .name = "section_url", .kind = FIELD_TEXT, .max = 300, .label = "Dove doveva essere pubblicato",
                       .hint = "La pagina o la sezione di «Amministrazione trasparente», se la conosci.",
                       .offset = M(section_url), .autocomplete = "off" } },
    ROW_IDENTITY(false),
    ROW_EMAIL(false),
    ROW_PHONE,
    ROW_REPLY,
};

static const struct draft_row access_foia_rows[] = {
    ROW_SUBJECT("Per esempio: contratti per la manutenzione delle scuole."),
    ROW_BODY("Quali dati o documenti chiedi", "Descrivili in modo che si possano riconoscere. Non devi dire perché li vuoi."),
    { GROUP_REQUEST, { .name = "identifiers", .kind = FIELD_TEXT, .max = 300, .label = "Numeri o estremi",
                       .hint = "Numero, data o protocollo del documento, se li conosci.", .offset = M(identifiers), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "period", .kind = FIELD_TEXT, .max = 100, .label = "Periodo",
                       .hint = "Per esempio: dal 2023 al 2025.", .offset = M(period), .autocomplete = "off" } },
    ROW_OFFICE("L'ufficio che ha i dati, se lo conosci. Se non lo sai, lo troviamo noi."),
    { GROUP_REQUEST, { .name = "purpose", .kind = FIELD_CHOICE, .max = 20, .label = "Finalità (facoltativo)",
                       .hint = "Serve solo per le statistiche: non conta per la decisione.", .choices = purpose_choices,
                       .offset = M(purpose) } },
    ROW_IDENTITY(false),
    ROW_EMAIL(false),
    ROW_PHONE,
    ROW_REPLY,
};

static const struct draft_row mayor_rows[] = {
    ROW_SUBJECT("In poche parole, di che cosa vuoi parlare."),
    ROW_BODY("La tua lettera", "Scrivi liberamente."),
    ROW_NAME(true),
    ROW_EMAIL(true),
    ROW_PHONE,
    ROW_CHOICES,
};

/* A picture of the screen says more than words; who uses a screen reader need not make one. */
static const struct draft_row accessibility_rows[] = {
    { GROUP_REQUEST, { .name = "page_url", .kind = FIELD_TEXT, .max = 300, .label = "Indirizzo della pagina",
                       .hint = "La pagina o il documento che non si riesce a usare. Se non lo sai, descrivi qui dove eri.", .offset = M(page_url), .autocomplete = "off" } },
    ROW_SUBJECT("Per esempio: il calendario non si apre con la tastiera."),
    ROW_BODY("Che cosa è successo", "Che cosa volevi fare, che cosa non ha funzionato, e con quali strumenti: programma, lettore di schermo, telefono."),
    ROW_NAME(false),
    ROW_EMAIL(false),
};

/* po: off */
/* ---- the desk: the rows of all types in one form, in the words of a third person ---------------- */

static const struct choice desk_capacity_choices[] = {
    { "interested", "Per chi li chiede" },
    { "delegate", "Per un'altra persona, con delega" },
    { "representative", "Per una società, un ente o un'associazione" },
    { NULL, NULL },
};

static const struct choice desk_access_mode_choices[] = {
    { "view", "Vuole vederli" }, { "copy", "Vuole una copia semplice" }, { "certified", "Vuole una copia autenticata (si paga il bollo)" }, { NULL, NULL },
};

static const struct choice desk_purpose_choices[] = {
    { "", "Non lo dice" }, { "personal", "Personale" }, { "research", "Ricerca o studio" }, { "press", "Giornalismo" },
    { "ngo", "Associazione non profit" }, { "trade", "Associazione di categoria" }, { "business", "Impresa" }, { NULL, NULL },
};

/* The kind alone: what is not written down need not be kept safe. */
static const struct choice desk_document_choices[] = {
    { "", "No" }, { "carta", "Sì: carta d'identità" }, { "passaporto", "Sì: passaporto" }, { "patente", "Sì: patente di guida" }, { "permesso", "Sì: permesso di soggiorno" },
    { "altro", "Sì: un altro documento di riconoscimento" }, { "conosciuto", "Sì: la conosco di persona" }, { NULL, NULL },
};

static const struct draft_row desk_rows[] = {
    ROW_CATEGORY(false, "Argomento", NULL),
    { GROUP_PLACE, { .name = "place", .kind = FIELD_TEXT, .max = 200, .label = "Luogo", .offset = M(place), .autocomplete = "off" } },
    ROW_POINT,
    { GROUP_REQUEST, { .name = "subject", .kind = FIELD_TEXT, .required = true, .min = 3, .max = 120, .label = "Oggetto o domanda",
                       .missing = "Scrivi l'oggetto: bastano poche parole.", .offset = M(subject), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "body", .kind = FIELD_AREA, .min = 3, .max = BODY_MAX_CHARS, .label = "Testo",
                       .hint = "Se l'oggetto dice già tutto, lascialo vuoto.", .offset = M(body) } },
    { GROUP_REQUEST, { .name = "motive", .kind = FIELD_AREA, .required = true, .max = 2000, .label = "Motivo",
                       .hint = "Perché chiede i documenti: interesse diretto, concreto e attuale (L. 241/1990, art. 22).",
                       .missing = "Scrivi il motivo: l'accesso documentale lo richiede (L. 241/1990, art. 25).", .offset = M(motive) } },
    { GROUP_REQUEST, { .name = "capacity", .kind = FIELD_CHOICE, .max = 20, .label = "Per chi sono i documenti",
                       .choices = desk_capacity_choices, .offset = M(capacity) } },
    { GROUP_REQUEST, { .name = "access_mode", .kind = FIELD_CHOICE, .max = 20, .label = "Che cosa serve",
                       .choices = desk_access_mode_choices, .offset = M(access_mode) } },
    { GROUP_REQUEST, { .name = "section_url", .kind = FIELD_TEXT, .max = 300, .label = "Dove doveva essere pubblicato",
                       .hint = "La pagina o la sezione di «Amministrazione trasparente», se la conosce.", .offset = M(section_url), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "page_url", .kind = FIELD_TEXT, .max = 300, .label = "Indirizzo della pagina", .hint = "Quella che non si riesce a usare.",
                       .offset = M(page_url), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "identifiers", .kind = FIELD_TEXT, .max = 300, .label = "Numeri o estremi",
                       .hint = "Numero, data o protocollo del documento.", .offset = M(identifiers), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "period", .kind = FIELD_TEXT, .max = 100, .label = "Periodo", .hint = "Per esempio: dal 2023 al 2025.",
                       .offset = M(period), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "office", .kind = FIELD_TEXT, .max = 120, .label = "Ufficio o servizio", .offset = M(office), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "happened_day", .kind = FIELD_DAY, .max = 10, .label = "Quando è successo", .offset = M(happened_day), .autocomplete = "off" } },
    { GROUP_REQUEST, { .name = "purpose", .kind = FIELD_CHOICE, .max = 20, .label = "Finalità", .hint = "Solo per le statistiche.",
                       .choices = desk_purpose_choices, .offset = M(purpose) } },
    { GROUP_PERSON, { .name = "name", .kind = FIELD_TEXT, .max = 80, .label = "Nome", .offset = M(name), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "surname", .kind = FIELD_TEXT, .max = 80, .label = "Cognome", .offset = M(surname), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "phone", .kind = FIELD_PHONE, .max = 30, .label = "Telefono", .offset = M(phone), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "email", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail", .offset = M(email), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "pec", .kind = FIELD_EMAIL, .max = 254, .label = "PEC", .offset = M(pec), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "tax_code", .kind = FIELD_TAX_CODE, .max = 16, .label = "Codice fiscale", .offset = M(tax_code), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "birth_place", .kind = FIELD_TEXT, .max = 80, .label = "Luogo di nascita", .offset = M(birth_place), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "birth_day", .kind = FIELD_DAY, .max = 10, .label = "Data di nascita", .offset = M(birth_day), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "address", .kind = FIELD_TEXT, .max = 200, .label = "Indirizzo", .offset = M(address), .autocomplete = "off" } },
    { GROUP_PERSON, { .name = "document", .kind = FIELD_CHOICE, .max = 20, .label = "Hai visto un documento",
                      .hint = "Allo sportello, o con la lettera: scriviamo nella storia di che tipo era. Il numero non si scrive, e non si fa copia.",
                      .choices = desk_document_choices, .offset = M(document) } },
    { GROUP_PERSON, { .name = "lang", .kind = FIELD_CHOICE, .max = 2, .label = "Lingua della persona", .hint = "I messaggi automatici partono in questa lingua, se li abbiamo; se no in italiano.",
                      .choices = lang_choices, .offset = M(lang) } },
    { GROUP_REPLY, { .name = "reply_by", .kind = FIELD_CHOICE, .max = 10, .label = "Come si risponde", .choices = desk_reply_choices, .offset = M(reply_by) } },
    ROW_CHECK(anonymous, "Non vuole dare il suo nome", NULL),
    ROW_CHECK(name_hidden, "Non dire il nome della persona all'ufficio che risolve",
              "Il nome resta all'URP. L'ufficio competente riceve solo la richiesta."),
    ROW_CHECK(confidential, "Tieni riservata tutta la richiesta", "Non sarà mai pubblicata, nemmeno senza il nome della persona."),
    ROW_CHECK(not_public, "Non pubblicarla", "La persona non vuole che compaia fra le segnalazioni pubbliche."),
};

#define ROWS(array_) do { *ret_n = sizeof(array_) / sizeof((array_)[0]); return (array_); } while (0)

const struct draft_row *draft_rows(enum ticket_type type, size_t *ret_n)
{
    switch (type) {
    case TYPE_REPORT: ROWS(report_rows);
    case TYPE_COMPLAINT: ROWS(complaint_rows);
    case TYPE_SUGGESTION: ROWS(suggestion_rows);
    case TYPE_PRAISE: ROWS(praise_rows);
    case TYPE_INFO: ROWS(info_rows);
    case TYPE_ACCESS_DOC: ROWS(access_doc_rows);
    case TYPE_ACCESS_CIVIC: ROWS(access_civic_rows);
    case TYPE_ACCESS_FOIA: ROWS(access_foia_rows);
    case TYPE_MAYOR: ROWS(mayor_rows);
    case TYPE_ACCESSIBILITY: ROWS(accessibility_rows);
    }
    assume(!"type out of range");
}

const struct draft_row *draft_desk_rows(size_t *ret_n)
{
    ROWS(desk_rows);
}

/* What a type alone asks for is asked at the desk where the citizen's form asks for it; the rest fits every call. */
bool draft_desk_asks(enum ticket_type type, const char *name)
{
    static const char *const own[] = { "motive", "capacity", "access_mode", "section_url", "page_url", "not_public", "identifiers", "period", "office",
                                       "happened_day", "purpose", "birth_place", "birth_day", "anonymous" };
    size_t n;
    const struct draft_row *rows = draft_rows(type, &n);

    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].field.name, name))
            return true;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++)
        if (str_eq(own[i], name))
            return false;
    return true;
}

/* po: on */
const char *draft_group_title(enum ticket_type type, enum draft_group g)
{
    switch (g) {
    case GROUP_PLACE: return type == TYPE_REPORT ? "Che cosa e dove" : "Argomento";
    case GROUP_REQUEST: return type == TYPE_REPORT ? "Descrivi il problema" : "La tua richiesta";
    case GROUP_PERSON: return "Chi sei";
    case GROUP_CHOICES: return "Riservatezza";
    case GROUP_REPLY: return "La risposta";
    }
    assume(!"group out of range");
}
