/* SPDX-License-Identifier: EUPL-1.2 */
#include "template.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DEFINES_MAX = 32, PIECES_MAX = 200, KEY_MAX = 100 };

enum piece_kind {
    PIECE_TEXT, PIECE_N, PIECE_SUBJECT, PIECE_BODY, PIECE_NAME, PIECE_SURNAME, PIECE_EMAIL, PIECE_PLACE,
    PIECE_RAND, PIECE_WORD, PIECE_RARE, PIECE_LINE
};
enum coding { AS_IS, FOR_URL, FOR_JSON };

struct piece {
    enum piece_kind kind;
    enum coding coding;
    char *text;
    int64_t from, to; /* PIECE_RAND; to 0 = max */
    char **lines;     /* PIECE_LINE */
    size_t n_lines, at;
};

struct pieces {
    struct piece list[PIECES_MAX];
    size_t n;
};

struct template {
    struct pieces head, body;
    bool needs_ticket, has_body;
};

static struct {
    char *key, *value;
} defines[DEFINES_MAX];
static size_t n_defines;

static _Noreturn void die(const char *what, const char *about)
{
    fprintf(stderr, "ldg: %s: %s\n", what, about);
    exit(64);
}

void buf_put(struct buf *b, const char *s, size_t n)
{
    if (b->n + n + 1 > b->cap) {
        b->cap = (b->n + n + 1) * 2;
        b->p = realloc(b->p, b->cap);
        if (!b->p)
            abort();
    }
    memcpy(b->p + b->n, s, n);
    b->n += n;
    b->p[b->n] = '\0';
}

void buf_text(struct buf *b, const char *s)
{
    buf_put(b, s, strlen(s));
}

void template_define(const char *key_is_value)
{
    char *copy = strdup(key_is_value), *eq = copy ? strchr(copy, '=') : NULL;
    if (!eq || n_defines == DEFINES_MAX)
        die("-D needs KEY=VALUE", key_is_value);
    *eq = '\0';
    defines[n_defines].key = copy;
    defines[n_defines++].value = eq + 1;
}

static const char *defined(const char *key)
{
    for (size_t i = 0; i < n_defines; i++)
        if (strcmp(defines[i].key, key) == 0)
            return defines[i].value;
    die("unknown placeholder", key);
}

static char *read_file(const char *path)
{
    FILE *f = fopen(path, "r");
    if (!f)
        die("cannot open", path);
    struct buf b = { 0 };
    char chunk[4096];
    size_t n;
    buf_put(&b, "", 0);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0)
        buf_put(&b, chunk, n);
    fclose(f);
    return b.p;
}

static void read_lines(struct piece *p, const char *path)
{
    size_t cap = 0;
    char *rest = read_file(path);

    for (char *line; (line = strsep(&rest, "\n"));) {
        if (!*line)
            continue;
        if (p->n_lines == cap) {
            cap = cap ? cap * 2 : 64;
            p->lines = realloc(p->lines, cap * sizeof *p->lines);
            if (!p->lines)
                abort();
        }
        p->lines[p->n_lines++] = line;
    }
    if (!p->n_lines)
        die("no lines in", path);
}

static void parse_placeholder(struct piece *p, char *key)
{
    static const struct {
        const char *key;
        enum piece_kind kind;
    } names[] = {
        { "n", PIECE_N },         { "subject", PIECE_SUBJECT }, { "text", PIECE_BODY },   { "name", PIECE_NAME },
        { "surname", PIECE_SURNAME }, { "email", PIECE_EMAIL }, { "place", PIECE_PLACE }, { "word", PIECE_WORD },
        { "rare", PIECE_RARE },
    };
    char *bar = strchr(key, '|');
    if (bar) {
        *bar++ = '\0';
        p->coding = strcmp(bar, "url") == 0 ? FOR_URL : strcmp(bar, "json") == 0 ? FOR_JSON : AS_IS;
        if (p->coding == AS_IS)
            die("unknown coding", bar);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(key, names[i].key) == 0) {
            p->kind = names[i].kind;
            return;
        }
    }
    if (strncmp(key, "rand:", 5) == 0) {
        char *end;
        p->kind = PIECE_RAND;
        p->from = strtoll(key + 5, &end, 10);
        p->to = *end == ':' && strcmp(end + 1, "max") != 0 ? strtoll(end + 1, NULL, 10) : 0;
    } else if (strncmp(key, "line:", 5) == 0) {
        p->kind = PIECE_LINE;
        read_lines(p, defined(key + 5));
    } else {
        p->kind = PIECE_TEXT;
        p->text = strdup(defined(key));
    }
}

static struct piece *add_piece(struct pieces *ps)
{
    if (ps->n == PIECES_MAX)
        die("too many placeholders", "");
    return &ps->list[ps->n++];
}

static void parse(struct pieces *ps, const char *s, size_t n)
{
    const char *end = s + n;
    while (s < end) {
        const char *open = memmem(s, (size_t)(end - s), "{{", 2);
        if (!open)
            open = end;
        if (open > s) {
            struct piece *p = add_piece(ps);
            p->kind = PIECE_TEXT;
            p->text = strndup(s, (size_t)(open - s));
        }
        if (open == end)
            return;
        const char *close = memmem(open, (size_t)(end - open), "}}", 2);
        if (!close || close - open - 2 >= KEY_MAX)
            die("placeholder without end", open);
        char key[KEY_MAX];
        snprintf(key, sizeof key, "%.*s", (int)(close - open - 2), open + 2);
        parse_placeholder(add_piece(ps), key);
        s = close + 2;
    }
}

static bool wants_ticket(const struct pieces *ps)
{
    for (size_t i = 0; i < ps->n; i++)
        if (ps->list[i].kind >= PIECE_SUBJECT && ps->list[i].kind <= PIECE_PLACE)
            return true;
    return false;
}

struct template *template_load(const char *path)
{
    char *s = read_file(path);
    struct template *t = calloc(1, sizeof *t);
    if (!t)
        abort();
    struct buf head = { 0 };
    while (*s) {
        size_t n = strcspn(s, "\n"), line = n && s[n - 1] == '\r' ? n - 1 : n;
        const char *start = s;
        s += s[n] ? n + 1 : n;
        if (!line)
            break;
        buf_put(&head, start, line);
        buf_text(&head, "\r\n");
    }
    if (!head.n)
        die("no request line in", path);
    size_t n = strlen(s);
    while (n && s[n - 1] == '\n')
        n--;
    parse(&t->head, head.p, head.n);
    parse(&t->body, s, n);
    t->has_body = n > 0 || strncmp(head.p, "POST", 4) == 0 || strncmp(head.p, "PUT", 3) == 0;
    t->needs_ticket = wants_ticket(&t->head) || wants_ticket(&t->body);
    free(head.p);
    return t;
}

static void put_coded(struct buf *b, const char *s, enum coding coding)
{
    char x[8];
    for (; *s && coding != AS_IS; s++) {
        unsigned char c = (unsigned char)*s;
        if (coding == FOR_URL && !isalnum(c) && !strchr("-_.", c))
            snprintf(x, sizeof x, c == ' ' ? "+" : "%%%02X", c);
        else if (coding == FOR_JSON && (c == '"' || c == '\\'))
            snprintf(x, sizeof x, "\\%c", c);
        else if (coding == FOR_JSON && c < 32)
            snprintf(x, sizeof x, c == '\n' ? "\\n" : " ");
        else
            snprintf(x, sizeof x, "%c", c);
        buf_text(b, x);
    }
    buf_text(b, s); /* all of it when it goes as it is */
}

static int64_t random_in(struct fill_state *s, int64_t from, int64_t to)
{
    return from + (int64_t)(gen_unit(&s->rng) * (double)(to - from));
}

static void fill(struct pieces *ps, struct fill_state *s, struct buf *out)
{
    char x[64];
    for (size_t i = 0; i < ps->n; i++) {
        struct piece *p = &ps->list[i];
        const char *v = x;
        switch (p->kind) {
        case PIECE_TEXT: v = p->text; break;
        case PIECE_N: snprintf(x, sizeof x, "%llu", (unsigned long long)s->counter); break;
        case PIECE_SUBJECT: v = s->ticket.subject; break;
        case PIECE_BODY: v = s->ticket.text; break;
        case PIECE_NAME: v = s->ticket.name; break;
        case PIECE_SURNAME: v = s->ticket.surname; break;
        case PIECE_EMAIL: v = s->ticket.email; break;
        case PIECE_PLACE: v = s->ticket.place; break;
        case PIECE_RAND: snprintf(x, sizeof x, "%lld", (long long)random_in(s, p->from, p->to ? p->to : s->max)); break;
        case PIECE_WORD: v = gen_middle_word(&s->rng); break;
        case PIECE_RARE: snprintf(x, sizeof x, "zq%lld", (long long)random_in(s, 1, s->max)); break;
        case PIECE_LINE: v = p->lines[p->at++ % p->n_lines]; break;
        }
        put_coded(out, v, p->coding);
    }
}

void template_fill(struct template *t, struct fill_state *s, const char *host, const char *extra, struct buf *out)
{
    if (t->needs_ticket)
        gen_ticket(s->seed, s->counter, &s->ticket);
    struct buf body = { 0 };
    buf_put(&body, "", 0);
    fill(&t->body, s, &body);
    fill(&t->head, s, out);
    char x[300];
    snprintf(x, sizeof x, "Host: %s\r\nConnection: keep-alive\r\n", host);
    buf_text(out, x);
    buf_text(out, extra);
    if (t->has_body) {
        snprintf(x, sizeof x, "Content-Length: %zu\r\n", body.n);
        buf_text(out, x);
    }
    buf_text(out, "\r\n");
    buf_put(out, body.p, body.n);
    free(body.p);
    s->counter++;
}
