/* SPDX-License-Identifier: EUPL-1.2 */
/* The folder against the journal, as sets of numbers: what has no row is fetched, wherever the gap is. What is new goes
 * first, then a stretch of the backlog, then once more what could not be got. Flags decide nothing: people read the mailbox,
 * too. */
#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "box_in.h"
#include "q/mail.h"

#define ARENA_BYTES ((size_t)64 * 1024 * 1024) /* a million mails in single ranges, some sets of them */
#define STRETCH 100  /* of the backlog, between two looks at what is new */
#define RUN_MAX 2000 /* mails between two comparisons */
#define AGAIN_MAX 20 /* of those not got that fail once more in one run: each may cost a connection */
#define MOVES_MAX 500

struct sight {
    int64_t backlog_uid;
    struct uidset server;  /* ours to take */
    struct uidset rows;    /* of them, with a row */
    struct uidset lacking; /* the others */
};

struct begin {
    const char *name;
    int64_t uidvalidity, backlog_uid;
};

static enum rc begin_op(struct dbw *w, void *begin, struct err *err)
{
    struct begin *b = begin;

    return q_mailbox_begin(w, b->name, b->uidvalidity, b->backlog_uid, err);
}

struct figures {
    const char *name;
    int64_t on_server, journalled, waiting, missing;
};

static enum rc figures_op(struct dbw *w, void *figures, struct err *err)
{
    struct figures *f = figures;

    return q_mailbox_compared(w, clock_now_at(), f->on_server, f->journalled, f->waiting, f->missing, f->name, err);
}

/* ---- looking ------------------------------------------------------------------------------------ */

/* A changed UIDVALIDITY means that all numbers are new: everything is looked at again, and what is known by its bytes
 * becomes a duplicate, not a second request. */
static enum rc find_backlog(struct box *b, struct arena *a, const struct imap_box *at, struct sight *s, struct err *err)
{
    struct q_mailbox_row row = { 0 };
    struct begin begin = { b->name, at->uidvalidity, at->uidnext };
    enum rc rc = q_mailbox_row(db_reader(b->env.db), a, b->name, &row, err);

    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    if (b->memory.uidvalidity != at->uidvalidity)
        box_forget(&b->memory);
    b->memory.uidvalidity = at->uidvalidity;
    s->backlog_uid = row.backlog_uid;
    if (rc == OK && row.uidvalidity == at->uidvalidity)
        return OK;
    if (!begin.backlog_uid && s->server.n)
        begin.backlog_uid = (int64_t)s->server.list[s->server.n - 1].high + 1;
    s->backlog_uid = begin.backlog_uid;
    return db_write(b->env.db, begin_op, &begin, err);
}

static enum rc journal_set(struct box *b, struct arena *a, const struct imap_box *at, bool only_kept, struct uidset *ret, struct err *err)
{
    struct q_journal_ranges *rows;
    struct uid_range *list;
    size_t n;

    TRY(q_journal_ranges(db_reader(b->env.db), a, b->name, at->uidvalidity, only_kept, &rows, &n, err));
    list = arena_array(a, n, struct uid_range);
    for (size_t i = 0; i < n; i++)
        list[i] = (struct uid_range){ (uint32_t)rows[i].low, (uint32_t)rows[i].high };
    *ret = uidset_of(list, n);
    return OK;
}

static enum rc look(struct box *b, struct imap *im, struct arena *a, const struct imap_box *at, struct sight *s, struct err *err)
{
    TRY(imap_set(im, a, 1, b->start_from_at, &s->server, err));
    TRY(find_backlog(b, a, at, s, err));
    box_remember(&b->memory.old, uidset_both(a, b->memory.old, s->server));
    s->server = uidset_minus(a, s->server, b->memory.old);
    TRY(journal_set(b, a, at, false, &s->rows, err));
    s->lacking = uidset_minus(a, s->server, s->rows);
    box_remember(&b->memory.tried, uidset_both(a, b->memory.tried, s->lacking));
    return OK;
}

/* ---- doing -------------------------------------------------------------------------------------- */

static enum rc take(struct box *b, struct imap *im, struct box_take *t, const uint32_t *uids, size_t n, struct err *err)
{
    t->uids = uids;
    t->n = n;
    return box_take(b, im, t, err);
}

/* Those behind the last one that was asked for again, then from the beginning: the one that breaks every connection does not
 * keep the others from their turn. Only failures are counted: a server that said NO to all for an hour is caught up with. */
static enum rc take_again(struct box *b, struct imap *im, struct arena *a, struct uidset tried, struct box_take *t, struct err *err)
{
    struct uidset behind = uidset_within(a, tried, b->memory.again_uid, UINT32_MAX);
    size_t n;
    const uint32_t *uids = uidset_take(a, behind.n ? behind : tried, UID_OLDEST, RUN_MAX, &n);
    int failures = 0;

    for (size_t i = 0; i < n && failures < AGAIN_MAX && !waker_stopping(&b->waker); i++) {
        size_t before = t->n_taken;
        b->memory.again_uid = uids[i] + 1;
        TRY(take(b, im, t, &uids[i], 1, err));
        failures += t->n_taken == before;
    }
    return OK;
}

static enum rc take_backlog(struct box *b, struct imap *im, struct arena *a, struct uidset backlog, struct box_take *t, struct err *err)
{
    size_t n;
    const uint32_t *uids = uidset_take(a, backlog, b->order, RUN_MAX, &n);

    /* One stretch in any case: a busy mailbox, or a server that invents news, must not starve what lay there before. */
    for (size_t i = 0; i < n && (i == 0 || !imap_has_news(im)) && !waker_stopping(&b->waker); i += STRETCH)
        TRY(take(b, im, t, uids + i, n - i < STRETCH ? n - i : STRETCH, err));
    return OK;
}

/* Moved after COMMIT, or not moved because we died in between: the next look finds them again. */
static enum rc move_rest(struct box *b, struct imap *im, struct arena *a, const struct imap_box *at, const struct sight *s, struct err *err)
{
    struct uidset kept;
    const uint32_t *uids;
    size_t n;

    if (str_empty(b->done_folder) || b->no_mark || !imap_moves_whole(im) || !uidset_both(a, s->server, s->rows).n)
        return OK;
    TRY(journal_set(b, a, at, true, &kept, err));
    uids = uidset_take(a, uidset_both(a, s->server, kept), UID_OLDEST, MOVES_MAX, &n);
    return box_mark(b, im, uids, n, err);
}

static enum rc work(struct box *b, struct imap *im, struct arena *a, const struct sight *s, struct box_take *t, bool *ret_more, struct err *err)
{
    struct uidset tried = uidset_both(a, b->memory.tried, s->lacking), fresh = uidset_minus(a, s->lacking, tried);
    struct uidset arrived = uidset_within(a, fresh, t->backlog_uid, UINT32_MAX), backlog = uidset_within(a, fresh, 1, t->backlog_uid ? t->backlog_uid - 1 : 0);
    size_t n;
    const uint32_t *uids = uidset_take(a, arrived, UID_OLDEST, RUN_MAX, &n);

    TRY(take(b, im, t, uids, n, err));
    TRY(take_backlog(b, im, a, backlog, t, err));
    if (!imap_has_news(im))
        TRY(take_again(b, im, a, tried, t, err));
    *ret_more = imap_has_news(im) || uidset_count(arrived) > RUN_MAX || uidset_count(backlog) > RUN_MAX;
    return OK;
}

static void count(const struct sight *s, struct uidset tried, size_t n_taken, struct figures *f)
{
    f->on_server = uidset_count(s->server);
    f->journalled = f->on_server - uidset_count(s->lacking) + (int64_t)n_taken;
    f->missing = uidset_count(tried);
    f->waiting = f->on_server - f->journalled - f->missing;
    if (f->waiting < 0) /* one of those tried came after all */
        f->waiting = 0;
}

enum rc box_run(struct box *b, struct imap *im, const struct imap_box *at, bool *ret_more, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct figures f = { .name = b->name };
    struct box_take t = { .at = at };
    struct sight s = { 0 };
    struct uidset lasting;
    enum rc rc;

    *ret_more = false;
    TRY(look(b, im, a, at, &s, err));
    lasting = uidset_with(a, b->memory.tried, (struct uidset){ 0 }); /* asked for in an earlier run, and listed again */
    count(&s, lasting, 0, &f);
    TRY(db_write(b->env.db, figures_op, &f, err));
    TRY(move_rest(b, im, a, at, &s, err));
    t.backlog_uid = (uint32_t)s.backlog_uid;
    rc = work(b, im, a, &s, &t, ret_more, err);
    if (rc != OK || !t.n_taken)
        return rc;
    count(&s, uidset_both(a, lasting, b->memory.tried), t.n_taken, &f);
    return db_write(b->env.db, figures_op, &f, err);
}
