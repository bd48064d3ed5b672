/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/template.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/sv.h"
#include "q/ente.h"
#include "ticket/lang.h"
#include "ticket/calendar.h"
#include "ticket/ente.h"
#include "ticket/message.h"
#include "ticket/person.h"

/* What a value is asked of. Words and person are read at the first field that wants them. */
struct source {
    struct dbr *r;
    struct arena *a;
    const struct ticket *t;
    const char *operator_name;
    struct ticket_words words;
    bool has_words;
};

typedef enum rc value_fn(struct source *s, const char **ret, struct err *err);

static enum rc words(struct source *s, struct err *err)
{
    if (!s->has_words)
        TRY(words_of(s->r, s->a, s->t->id, &s->words, err));
    s->has_words = true;
    return OK;
}

static enum rc value_name(struct source *s, const char **ret, struct err *err)
{
    struct person p;

    if (!s->t->person_id)
        return OK;
    TRY(person_by_id(s->r, s->a, s->t->person_id, &p, err));
    *ret = person_full_name(s->a, &p);
    return OK;
}

static enum rc value_code(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = s->t->code;
    return OK;
}

static enum rc value_subject(struct source *s, const char **ret, struct err *err)
{
    TRY(words(s, err));
    *ret = s->words.subject;
    return OK;
}

static enum rc value_place(struct source *s, const char **ret, struct err *err)
{
    TRY(words(s, err));
    *ret = s->words.place;
    return OK;
}

static enum rc value_type(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = type_info(s->t->type)->name;
    return OK;
}

static enum rc value_settore(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = s->t->settore_id ? settore_name(s->r, s->t->settore_id) : "";
    return OK;
}

static enum rc value_due(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    if (s->t->due_at)
        *ret = day_format_il(s->a, day_of(s->t->due_at));
    return OK;
}

static enum rc value_presented(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = day_format_il(s->a, day_of(s->t->presented_at));
    return OK;
}

static enum rc value_today(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = day_format_it(s->a, day_of(clock_now_at()));
    return OK;
}

static enum rc value_operator(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = s->operator_name;
    return OK;
}

static enum rc value_office(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = ente_text(s->r, s->a, "office", "Ufficio Relazioni con il Pubblico");
    return OK;
}

static enum rc value_body(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = ente_text(s->r, s->a, "name", "");
    return OK;
}

static enum rc value_phone(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = ente_text(s->r, s->a, "phone", "");
    return OK;
}

static enum rc value_hours(struct source *s, const char **ret, struct err *err)
{
    (void)err;
    *ret = ente_text(s->r, s->a, "hours", "");
    return OK;
}

const struct template_field template_fields[] = {
    { "nome", "nome e cognome di chi ha scritto", true, true },
    { "numero", "numero della richiesta", false, true },
    { "oggetto", "oggetto della richiesta", true, true },
    { "tipo", "che cos'è: «Segnalazione», «Reclamo»…", false, true },
    { "luogo", "il luogo indicato", true, true },
    { "settore", "il settore che se ne occupa", true, true },
    { "scadenza", "il giorno entro cui si risponde, con l'articolo: «il 3 ottobre 2026»", true, true },
    { "presentata", "il giorno in cui è stata presentata, con l'articolo", false, true },
    { "oggi", "la data di oggi: «3 ottobre 2026»", false, false },
    { "operatore", "il nome di chi scrive la risposta", false, false },
    { "ufficio", "il nome dello sportello", false, false },
    { "ente", "il nome dell'ente", false, false },
    { "telefono", "il telefono dello sportello", true, false },
    { "orari", "gli orari dello sportello", true, false },
};
const size_t template_fields_n = sizeof template_fields / sizeof template_fields[0];

/* In the order of template_fields. */
static value_fn *const values[] = {
    value_name, value_code, value_subject, value_type, value_place, value_settore, value_due, value_presented,
    value_today, value_operator, value_office, value_body, value_phone, value_hours,
};
_Static_assert(sizeof values / sizeof values[0] == sizeof template_fields / sizeof template_fields[0], "a value for each field");

/* ---- reading the text --------------------------------------------------------------------------- */

enum piece_kind { PIECE_WORDS, PIECE_FIELD, PIECE_OPEN, PIECE_CLOSE };

struct piece {
    enum piece_kind kind;
    struct sv words;     /* of PIECE_WORDS */
    struct sv name;      /* of PIECE_FIELD */
    struct sv otherwise; /* what stands behind the bar; p NULL: there is no bar */
};

/* A bracket without its other half is words. */
static bool next_piece(struct sv *rest, struct piece *ret)
{
    struct sv inside;
    ptrdiff_t end, bar;
    size_t n = 0;

    if (rest->n == 0)
        return false;
    *ret = (struct piece){ .kind = PIECE_WORDS };
    if (sv_starts(*rest, SV("{{")) && (end = sv_find(*rest, SV("}}"))) > 0) {
        inside = sv_of(rest->p + 2, (size_t)end - 2);
        bar = sv_chr(inside, '|');
        ret->kind = PIECE_FIELD;
        ret->name = sv_trim(bar < 0 ? inside : sv_of(inside.p, (size_t)bar));
        if (bar >= 0)
            ret->otherwise = sv_trim(sv_drop(inside, (size_t)bar + 1));
        *rest = sv_drop(*rest, (size_t)end + 2);
        return true;
    }
    if (sv_starts(*rest, SV("[[")) || sv_starts(*rest, SV("]]"))) {
        ret->kind = *rest->p == '[' ? PIECE_OPEN : PIECE_CLOSE;
        *rest = sv_drop(*rest, 2);
        return true;
    }
    do
        n++;
    while (n < rest->n && !sv_starts(sv_drop(*rest, n), SV("{{")) && !sv_starts(sv_drop(*rest, n), SV("[[")) && !sv_starts(sv_drop(*rest, n), SV("]]")));
    ret->words = sv_of(rest->p, n);
    *rest = sv_drop(*rest, n);
    return true;
}

static size_t field_of(struct sv name)
{
    size_t i = 0;

    while (i < template_fields_n && !sv_eq_nocase(name, sv_from(template_fields[i].name)))
        i++;
    return i;
}

static enum rc unknown_field(struct sv name, struct err *err)
{
    AUTO(GSTR) GString *known = g_string_new(NULL);

    for (size_t i = 0; i < template_fields_n; i++)
        g_string_append_printf(known, "%s%s", i ? ", " : "", template_fields[i].name);
    FAIL(err, E_INPUT, "body", "Il campo {{%.*s}} non esiste. I campi sono: %s.", (int)(name.n < 24 ? name.n : 24), name.p, known->str);
}

enum rc template_check(const char *body, struct err *err)
{
    struct sv rest = sv_from(body);
    struct piece p;
    bool inside = false;

    while (next_piece(&rest, &p)) {
        size_t i;
        if (p.kind == PIECE_WORDS && sv_find(p.words, SV("{{")) >= 0)
            FAIL(err, E_INPUT, "body", "Un campo comincia con {{ e non finisce: chiudilo con }}.");
        if ((p.kind == PIECE_OPEN && inside) || (p.kind == PIECE_CLOSE && !inside))
            FAIL(err, E_INPUT, "body", "Le parti facoltative si scrivono fra [[ e ]], una dopo l'altra: qui non si chiudono come si aprono.");
        if (p.kind == PIECE_OPEN || p.kind == PIECE_CLOSE)
            inside = p.kind == PIECE_OPEN;
        if (p.kind != PIECE_FIELD)
            continue;
        i = field_of(p.name);
        if (i == template_fields_n)
            return unknown_field(p.name, err);
        if (template_fields[i].may_lack && !inside && p.otherwise.n == 0)
            FAIL(err, E_INPUT, "body", "Il campo {{%s}} può mancare: scrivi le parole da usare al suo posto, {{%s|…}}, oppure metti la frase fra [[ e ]].",
                 template_fields[i].name, template_fields[i].name);
    }
    if (inside)
        FAIL(err, E_INPUT, "body", "Una parte facoltativa comincia con [[ e non finisce: chiudila con ]].");
    return OK;
}

bool template_needs_request(const char *body)
{
    struct sv rest = sv_from(body);
    struct piece p;
    bool inside = false;

    while (next_piece(&rest, &p)) {
        if (p.kind == PIECE_OPEN || p.kind == PIECE_CLOSE)
            inside = p.kind == PIECE_OPEN;
        size_t i = p.kind == PIECE_FIELD && !inside && !p.otherwise.n ? field_of(p.name) : template_fields_n;
        if (i < template_fields_n && template_fields[i].of_request)
            return true;
    }
    return false;
}

/* ---- filling it --------------------------------------------------------------------------------- */

/* What went away must leave neither two blanks nor an empty line where it stood alone. */
static void close_gap(GString *out, struct sv *rest)
{
    bool line_begins = out->len == 0 || out->str[out->len - 1] == '\n';
    bool blank_before = out->len && out->str[out->len - 1] == ' ';

    if (rest->n && *rest->p == ' ' && (line_begins || blank_before))
        *rest = sv_drop(*rest, 1);
    if (rest->n && *rest->p == '\n' && line_begins)
        *rest = sv_drop(*rest, 1);
    else if (blank_before && (!rest->n || strchr("\n.,;:!?)", *rest->p)))
        g_string_truncate(out, out->len - 1);
}

static enum rc value_of(struct source *s, const struct piece *p, const char **ret, struct err *err)
{
    size_t i = field_of(p->name);

    *ret = NULL;
    if (i < template_fields_n && (s->t || !template_fields[i].of_request))
        TRY(values[i](s, ret, err));
    if (str_empty(*ret) && p->otherwise.n)
        *ret = arena_sv(s->a, p->otherwise);
    return OK;
}

enum rc template_fill(struct dbr *r, struct arena *a, const struct ticket *t, const char *operator_name, const char *body, char **ret,
                      struct err *err)
{
    struct source s = { .r = r, .a = a, .t = t, .operator_name = operator_name };
    AUTO(GSTR) GString *out = g_string_new(NULL);
    struct sv rest = sv_from(body);
    size_t passage_at = 0;
    bool inside = false, lacks = false;
    struct piece p;

    while (next_piece(&rest, &p)) {
        const char *value;
        switch (p.kind) {
        case PIECE_WORDS:
            g_string_append_len(out, p.words.p, (gssize)p.words.n);
            break;
        case PIECE_OPEN:
            inside = true;
            lacks = false;
            passage_at = out->len;
            break;
        case PIECE_CLOSE:
            if (inside && lacks) {
                g_string_truncate(out, passage_at);
                close_gap(out, &rest);
            }
            inside = false;
            break;
        case PIECE_FIELD:
            TRY(value_of(&s, &p, &value, err));
            g_string_append(out, value ? value : "");
            lacks = lacks || str_empty(value);
            if (str_empty(value) && !inside)
                close_gap(out, &rest);
            break;
        }
    }
    *ret = arena_str(a, out->str);
    return OK;
}

/* ---- those that fit ----------------------------------------------------------------------------- */

/* As it stands in the list of a template: ids, each between blanks; '' for every category. NULL: no id. */
static const char *id_word(struct arena *a, int64_t id)
{
    return id ? arena_fmt(a, " %lld ", (long long)id) : NULL;
}

static bool has_id(const char *list, const char *word)
{
    return word && *list && strstr(list, word);
}

enum rc template_list(struct dbr *r, struct arena *a, const struct ticket *t, struct reply_template **ret, size_t *ret_n, struct err *err)
{
    const struct q_template_list *rows;
    struct reply_template *list;
    struct category c = { 0 };
    const char *own, *group, *type = type_id(t->type);
    struct ticket_words words = { .lang = LANG_ITALIAN };
    size_t n, k = 0;

    if (t->category_id)
        TRY(category_by_id(r, t->category_id, &c, err));
    own = id_word(a, t->category_id);
    group = id_word(a, c.parent_id);
    TRY(q_template_list(r, &rows, &n, err));
    if (t->id)
        TRY(words_of(r, a, t->id, &words, err));
    list = arena_array(a, n + 1, struct reply_template);
    /* In the language of the request first, then made for its category first. */
    for (int rank = 3; rank >= 0; rank--)
        for (size_t i = 0; i < n; i++) {
            bool by_category = has_id(rows[i].categories, own) || has_id(rows[i].categories, group);
            if ((rows[i].type && !str_eq(rows[i].type, type)) || by_category != (rank & 1) || str_eq(rows[i].language, words.lang) != (rank >> 1) || (*rows[i].categories && !by_category))
                continue;
            list[k++] = (struct reply_template){ .code = rows[i].code, .title = rows[i].title, .body = rows[i].body, .language = rows[i].language,
                                                 .by_category = by_category };
        }
    *ret = list;
    *ret_n = k;
    return OK;
}
