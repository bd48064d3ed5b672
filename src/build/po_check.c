/* SPDX-License-Identifier: EUPL-1.2 */
/* A translation says the same with the same values: what a printf would read from the stack, and which parts of a page there are. */
#include "po.h"

#include <string.h>

#include "base/tr.h"

/* ---- printf ------------------------------------------------------------------------------------- */

/* The types of the values in their order ("lld", "s"); NULL: no format that we take. */
static GPtrArray *conversions(const char *text)
{
    GPtrArray *list = g_ptr_array_new();
    int next = 1;

    for (const char *p = text; (p = strchr(p, '%')) != NULL;) {
        const char *q = p + 1;
        int at = 0;
        if (*q == '%') {
            p = q + 1;
            continue;
        }
        if (g_ascii_isdigit(*q) && q[strspn(q, "0123456789")] == '$') {
            at = (int)g_ascii_strtoll(q, NULL, 10);
            q += strspn(q, "0123456789") + 1;
        }
        q += strspn(q, "-+ #0123456789.'");
        const char *type = q;
        q += strspn(q, "hlzjt");
        if (!strchr("diuxXscf", *q) || !*q || at > 20)
            return NULL;
        if (!at)
            at = next++;
        while ((int)list->len < at)
            g_ptr_array_add(list, NULL);
        g_autofree char *name = g_strndup(type, (gsize)(q + 1 - type));
        if (list->pdata[at - 1] && strcmp(list->pdata[at - 1], name) != 0)
            return NULL;
        list->pdata[at - 1] = g_steal_pointer(&name);
        p = q + 1;
    }
    return list;
}

static bool same_values(const char *id, const char *text, bool may_drop)
{
    GPtrArray *want = conversions(id), *have = conversions(text);

    if (!want || !have)
        return false;
    if (may_drop && have->len == 0)
        return true; /* "un giorno" */
    if (want->len != have->len)
        return false;
    for (guint i = 0; i < want->len; i++)
        if (!have->pdata[i] || !want->pdata[i] || strcmp(want->pdata[i], have->pdata[i]) != 0)
            return false;
    return true;
}

/* Two names or two dates may change places without anybody seeing it, unless each says which one it is. */
static bool twins_unnumbered(const char *id, const char *text)
{
    GPtrArray *values = conversions(id);
    bool twins = false;

    for (guint i = 0; i < values->len; i++)
        for (guint k = 0; k < i; k++)
            twins = twins || strcmp(values->pdata[i], values->pdata[k]) == 0;
    for (const char *p = text; twins && (p = strchr(p, '%')) != NULL; p += 1 + (p[1] == '%'))
        if (p[1] != '%' && p[1 + strspn(p + 1, "0123456789")] != '$')
            return true;
    return false;
}

/* ---- parts of a page ---------------------------------------------------------------------------- */

/* "%1", "<a>", "</strong2>" at p: its length, else 0. */
static size_t part_at(const char *p)
{
    size_t n = 1;

    if (*p == '%') {
        n += strspn(p + 1, "0123456789");
        return n > 1 && p[1] != '0' && p[n] != '$' ? n : 0;
    }
    if (*p != '<')
        return 0;
    if (p[1] == '/')
        n++;
    size_t letters = strspn(p + n, "abcdefghijklmnopqrstuvwxyz");
    n += letters;
    n += strspn(p + n, "0123456789");
    return letters && p[n] == '>' ? n + 1 : 0;
}

static GPtrArray *parts_of(const char *text)
{
    GPtrArray *list = g_ptr_array_new();

    for (const char *p = text; *p;) {
        size_t n = part_at(p);
        if (n)
            g_ptr_array_add(list, g_strndup(p, n));
        p += n ? n : 1;
    }
    return list;
}

static guint number_of(const GPtrArray *list, const char *part)
{
    for (guint i = 0; i < list->len; i++)
        if (strcmp(list->pdata[i], part) == 0)
            return i + 1;
    return 0;
}

/* Each once, and tags one inside the other. */
static char *wrong_parts(const char *id, const char *text)
{
    GPtrArray *want = parts_of(id), *have = parts_of(text), *open = g_ptr_array_new();

    for (guint i = 0; i < have->len; i++) {
        const char *part = have->pdata[i];
        if (!number_of(want, part))
            return g_strdup_printf("%s is not in the Italian text", part);
        if (number_of(have, part) != i + 1)
            return g_strdup_printf("%s stands there twice", part);
        if (*part != '<')
            continue;
        if (part[1] != '/') {
            g_autofree char *end = g_strdup_printf("</%s", part + 1);
            if (number_of(want, end))
                g_ptr_array_add(open, (gpointer)part);
        } else if (!open->len || strcmp((const char *)open->pdata[open->len - 1] + 1, part + 2) != 0) {
            return g_strdup_printf("%s closes what is not open", part);
        } else {
            g_ptr_array_set_size(open, (gint)open->len - 1);
        }
    }
    if (want->len != have->len)
        return g_strdup_printf("%u values and tags instead of %u", have->len, want->len);
    return NULL;
}

char *po_wrong(const struct po_message *source, const struct po_message *m, int forms)
{
    if (source->plural && (int)m->texts->len != forms)
        return g_strdup_printf("%u forms instead of %d", m->texts->len, forms);
    for (guint i = 0; i < m->texts->len; i++) {
        const char *text = m->texts->pdata[i];
        if (!*text)
            continue;
        if (strchr(text, TR_PART))
            return g_strdup("a control character");
        if (source->c_format && !same_values(source->id, text, source->plural != NULL))
            return g_strdup("other values than in the Italian text (\"%s\", \"%d\"; in another order: \"%2$s ... %1$d\")");
        if (source->c_format && twins_unnumbered(source->id, text))
            return g_strdup("two values are of one type: say which is which (\"%1$s ... %2$s\")");
        char *wrong = source->c_format ? NULL : wrong_parts(source->id, text);
        if (wrong)
            return wrong;
    }
    return NULL;
}

/* "%s", "%2$s", "%-12s" at p: its length, else 0. */
static size_t text_conversion_at(const char *p)
{
    size_t n = 1;

    if (*p != '%')
        return 0;
    n += strspn(p + n, "0123456789$-+ #.'");
    return p[n] == 's' ? n + 1 : 0;
}

/* Without any ("%d %s %d") it is put together from our own words, and stands in other sentences in its turn: were each of its words apart, nothing
 * would be left that says in which direction it is read (UAX 9, P2 skips isolates). */
static bool has_letters(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        if (*p == '%')
            p += 1 + strcspn(p + 1, "diuxXscf%"); /* the last of a conversion that was looked at before */
        else if (g_unichar_isalpha(g_utf8_get_char(p)))
            return true;
    }
    return false;
}

/* Where values are put by printf, in a language from right to left: base/tr.h says why, and why not behind '['. */
static GString *compiled_apart(const char *text)
{
    GString *out = g_string_new(NULL);

    while (*text) {
        size_t n = text_conversion_at(text);
        if (n)
            g_string_append_printf(out, "%s%.*s%s", TR_APART, (int)n, text, TR_APART_END);
        else if (*text == '%' && text[1] == '%')
            g_string_append_len(out, text, (gssize)(n = 2));
        else
            g_string_append_len(out, text, (gssize)(n = 1));
        text += n;
    }
    return out;
}

GString *po_compiled(const struct po_message *source, const char *text, bool rtl)
{
    if (source->c_format && rtl && *source->id != '[' && has_letters(text))
        return compiled_apart(text);

    GPtrArray *want = parts_of(source->id);
    GString *out = g_string_new(NULL);

    for (const char *p = text; *p;) {
        size_t n = source->c_format ? 0 : part_at(p);
        if (n) {
            g_autofree char *part = g_strndup(p, n);
            g_string_append_c(out, TR_PART);
            g_string_append_c(out, (char)number_of(want, part));
        } else {
            g_string_append_c(out, *p);
        }
        p += n ? n : 1;
    }
    return out;
}
