/* SPDX-License-Identifier: EUPL-1.2 */
/* From domain rows to the flat structs of web/view.h: the frame, fields, errors, files. Everything in the request arena. */
#ifndef URP_WEB_PAGE_H
#define URP_WEB_PAGE_H

#include "base/auto.h"
#include "http/form.h"
#include "ticket/attach.h"
#include "ticket/ente.h"
#include "ticket/ticket.h"
#include "web/app.h"
#include "web/view.h"

/* A growing list for a VIEW_LIST of type_. */
#define LIST_ADD(a_, list_, n_, cap_, ...)                                                            \
    do {                                                                                              \
        if ((n_) == (cap_)) {                                                                         \
            size_t list_cap_ = (cap_) ? 2 * (cap_) : 16;                                              \
            __typeof__(list_) list_new_ = arena_array_((a_), list_cap_, sizeof *(list_));             \
            if (n_)                                                                                   \
                memcpy(list_new_, (list_), (n_) * sizeof *(list_));                                   \
            (list_) = list_new_;                                                                      \
            (cap_) = list_cap_;                                                                       \
        }                                                                                             \
        (list_)[(n_)++] = (__VA_ARGS__);                                                              \
    } while (0)

/* Everything that a page reads comes from one state of the store, and the store is locked once instead of at each statement:
 *     AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
 */
static inline struct dbr *page_snapshot(struct req *rq)
{
    struct dbr *r = reader_of(rq);

    db_snapshot(r);
    return r;
}
static inline void auto_SNAPSHOT(struct dbr **r)
{
    db_snapshot_end(*r);
}

/* Texts of the body, once a request. */
const struct view_body *page_body(struct req *rq);
/* One text of the frame by its key ("banner", "dpo"); "" when unset. */
const char *page_text(struct req *rq, const char *key);
const char *page_host(struct req *rq); /* of our own address, without the port: no authority of a tag (RFC 4151) holds a ':' */

/* 403: a mail with black parts, which the responsabile alone may read (error.c). */
struct reply page_black(struct req *rq);
struct view_page page_new(struct req *rq, const char *title, const char *lead, enum view_nav nav);
/* Asks at the end of the page whether it is clear; not of one whose address holds a secret. */
void page_ask_clear(struct req *rq, struct view_page *p);
/* The same at the end of a service, whether it was easy. service: path where it begins, "/richiedi/reclamo". */
void page_ask_easy(struct req *rq, struct view_page *p, const char *service);
void page_crumb(struct req *rq, struct view_page *p, const char *url, const char *label);
void page_errors(struct req *rq, const struct form_errors *fe, const struct view_error **ret, size_t *ret_n);

/* A field as it is drawn: the row, what was typed, what is wrong with it. */
struct view_field page_field(struct req *rq, const struct field *row, const char *value, const struct form_errors *fe);
struct view_field page_hidden(const char *name, const char *value);
/* Fills the options of a field from a list; chosen is the current value. */
void page_choices(struct req *rq, struct view_field *f, const struct choice *choices, const char *chosen, const char *blank);
/* The category tree as options: groups as optgroups. */
MUST_USE enum rc page_categories(struct req *rq, struct view_field *f, const char *chosen, const char *blank, struct err *err);

/* "+393331234567" as people write it here: "333 1234567". */
const char *page_phone(struct arena *a, const char *phone);
const char *page_size_text(struct arena *a, int64_t bytes); /* "1,2 MB" */
/* url_prefix + "/" + id is where a file is downloaded. */
struct view_file page_file(struct arena *a, const struct attach_file *f, const char *url_prefix);

/* Where a due date stands: "fra 3 giorni", "oggi", "scaduta da 2 giorni". */
struct view_badge page_due_badge(struct arena *a, int64_t due_at, int64_t now_at);
/* "dalle 10:40", "dal 03/10/2026, ore 10:40". */
const char *page_since(struct arena *a, int64_t at, int64_t now_at);
enum view_tone page_state_tone(enum state s);

/* Error texts that several families share; adds the error and gives back true when it is one for the form. */
bool page_form_error(const struct err *err, struct form_errors *fe, struct arena *a);

#endif
