/* SPDX-License-Identifier: EUPL-1.2 */
/* What of a sentence is a link or stays whole, and that nothing of it is ever markup. */
#include "table.h"

#include "base/auto.h"
#include "web/prose.h"

#define WHOLE(code_) "<span class=\"urp-whole\">" code_ "</span>"
#define WEB(url_) "<a rel=\"noopener nofollow\" href=\"" url_ "\">" url_ "</a>"
#define MAIL(address_) "<a href=\"mailto:" address_ "\">" address_ "</a>"
#define TEL(number_, shown_) "<a class=\"urp-whole\" href=\"tel:" number_ "\">" shown_ "</a>"

static const struct row {
    const char *name;
    void (*put)(GString *, const char *);
    const char *in, *want;
} rows[] = {
    { "number in a sentence",      prose_put, "La richiesta 2026-000417-X: fatto", "La richiesta " WHOLE("2026-000417-X") ": fatto" },
    { "number kept apart",         prose_put, "\xE2\x81\xA8" "2026-000417-X\xE2\x81\xA9.", "\xE2\x81\xA8" WHOLE("2026-000417-X") "\xE2\x81\xA9." },
    { "number in quotes",          prose_put, "«2026-000417-X»", "«" WHOLE("2026-000417-X") "»" },
    { "no number: a day",          prose_put, "2026-11-27", "2026-11-27" },
    { "no number: it goes on",     prose_put, "2026-000417-Xa, 12026-000417-X, 2026-00041-X", "2026-000417-Xa, 12026-000417-X, 2026-00041-X" },
    { "no number: letter behind",  prose_put, "è2026-000417-X, 2026-000417-Xè", "è2026-000417-X, 2026-000417-Xè" },
    { "a citizen's address",       prose_put, "http://x.example a@b.example", "http://x.example a@b.example" },
    { "web",                       prose_put_linked, "Leggi https://www.comune.example/a?b=c.", "Leggi " WEB("https://www.comune.example/a?b=c") "." },
    { "web, an entity",            prose_put_linked, "https://x.example/?a=1&b=2", WEB("https://x.example/?a=1&amp;b=2") },
    { "web in brackets",           prose_put_linked, "(http://x.example), «http://y.example»", "(" WEB("http://x.example") "), «" WEB("http://y.example") "»" },
    { "web, a line each",          prose_put_linked, "http://x.example\nhttp://y.example", WEB("http://x.example") "\n" WEB("http://y.example") },
    { "mail",                      prose_put_linked, "Difensore civico, difensore@regione.example.", "Difensore civico, " MAIL("difensore@regione.example") "." },
    { "mail kept apart",           prose_put_linked, "\xE2\x81\xA8" "a@b.example\xE2\x81\xA9،", "\xE2\x81\xA8" MAIL("a@b.example") "\xE2\x81\xA9،" },
    { "no script",                 prose_put_linked, "javascript:alert(1) data:text/html,x ftp://x.example https:// http://\"onclick=x", "javascript:alert(1) data:text/html,x ftp://x.example https:// http://&#34;onclick=x" },
    { "quotes end it",             prose_put_linked, "https://x.example/\"onmouseover=\"a", WEB("https://x.example/") "&#34;onmouseover=&#34;a" },
    { "tags",                      prose_put_linked, "<a href=\"https://x.example\">2026-000417-X</a>", "&lt;a href=&#34;" WEB("https://x.example") "&#34;&gt;" WHOLE("2026-000417-X") "&lt;/a&gt;" },
    { "apostrophe inside",         prose_put_linked, "https://x.example/l'a", WEB("https://x.example/l&#39;a") },
    { "telephone not asked for",   prose_put_linked, "000 1234599", "000 1234599" },
    { "telephone",                 prose_put_contact, "Protezione civile, 000 1234599", "Protezione civile, " TEL("0001234599", "000 1234599") },
    { "telephone, from abroad",    prose_put_contact, "+39 0423-123456 (24 ore)", TEL("+390423-123456", "+39 0423-123456") " (24 ore)" },
    { "telephone, short",          prose_put_contact, "Chiama il 112 o il 116117", "Chiama il " TEL("112", "112") " o il " TEL("116117", "116117") },
    { "no telephone: days, hours", prose_put_contact, "27/11/2026, 2026-11-27, ore 8:30, 30 giorni, 03 88a", "27/11/2026, 2026-11-27, ore 8:30, 30 giorni, 03 88a" },
    { "nothing",                   prose_put_contact, "", "" },
};

static void check_prose(const struct row *r)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    r->put(out, r->in);
    assert_string_equal(out->str, r->want);
}
TEST_ROWS(rows, check_prose)

TESTS_MAIN("web_prose")
