/* SPDX-License-Identifier: EUPL-1.2 */
/* An event in plain words: what, who, by which way, and what it did to the term. */
#include <glib.h>

#include "base/sv.h"
#include "base/tr.h"
#include "dispatch/work.h"
#include "story_in.h"
#include "ticket/calendar.h"
#include "ticket/identity.h"
#include "ticket/notify.h"

static const char *user_name(const struct weave *w, int64_t id)
{
    for (size_t i = 0; i < w->n_users; i++)
        if (w->users[i].id == id)
            return w->users[i].name;
    return actor_label(ACTOR_URP);
}

const char *strand_who(const struct strand *s)
{
    const struct weave *w = s->w;
    const struct event *e = s->e;
    const struct message *m = s->m;

    if (w->reader == STORY_CITIZEN) {
        if (e->actor == ACTOR_CITIZEN)
            return ""; /* the title says so: "Hai ..." */
        if (e->actor == ACTOR_SETTORE)
            return settore_name(reader_of(w->rq), e->actor_id);
        return e->actor == ACTOR_URP ? tr("Ufficio Relazioni con il Pubblico") : "";
    }
    if (w->hide_citizen && e->actor == ACTOR_CITIZEN)
        return actor_label(ACTOR_CITIZEN);
    if (m && !str_empty(m->author_name))
        return m->author_name;
    if (e->actor == ACTOR_SETTORE)
        return settore_name(reader_of(w->rq), e->actor_id);
    return e->actor == ACTOR_URP ? user_name(w, e->actor_id) : actor_label(e->actor);
}

const char *strand_icon(enum event_kind k)
{
    switch (k) {
    case EVENT_RISPOSTA: case EVENT_CHIUSA: return "it-check-circle";
    case EVENT_CHIARIMENTI_CHIESTI: return "it-help-circle";
    case EVENT_MESSAGGIO_CITTADINO: case EVENT_CHIARIMENTI_DATI: case EVENT_MESSAGGIO_SETTORE: case EVENT_MESSAGGIO_URP:
        return "it-comment";
    case EVENT_MAIL_NON_CONSEGNATA: case EVENT_SCADUTA: case EVENT_SILENZIO_RIGETTO: return "it-warning-circle";
    case EVENT_NOTA: return "it-note";
    case EVENT_COLLEGATA: case EVENT_UNITA: case EVENT_DIVISA: return "it-link";
    default: return "it-clock"; /* not a choice by kind: everything else is a date in the story */
    }
}

bool strand_of_stranger(const struct strand *s)
{
    return s->e->kind == EVENT_NOTA && s->m && s->m->author == ACTOR_CITIZEN;
}

/* po: off */
/* Of a mail of ours, for the URP alone: "Messaggio spedito: ricevuta al cittadino, a maria@...". */
static const char *mail_title(const struct weave *w, const char *title, int64_t outbox_id)
{
    const struct story_mail *mail = story_mail_of(w, outbox_id);
    enum notice_kind kind;

    if (!mail || !notice_parse(mail->kind, &kind))
        return title;
    char *label = arena_str(w->a, notice_label(kind));
    label[0] = g_ascii_tolower(label[0]);
    return arena_fmt(w->a, "%s: %s, a %s", title, label, mail->to_addr);
}

static const char *other_title(const struct strand *s, const char *title)
{
    const struct weave *w = s->w;
    int64_t id = event_int(s->e->data, "other");

    for (size_t i = 0; i < w->n_others; i++)
        if (w->others[i].id == id)
            return arena_fmt(w->a, "%s: %s", title, w->others[i].code);
    return title;
}

static const char *tag_title(const struct strand *s, const char *title)
{
    const struct weave *w = s->w;
    int64_t id = event_int(s->e->data, "tag");

    for (size_t i = 0; i < w->n_tags; i++)
        if (w->tags[i].id == id)
            return arena_fmt(w->a, "%s: %s", title, w->tags[i].name);
    return title;
}

static const char *planned_what(enum work_action action)
{
    return action == WORK_CONCLUDE ? "risposta e chiusura" : action == WORK_ANSWER ? "risposta" : action == WORK_ASK ? "domanda al cittadino" : "messaggio al cittadino";
}

/* "Invio programmato: risposta, per il 3 dicembre 2026, ore 9:00". */
static const char *plan_title(const struct strand *s, const char *title)
{
    struct arena *a = s->w->a;
    int64_t at = event_int(s->e->data, "send_at");
    const char *action = event_word(a, s->e->data, "action");
    enum work_action what;

    if (!at || !action || !work_parse(action, &what))
        return title;
    return arena_fmt(a, "%s: %s, per %s, ore %s", title, planned_what(what), day_format_il(a, day_of(at)), moment_format_time(a, at));
}

/* "Copia del documento cancellata: dopo la verifica". */
static const char *copy_title(const struct strand *s, const char *title)
{
    const char *why = identity_end_words(event_word(s->w->a, s->e->data, "why"));

    return why ? arena_fmt(s->w->a, "%s: %s", title, why) : title;
}

/* "Identità: SPID o CIE", "Identità accertata: di persona allo sportello: carta d'identità". */
static const char *identity_title(const struct strand *s, const char *title)
{
    struct arena *a = s->w->a;
    enum identity_document document = DOCUMENT_NONE;
    enum identity_way way;

    if (!identity_way_parse(event_word(a, s->e->data, "way"), &way))
        return title;
    (void)identity_document_parse(event_word(a, s->e->data, "document"), &document);
    return arena_fmt(a, "%s: %s", title, identity_words(a, way, document));
}

/* po: on */
/* What the reader did himself, where the usual title does not say who; NULL: it does. */
static const char *own_title(enum event_kind k)
{
    return k == EVENT_ARCHIVIATA       ? "Hai ritirato la richiesta"
           : k == EVENT_RIAPERTA       ? "Hai riaperto la richiesta"
           : k == EVENT_CHIARIMENTI_DATI ? "Hai dato un chiarimento"
                                         : NULL;
}

/* po: off */
/* Where it went: "Assegnata: Settore Lavori pubblici". */
const char *strand_title(const struct strand *s)
{
    const struct weave *w = s->w;
    const struct event *e = s->e;
    const char *title = w->reader == STORY_CITIZEN ? event_kind_public(e->kind) : event_kind_label(e->kind);
    int64_t settore_id;

    if (strand_of_stranger(s)) {
        if (!str_eq(s->m->status, "ok"))
            return str_eq(s->m->status, "rejected") ? "Messaggio scartato" : "Messaggio da confermare";
        return w->reader == STORY_CITIZEN ? event_kind_public(EVENT_MESSAGGIO_CITTADINO) : event_kind_label(EVENT_MESSAGGIO_CITTADINO);
    }
    if (w->reader == STORY_OFFICE && (e->kind == EVENT_MAIL_INVIATA || e->kind == EVENT_MAIL_NON_CONSEGNATA || e->kind == EVENT_INVIO_ANTICIPATO))
        return mail_title(w, title, event_int(e->data, "outbox"));
    if (w->reader == STORY_OFFICE && (e->kind == EVENT_COLLEGATA || e->kind == EVENT_SCOLLEGATA || e->kind == EVENT_UNITA || e->kind == EVENT_DIVISA))
        return other_title(s, title);
    if (w->reader == STORY_OFFICE && (e->kind == EVENT_ETICHETTATA || e->kind == EVENT_ETICHETTA_TOLTA))
        return tag_title(s, title);
    if (w->reader != STORY_CITIZEN && e->kind == EVENT_COPIA_CANCELLATA)
        return copy_title(s, title);
    if (w->reader == STORY_OFFICE && e->kind == EVENT_INVIO_PARTITO && e->actor == ACTOR_URP)
        return "Invio programmato mandato subito";
    if (w->reader == STORY_OFFICE && (e->kind == EVENT_INVIO_PROGRAMMATO || e->kind == EVENT_INVIO_RIPRESO || e->kind == EVENT_INVIO_ANNULLATO))
        return plan_title(s, title);
    if (e->kind == EVENT_IDENTITA || e->kind == EVENT_IDENTIFICATA)
        return identity_title(s, tr(title));
    if (w->reader == STORY_CITIZEN && e->actor == ACTOR_CITIZEN && own_title(e->kind))
        return own_title(e->kind);
    if (e->kind == EVENT_ARCHIVIATA && e->actor == ACTOR_CITIZEN) /* he can do nothing else by it */
        return "Ritirata da chi l'ha presentata";
    settore_id = e->kind == EVENT_ASSEGNATA || e->kind == EVENT_RIASSEGNATA ? event_int(e->data, "settore_id") : 0;
    return settore_id ? arena_fmt(w->a, "%s: %s", tr(title), settore_name(reader_of(w->rq), settore_id)) : title;
}

/* po: on */
/* Of what people outside said. What is typed here needs no way. */
const char *strand_channel(const struct strand *s)
{
    static const char *const ways[CHANNELS] = {
        [CHANNEL_WEB] = "dal sito", [CHANNEL_MAIL] = "per e-mail", [CHANNEL_PEC] = "per PEC", [CHANNEL_PHONE] = "per telefono",
        [CHANNEL_COUNTER] = "allo sportello", [CHANNEL_LETTER] = "per lettera", [CHANNEL_API] = "da un'altra applicazione",
    };

    if (s->e->kind == EVENT_RICEVUTA)
        return ways[s->w->channel];
    return s->m && s->e->actor != ACTOR_URP && s->e->actor != ACTOR_SYSTEM ? ways[s->m->channel] : NULL;
}

/* po: off */
static const char *clock_reason(const struct strand *s)
{
    enum clock_reason r;

    for (size_t i = 0; i < s->w->n_clock; i++)
        if (s->w->clock[i].event_id == s->e->id && reason_parse(s->w->clock[i].reason, &r))
            return reason_label(r);
    return NULL;
}

/* "Nuovo termine: 3 dicembre 2026 (era 24 novembre 2026). Il cittadino ha chiarito." */
const char *strand_clock(const struct strand *s)
{
    struct arena *a = s->w->a;
    int64_t due_at = s->says->due_at;
    const char *why, *moved;

    if (s->w->reader != STORY_OFFICE || s->e->kind == EVENT_RICEVUTA || !s->says->clock)
        return NULL;
    why = clock_reason(s);
    if (str_eq(event_word(a, s->e->data, "clock"), clock_state_id(CLOCK_STOPPED)))
        return NULL; /* it ends, and the event says how */
    if (str_eq(event_word(a, s->e->data, "clock"), clock_state_id(CLOCK_SUSPENDED)))
        moved = due_at ? arena_fmt(a, "I tempi si fermano, al massimo fino a riprendere con termine %s", day_format_it(a, day_of(due_at))) : "I tempi si fermano";
    else if (!due_at || due_at == s->due_before)
        return NULL;
    else
        moved = s->due_before ? arena_fmt(a, "Nuovo termine: %s (era %s)", day_format_it(a, day_of(due_at)), day_format_it(a, day_of(s->due_before)))
                              : arena_fmt(a, "Nuovo termine: %s", day_format_it(a, day_of(due_at)));
    return why ? arena_fmt(a, "%s. Perché: %s.", moved, why) : arena_fmt(a, "%s.", moved);
}
