/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/store.h"

#include <unistd.h>

#include "base/file.h"

static char *path_of(const struct conf *conf, struct arena *a, const char *dir, const char *sha256)
{
    return conf_data_path(conf, a, arena_fmt(a, "%s/%.2s/%s", dir, sha256, sha256));
}

/* One that is there already is replaced by the same bytes: nobody knows whether it ever reached the disk. */
static enum rc adopt(const struct conf *conf, struct arena *a, const char *dir, const char *spool_path, const char *sha256,
                     struct err *err)
{
    const char *path = path_of(conf, a, dir, sha256);

    TRY(file_mkdirs(conf_data_path(conf, a, arena_fmt(a, "%s/%.2s", dir, sha256)), 0700, err));
    return access(path, F_OK) != 0 ? file_adopt(spool_path, path, err) : file_adopt_durable(spool_path, path, err);
}

char *mail_path_in(const struct conf *conf, struct arena *a, const char *sha256)
{
    return path_of(conf, a, "posta-in-arrivo", sha256);
}

char *mail_path_out(const struct conf *conf, struct arena *a, const char *sha256)
{
    return path_of(conf, a, "posta-in-uscita", sha256);
}

enum rc mail_adopt_in(const struct conf *conf, struct arena *a, const char *spool_path, const char *sha256, struct err *err)
{
    return adopt(conf, a, "posta-in-arrivo", spool_path, sha256, err);
}

enum rc mail_adopt_out(const struct conf *conf, struct arena *a, const char *spool_path, const char *sha256, struct err *err)
{
    return adopt(conf, a, "posta-in-uscita", spool_path, sha256, err);
}

enum rc mail_settle(const struct conf *conf, struct arena *a, struct err *err)
{
    return file_settle(conf_data_path(conf, a, "."), err);
}
