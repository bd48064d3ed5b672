/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/letter.h"

#include "base/sv.h"
#include "base/tr.h"

const struct safe_html letter_outlook_open = { "<!--[if mso]><table border=\"0\" cellpadding=\"0\" cellspacing=\"0\" width=\"640\"><tr>"
                                               "<td style=\"font-family:Arial,sans-serif;font-size:16px\"><![endif]-->\n" };
const struct safe_html letter_outlook_close = { "<!--[if mso]></td></tr></table><![endif]-->\n" };

bool letter_from_right(void)
{
    return tr_now && tr_now->rtl;
}

bool letter_foreign(const char *lang)
{
    return !str_empty(lang) && !str_eq(lang, tr_id());
}

static const char **cut(struct arena *a, const char *text, size_t *ret_n)
{
    struct sv rest = sv_from(text), line;
    const char **list;
    size_t n = 1;

    *ret_n = 0;
    for (const char *p = text; p && *p; p++)
        n += *p == '\n';
    list = arena_array(a, n, const char *);
    while (text && sv_next(&rest, '\n', &line))
        list[(*ret_n)++] = arena_sv(a, line);
    return list;
}

void letter_cut(struct arena *a, struct letter *l)
{
    l->said_lines = cut(a, l->said, &l->n_said_lines);
    l->words_lines = cut(a, l->words, &l->n_words_lines);
}
