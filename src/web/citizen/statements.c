/* SPDX-License-Identifier: EUPL-1.2 */
/* What every public site must say of itself: the privacy notice in all its versions (GDPR artt. 12-13), accessibility (L. 4/2004), legal notes with
 * the cookies. */
#include "base/sv.h"
#include "base/tr.h"
#include "citizen.h"
#include "t/web/citizen/texts.html.h"
#include "ticket/calendar.h"
#include "ticket/privacy_notice.h"
#include "ticket/type.h"
#include "web/oidc.h"
#include "web/public_view.h"

#define VERSIONS_SHOWN 50

/* ---- the privacy notice ------------------------------------------------------------------------- */

static void draw_blocks(struct arena *a, const char *text, struct privacy_view *v)
{
    struct sv rest = sv_from(text), line;
    struct notice_block *list = NULL;
    size_t n = 0, cap = 0;

    while (sv_next(&rest, '\n', &line)) {
        struct notice_block b = { 0 };

        if (!line.n)
            continue;
        b.heading = line.p[0] == PRIVACY_HEADING;
        b.own = line.p[0] == PRIVACY_OWN && tr_now;
        b.text = arena_sv(a, sv_drop(line, 1));
        LIST_ADD(a, list, n, cap, b);
    }
    v->blocks = list;
    v->n_blocks = n;
}

static const char *day_of_moment(struct arena *a, int64_t at)
{
    return day_format_it(a, day_of(at));
}

static enum rc draw_others(struct req *rq, int64_t but_id, struct privacy_view *v, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct privacy_notice *list;
    struct view_link *links;
    size_t n;

    TRY(privacy_notice_list(reader_of(rq), a, VERSIONS_SHOWN, &list, &n, err));
    links = arena_array(a, n + 1, struct view_link);
    for (size_t i = 0; i < n; i++)
        if (list[i].id != but_id)
            links[v->n_others++] = (struct view_link){ .url = privacy_notice_path(a, list[i].id),
                                                       .label = arena_fmt(a, tr("Versione %lld, dal %s al %s"), (long long)list[i].id, day_of_moment(a, list[i].since_at),
                                                                          day_of_moment(a, list[i].until_at)) };
    v->others = links;
    return OK;
}

/* id 0: the valid one. */
static struct reply show_privacy(struct req *rq, int64_t id)
{
    AUTO(SNAPSHOT) struct dbr *snapshot = page_snapshot(rq);
    struct arena *a = req_arena(rq);
    struct privacy_view v = { .page = page_new(rq, "Informativa sulla privacy", id ? NULL : "Come trattiamo i tuoi dati.", NAV_NONE) };
    struct privacy_notice notice;
    struct err err = { 0 };
    GString *out;

    if (privacy_notice_open(reader_of(rq), a, id, tr_id(), &notice, &err) != OK || (!id && draw_others(rq, notice.id, &v, &err) != OK))
        return reply_err(rq, &err);
    v.italian = !str_eq(notice.lang, tr_id());
    draw_blocks(a, notice.text, &v);
    if (notice.until_at) {
        v.version = arena_fmt(a, tr("Versione %lld, valida dal %s al %s."), (long long)notice.id, day_of_moment(a, notice.since_at), day_of_moment(a, notice.until_at));
        v.over = arena_fmt(a, tr("Questa versione non vale più: il %s ne è arrivata un'altra. Resta qui per chi ha scritto quando valeva."), day_of_moment(a, notice.until_at));
    } else {
        v.version = arena_fmt(a, tr("Versione %lld, valida dal %s."), (long long)notice.id, day_of_moment(a, notice.since_at));
    }
    page_crumb(rq, &v.page, "/", "Inizio");
    if (id) {
        page_crumb(rq, &v.page, "/privacy", "Informativa sulla privacy");
        v.page.title = arena_fmt(a, tr("Informativa sulla privacy, versione %lld"), (long long)notice.id);
        v.page.canonical = arena_fmt(a, "%s/privacy", app_of(rq)->base_url); /* whoever searches is after the valid one */
    } else {
        page_ask_clear(rq, &v.page);
    }
    out = g_string_sized_new(16384);
    privacy_page(out, &v);
    return reply_html(rq, 200, out);
}

struct reply get_privacy(struct req *rq)
{
    return show_privacy(rq, 0);
}

struct reply get_privacy_version(struct req *rq)
{
    int64_t id;

    return sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id) ? show_privacy(rq, id) : reply_status(rq, 404);
}

/* ---- accessibility ------------------------------------------------------------------------------ */

struct reply get_accessibility(struct req *rq)
{
    struct accessibility_view v = { .page = page_new(rq, "Accessibilità", NULL, NAV_NONE),
                                    .statement_url = page_body(rq)->accessibility_url, .feedback_url = ask_url(rq, TYPE_ACCESSIBILITY) };
    GString *out = g_string_sized_new(16384);

    page_crumb(rq, &v.page, "/", "Inizio");
    page_ask_clear(rq, &v.page);
    accessibility_page(out, &v);
    return reply_html(rq, 200, out);
}

/* ---- legal notes -------------------------------------------------------------------------------- */

/* All that we set, whoever looks: language.c, identity.c, and for the staff session.c and operator/sign_in_oidc.c. */
static void draw_cookies(struct req *rq, struct legal_view *v)
{
    struct arena *a = req_arena(rq);
    const char *minutes = arena_fmt(a, tr_n("Al massimo %d minuto", "Al massimo %d minuti", OIDC_MINUTES), OIDC_MINUTES);
    const struct cookie_row list[] = {
        { "lingua", "La lingua che hai scelto. Contiene soltanto la sua sigla.", "Un anno" },
        { cookie_whole_name(rq, "identita"), "Mentre ti fai riconoscere con SPID o CIE: a quale richiesta devi tornare. È cifrato.", minutes },
        { cookie_whole_name(rq, "identita-chi"), "Dopo, finché non premi il pulsante: nome e codice fiscale ricevuti. È cifrato.", minutes },
        { cookie_whole_name(rq, ""), "Solo per chi lavora in ufficio: tiene aperto l’accesso.", "Fino all’uscita" },
        { cookie_whole_name(rq, "ente"), "Solo per chi lavora in ufficio: mentre entra con il sistema di accesso dell’ente. È cifrato.", minutes },
    };

    v->cookies = arena_dup(a, list, sizeof list);
    v->n_cookies = sizeof list / sizeof list[0];
}

struct reply get_legal(struct req *rq)
{
    struct view_row body[] = { { .label = "Ente", .value = page_body(rq)->name }, { .label = "Tipo di ente", .value = page_text(rq, "kind") },
                               { .label = "Località", .value = page_text(rq, "town") }, { .label = "Codice nell'Indice delle PA", .value = page_text(rq, "ipa_code") } };
    struct legal_view v = { .page = page_new(rq, "Note legali", NULL, NAV_NONE), .about = body, .own = ente_text(reader_of(rq), req_arena(rq), "text.legal", "") };
    GString *out = g_string_sized_new(16384);

    for (size_t i = 0; i < sizeof body / sizeof body[0]; i++)
        if (!str_empty(body[i].value))
            body[v.n_about++] = body[i];
    draw_cookies(rq, &v);
    page_crumb(rq, &v.page, "/", "Inizio");
    page_ask_clear(rq, &v.page);
    legal_page(out, &v);
    return reply_html(rq, 200, out);
}
