/* SPDX-License-Identifier: EUPL-1.2 */
/* The child: takes mails from the socket on descriptor 0 until it is closed. It logs nothing; what it has to say is in its
 * answers. */
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "base/auto.h"
#include "base/rnd.h"
#include "mail/pec_read.h"
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

/* The next request and its files; false when the daemon has closed. */
static bool next_request(struct worker_request *ret, int ret_fds[WORKER_FDS])
{
    union {
        struct cmsghdr header;
        char room[CMSG_SPACE(sizeof(int) * WORKER_FDS)];
    } control;
    struct iovec part = { ret, sizeof *ret };
    struct msghdr m = { .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control };
    ssize_t n = recvmsg(SOCKET, &m, MSG_CMSG_CLOEXEC | MSG_WAITALL);
    struct cmsghdr *c = n == (ssize_t)sizeof *ret ? CMSG_FIRSTHDR(&m) : NULL;

    if (!c || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(sizeof(int) * WORKER_FDS) || ret->magic != WORKER_MAGIC)
        return false;
    memcpy(ret_fds, CMSG_DATA(c), sizeof(int) * WORKER_FDS);
    return true;
}

/* Behind what the parts file holds; false when it does not go in. */
static bool put_text(struct mime_mail *m, int parts, struct worker_answer *answer)
{
    off_t at = lseek(parts, 0, SEEK_END);
    size_t text = strlen(m->text), quoted = strlen(m->quoted);

    if (at < 0 || at > INT32_MAX || write(parts, m->text, text) != (ssize_t)text || write(parts, m->quoted, quoted) != (ssize_t)quoted)
        return false;
    answer->text_offset = (uint32_t)at;
    answer->text_bytes = (uint32_t)text;
    answer->quoted_bytes = (uint32_t)quoted;
    m->text = m->quoted = "";
    return true;
}

static bool serve(const struct worker_request *rq, int mail, int parts, const struct signature_trust *trust, struct arena *a)
{
    struct mime_source from = { mail, rq->offset, rq->size_bytes };
    struct worker_answer answer = { .magic = WORKER_MAGIC };
    AUTO(FREE) char *json = NULL;
    struct mime_mail m;
    struct err err = { 0 };
    const char *charset = *rq->charset ? rq->charset : NULL;
    enum rc rc = mime_parse_as(&from, charset, rq->headers_only != 0, &MIME_LIMITS, a, parts, &m, &err);

    answer.rc = (uint32_t)rc;
    (void)snprintf(answer.text, sizeof answer.text, "%s", err.text);
    if (rc == OK && !rq->headers_only)
        pec_read(&from, parts, trust, a, &m);
    if (rc == OK) {
        assume(put_text(&m, parts, &answer));
        json = mime_to_json(&m);
        assume(strlen(json) <= WORKER_JSON_MAX);
        answer.json_bytes = (uint32_t)strlen(json);
    }
    return send_all(&answer, sizeof answer) && send_all(json, answer.json_bytes);
}

int worker_main(int argc, char **argv)
{
    struct signature_trust *trust = NULL;
    struct worker_request rq;
    int got[WORKER_FDS];

    if (argc > 1) /* out of reach later; the daemon has looked at it before */
        (void)(signature_trust_open(argv[1], &trust, NULL) == OK);
    rnd_init();
    mime_init();
    json_object_seed(1); /* the keys are our own, and /dev/urandom will be out of reach */
    worker_confine();
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    while (next_request(&rq, got)) {
        AUTO(FD) int mail = got[0], parts = got[1];

        worker_allow_cpu();
        if (!serve(&rq, mail, parts, trust, a))
            return 1;
        arena_reset(a);
    }
    signature_trust_close(trust);
    return 0;
}
