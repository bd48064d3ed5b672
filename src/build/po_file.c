/* SPDX-License-Identifier: EUPL-1.2 */
/* Catalogues as gettext writes them (its manual, "PO Files"), as far as translators' programs need it. */
#include "po.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "buildfile.h"

void po_fail(const char *file, int line, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)fprintf(stderr, "%s:%d: ", file, line);
    (void)vfprintf(stderr, fmt, ap);
    (void)fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

struct po_file *po_new(const char *path)
{
    struct po_file *f = g_new0(struct po_file, 1);

    f->path = path;
    f->header = g_strdup("");
    f->list = g_ptr_array_new();
    f->by_id = g_hash_table_new(g_str_hash, g_str_equal);
    return f;
}

struct po_message *po_find(const struct po_file *f, const char *id)
{
    return g_hash_table_lookup(f->by_id, id);
}

static struct po_message *message_new(void)
{
    struct po_message *m = g_new0(struct po_message, 1);

    m->texts = g_ptr_array_new();
    m->files = g_ptr_array_new();
    m->notes = g_string_new(NULL);
    return m;
}

struct po_message *po_add(struct po_file *f, const char *id, const char *plural)
{
    struct po_message *m = po_find(f, id);

    if (!m) {
        m = message_new();
        m->id = g_strdup(id);
        g_ptr_array_add(f->list, m);
        g_hash_table_insert(f->by_id, m->id, m);
    }
    if (plural && !m->plural)
        m->plural = g_strdup(plural);
    return m;
}

void po_say_file(struct po_message *m, const char *file)
{
    for (guint i = 0; i < m->files->len; i++)
        if (strcmp(m->files->pdata[i], file) == 0)
            return;
    g_ptr_array_add(m->files, g_strdup(file));
}

/* ---- reading ------------------------------------------------------------------------------------ */

/* "..." with its escapes, appended. */
static void add_string(const char *path, int line, const char *p, GString *to)
{
    size_t n = strlen(p);

    if (n < 2 || p[0] != '"' || p[n - 1] != '"')
        po_fail(path, line, "a text in quotes is missing");
    for (const char *end = p + n - 1, *q = p + 1; q < end; q++) {
        if (*q == '\\' && q + 1 < end) {
            q++;
            g_string_append_c(to, *q == 'n' ? '\n' : *q == 't' ? '\t' : *q);
        } else {
            g_string_append_c(to, *q);
        }
    }
}

static void take(struct po_file *f, struct po_message *m, GString *id, GString *plural, GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++)
        g_ptr_array_add(m->texts, g_strdup(((GString *)texts->pdata[i])->str));
    if (!id)
        return;
    if (!id->len) {
        f->header = m->texts->len ? m->texts->pdata[0] : g_strdup("");
        return;
    }
    if (po_find(f, id->str))
        po_fail(f->path, m->line, "the message stands here twice: %s", id->str);
    m->id = g_strdup(id->str);
    m->plural = plural ? g_strdup(plural->str) : NULL;
    g_ptr_array_add(f->list, m);
    g_hash_table_insert(f->by_id, m->id, m);
}

struct po_file *po_read(const char *path)
{
    struct po_file *f = po_new(path);
    char *all;

    if (!g_file_get_contents(path, &all, NULL, NULL))
        po_fail(path, 0, "cannot be read");
    if (!g_utf8_validate(all, -1, NULL))
        po_fail(path, 0, "is not UTF-8");
    g_auto(GStrv) lines = g_strsplit(all, "\n", -1);
    struct po_message *m = message_new();
    GString *id = NULL, *plural = NULL, *now = NULL;
    GPtrArray *texts = g_ptr_array_new();
    for (int i = 0; lines[i]; i++) {
        char *s = g_strstrip(lines[i]);
        bool comment = *s == '#';
        if ((comment || g_str_has_prefix(s, "msgid ")) && texts->len) { /* the next one begins */
            take(f, m, id, plural, texts);
            m = message_new();
            id = plural = now = NULL;
            texts = g_ptr_array_new();
        }
        if (g_str_has_prefix(s, "#~"))
            continue;
        if (g_str_has_prefix(s, "#:")) {
            g_auto(GStrv) files = g_strsplit(g_strstrip(s + 2), " ", -1);
            for (int k = 0; files[k]; k++)
                if (*files[k])
                    po_say_file(m, files[k]);
        } else if (g_str_has_prefix(s, "#,")) {
            m->fuzzy = strstr(s, "fuzzy") != NULL;
            m->c_format = strstr(s, "c-format") != NULL;
        } else if (comment) {
            g_string_append_printf(m->notes, "%s\n", s);
        } else if (g_str_has_prefix(s, "msgid ")) {
            m->line = i + 1;
            add_string(path, i + 1, s + 6, now = id = g_string_new(NULL));
        } else if (g_str_has_prefix(s, "msgid_plural ")) {
            add_string(path, i + 1, s + 13, now = plural = g_string_new(NULL));
        } else if (g_str_has_prefix(s, "msgstr")) {
            const char *quote = strchr(s, '"');
            g_ptr_array_add(texts, now = g_string_new(NULL));
            add_string(path, i + 1, quote ? quote : "", now);
        } else if (*s == '"' && now) {
            add_string(path, i + 1, s, now);
        } else if (*s) {
            po_fail(path, i + 1, "this is no line of a catalogue");
        }
    }
    take(f, m, id, plural, texts);
    return f;
}

/* ---- writing ------------------------------------------------------------------------------------ */

static void put_quoted(GString *out, const char *word, const char *text)
{
    bool many = strchr(text, '\n') && *(strchr(text, '\n') + 1);

    g_string_append_printf(out, "%s %s\"", word, many ? "\"\"\n" : "");
    for (const char *p = text; *p; p++) {
        if (*p == '\n')
            g_string_append(out, many && p[1] ? "\\n\"\n\"" : "\\n");
        else
            g_string_append_printf(out, "%s%c", strchr("\"\\", *p) ? "\\" : "", *p);
    }
    g_string_append(out, "\"\n");
}

static void put_message(GString *out, const struct po_message *m)
{
    g_string_append_c(out, '\n');
    g_string_append(out, m->notes->str);
    for (guint i = 0; i < m->files->len; i++)
        g_string_append_printf(out, "#: %s\n", (char *)m->files->pdata[i]);
    if (m->fuzzy || m->c_format)
        g_string_append_printf(out, "#, %s%s%s\n", m->fuzzy ? "fuzzy" : "", m->fuzzy && m->c_format ? ", " : "", m->c_format ? "c-format" : "");
    put_quoted(out, "msgid", m->id);
    if (m->plural)
        put_quoted(out, "msgid_plural", m->plural);
    for (guint i = 0; i < MAX(m->texts->len, 1); i++) {
        g_autofree char *word = m->plural ? g_strdup_printf("msgstr[%u]", i) : g_strdup("msgstr");
        put_quoted(out, word, i < m->texts->len ? m->texts->pdata[i] : "");
    }
}

bool po_write(const struct po_file *f)
{
    g_autoptr(GString) out = g_string_new("# Translations of urpd. EUPL-1.2. The source is Italian; see \"Languages\" in README.md.\n");

    put_quoted(out, "msgid", "");
    put_quoted(out, "msgstr", f->header);
    for (guint i = 0; i < f->list->len; i++)
        if (!((struct po_message *)f->list->pdata[i])->gone)
            put_message(out, f->list->pdata[i]);
    return buildfile_write(f->path, out->str, out->len);
}
