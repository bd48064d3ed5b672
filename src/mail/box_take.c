/* SPDX-License-Identifier: EUPL-1.2 */
/* Mails of one folder on their way into the journal. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "box_in.h"
#include "mail/store.h"
#include "mail/why.h"

#define WINDOW 100                              /* mails in one COMMIT, and lines in one answer of the server */
#define WINDOW_BYTES ((int64_t)8 * 1024 * 1024) /* large ones are not kept waiting for each other */
#define ARENA_BYTES ((size_t)4 * 1024 * 1024)

struct window {
    struct box *b;
    struct imap *im;
    struct box_take *t;
    struct arena *a;
    struct incoming_batch batch; /* files without a row yet */
    int64_t bytes;
};

/* ---- memory ------------------------------------------------------------------------------------- */

void box_remember(struct uidset *kept, struct uidset now)
{
    struct uid_range *list = NULL;

    if (now.n) {
        list = calloc(now.n, sizeof *list);
        assume(list != NULL);
        memcpy(list, now.list, now.n * sizeof *list);
    }
    free((void *)(uintptr_t)kept->list);
    *kept = (struct uidset){ list, now.n };
}

void box_forget(struct box_memory *m)
{
    box_remember(&m->tried, (struct uidset){ 0 });
    box_remember(&m->old, (struct uidset){ 0 });
    *m = (struct box_memory){ 0 };
}

static void add_one(struct arena *a, struct uidset *kept, uint32_t uid)
{
    struct uid_range one = { uid, uid };

    box_remember(kept, uidset_with(a, *kept, (struct uidset){ &one, 1 }));
}

/* ---- marks -------------------------------------------------------------------------------------- */

static enum rc mark(struct box *b, struct imap *im, const uint32_t *uids, size_t n, struct err *err)
{
    enum rc rc;

    if (str_empty(b->done_folder))
        return imap_seen(im, uids, n, err);
    rc = imap_move(im, uids, n, b->done_folder, err);
    if (rc != E_NOTFOUND)
        return rc;
    TRY(imap_create(im, b->done_folder, err));
    rc = imap_move(im, uids, n, b->done_folder, err);
    return rc == E_NOTFOUND ? err_set(err, E_REFUSED, ERR_WHERE, NULL, "imap: the folder was made and is not there") : rc;
}

enum rc box_mark(struct box *b, struct imap *im, const uint32_t *uids, size_t n, struct err *err)
{
    enum rc rc;

    if (!n || b->no_mark)
        return OK;
    rc = mark(b, im, uids, n, err);
    if (rc != E_REFUSED)
        return rc;
    log_err("mail.mark", err); /* a folder where we may only read: the mails are ours all the same */
    b->no_mark = true;
    return OK;
}

/* ---- one mail ----------------------------------------------------------------------------------- */

static void add(struct window *w, const struct imap_info *info, const char *sha256, int64_t bytes)
{
    struct incoming *in = &w->batch.list[w->batch.n++];

    *in = (struct incoming){ .mailbox = w->b->name, .uidvalidity = w->t->at->uidvalidity, .uid = info->uid, .sha256 = sha256, .size_bytes = bytes,
                             .received_at = info->internal_at ? info->internal_at : clock_now_at(), .backlog = info->uid < w->t->backlog_uid };
    if (in->received_at > clock_now_at()) /* a server whose clock is ahead presents nothing from the future */
        in->received_at = clock_now_at();
    if (!*sha256)
        in->failed = why_id(WHY_TOO_BIG);
    w->bytes += *sha256 ? bytes : 0;
}

static enum rc fetch_one(struct window *w, const struct imap_info *info, struct err *err)
{
    struct box *b = w->b;
    const char *spool = conf_data_path(b->env.conf, w->a, arena_fmt(w->a, "spool/imap-%s-%u", b->name, info->uid)), *sha256;
    uint8_t hash[SHA256_BYTES];
    int64_t bytes = 0;
    enum rc rc = E_LIMIT;

    (void)unlink(spool);
    if (info->size_bytes <= MAIL_MAX_BYTES)
        rc = imap_fetch_body(w->im, info->uid, spool, MAIL_MAX_BYTES, hash, &bytes, err);
    if (rc == E_LIMIT) { /* it would stop the whole mailbox */
        add(w, info, "", info->size_bytes);
        return OK;
    }
    TRY(rc);
    sha256 = hex_text(w->a, hash, sizeof hash);
    TRY(mail_adopt_in(b->env.conf, w->a, spool, sha256, err));
    add(w, info, sha256, bytes);
    return OK;
}

/* The mail that is at fault stands back for the others: at once when the server does not give it, at the second time when
 * the connection breaks at it, for that may have been chance. */
static enum rc judge(struct window *w, uint32_t uid, enum rc rc)
{
    struct box_memory *m = &w->b->memory;
    bool again = m->shaky_uid == uid;

    if (rc == OK) {
        m->shaky_uid = again ? 0 : m->shaky_uid;
        return OK;
    }
    if (waker_stopping(&w->b->waker))
        return rc;
    if (rc == E_NOTFOUND || rc == E_REFUSED || (rc == E_AGAIN && again))
        add_one(w->a, &m->tried, uid);
    if (rc == E_AGAIN)
        m->shaky_uid = again ? 0 : uid;
    return rc == E_NOTFOUND || rc == E_REFUSED ? OK : rc;
}

/* ---- a window ----------------------------------------------------------------------------------- */

/* Durable files, committed rows, and only then a flag on the server: a crash in between costs a second look, which the rows
 * answer; the other order would cost citizens' mails. */
static enum rc commit(struct window *w, uint32_t *ret_done, size_t *ret_n, struct err *err)
{
    *ret_n = 0;
    if (!w->batch.n)
        return OK;
    TRY(mail_settle(w->b->env.conf, w->a, err));
    TRY(db_write(w->b->env.db, incoming_batch_op, &w->batch, err));
    for (size_t i = 0; i < w->batch.n; i++) {
        w->t->n_taken += !w->batch.list[i].known;
        if (*w->batch.list[i].sha256)
            ret_done[(*ret_n)++] = (uint32_t)w->batch.list[i].uid;
    }
    w->batch.n = 0;
    w->bytes = 0;
    return OK;
}

static enum rc fetch_all(struct window *w, const struct imap_info *infos, size_t n, struct err *err)
{
    uint32_t *done = arena_array(w->a, WINDOW, uint32_t);
    size_t n_done;

    for (size_t i = 0; i < n && !waker_stopping(&w->b->waker); i++) {
        if (infos[i].internal_at && infos[i].internal_at < w->b->start_from_at) {
            add_one(w->a, &w->b->memory.old, infos[i].uid);
            continue;
        }
        TRY(judge(w, infos[i].uid, fetch_one(w, &infos[i], err)));
        if (w->bytes < WINDOW_BYTES)
            continue;
        TRY(commit(w, done, &n_done, err));
        TRY(box_mark(w->b, w->im, done, n_done, err));
    }
    TRY(commit(w, done, &n_done, err));
    return box_mark(w->b, w->im, done, n_done, err);
}

static enum rc take_window(struct box *b, struct imap *im, struct box_take *t, const uint32_t *uids, size_t n, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct window w = { .b = b, .im = im, .t = t, .a = a, .batch.list = arena_array(a, WINDOW, struct incoming) };
    struct imap_info *infos;
    struct err after = { 0 };
    uint32_t unmarked[WINDOW];
    size_t n_infos, k = 0;
    enum rc rc;

    TRY(imap_infos(im, a, uids, n, &infos, &n_infos, err));
    for (size_t i = 0; i < n; i++) { /* in the order asked for, without those that the server does not know after all */
        if (k < n_infos && infos[k].uid == uids[i])
            k++;
        else
            add_one(a, &b->memory.tried, uids[i]);
    }
    rc = fetch_all(&w, infos, n_infos, err);
    if (rc != OK && commit(&w, unmarked, &k, &after) != OK) /* what came before the trouble is not fetched again */
        log_err("mail.take", &after);
    return rc;
}

enum rc box_take(struct box *b, struct imap *im, struct box_take *t, struct err *err)
{
    for (size_t i = 0; i < t->n && !waker_stopping(&b->waker); i += WINDOW)
        TRY(take_window(b, im, t, t->uids + i, t->n - i < WINDOW ? t->n - i : WINDOW, err));
    return OK;
}
