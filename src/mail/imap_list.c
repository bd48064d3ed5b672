/* SPDX-License-Identifier: EUPL-1.2 */
/* Which mails there are. The answer decides what is read, so it is never taken for complete without proof: a set by
 * ESEARCH, or windows in which no number can be missing. */
#include "base/auto.h"
#include "imap_in.h"
#include "ticket/calendar.h"

#define WINDOW 1000 /* messages in one SEARCH */
#define ROWS 100    /* in one FETCH */
#define TRIES 5     /* others may delete mails while we list */

static enum rc take_set(struct imap *im, struct sv set, GArray *ranges, struct err *err)
{
    struct uid_range r;

    while (set.n) {
        if (!imap_set_next(&set, &r.low, &r.high))
            IMAP_BROKEN(im, err, "set of numbers that is none");
        g_array_append_val(ranges, r);
    }
    return OK;
}

static enum rc take_numbers(struct imap *im, struct sv words, GArray *ranges, struct err *err)
{
    struct sv w;
    struct uid_range r;

    while (imap_word(&words, &w)) {
        if (!imap_u32(w, &r.low))
            IMAP_BROKEN(im, err, "number of a mail that is none");
        r.high = r.low;
        g_array_append_val(ranges, r);
    }
    return OK;
}

/* Runs the search that was just sent. */
static enum rc gather(struct imap *im, GArray *ranges, struct err *err)
{
    struct imap_line l;

    do {
        TRY(imap_answer(im, &l, err));
        if (l.kind == IMAP_ESEARCH)
            TRY(take_set(im, l.rest, ranges, err));
        else if (l.kind == IMAP_SEARCH)
            TRY(take_numbers(im, l.rest, ranges, err));
    } while (l.kind != IMAP_TAGGED);
    return imap_tagged(&l, err);
}

/* UID of the message with that sequence number; 0 when it is not there any more. */
static enum rc uid_at(struct imap *im, uint32_t seq, uint32_t *ret, struct err *err)
{
    AUTO(GARRAY) GArray *one = g_array_new(FALSE, FALSE, sizeof(struct uid_range));

    TRY(imap_send(im, err, "UID SEARCH %u", seq));
    TRY(gather(im, one, err));
    *ret = one->len ? g_array_index(one, struct uid_range, 0).low : 0;
    return OK;
}

/* First sequence number whose UID is at or above from; UIDs ascend with it. Above exists when there is none. */
static enum rc first_seq(struct imap *im, uint32_t from, uint32_t *ret, struct err *err)
{
    uint32_t low = 1, high = im->exists + 1;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2, uid;

        TRY(uid_at(im, middle, &uid, err));
        if (uid == 0)
            FAIL(err, E_CONFLICT, NULL, "imap: the folder changes while it is listed");
        if (uid < from)
            low = middle + 1;
        else
            high = middle;
    }
    *ret = low;
    return OK;
}

/* E_CONFLICT: a mail was deleted meanwhile, the numbers moved. */
static enum rc by_windows(struct imap *im, uint32_t from, GArray *ranges, struct err *err)
{
    uint32_t expunged = im->expunged, seq = 1;

    TRY(first_seq(im, from, &seq, err));
    while (seq <= im->exists) {
        uint32_t last = im->exists - seq < WINDOW - 1 ? im->exists : seq + WINDOW - 1;
        unsigned before = ranges->len;

        TRY(imap_send(im, err, "UID SEARCH %u:%u", seq, last));
        TRY(gather(im, ranges, err));
        if (im->expunged != expunged || ranges->len - before != last - seq + 1)
            FAIL(err, E_CONFLICT, NULL, "imap: the folder changes while it is listed");
        seq = last + 1;
    }
    return OK;
}

/* " SINCE 1-Jan-2026", a day early: the server's day begins with its own clock (RFC 3501 6.4.4). */
static const char *since(struct arena *a, int64_t since_at)
{
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct ymd d;

    if (!since_at)
        return "";
    d = day_ymd(day_of(since_at) - 1);
    return arena_fmt(a, " SINCE %d-%s-%d", (int)d.day, months[d.month - 1], (int)d.year);
}

/* Whatever the server says, in ranges. Windows know no dates: what is too old shows by its own date later. */
static enum rc list(struct imap *im, struct arena *a, uint32_t from_uid, int64_t since_at, GArray *ranges, struct err *err)
{
    enum rc rc = E_CONFLICT;

    im->has_news = false;
    for (int i = 0; i < TRIES && rc == E_CONFLICT; i++) {
        g_array_set_size(ranges, 0);
        if (im->has_esearch) {
            /* "n:*" always has the last mail in it, even below n: the caller leaves it out. */
            TRY(imap_send(im, err, "UID SEARCH RETURN (ALL) UID %u:*%s", from_uid, since(a, since_at)));
            rc = gather(im, ranges, err);
        } else {
            rc = by_windows(im, from_uid, ranges, err);
        }
    }
    if (rc == E_CONFLICT)
        FAIL(err, E_AGAIN, NULL, "imap: the folder never keeps still");
    return rc;
}

enum rc imap_set(struct imap *im, struct arena *a, uint32_t from_uid, int64_t since_at, struct uidset *ret, struct err *err)
{
    AUTO(GARRAY) GArray *ranges = g_array_new(FALSE, FALSE, sizeof(struct uid_range));

    from_uid = from_uid ? from_uid : 1;
    TRY(list(im, a, from_uid, since_at, ranges, err));
    struct uid_range *own = arena_dup(a, ranges->data, ranges->len * sizeof *own);
    *ret = uidset_within(a, uidset_of(own, ranges->len), from_uid, UINT32_MAX);
    return OK;
}

static void take_row(const struct imap_fetch *f, const uint32_t *uids, size_t n, struct imap_info *rows)
{
    for (size_t i = 0; i < n && f->has_size; i++)
        if (uids[i] == f->uid)
            rows[i] = (struct imap_info){ f->uid, f->size_bytes, f->internal_at, f->is_seen };
}

static enum rc fetch_rows(struct imap *im, const uint32_t *uids, size_t n, struct imap_info *rows, struct err *err)
{
    AUTO(GSTR) GString *set = g_string_new(NULL);
    struct imap_line l;

    for (size_t i = 0; i < n; i++)
        g_string_append_printf(set, "%s%u", i ? "," : "", uids[i]);
    TRY(imap_send(im, err, "UID FETCH %s (UID RFC822.SIZE INTERNALDATE FLAGS)", set->str));
    do {
        TRY(imap_answer(im, &l, err));
        if (l.kind == IMAP_FETCH)
            take_row(&l.fetch, uids, n, rows);
    } while (l.kind != IMAP_TAGGED);
    return imap_tagged(&l, err);
}

enum rc imap_infos(struct imap *im, struct arena *a, const uint32_t *uids, size_t n, struct imap_info **ret, size_t *ret_n,
                   struct err *err)
{
    struct imap_info *rows = arena_array(a, n, struct imap_info);
    size_t kept = 0;

    for (size_t i = 0; i < n; i += ROWS)
        TRY(fetch_rows(im, uids + i, n - i < ROWS ? n - i : ROWS, rows + i, err));
    for (size_t i = 0; i < n; i++)
        if (rows[i].uid)
            rows[kept++] = rows[i];
    *ret = rows;
    *ret_n = kept;
    return OK;
}
