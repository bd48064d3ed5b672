/* SPDX-License-Identifier: EUPL-1.2 */
/* "Impostazioni rischiose": what in the configuration and the accounts is risky now, what it means, and the remedy. */
#include <string.h>

#include "base/clock.h"
#include "base/sv.h"
#include "people_pages.h"
#include "t/web/operator/access.html.h"
#include "ticket/channel.h"

#define IDLE_DAYS 180

struct found {
    struct req *rq;
    const struct conf *conf;
    struct risk *risks;
    size_t n, cap;
    struct view_row *fine;
    size_t n_fine, cap_fine;
};

static void risk(struct found *f, enum view_tone tone, const char *title, const char *means, const char *remedy)
{
    LIST_ADD(req_arena(f->rq), f->risks, f->n, f->cap,
             (struct risk){ .title = title, .means = means, .remedy = remedy, .level = { tone == TONE_BAD ? "rischio alto" : "da migliorare", tone } });
}

static void fine(struct found *f, const char *what, const char *why)
{
    LIST_ADD(req_arena(f->rq), f->fine, f->n_fine, f->cap_fine, (struct view_row){ .label = what, .value = why });
}

/* ---- accounts ----------------------------------------------------------------------------------- */

struct names {
    GString *text;
    size_t n;
};

static void name_add(struct names *l, const char *name)
{
    g_string_append_printf(l->text, "%s%s", l->n++ ? ", " : "", name);
}

static bool is_idle(const struct q_user_list *u, int64_t now_at)
{
    int64_t last = u->signed_in_at ? u->signed_in_at : u->created_at;

    return last + IDLE_DAYS * INT64_C(86400) < now_at;
}

static void say(struct found *f, const struct names *l, enum view_tone tone, const char *title, const char *means, const char *remedy, const char *good)
{
    if (l->n)
        risk(f, tone, arena_fmt(req_arena(f->rq), "%s: %s", title, l->text->str), means, remedy);
    else
        fine(f, title, good);
}

static enum rc look_at_accounts(struct found *f, struct err *err)
{
    AUTO(GSTR) GString *t1 = g_string_new(NULL);
    AUTO(GSTR) GString *t2 = g_string_new(NULL);
    AUTO(GSTR) GString *t3 = g_string_new(NULL);
    AUTO(GSTR) GString *t4 = g_string_new(NULL);
    struct names bare = { t1, 0 }, given = { t2, 0 }, idle = { t3, 0 }, lost = { t4, 0 };
    struct q_user_list *list;
    size_t n, leads = 0, admins = 0;

    TRY(q_user_list(reader_of(f->rq), req_arena(f->rq), &list, &n, err));
    for (size_t i = 0; i < n; i++) {
        const struct q_user_list *u = &list[i];
        if (!u->active)
            continue;
        leads += (u->roles & ROLE_LEAD) != 0;
        admins += (u->roles & ROLE_ADMIN) != 0;
        if (u->roles & ROLE_ADMIN && u->has_password && !u->has_totp)
            name_add(&bare, u->login);
        if (u->has_password && str_eq(u->password_by, "other"))
            name_add(&given, u->login);
        if (is_idle(u, clock_now_at()))
            name_add(&idle, u->login);
        if (u->roles & ROLE_SETTORE && !(u->narrowed & ROLE_SETTORE))
            name_add(&lost, u->login);
    }
    say(f, &bare, TONE_BAD, "Amministratori senza secondo fattore", "Chi scopre la loro password può cambiare i diritti di tutti.",
        "Ciascuno apre «Il tuo accesso» e attiva il secondo fattore. Per renderlo obbligatorio: [security] totp_roles = admin.", "tutti ne hanno uno");
    say(f, &given, TONE_WARN, "Password mai cambiate", "La conosce anche chi l'ha data, e forse è rimasta in un messaggio.", "La persona apre «Il tuo accesso» e la cambia.", "ognuno ha scelto la sua");
    say(f, &idle, TONE_WARN, "Utenti che non entrano da 180 giorni", "Un utente di chi non lavora più qui è una porta che nessuno guarda.", "Disattivalo dalla pagina «Persone»: si può sempre riattivare.", "nessuno");
    say(f, &lost, TONE_WARN, "Referenti senza settore", "Non vedono niente: probabilmente manca un passo.", "Apri la persona e limita il ruolo di referente ai suoi settori.", "nessuno");
    if (!leads)
        risk(f, TONE_BAD, "Nessun responsabile URP", "Le richieste riservate non le può aprire nessuno, se non chi le ha registrate.", "Dai il ruolo di responsabile ad almeno una persona.");
    if (admins == 1)
        risk(f, TONE_WARN, "Un solo amministratore", "Se manca, nessuno può dare una password nuova o chiudere un accesso da qui.", "Dai il ruolo a una seconda persona. Dalla macchina resta sempre «urpd user».");
    return OK;
}

/* ---- configuration ------------------------------------------------------------------------------ */

static bool is_loopback(const char *url)
{
    return strstr(url, "//127.") || strstr(url, "//localhost") || strstr(url, "//[::1]");
}

static void look_at_site(struct found *f)
{
    const char *url = conf_text(f->conf, "urp", "base_url");

    if (strncmp(url, "https://", 8) != 0)
        risk(f, is_loopback(url) ? TONE_WARN : TONE_BAD, "Il sito è in http", "Password e parole dei cittadini viaggiano in chiaro; i cookie non sono protetti.",
             "Metti nginx davanti (etc/nginx.conf) e scrivi [urp] base_url = https://il-vostro-sito.");
    else
        fine(f, "Sito in https", url);
    if (!conf_bool(f->conf, "http", "hsts"))
        risk(f, TONE_WARN, "HSTS non è attivo", "Alla prima visita un browser può ancora passare da http, e qualcuno può mettersi in mezzo.", "Quando il sito è sempre in https: [http] hsts = si.");
    else
        fine(f, "HSTS", "attivo");
    if (strncmp(url, "https://", 8) == 0 && str_empty(conf_text(f->conf, "http", "trusted_proxies")))
        risk(f, TONE_BAD, "Nessun proxy dichiarato", "Tutti sembrano arrivare da uno stesso indirizzo: i limiti contro i tentativi colpiscono tutti insieme.", "Scrivi l'indirizzo di nginx: [http] trusted_proxies = 127.0.0.1.");
}

static void look_at_mail(struct found *f)
{
    if (str_empty(conf_text(f->conf, "smtp", "url")))
        risk(f, TONE_WARN, "La posta non parte", "I messaggi restano nella cartella posta/ di questa macchina: cittadini e settori non ricevono niente.", "Scrivi il server: [smtp] url = smtp://server:587 (STARTTLS è sempre obbligatorio).");
    else
        fine(f, "Posta in uscita", "con TLS, sempre");
    if (str_empty(conf_text(f->conf, "mail", "authserv_id")))
        risk(f, TONE_WARN, "Le risposte dei settori per posta non agiscono", "Non si sa di quale server fidarsi, quindi ogni risposta resta una nota da confermare.", "Scrivi il nome con cui il vostro server firma Authentication-Results: [mail] authserv_id = mx.comune.it.");
    else
        fine(f, "Mittenti verificati da", conf_text(f->conf, "mail", "authserv_id"));
    if (str_eq(conf_text(f->conf, "mail", "spam"), "ticket"))
        risk(f, TONE_WARN, "La posta indesiderata diventa richiesta", "Chi manda messaggi in massa riempie la coda.", "Tienila da parte: [mail] spam = quarantine.");
    if (str_empty(conf_text(f->conf, "pec", "ca_file")))
        risk(f, TONE_WARN, "Le firme della PEC non si verificano", "Una busta falsa sembra una PEC; le pagine lo dicono, ma nessuno la ferma.", "Scarica i certificati dei gestori e scrivi [pec] ca_file.");
}

static void look_at_sign_in(struct found *f)
{
    const char *issuer = conf_text(f->conf, "oidc", "issuer");

    if (!(roles_parse(conf_text(f->conf, "security", "totp_roles")) & ROLE_ADMIN))
        risk(f, TONE_WARN, "Il secondo fattore non è obbligatorio per gli amministratori", "Basta una password per cambiare i diritti di tutti.", "[security] totp_roles = admin (oppure admin,responsabile).");
    else
        fine(f, "Secondo fattore obbligatorio per", conf_text(f->conf, "security", "totp_roles"));
    if (conf_int(f->conf, "security", "session_idle_min") > 60)
        risk(f, TONE_WARN, "Le sessioni restano aperte a lungo", "Su un computer lasciato acceso chiunque continua al posto dell'operatore.", "[security] session_idle_min = 30.");
    if (conf_int(f->conf, "limits", "login_tries") > 50)
        risk(f, TONE_WARN, "Troppi tentativi di accesso permessi", "Chi prova le password ha molto tempo.", "[limits] login_tries = 10.");
    if (!str_empty(issuer) && strncmp(issuer, "https://", 8) != 0)
        risk(f, is_loopback(issuer) ? TONE_WARN : TONE_BAD, "Il fornitore d'identità è in http", "Chiunque sulla rete può rispondere al suo posto.", "Scrivi il suo indirizzo https in [oidc] issuer.");
    if (!str_empty(issuer) && str_empty(conf_text(f->conf, "oidc", "client_secret_file")))
        risk(f, TONE_WARN, "Nessun segreto verso il fornitore d'identità", "Solo PKCE protegge lo scambio.", "[oidc] client_secret_file = FILE.");
}

/* A door that is closed and forgotten: people are turned away, and nobody here sees them. */
static enum rc look_at_doors(struct found *f, struct err *err)
{
    struct arena *a = req_arena(f->rq);
    size_t n = 0;

    for (int c = 0; c < CHANNELS; c++) {
        struct channel_state s;
        const char *remedy = c == CHANNEL_MAIL ? "Guarda in «Posta», fra le non prese, che cosa è arrivato; riapri il canale da «Impostazioni», «Canali»." : "Riaprilo da «Impostazioni», «Canali», o scrivi fino a quando è chiuso.";

        TRY(channel_state(reader_of(f->rq), a, (enum channel)c, clock_now_at(), &s, err));
        if (!s.closed)
            continue;
        n++;
        risk(f, s.until_day ? TONE_PLAIN : TONE_WARN, arena_fmt(a, "Canale chiuso: %s %s", channel_name((enum channel)c), s.until_day ? channel_until_words(a, &s) : "senza una data"),
             "Chi scrive o chiama per questa via non diventa una richiesta: lo mandiamo agli altri modi.", remedy);
    }
    if (!n)
        fine(f, "Canali", "tutti aperti");
    return OK;
}

struct reply get_security(struct req *rq)
{
    struct found f = { .rq = rq, .conf = app_of(rq)->conf };
    struct security_view v = { .page = office_page_new(rq, "Impostazioni rischiose", MENU_SETTINGS) };
    struct err err = { 0 };
    GString *out;

    look_at_site(&f);
    look_at_sign_in(&f);
    if (look_at_accounts(&f, &err) != OK || look_at_doors(&f, &err) != OK)
        return reply_err(rq, &err);
    look_at_mail(&f);
    v.risks = f.risks;
    v.n_risks = f.n;
    v.fine = f.fine;
    v.n_fine = f.n_fine;
    v.lead = f.n == 0 ? "Non abbiamo trovato niente di rischioso." : f.n == 1 ? "Una cosa da guardare." : arena_fmt(req_arena(rq), "%zu cose da guardare.", f.n);
    out = g_string_sized_new(32768);
    security_page(out, &v);
    return reply_html(rq, 200, out);
}
