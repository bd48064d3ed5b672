/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/sender.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "db/group.h"
#include "mail/dead.h"
#include "mail/maildir.h"
#include "mail/outbox_ops.h"
#include "mail/pace.h"
#include "mail/server.h"
#include "mail/smtp.h"
#include "mail/store.h"
#include "mail/waker.h"

#define BATCH 20
#define JOB_ARENA_BYTES ((size_t)64 * 1024 * 1024)
/* The server is down or refuses us: one mail tries, then all wait, each time twice as long. */
#define PAUSE_FIRST_MS 1000
#define PAUSE_LONGEST_MS 60000
#define SETTLE_AGAIN_MS 5000
#define LONGEST_WAIT_MS 600000

struct sender {
    const struct mail_env *env;
    struct mail_env env_copy;
    struct waker waker;
    struct smtp *smtp; /* NULL: Maildir */
    struct pace *pace;
    struct smtp *pec;  /* NULL: no PEC account */
    char maildir[512];
    pthread_t thread;
    bool pause;        /* trouble with the account, the store or the disk */
    int64_t pause_ms;  /* the last one; 0 when the last mail went well */
    int64_t pec_again_ms; /* until then the PEC server is left alone: ordinary mail does not wait for it */
};

/* ---- one mail ----------------------------------------------------------------------------------- */

static void to_maildir(struct sender *s, struct arena *a, const char *path, struct outbox_settle *ret)
{
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct err err = { 0 };

    if (fd < 0 || maildir_deliver(s->maildir, fd, INT64_MAX, a, NULL, &err) != OK) {
        ret->fate = FATE_LATER;
        ret->text = fd < 0 ? "Il messaggio preparato non si può aprire." : arena_str(a, err.text);
        return;
    }
    ret->fate = FATE_DONE;
    ret->text = "Nella cartella posta/: nessun server di posta è configurato.";
}

static void to_server(struct sender *s, struct smtp *smtp, struct arena *a, const struct q_outbox_row_full *row, const char *path, struct outbox_settle *ret)
{
    struct smtp_outcome out = { 0 };
    struct addr from, to;
    struct err err = { 0 };

    if (addr_parse(sv_from(render_sender(s->env, a, row->way)), "from", &from, &err) != OK ||
        addr_parse(sv_from(row->to_addr), "to_addr", &to, &err) != OK) {
        ret->fate = FATE_REFUSED;
        ret->text = arena_str(a, err.text);
        return;
    }
    if (smtp_send(smtp, &from, &to, path, &out, &err) != OK) {
        ret->fate = err.rc == E_INPUT ? FATE_REFUSED : FATE_LATER;
        ret->text = arena_str(a, err.text);
        return;
    }
    s->pause = ret->is_account = out.fate == SMTP_LATER && out.is_account;
    ret->code = out.code;
    ret->text = arena_str(a, out.text);
    switch (out.fate) {
    case SMTP_DONE: ret->fate = FATE_DONE; break;
    case SMTP_REFUSED: ret->fate = FATE_REFUSED; break;
    case SMTP_LATER: ret->fate = FATE_LATER; break;
    case SMTP_UNKNOWN: ret->fate = FATE_UNKNOWN; break;
    }
}

/* Trouble with this account stops this account alone. */
static void by_pec(struct sender *s, struct arena *a, const struct q_outbox_row_full *row, const char *path, struct outbox_settle *ret)
{
    ret->fate = FATE_LATER;
    if (!s->pec) {
        ret->text = "È una PEC, e nella configurazione non c'è più un account PEC.";
        return;
    }
    if (clock_mono_ms() < s->pec_again_ms) {
        ret->is_account = true;
        ret->text = "Il server della PEC non rispondeva poco fa: si riprova più tardi.";
        return;
    }
    to_server(s, s->pec, a, row, path, ret);
    if (s->pause)
        s->pec_again_ms = clock_mono_ms() + PAUSE_LONGEST_MS;
    s->pause = false;
}

/* By the account whose sender the bytes name. */
static void to_somewhere(struct sender *s, struct arena *a, const struct q_outbox_row_full *row, const char *path, struct outbox_settle *ret)
{
    if (str_eq(row->way, "pec"))
        by_pec(s, a, row, path, ret);
    else if (s->smtp)
        to_server(s, s->smtp, a, row, path, ret);
    else
        to_maildir(s, a, path, ret);
}

/* The fate of a mail is never forgotten while the store is ill: a mail that went out and is not settled goes out twice. */
static enum rc settle_it(struct sender *s, struct outbox_settle *settle, struct err *err)
{
    for (;;) {
        enum rc rc = db_write(s->env->db, outbox_settle_op, settle, err);
        if (rc == OK || rc == E_NOTFOUND)
            return rc;
        log_err("mail.settle", err);
        if (!waker_wait(&s->waker, SETTLE_AGAIN_MS, -1))
            return rc;
    }
}

/* ---- some mails --------------------------------------------------------------------------------- */

/* Under a lease, up to BATCH together: their bytes are made durable once, and what became of each is committed while the next
 * is on its way. */
struct sending {
    int64_t id;
    bool mine;   /* leased to us, and still to be sent */
    bool is_made;
    struct outbox_rendered made; /* now; it may have been before */
    struct outbox_settle settle;
    struct db_post post;
};

/* Nobody is there, or too many in this minute: not now. */
static enum rc is_for_now(struct sender *s, struct arena *a, struct sending *m, const struct q_outbox_row_full *row, struct err *err)
{
    int64_t later_at;

    TRY(dead_why(db_reader(s->env->db), a, row->to_addr, &m->settle.text, err));
    if (m->settle.text) {
        m->mine = false;
        m->settle.fate = FATE_REFUSED;
        log_info("mail.dead", kv_i("outbox", m->id), kv("kind", row->kind));
        return settle_it(s, &m->settle, err);
    }
    later_at = s->smtp ? pace_take(s->pace, row->to_addr, clock_now_at()) : 0;
    if (!later_at)
        return OK;
    m->mine = false;
    return db_write(s->env->db, outbox_postpone_op, &(struct outbox_postpone){ m->id, later_at }, err);
}

/* A mail that cannot be made is refused, with the reason where an operator sees it; one that cannot be made now (a file is
 * missing, the disk is full) waits like one that the server did not take. */
static enum rc make(struct sender *s, struct arena *a, struct sending *m, struct err *err)
{
    struct q_outbox_row_full row;
    enum rc rc;

    TRY(q_outbox_row_full(db_reader(s->env->db), a, m->id, &row, err));
    TRY(is_for_now(s, a, m, &row, err));
    if (!m->mine || !str_empty(row.raw_sha))
        return OK;
    m->made.id = m->id;
    rc = render_row(s->env, a, &row, &m->made.r, err);
    m->is_made = rc == OK;
    if (m->is_made)
        return OK;
    log_err("mail.render", err);
    m->mine = false;
    m->settle.fate = rc == E_INPUT ? FATE_REFUSED : FATE_LATER;
    m->settle.text = arena_str(a, err->text);
    s->pause |= rc != E_INPUT; /* store or disk: not at full speed */
    return settle_it(s, &m->settle, err);
}

static enum rc make_all(struct sender *s, struct arena *a, struct sending *list, size_t n, struct err *err)
{
    struct db_group group = DB_GROUP;
    size_t made = 0;

    for (size_t i = 0; i < n && !s->pause; i++)
        if (list[i].mine) {
            TRY(make(s, a, &list[i], err));
            made += list[i].is_made;
        }
    if (!made)
        return OK;
    TRY(mail_settle(s->env->conf, a, err));
    for (size_t i = 0; i < n; i++) {
        list[i].post = (struct db_post){ .op = outbox_rendered_op, .arg = &list[i].made };
        if (list[i].is_made)
            db_group_post(s->env->db, &group, &list[i].post);
    }
    db_group_wait(&group);
    for (size_t i = 0; i < n; i++)
        if (list[i].is_made && list[i].post.rc != OK) { /* this one waits for its lease to end, the others do not */
            log_err("mail.made", &list[i].post.err);
            list[i].mine = false;
        } else if (list[i].is_made && list[i].made.is_stale)
            list[i].mine = false;
    return OK;
}

/* Those that were not tried are free again at once. */
static enum rc release(struct sender *s, struct arena *a, const struct sending *list, size_t n, struct err *err)
{
    struct outbox_leases leases = { arena_array(a, n, struct outbox_lease), n };

    for (size_t i = 0; i < n; i++)
        leases.list[i] = (struct outbox_lease){ .id = list[i].id, .mine = list[i].mine };
    return n ? db_write(s->env->db, outbox_release_op, &leases, err) : OK;
}

/* A mail whose words changed while it waited for its turn in the batch is no longer ours: it is made anew. */
static enum rc send_one(struct sender *s, struct arena *a, struct sending *m, struct err *err)
{
    struct q_outbox_row_full row;

    TRY(q_outbox_row_full(db_reader(s->env->db), a, m->id, &row, err));
    if (str_eq(row.state, "done")) { /* proved while it waited for its turn in the batch */
        m->settle.fate = FATE_DONE;
        return OK;
    }
    if (row.stale) {
        TRY(release(s, a, m, 1, err));
        m->mine = false;
        return OK;
    }
    if (str_empty(row.raw_sha))
        FAIL(err, E_DB, "", "outbox %lld is ready without bytes", (long long)m->id);
    to_somewhere(s, a, &row, mail_path_out(s->env->conf, a, row.raw_sha), &m->settle);
    if (!s->pause)
        s->pause_ms = 0;
    log_info("mail.sent", kv_i("outbox", m->id), kv("kind", row.kind), kv_i("fate", m->settle.fate), kv_i("code", m->settle.code));
    return OK;
}

/* Up to the first trouble or the end of the service. Gives back how many of list were tried. */
static size_t send_all(struct sender *s, struct arena *a, struct sending *list, size_t n)
{
    struct db_group group = DB_GROUP;
    struct err err = { 0 };
    size_t tried = 0;

    for (; tried < n && !waker_stopping(&s->waker) && !s->pause; tried++) {
        struct sending *m = &list[tried];
        if (!m->mine)
            continue;
        if (send_one(s, a, m, &err) != OK) {
            log_err("mail.send", &err);
            s->pause = true; /* the store: not at full speed */
            break;
        }
        if (!m->mine)
            continue;
        m->post = (struct db_post){ .op = outbox_settle_op, .arg = &m->settle };
        db_group_post(s->env->db, &group, &m->post);
    }
    db_group_wait(&group);
    for (size_t i = 0; i < tried; i++)
        if (list[i].mine && list[i].post.rc != OK && settle_it(s, &list[i].settle, &err) != OK)
            log_err("mail.settle", &err);
    return tried;
}

/* ---- the thread --------------------------------------------------------------------------------- */

static enum rc lease(struct sender *s, struct arena *a, const struct q_outbox_due *rows, size_t n, struct sending *list, struct err *err)
{
    struct outbox_leases leases = { arena_array(a, n, struct outbox_lease), n };

    for (size_t i = 0; i < n; i++)
        leases.list[i] = (struct outbox_lease){ .id = rows[i].id };
    TRY(db_write(s->env->db, outbox_lease_op, &leases, err));
    for (size_t i = 0; i < n; i++)
        list[i] = (struct sending){ .id = rows[i].id, .mine = leases.list[i].mine, .settle.id = rows[i].id };
    return OK;
}

static enum rc send_leased(struct sender *s, struct arena *a, struct sending *list, size_t n, struct err *err)
{
    struct err after = { 0 };
    enum rc rc = make_all(s, a, list, n, err);
    size_t tried = rc == OK ? send_all(s, a, list, n) : 0;

    if (release(s, a, list + tried, n - tried, &after) != OK)
        log_err("mail.release", &after);
    return rc;
}

/* True: there was something, look again at once. */
static bool send_due(struct sender *s, struct arena *a)
{
    struct sending *list = arena_array(a, BATCH, struct sending);
    struct q_outbox_due *rows;
    struct err err = { 0 };
    enum rc rc;
    size_t n;

    s->pause = false;
    rc = q_outbox_due(db_reader(s->env->db), a, clock_now_at(), BATCH, &rows, &n, &err);
    if (rc == OK && n == 0)
        return false;
    if (rc == OK)
        rc = lease(s, a, rows, n, list, &err);
    if (rc == OK)
        rc = send_leased(s, a, list, n, &err);
    if (rc != OK) {
        log_err("mail.outbox", &err);
        s->pause = true;
    }
    return !s->pause;
}

static int64_t wait_ms(struct sender *s, struct arena *a)
{
    struct q_outbox_next next;
    struct err err = { 0 };
    int64_t ms;

    if (q_outbox_next(db_reader(s->env->db), a, &next, &err) != OK)
        return PAUSE_LONGEST_MS;
    if (!next.next_at)
        return LONGEST_WAIT_MS;
    ms = (next.next_at - clock_now_at()) * 1000;
    return ms < 200 ? 200 : ms > LONGEST_WAIT_MS ? LONGEST_WAIT_MS : ms;
}

/* New mail does not end a pause. False: stop. */
static bool rest(struct sender *s, struct arena *a)
{
    int64_t until_ms, left_ms;

    if (!s->pause)
        return waker_wait(&s->waker, wait_ms(s, a), -1);
    s->pause_ms = !s->pause_ms ? PAUSE_FIRST_MS : 2 * s->pause_ms > PAUSE_LONGEST_MS ? PAUSE_LONGEST_MS : 2 * s->pause_ms;
    until_ms = clock_mono_ms() + s->pause_ms;
    while ((left_ms = until_ms - clock_mono_ms()) > 0)
        if (!waker_wait(&s->waker, left_ms, -1))
            return false;
    return true;
}

static void *sender_main(void *arg)
{
    struct sender *s = arg;

    log_scope("sender");
    for (;;) {
        AUTO(ARENA) struct arena *a = arena_new(JOB_ARENA_BYTES);
        if (send_due(s, a) && !waker_stopping(&s->waker))
            continue;
        if (!rest(s, a))
            return NULL;
    }
}

static enum rc leases_end_op(struct dbw *w, void *unused, struct err *err)
{
    (void)unused;
    return q_outbox_leases_end(w, err);
}

/* To a server, or into a Maildir when none is configured. */
static enum rc open_way(struct sender *s, struct arena *a, struct err *err)
{
    const struct conf *conf = s->env->conf;
    struct mail_account account;

    if (str_empty(conf_text(conf, "smtp", "url"))) {
        (void)snprintf(s->maildir, sizeof s->maildir, "%s", conf_data_path(conf, a, "posta"));
        return maildir_create(s->maildir, err);
    }
    TRY(server_account(conf, a, "smtp", &account, err));
    return smtp_new(&account, s->waker.stop_fd, &s->smtp, err);
}

/* The account of the certified mailbox, when there is one. */
static enum rc open_pec(struct sender *s, struct arena *a, struct err *err)
{
    const struct conf *conf = s->env->conf;
    struct mail_account account;

    if (str_empty(conf_text(conf, "smtp-pec", "url")))
        return OK;
    if (str_empty(conf_text(conf, "smtp-pec", "from")))
        FAIL(err, E_INPUT, "from", "In [smtp-pec] manca from, l'indirizzo PEC dell'ufficio.");
    TRY(server_account(conf, a, "smtp-pec", &account, err));
    return smtp_new(&account, s->waker.stop_fd, &s->pec, err);
}

enum rc sender_start(const struct mail_env *env, struct sender **ret, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    struct sender *s = calloc(1, sizeof *s);
    enum rc rc;

    assume(s != NULL);
    s->env_copy = *env;
    s->env = &s->env_copy;
    s->pace = pace_new(conf_int(env->conf, "smtp", "per_domain_per_minute"));
    waker_init(&s->waker);
    rc = db_write(env->db, leases_end_op, NULL, err);
    if (rc == OK)
        rc = open_way(s, a, err);
    if (rc == OK)
        rc = open_pec(s, a, err);
    if (rc != OK) {
        smtp_free(s->smtp);
        waker_done(&s->waker);
        pace_free(s->pace);
        free(s);
        return rc;
    }
    assume(pthread_create(&s->thread, NULL, sender_main, s) == 0);
    *ret = s;
    return OK;
}

void sender_wake(struct sender *s)
{
    waker_work(&s->waker);
}

void sender_stop(struct sender *s)
{
    if (!s)
        return;
    waker_stop(&s->waker);
    pthread_join(s->thread, NULL);
    smtp_free(s->smtp);
    pace_free(s->pace);
    smtp_free(s->pec);
    waker_done(&s->waker);
    free(s);
}
