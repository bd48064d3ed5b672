/* SPDX-License-Identifier: EUPL-1.2 */
/* States, actors, kinds of events, and THE transition table: from where to where, by which event, by whom, with
 * what. Nothing else in the project defines a state or a kind, and no state is reached but by a row of the table.
 * State, outcome and clock are three axes. Constant data; any thread. */
#ifndef URP_TICKET_STATE_H
#define URP_TICKET_STATE_H

#include <stdio.h>

#include "base/err.h"
#include "ticket/outcome.h"
#include "ticket/reason.h"
#include "ticket/type.h"

enum state {
    STATE_RECEIVED,
    STATE_REGISTERED,
    STATE_TAKEN,
    STATE_ASSIGNED,
    STATE_IN_PROGRESS,
    STATE_WAITING_CITIZEN,
    STATE_SUSPENDED,
    STATE_ANSWERED,
    STATE_CLOSED,
    STATE_ARCHIVED,
    STATE_TRANSFERRED,
    STATE_REOPENED,
};
enum { STATES = STATE_REOPENED + 1 };

const char *state_id(enum state s);           /* "in_progress" */
const char *state_label(enum state s);        /* for the office: "Presa in carico" */
const char *state_public_label(enum state s); /* one of four: Ricevuta, In lavorazione, In attesa di tuoi chiarimenti, Conclusa */
bool state_parse(const char *id, enum state *ret);
bool state_open(enum state s);                /* somebody still owes an answer: not answered, closed, archived, transferred */

enum actor_kind { ACTOR_CITIZEN, ACTOR_SETTORE, ACTOR_URP, ACTOR_SYSTEM };
enum { ACTORS = ACTOR_SYSTEM + 1 };
const char *actor_id(enum actor_kind k);      /* "citizen" */
const char *actor_label(enum actor_kind k);   /* "Cittadino" */
bool actor_parse(const char *id, enum actor_kind *ret);

enum event_kind {
    /* moves */
    EVENT_RICEVUTA,
    EVENT_PROTOCOLLATA,
    EVENT_PRESA_IN_CARICO,        /* by the URP */
    EVENT_ASSEGNATA,
    EVENT_RIASSEGNATA,            /* from one settore to another */
    EVENT_RESTITUITA,             /* settore: not ours */
    EVENT_IN_LAVORAZIONE,         /* settore: taken in charge */
    EVENT_CHIARIMENTI_CHIESTI,
    EVENT_CHIARIMENTI_DATI,
    EVENT_SOSPESA,
    EVENT_RIPRESA,
    EVENT_RISPOSTA,
    EVENT_SILENZIO_RIGETTO,       /* the clock: L. 241/1990 art. 25 c. 4 */
    EVENT_CHIUSA,
    EVENT_ARCHIVIATA,
    EVENT_TRASFERITA,             /* to another body */
    EVENT_RIAPERTA,
    EVENT_ANNULLATA,              /* settore: takes back what it did by mail a moment ago */
    EVENT_RIPRISTINATA,           /* the URP takes back what it did to many at once a moment ago */
    /* no move */
    EVENT_PROTOCOLLO_ANNULLATO,   /* DPR 445/2000 art. 54: annulled, never deleted */
    EVENT_IDENTIFICATA,           /* the URP ascertained who asks */
    EVENT_INOLTRATA,              /* to a colleague inside the settore */
    EVENT_NOTA,                   /* for the office only */
    EVENT_NOTA_CONFERMATA,        /* an unverified mail of a settore was accepted */
    EVENT_NOTA_SCARTATA,
    EVENT_MESSAGGIO_CITTADINO,    /* the citizen added something */
    EVENT_MESSAGGIO_SETTORE,      /* the settore wrote to the citizen without ending the matter */
    EVENT_MESSAGGIO_URP,
    EVENT_ALLEGATO,
    EVENT_COLLEGATA,
    EVENT_ETICHETTATA,            /* a word of the office on it, and off it */
    EVENT_ETICHETTA_TOLTA,
    EVENT_VISTA,                  /* an operator looked: attention cleared */
    EVENT_AFFIDATA,               /* another operator, or none, has it in hand */
    EVENT_RIMANDATA,              /* put off by an operator until a day: reminders wait, terms do not */
    EVENT_RIPRESENTATA,           /* that day has come, or an operator would not wait */
    EVENT_SENZA_PAROLA,           /* no human has written to the citizen in the days the body gives itself */
    EVENT_COLLEGAMENTO_RINNOVATO, /* new action link for the settore */
    EVENT_MAIL_INVIATA,
    EVENT_MAIL_NON_CONSEGNATA,
    EVENT_MAIL_INCERTA,           /* connection lost after the dot: nobody knows */
    EVENT_PEC_ACCETTATA,          /* our provider took it: sent (CAD art. 45 c. 2) */
    EVENT_PEC_CONSEGNATA,         /* in the recipient's certified mailbox: delivered, read or not */
    EVENT_SOLLECITO,              /* ours, to settore or head */
    EVENT_SENZA_RISPOSTA,         /* all reminders were in vain: the URP's turn */
    EVENT_SOLLECITO_CITTADINO,    /* the citizen urges */
    EVENT_SCADUTA,                /* the final term passed */
    EVENT_POTERE_SOSTITUTIVO,     /* L. 241/1990 art. 2 c. 9-ter */
    EVENT_VALUTATA,
    EVENT_DATI_CORRETTI,          /* type, category, place: the old values stay in the older events */
    EVENT_RISERVATEZZA,           /* name hidden, confidential: on or off */
    EVENT_AVVISI,                 /* the citizen wants no optional mails, or wants them again */
    EVENT_DATI_CANCELLATI,        /* personal text redacted or erased */
    EVENT_ORIGINALE_LETTO,        /* the responsabile looked at what stood below the black */
    EVENT_UNITA,                  /* another request about the same became part of this one's story */
    EVENT_SCOLLEGATA,             /* a link to another request, or a union with it, ended */
    EVENT_DIVISA,                 /* one of its messages became a request of its own */
    EVENT_RILETTA,                /* a mail was read in another charset: new words, the old ones kept */
    EVENT_LINGUA,                 /* the language of its words was another one */
    EVENT_INDIRIZZO_CORRETTO,     /* a mail that did not arrive goes to another address */
    EVENT_INVIO_FERMATO,          /* what was to go out at a set time did not */
    EVENT_RIESAME_CHIESTO,        /* of the RPCT: d.lgs. 33/2013 art. 5 c. 7 */
    EVENT_RIESAME_PARERE,         /* the Garante was asked, or answered */
    EVENT_RIESAME_DECISO,
    EVENT_REGISTRO,               /* what the register of access says of it was written */
    EVENT_INVIO_PROGRAMMATO,      /* words of an operator go out at a set time */
    EVENT_INVIO_RIPRESO,          /* they do not: a draft again, to be changed */
    EVENT_INVIO_ANNULLATO,        /* they do not, and are gone */
    EVENT_INVIO_PARTITO,          /* they did; the event before says what they were */
    EVENT_INVIO_ANTICIPATO,       /* a mail that waited for its moment goes at once: an operator wants it */
    EVENT_LUOGO_INDICATO,         /* its point on the map: how it is known now; where it is stands with the words */
    EVENT_INDIRIZZO_CAMBIATO,     /* the citizen gave another address, and confirmed it there */
    EVENT_OSCURAMENTO_CHIESTO,    /* the citizen asks that something of it be blackened */
    EVENT_ADESIONE,               /* somebody else has the same problem, and confirmed it (ticket/adesione) */
    EVENT_ADESIONE_TOLTA,         /* that one takes it back */
    EVENT_PUBBLICATA,             /* its public version is there for everybody, or was changed */
    EVENT_PUBBLICAZIONE_TOLTA,    /* it is not any more */
    EVENT_NON_PUBBLICARE,         /* an operator says that it is not to be published */
    EVENT_SCELTA_PUBBLICA,        /* the citizen wants it public, or not */
    EVENT_ERRORE_PUBBLICO,        /* somebody says that the public version is wrong */
    EVENT_ERRORE_GUARDATO,        /* an operator looked at what they say */
    EVENT_IDENTITA,               /* by which way it is known, or said, who asks (ticket/identity) */
    EVENT_COPIA_VISTA,            /* somebody of the URP looked at the copy of a document */
    EVENT_COPIA_CANCELLATA,       /* the copies of documents are gone for good */
    EVENT_GIUDIZIO_RICORDATO,     /* the citizen, who has not judged it, was asked once more */
    EVENT_DA_AVVISARE,            /* what was said is still to be told by telephone or by post */
    EVENT_AVVISATA,               /* an operator did */
};
enum { EVENT_KINDS = EVENT_AVVISATA + 1 };

const char *event_kind_id(enum event_kind k);     /* "presa_in_carico" */
const char *event_kind_label(enum event_kind k);  /* for the office: "Presa in carico dall'URP" */
const char *event_kind_public(enum event_kind k); /* for the citizen; NULL: not shown to the citizen */
bool event_kind_parse(const char *id, enum event_kind *ret);
bool event_kind_moves(enum event_kind k);         /* its rows in the table change the state */

/* What a move does to the legal clock; ticket/term and state_clock turn it into a clock event by type. */
enum clock_effect { EFFECT_NONE, EFFECT_START, EFFECT_ASK, EFFECT_ANSWERED_ASK, EFFECT_SUSPEND, EFFECT_RESUME, EFFECT_STOP };

struct move {
    enum event_kind kind;
    unsigned from;            /* bits 1 << enum state; 0: birth */
    unsigned to;              /* bits: one, or those among which the holder decides (settore or URP) */
    unsigned who;             /* bits 1 << enum actor_kind */
    bool needs_reason;        /* a text for the record or the citizen must come with it */
    unsigned outcomes;        /* bits 1 << enum outcome that it may set; 0: it clears or leaves it */
    enum clock_effect effect;
    const char *mails;        /* names of enum notice_kind, blank separated */
    const char *note;         /* why it exists, for the printed table; English */
};
extern const struct move state_moves[];
extern const size_t state_moves_n;

/* The row for this move, or NULL: not possible. from is ignored for EVENT_RICEVUTA. */
const struct move *state_move(enum event_kind kind, enum state from, enum state to);
/* Could this actor do it now? For menus: nothing else is offered. */
bool state_may(enum event_kind kind, enum state from, enum actor_kind who);

/* One proposed move. */
struct state_step {
    enum ticket_type type;
    enum event_kind kind;
    enum state from, to;
    enum actor_kind who;
    enum outcome before, after; /* outcome the ticket has, and gets */
    bool has_reason;
};
/* E_CONFLICT  no such move from this state (text in Italian names both states)
 * E_DENIED    not for this actor
 * E_INPUT     reason ("text") or outcome ("outcome") missing or not fitting the type */
MUST_USE enum rc state_next(const struct state_step *s, struct err *err);

/* May an event of this kind give a request of this type this outcome? What the menus offer. */
bool state_outcome(enum event_kind kind, enum ticket_type type, enum outcome o);

/* Kind and reason (at is the caller's) of the clock event that an event of this kind causes on this type; false: none.
 * For EVENT_SOSPESA and EVENT_RIPRESA the caller knows the reason: given is used, and a suspension that the law does not
 * know for this type gives false. Elsewhere given is ignored: a question on accesso documentale gives REASON_INCOMPLETE,
 * its answer REASON_REGULARISED; on accesso civico neither moves the clock. */
bool state_clock(enum event_kind kind, enum ticket_type type, enum clock_reason given, struct clock_event *ret);

/* The table as Markdown, as documentation and for `urpd explain`. */
void state_print_table(FILE *out);

#endif
