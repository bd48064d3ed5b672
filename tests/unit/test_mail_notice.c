/* SPDX-License-Identifier: EUPL-1.2 */
/* What every mail of ours says, to whom, and what it keeps for itself. See mail_desk.h for how to read them. */
#include "base/file.h"
#include "post.h"

#include "mail/token.h"
#include "mail/addr.h"

#define LAMP "Il lampione davanti alla scuola è spento da tre giorni."
#define TRACK BASE_URL "/pratica/"
#define DESK BASE_URL "/s/"

static struct desk p;

/* ---- every kind ------------------------------------------------------------------------------------ */

enum { TO_CITIZEN = 0, TO_OFFICE = 1, TO_BODY = 2 };

static const struct notice_row {
    const char *name;
    enum notice_kind kind;
    int to;
    enum ticket_type type;
    const char *choice; /* of the citizen: "name_hidden", "confidential" */
    const char *sql;    /* what happened to the ticket; NULL nothing */
    const char *params, *said;
    const char *says[8], *keeps[5];
} notice_rows[] = {
    { "receipt", NOTICE_RECEIPT, TO_CITIZEN, TYPE_REPORT, NULL, NULL, NULL, NULL,
      { "Gentile Anna Verdi", "vale come ricevuta", "Scrivi la risposta sopra questa riga", "Risposta entro: venerdì 6 marzo 2026", "Lavori pubblici", "Codice segreto: ", TRACK, "Comune di Borgo Esempio" },
      { DESK } },
    { "receipt of an access", NOTICE_RECEIPT, TO_CITIZEN, TYPE_ACCESS_DOC, NULL, NULL, NULL, NULL,
      { "Accesso documentale", "la richiesta si intende respinta", "Difensore civico", "TAR" }, { NULL } },
    { "receipt of an accesso civico", NOTICE_RECEIPT, TO_CITIZEN, TYPE_ACCESS_CIVIC, NULL, NULL, NULL, NULL,
      { "Il titolare del potere sostitutivo è: Elena Marchetti, Segretaria generale (e-mail segretario.generale@" }, { "Difensore civico" } },
    { "receipt to one who gave no name to the office", NOTICE_RECEIPT, TO_CITIZEN, TYPE_REPORT, "name_hidden", NULL, NULL, NULL, { "Gentile Anna Verdi" }, { NULL } },
    { "assignment", NOTICE_ASSIGNED, TO_OFFICE, TYPE_REPORT, NULL, NULL, NULL, NULL,
      { "Lavori pubblici", "Cittadino: Anna Verdi", LAMP, "Il Comune risponde al cittadino entro: ", "Prendi in carico", DESK, "#a-concludi", "valgono fino al" },
      { "Codice segreto", TRACK } },
    { "assignment, name hidden", NOTICE_ASSIGNED, TO_OFFICE, TYPE_REPORT, "name_hidden", NULL, NULL, NULL, { LAMP, "ha chiesto di non comunicare il suo nome" },
      { "Verdi", "anna.verdi@" } },
    { "assignment, confidential", NOTICE_ASSIGNED, TO_OFFICE, TYPE_REPORT, "confidential", NULL, NULL, NULL,
      { "riservata", "si leggono solo dal collegamento", DESK }, { "scuola", "Lampione" } },
    { "reminder", NOTICE_REMINDER, TO_OFFICE, TYPE_REPORT, NULL, NULL, "{\"reach\": 0}", NULL, { "il tuo ufficio", DESK, LAMP }, { "potere sostitutivo" } },
    { "reminder to take it in charge", NOTICE_REMINDER, TO_OFFICE, TYPE_REPORT, NULL, NULL, "{\"reach\": 0, \"take\": true}", NULL,
      { "nessuno del tuo ufficio ha ancora preso in carico questa richiesta: dovevate farlo entro l'11 febbraio 2026.", DESK, LAMP }, { "Il prossimo promemoria" } },
    { "last reminder before the head", NOTICE_REMINDER, TO_OFFICE, TYPE_REPORT, NULL, NULL, "{\"reach\": 0, \"next\": 1}", NULL,
      { "Il prossimo promemoria va a Paolo Ferri" }, { "torna all'URP" } },
    { "last reminder of an office without head", NOTICE_REMINDER, TO_OFFICE, TYPE_REPORT, NULL, NULL, "{\"reach\": 0, \"next\": 2}", NULL,
      { "la richiesta torna all'URP" }, { "Il prossimo promemoria" } },
    { "reminder to the head", NOTICE_REMINDER, TO_OFFICE, TYPE_REPORT, NULL, NULL, "{\"reach\": 1}", NULL, { "potere sostitutivo", "non ha ancora risposto" }, { NULL } },
    { "reminder, name hidden", NOTICE_REMINDER, TO_OFFICE, TYPE_REPORT, "name_hidden", NULL, "{\"reach\": 1}", NULL, { LAMP }, { "Verdi" } },
    { "the citizen wrote", NOTICE_CITIZEN_WROTE, TO_OFFICE, TYPE_REPORT, NULL, NULL, NULL, "Ora sono due i lampioni spenti.", { "Ora sono due i lampioni", DESK }, { NULL } },
    { "the citizen wrote, confidential", NOTICE_CITIZEN_WROTE, TO_OFFICE, TYPE_REPORT, "confidential", NULL, NULL, "Ora sono due i lampioni spenti.", { DESK },
      { "Ora sono due", "scuola" } },
    { "reopened", NOTICE_REOPENED, TO_OFFICE, TYPE_REPORT, NULL, NULL, NULL, "È di nuovo spento.", { "riaperta", "È di nuovo spento.", DESK }, { NULL } },
    { "corrected", NOTICE_CORRECTED, TO_OFFICE, TYPE_REPORT, NULL, NULL, NULL, "Abbiamo registrato la richiesta come «Reclamo».", { "corretto i dati", "come «Reclamo»", DESK }, { NULL } },
    { "reopened, confidential", NOTICE_REOPENED, TO_OFFICE, TYPE_REPORT, "confidential", NULL, NULL, "È di nuovo spento.", { DESK }, { "di nuovo" } },
    { "link renewed", NOTICE_LINK_RENEWED, TO_OFFICE, TYPE_REPORT, NULL, NULL, NULL, NULL, { "nuovo collegamento", DESK }, { NULL } },
    { "withdrawn", NOTICE_WITHDRAWN, TO_OFFICE, TYPE_REPORT, NULL, NULL, NULL, NULL, { "non è più del tuo settore" }, { DESK, LAMP, "Verdi" } },
    { "withdrawn, confidential", NOTICE_WITHDRAWN, TO_OFFICE, TYPE_REPORT, "confidential", NULL, NULL, NULL, { "non è più del tuo settore" }, { "Lampione" } },
    { "echo", NOTICE_ACT_ECHO, TO_OFFICE, TYPE_REPORT, NULL, NULL, "{\"action\": \"conclude\"}", "Sostituita la lampada.",
      { "ha concluso la richiesta", "Sostituita la lampada.", "Paolo Neri", "copia per il tuo ufficio" }, { DESK, "Verdi", ") (Lavori pubblici" } },
    { "echo, confidential", NOTICE_ACT_ECHO, TO_OFFICE, TYPE_REPORT, "confidential", NULL, "{\"action\": \"note\"}", "Parlato con la signora.", { "copia per il tuo ufficio" },
      { "Lampione", "la signora" } },
    { "question", NOTICE_QUESTION, TO_CITIZEN, TYPE_REPORT, NULL, NULL, NULL, "Qual è il numero del palo?", { "Qual è il numero del palo?\n\nPer rispondere scrivi qui sopra", "Paolo Neri (Lavori pubblici", TRACK, "La tua richiesta (presentata il 4 febbraio 2026):\n\n" LAMP }, { DESK, ") (Lavori pubblici" } },
    { "update", NOTICE_UPDATE, TO_CITIZEN, TYPE_REPORT, NULL, NULL, NULL, "Usciamo domani.", { "Usciamo domani.", "Paolo Neri (Lavori pubblici", TRACK, "La tua richiesta (presentata il 4 febbraio 2026):\n\n" LAMP }, { DESK, ") (Lavori pubblici" } },
    { "taken in charge", NOTICE_TAKEN, TO_CITIZEN, TYPE_REPORT, NULL, NULL, NULL, NULL, { "Lavori pubblici", "Risposta entro: ", TRACK }, { DESK } },
    { "answer", NOTICE_ANSWER, TO_CITIZEN, TYPE_REPORT, NULL,
      "UPDATE ticket SET state='closed', outcome='solved', open=0, answered_at=1770800000, closed_at=1770800000", NULL, "La lampada è stata cambiata.",
      { "La lampada è stata cambiata.", "Esito: ", "/giudizio", TRACK, "La tua richiesta (presentata il 4 febbraio 2026):\n\n" LAMP }, { "Se non sei d'accordo", "Tempi: ", DESK } },
    { "late answer", NOTICE_ANSWER, TO_CITIZEN, TYPE_REPORT, NULL,
      "UPDATE ticket SET state='closed', outcome='solved', open=0, answered_at=1774000000, closed_at=1774000000, flags=flags|8", NULL, "Fatto.",
      { "il termine era di 30 giorni", "abbiamo impiegato 44 giorni" }, { NULL } },
    { "refusal", NOTICE_ANSWER, TO_CITIZEN, TYPE_ACCESS_FOIA, NULL,
      "UPDATE ticket SET state='answered', outcome='denied', open=0, answered_at=1770800000", NULL, "I dati sono di terzi.",
      { "I dati sono di terzi.", "Se non sei d'accordo", "riesame", "Elena Marchetti, Segretaria generale (e-mail rpct@", "Sandro Bellini", "Indirizzo: Difensore civico della Regione, https://www.difensorecivico.example" }, { "civico è: Difensore" } },
    { "partial", NOTICE_ANSWER, TO_CITIZEN, TYPE_ACCESS_DOC, NULL,
      "UPDATE ticket SET state='answered', outcome='partial', open=0, answered_at=1770800000", NULL, "Una parte è coperta.",
      { "Se non sei d'accordo", "Difensore civico", "TAR" }, { NULL } },
    { "silent refusal", NOTICE_ANSWER, TO_CITIZEN, TYPE_ACCESS_DOC, NULL,
      "UPDATE ticket SET state='answered', outcome='silent_refusal', open=0, answered_at=1772900000, flags=flags|8", NULL, NULL,
      { "il silenzio vale come rifiuto", "art. 25", "Ci scusiamo", "Difensore civico" }, { "ecco la risposta", "abbiamo impiegato" } },
    { "closed", NOTICE_CLOSED, TO_CITIZEN, TYPE_REPORT, NULL, "UPDATE ticket SET state='closed', outcome='solved', open=0, closed_at=1770800000", NULL, NULL,
      { "conclusa", "/giudizio" }, { "Risposta entro" } },
    { "asked once more how it was", NOTICE_RATE, TO_CITIZEN, TYPE_REPORT, NULL, "UPDATE ticket SET state='closed', outcome='solved', open=0, closed_at=1770800000", NULL, NULL,
      { "Com'è andata?", "Te lo chiediamo una volta sola", "Esito: Risolta", "/giudizio", TRACK }, { "Risposta entro", LAMP } },
    { "transferred", NOTICE_TRANSFERRED, TO_CITIZEN, TYPE_REPORT, NULL, "UPDATE ticket SET state='transferred', open=0", NULL, "La richiesta è passata a: Provincia.",
      { "passata a: Provincia", "competente", TRACK }, { NULL } },
    { "handover", NOTICE_HANDOVER, TO_BODY, TYPE_REPORT, NULL, "UPDATE ticket SET state='transferred', open=0", NULL, "La richiesta è passata a: Provincia.",
      { "Spettabile ente", LAMP, "Anna Verdi", "anna.verdi@cittadino.test" }, { TRACK, DESK, "sopra questa riga", "Codice segreto" } },
    { "archived", NOTICE_ARCHIVED, TO_CITIZEN, TYPE_REPORT, NULL, "UPDATE ticket SET state='archived', open=0", NULL, "È uguale a una già aperta.",
      { "archiviato", "È uguale a una già aperta.", "Se non sei d'accordo", TRACK }, { "Risposta entro" } },
};

static struct draft_data choices(const char *choice)
{
    struct draft_data d = { .name = "Anna", .surname = "Verdi", .email = "anna.verdi@cittadino.test", .phone = "333 0000001" };

    if (choice)
        draft_set(&d, choice, "1");
    return d;
}

static void check_head(const struct notice_row *r, const struct ticket *t, int64_t office, const struct seen *m)
{
    struct reply_token token;
    struct addr to, base;
    char tag[65];

    assert_string_equal(m->m.message_id, m->row.header_id);
    assert_string_equal(m->m.from.addr, "urp@borgo.test");
    assert_string_equal(m->m.to[0].addr, m->row.to_addr);
    assert_non_null(strstr(m->m.subject, t->code));
    assert_non_null(mime_header(&m->m, "x-urp-loop"));
    assert_int_equal(mime_header(&m->m, "auto-submitted") == NULL, notice_is_personal(r->kind));
    if (r->to == TO_BODY) {
        assert_string_equal(m->m.reply_to.addr, "");
        return;
    }
    assert_rc(addr_parse(sv_from(m->m.reply_to.addr), "", &to, &p.s.err), OK);
    addr_split(&to, &base, tag);
    assert_string_equal(base.text, "urp@borgo.test");
    assert_true(token_open(p.keys.reply, tag, &token));
    assert_int_equal(token.ticket_id, t->id);
    assert_int_equal(token.settore_id, r->to == TO_OFFICE ? office : 0);
}

static void check_words(const struct notice_row *r, const struct seen *m)
{
    const char *body = arena_fmt(p.s.a, "%s\n%s", m->m.text, m->m.quoted), *html = post_html(&p, m), *flat = mime_html_text(p.s.a, sv_from(html));

    assert_null(strstr(m->raw, "\r\n\r\n\r\n\r\n"));
    if (strstr(body, "\n\n\n"))
        fail_msg("two blank lines:\n%s", body);
    for (size_t i = 0; i < sizeof r->says / sizeof r->says[0] && r->says[i]; i++) {
        post_says(body, r->says[i]);
        if (!strstr(r->says[i], ": ") && !strstr(r->says[i], "https:"))
            post_says(flat, r->says[i]);
    }
    for (size_t i = 0; i < sizeof r->keeps / sizeof r->keeps[0] && r->keeps[i]; i++) {
        post_keeps(body, r->keeps[i]);
        post_keeps(html, r->keeps[i]);
        post_keeps(m->m.subject, r->keeps[i]);
    }
}

static void check_notice(const struct notice_row *r)
{
    AUTO(JSON) json_t *params = r->params ? json_loads(r->params, 0, NULL) : NULL;
    struct seen m;

    desk_open(&p);
    int64_t office = office_settore(&p.s, "lavori-pubblici");
    struct ticket t = office_request(&p.s, r->type, "n:1", choices(r->choice));
    struct work assign = { .action = WORK_ASSIGN, .ticket_id = t.id, .who = { .kind = ACTOR_URP }, .settore_id = office };
    if (t.settore_id != office)
        shop_do(&p.s, work_op, &assign);
    if (r->sql)
        post_tamper(&p, r->sql);
    int64_t said = r->said ? post_say(&p, t.id, arena_fmt(p.s.a, "Paolo Neri (%s)", settore_name(shop_r(&p.s), office)), r->said) : 0;
    if (said)
        post_tamper(&p, arena_fmt(p.s.a, "UPDATE message SET settore_id = %lld", (long long)office));
    int64_t id = post_queue(&p, (struct notice){ .kind = r->kind, .ticket_id = t.id, .event_id = 1, .message_id = said, .settore_id = r->to == TO_OFFICE ? office : 0,
                                                 .to_addr = r->to == TO_CITIZEN ? "anna.verdi@cittadino.test" : r->to == TO_OFFICE ? "lavori@comune.test" : "urp@provincia.test",
                                                 .params = params });
    m = desk_letter(&p, id);
    check_head(r, &t, office, &m);
    check_words(r, &m);
    desk_close(&p);
}
TEST_ROWS(notice_rows, check_notice)

TESTS_MAIN("mail_notice")
