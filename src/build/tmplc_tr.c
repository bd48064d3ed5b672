/* SPDX-License-Identifier: EUPL-1.2 */
/* Finds the sentences of a page. Nothing in a template is marked: a run of text with the values and the inline elements in it is one
 * message, in which a translator may move them about ("Ti rispondiamo entro <strong>%1</strong>."); directives and block elements end it.
 * What stands in aria-label, alt, placeholder, title and the data- texts for scripts (data-say-…) is a message, too. Tags and values never leave the
 * template: a catalogue holds text, and marks that say where they stand.
 *
 * A value that stands where text is read is looked up, too: labels, titles and notes come out of tables in C. What people wrote is not:
 * its members have the names of people_wrote. Between {{# po: off }} and {{# po: on }} lies what only the office reads. */
#include "tmplc.h"

#include <string.h>

enum atom_kind { ATOM_CHARS, ATOM_VALUE, ATOM_OPEN, ATOM_CLOSE, ATOM_BREAK };

struct atom {
    enum atom_kind kind;
    int line;
    char *text;        /* of CHARS; name of a tag */
    GPtrArray *tokens; /* what it is made of */
    guint match;       /* the other end; own number: a void element */
    bool matched;
};

static const char *const inline_elements[] = { "a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "kbd", "mark", "q", "small", "span", "strong",
                                               "sub", "sup", "time", "u", NULL };
static const char *const spoken_attrs[] = { "alt", "aria-label", "placeholder", "title", "aria-roledescription", "data-confirm", "data-label", "data-text", NULL };
static const char *const silent_elements[] = { "script", "style", "textarea", NULL };

static const char *const people_wrote[] = { "address", "asked", "body", "code", "email", "found", "name", "office", "officer", "place", "quoted", "question", "secret", "size", "start",
                                            "subject", "value", "who", NULL };

static GPtrArray *out_tokens;
static GArray *run; /* of struct atom */

/* ---- pieces ------------------------------------------------------------------------------------- */

static struct token *token_new(enum token_kind kind, int line, const char *text, gssize n)
{
    struct token *t = g_new0(struct token, 1);

    t->kind = kind;
    t->line = line;
    t->text = n < 0 ? g_strdup(text) : g_strndup(text, (gsize)n);
    return t;
}

static int lines_in(const char *p, const char *end)
{
    int n = 0;

    for (; p < end; p++)
        n += *p == '\n';
    return n;
}

static bool has_letters(const char *text)
{
    for (const char *p = text; *p; p = g_utf8_next_char(p))
        if (g_unichar_isalpha(g_utf8_get_char(p)))
            return true;
    return false;
}

static const struct { const char *name, *text; } entities[] = {
    { "&amp;", "&" }, { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&#39;", "'" }, { "&nbsp;", "\xC2\xA0" }, { "&middot;", "\xC2\xB7" },
    { "&laquo;", "\xC2\xAB" }, { "&raquo;", "\xC2\xBB" }, { "&euro;", "\xE2\x82\xAC" }, { "&hellip;", "\xE2\x80\xA6" },
};

/* As a person reads it. */
static void add_read(GString *to, const char *text)
{
    for (const char *p = text; *p;) {
        if (g_ascii_isspace(*p)) {
            while (g_ascii_isspace(*p))
                p++;
            g_string_append_c(to, ' ');
            continue;
        }
        size_t i = 0;
        while (i < G_N_ELEMENTS(entities) && !g_str_has_prefix(p, entities[i].name))
            i++;
        if (i < G_N_ELEMENTS(entities)) {
            g_string_append(to, entities[i].text);
            p += strlen(entities[i].name);
        } else {
            g_string_append_c(to, *p++);
        }
    }
}

/* ---- one sentence ------------------------------------------------------------------------------- */

static void emit_tokens(const struct atom *a)
{
    for (guint i = 0; i < a->tokens->len; i++)
        g_ptr_array_add(out_tokens, a->tokens->pdata[i]);
}

/* The second <a> of a sentence is <a2>. */
static char *name_of(const struct atom *atoms, guint from, guint at)
{
    int before = 1;

    for (guint i = from; i < at; i++)
        before += atoms[i].kind == ATOM_OPEN && strcmp(atoms[i].text, atoms[at].text) == 0;
    return before == 1 ? g_strdup(atoms[at].text) : g_strdup_printf("%s%d", atoms[at].text, before);
}

static struct token *sentence(const struct atom *atoms, guint from, guint to)
{
    struct token *t = token_new(TOKEN_SENTENCE, atoms[from].line, "", -1);
    g_autoptr(GString) id = g_string_new(NULL);
    GString *notes = g_string_new(NULL);
    int values = 0;

    t->italian = g_ptr_array_new();
    t->parts = g_ptr_array_new();
    for (guint i = from; i < to; i++) {
        const struct atom *a = &atoms[i];
        for (guint k = 0; k < a->tokens->len; k++)
            g_ptr_array_add(t->italian, a->tokens->pdata[k]);
        if (a->kind == ATOM_CHARS) {
            add_read(id, a->text);
            continue;
        }
        g_ptr_array_add(t->parts, a->tokens);
        if (a->kind == ATOM_VALUE) {
            g_string_append_printf(id, "%%%d", ++values);
            g_string_append_printf(notes, "%s%%%d: %s", notes->len ? ", " : "", values, ((struct token *)a->tokens->pdata[0])->text);
        } else {
            g_autofree char *name = name_of(atoms, from, a->kind == ATOM_OPEN ? i : a->match);
            g_string_append_printf(id, "<%s%s>", a->kind == ATOM_CLOSE ? "/" : "", name);
        }
    }
    t->text = g_strdup(id->str);
    t->note = g_string_free(notes, FALSE);
    return t;
}

/* ---- a run of atoms ----------------------------------------------------------------------------- */

static bool says_something(const struct atom *atoms, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (atoms[i].kind == ATOM_VALUE || (atoms[i].kind == ATOM_CHARS && has_letters(atoms[i].text)))
            return true;
    return false;
}

static bool any_letters(const struct atom *atoms, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        if (atoms[i].kind == ATOM_CHARS && has_letters(atoms[i].text))
            return true;
    return false;
}

/* Letters that stand in no element. */
static bool letters_between(const struct atom *atoms, guint from, guint to)
{
    for (guint i = from; i < to; i++) {
        if (atoms[i].kind == ATOM_OPEN)
            i = atoms[i].match;
        else if (atoms[i].kind == ATOM_CHARS && has_letters(atoms[i].text))
            return true;
    }
    return false;
}

static void match_tags(struct atom *atoms, guint from, guint to)
{
    for (guint i = from; i < to; i++)
        atoms[i].matched = atoms[i].kind == ATOM_OPEN && strcmp(atoms[i].text, "br") == 0;
    for (guint i = from; i < to; i++) {
        if (atoms[i].kind == ATOM_OPEN && atoms[i].matched)
            atoms[i].match = i;
        if (atoms[i].kind != ATOM_CLOSE)
            continue;
        for (guint k = i; k > from; k--) {
            struct atom *open = &atoms[k - 1];
            if (open->kind != ATOM_OPEN || open->matched)
                continue;
            if (strcmp(open->text, atoms[i].text) == 0) {
                open->matched = atoms[i].matched = true;
                open->match = i;
                atoms[i].match = k - 1;
            }
            break;
        }
    }
}

/* Blanks at the ends are the template's, not the translator's. */
static struct token *trim(struct atom *a, bool head)
{
    size_t n = strlen(a->text), from = 0, to = n;

    if (head)
        from = strspn(a->text, " \t\r\n");
    while (!head && to > 0 && g_ascii_isspace(a->text[to - 1]))
        to--;
    if (to - from == n)
        return NULL;
    struct token *blank = token_new(TOKEN_TEXT, a->line, head ? a->text : a->text + to, (gssize)(n - (to - from)));
    a->line += lines_in(a->text, a->text + from);
    a->text = g_strndup(a->text + from, to - from);
    a->tokens = g_ptr_array_new();
    g_ptr_array_add(a->tokens, token_new(TOKEN_TEXT, a->line, a->text, -1));
    return blank;
}

static void emit(struct token *t)
{
    if (t)
        g_ptr_array_add(out_tokens, t);
}

static void flush(struct atom *atoms, guint from, guint to);

static void flush_matched(struct atom *atoms, guint from, guint to)
{
    struct token *tail = NULL;

    if (!any_letters(atoms, from, to)) {
        for (guint i = from; i < to; i++)
            emit_tokens(&atoms[i]);
        return;
    }
    /* An element alone around, or a mark before or behind: not of the sentence. */
    if (atoms[from].kind == ATOM_OPEN && (atoms[from].match == to - 1 || !says_something(atoms, from, atoms[from].match + 1))) {
        guint close = atoms[from].match;
        emit_tokens(&atoms[from]);
        if (close > from) {
            flush(atoms, from + 1, close);
            emit_tokens(&atoms[close]);
        }
        flush(atoms, close + 1, to);
        return;
    }
    if (atoms[to - 1].kind == ATOM_CLOSE && !says_something(atoms, atoms[to - 1].match, to)) {
        guint open = atoms[to - 1].match;
        flush(atoms, from, open);
        for (guint i = open; i < to; i++)
            emit_tokens(&atoms[i]);
        return;
    }
    if (atoms[to - 1].kind == ATOM_OPEN) { /* <br> */
        flush(atoms, from, to - 1);
        emit_tokens(&atoms[to - 1]);
        return;
    }
    if (!letters_between(atoms, from, to)) {
        for (guint i = from; i < to; i++) {
            emit_tokens(&atoms[i]);
            if (atoms[i].kind == ATOM_OPEN && atoms[i].match > i) {
                guint close = atoms[i].match;
                flush(atoms, i + 1, close);
                emit_tokens(&atoms[close]);
                i = close;
            }
        }
        return;
    }
    if (atoms[from].kind == ATOM_CHARS) {
        emit(trim(&atoms[from], true));
        if (!*atoms[from].text) {
            flush(atoms, from + 1, to);
            return;
        }
    }
    if (atoms[to - 1].kind == ATOM_CHARS)
        tail = trim(&atoms[to - 1], false);
    if (atoms[to - 1].kind == ATOM_CHARS && !*atoms[to - 1].text)
        flush(atoms, from, to - 1);
    else
        emit(sentence(atoms, from, to));
    emit(tail);
}

/* Breaks and tags whose other end is elsewhere stand alone. */
static void flush(struct atom *atoms, guint from, guint to)
{
    guint begin = from;

    if (from >= to)
        return;
    match_tags(atoms, from, to);
    for (guint i = from; i < to; i++) {
        bool alone = atoms[i].kind == ATOM_BREAK || ((atoms[i].kind == ATOM_OPEN || atoms[i].kind == ATOM_CLOSE) && !atoms[i].matched);
        if (!alone)
            continue;
        if (begin < i) {
            flush(atoms, begin, i);
            flush(atoms, i, to);
            return;
        }
        emit_tokens(&atoms[i]);
        begin = i + 1;
    }
    if (begin == from)
        flush_matched(atoms, from, to);
    else
        flush(atoms, begin, to);
}

static void end_run(void)
{
    flush((struct atom *)(void *)run->data, 0, run->len);
    g_array_set_size(run, 0);
}

/* ---- reading ------------------------------------------------------------------------------------ */

static void add_atom(enum atom_kind kind, int line, const char *text, GPtrArray *tokens)
{
    struct atom a = { .kind = kind, .line = line, .text = g_strdup(text), .tokens = tokens };

    g_array_append_val(run, a);
}

static void add_one(enum atom_kind kind, struct token *t)
{
    GPtrArray *tokens = g_ptr_array_new();

    g_ptr_array_add(tokens, t);
    add_atom(kind, t->line, t->text, tokens);
}

static void add_chars(const char *p, const char *end, int line)
{
    if (p < end)
        add_one(ATOM_CHARS, token_new(TOKEN_TEXT, line, p, end - p));
}

/* The last member that an expression names: "v->rows[i].label" is a label. */
static bool may_be_ours(const char *expr)
{
    const char *end = expr + strlen(expr), *p = end;

    while (p > expr && (g_ascii_isalnum(p[-1]) || p[-1] == '_'))
        p--;
    g_autofree char *member = g_strndup(p, (gsize)(end - p));
    return *member && strcmp(expr, "e->text") != 0 && !g_strv_contains(people_wrote, member);
}

static void add_directive(struct token *t)
{
    bool value = t->kind == TOKEN_EXPR || t->kind == TOKEN_INT;

    t->spoken = t->kind == TOKEN_EXPR && may_be_ours(t->text);
    add_one(value ? ATOM_VALUE : ATOM_BREAK, t);
}

/* Where reading is. */
struct cursor {
    GPtrArray *tokens;
    guint at;
    const char *p; /* in the text token of at */
    int line;
};

/* A value of a spoken attribute, from behind its quote to before the closing one: sentences between directives. */
static void read_value(struct cursor *c, char quote, GPtrArray *tag)
{
    GPtrArray *outer = out_tokens;
    GArray *outer_run = run;

    out_tokens = tag;
    run = g_array_new(FALSE, FALSE, sizeof(struct atom));
    for (;;) {
        const char *end = strchr(c->p, quote);
        const char *stop = end ? end : c->p + strlen(c->p);
        add_chars(c->p, stop, c->line);
        c->line += lines_in(c->p, stop);
        c->p = stop;
        if (end)
            break;
        struct token *t;
        for (c->at++; c->at < c->tokens->len && (t = c->tokens->pdata[c->at])->kind != TOKEN_TEXT; c->at++)
            add_directive(t);
        if (c->at == c->tokens->len)
            tmplc_fail(c->line, "the value of an attribute does not end");
        c->p = ((struct token *)c->tokens->pdata[c->at])->text;
        c->line = ((struct token *)c->tokens->pdata[c->at])->line;
    }
    end_run();
    g_array_free(run, TRUE);
    out_tokens = outer;
    run = outer_run;
}

/* From '<' to behind '>'. */
static void read_tag(struct cursor *c, GPtrArray *tag)
{
    const char *from = c->p;
    int from_line = c->line;
    char quote = 0;

    for (;;) {
        if (!*c->p) {
            if (c->p > from)
                g_ptr_array_add(tag, token_new(TOKEN_TEXT, from_line, from, c->p - from));
            struct token *t;
            for (c->at++; c->at < c->tokens->len && (t = c->tokens->pdata[c->at])->kind != TOKEN_TEXT; c->at++)
                g_ptr_array_add(tag, t);
            if (c->at == c->tokens->len)
                tmplc_fail(c->line, "a tag does not end");
            t = c->tokens->pdata[c->at];
            from = c->p = t->text;
            from_line = c->line = t->line;
            continue;
        }
        char ch = *c->p++;
        c->line += ch == '\n';
        if (quote) {
            if (ch == quote)
                quote = 0;
        } else if (ch == '"' || ch == '\'') {
            const char *name_end = c->p - 2, *name = name_end;
            while (name > from && (g_ascii_isalnum(name[-1]) || name[-1] == '-'))
                name--;
            g_autofree char *attr = name_end > from && *name_end == '=' ? g_strndup(name, (gsize)(name_end - name)) : g_strdup("");
            if (g_strv_contains(spoken_attrs, attr) || g_str_has_prefix(attr, "data-say-")) {
                g_ptr_array_add(tag, token_new(TOKEN_TEXT, from_line, from, c->p - from));
                read_value(c, ch, tag);
                from = c->p;
                from_line = c->line;
            }
            quote = ch;
        } else if (ch == '>') {
            g_ptr_array_add(tag, token_new(TOKEN_TEXT, from_line, from, c->p - from));
            return;
        }
    }
}

static void skip_element(struct cursor *c, const char *name)
{
    g_autofree char *end = g_strdup_printf("</%s", name);
    const char *p = strstr(c->p, end);

    while (!p) {
        add_chars(c->p, c->p + strlen(c->p), c->line);
        if (run->len)
            ((struct atom *)(void *)run->data)[run->len - 1].kind = ATOM_BREAK;
        for (c->at++; c->at < c->tokens->len && ((struct token *)c->tokens->pdata[c->at])->kind != TOKEN_TEXT; c->at++)
            add_one(ATOM_BREAK, c->tokens->pdata[c->at]);
        if (c->at == c->tokens->len)
            tmplc_fail(c->line, "<%s> does not end", name);
        c->p = ((struct token *)c->tokens->pdata[c->at])->text;
        c->line = ((struct token *)c->tokens->pdata[c->at])->line;
        p = strstr(c->p, end);
    }
    if (p > c->p)
        add_one(ATOM_BREAK, token_new(TOKEN_TEXT, c->line, c->p, p - c->p));
    c->line += lines_in(c->p, p);
    c->p = p;
}

static void read_markup(struct cursor *c)
{
    const char *p = c->p + 1;
    bool closing = *p == '/';
    char name[24] = "";

    if (closing)
        p++;
    for (size_t n = 0; (g_ascii_isalnum(*p) || *p == '!' || *p == '-') && n + 1 < sizeof name; n++)
        name[n] = g_ascii_tolower(*p++);
    if (name[0] == '!') {
        const char *end = strstr(c->p, g_str_has_prefix(name, "!--") ? "-->" : ">");
        if (!end)
            tmplc_fail(c->line, "<! does not end");
        end += g_str_has_prefix(name, "!--") ? 3 : 1;
        add_one(ATOM_BREAK, token_new(TOKEN_TEXT, c->line, c->p, end - c->p));
        c->line += lines_in(c->p, end);
        c->p = end;
        return;
    }
    GPtrArray *tag = g_ptr_array_new();
    int line = c->line;
    read_tag(c, tag);
    /* tmplc_html writes the line break that browsers drop there, unless it sees one in the same piece. */
    if (!closing && strcmp(name, "textarea") == 0 && *c->p == '\n') {
        c->p++;
        c->line++;
    }
    add_atom(!g_strv_contains(inline_elements, name) ? ATOM_BREAK : closing ? ATOM_CLOSE : ATOM_OPEN, line, name, tag);
    if (!closing && g_strv_contains(silent_elements, name))
        skip_element(c, name);
}

GPtrArray *find_sentences(GPtrArray *tokens)
{
    struct cursor c = { .tokens = tokens };

    out_tokens = g_ptr_array_new();
    run = g_array_new(FALSE, FALSE, sizeof(struct atom));
    for (c.at = 0; c.at < tokens->len; c.at++) {
        struct token *t = tokens->pdata[c.at];
        if (t->kind == TOKEN_COMMENT && strcmp(t->text, "po: off") == 0) {
            end_run();
            for (; c.at < tokens->len; c.at++) {
                t = tokens->pdata[c.at];
                if (t->kind == TOKEN_COMMENT && strcmp(t->text, "po: on") == 0)
                    break;
                g_ptr_array_add(out_tokens, t);
            }
            continue;
        }
        if (t->kind != TOKEN_TEXT) {
            add_directive(t);
            if (t->kind == TOKEN_DEFINE || (t->kind == TOKEN_END))
                end_run();
            continue;
        }
        c.p = t->text;
        c.line = t->line;
        while (*c.p) {
            const char *lt = strchr(c.p, '<'), *stop = lt ? lt : c.p + strlen(c.p);
            add_chars(c.p, stop, c.line);
            c.line += lines_in(c.p, stop);
            c.p = stop;
            if (lt)
                read_markup(&c);
        }
    }
    end_run();
    return out_tokens;
}
