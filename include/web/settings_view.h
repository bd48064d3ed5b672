/* SPDX-License-Identifier: EUPL-1.2 */
/* Pages of the settings (/ufficio/impostazioni). Rules of web/view.h. */
#ifndef URP_WEB_SETTINGS_VIEW_H
#define URP_WEB_SETTINGS_VIEW_H

#include "web/view.h"

/* The door: what can be set. */
struct settings_card {
    const char *url, *title, *text, *icon, *count; /* count: "35 regole"; may be NULL */
};
struct settings_home_group {
    const char *title;
    VIEW_LIST(struct settings_card, cards);
};
struct settings_home_view {
    struct office_page page;
    VIEW_LIST(struct settings_home_group, groups);
    VIEW_LIST(struct view_table, tables);
};

struct settings_button {
    const char *name, *value, *label;
    enum view_tone tone; /* TONE_INFO: the one that Enter presses */
};
/* A thing to be done at once: a form of one button. */
struct settings_act {
    const char *url, *label, *of, *version; /* of: said to those who do not see where it stands */
    const char *name, *value;               /* one more hidden field; may be NULL */
    enum view_tone tone;
};
struct settings_row {
    const char *const *cells; /* as many as heads */
    const char *url;          /* of the first cell; NULL: none */
    struct view_badge badge;  /* beside the first cell */
    bool off, indented;
    VIEW_LIST(struct settings_act, acts);
};
struct settings_table {
    const char *caption, *note, *empty;
    const char *const *heads;
    size_t n_heads;
    bool has_acts;
    VIEW_LIST(struct settings_row, rows);
};
struct settings_group {
    const char *title, *note;
    const char *fold; /* it lies in a fold of this name */
    VIEW_LIST(struct view_field, fields);
};
/* A fold with a mistake in it is open. */
static inline bool settings_has_error(const struct settings_group *g)
{
    for (size_t i = 0; i < g->n_fields; i++)
        if (view_set(g->fields[i].error))
            return true;
    return false;
}
struct settings_form {
    const char *url, *version, *cancel_url;
    VIEW_LIST(struct settings_group, groups);
    VIEW_LIST(struct settings_button, buttons);
};
/* What would have become of last year's requests. */
struct settings_trial {
    const char *title, *note, *from_head, *to_head; /* heads NULL: "Oggi", "Con il cambiamento" */
    VIEW_LIST(struct view_link, codes); /* label: the number */
    const char *const *from;            /* n_codes of each */
    const char *const *to;
};
struct settings_change {
    const char *at, *who, *what;
    VIEW_LIST(struct view_row, details); /* label: what; value: "prima «8», ora «9»" */
    const char *restore_url, *restore_id, *restore_version; /* NULL: cannot be put back from here */
};
struct settings_view {
    struct office_page page;
    VIEW_LIST(struct view_link, crumbs);
    const char *text;
    VIEW_LIST(struct view_link, links);     /* "Aggiungi una regola" */
    VIEW_LIST(struct view_row, now);        /* after a conflict: how it stands now */
    VIEW_LIST(struct view_row, answer);     /* to a question: why a request goes there */
    const char *answer_title;
    struct settings_trial trial;            /* title NULL: none */
    const char *preview_title, *preview;    /* text as it will be read; NULL: none */
    VIEW_LIST(struct settings_form, forms);
    VIEW_LIST(struct settings_table, tables);
    VIEW_LIST(struct settings_act, acts);
    const char *acts_note;
    VIEW_LIST(struct settings_change, changes);
    bool shows_changes;
    bool only_read;                         /* what this person may not change: without forms and buttons, now says how it is */
};

#endif
