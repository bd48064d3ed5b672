/* SPDX-License-Identifier: EUPL-1.2 */
/* One POST to the settings, from what was typed to the answer: for desk.c and desk_act.c. */
#ifndef URP_WEB_ADMIN_DESK_POST_H
#define URP_WEB_ADMIN_DESK_POST_H

#include "desk.h"
#include "dispatch/trial.h"
#include "texts.h"

#define SET_FIELDS_MAX 24
#define SET_EXTRA 2 /* version, do */

/* What one POST is about. The object is text: it has to outlive this thread's part of the work. */
struct set_post {
    const struct set_page *page;
    const char *ref, *version;
    const char *json;               /* the object as it shall be; NULL: gone */
    const char *values[SET_FIELDS_MAX]; /* as typed */
    const char *named[SET_EXTRA];
    struct form_errors errors;
    struct trial trial;
    struct settings_trial tried; /* by the page's own */
    struct text_preview preview;
    int64_t user_id;
};

const struct set_page *set_page_here(struct req *rq); /* NULL: no such register */
/* The object of the address. Texts that the body has not written yet have no row, and a page all the same. false: err */
bool set_find(struct req *rq, const struct set_page *p, struct setting_list *l, const struct setting_item **ret, struct setting_item *unwritten, struct err *err);
/* May this person make it so? id, value: as it is, and asked again as it shall be. */
bool set_may(struct req *rq, const struct set_page *p, int64_t id, const json_t *value);
const char *set_json_text(struct arena *a, const json_t *value);
enum rc set_change_op(struct dbw *w, void *post, struct err *err);
/* done of set_change_op: on to the list, or the form again with what is wrong. */
struct reply set_changed(struct req *rq, void *post, const struct err *err);

#endif
