/* SPDX-License-Identifier: EUPL-1.2 */
/* The HTML of a mail as a page that can do nothing but be looked at: only known elements and attributes are written anew,
 * pictures of the mail itself become part of the page, nothing is left that a browser would fetch, run or send. One pass
 * without a tree. The page is served under a policy that forbids the same things once more. */
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "mime_in.h"

#define DEPTH_MAX 60         /* of elements; browsers slow down long before their own limit of 512 */
#define TAGS_MAX 40000       /* a long thread of Outlook has some thousands; the rest shows as words */
#define TEXT_BYTES_MAX ((size_t)4 * 1024 * 1024)     /* of the page without pictures */
#define PICTURE_BYTES_MAX ((size_t)6 * 1024 * 1024)  /* of all pictures in it, as files */
#define VALUE_MAX ((size_t)4096)                     /* of an attribute but for a picture's */

enum what {
    WHAT_KEEP = 1,
    WHAT_LOOSE,   /* its end tag may be missing: adds no depth */
    WHAT_VOID,
    WHAT_BODY,    /* its colours are kept by a div */
    WHAT_LINK, WHAT_PICTURE, WHAT_STYLE,
    WHAT_SKIP,    /* with all that it holds */
};
static const struct element {
    const char *name;
    enum what what;
} elements[] = {
    { "a", WHAT_LINK },         { "abbr", WHAT_KEEP },      { "address", WHAT_KEEP },  { "applet", WHAT_SKIP },    { "article", WHAT_KEEP },
    { "aside", WHAT_KEEP },     { "audio", WHAT_SKIP },     { "b", WHAT_KEEP },        { "big", WHAT_KEEP },       { "blockquote", WHAT_KEEP },
    { "body", WHAT_BODY },      { "br", WHAT_VOID },        { "canvas", WHAT_SKIP },   { "caption", WHAT_KEEP },   { "center", WHAT_KEEP },
    { "cite", WHAT_KEEP },      { "code", WHAT_KEEP },      { "col", WHAT_VOID },      { "colgroup", WHAT_LOOSE }, { "dd", WHAT_LOOSE },
    { "del", WHAT_KEEP },       { "div", WHAT_KEEP },       { "dl", WHAT_KEEP },       { "dt", WHAT_LOOSE },       { "em", WHAT_KEEP },
    { "figcaption", WHAT_KEEP }, { "figure", WHAT_KEEP },   { "font", WHAT_KEEP },     { "footer", WHAT_KEEP },    { "h1", WHAT_KEEP },
    { "h2", WHAT_KEEP },        { "h3", WHAT_KEEP },        { "h4", WHAT_KEEP },       { "h5", WHAT_KEEP },        { "h6", WHAT_KEEP },
    { "header", WHAT_KEEP },    { "hr", WHAT_VOID },        { "i", WHAT_KEEP },        { "iframe", WHAT_SKIP },    { "img", WHAT_PICTURE },
    { "ins", WHAT_KEEP },       { "kbd", WHAT_KEEP },       { "li", WHAT_LOOSE },      { "main", WHAT_KEEP },      { "map", WHAT_SKIP },
    { "mark", WHAT_KEEP },      { "math", WHAT_SKIP },      { "nav", WHAT_KEEP },      { "noembed", WHAT_SKIP },   { "noframes", WHAT_SKIP },
    { "object", WHAT_SKIP },    { "ol", WHAT_KEEP },        { "p", WHAT_LOOSE },       { "pre", WHAT_KEEP },       { "q", WHAT_KEEP },
    { "s", WHAT_KEEP },         { "samp", WHAT_KEEP },      { "script", WHAT_SKIP },   { "section", WHAT_KEEP },   { "small", WHAT_KEEP },
    { "span", WHAT_KEEP },      { "strike", WHAT_KEEP },    { "strong", WHAT_KEEP },   { "style", WHAT_STYLE },    { "sub", WHAT_KEEP },
    { "sup", WHAT_KEEP },       { "svg", WHAT_SKIP },       { "table", WHAT_KEEP },    { "tbody", WHAT_LOOSE },    { "td", WHAT_LOOSE },
    { "template", WHAT_SKIP },  { "tfoot", WHAT_LOOSE },    { "th", WHAT_LOOSE },      { "thead", WHAT_LOOSE },    { "title", WHAT_SKIP },
    { "tr", WHAT_LOOSE },       { "tt", WHAT_KEEP },        { "u", WHAT_KEEP },        { "ul", WHAT_KEEP },        { "video", WHAT_SKIP },
    { "wbr", WHAT_VOID },       { "xmp", WHAT_SKIP },
};

static const char *const plain_attributes[] = {
    "align", "alt", "bgcolor", "border", "cellpadding", "cellspacing", "class", "color", "colspan", "dir", "face", "height", "id",
    "lang", "nowrap", "rowspan", "size", "start", "title", "type", "valign", "value", "width",
};

struct page {
    struct mime_job *j;
    GString *out;
    size_t depth, dropped; /* dropped: elements open beyond DEPTH_MAX */
    size_t tags, pictures; /* pictures: bytes in the page */
    size_t picture_chars;  /* what they take in out */
    struct mime_page *told;
};

/* ---- reading ------------------------------------------------------------------------------------ */

/* A character reference that could hide a scheme or a word of CSS. Others stay as they are, and are escaped: what we do not
 * read, the browser does not read either. */
static size_t reference(struct sv s, gunichar *ret)
{
    static const struct { const char *name; char c; } names[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' }, { "&apos;", '\'' }, { "&nbsp;", ' ' } };
    bool is_hex = s.n > 2 && (s.p[2] == 'x' || s.p[2] == 'X');
    size_t i = is_hex ? 3 : 2, from = i;
    uint32_t c = 0;

    for (size_t k = 0; k < G_N_ELEMENTS(names); k++)
        if (sv_starts(s, sv_from(names[k].name))) {
            *ret = (gunichar)names[k].c;
            return strlen(names[k].name);
        }
    if (s.n < 3 || s.p[1] != '#')
        return 0;
    for (; i < s.n && i < from + 9; i++) {
        int d = is_hex ? g_ascii_xdigit_value(s.p[i]) : g_ascii_digit_value(s.p[i]);
        if (d < 0)
            break;
        c = c * (is_hex ? 16u : 10u) + (uint32_t)d;
    }
    if (i == from)
        return 0;
    *ret = c >= 0x20 && g_unichar_validate(c) ? c : 0xFFFD;
    return i < s.n && s.p[i] == ';' ? i + 1 : i;
}

static void decode(struct sv s, GString *out)
{
    while (s.n) {
        gunichar c = 0;
        size_t n = s.p[0] == '&' ? reference(s, &c) : 0;

        if (n)
            g_string_append_unichar(out, c);
        else
            g_string_append_c(out, s.p[0]);
        s = sv_drop(s, n ? n : 1);
    }
}

/* ---- writing ------------------------------------------------------------------------------------ */

static bool is_full(const struct page *p)
{
    return p->out->len - p->picture_chars >= TEXT_BYTES_MAX;
}

static void put_escaped(GString *out, struct sv s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&': g_string_append(out, "&amp;"); break;
        case '<': g_string_append(out, "&lt;"); break;
        case '>': g_string_append(out, "&gt;"); break;
        case '"': g_string_append(out, "&quot;"); break;
        default: g_string_append_c(out, s.p[i]);
        }
    }
}

static void put_attribute(struct page *p, const char *name, struct sv value)
{
    g_string_append_printf(p->out, " %s=\"", name);
    put_escaped(p->out, value);
    g_string_append_c(p->out, '"');
}

/* Character references are the browser's to read: in text they can make nothing but text. */
static void put_words(struct page *p, struct sv s)
{
    for (size_t i = 0; i < s.n && !is_full(p); i++) {
        if (s.p[i] == '<')
            g_string_append(p->out, "&lt;");
        else if (s.p[i] == '>')
            g_string_append(p->out, "&gt;");
        else
            g_string_append_c(p->out, s.p[i]);
    }
}

/* Words by which a style sheet fetches something are spoilt; a backslash, by which they could be hidden, goes. */
static void put_css(struct page *p, struct sv s, GString *out)
{
    static const struct { struct sv word; const char *spoilt; bool fetches; } words[] = {
        { { "url(", 4 }, "x-url(", true }, { { "@import", 7 }, "@x-import", true }, { { "image-set(", 10 }, "x-set(", true }, { { "src(", 4 }, "x-src(", true },
        { { "expression(", 11 }, "x-expression(", false }, { { "@font-face", 10 }, "@x-font", false }, { { "@namespace", 10 }, "@x-ns", false },
    };
    AUTO(GSTR) GString *plain = g_string_sized_new(s.n + 1);

    for (size_t i = 0; i < s.n; i++)
        if (s.p[i] != '\\' && s.p[i] != '<')
            g_string_append_c(plain, s.p[i]);
    struct sv left = sv_of(plain->str, plain->len);
    while (left.n) {
        size_t k = 0;

        while (k < G_N_ELEMENTS(words) && !sv_starts_nocase(left, words[k].word))
            k++;
        if (k == G_N_ELEMENTS(words)) {
            g_string_append_c(out, left.p[0]);
            left = sv_drop(left, 1);
            continue;
        }
        g_string_append(out, words[k].spoilt);
        left = sv_drop(left, words[k].word.n);
        p->told->remote += words[k].fetches;
    }
}

static void put_attributes(struct page *p, struct sv s)
{
    struct sv name, value;

    while (html_attribute_next(&s, &name, &value)) {
        AUTO(GSTR) GString *clean = g_string_new(NULL);

        if (value.n > VALUE_MAX)
            continue;
        if (sv_eq_nocase(name, SV("background"))) {
            p->told->remote++;
            continue;
        }
        decode(value, clean);
        if (sv_eq_nocase(name, SV("style"))) {
            AUTO(GSTR) GString *css = g_string_new(NULL);
            put_css(p, sv_of(clean->str, clean->len), css);
            put_attribute(p, "style", sv_of(css->str, css->len));
            continue;
        }
        for (size_t i = 0; i < G_N_ELEMENTS(plain_attributes); i++)
            if (sv_eq_nocase(name, sv_from(plain_attributes[i])))
                put_attribute(p, plain_attributes[i], sv_of(clean->str, clean->len));
    }
}

/* Value of the first attribute of that name, decoded into out; false without one. */
static bool value_of(struct sv s, struct sv want, size_t max, GString *out)
{
    struct sv name, value;

    while (html_attribute_next(&s, &name, &value))
        if (sv_eq_nocase(name, want)) {
            if (value.n <= max)
                decode(value, out);
            return true;
        }
    return false;
}

/* ---- links -------------------------------------------------------------------------------------- */

/* Its address can be read and copied; the policy of the page lets a click do nothing. */
static void put_link(struct page *p, struct sv attributes)
{
    static const struct sv schemes[] = { { "http://", 7 }, { "https://", 8 }, { "mailto:", 7 }, { "tel:", 4 } };
    AUTO(GSTR) GString *href = g_string_new(NULL);

    g_string_append(p->out, "<a");
    (void)value_of(attributes, SV("href"), VALUE_MAX, href);
    struct sv url = sv_trim(sv_of(href->str, href->len));
    for (size_t i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (sv_starts_nocase(url, schemes[i])) {
            put_attribute(p, "href", url);
            put_attribute(p, "title", url);
            g_string_append(p->out, " rel=\"noreferrer noopener\" target=\"_blank\"");
        }
    put_attributes(p, attributes); /* of two titles the first counts */
    g_string_append_c(p->out, '>');
}

/* ---- pictures ----------------------------------------------------------------------------------- */

/* What browsers draw and what cannot hold a script; by its first bytes, whatever it is declared as. */
static const char *picture_type(struct sv s)
{
    if (sv_starts(s, SV("\x89PNG")))
        return "image/png";
    if (sv_starts(s, SV("\xFF\xD8\xFF")))
        return "image/jpeg";
    if (sv_starts(s, SV("GIF8")))
        return "image/gif";
    return sv_starts(s, SV("RIFF")) && s.n > 12 && memcmp(s.p + 8, "WEBP", 4) == 0 ? "image/webp" : NULL;
}

static const struct mime_file *file_of(const struct page *p, struct sv content_id)
{
    for (guint i = 0; i < p->j->files->len; i++) {
        const struct mime_file *f = p->j->files->pdata[i];

        if (*f->content_id && sv_eq_nocase(sv_from(f->content_id), content_id))
            return f;
    }
    return NULL;
}

static void put_picture(struct page *p, const char *type, const char *base64, size_t bytes)
{
    size_t before = p->out->len;

    g_string_append_printf(p->out, " src=\"data:%s;base64,%s\"", type, base64);
    p->picture_chars += p->out->len - before;
    p->pictures += bytes;
}

/* The picture is a part of the mail. */
static bool put_own_picture(struct page *p, struct sv content_id)
{
    AUTO(ARENA) struct arena *a = arena_new(PICTURE_BYTES_MAX + 65536);
    const struct mime_file *f = file_of(p, content_id);
    struct sv bytes;

    if (!f || p->pictures + (size_t)f->size_bytes > PICTURE_BYTES_MAX || mime_file_read(p->j->parts_fd, f, PICTURE_BYTES_MAX, a, &bytes, NULL) != OK)
        return false;
    const char *type = picture_type(bytes);
    if (!type)
        return false;
    AUTO(GFREE) char *base64 = g_base64_encode((const guchar *)bytes.p, bytes.n);
    put_picture(p, type, base64, bytes.n);
    return true;
}

/* It stands in the page itself. Decoded and encoded anew, so that it is a picture and nothing else. */
static bool put_data_picture(struct page *p, struct sv src)
{
    ptrdiff_t comma = sv_chr(src, ',');
    gsize n = 0;

    if (comma < 0 || !sv_ends(sv_of(src.p, (size_t)comma), SV(";base64")) || p->pictures + src.n / 4 * 3 > PICTURE_BYTES_MAX)
        return false;
    AUTO(GFREE) char *text = g_strndup(src.p + comma + 1, src.n - (size_t)comma - 1);
    AUTO(GFREE) guchar *bytes = g_base64_decode(text, &n);
    const char *type = picture_type(sv_of((const char *)bytes, n));
    if (!type)
        return false;
    AUTO(GFREE) char *base64 = g_base64_encode(bytes, n);
    put_picture(p, type, base64, n);
    return true;
}

static bool is_dot(struct sv attributes)
{
    static const struct sv sides[] = { { "width", 5 }, { "height", 6 } };

    for (size_t i = 0; i < G_N_ELEMENTS(sides); i++) {
        AUTO(GSTR) GString *side = g_string_new(NULL);
        if (value_of(attributes, sides[i], 8, side) && (str_eq(side->str, "0") || str_eq(side->str, "1") || str_eq(side->str, "1px")))
            return true;
    }
    return false;
}

/* What stands where a picture would be. A dot that counts readers leaves nothing. */
static void put_instead(struct page *p, struct sv attributes, const char *why)
{
    AUTO(GSTR) GString *alt = g_string_new(NULL);

    if (is_dot(attributes))
        return;
    (void)value_of(attributes, SV("alt"), VALUE_MAX, alt);
    g_string_append_printf(p->out, "<span class=\"urp-senza\">%s", why);
    if (sv_trim(sv_from(alt->str)).n) {
        g_string_append(p->out, ": ");
        put_escaped(p->out, sv_of(alt->str, alt->len));
    }
    g_string_append(p->out, "</span>");
}

static void put_img(struct page *p, struct sv attributes)
{
    AUTO(GSTR) GString *src = g_string_new(NULL);
    size_t begin = p->out->len;
    bool is_there;

    (void)value_of(attributes, SV("src"), PICTURE_BYTES_MAX * 2, src);
    struct sv url = sv_trim(sv_of(src->str, src->len));
    bool is_own = sv_starts_nocase(url, SV("cid:")), is_data = sv_starts_nocase(url, SV("data:"));
    g_string_append(p->out, "<img");
    put_attributes(p, attributes);
    is_there = (is_own && put_own_picture(p, sv_drop(url, 4))) || (is_data && put_data_picture(p, url));
    g_string_append_c(p->out, '>');
    if (is_there)
        return;
    g_string_truncate(p->out, begin);
    if (is_own || is_data)
        p->told->left_out++;
    else
        p->told->remote++;
    put_instead(p, attributes, is_own || is_data ? "Immagine non mostrata qui" : "Immagine esterna, non caricata");
}

/* ---- the page ----------------------------------------------------------------------------------- */

static enum what what_of(const struct html_tag *t)
{
    for (size_t i = 0; i < G_N_ELEMENTS(elements); i++)
        if (str_eq(elements[i].name, t->name))
            return elements[i].what;
    return 0;
}

/* Whether an element that nests is written. */
static bool nests(struct page *p, bool is_end)
{
    if (is_end && p->dropped > 0) {
        p->dropped--;
        return false;
    }
    if (is_end) {
        p->depth -= p->depth > 0;
        return true;
    }
    if (p->depth >= DEPTH_MAX) {
        p->dropped++;
        return false;
    }
    p->depth++;
    return true;
}

static void put_tag(struct page *p, const struct html_tag *t, enum what what)
{
    const char *name = what == WHAT_BODY ? "div" : t->name;
    bool is_nesting = what == WHAT_KEEP || what == WHAT_BODY || what == WHAT_LINK;

    if ((is_nesting && !nests(p, t->is_end)) || is_full(p))
        return;
    if (t->is_end) {
        if (what != WHAT_VOID && what != WHAT_PICTURE)
            g_string_append_printf(p->out, "</%s>", name);
        return;
    }
    if (what == WHAT_PICTURE) {
        put_img(p, t->attributes);
    } else if (what == WHAT_LINK) {
        put_link(p, t->attributes);
    } else {
        g_string_append_printf(p->out, "<%s", name);
        put_attributes(p, t->attributes);
        g_string_append_c(p->out, '>');
    }
}

static void put_style(struct page *p, struct sv css)
{
    if (is_full(p) || p->out->len + css.n > TEXT_BYTES_MAX)
        return;
    g_string_append(p->out, "<style>");
    put_css(p, css, p->out);
    g_string_append(p->out, "</style>");
}

/* Takes one tag or run of text off s. */
static struct sv step(struct page *p, struct sv s)
{
    struct html_tag t;
    size_t n = s.p[0] == '<' ? html_tag_read(s, &t) : 0;

    if (n > 0) {
        enum what what = what_of(&t);

        s = sv_drop(s, n);
        if ((what == WHAT_SKIP || what == WHAT_STYLE) && !t.is_end) {
            n = html_up_to_end(s, t.name);
            if (what == WHAT_STYLE)
                put_style(p, sv_of(s.p, n));
            return sv_drop(s, n);
        }
        if (what && what != WHAT_SKIP && what != WHAT_STYLE && p->tags++ < TAGS_MAX)
            put_tag(p, &t, what);
        return s;
    }
    const char *lt = memchr(s.p + 1, '<', s.n - 1);
    n = lt ? (size_t)(lt - s.p) : s.n;
    put_words(p, sv_of(s.p, n));
    return sv_drop(s, n);
}

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"it\"><head><meta charset=\"utf-8\"><title>Messaggio originale</title>"
    "<meta name=\"viewport\" content=\"width=device-width\"><style>"
    "body{background:#fff;color:#17324d;font:16px/1.5 sans-serif;margin:8px;overflow-wrap:anywhere}"
    "img{height:auto;max-width:100%}table{max-width:100%}pre{white-space:pre-wrap}"
    ".urp-senza{border:1px dashed #5a768a;color:#435a70;display:inline-block;font:14px/1.4 sans-serif;padding:2px 6px}"
    "</style></head><body>";

void mime_page_add(struct mime_job *j, const char *html)
{
    if (sv_trim(sv_from(html)).n == 0)
        return;
    if (j->html->len)
        g_string_append(j->html, "<hr>");
    g_string_append(j->html, html);
}

enum rc mime_page_save(struct mime_job *j, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(head);
    struct page p = { .j = j, .out = out, .told = &j->m->page };
    struct sv s = sv_of(j->html->str, j->html->len);

    if (s.n == 0)
        return OK;
    while (s.n && !is_full(&p))
        s = step(&p, s);
    j->m->page.is_cut |= s.n > 0 || p.tags > TAGS_MAX;
    g_string_append(out, "</body></html>\n");
    j->m->page.offset = j->parts_bytes;
    TRY(mime_part_append(j, sv_of(out->str, out->len), err));
    j->m->page.size_bytes = j->parts_bytes - j->m->page.offset;
    return OK;
}
