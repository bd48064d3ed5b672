/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/split.h"

#include "base/clock.h"
#include "base/sv.h"
#include "q/dispatch.h"
#include "ticket/message.h"

static enum rc source_of(struct dbw *w, const struct split *s, struct ticket *t, struct message *m, struct err *err)
{
    TRY(ticket_for_change(w, s->ticket_id, s->version, t, err));
    TRY(message_by_id(dbw_reader(w), dbw_arena(w), s->message_id, m, err));
    if (m->ticket_id != t->id || m->author != ACTOR_CITIZEN || !str_eq(m->status, "ok"))
        FAIL(err, E_NOTFOUND, "", "no word of the citizen on this ticket");
    if (sv_trim(sv_from(s->subject)).n == 0)
        FAIL(err, E_INPUT, "subject", "Scrivi l'oggetto della nuova richiesta.");
    if (sv_trim(sv_from(s->body)).n == 0)
        FAIL(err, E_INPUT, "body", "Scrivi il testo della nuova richiesta: la parte del messaggio che la riguarda.");
    return OK;
}

/* The same files: stored once, named twice. */
static enum rc files_of(struct dbw *w, const struct message *m, struct submission *sub, struct err *err)
{
    struct attachment *list;
    size_t n;

    TRY(attach_list(dbw_reader(w), dbw_arena(w), m->ticket_id, &list, &n, err));
    sub->files = arena_array(dbw_arena(w), n, struct attach_file);
    for (size_t i = 0; i < n; i++)
        if (list[i].message_id == m->id)
            sub->files[sub->n_files++] = list[i].file;
    return OK;
}

static struct draft_data data_of(struct arena *a, const struct split *s, const struct ticket *t, const struct ticket_words *words)
{
    return (struct draft_data){ .subject = s->subject, .body = s->body, .reply_by = words->reply_by, .phone = words->caller, .privacy = words->notice_id ? arena_fmt(a, "%lld", (long long)words->notice_id) : "",
                                .category = s->category_id ? arena_fmt(a, "%lld", (long long)s->category_id) : "",
                                .anonymous = t->flags & TICKET_ANONYMOUS ? "1" : "", .name_hidden = t->flags & TICKET_NAME_HIDDEN ? "1" : "",
                                .confidential = t->flags & TICKET_CONFIDENTIAL ? "1" : "", .not_public = t->flags & TICKET_NOT_PUBLIC ? "1" : "" };
}

static enum rc know_each_other(struct dbw *w, const struct split *s, struct ticket *t, struct err *err)
{
    struct ticket born;
    json_t *data = json_pack("{s:I, s:I}", "other", (json_int_t)s->born.id, "message", (json_int_t)s->message_id);

    TRY(ticket_event(w, t, EVENT_DIVISA, s->who, data, NULL, err));
    TRY(ticket_for_change(w, s->born.id, VERSION_ANY, &born, err));
    TRY(q_link_add(w, born.id, t->id, "related", clock_now_at(), err));
    return ticket_event(w, &born, EVENT_COLLEGATA, s->who, json_pack("{s:I}", "other", (json_int_t)t->id), NULL, err);
}

enum rc split_op(struct dbw *w, void *split, struct err *err)
{
    struct split *s = split;
    struct arena *a = dbw_arena(w);
    struct ticket t;
    struct message m;
    struct ticket_words words;

    TRY(source_of(w, s, &t, &m, err));
    TRY(words_of(dbw_reader(w), a, t.id, &words, err));
    struct submission sub = { .type = s->type, .channel = m.channel, .presented_at = m.at, .origin_key = arena_fmt(a, "split:%lld", (long long)m.id),
                              .who = s->who, .data = data_of(a, s, &t, &words), .person_id = t.person_id, .receipt = s->receipt };
    TRY(files_of(w, &m, &sub, err));
    TRY(intake_submit(w, &sub, err));
    s->born = sub.ticket;
    s->existed = sub.existed;
    return s->existed ? OK : know_each_other(w, s, &t, err);
}
