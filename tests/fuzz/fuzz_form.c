/* SPDX-License-Identifier: EUPL-1.2 */
/* Bodies of requests: urlencoded, multipart and JSON, whole and cut into pieces. However they are cut, the outcome is the same.
 *
 * Input: a byte that chooses (bits 0-1 the kind, 2-4 the size of the pieces), a line with the Content-Type, the body. */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "http/body.h"
#include "http/form.h"

static char dir[] = "/tmp/fuzz-form-XXXXXX";

static void spool_remove(void)
{
    (void)rmdir(dir);
}

static const char *spool(void)
{
    static bool made;

    if (!made) {
        rnd_init();
        assume(mkdtemp(dir) != NULL && atexit(spool_remove) == 0);
        made = true;
    }
    return dir;
}

static bool spool_empty(void)
{
    DIR *d = opendir(spool());
    int n = 0;

    assume(d != NULL);
    for (struct dirent *e; (e = readdir(d));)
        n += e->d_name[0] != '.';
    closedir(d);
    return n == 0;
}

/* What a page would see, as one text. */
static GString *outcome(struct arena *a, enum body kind, const char *type, const uint8_t *p, size_t n, size_t piece)
{
    struct http_body b = { .a = a, .kind = kind, .spool_dir = spool(), .born_ms = clock_mono_ms(), .upload_fd = -1 };
    GString *out = g_string_new(NULL);
    int status = body_begin(&b, NULL, true, type);

    for (size_t i = 0; i < n && !status; i += piece) {
        size_t k = n - i < piece ? n - i : piece;
        char *exact = malloc(k);
        assume(exact != NULL);
        memcpy(exact, p + i, k);
        if (!body_more(&b, exact, k))
            status = -1;
        free(exact);
    }
    if (!status)
        status = body_end(&b);
    g_string_append_printf(out, "%d\n", status);
    for (const struct field_value *f = b.fields; f && !status; f = f->next)
        g_string_append_printf(out, "%s=%s\n", f->name, f->clean ? f->clean : "?");
    for (const struct upload *u = b.uploads; u && !status; u = u->next) {
        struct stat st;
        g_string_append_printf(out, "%s %s %lld %s\n", u->field, u->name, (long long)u->size_bytes, hex_text(a, u->sha256, SHA256_BYTES));
        assume(!strpbrk(u->name, "\r\n") && g_utf8_validate(u->name, -1, NULL));
        assume(u->path && stat(u->path, &st) == 0 && st.st_size == u->size_bytes);
    }
    body_done(&b);
    assume(spool_empty());
    return out;
}

static void check_fields(struct arena *a, const uint8_t *p, size_t n)
{
    const char *value = arena_strn(a, (const char *)p, n), *clean;

    for (int kind = FIELD_TEXT; kind <= FIELD_SECRET; kind++) {
        struct field row = { .name = "x", .kind = (enum field_kind)kind, .required = true, .max = 100, .label = "Voce" };
        const char *wrong = field_check(a, &row, value, &clean);
        assume(clean && (!wrong || *wrong));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const size_t pieces[] = { 1, 2, 3, 7, 16, 61, 256, 4096 };
    static const enum body kinds[] = { BODY_FORM, BODY_MULTIPART, BODY_JSON, BODY_MULTIPART };
    const uint8_t *end = n > 1 ? memchr(p + 1, '\n', n - 1) : NULL;
    struct arena *a;

    if (!end)
        return 0;
    a = arena_new((size_t)256 << 20);
    const char *type = arena_strn(a, (const char *)p + 1, (size_t)(end - p - 1));
    size_t body_n = n - (size_t)(end + 1 - p);
    GString *whole = outcome(a, kinds[*p & 3], type, end + 1, body_n, body_n + 1);
    GString *cut = outcome(a, kinds[*p & 3], type, end + 1, body_n, pieces[*p >> 2 & 7]);
    assume(g_string_equal(whole, cut));
    g_string_free(whole, TRUE);
    g_string_free(cut, TRUE);
    check_fields(a, end + 1, body_n < 4096 ? body_n : 4096);
    arena_free(a);
    return 0;
}
