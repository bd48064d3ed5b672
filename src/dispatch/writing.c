/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/writing.h"

#include "base/auto.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "http/req.h"
#include "q/writing.h"
#include "ticket/calendar.h"
#include "ticket/clock.h"
#include "writing_in.h"

#define NIGHT_FROM_S (21 * 3600)
#define NIGHT_UNTIL_S (7 * 3600)
#define STOPPED_ROWS 500 /* in one go; of those that cannot be read there are never so many */
#define STOPPED_ARENA_BYTES 65536
#define AHEAD_MAX_S (INT64_C(366) * 86400)

/* ---- reading ------------------------------------------------------------------------------------ */

static enum rc from_row(const struct q_writing_list *row, struct writing *ret, struct err *err)
{
    *ret = (struct writing){ .id = row->id, .ticket_id = row->ticket_id, .user_id = row->user_id, .version = row->version, .user_name = row->user_name,
                             .text = row->text, .fields = row->fields, .saved_at = row->saved_at, .rev = row->rev, .send_at = row->send_at, .stopped = row->stopped };
    (void)outcome_parse(row->outcome, &ret->outcome);
    if (!work_parse(row->action, &ret->action))
        FAIL(err, E_DB, "", "writing %lld has the unknown action %s", (long long)row->id, row->action);
    return OK;
}

static enum rc read_files(struct dbr *r, struct arena *a, struct writing *w, struct err *err)
{
    struct q_writing_file_list *rows;

    TRY(q_writing_file_list(r, a, w->id, &rows, &w->n_files, err));
    w->files = arena_array(a, w->n_files + 1, struct writing_file);
    for (size_t i = 0; i < w->n_files; i++)
        w->files[i] = (struct writing_file){ .attachment_id = rows[i].attachment_id,
                                             .file = { .id = rows[i].id, .sha256 = rows[i].sha256, .shown = rows[i].shown, .name = rows[i].name,
                                                       .mime = rows[i].mime, .size_bytes = rows[i].size_bytes, .shown_bytes = rows[i].shown_bytes } };
    return OK;
}

enum rc writing_list(struct dbr *r, struct arena *a, int64_t ticket_id, struct writing **ret, size_t *ret_n, struct err *err)
{
    struct q_writing_list *rows;
    struct writing *list;
    size_t n;

    TRY(q_writing_list(r, a, ticket_id, &rows, &n, err));
    list = arena_array(a, n + 1, struct writing);
    for (size_t i = 0; i < n; i++) {
        TRY(from_row(&rows[i], &list[i], err));
        TRY(read_files(r, a, &list[i], err));
    }
    *ret = list;
    *ret_n = n;
    return OK;
}

enum rc writing_read(struct dbr *r, struct arena *a, int64_t id, struct writing *ret, unsigned *ret_roles, struct err *err)
{
    struct q_writing_row row;

    TRY(q_writing_row(r, a, id, &row, err));
    struct q_writing_list same = { .id = row.id, .ticket_id = row.ticket_id, .user_id = row.user_id, .action = row.action, .version = row.version,
                                   .text = row.text, .outcome = row.outcome, .fields = row.fields, .saved_at = row.saved_at, .rev = row.rev, .send_at = row.send_at,
                                   .stopped = row.stopped, .user_name = row.user_name };
    TRY(from_row(&same, ret, err));
    *ret_roles = row.user_active ? (unsigned)row.user_roles | ROLE_SELF : 0;
    return read_files(r, a, ret, err);
}

enum rc writing_by_id(struct dbr *r, struct arena *a, int64_t id, struct writing *ret, struct err *err)
{
    unsigned roles;

    return writing_read(r, a, id, ret, &roles, err);
}

struct attach_file *writing_attached(struct arena *a, const struct writing *w)
{
    struct attach_file *list = arena_array(a, w->n_files + 1, struct attach_file);

    for (size_t i = 0; i < w->n_files; i++) {
        list[i] = w->files[i].file;
        list[i].id = 0; /* its row on the ticket is yet to come */
    }
    return list;
}

/* ---- saving ------------------------------------------------------------------------------------- */

bool writing_at_night(int64_t at)
{
    int64_t into_day_s = at + rome_offset_s(at);

    into_day_s %= 86400;
    return into_day_s >= NIGHT_FROM_S || into_day_s < NIGHT_UNTIL_S;
}

enum rc writing_next_morning(struct dbr *r, struct arena *a, int64_t now_at, int64_t *ret_at, struct err *err)
{
    struct office_calendar office;
    int32_t day = day_of(now_at) + 1;

    TRY(office_days(r, a, &office, err));
    while (office_closed(&office, day))
        day++;
    *ret_at = day_hour_at(day, 9);
    return OK;
}

static enum rc check_time(const struct writing_save *s, struct err *err)
{
    int64_t now_at = clock_now_at();

    if (!s->send_at)
        return OK;
    if (s->send_at <= now_at)
        FAIL(err, E_INPUT, "send_at", "Questo momento è già passato: scegline uno che deve venire, oppure invia subito.");
    if (s->send_at > now_at + AHEAD_MAX_S)
        FAIL(err, E_INPUT, "send_at", "È troppo lontano: scegli un giorno entro un anno.");
    if (writing_at_night(s->send_at) && !s->at_night)
        FAIL(err, E_INPUT, "send_at", "È un'ora di notte. Scegli un'ora fra le 7 e le 21, oppure conferma che va bene anche di notte.");
    if (sv_trim(sv_from(s->text)).n == 0)
        FAIL(err, E_INPUT, "text", "Scrivi il testo che deve partire.");
    if ((s->action == WORK_ANSWER || s->action == WORK_CONCLUDE) && s->outcome == OUTCOME_NONE)
        FAIL(err, E_INPUT, "outcome", "Scegli l'esito.");
    return OK;
}

static enum rc add_file(struct dbw *w, int64_t id, int64_t attachment_id, const struct attach_file *f, struct err *err)
{
    int64_t row;

    return q_writing_file_add(w, id, attachment_id, f->sha256, f->shown, f->name, f->mime, f->size_bytes, f->shown_bytes, &row, err);
}

/* Files of other tickets do not come along, whatever the form says. */
static enum rc pick(struct dbw *w, const struct writing_save *s, struct err *err)
{
    struct attachment f;

    TRY(q_writing_files_unpick(w, s->id, err));
    for (size_t i = 0; i < s->n_attached; i++) {
        enum rc rc = attach_by_id(dbw_reader(w), dbw_arena(w), s->attached[i], &f, err);
        if (rc == E_NOTFOUND || (rc == OK && f.ticket_id != s->ticket_id))
            continue;
        TRY(rc);
        TRY(add_file(w, s->id, f.id, &f.file, err));
    }
    return OK;
}

static bool stays(const struct writing_save *s, int64_t file_id)
{
    for (size_t i = 0; i < s->n_kept; i++)
        if (s->kept[i] == file_id)
            return true;
    return false;
}

static enum rc drop_others(struct dbw *w, const struct writing_save *s, struct err *err)
{
    struct writing now;
    int64_t gone;

    TRY(writing_by_id(dbw_reader(w), dbw_arena(w), s->id, &now, err));
    for (size_t i = 0; i < now.n_files; i++)
        if (!now.files[i].attachment_id && !stays(s, now.files[i].file.id))
            TRY(q_writing_file_drop(w, s->id, now.files[i].file.id, &gone, err));
    return OK;
}

static enum rc save_files(struct dbw *w, const struct writing_save *s, struct err *err)
{
    if (s->keeps)
        TRY(drop_others(w, s, err));
    if (s->picks)
        TRY(pick(w, s, err));
    for (size_t i = 0; i < s->n_files; i++)
        TRY(add_file(w, s->id, 0, &s->files[i], err));
    return OK;
}

/* Words of a draft that its form did not know of, and does not hold by chance. */
static bool are_others(const struct q_writing_draft *row, int64_t seen_rev, const char *text)
{
    return row->rev != seen_rev && sv_trim(sv_from(row->text)).n && sv_find(sv_from(text), sv_trim(sv_from(row->text))) < 0;
}

static enum rc text_to_keep(struct dbw *w, const struct writing_save *s, const char **ret, struct err *err)
{
    struct q_writing_draft row;
    enum rc rc = q_writing_draft(dbw_reader(w), dbw_arena(w), s->ticket_id, s->user_id, work_name(s->action), &row, err);

    *ret = s->text;
    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    if (are_others(&row, s->seen_rev, s->text))
        *ret = arena_fmt(dbw_arena(w), "%s\n\n[Scritto in un'altra finestra:]\n%s", s->text, row.text);
    return OK;
}

enum rc writing_record(struct dbw *w, enum event_kind kind, struct actor who, const struct writing *one, int64_t send_at, struct err *err)
{
    struct ticket t;

    TRY(ticket_for_change(w, one->ticket_id, VERSION_ANY, &t, err));
    return ticket_event(w, &t, kind, who, json_pack("{s:s, s:I}", "action", work_name(one->action), "send_at", (json_int_t)send_at), NULL, err);
}

enum rc writing_save(struct dbw *w, struct writing_save *s, struct err *err)
{
    struct q_writing_draft row;
    struct writing now;
    const char *text;
    int64_t gone;

    TRY(check_time(s, err));
    TRY(text_to_keep(w, s, &text, err));
    TRY(q_writing_draft_put(w, s->ticket_id, s->user_id, work_name(s->action), s->version, text, s->outcome == OUTCOME_NONE ? "" : outcome_id(s->outcome),
                            s->fields, clock_now_at(), err));
    TRY(q_writing_draft(dbw_reader(w), dbw_arena(w), s->ticket_id, s->user_id, work_name(s->action), &row, err));
    s->id = row.id;
    s->rev = row.rev;
    TRY(save_files(w, s, err));
    TRY(writing_by_id(dbw_reader(w), dbw_arena(w), s->id, &now, err));
    if (now.n_files > WRITING_FILES_MAX)
        FAIL(err, E_LIMIT, "files", "Puoi allegare al massimo %d file.", WRITING_FILES_MAX);
    if (s->send_at) {
        TRY(q_writing_send_at(w, s->send_at, s->user_id, clock_now_at(), s->id, err));
        return writing_record(w, EVENT_INVIO_PROGRAMMATO, (struct actor){ .kind = ACTOR_URP, .id = s->user_id }, &now, s->send_at, err);
    }
    if (sv_trim(sv_from(now.text)).n == 0 && now.outcome == OUTCOME_NONE && now.n_files == 0 && str_eq(now.fields, "{}")) {
        TRY(q_writing_drop(w, s->id, &gone, err));
        s->id = s->rev = 0;
    }
    return OK;
}

enum rc writing_draft_drop(struct dbw *w, int64_t ticket_id, int64_t user_id, enum work_action action, struct err *err)
{
    struct q_writing_draft row;
    int64_t gone;
    enum rc rc = q_writing_draft(dbw_reader(w), dbw_arena(w), ticket_id, user_id, work_name(action), &row, err);

    return rc == E_NOTFOUND ? OK : rc != OK ? rc : q_writing_drop(w, row.id, &gone, err);
}

enum rc writing_draft_sent(struct dbw *w, const struct work *job, int64_t user_id, int64_t seen_rev, struct err *err)
{
    struct q_writing_draft row;
    int64_t gone;
    enum rc rc = q_writing_draft(dbw_reader(w), dbw_arena(w), job->ticket_id, user_id, work_name(job->action), &row, err);

    if (rc == E_NOTFOUND)
        return OK;
    TRY(rc);
    return are_others(&row, seen_rev, job->text) ? OK : q_writing_drop(w, row.id, &gone, err);
}

/* ---- taken back --------------------------------------------------------------------------------- */

enum rc writing_cared_for(struct dbw *w, int64_t ticket_id, struct actor who, struct err *err)
{
    struct writing *list;
    struct ticket t;
    json_t *data;
    size_t n;

    TRY(ticket_for_change(w, ticket_id, VERSION_ANY, &t, err));
    TRY(writing_list(dbw_reader(w), dbw_arena(w), ticket_id, &list, &n, err));
    for (size_t i = 0; i < n; i++)
        if (!str_empty(list[i].stopped))
            return OK;
    if (!(t.attention & ATTN_UNSENT))
        return OK;
    data = json_object();
    ticket_attention(&t, data, 0, ATTN_UNSENT);
    return ticket_event(w, &t, EVENT_VISTA, who, data, NULL, err);
}

enum rc writing_recall(struct dbw *w, struct writing_recall *c, struct err *err)
{
    const struct actor who = { .kind = ACTOR_URP, .id = c->user_id };
    struct writing one;
    int64_t gone;
    enum rc rc = writing_by_id(dbw_reader(w), dbw_arena(w), c->id, &one, err);

    if (rc == E_NOTFOUND || (rc == OK && (one.ticket_id != c->ticket_id || !one.send_at)))
        FAIL(err, E_NOTFOUND, "", "Questo invio non c'è più: è già partito, oppure l'ha ripreso un collega.");
    TRY(rc);
    c->action = one.action;
    rc = c->drop ? q_writing_drop(w, c->id, &gone, err) : q_writing_send_at(w, 0, c->user_id, clock_now_at(), c->id, err);
    if (rc == E_CONFLICT)
        FAIL(err, E_CONFLICT, "", "Hai già una bozza per la stessa azione: inviala o buttala, poi riprendi questo testo.");
    TRY(rc);
    TRY(writing_record(w, c->drop ? EVENT_INVIO_ANNULLATO : EVENT_INVIO_RIPRESO, who, &one, one.send_at, err));
    return writing_cared_for(w, c->ticket_id, who, err);
}

/* ---- what nobody takes up ------------------------------------------------------------------------ */

enum rc writing_sweep(struct dbw *w, int64_t before_at, int64_t n, int64_t *ret_gone, struct err *err)
{
    return q_writing_sweep(w, before_at, n, ret_gone, err);
}

struct ending {
    int64_t id, before_at;
    int64_t gone; /* result */
};

/* The request says no longer that something waits, and why there is nothing to be read any more. */
static enum rc end_op(struct dbw *w, void *arg, struct err *err)
{
    const struct actor who = { .kind = ACTOR_SYSTEM };
    struct ending *e = arg;
    struct writing one;
    enum rc rc = writing_by_id(dbw_reader(w), dbw_arena(w), e->id, &one, err);

    e->gone = 0;
    if (rc == E_NOTFOUND || (rc == OK && (str_empty(one.stopped) || one.saved_at >= e->before_at)))
        return OK; /* somebody took it up meanwhile */
    TRY(rc);
    TRY(q_writing_drop(w, e->id, &e->gone, err));
    TRY(writing_record(w, EVENT_INVIO_ANNULLATO, who, &one, one.send_at, err));
    return writing_cared_for(w, one.ticket_id, who, err);
}

enum rc writing_sweep_stopped(struct db *db, int64_t before_at, int64_t *ret_gone, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(STOPPED_ARENA_BYTES);
    struct q_writing_stopped_before *rows;
    size_t n;

    *ret_gone = 0;
    TRY(q_writing_stopped_before(db_reader(db), a, before_at, STOPPED_ROWS, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        struct ending e = { .id = rows[i].id, .before_at = before_at };
        enum rc rc = db_write(db, end_op, &e, err);
        if (rc == E_AGAIN)
            return rc;
        if (rc != OK)
            log_err("writing.sweep", err); /* a bad one holds up nobody */
        else
            *ret_gone += e.gone;
    }
    return OK;
}
