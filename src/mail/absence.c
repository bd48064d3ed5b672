/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/absence.h"

#include <string.h>

#include "base/text.h"
#include "q/mail.h"

#define HEAD_MAX ((size_t)600)  /* bytes: an absence note says so at once */
#define SHORTLY_S INT64_C(1800) /* such programs answer within seconds; mail servers take their time */

/* Folded, as text_fold writes. */
static const char *const away[] = {
    "in ferie", "in vacanza", "fuori ufficio", "fuori sede", "sono assente", "saro assente", "assente dal", "assente fino", "non sono in ufficio",
    "non saro in ufficio", "rientrero", "ritornero", "torno il", "tornero il", "rientro il", "di ritorno il", "al mio rientro", "al mio ritorno",
    "risposta automatica", "messaggio automatico", "autorisposta", "risponditore automatico", "non e presidiata", "casella non presidiata", "out of office",
    "out of the office", "on vacation", "on holiday", "on leave", "i am away", "i'm away", "currently away", "will be back", "automatic reply", "automatic response",
    "auto-reply", "autoreply", "auto reply",
};

static bool says_away(const char *folded)
{
    for (size_t i = 0; i < sizeof away / sizeof away[0]; i++)
        if (strstr(folded, away[i]))
            return true;
    return false;
}

bool absence_reads(struct arena *a, const struct mime_mail *m)
{
    size_t n = strlen(m->text), end = n < HEAD_MAX ? n : HEAD_MAX;

    while (end > 0 && end < n && ((unsigned char)m->text[end] & 0xC0) == 0x80)
        end--;
    return says_away(text_fold(a, m->subject)) || says_away(text_fold(a, arena_strn(a, m->text, end)));
}

enum rc absence_is_likely(struct dbw *w, const char *addr, int64_t at, bool *ret, struct err *err)
{
    struct q_mail_lately row;

    TRY(q_mail_lately(dbw_reader(w), dbw_arena(w), addr, at - SHORTLY_S, &row, err));
    *ret = row.n > 0;
    return OK;
}
