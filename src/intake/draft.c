/* SPDX-License-Identifier: EUPL-1.2 */
#include "intake/draft.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/sv.h"
#include "q/draft.h"
#include "ticket/calendar.h"
#include "ticket/emergency.h"
#include "ticket/ente.h"
#include "ticket/question.h"

struct member {
    const char *name;
    size_t offset;
};

#define MEMBER(name_) { #name_, FORM_MEMBER(struct draft_data, name_) }

static const struct member members[] = {
    MEMBER(privacy),     MEMBER(category),    MEMBER(place),     MEMBER(subject),   MEMBER(body),
    MEMBER(happened_day), MEMBER(name),       MEMBER(surname),   MEMBER(email),     MEMBER(phone),
    MEMBER(pec),         MEMBER(tax_code),    MEMBER(birth_place), MEMBER(birth_day), MEMBER(address),
    MEMBER(anonymous),   MEMBER(name_hidden), MEMBER(confidential), MEMBER(reply_by), MEMBER(capacity),
    MEMBER(motive),      MEMBER(access_mode), MEMBER(identifiers), MEMBER(period),  MEMBER(office),
    MEMBER(purpose),     MEMBER(section_url), MEMBER(questions),
    MEMBER(point),       MEMBER(point_origin),
    MEMBER(lang),        MEMBER(identity),    MEMBER(document),  MEMBER(not_public), MEMBER(page_url),
};

static const char **slot(struct draft_data *d, const char *name)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++)
        if (str_eq(members[i].name, name))
            return (const char **)(void *)((char *)d + members[i].offset);
    return NULL;
}

const char *draft_value(const struct draft_data *d, const char *name)
{
    struct draft_data copy = *d;
    const char **s = slot(&copy, name);

    return s && *s ? *s : "";
}

void draft_set(struct draft_data *d, const char *name, const char *value)
{
    const char **s = slot(d, name);

    assume(s != NULL);
    *s = value;
}

static void fill_blanks(struct draft_data *d)
{
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        const char **s = (const char **)(void *)((char *)d + members[i].offset);
        if (!*s)
            *s = "";
    }
}

void draft_unname(struct draft_data *d)
{
    if (str_eq(d->anonymous, "1"))
        d->name = d->surname = d->tax_code = d->birth_place = d->birth_day = d->address = "";
}

/* ---- what single rows cannot check -------------------------------------------------------------- */

static bool has(const char *s)
{
    return !str_empty(s);
}

/* While an emergency pauses the category: why, and where to turn. An operator still takes what he is told. */
static enum rc check_paused(struct dbr *r, int64_t category_id, struct form_errors *errors, struct err *err)
{
    struct emergency e;
    enum rc rc = emergency_of(r, clock_now_at(), EMERGENCY_PAUSE, category_id, &e, err);

    if (rc == OK)
        form_error_add(errors, "category", "Per ora non raccogliamo richieste su questo argomento: l’avviso in alto dice perché e a chi rivolgersi.");
    return rc == E_NOTFOUND ? OK : rc;
}

static enum rc check_category(struct dbr *r, const struct draft_data *d, bool desk, struct form_errors *errors, struct err *err)
{
    struct category c;
    int64_t id;

    if (!has(d->category))
        return OK;
    if (sv_int(sv_from(d->category), 1, INT64_MAX, &id)) {
        enum rc rc = category_by_id(r, id, &c, err);
        if (rc == OK && c.leaf && c.active)
            return desk ? OK : check_paused(r, id, errors, err);
        if (rc != OK && rc != E_NOTFOUND)
            return rc;
    }
    form_error_add(errors, "category", "Questo argomento non c'è più. Scegline uno dall'elenco.");
    return OK;
}

static void check_reply(const struct draft_data *d, bool desk, struct form_errors *errors)
{
    if (str_eq(d->reply_by, "email") && !has(d->email))
        form_error_add(errors, "email", "Scrivi l'indirizzo e-mail a cui vuoi ricevere la risposta.");
    if (str_eq(d->reply_by, "pec") && !has(d->pec))
        form_error_add(errors, "pec", "Scrivi l'indirizzo PEC a cui vuoi ricevere la risposta.");
    if (str_eq(d->reply_by, "post") && !has(d->address))
        form_error_add(errors, "address", "Scrivi l'indirizzo a cui spedire la risposta.");
    if (desk && str_eq(d->reply_by, "phone") && !has(d->phone))
        form_error_add(errors, "phone", /* po: off */ "Scrivi il numero da richiamare, oppure scegli un altro modo di rispondere." /* po: on */);
}

/* The desk writes down what it is told, whoever says it. */
static void check_refused(enum ticket_type type, const struct draft_data *d, struct form_errors *errors)
{
    if (type_info(type)->identified)
        return;
    if (has(d->anonymous))
        form_error_add(errors, "anonymous", ente_anonymous_text(ANONYMOUS_REFUSE));
    else if (!has(d->name) || !has(d->surname))
        form_error_add(errors, has(d->name) ? "surname" : "name", "Scrivi nome e cognome: il nostro ente non accetta richieste senza nome.");
}

static void check_person(enum ticket_type type, const struct draft_data *d, bool desk, struct form_errors *errors)
{
    const struct ticket_type_info *info = type_info(type);

    if (has(d->anonymous) && info->identified)
        form_error_add(errors, "anonymous", "Questa richiesta non può essere anonima: la legge chiede di sapere chi la presenta.");
    if (has(d->anonymous))
        return;
    if (desk && info->identified && !has(d->name) && !has(d->surname))
        form_error_add(errors, "name", /* po: off */ "Scrivi il nome di chi presenta la richiesta: per questo tipo la legge chiede di saperlo." /* po: on */);
    if (!desk && type == TYPE_REPORT && !has(d->name) && !has(d->surname) && !has(d->email) && !has(d->phone))
        form_error_add(errors, "name", "Scrivi il tuo nome o un recapito, oppure scegli «Non voglio dare il mio nome».");
}

enum rc draft_check(struct dbr *r, enum ticket_type type, const struct draft_data *d, bool desk,
                    struct form_errors *errors, struct err *err)
{
    int32_t day;

    TRY(check_category(r, d, desk, errors, err));
    if (!desk && ente_wants_name(r, type))
        check_refused(type, d, errors);
    check_person(type, d, desk, errors);
    check_reply(d, desk, errors);
    if (has(d->happened_day) && day_parse(d->happened_day, &day) && day > day_of(clock_now_at()))
        form_error_add(errors, "happened_day", "Questa data è nel futuro. Scrivi il giorno in cui è successo.");
    if (has(d->birth_day) && day_parse(d->birth_day, &day) && day > day_of(clock_now_at()))
        form_error_add(errors, "birth_day", "Questa data è nel futuro. Scrivi la tua data di nascita.");
    if (desk && type == TYPE_ACCESS_DOC && !has(d->motive))
        form_error_add(errors, "motive", "Scrivi il motivo: l'accesso documentale lo richiede (L. 241/1990, art. 25).");
    return OK;
}

enum rc draft_questions_check(struct dbr *r, struct arena *a, const struct draft_data *d, struct form_errors *errors, struct err *err)
{
    AUTO(JSON) json_t *answers = has(d->questions) ? json_loads(d->questions, 0, NULL) : NULL;
    struct question *list;
    int64_t category_id = 0;
    size_t n;

    (void)sv_int(sv_from(d->category), 1, INT64_MAX, &category_id);
    TRY(question_list(r, a, category_id, &list, &n, err));
    for (size_t i = 0; i < n; i++) {
        const char *clean, *wrong = question_check(a, &list[i], json_string_value(json_object_get(answers, list[i].code)), &clean);
        if (wrong)
            form_error_add(errors, arena_fmt(a, "q-%s", list[i].code), wrong);
    }
    return OK;
}

/* ---- stored drafts ------------------------------------------------------------------------------ */

static enum rc load_fields(struct dbr *r, struct arena *a, struct draft *d, struct err *err)
{
    struct q_draft_field_list *rows;
    size_t n;

    TRY(q_draft_field_list(r, a, d->id, &rows, &n, err));
    for (size_t i = 0; i < n; i++) {
        const char **s = slot(&d->data, rows[i].name); /* NULL: a field that an older version knew */
        if (s)
            *s = rows[i].value;
    }
    fill_blanks(&d->data);
    return OK;
}

static enum rc load_files(struct dbr *r, struct arena *a, struct draft *d, struct err *err)
{
    struct q_draft_file_list *rows;
    size_t n;

    TRY(q_draft_file_list(r, a, d->id, &rows, &n, err));
    d->files = arena_array(a, n, struct attach_file);
    d->marks = arena_array(a, n, struct draft_mark);
    d->papers = arena_array(a, n, struct attach_file);
    d->paper_kinds = arena_array(a, n, enum identity_paper);
    for (size_t i = 0; i < n; i++) {
        enum identity_paper paper = identity_paper_parse(rows[i].paper);
        struct attach_file f = { .id = rows[i].id, .sha256 = rows[i].sha256, .shown = rows[i].shown, .name = rows[i].name, .mime = rows[i].mime,
                                 .size_bytes = rows[i].size_bytes, .shown_bytes = rows[i].shown_bytes };

        if (paper != PAPER_NONE) {
            d->paper_kinds[d->n_papers] = paper;
            d->papers[d->n_papers++] = f;
            continue;
        }
        d->marks[d->n_files] = (struct draft_mark){ .key = rows[i].key, .placed = rows[i].placed != 0 };
        d->files[d->n_files++] = f;
    }
    return OK;
}

enum rc draft_open(struct dbr *r, struct arena *a, const char *token, struct draft *ret, struct err *err)
{
    struct q_draft_by_token row;
    uint8_t hash[SHA256_BYTES];

    if (!token_hash(token, hash))
        FAIL(err, E_NOTFOUND, "", "empty draft token");
    TRY(q_draft_by_token(r, a, BYTES(hash), &row, err));
    *ret = (struct draft){ .id = row.id, .created_at = row.created_at, .updated_at = row.updated_at,
                           .ticket_id = row.ticket_id, .mailed = row.mailed };
    if (!type_parse(row.type, &ret->type))
        FAIL(err, E_DB, "", "draft %lld has the unknown type %s", (long long)row.id, row.type);
    TRY(load_fields(r, a, ret, err));
    return load_files(r, a, ret, err);
}

enum rc draft_is_open(struct dbr *r, struct arena *a, const uint8_t hash[SHA256_BYTES], bool *ret, struct err *err)
{
    struct q_draft_by_token row;
    enum rc rc = q_draft_by_token(r, a, (struct bytes){ hash, SHA256_BYTES }, &row, err);

    *ret = rc == OK && !row.ticket_id;
    return rc == E_NOTFOUND ? OK : rc;
}

/* Who asks is known, perhaps only since the form was read: a name that was typed must not get under an identity that was proved. */
static bool is_proved(const struct draft *d, const struct draft_save *s, const char *name)
{
    static const char *const person[] = { "name", "surname", "tax_code", "anonymous" };
    bool of_person = false;

    for (size_t i = 0; i < sizeof person / sizeof person[0]; i++)
        of_person |= str_eq(name, person[i]);
    if (!of_person || !has(d->data.identity))
        return false;
    for (size_t i = 0; i < s->n_rows; i++)
        if (str_eq(s->rows[i].field.name, "identity"))
            return false;
    return true;
}

static enum rc store_fields(struct dbw *w, const struct draft *d, const struct draft_save *s, struct err *err)
{
    int64_t draft_id = d->id;

    for (size_t i = 0; i < s->n_rows; i++) {
        const char *name = s->rows[i].field.name;
        bool proved = is_proved(d, s, name);
        if (!proved || str_eq(name, "anonymous")) /* nobody is both known and unnamed */
            TRY(q_draft_field_put(w, draft_id, name, proved ? "" : draft_value(&s->data, name), err));
    }
    if (s->data.questions)
        TRY(q_draft_field_put(w, draft_id, "questions", s->data.questions, err));
    if (has(s->data.lang))
        TRY(q_draft_field_put(w, draft_id, "lang", s->data.lang, err));
    if (has(s->data.privacy))
        TRY(q_draft_field_put(w, draft_id, "privacy", s->data.privacy, err));
    return OK;
}

enum identity_way draft_identity(const struct draft *d)
{
    enum identity_way way;

    return identity_way_parse(d->data.identity, &way) ? way : identity_of_papers(d->paper_kinds, d->n_papers);
}

/* The same bytes are the same file: a connection that broke before the answer made somebody send it twice. */
static bool is_there(const struct attach_file *list, size_t n, int64_t except_id, struct attach_file *f)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].sha256, f->sha256) && list[i].id != except_id) {
            f->id = list[i].id;
            return true;
        }
    return false;
}

static enum rc add_file(struct dbw *w, int64_t draft_id, struct attach_file *f, const struct draft_mark *m, struct err *err)
{
    return q_draft_file_add(w, draft_id, f->sha256, f->shown, f->name, f->mime, f->size_bytes, f->shown_bytes, m->key, m->placed, identity_paper_id(m->paper), &f->id, err);
}

/* What the other row showed of the same bytes may be other bytes: those go, if nobody else names them. */
static enum rc drop_same(struct dbw *w, int64_t draft_id, const struct attach_file *list, size_t n, const char *sha256, size_t *n_left, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        int64_t gone;

        if (!str_eq(list[i].sha256, sha256))
            continue;
        TRY(q_draft_file_drop(w, draft_id, list[i].id, &gone, err));
        *n_left -= gone > 0;
        TRY(attach_forget(w, list[i].sha256, list[i].shown, err));
    }
    return OK;
}

/* A paper counts for what it was last said to be, also within one form that says both, and its bytes are then no file like others. */
static enum rc add_paper(struct dbw *w, const struct draft *d, struct draft_save *s, size_t at, size_t *n_files, size_t *n_papers, struct err *err)
{
    struct attach_file *f = &s->add[at];

    TRY(drop_same(w, d->id, d->papers, d->n_papers, f->sha256, n_papers, err));
    TRY(drop_same(w, d->id, d->files, d->n_files, f->sha256, n_files, err));
    for (size_t i = 0; i < at; i++)
        TRY(drop_same(w, d->id, &s->add[i], 1, f->sha256, s->add_marks[i].paper == PAPER_NONE ? n_files : n_papers, err));
    if ((*n_papers)++ >= PAPERS_MAX)
        FAIL(err, E_INPUT, "files", "Puoi mettere al massimo %d file fra modulo e documento. Togline qualcuno e riprova.", PAPERS_MAX);
    return add_file(w, d->id, f, &s->add_marks[at], err);
}

static const struct attach_file *paper_of(const struct draft *d, int64_t id)
{
    for (size_t i = 0; i < d->n_papers; i++)
        if (d->papers[i].id == id)
            return &d->papers[i];
    return NULL;
}

static enum rc remove_file(struct dbw *w, const struct draft *d, int64_t draft_id, int64_t id, size_t *n_files, size_t *n_papers, struct err *err)
{
    const struct attach_file *paper = paper_of(d, id);
    int64_t gone;

    TRY(q_draft_file_drop(w, draft_id, id, &gone, err));
    if (!paper) {
        *n_files -= gone > 0;
        return OK;
    }
    *n_papers -= gone > 0;
    return attach_forget(w, paper->sha256, paper->shown, err);
}

/* The same signature under other words would say what nobody signed. Copies of documents say nothing of the words. */
static bool is_changed(const struct draft *d, const struct draft_save *s)
{
    for (size_t i = 0; i < s->n_rows; i++) {
        const char *name = s->rows[i].field.name;

        if (!is_proved(d, s, name) && !str_eq(draft_value(&d->data, name), draft_value(&s->data, name)))
            return true;
    }
    return false;
}

static bool holds(const struct attach_file *list, size_t n, const char *sha256)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].sha256, sha256))
            return true;
    return false;
}

/* The form names the files that go with it: one more, or one less, is not what was signed. */
static bool changes_files(const struct draft *d, const struct draft_save *s)
{
    for (size_t i = 0; i < d->n_files; i++)
        if (d->files[i].id == s->remove_file_id)
            return true;
    for (size_t i = 0; i < s->n_add; i++) {
        bool is_paper = s->add_marks && s->add_marks[i].paper != PAPER_NONE;

        if (is_paper ? holds(d->files, d->n_files, s->add[i].sha256)
                     : !holds(d->files, d->n_files, s->add[i].sha256) && !holds(d->papers, d->n_papers, s->add[i].sha256))
            return true;
    }
    return false;
}

/* Who gives no name has nothing to prove. */
static enum rc drop_papers(struct dbw *w, struct draft *d, const struct draft_save *s, struct err *err)
{
    bool unnamed = has(s->data.anonymous) && !has(d->data.identity), changed = is_changed(d, s) || changes_files(d, s);
    size_t n = 0;

    for (size_t i = 0; i < d->n_papers; i++) {
        int64_t gone;

        if (!unnamed && (!changed || d->paper_kinds[i] == PAPER_DOCUMENT)) {
            d->papers[n] = d->papers[i];
            d->paper_kinds[n++] = d->paper_kinds[i];
            continue;
        }
        TRY(q_draft_file_drop(w, d->id, d->papers[i].id, &gone, err));
        TRY(attach_forget(w, d->papers[i].sha256, d->papers[i].shown, err));
    }
    d->n_papers = n;
    return OK;
}

static enum rc store_files(struct dbw *w, const struct draft *d, int64_t draft_id, struct draft_save *s, struct err *err)
{
    size_t n = d->n_files, n_papers = d->n_papers;

    if (s->remove_file_id)
        TRY(remove_file(w, d, draft_id, s->remove_file_id, &n, &n_papers, err));
    for (size_t i = 0; i < s->n_add; i++) {
        struct attach_file *f = &s->add[i];
        struct draft_mark m = s->add_marks ? s->add_marks[i] : (struct draft_mark){ .key = "" };

        if (m.paper != PAPER_NONE) {
            TRY(add_paper(w, d, s, i, &n, &n_papers, err));
            continue;
        }
        if (is_there(d->files, d->n_files, s->remove_file_id, f) || is_there(d->papers, d->n_papers, s->remove_file_id, f) || is_there(s->add, i, 0, f))
            continue;
        if (n++ >= UPLOADS_MAX)
            FAIL(err, E_INPUT, "files", "Puoi allegare al massimo %d file. Togline qualcuno e riprova.", UPLOADS_MAX);
        TRY(add_file(w, draft_id, f, &m, err));
    }
    return OK;
}

enum rc draft_store(struct dbw *w, struct draft_save *s, struct err *err)
{
    struct draft d = { 0 };
    uint8_t hash[SHA256_BYTES];
    int64_t now_at = clock_now_at();

    if (!token_hash(s->token, hash))
        FAIL(err, E_NOTFOUND, "", "empty draft token");
    if (s->create)
        TRY(q_draft_add(w, BYTES(hash), type_id(s->type), now_at, &d.id, err));
    else
        TRY(draft_open(dbw_reader(w), dbw_arena(w), s->token, &d, err));
    if (d.ticket_id)
        FAIL(err, E_CONFLICT, "", "Questa richiesta è già stata inviata.");
    TRY(drop_papers(w, &d, s, err));
    TRY(store_fields(w, &d, s, err));
    TRY(store_files(w, &d, d.id, s, err));
    if (s->new_token) {
        assume(token_hash(s->new_token, hash));
        TRY(q_draft_rename(w, BYTES(hash), d.id, err));
    }
    return q_draft_touch(w, now_at, d.id, err);
}

enum rc draft_store_op(struct dbw *w, void *s, struct err *err)
{
    return draft_store(w, s, err);
}

enum rc draft_sweep(struct dbw *w, int64_t before_at, int64_t n, int64_t *ret_gone, struct err *err)
{
    struct q_draft_sweep_files *files;
    size_t n_files;

    TRY(q_draft_sweep_files(dbw_reader(w), dbw_arena(w), before_at, n, &files, &n_files, err));
    for (size_t i = 0; i < n_files; i++)
        TRY(attach_forget(w, files[i].sha256, files[i].shown, err));
    return q_draft_sweep(w, before_at, n, ret_gone, err);
}
