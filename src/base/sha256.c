/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sha256.h"

#include <openssl/evp.h>
#include <pthread.h>

#include "base/err.h"

static pthread_once_t fetched = PTHREAD_ONCE_INIT;
static EVP_MD *md; /* looking it up costs as much as hashing a page */

static void fetch(void)
{
    md = EVP_MD_fetch(NULL, "SHA2-256", NULL);
    assume(md && EVP_MD_get_size(md) == SHA256_BYTES);
}

void sha256_begin(struct sha256 *h)
{
    (void)pthread_once(&fetched, fetch);
    h->ctx = EVP_MD_CTX_new();
    assume(h->ctx && EVP_DigestInit_ex2(h->ctx, md, NULL));
}

void sha256_add(struct sha256 *h, struct sv bytes)
{
    assume(EVP_DigestUpdate(h->ctx, bytes.p, bytes.n));
}

void sha256_end(struct sha256 *h, uint8_t out[SHA256_BYTES])
{
    assume(EVP_DigestFinal_ex(h->ctx, out, NULL));
    sha256_drop(h);
}

void sha256_drop(struct sha256 *h)
{
    EVP_MD_CTX_free(h->ctx);
    h->ctx = NULL;
}

void sha256_of(const void *p, size_t n, uint8_t out[SHA256_BYTES])
{
    struct sha256 h;

    sha256_begin(&h);
    sha256_add(&h, sv_of(p, n));
    sha256_end(&h, out);
}
