/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/incoming.h"

#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "mail/maildir.h"
#include "mail/store.h"
#include "q/mail.h"

static const char *const channels[] = { "mail", "pec" };

char *incoming_dir(const struct conf *conf, struct arena *a, const char *channel)
{
    return conf_data_path(conf, a, arena_fmt(a, "arrivi/%s", channel));
}

enum rc incoming_op(struct dbw *w, void *incoming, struct err *err)
{
    struct incoming *in = incoming;
    struct q_journal_has_uid had;
    struct q_journal_last_local last;
    int64_t id, uid = in->uid;
    enum rc rc = E_NOTFOUND;

    if (uid)
        rc = q_journal_has_uid(dbw_reader(w), dbw_arena(w), in->mailbox, in->uidvalidity, uid, &had, err);
    in->known = rc == OK;
    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    if (!uid) {
        TRY(q_journal_last_local(dbw_reader(w), dbw_arena(w), in->mailbox, &last, err));
        uid = last.uid + 1;
    }
    if (!in->known) {
        TRY(q_journal_add(w, in->mailbox, in->uidvalidity, uid, in->sha256, in->size_bytes, in->received_at, clock_now_at(), in->backlog, &id, err));
        if (in->failed)
            TRY(q_journal_failed(w, in->failed, clock_now_at(), id, err));
    }
    dbw_touch(w, DB_TOPIC_JOURNAL);
    return OK;
}

enum rc incoming_batch_op(struct dbw *w, void *batch, struct err *err)
{
    struct incoming_batch *b = batch;

    for (size_t i = 0; i < b->n; i++)
        TRY(incoming_op(w, &b->list[i], err));
    return OK;
}

/* ---- urpd intake -------------------------------------------------------------------------------- */

enum rc mail_intake(const struct conf *conf, int fd, const char *channel, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(1024 * 1024);
    const char *dir = incoming_dir(conf, a, channel);

    TRY(file_mkdirs(dir, 0700, err));
    TRY(maildir_create(dir, err));
    return maildir_deliver(dir, fd, MAIL_MAX_BYTES, a, NULL, err);
}

/* ---- what lies there into the journal, some at a time ------------------------------------------- */

#define COLLECT 100

/* Presented when it was delivered, as INTERNALDATE says it of a mailbox, not when the daemon came to it (L. 241/1990, art. 18-bis). A clock
 * that was wrong then presents nothing from the future, nor from years ago. */
static int64_t delivered_at(const char *name)
{
    int64_t at = maildir_name_at(name), now_at = clock_now_at();

    return at <= now_at && at >= now_at - MAIL_WAITED_MAX_S ? at : now_at;
}

static enum rc take(const struct mail_env *env, struct arena *a, const char *channel, const char *name, struct incoming *ret, struct err *err)
{
    const char *spool = conf_data_path(env->conf, a, arena_fmt(a, "spool/arrivo-%s", name));
    uint8_t hash[SHA256_BYTES];

    *ret = (struct incoming){ .mailbox = str_eq(channel, "pec") ? "pec" : "", .received_at = delivered_at(name) };
    (void)unlink(spool); /* left by a crash: the mail itself is still in the Maildir */
    TRY(maildir_take(incoming_dir(env->conf, a, channel), name, spool, err));
    TRY(file_sha256(spool, hash, &ret->size_bytes, err));
    ret->sha256 = hex_text(a, hash, sizeof hash);
    return mail_adopt_in(env->conf, a, spool, ret->sha256, err);
}

/* Files durable, rows committed, and only then the names out of the Maildir. One that cannot be taken now does not hold up
 * the others. */
static enum rc take_all(const struct mail_env *env, struct arena *a, const char *channel, char **names, size_t n, int64_t *ret_taken, struct err *err)
{
    struct incoming_batch batch = { .list = arena_array(a, n, struct incoming) };
    const char **done = arena_array(a, n, const char *);
    enum rc first = OK;
    struct err why = { 0 };

    for (size_t i = 0; i < n; i++) {
        enum rc rc = take(env, a, channel, names[i], &batch.list[batch.n], &why);
        if (rc == OK)
            done[batch.n++] = names[i];
        else if (first == OK && err)
            *err = why;
        first = first == OK ? rc : first;
    }
    if (!batch.n)
        return first;
    TRY(mail_settle(env->conf, a, err));
    TRY(db_write(env->db, incoming_batch_op, &batch, err));
    *ret_taken += (int64_t)batch.n;
    TRY(maildir_remove(incoming_dir(env->conf, a, channel), done, batch.n, err));
    return first;
}

enum rc incoming_collect(const struct mail_env *env, struct arena *a, int64_t *ret_taken, struct err *err)
{
    enum rc first = OK;

    *ret_taken = 0;
    for (size_t c = 0; c < sizeof channels / sizeof channels[0]; c++) {
        char **names;
        size_t n;

        TRY(maildir_list(incoming_dir(env->conf, a, channels[c]), COLLECT, a, &names, &n, err));
        enum rc rc = take_all(env, a, channels[c], names, n, ret_taken, err);
        first = first == OK ? rc : first;
    }
    return first;
}
