/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/setting.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/canonical.h"
#include "base/clock.h"
#include "base/sv.h"
#include "base/text.h"
#include "ente_bind.h"
#include "ente_put.h"
#include "q/ente.h"
#include "q/setting.h"
#include "q/street.h"
#include "ticket/calendar.h"
#include "ticket/privacy_notice.h"
#include "ticket/street.h"

#define PATH "voce" /* stands for the place in a file, and is cut off the message */

static const char *const sections[SETTINGS] = {
    [SETTING_VALUE] = "ente", [SETTING_TEXT] = "texts", [SETTING_SETTORE] = "settori", [SETTING_CATEGORY] = "categories", [SETTING_RULE] = "rules",
    [SETTING_TERM] = "terms", [SETTING_HOLIDAY] = "holidays", [SETTING_TEMPLATE] = "reply_templates", [SETTING_ABSENCE] = "absences",
    [SETTING_QUESTION] = "questions", [SETTING_AREA] = "areas", [SETTING_OTHER_BODY] = "other_bodies", [SETTING_CHANNEL] = "channels", [SETTING_IDENTITY] = "identity", [SETTING_EMERGENCY] = "emergencies",
};

const char *setting_section(enum setting s)
{
    assume((unsigned)s < SETTINGS);
    return sections[s];
}

/* ---- emergencies: of no file ---------------------------------------------------------------------- */

struct emergency_in {
    const char *text, *contact, *from, *until, *way, *categories, *parent;
};
#define K(kind_, name_, required_) { #name_, kind_, required_, offsetof(struct emergency_in, name_) }
static const struct bind_key emergency_keys[] = {
    K(BIND_TEXT, text, true), K(BIND_LINE, contact, false), K(BIND_LINE, from, true), K(BIND_LINE, until, true),
    K(BIND_CODE, way, true),  K(BIND_LINE, categories, false), K(BIND_CODE, parent, false),
};

static enum rc put_emergency(struct load *l, const json_t *o, int64_t id, struct err *err)
{
    struct emergency_in e = { 0 };
    int64_t from_at, until_at;

    TRY(bind_object(l->a, o, PATH, emergency_keys, sizeof emergency_keys / sizeof emergency_keys[0], &e, err));
    if (!moment_parse(e.from, &from_at))
        FAIL(err, E_INPUT, "from", "Scrivi da quando vale l'avviso.");
    if (!moment_parse(e.until, &until_at) || until_at <= from_at)
        FAIL(err, E_INPUT, "until", "Scrivi fino a quando vale l'avviso: dopo l'inizio. A quell'ora finisce da solo.");
    if (!str_eq(e.way, "notice") && !str_eq(e.way, "pause") && !str_eq(e.way, "group"))
        FAIL(err, E_INPUT, "way", "Scegli che cosa succede alle nuove richieste.");
    if (!str_eq(e.way, "notice") && !*e.categories)
        FAIL(err, E_INPUT, "categories", "Scegli almeno un argomento.");
    if (str_eq(e.way, "pause") && !*e.contact)
        FAIL(err, E_INPUT, "contact", "Scrivi a chi ci si rivolge intanto: chi trova il modulo fermo deve sapere dove chiamare.");
    if (str_eq(e.way, "group") && !*e.parent)
        FAIL(err, E_INPUT, "parent", "Scrivi il numero della richiesta a cui si collegano le altre.");
    return q_emergency_put(l->w, id, e.text, e.contact, from_at, until_at, e.way, e.categories, e.parent, err);
}

/* ---- one object --------------------------------------------------------------------------------- */

static enum rc put_value(struct load *l, const struct setting_change *c, struct err *err)
{
    AUTO(JSON) json_t *section = json_object();
    json_t *text = json_object_get(c->value, "value");

    json_object_set_new(section, c->ref, text ? json_incref(text) : json_string(""));
    return put_values(l, section, PATH, c->setting == SETTING_TEXT ? "text." : "", err);
}

static enum rc put_object(struct load *l, const struct setting_change *c, int64_t id, struct err *err)
{
    switch (c->setting) {
    case SETTING_VALUE: case SETTING_TEXT: return put_value(l, c, err);
    case SETTING_SETTORE: return put_settore(l, c->value, PATH, err);
    case SETTING_CATEGORY: return put_category(l, c->value, PATH, 0, err);
    case SETTING_RULE: return put_rule(l, c->value, PATH, id, err);
    case SETTING_TERM: return put_term(l, c->value, PATH, id, err);
    case SETTING_HOLIDAY: return put_holiday(l, c->value, PATH, id, err);
    case SETTING_TEMPLATE: return put_template(l, c->value, PATH, id, err);
    case SETTING_ABSENCE: return put_absence(l, c->value, PATH, id, err);
    case SETTING_QUESTION: return put_question(l, c->value, PATH, id, err);
    case SETTING_AREA:
        TRY(put_area(l, c->value, PATH, err));
        return street_end_ente(l->w, err);
    case SETTING_OTHER_BODY: return put_other_body(l, c->value, PATH, id, err);
    case SETTING_CHANNEL: return put_channel(l, c->value, PATH, err);
    case SETTING_IDENTITY: return put_identity(l, c->value, PATH, err);
    case SETTING_EMERGENCY: return put_emergency(l, c->value, id, err);
    }
    assume(!"setting out of range");
}

/* Rules would go with it, and requests of before name it. Streets of the list are not the area's: they stay, and are in none. */
static enum rc drop_area(struct dbw *w, int64_t id, struct err *err)
{
    struct q_area_used used;

    TRY(q_area_used(dbw_reader(w), dbw_arena(w), id, &used, err));
    if (used.rules || used.tickets)
        FAIL(err, E_INPUT, "", "La zona non si cancella: la nominano %lld regole e %lld richieste.", (long long)used.rules, (long long)used.tickets);
    TRY(q_street_leave_area(w, id, err));
    return q_area_drop(w, id, err);
}

static enum rc drop_object(struct dbw *w, enum setting s, int64_t id, struct err *err)
{
    switch (s) {
    case SETTING_RULE: return q_rule_drop(w, id, err);
    case SETTING_TERM: return q_term_drop(w, id, err);
    case SETTING_HOLIDAY: return q_holiday_drop(w, id, err);
    case SETTING_TEMPLATE: return q_template_drop(w, id, err);
    case SETTING_ABSENCE: return q_absence_drop(w, id, err);
    case SETTING_QUESTION: return q_question_drop(w, id, err);
    case SETTING_AREA: return drop_area(w, id, err);
    case SETTING_OTHER_BODY: return q_other_body_drop(w, id, err);
    case SETTING_EMERGENCY: return q_emergency_drop(w, id, err);
    case SETTING_VALUE: case SETTING_TEXT: case SETTING_SETTORE: case SETTING_CATEGORY: case SETTING_CHANNEL: case SETTING_IDENTITY:
        FAIL(err, E_INPUT, "", "Questa voce non si cancella: le richieste di prima la nominano.");
    }
    assume(!"setting out of range");
}

/* "voce.email: ci vuole un indirizzo..." as a sentence beside the field. */
static enum rc in_words(enum rc rc, struct err *err)
{
    struct err e = *err;
    const char *dot = strrchr(e.field, '.'), *text = e.text;

    if (rc != E_INPUT)
        return rc;
    if (strncmp(text, PATH, strlen(PATH)) == 0 && strstr(text, ": "))
        text = strstr(text, ": ") + 2;
    AUTO(GFREE) char *first = g_utf8_strup(text, (gssize)(g_utf8_next_char(text) - text));
    return err_set(err, E_INPUT, ERR_WHERE, dot ? dot + 1 : e.field, "%s%s", first, *text ? g_utf8_next_char(text) : "");
}

static const struct setting_item *by_key(const struct setting_list *l, const struct setting_item *own, const char *key)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->items[i].key, key) && (!own || l->items[i].id != own->id))
            return &l->items[i];
    return NULL;
}

static const char *key_of(struct arena *a, const struct setting_change *c)
{
    const char *code = json_string_value(json_object_get(c->value, "code")), *category = json_string_value(json_object_get(c->value, "category")),
               *type = json_string_value(json_object_get(c->value, "type")), *timer = json_string_value(json_object_get(c->value, "timer"));

    switch (c->setting) {
    case SETTING_SETTORE: case SETTING_CATEGORY: case SETTING_TEMPLATE: case SETTING_AREA: case SETTING_OTHER_BODY: return code;
    case SETTING_HOLIDAY: return json_string_value(json_object_get(c->value, "day"));
    case SETTING_TERM: return type && timer ? arena_fmt(a, "%s/%s/%s", type, category ? category : "", timer) : NULL;
    case SETTING_QUESTION: return code && category ? arena_fmt(a, "%s/%s", category, code) : NULL;
    case SETTING_VALUE: case SETTING_TEXT: case SETTING_RULE: case SETTING_ABSENCE: case SETTING_EMERGENCY: case SETTING_CHANNEL: case SETTING_IDENTITY: return NULL;
    }
    assume(!"setting out of range");
}

/* The same thing twice would leave it to chance which one counts. */
static enum rc check_single(struct dbw *w, const struct setting_change *c, const struct setting_list *before, const struct setting_item *own, struct err *err)
{
    const char *key = key_of(dbw_arena(w), c);

    if (key && by_key(before, own, key))
        FAIL(err, E_INPUT, c->setting == SETTING_HOLIDAY ? "day" : c->setting == SETTING_TERM ? "timer" : "code",
             c->setting == SETTING_HOLIDAY ? "Questo giorno c'è già." : c->setting == SETTING_TERM ? "Questo termine c'è già: cambia quello." : "Questo codice c'è già: scegline un altro.");
    return OK;
}

static const char *text_of(struct arena *a, const json_t *value)
{
    return value ? canonical_text(a, value) : NULL;
}

static enum rc write_it(struct dbw *w, const struct setting_change *c, int64_t id, struct err *err)
{
    AUTO(GHASH) GHashTable *seen = g_hash_table_new(g_str_hash, g_str_equal);
    GArray *off = g_array_new(FALSE, FALSE, sizeof(struct load_off));
    struct ente_load none = { 0 };
    struct load l = { .w = w, .a = dbw_arena(w), .job = &none, .seen = seen, .off = off };
    enum rc rc = c->value ? put_object(&l, c, id, err) : drop_object(w, c->setting, id, err);

    if (rc == OK)
        rc = put_off(&l, err);
    g_array_free(off, TRUE);
    return rc;
}

/* What is new has its id by now: the one that was not there before. */
static const struct setting_item *after_of(const struct setting_list *after, const struct setting_list *before, const char *ref)
{
    if (*ref)
        return setting_find(after, ref);
    for (size_t i = 0; i < after->n; i++)
        if (!setting_find(before, after->items[i].ref))
            return &after->items[i];
    return NULL;
}

static enum rc record(struct dbw *w, const struct setting_change *c, const struct setting_item *was, const struct setting_item *is, struct err *err)
{
    const struct setting_item *any = is ? is : was;
    struct arena *a = dbw_arena(w);

    if (!any)
        FAIL(err, E_INPUT, "", "Non è stato scritto niente di nuovo: quello che volevi aggiungere c'è già, oppure è senza nome. Torna all'elenco e aprilo da lì.");
    if (was && is && str_eq(was->version, is->version))
        return OK;
    TRY(q_setting_change_add(w, clock_now_at(), c->user_id, setting_section(c->setting), any->key, text_short(a, any->label, 100),
                             text_of(a, was ? was->value : NULL), text_of(a, is ? is->value : NULL), err));
    TRY(q_registers_change(w, err));
    dbw_touch(w, DB_TOPIC_CONF);
    return OK;
}

static bool has_only_keys(enum setting s)
{
    return s == SETTING_VALUE || s == SETTING_TEXT || s == SETTING_CHANNEL || s == SETTING_IDENTITY;
}

enum rc setting_change(struct dbw *w, const struct setting_change *c, struct err *err)
{
    struct arena *a = dbw_arena(w);
    AUTO(SETTINGS) struct setting_list before = { 0 }, after = { 0 };
    const struct setting_item *was;

    if (!*c->ref && has_only_keys(c->setting))
        FAIL(err, E_NOTFOUND, "", "Questa voce non c'è.");
    TRY(setting_read(dbw_reader(w), a, c->setting, &before, err));
    was = *c->ref ? setting_find(&before, c->ref) : NULL;
    if (*c->ref && !was && !has_only_keys(c->setting))
        FAIL(err, E_NOTFOUND, "", "Questa voce non c'è più: qualcuno l'ha cancellata.");
    if (*c->ref && !str_eq(was ? was->version : "", c->version ? c->version : ""))
        FAIL(err, E_CONFLICT, "version", "Nel frattempo qualcun altro ha cambiato questa voce. Qui sotto c'è quello che hai scritto tu: confrontalo con com'è adesso.");
    TRY(check_single(w, c, &before, was, err));
    enum rc rc = write_it(w, c, was ? was->id : 0, err);
    if (rc != OK)
        return in_words(rc, err);
    TRY(q_registers_change(w, err)); /* what this connection keeps is read anew */
    TRY(setting_read(dbw_reader(w), a, c->setting, &after, err));
    TRY(privacy_notice_keep_op(w, NULL, err)); /* it says some of them */
    return record(w, c, was, after_of(&after, &before, c->ref), err);
}

enum rc setting_change_op(struct dbw *w, void *change, struct err *err)
{
    return setting_change(w, change, err);
}

enum rc setting_loaded(struct dbw *w, const char *section, struct err *err)
{
    return q_setting_change_add(w, clock_now_at(), 0, section, "", "caricato da un file", NULL, NULL, err);
}
