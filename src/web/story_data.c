/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "story_in.h"

/* Where a walk through the outermost object stands. The data of events is ours: sorted names, no blanks, strings without escapes. */
struct walk {
    const char *p;
    int depth;
};

/* The value of the next name, which is *ret_name for n bytes; NULL: there is none. */
static const char *next_name(struct walk *w, const char **ret_name, size_t *ret_n)
{
    for (const char *p = w->p; *p; p++) {
        if (*p == '{' || *p == '[')
            w->depth++;
        else if (*p == '}' || *p == ']')
            w->depth--;
        else if (*p == '"') {
            const char *end = strchr(p + 1, '"');
            if (!end)
                return NULL;
            if (w->depth == 1 && end[1] == ':') {
                *ret_name = p + 1;
                *ret_n = (size_t)(end - p - 1);
                w->p = end + 2;
                return end + 2;
            }
            p = end;
        }
    }
    return NULL;
}

static bool is_name(const char *name, size_t n, const char *wanted)
{
    return strncmp(name, wanted, n) == 0 && !wanted[n];
}

static const char *value_of(const char *data, const char *key)
{
    struct walk w = { .p = data };
    const char *name, *v;
    size_t n;

    while ((v = next_name(&w, &name, &n)))
        if (is_name(name, n, key))
            return v;
    return NULL;
}

struct event_says event_says(const char *data)
{
    struct event_says says = { 0 };
    struct walk w = { .p = data };
    const char *name, *v;
    size_t n;

    while ((v = next_name(&w, &name, &n))) {
        if (is_name(name, n, "message"))
            says.message = strtoll(v, NULL, 10);
        else if (is_name(name, n, "due_at"))
            says.due_at = strtoll(v, NULL, 10);
        else if (is_name(name, n, "clock"))
            says.clock = true;
    }
    return says;
}

int64_t event_int(const char *data, const char *key)
{
    const char *v = value_of(data, key);

    return v ? strtoll(v, NULL, 10) : 0;
}

bool event_has(const char *data, const char *key)
{
    return value_of(data, key) != NULL;
}

const char *event_word(struct arena *a, const char *data, const char *key)
{
    const char *v = value_of(data, key), *end = v && *v == '"' ? strchr(v + 1, '"') : NULL;

    return end ? arena_strn(a, v + 1, (size_t)(end - v - 1)) : NULL;
}
