/* SPDX-License-Identifier: EUPL-1.2 */
/* Whoever is sure of too much answers an Italian in Spanish: a text has to be long enough, most of its common words have to be of one
 * language, and no other language may come near. */
#include "ticket/lang.h"

#include <glib.h>
#include <pthread.h>
#include <string.h>

#include "base/sv.h"

const struct lang langs[] = {
    { "it", "Italiano" }, { "en", "Inglese" }, { "de", "Tedesco" }, { "fr", "Francese" }, { "sl", "Sloveno" }, { "es", "Spagnolo" }, { "pt", "Portoghese" },
    { "ro", "Rumeno" }, { "sq", "Albanese" }, { "ar", "Arabo" }, { "uk", "Ucraino" }, { "zh", "Cinese" },
};
const size_t langs_n = sizeof langs / sizeof langs[0];

static const char *known(const char *two)
{
    for (size_t i = 0; i < langs_n; i++)
        if (g_ascii_strncasecmp(langs[i].id, two, 2) == 0)
            return langs[i].id;
    return NULL;
}

bool lang_is_id(const char *id)
{
    return id && strlen(id) == 2 && known(id) && str_eq(known(id), id);
}

/* RFC 3282, RFC 5646: tags, comma separated; the primary language of the first. */
const char *lang_of_tag(const char *typed)
{
    struct sv tag = sv_trim(sv_from(typed ? typed : ""));

    if (tag.n < 2 || (tag.n > 2 && !strchr("-_,; \t", tag.p[2])))
        return NULL;
    return known(tag.p);
}

const char *lang_name(const char *id)
{
    for (size_t i = 0; i < langs_n; i++)
        if (str_eq(langs[i].id, id))
            return langs[i].name;
    return id;
}

/* ---- scripts ------------------------------------------------------------------------------------ */

#define LETTERS_MIN 60      /* a greeting and a name may be of any language */
#define HAN_MIN 20          /* a sign is a word */
#define SCRIPT_PERCENT 80   /* the rest: names of streets, an address */
#define LOOK_BYTES 8000     /* what comes later says nothing new */

struct letters {
    size_t all, latin, cyrillic, arabic, han, ukrainian, russian, persian;
};

static void count_letter(gunichar c, struct letters *l)
{
    if (!g_unichar_isalpha(c))
        return;
    l->all++;
    l->latin += c < 0x250 || (c >= 0x1e00 && c < 0x1f00);
    l->cyrillic += c >= 0x400 && c < 0x530;
    l->arabic += c >= 0x600 && c < 0x700;
    l->han += c >= 0x4e00 && c < 0xa000;
    l->ukrainian += c == 0x454 || c == 0x456 || c == 0x457 || c == 0x491 || c == 0x404 || c == 0x406 || c == 0x407; /* є і ї ґ */
    l->russian += c == 0x44b || c == 0x44d || c == 0x451 || c == 0x44a;                                             /* ы э ё ъ: of others that write so */
    l->persian += c == 0x67e || c == 0x686 || c == 0x698 || c == 0x6af || c == 0x6a9 || c == 0x6cc || c == 0x679 || c == 0x6d2; /* پ چ ژ گ ک ی, Urdu */
}

static bool most(size_t part, const struct letters *l)
{
    return part * 100 >= l->all * SCRIPT_PERCENT;
}

/* A script alone says little: Russian and Bulgarian, Persian and Urdu, Japanese are told apart by their own letters. */
static const char *by_script(const struct letters *l)
{
    if (l->han >= HAN_MIN && most(l->han, l))
        return "zh";
    if (l->all < LETTERS_MIN)
        return NULL;
    if (most(l->arabic, l))
        return l->persian * 50 > l->arabic ? NULL : "ar";
    if (most(l->cyrillic, l))
        return l->ukrainian * 40 >= l->cyrillic && !l->russian ? "uk" : NULL;
    return NULL;
}

/* ---- common words ------------------------------------------------------------------------------- */

#define WORDS_MIN 18        /* of the whole text */
#define HITS_MIN 6          /* common words of its language */
#define HITS_PERCENT 22     /* of all words: running text has a third to a half */
#define LEAD 2              /* and the next language has not half as many */

/* Short words that nobody does without, as they are written, without capitals. Those without an id are neighbours that would
 * otherwise be taken for one of ours. */
static const struct {
    const char *id, *words;
} common[] = {
    { "it", " il di che è e non una per con sono della del le gli dei si da ho alla nel più anche ma questo questa lo al come mi i nella delle ha abbiamo"
            " vorrei buongiorno grazie dalla dal sul sulla cui degli a o tra perché in un " },
    { "de", " der die das und ich ist nicht zu den mit auf für eine ein im von wir sie es dem auch an als bei nach wird haben sind aus oder des einen einer"
            " bitte vor seit meine mein uns kann werden wie noch sehr geehrte in so am zum hat " },
    { "en", " the of and to is that it for was on with as are this be have from or at not you we my i has by an which can would there please been your will"
            " our but they their since in a " },
    { "fr", " le les des est et que je vous une dans pour pas sur avec nous qui au ce cette il sont mais par plus été ne ai votre mon ma notre depuis du aux"
            " bonjour merci être en un la de ou se leur " },
    { "es", " el los las que y es una por con no del para se está como pero más este esta lo al su mi hay muy desde cuando son ha he nos también sin sobre"
            " buenos gracias en un la de o " },
    { "ro", " și este nu cu care pe din pentru să am că au mai fost sunt dar sau fi prin când după acest această vă mă aș bună ziua mulțumesc o un de la în se"
            " ce are foarte unde " },
};
#define COMMON_N (sizeof common / sizeof common[0])

/* Each word with a bit for every language that has it: a text is looked at word by word, on pages too. Made once, never changed. */
static GHashTable *languages_of;

static void learn(void)
{
    languages_of = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (size_t i = 0; i < COMMON_N; i++) {
        struct sv rest = sv_from(common[i].words), one;

        while (sv_next(&rest, ' ', &one))
            if (one.n) {
                char *word = g_strndup(one.p, one.n);
                g_hash_table_replace(languages_of, word, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(languages_of, word)) | 1u << i));
            }
    }
}

/* Letters alone: an apostrophe ends a word ("dell'acqua"), and old cedillas are the commas of Romanian. */
static gunichar plain(gunichar c)
{
    c = g_unichar_tolower(c);
    return c == 0x15f ? 0x219 : c == 0x163 ? 0x21b : c;
}

struct votes {
    size_t words, of[COMMON_N];
};

static void vote(struct votes *v, char *word, size_t n)
{
    unsigned has;

    word[n] = '\0';
    v->words++;
    has = GPOINTER_TO_UINT(g_hash_table_lookup(languages_of, word));
    for (size_t i = 0; has && i < COMMON_N; i++)
        v->of[i] += has >> i & 1;
}

static void count_votes(const char *text, struct votes *v)
{
    const char *end = text + strnlen(text, LOOK_BYTES);
    char word[32];
    size_t n = 0;

    for (const char *p = text; *p && p < end; p = g_utf8_next_char(p)) {
        gunichar c = plain(g_utf8_get_char(p));
        if (g_unichar_isalpha(c)) {
            if (n < sizeof word - 7)
                n += (size_t)g_unichar_to_utf8(c, word + n);
        } else if (n) {
            vote(v, word, n);
            n = 0;
        }
    }
    if (n)
        vote(v, word, n);
}

static const char *by_words(const char *text)
{
    struct votes v = { 0 };
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    size_t best = 0, next = 0;

    (void)pthread_once(&once, learn);
    count_votes(text, &v);
    for (size_t i = 1; i < COMMON_N; i++)
        if (v.of[i] > v.of[best])
            best = i;
    for (size_t i = 0; i < COMMON_N; i++)
        if (i != best && v.of[i] > next)
            next = v.of[i];
    if (v.words < WORDS_MIN || v.of[best] < HITS_MIN || v.of[best] * 100 < v.words * HITS_PERCENT || v.of[best] < next * LEAD)
        return NULL;
    return common[best].id;
}

const char *lang_guess(const char *text)
{
    struct letters l = { 0 };
    const char *end = text + strnlen(text, LOOK_BYTES);

    for (const char *p = text; *p && p < end; p = g_utf8_next_char(p))
        count_letter(g_utf8_get_char(p), &l);
    return l.all >= LETTERS_MIN && most(l.latin, &l) ? by_words(text) : by_script(&l);
}

const char *lang_of_office(const char *text)
{
    const char *guessed = lang_guess(text);

    return guessed ? guessed : LANG_ITALIAN;
}
