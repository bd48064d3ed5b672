/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/smtp.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "account_in.h"
#include "base/auto.h"
#include "base/text.h"

/* The command whose answer is awaited. What a 5xx means depends on it. */
enum stage { STAGE_CONNECT, STAGE_MAIL, STAGE_RCPT, STAGE_DATA };

struct smtp {
    CURL *curl;
    int stop_fd;
    FILE *file;        /* of the mail under way */
    int64_t bytes, read_bytes;
    enum stage stage;
    bool is_over;      /* QUIT was sent */
    bool is_all_read;  /* libcurl has the last byte: the dot may be on its way */
    int code;          /* answer to the last command; 354 until that to the dot comes */
    char text[256];
};

static void auto_SLIST(struct curl_slist **l)
{
    curl_slist_free_all(*l);
}

/* ---- what libcurl tells ---------------------------------------------------------------------------- */

static void saw_command(struct smtp *s, struct sv line)
{
    /* After a refusal curl says goodbye; the answer to that is no news. */
    s->is_over = s->is_over || sv_starts_nocase(line, SV("QUIT"));
    if (s->is_over)
        return;
    s->code = 0;
    if (sv_starts_nocase(line, SV("MAIL FROM")))
        s->stage = STAGE_MAIL;
    else if (sv_starts_nocase(line, SV("RCPT TO")))
        s->stage = STAGE_RCPT;
    else if (sv_starts_nocase(line, SV("DATA")))
        s->stage = STAGE_DATA;
    else if (sv_starts_nocase(line, SV("EHLO")) || sv_starts_nocase(line, SV("HELO")))
        s->stage = STAGE_CONNECT;
}

static void saw_answer(struct smtp *s, struct sv line)
{
    int64_t code;

    line = sv_trim(line);
    if (s->is_over || line.n < 3 || !sv_int(sv_of(line.p, 3), 200, 599, &code))
        return;
    s->code = (int)code;
    AUTO(ARENA) struct arena *a = arena_new((size_t)64 * 1024);
    struct sv head = sv_of(line.p, line.n < 2000 ? line.n : 2000);
    (void)snprintf(s->text, sizeof s->text, "%s", text_short(a, text_line(a, head), 120));
}

/* The stage and the queue id are nowhere else; CURLINFO_RESPONSE_CODE keeps codes of earlier commands. Logins pass here
 * too: nothing of what is sent is kept. */
static int on_debug(CURL *curl, curl_infotype type, char *data, size_t n, void *smtp)
{
    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        saw_command(smtp, sv_of(data, n));
    else if (type == CURLINFO_HEADER_IN)
        saw_answer(smtp, sv_of(data, n));
    return 0;
}

static size_t on_read(char *to, size_t size, size_t n, void *smtp)
{
    struct smtp *s = smtp;
    size_t got = fread(to, 1, size * n, s->file);

    if (got < size * n && ferror(s->file))
        return CURL_READFUNC_ABORT;
    s->read_bytes += (int64_t)got;
    s->is_all_read = s->read_bytes >= s->bytes;
    return got;
}

static int on_progress(void *smtp, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    const struct smtp *s = smtp;
    struct pollfd p = { .fd = s->stop_fd, .events = POLLIN };

    (void)a, (void)b, (void)c, (void)d;
    return !s->is_all_read && p.fd >= 0 && poll(&p, 1, 0) > 0;
}

/* ---- connection ------------------------------------------------------------------------------------ */

enum rc smtp_new(const struct mail_account *account, int stop_fd, struct smtp **ret, struct err *err)
{
    struct smtp *s = calloc(1, sizeof *s);

    assume(s != NULL);
    s->stop_fd = stop_fd;
    enum rc rc = account_curl(account, "smtp", account->helo ? account->helo : "", &s->stop_fd, &s->curl, err);
    if (rc != OK) {
        free(s);
        return rc;
    }
    (void)curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L);
    (void)curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, on_debug);
    (void)curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s);
    (void)curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, on_read);
    (void)curl_easy_setopt(s->curl, CURLOPT_READDATA, s);
    (void)curl_easy_setopt(s->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    (void)curl_easy_setopt(s->curl, CURLOPT_XFERINFODATA, s);
    (void)curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L);
    *ret = s;
    return OK;
}

void smtp_free(struct smtp *s)
{
    if (!s)
        return;
    curl_easy_cleanup(s->curl);
    free(s);
}

/* ---- what became of it ----------------------------------------------------------------------------- */

/* Login or TLS wanted: nothing about this recipient. */
static bool is_login_code(int code)
{
    return code == 530 || code == 534 || code == 535 || code == 538;
}

/* A sender that is refused is our configuration, unless the mail is too large (552, 5.3.4). */
static bool is_about_mail(const struct smtp *s)
{
    switch (s->stage) {
    case STAGE_CONNECT: return false;
    case STAGE_MAIL: return s->code == 552 || strstr(s->text, "5.3.4") != NULL;
    case STAGE_RCPT:
    case STAGE_DATA: return !is_login_code(s->code);
    }
    return false;
}

static void settle(const struct smtp *s, CURLcode c, struct smtp_outcome *o)
{
    bool is_dot_sent = s->stage == STAGE_DATA && s->is_all_read;

    *o = (struct smtp_outcome){ .fate = SMTP_LATER, .code = s->code };
    (void)snprintf(o->text, sizeof o->text, "%s", s->code && s->code != 354 ? s->text : curl_easy_strerror(c));
    if (is_dot_sent && s->code / 100 == 2) {
        o->fate = SMTP_DONE;
    } else if (is_dot_sent && (s->code == 354 || s->code == 0)) {
        o->fate = SMTP_UNKNOWN;
    } else if (s->code / 100 == 5) {
        o->fate = is_about_mail(s) ? SMTP_REFUSED : SMTP_LATER;
        o->is_account = !is_about_mail(s);
    } else {
        o->is_account = s->code == 421 || s->stage == STAGE_CONNECT || s->stage == STAGE_MAIL;
    }
}

static CURLcode attempt(struct smtp *s, bool fresh)
{
    s->stage = STAGE_CONNECT;
    s->is_over = s->is_all_read = false;
    s->read_bytes = 0;
    s->code = 0;
    s->text[0] = '\0';
    rewind(s->file);
    (void)curl_easy_setopt(s->curl, CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
    return curl_easy_perform(s->curl);
}

/* The server may have closed a connection that we kept: then nothing was said yet, and a new one is due. */
static bool is_stale(const struct smtp *s, CURLcode c)
{
    long connects = 0;

    (void)curl_easy_getinfo(s->curl, CURLINFO_NUM_CONNECTS, &connects);
    return c != CURLE_OK && connects == 0 && s->stage <= STAGE_MAIL && (s->code == 0 || s->code == 421);
}

enum rc smtp_send(struct smtp *s, const struct addr *from, const struct addr *to, const char *path,
                  struct smtp_outcome *ret_outcome, struct err *err)
{
    AUTO(SLIST) struct curl_slist *rcpt = NULL;
    char sender[ADDR_MAX + 3], recipient[ADDR_MAX + 3];

    if (!to->text[0])
        FAIL(err, E_INPUT, "to", "Manca il destinatario.");
    TRY(smtp_check_bytes(path, &s->bytes, err));
    AUTO(FILE) FILE *file = fopen(path, "re");
    if (!file)
        FAIL(err, errno == ENOENT ? E_NOTFOUND : E_IO, NULL, "open %s: %s", path, strerror(errno));
    (void)snprintf(sender, sizeof sender, "<%s>", from->text);
    (void)snprintf(recipient, sizeof recipient, "<%s>", to->text);
    rcpt = curl_slist_append(NULL, recipient);
    assume(rcpt != NULL);
    s->file = file;
    (void)curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, sender);
    (void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, rcpt);
    (void)curl_easy_setopt(s->curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)s->bytes);
    CURLcode c = attempt(s, false);
    if (is_stale(s, c))
        c = attempt(s, true);
    (void)curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, NULL);
    bool is_disk = ferror(file) != 0;
    s->file = NULL;
    if (is_disk)
        FAIL(err, E_IO, NULL, "read %s", path);
    settle(s, c, ret_outcome);
    return OK;
}
