/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/place.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "odonym.h"
#include "q/place.h"
#include "q/street.h"
#include "ticket/ente.h"

static const struct {
    const char *id, *label;
} origins[PLACE_ORIGINS] = {
    [PLACE_STREET] = { "street", "circa a metà della via" },
    [PLACE_NUMBER] = { "number", "dal numero civico" },
    [PLACE_MAP] = { "map", "indicato sulla mappa" },
    [PLACE_DEVICE] = { "device", "dal dispositivo di chi ha scritto" },
    [PLACE_PHOTO] = { "photo", "dalla foto" },
    [PLACE_TYPED] = { "typed", "coordinate scritte a mano" },
};

const char *place_origin_id(enum place_origin o)
{
    return origins[o].id;
}

const char *place_origin_label(enum place_origin o)
{
    return origins[o].label;
}

bool place_origin_parse(const char *id, enum place_origin *ret)
{
    for (int i = 0; i < PLACE_ORIGINS; i++)
        if (str_eq(origins[i].id, id)) {
            *ret = (enum place_origin)i;
            return true;
        }
    return false;
}

/* ---- what was typed ----------------------------------------------------------------------------- */

#define STREET_WORDS_MAX 7 /* via martiri della liberta del 25 aprile */

/* The longest street name that starts at this word: "via roma" before "via". ret_words: how many words it took; 0: none. */
static enum rc street_from(struct dbr *r, struct arena *a, const char *const *words, size_t n, struct q_street_area *ret, size_t *ret_words, struct err *err)
{
    AUTO(GSTR) GString *name = g_string_new(NULL);
    size_t ends[STREET_WORDS_MAX];

    *ret_words = 0;
    if (n > STREET_WORDS_MAX)
        n = STREET_WORDS_MAX;
    for (size_t i = 0; i < n; i++) {
        const char *full = i == 0 ? odonym(words[i]) : NULL;

        if (i > 0)
            g_string_append_c(name, ' ');
        g_string_append(name, full ? full : words[i]);
        ends[i] = name->len;
    }
    for (size_t i = n; i > 0; i--) {
        enum rc rc;

        g_string_truncate(name, ends[i - 1]);
        rc = q_street_area(r, a, name->str, ret, err);
        if (rc == OK)
            *ret_words = i;
        if (rc != E_NOTFOUND)
            return rc;
    }
    return OK;
}

const char *place_number_key(struct arena *a, const char *folded)
{
    char *key = arena_str(a, folded), *out = key;

    for (const char *p = folded; *p && out - key < PLACE_NUMBER_BYTES - 1; p++)
        if (g_ascii_isalnum(*p))
            *out++ = *p;
    *out = '\0';
    return key;
}

static bool is_sign(const char *word)
{
    static const char *const signs[] = { "n", "n.", "nr", "nr.", "num", "num.", "numero", "civico", "civ", "civ.", "n.c.", "n°", "nº" };

    for (size_t i = 0; i < G_N_ELEMENTS(signs); i++)
        if (str_eq(signs[i], word))
            return true;
    return false;
}

/* "12", "12/b", "12 b", "n. 12": what stands right behind the street. A letter that the register does not have is the same door. */
static enum rc number_from(struct dbr *r, struct arena *a, int64_t street_id, const char *const *words, size_t n, struct point *ret, struct err *err)
{
    const char *keys[3];
    size_t n_keys = 0, i = n && is_sign(words[0]) ? 1 : 0;

    if (i == n || !g_ascii_isdigit(words[i][strspn(words[i], "n.")]))
        return OK;
    words += i;
    n -= i;
    const char *word = words[0] + strspn(words[0], "n.");
    if (n > 1 && strlen(words[1]) == 1)
        keys[n_keys++] = place_number_key(a, arena_fmt(a, "%s%s", word, words[1]));
    keys[n_keys++] = place_number_key(a, word);
    keys[n_keys++] = arena_strn(a, word, strspn(word, "0123456789"));
    for (i = 0; i < n_keys; i++) {
        struct q_street_number_at row;
        enum rc rc = q_street_number_at(r, a, street_id, keys[i], &row, err);

        if (rc == OK)
            *ret = (struct point){ row.lat, row.lon };
        if (rc != E_NOTFOUND)
            return rc;
    }
    return OK;
}

/* The house number, else the middle of the street. */
static enum rc point_in(struct dbr *r, struct arena *a, const struct q_street_area *street, const char *const *behind, size_t n, struct place_found *f, struct err *err)
{
    f->street = street->name;
    f->at = (struct point){ street->lat, street->lon };
    f->origin = PLACE_STREET;
    struct point house = { 0 };

    TRY(number_from(r, a, street->id, behind, n, &house, err));
    if (point_is_set(house)) {
        f->at = house;
        f->origin = PLACE_NUMBER;
    }
    return OK;
}

/* The first street says where it is: the second may be where the writer lives. The area is that of the first one that has one. */
enum rc place_find(struct dbr *r, struct arena *a, const char *place, struct place_found *ret, struct err *err)
{
    const char *words[PLACE_WORDS_MAX];
    size_t n = place_words(a, text_fold(a, place ? place : ""), words), streets = 0;

    *ret = (struct place_found){ 0 };
    for (size_t i = 0; i < n && !ret->area_id; i++) {
        struct q_street_area street;
        size_t taken;

        if (i > 0 && !odonym(words[i]))
            continue;
        TRY(street_from(r, a, words + i, n - i, &street, &taken, err));
        if (!taken)
            continue;
        ret->area_id = street.area_id;
        if (streets++ == 0)
            TRY(point_in(r, a, &street, words + i + taken, n - i - taken, ret, err));
    }
    return OK;
}

int64_t area_of_place(struct dbr *r, struct arena *a, const char *place)
{
    struct place_found found;
    struct err none = { 0 };

    return place_find(r, a, place, &found, &none) == OK ? found.area_id : 0;
}

/* ---- the point of a request ---------------------------------------------------------------------- */

enum rc place_point_of(struct dbr *r, struct arena *a, int64_t ticket_id, struct place_point *ret, struct err *err)
{
    struct q_place_point row;
    enum rc rc = q_place_point(r, a, ticket_id, &row, err);

    *ret = (struct place_point){ 0 };
    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    ret->at = (struct point){ row.lat, row.lon };
    if (!place_origin_parse(row.origin, &ret->origin))
        FAIL(err, E_DB, "", "ticket %lld: unknown origin of its point", (long long)ticket_id);
    return OK;
}

bool place_is_exact(struct place_point p)
{
    return point_is_set(p.at) && p.origin != PLACE_STREET;
}

enum rc place_point_put(struct dbw *w, int64_t ticket_id, struct place_point p, struct err *err)
{
    if (!point_is_set(p.at))
        return q_place_point_drop(w, ticket_id, err);
    return q_place_point_put(w, ticket_id, p.at.lat, p.at.lon, point_cell(p.at), place_origin_id(p.origin), err);
}

/* ---- where it can be ---------------------------------------------------------------------------- */

#define AROUND_STREETS_M 5000
static const struct box italy = { 35400000, 6600000, 47200000, 18600000 };

bool place_box_parse(struct arena *a, const char *text, struct box *ret)
{
    char **part = g_strsplit(text, ";", 3);
    struct point p, q;
    bool ok = part[0] && part[1] && !part[2] && point_parse(a, part[0], &p) && point_parse(a, part[1], &q) && p.lat != q.lat && p.lon != q.lon;

    g_strfreev(part);
    if (ok)
        *ret = (struct box){ MIN(p.lat, q.lat), MIN(p.lon, q.lon), MAX(p.lat, q.lat), MAX(p.lon, q.lon) };
    return ok;
}

struct box place_box(struct dbr *r, struct arena *a)
{
    const struct q_street_box *row;
    struct box box;
    size_t n;

    if (place_box_parse(a, ente_text(r, a, "map_box", ""), &box))
        return box;
    if (q_street_box(r, &row, &n, NULL) != OK || n == 0 || row->n == 0)
        return italy;
    return box_wider((struct box){ row->south, row->west, row->north, row->east }, AROUND_STREETS_M);
}

enum rc place_check(struct dbr *r, struct arena *a, const char *typed, const char *field, struct point *ret, struct err *err)
{
    struct box box = place_box(r, a);

    if (!point_parse(a, typed, ret))
        FAIL(err, E_INPUT, field, N_("Scrivi latitudine e longitudine in gradi, per esempio 44.494887, 11.342616."));
    if (box_holds(&box, *ret))
        return OK;
    if (box_holds(&box, (struct point){ ret->lon, ret->lat }))
        FAIL(err, E_INPUT, field, "Latitudine e longitudine sono scambiate: scrivi %s.", point_text(a, (struct point){ ret->lon, ret->lat }));
    FAIL(err, E_INPUT, field, N_("Questo punto è fuori dal territorio dell'ente: controlla le due coordinate."));
}

/* ---- neighbours --------------------------------------------------------------------------------- */

static int nearest_first(const void *x, const void *y)
{
    const struct place_near *p = x, *q = y;

    if (p->metres != q->metres)
        return p->metres < q->metres ? -1 : 1;
    return p->ticket_id < q->ticket_id ? 1 : -1;
}

int64_t place_near_each(size_t n_cells)
{
    return MIN((int64_t)PLACE_NEAR_EACH, (int64_t)(PLACE_LOOK_MAX / n_cells));
}

static bool is_asked(const struct place_ask *q, const struct q_place_in_cell *row, int64_t metres)
{
    return row->ticket_id != q->except_id && metres <= q->within_m && (row->open || !q->open_only) && (!q->category_id || q->category_id == row->category_id);
}

enum rc place_near(struct dbr *r, struct arena *a, const struct place_ask *q, struct place_near **ret, size_t *ret_n, struct err *err)
{
    struct place_near *list = arena_array(a, PLACE_LOOK_MAX, struct place_near);
    int64_t cells[POINT_CELLS_MOST];
    size_t n_cells = point_cells_within(q->at, q->within_m, cells), n = 0;

    for (size_t c = 0; c < n_cells; c++) {
        struct q_place_in_cell *rows;
        size_t n_rows;

        TRY(q_place_in_cell(r, a, cells[c], place_near_each(n_cells), &rows, &n_rows, err));
        for (size_t i = 0; i < n_rows; i++) {
            struct place_near near = { .ticket_id = rows[i].ticket_id, .at = { rows[i].lat, rows[i].lon } };

            assume(place_origin_parse(rows[i].origin, &near.origin)); /* CHECK of the table */
            near.metres = point_distance_m(q->at, near.at);
            if (is_asked(q, &rows[i], near.metres))
                list[n++] = near;
        }
    }
    qsort(list, n, sizeof *list, nearest_first);
    *ret = list;
    *ret_n = n < PLACE_NEAR_MAX ? n : PLACE_NEAR_MAX;
    return OK;
}
