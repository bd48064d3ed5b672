/* SPDX-License-Identifier: EUPL-1.2 */
/* Any bytes as daticert.xml: no crash, no hang, and every string that comes out is one clean line. */
#include "base/rnd.h"
#include "base/text.h"
#include "mail/daticert.h"

static void line(const char *s)
{
    struct sv v = sv_from(s);

    assume(s != NULL && text_is_clean(v) && sv_chr(v, '\n') < 0 && sv_chr(v, '\r') < 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct arena *a;
    struct daticert d;

    if (!a) {
        rnd_init();
        a = arena_new((size_t)64 << 20);
    }
    if (daticert_parse(sv_of((const char *)data, n), a, &d, NULL) == OK) {
        const char *const all[] = { d.tipo, d.errore, d.mittente, d.risposte, d.oggetto, d.gestore, d.identificativo, d.msgid, d.ricevuta, d.consegna, d.ricezione,
                                    d.errore_esteso };
        for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
            line(all[i]);
        for (size_t i = 0; i < d.n_destinatari; i++) {
            line(d.destinatari[i].addr);
            line(d.destinatari[i].tipo);
        }
        assume(d.data_at >= 0);
    }
    arena_reset(a);
    return 0;
}
