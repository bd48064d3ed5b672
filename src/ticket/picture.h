/* SPDX-License-Identifier: EUPL-1.2 */
/* Pictures as others may see them: upright, not larger than a screen, without the metadata that tell where people
 * live. Decoded in a child process without network and with little memory. */
#ifndef URP_TICKET_PICTURE_H
#define URP_TICKET_PICTURE_H

#include "base/arena.h"
#include "base/err.h"

/* JPEG, PNG and WebP have a rendition, of the same type. */
bool picture_has_rendition(const char *mime);

/* Writes the rendition of source to target, which is created. Waits for the child.
 * E_INPUT  it cannot be decoded (text for the log; the caller knows the name)
 * E_IO     file, disk or process: no target is left */
MUST_USE enum rc picture_render(const char *source_path, const char *target_path, struct err *err);

#endif
