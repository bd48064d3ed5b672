/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/sv.h"
#include "mail/notice.h"
#include "ticket/calendar.h"
#include "ticket/template.h"

/* For the citizen, and never instead of what the law wants to be said. */
static enum rc own_words(struct dbr *r, const struct notice_facts *f, const char *which, const char **ret, struct err *err)
{
    const char *body = ente_text(r, f->a, arena_fmt(f->a, "text.mail.%s.%s", notice_name(f->kind), which), "");
    char *filled;

    *ret = "";
    if (!*body || notice_is_for_settore(f->kind) || f->kind == NOTICE_HANDOVER || f->kind == NOTICE_SETTORE_ASKS || f->kind == NOTICE_UNDELIVERED)
        return OK;
    TRY(template_fill(r, f->a, &f->t, f->ente_office, body, &filled, err));
    *ret = filled;
    return OK;
}

enum rc notice_own_words(struct dbr *r, struct notice_facts *f, struct err *err)
{
    TRY(own_words(r, f, "intro", &f->intro, err));
    return own_words(r, f, "closing", &f->closing, err);
}

void notice_intro(const struct notice_facts *f, struct letter *l)
{
    if (*f->intro && l->n_lead < sizeof l->lead / sizeof l->lead[0])
        l->lead[l->n_lead++] = f->intro;
}

void notice_closing(const struct notice_facts *f, struct letter *l)
{
    if (*f->closing && l->n_notes < sizeof l->notes / sizeof l->notes[0])
        l->notes[l->n_notes++] = f->closing;
}

void notice_stand_in(const struct notice_facts *f, struct letter *l)
{
    if (!f->absent_until)
        return;
    assume(l->n_lead < sizeof l->lead / sizeof l->lead[0]);
    l->lead[l->n_lead++] = arena_fmt(f->a, "Il settore «%s» è assente fino a %s: ti scriviamo perché lo sostituisci.", f->office.name,
                                     day_format_it_weekday(f->a, f->absent_until));
}
