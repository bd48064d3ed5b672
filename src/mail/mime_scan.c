/* SPDX-License-Identifier: EUPL-1.2 */
/* Looks at the raw bytes before GMime does. GMime 3.2.13 calls itself once for every group of an address
 * header and keeps every header in memory, so a mail of 120 kB can end the process. What would hurt is
 * cut out of a copy; the spool file stays as it is. */
#include <string.h>

#include "mime_in.h"

#define HEADER_ONE_MAX ((size_t)32 * 1024) /* a header that is no address; References of a long thread fits */
#define BODY_COLONS_MAX ((size_t)1000)     /* a line "To:" in a body may be a header to GMime after all */
#define BLOCKS_MAX ((size_t)10 * 1000)     /* header blocks in the whole mail; what follows is not parsed */
#define KEY_EXTRA_MAX ((size_t)100)        /* headers that matter and come after the limit */
#define NAME_BYTES ((size_t)40)            /* more than the longest name of an address header */
#define LOOK_AHEAD 20                      /* lines of rubbish before the first header */

struct block {
    size_t headers, bytes, key_extra;
    bool is_message; /* what follows the blank line is headers again */
    bool is_first;
};

struct pass {
    struct mime_scan *s;
    GString *out; /* NULL: only look */
    struct block block;
    bool in_head;
    size_t blocks;
};

#define SVI(lit_) { "" lit_, sizeof(lit_) - 1 }
static const struct sv ADDRESS[] = {
    SVI("from"), SVI("to"), SVI("cc"), SVI("bcc"), SVI("sender"), SVI("reply-to"), SVI("resent-from"),
    SVI("resent-to"), SVI("resent-cc"), SVI("resent-bcc"), SVI("resent-sender"), SVI("resent-reply-to"),
    SVI("disposition-notification-to"), SVI("mail-followup-to"), SVI("mail-reply-to"), SVI("return-receipt-to"),
    SVI("errors-to"), SVI("apparently-to"),
};
static const struct sv KEY[] = {
    SVI("from"), SVI("to"), SVI("cc"), SVI("sender"), SVI("reply-to"), SVI("subject"), SVI("date"), SVI("message-id"),
    SVI("in-reply-to"), SVI("references"), SVI("mime-version"), SVI("content-type"), SVI("content-transfer-encoding"),
    SVI("content-disposition"), SVI("content-id"), SVI("auto-submitted"), SVI("precedence"), SVI("return-path"),
    SVI("list-id"), SVI("x-loop"), SVI("authentication-results"), SVI("x-trasporto"), SVI("x-ricevuta"),
    SVI("x-tiporicevuta"), SVI("x-riferimento-message-id"),
};

static bool is_one_of(struct sv name, const struct sv *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (name.n == list[i].n && sv_eq_nocase(name, list[i]))
            return true;
    return false;
}

static bool is_address(struct sv name)
{
    return is_one_of(name, ADDRESS, G_N_ELEMENTS(ADDRESS));
}

static bool is_key(struct sv name)
{
    return is_one_of(name, KEY, G_N_ELEMENTS(KEY));
}

/* Line at pos with its line feed. */
static struct sv line_at(const struct mime_scan *s, size_t pos)
{
    const char *p = s->raw.p + pos;
    const char *lf = memchr(p, '\n', s->end - pos);

    return sv_of(p, lf ? (size_t)(lf - p) + 1 : s->end - pos);
}

static bool is_wsp(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_blank(struct sv line)
{
    return sv_eq(line, SV("\n")) || sv_eq(line, SV("\r\n")) || line.n == 0;
}

static bool is_spaces(struct sv line)
{
    return sv_trim(line).n == 0;
}

/* Name of the header field that the line begins; empty when it begins none. */
static struct sv field_name(struct sv line)
{
    size_t n = 0;

    while (n < line.n && line.p[n] > ' ' && line.p[n] < 127 && line.p[n] != ':')
        n++;
    size_t colon = n;
    while (colon < line.n && is_wsp(line.p[colon]))
        colon++;
    bool is_field = n > 0 && n < 128 && colon < line.n && line.p[colon] == ':';
    return sv_of(line.p, is_field ? n : 0);
}

/* End of the header that starts at pos: its lines and those that continue it. */
static size_t field_end(const struct mime_scan *s, size_t pos)
{
    pos += line_at(s, pos).n;
    while (pos < s->end && is_wsp(s->raw.p[pos]) && !is_spaces(line_at(s, pos)))
        pos += line_at(s, pos).n;
    return pos;
}

static size_t colons_of(struct sv header)
{
    size_t n = 0;
    bool in_quotes = false;

    for (size_t i = 0; i < header.n; i++) {
        if (header.p[i] == '\\' && in_quotes)
            i++;
        else if (header.p[i] == '"')
            in_quotes = !in_quotes;
        else if (header.p[i] == ':' && !in_quotes)
            n++;
    }
    /* A quote that never ends hides nothing from GMime. */
    if (in_quotes)
        for (n = 0; header.n; header = sv_drop(header, 1))
            n += header.p[0] == ':';
    return n;
}

static void note(struct mime_scan *s, const char *text)
{
    for (size_t i = 0; i < s->n_notes; i++)
        if (str_eq(s->notes[i], text))
            return;
    if (s->n_notes < G_N_ELEMENTS(s->notes))
        s->notes[s->n_notes++] = text;
}

static void dirty(struct pass *p, const char *text)
{
    p->s->is_dirty = true;
    if (text)
        note(p->s, text);
}

static void emit(struct pass *p, struct sv bytes)
{
    if (p->out)
        g_string_append_len(p->out, bytes.p, (gssize)bytes.n);
}

static void emit_header(struct pass *p, struct sv header, size_t keep)
{
    bool has_lost_words = mime_words_lost(sv_of(header.p, keep));

    if (has_lost_words || memchr(header.p, '\0', keep))
        dirty(p, NULL);
    if (!p->out || keep == 0)
        return;
    size_t from = p->out->len;
    if (has_lost_words)
        mime_words_mend(sv_of(header.p, keep), p->out);
    else
        g_string_append_len(p->out, header.p, (gssize)keep);
    size_t to = from;
    for (size_t i = from; i < p->out->len; i++)
        if (p->out->str[i] != '\0')
            p->out->str[to++] = p->out->str[i];
    g_string_truncate(p->out, to);
    if (keep < header.n)
        g_string_append_c(p->out, '\n');
}

/* Where a header that is too long may be cut: behind a comma or a blank. */
static size_t cut_at(struct sv header, size_t max, char mark)
{
    for (size_t n = max; n > max / 2; n--)
        if (header.p[n - 1] == mark)
            return n - 1;
    return max;
}

/* Bytes of the header that GMime may see. */
static size_t keep_of(struct pass *p, struct sv name, struct sv header)
{
    const struct mime_limits *l = p->s->limits;
    struct block *b = &p->block;
    bool has_addresses = is_address(name);
    size_t keep = header.n;

    if (has_addresses && colons_of(header) > l->addr_colons + 1) {
        note(p->s, "Un'intestazione con indirizzi è malformata: non è stata letta.");
        keep = 0;
    } else if (has_addresses && header.n > l->addr_header_bytes) {
        note(p->s, "Un elenco di destinatari è troppo lungo: ne è stata letta la prima parte.");
        keep = cut_at(header, l->addr_header_bytes, ',');
    } else if (header.n > HEADER_ONE_MAX) {
        note(p->s, "Un'intestazione è troppo lunga: ne è stata letta la prima parte.");
        keep = cut_at(header, HEADER_ONE_MAX, ' ');
    }
    b->headers++;
    if (b->headers > l->headers || b->bytes + keep > l->header_bytes) {
        note(p->s, "Le intestazioni sono troppe: alcune non sono state lette.");
        if (!is_key(name) || b->key_extra++ >= KEY_EXTRA_MAX)
            keep = 0;
    }
    b->bytes += keep;
    if (keep < header.n)
        dirty(p, NULL);
    return keep;
}

static bool mentions_message(struct sv name, struct sv header)
{
    if (!sv_eq_nocase(name, SV("content-type")))
        return false;
    for (; header.n >= 8; header = sv_drop(header, 1))
        if (sv_starts_nocase(header, SV("message/")))
            return true;
    return false;
}

static void block_start(struct pass *p)
{
    p->block = (struct block){ 0 };
    p->in_head = true;
}

static void block_end(struct pass *p, size_t pos)
{
    /* In a multipart/digest an empty block is followed by the headers of a message. */
    bool again = p->block.is_message || (!p->block.is_first && p->block.headers == 0);

    if (p->block.is_first)
        p->s->head_end = pos;
    if (again)
        block_start(p);
    else
        p->in_head = false;
}

/* A line "--something" with a header or a blank line under it may be the border of a part. */
static bool is_border(const struct mime_scan *s, size_t pos, struct sv line)
{
    if (!sv_starts(line, SV("--")) || pos + line.n >= s->end)
        return false;
    struct sv next = line_at(s, pos + line.n);
    return is_blank(next) || field_name(next).n > 0;
}

static size_t step_border(struct pass *p, size_t pos, struct sv line)
{
    if (++p->blocks > BLOCKS_MAX) {
        note(p->s, "La mail ha troppe parti: le ultime non sono state lette.");
        p->s->end = pos;
        return pos;
    }
    if (p->block.is_first && p->in_head)
        p->s->head_end = pos;
    emit(p, line);
    block_start(p);
    return pos + line.n;
}

/* Only blanks on the line: mostly an end of the headers by a careless program. */
static size_t step_spaces(struct pass *p, size_t pos, struct sv line)
{
    size_t next = pos + line.n;
    struct sv after = next < p->s->end ? line_at(p->s, next) : sv_of(line.p, 0);

    if (p->block.is_first && p->block.headers > 0 && after.n && !is_wsp(after.p[0]) && field_name(after).n == 0) {
        dirty(p, NULL);
        emit(p, SV("\n"));
        block_end(p, next);
    } else {
        emit(p, line);
    }
    return next;
}

static size_t step_head(struct pass *p, size_t pos)
{
    struct sv line = line_at(p->s, pos);
    struct sv name = field_name(line);

    if (is_blank(line)) {
        emit(p, line);
        block_end(p, pos + line.n);
        return pos + line.n;
    }
    if (name.n > 0) {
        size_t end = field_end(p->s, pos);
        struct sv header = sv_of(line.p, end - pos);

        p->block.is_message = p->block.is_message || mentions_message(name, header);
        emit_header(p, header, keep_of(p, name, header));
        return end;
    }
    if (is_border(p->s, pos, line))
        return step_border(p, pos, line);
    if (is_spaces(line))
        return step_spaces(p, pos, line);
    if (!is_wsp(line.p[0])) {
        if (p->block.is_first)
            p->s->head_end = pos;
        p->in_head = false;
    }
    emit(p, line);
    return pos + line.n;
}

static size_t step_body(struct pass *p, size_t pos)
{
    struct sv line = line_at(p->s, pos);

    if (line.p[0] == '-' && is_border(p->s, pos, line))
        return step_border(p, pos, line);
    if (memchr(line.p, ':', line.n < NAME_BYTES ? line.n : NAME_BYTES) && is_address(field_name(line))) {
        size_t end = field_end(p->s, pos);

        if (colons_of(sv_of(line.p, end - pos)) > BODY_COLONS_MAX) {
            dirty(p, "Un'intestazione con indirizzi è malformata: non è stata letta.");
            return end;
        }
    }
    emit(p, line);
    return pos + line.n;
}

static void run(struct mime_scan *s, GString *out)
{
    struct pass p = { .s = s, .out = out, .in_head = true, .block.is_first = true };
    size_t pos = s->start;

    while (pos < s->end)
        pos = p.in_head ? step_head(&p, pos) : step_body(&p, pos);
    if (p.block.is_first && p.in_head)
        s->head_end = s->end;
}

/* Some put blank lines, a mark of byte order or an mbox line before the headers. */
static void find_start(struct mime_scan *s)
{
    if (sv_starts(s->raw, SV("\xEF\xBB\xBF")))
        s->start = 3;
    while (s->start < s->end && is_spaces(line_at(s, s->start)))
        s->start += line_at(s, s->start).n;
    if (s->start < s->end) {
        struct sv line = line_at(s, s->start);
        if (sv_starts(line, SV("From ")) || sv_starts(line, SV(">From ")))
            s->start += line.n;
    }
    size_t pos = s->start;
    for (int i = 0; i < LOOK_AHEAD && pos < s->end; i++) {
        struct sv line = line_at(s, pos);
        struct sv name = field_name(line);

        if (i == 0 ? name.n > 0 : is_key(name)) {
            s->start = pos;
            s->has_headers = true;
            return;
        }
        pos += line.n;
    }
}

void mime_scan(struct sv raw, const struct mime_limits *limits, struct mime_scan *ret)
{
    *ret = (struct mime_scan){ .limits = limits, .raw = raw, .end = raw.n };
    find_start(ret);
    if (ret->has_headers)
        run(ret, NULL);
}

void mime_scan_copy(const struct mime_scan *s, GString *out)
{
    struct mime_scan again = *s;

    run(&again, out);
}
