/* SPDX-License-Identifier: EUPL-1.2 */
#include "ente_bind.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

static bool is_code(const char *s)
{
    size_t n = 0;

    for (; *s; s++, n++)
        if (!g_ascii_isalnum(*s) && !strchr("-_.", *s))
            return false;
    return n > 0 && n <= 64;
}

static const char *expected(enum bind_kind kind)
{
    switch (kind) {
    case BIND_LINE: case BIND_TEXT: return "ci vuole un testo tra virgolette";
    case BIND_CODE: return "ci vuole un codice di lettere, cifre e trattini, per esempio «strade-buche»";
    case BIND_EMAIL: return "ci vuole un indirizzo e-mail, per esempio «ufficio@comune.example»";
    case BIND_INT: return "ci vuole un numero intero, da zero in su";
    case BIND_BOOL: return "ci vuole true oppure false";
    case BIND_LIST: return "ci vuole un elenco tra parentesi quadre";
    case BIND_HOUR: return "ci vuole un'ora da 0 a 23, oppure null per non mandarlo";
    }
    assume(!"kind out of range");
}

static bool take_text(struct arena *a, const json_t *v, const struct bind_key *k, const char **ret)
{
    struct sv raw = { json_string_value(v), json_string_length(v) };

    if (!raw.p)
        return false;
    *ret = k->kind == BIND_TEXT ? text_clean(a, raw) : text_line(a, raw);
    if (**ret == '\0')
        return !k->required;
    if (k->kind == BIND_CODE)
        return is_code(*ret);
    return k->kind != BIND_EMAIL || text_is_email(sv_from(*ret));
}

static bool take(struct arena *a, const json_t *v, const struct bind_key *k, void *out)
{
    void *at = (char *)out + k->offset;

    switch (k->kind) {
    case BIND_LINE: case BIND_TEXT: case BIND_CODE: case BIND_EMAIL:
        return take_text(a, v, k, at);
    case BIND_INT:
        *(int64_t *)at = json_integer_value(v);
        return json_is_integer(v) && json_integer_value(v) >= 0;
    case BIND_BOOL:
        *(int64_t *)at = json_is_true(v);
        return json_is_boolean(v);
    case BIND_LIST:
        *(const json_t **)at = v;
        return json_is_array(v);
    case BIND_HOUR:
        *(int64_t *)at = json_is_null(v) ? -1 : json_integer_value(v);
        return json_is_null(v) || (json_is_integer(v) && json_integer_value(v) >= -1 && json_integer_value(v) <= 23);
    }
    assume(!"kind out of range");
}

static enum rc check_keys(struct arena *a, const json_t *o, const char *path, const struct bind_key *keys, size_t n,
                          struct err *err)
{
    const char *name;
    json_t *v;

    json_object_foreach((json_t *)o, name, v) {
        size_t i = 0;

        while (i < n && strcmp(keys[i].name, name) != 0)
            i++;
        if (i == n)
            FAIL(err, E_INPUT, arena_fmt(a, "%s.%s", path, name), "%s.%.40s: questa voce non esiste.", path, name);
    }
    return OK;
}

enum rc bind_object(struct arena *a, const json_t *o, const char *path, const struct bind_key *keys, size_t n,
                    void *out, struct err *err)
{
    if (!json_is_object(o))
        FAIL(err, E_INPUT, path, "%s: ci vuole un oggetto tra parentesi graffe.", path);
    TRY(check_keys(a, o, path, keys, n, err));
    for (size_t i = 0; i < n; i++) {
        const json_t *v = json_object_get(o, keys[i].name);
        const char *where = arena_fmt(a, "%s.%s", path, keys[i].name);

        if (keys[i].kind <= BIND_EMAIL)
            *(const char **)(void *)((char *)out + keys[i].offset) = "";
        if (!v && keys[i].required)
            FAIL(err, E_INPUT, where, "%s: questa voce manca.", where);
        if (v && !take(a, v, &keys[i], out))
            FAIL(err, E_INPUT, where, "%s: %s.", where, expected(keys[i].kind));
    }
    return OK;
}
