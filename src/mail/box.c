/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/box.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "mail/imap.h"
#include "mail/incoming.h"
#include "mail/server.h"
#include "mail/store.h"
#include "mail/waker.h"
#include "mail/why.h"
#include "q/mail.h"
#include "ticket/calendar.h"

#define WINDOW 500           /* UIDs worked through before the memory is given back */
#define FIRST_PAUSE_MS 2000  /* after trouble, doubling to five minutes */
#define LONGEST_PAUSE_MS 300000

struct box {
    struct mail_env env;
    struct waker waker;
    struct arena *a; /* of the configuration */
    struct mail_account account;
    const char *section, *name, *folder, *done_folder;
    int64_t poll_ms, start_from_at;
    pthread_t thread;
};

struct mail_error {
    const char *name, *text;
};

static enum rc error_op(struct dbw *w, void *arg, struct err *err)
{
    struct mail_error *e = arg;

    return q_mailbox_error(w, e->name, e->text, clock_now_at(), err);
}

/* ---- one mail ----------------------------------------------------------------------------------- */

/* Durable file, committed row, and only then a flag on the server: a crash in between costs a second look, which the row
 * answers; the other order would cost a citizen's mail. */
static enum rc take_one(struct box *b, struct imap *im, struct arena *a, const struct imap_box *at, const struct imap_info *info,
                        struct err *err)
{
    const char *spool = conf_data_path(b->env.conf, a, arena_fmt(a, "spool/imap-%s-%u", b->name, info->uid));
    struct incoming in = { .mailbox = b->name, .uidvalidity = at->uidvalidity, .uid = info->uid, .last_uid = info->uid,
                           .received_at = info->internal_at ? info->internal_at : clock_now_at() };
    uint8_t hash[SHA256_BYTES];
    enum rc rc;

    if (in.received_at > clock_now_at()) /* a server whose clock is ahead presents nothing from the future */
        in.received_at = clock_now_at();
    (void)unlink(spool);
    rc = imap_fetch_body(im, info->uid, spool, MAIL_MAX_BYTES, hash, &in.size_bytes, err);
    if (rc == E_NOTFOUND)
        return OK; /* somebody deleted it before we saw it */
    if (rc == E_LIMIT) { /* it would stop the whole mailbox */
        in.sha256 = "";
        in.size_bytes = info->size_bytes;
        in.failed = why_id(WHY_TOO_BIG);
        return db_write(b->env.db, incoming_op, &in, err);
    }
    TRY(rc);
    in.sha256 = hex_text(a, hash, sizeof hash);
    TRY(mail_keep_in(b->env.conf, a, spool, in.sha256, err));
    return db_write(b->env.db, incoming_op, &in, err);
}

/* Decoration for people who look into the mailbox; what we know stands in the journal. */
static enum rc mark(struct box *b, struct imap *im, const uint32_t *uids, size_t n, struct err *err)
{
    if (!n)
        return OK;
    if (str_empty(b->done_folder))
        return imap_seen(im, uids, n, err);
    enum rc rc = imap_move(im, uids, n, b->done_folder, err);
    if (rc != E_NOTFOUND)
        return rc;
    TRY(imap_create(im, b->done_folder, err));
    return imap_move(im, uids, n, b->done_folder, err);
}

static enum rc take_window(struct box *b, struct imap *im, struct arena *a, const struct imap_box *at, const uint32_t *uids, size_t n,
                           struct err *err)
{
    uint32_t *taken = arena_array(a, n, uint32_t);
    struct imap_info *infos;
    size_t n_infos, n_taken = 0;
    enum rc rc;

    TRY(imap_infos(im, a, uids, n, &infos, &n_infos, err));
    for (size_t i = 0; i < n_infos && !waker_stopping(&b->waker); i++) {
        if (infos[i].internal_at && infos[i].internal_at < b->start_from_at)
            continue;
        TRY(take_one(b, im, a, at, &infos[i], err));
        if (infos[i].size_bytes <= MAIL_MAX_BYTES)
            taken[n_taken++] = infos[i].uid;
    }
    rc = mark(b, im, taken, n_taken, err);
    if (rc != E_REFUSED)
        return rc;
    log_err("mail.mark", err); /* a folder where we may only read: the mails are ours all the same */
    return OK;
}

/* ---- one visit ---------------------------------------------------------------------------------- */

struct progress {
    const char *name;
    int64_t uidvalidity, last_uid;
};

static enum rc progress_op(struct dbw *w, void *arg, struct err *err)
{
    struct progress *p = arg;

    return q_mailbox_put(w, p->name, p->uidvalidity, p->last_uid, clock_now_at(), err);
}

/* A changed UIDVALIDITY means that all numbers are new: everything is looked at again, and what is known by its bytes
 * becomes a duplicate, not a second request. */
static enum rc read_new(struct box *b, struct imap *im, const struct imap_box *at, struct err *err)
{
    for (;;) {
        AUTO(ARENA) struct arena *a = arena_new((size_t)64 * 1024 * 1024);
        struct q_mailbox_row row = { 0 };
        struct progress p = { b->name, at->uidvalidity, 0 };
        enum rc rc = q_mailbox_row(db_reader(b->env.db), a, b->name, &row, err);
        uint32_t *uids;
        size_t n;

        if (rc != OK && rc != E_NOTFOUND)
            return rc;
        p.last_uid = rc == OK && row.uidvalidity == at->uidvalidity ? row.last_uid : 0;
        TRY(imap_uids(im, a, (uint32_t)p.last_uid + 1, WINDOW, &uids, &n, err));
        if (n)
            TRY(take_window(b, im, a, at, uids, n, err));
        if (waker_stopping(&b->waker))
            return OK;
        if (n)
            p.last_uid = uids[n - 1];
        TRY(db_write(b->env.db, progress_op, &p, err));
        if (n < WINDOW)
            return OK;
    }
}

static enum rc visit(struct box *b, struct err *err)
{
    struct imap *im;
    struct imap_box at;
    enum imap_event event;
    enum rc rc;

    TRY(imap_open(&b->account, b->waker.stop_fd, &im, err));
    rc = imap_select(im, b->folder, &at, err);
    while (rc == OK && !waker_stopping(&b->waker)) {
        rc = read_new(b, im, &at, err);
        if (rc == OK && !waker_stopping(&b->waker))
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
    arena_free(b->a);
    free(b);
}
