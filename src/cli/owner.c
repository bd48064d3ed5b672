/* SPDX-License-Identifier: EUPL-1.2 */
#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"

/* Groups first: without root's rights none can be given up. */
static bool become(const struct stat *st, const struct passwd *user)
{
    gid_t gid = user ? user->pw_gid : st->st_gid;

    if ((user ? initgroups(user->pw_name, gid) : setgroups(0, NULL)) != 0)
        return false;
    return setresgid(gid, gid, gid) == 0 && setresuid(st->st_uid, st->st_uid, st->st_uid) == 0;
}

enum rc cli_as_owner(struct cli *cli, struct err *err)
{
    const char *data_dir = conf_text(cli->conf, "urp", "data_dir");
    const struct passwd *user;
    struct stat st;

    if (geteuid() != 0 || stat(data_dir, &st) != 0 || st.st_uid == 0) /* not there: it becomes root's */
        return OK;
    user = getpwuid(st.st_uid);
    if (!user && st.st_gid == 0)
        FAIL(err, E_IO, "data_dir", "%s belongs to user %u, who is unknown here, and to the group of root", data_dir, (unsigned)st.st_uid);
    if (!become(&st, user))
        FAIL(err, E_IO, "data_dir", "cannot become the owner of %s: %s", data_dir, strerror(errno));
    assume(geteuid() == st.st_uid && setuid(0) != 0); /* for good */
    cli->as_user = user ? arena_str(cli->a, user->pw_name) : arena_fmt(cli->a, "%u", (unsigned)st.st_uid);
    return OK;
}
