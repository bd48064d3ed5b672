/* SPDX-License-Identifier: EUPL-1.2 */
/* The decision itself: facts in, level out. */
#include "web/access.h"

#include <glib.h>

#include "base/auto.h"
#include "base/sv.h"

/* ---- roles in words ----------------------------------------------------------------------------- */

const struct role_info role_infos[] = {
    { ROLE_URP, "urp", "Operatore", "Lavora sulle richieste: smista, risponde, registra telefonate e lettere." },
    { ROLE_LEAD, "responsabile", "Responsabile URP", "Come l'operatore; in più regole, termini, testi e richieste riservate." },
    { ROLE_SETTORE, "referente", "Referente di settore", "Vede le richieste dei suoi settori e ci lavora come dal collegamento nei messaggi." },
    { ROLE_RPCT, "rpct", "RPCT", "Lavora sulle richieste di accesso, sui riesami e sui registri." },
    { ROLE_READER, "lettura", "Sola lettura", "Legge le richieste, non cambia niente." },
    { ROLE_ADMIN, "admin", "Amministratore", "Persone, sicurezza, macchina. Non legge le parole dei cittadini." },
};
const size_t role_infos_n = sizeof role_infos / sizeof role_infos[0];

static unsigned role_of(struct sv word)
{
    for (size_t i = 0; i < role_infos_n; i++)
        if (sv_eq_nocase(word, sv_from(role_infos[i].id)))
            return role_infos[i].role;
    return 0;
}

unsigned roles_parse(const char *text)
{
    struct sv rest = sv_from(text), one;
    unsigned roles = 0;

    while (rest.n && sv_next(&rest, ',', &one)) {
        unsigned role = role_of(sv_trim(one));
        if (!role)
            return 0;
        roles |= role;
    }
    return roles;
}

static const char *joined(struct arena *a, unsigned roles, bool names, const char *between)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (size_t i = 0; i < role_infos_n; i++)
        if (roles & role_infos[i].role)
            g_string_append_printf(out, "%s%s", out->len ? between : "", names ? role_infos[i].name : role_infos[i].id);
    return arena_str(a, out->str);
}

const char *roles_ids(struct arena *a, unsigned roles)
{
    return joined(a, roles, false, ",");
}

const char *roles_names(struct arena *a, unsigned roles)
{
    return joined(a, roles, true, ", ");
}

/* ---- the decision ------------------------------------------------------------------------------- */

static const struct role_scope *scope_of(const struct viewer *v, enum role role)
{
    for (size_t i = 0; i < v->n_scopes; i++)
        if (v->scopes[i].role == role)
            return &v->scopes[i];
    return NULL;
}

static bool in_settori(const struct role_scope *s, int64_t settore_id)
{
    for (size_t i = 0; i < s->n_settori; i++)
        if (s->settori[i] == settore_id)
            return true;
    return false;
}

/* v has the role, and the role holds for this request. */
static bool holds(const struct viewer *v, enum role role, const struct access_case *c)
{
    const struct role_scope *s = scope_of(v, role);

    if (!(v->roles & role))
        return false;
    if (role == ROLE_SETTORE && (!s || !s->n_settori))
        return false; /* of no settore: nothing is theirs */
    if (!s)
        return true;
    return (!s->n_settori || in_settori(s, c->settore_id)) && (!s->types || s->types & 1u << c->type);
}

bool access_leads(const struct viewer *v, const struct access_case *c)
{
    return holds(v, ROLE_LEAD, c);
}

unsigned access_led_types(const struct viewer *v, int64_t settore_id)
{
    unsigned types = 0;

    for (int t = 0; t < TICKET_TYPES; t++)
        if (access_leads(v, &(struct access_case){ .type = (enum ticket_type)t, .settore_id = settore_id }))
            types |= 1u << t;
    return types;
}

static bool is_access_request(enum ticket_type type)
{
    return type == TYPE_ACCESS_DOC || type == TYPE_ACCESS_CIVIC || type == TYPE_ACCESS_FOIA;
}

bool access_keeps_register(const struct viewer *v, const struct access_case *c)
{
    return is_access_request(c->type) && (holds(v, ROLE_LEAD, c) || holds(v, ROLE_RPCT, c));
}

/* As if nothing were confidential. */
static enum access by_role(const struct viewer *v, const struct access_case *c)
{
    if (holds(v, ROLE_LEAD, c) || holds(v, ROLE_URP, c) || holds(v, ROLE_SETTORE, c))
        return ACCESS_WORK;
    if (is_access_request(c->type) && holds(v, ROLE_RPCT, c))
        return ACCESS_WORK;
    if (holds(v, ROLE_READER, c))
        return ACCESS_READ;
    return v->roles & ROLE_ADMIN ? ACCESS_EXISTS : ACCESS_NONE;
}

/* Who works on it needs it: its operator, whoever typed it in, the settore it was given to, the responsabile. */
static bool needs(const struct viewer *v, const struct access_case *c)
{
    return c->granted || holds(v, ROLE_LEAD, c) || holds(v, ROLE_SETTORE, c) ||
           (v->user_id && (v->user_id == c->operator_id || v->user_id == c->registered_by));
}

enum access access_decide(const struct viewer *v, const struct access_case *c)
{
    enum access level = by_role(v, c);

    /* A grant opens the request to a person of the desk or a reader whom it concerns outside of the usual scope, too. It makes
     * nobody of whom the desk knows nothing: an administrator alone stays outside (he could give himself the right role, and
     * that is on record). */
    if (c->granted && level < ACCESS_READ && v->roles & (ROLE_DESK | ROLE_READER | ROLE_RPCT | ROLE_SETTORE))
        level = ACCESS_READ;
    if (c->flags & TICKET_CONFIDENTIAL && level >= ACCESS_READ && !needs(v, c))
        return ACCESS_EXISTS;
    return level;
}

/* ---- what lists show ---------------------------------------------------------------------------- */

#define ACCESS_TYPES (1u << TYPE_ACCESS_DOC | 1u << TYPE_ACCESS_CIVIC | 1u << TYPE_ACCESS_FOIA)
#define ALL_TYPES ACCESS_ALL_TYPES

static bool has_all(const struct access_box *b, const int64_t *ids, size_t n)
{
    size_t i = 0;

    if (!b->n_settori)
        return true;
    for (; n && i < n; i++) {
        struct role_scope s = { .settori = b->settori, .n_settori = b->n_settori };
        if (!in_settori(&s, ids[i]))
            return false;
    }
    return n > 0;
}

static bool contains(const struct access_box *x, const struct access_box *y)
{
    return has_all(x, y->settori, y->n_settori) && (y->types & ~x->types) == 0;
}

static void join_settori(struct arena *a, struct access_box *b, const struct access_box *more)
{
    int64_t *ids = arena_array(a, b->n_settori + more->n_settori + 1, int64_t);
    size_t n = 0;

    if (!b->n_settori || !more->n_settori) {
        b->n_settori = 0;
        return;
    }
    for (; n < b->n_settori; n++)
        ids[n] = b->settori[n];
    for (size_t i = 0; i < more->n_settori; i++)
        if (!has_all(b, &more->settori[i], 1))
            ids[n++] = more->settori[i];
    b->settori = ids;
    b->n_settori = n;
}

static void join(struct arena *a, struct access_box *b, const struct access_box *more)
{
    bool same_settori = has_all(b, more->settori, more->n_settori) && has_all(more, b->settori, b->n_settori);

    if (contains(b, more))
        return;
    if (!contains(more, b))
        b->is_exact &= b->types == more->types || same_settori;
    join_settori(a, b, more);
    b->types |= more->types;
}

void access_box(const struct viewer *v, struct arena *a, struct access_box *ret)
{
    static const enum role seeing[] = { ROLE_LEAD, ROLE_URP, ROLE_READER, ROLE_SETTORE, ROLE_RPCT };
    static const int64_t none[] = { INT64_MAX }; /* a settore that is not there */
    bool any = false;

    *ret = (struct access_box){ .settori = none, .n_settori = 1, .types = ALL_TYPES, .is_exact = true };
    for (size_t i = 0; i < sizeof seeing / sizeof seeing[0]; i++) {
        const struct role_scope *s = scope_of(v, seeing[i]);
        struct access_box one = { .types = seeing[i] == ROLE_RPCT ? ACCESS_TYPES : ALL_TYPES, .is_exact = true };
        if (!(v->roles & seeing[i]) || (seeing[i] == ROLE_SETTORE && (!s || !s->n_settori)))
            continue;
        if (s) {
            one.settori = s->settori;
            one.n_settori = s->n_settori;
            one.types &= s->types ? s->types : ALL_TYPES;
        }
        if (any)
            join(a, ret, &one);
        else
            *ret = one;
        any = true;
    }
    ret->is_whole = (v->roles & ROLE_ADMIN) || (!ret->n_settori && ret->types == ALL_TYPES && ret->is_exact);
    if (ret->types == ALL_TYPES)
        ret->types = 0;
}

/* Of the URP, or the RPCT where that works, by a role that holds for it. */
static bool ours(const struct viewer *v, const struct access_case *c)
{
    return holds(v, ROLE_LEAD, c) || holds(v, ROLE_URP, c) || (is_access_request(c->type) && holds(v, ROLE_RPCT, c));
}

bool access_shows_name(const struct viewer *v, const struct access_case *c)
{
    if (!(c->flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)))
        return true;
    if (ours(v, c) || holds(v, ROLE_READER, c))
        return true;
    /* Let in from outside of the own scope; to the settore itself a grant opens nothing more than it has. */
    return c->granted && !holds(v, ROLE_SETTORE, c) && (v->roles & (ROLE_DESK | ROLE_RPCT | ROLE_READER));
}

struct actor access_actor(const struct viewer *v, const struct access_case *c)
{
    return ours(v, c) ? (struct actor){ .kind = ACTOR_URP, .id = v->user_id } : (struct actor){ .kind = ACTOR_SETTORE, .id = c->settore_id };
}
