/* SPDX-License-Identifier: EUPL-1.2 */
/* Links that a citizen asks for at a page and gets by mail: to confirm a new address for one request, to see the list of the own requests, to
 * open again a request whose link is over. A GET shows, a POST acts. Whoever asks is told the same, whether the address is known or not.
 * Events hold the number of the person's row alone. */
#ifndef URP_TICKET_CITIZEN_LINK_H
#define URP_TICKET_CITIZEN_LINK_H

#include "ticket/ticket.h"

#define ADDRESS_ASK_S ((int64_t)7 * 86400) /* so long a new address waits for its button */
#define OWN_LIST_S ((int64_t)86400)        /* so long the list can be opened */
#define OWN_AGAIN_S ((int64_t)3 * 3600)    /* sooner no second mail: the link of the first still opens the list */
#define LINKS_A_DAY 5                      /* of one address */
#define LINKS_A_DRAFT 3
#define OWN_LIST_MAX 100                   /* newest first */

enum citizen_link_kind { LINK_ADDRESS, LINK_OWN, LINK_DRAFT };
struct citizen_link {
    int64_t id, ticket_id, asked_at;
    enum citizen_link_kind kind;
    const char *email;  /* "" once erased */
    const char *secret; /* of LINK_DRAFT: the token of the draft, until its mail is made; "" then */
    const char *lang;   /* of its mail; of an address the request says it */
    bool done, late;
};
char *citizen_link_path(struct arena *a, const uint8_t key[32], const struct citizen_link *l); /* "/pratica/indirizzo/i12.k3x...", "/pratica/mie/m12.k3x..." */
/* What a token opens. E_NOTFOUND */
MUST_USE enum rc citizen_link_open(struct dbr *r, struct arena *a, const uint8_t key[32], const char *token, struct citizen_link *ret, struct err *err);
MUST_USE enum rc citizen_link_by_id(struct dbr *r, struct arena *a, int64_t id, struct citizen_link *ret, struct err *err);

/* Operation: a mail to the new address asks whether it is right. E_INPUT "email": no address, or the one we have; E_LIMIT "email" */
struct address_ask {
    int64_t ticket_id;
    const char *email;
};
enum rc address_ask_op(struct dbw *w, void *ask, struct err *err);
/* Operation, with the id: from now on mails about this request go there, and about no other; the old address is told. Twice is once.
 * E_CONFLICT: it waited too long. */
struct citizen_link_choice {
    int64_t id;
};
enum rc address_confirm_op(struct dbw *w, void *choice, struct err *err);

/* Operation: the list is mailed to the address, if it has requests. E_INPUT "email" */
struct own_ask {
    const char *email;
    const char *lang; /* BCP 47, of who asks: the mail comes in it; NULL: Italian */
};
enum rc own_ask_op(struct dbw *w, void *ask, struct err *err);
/* Those that were asked with this address and answered there; confidential ones open by their own secret alone. */
MUST_USE enum rc own_list(struct dbr *r, struct arena *a, const char *email, struct ticket **ret, size_t *ret_n, struct err *err);

/* Operation: the way back to a draft is mailed to whoever wants to go on later. Asked for again soon it is one mail; of others a mailbox gets
 * LINKS_A_DAY, "name+tag@" being that of "name@"; a draft has LINKS_A_DRAFT in all. Beyond that nothing goes (OK): an answer that differs would tell
 * what others asked for. What was typed is not in it. E_INPUT "email": no address */
struct draft_link_ask {
    const char *email, *token;
    int64_t draft_id;
};
enum rc draft_link_op(struct dbw *w, void *ask, struct err *err);
/* Its mail has its bytes: the store forgets the token, of which it has the hash alone from now on. */
MUST_USE enum rc citizen_link_mail_made(struct dbw *w, int64_t id, struct err *err);

/* The secret of a request that ended so many months ago opens nothing any more, until it is asked for again; 0 months: it always does. */
MUST_USE enum rc track_is_over(struct dbr *r, struct arena *a, const struct ticket *t, int64_t months, bool *ret, struct err *err);
/* Operation: a new secret for it is mailed to the address that we know, which opens it for two months; the old one is dead. E_CONFLICT: we
 * know none. */
struct track_renew {
    int64_t ticket_id;
};
enum rc track_renew_op(struct dbw *w, void *renew, struct err *err);

MUST_USE enum rc citizen_link_sweep(struct dbw *w, int64_t now_at, struct err *err); /* forgets the addresses of those that are over */
MUST_USE enum rc citizen_link_erase(struct dbw *w, int64_t ticket_id, const char *passage, struct err *err); /* of this request, with the passage */

#endif
