/* SPDX-License-Identifier: EUPL-1.2 */
/* freescout#349: trimming cuts answers between or under quoted lines. What people answered, as their programs send it: Outlook, Libero, Aruba, Gmail, Thunderbird, iPhone, Apple Mail, in plain text
 * and HTML, above, below and between the quoted lines. The new words stay, the old ones fold, none is lost. */
#include <fcntl.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "mail/mime.h"
#include "table.h"

#define QUESTION "Il lampione è stato riparato?"

static const struct reply_row {
    const char *name; /* of the file in tests/fixtures/mail/risposte */
    const char *text; /* exactly */
    const char *quoted, *quoted_too;
} reply_rows[] = {
    { "outlook-testo-sopra", "Buongiorno,\nil lampione è ancora spento.\n\nLucia Ferri", "-----Messaggio originale-----", "L'ufficio" },
    { "outlook-testo-riga", "Sì, adesso funziona. Grazie!", "Inviato: lunedì 2 marzo 2026 10:00", QUESTION },
    { "outlook-html-sopra", "Buongiorno,\n\nil lampione è ancora spento.", "Oggetto: [URP 2026-000417-X]", QUESTION },
    { "outlook-html-in-rosso", "Rispondo in rosso qui sotto.\n\n" QUESTION "\n\nNo, è ancora spento.\n\nA che numero civico?\n\nDavanti al 12.", "Da: URP Comune di Borgo", NULL },
    { "outlook-telefono", "Ancora spento.\nOttieni Outlook per Android (https://aka.ms/x)", "Sent: Monday", QUESTION },
    { "libero-html-sopra", "No, è ancora spento.\n\nLucia", "Il 02/03/2026 10:00 CET", QUESTION },
    { "libero-testo-sopra", "No, è ancora spento.\n\nLucia", "> Il 02/03/2026 10:00 CET", QUESTION },
    { "libero-vecchio", "Ancora spento.", "Initial Header", QUESTION },
    { "aruba-testo-sopra", "Ancora spento.\n\nLucia Ferri", "Il 2026-03-02 10:00", "L'ufficio" },
    { "aruba-html-sopra", "Ancora spento.\n\nLucia Ferri", "Da: \"URP Comune di Borgo\"", QUESTION },
    { "aruba-testo-tra-le-righe", "No.\n\nDavanti al 12.", "> " QUESTION "\n\nNo.\n\n> A che numero civico?\n\nDavanti al 12.", "ha scritto:" },
    { "gmail-testo-sopra", "No, è ancora spento.", "Il giorno lun 2 mar 2026 alle ore 10:00", "L'ufficio" },
    { "gmail-testo-sotto", "No, è ancora spento.", "Il giorno lun 2 mar 2026 alle ore 10:00", QUESTION },
    { "gmail-html-sopra", "No, è ancora spento.", "<urp+r7k2qd@comune.test> ha scritto:", QUESTION },
    { "gmail-html-tra-le-righe", "No.\n\nDavanti al 12.", "> " QUESTION "\n\nNo.\n> A che numero civico?", "ha scritto:" },
    { "thunderbird-testo-sopra", "No, è ancora spento.", "Il 02/03/26 10:00, URP", QUESTION },
    { "thunderbird-testo-tra-le-righe", "No.\nDavanti al 12.", "> " QUESTION "\nNo.\n> A che numero civico?\nDavanti al 12.", "L'ufficio" },
    { "thunderbird-html-tra-le-righe", "No.\n\nDavanti al 12.", QUESTION, "A che numero civico?" },
    { "iphone-testo-sopra", "No, è ancora spento.\n\nInviato da iPhone", "> Il giorno 2 mar 2026, alle ore 10:00", QUESTION },
    { "iphone-html-sopra", "No, è ancora spento.\n\nInviato da iPhone", "Il giorno 2 mar 2026, alle ore 10:00", QUESTION },
    { "apple-mail-tra-le-righe", "No.\n\nDavanti al 12.\n\nInviato da iPhone", "> " QUESTION "\n\nNo.\n\n> A che numero civico?", "Il giorno 2 mar 2026" },
};

static void check_reply(const struct reply_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(FD) int fd = open(arena_fmt(a, "tests/fixtures/mail/risposte/%s.eml", r->name), O_RDONLY | O_CLOEXEC), parts = -1;
    struct mime_mail m;

    mime_init();
    assert_true(fd >= 0);
    assert_rc(mime_parts_new(&parts, NULL), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, a, parts, &m, NULL), OK);
    assert_string_equal(m.text, r->text);
    if (!strstr(m.quoted, r->quoted) || (r->quoted_too && !strstr(m.quoted, r->quoted_too)))
        fail_msg("quoted: %s", m.quoted);
}
TEST_ROWS(reply_rows, check_reply)

/* ---- the splitter alone ---------------------------------------------------------------------------- */

static const struct split_row {
    const char *name, *body, *text, *quoted;
} split_rows[] = {
    { "nothing quoted", "Ciao,\n\nuna riga.", "Ciao,\n\nuna riga.", "" },
    { "nothing but quotation", "> solo questo", "> solo questo", "" },
    { "a person who names a sender", "Da: ieri il lampione è spento.\nA: chi tocca?", "Da: ieri il lampione è spento.\nA: chi tocca?", "" },
    { "a tale of the sender", "Buongiorno,\nil vicino mi ha scritto:\nnon paga nessuno. Aiutatemi.", "Buongiorno,\nil vicino mi ha scritto:\nnon paga nessuno. Aiutatemi.", "" },
    { "an introduction without marks", "Sì.\n\nIl giorno 2 mar 2026 Ada ha scritto:\nva bene?", "Sì.", "Il giorno 2 mar 2026 Ada ha scritto:\nva bene?" },
    { "two introductions, one above the other", "Sì.\n\nIl giorno 3 mar 2026 A ha scritto:\n> Il giorno 2 mar 2026 B ha scritto:\n>> x\n", "Sì.",
      "Il giorno 3 mar 2026 A ha scritto:\n> Il giorno 2 mar 2026 B ha scritto:\n>> x" },
    { "blank lines where quotation was", "Uno.\n\n> x\n\n\nDue.\n", "Uno.\n\nDue.", "> x" },
    { "blank lines of the sender stay", "Uno.\n\n\nDue.\n", "Uno.\n\n\nDue.", "" },
};

static void check_split(const struct split_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    const char *text, *quoted;

    mime_split_quote(a, r->body, &text, &quoted);
    assert_string_equal(text, r->text);
    assert_string_equal(quoted, r->quoted);
    assert_true(*text); /* whatever is taken for quotation, something is shown */
}
TEST_ROWS(split_rows, check_split)

/* Somebody who wants the desk to think: once this took minutes of processor time, now it is over at once. */
TEST(a_megabyte_of_introductions_is_read_like_any_other)
{
    AUTO(ARENA) struct arena *a = arena_new(64 << 20);
    AUTO(GSTR) GString *body = g_string_new(NULL);
    const char *text, *quoted;

    while (body->len < 500000)
        g_string_append(body, "Le mie ragioni sono tante e le scrivo qui.\n");
    g_string_append(body, "Per il resto vedi sotto.\n");
    while (body->len < 1000000)
        g_string_append(body, "Il 1 ha scritto:\nx\n");
    mime_split_quote(a, body->str, &text, &quoted);
    assert_true(strlen(text) + strlen(quoted) > 900000);
}

TESTS_MAIN("mail_replies")
