/* SPDX-License-Identifier: EUPL-1.2 */
/* What compose writes is read back with our own parser and looked at as bytes. */
#include "mail/compose.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "mail/mime.h"
#include "mail/smtp.h"
#include "table.h"

#define ARENA_BYTES MIME_ARENA_BYTES

static struct addr addr(const char *s)
{
    struct addr a;

    assert_rc(addr_parse(sv_from(s), "t", &a, NULL), OK);
    return a;
}

static struct compose plain(struct compose_name *to)
{
    *to = (struct compose_name){ "Mario Rossi", addr("mario.rossi@example.it") };
    return (struct compose){
        .from = { "Comune di Borgo Esempio – URP", addr("urp@comune.borgo.example.it") },
        .to = to,
        .n_to = 1,
        .subject = "[URP 2026-000417-X] La sua segnalazione è stata presa in carico",
        .message_id = "out.417.1@comune.borgo.example.it",
        .date_at = 1772000000,
        .text = "Gentile cittadina, gentile cittadino,\n\nperché no? Così è più chiaro.\n.\nFrom here\n",
    };
}

static const char *bytes_of(struct arena *a, const char *path)
{
    struct sv s;

    assert_rc(file_read(a, path, 8 * 1024 * 1024, &s, NULL), OK);
    return s.p;
}

static const struct mime_mail *written(struct arena *a, const struct compose *c, const char **ret_bytes)
{
    const char *dir = test_dir();
    char *path = arena_fmt(a, "%s/mail", dir);
    struct mime_mail *m = arena_one(a, struct mime_mail);
    uint8_t sha[SHA256_BYTES], again[SHA256_BYTES];
    int64_t n = 0;
    struct err err = { 0 };

    mime_init();
    if (compose_write(c, path, sha, &n, &err) != OK)
        fail_msg("compose: %s %s", err.field, err.text);
    assert_rc(file_sha256(path, again, NULL, NULL), OK);
    assert_memory_equal(sha, again, sizeof sha);
    assert_rc(smtp_check_bytes(path, NULL, NULL), OK);
    const char *bytes = bytes_of(a, path);
    for (const char *p = bytes; *p; p++)
        assert_true((unsigned char)*p < 0x80);
    /* The same again is the same file, byte by byte. */
    assert_rc(compose_write(c, path, again, &n, NULL), OK);
    assert_memory_equal(sha, again, sizeof sha);
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC), parts = -1;
    assert_rc(mime_parts_new(&parts, &err), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, a, parts, m, &err), OK);
    *ret_bytes = bytes;
    return m;
}

TEST(compose_text_alone)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct compose_name to;
    struct compose c = plain(&to);
    const char *bytes;
    const struct mime_mail *m = written(a, &c, &bytes);

    assert_string_equal(m->subject, c.subject);
    assert_string_equal(m->from.name, c.from.name);
    assert_string_equal(m->from.addr, "urp@comune.borgo.example.it");
    assert_string_equal(m->to[0].addr, "mario.rossi@example.it");
    assert_string_equal(m->message_id, c.message_id);
    assert_int_equal(m->date_at, c.date_at);
    assert_string_equal(m->type, "text/plain");
    assert_non_null(strstr(m->text, "perché no? Così è più chiaro.\n.\nFrom here"));
    assert_non_null(strstr(bytes, "\r\nMIME-Version: 1.0\r\n"));
    assert_non_null(strstr(bytes, " +0100\r\n")); /* winter in Rome */
    assert_null(strstr(bytes, "In-Reply-To"));
}

TEST(compose_everything)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct compose_name to, reply = { NULL, addr("urp+k7qd@comune.borgo.example.it") };
    struct compose c = plain(&to);
    const struct compose_header extra[] = { { "Auto-Submitted", "auto-replied" }, { "X-Loop", "urp" } };
    const char *refs[40];
    char *pdf = arena_fmt(a, "%s/x", test_dir()), *big = arena_alloc(a, 200000);
    const char *bytes;

    for (size_t i = 0; i < 40; i++)
        refs[i] = arena_fmt(a, "identificativo-piuttosto-lungo.%zu@server.di.posta.example.it", i);
    memset(big, '\n', 200000);
    assert_rc(file_write_durable(pdf, big, 200000, 0600, NULL), OK);
    const struct compose_file files[] = { { pdf, "Perizia n. 4 – città (è lunga).pdf", "application/pdf" },
                                          { pdf, "originale.eml", "message/rfc822" } };
    c.reply_to = &reply, c.n_reply_to = 1;
    c.extra = extra, c.n_extra = 2;
    c.in_reply_to = refs[39], c.references = refs, c.n_references = 40;
    c.html = "<p>perché no?</p><blockquote>citazione</blockquote>";
    c.files = files, c.n_files = 2;
    const struct mime_mail *m = written(a, &c, &bytes);

    assert_string_equal(m->type, "multipart/mixed");
    assert_string_equal(m->reply_to.addr, "urp+k7qd@comune.borgo.example.it");
    assert_string_equal(mime_header(m, "auto-submitted"), "auto-replied");
    assert_string_equal(mime_header(m, "x-loop"), "urp");
    assert_string_equal(m->in_reply_to, refs[39]);
    assert_int_equal(m->n_references, 40);
    assert_string_equal(m->references[39], refs[39]);
    assert_int_equal(m->n_files, 2);
    assert_string_equal(m->files[0].name, "Perizia n. 4 – città (è lunga).pdf");
    assert_string_equal(m->files[0].type, "application/pdf");
    assert_int_equal(m->files[0].size_bytes, 200000);
    assert_string_equal(m->files[1].type, "application/octet-stream");
    assert_non_null(strstr(m->text, "perché no? Così"));
    assert_non_null(strstr(bytes, "multipart/alternative"));
}

static const struct refuse_row {
    const char *name;
    const char *subject, *id, *header, *value, *file;
} refuse_rows[] = {
    { "line end in subject",      "a\r\nBcc: x@y.it", NULL, NULL, NULL, NULL },
    { "line feed in subject",     "a\nb", NULL, NULL, NULL, NULL },
    { "control in subject",       "a\x01", NULL, NULL, NULL, NULL },
    { "not UTF-8",                "a\xFF", NULL, NULL, NULL, NULL },
    { "id with line end",         NULL, "a@b\r\nX: y", NULL, NULL, NULL },
    { "id with brackets",         NULL, "<a@b>", NULL, NULL, NULL },
    { "id without at",            NULL, "abc", NULL, NULL, NULL },
    { "header value",             NULL, NULL, "X-Loop", "a\r\n\r\nbody", NULL },
    { "header name",              NULL, NULL, "X Loop", "a", NULL },
    { "header name with colon",   NULL, NULL, "X-Loop: a\r\nBcc", "a", NULL },
    { "header that is a member",  NULL, NULL, "bcc", "a@b.it", NULL },
    { "header of the body",       NULL, NULL, "Content-Type", "text/html", NULL },
    { "file name",                NULL, NULL, NULL, NULL, "a\r\n.pdf" },
};

static void check_compose_refuses(const struct refuse_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct compose_name to;
    struct compose c = plain(&to);
    struct compose_header h = { r->header, r->value };
    struct compose_file f = { "/dev/null", r->file, NULL };
    char *path = arena_fmt(a, "%s/mail", test_dir());
    uint8_t sha[SHA256_BYTES];
    int64_t n;

    mime_init();
    c.subject = r->subject ? r->subject : c.subject;
    c.message_id = r->id ? r->id : c.message_id;
    c.extra = &h, c.n_extra = r->header ? 1 : 0;
    c.files = &f, c.n_files = r->file ? 1 : 0;
    assert_rc(compose_write(&c, path, sha, &n, NULL), E_INPUT);
    assert_int_equal(access(path, F_OK), -1);
}
TEST_ROWS(refuse_rows, check_compose_refuses)

TEST(compose_missing_attachment_leaves_nothing)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct compose_name to;
    struct compose c = plain(&to);
    struct compose_file f = { "/tmp/urp-no-such-file", "x.pdf", "application/pdf" };
    const char *dir = test_dir(), *path = arena_fmt(a, "%s/mail", dir);
    uint8_t sha[SHA256_BYTES];
    int64_t n;

    mime_init();
    c.files = &f, c.n_files = 1;
    assert_rc(compose_write(&c, path, sha, &n, NULL), E_NOTFOUND);
    assert_int_equal(rmdir(dir), 0); /* empty */
}

static const struct line_row {
    const char *name, *text;
} line_rows[] = {
    { "line of 5,000 letters", NULL },
    { "blanks at line ends",   "una riga \nun'altra\t\n" },
    { "only CR",               "a\rb" },
    { "CRLF",                  "a\r\nb\r\n" },
    { "nothing",               "" },
    { "dots",                  ".\n..\n.QUIT\n" },
    { "border look-alike",     "--=_m00\n" },
};

static void check_compose_lines(const struct line_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct compose_name to;
    struct compose c = plain(&to);
    const char *bytes;
    char *longest = arena_alloc(a, 5001);

    memset(longest, 'x', 5000);
    c.text = r->text ? r->text : longest;
    c.html = "<p>ciao</p>";
    const struct mime_mail *m = written(a, &c, &bytes);
    if (!r->text)
        assert_string_equal(m->text, longest);
}
TEST_ROWS(line_rows, check_compose_lines)

/* ---- headers as the standards want them ------------------------------------------------------------ */

#define TEN(s_) s_ s_ s_ s_ s_ s_ s_ s_ s_ s_

static const struct head_row {
    const char *name, *to_name, *subject;
} head_rows[] = {
    { "ASCII", "Mario Rossi", "Buca in via Roma" },
    { "comma and accent in the name", "Rossi, Nicolò", "Così" },
    { "quotes and brackets in the name", "Mario \"Il Grande\" <Rossi> (detto Ò)", "a" },
    { "comma without accent", "Rossi, Mario", "a" },
    { "an address as the name", "mario@example.it", "a" },
    { "long name with accents", TEN("Associazione Città Più Bella, "), "a" },
    { "long ASCII name", TEN("Associazione Culturale Borgo, "), "a" },
    { "long subject with accents", "", TEN("La perdita è più grave così. ") },
    { "long subject of ASCII", "", TEN("Una perdita grave in via Roma. ") },
    { "one word of 300 letters", "", TEN("abcdefghijklmnopqrstuvwxyzabcd") },
    { "one word of 300 accents", "", TEN("èèèèèèèèèèèèèèèèèèèèèèèèèèèèèè") },
    { "four-byte characters", "🌳 Verde", TEN("🌳🌳🌳🌳🌳🌳 ") },
    { "looks encoded", "=?utf-8?Q?a?=", "=?utf-8?Q?a?= e =?x?=" },
    { "blanks in a row", "", "a  b   c     d" },
};

/* RFC 5322 2.1.1 and RFC 2047 2: lines of 78, encoded words of 75 and never more than 76 on a line that holds one. A single
 * token that is longer stands on a line of its own. */
static void check_head_lines(const char *bytes)
{
    for (const char *p = bytes, *end; (end = strstr(p, "\r\n")) && end > p; p = end + 2) {
        size_t n = (size_t)(end - p);
        const char *word = g_strstr_len(p, (gssize)n, "=?"), *space = memrchr(p + 1, ' ', n - 1);

        if (n > 78 && space && space > p + 20)
            fail_msg("line of %zu bytes: %.*s", n, (int)n, p);
        for (; word; word = g_strstr_len(word + 2, end - word - 2, "=?")) {
            const char *stop = g_strstr_len(word, end - word, "?= "), *last = stop ? stop + 2 : end;
            if ((strncmp(word, "=?utf-8?", 8) == 0 || strncmp(word, "=?UTF-8?", 8) == 0) && last - word > 75)
                fail_msg("encoded word of %td bytes: %.*s", last - word, (int)(last - word), word);
        }
    }
}

static void check_compose_heads(const struct head_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct compose_name to;
    struct compose c = plain(&to);
    const char *bytes, *refs[20];

    for (size_t i = 0; i < 20; i++)
        refs[i] = arena_fmt(a, "identificativo.%zu@server.di.posta.example.it", i);
    c.references = refs, c.n_references = 20, c.in_reply_to = refs[19];
    to.name = r->to_name;
    c.from.name = *r->to_name ? r->to_name : c.from.name;
    c.subject = r->subject;
    const struct mime_mail *m = written(a, &c, &bytes);
    check_head_lines(bytes);
    assert_int_equal(m->n_to, 1);
    assert_string_equal(m->to[0].addr, "mario.rossi@example.it");
    if (*r->to_name) /* our reader makes one blank of several */
        assert_string_equal(m->to[0].name, arena_sv(a, sv_trim(sv_from(r->to_name))));
    if (!strstr(r->subject, "  "))
        assert_string_equal(m->subject, arena_sv(a, sv_trim(sv_from(r->subject))));
}
TEST_ROWS(head_rows, check_compose_heads)

static const struct wire_row {
    const char *name, *bytes;
    enum rc want;
} wire_rows[] = {
    { "good",            "A: b\r\n\r\nc\r\n", OK },
    { "line feed",       "A: b\r\n\r\nc\n.\r\n", E_INPUT },
    { "carriage return", "A: b\r\n\r\nc\r.\r\n", E_INPUT },
    { "double CR",       "A: b\r\n\r\nc\r\r\n", E_INPUT },
    { "no last line end", "A: b\r\n\r\nc", E_INPUT },
    { "begins with LF",  "\nA: b\r\n", E_INPUT },
};

static void check_wire_bytes(const struct wire_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    char *path = arena_fmt(a, "%s/mail", test_dir());

    assert_rc(file_write_durable(path, r->bytes, strlen(r->bytes), 0600, NULL), OK);
    assert_rc(smtp_check_bytes(path, NULL, NULL), r->want);
}
TEST_ROWS(wire_rows, check_wire_bytes)

TESTS_MAIN("mail_compose")
