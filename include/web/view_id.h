/* SPDX-License-Identifier: EUPL-1.2 */
/* The ids of form fields, made in one place: for the templates. Pure; any thread. */
#ifndef URP_WEB_VIEW_ID_H
#define URP_WEB_VIEW_ID_H

#include <stdio.h>

#include "web/view.h"

/* Names of fields and actions are ours and short; a longer one would be cut, the same way everywhere. */
struct view_id {
    char text[96];
};

/* form: id of the action the field belongs to, or NULL. */
static inline struct view_id view_id(const char *form, const char *name)
{
    struct view_id id;

    (void)snprintf(id.text, sizeof id.text, form ? "f-%s-%s" : "f-%s%s", form ? form : "", name);
    return id;
}

#endif
