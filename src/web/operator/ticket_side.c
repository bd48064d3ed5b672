/* SPDX-License-Identifier: EUPL-1.2 */
/* Beside the story: the term, the office, the person, the place, other requests. */
#include <glib.h>

#include "../story_in.h"
#include "base/clock.h"
#include "base/sv.h"
#include "dispatch/dossier.h"
#include "dispatch/rule.h"
#include "intake/submit.h"
#include "map.h"
#include "q/dispatch.h"
#include "q/dossier.h"
#include "ticket/adesione.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "ticket/person.h"
#include "ticket_parts.h"
#include "web/access.h"

#define OTHERS_SHOWN ((size_t)8)

/* ---- term and office ---------------------------------------------------------------------------- */

static enum rc draw_clock(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct office_calendar office;
    struct clock_event *events;
    struct term_case c;
    struct due due;
    AUTO(GSTR) GString *why = g_string_new(NULL);
    size_t n;
    struct view_row *rows = arena_array(a, 5, struct view_row);

    TRY(office_days(reader_of(rq), a, &office, err));
    TRY(clock_events(reader_of(rq), a, t->id, &events, &n, err));
    TRY(clock_case(reader_of(rq), t, &office, &c, err));
    term_due(a, &c, events, n, clock_now_at(), &due);
    for (size_t i = 0; i < due.n_steps; i++)
        g_string_append_printf(why, "%s%s", i ? "\n" : "", due.steps[i]);
    v->due_why = arena_str(a, why->str);
    v->due = t->open ? page_due_badge(a, t->due_at, clock_now_at()) : (struct view_badge){ "", TONE_PLAIN };
    v->due_on = t->due_at ? day_format_it_weekday(a, day_of(t->due_at)) : t->clock == CLOCK_SUSPENDED ? "sospeso" : "nessuno";
    rows[v->n_clock++] = (struct view_row){ .label = "Presentata", .value = moment_format_it(a, t->presented_at) };
    if (t->created_at != t->presented_at)
        rows[v->n_clock++] = (struct view_row){ .label = "Registrata", .value = moment_format_it(a, t->created_at) };
    if (t->flags & TICKET_CONFIDENTIAL)
        rows[v->n_clock++] = (struct view_row){ .label = "Riservata", .value = "chi la può leggere", .url = ticket_url(rq, t, "lettori") };
    rows[v->n_clock++] = (struct view_row){ .label = "Tempi", .value = clock_state_label(t->clock) };
    v->clock = rows;
    return OK;
}

static enum rc draw_contacts(struct req *rq, const struct settore *office, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_settore_people *rows;
    struct view_row *list;
    size_t n;

    TRY(q_settore_people(reader_of(rq), a, office->id, &rows, &n, err));
    list = arena_array(a, n + 2, struct view_row);
    if (!str_empty(office->head_name))
        list[v->n_contacts++] = (struct view_row){ .label = "Responsabile", .value = office->head_name };
    if (!str_empty(office->hours))
        list[v->n_contacts++] = (struct view_row){ .label = "Orari", .value = office->hours };
    for (size_t i = 0; i < n; i++)
        list[v->n_contacts++] = (struct view_row){ .label = rows[i].name, .value = rows[i].email };
    v->contacts = list;
    return OK;
}

static void read_rule(struct arena *a, const char *data, struct rule_on_record *ret)
{
    *ret = (struct rule_on_record){
        .rule_id = event_int(data, "rule"), .percent = event_int(data, "text_percent"),
        .match = { .type = event_word(a, data, "rule_type"), .channel = event_word(a, data, "rule_channel"),
                   .category_id = event_int(data, "rule_category"), .area_id = event_int(data, "rule_area") },
    };
}

static enum rc draw_office(struct req *rq, const struct ticket *t, const struct story *s, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct rule_on_record rule = { 0 };
    struct stand_in to;
    struct settore office;

    if (!t->settore_id)
        return OK;
    TRY(settore_by_id(reader_of(rq), t->settore_id, &office, err));
    v->settore = office.name;
    TRY(settore_address(reader_of(rq), &office, clock_now_at(), &to, err));
    v->settore_contact = to.name ? arena_fmt(a, "Assente fino al %s: i messaggi vanno a %s, %s", day_format_short(a, to.until_day), to.name, to.email)
                                 : arena_fmt(a, "%s%s%s", office.email, *office.phone ? ", " : "", office.phone);
    if (t->answer_due_at)
        v->settore_due = day_format_it(a, day_of(t->answer_due_at));
    TRY(draw_contacts(rq, &office, v, err));
    if (s->assignment)
        read_rule(a, s->assignment, &rule);
    return rule_told(reader_of(rq), a, &rule, RULE_EXACT, &v->settore_why, err);
}

/* ---- person ------------------------------------------------------------------------------------- */

enum { OTHERS_COUNTED = 999 }; /* person_others gives no more */

struct others {
    const struct q_person_others *rows;
    size_t n_rows;
    int64_t n, n_open; /* without confidential ones: whose they are, is part of them; whoever reads one of them counts it */
};

static const char *count_text(struct arena *a, const struct others *o)
{
    const char *all = o->n == 1 ? "Un’altra richiesta" : arena_fmt(a, o->n_rows >= OTHERS_COUNTED ? "Almeno altre %lld richieste" : "Altre %lld richieste", (long long)o->n);

    return o->n_open == 0 ? arena_fmt(a, "%s, %s", all, o->n == 1 ? "conclusa" : "nessuna aperta")
                          : arena_fmt(a, "%s, %lld %s", all, (long long)o->n_open, o->n_open == 1 ? "aperta" : "aperte");
}

static void count_others(struct others *o)
{
    for (size_t i = 0; i < o->n_rows; i++)
        if (!(o->rows[i].flags & TICKET_CONFIDENTIAL)) {
            o->n++;
            o->n_open += o->rows[i].open;
        }
}

static enum rc add_others(struct req *rq, struct others *o, bool open, struct view_link *list, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_other_subject words;
    enum state state;

    for (size_t i = 0; i < o->n_rows && v->n_other < OTHERS_SHOWN; i++) {
        const struct q_person_others *r = &o->rows[i];
        if ((r->open != 0) != open || !case_knows_whose(rq, r->id, r->flags) || access_name_hidden_of_row(rq, r->id, r->flags))
            continue;
        if (r->flags & TICKET_CONFIDENTIAL) {
            o->n++;
            o->n_open += open;
        }
        TRY(q_other_subject(reader_of(rq), a, r->id, &words, err));
        list[v->n_other++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", r->code), .label = arena_fmt(a, "%s %s", r->code, office_subject(rq, r->id, r->flags, words.subject)),
                                                 .count = state_parse(r->state, &state) ? state_label(state) : NULL, .tone = open ? TONE_WARN : TONE_PLAIN };
    }
    return OK;
}

/* Of somebody whose name may be read here; open ones first. */
static enum rc draw_others(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err)
{
    struct view_link *list;
    struct others o = { 0 };
    struct q_person_others *rows;

    TRY(q_person_others(reader_of(rq), req_arena(rq), t->person_id, t->id, &rows, &o.n_rows, err));
    if (!o.n_rows) /* nearly always */
        return OK;
    o.rows = rows;
    count_others(&o);
    v->other = list = arena_array(req_arena(rq), OTHERS_SHOWN, struct view_link);
    TRY(add_others(rq, &o, true, list, v, err));
    TRY(add_others(rq, &o, false, list, v, err));
    if (o.n && access_is_wide(req_identity(rq)))
        v->other_text = count_text(req_arena(rq), &o);
    else if (v->n_other) /* that there are some is told to whoever may see one */
        v->other_text = "Altre sue richieste";
    return OK;
}

static enum rc draw_person(struct req *rq, const struct ticket *t, const struct ticket_words *words, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, 10, struct view_row);
    struct person p;
    size_t n = 0;

    v->person = rows;
    if (access_name_hidden(rq, t)) {
        v->person_note = "Ha chiesto che il settore non sappia il suo nome. La risposta gliela facciamo arrivare noi.";
        return OK;
    }
    if (t->flags & TICKET_NAME_HIDDEN)
        v->person_note = "Non vuole che l'ufficio sappia il suo nome.";
    if (!t->person_id) {
        v->person_note = "Richiesta senza nome.";
        return OK;
    }
    TRY(person_by_id(reader_of(rq), a, t->person_id, &p, err));
    if (t->flags & TICKET_ANONYMOUS)
        v->person_note = "Non ha dato il suo nome, ma un recapito per la risposta: resta all'URP.";
    else
        rows[n++] = (struct view_row){ .label = "Nome", .value = person_full_name(a, &p) };
    if (*p.phone)
        rows[n++] = (struct view_row){ .label = "Telefono", .value = page_phone(a, p.phone), .url = arena_fmt(a, "tel:%s", p.phone) };
    if (*p.email)
        rows[n++] = (struct view_row){ .label = "E-mail", .value = p.email };
    if (*p.pec)
        rows[n++] = (struct view_row){ .label = "PEC", .value = p.pec };
    if (*p.tax_code)
        rows[n++] = (struct view_row){ .label = "Codice fiscale", .value = p.tax_code };
    if (*p.address)
        rows[n++] = (struct view_row){ .label = "Indirizzo", .value = p.address };
    rows[n++] = (struct view_row){ .label = "Vuole risposta", .value = str_eq(words->reply_by, "email") ? "per e-mail" : str_eq(words->reply_by, "pec") ? "per PEC"
                                       : str_eq(words->reply_by, "phone") ? "per telefono" : str_eq(words->reply_by, "post") ? "per posta"
                                       : str_eq(words->reply_by, "counter") ? "allo sportello" : "non serve" };
    v->n_person = n;
    return draw_others(rq, t, v, err);
}

/* ---- other requests ----------------------------------------------------------------------------- */

static const char *joined_why(const char *kind)
{
    return str_eq(kind, "duplicate") ? "questa è unita a lei" : "unita a questa";
}

static struct view_action unlink_button(struct req *rq, const struct ticket *t, const char *code, bool is_ours)
{
    struct arena *a = req_arena(rq);
    struct view_field *f = arena_one(a, struct view_field);

    *f = page_hidden("altra", code);
    return (struct view_action){ .id = arena_fmt(a, "scollega-%s", code), .title = code, .submit = is_ours ? "Scollega" : NULL, .url = ticket_url(rq, t, "scollega"),
                                 .csrf = req_identity(rq)->csrf, .version = arena_fmt(a, "%lld", (long long)t->version), .fields = f, .n_fields = 1 };
}

static enum rc draw_links(struct req *rq, const struct ticket *t, struct ticket_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_link_list *rows;
    struct view_link *united;
    struct view_action *links;
    struct actor who;
    int64_t joined, hint_from;
    bool is_ours = req_identity(rq)->roles & ROLE_DESK && access_works(rq, t, &who) && who.kind == ACTOR_URP;
    size_t n;

    TRY(adesione_count(reader_of(rq), a, t->id, &joined, err));
    if (joined)
        v->joined = joined == 1 ? "Un’altra persona ha lo stesso problema" : arena_fmt(a, "%lld persone hanno lo stesso problema", (long long)joined);
    hint_from = adesione_hint_from(reader_of(rq), a);
    if (joined && hint_from && joined >= hint_from && t->open)
        v->joined_hint = arena_fmt(a, "Sono almeno %lld: per questo nella bacheca e negli elenchi la richiesta è segnata. Chi lavora può farla prima; ordine e termini restano gli stessi.", (long long)hint_from);
    TRY(q_link_list(reader_of(rq), a, t->id, &rows, &n, err));
    united = arena_array(a, n + 1, struct view_link);
    links = arena_array(a, n + 1, struct view_action);
    for (size_t i = 0; i < n; i++) {
        if (access_of_row(rq, rows[i].other_id, rows[i].flags) == ACCESS_NONE)
            continue;
        if (str_eq(rows[i].kind, "duplicate") || str_eq(rows[i].kind, "duplicate-of"))
            united[v->n_united++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/richieste/%s", rows[i].code),
                                                        .label = arena_fmt(a, "%s: %s", rows[i].code, joined_why(rows[i].kind)) };
        else
            links[v->n_links++] = unlink_button(rq, t, rows[i].code, is_ours);
    }
    v->united = united;
    v->links = links;
    return OK;
}

enum rc draw_side(struct req *rq, const struct ticket *t, const struct ticket_words *words, const struct story *s, struct ticket_view *v, struct err *err)
{
    struct map_view *map;

    TRY(draw_clock(rq, t, v, err));
    TRY(draw_office(rq, t, s, v, err));
    TRY(draw_person(rq, t, words, v, err));
    v->place = words->place;
    v->map = map = arena_one(req_arena(rq), struct map_view);
    TRY(map_of(rq, t, words->place, map, err));
    if (map->point)
        tiles_of_body(rq, &map->ground);
    v->similar_url = ticket_url(rq, t, "simili");
    return draw_links(rq, t, v, err);
}
