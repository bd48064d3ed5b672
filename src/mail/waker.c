/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/waker.h"

#include <errno.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

void waker_init(struct waker *w)
{
    w->work_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    w->stop_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    assume(w->work_fd >= 0 && w->stop_fd >= 0);
}

void waker_done(struct waker *w)
{
    close(w->work_fd);
    close(w->stop_fd);
}

static void add_one(int fd)
{
    uint64_t one = 1;

    assume(write(fd, &one, sizeof one) == sizeof one || errno == EAGAIN);
}

void waker_work(struct waker *w)
{
    add_one(w->work_fd);
}

void waker_stop(struct waker *w)
{
    add_one(w->stop_fd);
}

bool waker_stopping(const struct waker *w)
{
    struct pollfd p = { w->stop_fd, POLLIN, 0 };

    return poll(&p, 1, 0) > 0;
}

bool waker_wait(struct waker *w, int64_t wait_ms, int more_fd)
{
    struct pollfd p[3] = { { w->stop_fd, POLLIN, 0 }, { w->work_fd, POLLIN, 0 }, { more_fd, POLLIN, 0 } };
    uint64_t n;

    (void)poll(p, more_fd < 0 ? 2 : 3, wait_ms > 3600000 ? 3600000 : (int)wait_ms);
    if (p[1].revents)
        (void)!read(w->work_fd, &n, sizeof n);
    return !waker_stopping(w);
}
