/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/start.h"

#include <stddef.h>

#include "base/err.h"
#include "base/sv.h"

const char start_papers[] = "Puoi vedere gli atti nella pagina della tua richiesta, oppure allo sportello dell’ufficio con questa ricevuta.";

bool start_of_proceeding(enum ticket_type t)
{
    switch (t) {
    case TYPE_REPORT: case TYPE_COMPLAINT: case TYPE_ACCESS_DOC: case TYPE_ACCESS_CIVIC: case TYPE_ACCESS_FOIA: return true;
    case TYPE_SUGGESTION: case TYPE_PRAISE: case TYPE_INFO: case TYPE_MAYOR: case TYPE_ACCESSIBILITY: return false;
    }
    assume(!"type out of range");
}

bool start_complete(const struct start_facts *f)
{
    return !str_empty(f->body) && !str_empty(f->subject) && !str_empty(f->office) && !str_empty(f->officer) && !str_empty(f->domicile) &&
           !str_empty(f->remedies) && f->presented_at && f->due_at;
}

const char *start_words(const struct start_facts *f)
{
    if (!start_of_proceeding(f->type))
        return NULL;
    if (start_complete(f))
        return "Questa ricevuta vale anche come comunicazione di avvio del procedimento (legge 241/1990, articoli 7, 8 e 18-bis).";
    if (str_empty(f->office) || str_empty(f->officer))
        return "L’ufficio e il responsabile del procedimento non sono ancora decisi. Appena lo sono li trovi nella pagina della tua richiesta: la ricevuta che scarichi "
               "da lì vale anche come comunicazione di avvio del procedimento.";
    return NULL; /* what is missing is the body's own, and no citizen can wait for it */
}
