/* SPDX-License-Identifier: EUPL-1.2 */
/* What a provider of certified mail states, and what somebody who would like to be one sends instead. */
#include "table.h"

#include "base/auto.h"
#include "mail/daticert.h"

#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
#define INTESTAZIONE                                                      \
    "<intestazione><mittente>anna@pec.example.it</mittente>"              \
    "<destinatari tipo=\"certificato\">urp@pec.comune.example.it</destinatari>" \
    "<destinatari tipo=\"esterno\">altri@example.it</destinatari>"        \
    "<destinatari>terzo@pec.example.it</destinatari>"                     \
    "<risposte>anna@pec.example.it</risposte><oggetto>Citt\xc3\xa0 &amp; fiume</oggetto></intestazione>"
#define DATI                                                              \
    "<dati><gestore-emittente>Gestore S.p.A.</gestore-emittente>"         \
    "<data zona=\"+0100\"><giorno>02/03/2026</giorno><ora>09:16:04</ora></data>" \
    "<identificativo>opec21.1@gestore.example.it</identificativo>"        \
    "<msgid>&lt;a1@client.example.it&gt;</msgid><ricevuta tipo=\"completa\"/></dati>"
#define POSTACERT(inside_) HEAD "<postacert tipo=\"posta-certificata\" errore=\"nessuno\">" inside_ "</postacert>"
#define DATA_AT 1772439364 /* 2026-03-02T09:16:04+01:00 */

static enum rc parse(struct arena *a, const char *xml, size_t n, struct daticert *ret)
{
    char *copy = exact_copy(xml, n);
    enum rc rc = daticert_parse(sv_of(copy, n), a, ret, NULL);

    free(copy);
    return rc;
}

/* ---- what providers write ----------------------------------------------------------------------- */

static const struct whole {
    const char *name, *xml;
} whole[] = {
    { "the order of the DTD", POSTACERT(INTESTAZIONE DATI) },
    { "the other order", POSTACERT(DATI INTESTAZIONE) },
    { "blanks, comments and unknown elements", POSTACERT("\n <!-- x -->\n <intestazione>\n  <nuovo>1</nuovo><mittente>\n anna@pec.example.it\n </mittente>"
        "<destinatari tipo='certificato'>urp@pec.comune.example.it</destinatari><destinatari tipo='esterno'>altri@example.it</destinatari>"
        "<destinatari>terzo@pec.example.it</destinatari><risposte>anna@pec.example.it</risposte><oggetto>Citt\xc3\xa0 &amp;\n fiume</oggetto></intestazione>\n" DATI) },
    { "Latin-1 that says so", "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><postacert tipo=\"posta-certificata\" errore=\"nessuno\"><intestazione>"
        "<mittente>anna@pec.example.it</mittente><destinatari>urp@pec.comune.example.it</destinatari><destinatari tipo='esterno'>altri@example.it</destinatari>"
        "<destinatari>terzo@pec.example.it</destinatari><risposte>anna@pec.example.it</risposte><oggetto>Citt\xe0 &amp; fiume</oggetto></intestazione>" DATI "</postacert>" },
    { "Latin-1 that says it is UTF-8", HEAD "<postacert tipo=\"posta-certificata\" errore=\"nessuno\"><intestazione>"
        "<mittente>anna@pec.example.it</mittente><destinatari>urp@pec.comune.example.it</destinatari><destinatari tipo='esterno'>altri@example.it</destinatari>"
        "<destinatari>terzo@pec.example.it</destinatari><risposte>anna@pec.example.it</risposte><oggetto>Citt\xe0 &amp; fiume</oggetto></intestazione>" DATI "</postacert>" },
    { "CDATA around the id", POSTACERT(INTESTAZIONE "<dati><gestore-emittente>Gestore S.p.A.</gestore-emittente>"
        "<data zona=\"+01:00\"><ora>09:16:04</ora><giorno>02/03/2026</giorno></data><identificativo><![CDATA[<opec21.1@gestore.example.it>]]></identificativo>"
        "<msgid><![CDATA[<a1@client.example.it>]]></msgid><ricevuta tipo=\"completa\"></ricevuta></dati>") },
};

static void check_whole(const struct whole *r)
{
    AUTO(ARENA) struct arena *a = arena_new(8u << 20);
    struct daticert d;

    assert_rc(parse(a, r->xml, strlen(r->xml), &d), OK);
    assert_int_equal(pec_tipo_of(sv_from(d.tipo)), PEC_POSTA_CERTIFICATA);
    assert_string_equal(d.errore, "nessuno");
    assert_string_equal(d.mittente, "anna@pec.example.it");
    assert_int_equal(d.n_destinatari, 3);
    assert_string_equal(d.destinatari[0].addr, "urp@pec.comune.example.it");
    assert_string_equal(d.destinatari[1].tipo, "esterno");
    assert_string_equal(d.destinatari[2].tipo, "certificato"); /* what the DTD gives when nothing is said */
    assert_string_equal(d.risposte, "anna@pec.example.it");
    assert_string_equal(d.oggetto, "Citt\xc3\xa0 & fiume");
    assert_string_equal(d.gestore, "Gestore S.p.A.");
    assert_string_equal(d.identificativo, "opec21.1@gestore.example.it");
    assert_string_equal(d.msgid, "a1@client.example.it");
    assert_string_equal(d.ricevuta, "completa");
    assert_string_equal(d.consegna, "");
    assert_int_equal(d.data_at, DATA_AT);
}
TEST_ROWS(whole, check_whole)

TEST(a_receipt_names_its_recipient_and_the_reason)
{
    AUTO(ARENA) struct arena *a = arena_new(8u << 20);
    const char *xml = HEAD "<postacert tipo=\"errore-consegna\" errore=\"no-dest\"><dati><msgid>a@b</msgid><consegna>x@pec.example.it</consegna>"
                           "<ricezione>a@pec.example.it</ricezione><ricezione>b@pec.example.it</ricezione>"
                           "<errore-esteso>5.1.1 - Gestore\n - indirizzo non valido</errore-esteso></dati></postacert>";
    struct daticert d;

    assert_rc(parse(a, xml, strlen(xml), &d), OK);
    assert_int_equal(pec_tipo_of(sv_from(d.tipo)), PEC_ERRORE_CONSEGNA);
    assert_string_equal(d.errore, "no-dest");
    assert_string_equal(d.consegna, "x@pec.example.it");
    assert_string_equal(d.ricezione, "a@pec.example.it b@pec.example.it");
    assert_string_equal(d.errore_esteso, "5.1.1 - Gestore - indirizzo non valido");
    assert_string_equal(d.mittente, "");
    assert_int_equal(d.data_at, 0);
}

static const struct moment {
    const char *name, *data;
    int64_t want;
} moments[] = {
    { "winter", "<data zona=\"+0100\"><giorno>02/03/2026</giorno><ora>09:16:04</ora></data>", DATA_AT },
    { "summer", "<data zona=\"+0200\"><giorno>02/03/2026</giorno><ora>10:16:04</ora></data>", DATA_AT },
    { "behind Greenwich", "<data zona=\"-0130\"><giorno>02/03/2026</giorno><ora>06:46:04</ora></data>", DATA_AT },
    { "no zone", "<data><giorno>02/03/2026</giorno><ora>09:16:04</ora></data>", 0 },
    { "a zone without minutes", "<data zona=\"+01\"><giorno>02/03/2026</giorno><ora>09:16:04</ora></data>", 0 },
    { "30 February", "<data zona=\"+0100\"><giorno>30/02/2026</giorno><ora>09:16:04</ora></data>", 0 },
    { "no hour 24", "<data zona=\"+0100\"><giorno>02/03/2026</giorno><ora>24:00:00</ora></data>", 0 },
    { "the American way", "<data zona=\"+0100\"><giorno>03-02-2026</giorno><ora>09:16:04</ora></data>", 0 },
    { "empty", "<data zona=\"\"><giorno/><ora/></data>", 0 },
    { "outside of dati", "<x><data zona=\"+0100\"/></x>", 0 },
};

static void check_moment(const struct moment *r)
{
    AUTO(ARENA) struct arena *a = arena_new(8u << 20);
    const char *xml = arena_fmt(a, HEAD "<postacert tipo=\"accettazione\"><dati>%s</dati></postacert>", r->data);
    struct daticert d;

    assert_rc(parse(a, xml, strlen(xml), &d), OK);
    assert_int_equal(d.data_at, r->want);
}
TEST_ROWS(moments, check_moment)

/* ---- what attackers write ----------------------------------------------------------------------- */

static const struct hostile {
    const char *name, *xml;
    enum rc want;
} hostile[] = {
    { "billion laughs", "<?xml version=\"1.0\"?><!DOCTYPE postacert [<!ENTITY a \"hahahahaha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]><postacert tipo=\"&c;\"><intestazione><mittente>&c;</mittente></intestazione></postacert>", E_INPUT },
    { "external entity", "<?xml version=\"1.0\"?><!DOCTYPE postacert [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
        "<postacert tipo=\"posta-certificata\"><intestazione><mittente>&x;</mittente></intestazione></postacert>", E_INPUT },
    { "external DTD", "<!DOCTYPE postacert SYSTEM \"http://example.it/postacert.dtd\"><postacert tipo=\"posta-certificata\"/>", E_INPUT },
    { "entity without a DTD", "<postacert tipo=\"posta-certificata\"><intestazione><mittente>&x;</mittente></intestazione></postacert>", E_INPUT },
    { "two senders", POSTACERT("<intestazione><mittente>a@pec.example.it</mittente><mittente>b@pec.example.it</mittente></intestazione>"), E_INPUT },
    { "two ids", POSTACERT("<dati><identificativo>a@x</identificativo></dati><dati><identificativo>b@x</identificativo></dati>"), E_INPUT },
    { "another root", "<html><intestazione/></html>", E_INPUT },
    { "truncated", HEAD "<postacert tipo=\"posta-certificata\"><intestazione><mittente>a@pec.exa", E_INPUT },
    { "no XML", "daticert", E_INPUT },
    { "nothing", "", E_INPUT },
    { "an encoding nobody knows", "<?xml version=\"1.0\" encoding=\"EBCDIC-IT\"?><postacert tipo=\"\xff\"", E_INPUT },
    { "deep", "<postacert><a><a><a><a><a><a><a><a><a></a></a></a></a></a></a></a></a></a></postacert>", E_LIMIT },
};

static void check_hostile(const struct hostile *r)
{
    AUTO(ARENA) struct arena *a = arena_new(8u << 20);
    struct daticert d;

    assert_rc(parse(a, r->xml, strlen(r->xml), &d), r->want);
}
TEST_ROWS(hostile, check_hostile)

/* begin, then so many pieces, then end. */
static enum rc parse_long(const char *begin, const char *piece, size_t n, const char *end)
{
    AUTO(ARENA) struct arena *a = arena_new(64u << 20);
    AUTO(GSTR) GString *xml = g_string_new(begin);
    struct daticert d;

    for (size_t i = 0; i < n; i++)
        g_string_append(xml, piece);
    g_string_append(xml, end);
    return daticert_parse(sv_of(xml->str, xml->len), a, &d, NULL);
}

TEST(ten_megabytes_are_no_statement)
{
    assert_rc(parse_long("<postacert><dati>", "0123456789", 1u << 20, "</dati></postacert>"), E_LIMIT);
}

TEST(elements_and_recipients_are_counted)
{
    assert_rc(parse_long("<postacert><dati>", "<x/>", DATICERT_ELEMENTS_MAX, "</dati></postacert>"), E_LIMIT);
    assert_rc(parse_long("<postacert><intestazione>", "<destinatari>a@b.it</destinatari>", DATICERT_DESTINATARI_MAX, "</intestazione></postacert>"), OK);
    assert_rc(parse_long("<postacert><intestazione>", "<destinatari>a@b.it</destinatari>", DATICERT_DESTINATARI_MAX + 1, "</intestazione></postacert>"), E_LIMIT);
}

TEST(a_long_value_is_cut)
{
    AUTO(ARENA) struct arena *a = arena_new(64u << 20);
    AUTO(GSTR) GString *xml = g_string_new("<postacert tipo=\"accettazione\"><intestazione><oggetto>");
    struct daticert d;

    for (int i = 0; i < 20000; i++)
        g_string_append(xml, "\xc3\xa0");
    g_string_append(xml, "</oggetto></intestazione></postacert>");
    assert_rc(daticert_parse(sv_of(xml->str, xml->len), a, &d, NULL), OK);
    assert_in_range(strlen(d.oggetto), 100, DATICERT_FIELD_MAX + 3); /* the last letter may be half */
}

static const struct tipo {
    const char *name;
    enum pec_tipo want;
} tipi[] = {
    { "posta-certificata", PEC_POSTA_CERTIFICATA }, { "accettazione", PEC_ACCETTAZIONE }, { "non-accettazione", PEC_NON_ACCETTAZIONE },
    { "presa-in-carico", PEC_PRESA_IN_CARICO }, { "avvenuta-consegna", PEC_AVVENUTA_CONSEGNA }, { " Errore-Consegna ", PEC_ERRORE_CONSEGNA },
    { "preavviso-errore-consegna", PEC_PREAVVISO_ERRORE_CONSEGNA }, { "rilevazione-virus", PEC_RILEVAZIONE_VIRUS }, { "errore", PEC_ERRORE },
    { "avvenuta-consegna-x", PEC_ALTRO }, { "", PEC_ALTRO },
};

static void check_tipo(const struct tipo *r)
{
    assert_int_equal(pec_tipo_of(sv_from(r->name)), r->want);
}
TEST_ROWS(tipi, check_tipo)

TESTS_MAIN("mail_daticert")
