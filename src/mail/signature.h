/* SPDX-License-Identifier: EUPL-1.2 */
/* The signature of a provider around a certified mail: S/MIME, multipart/signed (RFC 6109, 7; RFC 8551), against the
 * authorities that the configuration names. It holds libcrypto, so the daemon has it done in the child of mail/worker.h. */
#ifndef URP_MAIL_SIGNATURE_H
#define URP_MAIL_SIGNATURE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

enum signature_state {
    SIGNATURE_NOT_CHECKED,    /* no authorities are configured, or no memory now */
    SIGNATURE_NONE,           /* the mail has none */
    SIGNATURE_INVALID,        /* the bytes are not those that were signed, or the signature is no such thing */
    SIGNATURE_UNKNOWN_SIGNER, /* intact, by somebody whom no authority of ours knows, or whose certificate was not good then */
    SIGNATURE_OTHER_DOMAIN,   /* intact and known, and of another domain than the From of the envelope */
    SIGNATURE_VALID,
};
enum { SIGNATURE_STATES = SIGNATURE_VALID + 1 };
const char *signature_state_id(enum signature_state s);    /* "valid" */
const char *signature_state_words(enum signature_state s); /* for operators */
bool signature_state_parse(const char *id, enum signature_state *ret);

/* One clean line each, never NULL. */
struct signature {
    const char *state;  /* signature_state_parse */
    const char *signer; /* name in the certificate; "" without one that can be read */
};

/* A broken signature, or one of somebody else, is not what a provider sends. None at all, or a signer whom our authorities do not
 * know, is shown and decides nothing: the mailbox is the provider's, who lets nothing else in. */
bool signature_speaks_against(const struct signature *s); /* NULL is fine: false */

struct signature_trust; /* the authorities; constant once opened, any thread */

/* path: certificates as PEM. E_NOTFOUND, E_IO: the file; E_INPUT: none in it. */
MUST_USE enum rc signature_trust_open(const char *path, struct signature_trust **ret, struct err *err);
void signature_trust_close(struct signature_trust *t); /* NULL is fine */

/* raw      the whole mail
 * trust    NULL: nothing is checked
 * from     address in the From of the envelope
 * at       when the certificates must have been good: the date of the mail; never later than now. 0 = now
 * ret      always filled */
void signature_check(struct sv raw, const struct signature_trust *trust, const char *from, int64_t at, struct arena *a, struct signature *ret);

#endif
