/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/control.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/sv.h"

#define CONTROL_MAX_BYTES ((size_t)16 * 1024 * 1024) /* an ente file of a large city has 2 MB */
#define CONTROL_WAIT_MS 60000

struct control {
    struct db *db;
    const struct conf *conf;
    int listen_fd, stop_fd;
    char path[sizeof((struct sockaddr_un *)0)->sun_path];
    pthread_t thread;
};

/* ---- one request -------------------------------------------------------------------------------- */

static enum rc run_request(struct db *db, const struct conf *conf, struct arena *a, const char *name, const json_t *args,
                           json_t **ret, struct err *err)
{
    for (const struct request *r = requests; r->name; r++)
        if (str_eq(r->name, name))
            return r->run(db, conf, a, args, ret, err);
    FAIL(err, E_NOTFOUND, "", "unknown request");
}

static enum rc read_all(int fd, GString *in, struct err *err)
{
    char buf[65536];

    for (;;) {
        struct pollfd p = { fd, POLLIN, 0 };
        ssize_t n;

        if (poll(&p, 1, CONTROL_WAIT_MS) <= 0)
            FAIL(err, E_AGAIN, "", "il servizio non risponde");
        n = read(fd, buf, sizeof buf);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            FAIL(err, E_IO, "", "control socket: %s", strerror(errno));
        if (n == 0)
            return OK;
        if (in->len + (size_t)n > CONTROL_MAX_BYTES)
            FAIL(err, E_LIMIT, "", "request too large");
        g_string_append_len(in, buf, n);
    }
}

static enum rc write_json(int fd, const json_t *j, struct err *err)
{
    AUTO(FREE) char *text = json_dumps(j, JSON_COMPACT);
    size_t n, done = 0;

    assume(text != NULL);
    n = strlen(text);
    while (done < n) {
        ssize_t k = send(fd, text + done, n - done, MSG_NOSIGNAL);
        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            FAIL(err, E_IO, "", "control socket: %s", strerror(errno));
        done += (size_t)k;
    }
    shutdown(fd, SHUT_WR);
    return OK;
}

static bool peer_may(int fd)
{
    struct ucred peer;
    socklen_t n = sizeof peer;

    return getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &n) == 0 && (peer.uid == 0 || peer.uid == geteuid());
}

static void serve_one(struct control *c, int fd)
{
    AUTO(ARENA) struct arena *a = arena_new(256u * 1024 * 1024);
    AUTO(GSTR) GString *in = g_string_new(NULL);
    AUTO(JSON) json_t *ask = NULL;
    AUTO(JSON) json_t *answer = NULL;
    AUTO(JSON) json_t *out = NULL;
    struct err err = { 0 };
    enum rc rc = OK;

    if (!peer_may(fd))
        return;
    if (read_all(fd, in, &err) != OK)
        return;
    ask = json_loadb(in->str, in->len, JSON_REJECT_DUPLICATES, NULL);
    rc = ask ? run_request(c->db, c->conf, a, json_string_value(json_object_get(ask, "request")),
                           json_object_get(ask, "args"), &answer, &err)
             : E_INPUT;
    out = json_pack("{s:i, s:s, s:s, s:O?}", "rc", (int)rc, "field", err.field, "text", err.text, "answer", answer);
    assume(out != NULL);
    if (write_json(fd, out, &err) != OK)
        log_err("control.answer", &err);
}

static void *control_main(void *arg)
{
    struct control *c = arg;

    log_scope("control");
    for (;;) {
        struct pollfd p[2] = { { c->listen_fd, POLLIN, 0 }, { c->stop_fd, POLLIN, 0 } };
        if (poll(p, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (p[1].revents)
            return NULL;
        if (p[0].revents) {
            AUTO(FD) int fd = accept4(c->listen_fd, NULL, NULL, SOCK_CLOEXEC);
            if (fd >= 0)
                serve_one(c, fd);
        }
    }
}

/* ---- start, stop -------------------------------------------------------------------------------- */

static enum rc socket_address(const struct conf *conf, struct arena *a, struct sockaddr_un *ret, struct err *err)
{
    const char *path = conf_data_path(conf, a, "control.sock");

    *ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
    if (strlen(path) >= sizeof ret->sun_path)
        FAIL(err, E_INPUT, "data_dir", "Il percorso della cartella dei dati è troppo lungo (al massimo %zu caratteri).",
             sizeof ret->sun_path - sizeof "/control.sock");
    memcpy(ret->sun_path, path, strlen(path) + 1);
    return OK;
}

enum rc control_start(const struct conf *conf, struct db *db, struct control **ret, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    AUTO(FD) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un at;
    struct control *c;

    TRY(socket_address(conf, a, &at, err));
    /* We hold the lock of the store: a socket that is still there belongs to nobody. */
    (void)unlink(at.sun_path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) != 0 || chmod(at.sun_path, 0600) != 0 || listen(fd, 8) != 0)
        FAIL(err, E_IO, "", "control socket %s: %s", at.sun_path, strerror(errno));
    c = calloc(1, sizeof *c);
    assume(c != NULL);
    *c = (struct control){ .db = db, .conf = conf, .listen_fd = STEAL_FD(fd), .stop_fd = eventfd(0, EFD_CLOEXEC) };
    memcpy(c->path, at.sun_path, sizeof c->path);
    assume(c->stop_fd >= 0 && pthread_create(&c->thread, NULL, control_main, c) == 0);
    *ret = c;
    return OK;
}

void control_stop(struct control *c)
{
    uint64_t one = 1;

    if (!c)
        return;
    assume(write(c->stop_fd, &one, sizeof one) == sizeof one);
    pthread_join(c->thread, NULL);
    (void)unlink(c->path);
    close(c->listen_fd);
    close(c->stop_fd);
    free(c);
}

/* ---- asking ------------------------------------------------------------------------------------- */

static enum rc ask_daemon(int fd, const char *name, json_t *args, json_t **ret_answer, struct err *err)
{
    AUTO(JSON) json_t *ask = json_pack("{s:s, s:O?}", "request", name, "args", args);
    AUTO(JSON) json_t *out = NULL;
    AUTO(GSTR) GString *in = g_string_new(NULL);
    const char *field = "", *text = "";
    json_t *answer = NULL;
    int rc;

    TRY(write_json(fd, ask, err));
    TRY(read_all(fd, in, err));
    out = json_loadb(in->str, in->len, 0, NULL);
    if (!out || json_unpack(out, "{s:i, s:s, s:s, s?:o}", "rc", &rc, "field", &field, "text", &text, "answer", &answer) != 0)
        FAIL(err, E_AGAIN, "", "il servizio ha chiuso senza rispondere");
    if (rc != OK)
        return err_set(err, (enum rc)rc, ERR_WHERE, field, "%s", text);
    *ret_answer = answer ? json_incref(answer) : json_null();
    return OK;
}

static enum rc ask_alone(const struct conf *conf, struct arena *a, const char *name, json_t *args, json_t **ret_answer,
                         struct err *err)
{
    struct db_opts opts = { .path = conf_data_path(conf, a, "urp.db"), .mode = DB_ALONE };
    struct db *db;
    enum rc rc;

    TRY(db_open(&opts, &db, err));
    rc = run_request(db, conf, a, name, args, ret_answer, err);
    db_close(db);
    return rc;
}

enum rc control_ask(const struct conf *conf, struct arena *a, const char *name, json_t *args, json_t **ret_answer,
                    struct err *err)
{
    AUTO(FD) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct sockaddr_un at;

    *ret_answer = NULL;
    TRY(socket_address(conf, a, &at, err));
    if (fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0)
        return ask_daemon(fd, name, args, ret_answer, err);
    return ask_alone(conf, a, name, args, ret_answer, err);
}
