/* SPDX-License-Identifier: EUPL-1.2 */
/* How a thread of the mail floor waits: for work, for the end, or for a moment, whichever comes first. */
#ifndef URP_MAIL_WAKER_H
#define URP_MAIL_WAKER_H

#include <stdint.h>

#include "base/err.h"

struct waker {
    int work_fd, stop_fd; /* eventfds */
};

void waker_init(struct waker *w);
void waker_done(struct waker *w);
void waker_work(struct waker *w); /* any thread */
void waker_stop(struct waker *w); /* any thread */
bool waker_stopping(const struct waker *w);
/* Up to wait_ms; more_fd (-1 = none) readable ends it, too. False: stop. */
bool waker_wait(struct waker *w, int64_t wait_ms, int more_fd);

#endif
