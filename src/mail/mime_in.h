/* SPDX-License-Identifier: EUPL-1.2 */
/* Shared by the mime_*.c files. One struct mime_job is one call of mime_parse. */
#ifndef URP_MAIL_MIME_IN_H
#define URP_MAIL_MIME_IN_H

#include <gmime/gmime.h>

#include "base/auto.h"
#include "mail/mime.h"

#define MIME_ID_MAX 998 /* a Message-ID fills a line at most */

struct mime_job {
    const struct mime_limits *limits;
    const char *charset; /* forced, or NULL */
    struct arena *a;
    int parts_fd;
    int64_t parts_bytes; /* written so far */
    int64_t found_left;  /* bytes of files inside files that may still be unpacked */
    struct mime_mail *m;
    GPtrArray *files; /* struct mime_file *, in the arena */
    GPtrArray *dsn;   /* struct mime_dsn * */
    GPtrArray *notes; /* const char * */
    GString *html;    /* of all its pages, as it came */
};

void mime_blank(struct mime_mail *m); /* every string "" */
/* One note of a kind is enough: a text that is already there is not added again. */
void mime_note(struct mime_job *j, const char *text);

/* ---- mime_scan.c: what GMime must not see ------------------------------------------------------- */

struct mime_scan {
    const struct mime_limits *limits;
    struct sv raw;
    size_t start, end;  /* of the message inside raw */
    size_t head_end;    /* end of its first block of headers */
    bool has_headers;
    bool is_dirty;      /* parse what mime_scan_copy writes instead of raw */
    const char *notes[4];
    size_t n_notes;
};
void mime_scan(struct sv raw, const struct mime_limits *limits, struct mime_scan *ret);
void mime_scan_copy(const struct mime_scan *s, GString *out);

/* ---- mime_head.c -------------------------------------------------------------------------------- */

GMimeParserOptions *mime_options(void); /* shared, constant */
GMimeParserOptions *mime_options_as(const char *charset); /* the caller's to free */
void mime_head(struct mime_job *j, GMimeMessage *msg);
/* First id of a header such as In-Reply-To, without angle brackets; "" when there is none. */
const char *mime_first_id(struct arena *a, const char *value);

/* ---- mime_walk.c, mime_part.c ------------------------------------------------------------------- */

/* ret_inner: the texts of attached mails, each below its sender, date and subject. */
MUST_USE enum rc mime_walk(struct mime_job *j, GMimeMessage *msg, GString *ret_text, GString *ret_inner, struct err *err);

/* Decoded bytes of a leaf into out, at most max; false when there were more. */
bool mime_part_bytes(GMimePart *part, size_t max, GString *out);
/* Behind what parts_fd holds. */
MUST_USE enum rc mime_part_append(struct mime_job *j, struct sv bytes, struct err *err);
/* Bytes that were found inside a part as a file of their own. inside: of struct mime_file. *ret_taken false: too many or too
 * large, nothing is written. */
MUST_USE enum rc mime_part_found(struct mime_job *j, struct sv bytes, const char *declared, const char *type, const char *inside, bool *ret_taken,
                                 struct err *err);
/* Decoded leaf, or any other object as it stands in the mail, behind what parts_fd holds. */
MUST_USE enum rc mime_part_save(struct mime_job *j, GMimeObject *o, bool is_inline, struct err *err);
const char *mime_part_declared(struct arena *a, GMimeObject *o); /* name by the sender, or "" */

/* ---- mime_tag.c: the marks of HTML -------------------------------------------------------------- */

struct html_tag {
    char name[16]; /* small letters; "" of a comment. A longer one is cut, and so none of those that mean something. */
    bool is_end;
    struct sv attributes;
};
/* Bytes of the comment, declaration or tag that s begins with; 0 when the '<' is text. */
size_t html_tag_read(struct sv s, struct html_tag *ret);
/* Bytes up to the end tag of that element; all when there is none. */
size_t html_up_to_end(struct sv s, const char *name);
/* Takes the next attribute off s; the value without its quotes, as written. */
bool html_attribute_next(struct sv *s, struct sv *ret_name, struct sv *ret_value);

/* ---- mime_page.c -------------------------------------------------------------------------------- */

void mime_page_add(struct mime_job *j, const char *html); /* html: clean text */
MUST_USE enum rc mime_page_save(struct mime_job *j, struct err *err); /* once, after all files; m->page */

/* ---- mime_uu.c ---------------------------------------------------------------------------------- */

struct mime_uu {
    struct sv name, lines; /* between "begin" and "end" */
};
/* Takes text and the uuencoded file behind it off *rest; false when no whole one is left. */
bool mime_uu_next(struct sv *rest, struct sv *ret_before, struct mime_uu *ret);
void mime_uu_decode(struct sv lines, GString *out);

/* ---- mime_tnef.c -------------------------------------------------------------------------------- */

struct mime_tnef {
    const char *text, *html; /* words of the mail, or "" */
    bool has_rtf;            /* words that only Outlook reads */
    size_t n_files;
    bool is_whole;           /* false: no TNEF, cut off, or with something inside that stays there */
};
/* Files go behind what parts_fd holds. inside: name of the file that bytes are of. */
MUST_USE enum rc mime_tnef_read(struct mime_job *j, struct sv bytes, const char *inside, struct mime_tnef *ret, struct err *err);

/* ---- mime_dsn.c --------------------------------------------------------------------------------- */

void mime_dsn_read(struct mime_job *j, GMimePart *part);
void mime_dsn_original(struct mime_job *j, struct sv headers);

/* ---- mime_word.c -------------------------------------------------------------------------------- */

bool mime_words_lost(struct sv header); /* GMime would lose text of it */
void mime_words_mend(struct sv header, GString *out);

/* ---- mime_base64.c ------------------------------------------------------------------------------ */

struct mime_base64 { /* zero at the start */
    uint32_t bits;
    unsigned n_bits;
};
/* Decodes a piece into out, which has room for in.n bytes; gives how many came out. Skips what is no base64. */
size_t mime_base64_step(struct mime_base64 *b, struct sv in, char *out);

/* ---- mime_text.c -------------------------------------------------------------------------------- */

/* Name that iconv knows for what mail programs write; the same name when it needs none. */
const char *mime_charset_alias(const char *name);
char *mime_unflow(struct arena *a, const char *text, bool delsp); /* RFC 3676 */

#endif
