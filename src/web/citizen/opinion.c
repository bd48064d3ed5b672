/* SPDX-License-Identifier: EUPL-1.2 */
/* Stars for a page or a service: kept at the first click, explained afterwards. No cookie, nothing of the person: what follows is found by
 * the token in the address, and one network has so many votes an hour. */
#include "citizen.h"

#include <string.h>

#include "base/sv.h"
#include "t/web/citizen/plain.html.h"
#include "ticket/opinion.h"
#include "ticket/type.h"
#include "web/public_view.h"

#define VOTES_PER_HOUR 20 /* of one network about one page: an office, a school; whoever votes more often is thanked, not counted */
#define VOTES_IN_ALL_PER_HOUR 60 /* of one network about whatever: an address may hold a number that we never gave */
#define WORDS_PER_HOUR 60

struct opinion_post {
    const char *page, *question, *stars, *reason, *text;
    struct opinion_first first;
    struct opinion_more more;
};

static const struct field rows[] = {
    { .name = "stars", .kind = FIELD_INT, .required = true, .min = 1, .max = 5, .label = "Voto", .missing = "Scegli da una a cinque stelle.",
      .offset = FORM_MEMBER(struct opinion_post, stars) },
    { .name = "reason", .kind = FIELD_TEXT, .max = 10, .label = "Motivo", .offset = FORM_MEMBER(struct opinion_post, reason) },
    { .name = "text", .kind = FIELD_AREA, .max = OPINION_TEXT_MAX, .label = "Altri dettagli", .offset = FORM_MEMBER(struct opinion_post, text) },
    { .name = "pagina", .kind = FIELD_HIDDEN, .max = OPINION_PAGE_MAX, .label = "Pagina", .offset = FORM_MEMBER(struct opinion_post, page) },
    { .name = "domanda", .kind = FIELD_HIDDEN, .max = 10, .label = "Domanda", .offset = FORM_MEMBER(struct opinion_post, question) },
};
#define ROWS_N (sizeof rows / sizeof rows[0])

/* A service begins at its page; what was judged there is over. */
static const struct view_link *back_to(struct req *rq, const char *page, enum opinion_about about)
{
    struct view_link *l = arena_one(req_arena(rq), struct view_link);

    *l = about == OPINION_EASY || !opinion_page_ok(page) ? (struct view_link){ .url = "/", .label = "Vai all’inizio", .icon = "it-arrow-left" } : (struct view_link){ .url = page, .label = "Torna alla pagina", .icon = "it-arrow-left" };
    return l;
}

static struct reply show(struct req *rq, struct view_page page, const struct view_rating *r, const struct view_link *back, const char *text, bool good)
{
    struct plain_view v = { .page = page, .icon = good ? "it-check-circle" : NULL, .tone = good ? TONE_GOOD : TONE_PLAIN, .text = text, .links = back, .n_links = 1 };
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v.page, "/", "Inizio");
    v.page.rating = r;
    plain_page(out, &v);
    return reply_html(rq, v.page.n_errors ? 422 : 200, out);
}

static struct reply show_thanks(struct req *rq, const char *page, enum opinion_about about)
{
    return show(rq, page_new(rq, "Grazie per il tuo giudizio", NULL, NAV_NONE), NULL, back_to(rq, page, about),
                "Ci serve per scrivere meglio queste pagine. Non sappiamo chi sei: se aspetti una risposta, scrivici una richiesta.", true);
}

/* With the stars given: why; with what is wrong, the same as it was typed. */
static struct reply show_more(struct req *rq, const struct view_rating *given, const char *page, enum opinion_about about, const struct form_errors *fe)
{
    struct view_rating *r = arena_one(req_arena(rq), struct view_rating);
    struct view_page p = page_new(rq, given->stars ? "Grazie, il tuo voto è registrato" : "Il tuo giudizio", NULL, NAV_NONE);

    *r = *given;
    r->easy = about == OPINION_EASY;
    r->stars_error = fe ? form_error_of(fe, "stars") : NULL;
    r->text_error = fe ? form_error_of(fe, "text") : NULL;
    page_errors(rq, fe, &p.errors, &p.n_errors);
    return show(rq, p, r, back_to(rq, page, about), given->stars ? "Se vuoi, dicci anche perché: non è obbligatorio." : NULL, given->stars && !p.n_errors);
}

static struct reply kept(struct req *rq, void *arg, const struct err *err)
{
    const struct opinion_first *f = arg;
    bool whole = *f->reason || *f->text;

    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "/giudizio/%s%s", f->token, whole ? "?fatto=1" : "")) : reply_err(rq, err);
}

/* A route fits any number and any word; stars are for what is really there, or somebody could fill the table with pages of his own. */
static bool is_there(struct req *rq, const char *page)
{
    const char *last = strrchr(page, '/') + 1;
    enum ticket_type type;
    int64_t id;

    if (strncmp(page, "/schede/", strlen("/schede/")) == 0)
        return sv_int(sv_from(last), 1, INT64_MAX, &id) && scheda_is_shown(rq, id) && str_eq(page, arena_fmt(req_arena(rq), "/schede/%lld", (long long)id));
    if (strncmp(page, "/servizi/", strlen("/servizi/")) == 0 || strncmp(page, "/richiedi/", strlen("/richiedi/")) == 0)
        return type_parse_slug(last, &type);
    return strncmp(page, "/segnalazioni/", strlen("/segnalazioni/")) != 0; /* those of one report have none */
}

struct reply post_opinion(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct opinion_post *p = arena_one(a, struct opinion_post);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    int64_t stars = 0;
    int retry_s;

    if (form_bind(rq, rows, ROWS_N, p, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (!opinion_page_ok(p->page) || !req_page_exists(rq, p->page) || !is_there(rq, p->page))
        return reply_status(rq, 400);
    (void)sv_int(sv_from(p->stars), 1, 5, &stars);
    enum opinion_about about = str_eq(p->question, "facile") ? OPINION_EASY : OPINION_CLEAR;
    if (fe.n)
        return show_more(rq, &(struct view_rating){ .url = "/giudizio", .page = p->page, .step = RATING_WHOLE, .stars = (int)stars, .reason = p->reason, .text = p->text },
                         p->page, about, &fe);
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(a, "voto:%s:%s", req_client_net(rq), p->page), VOTES_PER_HOUR, 3600, &retry_s) ||
        !ratelimit_allow(app_of(rq)->http, arena_fmt(a, "voti:%s", req_client_net(rq)), VOTES_IN_ALL_PER_HOUR, 3600, &retry_s))
        return show_thanks(rq, p->page, about);
    p->first = (struct opinion_first){ .token = rnd_token(a, TOKEN_BYTES), .about = about, .page = p->page, .stars = stars, .reason = p->reason, .text = p->text };
    return reply_after_write(rq, opinion_first_op, &p->first, kept);
}

struct reply get_opinion(struct req *rq)
{
    struct err err = { 0 };
    struct opinion o;

    if (opinion_open(reader_of(rq), req_arena(rq), req_arg(rq, "token"), &o, &err) != OK)
        return reply_err(rq, &err);
    if (req_query(rq, "fatto"))
        return show_thanks(rq, o.page, o.about);
    return show_more(rq, &(struct view_rating){ .url = arena_fmt(req_arena(rq), "/giudizio/%s", req_arg(rq, "token")), .step = RATING_MORE, .stars = (int)o.stars,
                                                .reason = o.reason, .text = o.text }, o.page, o.about, NULL);
}

static struct reply said(struct req *rq, void *arg, const struct err *err)
{
    const struct opinion_more *m = arg;

    return err->rc == OK ? reply_see(rq, arena_fmt(req_arena(rq), "/giudizio/%s?fatto=1", m->token)) : reply_err(rq, err);
}

struct reply post_opinion_more(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct opinion_post *p = arena_one(a, struct opinion_post);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct opinion o;
    int64_t stars = 0;
    int retry_s;

    if (form_bind(rq, rows, ROWS_N, p, &fe, &err) != OK || opinion_open(reader_of(rq), a, req_arg(rq, "token"), &o, &err) != OK)
        return reply_err(rq, &err);
    if (!sv_int(sv_from(p->stars), 1, 5, &stars))
        stars = o.stars;
    if (fe.n)
        return show_more(rq, &(struct view_rating){ .url = arena_fmt(a, "/giudizio/%s", req_arg(rq, "token")), .step = RATING_MORE, .stars = (int)stars,
                                                    .reason = p->reason, .text = p->text }, o.page, o.about, &fe);
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(a, "voto-parole:%s", req_client_net(rq)), WORDS_PER_HOUR, 3600, &retry_s))
        return show_thanks(rq, o.page, o.about);
    p->more = (struct opinion_more){ .token = req_arg(rq, "token"), .reason = p->reason, .text = p->text, .stars = stars };
    return reply_after_write(rq, opinion_more_op, &p->more, said);
}
