/* SPDX-License-Identifier: EUPL-1.2 */
/* How a text will be read: by the renderer that writes it, with a request that is invented and undone in the same moment. */
#ifndef URP_WEB_ADMIN_TEXTS_H
#define URP_WEB_ADMIN_TEXTS_H

#include "../page.h"

bool text_is_of_mail(const char *key); /* "mail.receipt.intro" */

/* Operation; ends in E_CONFLICT when it went well, so that nothing of it stays, with the result in a. */
struct text_preview {
    const struct app *app;
    struct arena *a;
    const char *mail_key;  /* with value: a sentence of a mail; NULL: a prepared answer */
    const char *value;
    const char *operator_name;

    const char *subject, *text; /* result; NULL: it did not come to that */
};
enum rc text_preview_op(struct dbw *w, void *preview, struct err *err);

#endif
