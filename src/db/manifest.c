/* SPDX-License-Identifier: EUPL-1.2 */
#include "manifest.h"

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"

#define HEAD "urp-backup 1\n"

void manifest_init(struct manifest *m, struct arena *a)
{
    *m = (struct manifest){ .a = a };
    m->tail = &m->files;
}

void manifest_add(struct manifest *m, const char *path, int64_t bytes, const uint8_t sha256[SHA256_BYTES])
{
    struct manifest_file *f = arena_one(m->a, struct manifest_file);

    f->path = arena_str(m->a, path);
    f->bytes = bytes;
    memcpy(f->sha256, sha256, SHA256_BYTES);
    *m->tail = f;
    m->tail = &f->next;
}

static void append_hex(GString *out, const uint8_t sha256[SHA256_BYTES])
{
    for (size_t i = 0; i < SHA256_BYTES; i++)
        g_string_append_printf(out, "%02x", sha256[i]);
}

enum rc manifest_write(const struct manifest *m, const char *dir, struct err *err)
{
    AUTO(GSTR) GString *out = g_string_new(HEAD);
    uint8_t sum[SHA256_BYTES];

    for (const struct manifest_file *f = m->files; f; f = f->next) {
        append_hex(out, f->sha256);
        g_string_append_printf(out, " %lld %s\n", (long long)f->bytes, f->path);
    }
    sha256_of(out->str, out->len, sum);
    g_string_append(out, "end ");
    append_hex(out, sum);
    g_string_append_c(out, '\n');
    return file_write_durable(arena_fmt(m->a, "%s/" MANIFEST_NAME, dir), out->str, out->len, 0600, err);
}

/* Names are ours, but a manifest may be anybody's: nothing that leads out of the backup. */
static bool is_safe_path(struct sv path)
{
    struct sv rest = path, part;

    while (sv_next(&rest, '/', &part))
        if (part.n == 0 || sv_eq(part, SV(".")) || sv_eq(part, SV("..")))
            return false;
    return path.n > 0 && !sv_eq(path, SV(MANIFEST_NAME));
}

static bool read_hex(struct arena *a, struct sv text, uint8_t out[SHA256_BYTES])
{
    return hex_bytes(arena_sv(a, text), out, SHA256_BYTES);
}

static bool read_line(struct manifest *m, struct sv line)
{
    struct sv rest = line, hex, size;
    uint8_t sum[SHA256_BYTES];
    int64_t bytes;

    if (!sv_next(&rest, ' ', &hex) || !sv_next(&rest, ' ', &size) || !rest.p)
        return false;
    if (!read_hex(m->a, hex, sum) || !sv_int(size, 0, INT64_MAX, &bytes) || !is_safe_path(rest))
        return false;
    manifest_add(m, arena_sv(m->a, rest), bytes, sum);
    return true;
}

enum rc manifest_read(struct manifest *m, const char *dir, struct err *err)
{
    const char *path = arena_fmt(m->a, "%s/" MANIFEST_NAME, dir);
    uint8_t sum[SHA256_BYTES], want[SHA256_BYTES];
    struct sv file, line;

    enum rc rc = file_read(m->a, path, DB_MANIFEST_MAX_BYTES, &file, err);
    if (rc == E_NOTFOUND)
        FAIL(err, E_INPUT, NULL, "%s non contiene un backup completo (manca MANIFEST)", dir);
    TRY(rc);
    ptrdiff_t end = sv_find(file, SV("\nend "));
    if (!sv_starts(file, SV(HEAD)) || end < 0 || !sv_ends(file, SV("\n")))
        FAIL(err, E_INPUT, NULL, "%s è incompleto", path);
    struct sv body = sv_of(file.p, (size_t)end + 1);
    struct sv last = sv_drop(file, body.n + sizeof "end " - 1);
    sha256_of(body.p, body.n, sum);
    if (!read_hex(m->a, sv_of(last.p, last.n - 1), want) || !bytes_equal(sum, want, sizeof sum))
        FAIL(err, E_INPUT, NULL, "%s è stato cambiato", path);
    body = sv_drop(body, sizeof HEAD - 1);
    while (sv_next(&body, '\n', &line))
        if (line.n && !read_line(m, line))
            FAIL(err, E_INPUT, NULL, "%s: riga non valida: %.60s", path, arena_sv(m->a, line));
    return OK;
}
