/* SPDX-License-Identifier: EUPL-1.2 */
#include "dispatch/rule.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "base/tr.h"
#include "q/dispatch.h"
#include "q/ente.h"
#include "rule_fit.h"
#include "rule_in.h"
#include "ticket/ente.h"

/* How closely a rule fits: a rule for the very category beats one for its group, and a rule that names more
 * columns beats one that names fewer. Powers of two, so that no sum of weaker columns outweighs a stronger one:
 * what is asked (category) says more about the office than where (area), the type, or how it came in (channel). */
enum {
    FIT_CHANNEL = 1,
    FIT_TYPE = 2,
    FIT_AREA = 4,
    FIT_GROUP = 8,
    FIT_CATEGORY = 16,
};

struct candidate {
    const struct q_rule_all *rule;
    int fit;
};

int rule_weight(const struct rule_match *m, bool is_group)
{
    return (m->type ? FIT_TYPE : 0) + (m->channel ? FIT_CHANNEL : 0) + (m->area_id ? FIT_AREA : 0) +
           (m->category_id ? is_group ? FIT_GROUP : FIT_CATEGORY : 0);
}

/* -1: does not fit. parent_id is the group of the category asked about. */
static int rule_fit(const struct q_rule_all *rule, const struct rule_question *q, int64_t parent_id)
{
    int fit = 0;

    if (rule->type) {
        if (!str_eq(rule->type, type_id(q->type)))
            return -1;
        fit += FIT_TYPE;
    }
    if (rule->channel) {
        if (!str_eq(rule->channel, channel_id(q->channel)))
            return -1;
        fit += FIT_CHANNEL;
    }
    if (rule->area_id) {
        if (rule->area_id != q->area_id)
            return -1;
        fit += FIT_AREA;
    }
    if (rule->category_id) {
        if (rule->category_id == q->category_id)
            fit += FIT_CATEGORY;
        else if (parent_id && rule->category_id == parent_id)
            fit += FIT_GROUP;
        else
            return -1;
    }
    return fit;
}

const struct q_rule_all *rule_first(const struct q_rule_all *rules, size_t n, const struct rule_question *q, int64_t parent_id)
{
    const struct q_rule_all *best = NULL;
    int best_fit = -1;

    for (size_t i = 0; i < n; i++) {
        int fit = rule_fit(&rules[i], q, parent_id);
        if (fit > best_fit) {
            best = &rules[i];
            best_fit = fit;
        }
    }
    return best;
}

static const char *area_name(const struct q_area_all *areas, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (areas[i].id == id)
            return areas[i].name;
    return "";
}

/* In words, whether the rule still exists or is only on record. */
static enum rc match_why(struct dbr *r, struct arena *a, const struct rule_match *m, enum rule_words words, const char *note, const char **ret, struct err *err)
{
    AUTO(GSTR) GString *s = g_string_new(words == RULE_EXACT ? "Regola:" : "riguarda");
    const struct q_area_all *areas;
    enum ticket_type type;
    enum channel channel;
    struct category c;
    size_t n;

    TRY(q_area_all(r, &areas, &n, err));
    if (m->category_id)
        TRY(category_by_id(r, m->category_id, &c, err));
    if (type_parse(m->type, &type) && (words == RULE_EXACT || !m->category_id))
        g_string_append_printf(s, " %s,", type_info(type)->name);
    if (m->category_id)
        g_string_append_printf(s, " %s,", c.name);
    if (m->area_id)
        g_string_append_printf(s, " zona %s,", area_name(areas, n, m->area_id));
    if (channel_parse(m->channel, &channel))
        g_string_append_printf(s, " arrivata da %s,", channel_name(channel));
    if (s->str[s->len - 1] == ',')
        g_string_truncate(s, s->len - 1);
    else
        g_string_append(s, " tutte le richieste");
    if (words == RULE_EXACT && !str_empty(note))
        g_string_append_printf(s, " (%s)", note);
    *ret = arena_str(a, s->str);
    return OK;
}

static struct rule_match match_of(const struct q_rule_all *rule)
{
    return (struct rule_match){ .type = rule->type, .channel = rule->channel, .category_id = rule->category_id, .area_id = rule->area_id };
}

void rule_suggest(struct rule_answer *ret, struct rule_suggestion s)
{
    for (size_t i = 0; i < ret->n; i++)
        if (ret->list[i].settore_id == s.settore_id)
            return;
    if (ret->n < RULE_SUGGESTIONS_MAX)
        ret->list[ret->n++] = s;
}

/* Rules by falling fit; of equal ones the first by position stays first. */
static size_t rank(struct candidate *list, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && list[j].fit > list[j - 1].fit; j--) {
            struct candidate t = list[j];
            list[j] = list[j - 1];
            list[j - 1] = t;
        }
    return n;
}

static enum rc by_rules(struct dbr *r, struct arena *a, const struct rule_question *q, int64_t parent_id,
                        struct rule_answer *ret, struct err *err)
{
    const struct q_rule_all *rules;
    struct candidate *fits;
    size_t n, n_fits = 0;

    TRY(q_rule_all(r, &rules, &n, err));
    fits = arena_array(a, n + 1, struct candidate);
    for (size_t i = 0; i < n; i++) {
        int fit = rule_fit(&rules[i], q, parent_id);
        if (fit >= 0)
            fits[n_fits++] = (struct candidate){ &rules[i], fit };
    }
    n_fits = rank(fits, n_fits);
    ret->certain = n_fits > 0 && fits[0].rule->certain;
    for (size_t i = 0; i < n_fits; i++) {
        const struct q_rule_all *rule = fits[i].rule;
        struct rule_suggestion s = { .settore_id = rule->settore_id, .rule_id = rule->id, .match = match_of(rule), .settore_name = rule->settore_name };
        TRY(match_why(r, a, &s.match, RULE_EXACT, rule->note, &s.why, err));
        rule_suggest(ret, s);
    }
    return OK;
}

enum rc rule_office_of(struct dbr *r, const struct rule_question *q, const struct category *c, int64_t *ret_id, struct err *err)
{
    struct rule_question asked = *q;
    const struct q_rule_all *rules;
    struct settore office;
    int best = FIT_GROUP - 1; /* one that names no category says nothing about this one */
    size_t n;

    *ret_id = 0;
    asked.category_id = c->id;
    TRY(q_rule_all(r, &rules, &n, err));
    for (size_t i = 0; i < n; i++) {
        int fit = rule_fit(&rules[i], &asked, c->parent_id);
        if (fit > best && rules[i].category_id) {
            best = fit;
            *ret_id = rules[i].settore_id;
        }
    }
    if (*ret_id || !c->settore_id)
        return OK;
    TRY(settore_by_id(r, c->settore_id, &office, err));
    *ret_id = office.active ? office.id : 0;
    return OK;
}

/* Does a word of the folded text begin with this stem? */
static bool begins_word(const char *folded, const char *stem)
{
    for (const char *at = strstr(folded, stem); at; at = strstr(at + 1, stem))
        if (at == folded || !g_ascii_isalnum(at[-1]))
            return true;
    return false;
}

/* The first three letters of the words of a text, as a set: a body has some thousand stems and few of them are worth a search. */
struct beginnings {
    uint64_t bits[64];
};

static unsigned beginning_of(const char *p)
{
    return ((unsigned char)p[0] * 961u + (unsigned char)p[1] * 31u + (unsigned char)p[2]) % 4096;
}

static void beginnings_of(const char *folded, struct beginnings *ret)
{
    *ret = (struct beginnings){ 0 };
    for (const char *p = folded; p[0] && p[1] && p[2]; p++)
        if (p == folded || !g_ascii_isalnum(p[-1]))
            ret->bits[beginning_of(p) / 64] |= 1ull << beginning_of(p) % 64;
}

static bool may_begin(const struct beginnings *b, const char *stem)
{
    return b->bits[beginning_of(stem) / 64] >> beginning_of(stem) % 64 & 1;
}

/* How many of the category's words stand in the text; the words are folded already. The found ones go to found. */
static int words_in(const char *folded, const struct beginnings *b, const char *keywords, GString *found)
{
    struct sv rest = sv_from(keywords), word;
    int n = 0;

    while (sv_next(&rest, ' ', &word)) {
        if (word.n < 3 || !may_begin(b, word.p))
            continue;
        AUTO(GFREE) char *w = g_strndup(word.p, word.n);
        if (!begins_word(folded, w))
            continue;
        g_string_append_printf(found, "%s%s", n ? ", " : "", w);
        n++;
    }
    return n;
}

struct spoken {
    const struct category *category;
    int words;
    const char *found;
};

/* An office of the past gets nothing new. */
static enum rc has_office(struct dbr *r, const struct category *c, bool *ret_yes, struct err *err)
{
    struct settore office;

    *ret_yes = false;
    if (!c->settore_id)
        return OK;
    TRY(settore_by_id(r, c->settore_id, &office, err));
    *ret_yes = office.active;
    return OK;
}

/* Categories whose words the citizen used, best three first. */
static enum rc by_words(struct dbr *r, struct arena *a, const struct rule_question *q, struct rule_answer *ret,
                        struct err *err)
{
    struct spoken best[RULE_SUGGESTIONS_MAX] = { 0 };
    AUTO(GSTR) GString *found = g_string_new(NULL);
    const char *folded = text_fold(a, q->text);
    struct beginnings beginnings;
    struct category *cats;
    size_t n;

    beginnings_of(folded, &beginnings);
    TRY(category_list(r, a, &cats, &n, err));
    for (size_t i = 0; i < n; i++) {
        bool office;

        TRY(has_office(r, &cats[i], &office, err));
        g_string_truncate(found, 0);
        struct spoken s = { &cats[i], office ? words_in(folded, &beginnings, cats[i].keywords, found) : 0, NULL };
        s.found = s.words ? arena_str(a, found->str) : NULL;
        for (size_t k = 0; k < RULE_SUGGESTIONS_MAX && s.words; k++)
            if (s.words > best[k].words) {
                struct spoken t = best[k];
                best[k] = s;
                s = t;
            }
    }
    for (size_t k = 0; k < RULE_SUGGESTIONS_MAX && best[k].words; k++) {
        struct settore office;
        TRY(settore_by_id(r, best[k].category->settore_id, &office, err));
        rule_suggest(ret, (struct rule_suggestion){
                         .settore_id = office.id, .category_id = best[k].category->id, .settore_name = office.name,
                         .why = arena_fmt(a, "Parole del testo: %s (%s)", best[k].found, best[k].category->name) });
    }
    return OK;
}

static enum rc by_usual_office(struct dbr *r, struct arena *a, const struct category *c, struct rule_answer *ret,
                               struct err *err)
{
    struct settore office;

    if (!c->settore_id)
        return OK;
    TRY(settore_by_id(r, c->settore_id, &office, err));
    if (office.active)
        rule_suggest(ret, (struct rule_suggestion){ .settore_id = office.id, .category_id = c->id, .settore_name = office.name,
                                               .why = arena_fmt(a, "Di solito se ne occupa chi segue «%s»", c->name) });
    return OK;
}

enum rc rule_route(struct dbr *r, struct arena *a, const struct rule_question *q, struct rule_answer *ret,
                   struct err *err)
{
    AUTO(TR) const struct tr_lang *before = tr_speak(NULL); /* a citizen may ask in any language: why it is so, is told to the office, and kept */
    struct category c = { 0 };

    *ret = (struct rule_answer){ 0 };
    if (q->category_id)
        TRY(category_by_id(r, q->category_id, &c, err));
    TRY(by_rules(r, a, q, c.parent_id, ret, err));
    if (q->category_id && !ret->certain)
        TRY(by_usual_office(r, a, &c, ret, err));
    if (str_empty(q->text) || (ret->certain && q->category_id))
        return OK;
    TRY(rule_by_text(r, a, q, ret, err));
    if (!ret->certain && ret->n < RULE_SUGGESTIONS_MAX)
        TRY(by_words(r, a, q, ret, err));
    return OK;
}

/* ---- on record ---------------------------------------------------------------------------------- */

static void put_word(json_t *data, const char *key, const char *word)
{
    if (word)
        json_object_set_new(data, key, json_string(word));
}

static void put_id(json_t *data, const char *key, int64_t id)
{
    if (id)
        json_object_set_new(data, key, json_integer(id));
}

void rule_record(const struct rule_suggestion *s, json_t *data)
{
    put_id(data, "rule", s->rule_id);
    put_word(data, "rule_type", s->match.type);
    put_word(data, "rule_channel", s->match.channel);
    put_id(data, "rule_category", s->match.category_id);
    put_id(data, "rule_area", s->match.area_id);
    if (s->probability > 0)
        put_id(data, "text_percent", rule_percent(s->probability));
}

static bool same_match(const struct rule_match *x, const struct q_rule_all *rule)
{
    return str_eq(x->type ? x->type : "", rule->type ? rule->type : "") && str_eq(x->channel ? x->channel : "", rule->channel ? rule->channel : "") &&
           x->category_id == rule->category_id && x->area_id == rule->area_id;
}

enum rc rule_told(struct dbr *r, struct arena *a, const struct rule_on_record *it, enum rule_words words, const char **ret_why, struct err *err)
{
    const struct q_rule_all *rules;
    const char *note = NULL;
    size_t n;

    *ret_why = it->percent ? arena_fmt(a, words == RULE_EXACT ? "Dal testo (%lld %%)" : "dalle parole della richiesta", (long long)it->percent) : NULL;
    if (!it->rule_id)
        return OK;
    TRY(q_rule_all(r, &rules, &n, err));
    for (size_t i = 0; i < n; i++) /* another rule may have its number now */
        if (rules[i].id == it->rule_id && same_match(&it->match, &rules[i]))
            note = rules[i].note;
    return match_why(r, a, &it->match, words, note, ret_why, err);
}

enum rc rule_recorded(struct dbr *r, struct arena *a, const json_t *data, enum rule_words words, const char **ret_why, struct err *err)
{
    struct rule_on_record it = {
        .rule_id = json_integer_value(json_object_get(data, "rule")),
        .percent = json_integer_value(json_object_get(data, "text_percent")),
        .match = { .type = json_string_value(json_object_get(data, "rule_type")), .channel = json_string_value(json_object_get(data, "rule_channel")),
                   .category_id = json_integer_value(json_object_get(data, "rule_category")), .area_id = json_integer_value(json_object_get(data, "rule_area")) },
    };

    return rule_told(r, a, &it, words, ret_why, err);
}
