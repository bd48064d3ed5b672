/* SPDX-License-Identifier: EUPL-1.2 */
/* Every route has a rule in tests/fixtures/access-matrix.txt, and every rule a route. What the rules mean is asked of the real
 * daemon by tests/e2e/matrix.test.mjs. */
#include "table.h"

#include "base/arena.h"
#include "base/auto.h"
#include "base/file.h"
#include "base/sv.h"
#include "cli/tables.h"
#include "web/access.h"

#define MATRIX "tests/fixtures/access-matrix.txt"

struct rule {
    struct sv method, pattern, roles, object;
    bool used;
};
struct matrix {
    struct arena *a;
    struct rule list[400];
    size_t n;
};

/* Words of a line, blanks between them; false: nothing, or a comment, or of the second table. */
static bool rule_of(struct sv line, struct rule *ret)
{
    struct sv *words[] = { &ret->method, &ret->pattern, &ret->roles, &ret->object }, rest = line, one;
    size_t n = 0;

    *ret = (struct rule){ 0 };
    while (rest.n && sv_next(&rest, ' ', &one))
        if (one.n && n < 4)
            *words[n++] = one;
    return n == 4 && (sv_eq(ret->method, SV("GET")) || sv_eq(ret->method, SV("POST")));
}

static void matrix_read(struct matrix *m)
{
    struct sv text, line;
    struct err err = { 0 };

    m->a = arena_new(1 << 20);
    assert_rc(file_read(m->a, MATRIX, 1 << 18, &text, &err), OK);
    while (text.n && sv_next(&text, '\n', &line))
        if (rule_of(line, &m->list[m->n]))
            assert_true(++m->n < 400);
}

static unsigned roles_of_word(struct arena *a, struct sv word)
{
    static const struct { const char *word; unsigned roles; } names[] = {
        { "tutti", ROLE_ANY }, { "sé", ROLE_SELF }, { "personale", ROLE_STAFF }, { "sportello", ROLE_DESK }, { "sportello+lettura", ROLE_DESK | ROLE_READER },
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (sv_eq(word, sv_from(names[i].word)))
            return names[i].roles;
    return roles_parse(arena_sv(a, word));
}

static const char *words_of_roles(struct arena *a, unsigned roles)
{
    return roles == ROLE_ANY ? "tutti" : roles == ROLE_SELF ? "sé" : roles == ROLE_STAFF ? "personale" : roles == ROLE_DESK ? "sportello"
           : roles == (ROLE_DESK | ROLE_READER) ? "sportello+lettura" : roles_ids(a, roles);
}

static struct rule *find(struct matrix *m, const struct route *r)
{
    for (size_t i = 0; i < m->n; i++)
        if (sv_eq(m->list[i].method, sv_from(r->method)) && sv_eq(m->list[i].pattern, sv_from(r->pattern)))
            return &m->list[i];
    return NULL;
}

/* A page about one request or one mail stands under these addresses. */
static bool is_about_a_request(const struct route *r)
{
    return (strstr(r->pattern, "/ufficio/") && strstr(r->pattern, "{code}")) || strstr(r->pattern, "/ufficio/posta/arrivo/{") || strstr(r->pattern, "/ufficio/posta/uscita/{");
}

static size_t hold(struct matrix *m, const struct route *r)
{
    struct rule *rule = find(m, r);
    const char *roles = words_of_roles(m->a, r->roles);
    bool reads = str_eq(r->method, "GET"), about = is_about_a_request(r);

    if (!rule) {
        print_error("%s has no rule for:\n%-4s %s %s %s\n", MATRIX, r->method, r->pattern, roles, about ? (reads ? "legge" : "lavora") : "-");
        return 1;
    }
    rule->used = true;
    if (sv_starts(rule->object, SV("ente")) != ((r->roles & ROLE_WHOLE) != 0)) {
        print_error("%s %s concerns the whole body: table and rule must both say so\n", r->method, r->pattern);
        return 1;
    }
    if (roles_of_word(m->a, rule->roles) != (r->roles & ~(unsigned)ROLE_WHOLE)) {
        print_error("%s %s is for %s, its rule says %.*s\n", r->method, r->pattern, roles, (int)rule->roles.n, rule->roles.p);
        return 1;
    }
    if (about && !sv_starts(rule->object, SV("lavora")) && !(reads && sv_starts(rule->object, SV("legge")))) {
        print_error("%s %s is about one request: its rule must say %s\n", r->method, r->pattern, reads ? "legge" : "lavora");
        return 1;
    }
    /* What changes something for somebody signed in must be sent by our own form. */
    if (!reads && r->roles != ROLE_ANY && r->csrf != CSRF_ON) {
        print_error("%s %s changes something and asks for no token\n", r->method, r->pattern);
        return 1;
    }
    return 0;
}

TEST(every_route_has_a_rule_and_every_rule_a_route)
{
    static struct matrix m;
    const struct route_table *tables;
    size_t n = all_tables(&tables), wrong = 0;

    matrix_read(&m);
    for (size_t t = 0; t < n; t++)
        for (size_t i = 0; i < tables[t].n; i++)
            wrong += hold(&m, &tables[t].routes[i]);
    for (size_t i = 0; i < m.n; i++)
        if (!m.list[i].used) {
            print_error("%s: no route %.*s %.*s\n", MATRIX, (int)m.list[i].method.n, m.list[i].method.p, (int)m.list[i].pattern.n, m.list[i].pattern.p);
            wrong++;
        }
    arena_free(m.a);
    assert_int_equal(wrong, 0);
}

TESTS_MAIN("web_matrix")
