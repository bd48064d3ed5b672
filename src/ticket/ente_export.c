/* SPDX-License-Identifier: EUPL-1.2 */
/* The body as a file that ente_load understands. */
#include <string.h>

#include "base/auto.h"
#include "base/sv.h"
#include "ticket/ente.h"
#include "ticket/setting.h"

static json_t *values_object(const struct setting_list *l)
{
    json_t *o = json_object();

    for (size_t i = 0; i < l->n; i++)
        json_object_set(o, l->items[i].key, json_object_get(l->items[i].value, "value"));
    return o;
}

static json_t *alone(const json_t *value)
{
    json_t *copy = json_copy((json_t *)value);

    json_object_del(copy, "parent");
    return copy;
}

/* Groups come before their leaves. Positions are kept: they may have gaps. */
static json_t *category_tree(const struct setting_list *l)
{
    json_t *groups = json_array(), *group;
    size_t i;

    for (size_t k = 0; k < l->n; k++) {
        const char *parent = json_string_value(json_object_get(l->items[k].value, "parent"));

        if (!parent) {
            json_array_append_new(groups, json_copy((json_t *)l->items[k].value));
            continue;
        }
        json_array_foreach(groups, i, group) {
            if (!str_eq(json_string_value(json_object_get(group, "code")), parent))
                continue;
            if (!json_object_get(group, "children"))
                json_object_set_new(group, "children", json_array());
            json_array_append_new(json_object_get(group, "children"), alone(l->items[k].value));
        }
    }
    return groups;
}

static json_t *section_of(enum setting s, const struct setting_list *l)
{
    if (s == SETTING_VALUE || s == SETTING_TEXT)
        return values_object(l);
    return s == SETTING_CATEGORY ? category_tree(l) : json_incref(l->values);
}

enum rc ente_export(struct dbr *r, struct arena *a, json_t **ret, struct err *err)
{
    AUTO(JSON) json_t *root = json_object();

    for (enum setting s = 0; s < SETTING_EMERGENCY; s++) {
        AUTO(SETTINGS) struct setting_list l = { 0 };

        TRY(setting_read(r, a, s, &l, err));
        json_object_set_new(root, setting_section(s), section_of(s, &l));
    }
    *ret = STEAL(root);
    return OK;
}
