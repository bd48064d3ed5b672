/* SPDX-License-Identifier: EUPL-1.2 */
/* JSON from an identity provider. Blocks for [oidc] timeout_s at most; on the thread of app->oidc. */
#ifndef URP_WEB_OIDC_HTTP_H
#define URP_WEB_OIDC_HTTP_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "base/conf.h"
#include "base/err.h"

/* header: one more, or NULL. *ret is an owned object. E_AGAIN: not reached, too slow, too large, 5xx. E_REFUSED: the provider says
 * no, or its answer is no JSON object. */
MUST_USE enum rc oidc_get(const struct conf *conf, const char *url, const char *header, json_t **ret, struct err *err);
MUST_USE enum rc oidc_post(const struct conf *conf, const char *url, const char *header, const char *form, json_t **ret, struct err *err);

#endif
