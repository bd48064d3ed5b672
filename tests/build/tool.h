/* SPDX-License-Identifier: EUPL-1.2 */
/* The build tools at the hands of their tests: a directory of its own for each run, what was said, what was made. */
#ifndef URP_TESTS_BUILD_TOOL_H
#define URP_TESTS_BUILD_TOOL_H

#include "table.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdbool.h>
#include <unistd.h>

struct tool_run {
    char *dir;      /* everything the tool reads and writes */
    char *said;     /* stdout and stderr */
    bool ok;
};

static inline void tool_begin(struct tool_run *t)
{
    t->dir = g_dir_make_tmp("urp-build-XXXXXX", NULL);
    t->said = NULL;
    assert_non_null(t->dir);
}

static inline void tool_file(const struct tool_run *t, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(t->dir, name, NULL);
    g_autofree char *dir = g_path_get_dirname(path);

    assert_int_equal(g_mkdir_with_parents(dir, 0700), 0);
    assert_true(g_file_set_contents(path, text, -1, NULL));
}

/* Content of a file in the directory; NULL when there is none. Freed by the caller. */
static inline char *tool_made(const struct tool_run *t, const char *name)
{
    g_autofree char *path = g_build_filename(t->dir, name, NULL);
    char *text = NULL;

    return g_file_get_contents(path, &text, NULL, NULL) ? text : NULL;
}

/* Runs BUILD/tools/<argv[0]>, found beside this test program, in the directory. argv ends with NULL. */
static inline void tool_run(struct tool_run *t, const char *const *argv)
{
    g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
    g_autofree char *here = g_path_get_dirname(self);
    g_autofree char *tool = g_build_filename(here, "..", "..", "tools", argv[0], NULL);
    char *out = NULL, *err = NULL;
    const char *args[16] = { tool };
    int status = -1;

    for (int i = 1; argv[i]; i++)
        args[i] = argv[i];
    (void)g_setenv("ASAN_OPTIONS", "detect_leaks=0", TRUE);
    assert_true(g_spawn_sync(t->dir, (char **)(uintptr_t)args, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &err, &status, NULL));
    g_free(t->said);
    t->said = g_strconcat(out, err, NULL);
    t->ok = status == 0;
    g_free(out);
    g_free(err);
}

static inline void tool_remove(const char *path)
{
    GDir *dir = g_dir_open(path, 0, NULL);

    for (const char *entry; dir && (entry = g_dir_read_name(dir));) {
        g_autofree char *below = g_build_filename(path, entry, NULL);
        tool_remove(below);
    }
    if (dir)
        g_dir_close(dir);
    (void)g_remove(path);
}

static inline void tool_end(struct tool_run *t)
{
    tool_remove(t->dir);
    g_free(t->dir);
    g_free(t->said);
}

/* want NULL: the tool must succeed; else it must fail and say so, with the line. */
static inline void tool_check(const struct tool_run *t, const char *want)
{
    if (!want && !t->ok)
        fail_msg("failed: %s", t->said);
    if (want && t->ok)
        fail_msg("passed, though it should have said \"%s\"", want);
    if (want && !strstr(t->said, want))
        fail_msg("said \"%s\", not \"%s\"", t->said, want);
}

static inline void text_has(const char *text, const char *part)
{
    if (!text || !strstr(text, part))
        fail_msg("\"%s\" is not in:\n%s", part, text ? text : "(nothing)");
}

#endif
