/* SPDX-License-Identifier: EUPL-1.2 */
/* The street list as registry offices export it: any separator, either encoding, the kind of street in a column of its own or
 * not, all in capitals or not, one line a street or one a house number. */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/limits.h"
#include "base/text.h"
#include "ticket/place.h"
#include "ticket/street.h"

#define CELLS_MAX 64 /* ANNCSU has some twenty */
/* The largest file as text, decomposed and composed; a record may be all of it. */
#define STREET_ARENA_BYTES (16 * STREET_FILE_BYTES_MAX)

/* ---- bytes -------------------------------------------------------------------------------------- */

/* Windows-1252 from 0x80 to 0x9F; 0: no character. The rest of it is Latin-1. */
static const uint16_t cp1252[32] = {
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
};

static char *from_cp1252(struct arena *a, struct sv bytes)
{
    AUTO(GSTR) GString *out = g_string_sized_new(bytes.n + bytes.n / 8);

    for (size_t i = 0; i < bytes.n; i++) {
        unsigned char c = (unsigned char)bytes.p[i];
        gunichar u = c >= 0x80 && c < 0xA0 ? cp1252[c - 0x80] : c;

        g_string_append_unichar(out, u ? u : 0xFFFD);
    }
    return text_clean(a, sv_of(out->str, out->len));
}

static enum rc decode(struct arena *a, struct sv bytes, const char **ret_text, const char **ret_charset, struct err *err)
{
    if (bytes.n > STREET_FILE_BYTES_MAX)
        FAIL(err, E_INPUT, "file", "Il file è troppo grande: al massimo %zu MB.", STREET_FILE_BYTES_MAX / (1024 * 1024));
    if (sv_starts(bytes, SV("\xFF\xFE")) || sv_starts(bytes, SV("\xFE\xFF")) || sv_starts(bytes, SV("PK\x03\x04")))
        FAIL(err, E_INPUT, "file", "Non è un file CSV. Dal foglio di calcolo scegli «Salva con nome» e il formato CSV (UTF-8).");
    if (sv_starts(bytes, SV("\xEF\xBB\xBF")))
        bytes = sv_drop(bytes, 3);
    bool utf8 = g_utf8_validate(bytes.p, (gssize)bytes.n, NULL);
    *ret_charset = utf8 ? "UTF-8" : "Windows-1252";
    *ret_text = utf8 ? text_clean(a, bytes) : from_cp1252(a, bytes);
    return OK;
}

/* ---- lines and cells ------------------------------------------------------------------------------ */

struct reader {
    struct arena *a;     /* of one record: forgotten with the next */
    const char *at;
    char separator;
    int64_t line;        /* of what comes next */
};
struct record {
    const char *cells[CELLS_MAX];
    size_t n;
    int64_t line;
};

/* RFC 4180: a quoted cell may hold the separator, line ends, and quotes written twice. */
static const char *quoted(struct reader *rd)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (rd->at++; *rd->at; rd->at++) {
        if (*rd->at == '"' && rd->at[1] != '"') {
            rd->at++;
            break;
        }
        if (*rd->at == '"')
            rd->at++;
        if (*rd->at == '\n')
            rd->line++;
        g_string_append_c(out, *rd->at);
    }
    return text_line(rd->a, sv_of(out->str, out->len));
}

static const char *cell(struct reader *rd)
{
    const char *from, *text = "";

    while (*rd->at == ' ')
        rd->at++;
    if (*rd->at == '"')
        text = quoted(rd);
    from = rd->at;
    while (*rd->at && *rd->at != '\n' && *rd->at != rd->separator)
        rd->at++;
    return *text ? text : text_line(rd->a, sv_of(from, (size_t)(rd->at - from)));
}

static bool next(struct reader *rd, struct record *ret)
{
    arena_reset(rd->a);
    *ret = (struct record){ .line = rd->line };
    if (!*rd->at)
        return false;
    for (;;) {
        const char *text = cell(rd);

        if (ret->n < CELLS_MAX)
            ret->cells[ret->n++] = text;
        if (*rd->at != rd->separator)
            break;
        rd->at++;
    }
    if (*rd->at == '\n') {
        rd->at++;
        rd->line++;
    }
    return true;
}

static bool is_blank(const struct record *rec)
{
    for (size_t i = 0; i < rec->n; i++)
        if (*rec->cells[i])
            return false;
    return true;
}

static const struct {
    char c;
    const char *name;
} separators[] = { { ';', "punto e virgola" }, { ',', "virgola" }, { '\t', "tabulazione" }, { '|', "barra verticale" } };

/* Whichever parts the first line into most cells; spreadsheets may say it outright. */
static const char *find_separator(struct reader *rd)
{
    size_t best = 0, most = 0;

    if (g_str_has_prefix(rd->at, "sep=") && rd->at[4] && (rd->at[5] == '\n' || !rd->at[5])) {
        for (size_t i = 0; i < G_N_ELEMENTS(separators); i++)
            if (separators[i].c == rd->at[4])
                best = i;
        rd->at += rd->at[5] ? 6 : 5;
        rd->line++;
        rd->separator = separators[best].c;
        return separators[best].name;
    }
    for (size_t i = 0; i < G_N_ELEMENTS(separators); i++) {
        struct reader trial = { rd->a, rd->at, separators[i].c, rd->line };
        struct record rec;

        if (next(&trial, &rec) && rec.n > most) {
            most = rec.n;
            best = i;
        }
    }
    rd->separator = separators[best].c;
    return separators[best].name;
}

/* ---- columns -------------------------------------------------------------------------------------- */

/* By their names, folded; what stands first is taken first. */
static const char *const name_columns[] = { "odonimo", "denominazione ufficiale", "denominazione completa", "denom completa", "denominazione", "toponimo", "nome via",
                                            "nome della via", "nome strada", "via", "strada", "indirizzo", "nome", "descrizione", NULL };
static const char *const kind_columns[] = { "dug", "specie", "specie toponimo", "tipo", "tipo via", "tipologia", "qualificatore", "prefisso", NULL };
static const char *const area_columns[] = { "zona", "codice zona", "area", "codice area", "quartiere", "circoscrizione", "municipio", "frazione", "localita", "rione", NULL };

static const char *const number_columns[] = { "civico", "numero civico", "n civico", "num civico", "numero", NULL };
static const char *const letter_columns[] = { "esponente", "barrato", "lettera", NULL };
/* x is the east: that is how ANNCSU means its coordinates. */
static const char *const lat_columns[] = { "latitudine", "lat", "latitude", "coord y comune", "coord y", "coordinata y", "y", NULL };
static const char *const lon_columns[] = { "longitudine", "lon", "lng", "long", "longitude", "coord x comune", "coord x", "coordinata x", "x", NULL };

static const char *column_word(struct arena *a, const char *cell_text)
{
    char *folded = text_fold(a, text_short(a, cell_text, STREET_NAME_BYTES_MAX)); /* a cell may be the whole file */

    for (char *c = folded; *c; c++)
        if (*c == '_' || *c == '-' || *c == '.')
            *c = ' ';
    return text_line(a, sv_from(folded));
}

/* Index, or CELLS_MAX. */
static size_t column(struct arena *a, const struct record *head, const char *const *names)
{
    for (; *names; names++)
        for (size_t i = 0; i < head->n; i++)
            if (str_eq(column_word(a, head->cells[i]), *names))
                return i;
    return CELLS_MAX;
}

static const char *cell_of(const struct record *rec, size_t i)
{
    return i < rec->n ? rec->cells[i] : "";
}

/* ---- one street ----------------------------------------------------------------------------------- */

static bool has_lower(const char *s)
{
    for (; *s; s = g_utf8_next_char(s))
        if (g_unichar_islower(g_utf8_get_char(s)))
            return true;
    return false;
}

static bool is_small_word(const char *w)
{
    static const char *const small[] = { "di", "del", "della", "dei", "degli", "delle", "dello", "da", "dal", "dalla", "e", "ed", "in", "al", "alla",
                                         "alle", "ai", "a", "la", "le", "lo", "il", "per", "su", "sul", "con" };

    for (size_t i = 0; i < G_N_ELEMENTS(small); i++)
        if (str_eq(small[i], w))
            return true;
    return false;
}

/* XX settembre, Pio XII: letters of which no Italian word is made. */
static bool is_numeral(const char *w)
{
    return w[strspn(w, "XVI")] == '\0' && *w;
}

/* "VIA DELLA REPUBBLICA" as people write it. What has small letters is left as it came. */
static const char *tidy(struct arena *a, const char *name)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    struct sv rest = sv_from(name), word;

    if (has_lower(name))
        return name;
    for (bool first = true; sv_next(&rest, ' ', &word); first = false) {
        const char *w = arena_sv(a, word);
        AUTO(GFREE) char *low = g_utf8_strdown(w, -1);
        bool up = true; /* the next letter begins a name */

        if (!first)
            g_string_append_c(out, ' ');
        if (is_numeral(w) || (!first && is_small_word(low))) {
            g_string_append(out, is_numeral(w) ? w : low);
            continue;
        }
        for (const char *p = low; *p; p = g_utf8_next_char(p)) {
            gunichar c = g_utf8_get_char(p);

            g_string_append_unichar(out, up ? g_unichar_toupper(c) : c);
            up = !g_unichar_isalnum(c);
        }
    }
    return arena_str(a, out->str);
}

static bool has_letter(const char *s)
{
    for (; *s; s = g_utf8_next_char(s))
        if (g_unichar_isalpha(g_utf8_get_char(s)))
            return true;
    return false;
}

static const char *whole_name(struct arena *a, const char *kind, const char *name)
{
    const char *k = text_fold(a, kind), *n = text_fold(a, name);

    if (!*kind || (g_str_has_prefix(n, k) && (n[strlen(k)] == ' ' || !n[strlen(k)])))
        return tidy(a, name);
    return tidy(a, *name ? arena_fmt(a, "%s %s", kind, name) : "");
}

/* ---- the whole file ------------------------------------------------------------------------------- */

/* Of the points of one street. */
struct sum {
    int64_t lat, lon, n;
};
struct reading {
    struct arena *a, *scratch; /* of what is kept, and of one line */
    struct street_list *list;
    GHashTable *seen; /* folded name -> row */
    GArray *sums;     /* struct sum of each row */
    GArray *numbers;  /* struct street_number */
    size_t cap, name, kind, area, number, letter, lat, lon, cells;
};

/* Written only while there is room: a file may have millions of such lines. */
static void PRINTF(3, 4) problem(struct reading *rg, int64_t line, const char *fmt, ...)
{
    va_list ap;

    if (rg->list->n_problems == STREET_PROBLEMS_MAX)
        return;
    va_start(ap, fmt);
    rg->list->problems[rg->list->n_problems++] = (struct street_problem){ line, arena_vfmt(rg->a, fmt, ap) };
    va_end(ap);
}

static void repeated(struct reading *rg, struct street_row *older, const char *area, int64_t line)
{
    rg->list->repeated++;
    if (!*older->area)
        older->area = arena_str(rg->a, area);
    else if (*area && !str_eq(older->area, area))
        problem(rg, line, "«%.60s» sta già alla riga %lld nella zona «%.40s»: resta quella.", older->name, (long long)older->line, older->area);
}

static struct street_row *room(struct reading *rg)
{
    struct street_list *l = rg->list;

    if (l->n == rg->cap) {
        struct street_row *more = arena_array(rg->a, rg->cap * 2 + 256, struct street_row);
        GHashTableIter it;
        gpointer value;

        if (l->n)
            memcpy(more, l->rows, l->n * sizeof *more);
        g_hash_table_iter_init(&it, rg->seen);
        while (g_hash_table_iter_next(&it, NULL, &value))
            g_hash_table_iter_replace(&it, more + ((struct street_row *)value - l->rows));
        l->rows = more;
        rg->cap = rg->cap * 2 + 256;
    }
    return &l->rows[l->n++];
}

/* Degrees that the line tells; unset: none, or none that are degrees, which is said. */
static struct point point_in(struct reading *rg, const struct record *rec)
{
    const char *lat = cell_of(rec, rg->lat), *lon = cell_of(rec, rg->lon);
    struct point p = { 0 };

    if (!*lat || !*lon)
        return p;
    if (point_degrees(lat, 90, &p.lat) && point_degrees(lon, 180, &p.lon))
        return p;
    problem(rg, rec->line, "«%.20s» e «%.20s» non sono gradi (servono latitudine e longitudine WGS84, come 44,4949 e 11,3426): presa senza punto.", lat, lon);
    return (struct point){ 0 };
}

static void take_point(struct reading *rg, const struct record *rec, size_t row)
{
    struct point at = point_in(rg, rec);
    struct sum *sum = &g_array_index(rg->sums, struct sum, row);
    const char *number = place_number_key(rg->scratch, text_fold(rg->scratch, arena_fmt(rg->scratch, "%s%s", cell_of(rec, rg->number), cell_of(rec, rg->letter))));

    if (!point_is_set(at))
        return;
    sum->lat += at.lat;
    sum->lon += at.lon;
    sum->n++;
    if (g_ascii_isdigit(*number) && rg->numbers->len < STREET_NUMBERS_MAX) {
        struct street_number one = { row, arena_str(rg->a, number), at };
        g_array_append_val(rg->numbers, one);
    }
}

static void take(struct reading *rg, const struct record *rec)
{
    const char *name = whole_name(rg->scratch, cell_of(rec, rg->kind), cell_of(rec, rg->name)), *area = text_short(rg->scratch, cell_of(rec, rg->area), STREET_NAME_BYTES_MAX / 4), *folded;
    struct street_row *row;

    if (rec->n > rg->cells)
        problem(rg, rec->line, "ha %zu colonne, la prima riga ne ha %zu: lasciata fuori.", rec->n, rg->cells);
    else if (!*name)
        problem(rg, rec->line, "manca il nome della via: lasciata fuori.");
    else if (!has_letter(name))
        problem(rg, rec->line, "«%.40s» non è il nome di una via: lasciata fuori.", name);
    else if (strlen(name) > STREET_NAME_BYTES_MAX)
        problem(rg, rec->line, "il nome è troppo lungo per una via: lasciata fuori.");
    else {
        folded = text_fold(rg->scratch, name);
        row = g_hash_table_lookup(rg->seen, folded);
        if (row) {
            repeated(rg, row, area, rec->line);
            take_point(rg, rec, (size_t)(row - rg->list->rows));
            return;
        }
        row = room(rg);
        g_array_set_size(rg->sums, (guint)rg->list->n);
        take_point(rg, rec, rg->list->n - 1);
        *row = (struct street_row){ .name = arena_str(rg->a, name), .area = arena_str(rg->a, area), .line = rec->line };
        g_hash_table_insert(rg->seen, arena_str(rg->a, folded), row);
    }
}

static enum rc find_columns(struct reading *rg, const struct record *head, struct err *err)
{
    AUTO(GSTR) GString *names = g_string_new(NULL);

    rg->name = column(rg->a, head, name_columns);
    rg->kind = column(rg->a, head, kind_columns);
    rg->area = column(rg->a, head, area_columns);
    rg->number = column(rg->a, head, number_columns);
    rg->letter = column(rg->a, head, letter_columns);
    rg->lat = column(rg->a, head, lat_columns);
    rg->lon = column(rg->a, head, lon_columns);
    rg->cells = head->n;
    for (size_t i = 0; i < head->n; i++)
        g_string_append_printf(names, "%s«%.30s»", i ? ", " : "", head->cells[i]);
    if (rg->name == CELLS_MAX)
        FAIL(err, E_INPUT, "file", "Nella prima riga non c'è la colonna con il nome della via. Chiamala «via»; la zona, se c'è, «zona». Abbiamo trovato: %.90s.", names->str);
    rg->list->name_column = arena_fmt(rg->a, "%s%s%.40s", cell_of(head, rg->kind), rg->kind == CELLS_MAX ? "" : ", ", head->cells[rg->name]);
    rg->list->area_column = arena_str(rg->a, cell_of(head, rg->area));
    rg->list->point_columns = rg->lat == CELLS_MAX || rg->lon == CELLS_MAX ? "" : arena_fmt(rg->a, "%.40s, %.40s", head->cells[rg->lat], head->cells[rg->lon]);
    return OK;
}

static int by_street(const void *x, const void *y)
{
    const struct street_number *p = x, *q = y;

    return p->row != q->row ? (p->row < q->row ? -1 : 1) : strcmp(p->number, q->number);
}

/* The middle of what is known of each street; the house numbers street by street. */
static void settle_points(struct reading *rg)
{
    struct street_list *l = rg->list;

    for (size_t i = 0; i < l->n; i++) {
        const struct sum *sum = &g_array_index(rg->sums, struct sum, i);
        if (sum->n)
            l->rows[i].at = (struct point){ sum->lat / sum->n, sum->lon / sum->n };
    }
    l->n_numbers = rg->numbers->len;
    l->numbers = arena_array(rg->a, l->n_numbers + 1, struct street_number);
    if (l->n_numbers)
        memcpy(l->numbers, rg->numbers->data, l->n_numbers * sizeof *l->numbers);
    qsort(l->numbers, l->n_numbers, sizeof *l->numbers, by_street);
}

enum rc street_read(struct arena *a, struct sv bytes, struct street_list *ret, struct err *err)
{
    AUTO(GHASH) GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    AUTO(ARENA) struct arena *text = arena_new(STREET_ARENA_BYTES);
    AUTO(ARENA) struct arena *scratch = arena_new(STREET_ARENA_BYTES);
    AUTO(GARRAY) GArray *sums = g_array_new(FALSE, TRUE, sizeof(struct sum));
    AUTO(GARRAY) GArray *numbers = g_array_new(FALSE, FALSE, sizeof(struct street_number));
    struct reading rg = { .a = a, .scratch = scratch, .list = ret, .seen = seen, .sums = sums, .numbers = numbers };
    struct reader rd = { .a = scratch, .line = 1 };
    struct record rec;

    *ret = (struct street_list){ .problems = arena_array(a, STREET_PROBLEMS_MAX, struct street_problem) };
    TRY(decode(text, bytes, &rd.at, &ret->charset, err));
    while (*rd.at == '\n') {
        rd.at++;
        rd.line++;
    }
    ret->separator = find_separator(&rd);
    if (!next(&rd, &rec) || is_blank(&rec))
        FAIL(err, E_INPUT, "file", "Il file è vuoto.");
    TRY(find_columns(&rg, &rec, err));
    while (next(&rd, &rec)) {
        if (is_blank(&rec))
            continue;
        take(&rg, &rec);
        if (ret->n > STREETS_MAX)
            FAIL(err, E_INPUT, "file", "Il file ha più di %d vie: controlla che sia l'elenco giusto.", STREETS_MAX);
    }
    if (ret->n == 0)
        FAIL(err, E_INPUT, "file", "Nel file non c'è nessuna via sotto la prima riga.");
    settle_points(&rg);
    return OK;
}
