/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/signature.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/text.h"

struct signature_trust {
    X509_STORE *store;
};

static const struct {
    const char *id, *words;
} states[SIGNATURE_STATES] = {
    [SIGNATURE_NOT_CHECKED] = { "not_checked", "Firma del gestore non verificata" },
    [SIGNATURE_NONE] = { "none", "Busta senza firma del gestore" },
    [SIGNATURE_INVALID] = { "invalid", "Firma del gestore non valida" },
    [SIGNATURE_UNKNOWN_SIGNER] = { "unknown_signer", "Firma di un gestore sconosciuto" },
    [SIGNATURE_OTHER_DOMAIN] = { "other_domain", "Firma di un altro gestore" },
    [SIGNATURE_VALID] = { "valid", "Firma del gestore valida" },
};

const char *signature_state_id(enum signature_state s)
{
    return states[s].id;
}

const char *signature_state_words(enum signature_state s)
{
    return states[s].words;
}

bool signature_state_parse(const char *id, enum signature_state *ret)
{
    for (int i = 0; i < SIGNATURE_STATES; i++)
        if (str_eq(states[i].id, id)) {
            *ret = (enum signature_state)i;
            return true;
        }
    return false;
}

bool signature_speaks_against(const struct signature *s)
{
    enum signature_state state;

    return s && signature_state_parse(s->state, &state) && (state == SIGNATURE_INVALID || state == SIGNATURE_OTHER_DOMAIN);
}

static void auto_BIO(BIO **b)
{
    BIO_free_all(*b);
}
static void auto_CMS(CMS_ContentInfo **c)
{
    CMS_ContentInfo_free(*c);
}
static void auto_CERTS(STACK_OF(X509) **s)
{
    sk_X509_pop_free(*s, X509_free);
}
static void auto_CTX(X509_STORE_CTX **c)
{
    X509_STORE_CTX_free(*c);
}

/* ---- authorities -------------------------------------------------------------------------------- */

void signature_trust_close(struct signature_trust *t)
{
    if (!t)
        return;
    X509_STORE_free(t->store);
    free(t);
}

enum rc signature_trust_open(const char *path, struct signature_trust **ret, struct err *err)
{
    AUTO(FILE) FILE *f = fopen(path, "re");
    struct signature_trust *t;
    X509 *cert;
    int n = 0;

    if (!f)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, "ca_file", "Il file «%.100s» non si può leggere: %s.", path, strerror(errno));
    t = calloc(1, sizeof *t);
    assume(t && (t->store = X509_STORE_new()));
    while ((cert = PEM_read_X509(f, NULL, NULL, NULL))) {
        n += X509_STORE_add_cert(t->store, cert);
        X509_free(cert);
    }
    ERR_clear_error(); /* the end of the file is one, too */
    if (n == 0) {
        signature_trust_close(t);
        FAIL(err, E_INPUT, "ca_file", "Nel file «%.100s» non c'è nessun certificato in formato PEM.", path);
    }
    *ret = t;
    return OK;
}

/* ---- one mail ----------------------------------------------------------------------------------- */

static bool no_memory(void)
{
    bool yes = false;

    for (unsigned long e; (e = ERR_get_error());)
        yes |= ERR_GET_REASON(e) == ERR_R_MALLOC_FAILURE;
    return yes;
}

static enum signature_state or_no_memory(enum signature_state s)
{
    return no_memory() ? SIGNATURE_NOT_CHECKED : s;
}

static bool is_known(const struct signature_trust *t, X509 *signer, STACK_OF(X509) *others, int64_t at)
{
    AUTO(CTX) X509_STORE_CTX *c = X509_STORE_CTX_new();
    int64_t now_at = clock_now_at();

    assume(c != NULL);
    if (!X509_STORE_CTX_init(c, t->store, signer, others) || !X509_STORE_CTX_set_default(c, "smime_sign"))
        return false;
    X509_STORE_CTX_set_time(c, 0, at > 0 && at < now_at ? (time_t)at : (time_t)now_at);
    return X509_verify_cert(c) == 1;
}

static struct sv domain_of(struct sv addr)
{
    ptrdiff_t at = sv_chr(addr, '@');

    return at < 0 ? sv_of("", 0) : sv_drop(addr, (size_t)at + 1);
}

static bool is_of_domain(X509 *signer, const char *from)
{
    STACK_OF(OPENSSL_STRING) *list = X509_get1_email(signer);
    struct sv want = domain_of(sv_from(from));
    bool yes = false;

    for (int i = 0; i < sk_OPENSSL_STRING_num(list); i++)
        yes |= want.n && sv_eq_nocase(domain_of(sv_from(sk_OPENSSL_STRING_value(list, i))), want);
    X509_email_free(list);
    return yes;
}

static const char *name_of(X509 *signer, struct arena *a)
{
    char *s = NULL;
    X509_NAME *name = X509_get_subject_name(signer);
    int at = X509_NAME_get_index_by_NID(name, NID_organizationName, -1), n;
    const char *ret;

    if (at < 0)
        at = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    n = at < 0 ? -1 : ASN1_STRING_to_UTF8((unsigned char **)&s, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
    ret = n > 0 ? text_short(a, text_line(a, sv_of(s, (size_t)n)), 120) : "";
    OPENSSL_free(s);
    return ret;
}

static enum signature_state check(struct sv raw, const struct signature_trust *t, const char *from, int64_t at, struct arena *a, const char **ret_signer)
{
    AUTO(BIO) BIO *mail = BIO_new_mem_buf(raw.p, (int)raw.n);
    AUTO(BIO) BIO *content = NULL;
    AUTO(CMS) CMS_ContentInfo *cms = mail ? SMIME_read_CMS(mail, &content) : NULL;
    AUTO(CERTS) STACK_OF(X509) *signers = NULL, *others = NULL;
    STACK_OF(X509) *got;
    X509 *signer;

    /* Without content the words would lie inside the signature itself: no envelope is made so. */
    if (!cms || !content)
        return or_no_memory(SIGNATURE_INVALID);
    if (!CMS_verify(cms, NULL, NULL, content, NULL, CMS_NO_SIGNER_CERT_VERIFY))
        return or_no_memory(SIGNATURE_INVALID);
    others = CMS_get1_certs(cms);
    got = CMS_get0_signers(cms);
    signer = got && sk_X509_num(got) == 1 ? sk_X509_value(got, 0) : NULL; /* one provider, one signature */
    sk_X509_free(got);
    if (!signer)
        return or_no_memory(SIGNATURE_UNKNOWN_SIGNER);
    *ret_signer = name_of(signer, a);
    if (!is_known(t, signer, others, at))
        return or_no_memory(SIGNATURE_UNKNOWN_SIGNER);
    return is_of_domain(signer, from) ? SIGNATURE_VALID : SIGNATURE_OTHER_DOMAIN;
}

void signature_check(struct sv raw, const struct signature_trust *trust, const char *from, int64_t at, struct arena *a, struct signature *ret)
{
    *ret = (struct signature){ signature_state_id(SIGNATURE_NOT_CHECKED), "" };
    if (!trust || raw.n > INT_MAX)
        return;
    ERR_clear_error();
    ret->state = signature_state_id(check(raw, trust, from, at, a, &ret->signer));
    ERR_clear_error();
}
