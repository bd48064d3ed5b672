/* SPDX-License-Identifier: EUPL-1.2 */
/* Canonical JSON: jansson's own, byte for byte. */
#include "table.h"

#include "base/auto.h"
#include "base/canonical.h"

enum { ARENA_BYTES = 4 << 20 };

static const struct row {
    const char *name, *json, *want; /* want NULL: what jansson says is enough */
} rows[] = {
    { "empty object",     "{}",                                       "{}" },
    { "empty list",       "{\"a\": [ ]}",                             "{\"a\":[]}" },
    { "keys sorted",      "{\"b\":1,\"a\":2,\"ab\":3,\"B\":4,\"a_\":5,\"\":6}", "{\"\":6,\"B\":4,\"a\":2,\"a_\":5,\"ab\":3,\"b\":1}" },
    { "keys by bytes",    "{\"\xC3\xA0\":1,\"z\":2,\"~\":3}",         "{\"z\":2,\"~\":3,\"\xC3\xA0\":1}" },
    { "inside others",    "{\"o\":{\"z\":null,\"y\":[true,false,{\"d\":1,\"c\":[]}]}}", "{\"o\":{\"y\":[true,false,{\"c\":[],\"d\":1}],\"z\":null}}" },
    { "integers",         "[0,-1,9223372036854775807,-9223372036854775808]", "[0,-1,9223372036854775807,-9223372036854775808]" },
    { "fractions",        "[0.5,-1e300,45.4641]",                     NULL },
    { "what is escaped",  "[\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001f\"]", "[\"\\\"\\\\\\b\\f\\n\\r\\t\\u0001\\u001F\"]" },
    { "what is not",      "[\"\\/ \\u007f \\u2028 \xE2\x82\xAC \xF0\x9F\x9A\xA7\"]", "[\"/ \x7F \xE2\x80\xA8 \xE2\x82\xAC \xF0\x9F\x9A\xA7\"]" },
    { "escape in a key",  "{\"a\\nb\":\"\"}",                         "{\"a\\nb\":\"\"}" },
    { "only escapes",     "[\"\\n\\n\"]",                             "[\"\\n\\n\"]" },
    { "a text alone",     "\"\xC3\xA8\"",                             "\"\xC3\xA8\"" },
    { "a zero in a text", "[\"a\\u0000b\"]",                          "[\"a\\u0000b\"]" },
};

static void check_both(const json_t *v, const char *want)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    AUTO(FREE) char *theirs = json_dumps(v, JSON_SORT_KEYS | JSON_COMPACT | JSON_ENCODE_ANY);
    const char *ours = canonical_text(a, v);

    assert_string_equal(ours, theirs);
    if (want)
        assert_string_equal(ours, want);
}

static void check_row(const struct row *r)
{
    json_error_t e;
    AUTO(JSON) json_t *v = json_loads(r->json, JSON_DECODE_ANY | JSON_ALLOW_NUL, &e);

    assert_non_null(v);
    check_both(v, r->want);
}
TEST_ROWS(rows, check_row)

/* Around the size from which jansson sorts. */
TEST(an_object_of_any_size)
{
    for (int n = 0; n < 120; n++) {
        AUTO(JSON) json_t *o = json_object();

        for (int i = 0; i < n; i++) {
            char key[16];

            (void)snprintf(key, sizeof key, "k%d", (i * 7919) % 1000);
            json_object_set_new(o, key, i % 5 ? json_integer(i) : json_string(key));
        }
        check_both(o, NULL);
    }
}

TESTS_MAIN("base_canonical")
