/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks: sessions and roles, pages of other sites, addresses behind proxies. */
#include "http_peer.h"

static struct reply get_who(struct req *rq)
{
    const struct identity *who = req_identity(rq);
    GString *out = g_string_new(NULL);

    atomic_fetch_add(&handled, 1);
    g_string_printf(out, "%s %s %s %s", who ? who->name : "nessuno", who ? who->csrf : "-", req_client(rq), req_client_net(rq));
    return text_reply(rq, out);
}

static struct reply get_cookie(struct req *rq)
{
    session_set_cookie(rq, "abcDEF-_123");
    return get_who(rq);
}

static struct reply get_goodbye(struct req *rq)
{
    session_clear_cookie(rq);
    return get_who(rq);
}

static const struct route routes[] = {
    { "GET", "/chi", ROLE_ANY, BODY_NONE, CSRF_NONE, get_who, ROUTE_PAGE },
    { "GET", "/entrato", ROLE_ANY, BODY_NONE, CSRF_NONE, get_cookie, ROUTE_PAGE },
    { "GET", "/uscito", ROLE_ANY, BODY_NONE, CSRF_NONE, get_goodbye, ROUTE_PAGE },
    { "GET", "/ufficio/{x}", ROLE_STAFF, BODY_NONE, CSRF_NONE, get_who, ROUTE_PAGE },
    { "GET", "/capo", ROLE_ADMIN, BODY_NONE, CSRF_NONE, get_who, ROUTE_PAGE },
    { "GET", "/api/capo", ROLE_ADMIN, BODY_NONE, CSRF_NONE, get_who, ROUTE_API },
    { "POST", "/pubblico", ROLE_ANY, BODY_FORM, CSRF_ORIGIN, get_who, ROUTE_PAGE },
    { "POST", "/sessione", ROLE_STAFF, BODY_FORM, CSRF_ON, get_who, ROUTE_PAGE },
    { "POST", "/libero", ROLE_STAFF, BODY_FORM, CSRF_NONE, get_who, ROUTE_PAGE },
};

static void open_site(struct site *site, const char *base_url, const char *proxies)
{
    *site = (struct site){ .conf = { .base_url = base_url, .trusted_proxies = proxies, .hsts = true } };
    memset(site->conf.csrf_key, 7, sizeof site->conf.csrf_key);
    site_open(site, routes, sizeof routes / sizeof routes[0]);
}

static struct answer get(const struct site *site, const char *path, const char *headers)
{
    char text[2048];

    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" HOST "%s\r\n", path, headers);
    return exchange(site, text);
}

/* ---- roles -------------------------------------------------------------------------------------- */

static const struct role_row { const char *name, *path, *headers; int status; const char *location; } role_rows[] = {
    { "stranger, public",      "/chi", "", 200, NULL },
    { "stranger, page",        "/ufficio/26-1", "", 303, "/entra?torna=%2Fufficio%2F26-1" },
    { "stranger, odd page",    "/ufficio/a%2Fb%20c", "", 303, "/entra?torna=%2Fufficio%2Fa%252Fb%2520c" },
    { "stranger, api",         "/api/capo", "", 403, NULL },
    { "operator, page",        "/ufficio/26-1", STAFF, 200, NULL },
    { "operator, chief's page", "/capo", STAFF, 403, NULL },
    { "chief, both",           "/ufficio/26-1", CHIEF, 200, NULL },
    { "chief, own",            "/capo", CHIEF, 200, NULL },
    { "chief, api",            "/api/capo", CHIEF, 200, NULL },
    { "unknown token",         "/ufficio/26-1", "Cookie: urp=inventato\r\n", 303, "/entra?torna=%2Fufficio%2F26-1" },
};
static void check_role(const struct role_row *row)
{
    struct site site;
    struct answer r;

    open_site(&site, "http://urp.test", "");
    r = get(&site, row->path, row->headers);
    assert_status(&r, row->status);
    if (row->location)
        assert_string_equal(header_of(&r, "Location"), row->location);
    else
        assert_null(header_of(&r, "Location"));
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(role_rows, check_role)

static const struct cookie_row { const char *name, *headers, *who; } cookies[] = {
    { "alone",             "Cookie: urp=capo\r\n", "capo" },
    { "among others",      "Cookie: a=1; urp=capo; b=2\r\n", "capo" },
    { "without blanks",    "Cookie: a=1;urp=capo;b=2\r\n", "capo" },
    { "comma is no end",   "Cookie: a=1, urp=capo\r\n", "nessuno" },
    { "quoted",            "Cookie: urp=\"capo\"\r\n", "nessuno" },
    { "name in capitals",  "Cookie: URP=capo\r\n", "nessuno" },
    { "longer name",       "Cookie: xurp=capo; urpx=capo\r\n", "nessuno" },
    { "empty",             "Cookie: urp=\r\n", "nessuno" },
    { "no value",          "Cookie: urp\r\n", "nessuno" },
    { "with a percent",    "Cookie: urp=cap%6f\r\n", "nessuno" },
    { "of the other kind", "Cookie: __Host-urp=capo\r\n", "nessuno" },
    { "header empty",      "Cookie: \r\n", "nessuno" },
};
static void check_cookie(const struct cookie_row *row)
{
    struct site site;
    struct answer r;

    open_site(&site, "http://urp.test", "");
    r = get(&site, "/chi", row->headers);
    assert_true(strncmp(r.body, row->who, strlen(row->who)) == 0 && r.body[strlen(row->who)] == ' ');
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(cookies, check_cookie)

TEST(cookies_of_an_https_site)
{
    struct site site;
    struct answer r;

    open_site(&site, "https://urp.test/", "");
    r = get(&site, "/entrato", "");
    assert_string_equal(header_of(&r, "Set-Cookie"), "__Host-urp=abcDEF-_123; Path=/; HttpOnly; SameSite=Lax; Secure");
    assert_string_equal(header_of(&r, "Strict-Transport-Security"), "max-age=31536000");
    answer_done(&r);
    r = get(&site, "/uscito", "");
    assert_string_equal(header_of(&r, "Set-Cookie"), "__Host-urp=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure");
    answer_done(&r);
    r = get(&site, "/ufficio/1", STAFF); /* the plain name counts for nothing there */
    assert_status(&r, 303);
    answer_done(&r);
    r = get(&site, "/ufficio/1", "Cookie: __Host-urp=operatore\r\n");
    assert_status(&r, 200);
    answer_done(&r);
    site_close(&site);
}

TEST(cookies_of_a_plain_site)
{
    struct site site;
    struct answer r;

    open_site(&site, "http://127.0.0.1:8080", "");
    r = get(&site, "/entrato", "");
    assert_string_equal(header_of(&r, "Set-Cookie"), "urp=abcDEF-_123; Path=/; HttpOnly; SameSite=Lax");
    assert_null(header_of(&r, "Strict-Transport-Security"));
    answer_done(&r);
    site_close(&site);
}

/* ---- forms of other sites ----------------------------------------------------------------------- */

#define OWN "Origin: https://urp.test\r\n"
#define EVIL "Origin: https://male.test\r\n"
enum token { NONE, RIGHT, OTHERS, SHORT };

static const struct csrf_row { const char *name, *path, *headers; enum token token; int status; } csrfs[] = {
    { "session: own origin and token",         "/sessione", STAFF OWN, RIGHT, 200 },
    { "session: same-origin, null origin",     "/sessione", STAFF "Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n", RIGHT, 200 },
    { "session: typed by the user",            "/sessione", STAFF "Sec-Fetch-Site: none\r\n", RIGHT, 200 },
    { "session: old browser, null origin",     "/sessione", STAFF "Origin: null\r\n", RIGHT, 200 },
    { "session: own referer",                  "/sessione", STAFF "Referer: https://urp.test/ufficio\r\n", RIGHT, 200 },
    { "session: by the name it was called",    "/sessione", STAFF "Origin: http://urp.test\r\n", RIGHT, 200 },
    { "session: no origin at all",             "/sessione", STAFF, RIGHT, 403 },
    { "session: no token",                     "/sessione", STAFF OWN, NONE, 403 },
    { "session: another session's token",      "/sessione", STAFF OWN, OTHERS, 403 },
    { "session: half a token",                 "/sessione", STAFF OWN, SHORT, 403 },
    { "session: foreign origin",               "/sessione", STAFF EVIL, RIGHT, 403 },
    { "session: foreign referer",              "/sessione", STAFF "Referer: https://male.test/https://urp.test/\r\n", RIGHT, 403 },
    { "session: cross-site with own origin",   "/sessione", STAFF "Sec-Fetch-Site: cross-site\r\n" OWN, RIGHT, 403 },
    { "session: same-site",                    "/sessione", STAFF "Sec-Fetch-Site: same-site\r\n" OWN, RIGHT, 403 },
    { "session: nobody",                       "/sessione", OWN, RIGHT, 403 },
    { "session: a longer name",                "/sessione", STAFF "Origin: https://urp.test.male.test\r\n", RIGHT, 403 },
    { "session: a longer port",                "/sessione", STAFF "Origin: https://urp.test:8443\r\n", RIGHT, 403 },
    { "public: own origin",                    "/pubblico", OWN, NONE, 200 },
    { "public: nothing said",                  "/pubblico", "", NONE, 200 },
    { "public: null origin",                   "/pubblico", "Origin: null\r\n", NONE, 200 },
    { "public: same-origin",                   "/pubblico", "Sec-Fetch-Site: same-origin\r\nOrigin: null\r\n", NONE, 200 },
    { "public: cross-site, null origin",       "/pubblico", "Sec-Fetch-Site: cross-site\r\nOrigin: null\r\n", NONE, 403 },
    { "public: foreign origin",                "/pubblico", EVIL, NONE, 403 },
    { "none: foreign origin is its own affair", "/libero", STAFF EVIL, NONE, 200 },
};

static void csrf_token(const struct site *site, const char *cookie, char *ret, size_t n)
{
    struct answer r = get(site, "/chi", cookie);
    const char *at = strchr(r.body, ' ') + 1;

    (void)snprintf(ret, n, "%.*s", (int)strcspn(at, " "), at);
    answer_done(&r);
}

static void check_csrf(const struct csrf_row *row)
{
    struct site site;
    struct answer r;
    char own[64], others[64], body[128];

    open_site(&site, "https://urp.test", "");
    /* The cookie of an https site. */
    char headers[512];
    (void)snprintf(headers, sizeof headers, "%s", row->headers);
    bool staff = strncmp(headers, STAFF, sizeof STAFF - 1) == 0;
    if (staff)
        (void)snprintf(headers, sizeof headers, "Cookie: __Host-urp=operatore\r\n%s", row->headers + sizeof STAFF - 1);
    csrf_token(&site, "Cookie: __Host-urp=operatore\r\n", own, sizeof own);
    csrf_token(&site, "Cookie: __Host-urp=capo\r\n", others, sizeof others);
    assert_int_equal(strlen(own), 26);
    assert_string_not_equal(own, others);
    own[row->token == SHORT ? 13 : 26] = '\0';
    (void)snprintf(body, sizeof body, "a=1%s%s", row->token ? "&_csrf=" : "", row->token == NONE ? "" : row->token == OTHERS ? others : own);
    atomic_store(&handled, 0);
    r = post(&site, row->path, headers, "application/x-www-form-urlencoded", body);
    assert_status(&r, row->status);
    assert_int_equal(atomic_load(&handled), row->status == 200);
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(csrfs, check_csrf)

/* ---- where from --------------------------------------------------------------------------------- */

#define XFF "X-Forwarded-For: "
static const struct from_row { const char *name, *proxies, *headers, *client, *net; } froms[] = {
    { "nobody in between",       "", "", "127.0.0.1", "127.0.0.0/24" },
    { "a claim is not believed", "", XFF "203.0.113.9\r\n", "127.0.0.1", "127.0.0.0/24" },
    { "not from this one",       "192.0.2.1", XFF "203.0.113.9\r\n", "127.0.0.1", "127.0.0.0/24" },
    { "one proxy",               "127.0.0.1", XFF "203.0.113.9\r\n", "203.0.113.9", "203.0.113.0/24" },
    { "the client's own claim",  "127.0.0.1", XFF "10.9.9.9, 203.0.113.9\r\n", "203.0.113.9", "203.0.113.0/24" },
    { "a line of its own",       "127.0.0.1", XFF "10.9.9.9\r\nX-A: 1\r\nx-forwarded-for: 203.0.113.9\r\n", "203.0.113.9", "203.0.113.0/24" },
    { "two proxies",             "127.0.0.1, 10.0.0.2", XFF "10.9.9.9,203.0.113.9 , 10.0.0.2\r\n", "203.0.113.9", "203.0.113.0/24" },
    { "all of them proxies",     "127.0.0.1, 10.0.0.2", XFF "10.0.0.2\r\n", "10.0.0.2", "10.0.0.0/24" },
    { "no address",              "127.0.0.1", XFF "unknown\r\n", "127.0.0.1", "127.0.0.0/24" },
    { "junk before it",          "127.0.0.1", XFF "<script>, 203.0.113.9\r\n", "203.0.113.9", "203.0.113.0/24" },
    { "address with a port",     "127.0.0.1", XFF "203.0.113.9:4711\r\n", "127.0.0.1", "127.0.0.0/24" },
    { "empty",                   "127.0.0.1", XFF "\r\n", "127.0.0.1", "127.0.0.0/24" },
    { "IPv6",                    "127.0.0.1", XFF "2001:DB8:0:1:0:0:0:9\r\n", "2001:db8:0:1::9", "2001:0db8:0000::/48" },
    { "IPv6 proxy, spelt anew",  "127.0.0.1, 2001:db8:0:0::5", XFF "203.0.113.9, 2001:DB8::5\r\n", "203.0.113.9", "203.0.113.0/24" },
    { "IPv4 in IPv6",            "::ffff:127.0.0.1", XFF "::ffff:203.0.113.9\r\n", "203.0.113.9", "203.0.113.0/24" },
    { "too long for one",        "127.0.0.1", XFF "203.0.113.900000000000000000000000000000000000000000000000000000000\r\n", "127.0.0.1", "127.0.0.0/24" },
};
static void check_from(const struct from_row *row)
{
    struct site site;
    struct answer r;
    char want[256];

    open_site(&site, "http://urp.test", row->proxies);
    r = get(&site, "/chi", row->headers);
    (void)snprintf(want, sizeof want, "nessuno - %s %s", row->client, row->net);
    assert_string_equal(r.body, want);
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(froms, check_from)

TEST(forty_proxies_on_the_way)
{
    struct site site;
    struct answer r;
    GString *headers = g_string_new(XFF "198.51.100.1");

    open_site(&site, "http://urp.test", "127.0.0.1");
    for (int i = 0; i < 40; i++)
        g_string_append_printf(headers, ", 127.0.0.%d", 1);
    g_string_append(headers, "\r\n");
    r = get(&site, "/chi", headers->str);
    assert_string_equal(r.body, "nessuno - 127.0.0.1 127.0.0.0/24");
    answer_done(&r);
    g_string_free(headers, TRUE);
    site_close(&site);
}

TESTS_MAIN("http_who")
