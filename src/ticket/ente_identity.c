/* SPDX-License-Identifier: EUPL-1.2 */
/* What the body wants to know of who asks, into the store. */
#include "base/sv.h"
#include "ente_bind.h"
#include "ente_put.h"
#include "q/identity.h"
#include "ticket/identity.h"

struct identity_in {
    const char *type, *ask, *text;
    int64_t papers;
};
#define K(kind_, name_, required_) { #name_, kind_, required_, offsetof(struct identity_in, name_) }
static const struct bind_key keys[] = {
    K(BIND_CODE, type, true), K(BIND_CODE, ask, true), K(BIND_BOOL, papers, false), K(BIND_TEXT, text, false),
};

enum rc put_identity(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct identity_in in = { 0 };
    enum ticket_type type;
    enum identity_ask ask;

    TRY(bind_object(l->a, o, path, keys, sizeof keys / sizeof keys[0], &in, err));
    if (!type_parse(in.type, &type))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.type", path), "%s.type: il tipo «%.60s» non esiste.", path, in.type);
    if (!identity_ask_parse(in.ask, &ask))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.ask", path), "%s.ask: ci vuole no, offer o want.", path);
    if (identity_by_law(type) && ask != IDENTITY_WANTED)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.ask", path), "%s.ask: per questo tipo lo vuole la legge: non si può togliere.", path);
    if (identity_by_law(type) && !in.papers && json_object_get(o, "papers"))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.papers", path), "%s.papers: il modulo firmato con la copia del documento vale per legge (CAD, art. 65): non si può rifiutare.", path);
    if (ask == IDENTITY_WANTED && !type_info(type)->identified)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.ask", path), "%s.ask: a chi presenta questo tipo di richiesta la legge non chiede chi è: si può offrire, non pretendere.", path);
    return q_identity_rule_put(l->w, in.type, in.ask, identity_by_law(type) ? 1 : in.papers, in.text, err);
}
