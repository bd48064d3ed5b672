/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows and files against each other: what rows name must be there, what nobody names may go. */
#include <dirent.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rnd.h"
#include "q/attach.h"
#include "ticket/attach.h"

#define PAGE_ARENA_BYTES ((size_t)16 * 1024 * 1024)

struct check {
    struct attach_store *s;
    struct dbr *r;
    struct arena *a; /* of the page */
    FILE *report;
    int64_t findings;
};

/* ---- every named file is there ------------------------------------------------------------------ */

static void check_file(struct check *c, const char *table, int64_t id, const char *sha256, int64_t bytes)
{
    uint8_t hash[SHA256_BYTES], want[SHA256_BYTES];
    int64_t found = 0;
    struct err err = { 0 };
    const char *why = NULL;

    if (!hex_bytes(sha256, want, sizeof want))
        why = "no hash";
    else if (file_sha256(attach_path(c->s, c->a, sha256), hash, &found, &err) != OK)
        why = err.text;
    else if (found != bytes)
        why = "wrong size";
    else if (memcmp(hash, want, sizeof want) != 0)
        why = "content differs from its hash";
    if (!why)
        return;
    (void)fprintf(c->report, "%s %" PRId64 ", file %.16s: %s\n", table, id, sha256, why);
    c->findings++;
}

static void check_both(struct check *c, const char *table, int64_t id, const char *sha256, int64_t bytes,
                       const char *shown, int64_t shown_bytes)
{
    check_file(c, table, id, sha256, bytes);
    if (strcmp(shown, sha256) != 0)
        check_file(c, table, id, shown, shown_bytes);
}

static enum rc check_attachments(struct check *c, struct err *err)
{
    struct q_attachment_files *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_attachment_files(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            check_both(c, "attachment", rows[i].id, rows[i].sha256, rows[i].size_bytes, rows[i].shown,
                       rows[i].shown_bytes);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_copies(struct check *c, struct err *err)
{
    struct q_identity_files_named *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_identity_files_named(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            check_both(c, "identity_copy", rows[i].id, rows[i].sha256, rows[i].size_bytes, rows[i].shown, rows[i].shown_bytes);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_drafts(struct check *c, struct err *err)
{
    struct q_draft_files_named *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_draft_files_named(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            check_both(c, "draft_file", rows[i].id, rows[i].sha256, rows[i].size_bytes, rows[i].shown,
                       rows[i].shown_bytes);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_writings(struct check *c, struct err *err)
{
    struct q_writing_files_named *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_writing_files_named(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            check_both(c, "writing_file", rows[i].id, rows[i].sha256, rows[i].size_bytes, rows[i].shown, rows[i].shown_bytes);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

static enum rc check_pages(struct check *c, struct err *err)
{
    struct q_page_files *rows;
    int64_t after_id = 0;
    size_t n;

    do {
        arena_reset(c->a);
        TRY(q_page_files(c->r, c->a, after_id, CHECK_PAGE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            check_file(c, "message_page", rows[i].id, rows[i].sha256, rows[i].size_bytes);
            after_id = rows[i].id;
        }
    } while (n == CHECK_PAGE);
    return OK;
}

enum rc attach_check(struct attach_store *s, struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(PAGE_ARENA_BYTES);
    struct check c = { .s = s, .r = r, .a = a, .report = report };

    TRY(check_attachments(&c, err));
    TRY(check_copies(&c, err));
    TRY(check_drafts(&c, err));
    TRY(check_writings(&c, err));
    TRY(check_pages(&c, err));
    *ret_findings = c.findings;
    return OK;
}

/* ---- what nobody names -------------------------------------------------------------------------- */

static bool is_old(const char *path, int64_t before_at)
{
    struct stat st;

    return lstat(path, &st) == 0 && S_ISREG(st.st_mode) && st.st_mtim.tv_sec < before_at;
}

static enum rc sweep_one(struct check *c, const char *path, const char *name, int64_t before_at, struct err *err)
{
    struct q_file_named row;
    uint8_t hash[SHA256_BYTES];

    if (!is_old(path, before_at))
        return OK;
    if (hex_bytes(name, hash, sizeof hash)) {
        TRY(q_file_named(c->r, c->a, name, &row, err));
        if (row.n > 0)
            return OK;
    } else if (name[0] != '.') { /* not ours */
        return OK;
    }
    /* Asked again: adopt() makes the file young before its row exists. */
    if (is_old(path, before_at) && unlink(path) == 0) {
        c->findings++;
        if (hex_bytes(name, hash, sizeof hash))
            (void)unlink(attach_thumb_path(c->s, c->a, name));
    }
    return OK;
}

static enum rc sweep_dir(struct check *c, const char *dir, int64_t before_at, bool deeper, struct err *err)
{
    AUTO(DIR) DIR *d = opendir(dir);
    const struct dirent *e;

    if (!d)
        FAIL(err, E_IO, "", "%s: cannot be listed", dir);
    while ((e = readdir(d)) != NULL) {
        AUTO(GFREE) char *path = g_build_filename(dir, e->d_name, NULL);

        arena_reset(c->a);
        if (deeper && strlen(e->d_name) == 2 && strcmp(e->d_name, "..") != 0)
            TRY(sweep_dir(c, path, before_at, false, err));
        else
            TRY(sweep_one(c, path, e->d_name, before_at, err));
    }
    return OK;
}

enum rc attach_sweep(struct attach_store *s, struct dbr *r, int64_t before_at, int64_t *ret_gone, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(PAGE_ARENA_BYTES);
    struct check c = { .s = s, .r = r, .a = a };

    TRY(sweep_dir(&c, attach_dir(s), before_at, true, err));
    *ret_gone = c.findings;
    return OK;
}
