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
#include "mime_in.h"
#include "worker_in.h"

#define MAILS_PER_CHILD 200 /* what GMime leaks ends here */
#define RETIRE_MS 2000

struct worker {
    char *root;
    int timeout_ms;
    pid_t pid;  /* 0: none runs */
    int socket; /* -1 likewise */
    int served;
};

static const char *exe = "/proc/self/exe";

void worker_set_exe(const char *path)
{
    exe = path;
}

struct worker *worker_new(const char *parts_root, int timeout_ms)
{
    struct worker *w = malloc(sizeof *w);

    assume(w != NULL);
    *w = (struct worker){ .root = strdup(parts_root), .timeout_ms = timeout_ms, .socket = -1 };
    assume(w->root != NULL);
    return w;
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
    return status;
}

void worker_free(struct worker *w)
{
    if (!w)
        return;
    (void)stop(w, RETIRE_MS);
    free(w->root);
    free(w);
}

static int spawn(struct worker *w, int child_end)
{
    char *const env[] = { (char[]){ "LC_ALL=C.UTF-8" }, (char[]){ "PATH=/usr/bin:/bin" }, NULL };
    char *const argv[] = { (char[]){ "urpd" }, (char[]){ "mime-worker" }, w->root, NULL };
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

    if (w->pid != 0 && w->served >= MAILS_PER_CHILD)
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

static bool send_request(struct worker *w, const char *dir, bool headers_only, int fd)
{
    struct worker_request rq = { .magic = WORKER_MAGIC, .headers_only = headers_only };
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control = { 0 };
    struct iovec part = { &rq, sizeof rq };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);

    (void)snprintf(rq.dir, sizeof rq.dir, "%s", dir);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
    return sendmsg(w->socket, &m, MSG_NOSIGNAL) == (ssize_t)sizeof rq;
}

/* False: closed, or not all within the time. */
static bool recv_all(struct worker *w, void *p, size_t n, int64_t until_ms)
{
    char *c = p;

    while (n > 0) {
        int64_t left = until_ms - clock_mono_ms();
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

/* The child may only have made plain files of the size it says: no link into the rest of the disk. */
static enum rc check_files(const char *dir, const struct mime_mail *m, struct err *err)
{
    AUTO(FD) int at = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;

    for (size_t i = 0; i < m->n_files; i++)
        if (at < 0 || fstatat(at, m->files[i].file, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
            st.st_nlink != 1 || st.st_size != m->files[i].size_bytes)
            FAIL(err, E_REFUSED, NULL, "non leggibile: wrong part files");
    return OK;
}

static enum rc ask(struct worker *w, struct arena *a, int fd, const char *dir, bool headers_only, struct mime_mail *ret,
                   struct err *err)
{
    int64_t until_ms = clock_mono_ms() + w->timeout_ms;
    struct worker_answer answer = { 0 };
    AUTO(FREE) char *json = NULL;

    TRY(start(w, err));
    w->served++;
    bool ok = send_request(w, dir, headers_only, fd) && recv_all(w, &answer, sizeof answer, until_ms) &&
              answer.magic == WORKER_MAGIC && answer.json_bytes <= WORKER_JSON_MAX;
    if (ok && answer.rc != OK && (answer.rc == E_LIMIT || answer.rc == E_IO))
        FAIL(err, (enum rc)answer.rc, NULL, "mail worker: %.*s", (int)strnlen(answer.text, 120), answer.text);
    if (ok && answer.rc == OK) {
        json = malloc((size_t)answer.json_bytes + 1);
        ok = json && recv_all(w, json, answer.json_bytes, until_ms) &&
             mime_from_json(sv_of(json, answer.json_bytes), a, ret, err) == OK;
    } else {
        ok = false;
    }
    if (ok)
        return OK;
    bool is_late = clock_mono_ms() >= until_ms;
    int status = stop(w, 0);
    FAIL(err, E_REFUSED, NULL, "non leggibile: the mail worker %s (wait status %d)", is_late ? "hung" : "died", status);
}

static void empty_dir(const char *path)
{
    AUTO(DIR) DIR *d = opendir(path);

    for (struct dirent *e; d && (e = readdir(d));)
        if (e->d_name[0] != '.')
            (void)unlinkat(dirfd(d), e->d_name, 0);
}

enum rc worker_parse(struct worker *w, struct arena *a, const char *spool_path, const char *parts_dir, struct mime_mail *ret,
                     struct err *err)
{
    const char *dir = arena_fmt(a, "%s/%s", w->root, parts_dir);

    assume(*parts_dir && *parts_dir != '.' && strlen(parts_dir) < WORKER_DIR_MAX && !strchr(parts_dir, '/'));
    mime_blank(ret);
    AUTO(FD) int fd = open(spool_path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "open %s: %s", spool_path, strerror(errno));
    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "create %s: %s", dir, strerror(errno));
    enum rc rc = ask(w, a, fd, parts_dir, false, ret, err);
    if (rc == OK)
        rc = check_files(dir, ret, err);
    if (rc == OK)
        return OK;
    empty_dir(dir);
    mime_blank(ret);
    /* What the headers alone say is enough for a ticket with a name on it. */
    if ((rc == E_REFUSED || rc == E_LIMIT) && ask(w, a, fd, parts_dir, true, ret, NULL) != OK)
        mime_blank(ret);
    return rc;
}
