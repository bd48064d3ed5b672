/* SPDX-License-Identifier: EUPL-1.2 */
/* cairo 1.16 has no word for the language of a document, nor for showing its title; both are asked of accessible documents (EN 301 549
 * 10.3.1.1, PDF/UA 7.1 and 7.2). They go into the catalog, which is written anew behind the end (ISO 32000-1, 7.5.6). */
#include <stdlib.h>
#include <string.h>

#include "sheet.h"


/* Behind it come tables of numbers alone: it is near the end. */
static const char *find_last(const GByteArray *pdf, const char *what)
{
    const char *from = (const char *)pdf->data;
    size_t n = strlen(what);

    for (size_t at = pdf->len; at-- > n;)
        if (memcmp(from + at - n, what, n) == 0)
            return from + at - n;
    return NULL;
}

/* The number behind the last word of this name; 0: there is none. */
static size_t number_after(const GByteArray *pdf, const char *what)
{
    const char *at = find_last(pdf, what);

    return at ? strtoul(at + strlen(what), NULL, 10) : 0;
}

/* Between "N 0 obj\n<<" and its ">>\nendobj": what the catalog says now. */
static bool catalog_of(const GByteArray *pdf, size_t number, const char **ret, size_t *ret_n)
{
    g_autofree char *head = g_strdup_printf("\n%zu 0 obj\n<<", number);
    const char *at = find_last(pdf, head), *end;

    if (!at)
        return false;
    at += strlen(head);
    end = g_strstr_len(at, (const char *)pdf->data + pdf->len - at, ">>\nendobj");
    if (!end || !g_strstr_len(at, end - at, "/Type /Catalog") || g_strstr_len(at, end - at, "/Lang"))
        return false;
    *ret = at;
    *ret_n = (size_t)(end - at);
    return true;
}

static void write_update(GByteArray *pdf, size_t root, size_t size, size_t info, size_t before, const char *said, size_t n, const char *lang)
{
    g_autoptr(GString) s = g_string_new(NULL);
    size_t at = pdf->len, table;

    g_string_append_printf(s, "%zu 0 obj\n<<", root);
    g_string_append_len(s, said, (gssize)n);
    g_string_append_printf(s, "   /Lang (%s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n>>\nendobj\n", lang);
    table = at + s->len;
    g_string_append_printf(s, "xref\n0 1\n0000000000 65535 f \n%zu 1\n%010zu 00000 n \n", root, at);
    g_string_append_printf(s, "trailer\n<< /Size %zu\n   /Root %zu 0 R\n", size, root);
    if (info)
        g_string_append_printf(s, "   /Info %zu 0 R\n", info);
    g_string_append_printf(s, "   /Prev %zu\n>>\nstartxref\n%zu\n%%%%EOF\n", before, table);
    g_byte_array_append(pdf, (const guint8 *)s->str, (guint)s->len);
}

void catalog_complete(GByteArray *pdf, const char *lang)
{
    const char *said;
    size_t n;

    g_byte_array_append(pdf, (const guint8 *)"", 1); /* what searches needs an end */
    g_byte_array_set_size(pdf, pdf->len - 1);
    size_t root = number_after(pdf, "/Root "), size = number_after(pdf, "/Size "), before = number_after(pdf, "startxref\n");
    if (!root || !size || !before || !find_last(pdf, "\ntrailer\n") || !catalog_of(pdf, root, &said, &n))
        return;
    g_autofree char *copy = g_strndup(said, n);
    write_update(pdf, root, size, number_after(pdf, "/Info "), before, copy, n, lang);
}
