/* SPDX-License-Identifier: EUPL-1.2 */
/* One stored mail read for the eyes of an operator: in the charset that it names, or in one that the operator tries. Starts
 * a child process: on a pool thread, never on an HTTP thread. */
#ifndef URP_MAIL_READING_H
#define URP_MAIL_READING_H

#include "base/conf.h"
#include "mail/mime.h"

/* Those that Italian mail really comes in; value and words for people. */
struct mail_charset {
    const char *id, *label;
};
extern const struct mail_charset MAIL_CHARSETS[]; /* ended by a NULL id */
bool mail_charset_offered(const char *id);

struct mail_reading {
    struct mime_mail mail; /* what a person wrote: of a certified mail the one inside */
    bool readable;         /* false: the header block at most */
    bool certified;        /* struct opened's */
};
/* charset  NULL or "": as the mail says of itself
 * is_pec   from a certified mailbox
 * E_NOTFOUND  no such file; E_INPUT  a charset that is not known; E_AGAIN, E_IO */
MUST_USE enum rc mail_read(struct arena *a, const char *path, bool is_pec, const char *charset, struct mail_reading *ret, struct err *err);
/* The same as it says of itself, with the parts file of its attachments: the caller's to close, -1 when it is not readable. */
MUST_USE enum rc mail_read_parts(struct arena *a, const char *path, bool is_pec, struct mail_reading *ret, int *ret_parts_fd, struct err *err);
/* "Anna Verdi <anna@x.it>, b@y.it": the first of them, with how many more there are. */
const char *mail_people(struct arena *a, const struct mime_name *list, size_t n);
/* "Anna Maria Verdi": the last word is the surname, which is right often enough and harms nobody where it is not. At most 80
 * characters each, "" where there is none. */
void mail_person_name(struct arena *a, const struct mime_name *from, const char **ret_name, const char **ret_surname);
/* Is it a certified one? mailbox: name as the journal has it; one that the configuration no longer names is not. */
bool mail_box_is_pec(const struct conf *conf, struct arena *a, const char *mailbox);

#endif
