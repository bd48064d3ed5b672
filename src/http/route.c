/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "base/sv.h"
#include "internal.h"

/* Number of literal segments when the path fits the pattern, -1 when not. Arguments go to args. */
static int fit(const char *pattern, const char *path, struct param *args, size_t *n_args, struct arena *a)
{
    struct sv p = sv_from(pattern), u = sv_from(path), ps, us;
    int literal = 0;

    *n_args = 0;
    for (;;) {
        bool more_p = sv_next(&p, '/', &ps), more_u = sv_next(&u, '/', &us);
        if (!more_p || !more_u)
            return more_p == more_u ? literal : -1;
        if (ps.n > 2 && ps.p[0] == '{') {
            if (us.n == 0 || *n_args == 8)
                return -1;
            if (a)
                args[*n_args] = (struct param){ arena_strn(a, ps.p + 1, ps.n - 2), arena_sv(a, us) };
            (*n_args)++;
        } else if (sv_eq(ps, us)) {
            literal++;
        } else {
            return -1;
        }
    }
}

static bool method_fits(const struct route *r, const char *method)
{
    return str_eq(r->method, method) || (str_eq(r->method, "GET") && str_eq(method, "HEAD"));
}

const struct route *route_find(struct req *rq, int *ret_status, const char **ret_allow)
{
    const struct http_app *app = rq->s->app;
    const struct route *best = NULL;
    int best_fit = -1, other_fit = -1;
    size_t n;

    *ret_allow = "";
    for (size_t t = 0; t < app->n_tables; t++)
        for (size_t i = 0; i < app->tables[t].n; i++) {
            const struct route *r = &app->tables[t].routes[i];
            int f = fit(r->pattern, rq->path, rq->args, &n, NULL);
            if (f < 0)
                continue;
            if (!method_fits(r, rq->method)) {
                other_fit = f > other_fit ? f : other_fit;
                if (!strstr(*ret_allow, r->method))
                    *ret_allow = arena_fmt(rq->a, "%s%s%s", *ret_allow, **ret_allow ? ", " : "", r->method);
            } else if (f > best_fit) {
                best = r;
                best_fit = f;
            }
        }
    *ret_status = other_fit >= 0 ? 405 : 404;
    if (best)
        (void)fit(best->pattern, rq->path, rq->args, &rq->n_args, rq->a);
    return best;
}

/* "/a/{x}" and "/a/{y}" are one pattern. */
static bool same_pattern(const char *a, const char *b)
{
    struct sv p = sv_from(a), q = sv_from(b), ps, qs;

    for (;;) {
        bool more_p = sv_next(&p, '/', &ps), more_q = sv_next(&q, '/', &qs);
        if (!more_p || !more_q)
            return more_p == more_q;
        bool both_args = ps.n && qs.n && ps.p[0] == '{' && qs.p[0] == '{';
        if (!both_args && !sv_eq(ps, qs))
            return false;
    }
}

void route_check(const struct http_app *app)
{
    for (size_t t = 0; t < app->n_tables; t++)
        for (size_t i = 0; i < app->tables[t].n; i++)
            for (size_t u = 0; u <= t; u++)
                for (size_t k = 0; k < (u == t ? i : app->tables[u].n); k++) {
                    const struct route *a = &app->tables[t].routes[i], *b = &app->tables[u].routes[k];
                    assume(!str_eq(a->method, b->method) || !same_pattern(a->pattern, b->pattern));
                }
}
