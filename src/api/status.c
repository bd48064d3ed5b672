/* SPDX-License-Identifier: EUPL-1.2 */
/* Is it well? For monitors: /status (ModI: problem+json when ill) and /metrics (Prometheus, loopback only). */
#include <arpa/inet.h>
#include <string.h>

#include "api/routes.h"
#include "base/clock.h"
#include "base/sv.h"
#include "q/mail.h"

static struct reply get_status(struct req *rq)
{
    char why[128];

    if (db_is_ill(app_of(rq)->db, why, sizeof why)) {
        struct err err = { 0 };
        (void)err_set(&err, E_AGAIN, ERR_WHERE, "", "%s", why);
        return reply_err(rq, &err);
    }
    return reply_json(rq, 200, json_pack("{s:s}", "status", "ok"));
}

static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || str_eq(address, "::1");
}

static void metric(GString *out, const char *name, const char *kind, const char *help, int64_t value)
{
    g_string_append_printf(out, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, kind, name, (long long)value);
}

static struct reply get_metrics(struct req *rq)
{
    struct app *app = app_of(rq);
    struct db_stats db;
    struct http_stats http;
    struct q_mail_backlog backlog = { 0 };
    struct err err = { 0 };
    GString *out;
    char why[128];

    if (!is_loopback(req_client(rq)))
        return reply_status(rq, 404);
    if (q_mail_backlog(reader_of(rq), req_arena(rq), clock_now_at(), &backlog, &err) != OK)
        return reply_err(rq, &err);
    db_stats(app->db, &db);
    http_stats(app->http, &http);
    out = g_string_new(NULL);
    metric(out, "urp_up", "gauge", "1 while writes work.", !db_is_ill(app->db, why, sizeof why));
    metric(out, "urp_operations_total", "counter", "Operations of the writer.", db.operations);
    metric(out, "urp_batches_total", "counter", "Commits of the writer.", db.batches);
    metric(out, "urp_wal_bytes", "gauge", "Write-ahead log.", db.wal_bytes);
    metric(out, "urp_store_bytes", "gauge", "The store.", db.file_bytes);
    metric(out, "urp_http_requests_total", "counter", "Requests answered.", http.requests);
    metric(out, "urp_http_5xx_total", "counter", "Answers that were our fault.", http.status_5xx);
    metric(out, "urp_http_in_flight", "gauge", "Requests being worked on.", http.in_flight);
    metric(out, "urp_http_streams", "gauge", "Open event streams.", http.streams);
    metric(out, "urp_outbox_due", "gauge", "Mails whose time to be sent has come.", backlog.due);
    metric(out, "urp_outbox_failed", "gauge", "Mails refused or given up.", backlog.failed);
    metric(out, "urp_journal_new", "gauge", "Mails not worked through yet.", backlog.unread);
    metric(out, "urp_journal_failed", "gauge", "Mails that could not be made a request.", backlog.unreadable);
    return reply_text(rq, 200, "text/plain; version=0.0.4; charset=utf-8", out);
}

static const struct route routes[] = {
    { "GET", "/status", ROLE_ANY, BODY_NONE, CSRF_NONE, get_status, ROUTE_API },
    { "GET", "/metrics", ROLE_ANY, BODY_NONE, CSRF_NONE, get_metrics, ROUTE_API },
};

struct route_table status_routes(void)
{
    return (struct route_table)ROUTES(routes);
}
