/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/addr.h"

#include "table.h"

static const struct parse_row {
    const char *name, *in;
    enum rc want;
    const char *text;
} parse_rows[] = {
    { "plain",              "mario.rossi@comune.borgo.it",     OK, "mario.rossi@comune.borgo.it" },
    { "tag",                "urp+T123@comune.it",              OK, "urp+T123@comune.it" },
    { "dots anywhere",      "a..b.@docomo.ne.jp",              OK, "a..b.@docomo.ne.jp" },
    { "underscore in host", "x@my_host.lan",                   OK, "x@my_host.lan" },
    { "one label",          "root@localhost",                  OK, "root@localhost" },
    { "international host", "info@perché.it",                  OK, "info@xn--perch-fsa.it" },
    { "second command",     "a@b.it>\r\nRCPT TO:<evil@x.it",   E_INPUT, NULL },
    { "line feed",          "a@b.it\n",                        E_INPUT, NULL },
    { "blank",              "a b@c.it",                        E_INPUT, NULL },
    { "angle brackets",     "<a@b.it>",                        E_INPUT, NULL },
    { "quoted local part",  "\"a b\"@c.it",                    E_INPUT, NULL },
    { "literal",            "a@[10.0.0.1]",                    E_INPUT, NULL },
    { "number as host",     "a@10.0.0.1",                      E_INPUT, NULL },
    { "no at",              "mario.rossi",                     E_INPUT, NULL },
    { "nothing before at",  "@b.it",                           E_INPUT, NULL },
    { "nothing after at",   "a@",                              E_INPUT, NULL },
    { "two at",             "a@b@c.it",                        E_INPUT, NULL },
    { "accent in local",    "niccolò@c.it",                    E_INPUT, NULL },
    { "empty label",        "a@b..it",                         E_INPUT, NULL },
    { "empty",              "",                                E_INPUT, NULL },
};

static void check_addr_parse(const struct parse_row *r)
{
    size_t n = strlen(r->in);
    char *in = exact_copy(r->in, n);
    struct addr a;
    struct err err = { 0 };

    assert_rc(addr_parse(sv_of(in, n), "email", &a, &err), r->want);
    if (r->want == OK)
        assert_string_equal(a.text, r->text);
    else
        assert_string_equal(err.field, "email");
    free(in);
}
TEST_ROWS(parse_rows, check_addr_parse)

TEST(addr_parse_has_a_length_limit)
{
    char in[300];
    struct addr a;

    memset(in, 'a', sizeof in);
    memcpy(in + 60, "@b.it", 5);
    assert_rc(addr_parse(sv_of(in, 65), "email", &a, NULL), OK);
    memset(in, 'a', sizeof in);
    memcpy(in + 65, "@b.it", 5);
    assert_rc(addr_parse(sv_of(in, 70), "email", &a, NULL), E_INPUT);
    assert_rc(addr_parse(sv_of(in, 300), "email", &a, NULL), E_INPUT);
}

static const struct tag_row {
    const char *name, *base, *tag, *want; /* want NULL: refused */
} tag_rows[] = {
    { "added",          "urp@comune.it",   "26-000417-x",  "urp+26-000417-x@comune.it" },
    { "on a tag",       "urp+a@comune.it", "b",            "urp+a+b@comune.it" },
    { "empty",          "urp@comune.it",   "",             NULL },
    { "at sign",        "urp@comune.it",   "a@b",          NULL },
    { "line end",       "urp@comune.it",   "a\r\nb",       NULL },
    { "local part full", "urp@comune.it",
      "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklmnop", NULL },
};

static void check_addr_tag(const struct tag_row *r)
{
    struct addr base, out, back;
    char tag[65];

    assert_rc(addr_parse(sv_from(r->base), "t", &base, NULL), OK);
    assert_rc(addr_tagged(&base, r->tag, &out, NULL), r->want ? OK : E_INPUT);
    if (!r->want)
        return;
    assert_string_equal(out.text, r->want);
    addr_split(&out, &back, tag);
    if (!strchr(r->base, '+')) {
        assert_string_equal(back.text, r->base);
        assert_string_equal(tag, r->tag);
    }
}
TEST_ROWS(tag_rows, check_addr_tag)

TEST(addr_split_of_an_address_without_tag)
{
    struct addr a, base;
    char tag[65];

    assert_rc(addr_parse(SV("+x@b.it"), "t", &a, NULL), OK); /* begins with the plus: no name left */
    addr_split(&a, &base, tag);
    assert_string_equal(base.text, "+x@b.it");
    assert_string_equal(tag, "");
    assert_true(sv_eq(addr_domain(&a), SV("b.it")));
    assert_rc(addr_parse(SV("+X@B.it"), "t", &base, NULL), OK);
    assert_true(addr_same(&a, &base));
}

TESTS_MAIN("mail_addr")
