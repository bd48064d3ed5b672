/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: the migrations as C text.   sqlembed sql/schema.sql sql/migrations > migrations.c
 *
 * Step 1 is sql/migrations/0001_*.sql, frozen at the first release as a copy of schema.sql; before there
 * is one, schema.sql itself. Then 0002_*.sql and so on, without gaps. */
#include <ctype.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_MAX 1000

static char *names[STEPS_MAX];

static void die(const char *what, const char *name)
{
    (void)fprintf(stderr, "sqlembed: %s: %s\n", name, what);
    exit(1);
}

/* "0002_rating.sql" gives 2. */
static int number_of(const char *name)
{
    size_t n = strlen(name);
    int v = 0;

    for (size_t i = 0; i < 4; i++) {
        if (!isdigit((unsigned char)name[i]))
            return 0;
        v = v * 10 + (name[i] - '0');
    }
    return n > 9 && name[4] == '_' && strcmp(name + n - 4, ".sql") == 0 && v < STEPS_MAX ? v : 0;
}

static void find_steps(const char *dir)
{
    DIR *d = opendir(dir);

    if (!d)
        return;
    for (struct dirent *e; (e = readdir(d));) {
        if (e->d_name[0] == '.')
            continue;
        int v = number_of(e->d_name);
        if (!v)
            die("not NNNN_what.sql", e->d_name);
        if (names[v])
            die("its number is taken", e->d_name);
        size_t n = strlen(dir) + strlen(e->d_name) + 2;
        names[v] = malloc(n);
        if (!names[v])
            die("out of memory", e->d_name);
        (void)snprintf(names[v], n, "%s/%s", dir, e->d_name);
    }
    (void)closedir(d);
}

static void print_text(const char *path)
{
    FILE *f = fopen(path, "r");
    int c, last = '\n';

    if (!f)
        die("cannot be read", path);
    while ((c = getc(f)) != EOF) {
        if (last == '\n')
            (void)fputs("\n      \"", stdout);
        if (c == '\n')
            (void)fputs("\\n\"", stdout);
        else if (c == '"' || c == '\\')
            (void)printf("\\%c", c);
        else if (c == '?' || c < ' ' || c > '~') /* '?': no trigraphs */
            (void)printf("\\%03o", (unsigned)c);
        else
            (void)putchar(c);
        last = c;
    }
    if (last != '\n')
        (void)putchar('"');
    (void)fclose(f);
}

static void print_step(int version, const char *path)
{
    const char *slash = strrchr(path, '/');

    (void)printf("    { %d, \"%s\",", version, slash ? slash + 1 : path);
    print_text(path);
    (void)printf(" },\n");
}

int main(int argc, char **argv)
{
    if (argc != 3)
        die("usage: sqlembed SCHEMA MIGRATIONS_DIR", "sqlembed");
    find_steps(argv[2]);
    int n = 1;
    (void)printf("/* Made by sqlembed. */\n#include \"db/migration.h\"\n\nconst struct db_migration db_migrations[] = {\n");
    print_step(1, names[1] ? names[1] : argv[1]);
    for (int v = 2; v < STEPS_MAX; v++) {
        if (!names[v])
            continue;
        if (v != n + 1)
            die("a number is missing before it", names[v]);
        print_step(v, names[v]);
        n = v;
    }
    (void)printf("};\nconst int db_migrations_n = %d;\n", n);
    return fflush(stdout) == 0 ? 0 : 1;
}
