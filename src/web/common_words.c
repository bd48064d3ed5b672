/* SPDX-License-Identifier: EUPL-1.2 */
#include "common_words.h"

const char *const common_words[] = {
    /* the word itself, and what stands on every keyboard */
    "password", "passw0rd", "parola", "paroladordine", "parolachiave", "chiave", "segreto", "segreta", "accesso", "entra",
    "login", "utente", "account", "benvenuto", "benvenuta", "welcome", "letmein", "cambiami", "changeme", "provvisoria",
    "temporanea", "default", "qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "qazwsx", "qweasd",
    "1q2w3e4r", "1qaz2wsx", "qwertz", "azerty", "abcdef", "abcdefgh", "abc123", "123456", "12345678", "1234567890",
    "0987654321", "654321", "111111", "000000", "121212", "123123", "112233", "147258", "159753", "666666", "777777",
    /* the office */
    "comune", "ufficio", "sportello", "municipio", "segreteria", "protocollo", "anagrafe", "tributi", "sindaco", "cittadino",
    "cittadini", "relazioni", "pubblico", "urp", "pratica", "pratiche", "richiesta", "operatore", "operatrice", "responsabile",
    "dirigente", "assessore", "amministratore", "administrator", "amministrazione", "admin", "root", "system", "server",
    "computer", "internet", "windows", "microsoft", "google", "facebook", "stampante", "telefono", "cellulare",
    /* feelings */
    "amore", "amoremio", "tiamo", "tiamotanto", "tivogliobene", "amoreeterno", "teamo", "cuore", "tesoro", "stella",
    "stellina", "principessa", "angelo", "angioletto", "felice", "felicita", "speranza", "fortuna", "libero", "liberta",
    "amici", "amicizia", "famiglia", "mamma", "mammamia", "papa", "bambino", "bambina", "iloveyou", "sunshine", "princess",
    "dragon", "monkey", "football", "baseball", "superman", "batman", "pokemon", "master", "shadow", "killer", "trustno",
    "ciao", "ciaociao", "buongiorno", "buonasera", "boh", "niente", "nonloso", "nonricordo", "dimenticata",
    /* teams, cities, lands */
    "juventus", "forzajuve", "juve", "milan", "forzamilan", "acmilan", "inter", "forzainter", "internazionale", "napoli",
    "forzanapoli", "roma", "forzaroma", "asroma", "lazio", "forzalazio", "fiorentina", "torino", "sampdoria", "genoa",
    "ferrari", "valentinorossi", "maradona", "totti", "delpiero", "italia", "forzaitalia", "vivalitalia", "italiano",
    "milano", "firenze", "venezia", "bologna", "palermo", "catania", "bari", "genova", "verona", "sicilia", "sardegna",
    "toscana", "calabria", "puglia", "europa", "america", "calcio", "pallone", "sport",
    /* names */
    "alessandro", "alessandra", "alessia", "alessio", "andrea", "angela", "anna", "annamaria", "antonella", "antonio",
    "barbara", "carlo", "carla", "carmela", "caterina", "chiara", "claudia", "claudio", "cristina", "daniela", "daniele",
    "davide", "elena", "eleonora", "elisa", "emanuele", "enrico", "fabio", "federica", "federico", "filippo", "francesca",
    "francesco", "gabriele", "gianluca", "gianni", "giacomo", "giorgia", "giorgio", "giovanna", "giovanni", "giulia",
    "giuliana", "giuseppe", "giuseppina", "ilaria", "laura", "leonardo", "lorenzo", "luca", "lucia", "luigi", "manuela",
    "marco", "maria", "mariarosa", "mario", "marta", "martina", "massimo", "matteo", "maurizio", "mauro", "michela",
    "michele", "monica", "nicola", "nicoletta", "paola", "paolo", "patrizia", "pietro", "raffaele", "riccardo", "roberta",
    "roberto", "rosa", "rossella", "salvatore", "sara", "sergio", "serena", "silvia", "simona", "simone", "sofia",
    "stefania", "stefano", "teresa", "tommaso", "valentina", "valeria", "vincenzo", "vittoria", "vittorio",
    "rossi", "russo", "ferrari", "bianchi", "esposito", "romano", "colombo", "ricci", "marino", "greco", "bruno", "gallo",
    /* things */
    "gatto", "gattina", "gattino", "cane", "cagnolino", "micio", "leone", "tigre", "lupo", "aquila", "farfalla", "fiore",
    "margherita", "sole", "luna", "mare", "vento", "estate", "inverno", "primavera", "autunno", "natale", "pasqua", "vacanze",
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre", "novembre",
    "dicembre", "lunedi", "martedi", "mercoledi", "giovedi", "venerdi", "sabato", "domenica", "cioccolato", "cioccolata",
    "nutella", "pizza", "pasta", "caffe", "birra", "musica", "chitarra", "ligabue", "vascorossi", "madonna", "gesu",
    "padrepio", "paradiso", "diavolo", "inferno", "topolino", "paperino", "pippo", "pluto", "minnie", "pinocchio",
};
const size_t common_words_n = sizeof common_words / sizeof common_words[0];
