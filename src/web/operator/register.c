/* SPDX-License-Identifier: EUPL-1.2 */
/* The register of requests of access: half a year on a page and as a file to publish; what it says of one request. */
#include "ticket/register.h"

#include "base/clock.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/sv.h"
#include "list_sheet.h"
#include "q/register.h"
#include "t/web/operator/panel.html.h"
#include "ticket/calendar.h"
#include "ticket_parts.h"
#include "web/access.h"

#define HALVES 4        /* that have a link */
#define ROWS_AT_ONCE 200

static bool keeps(struct req *rq, const struct ticket *t, enum access least)
{
    struct viewer v;
    struct access_case c;
    struct err err = { 0 };
    enum access level;

    return register_holds(t->type) && access_of(rq, t, &level, &v, &c, &err) == OK && level >= least && access_keeps_register(&v, &c);
}

bool register_is_kept_by(struct req *rq, const struct ticket *t)
{
    return keeps(rq, t, ACCESS_READ);
}

bool register_case_of(struct req *rq, struct ticket *ret, struct reply *ret_reply)
{
    if (!ticket_of(rq, ret, ret_reply))
        return false;
    if (register_is_kept_by(rq, ret))
        return true;
    *ret_reply = reply_status(rq, register_holds(ret->type) ? 403 : 404);
    return false;
}

/* ---- half years --------------------------------------------------------------------------------- */

struct half {
    int32_t year, part; /* part 1 or 2 */
    int64_t from_at, until_at;
};

static struct half half_of(int32_t year, int32_t part)
{
    return (struct half){ .year = year, .part = part, .from_at = day_start_at(day_from_ymd(year, part == 1 ? 1 : 7, 1)),
                          .until_at = part == 1 ? day_start_at(day_from_ymd(year, 7, 1)) : day_start_at(day_from_ymd(year + 1, 1, 1)) };
}

static struct half half_before(struct half h)
{
    return h.part == 2 ? half_of(h.year, 1) : half_of(h.year - 1, 2);
}

static struct half half_now(void)
{
    struct ymd today = day_ymd(day_of(clock_now_at()));

    return half_of(today.year, today.month <= 6 ? 1 : 2);
}

/* "2026-2"; anything else: the present one. */
static struct half half_asked(struct req *rq)
{
    struct sv rest = sv_from(req_query(rq, "semestre")), year;
    int64_t y, part;

    if (sv_next(&rest, '-', &year) && sv_int(year, 2000, 2100, &y) && sv_int(rest, 1, 2, &part))
        return half_of((int32_t)y, (int32_t)part);
    return half_now();
}

static const char *half_id(struct arena *a, struct half h)
{
    return arena_fmt(a, "%d-%d", h.year, h.part);
}

static const char *half_name(struct arena *a, struct half h)
{
    return arena_fmt(a, "%s semestre %d", h.part == 1 ? "Primo" : "Secondo", h.year);
}

/* ---- rows --------------------------------------------------------------------------------------- */

enum { CELLS = 13 };
static const char *const heads[CELLS] = { "Numero", "Tipo di accesso", "Presentata il", "Oggetto", "Controinteressati", "Ufficio", "Esito", "Decisa il", "Giorni", "Motivo",
                                          "Riesame chiesto il", "Esito del riesame", "Motivo del riesame" };

static const char *day_or(struct arena *a, int64_t at, const char *none)
{
    return at ? day_format_short(a, day_of(at)) : none;
}

static const char *outcome_text(const char *id, bool open, int64_t due_at)
{
    enum outcome o;

    if (outcome_parse(id, &o) && o != OUTCOME_NONE)
        return outcome_label(o);
    return !open ? "Conclusa senza esito" : due_at && due_at < clock_now_at() ? "In ritardo" : "In corso";
}

/* Everything is fit to be published, but for the object: one that nobody has checked yet is not told (is_public), or told to those
 * who have to check it. */
static void row_cells(struct arena *a, const struct q_register_rows *row, bool is_public, const char **cell)
{
    enum ticket_type type = TYPE_ACCESS_FOIA;
    enum state state = STATE_RECEIVED;
    const char *ground = register_ground_label(row->ground);
    bool checked = row->checked_at != 0, told = checked || !is_public;

    assume(type_parse(row->type, &type) && state_parse(row->state, &state));
    cell[0] = row->code;
    cell[1] = type_info(type)->name;
    cell[2] = day_or(a, row->presented_at, "");
    cell[3] = told && *row->object ? row->object : is_public ? "Non ancora pubblicabile" : "Da scrivere";
    cell[4] = row->third_parties ? "sì" : "no";
    cell[5] = row->settore;
    cell[6] = outcome_text(row->outcome, state_open(state), row->due_at);
    cell[7] = day_or(a, row->answered_at, "");
    cell[8] = row->answered_at ? arena_fmt(a, "%d", (int)(day_of(row->answered_at) - day_of(row->presented_at))) : "";
    cell[9] = !told ? ground : *ground && *row->reasons ? arena_fmt(a, "%s. %s", ground, row->reasons) : *ground ? ground : row->reasons;
    cell[10] = row->review_id ? day_or(a, row->review_filed_at, "") : "";
    cell[11] = !row->review_id ? "" : row->review_decided_at ? outcome_text(row->review_outcome, false, 0) : "In corso";
    cell[12] = row->review_id && told ? row->review_reasons : "";
}

/* Of those that this person keeps the register of. A confidential one is among them: nothing of its own words is told. */
static bool is_kept(struct req *rq, const struct q_register_rows *row)
{
    struct ticket t = { .id = row->id, .flags = row->flags };

    return type_parse(row->type, &t.type) && keeps(rq, &t, ACCESS_EXISTS);
}

typedef void row_fn(struct req *rq, const struct q_register_rows *row, void *arg);

static enum rc each_row(struct req *rq, struct half h, row_fn *fn, void *arg, struct err *err)
{
    int64_t after_id = 0;
    struct q_register_rows *rows;
    size_t n;

    do {
        TRY(q_register_rows(reader_of(rq), req_arena(rq), after_id, h.from_at, h.until_at, ROWS_AT_ONCE, &rows, &n, err));
        for (size_t i = 0; i < n; i++) {
            after_id = rows[i].id;
            if (is_kept(rq, &rows[i]))
                fn(rq, &rows[i], arg);
        }
    } while (n == ROWS_AT_ONCE);
    return OK;
}

/* ---- the page ----------------------------------------------------------------------------------- */

struct drawn {
    GPtrArray *cells, *urls;
    size_t unchecked;
};

static void draw_row(struct req *rq, const struct q_register_rows *row, void *arg)
{
    struct arena *a = req_arena(rq);
    struct drawn *d = arg;
    const char *cell[CELLS];

    row_cells(a, row, false, cell);
    if (!row->checked_at) {
        d->unchecked++;
        cell[3] = arena_fmt(a, "%s (da verificare)", cell[3]);
    }
    for (size_t i = 0; i < CELLS; i++)
        g_ptr_array_add(d->cells, (gpointer)cell[i]);
    g_ptr_array_add(d->urls, arena_fmt(a, "/ufficio/richieste/%s/registro", row->code));
}

static const char *const *kept_in(struct arena *a, GPtrArray *list)
{
    const char **out = arena_array(a, list->len + 1, const char *);

    for (guint i = 0; i < list->len; i++)
        out[i] = list->pdata[i];
    g_ptr_array_free(list, TRUE);
    return out;
}

static enum rc draw_reviews(struct req *rq, struct view_table *table, struct err *err)
{
    static const char *const review_heads[] = { "Numero", "Chiesto da", "Chiesto il", "Da decidere entro" };
    struct arena *a = req_arena(rq);
    struct q_review_open_all *rows;
    const char **cells, **urls;
    size_t n;

    TRY(q_review_open_all(reader_of(rq), a, &rows, &n, err));
    cells = arena_array(a, 4 * n + 1, const char *);
    urls = arena_array(a, n + 1, const char *);
    *table = (struct view_table){ .caption = "Riesami da decidere", .heads = review_heads, .n_heads = 4, .cells = cells, .urls = urls };
    for (size_t i = 0; i < n; i++) {
        struct review v = { .filed_at = rows[i].filed_at, .asked_at = rows[i].asked_at, .opinion_at = rows[i].opinion_at };
        struct ticket t = { .id = rows[i].ticket_id, .flags = rows[i].flags };
        const char **c = cells + 4 * table->n_rows;
        struct due due;

        if (!type_parse(rows[i].type, &t.type) || !keeps(rq, &t, ACCESS_EXISTS))
            continue;
        TRY(review_due(reader_of(rq), a, &v, &due, err));
        c[0] = rows[i].code;
        c[1] = str_eq(rows[i].who, "third_party") ? "controinteressato" : "chi ha fatto la richiesta";
        c[2] = day_or(a, rows[i].filed_at, "");
        c[3] = !due.known ? "sospeso: parere del Garante" : due.due_at < clock_now_at() ? arena_fmt(a, "%s: termine passato", day_format_short(a, due.due_day))
                                                                                       : day_format_short(a, due.due_day);
        urls[table->n_rows++] = arena_fmt(a, "/ufficio/richieste/%s/riesame", rows[i].code);
    }
    return OK;
}

struct reply get_register(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct half h = half_asked(rq), link = half_now();
    struct panel_view v = { .page = office_page_new(rq, "Registro degli accessi", MENU_REGISTER) };
    struct view_table *tables = arena_array(a, 2, struct view_table);
    struct view_link *links = arena_array(a, HALVES + 1, struct view_link);
    struct drawn d = { .cells = g_ptr_array_new(), .urls = g_ptr_array_new() };
    struct err err = { 0 };
    enum rc rc;
    size_t n;

    for (size_t i = 0; i < HALVES; i++, link = half_before(link))
        links[v.n_links++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/registro-accessi?semestre=%s", half_id(a, link)), .label = half_name(a, link),
                                                 .current = link.from_at == h.from_at };
    links[v.n_links++] = (struct view_link){ .url = arena_fmt(a, "/ufficio/registro-accessi/scarica?semestre=%s", half_id(a, h)), .label = "Scarica il CSV da pubblicare" };
    v.links = links;
    rc = each_row(rq, h, draw_row, &d, &err);
    n = d.urls->len;
    tables[1] = (struct view_table){ .caption = half_name(a, h), .heads = heads, .n_heads = CELLS, .cells = kept_in(a, d.cells), .n_rows = n, .urls = kept_in(a, d.urls) };
    if (rc != OK || draw_reviews(rq, &tables[0], &err) != OK)
        return reply_err(rq, &err);
    v.text = !n ? "In questo semestre non sono state presentate richieste di accesso."
                : d.unchecked ? arena_fmt(a, "Il registro si pubblica almeno ogni sei mesi, senza dati personali. Di %zu richieste l'oggetto non è ancora verificato: nel file resta «Non ancora pubblicabile». "
                                             "Apri il numero per scriverlo.", d.unchecked)
                              : "Il registro si pubblica almeno ogni sei mesi, senza dati personali. Tutte le voci di questo semestre sono verificate.";
    v.tables = tables[0].n_rows ? tables : tables + 1;
    v.n_tables = tables[0].n_rows ? 2 : 1;
    GString *out = g_string_sized_new(32768);
    panel_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- the file ----------------------------------------------------------------------------------- */

struct file {
    struct sheet *sheet;
    GString *out;
    int64_t rows;
};

static void write_row(struct req *rq, const struct q_register_rows *row, void *arg)
{
    struct file *f = arg;
    const char *cell[CELLS];

    row_cells(req_arena(rq), row, true, cell);
    sheet_row(f->sheet, f->out, cell, CELLS);
    f->rows++;
}

struct reply get_register_csv(struct req *rq)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct half h = half_asked(rq);
    struct file f = { .sheet = sheet_new(SHEET_CSV), .out = g_string_sized_new(32768) };
    struct err err = { 0 };
    enum rc rc;

    sheet_begin(f.sheet, f.out);
    sheet_row(f.sheet, f.out, heads, CELLS);
    rc = each_row(rq, h, write_row, &f, &err);
    sheet_end(f.sheet, f.out);
    sheet_free(f.sheet);
    if (rc != OK) {
        g_string_free(f.out, TRUE);
        return reply_err(rq, &err);
    }
    log_info("register.exported", kv_i("user", req_identity(rq)->user_id), kv_i("rows", f.rows));
    reply_header(rq, "Content-Disposition", arena_fmt(a, "attachment; filename=\"registro-accessi-%s.csv\"", half_id(a, h)));
    return reply_text(rq, 200, sheet_mime(SHEET_CSV), f.out);
}

/* ---- what it says of one ------------------------------------------------------------------------ */

struct entry_form {
    const char *csrf, *version, *object, *ground, *reasons, *checked;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct entry_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct entry_form, version) },
    { .name = "oggetto", .kind = FIELD_AREA, .max = 500, .label = "Oggetto, senza nomi", .hint = "Per esempio: permessi di costruire rilasciati in via Roma nel 2025.", .offset = FORM_MEMBER(struct entry_form, object) },
    { .name = "motivo", .kind = FIELD_TEXT, .max = 40, .label = "Motivo del rifiuto, se c'è", .offset = FORM_MEMBER(struct entry_form, ground) },
    { .name = "sintesi", .kind = FIELD_AREA, .max = 1000, .label = "Motivazione in breve, senza nomi", .offset = FORM_MEMBER(struct entry_form, reasons) },
    { .name = "verificata", .kind = FIELD_CHECK, .label = "L'ho riletta: non contiene dati personali e si può pubblicare", .offset = FORM_MEMBER(struct entry_form, checked) },
};
struct entry_page {
    struct ticket t;
    struct entry_form form;
    struct form_errors errors;
    struct register_write job;
};

static const struct choice *grounds(struct arena *a)
{
    struct choice *c = arena_array(a, register_grounds_n + 1, struct choice);

    for (size_t i = 0; i < register_grounds_n; i++)
        c[i] = (struct choice){ register_grounds[i].id, register_grounds[i].label };
    return c;
}

/* What else of words is published with the entry: the reasons of its newest riesame. */
static enum rc review_words(struct req *rq, const struct ticket *t, const char **ret, struct err *err)
{
    struct review *list;
    size_t n;

    TRY(review_list(reader_of(rq), req_arena(rq), t->id, &list, &n, err));
    *ret = n && *list[n - 1].reasons ? arena_fmt(req_arena(rq), "\nCon la voce si pubblica anche la motivazione del riesame, da rileggere: «%s»", list[n - 1].reasons) : "";
    return OK;
}

static struct reply entry_show(struct req *rq, struct entry_page *p)
{
    struct case_view v = case_view_new(rq, &p->t, "Voce del registro degli accessi");
    struct view_field *f = arena_array(req_arena(rq), 4, struct view_field);
    struct err err = { 0 };
    const char *more;

    if (review_words(rq, &p->t, &more, &err) != OK)
        return reply_err(rq, &err);
    v.lead = arena_fmt(req_arena(rq), "Date, ufficio ed esito vengono dalla richiesta. Qui si scrive quello che tutti leggeranno: il registro non contiene dati personali, nemmeno il nome di chi ha chiesto.%s", more);
    f[0] = page_field(rq, &rows[2], p->form.object, &p->errors);
    f[1] = page_field(rq, &rows[3], p->form.ground, &p->errors);
    f[1].kind = VIEW_SELECT;
    page_choices(rq, &f[1], grounds(req_arena(rq)), p->form.ground, "Nessuno");
    f[2] = page_field(rq, &rows[4], p->form.reasons, &p->errors);
    f[3] = page_field(rq, &rows[5], "1", &p->errors);
    f[3].checked = str_eq(p->form.checked, "1");
    f[0].rows = f[2].rows = 3;
    v.form = case_action(rq, &p->t, "registro", "Salva la voce", TONE_INFO);
    v.form.fields = f;
    v.form.n_fields = 4;
    case_errors(rq, &v, "registro", &p->errors);
    return case_show(rq, &v);
}

struct reply get_register_entry(struct req *rq)
{
    struct entry_page *p = arena_one(req_arena(rq), struct entry_page);
    struct register_entry e;
    struct err err = { 0 };
    struct reply failed;

    if (!register_case_of(rq, &p->t, &failed))
        return failed;
    if (register_entry_of(reader_of(rq), req_arena(rq), p->t.id, &e, &err) != OK)
        return reply_err(rq, &err);
    p->form = (struct entry_form){ .object = e.object, .ground = e.ground, .reasons = e.reasons, .checked = e.checked ? "1" : "" };
    return entry_show(rq, p);
}

static enum rc entry_do(struct dbw *w, void *arg, struct err *err)
{
    return register_write_op(w, &OF(struct entry_page, arg)->job, err);
}

static struct reply entry_done(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "object", "oggetto", "ground", "motivo", NULL };
    struct entry_page *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->t, "registro"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return register_case_of(rq, &p->t, &failed) ? entry_show(rq, p) : failed;
}

struct reply post_register_entry(struct req *rq)
{
    struct entry_page *p = arena_one(req_arena(rq), struct entry_page);
    struct err err = { 0 };
    struct reply failed;

    if (!register_case_of(rq, &p->t, &failed))
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return entry_show(rq, p);
    p->job = (struct register_write){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = { .kind = ACTOR_URP, .id = req_identity(rq)->user_id },
                                      .entry = { .object = p->form.object, .ground = p->form.ground, .reasons = p->form.reasons, .checked = str_eq(p->form.checked, "1") } };
    return reply_after_write(rq, entry_do, p, entry_done);
}
