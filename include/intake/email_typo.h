/* SPDX-License-Identifier: EUPL-1.2 */
/* Addresses that were meant otherwise: "anna@gmial.com". A wrong address is an answer that nobody reads, and perhaps somebody else's. Pure. */
#ifndef URP_INTAKE_EMAIL_TYPO_H
#define URP_INTAKE_EMAIL_TYPO_H

#include "base/arena.h"

/* The address that was probably meant, in a; NULL: nothing looks wrong. It is asked, never forced: small providers have names like large ones. */
const char *email_meant(struct arena *a, const char *email);

#endif
