/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of forms: every kind, good and bad, and whole forms as a browser and an enemy send them. */
#include "http_peer.h"

static const struct choice colours[] = { { "r", "Rosso" }, { "v", "Verde" }, { NULL, NULL } };

static const struct field text = { .name = "t", .kind = FIELD_TEXT, .min = 2, .max = 5, .label = "Oggetto" };
static const struct field must = { .name = "t", .kind = FIELD_TEXT, .required = true, .label = "Oggetto" };
static const struct field told = { .name = "t", .kind = FIELD_TEXT, .required = true, .label = "Oggetto", .missing = "Scrivi l'oggetto." };
static const struct field one = { .name = "t", .kind = FIELD_TEXT, .min = 1, .max = 3, .label = "Oggetto" };
static const struct field area = { .name = "t", .kind = FIELD_AREA, .max = 10, .label = "Testo" };
static const struct field email = { .name = "t", .kind = FIELD_EMAIL, .max = 254, .label = "E-mail" };
static const struct field phone = { .name = "t", .kind = FIELD_PHONE, .label = "Telefono" };
static const struct field number = { .name = "t", .kind = FIELD_INT, .min = 1, .max = 30, .label = "Giorni" };
static const struct field day = { .name = "t", .kind = FIELD_DAY, .label = "Giorno" };
static const struct field moment = { .name = "t", .kind = FIELD_MOMENT, .label = "Quando" };
static const struct field choice = { .name = "t", .kind = FIELD_CHOICE, .label = "Colore", .choices = colours };
static const struct field free_choice = { .name = "t", .kind = FIELD_CHOICE, .label = "Settore" };
static const struct field check = { .name = "t", .kind = FIELD_CHECK, .label = "Accetto" };
static const struct field hidden = { .name = "t", .kind = FIELD_HIDDEN, .max = 4, .label = "Segno" };
static const struct field tax_code = { .name = "t", .kind = FIELD_TAX_CODE, .label = "Codice fiscale" };
static const struct field secret = { .name = "t", .kind = FIELD_SECRET, .max = 20, .label = "Password" };

static const struct kind_row { const char *name; const struct field *row; const char *in, *clean, *wrong; } kinds[] = {
    { "text",                     &text, "buca", "buca", NULL },
    { "text is one line",         &text, "  a \n b\t", "a b", NULL },
    { "text counted in letters",  &text, "àèìòù", "àèìòù", NULL },
    { "text one too long",        &text, "abcdef", NULL, "Il testo di «Oggetto» è troppo lungo: togli 1 carattere (al massimo sono 5)." },
    { "text too long",            &text, "abcdefgh", NULL, "Il testo di «Oggetto» è troppo lungo: togli 3 caratteri (al massimo sono 5)." },
    { "text too short",           &text, "a", NULL, "Scrivi almeno 2 caratteri in «Oggetto»." },
    { "text empty is allowed",    &text, "", "", NULL },
    { "text of one",              &one, "a", "a", NULL },
    { "required",                 &must, "", NULL, "Compila il campo «Oggetto»." },
    { "required, blanks",         &must, " \n\302\240", NULL, "Compila il campo «Oggetto»." },
    { "required, never sent",     &must, NULL, NULL, "Compila il campo «Oggetto»." },
    { "required, own words",      &told, "", NULL, "Scrivi l'oggetto." },
    { "area keeps lines",         &area, "\n a\n\nb \n", "a\n\nb", NULL },
    { "area too long",            &area, "12345678901", NULL, "Il testo di «Testo» è troppo lungo: togli 1 carattere (al massimo sono 10)." },
    { "e-mail",                   &email, " Anna.Bruni@Esempio.IT ", "anna.bruni@esempio.it", NULL },
    { "e-mail without a name",    &email, "@esempio.it", NULL, "Scrivi un indirizzo e-mail completo, per esempio nome@esempio.it." },
    { "e-mail with a line break", &email, "a@esempio.it\nBcc: b@esempio.it", NULL, "Scrivi un indirizzo e-mail completo, per esempio nome@esempio.it." },
    { "phone",                    &phone, "0423 12.34.56", "+390423123456", NULL },
    { "phone from abroad",        &phone, "0041 91 123 45 67", "+41911234567", NULL },
    { "phone with words",         &phone, "chiamami", NULL, "Scrivi il numero di telefono solo con le cifre, per esempio 0423 123456 o 333 1234567." },
    { "number",                   &number, "30", "30", NULL },
    { "number too large",         &number, "31", NULL, "Scrivi un numero da 1 a 30." },
    { "number too small",         &number, "0", NULL, "Scrivi un numero da 1 a 30." },
    { "number beyond numbers",    &number, "99999999999999999999", NULL, "Scrivi un numero da 1 a 30." },
    { "number with a tail",       &number, "3 giorni", NULL, "Scrivi un numero da 1 a 30." },
    { "day",                      &day, "2024-02-29", "2024-02-29", NULL },
    { "day that is not",          &day, "2023-02-29", NULL, "Scrivi una data che esiste, con giorno, mese e anno." },
    { "day the Italian way",      &day, "29/02/2024", NULL, "Scrivi una data che esiste, con giorno, mese e anno." },
    { "day with an hour",         &day, "2024-02-29T10:00", NULL, "Scrivi una data che esiste, con giorno, mese e anno." },
    { "day cut off",              &day, "2024-02-2", NULL, "Scrivi una data che esiste, con giorno, mese e anno." },
    { "day before registers",     &day, "1849-12-31", NULL, "Scrivi una data che esiste, con giorno, mese e anno." },
    { "moment",                   &moment, "2024-02-29T23:59", "2024-02-29T23:59", NULL },
    { "moment with seconds",      &moment, "2024-02-29 23:59:59", "2024-02-29 23:59:59", NULL },
    { "moment 24:00",             &moment, "2024-02-29T24:00", NULL, "Scrivi una data e un'ora che esistono." },
    { "moment without hour",      &moment, "2024-02-29", NULL, "Scrivi una data e un'ora che esistono." },
    { "moment cut off",           &moment, "2024-02-29T23:5", NULL, "Scrivi una data e un'ora che esistono." },
    { "choice",                   &choice, "v", "v", NULL },
    { "choice we do not have",    &choice, "blu", NULL, "Scegli una delle voci di «Colore»." },
    { "choice by its label",      &choice, "Verde", NULL, "Scegli una delle voci di «Colore»." },
    { "choice left to others",    &free_choice, "17", "17", NULL },
    { "check",                    &check, "1", "1", NULL },
    { "check not set",            &check, NULL, "", NULL },
    { "check of another kind",    &check, "on", NULL, "Metti o togli la spunta." },
    { "hidden",                   &hidden, "abcd", "abcd", NULL },
    { "hidden too long",          &hidden, "abcde", NULL, "Il testo di «Segno» è troppo lungo: togli 1 carattere (al massimo sono 4)." },
    { "tax code",                 &tax_code, "RSSMRA79B11C566R", "RSSMRA79B11C566R", NULL },
    { "tax code as people type",  &tax_code, " rss mra 79b11 c566r", "RSSMRA79B11C566R", NULL },
    { "tax code, omocodia",       &tax_code, "RSSMRA79B11C56SJ", NULL, NULL },
    { "tax code of a body",       &tax_code, "00743110157", "00743110157", NULL },
    { "tax code, wrong check",    &tax_code, "RSSMRA79B11C566S", NULL, "Controlla il codice fiscale: sono 16 lettere e numeri, e c'è un carattere sbagliato." },
    { "tax code of a body, wrong", &tax_code, "00743110158", NULL, "Controlla il codice fiscale: sono 16 lettere e numeri, e c'è un carattere sbagliato." },
    { "tax code, letters turned", &tax_code, "RSSMRA79B1C1566R", NULL, "Controlla il codice fiscale: sono 16 lettere e numeri, e c'è un carattere sbagliato." },
    { "tax code, no such month",  &tax_code, "RSSMRA79Z11C566R", NULL, "Controlla il codice fiscale: sono 16 lettere e numeri, e c'è un carattere sbagliato." },
    { "tax code cut off",         &tax_code, "RSSMRA79B11C566", NULL, "Controlla il codice fiscale: sono 16 lettere e numeri, e c'è un carattere sbagliato." },
    { "secret as typed",          &secret, "  due  parole ", "  due  parole ", NULL },
    { "secret too long",          &secret, "123456789012345678901", NULL, "Il testo di «Password» è troppo lungo: togli 1 carattere (al massimo sono 20)." },
};
static void check_kind(const struct kind_row *row)
{
    struct arena *a = arena_new(1 << 20);
    char *in = row->in ? exact_copy(row->in, strlen(row->in) + 1) : NULL;
    const char *clean = NULL, *wrong = field_check(a, row->row, in, &clean);

    if (row->wrong)
        assert_string_equal(wrong, row->wrong);
    else if (row->clean)
        assert_null(wrong);
    if (row->clean)
        assert_string_equal(clean, row->clean);
    assert_non_null(clean); /* what was typed comes back also when it is wrong */
    free(in);
    arena_free(a);
}
TEST_ROWS(kinds, check_kind)

TEST(the_first_error_of_a_field_stands)
{
    struct form_errors fe = { 0 };
    static char names[50][16];

    form_error_add(&fe, "a", "prima");
    form_error_add(&fe, "a", "seconda");
    assert_string_equal(form_error_of(&fe, "a"), "prima");
    assert_null(form_error_of(&fe, "b"));
    for (int i = 0; i < 50; i++) {
        (void)snprintf(names[i], sizeof names[i], "f%d", i);
        form_error_add(&fe, names[i], "x");
    }
    assert_int_equal(fe.n, 40);
}

/* ---- whole forms -------------------------------------------------------------------------------- */

struct answers {
    const char *name, *age, *note, *boxes;
};
static const struct field rows[] = {
    { .name = "nome", .kind = FIELD_TEXT, .required = true, .max = 10, .label = "Nome", .offset = FORM_MEMBER(struct answers, name) },
    { .name = "eta", .kind = FIELD_INT, .min = 0, .max = 120, .label = "Età", .offset = FORM_MEMBER(struct answers, age) },
    { .name = "note", .kind = FIELD_AREA, .max = 100, .label = "Note", .offset = FORM_MEMBER(struct answers, note) },
    { .name = "scelte", .kind = FIELD_MANY, .max = 12, .label = "Scelte", .offset = FORM_MEMBER(struct answers, boxes) },
};

static struct reply post_form(struct req *rq)
{
    struct answers a = { 0 };
    struct form_errors fe = { 0 };
    struct err err = { 0 };
    GString *out;

    if (form_bind(rq, rows, 4, &a, &fe, &err) != OK)
        return reply_err(rq, &err);
    out = g_string_new(NULL);
    g_string_printf(out, "[%s][%s][%s]%s", a.name, a.age, a.note, a.boxes);
    for (size_t i = 0; i < fe.n; i++)
        g_string_append_printf(out, "%s: %s", fe.list[i].field, fe.list[i].text);
    return reply_text(rq, fe.n ? 422 : 200, "text/plain; charset=utf-8", out);
}

static const struct route routes[] = { { "POST", "/modulo", ROLE_ANY, BODY_FORM, CSRF_NONE, post_form, ROUTE_PAGE } };

static const struct form_row { const char *name, *body; int status; const char *want; } forms[] = {
    { "all",                    "nome=Anna&eta=40&note=a%0D%0Ab", 200, "[Anna][40][a\nb]" },
    { "some",                   "nome=Anna", 200, "[Anna][][]" },
    { "with its token",         "_csrf=x&nome=Anna", 200, "[Anna][][]" },
    { "what was typed is kept", "nome=&eta=200&note=x", 422, "[][200][x]nome: Compila il campo «Nome».eta: Scrivi un numero da 0 a 120." },
    { "not readable",           "nome=%ff&eta=3", 422, "[][3][]nome: Il testo di «Nome» contiene caratteri che non possiamo leggere. Scrivilo di nuovo." },
    { "unknown field",          "nome=Anna&ruolo=capo", 422, "un campo che non conosciamo" },
    { "doubled field",          "nome=Anna&nome=Bruno", 422, "due volte lo stesso campo" },
    { "doubled token",          "nome=Anna&_csrf=1&_csrf=2", 422, "due volte lo stesso campo" },
    { "boxes of one name",      "nome=Anna&scelte=3&scelte=12&scelte=7", 200, "[Anna][][]3,12,7" },
    { "one box",                "nome=Anna&scelte=3", 200, "[Anna][][]3" },
    { "too many boxes",         "nome=Anna&scelte=123456&scelte=123456", 422, "troppo lungo" },
    { "nothing",                "", 422, "Compila il campo «Nome»." },
};
static void check_form(const struct form_row *row)
{
    struct site site = { 0 };
    struct answer r;

    site_open(&site, routes, 1);
    r = post(&site, "/modulo", "", "application/x-www-form-urlencoded", row->body);
    assert_status(&r, row->status);
    assert_has(r.body, row->want);
    answer_done(&r);
    site_close(&site);
}
TEST_ROWS(forms, check_form)

TESTS_MAIN("http_form")
