/* SPDX-License-Identifier: EUPL-1.2 */
/* What became of the mails of ours: in a list beside the story, and below the event that caused each. */
#include <glib.h>

#include "base/sv.h"
#include "ticket/calendar.h"
#include "ticket_parts.h"

static struct ticket_mail mail_of(struct arena *a, const struct story_mail *m)
{
    struct ticket_mail v = { .at = moment_format_short(a, m->settled_at ? m->settled_at : m->created_at), .to = m->to_addr, .kind = outbox_kind(m->kind),
                             .note = str_eq(m->state, "done") ? NULL : m->last_text, .url = arena_fmt(a, "/ufficio/posta/uscita/%lld", (long long)m->id),
                             .state = m->replaced_by ? (struct view_badge){ "Mandato ad altro indirizzo", TONE_PLAIN } : outbox_badge(m->state) };

    pec_mark(a, pec_fate_from(m->way, m->pec), m->state, &v.state, &v.note);
    return v;
}

/* "Messaggio spedito: risposta al cittadino, a maria@..."; what did not go is said by the badge alone. */
static const char *fate_text(struct arena *a, const struct story_mail *m, const struct ticket_mail *drawn)
{
    char *kind = arena_str(a, drawn->kind);

    kind[0] = g_ascii_tolower(kind[0]);
    return arena_fmt(a, "%s: %s, a %s", str_eq(m->state, "done") ? "Messaggio spedito" : "Messaggio", kind, m->to_addr);
}

/* Both lists are in the order in which they were born, so one walk is enough; but a long story has holes, and may be joined. */
static void below_causes(struct arena *a, struct story *s, const struct ticket_mail *drawn)
{
    for (size_t i = 0; i < s->n; i++) {
        struct view_event *e = &s->events[i];
        struct view_fate *list = NULL;
        size_t cap = 0, n = 0;

        if (e->joined)
            continue;
        for (size_t k = 0; k < s->n_mails; k++)
            if (s->mails[k].event_id == e->id)
                LIST_ADD(a, list, n, cap, (struct view_fate){ .text = fate_text(a, &s->mails[k], &drawn[k]), .url = drawn[k].url, .state = drawn[k].state });
        e->fates = list;
        e->n_fates = n;
    }
}

void draw_mails(struct req *rq, struct story *s, struct ticket_view *v)
{
    struct arena *a = req_arena(rq);
    struct ticket_mail *list = arena_array(a, s->n_mails + 1, struct ticket_mail);

    for (size_t i = 0; i < s->n_mails; i++)
        list[i] = mail_of(a, &s->mails[i]);
    below_causes(a, s, list);
    v->mails = list;
    v->n_mails = s->n_mails;
}
