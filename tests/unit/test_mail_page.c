/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTML of a mail as clerks may look at it: what mails try, and what is left of it. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/text.h"
#include "mail/mime.h"
#include "table.h"

#define PAGE_MAX ((size_t)32 * 1024 * 1024)
/* A red dot. */
#define PNG "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=="

struct paged {
    struct arena *a;
    struct mime_mail m;
    const char *page; /* NULL: none */
};

static void auto_PAGED(struct paged *p)
{
    arena_free(p->a);
}

static void read_raw(const char *raw, size_t n, struct paged *ret)
{
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC), parts = -1;
    struct sv page;

    mime_init();
    ret->a = arena_new(2 * MIME_ARENA_BYTES);
    assert_int_equal(write(fd, raw, n), (ssize_t)n);
    assert_rc(mime_parts_new(&parts, NULL), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, ret->a, parts, &ret->m, NULL), OK);
    if (!ret->m.page.size_bytes)
        return;
    struct mime_file f = { .offset = ret->m.page.offset, .size_bytes = ret->m.page.size_bytes };
    assert_rc(mime_file_read(parts, &f, PAGE_MAX, ret->a, &page, NULL), OK);
    assert_int_equal(strlen(page.p), page.n);
    assert_true(text_is_clean(page));
    ret->page = page.p;
}

/* A mail of this HTML, with a picture whose Content-ID is foto@1 and one that is no picture, carta@1. */
static void read_html(struct sv html, struct paged *ret)
{
    AUTO(GSTR) GString *raw = g_string_new("From: a@b.it\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=bb\r\n\r\n"
                                           "--bb\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");

    g_string_append_len(raw, html.p, (gssize)html.n);
    g_string_append(raw, "\r\n--bb\r\nContent-Type: image/png\r\nContent-ID: <foto@1>\r\nContent-Transfer-Encoding: base64\r\n\r\n" PNG
                         "\r\n--bb\r\nContent-Type: image/svg+xml\r\nContent-ID: <carta@1>\r\n\r\n<svg onload='alert(1)'/>\r\n--bb--\r\n");
    read_raw(raw->str, raw->len, ret);
}

/* ---- what mails try ----------------------------------------------------------------------------- */

static const struct row {
    const char *name, *in, *want, *not_there;
    int remote, left_out;
} rows[] = {
    { "words stay",             "<p>Buon<b>giorno</b> &egrave; qui</p>",           "<p>Buon<b>giorno</b> &egrave; qui</p>", NULL, 0, 0 },
    { "colours stay",           "<td bgcolor=\"#eee\" style='color:red'>x</td>",   "<td bgcolor=\"#eee\" style=\"color:red\">x</td>", NULL, 0, 0 },
    { "script",                 "a<script>alert(1)</script>b",                     "ab", "alert", 0, 0 },
    { "script without an end",  "a<script>alert(1)",                               "a</body>", "alert", 0, 0 },
    { "script in a script",     "<scr<script>ipt>alert(1)</script>x",              NULL, "<script", 0, 0 },
    { "handler",                "<b onclick=alert(1) ONMOUSEOVER='x()'>y</b>",     "<b>y</b>", "alert", 0, 0 },
    { "picture that fails",     "<img src=x onerror=alert(1)>",                    "Immagine esterna, non caricata", "onerror", 1, 0 },
    { "slash between",          "<img/src=x/onerror=alert(1)>",                    NULL, "onerror", 1, 0 },
    { "goes elsewhere",         "<meta http-equiv=refresh content='0;url=//e'>y",  "y", "refresh", 0, 0 },
    { "other base",             "<base href=//evil.test/>y",                       "y", "<base", 0, 0 },
    { "form",                   "<form action=//evil.test><input name=p>y</form>", "y", "<form", 0, 0 },
    { "button",                 "<button formaction=//evil.test>y</button>",       "y", "formaction", 0, 0 },
    { "object",                 "<object data=//evil.test/x.swf>alt</object>y",    "y", "evil", 0, 0 },
    { "embed",                  "<embed src=//evil.test/x.swf>y",                  "y", "evil", 0, 0 },
    { "frame in a frame",       "<iframe src=//evil.test></iframe>y",              "y", "evil", 0, 0 },
    { "breaks out of a frame",  "</iframe></body></html><script>alert(1)</script>y", "y", "</iframe", 0, 0 },
    { "script in a drawing",    "<svg><script>alert(1)</script></svg>y",           "y", "alert", 0, 0 },
    { "drawing with a handler", "<svg/onload=alert(1)>",                           NULL, "onload", 0, 0 },
    { "link",                   "<a href='https://a.test/?b=1&amp;c'>y</a>",       "href=\"https://a.test/?b=1&amp;c\" title=\"https://a.test/?b=1&amp;c\" rel=\"noreferrer noopener\" target=\"_blank\"", NULL, 0, 0 },
    { "script in a link",       "<a href=javascript:alert(1)>y</a>",               "<a>y</a>", "alert", 0, 0 },
    { "script in a link, hidden", "<a href='jav&#x61;script&#58;alert(1)'>y</a>",  "<a>y</a>", "alert", 0, 0 },
    { "script in a link, cut",  "<a href='java&#10;script:alert(1)'>y</a>",        "<a>y</a>", "alert", 0, 0 },
    { "page in a link",         "<a href='data:text/html,<script>'>y</a>",         "<a>y</a>", "data:", 0, 0 },
    { "our target, not theirs", "<a target=_top href=http://a.test>y</a>",         "target=\"_blank\"", "_top", 0, 0 },
    { "out of an attribute",    "<b title='\"><script>alert(1)</script>'>y</b>",   "title=\"&quot;&gt;&lt;script&gt;", "<script", 0, 0 },
    { "picture from afar",      "<img src=http://evil.test/a.png alt=\"Il logo\">", "non caricata: Il logo", "evil", 1, 0 },
    { "other sizes of it",      "<img srcset='http://evil.test/a 2x' src=cid:foto@1>", "src=\"data:image/png;base64,", "evil", 0, 0 },
    { "dot that counts",        "a<img src=http://evil.test/t width=1 height=1>b", "ab", "evil", 1, 0 },
    { "wallpaper",              "<table background=http://evil.test/a>",           "<table>", "evil", 1, 0 },
    { "picture of a style",     "<p style='background:url(http://evil.test/a)'>y", "background:x-url(", " url(", 1, 0 },
    { "style, hidden",          "<p style='background:\\75 rl(//e) u\\rl(//e)'>y", "x-url(", " url(", 1, 0 },
    { "style, as references",   "<p style='background:&#117;rl(//evil.test)'>y",   "x-url(", ":url(", 1, 0 },
    { "set of pictures",        "<p style='background:-webkit-image-set(\"//e\" 1x)'>y", "x-set(", "image-set", 1, 0 },
    { "style sheet",            "<style>@import '//evil.test/a.css'; p{color:red}</style>y", "p{color:red}</style>", " @import", 1, 0 },
    { "style sheet of others",  "<link rel=stylesheet href=//evil.test/a.css>y",   "y", "evil", 0, 0 },
    { "out of a style",         "<style><!--</style><script>alert(1)</script>y",   "y", "alert", 0, 0 },
    { "font",                   "<style>@font-face{src:url(//e)}</style>",         "x-font{src:x-url(", "@font-face", 1, 0 },
    { "picture of the mail",    "<img src='CID:foto@1' alt=Palo>",                 "<img alt=\"Palo\" src=\"data:image/png;base64," PNG, NULL, 0, 0 },
    { "drawing of the mail",    "<img src=cid:carta@1>",                           "Immagine non mostrata qui", "svg", 0, 1 },
    { "no such picture",        "<img src=cid:nessuna@1>",                         "Immagine non mostrata qui", "<img", 0, 1 },
    { "picture in the page",    "<img src='data:image/gif;base64," PNG "'>",       "src=\"data:image/png;base64," PNG "\"", "gif", 0, 0 },
    { "drawing in the page",    "<img src='data:image/svg+xml;base64,PHN2Zz4='>",  "Immagine non mostrata qui", "svg+xml", 0, 1 },
    { "comment",                "a<!-- <script>alert(1)</script> -->b",            "ab", "alert", 0, 0 },
    { "words for Outlook",      "<!--[if mso]>mso<![endif]--><![if !mso]>y<![endif]>", "y", "mso", 0, 0 },
    { "template",               "<template><b>no</b></template>y",                 "y", "no<", 0, 0 },
    { "unknown, a long name",   "<aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa x=1>y",   "y", "aaaa", 0, 0 },
    { "end without a beginning", "</b></div></table>y",                            "y", NULL, 0, 0 },
};

static void check_page(const struct row *r)
{
    AUTO(PAGED) struct paged p = { 0 };

    read_html(sv_from(r->in), &p);
    assert_non_null(p.page);
    const char *body = strstr(p.page, "<body>");
    assert_non_null(body);
    if ((r->want && !strstr(body, r->want)) || (r->not_there && strstr(body, r->not_there)))
        fail_msg("%s", body);
    assert_int_equal(p.m.page.remote, r->remote);
    assert_int_equal(p.m.page.left_out, r->left_out);
}
TEST_ROWS(rows, check_page)

TEST(zero_bytes_hide_nothing)
{
    static const char html[] = "<scr\0ipt>alert(1)</scr\0ipt><a href='java\0script:alert(2)'>y</a>";
    AUTO(PAGED) struct paged p = { 0 };

    read_html(sv_of(html, sizeof html - 1), &p);
    assert_null(strstr(p.page, "<script"));
    assert_null(strstr(p.page, "script:"));
}

/* ---- how much ----------------------------------------------------------------------------------- */

static struct sv many(GString *to, const char *piece, size_t bytes)
{
    while (to->len < bytes)
        g_string_append(to, piece);
    return sv_of(to->str, to->len);
}

static size_t count(const char *text, const char *what)
{
    size_t n = 0;

    while ((text = strstr(text, what)) != NULL)
        n++, text++;
    return n;
}

static const struct flood {
    const char *name, *piece;
} floods[] = {
    { "tables in tables", "<table><tr><td>" }, { "open tags", "<b>" },         { "paragraphs in bold", "<b id=x><p>" }, { "less than", "<" },
    { "quotes", "<a title=\"" },               { "ends", "</b>" },             { "comments", "<!--" },                  { "references", "&#0;" },
    { "styles", "<style>" },                   { "attributes", "<b a=b c=d " }, { "own pictures", "<img src=cid:foto@1>" }, { "loose paragraphs", "<p>" },
};

/* zammad#2706: a sanitiser that needs minutes hides the message. 5 MB take less than the parser's own limits allow. */
static void check_flood(const struct flood *f)
{
    AUTO(GSTR) GString *html = g_string_new(NULL);
    AUTO(PAGED) struct paged p = { 0 };
    int64_t began_ms = clock_mono_ms();

    read_html(many(html, f->piece, (size_t)5 * 1024 * 1024), &p);
    assert_true(p.m.page.size_bytes < (int64_t)16 * 1024 * 1024);
    assert_true(count(p.page, "<table>") <= 60);
    assert_true(count(p.page, "<b") <= 41000);
    assert_true(clock_mono_ms() - began_ms < 10000); /* some 100; the child has 20 seconds */
}
TEST_ROWS(floods, check_flood)

TEST(a_page_longer_than_the_text_may_be_says_so)
{
    AUTO(GSTR) GString *html = g_string_new(NULL);
    AUTO(PAGED) struct paged p = { 0 };

    read_html(many(html, "parole e parole, senza un segno ", (size_t)3 * 1024 * 1024), &p);
    assert_true(p.m.page.is_cut);
}

TEST(mail_without_html_has_no_page)
{
    static const char raw[] = "From: a@b.it\r\nSubject: x\r\n\r\n<b>solo testo</b>\r\n";
    AUTO(PAGED) struct paged p = { 0 };

    read_raw(raw, sizeof raw - 1, &p);
    assert_int_equal(p.m.page.size_bytes, 0);
}

TEST(page_beside_plain_text)
{
    static const char raw[] = "From: a@b.it\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
                              "Il testo da leggere.\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>Il testo <i>da leggere</i>.</p>\r\n--b--\r\n";
    AUTO(PAGED) struct paged p = { 0 };

    read_raw(raw, sizeof raw - 1, &p);
    assert_string_equal(p.m.text, "Il testo da leggere.");
    assert_non_null(strstr(p.page, "<i>da leggere</i>"));
    assert_false(p.m.page.is_cut);
}

TESTS_MAIN("mail_page")
