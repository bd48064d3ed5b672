/* SPDX-License-Identifier: EUPL-1.2 */
/* The grammar of IMAP, and the client against a scripted server that does what real ones do on bad days. */
#include <curl/curl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../src/mail/imap_in.h"
#include "base/auto.h"
#include "base/file.h"
#include "table.h"

#define ARENA_BYTES ((size_t)16 * 1024 * 1024)

/* ---- grammar --------------------------------------------------------------------------------------- */

static const struct line_row {
    const char *name, *in;
    bool want;
    enum imap_kind kind;
    uint32_t number, uid;
    int64_t size_bytes;
    bool is_seen;
    const char *rest; /* SEARCH, ESEARCH; code of a status; body */
} line_rows[] = {
    { "exists",            "* 23 EXISTS",                        true, IMAP_EXISTS, 23, 0, 0, false, NULL },
    { "nothing exists",    "* 0 EXISTS",                         true, IMAP_EXISTS, 0, 0, 0, false, NULL },
    { "expunge",           "* 44 expunge",                       true, IMAP_EXPUNGE, 44, 0, 0, false, NULL },
    { "unknown word",      "* 3 RECENT",                         true, IMAP_OTHER, 3, 0, 0, false, NULL },
    { "status with code",  "* OK [UIDNEXT 4392] predicted",      true, IMAP_STATUS, 0, 0, 0, false, "UIDNEXT 4392" },
    { "tagged",            "A00001 OK done",                     true, IMAP_TAGGED, 0, 0, 0, false, "" },
    { "tagged with code",  "A1 NO [TRYCREATE] no such",          true, IMAP_TAGGED, 0, 0, 0, false, "TRYCREATE" },
    { "go on",             "+ idling",                           true, IMAP_GO_ON, 0, 0, 0, false, NULL },
    { "search",            "* SEARCH 2 84 882",                  true, IMAP_SEARCH, 0, 0, 0, false, "2 84 882" },
    { "search, none",      "* SEARCH",                           true, IMAP_SEARCH, 0, 0, 0, false, "" },
    { "esearch",           "* ESEARCH (TAG \"A282\") UID ALL 2,10:11", true, IMAP_ESEARCH, 0, 0, 0, false, "2,10:11" },
    { "esearch, none",     "* ESEARCH (TAG \"A282\") UID",       true, IMAP_ESEARCH, 0, 0, 0, false, "" },
    { "fetch row",         "* 12 FETCH (FLAGS (\\Answered \\seen) UID 9 INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4286)",
                                                                 true, IMAP_FETCH, 12, 9, 4286, true, NULL },
    { "literal body",      "* 1 FETCH (UID 7 BODY[] {5}\r\na(\"bc)", true, IMAP_FETCH, 1, 7, 0, false, "a(\"bc" },
    { "quoted body",       "* 1 FETCH (BODY[] \"a\\\"b\" UID 7)", true, IMAP_FETCH, 1, 7, 0, false, "a\\\"b" },
    { "no body",           "* 1 FETCH (BODY[] NIL UID 7)",       true, IMAP_FETCH, 1, 7, 0, false, "" },
    { "nested lists",      "* 1 FETCH (BODYSTRUCTURE ((\"TEXT\" NIL) (1 (2)) \"MIXED\") UID 8)", true, IMAP_FETCH, 1, 8, 0, false, NULL },
    { "section with blanks", "* 1 FETCH (BODY[HEADER.FIELDS (DATE FROM)]<0> \"x\" UID 8)", true, IMAP_FETCH, 1, 8, 0, false, NULL },
    { "list not closed",   "* 1 FETCH (UID 7",                   false, 0, 0, 0, 0, false, NULL },
    { "string not closed", "* 1 FETCH (BODY[] \"abc",            false, 0, 0, 0, 0, false, NULL },
    { "literal too long",  "* 1 FETCH (BODY[] {50}\r\nabc)",     false, 0, 0, 0, 0, false, NULL },
    { "uid zero",          "* 1 FETCH (UID 0)",                  false, 0, 0, 0, 0, false, NULL },
    { "uid beyond 32 bits", "* 1 FETCH (UID 4294967296)",        false, 0, 0, 0, 0, false, NULL },
    { "negative size",     "* 1 FETCH (RFC822.SIZE -4 UID 1)",   false, 0, 0, 0, 0, false, NULL },
    { "tag alone",         "A00001",                             false, 0, 0, 0, 0, false, NULL },
    { "tag and rubbish",   "A00001 MAYBE",                       false, 0, 0, 0, 0, false, NULL },
    { "empty",             "",                                   false, 0, 0, 0, 0, false, NULL },
    { "star alone",        "*",                                  false, 0, 0, 0, 0, false, NULL },
};

static void check_imap_line(const struct line_row *r)
{
    size_t n = strlen(r->in);
    char *in = exact_copy(r->in, n);
    struct imap_line l;
    bool ok = imap_line_parse(sv_of(in, n), &l);

    assert_int_equal(ok, r->want);
    if (ok) {
        assert_int_equal(l.kind, r->kind);
        assert_int_equal(l.number, r->number);
        assert_int_equal(l.fetch.uid, r->uid);
        assert_int_equal(l.fetch.size_bytes, r->size_bytes);
        assert_int_equal(l.fetch.is_seen, r->is_seen);
        struct sv rest = l.kind == IMAP_FETCH ? l.fetch.body : l.kind == IMAP_STATUS || l.kind == IMAP_TAGGED ? l.code : sv_trim(l.rest);
        if (r->rest)
            assert_true(sv_eq(rest, sv_from(r->rest)));
    }
    free(in);
}
TEST_ROWS(line_rows, check_imap_line)

static const struct date_row {
    const char *name, *in;
    int64_t at;
} date_rows[] = {
    { "west",        "17-Jul-1996 02:44:25 -0700", 837596665 },
    { "one digit",   " 7-Feb-2026 10:00:00 +0100", 1770454800 },
    { "no month",    "17-Xyz-1996 02:44:25 -0700", 0 },
    { "too short",   "17-Jul-1996 02:44:25",       0 },
    { "letters",     "aa-Jul-1996 02:44:25 -0700", 0 },
};

static void check_imap_date(const struct date_row *r)
{
    assert_int_equal(imap_date(sv_from(r->in)), r->at);
}
TEST_ROWS(date_rows, check_imap_date)

static const struct folder_row {
    const char *name, *in, *want; /* NULL: refused */
} folder_rows[] = {
    { "plain",          "INBOX",            "\"INBOX\"" },
    { "ampersand",      "A & B",            "\"A &- B\"" },
    { "accent",         "Già fatti",        "\"Gi&AOA- fatti\"" },
    { "two in a row",   "èà",               "\"&AOgA4A-\"" },
    { "beyond 16 bits", "x😀",              "\"x&2D3eAA-\"" },
    { "quote",          "a\"b\\c",          "\"a\\\"b\\\\c\"" },
    { "line end",       "a\r\nA2 LOGOUT",   NULL },
    { "not UTF-8",      "a\xFF",            NULL },
    { "empty",          "",                 NULL },
};

static void check_imap_folder(const struct folder_row *r)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    assert_int_equal(imap_folder(r->in, out), r->want != NULL);
    if (r->want)
        assert_string_equal(out->str, r->want);
}
TEST_ROWS(folder_rows, check_imap_folder)

/* ---- the scripted server --------------------------------------------------------------------------- */

struct rule {
    const char *match; /* what the command contains */
    const char *reply; /* %T the tag, %W a moment of silence, %X closes */
};

struct server {
    int listen_fd, port;
    bool is_slow; /* one byte at a time */
    const struct rule *rules;
    bool saw_login; /* read after server_stop */
    pthread_t thread;
};

static void send_out(int fd, GString *out, bool is_slow)
{
    for (size_t i = 0, step = is_slow ? 1 : out->len; i < out->len; i += step) {
        (void)!send(fd, out->str + i, step, MSG_NOSIGNAL);
        if (is_slow)
            (void)poll(NULL, 0, 1);
    }
    g_string_truncate(out, 0);
}

static void reply_with(int fd, const char *reply, const char *tag, bool is_slow)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (const char *p = reply; *p; p++) {
        if (*p != '%') {
            g_string_append_c(out, *p);
            continue;
        }
        p++;
        if (*p == 'T')
            g_string_append(out, tag);
        else
            send_out(fd, out, is_slow);
        if (*p == 'W')
            (void)poll(NULL, 0, 200);
        else if (*p == 'X')
            (void)shutdown(fd, SHUT_RDWR);
    }
    send_out(fd, out, is_slow);
}

static void serve_line(const struct server *s, int fd, char *line)
{
    static const struct rule usual[] = {
        { "CAPABILITY", "* CAPABILITY IMAP4rev1 ESEARCH MOVE UIDPLUS IDLE\r\n%T OK\r\n" },
        { "LOGIN", "%T OK logged in\r\n" },
        { "NOOP", "%T OK\r\n" },
        { "SELECT", "* 2 EXISTS\r\n* OK [UIDVALIDITY 5] x\r\n* OK [UIDNEXT 9] x\r\n%T OK\r\n" },
        { "LOGOUT", "* BYE\r\n%T OK\r\n%X" },
        { "", "%T OK\r\n" },
    };
    char *blank = strchr(line, ' ');

    if (!blank)
        return;
    *blank = '\0';
    for (const struct rule *r = s->rules; r && r->match; r++)
        if (strstr(blank + 1, r->match)) {
            reply_with(fd, r->reply, line, s->is_slow);
            return;
        }
    for (const struct rule *r = usual;; r++)
        if (strstr(blank + 1, r->match)) {
            reply_with(fd, r->reply, line, s->is_slow);
            return;
        }
}

static void *serve(void *arg)
{
    struct server *s = arg;
    AUTO(FD) int fd = accept(s->listen_fd, NULL, NULL);
    char line[4096];
    size_t n = 0;

    (void)!send(fd, "* OK ready\r\n", 12, MSG_NOSIGNAL);
    while (n < sizeof line - 1 && recv(fd, line + n, 1, 0) == 1) {
        if (line[n++] != '\n')
            continue;
        line[n] = '\0';
        s->saw_login = s->saw_login || strstr(line, "LOGIN") || strstr(line, "AUTHENTICATE");
        serve_line(s, fd, line);
        n = 0;
    }
    return NULL;
}

static void server_start(struct server *s)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;

    s->listen_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(s->listen_fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(s->listen_fd, 4), 0);
    assert_int_equal(getsockname(s->listen_fd, (struct sockaddr *)&at, &n), 0);
    s->port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&s->thread, NULL, serve, s), 0);
}

static void server_stop(struct server *s)
{
    pthread_join(s->thread, NULL);
    close(s->listen_fd);
}

static enum rc open_to(const struct server *s, struct imap **ret, struct err *err)
{
    struct mail_account ac = { .host = "127.0.0.1", .port = s->port, .security = MAIL_LOOPBACK, .user = "urp", .password = "prova",
                               .connect_ms = 3000, .answer_ms = 1000 };

    return imap_open(&ac, -1, ret, err);
}

#define BODY_CMD "UID FETCH 7"

static const struct fetch_row {
    const char *name, *reply;
    enum rc want;
    const char *body;
    bool is_alive; /* afterwards */
    bool is_slow;
} fetch_rows[] = {
    { "plain",              "* 2 FETCH (UID 7 BODY[] {5}\r\nabcde)\r\n%T OK\r\n", OK, "abcde", true, false },
    { "byte by byte",       "* 2 FETCH (UID 7 BODY[] {5}\r\nabcde)\r\n%T OK\r\n", OK, "abcde", true, true },
    { "uid after body",     "* 2 FETCH (BODY[] {5}\r\nabcde UID 7)\r\n%T OK\r\n", OK, "abcde", true, false },
    { "flags in front",     "* 3 FETCH (FLAGS (\\Seen))\r\n* 9 EXISTS\r\n* 2 FETCH (UID 7 BODY[] {2}\r\nab FLAGS ())\r\n%T OK\r\n",
                            OK, "ab", true, false },
    { "flags behind",       "* 2 FETCH (UID 7 BODY[] {2}\r\nab)\r\n* 2 FETCH (UID 7 FLAGS (\\Seen))\r\n%T OK\r\n", OK, "ab", true, false },
    { "literal elsewhere",  "* LIST () \".\" {6}\r\na\r\nb{9}\r\n* 2 FETCH (UID 7 BODY[] {2}\r\nab)\r\n%T OK\r\n", OK, "ab", true, false },
    { "quoted string",      "* 2 FETCH (UID 7 BODY[] \"a\\\"b\\\\c\")\r\n%T OK\r\n", OK, "a\"b\\c", true, false },
    { "nothing",            "* 2 FETCH (UID 7 BODY[] NIL)\r\n%T OK\r\n", OK, "", true, false },
    { "empty literal",      "* 2 FETCH (UID 7 BODY[] {0}\r\n)\r\n%T OK\r\n", OK, "", true, false },
    { "looks like the end", "* 2 FETCH (UID 7 BODY[] {24}\r\nA00005 OK\r\n* BYE\r\n)\r\n%T )\r\n%T OK\r\n", OK,
                            "A00005 OK\r\n* BYE\r\n)\r\n%T", true, false },
    { "too large",          "* 2 FETCH (UID 7 BODY[] {101}\r\n"
                            "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789x"
                            ")\r\n%T OK\r\n", E_LIMIT, NULL, true, false },
    { "gone",               "%T OK\r\n", E_NOTFOUND, NULL, true, false },
    { "refused",            "%T NO go away\r\n", E_REFUSED, NULL, true, false },
    { "cut in the body",    "* 2 FETCH (UID 7 BODY[] {50}\r\nabc%X", E_AGAIN, NULL, false, false },
    { "silence in the body", "* 2 FETCH (UID 7 BODY[] {50}\r\nabc", E_AGAIN, NULL, false, false },
    { "another mail",       "* 2 FETCH (UID 8 BODY[] {2}\r\nab)\r\n%T OK\r\n", E_AGAIN, NULL, false, false },
    { "twice",              "* 2 FETCH (UID 7 BODY[] {2}\r\nab)\r\n* 2 FETCH (UID 7 BODY[] {2}\r\nab)\r\n%T OK\r\n", E_AGAIN, NULL, false, false },
    { "goodbye",            "* BYE shutting down\r\n%X", E_AGAIN, NULL, false, false },
    { "foreign tag",        "X99 OK\r\n", E_AGAIN, NULL, false, false },
    { "no IMAP",            "HTTP/1.1\r\n", E_AGAIN, NULL, false, false },
    { "literal beyond all", "* LIST {99999999999}\r\n", E_AGAIN, NULL, false, false },
};

static void check_imap_fetch(const struct fetch_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    const struct rule rules[] = { { BODY_CMD, r->reply }, { NULL, NULL } };
    struct server s = { .rules = rules, .is_slow = r->is_slow };
    const char *dir = test_dir();
    struct imap *im = NULL;
    struct imap_box box;
    struct err err = { 0 };
    uint8_t sha[SHA256_BYTES];
    int64_t n = 0;
    struct sv got;

    char *path = arena_fmt(a, "%s/mail", dir);
    server_start(&s);
    enum rc opened = open_to(&s, &im, &err);
    enum rc rc = opened == OK ? imap_select(im, "INBOX", &box, &err) : opened;
    rc = rc == OK ? imap_fetch_body(im, 7, path, 100, sha, &n, &err) : rc;
    enum rc after = im && im->is_dead ? E_AGAIN : im ? imap_seen(im, &(uint32_t){ 7 }, 1, NULL) : E_AGAIN;
    imap_close(im);
    server_stop(&s);
    if (rc != r->want)
        fail_msg("%s instead of %s: %s", rc_name(rc), rc_name(r->want), err.text);
    assert_int_equal(after == OK, r->is_alive);
    if (r->body) {
        assert_rc(file_read(a, path, 1000, &got, NULL), OK);
        struct sv want = sv_from(r->body);
        ptrdiff_t tag = sv_find(want, SV("%T")); /* the server put its tag there: compare what is before */
        assert_true(tag >= 0 ? sv_starts(got, sv_of(want.p, (size_t)tag)) : sv_eq(got, want));
        assert_int_equal(n, got.n);
        assert_int_equal(unlink(path), 0);
    }
    assert_int_equal(rmdir(dir), 0); /* nothing half-done is left */
}
TEST_ROWS(fetch_rows, check_imap_fetch)

static const struct talk_row {
    const char *name;
    const char *match, *reply;
    enum rc opened, selected, listed;
    size_t n;
    uint32_t first, last;
} talk_rows[] = {
    { "all well",              "UID SEARCH", "* ESEARCH (TAG \"x\") UID ALL 3,7:9\r\n%T OK\r\n", OK, OK, OK, 4, 3, 9 },
    { "out of order, doubled", "UID SEARCH", "* ESEARCH (TAG \"x\") UID ALL 9:7,3,8\r\n%T OK\r\n", OK, OK, OK, 4, 3, 9 },
    { "none",                  "UID SEARCH", "* ESEARCH (TAG \"x\") UID\r\n%T OK\r\n", OK, OK, OK, 0, 0, 0 },
    { "below the start",       "UID SEARCH", "* ESEARCH (TAG \"x\") UID ALL 1\r\n%T OK\r\n", OK, OK, OK, 0, 0, 0 },
    { "all there can be",      "UID SEARCH", "* ESEARCH (TAG \"x\") UID ALL 1:4294967295\r\n%T OK\r\n", OK, OK, OK, 4294967294, 2, 4294967295 },
    { "set that is none",      "UID SEARCH", "* ESEARCH (TAG \"x\") UID ALL 3,x\r\n%T OK\r\n", OK, OK, E_AGAIN, 0, 0, 0 },
    { "listing refused",       "UID SEARCH", "%T BAD what\r\n", OK, OK, E_REFUSED, 0, 0, 0 },
    { "tail of the login",     "LOGIN", "%T OK in\r\n* 5 EXI%WSTS\r\n", OK, OK, OK, 0, 0, 0 },
    { "login refused",         "LOGIN", "%T NO [AUTHENTICATIONFAILED] no\r\n", E_REFUSED, E_REFUSED, E_REFUSED, 0, 0, 0 },
    { "no folder",             "SELECT", "%T NO [NONEXISTENT] no\r\n", OK, E_NOTFOUND, E_NOTFOUND, 0, 0, 0 },
    { "no UIDVALIDITY",        "SELECT", "* 3 EXISTS\r\n%T OK\r\n", OK, E_AGAIN, E_AGAIN, 0, 0, 0 },
};

static void check_imap_talk(const struct talk_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    const struct rule rules[] = { { r->match, r->reply }, { NULL, NULL } };
    struct server s = { .rules = rules };
    struct imap *im = NULL;
    struct imap_box box;
    struct uidset set = { 0 };

    server_start(&s);
    enum rc opened = open_to(&s, &im, NULL);
    enum rc selected = opened == OK ? imap_select(im, "INBOX", &box, NULL) : opened;
    enum rc listed = selected == OK ? imap_set(im, a, 2, 0, &set, NULL) : selected;
    imap_close(im);
    server_stop(&s);
    assert_int_equal(opened, r->opened);
    assert_int_equal(selected, r->selected);
    assert_int_equal(listed, r->listed);
    assert_int_equal(uidset_count(set), r->n);
    if (set.n > 0) {
        assert_int_equal(set.list[0].low, r->first);
        assert_int_equal(set.list[set.n - 1].high, r->last);
    }
}
TEST_ROWS(talk_rows, check_imap_talk)

TEST(imap_no_starttls_no_password)
{
    struct server s = { 0 };
    struct imap *im = NULL;

    server_start(&s);
    struct mail_account ac = { .host = "127.0.0.1", .port = s.port, .security = MAIL_STARTTLS, .user = "urp", .password = "prova",
                               .connect_ms = 3000, .answer_ms = 1000 };
    assert_rc(imap_open(&ac, -1, &im, NULL), E_AGAIN);
    server_stop(&s);
    assert_false(s.saw_login);
}

int main(void)
{
    rnd_init();
    (void)curl_global_init(CURL_GLOBAL_ALL);
    (void)signal(SIGPIPE, SIG_IGN);
    return _cmocka_run_group_tests("mail_imap", table_tests, table_n, NULL, NULL);
}
