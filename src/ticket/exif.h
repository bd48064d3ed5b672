/* SPDX-License-Identifier: EUPL-1.2 */
/* Where a photo says that it was taken. Bytes of a stranger: used in the child that looks at pictures, pure. */
#ifndef URP_TICKET_EXIF_H
#define URP_TICKET_EXIF_H

#include "base/sv.h"
#include "ticket/point.h"

/* The block of Exif, wherever it lies: behind the head of a JPEG, in an item of HEIC, in a chunk of WebP. false: it tells no place, or none
 * on this Earth. */
bool exif_point(struct sv photo, struct point *ret);

#endif
