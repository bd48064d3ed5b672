/* SPDX-License-Identifier: EUPL-1.2 */
#include "buildfile.h"

#include <stdio.h>
#include <string.h>

bool buildfile_write(const char *path, const char *text, size_t n)
{
    g_autofree char *old = NULL, *dir = g_path_get_dirname(path);
    g_autoptr(GError) e = NULL;
    gsize old_n = 0;

    if (g_file_get_contents(path, &old, &old_n, NULL) && old_n == n && memcmp(old, text, n) == 0)
        return true;
    (void)g_mkdir_with_parents(dir, 0755);
    if (!g_file_set_contents(path, text, (gssize)n, &e)) {
        (void)fprintf(stderr, "%s\n", e->message);
        return false;
    }
    return true;
}
