/* SPDX-License-Identifier: EUPL-1.2 */
#include "shape.h"

#include <stdio.h>
#include <string.h>

#include "gen.h"

#define COUNT(a_) (sizeof(a_) / sizeof((a_)[0]))
#define DAY_S INT64_C(86400)

enum {
    RECENT_DAYS = 25, /* nothing that is so young is late */
    RECENT_MIN = 500, /* also in a small store a page of open ones is full */
    RECENT_PERMILLE = 30,
    RECENT_OPEN_PERCENT = 60,
    OLD_OPEN_PERMILLE = 3, /* late ones: every desk has them */
};

struct weight {
    int value;
    uint32_t percent;
};

static int drawn(struct gen_rng *r, const struct weight *list, size_t n)
{
    uint32_t at = gen_below(r, 100);

    for (size_t i = 0; i < n; i++) {
        if (at < list[i].percent)
            return list[i].value;
        at -= list[i].percent;
    }
    return list[0].value;
}

static const struct weight types[] = { { TYPE_REPORT, 70 }, { TYPE_COMPLAINT, 10 }, { TYPE_INFO, 11 }, { TYPE_SUGGESTION, 5 }, { TYPE_PRAISE, 4 } };
static const struct weight channels[] = { { CHANNEL_WEB, 45 }, { CHANNEL_PHONE, 25 }, { CHANNEL_MAIL, 15 }, { CHANNEL_COUNTER, 10 }, { CHANNEL_LETTER, 5 } };
static const struct weight outcomes[] = { { OUTCOME_SOLVED, 70 }, { OUTCOME_PLANNED, 12 }, { OUTCOME_NOT_COMPETENT, 8 }, { OUTCOME_UNFOUNDED, 10 } };

/* Of the areas of the example body, more of them from its centre; one in five stands on no list. */
static const char *const streets[] = {
    "via Roma", "piazza Garibaldi", "corso Italia", "via Dante Alighieri", "vicolo del Pozzo", "via delle Mura", "via Cavour", "via Giuseppe Mazzini",
    "via dei Ferrovieri", "via San Rocco", "via dei Tigli", "via Aldo Moro", "via Lungofiume", "via del Mulino", "via dell'Industria", "via della Pieve",
    "via Montecolle", "via delle Vigne", "via Ponte Basso", "via della Chiusa", "via Nuova", "viale Europa", "via Marconi", "via Verdi", "via Kennedy",
};

static void capital(char *s)
{
    if (*s >= 'a' && *s <= 'z')
        *s = (char)(*s - 'a' + 'A');
}

/* Everybody has one name, address and telephone; names are as different as words are. */
static void person_of(int64_t id, struct shape *s)
{
    struct gen_rng r = { (uint64_t)id * 0x9E3779B97F4A7C15u + 99 };
    struct gen_ticket t;

    gen_u64(&r);
    gen_ticket(3, (uint64_t)id, &t);
    snprintf(s->name, sizeof s->name, "%s", t.name);
    snprintf(s->surname, sizeof s->surname, "%s", gen_below(&r, 10) ? gen_word(&r) : t.surname);
    capital(s->surname);
    snprintf(s->email, sizeof s->email, "cittadino%lld@bench.test", (long long)id);
    snprintf(s->phone, sizeof s->phone, "+39333%07lld", (long long)id);
}

static int64_t recent_of(int64_t total)
{
    int64_t n = total * RECENT_PERMILLE / 1000;

    n = n < RECENT_MIN ? RECENT_MIN : n;
    return n < total / 2 ? n : total / 2;
}

static int64_t presented(int64_t n, int64_t total, int64_t now_at)
{
    int64_t recent = recent_of(total), old = total - recent, span = SHAPE_YEARS * 365 * DAY_S - RECENT_DAYS * DAY_S, recent_span = RECENT_DAYS * DAY_S - 7200;

    if (n > old)
        return now_at - recent_span + (n - old - 1) * recent_span / recent - 3600;
    return now_at - RECENT_DAYS * DAY_S - span + (n - 1) * span / (old + 1) - 3600;
}

void shape_of(int64_t n, int64_t total, int64_t now_at, struct shape *ret)
{
    struct gen_rng r = { (uint64_t)n * 0xD6E8FEB86659FD93u + 5 };
    bool recent = n > total - recent_of(total);

    gen_u64(&r);
    memset(ret, 0, sizeof *ret);
    ret->type = (enum ticket_type)drawn(&r, types, COUNT(types));
    ret->channel = (enum channel)drawn(&r, channels, COUNT(channels));
    ret->outcome = (enum outcome)drawn(&r, outcomes, COUNT(outcomes));
    ret->presented_at = presented(n, total, now_at);
    ret->open = recent ? gen_below(&r, 100) < RECENT_OPEN_PERCENT : gen_below(&r, 1000) < OLD_OPEN_PERMILLE;
    ret->started = gen_below(&r, 100) < 50;
    ret->touched_at = ret->presented_at + 600 + gen_below(&r, 2 * 86400);
    ret->ended_at = ret->touched_at + 600 + gen_below(&r, 20 * 86400);
    if (ret->ended_at > now_at - 60)
        ret->ended_at = now_at - 60;
    if (ret->touched_at > ret->ended_at)
        ret->touched_at = ret->ended_at;
    ret->operator = gen_below(&r, 100) < 40 ? (int)gen_below(&r, SHAPE_OPERATORS) : -1;
    ret->tag = gen_below(&r, 100) < 8 ? (int)gen_below(&r, SHAPE_TAGS) : -1;
    snprintf(ret->place, sizeof ret->place, "%s %u", streets[gen_below(&r, COUNT(streets))], 1 + gen_below(&r, 180));
    person_of(1 + (int64_t)gen_below(&r, (uint32_t)(total / 4 + 200)), ret);
}
