/* SPDX-License-Identifier: EUPL-1.2 */
/* What poppler and qpdf, which are not ours, make of our documents. */
#include "table.h"

#include <glib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/limits.h"
#include "pdf/pdf.h"

/* The test is its own worker: the child runs before cmocka and main. glibc gives constructors the arguments. */
__attribute__((constructor)) static void be_the_child(int argc, char **argv)
{
    if (argc >= 2 && strcmp(argv[1], "pdf-worker") == 0)
        _exit(pdf_worker_main(argc, argv));
}

/* ---- what others say of it ---------------------------------------------------------------------- */

static char *said; /* by the last command */

/* Standard output and errors of a command about the file; its exit code. */
static int ask(const char *command, const char *file)
{
    AUTO(GFREE) char *line = g_strdup_printf("FILE='%s'; %s", file, command);
    char *argv[] = { (char[]){ "/bin/sh" }, (char[]){ "-c" }, line, NULL };
    AUTO(GFREE) char *err = NULL;
    int status;

    g_free(said);
    said = NULL;
    assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said, &err, &status, NULL));
    return status;
}

__attribute__((destructor)) static void forget(void)
{
    g_free(said);
}

static const char *made(const struct pdf *p)
{
    static char path[128];
    struct err err = { 0 };
    AUTO(FD) int fd = -1;
    AUTO(FILE) FILE *out = NULL;
    char buf[65536];
    ssize_t n;

    assert_rc(pdf_make(p, &fd, &err), OK);
    (void)snprintf(path, sizeof path, "%s/x.pdf", test_dir());
    out = fopen(path, "w");
    assert_non_null(out);
    while ((n = read(fd, buf, sizeof buf)) > 0)
        assert_int_equal(fwrite(buf, 1, (size_t)n, out), n);
    return path;
}

static struct pdf *begun(struct arena *a)
{
    return pdf_new(a, &(struct pdf_about){ .title = "Ricevuta 2026-000417-X", .author = "Comune di Borgo Esempio", .running = "2026-000417-X",
                                        .foot = "Stampata il 3 ottobre 2026", .made_at = 1791023400, .too_long = "Il documento continua nella pagina della richiesta." });
}

static void assert_sound(const char *file)
{
    if (ask("qpdf --check $FILE", file) != 0)
        fail_msg("qpdf: %s", said);
}

static int pages_of(const char *file)
{
    assert_int_equal(ask("pdfinfo $FILE", file), 0);
    const char *at = strstr(said, "Pages:");
    return at ? (int)strtol(at + 6, NULL, 10) : 0;
}

static void assert_says(const char *text)
{
    if (!strstr(said, text))
        fail_msg("no \"%s\" in: %.2000s", text, said);
}

/* ---- a usual document --------------------------------------------------------------------------- */

static struct pdf *usual(struct arena *a)
{
    struct pdf *p = begun(a);

    pdf_heading(p, PDF_H1, "Lampione spento in via Roma");
    pdf_text(p, PDF_LARGE, "2026-000417-X");
    pdf_row(p, "Tipo", "Segnalazione");
    pdf_row(p, "Luogo", "Via Roma 12, perché è buio");
    pdf_row(p, "Esito", "");
    pdf_heading(p, PDF_H2, "La richiesta");
    pdf_text(p, PDF_PLAIN, "Il lampione davanti alla scuola è spento.\nDa tre giorni.");
    pdf_item(p, "lampione.jpg (1,2 MB)");
    pdf_item(p, "lettera.pdf (80 kB)");
    pdf_heading(p, PDF_H2, "Storia");
    pdf_heading(p, PDF_H3, "lunedì 3 ottobre 2026");
    pdf_text(p, PDF_QUOTED, "> quello che avete scritto");
    pdf_link(p, "https://urp.example.it/pratica/2026-000417-X/abc", "Segui la richiesta");
    return p;
}

TEST(is_sound_and_says_what_it_is)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = usual(a);
    const char *file = made(p);

    assert_sound(file);
    assert_int_equal(ask("pdfinfo $FILE", file), 0);
    assert_says("Title:           Ricevuta 2026-000417-X\n");
    assert_says("Author:          Comune di Borgo Esempio\n");
    assert_says("Creator:         urpd " URP_VERSION "\n");
    assert_says("CreationDate:    Sat Oct  3 ");
    assert_says("Tagged:          yes\n");
    assert_says("Page size:       595.28 x 841.89 pts (A4)\n");
    assert_int_equal(ask("pdffonts $FILE", file), 0);
    assert_says("LiberationSans");
    assert_null(strstr(said, " no  ")); /* column "emb" */
}

TEST(language_and_title_are_in_the_catalog)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = usual(a);
    const char *file = made(p);

    assert_int_equal(ask("qpdf --json --json-key=qpdf $FILE", file), 0);
    assert_says("\"/Lang\": \"u:it-IT\"");
    assert_says("\"/DisplayDocTitle\": true");
    assert_says("\"/Marked\": true");
}

TEST(is_tagged_as_it_is_read)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = usual(a);
    const char *file = made(p);

    assert_int_equal(ask("pdfinfo -struct-text $FILE", file), 0);
    assert_says("Document\n  H1 (block)\n    \"Lampione spento in via Roma\"");
    assert_says("  Table (block)\n    TR\n      TH\n        \"Tipo\"\n      TD\n        \"Segnalazione\"");
    assert_says("  L (block)\n    LI (block)\n      Lbl (block)\n        \"•\"\n      LBody (block)\n        \"lampione.jpg (1,2 MB)\"");
    assert_says("  BlockQuote\n    P (block)\n      \"> quello che avete scritto\"");
    assert_says("Link (inline)");
    assert_null(strstr(said, "pagina")); /* what stands on every page is not read */
    assert_null(strstr(said, "Esito"));  /* what is empty is not there */
}

TEST(has_bookmarks_numbers_and_links)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = usual(a);
    const char *file = made(p);

    assert_int_equal(ask("pdftotext $FILE -", file), 0);
    assert_says("pagina 1 di 1");
    assert_says("Via Roma 12, perché è buio");
    assert_int_equal(ask("pdfinfo -dests $FILE >/dev/null; qpdf --qdf --object-streams=disable $FILE - | strings", file), 0);
    assert_says("/Title (La richiesta)");
    assert_says("/URI (https://urp.example.it/pratica/2026-000417-X/abc)");
    assert_says("/Outlines");
}

/* ---- strings of strangers ----------------------------------------------------------------------- */

#define X10(s_) s_ s_ s_ s_ s_ s_ s_ s_ s_ s_
#define X100(s_) X10(X10(s_))
#define X1000(s_) X10(X100(s_))

static const struct odd {
    const char *name, *text;
    const char *found; /* by pdftotext; NULL: nothing in particular */
} odds[] = {
    { "accents", "perché così più là, l'«Università» €", "perché così più là, l'«Università» €" },
    { "arabic", "مرحبا بالعالم", NULL },
    { "chinese", "路灯坏了", "路灯坏了" },
    { "cyrillic", "Ліхтар не працює", "Ліхтар не працює" },
    { "hebrew in italian", "Il signor שלום abita qui", "Il signor" },
    { "bengali", "বাতি জ্বলছে না", NULL },
    { "emoji", "grazie \xF0\x9F\x99\x8F\xF0\x9F\x91\xA8\xE2\x80\x8D\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x91\xA7 fine", "grazie" },
    { "controls", "uno\x01\x02\x07 due\x1B[31m tre\x7F", "uno due[31m tre" },
    { "c1", "uno\xC2\x85 due\xC2\x9B tre", "uno due tre" },
    { "invalid utf-8", "uno \xFF\xFE due \xC3 tre \xF0\x9F", "due" },
    { "overlong", "\xC0\xAF\xE0\x80\xAF ok", "ok" },
    { "surrogates", "\xED\xA0\x80\xED\xB0\x80 ok", "ok" },
    { "turned around", "fattura\xE2\x80\xAE" "fdp.exe", "fatturafdp.exe" },
    { "kept apart", "chiama \xE2\x81\xA8" "0423 123456\xE2\x81\xA9 ora", "0423 123456" },
    { "tower of marks", "e" X100("\xCC\x81\xCC\xA7") " fine", "fine" },
    { "one long word", X1000("abcdefghij"), "abcdefghij" },
    { "one long address", "https://example.it/" X100("a%20b/c?d=e&") " fine", "fine" },
    { "many lines", X1000("riga\n") "fine", "fine" },
    { "many empty lines", "inizio" X1000("\n") "fine", "fine" },
    { "lines of old macs", "uno\rdue\r\ntre", "uno\ndue\ntre" },
    { "tabs", "uno\tdue", "uno due" },
    { "percent and brackets", "100% (\\)) <</Type /Catalog>> endobj stream 'x' %PDF-1.4", "100% (\\)) <</Type /Catalog>> endobj stream 'x' %PDF-1.4" },
    { "markup", "<b>grassetto</b> &amp; <script>", "<b>grassetto</b> &amp; <script>" },
    { "no-break blanks", X100("parola\xC2\xA0"), "parola" },
    { "zero width", "a\xE2\x80\x8B" "b\xE2\x80\x8C" "c\xE2\x80\x8D" "d", NULL },
    { "private use", "\xEE\x80\x80\xEF\x8F\xBF fine", "fine" },
    { "beyond the planes", "\xF4\x8F\xBF\xBF\xF3\xA0\x81\xA7 fine", "fine" },
    { "only blanks", "  \t \n ", NULL },
    { "line separators", "uno\xE2\x80\xA8" "due\xE2\x80\xA9tre", "uno\ndue\ntre" },
};

/* Everywhere at once, also where it has no business. */
static void check_odd(const struct odd *o)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = pdf_new(a, &(struct pdf_about){ .title = o->text, .author = o->text, .running = o->text, .foot = o->text, .made_at = 1 });
    const char *file;

    pdf_heading(p, PDF_H1, o->text);
    pdf_heading(p, PDF_H2, o->text);
    pdf_text(p, PDF_PLAIN, o->text);
    pdf_text(p, PDF_QUOTED, o->text);
    pdf_row(p, o->text, o->text);
    pdf_item(p, o->text);
    pdf_link(p, o->text, o->text);
    file = made(p);
    assert_sound(file);
    assert_int_equal(ask("pdftotext $FILE -", file), 0);
    if (o->found)
        assert_says(o->found);
}
TEST_ROWS(odds, check_odd)

/* ---- addresses ---------------------------------------------------------------------------------- */

static const struct url_row {
    const char *name, *url;
    bool links;
} urls[] = {
    { "https", "https://urp.example.it/a?b=c&d=%20", true },
    { "script", "javascript:alert(1)", false },
    { "quote ends the attribute", "https://x.it/' dest='y", false },
    { "backslash", "https://x.it/\\", false },
    { "file", "file:///etc/passwd", false },
};

static void check_url(const struct url_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = begun(a);

    pdf_link(p, r->url, "parole");
    const char *file = made(p);
    assert_sound(file);
    assert_int_equal(ask("qpdf --qdf --object-streams=disable $FILE - | strings", file), 0);
    assert_true((strstr(said, "/URI") != NULL) == r->links);
    assert_int_equal(ask("pdftotext $FILE -", file), 0);
    assert_says("parole");
}
TEST_ROWS(urls, check_url)

/* ---- size --------------------------------------------------------------------------------------- */

TEST(two_hundred_messages_read_in_order_on_numbered_pages)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = begun(a);
    char title[64], last[64];

    pdf_heading(p, PDF_H1, "Una storia lunga");
    for (int i = 1; i <= 200; i++) {
        (void)snprintf(title, sizeof title, "Messaggio %d.", i);
        pdf_text(p, PDF_STRONG, title);
        pdf_text(p, PDF_PLAIN, X100("Il lampione davanti alla scuola è spento da giorni. ")); /* 1 MB together */
    }
    const char *file = made(p);
    assert_sound(file);
    int pages = pages_of(file);
    assert_in_range(pages, 150, 400);
    assert_int_equal(ask("pdftotext $FILE -", file), 0);
    (void)snprintf(last, sizeof last, "pagina %d di %d", pages, pages);
    assert_says(last);
    const char *at = said;
    for (int i = 1; i <= 200; i++) {
        (void)snprintf(title, sizeof title, "Messaggio %d.", i);
        at = strstr(at, title);
        assert_non_null(at);
    }
    assert_int_equal(ask("pdfinfo -struct $FILE", file), 0);
    assert_says("Span (inline)"); /* what goes over the end of a page is one paragraph all the same */
}

static void assert_cut(struct pdf *p, int pages_max)
{
    const char *file = made(p);

    assert_sound(file);
    assert_in_range(pages_of(file), 2, pages_max);
    assert_int_equal(ask("pdftotext $FILE - | tail -40", file), 0);
    assert_says("Il documento continua nella pagina della richiesta.");
}

TEST(more_words_than_fit_end_with_a_sentence)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = begun(a);

    for (int i = 0; i < 200; i++)
        pdf_text(p, PDF_PLAIN, X1000("Il lampione "));
    assert_cut(p, 500);
}

TEST(more_lines_than_fit_end_with_a_sentence)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = begun(a);

    for (int i = 0; i < 100; i++)
        pdf_text(p, PDF_PLAIN, X1000("a\nb\n"));
    assert_cut(p, PDF_PAGES_MAX + 2);
}

TEST(the_worst_words_end_within_the_limits)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = begun(a);

    for (int i = 0; i < 100; i++)
        pdf_text(p, PDF_PLAIN, X1000("abcdefghij"));
    assert_sound(made(p));
}

TEST(a_long_row_goes_over_the_page)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = begun(a);

    pdf_row(p, X100("Un'etichetta che non finisce "), "corta");
    pdf_row(p, "Testo", X1000("Il lampione è spento. "));
    pdf_row(p, "Dopo", "fine");
    const char *file = made(p);
    assert_sound(file);
    assert_in_range(pages_of(file), 5, 30);
    assert_int_equal(ask("pdfinfo -struct-text $FILE", file), 0);
    assert_says("\"fine\"");
}

TEST(nothing_said_is_an_empty_page)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = pdf_new(a, &(struct pdf_about){ .title = NULL });

    const char *file = made(p);
    assert_sound(file);
    assert_int_equal(pages_of(file), 1);
}

/* Seeded, so that what it finds stays found. */
TEST(random_bytes_never_break_it)
{
    AUTO(ARENA) struct arena *a = arena_new(PDF_TEXT_MAX_BYTES * 8);
    struct pdf *p = begun(a);
    uint32_t seed = 20261126;
    char text[4001];

    for (int i = 0; i < 120; i++) {
        for (size_t k = 0; k < 4000; k++) {
            seed = seed * 1664525 + 1013904223;
            unsigned r = seed >> 20;
            text[k] = (char)(i % 3 == 0 ? 1 + r % 255 : i % 3 == 1 ? 0xC0 + r % 64 : r % 5 ? 'a' + r % 26 : ' ');
        }
        text[4000] = '\0';
        switch (i % 6) {
        case 0: pdf_heading(p, (enum pdf_level)(seed % 3), text); break;
        case 1: pdf_row(p, text + 3900, text); break;
        case 2: pdf_item(p, text); break;
        case 3: pdf_text(p, PDF_QUOTED, text); break;
        case 4: pdf_link(p, text, text); break;
        default: pdf_text(p, PDF_PLAIN, text);
        }
    }
    assert_sound(made(p));
}

TESTS_MAIN("pdf")
