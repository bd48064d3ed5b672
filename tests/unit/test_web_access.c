/* SPDX-License-Identifier: EUPL-1.2 */
/* Who sees what: role x own / foreign / confidential, as one table. */
#include "table.h"

#include "base/sv.h"
#include "web/access.h"

enum { STRADE = 7, TRIBUTI = 8 };
enum { ME = 3, OTHER = 4 };

/* scope: 0 everywhere, 'S' narrowed to STRADE, 'T' to reports, 'X' both, 'N' of no settore */
static const struct row {
    const char *name;
    unsigned roles;
    char scope;
    enum ticket_type type;
    int64_t settore;
    bool confidential, assigned, registered, granted;
    enum access want;
    enum actor_kind as; /* of ACCESS_WORK */
} rows[] = {
    { "operatore",                           ROLE_URP,     0,   TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "operatore, nothing assigned yet",     ROLE_URP,     0,   TYPE_REPORT,      0,       0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "operatore, confidential",             ROLE_URP,     0,   TYPE_REPORT,      STRADE,  1, 0, 0, 0, ACCESS_EXISTS, ACTOR_URP },
    { "operatore, confidential and mine",    ROLE_URP,     0,   TYPE_REPORT,      STRADE,  1, 1, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "operatore, confidential, typed in",   ROLE_URP,     0,   TYPE_REPORT,      STRADE,  1, 0, 1, 0, ACCESS_WORK,   ACTOR_URP },
    { "operatore, confidential, let in",     ROLE_URP,     0,   TYPE_REPORT,      STRADE,  1, 0, 0, 1, ACCESS_WORK,   ACTOR_URP },
    { "operatore of a settore",              ROLE_URP,     'S', TYPE_INFO,        STRADE,  0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "operatore of another settore",        ROLE_URP,     'S', TYPE_INFO,        TRIBUTI, 0, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "operatore of a settore, none yet",    ROLE_URP,     'S', TYPE_INFO,        0,       0, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "operatore of a type",                 ROLE_URP,     'T', TYPE_REPORT,      TRIBUTI, 0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "operatore of another type",           ROLE_URP,     'T', TYPE_INFO,        TRIBUTI, 0, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "both must fit: settore",              ROLE_URP,     'X', TYPE_REPORT,      TRIBUTI, 0, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "both must fit: type",                 ROLE_URP,     'X', TYPE_INFO,        STRADE,  0, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "both fit",                            ROLE_URP,     'X', TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "narrowed, let in elsewhere",          ROLE_URP,     'S', TYPE_INFO,        TRIBUTI, 1, 0, 0, 1, ACCESS_READ,   ACTOR_URP },
    { "narrowed, confidential elsewhere",    ROLE_URP,     'S', TYPE_INFO,        TRIBUTI, 1, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "responsabile",                        ROLE_LEAD,    0,   TYPE_MAYOR,       0,       0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "responsabile, confidential",          ROLE_LEAD,    0,   TYPE_REPORT,      STRADE,  1, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "narrowed responsabile, confidential", ROLE_LEAD,    'S', TYPE_REPORT,      TRIBUTI, 1, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "referente",                           ROLE_SETTORE, 'S', TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_WORK,   ACTOR_SETTORE },
    { "referente, foreign",                  ROLE_SETTORE, 'S', TYPE_REPORT,      TRIBUTI, 0, 0, 0, 0, ACCESS_NONE,   ACTOR_SETTORE },
    { "referente, nobody's",                 ROLE_SETTORE, 'S', TYPE_REPORT,      0,       0, 0, 0, 0, ACCESS_NONE,   ACTOR_SETTORE },
    { "referente, confidential",             ROLE_SETTORE, 'S', TYPE_REPORT,      STRADE,  1, 0, 0, 0, ACCESS_WORK,   ACTOR_SETTORE },
    { "referente, confidential, foreign",    ROLE_SETTORE, 'S', TYPE_REPORT,      TRIBUTI, 1, 0, 0, 0, ACCESS_NONE,   ACTOR_SETTORE },
    { "referente of nothing",                ROLE_SETTORE, 0,   TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_NONE,   ACTOR_SETTORE },
    { "referente of a type only",            ROLE_SETTORE, 'N', TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_NONE,   ACTOR_SETTORE },
    { "rpct, foia",                          ROLE_RPCT,    0,   TYPE_ACCESS_FOIA, STRADE,  0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "rpct, civic",                         ROLE_RPCT,    0,   TYPE_ACCESS_CIVIC, 0,      0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "rpct, documents",                     ROLE_RPCT,    0,   TYPE_ACCESS_DOC,  STRADE,  0, 0, 0, 0, ACCESS_WORK,   ACTOR_URP },
    { "rpct, a report",                      ROLE_RPCT,    0,   TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_NONE,   ACTOR_URP },
    { "rpct, confidential",                  ROLE_RPCT,    0,   TYPE_ACCESS_FOIA, STRADE,  1, 0, 0, 0, ACCESS_EXISTS, ACTOR_URP },
    { "rpct, let in",                        ROLE_RPCT,    0,   TYPE_REPORT,      STRADE,  1, 0, 0, 1, ACCESS_READ,   ACTOR_URP },
    { "lettura",                             ROLE_READER,  0,   TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_READ,   ACTOR_URP },
    { "lettura, confidential",               ROLE_READER,  0,   TYPE_REPORT,      STRADE,  1, 0, 0, 0, ACCESS_EXISTS, ACTOR_URP },
    { "lettura, let in",                     ROLE_READER,  0,   TYPE_REPORT,      STRADE,  1, 0, 0, 1, ACCESS_READ,   ACTOR_URP },
    { "amministratore",                      ROLE_ADMIN,   0,   TYPE_REPORT,      STRADE,  0, 0, 0, 0, ACCESS_EXISTS, ACTOR_URP },
    { "amministratore, confidential",        ROLE_ADMIN,   0,   TYPE_REPORT,      STRADE,  1, 0, 0, 0, ACCESS_EXISTS, ACTOR_URP },
    { "amministratore, let in",              ROLE_ADMIN,   0,   TYPE_REPORT,      STRADE,  1, 0, 0, 1, ACCESS_EXISTS, ACTOR_URP },
    { "amministratore e operatore",          ROLE_ADMIN | ROLE_URP, 0, TYPE_REPORT, STRADE, 0, 0, 0, 0, ACCESS_WORK,  ACTOR_URP },
    { "amministratore e referente, foreign", ROLE_ADMIN | ROLE_SETTORE, 'S', TYPE_REPORT, TRIBUTI, 0, 0, 0, 0, ACCESS_EXISTS, ACTOR_URP },
    { "referente e lettura, foreign",        ROLE_SETTORE | ROLE_READER, 'S', TYPE_REPORT, TRIBUTI, 0, 0, 0, 0, ACCESS_READ, ACTOR_URP },
    { "nobody",                              0,            0,   TYPE_REPORT,      STRADE,  0, 0, 0, 1, ACCESS_NONE,   ACTOR_URP },
};

static void check_access(const struct row *r)
{
    static const int64_t strade[] = { STRADE };
    unsigned first = r->roles & (ROLE_SETTORE) ? ROLE_SETTORE : r->roles;
    struct role_scope scope = { .role = (enum role)first, .settori = strade, .n_settori = r->scope == 'S' || r->scope == 'X',
                                .types = r->scope == 'T' || r->scope == 'X' || r->scope == 'N' ? 1u << TYPE_REPORT : 0 };
    struct viewer v = { .user_id = r->roles ? ME : 0, .roles = r->roles, .scopes = &scope, .n_scopes = r->scope != 0 };
    struct access_case c = { .type = r->type, .flags = r->confidential ? TICKET_CONFIDENTIAL : 0, .settore_id = r->settore,
                             .operator_id = r->assigned ? ME : OTHER, .registered_by = r->registered ? ME : 0, .granted = r->granted };

    assert_int_equal(access_decide(&v, &c), r->want);
    if (r->want == ACCESS_WORK)
        assert_int_equal(access_actor(&v, &c).kind, r->as);
    if (r->want == ACCESS_WORK && r->as == ACTOR_SETTORE)
        assert_int_equal(access_actor(&v, &c).id, r->settore);
}
TEST_ROWS(rows, check_access)

/* Whether a name that the settore is not to know is shown: a, and where it holds ('S' of STRADE, 'T' of TRIBUTI, 0 everywhere), b
 * likewise. The request is of STRADE. */
static const struct named {
    const char *name;
    unsigned a, b;
    char a_in, b_in;
    enum ticket_type type;
    int64_t flags;
    bool granted, want;
} named[] = {
    { "operatore",                               ROLE_URP,     0,            0,   0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, true },
    { "responsabile of this settore",            ROLE_LEAD,    0,            'S', 0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, true },
    { "lettura",                                 ROLE_READER,  0,            0,   0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, true },
    { "rpct, foia",                              ROLE_RPCT,    0,            0,   0,   TYPE_ACCESS_FOIA, TICKET_NAME_HIDDEN, 0, true },
    { "amministratore",                          ROLE_ADMIN,   0,            0,   0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, false },
    { "referente",                               ROLE_SETTORE, 0,            'S', 0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, false },
    { "referente, gave no name",                 ROLE_SETTORE, 0,            'S', 0,   TYPE_REPORT,      TICKET_ANONYMOUS,   0, false },
    { "referente, nothing hidden",               ROLE_SETTORE, 0,            'S', 0,   TYPE_REPORT,      0,                  0, true },
    { "referente, let in",                       ROLE_SETTORE, 0,            'S', 0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 1, false },
    { "referente e lettura",                     ROLE_SETTORE, ROLE_READER,  'S', 0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, true },
    { "referente, and lettura elsewhere",        ROLE_SETTORE, ROLE_READER,  'S', 'T', TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, false },
    { "referente, and operatore elsewhere",      ROLE_SETTORE, ROLE_URP,     'S', 'T', TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, false },
    { "referente, and responsabile elsewhere",   ROLE_SETTORE, ROLE_LEAD,    'S', 'T', TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, false },
    { "referente, lettura elsewhere, let in",    ROLE_SETTORE, ROLE_READER,  'S', 'T', TYPE_REPORT,      TICKET_NAME_HIDDEN, 1, false },
    { "referente, and rpct elsewhere",           ROLE_SETTORE, ROLE_RPCT,    'S', 'T', TYPE_ACCESS_FOIA, TICKET_NAME_HIDDEN, 0, false },
    { "referente e rpct, a report",              ROLE_SETTORE, ROLE_RPCT,    'S', 0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, false },
    { "referente e rpct, foia",                  ROLE_SETTORE, ROLE_RPCT,    'S', 0,   TYPE_ACCESS_FOIA, TICKET_NAME_HIDDEN, 0, true },
    { "operatore of another settore, let in",    ROLE_URP,     0,            'T', 0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 1, true },
    { "referente of another settore, let in",    ROLE_SETTORE, 0,            'T', 0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 1, false },
    { "nobody",                                  0,            0,            0,   0,   TYPE_REPORT,      TICKET_NAME_HIDDEN, 0, false },
};

static void check_name(const struct named *r)
{
    static const int64_t strade[] = { STRADE }, tributi[] = { TRIBUTI };
    struct role_scope scopes[2];
    struct viewer v = { .user_id = ME, .roles = r->a | r->b, .scopes = scopes };
    struct access_case c = { .type = r->type, .flags = r->flags, .settore_id = STRADE, .granted = r->granted };

    if (r->a_in)
        scopes[v.n_scopes++] = (struct role_scope){ .role = (enum role)r->a, .settori = r->a_in == 'S' ? strade : tributi, .n_settori = 1 };
    if (r->b_in)
        scopes[v.n_scopes++] = (struct role_scope){ .role = (enum role)r->b, .settori = r->b_in == 'S' ? strade : tributi, .n_settori = 1 };
    assert_int_equal(access_shows_name(&v, &c), r->want);
}
TEST_ROWS(named, check_name)

static const struct lead { const char *name; unsigned roles; char scope; int64_t settore; bool leads; } leads[] = {
    { "responsabile",                     ROLE_LEAD,            0,   TRIBUTI, true },
    { "of this settore",                  ROLE_LEAD,            'S', STRADE,  true },
    { "of another, operatore everywhere", ROLE_LEAD | ROLE_URP, 'S', TRIBUTI, false },
    { "operatore",                        ROLE_URP,             0,   STRADE,  false },
};
static void check_leads(const struct lead *l)
{
    static const int64_t strade[] = { STRADE };
    struct role_scope scope = { .role = ROLE_LEAD, .settori = strade, .n_settori = 1 };
    struct viewer v = { .user_id = ME, .roles = l->roles, .scopes = &scope, .n_scopes = l->scope != 0 };

    assert_int_equal(access_leads(&v, &(struct access_case){ .type = TYPE_REPORT, .settore_id = l->settore }), l->leads);
}
TEST_ROWS(leads, check_leads)

TEST(a_settore_is_led_for_all_types_or_for_some)
{
    static const int64_t strade[] = { STRADE };
    struct role_scope scope = { .role = ROLE_LEAD, .settori = strade, .n_settori = 1 };
    struct viewer v = { .user_id = ME, .roles = ROLE_LEAD | ROLE_URP, .scopes = &scope, .n_scopes = 1 };

    assert_int_equal(access_led_types(&v, STRADE), ACCESS_ALL_TYPES);
    assert_int_equal(access_led_types(&v, TRIBUTI), 0);
    scope.types = 1u << TYPE_INFO;
    assert_int_equal(access_led_types(&v, STRADE), 1u << TYPE_INFO);
    v.n_scopes = 0;
    assert_int_equal(access_led_types(&v, TRIBUTI), ACCESS_ALL_TYPES);
    v.roles = ROLE_URP | ROLE_ADMIN;
    assert_int_equal(access_led_types(&v, TRIBUTI), 0);
}

static const struct words { const char *name, *text; unsigned roles; } words[] = {
    { "one", "urp", ROLE_URP }, { "several", "urp, Admin,rpct", ROLE_URP | ROLE_ADMIN | ROLE_RPCT },
    { "unknown", "urp,re", 0 }, { "empty", "", 0 }, { "blank piece", "urp,,admin", 0 },
};
static void check_roles_parse(const struct words *w)
{
    assert_int_equal(roles_parse(w->text), w->roles);
}
TEST_ROWS(words, check_roles_parse)

/* What lists show, as one box. */
static struct access_box box_of(unsigned roles, const struct role_scope *scopes, size_t n)
{
    static struct arena *a;
    const struct viewer v = { .user_id = 1, .roles = roles, .scopes = scopes, .n_scopes = n };
    struct access_box b;

    if (!a)
        a = arena_new(65536);
    access_box(&v, a, &b);
    return b;
}

TEST(a_list_is_a_box_of_settori_and_types)
{
    static const int64_t one[] = { 1 }, two[] = { 1, 2 }, three[] = { 3 };
    const struct role_scope urp1 = { .role = ROLE_URP, .settori = one, .n_settori = 1 }, ref12 = { .role = ROLE_SETTORE, .settori = two, .n_settori = 2 },
                            read3foia = { .role = ROLE_READER, .settori = three, .n_settori = 1, .types = 1u << TYPE_ACCESS_FOIA };
    struct access_box b = box_of(ROLE_URP, NULL, 0);

    assert_true(b.is_whole);
    b = box_of(ROLE_URP | ROLE_ADMIN, &urp1, 1); /* knows that each of them is there */
    assert_true(b.is_whole);
    b = box_of(ROLE_URP, &urp1, 1);
    assert_true(!b.is_whole && b.is_exact && b.n_settori == 1 && b.settori[0] == 1 && !b.types);
    b = box_of(ROLE_URP | ROLE_SETTORE, (const struct role_scope[]){ urp1, ref12 }, 2);
    assert_true(b.is_exact && b.n_settori == 2);
    b = box_of(ROLE_URP | ROLE_READER, (const struct role_scope[]){ urp1, read3foia }, 2);
    assert_true(!b.is_exact && b.n_settori == 2 && !b.types); /* 1 of any type, 3 of one: an L */
    b = box_of(ROLE_RPCT, NULL, 0);
    assert_true(!b.is_whole && b.is_exact && b.n_settori == 0 && b.types);
    b = box_of(ROLE_RPCT | ROLE_URP, &urp1, 1);
    assert_true(!b.is_whole && !b.is_exact);
    b = box_of(ROLE_SETTORE, NULL, 0); /* of no settore: nothing */
    assert_true(!b.is_whole && b.n_settori == 1 && b.settori[0] == INT64_MAX);
}

TESTS_MAIN("web_access")
