/* SPDX-License-Identifier: EUPL-1.2 */
#include <ctype.h>
#include <poll.h>
#include <string.h>

#include "base/auto.h"
#include "account_in.h"

static bool is_host(const char *host)
{
    size_t n = strlen(host);

    for (size_t i = 0; i < n; i++)
        if (!g_ascii_isalnum(host[i]) && !strchr(".-_:", host[i]))
            return false;
    return n > 0 && n <= 253;
}

static bool is_loopback(const char *host)
{
    return str_eq(host, "127.0.0.1") || str_eq(host, "::1") || str_eq(host, "localhost");
}

/* Inside a login command a line end would begin the next one. */
static bool is_line(const char *s)
{
    return !s || !strpbrk(s, "\r\n");
}

static enum rc check(const struct mail_account *ac, struct err *err)
{
    if (str_empty(ac->host) || !is_host(ac->host))
        FAIL(err, E_INPUT, "host", "Il nome del server di posta non è valido.");
    if (ac->port < 1 || ac->port > 65535)
        FAIL(err, E_INPUT, "port", "La porta del server di posta non è valida.");
    if (!is_line(ac->user) || !is_line(ac->password) || !is_line(ac->bearer) || !is_line(ac->helo))
        FAIL(err, E_INPUT, "user", "Nelle credenziali di posta c'è un a capo.");
    if (ac->security == MAIL_LOOPBACK && !is_loopback(ac->host))
        FAIL(err, E_REFUSED, "security", "Senza TLS la posta va solo a questa stessa macchina.");
    return OK;
}

/* curl asks about once a second, and whenever something moves. */
static int stop_asked(void *stop_fd, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct pollfd p = { .fd = *(const int *)stop_fd, .events = POLLIN };

    (void)a, (void)b, (void)c, (void)d;
    return p.fd >= 0 && poll(&p, 1, 0) > 0;
}

static void set_login(CURL *c, const struct mail_account *ac)
{
    if (!ac->user)
        return;
    (void)curl_easy_setopt(c, CURLOPT_USERNAME, ac->user);
    if (!ac->bearer) {
        (void)curl_easy_setopt(c, CURLOPT_PASSWORD, ac->password ? ac->password : "");
        return;
    }
    /* Without the mechanism curl would offer the token as a password (7.88.1: AUTHENTICATE PLAIN). */
    (void)curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, ac->bearer);
    (void)curl_easy_setopt(c, CURLOPT_LOGIN_OPTIONS, "AUTH=XOAUTH2");
}

static void set_times(CURL *c, const struct mail_account *ac)
{
    long connect_ms = ac->connect_ms > 0 ? ac->connect_ms : ACCOUNT_CONNECT_MS;
    long answer_s = (account_answer_ms(ac) + 999) / 1000;

    (void)curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
    (void)curl_easy_setopt(c, CURLOPT_SERVER_RESPONSE_TIMEOUT, answer_s);
    (void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, 1L);
    (void)curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, answer_s);
    (void)curl_easy_setopt(c, CURLOPT_TCP_KEEPALIVE, 1L);
    (void)curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
}

static void set_tls(CURL *c, const struct mail_account *ac)
{
    bool is_clear = ac->security == MAIL_LOOPBACK;

    (void)curl_easy_setopt(c, CURLOPT_USE_SSL, is_clear ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    (void)curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
    (void)curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
    (void)curl_easy_setopt(c, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (ac->ca_file) {
        (void)curl_easy_setopt(c, CURLOPT_CAINFO, ac->ca_file);
        (void)curl_easy_setopt(c, CURLOPT_CAPATH, NULL);
    }
}

enum rc account_curl(const struct mail_account *ac, const char *scheme, const char *path, const int *stop_fd, CURL **ret,
                     struct err *err)
{
    TRY(check(ac, err));
    bool is_v6 = strchr(ac->host, ':') != NULL;
    AUTO(GFREE) char *url = g_strdup_printf("%s%s://%s%s%s:%d/%s", scheme, ac->security == MAIL_TLS ? "s" : "", is_v6 ? "[" : "",
                                            ac->host, is_v6 ? "]" : "", ac->port, path);
    AUTO(GFREE) char *allowed = g_strdup_printf("%s,%ss", scheme, scheme);
    CURL *c = curl_easy_init();

    assume(c != NULL);
    (void)curl_easy_setopt(c, CURLOPT_URL, url);
    (void)curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, allowed);
    (void)curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    (void)curl_easy_setopt(c, CURLOPT_PROXY, ""); /* no surprise from the environment */
    set_login(c, ac);
    set_times(c, ac);
    set_tls(c, ac);
    (void)curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    (void)curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, stop_asked);
    (void)curl_easy_setopt(c, CURLOPT_XFERINFODATA, (void *)(uintptr_t)stop_fd);
    *ret = c;
    return OK;
}

int account_answer_ms(const struct mail_account *ac)
{
    return ac->answer_ms > 0 ? ac->answer_ms : ACCOUNT_ANSWER_MS;
}
