/* SPDX-License-Identifier: EUPL-1.2 */
/* Connection, login, commands and the folder. */
#include "mail/imap.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "account_in.h"
#include "base/auto.h"
#include "base/clock.h"
#include "imap_in.h"

#define LOGOUT_MS 2000
#define COMMAND_ANSWERS 10 /* times answer_ms for a whole command, if the server is never silent for longer than one */

/* ---- bytes ----------------------------------------------------------------------------------------- */

enum rc imap_broken(struct imap *im, struct err *err, const char *where, const char *what)
{
    im->is_dead = true;
    return err_set(err, E_AGAIN, where, NULL, "imap: %s", what);
}

int64_t imap_until(const struct imap *im)
{
    int64_t next_ms = clock_mono_ms() + im->answer_ms;

    return next_ms < im->command_until_ms ? next_ms : im->command_until_ms;
}

bool imap_has_news(const struct imap *im)
{
    return im->has_news;
}

enum ready { READY, READY_STOP, READY_LATE };

static enum ready wait_for(const struct imap *im, short events, int64_t until_ms)
{
    struct pollfd fds[2] = { { .fd = im->socket, .events = events },
                             { .fd = im->ignore_stop ? -1 : im->stop_fd, .events = POLLIN } };

    for (;;) {
        int64_t left = until_ms - clock_mono_ms();

        if (left <= 0)
            return READY_LATE;
        int k = poll(fds, 2, left > 60000 ? 60000 : (int)left);
        if (k < 0 && errno != EINTR)
            return READY; /* the next read says what is wrong */
        if (k > 0 && fds[1].revents)
            return READY_STOP;
        if (k > 0)
            return READY;
    }
}

enum rc imap_write(struct imap *im, struct sv bytes, int64_t until_ms, struct err *err)
{
    while (bytes.n) {
        size_t n = 0;
        CURLcode c = curl_easy_send(im->curl, bytes.p, bytes.n, &n);

        if (c == CURLE_AGAIN) {
            if (wait_for(im, POLLOUT, until_ms) != READY)
                IMAP_BROKEN(im, err, "interrupted or no progress while sending");
            continue;
        }
        if (c != CURLE_OK)
            IMAP_BROKEN(im, err, curl_easy_strerror(c));
        bytes = sv_drop(bytes, n);
    }
    return OK;
}

/* More bytes into im->unread. */
static enum rc fill(struct imap *im, int64_t until_ms, enum ready *ret, struct err *err)
{
    for (;;) {
        size_t n = 0;
        CURLcode c = curl_easy_recv(im->curl, im->in, sizeof im->in, &n);

        if (c == CURLE_OK && n > 0) {
            im->unread = sv_of(im->in, n);
            *ret = READY;
            return OK;
        }
        if (c != CURLE_AGAIN)
            IMAP_BROKEN(im, err, c == CURLE_OK ? "the server closed the connection" : curl_easy_strerror(c));
        *ret = wait_for(im, POLLIN, until_ms);
        if (*ret != READY)
            return OK;
    }
}

/* ---- lines ----------------------------------------------------------------------------------------- */

static bool is_our_tag(const struct imap *im, struct sv tag)
{
    char want[16];

    (void)snprintf(want, sizeof want, "A%05u", im->tag);
    return sv_eq(tag, sv_from(want));
}

/* RFC 3501 7: any of these may come at any time. */
static enum rc notice(struct imap *im, const struct imap_line *l, struct err *err)
{
    if (l->kind == IMAP_EXISTS) {
        im->has_news = im->has_news || l->number > im->exists;
        im->exists = l->number;
    } else if (l->kind == IMAP_EXPUNGE) {
        im->exists -= im->exists > 0;
        im->expunged++;
    } else if (l->kind == IMAP_STATUS && l->status == IMAP_BYE) {
        IMAP_BROKEN(im, err, "the server says BYE");
    } else if (l->kind == IMAP_TAGGED && !is_our_tag(im, l->tag)) {
        IMAP_BROKEN(im, err, "answer to a command that was not given");
    }
    return OK;
}

enum rc imap_next(struct imap *im, int64_t until_ms, bool may_wait, enum imap_step *ret_step, struct imap_line *ret,
                  struct sv *ret_body, struct err *err)
{
    struct sv got;
    enum ready ready;

    for (;;) {
        switch (imap_reader_take(&im->reader, &im->unread, &got)) {
        case IMAP_JUNK: IMAP_BROKEN(im, err, "answer beyond all measure");
        case IMAP_BODY:
            *ret_step = IMAP_STEP_BODY;
            *ret_body = got;
            return OK;
        case IMAP_LINE:
            if (!imap_line_parse(got, ret))
                IMAP_BROKEN(im, err, "answer that is no IMAP");
            *ret_step = IMAP_STEP_LINE;
            return notice(im, ret, err);
        case IMAP_MORE: break;
        }
        TRY(fill(im, until_ms, &ready, err));
        if (ready == READY)
            continue;
        if (!may_wait)
            IMAP_BROKEN(im, err, ready == READY_STOP ? "interrupted" : "no answer in time");
        *ret_step = ready == READY_STOP ? IMAP_STEP_STOP : IMAP_STEP_LATE;
        return OK;
    }
}

enum rc imap_answer(struct imap *im, struct imap_line *ret, struct err *err)
{
    enum imap_step step;
    struct sv unused;

    return imap_next(im, imap_until(im), false, &step, ret, &unused, err);
}

enum rc imap_send(struct imap *im, struct err *err, const char *fmt, ...)
{
    AUTO(GSTR) GString *line = g_string_new(NULL);
    va_list ap;

    if (im->is_dead)
        FAIL(err, E_AGAIN, NULL, "imap: the connection is lost");
    im->tag = (im->tag + 1) % 100000;
    im->command_until_ms = clock_mono_ms() + (int64_t)COMMAND_ANSWERS * im->answer_ms;
    g_string_printf(line, "A%05u ", im->tag);
    va_start(ap, fmt);
    g_string_append_vprintf(line, fmt, ap);
    va_end(ap);
    g_string_append(line, "\r\n");
    return imap_write(im, sv_of(line->str, line->len), imap_until(im), err);
}

enum rc imap_tagged(const struct imap_line *l, struct err *err)
{
    if (l->status == IMAP_OK)
        return OK;
    bool is_missing = sv_starts_nocase(l->code, SV("TRYCREATE")) || sv_starts_nocase(l->code, SV("NONEXISTENT"));
    FAIL(err, is_missing ? E_NOTFOUND : E_REFUSED, NULL, "imap: the server refuses: %.*s",
         (int)(l->text.n < 120 ? l->text.n : 120), l->text.p);
}

enum rc imap_finish(struct imap *im, struct err *err)
{
    struct imap_line l;

    do
        TRY(imap_answer(im, &l, err));
    while (l.kind != IMAP_TAGGED);
    return imap_tagged(&l, err);
}

/* ---- connection ------------------------------------------------------------------------------------ */

/* libcurl swallows bytes that came together with the end of the login, so the first lines may begin in their middle:
 * all is thrown away up to the answer to a NOOP of ours. */
static enum rc synchronize(struct imap *im, struct err *err)
{
    char want[16];
    struct sv got;
    enum ready ready;
    int64_t until_ms;

    TRY(imap_send(im, err, "NOOP"));
    until_ms = imap_until(im);
    (void)snprintf(want, sizeof want, "A%05u ", im->tag);
    for (;;) {
        enum imap_got what = imap_reader_take(&im->reader, &im->unread, &got);

        if (what == IMAP_LINE && sv_starts(got, sv_from(want)))
            return OK;
        if (what == IMAP_JUNK)
            IMAP_BROKEN(im, err, "answer beyond all measure");
        if (what != IMAP_MORE)
            continue;
        TRY(fill(im, until_ms, &ready, err));
        if (ready != READY)
            IMAP_BROKEN(im, err, "no answer to the first command");
    }
}

static void take_capabilities(struct imap *im, struct sv words)
{
    struct sv w;

    while (imap_word(&words, &w)) {
        im->has_esearch = im->has_esearch || sv_eq_nocase(w, SV("ESEARCH"));
        im->has_move = im->has_move || sv_eq_nocase(w, SV("MOVE"));
        im->has_uidplus = im->has_uidplus || sv_eq_nocase(w, SV("UIDPLUS"));
        im->has_idle = im->has_idle || sv_eq_nocase(w, SV("IDLE"));
    }
}

/* After the login the list may be another than before it. */
static enum rc capabilities(struct imap *im, struct err *err)
{
    struct imap_line l;

    TRY(imap_send(im, err, "CAPABILITY"));
    for (;;) {
        TRY(imap_answer(im, &l, err));
        if (l.kind == IMAP_CAPABILITY)
            take_capabilities(im, l.rest);
        if (l.kind == IMAP_TAGGED)
            return imap_tagged(&l, err);
    }
}

static enum rc log_in(struct imap *im, struct err *err)
{
    CURLcode c = curl_easy_perform(im->curl);

    if (c == CURLE_LOGIN_DENIED)
        FAIL(err, E_REFUSED, NULL, "imap: login refused");
    if (c == CURLE_OK)
        c = curl_easy_getinfo(im->curl, CURLINFO_ACTIVESOCKET, &im->socket);
    if (c != CURLE_OK)
        FAIL(err, E_AGAIN, NULL, "imap: %s", curl_easy_strerror(c));
    TRY(synchronize(im, err));
    return capabilities(im, err);
}

enum rc imap_open(const struct mail_account *account, int stop_fd, struct imap **ret, struct err *err)
{
    struct imap *im = calloc(1, sizeof *im);

    assume(im != NULL);
    im->stop_fd = stop_fd;
    im->answer_ms = account_answer_ms(account);
    im->unread = sv_of(im->in, 0);
    imap_reader_init(&im->reader);
    enum rc rc = account_curl(account, "imap", "", &im->stop_fd, &im->curl, err);
    if (rc == OK) {
        (void)curl_easy_setopt(im->curl, CURLOPT_CONNECT_ONLY, 1L);
        rc = log_in(im, err);
    }
    if (rc != OK) {
        im->is_dead = true;
        imap_close(im);
        return rc;
    }
    im->has_idle = im->has_idle && !account->no_idle;
    *ret = im;
    return OK;
}

void imap_close(struct imap *im)
{
    if (!im)
        return;
    im->ignore_stop = true;
    if (im->answer_ms > LOGOUT_MS)
        im->answer_ms = LOGOUT_MS;
    if (!im->is_dead && imap_send(im, NULL, "LOGOUT") == OK)
        (void)(imap_finish(im, NULL) == OK); /* BYE ends it as well */
    imap_reader_done(&im->reader);
    curl_easy_cleanup(im->curl);
    free(im);
}

/* ---- folders --------------------------------------------------------------------------------------- */

static enum rc folder_name(const char *folder, GString *out, struct err *err)
{
    if (!imap_folder(folder, out))
        FAIL(err, E_INPUT, "folder", "Il nome della cartella di posta non è valido.");
    return OK;
}

static void take_code(struct sv code, struct imap_box *box)
{
    struct sv word;

    if (!imap_word(&code, &word))
        return;
    if (sv_eq_nocase(word, SV("UIDVALIDITY")))
        (void)imap_u32(sv_trim(code), &box->uidvalidity);
    else if (sv_eq_nocase(word, SV("UIDNEXT")))
        (void)imap_u32(sv_trim(code), &box->uidnext);
}

enum rc imap_select(struct imap *im, const char *folder, struct imap_box *ret, struct err *err)
{
    AUTO(GSTR) GString *name = g_string_new(NULL);
    struct imap_box box = { 0 };
    struct imap_line l;

    TRY(folder_name(folder, name, err));
    im->exists = im->expunged = 0;
    TRY(imap_send(im, err, "SELECT %s", name->str));
    do {
        TRY(imap_answer(im, &l, err));
        if (l.kind == IMAP_STATUS)
            take_code(l.code, &box);
    } while (l.kind != IMAP_TAGGED);
    if (l.status == IMAP_NO)
        FAIL(err, E_NOTFOUND, "folder", "imap: no folder %s: %.*s", folder, (int)(l.text.n < 80 ? l.text.n : 80), l.text.p);
    TRY(imap_tagged(&l, err));
    if (box.uidvalidity == 0)
        IMAP_BROKEN(im, err, "a server without UIDVALIDITY");
    box.exists = im->exists;
    im->has_news = false;
    *ret = box;
    return OK;
}

enum rc imap_create(struct imap *im, const char *folder, struct err *err)
{
    AUTO(GSTR) GString *name = g_string_new(NULL);
    struct imap_line l;

    TRY(folder_name(folder, name, err));
    TRY(imap_send(im, err, "CREATE %s", name->str));
    do
        TRY(imap_answer(im, &l, err));
    while (l.kind != IMAP_TAGGED);
    if (l.status == IMAP_NO && sv_starts_nocase(l.code, SV("ALREADYEXISTS")))
        return OK;
    return imap_tagged(&l, err);
}

/* ---- flags and moves ------------------------------------------------------------------------------- */

/* "3,7,9" of the first at most IMAP_SET_MAX of *uids, which it passes. */
static void take_set(const uint32_t **uids, size_t *n, GString *out)
{
    size_t k = *n < IMAP_SET_MAX ? *n : IMAP_SET_MAX;

    g_string_truncate(out, 0);
    for (size_t i = 0; i < k; i++)
        g_string_append_printf(out, "%s%u", i ? "," : "", (*uids)[i]);
    *uids += k;
    *n -= k;
}

enum rc imap_seen(struct imap *im, const uint32_t *uids, size_t n, struct err *err)
{
    AUTO(GSTR) GString *set = g_string_new(NULL);

    while (n > 0) {
        take_set(&uids, &n, set);
        TRY(imap_send(im, err, "UID STORE %s +FLAGS.SILENT (\\Seen)", set->str));
        TRY(imap_finish(im, err));
    }
    return OK;
}

static enum rc move_set(struct imap *im, const char *set, const char *folder, struct err *err)
{
    if (im->has_move) {
        TRY(imap_send(im, err, "UID MOVE %s %s", set, folder));
        return imap_finish(im, err);
    }
    TRY(imap_send(im, err, "UID COPY %s %s", set, folder));
    TRY(imap_finish(im, err));
    TRY(imap_send(im, err, "UID STORE %s +FLAGS.SILENT (\\Seen \\Deleted)", set));
    TRY(imap_finish(im, err));
    if (!im->has_uidplus)
        return OK; /* a plain EXPUNGE would take what others have flagged */
    TRY(imap_send(im, err, "UID EXPUNGE %s", set));
    return imap_finish(im, err);
}

bool imap_moves_whole(const struct imap *im)
{
    return im->has_move || im->has_uidplus;
}

enum rc imap_move(struct imap *im, const uint32_t *uids, size_t n, const char *folder, struct err *err)
{
    AUTO(GSTR) GString *name = g_string_new(NULL), *set = g_string_new(NULL);

    TRY(folder_name(folder, name, err));
    while (n > 0) {
        take_set(&uids, &n, set);
        TRY(move_set(im, set->str, name->str, err));
    }
    return OK;
}
