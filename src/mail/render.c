/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/render.h"

#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/sv.h"
#include "base/tr.h"
#include "mail/closed.h"
#include "mail/join_letter.h"
#include "mail/own_letter.h"
#include "mail/compose.h"
#include "mail/digest_letter.h"
#include "mail/draft_letter.h"
#include "mail/mark.h"
#include "mail/notice.h"
#include "mail/preview.h"
#include "mail/sender_auth.h"
#include "mail/store.h"
#include "mail/token.h"
#include "q/message.h"
#include "ticket/adesione.h"
#include "ticket/citizen_link.h"
#include "ticket/optout.h"
#include "ticket/redact.h"
#include "t/mail/letter.eml.h"
#include "t/mail/letter.html.h"

/* Photos help; beyond this many servers refuse the mail, and the link shows them all. */
#define FILES_BYTES ((int64_t)8 * 1024 * 1024)
#define FILES_MAX 20
#define REFERENCE_MAX 250 /* what compose takes */

struct job {
    const struct mail_env *env;
    struct dbr *r;
    struct arena *a;
    const struct q_outbox_row_full *row;
    const char *way;
    struct notice_facts facts;
    struct letter letter;
    struct compose mail;
    struct compose_file files[FILES_MAX];
    struct compose_name from, to, reply_to;
    struct compose_header extra[8];
    const char *references[2];
};

/* ---- files -------------------------------------------------------------------------------------- */

/* With the request to the office and to another body; with an answer its own. */
static bool goes_along(const struct job *j, const struct attachment *f)
{
    enum notice_kind k = j->facts.kind;
    bool confidential = (j->facts.t.flags & TICKET_CONFIDENTIAL) != 0;

    /* A whole mail carries its sender, a signed form its signature. */
    if ((j->facts.t.flags & (TICKET_NAME_HIDDEN | TICKET_ANONYMOUS)) && (f->file.is_form || sv_ends(sv_from(f->file.name), SV(".eml"))) && (notice_is_for_settore(k) || k == NOTICE_HANDOVER))
        return false;
    if (k == NOTICE_ASSIGNED || k == NOTICE_HANDOVER)
        return !f->message_id && (!confidential || k == NOTICE_HANDOVER);
    if (k == NOTICE_CITIZEN_WROTE)
        return f->message_id == j->row->message_id && !confidential;
    return notice_is_personal(k) && f->message_id && f->message_id == j->row->message_id && f->public;
}

/* Refused once as too big. */
static bool is_light(const struct q_outbox_row_full *row)
{
    AUTO(JSON) json_t *p = json_loads(row->params, 0, NULL);

    return json_integer_value(json_object_get(p, "light")) != 0;
}

static enum rc attach_files(struct job *j, struct err *err)
{
    int64_t bytes = 0;
    size_t left = 0;
    bool light = is_light(j->row), black;

    for (size_t i = 0; i < j->facts.n_files; i++) {
        const struct attachment *f = &j->facts.files[i];
        if (!goes_along(j, f))
            continue;
        TRY(redact_hides_letter(j->r, j->a, f->id, &black, err)); /* a whole mail says what its request no longer says */
        if (black)
            continue;
        if (light || bytes + f->file.shown_bytes > FILES_BYTES || j->mail.n_files == FILES_MAX) {
            left++;
            continue;
        }
        bytes += f->file.shown_bytes;
        struct attach_shown as = attach_as_shown(j->a, &f->file);
        j->files[j->mail.n_files++] = (struct compose_file){ attach_path(j->env->files, j->a, f->file.shown), as.name, as.mime };
    }
    j->mail.files = j->files;
    if (left && light)
        j->letter.files_note = tr("Gli allegati sono troppo grandi per la tua casella di posta: si aprono dal collegamento.");
    else if (left)
        j->letter.files_note = arena_fmt(j->a, tr("Altri %zu file sono troppo grandi per un messaggio: si aprono dal collegamento."), left);
    return OK;
}

/* ---- head --------------------------------------------------------------------------------------- */

const char *render_from(const struct mail_env *env, struct arena *a)
{
    const char *from = conf_text(env->conf, "smtp", "from");

    return str_empty(from) ? ente_text(db_reader(env->db), a, "email", "") : from;
}

const char *render_sender(const struct mail_env *env, struct arena *a, const char *way)
{
    return str_eq(way, "pec") ? conf_text(env->conf, "smtp-pec", "from") : render_from(env, a);
}

/* What the row wants, and what is possible now. */
static const char *way_of(const struct mail_env *env, const char *wanted)
{
    if (str_eq(wanted, "mail"))
        return "mail";
    return str_empty(conf_text(env->conf, "smtp-pec", "url")) ? "pec-by-mail" : "pec";
}

char *mail_domain(const struct conf *conf, struct arena *a)
{
    struct sv s = sv_from(conf_text(conf, "urp", "base_url")), host, name;
    ptrdiff_t at = sv_find(s, SV("://"));

    s = sv_drop(s, at < 0 ? 0 : (size_t)at + 3);
    (void)sv_next(&s, '/', &host);
    (void)sv_next(&host, ':', &name);
    return arena_sv(a, name);
}

static bool is_of_no_ticket(enum notice_kind k)
{
    return k == NOTICE_DIGEST || k == NOTICE_CHANNEL_CLOSED || k == NOTICE_JOIN_ASK || k == NOTICE_JOIN_END || k == NOTICE_OWN_LIST || k == NOTICE_DRAFT_LINK;
}

static enum rc addresses(struct job *j, struct err *err)
{
    const struct conf *conf = j->env->conf;
    bool pec = str_eq(j->way, "pec");
    const char *from = render_sender(j->env, j->a, j->way), *base = pec ? "" : conf_text(conf, "smtp", "reply_domain_address");
    bool settore = notice_is_for_settore(j->facts.kind);
    struct reply_token token = { j->facts.t.id, settore ? j->row->settore_id : 0 };
    struct addr base_addr;

    TRY(addr_parse(sv_from(from), "from", &j->from.addr, err));
    j->from.name = conf_text(conf, pec ? "smtp-pec" : "smtp", "from_name");
    TRY(addr_parse(sv_from(j->row->to_addr), "to_addr", &j->to.addr, err));
    TRY(addr_parse(sv_from(str_empty(base) ? from : base), "reply_domain_address", &base_addr, err));
    TRY(addr_tagged(&base_addr, token_make(j->a, j->env->keys->reply, token), &j->reply_to.addr, err));
    j->reply_to.name = j->from.name;
    j->mail.from = j->from;
    j->mail.to = &j->to;
    j->mail.n_to = 1;
    j->mail.reply_to = &j->reply_to;
    /* What other bodies and we ourselves answer is known by the Message-ID. */
    if (pec && !conf_bool(conf, "smtp-pec", "reply_plus"))
        return OK; /* replies are known by the ids, ours and the provider's */
    j->mail.n_reply_to = j->facts.kind == NOTICE_HANDOVER || is_of_no_ticket(j->facts.kind) || notice_is_for_urp(j->facts.kind, j->row->params) ? 0 : 1;
    return OK;
}

/* Whatever is answered comes back with it, also from where Message-IDs are rewritten. */
static void mark(struct job *j)
{
    const struct ticket *t = &j->facts.t;
    struct mark m = { t->year, t->number, notice_is_for_settore(j->facts.kind) ? j->row->settore_id : 0, j->facts.kind == NOTICE_HANDOVER };

    if (!notice_is_for_urp(j->facts.kind, j->row->params))
        j->letter.mark = arena_fmt(j->a, "Rif. URP %s", mark_make(j->a, j->env->keys->reply, &m));
}

/* Some programs write Message-IDs that are none. Such a mail cannot be referred to, and is answered all the same. */
static bool is_reference(const char *id)
{
    const char *at = strchr(id, '@');

    if (!at || at == id || !at[1] || strlen(id) > REFERENCE_MAX)
        return false;
    for (const char *p = id; *p; p++)
        if (*p <= ' ' || *p >= 127 || strchr("<>()\\\",;", *p))
            return false;
    return true;
}

/* Nothing but "Re: " may be added: some programs hold mails together by their subject. The number stands inside. */
static const char *answer_subject(struct job *j, const char *asked)
{
    struct sv s = sv_trim(sv_from(asked));

    if (s.n == 0)
        return j->letter.subject;
    return arena_fmt(j->a, "%s%s", sv_starts_nocase(s, SV("re:")) || sv_starts_nocase(s, SV("r:")) ? "" : "Re: ", arena_sv(j->a, s));
}

/* The answer goes out in the thread of the mail that asked; later mails of ours follow the first. */
static enum rc thread(struct job *j, struct err *err)
{
    struct q_thread_root root;
    struct q_thread_first_out first;
    enum rc rc = E_NOTFOUND;

    if (j->facts.kind == NOTICE_ADDRESS_ASK) /* nobody knows whose address it is: not the citizen's own subject */
        return OK;
    if (!notice_is_for_settore(j->facts.kind) && j->facts.kind != NOTICE_HANDOVER && !notice_is_for_urp(j->facts.kind, j->row->params))
        rc = q_thread_root(j->r, j->a, j->facts.t.id, &root, err);
    if (rc == OK) {
        if (is_reference(root.header_id))
            j->references[j->mail.n_references++] = root.header_id;
        j->letter.subject = answer_subject(j, root.subject);
    } else if (rc != E_NOTFOUND) {
        return rc;
    }
    rc = q_thread_first_out(j->r, j->a, j->facts.t.id, j->row->to_addr, j->row->id, &first, err);
    if (rc == OK)
        j->references[j->mail.n_references++] = first.header_id;
    else if (rc != E_NOTFOUND)
        return rc;
    j->mail.references = j->references;
    j->mail.in_reply_to = j->mail.n_references ? j->references[0] : NULL;
    return OK;
}

static void header(struct job *j, const char *name, const char *value)
{
    assume(j->mail.n_extra < sizeof j->extra / sizeof j->extra[0]);
    j->extra[j->mail.n_extra++] = (struct compose_header){ name, value };
}

/* Absence notes answer none of these (RFC 3834, RFC 2919, and what Exchange reads). */
static void automatic(struct job *j, const char *list, const char *domain)
{
    header(j, "Auto-Submitted", j->facts.kind == NOTICE_CHANNEL_CLOSED ? "auto-replied" : "auto-generated");
    header(j, "X-Auto-Response-Suppress", "OOF, AutoReply");
    header(j, "List-Id", arena_fmt(j->a, "<%s.%s>", list, domain));
}

/* What the law does not owe can be refused, by a link and by one click of the mail program (RFC 2369, RFC 8058). */
static void optional(struct job *j)
{
    const char *url = arena_fmt(j->a, "%s%s", conf_text(j->env->conf, "urp", "base_url"), optout_path(j->a, j->env->keys->reply, j->facts.t.id));

    header(j, "List-Unsubscribe", arena_fmt(j->a, "<%s>", url));
    header(j, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    j->letter.links[j->letter.n_links++] = (struct letter_link){ tr("Non ricevere più questi avvisi"), url, false };
}

static void headers(struct job *j)
{
    const char *domain = mail_domain(j->env->conf, j->a);
    bool digest = j->facts.kind == NOTICE_DIGEST;
    bool joins = j->facts.kind == NOTICE_JOIN_ASK || j->facts.kind == NOTICE_JOIN_END;
    const char *about = digest ? "riepilogo" : j->facts.kind == NOTICE_CHANNEL_CLOSED ? "casella-chiusa" : joins ? "adesione" : j->facts.kind == NOTICE_OWN_LIST ? "elenco" : j->facts.kind == NOTICE_DRAFT_LINK ? "bozza" : j->facts.t.code;

    header(j, "X-URP-Loop", arena_fmt(j->a, "%s@%s", about, domain));
    if (!notice_is_personal(j->facts.kind))
        automatic(j, digest ? "riepilogo" : "sportello", domain);
    if (optout_allowed(j->facts.kind, j->row->message_id))
        optional(j);
    j->mail.extra = j->extra;
    j->mail.subject = j->letter.subject;
    j->mail.message_id = j->row->header_id;
    j->mail.date_at = clock_now_at();
}

/* ---- bytes -------------------------------------------------------------------------------------- */

static enum rc write_bytes(struct job *j, struct rendered *ret, struct err *err)
{
    const char *spool = conf_data_path(j->env->conf, j->a, arena_fmt(j->a, "spool/mail-%lld", (long long)j->row->id));
    AUTO(GSTR) GString *text = g_string_new(NULL);
    AUTO(GSTR) GString *html = g_string_new(NULL);
    uint8_t hash[SHA256_BYTES];

    letter_text(text, &j->letter);
    letter_html(html, &j->letter);
    j->mail.text = text->str;
    j->mail.html = html->str;
    TRY(compose_write(&j->mail, spool, hash, &ret->bytes, err));
    ret->sha256 = hex_text(j->a, hash, sizeof hash);
    return mail_adopt_out(j->env->conf, j->a, spool, ret->sha256, err);
}

/* Its answers go to the URP: it is about many requests. In a thread of its own each day. */
static enum rc render_digest(struct job *j, struct rendered *ret, struct err *err)
{
    struct digest_letter d = { .settore_id = j->row->settore_id, .now_at = clock_now_at(), .base_url = conf_text(j->env->conf, "urp", "base_url") };

    ret->link_until_at = d.now_at + DIGEST_LINK_DAYS * 86400;
    j->facts.kind = NOTICE_DIGEST;
    TRY(digest_letter(db_reader(j->env->db), j->a, &d, &j->letter, err));
    ret->links = d.links;
    ret->n_links = d.n_links;
    TRY(addresses(j, err));
    headers(j);
    return write_bytes(j, ret, err);
}

/* RFC 3834: to who wrote, in the thread of what they wrote, marked as an automatic answer. */
static enum rc render_closed(struct job *j, struct rendered *ret, struct err *err)
{
    const char *about;

    j->facts.kind = NOTICE_CHANNEL_CLOSED;
    TRY(closed_letter(db_reader(j->env->db), j->a, j->row->params, conf_text(j->env->conf, "urp", "base_url"), &j->letter, &about, err));
    TRY(addresses(j, err));
    if (is_reference(about)) {
        j->references[j->mail.n_references++] = about;
        j->mail.references = j->references;
        j->mail.in_reply_to = about;
    }
    headers(j);
    return write_bytes(j, ret, err);
}

/* To who has the same problem as somebody else: of no ticket, so that an answer to it never becomes a word of the other one. */
static enum rc render_join(struct job *j, enum notice_kind kind, struct rendered *ret, struct err *err)
{
    const char *base_url = conf_text(j->env->conf, "urp", "base_url"), *url;

    j->facts.kind = kind;
    TRY(join_letter(db_reader(j->env->db), j->a, j->row->params, j->env->keys->reply, base_url, kind == NOTICE_JOIN_END, &j->letter, &url, err));
    TRY(addresses(j, err));
    if (kind == NOTICE_JOIN_END) {
        header(j, "List-Unsubscribe", arena_fmt(j->a, "<%s>", url));
        header(j, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    headers(j);
    return write_bytes(j, ret, err);
}

static enum rc render_own(struct job *j, struct rendered *ret, struct err *err)
{
    j->facts.kind = NOTICE_OWN_LIST;
    TRY(own_letter(db_reader(j->env->db), j->a, j->row->params, j->env->keys->track, conf_text(j->env->conf, "urp", "base_url"), &j->letter, err));
    TRY(addresses(j, err));
    headers(j);
    return write_bytes(j, ret, err);
}

/* In the language in which they were writing. */
static enum rc render_draft_link(struct job *j, struct rendered *ret, struct err *err)
{
    AUTO(JSON) json_t *params = json_loads(j->row->params, 0, NULL);
    const struct tr_lang *lang;
    const char *token;

    ret->draft_link_id = json_integer_value(json_object_get(params, "link"));
    j->facts.kind = NOTICE_DRAFT_LINK;
    enum rc rc = draft_letter_lang(j->r, j->a, j->row->params, &token, &lang, err);
    if (rc == E_NOTFOUND)
        FAIL(err, E_INPUT, "params", "the draft is gone");
    TRY(rc);
    AUTO(TR) const struct tr_lang *before = tr_speak(lang);
    draft_letter(j->r, j->a, token, conf_text(j->env->conf, "urp", "base_url"), &j->letter);
    TRY(addresses(j, err));
    headers(j);
    return write_bytes(j, ret, err);
}

/* Letters of no ticket: in the language in which somebody asked for them, or wrote. */
static enum rc lang_asked_in(struct dbr *r, struct arena *a, const struct q_outbox_row_full *row, enum notice_kind kind, const struct tr_lang **ret, struct err *err)
{
    AUTO(JSON) json_t *p = json_loads(row->params, 0, NULL);
    struct citizen_link link;
    struct adesione joined;

    if (kind == NOTICE_CHANNEL_CLOSED)
        *ret = tr_lang(json_string_value(json_object_get(p, "lang")));
    if (kind == NOTICE_JOIN_ASK || kind == NOTICE_JOIN_END) {
        TRY(adesione_by_id(r, a, json_integer_value(json_object_get(p, "adesione")), &joined, err));
        *ret = tr_lang(joined.lang);
    } else if (kind == NOTICE_OWN_LIST) {
        TRY(citizen_link_by_id(r, a, json_integer_value(json_object_get(p, "link")), &link, err));
        *ret = tr_lang(link.lang);
    }
    return OK;
}

/* Citizens are written to in the language of their request; offices and other bodies in Italian. NULL: Italian. */
static enum rc lang_of(struct dbr *r, struct arena *a, const struct q_outbox_row_full *row, const struct tr_lang **ret, struct err *err)
{
    struct q_words_lang_of words;
    enum notice_kind kind;

    *ret = NULL;
    if (!notice_parse(row->kind, &kind))
        return OK;
    if (is_of_no_ticket(kind))
        return lang_asked_in(r, a, row, kind, ret, err);
    if (!row->ticket_id || notice_is_for_settore(kind) || kind == NOTICE_HANDOVER || notice_is_for_urp(kind, row->params))
        return OK;
    TRY(q_words_lang_of(r, a, row->ticket_id, &words, err));
    *ret = tr_lang(words.lang);
    return OK;
}

/* Everything that is read in it, and the files that go along. */
static enum rc write_letter(struct job *j, const struct rendered *made, struct err *err)
{
    const struct mail_env *env = j->env;
    struct auth_conf auth = auth_conf_of(env->conf, j->a);

    TRY(notice_gather(j->r, j->a, j->row, env->keys->track, conf_text(env->conf, "urp", "base_url"), made->token, made->link_until_at, &j->facts, err));
    j->facts.replies_act = !str_empty(auth.authserv_id) || auth.n_hosts > 0;
    notice_write(&j->facts, &j->letter);
    mark(j);
    TRY(thread(j, err));
    TRY(attach_files(j, err));
    headers(j);
    return OK;
}

enum rc mail_preview(const struct mail_env *env, struct dbr *r, struct arena *a, int64_t outbox_id, struct mail_preview *ret, struct err *err)
{
    struct q_outbox_row_full *row = arena_one(a, struct q_outbox_row_full);
    struct job *j = arena_one(a, struct job);
    struct rendered made = { .link_until_at = clock_now_at() };
    AUTO(GSTR) GString *text = g_string_new(NULL);
    const struct tr_lang *lang;
    const char **files;

    TRY(q_outbox_row_full(r, a, outbox_id, row, err));
    *j = (struct job){ .env = env, .r = r, .a = a, .row = row, .way = way_of(env, row->way) };
    TRY(lang_of(r, a, row, &lang, err));
    AUTO(TR) const struct tr_lang *before = tr_speak(lang);
    TRY(write_letter(j, &made, err));
    letter_text(text, &j->letter);
    files = arena_array(a, j->mail.n_files + 1, const char *);
    for (size_t i = 0; i < j->mail.n_files; i++)
        files[i] = j->files[i].name;
    *ret = (struct mail_preview){ .label = notice_label(j->facts.kind), .to = row->to_addr, .subject = j->letter.subject, .text = arena_str(a, text->str),
                                  .is_pec = str_eq(j->way, "pec"), .files = files, .n_files = j->mail.n_files };
    return OK;
}

enum rc render_row(const struct mail_env *env, struct arena *a, const struct q_outbox_row_full *row, struct rendered *ret,
                   struct err *err)
{
    struct job *j = arena_one(a, struct job);
    const struct tr_lang *lang;
    enum notice_kind kind;
    bool known = notice_parse(row->kind, &kind);
    bool linked = known && notice_has_links(kind) && row->settore_id && !notice_is_for_urp(kind, row->params) && !notice_forbids_links(row->params);

    *ret = (struct rendered){ .ticket_id = row->ticket_id, .settore_id = row->settore_id,
                              .link_until_at = clock_now_at() + conf_int(env->conf, "tempi", "capability_days") * 86400 };
    ret->undo_id = known ? notice_undo_id(kind, row->params) : 0;
    if (linked || ret->undo_id)
        ret->token = rnd_token(a, TOKEN_BYTES);
    j->env = env;
    j->r = db_reader(env->db);
    j->a = a;
    j->row = row;
    j->way = ret->way = way_of(env, row->way);
    if (kind == NOTICE_DIGEST && known)
        return render_digest(j, ret, err);
    TRY(lang_of(j->r, a, row, &lang, err));
    AUTO(TR) const struct tr_lang *before = tr_speak(lang);
    if (kind == NOTICE_CHANNEL_CLOSED && known)
        return render_closed(j, ret, err);
    if (kind == NOTICE_OWN_LIST && known)
        return render_own(j, ret, err);
    if (kind == NOTICE_DRAFT_LINK && known)
        return render_draft_link(j, ret, err);
    if ((kind == NOTICE_JOIN_ASK || kind == NOTICE_JOIN_END) && known)
        return render_join(j, kind, ret, err);
    TRY(write_letter(j, ret, err));
    TRY(addresses(j, err));
    return write_bytes(j, ret, err);
}
