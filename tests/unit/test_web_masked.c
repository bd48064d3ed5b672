/* SPDX-License-Identifier: EUPL-1.2 */
/* What the office reads of words that hold keys of others. */
#include "table.h"

#include "base/arena.h"
#include "base/auto.h"
#include "web/masked.h"

#define SECRET "abcdefghij234567"
static const struct row { const char *name, *secret, *in, *want; } rows[] = {
    { "of a request",        NULL,   "Qui: https://urp.it/pratica/2026-000417-X/" SECRET ".", "Qui: https://urp.it/pratica/2026-000417-X/…." },
    { "a page of it",        NULL,   "https://urp.it/pratica/2026-000417-X/" SECRET "/giudizio ", "https://urp.it/pratica/2026-000417-X/…/giudizio " },
    { "one's own list",      NULL,   "http://urp.it:8080/pratica/mie/m1.k3x-_4", "http://urp.it:8080/pratica/mie/…" },
    { "a draft, twice",      NULL,   "https://urp.it/bozza/A_b-9 e https://urp.it/bozza/c", "https://urp.it/bozza/… e https://urp.it/bozza/…" },
    { "of a settore",        NULL,   "<https://urp.it/s/Qw3>", "<https://urp.it/s/…>" },
    { "below a folder",      NULL,   "https://comune.it/urp/avvisi/n1.x", "https://comune.it/urp/avvisi/…" },
    { "the door alone",      NULL,   "https://urp.it/pratica e https://urp.it/pratica/mie", "https://urp.it/pratica e https://urp.it/pratica/mie" },
    { "no address of a net", NULL,   "Via Roma 12/s/n, la pratica/cartella/rossa", "Via Roma 12/s/n, la pratica/cartella/rossa" },
    { "by itself",           SECRET, "Codice segreto: " SECRET "\n> ABCDEFGHIJ234567", "Codice segreto: …\n> …" },
    { "within a word",       SECRET, "x" SECRET " " SECRET "y", "x" SECRET " " SECRET "y" },
    { "of another request",  SECRET, "abcdefghij234566", "abcdefghij234566" },
    { "nothing",             SECRET, "", "" },
    { "no text",             SECRET, NULL, NULL },
};
static void check_masked(const struct row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(1 << 16);
    AUTO(FREE) char *in = r->in ? strdup(r->in) : NULL;
    const char *got = masked(a, r->secret, in);

    if (!r->want)
        assert_null(got);
    else
        assert_string_equal(got, r->want);
}
TEST_ROWS(rows, check_masked)

TESTS_MAIN("web_masked")
