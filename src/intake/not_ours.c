/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/not_ours.h"

#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "q/ente.h"
#include "ticket/ente.h"

/* The words of a line, one after the other, wherever the place has them: "strada provinciale" in "lungo la Strada provinciale 12". */
static bool place_has(struct arena *a, const char *folded, const char *lines)
{
    struct sv rest = sv_from(lines), line;

    while (sv_next(&rest, '\n', &line)) {
        const char *words = text_fold(a, arena_sv(a, line));
        size_t n = strlen(words);

        for (const char *p = folded; n && (p = strstr(p, words)); p++)
            if ((p == folded || strchr(" ,.'", p[-1])) && (!p[n] || strchr(" ,.;:'/", p[n])))
                return true;
    }
    return false;
}

static enum rc is_about(struct dbr *r, const char *code, int64_t category_id, bool *ret, struct err *err)
{
    struct category c, group;

    *ret = false;
    if (!category_id)
        return OK;
    TRY(category_by_id(r, category_id, &c, err));
    *ret = str_eq(c.code, code);
    if (*ret || !c.parent_id)
        return OK;
    TRY(category_by_id(r, c.parent_id, &group, err));
    *ret = str_eq(group.code, code);
    return OK;
}

enum rc not_ours_find(struct dbr *r, struct arena *a, int64_t category_id, const char *place, struct not_ours *ret, struct err *err)
{
    const char *folded = text_fold(a, place ? place : "");
    const struct q_other_body_all *rows;
    size_t n;

    *ret = (struct not_ours){ 0 };
    TRY(q_other_body_all(r, &rows, &n, err));
    for (size_t i = 0; i < n && !ret->name; i++) {
        bool about = true;

        if (!rows[i].active || (!*rows[i].category && !*rows[i].places))
            continue;
        if (*rows[i].category)
            TRY(is_about(r, rows[i].category, category_id, &about, err));
        if (about && (!*rows[i].places || place_has(a, folded, rows[i].places)))
            *ret = (struct not_ours){ rows[i].name, rows[i].tasks, rows[i].email };
    }
    return OK;
}
