/* SPDX-License-Identifier: EUPL-1.2 */
/* Functions whose use is a defect here; -include'd into every file of the project. */
#ifndef URP_BASE_BANNED_H
#define URP_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* With _FORTIFY_SOURCE glibc makes macros of them for clang. */
#undef sprintf
#undef vsprintf

#pragma GCC poison strcpy strcat strncpy strncat sprintf vsprintf strtok gmtime localtime ctime asctime
#pragma GCC poison atoi atol atof srand system popen tmpnam mktemp gets

/* Not poisoned: libsodium has a member and libcrypto has parameters of these names. Under -Werror a warning is enough. */
int rand(void) __attribute__((deprecated("use base/rnd.h")));
long random(void) __attribute__((deprecated("use base/rnd.h")));

#endif
