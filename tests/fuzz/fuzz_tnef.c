/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a winmail.dat: no crash, and every file that comes out lies inside the parts. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../src/mail/mime_in.h"
#include "base/err.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static bool is_ready;
    AUTO(FD) int parts = -1;
    AUTO(GPTR) GPtrArray *files = g_ptr_array_new();
    struct mime_tnef t;

    if (!is_ready) {
        mime_init();
        is_ready = true;
    }
    assume(mime_parts_new(&parts, NULL) == OK);
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES);
    struct mime_job j = { .limits = &MIME_LIMITS, .a = a, .parts_fd = parts, .files = files, .found_left = 1 << 20 };
    char *exact = malloc(n ? n : 1); /* ASan sees a read beyond the end */
    assume(exact != NULL);
    if (n)
        memcpy(exact, data, n);
    assume(mime_tnef_read(&j, sv_of(exact, n), "winmail.dat", &t, NULL) == OK);
    free(exact);
    assume(g_utf8_validate(t.text, -1, NULL) && g_utf8_validate(t.html, -1, NULL) && t.n_files == files->len);
    off_t end = lseek(parts, 0, SEEK_END);
    for (unsigned i = 0; i < files->len; i++) {
        const struct mime_file *f = files->pdata[i];
        assume(*f->name && f->offset >= 0 && f->size_bytes > 0 && f->offset + f->size_bytes <= end);
    }
    return 0;
}
