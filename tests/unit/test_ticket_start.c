/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "ticket/start.h"

#define WHOLE .type = TYPE_ACCESS_FOIA, .body = "Comune", .subject = "Dati", .office = "Tributi", .officer = "Anna Neri", .domicile = "pec@comune.test", .remedies = "TAR", \
              .presented_at = 1, .due_at = 2

static const struct row {
    const char *name;
    struct start_facts f;
    const char *says; /* part of it; NULL: nothing */
} rows[] = {
    { "all of art. 8", { WHOLE }, "comunicazione di avvio del procedimento (legge 241/1990" },
    { "a report too", { .type = TYPE_REPORT, .body = "C", .subject = "S", .office = "O", .officer = "R", .domicile = "p", .remedies = "x", .presented_at = 1, .due_at = 2 }, "vale anche come" },
    { "thanks begin nothing", { .type = TYPE_PRAISE, .body = "C", .subject = "S", .office = "O", .officer = "R", .domicile = "p", .remedies = "x", .presented_at = 1, .due_at = 2 }, NULL },
    { "no office yet", { .type = TYPE_ACCESS_DOC, .body = "C", .subject = "S", .domicile = "p", .remedies = "x", .presented_at = 1, .due_at = 2 }, "non sono ancora decisi" },
    { "an office without a name", { .type = TYPE_ACCESS_DOC, .body = "C", .subject = "S", .office = "O", .officer = "", .domicile = "p", .remedies = "x", .presented_at = 1, .due_at = 2 }, "non sono ancora decisi" },
    { "a body without PEC", { .type = TYPE_ACCESS_DOC, .body = "C", .subject = "S", .office = "O", .officer = "R", .domicile = "", .remedies = "x", .presented_at = 1, .due_at = 2 }, NULL },
    { "no last day", { .type = TYPE_ACCESS_DOC, .body = "C", .subject = "S", .office = "O", .officer = "R", .domicile = "p", .remedies = "x", .presented_at = 1 }, NULL },
};
static void check(const struct row *row)
{
    const char *words = start_words(&row->f);

    if (!row->says)
        assert_null(words);
    else if (!words || !strstr(words, row->says))
        fail_msg("%s", words ? words : "nothing");
    assert_int_equal(start_complete(&row->f) && start_of_proceeding(row->f.type), row->says && strstr(row->says, "non sono") == NULL);
}
TEST_ROWS(rows, check)

TESTS_MAIN("ticket_start")
