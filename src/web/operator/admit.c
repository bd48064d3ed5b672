/* SPDX-License-Identifier: EUPL-1.2 */
/* The door of every page about one request: who may not read it is told what may be told, and a look at a confidential one
 * is recorded before anything of it is shown. */
#include <string.h>

#include "base/sv.h"
#include "operator.h"
#include "t/web/operator/access.html.h"
#include "web/access.h"

/* Number, type, state, office, date: what everybody of the body may know of a request that is not theirs to read. */
static struct reply exists_only(struct req *rq, const struct ticket *t)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, 4, struct view_row);
    struct panel_view v = { .page = office_page_new(rq, arena_fmt(a, "Richiesta %s", t->code), MENU_NONE), .figures = rows };
    struct settore office;
    GString *out = g_string_sized_new(8192);

    v.text = t->flags & TICKET_CONFIDENTIAL
                 ? "È riservata: la legge solo chi ci lavora. Se ti serve, chiedi al responsabile dell'URP di aprirtela, e digli perché."
                 : "Il tuo ruolo non legge le parole dei cittadini.";
    rows[v.n_figures++] = (struct view_row){ .label = "Tipo", .value = type_info(t->type)->name };
    rows[v.n_figures++] = (struct view_row){ .label = "Stato", .value = state_label(t->state) };
    if (t->settore_id && settore_by_id(reader_of(rq), t->settore_id, &office, NULL) == OK)
        rows[v.n_figures++] = (struct view_row){ .label = "Settore", .value = arena_str(a, office.name) };
    readers_page(out, &v);
    return reply_html(rq, 403, out);
}

/* "pagina", "allegati/12", "posta/arrivo/7": where on the request, or in the post office. */
static const char *what_of(struct req *rq)
{
    const char *path = req_path(rq), *at;

    if (strncmp(path, "/ufficio/richieste/", 19) == 0) {
        at = strchr(path + 19, '/');
        return at && at[1] ? at + 1 : "pagina";
    }
    return strncmp(path, "/ufficio/", 9) == 0 ? path + 9 : "pagina";
}

bool office_admits(struct req *rq, const struct ticket *t, struct reply *ret_reply)
{
    enum access level = ACCESS_NONE, needed = req_writes(rq) ? ACCESS_WORK : ACCESS_READ;
    struct err err = { 0 };

    if (access_of(rq, t, &level, NULL, NULL, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else if (level == ACCESS_NONE)
        *ret_reply = reply_status(rq, 404);
    else if (level == ACCESS_EXISTS)
        *ret_reply = exists_only(rq, t);
    else if (level < needed)
        *ret_reply = reply_status(rq, 403);
    else if (t->flags & TICKET_CONFIDENTIAL && access_note_view(rq, t->id, what_of(rq), &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else
        return true;
    return false;
}

bool office_admits_id(struct req *rq, int64_t ticket_id, struct reply *ret_reply)
{
    struct ticket t;
    struct err err = { 0 };

    if (!ticket_id && (req_writes(rq) ? access_works_wide(req_identity(rq)) : access_is_wide(req_identity(rq))))
        return true;
    if (!ticket_id) { /* of no office and no type: whoever sees some requests only sees none of these */
        *ret_reply = reply_status(rq, 404);
        return false;
    }
    if (ticket_by_id(reader_of(rq), req_arena(rq), ticket_id, &t, &err) == OK)
        return office_admits(rq, &t, ret_reply);
    *ret_reply = reply_err(rq, &err);
    return false;
}

const char *office_subject(struct req *rq, int64_t ticket_id, int64_t flags, const char *subject)
{
    if (flags & TICKET_CONFIDENTIAL)
        return ACCESS_SUBJECT;
    return access_of_row(rq, ticket_id, flags) >= ACCESS_READ ? subject : "Richiesta di un altro ufficio";
}
