/* SPDX-License-Identifier: EUPL-1.2 */
/* The doors for new requests: open or closed, until when, and what is said to whoever finds one closed. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "desk.h"
#include "ticket/calendar.h"
#include "ticket/channel.h"

static const struct choice open_or_closed[] = { { "", "Aperto" }, { "1", "Chiuso: non prende nuove richieste" }, { NULL, NULL } };
static const struct set_field fields[] = {
    { { .name = "closed", .kind = FIELD_CHOICE, .max = 1, .label = "Per le nuove richieste è", .choices = open_or_closed }, SET_FLAG, NULL, NULL },
    { { .name = "until", .kind = FIELD_DAY, .max = 10, .label = "Chiuso fino al", .hint = "Facoltativo. L'ultimo giorno di chiusura: dal giorno dopo riapre da solo." }, SET_TEXT, NULL, NULL },
    { { .name = "text", .kind = FIELD_AREA, .max = 1000, .label = "Perché, e che cosa fare", .hint = "Facoltativo: lo legge chi trova chiuso. I modi aperti, con i recapiti, li aggiungiamo noi." }, SET_TEXT, NULL, NULL },
};

static bool channel_of(const char *ref, enum channel *ret)
{
    return channel_parse(ref, ret) && channel_is_here(*ret);
}

/* The law keeps this one open: its page says why, and has nothing to choose. */
static bool asks(const char *ref, const struct set_field *f)
{
    enum channel c;

    return channel_of(ref, &c) && (!f || !channel_stays_open(c));
}

static const char *means(enum channel c)
{
    switch (c) {
    case CHANNEL_WEB: return "I moduli dicono che sono chiusi e quali modi sono aperti. Chi aveva già cominciato può finire.";
    case CHANNEL_MAIL: return "Chi scrive una richiesta nuova riceve una risposta automatica con i modi aperti, al massimo una volta al giorno. L'e-mail resta in «Posta», fra le non prese, e si può prendere lo stesso. Le risposte a richieste che ci sono già arrivano come sempre.";
    case CHANNEL_PEC: return channel_stays_open(CHANNEL_PEC);
    case CHANNEL_PHONE: case CHANNEL_COUNTER: case CHANNEL_LETTER: return "Gli operatori non registrano nuove richieste arrivate così, tranne quelle di accesso: chi le presenta ne ha diritto in qualunque modo.";
    case CHANNEL_API: return "";
    }
    assume(!"channel out of range");
}

static enum rc list_channels(struct req *rq, const struct setting_list *l, struct settings_view *v, struct err *err)
{
    static const char *const heads[] = { "Come arriva una richiesta", "Adesso", "Quando è chiuso" };
    struct arena *a = req_arena(rq);
    struct settings_table *t = set_add_table(rq, v, "Canali", heads, 3, CHANNELS);
    const char **cells;

    (void)l;
    for (int c = 0; c < CHANNELS; c++) {
        struct channel_state s;
        struct settings_row *row;

        if (!channel_is_here((enum channel)c))
            continue;
        TRY(channel_state(reader_of(rq), a, (enum channel)c, clock_now_at(), &s, err));
        row = set_add_row(rq, t, &cells);
        cells[0] = channel_name((enum channel)c);
        cells[1] = s.closed ? arena_fmt(a, "chiuso %s", channel_until_words(a, &s)) : "aperto";
        cells[2] = means((enum channel)c);
        row->url = set_url(rq, &set_of_channels, channel_id((enum channel)c), NULL);
        row->badge = s.closed ? (struct view_badge){ "chiuso", TONE_BAD } : (struct view_badge){ "", TONE_PLAIN };
    }
    return OK;
}

static enum rc more(struct req *rq, const struct setting_item *item, struct settings_view *v, struct err *err)
{
    enum channel c;

    (void)err;
    (void)rq;
    if (!item || !channel_of(item->key, &c))
        return OK;
    v->text = means(c);
    if (channel_stays_open(c)) {
        v->n_forms = 0;
        v->forms = NULL;
    }
    return OK;
}

static enum rc complete(struct req *rq, json_t *value, bool is_new, struct err *err)
{
    bool closed = json_is_true(json_object_get(value, "closed"));
    int32_t day;
    enum channel c;

    (void)is_new;
    if (!channel_of(req_arg(rq, "voce"), &c))
        FAIL(err, E_NOTFOUND, "", "Questo canale non c'è.");
    if (channel_stays_open(c) && closed)
        FAIL(err, E_INPUT, "form", "%s", channel_stays_open(c));
    if (closed && day_parse(set_string(value, "until"), &day) && day < day_of(clock_now_at()))
        FAIL(err, E_INPUT, "until", "Questo giorno è già passato: scrivi l'ultimo giorno di chiusura, o lascia vuoto.");
    json_object_set_new(value, "channel", json_string(channel_id(c)));
    json_object_set_new(value, "closed", json_boolean(closed));
    if (!closed)
        json_object_del(value, "until");
    return OK;
}

static enum rc preview(struct req *rq, const char *ref, const json_t *value, struct settings_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct channel_state s = { .closed = true };
    struct channel_way ways[CHANNEL_WAYS_MAX];
    size_t n;
    enum channel c;

    (void)day_parse(set_string(value, "until"), &s.until_day);
    if (!channel_of(ref, &c))
        return OK;
    TRY(channel_ways(reader_of(rq), a, app_of(rq)->base_url, clock_now_at(), ways, &n, err));
    v->preview_title = "Che cosa si leggerà";
    v->preview = arena_fmt(a, "%s: chiuso %s\n%s\nPuoi rivolgerti a noi in uno di questi modi:", channel_name(c), channel_until_words(a, &s), set_string(value, "text"));
    for (size_t i = 0; i < n; i++)
        if (ways[i].channel != c)
            v->preview = arena_fmt(a, "%s\n%s: %s", v->preview, ways[i].label, ways[i].value);
    return OK;
}

static const char *title_of(struct req *rq, const struct setting_item *item)
{
    enum channel c;

    (void)rq;
    return channel_of(item->key, &c) ? arena_fmt(req_arena(rq), "Canale: %s", channel_name(c)) : item->label;
}

const struct set_page set_of_channels = {
    .setting = SETTING_CHANNEL, .slug = "canali", .title = "Canali",
    .text = "In quali modi arrivano le nuove richieste. Un canale chiuso lo dice, e nomina quelli aperti; quello che riguarda una richiesta che c'è già passa sempre.",
    .fields = fields, .n_fields = sizeof fields / sizeof fields[0], .can = SET_NO_NEW | SET_PREVIEWS, .list = list_channels, .more = more, .asks = asks,
    .complete = complete, .preview = preview, .title_of = title_of,
};
