/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/text.h"
#include "mime_in.h"
#include "worker_in.h"

#define MAILS_PER_CHILD 200 /* what GMime leaks ends here */
#define RETIRE_MS 2000
#define AHEAD_MAX 8
#define AHEAD_BYTES ((int64_t)16 * 1024 * 1024) /* their parts lie in memory */

struct ahead {
    char *path;
    int parts;
    int64_t bytes;
};

struct worker {
    int timeout_ms;
    pid_t pid;        /* 0: none runs */
    int socket;       /* -1 likewise */
    int served;
    struct ahead ahead[AHEAD_MAX]; /* mails that the child has already, in order */
    size_t n_ahead;
    int64_t ahead_bytes;
    int64_t until_ms; /* for the answer that is waited for */
    bool is_spent;    /* the last child died of its processor time: the same mail would do it again */
    char charset[64]; /* of worker_read_as; "" for none */
};

static const char *exe = "/proc/self/exe";
static char authorities[PATH_MAX];

void worker_set_exe(const char *path)
{
    exe = path;
}

void worker_set_authorities(const char *path)
{
    (void)snprintf(authorities, sizeof authorities, "%s", path);
}

struct worker *worker_new(int timeout_ms)
{
    struct worker *w = malloc(sizeof *w);

    assume(w != NULL);
    *w = (struct worker){ .timeout_ms = timeout_ms, .socket = -1 };
    return w;
}

/* Takes the first of the queue; the caller closes what it gets. */
static int pop_ahead(struct worker *w)
{
    int parts = w->ahead[0].parts;

    free(w->ahead[0].path);
    w->ahead_bytes -= w->ahead[0].bytes;
    w->n_ahead--;
    memmove(w->ahead, w->ahead + 1, w->n_ahead * sizeof w->ahead[0]);
    return parts;
}

static void forget_ahead(struct worker *w)
{
    while (w->n_ahead > 0)
        (void)close(pop_ahead(w));
}

/* Ends the child, at once or (nothing being in work) by closing its socket, so that a leak checker has its say; gives
 * its wait status, for the log. */
static int stop(struct worker *w, int grace_ms)
{
    int status = 0;
    pid_t gone = 0;

    if (w->pid == 0)
        return 0;
    (void)close(w->socket);
    for (; grace_ms > 0 && (gone = waitpid(w->pid, &status, WNOHANG)) == 0; grace_ms -= 5)
        (void)poll(NULL, 0, 5);
    if (gone == 0)
        (void)kill(w->pid, SIGKILL);
    while (gone == 0 && waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
        ;
    w->pid = 0;
    w->socket = -1;
    w->served = 0;
    forget_ahead(w);
    return status;
}

void worker_free(struct worker *w)
{
    if (!w)
        return;
    (void)stop(w, RETIRE_MS);
    free(w);
}

static int spawn(struct worker *w, int child_end)
{
    char *const env[] = { (char[]){ "LC_ALL=C.UTF-8" }, (char[]){ "PATH=/usr/bin:/bin" }, NULL };
    char *const argv[] = { (char[]){ "urpd" }, (char[]){ "mime-worker" }, *authorities ? authorities : NULL, NULL };
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attr;
    sigset_t none, all;

    (void)sigemptyset(&none);
    (void)sigfillset(&all);
    assume(posix_spawnattr_init(&attr) == 0 && posix_spawn_file_actions_init(&files) == 0);
    /* The daemon's threads block signals and its terminal may send them: neither concerns the child. */
    (void)posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    (void)posix_spawnattr_setsigmask(&attr, &none);
    (void)posix_spawnattr_setsigdefault(&attr, &all);
    (void)posix_spawnattr_setpgroup(&attr, 0);
    assume(posix_spawn_file_actions_adddup2(&files, child_end, 0) == 0);
    assume(posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0) == 0);
    assume(posix_spawn_file_actions_addclosefrom_np(&files, 3) == 0);
    int e = posix_spawn(&w->pid, exe, &files, &attr, argv, env);
    (void)posix_spawn_file_actions_destroy(&files);
    (void)posix_spawnattr_destroy(&attr);
    return e;
}

static enum rc start(struct worker *w, struct err *err)
{
    int ends[2];

    if (w->pid != 0 && w->served >= MAILS_PER_CHILD && w->n_ahead == 0)
        (void)stop(w, RETIRE_MS);
    if (w->pid != 0)
        return OK;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        FAIL(err, E_AGAIN, NULL, "mail worker: %s", strerror(errno));
    AUTO(FD) int child_end = ends[1];
    int e = spawn(w, child_end);
    if (e != 0) {
        (void)close(ends[0]);
        w->pid = 0;
        FAIL(err, E_AGAIN, NULL, "start of the mail worker: %s", strerror(e));
    }
    w->socket = ends[0];
    return OK;
}

static bool send_request(struct worker *w, const struct mime_source *from, bool headers_only, int parts)
{
    struct worker_request rq = { .magic = WORKER_MAGIC, .headers_only = headers_only, .offset = from->offset,
                                 .size_bytes = from->size_bytes };
    const int fds[WORKER_FDS] = { from->fd, parts };
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof fds)];
    } control = { 0 };
    struct iovec part = { &rq, sizeof rq };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    (void)snprintf(rq.charset, sizeof rq.charset, "%s", w->charset);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fds);
    memcpy(CMSG_DATA(c), fds, sizeof fds);
    w->served++;
    return sendmsg(w->socket, &m, MSG_NOSIGNAL) == (ssize_t)sizeof rq;
}

/* False: closed, or not all within the time. */
static bool recv_all(struct worker *w, void *p, size_t n)
{
    char *c = p;

    while (n > 0) {
        int64_t left = w->until_ms - clock_mono_ms();
        struct pollfd ready = { .fd = w->socket, .events = POLLIN };

        if (left <= 0)
            return false;
        int k = poll(&ready, 1, left > INT_MAX ? INT_MAX : (int)left);
        if (k < 0 && errno != EINTR)
            return false;
        if (k <= 0)
            continue;
        ssize_t r = recv(w->socket, c, n, 0);
        if (r < 0 && errno == EINTR)
            continue;
        if (r <= 0)
            return false;
        c += r;
        n -= (size_t)r;
    }
    return true;
}

/* From here on nobody writes to the parts, and every file lies inside them. */
static bool seal(int parts, const struct mime_mail *m)
{
    struct stat st;

    if (fcntl(parts, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0 || fstat(parts, &st) != 0)
        return false;
    for (size_t i = 0; i < m->n_files; i++)
        if (m->files[i].offset > st.st_size || m->files[i].size_bytes > st.st_size - m->files[i].offset)
            return false;
    return m->page.offset <= st.st_size && m->page.size_bytes <= st.st_size - m->page.offset;
}

static bool get_text(int parts, uint32_t offset, uint32_t bytes, struct arena *a, const char **ret)
{
    struct mime_file f = { .offset = offset, .size_bytes = bytes };
    struct sv s;

    if (mime_file_read(parts, &f, WORKER_TEXT_MAX, a, &s, NULL) != OK || !text_is_clean(s))
        return false;
    *ret = s.p;
    return true;
}

/* Takes the answer off the socket. False: it was none, the child has to go. ret_rc OK, E_LIMIT or E_IO. */
static bool take_answer(struct worker *w, struct arena *a, int parts, struct mime_mail *ret, enum rc *ret_rc, struct err *err)
{
    struct worker_answer answer = { 0 };
    AUTO(FREE) char *json = NULL;

    if (!recv_all(w, &answer, sizeof answer) || answer.magic != WORKER_MAGIC || answer.json_bytes > WORKER_JSON_MAX)
        return false;
    *ret_rc = (enum rc)answer.rc;
    if (answer.rc == E_LIMIT || answer.rc == E_IO) {
        (void)err_set(err, *ret_rc, ERR_WHERE, NULL, "mail worker: %.*s", (int)strnlen(answer.text, 120), answer.text);
        return true;
    }
    json = malloc((size_t)answer.json_bytes + 1);
    return json && answer.rc == OK && recv_all(w, json, answer.json_bytes) &&
           mime_from_json(sv_of(json, answer.json_bytes), a, ret, err) == OK && seal(parts, ret) &&
           get_text(parts, answer.text_offset, answer.text_bytes, a, &ret->text) &&
           get_text(parts, answer.text_offset + answer.text_bytes, answer.quoted_bytes, a, &ret->quoted);
}

static enum rc answer(struct worker *w, struct arena *a, int parts, struct mime_mail *ret, struct err *err)
{
    enum rc rc = E_REFUSED;

    w->until_ms = clock_mono_ms() + w->timeout_ms;
    if (take_answer(w, a, parts, ret, &rc, err))
        return rc;
    bool is_late = clock_mono_ms() >= w->until_ms;
    int status = stop(w, 0);
    w->is_spent = WIFSIGNALED(status) && WTERMSIG(status) == SIGXCPU;
    FAIL(err, E_REFUSED, NULL, "non leggibile: the mail worker %s (wait status %d)", is_late ? "hung" : "died", status);
}

/* Mails that were sent ahead and are not wanted now: their answers must be out of the way. Stops before path. */
static void drop_ahead(struct worker *w, const char *path)
{
    AUTO(ARENA) struct arena *a = w->n_ahead ? arena_new(MIME_ARENA_BYTES) : NULL;
    struct mime_mail unused;

    while (w->n_ahead > 0 && !str_eq(w->ahead[0].path, path)) {
        AUTO(FD) int parts = pop_ahead(w);

        (void)(answer(w, a, parts, &unused, NULL) == OK); /* a dead child takes the queue with it */
        arena_reset(a);
    }
}

static enum rc ask_once(struct worker *w, struct arena *a, const struct mime_source *from, bool headers_only, int parts,
                        struct mime_mail *ret, struct err *err)
{
    drop_ahead(w, NULL);
    TRY(start(w, err));
    (void)send_request(w, from, headers_only, parts); /* a dead child shows when its answer is missing */
    return answer(w, a, parts, ret, err);
}

/* An old child may have died of an earlier mail, or of the kernel's need for memory: only a fresh one proves that this
 * mail is the cause. */
static enum rc ask(struct worker *w, struct arena *a, const struct mime_source *from, bool headers_only, int parts,
                   struct mime_mail *ret, struct err *err)
{
    bool is_fresh = w->pid == 0;
    int64_t began_ms = clock_mono_ms();
    enum rc rc = ask_once(w, a, from, headers_only, parts, ret, err);
    bool is_late = clock_mono_ms() - began_ms >= w->timeout_ms;

    if (rc != E_REFUSED || is_fresh || is_late || w->is_spent || ftruncate(parts, 0) != 0 || lseek(parts, 0, SEEK_SET) != 0)
        return rc;
    return ask_once(w, a, from, headers_only, parts, ret, err);
}

/* What the headers alone say is enough for a ticket with a name on it. */
static enum rc headers_at_least(struct worker *w, struct arena *a, const struct mime_source *from, enum rc rc,
                                struct mime_mail *ret)
{
    AUTO(FD) int parts = -1;

    mime_blank(ret);
    if (rc != E_REFUSED && rc != E_LIMIT)
        return rc;
    if (mime_parts_new(&parts, NULL) != OK || ask(w, a, from, true, parts, ret, NULL) != OK)
        mime_blank(ret);
    return rc;
}

static enum rc parse(struct worker *w, struct arena *a, const struct mime_source *from, bool is_ahead, struct mime_mail *ret,
                     int *ret_parts, struct err *err)
{
    AUTO(FD) int parts = -1;
    enum rc rc = OK;

    if (is_ahead) {
        parts = pop_ahead(w);
        rc = answer(w, a, parts, ret, err);
    }
    if (!is_ahead || (rc == E_REFUSED && !w->is_spent)) {
        if (parts >= 0)
            (void)close(STEAL_FD(parts));
        TRY(mime_parts_new(&parts, err));
        rc = ask(w, a, from, false, parts, ret, err);
    }
    if (rc != OK)
        return headers_at_least(w, a, from, rc, ret);
    if (ret_parts)
        *ret_parts = STEAL_FD(parts);
    return OK;
}

enum rc worker_parse(struct worker *w, struct arena *a, const char *spool_path, struct mime_mail *ret, int *ret_parts,
                     struct err *err)
{
    mime_blank(ret);
    AUTO(FD) int fd = open(spool_path, O_RDONLY | O_CLOEXEC);
    struct mime_source from = { fd, 0, -1 };

    if (fd < 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "open %s: %s", spool_path, strerror(errno));
    drop_ahead(w, spool_path);
    return parse(w, a, &from, w->n_ahead > 0, ret, ret_parts, err);
}

enum rc worker_parse_file(struct worker *w, struct arena *a, int parts_fd, const struct mime_file *f, struct mime_mail *ret,
                          int *ret_parts, struct err *err)
{
    struct mime_source from = { parts_fd, f->offset, f->size_bytes };

    mime_blank(ret);
    return parse(w, a, &from, false, ret, ret_parts, err);
}

enum rc worker_read_as(struct worker *w, const char *charset, struct err *err)
{
    if (charset && (strlen(charset) >= sizeof w->charset || !mime_charset_known(charset)))
        FAIL(err, E_INPUT, "charset", "Non conosciamo la codifica «%.60s».", charset);
    if (str_eq(w->charset, charset ? charset : ""))
        return OK;
    drop_ahead(w, NULL); /* those would be read the other way */
    (void)snprintf(w->charset, sizeof w->charset, "%s", charset ? charset : "");
    return OK;
}

void worker_ahead(struct worker *w, const char *spool_path)
{
    AUTO(FD) int parts = -1;
    AUTO(FD) int fd = open(spool_path, O_RDONLY | O_CLOEXEC);
    struct mime_source from = { fd, 0, -1 };
    struct stat st;

    if (fd < 0 || fstat(fd, &st) != 0 || w->n_ahead == AHEAD_MAX || w->ahead_bytes + st.st_size > AHEAD_BYTES)
        return;
    if (w->served >= MAILS_PER_CHILD) /* let the queue run dry */
        return;
    if (mime_parts_new(&parts, NULL) != OK || start(w, NULL) != OK || !send_request(w, &from, false, parts))
        return;
    struct ahead *next = &w->ahead[w->n_ahead++];
    *next = (struct ahead){ strdup(spool_path), STEAL_FD(parts), st.st_size };
    assume(next->path != NULL);
    w->ahead_bytes += st.st_size;
}
