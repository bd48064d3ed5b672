/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/tr.h"

#include <string.h>

#include "base/escape.h"
#include "base/script.h"
#include "base/sv.h"
#include "base/tr_data.h"

_Thread_local const struct tr_lang *tr_now;

const struct tr_lang *tr_lang(const char *id)
{
    for (size_t i = 0; i < tr_langs_n; i++)
        if (str_eq(tr_langs[i].id, id))
            return &tr_langs[i];
    return NULL;
}

const struct tr_lang *tr_speak(const struct tr_lang *lang)
{
    const struct tr_lang *before = tr_now;

    tr_now = lang && lang->texts ? lang : NULL;
    return before;
}

const struct tr_lang *tr_accepted(const char *accepted)
{
    struct sv rest = sv_from(accepted ? accepted : ""), one, tag;
    const struct tr_lang *best = NULL;
    int best_q = 0;

    while (sv_next(&rest, ',', &one)) {
        (void)sv_next(&one, ';', &tag);
        tag = sv_trim(tag);
        if (tag.n < 2 || (tag.n > 2 && tag.p[2] != '-'))
            continue;
        int q = sv_quality(one);
        for (size_t i = 0; q > best_q && i < tr_langs_n; i++)
            if (g_ascii_strncasecmp(tr_langs[i].id, tag.p, 2) == 0) {
                best = &tr_langs[i];
                best_q = q;
            }
    }
    return best;
}

static const char *text_at(const char *id)
{
    for (uint32_t at = tr_hash(id);; at++) {
        uint16_t n = tr_slots[at & tr_slots_mask];

        if (!n)
            return NULL;
        if (strcmp(tr_ids[n - 1], id) == 0)
            return tr_now->texts[n - 1];
    }
}

const char *tr_look(const char *id)
{
    return text_at(id);
}

const char *tr_n(const char *one, const char *many, long n)
{
    unsigned long count = n < 0 ? (unsigned long)-n : (unsigned long)n;
    const char *text = tr_find(one);

    if (!text)
        return count == 1 ? one : many;
    for (unsigned long form = tr_now->plural(count); form > 0; form--)
        text += strlen(text) + 1;
    return text;
}

int tr_part(GString *out, const char **p)
{
    const char *end = strchr(*p, TR_PART);
    char *piece;
    int part;

    if (!end) {
        escape_text(out, *p);
        return 0;
    }
    piece = g_strndup(*p, (gsize)(end - *p));
    escape_text(out, piece);
    g_free(piece);
    part = end[1];
    *p = end + 2;
    return part;
}

/* ---- from right to left ------------------------------------------------------------------------- */

bool tr_turns(const char *value)
{
    if (!tr_now || !tr_now->rtl || !value || !*value)
        return false;
    for (const char *p = value; *p; p = g_utf8_next_char(p))
        if (script_from_right(g_utf8_get_char(p)))
            return false;
    return true;
}

void tr_put(GString *out, const char *value)
{
    bool apart = tr_turns(value);

    if (apart)
        g_string_append(out, "<bdi>");
    escape_text(out, value);
    if (apart)
        g_string_append(out, "</bdi>");
}

void tr_put_plain(GString *out, const char *value)
{
    bool apart = tr_turns(value);

    if (apart)
        g_string_append(out, TR_APART);
    escape_text(out, value);
    if (apart)
        g_string_append(out, TR_APART_END);
}

void tr_put_around(GString *out, const char *sentence, const char *own)
{
    const char *text = tr(sentence), *at = tr_now && own && *own && !tr_find(own) ? strstr(text, own) : NULL;
    char *before;

    if (!at) {
        tr_put(out, text);
        return;
    }
    before = g_strndup(text, (gsize)(at - text));
    escape_text(out, before);
    g_free(before);
    g_string_append(out, "<span lang=\"it\" dir=\"ltr\">");
    escape_text(out, own);
    g_string_append(out, "</span>");
    escape_text(out, at + strlen(own));
}

size_t tr_direction_mark(const char *p)
{
    const unsigned char *u = (const unsigned char *)p;

    if (u[0] != 0xE2)
        return 0;
    if (u[1] == 0x81 && u[2] >= 0xA6 && u[2] <= 0xA9) /* isolates */
        return 3;
    return u[1] == 0x80 && (u[2] == 0x8E || u[2] == 0x8F || (u[2] >= 0xAA && u[2] <= 0xAE)) ? 3 : 0; /* marks, embeddings, overrides */
}
