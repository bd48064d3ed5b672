/* SPDX-License-Identifier: EUPL-1.2 */
/* The patterns of all tables as one tree of segments, made at start. */
#include <string.h>

#include "base/text.h"
#include "internal.h"

struct endpoint {
    const struct route *route;
    struct endpoint *next;
};

struct route_node {
    struct sv literal;                  /* of the segment that leads here */
    struct route_node *first, *next;    /* children by literal segments; siblings */
    struct route_node *argument;        /* child by {argument} */
    struct endpoint *ends;              /* routes whose pattern ends here */
    bool api;                           /* routes below are for programs */
};

/* ---- building ----------------------------------------------------------------------------------- */

static bool is_argument(struct sv segment)
{
    return segment.n > 2 && segment.p[0] == '{' && segment.p[segment.n - 1] == '}';
}

static struct route_node *child(struct arena *a, struct route_node *node, struct sv segment)
{
    struct route_node **at = is_argument(segment) ? &node->argument : &node->first;

    if (!is_argument(segment))
        while (*at && !sv_eq((*at)->literal, segment))
            at = &(*at)->next;
    if (!*at) {
        *at = arena_one(a, struct route_node);
        (*at)->literal = segment;
    }
    return *at;
}

static void add(struct arena *a, struct route_node *root, const struct route *r)
{
    struct route_node *node = root;
    struct sv rest = sv_from(r->pattern), segment;
    struct endpoint *end = arena_one(a, struct endpoint);
    size_t arguments = 0, segments = 0;

    assume(r->pattern[0] == '/' && r->handle);
    rest = sv_drop(rest, 1);
    while (rest.n && sv_next(&rest, '/', &segment)) {
        assume(segment.n > 0);
        node = child(a, node, segment);
        node->api |= r->kind == ROUTE_API || r->kind == ROUTE_SCRIPT;
        arguments += is_argument(segment);
        segments++;
    }
    assume(arguments <= ARGS_MAX && segments <= SEGMENTS_MAX);
    for (const struct endpoint *e = node->ends; e; e = e->next)
        assume(!str_eq(e->route->method, r->method)); /* "/a/{x}" and "/a/{y}" are one pattern */
    *end = (struct endpoint){ r, node->ends };
    node->ends = end;
}

struct route_node *routes_build(struct arena *a, const struct http_app *app)
{
    struct route_node *root = arena_one(a, struct route_node);

    for (size_t t = 0; t < app->n_tables; t++)
        for (size_t i = 0; i < app->tables[t].n; i++)
            add(a, root, &app->tables[t].routes[i]);
    return root;
}

/* ---- finding ------------------------------------------------------------------------------------ */

struct search {
    struct req *rq;
    const char *method;
    struct sv segments[SEGMENTS_MAX];
    size_t n;
    const char *allow;
};

/* Segments are cut before they are decoded. false: not text of one line. A separator that came encoded stays encoded, and
 * so is equal to nothing of ours. */
static bool segment_text(struct arena *a, struct sv raw, struct sv *ret)
{
    *ret = raw;
    if (sv_chr(raw, '%') >= 0) {
        *ret = url_decode(a, raw, false);
        if (sv_chr(*ret, '/') >= 0 || sv_chr(*ret, '\\') >= 0)
            *ret = raw;
    }
    for (size_t i = 0; i < ret->n; i++)
        if ((unsigned char)ret->p[i] < ' ')
            return false;
    return text_is_clean(*ret);
}

static int cut(struct search *s, const char *path)
{
    struct sv rest = sv_drop(sv_from(path), 1), segment;

    while (rest.n && sv_next(&rest, '/', &segment)) {
        if (s->n == SEGMENTS_MAX)
            return 404;
        if (!segment_text(s->rq->a, segment, &s->segments[s->n++]))
            return 400;
        if (rest.p && rest.n == 0)
            return 404; /* "/segnala/" is not ours */
    }
    return 0;
}

static const struct route *end_here(struct search *s, const struct route_node *node)
{
    for (const struct endpoint *e = node->ends; e; e = e->next)
        if (str_eq(e->route->method, s->method))
            return e->route;
    for (const struct endpoint *e = node->ends; e; e = e->next)
        s->allow = arena_fmt(s->rq->a, "%s%s%s", s->allow, *s->allow ? ", " : "",
                             str_eq(e->route->method, "GET") ? "GET, HEAD" : e->route->method);
    return NULL;
}

static const struct route *walk(struct search *s, const struct route_node *node, size_t i)
{
    const struct route *found = NULL;

    if (i == s->n)
        return end_here(s, node);
    for (const struct route_node *c = node->first; c && !found; c = c->next)
        if (sv_eq(c->literal, s->segments[i]))
            found = walk(s, c, i + 1);
    return found || !node->argument || s->segments[i].n == 0 ? found : walk(s, node->argument, i + 1);
}

static void fill_arguments(struct req *rq, const struct route *r, const struct search *s)
{
    struct sv rest = sv_drop(sv_from(r->pattern), 1), segment;

    for (size_t i = 0; i < s->n && sv_next(&rest, '/', &segment); i++)
        if (is_argument(segment))
            rq->args[rq->n_args++] = (struct param){ arena_strn(rq->a, segment.p + 1, segment.n - 2),
                                                     text_clean(rq->a, s->segments[i]) };
}

const struct route *route_find(struct req *rq, int *ret_status, const char **ret_allow)
{
    struct search s = { .rq = rq, .method = req_is_head(rq) ? "GET" : rq->method, .allow = "" };
    const struct route *r = NULL;

    *ret_status = cut(&s, rq->path);
    for (const struct route_node *c = rq->s->routes->first; c && s.n; c = c->next)
        if (sv_eq(c->literal, s.segments[0]))
            rq->api = c->api;
    if (*ret_status)
        return NULL;
    r = walk(&s, rq->s->routes, 0);
    if (r)
        fill_arguments(rq, r, &s);
    else
        *ret_status = *s.allow ? 405 : 404;
    *ret_allow = s.allow;
    return r;
}

bool req_page_exists(struct req *rq, const char *path)
{
    struct search s = { .rq = rq, .method = "GET", .allow = "" };
    const struct route *r = *path == '/' && cut(&s, path) == 0 ? walk(&s, rq->s->routes, 0) : NULL;

    return r && r->kind == ROUTE_PUBLIC;
}
