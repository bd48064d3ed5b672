/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <qrencode.h>
#include <sodium.h>
#include <string.h>

#include "base/auto.h"
#include "base/rnd.h"
#include "base/sv.h"

/* ---- codes -------------------------------------------------------------------------------------- */

uint32_t totp_code(const uint8_t *secret, size_t n, int64_t step, int digits)
{
    uint8_t counter[8], mac[EVP_MAX_MD_SIZE];
    uint32_t value, limit = digits == 8 ? 100000000u : 1000000u;
    unsigned mac_n = 0, at;

    for (int i = 0; i < 8; i++)
        counter[i] = (uint8_t)((uint64_t)step >> (56 - 8 * i));
    assume(HMAC(EVP_sha1(), secret, (int)n, counter, sizeof counter, mac, &mac_n) != NULL && mac_n == 20);
    at = mac[19] & 15u; /* RFC 4226 5.3: dynamic truncation */
    value = (uint32_t)(mac[at] & 127) << 24 | (uint32_t)mac[at + 1] << 16 | (uint32_t)mac[at + 2] << 8 | mac[at + 3];
    return value % limit;
}

static bool six_digits(const char *code, uint32_t *ret)
{
    size_t n = 0;

    *ret = 0;
    for (; code && *code; code++) {
        if (*code == ' ')
            continue;
        if (*code < '0' || *code > '9' || ++n > 6)
            return false;
        *ret = *ret * 10 + (uint32_t)(*code - '0');
    }
    return n == 6;
}

bool totp_fits(const uint8_t secret[TOTP_SECRET_BYTES], const char *code, int64_t now_at, int64_t used_step, int64_t *ret_step)
{
    uint32_t typed, right;
    bool fits = false;

    if (!six_digits(code, &typed))
        return false;
    for (int64_t step = now_at / TOTP_STEP_S - 1; step <= now_at / TOTP_STEP_S + 1; step++) {
        right = totp_code(secret, TOTP_SECRET_BYTES, step, 6);
        if (bytes_equal(&typed, &right, sizeof right) && step > used_step && !fits) {
            *ret_step = step;
            fits = true;
        }
    }
    return fits;
}

/* ---- the secret, for people and for the store --------------------------------------------------- */

char *totp_secret_text(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES])
{
    const char *text = base32_text(a, secret, TOTP_SECRET_BYTES); /* 160 bits: 32 letters, no padding to lose */
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (size_t i = 0; text[i]; i++)
        g_string_append_printf(out, "%s%c", i && i % 4 == 0 ? " " : "", g_ascii_toupper(text[i]));
    return arena_str(a, out->str);
}

char *totp_uri(struct arena *a, const uint8_t secret[TOTP_SECRET_BYTES], const char *issuer, const char *login)
{
    AUTO(GSTR) GString *out = g_string_new("otpauth://totp/");
    const char *text = base32_text(a, secret, TOTP_SECRET_BYTES);

    g_string_append_uri_escaped(out, issuer, NULL, FALSE);
    g_string_append_c(out, ':');
    g_string_append_uri_escaped(out, login, NULL, FALSE);
    g_string_append(out, "?secret=");
    for (; *text; text++)
        g_string_append_c(out, g_ascii_toupper(*text));
    g_string_append(out, "&issuer=");
    g_string_append_uri_escaped(out, issuer, NULL, FALSE);
    return arena_str(a, out->str);
}

#define QUIET 4 /* modules of white that readers want around it (ISO 18004) */

enum rc totp_qr(struct arena *a, const char *uri, struct safe_html *ret, struct err *err)
{
    QRcode *qr = QRcode_encodeString8bit(uri, 0, QR_ECLEVEL_M);
    AUTO(GSTR) GString *out = g_string_new(NULL);
    int size;

    if (!qr)
        FAIL(err, E_IO, "", "the address is too long for a QR code");
    size = qr->width + 2 * QUIET;
    g_string_printf(out, "<svg class=\"urp-qr\" role=\"img\" aria-label=\"Codice QR del secondo fattore: lo stesso codice è scritto qui accanto\" viewBox=\"0 0 %d %d\" "
                         "width=\"240\" height=\"240\" shape-rendering=\"crispEdges\"><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/><path fill=\"#000\" d=\"", size, size, size, size);
    for (int y = 0; y < qr->width; y++)
        for (int x = 0, run; x < qr->width; x += run) {
            run = 1;
            if (!(qr->data[y * qr->width + x] & 1))
                continue;
            while (x + run < qr->width && qr->data[y * qr->width + x + run] & 1)
                run++;
            g_string_append_printf(out, "M%d %dh%dv1h-%dz", x + QUIET, y + QUIET, run, run);
        }
    QRcode_free(qr);
    g_string_append(out, "\"/></svg>");
    ret->html = arena_str(a, out->str);
    return OK;
}

/* The id of the user is sealed with it: what belongs to one account opens no other. */
struct sealed {
    uint8_t user_id[8], secret[TOTP_SECRET_BYTES];
};

char *totp_seal(struct arena *a, const uint8_t key[32], int64_t user_id, const uint8_t secret[TOTP_SECRET_BYTES])
{
    uint8_t box[crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + sizeof(struct sealed)];
    struct sealed s;

    memcpy(s.user_id, &user_id, sizeof s.user_id);
    memcpy(s.secret, secret, sizeof s.secret);
    rnd_bytes(box, crypto_secretbox_NONCEBYTES);
    assume(crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const uint8_t *)&s, sizeof s, box, key) == 0);
    sodium_memzero(&s, sizeof s);
    return hex_text(a, box, sizeof box);
}

bool totp_open(const uint8_t key[32], int64_t user_id, const char *sealed, uint8_t ret_secret[TOTP_SECRET_BYTES])
{
    uint8_t box[crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + sizeof(struct sealed)];
    struct sealed s;
    bool mine;

    if (!sealed || !hex_bytes(sealed, box, sizeof box) ||
        crypto_secretbox_open_easy((uint8_t *)&s, box + crypto_secretbox_NONCEBYTES, sizeof box - crypto_secretbox_NONCEBYTES, box, key) != 0)
        return false;
    mine = memcmp(s.user_id, &user_id, sizeof s.user_id) == 0;
    if (mine)
        memcpy(ret_secret, s.secret, sizeof s.secret);
    sodium_memzero(&s, sizeof s);
    return mine;
}

/* ---- recovery codes ----------------------------------------------------------------------------- */

char *totp_recovery_new(struct arena *a)
{
    const char *t = rnd_token(a, 10);

    return arena_fmt(a, "%.4s-%.4s-%.4s-%.4s", t, t + 4, t + 8, t + 12);
}

bool totp_recovery_hash(struct arena *a, const char *typed, uint8_t ret[32])
{
    char *clean = arena_alloc(a, 17);
    size_t n = 0;

    for (; typed && *typed; typed++) {
        char c = g_ascii_tolower(*typed);
        if (c == ' ' || c == '-')
            continue;
        if (!(g_ascii_isalpha(c) || (c >= '2' && c <= '7')) || n == 16)
            return false;
        clean[n++] = c;
    }
    clean[n] = '\0';
    return n == 16 && token_hash(clean, ret);
}
