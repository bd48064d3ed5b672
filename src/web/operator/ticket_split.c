/* SPDX-License-Identifier: EUPL-1.2 */
/* A message that asks for something else becomes a request of its own. */
#include "base/limits.h"
#include "base/sv.h"
#include "intake/split.h"
#include "ticket/message.h"
#include "ticket_parts.h"

struct split_form {
    const char *csrf, *version, *message, *type, *category, *subject, *body, *receipt;
};
static const struct field rows[] = {
    { .name = "_csrf", .kind = FIELD_HIDDEN, .max = 100, .label = "csrf", .offset = FORM_MEMBER(struct split_form, csrf) },
    { .name = "version", .kind = FIELD_HIDDEN, .label = "Versione", .offset = FORM_MEMBER(struct split_form, version) },
    { .name = "messaggio", .kind = FIELD_HIDDEN, .max = 20, .label = "Messaggio", .offset = FORM_MEMBER(struct split_form, message) },
    { .name = "tipo", .kind = FIELD_TEXT, .max = 20, .label = "Tipo", .offset = FORM_MEMBER(struct split_form, type) },
    { .name = "argomento", .kind = FIELD_TEXT, .max = 20, .label = "Argomento", .offset = FORM_MEMBER(struct split_form, category) },
    { .name = "oggetto", .kind = FIELD_TEXT, .max = 150, .required = true, .label = "Oggetto", .missing = "Scrivi l'oggetto della nuova richiesta.", .offset = FORM_MEMBER(struct split_form, subject) },
    { .name = "testo", .kind = FIELD_AREA, .max = BODY_MAX_CHARS, .required = true, .label = "Testo", .missing = "Scrivi il testo della nuova richiesta.", .offset = FORM_MEMBER(struct split_form, body) },
    { .name = "ricevuta", .kind = FIELD_CHECK, .label = "Ricevuta", .offset = FORM_MEMBER(struct split_form, receipt) },
};
struct split_case {
    struct ticket t;
    struct message m;
    struct split_form form;
    struct form_errors errors;
    struct split split;
};

static int64_t id_of(const char *text)
{
    int64_t id = 0;

    (void)sv_int(sv_from(text), 1, INT64_MAX, &id);
    return id;
}

/* The ticket of the address and the message of its citizen. */
static bool open_case(struct req *rq, const char *message_id, struct split_case *p, struct actor *ret_who, struct reply *ret_reply)
{
    struct err err = { 0 };

    if (!case_of_ours(rq, &p->t, ret_who, ret_reply))
        return false;
    if (message_by_id(reader_of(rq), req_arena(rq), id_of(message_id), &p->m, &err) == OK && p->m.ticket_id == p->t.id && p->m.author == ACTOR_CITIZEN)
        return true;
    *ret_reply = reply_status(rq, 404);
    return false;
}

static enum rc split_fields(struct req *rq, const struct split_case *p, struct view_action *form, struct err *err)
{
    struct view_field *f = arena_array(req_arena(rq), 6, struct view_field);
    struct view_option *types = arena_array(req_arena(rq), TICKET_TYPES, struct view_option);
    size_t n = 0;

    f[n++] = page_hidden("messaggio", arena_fmt(req_arena(rq), "%lld", (long long)p->m.id));
    for (int k = 0; k < TICKET_TYPES; k++)
        types[k] = (struct view_option){ .value = type_id((enum ticket_type)k), .label = type_info((enum ticket_type)k)->name,
                                         .chosen = str_eq(p->form.type, type_id((enum ticket_type)k)) };
    f[n++] = (struct view_field){ .kind = VIEW_SELECT, .name = "tipo", .label = "Tipo", .required = true, .options = types, .n_options = TICKET_TYPES, .error = form_error_of(&p->errors, "tipo") };
    f[n] = (struct view_field){ .name = "argomento", .label = "Argomento" };
    TRY(page_categories(rq, &f[n++], p->form.category, "Nessuno", err));
    f[n++] = (struct view_field){ .kind = VIEW_INPUT, .name = "oggetto", .label = "Oggetto", .required = true, .max = 150, .autofocus = !p->errors.n, .autocomplete = "off",
                                  .value = p->form.subject, .error = form_error_of(&p->errors, "oggetto") };
    f[n++] = (struct view_field){ .kind = VIEW_AREA, .name = "testo", .label = "Testo della nuova richiesta", .hint = "La parte del messaggio che la riguarda. Il messaggio intero resta in questa richiesta.",
                                  .required = true, .rows = 8, .max = BODY_MAX_CHARS, .value = p->form.body, .error = form_error_of(&p->errors, "testo") };
    f[n++] = (struct view_field){ .kind = VIEW_CHECK, .name = "ricevuta", .label = "Manda la ricevuta al cittadino, con il nuovo numero", .value = "1", .checked = str_eq(p->form.receipt, "1") };
    form->fields = f;
    form->n_fields = n;
    return OK;
}

static struct reply split_page(struct req *rq, struct split_case *p)
{
    struct case_view v = case_view_new(rq, &p->t, "Fai di un messaggio una nuova richiesta");
    struct err err = { 0 };

    v.lead = "La nuova richiesta è della stessa persona, ha il suo numero e i suoi tempi, che partono dal giorno in cui è arrivato il messaggio. Ha gli stessi allegati. "
             "Le due richieste restano collegate.";
    v.quote_title = "Il messaggio";
    v.quote = p->m.body;
    v.form = case_action(rq, &p->t, "dividi", "Crea la nuova richiesta", TONE_PLAIN);
    if (split_fields(rq, p, &v.form, &err) != OK)
        return reply_err(rq, &err);
    case_errors(rq, &v, "dividi", &p->errors);
    return case_show(rq, &v);
}

struct reply get_split(struct req *rq)
{
    struct split_case *p = arena_one(req_arena(rq), struct split_case);
    struct actor who;
    struct reply failed;

    if (!open_case(rq, req_query(rq, "messaggio"), p, &who, &failed))
        return failed;
    p->form = (struct split_form){ .type = type_id(p->t.type), .subject = p->m.subject, .body = p->m.body, .receipt = "1" };
    return split_page(rq, p);
}

static enum rc split_do(struct dbw *w, void *arg, struct err *err)
{
    return split_op(w, &OF(struct split_case, arg)->split, err);
}

static struct reply split_done(struct req *rq, void *arg, const struct err *err)
{
    static const char *const names[] = { "subject", "oggetto", "body", "testo", NULL };
    struct split_case *p = arg;
    struct reply failed;

    if (err->rc == OK)
        return reply_see(rq, case_done(rq, &p->split.born, "divisa"));
    if (!case_error(rq, err, names, &p->errors))
        return reply_err(rq, err);
    return ticket_of(rq, &p->t, &failed) ? split_page(rq, p) : failed;
}

struct reply post_split(struct req *rq)
{
    struct split_case *p = arena_one(req_arena(rq), struct split_case);
    struct actor who;
    struct err err = { 0 };
    enum ticket_type type = TYPE_REPORT;
    struct reply failed;

    if (form_bind(rq, rows, sizeof rows / sizeof rows[0], &p->form, &p->errors, &err) != OK)
        return reply_err(rq, &err);
    if (!open_case(rq, p->form.message, p, &who, &failed))
        return failed;
    if (!type_parse(p->form.type, &type))
        form_error_add(&p->errors, "tipo", "Scegli il tipo dall'elenco.");
    if (p->errors.n)
        return split_page(rq, p);
    p->split = (struct split){ .ticket_id = p->t.id, .version = ticket_version_parse(p->form.version), .message_id = p->m.id, .who = who,
                               .type = type, .subject = p->form.subject, .body = p->form.body, .category_id = id_of(p->form.category), .receipt = str_eq(p->form.receipt, "1") };
    return reply_after_write(rq, split_do, p, split_done);
}
