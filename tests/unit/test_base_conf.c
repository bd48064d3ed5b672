/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/conf.h"
#include "base/file.h"
#include "base/sv.h"

static const char *dir;

static const char *put(const char *name, const char *text, mode_t mode)
{
    static char path[2][128];
    static unsigned turn;
    char *p = path[turn++ % 2];

    if (!dir)
        dir = test_dir();
    (void)snprintf(p, sizeof path[0], "%s/%s", dir, name);
    assert_rc(file_write_durable(p, text, strlen(text), 0600, NULL), OK);
    assert_int_equal(chmod(p, mode), 0);
    return p;
}

static const struct bad_row { const char *name, *text, *field, *says; } bad_rows[] = {
    { "unknown key names the nearest",   "[http]\nprot = 80\n",                 "prot", "«port» in [http]" },
    { "known key of another section",    "[http]\nurl = smtp://a:25\n",         "url", "«url» in [smtp]" },
    { "unknown section",                 "[htp]\nport = 80\n",                  "htp", "[http]" },
    { "family without a name",           "[mailbox]\nurl = imap://a\n",         "mailbox", "[mailbox *]" },
    { "not a number",                    "[http]\nport = ottanta\n",            "port", "da 0 a 65535" },
    { "number out of range",             "[limits]\nlogin_tries = 1001\n",       "login_tries", "da 3 a 1000" },
    { "number with a comment",           "[http]\nport = 80 # sito\n",          "port", "80 # sito" },
    { "not yes or no",                   "[http]\nhsts = forse\n",              "hsts", "si o no" },
    { "not a choice",                    "[urp]\nlog_level = tutto\n",          "log_level", "error|warn" },
    { "wrong scheme",                    "[smtp]\nurl = http://a\n",            "url", "smtp|smtps" },
    { "password in the url",             "[smtp]\nurl = smtp://u:p@host:587\n", "url", "smtp|smtps" },
    { "url with a final slash",          "[urp]\nbase_url = https://a.it/\n",   "base_url", "http|https" },
    { "no address",                      "[smtp]\nfrom = ufficio\n",            "from", "e-mail" },
    { "no such day",                     "[mailbox a]\nurl = imap://a\nstart_from = 2026-02-30\n", "start_from",
      "AAAA-MM-GG" },
    { "mailbox without url",             "[mailbox a]\nuser = x\n",             "url", "manca «url»" },
    { "doubled key",                     "[http]\nport = 80\nport = 81\n",      "", "riga 3: «port»" },
    { "doubled section",                 "[http]\nport = 80\n[urp]\n[http]\n",  "", "riga 4: «[http]»" },
    { "line without meaning",            "[http]\nciao\n",                      "", "" },
    { "latin1",                          "[smtp]\nfrom_name = Citt\xE0\n",      "", "" },
};

static void check_bad(const struct bad_row *r)
{
    struct conf *c = NULL;
    struct err e = { 0 };

    assert_rc(conf_load(put("urp.conf", r->text, 0600), &c, &e), E_INPUT);
    assert_null(c);
    if (*r->field)
        assert_string_equal(e.field, r->field);
    if (!strstr(e.text, r->says))
        fail_msg("«%s» does not say «%s»", e.text, r->says);
}
TEST_ROWS(bad_rows, check_bad)

TEST(all_defaults)
{
    struct conf *c = NULL;
    struct err e = { 0 };

    assert_rc(conf_load(NULL, &c, &e), OK);
    assert_int_equal(conf_int(c, "http", "port"), 8080);
    assert_string_equal(conf_text(c, "smtp", "url"), "");
    assert_false(conf_bool(c, "http", "hsts"));
    conf_free(c);
}

TEST(values_and_families)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    struct conf *c = NULL;
    struct err e = { 0 };
    const char **boxes;
    const char *path = put("urp.conf",
                           "# commento\n[urp]\ndata_dir = /srv/urp\n[smtp]\nfrom_name=Città di Borgo  \n"
                           "[mailbox pec]\nkind = pec\nurl = imaps://pec.it\nidle = no\n"
                           "[mailbox urp]\nurl = imap://localhost:143\nstart_from=2026-01-31\n", 0644);

    assert_rc(conf_load(path, &c, &e), OK);
    assert_string_equal(conf_data_path(c, a, "urp.db"), "/srv/urp/urp.db");
    assert_string_equal(conf_text(c, "smtp", "from_name"), "Città di Borgo");
    assert_int_equal(conf_family(c, a, "mailbox", &boxes), 2);
    assert_string_equal(boxes[0], "mailbox pec");
    assert_string_equal(boxes[1], "mailbox urp");
    assert_false(conf_bool(c, "mailbox pec", "idle"));
    assert_true(conf_bool(c, "mailbox urp", "idle"));
    assert_string_equal(conf_text(c, "mailbox urp", "kind"), "ordinary");
    assert_int_equal(conf_int(c, "mailbox urp", "poll_s"), 60);
    conf_free(c);
}

static const struct mode_row { const char *name; mode_t mode; enum rc want; } mode_rows[] = {
    { "0600", 0600, OK }, { "0400", 0400, OK }, { "group reads", 0640, E_INPUT }, { "others read", 0604, E_INPUT },
};

static void check_secret_mode(const struct mode_row *r)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    struct conf *c = NULL;
    struct err e = { 0 };
    char *secret = NULL;
    const char *pw = put("pw", "segreto di Pulcinella\n", r->mode);

    assert_rc(conf_load(put("urp.conf", arena_fmt(a, "[smtp]\npassword_file = %s\n", pw), 0644), &c, &e), OK);
    assert_rc(conf_check_secrets(c, stderr, &e), r->want);
    assert_rc(conf_secret(c, a, "smtp", "password_file", &secret, &e), r->want);
    if (r->want == OK)
        assert_string_equal(secret, "segreto di Pulcinella");
    else
        assert_non_null(strstr(e.text, "chmod 600"));
    conf_free(c);
}
TEST_ROWS(mode_rows, check_secret_mode)

/* systemd lays it down for the service alone; every other command works without it. */
TEST(a_secret_out_of_sight_is_a_remark)
{
    AUTO(ARENA) struct arena *a = arena_new(100000);
    const char *text = "[smtp]\npassword_file = /run/credentials/none.service/smtp\n";
    struct conf *c = NULL;
    struct err e = { 0 };
    char *secret = NULL, *said = NULL;
    size_t n = 0;
    FILE *remarks = open_memstream(&said, &n);

    assert_rc(conf_load(put("urp.conf", text, 0644), &c, &e), OK);
    assert_rc(conf_check_secrets(c, remarks, &e), OK);
    assert_int_equal(fclose(remarks), 0);
    assert_non_null(strstr(said, "[smtp] «password_file»: /run/credentials/none.service/smtp"));
    assert_rc(conf_check_secrets(c, NULL, &e), E_INPUT);
    assert_rc(conf_secret(c, a, "smtp", "password_file", &secret, &e), E_INPUT);
    assert_string_equal(e.field, "password_file");
    free(said);
    conf_free(c);
}

TEST(missing_file)
{
    struct conf *c = NULL;
    struct err e = { 0 };

    assert_rc(conf_load("/nonexistent/urp.conf", &c, &e), E_NOTFOUND);
}

TEST(doc_is_a_valid_configuration)
{
    char *doc = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&doc, &n);
    struct conf *c = NULL;
    struct err e = { 0 };

    conf_doc(out);
    assert_int_equal(fclose(out), 0);
    enum rc rc = conf_load(put("sample.conf", doc, 0644), &c, &e);
    if (rc != OK)
        fail_msg("%s", e.text);
    conf_free(c);
    free(doc);
}

/* etc/urp.conf is the output of `urpd config doc`; here, so that it cannot grow old. */
TEST(committed_sample_is_current)
{
    AUTO(ARENA) struct arena *a = arena_new(1000000);
    char *doc = NULL;
    size_t n = 0;
    FILE *out = open_memstream(&doc, &n);
    struct err e = { 0 };
    struct sv file;

    conf_doc(out);
    assert_int_equal(fclose(out), 0);
    assert_rc(file_read(a, "etc/urp.conf", 500000, &file, &e), OK);
    bool is_same = strcmp(file.p, doc) == 0;
    free(doc);
    if (!is_same)
        fail_msg("the table has changed: urpd config doc >etc/urp.conf");
}

TESTS_MAIN("base_conf")
