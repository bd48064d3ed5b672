/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef URP_HTTP_TAX_CODE_H
#define URP_HTTP_TAX_CODE_H

#include <stdbool.h>

/* upper: capital letters and digits, no blanks. */
bool tax_code_ok(const char *upper);

#endif
