/* SPDX-License-Identifier: EUPL-1.2 */
/* Why a settore's mail was kept as a note and did nothing by itself, or how its sender was verified when it acted: an id for the
 * record, plain Italian for the operator. */
#ifndef URP_MAIL_REPLY_LACK_H
#define URP_MAIL_REPLY_LACK_H

/* id as it stands in the event ("unverified", "verified"); NULL for one that is not known. */
const char *reply_lack_words(const char *id);

#endif
