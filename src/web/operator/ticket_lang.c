/* SPDX-License-Identifier: EUPL-1.2 */
/* The language of one request: seen beside its story, and corrected there. */
#include "base/sv.h"
#include "base/tr.h"
#include "list.h"
#include "ticket/lang.h"
#include "ticket/message.h"
#include "ticket_parts.h"
#include "web/access.h"

const struct lang_view *lang_box_of(struct req *rq, const struct ticket *t, const struct ticket_words *words)
{
    struct arena *a = req_arena(rq);
    struct lang_view *v = arena_one(a, struct lang_view);
    struct view_option *o = arena_array(a, langs_n, struct view_option);
    bool italian = str_eq(words->lang, LANG_ITALIAN);
    struct actor me;

    for (size_t i = 0; i < langs_n; i++)
        o[i] = (struct view_option){ .value = langs[i].id, .label = langs[i].name, .chosen = str_eq(langs[i].id, words->lang) };
    *v = (struct lang_view){ .name = lang_name(words->lang), .langs = o, .n_langs = langs_n };
    if (!italian) {
        v->note = tr_lang(words->lang) ? "I messaggi automatici partono in questa lingua. I testi pronti in questa lingua vengono per primi."
                                       : "I messaggi automatici partono in italiano: non ci sono in questa lingua. I testi pronti in questa lingua vengono per primi.";
        v->list_url = arena_fmt(a, "/ufficio/richieste?lingua=%s", words->lang);
    }
    if (access_works(rq, t, &me) && me.kind == ACTOR_URP) {
        v->url = ticket_url(rq, t, "lingua");
        v->csrf = req_identity(rq)->csrf;
        v->version = arena_fmt(a, "%lld", (long long)t->version);
    }
    return v;
}

struct naming {
    struct ticket t;
    struct actor who;
    const char *lang;
    int64_t version;
};

static enum rc lang_op(struct dbw *w, void *arg, struct err *err)
{
    struct naming *g = arg;
    struct ticket t;

    TRY(ticket_for_change(w, g->t.id, g->version, &t, err));
    return words_lang(w, &t, g->who, g->lang, err);
}

static struct reply named(struct req *rq, void *arg, const struct err *err)
{
    return ticket_box_done(rq, &OF(struct naming, arg)->t, "lingua", "lingua", "?fatto=lingua", err);
}

struct reply post_lang(struct req *rq)
{
    struct naming *g = arena_one(req_arena(rq), struct naming);
    struct reply failed;

    if (!ticket_of(rq, &g->t, &failed))
        return failed;
    if (!access_works(rq, &g->t, &g->who) || g->who.kind != ACTOR_URP)
        return reply_status(rq, 403);
    g->version = ticket_version_parse(req_field(rq, "version"));
    g->lang = req_field(rq, "lingua");
    return reply_after_write(rq, lang_op, g, named);
}
