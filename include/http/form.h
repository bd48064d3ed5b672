/* SPDX-License-Identifier: EUPL-1.2 */
/* Forms as rows: one row a field says its name, kind, limits, label and the member it fills; the same
 * rows check the input, keep what was typed, and are drawn by the pages. Pool threads. */
#ifndef URP_HTTP_FORM_H
#define URP_HTTP_FORM_H

#include "http/http.h"

enum field_kind {
    FIELD_TEXT, FIELD_AREA, FIELD_EMAIL, FIELD_PHONE, FIELD_INT, FIELD_DAY /* YYYY-MM-DD */,
    FIELD_MOMENT /* YYYY-MM-DDTHH:MM, Europe/Rome */, FIELD_CHOICE, FIELD_CHECK, FIELD_HIDDEN,
    FIELD_TAX_CODE, FIELD_SECRET /* never shown again, as typed */,
    FIELD_MANY /* boxes of one name: their values with commas between; max counts all of it */,
};

struct choice {
    const char *value, *label;
};

struct field {
    const char *name;
    enum field_kind kind;
    bool required;
    int min, max;            /* code points; for FIELD_INT the range */
    const char *label;       /* "Oggetto" */
    const char *hint;        /* may be NULL */
    const char *missing;     /* message when required and empty; NULL = "Compila il campo «label»." */
    const struct choice *choices; /* FIELD_CHOICE; ended by a NULL value; NULL = checked by the caller */
    size_t offset;           /* of the const char * member that gets the clean text ("" when absent) */
    const char *autocomplete; /* HTML autofill token, or NULL */
};
#define FORM_MEMBER(type_, member_) offsetof(type_, member_)

struct form_error {
    const char *field, *text;
};
struct form_errors {
    struct form_error list[40];
    size_t n;
};
void form_error_add(struct form_errors *fe, const char *field, const char *text); /* borrowed texts */
void form_error_drop(struct form_errors *fe, const char *field); /* it is fine after all */
const char *form_error_of(const struct form_errors *fe, const char *field);       /* NULL = fine */

/* Fills every member of *target and collects what is wrong. OK also when the form has errors
 * (look at ret_errors->n); E_INPUT for a request no page of ours sends: unknown or doubled fields. */
MUST_USE enum rc form_bind(struct req *rq, const struct field *rows, size_t n_rows, void *target,
                           struct form_errors *ret_errors, struct err *err);

/* The same checks for one value that did not come from a request (mail, command line, API). NULL = fine,
 * otherwise the Italian message, in a. *ret_clean is the normalised value. */
const char *field_check(struct arena *a, const struct field *row, const char *value, const char **ret_clean);

#endif
