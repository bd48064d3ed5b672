/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/publish.h"

#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "publish_row.h"
#include "q/public.h"
#include "ticket/attach.h"
#include "ticket/lang.h"
#include "ticket/message.h"
#include "ticket/redact.h"

#define TITLE_CHARS_MIN 3

const struct publish_reason publish_reasons[] = {
    { "dati", "Contiene dati di una persona", true },
    { "doppia", "C'è già un'altra uguale", true },
    { "sbagliata", "Quello che dice non è giusto", true },
    { "nessuno", "Non interessa ad altri", true },
    { "altro", "Altro", true },
    { "oscurata", "Una parte della richiesta è stata oscurata", false },
    { "riservata", "La richiesta è diventata riservata", false },
    { "cittadino", "Chi l'ha scritta non la vuole pubblica", false },
    { "ritirata", "Chi l'ha scritta l'ha ritirata", false },
    { "unita", "È stata unita a un'altra richiesta", false },
    { "corretta", "Il tipo o l'argomento è cambiato", false },
    { "errori", "Più persone hanno detto che c'è un errore", false },
    { "rule", "La richiesta non è più di quelle che si pubblicano", false },
};
const size_t publish_reasons_n = sizeof publish_reasons / sizeof publish_reasons[0];

const struct publish_flag_kind publish_flags[] = {
    { "persona", N_("Si capisce chi è una persona, o c'è un suo dato") },
    { "luogo", N_("Il luogo è sbagliato") },
    { "offende", N_("Offende qualcuno") },
    { "doppia", N_("È uguale a un'altra") },
    { "risolta", N_("Lo stato non è giusto") },
    { "altro", N_("Altro") },
};
const size_t publish_flags_n = sizeof publish_flags / sizeof publish_flags[0];

const char *publish_reason_label(const char *id)
{
    for (size_t i = 0; i < publish_reasons_n; i++)
        if (str_eq(publish_reasons[i].id, id))
            return publish_reasons[i].label;
    return "";
}

/* ---- what is there ------------------------------------------------------------------------------- */

static enum rc photos_of(struct dbr *r, struct arena *a, struct publication *p, struct err *err)
{
    struct q_publication_photos *rows;
    size_t n;

    TRY(q_publication_photos(r, a, p->id, &rows, &n, err));
    for (size_t i = 0; i < n && p->n_photos < PUBLISH_PHOTOS_MAX; i++)
        p->photos[p->n_photos++] = (struct publish_photo){ .attachment_id = rows[i].attachment_id, .alt = rows[i].alt, .shown = rows[i].shown, .name = rows[i].name };
    return OK;
}

/* The words of the request, short enough; the place as the body allows. */
static enum rc begin(struct dbr *r, struct arena *a, const struct ticket *t, struct publication *ret, struct err *err)
{
    struct ticket_words words;

    TRY(words_of(r, a, t->id, &words, err));
    ret->title = text_short(a, words.subject, PUBLISH_TITLE_MAX);
    ret->body = text_short(a, words.body, PUBLISH_BODY_MAX);
    ret->precision = publish_precision_of(r);
    ret->place = publish_place(a, words.place, ret->precision);
    ret->answer = "";
    ret->lang = words.lang;
    ret->why = "";
    return OK;
}

static enum publish_state state_of(const char *id)
{
    return str_eq(id, "shown") ? PUBLISH_SHOWN : str_eq(id, "refused") ? PUBLISH_REFUSED : PUBLISH_HIDDEN;
}

enum rc publication_of(struct dbr *r, struct arena *a, const struct ticket *t, struct publication *ret, struct err *err)
{
    struct q_publication_of row;
    enum rc rc = q_publication_of(r, a, t->id, &row, err);

    *ret = (struct publication){ 0 };
    if (rc == E_NOTFOUND)
        return begin(r, a, t, ret, err);
    TRY(rc);
    if (!*row.title) { /* set aside before anything was written */
        TRY(begin(r, a, t, ret, err));
    } else {
        ret->title = row.title;
        ret->body = row.body;
        ret->place = row.place;
        ret->answer = row.answer;
        ret->answer_at = row.answer_at;
        ret->lang = row.lang;
        assume(publish_precision_parse(row.precision, &ret->precision)); /* CHECK of the table */
    }
    ret->id = row.id;
    ret->state = state_of(row.state);
    ret->why = row.why;
    ret->first_at = row.first_at;
    ret->changed_at = row.changed_at;
    ret->changed_by = row.changed_by;
    return photos_of(r, a, ret, err);
}

/* A photo whose metadata are gone is another file than the one that came. That of a signed form shows who signed. */
static bool may_show(struct arena *a, const struct attachment *f)
{
    return !f->file.is_form && !str_eq(f->file.sha256, f->file.shown) && strncmp(attach_as_shown(a, &f->file).mime, "image/", 6) == 0;
}

enum rc publish_pictures(struct dbr *r, struct arena *a, int64_t ticket_id, struct publish_photo **ret, size_t *ret_n, struct err *err)
{
    struct attachment *files;
    size_t n;

    TRY(attach_list(r, a, ticket_id, &files, &n, err));
    *ret = arena_array(a, n, struct publish_photo);
    *ret_n = 0;
    for (size_t i = 0; i < n; i++)
        if (may_show(a, &files[i]))
            (*ret)[(*ret_n)++] = (struct publish_photo){ .attachment_id = files[i].id, .alt = "", .shown = files[i].file.shown, .name = files[i].file.name };
    return OK;
}

/* ---- showing ------------------------------------------------------------------------------------- */

static enum rc check_texts(const struct publication *p, struct err *err)
{
    if (text_chars(p->title) < TITLE_CHARS_MIN)
        FAIL(err, E_INPUT, "title", "Scrivi un titolo che dica di che cosa si tratta.");
    if (text_chars(p->title) > PUBLISH_TITLE_MAX)
        FAIL(err, E_INPUT, "title", "Il titolo è troppo lungo: al massimo %d caratteri.", PUBLISH_TITLE_MAX);
    if (sv_trim(sv_from(p->body)).n == 0)
        FAIL(err, E_INPUT, "body", "Scrivi il testo che tutti leggeranno.");
    if (text_chars(p->body) > PUBLISH_BODY_MAX)
        FAIL(err, E_INPUT, "body", "Il testo è troppo lungo: al massimo %d caratteri.", PUBLISH_BODY_MAX);
    if (text_chars(p->place) > PUBLISH_PLACE_MAX)
        FAIL(err, E_INPUT, "place", "Il luogo è troppo lungo: al massimo %d caratteri.", PUBLISH_PLACE_MAX);
    if (text_chars(p->answer) > PUBLISH_ANSWER_MAX)
        FAIL(err, E_INPUT, "answer", "La risposta è troppo lunga: al massimo %d caratteri.", PUBLISH_ANSWER_MAX);
    if (!lang_is_id(p->lang))
        FAIL(err, E_INPUT, "lang", "Scegli la lingua dall'elenco.");
    if (p->n_photos > PUBLISH_PHOTOS_MAX)
        FAIL(err, E_INPUT, "photos", "Scegli al massimo %d foto.", PUBLISH_PHOTOS_MAX);
    return OK;
}

static enum rc check_photos(struct dbw *w, const struct publish *job, struct err *err)
{
    struct publish_photo *may;
    size_t n;

    TRY(publish_pictures(dbw_reader(w), dbw_arena(w), job->ticket_id, &may, &n, err));
    for (size_t i = 0; i < job->what.n_photos; i++) {
        bool known = false;

        for (size_t k = 0; k < n; k++)
            known = known || may[k].attachment_id == job->what.photos[i].attachment_id;
        if (!known)
            FAIL(err, E_INPUT, "photos", "Una delle foto non si può mostrare: forse è stata oscurata. Scegli di nuovo.");
        if (sv_trim(sv_from(job->what.photos[i].alt)).n == 0)
            FAIL(err, E_INPUT, "photos", "Scrivi che cosa si vede in ogni foto: serve a chi non la vede.");
    }
    return OK;
}

static enum rc put(struct dbw *w, struct publish *job, const struct ticket *t, struct err *err)
{
    struct publication *p = &job->what;
    struct q_publication_put row;
    int64_t now_at = clock_now_at();

    TRY(q_publication_put(w, dbw_arena(w), t->id, "shown", "", p->title, p->body, p->place, p->answer, *p->answer ? p->answer_at : 0, p->lang,
                          publish_precision_id(p->precision), now_at, now_at, job->who.kind == ACTOR_URP ? job->who.id : 0, &row, err));
    p->id = row.id;
    p->first_at = row.first_at;
    p->changed_at = now_at;
    TRY(q_publication_photos_drop(w, p->id, err));
    for (size_t i = 0; i < p->n_photos; i++)
        TRY(q_publication_photo_add(w, p->id, p->photos[i].attachment_id, p->photos[i].alt, err));
    return publish_row_put(w, t, p, err);
}

enum rc publish_op(struct dbw *w, void *publish, struct err *err)
{
    struct publish *job = publish;
    enum publish_precision most = publish_precision_of(dbw_reader(w));
    const char *bar;
    struct ticket t;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    TRY(publish_bar_of(dbw_reader(w), &t, &bar, err));
    if (bar)
        FAIL(err, E_CONFLICT, "", "%s", bar);
    TRY(check_texts(&job->what, err));
    TRY(check_photos(w, job, err));
    if (job->what.precision > most)
        job->what.precision = most;
    TRY(put(w, job, &t, err));
    TRY(ticket_event(w, &t, EVENT_PUBBLICATA, job->who, json_pack("{s:I, s:I}", "publication", (json_int_t)job->what.id, "photos", (json_int_t)job->what.n_photos), NULL, err));
    job->after = t;
    return OK;
}

/* ---- taking away --------------------------------------------------------------------------------- */

enum rc publish_hide(struct dbw *w, struct ticket *t, struct actor who, const char *reason, struct err *err)
{
    int64_t hidden;

    TRY(q_publication_hide(w, reason, clock_now_at(), who.kind == ACTOR_URP ? who.id : 0, t->id, &hidden, err));
    if (!hidden)
        return OK;
    TRY(q_public_row_drop(w, t->id, err));
    return ticket_event(w, t, EVENT_PUBBLICAZIONE_TOLTA, who, json_pack("{s:s}", "reason", reason), NULL, err);
}

static bool chosen_by_hand(const char *id)
{
    for (size_t i = 0; i < publish_reasons_n; i++)
        if (publish_reasons[i].by_hand && str_eq(publish_reasons[i].id, id))
            return true;
    return false;
}

enum rc publish_hide_op(struct dbw *w, void *publish, struct err *err)
{
    struct publish *job = publish;
    struct ticket t;
    int64_t version;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    if (!chosen_by_hand(job->reason))
        FAIL(err, E_INPUT, "reason", "Scegli perché la togli.");
    version = t.version;
    TRY(publish_hide(w, &t, job->who, job->reason, err));
    if (t.version == version)
        FAIL(err, E_CONFLICT, "", "Non è più fra le segnalazioni pubbliche: qualcuno l'ha già tolta.");
    job->after = t;
    return OK;
}

enum rc publish_refuse_op(struct dbw *w, void *publish, struct err *err)
{
    struct publish *job = publish;
    struct publication p;
    struct ticket t;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    if (!chosen_by_hand(job->reason))
        FAIL(err, E_INPUT, "reason", "Scegli perché non si pubblica.");
    TRY(publication_of(dbw_reader(w), dbw_arena(w), &t, &p, err));
    if (p.state == PUBLISH_SHOWN)
        FAIL(err, E_CONFLICT, "", "Intanto è stata pubblicata: guardala, e se serve toglila.");
    TRY(q_publication_refuse(w, t.id, job->reason, clock_now_at(), job->who.kind == ACTOR_URP ? job->who.id : 0, err));
    TRY(ticket_event(w, &t, EVENT_NON_PUBBLICARE, job->who, json_pack("{s:s}", "reason", job->reason), NULL, err));
    job->after = t;
    return OK;
}

enum rc publish_redacted(struct dbw *w, struct ticket *t, struct actor who, const char *passage, int64_t attachment_id, struct err *err)
{
    TRY(publish_hide(w, t, who, "oscurata", err));
    if (attachment_id)
        TRY(q_publication_drop_photo(w, attachment_id, err));
    if (!passage)
        return OK;
    TRY(q_publication_black(w, passage, REDACT_MARK, t->id, err));
    TRY(q_publication_black_photos(w, passage, REDACT_MARK, t->id, err));
    return q_publication_black_flags(w, passage, REDACT_MARK, t->id, err);
}

enum rc publish_wish_op(struct dbw *w, void *wish, struct err *err)
{
    const struct publish_wish *job = wish;
    struct ticket t;
    int64_t flags;

    TRY(ticket_for_change(w, job->ticket_id, VERSION_ANY, &t, err));
    flags = job->is_public ? t.flags & ~(int64_t)TICKET_NOT_PUBLIC : t.flags | TICKET_NOT_PUBLIC;
    if (flags == t.flags) /* pressed twice */
        return OK;
    TRY(publish_hide(w, &t, job->who, "cittadino", err));
    return ticket_event(w, &t, EVENT_SCELTA_PUBBLICA, job->who, json_pack("{s:I}", "flags", (json_int_t)flags), NULL, err);
}

/* ---- "c'è un errore?" ---------------------------------------------------------------------------- */

static bool is_flag(const char *id)
{
    for (size_t i = 0; i < publish_flags_n; i++)
        if (str_eq(publish_flags[i].id, id))
            return true;
    return false;
}

enum rc publish_flag_op(struct dbw *w, void *flag, struct err *err)
{
    const struct publish_flag *f = flag;
    const struct actor who = { .kind = ACTOR_SYSTEM };
    struct q_publication_shown row;
    struct q_public_flags_open open;
    json_t *data = NULL;
    struct ticket t;
    int64_t id;

    if (!is_flag(f->reason))
        FAIL(err, E_INPUT, "reason", "Scegli che cosa non va.");
    TRY(q_publication_shown(dbw_reader(w), dbw_arena(w), f->publication_id, &row, err));
    TRY(ticket_for_change(w, row.ticket_id, VERSION_ANY, &t, err));
    TRY(q_public_flag_add(w, f->publication_id, clock_now_at(), f->reason, f->text ? f->text : "", &id, err));
    data = json_pack("{s:s}", "reason", f->reason);
    ticket_attention(&t, data, ATTN_FLAGGED, 0);
    TRY(ticket_event(w, &t, EVENT_ERRORE_PUBBLICO, who, data, NULL, err));
    TRY(q_public_flags_open(dbw_reader(w), dbw_arena(w), f->publication_id, &open, err));
    return f->hide_after && open.n >= f->hide_after ? publish_hide(w, &t, who, "errori", err) : OK;
}

enum rc publish_settle_op(struct dbw *w, void *settle, struct err *err)
{
    struct publish_settle *job = settle;
    struct publication p;
    json_t *data;
    struct ticket t;
    int64_t n;

    TRY(ticket_for_change(w, job->ticket_id, job->version, &t, err));
    TRY(publication_of(dbw_reader(w), dbw_arena(w), &t, &p, err));
    TRY(q_public_flag_settle(w, clock_now_at(), job->who.kind == ACTOR_URP ? job->who.id : 0, p.id, &n, err));
    if (!n)
        FAIL(err, E_CONFLICT, "", "Qualcuno l'ha già guardato.");
    data = json_pack("{s:I}", "flags_settled", (json_int_t)n);
    ticket_attention(&t, data, 0, ATTN_FLAGGED);
    TRY(ticket_event(w, &t, EVENT_ERRORE_GUARDATO, job->who, data, NULL, err));
    job->after = t;
    return OK;
}
