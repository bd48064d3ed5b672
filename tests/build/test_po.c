/* SPDX-License-Identifier: EUPL-1.2 */
/* The languages: what is found in pages, what a catalogue may say, and that each language says everything. */
#include "tool.h"

#include "base/auto.h"
#include "base/tr.h"
#include "base/tr_data.h"

/* ---- sentences of a page ------------------------------------------------------------------------ */

static const struct sentence_row {
    const char *name, *body, *id; /* id NULL: nothing to translate */
} sentences[] = {
    { "plain", "<p>Buongiorno</p>", "Buongiorno" },
    { "value", "<p>Passo {{ int n }} di 3</p>", "Passo %1 di 3" },
    { "link inside", "<p>Leggi l’<a href=\"{{ s }}\">informativa</a>.</p>", "Leggi l’<a>informativa</a>." },
    { "two links", "<p><a href=\"/a\">Una</a> o <a href=\"/b\">due</a></p>", "<a>Una</a> o <a2>due</a2>" },
    { "link around", "<p><a href=\"/a\">Vai</a></p>", "Vai" },
    { "blanks", "<p>\n  Una\n  riga </p>", "Una riga" },
    { "entity", "<p>Dubbi &amp; domande</p>", "Dubbi & domande" },
    { "attribute", "<nav aria-label=\"Pagine {{ s }}\"></nav>", "Pagine %1" },
    { "icon before", "<p><span class=\"x\"></span>Testo</p>", "Testo" },
    { "value alone", "<p>{{ s }}</p>", NULL },
    { "no letters", "<p>{{ s }} · 12</p>", NULL },
    { "address", "<p><a href=\"/Testo uno\">{{ s }}</a></p>", NULL },
    { "for the office", "{{# po: off }}<p>Testo</p>{{# po: on }}", NULL },
};

static void check_sentence(const struct sentence_row *r)
{
    g_autofree char *page = g_strdup_printf("{{ define x(const char *s, int n) }}%s{{ end }}\n", r->body), *want = g_strdup_printf("msgid \"%s\"\n", r->id);
    g_autofree char *made = NULL;
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "x.html.t", page);
    tool_run(&t, (const char *const[]){ "tmplc", "x.html.t", "out/t/x", "translated", NULL });
    tool_check(&t, NULL);
    made = tool_made(&t, "out/t/x.msg");
    if (r->id)
        text_has(made, want);
    else
        assert_string_equal(made, "");
    tool_end(&t);
}
TEST_ROWS(sentences, check_sentence)

/* ---- catalogues --------------------------------------------------------------------------------- */

#define HEAD "msgid \"\"\nmsgstr \"Language: de\\nPlural-Forms: nplurals=2; plural=(n != 1);\\nX-Name: Deutsch\\nX-Direction: ltr\\n\"\n\n"

static const struct catalogue_row {
    const char *name, *source, *text, *wrong; /* wrong NULL: taken */
} catalogues[] = {
    { "moved", "msgid \"Da %1 a %2\"", "Bis %2 von %1", NULL },
    { "left out", "msgid \"Da %1 a %2\"", "Von %1", "1 values and tags instead of 2" },
    { "invented", "msgid \"Da %1\"", "Von %1 %2", "%2 is not in the Italian text" },
    { "tag left open", "msgid \"Leggi <a>qui</a>\"", "<a>Lesen", "instead of" },
    { "tags crossed", "msgid \"<a>x</a> <b>y</b>\"", "<a><b></a></b>", "closes what is not open" },
    { "printf", "#, c-format\nmsgid \"Da %s a %d\"", "Von %s bis %d", NULL },
    { "printf, moved", "#, c-format\nmsgid \"Da %s a %d\"", "Bis %2$d von %1$s", NULL },
    { "printf, another type", "#, c-format\nmsgid \"Da %s a %d\"", "Von %d bis %s", "other values" },
    { "printf, with a width", "#, c-format\nmsgid \"%-4s, %02d%%\"", "%2$02d%%, %1$-4s", NULL },
    { "printf, two of a type", "#, c-format\nmsgid \"Da %s a %s\"", "Von %s bis %s", "which is which" },
    { "printf, two of a type, each with its number", "#, c-format\nmsgid \"Da %s a %s, 5%%\"", "Bis %2$s von %1$s, 5%%", NULL },
    { "printf, two that cannot be taken for each other", "#, c-format\nmsgid \"Da %s a %d, 5%%\"", "Von %s bis %d, 5%%", NULL },
    { "printf, one more", "#, c-format\nmsgid \"Da %s\"", "Von %s %s", "other values" },
};

static void check_catalogue(const struct catalogue_row *r)
{
    g_autofree char *pot = g_strdup_printf(HEAD "%s\nmsgstr \"\"\n", r->source), *po = g_strdup_printf(HEAD "%s\nmsgstr \"%s\"\n", r->source, r->text);
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "x.pot", pot);
    tool_file(&t, "de.po", po);
    tool_run(&t, (const char *const[]){ "po", "table", "x.pot", "out.c", "de.po", NULL });
    tool_check(&t, r->wrong);
    tool_end(&t);
}
TEST_ROWS(catalogues, check_catalogue)

TEST(a_new_text_keeps_the_others_and_an_unsure_one_is_not_shown)
{
    struct tool_run t;
    g_autofree char *merged = NULL, *table = NULL;

    tool_begin(&t);
    tool_file(&t, "x.pot", HEAD "msgid \"Uno\"\nmsgstr \"\"\n\nmsgid \"Due\"\nmsgstr \"\"\n\nmsgid \"Tre\"\nmsgstr \"\"\n");
    tool_file(&t, "de.po", HEAD "msgid \"Uno\"\nmsgstr \"Eins\"\n\n#, fuzzy\nmsgid \"Tre\"\nmsgstr \"Vier\"\n\nmsgid \"Via\"\nmsgstr \"Weg\"\n");
    tool_run(&t, (const char *const[]){ "po", "merge", "x.pot", "de.po", NULL });
    tool_check(&t, NULL);
    merged = tool_made(&t, "de.po");
    text_has(merged, "msgid \"Uno\"\nmsgstr \"Eins\"\n");
    text_has(merged, "msgid \"Due\"\nmsgstr \"\"\n");
    assert_null(strstr(merged, "Weg"));
    tool_run(&t, (const char *const[]){ "po", "check", "x.pot", "de.po", NULL });
    tool_check(&t, "missing: Due");
    text_has(t.said, "unsure: Tre");
    tool_run(&t, (const char *const[]){ "po", "table", "x.pot", "out.c", "de.po", NULL });
    tool_check(&t, NULL);
    table = tool_made(&t, "out.c");
    assert_null(strstr(table, "Vier"));
    tool_end(&t);
}

/* ---- what refuses a citizen ---------------------------------------------------------------------- */

/* A page of the citizen calls an operation of another file. */
static const struct refusal_row {
    const char *name, *op;
    bool taken;
} refusals[] = {
    { "said by the operation", "enum rc tell_op(struct err *err)\n{\n    FAIL(err, E_INPUT, \"text\", \"Troppo lungo: %d.\", 3);\n}\n", true },
    { "too often", "enum rc tell_op(struct err *err)\n{\n    FAIL(err, E_LIMIT, \"\", \"Troppo lungo: %d.\", 3);\n}\n", true },
    { "one of two", "enum rc tell_op(struct err *err)\n{\n    FAIL(err, E_CONFLICT, \"\", x ? \"Altro testo.\" : \"Troppo lungo: %d.\", 3);\n}\n", true },
    { "two calls away", "static enum rc far(struct err *err)\n{\n    FAIL(err, E_INPUT, \"\", \"Troppo lungo: %d.\", 3);\n}\nenum rc near(void)\n{\n    TRY(far(0));\n}\n"
                       "enum rc tell_op(void)\n{\n    return near();\n}\n", true },
    { "by a table of the file", "static enum rc far(struct err *err)\n{\n    FAIL(err, E_INPUT, \"\", \"Troppo lungo: %d.\", 3);\n}\nstatic const struct { enum rc (*run)(void); } all[] = {\n    { far },\n};\n"
                                "enum rc tell_op(void)\n{\n    return all[0].run();\n}\n", true },
    { "in a row of the citizen", "static const struct row all[] = {\n    { BY_URP, \"Altro testo.\" },\n    { BY_CITIZEN | BY_URP, \"Troppo lungo: %d.\" },\n};\nenum rc tell_op(void)\n{\n    return all[0].n;\n}\n", true },
    { "in a row of the office", "static const struct row all[] = {\n    { BY_URP, \"Troppo lungo: %d.\" },\n};\nenum rc tell_op(void)\n{\n    return all[0].n;\n}\n", false },
    { "nobody calls it", "enum rc other_op(struct err *err)\n{\n    FAIL(err, E_INPUT, \"\", \"Troppo lungo: %d.\", 3);\n}\n", false },
    { "for the log", "enum rc tell_op(struct err *err)\n{\n    FAIL(err, E_IO, \"\", \"Troppo lungo: %d.\", 3);\n}\n", false },
    { "no field", "enum rc tell_op(struct err *err)\n{\n    FAIL(err, E_LIMIT, NULL, \"Troppo lungo: %d.\", 3);\n}\n", false },
    { "said to the office", "enum rc tell_op(struct err *err)\n{\n    FAIL(err, E_INPUT, \"\", /* po: off */ \"Troppo lungo: %d.\" /* po: on */, 3);\n}\n", false },
    { "another one's of the same name", "static enum rc page(struct err *err)\n{\n    FAIL(err, E_INPUT, \"\", \"Troppo lungo: %d.\", 3);\n}\n", false },
};

static void check_refusal(const struct refusal_row *r)
{
    g_autofree char *made = NULL;
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "web/citizen/page.c", "#define X(a_) \\\n    { a_\nstatic struct reply post(struct req *rq)\n{\n    page();\n    return reply_after_write(rq, tell_op, 0, done);\n}\n");
    tool_file(&t, "ticket/op.c", r->op);
    tool_run(&t, (const char *const[]){ "po", "collect", "x.pot", "--whole", "web/citizen/page.c", "--marked", "ticket/op.c", "--from", "web/citizen/", NULL });
    tool_check(&t, NULL);
    made = tool_made(&t, "x.pot");
    assert_int_equal(strstr(made, "#: ticket/op.c\n#, c-format\nmsgid \"Troppo lungo: %d.\"") != NULL, r->taken);
    tool_end(&t);
}
TEST_ROWS(refusals, check_refusal)

/* ---- what is compiled in ------------------------------------------------------------------------ */

TEST(every_language_says_everything)
{
    int missing = 0;

    assert_true(tr_langs_n > 3);
    for (size_t l = 1; l < tr_langs_n; l++)
        for (size_t i = 0; i < tr_ids_n; i++)
            if (!tr_langs[l].texts[i] && missing++ < 20)
                print_error("%s: %s\n", tr_langs[l].id, tr_ids[i]);
    if (missing)
        fail_msg("%d texts are not translated: make po, then fill po/*.po", missing);
}

TEST(a_catalogue_holds_text_never_markup)
{
    g_autoptr(GString) out = g_string_new(NULL);
    const char *text = "a <b>\001\002 & \"c\"";

    assert_int_equal(tr_part(out, &text), 2);
    assert_int_equal(tr_part(out, &text), 0);
    assert_string_equal(out->str, "a &lt;b&gt; &amp; &#34;c&#34;");
}

static const struct apart_row {
    const char *name, *source, *text, *want; /* as C in the table */
} aparts[] = {
    { "a text value", "Richiesta %s", "طلب %s", "طلب \xE2\x81\xA8%s\xE2\x81\xA9" },
    { "moved", "Da %s a %s", "%2$s من %1$s", "\xE2\x81\xA8%2$s\xE2\x81\xA9 من \xE2\x81\xA8%1$s\xE2\x81\xA9" },
    { "a number stays", "Passo %d, %s", "خطوة %d %s", "خطوة %d \xE2\x81\xA8%s\xE2\x81\xA9" },
    { "percent", "%s: 50%% s", "%s: 50%% s", "\xE2\x81\xA8%s\xE2\x81\xA9: 50%% s" },
    { "a date is one piece", "%d %s %d", "%1$d %2$s %3$d", "\"%1$d %2$s %3$d\"" },
    { "a reference is read again", "[URP %s] %s", "[URP %1$s] %2$s", "\"[URP %1$s] %2$s\"" },
};

static void check_apart(const struct apart_row *r)
{
    static const char arabic[] = "msgid \"\"\nmsgstr \"Language: ar\\nPlural-Forms: nplurals=2; plural=(n != 1);\\nX-Name: A\\nX-Direction: rtl\\n\"\n\n";
    g_autofree char *pot = g_strdup_printf(HEAD "#, c-format\nmsgid \"%s\"\nmsgstr \"\"\n", r->source), *table = NULL,
                    *po = g_strdup_printf("%s#, c-format\nmsgid \"%s\"\nmsgstr \"%s\"\n", arabic, r->source, r->text);
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "x.pot", pot);
    tool_file(&t, "ar.po", po);
    tool_run(&t, (const char *const[]){ "po", "table", "x.pot", "out.c", "ar.po", NULL });
    tool_check(&t, NULL);
    table = tool_made(&t, "out.c");
    text_has(table, r->want);
    tool_end(&t);
}
TEST_ROWS(aparts, check_apart)

/* Where a value stands decides how it is kept apart. */
static const struct place_row {
    const char *name, *body, *has;
} places[] = {
    { "text", "<dd>{{ v->name }}</dd>", "tr_put(out, v->name);" },
    { "in a sentence", "<p>Chiama {{ v->phone }} ora</p>", "tr_put(out, tr(v->phone));" },
    { "sentence of an attribute", "<nav aria-label=\"Chiama {{ v->phone }}\"></nav>", "tr_put_plain(out, tr(v->phone));" },
    { "title", "<title>Chiama {{ v->phone }}</title>", "tr_put_plain(out, tr(v->phone));" },
    { "text of a drawing", "<svg><text>{{ v->phone }}</text></svg>", "tr_put_plain(out, tr(v->phone));" },
    { "an option takes no element", "<option>{{ v->name }}</option>", "escape_text(out, v->name);" },
    { "behind an option", "<option>x</option>{{ v->name }}", "tr_put(out, v->name);" },
    { "what a form sends", "<input value=\"{{ v->name }}\">", "escape_text(out, v->name);" },
    { "what somebody edits", "<textarea>{{ v->name }}</textarea>", "escape_text(out, v->name);" },
};

static void check_place(const struct place_row *r)
{
    g_autofree char *page = g_strdup_printf("{{ define x(const struct v *v) }}%s{{ end }}\n", r->body), *made = NULL;
    struct tool_run t;

    tool_begin(&t);
    tool_file(&t, "x.html.t", page);
    tool_run(&t, (const char *const[]){ "tmplc", "x.html.t", "out/t/x.html", "translated", NULL });
    tool_check(&t, NULL);
    made = tool_made(&t, "out/t/x.html.c");
    text_has(made, r->has);
    tool_end(&t);
}
TEST_ROWS(places, check_place)

static const struct put_row {
    const char *name, *lang, *value, *page, *plain;
} puts_[] = {
    { "a street among Arabic words", "ar", "via Roma 12 <", "<bdi>via Roma 12 &lt;</bdi>", "\xE2\x81\xA8via Roma 12 &lt;\xE2\x81\xA9" },
    { "a telephone", "ar", "0123 456", "<bdi>0123 456</bdi>", "\xE2\x81\xA8" "0123 456\xE2\x81\xA9" },
    { "Arabic", "ar", "2 نوفمبر 2026", "2 نوفمبر 2026", "2 نوفمبر 2026" },
    { "nothing", "ar", "", "", "" },
    { "another language", "de", "0123 456", "0123 456", "0123 456" },
    { "Italian", "it", "0123 456", "0123 456", "0123 456" },
};

static void check_put(const struct put_row *r)
{
    AUTO(TR) const struct tr_lang *before = tr_speak(tr_lang(r->lang));
    g_autoptr(GString) page = g_string_new(NULL), plain = g_string_new(NULL);

    tr_put(page, r->value);
    tr_put_plain(plain, r->value);
    assert_string_equal(page->str, r->page);
    assert_string_equal(plain->str, r->plain);
}
TEST_ROWS(puts_, check_put)

TEST(italian_is_itself_and_the_language_of_one_is_not_that_of_the_next)
{
    const struct tr_lang *before = tr_speak(tr_lang("de"));

    assert_null(before);
    assert_string_equal(tr("Avanti"), "Weiter");
    assert_string_equal(tr("Parole di una persona"), "Parole di una persona");
    assert_string_equal(tr_n("%zu allegato:", "%zu allegati:", 1), "%zu Anlage:");
    assert_string_equal(tr_n("%zu allegato:", "%zu allegati:", 7), "%zu Anlagen:");
    (void)tr_speak(tr_lang("ar"));
    assert_string_equal(tr_n("%zu allegato:", "%zu allegati:", 2), "مرفقان:");
    assert_string_equal(tr_n("%zu allegato:", "%zu allegati:", 5), "%zu مرفقات:");
    assert_string_equal(tr_dir(), "rtl");
    (void)tr_speak(NULL);
    assert_string_equal(tr("Avanti"), "Avanti");
    assert_string_equal(tr_n("%zu allegato:", "%zu allegati:", 1), "%zu allegato:");
}

static const struct accepted_row {
    const char *name, *header, *want;
} accepted[] = {
    { "one", "de", "de" }, { "with a country", "de-AT, en;q=0.5", "de" }, { "by weight", "en;q=0.3, ar;q=0.9", "ar" }, { "none of ours", "ja, ko", NULL },
    { "Italian first", "it-IT,it;q=0.9,en-US;q=0.8", "it" }, { "never", "de;q=0", NULL }, { "nothing", "", NULL }, { "star", "*", NULL }, { "longer word", "den", NULL },
};

static void check_accepted(const struct accepted_row *r)
{
    const struct tr_lang *l = tr_accepted(r->header);

    if (r->want)
        assert_string_equal(l ? l->id : "none", r->want);
    else
        assert_null(l);
}
TEST_ROWS(accepted, check_accepted)

TESTS_MAIN("po")
