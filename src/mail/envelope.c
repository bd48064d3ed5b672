/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/envelope.h"

#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/text.h"
#include "mail/pec_read.h"

/* postacert.eml, or whatever the only mail inside is called: anomalies fix no name (RFC 6109, 3.2.2). */
static const struct mime_file *mail_inside(const struct mime_mail *m)
{
    const struct mime_file *any = NULL;

    for (size_t i = 0; i < m->n_files; i++) {
        const struct mime_file *f = &m->files[i];
        if (sv_eq_nocase(sv_from(f->declared), SV("postacert.eml")))
            return f;
        if (!any && (sv_eq_nocase(sv_from(f->type), SV("message/rfc822")) || sv_ends(sv_from(f->name), SV(".eml"))))
            any = f;
    }
    return any;
}

static bool has_envelope(const struct mime_mail *m, struct opened *ret)
{
    struct sv kind = sv_trim(sv_from(mime_header(m, "x-trasporto")));

    ret->certified = sv_eq_nocase(kind, SV("posta-certificata"));
    ret->anomaly = sv_eq_nocase(kind, SV("errore"));
    ret->has_envelope = ret->certified || ret->anomaly;
    return ret->has_envelope;
}

/* "Per conto di: anna@pec.example.it" */
static bool on_behalf_of_other(const struct mime_mail *outer, const char *mittente)
{
    struct sv name = sv_trim(sv_from(outer->from.name));
    ptrdiff_t at = sv_chr(name, ':');
    struct sv addr = sv_trim(sv_drop(name, at < 0 ? name.n : (size_t)at + 1));

    return text_is_email(addr) && !sv_eq_nocase(addr, sv_from(mittente));
}

/* NULL: the statement is there and agrees with the envelope. */
static const char *contradiction(const struct mime_mail *outer)
{
    const struct daticert *d = outer->daticert;

    if (!d)
        return "Dati di certificazione mancanti: trattato come posta ordinaria.";
    if (pec_tipo_of(sv_from(d->tipo)) != PEC_POSTA_CERTIFICATA)
        return "I dati di certificazione non parlano di una PEC: trattato come posta ordinaria.";
    if (!text_is_email(sv_from(d->mittente)))
        return "I dati di certificazione non dicono chi scrive: trattato come posta ordinaria.";
    if (on_behalf_of_other(outer, d->mittente))
        return "I dati di certificazione nominano un altro mittente: trattato come posta ordinaria.";
    if (!str_empty(d->identificativo) && !str_empty(outer->message_id) && !sv_eq_nocase(sv_from(d->identificativo), sv_from(outer->message_id)))
        return "I dati di certificazione sono di un altro messaggio: trattato come posta ordinaria.";
    if (signature_speaks_against(outer->signature))
        return "La firma del gestore non è valida: trattato come posta ordinaria.";
    return NULL;
}

/* The provider vouches for the address (From and envelope are the same, RFC 6109 3.1.1); the name is what the writer likes. */
static void sender_by_statement(struct opened *o)
{
    const struct daticert *d = o->outer.daticert;

    if (!sv_eq_nocase(sv_from(o->mail.from.addr), sv_from(d->mittente))) {
        o->mail.from.name = "";
        o->note = "Il messaggio porta un altro mittente: vale quello certificato dal gestore.";
    } else if (!str_empty(d->risposte) && !sv_eq_nocase(sv_from(d->risposte), sv_from(d->mittente))) {
        o->note = "Chi scrive chiede la risposta a un altro indirizzo: rispondiamo alla PEC da cui ha scritto.";
    }
    o->mail.from.addr = d->mittente;
    if (str_empty(o->mail.message_id)) /* the same by definition (RFC 6109, 2.2.1) */
        o->mail.message_id = d->identificativo;
}

static void certify(struct opened *o)
{
    const char *why = o->certified ? contradiction(&o->outer) : NULL;

    if (why) {
        o->certified = false;
        o->anomaly = true;
        o->note = why;
    }
    if (o->certified)
        sender_by_statement(o);
}

enum rc envelope_open(struct worker *w, struct arena *a, const char *path, bool is_pec, struct opened *ret, struct err *err)
{
    AUTO(FD) int parts = -1;
    const struct mime_file *f;
    struct err why = { 0 };
    enum rc rc;

    *ret = (struct opened){ .parts_fd = -1, .note = "" };
    rc = worker_parse(w, a, path, &ret->outer, &parts, err);
    ret->mail = ret->outer;
    if (rc != OK)
        return rc;
    if (is_pec && has_envelope(&ret->outer, ret)) {
        f = mail_inside(&ret->outer);
        rc = f ? worker_parse_file(w, a, parts, f, &ret->mail, &ret->parts_fd, &why) : E_NOTFOUND;
        if (rc == OK) {
            ret->mail.message_id = ret->outer.message_id;
            certify(ret);
            if (*ret->note)
                pec_note(a, &ret->mail, ret->note);
            return OK;
        }
        if (rc == E_AGAIN || rc == E_IO) {
            *err = why;
            return rc;
        }
        log_warn("mail.envelope", kv("why", f ? why.text : "no mail inside"));
        ret->mail = ret->outer;
        ret->certified = false;
        ret->anomaly = true;
        ret->note = "La busta non contiene un messaggio che si possa leggere: trattata come posta ordinaria.";
    }
    ret->parts_fd = STEAL_FD(parts);
    return OK;
}

static bool is_provider(const char *addr)
{
    return sv_starts_nocase(sv_from(addr), SV("posta-certificata@"));
}

struct classified classify_opened(const struct opened *o, const struct classify_by *by)
{
    struct classify_by inside = *by; /* where anybody may write what he likes */
    struct classified c = classify_mail(&o->outer, by);

    if (c.class == MAIL_PEC_RECEIPT || !(o->certified || o->anomaly))
        return c;
    inside.is_pec = false;
    inside.servers = NULL;
    c = classify_mail(&o->mail, &inside);
    if ((o->anomaly || is_provider(o->mail.from.addr)) && !c.no_ack) /* nobody answers an envelope of anomaly by itself */
        c = (struct classified){ c.class, true, o->anomaly && *o->note ? WHY_PEC_UNPROVEN : WHY_PEC_ANOMALY };
    return c;
}

struct classified classify_in_pec_box(const struct opened *o, const struct classify_by *by)
{
    struct classified c = classify_opened(o, by);

    if (!o->has_envelope && c.class == MAIL_NEW && !c.no_ack)
        c = (struct classified){ c.class, true, WHY_PEC_NOTICE };
    return c;
}
