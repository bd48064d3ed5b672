/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: what the parts of po share. Memory ends with the process. */
#ifndef URP_BUILD_PO_H
#define URP_BUILD_PO_H

#include <glib.h>
#include <stdbool.h>

_Noreturn void po_fail(const char *file, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));

struct po_message {
    char *id, *plural;  /* plural NULL: one form */
    GPtrArray *texts;   /* translations by form; "" = none yet */
    GString *notes;     /* "#. ..." lines, as they stand */
    GPtrArray *files;   /* where it is */
    bool c_format, fuzzy, gone;
    int line;
};

/* A catalogue: messages in the order of the file, and by id. */
struct po_file {
    const char *path;
    char *header;       /* translation of "" */
    GPtrArray *list;
    GHashTable *by_id;
};

/* po_file.c */
struct po_file *po_new(const char *path);
struct po_file *po_read(const char *path); /* ends on what is no catalogue */
struct po_message *po_find(const struct po_file *f, const char *id);
struct po_message *po_add(struct po_file *f, const char *id, const char *plural); /* the one that is there, or a new one */
void po_say_file(struct po_message *m, const char *file);
bool po_write(const struct po_file *f);

/* po_scan.c: texts in C. whole: all that reads like a text, but for what stands between "po: off" and "po: on" in comments; else
 * only tr("..."), tr_n("...", "...") and N_("..."). */
void po_scan(struct po_file *f, const char *path, bool whole);
void po_add_text(struct po_file *f, const char *path, const char *id);
/* Its parts, for po_reach.c. p stands at the first character of a comment, of a text; the place behind it is returned. off: see above. */
const char *po_skip_comment(const char *p, bool *off);
const char *po_read_strings(const char *p, GString *to, bool *off);
bool po_reads_like_text(const char *text); /* words with a blank between, or one word with a capital */

/* po_reach.c: the refusals that the functions of the files below from can bring, wherever they are written. */
void po_reached(struct po_file *pot, const char *from, int n, char **paths);

/* po_check.c: NULL, or what is wrong with the translation. */
char *po_wrong(const struct po_message *source, const struct po_message *m, int forms);
/* The parts of a sentence as base/tr.h wants them; of a C text, the text. */
GString *po_compiled(const struct po_message *source, const char *text, bool rtl);

#endif
