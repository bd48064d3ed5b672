/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/envelope.h"

#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/sv.h"

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
    return ret->certified || ret->anomaly;
}

enum rc envelope_open(struct worker *w, struct arena *a, const char *path, bool is_pec, struct opened *ret, struct err *err)
{
    AUTO(FD) int parts = -1;
    const struct mime_file *f;
    struct err why = { 0 };
    enum rc rc;

    *ret = (struct opened){ .parts_fd = -1 };
    rc = worker_parse(w, a, path, &ret->outer, &parts, err);
    ret->mail = ret->outer;
    if (rc != OK)
        return rc;
    if (is_pec && has_envelope(&ret->outer, ret)) {
        f = mail_inside(&ret->outer);
        rc = f ? worker_parse_file(w, a, parts, f, &ret->mail, &ret->parts_fd, &why) : E_NOTFOUND;
        if (rc == OK) {
            ret->mail.message_id = ret->outer.message_id;
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
    }
    ret->parts_fd = STEAL_FD(parts);
    return OK;
}

struct classified classify_opened(const struct opened *o, const struct classify_by *by)
{
    struct classify_by inside = *by; /* where anybody may write what he likes */
    struct classified c = classify_mail(&o->outer, by);

    if (c.class == MAIL_PEC_RECEIPT || !(o->certified || o->anomaly))
        return c;
    inside.is_pec = false;
    c = classify_mail(&o->mail, &inside);
    if (o->anomaly && !c.no_ack) /* nobody answers an envelope of anomaly by itself */
        c = (struct classified){ c.class, true, WHY_PEC_ANOMALY };
    return c;
}
