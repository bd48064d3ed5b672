/* SPDX-License-Identifier: EUPL-1.2 */
/* What a bulk action will do, is doing, and did. */
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "list_bulk.h"
#include "q/bulk.h"
#include "q/list.h"
#include "t/web/operator/list_bulk.html.h"
#include "ticket/calendar.h"
#include "ticket/message.h"
#include "web/access.h"

#define BULK_PATH "/ufficio/elenco/azioni"
#define SHOWN_NOT 100 /* the reasons come first */
#define SHOWN_WILL 20
#define PAGE_LINES 200

static const char *tag_name(struct req *rq, const struct bulk_plan *p)
{
    struct q_tag_by_id row;

    if (!str_empty(p->tag))
        return p->tag;
    return p->tag_id && q_tag_by_id(reader_of(rq), req_arena(rq), p->tag_id, &row, NULL) == OK ? row.name : "";
}

const char *bulk_words(struct req *rq, const struct bulk_plan *p)
{
    struct arena *a = req_arena(rq);
    const char *tag = tag_name(rq, p);
    struct ticket other;

    switch (p->action) {
    case BULK_ASSIGN: return p->settore_id ? arena_fmt(a, "Assegna a «%s»", settore_name(reader_of(rq), p->settore_id)) : "Assegna a un settore";
    case BULK_TAG: return *tag ? arena_fmt(a, "Aggiungi l'etichetta «%s»", tag) : "Aggiungi un'etichetta";
    case BULK_UNTAG: return *tag ? arena_fmt(a, "Togli l'etichetta «%s»", tag) : "Togli un'etichetta";
    case BULK_REMIND: return "Sollecita il settore";
    case BULK_LINK:
        return p->other_id && ticket_by_id(reader_of(rq), a, p->other_id, &other, NULL) == OK ? arena_fmt(a, "Collega alla richiesta %s", arena_str(a, other.code))
                                                                                               : "Collega a una richiesta";
    case BULK_CLOSE: return p->outcome != OUTCOME_NONE ? arena_fmt(a, "Rispondi e concludi: %s", outcome_label(p->outcome)) : "Rispondi e concludi";
    }
    assume(!"bulk action out of range");
}

/* ---- the fields of each action ------------------------------------------------------------------ */

static struct view_field select_of(const char *name, const char *label, struct view_option *list, size_t n)
{
    return (struct view_field){ .kind = VIEW_SELECT, .name = name, .label = label, .required = true, .options = list, .n_options = n };
}

static enum rc settori_field(struct req *rq, const struct bulk_ask *b, struct view_field *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_option *list;
    struct settore *settori;
    size_t n;

    TRY(settore_list(reader_of(rq), a, &settori, &n, err));
    list = arena_array(a, n + 1, struct view_option);
    list[0] = (struct view_option){ .value = "", .label = "Scegli" };
    for (size_t i = 0; i < n; i++)
        list[i + 1] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)settori[i].id), .label = settori[i].name,
                                            .chosen = settori[i].id == b->new.plan.settore_id };
    *ret = select_of("settore", "Settore", list, n + 1);
    return OK;
}

static enum rc tags_field(struct req *rq, const struct bulk_ask *b, struct view_field *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_option *list;
    struct q_tag_list *tags;
    size_t n;

    TRY(q_tag_list(reader_of(rq), a, &tags, &n, err));
    list = arena_array(a, n + 1, struct view_option);
    list[0] = (struct view_option){ .value = "", .label = b->new.plan.action == BULK_TAG ? "Una nuova" : "Scegli" };
    for (size_t i = 0; i < n; i++)
        list[i + 1] = (struct view_option){ .value = arena_fmt(a, "%lld", (long long)tags[i].id), .label = tags[i].name, .chosen = tags[i].id == b->new.plan.tag_id };
    *ret = select_of("etichetta", "Etichetta", list, n + 1);
    ret->required = b->new.plan.action != BULK_TAG;
    return OK;
}

static enum rc answer_fields(struct req *rq, const struct bulk_ask *b, struct view_field *f, size_t *n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_option *outcomes = arena_array(a, OUTCOMES + 1, struct view_option), *texts;
    struct q_bulk_templates *templates;
    size_t n_outcomes = 0, n_templates;

    outcomes[n_outcomes++] = (struct view_option){ .value = "", .label = "Scegli" };
    for (int o = OUTCOME_NONE + 1; o < OUTCOMES; o++)
        for (int t = 0; t < TICKET_TYPES; t++)
            if (state_outcome(EVENT_RISPOSTA, (enum ticket_type)t, (enum outcome)o)) {
                outcomes[n_outcomes++] = (struct view_option){ .value = outcome_id((enum outcome)o), .label = outcome_label((enum outcome)o),
                                                               .chosen = b->new.plan.outcome == (enum outcome)o };
                break;
            }
    TRY(q_bulk_templates(reader_of(rq), a, &templates, &n_templates, err));
    texts = arena_array(a, n_templates + 1, struct view_option);
    texts[0] = (struct view_option){ .value = "", .label = "Nessuno" };
    for (size_t i = 0; i < n_templates; i++)
        texts[i + 1] = (struct view_option){ .value = templates[i].code, .label = templates[i].title, .chosen = str_eq(templates[i].code, b->form.template) };
    f[*n] = select_of("modello", "Testo pronto", texts, n_templates + 1);
    f[*n].required = false;
    f[(*n)++].hint = "Con «Anteprima» viene nel campo qui sotto.";
    f[(*n)++] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Risposta ai cittadini", .value = b->form.text, .required = true, .rows = 8,
                                     .hint = "Ognuno la riceve con i propri dati: {{numero}}, {{nome}}, {{oggetto}}." };
    f[(*n)++] = select_of("esito", "Esito", outcomes, n_outcomes);
    return OK;
}

static enum rc plan_fields(struct req *rq, const struct bulk_ask *b, struct bulk_preview *v, struct err *err)
{
    struct view_field *f = arena_array(req_arena(rq), 4, struct view_field);
    size_t n = 0;

    switch (b->new.plan.action) {
    case BULK_ASSIGN: TRY(settori_field(rq, b, &f[n++], err)); break;
    case BULK_TAG:
        TRY(tags_field(rq, b, &f[n++], err));
        f[n++] = (struct view_field){ .kind = VIEW_INPUT, .name = "nuova_etichetta", .label = "Nuova etichetta", .value = b->form.new_tag,
                                      .hint = "Breve, e senza nomi di persone: «Da visitare», «Scuole»." };
        break;
    case BULK_UNTAG: TRY(tags_field(rq, b, &f[n++], err)); break;
    case BULK_REMIND: break;
    case BULK_LINK:
        f[n++] = (struct view_field){ .kind = VIEW_INPUT, .name = "altra", .label = "Numero della richiesta", .value = b->form.other, .required = true };
        break;
    case BULK_CLOSE: TRY(answer_fields(rq, b, f, &n, err)); break;
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < b->errors.n; k++)
            if (str_eq(b->errors.list[k].field, f[i].name))
                f[i].error = b->errors.list[k].text;
    v->fields = f;
    v->n_fields = n;
    return OK;
}

/* ---- before ------------------------------------------------------------------------------------- */

static const char *richieste(struct arena *a, size_t n)
{
    return n == 1 ? "1 richiesta" : arena_fmt(a, "%s richieste", count_it(a, (int64_t)n));
}

static struct bulk_line line_of(struct req *rq, const struct ticket *t, const char *why)
{
    struct arena *a = req_arena(rq);
    const char *subject = "";

    (void)!words_subject(reader_of(rq), a, t->id, &subject, NULL); /* forgotten a moment ago */

    return (struct bulk_line){ .code = arena_str(a, t->code), .url = arena_fmt(a, "/ufficio/richieste/%s", t->code),
                               .subject = office_subject(rq, t->id, t->flags, subject), .why = why, .state = { state_label(t->state), page_state_tone(t->state) } };
}

/* Which of them it cannot be done to, and why: those first, then some of the others. */
static enum rc foresee(struct req *rq, const struct bulk_ask *b, struct bulk_preview *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct bulk_line *not = arena_array(a, SHOWN_NOT + SHOWN_WILL, struct bulk_line), *will = arena_array(a, SHOWN_WILL, struct bulk_line);
    size_t n_not = 0, n_will = 0;

    for (size_t i = 0; i < b->new.n; i++) {
        struct ticket t;
        enum access level;
        const char *why;
        TRY(ticket_by_id(reader_of(rq), a, b->new.picks[i].ticket_id, &t, err));
        TRY(access_of(rq, &t, &level, NULL, NULL, err));
        if (level == ACCESS_NONE)
            continue;
        why = level < ACCESS_WORK ? "Non è fra quelle su cui puoi lavorare." : bulk_obstacle(reader_of(rq), a, &b->new.plan, &t);
        if (why && n_not++ < SHOWN_NOT)
            not[n_not - 1] = line_of(rq, &t, why);
        if (!why && n_will++ < SHOWN_WILL)
            will[n_will - 1] = line_of(rq, &t, NULL);
    }
    v->n_lines = n_not < SHOWN_NOT ? n_not : SHOWN_NOT;
    for (size_t i = 0; i < n_will && i < SHOWN_WILL; i++)
        not[v->n_lines++] = will[i];
    v->lines = not;
    v->will = n_will ? richieste(a, n_will) : NULL;
    v->not = n_not ? richieste(a, n_not) : NULL;
    if (b->ready && n_will)
        v->submit = arena_fmt(a, "Esegui su %s", richieste(a, n_will));
    return OK;
}

static const char *picks_text(struct arena *a, const struct bulk_ask *b)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (size_t i = 0; i < b->new.n; i++)
        g_string_append_printf(out, "%s%lld.%lld", i ? "," : "", (long long)b->new.picks[i].ticket_id, (long long)b->new.picks[i].version);
    return arena_str(a, out->str);
}

struct reply bulk_preview_show(struct req *rq, struct bulk_ask *b, int status)
{
    struct arena *a = req_arena(rq);
    struct bulk_preview v = { .url = BULK_PATH, .action = b->form.action, .nonce = b->form.nonce, .query = b->form.list, .what = bulk_words(rq, &b->new.plan) };
    struct ask ask = ask_of_query(rq, b->form.list);
    struct err err = { 0 };
    GString *out;

    v.page = office_page_new(rq, "Più richieste insieme", MENU_LIST);
    if (foresee(rq, b, &v, &err) != OK || plan_fields(rq, b, &v, &err) != OK)
        return reply_err(rq, &err);
    page_errors(rq, &b->errors, &v.page.errors, &v.page.n_errors);
    v.again_url = list_url_of(a, ask_query(a, &ask, ASK_BEFORE, NULL));
    v.picked = picks_text(a, b);
    if (b->cut)
        v.cut = arena_fmt(a, "Se ne possono fare al massimo %s alla volta: qui ci sono le prime. Poi puoi continuare con le altre.", count_it(a, BULK_MAX));
    else if (b->unseen)
        v.cut = "Non abbiamo guardato tutto l'elenco: è troppo lungo, e più avanti ce ne possono essere altre. Per averle tutte restringilo con un filtro.";
    out = g_string_new(NULL);
    bulk_preview_page(out, &v);
    return reply_html(rq, status, out);
}

/* ---- while and after ---------------------------------------------------------------------------- */

const char *bulk_now_url(struct req *rq)
{
    struct q_bulk_current row;

    if (q_bulk_current(reader_of(rq), req_arena(rq), req_identity(rq)->user_id, clock_now_at(), &row, NULL) != OK)
        return NULL;
    return arena_fmt(req_arena(rq), BULK_PATH "/%lld", (long long)row.id);
}

static struct view_badge state_badge(const char *state, bool ended)
{
    if (str_eq(state, "done"))
        return (struct view_badge){ "Fatta", TONE_GOOD };
    if (str_eq(state, "failed"))
        return (struct view_badge){ "Non fatta", TONE_BAD };
    if (str_eq(state, "undone"))
        return (struct view_badge){ "Annullata", TONE_INFO };
    if (str_eq(state, "stays"))
        return (struct view_badge){ "Non annullata", TONE_WARN };
    return ended ? (struct view_badge){ "Non cominciata", TONE_PLAIN } : (struct view_badge){ "In attesa", TONE_PLAIN };
}

static enum rc draw_lines(struct req *rq, const struct q_bulk_of *b, struct bulk_page *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct q_bulk_lines *rows;
    struct bulk_line *list;
    int64_t after = 0;
    size_t n;

    (void)sv_int(sv_from(req_query(rq, "dopo")), 1, INT64_MAX, &after);
    TRY(q_bulk_lines(reader_of(rq), a, b->id, after, PAGE_LINES + 1, &rows, &n, err));
    list = arena_array(a, n + 1, struct bulk_line);
    v->n_lines = n > PAGE_LINES ? PAGE_LINES : n;
    for (size_t i = 0; i < v->n_lines; i++)
        list[i] = (struct bulk_line){ .code = rows[i].code, .url = arena_fmt(a, "/ufficio/richieste/%s", rows[i].code), .why = rows[i].why,
                                      .subject = office_subject(rq, rows[i].ticket_id, rows[i].flags, rows[i].subject),
                                      .state = state_badge(rows[i].state, b->ended_at || b->back_at) };
    v->lines = list;
    if (n > PAGE_LINES)
        v->pager.next_url = arena_fmt(a, BULK_PATH "/%lld?dopo=%lld", (long long)b->id, (long long)rows[PAGE_LINES - 1].ticket_id);
    return OK;
}

static void draw_figures(struct req *rq, const struct q_bulk_counts *c, struct bulk_page *v)
{
    const struct { int64_t n; const char *label; } all[] = { { c->done, "Fatte" }, { c->failed, "Non fatte" }, { c->undone, "Annullate" },
                                                             { c->stays, "Non annullate" }, { c->waiting, "In attesa" } };
    struct view_row *rows = arena_array(req_arena(rq), 5, struct view_row);

    for (size_t i = 0; i < 5; i++)
        if (all[i].n)
            rows[v->n_figures++] = (struct view_row){ .label = all[i].label, .value = count_it(req_arena(rq), all[i].n) };
    v->figures = rows;
    v->total = (long)(c->done + c->failed + c->undone + c->stays + c->waiting);
    v->done = (long)(v->total - c->waiting);
}

static enum rc plan_of(const struct q_bulk_of *b, struct bulk_plan *ret, struct err *err)
{
    *ret = (struct bulk_plan){ .settore_id = b->settore_id, .tag_id = b->tag_id, .other_id = b->other_id };
    (void)outcome_parse(b->outcome, &ret->outcome);
    if (!bulk_parse(b->action, &ret->action))
        FAIL(err, E_DB, "action", "bulk action %lld is a «%.40s»", (long long)b->id, b->action);
    return OK;
}

static void draw_state(struct req *rq, const struct q_bulk_of *b, struct bulk_page *v)
{
    struct arena *a = req_arena(rq);
    bool can_undo = !b->undone_at && clock_now_at() < b->undo_until_at && b->user_id == req_identity(rq)->user_id;

    v->running = !b->ended_at || (b->undone_at && !b->back_at);
    v->state = b->back_at ? "Annullata." : b->undone_at ? "La stiamo annullando." : b->ended_at ? "Finita." : "In corso: puoi anche chiudere questa pagina.";
    if (v->running)
        v->refresh_url = arena_fmt(a, BULK_PATH "/%lld", (long long)b->id);
    if (can_undo) {
        v->undo_url = arena_fmt(a, BULK_PATH "/%lld/annulla", (long long)b->id);
        v->undo_note = arena_fmt(a, "Fino alle %s puoi annullare tutto. Fino ad allora nessun messaggio parte.", moment_format_time(a, b->undo_until_at));
    }
}

static enum rc load(struct req *rq, struct q_bulk_of *ret, struct err *err)
{
    int64_t id = 0;

    if (!sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id))
        FAIL(err, E_NOTFOUND, "", "no number");
    TRY(q_bulk_of(reader_of(rq), req_arena(rq), id, ret, err));
    if (ret->user_id != req_identity(rq)->user_id && !access_leads_all(req_identity(rq)))
        FAIL(err, E_NOTFOUND, "", "a bulk action of somebody else");
    return OK;
}

static struct reply bulk_show(struct req *rq, int status, const char *error)
{
    struct bulk_page v = { .undo_url = NULL };
    struct q_bulk_of b;
    struct q_bulk_counts counts;
    struct bulk_plan plan;
    struct err err = { 0 };
    GString *out;

    if (load(rq, &b, &err) != OK || plan_of(&b, &plan, &err) != OK || q_bulk_counts(reader_of(rq), req_arena(rq), b.id, &counts, &err) != OK ||
        draw_lines(rq, &b, &v, &err) != OK)
        return reply_err(rq, &err);
    v.page = office_page_new(rq, "Più richieste insieme", MENU_LIST);
    v.what = bulk_words(rq, &plan);
    draw_figures(rq, &counts, &v);
    draw_state(rq, &b, &v);
    v.page.events_url = "/ufficio/eventi";
    if (error) {
        struct view_error *e = arena_one(req_arena(rq), struct view_error);
        *e = (struct view_error){ .text = error };
        v.page.errors = e;
        v.page.n_errors = 1;
    }
    out = g_string_new(NULL);
    bulk_result_page(out, &v);
    return reply_html(rq, status, out);
}

struct reply get_bulk(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);

    return bulk_show(rq, 200, NULL);
}

/* ---- taking back -------------------------------------------------------------------------------- */

static struct reply undone(struct req *rq, void *arg, const struct err *err)
{
    if (err->rc == E_CONFLICT) {
        AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
        return bulk_show(rq, 409, err->text);
    }
    if (err->rc != OK)
        return reply_err(rq, err);
    bulk_go_on(app_of(rq));
    return reply_see(rq, arena_fmt(req_arena(rq), BULK_PATH "/%lld", (long long)OF(struct bulk_undo, arg)->id));
}

struct reply post_bulk_undo(struct req *rq)
{
    struct bulk_undo *u = arena_one(req_arena(rq), struct bulk_undo);
    struct q_bulk_of b;
    struct err err = { 0 };

    if (load(rq, &b, &err) != OK)
        return reply_err(rq, &err);
    *u = (struct bulk_undo){ .id = b.id, .user_id = req_identity(rq)->user_id };
    return reply_after_write(rq, bulk_undo_op, u, undone);
}
