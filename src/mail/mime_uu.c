/* SPDX-License-Identifier: EUPL-1.2 */
/* Files that old programs write into the text itself: "begin 644 foto.jpg", lines of code, "end" (POSIX uuencode). Only what is
 * one from its first line to its last counts; a sentence that starts with "begin" stays a sentence. */
#include <string.h>

#include "mime_in.h"

#define LINE_MAX_ ((size_t)61 * 4 / 3 + 8) /* 45 bytes are usual, 63 the most that a length says */

static struct sv without_cr(struct sv line)
{
    while (line.n && line.p[line.n - 1] == '\r')
        line.n--;
    return line;
}

/* Name of the file that the line opens; empty when it opens none. */
static struct sv opened_name(struct sv line)
{
    size_t mode = 0;

    if (!sv_starts(line, SV("begin ")))
        return sv_of(line.p, 0);
    line = sv_drop(without_cr(line), 6);
    while (mode < line.n && mode < 4 && line.p[mode] >= '0' && line.p[mode] <= '7')
        mode++;
    if (mode < 3 || mode >= line.n || line.p[mode] != ' ')
        return sv_of(line.p, 0);
    return sv_trim(sv_drop(line, mode));
}

static unsigned six(char c)
{
    return (unsigned)(c - ' ') & 63;
}

static bool is_code(struct sv line)
{
    if (line.n < 2 || line.n > LINE_MAX_ || six(line.p[0]) == 0)
        return false;
    size_t want = (six(line.p[0]) + 2) / 3 * 4 + 1;
    for (size_t i = 0; i < line.n; i++)
        if (line.p[i] < ' ' || line.p[i] > '`')
            return false;
    return line.n + 3 >= want && line.n <= want + 1; /* blanks at the end may be gone, a checksum may be there */
}

static bool is_zero(struct sv line)
{
    return line.n <= 1 || sv_eq(line, SV("` "));
}

/* Bytes of the file that the text begins with, its "end" line included; 0 when it is none. */
static size_t whole(struct sv s, struct mime_uu *ret)
{
    struct sv rest = s, line;

    if (!sv_next(&rest, '\n', &line))
        return 0;
    ret->name = opened_name(line);
    if (!ret->name.n)
        return 0;
    const char *from = rest.p;
    size_t n_code = 0;
    while (sv_next(&rest, '\n', &line)) {
        const char *at = line.p;

        line = without_cr(line);
        if (is_code(line)) {
            n_code++;
            continue;
        }
        ret->lines = sv_of(from, (size_t)(at - from));
        if (is_zero(line) && !sv_next(&rest, '\n', &line))
            return 0;
        return n_code && sv_eq(sv_trim(line), SV("end")) ? s.n - rest.n : 0;
    }
    return 0;
}

bool mime_uu_next(struct sv *rest, struct sv *ret_before, struct mime_uu *ret)
{
    struct sv s = *rest;

    while (s.n) {
        size_t n = sv_starts(s, SV("begin ")) ? whole(s, ret) : 0;

        if (n) {
            *ret_before = sv_of(rest->p, (size_t)(s.p - rest->p));
            *rest = sv_drop(s, n);
            return true;
        }
        const char *lf = memchr(s.p, '\n', s.n);
        s = lf ? sv_drop(s, (size_t)(lf - s.p) + 1) : sv_drop(s, s.n);
    }
    return false;
}

void mime_uu_decode(struct sv lines, GString *out)
{
    struct sv line;

    while (sv_next(&lines, '\n', &line)) {
        line = without_cr(line);
        size_t want = line.n ? six(line.p[0]) : 0;
        for (size_t i = 1; want > 0; i += 4) {
            unsigned c[4];
            for (size_t k = 0; k < 4; k++)
                c[k] = i + k < line.n ? six(line.p[i + k]) : 0;
            char bytes[3] = { (char)(c[0] << 2 | c[1] >> 4), (char)(c[1] << 4 | c[2] >> 2), (char)(c[2] << 6 | c[3]) };
            size_t n = want < 3 ? want : 3;
            g_string_append_len(out, bytes, (gssize)n);
            want -= n;
        }
    }
}
