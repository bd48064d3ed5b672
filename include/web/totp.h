/* SPDX-License-Identifier: EUPL-1.2 */
/* Second factor by time (RFC 6238: HMAC-SHA1, 30 seconds, six digits: what every telephone knows), and recovery codes. */
#ifndef URP_WEB_TOTP_H
#define URP_WEB_TOTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/safe_html.h"

#define TOTP_SECRET_BYTES 20 /* RFC 4226 R6 */
#define TOTP_STEP_S 30
#define TOTP_RECOVERY_CODES 10

uint32_t totp_code(const uint8_t *secret, size_t n, int64_t step, int digits); /* digits: 6 or 8 */

/* code: six digits, blanks between them are fine. One step to either side counts (RFC 6238 5.2), a step that was used or
 * lies before it never. *ret_step is the one that fits. */
bool totp_fits(const uint8_t secret[TOTP_SECRET_BYTES], const char *code, int64_t now_at, int64_t used_step, int64_t *ret_step);

/* The secret for people who type it: base32 in groups of four. */
char *totp_secret_text(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES]);
/* otpauth://totp/... of the key URI format. */
char *totp_uri(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES], const char *issuer, const char *login);
/* Its QR code as SVG, without style and script; E_IO: too long. */
MUST_USE enum rc totp_qr(struct arena *a, const char *uri, struct safe_html *ret, struct err *err);

/* Sealed with key for one user: for the store, and for the form that carries a secret not yet confirmed. */
char *totp_seal(struct arena *a, const uint8_t key[32], int64_t user_id, const uint8_t secret[TOTP_SECRET_BYTES]);
bool totp_open(const uint8_t key[32], int64_t user_id, const char *sealed, uint8_t ret_secret[TOTP_SECRET_BYTES]);

/* Eight and eight letters and digits; 80 random bits: hashed once, no dictionary helps. */
char *totp_recovery_new(struct arena *a);
/* As typed (case, blanks and hyphens do not matter) to what is stored. false: it has not the form of one. */
bool totp_recovery_hash(struct arena *a, const char *typed, uint8_t ret[32]);

#endif
