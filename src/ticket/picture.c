/* SPDX-License-Identifier: EUPL-1.2 */
#include "picture.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/child.h"
#include "base/sv.h"
#include "picture_worker.h"
#include "ticket/attach.h"

static const struct {
    const char *mime, *rendition;
} renditions[] = {
    { "image/jpeg", "image/jpeg" }, { "image/png", "image/png" },   { "image/webp", "image/webp" }, { "image/gif", "image/png" },
    { "image/heic", "image/jpeg" }, { "image/heif", "image/jpeg" }, { "image/avif", "image/jpeg" },
};

const char *picture_rendition_mime(const char *mime)
{
    for (size_t i = 0; i < sizeof renditions / sizeof renditions[0]; i++)
        if (str_eq(renditions[i].mime, mime))
            return renditions[i].rendition;
    return NULL;
}

static enum rc judge(int code, struct err *err)
{
    if (code == PICTURE_DONE)
        return OK;
    if (code >= 0 && code != PICTURE_BROKEN)
        FAIL(err, E_IO, "", "picture worker: exit code %d", code);
    /* Killed by a limit or by a defect of a decoder: the picture is to blame, not we. */
    FAIL(err, E_INPUT, NULL, "picture cannot be decoded");
}

static enum rc render(const char *source_path, const char *target_path, bool small, struct err *err)
{
    AUTO(FD) int source = open(source_path, O_RDONLY | O_CLOEXEC);
    AUTO(FD) int target = -1;
    int code;
    enum rc rc;

    if (source < 0)
        FAIL(err, E_IO, "", "%s: %s", source_path, strerror(errno));
    target = open(target_path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (target < 0)
        FAIL(err, E_IO, "", "%s: %s", target_path, strerror(errno));
    rc = child_run("picture-worker", small ? PICTURE_SMALL : NULL, source, target, &code, err);
    if (rc == OK)
        rc = judge(code, err);
    if (rc != OK)
        (void)unlink(target_path);
    return rc;
}

enum rc picture_render(const char *source_path, const char *target_path, struct err *err)
{
    return render(source_path, target_path, false, err);
}

enum rc picture_thumb(const char *source_path, const char *target_path, struct err *err)
{
    return render(source_path, target_path, true, err);
}

enum rc picture_where(struct arena *a, const char *source_path, struct point *ret, struct err *err)
{
    AUTO(FD) int source = open(source_path, O_RDONLY | O_CLOEXEC);
    AUTO(FD) int told = memfd_create("where", MFD_CLOEXEC);
    char text[64];
    ssize_t n;
    int code;

    *ret = (struct point){ 0 };
    if (source < 0 || told < 0)
        FAIL(err, E_IO, "", "%s: %s", source_path, strerror(errno));
    TRY(child_run("picture-worker", PICTURE_WHERE, source, told, &code, err));
    n = code == PICTURE_DONE ? pread(told, text, sizeof text - 1, 0) : 0;
    text[n > 0 ? n : 0] = '\0';
    if (n > 0 && !point_parse(a, text, ret))
        *ret = (struct point){ 0 };
    return OK;
}
