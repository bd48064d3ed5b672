/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures as others may see them: upright, not larger than a screen, without the metadata that tell where people
 * live. Decoded in a child process without network and with little memory. */
#ifndef URP_TICKET_PICTURE_H
#define URP_TICKET_PICTURE_H

#include "base/arena.h"
#include "base/err.h"
#include "ticket/point.h"

/* Type of the rendition of such a picture: the same for JPEG, PNG and WebP; JPEG for HEIC, HEIF and AVIF, which not every
 * browser shows; PNG for the first frame of a GIF. NULL: no picture of ours, it has no rendition. */
const char *picture_rendition_mime(const char *mime);

/* Writes the rendition of source to target, which is created. Waits for the child.
 * E_INPUT  it cannot be decoded (text for the log; the caller knows the name)
 * E_IO     file, disk or process: no target is left */
MUST_USE enum rc picture_render(const char *source_path, const char *target_path, struct err *err);

/* The same as a small JPEG, whatever it was; what shines through becomes white. */
MUST_USE enum rc picture_thumb(const char *source_path, const char *target_path, struct err *err);

/* Where it was taken, by what stands in it. Unset: it does not say. E_IO */
MUST_USE enum rc picture_where(struct arena *a, const char *source_path, struct point *ret, struct err *err);

#endif
