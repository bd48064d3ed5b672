/* SPDX-License-Identifier: EUPL-1.2 */
/* The child that parses mail: what it says, how it dies, and that its death is no matter. This program is its own
 * worker. URP_CORPUS names a directory of real mails, all of which must come through. */
#include "mail/worker.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "table.h"

#define FIXTURES "tests/fixtures/mail/"

static void auto_WORKER(struct worker **w) { worker_free(*w); }

static bool has_child(void)
{
    siginfo_t info;

    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

static pid_t only_child(void)
{
    char path[64], line[64] = "";

    (void)snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    AUTO(FILE) FILE *f = fopen(path, "re");
    if (!f || !fgets(line, sizeof line, f))
        return 0;
    return (pid_t)strtol(line, NULL, 10);
}

TEST(worker_reads_several_mails_and_the_mail_inside_a_mail)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(20000);
    AUTO(FD) int parts = -1;
    struct mime_mail m, inner;
    struct sv bytes;
    struct err err = { 0 };

    for (int i = 0; i < 3; i++) {
        assert_rc(worker_parse(w, a, FIXTURES "gmail-risposta.eml", &m, NULL, &err), OK);
        assert_string_equal(m.from.addr, "lucia.ferri@gmail.example");
    }
    assert_rc(worker_parse(w, a, FIXTURES "pec-busta.eml", &m, &parts, &err), OK);
    assert_int_equal(m.n_files, 3);
    assert_rc(mime_file_read(parts, &m.files[0], 10000, a, &bytes, NULL), OK);
    assert_true(sv_find(bytes, SV("<postacert")) >= 0);
    assert_int_equal(write(parts, "x", 1), -1); /* sealed */
    assert_rc(worker_parse_file(w, a, parts, &m.files[1], &inner, NULL, &err), OK);
    assert_string_equal(inner.subject, "Istanza di accesso agli atti");
    assert_rc(worker_parse(w, a, "/tmp/urp-no-such-mail", &m, NULL, &err), E_NOTFOUND);
    assert_string_equal(m.subject, "");
}

TEST(worker_ahead_is_used_forgotten_and_harmless)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(20000);
    AUTO(FD) int parts = -1;
    struct mime_mail m;

    worker_ahead(w, FIXTURES "foto-e-nomi.eml");
    assert_rc(worker_parse(w, a, FIXTURES "foto-e-nomi.eml", &m, &parts, NULL), OK);
    assert_int_equal(m.n_files, 4);
    worker_ahead(w, FIXTURES "foto-e-nomi.eml");
    assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, NULL), OK);
    assert_string_equal(m.from.addr, "anagrafe@comune.test");
    worker_ahead(w, FIXTURES "foto-e-nomi.eml");
    worker_ahead(w, FIXTURES "assente.eml");
    worker_ahead(w, "/tmp/urp-no-such-mail");
    assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, NULL), OK);
    worker_ahead(w, FIXTURES "assente.eml"); /* never asked for */
}

TEST(worker_ahead_by_batches_beyond_the_life_of_a_child)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(20000);
    static const char *const paths[] = { FIXTURES "foto-e-nomi.eml", FIXTURES "assente.eml", FIXTURES "pec-busta.eml" };
    static const size_t files[] = { 4, 0, 3 };
    struct mime_mail m;

    for (int i = 0; i < 500; i += 10) {
        for (int k = 0; k < 10; k++)
            worker_ahead(w, paths[(i + k) % 3]);
        for (int k = 0; k < 10; k++) {
            AUTO(FD) int parts = -1;
            assert_rc(worker_parse(w, a, paths[(i + k) % 3], &m, &parts, NULL), OK);
            assert_int_equal(m.n_files, files[(i + k) % 3]);
            arena_reset(a);
        }
    }
}

TEST(worker_ahead_of_a_child_that_dies)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(20000);
    struct mime_mail m;

    for (int i = 0; i < 3; i++) {
        worker_ahead(w, FIXTURES "assente.eml");
        worker_ahead(w, FIXTURES "gmail-risposta.eml");
        pid_t pid = only_child();
        if (pid == 0)
            skip();
        (void)kill(pid, SIGKILL);
        assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, NULL), OK);
        assert_rc(worker_parse(w, a, FIXTURES "gmail-risposta.eml", &m, NULL, NULL), OK);
        assert_string_equal(m.from.addr, "lucia.ferri@gmail.example");
    }
}

/* "leggi con altra codifica": Cyrillic bytes that call themselves Latin, in the text and bare in the subject. */
TEST(worker_reads_as_an_operator_says)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(20000);
    const char *path = arena_fmt(a, "%s/koi.eml", test_dir());
    const char *raw = "From: a@b.it\r\nSubject: \xF4\xC5\xD3\xD4\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\xF4\xC5\xD3\xD4 1\r\n";
    struct mime_mail m;
    struct err err = { 0 };

    assert_rc(file_write_durable(path, raw, strlen(raw), 0600, &err), OK);
    assert_rc(worker_parse(w, a, path, &m, NULL, &err), OK);
    assert_string_equal(m.text, "ôÅÓÔ 1");
    worker_ahead(w, path); /* what was sent ahead is read anew */
    assert_rc(worker_read_as(w, "koi8-r", &err), OK);
    assert_rc(worker_parse(w, a, path, &m, NULL, &err), OK);
    assert_string_equal(m.text, "Тест 1");
    assert_string_equal(m.subject, "Тест");
    assert_rc(worker_read_as(w, "klingon", &err), E_INPUT);
    assert_rc(worker_read_as(w, "../../etc/x//IGNORE", &err), E_INPUT);
    assert_rc(worker_read_as(w, "utf-8", &err), OK);
    assert_rc(worker_parse(w, a, path, &m, NULL, &err), OK);
    assert_non_null(strstr(m.text, "\xEF\xBF\xBD"));
    assert_rc(worker_read_as(w, NULL, &err), OK);
    assert_rc(worker_parse(w, a, path, &m, NULL, &err), OK);
    assert_string_equal(m.text, "ôÅÓÔ 1");
}

TEST(worker_free_ends_the_child)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct worker *w = worker_new(20000);
    struct mime_mail m;

    assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, NULL), OK);
    assert_true(has_child());
    worker_free(w);
    assert_false(has_child());
}

static const struct death_row {
    const char *name;
    int signal;
    enum rc want;
} death_rows[] = {
    { "killed between mails", SIGKILL, OK }, /* no fault of the next mail */
    { "stopped: hangs",       SIGSTOP, E_REFUSED },
};

static void check_worker_death(const struct death_row *d)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(1500);
    struct mime_mail m;
    struct err err = { 0 };

    assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, NULL), OK);
    pid_t pid = only_child();
    if (pid == 0)
        skip();
    assert_int_equal(kill(pid, d->signal), 0);
    int64_t before = clock_mono_ms();
    assert_rc(worker_parse(w, a, FIXTURES "gmail-risposta.eml", &m, NULL, &err), d->want);
    assert_true(clock_mono_ms() - before < 10000);
    /* A new child read at least what the headers say. */
    assert_string_equal(m.from.addr, "lucia.ferri@gmail.example");
    assert_string_equal(m.message_id, "CAF7risposta1@mail.gmail.example");
    if (d->want != OK) {
        assert_non_null(strstr(err.text, "non leggibile"));
        assert_string_equal(m.text, "");
    }
    assert_rc(worker_parse(w, a, FIXTURES "gmail-risposta.eml", &m, NULL, &err), OK);
}
TEST_ROWS(death_rows, check_worker_death)

static char *written(struct arena *a, const char *head, size_t filler)
{
    char *path = arena_str(a, "/tmp/urp-mail-XXXXXX");
    AUTO(FD) int fd = mkstemp(path);
    char block[4096];

    memset(block, 'a', sizeof block);
    block[sizeof block - 1] = '\n';
    assert_true(fd >= 0);
    assert_int_equal(write(fd, head, strlen(head)), (ssize_t)strlen(head));
    for (size_t n = 0; n < filler; n += sizeof block)
        assert_int_equal(write(fd, block, sizeof block), sizeof block);
    return path;
}

TEST(worker_too_large_a_mail_still_has_a_sender)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(20000);
    char *path = written(a, "From: a@b.it\r\nSubject: enorme\r\n\r\n", (size_t)MIME_LIMITS.bytes + 1);
    struct mime_mail m;

    enum rc rc = worker_parse(w, a, path, &m, NULL, NULL);
    unlink(path);
    assert_rc(rc, E_LIMIT);
    assert_string_equal(m.from.addr, "a@b.it");
    assert_string_equal(m.subject, "enorme");
}

TEST(worker_largest_mail_goes_through)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(60000);
    char *path = written(a, "From: a@b.it\r\nSubject: grande\r\nContent-Type: image/tiff; name=x.tif\r\n\r\n", (size_t)49 * 1024 * 1024);
    AUTO(FD) int parts = -1;
    struct mime_mail m;
    struct err err = { 0 };

    enum rc rc = worker_parse(w, a, path, &m, &parts, &err);
    unlink(path);
    if (rc != OK)
        fail_msg("%s", err.text);
    assert_int_equal(m.n_files, 1);
    assert_int_equal(m.files[0].size_bytes, (int64_t)49 * 1024 * 1024);
}

TEST(worker_program_that_is_none)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct mime_mail m;
    struct err err = { 0 };

    worker_set_exe("/usr/bin/true");
    struct worker *w = worker_new(2000);
    assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, &err), E_REFUSED);
    worker_free(w);
    worker_set_exe("/no/such/program");
    w = worker_new(2000);
    assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, &err), E_AGAIN);
    worker_free(w);
    worker_set_exe("/proc/self/exe");
}

/* ---- the child's cage ------------------------------------------------------------------------------ */

TEST(worker_has_no_network_and_no_disk)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(WORKER) struct worker *w = worker_new(20000);
    struct mime_mail m;
    char path[64];
    struct sv limits;

    assert_rc(worker_parse(w, a, FIXTURES "assente.eml", &m, NULL, NULL), OK);
    pid_t pid = only_child();
    if (pid == 0)
        skip();
    (void)snprintf(path, sizeof path, "/proc/%d/limits", (int)pid);
    AUTO(FILE) FILE *f = fopen(path, "re");
    if (!f)
        skip();
    char *text = arena_alloc(a, 8192);
    limits = sv_of(text, fread(text, 1, 8191, f));
    assert_true(sv_find(limits, SV("Max file size             83886080")) >= 0);
    assert_true(sv_find(limits, SV("Max open files            64")) >= 0);
    assert_true(sv_find(limits, SV("Max core file size        0")) >= 0);
#ifndef __SANITIZE_ADDRESS__
    assert_true(sv_find(limits, SV("Max address space         536870912")) >= 0);
#endif
}

/* ---- real mails ------------------------------------------------------------------------------------ */

static struct worker *corpus_worker;
static size_t corpus_n, corpus_bad;

static int one(const char *path, const struct stat *st, int kind, struct FTW *where)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    AUTO(FD) int parts = -1;
    struct mime_mail m;
    struct err err = { 0 };
    size_t n = strlen(path);

    (void)where;
    if (kind != FTW_F || st->st_size == 0 || n < 4 || strcmp(path + n - 4, ".eml") != 0)
        return 0;
    corpus_n++;
    if (worker_parse(corpus_worker, a, path, &m, &parts, &err) != OK) {
        print_message("%s: %s\n", path, err.text);
        corpus_bad++;
    }
    return 0;
}

TEST(worker_corpus)
{
    const char *dir = getenv("URP_CORPUS");

    if (!dir)
        skip();
    corpus_worker = worker_new(20000);
    assert_int_equal(nftw(dir, one, 16, FTW_PHYS), 0);
    worker_free(corpus_worker);
    print_message("%zu mails\n", corpus_n);
    assert_true(corpus_n > 0);
    assert_int_equal(corpus_bad, 0);
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "mime-worker") == 0)
        return worker_main(argc, argv);
    rnd_init();
    return _cmocka_run_group_tests("mail_worker", table_tests, table_n, NULL, NULL);
}
