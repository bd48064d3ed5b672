/* SPDX-License-Identifier: EUPL-1.2 */
/* The list of streets: a file comes in, what it would change is shown, a second press takes it. */
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "desk.h"
#include "q/street.h"
#include "streets_take.h"
#include "t/web/admin/streets.html.h"
#include "ticket/calendar.h"
#include "ticket/street.h"
#include "web/desk_view.h"
#include "web/streets.h"

#define URL "/ufficio/impostazioni/vie"
#define ROWS_SHOWN 10
#define PATH_ARENA_BYTES 16384

struct reading {
    const char *path;          /* of the upload, in the spool */
    const char *token;
    struct street_list list;   /* its rows lie in an arena that is gone; first_rows stays */
    struct street_row first[ROWS_SHOWN];
    size_t n_first;
    struct street_plan plan;
};

/* ---- the page ------------------------------------------------------------------------------------- */

static const char *count_text(struct arena *a, int64_t n, const char *one, const char *many)
{
    return n == 1 ? arena_fmt(a, "1 %s", one) : arena_fmt(a, "%lld %s", (long long)n, many);
}

static void draw_taking(struct arena *a, struct streets_view *v)
{
    struct streets_taking t = streets_taking();
    const struct street_plan *p = &t.plan;

    if (!t.is_running && !t.has_ended)
        return;
    v->running = t.is_running;
    v->done = (int64_t)t.done;
    v->total = (int64_t)t.total;
    v->taking_tone = t.err.rc == OK ? TONE_INFO : TONE_BAD;
    if (t.is_running)
        v->taking = "L'elenco si sta prendendo.";
    else if (t.err.rc != OK)
        v->taking = arena_fmt(a, "L'elenco si è interrotto, %s. Le vie già entrate restano: carica di nuovo lo stesso file per finire.", moment_format_it(a, t.ended_at));
    else
        v->taking = arena_fmt(a, "Elenco preso, %s: %s, %s, %s. Le vie si completano mentre si scrive.", moment_format_it(a, t.ended_at), count_text(a, p->added, "nuova", "nuove"),
                              count_text(a, p->changed, "cambiata", "cambiate"), count_text(a, p->same, "già uguale", "già uguali"));
}

static struct reply show(struct req *rq, struct streets_view *v)
{
    struct arena *a = req_arena(rq);
    struct q_street_count n;
    struct err err = { 0 };
    GString *out;

    if (q_street_count(reader_of(rq), a, &n, &err) != OK)
        return reply_err(rq, &err);
    v->url = URL;
    v->only_read = !set_for_all(rq);
    draw_taking(a, v);
    v->state = n.streets == 0 ? "Non c'è ancora nessuna via: chi risponde al telefono le scrive per intero."
                              : arena_fmt(a, "%s, %s; %s, %s.", count_text(a, n.streets, "via", "vie"), n.no_area ? count_text(a, n.no_area, "senza zona", "senza zona") : "tutte con la loro zona",
                                          count_text(a, n.points, "con il suo punto sulla mappa", "con il loro punto sulla mappa"), count_text(a, n.numbers, "numero civico", "numeri civici"));
    out = g_string_sized_new(16384);
    streets_page(out, v);
    return reply_html(rq, v->file_error ? 422 : 200, out);
}

static struct streets_view view_new(struct req *rq)
{
    return (struct streets_view){ .page = office_page_new(rq, "Le vie", MENU_SETTINGS) };
}

struct reply get_streets(struct req *rq)
{
    struct streets_view v = view_new(rq);

    return show(rq, &v);
}

static struct reply refused(struct req *rq, const char *text)
{
    struct streets_view v = view_new(rq);
    struct form_errors fe = { 0 };

    v.file_error = arena_str(req_arena(rq), text);
    form_error_add(&fe, "file", v.file_error);
    page_errors(rq, &fe, &v.page.errors, &v.page.n_errors);
    return show(rq, &v);
}

/* ---- what a file would change --------------------------------------------------------------------- */

static void draw_found(struct arena *a, const struct reading *rd, struct streets_view *v)
{
    struct view_row *f = arena_array(a, 9, struct view_row);
    const struct street_list *l = &rd->list;
    const struct street_plan *p = &rd->plan;

    f[v->n_found++] = (struct view_row){ .label = "Il file", .value = arena_fmt(a, "%s, separatore: %s", l->charset, l->separator) };
    f[v->n_found++] = (struct view_row){ .label = "Colonne", .value = arena_fmt(a, "via da «%s», zona %s%s%s", l->name_column, *l->area_column ? "da «" : "non indicata", l->area_column, *l->area_column ? "»" : "") };
    f[v->n_found++] = (struct view_row){ .label = "Vie nel file", .value = arena_fmt(a, "%zu%s", l->n, l->repeated ? arena_fmt(a, ", più %lld righe che ne ripetono una", (long long)l->repeated) : "") };
    f[v->n_found++] = (struct view_row){ .label = "Punti sulla mappa", .value = *l->point_columns ? arena_fmt(a, "da «%s», %zu con il numero civico", l->point_columns, l->n_numbers) : "non indicati" };
    f[v->n_found++] = (struct view_row){ .label = "Nuove", .value = arena_fmt(a, "%lld", (long long)p->added) };
    f[v->n_found++] = (struct view_row){ .label = "Cambiate", .value = arena_fmt(a, "%lld", (long long)p->changed) };
    f[v->n_found++] = (struct view_row){ .label = "Già uguali", .value = arena_fmt(a, "%lld", (long long)p->same) };
    v->found = f;
    if (p->missing)
        v->missing = arena_fmt(a, "Togli anche %s", count_text(a, p->missing, "via di un elenco di prima che qui non c'è", "vie di un elenco di prima che qui non ci sono"));
}

static void draw_rows(struct arena *a, const struct reading *rd, struct streets_view *v)
{
    static const char *const heads[] = { "Riga", "Via", "Zona" };
    const char **cells = arena_array(a, 3 * ROWS_SHOWN, const char *);

    for (size_t i = 0; i < rd->n_first; i++) {
        cells[3 * i] = arena_fmt(a, "%lld", (long long)rd->first[i].line);
        cells[3 * i + 1] = rd->first[i].name;
        cells[3 * i + 2] = rd->first[i].area;
    }
    v->rows = (struct view_table){ .caption = "Le prime righe, come entrano", .heads = heads, .n_heads = 3, .cells = cells, .n_rows = rd->n_first };
}

static void draw_problems(struct arena *a, const struct reading *rd, struct streets_view *v)
{
    struct view_row *list = arena_array(a, rd->list.n_problems + rd->plan.n_problems + 1, struct view_row);

    for (size_t i = 0; i < rd->list.n_problems; i++)
        list[v->n_problems++] = (struct view_row){ .label = arena_fmt(a, "Riga %lld", (long long)rd->list.problems[i].line), .value = rd->list.problems[i].text };
    for (size_t i = 0; i < rd->plan.n_problems; i++)
        list[v->n_problems++] = (struct view_row){ .label = arena_fmt(a, "Riga %lld", (long long)rd->plan.problems[i].line), .value = rd->plan.problems[i].text };
    v->problems = list;
}

static struct reply looked_at(struct req *rq, void *arg, const struct err *err)
{
    struct reading *rd = arg;
    struct streets_view v;

    if (err->rc == E_INPUT)
        return refused(rq, err->text);
    if (err->rc != OK)
        return reply_err(rq, err);
    v = view_new(rq);
    v.preview = true;
    v.token = rd->token;
    draw_found(req_arena(rq), rd, &v);
    draw_rows(req_arena(rq), rd, &v);
    draw_problems(req_arena(rq), rd, &v);
    return show(rq, &v);
}

/* What the page needs of it, out of an arena that ends here. */
static void keep_first(struct arena *a, struct reading *rd)
{
    rd->n_first = rd->list.n < ROWS_SHOWN ? rd->list.n : ROWS_SHOWN;
    for (size_t i = 0; i < rd->n_first; i++)
        rd->first[i] = (struct street_row){ .name = arena_str(a, rd->list.rows[i].name), .area = arena_str(a, rd->list.rows[i].area), .line = rd->list.rows[i].line };
    for (size_t i = 0; i < rd->list.n_problems; i++)
        rd->list.problems[i].text = arena_str(a, rd->list.problems[i].text);
    for (size_t i = 0; i < rd->plan.n_problems; i++)
        rd->plan.problems[i].text = arena_str(a, rd->plan.problems[i].text);
    rd->list.problems = arena_dup(a, rd->list.problems, STREET_PROBLEMS_MAX * sizeof *rd->list.problems);
    if (rd->plan.problems)
        rd->plan.problems = arena_dup(a, rd->plan.problems, STREET_PROBLEMS_MAX * sizeof *rd->plan.problems);
    rd->list.name_column = arena_str(a, rd->list.name_column);
    rd->list.area_column = arena_str(a, rd->list.area_column);
    rd->list.point_columns = arena_str(a, rd->list.point_columns);
    rd->list.rows = NULL;
    rd->list.numbers = NULL;
}

/* The file that somebody looks at before it is taken: one at a time, in the spool under a name that the start of the daemon sweeps. */
static const char *waiting_path(struct app *app, struct arena *a)
{
    return conf_data_path(app->conf, a, "spool/upload-vie");
}

/* Held while it is put there or taken away: two people may do so at once. */
static pthread_mutex_t waiting_lock = PTHREAD_MUTEX_INITIALIZER;

static enum rc put_waiting(struct app *app, struct arena *a, const char *from, struct err *err)
{
    pthread_mutex_lock(&waiting_lock);
    enum rc rc = file_adopt(from, waiting_path(app, a), err);
    pthread_mutex_unlock(&waiting_lock);
    return rc;
}

/* Only the one that was taken: somebody may be looking at another by now. Left behind it would be taken again, which changes nothing. */
static void drop_waiting(struct app *app, struct arena *a, const uint8_t taken[SHA256_BYTES])
{
    const char *path = waiting_path(app, a);
    uint8_t hash[SHA256_BYTES];

    pthread_mutex_lock(&waiting_lock);
    if (file_sha256(path, hash, NULL, NULL) == OK && memcmp(hash, taken, sizeof hash) == 0)
        (void)unlink(path);
    pthread_mutex_unlock(&waiting_lock);
}

static enum rc read_list(struct app *app, struct arena *own, struct street_list *ret, const char *path, struct street_plan *plan, struct err *err)
{
    struct sv bytes;

    TRY(file_read(own, path, STREET_FILE_BYTES_MAX, &bytes, err));
    TRY(street_read(own, bytes, ret, err));
    return street_compare(db_reader(app->db), own, ret, plan, err);
}

static enum rc read_file(struct app *app, struct arena *a, void *arg, struct err *err)
{
    AUTO(ARENA) struct arena *own = arena_new(STREET_LIST_ARENA_BYTES);
    struct reading *rd = arg;

    TRY(read_list(app, own, &rd->list, rd->path, &rd->plan, err));
    TRY(put_waiting(app, a, rd->path, err));
    keep_first(a, rd);
    return OK;
}

/* ---- taking it ------------------------------------------------------------------------------------ */

struct taking {
    const char *token; /* of the file that was looked at: its hash */
    bool remove;
};

static void drop_taken(struct app *app, const uint8_t taken[SHA256_BYTES])
{
    AUTO(ARENA) struct arena *a = arena_new(PATH_ARENA_BYTES);

    drop_waiting(app, a, taken);
}

/* Reads it and leaves the rest to the background: what is wrong with the file is said now. */
static enum rc take_file(struct app *app, struct arena *a, void *arg, struct err *err)
{
    AUTO(ARENA) struct arena *own = arena_new(STREET_LIST_ARENA_BYTES);
    const struct taking *t = arg;
    struct street_list list;
    uint8_t hash[SHA256_BYTES];
    struct sv bytes = { 0 };
    enum rc rc = file_read(own, waiting_path(app, a), STREET_FILE_BYTES_MAX, &bytes, err);

    if (rc == OK)
        sha256_of(bytes.p, bytes.n, hash); /* of what is taken, not of what lies there in a moment */
    if (rc == E_NOTFOUND || (rc == OK && !str_eq(hex_text(a, hash, sizeof hash), t->token)))
        FAIL(err, E_INPUT, "file", "Questo elenco non aspetta più: ne è stato caricato un altro, o è già stato preso. Carica di nuovo il file.");
    TRY(rc);
    TRY(street_read(own, bytes, &list, err));
    return streets_take(app, STEAL(own), &list, t->remove, hash, drop_taken, err);
}

static struct reply taken(struct req *rq, void *arg, const struct err *err)
{
    (void)arg;
    if (err->rc == E_INPUT || err->rc == E_CONFLICT)
        return refused(rq, err->text);
    return err->rc == OK ? reply_see(rq, URL "#andamento") : reply_err(rq, err);
}

static struct reply take(struct req *rq, const char *token)
{
    struct taking *t = arena_one(req_arena(rq), struct taking);

    *t = (struct taking){ token, str_eq(req_field(rq, "togli"), "1") };
    return reply_after_job(rq, app_of(rq)->media, take_file, t, taken);
}

struct reply post_streets(struct req *rq)
{
    const struct upload *u = req_uploads(rq);
    struct reading *rd = arena_one(req_arena(rq), struct reading);

    if (!str_empty(req_field(rq, "elenco")))
        return take(rq, req_field(rq, "elenco"));
    if (!u)
        return refused(rq, "Scegli il file CSV con le vie.");
    if (!u->path)
        return refused(rq, "Il file è troppo grande: al massimo 20 MB.");
    rd->path = u->path;
    rd->token = hex_text(req_arena(rq), u->sha256, sizeof u->sha256);
    return reply_after_job(rq, app_of(rq)->media, read_file, rd, looked_at);
}
