/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: what the parts of tmplc share. Memory ends with the process. */
#ifndef URP_BUILD_TMPLC_H
#define URP_BUILD_TMPLC_H

#include <glib.h>
#include <stdbool.h>

/* Says FILE:LINE: text and ends. */
_Noreturn void tmplc_fail(int line, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* ---- tmplc_read.c: the template as tokens ------------------------------------------------------- */

enum token_kind {
    TOKEN_TEXT, TOKEN_INCLUDE, TOKEN_DEFINE, TOKEN_END, TOKEN_IF, TOKEN_ELIF, TOKEN_ELSE, TOKEN_FOR, TOKEN_LET,
    TOKEN_RENDER, TOKEN_ATTR, TOKEN_COMMENT, TOKEN_EXPR, TOKEN_INT, TOKEN_RAW, TOKEN_LINE,
    TOKEN_SENTENCE, /* of tmplc_tr.c */
};

struct token {
    enum token_kind kind;
    int line;
    char *text; /* literal text, or what follows the key word, trimmed; of a sentence, the message */
    bool spoken; /* a value that may be one of our own texts */
    /* of a sentence */
    GPtrArray *italian; /* tokens, as they stand */
    GPtrArray *parts;   /* lists of tokens: the values and tags, in this order */
    char *note;         /* which values these are, for translators */
};

GPtrArray *read_tokens(const char *template);
void drop_lone_lines(GPtrArray *tokens); /* mails: a line of directives alone leaves no line */

/* ---- tmplc_tr.c: the sentences of a page that is translated ------------------------------------- */

GPtrArray *find_sentences(GPtrArray *tokens);

/* ---- tmplc_html.c: where in the page we are ----------------------------------------------------- */

enum place {
    PLACE_TEXT,
    PLACE_TEXT_ONLY,   /* title, textarea */
    PLACE_FOREIGN,     /* script, style, iframe: nothing of ours goes in */
    PLACE_JSON,        /* script type="application/json" */
    PLACE_DECLARATION, /* <!doctype ...> */
    PLACE_TAG_NAME,
    PLACE_NAME_OVER,   /* a name was cut off by a directive: a blank, '/' or '>' must follow */
    PLACE_TAG,         /* inside a tag, between attributes */
    PLACE_ATTR_NAME,
    PLACE_ATTR_OVER,   /* blanks after an attribute's name; '=' may still come */
    PLACE_BEFORE_VALUE,
    PLACE_VALUE,       /* quoted */
    PLACE_BARE_VALUE,
};

enum attr_kind { ATTR_PLAIN, ATTR_URL, ATTR_FORBIDDEN };

/* How far the URL in an attribute has come. */
enum url_part { URL_START, URL_SCHEME, URL_PATH, URL_QUERY, URL_VALUE /* only an expression so far */, URL_UNCLEAR };

struct where { /* plain data: copied where branches part */
    enum place place;
    enum attr_kind attr_kind;
    enum url_part url;
    char quote;         /* of PLACE_VALUE */
    bool closing;       /* in </name ...> */
    bool json_script;   /* type="application/json" was seen in this tag */
    bool other_script;  /* another type was seen */
    bool json_string, json_escape;
    bool refresh;       /* http-equiv was seen in this meta tag */
    bool space;         /* white space was just written: more of it says nothing */
    int pre;            /* open <pre> */
    char element[24];   /* lower case; of the open tag or the raw text */
    char attr[32];
    char value[32];     /* beginning of the literal value, lower case */
};

enum escape {
    ESCAPE_TEXT, ESCAPE_URL, ESCAPE_URL_PATH, ESCAPE_URL_QUERY, ESCAPE_JSON, ESCAPE_JSON_PART, ESCAPE_MAIL,
    ESCAPE_MAIL_LINE,
};

/* Follows literal text and appends what of it is written. */
void html_text(struct where *w, const char *text, int line, GString *out);
/* The beginning of a define: the first line break says nothing. */
const char *html_begin(struct where *w, const char *text);
/* How a value that comes here is escaped; fails where none may stand. */
enum escape html_value(struct where *w, enum token_kind kind, int line);
bool html_attr(struct where *w, int line);   /* {{ attr }}; true: it needs a blank before */
void html_render(struct where *w, int line); /* {{ render }} */
void html_part(struct where *w, int line);   /* a branch begins or ends here */
/* Two branches meet; fails when they leave the page in different places. */
void html_join(struct where *w, const struct where *other, int line);
void html_loop(const struct where *begin, const struct where *end, int line);
void html_end(const struct where *w, int line); /* of a define */

#endif
