/* SPDX-License-Identifier: EUPL-1.2 */
/* Base64 as mails have it. Attachments are most bytes of a mailbox; the decoder of GMime 3.2.13 is slower and loses
 * its place at the end of a piece. */
#include "mime_in.h"

#define IS_LETTER 0x40u

/* Value of a letter with IS_LETTER; 0: no letter of base64. */
static const uint8_t LETTER[256] = {
    ['A'] = 64, ['B'] = 65, ['C'] = 66, ['D'] = 67, ['E'] = 68, ['F'] = 69, ['G'] = 70, ['H'] = 71, ['I'] = 72,
    ['J'] = 73, ['K'] = 74, ['L'] = 75, ['M'] = 76, ['N'] = 77, ['O'] = 78, ['P'] = 79, ['Q'] = 80, ['R'] = 81,
    ['S'] = 82, ['T'] = 83, ['U'] = 84, ['V'] = 85, ['W'] = 86, ['X'] = 87, ['Y'] = 88, ['Z'] = 89, ['a'] = 90,
    ['b'] = 91, ['c'] = 92, ['d'] = 93, ['e'] = 94, ['f'] = 95, ['g'] = 96, ['h'] = 97, ['i'] = 98, ['j'] = 99,
    ['k'] = 100, ['l'] = 101, ['m'] = 102, ['n'] = 103, ['o'] = 104, ['p'] = 105, ['q'] = 106, ['r'] = 107, ['s'] = 108,
    ['t'] = 109, ['u'] = 110, ['v'] = 111, ['w'] = 112, ['x'] = 113, ['y'] = 114, ['z'] = 115, ['0'] = 116, ['1'] = 117,
    ['2'] = 118, ['3'] = 119, ['4'] = 120, ['5'] = 121, ['6'] = 122, ['7'] = 123, ['8'] = 124, ['9'] = 125, ['+'] = 126,
    ['/'] = 127,
};

static uint32_t letter(char c)
{
    return LETTER[(unsigned char)c];
}

/* Four letters in a row, as nearly all come. */
static size_t quads(struct sv *in, char *out)
{
    const uint32_t marks = IS_LETTER << 18 | IS_LETTER << 12 | IS_LETTER << 6 | IS_LETTER;
    const char *p = in->p, *end = p + in->n;
    char *to = out;

    for (; end - p >= 4; p += 4) {
        uint32_t a = letter(p[0]), b = letter(p[1]), c = letter(p[2]), d = letter(p[3]);

        if (!(a & b & c & d & IS_LETTER))
            break;
        uint32_t v = (a << 18) + (b << 12) + (c << 6) + d - marks;
        *to++ = (char)(v >> 16);
        *to++ = (char)(v >> 8);
        *to++ = (char)v;
    }
    *in = sv_of(p, (size_t)(end - p));
    return (size_t)(to - out);
}

size_t mime_base64_step(struct mime_base64 *b, struct sv in, char *out)
{
    size_t n = 0;

    while (in.n) {
        if (b->n_bits == 0)
            n += quads(&in, out + n);
        if (!in.n)
            break;
        uint32_t v = letter(in.p[0]);
        if (v) {
            b->bits = b->bits << 6 | (v & ~IS_LETTER);
            b->n_bits += 6;
        } else if (in.p[0] == '=') { /* end of the data, or of a piece that was put before another */
            b->n_bits = 0;
        }
        if (b->n_bits >= 8) {
            b->n_bits -= 8;
            out[n++] = (char)(b->bits >> b->n_bits);
        }
        in = sv_drop(in, 1);
    }
    return n;
}
