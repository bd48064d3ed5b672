/* SPDX-License-Identifier: EUPL-1.2 */
/* Is it well? For monitors: /status (ModI: problem+json when ill) and /metrics (Prometheus, loopback only). */
#include <arpa/inet.h>
#include <string.h>

#include "api/routes.h"
#include "base/clock.h"
#include "base/sv.h"
#include "mail/service.h"
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

/* ---- one value for each mailbox ----------------------------------------------------------------- */

static int64_t messages(const struct q_mailbox_figures *b) { return b->on_server; }
static int64_t journalled(const struct q_mailbox_figures *b) { return b->journalled; }
static int64_t waiting(const struct q_mailbox_figures *b) { return b->waiting; }
static int64_t missing(const struct q_mailbox_figures *b) { return b->missing; }
static int64_t unread(const struct q_mailbox_figures *b) { return b->unread; }
static int64_t failed(const struct q_mailbox_figures *b) { return b->failed; }
static int64_t oldest_s(const struct q_mailbox_figures *b) { return b->oldest_at ? clock_now_at() - b->oldest_at : 0; }
static int64_t compared_at(const struct q_mailbox_figures *b) { return b->compared_at; }
static int64_t is_up(const struct q_mailbox_figures *b) { return str_empty(b->last_error); }

static const struct {
    const char *name, *help;
    int64_t (*value)(const struct q_mailbox_figures *b);
} of_mailbox[] = {
    { "urp_mailbox_up", "1 while the mailbox can be read.", is_up },
    { "urp_mailbox_messages", "Mails on the server that are ours to take.", messages },
    { "urp_mailbox_journalled", "Of them, with a row in the journal.", journalled },
    { "urp_mailbox_waiting", "Of them, whose turn to be fetched is yet to come.", waiting },
    { "urp_mailbox_missing", "Of them, asked for and not got: an alarm.", missing },
    { "urp_mailbox_unprocessed", "Mails in the journal that are not worked through yet.", unread },
    { "urp_mailbox_oldest_unprocessed_seconds", "Age of the oldest of them in the journal.", oldest_s },
    { "urp_mailbox_failed", "Mails in the journal that could not be made a request.", failed },
    { "urp_mailbox_compared_timestamp_seconds", "When server and journal were last compared.", compared_at },
};

/* Names of sections: anything may stand in them. */
static void label_value(GString *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '"' || *s == '\\')
            g_string_append_c(out, '\\');
        g_string_append_c(out, *s == '\n' ? ' ' : *s);
    }
}

static enum rc mailbox_metrics(struct req *rq, GString *out, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_mailbox_figures *boxes;
    size_t n, kept = 0;

    TRY(q_mailbox_figures(reader_of(rq), a, &boxes, &n, err));
    for (size_t i = 0; i < n; i++)
        if (mail_reads(app_of(rq)->conf, a, boxes[i].name))
            boxes[kept++] = boxes[i];
    for (size_t m = 0; kept && m < sizeof of_mailbox / sizeof of_mailbox[0]; m++) {
        g_string_append_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", of_mailbox[m].name, of_mailbox[m].help, of_mailbox[m].name);
        for (size_t i = 0; i < kept; i++) {
            g_string_append_printf(out, "%s{mailbox=\"", of_mailbox[m].name);
            label_value(out, boxes[i].name);
            g_string_append_printf(out, "\"} %lld\n", (long long)of_mailbox[m].value(&boxes[i]));
        }
    }
    return OK;
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
    if (mailbox_metrics(rq, out, &err) != OK) {
        g_string_free(out, TRUE);
        return reply_err(rq, &err);
    }
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
