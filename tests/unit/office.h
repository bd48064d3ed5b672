/* SPDX-License-Identifier: EUPL-1.2 */
/* The invented Comune in a store of its own, and a request in it: for the tests of intake, dispatch and above. */
#ifndef URP_TESTS_OFFICE_H
#define URP_TESTS_OFFICE_H

#include "table.h"

#include "dispatch/work.h"
#include "intake/submit.h"
#include "ticket/ente.h"
#include "ticket_store.h"

static inline enum rc office_load_op(struct dbw *w, void *job, struct err *err)
{
    return ente_load(w, job, err);
}

static inline void office_open(struct shop *s)
{
    json_error_t where;
    AUTO(JSON) json_t *root = json_load_file("etc/ente.example.json", 0, &where);
    struct ente_load job = { .root = root };

    shop_open(s);
    assert_non_null(root);
    shop_do(s, office_load_op, &job);
}

static inline int64_t office_settore(struct shop *s, const char *code)
{
    struct settore *list;
    size_t n;

    assert_rc(settore_list(shop_r(s), s->a, &list, &n, &s->err), OK);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].code, code))
            return list[i].id;
    fail_msg("no settore %s", code);
    return 0;
}

static inline int64_t office_category(struct shop *s, const char *name)
{
    struct category *list;
    size_t n;

    assert_rc(category_list(shop_r(s), s->a, &list, &n, &s->err), OK);
    for (size_t i = 0; i < n; i++)
        if (str_eq(list[i].name, name))
            return list[i].id;
    fail_msg("no category %s", name);
    return 0;
}

/* A request of Anna Verdi by web; fields of *d that are NULL stay empty. */
static inline struct ticket office_request(struct shop *s, enum ticket_type type, const char *key, struct draft_data d)
{
    struct submission sub = { .type = type, .channel = CHANNEL_WEB, .origin_key = key, .who = { .kind = ACTOR_CITIZEN }, .receipt = true };

    if (!d.subject)
        d.subject = "Lampione spento";
    if (!d.body)
        d.body = "Il lampione davanti alla scuola è spento da tre giorni.";
    if (!d.name && !d.anonymous) {
        d.name = "Anna";
        d.surname = "Verdi";
        d.email = "anna.verdi@cittadino.test";
    }
    sub.data = d;
    shop_do(s, intake_submit_op, &sub);
    return sub.ticket;
}


#endif
