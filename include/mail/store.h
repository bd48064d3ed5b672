/* SPDX-License-Identifier: EUPL-1.2 */
/* Where the exact bytes of mails lie: immutable files named by SHA-256 (hex), beside the store. Any thread. */
#ifndef URP_MAIL_STORE_H
#define URP_MAIL_STORE_H

#include <stdio.h>

#include "base/conf.h"
#include "db/db.h"

char *mail_path_in(const struct conf *conf, struct arena *a, const char *sha256);  /* <data>/posta-in-arrivo/ab/... */
char *mail_path_out(const struct conf *conf, struct arena *a, const char *sha256); /* <data>/posta-in-uscita/ab/... */
/* Takes a spool file over under its name; not yet durable: mail_settle comes before a row names it. E_IO. */
MUST_USE enum rc mail_adopt_in(const struct conf *conf, struct arena *a, const char *spool_path, const char *sha256, struct err *err);
MUST_USE enum rc mail_adopt_out(const struct conf *conf, struct arena *a, const char *spool_path, const char *sha256, struct err *err);
/* All that was adopted so far is durable. E_IO: it has to be adopted again. */
MUST_USE enum rc mail_settle(const struct conf *conf, struct arena *a, struct err *err);

/* urpd check: each mail that outbox and journal name is here and is what its hash says. Findings as db_check. */
MUST_USE enum rc mail_check(const struct conf *conf, struct dbr *r, FILE *report, int64_t *ret_findings, struct err *err);

#endif
