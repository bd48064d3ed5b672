/* SPDX-License-Identifier: EUPL-1.2 */
/* The models themselves, and what their labels are among the categories of the body. */
#ifndef URP_DISPATCH_SUGGEST_CURRENT_H
#define URP_DISPATCH_SUGGEST_CURRENT_H

#include "dispatch/suggest.h"
#include "suggest_in.h"

const struct model *suggest_model(void); /* good for as long as a request lasts */
const struct model *suggest_seed(void);
const char *suggest_path(struct arena *a, const char *data_dir);

/* Labels of a model made from history: "category", or "category>settore" where the body sends such texts elsewhere than the
 * category usually goes, or ">settore" for requests without a category; "-" is what no category of the body stands for. */
#define LABEL_OFFICE '>'
#define LABEL_NONE "-"

struct label_place {
    const struct category *category; /* NULL: none */
    int64_t settore_id;              /* 0: none named */
};
/* One for each label of m. */
MUST_USE enum rc suggest_places(struct dbr *r, struct arena *a, const struct model *m, struct label_place **ret, struct err *err);

#endif
