/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as the words of a mail: HTML to text, flowed lines put together, new words told from quoted ones. What comes out is
 * clean, and no line of the body is lost between the two.
 *
 * Input: a byte that chooses (bit 0 HTML, bit 1 flowed, bit 2 DelSp), the words. */
#include <stdlib.h>
#include <string.h>

#include "../../src/mail/mime_in.h"
#include "base/err.h"
#include "base/text.h"

#define LINES_CHECKED 400 /* looking for each line in the whole is quadratic */

static void check_lines(const char *body, const char *text, const char *quoted)
{
    struct sv rest = sv_from(body), line;

    for (int i = 0; i < LINES_CHECKED && sv_next(&rest, '\n', &line); i++) {
        line = sv_trim(line);
        assume(line.n == 0 || sv_find(sv_from(text), line) >= 0 || sv_find(sv_from(quoted), line) >= 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static bool is_ready;
    const char *text, *quoted;

    if (n == 0)
        return 0;
    if (!is_ready) {
        mime_init();
        is_ready = true;
    }
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    char *exact = malloc(n - 1 ? n - 1 : 1); /* ASan sees a read beyond the end */
    assume(exact != NULL);
    memcpy(exact, data + 1, n - 1);
    const char *body = mime_charset_text(a, sv_of(exact, n - 1), NULL);
    free(exact);
    if (*data & 1)
        body = mime_html_text(a, sv_from(body));
    if (*data & 2)
        body = mime_unflow(a, body, *data & 4);
    mime_split_quote(a, body, &text, &quoted);
    assume(g_utf8_validate(body, -1, NULL) && g_utf8_validate(text, -1, NULL) && g_utf8_validate(quoted, -1, NULL));
    assume(*text || sv_trim(sv_from(body)).n == 0);
    check_lines(body, text, quoted);
    return 0;
}
