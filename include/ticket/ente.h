/* SPDX-License-Identifier: EUPL-1.2 */
/* The body: its name and texts, settori, categories, areas, rules, terms, closed days. Loaded from one JSON file,
 * as often as one likes. */
#ifndef URP_TICKET_ENTE_H
#define URP_TICKET_ENTE_H

#include <jansson.h>

#include "db/db.h"

/* Operation. Idempotent: rows are matched by code (settore, category, area, template) or replaced whole (rules,
 * terms, holidays); what is missing from the file is made inactive, never deleted when a ticket names it.
 * E_INPUT names the JSON path at fault. */
struct ente_load {
    json_t *root; /* borrowed */
    int64_t settori, categories, rules; /* result: how many */
};
MUST_USE enum rc ente_load(struct dbw *w, struct ente_load *job, struct err *err);

const char *ente_text(struct dbr *r, struct arena *a, const char *key, const char *if_unset); /* never NULL */

struct settore {
    int64_t id;
    const char *code, *name, *email, *fallback_email, *head_name, *head_email, *phone, *hours, *tasks, *role;
    bool active;
};
MUST_USE enum rc settore_by_id(struct dbr *r, struct arena *a, int64_t id, struct settore *ret, struct err *err);
MUST_USE enum rc settore_by_role(struct dbr *r, struct arena *a, const char *role, struct settore *ret, struct err *err);
MUST_USE enum rc settore_list(struct dbr *r, struct arena *a, struct settore **ret, size_t *ret_n, struct err *err);

struct category {
    int64_t id, parent_id, settore_id;
    const char *code, *name, *hint, *keywords, *parent_name;
    bool emergency, leaf;
};
/* Active ones, groups followed by their leaves. */
MUST_USE enum rc category_list(struct dbr *r, struct arena *a, struct category **ret, size_t *ret_n, struct err *err);
MUST_USE enum rc category_by_id(struct dbr *r, struct arena *a, int64_t id, struct category *ret, struct err *err);
/* Area of a typed place by the street register; 0 when unknown. */
int64_t area_of_place(struct dbr *r, struct arena *a, const char *place);

#endif
