/* SPDX-License-Identifier: EUPL-1.2 */
/* While far more is sent than a town sends: who sends proves that it costs him something. A script reckons for a second or two; without
 * script one waits some seconds and presses again. Nobody is shut out, no picture has to be understood, no third party is asked. */
#ifndef URP_WEB_CITIZEN_PROOF_H
#define URP_WEB_CITIZEN_PROOF_H

#include "citizen.h"

enum { PROOF_WAIT_S = 20, PROOF_KEEP_S = 3600 };

struct proof {
    const char *stamp, *answer; /* as the form brought them; "" */
};

/* May this draft be sent now? Counts it. *ret_stamp, when it may not, is what the next form has to bring; what has been brought and is not
 * too old stays good, so that a wait is not begun anew by pressing too early. */
bool proof_allows(struct req *rq, const struct draft *d, const struct proof *p, const char **ret_stamp);
/* The part without a request. bits: zeros that SHA-256 of "stamp.answer" begins with. */
const char *proof_stamp(struct arena *a, const uint8_t key[32], int64_t draft_id, int64_t at);
bool proof_holds(struct arena *a, const uint8_t key[32], int64_t draft_id, const struct proof *p, int bits, int64_t now_at, bool *ret_known);

#endif
