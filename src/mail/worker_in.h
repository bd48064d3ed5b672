/* SPDX-License-Identifier: EUPL-1.2 */
/* What goes over the socket between worker.c (daemon) and worker_main.c (child): one request with two open files,
 * one answer with its JSON behind it. Both ends are the same program, so plain structs will do. */
#ifndef URP_MAIL_WORKER_IN_H
#define URP_MAIL_WORKER_IN_H

#include <stdint.h>

#define WORKER_MAGIC 0x75727031u
#define WORKER_FDS 2 /* the mail, the parts file */
#define WORKER_TEXT_MAX ((size_t)16 * 1024 * 1024)
#define WORKER_JSON_MAX ((uint32_t)16 * 1024 * 1024)

struct worker_request {
    uint32_t magic;
    uint32_t headers_only;
    int64_t offset, size_bytes; /* of struct mime_source */
    char charset[64];           /* of mime_parse_as; "" for none */
};

struct worker_answer {
    uint32_t magic;
    uint32_t rc;         /* enum rc */
    uint32_t json_bytes; /* 0 unless rc is OK */
    /* The text goes through the parts file, behind the files, and is "" in the JSON: a megabyte of it would be
     * escaped and unescaped for nothing. */
    uint32_t text_offset, text_bytes, quoted_bytes;
    char text[448];      /* of err */
};

/* Gives up what the parsing of a mail does not need. Best effort where the kernel or the service manager says no:
 * limits on memory, time and files always hold. */
void worker_confine(void);
void worker_allow_cpu(void); /* 20 more seconds from now */

#endif
