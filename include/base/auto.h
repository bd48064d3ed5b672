/* SPDX-License-Identifier: EUPL-1.2 */
/* Resources end with their scope. One AUTO kind per foreign type; a plain return is always clean.
 *
 *     AUTO(FD)   int fd = open(path, O_RDONLY | O_CLOEXEC);
 *     AUTO(JSON) json_t *body = json_loadb(p, n, JSON_REJECT_DUPLICATES, &je);
 *     return STEAL(body);
 */
#ifndef URP_BASE_AUTO_H
#define URP_BASE_AUTO_H

#include <dirent.h>
#include <glib-object.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/sha256.h"

/* `unused`: what only has to live until the end of its scope is in use, which clang cannot know. */
#define AUTO(kind_) __attribute__((cleanup(auto_##kind_), unused))

/* Hands the value over: the variable forgets it. */
#define STEAL(ptr_) ({ __typeof__(ptr_) steal_ = (ptr_); (ptr_) = NULL; steal_; })
#define STEAL_FD(fd_) ({ int steal_ = (fd_); (fd_) = -1; steal_; })

static inline void auto_FD(int *fd) { if (*fd >= 0) (void)close(*fd); }
static inline void auto_FILE(FILE **f) { if (*f) (void)fclose(*f); }
static inline void auto_DIR(DIR **d) { if (*d) (void)closedir(*d); }
static inline void auto_JSON(json_t **j) { json_decref(*j); }
static inline void auto_ARENA(struct arena **a) { arena_free(*a); }
static inline void auto_UNREF(void *p) { void **o = p; if (*o) g_object_unref(*o); }
static inline void auto_GSTR(GString **s) { if (*s) g_string_free(*s, TRUE); }
static inline void auto_GFREE(void *p) { g_free(*(void **)p); }
static inline void auto_SHA256(struct sha256 *h) { sha256_drop(h); }
static inline void auto_FREE(void *p) { free(*(void **)p); }
static inline void auto_KEYFILE(GKeyFile **k) { if (*k) g_key_file_unref(*k); }
static inline void auto_GPTR(GPtrArray **a) { if (*a) g_ptr_array_unref(*a); }
static inline void auto_GARRAY(GArray **a) { if (*a) g_array_unref(*a); }
static inline void auto_GHASH(GHashTable **h) { if (*h) g_hash_table_unref(*h); }
static inline void auto_GBYTES(GBytes **b) { if (*b) g_bytes_unref(*b); }

#endif
