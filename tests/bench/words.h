/* SPDX-License-Identifier: EUPL-1.2 */
/* What the generated tickets are made of. The first words are the most frequent ones. */
#ifndef BENCH_WORDS_H
#define BENCH_WORDS_H

static const char *const word_core[] = {
    "di", "che", "la", "il", "e", "in", "per", "un", "non", "è", "si", "da", "con", "una", "del", "della",
    "al", "sono", "i", "le", "a", "dei", "nel", "alla", "delle", "come", "anche", "più", "ma", "ho", "lo",
    "questo", "questa", "ha", "gli", "degli", "quando", "dal", "nella", "su", "via", "strada", "marciapiede",
    "buca", "lampione", "rifiuti", "cassonetto", "albero", "segnaletica", "parcheggio", "scuola", "ufficio",
    "richiesta", "segnalazione", "comune", "cittadino", "servizio", "raccolta", "acqua", "perdita", "fogna",
    "tombino", "semaforo", "rumore", "traffico", "autobus", "fermata", "giardino", "parco", "panchina",
    "illuminazione", "asfalto", "pericolo", "bambini", "anziani", "disabili", "carrozzina", "sicurezza",
    "polizia", "locale", "anagrafe", "certificato", "residenza", "carta", "identità", "documento", "copia",
    "accesso", "atti", "delibera", "determina", "protocollo", "pratica", "edilizia", "permesso", "costruire",
    "tributi", "tassa", "bolletta", "pagamento", "rimborso", "scadenza", "ritardo", "risposta", "attesa",
    "telefono", "sportello", "operatore", "orario", "apertura", "chiusura", "mattina", "pomeriggio", "sera",
    "notte", "giorno", "settimana", "mese", "anno", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì",
    "sabato", "domenica", "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto",
    "settembre", "ottobre", "novembre", "dicembre", "piazza", "viale", "corso", "ponte", "rotonda",
    "incrocio", "attraversamento", "pedonale", "ciclabile", "pista", "biblioteca", "museo", "teatro",
    "palestra", "piscina", "impianto", "sportivo", "mercato", "negozio", "bar", "condominio", "palazzo",
    "abitazione", "garage", "cortile", "muro", "tetto", "grondaia", "caduta", "rami", "foglie", "erba",
    "alta", "topi", "zanzare", "insetti", "vespe", "cani", "gatti", "deiezioni", "sporco", "pulizia",
    "spazzamento", "neve", "ghiaccio", "sale", "allagamento", "pioggia", "temporale", "vento", "frana",
    "torrente", "fiume", "argine", "canale", "rotto", "rotta", "spento", "spenta", "guasto", "danneggiato",
    "mancante", "urgente", "grave", "ripetuta", "precedente", "stesso", "problema", "situazione",
    "condizioni", "zona", "quartiere", "frazione", "centro", "storico", "periferia", "residenti", "abitanti",
    "utenti", "genitori", "insegnanti", "studenti", "mensa", "scuolabus", "asilo", "nido", "iscrizione",
    "graduatoria", "bando", "concorso", "contributo", "affitto", "casa", "popolare", "assegnazione",
    "servizi", "sociali", "assistenza", "domiciliare", "invalidità", "contrassegno", "multa", "verbale",
    "ricorso", "autovelox", "ztl", "varco", "autorizzazione", "transito", "carico", "scarico", "occupazione",
    "suolo", "pubblico", "cantiere", "lavori", "scavo", "ripristino", "manto", "stradale", "dissesto",
    "gradino", "caditoia", "griglia", "tubo", "contatore", "gas", "luce", "palo", "cavo", "antenna", "fumo",
    "odore", "inquinamento", "amianto", "discarica", "abusiva", "ingombranti", "plastica", "vetro", "umido",
    "differenziata", "calendario", "ritiro", "mancato", "bidone", "sacco", "isola", "ecologica", "cimitero",
    "loculo", "lapide", "fiori", "funerale", "matrimonio", "nascita", "morte", "stato", "civile",
    "cittadinanza", "elettorale", "tessera", "seggio", "voto", "consiglio", "giunta", "sindaco", "assessore",
    "dirigente", "settore", "responsabile", "procedimento", "termini", "legge", "regolamento", "articolo",
    "diniego", "riesame", "trasparenza", "dati", "personali", "privacy", "grazie", "cordiali", "saluti",
    "buongiorno", "gentile", "spettabile", "chiedo", "segnalo", "vorrei", "sapere", "possibile",
    "intervenire", "intervento", "risolvere", "verificare", "sopralluogo", "tecnico", "tecnici", "squadra",
    "manutenzione", "ordinaria", "straordinaria", "presso", "davanti", "vicino", "angolo", "altezza",
    "civico", "numero", "lato", "destra", "sinistra", "fronte", "dietro", "sopra", "sotto", "tra", "fino",
    "oltre", "circa",
};

static const char *const word_onsets[] = {
    "b", "c", "d", "f", "g", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "cr", "dr", "fr", "gr", "pr",
    "tr", "st", "sp", "sc", "gl", "ch", "gn",
};

static const char *const word_nuclei[] = {
    "a", "e", "i", "o", "u", "ia", "io", "ie", "uo",
};

static const char *const word_endings[] = {
    "o", "a", "e", "i", "are", "ere", "ire", "ato", "ata", "ione", "ioni", "mente", "ità", "ale", "ezza",
    "ando",
};

static const char *const word_streets[] = {
    "Garibaldi", "Mazzini", "Cavour", "Roma", "Dante Alighieri", "Verdi", "Marconi", "Matteotti", "Gramsci",
    "XX Settembre", "della Libertà", "dei Mille", "San Francesco", "del Popolo", "della Repubblica", "Europa",
    "Leonardo da Vinci", "Galileo Galilei", "Kennedy", "De Gasperi", "Trieste", "Trento", "Piave", "Isonzo",
    "delle Rose", "dei Tigli", "del Mulino", "della Stazione", "Vittorio Emanuele", "Manzoni",
};

static const char *const word_names[] = {
    "Mario", "Luca", "Giulia", "Francesca", "Anna", "Paolo", "Marco", "Chiara", "Elena", "Giovanni", "Sara",
    "Davide", "Alessia", "Roberto", "Niccolò", "Maria", "Silvia", "Andrea", "Stefano", "Laura", "Matteo",
    "Giorgia", "Pietro", "Ilaria",
};

static const char *const word_surnames[] = {
    "Rossi", "Bianchi", "Ferrari", "Esposito", "Romano", "Colombo", "Ricci", "Marino", "Greco", "Bruno",
    "Gallo", "Conti", "De Luca", "Costa", "Giordano", "Mancini", "Rizzo", "Lombardi", "Moretti", "Barbieri",
    "Fontana", "Santoro", "Mariani", "D'Angelo", "Caruso", "Ferrara",
};

#endif
