/* SPDX-License-Identifier: EUPL-1.2 */
/* The files that browsers load, embedded at build time by src/build/embed. Constant; any thread. */
#ifndef URP_HTTP_STATIC_DATA_H
#define URP_HTTP_STATIC_DATA_H

#include <stddef.h>

struct static_file {
    const char *name; /* of the source: "urp.css", "fonts/x.woff2" */
    const char *url;  /* "/static/urp.3f9c2a01b2c4.css": the name changes with the content, so it may be kept for ever */
    const char *mime, *etag; /* etag with its quotes, strong; of all three forms, so append a suffix for each */
    const unsigned char *plain, *gzip, *brotli; /* gzip and brotli: NULL when not smaller */
    size_t plain_n, gzip_n, brotli_n;
};

extern const struct static_file static_files[]; /* sorted by url (strcmp) */
extern const size_t static_files_n;

#endif
