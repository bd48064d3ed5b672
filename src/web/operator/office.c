/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "operator.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "ticket/publish.h"
#include "web/access.h"
#include "web/faults.h"

/* Who sees a part of the desk gets the numbers of that part. */
static enum rc counts_of(struct req *rq, struct q_frame_counts *ret, struct err *err)
{
    struct q_board_counts part;
    int64_t now_at = clock_now_at();

    if (access_is_wide(req_identity(rq)))
        return q_frame_counts(reader_of(rq), req_arena(rq), ret, err);
    TRY(board_counts_of(rq, 0, 0, now_at, day_end_at(day_of(now_at)), &part, err));
    *ret = (struct q_frame_counts){ .all = part.all, .undelivered = part.undelivered, .flagged = part.flagged, .mails = part.mails };
    return OK;
}

static struct q_frame_counts office_counts(struct req *rq)
{
    struct q_frame_counts counts = { 0 };
    struct err err = { 0 };

    if (counts_of(rq, &counts, &err) != OK)
        log_err("office.counts", &err);
    return counts;
}

static const char *count_text(struct arena *a, int64_t n)
{
    return n ? arena_fmt(a, "%lld", (long long)n) : NULL;
}

/* What is wrong with the desk goes before what is wrong with one request or one mail. */
static size_t alarms_of(struct req *rq, const struct q_frame_counts *c, const struct view_link **ret)
{
    struct arena *a = req_arena(rq);
    const struct view_link *faults;
    size_t n = faults_now(app_of(rq), reader_of(rq), a, clock_now_at(), &faults);
    struct view_link *list = arena_array(a, n + 2, struct view_link);

    memcpy(list, faults, n * sizeof *faults);
    if (c->undelivered)
        list[n++] = (struct view_link){ .url = "/ufficio?fascia=non-consegnate",
                                        .label = c->undelivered == 1 ? "C'è una richiesta con un messaggio non consegnato."
                                                                     : arena_fmt(a, "Ci sono %lld richieste con messaggi non consegnati.", (long long)c->undelivered) };
    if (c->mails)
        list[n++] = (struct view_link){ .url = "/ufficio/posta?scheda=da-leggere", .label = "C'è posta in arrivo che non siamo riusciti a leggere." };
    *ret = list;
    return n;
}

struct office_page office_page_new(struct req *rq, const char *title, enum office_menu here)
{
    struct arena *a = req_arena(rq);
    const struct identity *me = req_identity(rq);
    struct q_frame_counts c = office_counts(rq);
    struct view_link *menu = arena_array(a, 9, struct view_link);
    struct office_page p = { .body = page_body(rq), .title = title, .user_name = me->name, .csrf = me->csrf,
                             .sign_out_url = "/ufficio/esci", .account_url = "/ufficio/accesso", .help_url = "/ufficio/aiuto",
                             .keys_off = !office_keys_on(rq), .menu = menu };
    size_t n = 0;

    if (me->roles & (ROLE_DESK | ROLE_READER)) {
        p.search_url = "/ufficio/richieste";
        menu[n++] = (struct view_link){ .url = "/ufficio", .label = "Da fare", .key = "d", .icon = "it-inbox", .current = here == MENU_BOARD,
                                        .count = count_text(a, c.all), .tone = TONE_INFO };
    }
    if (me->roles & (ROLE_SETTORE | ROLE_RPCT))
        menu[n++] = (struct view_link){ .url = "/ufficio/assegnate", .label = "Le tue richieste", .icon = "it-inbox", .current = here == MENU_MINE };
    if (me->roles & (ROLE_DESK | ROLE_READER))
        menu[n++] = (struct view_link){ .url = "/ufficio/richieste", .label = "Tutte le richieste", .icon = "it-list", .current = here == MENU_LIST };
    if (me->roles & ROLE_DESK)
        menu[n++] = (struct view_link){ .url = "/ufficio/nuova", .label = "Nuova richiesta", .key = "n", .icon = "it-plus-circle", .current = here == MENU_NEW };
    if (me->roles & (ROLE_DESK | ROLE_READER))
        menu[n++] = (struct view_link){ .url = "/ufficio/posta", .label = "Posta", .icon = "it-mail", .current = here == MENU_MAIL,
                                        .count = count_text(a, c.mails + c.undelivered), .tone = TONE_BAD };
    if (me->roles & ROLE_DESK && publish_is_on(reader_of(rq)))
        menu[n++] = (struct view_link){ .url = "/ufficio/pubblicazioni", .label = "Pubblicazioni", .icon = "it-presentation", .current = here == MENU_PUBLISH,
                                        .count = count_text(a, c.flagged), .tone = TONE_BAD };
    menu[n++] = (struct view_link){ .url = "/ufficio/schede", .label = "Schede", .key = "c", .icon = "it-bookmark", .current = here == MENU_SCHEDE };
    if (me->roles & ROLE_RPCT)
        menu[n++] = (struct view_link){ .url = "/ufficio/registro-accessi", .label = "Registro accessi", .icon = "it-files", .current = here == MENU_REGISTER };
    if (me->roles & (ROLE_ADMIN | ROLE_LEAD))
        menu[n++] = (struct view_link){ .url = "/ufficio/impostazioni", .label = "Impostazioni", .icon = "it-settings", .current = here == MENU_SETTINGS };
    p.n_menu = n;
    if (me->roles & (ROLE_DESK | ROLE_READER)) /* whose work it is */
        p.n_alarms = alarms_of(rq, &c, &p.alarms);
    return p;
}

/* ---- rows --------------------------------------------------------------------------------------- */

static const char *why_text(int64_t attention)
{
    static const struct { int64_t bit; const char *text; } whys[] = {
        { ATTN_UNDELIVERED, "Messaggio non consegnato" }, { ATTN_RETURNED, "Restituita dal settore" }, { ATTN_REOPEN, "Riaperta" },
        { ATTN_REPLY_CITIZEN, "Il cittadino ha scritto" }, { ATTN_REPLY_SETTORE, "Il settore ha scritto" },
        { ATTN_SILENT, "Il settore non risponde" }, { ATTN_UNSENT, "Un invio programmato non è partito" }, { ATTN_TELL, "Da far sapere per telefono o per posta" }, { ATTN_NO_WORD, "Nessuno ha ancora scritto al cittadino" },
        { ATTN_FLAGGED, "Chi legge dice che c'è un errore" }, { ATTN_OVERDUE, "Oltre il termine" }, { ATTN_UNROUTED, "Da assegnare" }, { ATTN_NEW, "Nuova" },
    };

    for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
        if (attention & whys[i].bit)
            return whys[i].text;
    return "";
}

/* Nobody works on a request that its office does not know of: since when, in place of the other reasons. */
const char *office_unreached(struct req *rq, int64_t ticket_id, int64_t attention)
{
    struct q_outbox_unreached row;
    struct err err = { 0 };

    if (!(attention & ATTN_UNDELIVERED) || q_outbox_unreached(reader_of(rq), req_arena(rq), ticket_id, &row, &err) != OK || !row.since_at)
        return NULL;
    return arena_fmt(req_arena(rq), "Non consegnata al settore %s", page_since(req_arena(rq), row.since_at, clock_now_at()));
}

static const char *age_text(struct arena *a, int64_t at, int64_t now_at)
{
    int64_t s = now_at - at;

    if (s < 60)
        return "adesso";
    if (s < 3600)
        return arena_fmt(a, "%lld min", (long long)(s / 60));
    if (s < 2 * 86400)
        return s < 7200 ? "1 ora" : arena_fmt(a, "%lld ore", (long long)(s / 3600));
    return arena_fmt(a, "%lld giorni", (long long)(s / 86400));
}

/* What everybody may know: number, type, state, office, dates. */
static struct queue_row bare_row(struct arena *a, const struct ticket_row *t, int64_t now_at)
{
    enum ticket_type type = TYPE_REPORT;
    enum state state = STATE_RECEIVED;

    assume(type_parse(t->type, &type) && state_parse(t->state, &state));
    return (struct queue_row){ .url = arena_fmt(a, "/ufficio/richieste/%s", t->code), .code = t->code, .masked = true,
                               .subject = t->flags & TICKET_CONFIDENTIAL ? ACCESS_SUBJECT : "Richiesta di un altro ufficio", .kind = type_info(type)->name,
                               .who = "", .place = "", .settore = t->settore ? t->settore : "", .why = "",
                               .state = { state_label(state), page_state_tone(state) },
                               .due = state_open(state) ? page_due_badge(a, t->due_at, now_at) : (struct view_badge){ "", TONE_PLAIN },
                               .age = age_text(a, t->at, now_at) };
}

/* Of open ones, which can still be done first. */
static const char *joined_text(struct req *rq, const struct ticket_row *t)
{
    struct arena *a = req_arena(rq);
    enum state state = STATE_RECEIVED;
    struct err none = { 0 };
    int64_t n = t->joined, from;

    if (!n || !str_eq(t->type, type_id(TYPE_REPORT)) || !state_parse(t->state, &state) || !state_open(state))
        return NULL;
    if ((n == JOINED_UNREAD && adesione_count(reader_of(rq), a, t->id, &n, &none) != OK) || !n)
        return NULL;
    from = adesione_hint_from(reader_of(rq), a);
    return from && n >= from ? arena_fmt(a, n == 1 ? "%lld adesione" : "%lld adesioni", (long long)n) : NULL;
}

/* A confidential request has no words in any list: screens are seen by others, and a look at it is to be on record. */
struct queue_row office_row(struct req *rq, const struct ticket_row *t)
{
    struct arena *a = req_arena(rq);
    enum access level = access_of_row(rq, t->id, t->flags);
    struct queue_row row = bare_row(a, t, clock_now_at());
    const char *unreached, *name = t->name ? t->name : "", *surname = t->surname ? t->surname : "";

    row.hidden = level == ACCESS_NONE;
    if (level < ACCESS_READ)
        return row;
    unreached = office_unreached(rq, t->id, t->attention);
    row.why = unreached ? unreached : why_text(t->attention);
    row.is_alarm = unreached != NULL;
    if (t->flags & TICKET_CONFIDENTIAL)
        return row;
    row.masked = false;
    row.subject = t->subject;
    row.place = t->place;
    row.joined = joined_text(rq, t);
    if (!access_name_hidden_of_row(rq, t->id, t->flags))
        row.who = arena_fmt(a, "%s%s%s", name, *name && *surname ? " " : "", surname);
    return row;
}
