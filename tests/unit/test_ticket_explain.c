/* SPDX-License-Identifier: EUPL-1.2 */
/* What `urpd explain due` prints: keys are a promise to the outside. */
#include "table.h"

#include "base/auto.h"
#include "base/sv.h"
#include "ticket/term.h"

#define EVENTS_MAX 4

static const struct explain_row {
    const char *name, *type, *presented;
    const char *events[EVENTS_MAX];
    const char *due_day /* NULL: JSON null */, *due_at, *clock;
} explain_rows[] = {
    { "easter monday", "access_foia", "2026-03-07", { 0 }, "2026-04-07", "2026-04-07T23:59:59+02:00", "running" },
    { "moment with offset", "access_foia", "2026-03-07T10:00:00+01:00", { 0 }, "2026-04-07", "2026-04-07T23:59:59+02:00", "running" },
    { "winter time at the end", "report", "2026-09-25", { 0 }, "2026-10-26", "2026-10-26T23:59:59+01:00", "running" },
    { "italian reason", "access_foia", "2026-03-02", { "controinteressati@2026-03-10", "opposizione@2026-03-16" },
      "2026-04-07", "2026-04-07T23:59:59+02:00", "running" },
    { "english reason", "access_foia", "2026-03-02", { "third_party@2026-03-10", "opposition@2026-03-16" },
      "2026-04-07", "2026-04-07T23:59:59+02:00", "running" },
    { "bare clock kinds", "access_foia", "2026-03-02", { "suspend@2026-03-10", "resume@2026-03-16" },
      "2026-04-07", "2026-04-07T23:59:59+02:00", "running" },
    { "kind and reason", "access_foia", "2026-03-02", { "suspend:controinteressati@2026-03-10T09:00" },
      "2026-04-11", "2026-04-11T23:59:59+02:00", "suspended" },
    { "kinds of ticket events", "report", "2026-03-02", { "chiarimenti_chiesti@2026-03-10", "chiarimenti_dati@2026-03-20" },
      "2026-04-11", "2026-04-11T23:59:59+02:00", "running" },
    { "a question on foia", "access_foia", "2026-03-02", { "chiarimenti_chiesti@2026-03-10" }, "2026-04-01",
      "2026-04-01T23:59:59+02:00", "running" },
    { "restart of a document", "access_doc", "2026-03-02", { "restart@2026-03-20" }, "2026-04-20",
      "2026-04-20T23:59:59+02:00", "running" },
    { "restart of foia", "access_foia", "2026-03-02", { "restart@2026-03-12" }, "2026-04-11", "2026-04-11T23:59:59+02:00",
      "running" },
    { "given out of order", "access_foia", "2026-03-02", { "opposition@2026-03-16", "third_party@2026-03-10" },
      "2026-04-07", "2026-04-07T23:59:59+02:00", "running" },
    { "waiting", "report", "2026-03-02", { "suspend@2026-03-10" }, NULL, NULL, "suspended" },
    { "answered", "access_doc", "2026-03-02", { "risposta@2026-03-30" }, "2026-04-01", "2026-04-01T23:59:59+02:00", "stopped" },
    { "reopened", "report", "2026-03-02", { "answered@2026-03-10", "riaperta@2026-04-13" }, "2026-05-13",
      "2026-05-13T23:59:59+02:00", "running" },
};

static json_t *explain(struct arena *a, const char *type, const char *presented, const char *const *events)
{
    json_t *o = NULL;
    struct err err = { 0 };
    size_t n = 0;

    while (events && n < EVENTS_MAX && events[n])
        n++;
    if (term_explain(a, type, presented, events, n, NULL, NULL, &o, &err) != OK)
        fail_msg("%s: %s", err.field, err.text);
    return o;
}

static void check_explain(const struct explain_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    AUTO(JSON) json_t *o = explain(a, r->type, r->presented, r->events);

    assert_string_equal(json_string_value(json_object_get(o, "type")), r->type);
    assert_true(str_eq(json_string_value(json_object_get(o, "due_day")), r->due_day));
    assert_true(str_eq(json_string_value(json_object_get(o, "due_at")), r->due_at));
    assert_string_equal(json_string_value(json_object_get(o, "clock")), r->clock);
    assert_true(json_array_size(json_object_get(o, "steps")) >= 2);
    assert_true(json_array_size(json_object_get(o, "sources")) >= 1);
}
TEST_ROWS(explain_rows, check_explain)

TEST(every_key_is_there)
{
    static const char *const keys[] = { "type", "presented_at", "presented_day", "term_days", "unit", "due_day", "due_at",
                                        "moved", "moved_from", "moved_why", "clock", "remaining_days", "suspended_since",
                                        "resumes_at", "steps", "sources" };
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    AUTO(JSON) json_t *o = explain(a, "access_foia", "2026-03-07", NULL);

    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        assert_non_null(json_object_get(o, keys[i]));
    assert_int_equal(json_object_size(o), sizeof keys / sizeof keys[0]);
    assert_true(json_is_true(json_object_get(o, "moved")));
    assert_string_equal(json_string_value(json_object_get(o, "moved_from")), "2026-04-06");
    assert_string_equal(json_string_value(json_object_get(o, "moved_why")), "Lunedì dell'Angelo");
    assert_string_equal(json_string_value(json_object_get(o, "presented_at")), "2026-03-07T00:00:00+01:00");
    assert_int_equal(json_integer_value(json_object_get(o, "term_days")), 30);
    assert_string_equal(json_string_value(json_object_get(o, "unit")), "calendar");
}

TEST(the_steps_read_as_sentences)
{
    static const char *const want[] = {
        "Presentata mercoledì 25 novembre 2026: il giorno della presentazione non si conta.",
        "Dal giorno dopo si contano 30 giorni, domeniche e festivi compresi: si arriva a venerdì 25 dicembre 2026.",
        "Venerdì 25 dicembre 2026 è festivo (Natale): il termine passa al giorno dopo.",
        "Sabato 26 dicembre 2026 è festivo (Santo Stefano): il termine passa al giorno dopo.",
        "Domenica 27 dicembre 2026 è un giorno festivo: il termine passa al giorno dopo.",
        "Il termine scade alla fine di lunedì 28 dicembre 2026.",
    };
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    AUTO(JSON) json_t *o = explain(a, "access_doc", "2026-11-25", NULL);
    json_t *steps = json_object_get(o, "steps");

    assert_int_equal(json_array_size(steps), sizeof want / sizeof want[0]);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_string_equal(json_string_value(json_array_get(steps, i)), want[i]);
}

static const struct refused_row {
    const char *name, *type, *presented, *event, *field;
} refused_rows[] = {
    { "unknown type",        "denuncia",    "2026-03-02", NULL,                       "type" },
    { "no type",             NULL,          "2026-03-02", NULL,                       "type" },
    { "no date",             "access_foia", NULL,         NULL,                       "presented" },
    { "impossible date",     "access_foia", "2026-02-30", NULL,                       "presented" },
    { "event without date",  "access_foia", "2026-03-02", "suspend",                  "event" },
    { "event with bad date", "access_foia", "2026-03-02", "suspend@ieri",             "event" },
    { "unknown event",       "access_foia", "2026-03-02", "telefonata@2026-03-03",    "event" },
    { "event without clock", "access_foia", "2026-03-02", "nota@2026-03-03",          "event" },
    { "before presentation", "access_foia", "2026-03-02", "suspend@2026-03-01",       "event" },
    { "empty event",         "access_foia", "2026-03-02", "",                         "event" },
};

static void check_refused(const struct refused_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    struct err err = { 0 };
    json_t *o = NULL;

    assert_rc(term_explain(a, r->type, r->presented, &r->event, r->event != NULL, NULL, NULL, &o, &err), E_INPUT);
    assert_string_equal(err.field, r->field);
    assert_true(err.text[0] != '\0');
}
TEST_ROWS(refused_rows, check_refused)

TESTS_MAIN("ticket_explain")
