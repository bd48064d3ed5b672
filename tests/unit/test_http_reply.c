/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers: errors for people and programs, files, redirects, limits; and what of a request reaches the log. */
#include "http_peer.h"

#include <fcntl.h>

static struct site *open_now;

static struct reply get_error(struct req *rq)
{
    struct err err = { 0 };
    int64_t rc = 0;

    assume(sv_int(sv_from(req_query(rq, "rc")), 0, E_DB, &rc));
    (void)err_set(&err, (enum rc)rc, ERR_WHERE, "campo", "parole segrete: %s", "select");
    return reply_err(rq, &err);
}

static struct reply get_file(struct req *rq)
{
    const char *path = arena_fmt(req_arena(rq), "%s/file", open_now->conf.spool_dir), *name = req_query(rq, "nome");
    int fd = open(str_eq(req_query(rq, "mime"), "cartella") ? "/tmp" : path, O_RDONLY | O_CLOEXEC);

    return reply_file(rq, fd, req_query(rq, "mime"), name ? name : "", req_query(rq, "dentro") != NULL);
}

static struct reply get_go(struct req *rq)
{
    return reply_see(rq, req_query(rq, "a"));
}

static struct reply get_limit(struct req *rq)
{
    int retry_s;

    if (ratelimit_allow(open_now->s, req_query(rq, "chi"), 3, 3600, &retry_s))
        return text_reply(rq, g_string_new("avanti"));
    reply_header(rq, "Retry-After", arena_fmt(req_arena(rq), "%d", retry_s));
    return reply_status(rq, 429);
}

static const struct route routes[] = {
    { "GET", "/errore", ROLE_ANY, BODY_NONE, CSRF_NONE, get_error, ROUTE_PAGE },
    { "GET", "/api/errore", ROLE_ANY, BODY_NONE, CSRF_NONE, get_error, ROUTE_API },
    { "GET", "/file", ROLE_ANY, BODY_NONE, CSRF_NONE, get_file, ROUTE_PAGE },
    { "GET", "/vai", ROLE_ANY, BODY_NONE, CSRF_NONE, get_go, ROUTE_PAGE },
    { "GET", "/limite", ROLE_ANY, BODY_NONE, CSRF_NONE, get_limit, ROUTE_PAGE },
    { "GET", "/segreto/{codice}", ROLE_ANY, BODY_NONE, CSRF_NONE, get_error, ROUTE_PAGE },
};

static void open_site(struct site *site)
{
    struct err err = { 0 };
    char path[256];

    *site = (struct site){ 0 };
    site_open(site, routes, sizeof routes / sizeof routes[0]);
    open_now = site;
    (void)snprintf(path, sizeof path, "%s/file", site->conf.spool_dir);
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assume(fd >= 0 && write(fd, "contenuto", 9) == 9);
    close(fd);
    (void)err;
}

static struct answer get(const struct site *site, const char *path, const char *headers)
{
    char text[2048];

    (void)snprintf(text, sizeof text, "GET %s HTTP/1.1\r\n" HOST "%s\r\n", path, headers);
    return exchange(site, text);
}

/* ---- errors ------------------------------------------------------------------------------------- */

static const struct error_row { const char *name; enum rc rc; int status; bool told; } errors[] = {
    { "input", E_INPUT, 422, true },       { "not found", E_NOTFOUND, 404, false }, { "denied", E_DENIED, 403, false },
    { "conflict", E_CONFLICT, 409, true }, { "limit", E_LIMIT, 429, false },        { "again", E_AGAIN, 503, false },
    { "refused", E_REFUSED, 502, false },  { "io", E_IO, 500, false },              { "db", E_DB, 500, false },
    { "ok is a bug", OK, 500, false },
};
static void check_error(const struct error_row *row)
{
    struct site site;
    struct answer r;
    char path[64];

    open_site(&site);
    log_set_level((enum log_level)0);
    (void)snprintf(path, sizeof path, "/api/errore?rc=%d", row->rc);
    r = get(&site, path, "");
    assert_status(&r, row->status);
    assert_string_equal(header_of(&r, "Content-Type"), "application/problem+json; charset=utf-8");
    AUTO(JSON) json_t *j = json_loads(r.body, 0, NULL);
    assert_int_equal(json_integer_value(json_object_get(j, "status")), row->status);
    assert_string_equal(json_string_value(json_object_get(j, "instance")), header_of(&r, "X-Request-Id"));
    assert_int_equal(json_object_get(j, "detail") != NULL, row->told);
    assert_int_equal(json_object_get(j, "field") != NULL, row->told);
    assert_int_equal(header_of(&r, "Retry-After") != NULL, row->status == 503 || row->status == 429);
    answer_done(&r);
    r = get(&site, path + 4, "");
    assert_status(&r, row->status);
    assert_string_equal(header_of(&r, "Content-Type"), "text/html; charset=utf-8");
    assert_int_equal(strstr(r.body, "parole segrete") != NULL, row->rc == E_INPUT);
    answer_done(&r);
    r = get(&site, path + 4, "Accept: application/json\r\n");
    assert_string_equal(header_of(&r, "Content-Type"), "application/problem+json; charset=utf-8");
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(errors, check_error)

/* ---- files -------------------------------------------------------------------------------------- */

#define CD_A "attachment; filename=\""
#define CD_I "inline; filename=\""
static const struct file_row { const char *name, *query, *disposition, *type; } files[] = {
    { "plain",                "nome=foto.jpg&mime=image/jpeg", CD_A "foto.jpg\"; filename*=UTF-8''foto.jpg", "application/octet-stream" },
    { "picture on the page",  "nome=foto.jpg&mime=image/jpeg&dentro", CD_I "foto.jpg\"; filename*=UTF-8''foto.jpg", "image/jpeg" },
    { "text on the page",     "nome=a.txt&mime=text/plain&dentro", CD_I "a.txt\"; filename*=UTF-8''a.txt", "text/plain; charset=utf-8" },
    { "html never",           "nome=a.html&mime=text/html&dentro", CD_A "a.html\"; filename*=UTF-8''a.html", "application/octet-stream" },
    { "svg never",            "nome=a.svg&mime=image/svg%2Bxml&dentro", CD_A "a.svg\"; filename*=UTF-8''a.svg", "application/octet-stream" },
    { "accents",              "nome=citt%C3%A0.pdf&mime=application/pdf", CD_A "citt__.pdf\"; filename*=UTF-8''citt%C3%A0.pdf", "application/pdf" },
    { "quotes, backslashes",  "nome=la%20%22mia%22%5C.pdf&mime=x/y", CD_A "la _mia__.pdf\"; filename*=UTF-8''la%20%22mia%22%5C.pdf", "application/octet-stream" },
    { "percent",              "nome=50%25.pdf&mime=x/y", CD_A "50_.pdf\"; filename*=UTF-8''50%25.pdf", "application/octet-stream" },
    { "line break",           "nome=a%0D%0ASet-Cookie:%20x&mime=x/y", CD_A "a_Set-Cookie: x\"; filename*=UTF-8''a%0ASet-Cookie%3A%20x", "application/octet-stream" },
    { "no name",              "nome=&mime=x/y", CD_A "file\"; filename*=UTF-8''file", "application/octet-stream" },
};
static void check_file(const struct file_row *row)
{
    struct site site;
    struct answer r;
    char path[256];

    open_site(&site);
    (void)snprintf(path, sizeof path, "/file?%s", row->query);
    r = get(&site, path, "");
    assert_status(&r, 200);
    assert_string_equal(r.body, "contenuto");
    assert_string_equal(header_of(&r, "Content-Disposition"), row->disposition);
    assert_string_equal(header_of(&r, "Content-Type"), row->type);
    assert_string_equal(header_of(&r, "Content-Security-Policy"), "sandbox; default-src 'none'; frame-ancestors 'none'");
    assert_string_equal(header_of(&r, "Accept-Ranges"), "none");
    assert_null(header_of(&r, "Set-Cookie"));
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(files, check_file)

TEST(a_directory_is_no_file)
{
    struct site site;
    struct answer r;

    open_site(&site);
    r = get(&site, "/file?mime=cartella", "");
    assert_status(&r, 500);
    answer_done(&r);
    site_close(&site);
}

static const struct see_row { const char *name, *query, *location; } sees[] = {
    { "plain",           "a=/pratica/x%3Fa%3D1%26b%3D%252F%23qui", "/pratica/x?a=1&b=%2F#qui" },
    { "letters, blanks", "a=/citt%C3%A0+bella%22", "/citt%C3%A0%20bella%22" },
    { "root",            "a=/", "/" },
};
static void check_see(const struct see_row *row)
{
    struct site site;
    struct answer r;
    char path[256];

    open_site(&site);
    (void)snprintf(path, sizeof path, "/vai?%s", row->query);
    r = get(&site, path, "");
    assert_status(&r, 303);
    assert_string_equal(header_of(&r, "Location"), row->location);
    assert_int_equal(r.body_n, 0);
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(sees, check_see)

/* ---- limits ------------------------------------------------------------------------------------- */

TEST(the_fourth_in_an_hour)
{
    struct site site;
    struct answer r;
    int retry_s;

    open_site(&site);
    for (int i = 0; i < 5; i++) {
        r = get(&site, "/limite?chi=a", "");
        assert_status(&r, i < 3 ? 200 : 429);
        if (i >= 3)
            assert_in_range(strtol(header_of(&r, "Retry-After"), NULL, 10), 3500, 3601);
        answer_done(&r);
    }
    r = get(&site, "/limite?chi=b", "");
    assert_status(&r, 200);
    answer_done(&r);
    /* Whoever invents names does not win his own back. */
    for (int i = 0; i < 60000; i++) {
        char key[32];
        (void)snprintf(key, sizeof key, "inventata %d", i);
        assert_true(ratelimit_allow(site.s, key, 3, 3600, &retry_s));
        if (i % 5000 == 0)
            assert_false(ratelimit_allow(site.s, "a", 3, 3600, &retry_s));
    }
    assert_false(ratelimit_allow(site.s, "a", 3, 3600, &retry_s));
    site_close(&site);
}

TEST(a_window_slides)
{
    struct site site;
    int retry_s, allowed = 0, later = 0;

    open_site(&site);
    for (int i = 0; i < 20; i++)
        allowed += ratelimit_allow(site.s, "a", 10, 1, &retry_s);
    assert_int_equal(allowed, 10);
    assert_int_equal(retry_s, 1);
    (void)usleep(1200 * 1000); /* a fifth of the next window: four fifths of the old one still weigh */
    for (int i = 0; i < 20; i++)
        later += ratelimit_allow(site.s, "a", 10, 1, &retry_s);
    assert_in_range(later, 2, 9);
    (void)usleep(2100 * 1000);
    for (allowed = 0; allowed < 10 && ratelimit_allow(site.s, "a", 10, 1, &retry_s);)
        allowed++;
    assert_int_equal(allowed, 10);
    site_close(&site);
}

/* ---- the log ------------------------------------------------------------------------------------ */

TEST(no_path_and_no_secret_in_the_log)
{
    struct site site;
    struct answer r;
    char name[] = "/tmp/urp-log-XXXXXX", text[8192] = "";
    int log = mkstemp(name), err = dup(STDERR_FILENO);

    open_site(&site);
    log_set_level(LOG_DEBUG);
    dup2(log, STDERR_FILENO);
    r = get(&site, "/segreto/parola-magica?rc=9&q=ricerca-privata", "Cookie: urp=gettone-di-sessione\r\n");
    answer_done(&r);
    r = exchange(&site, "COMPRA\033[2J /niente/percorso-privato HTTP/1.1\r\n" HOST "\r\n");
    answer_done(&r);
    settle(&site);
    site_close(&site);
    dup2(err, STDERR_FILENO);
    log_set_level(LOG_ERROR);
    assert_true(pread(log, text, sizeof text - 1, 0) > 0);
    assert_has(text, "event=http.request");
    assert_has(text, "route=/segreto/{codice}");
    assert_has(text, "status=500");
    assert_has(text, "method=other");
    assert_null(strstr(text, "parola-magica"));
    assert_null(strstr(text, "ricerca-privata"));
    assert_null(strstr(text, "gettone"));
    assert_null(strstr(text, "percorso-privato"));
    assert_null(strchr(text, '\033'));
    close(log);
    close(err);
    (void)unlink(name);
}

TESTS_MAIN("http_reply")
