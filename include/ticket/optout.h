/* SPDX-License-Identifier: EUPL-1.2 */
/* What a citizen need not receive: that an office began, that the matter is closed and how it was, asked at the end and once more. Receipts, questions,
 * answers and decisions are owed and always go out (L. 241/1990 artt. 3, 8, 18-bis). The choice is for one request, on
 * record, and can be taken back. */
#ifndef URP_TICKET_OPTOUT_H
#define URP_TICKET_OPTOUT_H

#include "ticket/notify.h"

/* message_id: of the words that it carries; with words of a person no mail is optional. */
bool optout_allowed(enum notice_kind kind, int64_t message_id);

/* Opens this choice and nothing else: it stands in a header that mail providers read and call (RFC 8058). Pure. */
char *optout_path(struct arena *a, const uint8_t key[32], int64_t ticket_id); /* "/avvisi/n417.k3x..." */
bool optout_open(const uint8_t key[32], const char *token, int64_t *ret_ticket_id);

struct optout {
    int64_t ticket_id;
    bool stop; /* false: they come again */
};
/* Saying it twice is said once. E_NOTFOUND */
enum rc optout_op(struct dbw *w, void *optout, struct err *err);

#endif
