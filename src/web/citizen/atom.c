/* SPDX-License-Identifier: EUPL-1.2 */
#include "atom.h"

#include <string.h>

#include "base/escape.h"
#include "ticket/calendar.h"

/* XML 1.0, 2.2: of the control characters only these three. */
static bool is_text(char c)
{
    return (unsigned char)c >= ' ' || c == '\t' || c == '\n' || c == '\r';
}

static void put_text(GString *out, struct arena *a, const char *text)
{
    char *clean = arena_str(a, text), *to = clean;

    for (const char *from = clean; *from; from++)
        if (is_text(*from))
            *to++ = *from;
    *to = '\0';
    escape_text(out, clean);
}

static void element(GString *out, struct arena *a, const char *name, const char *more, const char *text)
{
    g_string_append_printf(out, "<%s%s>", name, more);
    put_text(out, a, text);
    g_string_append_printf(out, "</%s>\n", name);
}

static void link_to(GString *out, struct arena *a, const char *rel, const char *type, const char *url)
{
    g_string_append_printf(out, "<link rel=\"%s\" type=\"%s\" href=\"", rel, type);
    put_text(out, a, url);
    g_string_append(out, "\"/>\n");
}

static void lines(GString *out, struct arena *a, const char *text)
{
    for (const char *end; (end = strchr(text, '\n')); text = end + 1) {
        put_text(out, a, arena_strn(a, text, (size_t)(end - text)));
        g_string_append(out, "<br/>");
    }
    put_text(out, a, text);
}

/* RFC 4287, 3.1.1.3: only XHTML can say of a part which language it is. */
static void content_in_two(GString *out, struct arena *a, const struct atom_entry *e)
{
    g_string_append(out, "<content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>");
    put_text(out, a, e->content);
    g_string_append(out, e->quoted_lang ? arena_fmt(a, "</p><p lang=\"%s\" xml:lang=\"%s\">", e->quoted_lang, e->quoted_lang) : "</p><p>");
    lines(out, a, e->quoted);
    g_string_append(out, "</p></div></content>\n");
}

void atom_begin(GString *out, struct arena *a, const struct atom_feed *f)
{
    g_string_append_printf(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">\n", f->lang);
    element(out, a, "id", "", f->id);
    element(out, a, "title", "", f->title);
    element(out, a, "updated", "", moment_format_rfc3339(a, f->updated_at));
    g_string_append(out, "<author>");
    element(out, a, "name", "", f->author);
    g_string_append(out, "</author>\n");
    link_to(out, a, "self", "application/atom+xml", f->self_url);
    link_to(out, a, "alternate", "text/html", f->page_url);
}

void atom_entry(GString *out, struct arena *a, const struct atom_entry *e)
{
    g_string_append(out, "<entry>\n");
    element(out, a, "id", "", e->id);
    element(out, a, "title", e->title_lang ? arena_fmt(a, " xml:lang=\"%s\"", e->title_lang) : "", e->title);
    if (e->published_at)
        element(out, a, "published", "", moment_format_rfc3339(a, e->published_at));
    element(out, a, "updated", "", moment_format_rfc3339(a, e->updated_at));
    link_to(out, a, "alternate", "text/html", e->url);
    if (e->category) {
        g_string_append(out, "<category term=\"");
        put_text(out, a, e->category);
        g_string_append(out, "\"/>\n");
    }
    if (e->summary)
        element(out, a, "summary", "", e->summary);
    if (e->quoted)
        content_in_two(out, a, e);
    else if (e->content)
        element(out, a, "content", " type=\"text\"", e->content);
    g_string_append(out, "</entry>\n");
}

void atom_end(GString *out)
{
    g_string_append(out, "</feed>\n");
}
