/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/timer.h"

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "http/part.h"
#include "dispatch/digest.h"
#include "dispatch/remind.h"
#include "dispatch/writing.h"
#include "intake/contact.h"
#include "q/account.h"
#include "ticket/adesione.h"
#include "ticket/attach.h"
#include "ticket/citizen_link.h"
#include "ticket/identity.h"
#include "ticket/opinion.h"
#include "ticket/search.h"
#include "web/faults.h"

#define TICK_MS 20000 /* a date passes at midnight; twenty seconds late is on time */
#define FAULTS_ARENA_BYTES 262144
#define SWEEP_EVERY_TICKS 180
#define SWEEP_BATCH 200
/* Once a day, not while the daemon starts: files that no row names, of drafts that went. */
#define FILES_EVERY_TICKS (24 * SWEEP_EVERY_TICKS)
#define FILES_FIRST_TICK 30
#define OPINION_WORDS_KEEP_S (730 * INT64_C(86400)) /* two years tell what got better; by then whoever wrote a name into them is forgotten */
#define FILES_KEEP_S 86400 /* an upload gets its row within seconds */

struct timer {
    struct app *app;
    int stop_fd;
    GString *faults; /* as they were when the boards last heard of them */
    pthread_t thread;
};

static bool stopping(struct timer *t, int wait_ms)
{
    struct pollfd p = { t->stop_fd, POLLIN, 0 };

    return poll(&p, 1, wait_ms) > 0;
}

/* Our own mailboxes, and the address that we write from: answers to it come back to one of them. */
static size_t own_addresses(const struct conf *conf, struct arena *a, const char ***ret)
{
    const char **sections, **list;
    size_t n = conf_family(conf, a, "mailbox", &sections);

    list = arena_array(a, n + 1, const char *);
    for (size_t i = 0; i < n; i++)
        list[i] = conf_text(conf, sections[i], "user");
    list[n] = conf_text(conf, "smtp", "from");
    *ret = list;
    return n + 1;
}

static void remind(struct timer *t)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    const struct conf *conf = t->app->conf;
    struct remind_run run = { 0 };
    const char **own;
    struct err err = { 0 };

    remind_conf_of(db_reader(t->app->db), a, conf, &run.conf);
    run.conf.n_own = own_addresses(conf, a, &own);
    run.conf.own = own;
    do {
        run.now_at = clock_now_at();
        if (remind_all(t->app->db, &run, &err) != OK)
            log_err("timer.remind", &err);
        if (run.done || run.failed)
            log_info("timer.remind", kv_i("tickets", run.done), kv_i("failed", run.failed));
    } while (run.more && !stopping(t, 0));
}

static void send_due(struct timer *t)
{
    struct writing_run run = { .now_at = clock_now_at() };
    struct err err = { 0 };

    if (writing_send_due(t->app->db, &run, &err) != OK)
        log_err("timer.writing", &err);
    if (run.sent || run.stopped)
        log_info("timer.writing", kv_i("sent", run.sent), kv_i("stopped", run.stopped));
}

static void summarise(struct timer *t)
{
    struct err err = { 0 };
    int64_t queued;

    if (digest_all(t->app->db, clock_now_at(), &queued, &err) != OK)
        log_err("timer.digest", &err);
    else if (queued)
        log_info("timer.digest", kv_i("settori", queued));
}

/* A store that takes no writes, a server that stays away, an hour that passes: nothing of it comes with a COMMIT, so the open
 * boards would not hear of it, nor of its end. */
static void tell_faults(struct timer *t)
{
    AUTO(ARENA) struct arena *a = arena_new(FAULTS_ARENA_BYTES);
    const struct view_link *list;
    size_t n = faults_now(t->app, db_reader(t->app->db), a, clock_now_at(), &list);
    GString *now = g_string_new(NULL);

    for (size_t i = 0; i < n; i++)
        g_string_append_printf(now, "%s\n", list[i].label);
    if (!g_string_equal(now, t->faults))
        sse_publish(t->app->http, "ufficio", "cambiato", "");
    g_string_free(t->faults, TRUE);
    t->faults = now;
}

struct sweep {
    int64_t draft_days; /* of what operators write */
    int64_t copy_days; /* of copies of documents, behind the end of their request */
    int64_t gone, writings, joins, copies;
};

static enum rc sweep_op(struct dbw *w, void *arg, struct err *err)
{
    struct sweep *s = arg;
    int64_t now_at = clock_now_at();

    TRY(q_sessions_expired_drop(w, now_at, err));
    TRY(q_throttle_sweep(w, now_at - 86400, err));
    TRY(desk_draft_sweep(w, now_at - DESK_DRAFT_KEEP_S, err));
    TRY(writing_sweep(w, now_at - s->draft_days * 86400, SWEEP_BATCH, &s->writings, err));
    TRY(adesione_sweep(w, now_at, SWEEP_BATCH, &s->joins, err));
    TRY(citizen_link_sweep(w, now_at, err));
    TRY(opinion_sweep(w, now_at - OPINION_WORDS_KEEP_S, err));
    return draft_sweep(w, now_at - DRAFT_KEEP_S, SWEEP_BATCH, &s->gone, err);
}

/* By itself: a request that cannot be changed keeps nothing else from being erased. */
static enum rc copies_op(struct dbw *w, void *arg, struct err *err)
{
    struct sweep *s = arg;

    return identity_sweep(w, clock_now_at(), s->copy_days, SWEEP_BATCH, &s->copies, err);
}

static void sweep(struct timer *t)
{
    AUTO(ARENA) struct arena *a = arena_new(16384);
    struct sweep s = { .draft_days = conf_int(t->app->conf, "tempi", "draft_days"), .copy_days = identity_copy_days(db_reader(t->app->db), a) };
    struct err err = { 0 };

    do {
        if (db_write(t->app->db, sweep_op, &s, &err) != OK) {
            log_err("timer.sweep", &err);
            return;
        }
    } while ((s.gone == SWEEP_BATCH || s.writings == SWEEP_BATCH) && !stopping(t, 0));
    do {
        if (db_write(t->app->db, copies_op, &s, &err) != OK) {
            log_err("timer.copies", &err);
            return;
        }
    } while (s.copies == SWEEP_BATCH && !stopping(t, 0));
}

static void sweep_stopped(struct timer *t)
{
    struct err err = { 0 };
    int64_t gone;

    if (writing_sweep_stopped(t->app->db, clock_now_at() - conf_int(t->app->conf, "tempi", "draft_days") * 86400, &gone, &err) != OK)
        log_err("timer.stopped", &err);
    else if (gone)
        log_info("timer.stopped", kv_i("gone", gone));
}

/* Step by step: the writer has other things to do. */
static void purge_search(struct timer *t)
{
    struct search_purge p = { 0 };
    struct err err = { 0 };

    while (!p.done && !stopping(t, 0))
        if (search_purge_step(t->app->db, &p, &err) != OK) {
            log_err("timer.search", &err);
            return;
        }
}

/* What was erased from the store goes from the disk within a tick: copies of documents do not lie about until the night. */
static void erase_files(struct timer *t)
{
    struct err err = { 0 };
    int64_t gone;

    if (attach_erase(t->app->files, t->app->db, &gone, &err) != OK)
        log_err("timer.erase", &err);
    if (gone)
        log_info("timer.erase", kv_i("gone", gone));
}

static void sweep_files(struct timer *t)
{
    struct err err = { 0 };
    int64_t gone;

    if (attach_sweep(t->app->files, db_reader(t->app->db), clock_now_at() - FILES_KEEP_S, &gone, &err) != OK)
        log_err("timer.files", &err);
    else if (gone)
        log_info("timer.files", kv_i("gone", gone));
}

/* A store that does not answer loses nobody's photo. */
static bool draft_waits(void *arg, const uint8_t owner[SHA256_BYTES])
{
    AUTO(ARENA) struct arena *a = arena_new(FAULTS_ARENA_BYTES);
    struct timer *t = arg;
    struct err err = { 0 };
    bool open;

    return draft_is_open(db_reader(t->app->db), a, owner, &open, &err) != OK || open;
}

static void sweep_parts(struct timer *t)
{
    AUTO(ARENA) struct arena *a = arena_new(FAULTS_ARENA_BYTES);
    int64_t gone = part_sweep(conf_data_path(t->app->conf, a, "spool"), clock_now_at() - PART_KEEP_S, draft_waits, t);

    if (gone)
        log_info("timer.parts", kv_i("gone", gone));
}

static void *timer_main(void *arg)
{
    struct timer *t = arg;

    log_scope("timer");
    for (int tick = 0; ; tick++) {
        remind(t);
        send_due(t);
        summarise(t);
        bulk_go_on(t->app); /* what a stop interrupted, or the store did not take */
        tell_faults(t);
        if (tick % SWEEP_EVERY_TICKS == 0)
            sweep(t);
        if (tick % SWEEP_EVERY_TICKS == 0)
            sweep_stopped(t);
        if (tick % SWEEP_EVERY_TICKS == 0)
            purge_search(t);
        erase_files(t);
        if (tick % FILES_EVERY_TICKS == FILES_FIRST_TICK)
            sweep_files(t);
        if (tick % SWEEP_EVERY_TICKS == FILES_FIRST_TICK) /* after the drafts, whose parts go with them */
            sweep_parts(t);
        if (stopping(t, TICK_MS))
            return NULL;
    }
}

enum rc timer_start(struct app *app, struct timer **ret, struct err *err)
{
    struct timer *t = calloc(1, sizeof *t);

    (void)err;
    assume(t != NULL);
    *t = (struct timer){ .app = app, .stop_fd = eventfd(0, EFD_CLOEXEC), .faults = g_string_new(NULL) };
    assume(t->stop_fd >= 0 && pthread_create(&t->thread, NULL, timer_main, t) == 0);
    *ret = t;
    return OK;
}

void timer_stop(struct timer *t)
{
    uint64_t one = 1;

    if (!t)
        return;
    assume(write(t->stop_fd, &one, sizeof one) == sizeof one);
    pthread_join(t->thread, NULL);
    close(t->stop_fd);
    g_string_free(t->faults, TRUE);
    free(t);
}
