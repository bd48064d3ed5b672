/* SPDX-License-Identifier: EUPL-1.2 */
/* A struct mime_mail as JSON, from the worker to the daemon. The reader trusts nothing: the writer may be a
 * process that a mail has taken over. */
#include <stddef.h>
#include <string.h>

#include "base/text.h"
#include "daticert.h"
#include "mime_in.h"
#include "signature.h"

#define LIST_MAX ((size_t)2000) /* longer than any list of mime_limits */

struct row {
    const char *key;
    size_t offset; /* of a const char * */
    bool is_text;  /* more than one line */
};
#define ROW(type_, member_) { #member_, offsetof(struct type_, member_), false }

static const struct row MAIL[] = {
    ROW(mime_mail, subject), ROW(mime_mail, message_id), ROW(mime_mail, in_reply_to), ROW(mime_mail, type),
    ROW(mime_mail, report_type), ROW(mime_mail, dsn_original_id),
    { "text", offsetof(struct mime_mail, text), true }, { "quoted", offsetof(struct mime_mail, quoted), true },
};
static const struct row NAME[] = { ROW(mime_name, name), ROW(mime_name, addr) };
static const struct row HEADER[] = { ROW(mime_header, name), ROW(mime_header, value) };
static const struct row FILE_[] = { ROW(mime_file, name), ROW(mime_file, declared), ROW(mime_file, type),
                                    ROW(mime_file, content_id), ROW(mime_file, inside) };
static const struct row DSN[] = { ROW(mime_dsn, action), ROW(mime_dsn, status), ROW(mime_dsn, recipient),
                                  ROW(mime_dsn, diagnostic) };
static const struct row DATICERT[] = {
    ROW(daticert, tipo), ROW(daticert, errore), ROW(daticert, mittente), ROW(daticert, risposte), ROW(daticert, oggetto),
    ROW(daticert, gestore), ROW(daticert, identificativo), ROW(daticert, msgid), ROW(daticert, ricevuta),
    ROW(daticert, consegna), ROW(daticert, ricezione), ROW(daticert, errore_esteso),
};
static const struct row DESTINATARIO[] = { ROW(daticert_destinatario, addr), ROW(daticert_destinatario, tipo) };
static const struct row SIGNATURE[] = { ROW(signature, state), ROW(signature, signer) };
static const struct row ONE[] = { { "t", 0, false } }; /* a bare string */

struct kind {
    const struct row *rows;
    size_t n, size;
};
#define KIND(rows_, type_) (&(const struct kind){ (rows_), sizeof(rows_) / sizeof(rows_)[0], sizeof(type_) })

static void put(json_t *o, const struct kind *k, const void *from)
{
    for (size_t i = 0; i < k->n; i++) {
        const char *s = *(const char *const *)(const void *)((const char *)from + k->rows[i].offset);
        json_t *value = json_string(s);

        assume(value != NULL); /* clean text by construction */
        (void)json_object_set_new(o, k->rows[i].key, value);
    }
}

static json_t *put_one(const struct kind *k, const void *from)
{
    json_t *o = json_object();

    put(o, k, from);
    return o;
}

static void put_list(json_t *o, const char *key, const struct kind *k, const void *list, size_t n)
{
    json_t *array = json_array();

    for (size_t i = 0; i < n; i++)
        (void)json_array_append_new(array, put_one(k, (const char *)list + i * k->size));
    (void)json_object_set_new(o, key, array);
}

static void put_files(json_t *o, const struct mime_mail *m)
{
    json_t *array = json_array();

    for (size_t i = 0; i < m->n_files; i++) {
        json_t *f = put_one(KIND(FILE_, struct mime_file), &m->files[i]);

        (void)json_object_set_new(f, "offset", json_integer(m->files[i].offset));
        (void)json_object_set_new(f, "size_bytes", json_integer(m->files[i].size_bytes));
        (void)json_object_set_new(f, "is_inline", json_boolean(m->files[i].is_inline));
        (void)json_array_append_new(array, f);
    }
    (void)json_object_set_new(o, "files", array);
}

static json_t *put_page(const struct mime_page *p)
{
    return json_pack("{s:I, s:I, s:I, s:I, s:b}", "offset", (json_int_t)p->offset, "size_bytes", (json_int_t)p->size_bytes, "remote", (json_int_t)p->remote,
                     "left_out", (json_int_t)p->left_out, "is_cut", p->is_cut);
}

/* What pec_read adds; absent members for every other mail. */
static void put_certified(json_t *o, const struct mime_mail *m)
{
    json_t *d;

    if (m->signature)
        (void)json_object_set_new(o, "signature", put_one(KIND(SIGNATURE, struct signature), m->signature));
    if (!m->daticert)
        return;
    d = put_one(KIND(DATICERT, struct daticert), m->daticert);
    put_list(d, "destinatari", KIND(DESTINATARIO, struct daticert_destinatario), m->daticert->destinatari, m->daticert->n_destinatari);
    (void)json_object_set_new(d, "data_at", json_integer(m->daticert->data_at));
    (void)json_object_set_new(o, "daticert", d);
}

char *mime_to_json(const struct mime_mail *m)
{
    AUTO(JSON) json_t *o = json_object();

    put(o, KIND(MAIL, struct mime_mail), m);
    (void)json_object_set_new(o, "from", put_one(KIND(NAME, struct mime_name), &m->from));
    (void)json_object_set_new(o, "sender", put_one(KIND(NAME, struct mime_name), &m->sender));
    (void)json_object_set_new(o, "reply_to", put_one(KIND(NAME, struct mime_name), &m->reply_to));
    put_list(o, "to", KIND(NAME, struct mime_name), m->to, m->n_to);
    put_list(o, "cc", KIND(NAME, struct mime_name), m->cc, m->n_cc);
    put_list(o, "headers", KIND(HEADER, struct mime_header), m->headers, m->n_headers);
    put_list(o, "dsn", KIND(DSN, struct mime_dsn), m->dsn, m->n_dsn);
    put_list(o, "references", KIND(ONE, const char *), m->references, m->n_references);
    put_list(o, "notes", KIND(ONE, const char *), m->notes, m->n_notes);
    put_files(o, m);
    (void)json_object_set_new(o, "page", put_page(&m->page));
    put_certified(o, m);
    (void)json_object_set_new(o, "n_from", json_integer((json_int_t)m->n_from));
    (void)json_object_set_new(o, "date_at", json_integer(m->date_at));
    (void)json_object_set_new(o, "was_html", json_boolean(m->was_html));
    char *s = json_dumps(o, JSON_COMPACT);
    assume(s != NULL);
    return s;
}

static enum rc bad(struct err *err, const char *key)
{
    FAIL(err, E_INPUT, key, "answer of the mail worker: wrong member");
}

static enum rc get(const json_t *o, const struct kind *k, struct arena *a, void *to, struct err *err)
{
    for (size_t i = 0; i < k->n; i++) {
        json_t *value = json_object_get(o, k->rows[i].key);
        struct sv s = json_is_string(value) ? sv_of(json_string_value(value), json_string_length(value)) : (struct sv){ 0 };

        if (!s.p || !text_is_clean(s) || (!k->rows[i].is_text && sv_chr(s, '\n') >= 0))
            return bad(err, k->rows[i].key);
        *(const char **)(void *)((char *)to + k->rows[i].offset) = arena_sv(a, s);
    }
    return OK;
}

static enum rc get_list(const json_t *o, const char *key, const struct kind *k, struct arena *a, void **ret, size_t *ret_n,
                        struct err *err)
{
    json_t *array = json_object_get(o, key);
    size_t n = json_array_size(array);

    if (!json_is_array(array) || n > LIST_MAX)
        return bad(err, key);
    char *list = arena_array_(a, n, k->size);
    for (size_t i = 0; i < n; i++)
        TRY(get(json_array_get(array, i), k, a, list + i * k->size, err));
    *ret = list;
    *ret_n = n;
    return OK;
}
#define GET_LIST(o_, m_, member_, n_, kind_)                                                \
    do {                                                                                    \
        void *list_ = NULL;                                                                 \
        TRY(get_list((o_), #member_, (kind_), a, &list_, &(m_)->n_, err));                  \
        (m_)->member_ = list_;                                                              \
    } while (0)

static enum rc get_int(const json_t *o, const char *key, int64_t max, int64_t *ret, struct err *err)
{
    json_t *value = json_object_get(o, key);

    if (!json_is_integer(value) || json_integer_value(value) < 0 || json_integer_value(value) > max)
        return bad(err, key);
    *ret = json_integer_value(value);
    return OK;
}

static enum rc get_bool(const json_t *o, const char *key, bool *ret, struct err *err)
{
    json_t *value = json_object_get(o, key);

    if (!json_is_boolean(value))
        return bad(err, key);
    *ret = json_is_true(value);
    return OK;
}

static bool is_file_name(const char *s)
{
    return *s && *s != '.' && !strpbrk(s, "/\\");
}

static enum rc get_files(const json_t *o, struct arena *a, struct mime_mail *m, struct err *err)
{
    GET_LIST(o, m, files, n_files, KIND(FILE_, struct mime_file));
    for (size_t i = 0; i < m->n_files; i++) {
        const json_t *f = json_array_get(json_object_get(o, "files"), i);

        TRY(get_int(f, "offset", INT32_MAX, &m->files[i].offset, err));
        TRY(get_int(f, "size_bytes", INT32_MAX, &m->files[i].size_bytes, err));
        TRY(get_bool(f, "is_inline", &m->files[i].is_inline, err));
        if (!is_file_name(m->files[i].name))
            return bad(err, "files");
    }
    return OK;
}

static enum rc get_page(const json_t *o, struct mime_page *ret, struct err *err)
{
    TRY(get_int(o, "offset", INT32_MAX, &ret->offset, err));
    TRY(get_int(o, "size_bytes", INT32_MAX, &ret->size_bytes, err));
    TRY(get_int(o, "remote", INT32_MAX, &ret->remote, err));
    TRY(get_int(o, "left_out", INT32_MAX, &ret->left_out, err));
    return get_bool(o, "is_cut", &ret->is_cut, err);
}

static enum rc get_certified(const json_t *o, struct arena *a, struct mime_mail *m, struct err *err)
{
    const json_t *d = json_object_get(o, "daticert"), *s = json_object_get(o, "signature");

    if (s) {
        m->signature = arena_one(a, struct signature);
        TRY(get(s, KIND(SIGNATURE, struct signature), a, m->signature, err));
    }
    if (d) {
        m->daticert = arena_one(a, struct daticert);
        TRY(get(d, KIND(DATICERT, struct daticert), a, m->daticert, err));
        GET_LIST(d, m->daticert, destinatari, n_destinatari, KIND(DESTINATARIO, struct daticert_destinatario));
        TRY(get_int(d, "data_at", INT64_MAX, &m->daticert->data_at, err));
    }
    return OK;
}

enum rc mime_from_json(struct sv json, struct arena *a, struct mime_mail *ret, struct err *err)
{
    json_error_t je;
    AUTO(JSON) json_t *o = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &je);
    struct mime_mail m = { 0 };
    int64_t n_from = 0;

    if (!o)
        FAIL(err, E_INPUT, NULL, "answer of the mail worker: %s", je.text);
    TRY(get(o, KIND(MAIL, struct mime_mail), a, &m, err));
    TRY(get(json_object_get(o, "from"), KIND(NAME, struct mime_name), a, &m.from, err));
    TRY(get(json_object_get(o, "sender"), KIND(NAME, struct mime_name), a, &m.sender, err));
    TRY(get(json_object_get(o, "reply_to"), KIND(NAME, struct mime_name), a, &m.reply_to, err));
    GET_LIST(o, &m, to, n_to, KIND(NAME, struct mime_name));
    GET_LIST(o, &m, cc, n_cc, KIND(NAME, struct mime_name));
    GET_LIST(o, &m, headers, n_headers, KIND(HEADER, struct mime_header));
    GET_LIST(o, &m, dsn, n_dsn, KIND(DSN, struct mime_dsn));
    GET_LIST(o, &m, references, n_references, KIND(ONE, const char *));
    GET_LIST(o, &m, notes, n_notes, KIND(ONE, const char *));
    TRY(get_files(o, a, &m, err));
    TRY(get_page(json_object_get(o, "page"), &m.page, err));
    TRY(get_certified(o, a, &m, err));
    TRY(get_int(o, "n_from", INT64_MAX / 2, &n_from, err));
    TRY(get_int(o, "date_at", INT64_MAX, &m.date_at, err));
    TRY(get_bool(o, "was_html", &m.was_html, err));
    m.n_from = (size_t)n_from;
    *ret = m;
    return OK;
}
