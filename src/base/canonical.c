/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/canonical.h"

#include <string.h>

#include "base/auto.h"
#include "base/err.h"
#include "base/sv.h"

#define KEYS_SORTED_HERE 48 /* an object with more is rare and goes to jansson */

static void put_value(GString *out, const json_t *v);

/* Numbers with a fraction, and what is too large for the stack. */
static void put_by_jansson(GString *out, const json_t *v)
{
    AUTO(FREE) char *text = json_dumps(v, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY);

    assume(text != NULL);
    g_string_append(out, text);
}

static void put_escape(GString *out, char c)
{
    static const char plain[] = "\"\\\b\f\n\r\t", letter[] = "\"\\bfnrt";
    const char *at = c ? strchr(plain, c) : NULL;

    if (at)
        g_string_append_printf(out, "\\%c", letter[at - plain]);
    else
        g_string_append_printf(out, "\\u%04X", (unsigned)c);
}

static void put_string(GString *out, const char *s, size_t n)
{
    size_t from = 0;

    g_string_append_c(out, '"');
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' || s[i] == '"' || s[i] == '\\') {
            g_string_append_len(out, s + from, (gssize)(i - from));
            put_escape(out, s[i]);
            from = i + 1;
        }
    g_string_append_len(out, s + from, (gssize)(n - from));
    g_string_append_c(out, '"');
}

static void put_int(GString *out, json_int_t n)
{
    char digits[24], *end = digits + sizeof digits, *from = int_digits(n, end);

    g_string_append_len(out, from, end - from);
}

static void put_object(GString *out, json_t *v)
{
    struct pair {
        const char *key;
        const json_t *value;
    } sorted[KEYS_SORTED_HERE];
    size_t n = 0;
    const char *key;
    json_t *value;

    json_object_foreach(v, key, value) {
        size_t i = n++;

        for (; i > 0 && strcmp(sorted[i - 1].key, key) > 0; i--)
            sorted[i] = sorted[i - 1];
        sorted[i] = (struct pair){ key, value };
    }
    g_string_append_c(out, '{');
    for (size_t i = 0; i < n; i++) {
        if (i)
            g_string_append_c(out, ',');
        put_string(out, sorted[i].key, strlen(sorted[i].key));
        g_string_append_c(out, ':');
        put_value(out, sorted[i].value);
    }
    g_string_append_c(out, '}');
}

static void put_array(GString *out, const json_t *v)
{
    g_string_append_c(out, '[');
    for (size_t i = 0; i < json_array_size(v); i++) {
        if (i)
            g_string_append_c(out, ',');
        put_value(out, json_array_get(v, i));
    }
    g_string_append_c(out, ']');
}

static void put_value(GString *out, const json_t *v)
{
    switch (json_typeof(v)) {
    case JSON_OBJECT:
        if (json_object_size(v) > KEYS_SORTED_HERE)
            put_by_jansson(out, v);
        else
            put_object(out, (json_t *)v);
        break;
    case JSON_ARRAY: put_array(out, v); break;
    case JSON_STRING: put_string(out, json_string_value(v), json_string_length(v)); break;
    case JSON_INTEGER: put_int(out, json_integer_value(v)); break;
    case JSON_REAL: put_by_jansson(out, v); break;
    case JSON_TRUE: g_string_append(out, "true"); break;
    case JSON_FALSE: g_string_append(out, "false"); break;
    case JSON_NULL: g_string_append(out, "null"); break;
    }
}

const char *canonical_text(struct arena *a, const json_t *v)
{
    AUTO(GSTR) GString *out = g_string_sized_new(256);

    assume(v != NULL);
    put_value(out, v);
    return arena_strn(a, out->str, out->len);
}
