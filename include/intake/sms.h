/* SPDX-License-Identifier: EUPL-1.2 */
/* A receipt for a telephone that gets text messages: we send none, the operator copies it. Pure. */
#ifndef URP_INTAKE_SMS_H
#define URP_INTAKE_SMS_H

#include "base/arena.h"

#define SMS_CHARS 160 /* of the GSM 7-bit alphabet: one message, one price (3GPP TS 23.038) */

/* How many septets; 0: a character is not of that alphabet (or the text is empty). */
size_t sms_length(const char *text);

/* "Comune di Borgo: richiesta 2026-000417-X registrata. Per seguirla: https://..." Always fits one message: the name of the body gives
 * way first, then the sentence. What the alphabet does not have is written with the nearest letters.
 * link  whole address with the secret; ASCII */
char *sms_receipt(struct arena *a, const char *body, const char *code, const char *link);

#endif
