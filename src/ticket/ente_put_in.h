/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts that put the objects of a body into the store (ente_put.h) share. */
#ifndef URP_TICKET_ENTE_PUT_IN_H
#define URP_TICKET_ENTE_PUT_IN_H

#include <stddef.h>

#include "ente_bind.h"
#include "ente_put.h"

#define KEYS(array_) (array_), sizeof(array_) / sizeof((array_)[0])
/* A key of the object, and the member of struct type_ with its name that takes it. */
#define K(type_, kind_, name_, required_) { #name_, kind_, required_, offsetof(struct type_, name_) }

/* E_INPUT: this section has the code already. */
MUST_USE enum rc put_once(struct load *l, const char *path, const char *code, struct err *err);
/* Codes of other sections; "" is none, and gives 0. */
MUST_USE enum rc put_settore_ref(struct load *l, const char *path, const char *code, int64_t *ret, struct err *err);
MUST_USE enum rc put_category_ref(struct load *l, const char *path, const char *code, int64_t *ret, struct err *err);
MUST_USE enum rc put_area_ref(struct load *l, const char *path, const char *code, int64_t *ret, struct err *err);

#endif
