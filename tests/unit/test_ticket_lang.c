/* SPDX-License-Identifier: EUPL-1.2 */
/* The language of a text: right when it is sure, silent when it is not. */
#include "table.h"

#include "base/sv.h"
#include "ticket/lang.h"

static const struct row {
    const char *name, *text, *want; /* want NULL: not sure */
} rows[] = {
    { "Italian", "Buongiorno, vorrei sapere quando verrà riparata la buca che si trova in via Roma davanti alla scuola: è molto profonda e da una settimana nessuno è venuto. Grazie.", "it" },
    { "German", "Guten Tag, ich möchte wissen, wann die Straßenlaterne vor unserem Haus repariert wird. Sie ist seit zwei Wochen dunkel und das ist für die Kinder nicht sicher.", "de" },
    { "English", "Good morning, I would like to know when the bins on our street will be emptied, because they have not been collected for two weeks and there is a bad smell.", "en" },
    { "French", "Bonjour, je voudrais savoir quand les poubelles de notre rue seront vidées, parce que depuis deux semaines personne ne passe et il y a une mauvaise odeur.", "fr" },
    { "Spanish", "Buenos días, quiero saber cuándo van a reparar la farola que está delante de mi casa, porque desde hace dos semanas no funciona y es muy peligroso para los niños.", "es" },
    { "Romanian", "Bună ziua, aș vrea să știu când se va repara groapa din fața școlii, pentru că este foarte adâncă și copiii nu pot să treacă. Vă mulțumesc și aștept un răspuns.", "ro" },
    { "Arabic", "السلام عليكم، أريد أن أعرف متى سيتم إصلاح مصباح الشارع أمام منزلنا لأنه لا يعمل منذ أسبوعين وهذا خطر على الأطفال في الليل", "ar" },
    { "Ukrainian", "Доброго дня, хочу дізнатися, коли буде відремонтовано ліхтар біля нашого будинку, бо він не працює вже два тижні і це небезпечно для дітей.", "uk" },
    { "Chinese", "您好，我想知道我们家门前的路灯什么时候能修好，它已经两个星期不亮了，对孩子们来说很危险。", "zh" },
    { "short", "Hello, the lamp is broken.", NULL },
    { "an address", "Mario Rossi, Via Giuseppe Garibaldi 12, 31100 Borgo Esempio, Tel. 0422 123456, Corso Umberto I 4, Piazza Duomo, Viale Europa 3", NULL },
    { "Russian", "Добрый день, я хочу узнать, когда будет отремонтирован фонарь возле нашего дома, потому что он не работает уже две недели и это опасно.", NULL },
    { "Persian", "سلام، می خواهم بدانم که چراغ خیابان جلوی خانه ما چه زمانی تعمیر می شود، چون دو هفته است که کار نمی کند و برای بچه ها خطرناک است", NULL },
    { "Portuguese", "Bom dia, eu gostaria de saber quando vai ser reparada a lâmpada que está em frente da minha casa, porque não funciona há duas semanas e é muito perigoso para as crianças.", NULL },
    { "two languages", "Buongiorno, vorrei sapere quando sarà riparato il lampione della via. Good morning, I would like to know when the lamp of the street will be repaired.", NULL },
    { "empty", "", NULL },
};

static void check_guess(const struct row *r)
{
    const char *got = lang_guess(r->text);

    if (!got != !r->want || (got && !str_eq(got, r->want)))
        fail_msg("%s, not %s", got ? got : "unsure", r->want ? r->want : "unsure");
}
TEST_ROWS(rows, check_guess)

TEST(the_language_of_a_header)
{
    assert_string_equal(lang_of_tag("de-AT"), "de");
    assert_string_equal(lang_of_tag(" EN, it"), "en");
    assert_string_equal(lang_of_tag("uk"), "uk");
    assert_string_equal(lang_of_tag("pt-BR"), "pt"); /* known, though no text is guessed to be it */
    assert_null(lang_of_tag("deu"));
    assert_null(lang_of_tag("tlh"));
    assert_null(lang_of_tag("x"));
    assert_null(lang_of_tag(NULL));
    assert_true(lang_is_id("de"));
    assert_false(lang_is_id("DE"));
    assert_false(lang_is_id("xx"));
    assert_string_equal(lang_name("de"), "Tedesco");
}

TESTS_MAIN("ticket_lang")
