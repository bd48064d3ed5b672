/* SPDX-License-Identifier: EUPL-1.2 */
/* multipart/form-data (RFC 7578) out of pieces of any size, without copying what files hold. Why our own: libmicrohttpd's
 * dies of short boundaries (CVE-2023-27371), knows no "Boundary=" and no quoted escapes, and takes a body without an end. */
#ifndef URP_HTTP_MULTIPART_H
#define URP_HTTP_MULTIPART_H

#include <stdbool.h>

#include "base/sv.h"

#define MULTIPART_BOUNDARY_MAX 70 /* RFC 2046 5.1.1 */
#define MULTIPART_HEAD_BYTES 8192 /* headers of a part: a file name of 255 characters, all of them escaped, four times */

struct multipart {
    enum { MP_PREAMBLE, MP_DELIMITED, MP_HEAD, MP_BODY, MP_EPILOGUE, MP_BAD } where;
    char delimiter[MULTIPART_BOUNDARY_MAX + 5]; /* CR LF - - boundary */
    size_t delimiter_n, matched;
    char last;                     /* MP_DELIMITED: the byte before */
    char head[MULTIPART_HEAD_BYTES];
    size_t head_n;
    const char *name, *filename;   /* after MULTIPART_PART, in head; filename NULL: a plain field */
};

enum multipart_got {
    MULTIPART_MORE,  /* *in is used up */
    MULTIPART_PART,  /* a part begins: name, filename */
    MULTIPART_DATA,  /* *ret_data of it, valid until the next call */
    MULTIPART_ENDED, /* the part is complete */
    MULTIPART_BAD,   /* no multipart/form-data, or not for us; stays so */
};

/* The boundary of a Content-Type; false: none, two, or one that RFC 2046 does not allow. */
bool multipart_boundary(struct sv content_type, struct sv *ret_boundary);
void multipart_init(struct multipart *m, struct sv boundary);
/* Takes from the front of *in. */
enum multipart_got multipart_take(struct multipart *m, struct sv *in, struct sv *ret_data);
bool multipart_is_complete(const struct multipart *m); /* the closing delimiter came */

#endif
