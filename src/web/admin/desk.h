/* SPDX-License-Identifier: EUPL-1.2 */
/* The pages of the settings: one row of set_page says what a register is called and asks for; lists, forms, trials, the record of
 * changes and the check of what was seen are the same for all of them. */
#ifndef URP_WEB_ADMIN_DESK_H
#define URP_WEB_ADMIN_DESK_H

#include "../operator/operator.h"
#include "ticket/setting.h"
#include "web/settings_view.h"

/* Who changes what concerns all; the administrator sets a new body up. */
#define SETTERS (ROLE_LEAD | ROLE_ADMIN)
#define SETTINGS_URL "/ufficio/impostazioni"

/* How a field stands in the JSON of its object. */
enum set_kind { SET_TEXT, SET_INT, SET_FLAG, SET_LINES /* array, one a line */, SET_WORDS /* array, blanks or commas between */, SET_CONTACTS, SET_HOUR,
    SET_PART /* "categories.2": the second word of "categories" */,
    SET_ITEM /* the same of an array; what lies behind those that are asked for stays */ };

typedef enum rc set_options_fn(struct req *rq, const char *chosen, struct view_field *f, struct err *err);
struct set_field {
    struct field row;         /* name: of the value in the object */
    enum set_kind kind;
    const char *otherwise;    /* what a missing value means; NULL: "" */
    set_options_fn *options;  /* FIELD_CHOICE without choices of its own */
};

/* The last fields of what has a name in the languages of NAME_LANGS (ticket/ente); they lie in a fold. */
#define SET_NAME(lang_, in_) { { .name = "name_" lang_, .kind = FIELD_TEXT, .max = 120, .label = "Nome in " in_ }, SET_TEXT, NULL, NULL }
#define SET_NAMES                                                                                                          \
    SET_NAME("en", "inglese"), SET_NAME("de", "tedesco"), SET_NAME("fr", "francese"), SET_NAME("es", "spagnolo"), SET_NAME("ro", "rumeno"), \
    SET_NAME("ar", "arabo"), SET_NAME("uk", "ucraino"), SET_NAME("zh", "cinese")
enum { SET_NAMES_N = 8 };

enum set_can {
    SET_DELETES = 1 << 0, SET_TRIES = 1 << 1 /* rules: dry run */, SET_PREVIEWS = 1 << 2, SET_MOVES = 1 << 3, SET_SWITCHES = 1 << 4,
    SET_NO_NEW = 1 << 5,
};

struct set_page {
    enum setting setting;
    const char *slug, *title, *text;
    const char *add, *new_title; /* "Aggiungi una regola", "Nuova regola" */
    const char *gone;            /* said before it is deleted */
    const struct set_field *fields;
    size_t n_fields;
    const char *fold, *fold_note; /* title of a fold, in which the last n_folded fields are */
    size_t n_folded;
    unsigned can;
    /* The list; items in the order of the register. */
    enum rc (*list)(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err);
    /* More on the page of one object; item NULL: a new one. May be NULL, like the rest. */
    enum rc (*more)(struct req *rq, const struct setting_item *item, struct settings_view *v, struct err *err);
    void (*preset)(struct req *rq, json_t *value); /* of a new one */
    /* Is it of a settore that this responsabile leads, who leads only some? id 0: a new one. NULL: it holds for the whole body, so never. */
    bool (*is_theirs)(struct req *rq, int64_t id, const json_t *value);
    /* Before it is checked and stored: what no field asks for. E_INPUT */
    enum rc (*complete)(struct req *rq, json_t *value, bool is_new, struct err *err);
    /* On the writer, before the change. */
    enum rc (*before)(struct dbw *w, const struct setting_change *c, struct err *err);
    /* Of SET_TRIES, off the HTTP threads. NULL: the trial of a rule. E_INPUT */
    enum rc (*try)(struct dbr *r, struct arena *a, const json_t *value, struct settings_trial *ret, struct err *err);
    enum rc (*preview)(struct req *rq, const char *ref, const json_t *value, struct settings_view *v, struct err *err);
    /* Which fields this object has at all; NULL: all. */
    bool (*asks)(const char *ref, const struct set_field *f);
    /* Of SET_MOVES: those with the same number can change places; ret: as many as items. */
    enum rc (*classes)(struct dbr *r, struct arena *a, const struct setting_list *l, int *ret, struct err *err);
    const char *(*title_of)(struct req *rq, const struct setting_item *item);
    const char *(*back_of)(struct req *rq, const json_t *value); /* where it goes on after saving; NULL: the list */
};

extern const struct set_page set_of_rules, set_of_settori, set_of_absences, set_of_categories, set_of_questions, set_of_terms, set_of_holidays, set_of_texts,
    set_of_values, set_of_templates, set_of_areas, set_of_bodies, set_of_reminders,
    set_of_certainty, set_of_channels, set_of_emergencies, set_of_identity;

/* The page of one object as it is now, with what was wrong in a form of its own. */
struct reply set_show(struct req *rq, const struct set_page *p, const char *ref, const struct form_errors *fe);

/* ---- desk_draw.c -------------------------------------------------------------------------------- */

/* A value of the object as it is typed. */
const char *set_text(struct arena *a, const struct set_field *f, const json_t *value);
/* The typed text into the object. */
void set_put(struct arena *a, const struct set_field *f, json_t *value, const char *text);
const char *set_string(const json_t *value, const char *key); /* "" when there is none */
const struct set_field *set_field_of(const struct set_page *p, const char *name);
/* As people read it: the label of an option, "sì". */
const char *set_shown(struct req *rq, const struct set_field *f, const json_t *value);
/* values: typed texts by field, or NULL: those of value. */
MUST_USE enum rc set_form(struct req *rq, const struct set_page *p, const char *ref, const char *version, const json_t *value, const char *const *values,
                          const struct form_errors *fe, struct settings_view *v, struct err *err);
MUST_USE enum rc set_changes(struct req *rq, const struct set_page *p, const struct setting_item *item, struct settings_view *v, struct err *err);
void set_now(struct req *rq, const struct set_page *p, const char *ref, const json_t *value, struct settings_view *v);
void set_crumb(struct req *rq, struct settings_view *v, const char *url, const char *label);
const char *set_url(struct req *rq, const struct set_page *p, const char *ref, const char *act); /* ref, act NULL: not there */
struct settings_view set_view(struct req *rq, const char *title);
bool set_for_all(struct req *rq); /* may this person set what holds for the whole body? Not who leads some settori, or some types, alone */
#define SET_NOT_FOR_ALL "Vale per tutto l'ente: qui puoi leggere; lo cambia chi è responsabile di tutto l'URP."
struct reply set_reply(struct req *rq, const struct settings_view *v);
struct settings_table *set_add_table(struct req *rq, struct settings_view *v, const char *caption, const char *const *heads, size_t n_heads, size_t rows_max);
/* The next row of the table; cells: n_heads of them to fill. */
struct settings_row *set_add_row(struct req *rq, struct settings_table *t, const char ***ret_cells);
void set_add_act(struct req *rq, struct settings_row *row, const struct set_page *p, const struct setting_item *item, const char *act, const char *label,
                 enum view_tone tone);
void set_add_link(struct req *rq, struct settings_view *v, const char *url, const char *label);
/* Of all objects of a register. */
MUST_USE enum rc set_list_changes(struct req *rq, const struct set_page *p, struct settings_view *v, struct err *err);
/* A code for value["code"] out of the words of value[from]; leaves one that is there. */
MUST_USE enum rc set_code(struct req *rq, enum setting s, json_t *value, const char *from, struct err *err);

/* ---- desk_options.c ------------------------------------------------------------------------------ */
set_options_fn options_types, options_types_required, options_categories, options_leaves, options_groups, options_areas, options_channels, options_settori, options_settori_required,
    options_any_category, options_hours, options_timers, options_units, options_kinds, options_roles, options_ways, options_languages;

/* ---- others -------------------------------------------------------------------------------------- */
handler get_setting_list, get_setting, post_setting; /* desk.c */
handler post_setting_act;                           /* desk_act.c */
handler get_explain, get_explain_ticket, get_explain_case;             /* explain.c */
handler post_settore_move;                                             /* offices.c */

#endif
