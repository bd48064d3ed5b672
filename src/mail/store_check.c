/* SPDX-License-Identifier: EUPL-1.2 */
#include <inttypes.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rnd.h"
#include "mail/store.h"
#include "q/mail.h"

#define PAGE_ARENA_BYTES ((size_t)16 * 1024 * 1024)

struct check {
    struct dbr *r;
    struct arena *a; /* of the page */
    FILE *report;
    int64_t findings;
};

static void check_file(struct check *c, const char *table, int64_t id, const char *path, const char *sha256, int64_t bytes)
{
    uint8_t hash[SHA256_BYTES], want[SHA256_BYTES];
    struct err err = { 0 };
    const char *why = NULL;
    int64_t found = 0;

    if (!hex_bytes(sha256, want, sizeof want))
        why = "no hash";
    else if (file_sha256(path, hash, &found, &err) != OK)
        why = err.text;
    else if (found != bytes || !bytes_equal(hash, want, sizeof want))
        why = "content differs from its hash";
    if (!why)
        return;
    (void)fprintf(c->report, "%s %" PRId64 ", file %.16s: %s\n", table, id, sha256, why);
    c->findings++;
}

static enum rc check_out(const struct conf *conf, struct check *c, struct err *err)
{
    struct q_outbox_files *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_outbox_files(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            check_file(c, "outbox", rows[i].id, mail_path_out(conf, c->a, rows[i].sha256), rows[i].sha256, rows[i].size_bytes);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_in(const struct conf *conf, struct check *c, struct err *err)
{
    struct q_journal_files *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_journal_files(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            check_file(c, "mail_journal", rows[i].id, mail_path_in(conf, c->a, rows[i].sha256), rows[i].sha256, rows[i].size_bytes);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

enum rc mail_check(const struct conf *conf, struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(PAGE_ARENA_BYTES);
    struct check c = { .r = r, .a = a, .report = report };

    TRY(check_out(conf, &c, err));
    TRY(check_in(conf, &c, err));
    *ret_findings = c.findings;
    return OK;
}
