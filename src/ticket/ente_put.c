/* SPDX-License-Identifier: EUPL-1.2 */
/* One object of the file of a body into the store: its offices, and what and where they serve. The same for the file and for a change in the
 * browser. Values are in ente_put_values.c, what holds for requests in ente_put_rules.c. */
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "ente_put_in.h"
#include "q/ente.h"
#include "ticket/calendar.h"
#include "ticket/place.h"
#include "ticket/street.h"

enum rc put_once(struct load *l, const char *path, const char *code, struct err *err)
{
    if (!g_hash_table_add(l->seen, (gpointer)(uintptr_t)code))
        FAIL(err, E_INPUT, path, "%s: il codice «%.60s» c'è già.", path, code);
    return OK;
}

/* Codes of other sections; "" is none. */
#define REF(name_, what_)                                                                                        \
    enum rc put_##name_##_ref(struct load *l, const char *path, const char *code, int64_t *ret, struct err *err)   \
    {                                                                                                            \
        struct q_##name_##_by_code row = { 0 };                                                                  \
                                                                                                                 \
        if (*code) {                                                                                             \
            enum rc rc = q_##name_##_by_code(dbw_reader(l->w), l->a, code, &row, err);                           \
                                                                                                                 \
            if (rc == E_NOTFOUND)                                                                                \
                FAIL(err, E_INPUT, arena_fmt(l->a, "%s." #name_, path), "%s: " what_ " «%.60s» non c'è.", path, code); \
            TRY(rc);                                                                                             \
        }                                                                                                        \
        *ret = row.id;                                                                                           \
        return OK;                                                                                               \
    }
REF(settore, "il settore")
REF(category, "l'argomento")
REF(area, "la zona")

/* Only at the end: until then others of the file may name it. */
static void switch_off(struct load *l, int64_t id, enum rc (*set)(struct dbw *w, int64_t active, int64_t id, struct err *err))
{
    struct load_off off = { set, id };

    g_array_append_val(l->off, off);
}

enum rc put_off(struct load *l, struct err *err)
{
    for (guint i = 0; i < l->off->len; i++) {
        const struct load_off *off = &g_array_index(l->off, struct load_off, i);
        TRY(off->set(l->w, 0, off->id, err));
    }
    return OK;
}

/* ---- settori ------------------------------------------------------------------------------------ */

struct settore_in {
    const char *code, *name, *email, *fallback_email, *head_name, *head_email, *phone, *hours, *tasks, *role;
    const json_t *contacts;
    int64_t digest_hour, active;
#define NAME(lang_) const char *name_##lang_;
    NAME_LANGS(NAME)
#undef NAME
};
static const struct bind_key settore_keys[] = {
#define NAME(lang_) K(settore_in, BIND_LINE, name_##lang_, false),
    NAME_LANGS(NAME)
#undef NAME
    K(settore_in, BIND_CODE, code, true),           K(settore_in, BIND_LINE, name, true),
    K(settore_in, BIND_EMAIL, email, true),         K(settore_in, BIND_EMAIL, fallback_email, false),
    K(settore_in, BIND_LINE, head_name, false),     K(settore_in, BIND_EMAIL, head_email, false),
    K(settore_in, BIND_LINE, phone, false),         K(settore_in, BIND_LINE, hours, false),
    K(settore_in, BIND_LINE, tasks, false),         K(settore_in, BIND_CODE, role, false),
    K(settore_in, BIND_LIST, contacts, false),       K(settore_in, BIND_HOUR, digest_hour, false),
    K(settore_in, BIND_BOOL, active, false),
};

struct contact_in {
    const char *name, *email;
};
static const struct bind_key contact_keys[] = {
    K(contact_in, BIND_LINE, name, true),
    K(contact_in, BIND_EMAIL, email, true),
};

static enum rc load_contacts(struct load *l, const char *path, int64_t settore_id, const json_t *list, struct err *err)
{
    size_t i;
    const json_t *o;

    TRY(q_contact_drop_all(l->w, settore_id, err));
    json_array_foreach(list, i, o) {
        const char *here = arena_fmt(l->a, "%s.contacts[%zu]", path, i);
        struct contact_in c = { 0 };

        TRY(bind_object(l->a, o, here, KEYS(contact_keys), &c, err));
        enum rc rc = q_contact_add(l->w, settore_id, c.name, c.email, err);
        if (rc == E_CONFLICT)
            FAIL(err, E_INPUT, here, "%s: l'indirizzo «%.80s» c'è già.", here, c.email);
        TRY(rc);
    }
    return OK;
}

static enum rc put_settore_names(struct load *l, int64_t id, const struct settore_in *s, struct err *err)
{
    const struct { const char *lang, *name; } names[] = {
#define NAME(lang_) { #lang_, s->name_##lang_ },
        NAME_LANGS(NAME)
#undef NAME
    };

    TRY(q_settore_names_drop(l->w, id, err));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (*names[i].name)
            TRY(q_settore_name_add(l->w, id, names[i].lang, names[i].name, err));
    return OK;
}

enum rc put_settore(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct settore_in s = { .digest_hour = ENTE_DIGEST_HOUR, .active = 1 };
    struct q_settore_put row;

    TRY(bind_object(l->a, o, path, KEYS(settore_keys), &s, err));
    TRY(put_once(l, path, s.code, err));
    if (*s.role && !str_eq(s.role, "rpct") && !str_eq(s.role, "urp") && !str_eq(s.role, "sindaco"))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.role", path), "%s.role: può essere rpct, urp, sindaco o vuoto.", path);
    TRY(q_settore_put(l->w, l->a, s.code, s.name, s.email, s.fallback_email, s.head_name, s.head_email, s.phone,
                      s.hours, s.tasks, s.role, s.digest_hour, &row, err));
    TRY(put_settore_names(l, row.id, &s, err));
    l->job->settori++;
    if (!s.active)
        switch_off(l, row.id, q_settore_set_active);
    return load_contacts(l, path, row.id, s.contacts, err);
}

/* ---- categories --------------------------------------------------------------------------------- */

struct category_in {
    const char *code, *name, *hint, *settore, *parent; /* parent: only of one that stands alone, outside of its group */
    int64_t emergency, public, near_m, position /* -1: its place in the list */, active;
    const json_t *keywords, *children;
#define NAME(lang_) const char *name_##lang_;
    NAME_LANGS(NAME)
#undef NAME
};
static const struct bind_key category_keys[] = {
#define NAME(lang_) K(category_in, BIND_LINE, name_##lang_, false),
    NAME_LANGS(NAME)
#undef NAME
    K(category_in, BIND_CODE, code, true),           K(category_in, BIND_LINE, name, true),
    K(category_in, BIND_LINE, hint, false),          K(category_in, BIND_CODE, settore, false),
    K(category_in, BIND_BOOL, emergency, false),     K(category_in, BIND_LIST, keywords, false),
    K(category_in, BIND_LIST, children, false),      K(category_in, BIND_CODE, parent, false),
    K(category_in, BIND_INT, position, false),       K(category_in, BIND_BOOL, public, false),
    K(category_in, BIND_BOOL, active, false),        K(category_in, BIND_INT, near_m, false),
};

static enum rc folded_words(struct load *l, const json_t *list, const char *path, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    size_t i;
    const json_t *v;

    json_array_foreach(list, i, v) {
        if (!json_is_string(v))
            FAIL(err, E_INPUT, path, "%s.keywords[%zu]: ci vuole un testo tra virgolette.", path, i);
        if (out->len)
            g_string_append_c(out, ' ');
        text_fold_append(out, (struct sv){ json_string_value(v), json_string_length(v) });
    }
    *ret = arena_str(l->a, out->str);
    return OK;
}

static enum rc put_category_names(struct load *l, int64_t id, const struct category_in *c, struct err *err)
{
    const struct { const char *lang, *name; } names[] = {
#define NAME(lang_) { #lang_, c->name_##lang_ },
        NAME_LANGS(NAME)
#undef NAME
    };

    TRY(q_category_names_drop(l->w, id, err));
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (*names[i].name)
            TRY(q_category_name_add(l->w, id, names[i].lang, names[i].name, err));
    return OK;
}

static enum rc put_one(struct load *l, const json_t *o, const char *path, int64_t parent_id, size_t position,
                       int64_t *ret_id, const json_t **ret_children, struct err *err)
{
    struct category_in c = { .position = -1, .active = 1 };
    struct q_category_put row;
    const char *keywords = "";
    int64_t settore_id = 0;

    TRY(bind_object(l->a, o, path, KEYS(category_keys), &c, err));
    TRY(put_once(l, path, c.code, err));
    TRY(put_settore_ref(l, path, c.settore, &settore_id, err));
    if (c.near_m && (c.near_m < CATEGORY_NEAR_MIN_M || c.near_m > CATEGORY_NEAR_MAX_M))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.near_m", path), "%s.near_m: ci vogliono da %d a %d metri; 0, o niente, vale quello del gruppo o dell'ente.", path, CATEGORY_NEAR_MIN_M, CATEGORY_NEAR_MAX_M);
    if (!parent_id)
        TRY(put_category_ref(l, path, c.parent, &parent_id, err));
    TRY(folded_words(l, c.keywords, path, &keywords, err));
    TRY(q_category_put(l->w, l->a, c.code, parent_id, c.name, c.hint, keywords, settore_id, c.emergency, c.public, c.near_m,
                       c.position < 0 ? (int64_t)position : c.position, &row, err));
    TRY(put_category_names(l, row.id, &c, err));
    l->job->categories++;
    if (!c.active)
        switch_off(l, row.id, q_category_set_active);
    *ret_id = row.id;
    *ret_children = c.children;
    return OK;
}

/* Two levels: what a citizen can take in at a glance. */
enum rc put_category(struct load *l, const json_t *o, const char *path, size_t position, struct err *err)
{
    const json_t *children, *leaf, *deeper;
    int64_t id, leaf_id;
    size_t i;

    TRY(put_one(l, o, path, 0, position, &id, &children, err));
    json_array_foreach(children, i, leaf) {
        const char *here = arena_fmt(l->a, "%s.children[%zu]", path, i);

        TRY(put_one(l, leaf, here, id, i, &leaf_id, &deeper, err));
        if (json_array_size(deeper) > 0)
            FAIL(err, E_INPUT, here, "%s.children: gli argomenti hanno due livelli, non di più.", here);
    }
    return OK;
}

/* ---- areas -------------------------------------------------------------------------------------- */

struct area_in {
    const char *code, *name;
    const json_t *streets;
};
static const struct bind_key area_keys[] = {
    K(area_in, BIND_CODE, code, true),
    K(area_in, BIND_LINE, name, true),
    K(area_in, BIND_LIST, streets, false),
};

/* "Via Roma", or where it is, too: "Via Roma @ 44.494887, 11.342616" */
static enum rc put_street(struct load *l, const json_t *v, const char *field, size_t i, int64_t area_id, struct err *err)
{
    const char *path = arena_fmt(l->a, "%s[%zu]", field, i);
    const char *text = json_is_string(v) ? text_line(l->a, (struct sv){ json_string_value(v), json_string_length(v) }) : NULL, *sign, *name;
    struct point at = { 0 };
    enum rc rc;

    if (!text)
        FAIL(err, E_INPUT, path, "%s: ci vuole il nome di una via tra virgolette.", path);
    sign = strchr(text, STREET_POINT_SIGN);
    name = sign ? arena_sv(l->a, sv_trim(sv_of(text, (size_t)(sign - text)))) : text;
    if (sign && !point_parse(l->a, sign + 1, &at))
        FAIL(err, E_INPUT, field, "%s: «%.60s» non è un punto. Dopo %c scrivi latitudine e longitudine, come 44.494887, 11.342616.", path, sign + 1, STREET_POINT_SIGN);
    if (!g_hash_table_add(l->seen, arena_fmt(l->a, "via %s", text_fold(l->a, name)))) /* no code has a blank */
        FAIL(err, E_INPUT, path, "%s: la via «%.80s» c'è già.", path, name);
    rc = street_put_of_ente(l->w, area_id, name, at, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_INPUT, field, "%s: %s", path, arena_str(l->a, err->text));
    return rc;
}

enum rc put_area(struct load *l, const json_t *o, const char *path, struct err *err)
{
    struct area_in in = { 0 };
    struct q_area_put row;
    const json_t *v;
    size_t i;

    TRY(bind_object(l->a, o, path, KEYS(area_keys), &in, err));
    TRY(put_once(l, path, in.code, err));
    TRY(q_area_put(l->w, l->a, in.code, in.name, &row, err));
    TRY(street_begin_area(l->w, row.id, err));
    json_array_foreach(in.streets, i, v)
        TRY(put_street(l, v, arena_fmt(l->a, "%s.streets", path), i, row.id, err));
    return OK;
}

/* ---- other bodies, to which requests are handed over --------------------------------------------- */

struct other_body_in {
    const char *code, *name, *email, *pec, *tasks, *category;
    const json_t *places;
    int64_t active;
};
static const struct bind_key other_body_keys[] = {
    K(other_body_in, BIND_CODE, code, true),   K(other_body_in, BIND_LINE, name, true),
    K(other_body_in, BIND_EMAIL, email, false), K(other_body_in, BIND_EMAIL, pec, false), K(other_body_in, BIND_LINE, tasks, false),
    K(other_body_in, BIND_CODE, category, false), K(other_body_in, BIND_LIST, places, false), K(other_body_in, BIND_BOOL, active, false),
};

#define PLACES_MAX 200

static enum rc places_of(struct load *l, const json_t *list, const char *path, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    const json_t *v;
    size_t i;

    json_array_foreach(list, i, v) {
        const char *line = json_is_string(v) ? text_line(l->a, (struct sv){ json_string_value(v), json_string_length(v) }) : "";

        if (!*line)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.places", path), "%s.places: ogni luogo è un testo, per esempio «strada provinciale».", path);
        if (i == PLACES_MAX)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.places", path), "%s.places: al massimo %d luoghi.", path, PLACES_MAX);
        g_string_append_printf(out, "%s%s", out->len ? "\n" : "", line);
    }
    *ret = arena_str(l->a, out->str);
    return OK;
}

enum rc put_other_body(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct other_body_in b = { .active = 1 };
    int64_t category_id = 0;
    const char *places = "";

    TRY(bind_object(l->a, o, path, KEYS(other_body_keys), &b, err));
    TRY(put_once(l, path, b.code, err));
    if (!*b.email && !*b.pec)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.email", path), "%s.email: ci vuole un indirizzo a cui passare le richieste, e-mail oppure PEC.", path);
    TRY(put_category_ref(l, path, b.category, &category_id, err));
    TRY(places_of(l, b.places, path, &places, err));
    return q_other_body_put(l->w, id, b.code, b.name, b.email, b.pec, b.tasks, b.category, places, b.active, err);
}

/* ---- absences ----------------------------------------------------------------------------------- */

struct absence_in {
    const char *settore, *from, *to, *to_settore, *to_name, *to_email, *note;
};
static const struct bind_key absence_keys[] = {
    K(absence_in, BIND_CODE, settore, true),     K(absence_in, BIND_LINE, from, true),     K(absence_in, BIND_LINE, to, true),
    K(absence_in, BIND_CODE, to_settore, false), K(absence_in, BIND_LINE, to_name, false), K(absence_in, BIND_EMAIL, to_email, false),
    K(absence_in, BIND_LINE, note, false),
};

enum rc put_absence(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err)
{
    struct absence_in b = { 0 };
    int64_t settore_id = 0, to_id = 0;
    int32_t from, to;

    TRY(bind_object(l->a, o, path, KEYS(absence_keys), &b, err));
    if (!day_parse(b.from, &from))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.from", path), "%s.from: ci vuole un giorno, per esempio 2026-08-03.", path);
    if (!day_parse(b.to, &to))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to", path), "%s.to: ci vuole un giorno, per esempio 2026-08-21.", path);
    if (to < from)
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to", path), "%s.to: l'ultimo giorno viene prima del primo.", path);
    if ((*b.to_settore != 0) == (*b.to_email != 0))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to_settore", path), "%s.to_settore: scegli chi sostituisce, un settore oppure l'indirizzo di una persona.", path);
    if (str_eq(b.to_settore, b.settore))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.to_settore", path), "%s.to_settore: un settore non può sostituire sé stesso.", path);
    TRY(put_settore_ref(l, path, b.settore, &settore_id, err));
    TRY(put_settore_ref(l, path, b.to_settore, &to_id, err));
    return q_absence_put(l->w, id, settore_id, b.from, b.to, to_id, b.to_name, b.to_email, b.note, err);
}
