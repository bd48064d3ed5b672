/* SPDX-License-Identifier: EUPL-1.2 */
/* What would a change of a rule have done? The requests of the last year, but at most TRIAL_TICKETS_MAX of the newest, are asked
 * to whom today's rules give them and to whom the changed ones would. Words of texts play no part: rules do not read. Reads
 * only; up to some tenths of a second, so not on an HTTP thread. */
#ifndef URP_DISPATCH_TRIAL_H
#define URP_DISPATCH_TRIAL_H

#include <jansson.h>

#include "db/db.h"

#define TRIAL_DAYS 365
#define TRIAL_TICKETS_MAX 20000
#define TRIAL_SAMPLES 12

struct trial_sample {
    const char *code, *from, *to; /* names of offices, with "(suggerita)" where nothing is assigned; "nessuna regola" */
};
struct trial {
    int64_t rule_id;      /* 0: a new one */
    const json_t *value;  /* the rule as it would stand in the file; NULL: taken away */
    int64_t now_at;

    int64_t looked, changed; /* result */
    bool capped;             /* result: there were more */
    size_t n_samples;        /* result: the newest */
    struct trial_sample samples[TRIAL_SAMPLES];
};
/* E_INPUT  value names an office, category or area that is not there: err->field */
MUST_USE enum rc trial_run(struct dbr *r, struct arena *a, struct trial *t, struct err *err);

/* How would the words alone have decided, from this percentage on? Requests of the last year to which somebody gave an office, as if
 * they arrived today: those by mail without a category. The suggestions may have learnt from these very requests, so that they do
 * better here than on new ones. Up to some seconds. */
#define TEXT_TRIAL_TICKETS_MAX 5000
struct text_trial {
    int percent;             /* 1 to 100 */
    int64_t now_at;

    int64_t looked, by_rule /* a rule is certain */, by_text, right /* of by_text: the office that has it */; /* result */
    bool capped;
    size_t n_samples;        /* result: of those that are not right, the newest; from: who has it */
    struct trial_sample samples[TRIAL_SAMPLES];
};
MUST_USE enum rc text_trial_run(struct dbr *r, struct arena *a, struct text_trial *t, struct err *err);

#endif
