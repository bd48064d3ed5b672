/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "ticket_store.h"
#include "web/calendar_file.h"

static const struct calendar_facts facts = { .host = "urp.example", .body = "Comune di Città, Borgo; Esempio", .follow_url = "https://urp.example/pratica?codice=2026-000001-A" };

static const struct row {
    const char *name;
    struct ticket t;
    const char *has[4], *not[3];
} rows[] = {
    { "the day of the answer", { .code = "2026-000001-A", .open = true, .state = STATE_ASSIGNED, .version = 7, .updated_at = NOON, .due_at = NOON },
      { "BEGIN:VEVENT\r\n", "DTSTART;VALUE=DATE:20260204\r\nDTEND;VALUE=DATE:20260205\r\n", "UID:2026-000001-A-risposta@urp.example\r\nSEQUENCE:7\r\nDTSTAMP:20260204T090000Z\r\n" }, { "VTODO" } },
    { "late in the evening it is still that day in Rome", { .code = "2026-000001-A", .open = true, .state = STATE_ASSIGNED, .updated_at = NOON, .due_at = INT64_C(1783893599) },
      { "DTSTART;VALUE=DATE:20260712\r\n" }, { NULL } },
    { "what we wait for", { .code = "2026-000001-A", .open = true, .state = STATE_WAITING_CITIZEN, .updated_at = NOON },
      { "BEGIN:VTODO\r\n", "UID:2026-000001-A-chiarimenti@urp.example\r\n", "STATUS:NEEDS-ACTION\r\n" }, { "VEVENT", "DUE" } },
    { "asked, and the term runs on", { .code = "2026-000001-A", .open = true, .state = STATE_WAITING_CITIZEN, .updated_at = NOON, .due_at = NOON }, { "VEVENT", "VTODO" }, { NULL } },
    { "suspended", { .code = "2026-000001-A", .open = true, .state = STATE_SUSPENDED, .updated_at = NOON }, { "sospesi" }, { "VEVENT" } },
    { "over", { .code = "2026-000001-A", .state = STATE_CLOSED, .updated_at = NOON, .closed_at = NOON, .due_at = NOON + 864000 }, { "DTSTART;VALUE=DATE:20260204", "conclusa" }, { "VTODO", "20260214" } },
};
static void check(const struct row *row)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    GString *out = g_string_new(NULL);

    calendar_write(out, a, &row->t, &facts);
    assert_true(g_str_has_prefix(out->str, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
    assert_true(g_str_has_suffix(out->str, "END:VCALENDAR\r\n"));
    char **folds = g_strsplit(out->str, "\r\n ", -1), *whole = g_strjoinv("", folds);
    for (size_t i = 0; i < 4 && row->has[i]; i++)
        if (!strstr(whole, row->has[i]))
            fail_msg("%s is not in %s", row->has[i], out->str);
    for (size_t i = 0; i < 3 && row->not[i]; i++)
        if (strstr(whole, row->not[i]))
            fail_msg("%s is in %s", row->not[i], out->str);
    for (const char *p = out->str; *p;) { /* 3.1: lines end in CRLF and have at most 75 octets, characters are whole */
        const char *end = strstr(p, "\r\n");
        assert_non_null(end);
        assert_true(end - p <= 75);
        assert_true(g_utf8_validate(p, end - p, NULL));
        p = end + 2;
    }
    g_free(whole);
    g_strfreev(folds);
    g_string_free(out, TRUE);
}
TEST_ROWS(rows, check)

static const struct line_row {
    const char *name, *value, *want;
} lines[] = {
    { "as it is", "abc", "X:abc\r\n" },
    { "escaped", "a,b;c\\d\ne", "X:a\\,b\\;c\\\\d\\ne\r\n" },
    { "no marks of direction", "a\xE2\x81\xA8" "b\xE2\x81\xA9" "c", "X:abc\r\n" },
    { "no control characters", "a\rb\tc", "X:abc\r\n" },
    { "folded at 75 octets", "1234567890123456789012345678901234567890123456789012345678901234567890123456", "X:1234567890123456789012345678901234567890123456789012345678901234567890123\r\n 456\r\n" },
    { "never within a character", "123456789012345678901234567890123456789012345678901234567890123456789012à", "X:123456789012345678901234567890123456789012345678901234567890123456789012\r\n à\r\n" },
};
static void check_line(const struct line_row *row)
{
    GString *out = g_string_new(NULL);

    calendar_line(out, "X", row->value);
    assert_string_equal(out->str, row->want);
    g_string_free(out, TRUE);
}
TEST_ROWS(lines, check_line)

TESTS_MAIN("web_calendar_file")
