/* SPDX-License-Identifier: EUPL-1.2 */
/* The ids of form fields, made in one place: for the templates. Pure; any thread. */
#ifndef URP_WEB_VIEW_ID_H
#define URP_WEB_VIEW_ID_H

#include "web/view.h"

/* Names of fields and actions are ours and short; a longer one would be cut, the same way everywhere. */
struct view_id {
    char text[96];
};

/* What has room of s. A page has some dozens of fields: a format for each takes longer than its label. */
static inline char *view_id_put(char *to, const char *end, const char *s)
{
    while (*s && to < end)
        *to++ = *s++;
    return to;
}

/* form: id of the action the field belongs to, or NULL. */
static inline struct view_id view_id(const char *form, const char *name)
{
    struct view_id id;
    char *to = id.text;
    const char *end = id.text + sizeof id.text - 1;

    to = view_id_put(to, end, "f-");
    if (form) {
        to = view_id_put(to, end, form);
        to = view_id_put(to, end, "-");
    }
    to = view_id_put(to, end, name);
    *to = '\0';
    return id;
}

#endif
