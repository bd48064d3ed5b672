/* SPDX-License-Identifier: EUPL-1.2 */
/* What the pages about people share. */
#ifndef URP_WEB_ADMIN_PEOPLE_PAGES_H
#define URP_WEB_ADMIN_PEOPLE_PAGES_H

#include "../operator/own.h"
#include "web/access.h"

#define ROLES_MAX 8

handler get_people, post_people, get_person, post_person, post_person_session_end, get_security;

/* Rows of check boxes "ruolo-<id>", whose members lie one after the other from offset. */
size_t role_rows(struct arena *a, size_t offset, struct field **ret);
unsigned roles_of(const char *const ticked[ROLES_MAX]);
void person_errors(struct req *rq, const struct form_errors *fe, const char *action, struct office_page *p);

#endif
