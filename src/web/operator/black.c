/* SPDX-License-Identifier: EUPL-1.2 */
/* Mails and files that still hold what was blackened: for the responsabile, whose reading is written down first. */
#include "ticket_parts.h"

bool file_is_black(struct req *rq, int64_t attachment_id)
{
    struct err err = { 0 };
    bool hides = true;

    return redact_hides_file(reader_of(rq), req_arena(rq), attachment_id, &hides, &err) != OK || hides;
}

/* As its responsabile: the role may hold for others only. */
bool black_reads(struct req *rq, int64_t ticket_id)
{
    struct err err = { 0 };
    struct ticket t;

    return ticket_id && ticket_by_id(reader_of(rq), req_arena(rq), ticket_id, &t, &err) == OK && case_leads(rq, &t);
}

bool mail_is_open(struct req *rq, int64_t ticket_id, int64_t journal_id, struct reply *ret_reply)
{
    struct err err = { 0 };
    bool hides = false;

    if (redact_hides_mail(reader_of(rq), req_arena(rq), journal_id, &hides, &err) != OK)
        *ret_reply = reply_err(rq, &err);
    else if (hides && !black_reads(rq, ticket_id))
        *ret_reply = page_black(rq);
    else
        return true;
    return false;
}

struct looking {
    struct redact_look look;
    void *arg;
    done_fn *next;
};

static enum rc write_down(struct dbw *w, void *arg, struct err *err)
{
    return redact_look_op(w, &OF(struct looking, arg)->look, err);
}

static struct reply written_down(struct req *rq, void *arg, const struct err *err)
{
    const struct looking *l = arg;

    return err->rc == OK ? l->next(rq, l->arg, err) : reply_err(rq, err);
}

struct reply black_look(struct req *rq, const struct redact_look *look, void *arg, done_fn *next)
{
    struct looking *l = arena_one(req_arena(rq), struct looking);

    *l = (struct looking){ .look = *look, .arg = arg, .next = next };
    l->look.who = (struct actor){ .kind = ACTOR_URP, .id = req_identity(rq)->user_id };
    return reply_after_write(rq, write_down, l, written_down);
}

static struct reply read_below(struct req *rq, bool hides, const struct redact_look *look, void *arg, done_fn *next)
{
    struct err none = { 0 };

    if (!hides)
        return next(rq, arg, &none);
    return black_reads(rq, look->ticket_id) ? black_look(rq, look, arg, next) : page_black(rq);
}

struct reply black_read_mail(struct req *rq, int64_t ticket_id, int64_t journal_id, void *arg, done_fn *next)
{
    struct err err = { 0 };
    bool hides;

    if (redact_hides_mail(reader_of(rq), req_arena(rq), journal_id, &hides, &err) != OK)
        return reply_err(rq, &err);
    return read_below(rq, hides, &(struct redact_look){ .ticket_id = ticket_id, .journal_id = journal_id }, arg, next);
}

struct reply black_read_letter(struct req *rq, const struct attachment *f, void *arg, done_fn *next)
{
    struct err err = { 0 };
    bool hides;

    if (redact_hides_letter(reader_of(rq), req_arena(rq), f->id, &hides, &err) != OK)
        return reply_err(rq, &err);
    return read_below(rq, hides, &(struct redact_look){ .ticket_id = f->ticket_id, .attachment_id = f->id }, arg, next);
}
