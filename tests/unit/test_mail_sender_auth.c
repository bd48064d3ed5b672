/* SPDX-License-Identifier: EUPL-1.2 */
/* Who really wrote? Headers as our server writes them, and as those write them who would like to be somebody else. */
#include "table.h"

#include <fcntl.h>
#include <sys/mman.h>

#include "base/auto.h"
#include "mail/mime.h"
#include "mail/inbox_op.h"
#include "mail/sender_auth.h"

#define FROM "From: Paolo Neri <strade@comune.test>\n"
#define LMTP "Received: from mx.ente.test by store with LMTP id x for <urp@ente.test>; Thu, 26 Nov 2026 01:35:37 +0000\n"
#define BORDER "Received: from mail.comune.test (mail.comune.test [192.0.2.7])\n\tby mx.ente.test (Postfix) with ESMTPS id x; Thu, 26 Nov 2026 01:35:37 +0000\n"
#define OUTSIDE "Received: from pc (pc [10.0.0.4]) by mail.comune.test with ESMTPSA id y; Thu, 26 Nov 2026 01:35:30 +0000\n"
#define AR(rest_) "Authentication-Results: mx.ente.test; " rest_ "\n"
#define PASS AR("dkim=pass (2048-bit key) header.d=comune.test header.i=@comune.test header.a=rsa-sha256 header.s=s header.b=\"FYw/7Bo=\"")

static const struct row {
    const char *name, *head;
    enum auth_verdict want;
    const char *hosts; /* trusted_submission */
    int64_t hops;
} rows[] = {
    { "our server says DKIM", LMTP PASS BORDER OUTSIDE FROM, AUTH_DKIM, NULL, 0 },
    { "as opendkim folds it", LMTP "Authentication-Results: mx.ente.test;\n\tdkim=pass (2048-bit key) header.d=comune.test header.i=@comune.test header.a=rsa-sha256 header.s=s header.b=FYw/7Bo=;\n\tdkim-atps=neutral\n" BORDER FROM, AUTH_DKIM, NULL, 0 },
    { "as Gmail writes it", AR("dkim=pass header.i=@comune.test header.s=s1 header.b=abc; spf=pass (google.com: domain of strade@comune.test designates 192.0.2.7 as permitted sender) smtp.mailfrom=strade@comune.test") BORDER FROM, AUTH_DKIM, NULL, 0 },
    { "without LMTP", PASS BORDER FROM, AUTH_DKIM, NULL, 0 },
    { "SPF of the same domain", AR("spf=pass smtp.mailfrom=strade@comune.test") BORDER FROM, AUTH_SPF, NULL, 0 },
    { "SPF names the domain alone", AR("spf=pass smtp.mailfrom=comune.test") BORDER FROM, AUTH_SPF, NULL, 0 },
    { "DKIM in one header, SPF in another", AR("spf=pass smtp.mailfrom=comune.test") PASS BORDER FROM, AUTH_DKIM, NULL, 0 },
    { "version, case and comments", "Authentication-Results: (x) MX.Ente.Test 1 (; dkim=fail) ;  DKIM/1 = (\\) ; ) PASS  HEADER.D=Comune.Test\n" BORDER FROM, AUTH_DKIM, NULL, 0 },
    { "signed by the domain above", AR("dkim=pass header.d=comune.test") BORDER "From: a@strade.comune.test\n", AUTH_DKIM, NULL, 0 },
    { "signed by a domain below", AR("dkim=pass header.d=posta.comune.test") BORDER FROM, AUTH_DKIM, NULL, 0 },
    { "two signatures, one of them its own", AR("dkim=pass header.d=lista.test; dkim=pass header.d=comune.test") BORDER FROM, AUTH_DKIM, NULL, 0 },
    { "a broken signature beside a good one", AR("dkim=fail header.d=comune.test; dkim=pass header.d=comune.test") BORDER FROM, AUTH_DKIM, NULL, 0 },

    { "no header at all", LMTP BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "forged below the border", LMTP AR("dkim=none") BORDER PASS FROM, AUTH_FAILED, NULL, 0 },
    { "forged below the border, nothing above", LMTP BORDER PASS FROM, AUTH_UNSAID, NULL, 0 },
    { "forged with a forged Received of ours above it", LMTP AR("dkim=none") BORDER LMTP PASS BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "forged SPF, which opendkim lets pass", LMTP AR("dkim=none") BORDER AR("spf=pass smtp.mailfrom=comune.test") FROM, AUTH_FAILED, NULL, 0 },
    { "another server's name above", LMTP "Authentication-Results: mx.altri.test; dkim=pass header.d=comune.test\n" BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "a name that begins like ours", "Authentication-Results: mx.ente.test.altri.test; dkim=pass header.d=comune.test\n" BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "our name in a comment", "Authentication-Results: (mx.ente.test;) mx.altri.test; dkim=pass header.d=comune.test\n" BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "no Received at all", PASS FROM, AUTH_UNSAID, NULL, 0 },
    { "only LMTP: nobody took it from outside", LMTP PASS FROM, AUTH_UNSAID, NULL, 0 },
    { "signed by somebody else", AR("dkim=pass header.d=altri.test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "domain that ends like theirs", AR("dkim=pass header.d=finto-comune.test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "domain that begins like theirs", AR("dkim=pass header.d=comune.test.altri.test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "the top level signs for nobody", AR("dkim=pass header.d=test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "the identity is another's", AR("dkim=pass header.d=comune.test header.i=@altri.test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "identity and domain the other way round", AR("dkim=pass header.i=@comune.test header.d=altri.test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "DKIM failed", AR("dkim=fail header.d=comune.test") BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "pass in a comment", AR("dkim=fail (dkim=pass header.d=comune.test) header.d=comune.test") BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "pass as reason", AR("dkim=neutral reason=\"; dkim=pass header.d=comune.test\" header.d=comune.test") BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "pass of a method that is not asked", AR("dkim-adsp=pass header.d=comune.test; iprev=pass policy.iprev=1.2.3.4") BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "DKIM of nobody", AR("dkim=pass") BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "says header.d twice", AR("dkim=pass header.d=altri.test header.d=comune.test") BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "SPF of the greeting alone", AR("spf=pass smtp.helo=comune.test") BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "SPF of another sender", AR("spf=pass smtp.mailfrom=x@altri.test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "SPF with a lying local part", AR("spf=pass smtp.mailfrom=\"strade@comune.test\"@altri.test") BORDER FROM, AUTH_OTHER_DOMAIN, NULL, 0 },
    { "SPF softfail", AR("spf=softfail smtp.mailfrom=comune.test") BORDER FROM, AUTH_FAILED, NULL, 0 },
    { "comment without end", AR("dkim=pass header.d=comune.test (x") BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "quotation without end", AR("dkim=pass header.d=\"comune.test") BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "two authors", LMTP PASS BORDER "From: strade@comune.test, boss@comune.test\n", AUTH_AUTHORS, NULL, 0 },
    { "two From headers", LMTP PASS BORDER FROM "From: altro@comune.test\n", AUTH_AUTHORS, NULL, 0 },
    { "author in the display name", LMTP AR("dkim=pass header.d=altri.test") BORDER "From: \"strade@comune.test\" <x@y.test>\n", AUTH_OTHER_DOMAIN, NULL, 0 },
    { "no author", LMTP PASS BORDER "Subject: x\n", AUTH_AUTHORS, NULL, 0 },
    { "a filter's Received above, not known", LMTP BORDER PASS BORDER FROM, AUTH_UNSAID, NULL, 0 },
    { "a filter's Received above, as configured", LMTP BORDER PASS BORDER FROM, AUTH_DKIM, NULL, 1 },
    { "one hop and a forgery below", LMTP BORDER AR("dkim=none") BORDER PASS FROM, AUTH_FAILED, NULL, 1 },

#define LOGIN "Received: from pc (unknown [10.0.0.4])\n\t(using TLSv1.3 with cipher X (256/256 bits))\n\t(Authenticated sender: strade@comune.test)\n\tby mx.ente.test (Postfix) with ESMTPSA id z; Thu, 26 Nov 2026 01:35:30 +0000\n"
    { "logged in at a trusted server", LMTP LOGIN FROM, AUTH_SUBMISSION, "mx.ente.test", 0 },
    { "the login is the local part", "Received: from pc (unknown [10.0.0.4]) (Authenticated sender: strade) by mx.ente.test with ESMTPA id z; x\n" FROM, AUTH_SUBMISSION, "altro.test, mx.ente.test", 0 },
    { "Exim repeats what the client said of itself", "Received: from [203.0.113.9] (helo=[10.0.0.4]) by mx.ente.test with esmtp id z; x\n" FROM, AUTH_UNSAID, "10.0.0.4", 0 },
    { "two addresses in brackets", "Received: from pc ([203.0.113.9] [10.0.0.4]) by mx.ente.test with esmtp id z; x\n" FROM, AUTH_UNSAID, "10.0.0.4", 0 },
    { "the login is somebody else's", "Received: from pc (unknown [10.0.0.4]) (Authenticated sender: anna) by mx.ente.test with ESMTPA id z; x\n" FROM, AUTH_UNSAID, "mx.ente.test", 0 },
    { "no login", LMTP BORDER FROM, AUTH_UNSAID, "mx.ente.test", 0 },
    { "not trusted", LMTP LOGIN FROM, AUTH_UNSAID, "mx.altro.test", 0 },
    { "login told by a foreign server below", LMTP BORDER LOGIN FROM, AUTH_UNSAID, "mx.ente.test", 0 },
    { "from a trusted machine", LMTP BORDER FROM, AUTH_SUBMISSION, "192.0.2.7", 0 },
    { "from a trusted machine, IPv6", "Received: from x (x [IPv6:2001:db8::7]) by mx.ente.test with ESMTP id z; x\n" FROM, AUTH_SUBMISSION, "2001:db8::7", 0 },
    { "calls itself by a trusted address", "Received: from [192.0.2.7] (evil [203.0.113.9]) by mx.ente.test with ESMTP id z; x\n" FROM, AUTH_UNSAID, "192.0.2.7", 0 },
    { "trusted address in its certificate", "Received: from x (evil [203.0.113.9]) (Client CN \"[192.0.2.7]\", Issuer \"x\" (not verified)) by mx.ente.test with ESMTPS id z; x\n" FROM, AUTH_UNSAID, "192.0.2.7", 0 },
    { "greeting that plays a login", "Received: from (Authenticated sender: strade) (evil [203.0.113.9]) by mx.ente.test with ESMTP id z; x\n" FROM, AUTH_UNSAID, "mx.ente.test", 0 },
};

static void parse(const char *head, struct arena *a, struct mime_mail *m)
{
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC), parts = -1;
    const char *raw = arena_fmt(a, "%sSubject: Re\n\nPRESA IN CARICO\n", head);

    mime_init();
    assert_int_equal(write(fd, raw, strlen(raw)), (ssize_t)strlen(raw));
    assert_rc(mime_parts_new(&parts, NULL), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, a, parts, m, NULL), OK);
}

static void check_verdict(const struct row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct auth_conf conf = { .authserv_id = "mx.ente.test", .hops = r->hops, .hosts = arena_array(a, 8, const char *) };
    struct sv rest = sv_from(r->hosts), host;
    enum auth_verdict v;
    struct mime_mail m;

    while (r->hosts && sv_next(&rest, ',', &host))
        conf.hosts[conf.n_hosts++] = arena_sv(a, sv_trim(host));
    parse(r->head, a, &m);
    v = sender_auth(a, &m, &conf);
    if (v != r->want)
        fail_msg("%s instead of %s", auth_id(v), auth_id(r->want));
}
TEST_ROWS(rows, check_verdict)

TEST(without_configuration_nothing_is_believed)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct auth_conf conf = auth_conf_of(NULL, a);
    struct mime_mail m;

    parse("Authentication-Results: ; dkim=pass header.d=comune.test\n" PASS BORDER FROM, a, &m);
    assert_int_equal(sender_auth(a, &m, &conf), AUTH_UNASKED);
}

TEST(a_blank_job_is_not_verified)
{
    struct inbox_job job = { 0 };

    assert_false(auth_verified(job.auth));
    for (int i = 0; i < AUTH_VERDICTS; i++) /* the order: every one that verifies is above every one that does not */
        assert_int_equal(auth_verified((enum auth_verdict)i), i > AUTH_AUTHORS);
}

TEST(half_a_header_is_none)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct auth_conf conf = { .authserv_id = "mx.ente.test" };
    struct mime_mail m;
    char fill[4200];

    /* Where four kilobytes end the domain looks like theirs. */
    size_t before = strlen(" mx.ente.test; dkim=pass header.d=comune.test") + 2, n = 4096 - before;
    memset(fill, ' ', sizeof fill);
    (void)snprintf(fill, sizeof fill, "(%0*d)", (int)n - 2, 0);
    parse(arena_fmt(a, "Authentication-Results: mx.ente.test; %s dkim=pass header.d=comune.test.altri.test\n" BORDER FROM, fill), a, &m);
    assert_int_equal(sender_auth(a, &m, &conf), AUTH_UNSAID);
}

TEST(verdicts_have_names)
{
    enum auth_verdict back;

    for (int i = 0; i < AUTH_VERDICTS; i++) {
        assert_true(auth_parse(auth_id((enum auth_verdict)i), &back) && back == (enum auth_verdict)i);
        assert_true(*auth_words((enum auth_verdict)i));
    }
    assert_false(auth_parse("x", &back));
}

TEST(every_received_and_every_result_is_kept_in_order)
{
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct mime_mail m;
    const char *order = "";

    parse(LMTP PASS BORDER "Authentication-Results: b; none\n" OUTSIDE FROM "Authentication-Results: c; none\n", a, &m);
    for (size_t i = 0; i < m.n_headers; i++)
        order = arena_fmt(a, "%s%c", order, m.headers[i].name[0]);
    assert_string_equal(order, "rarara");
}

TESTS_MAIN("mail_sender_auth")
