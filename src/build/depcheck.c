/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: the floors of the house. An area includes headers of lower floors only; this program reads every
 * #include "area/..." below include/ and src/, and {{ include }} of the templates, and fails on the others.
 *
 *   depcheck ROOT
 *
 * Further house rules that a compiler does not know: a private header (in src/<area>) is included by its own area
 * alone, and no .c file outside of db holds SQL. */
#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Numbers of one floor look alike, but a request comes in (intake) before it is sent to an office (dispatch), and an API
 * answers with what pages know: one way is allowed, never both. */
static const struct { const char *area; int floor; } floors[] = {
    { "base", 0 }, { "db", 10 }, { "http", 10 }, { "pdf", 10 }, { "ticket", 20 }, { "dispatch", 30 }, { "intake", 31 },
    { "mail", 40 }, { "web", 50 }, { "api", 51 }, { "cli", 60 },
};

static int findings;
static const char *root;

static int floor_of(const char *area)
{
    for (size_t i = 0; i < G_N_ELEMENTS(floors); i++)
        if (strcmp(floors[i].area, area) == 0)
            return floors[i].floor;
    return -1;
}

static void find(const char *path, int line, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
static void find(const char *path, int line, const char *fmt, ...)
{
    va_list ap;

    printf("%s:%d: ", path, line);
    va_start(ap, fmt);
    (void)vprintf(fmt, ap);
    va_end(ap);
    (void)putchar('\n');
    findings++;
}

/* "../page.h" in src/web/citizen/home.c is "web/page.h". */
static char *straighten(const char *path, const char *header)
{
    g_autofree char *dir = g_path_get_dirname(path);
    g_autofree char *rooted = g_build_filename("/", dir, header, NULL);
    g_autofree char *full = g_canonicalize_filename(rooted, "/");

    if (!strstr(header, "../"))
        return g_strdup(header);
    const char *below = g_str_has_prefix(full, "/src/") ? full + 5 : g_str_has_prefix(full, "/include/") ? full + 9 : full;
    return g_strdup(below);
}

/* "q/ticket.h" is made for db; "t/web/citizen/home.html.h" belongs to web. */
static char *area_of_header(const char *header)
{
    g_auto(GStrv) parts = g_strsplit(header, "/", 3);

    if (!parts[1])
        return NULL;
    if (strcmp(parts[0], "q") == 0)
        return g_strdup("db");
    return g_strdup(strcmp(parts[0], "t") == 0 && parts[2] ? parts[1] : parts[0]);
}

static bool is_private(const char *header)
{
    g_autofree char *open = g_build_filename(root, "include", header, NULL);
    g_autofree char *hidden = g_build_filename(root, "src", header, NULL);

    return !g_file_test(open, G_FILE_TEST_EXISTS) && g_file_test(hidden, G_FILE_TEST_EXISTS);
}

static void check_include(const char *path, int line, const char *area, const char *written)
{
    g_autofree char *header = straighten(path, written);
    g_autofree char *other = area_of_header(header);

    if (!other || strcmp(other, area) == 0)
        return;
    int here = floor_of(area), there = floor_of(other);
    if (there < 0)
        find(path, line, "\"%s\" is of no area that is known", header);
    else if (strcmp(area, "http") == 0 && strcmp(other, "base") != 0)
        find(path, line, "http knows base alone, not \"%s\"", header);
    else if (there >= here)
        find(path, line, "%s includes upwards: \"%s\"", area, header);
    else if (is_private(header))
        find(path, line, "\"%s\" is a private header of %s", header, other);
}

/* The quoted name after an include, or NULL. */
static char *included(const char *line)
{
    const char *p = line + strspn(line, " \t");

    if (g_str_has_prefix(p, "{{"))
        p += 2;
    else if (*p == '#')
        p += 1;
    else
        return NULL;
    p += strspn(p, " \t");
    if (!g_str_has_prefix(p, "include"))
        return NULL;
    p += 7;
    p += strspn(p, " \t");
    const char *end = *p == '"' ? strchr(p + 1, '"') : NULL;
    return end ? g_strndup(p + 1, (gsize)(end - p - 1)) : NULL;
}

static bool has_sql(const char *line)
{
    static GRegex *re;

    if (!re)
        re = g_regex_new("\"\\s*(SELECT\\s.*\\sFROM\\s|INSERT\\s+(OR\\s+\\w+\\s+)?INTO\\s|UPDATE\\s+\\w+\\s+SET\\s|DELETE\\s+FROM\\s"
                         "|CREATE\\s+TABLE\\s)", 0, 0, NULL);
    return g_regex_match(re, line, 0, NULL);
}

static void check_file(const char *path, const char *area)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    char *text = NULL;

    if (!g_file_get_contents(full, &text, NULL, NULL)) {
        find(path, 0, "cannot be read");
        return;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (int i = 0; lines[i]; i++) {
        g_autofree char *header = included(lines[i]);

        if (header)
            check_include(path, i + 1, area, header);
        if (strcmp(area, "db") != 0 && has_sql(lines[i]))
            find(path, i + 1, "SQL belongs in sql/q");
    }
    g_free(text);
}

/* area NULL: the folder below is an area. */
static void check_dir(const char *path, const char *area)
{
    g_autofree char *full = g_build_filename(root, path, NULL);
    GDir *dir = g_dir_open(full, 0, NULL);

    for (const char *entry; dir && (entry = g_dir_read_name(dir));) {
        g_autofree char *below = g_build_filename(path, entry, NULL);
        g_autofree char *below_full = g_build_filename(root, below, NULL);

        if (g_file_test(below_full, G_FILE_TEST_IS_DIR)) {
            if (!area && strcmp(entry, "build") == 0)
                continue;
            if (!area && floor_of(entry) < 0)
                find(below, 0, "an area without a floor");
            check_dir(below, area ? area : entry);
        } else if (g_str_has_suffix(entry, ".c") || g_str_has_suffix(entry, ".h") || g_str_has_suffix(entry, ".t")) {
            check_file(below, area ? area : "cli");
        }
    }
    if (dir)
        g_dir_close(dir);
}

int main(int argc, char **argv)
{
    root = argc > 1 ? argv[1] : ".";
    check_dir("include", NULL);
    check_dir("src", NULL);
    return findings ? 1 : 0;
}
