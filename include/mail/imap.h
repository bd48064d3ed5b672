/* SPDX-License-Identifier: EUPL-1.2 */
/* Reads a mailbox over IMAP4rev1. libcurl brings the connection, TLS and the login (its own IMAP loses data without a word);
 * from there on this client speaks, and takes what a server may send at any moment. A struct imap is one connection
 * and belongs to one thread. curl_global_init is main's.
 *
 * Nothing here selects by \Seen, and nothing is deleted that was not named. The order of an intake: imap_fetch_body,
 * mail_adopt_in, mail_settle (durable), COMMIT, then imap_seen or imap_move.
 *
 * Codes of every function that talks to the server:
 * E_AGAIN    connection lost, time over, BYE, or an answer that is no IMAP: the connection is dead, open a new one
 * E_REFUSED  the server said NO or BAD; the connection lives; err->text has its words */
#ifndef URP_MAIL_IMAP_H
#define URP_MAIL_IMAP_H

#include "base/arena.h"
#include "base/rnd.h"
#include "mail/account.h"
#include "mail/uidset.h"

struct imap;

/* Connects and logs in; stop_fd (an eventfd, borrowed) becoming readable interrupts every wait with E_AGAIN; -1 for none.
 * E_REFUSED  the login; E_AGAIN  anything else, a wrong certificate or a missing STARTTLS too; E_INPUT  the account */
MUST_USE enum rc imap_open(const struct mail_account *account, int stop_fd, struct imap **ret, struct err *err);
void imap_close(struct imap *im); /* NULL is fine; LOGOUT if there is time */

struct imap_box {
    uint32_t uidvalidity, uidnext; /* uidnext 0: the server does not say */
    uint32_t exists;
};
/* E_NOTFOUND  no such folder. UTF-8 name, as in the configuration. */
MUST_USE enum rc imap_select(struct imap *im, const char *folder, struct imap_box *ret, struct err *err);

/* All UIDs at or above from_uid: ESEARCH, else windows of 1,000 messages. since_at not 0: mails of earlier days may be left out, by the server's calendar and with a
 * day to spare; whoever wants to be exact looks at internal_at. Costs the server a search and us a few ranges. */
MUST_USE enum rc imap_set(struct imap *im, struct arena *a, uint32_t from_uid, int64_t since_at, struct uidset *ret,
                          struct err *err);
/* Has the server told of new mail since the last list? */
bool imap_has_news(const struct imap *im);

struct imap_info {
    uint32_t uid;
    int64_t size_bytes;
    int64_t internal_at; /* INTERNALDATE; 0 when the server sends none */
    bool is_seen;
};
/* One row for each uid that still exists, in the order asked for; 100 rows a command. */
MUST_USE enum rc imap_infos(struct imap *im, struct arena *a, const uint32_t *uids, size_t n, struct imap_info **ret,
                            size_t *ret_n, struct err *err);

/* The whole mail into path by BODY.PEEK[]: written aside, renamed. Not durable: whoever keeps it makes it so
 * (mail_settle, for many at once).
 * E_NOTFOUND  the mail is gone; E_LIMIT  more than max_bytes; E_IO  our disk. In all of them path is not there. */
MUST_USE enum rc imap_fetch_body(struct imap *im, uint32_t uid, const char *path, int64_t max_bytes,
                                 uint8_t ret_sha256[SHA256_BYTES], int64_t *ret_bytes, struct err *err);

MUST_USE enum rc imap_seen(struct imap *im, const uint32_t *uids, size_t n, struct err *err);
/* MOVE, else COPY, \Deleted and UID EXPUNGE of these alone; without UIDPLUS they stay flagged \Deleted. UIDs that are gone
 * are passed over. E_NOTFOUND  no such folder. */
MUST_USE enum rc imap_move(struct imap *im, const uint32_t *uids, size_t n, const char *folder, struct err *err);
bool imap_moves_whole(const struct imap *im); /* what was moved is gone; false: it stays listed, and must not be moved again */
MUST_USE enum rc imap_create(struct imap *im, const char *folder, struct err *err); /* an existing one is fine */

enum imap_event {
    IMAP_NEWS,    /* something changed: list again */
    IMAP_QUIET,   /* wait_ms passed */
    IMAP_STOPPED, /* stop_fd */
};
/* Waits for new mail by IDLE (re-issued every 25 minutes), or by NOOP every poll_ms when the server has no IDLE.
 * wait_ms  at most; 0 waits for ever (tests only) */
MUST_USE enum rc imap_wait(struct imap *im, int64_t wait_ms, int64_t poll_ms, enum imap_event *ret, struct err *err);

#endif
