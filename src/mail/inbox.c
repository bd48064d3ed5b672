/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/inbox.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sv.h"
#include "db/group.h"
#include "mail/addr.h"
#include "mail/envelope.h"
#include "mail/inbox_op.h"
#include "mail/incoming.h"
#include "mail/maildir.h"
#include "mail/original.h"
#include "mail/reading.h"
#include "mail/render.h"
#include "mail/store.h"
#include "mail/waker.h"
#include "mail/worker.h"
#include "q/mail.h"

#define BATCH 50
#define LOOK_AGAIN_MS 30000 /* inotify tells; this is for what it misses */
#define TROUBLE_MS 5000

struct inbox {
    struct mail_env env;
    struct waker waker;
    struct worker *worker;
    int watch_fd; /* inotify on what urpd intake delivers */
    char spool[512];
    pthread_t thread;
};

/* ---- one mail ----------------------------------------------------------------------------------- */

/* The signed tag of one of the addresses it came to. */
static bool token_of(const struct inbox *in, const char *to, struct reply_token *ret)
{
    struct addr addr, base;
    struct err err = { 0 };
    char tag[65];

    if (str_empty(to) || addr_parse(sv_trim(sv_from(to)), "to", &addr, &err) != OK)
        return false;
    addr_split(&addr, &base, tag);
    return *tag && token_open(in->env.keys->reply, tag, ret);
}

static bool token_written(const struct inbox *in, const struct mime_mail *m, struct reply_token *ret)
{
    for (size_t i = 0; i < m->n_to; i++)
        if (token_of(in, m->to[i].addr, ret))
            return true;
    for (size_t i = 0; i < m->n_cc; i++)
        if (token_of(in, m->cc[i].addr, ret))
            return true;
    return false;
}

/* Hidden copy: the server notes in a header to whom it really gave the mail. Whoever passes a mail on can write that header, too:
 * it tells where a mail belongs, and gives no right to act. */
static bool token_delivered(const struct inbox *in, const struct mime_mail *m, struct reply_token *ret)
{
    static const char *const delivered[] = { "delivered-to", "x-original-to", "envelope-to", "x-envelope-to" };

    for (size_t i = 0; i < sizeof delivered / sizeof delivered[0]; i++)
        if (token_of(in, mime_header(m, delivered[i]), ret))
            return true;
    return false;
}

static enum rc take_parts(struct inbox *in, struct arena *a, int parts_fd, const char *spool, struct inbox_job *j, struct err *err)
{
    TRY(original_files(in->env.files, a, parts_fd, j->mail, spool, j->files, &j->n_files, err));
    return original_take(in->env.files, a, parts_fd, j->mail, spool, &j->page, err);
}

static enum rc take_original(struct inbox *in, struct arena *a, const char *spool, struct inbox_job *j, struct err *err)
{
    struct sv raw;

    TRY(file_read(a, mail_path_in(in->env.conf, a, j->sha256), (size_t)MAIL_MAX_BYTES, &raw, err));
    TRY(file_write_durable(spool, raw.p, raw.n, 0600, err));
    TRY(attach_take_mail(in->env.files, a, spool, "messaggio-originale.eml", &j->files[j->n_files], err));
    j->n_files++;
    return OK;
}

static void hash_text(struct sha256 *h, const char *s)
{
    sha256_add(h, sv_of(s, strlen(s) + 1));
}

/* What it says and carries, without the headers that each delivery adds. */
static enum rc fingerprint(struct arena *a, const struct mime_mail *m, int parts_fd, const char **ret, struct err *err)
{
    AUTO(SHA256) struct sha256 h = { 0 };
    uint8_t hash[SHA256_BYTES], parts[SHA256_BYTES];
    int64_t bytes;

    sha256_begin(&h);
    hash_text(&h, m->from.addr);
    hash_text(&h, m->subject);
    hash_text(&h, m->text);
    hash_text(&h, m->quoted);
    for (size_t i = 0; i < m->n_files; i++)
        hash_text(&h, m->files[i].name);
    if (m->n_files && parts_fd >= 0) {
        TRY(file_sha256(arena_fmt(a, "/proc/self/fd/%d", parts_fd), parts, &bytes, err));
        sha256_add(&h, sv_of((const char *)parts, sizeof parts));
    }
    sha256_end(&h, hash);
    *ret = hex_text(a, hash, sizeof hash);
    return OK;
}

/* Of what goes into a request. Spam may turn out to answer us, which only the store knows; else its files are swept. */
static bool wants_files(const struct inbox_job *j)
{
    enum mail_class c = j->found.class;

    return c == MAIL_NEW || c == MAIL_LIST || c == MAIL_AUTO || c == MAIL_ABSENCE || c == MAIL_SPAM;
}

/* What cannot be read, and what could be read but not be kept as it is: the mail itself goes into the request. Durable after
 * attach_settle. */
static enum rc take_files(struct inbox *in, struct arena *a, const struct opened *o, struct inbox_job *j, struct err *err)
{
    const char *spool = arena_fmt(a, "%s/parte-%lld", in->spool, (long long)j->journal_id);

    j->n_files = 0;
    j->page = (struct message_page){ 0 };
    j->files = arena_array(a, o->mail.n_files + 1, struct attach_file);
    if (j->found.class == MAIL_UNREADABLE)
        return take_original(in, a, spool, j, err);
    return wants_files(j) ? take_parts(in, a, o->parts_fd, spool, j, err) : OK;
}

static enum rc write_down(struct inbox *in, struct arena *a, const struct opened *o, struct inbox_job *j, struct err *err)
{
    TRY(take_files(in, a, o, j, err));
    if (j->n_files || j->page.sha256)
        TRY(attach_settle(in->env.files, err));
    return db_write(in->env.db, inbox_op, j, err);
}

/* Disk and store may be well again in a moment. Everything else would go wrong in the same way for ever. */
static bool passes(enum rc rc)
{
    return rc == E_AGAIN || rc == E_IO;
}

/* Never the end of the matter: first the request with the original, then at least the reason on the operators' screen. */
static enum rc write_down_somehow(struct inbox *in, struct arena *a, const struct opened *o, struct inbox_job *j, struct err *err)
{
    enum rc rc;

    log_err("mail.work", err);
    j->found = (struct classified){ MAIL_UNREADABLE, true, WHY_TROUBLE };
    j->trouble = arena_str(a, err->text);
    rc = write_down(in, a, o, j, err);
    if (rc == OK || passes(rc))
        return rc;
    log_err("mail.work", err);
    j->trouble = arena_str(a, err->text);
    return db_write(in->env.db, inbox_fail_op, j, err);
}

static enum rc open_mail(struct inbox *in, struct arena *a, const struct q_journal_todo *row, struct opened *o, struct inbox_job *j,
                         struct err *err)
{
    struct classify_by by = classify_rules(in->env.conf, a, mail_box_is_pec(in->env.conf, a, row->mailbox));
    enum mail_why whys[CLASSIFY_WHYS];
    enum rc rc = envelope_open(in->worker, a, mail_path_in(in->env.conf, a, row->sha256), by.is_pec, o, err);

    *j = (struct inbox_job){ .journal_id = row->id, .received_at = row->received_at, .backlog = row->backlog != 0, .mailbox = row->mailbox, .sha256 = row->sha256, .mail = &o->mail,
                             .outer = &o->outer };
    if (rc != OK && rc != E_REFUSED && rc != E_LIMIT && rc != E_NOTFOUND)
        return rc;
    j->is_pec = o->certified;
    j->in_pec_box = by.is_pec;
    j->closed = (struct reply_policy){ str_eq(conf_text(in->env.conf, "mail", "reply_to_closed"), "reopen"), conf_int(in->env.conf, "tempi", "reopen_days") };
    j->pec_note = rc == OK && o->has_envelope ? o->note : NULL;
    if (rc == OK) {
        j->found = by.is_pec ? classify_in_pec_box(o, &by) : classify_opened(o, &by);
        j->reasons = why_join(a, whys, classify_whys(&o->mail, &by, j->found, whys));
    } else {
        j->found = (struct classified){ MAIL_UNREADABLE, true, rc == E_NOTFOUND ? WHY_MISSING : WHY_UNPARSED };
    }
    TRY(fingerprint(a, &o->mail, o->parts_fd, &j->fingerprint, err));
    struct auth_conf auth = auth_conf_of(in->env.conf, a);
    j->auth = sender_auth(a, &o->outer, &auth);
    j->undo_minutes = conf_int(in->env.conf, "tempi", "undo_minutes");
    j->token_is_written = token_written(in, &o->mail, &j->token) || token_written(in, &o->outer, &j->token);
    j->has_token = j->token_is_written || token_delivered(in, &o->mail, &j->token) || token_delivered(in, &o->outer, &j->token);
    j->has_mark = mark_find(in->env.keys->reply, o->mail.text, &j->mark) || mark_find(in->env.keys->reply, o->mail.quoted, &j->mark);
    return OK;
}

/* ---- some mails at a time ----------------------------------------------------------------------- */

/* The disk is asked once for all their files, the store commits them together. */
#define FLIGHT 16
#define AHEAD 8 /* mails that the worker may read while others are written down */

struct in_flight {
    struct arena *a;
    struct opened o;
    struct inbox_job j;
    struct db_post post;
    enum rc rc;
    struct err err;
};

static void board(struct inbox *in, struct in_flight *f, const struct q_journal_todo *row)
{
    f->a = arena_new(4 * MIME_ARENA_BYTES);
    f->rc = open_mail(in, f->a, row, &f->o, &f->j, &f->err);
    if (f->rc == OK)
        f->rc = take_files(in, f->a, &f->o, &f->j, &f->err);
}

static void settle_files(struct inbox *in, struct in_flight *flight, size_t n)
{
    struct err err = { 0 };
    enum rc rc = OK;
    size_t files = 0;

    for (size_t i = 0; i < n; i++)
        files += flight[i].rc == OK ? flight[i].j.n_files + (flight[i].j.page.sha256 != NULL) : 0;
    if (files)
        rc = attach_settle(in->env.files, &err);
    for (size_t i = 0; i < n && rc != OK; i++)
        if (flight[i].rc == OK) {
            flight[i].rc = rc;
            flight[i].err = err;
        }
}

static void commit(struct inbox *in, struct in_flight *flight, size_t n)
{
    struct db_group group = DB_GROUP;

    for (size_t i = 0; i < n; i++) {
        flight[i].post = (struct db_post){ .op = inbox_op, .arg = &flight[i].j };
        if (flight[i].rc == OK)
            db_group_post(in->env.db, &group, &flight[i].post);
    }
    db_group_wait(&group);
    for (size_t i = 0; i < n; i++)
        if (flight[i].rc == OK) {
            flight[i].rc = flight[i].post.rc;
            flight[i].err = flight[i].post.err;
        }
}

static bool disembark(struct inbox *in, struct in_flight *f)
{
    AUTO(ARENA) struct arena *a = f->a;
    AUTO(FD) int parts_fd = f->o.parts_fd;

    if (f->rc != OK && f->j.journal_id && !passes(f->rc))
        f->rc = write_down_somehow(in, a, &f->o, &f->j, &f->err);
    if (f->rc == OK)
        log_info("mail.in", kv_i("journal", f->j.journal_id), kv("class", mail_class_id(f->j.class.class)), kv("reason", why_id(f->j.class.why)),
                 kv_i("ticket", f->j.ticket_id));
    else
        log_err("mail.work", &f->err);
    return f->rc == OK;
}

static void hint(struct inbox *in, const struct q_journal_todo *row)
{
    AUTO(ARENA) struct arena *a = arena_new(8192);

    worker_ahead(in->worker, mail_path_in(in->env.conf, a, row->sha256));
}

/* The first n of n_all; gives back how many were settled. The worker is kept AHEAD mails ahead. */
static int64_t fly(struct inbox *in, const struct q_journal_todo *rows, size_t n, size_t n_all)
{
    struct in_flight *flight = calloc(n, sizeof *flight);
    int64_t done = 0;

    assume(flight != NULL);
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n_all)
            hint(in, &rows[i + AHEAD]);
        board(in, &flight[i], &rows[i]);
    }
    settle_files(in, flight, n);
    commit(in, flight, n);
    for (size_t i = 0; i < n; i++)
        done += disembark(in, &flight[i]);
    free(flight);
    return done;
}

/* ---- the thread --------------------------------------------------------------------------------- */

/* A mail that cannot be worked through now (disk, store) stays 'new' and waits; the others must not wait for it. Gives back
 * how many were settled, or -1 when all of them met trouble. */
static int64_t work_batch(struct inbox *in)
{
    AUTO(ARENA) struct arena *list = arena_new(16 * 1024 * 1024);
    struct q_journal_todo *rows;
    struct err err = { 0 };
    int64_t done = 0, trouble = 0;
    size_t n;

    if (q_journal_todo(db_reader(in->env.db), list, BATCH, &rows, &n, &err) != OK) {
        log_err("mail.journal", &err);
        return -1;
    }
    for (size_t i = 0; i < n && i < AHEAD; i++)
        hint(in, &rows[i]);
    for (size_t i = 0; i < n && !waker_stopping(&in->waker); i += FLIGHT) {
        size_t k = n - i < FLIGHT ? n - i : FLIGHT;
        int64_t settled = fly(in, rows + i, k, n - i);

        done += settled;
        trouble += (int64_t)k - settled;
    }
    return trouble && !done ? -1 : done;
}

static int64_t collect(struct inbox *in)
{
    AUTO(ARENA) struct arena *a = arena_new(16 * 1024 * 1024);
    struct err err = { 0 };
    int64_t taken = 0;

    if (incoming_collect(&in->env, a, &taken, &err) != OK) {
        log_err("mail.collect", &err);
        return -1;
    }
    return taken;
}

static void drain_watch(int fd)
{
    char buf[4096];

    while (read(fd, buf, sizeof buf) > 0)
        ;
}

static void *inbox_main(void *arg)
{
    struct inbox *in = arg;

    log_scope("journal");
    for (;;) {
        int64_t taken = collect(in), done = work_batch(in);
        bool trouble = taken < 0 || done < 0;
        if ((taken > 0 || done > 0) && !trouble && !waker_stopping(&in->waker))
            continue;
        if (!waker_wait(&in->waker, trouble ? TROUBLE_MS : LOOK_AGAIN_MS, trouble ? -1 : in->watch_fd))
            return NULL;
        drain_watch(in->watch_fd);
    }
}

static enum rc watch(struct inbox *in, struct arena *a, struct err *err)
{
    static const char *const channels[] = { "mail", "pec" };

    in->watch_fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    for (size_t i = 0; i < 2; i++) {
        const char *dir = incoming_dir(in->env.conf, a, channels[i]);
        TRY(file_mkdirs(dir, 0700, err));
        TRY(maildir_create(dir, err));
        if (in->watch_fd < 0 || inotify_add_watch(in->watch_fd, arena_fmt(a, "%s/new", dir), IN_CREATE | IN_MOVED_TO) < 0)
            FAIL(err, E_IO, "", "cannot watch %s", dir);
    }
    return OK;
}

enum rc inbox_start(const struct mail_env *env, struct inbox **ret, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    struct inbox *in = calloc(1, sizeof *in);
    enum rc rc;

    assume(in != NULL);
    in->env = *env;
    in->watch_fd = -1;
    (void)snprintf(in->spool, sizeof in->spool, "%s", conf_data_path(env->conf, a, "spool"));
    rc = file_mkdirs(in->spool, 0700, err);
    if (rc == OK)
        rc = watch(in, a, err);
    if (rc != OK) {
        free(in);
        return rc;
    }
    waker_init(&in->waker);
    in->worker = worker_new(PARSE_TIMEOUT_MS);
    assume(pthread_create(&in->thread, NULL, inbox_main, in) == 0);
    *ret = in;
    return OK;
}

void inbox_wake(struct inbox *in)
{
    waker_work(&in->waker);
}

void inbox_stop(struct inbox *in)
{
    if (!in)
        return;
    waker_stop(&in->waker);
    pthread_join(in->thread, NULL);
    worker_free(in->worker);
    waker_done(&in->waker);
    close(in->watch_fd);
    free(in);
}
