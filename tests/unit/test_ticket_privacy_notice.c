/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include "base/sv.h"
#include "base/tr.h"
#include "ticket/ente.h"
#include "ticket/identity.h"
#include "ticket/privacy_notice.h"
#include "ticket/setting.h"
#include "ticket_store.h"

static int64_t keep(struct shop *s)
{
    int64_t id = 0;

    shop_do(s, privacy_notice_keep_op, &id);
    return id;
}

static enum rc load_op(struct dbw *w, void *arg, struct err *err)
{
    return ente_load(w, arg, err);
}

static void load(struct shop *s, const char *ente)
{
    AUTO(JSON) json_t *root = json_loads(ente, 0, NULL);
    struct ente_load job = { .root = root, .force = true };

    assert_non_null(root);
    shop_do(s, load_op, &job);
}

static struct privacy_notice notice(struct shop *s, int64_t id, const char *lang)
{
    struct privacy_notice n;

    assert_rc(privacy_notice_open(shop_r(s), s->a, id, lang, &n, &s->err), OK);
    return n;
}

/* How long copies of documents stay, in figures: the body's days, and those that no body can go beyond. */
TEST(it_says_how_long_copies_of_documents_stay_in_every_language)
{
    const char *most = NULL;
    struct shop s;

    shop_open(&s);
    load(&s, "{\"ente\": {\"identity_copy_days\": \"47\"}}");
    int64_t id = keep(&s);
    most = arena_fmt(s.a, "%d", IDENTITY_COPY_DAYS_MOST);
    for (size_t i = 0; i < tr_langs_n; i++) {
        struct privacy_notice n = notice(&s, id, tr_langs[i].id);

        assert_string_equal(n.lang, tr_langs[i].id);
        assert_non_null(strstr(n.text, "47"));
        assert_non_null(strstr(n.text, most));
    }
    assert_non_null(strstr(notice(&s, id, "it").text, "al più tardi 47 giorni dopo la fine della richiesta. In ogni caso la cancelliamo al più tardi 365 giorni dopo che ci è arrivata"));
    load(&s, "{\"ente\": {\"identity_copy_days\": \"\"}}");
    assert_int_equal(keep(&s), id + 1);
    shop_close(&s);
}

TEST(a_version_begins_when_what_it_says_has_changed_and_the_old_one_stays)
{
    struct privacy_notice was, is, *list;
    struct err err = { 0 };
    struct shop s;
    size_t n;

    shop_open(&s);
    clock_freeze(1000000);
    int64_t first = keep(&s);
    assert_int_equal(keep(&s), first);
    clock_freeze(2000000);
    load(&s, "{\"ente\": {\"dpo\": \"Avv. Neri\", \"dpo_email\": \"dpo@ente.example\"}}");
    assert_int_equal(keep(&s), first + 1); /* it began with the change, not with who asks */
    was = notice(&s, first, "it");
    is = notice(&s, 0, "it");
    assert_int_equal(is.id, first + 1);
    assert_int_equal(was.until_at, 2000000);
    assert_int_equal(is.until_at, 0);
    assert_null(strstr(was.text, "Avv. Neri"));
    assert_non_null(strstr(is.text, "Avv. Neri, dpo@ente.example"));
    load(&s, "{\"ente\": {\"phone\": \"000 111\"}}"); /* it does not say that */
    assert_int_equal(keep(&s), first + 1);
    load(&s, "{\"ente\": {\"dpo\": \"\", \"dpo_email\": \"\"}}"); /* as the first one again, and still a third one */
    assert_int_equal(keep(&s), first + 2);
    assert_rc(privacy_notice_list(shop_r(&s), s.a, 2, &list, &n, &s.err), OK);
    assert_int_equal(n, 2);
    assert_int_equal(list[0].id, first + 2);
    assert_int_equal(list[1].until_at, list[0].since_at);
    assert_rc(privacy_notice_open(shop_r(&s), s.a, first + 3, "it", &was, &err), E_NOTFOUND);
    shop_close(&s);
}

TEST(a_version_has_all_languages_and_the_words_of_the_body_say_that_they_are_its_own)
{
    struct shop s;

    shop_open(&s);
    load(&s, "{\"ente\": {\"map_tiles\": \"https://tiles.example.it/{z}/{x}/{y}.png\"}, \"texts\": {\"privacy\": \"Prima riga.\\n\\n# Seconda\"}}");
    for (size_t i = 0; i < tr_langs_n; i++) {
        struct privacy_notice n = notice(&s, 0, tr_langs[i].id);

        assert_string_equal(n.lang, tr_langs[i].id);
        assert_int_equal(n.text[0], PRIVACY_HEADING);
        assert_non_null(strstr(n.text, "\n>Prima riga.\n># Seconda\n"));
        assert_non_null(strstr(n.text, "tiles.example.it"));
        assert_int_equal(strstr(n.text, "Chi usa i tuoi dati") != NULL, i == 0);
    }
    assert_string_equal(notice(&s, 0, "xx").lang, "it");
    assert_null(tr_now);
    shop_close(&s);
}

TESTS_MAIN("ticket_privacy_notice")
