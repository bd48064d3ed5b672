/* SPDX-License-Identifier: EUPL-1.2 */
/* iCalendar (RFC 5545) of one request: the day of the answer, and what the citizen still owes us. Programs that fetch it keep it where others
 * may look: neither words of the request nor its secret are in it. Pure. */
#ifndef URP_WEB_CALENDAR_FILE_H
#define URP_WEB_CALENDAR_FILE_H

#include <glib.h>

#include "ticket/ticket.h"

struct calendar_facts {
    const char *host, *body, *follow_url; /* host: right part of the UID; follow_url: the page where number and secret are typed */
};
void calendar_write(GString *out, struct arena *a, const struct ticket *t, const struct calendar_facts *f);
/* One content line: value escaped as TEXT (3.3.11), folded at 75 octets (3.1), never within a character. */
void calendar_line(GString *out, const char *name, const char *value);

#endif
