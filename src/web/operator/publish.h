/* SPDX-License-Identifier: EUPL-1.2 */
/* What is published of reports: one of them, and what waits for that. */
#ifndef URP_WEB_OPERATOR_PUBLISH_H
#define URP_WEB_OPERATOR_PUBLISH_H

#include "operator.h"
#include "web/report_view.h"

/* ticket_publish.c */
handler get_publish, post_publish;
/* publish_queue.c */
handler get_publish_queue;

#endif
