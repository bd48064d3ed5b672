/* SPDX-License-Identifier: EUPL-1.2 */
/* The grammar of IMAP answers (RFC 3501, 4731, 4315), without any network: bytes in, lines out. Fuzzed. */
#ifndef URP_MAIL_IMAP_PARSE_H
#define URP_MAIL_IMAP_PARSE_H

#include <glib.h>

#include "base/sv.h"

#define IMAP_LINE_MAX ((size_t)4 * 1024 * 1024) /* a logical line with its literals; a body is streamed past it */

/* Cuts the stream into logical lines: a literal belongs to the line in which it stands. */
struct imap_reader {
    GString *line;
    size_t from;         /* where the physical line begins, behind the last literal */
    uint64_t literal;    /* bytes of it still to come */
    bool in_stream;      /* they are a body that goes to the caller */
    bool is_done;        /* line was handed out, the next byte begins a new one */
    bool want_body;      /* set by the caller: BODY[] literals of FETCH are streamed */
    uint64_t body_bytes; /* announced size of the last body that began */
};

enum imap_got {
    IMAP_MORE, /* all bytes taken */
    IMAP_LINE, /* ret: one logical line without its CRLF, valid until the next call */
    IMAP_BODY, /* ret: a piece of a body; in the line it leaves the atom STREAMED */
    IMAP_JUNK, /* too long, or no IMAP: give up the connection */
};
void imap_reader_init(struct imap_reader *r);
void imap_reader_done(struct imap_reader *r);
enum imap_got imap_reader_take(struct imap_reader *r, struct sv *bytes, struct sv *ret);

enum imap_kind { IMAP_TAGGED, IMAP_GO_ON, IMAP_STATUS, IMAP_EXISTS, IMAP_EXPUNGE, IMAP_FETCH, IMAP_SEARCH, IMAP_ESEARCH, IMAP_CAPABILITY, IMAP_OTHER };
enum imap_status { IMAP_OK, IMAP_NO, IMAP_BAD, IMAP_BYE, IMAP_PREAUTH };

struct imap_fetch {
    uint32_t uid; /* 0: not told */
    int64_t size_bytes, internal_at;
    bool has_size, has_flags, is_seen;
    bool has_body, is_streamed;
    struct sv body; /* as it stands: quoted strings with their backslashes */
    bool is_quoted;
};

struct imap_line {
    enum imap_kind kind;
    struct sv tag;
    enum imap_status status; /* of TAGGED and STATUS */
    struct sv code, text;    /* "[UIDNEXT 17] ok" gives "UIDNEXT 17" and "ok" */
    uint32_t number;         /* of EXISTS, EXPUNGE, FETCH */
    struct sv rest;          /* SEARCH: numbers; ESEARCH: the set after ALL; CAPABILITY: the words */
    struct imap_fetch fetch;
};
bool imap_line_parse(struct sv line, struct imap_line *ret); /* false: no IMAP */

/* Next range of "2,10:11,7:5"; false at the end or at rubbish (then rest->n is not 0). '*' is no number here. */
bool imap_set_next(struct sv *rest, uint32_t *ret_low, uint32_t *ret_high);
bool imap_word(struct sv *rest, struct sv *ret); /* next word of a list divided by blanks */
bool imap_u32(struct sv s, uint32_t *ret);       /* 1 to 4294967295 */
/* " 7-Jul-1996 02:44:25 -0700"; 0 when it is no date. */
int64_t imap_date(struct sv s);
/* Folder name as the wire has it: modified UTF-7 (RFC 3501 5.1.3) as quoted string. False: control characters. */
bool imap_folder(const char *utf8, GString *out);

#endif
