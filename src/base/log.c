/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/log.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"

/* Below PIPE_BUF (4096), so that two threads' lines never mix, whatever stderr is. */
#define LINE_MAX_BYTES 2048

struct line {
    char p[LINE_MAX_BYTES];
    size_t n;
};

static _Atomic int level_now = LOG_INFO;
static _Thread_local const char *scope;

void log_set_level(enum log_level level)
{
    atomic_store(&level_now, (int)level);
}

void log_scope(const char *id)
{
    scope = id;
}

/* The last byte is kept for the newline. */
static void put(struct line *l, const char *s, size_t n)
{
    size_t room = sizeof l->p - 1 - l->n;

    if (n > room)
        n = room;
    memcpy(l->p + l->n, s, n);
    l->n += n;
}

static void put_str(struct line *l, const char *s)
{
    put(l, s, strlen(s));
}

static bool is_plain(const char *s)
{
    if (!*s)
        return false;
    for (; *s; s++)
        if ((unsigned char)*s <= ' ' || *s == '"' || *s == '=' || *s == '\\' || (unsigned char)*s >= 0x7F)
            return false;
    return true;
}

/* C1 controls (U+0080..9F) steer terminals too; they are two bytes, C2 80..9F. */
static bool is_c1(const unsigned char *s)
{
    return s[0] == 0xC2 && s[1] >= 0x80 && s[1] <= 0x9F;
}

static void put_value(struct line *l, const char *value)
{
    char hex[8];

    if (is_plain(value)) {
        put_str(l, value);
        return;
    }
    put(l, "\"", 1);
    for (const unsigned char *s = (const unsigned char *)value; *s; s++) {
        if (*s == '"' || *s == '\\') {
            put(l, "\\", 1);
            put(l, (const char *)s, 1);
        } else if (*s < ' ' || *s == 0x7F || is_c1(s)) {
            (void)snprintf(hex, sizeof hex, "\\x%02x", *s);
            put_str(l, hex);
        } else {
            put(l, (const char *)s, 1);
        }
    }
    put(l, "\"", 1);
}

static void put_time(struct line *l)
{
    time_t now = (time_t)clock_now_at();
    struct tm tm;
    char buf[48];

    if (gmtime_r(&now, &tm) && strftime(buf, sizeof buf, " at=%Y-%m-%dT%H:%M:%SZ", &tm) > 0)
        put_str(l, buf);
}

void log_line(enum log_level level, const char *event, const struct log_field *fields, size_t n)
{
    struct line l = { .n = 0 };
    char num[32];

    if ((int)level > atomic_load_explicit(&level_now, memory_order_relaxed))
        return;
    (void)snprintf(num, sizeof num, "<%d>event=", (int)level);
    put_str(&l, num);
    put_str(&l, event);
    put_time(&l);
    if (scope) {
        put_str(&l, " id=");
        put_value(&l, scope);
    }
    for (size_t i = 0; i < n; i++) {
        put(&l, " ", 1);
        put_str(&l, fields[i].key);
        put(&l, "=", 1);
        if (fields[i].text) {
            put_value(&l, fields[i].text);
        } else {
            (void)snprintf(num, sizeof num, "%lld", (long long)fields[i].number);
            put_str(&l, num);
        }
    }
    l.p[l.n++] = '\n';
    ssize_t written = write(STDERR_FILENO, l.p, l.n);
    (void)written; /* no place left to complain to */
}

void log_err(const char *event, const struct err *err)
{
    log_error(event, kv("rc", rc_name(err->rc)), kv("field", err->field), kv("text", err->text),
              kv("where", err->where));
}
