/* SPDX-License-Identifier: EUPL-1.2 */
/* What intake will know of a mail. Fixtures are in tests/fixtures/mail; small cases stand here as text. */
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "../../src/mail/mime_in.h"
#include "base/auto.h"
#include "base/file.h"
#include "base/text.h"
#include "table.h"

#define FIXTURES "tests/fixtures/mail/"

struct read_mail {
    struct arena *a;
    int parts;
    struct mime_mail m;
};

static void auto_READ(struct read_mail *r)
{
    if (r->parts >= 0)
        close(r->parts);
    arena_free(r->a);
}

static enum rc read_fd(int fd, const struct mime_limits *limits, struct read_mail *r)
{
    mime_init();
    *r = (struct read_mail){ .a = arena_new(MIME_ARENA_BYTES), .parts = -1 };
    assert_rc(mime_parts_new(&r->parts, NULL), OK);
    return mime_parse(&(struct mime_source){ fd, 0, -1 }, false, limits, r->a, r->parts, &r->m, NULL);
}

static enum rc read_bytes(const char *p, size_t n, const struct mime_limits *limits, struct read_mail *r)
{
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC);

    assert_int_equal(write(fd, p, n), (ssize_t)n);
    return read_fd(fd, limits, r);
}

static void read_text(const char *raw, struct read_mail *r)
{
    assert_rc(read_bytes(raw, strlen(raw), &MIME_LIMITS, r), OK);
}

static bool has(const char *text, const char *what)
{
    return !what || strstr(text, what);
}

static bool has_note(const struct mime_mail *m, const char *what)
{
    for (size_t i = 0; i < m->n_notes; i++)
        if (strstr(m->notes[i], what))
            return true;
    return false;
}

static struct sv file_bytes(struct read_mail *r, size_t i)
{
    struct sv s;

    assert_rc(mime_file_read(r->parts, &r->m.files[i], 1 << 20, r->a, &s, NULL), OK);
    return s;
}

/* before, then piece n times, then after. */
static GString *repeated(const char *before, const char *piece, size_t n, const char *after)
{
    GString *s = g_string_new(before);

    for (size_t i = 0; i < n; i++)
        g_string_append(s, piece);
    return g_string_append(s, after);
}

/* ---- fixtures -------------------------------------------------------------------------------------- */

static const struct fixture_row {
    const char *name, *file, *subject, *from, *text, *not_text, *quoted;
    size_t n_files;
} fixture_rows[] = {
    { "reply from Gmail", "gmail-risposta.eml", "Re: [URP 2026-000417-X] Lampione spento in via Giosuè Carducci", "lucia.ferri@gmail.example",
      "il lampione è ancora spento", "ha scritto", "il lampione è stato riparato", 0 },
    { "reply from Outlook, HTML alone", "outlook-risposta.eml", "R: [URP 2026-000417-X] Assegnazione", "paolo.neri@comune.test",
      "Abbiamo già provveduto: la lampada è stata sostituita (costo 35 €).\n\nSaluti\nPaolo Neri", "alert", "Si chiede di intervenire entro 5 giorni", 0 },
    { "answer below the quotation, flowed", "thunderbird-sotto.eml", "Re: Orari dello sportello", "ada@conti.example",
      "Passerei giovedì pomeriggio, se è possibile, perché la mattina lavoro.\nVa bene.", "Porti", "Quando pensa di passare?", 0 },
    { "PEC envelope", "pec-busta.eml", "POSTA CERTIFICATA: Istanza di accesso agli atti", "posta-certificata@gestore.example",
      "è stato inviato da", NULL, NULL, 3 },
    { "delivery report", "rapporto-consegna.eml", "Undelivered Mail Returned to Sender", "MAILER-DAEMON@mail.comune.test",
      "This is the mail system", NULL, NULL, 1 },
    { "photos and names", "foto-e-nomi.eml", "Buca — foto allegate", "nicco@example.it",
      "C'è una buca pericolosa: [la buca]\n\nMappa: qui (https://mappe.example/?q=1&z=2), scrivetemi a nicco@example.it\n\n- via Roma 5\n- davanti al bar",
      "cid:", NULL, 4 },
    { "out of office", "assente.eml", "Risposta automatica: [URP 2026-000417-X]", "anagrafe@comune.test", "Sono fuori sede", NULL, NULL, 0 },
    { "no headers", "senza-intestazioni.eml", "", "", "C'è una buca in via Roma, è pericolosa.\nMario", NULL, NULL, 0 },
    { "passed on", "inoltrata.eml", "I: lamentela parcheggio", "sindaco@comune.test", "Il parcheggio di piazza Garibaldi è sempre pieno", NULL, NULL, 0 },
    { "cut off", "troncata.eml", "allegato troncato", "a@b.it", "Le mando la foto", NULL, NULL, 1 },
};

static void check_mime_fixture(const struct fixture_row *f)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    char path[200];

    (void)snprintf(path, sizeof path, FIXTURES "%s", f->file);
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_rc(read_fd(fd, &MIME_LIMITS, &r), OK);
    assert_string_equal(r.m.subject, f->subject);
    assert_string_equal(r.m.from.addr, f->from);
    if (!has(r.m.text, f->text) || (f->not_text && has(r.m.text, f->not_text)) || !has(r.m.quoted, f->quoted))
        fail_msg("text: %s\n---\nquoted: %s", r.m.text, r.m.quoted);
    assert_int_equal(r.m.n_files, f->n_files);
}
TEST_ROWS(fixture_rows, check_mime_fixture)

static void read_fixture(const char *path, struct read_mail *r)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);

    assert_true(fd >= 0);
    assert_rc(read_fd(fd, &MIME_LIMITS, r), OK);
}

TEST(mime_headers_of_a_reply)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_fixture(FIXTURES "gmail-risposta.eml", &r);
    assert_string_equal(r.m.message_id, "CAF7risposta1@mail.gmail.example");
    assert_string_equal(r.m.in_reply_to, "out.417.2@comune.test");
    assert_int_equal(r.m.n_references, 2);
    assert_string_equal(r.m.references[0], "out.417.1@comune.test");
    assert_int_equal(r.m.date_at, 1772525560);
    assert_int_equal(r.m.n_to, 1);
    assert_string_equal(r.m.to[0].addr, "urp+r7k2qd@comune.test");
    assert_string_equal(r.m.from.name, "Lucia Ferri");
    assert_string_equal(mime_header(&r.m, "authentication-results"),
                        "mail.comune.test; dkim=pass header.d=gmail.example; spf=pass smtp.mailfrom=lucia.ferri@gmail.example");
    assert_string_equal(mime_header(&r.m, "return-path"), "<lucia.ferri@gmail.example>");
    assert_null(mime_header(&r.m, "auto-submitted"));
    assert_false(r.m.was_html);
}

TEST(mime_delivery_report)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_fixture(FIXTURES "rapporto-consegna.eml", &r);
    assert_string_equal(r.m.type, "multipart/report");
    assert_string_equal(r.m.report_type, "delivery-status");
    assert_string_equal(mime_header(&r.m, "return-path"), "<>");
    assert_int_equal(r.m.n_dsn, 2);
    assert_string_equal(r.m.dsn[0].action, "failed");
    assert_string_equal(r.m.dsn[0].status, "5.1.1");
    assert_string_equal(r.m.dsn[0].recipient, "strade@comune.test");
    assert_string_equal(r.m.dsn[0].diagnostic, "550 5.1.1 <strade@comune.test>: user unknown");
    assert_string_equal(r.m.dsn[1].action, "delayed");
    assert_string_equal(r.m.dsn_original_id, "out.417.3@comune.test");
}

TEST(mime_pec_and_the_mail_inside)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    AUTO(FD) int inner_parts = -1;
    struct mime_mail inner;

    read_fixture(FIXTURES "pec-busta.eml", &r);
    assert_string_equal(r.m.type, "multipart/signed");
    assert_string_equal(mime_header(&r.m, "x-trasporto"), "posta-certificata");
    assert_string_equal(mime_header(&r.m, "x-riferimento-message-id"), "<rif.20260305.1@pec.studio.example>");
    assert_string_equal(r.m.files[0].name, "daticert.xml");
    assert_true(sv_find(file_bytes(&r, 0), SV("<postacert tipo=\"posta-certificata\"")) > 0);
    assert_string_equal(r.m.files[1].name, "postacert.eml");
    assert_string_equal(r.m.files[1].type, "message/rfc822");
    assert_string_equal(r.m.files[2].name, "smime.p7s");

    /* Read where it lies: the offset is no multiple of a page. */
    struct mime_source at = { r.parts, r.m.files[1].offset, r.m.files[1].size_bytes };
    assert_true(at.offset > 0);
    assert_rc(mime_parts_new(&inner_parts, NULL), OK);
    assert_rc(mime_parse(&at, false, &MIME_LIMITS, r.a, inner_parts, &inner, NULL), OK);
    assert_string_equal(inner.from.addr, "studio@pec.studio.example");
    assert_string_equal(inner.message_id, "rif.20260305.1@pec.studio.example");
    assert_true(has(inner.text, "concessione edilizia n. 12/2019, perché confinanti"));
    assert_int_equal(inner.n_files, 1);
    assert_string_equal(inner.files[0].name, "istanza.pdf.p7m");
    struct sv pdf;
    assert_rc(mime_file_read(inner_parts, &inner.files[0], 100, r.a, &pdf, NULL), OK);
    assert_true(sv_eq(pdf, SV("%PDF-1.4\n")));
}

TEST(mime_names_and_files)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_fixture(FIXTURES "foto-e-nomi.eml", &r);
    assert_string_equal(r.m.from.name, "Niccolò Greco");
    assert_int_equal(r.m.n_to, 2);
    assert_string_equal(r.m.to[1].name, "Strade; Verde");
    assert_int_equal(r.m.n_cc, 2); /* out of their group */
    assert_string_equal(r.m.cc[1].addr, "c@d.it");
    assert_true(r.m.files[0].is_inline);
    assert_string_equal(r.m.files[0].content_id, "foto@1");
    assert_int_equal(r.m.files[0].size_bytes, 67);
    assert_string_equal(r.m.files[1].name, "via Giosuè Carducci (angolo).png");
    assert_false(r.m.files[1].is_inline);
    assert_string_equal(r.m.files[2].name, "passwd"); /* no path, no leading dot */
    assert_string_equal(r.m.files[2].declared, "../../etc/.passwd");
    assert_string_equal(r.m.files[3].name, "documento.pdf");
    assert_string_equal(r.m.files[3].declared, "");

    char *path = arena_fmt(r.a, "%s/foto", test_dir());
    assert_rc(mime_file_save(r.parts, &r.m.files[0], path, NULL), OK);
    assert_rc(mime_file_save(r.parts, &r.m.files[0], path, NULL), E_CONFLICT);
}

/* ---- what mails do to their text ------------------------------------------------------------------- */

#define HEAD "From: a@b.it\r\nSubject: prova\r\n"

static const struct text_row {
    const char *name, *raw, *text;
} text_rows[] = {
    { "Latin 1 label, bytes of windows-1252", HEAD "Content-Type: text/plain; charset=iso-8859-1\r\n\r\ncosto 35 \x80 \x96 perch\xE9\r\n", "costo 35 € – perché" },
    { "Latin 1 label, bytes of UTF-8",   HEAD "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nperch\xC3\xA9\r\n", "perché" },
    { "no label, UTF-8",                 HEAD "\r\nperch\xC3\xA9\r\n", "perché" },
    { "no label, Latin 1",               HEAD "\r\nperch\xE9\r\n", "perché" },
    { "UTF-8 label, one wrong byte",     HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\ncitt\xC3\xA0 \xC3\xA8 \xE9\r\n", "città è \xEF\xBF\xBD" },
    { "zammad#6221: UTF-8 label, Latin 1 bytes", HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\ncitt\xE0 perch\xE9\r\n", "città perché" },
    { "unknown label",                   HEAD "Content-Type: text/plain; charset=klingon\r\n\r\nperch\xE9\r\n", "perché" },
    { "label with a path",               HEAD "Content-Type: text/plain; charset=\"../../../tmp/x//\"\r\n\r\nciao\r\n", "ciao" },
    { "zammad#3155: Cyrillic as declared", HEAD "Content-Type: text/plain; charset=koi8-r\r\n\r\n\xF4\xC5\xD3\xD4\r\n", "Тест" },
    { "decomposed accents become NFC",   HEAD "Content-Type: text/plain; charset=utf-8\r\n\r\nperche\xCC\x81\r\n", "perché" },
    { "base64",                          HEAD "Content-Transfer-Encoding: base64\r\n\r\ncGVy\r\nY2jDqQ==\r\n", "perché" },
    { "base64 in two pieces",            HEAD "Content-Transfer-Encoding: base64\r\n\r\ncGVyY2g=\r\ncsOp\r\n", "perchré" },
    { "words labelled base64",           HEAD "Content-Transfer-Encoding: base64\r\n\r\nqui ci sono parole, non codici\r\n", "qui ci sono parole, non codici" },
    { "quoted-printable",                HEAD "Content-Transfer-Encoding: quoted-printable\r\n\r\nperch=C3=A9 la =\r\nriga=20\r\n", "perché la riga" },
    { "flowed with deletion",            HEAD "Content-Type: text/plain; format=flowed; delsp=yes\r\n\r\npa \r\nrola\r\n", "parola" },
    { "stuffed",                         HEAD "Content-Type: text/plain; format=flowed\r\n\r\n From here\r\n", "From here" },
    { "plain beats HTML",                HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\npiano\r\n--b\r\nContent-Type: text/html\r\n\r\n<b>ricco</b>\r\n--b--\r\n", "piano" },
    { "HTML beats blank plain",          HEAD "Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\n\r\n  \r\n--b\r\nContent-Type: text/html\r\n\r\n<b>ricco</b>\r\n--b--\r\n", "ricco" },
    { "HTML in its own charset",         HEAD "Content-Type: text/html\r\n\r\n<meta charset=\"koi8-r\"><p>\xF4\xC5\xD3\xD4</p>\r\n", "Тест" },
    { "two texts in a row",              HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nuno\r\n--b\r\n\r\ndue\r\n--b--\r\n", "uno\n\ndue" },
    { "blank lines and an mbox line first", "\r\n\r\nFrom x@y Mon Jan  1\r\n" HEAD "\r\nciao\r\n", "ciao" },
    { "byte order mark first",           "\xEF\xBB\xBF" HEAD "\r\nciao\r\n", "ciao" },
    { "separator with a blank on it",    HEAD " \r\nciao, come va?\r\n", "ciao, come va?" },
    { "rubbish before the headers",      "@@@ rotto\r\n" HEAD "\r\nciao\r\n", "ciao" },
    { "boundary never closed",           HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nuno\r\n", "uno" },
    { "zammad#6141: content type of nothing", HEAD "Content-Type: ;;;=\r\nContent-Transfer-Encoding: \r\n\r\nciao\r\n", "ciao" },
    { "only line feeds",                 "From: a@b.it\nSubject: x\n\nuno\ndue\n", "uno\ndue" },
};

static void check_mime_text(const struct text_row *t)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_text(t->raw, &r);
    assert_string_equal(sv_trim(sv_from(r.m.text)).p, r.m.text);
    assert_string_equal(r.m.text, t->text);
}
TEST_ROWS(text_rows, check_mime_text)

TEST(mime_nul_bytes_cut_nothing)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    static const char raw[] = "From: a@b.it\r\nSubject: pri\0ma\r\n\r\nuno\0due\r\n";

    assert_rc(read_bytes(raw, sizeof raw - 1, &MIME_LIMITS, &r), OK);
    assert_string_equal(r.m.subject, "prima");
    assert_string_equal(r.m.text, "unodue");
}

/* In the subject, as a name and as a file name alike. */
static const struct subject_row {
    const char *name, *header, *subject;
} subject_rows[] = {
    { "two words joined",    "=?utf-8?B?QnVj?=\r\n =?utf-8?B?YQ==?=", "Buca" },
    { "padding in between",  "=?utf-8?B?QnU=?=\r\n =?utf-8?B?Y2E=?= =?utf-8?B?IQ==?=", "Buca!" },
    { "zammad#2953: letter cut in two", "=?utf-8?B?Y2l0dMM=?= =?utf-8?B?oA==?=", "città" },
    { "cut in two, quoted",  "=?utf-8?Q?citt=C3?=\r\n =?utf-8?Q?=A0?=", "città" },
    { "cut in two, base64 then quoted", "=?utf-8?B?Y2l0dMM=?= =?utf-8?Q?=A0?=", "città" },
    { "cut in two, quoted then base64", "=?utf-8?Q?citt=C3?=\r\n\t=?utf-8?B?oA==?=", "città" },
    { "cut in three", "=?UTF-8?Q?=E2?= =?UTF-8?Q?=82?= =?UTF-8?Q?=AC?=", "€" },
    { "decomposed",          "=?utf-8?Q?perche=CC=81?=", "perché" },
    { "name iconv lacks",    "=?windows-874?B?4Mu12LfT48vpyg==?=\r\n =?windows-874?B?wc2n4MrX6M3B5A==?= =?windows-874?Q?=C7?=", "เหตุทำให้สมองเสื่อมไว" },
    { "with a language",     "=?utf-8*it?B?QnU=?= =?utf-8*it?B?Y2E=?=", "Buca" },
    { "text around",         "ecco =?utf-8?B?QnU=?= e =?utf-8?B?Y2E=?= fine", "ecco Bu e ca fine" },
    { "two charsets",        "=?utf-8?B?w6g=?= =?iso-8859-1?B?6A==?=", "èè" },
    { "Latin 1 that is not", "=?iso-8859-1?Q?costo_35_=80?=", "costo 35 €" },
    { "raw bytes",           "perch\xE9", "perché" },
    { "decoded once",        "=?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?=", "=?utf-8?Q?x?=" },
    { "line end inside",     "=?utf-8?Q?a=0D=0Ab?=", "a b" },
    { "word not closed",     "=?utf-8?Q?abc", "=?utf-8?Q?abc" },
};

static void check_mime_subject(const struct subject_row *s)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    char raw[1000];

    (void)snprintf(raw, sizeof raw, "From: %s <a@b.it>\r\nSubject: %s\r\nContent-Type: image/png; name=\"%s\"\r\n\r\nciao\r\n",
                   s->header, s->header, s->header);
    read_text(raw, &r);
    assert_string_equal(r.m.subject, s->subject);
    assert_string_equal(r.m.from.name, s->subject);
    assert_int_equal(r.m.n_files, 1);
    /* In a parameter GMime guesses at raw bytes and decodes twice: a label, no more. */
    if (!strstr(s->name, "raw") && !strstr(s->name, "once"))
        assert_string_equal(r.m.files[0].declared, s->subject);
}
TEST_ROWS(subject_rows, check_mime_subject)

static const struct from_row {
    const char *name, *header, *shown, *addr;
    size_t n_from;
} from_rows[] = {
    { "bare",              "From: mario@example.it", "", "mario@example.it", 1 },
    { "raw UTF-8",         "From: Niccol\xC3\xB2 <n@e.it>", "Niccolò", "n@e.it", 1 },
    { "raw Latin 1",       "From: Niccol\xF2 <n@e.it>", "Niccolò", "n@e.it", 1 },
    { "two authors",       "From: a@b.it, c@d.it", "", "a@b.it", 2 },
    { "comment",           "From: n@e.it (Nino)", "Nino", "n@e.it", 1 },
    { "no address",        "From: Protocollo", "Protocollo", "", 1 },
    { "empty",             "From:", "", "", 0 },
    { "line end in name",  "From: =?utf-8?Q?a=0D=0ABcc=3A_x=40y.it?= <n@e.it>", "a Bcc: x@y.it", "n@e.it", 1 },
    { "decoded once",      "From: =?utf-8?Q?=3D=3Futf-8=3FQ=3Fx=3F=3D?= <n@e.it>", "=?utf-8?Q?x?=", "n@e.it", 1 },
};

static void check_mime_from(const struct from_row *f)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    char raw[300];

    (void)snprintf(raw, sizeof raw, "Subject: x\r\n%s\r\n\r\nciao\r\n", f->header);
    read_text(raw, &r);
    assert_string_equal(r.m.from.name, f->shown);
    assert_string_equal(r.m.from.addr, f->addr);
    assert_int_equal(r.m.n_from, f->n_from);
}
TEST_ROWS(from_rows, check_mime_from)

/* ---- names of attachments -------------------------------------------------------------------------- */

static const struct name_row {
    const char *name, *head, *declared, *file;
} name_rows[] = {
    { "zammad#2227: broken RFC 2231", "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8'a%ZZ%; filename*1*='", NULL, NULL },
    { "zammad#928: parameters of nothing", "Content-Type: application/pdf; ;=; name; =x; charset=\r\nContent-Disposition: ;;;", NULL, "documento.pdf" },
    { "RFC 2231 continued", "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*0*=utf-8''citt%C3;\r\n filename*1*=%A0%20vecchia; filename*2=.pdf",
      "città vecchia.pdf", "città vecchia.pdf" },
    { "RFC 2231 with a language", "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=iso-8859-1'it'perch%E9.pdf", "perché.pdf", "perché.pdf" },
    { "doubled, they differ", "Content-Type: application/pdf; name=\"a.pdf\"\r\nContent-Disposition: attachment; filename=\"b.pdf\"", "b.pdf", "b.pdf" },
    { "doubled in one header", "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"x.pdf\"; filename*=utf-8''citt%C3%A0.pdf", NULL, NULL },
    { "encoded words", "Content-Type: application/pdf; name=\"=?utf-8?B?cGVyY2jDqQ==?=\r\n =?utf-8?Q?.pdf?=\"", "perché.pdf", "perché.pdf" },
    { "decomposed", "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''perche%CC%81.pdf", "perché.pdf", "perché.pdf" },
    { "a path", "Content-Type: application/pdf; name=\"C:\\\\Temp\\\\..\\\\x.pdf\"", NULL, "x.pdf" },
    { "a NUL and a line end", "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename*=utf-8''a%00b%0D%0Ac.pdf", NULL, NULL },
    { "no name", "Content-Type: application/pdf", "", "documento.pdf" },
    { "invitation", "Content-Type: text/calendar; method=REQUEST", "", "invito.ics" },
    { "contact", "Content-Type: text/x-vcard", "", "contatto.vcf" },
    { "signature", "Content-Type: application/pkcs7-signature", "", "firma.p7s" },
    { "PGP signature", "Content-Type: application/pgp-signature", "", "firma.asc" },
    { "S/MIME in cipher", "Content-Type: application/pkcs7-mime; smime-type=enveloped-data", "", "messaggio-cifrato.p7m" },
    { "S/MIME signed", "Content-Type: application/x-pkcs7-mime; smime-type=signed-data", "", "messaggio-firmato.p7m" },
    { "S/MIME with a name", "Content-Type: application/pkcs7-mime; name=\"istanza.pdf.p7m\"", "istanza.pdf.p7m", "istanza.pdf.p7m" },
    { "unknown", "Content-Type: application/x-none", "", "allegato.bin" },
};

static void check_mime_name(const struct name_row *t)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    char raw[1000];

    (void)snprintf(raw, sizeof raw, "From: a@b.it\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nciao\r\n--b\r\n%s\r\n\r\nx\r\n--b--\r\n", t->head);
    read_text(raw, &r);
    assert_string_equal(r.m.text, "ciao");
    assert_int_equal(r.m.n_files, 1);
    if (t->declared)
        assert_string_equal(r.m.files[0].declared, t->declared);
    if (t->file)
        assert_string_equal(r.m.files[0].name, t->file);
    assert_null(strpbrk(r.m.files[0].name, "/\\\r\n"));
    assert_true(*r.m.files[0].name);
}
TEST_ROWS(name_rows, check_mime_name)

/* ---- uuencoded files in the text ------------------------------------------------------------------- */

static const struct uu_row {
    const char *name, *body, *text, *file, *bytes;
} uu_rows[] = {
    { "between words", "Prima.\nbegin 644 Happy.txt\n+2&%P<'D@2F%M97,*\n`\nend\nDopo.\n", "Prima.\n[Happy.txt]\nDopo.", "Happy.txt", "Happy James" },
    { "blanks at the ends gone", "begin 664 a b.txt\n#86)C\n\nend\n", "[a b.txt]", "a b.txt", "abc" },
    { "a sentence", "begin 644 volte da capo\ne poi end\n", "begin 644 volte da capo\ne poi end", NULL, NULL },
    { "never ends", "begin 644 x.txt\n#86)C\n", "begin 644 x.txt\n#86)C", NULL, NULL },
    { "broken inside", "begin 644 x.txt\n#86)C\nciao a tutti\n`\nend\n", "begin 644 x.txt\n#86)C\nciao a tutti\n`\nend", NULL, NULL },
    { "a path", "begin 644 ../../etc/passwd\n#86)C\n`\nend\n", "[../../etc/passwd]", "passwd", "abc" },
};

static void check_mime_uu(const struct uu_row *t)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    char raw[500];

    (void)snprintf(raw, sizeof raw, HEAD "\r\n%s", t->body);
    read_text(raw, &r);
    assert_string_equal(r.m.text, t->text);
    assert_int_equal(r.m.n_files, t->file ? 1 : 0);
    if (!t->file)
        return;
    assert_string_equal(r.m.files[0].name, t->file);
    struct sv got = file_bytes(&r, 0);
    assert_true(got.n >= strlen(t->bytes) && memcmp(got.p, t->bytes, strlen(t->bytes)) == 0);
}
TEST_ROWS(uu_rows, check_mime_uu)

/* ---- mails in a mail, mails in cipher -------------------------------------------------------------- */

#define INNER "Content-Type: message/rfc822\r\n\r\nFrom: Ada <ada@c.it>\r\nSubject: =?utf-8?Q?perch=C3=A9?=\r\nContent-Type: multipart/mixed; boundary=i\r\n\r\n" \
              "--i\r\n\r\nParole di Ada.\r\n--i\r\nContent-Type: image/png; name=f.png\r\n\r\nx\r\n--i--\r\n"

TEST(mime_attached_mail_is_a_file_and_can_be_read)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_text(HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nVedi sotto.\r\n--b\r\n" INNER "\r\n--b--\r\n", &r);
    assert_string_equal(r.m.text, "Vedi sotto.");
    assert_non_null(strstr(r.m.quoted, "Da: Ada <ada@c.it>\nOggetto: perché\n\n\nParole di Ada."));
    assert_int_equal(r.m.n_files, 1); /* its picture is in the .eml */
    assert_string_equal(r.m.files[0].name, "messaggio.eml");
    assert_true(sv_find(file_bytes(&r, 0), SV("f.png")) > 0);
}

TEST(mime_mail_of_nothing_but_an_attached_mail_says_what_that_says)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_text(HEAD INNER, &r);
    assert_non_null(strstr(r.m.text, "Parole di Ada."));
    assert_string_equal(r.m.quoted, "");
    assert_int_equal(r.m.n_files, 1);
}

TEST(mime_mails_inside_mails_end_somewhere)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    AUTO(GSTR) GString *raw = repeated(HEAD, "Content-Type: message/rfc822\r\n\r\nSubject: x\r\n", 400, "\r\nin fondo\r\n");

    assert_rc(read_bytes(raw->str, raw->len, &MIME_LIMITS, &r), OK);
    assert_int_equal(r.m.n_files, 1);
}

static const struct cipher_row {
    const char *name, *raw, *note, *file;
} cipher_rows[] = {
    { "PGP/MIME", HEAD "Content-Type: multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b\r\n\r\n--b\r\nContent-Type: application/pgp-encrypted\r\n\r\n"
      "Version: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n--b--\r\n", "è cifrato", "messaggio-cifrato.asc" },
    { "PGP in the text", HEAD "\r\n-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----\r\n", "è cifrato", NULL },
    { "S/MIME", HEAD "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\r\n\r\nx\r\n", "è cifrato", "smime.p7m" },
    { "S/MIME, only signed", HEAD "Content-Type: application/pkcs7-mime; smime-type=signed-data\r\n\r\nx\r\n", "dentro la firma", "messaggio-firmato.p7m" },
    { "a signed document", HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nciao\r\n--b\r\nContent-Type: application/pkcs7-mime; name=istanza.pdf.p7m\r\n\r\nx\r\n--b--\r\n",
      NULL, "istanza.pdf.p7m" },
};

static void check_mime_cipher(const struct cipher_row *t)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_text(t->raw, &r);
    if (t->note)
        assert_true(has_note(&r.m, t->note));
    else
        assert_int_equal(r.m.n_notes, 0);
    if (t->file)
        assert_string_equal(r.m.files[r.m.n_files - 1].name, t->file);
}
TEST_ROWS(cipher_rows, check_mime_cipher)

/* ---- winmail.dat ----------------------------------------------------------------------------------- */

/* The sample of tests/fuzz/corpus/tnef, as Outlook would attach it. */
static void read_tnef(const char *sample, size_t max, const char *words, struct read_mail *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    struct sv tnef;

    assert_rc(file_read(a, arena_fmt(a, "tests/fuzz/corpus/tnef/%s", sample), 1 << 16, &tnef, NULL), OK);
    AUTO(GFREE) char *base64 = g_base64_encode((const guchar *)tnef.p, tnef.n < max ? tnef.n : max);
    read_text(arena_fmt(a, HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n%s\r\n--b\r\nContent-Type: application/ms-tnef; name=winmail.dat\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\n%s\r\n--b--\r\n", words, base64), r);
}

TEST(mime_winmail_dat_is_unpacked_beside_itself)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_tnef("due-file", SIZE_MAX, "", &r);
    assert_string_equal(r.m.text, "Perché no?");
    assert_int_equal(r.m.n_notes, 0);
    assert_int_equal(r.m.n_files, 3);
    assert_string_equal(r.m.files[0].name, "winmail.dat");
    assert_string_equal(r.m.files[0].inside, "");
    assert_string_equal(r.m.files[1].name, "città vecchia.txt"); /* not CITTAV~1.TXT */
    assert_string_equal(r.m.files[1].inside, "winmail.dat");
    assert_true(sv_eq(file_bytes(&r, 1), SV("parole")));
    assert_string_equal(r.m.files[2].name, "nota.txt");
    assert_true(sv_eq(file_bytes(&r, 2), SV("due")));
}

static const struct tnef_row {
    const char *name, *words, *text, *note;
    size_t n_files;
} tnef_rows[] = {
    { "due-file", "Le mie parole.", "Le mie parole.", NULL, 3 }, /* those of the mail win */
    { "html", "", "ricco", NULL, 1 },
    { "corpo", "", "perché", NULL, 1 },
    { "oggetto", "ciao", "ciao", "non si è potuto aprire", 1 },
};

static void check_mime_tnef(const struct tnef_row *t)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    read_tnef(t->name, SIZE_MAX, t->words, &r);
    assert_string_equal(r.m.text, t->text);
    assert_int_equal(r.m.n_files, t->n_files);
    assert_int_equal(r.m.n_notes, t->note ? 1 : 0);
    assert_true(!t->note || has_note(&r.m, t->note));
}
TEST_ROWS(tnef_rows, check_mime_tnef)

/* The room for parts holds a mail of the largest size, not that and a second time what is inside. */
TEST(mime_winmail_dat_too_large_to_be_unpacked_stays_packed)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    AUTO(GSTR) GString *tnef = g_string_new(NULL), *raw = g_string_new(HEAD "Content-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    static const char head[] = "\x78\x9F\x3E\x22\x01\x00\x02\x0F\x80\x06\x00\x00\x00\x00\x02"; /* one attachment of 32 MiB */

    g_string_append_len(tnef, head, sizeof head - 1);
    g_string_set_size(tnef, sizeof head - 1 + (32 << 20) + 2);
    memset(tnef->str + sizeof head - 1, 'x', (32 << 20) + 2);
    AUTO(GFREE) char *base64 = g_base64_encode((const guchar *)tnef->str, tnef->len);
    for (size_t n = strlen(base64), at = 0; at < n; at += 76)
        g_string_append_printf(raw, "%.76s\r\n", base64 + at);
    assert_rc(read_bytes(raw->str, raw->len, &MIME_LIMITS, &r), OK);
    assert_int_equal(r.m.n_files, 1);
    assert_true(has_note(&r.m, "non si è potuto aprire"));
}

/* Cut off anywhere: the mail is read, the file is there, and who reads knows. */
TEST(mime_winmail_dat_cut_off)
{
    for (size_t n = 0; n < 400; n += 7) {
        AUTO(READ) struct read_mail r = { .parts = -1 };

        read_tnef("due-file", n, "ciao", &r);
        assert_string_equal(r.m.text, "ciao");
        assert_true(r.m.n_files >= 1);
    }
}

/* ---- limits: only the part concerned suffers ------------------------------------------------------- */

static const struct limit_row {
    const char *name, *before, *piece;
    size_t n;
    const char *after, *note;
    const char *text; /* still there */
    size_t n_files_max;
} limit_rows[] = {
    { "60,000 groups in Cc",   HEAD "Cc: ", "a:", 60000, "\r\n\r\nciao\r\n", "indirizzi è malformata", "ciao", 0 },
    { "groups in quotes only begun", HEAD "Cc: \"", "a:", 5000, "\r\n\r\nciao\r\n", "indirizzi è malformata", "ciao", 0 },
    { "groups in an attached mail", HEAD "Content-Type: message/rfc822\r\n\r\nTo: ", "a:", 60000, "\r\n\r\nx\r\n", "malformata", NULL, 1 },
    { "groups where no header should be", HEAD "\r\nCc: ", "a:", 60000, "\r\nciao\r\n", "malformata", "ciao", 0 },
    { "2,000 recipients",      HEAD "To: x@y.it", ",\r\n a.b.c@comune.borgo.example.it", 2000, "\r\n\r\nciao\r\n", "destinatari è troppo lungo", "ciao", 0 },
    { "5,000 headers",         HEAD, "X-A: b\r\n", 5000, "\r\nciao\r\n", "intestazioni sono troppe", "ciao", 0 },
    { "one header of 200 kB",  HEAD "X-A: ", "blah blah ", 20000, "\r\n\r\nciao\r\n", "troppo lunga", "ciao", 0 },
    { "2,000 parts",           HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\nContent-Type: a/b\r\n\r\nx\r\n", 2000, "--b--\r\n",
      "troppe parti", NULL, 500 },
    { "30,000 borders",        HEAD "Content-Type: multipart/mixed; boundary=b\r\n\r\n", "--b\r\n\r\n", 30000, "--b--\r\n", "troppe parti", NULL, 500 },
    { "long text",             HEAD "\r\n", "una riga di testo che si ripete\r\n", 80000, "", "testo è molto lungo", "una riga", 1 },
};

static void check_mime_limit(const struct limit_row *l)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    AUTO(GSTR) GString *raw = repeated(l->before, l->piece, l->n, l->after);

    assert_rc(read_bytes(raw->str, raw->len, &MIME_LIMITS, &r), OK);
    assert_string_equal(r.m.subject, "prova");
    assert_string_equal(r.m.from.addr, "a@b.it");
    assert_true(has(r.m.text, l->text));
    assert_true(has_note(&r.m, l->note));
    assert_true(r.m.n_files <= l->n_files_max);
    assert_true(r.m.n_to <= MIME_LIMITS.addresses);
}
TEST_ROWS(limit_rows, check_mime_limit)

TEST(mime_headers_that_matter_are_read_after_a_thousand_others)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    AUTO(GSTR) GString *raw = repeated("", "X-A: b\r\n", 5000, HEAD "\r\nciao\r\n");

    assert_rc(read_bytes(raw->str, raw->len, &MIME_LIMITS, &r), OK);
    assert_string_equal(r.m.subject, "prova");
    assert_string_equal(r.m.text, "ciao");
}

TEST(mime_nesting_ends_in_a_file)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    AUTO(GSTR) GString *raw = g_string_new(HEAD);

    for (int i = 0; i < 200; i++)
        g_string_append_printf(raw, "Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", i, i);
    g_string_append(raw, "\r\nin fondo\r\n");
    assert_rc(read_bytes(raw->str, raw->len, &MIME_LIMITS, &r), OK);
    assert_int_equal(r.m.n_files, 1);
    assert_true(sv_find(file_bytes(&r, 0), SV("in fondo")) > 0);
    assert_true(has_note(&r.m, "annidata"));
}

TEST(mime_too_large_is_refused_but_its_headers_are_read)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC);
    struct mime_limits small = MIME_LIMITS;
    const char raw[] = HEAD "\r\nciao\r\n";

    small.bytes = 20;
    assert_int_equal(write(fd, raw, sizeof raw - 1), sizeof raw - 1);
    assert_rc(read_fd(fd, &small, &r), E_LIMIT);
    assert_string_equal(r.m.subject, "");
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, true, &small, r.a, r.parts, &r.m, NULL), OK);
    assert_string_equal(r.m.subject, "prova");
    assert_string_equal(r.m.text, "");
}

TEST(mime_empty_mail)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };

    assert_rc(read_bytes("", 0, &MIME_LIMITS, &r), OK);
    assert_string_equal(r.m.text, "");
    assert_true(has_note(&r.m, "vuota"));
}

/* ---- quotation ------------------------------------------------------------------------------------- */

static const struct quote_row {
    const char *name, *in, *text, *quoted;
} quote_rows[] = {
    { "nothing quoted",   "Buongiorno,\n\nc'è una buca.\n", "Buongiorno,\n\nc'è una buca.", "" },
    { "marked",           "sì\n\n> domanda\n> seconda\n", "sì", "> domanda\n> seconda" },
    { "between",          "> uno?\nsì\n> due?\nno\n", "sì\nno", "> uno?\nsì\n> due?\nno" },
    { "below",            "Il 4/3/26 Anna ha scritto:\n> domanda\n\nrisposta\n", "risposta", "Il 4/3/26 Anna ha scritto:\n> domanda" },
    { "attribution over three lines", "ok\n\nIl giorno mar 3 mar 2026\nalle 08:30 URP <\nurp@comune.test> ha scritto:\n\n> x\n", "ok",
      "Il giorno mar 3 mar 2026\nalle 08:30 URP <\nurp@comune.test> ha scritto:\n\n> x" },
    { "attribution, not marked", "ok\nOn Tue 3 Mar, URP wrote:\ntesto\naltro\n", "ok", "On Tue 3 Mar, URP wrote:\ntesto\naltro" },
    { "Outlook rule",     "ok\n-----Messaggio originale-----\nDa: URP\nInviato: ieri\nA: me\nOggetto: x\n\ncorpo\n", "ok",
      "-----Messaggio originale-----\nDa: URP\nInviato: ieri\nA: me\nOggetto: x\n\ncorpo" },
    { "Outlook block in bold", "ok\n\n*Da:* URP\n*Inviato:* ieri\n*Oggetto:* x\n\ncorpo", "ok", "*Da:* URP\n*Inviato:* ieri\n*Oggetto:* x\n\ncorpo" },
    { "line of underscores", "ok\n\n________________________________\nDa: URP\nInviato: ieri\nA: me\nOggetto: x\n\ncorpo", "ok",
      "________________________________\nDa: URP\nInviato: ieri\nA: me\nOggetto: x\n\ncorpo" },
    { "line of dashes in a text", "uno\n-----------\ndue", "uno\n-----------\ndue", "" },
    { "GroupWise",        "ok\n>>> URP <urp@x.it> 04/03/26 9:15 >>>\ntesto\naltro", "ok", ">>> URP <urp@x.it> 04/03/26 9:15 >>>\ntesto\naltro" },
    { "our mark",         "fatto\n\n--- Scrivi la risposta sopra questa riga ---\n\nGentile ufficio", "fatto", "--- Scrivi la risposta sopra questa riga ---\n\nGentile ufficio" },
    { "our older mark",   "fatto\n\n--- Rispondere sopra questa riga ---\n\nGentile ufficio", "fatto", "--- Rispondere sopra questa riga ---\n\nGentile ufficio" },
    { "passed on",        "vedi sotto\n---------- Forwarded message ---------\nDa: X <x@y.it>\nDate: ieri\nSubject: buca\nTo: me\n\nc'è una buca\n",
      "vedi sotto\n---------- Forwarded message ---------\nDa: X <x@y.it>\nDate: ieri\nSubject: buca\nTo: me\n\nc'è una buca", "" },
    { "only quotation",   "> uno\n> due\n", "> uno\n> due", "" },
    { "a list with From", "Da: via Roma\nin fondo\n", "Da: via Roma\nin fondo", "" },
    { "il in a sentence", "Il lampione di via Roma\nè spento.\nGrazie", "Il lampione di via Roma\nè spento.\nGrazie", "" },
    { "two letters",      "ok\n\n> x", "ok", "> x" },
    { "empty",            "", "", "" },
};

static void check_mime_quote(const struct quote_row *q)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    const char *text, *quoted;

    mime_split_quote(a, q->in, &text, &quoted);
    assert_string_equal(text, q->text);
    assert_string_equal(quoted, q->quoted);
}
TEST_ROWS(quote_rows, check_mime_quote)

/* ---- HTML ------------------------------------------------------------------------------------------ */

static const struct html_row {
    const char *name, *in, *out;
} html_rows[] = {
    { "paragraphs",       "<p>uno</p><p>due</p>", "uno\n\ndue" },
    { "break",            "uno<br>due<br/><br>tre", "uno\ndue\n\ntre" },
    { "white space",      "  uno \n\t due&nbsp;&nbsp;tre ", "uno due tre" },
    { "entities",         "perch&eacute; &#232; &#xE0; &euro; &amp;lt; &bogus; &#150; &#0;", "perché è à € &lt; &bogus; – \xEF\xBF\xBD" },
    { "script and style", "a<script>if (a<b) x('</p>')</script>b<style>p{}</style>c", "abc" },
    { "script not closed", "a<script>b", "a" },
    { "comment",          "a<!-- <p>x</p> -->b", "ab" },
    { "comment not closed", "a<!-- b", "a" },
    { "conditional",      "a<!--[if mso]>x<![endif]-->b<![if !mso]>c<![endif]>", "abc" },
    { "quotation",        "ok<blockquote>uno<br>due<blockquote>tre</blockquote></blockquote>fine", "ok\n> uno\n> due\n> > tre\nfine" },
    { "table",            "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
    { "link",             "<a href=\"https://x.it/\">qui</a>", "qui (https://x.it)" },
    { "link that shows itself", "<a href='https://x.it/a'>https://x.it/a</a>", "https://x.it/a" },
    { "link to nowhere good", "<a href=\"javascript:alert(1)\">qui</a>", "qui" },
    { "pre",              "<pre>a  b\n c</pre>", "a  b\n c" },
    { "less than",        "a < b e 3<4", "a < b e 3<4" },
    { "attribute with a greater sign", "<p title=\"a>b\">x</p>", "x" },
    { "tag not closed",   "a<p", "a" },
    { "picture",          "<img src=x alt=\"la buca\">", "[la buca]" },
    { "control by number", "a&#7;b", "ab" },
    { "empty",            "", "" },
};

static void check_mime_html(const struct html_row *h)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);
    size_t n = strlen(h->in);
    char *in = exact_copy(h->in, n);

    assert_string_equal(mime_html_text(a, sv_of(in, n)), h->out);
    free(in);
}
TEST_ROWS(html_rows, check_mime_html)

/* ---- across the border ----------------------------------------------------------------------------- */

TEST(mime_json_there_and_back)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    static const char *const files[] = { "gmail-risposta", "pec-busta", "rapporto-consegna", "foto-e-nomi", "assente" };

    for (size_t i = 0; i < 5; i++) {
        char path[100];
        struct mime_mail back;

        auto_READ(&r);
        (void)snprintf(path, sizeof path, FIXTURES "%s.eml", files[i]);
        read_fixture(path, &r);
        AUTO(FREE) char *json = mime_to_json(&r.m);
        assert_rc(mime_from_json(sv_from(json), r.a, &back, NULL), OK);
        AUTO(FREE) char *again = mime_to_json(&back);
        assert_string_equal(json, again);
    }
}

static const struct lie_row {
    const char *name, *find, *put;
} lie_rows[] = {
    { "no JSON",           "{", "[" },
    { "member missing",    "\"subject\"", "\"soggetto\"" },
    { "member twice",      "\"subject\":", "\"text\":\"x\",\"subject\":" },
    { "wrong kind",        "\"date_at\":", "\"date_at\":\"x\",\"y\":" },
    { "line end in subject", "Buca", "Buca\\r\\nBcc: x" },
    { "control character", "Buca", "\\u0001" },
    { "file name with a path", "\"name\":\"foto.png\"", "\"name\":\"../foto.png\"" },
    { "hidden file name",  "\"name\":\"foto.png\"", "\"name\":\".foto.png\"" },
    { "negative size",     "\"size_bytes\":67", "\"size_bytes\":-67" },
    { "negative offset",   "\"offset\":0", "\"offset\":-1" },
};

static void check_mime_lie(const struct lie_row *l)
{
    AUTO(READ) struct read_mail r = { .parts = -1 };
    struct mime_mail back;

    read_fixture(FIXTURES "foto-e-nomi.eml", &r);
    AUTO(FREE) char *json = mime_to_json(&r.m);
    char *at = strstr(json, l->find);
    assert_non_null(at);
    char *lie = arena_fmt(r.a, "%.*s%s%s", (int)(at - json), json, l->put, at + strlen(l->find));
    assert_rc(mime_from_json(sv_from(lie), r.a, &back, NULL), E_INPUT);
}
TEST_ROWS(lie_rows, check_mime_lie)

TESTS_MAIN("mail_mime")
