/* SPDX-License-Identifier: EUPL-1.2 */
/* The signature of a provider. Keys, certificates and signed mails are made here, anew each time. */
#include "table.h"

#include <openssl/cms.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "mail/envelope.h"
#include "mail/pec_read.h"
#include "mail/worker.h"

#define PROVIDER "posta-certificata@pec.gestore.example.it"
#define DAY_S 86400
#define MAIL_AT 1772439364 /* Date of the fixture: 2026-03-02T09:16:04+01:00 */

struct identity {
    EVP_PKEY *key;
    X509 *cert;
};

static void add_extension(X509 *cert, X509 *issuer, int nid, const char *value)
{
    X509V3_CTX ctx;
    X509_EXTENSION *e;

    X509V3_set_ctx(&ctx, issuer, cert, NULL, NULL, 0);
    e = X509V3_EXT_conf_nid(NULL, &ctx, nid, value);
    assert_non_null(e);
    assert_int_equal(X509_add_ext(cert, e, -1), 1);
    X509_EXTENSION_free(e);
}

/* by NULL: an authority. Good from MAIL_AT - before_s to MAIL_AT + after_s. */
static struct identity identity_new(const struct identity *by, const char *organisation, const char *email, long before_s, long after_s)
{
    struct identity me = { EVP_EC_gen("P-256"), X509_new() };
    X509_NAME *name = X509_get_subject_name(me.cert);
    const struct identity *issuer = by ? by : &me;
    static long serial;

    assert_non_null(me.key);
    assert_int_equal(X509_set_version(me.cert, 2), 1);
    ASN1_INTEGER_set(X509_get_serialNumber(me.cert), ++serial);
    ASN1_TIME_set(X509_getm_notBefore(me.cert), MAIL_AT - before_s);
    ASN1_TIME_set(X509_getm_notAfter(me.cert), MAIL_AT + after_s);
    assert_int_equal(X509_set_pubkey(me.cert, me.key), 1);
    assert_int_equal(X509_NAME_add_entry_by_txt(name, "O", MBSTRING_UTF8, (const unsigned char *)organisation, -1, -1, 0), 1);
    assert_int_equal(X509_set_issuer_name(me.cert, X509_get_subject_name(issuer->cert)), 1);
    add_extension(me.cert, issuer->cert, NID_basic_constraints, by ? "critical,CA:FALSE" : "critical,CA:TRUE");
    add_extension(me.cert, issuer->cert, NID_key_usage, by ? "critical,digitalSignature" : "critical,keyCertSign");
    if (email) {
        char san[128];

        (void)snprintf(san, sizeof san, "email:%s", email);
        add_extension(me.cert, issuer->cert, NID_subject_alt_name, san);
        add_extension(me.cert, issuer->cert, NID_ext_key_usage, "emailProtection");
    }
    assert_true(X509_sign(me.cert, issuer->key, EVP_sha256()) > 0);
    return me;
}

static void identity_free(struct identity *i)
{
    EVP_PKEY_free(i->key);
    X509_free(i->cert);
}

/* ---- one signed mail ---------------------------------------------------------------------------- */

/* The unsigned envelope of the fixtures, its body signed. */
static char *signed_mail(struct arena *a, const struct identity *by, unsigned flags)
{
    struct sv raw;
    ptrdiff_t at;
    char *text;
    BIO *body, *out = BIO_new(BIO_s_mem());
    CMS_ContentInfo *cms;
    char *p;
    long n;

    assert_rc(file_read(a, "tests/fixtures/mail/pec/busta-non-firmata.eml", 1 << 20, &raw, NULL), OK);
    at = sv_find(raw, SV("Content-Type: multipart/mixed"));
    assert_true(at > 0);
    body = BIO_new_mem_buf(raw.p + at, (int)(raw.n - (size_t)at));
    cms = CMS_sign(by->cert, by->key, NULL, body, flags | CMS_STREAM);
    assert_non_null(cms);
    assert_int_equal(SMIME_write_CMS(out, cms, body, (int)(flags | CMS_STREAM)), 1);
    n = BIO_get_mem_data(out, &p);
    text = arena_fmt(a, "%.*s%.*s", (int)at, raw.p, (int)n, p);
    CMS_ContentInfo_free(cms);
    BIO_free(body);
    BIO_free(out);
    return text;
}

static void save_pem(const char *path, X509 *cert)
{
    AUTO(FILE) FILE *f = fopen(path, "we");

    assert_non_null(f);
    assert_int_equal(PEM_write_X509(f, cert), 1);
}

enum damage { NO_DAMAGE, WORD_CHANGED, SIGNATURE_CHANGED, CUT };

static const struct row {
    const char *name;
    bool other_authority, no_authorities;
    const char *email;
    long before_s, after_s; /* of the signer's certificate, around the date of the mail */
    unsigned flags;
    enum damage damage;
    enum signature_state want;
} rows[] = {
    { "good", false, false, PROVIDER, DAY_S, 3650L * DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_VALID },
    { "good when it was sent", false, false, PROVIDER, DAY_S, DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_VALID },
    { "over before it was sent", false, false, PROVIDER, 2L * DAY_S, -DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_UNKNOWN_SIGNER },
    { "not yet good", false, false, PROVIDER, -DAY_S, 2L * DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_UNKNOWN_SIGNER },
    { "an authority nobody named", true, false, PROVIDER, DAY_S, DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_UNKNOWN_SIGNER },
    { "another provider", false, false, "posta-certificata@altro.example.it", DAY_S, DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_OTHER_DOMAIN },
    { "a domain that only ends alike", false, false, "x@pec.gestore.example.it.example.org", DAY_S, DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_OTHER_DOMAIN },
    { "one word changed", false, false, PROVIDER, DAY_S, DAY_S, CMS_DETACHED, WORD_CHANGED, SIGNATURE_INVALID },
    { "signature changed", false, false, PROVIDER, DAY_S, DAY_S, CMS_DETACHED, SIGNATURE_CHANGED, SIGNATURE_INVALID },
    { "cut", false, false, PROVIDER, DAY_S, DAY_S, CMS_DETACHED, CUT, SIGNATURE_INVALID },
    { "words inside the signature", false, false, PROVIDER, DAY_S, DAY_S, 0, NO_DAMAGE, SIGNATURE_INVALID },
    { "no certificate in it", false, false, PROVIDER, DAY_S, DAY_S, CMS_DETACHED | CMS_NOCERTS, NO_DAMAGE, SIGNATURE_INVALID },
    { "no authorities", false, true, PROVIDER, DAY_S, DAY_S, CMS_DETACHED, NO_DAMAGE, SIGNATURE_NOT_CHECKED },
};

static void damage(char *mail, enum damage how)
{
    char *at = NULL;

    switch (how) {
    case NO_DAMAGE: return;
    case WORD_CHANGED: at = strstr(mail, "12/2019"); break;
    case SIGNATURE_CHANGED: at = strstr(mail, "smime.p7s\"\n\n"); at = at ? at + 60 : NULL; break;
    case CUT: at = strstr(mail, "Content-Type: application/p"); break;
    }
    assert_non_null(at);
    *at = how == CUT ? '\0' : *at == 'A' ? 'B' : 'A';
}

static void check_signature(const struct row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(32u << 20);
    struct identity authority = identity_new(NULL, "Autorità di prova", NULL, 3650L * DAY_S, 3650L * DAY_S);
    struct identity other = identity_new(NULL, "Un'altra", NULL, 3650L * DAY_S, 3650L * DAY_S);
    struct identity provider = identity_new(&authority, "Gestore Esempio S.p.A.", r->email, r->before_s, r->after_s);
    const char *pem = arena_fmt(a, "%s/ca.pem", test_dir());
    char *mail = signed_mail(a, &provider, r->flags), *copy;
    struct signature_trust *trust = NULL;
    struct signature got;

    save_pem(pem, r->other_authority ? other.cert : authority.cert);
    if (!r->no_authorities)
        assert_rc(signature_trust_open(pem, &trust, NULL), OK);
    damage(mail, r->damage);
    copy = exact_copy(mail, strlen(mail));
    signature_check(sv_of(copy, strlen(mail)), trust, PROVIDER, MAIL_AT, a, &got);
    free(copy);
    assert_string_equal(got.state, signature_state_id(r->want));
    if (r->want == SIGNATURE_VALID)
        assert_string_equal(got.signer, "Gestore Esempio S.p.A.");
    signature_trust_close(trust);
    identity_free(&authority);
    identity_free(&other);
    identity_free(&provider);
}
TEST_ROWS(rows, check_signature)

/* ---- through the child that has neither files nor network ---------------------------------------- */

static const struct whole {
    const char *name;
    enum damage damage;
    enum signature_state want;
    bool certified;
} whole[] = {
    { "good", NO_DAMAGE, SIGNATURE_VALID, true },
    { "one word changed", WORD_CHANGED, SIGNATURE_INVALID, false },
};

static void check_envelope_signature(const struct whole *r)
{
    AUTO(ARENA) struct arena *a = arena_new(256u << 20);
    struct identity authority = identity_new(NULL, "Autorità di prova", NULL, 3650L * DAY_S, 3650L * DAY_S);
    struct identity provider = identity_new(&authority, "Gestore Esempio S.p.A.", PROVIDER, DAY_S, DAY_S);
    const char *dir = test_dir(), *pem = arena_fmt(a, "%s/ca.pem", dir), *path = arena_fmt(a, "%s/mail", dir);
    char *mail = signed_mail(a, &provider, CMS_DETACHED);
    struct worker *w;
    struct opened o;

    save_pem(pem, authority.cert);
    damage(mail, r->damage);
    assert_rc(file_write_durable(path, mail, strlen(mail), 0600, NULL), OK);
    worker_set_authorities(pem);
    w = worker_new(20000);
    assert_rc(envelope_open(w, a, path, true, &o, NULL), OK);
    worker_free(w);
    worker_set_authorities("");
    if (o.parts_fd >= 0)
        close(o.parts_fd);
    assert_non_null(o.outer.signature);
    assert_string_equal(o.outer.signature->state, signature_state_id(r->want));
    assert_int_equal(o.certified, r->certified);
    assert_string_equal(o.mail.subject, "Richiesta di accesso agli atti");
    identity_free(&authority);
    identity_free(&provider);
}
TEST_ROWS(whole, check_envelope_signature)

TEST(authorities_that_are_not_there_are_said)
{
    AUTO(ARENA) struct arena *a = arena_new(1u << 20);
    const char *path = arena_fmt(a, "%s/vuoto.pem", test_dir());
    struct signature_trust *trust = NULL;
    struct err err = { 0 };

    assert_rc(signature_trust_open(path, &trust, &err), E_NOTFOUND);
    assert_rc(file_write_durable(path, "niente\n", 7, 0600, NULL), OK);
    assert_rc(signature_trust_open(path, &trust, &err), E_INPUT);
    assert_non_null(strstr(err.text, "nessun certificato"));
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "mime-worker") == 0)
        return worker_main(argc - 1, argv + 1);
    rnd_init();
    mime_init();
    return _cmocka_run_group_tests("mail_signature", table_tests, table_n, NULL, NULL);
}
