/* SPDX-License-Identifier: EUPL-1.2 */
/* What went wrong, said to people and to programs. */
#include "http_peer.h"

#include <jansson.h>

static struct reply get_error(struct req *rq)
{
    struct err err = { 0 };

    (void)err_set(&err, (enum rc)strtol(req_arg(rq, "rc"), NULL, 10), ERR_WHERE, "campo", "Testo dell'errore.");
    return reply_err(rq, &err);
}

static struct reply get_wait(struct req *rq)
{
    reply_header(rq, "Retry-After", "7");
    return reply_status(rq, 429);
}

static const struct route routes[] = {
    { "GET", "/errore/{rc}", ROLE_ANY, BODY_NONE, CSRF_NONE, get_error, ROUTE_PAGE },
    { "GET", "/aspetta", ROLE_ANY, BODY_NONE, CSRF_NONE, get_wait, ROUTE_PAGE },
    { "GET", "/api/errore/{rc}", ROLE_ANY, BODY_NONE, CSRF_NONE, get_error, ROUTE_API },
};

static struct site site;

static struct answer get(const char *path, const char *headers)
{
    char text[512];

    if (!site.s) {
        site_open(&site, routes, sizeof routes / sizeof routes[0]);
        log_set_level(LOG_ERROR);
    }
    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" HOST "Connection: close\r\n%s\r\n", path, headers);
    return exchange(&site, text);
}

static const struct rc_row { const char *name; enum rc rc; int status; bool tells; const char *retry; } rcs[] = {
    { "input", E_INPUT, 422, true, NULL },      { "notfound", E_NOTFOUND, 404, false, NULL }, { "denied", E_DENIED, 403, false, NULL },
    { "conflict", E_CONFLICT, 409, true, NULL }, { "limit", E_LIMIT, 429, false, "60" },       { "again", E_AGAIN, 503, false, "5" },
    { "refused", E_REFUSED, 502, false, NULL }, { "io", E_IO, 500, false, NULL },             { "db", E_DB, 500, false, NULL },
};

static void check_page(const struct rc_row *row)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/errore/%d", row->rc);
    struct answer r = get(path, "Accept: text/html\r\n");
    assert_status(&r, row->status);
    assert_string_equal(header_of(&r, "Content-Type"), "text/html; charset=utf-8");
    assert_has(r.body, "pagina");
    if (row->retry)
        assert_string_equal(header_of(&r, "Retry-After"), row->retry);
    else
        assert_null(header_of(&r, "Retry-After"));
    answer_done(&r);
}
TEST_ROWS(rcs, check_page)

/* RFC 9457. What our machine failed at is for the log, not for the other side. */
static void check_problem(const struct rc_row *row)
{
    char path[64];

    (void)snprintf(path, sizeof path, "/api/errore/%d", row->rc);
    struct answer r = get(path, "");
    AUTO(JSON) json_t *j = json_loads(r.body, JSON_REJECT_DUPLICATES, NULL);
    assert_status(&r, row->status);
    assert_string_equal(header_of(&r, "Content-Type"), "application/problem+json; charset=utf-8");
    assert_int_equal(json_integer_value(json_object_get(j, "status")), row->status);
    assert_string_equal(json_string_value(json_object_get(j, "code")), row->name);
    assert_string_equal(json_string_value(json_object_get(j, "type")), "about:blank");
    assert_non_null(json_string_value(json_object_get(j, "title")));
    assert_string_equal(json_string_value(json_object_get(j, "instance")), header_of(&r, "X-Request-Id"));
    if (row->tells) {
        assert_string_equal(json_string_value(json_object_get(j, "detail")), "Testo dell'errore.");
        assert_string_equal(json_string_value(json_object_get(j, "field")), "campo");
    } else {
        assert_null(json_object_get(j, "detail"));
        assert_null(json_object_get(j, "field"));
    }
    answer_done(&r);
}
TEST_ROWS(rcs, check_problem)

TEST(the_handler_knows_how_long_to_wait)
{
    struct answer r = get("/aspetta", "");
    const char *first;

    assert_status(&r, 429);
    assert_string_equal(header_of(&r, "Retry-After"), "7");
    first = strstr(r.head, "Retry-After");
    assert_null(strstr(first + 1, "Retry-After"));
    answer_done(&r);
}

static const struct accept_row { const char *name, *headers; bool json; } accepts[] = {
    { "nothing said",     "", false },
    { "browser",          "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n", false },
    { "anything",         "Accept: */*\r\n", false },
    { "json",             "Accept: application/json\r\n", true },
    { "in capitals",      "Accept: Application/JSON\r\n", true },
    { "problem",          "Accept: application/problem+json\r\n", true },
    { "json, then all",   "Accept: application/json, text/plain, */*\r\n", true },
    { "json preferred",   "Accept: text/html;q=0.5, application/json\r\n", true },
    { "html preferred",   "Accept: text/html, application/json;q=0.9\r\n", false },
    { "both alike",       "Accept: application/json, text/html\r\n", false },
    { "json never",       "Accept: application/json;q=0\r\n", false },
    { "a name inside",    "Accept: application/vnd.json-like\r\n", false },
    { "finely preferred", "Accept: text/html;q=0.899, application/json;q=0.9\r\n", true },
    { "no number",        "Accept: application/json;q=nan, text/html;q=1e300\r\n", false },
    { "broken",           "Accept: ;;q=,=json,,\r\n", false },
};

static void check_accept(const struct accept_row *row)
{
    struct answer r = get("/nessuno", row->headers);

    assert_status(&r, 404);
    assert_string_equal(header_of(&r, "Content-Type"), row->json ? "application/problem+json; charset=utf-8" : "text/html; charset=utf-8");
    answer_done(&r);
}
TEST_ROWS(accepts, check_accept)

/* No pattern of ours has a line break in an argument; a handler that sends it on in a header would end the process. */
static const struct break_row { const char *name, *path; } breaks[] = {
    { "line feed",       "/errore/1%0A" },
    { "carriage return", "/errore/%0D%0ASet-Cookie:a=b" },
    { "tabulator",       "/errore/1%09" },
    { "NUL",             "/errore/1%00" },
    { "not UTF-8",       "/errore/%FF" },
};

static void check_break(const struct break_row *row)
{
    struct answer r = get(row->path, "");

    assert_status(&r, 400);
    assert_null(header_of(&r, "Set-Cookie"));
    answer_done(&r);
}
TEST_ROWS(breaks, check_break)

TEST(end)
{
    site_close(&site);
}

TESTS_MAIN("http_errors")
