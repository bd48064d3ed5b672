/* SPDX-License-Identifier: EUPL-1.2 */
#include "page.h"

#include <stddef.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/sv.h"
#include "base/tr.h"
#include "q/web.h"
#include "ticket/calendar.h"
#include "ticket/emergency.h"
#include "ticket/opinion.h"

/* ---- the body ----------------------------------------------------------------------------------- */

static const char *value_of(const struct q_ente_frame *rows, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(rows[i].key, key))
            return rows[i].value;
    return "";
}

static const char *scheme_url(struct arena *a, const char *scheme, const char *value)
{
    char *url, *out;

    if (str_empty(value))
        return "";
    url = arena_fmt(a, "%s:%s", scheme, value);
    out = url;
    for (const char *p = url; *p; p++)
        if (*p != ' ')
            *out++ = *p;
    *out = '\0';
    return url;
}

static const struct q_ente_frame *frame_rows(struct req *rq, size_t *ret_n)
{
    const struct q_ente_frame *rows = NULL;
    struct err err = { 0 };

    *ret_n = 0;
    /* A page without the name of the body is still a page; what is wrong with the store shows elsewhere. */
    if (q_ente_frame(reader_of(rq), &rows, ret_n, &err) != OK)
        log_err("page.body", &err);
    return rows;
}

/* By key, as the rows come. */
static const struct { const char *key; size_t at; } frame_parts[] = {
#define PART(key_, member_) { key_, offsetof(struct view_body, member_) }
    PART("accessibility_url", accessibility_url), PART("address", address), PART("appointment_url", appointment_url), PART("color", color), PART("email", email),
    PART("faq_url", faq_url), PART("hours", hours), PART("name", name), PART("office", office), PART("pec", pec), PART("phone", phone),
    PART("public_reports", reports_url),
    PART("region_name", region_name), PART("region_url", region_url), PART("site_live_url", site_live_url),
    PART("site_management_url", site_management_url), PART("site_news_url", site_news_url), PART("site_services_url", site_services_url),
    PART("site_url", site_url), PART("text.footer", footer), PART("text.whistleblowing", whistleblowing), PART("transparency_url", transparency_url),
    PART("whistleblowing_url", whistleblowing_url),
#undef PART
};
#define FRAME_PARTS (sizeof frame_parts / sizeof frame_parts[0])

/* Which of them it is, by its host; the icons of the design system. */
static const struct { const char *host, *name, *icon; } social_kinds[] = {
    { "facebook.com", "Facebook", "it-facebook" }, { "instagram.com", "Instagram", "it-instagram" }, { "youtube.com", "YouTube", "it-youtube" },
    { "twitter.com", "X", "it-twitter" }, { "x.com", "X", "it-twitter" }, { "t.me", "Telegram", "it-telegram" }, { "telegram.me", "Telegram", "it-telegram" },
    { "whatsapp.com", "WhatsApp", "it-whatsapp" }, { "wa.me", "WhatsApp", "it-whatsapp" }, { "linkedin.com", "LinkedIn", "it-linkedin" },
    { "", "Canale social", "it-link" },
};

static struct view_link social_link(struct arena *a, struct sv url)
{
    size_t i = 0, n = sizeof social_kinds / sizeof social_kinds[0];
    ptrdiff_t at = sv_find(url, SV("://"));
    struct sv host = sv_drop(url, at < 0 ? 0 : (size_t)at + 3);
    ptrdiff_t slash = sv_chr(host, '/');

    if (slash >= 0)
        host = sv_of(host.p, (size_t)slash);
    while (i < n - 1 && !sv_eq(host, sv_from(social_kinds[i].host)) && !sv_ends(host, sv_from(arena_fmt(a, ".%s", social_kinds[i].host))))
        i++;
    return (struct view_link){ .url = arena_sv(a, url), .label = social_kinds[i].name, .icon = social_kinds[i].icon };
}

static void draw_social(struct arena *a, struct view_body *b, const char *text)
{
    enum { SOCIAL_MAX = 8 };
    struct sv rest = sv_from(text), one;
    struct view_link *links;

    if (str_empty(text))
        return;
    b->social = links = arena_array(a, SOCIAL_MAX, struct view_link);
    while (b->n_social < SOCIAL_MAX && sv_next(&rest, ' ', &one))
        if (one.n)
            links[b->n_social++] = social_link(a, one);
}

const struct view_body *page_body(struct req *rq)
{
    struct arena *a = req_arena(rq);
    struct view_body *b = arena_one(a, struct view_body);
    size_t n, at = 0;
    const struct q_ente_frame *rows = frame_rows(rq, &n);

    for (size_t i = 0; i < FRAME_PARTS; i++) {
        while (at < n && strcmp(rows[at].key, frame_parts[i].key) < 0)
            at++;
        *(const char **)((char *)b + frame_parts[i].at) = at < n && str_eq(rows[at].key, frame_parts[i].key) ? rows[at].value : "";
    }
    b->reports_url = str_eq(b->reports_url, "1") ? "/segnalazioni" : "";
    if (str_empty(b->office))
        b->office = "Ufficio Relazioni con il Pubblico";
    b->phone_url = scheme_url(a, "tel", b->phone);
    b->email_url = scheme_url(a, "mailto", b->email);
    b->pec_url = scheme_url(a, "mailto", b->pec);
    b->logo_url = app_of(rq)->look->logo_url;
    b->color_url = look_colour_url(a, b->color);
    draw_social(a, b, value_of(rows, n, "social"));
    return b;
}

const char *page_text(struct req *rq, const char *key)
{
    size_t n;
    const struct q_ente_frame *rows = frame_rows(rq, &n);

    return value_of(rows, n, key);
}

const char *page_host(struct req *rq)
{
    const char *base = app_of(rq)->base_url, *host = strstr(base, "://");

    host = host ? host + 3 : base;
    return arena_strn(req_arena(rq), host, strcspn(host, ":/"));
}

/* The office and the settori are in nobody's frame. */
static bool for_everybody(struct req *rq)
{
    const char *path = req_path(rq);

    return strncmp(path, "/ufficio", 8) != 0 && strncmp(path, "/s/", 3) != 0;
}

static enum rc draw_alerts(struct req *rq, struct view_page *p, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct emergency *now;
    struct view_alert *list;
    size_t n;

    TRY(emergency_alerts(reader_of(rq), a, clock_now_at(), &now, &n, err));
    p->alerts = list = arena_array(a, n + 1, struct view_alert);
    for (size_t i = 0; i < n; i++)
        list[p->n_alerts++] = (struct view_alert){ .text = now[i].text, .contact = now[i].contact,
                                                   .until = arena_fmt(a, tr("Avviso valido fino al %s, ore %s."), day_format_it(a, day_of(now[i].until_at)), moment_format_time(a, now[i].until_at)) };
    return OK;
}

struct view_page page_new(struct req *rq, const char *title, const char *lead, enum view_nav nav)
{
    struct view_page p = { .body = page_body(rq), .title = title, .lead = lead, .nav = nav, .here = req_here(rq) };
    struct err err = { 0 };

    /* A page without it is still a page. */
    if (draw_alerts(rq, &p, &err) != OK)
        log_err("page.alert", &err);
    p.framed = for_everybody(rq) && reply_in_frame(rq);
    p.feedback_url = opinion_page_ok(req_path(rq)) && req_page_exists(rq, req_path(rq)) ? arena_fmt(req_arena(rq), "/richiedi/accessibilita?pagina=%s", req_path(rq)) : "/richiedi/accessibilita";
    if (!req_writes(rq))
        p.canonical = arena_fmt(req_arena(rq), "%s%s", app_of(rq)->base_url, req_path(rq));
    return p;
}

static void ask_stars(struct req *rq, struct view_page *p, const char *about, bool easy)
{
    struct view_rating *r = arena_one(req_arena(rq), struct view_rating);

    *r = (struct view_rating){ .url = "/giudizio", .page = about, .easy = easy, .step = RATING_FIRST };
    if (opinion_page_ok(about))
        p->rating = r;
}

void page_ask_clear(struct req *rq, struct view_page *p)
{
    ask_stars(rq, p, req_path(rq), false);
}

void page_ask_easy(struct req *rq, struct view_page *p, const char *service)
{
    ask_stars(rq, p, service, true);
}

void page_crumb(struct req *rq, struct view_page *p, const char *url, const char *label)
{
    struct view_link *crumbs = arena_array(req_arena(rq), p->n_crumbs + 1, struct view_link);

    if (p->n_crumbs)
        memcpy(crumbs, p->crumbs, p->n_crumbs * sizeof *crumbs);
    crumbs[p->n_crumbs] = (struct view_link){ .url = url, .label = label };
    p->crumbs = crumbs;
    p->n_crumbs++;
}

/* ---- fields and errors -------------------------------------------------------------------------- */

void page_errors(struct req *rq, const struct form_errors *fe, const struct view_error **ret, size_t *ret_n)
{
    struct view_error *list;

    *ret = NULL;
    *ret_n = fe ? fe->n : 0;
    if (!*ret_n)
        return;
    list = arena_array(req_arena(rq), fe->n, struct view_error);
    for (size_t i = 0; i < fe->n; i++)
        list[i] = (struct view_error){ .url = arena_fmt(req_arena(rq), "#f-%s", fe->list[i].field), .text = fe->list[i].text };
    *ret = list;
}

static enum view_kind kind_of(const struct field *row)
{
    switch (row->kind) {
    case FIELD_AREA: return VIEW_AREA;
    case FIELD_CHOICE: return VIEW_SELECT;
    case FIELD_CHECK: case FIELD_MANY: return VIEW_CHECK;
    case FIELD_HIDDEN: return VIEW_HIDDEN;
    case FIELD_TEXT: case FIELD_EMAIL: case FIELD_PHONE: case FIELD_INT: case FIELD_DAY: case FIELD_MOMENT:
    case FIELD_TAX_CODE: case FIELD_SECRET: return VIEW_INPUT;
    }
    assume(!"field kind out of range");
}

static const char *input_type(const struct field *row)
{
    switch (row->kind) {
    case FIELD_EMAIL: return "email";
    case FIELD_PHONE: return "tel";
    case FIELD_DAY: return "date";
    case FIELD_MOMENT: return "datetime-local";
    case FIELD_SECRET: return "password";
    case FIELD_TEXT: case FIELD_AREA: case FIELD_INT: case FIELD_CHOICE: case FIELD_CHECK: case FIELD_HIDDEN:
    case FIELD_TAX_CODE: case FIELD_MANY: return "text";
    }
    assume(!"field kind out of range");
}

struct view_field page_field(struct req *rq, const struct field *row, const char *value, const struct form_errors *fe)
{
    struct view_field f = { .kind = kind_of(row), .name = row->name, .label = row->label, .hint = row->hint,
                            .error = fe ? form_error_of(fe, row->name) : NULL, .value = value, .type = input_type(row),
                            .autocomplete = row->autocomplete, .required = row->required,
                            .inputmode = row->kind == FIELD_INT ? "numeric" : NULL,
                            .checked = row->kind == FIELD_CHECK && str_eq(value, "1"),
                            .max = row->kind == FIELD_TEXT || row->kind == FIELD_AREA ? row->max : 0 };

    f.narrow = row->kind == FIELD_DAY || row->kind == FIELD_PHONE || row->kind == FIELD_TAX_CODE || row->kind == FIELD_MOMENT;
    if (row->kind == FIELD_CHOICE && row->choices) {
        bool has_blank = row->choices[0].value && !*row->choices[0].value;
        page_choices(rq, &f, row->choices, value, has_blank ? NULL : "Scegli…");
    }
    return f;
}

struct view_field page_hidden(const char *name, const char *value)
{
    return (struct view_field){ .kind = VIEW_HIDDEN, .name = name, .label = name, .value = value };
}

void page_choices(struct req *rq, struct view_field *f, const struct choice *choices, const char *chosen, const char *blank)
{
    size_t n = 0, i = 0;
    struct view_option *o;

    while (choices[n].value)
        n++;
    o = arena_array(req_arena(rq), n + 1, struct view_option);
    if (blank)
        o[i++] = (struct view_option){ .value = "", .label = blank, .chosen = str_empty(chosen) };
    for (size_t k = 0; k < n; k++)
        o[i++] = (struct view_option){ .value = choices[k].value, .label = choices[k].label,
                                       .chosen = str_eq(choices[k].value, chosen ? chosen : "") };
    f->options = o;
    f->n_options = i;
}

enum rc page_categories(struct req *rq, struct view_field *f, const char *chosen, const char *blank, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct category *cats;
    struct view_option *o;
    size_t n, k = 0;

    TRY(category_list(reader_of(rq), a, &cats, &n, err));
    o = arena_array(a, n + 1, struct view_option);
    o[k++] = (struct view_option){ .value = "", .label = blank, .chosen = str_empty(chosen) };
    for (size_t i = 0; i < n; i++) {
        const char *id = arena_fmt(a, "%lld", (long long)cats[i].id);
        if (cats[i].leaf)
            o[k++] = (struct view_option){ .value = id, .label = cats[i].name, .group = cats[i].parent_name, .own = cats[i].own != NULL, .own_group = cats[i].parent_own != NULL,
                                           .chosen = str_eq(id, chosen) };
    }
    f->kind = VIEW_SELECT;
    f->options = o;
    f->n_options = k;
    return OK;
}

bool page_form_error(const struct err *err, struct form_errors *fe, struct arena *a)
{
    if (err->rc != E_INPUT && err->rc != E_CONFLICT)
        return false;
    form_error_add(fe, *err->field ? arena_str(a, err->field) : "form", arena_str(a, err->text));
    return true;
}

/* ---- files, dates ------------------------------------------------------------------------------- */

const char *page_phone(struct arena *a, const char *phone)
{
    if (strncmp(phone, "+39", 3) != 0)
        return phone;
    if (phone[3] == '3' && strlen(phone) == 13)
        return arena_fmt(a, "%.3s %s", phone + 3, phone + 6);
    return phone + 3;
}

#define NBSP "\u00a0" /* a number and its unit stay on one line */

const char *page_size_text(struct arena *a, int64_t bytes)
{
    if (bytes < 1024)
        return arena_fmt(a, "%lld" NBSP "%s", (long long)bytes, tr("byte"));
    if (bytes < 1024 * 1024)
        return arena_fmt(a, "%lld" NBSP "%s", (long long)((bytes + 512) / 1024), tr("kB"));
    int64_t tenths = (bytes * 10 + 512 * 1024) / (1024 * 1024);
    return arena_fmt(a, "%lld%s%lld" NBSP "%s", (long long)(tenths / 10), tr(",") /* before tenths */, (long long)(tenths % 10), tr("MB"));
}

struct view_file page_file(struct arena *a, const struct attach_file *f, const char *url_prefix)
{
    const char *url = url_prefix ? arena_fmt(a, "%s/%lld", url_prefix, (long long)f->id) : NULL;
    struct attach_shown as = attach_as_shown(a, f);
    bool picture = strncmp(as.mime, "image/", 6) == 0 && !str_eq(f->sha256, f->shown);

    return (struct view_file){ .name = f->is_form ? arena_fmt(a, tr("%s (modulo firmato)"), as.name) : as.name, .size = page_size_text(a, f->shown_bytes), .url = url,
                               .thumb_url = picture ? url : NULL };
}

struct view_badge page_due_badge(struct arena *a, int64_t due_at, int64_t now_at)
{
    int32_t days;

    if (!due_at)
        return (struct view_badge){ "", TONE_PLAIN };
    days = day_of(due_at) - day_of(now_at);
    if (days < -1)
        return (struct view_badge){ arena_fmt(a, "scaduta da %d giorni", -days), TONE_BAD };
    if (days == -1)
        return (struct view_badge){ "scaduta ieri", TONE_BAD };
    if (days == 0)
        return (struct view_badge){ "scade oggi", TONE_WARN };
    if (days == 1)
        return (struct view_badge){ "scade domani", TONE_WARN };
    return (struct view_badge){ arena_fmt(a, "fra %d giorni", days), days <= 3 ? TONE_WARN : TONE_PLAIN };
}

const char *page_since(struct arena *a, int64_t at, int64_t now_at)
{
    const char *time = moment_format_time(a, at);

    return day_of(at) == day_of(now_at) ? arena_fmt(a, "dalle %s", time) : arena_fmt(a, "dal %s, ore %s", day_format_short(a, day_of(at)), time);
}

enum view_tone page_state_tone(enum state s)
{
    switch (s) {
    case STATE_RECEIVED: case STATE_REGISTERED: case STATE_REOPENED: return TONE_INFO;
    case STATE_TAKEN: case STATE_ASSIGNED: case STATE_IN_PROGRESS: return TONE_INFO;
    case STATE_WAITING_CITIZEN: case STATE_SUSPENDED: return TONE_WARN;
    case STATE_ANSWERED: case STATE_CLOSED: return TONE_GOOD;
    case STATE_ARCHIVED: case STATE_TRANSFERRED: return TONE_PLAIN;
    }
    assume(!"state out of range");
}
