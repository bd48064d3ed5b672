/* SPDX-License-Identifier: EUPL-1.2 */
/* The configuration file: INI read by GKeyFile through one table of keys (src/base/conf_table.c) that
 * says type, default, range and help of each. Unknown and doubled keys are errors; the former name the
 * nearest known key. Secrets are paths of files (mode 0600 or stricter), never values; they are looked at
 * by who uses them, for only the service can see /run/credentials. Relative paths
 * start at the working directory. Read once in main; then constant and readable from any thread. */
#ifndef URP_BASE_CONF_H
#define URP_BASE_CONF_H

#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"

struct conf;

/* path NULL: all defaults.
 * E_INPUT  the file is wrong: Italian text; err->field is the key, or the section
 * E_NOTFOUND, E_IO, E_LIMIT  the file cannot be read */
MUST_USE enum rc conf_load(const char *path, struct conf **ret_conf, struct err *err);
void conf_free(struct conf *c);

/* section.key; a name missing from the table, or of another type, aborts (our bug). Text keys never give
 * NULL: "" is unset. conf_text also gives choices, URLs, e-mail addresses, days and paths. */
const char *conf_text(const struct conf *c, const char *section, const char *key);
int64_t conf_int(const struct conf *c, const char *section, const char *key);
bool conf_bool(const struct conf *c, const char *section, const char *key);

/* Names of the sections [mailbox NAME], in file order; keys are read with the whole section name.
 * The table row for such a family is written once as "mailbox *". */
size_t conf_family(const struct conf *c, struct arena *a, const char *family, const char ***ret_sections);

/* Content of the file that key names, without its final newline; mode checked. E_INPUT, E_IO. */
MUST_USE enum rc conf_secret(const struct conf *c, struct arena *a, const char *section, const char *key,
                             char **ret_secret, struct err *err);

/* Every file that a key names as its secret; remarks NULL: for who will use them all. Else one that cannot be seen from
 * here is only a line of Italian in remarks. E_INPUT as conf_secret. */
MUST_USE enum rc conf_check_secrets(const struct conf *c, FILE *remarks, struct err *err);

/* Path resolved against the data directory ([urp] data_dir). */
char *conf_data_path(const struct conf *c, struct arena *a, const char *relative);

void conf_doc(FILE *out); /* the table as a commented sample file: etc/urp.conf is its output */

#endif
