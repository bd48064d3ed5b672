/* SPDX-License-Identifier: EUPL-1.2 */
/* IMAP and SMTP against a real Postfix and Dovecot: tests/mailserver/mailserver.sh start DIR, then this program with
 * the lines of DIR/env in its environment. Without them every test is skipped. The smtp-sink tests need Postfix installed,
 * not running. */
#include <curl/curl.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../src/mail/imap_in.h"
#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "mail/compose.h"
#include "mail/mime.h"
#include "mail/smtp.h"
#include "table.h"

#define ARENA_BYTES ((size_t)64 * 1024 * 1024)
#define SINK "/usr/sbin/smtp-sink"

extern char **environ;

static int port_of(const char *name)
{
    const char *s = getenv(name);

    if (!s)
        skip();
    return (int)strtol(s, NULL, 10);
}

static void auto_SMTP(struct smtp **s) { smtp_free(*s); }
static void auto_IMAP(struct imap **i) { imap_close(*i); }

static struct addr addr(const char *s)
{
    struct addr a;

    assert_rc(addr_parse(sv_from(s), "t", &a, NULL), OK);
    return a;
}

/* A mailbox of its own for each test. */
static const char *mailbox(struct arena *a)
{
    return arena_fmt(a, "urp%llx@wire.test", (unsigned long long)(rnd_u64() & 0xFFFFFFFF));
}

static char *mail_file(struct arena *a, const char *id, const char *text)
{
    struct compose_name to = { "URP", addr("urp@wire.test") };
    struct compose c = { .from = { "Anna Bianchi", addr("anna@cittadina.test") }, .to = &to, .n_to = 1,
                         .subject = "Buca in via Roma – è pericolosa", .message_id = id, .date_at = 1772000000, .text = text };
    char *path = arena_fmt(a, "%s/mail", test_dir());
    uint8_t sha[SHA256_BYTES];
    int64_t n;

    mime_init();
    assert_rc(compose_write(&c, path, sha, &n, NULL), OK);
    return path;
}

static struct mail_account submission(void)
{
    return (struct mail_account){ .host = "localhost", .port = port_of("MS_SUBM"), .security = MAIL_STARTTLS, .user = "urp@wire.test",
                                  .password = getenv("MS_PASSWORD"), .ca_file = getenv("MS_CA"), .helo = "urp.wire.test",
                                  .connect_ms = 5000, .answer_ms = 5000 };
}

static struct smtp *smtp_to(const struct mail_account *ac)
{
    struct smtp *s = NULL;

    assert_rc(smtp_new(ac, -1, &s, NULL), OK);
    return s;
}

/* ---- SMTP ------------------------------------------------------------------------------------------ */

static const struct fate_row {
    const char *name, *to;
    enum smtp_fate fate;
    int code;
} fate_rows[] = {
    { "delivered",         "urp@wire.test",      SMTP_DONE,    250 },
    { "tagged",            "urp+T1@wire.test",   SMTP_DONE,    250 },
    { "no such mailbox",   "nouser@wire.test",   SMTP_REFUSED, 550 },
    { "policy",            "policy@wire.test",   SMTP_REFUSED, 554 },
    { "mailbox full",      "full@wire.test",     SMTP_LATER,   452 },
    { "greylisted",        "greylist@wire.test", SMTP_LATER,   450 },
    { "server hangs",      "slow@wire.test",     SMTP_LATER,   0 },
    { "accepted, bounced later", "bounce@wire.test", SMTP_DONE, 250 },
};

static void check_smtp_fate(const struct fate_row *r)
{
    struct mail_account ac = submission();
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    AUTO(SMTP) struct smtp *s = smtp_to(&ac);
    struct addr from = addr("urp@wire.test"), to = addr(r->to);
    struct smtp_outcome o;

    assert_rc(smtp_send(s, &from, &to, mail_file(a, "fate.1@wire.test", "buca\n"), &o, NULL), OK);
    if (o.fate != r->fate)
        fail_msg("fate %d (%d %s)", (int)o.fate, o.code, o.text);
    assert_int_equal(o.code, r->code);
    assert_false(o.is_account);
    if (o.fate == SMTP_DONE)
        assert_non_null(strstr(o.text, "queued as"));
}
TEST_ROWS(fate_rows, check_smtp_fate)

TEST(smtp_one_connection_for_many_mails_and_goes_on_after_a_refusal)
{
    struct mail_account ac = submission();
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    AUTO(SMTP) struct smtp *s = smtp_to(&ac);
    struct addr from = addr("urp@wire.test"), good = addr("urp@wire.test"), bad = addr("nouser@wire.test");
    const char *path = mail_file(a, "many.1@wire.test", "uno\n.\n..due\n");
    struct smtp_outcome o;

    for (int i = 0; i < 6; i++) {
        assert_rc(smtp_send(s, &from, i == 2 ? &bad : &good, path, &o, NULL), OK);
        assert_int_equal(o.fate, i == 2 ? SMTP_REFUSED : SMTP_DONE);
    }
}

static const struct trouble_row {
    const char *name;
    const char *password, *ca_file, *port;
    enum mail_security security;
    int code;
} trouble_rows[] = {
    { "wrong password",        "sbagliata", NULL, "MS_SUBM", MAIL_STARTTLS, 535 },
    { "wrong authority",       NULL, "/etc/ssl/certs/ca-certificates.crt", "MS_SUBM", MAIL_STARTTLS, 220 },
    { "no TLS on a TLS port",  NULL, NULL, "MS_SUBM", MAIL_TLS, 0 },
};

static void check_smtp_trouble(const struct trouble_row *r)
{
    struct mail_account ac = submission();
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct addr from = addr("urp@wire.test"), to = addr("urp@wire.test");
    struct smtp_outcome o;

    ac.port = port_of(r->port);
    ac.security = r->security;
    ac.password = r->password ? r->password : ac.password;
    ac.ca_file = r->ca_file ? r->ca_file : ac.ca_file;
    AUTO(SMTP) struct smtp *s = smtp_to(&ac);
    assert_rc(smtp_send(s, &from, &to, mail_file(a, "trouble.1@wire.test", "buca\n"), &o, NULL), OK);
    assert_int_equal(o.fate, SMTP_LATER);
    assert_true(o.is_account);
    assert_int_equal(o.code, r->code);
}
TEST_ROWS(trouble_rows, check_smtp_trouble)

TEST(smtp_implicit_tls)
{
    struct mail_account ac = submission();
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct addr from = addr("urp@wire.test"), to = addr("urp@wire.test");
    struct smtp_outcome o;

    ac.port = port_of("MS_SMTPS");
    ac.security = MAIL_TLS;
    AUTO(SMTP) struct smtp *s = smtp_to(&ac);
    assert_rc(smtp_send(s, &from, &to, mail_file(a, "tls.1@wire.test", "buca\n"), &o, NULL), OK);
    assert_int_equal(o.fate, SMTP_DONE);
}

TEST(smtp_clear_text_only_to_this_machine)
{
    struct mail_account ac = { .host = "mail.example.it", .port = 25, .security = MAIL_LOOPBACK };
    struct smtp *s = NULL;

    assert_rc(smtp_new(&ac, -1, &s, NULL), E_REFUSED);
    ac.host = "evil.it/x", ac.security = MAIL_TLS;
    assert_rc(smtp_new(&ac, -1, &s, NULL), E_INPUT);
}

/* ---- smtp-sink: a server that misbehaves on demand ------------------------------------------------- */

static int free_port(void)
{
    AUTO(FD) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;

    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &n), 0);
    return ntohs(at.sin_port);
}

static bool answers(int port)
{
    AUTO(FD) int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port) };

    return connect(fd, (struct sockaddr *)&at, sizeof at) == 0;
}

/* options: words divided by '|'. */
static pid_t sink_start(struct arena *a, const char *options, int port)
{
    char *argv[24] = { arena_str(a, SINK) };
    size_t n = 1;
    struct sv rest = sv_from(options), word;
    pid_t pid;

    if (access(SINK, X_OK) != 0)
        skip();
    if (getuid() == 0)
        argv[n++] = arena_str(a, "-u"), argv[n++] = arena_str(a, "nobody");
    while (*options && n < 20 && sv_next(&rest, '|', &word))
        argv[n++] = arena_sv(a, word);
    argv[n++] = arena_fmt(a, "127.0.0.1:%d", port);
    argv[n++] = arena_str(a, "64");
    assert_int_equal(posix_spawn(&pid, SINK, NULL, NULL, argv, environ), 0);
    for (int i = 0; i < 200 && !answers(port); i++)
        (void)poll(NULL, 0, 20);
    return pid;
}

static const struct sink_row {
    const char *name, *options;
    enum smtp_fate fate;
    int code;
    bool is_account;
} sink_rows[] = {
    { "taken",                      "",                          SMTP_DONE,    250, false },
    { "450 at RCPT",                "-r|RCPT",                   SMTP_LATER,   450, false },
    { "550 at RCPT",                "-f|RCPT|-B|550 5.1.1 no",   SMTP_REFUSED, 550, false },
    { "550 at MAIL: our sender",    "-f|MAIL|-B|550 5.7.1 no",   SMTP_LATER,   550, true },
    { "552 at MAIL: too large",     "-f|MAIL|-B|552 5.3.4 big",  SMTP_REFUSED, 552, false },
    { "530 at MAIL: login wanted",  "-f|MAIL|-B|530 5.7.0 auth", SMTP_LATER,   530, true },
    { "450 after the dot",          "-r|.",                      SMTP_LATER,   450, false },
    { "552 after the dot",          "-f|.|-B|552 5.3.4 big",     SMTP_REFUSED, 552, false },
    { "421 and close after the dot", "-Q|.",                     SMTP_LATER,   421, true },
    { "close after the dot",        "-q|.",                      SMTP_UNKNOWN, 354, false },
    { "close after RCPT",           "-q|RCPT",                   SMTP_LATER,   0,   false },
    { "silence after DATA",         "-w|20",                     SMTP_LATER,   0,   false },
    { "554 greeting",               "-f|CONNECT|-B|554 5.7.1 no", SMTP_LATER,  554, true },
};

static void check_smtp_sink(const struct sink_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    int port = free_port();
    pid_t pid = sink_start(a, r->options, port);
    struct mail_account ac = { .host = "127.0.0.1", .port = port, .security = MAIL_LOOPBACK, .connect_ms = 2000, .answer_ms = 2000 };
    struct addr from = addr("urp@wire.test"), to = addr("a@b.test");
    struct smtp *s = smtp_to(&ac);
    struct smtp_outcome o;

    enum rc rc = smtp_send(s, &from, &to, mail_file(a, "sink.1@wire.test", "buca\n"), &o, NULL);
    smtp_free(s);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    assert_rc(rc, OK);
    if (o.fate != r->fate || o.code != r->code || o.is_account != r->is_account)
        fail_msg("fate %d, code %d, account %d: %s", (int)o.fate, o.code, (int)o.is_account, o.text);
}
TEST_ROWS(sink_rows, check_smtp_sink)

TEST(smtp_no_starttls_offered)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    int port = free_port();
    pid_t pid = sink_start(a, "", port);
    struct mail_account ac = { .host = "127.0.0.1", .port = port, .security = MAIL_STARTTLS }; /* no login: in clear it would go through */
    struct addr from = addr("urp@wire.test"), to = addr("a@b.test");
    struct smtp *s = smtp_to(&ac);
    struct smtp_outcome o;

    enum rc rc = smtp_send(s, &from, &to, mail_file(a, "clear.1@wire.test", "buca\n"), &o, NULL);
    smtp_free(s);
    kill(pid, SIGTERM);
    waitpid(pid, NULL, 0);
    assert_rc(rc, OK);
    assert_int_equal(o.fate, SMTP_LATER);
    assert_true(o.is_account);
}

/* ---- IMAP ------------------------------------------------------------------------------------------ */

static struct mail_account reading(const char *user)
{
    return (struct mail_account){ .host = "localhost", .port = port_of("MS_IMAPS"), .security = MAIL_TLS, .user = user,
                                  .password = getenv("MS_PASSWORD"), .ca_file = getenv("MS_CA"), .connect_ms = 5000, .answer_ms = 10000 };
}

static struct imap *imap_to(const struct mail_account *ac, int stop_fd)
{
    struct imap *im = NULL;
    struct err err = { 0 };

    if (imap_open(ac, stop_fd, &im, &err) != OK)
        fail_msg("imap: %s", err.text);
    return im;
}

/* The oldest of them, at most max. */
static uint32_t *uids_from(struct imap *im, struct arena *a, uint32_t from_uid, size_t max, size_t *ret_n)
{
    struct uidset set;

    assert_rc(imap_set(im, a, from_uid, 0, &set, NULL), OK);
    return uidset_take(a, set, UID_OLDEST, max, ret_n);
}

static void send_mail(struct arena *a, const char *to, const char *id, const char *text)
{
    struct mail_account ac = { .host = "localhost", .port = port_of("MS_SMTP"), .security = MAIL_STARTTLS, .ca_file = getenv("MS_CA") };
    AUTO(SMTP) struct smtp *s = smtp_to(&ac);
    struct addr from = addr("anna@cittadina.test"), rcpt = addr(to);
    struct smtp_outcome o;

    assert_rc(smtp_send(s, &from, &rcpt, mail_file(a, id, text), &o, NULL), OK);
    assert_int_equal(o.fate, SMTP_DONE);
}

/* Postfix delivers a moment after the 250. */
static struct imap_box wait_exists(struct imap *im, uint32_t n)
{
    struct imap_box box = { 0 };

    for (int i = 0; i < 100 && box.exists < n; i++) {
        assert_rc(imap_select(im, "INBOX", &box, NULL), OK);
        if (box.exists < n)
            (void)poll(NULL, 0, 50);
    }
    assert_int_equal(box.exists, n);
    return box;
}

TEST(imap_login_list_fetch_flag_and_move)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    const char *user = mailbox(a);
    struct mail_account ac = reading(user);
    AUTO(IMAP) struct imap *im = imap_to(&ac, -1);
    struct imap_info *info;
    uint32_t *uids;
    size_t n;
    uint8_t sha[SHA256_BYTES], again[SHA256_BYTES];
    int64_t bytes = 0, on_disk = 0;
    struct err err = { 0 };

    send_mail(a, user, "primo@wire.test", "uno\n.\n\"quoted\" {12}\n");
    (void)wait_exists(im, 1); /* Postfix delivers side by side, in any order */
    send_mail(a, user, "secondo@wire.test", "due\n");
    struct imap_box box = wait_exists(im, 2);
    assert_true(box.uidvalidity > 0 && box.uidnext == 3);

    uids = uids_from(im, a, 0, 10, &n);
    assert_int_equal(n, 2);
    assert_rc(imap_infos(im, a, uids, n, &info, &n, &err), OK);
    assert_int_equal(n, 2);
    assert_false(info[0].is_seen);
    assert_true(llabs(info[0].internal_at - clock_now_at()) < 600);

    char *path = arena_fmt(a, "%s/spool", test_dir());
    if (imap_fetch_body(im, uids[0], path, 1 << 20, sha, &bytes, &err) != OK)
        fail_msg("fetch: %s", err.text);
    assert_int_equal(bytes, info[0].size_bytes);
    assert_rc(file_sha256(path, again, &on_disk, NULL), OK);
    assert_memory_equal(sha, again, sizeof sha);
    struct sv raw;
    assert_rc(file_read(a, path, 1 << 20, &raw, NULL), OK);
    assert_true(sv_find(raw, SV("primo@wire.test")) > 0 && sv_find(raw, SV("\r\n.\r\n\"quoted\" {12}\r\n")) > 0);

    /* PEEK: still unread; \Seen only when told. */
    assert_rc(imap_infos(im, a, uids, 1, &info, &n, &err), OK);
    assert_false(info[0].is_seen);
    assert_rc(imap_seen(im, uids, 1, &err), OK);
    assert_rc(imap_infos(im, a, uids, 1, &info, &n, &err), OK);
    assert_true(info[0].is_seen);

    assert_rc(imap_fetch_body(im, uids[0], arena_fmt(a, "%s.2", path), 100, sha, &bytes, &err), E_LIMIT);
    assert_rc(imap_fetch_body(im, 4000, arena_fmt(a, "%s.3", path), 100, sha, &bytes, &err), E_NOTFOUND);
    assert_int_equal(access(arena_fmt(a, "%s.2", path), F_OK), -1);

    assert_rc(imap_move(im, uids, 1, "Già & \"fatti\"", &err), E_NOTFOUND);
    assert_rc(imap_create(im, "Già & \"fatti\"", &err), OK);
    assert_rc(imap_create(im, "Già & \"fatti\"", &err), OK);
    assert_rc(imap_move(im, uids, 1, "Già & \"fatti\"", &err), OK);
    assert_rc(imap_select(im, "Già & \"fatti\"", &box, &err), OK);
    assert_int_equal(box.exists, 1);
    assert_rc(imap_select(im, "Inesistente", &box, &err), E_NOTFOUND);
    assert_int_equal(wait_exists(im, 1).exists, 1);
}

TEST(imap_copy_and_expunge_without_move)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    const char *user = mailbox(a);
    struct mail_account ac = reading(user);
    AUTO(IMAP) struct imap *im = imap_to(&ac, -1);
    uint32_t *uids;
    size_t n;
    struct imap_box box;

    send_mail(a, user, "copia@wire.test", "uno\n");
    (void)wait_exists(im, 1);
    send_mail(a, user, "resta@wire.test", "due\n");
    (void)wait_exists(im, 2);
    assert_true(im->has_move && im->has_uidplus && im->has_esearch && im->has_idle);
    ac.no_idle = true;
    AUTO(IMAP) struct imap *asking = imap_to(&ac, -1);
    assert_false(asking->has_idle);
    im->has_move = false;
    uids = uids_from(im, a, 0, 10, &n);
    assert_rc(imap_create(im, "Fatti", NULL), OK);
    assert_rc(imap_move(im, uids, 1, "Fatti", NULL), OK);
    assert_int_equal(wait_exists(im, 1).exists, 1);
    assert_rc(imap_select(im, "Fatti", &box, NULL), OK);
    assert_int_equal(box.exists, 1);
}

TEST(imap_starttls)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct mail_account ac = reading(mailbox(a));
    struct imap_box box;

    ac.port = port_of("MS_IMAP");
    ac.security = MAIL_STARTTLS;
    AUTO(IMAP) struct imap *im = imap_to(&ac, -1);
    assert_rc(imap_select(im, "INBOX", &box, NULL), OK);
}

static const struct login_row {
    const char *name, *password, *ca_file, *port;
    enum rc want;
} login_rows[] = {
    { "wrong password",  "sbagliata", NULL, NULL, E_REFUSED },
    { "wrong authority", NULL, "/etc/ssl/certs/ca-certificates.crt", NULL, E_AGAIN },
    { "TLS expected from a clear port", NULL, NULL, "MS_IMAP", E_AGAIN },
};

static void check_imap_login(const struct login_row *r)
{
    struct mail_account ac = reading("urp@wire.test");
    struct imap *im = NULL;

    ac.password = r->password ? r->password : ac.password;
    ac.ca_file = r->ca_file ? r->ca_file : ac.ca_file;
    ac.port = r->port ? port_of(r->port) : ac.port;
    assert_rc(imap_open(&ac, -1, &im, NULL), r->want);
    assert_null(im);
}
TEST_ROWS(login_rows, check_imap_login)

/* Mails put straight into the Maildir: more than two windows of them, or URP_MANY (100000 takes some minutes). */
TEST(imap_large_folder_by_esearch_and_by_windows)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    const char *user = mailbox(a), *root = getenv("MS_DIR");
    struct mail_account ac = reading(user);
    AUTO(IMAP) struct imap *im = imap_to(&ac, -1);
    const uint32_t many = getenv("URP_MANY") ? (uint32_t)strtol(getenv("URP_MANY"), NULL, 10) : 2500;
    uint32_t *uids, *windows;
    size_t n, k;
    struct imap_info *info;

    send_mail(a, user, "primo@wire.test", "crea la casella\n");
    (void)wait_exists(im, 1);
    char *local = arena_str(a, user);
    *strchr(local, '@') = '\0';
    char *dir = arena_fmt(a, "%s/mail/wire.test/%s/new", root, local);
    struct stat st;
    if (stat(dir, &st) != 0)
        skip();
    for (uint32_t i = 0; i < many; i++) {
        AUTO(ARENA) struct arena *row = arena_new(4096);
        char *path = arena_fmt(row, "%s/%u.M%uP1.prova", dir, 1700000000 + i, i);
        AUTO(FD) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        char *text = arena_fmt(row, "From: a@b.it\r\nSubject: %u\r\n\r\nbuca\r\n", i);
        assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
        (void)!fchown(fd, st.st_uid, st.st_gid);
    }
    (void)wait_exists(im, many + 1);
    uids = uids_from(im, a, 1, 200000, &n);
    assert_int_equal(n, many + 1);
    assert_rc(imap_seen(im, uids, n, NULL), OK);
    /* A hole: sequence numbers and UIDs part. */
    assert_rc(imap_create(im, "Via", NULL), OK);
    assert_rc(imap_move(im, uids + 100, 700, "Via", NULL), OK);
    uids = uids_from(im, a, 90, 200000, &n);
    assert_int_equal(n, many + 1 - 700 - 89);
    im->has_esearch = false;
    windows = uids_from(im, a, 90, 200000, &k);
    assert_int_equal(k, n);
    assert_memory_equal(windows, uids, n * sizeof *uids);
    windows = uids_from(im, a, 500, 1500, &k);
    assert_int_equal(k, 1500);
    assert_int_equal(windows[0], 801);
    windows = uids_from(im, a, many + 2, 10, &k);
    assert_int_equal(k, 0);
    for (int esearch = 0; esearch < 2; esearch++) { /* the whole of it in two ranges, the hole between them */
        struct uidset set;
        im->has_esearch = esearch != 0;
        assert_rc(imap_set(im, a, 1, 0, &set, NULL), OK);
        assert_int_equal(set.n, 2);
        assert_int_equal(uidset_count(set), many + 1 - 700);
        assert_int_equal(set.list[0].high, 100);
        assert_int_equal(set.list[1].low, 801);
    }
    assert_rc(imap_infos(im, a, uids, 350, &info, &k, NULL), OK);
    assert_int_equal(k, 350);
    assert_int_equal(info[349].uid, uids[349]);
}

struct later {
    struct arena *a;
    const char *user;
    int stop_fd;
};

static void *later_mail(void *arg)
{
    const struct later *l = arg;

    (void)poll(NULL, 0, 500);
    send_mail(l->a, l->user, "sveglia@wire.test", "arrivata\n");
    return NULL;
}
static void *later_stop(void *arg)
{
    const struct later *l = arg;

    (void)poll(NULL, 0, 300);
    (void)!write(l->stop_fd, &(uint64_t){ 1 }, sizeof(uint64_t));
    return NULL;
}

static const struct wait_row {
    const char *name;
    bool has_idle;
} wait_rows[] = { { "IDLE", true }, { "NOOP", false } };

static void check_imap_wait(const struct wait_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES), *b = arena_new(ARENA_BYTES);
    const char *user = mailbox(a);
    struct mail_account ac = reading(user);
    AUTO(FD) int stop = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    AUTO(IMAP) struct imap *im = imap_to(&ac, stop);
    struct later l = { b, user, stop };
    enum imap_event event;
    struct imap_box box;
    pthread_t t;
    size_t n;

    im->has_idle = r->has_idle;
    assert_rc(imap_select(im, "INBOX", &box, NULL), OK);
    assert_rc(imap_wait(im, 300, 100, &event, NULL), OK);
    assert_int_equal(event, IMAP_QUIET);
    assert_int_equal(pthread_create(&t, NULL, later_mail, &l), 0);
    assert_rc(imap_wait(im, 20000, 200, &event, NULL), OK);
    assert_int_equal(event, IMAP_NEWS);
    pthread_join(t, NULL);
    (void)uids_from(im, a, 1, 10, &n);
    assert_int_equal(n, 1);
    assert_int_equal(pthread_create(&t, NULL, later_stop, &l), 0);
    int64_t before = clock_mono_ms();
    assert_rc(imap_wait(im, 20000, 10000, &event, NULL), OK);
    pthread_join(t, NULL);
    assert_int_equal(event, IMAP_STOPPED);
    assert_true(clock_mono_ms() - before < 5000);
}
TEST_ROWS(wait_rows, check_imap_wait)

TEST(imap_paused_server_is_given_up)
{
    struct mail_account ac = reading("urp@wire.test");
    int port = free_port();
    AUTO(FD) int silent = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons((uint16_t)port) };
    struct imap *im = NULL;

    assert_int_equal(bind(silent, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(silent, 4), 0);
    ac.port = port;
    ac.connect_ms = ac.answer_ms = 1000;
    int64_t before = clock_mono_ms();
    assert_rc(imap_open(&ac, -1, &im, NULL), E_AGAIN);
    assert_true(clock_mono_ms() - before < 10000);
}

int main(void)
{
    rnd_init();
    (void)curl_global_init(CURL_GLOBAL_ALL);
    (void)signal(SIGPIPE, SIG_IGN);
    return _cmocka_run_group_tests("mail_servers", table_tests, table_n, NULL, NULL);
}
