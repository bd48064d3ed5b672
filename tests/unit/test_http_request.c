/* SPDX-License-Identifier: EUPL-1.2 */
/* The front door: where a request ends, which path it means, who is told no before the body. */
#include "http_peer.h"

#include "http/static_data.h"

static struct reply get_home(struct req *rq)
{
    GString *out = g_string_new("casa");

    atomic_fetch_add(&handled, 1);
    return text_reply(rq, out);
}

static struct reply get_args(struct req *rq)
{
    GString *out = g_string_new(NULL);

    atomic_fetch_add(&handled, 1);
    g_string_printf(out, "x=[%s]", req_arg(rq, "x"));
    return text_reply(rq, out);
}

static struct reply get_literal(struct req *rq)
{
    return text_reply(rq, g_string_new("letterale"));
}

static struct reply get_query(struct req *rq)
{
    GString *out = g_string_new(NULL);
    const char *a = req_query(rq, "a"), *b = req_query(rq, "b");

    atomic_fetch_add(&handled, 1);
    g_string_printf(out, "a=[%s] b=[%s]", a ? a : "NULL", b ? b : "NULL");
    return text_reply(rq, out);
}

static struct reply post_form(struct req *rq)
{
    const char *f = req_field(rq, "f");
    GString *out = g_string_new(NULL);

    atomic_fetch_add(&handled, 1);
    g_string_printf(out, "f=[%s]", f ? f : "NULL");
    return text_reply(rq, out);
}

static const struct route routes[] = {
    { "GET", "/", ROLE_ANY, BODY_NONE, CSRF_NONE, get_home, ROUTE_PAGE },
    { "GET", "/q", ROLE_ANY, BODY_NONE, CSRF_NONE, get_query, ROUTE_PAGE },
    { "GET", "/eco/{x}", ROLE_ANY, BODY_NONE, CSRF_NONE, get_args, ROUTE_PAGE },
    { "GET", "/eco/fisso", ROLE_ANY, BODY_NONE, CSRF_NONE, get_literal, ROUTE_PAGE },
    { "POST", "/eco/{x}/fine", ROLE_ANY, BODY_FORM, CSRF_NONE, get_args, ROUTE_PAGE },
    { "POST", "/modulo", ROLE_ANY, BODY_FORM, CSRF_NONE, post_form, ROUTE_PAGE },
    { "GET", "/ufficio/{x}", ROLE_STAFF, BODY_NONE, CSRF_NONE, get_args, ROUTE_PAGE },
    { "POST", "/ufficio/{x}", ROLE_STAFF, BODY_MULTIPART, CSRF_ON, get_args, ROUTE_PAGE },
    { "GET", "/api/v1/cosa", ROLE_ANY, BODY_NONE, CSRF_NONE, get_home, ROUTE_API },
};

static void open_site(struct site *site)
{
    *site = (struct site){ 0 };
    site_open(site, routes, sizeof routes / sizeof routes[0]);
}

/* ---- where a request ends ----------------------------------------------------------------------- */

#define NEXT "GET /eco/contrabbando HTTP/1.1\r\n" HOST "\r\n"

static const struct framing_row { const char *name, *bytes; size_t n; int status; } framing[] = {
#define ROW(name_, bytes_, status_) { name_, bytes_, sizeof(bytes_) - 1, status_ }
    ROW("two Content-Length",            "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 30\r\n\r\nabc" NEXT, 400),
    ROW("two equal Content-Length",      "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: 3\r\ncontent-length: 3\r\n\r\nf=1" NEXT, 400),
    ROW("Content-Length and chunked",    "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, 400),
    ROW("chunked and Content-Length",    "POST /modulo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n" NEXT, 400),
    ROW("coding list",                   "POST /modulo HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" NEXT, 400),
    ROW("coding identity",               "POST /modulo HTTP/1.1\r\n" HOST "Transfer-Encoding: identity\r\n\r\nf=1" NEXT, 400),
    ROW("coding with a tail",            "POST /modulo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked \r\n\r\n0\r\n\r\n" NEXT, 400),
    ROW("two codings",                   "POST /modulo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, 400),
    ROW("chunked in HTTP/1.0",           "POST /modulo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" NEXT, 400),
    ROW("length with a sign",            "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\nf=1" NEXT, 400),
    ROW("length in hexadecimal",         "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: 0x3\r\n\r\nf=1" NEXT, 400),
    ROW("length list",                   "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\nf=1" NEXT, 400),
    ROW("length empty",                  "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: \r\n\r\nf=1" NEXT, 400),
    ROW("blank before the colon",        "POST /modulo HTTP/1.1\r\n" HOST "Content-Length : 3\r\n\r\nf=1" NEXT, 400),
    ROW("tab before the colon",          "GET / HTTP/1.1\r\n" HOST "X-A\t: 3\r\n\r\n" NEXT, 400),
    ROW("no name",                       "GET / HTTP/1.1\r\n" HOST ": 3\r\n\r\n" NEXT, 400),
    ROW("no name ends the headers",      "GET / HTTP/1.1\r\n" HOST ": 3\r\n" NEXT, 400),
    ROW("bare LF before the empty line", "GET / HTTP/1.1\r\nHost: a\n\r\n" NEXT, 400),
    ROW("bare LF as the empty line",     "GET / HTTP/1.1\r\n" HOST "\n" NEXT, 400),
    ROW("bare LF after the request",     "GET / HTTP/1.1\n" HOST "\r\n" NEXT, 400),
    ROW("bare LF only",                  "GET / HTTP/1.0\n\n" NEXT, 400),
    ROW("no colon",                      "GET / HTTP/1.1\r\n" HOST "Content-Length 3\r\n\r\n" NEXT, 400),
    ROW("name with a slash",             "GET / HTTP/1.1\r\n" HOST "X/A: 3\r\n\r\n" NEXT, 400),
    ROW("name in UTF-8",                 "GET / HTTP/1.1\r\n" HOST "Citt\303\240: 3\r\n\r\n" NEXT, 400),
    ROW("bare LF in the headers",        "GET / HTTP/1.1\r\n" HOST "X-A: 1\nContent-Length: 3\r\n\r\nf=1" NEXT, 400),
    ROW("bare CR in a value",            "GET / HTTP/1.1\r\n" HOST "X-A: 1\rContent-Length: 3\r\n\r\n" NEXT, 400),
    ROW("NUL in a value",                "GET / HTTP/1.1\r\n" HOST "X-A: 1\0002\r\n\r\n" NEXT, 400),
    ROW("NUL in a name",                 "GET / HTTP/1.1\r\n" HOST "X\000A: 1\r\n\r\n" NEXT, 400),
    ROW("control in a value",            "GET / HTTP/1.1\r\n" HOST "X-A: \0332J\r\n\r\n" NEXT, 400),
    ROW("folded line",                   "GET / HTTP/1.1\r\n" HOST "X-A: 1\r\n 2\r\n\r\n" NEXT, 400),
    ROW("folded length",                 "POST /modulo HTTP/1.1\r\n" HOST "Content-Leng: 3\r\n th\r\n\r\nf=1" NEXT, 400),
    ROW("folded first header",           "POST /modulo HTTP/1.1\r\n " HOST "Content-Length: 3\r\n\r\nf=1" NEXT, 400),
    ROW("no Host",                       "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n" NEXT, 400),
    ROW("two Hosts",                     "GET / HTTP/1.1\r\n" HOST "Host: altro.test\r\n\r\n" NEXT, 400),
    ROW("two Hosts in HTTP/1.0",         "GET / HTTP/1.0\r\n" HOST "Host: altro.test\r\n\r\n" NEXT, 400),
    ROW("two types",                     "POST /modulo HTTP/1.1\r\n" HOST "Content-Type: text/xml\r\ncontent-type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nf=1" NEXT, 400),
    ROW("two origins",                   "GET / HTTP/1.1\r\n" HOST "Origin: http://urp.test\r\nOrigin: http://male.test\r\n\r\n" NEXT, 400),
    ROW("HTTP/1.9 without Host",         "GET / HTTP/1.9\r\n\r\n" NEXT, 400),
    ROW("blank in the path",             "GET / x HTTP/1.1\r\n" HOST "\r\n" NEXT, 0),
    ROW("HTTP/2.0",                      "GET / HTTP/2.0\r\n" HOST "\r\n" NEXT, 505),
    ROW("no version",                    "GET /\r\n" HOST "\r\n" NEXT, 400),
    ROW("chunk of no size",              "POST /modulo HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n" NEXT, 400),
    ROW("path with a NUL",               "GET /eco/a%00b HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
    ROW("path not UTF-8",                "GET /eco/%C3%28 HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
    ROW("path with a control",           "GET /eco/a%0Ab%1B HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
    ROW("star",                          "OPTIONS * HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
    ROW("no slash",                      "GET eco/a HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
    ROW("query twice the same",          "GET /q?a=1&a=2 HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
    ROW("query twice, one encoded",      "GET /q?a=1&%61=2 HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
    ROW("query name not text",           "GET /q?%ff=1 HTTP/1.1\r\n" HOST "\r\n" NEXT, 400),
};

/* A refused request is the last of its connection: what follows it is not read as another. */
static void check_refused(const struct framing_row *row)
{
    struct site site;
    struct answer r;

    open_site(&site);
    r = exchange_n(&site, row->bytes, row->n);
    assert_status(&r, row->status);
    assert_true(r.closed);
    assert_null(r.all ? strstr(r.all->str, "contrabbando") : NULL);
    assert_int_equal(atomic_load(&handled), 0);
    answer_done(&r);
    r = exchange(&site, "GET / HTTP/1.1\r\n" HOST "\r\n");
    assert_string_equal(r.body, "casa");
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(framing, check_refused)

static const struct taken_row { const char *name, *bytes, *body; } taken[] = {
    { "plain",                "GET / HTTP/1.1\r\n" HOST "\r\n", "casa" },
    { "HTTP/1.0 without Host", "GET / HTTP/1.0\r\n\r\n", "casa" },
    { "empty header",         "GET / HTTP/1.1\r\n" HOST "X-A:\r\nX-B: \r\n\r\n", "casa" },
    { "blanks and tabs",      "GET / HTTP/1.1\r\n" HOST "X-A: \t 1 2\t3\r\n\r\n", "casa" },
    { "UTF-8 in a value",     "GET / HTTP/1.1\r\n" HOST "X-A: citt\303\240\r\n\r\n", "casa" },
    { "last header empty",    "GET / HTTP/1.1\r\n" HOST "X-A:\r\n\r\n", "casa" },
    { "length",               "POST /modulo HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nf=1", "f=[1]" },
    { "chunked",              "POST /modulo HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: Chunked\r\n\r\n2\r\nf=\r\n1\r\n7\r\n0\r\n\r\n", "f=[7]" },
    { "trailer is no header", "POST /modulo HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nf=1\r\n0\r\nContent-Length: 5\r\n\r\n", "f=[1]" },
    { "empty post",           "POST /modulo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "f=[NULL]" },
    { "argument",             "GET /eco/uno HTTP/1.1\r\n" HOST "\r\n", "x=[uno]" },
    { "argument decoded",     "GET /eco/citt%C3%A0%20x+y HTTP/1.1\r\n" HOST "\r\n", "x=[citt\303\240 x+y]" },
    { "slash stays encoded",  "GET /eco/a%2Fb HTTP/1.1\r\n" HOST "\r\n", "x=[a%2Fb]" },
    { "backslash too",        "GET /eco/..%5Cb HTTP/1.1\r\n" HOST "\r\n", "x=[..%5Cb]" },
    { "bad escape is text",   "GET /eco/100%25%zz% HTTP/1.1\r\n" HOST "\r\n", "x=[100%%zz%]" },
    { "literal wins",         "GET /eco/fisso HTTP/1.1\r\n" HOST "\r\n", "letterale" },
    { "literal encoded",      "GET /eco/fi%73so HTTP/1.1\r\n" HOST "\r\n", "letterale" },
    { "query",                "GET /q?a=1&b=due HTTP/1.1\r\n" HOST "\r\n", "a=[1] b=[due]" },
    { "query decoded",        "GET /q?a=12%2F2026&b=x%26y+z%2B HTTP/1.1\r\n" HOST "\r\n", "a=[12/2026] b=[x&y z+]" },
    { "query empty, missing", "GET /q?a= HTTP/1.1\r\n" HOST "\r\n", "a=[] b=[NULL]" },
    { "query without value",  "GET /q?&a&&b=1& HTTP/1.1\r\n" HOST "\r\n", "a=[] b=[1]" },
    { "query not text",       "GET /q?a=%ff&b=%00 HTTP/1.1\r\n" HOST "\r\n", "a=[NULL] b=[NULL]" },
    { "query with tricks",    "GET /q?a=x%E2%80%AEy HTTP/1.1\r\n" HOST "\r\n", "a=[xy] b=[NULL]" },
};
static void check_taken(const struct taken_row *row)
{
    struct site site;
    struct answer r;

    open_site(&site);
    r = exchange(&site, row->bytes);
    assert_status(&r, 200);
    assert_string_equal(r.body, row->body);
    assert_int_equal(r.closed, strstr(row->bytes, "HTTP/1.0") != NULL);
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(taken, check_taken)

TEST(many_requests_on_one_connection)
{
    struct site site;
    struct answer r = { 0 };
    int fd;

    open_site(&site);
    fd = peer_open(site.port);
    assert_true(peer_say(fd, "GET / HTTP/1.1\r\n" HOST "\r\nGET /niente HTTP/1.1\r\n" HOST "\r\nGET /eco/2 HTTP/1.1\r\n" HOST "\r\n"));
    answer_read(fd, &r, false);
    assert_string_equal(r.body, "casa");
    answer_read(fd, &r, false);
    assert_status(&r, 404); /* a refusal without a body keeps the connection */
    answer_read(fd, &r, false);
    assert_string_equal(r.body, "x=[2]");
    assert_true(peer_say(fd, "POST /ufficio/1 HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 40\r\n\r\n"
                             "GET /eco/contrabbando HTTP/1.1\r\n12345678"
                             "GET /eco/3 HTTP/1.1\r\n" HOST "\r\n"));
    answer_read(fd, &r, false);
    assert_status(&r, 403); /* nor does one with a short body */
    answer_read(fd, &r, false);
    assert_string_equal(r.body, "x=[3]");
    close(fd);
    answer_done(&r);
    site_close(&site);
}

/* ---- which path --------------------------------------------------------------------------------- */

static const struct path_row { const char *name, *method, *path; int status; const char *allow; } paths[] = {
    { "unknown",              "GET",    "/niente", 404, NULL },
    { "slash at the end",     "GET",    "/eco/uno/", 404, NULL },
    { "two slashes",          "GET",    "//", 404, NULL },
    { "empty argument",       "GET",    "/eco/", 404, NULL },
    { "empty segment",        "GET",    "/eco//fine", 404, NULL },
    { "encoded separator",    "GET",    "/eco%2Funo", 404, NULL },
    { "dots are a name",      "GET",    "/eco/../eco/uno", 404, NULL },
    { "too deep",             "GET",    "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a", 404, NULL },
    { "post to a page",       "POST",   "/", 405, "GET, HEAD" },
    { "get of a form",        "GET",    "/modulo", 405, "POST" },
    { "head of a form",       "HEAD",   "/modulo", 405, "POST" },
    { "both",                 "DELETE", "/ufficio/x", 405, "POST, GET, HEAD" },
    { "trace",                "TRACE",  "/", 405, "GET, HEAD" },
    { "an invention",         "COMPRA", "/", 405, "GET, HEAD" },
    { "lower case",           "get",    "/", 405, "GET, HEAD" },
    { "argument and literal", "POST",   "/eco/fisso/fine", 200, NULL },
    { "static unknown",       "GET",    "/static/niente.css", 404, NULL },
    { "static climbing",      "GET",    "/static/../urp.css", 404, NULL },
    { "api unknown",          "GET",    "/api/v1/niente", 404, NULL },
};
static void check_path(const struct path_row *row)
{
    struct site site;
    struct answer r;
    char text[256];

    open_site(&site);
    (void)snprintf(text, sizeof text, "%s %s HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", row->method, row->path);
    r = exchange(&site, text);
    assert_status(&r, row->status);
    if (row->allow)
        assert_string_equal(header_of(&r, "Allow"), row->allow);
    else
        assert_null(header_of(&r, "Allow"));
    if (row->status != 200)
        assert_string_equal(header_of(&r, "Content-Type"), strncmp(row->path, "/api", 4) == 0 ? "application/problem+json; charset=utf-8" : "text/html; charset=utf-8");
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(paths, check_path)

TEST(head_is_get_without_the_body)
{
    struct site site;
    struct answer get, head;

    open_site(&site);
    get = exchange(&site, "GET /eco/x HTTP/1.1\r\n" HOST "\r\n");
    head = exchange(&site, "HEAD /eco/x HTTP/1.1\r\n" HOST "\r\n");
    assert_status(&head, 200);
    assert_string_equal(header_of(&head, "Content-Length"), header_of(&get, "Content-Length"));
    assert_int_equal(head.all->len, 0); /* nothing behind the headers */
    assert_false(head.closed);
    answer_done(&get);
    answer_done(&head);
    site_close(&site);
}

/* ---- before the body ---------------------------------------------------------------------------- */

static const struct early_row { const char *name, *path, *headers; int status; } early[] = {
    { "too long by its length",    "/modulo", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000000000\r\n", 413 },
    { "longer than a number",      "/modulo", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 99999999999999999999\r\n", 413 },
    { "with Expect",               "/modulo", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 200000\r\nExpect: 100-continue\r\n", 413 },
    { "wrong type",                "/modulo", "Content-Type: text/xml\r\nContent-Length: 100000\r\n", 415 },
    { "no type",                   "/modulo", "Content-Length: 100000\r\n", 415 },
    { "wrong type, chunked",       "/modulo", "Content-Type: text/xml\r\nTransfer-Encoding: chunked\r\n", 415 },
    { "no boundary",               "/modulo", "Content-Type: multipart/form-data\r\nContent-Length: 100\r\n", 400 },
    { "nobody signed in",          "/ufficio/1", "Content-Type: multipart/form-data; boundary=xx\r\nContent-Length: 200000000\r\n", 403 },
    { "another site's page",       "/ufficio/1", STAFF "Sec-Fetch-Site: cross-site\r\nContent-Type: multipart/form-data; boundary=xx\r\nContent-Length: 200000000\r\n", 403 },
    { "body where none belongs",   "/niente", "Content-Length: 100000\r\n", 404 },
};
/* The answer comes while the body has not. */
static void check_early(const struct early_row *row)
{
    struct site site;
    struct answer r;
    char text[512];

    open_site(&site);
    (void)snprintf(text, sizeof text, "POST %s HTTP/1.1\r\n" HOST "%s\r\n", row->path, row->headers);
    r = exchange(&site, text);
    assert_status(&r, row->status);
    assert_true(r.closed);
    assert_string_equal(header_of(&r, "Connection"), "close");
    assert_null(strstr(r.head, "100 Continue"));
    assert_int_equal(atomic_load(&handled), 0);
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(early, check_early)

TEST(a_body_on_a_page_without_one)
{
    struct site site;
    struct answer r;

    open_site(&site);
    r = exchange(&site, "GET / HTTP/1.1\r\n" HOST "Content-Length: 5\r\n\r\n12345");
    assert_status(&r, 413);
    assert_false(r.closed);
    answer_done(&r);
    site_close(&site);
}

TEST(expect_is_answered_when_the_body_is_wanted)
{
    struct site site;
    struct answer r = { 0 };
    int fd;

    open_site(&site);
    fd = peer_open(site.port);
    assert_true(peer_say(fd, "POST /modulo HTTP/1.1\r\n" HOST "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n"));
    answer_read(fd, &r, true);
    assert_status(&r, 100);
    assert_true(peer_say(fd, "f=9"));
    answer_read(fd, &r, false);
    assert_string_equal(r.body, "f=[9]");
    close(fd);
    answer_done(&r);
    site_close(&site);
}

TEST(every_answer_carries_the_headers_of_the_house)
{
    static const char *const wanted[][2] = {
        { "X-Content-Type-Options", "nosniff" }, { "Referrer-Policy", "no-referrer" }, { "Cache-Control", "no-store" },
        { "Cross-Origin-Opener-Policy", "same-origin" },
    };
    static const char *const asked[] = { "GET / HTTP/1.1\r\n" HOST "\r\n", "GET /niente HTTP/1.1\r\n" HOST "\r\n", "GET /ufficio/a HTTP/1.1\r\n" HOST "\r\n",
                                         "POST / HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET /q?a&a HTTP/1.1\r\n" HOST "\r\n" };
    struct site site;

    open_site(&site);
    for (size_t i = 0; i < sizeof asked / sizeof asked[0]; i++) {
        struct answer r = exchange(&site, asked[i]);
        for (size_t k = 0; k < sizeof wanted / sizeof wanted[0] && i != 4; k++) /* 4: MHD refuses by itself */
            assert_string_equal(header_of(&r, wanted[k][0]), wanted[k][1]);
        if (i != 4) {
            assert_has(header_of(&r, "Content-Security-Policy"), "default-src 'none'");
            assert_has(header_of(&r, "Content-Security-Policy"), "frame-ancestors 'none'");
            assert_int_equal(strlen(header_of(&r, "X-Request-Id")), 12);
        }
        answer_done(&r);
    }
    site_close(&site);
}

/* ---- static files ------------------------------------------------------------------------------- */

static const struct static_file *compressed_file(void)
{
    for (size_t i = 0; i < static_files_n; i++)
        if (static_files[i].brotli && static_files[i].gzip)
            return &static_files[i];
    fail_msg("no compressed static file");
    return NULL;
}

static const struct coding_row { const char *name, *accept, *coding; } codings[] = {
    { "none said",          "", NULL },
    { "brotli",             "Accept-Encoding: gzip, deflate, br\r\n", "br" },
    { "brotli first",       "Accept-Encoding: br;q=0.5, gzip\r\n", "br" },
    { "gzip",               "Accept-Encoding: gzip, deflate\r\n", "gzip" },
    { "gzip in capitals",   "Accept-Encoding: GZIP\r\n", "gzip" },
    { "brotli not wanted",  "Accept-Encoding: br;q=0, gzip;q=1.0\r\n", "gzip" },
    { "many zeros",         "Accept-Encoding: br; q=0.000, gzip; Q=0.001\r\n", "gzip" },
    { "nothing wanted",     "Accept-Encoding: br;q=0, gzip;q=0.0\r\n", NULL },
    { "a longer word",      "Accept-Encoding: brotli, xgzip\r\n", NULL },
    { "identity",           "Accept-Encoding: identity\r\n", NULL },
};
static void check_coding(const struct coding_row *row)
{
    const struct static_file *f = compressed_file();
    size_t want_n = !row->coding ? f->plain_n : strcmp(row->coding, "br") == 0 ? f->brotli_n : f->gzip_n;
    struct site site;
    struct answer r;
    char text[1024], tag[128];

    open_site(&site);
    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" HOST "%s\r\n", f->url, row->accept);
    r = exchange(&site, text);
    assert_status(&r, 200);
    assert_false(r.closed);
    assert_int_equal(r.body_n, want_n);
    assert_string_equal(header_of(&r, "Vary"), "Accept-Encoding");
    assert_string_equal(header_of(&r, "Content-Type"), f->mime);
    assert_has(header_of(&r, "Cache-Control"), "immutable");
    if (row->coding)
        assert_string_equal(header_of(&r, "Content-Encoding"), row->coding);
    else
        assert_null(header_of(&r, "Content-Encoding"));
    (void)snprintf(tag, sizeof tag, "%s", header_of(&r, "ETag"));
    answer_done(&r);
    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" HOST "%sIf-None-Match: \"altro\", W/%s\r\n\r\n", f->url, row->accept, tag);
    r = exchange(&site, text);
    assert_status(&r, 304);
    assert_int_equal(r.all->len, 0);
    assert_string_equal(header_of(&r, "ETag"), tag);
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(codings, check_coding)

TEST(another_tag_gets_the_file)
{
    const struct static_file *f = compressed_file();
    struct site site;
    struct answer r;
    char text[1024];

    open_site(&site);
    (void)snprintf(text, sizeof text, "HEAD %s HTTP/1.1\r\n" HOST "If-None-Match: %.*s-br\"\r\n\r\n", f->url, (int)strlen(f->etag) - 1, f->etag);
    r = exchange(&site, text);
    assert_status(&r, 200);
    assert_int_equal(strtol(header_of(&r, "Content-Length"), NULL, 10), f->plain_n);
    answer_done(&r);
    site_close(&site);
}

TESTS_MAIN("http_request")
