/* SPDX-License-Identifier: EUPL-1.2 */
#include "db/packed.h"

#include <limits.h>
#include <pthread.h>
#include <string.h>

#include "base/auto.h"

/* The same as table event_word, by which anybody reads the store without this program. A code means its text for ever: rows
 * are added, never changed. Each text begins with a comma, and so does what is packed: the braces are left out. */
#define W(text_) { text_, sizeof text_ - 1 }
enum { SECOND = 31 }; /* begins the codes of two characters */

static const struct sv by_first[SECOND] = {
    [1] = W(",\"area_id\":"),
    [2] = W(",\"attention\":"),
    [3] = W(",\"category_id\":"),
    [4] = W(",\"channel\":\""),
    [5] = W(",\"due_days\":"),
    [6] = W(",\"number\":"),
    [7] = W(",\"person_id\":"),
    [8] = W(",\"presented_at\":"),
    [11] = W(",\"reply_due_at\":"),
    [12] = W(",\"state\":\"received\",\"take_due_at\":"),
    [14] = W(",\"year\":"),
    [15] = W(",\"state\":\"taken\",\"take_due_at\":null"),
    [16] = W(",\"operator_id\":"),
    [17] = W(",\"closed_at\":"),
    [18] = W(",\"state\":\"closed\""),
    [19] = W(",\"answer_due_at\":"),
    [20] = W(",\"attention\":0,\"attention_at\":null"),
    [21] = W(",\"rule\":"),
    [22] = W(",\"rule_category\":"),
    [23] = W(",\"rule_type\":\"report\",\"settore_id\":"),
    [24] = W(",\"settore_id\":"),
    [25] = W(",\"state\":\"assigned\",\"take_due_at\":"),
    [26] = W(",\"message\":"),
    [27] = W(",\"answered_at\":"),
    [28] = W(",\"clock\":\"stopped\",\"due_at\":"),
    [29] = W(",\"reply_due_at\":null,\"state\":\"answered\""),
    [30] = W(",\"type\":\"report\",\"year\":"),
};

static const struct sv by_second[128] = {
    ['A'] = W(",\"channel\":\"web\",\"clock\":\"running\",\"due_at\":"),
    ['B'] = W(",\"channel\":\"phone\",\"clock\":\"running\",\"due_at\":"),
    ['C'] = W(",\"channel\":\"mail\",\"clock\":\"running\",\"due_at\":"),
    ['D'] = W(",\"channel\":\"counter\",\"clock\":\"running\",\"due_at\":"),
    ['E'] = W(",\"channel\":\"letter\",\"clock\":\"running\",\"due_at\":"),
    ['F'] = W(",\"channel\":\"pec\",\"clock\":\"running\",\"due_at\":"),
    ['G'] = W(",\"type\":\"info\",\"year\":"),
    ['H'] = W(",\"type\":\"complaint\",\"year\":"),
    ['I'] = W(",\"type\":\"suggestion\",\"year\":"),
    ['J'] = W(",\"type\":\"praise\",\"year\":"),
    ['K'] = W(",\"type\":\""),
    ['L'] = W(",\"outcome\":\"solved\""),
    ['M'] = W(",\"outcome\":\"planned\""),
    ['N'] = W(",\"outcome\":\"unfounded\""),
    ['O'] = W(",\"outcome\":\"not_competent\""),
    ['P'] = W(",\"outcome\":\""),
    ['Q'] = W(",\"reply_due_at\":null,\"state\":\"answered\",\"take_due_at\":null"),
    ['R'] = W(",\"answer_due_at\":null"),
    ['S'] = W(",\"rule_type\":\""),
    ['T'] = W(",\"rule_type\":\"info\",\"settore_id\":"),
    ['U'] = W(",\"rule_area\":"),
    ['V'] = W(",\"rule_channel\":\""),
    ['W'] = W(",\"state\":\"in_progress\""),
    ['X'] = W(",\"state\":\""),
    ['Y'] = W(",\"take_due_at\":null"),
    ['Z'] = W(",\"take_due_at\":"),
    ['a'] = W(",\"attention_at\":null"),
    ['b'] = W(",\"attention_at\":"),
    ['c'] = W(",\"clock\":\""),
    ['d'] = W(",\"due_at\":"),
    ['e'] = W(",\"flags\":"),
    ['f'] = W(",\"reminders\":"),
    ['g'] = W(",\"reminded_at\":"),
    ['h'] = W(",\"reminded_at\":null"),
    ['i'] = W(",\"reminders\":0"),
    ['j'] = W(",\"snoozed\":"),
    ['k'] = W(",\"snoozed_until\":"),
    ['l'] = W(",\"tag\":"),
    ['m'] = W(",\"other\":"),
    ['n'] = W(",\"outbox\":"),
    ['o'] = W(",\"journal\":"),
    ['p'] = W(",\"verified\":\""),
    ['q'] = W(",\"unverified\":\""),
    ['r'] = W(",\"operator_id\":0"),
    ['s'] = W(",\"operator_id\":null"),
    ['t'] = W(",\"duplicate_of\":"),
    ['u'] = W(",\"answered_at\":null"),
    ['v'] = W(",\"closed_at\":null"),
    ['w'] = W(",\"outcome\":null"),
    ['x'] = W(",\"settore_id\":null"),
};

/* The texts by their third character, the first of a name, which tells most apart; of one name the longest first. */
enum { BY_SECOND = sizeof by_second / sizeof by_second[0], TEXTS = SECOND + BY_SECOND, NAMES = 128 };

static unsigned char first_of[NAMES], next_of[TEXTS]; /* 1 + index in both lists, one behind the other; 0: no more */

static const struct sv *text_at(unsigned i)
{
    return i < SECOND ? &by_first[i] : &by_second[i - SECOND];
}

static void sort_in(unsigned i)
{
    const struct sv *text = text_at(i);
    unsigned char *at = &first_of[(unsigned char)text->p[2] % NAMES];

    while (*at && text_at(*at - 1u)->n > text->n)
        at = &next_of[*at - 1];
    next_of[i] = *at;
    *at = (unsigned char)(i + 1);
}

static void sort_all(void)
{
    _Static_assert(TEXTS < UCHAR_MAX, "an index and none in a byte");
    for (unsigned i = 0; i < TEXTS; i++)
        if (text_at(i)->n)
            sort_in(i);
}

/* At a comma: as much as one code stands for. How much that was; 0: no code. */
static size_t put_code(GString *out, struct sv text)
{
    for (unsigned i = text.n > 2 ? first_of[(unsigned char)text.p[2] % NAMES] : 0; i; i = next_of[i - 1]) {
        const struct sv *t = text_at(i - 1);

        if (t->n > text.n || memcmp(t->p, text.p, t->n) != 0)
            continue;
        if (i - 1 >= SECOND)
            g_string_append_c(out, SECOND);
        g_string_append_c(out, (char)(i - 1 < SECOND ? i - 1 : i - 1 - SECOND));
        return t->n;
    }
    return 0;
}

void packed_append(GString *out, struct sv json)
{
    static pthread_once_t sorted = PTHREAD_ONCE_INIT;

    if (json.n <= 2)
        return;
    (void)pthread_once(&sorted, sort_all);
    AUTO(GSTR) GString *inner = g_string_sized_new(json.n);

    g_string_append_c(inner, ',');
    g_string_append_len(inner, json.p + 1, (gssize)json.n - 2);
    for (size_t i = 0; i < inner->len;) {
        size_t n = inner->str[i] == ',' ? put_code(out, sv_of(inner->str + i, inner->len - i)) : 0;
        size_t plain = n ? 0 : 1 + strcspn(inner->str + i + 1, ",");

        g_string_append_len(out, inner->str + i, (gssize)plain);
        i += n ? n : plain;
    }
}

/* *ret_n: characters of the code. */
static struct sv text_of(struct sv packed, size_t *ret_n)
{
    unsigned char c = (unsigned char)packed.p[0];
    unsigned char d = packed.n > 1 ? (unsigned char)packed.p[1] : 0;

    *ret_n = c == SECOND ? 2 : 1;
    return c < SECOND ? by_first[c] : c == SECOND && d < sizeof by_second / sizeof by_second[0] ? by_second[d] : sv_of(NULL, 0);
}

static size_t plain_chars(struct sv packed)
{
    size_t n = 0;

    while (n < packed.n && (unsigned char)packed.p[n] > SECOND)
        n++;
    return n;
}

void packed_undo(GString *out, struct sv packed)
{
    gsize from = out->len;
    struct sv text;

    for (size_t i = 0, n; i < packed.n; i += n) {
        n = plain_chars(sv_of(packed.p + i, packed.n - i));
        text = n ? sv_of(packed.p + i, n) : text_of(sv_of(packed.p + i, packed.n - i), &n);
        if (text.n == 0) {
            text = sv_of(packed.p + i, 1);
            n = 1;
        }
        g_string_append_len(out, text.p, (gssize)text.n);
    }
    if (out->str[from] == ',')
        out->str[from] = '{';
    else
        g_string_insert_c(out, (gssize)from, '{');
    g_string_append_c(out, '}');
}
