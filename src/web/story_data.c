/* SPDX-License-Identifier: EUPL-1.2 */
#include <stdlib.h>
#include <string.h>

#include "story_in.h"

/* Of the outermost object alone. The data of events is ours: sorted keys, no blanks, strings without escapes. */
static const char *value_of(const char *data, const char *key)
{
    size_t n = strlen(key);
    int depth = 0;

    for (const char *p = data; *p; p++) {
        if (*p == '{' || *p == '[')
            depth++;
        else if (*p == '}' || *p == ']')
            depth--;
        else if (*p == '"') {
            const char *end = strchr(p + 1, '"');
            if (!end)
                return NULL;
            if (depth == 1 && (size_t)(end - p - 1) == n && end[1] == ':' && memcmp(p + 1, key, n) == 0)
                return end + 2;
            p = end;
        }
    }
    return NULL;
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
