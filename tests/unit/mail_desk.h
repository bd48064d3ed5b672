/* SPDX-License-Identifier: EUPL-1.2 */
/* The invented Comune with its mail floor: letters are rendered to real bytes and read back as their readers do. */
#ifndef URP_TESTS_MAIL_DESK_H
#define URP_TESTS_MAIL_DESK_H

#include "office.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/conf.h"
#include "base/file.h"
#include "base/keys.h"
#include "base/log.h"
#include "mail/mime.h"
#include "mail/outbox_ops.h"
#include "mail/store.h"
#include "ticket/notify.h"

#define BASE_URL "https://urp.borgo.test"

struct desk {
    struct shop s;
    struct conf *conf;
    struct keys keys;
    struct attach_store *files;
    struct mail_env env;
};

static inline void desk_open_with(struct desk *d, const char *more_conf)
{
    char path[128], text[1024];
    struct stat st;

    log_set_level(LOG_ERROR);
    mime_init();
    office_open(&d->s);
    notify_set_domain("urp.borgo.test");
    (void)snprintf(path, sizeof path, "%s/urp.conf", d->s.dir);
    (void)snprintf(text, sizeof text, "[urp]\ndata_dir = %s\nbase_url = " BASE_URL "\n[smtp]\nfrom = urp@borgo.test\n%s", d->s.dir, more_conf);
    assert_rc(file_write_durable(path, text, strlen(text), 0600, &d->s.err), OK);
    if (conf_load(path, &d->conf, &d->s.err) != OK)
        fail_msg("conf: %s", d->s.err.text);
    assert_rc(keys_load(d->s.dir, &d->keys, &d->s.err), OK);
    assert_rc(attach_open(d->s.dir, &d->files, &d->s.err), OK);
    d->env = (struct mail_env){ d->conf, d->s.db, d->files, &d->keys };
    (void)snprintf(path, sizeof path, "%s/spool", d->s.dir);
    if (stat(path, &st) != 0)
        assert_int_equal(mkdir(path, 0700), 0);
}

static inline void desk_open(struct desk *d)
{
    desk_open_with(d, "");
}

static inline void desk_close(struct desk *d)
{
    attach_close(d->files);
    conf_free(d->conf);
    shop_close(&d->s);
}

/* A file in the attachment store, as an upload leaves it. */
static inline struct attach_file desk_file(struct desk *d, const char *name, const char *bytes)
{
    struct attach_file f;
    const char *spool = arena_fmt(d->s.a, "%s/spool/up", d->s.dir);

    assert_rc(file_write_durable(spool, bytes, strlen(bytes), 0600, &d->s.err), OK);
    if (attach_take_any(d->files, d->s.a, spool, name, &f, &d->s.err) != OK)
        fail_msg("attach: %s", d->s.err.text);
    return f;
}

/* ---- letters ------------------------------------------------------------------------------------ */

struct seen {
    struct q_outbox_row_full row;
    struct rendered r;
    const char *raw;       /* the bytes */
    struct mime_mail m;
};

/* URP_LETTERS names a directory: every letter is left there to be looked at. */
static inline void desk_keep(const struct seen *l)
{
    static int n;
    const char *dir = getenv("URP_LETTERS");
    char path[256];

    if (!dir)
        return;
    (void)snprintf(path, sizeof path, "%s/%02d-%s.eml", dir, ++n, l->row.kind);
    assert_rc(file_write_durable(path, l->raw, strlen(l->raw), 0600, NULL), OK);
}

static inline void desk_read(struct desk *d, const char *path, struct seen *l)
{
    int parts;
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct sv raw;

    assert_true(fd >= 0);
    assert_rc(mime_parts_new(&parts, &d->s.err), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, d->s.a, parts, &l->m, &d->s.err), OK);
    close(parts);
    assert_rc(file_read(d->s.a, path, 32u << 20, &raw, &d->s.err), OK);
    l->raw = arena_sv(d->s.a, raw);
}

/* Renders one row as the sender does; its bytes read back. */
static inline struct seen desk_letter(struct desk *d, int64_t outbox_id)
{
    struct seen l = { 0 };
    struct outbox_rendered o = { .id = outbox_id };

    assert_rc(q_outbox_row_full(shop_r(&d->s), d->s.a, outbox_id, &l.row, &d->s.err), OK);
    if (render_row(&d->env, d->s.a, &l.row, &o.r, &d->s.err) != OK)
        fail_msg("%s: %s", l.row.kind, d->s.err.text);
    shop_do(&d->s, outbox_rendered_op, &o);
    l.r = o.r;
    desk_read(d, mail_path_out(d->conf, d->s.a, o.r.sha256), &l);
    desk_keep(&l);
    return l;
}

static inline int64_t desk_row(struct desk *d, enum notice_kind kind)
{
    return shop_int(&d->s, arena_fmt(d->s.a, "SELECT coalesce(max(id), 0) FROM outbox WHERE kind = '%s'", notice_name(kind)));
}

/* The newest of its kind. */
static inline struct seen desk_newest(struct desk *d, enum notice_kind kind)
{
    int64_t id = desk_row(d, kind);

    if (!id)
        fail_msg("no letter of kind %s", notice_name(kind));
    return desk_letter(d, id);
}

#define assert_says(l_, text_)                                                             \
    do {                                                                                   \
        if (!strstr((l_).m.text, (text_)))                                                 \
            fail_msg("%s does not say \"%s\":\n%s", (l_).row.kind, (text_), (l_).m.text);  \
    } while (0)
/* Neither in the text nor anywhere else in the bytes. */
#define assert_silent(l_, text_)                                                           \
    do {                                                                                   \
        if (strstr((l_).m.text, (text_)) || strstr((l_).raw, (text_)))                     \
            fail_msg("%s says \"%s\":\n%s", (l_).row.kind, (text_), (l_).m.text);          \
    } while (0)

#endif
