/* SPDX-License-Identifier: EUPL-1.2 */
/* How a letter is drawn from left to right and from right to left. */
#include "table.h"

#include "base/auto.h"
#include "base/tr.h"
#include "mail/letter.h"
#include "t/mail/letter.eml.h"
#include "t/mail/letter.html.h"

static const struct row {
    const char *name, *lang;
    struct letter_row r;
    const char *text, *html;
} rows[] = {
    { "Italian", "it", { .label = "Dove", .value = "via Roma 12" }, "Dove: via Roma 12\n", "<th align=\"left\" valign=\"top\" scope=\"row\" style=\"padding:4px 12px 4px 0;font-weight:normal\">Dove</th><td valign=\"top\" style=\"padding:4px 0;font-weight:bold\">via Roma 12</td>" },
    { "a street", "ar", { .label = "المكان", .value = "via Roma 12." }, "المكان: " TR_APART "via Roma 12." TR_APART_END "\n", "<bdi>via Roma 12.</bdi>" },
    { "what is copied has nothing around it", "ar", { .label = "الرقم", .value = "2026-000417-X", .copied = true }, "الرقم:\n2026-000417-X\n", "<bdi>2026-000417-X</bdi>" },
    { "an Arabic day", "ar", { .label = "التاريخ", .value = "4 فبراير 2026" }, "التاريخ: 4 فبراير 2026\n", "<th align=\"right\"" },
};

static void check(const struct row *row)
{
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang(row->lang));
    const struct letter l = { .subject = "x", .greeting = "y", .rows = { row->r }, .n_rows = 1 };
    AUTO(GSTR) GString *text = g_string_new(NULL), *html = g_string_new(NULL);

    letter_text(text, &l);
    letter_html(html, &l);
    if (!strstr(text->str, row->text))
        fail_msg("%s", text->str);
    if (!strstr(html->str, row->html))
        fail_msg("%s", html->str);
}
TEST_ROWS(rows, check)

TESTS_MAIN("mail_letter")
