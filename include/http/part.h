/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that come in pieces, each in a request of its own: a telephone that loses its connection goes on where it stopped. What has
 * come lies in the spool under a name that nobody can guess without the secret. Blocks for a write: not on an HTTP thread. */
#ifndef URP_HTTP_PART_H
#define URP_HTTP_PART_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/rnd.h"

/* secret: of whom the file is, his parts begin alike; key: which of his files, as his browser calls it. */
char *part_path(struct arena *a, const char *dir, const char *secret, const char *key);
int64_t part_bytes(const char *path); /* that have come; 0: none. May be asked on any thread */

/* Adds the bytes of piece_path, which stays. A part begins with a first piece that holds something, never otherwise.
 * at          where in the whole the piece begins
 * room        how many parts the same secret may have, at least 1: a new one takes the place of the one that waited longest
 * ret_bytes   what has come now, also with E_CONFLICT
 * E_CONFLICT  the piece does not begin where the last one ended: an answer was lost, or two send at once
 * E_AGAIN     so much is under way that there is no room now
 * E_IO        nothing of the piece was kept */
MUST_USE enum rc part_add(const char *dir, const char *path, const char *piece_path, int64_t at, int room, int64_t *ret_bytes, struct err *err);
void part_drop(const char *path);
/* All of this secret. */
void part_drop_all(struct arena *a, const char *dir, const char *secret);

/* owner: the hash of the secret. False: whose the part was is done with it. */
typedef bool part_wanted(void *arg, const uint8_t owner[SHA256_BYTES]);
/* Those that nobody went on with since before_at, and those that are not wanted. */
int64_t part_sweep(const char *dir, int64_t before_at, part_wanted *wanted, void *arg);

#endif
