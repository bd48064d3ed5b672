/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers of rows in links: what is sent out opens that row and no other. Text for addresses: letters, digits, one dot. Any thread. */
#ifndef URP_BASE_SIGNED_ID_H
#define URP_BASE_SIGNED_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

/* "a12.k3x...": the number can be read. label separates the uses of one key, letter the kinds of rows of one use. */
char *signed_id(struct arena *a, const uint8_t key[32], const char *label, char letter, int64_t id);
bool signed_id_open(const uint8_t key[32], const char *label, char letter, const char *token, int64_t *ret_id);

/* The same for a number that tells something (the number of a request in its year): it cannot be read. The same id gives the same text. */
char *sealed_id(struct arena *a, const uint8_t key[32], const char *label, char letter, int64_t id);
bool sealed_id_open(const uint8_t key[32], const char *label, char letter, const char *token, int64_t *ret_id);

#endif
