/* SPDX-License-Identifier: EUPL-1.2 */
/* The marks of HTML, as whoever writes words (mime_html.c) and whoever writes a page (mime_page.c) reads them. */
#include <string.h>

#include "mime_in.h"

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

size_t html_tag_read(struct sv s, struct html_tag *ret)
{
    size_t i = 1, n = 0;
    char quote = '\0';

    *ret = (struct html_tag){ 0 };
    if (sv_starts(s, SV("<!--"))) {
        ptrdiff_t end = sv_find(s, SV("-->"));
        return end < 0 ? s.n : (size_t)end + 3;
    }
    if (i < s.n && s.p[i] == '/')
        ret->is_end = true, i++;
    if (i >= s.n || !(g_ascii_isalpha(s.p[i]) || s.p[i] == '!' || s.p[i] == '?'))
        return 0;
    for (; i < s.n && !is_space(s.p[i]) && s.p[i] != '>' && s.p[i] != '/'; i++)
        if (n < sizeof ret->name) /* a name that fills the room is none of ours */
            ret->name[n++] = g_ascii_tolower(s.p[i]);
    ret->name[sizeof ret->name - 1] = '\0';
    size_t from = i;
    for (; i < s.n && (quote || s.p[i] != '>'); i++) {
        if (quote)
            quote = s.p[i] == quote ? '\0' : quote;
        else if ((s.p[i] == '"' || s.p[i] == '\'') && s.p[i - 1] == '=')
            quote = s.p[i];
    }
    ret->attributes = sv_of(s.p + from, i - from);
    return i < s.n ? i + 1 : s.n;
}

size_t html_up_to_end(struct sv s, const char *name)
{
    struct sv want = sv_from(name);

    for (size_t i = 0; i < s.n; i++) {
        const char *lt = memchr(s.p + i, '<', s.n - i);

        if (!lt)
            return s.n;
        i = (size_t)(lt - s.p);
        if (sv_starts(sv_drop(s, i), SV("</")) && sv_starts_nocase(sv_drop(s, i + 2), want))
            return i;
    }
    return s.n;
}

bool html_attribute_next(struct sv *s, struct sv *ret_name, struct sv *ret_value)
{
    size_t n = 0;

    while (s->n && (is_space(s->p[0]) || s->p[0] == '/' || s->p[0] == '='))
        *s = sv_drop(*s, 1);
    while (n < s->n && s->p[n] != '=' && s->p[n] != '/' && !is_space(s->p[n]))
        n++;
    *ret_name = sv_of(s->p, n);
    *ret_value = sv_of("", 0);
    *s = sv_drop(*s, n);
    if (n == 0)
        return false;
    while (s->n && is_space(s->p[0]))
        *s = sv_drop(*s, 1);
    if (!s->n || s->p[0] != '=')
        return true;
    *s = sv_drop(*s, 1);
    while (s->n && is_space(s->p[0]))
        *s = sv_drop(*s, 1);
    char quote = s->n && (s->p[0] == '"' || s->p[0] == '\'') ? s->p[0] : '\0';
    if (quote)
        *s = sv_drop(*s, 1);
    for (n = 0; n < s->n && (quote ? s->p[n] != quote : !is_space(s->p[n])); n++)
        ;
    *ret_value = sv_of(s->p, n);
    *s = sv_drop(*s, n + (quote && n < s->n));
    return true;
}
