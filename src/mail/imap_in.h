/* SPDX-License-Identifier: EUPL-1.2 */
/* One connection, shared by imap.c (transport and session), imap_list.c, imap_body.c and imap_wait.c. */
#ifndef URP_MAIL_IMAP_IN_H
#define URP_MAIL_IMAP_IN_H

#include <curl/curl.h>

#include "imap_parse.h"
#include "mail/imap.h"

#define IMAP_SET_MAX 500 /* UIDs in one STORE or MOVE */

struct imap {
    CURL *curl;
    curl_socket_t socket;
    int stop_fd;
    int answer_ms;
    int64_t command_until_ms; /* clock_mono_ms: a server that drips must not hold us for ever */
    unsigned tag;           /* of the command under way */
    bool is_dead;
    bool ignore_stop;       /* while a command must be ended in good order */
    char in[16 * 1024];
    struct sv unread;       /* of in */
    struct imap_reader reader;
    bool has_esearch, has_move, has_uidplus, has_idle;
    uint32_t exists;        /* of the selected folder, as last told */
    uint32_t expunged;      /* how many EXPUNGE since the folder was selected */
    bool has_news;          /* EXISTS rose since the last list */
};

/* Sends "TAG command CRLF". */
MUST_USE enum rc imap_send(struct imap *im, struct err *err, const char *fmt, ...) PRINTF(3, 4);
MUST_USE enum rc imap_write(struct imap *im, struct sv bytes, int64_t until_ms, struct err *err);

/* What imap_next found. BODY pieces come only with reader.want_body. */
enum imap_step { IMAP_STEP_LINE, IMAP_STEP_BODY, IMAP_STEP_STOP, IMAP_STEP_LATE };
/* Next line or piece of a body; counts EXISTS and EXPUNGE, answers E_AGAIN to BYE and to a foreign tag. until_ms on
 * clock_mono_ms; STOP and LATE come back only to a caller that has may_wait, others get E_AGAIN. */
MUST_USE enum rc imap_next(struct imap *im, int64_t until_ms, bool may_wait, enum imap_step *ret_step, struct imap_line *ret,
                           struct sv *ret_body, struct err *err);
/* Next line within the time for an answer. */
MUST_USE enum rc imap_answer(struct imap *im, struct imap_line *ret, struct err *err);
/* Rest of the lines up to our tag; OK, or E_REFUSED with the server's words. ret_code: response code, in a; may be NULL. */
MUST_USE enum rc imap_finish(struct imap *im, struct err *err);
MUST_USE enum rc imap_tagged(const struct imap_line *l, struct err *err);

/* Gives the connection up. */
MUST_USE enum rc imap_broken(struct imap *im, struct err *err, const char *where, const char *what);
#define IMAP_BROKEN(im_, err_, what_) return imap_broken((im_), (err_), ERR_WHERE, (what_))

int64_t imap_until(const struct imap *im); /* the next answer: answer_ms from now, within the time of the command */

#endif
