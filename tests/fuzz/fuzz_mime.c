/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as a mail: no crash, no hang, and what comes out crosses the border of the process unchanged. */
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/rnd.h"
#include "mail/mime.h"

static void check(const struct mime_mail *m, int parts, struct arena *a)
{
    struct mime_mail back;
    struct sv bytes;
    AUTO(FREE) char *json = mime_to_json(m);

    assume(mime_from_json(sv_from(json), a, &back, NULL) == OK);
    for (size_t i = 0; i < m->n_files; i++)
        assume(mime_file_read(parts, &m->files[i], (size_t)1 << 24, a, &bytes, NULL) == OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static bool is_ready;
    AUTO(FD) int fd = memfd_create("mail", MFD_CLOEXEC), parts = -1;
    struct mime_mail m;

    if (!is_ready) {
        rnd_init();
        mime_init();
        is_ready = true;
    }
    assume(fd >= 0 && write(fd, data, n) == (ssize_t)n && mime_parts_new(&parts, NULL) == OK);
    AUTO(ARENA) struct arena *a = arena_new(MIME_ARENA_BYTES * 2);
    assume(mime_parse(&(struct mime_source){ fd, 0, -1 }, false, &MIME_LIMITS, a, parts, &m, NULL) == OK);
    check(&m, parts, a);
    return 0;
}
