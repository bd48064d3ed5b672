/* SPDX-License-Identifier: EUPL-1.2 */
/* What a settore asks for in its reply: as people write it, and what must not be taken for a command. */
#include "table.h"

#include "base/auto.h"
#include "base/sv.h"
#include "mail/command.h"
#include "mail/mime.h"

static const struct row {
    const char *name, *in;
    enum command_kind want;
    const char *text, *to;
    enum outcome outcome;
} rows[] = {
    { "take", "PRESA IN CARICO", COMMAND_TAKE, "", "", 0 },
    { "take, small and with a stop", "presa in carico.\n", COMMAND_TAKE, "", "", 0 },
    { "take, bold", "*Presa in carico*", COMMAND_TAKE, "", "", 0 },
    { "take below blank lines and a greeting", "\n\nBuongiorno,\n\nPRESA IN CARICO\n", COMMAND_TAKE, "", "", 0 },
    { "take behind a greeting", "Buongiorno, presa in carico", COMMAND_TAKE, "", "", 0 },
    { "take below a long greeting", "Gentili colleghe e colleghi dell'URP,\npresa in carico!", COMMAND_TAKE, "", "", 0 },
    { "take below a copied subject", "R: [URP 2026-000417-X] Per voi: Lampione\nPRESA IN CARICO", COMMAND_TAKE, "", "", 0 },
    { "take with words for a note", "PRESA IN CARICO\nMandiamo qualcuno domani.", COMMAND_TAKE, "Mandiamo qualcuno domani.", "", 0 },
    { "take with a telephone's signature", "PRESA IN CARICO\n\nInviato da iPhone", COMMAND_TAKE, "", "", 0 },
    { "take with hard blanks", "\xc2\xa0PRESA\xc2\xa0IN  CARICO", COMMAND_TAKE, "", "", 0 },

    { "reply", "RISPOSTA AL CITTADINO: passiamo lunedì.", COMMAND_REPLY, "passiamo lunedì.", "", 0 },
    { "reply on the next lines", "Risposta al cittadino:\n\nGentile signora,\npassiamo lunedì.\n\nPaolo Neri\n", COMMAND_REPLY, "Gentile signora,\npassiamo lunedì.\n\nPaolo Neri", "", 0 },
    { "reply without a colon, in capitals", "RISPOSTA AL CITTADINO passiamo lunedì.", COMMAND_REPLY, "passiamo lunedì.", "", 0 },
    { "reply, signature cut", "RISPOSTA AL CITTADINO: passiamo lunedì.\n-- \nPaolo Neri\nSettore Strade", COMMAND_REPLY, "passiamo lunedì.", "", 0 },
    { "reply, rule of Outlook cut", "RISPOSTA AL CITTADINO: passiamo lunedì.\n________________________________\nComune", COMMAND_REPLY, "passiamo lunedì.", "", 0 },
    { "take and reply", "PRESA IN CARICO\nRISPOSTA AL CITTADINO: passiamo lunedì.", COMMAND_REPLY, "passiamo lunedì.", "", 0 },

    { "return", "NON DI COMPETENZA: la strada è della Provincia", COMMAND_RETURN, "la strada è della Provincia", "", 0 },
    { "return with è", "Non è di nostra competenza: è della Provincia", COMMAND_RETURN, "è della Provincia", "", 0 },
    { "return with e'", "NON E' DI COMPETENZA - Provincia", COMMAND_RETURN, "Provincia", "", 0 },
    { "return over two lines", "NON DI COMPETENZA\nLa strada è della Provincia.", COMMAND_RETURN, "La strada è della Provincia.", "", 0 },

    { "forward to an office", "INOLTRA A: Polizia locale\nÈ davanti al comando.", COMMAND_FORWARD, "È davanti al comando.", "Polizia locale", 0 },
    { "forward to an address", "Inoltra a: <anna.neri@comune.test>.", COMMAND_FORWARD, "", "anna.neri@comune.test", 0 },

    { "close", "CHIUSA: risolta\nAbbiamo cambiato la lampada.", COMMAND_CLOSE, "Abbiamo cambiato la lampada.", "", OUTCOME_SOLVED },
    { "close on one line", "Chiusa: risolta. Abbiamo cambiato la lampada.", COMMAND_CLOSE, "Abbiamo cambiato la lampada.", "", OUTCOME_SOLVED },
    { "close with reply", "RISPOSTA AL CITTADINO: cambiata la lampada.\nCHIUSA: RISOLTA", COMMAND_CLOSE, "cambiata la lampada.", "", OUTCOME_SOLVED },
    { "close before reply", "CHIUSA: risolta\nRISPOSTA AL CITTADINO: cambiata la lampada.", COMMAND_CLOSE, "cambiata la lampada.", "", OUTCOME_SOLVED },
    { "close, in part", "CHIUSA: accolta in parte\nNe diamo due.", COMMAND_CLOSE, "Ne diamo due.", "", OUTCOME_PARTIAL },
    { "close, planned", "CHIUSA - intervento programmato\nA maggio.", COMMAND_CLOSE, "A maggio.", "", OUTCOME_PLANNED },
    { "close, label with a comma", "CHIUSA: Verificata, nessun intervento necessario\nFunziona.", COMMAND_CLOSE, "Funziona.", "", OUTCOME_UNFOUNDED },
    { "close, another body's", "CHIUSA: non di competenza dell'ente\nÈ dell'ANAS.", COMMAND_CLOSE, "È dell'ANAS.", "", OUTCOME_NOT_COMPETENT },

    { "empty", "", COMMAND_NONE, "", "", 0 },
    { "only a greeting", "Buongiorno,\n\n", COMMAND_NONE, "", "", 0 },
    { "only words", "Abbiamo visto la buca, passiamo domani.", COMMAND_NONE, "", "", 0 },
    { "the words inside a sentence", "La richiesta è stata presa in carico da noi ieri.", COMMAND_NONE, "", "", 0 },
    { "taken, but", "Presa in carico per errore, non è nostra", COMMAND_NONE, "", "", 0 },
    { "not exclusively", "Non di competenza esclusiva, ma ci pensiamo noi", COMMAND_NONE, "", "", 0 },
    { "reply told, not asked", "Risposta al cittadino inviata ieri per telefono", COMMAND_NONE, "", "", 0 },
    { "closed road", "Chiusa al traffico la via fino a lunedì", COMMAND_NONE, "", "", 0 },
    { "command in the signature", "Va bene.\n-- \nPRESA IN CARICO", COMMAND_NONE, "", "", 0 },

    { "command further down", "Vi scrivo per dire:\nPRESA IN CARICO", COMMAND_UNCLEAR, "", "", 0 },
    { "two that contradict", "PRESA IN CARICO\nNON DI COMPETENZA: è della Provincia", COMMAND_UNCLEAR, "", "", 0 },
    { "take with words, and reply", "PRESA IN CARICO\nMando la squadra.\nRISPOSTA AL CITTADINO: ok", COMMAND_UNCLEAR, "", "", 0 },
    { "twice the same", "CHIUSA: risolta\nFatto.\nCHIUSA: respinta\nNo.", COMMAND_UNCLEAR, "", "", 0 },
    { "reply without words", "RISPOSTA AL CITTADINO:\n", COMMAND_UNCLEAR, "", "", 0 },
    { "return without a reason", "NON DI COMPETENZA", COMMAND_UNCLEAR, "", "", 0 },
    { "forward to nobody", "INOLTRA A:", COMMAND_UNCLEAR, "", "", 0 },
    { "close without outcome", "CHIUSA", COMMAND_UNCLEAR, "", "", 0 },
    { "close without answer", "CHIUSA: risolta", COMMAND_UNCLEAR, "", "", 0 },
    { "solved in part is not solved", "CHIUSA: risolta in parte\nManca un palo.", COMMAND_UNCLEAR, "", "", 0 },
    { "not solved", "CHIUSA: non risolta\nManca un palo.", COMMAND_UNCLEAR, "", "", 0 },
    { "a settore cannot say duplicate", "CHIUSA: già segnalata\nVedi l'altra.", COMMAND_UNCLEAR, "", "", 0 },
    { "five commands", "PRESA IN CARICO\nPRESA IN CARICO\nPRESA IN CARICO\nPRESA IN CARICO\nPRESA IN CARICO\nPRESA IN CARICO", COMMAND_UNCLEAR, "", "", 0 },
};

static void check_read(const struct row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(8 << 20);
    char *copy = exact_copy(r->in, strlen(r->in) + 1);
    struct command c = command_read(a, copy);

    free(copy);
    if (c.kind != r->want)
        fail_msg("%d instead of %d (%s)", (int)c.kind, (int)r->want, c.why ? c.why : "");
    assert_string_equal(c.text, r->text);
    assert_string_equal(c.to, r->to);
    assert_int_equal(c.outcome, r->outcome);
    assert_true((c.why != NULL) == (c.kind == COMMAND_UNCLEAR));
}
TEST_ROWS(rows, check_read)

TEST(the_signature_is_kept_apart)
{
    AUTO(ARENA) struct arena *a = arena_new(8 << 20);
    struct command c = command_read(a, "RISPOSTA AL CITTADINO: sì.\nInviato da iPhone\nPaolo");

    assert_string_equal(c.text, "sì.");
    assert_string_equal(c.tail, "Inviato da iPhone\nPaolo");
}

static const struct citizen_row {
    const char *name, *in, *want;
} citizen[] = {
    { "plain words go as they are", "Buongiorno, passiamo lunedì.\n", "Buongiorno, passiamo lunedì.\n" },
    { "a reply without its command", "RISPOSTA AL CITTADINO: passiamo lunedì.", "passiamo lunedì." },
    { "an answer without its command", "CHIUSA: risolta\nAbbiamo cambiato la lampada.\n--\nAnna Neri", "Abbiamo cambiato la lampada." },
    { "a command alone", "CHIUSA", NULL },
    { "no outcome", "CHIUSA\nAbbiamo cambiato la lampada.", NULL },
    { "a note for us", "PRESA IN CARICO\nMando la squadra.", NULL },
    { "a reason for us", "NON DI COMPETENZA: è della Provincia", NULL },
};

static void check_citizen(const struct citizen_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(8 << 20);
    const char *got = command_for_citizen(a, r->in);

    assert_true((got == NULL) == (r->want == NULL));
    if (got)
        assert_string_equal(got, r->want);
}
TEST_ROWS(citizen, check_citizen)

/* As Outlook, Gmail and a telephone answer our mail: what is quoted gives no command, and is no part of an answer. */
static const struct quoted_row {
    const char *name, *in, *text;
} quoted[] = {
    { "gmail", "RISPOSTA AL CITTADINO: passiamo lunedì.\n\nIl giorno gio 26 nov 2026 alle ore 08:30 URP <urp@comune.test> ha scritto:\n> PRESA IN CARICO\n> testo\n", "passiamo lunedì." },
    { "outlook", "RISPOSTA AL CITTADINO: passiamo lunedì.\n\nDa: URP <urp@comune.test>\nInviato: giovedì 26 novembre 2026 08:30\nA: Strade\nOggetto: [URP 2026-000417-X]\n\nCHIUSA: risolta\n", "passiamo lunedì." },
    { "iphone", "RISPOSTA AL CITTADINO: passiamo lunedì.\n\nInviato da iPhone\n\n> Il giorno 26 nov 2026, alle ore 08:30, URP <urp@comune.test> ha scritto:\n> \n> NON DI COMPETENZA: motivo\n", "passiamo lunedì." },
    { "our own mark", "RISPOSTA AL CITTADINO: passiamo lunedì.\n--- Scrivi la risposta sopra questa riga ---\nCHIUSA: risolta\n", "passiamo lunedì." },
};

static void check_quoted(const struct quoted_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(8 << 20);
    const char *text, *rest;

    mime_split_quote(a, r->in, &text, &rest);
    struct command c = command_read(a, text);
    assert_int_equal(c.kind, COMMAND_REPLY);
    assert_string_equal(c.text, r->text);
}
TEST_ROWS(quoted, check_quoted)

/* Every label that a settore can choose on its page can be written in a mail. */
TEST(outcomes_by_their_labels)
{
    AUTO(ARENA) struct arena *a = arena_new(8 << 20);

    for (int o = OUTCOME_GRANTED; o <= OUTCOME_UNFOUNDED; o++) {
        struct sv rest;
        assert_int_equal(command_outcome(a, sv_from(outcome_label((enum outcome)o)), &rest), o);
        assert_int_equal(rest.n, 0);
    }
}

TESTS_MAIN("mail_command")
