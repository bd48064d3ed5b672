/* SPDX-License-Identifier: EUPL-1.2 */
/* HTML to plain text in one pass without a tree: depth of the markup costs nothing, nothing is fetched,
 * nothing is executed. Not a browser: what a reader would see, in reading order. */
#include <string.h>

#include "base/text.h"
#include "mime_in.h"

#define QUOTE_DEPTH_MAX 5
#define HREF_MAX 300 /* longer ones are trackers; the raw mail keeps them */

struct entity {
    const char *name;
    uint16_t code;
};

static const struct entity ENTITIES[] = {
    { "amp", '&' },       { "lt", '<' },        { "gt", '>' },        { "quot", '"' },      { "apos", '\'' },
    { "nbsp", ' ' },      { "agrave", 0xE0 },   { "egrave", 0xE8 },   { "eacute", 0xE9 },   { "igrave", 0xEC },
    { "ograve", 0xF2 },   { "ugrave", 0xF9 },   { "Agrave", 0xC0 },   { "Egrave", 0xC8 },   { "Eacute", 0xC9 },
    { "Igrave", 0xCC },   { "Ograve", 0xD2 },   { "Ugrave", 0xD9 },   { "rsquo", 0x2019 },  { "lsquo", 0x2018 },
    { "rdquo", 0x201D },  { "ldquo", 0x201C },  { "euro", 0x20AC },   { "ndash", 0x2013 },  { "mdash", 0x2014 },
    { "hellip", 0x2026 }, { "bull", 0x2022 },   { "deg", 0xB0 },      { "laquo", 0xAB },    { "raquo", 0xBB },
    { "middot", 0xB7 },   { "copy", 0xA9 },     { "reg", 0xAE },      { "trade", 0x2122 },  { "sect", 0xA7 },
    { "para", 0xB6 },     { "ordm", 0xBA },     { "ordf", 0xAA },     { "auml", 0xE4 },     { "ouml", 0xF6 },
    { "uuml", 0xFC },     { "Auml", 0xC4 },     { "Ouml", 0xD6 },     { "Uuml", 0xDC },     { "szlig", 0xDF },
    { "aacute", 0xE1 },   { "iacute", 0xED },   { "oacute", 0xF3 },   { "uacute", 0xFA },   { "ntilde", 0xF1 },
    { "ccedil", 0xE7 },   { "Ccedil", 0xC7 },   { "acirc", 0xE2 },    { "ecirc", 0xEA },    { "icirc", 0xEE },
    { "ocirc", 0xF4 },    { "ucirc", 0xFB },    { "euml", 0xEB },     { "iuml", 0xEF },     { "atilde", 0xE3 },
    { "otilde", 0xF5 },   { "aring", 0xE5 },    { "aelig", 0xE6 },    { "oslash", 0xF8 },   { "yen", 0xA5 },
    { "pound", 0xA3 },    { "cent", 0xA2 },     { "frac12", 0xBD },   { "frac14", 0xBC },   { "frac34", 0xBE },
    { "times", 0xD7 },    { "divide", 0xF7 },   { "plusmn", 0xB1 },   { "sup2", 0xB2 },     { "sup3", 0xB3 },
    { "micro", 0xB5 },    { "iexcl", 0xA1 },    { "iquest", 0xBF },   { "sbquo", 0x201A },  { "bdquo", 0x201E },
    { "lsaquo", 0x2039 }, { "rsaquo", 0x203A }, { "larr", 0x2190 },   { "rarr", 0x2192 },   { "ensp", ' ' },
    { "emsp", ' ' },      { "thinsp", ' ' },    { "zwnj", 0x200C },   { "zwj", 0x200D },    { "shy", 0xAD },
    { "check", 0x2713 },  { "dagger", 0x2020 },
};

enum effect { EFF_BLOCK = 1, EFF_PARAGRAPH, EFF_CELL, EFF_BR, EFF_HR, EFF_ITEM, EFF_QUOTE, EFF_PRE, EFF_LINK, EFF_IMG, EFF_SKIP };

static const struct tag_rule {
    const char *name;
    enum effect effect;
} RULES[] = {
    { "p", EFF_PARAGRAPH },  { "div", EFF_BLOCK },      { "br", EFF_BR },         { "tr", EFF_BLOCK },
    { "td", EFF_CELL },      { "th", EFF_CELL },        { "table", EFF_BLOCK },   { "li", EFF_ITEM },
    { "ul", EFF_BLOCK },     { "ol", EFF_BLOCK },       { "h1", EFF_PARAGRAPH },  { "h2", EFF_PARAGRAPH },
    { "h3", EFF_PARAGRAPH }, { "h4", EFF_PARAGRAPH },   { "h5", EFF_PARAGRAPH },  { "h6", EFF_PARAGRAPH },
    { "a", EFF_LINK },       { "blockquote", EFF_QUOTE }, { "pre", EFF_PRE },     { "hr", EFF_HR },
    { "img", EFF_IMG },      { "script", EFF_SKIP },    { "style", EFF_SKIP },    { "title", EFF_SKIP },
    { "template", EFF_SKIP }, { "section", EFF_BLOCK }, { "article", EFF_BLOCK }, { "header", EFF_BLOCK },
    { "footer", EFF_BLOCK }, { "address", EFF_BLOCK },  { "dt", EFF_BLOCK },      { "dd", EFF_BLOCK },
    { "form", EFF_BLOCK },   { "option", EFF_BLOCK },   { "center", EFF_BLOCK },  { "body", EFF_BLOCK },
    { "caption", EFF_BLOCK }, { "legend", EFF_BLOCK },  { "textarea", EFF_PRE },
};

struct html {
    struct arena *a;
    GString *out;
    unsigned breaks;    /* line feeds owed before the next word */
    bool is_space;      /* a blank owed */
    int quote, pre;     /* depth */
    const char *href;   /* of the open link, or NULL */
    size_t href_from;   /* where its text begins in out */
};

static void owe(struct html *h, unsigned breaks)
{
    if (h->breaks < breaks)
        h->breaks = breaks;
    h->is_space = false;
}

/* Pays what is owed: line feeds with the marks of quotation, or one blank. */
static void pay(struct html *h)
{
    if (h->out->len == 0)
        h->breaks = h->quote ? 1 : 0;
    if (h->breaks > 0) {
        for (unsigned i = h->out->len == 0 ? 1 : 0; i < h->breaks; i++) {
            g_string_append_c(h->out, '\n');
            if (h->quote && i + 1 < h->breaks)
                g_string_append_c(h->out, '>');
        }
        for (int i = 0; i < h->quote && i < QUOTE_DEPTH_MAX; i++)
            g_string_append(h->out, "> ");
    } else if (h->is_space && h->out->len) {
        g_string_append_c(h->out, ' ');
    }
    h->breaks = 0;
    h->is_space = false;
}

static void put_char(struct html *h, gunichar c)
{
    if (h->pre > 0 && c == '\n') {
        h->breaks += h->breaks < 2;
        return;
    }
    if (h->pre == 0 && (c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r' || c == 0xA0)) {
        h->is_space = h->breaks == 0;
        return;
    }
    pay(h);
    g_string_append_unichar(h->out, c);
}

static void put_text(struct html *h, struct sv s)
{
    const char *end = s.p + s.n;

    for (const char *p = s.p; p < end; p = g_utf8_next_char(p))
        put_char(h, g_utf8_get_char(p));
}

/* Old pages number the characters of windows-1252. */
static gunichar sane(uint32_t c)
{
    if (c >= 0x80 && c <= 0x9F) {
        static const uint16_t win[32] = { 0x20AC, 0xFFFD, 0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
                                          0x2039, 0x152,  0xFFFD, 0x17D,  0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                                          0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0xFFFD, 0x17E,  0x178 };
        return win[c - 0x80];
    }
    return c > 0 && g_unichar_validate(c) ? c : 0xFFFD;
}

static size_t numeric(struct sv s, gunichar *ret)
{
    bool is_hex = s.n > 2 && (s.p[2] == 'x' || s.p[2] == 'X');
    size_t i = is_hex ? 3 : 2, from = i;
    uint32_t c = 0;

    for (; i < s.n && i < from + 8; i++) {
        int d = is_hex ? g_ascii_xdigit_value(s.p[i]) : g_ascii_digit_value(s.p[i]);
        if (d < 0)
            break;
        c = c * (is_hex ? 16 : 10) + (uint32_t)d;
    }
    if (i == from)
        return 0;
    *ret = sane(c);
    return i < s.n && s.p[i] == ';' ? i + 1 : i;
}

/* Length of the character reference that s begins with; 0 when it is a plain ampersand. */
static size_t entity(struct sv s, gunichar *ret)
{
    size_t n = 1;

    if (s.n > 2 && s.p[1] == '#')
        return numeric(s, ret);
    while (n < s.n && n < 10 && g_ascii_isalnum(s.p[n]))
        n++;
    struct sv name = sv_of(s.p + 1, n - 1);
    for (size_t i = 0; name.n && i < G_N_ELEMENTS(ENTITIES); i++) {
        if (ENTITIES[i].name[0] != name.p[0] || !sv_eq(name, sv_from(ENTITIES[i].name)))
            continue;
        *ret = ENTITIES[i].code;
        return n < s.n && s.p[n] == ';' ? n + 1 : n;
    }
    return 0;
}

static char *decode(struct arena *a, struct sv s)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);
    gunichar c = 0;

    while (s.n) {
        size_t n = s.p[0] == '&' ? entity(s, &c) : 0;

        if (n)
            g_string_append_unichar(out, c);
        else
            g_string_append_c(out, s.p[0]);
        s = sv_drop(s, n ? n : 1);
    }
    return text_line(a, sv_of(out->str, out->len));
}

/* Value of an attribute, or NULL. */
static char *attribute(struct arena *a, struct sv s, struct sv want)
{
    struct sv name, value;

    while (html_attribute_next(&s, &name, &value))
        if (sv_eq_nocase(name, want))
            return decode(a, value);
    return NULL;
}

/* Of a mailto link: without "?subject=", "%2B" is "+". */
static struct sv mail_address(struct arena *a, struct sv s)
{
    ptrdiff_t query = sv_chr(s, '?');
    AUTO(GFREE) char *plain = g_uri_unescape_segment(s.p, s.p + (query < 0 ? s.n : (size_t)query), NULL);

    return plain && g_utf8_validate(plain, -1, NULL) ? sv_from(text_line(a, sv_from(plain))) : s;
}

static void link_end(struct html *h)
{
    const char *href = h->href;

    h->href = NULL;
    if (!href || strlen(href) > HREF_MAX || h->href_from > h->out->len)
        return;
    const char *shown = h->out->str + h->href_from;
    struct sv core = sv_from(href);
    if (sv_starts_nocase(core, SV("mailto:")))
        core = mail_address(h->a, sv_drop(core, 7));
    else if (sv_starts_nocase(core, SV("tel:")))
        core = sv_drop(core, 4);
    else if (!sv_starts_nocase(core, SV("http://")) && !sv_starts_nocase(core, SV("https://")))
        return;
    while (core.n && core.p[core.n - 1] == '/')
        core.n--;
    if (sv_find(sv_from(shown), core) >= 0 || (sv_starts(core, SV("http")) && *shown && strstr(href, shown)))
        return;
    h->is_space = true;
    put_text(h, SV("("));
    put_text(h, core);
    put_text(h, SV(")"));
}

static void link_start(struct html *h, const struct html_tag *t)
{
    h->href = attribute(h->a, t->attributes, SV("href"));
    if (h->href && (h->is_space || h->breaks))
        pay(h);
    h->href_from = h->out->len;
}

static void image(struct html *h, const struct html_tag *t)
{
    const char *alt = attribute(h->a, t->attributes, SV("alt"));

    if (!str_empty(alt) && strlen(alt) <= HREF_MAX) {
        put_text(h, SV("["));
        put_text(h, sv_from(alt));
        put_text(h, SV("]"));
    }
}

static enum effect effect_of(const struct html_tag *t)
{
    for (size_t i = 0; i < G_N_ELEMENTS(RULES); i++)
        if (str_eq(RULES[i].name, t->name))
            return RULES[i].effect;
    return 0;
}

static void nest(int *depth, const struct html_tag *t)
{
    if (!t->is_end)
        ++*depth;
    else if (*depth > 0)
        --*depth;
}

static void apply(struct html *h, const struct html_tag *t, enum effect effect)
{
    switch (effect) {
    case EFF_BLOCK: owe(h, 1); break;
    case EFF_PARAGRAPH: owe(h, 2); break;
    case EFF_CELL: h->is_space = h->breaks == 0; break;
    case EFF_BR: h->breaks += h->breaks < 2; h->is_space = false; break;
    case EFF_HR: owe(h, 2); break;
    case EFF_ITEM:
        owe(h, 1);
        if (!t->is_end)
            put_text(h, SV("-")), h->is_space = true;
        break;
    case EFF_QUOTE: owe(h, 1); nest(&h->quote, t); break;
    case EFF_PRE: owe(h, 1); nest(&h->pre, t); break;
    case EFF_LINK:
        if (t->is_end)
            link_end(h);
        else
            link_start(h, t);
        break;
    case EFF_IMG: image(h, t); break;
    case EFF_SKIP: break;
    }
}

/* Takes one tag, entity or run of text off s. */
static struct sv step(struct html *h, struct sv s)
{
    struct html_tag t;
    gunichar c = 0;
    size_t n = 0;

    if (s.p[0] == '<' && (n = html_tag_read(s, &t)) > 0) {
        enum effect effect = effect_of(&t);

        if (effect)
            apply(h, &t, effect);
        s = sv_drop(s, n);
        return effect == EFF_SKIP && !t.is_end ? sv_drop(s, html_up_to_end(s, t.name)) : s;
    }
    if (s.p[0] == '&' && (n = entity(s, &c)) > 0) {
        put_char(h, c);
        return sv_drop(s, n);
    }
    for (n = 1; n < s.n && s.p[n] != '<' && s.p[n] != '&'; n++)
        ;
    put_text(h, sv_of(s.p, n));
    return sv_drop(s, n);
}

char *mime_html_text(struct arena *a, struct sv html)
{
    AUTO(GSTR) GString *out = g_string_sized_new(html.n / 4 + 64);
    struct html h = { .a = a, .out = out };

    while (html.n)
        html = step(&h, html);
    return text_clean(a, sv_of(out->str, out->len));
}
