/* SPDX-License-Identifier: EUPL-1.2 */
/* What a certified mail has beyond MIME: the statement of the provider and its signature. In the child of mail/worker.h. */
#ifndef URP_MAIL_PEC_READ_H
#define URP_MAIL_PEC_READ_H

#include "mail/daticert.h"
#include "mail/mime.h"
#include "mail/signature.h"

/* m: as mime_parse left it with these parts; a mail that does not say of itself to come from a provider stays as it is. What
 * cannot be read becomes a note. trust: NULL, no signature is checked. */
void pec_read(const struct mime_source *from, int parts_fd, const struct signature_trust *trust, struct arena *a, struct mime_mail *m);

/* One note more for the operator: text in a, or constant. */
void pec_note(struct arena *a, struct mime_mail *m, const char *text);

#endif
