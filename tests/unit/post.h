/* SPDX-License-Identifier: EUPL-1.2 */
/* Notices queued by hand on the desk of mail_desk.h, in any state of a ticket. */
#ifndef URP_TESTS_POST_H
#define URP_TESTS_POST_H

#include "mail/notice.h"
#include "mail/render.h"
#include "mail_desk.h"
#include "t/mail/letter.html.h"

/* Raw SQL: see shop_tamper. The store is another one afterwards. */
static inline void post_tamper(struct desk *d, const char *sql)
{
    assert_int_equal(shop_tamper(&d->s, sql), 0);
    d->env.db = d->s.db;
}

static inline enum rc post_queue_op(struct dbw *w, void *notice, struct err *err)
{
    return notify_queue(w, notice, NULL, err);
}

/* Gives the row of the outbox. */
static inline int64_t post_queue(struct desk *d, struct notice n)
{
    shop_do(&d->s, post_queue_op, &n);
    return shop_int(&d->s, "SELECT max(id) FROM outbox");
}

static inline enum rc post_say_op(struct dbw *w, void *message, struct err *err)
{
    return message_add(w, message, err);
}

static inline int64_t post_say(struct desk *d, int64_t ticket_id, const char *who, const char *body)
{
    struct message m = { .ticket_id = ticket_id, .kind = "reply", .author = ACTOR_SETTORE, .author_name = who, .public = true, .status = "ok", .body = body };

    shop_do(&d->s, post_say_op, &m);
    return m.id;
}

static inline const char *post_html(struct desk *d, const struct seen *l)
{
    struct notice_facts f;
    struct letter letter;
    AUTO(GSTR) GString *html = g_string_new(NULL);

    assert_rc(notice_gather(shop_r(&d->s), d->s.a, &l->row, d->keys.track, BASE_URL, l->r.token, l->r.link_until_at, &f, &d->s.err), OK);
    notice_write(&f, &letter);
    letter_html(html, &letter);
    return arena_str(d->s.a, html->str);
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
