/* SPDX-License-Identifier: EUPL-1.2 */
#include "ticket/privacy_notice.h"

#include <glib.h>
#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/rnd.h"
#include "base/sv.h"
#include "base/tr.h"
#include "q/privacy.h"
#include "ticket/ente.h"
#include "ticket/identity.h"

/* ---- what it says ------------------------------------------------------------------------------- */

/* One line each: a break in the name or the address of a body would begin another one. */
static void block(GString *out, enum privacy_block kind, const char *text)
{
    gsize from = out->len + 1;

    g_string_append_printf(out, "%c%s", (char)kind, text);
    for (gsize i = from; i < out->len; i++)
        if (out->str[i] == '\n' || out->str[i] == '\r')
            out->str[i] = ' ';
    g_string_append_c(out, '\n');
}

/* Words of the body, under a heading of their own: they add to ours and are not part of any of our sections. Each line is a paragraph. */
static void own_block(GString *out, const char *text)
{
    struct sv rest = sv_from(text), line;

    if (sv_trim(rest).n)
        block(out, PRIVACY_HEADING, tr("Altre informazioni dell’ente"));
    while (sv_next(&rest, '\n', &line)) {
        line = sv_trim(line);
        if (line.n)
            g_string_append_printf(out, "%c%.*s\n", (char)PRIVACY_OWN, (int)line.n, line.p);
    }
}

/* "https://tiles.example.it/{z}/{x}/{y}.png" -> "tiles.example.it"; "" when there are no tiles. */
static const char *tiles_host(struct dbr *r, struct arena *a)
{
    const char *url = ente_text(r, a, "map_tiles", ""), *host = strstr(url, "://");

    return host ? arena_strn(a, host + 3, strcspn(host + 3, "/:")) : "";
}

static void write_rights(struct dbr *r, struct arena *a, GString *out)
{
    const char *dpo = ente_text(r, a, "dpo", ""), *email = ente_text(r, a, "dpo_email", "");

    block(out, PRIVACY_HEADING, tr("I tuoi diritti"));
    block(out, PRIVACY_WORDS, tr("Puoi chiederci di vedere i tuoi dati, di correggerli, di limitarne l’uso o di opporti. Puoi chiedere anche di cancellarli, ma gli atti di un ufficio pubblico vanno conservati per legge: in questo caso togliamo il tuo nome appena la legge lo permette."));
    if (*dpo || *email)
        block(out, PRIVACY_WORDS, arena_fmt(a, tr("Scrivi al Responsabile della protezione dei dati: %s."), *dpo && *email && !strstr(dpo, email) ? arena_fmt(a, "%s, %s", dpo, email) : *dpo ? dpo : email));
    else
        block(out, PRIVACY_WORDS, tr("Scrivi al Responsabile della protezione dei dati presso l’ente."));
    block(out, PRIVACY_WORDS, tr("Rispondiamo entro un mese. Se la risposta non ti soddisfa puoi rivolgerti al Garante per la protezione dei dati personali: https://www.garanteprivacy.it"));
}

static const char *copies(struct dbr *r, struct arena *a)
{
    int64_t days = identity_copy_days(r, a);
    const char *usual = arena_fmt(a, tr_n("La copia di un documento di riconoscimento la cancelliamo dopo la verifica, al più tardi %d giorno dopo la fine della richiesta.",
                                          "La copia di un documento di riconoscimento la cancelliamo dopo la verifica, al più tardi %d giorni dopo la fine della richiesta.", (long)days),
                                  (int)days);

    return arena_fmt(a, "%s %s", usual, identity_copy_most_words(a));
}

static void write_notice(struct dbr *r, struct arena *a, GString *out)
{
    const char *name = ente_text(r, a, "name", ""), *address = ente_text(r, a, "address", ""), *tiles = tiles_host(r, a);

    block(out, PRIVACY_HEADING, tr("Chi usa i tuoi dati"));
    block(out, PRIVACY_WORDS, arena_fmt(a, tr("Titolare del trattamento: %s."), *address ? arena_fmt(a, "%s, %s", name, address) : name));
    block(out, PRIVACY_HEADING, tr("Quali dati e perché"));
    block(out, PRIVACY_WORDS, tr("Usiamo i dati che scrivi nel modulo, che mandi per e-mail o che dici all’operatore: il testo della richiesta, gli allegati e, se li dai, nome e recapiti. Servono per occuparci della richiesta, risponderti e tenere le statistiche. È un compito di interesse pubblico che la legge affida all’ente (regolamento UE 2016/679, art. 6, par. 1, lett. c ed e): per questo non ti chiediamo il consenso, ma di aver letto questa pagina."));
    block(out, PRIVACY_HEADING, tr("Chi li vede"));
    block(out, PRIVACY_WORDS, tr("Li vedono gli operatori dell’URP e l’ufficio che si occupa della richiesta. Se hai chiesto di non dire il tuo nome, l’ufficio non lo riceve. Se la richiesta riguarda un altro ente, la mandiamo a quell’ente e te lo diciamo. Non li vendiamo e non li usiamo per la pubblicità."));
    block(out, PRIVACY_WORDS, tr("Nelle richieste di accesso la legge può obbligarci ad avvisare le persone i cui dati sono nei documenti che chiedi (controinteressati)."));
    block(out, PRIVACY_HEADING, tr("Che cosa è pubblico"));
    block(out, PRIVACY_WORDS, tr("Nelle pagine pubbliche non compaiono mai nomi, recapiti o allegati non controllati. Dalle foto che altri possono vedere togliamo i dati nascosti, come il luogo dello scatto."));
    block(out, PRIVACY_HEADING, tr("Per quanto tempo"));
    block(out, PRIVACY_WORDS, tr("Conserviamo nome e recapiti per il tempo che serve a trattare la richiesta e gli eventuali ricorsi, secondo il piano di conservazione dell’ente; poi li togliamo. Restano il numero, le date e l’esito. Le bozze non inviate si cancellano dopo 30 giorni."));
    block(out, PRIVACY_WORDS, copies(r, a));
    write_rights(r, a, out);
    own_block(out, ente_text(r, a, "text.privacy", ""));
    block(out, PRIVACY_HEADING, tr("Cookie"));
    block(out, PRIVACY_WORDS, tr("Usiamo solo cookie tecnici, e soltanto quando servono: se scegli un’altra lingua e se ti fai riconoscere con SPID o CIE. Nessuno conta le visite o ti segue, per questo non ti chiediamo un consenso. L’elenco è nelle note legali."));
    if (*tiles)
        block(out, PRIVACY_WORDS, arena_fmt(a, tr("Se apri una mappa, il tuo browser ne chiede le immagini a %s: quel server vede il tuo indirizzo di rete e la zona che guardi, non la pagina da cui arrivi. Il modulo si compila anche senza mappa."), tiles));
}

struct said {
    const char **texts; /* as tr_langs */
    uint8_t digest[SHA256_BYTES];
};

/* In all languages: a version is what anybody could read, not what one did. */
static void say(struct dbr *r, struct arena *a, struct said *ret)
{
    AUTO(GSTR) GString *all = g_string_new(NULL);

    ret->texts = arena_array(a, tr_langs_n, const char *);
    for (size_t i = 0; i < tr_langs_n; i++) {
        AUTO(GSTR) GString *one = g_string_new(NULL);
        AUTO(TR) const struct tr_lang *before = tr_speak(&tr_langs[i]);

        write_notice(r, a, one);
        ret->texts[i] = arena_str(a, one->str);
        g_string_append_printf(all, "%s\n%s", tr_langs[i].id, one->str);
    }
    sha256_of(all->str, all->len, ret->digest);
}

/* ---- versions ----------------------------------------------------------------------------------- */

enum rc privacy_notice_keep(struct dbw *w, int64_t *ret_id, struct err *err)
{
    struct q_privacy_notice_newest newest;
    struct said now;
    enum rc rc = q_privacy_notice_newest(dbw_reader(w), dbw_arena(w), &newest, err);

    if (rc != OK && rc != E_NOTFOUND)
        return rc;
    say(dbw_reader(w), dbw_arena(w), &now);
    if (rc == OK && newest.digest.n == sizeof now.digest && memcmp(newest.digest.p, now.digest, sizeof now.digest) == 0) {
        *ret_id = newest.id;
        return OK;
    }
    TRY(q_privacy_notice_add(w, clock_now_at(), BYTES(now.digest), ret_id, err));
    for (size_t i = 0; i < tr_langs_n; i++)
        TRY(q_privacy_notice_say(w, *ret_id, tr_langs[i].id, now.texts[i], err));
    return OK;
}

enum rc privacy_notice_keep_op(struct dbw *w, void *id, struct err *err)
{
    int64_t unused;

    return privacy_notice_keep(w, id ? id : &unused, err);
}

enum rc privacy_notice_open(struct dbr *r, struct arena *a, int64_t id, const char *lang, struct privacy_notice *ret, struct err *err)
{
    struct q_privacy_notice_newest newest;
    struct q_privacy_notice_text row;

    if (!id) {
        TRY(q_privacy_notice_newest(r, a, &newest, err));
        id = newest.id;
    }
    TRY(q_privacy_notice_text(r, a, id, lang, &row, err));
    *ret = (struct privacy_notice){ .id = id, .since_at = row.since_at, .until_at = row.until_at, .lang = row.lang, .text = row.text };
    return OK;
}

enum rc privacy_notice_when(struct dbr *r, struct arena *a, int64_t id, struct privacy_notice *ret, struct err *err)
{
    struct q_privacy_notice_times row;

    TRY(q_privacy_notice_times(r, a, id, &row, err));
    *ret = (struct privacy_notice){ .id = id, .since_at = row.since_at, .until_at = row.until_at, .lang = "", .text = "" };
    return OK;
}

enum rc privacy_notice_list(struct dbr *r, struct arena *a, int64_t n, struct privacy_notice **ret, size_t *ret_n, struct err *err)
{
    struct q_privacy_notice_list *rows;

    TRY(q_privacy_notice_list(r, a, n, &rows, ret_n, err));
    *ret = arena_array(a, *ret_n + 1, struct privacy_notice);
    for (size_t i = 0; i < *ret_n; i++)
        (*ret)[i] = (struct privacy_notice){ .id = rows[i].id, .since_at = rows[i].since_at, .until_at = i ? rows[i - 1].since_at : 0, .lang = "", .text = "" };
    return OK;
}

char *privacy_notice_path(struct arena *a, int64_t id)
{
    return arena_fmt(a, "/privacy/versioni/%lld", (long long)id);
}
