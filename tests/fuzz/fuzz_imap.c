/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes from an IMAP server, in pieces of any size. The first byte says how large the pieces are. */
#include <stdlib.h>
#include <string.h>

#include "../../src/mail/imap_parse.h"
#include "base/err.h"

static void parse(struct sv line)
{
    char *exact = malloc(line.n ? line.n : 1); /* ASan sees a read beyond the end */
    struct imap_line l;
    uint32_t low, high;
    struct sv word;

    assume(exact != NULL);
    memcpy(exact, line.p, line.n);
    if (imap_line_parse(sv_of(exact, line.n), &l)) {
        for (struct sv rest = l.rest; rest.n && imap_set_next(&rest, &low, &high);)
            assume(low <= high);
        for (struct sv rest = l.rest; imap_word(&rest, &word);)
            assume(word.n > 0);
        (void)imap_date(l.text);
    }
    free(exact);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct imap_reader r;
    struct sv all = sv_of((const char *)data, n), got;
    enum imap_got what = IMAP_MORE;

    if (n == 0)
        return 0;
    size_t step = (size_t)data[0] % 17 + 1;
    all = sv_drop(all, 1);
    imap_reader_init(&r);
    r.want_body = data[0] & 0x80;
    while (all.n && what != IMAP_JUNK) {
        struct sv piece = sv_of(all.p, all.n < step ? all.n : step);

        all = sv_drop(all, piece.n);
        while ((what = imap_reader_take(&r, &piece, &got)) == IMAP_LINE || what == IMAP_BODY)
            if (what == IMAP_LINE)
                parse(got);
    }
    imap_reader_done(&r);
    return 0;
}
