/* SPDX-License-Identifier: EUPL-1.2 */
/* So many mails a minute to one domain: large providers refuse whoever sends faster. Belongs to the sending thread; the past
 * minute is forgotten at a restart, which costs nothing. */
#ifndef URP_MAIL_PACE_H
#define URP_MAIL_PACE_H

#include <stdint.h>

struct pace;

struct pace *pace_new(int64_t per_minute);
void pace_free(struct pace *p); /* NULL is fine */
/* 0: send it now, it is counted. Else the moment (seconds) from which there is room for this one. */
int64_t pace_take(struct pace *p, const char *addr, int64_t now_at);

#endif
