/* SPDX-License-Identifier: EUPL-1.2 */
/* Waiting for mail: IDLE (RFC 2177), or a NOOP now and then. */
#include "base/clock.h"
#include "imap_in.h"

#define IDLE_MS ((int64_t)25 * 60 * 1000) /* a server may log us out after 30 minutes */
#define DONE_MS 10000

/* Lines until something is new, the time is over or we are stopped. */
static enum rc watch(struct imap *im, int64_t until_ms, enum imap_event *ret, struct err *err)
{
    struct imap_line l;
    enum imap_step step;
    struct sv unused;

    while (!im->has_news) {
        TRY(imap_next(im, until_ms, true, &step, &l, &unused, err));
        if (step == IMAP_STEP_STOP || step == IMAP_STEP_LATE) {
            *ret = step == IMAP_STEP_STOP ? IMAP_STOPPED : IMAP_QUIET;
            return OK;
        }
        if (l.kind == IMAP_TAGGED)
            return imap_broken(im, err, ERR_WHERE, "IDLE ended by the server");
    }
    *ret = IMAP_NEWS;
    return OK;
}

static enum rc begin_idle(struct imap *im, struct err *err)
{
    struct imap_line l;

    TRY(imap_send(im, err, "IDLE"));
    do {
        TRY(imap_answer(im, &l, err));
        if (l.kind == IMAP_TAGGED) {
            TRY(imap_tagged(&l, err));
            return imap_broken(im, err, ERR_WHERE, "IDLE that ends before it begins");
        }
    } while (l.kind != IMAP_GO_ON);
    return OK;
}

/* Also when we are stopped, so that the connection can still be used or closed in good order. */
static enum rc end_idle(struct imap *im, struct err *err)
{
    int answer_ms = im->answer_ms;

    im->ignore_stop = true;
    im->answer_ms = answer_ms < DONE_MS ? answer_ms : DONE_MS;
    im->command_until_ms = clock_mono_ms() + im->answer_ms;
    enum rc rc = imap_write(im, SV("DONE\r\n"), imap_until(im), err);
    if (rc == OK)
        rc = imap_finish(im, err);
    im->answer_ms = answer_ms;
    im->ignore_stop = false;
    return rc;
}

static enum rc idle_once(struct imap *im, int64_t until_ms, enum imap_event *ret, struct err *err)
{
    TRY(begin_idle(im, err));
    TRY(watch(im, until_ms, ret, err));
    return end_idle(im, err);
}

static enum rc poll_once(struct imap *im, int64_t until_ms, enum imap_event *ret, struct err *err)
{
    TRY(watch(im, until_ms, ret, err));
    if (*ret != IMAP_QUIET)
        return OK;
    TRY(imap_send(im, err, "NOOP"));
    TRY(imap_finish(im, err));
    if (im->has_news)
        *ret = IMAP_NEWS;
    return OK;
}

enum rc imap_wait(struct imap *im, int64_t wait_ms, int64_t poll_ms, enum imap_event *ret, struct err *err)
{
    int64_t end_ms = wait_ms > 0 ? clock_mono_ms() + wait_ms : INT64_MAX;
    int64_t turn_ms = im->has_idle ? IDLE_MS : poll_ms;

    *ret = im->has_news ? IMAP_NEWS : IMAP_QUIET;
    while (*ret == IMAP_QUIET && clock_mono_ms() < end_ms) {
        int64_t turn_end_ms = clock_mono_ms() + turn_ms;
        int64_t until_ms = turn_end_ms < end_ms ? turn_end_ms : end_ms;

        TRY(im->has_idle ? idle_once(im, until_ms, ret, err) : poll_once(im, until_ms, ret, err));
        if (im->has_news && *ret == IMAP_QUIET)
            *ret = IMAP_NEWS; /* it came while IDLE was being ended */
    }
    return OK;
}
