/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/channel.h"

#include "base/sv.h"
#include "base/tr.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"

/* CAD art. 65 c. 1 c-bis: an application from the digital domicile is valid; c. 1-ter: who does not start the proceeding answers for
 * it; art. 40-bis: it must be registered. */
const char *channel_stays_open(enum channel c)
{
    if (c != CHANNEL_PEC)
        return NULL;
    /* po: off */
    return "La PEC non si può chiudere: chi scrive dal proprio domicilio digitale presenta un'istanza valida, che l'ente deve registrare e a cui deve dare seguito "
           "(Codice dell'amministrazione digitale, artt. 40-bis e 65). Non farlo è una responsabilità di chi ci lavora (art. 65, comma 1-ter).";
    /* po: on */
}

bool channel_is_here(enum channel c)
{
    return c != CHANNEL_API;
}

enum rc channel_state(struct dbr *r, struct arena *a, enum channel c, int64_t at, struct channel_state *ret, struct err *err)
{
    const struct q_channel_all *rows;
    size_t n;

    *ret = (struct channel_state){ .text = "" };
    TRY(q_channel_all(r, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        if (!rows[i].closed || rows[i].stale || !str_eq(rows[i].code, channel_id(c)) || channel_stays_open(c))
            continue;
        if (*rows[i].until_day && !day_parse(rows[i].until_day, &ret->until_day))
            ret->until_day = 0;
        ret->closed = at >= rows[i].closed_at && (!ret->until_day || day_of(at) <= ret->until_day);
        ret->text = arena_str(a, rows[i].text);
    }
    return OK;
}

const char *channel_until_words(struct arena *a, const struct channel_state *s)
{
    return s->until_day ? arena_fmt(a, tr("fino al %s"), day_format_it(a, s->until_day)) : "";
}

static const char *joined(struct arena *a, const char *x, const char *y)
{
    return *x && *y ? arena_fmt(a, "%s (%s)", x, y) : *x ? x : y;
}

/* "" when the body does not say how. */
static const char *reached_by(struct dbr *r, struct arena *a, enum channel c, const char *base_url)
{
    switch (c) {
    case CHANNEL_WEB: return base_url;
    case CHANNEL_MAIL: return ente_text(r, a, "email", "");
    case CHANNEL_PEC: return ente_text(r, a, "pec", "");
    case CHANNEL_PHONE: return ente_text(r, a, "phone", "");
    case CHANNEL_COUNTER: return joined(a, ente_text(r, a, "address", ""), ente_text(r, a, "hours", ""));
    case CHANNEL_LETTER: return ente_text(r, a, "address", "");
    case CHANNEL_API: return "";
    }
    assume(!"channel out of range");
}

enum rc channel_ways(struct dbr *r, struct arena *a, const char *base_url, int64_t now_at, struct channel_way ret[CHANNEL_WAYS_MAX], size_t *ret_n,
                     struct err *err)
{
    *ret_n = 0;
    for (int c = 0; c < CHANNELS; c++) {
        const char *how = reached_by(r, a, (enum channel)c, base_url);
        struct channel_state s;

        TRY(channel_state(r, a, (enum channel)c, now_at, &s, err));
        if (*how && !s.closed)
            ret[(*ret_n)++] = (struct channel_way){ (enum channel)c, channel_name((enum channel)c), how };
    }
    return OK;
}

enum rc channel_any_open(struct dbr *r, struct arena *a, int64_t now_at, bool *ret, struct err *err)
{
    static const enum channel doors[] = { CHANNEL_WEB, CHANNEL_COUNTER, CHANNEL_LETTER };
    struct channel_state s;

    *ret = *ente_text(r, a, "pec", "") != '\0';
    for (size_t i = 0; i < sizeof doors / sizeof doors[0]; i++) {
        TRY(channel_state(r, a, doors[i], now_at, &s, err));
        *ret |= !s.closed;
    }
    return OK;
}
