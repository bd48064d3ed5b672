/* SPDX-License-Identifier: EUPL-1.2 */
/* A table as a file: .csv for every program, .ods for LibreOffice and Excel. Row by row, in constant memory. */
#ifndef URP_WEB_OPERATOR_LIST_SHEET_H
#define URP_WEB_OPERATOR_LIST_SHEET_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

enum sheet_kind { SHEET_CSV, SHEET_ODS };
/* Rows of a sheet that LibreOffice and Excel still open. */
#define SHEET_ODS_ROWS 1048000

struct sheet;

struct sheet *sheet_new(enum sheet_kind kind);
void sheet_free(struct sheet *s); /* NULL is fine */
const char *sheet_mime(enum sheet_kind kind);
void sheet_begin(struct sheet *s, GString *out);
void sheet_row(struct sheet *s, GString *out, const char *const *cells, size_t n);
void sheet_end(struct sheet *s, GString *out);

#endif
