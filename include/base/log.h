/* SPDX-License-Identifier: EUPL-1.2 */
/* Log lines: an event name in dots, then fields, as logfmt on stderr with the journald level prefix.
 * Codes and ids only: no names, addresses or texts of citizens, no tokens, no query strings.
 * Control characters are escaped. Any thread; one write(2) a line.
 *
 *     log_info("ticket.opened", kv("code", code), kv_i("ms", ms));
 */
#ifndef URP_BASE_LOG_H
#define URP_BASE_LOG_H

#include <stdint.h>

#include "base/err.h"

struct log_field {
    const char *key;
    const char *text; /* NULL: use number */
    int64_t number;
};

static inline struct log_field kv(const char *key, const char *text)
{
    return (struct log_field){ key, text ? text : "-", 0 };
}
static inline struct log_field kv_i(const char *key, int64_t n)
{
    return (struct log_field){ key, 0, n };
}

enum log_level { LOG_ERROR = 3, LOG_WARN = 4, LOG_INFO = 6, LOG_DEBUG = 7 };

void log_set_level(enum log_level level); /* main only; default LOG_INFO */
/* Request id (or job name) put into every line of this thread until changed; NULL clears. Borrowed. */
void log_scope(const char *id);
void log_line(enum log_level level, const char *event, const struct log_field *fields, size_t n);

#define LOG_(level_, event_, ...)                                                  \
    do {                                                                           \
        const struct log_field log_f_[] = { __VA_ARGS__ };                         \
        log_line((level_), (event_), log_f_, sizeof log_f_ / sizeof log_f_[0]);    \
    } while (0)
#define log_error(event_, ...) LOG_(LOG_ERROR, event_, __VA_ARGS__)
#define log_warn(event_, ...) LOG_(LOG_WARN, event_, __VA_ARGS__)
#define log_info(event_, ...) LOG_(LOG_INFO, event_, __VA_ARGS__)
#define log_debug(event_, ...) LOG_(LOG_DEBUG, event_, __VA_ARGS__)

/* The one line a failure gets, written by the top of the request or job. */
void log_err(const char *event, const struct err *err);

#endif
