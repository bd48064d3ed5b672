/* SPDX-License-Identifier: EUPL-1.2 */
/* What a citizen does on the page of a request: add, reopen, withdraw, judge. GET never acts. */
#include <string.h>

#include "../taken.h"
#include "base/limits.h"
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "dispatch/work.h"
#include "q/dispatch.h"
#include "t/web/citizen/rate.html.h"
#include "ticket/message.h"
#include "ticket/publish.h"
#include "ticket/opinion.h"

/* One request, one citizen: more than this is no conversation. */
#define ACTS_AN_HOUR 20

struct act_post {
    const char *text;
    const char *slug;  /* of the form */
    struct work work;
    struct taken taken;
    const char *done;  /* where to go afterwards */
};

static const struct field text_row[] = {
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .label = "Testo", .offset = FORM_MEMBER(struct act_post, text) },
};

static enum rc act_op(struct dbw *w, void *arg, struct err *err)
{
    return work_do(w, &OF(struct act_post, arg)->work, err);
}

/* The page as it stands now, with the form that did not work and what was typed in it. */
static struct reply act_again(struct req *rq, const struct act_post *p, const char *field, const char *error)
{
    struct reply failed;
    struct ticket t;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    return track_show(rq, &t, &(struct track_typed){ .action = p->slug, .text = p->text, .error = error, .error_field = field });
}

static struct reply acted(struct req *rq, void *arg, const struct err *err)
{
    struct act_post *p = arg;

    if (err->rc == E_INPUT || err->rc == E_CONFLICT)
        return act_again(rq, p, "testo", arena_str(req_arena(rq), err->text));
    return err->rc == OK ? reply_see(rq, p->done) : reply_err(rq, err);
}

static struct reply act_write(struct req *rq, struct act_post *p)
{
    p->work.files = p->taken.files;
    p->work.n_files = p->taken.n;
    return reply_after_write(rq, act_op, p, acted);
}

static enum rc act_take(struct app *app, struct arena *a, void *arg, struct err *err)
{
    struct act_post *p = arg;

    return taken_run(app, a, &p->taken, err);
}

static struct reply act_taken(struct req *rq, void *arg, const struct err *err)
{
    struct act_post *p = arg;

    if (err->rc != OK)
        return reply_err(rq, err);
    taken_done(rq, &p->taken);
    if (!p->taken.error)
        return act_write(rq, p);
    /* Browsers send a file once: whoever chose three must know that the other two did not get here either. */
    return act_again(rq, p, "files", p->taken.n ? arena_fmt(req_arena(rq), "%s %s", p->taken.error, tr("Anche gli altri file vanno scelti di nuovo.")) : p->taken.error);
}

static struct reply act(struct req *rq, enum work_action action, const char *slug, const char *done)
{
    struct act_post *p = arena_one(req_arena(rq), struct act_post);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    int retry_s;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "act:%lld", (long long)t.id), ACTS_AN_HOUR, 3600, &retry_s))
        return reply_status(rq, 429);
    if (form_bind(rq, text_row, 1, p, &fe, &err) != OK)
        return reply_err(rq, &err);
    p->slug = slug;
    if (fe.n)
        return act_again(rq, p, "testo", fe.list[0].text);
    p->work = (struct work){ .action = action, .ticket_id = t.id, .who = { .kind = ACTOR_CITIZEN }, .channel = CHANNEL_WEB, .text = p->text,
                             .reopen_days = conf_int(app_of(rq)->conf, "tempi", "reopen_days") };
    p->done = arena_fmt(req_arena(rq), "%s?fatto=%s", track_url(rq, &t, ""), done);
    p->taken.room = UPLOADS_MAX;
    if (taken_any(rq, &p->taken))
        return reply_after_job(rq, app_of(rq)->media, act_take, p, act_taken);
    return act_write(rq, p);
}

struct reply post_track_add(struct req *rq)
{
    return act(rq, WORK_CITIZEN_INFO, "aggiungi", "aggiunta");
}

struct reply post_track_redact(struct req *rq)
{
    return act(rq, WORK_ASK_REDACT, "oscura", "oscuramento");
}

struct reply post_track_reopen(struct req *rq)
{
    return act(rq, WORK_REOPEN, "riapri", "riaperta");
}

struct reply post_track_withdraw(struct req *rq)
{
    return act(rq, WORK_WITHDRAW, "ritira", "ritirata");
}

/* ---- rating ------------------------------------------------------------------------------------- */

struct rate_post {
    const char *stars, *reason, *text;
    struct work_rating rating;
    const char *done;
};

static const struct field rate_rows[] = {
    { .name = "stars", .kind = FIELD_INT, .required = true, .min = 1, .max = 5, .label = "Giudizio",
      .missing = "Scegli da una a cinque stelle.", .offset = FORM_MEMBER(struct rate_post, stars) },
    { .name = "reason", .kind = FIELD_TEXT, .max = 10, .label = "Motivo", .offset = FORM_MEMBER(struct rate_post, reason) },
    { .name = "text", .kind = FIELD_AREA, .max = OPINION_TEXT_MAX, .label = "Commento", .offset = FORM_MEMBER(struct rate_post, text) },
};

static struct reply show_rate(struct req *rq, const struct ticket *t, const struct view_rating *typed, const struct form_errors *fe)
{
    struct ticket_words words;
    struct err err = { 0 };
    struct rate_view v = { .rating = *typed };
    GString *out;

    if (words_of(reader_of(rq), req_arena(rq), t->id, &words, &err) != OK)
        return reply_err(rq, &err);
    v.page = page_new(rq, "Com'è andata?", NULL, NAV_TRACK);
    v.rating.url = track_url(rq, t, "giudizio");
    v.rating.step = RATING_WHOLE;
    v.rating.easy = true;
    v.code = arena_str(req_arena(rq), t->code);
    v.subject = words.subject;
    v.rating.stars_error = fe ? form_error_of(fe, "stars") : NULL;
    v.rating.text_error = fe ? form_error_of(fe, "text") : NULL;
    page_errors(rq, fe, &v.page.errors, &v.page.n_errors);
    page_crumb(rq, &v.page, "/", "Inizio");
    page_crumb(rq, &v.page, track_url(rq, t, ""), "La tua richiesta");
    out = g_string_sized_new(16384);
    rate_page(out, &v);
    return reply_html(rq, fe && fe->n ? 422 : 200, out);
}

struct reply get_rate(struct req *rq)
{
    struct q_rating_of given = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (t.open || t.outcome == OUTCOME_WITHDRAWN) /* nobody served them */
        return reply_see(rq, track_url(rq, &t, ""));
    (void)!q_rating_of(reader_of(rq), req_arena(rq), t.id, &given, &err); /* none yet: an empty form */
    return show_rate(rq, &t, &(struct view_rating){ .stars = (int)given.stars, .reason = given.reason, .text = given.text }, NULL);
}

static enum rc rate_op(struct dbw *w, void *arg, struct err *err)
{
    return work_rate(w, &OF(struct rate_post, arg)->rating, err);
}

static struct reply rated(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_see(rq, OF(struct rate_post, arg)->done) : reply_err(rq, err);
}

struct reply post_rate(struct req *rq)
{
    struct rate_post *p = arena_one(req_arena(rq), struct rate_post);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    int64_t stars = 0;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (form_bind(rq, rate_rows, 3, p, &fe, &err) != OK)
        return reply_err(rq, &err);
    (void)sv_int(sv_from(p->stars), 1, 5, &stars);
    if (fe.n)
        return show_rate(rq, &t, &(struct view_rating){ .stars = (int)stars, .reason = p->reason, .text = p->text }, &fe);
    p->rating = (struct work_rating){ .ticket_id = t.id, .stars = stars, .reason = p->reason, .text = p->text };
    p->done = arena_fmt(req_arena(rq), "%s?fatto=giudizio", track_url(rq, &t, ""));
    return reply_after_write(rq, rate_op, p, rated);
}

/* ---- whether everybody may read it ---------------------------------------------------------------- */

struct wish_post {
    const char *wanted;
    struct publish_wish wish;
    const char *done;
};
static const struct field wish_row[] = {
    { .name = "vuole", .kind = FIELD_TEXT, .max = 1, .label = "Può essere pubblicata", .offset = FORM_MEMBER(struct wish_post, wanted) },
};

static enum rc wish_op(struct dbw *w, void *arg, struct err *err)
{
    return publish_wish_op(w, &OF(struct wish_post, arg)->wish, err);
}

static struct reply wished(struct req *rq, void *arg, const struct err *err)
{
    return err->rc == OK ? reply_see(rq, OF(struct wish_post, arg)->done) : reply_err(rq, err);
}

struct reply post_track_public(struct req *rq)
{
    struct wish_post *p = arena_one(req_arena(rq), struct wish_post);
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    struct reply failed;
    struct ticket t;
    int retry_s;

    if (!track_ticket(rq, &t, &failed))
        return failed;
    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "act:%lld", (long long)t.id), ACTS_AN_HOUR, 3600, &retry_s))
        return reply_status(rq, 429);
    if (form_bind(rq, wish_row, 1, p, &fe, &err) != OK)
        return reply_err(rq, &err);
    if (t.type != TYPE_REPORT)
        return reply_status(rq, 404);
    p->wish = (struct publish_wish){ .ticket_id = t.id, .who = { .kind = ACTOR_CITIZEN }, .is_public = str_eq(p->wanted, "1") };
    p->done = arena_fmt(req_arena(rq), "%s?fatto=pubblica", track_url(rq, &t, ""));
    return reply_after_write(rq, wish_op, p, wished);
}
