/* SPDX-License-Identifier: EUPL-1.2 */
/* A BLOB parameter or column of the generated q_ functions. */
#ifndef URP_DB_BYTES_H
#define URP_DB_BYTES_H
#include <stddef.h>
struct bytes {
    const void *p;
    size_t n;
};
#define BYTES(array_) ((struct bytes){ (array_), sizeof(array_) })
#endif
