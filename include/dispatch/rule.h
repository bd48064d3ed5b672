/* SPDX-License-Identifier: EUPL-1.2 */
/* To whom does a request go? Rules over type x category x area x channel; the one with most matching columns
 * wins, its position breaks ties. A certain one assigns at once; anything else is a suggestion that says why. What the
 * rules leave open is guessed from the words of the request (dispatch/suggest), the category too. Reads only; any thread
 * with a reader. */
#ifndef URP_DISPATCH_RULE_H
#define URP_DISPATCH_RULE_H

#include <jansson.h>

#include "db/db.h"
#include "ticket/type.h"

struct rule_question {
    enum ticket_type type;
    enum channel channel;
    int64_t category_id, area_id; /* 0 = not known */
    const char *text;             /* subject and body; NULL: by rules and usual offices alone */
    bool may_decide;              /* the text may make it certain, where the body allows that (rule_text_certainty) */
    int certainty;                /* instead of what the body says: for trials; 0: as the body says */
};

/* What a rule asks for; NULL and 0: anything. */
struct rule_match {
    const char *type, *channel;
    int64_t category_id, area_id;
};

/* How much a rule says: of two that fit, the heavier one counts, whatever their positions. is_group: its category has leaves. */
int rule_weight(const struct rule_match *m, bool is_group);

struct rule_suggestion {
    int64_t settore_id, rule_id /* 0: not from a rule */, category_id /* 0: the one asked about */;
    const char *settore_name;
    struct rule_match match; /* of the rule */
    const char *why; /* plain Italian: "Regola: segnalazione, Strade e marciapiedi", "Dal testo (82 %): buca, asfalto" */
    double probability; /* of a guess from the text; 0: not a guess */
};

#define RULE_SUGGESTIONS_MAX 3

struct rule_category {
    int64_t category_id;
    const char *code, *name, *words /* that spoke for it, "" when none */, *why;
    double probability;
};

struct rule_answer {
    bool certain;           /* list[0] may be assigned without asking anybody */
    size_t n;
    struct rule_suggestion list[RULE_SUGGESTIONS_MAX];
    size_t n_categories; /* of a request without one: what its text is about, best first */
    struct rule_category categories[RULE_SUGGESTIONS_MAX];
};

/* Never fails for want of a rule: n is 0 then. E_DB. */
MUST_USE enum rc rule_route(struct dbr *r, struct arena *a, const struct rule_question *q, struct rule_answer *ret,
                            struct err *err);

/* From which percentage on the body lets the text alone decide ("suggest_certainty" of its file); 0: never, which is also
 * what nothing said means. Never for the three kinds of access, which have an office by law, nor for what is confidential:
 * the caller does not set may_decide there. */
#define RULE_KEY_CERTAINTY "suggest_certainty"
int rule_text_certainty(struct dbr *r);

/* For the record of an assignment: which rule it was ("rule") and what it asked for ("rule_type", "rule_channel",
 * "rule_category", "rule_area"), because a body may replace its rules any day; or how sure the text made us ("text_percent"),
 * without its words, which are the citizen's. */
void rule_record(const struct rule_suggestion *s, json_t *data);
/* The same, read back. *ret_why is NULL when no rule is on record: somebody chose. */
enum rule_words {
    RULE_EXACT, /* as rule_route says it, with the note of the rule as long as the body has it: for the URP */
    RULE_PLAIN, /* "riguarda Strade e marciapiedi": for the office that got it */
};
struct rule_on_record {
    int64_t rule_id, percent; /* 0: none */
    struct rule_match match;
};
MUST_USE enum rc rule_told(struct dbr *r, struct arena *a, const struct rule_on_record *it, enum rule_words words, const char **ret_why, struct err *err);
MUST_USE enum rc rule_recorded(struct dbr *r, struct arena *a, const json_t *data, enum rule_words words, const char **ret_why, struct err *err);

/* The answer as `urpd explain route` prints it: type, category, area, certain, settore, why, suggestions[], categories[]. */
MUST_USE enum rc rule_explain(struct dbr *r, struct arena *a, const struct rule_question *q, json_t **ret, struct err *err);

#endif
