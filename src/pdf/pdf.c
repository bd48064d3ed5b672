/* SPDX-License-Identifier: EUPL-1.2 */
#include "pdf/pdf.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/child.h"
#include "base/limits.h"
#include "base/sv.h"
#include "record.h"

struct pdf {
    struct arena *a;
    char *said;
    size_t n, cap;
    bool full; /* what came after does not fit */
};

static char *room(struct pdf *p, size_t n)
{
    if (p->cap - p->n < n) {
        size_t cap = 2 * (p->n + n);
        char *said = arena_array(p->a, cap, char);

        if (p->n)
            memcpy(said, p->said, p->n);
        p->said = said;
        p->cap = cap;
    }
    return p->said + p->n;
}

static void put(struct pdf *p, enum record kind, const char *text, size_t n)
{
    char *at = room(p, RECORD_HEAD + n + 1);

    (void)snprintf(at, RECORD_HEAD + 1, "%c%08x", (char)kind, (unsigned)n); /* fits: PDF_TEXT_MAX_BYTES */
    memcpy(at + RECORD_HEAD, text, n);
    p->n += RECORD_HEAD + n;
}

/* No more is said once something was left out: a hole in the middle would not be seen. */
static bool fits(struct pdf *p, size_t n)
{
    p->full |= p->n + n > PDF_TEXT_MAX_BYTES;
    return !p->full;
}

static void say(struct pdf *p, enum record kind, const char *text)
{
    if (!str_empty(text) && fits(p, strlen(text)))
        put(p, kind, text, strlen(text));
}

static void say_both(struct pdf *p, enum record first, const char *a, enum record second, const char *b)
{
    if (!str_empty(b) && fits(p, strlen(a) + strlen(b))) {
        put(p, first, a, strlen(a));
        put(p, second, b, strlen(b));
    }
}

struct pdf *pdf_new(struct arena *a, const struct pdf_about *about)
{
    struct pdf *p = arena_one(a, struct pdf);
    char at[24];

    *p = (struct pdf){ .a = a };
    (void)room(p, 8192);
    say(p, RECORD_TITLE, about->title);
    say(p, RECORD_AUTHOR, about->author);
    say(p, RECORD_RUNNING, about->running);
    say(p, RECORD_FOOT, about->foot);
    say(p, RECORD_TOO_LONG, about->too_long);
    say(p, RECORD_LANG, about->lang);
    say(p, RECORD_FROM_RIGHT, about->from_right ? "1" : NULL);
    say(p, RECORD_PAGES, about->pages);
    (void)snprintf(at, sizeof at, "%lld", (long long)about->made_at);
    say(p, RECORD_MADE, at);
    return p;
}

void pdf_heading(struct pdf *p, enum pdf_level level, const char *text)
{
    static const enum record kinds[] = { [PDF_H1] = RECORD_H1, [PDF_H2] = RECORD_H2, [PDF_H3] = RECORD_H3 };

    say(p, kinds[level], text);
}

void pdf_text(struct pdf *p, enum pdf_style style, const char *text)
{
    static const enum record kinds[] = { [PDF_PLAIN] = RECORD_PLAIN, [PDF_STRONG] = RECORD_STRONG, [PDF_LARGE] = RECORD_LARGE,
                                         [PDF_SMALL] = RECORD_SMALL, [PDF_QUOTED] = RECORD_QUOTED };

    say(p, kinds[style], text);
}

void pdf_row(struct pdf *p, const char *label, const char *value)
{
    say_both(p, RECORD_LABEL, label ? label : "", RECORD_VALUE, value);
}

void pdf_item(struct pdf *p, const char *text)
{
    say(p, RECORD_ITEM, text);
}

void pdf_link(struct pdf *p, const char *url, const char *text)
{
    if (!str_empty(url) && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0))
        say_both(p, RECORD_URL, url, RECORD_LINK, text);
    else
        say(p, RECORD_PLAIN, text);
}

/* ---- making ------------------------------------------------------------------------------------- */

static enum rc memory_file(int *ret_fd, struct err *err)
{
    *ret_fd = memfd_create("urp-pdf", MFD_CLOEXEC);
    if (*ret_fd < 0)
        FAIL(err, E_IO, "", "memfd: %s", strerror(errno));
    return OK;
}

static enum rc hand_over(const struct pdf *p, int fd, struct err *err)
{
    for (size_t at = 0; at < p->n;) {
        ssize_t n = write(fd, p->said + at, p->n - at);

        if (n <= 0)
            FAIL(err, E_IO, "", "memfd: %s", strerror(errno));
        at += (size_t)n;
    }
    assume(lseek(fd, 0, SEEK_SET) == 0);
    return OK;
}

enum rc pdf_make(const struct pdf *p, int *ret_fd, struct err *err)
{
    AUTO(FD) int in = -1;
    AUTO(FD) int out = -1;
    int code;

    TRY(memory_file(&in, err));
    TRY(memory_file(&out, err));
    TRY(hand_over(p, in, err));
    TRY(child_run("pdf-worker", p->full ? PDF_FULL : NULL, in, out, &code, err));
    if (code < 0)
        FAIL(err, E_LIMIT, "", "Questo documento è troppo lungo o troppo complicato per farne un PDF. Stampa la pagina dal browser.");
    if (code != PDF_DONE)
        FAIL(err, E_IO, "", "pdf worker: exit code %d", code);
    assume(lseek(out, 0, SEEK_SET) == 0);
    *ret_fd = STEAL_FD(out);
    return OK;
}
