/* SPDX-License-Identifier: EUPL-1.2 */
/* Who asks: what is known of it, the copies of documents for those who verify, and what they found. Nobody else sees a copy: not the
 * settore, not who only reads, not the administrator; and whoever does is on record first. */
#include <fcntl.h>

#include "base/clock.h"
#include "base/sv.h"
#include "dispatch/identify.h"
#include "q/identity.h"
#include "ticket/calendar.h"
#include "ticket_identity.h"
#include "ticket_parts.h"
#include "web/access.h"

struct identity_form {
    const char *csrf, *version, *what, *way, *document;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct identity_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct identity_form, version) },
    { .name = "cosa", .kind = FIELD_HIDDEN, .max = 20, .label = "Che cosa fare", .offset = FORM_MEMBER(struct identity_form, what) },
    { .name = "come", .kind = FIELD_TEXT, .max = 20, .label = "Come", .offset = FORM_MEMBER(struct identity_form, way) },
    { .name = "documento", .kind = FIELD_TEXT, .max = 20, .label = "Documento", .offset = FORM_MEMBER(struct identity_form, document) },
};
struct page {
    struct ticket t;
    struct identity_form form;
    struct form_errors errors;
    struct identify job;
};

/* ---- the page ----------------------------------------------------------------------------------- */

static const enum identity_way ways[] = { IDENTITY_COPY, IDENTITY_SIGNED, IDENTITY_PERSON, IDENTITY_PEC };
static const char *const way_labels[] = { "Modulo firmato, con la copia del documento", "Firma digitale, verificata con il programma dell'ente", "Di persona, allo sportello", "PEC di chi presenta la richiesta, confrontata con INAD o INI-PEC" };

static struct view_field way_field(struct req *rq, const struct page *p, enum identity_way likely)
{
    size_t n = sizeof ways / sizeof ways[0];
    struct view_option *o = arena_array(req_arena(rq), n + 1, struct view_option);

    o[0] = (struct view_option){ .value = "", .label = "Scegli…" };
    for (size_t i = 0; i < n; i++)
        o[i + 1] = (struct view_option){ .value = identity_way_id(ways[i]), .label = way_labels[i],
                                         .chosen = p->form.way ? str_eq(p->form.way, identity_way_id(ways[i])) : ways[i] == likely };
    return (struct view_field){ .kind = VIEW_SELECT, .name = "come", .label = "Come hai verificato chi è", .required = true, .options = o, .n_options = n + 1,
                                .error = form_error_of(&p->errors, "come") };
}

static struct view_field document_field(struct req *rq, const struct page *p)
{
    struct view_option *o = arena_array(req_arena(rq), DOCUMENTS, struct view_option);

    o[0] = (struct view_option){ .value = "", .label = "Nessuno" };
    for (int d = DOCUMENT_CARD; d < DOCUMENTS; d++)
        o[d] = (struct view_option){ .value = identity_document_id((enum identity_document)d), .label = identity_document_label((enum identity_document)d),
                                     .chosen = str_eq(p->form.document, identity_document_id((enum identity_document)d)) };
    return (struct view_field){ .kind = VIEW_SELECT, .name = "documento", .label = "Documento visto allo sportello", .hint = "Solo per chi è venuto di persona. Basta il tipo: il numero non si scrive e non si conserva.",
                                .options = o, .n_options = DOCUMENTS, .error = form_error_of(&p->errors, "documento") };
}

static const char *who_name(struct req *rq, int64_t user_id)
{
    struct q_identity_user row;
    struct err none = { 0 };

    return user_id && q_identity_user(reader_of(rq), req_arena(rq), user_id, &row, &none) == OK ? row.name : NULL;
}

/* "Accertata il 27 novembre 2026, ore 9:12, da Anna Neri: modulo firmato..." */
static const char *state_words(struct req *rq, const struct identity_state *s)
{
    struct arena *a = req_arena(rq);
    const char *how = identity_words(a, s->way, s->document), *who = who_name(rq, s->user_id), *law = identity_way_law(s->way);

    if (s->way == IDENTITY_UNKNOWN)
        return "Non sappiamo con certezza chi l'ha presentata: c'è soltanto il nome scritto nella richiesta.";
    return arena_fmt(a, "%s: %s (%s). %s%s%s.", s->is_known ? "Accertata" : "Da verificare", how, law, moment_format_it(a, s->at), who ? ", " : "", who ? who : "");
}

static const char *advice(const struct ticket *t, const struct identity_state *s, size_t n_copies)
{
    if (s->is_known)
        return s->way == IDENTITY_PEC ? "La PEC prova chi è il titolare della casella: se chi chiede è un altro (una persona assistita, un'impresa), serve anche la delega. La risposta va alla stessa PEC." : NULL;
    if (s->way == IDENTITY_PEC)
        return "Arrivata da una PEC: da verificare, confronta nome e indirizzo con INAD o INI-PEC.";
    if (s->way == IDENTITY_SIGNED)
        return "Questo programma non controlla le firme digitali: apri il modulo con il programma di verifica dell'ente, poi scrivi qui l'esito.";
    if (n_copies)
        return "Confronta il documento con il nome e la firma del modulo. Appena scrivi l'esito, la copia si cancella per sempre (resta soltanto nelle copie di sicurezza, fino alla loro scadenza). Chi la apre resta scritto nella storia.";
    return t->type == TYPE_ACCESS_CIVIC || t->type == TYPE_ACCESS_FOIA
               ? "Chiedilo subito: «Sospendi i tempi», con il motivo «Chi presenta la richiesta non è identificato». Il termine comincia quando lo sappiamo (circolare FOIA 2/2017, par. 3.2)."
               : "Se serve, chiedilo con «Chiedi informazioni al cittadino»: dalla pagina della sua richiesta può mandare il modulo firmato e la copia del documento.";
}

static enum rc draw_copies(struct req *rq, const struct ticket *t, struct case_view *v, size_t *ret_n, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct identity_copy *list;
    struct view_link *links;

    TRY(identity_copies(reader_of(rq), a, t->id, &list, ret_n, err));
    links = arena_array(a, *ret_n + 1, struct view_link);
    for (size_t i = 0; i < *ret_n; i++)
        links[v->n_links++] = (struct view_link){ .url = arena_fmt(a, "%s/%lld", ticket_url(rq, t, "identita"), (long long)list[i].id),
                                                  .label = arena_fmt(a, "%s (%s)", attach_as_shown(a, &list[i].file).name, page_size_text(a, list[i].file.shown_bytes)) };
    v->links = links;
    v->links_title = *ret_n ? "Copia del documento" : NULL;
    return OK;
}

static struct view_action useless_button(struct req *rq, const struct ticket *t)
{
    struct view_action b = case_action(rq, t, "identita", "Cancella la copia", TONE_BAD);
    struct view_field *f = arena_one(req_arena(rq), struct view_field);

    *f = page_hidden("cosa", "inutile");
    b.id = "inutile";
    b.title = "La copia non serve, o non si legge";
    b.note = "La cancelli per sempre senza dire chi è. Se manca ancora qualcosa, chiedilo poi al cittadino.";
    b.fields = f;
    b.n_fields = 1;
    return b;
}

static struct reply show(struct req *rq, struct page *p)
{
    struct arena *a = req_arena(rq);
    struct case_view v = case_view_new(rq, &p->t, "Identità di chi la presenta");
    struct view_field *f = arena_array(a, 2, struct view_field);
    struct view_action *buttons = arena_one(a, struct view_action);
    struct identity_state s;
    struct err err = { 0 };
    const char *more;
    size_t n_copies;

    if (identity_read(reader_of(rq), a, p->t.id, &s, &err) != OK || draw_copies(rq, &p->t, &v, &n_copies, &err) != OK)
        return reply_err(rq, &err);
    more = advice(&p->t, &s, n_copies);
    v.lead = more ? arena_fmt(a, "%s %s", state_words(rq, &s), more) : state_words(rq, &s);
    f[0] = way_field(rq, p, s.way != IDENTITY_UNKNOWN ? s.way : n_copies ? IDENTITY_COPY : IDENTITY_UNKNOWN);
    f[1] = document_field(rq, p);
    v.form = case_action(rq, &p->t, "identita", s.is_known ? "Scrivi un'altra verifica" : "Identità verificata", TONE_GOOD);
    v.form.fields = f;
    v.form.n_fields = 2;
    if (n_copies) {
        buttons[0] = useless_button(rq, &p->t);
        v.buttons = buttons;
        v.n_buttons = 1;
    }
    case_errors(rq, &v, "identita", &p->errors);
    return case_show(rq, &v);
}

struct reply get_ticket_identity(struct req *rq)
{
    struct page *p = arena_one(req_arena(rq), struct page);
    struct actor who;
    struct reply failed;

    return case_of_ours(rq, &p->t, &who, &failed) ? show(rq, p) : failed;
}

static enum rc do_op(struct dbw *w, void *arg, struct err *err)
{
    return identify_op(w, &OF(struct page, arg)->job, err);
}

static struct reply done(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "way", "come", "document", "documento", NULL };
    struct page *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->t, p->job.is_useless ? "copia" : "identita"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? show(rq, p) : failed;
}

struct reply post_ticket_identity(struct req *rq)
{
    struct page *p = arena_one(req_arena(rq), struct page);
    struct actor who;
    struct err err = { 0 };
    struct reply failed;

    if (!case_of_ours(rq, &p->t, &who, &failed))
        return failed;
    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (p->errors.n)
        return show(rq, p);
    p->job = (struct identify){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .who = who, .is_useless = str_eq(p->form.what, "inutile") };
    (void)identity_way_parse(p->form.way, &p->job.way);
    (void)identity_document_parse(p->form.document, &p->job.document);
    return reply_after_write(rq, do_op, p, done);
}

/* ---- one copy ----------------------------------------------------------------------------------- */

struct look {
    struct identity_look look;
    struct identity_copy copy;
};

static enum rc look_op(struct dbw *w, void *arg, struct err *err)
{
    return identity_look_op(w, &OF(struct look, arg)->look, err);
}

static struct reply looked(struct req *rq, void *arg, const struct err *err)
{
    const struct look *l = arg;
    struct attach_shown as = attach_as_shown(req_arena(rq), &l->copy.file);
    int fd;

    if (err->rc != OK)
        return reply_err(rq, err);
    fd = open(attach_path(app_of(rq)->files, req_arena(rq), l->copy.file.shown), O_RDONLY | O_CLOEXEC);
    return fd < 0 ? reply_status(rq, 404) : reply_file(rq, fd, as.mime, as.name, true);
}

struct reply get_identity_copy(struct req *rq)
{
    struct look *l = arena_one(req_arena(rq), struct look);
    struct err err = { 0 };
    struct reply failed;
    struct actor who;
    struct ticket t;
    int64_t id = 0;

    if (!case_of_ours(rq, &t, &who, &failed))
        return failed;
    if (req_is_foreign(rq)) /* looking is on record: no page of others makes it look as if this person had */
        return reply_see(rq, ticket_url(rq, &t, "identita"));
    (void)sv_int(sv_from(req_arg(rq, "id")), 1, INT64_MAX, &id);
    if (identity_copy_by_id(reader_of(rq), req_arena(rq), t.id, id, &l->copy, &err) != OK)
        return reply_err(rq, &err);
    l->look = (struct identity_look){ .ticket_id = t.id, .copy_id = id, .who = who };
    return reply_after_write(rq, look_op, l, looked);
}

/* ---- on the page of the request ----------------------------------------------------------------- */

enum rc identity_link(struct req *rq, const struct ticket *t, struct view_link *ret, struct err *err)
{
    struct arena *a = req_arena(rq);
    struct identity_state s;
    struct identity_rule rule;
    struct identity_copy *copies;
    struct actor who;
    size_t n;

    *ret = (struct view_link){ 0 };
    if (!access_works(rq, t, &who) || who.kind != ACTOR_URP)
        return OK;
    TRY(identity_read(reader_of(rq), a, t->id, &s, err));
    TRY(identity_copies(reader_of(rq), a, t->id, &copies, &n, err));
    TRY(identity_rule_of(reader_of(rq), a, t->type, &rule, err));
    if (!n && s.way == IDENTITY_PEC) {
        if (!s.is_known && t->open && rule.ask == IDENTITY_WANTED)
            *ret = (struct view_link){ .url = ticket_url(rq, t, "identita"), .label = "Arrivata da una PEC: da verificare, confronta nome e indirizzo con INAD o INI-PEC", .tone = TONE_WARN };
    } else if (n || (s.way != IDENTITY_UNKNOWN && !s.is_known))
        *ret = (struct view_link){ .url = ticket_url(rq, t, "identita"), .label = "L'identità è da verificare: guarda il modulo e il documento", .tone = TONE_WARN };
    else if (t->open && rule.ask == IDENTITY_WANTED && s.way == IDENTITY_UNKNOWN)
        *ret = (struct view_link){ .url = ticket_url(rq, t, "identita"), .label = "Non sappiamo con certezza chi l'ha presentata: chiedilo subito", .tone = TONE_WARN };
    return OK;
}
