/* SPDX-License-Identifier: EUPL-1.2 */
/* /ufficio/pubblicazioni: what readers say is wrong, and which reports nobody has looked at for publication. */
#include "base/sv.h"
#include "base/text.h"
#include "publish.h"
#include "q/public.h"
#include "t/web/operator/publish.html.h"
#include "ticket/calendar.h"
#include "ticket/publish.h"
#include "web/access.h"

enum { FLAGS_SHOWN = 50, ROWS_SHOWN = 50, STRETCH = 2000 /* requests looked at for one page: whoever goes on sees the older ones */ };

static const char *row_url(struct req *rq, const char *code)
{
    return arena_fmt(req_arena(rq), "/ufficio/richieste/%s/pubblica", code);
}

static const char *flag_label(const char *id)
{
    for (size_t i = 0; i < publish_flags_n; i++)
        if (str_eq(publish_flags[i].id, id))
            return publish_flags[i].label;
    return "";
}

static enum rc draw_flagged(struct req *rq, struct publish_queue_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_public_flags_waiting *rows;
    struct publish_row *list;
    size_t n;

    TRY(q_public_flags_waiting(reader_of(rq), a, FLAGS_SHOWN, &rows, &n, err));
    list = arena_array(a, n, struct publish_row);
    for (size_t i = 0; i < n; i++)
        if (!(rows[i].flags & TICKET_CONFIDENTIAL) && access_of_row(rq, rows[i].ticket_id, rows[i].flags) >= ACCESS_READ)
            list[v->n_flagged++] = (struct publish_row){ .url = row_url(rq, rows[i].code), .code = rows[i].code, .title = rows[i].title, .about = flag_label(rows[i].reason),
                                                         .on = day_format_it(a, day_of(rows[i].at)), .words = rows[i].text,
                                                         .badge = str_eq(rows[i].state, "shown") ? (struct view_badge){ "Pubblicata", TONE_WARN } : (struct view_badge){ "Già tolta", TONE_PLAIN } };
    v->flagged = list;
    return OK;
}

static enum rc draw_waiting(struct req *rq, struct publish_queue_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    const char *typed = req_query(rq, "da");
    struct q_public_newest_ticket newest;
    struct q_public_candidates *rows;
    struct publish_row *list;
    int64_t before, from;
    size_t n;

    TRY(q_public_newest_ticket(reader_of(rq), a, &newest, err));
    before = newest.id + 1;
    if (typed)
        (void)sv_int(sv_from(typed), 1, newest.id, &before);
    from = before > STRETCH ? before - STRETCH : 0;
    TRY(q_public_candidates(reader_of(rq), a, from, before, ROWS_SHOWN, &rows, &n, err));
    list = arena_array(a, n, struct publish_row);
    for (size_t i = 0; i < n; i++) {
        enum state state = STATE_RECEIVED;
        struct category c;

        if (access_of_row(rq, rows[i].id, rows[i].flags) < ACCESS_READ)
            continue;
        assume(state_parse(rows[i].state, &state));
        list[v->n_waiting++] = (struct publish_row){ .url = row_url(rq, rows[i].code), .code = rows[i].code, .title = rows[i].subject,
                                                     .about = category_by_id(reader_of(rq), rows[i].category_id, &c, NULL) == OK ? c.name : "",
                                                     .on = day_format_it(a, day_of(rows[i].presented_at)), .words = rows[i].place,
                                                     .badge = { state_label(state), page_state_tone(state) } };
    }
    v->waiting = list;
    before = n == ROWS_SHOWN ? rows[n - 1].id : from;
    if (before > 1)
        v->next_url = arena_fmt(a, "/ufficio/pubblicazioni?da=%lld", (long long)before);
    return OK;
}

struct reply get_publish_queue(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct publish_queue_view v = { .page = office_page_new(rq, "Pubblicazioni", MENU_PUBLISH) };
    struct err err = { 0 };
    GString *out;

    if (!publish_is_on(reader_of(rq)))
        v.off = "L'ente non pubblica le segnalazioni. Si decide nelle impostazioni: «Il nostro ente», «Segnalazioni pubbliche», e argomento per argomento.";
    if (draw_flagged(rq, &v, &err) != OK || (!v.off && draw_waiting(rq, &v, &err) != OK))
        return reply_err(rq, &err);
    out = g_string_sized_new(16384);
    publish_queue_page(out, &v);
    return reply_html(rq, 200, out);
}
