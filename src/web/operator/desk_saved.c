/* SPDX-License-Identifier: EUPL-1.2 */
/* What a person at the desk takes along: the number read out, a text for the telephone, the receipt on paper or as a file. */
#include "base/clock.h"
#include "base/sv.h"
#include "desk.h"
#include "intake/sms.h"
#include "q/contact.h"
#include "ticket/track.h"

/* The text message holds the citizen's key, because it is for him: it is there while he is, for whoever wrote down what he said, and then
 * no more. Later the paper is given again (ticket_seen.c). */
#define AT_THE_DESK_S 3600

enum rc desk_saved_of(struct req *rq, const char *typed, const struct desk_saved **ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct desk_saved *s = arena_one(a, struct desk_saved);
    struct q_typed_in_by who;
    struct category c = { 0 };
    struct ticket t;
    char *secret;
    enum rc rc = ticket_by_code(reader_of(rq), a, typed, &t, err);

    if (rc == OK)
        rc = q_typed_in_by(reader_of(rq), a, t.id, &who, err);
    if (rc == E_NOTFOUND || (rc == OK && (who.actor_id != req_identity(rq)->user_id || clock_now_at() - who.at > AT_THE_DESK_S)))
        return OK;
    TRY(rc);
    TRY(track_secret(reader_of(rq), a, app_of(rq)->keys.track, t.id, &secret, err));
    if (t.category_id)
        TRY(category_by_id(reader_of(rq), t.category_id, &c, err));
    *s = (struct desk_saved){ .code = arena_str(a, t.code), .url = arena_fmt(a, "/ufficio/richieste/%s", t.code), .print_url = arena_fmt(a, "/ufficio/richieste/%s/ricevuta", t.code),
                              .pdf_url = arena_fmt(a, "/ufficio/richieste/%s/ricevuta/pdf", t.code),
                              .sms = sms_receipt(a, page_body(rq)->name, t.code, arena_fmt(a, "%s%s", app_of(rq)->base_url, track_path(a, t.code, secret))), .answered = !t.open, .emergency = c.emergency && t.open };
    *ret = s;
    return OK;
}
