/* SPDX-License-Identifier: EUPL-1.2 */
/* Values and texts of a body: single keys, of which some hold only what the program understands. */
#include <string.h>

#include "base/colour.h"
#include "base/sv.h"
#include "base/text.h"
#include "ente_put.h"
#include "q/ente.h"
#include "ticket/adesione.h"
#include "ticket/identity.h"
#include "ticket/place.h"
#include "ticket/publish.h"
#include "ticket/template.h"

/* How sure a guess from the text must be to assign a request without anybody. */
static bool is_certainty(const char *s)
{
    int64_t n;

    return str_empty(s) || str_eq(s, "never") || sv_int(sv_from(s), 50, 100, &n);
}

/* Keys that hold a number, and between what. "" is the usual one. */
static const struct {
    const char *key;
    int64_t min, max;
} numbers[] = {
    { "remind_before_days", 0, 60 }, { "remind_every_days", 1, 60 }, { "remind_from_hour", 0, 23 }, { "remind_until_hour", 1, 24 },
    { "close_after_days", 0, 365 },  { "rate_after_days", 0, 60 },   { "open_on_saturday", 0, 1 },
    { "public_reports", 0, 1 },      { "public_noindex", 0, 1 },     { "public_hide_after", 0, 100 },
    { "identity_copy_days", 0, IDENTITY_COPY_DAYS_MOST },
    { "joined_hint", 0, ADESIONI_HINT_MAX },
    { "near_m", CATEGORY_NEAR_MIN_M, CATEGORY_NEAR_MAX_M },
};

static enum rc check_number(struct load *l, const char *path, const char *key, const char *text, struct err *err)
{
    int64_t n;

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++)
        if (str_eq(numbers[i].key, key) && *text && !sv_int(sv_from(text), numbers[i].min, numbers[i].max, &n))
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.%s", path, key), "%s.%s: ci vuole un numero da %lld a %lld, tra virgolette.", path, key,
                 (long long)numbers[i].min, (long long)numbers[i].max);
    return OK;
}

/* What a map would leave unsaid: a wrong address draws none, and wrong corners let every point in. */
static enum rc check_map(struct load *l, const char *path, const char *key, const char *text, struct err *err)
{
    struct box box;

    if (!*text)
        return OK;
    if (str_eq(key, "map_tiles") && !place_tiles_origin(l->a, text))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: scrivi l'indirizzo con {z}, {x} e {y}, per esempio https://tiles.example.it/{z}/{x}/{y}.png", path, key);
    if (str_eq(key, "map_box") && !place_box_parse(l->a, text, &box))
        FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: scrivi due angoli opposti in gradi, separati da punto e virgola, per esempio 44.40, 11.20; 44.60, 11.45", path, key);
    return OK;
}

/* What stands in the frame of every page. */
static enum rc check_frame(struct load *l, const char *path, const char *key, const char *text, struct err *err)
{
    static const char *const links[] = { "region_url", "site_live_url", "site_management_url", "site_news_url", "site_services_url", "social" };
    struct sv rest = sv_from(text), one;
    struct colour c;

    if (!*text)
        return OK;
    if (str_eq(key, "color")) {
        if (!colour_parse(text, &c))
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: scrivi il colore con sei cifre esadecimali, per esempio #0066cc", path, key);
        if (colour_worst_contrast(c) < COLOUR_CONTRAST_MIN)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path),
                 "%s.%s: %s si legge male: il contrasto con i fondi chiari delle pagine è %.1f:1, ci vuole almeno 4,5:1. Il più vicino che va bene è #%s", path, key, text,
                 colour_worst_contrast(c), colour_hex(l->a, colour_readable(c)));
    }
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++)
        while (str_eq(key, links[i]) && sv_next(&rest, ' ', &one))
            if (one.n && !sv_starts(one, SV("https://")) && !sv_starts(one, SV("http://")))
                FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%s: ci vuole un indirizzo che comincia con https://", path, key);
    return OK;
}

enum rc put_values(struct load *l, const json_t *section, const char *path, const char *prefix,
                           struct err *err)
{
    enum anonymous_policy policy;
    enum publish_precision precision;
    struct err wrong = { 0 };
    const char *key;
    json_t *v;

    if (!json_is_object(section))
        FAIL(err, E_INPUT, path, "%s: ci vuole un oggetto tra parentesi graffe.", path);
    json_object_foreach((json_t *)section, key, v) {
        if (!json_is_string(v))
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.%s", path, key), "%s.%.60s: ci vuole un testo tra virgolette.", path, key);
        if (!*prefix && str_eq(key, "anonymous_policy") && !ente_anonymous_parse(json_string_value(v), &policy))
            FAIL(err, E_INPUT, "ente.anonymous_policy", "ente.anonymous_policy: può essere refuse, archive, handle_if_detailed o handle.");
        if (!*prefix)
            TRY(check_number(l, path, key, json_string_value(v), err));
        if (!*prefix && str_eq(key, "public_place") && *json_string_value(v) && !publish_precision_parse(json_string_value(v), &precision))
            FAIL(err, E_INPUT, "ente.public_place", "ente.public_place: può essere area, street o exact.");
        if (!*prefix)
            TRY(check_map(l, path, key, json_string_value(v), err));
        if (!*prefix)
            TRY(check_frame(l, path, key, json_string_value(v), err));
        if (!*prefix && str_eq(key, "suggest_certainty") && !is_certainty(json_string_value(v)))
            FAIL(err, E_INPUT, "ente.suggest_certainty", "ente.suggest_certainty: può essere never o una percentuale da 50 a 100.");
        if (*prefix && strncmp(key, "mail.", 5) == 0 && template_check(json_string_value(v), &wrong) != OK)
            FAIL(err, E_INPUT, arena_fmt(l->a, "%s.value", path), "%s.%.60s: %s", path, key, wrong.text);
        TRY(q_ente_put(l->w, arena_fmt(l->a, "%s%s", prefix, key),
                       text_clean(l->a, (struct sv){ json_string_value(v), json_string_length(v) }), err));
    }
    return OK;
}
