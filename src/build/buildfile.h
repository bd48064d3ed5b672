/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: files that the generators write. */
#ifndef URP_BUILD_BUILDFILE_H
#define URP_BUILD_BUILDFILE_H

#include <glib.h>
#include <stdbool.h>

/* Makes the directories above path. A file that already says the same keeps its time, so that make builds nothing
 * anew. False: said on stderr. */
bool buildfile_write(const char *path, const char *text, size_t n);

#endif
