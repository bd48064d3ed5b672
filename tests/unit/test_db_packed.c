/* SPDX-License-Identifier: EUPL-1.2 */
/* How the data of events are kept: back byte for byte, by the program and by the store's own view alike. */
#include "table.h"

#include "db/packed.h"
#include "ticket_store.h"

static char *packed(struct arena *a, const char *json)
{
    AUTO(GSTR) GString *out = g_string_new("");

    packed_append(out, sv_from(json));
    return arena_str(a, out->str);
}

static char *unpacked(struct arena *a, const char *text)
{
    AUTO(GSTR) GString *out = g_string_new("");

    packed_undo(out, sv_from(text));
    return arena_str(a, out->str);
}

static const struct row {
    const char *name, *json, *packed;
} rows[] = {
    { "nothing", "{}", "" },
    { "a word alone", "{\"tag\":7}", "\037l7" },
    { "no word", "{\"zzz\":7}", ",\"zzz\":7" },
    { "the longest word", "{\"attention\":0,\"attention_at\":null,\"rule\":3}", "\024\0253" },
    { "a word and the beginning of another", "{\"attention\":0,\"attention_at\":5}", "\0020\037b5" },
    { "a text that ends with a comma", "{\"a\":\"x,\",\"tag\":1}", ",\"a\":\"x,\"\037l1" },
    { "letters of others", "{\"a\":\"\303\250 \\u001f\",\"message\":12}", ",\"a\":\"\303\250 \\u001f\"\03212" },
};

static void check_packed(const struct row *row)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);

    assert_string_equal(packed(a, row->json), row->packed);
    assert_string_equal(unpacked(a, row->packed), row->json);
}
TEST_ROWS(rows, check_packed)

TEST(what_nobody_packed_is_no_json)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 20);

    assert_string_equal(unpacked(a, "\"a\":1"), "{\"a\":1}");
    assert_string_equal(unpacked(a, "\001"), "{\"area_id\":}");
    assert_string_equal(unpacked(a, "\037"), "{\037}");
    assert_string_equal(unpacked(a, "x\037z"), "{x\037z}");
}

/* Every code there can be means the same here, in event_word and in event_plain, and no code means nothing there. */
TEST(the_store_knows_the_same_words)
{
    struct shop s;
    int n = 0;

    shop_open(&s);
    (void)shop_bear(&s, TYPE_REPORT, "Buca", "Una buca");
    for (int i = 1; i < 128; i++) {
        char code[3] = { (char)(i < 32 ? i : 31), (char)(i < 32 ? 0 : i), 0 };
        const char *text = shop_text(&s, arena_fmt(s.a, "SELECT '{' || substr(text, 2) FROM event_word WHERE lower(hex(code)) = '%s'",
                                                   hex_text(s.a, (const uint8_t *)code, strlen(code))));
        char *mine = unpacked(s.a, code);

        assert_int_equal(text != NULL, strcmp(mine, arena_fmt(s.a, "{%s}", code)) != 0);
        if (!text)
            continue;
        n++;
        assert_string_equal(mine, arena_fmt(s.a, "%s}", text));
        assert_string_equal(packed(s.a, mine), code);
    }
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM event_word"), n);
    shop_close(&s);
}

TESTS_MAIN("db_packed")
