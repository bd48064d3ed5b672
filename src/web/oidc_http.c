/* SPDX-License-Identifier: EUPL-1.2 */
#include "oidc_http.h"

#include <curl/curl.h>
#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "web/oidc.h"

#define ANSWER_MAX ((size_t)256 * 1024) /* a document, some keys, a token: kilobytes */

bool oidc_url_ok(const char *url)
{
    struct sv s = sv_from(url), rest;

    if (s.n > 2000 || !s.n || strpbrk(url, " \\\r\n\t"))
        return false;
    if (sv_starts(s, SV("https://")))
        return s.n > 8;
    rest = sv_starts(s, SV("http://127.0.0.1")) ? sv_drop(s, 16) : sv_starts(s, SV("http://localhost")) ? sv_drop(s, 16) : sv_of("x", 1);
    return !rest.n || rest.p[0] == ':' || rest.p[0] == '/';
}

static size_t take(char *p, size_t size, size_t n, void *arg)
{
    GString *out = arg;

    if (out->len + size * n > ANSWER_MAX)
        return 0; /* curl gives up */
    g_string_append_len(out, p, (gssize)(size * n));
    return size * n;
}

static void auto_curl(CURL **c)
{
    curl_easy_cleanup(*c);
}
static void auto_slist(struct curl_slist **l)
{
    curl_slist_free_all(*l);
}
#define CLEAN(fn_) __attribute__((cleanup(fn_)))

static enum rc judge(CURLcode rc, long status, const GString *body, json_t **ret, struct err *err)
{
    if (rc == CURLE_WRITE_ERROR)
        FAIL(err, E_AGAIN, "", "the identity provider answers with more than %zu bytes", ANSWER_MAX);
    if (rc != CURLE_OK)
        FAIL(err, E_AGAIN, "", "identity provider: %s", curl_easy_strerror(rc));
    if (status >= 500)
        FAIL(err, E_AGAIN, "", "the identity provider answers %ld", status);
    if (status != 200)
        FAIL(err, E_REFUSED, "", "the identity provider answers %ld", status);
    *ret = json_loadb(body->str, body->len, JSON_REJECT_DUPLICATES, NULL);
    if (!json_is_object(*ret)) {
        json_decref(*ret);
        FAIL(err, E_REFUSED, "", "the identity provider answers with no JSON object");
    }
    return OK;
}

static enum rc ask(const struct conf *conf, const char *url, const char *header, const char *form, json_t **ret, struct err *err)
{
    CLEAN(auto_curl) CURL *c = curl_easy_init();
    CLEAN(auto_slist) struct curl_slist *headers = curl_slist_append(NULL, "Accept: application/json");
    AUTO(GSTR) GString *body = g_string_new(NULL);
    const char *ca = conf_text(conf, "oidc", "ca_file");
    long timeout_s = (long)conf_int(conf, "oidc", "timeout_s"), status = 0;
    CURLcode rc;

    assume(c && headers);
    if (!oidc_url_ok(url))
        FAIL(err, E_REFUSED, "", "an address of the identity provider is not https");
    if (header) {
        struct curl_slist *more = curl_slist_append(headers, header);
        assume(more != NULL);
        headers = more;
    }
    curl_easy_setopt(c, CURLOPT_URL, url);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, g_str_has_prefix(url, "https:") ? "https" : "http");
    curl_easy_setopt(c, CURLOPT_PROXY, ""); /* the environment overrides nothing */
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L); /* a secret is in the request: it goes where the configuration says, nowhere else */
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, timeout_s);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, timeout_s < 5 ? timeout_s : 5L);
    curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, body);
    if (form)
        curl_easy_setopt(c, CURLOPT_POSTFIELDS, form);
    if (!str_empty(ca))
        curl_easy_setopt(c, CURLOPT_CAINFO, ca);
    rc = curl_easy_perform(c);
    curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
    return judge(rc, status, body, ret, err);
}

enum rc oidc_get(const struct conf *conf, const char *url, const char *header, json_t **ret, struct err *err)
{
    return ask(conf, url, header, NULL, ret, err);
}

enum rc oidc_post(const struct conf *conf, const char *url, const char *header, const char *form, json_t **ret, struct err *err)
{
    return ask(conf, url, header, form, ret, err);
}
