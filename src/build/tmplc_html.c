/* SPDX-License-Identifier: EUPL-1.2 */
/* Follows literal HTML the way a browser's tokenizer would (WHATWG HTML, 13.2.5), as far as it matters for the
 * question: what must happen to a value that is put here? Everything unusual is refused rather than understood. */
#include "tmplc.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool one_of(const char *name, const char *const *list)
{
    return g_strv_contains(list, name);
}

static const char *const text_only_elements[] = { "title", "textarea", NULL };
static const char *const foreign_elements[] = { "script", "style", "iframe", "xmp", "noembed", "noframes", "plaintext", NULL };

/* Where a browser follows an address. */
static const char *const url_attrs[] = {
    "href", "src", "action", "formaction", "poster", "cite", "data", "background", "longdesc", "manifest", "xlink:href", NULL,
};
/* Code, styles, and lists of addresses that one rule cannot check. */
static const char *const forbidden_attrs[] = { "style", "srcdoc", "srcset", "imagesrcset", "ping", "http-equiv", NULL };

static const char *const schemes[] = { "http", "https", "mailto", "tel", NULL };

static enum attr_kind kind_of_attr(const struct where *w)
{
    if (strncmp(w->attr, "on", 2) == 0 || one_of(w->attr, forbidden_attrs))
        return ATTR_FORBIDDEN;
    if (strcmp(w->element, "script") == 0 && strcmp(w->attr, "type") == 0)
        return ATTR_FORBIDDEN;
    /* SVG animation can write any attribute, also href. */
    if (strcmp(w->element, "animate") == 0 || strcmp(w->element, "set") == 0)
        return ATTR_FORBIDDEN;
    if (strcmp(w->element, "meta") == 0 && strcmp(w->attr, "content") == 0 && w->refresh)
        return ATTR_FORBIDDEN;
    return one_of(w->attr, url_attrs) ? ATTR_URL : ATTR_PLAIN;
}

static void add_lower(char *to, size_t size, char c)
{
    size_t n = strlen(to);

    if (n + 1 < size) {
        to[n] = g_ascii_tolower(c);
        to[n + 1] = '\0';
    }
}

/* ---- attributes --------------------------------------------------------------------------------- */

static void attr_name_done(struct where *w, int line)
{
    w->attr_kind = kind_of_attr(w);
    if (strcmp(w->element, "meta") == 0 && strcmp(w->attr, "http-equiv") == 0)
        w->refresh = true;
    if (w->closing)
        tmplc_fail(line, "attribute %s in a closing tag", w->attr);
}

static void value_begins(struct where *w, enum place place, char quote)
{
    w->place = place;
    w->quote = quote;
    w->value[0] = '\0';
    w->url = URL_START;
}

static void value_done(struct where *w)
{
    if (strcmp(w->element, "script") == 0 && strcmp(w->attr, "type") == 0) {
        if (strcmp(w->value, "application/json") == 0 || strcmp(w->value, "application/ld+json") == 0)
            w->json_script = true;
        else
            w->other_script = true;
    }
    w->place = PLACE_TAG;
}

static void url_char(struct where *w, char c, int line)
{
    if (w->url == URL_START || w->url == URL_SCHEME || w->url == URL_VALUE) {
        if (c == '?')
            w->url = URL_QUERY;
        else if (c == '/' || c == '#')
            w->url = URL_PATH;
        else if (c == ':' && w->url == URL_SCHEME && !one_of(w->value, schemes))
            tmplc_fail(line, "%s: in an address; http, https, mailto and tel are known", w->value);
        else if (c == ':' && w->url != URL_SCHEME)
            tmplc_fail(line, "an address cannot begin here with ':'");
        else
            w->url = c == ':' ? URL_PATH : URL_SCHEME;
    } else if (c == '?') {
        w->url = URL_QUERY;
    } else if (c == '#' && w->url == URL_QUERY) {
        w->url = URL_PATH;
    }
}

static void value_char(struct where *w, char c, int line)
{
    if (w->attr_kind == ATTR_URL)
        url_char(w, c, line);
    if (strlen(w->value) + 1 < sizeof w->value)
        add_lower(w->value, sizeof w->value, c);
    else
        w->value[0] = '\0'; /* too long to be one of the words we know */
}

/* ---- tags --------------------------------------------------------------------------------------- */

static void tag_begins(struct where *w, bool closing)
{
    w->place = PLACE_TAG_NAME;
    w->closing = closing;
    w->json_script = w->other_script = w->refresh = false;
    w->element[0] = '\0';
}

static void tag_done(struct where *w)
{
    w->place = PLACE_TEXT;
    if (strcmp(w->element, "pre") == 0)
        w->pre += w->closing ? (w->pre ? -1 : 0) : 1;
    if (w->closing)
        return;
    if (one_of(w->element, text_only_elements)) {
        w->place = PLACE_TEXT_ONLY;
    } else if (one_of(w->element, foreign_elements)) {
        bool json = strcmp(w->element, "script") == 0 && w->json_script && !w->other_script;
        w->place = json ? PLACE_JSON : PLACE_FOREIGN;
        w->json_string = w->json_escape = false;
    }
}

/* A character between '<name' and '>', outside values. True: taken. */
static void tag_char(struct where *w, char c, int line)
{
    if (c == '<')
        tmplc_fail(line, "'<' inside the tag <%s", w->element);
    if (c == '>') {
        if (w->place == PLACE_BEFORE_VALUE)
            tmplc_fail(line, "attribute %s has no value after '='", w->attr);
        if (w->place == PLACE_ATTR_NAME)
            attr_name_done(w, line);
        tag_done(w);
    } else if (is_space(c)) {
        if (w->place == PLACE_ATTR_NAME) {
            attr_name_done(w, line);
            w->place = PLACE_ATTR_OVER;
        } else if (w->place != PLACE_BEFORE_VALUE && w->place != PLACE_ATTR_OVER) {
            w->place = PLACE_TAG;
        }
    } else if (w->place == PLACE_BEFORE_VALUE) {
        if (c == '"' || c == '\'') {
            value_begins(w, PLACE_VALUE, c);
        } else {
            value_begins(w, PLACE_BARE_VALUE, 0);
            value_char(w, c, line);
        }
    } else if (c == '=' && (w->place == PLACE_ATTR_NAME || w->place == PLACE_ATTR_OVER)) {
        if (w->place == PLACE_ATTR_NAME)
            attr_name_done(w, line);
        w->place = PLACE_BEFORE_VALUE;
    } else if (c == '/') {
        if (w->place == PLACE_ATTR_NAME)
            attr_name_done(w, line);
        w->place = PLACE_TAG;
    } else if (w->place == PLACE_NAME_OVER) {
        tmplc_fail(line, "a name in a tag cannot be put together of parts");
    } else if (c == '"' || c == '\'' || c == '=' || c == '`') {
        tmplc_fail(line, "%c out of place in the tag <%s", c, w->element);
    } else if (w->place == PLACE_TAG_NAME) {
        add_lower(w->element, sizeof w->element, c);
    } else {
        if (w->place != PLACE_ATTR_NAME)
            w->attr[0] = '\0';
        w->place = PLACE_ATTR_NAME;
        add_lower(w->attr, sizeof w->attr, c);
    }
}

static void json_char(struct where *w, char c)
{
    if (w->json_escape)
        w->json_escape = false;
    else if (w->json_string && c == '\\')
        w->json_escape = true;
    else if (c == '"')
        w->json_string = !w->json_string;
}

/* ---- literal text ------------------------------------------------------------------------------- */

/* The '<' of raw text must be its end tag: what else stands there could be completed by a value. */
static bool is_end_tag(const struct where *w, const char *p)
{
    size_t n = strlen(w->element);

    return p[1] == '/' && g_ascii_strncasecmp(p + 2, w->element, n) == 0 && (p[2 + n] == '>' || is_space(p[2 + n]));
}

static const char *markup(struct where *w, const char *p, int line, GString *out)
{
    if (p[1] == '!' && p[2] == '-' && p[3] == '-') {
        const char *end = strstr(p + 4, "-->");
        if (!end)
            tmplc_fail(line, "a comment does not end before the next {{, or at all; {{# is not sent to the browser");
        return end + 3;
    }
    w->space = false;
    if (p[1] == '!')
        w->place = PLACE_DECLARATION;
    else if (g_ascii_isalpha(p[1]))
        tag_begins(w, false);
    else if (p[1] == '/' && g_ascii_isalpha(p[2]))
        tag_begins(w, true);
    else if (!p[1] || (p[1] == '/' && !p[2]))
        tmplc_fail(line, "an expression in a tag name");
    else
        tmplc_fail(line, "'<' that begins no tag; write &lt;");
    g_string_append_c(out, '<');
    if (p[1] != '/')
        return p + 1;
    g_string_append_c(out, '/');
    return p + 2;
}

/* Writes a run of white space as one character; gives back its end. */
static const char *text_space(struct where *w, const char *p, GString *out)
{
    size_t n = strspn(p, " \t\r\n\f");

    if (w->pre)
        g_string_append_len(out, p, (gssize)n);
    else if (!w->space)
        g_string_append_c(out, memchr(p, '\n', n) ? '\n' : ' ');
    w->space = true;
    return p + n;
}

static const char *raw_text(struct where *w, const char *p, int line, GString *out)
{
    if (*p == '<' && is_end_tag(w, p)) {
        if (w->json_string)
            tmplc_fail(line, "a JSON text does not end");
        tag_begins(w, true);
        g_string_append(out, "</");
        return p + 2;
    }
    if (*p == '<' && w->place != PLACE_FOREIGN)
        tmplc_fail(line, "'<' inside <%s>", w->element);
    if (w->place == PLACE_JSON)
        json_char(w, *p);
    g_string_append_c(out, *p);
    return p + 1;
}

static const char *in_tag(struct where *w, const char *p, int line, GString *out)
{
    bool space = is_space(*p);

    tag_char(w, *p, line);
    if (!space)
        g_string_append_c(out, *p);
    else if (!w->space)
        g_string_append_c(out, ' ');
    w->space = space;
    /* Browsers drop a line break right here, the first of a value as well; ours is dropped instead. */
    if (w->place == PLACE_TEXT_ONLY && strcmp(w->element, "textarea") == 0 && p[1] != '\n')
        g_string_append_c(out, '\n');
    return p + 1;
}

static const char *in_value(struct where *w, const char *p, int line, GString *out)
{
    bool bare = w->place == PLACE_BARE_VALUE;

    if (bare && (is_space(*p) || *p == '>')) {
        value_done(w);
        return in_tag(w, p, line, out);
    }
    if (bare && strchr("\"'=<`", *p))
        tmplc_fail(line, "%c in the unquoted value of %s", *p, w->attr);
    if (!bare && *p == w->quote)
        value_done(w);
    else
        value_char(w, *p, line);
    g_string_append_c(out, *p);
    w->space = false;
    return p + 1;
}

static const char *step(struct where *w, const char *p, int line, GString *out)
{
    switch (w->place) {
    case PLACE_TEXT:
        if (is_space(*p))
            return text_space(w, p, out);
        if (*p == '<')
            return markup(w, p, line, out);
        w->space = false;
        g_string_append_c(out, *p);
        return p + 1;
    case PLACE_TEXT_ONLY: case PLACE_FOREIGN: case PLACE_JSON:
        w->space = false;
        return raw_text(w, p, line, out);
    case PLACE_DECLARATION:
        if (*p == '>')
            w->place = PLACE_TEXT;
        g_string_append_c(out, *p);
        return p + 1;
    case PLACE_VALUE: case PLACE_BARE_VALUE:
        return in_value(w, p, line, out);
    case PLACE_TAG_NAME: case PLACE_NAME_OVER: case PLACE_TAG: case PLACE_ATTR_NAME: case PLACE_ATTR_OVER:
    case PLACE_BEFORE_VALUE:
        break;
    }
    return in_tag(w, p, line, out);
}

void html_text(struct where *w, const char *text, int line, GString *out)
{
    for (const char *p = text; *p;) {
        const char *next = step(w, p, line, out);

        for (; p < next; p++)
            line += *p == '\n';
    }
}

const char *html_begin(struct where *w, const char *text)
{
    size_t n = strspn(text, " \t\r\n");

    if (!memchr(text, '\n', n))
        return text;
    w->space = true;
    return text + n;
}

/* ---- directives --------------------------------------------------------------------------------- */

static enum escape url_value(struct where *w, int line)
{
    enum url_part part = w->url;

    if (part == URL_VALUE)
        tmplc_fail(line, "two values at the beginning of the address in %s; the second needs '/', '?' or '#' before it", w->attr);
    if (part == URL_UNCLEAR)
        tmplc_fail(line, "the branches before leave it open whether this is path or query of the address in %s", w->attr);
    if (part == URL_START)
        w->url = URL_VALUE;
    else if (part == URL_SCHEME)
        w->url = URL_PATH;
    if (part == URL_START)
        return ESCAPE_URL;
    return part == URL_QUERY ? ESCAPE_URL_QUERY : ESCAPE_URL_PATH;
}

static enum escape attr_value(struct where *w, int line)
{
    if (w->attr_kind == ATTR_FORBIDDEN)
        tmplc_fail(line, "a value in the attribute %s", w->attr);
    return w->attr_kind == ATTR_URL ? url_value(w, line) : ESCAPE_TEXT;
}

enum escape html_value(struct where *w, enum token_kind kind, int line)
{
    bool raw = kind == TOKEN_RAW;

    w->space = false;
    switch (w->place) {
    case PLACE_TEXT: return ESCAPE_TEXT;
    case PLACE_TEXT_ONLY:
        if (raw)
            tmplc_fail(line, "raw inside <%s>", w->element);
        return ESCAPE_TEXT;
    case PLACE_JSON:
        if (w->json_escape || (raw && w->json_string))
            tmplc_fail(line, "a value that breaks a JSON text");
        return w->json_string ? ESCAPE_JSON_PART : ESCAPE_JSON;
    case PLACE_VALUE:
        if (raw)
            tmplc_fail(line, "raw in the attribute %s", w->attr);
        return attr_value(w, line);
    case PLACE_FOREIGN: tmplc_fail(line, "an expression inside <%s>", w->element);
    case PLACE_DECLARATION: tmplc_fail(line, "an expression inside <!...>");
    case PLACE_BEFORE_VALUE: case PLACE_BARE_VALUE: tmplc_fail(line, "an expression in the unquoted value of %s", w->attr);
    case PLACE_TAG_NAME: tmplc_fail(line, "an expression in a tag name");
    case PLACE_NAME_OVER: case PLACE_TAG: case PLACE_ATTR_NAME: case PLACE_ATTR_OVER: break;
    }
    tmplc_fail(line, "an expression in an attribute name; use {{ attr condition name }}, or quotes around a value");
}

void html_part(struct where *w, int line)
{
    switch (w->place) {
    case PLACE_TAG_NAME:
        if (!w->element[0])
            tmplc_fail(line, "a directive in a tag name");
        w->place = PLACE_NAME_OVER;
        break;
    case PLACE_ATTR_NAME:
        attr_name_done(w, line);
        w->place = PLACE_NAME_OVER;
        break;
    case PLACE_BARE_VALUE:
        value_done(w);
        w->place = PLACE_NAME_OVER;
        break;
    case PLACE_ATTR_OVER: w->place = PLACE_TAG; break;
    case PLACE_BEFORE_VALUE: tmplc_fail(line, "a directive before the value of %s; put quotes around", w->attr);
    case PLACE_DECLARATION: tmplc_fail(line, "a directive inside <!...>");
    case PLACE_TEXT: case PLACE_TEXT_ONLY: case PLACE_FOREIGN: case PLACE_JSON: case PLACE_NAME_OVER: case PLACE_TAG:
    case PLACE_VALUE: break;
    }
}

bool html_attr(struct where *w, int line)
{
    bool blank = w->place != PLACE_TAG || !w->space;

    html_part(w, line);
    if ((w->place != PLACE_TAG && w->place != PLACE_NAME_OVER) || w->closing)
        tmplc_fail(line, "attr outside of a tag");
    w->place = PLACE_NAME_OVER;
    w->space = false;
    return blank;
}

void html_render(struct where *w, int line)
{
    if (w->place != PLACE_TEXT)
        tmplc_fail(line, "render inside of a tag, <title>, <textarea> or <script>");
    w->space = false;
}

static bool in_open_tag(enum place p)
{
    return p == PLACE_TAG || p == PLACE_NAME_OVER;
}

void html_join(struct where *w, const struct where *other, int line)
{
    bool same = w->place == other->place || (in_open_tag(w->place) && in_open_tag(other->place));

    if (same && w->place != PLACE_TEXT)
        same = strcmp(w->element, other->element) == 0 && w->closing == other->closing &&
               w->json_script == other->json_script && w->other_script == other->other_script;
    if (same && w->place == PLACE_VALUE)
        same = w->quote == other->quote && strcmp(w->attr, other->attr) == 0 && w->attr_kind == other->attr_kind;
    if (same && w->place == PLACE_JSON)
        same = w->json_string == other->json_string && w->json_escape == other->json_escape;
    if (!same || w->pre != other->pre)
        tmplc_fail(line, "the branches end in different places of the page");
    if (w->place != other->place)
        w->place = PLACE_NAME_OVER;
    if (w->place == PLACE_VALUE && w->url != other->url)
        w->url = URL_UNCLEAR;
    w->space = w->space && other->space;
    w->refresh = w->refresh || other->refresh;
}

void html_loop(const struct where *begin, const struct where *end, int line)
{
    /* The second turn starts where the first one ended. */
    if (begin->place == PLACE_VALUE && begin->url != end->url)
        tmplc_fail(line, "a loop that changes the part of an address");
}

void html_end(const struct where *w, int line)
{
    if (in_open_tag(w->place) || w->place == PLACE_TAG_NAME || w->place == PLACE_ATTR_NAME || w->place == PLACE_ATTR_OVER)
        tmplc_fail(line, "the tag <%s is not closed", w->element);
    if (w->place != PLACE_TEXT)
        tmplc_fail(line, "ends inside <%s>", w->element);
    if (w->pre)
        tmplc_fail(line, "ends inside <pre>");
}
