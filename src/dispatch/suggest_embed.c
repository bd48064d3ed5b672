/* SPDX-License-Identifier: EUPL-1.2 */
/* The seed, as text and as the model made from it, in the read-only part of the program: no page of it is in memory before it is
 * looked at. The macros come from the Makefile. */
#include "suggest_in.h"

#define EMBED(name_, file_)                                                                        \
    __asm__(".section .rodata\n.balign 64\n.globl " #name_ "\n.type " #name_ ", @object\n" #name_  \
            ":\n.incbin \"" file_ "\"\n" #name_ "_end:\n.size " #name_ ", . - " #name_             \
            "\n.balign 8\n.globl " #name_ "_n\n.type " #name_ "_n, @object\n" #name_ "_n:\n.quad " \
            #name_ "_end - " #name_ "\n.size " #name_ "_n, 8\n.previous\n")

EMBED(suggest_seed_text, SEED_TEXT);
EMBED(suggest_seed_model, SEED_MODEL);
