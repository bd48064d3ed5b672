/* SPDX-License-Identifier: EUPL-1.2 */
/* What the frame and the components of a page need: flat and finished. Dates are formatted, labels chosen, permissions
 * decided before. Strings live in the request arena. A text may be NULL or "": both mean "not there". */
#ifndef URP_WEB_VIEW_H
#define URP_WEB_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/tr.h"

#define VIEW_LIST(type_, name_) const type_ *name_; size_t n_##name_

static inline bool view_set(const char *text)
{
    return text && *text;
}
/* Words of the body stay Italian in every language and are marked so (part_own); ours are looked up. */
static inline bool view_own(const char *text)
{
    return tr_now && view_set(text) && !tr_find(text);
}
/* Words in this language stand out of the page and are marked (part_wrote); NULL: nobody said which it is. */
static inline bool view_foreign(const char *lang)
{
    return view_set(lang) && strcmp(lang, tr_id()) != 0;
}
static inline bool view_differ(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") != 0;
}

enum view_tone { TONE_PLAIN, TONE_INFO, TONE_GOOD, TONE_WARN, TONE_BAD };

struct view_link {
    const char *url, *label; /* both needed */
    const char *icon;        /* "it-mail": a symbol of the sprite */
    const char *count;       /* "12"; shown beside the label */
    const char *note;        /* more about it, in small letters below: on plain pages */
    const char *key;         /* "n": the key that opens it */
    bool current;
    enum view_tone tone;     /* of the count */
};

struct view_badge {
    const char *label;
    enum view_tone tone;
};
/* A text in pieces, one after the other: those with the words that were looked for are marked. */
struct view_piece {
    const char *text;
    bool marked;
};
struct view_row {
    const char *label, *value, *url; /* url: value is a link */
    bool own_label;         /* words of the body: part_own */
    const char *own_value;  /* what of value is words of the body: all of it, or hours behind an address */
    const char *value_lang; /* in which somebody wrote it; NULL: that of the page */
};

/* The body, the same on every page. */
struct view_body {
    const char *name;     /* "Comune di Borgo Esempio" */
    const char *office;   /* "Ufficio Relazioni con il Pubblico" */
    const char *site_url; /* institutional site */
    const char *address, *hours;
    const char *phone, *phone_url, *email, *email_url, *pec, *pec_url; /* "0423 123456", "tel:+390423123456" */
    const char *accessibility_url; /* AgID statement; NULL: our own page */
    const char *faq_url, *appointment_url, *whistleblowing_url, *transparency_url; /* faq_url NULL: our own page */
    const char *logo_url, *color, *color_url; /* served by us; NULL: our own drawing, our blue ("" or NULL) and no style sheet for it */
    const char *region_name, *region_url;
    const char *site_management_url, *site_news_url, *site_services_url, *site_live_url; /* the menu of the institutional site */
    VIEW_LIST(struct view_link, social);
    const char *whistleblowing, *footer; /* the body's own words, or NULL */
    const char *reports_url, *register_url, *stats_url; /* public lists; NULL: this body has none */
};

struct view_error {
    const char *url, *text; /* "#f-email"; the same words as beside the field */
};

enum view_nav { NAV_NONE, NAV_HOME, NAV_SERVICES, NAV_NEW, NAV_TRACK, NAV_PUBLIC, NAV_REGISTER, NAV_STATS };

/* Stars (rating.html.t). FIRST: under a page, the rest unfolds by script; MORE: on the page after them; WHOLE: all at once. */
enum rating_step { RATING_FIRST, RATING_MORE, RATING_WHOLE };
struct view_rating {
    const char *url, *page; /* page: what it is about, where the url does not say it */
    enum rating_step step;
    bool easy;              /* asks whether a service was easy; else whether a page is clear */
    int stars;              /* 0: not yet */
    const char *reason, *text, *stars_error, *text_error; /* reason: an id of ticket/opinion */
};

struct view_alert {
    const char *text, *contact; /* the body's words; contact "": nobody */
    const char *until;
};

struct view_page {
    const struct view_body *body;
    const char *title;                   /* h1 and first part of <title> */
    const char *lead;                    /* sentence under h1 */
    const char *title_lang;              /* title is words of the body or of people, in this language */
    VIEW_LIST(struct view_link, crumbs); /* without this page */
    VIEW_LIST(struct view_error, errors); /* not empty: "Errore: " in the title, summary with focus */
    const char *notice;                  /* what was just done, in green */
    const char *canonical;               /* absolute address for search engines; NULL: none */
    bool framed;                         /* shown within a page of another site, which has head and foot of its own */
    VIEW_LIST(struct view_alert, alerts); /* emergencies that hold now, for everybody */
    enum view_nav nav;
    const struct view_rating *rating;    /* asked at the end of the page; NULL: not here */
    const char *feedback_url;            /* whoever cannot use this page says so there */
    const char *here;                    /* where another language leads back to; "": this page comes in one language */
};

/* The frame of the office pages. */
struct office_page {
    const struct view_body *body;
    const char *title;
    VIEW_LIST(struct view_link, menu);   /* what this user may open, with counts */
    VIEW_LIST(struct view_error, errors);
    const char *notice;
    VIEW_LIST(struct view_link, alarms); /* most severe first; url NULL: nothing to see elsewhere */
    const char *user_name;               /* NULL: nobody signed in, no menu */
    const char *csrf, *sign_out_url, *account_url, *search_url, *search; /* search: what was typed */
    bool keys_off;                       /* this person wants no keys of one letter */
    const char *help_url;                /* NULL: none */
    const char *events_url;              /* server-sent events; the part with data-live is loaded anew */
};

/* ---- forms -------------------------------------------------------------------------------------- */

enum view_kind { VIEW_INPUT, VIEW_AREA, VIEW_SELECT, VIEW_RADIOS, VIEW_CHECKS /* value of an option: name of its field */, VIEW_CHECK, VIEW_HIDDEN, VIEW_FILES };

struct view_option {
    const char *value, *label, *hint;
    bool own, own_group; /* label, group are words of the body */
    const char *group; /* of a select: neighbours with the same group become one optgroup */
    bool chosen;
};

/* Its id, to which the error summary links, is "f-<name>", in a view_action "f-<id of the action>-<name>". */
struct view_field {
    enum view_kind kind;
    const char *name, *label; /* both needed */
    const char *hint, *error, *value;
    const char *type;         /* VIEW_INPUT: "text" when NULL, "email", "tel", "date", "datetime-local", "password" */
    const char *autocomplete, *inputmode;
    bool required, checked;   /* checked: VIEW_CHECK */
    bool narrow;              /* short value: half the width */
    bool own;                 /* label, hint and options are words of the body */
    bool autofocus;           /* the one field a page is opened for */
    int max, rows;            /* code points, lines; 0 = no limit shown, 5 lines */
    VIEW_LIST(struct view_option, options);
};

struct view_group {
    const char *id, *title, *note;
    const char *own; /* words of the body within title */
    VIEW_LIST(struct view_field, fields);
};

struct view_file {
    const char *name, *size; /* "lampione.jpg", "1,2 MB" */
    const char *url;         /* download */
    const char *thumb_url;   /* picture to show */
    const char *view_url;    /* the picture alone on a page; NULL: url is opened instead */
    const char *original_url; /* as it came; NULL: the same, or not for these eyes */
    const char *read_url;    /* a mail: to be read here */
    const char *remove;      /* value of the button name="remove" */
};

/* One thing that can be done: a form of its own, at the anchor "#a-<id>". */
struct view_action {
    const char *id;          /* "rispondi" */
    const char *title, *note, *url, *submit; /* submit: words on the button */
    const char *csrf, *version;              /* hidden fields _csrf and version */
    const char *confirm;     /* asked by script before sending; without script note must say it */
    const char *icon;
    enum view_tone tone;     /* of the button: TONE_BAD for what cannot be taken back */
    bool open;               /* unfolded: the likely next step, or it came back with errors */
    bool is_shut;            /* id, title and icon alone: the form is made when somebody asks for it (struct view_folds) */
    bool files;              /* multipart; draws the file field "files" with file_note */
    const char *file_note, *file_error;
    VIEW_LIST(struct view_field, fields);
    const char *inserts_title;               /* what the links below are; NULL: "Testi pronti" */
    VIEW_LIST(struct view_link, inserts);    /* reply templates: links that load the page with the text in place */
};

/* Where the forms are that a page only names: load_url + id is one by itself, page_url?apri=id the page with it in place. */
struct view_folds {
    const char *load_url, *page_url;
    VIEW_LIST(struct view_option, from); /* the list it was opened from, by names and values of the address */
};

/* ---- pieces ---- */

/* What is known about a message besides its words. */
struct view_letter {
    VIEW_LIST(struct view_badge, marks); /* "PEC certificata" */
    const char *const *notes;            /* what could not be read: n_notes sentences */
    size_t n_notes;
    VIEW_LIST(struct view_file, pictures); /* among its words */
    VIEW_LIST(struct view_row, way);     /* how it came: mailbox, moment, what it was taken for and why */
    const char *page_url, *source_url, *download_url, *whole_url; /* as it looked; its bytes; the whole of a long one */
};

struct view_fate {
    const char *text, *url;  /* "Risposta al cittadino, a maria@..." */
    struct view_badge state;
};
struct view_event {
    int64_t id;              /* its anchor is "e<id>" */
    int64_t moment;          /* Unix seconds: for what is arranged by time */
    const char *at, *iso;   /* "3 ottobre 2026, ore 10:42"; RFC 3339 for <time> */
    const char *title, *who, *text, *quoted;
    const char *lang;        /* of text; NULL: that of the page */
    bool told;               /* an office wrote text to the citizen who reads it: addresses in it are links */
    bool own_who;            /* who is an office of the body */
    const char *icon, *note; /* note: "non verificata" */
    const char *why;         /* a sentence about the note, or how the sender was verified */
    enum view_tone tone;    /* TONE_GOOD: the answer */
    const char *time;        /* "10:42": under the day */
    const char *day;         /* "lunedì 3 ottobre 2026": the first of a day, once arranged */
    const char *way;         /* "per e-mail": how it reached us */
    const char *clock;       /* what it did to the term, and why */
    const char *joined, *joined_url; /* number of the joined request that it belongs to */
    bool quiet;              /* of the machine: nobody said anything */
    bool may_split;          /* words of the citizen: they can become a request of their own, as message_id */
    int64_t message_id;
    VIEW_LIST(struct view_fate, fates); /* the mails that it caused */
    bool folded;            /* set aside: its words are there when asked for */
    bool internal;          /* said among the offices: not for the citizen */
    const char *action_note; /* what the buttons below cause */
    const struct view_letter *letter; /* for the office; NULL: nothing is known */
    VIEW_LIST(struct view_file, files);
    VIEW_LIST(struct view_action, actions); /* confirm or set aside an unverified note: buttons only */
};

struct view_pager {
    const char *prev_url, *next_url, *text; /* "Da 1 a 50" */
};

struct view_table {
    const char *caption;
    const char *const *heads;
    size_t n_heads;
    const char *const *cells; /* n_rows * n_heads */
    size_t n_rows;
    const char *const *urls;  /* n_rows: of the first cell; NULL = no links */
};

#endif
