/* SPDX-License-Identifier: EUPL-1.2 */
/* A door of the body, open or closed, into the store. */
#include "base/clock.h"
#include "base/sv.h"
#include "ente_bind.h"
#include "ente_put.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/channel.h"

struct channel_in {
    const char *channel, *until, *text;
    int64_t closed;
};
#define K(kind_, name_, required_) { #name_, kind_, required_, offsetof(struct channel_in, name_) }
static const struct bind_key keys[] = {
    K(BIND_CODE, channel, true), K(BIND_BOOL, closed, true), K(BIND_LINE, until, false), K(BIND_TEXT, text, false),
};

/* Closed already, it stays closed since then, also when a file says so again; open or open again by itself, it closes now. */
static enum rc closed_since(struct load *l, const char *code, int64_t now_at, int64_t *ret, struct err *err)
{
    const struct q_channel_all *rows;
    size_t n;

    *ret = now_at;
    TRY(q_channel_all(dbw_reader(l->w), &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        int32_t until_day;

        if (str_eq(rows[i].code, code) && rows[i].closed && (!day_parse(rows[i].until_day, &until_day) || day_of(now_at) <= until_day))
            *ret = rows[i].closed_at;
    }
    return OK;
}

enum rc put_channel(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct channel_in in = { 0 };
    enum channel c;
    int64_t closed_at;
    int32_t day;
    bool any;

    TRY(bind_object(l->a, o, path, keys, sizeof keys / sizeof keys[0], &in, err));
    if (!channel_parse(in.channel, &c) || !channel_is_here(c))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.channel", path), "%s.channel: il canale «%.60s» non esiste.", path, in.channel);
    if (*in.until && !day_parse(in.until, &day))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.until", path), "%s.until: ci vuole un giorno, per esempio 2026-12-31.", path);
    if (in.closed && channel_stays_open(c))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.closed", path), "%s.closed: la PEC non si può chiudere: un'istanza dal domicilio digitale va registrata e seguita (CAD, artt. 40-bis e 65).", path);
    TRY(closed_since(l, in.channel, clock_now_at(), &closed_at, err));
    TRY(q_channel_put(l->w, in.channel, in.closed, in.closed ? closed_at : 0, in.until, in.text, err));
    TRY(q_registers_change(l->w, err)); /* what this connection keeps is read anew */
    TRY(channel_any_open(dbw_reader(l->w), l->a, clock_now_at(), &any, err));
    if (!any)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.closed", path),
             "%s.closed: resta aperto almeno un modo di presentare una richiesta scritta, anche di accesso: PEC, moduli, sportello o lettera.", path);
    return OK;
}
