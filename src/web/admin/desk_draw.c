/* SPDX-License-Identifier: EUPL-1.2 */
/* The settings as they are drawn: values as typed, forms, lists, the record of changes. */
#include "desk.h"

#include <string.h>

#include "base/sv.h"
#include "base/text.h"
#include "q/setting.h"
#include "t/web/admin/settings.html.h"
#include "ticket/calendar.h"

#define CHANGES_SHOWN 20

/* ---- values ------------------------------------------------------------------------------------- */

const char *set_string(const json_t *value, const char *key)
{
    const char *s = json_string_value(json_object_get(value, key));

    return s ? s : "";
}

static const char *joined(struct arena *a, const json_t *list, bool contacts, const char *between)
{
    AUTO(GSTR) GString *s = g_string_new(NULL);
    const json_t *v;
    size_t i;

    json_array_foreach(list, i, v) {
        g_string_append(s, i ? between : "");
        if (contacts)
            g_string_append_printf(s, "%s <%s>", set_string(v, "name"), set_string(v, "email"));
        else
            g_string_append(s, json_string_value(v));
    }
    return arena_str(a, s->str);
}

/* "categories.2": the key, and which word of it. */
static const char *part_key(struct arena *a, const char *name, int *ret_which)
{
    const char *dot = strrchr(name, '.');

    *ret_which = dot[1] - '0';
    return arena_sv(a, sv_of(name, (size_t)(dot - name)));
}

static const char *part_text(struct arena *a, const char *name, const json_t *value)
{
    int which;
    struct sv rest = sv_from(set_string(value, part_key(a, name, &which))), word;

    while (sv_next(&rest, ' ', &word))
        if (word.n && --which == 0)
            return arena_sv(a, word);
    return "";
}

/* In their order: the first one begins anew. */
static void part_put(struct arena *a, const char *name, json_t *value, const char *text)
{
    int which;
    const char *key = part_key(a, name, &which), *before = which == 1 ? "" : set_string(value, key);
    const char *now = arena_fmt(a, "%s%s%s", before, *before && *text ? " " : "", text);

    if (*now)
        json_object_set_new(value, key, json_string(now));
    else
        json_object_del(value, key);
}

static const char *item_text(struct arena *a, const char *name, const json_t *value)
{
    int which;
    const json_t *list = json_object_get(value, part_key(a, name, &which));
    const char *text = json_string_value(json_array_get(list, (size_t)which - 1));

    return text ? text : "";
}

static void item_put(struct arena *a, const char *name, json_t *value, const char *text)
{
    int which;
    const char *key = part_key(a, name, &which);
    json_t *list = json_object_get(value, key);

    if (!list) {
        list = json_array();
        json_object_set_new(value, key, list);
    }
    while (json_array_size(list) < (size_t)which)
        json_array_append_new(list, json_string(""));
    json_array_set_new(list, (size_t)which - 1, json_string(text));
}

const char *set_text(struct arena *a, const struct set_field *f, const json_t *value)
{
    const json_t *v = json_object_get(value, f->row.name);
    const char *otherwise = f->otherwise ? f->otherwise : "";

    if (f->kind == SET_PART)
        return part_text(a, f->row.name, value);
    if (f->kind == SET_ITEM)
        return item_text(a, f->row.name, value);
    if (!v)
        return otherwise;
    switch (f->kind) {
    case SET_TEXT: case SET_PART: case SET_ITEM: return json_string_value(v) ? json_string_value(v) : "";
    case SET_INT: return arena_fmt(a, "%lld", (long long)json_integer_value(v));
    case SET_FLAG: return json_is_true(v) ? "1" : "";
    case SET_LINES: return joined(a, v, false, "\n");
    case SET_WORDS: return joined(a, v, false, " ");
    case SET_CONTACTS: return joined(a, v, true, "\n");
    case SET_HOUR: return json_is_null(v) ? "-1" : arena_fmt(a, "%lld", (long long)json_integer_value(v));
    }
    assume(!"set kind out of range");
}

static json_t *pieces(struct arena *a, const char *text, const char *between)
{
    json_t *list = json_array();
    const char *p = text;

    while (*p) {
        size_t n = strcspn(p, between);
        const char *piece = text_line(a, sv_of(p, n));
        if (*piece)
            json_array_append_new(list, json_string(piece));
        p += n + (p[n] != '\0');
    }
    return list;
}

/* "Anna Neri <anna@comune.it>"; the address alone is its own name. */
static json_t *contacts(struct arena *a, const char *text)
{
    json_t *lines = pieces(a, text, "\n"), *list = json_array();
    const json_t *line;
    size_t i;

    json_array_foreach(lines, i, line) {
        const char *s = json_string_value(line), *open = strrchr(s, '<'), *end = open ? strchr(open, '>') : NULL;
        const char *name = open ? arena_sv(a, sv_trim(sv_of(s, (size_t)(open - s)))) : s;
        const char *email = open && end ? arena_sv(a, sv_trim(sv_of(open + 1, (size_t)(end - open - 1)))) : s;

        json_array_append_new(list, json_pack("{s:s, s:s}", "name", *name ? name : email, "email", email));
    }
    json_decref(lines);
    return list;
}

static json_t *number(const char *text)
{
    int64_t n = 0;

    return sv_int(sv_from(text), -1, INT32_MAX, &n) ? json_integer(n) : json_null();
}

static json_t *json_of(struct arena *a, const struct set_field *f, const char *text)
{
    switch (f->kind) {
    case SET_TEXT: case SET_PART: case SET_ITEM: return json_string(text);
    case SET_INT: return number(text);
    case SET_FLAG: return json_boolean(*text);
    case SET_LINES: return pieces(a, text, "\n");
    case SET_WORDS: return pieces(a, text, " ,;\n\t");
    case SET_CONTACTS: return contacts(a, text);
    case SET_HOUR: return str_eq(text, "-1") ? json_null() : number(text);
    }
    assume(!"set kind out of range");
}

void set_put(struct arena *a, const struct set_field *f, json_t *value, const char *text)
{
    if (f->kind == SET_PART)
        part_put(a, f->row.name, value, text);
    else if (f->kind == SET_ITEM)
        item_put(a, f->row.name, value, text);
    else if (str_eq(text, f->otherwise ? f->otherwise : ""))
        json_object_del(value, f->row.name);
    else
        json_object_set_new(value, f->row.name, json_of(a, f, text));
}

const struct set_field *set_field_of(const struct set_page *p, const char *name)
{
    for (size_t i = 0; i < p->n_fields; i++)
        if (str_eq(p->fields[i].row.name, name))
            return &p->fields[i];
    return NULL;
}

static const char *label_of(const struct view_field *f, const char *value)
{
    for (size_t i = 0; i < f->n_options; i++)
        if (str_eq(f->options[i].value, value))
            return strncmp(f->options[i].label, "– ", strlen("– ")) == 0 ? f->options[i].label + strlen("– ") : f->options[i].label;
    return value;
}

const char *set_shown(struct req *rq, const struct set_field *f, const json_t *value)
{
    struct arena *a = req_arena(rq);
    const char *text = set_text(a, f, value);
    struct view_field field = { 0 };
    struct err err = { 0 };
    int64_t at;
    int32_t day;

    for (const struct choice *c = f->row.choices; c && c->value; c++)
        if (str_eq(c->value, text))
            return c->label;
    if (f->kind == SET_FLAG)
        return *text ? "sì" : "no";
    if (f->options && f->options(rq, text, &field, &err) == OK)
        return label_of(&field, text);
    if (f->row.kind == FIELD_DAY && day_parse(text, &day))
        return day_format_it(a, day);
    if (f->row.kind == FIELD_MOMENT && moment_parse(text, &at))
        return moment_format_it(a, at);
    return text;
}

/* ---- the frame ---------------------------------------------------------------------------------- */

const char *set_url(struct req *rq, const struct set_page *p, const char *ref, const char *act)
{
    return arena_fmt(req_arena(rq), SETTINGS_URL "/%s%s%s%s%s", p->slug, ref ? "/" : "", ref ? ref : "", act ? "/" : "", act ? act : "");
}

struct settings_view set_view(struct req *rq, const char *title)
{
    struct settings_view v = { .page = office_page_new(rq, title, MENU_SETTINGS) };

    set_crumb(rq, &v, SETTINGS_URL, "Impostazioni");
    return v;
}

void set_crumb(struct req *rq, struct settings_view *v, const char *url, const char *label)
{
    struct view_link *crumbs = arena_array(req_arena(rq), v->n_crumbs + 1, struct view_link);

    if (v->n_crumbs)
        memcpy(crumbs, v->crumbs, v->n_crumbs * sizeof *crumbs);
    crumbs[v->n_crumbs++] = (struct view_link){ .url = url, .label = label };
    v->crumbs = crumbs;
}

void set_add_link(struct req *rq, struct settings_view *v, const char *url, const char *label)
{
    struct view_link *links = arena_array(req_arena(rq), v->n_links + 1, struct view_link);

    if (v->n_links)
        memcpy(links, v->links, v->n_links * sizeof *links);
    links[v->n_links++] = (struct view_link){ .url = url, .label = label };
    v->links = links;
}

struct reply set_reply(struct req *rq, const struct settings_view *v)
{
    GString *out = g_string_sized_new(32768);

    settings_page(out, v);
    return reply_html(rq, v->page.n_errors ? 422 : 200, out);
}

struct settings_table *set_add_table(struct req *rq, struct settings_view *v, const char *caption, const char *const *heads, size_t n_heads, size_t rows_max)
{
    struct settings_table *tables = arena_array(req_arena(rq), v->n_tables + 1, struct settings_table);

    if (v->n_tables)
        memcpy(tables, v->tables, v->n_tables * sizeof *tables);
    tables[v->n_tables] = (struct settings_table){ .caption = caption, .heads = heads, .n_heads = n_heads,
                                                   .rows = arena_array(req_arena(rq), rows_max + 1, struct settings_row), .empty = "Non ce n'è nessuno." };
    v->tables = tables;
    return &tables[v->n_tables++];
}

struct settings_row *set_add_row(struct req *rq, struct settings_table *t, const char ***ret_cells)
{
    struct settings_row *row = (struct settings_row *)(uintptr_t)&t->rows[t->n_rows++];

    *ret_cells = arena_array(req_arena(rq), t->n_heads, const char *);
    row->cells = *ret_cells;
    return row;
}

void set_add_act(struct req *rq, struct settings_row *row, const struct set_page *p, const struct setting_item *item, const char *act, const char *label,
                 enum view_tone tone)
{
    struct settings_act *acts = arena_array(req_arena(rq), row->n_acts + 1, struct settings_act);

    if (row->n_acts)
        memcpy(acts, row->acts, row->n_acts * sizeof *acts);
    acts[row->n_acts++] = (struct settings_act){ .url = set_url(rq, p, item->ref, act), .label = label, .of = item->label, .version = item->version, .tone = tone };
    row->acts = acts;
}

/* ---- a form ------------------------------------------------------------------------------------- */

static enum rc draw_field(struct req *rq, const struct set_field *f, const char *text, const struct form_errors *fe, struct view_field *ret, struct err *err)
{
    *ret = page_field(rq, &f->row, text, fe);
    if (f->options)
        TRY(f->options(rq, text, ret, err));
    ret->autocomplete = f->row.kind == FIELD_CHECK || f->row.kind == FIELD_CHOICE || f->row.kind == FIELD_AREA ? NULL : "off";
    ret->rows = f->kind == SET_CONTACTS || f->kind == SET_LINES ? 5 : f->kind == SET_WORDS ? 3 : f->row.kind == FIELD_AREA ? 8 : 0;
    if (f->kind == SET_CONTACTS || f->kind == SET_LINES || f->kind == SET_WORDS)
        ret->max = 0;
    return OK;
}

static const struct settings_button *buttons_of(struct req *rq, const struct set_page *p, size_t *ret_n)
{
    struct settings_button *b = arena_array(req_arena(rq), 2, struct settings_button);

    /* The first one is what Enter presses. */
    b[(*ret_n)++] = (struct settings_button){ "do", "salva", "Salva", TONE_INFO };
    if (p->can & SET_TRIES)
        b[(*ret_n)++] = (struct settings_button){ "do", "prova", "Prova sulle richieste dell'ultimo anno", TONE_PLAIN };
    if (p->can & SET_PREVIEWS)
        b[(*ret_n)++] = (struct settings_button){ "do", "anteprima", "Anteprima", TONE_PLAIN };
    return b;
}

enum rc set_form(struct req *rq, const struct set_page *p, const char *ref, const char *version, const json_t *value, const char *const *values,
                 const struct form_errors *fe, struct settings_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct view_field *fields = arena_array(a, p->n_fields, struct view_field);
    struct settings_group *groups = arena_array(a, 2, struct settings_group);
    struct settings_form *form = arena_one(a, struct settings_form);
    size_t n_buttons = 0, n = 0;

    for (size_t i = 0; i < p->n_fields; i++) {
        struct settings_group *g = &groups[i + p->n_folded >= p->n_fields];

        if (p->asks && !p->asks(ref, &p->fields[i]))
            continue;
        if (!g->n_fields++)
            g->fields = &fields[n];
        TRY(draw_field(rq, &p->fields[i], values ? values[i] : set_text(a, &p->fields[i], value), fe, &fields[n++], err));
    }
    groups[1].fold = p->fold;
    groups[1].note = p->fold_note;
    *form = (struct settings_form){ .url = set_url(rq, p, *ref ? ref : "nuova", NULL), .version = version, .groups = groups, .n_groups = p->n_folded ? 2 : 1,
                                    .cancel_url = p->back_of ? p->back_of(rq, value) : set_url(rq, p, NULL, NULL) };
    form->buttons = buttons_of(rq, p, &n_buttons);
    form->n_buttons = n_buttons;
    v->forms = form;
    v->n_forms = 1;
    page_errors(rq, fe, &v->page.errors, &v->page.n_errors);
    return OK;
}

void set_now(struct req *rq, const struct set_page *p, const char *ref, const json_t *value, struct settings_view *v)
{
    struct view_row *rows = arena_array(req_arena(rq), p->n_fields, struct view_row);

    for (size_t i = 0; i < p->n_fields; i++) {
        const char *text = p->asks && !p->asks(ref, &p->fields[i]) ? "" : set_shown(rq, &p->fields[i], value);
        if (*text)
            rows[v->n_now++] = (struct view_row){ .label = p->fields[i].row.label, .value = text };
    }
    v->now = rows;
}

/* ---- who changed what --------------------------------------------------------------------------- */

static bool differ(struct arena *a, const struct set_field *f, const json_t *x, const json_t *y)
{
    return !str_eq(set_text(a, f, x), set_text(a, f, y));
}

static void details_of(struct req *rq, const struct set_page *p, const char *key, const json_t *before, const json_t *after, struct settings_change *c)
{
    struct arena *a = req_arena(rq);
    struct view_row *rows = arena_array(a, p->n_fields, struct view_row);

    for (size_t i = 0; i < p->n_fields; i++) {
        const struct set_field *f = &p->fields[i];
        if ((!p->asks || p->asks(key, f)) && differ(a, f, before, after))
            rows[c->n_details++] = (struct view_row){ .label = f->row.label, .value = !before ? arena_fmt(a, "«%s»", set_shown(rq, f, after))
                                                                             : !after ? arena_fmt(a, "era «%s»", set_shown(rq, f, before))
                                                                                      : arena_fmt(a, "da «%s» a «%s»", set_shown(rq, f, before), set_shown(rq, f, after)) };
    }
    c->details = rows;
}

/* Values of the body are on record by their key: people know them by a title. */
static const char *name_of(struct req *rq, const struct set_page *p, const struct q_setting_change_list *row)
{
    struct setting_item item = { .ref = row->key, .key = row->key, .label = row->label };

    return p->asks && p->title_of ? p->title_of(rq, &item) : row->label;
}

static struct settings_change change_of(struct req *rq, const struct set_page *p, const struct setting_item *item, const struct q_setting_change_list *row)
{
    struct arena *a = req_arena(rq);
    AUTO(JSON) json_t *before = row->before ? json_loads(row->before, 0, NULL) : NULL;
    AUTO(JSON) json_t *after = row->after ? json_loads(row->after, 0, NULL) : NULL;
    const char *did = !*row->key ? "caricato da un file" : !before ? "aggiunto" : !after ? "cancellato" : "cambiato";
    struct settings_change c = { .at = moment_format_it(a, row->at), .who = row->who ? row->who : "riga di comando" };

    c.what = item || !*row->key ? arena_fmt(a, "%c%s", g_ascii_toupper(did[0]), did + 1) : arena_fmt(a, "%s: %s", name_of(rq, p, row), did);
    details_of(rq, p, row->key, before, after, &c);
    if (before && (item || (!after && !item))) {
        c.restore_url = set_url(rq, p, item ? item->ref : "nuova", "ripristina");
        c.restore_id = arena_fmt(a, "%lld", (long long)row->id);
        c.restore_version = item ? item->version : "";
    }
    return c;
}

static enum rc draw_changes(struct req *rq, const struct set_page *p, const struct setting_item *item, struct settings_view *v, struct err *err)
{
    struct q_setting_change_list *rows;
    struct settings_change *list;
    size_t n;

    TRY(q_setting_change_list(reader_of(rq), req_arena(rq), setting_section(p->setting), item ? item->key : NULL, CHANGES_SHOWN, &rows, &n, err));
    list = arena_array(req_arena(rq), n + 1, struct settings_change);
    for (size_t i = 0; i < n; i++)
        if (!*rows[i].key || !p->asks || p->asks(rows[i].key, NULL)) /* several pages share the values of the body */
            list[v->n_changes++] = change_of(rq, p, item, &rows[i]);
    v->changes = list;
    v->shows_changes = true;
    return OK;
}

enum rc set_changes(struct req *rq, const struct set_page *p, const struct setting_item *item, struct settings_view *v, struct err *err)
{
    return draw_changes(rq, p, item, v, err);
}

enum rc set_list_changes(struct req *rq, const struct set_page *p, struct settings_view *v, struct err *err)
{
    return draw_changes(rq, p, NULL, v, err);
}

/* ---- codes -------------------------------------------------------------------------------------- */

static const char *slug_of(struct arena *a, const char *words)
{
    AUTO(GSTR) GString *s = g_string_new(NULL);

    for (const char *p = text_fold(a, words); *p && s->len < 48; p++) {
        if (g_ascii_isalnum(*p))
            g_string_append_c(s, *p);
        else if (s->len && s->str[s->len - 1] != '-')
            g_string_append_c(s, '-');
    }
    while (s->len && s->str[s->len - 1] == '-')
        g_string_truncate(s, s->len - 1);
    return arena_str(a, s->len ? s->str : "voce");
}

static bool is_taken(const struct setting_list *l, const char *code, const char *category)
{
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(set_string(l->items[i].value, "code"), code) && (!*category || str_eq(set_string(l->items[i].value, "category"), category)))
            return true;
    return false;
}

enum rc set_code(struct req *rq, enum setting s, json_t *value, const char *from, struct err *err)
{
    struct arena *a = req_arena(rq);
    AUTO(SETTINGS) struct setting_list l = { 0 };
    const char *slug = slug_of(a, set_string(value, from)), *code = slug, *category = s == SETTING_QUESTION ? set_string(value, "category") : "";

    if (*set_string(value, "code"))
        return OK;
    TRY(setting_read(reader_of(rq), a, s, &l, err));
    for (int i = 2; is_taken(&l, code, category); i++)
        code = arena_fmt(a, "%s-%d", slug, i);
    json_object_set_new(value, "code", json_string(code));
    return OK;
}
