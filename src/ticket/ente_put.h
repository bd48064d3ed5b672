/* SPDX-License-Identifier: EUPL-1.2 */
/* One object of the file of a body into the store, checked on its way. Private to floor ticket; inside operations.
 * path: where the object stands ("settori[3]"); id: the row that it replaces, 0 = a new one. Settori, categories and areas are
 * matched by their code. E_INPUT as in ente_load. */
#ifndef URP_TICKET_ENTE_PUT_H
#define URP_TICKET_ENTE_PUT_H

#include <glib.h>

#include "ticket/ente.h"

struct load_off {
    enum rc (*set)(struct dbw *w, int64_t active, int64_t id, struct err *err);
    int64_t id;
};
struct load {
    struct dbw *w;
    struct arena *a;
    struct ente_load *job;
    GHashTable *seen; /* codes of this section */
    GArray *off;      /* struct load_off: what the file knows and has switched off */
};

MUST_USE enum rc put_values(struct load *l, const json_t *section, const char *path, const char *prefix, struct err *err);
MUST_USE enum rc put_settore(struct load *l, const json_t *o, const char *path, struct err *err);
/* With its children, or alone with its "parent". position: where it stands in the list, unless it says so itself. */
MUST_USE enum rc put_category(struct load *l, const json_t *o, const char *path, size_t position, struct err *err);
MUST_USE enum rc put_identity(struct load *l, const json_t *o, const char *path, struct err *err);
MUST_USE enum rc put_area(struct load *l, const json_t *o, const char *path, struct err *err);
MUST_USE enum rc put_rule(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err);
MUST_USE enum rc put_term(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err);
MUST_USE enum rc put_holiday(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err);
MUST_USE enum rc put_template(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err);
MUST_USE enum rc put_other_body(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err);
MUST_USE enum rc put_absence(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err);
MUST_USE enum rc put_question(struct load *l, const json_t *o, const char *path, int64_t id, struct err *err);
MUST_USE enum rc put_channel(struct load *l, const json_t *o, const char *path, struct err *err);
/* At the end of everything. */
MUST_USE enum rc put_off(struct load *l, struct err *err);

#endif
