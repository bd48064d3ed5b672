/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/box.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "box_in.h"
#include "mail/server.h"
#include "q/mail.h"
#include "ticket/calendar.h"

#define FIRST_PAUSE_MS 2000  /* after trouble, doubling to five minutes */
#define LONGEST_PAUSE_MS 300000

struct mail_error {
    const char *name, *text;
};

static enum rc error_op(struct dbw *w, void *arg, struct err *err)
{
    struct mail_error *e = arg;

    return q_mailbox_error(w, e->name, e->text, clock_now_at(), err);
}

/* ---- one visit ---------------------------------------------------------------------------------- */

static enum rc visit(struct box *b, struct err *err)
{
    struct imap *im;
    struct imap_box at;
    enum imap_event event;
    bool more = false;
    enum rc rc;

    b->no_mark = false;
    TRY(imap_open(&b->account, b->waker.stop_fd, &im, err));
    rc = imap_select(im, b->folder, &at, err);
    while (rc == OK && !waker_stopping(&b->waker)) {
        rc = box_run(b, im, &at, &more, err);
        if (rc == OK && !more && !waker_stopping(&b->waker))
            rc = imap_wait(im, b->poll_ms, b->poll_ms, &event, err);
        /* Select again at each round: a new UIDVALIDITY is told only then. */
        if (rc == OK && !waker_stopping(&b->waker))
            rc = imap_select(im, b->folder, &at, err);
    }
    imap_close(im);
    return rc;
}

static void report(struct box *b, const struct err *why)
{
    struct mail_error e = { b->name, why->text };
    struct err err = { 0 };

    log_err("mail.box", why);
    if (db_write(b->env.db, error_op, &e, &err) != OK)
        log_err("mail.box.report", &err);
}

static void *box_main(void *arg)
{
    struct box *b = arg;
    int64_t pause_ms = FIRST_PAUSE_MS;

    log_scope(b->section);
    while (!waker_stopping(&b->waker)) {
        struct err err = { 0 };
        int64_t began_ms = clock_mono_ms();
        if (visit(b, &err) == OK)
            continue;
        if (waker_stopping(&b->waker))
            break;
        report(b, &err);
        pause_ms = clock_mono_ms() - began_ms > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : pause_ms;
        if (!waker_wait(&b->waker, pause_ms < b->poll_ms ? pause_ms : b->poll_ms, -1))
            break;
        pause_ms = 2 * pause_ms > LONGEST_PAUSE_MS ? LONGEST_PAUSE_MS : 2 * pause_ms;
    }
    return NULL;
}

/* ---- start, stop -------------------------------------------------------------------------------- */

enum rc box_start(const struct mail_env *env, const char *section, struct box **ret, struct err *err)
{
    struct box *b = calloc(1, sizeof *b);
    int32_t day;
    enum rc rc;

    assume(b != NULL);
    b->a = arena_new(65536);
    b->env = *env;
    b->section = arena_str(b->a, section);
    b->name = b->section + sizeof "mailbox " - 1;
    b->folder = conf_text(env->conf, section, "folder");
    b->done_folder = conf_text(env->conf, section, "done_folder");
    b->poll_ms = conf_int(env->conf, section, "poll_s") * 1000;
    b->order = str_eq(conf_text(env->conf, section, "order"), "oldest") ? UID_OLDEST : UID_NEWEST;
    b->start_from_at = day_parse(conf_text(env->conf, section, "start_from"), &day) ? day_start_at(day) : 0;
    rc = server_account(env->conf, b->a, section, &b->account, err);
    if (rc != OK) {
        arena_free(b->a);
        free(b);
        return rc;
    }
    waker_init(&b->waker);
    assume(pthread_create(&b->thread, NULL, box_main, b) == 0);
    *ret = b;
    return OK;
}

void box_stop(struct box *b)
{
    if (!b)
        return;
    waker_stop(&b->waker);
    pthread_join(b->thread, NULL);
    waker_done(&b->waker);
    box_forget(&b->memory);
    arena_free(b->a);
    free(b);
}
