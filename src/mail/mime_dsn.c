/* SPDX-License-Identifier: EUPL-1.2 */
/* Delivery reports: the fields of RFC 3464 and the id of the mail that they are about. */
#include <string.h>

#include "base/text.h"
#include "mime_in.h"

#define REPORT_MAX ((size_t)256 * 1024)
#define RECIPIENTS_MAX 50
#define FIELD_MAX 500

/* "rfc822; <a@b.it>" gives the address, "smtp; 550 no" the words. */
static struct sv without_type(struct sv value)
{
    ptrdiff_t semicolon = sv_chr(value, ';');

    return sv_trim(semicolon >= 0 ? sv_drop(value, (size_t)semicolon + 1) : value);
}

static const char *clean(struct mime_job *j, struct sv s)
{
    return text_line(j->a, sv_of(s.p, s.n < FIELD_MAX ? s.n : FIELD_MAX));
}

static const char *address(struct mime_job *j, struct sv value)
{
    struct sv s = without_type(value);

    while (s.n && s.p[0] == '<')
        s = sv_drop(s, 1);
    while (s.n && s.p[s.n - 1] == '>')
        s.n--;
    return clean(j, s);
}

static const char *lower(struct mime_job *j, struct sv value)
{
    AUTO(GFREE) char *low = g_ascii_strdown(clean(j, value), -1);

    return arena_strn(j->a, low, strcspn(low, " ("));
}

static void take(struct mime_job *j, struct mime_dsn *d, struct sv name, struct sv value)
{
    if (sv_eq_nocase(name, SV("action")))
        d->action = lower(j, value);
    else if (sv_eq_nocase(name, SV("status")))
        d->status = lower(j, value);
    else if (sv_eq_nocase(name, SV("final-recipient")))
        d->recipient = address(j, value);
    else if (sv_eq_nocase(name, SV("original-recipient")) && !*d->recipient)
        d->recipient = address(j, value);
    else if (sv_eq_nocase(name, SV("diagnostic-code")))
        d->diagnostic = clean(j, without_type(value));
    else if (sv_eq_nocase(name, SV("original-message-id")))
        j->m->dsn_original_id = mime_first_id(j->a, clean(j, value));
}

/* Next header of the block with its folded lines; false at its end. */
static bool next_field(struct sv *rest, struct sv *ret_name, struct sv *ret_value)
{
    struct sv line, ahead, next;

    if (!sv_next(rest, '\n', &line))
        return false;
    for (ahead = *rest; sv_next(&ahead, '\n', &next) && next.n && (next.p[0] == ' ' || next.p[0] == '\t'); *rest = ahead)
        line.n = (size_t)(next.p + next.n - line.p);
    ptrdiff_t colon = sv_chr(line, ':');
    *ret_name = colon > 0 ? sv_trim(sv_of(line.p, (size_t)colon)) : sv_of(line.p, 0);
    *ret_value = sv_trim(colon > 0 ? sv_drop(line, (size_t)colon + 1) : line);
    return true;
}

static void keep(struct mime_job *j, const struct mime_dsn *d)
{
    if ((*d->action || *d->recipient) && j->dsn->len < RECIPIENTS_MAX)
        g_ptr_array_add(j->dsn, arena_dup(j->a, d, sizeof *d));
}

void mime_dsn_read(struct mime_job *j, GMimePart *part)
{
    AUTO(GSTR) GString *bytes = g_string_new(NULL);
    struct mime_dsn blank = { "", "", "", "" }, d = blank;
    struct sv name, value;

    (void)mime_part_bytes(part, REPORT_MAX, bytes);
    struct sv rest = sv_of(bytes->str, bytes->len);
    while (next_field(&rest, &name, &value)) {
        if (name.n == 0 && value.n == 0) {
            keep(j, &d);
            d = blank;
        } else {
            take(j, &d, name, value);
        }
    }
    keep(j, &d);
}

void mime_dsn_original(struct mime_job *j, struct sv headers)
{
    struct sv name, value;

    while (next_field(&headers, &name, &value)) {
        if (name.n == 0 && value.n == 0)
            return;
        if (sv_eq_nocase(name, SV("message-id")) && !*j->m->dsn_original_id)
            j->m->dsn_original_id = mime_first_id(j->a, clean(j, value));
    }
}
