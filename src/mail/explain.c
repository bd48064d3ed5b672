/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/explain.h"

#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "mail/classify.h"
#include "mail/render.h"
#include "mail/worker.h"

#define PARSE_TIMEOUT_MS 30000

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
        json_array_append_new(l, json_pack("{s:s, s:s, s:I, s:b}", "name", m->files[i].name, "type", m->files[i].type, "size", (json_int_t)m->files[i].size_bytes,
                                           "inline", m->files[i].is_inline));
    return l;
}

static json_t *dsn_of(const struct mime_mail *m)
{
    if (!m->n_dsn)
        return json_null();
    return json_pack("{s:s, s:s, s:s, s:s}", "action", m->dsn[0].action, "status", m->dsn[0].status, "recipient", m->dsn[0].recipient, "original_message_id",
                     m->dsn_original_id);
}

static json_t *told(const struct mime_mail *m, struct classified c)
{
    json_t *o = json_pack("{s:s, s:s, s:s, s:n, s:s, s:s, s:o, s:o, s:s, s:o, s:b, s:o, s:s, s:s, s:o}", "subject", m->subject, "from", m->from.addr, "from_name",
                          m->from.name, "pec_sender", "message_id", m->message_id, "in_reply_to", m->in_reply_to, "references", list_of(m->references, m->n_references),
                          "attachments", files_of(m), "class", mail_class_id(c.class), "reasons", json_pack("[s]", c.reason), "no_ack", c.no_ack, "dsn", dsn_of(m), "text",
                          m->text, "quoted", m->quoted, "notes", list_of(m->notes, m->n_notes));

    assume(o != NULL);
    return o;
}

enum rc mail_explain(const struct conf *conf, struct arena *a, const char *path, json_t **ret, struct err *err)
{
    struct mime_mail *m = arena_one(a, struct mime_mail);
    struct classify_by by = { 0 };
    struct worker *w;
    enum rc rc;

    by.domain = conf ? render_domain(conf, a) : NULL;
    if (access(path, R_OK) != 0)
        FAIL(err, E_NOTFOUND, "", "Il file «%.120s» non si può leggere.", path);
    w = worker_new(PARSE_TIMEOUT_MS);
    rc = worker_parse(w, a, path, m, NULL, err);
    worker_free(w);
    if (rc == OK)
        *ret = told(m, classify_mail(m, &by));
    else if (rc == E_REFUSED || rc == E_LIMIT)
        *ret = told(m, (struct classified){ MAIL_UNREADABLE, true, "the parser gave up" });
    else
        return rc;
    return OK;
}
