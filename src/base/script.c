/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/script.h"

/* Hebrew to Arabic Extended-A, and the presentation forms. */
bool script_from_right(gunichar c)
{
    return (c >= 0x590 && c < 0x900) || (c >= 0xFB1D && c < 0xFE00) || (c >= 0xFE70 && c < 0xFEFF);
}
