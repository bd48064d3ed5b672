/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd serve: what starts after what, and stops before what. */
#include <curl/curl.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sv.h"
#include "cli/control.h"
#include "cli/learner.h"
#include "cli/tables.h"
#include "cli/timer.h"
#include "mail/service.h"
#include "ticket/ente.h"
#include "ticket/privacy_notice.h"
#include "ticket/notify.h"
#include "web/access.h"
#include "web/account.h"
#include "web/oidc.h"
#include "web/routes.h"

#define DRAIN_S 25 /* systemd gives up after 30 */

struct daemon {
    struct app app;
    struct http_app http_app;
    struct own_look look;
    struct mail_service *mail;
    struct control *control;
    struct timer *timer;
    struct learner *learner;
};

/* ---- what the floors tell each other ------------------------------------------------------------ */

static enum rc identify(void *ctx, struct arena *a, const uint8_t token_hash_[32], struct identity *ret, struct err *err)
{
    struct app *app = ctx;

    return account_identify(app->db, a, token_hash_, conf_int(app->conf, "security", "session_idle_min") * 60,
                            roles_parse(conf_text(app->conf, "security", "totp_roles")), ret, err);
}

/* On the writer thread after each COMMIT. The pointers are set before the first write of their part can happen. */
static void committed(void *ctx, unsigned topics)
{
    struct daemon *d = ctx;
    struct mail_service *mail = __atomic_load_n(&d->mail, __ATOMIC_ACQUIRE);
    struct http_server *http = __atomic_load_n(&d->app.http, __ATOMIC_ACQUIRE);

    if (mail && (topics & DB_TOPIC_OUTBOX))
        mail_wake_sender(mail);
    if (mail && (topics & DB_TOPIC_JOURNAL))
        mail_wake_journal(mail);
    if (http && (topics & (DB_TOPIC_TICKET | DB_TOPIC_JOURNAL)))
        sse_publish(http, "ufficio", "cambiato", "");
}

/* ---- start -------------------------------------------------------------------------------------- */

static enum log_level log_level_of(const char *name)
{
    if (str_eq(name, "error"))
        return LOG_ERROR;
    if (str_eq(name, "warn"))
        return LOG_WARN;
    return str_eq(name, "debug") ? LOG_DEBUG : LOG_INFO;
}

static void hold_stop_signals(sigset_t *ret_stop)
{
    sigemptyset(ret_stop);
    sigaddset(ret_stop, SIGTERM);
    sigaddset(ret_stop, SIGINT);
    assume(pthread_sigmask(SIG_BLOCK, ret_stop, NULL) == 0);
}

static enum rc open_store(struct daemon *d, struct arena *a, struct err *err)
{
    const struct conf *conf = d->app.conf;
    const char *data_dir = conf_text(conf, "urp", "data_dir");
    struct db_opts opts = { .path = conf_data_path(conf, a, "urp.db"), .mode = DB_SERVE };

    TRY(file_mkdirs(data_dir, 0700, err));
    TRY(file_mkdirs(conf_data_path(conf, a, "spool"), 0700, err));
    TRY(keys_load(data_dir, &d->app.keys, err));
    TRY(attach_open(data_dir, &d->app.files, err));
    TRY(db_open(&opts, &d->app.db, err));
    db_listen(d->app.db, committed, d);
    return OK;
}

static enum rc ente_op(struct dbw *w, void *job, struct err *err)
{
    return ente_load(w, job, err);
}

static enum rc load_ente(struct daemon *d, struct err *err)
{
    const char *path = conf_text(d->app.conf, "urp", "ente_file");
    json_error_t where;
    AUTO(JSON) json_t *root = NULL;
    AUTO(JSON) json_t *differences = json_array();
    struct ente_load job;
    enum rc rc;

    if (str_empty(path))
        return OK;
    root = json_load_file(path, JSON_REJECT_DUPLICATES, &where);
    if (!root)
        FAIL(err, E_INPUT, "ente_file", "%.60s, riga %d: %.80s", path, where.line, where.text);
    job = (struct ente_load){ .root = root, .differences = differences };
    rc = db_write(d->app.db, ente_op, &job, err);
    if (rc != E_CONFLICT || !json_array_size(differences))
        return rc;
    /* A desk that people have set up since is no reason not to start: what they did stays, and the file is out of date. */
    log_warn("ente.file_is_older", kv_i("differences", (int64_t)json_array_size(differences)));
    *err = (struct err){ 0 };
    return OK;
}

static enum rc start_web(struct daemon *d, struct arena *a, struct err *err)
{
    const struct conf *conf = d->app.conf;
    struct http_server *http;
    struct http_conf hc = { .address = conf_text(conf, "http", "address"), .port = (int)conf_int(conf, "http", "port"),
                            .threads = (int)conf_int(conf, "http", "threads"),
                            .connections_max = (int)conf_int(conf, "http", "connections_max"),
                            .base_url = d->app.base_url, .trusted_proxies = conf_text(conf, "http", "trusted_proxies"),
                            .spool_dir = conf_data_path(conf, a, "spool"), .hsts = conf_bool(conf, "http", "hsts"),
                            .frame_ancestors = conf_text(conf, "http", "frame_ancestors") };

    memcpy(hc.csrf_key, d->app.keys.csrf, sizeof hc.csrf_key);
    const struct route_table *tables;
    size_t n_tables = all_tables(&tables);
    d->http_app = (struct http_app){ .ctx = &d->app, .tables = tables, .n_tables = n_tables, .identify = identify,
                                     .error_page = web_error_page, .sign_in_path = "/ufficio/entra" };
    d->app.auth = pool_new("auth", 2, 32);
    d->app.media = pool_new("media", 2, 64);
    d->app.paper = pool_new("paper", 1, 16);
    d->app.receipts = pool_new("receipts", 1, 16);
    d->app.oidc = pool_new("oidc", 1, 16);
    d->app.presence = presence_new();
    d->app.bulk = pool_new("bulk", 1, 8);
    d->app.streets = pool_new("streets", 1, 1);
    TRY(http_start(&hc, &d->http_app, &http, err));
    __atomic_store_n(&d->app.http, http, __ATOMIC_RELEASE);
    log_info("http.listening", kv("address", hc.address), kv_i("port", http_port(http)));
    return OK;
}

/* Names of roles are no business of the configuration floor. */
static enum rc check_roles(const struct conf *conf, struct arena *a, struct err *err)
{
    const char *totp = conf_text(conf, "security", "totp_roles"), *issuer = conf_text(conf, "oidc", "issuer"), *settori, *wrong = "";
    unsigned roles;

    if (!str_empty(totp) && !roles_parse(totp))
        FAIL(err, E_INPUT, "totp_roles", "[security] totp_roles: «%.60s» non è un elenco di ruoli (urp, responsabile, referente, rpct, lettura, admin).", totp);
    if (!oidc_roles(a, conf_text(conf, "oidc", "groups"), NULL, &roles, &settori, &wrong))
        FAIL(err, E_INPUT, "groups", "[oidc] groups: «%.60s» non è gruppo=ruolo (per un referente gruppo=referente:settore).", wrong);
    if (oidc_is_on(conf) && !oidc_url_ok(issuer))
        FAIL(err, E_INPUT, "issuer", "[oidc] issuer: http è permesso solo su questa macchina, altrimenti https.");
    return OK;
}

static enum rc start_all(struct daemon *d, struct arena *a, struct err *err)
{
    struct mail_env env = { .conf = d->app.conf, .keys = &d->app.keys };
    struct mail_service *mail;

    TRY(check_roles(d->app.conf, a, err));
    TRY(look_load(d->app.conf, a, &d->look, err));
    d->app.look = &d->look;
    TRY(open_store(d, a, err));
    TRY(load_ente(d, err));
    TRY(db_write(d->app.db, privacy_notice_keep_op, NULL, err)); /* another program may say it in other words */
    TRY(control_start(d->app.conf, d->app.db, &d->control, err));
    env.db = d->app.db;
    env.files = d->app.files;
    TRY(start_web(d, a, err));
    TRY(mail_start(&env, &mail, err));
    __atomic_store_n(&d->mail, mail, __ATOMIC_RELEASE);
    TRY(timer_start(&d->app, &d->timer, err));
    d->learner = learner_start(&d->app);
    return OK;
}

/* ---- stop --------------------------------------------------------------------------------------- */

static enum rc nothing_op(struct dbw *w, void *unused, struct err *err)
{
    (void)w;
    (void)unused;
    (void)err;
    return OK;
}

/* The writer may be about to wake the mail threads. First it is told that they are gone; once an operation after that is
 * answered, whatever it knew before is used up (listeners run before answers), and only then they go. */
static void stop_mail(struct daemon *d)
{
    struct mail_service *mail = d->mail;
    struct err err = { 0 };

    if (!mail)
        return;
    __atomic_store_n(&d->mail, NULL, __ATOMIC_RELEASE);
    if (db_write(d->app.db, nothing_op, NULL, &err) != OK)
        log_err("stop.barrier", &err);
    mail_stop(mail);
}

/* Nobody new comes in, who is in gets an answer, then the workers, last the store. */
static void stop_all(struct daemon *d)
{
    __atomic_store_n(&d->app.leaving, true, __ATOMIC_RELAXED);
    learner_stop(d->learner);
    timer_stop(d->timer);
    control_stop(d->control);
    if (d->app.http)
        http_stop(d->app.http, DRAIN_S);
    stop_mail(d);
    pool_free(d->app.auth);
    pool_free(d->app.media);
    pool_free(d->app.paper);
    pool_free(d->app.receipts);
    pool_free(d->app.oidc);
    pool_free(d->app.bulk);
    pool_free(d->app.streets);
    if (d->app.db)
        db_close(d->app.db);
    http_free(d->app.http); /* only now: until the last COMMIT the writer publishes to it */
    attach_close(d->app.files);
    presence_free(d->app.presence);
}

int cmd_serve(struct cli *cli)
{
    struct daemon *d = arena_one(cli->a, struct daemon);
    struct err err = { 0 };
    sigset_t stop;
    int sig, code = EXIT_DONE;

    umask(0077);
    if (cli_as_owner(cli, &err) != OK || conf_check_secrets(cli->conf, NULL, &err) != OK)
        return cli_fail(cli, &err);
    hold_stop_signals(&stop);
    log_set_level(log_level_of(conf_text(cli->conf, "urp", "log_level")));
    assume(curl_global_init(CURL_GLOBAL_DEFAULT) == 0);
    json_object_seed(0);
    d->app.conf = cli->conf;
    d->app.base_url = conf_text(cli->conf, "urp", "base_url");
    notify_set_domain(mail_domain(cli->conf, cli->a));
    if (start_all(d, cli->a, &err) == OK) {
        log_info("urpd.ready", kv("version", URP_VERSION));
        assume(sigwait(&stop, &sig) == 0);
        log_info("urpd.stopping", kv_i("signal", sig));
    } else {
        code = cli_fail(cli, &err);
    }
    stop_all(d);
    curl_global_cleanup();
    return code;
}
