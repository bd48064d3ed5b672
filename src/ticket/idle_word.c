/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/idle_word.h"

#include <string.h>

/* Both folded and sorted by byte: looked up by halves. */
static const char *const of_speech[] = {
    "a", "abbiamo", "ad", "adesso", "agli", "ai", "al", "alcuni", "alla", "alle", "allo", "anche", "ancora", "anzi", "appena", "assai", "attende",
    "attendo", "attesa", "avanti", "avere", "avete", "aveva", "avevamo", "avevano", "avevo", "avra", "avrebbe", "avrei", "avuto", "basta", "ben",
    "bene", "bensi", "bisogna", "buon", "buona", "buonasera", "buone", "buongiorno", "c", "capire", "cara", "cari", "caro", "ce", "che", "chi",
    "chiede", "chiedere", "chiediamo", "chiedo", "chiedono", "ci", "cio", "cioe", "circa", "codesta", "codesto", "col", "come", "comunque", "con",
    "cordiali", "cordialita", "cordialmente", "cortese", "cortesemente", "cortesia", "cosa", "cose", "cosi", "cui", "d", "da", "dagli", "dai",
    "dal", "dall", "dalla", "dalle", "dallo", "davvero", "degli", "dei", "del", "dell", "della", "delle", "dello", "detto", "deve", "devo",
    "devono", "di", "dice", "dicono", "dire", "distintamente", "distinti", "dove", "dovrebbe", "dovrei", "due", "durante", "e", "ecc", "ecco",
    "ed", "entrambi", "era", "erano", "eravamo", "ero", "essere", "essi", "esso", "eventuale", "eventualmente", "fa", "facciamo", "faccio", "fai",
    "fanno", "far", "fare", "fate", "fatto", "favore", "fin", "finche", "fino", "forse", "fosse", "fra", "fu", "gentile", "gentili",
    "gentilmente", "gia", "giu", "gli", "gradirei", "grazie", "ha", "hai", "hanno", "ho", "i", "ia", "il", "in", "infatti", "infine", "infinite",
    "inoltre", "insieme", "invece", "io", "l", "la", "le", "lei", "li", "lo", "loro", "lui", "ma", "magari", "mai", "meno", "mentre", "mi", "mia",
    "mie", "miei", "mio", "molta", "molte", "molti", "molto", "ne", "neanche", "negli", "nei", "nel", "nell", "nella", "nelle", "nello",
    "nemmeno", "nessun", "nessuna", "nessuno", "niente", "noi", "non", "nonostante", "nostra", "nostre", "nostri", "nostro", "nulla", "o", "od",
    "ogni", "oltre", "oppure", "ora", "ormai", "per", "perche", "percio", "pero", "piu", "poco", "poi", "porgiamo", "porgo", "possibile", "posso",
    "possono", "potete", "potrebbe", "potrei", "pre", "pregasi", "pregherei", "preghiamo", "prego", "proprio", "pu", "puo", "pur", "pure",
    "purtroppo", "qua", "qual", "qualche", "qualcosa", "qualcuno", "quale", "quali", "quando", "quanta", "quanto", "quasi", "quel", "quell",
    "quella", "quelle", "quelli", "quello", "questa", "queste", "questi", "questo", "qui", "quindi", "re", "restiamo", "resto", "rimango",
    "ringraziamo", "ringraziando", "ringrazio", "rispetto", "sa", "saluti", "saluto", "salve", "sapere", "sappiamo", "sara", "saranno", "sarebbe",
    "saremmo", "se", "sei", "sembra", "sempre", "senza", "serve", "servono", "si", "sia", "siamo", "siano", "siate", "siete", "so", "solo",
    "sono", "soprattutto", "sopratutto", "spero", "sta", "stanno", "stata", "state", "stati", "stato", "stessa", "stesso", "sto", "su", "sua",
    "subito", "sue", "sui", "sul", "sull", "sulla", "sulle", "sullo", "suo", "suoi", "tal", "tale", "tali", "tanta", "tante", "tanti", "tanto",
    "te", "ti", "tra", "tre", "troppo", "tu", "tua", "tutta", "tutte", "tutti", "tutto", "un", "una", "uno", "va", "vada", "vado", "vanno", "ve",
    "vede", "vedere", "vedo", "vengono", "vi", "viene", "vogliamo", "voglio", "voi", "voleva", "volevamo", "volevo", "vorrebbe", "vorrei",
    "vorremmo", "vostra", "vostre", "vostri", "vostro", "vuole",
};

static const char *const of_letters[] = {
    "agosto", "anni", "anno", "aprile", "cell", "cella", "cellulare", "certo", "cognome", "comune", "comunico", "contro", "davanti", "dentro",
    "dicembre", "domani", "domenica", "dopo", "egregi", "egregio", "ente", "febbraio", "fine", "fuori", "gennaio", "giorni", "giorno", "giovedi",
    "giugno", "ieri", "luglio", "lunedi", "maggio", "male", "martedi", "marzo", "mattina", "mercoledi", "mese", "mesi", "nome", "novembre",
    "oggetto", "oggi", "ore", "ottobre", "pomeriggio", "pressi", "presso", "prima", "quotidiani", "recapito", "riferisce", "sabato", "scrive",
    "scriviamo", "scrivo", "segnala", "segnalare", "segnalato", "segnalazione", "segnaliamo", "segnalo", "sera", "settembre", "settimana",
    "settimane", "sig", "sigg", "signor", "signora", "signore", "signori", "sigra", "sopra", "sotto", "sottoscritta", "sottoscritto", "spett",
    "spettabile", "tel", "telefono", "tempo", "tipo", "ufficio", "urp", "venerdi", "verso", "vicino", "volta", "volte",
};

/* Most differ in the first letter already, and every word of a letter is asked for. */
static int compare_word(struct sv word, const char *other)
{
    int d = (unsigned char)word.p[0] - (unsigned char)other[0];

    if (!d)
        d = strncmp(word.p, other, word.n);
    return d ? d : other[word.n] ? -1 : 0;
}

static bool is_among(const char *const *list, size_t n, struct sv word)
{
    size_t low = 0, high = word.n ? n : 0;

    while (low < high) {
        size_t middle = (low + high) / 2;
        int d = compare_word(word, list[middle]);
        if (!d)
            return true;
        if (d < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

bool word_is_idle(struct sv folded)
{
    return folded.n == 1 || is_among(of_speech, sizeof of_speech / sizeof of_speech[0], folded);
}

bool word_is_idle_in_letter(struct sv folded)
{
    return word_is_idle(folded) || is_among(of_letters, sizeof of_letters / sizeof of_letters[0], folded);
}
