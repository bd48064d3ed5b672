/* SPDX-License-Identifier: EUPL-1.2 */
/* Scripts that are read from right to left (Unicode UAX 9: bidirectional classes R and AL). Any thread. */
#ifndef URP_BASE_SCRIPT_H
#define URP_BASE_SCRIPT_H

#include <glib.h>
#include <stdbool.h>

bool script_from_right(gunichar c); /* a letter of one of them */

#endif
