/* SPDX-License-Identifier: EUPL-1.2 */
/* The office of office.h with a mail floor: configuration, keys, attachment store. For the tests of what mail says and causes. */
#ifndef URP_TESTS_POST_H
#define URP_TESTS_POST_H

#include <fcntl.h>

#include "mail/mime.h"
#include "mail/notice.h"
#include "mail/outbox_ops.h"
#include "mail/render.h"
#include "mail/store.h"
#include "office.h"
#include "t/mail/letter.eml.h"
#include "t/mail/letter.html.h"

struct post {
    struct shop s;
    struct conf *conf;
    struct keys keys;
    struct attach_store *files;
    struct mail_env env;
};

static inline void post_open(struct post *p)
{
    struct shop *s = &p->s;
    const char *text, *path;

    memset(p, 0, sizeof *p);
    office_open(s);
    text = arena_fmt(s->a, "[urp]\ndata_dir = %s\nbase_url = https://urp.comune.test\n[smtp]\nfrom = urp@comune.test\n", s->dir);
    path = arena_fmt(s->a, "%s/urp.conf", s->dir);
    AUTO(FILE) FILE *f = fopen(path, "we");
    assume(f && fputs(text, f) >= 0 && fflush(f) == 0);
    assert_rc(conf_load(path, &p->conf, &s->err), OK);
    assert_rc(keys_load(s->dir, &p->keys, &s->err), OK);
    assert_rc(attach_open(s->dir, &p->files, &s->err), OK);
    assert_rc(file_mkdirs(arena_fmt(s->a, "%s/spool", s->dir), 0700, &s->err), OK);
    mime_init();
    p->env = (struct mail_env){ p->conf, s->db, p->files, &p->keys };
}

static inline void post_close(struct post *p)
{
    attach_close(p->files);
    conf_free(p->conf);
    shop_close(&p->s);
}

/* Raw SQL: see shop_tamper. The store is another one afterwards. */
static inline void post_tamper(struct post *p, const char *sql)
{
    assert_int_equal(shop_tamper(&p->s, sql), 0);
    p->env.db = p->s.db;
}

static inline enum rc post_queue_op(struct dbw *w, void *notice, struct err *err)
{
    return notify_queue(w, notice, err);
}

/* Queues a notice and gives its row of the outbox. */
static inline int64_t post_queue(struct post *p, struct notice n)
{
    shop_do(&p->s, post_queue_op, &n);
    return shop_int(&p->s, "SELECT max(id) FROM outbox");
}

static inline enum rc post_say_op(struct dbw *w, void *message, struct err *err)
{
    return message_add(w, message, err);
}

static inline int64_t post_say(struct post *p, int64_t ticket_id, const char *who, const char *body)
{
    struct message m = { .ticket_id = ticket_id, .kind = "reply", .author = ACTOR_SETTORE, .author_name = who, .public = true, .status = "ok", .body = body };

    shop_do(&p->s, post_say_op, &m);
    return m.id;
}

struct posted {
    struct q_outbox_row_full row;
    struct rendered r;
    struct mime_mail mail; /* as the reader's program sees it */
    const char *raw, *html;
};

static inline enum rc post_rendered_op(struct dbw *w, void *rendered, struct err *err)
{
    return outbox_rendered_op(w, rendered, err);
}

static inline const char *post_html(struct post *p, const struct posted *m)
{
    struct notice_facts f;
    struct letter l;
    AUTO(GSTR) GString *html = g_string_new(NULL);

    assert_rc(notice_gather(shop_r(&p->s), p->s.a, &m->row, p->keys.track, "https://urp.comune.test", m->r.token, m->r.link_until_at, &f, &p->s.err), OK);
    notice_write(&f, &l);
    letter_html(html, &l);
    return arena_str(p->s.a, html->str);
}

/* Renders a row as the sender does, and reads the bytes back. */
static inline void post_read(struct post *p, int64_t outbox_id, struct posted *m)
{
    struct shop *s = &p->s;
    struct outbox_rendered o = { .id = outbox_id };
    struct sv raw;
    const char *path;

    memset(m, 0, sizeof *m);
    assert_rc(q_outbox_row_full(shop_r(s), s->a, outbox_id, &m->row, &s->err), OK);
    if (render_row(&p->env, s->a, &m->row, &m->r, &s->err) != OK)
        fail_msg("%s: %s %s", m->row.kind, s->err.field, s->err.text);
    o.r = m->r;
    shop_do(s, post_rendered_op, &o);
    path = mail_path_out(p->conf, s->a, m->r.sha256);
    assert_rc(file_read(s->a, path, 64 << 20, &raw, &s->err), OK);
    m->raw = raw.p;
    AUTO(FD) int fd = open(path, O_RDONLY | O_CLOEXEC), parts = -1;
    assert_rc(mime_parts_new(&parts, &s->err), OK);
    assert_rc(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, s->a, parts, &m->mail, &s->err), OK);
    m->html = post_html(p, m);
}

static inline const char *post_body(struct post *p, const struct posted *m)
{
    return arena_fmt(p->s.a, "%s\n%s", m->mail.text, m->mail.quoted);
}

static inline void post_says(const char *body, const char *what)
{
    if (!strstr(body, what))
        fail_msg("does not say «%s»:\n%s", what, body);
}

static inline void post_keeps(const char *body, const char *what)
{
    if (strstr(body, what))
        fail_msg("says «%s»:\n%s", what, body);
}

#endif
