/* SPDX-License-Identifier: EUPL-1.2 */
/* Through the tree of parts with a stack of our own (GMime nests up to 1024 deep): which part is text,
 * which is a file, which of several alternatives is shown. */
#include <string.h>

#include "base/text.h"
#include "mime_in.h"

#define META_BYTES 2048      /* where an HTML page names its charset */
#define STUB_CHARS ((size_t)300) /* "your program cannot show HTML" */
#define STUB_RATIO ((size_t)8)
#define HEAD_LINE_MAX ((size_t)300)

#define IN_CIPHER "Il messaggio è cifrato: non si può leggere qui."
#define IN_SIGNATURE "Il testo è chiuso dentro la firma digitale: si legge aprendo l'allegato."
#define STAYS_PACKED "Il file winmail.dat di Outlook non si è potuto aprire: contiene testo o allegati che qui non si vedono."
#define PARTLY_PACKED "Nel file winmail.dat di Outlook c'è altro oltre agli allegati mostrati."
#define RTF_ALONE "Il testo è nel file winmail.dat di Outlook, in una forma che qui non si legge."
#define PGP_MARK "-----BEGIN PGP MESSAGE-----"

struct node {
    GMimeObject *o; /* owned by the message */
    size_t depth;
    unsigned alt, branch; /* innermost multipart/alternative, 0 = none; which of its children */
    unsigned inner;       /* which attached mail it is a part of; 0 = the mail itself */
    bool is_related, is_report, is_encrypted, is_root;
};

struct segment { /* a piece of the body */
    unsigned alt, branch, inner;
    bool is_html, is_chosen;
    bool is_packed; /* out of a winmail.dat: shown when there is nothing else */
    const char *text; /* plain, or HTML source until it is chosen */
};

struct walk {
    struct mime_job *j;
    GArray *stack;    /* struct node */
    GArray *segments; /* struct segment */
    size_t parts;
    size_t text_bytes; /* of all segments */
    unsigned alts, inners;
    bool has_rtf;
};

static bool is_type(GMimeObject *o, const char *type, const char *subtype)
{
    GMimeContentType *ct = g_mime_object_get_content_type(o);

    return ct && g_mime_content_type_is_type(ct, type, subtype);
}

/* A Content-Type that is none means plain text (RFC 2045, 5.2); GMime takes it for a file. */
static bool is_untyped(GMimeObject *o)
{
    const char *type = g_mime_object_get_header(o, "Content-Type");

    return type && !memchr(type, '/', strcspn(type, ";"));
}

static bool is_disposed(GMimeObject *o, const char *disposition)
{
    const char *d = g_mime_object_get_disposition(o);

    return d && g_ascii_strcasecmp(d, disposition) == 0;
}

/* A page without a charset in its header may name one in itself. NULL when it does not. */
static char *meta_charset(struct arena *a, struct sv html)
{
    if (html.n > META_BYTES)
        html.n = META_BYTES;
    for (; html.n > 8; html = sv_drop(html, 1)) {
        if (!sv_starts_nocase(html, SV("charset=")))
            continue;
        struct sv s = sv_drop(html, 8);
        size_t n = 0;
        while (s.n && strchr("\"' ", s.p[0]))
            s = sv_drop(s, 1);
        while (n < s.n && n < 60 && (g_ascii_isalnum(s.p[n]) || strchr("-_", s.p[n])))
            n++;
        return arena_strn(a, s.p, n);
    }
    return NULL;
}

static bool has_param(GMimeObject *o, const char *name, const char *value)
{
    const char *v = g_mime_object_get_content_type_parameter(o, name);

    return v && g_ascii_strcasecmp(v, value) == 0;
}

/* Files written into the text become files; the text says where they were. */
static enum rc take_uu(struct walk *w, const struct node *n, GString *bytes, struct err *err)
{
    struct mime_job *j = w->j;
    struct sv rest = sv_of(bytes->str, bytes->len), before;
    struct mime_uu uu;

    if (!mime_uu_next(&rest, &before, &uu))
        return OK;
    AUTO(GSTR) GString *text = g_string_sized_new(bytes->len), *file = g_string_new(NULL);
    do {
        const char *name = mime_charset_text(j->a, uu.name, NULL);
        bool is_taken = true;

        g_string_truncate(file, 0);
        mime_uu_decode(uu.lines, file);
        if (!n->inner)
            TRY(mime_part_found(j, sv_of(file->str, file->len), name, "application/octet-stream", "", &is_taken, err));
        g_string_append_len(text, before.p, (gssize)before.n);
        if (is_taken)
            g_string_append_printf(text, "[%.*s]\n", (int)uu.name.n, uu.name.p);
        else
            g_string_append_len(text, before.p + before.n, (gssize)(rest.p - before.p) - (gssize)before.n);
    } while (++w->parts < j->limits->parts && mime_uu_next(&rest, &before, &uu));
    g_string_append_len(text, rest.p, (gssize)rest.n);
    g_string_truncate(bytes, 0);
    g_string_append_len(bytes, text->str, (gssize)text->len);
    return OK;
}

static enum rc take_text(struct walk *w, const struct node *n, struct err *err)
{
    struct mime_job *j = w->j;
    AUTO(GSTR) GString *bytes = g_string_new(NULL);
    struct segment seg = { .alt = n->alt, .branch = n->branch, .inner = n->inner, .is_html = is_type(n->o, "text", "html") };
    size_t room = j->limits->text_bytes - w->text_bytes;

    (void)mime_part_bytes(GMIME_PART(n->o), (size_t)j->limits->bytes, bytes);
    if (!seg.is_html)
        TRY(take_uu(w, n, bytes, err));
    if (bytes->len > room) {
        mime_note(j, "Il testo è molto lungo: qui ne è riportata la prima parte, il resto è negli allegati.");
        g_string_truncate(bytes, room);
        if (!n->inner) /* an attached mail is a file already */
            TRY(mime_part_save(j, n->o, false, err));
        j->m->page.is_cut |= seg.is_html;
    }
    w->text_bytes += bytes->len;
    struct sv raw = sv_of(bytes->str, bytes->len);
    const char *charset = g_mime_object_get_content_type_parameter(n->o, "charset");
    if (seg.is_html && !charset)
        charset = meta_charset(j->a, raw);
    seg.text = j->charset ? mime_charset_forced(j->a, raw, j->charset) : mime_charset_text(j->a, raw, charset);
    if (seg.is_html && !n->inner) /* an attached mail has a page of its own */
        mime_page_add(j, seg.text);
    if (!seg.is_html && has_param(n->o, "format", "flowed"))
        seg.text = mime_unflow(j->a, seg.text, has_param(n->o, "delsp", "yes"));
    if (sv_starts(sv_trim(sv_from(seg.text)), SV(PGP_MARK)))
        mime_note(j, IN_CIPHER);
    g_array_append_val(w->segments, seg);
    return OK;
}

/* The mail as a whole is one S/MIME object. A signed document as an attachment (istanza.pdf.p7m) is nothing of the kind. */
static void note_smime(struct walk *w, const struct node *n)
{
    const char *kind = g_mime_object_get_content_type_parameter(n->o, "smime-type");

    if (n->is_root && (is_type(n->o, "application", "pkcs7-mime") || is_type(n->o, "application", "x-pkcs7-mime")))
        mime_note(w->j, kind && g_ascii_strncasecmp(kind, "signed", 6) == 0 ? IN_SIGNATURE : IN_CIPHER);
}

/* What Outlook packed is unpacked beside it; the file stays, for what only Outlook understands. Words are taken from it when the
 * mail has no others. */
static enum rc take_tnef(struct walk *w, const struct node *n, struct err *err)
{
    const struct mime_file *f = w->j->files->pdata[w->j->files->len - 1];
    AUTO(GSTR) GString *bytes = g_string_new(NULL);
    struct mime_tnef t;

    if (!is_type(n->o, "application", "ms-tnef") && !is_type(n->o, "application", "vnd.ms-tnef") &&
        !sv_eq_nocase(sv_from(f->declared), SV("winmail.dat")))
        return OK;
    (void)mime_part_bytes(GMIME_PART(n->o), (size_t)w->j->limits->bytes, bytes);
    TRY(mime_tnef_read(w->j, sv_of(bytes->str, bytes->len), f->name, &t, err));
    struct segment seg = { .alt = ++w->alts, .is_packed = true, .is_html = !*t.text && *t.html, .text = *t.text ? t.text : t.html };
    if (*seg.text)
        g_array_append_val(w->segments, seg);
    else if (t.has_rtf)
        w->has_rtf = true;
    if (!t.is_whole)
        mime_note(w->j, t.n_files ? PARTLY_PACKED : STAYS_PACKED);
    return OK;
}

/* What is in cipher has a name only by chance. */
static void name_cipher(struct walk *w, const struct node *n)
{
    struct mime_file *f = w->j->files->pdata[w->j->files->len - 1];

    if (n->is_encrypted && !*f->declared && str_eq(f->type, "application/octet-stream"))
        f->name = "messaggio-cifrato.asc";
}

static void take_original(struct walk *w, const struct node *n)
{
    AUTO(GSTR) GString *bytes = g_string_new(NULL);

    if (GMIME_IS_MESSAGE_PART(n->o)) {
        GMimeMessage *msg = g_mime_message_part_get_message(GMIME_MESSAGE_PART(n->o));
        const char *id = msg ? g_mime_object_get_header(GMIME_OBJECT(msg), "Message-ID") : NULL;

        if (id && !*w->j->m->dsn_original_id)
            w->j->m->dsn_original_id = mime_first_id(w->j->a, id);
        return;
    }
    (void)mime_part_bytes(GMIME_PART(n->o), w->j->limits->header_bytes, bytes);
    mime_dsn_original(w->j, sv_of(bytes->str, bytes->len));
}

static enum rc take_leaf(struct walk *w, const struct node *n, struct err *err)
{
    GMimeObject *o = n->o;
    bool is_text = (is_type(o, "text", "plain") || is_type(o, "text", "html") || is_untyped(o)) && !is_disposed(o, "attachment");
    bool has_name = *mime_part_declared(w->j->a, o);

    if (is_type(o, "message", "delivery-status") || is_type(o, "message", "global-delivery-status") ||
        is_type(o, "message", "disposition-notification")) {
        mime_dsn_read(w->j, GMIME_PART(o));
        return OK;
    }
    if (is_type(o, "text", "rfc822-headers") || is_type(o, "message", "global-headers"))
        take_original(w, n);
    if (is_text && (!has_name || n->is_root))
        TRY(take_text(w, n, err));
    if ((is_text && !has_name) || n->inner)
        return OK;
    bool is_picture = n->is_related && g_mime_object_get_content_id(o) && is_type(o, "image", "*");
    TRY(mime_part_save(w->j, o, is_picture || is_disposed(o, "inline"), err));
    note_smime(w, n);
    name_cipher(w, n);
    return take_tnef(w, n, err);
}

static void push_children(struct walk *w, const struct node *n)
{
    GMimeMultipart *mp = GMIME_MULTIPART(n->o);
    size_t count = (size_t)g_mime_multipart_get_count(mp);
    size_t room = w->j->limits->parts - w->parts;
    bool is_alt = is_type(n->o, "multipart", "alternative");

    if (is_type(n->o, "multipart", "encrypted"))
        mime_note(w->j, IN_CIPHER);
    unsigned alt = is_alt ? ++w->alts : n->alt;

    if (count > room) {
        mime_note(w->j, "La mail ha troppe parti: le ultime non sono state lette.");
        count = room;
    }
    for (size_t i = count; i-- > 0;) {
        struct node child = { .o = g_mime_multipart_get_part(mp, (int)i),
                              .depth = n->depth + 1,
                              .alt = alt,
                              .branch = is_alt ? (unsigned)i : n->branch,
                              .inner = n->inner,
                              .is_related = is_type(n->o, "multipart", "related"),
                              .is_encrypted = is_type(n->o, "multipart", "encrypted"),
                              .is_report = n->is_report || is_type(n->o, "multipart", "report") };
        if (child.o)
            g_array_append_val(w->stack, child);
    }
}

/* "Da: ...", "Oggetto: ..." as a person would write above what he passes on. */
static void head_line(struct walk *w, GString *out, GMimeMessage *msg, const char *header, const char *label)
{
    const char *value = g_mime_object_get_header(GMIME_OBJECT(msg), header);
    struct sv s = sv_from(value);

    if (value)
        g_string_append_printf(out, "%s %s\n", label, text_line(w->j->a, sv_of(s.p, s.n < HEAD_LINE_MAX ? s.n : HEAD_LINE_MAX)));
}

/* A mail attached to this one is a file; its words can be read below the mail all the same. */
static void open_inner(struct walk *w, const struct node *n)
{
    GMimeMessage *msg = g_mime_message_part_get_message(GMIME_MESSAGE_PART(n->o));
    struct node body = { .o = msg ? g_mime_message_get_mime_part(msg) : NULL, .depth = n->depth + 1, .inner = ++w->inners, .is_root = true };
    struct segment head = { .inner = body.inner };
    AUTO(GSTR) GString *lines = g_string_new("---------- Messaggio allegato ----------\n");

    if (!body.o)
        return;
    head_line(w, lines, msg, "From", "Da:");
    head_line(w, lines, msg, "Date", "Data:");
    head_line(w, lines, msg, "Subject", "Oggetto:");
    head.text = arena_strn(w->j->a, lines->str, lines->len);
    g_array_append_val(w->segments, head);
    if (body.depth < w->j->limits->depth)
        g_array_append_val(w->stack, body);
}

static enum rc visit(struct walk *w, const struct node *n, struct err *err)
{
    if (GMIME_IS_MULTIPART(n->o)) {
        if (n->depth < w->j->limits->depth) {
            push_children(w, n);
            return OK;
        }
        mime_note(w->j, "La mail è annidata troppo in profondità: le parti più interne sono in un allegato.");
        return n->inner ? OK : mime_part_save(w->j, n->o, false, err);
    }
    if (GMIME_IS_MESSAGE_PART(n->o)) {
        if (n->is_report)
            take_original(w, n);
        else
            open_inner(w, n);
        return n->inner ? OK : mime_part_save(w->j, n->o, false, err);
    }
    return GMIME_IS_PART(n->o) ? take_leaf(w, n, err) : mime_part_save(w->j, n->o, false, err);
}

static bool is_blank(const char *s)
{
    return sv_trim(sv_from(s)).n == 0;
}

/* Text of a segment as it would be shown. HTML is turned once. */
static const char *shown(struct walk *w, struct segment *s)
{
    if (s->is_html) {
        s->text = mime_html_text(w->j->a, sv_from(s->text));
        s->is_html = false;
        w->j->m->was_html = true;
    }
    return s->text;
}

/* First branch whose plain text is not blank, and its length; 0 without one. */
static size_t plain_chars(struct walk *w, unsigned alt, unsigned *ret_branch)
{
    size_t n = 0;

    for (unsigned i = 0; i < w->segments->len; i++) {
        const struct segment *s = &g_array_index(w->segments, struct segment, i);

        if (s->alt != alt || s->is_html || is_blank(s->text) || (n > 0 && s->branch != *ret_branch))
            continue;
        *ret_branch = s->branch;
        n += text_chars(s->text);
    }
    return n;
}

static size_t html_chars(struct walk *w, unsigned alt)
{
    size_t n = 0;

    for (unsigned i = 0; i < w->segments->len; i++) {
        const struct segment *s = &g_array_index(w->segments, struct segment, i);

        if (s->alt == alt && s->is_html)
            n += text_chars(mime_html_text(w->j->a, sv_from(s->text)));
    }
    return n;
}

/* Plain text wins unless it is blank, or a few words beside a long page. */
static void choose(struct walk *w, unsigned alt)
{
    unsigned branch = 0;
    size_t chars = plain_chars(w, alt, &branch);
    bool plain = chars > STUB_CHARS || (chars > 0 && html_chars(w, alt) < chars * STUB_RATIO);

    for (unsigned i = 0; i < w->segments->len; i++) {
        struct segment *s = &g_array_index(w->segments, struct segment, i);

        if (s->alt == alt)
            s->is_chosen = plain ? !s->is_html && s->branch == branch : s->is_html;
    }
}

/* Of the mail itself, of its winmail.dat, or of those attached to it. */
enum origin { OWN, PACKED, INNER };

static void join(struct walk *w, enum origin origin, GString *out)
{
    for (unsigned i = 0; i < w->segments->len; i++) {
        struct segment *s = &g_array_index(w->segments, struct segment, i);

        if ((s->inner ? INNER : s->is_packed ? PACKED : OWN) != origin || (s->alt != 0 && !s->is_chosen) || is_blank(shown(w, s)))
            continue;
        if (out->len)
            g_string_append(out, "\n\n");
        g_string_append(out, s->text);
    }
}

enum rc mime_walk(struct mime_job *j, GMimeMessage *msg, GString *ret_text, GString *ret_inner, struct err *err)
{
    AUTO(GARRAY) GArray *stack = g_array_new(FALSE, FALSE, sizeof(struct node));
    AUTO(GARRAY) GArray *segments = g_array_new(FALSE, FALSE, sizeof(struct segment));
    struct walk w = { .j = j, .stack = stack, .segments = segments };
    struct node root = { .o = g_mime_message_get_mime_part(msg), .is_root = true };

    if (root.o)
        g_array_append_val(stack, root);
    while (stack->len > 0 && w.parts < j->limits->parts) {
        struct node n = g_array_index(stack, struct node, stack->len - 1);

        g_array_set_size(stack, stack->len - 1);
        w.parts++;
        TRY(visit(&w, &n, err));
    }
    if (stack->len > 0)
        mime_note(j, "La mail ha troppe parti: le ultime non sono state lette.");
    for (unsigned alt = 1; alt <= w.alts; alt++)
        choose(&w, alt);
    join(&w, OWN, ret_text);
    if (!ret_text->len)
        join(&w, PACKED, ret_text);
    if (!ret_text->len && w.has_rtf)
        mime_note(j, RTF_ALONE);
    join(&w, INNER, ret_inner);
    return mime_page_save(j, err);
}
