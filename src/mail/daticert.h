/* SPDX-License-Identifier: EUPL-1.2 */
/* daticert.xml: what the provider of certified mail states about a mail (RFC 6109, 4.4). A pure function of the bytes; DTD,
 * entities and network have no part in it. It holds an XML library, so the daemon has it done in the child of mail/worker.h;
 * tests and fuzzers call it directly. Any thread. */
#ifndef URP_MAIL_DATICERT_H
#define URP_MAIL_DATICERT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/sv.h"

/* Also the values of X-Ricevuta. What a provider invents is PEC_ALTRO. */
enum pec_tipo {
    PEC_POSTA_CERTIFICATA,
    PEC_ACCETTAZIONE,
    PEC_NON_ACCETTAZIONE,
    PEC_PRESA_IN_CARICO,
    PEC_AVVENUTA_CONSEGNA,
    PEC_ERRORE_CONSEGNA,
    PEC_PREAVVISO_ERRORE_CONSEGNA,
    PEC_RILEVAZIONE_VIRUS,
    PEC_ERRORE, /* X-Trasporto of an anomaly */
    PEC_ALTRO,
};
enum { PEC_TIPI = PEC_ALTRO + 1 };
const char *pec_tipo_id(enum pec_tipo t);    /* "avvenuta-consegna" */
enum pec_tipo pec_tipo_of(struct sv text);   /* ASCII case and blanks around it do not count */

struct daticert_destinatario {
    const char *addr;
    const char *tipo; /* "certificato", "esterno" */
};

/* Strings are one clean line each, never NULL, "" when absent. Addresses are not checked: addr_parse before use. */
struct daticert {
    const char *tipo;   /* as written: pec_tipo_of */
    const char *errore; /* nessuno, no-dest, no-dominio, virus, altro */
    const char *mittente;
    struct daticert_destinatario *destinatari;
    size_t n_destinatari;
    const char *risposte, *oggetto, *gestore;
    const char *identificativo; /* Message-ID that the provider gave the mail, without angle brackets */
    const char *msgid;          /* the one that the sender's program gave it, likewise */
    const char *ricevuta;       /* which receipts of delivery were asked for: completa, breve, sintetica */
    const char *consegna;       /* of a receipt: the recipient it speaks of */
    const char *ricezione;      /* the recipients that a provider took charge of, blank separated */
    const char *errore_esteso;
    int64_t data_at;            /* of the provider that wrote it; 0: none that a calendar knows */
};

/* RFC 6109 fixes no size. A hundred recipients take 10 kB; beyond these it is no statement but an attack. */
#define DATICERT_BYTES_MAX ((size_t)256 * 1024)
#define DATICERT_ELEMENTS_MAX 5000
#define DATICERT_DEPTH_MAX 8
#define DATICERT_DESTINATARI_MAX 1000
#define DATICERT_FIELD_MAX ((size_t)4000) /* bytes; longer ones are cut */

/* Bytes that are not in the encoding they declare are read once more as ISO-8859-1, the other one that providers write.
 *
 * ret      strings live in a; written on OK only
 * E_INPUT  no XML, another root, a DTD, an element twice
 * E_LIMIT  one of the limits above but the last */
MUST_USE enum rc daticert_parse(struct sv xml, struct arena *a, struct daticert *ret, struct err *err);

void daticert_blank(struct daticert *d); /* every string "" */

/* "<id@host>", " id@host " and the like as id@host. */
struct sv message_id_bare(struct sv id);

#endif
