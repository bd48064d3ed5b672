/* SPDX-License-Identifier: EUPL-1.2 */
/* The body: its name and texts, settori, categories, areas, rules, terms, closed days. Loaded from one JSON file,
 * as often as one likes. */
#ifndef URP_TICKET_ENTE_H
#define URP_TICKET_ENTE_H

#include <jansson.h>

#include "db/db.h"
#include "ticket/type.h"

/* Operation. The file has the sections ente and texts (names and texts by key; a text becomes the key "text.KEY"),
 * settori with contacts, categories with children, areas with streets, rules, terms, holidays, reply_templates:
 * etc/ente.example.json shows all of them. Idempotent: settori, categories and areas are matched by code, the others
 * replaced whole. A settore or category missing from its section is made inactive, never deleted, since tickets name
 * it; a section missing from the file stays as it is. Touches DB_TOPIC_CONF. What people changed on the pages since the section
 * last came from a file (ticket/setting) is not undone unless force says so.
 * E_CONFLICT differences lists what the file would undo, [{"section", "key", "label"}]; nothing is changed
 * E_INPUT  err->field is the JSON path at fault ("settori[3].email"), err->text says what is expected; nothing is
 *          changed */
struct ente_load {
    json_t *root; /* borrowed */
    bool force;
    json_t *differences; /* an array of the caller's; NULL: not looked for */
    int64_t settori, categories, rules; /* result: how many */
};
MUST_USE enum rc ente_load(struct dbw *w, struct ente_load *job, struct err *err);

/* The file as it would have to be loaded for the body to be as it is: the caller's. Without the emergencies, which are of the
 * moment. */
MUST_USE enum rc ente_export(struct dbr *r, struct arena *a, json_t **ret, struct err *err);

/* "name", "town", "text.privacy"; never NULL. Unset, or the store fails: if_unset, or "" when that is NULL. */
const char *ente_text(struct dbr *r, struct arena *a, const char *key, const char *if_unset);

/* What the body does with a report, suggestion or praise without a name (key anonymous_policy). */
enum anonymous_policy {
    ANONYMOUS_UNSAID, /* the body has not told: as ANONYMOUS_HANDLE, without a word about it */
    ANONYMOUS_REFUSE, ANONYMOUS_ARCHIVE, ANONYMOUS_IF_DETAILED, ANONYMOUS_HANDLE,
};
enum anonymous_policy ente_anonymous_policy(struct dbr *r);
/* Must whoever asks say who they are: by law or custom, or because the body says so? Never for accessibility: whoever cannot use a page may
 * say so (L. 4/2004 art. 3-quater). */
bool ente_wants_name(struct dbr *r, enum ticket_type type);
bool ente_anonymous_parse(const char *id, enum anonymous_policy *ret); /* "" is ANONYMOUS_UNSAID */
/* One sentence for whoever thinks of not giving a name; "" = nothing to say. */
const char *ente_anonymous_text(enum anonymous_policy p);

/* Other languages in which an office and a category can have a name: those of po/. */
#define NAME_LANGS(X) X(en) X(de) X(fr) X(es) X(ro) X(ar) X(uk) X(zh)

struct settore {
    int64_t id;
    const char *name; /* in the language that is spoken, where the body has one */
    const char *own;  /* the same where it is Italian, to be marked so in a page of another language; NULL: in that language */
    const char *code, *email, *fallback_email, *head_name, *head_email, *phone, *hours, *tasks, *role;
    bool active;
    int64_t digest_hour; /* of a working day, in Rome, when its summary leaves; -1 = never */
};
#define ENTE_DIGEST_HOUR 8 /* for a settore that says nothing */
/* The registers are read once and kept with the connection: strings of settori and categories stay good for as long as the
 * request or job that asked (db/stmt.h, struct dbq_kept). Those of the past are found by their id, too. */
MUST_USE enum rc settore_by_id(struct dbr *r, int64_t id, struct settore *ret, struct err *err);
const char *settore_name(struct dbr *r, int64_t id); /* "" when there is none */
bool settore_is_italian(struct dbr *r, int64_t id);  /* its name, as settore_name gives it */
/* role: "rpct", "urp", "sindaco". E_NOTFOUND */
MUST_USE enum rc settore_by_role(struct dbr *r, const char *role, struct settore *ret, struct err *err);
/* Active ones, by name. */
MUST_USE enum rc settore_list(struct dbr *r, struct arena *a, struct settore **ret, size_t *ret_n, struct err *err);

/* Where the mails of an office go on this day: its own address, or that of who stands in for it. In a chain of absences the last
 * one counts; where it comes back to itself, its own. */
struct stand_in {
    const char *email, *name; /* name: of the office or person; NULL: nobody stands in */
    int64_t settore_id;       /* 0: a person */
    int32_t until_day;
};
MUST_USE enum rc settore_address(struct dbr *r, const struct settore *s, int64_t at, struct stand_in *ret, struct err *err);
/* Is addr that of who stands in for this office now, or a contact of the office that does? */
MUST_USE enum rc settore_stands_in(struct dbr *r, int64_t settore_id, const char *addr, int64_t at, bool *ret_yes, struct err *err);

struct category {
    int64_t id, parent_id, settore_id;
    const char *code, *name, *hint, *keywords /* folded */, *parent_name; /* never NULL; names in the language that is spoken, where the body has them */
    const char *own, *parent_own; /* the names that are Italian, to be marked so in a page of another language; NULL: in that language */
    bool emergency, leaf, active, public; /* public: its reports may be shown to everybody */
    int64_t near_m;                       /* its own, or that of its group: category_near_m; 0: unsaid */
};
/* Two reports about a burst main can be one from afar; two about benches are two benches. Within so many metres one is perhaps the other:
 * what its register says, else the body (key near_m), else CATEGORY_NEAR_M. */
enum { CATEGORY_NEAR_MIN_M = 10, CATEGORY_NEAR_M = 250, CATEGORY_NEAR_MAX_M = 500 /* what point_cells_within finds for a few hundred look-ups */ };
int64_t category_near_m(struct dbr *r, struct arena *a, const struct category *c);
/* Active ones, groups followed by their leaves. */
MUST_USE enum rc category_list(struct dbr *r, struct arena *a, struct category **ret, size_t *ret_n, struct err *err);
MUST_USE enum rc category_by_id(struct dbr *r, int64_t id, struct category *ret, struct err *err);
/* Area of a typed place by the street register: "P.za Garibaldi 3, davanti al bar" finds piazza Garibaldi. 0 when
 * unknown. */
int64_t area_of_place(struct dbr *r, struct arena *a, const char *place);

#endif
