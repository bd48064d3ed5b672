/* SPDX-License-Identifier: EUPL-1.2 */
/* Mail on its way into the journal: raw bytes in the incoming store, then a row, then nothing else before the row is
 * committed. */
#ifndef URP_MAIL_INCOMING_H
#define URP_MAIL_INCOMING_H

#include "mail/service.h"

#define MAIL_MAX_BYTES ((int64_t)60 * 1024 * 1024) /* PEC allows 30 MB, in base64 and with its envelope */

struct incoming {
    const char *mailbox;      /* "" and "pec": by urpd intake */
    int64_t uidvalidity, uid; /* 0, 0: the next running number */
    const char *sha256;
    int64_t size_bytes, received_at;
    bool backlog;             /* was there before we first looked: worked through after what comes now */
    bool known;               /* result: the row was there already */
    const char *failed;       /* why nobody can read it; NULL: to be worked through */
};
enum rc incoming_op(struct dbw *w, void *incoming, struct err *err);
/* Several, all or none. */
struct incoming_batch {
    struct incoming *list;
    size_t n;
};
enum rc incoming_batch_op(struct dbw *w, void *batch, struct err *err);

/* Directory of what urpd intake delivers: <data>/arrivi/mail, <data>/arrivi/pec. */
char *incoming_dir(const struct conf *conf, struct arena *a, const char *channel);
/* Takes what lies in both into the journal. E_AGAIN, E_IO: some stay for later. */
MUST_USE enum rc incoming_collect(const struct mail_env *env, struct arena *a, int64_t *ret_taken, struct err *err);

#endif
