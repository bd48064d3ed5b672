/* SPDX-License-Identifier: EUPL-1.2 */
#include <string.h>

#include "suggest_in.h"

bool seed_next(struct sv *rest, struct sv *label, struct seed_line *ret)
{
    struct sv line;

    while (sv_next(rest, '\n', &line)) {
        line = sv_trim(line);
        if (line.n < 3 || line.p[0] == '#')
            continue;
        if (line.p[0] == '=') {
            *label = sv_trim(sv_drop(line, 1));
            continue;
        }
        *ret = (struct seed_line){ .label = *label, .voice = line.p[0], .text = sv_trim(sv_drop(line, 1)) };
        return label->n > 0;
    }
    return false;
}

/* One voice after the other is held back: whoever writes next is none of them. */
uint8_t seed_fold(char voice)
{
    return (uint8_t)voice;
}
