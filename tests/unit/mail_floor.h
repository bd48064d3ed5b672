/* SPDX-License-Identifier: EUPL-1.2 */
/* The whole mail floor over a real store: fed as urpd intake feeds it, sending into its Maildir. A program that includes this
 * is its own parser child: FLOOR_MAIN. */
#ifndef URP_TESTS_MAIL_FLOOR_H
#define URP_TESTS_MAIL_FLOOR_H

#include "mail_desk.h"

#include <sys/mman.h>

#include "mail/journal.h"
#include "mail/outbox.h"
#include "mail/service.h"
#include "mail/token.h"
#include "mail/worker.h"

static struct desk d;
static struct mail_service *mail;

#define Q(...) shop_int(&d.s, arena_fmt(d.s.a, __VA_ARGS__))
#define T(...) shop_text(&d.s, arena_fmt(d.s.a, __VA_ARGS__))

static inline void floor_start(void)
{
    if (mail_start(&d.env, &mail, &d.s.err) != OK)
        fail_msg("mail_start: %s", d.s.err.text);
}

static inline void floor_open_with(const char *more_conf)
{
    desk_open_with(&d, more_conf);
    floor_start();
}

static inline void floor_open(void)
{
    floor_open_with("");
}

static inline void floor_close(void)
{
    mail_stop(mail);
    mail = NULL;
    desk_close(&d);
}

/* Raw SQL: see shop_tamper. */
static inline void floor_tamper(const char *sql)
{
    mail_stop(mail);
    mail = NULL;
    assert_int_equal(shop_tamper(&d.s, sql), 0);
    d.env.db = d.s.db;
    floor_start();
}

/* The listener of the daemon wakes the threads; here the test does. */
static inline void until(const char *sql)
{
    for (int i = 0; i < 1500; i++) {
        if (shop_int(&d.s, sql) > 0)
            return;
        mail_wake_journal(mail);
        mail_wake_sender(mail);
        (void)usleep(10000);
    }
    fail_msg("never: %s", sql);
}

/* Line ends of the wire. */
static inline void intake(const char *raw, const char *channel)
{
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC);
    AUTO(FILE) FILE *f = fdopen(dup(fd), "w");

    for (const char *p = raw; *p; p++) {
        if (*p == '\n')
            (void)fputc('\r', f);
        if (*p != '\r')
            (void)fputc(*p, f);
    }
    (void)fflush(f);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    if (mail_intake(d.conf, fd, channel, &d.s.err) != OK)
        fail_msg("intake: %s", d.s.err.text);
}

/* One mail, worked through; the id of its journal row. */
static inline int64_t arrives_by(const char *raw, const char *channel)
{
    int64_t before = Q("SELECT coalesce(max(id), 0) FROM mail_journal");

    intake(raw, channel);
    until(arena_fmt(d.s.a, "SELECT count(*) FROM mail_journal WHERE id > %lld AND state <> 'new'", (long long)before));
    return before + 1;
}

static inline int64_t arrives(const char *raw)
{
    return arrives_by(raw, "mail");
}

static inline void assert_class(int64_t journal, const char *want)
{
    const char *class = T("SELECT class FROM mail_journal WHERE id = %lld", (long long)journal);

    if (!str_eq(class, want))
        fail_msg("class %s (%s) instead of %s", class, T("SELECT reason FROM mail_journal WHERE id = %lld", (long long)journal), want);
}

#define ANNA                                       \
    "From: Anna Maria Verdi <anna@cittadini.test>\n" \
    "To: urp@borgo.test\n"

static const char lamp[] __attribute__((unused)) = ANNA
    "Subject: Lampione spento in via Roma\n"
    "Message-ID: <uno@cittadini.test>\n"
    "MIME-Version: 1.0\n"
    "Content-Type: multipart/mixed; boundary=b\n\n"
    "--b\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nÈ spento da tre giorni.\nAnna\n"
    "--b\nContent-Type: text/plain; name=\"nota.txt\"\nContent-Disposition: attachment; filename=\"nota.txt\"\n\nil palo ha il numero 114\n"
    "--b--\n";

/* The Message-ID of our newest mail of that kind, once it is sent. */
static inline const char *sent_id(const char *kind)
{
    until(arena_fmt(d.s.a, "SELECT count(*) FROM outbox WHERE kind = '%s' AND state = 'done'", kind));
    return T("SELECT header_id FROM outbox WHERE kind = '%s' ORDER BY id DESC", kind);
}

static inline char *tagged(int64_t ticket_id, int64_t settore_id)
{
    return arena_fmt(d.s.a, "urp+%s@borgo.test", token_make(d.s.a, d.keys.reply, (struct reply_token){ ticket_id, settore_id }));
}

#define FLOOR_MAIN(name_)                                                                        \
    int main(int argc, char **argv)                                                              \
    {                                                                                            \
        if (argc > 1 && strcmp(argv[1], "mime-worker") == 0)                                     \
            return worker_main(argc, argv);                                                      \
        if (argc > 1 && strcmp(argv[1], "picture-worker") == 0)                                  \
            return picture_worker_main(argc, argv);                                              \
        rnd_init();                                                                              \
        return _cmocka_run_group_tests(name_, table_tests, table_n, NULL, NULL);                 \
    }

#endif
