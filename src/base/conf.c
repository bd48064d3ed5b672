/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/conf.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/text.h"
#include "conf_table.h"

#define CONF_FILE_MAX_BYTES ((size_t)256 * 1024) /* fifty mailboxes take 15 kB */
#define SECRET_MAX_BYTES ((size_t)16 * 1024)

struct value {
    const char *section; /* as written in the file: "mailbox pec" */
    const struct conf_row *row;
    const char *text;
    int64_t number;
    struct value *next;
};

struct conf {
    struct arena *a;
    struct value *values; /* linear on purpose: some sixty, and most are read once */
    const char **sections;
    size_t n_sections;
};

/* ---- names ---------------------------------------------------------------------------------------- */

/* "mailbox *" covers "mailbox NAME". */
static bool covers(const char *pattern, const char *section)
{
    struct sv p = sv_from(pattern), s = sv_from(section);

    if (!sv_ends(p, SV(" *")))
        return sv_eq(p, s);
    p.n--; /* keeps the blank */
    return sv_starts(s, p) && s.n > p.n;
}

static const struct conf_row *row_of(const char *section, const char *key)
{
    for (size_t i = 0; i < conf_rows_n; i++)
        if (covers(conf_rows[i].section, section) && str_eq(conf_rows[i].key, key))
            return &conf_rows[i];
    return NULL;
}

static const struct conf_head *head_of(const char *section)
{
    for (size_t i = 0; i < conf_heads_n; i++)
        if (covers(conf_heads[i].section, section))
            return &conf_heads[i];
    return NULL;
}

/* Levenshtein distance of names, which are short. */
static size_t distance(const char *a, const char *b)
{
    enum { NAME_MAX_BYTES = 64 };
    size_t n = strlen(b), row[NAME_MAX_BYTES + 1];

    if (n > NAME_MAX_BYTES)
        return SIZE_MAX;
    for (size_t j = 0; j <= n; j++)
        row[j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            size_t change = diagonal + (a[i - 1] != b[j - 1]);
            size_t gap = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;

            diagonal = row[j];
            row[j] = change < gap ? change : gap;
        }
    }
    return row[n];
}

static enum rc fail_section(const char *section, struct err *err)
{
    const char *best = conf_heads[0].section;

    for (size_t i = 1; i < conf_heads_n; i++)
        if (distance(section, conf_heads[i].section) < distance(section, best))
            best = conf_heads[i].section;
    FAIL(err, E_INPUT, section, "sezione [%s] sconosciuta; la più simile è [%s]", section, best);
}

/* A near key of the same section is the best guess, then the same name in another section. */
static enum rc fail_key(const char *section, const char *key, struct err *err)
{
    const struct conf_row *best = NULL;
    size_t best_d = SIZE_MAX;

    for (size_t i = 0; i < conf_rows_n; i++) {
        size_t d = distance(key, conf_rows[i].key) * 2 + (covers(conf_rows[i].section, section) ? 0 : 3);

        if (d < best_d) {
            best = &conf_rows[i];
            best_d = d;
        }
    }
    assume(best != NULL);
    FAIL(err, E_INPUT, key, "chiave «%s» sconosciuta in [%s]; la più simile è «%s» in [%s]", key, section,
         best->key, best->section);
}

/* ---- values --------------------------------------------------------------------------------------- */

static bool in_list(const char *list, struct sv s)
{
    struct sv rest = sv_from(list), piece;

    while (sv_next(&rest, '|', &piece))
        if (sv_eq(piece, s))
            return true;
    return false;
}

static bool is_url(const char *schemes, struct sv s)
{
    ptrdiff_t at = sv_find(s, SV("://"));

    if (at < 1 || !in_list(schemes, sv_of(s.p, (size_t)at)))
        return false;
    struct sv rest = sv_drop(s, (size_t)at + 3);
    if (rest.n == 0 || rest.p[0] == ':' || sv_ends(rest, SV("/")))
        return false;
    for (size_t i = 0; i < rest.n; i++)
        if ((unsigned char)rest.p[i] <= ' ' || strchr("@?#\\\"<>", rest.p[i]))
            return false;
    return true;
}

static bool is_day(struct sv s)
{
    struct sv rest = s, piece;
    int64_t n[3] = { 0, 0, 0 };
    size_t i = 0;

    if (s.n != 10)
        return false;
    while (i < 3 && sv_next(&rest, '-', &piece))
        if (!sv_int(piece, 1, 9999, &n[i++]))
            return false;
    return i == 3 && !rest.p &&
           g_date_valid_dmy((GDateDay)n[2], (GDateMonth)(n[1] > 12 ? 13 : n[1]), (GDateYear)n[0]);
}

/* systemd opens a credential to the unit's user by an ACL, whose mask looks like rights of the group (systemd 29435); its
 * directory is closed to all others. */
static mode_t open_bits(const char *path)
{
    return sv_starts(sv_from(path), SV("/run/credentials/")) ? 027 : 077;
}

/* po: off: read by whoever runs the program, also when a citizen comes back from the provider of identities */
static enum rc check_secret(const char *path, const char *key, struct err *err)
{
    struct stat st;

    if (stat(path, &st) != 0)
        FAIL(err, E_INPUT, key, "«%s»: %s: %s", key, path, strerror(errno));
    if (!S_ISREG(st.st_mode))
        FAIL(err, E_INPUT, key, "«%s»: %s non è un file", key, path);
    if (st.st_mode & open_bits(path))
        FAIL(err, E_INPUT, key, "«%s»: %s è leggibile da altri (modo %03o): eseguire «chmod 600 %s»", key, path,
             (unsigned)(st.st_mode & 0777), path);
    return OK;
}
/* po: on */

static enum rc check_value(struct value *v, struct err *err)
{
    const struct conf_row *r = v->row;
    struct sv s = sv_from(v->text);

    if (s.n == 0 && r->required)
        FAIL(err, E_INPUT, r->key, "[%s] manca «%s»", v->section, r->key);
    switch (r->kind) {
    case CONF_TEXT: case CONF_SECRET:
        return OK;
    case CONF_INT:
        if (!sv_int(s, r->min, r->max, &v->number))
            FAIL(err, E_INPUT, r->key, "[%s] «%s» deve essere un numero da %lld a %lld, non «%.40s»", v->section,
                 r->key, (long long)r->min, (long long)r->max, v->text);
        return OK;
    case CONF_BOOL:
        v->number = in_list("si|sì|true|1", s);
        if (!v->number && !in_list("no|false|0", s))
            FAIL(err, E_INPUT, r->key, "[%s] «%s» deve essere si o no, non «%.40s»", v->section, r->key, v->text);
        return OK;
    case CONF_CHOICE:
        if (!in_list(r->choices, s))
            FAIL(err, E_INPUT, r->key, "[%s] «%s» deve essere uno di %s, non «%.40s»", v->section, r->key,
                 r->choices, v->text);
        return OK;
    case CONF_URL:
        if (s.n && !is_url(r->choices, s))
            FAIL(err, E_INPUT, r->key, "[%s] «%s» deve essere un indirizzo %s://..., non «%.60s»", v->section,
                 r->key, r->choices, v->text);
        return OK;
    case CONF_EMAIL:
        if (s.n && !text_is_email(s))
            FAIL(err, E_INPUT, r->key, "[%s] «%s» deve essere un indirizzo e-mail, non «%.60s»", v->section, r->key,
                 v->text);
        return OK;
    case CONF_DAY:
        if (s.n && !is_day(s))
            FAIL(err, E_INPUT, r->key, "[%s] «%s» deve essere un giorno AAAA-MM-GG, non «%.40s»", v->section,
                 r->key, v->text);
        return OK;
    }
    return OK;
}

/* ---- reading -------------------------------------------------------------------------------------- */

static void set_value(struct conf *c, const char *section, const struct conf_row *row, const char *text)
{
    struct value *v = arena_one(c->a, struct value);

    *v = (struct value){ .section = section, .row = row, .text = text, .next = c->values };
    c->values = v;
}

static struct value *value_of(const struct conf *c, const char *section, const char *key)
{
    for (struct value *v = c->values; v; v = v->next)
        if (str_eq(v->row->key, key) && str_eq(v->section, section))
            return v;
    return NULL;
}

static enum rc read_section(struct conf *c, GKeyFile *kf, const char *section, struct err *err)
{
    gchar **keys = g_key_file_get_keys(kf, section, NULL, NULL);
    enum rc rc = head_of(section) ? OK : fail_section(section, err);

    for (size_t i = 0; rc == OK && keys && keys[i]; i++) {
        const struct conf_row *row = row_of(section, keys[i]);

        if (!row) {
            rc = fail_key(section, keys[i], err);
            break;
        }
        AUTO(GFREE) char *text = g_key_file_get_value(kf, section, keys[i], NULL);
        struct sv s = sv_trim(sv_from(text));
        if (!text_is_clean(s))
            rc = err_set(err, E_INPUT, ERR_WHERE, keys[i], "[%s] «%s» non è testo UTF-8", section, keys[i]);
        else
            set_value(c, section, row, arena_sv(c->a, s));
    }
    g_strfreev(keys);
    return rc;
}

/* Default values for what the file leaves out, in plain sections and in each member of a family. */
static void fill_defaults(struct conf *c)
{
    for (size_t i = 0; i < conf_rows_n; i++) {
        const struct conf_row *row = &conf_rows[i];

        if (!sv_ends(sv_from(row->section), SV(" *")) && !value_of(c, row->section, row->key))
            set_value(c, row->section, row, row->def);
        for (size_t j = 0; j < c->n_sections; j++)
            if (covers(row->section, c->sections[j]) && !value_of(c, c->sections[j], row->key))
                set_value(c, c->sections[j], row, row->def);
    }
}

/* GKeyFile silently merges sections of one name and keeps the last of two equal keys; a line that does
 * nothing is a trap for whoever reads the file. */
static enum rc refuse_doubles(struct sv file, struct err *err)
{
    AUTO(GHASH) GHashTable *seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    struct sv rest = file, line, section = SV("");
    size_t n = 0;

    while (sv_next(&rest, '\n', &line)) {
        n++;
        line = sv_trim(line);
        if (line.n == 0 || line.p[0] == '#')
            continue;
        if (line.p[0] == '[')
            section = line;
        ptrdiff_t eq = line.p[0] == '[' ? 0 : sv_chr(line, '=');
        struct sv key = sv_trim(sv_of(line.p, eq > 0 ? (size_t)eq : 0));
        char *name = g_strdup_printf("%.*s %.*s", (int)section.n, section.p, (int)key.n, key.p);
        if (!g_hash_table_add(seen, name))
            FAIL(err, E_INPUT, NULL, "riga %zu: «%.*s» è ripetuta", n, (int)(key.n ? key.n : section.n),
                 key.n ? key.p : section.p);
    }
    return OK;
}

static enum rc read_file(struct conf *c, const char *path, struct err *err)
{
    AUTO(KEYFILE) GKeyFile *kf = g_key_file_new();
    AUTO(ARENA) struct arena *tmp = arena_new(CONF_FILE_MAX_BYTES + 1);
    GError *ge = NULL;
    struct sv file;
    gsize n = 0;

    TRY(file_read(tmp, path, CONF_FILE_MAX_BYTES, &file, err));
    if (!g_key_file_load_from_data(kf, file.p, file.n, G_KEY_FILE_NONE, &ge)) {
        enum rc rc = err_set(err, E_INPUT, ERR_WHERE, NULL, "%s: %s", path, ge->message);
        g_error_free(ge);
        return rc;
    }
    TRY(refuse_doubles(file, err));
    gchar **groups = g_key_file_get_groups(kf, &n);
    c->sections = arena_array(c->a, n + 1, const char *);
    for (size_t i = 0; i < n; i++)
        c->sections[c->n_sections++] = arena_str(c->a, groups[i]);
    g_strfreev(groups);
    for (size_t i = 0; i < n; i++)
        TRY(read_section(c, kf, c->sections[i], err));
    return OK;
}

static enum rc read_and_check(struct conf *c, const char *path, struct err *err)
{
    if (path)
        TRY(read_file(c, path, err));
    fill_defaults(c);
    for (struct value *v = c->values; v; v = v->next)
        TRY(check_value(v, err));
    return OK;
}

enum rc conf_load(const char *path, struct conf **ret_conf, struct err *err)
{
    struct arena *a = arena_new(CONF_FILE_MAX_BYTES * 4);
    struct conf *c = arena_one(a, struct conf);

    c->a = a;
    enum rc rc = read_and_check(c, path, err);
    if (rc == OK)
        *ret_conf = c;
    else
        conf_free(c);
    return rc;
}

void conf_free(struct conf *c)
{
    if (c)
        arena_free(c->a);
}

/* ---- asking --------------------------------------------------------------------------------------- */

static const struct value *get(const struct conf *c, const char *section, const char *key)
{
    const struct value *v = value_of(c, section, key);

    assume(v != NULL);
    return v;
}

const char *conf_text(const struct conf *c, const char *section, const char *key)
{
    return get(c, section, key)->text;
}

int64_t conf_int(const struct conf *c, const char *section, const char *key)
{
    const struct value *v = get(c, section, key);

    assume(v->row->kind == CONF_INT);
    return v->number;
}

bool conf_bool(const struct conf *c, const char *section, const char *key)
{
    const struct value *v = get(c, section, key);

    assume(v->row->kind == CONF_BOOL);
    return v->number != 0;
}

size_t conf_family(const struct conf *c, struct arena *a, const char *family, const char ***ret_sections)
{
    const char *pattern = arena_fmt(a, "%s *", family);
    const char **out = arena_array(a, c->n_sections + 1, const char *);
    size_t n = 0;

    for (size_t i = 0; i < c->n_sections; i++)
        if (covers(pattern, c->sections[i]))
            out[n++] = c->sections[i];
    *ret_sections = out;
    return n;
}

/* po: off */
enum rc conf_secret(const struct conf *c, struct arena *a, const char *section, const char *key,
                    char **ret_secret, struct err *err)
{
    const struct value *v = get(c, section, key);
    struct sv file;

    assume(v->row->kind == CONF_SECRET);
    if (!*v->text)
        FAIL(err, E_INPUT, key, "[%s] manca «%s»", section, key);
    TRY(check_secret(v->text, key, err));
    TRY(file_read(a, v->text, SECRET_MAX_BYTES, &file, err));
    if (sv_ends(file, SV("\n")))
        file.n--;
    if (sv_ends(file, SV("\r")))
        file.n--;
    if (file.n == 0 || memchr(file.p, '\0', file.n))
        FAIL(err, E_INPUT, key, "[%s] «%s»: il file è vuoto o non è testo", section, key);
    *ret_secret = arena_sv(a, file);
    return OK;
}
/* po: on */

enum rc conf_check_secrets(const struct conf *c, FILE *remarks, struct err *err)
{
    for (const struct value *v = c->values; v; v = v->next) {
        if (v->row->kind != CONF_SECRET || !*v->text)
            continue;
        if (remarks && access(v->text, R_OK) != 0)
            (void)fprintf(remarks, "nota: [%s] «%s»: %s: %s. All'avvio il servizio deve poterlo leggere.\n", v->section,
                          v->row->key, v->text, strerror(errno));
        else
            TRY(check_secret(v->text, v->row->key, err));
    }
    return OK;
}

char *conf_data_path(const struct conf *c, struct arena *a, const char *relative)
{
    return arena_fmt(a, "%s/%s", conf_text(c, "urp", "data_dir"), relative);
}
