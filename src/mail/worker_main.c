/* SPDX-License-Identifier: EUPL-1.2 */
/* The child: takes mails from the socket on descriptor 0 until it is closed. It logs nothing; what it has to say is in its
 * answers. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/auto.h"
#include "base/rnd.h"
#include "mail/worker.h"
#include "worker_in.h"

#define SOCKET 0

static bool send_all(const void *p, size_t n)
{
    const char *c = p;

    while (n > 0) {
        ssize_t w = send(SOCKET, c, n, MSG_NOSIGNAL);

        if (w < 0 && errno == EINTR)
            continue;
        if (w <= 0)
            return false;
        c += w;
        n -= (size_t)w;
    }
    return true;
}

/* The next request and its file; false when the daemon has closed. */
static bool next_request(struct worker_request *ret, int *ret_fd)
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int))];
    } control;
    struct iovec part = { ret, sizeof *ret };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t n = recvmsg(SOCKET, &m, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    struct cmsghdr *c = n == (ssize_t)sizeof *ret ? CMSG_FIRSTHDR(&m) : NULL;

    if (!c || c->cmsg_type != SCM_RIGHTS || ret->magic != WORKER_MAGIC)
        return false;
    memcpy(ret_fd, CMSG_DATA(c), sizeof *ret_fd);
    return true;
}

static bool serve(const struct worker_request *rq, int fd, const char *root, struct arena *a)
{
    struct worker_answer answer = { .magic = WORKER_MAGIC };
    AUTO(FREE) char *json = NULL;
    struct mime_mail m;
    struct err err = { 0 };
    const char *dir = arena_fmt(a, "%s/%.*s", root, (int)strnlen(rq->dir, sizeof rq->dir), rq->dir);
    enum rc rc = mime_parse_fd(fd, rq->headers_only != 0, &MIME_LIMITS, a, dir, &m, &err);

    answer.rc = (uint32_t)rc;
    (void)snprintf(answer.text, sizeof answer.text, "%s", err.text);
    if (rc == OK) {
        json = mime_to_json(&m);
        assume(strlen(json) <= WORKER_JSON_MAX);
        answer.json_bytes = (uint32_t)strlen(json);
    }
    return send_all(&answer, sizeof answer) && send_all(json, answer.json_bytes);
}

int worker_main(int argc, char **argv)
{
    struct worker_request rq;
    int got;

    if (argc != 3)
        return 2;
    rnd_init();
    mime_init();
    json_object_seed(1); /* before the door to /dev/urandom is shut; keys are our own */
    worker_confine(argv[2]);
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    while (next_request(&rq, &got)) {
        AUTO(FD) int fd = got;

        worker_allow_cpu();
        if (!serve(&rq, fd, argv[2], a))
            return 1;
        arena_reset(a);
    }
    return 0;
}
