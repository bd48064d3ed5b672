/* SPDX-License-Identifier: EUPL-1.2 */
/* Any text as a reply: what is new, what is quoted, what it asks for. Nothing is invented: each text that comes out of a command
 * stands in what went in. */
#include <string.h>

#include "base/auto.h"
#include "base/rnd.h"
#include "base/text.h"
#include "mail/command.h"
#include "mail/mime.h"

/* Lines of part, each somewhere in whole. */
static void assume_from(const char *whole, const char *part)
{
    struct sv rest = sv_from(part), line;

    while (sv_next(&rest, '\n', &line))
        assume(sv_trim(line).n == 0 || sv_find(sv_from(whole), sv_trim(line)) >= 0);
}

static void check(const char *text, const struct command *c)
{
    assume((c->kind == COMMAND_UNCLEAR) == (c->why != NULL));
    assume((c->kind == COMMAND_CLOSE) == (c->outcome != OUTCOME_NONE));
    assume((c->kind == COMMAND_FORWARD) == (*c->to != '\0'));
    if (c->kind == COMMAND_REPLY || c->kind == COMMAND_CLOSE || c->kind == COMMAND_RETURN)
        assume(*c->text);
    assume_from(text, c->text);
    assume_from(text, c->to);
    assume_from(text, c->tail);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    AUTO(ARENA) struct arena *a = arena_new((size_t)256 << 20);
    const char *body = text_clean(a, sv_of((const char *)data, n)), *text, *quoted;
    struct command c;

    mime_split_quote(a, body, &text, &quoted);
    assume_from(body, text);
    c = command_read(a, text);
    check(text, &c);
    c = command_read(a, body);
    check(body, &c);
    return 0;
}
