/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/sv.h"
#include "intake/submit.h"
#include "mail/preview.h"
#include "q/ente.h"
#include "q/mail.h"
#include "q/setting.h"
#include "texts.h"
#include "ticket/message.h"
#include "ticket/notify.h"
#include "ticket/template.h"

/* Somebody who does not exist, about something that did not happen. */
static enum rc invent(struct dbw *w, struct submission *s, struct err *err)
{
    struct category *cats;
    size_t n;

    *s = (struct submission){ .type = TYPE_REPORT, .channel = CHANNEL_WEB, .origin_key = "anteprima", .who = { .kind = ACTOR_CITIZEN },
                              .data = { .subject = "Lampione spento", .body = "Il lampione davanti alla scuola è spento da una settimana.", .place = "Via degli Esempi 12",
                                        .name = "Maria", .surname = "Esempio", .email = "maria.esempio@cittadino.example" } };
    TRY(category_list(dbw_reader(w), dbw_arena(w), &cats, &n, err));
    for (size_t i = 0; i < n && !s->data.category; i++)
        if (cats[i].leaf)
            s->data.category = arena_fmt(dbw_arena(w), "%lld", (long long)cats[i].id);
    return intake_submit(w, s, err);
}

/* "mail.answer.intro" */
static bool kind_of(struct arena *a, const char *key, enum notice_kind *ret)
{
    struct sv rest = sv_from(key), piece;

    return sv_next(&rest, '.', &piece) && sv_next(&rest, '.', &piece) && notice_parse(arena_sv(a, piece), ret);
}

static enum rc preview_mail(struct dbw *w, struct text_preview *p, const struct ticket *t, struct err *err)
{
    struct mail_env env = { .conf = p->app->conf, .db = p->app->db, .files = p->app->files, .keys = &p->app->keys };
    struct q_setting_last_mail last;
    struct mail_preview made;
    enum notice_kind kind;

    if (!kind_of(dbw_arena(w), p->mail_key, &kind))
        FAIL(err, E_NOTFOUND, "", "%s is no text of a mail", p->mail_key);
    TRY(q_ente_put(w, arena_fmt(dbw_arena(w), "text.%s", p->mail_key), p->value, err));
    TRY(q_registers_change(w, err));
    TRY(notify_citizen(w, t, kind, 0, 0, err));
    TRY(q_setting_last_mail(dbw_reader(w), dbw_arena(w), t->id, &last, err));
    TRY(mail_preview(&env, dbw_reader(w), dbw_arena(w), last.id, &made, err));
    p->subject = arena_str(p->a, made.subject);
    p->text = arena_str(p->a, made.text);
    return OK;
}

enum rc text_preview_op(struct dbw *w, void *preview, struct err *err)
{
    struct text_preview *p = preview;
    struct submission s;
    char *filled = NULL;

    p->subject = p->text = NULL;
    TRY(template_check(p->value, err));
    TRY(invent(w, &s, err));
    if (p->mail_key) {
        TRY(preview_mail(w, p, &s.ticket, err));
    } else {
        TRY(template_fill(dbw_reader(w), dbw_arena(w), &s.ticket, p->operator_name, p->value, &filled, err));
        p->text = arena_str(p->a, filled);
    }
    FAIL(err, E_CONFLICT, "", "a preview leaves nothing behind");
}
