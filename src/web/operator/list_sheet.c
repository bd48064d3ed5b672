/* SPDX-License-Identifier: EUPL-1.2 */
#include "list_sheet.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/zip.h"

#define ODS_MIME "application/vnd.oasis.opendocument.spreadsheet"

struct sheet {
    enum sheet_kind kind;
    struct zip *zip;
    GString *row; /* of the .ods, before it is compressed */
};

struct sheet *sheet_new(enum sheet_kind kind)
{
    struct sheet *s = calloc(1, sizeof *s);

    assume(s != NULL);
    s->kind = kind;
    if (kind == SHEET_ODS) {
        s->zip = zip_new();
        s->row = g_string_sized_new(1024);
    }
    return s;
}

void sheet_free(struct sheet *s)
{
    if (!s)
        return;
    zip_free(s->zip);
    if (s->row)
        g_string_free(s->row, TRUE);
    free(s);
}

const char *sheet_mime(enum sheet_kind kind)
{
    return kind == SHEET_CSV ? "text/csv; charset=utf-8" : ODS_MIME;
}

/* ---- .csv --------------------------------------------------------------------------------------- */

/* What a citizen wrote is never a formula: a spreadsheet that opens the file would run it. */
static bool is_formula(const char *cell)
{
    return *cell && strchr("=+-@\t\r", *cell);
}

static void csv_cell(GString *out, const char *cell)
{
    g_string_append_c(out, '"');
    if (is_formula(cell))
        g_string_append_c(out, '\'');
    for (; *cell; cell++) {
        if (*cell == '"')
            g_string_append_c(out, '"');
        g_string_append_c(out, *cell);
    }
    g_string_append_c(out, '"');
}

/* ---- .ods --------------------------------------------------------------------------------------- */

/* A text cell is never a formula. XML 1.0 knows no control characters but these three. */
static void xml_text(GString *out, const char *text)
{
    for (const char *p = text; *p; p++) {
        switch (*p) {
        case '&': g_string_append(out, "&amp;"); break;
        case '<': g_string_append(out, "&lt;"); break;
        case '>': g_string_append(out, "&gt;"); break;
        case '\n': case '\t': case '\r': g_string_append_c(out, ' '); break;
        default:
            if ((unsigned char)*p >= ' ')
                g_string_append_c(out, *p);
        }
    }
}

static void ods_row(struct sheet *s, const char *const *cells, size_t n)
{
    g_string_append(s->row, "<table:table-row>");
    for (size_t i = 0; i < n; i++) {
        if (!*cells[i]) {
            g_string_append(s->row, "<table:table-cell/>");
            continue;
        }
        g_string_append(s->row, "<table:table-cell office:value-type=\"string\"><text:p>");
        xml_text(s->row, cells[i]);
        g_string_append(s->row, "</text:p></table:table-cell>");
    }
    g_string_append(s->row, "</table:table-row>");
}

static void ods_write(struct sheet *s, GString *out)
{
    zip_write(s->zip, out, sv_of(s->row->str, s->row->len));
    g_string_truncate(s->row, 0);
}

static void ods_begin(struct sheet *s, GString *out)
{
    zip_store(s->zip, out, "mimetype", SV(ODS_MIME));
    zip_begin(s->zip, out, "META-INF/manifest.xml");
    zip_write(s->zip, out, SV("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                              "<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">"
                              "<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.2\" manifest:media-type=\"" ODS_MIME "\"/>"
                              "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"));
    zip_end(s->zip, out);
    zip_begin(s->zip, out, "content.xml");
    zip_write(s->zip, out, SV("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                              "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" "
                              "xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" "
                              "xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\">"
                              "<office:body><office:spreadsheet><table:table table:name=\"Richieste\">"));
}

/* ---- both --------------------------------------------------------------------------------------- */

void sheet_begin(struct sheet *s, GString *out)
{
    if (s->kind == SHEET_CSV)
        g_string_append(out, "\xEF\xBB\xBF"); /* without it Excel takes UTF-8 for the code page of the machine */
    else
        ods_begin(s, out);
}

void sheet_row(struct sheet *s, GString *out, const char *const *cells, size_t n)
{
    if (s->kind == SHEET_ODS) {
        ods_row(s, cells, n);
        ods_write(s, out);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (i)
            g_string_append_c(out, ';'); /* where the comma is the decimal point, Excel wants this one */
        csv_cell(out, cells[i]);
    }
    g_string_append(out, "\r\n");
}

void sheet_end(struct sheet *s, GString *out)
{
    if (s->kind == SHEET_CSV)
        return;
    zip_write(s->zip, out, SV("</table:table></office:spreadsheet></office:body></office:document-content>"));
    zip_end(s->zip, out);
    zip_finish(s->zip, out);
}
