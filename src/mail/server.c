/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/server.h"

#include "base/sv.h"

static const struct {
    const char *scheme;
    int port;
    enum mail_security security;
} schemes[] = {
    { "smtp", 587, MAIL_STARTTLS },
    { "smtps", 465, MAIL_TLS },
    { "imap", 143, MAIL_STARTTLS },
    { "imaps", 993, MAIL_TLS },
};

static enum rc parse_url(struct arena *a, const char *url, struct mail_account *ret, struct err *err)
{
    struct sv rest = sv_from(url), scheme, host;
    int64_t port;
    ptrdiff_t at = sv_find(rest, SV("://"));

    scheme = sv_of(url, at < 0 ? 0 : (size_t)at);
    rest = sv_drop(rest, at < 0 ? 0 : (size_t)at + 3);
    (void)sv_next(&rest, '/', &host);
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        if (!sv_eq(scheme, sv_from(schemes[i].scheme)))
            continue;
        ret->port = schemes[i].port;
        ret->security = schemes[i].security;
        at = sv_chr(host, ':');
        if (at >= 0) {
            if (!sv_int(sv_drop(host, (size_t)at + 1), 1, 65535, &port))
                break;
            ret->port = (int)port;
            host = sv_of(host.p, (size_t)at);
        }
        ret->host = arena_sv(a, host);
        return OK;
    }
    FAIL(err, E_INPUT, "url", "L'indirizzo del server «%.80s» non è valido: per esempio imaps://posta.comune.it.", url);
}

enum rc server_account(const struct conf *conf, struct arena *a, const char *section, struct mail_account *ret, struct err *err)
{
    const char *user = conf_text(conf, section, "user"), *ca = conf_text(conf, section, "ca_file");
    char *password = NULL;

    *ret = (struct mail_account){ 0 };
    TRY(parse_url(a, conf_text(conf, section, "url"), ret, err));
    if (!str_empty(conf_text(conf, section, "password_file")))
        TRY(conf_secret(conf, a, section, "password_file", &password, err));
    ret->user = str_empty(user) ? NULL : user;
    ret->password = password;
    ret->ca_file = str_empty(ca) ? NULL : ca;
    ret->answer_ms = (int)conf_int(conf, section, "timeout_s") * 1000;
    if (!sv_starts(sv_from(section), SV("smtp")))
        ret->no_idle = !conf_bool(conf, section, "idle");
    return OK;
}
