/* SPDX-License-Identifier: EUPL-1.2 */
/* MHD 0.9.75 sees only the first Content-Length, ignores it when Transfer-Encoding is present, and takes what a proxy may
 * read differently: two readers of one stream of bytes must agree where a request ends (RFC 9112 6.3). */
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"
#include "internal.h"

#define QUERY_MAX 128 /* arguments; a list is asked for by ticking boxes, each a name of its own */

/* Headers of which there is one: of two, a proxy may believe the one and we the other. */
enum single { LENGTH, CODING, HOST, TYPE, ORIGIN, SITE, REFERER, AUTHORIZATION, SINGLES };
static const char *const singles[SINGLES] = {
    [LENGTH] = "Content-Length", [CODING] = "Transfer-Encoding", [HOST] = "Host", [TYPE] = "Content-Type", [ORIGIN] = "Origin",
    [SITE] = "Sec-Fetch-Site", [REFERER] = "Referer", [AUTHORIZATION] = "Authorization",
};

struct framing {
    bool seen[SINGLES];
    bool bad;
    const char *next; /* where the next header must begin; NULL: not looked at */
};

/* RFC 9110 5.6.2. */
static bool is_token(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!g_ascii_isalnum(p[i]) && (p[i] == '\0' || !strchr("!#$%&'*+-.^_`|~", p[i])))
            return false;
    return n > 0;
}

static bool is_field_value(const char *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (((unsigned char)p[i] < ' ' && p[i] != '\t') || p[i] == 0x7F)
            return false;
    return true;
}

/* The parser of 0.9 takes bare LF for a line's end, glues a folded line to the *name* of the header before it, cuts values at a
 * NUL, and a header without name ends them all. But it works in its read buffer and leaves traces there: what came as it should
 * is "name NUL blanks value NUL NUL" without gaps, from the version to the empty line. */
static bool lies_as_it_came(struct framing *f, const char *key, size_t key_n, const char *value, size_t value_n)
{
    const char *p = key + key_n + 1;

    if (!f->next)
        return true;
    if (key != f->next || (uintptr_t)value < (uintptr_t)p)
        return false;
    while (p < value && (*p == ' ' || *p == '\t'))
        p++;
    f->next = value + value_n + 2;
    return p == value;
}

static bool ends_as_it_came(struct MHD_Connection *c, const struct framing *f, const char *method)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(c, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);

    return !f->next || (info && (uintptr_t)f->next + 2 - (uintptr_t)method == info->header_size);
}

static bool is_old_parser(void)
{
    return strncmp(MHD_get_version(), "0.9.", 4) == 0;
}

static bool value_ok(enum single which, const char *value, size_t n)
{
    if (which == LENGTH)
        return n > 0 && strspn(value, "0123456789") == n;
    return which != CODING || strcasecmp(value, "chunked") == 0;
}

static enum MHD_Result look(void *cls, enum MHD_ValueKind kind, const char *key, size_t key_n, const char *value, size_t value_n)
{
    struct framing *f = cls;

    (void)kind;
    if (!key || !value || !is_token(key, key_n) || !is_field_value(value, value_n) || !lies_as_it_came(f, key, key_n, value, value_n)) {
        f->bad = true;
        return MHD_NO;
    }
    for (enum single i = 0; i < SINGLES; i++)
        if (strcasecmp(key, singles[i]) == 0) {
            f->bad |= f->seen[i] || !value_ok(i, value, value_n);
            f->seen[i] = true;
        }
    return MHD_YES;
}

static bool framing_ok(struct MHD_Connection *c, const char *method, const char *version)
{
    struct framing f = { .next = is_old_parser() ? version + strlen(version) + 2 : NULL };
    bool old = strcmp(version, "HTTP/1.0") == 0;

    MHD_get_connection_values_n(c, MHD_HEADER_KIND, look, &f);
    if (f.bad || !ends_as_it_came(c, &f, method))
        return false;
    if (f.seen[CODING] && (f.seen[LENGTH] || old))
        return false;
    return f.seen[HOST] || old;
}

/* ---- the query ---------------------------------------------------------------------------------- */

/* NULL: not text. */
static const char *query_text(struct arena *a, const char *raw)
{
    struct sv text = url_decode(a, sv_from(raw), false); /* '+' was made a blank by MHD */

    return text_is_clean(text) ? text_clean(a, text) : NULL;
}

struct query_job {
    struct req *rq;
    bool bad;
};

static enum MHD_Result take_argument(void *cls, enum MHD_ValueKind kind, const char *key, const char *value)
{
    struct query_job *job = cls;
    struct req *rq = job->rq;
    const char *name;

    (void)kind;
    if (!key || !*key)
        return MHD_YES; /* "?&a=1" */
    name = query_text(rq->a, key);
    job->bad |= !name || rq->n_query == QUERY_MAX;
    /* RFC 3986 knows no second "id=": proxies, logs and we could each mean another one. */
    for (size_t i = 0; i < rq->n_query && !job->bad; i++)
        job->bad = str_eq(rq->query[i].name, name);
    if (job->bad)
        return MHD_NO;
    if (!rq->query)
        rq->query = arena_array(rq->a, QUERY_MAX, struct param);
    rq->query[rq->n_query++] = (struct param){ name, value ? query_text(rq->a, value) : "" };
    return MHD_YES;
}

int guard_request(struct req *rq, const char *method, const char *version)
{
    struct query_job job = { rq, false };

    if (!framing_ok(rq->c, method, version) || rq->path[0] != '/')
        return 400;
    MHD_get_connection_values(rq->c, MHD_GET_ARGUMENT_KIND, take_argument, &job);
    return job.bad ? 400 : 0;
}

/* Path and query stay as they came: %2F must not become a separator, nor %26 an ampersand. They are decoded piece by piece. */
size_t guard_unescape(void *cls, struct MHD_Connection *c, char *s)
{
    (void)cls;
    (void)c;
    return strlen(s);
}
