/* SPDX-License-Identifier: EUPL-1.2 */
/* "Forse la risposta c'è già": what the public schede say to what somebody is writing. The words come in the body of a POST, not in an
 * address, which others write into their logs; nothing of them is kept. */
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "citizen.h"
#include "t/web/citizen/answers.html.h"
#include "ticket/scheda.h"
#include "web/scheda_view.h"

enum { SHOWN_MAX = 3, START_CHARS = 500, TYPED_MIN_CHARS = 10, TYPED_MAX_CHARS = 2000 };
#define ASKED_PER_HOUR 1200 /* a network of a school or an office has many writers, and each asks while typing */

enum rc answers_find(struct req *rq, const char *typed, struct answers_view *ret, struct err *err)
{
    static const struct scheda_filter public = { .only_public = true };
    struct arena *a = req_arena(rq);
    struct scheda_hit *hits;
    struct scheda_row *rows;
    size_t n;

    *ret = (struct answers_view){ 0 };
    if (text_chars(typed) < TYPED_MIN_CHARS)
        return OK;
    TRY(scheda_find(reader_of(rq), a, typed, &public, SHOWN_MAX, &hits, &n, err));
    rows = arena_array(a, n + 1, struct scheda_row);
    /* Far behind the best one is chance: a word that both happen to hold. */
    for (size_t i = 0; i < n && 2 * hits[i].score >= hits[0].score; i++)
        rows[ret->n_found++] = (struct scheda_row){ .url = arena_fmt(a, "/schede/%lld", (long long)hits[i].scheda.id), .title = hits[i].scheda.title,
                                                    .start = text_short(a, hits[i].scheda.body, START_CHARS) };
    ret->found = rows;
    ret->say = arena_fmt(a, tr_n("Sotto il testo c'è %d risposta che forse ti serve.", "Sotto il testo ci sono %d risposte che forse ti servono.", (long)ret->n_found), (int)ret->n_found);
    return OK;
}

struct reply post_answers(struct req *rq)
{
    static const struct field row = { .name = "q", .kind = FIELD_AREA, .max = TYPED_MAX_CHARS, .label = "Testo" };
    struct form_errors fe = { 0 };
    struct answers_view v;
    struct err err = { 0 };
    const char *typed = "";
    GString *out;
    int retry_s;

    if (!ratelimit_allow(app_of(rq)->http, arena_fmt(req_arena(rq), "answers:%s", req_client_net(rq)), ASKED_PER_HOUR, 3600, &retry_s))
        return reply_status(rq, 429);
    if (form_bind(rq, &row, 1, &typed, &fe, &err) != OK || answers_find(rq, fe.n ? "" : typed, &v, &err) != OK)
        return reply_err(rq, &err);
    reply_header(rq, "X-Robots-Tag", "noindex");
    out = g_string_sized_new(4096);
    part_answers(out, &v);
    return reply_html(rq, 200, out);
}
