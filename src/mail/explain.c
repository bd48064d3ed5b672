/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/explain.h"

#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "mail/addr.h"
#include "mail/classify.h"
#include "mail/envelope.h"
#include "mail/render.h"
#include "mail/sender_auth.h"
#include "ticket/code.h"

static json_t *list_of(const char *const *texts, size_t n)
{
    json_t *l = json_array();

    for (size_t i = 0; i < n; i++)
        json_array_append_new(l, json_string(texts[i]));
    return l;
}

static json_t *files_of(const struct mime_mail *m)
{
    json_t *l = json_array();

    for (size_t i = 0; i < m->n_files; i++)
        json_array_append_new(l, json_pack("{s:s, s:s, s:s, s:I, s:b, s:s}", "name", m->files[i].name, "declared", m->files[i].declared, "type", m->files[i].type,
                                           "size", (json_int_t)m->files[i].size_bytes, "inline", m->files[i].is_inline, "inside", m->files[i].inside));
    return l;
}

static json_t *dsn_of(const struct mime_mail *m)
{
    if (!m->n_dsn)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:s}", "action", m->dsn[0].action, "status", m->dsn[0].status, "recipient", m->dsn[0].recipient, "original_message_id",
                     m->dsn_original_id);
}

/* Of certified mail: what the provider wrote around it. */
static json_t *envelope_of(const struct opened *o)
{
    const struct mime_mail *m = &o->outer;
    const char *transport = mime_header(m, "x-trasporto"), *receipt = mime_header(m, "x-ricevuta");

    if (!transport && !receipt)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:s, s:o, s:s}", "transport", transport ? transport : "", "receipt", receipt ? receipt : "", "subject", m->subject, "from",
                     m->from.addr, "attachments", files_of(m), "text", m->text);
}

static json_t *told(const struct opened *o, struct classified c, const char *const *reasons, size_t n_reasons)
{
    const struct mime_mail *m = &o->mail;
    json_t *t = json_pack("{s:s, s:s, s:s, s:o, s:s, s:s, s:o, s:o, s:s, s:o, s:b, s:o, s:s, s:s, s:o, s:o}", "subject", m->subject, "from", m->from.addr, "from_name",
                          m->from.name, "pec_sender", o->certified ? json_string(m->from.addr) : json_null(), "message_id", m->message_id, "in_reply_to",
                          m->in_reply_to, "references", list_of(m->references, m->n_references), "attachments", files_of(m), "class", mail_class_id(c.class),
                          "reasons", list_of(reasons, n_reasons), "no_ack", c.no_ack, "dsn", dsn_of(m), "text", m->text, "quoted", m->quoted, "notes",
                          list_of(m->notes, m->n_notes), "envelope", envelope_of(o));

    assume(t != NULL);
    return t;
}

static bool is_ours(const char *id, const char *domain)
{
    return sv_starts(sv_from(id), SV("urp-")) && (!domain || sv_ends(sv_from(id), sv_from(domain)));
}

static bool has_code(const char *subject)
{
    struct sv rest = sv_from(subject);
    int64_t year, number;

    return code_find(&rest, &year, &number);
}

/* Intake asks the store and the key of the signed addresses; here only what can be seen is said. */
static struct classified guess_reply(const struct mime_mail *m, const char *domain, struct classified c)
{
    bool answers = !str_empty(m->in_reply_to) || m->n_references, ours = is_ours(m->in_reply_to, domain);
    struct addr addr, base;
    char tag[65];

    if (c.class != MAIL_NEW && c.class != MAIL_LIST)
        return c;
    for (size_t i = 0; i < m->n_to; i++) {
        if (addr_parse(sv_from(m->to[i].addr), "to", &addr, NULL) != OK)
            continue;
        addr_split(&addr, &base, tag);
        if ((tag[0] == 'r' || tag[0] == 's') && strchr(tag, '.'))
            return (struct classified){ tag[0] == 's' ? MAIL_SETTORE : MAIL_REPLY, c.no_ack, WHY_SIGNED_ADDRESS };
    }
    for (size_t i = 0; i < m->n_references; i++)
        ours |= is_ours(m->references[i], domain);
    if (ours)
        return (struct classified){ MAIL_REPLY, c.no_ack, WHY_OWN_REFERENCE };
    if (answers && has_code(m->subject))
        return (struct classified){ MAIL_REPLY, c.no_ack, WHY_SUBJECT };
    return c;
}

static json_t *understood(const struct opened *o, const struct classify_by *by)
{
    const char *reasons[CLASSIFY_WHYS + 1];
    enum mail_why whys[CLASSIFY_WHYS];
    struct classified plain = classify_opened(o, by), c = guess_reply(&o->mail, by->domain, plain);
    size_t n_whys = classify_whys(&o->mail, by, plain, whys), n = 0;

    reasons[n++] = why_id(c.why);
    for (size_t i = 0; i < n_whys; i++)
        if (whys[i] != c.why)
            reasons[n++] = why_id(whys[i]);
    return told(o, c, reasons, n);
}

/* Which mailbox it lay in nobody says here: the headers of a provider are taken at their word. */
enum rc mail_explain(const struct conf *conf, struct arena *a, const char *path, json_t **ret, struct err *err)
{
    struct classify_by by = classify_rules(conf, a, true);
    const char *unparsed = why_id(WHY_UNPARSED);
    struct opened *o = arena_one(a, struct opened);
    struct worker *w;
    enum rc rc;

    if (access(path, R_OK) != 0)
        FAIL(err, E_NOTFOUND, "", "Il file «%.120s» non si può leggere.", path);
    w = worker_new(PARSE_TIMEOUT_MS);
    rc = envelope_open(w, a, path, true, o, err);
    worker_free(w);
    AUTO(FD) int parts_fd = o->parts_fd;
    struct auth_conf auth = auth_conf_of(conf, a);
    if (rc == OK)
        *ret = understood(o, &by);
    else if (rc == E_REFUSED || rc == E_LIMIT)
        *ret = told(o, (struct classified){ MAIL_UNREADABLE, true, WHY_UNPARSED }, &unparsed, 1);
    else
        return rc;
    json_object_set_new(*ret, "sender_auth", json_string(auth_id(sender_auth(a, &o->outer, &auth))));
    return OK;
}
