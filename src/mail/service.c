/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/service.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/sv.h"
#include "mail/box.h"
#include "mail/inbox.h"
#include "mail/mime.h"
#include "mail/sender.h"
#include "mail/signature.h"
#include "mail/worker.h"

#define BOXES_MAX 32

struct mail_service {
    struct sender *sender;
    struct inbox *inbox;
    struct box *boxes[BOXES_MAX];
    size_t n_boxes;
};

/* What a crash left half written: only one daemon runs, and whatever was not finished begins again from its mail or its row.
 * Files of others (forms being sent) have other names. */
static void sweep_spool(const struct conf *conf)
{
    static const char *const ours[] = { "arrivo-", "imap-", "mail-", "parte-" };
    AUTO(ARENA) struct arena *a = arena_new(65536);
    AUTO(DIR) DIR *dir = opendir(conf_data_path(conf, a, "spool"));
    int64_t gone = 0;

    if (!dir)
        return;
    for (const struct dirent *e; (e = readdir(dir));)
        for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
            if (strncmp(e->d_name, ours[i], strlen(ours[i])) == 0 && unlinkat(dirfd(dir), e->d_name, 0) == 0)
                gone++;
    if (gone)
        log_info("mail.spool.swept", kv_i("files", gone));
}

bool mail_reads(const struct conf *conf, struct arena *a, const char *name)
{
    const char **sections, *wanted = arena_fmt(a, "mailbox %s", name);
    size_t n = conf_family(conf, a, "mailbox", &sections);

    for (size_t i = 0; i < n; i++)
        if (str_eq(sections[i], wanted))
            return true;
    return false;
}

static enum rc start_boxes(const struct mail_env *env, struct mail_service *m, struct err *err)
{
    AUTO(ARENA) struct arena *a = arena_new(65536);
    const char **sections;
    size_t n = conf_family(env->conf, a, "mailbox", &sections);

    if (n > BOXES_MAX)
        FAIL(err, E_INPUT, "mailbox", "Le caselle di posta possono essere al massimo %d.", BOXES_MAX);
    for (; m->n_boxes < n; m->n_boxes++)
        TRY(box_start(env, sections[m->n_boxes], &m->boxes[m->n_boxes], err));
    return OK;
}

/* A file that is missing or empty is said at start, not at the first PEC. */
static enum rc open_authorities(const struct conf *conf, struct err *err)
{
    const char *path = conf_text(conf, "pec", "ca_file");
    struct signature_trust *trust;

    worker_set_authorities(path);
    if (str_empty(path))
        return OK;
    TRY(signature_trust_open(path, &trust, err));
    signature_trust_close(trust);
    return OK;
}

enum rc mail_start(const struct mail_env *env, struct mail_service **ret, struct err *err)
{
    struct mail_service *m = calloc(1, sizeof *m);
    enum rc rc;

    assume(m != NULL);
    mime_init();
    sweep_spool(env->conf);
    rc = open_authorities(env->conf, err);
    if (rc == OK)
        rc = sender_start(env, &m->sender, err);
    if (rc == OK)
        rc = inbox_start(env, &m->inbox, err);
    if (rc == OK)
        rc = start_boxes(env, m, err);
    if (rc != OK) {
        mail_stop(m);
        return rc;
    }
    *ret = m;
    return OK;
}

void mail_stop(struct mail_service *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->n_boxes; i++)
        box_stop(m->boxes[i]);
    inbox_stop(m->inbox);
    sender_stop(m->sender);
    free(m);
}

void mail_wake_sender(struct mail_service *m)
{
    sender_wake(m->sender);
}

void mail_wake_journal(struct mail_service *m)
{
    inbox_wake(m->inbox);
}
