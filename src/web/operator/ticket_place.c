/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a request is on the ground: from an address, by coordinates, or by a press on a map, which only fills the coordinates in. */
#include "base/sv.h"
#include "dispatch/work.h"
#include "map.h"
#include "t/web/operator/place.html.h"
#include "ticket/message.h"
#include "ticket_parts.h"
#include "web/access.h"

struct place_form {
    const char *csrf, *version, *what, *address, *point, *origin, *found; /* found: the point that origin tells of, when the street register gave it */
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct place_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct place_form, version) },
    { .name = "fai", .kind = FIELD_HIDDEN, .max = 10, .label = "Che cosa", .offset = FORM_MEMBER(struct place_form, what) },
    { .name = "indirizzo", .kind = FIELD_TEXT, .max = 200, .label = "Indirizzo", .offset = FORM_MEMBER(struct place_form, address) },
    { .name = "punto", .kind = FIELD_TEXT, .max = 80, .label = "Latitudine e longitudine", .offset = FORM_MEMBER(struct place_form, point) },
    { .name = "origine", .kind = FIELD_HIDDEN, .max = 10, .label = "Come si sa", .offset = FORM_MEMBER(struct place_form, origin) },
    { .name = "trovato", .kind = FIELD_HIDDEN, .max = 80, .label = "Punto trovato", .offset = FORM_MEMBER(struct place_form, found) },
};
struct placing {
    struct ticket t;
    struct place_form form;
    struct form_errors errors;
    struct work work;
    struct place_point to;
    const char *note;
};

/* ---- the page ------------------------------------------------------------------------------------- */

static enum rc draw_near(struct req *rq, const struct ticket *t, struct case_view *c, struct err *err)
{
    struct place_point p;
    struct place_near *near;
    struct case_other *list;
    size_t n;

    TRY(place_point_of(reader_of(rq), req_arena(rq), t->id, &p, err));
    if (!point_is_set(p.at))
        return OK;
    TRY(map_neighbours(rq, t, p.at, &near, &n, err));
    list = arena_array(req_arena(rq), n + 1, struct case_other);
    for (size_t i = 0; i < n; i++) {
        TRY(case_other_of(rq, near[i].ticket_id, near[i].metres ? arena_fmt(req_arena(rq), "A %lld metri.", (long long)near[i].metres) : "Nello stesso punto.", &list[c->n_others], err));
        if (!list[c->n_others].hidden)
            c->n_others++;
    }
    c->others = list;
    return OK;
}

static struct view_action form_of(struct req *rq, const struct ticket *t, const char *what, const char *submit, enum view_tone tone, struct view_field *f, size_t n)
{
    struct view_action a = case_action(rq, t, "luogo", submit, tone);

    a.id = what;
    f[n] = page_hidden("fai", what);
    a.fields = f;
    a.n_fields = n + 1;
    return a;
}

static void draw_forms(struct req *rq, struct placing *p, struct place_view *v)
{
    struct view_field *find = arena_array(req_arena(rq), 2, struct view_field), *save = arena_array(req_arena(rq), 4, struct view_field);

    find[0] = (struct view_field){ .kind = VIEW_INPUT, .name = "indirizzo", .label = "Via e numero civico", .max = 200, .autocomplete = "off", .value = p->form.address,
                                   .hint = "Lo cerchiamo nello stradario del Comune: nessun altro sito viene interrogato.", .error = form_error_of(&p->errors, "indirizzo") };
    save[0] = (struct view_field){ .kind = VIEW_INPUT, .name = "punto", .label = "Latitudine e longitudine", .max = 80, .autocomplete = "off", .value = p->form.point,
                                   .hint = "In gradi, come 44.494887, 11.342616. Lascia vuoto per togliere il punto.", .error = form_error_of(&p->errors, "punto") };
    save[1] = page_hidden("origine", str_empty(p->form.origin) ? "" : p->form.origin);
    v->find = form_of(rq, &p->t, "cerca", "Trova il punto", TONE_PLAIN, find, 1);
    save[2] = page_hidden("trovato", str_empty(p->form.found) ? "" : p->form.found);
    v->save = form_of(rq, &p->t, "salva", "Salva il punto", TONE_INFO, save, 3);
}

/* What is shown is what would be saved: the typed point, when it is one. */
static void show_typed(struct req *rq, const struct placing *p, struct map_view *m)
{
    struct point at;

    m->field = "f-salva-punto";
    if (m->point && str_eq(m->point, p->form.point))
        return;
    m->drawing_url = NULL;
    m->lat = m->lon = NULL;
    if (!point_parse(req_arena(rq), p->form.point ? p->form.point : "", &at))
        return;
    m->drawing_url = arena_fmt(req_arena(rq), "%s?lat=%lld&lon=%lld", ticket_url(rq, &p->t, "luogo/disegno"), (long long)at.lat, (long long)at.lon);
    map_show(req_arena(rq), at, m);
}

static struct reply place_show(struct req *rq, struct placing *p)
{
    struct place_view v = { .c = case_view_new(rq, &p->t, "Dove si trova"), .note = p->note };
    struct ticket_words words;
    struct err err = { 0 };
    GString *out;

    if (words_of(reader_of(rq), req_arena(rq), p->t.id, &words, &err) != OK || map_of(rq, &p->t, words.place, &v.map, &err) != OK ||
        draw_near(rq, &p->t, &v.c, &err) != OK)
        return reply_err(rq, &err);
    v.c.lead = arena_fmt(req_arena(rq), "Luogo scritto nella richiesta: %s. Il punto aiuta chi deve andarci e fa trovare le richieste vicine; il testo si cambia con «Correggi».",
                         str_empty(words.place) ? "nessuno" : words.place);
    if (!p->form.address)
        p->form.address = words.place;
    if (!p->form.point)
        p->form.point = v.map.point ? v.map.point : "";
    show_typed(rq, p, &v.map);
    tiles_of_body(rq, &v.map.ground);
    draw_forms(rq, p, &v);
    case_errors(rq, &v.c, form_error_of(&p->errors, "indirizzo") ? "cerca" : "salva", &p->errors);
    out = g_string_sized_new(16384);
    place_page(out, &v);
    return reply_html(rq, v.c.page.n_errors ? 422 : 200, out);
}

struct reply get_place(struct req *rq)
{
    struct placing *p = arena_one(req_arena(rq), struct placing);
    struct actor who;
    struct reply failed;

    return case_of_ours(rq, &p->t, &who, &failed) ? place_show(rq, p) : failed;
}

/* ---- finding and saving --------------------------------------------------------------------------- */

static struct reply find(struct req *rq, struct placing *p)
{
    struct place_found found;
    struct err err = { 0 };

    if (place_find(reader_of(rq), req_arena(rq), p->form.address, &found, &err) != OK)
        return reply_err(rq, &err);
    if (!point_is_set(found.at)) {
        form_error_add(&p->errors, "indirizzo", "Lo stradario non sa dove si trova. Scrivi via e numero come nell'elenco delle vie, oppure le coordinate qui sotto.");
        p->form.point = NULL;
        return place_show(rq, p);
    }
    p->form.point = p->form.found = point_text(req_arena(rq), found.at);
    p->form.origin = place_origin_id(found.origin);
    p->note = found.origin == PLACE_NUMBER ? "Trovato il numero civico: guarda se il punto è giusto e salvalo."
                                           : "Trovata la via, ma non il numero: il punto è circa a metà. Guarda se va bene, spostalo se serve, e salvalo.";
    return place_show(rq, p);
}

static enum rc place_op(struct dbw *w, void *arg, struct err *err)
{
    struct placing *p = arg;

    return work_do(w, &p->work, err);
}

static struct reply placed(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "point", "punto", NULL };
    struct placing *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->t, "luogo"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? place_show(rq, p) : failed;
}

/* A point of the register that somebody moved by hand is not of the register any more; without script nobody else notices. */
static enum place_origin origin_of(struct req *rq, const struct placing *p)
{
    enum place_origin o;

    if (!place_origin_parse(p->form.origin, &o))
        return PLACE_TYPED;
    if ((o == PLACE_STREET || o == PLACE_NUMBER) && !str_eq(point_text(req_arena(rq), p->to.at), p->form.found))
        return PLACE_TYPED;
    return o;
}

static struct reply save(struct req *rq, struct placing *p, struct actor who)
{
    struct err err = { 0 };

    if (!str_empty(p->form.point) && place_check(reader_of(rq), req_arena(rq), p->form.point, "punto", &p->to.at, &err) != OK) {
        form_error_add(&p->errors, "punto", arena_str(req_arena(rq), err.text));
        return place_show(rq, p);
    }
    p->to.origin = origin_of(rq, p);
    p->work = (struct work){ .action = WORK_PLACE, .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who,
                             .who_name = req_identity(rq)->name, .channel = CHANNEL_WEB, .point = &p->to };
    return reply_after_write(rq, place_op, p, placed);
}

struct reply post_place(struct req *rq)
{
    struct placing *p = arena_one(req_arena(rq), struct placing);
    struct actor who;
    struct err err = { 0 };
    struct reply failed;

    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return place_show(rq, p);
    return str_eq(p->form.what, "cerca") ? find(rq, p) : save(rq, p, who);
}
