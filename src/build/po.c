/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: the languages.
 *
 *   po collect OUT.pot FILE.msg... --whole FILE.c... --marked FILE.c... --from DIR   all that is to be translated
 *   po merge IN.pot CATALOGUE.po...                                      catalogues get what is new and lose what is gone
 *   po table IN.pot OUT.c CATALOGUE.po...                                the tables of base/tr.h
 *   po check IN.pot CATALOGUE.po...                                      says what is missing, unsure (fuzzy) or wrong */
#include "po.h"

#include <stdio.h>
#include <string.h>

#include "base/tr_data.h"
#include "buildfile.h"

/* ---- collect ------------------------------------------------------------------------------------ */

static void add_messages(struct po_file *pot, const char *path)
{
    struct po_file *in = po_read(path);

    for (guint i = 0; i < in->list->len; i++) {
        struct po_message *from = in->list->pdata[i], *m = po_add(pot, from->id, NULL);
        if (!m->notes->len)
            g_string_append(m->notes, from->notes->str);
        for (guint k = 0; k < from->files->len; k++)
            po_say_file(m, from->files->pdata[k]);
    }
}

static int collect(int n, char **args)
{
    struct po_file *pot = po_new(args[0]);
    const char *how = "";
    g_autoptr(GPtrArray) sources = g_ptr_array_new();

    pot->header = g_strdup("Project-Id-Version: urpd\nLanguage: it\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
                           "Plural-Forms: nplurals=2; plural=(n != 1);\n");
    for (int i = 1; i < n; i++) {
        if (g_str_has_prefix(args[i], "--"))
            how = args[i];
        else if (!*how)
            add_messages(pot, args[i]);
        else if (strcmp(how, "--from") == 0)
            po_reached(pot, args[i], (int)sources->len, (char **)sources->pdata);
        else {
            po_scan(pot, args[i], strcmp(how, "--whole") == 0);
            g_ptr_array_add(sources, args[i]);
        }
    }
    return po_write(pot) ? 0 : 1;
}

/* ---- merge -------------------------------------------------------------------------------------- */

static char *header_field(const struct po_file *f, const char *name)
{
    g_auto(GStrv) lines = g_strsplit(f->header, "\n", -1);

    for (int i = 0; lines[i]; i++)
        if (g_str_has_prefix(lines[i], name))
            return g_strdup(g_strstrip(lines[i] + strlen(name)));
    po_fail(f->path, 1, "the header has no %s", name);
}

static int forms_of(const struct po_file *f)
{
    g_autofree char *field = header_field(f, "Plural-Forms:");
    const char *n = strstr(field, "nplurals=");

    return n ? (int)g_ascii_strtoll(n + strlen("nplurals="), NULL, 10) : 2;
}

static int merge(int n, char **args)
{
    struct po_file *pot = po_read(args[0]);

    for (int i = 1; i < n; i++) {
        struct po_file *old = po_read(args[i]), *merged = po_new(args[i]);
        int forms = forms_of(old);
        merged->header = old->header;
        for (guint k = 0; k < pot->list->len; k++) {
            struct po_message *from = pot->list->pdata[k], *have = po_find(old, from->id), *m = po_add(merged, from->id, from->plural);
            m->notes = from->notes;
            m->files = from->files;
            m->c_format = from->c_format;
            m->fuzzy = have && have->fuzzy;
            for (int form = 0; form < (from->plural ? forms : 1); form++)
                g_ptr_array_add(m->texts, have && (guint)form < have->texts->len ? have->texts->pdata[form] : g_strdup(""));
        }
        if (!po_write(merged))
            return 1;
    }
    return 0;
}

/* ---- check -------------------------------------------------------------------------------------- */

static bool is_whole(const struct po_message *m)
{
    bool whole = m && !m->fuzzy && m->texts->len > 0;

    for (guint i = 0; whole && i < m->texts->len; i++)
        whole = *(const char *)m->texts->pdata[i] != '\0';
    return whole;
}

static int check(int n, char **args)
{
    struct po_file *pot = po_read(args[0]);
    int findings = 0;

    for (int i = 1; i < n; i++) {
        struct po_file *f = po_read(args[i]);
        int forms = forms_of(f);
        for (guint k = 0; k < pot->list->len; k++) {
            struct po_message *source = pot->list->pdata[k], *m = po_find(f, source->id);
            g_autofree char *wrong = m ? po_wrong(source, m, forms) : NULL;
            if (is_whole(m) && !wrong)
                continue;
            printf("%s:%d: %s: %s\n", f->path, m ? m->line : 0, wrong ? wrong : m && m->fuzzy ? "unsure" : "missing", source->id);
            findings++;
        }
    }
    return findings ? 1 : 0;
}

/* ---- table -------------------------------------------------------------------------------------- */

static int by_id(gconstpointer x, gconstpointer y)
{
    return strcmp((*(struct po_message *const *)x)->id, (*(struct po_message *const *)y)->id);
}

static void put_c(GString *out, const char *p, gsize n)
{
    g_string_append_c(out, '"');
    for (gsize i = 0; i < n; i++) {
        unsigned char c = (unsigned char)p[i];
        if (c < ' ' || c == 0x7F)
            g_string_append_printf(out, "\\%03o", c);
        else
            g_string_append_printf(out, "%s%c", strchr("\"\\?", c) ? "\\" : "", c);
    }
    g_string_append_c(out, '"');
}

static void put_slots(GString *out, const GPtrArray *list)
{
    guint size = 16;

    while (size < list->len * 3)
        size *= 2;
    g_autofree guint16 *slots = g_new0(guint16, size);
    for (guint i = 0; i < list->len; i++) {
        guint at = tr_hash(((struct po_message *)list->pdata[i])->id);
        while (slots[at & (size - 1)])
            at++;
        slots[at & (size - 1)] = (guint16)(i + 1);
    }
    g_string_append_printf(out, "const uint32_t tr_slots_mask = %u;\nconst uint16_t tr_slots[] = {", size - 1);
    for (guint i = 0; i < size; i++)
        g_string_append_printf(out, "%s%u,", i % 24 ? "" : "\n", slots[i]);
    g_string_append(out, "\n};\n");
}

/* The rule is C already; nothing but numbers, n and operators may stand in it. */
static char *plural_rule(const struct po_file *f)
{
    g_autofree char *field = header_field(f, "Plural-Forms:");
    const char *rule = strstr(field, "plural=");

    rule = rule ? strstr(rule + 1, "plural=") ? strstr(rule + 1, "plural=") : rule : "";
    g_autofree char *text = g_strdup(rule + (*rule ? strlen("plural=") : 0));
    char *end = strchr(text, ';');
    if (end)
        *end = '\0';
    if (!*text || text[strspn(text, "n0123456789 ?:&|=!<>%()+-")])
        po_fail(f->path, 1, "the rule of plurals cannot be read");
    return g_steal_pointer(&text);
}

static void put_language(GString *out, const struct po_file *f, const GPtrArray *list, const char *id, bool rtl)
{
    int forms = forms_of(f);
    g_autofree char *rule = plural_rule(f);

    g_string_append_printf(out, "\nstatic unsigned long plural_%s(unsigned long n)\n{\n    (void)n;\n    return (unsigned long)(%s);\n}\nstatic const char *const texts_%s[] = {\n", id, rule, id);
    for (guint i = 0; i < list->len; i++) {
        const struct po_message *source = list->pdata[i], *m = po_find(f, source->id);
        g_autofree char *wrong = m ? po_wrong(source, m, forms) : NULL;
        if (wrong && m->texts->len && *(char *)m->texts->pdata[0])
            po_fail(f->path, m->line, "%s: %s", wrong, source->id);
        g_string_append(out, "    ");
        if (!is_whole(m)) {
            g_string_append(out, "NULL,\n");
            continue;
        }
        for (guint k = 0; k < m->texts->len; k++) {
            g_autoptr(GString) text = po_compiled(source, m->texts->pdata[k], rtl);
            put_c(out, text->str, text->len);
            if (k + 1 < m->texts->len)
                g_string_append(out, " \"\\0\" ");
        }
        g_string_append(out, ",\n");
    }
    g_string_append(out, "};\n");
}

static int table(int n, char **args)
{
    struct po_file *pot = po_read(args[0]);
    GString *out = g_string_new("/* Made by po. */\n#include \"base/tr_data.h\"\n\nconst char *const tr_ids[] = {\n"), *langs = g_string_new(NULL);

    g_ptr_array_sort(pot->list, by_id);
    for (guint i = 0; i < pot->list->len; i++) {
        const char *id = ((struct po_message *)pot->list->pdata[i])->id;
        g_string_append(out, "    ");
        put_c(out, id, strlen(id));
        g_string_append(out, ",\n");
    }
    g_string_append_printf(out, "};\nconst size_t tr_ids_n = %u;\n", pot->list->len);
    put_slots(out, pot->list);
    for (int i = 2; i < n; i++) {
        struct po_file *f = po_read(args[i]);
        g_autofree char *id = header_field(f, "Language:"), *name = header_field(f, "X-Name:"), *dir = header_field(f, "X-Direction:");
        put_language(out, f, pot->list, id, strcmp(dir, "rtl") == 0);
        g_string_append_printf(langs, "    { \"%s\", \"%s\", %s, texts_%s, plural_%s },\n", id, name, strcmp(dir, "rtl") == 0 ? "true" : "false", id, id);
    }
    g_string_append_printf(out, "\nconst struct tr_lang tr_langs[] = {\n    { \"it\", \"Italiano\", false, NULL, NULL },\n%s};\nconst size_t tr_langs_n = %d;\n", langs->str, n - 1);
    return buildfile_write(args[1], out->str, out->len) ? 0 : 1;
}

int main(int argc, char **argv)
{
    static const struct { const char *name; int min; int (*run)(int n, char **args); } commands[] = {
        { "collect", 1, collect }, { "merge", 1, merge }, { "table", 2, table }, { "check", 1, check },
    };

    for (size_t i = 0; i < G_N_ELEMENTS(commands); i++)
        if (argc >= 2 + commands[i].min && strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 2, argv + 2);
    (void)fprintf(stderr, "usage: po collect|merge|table|check FILE...\n");
    return 1;
}
