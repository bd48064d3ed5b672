/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd check, backup, restore, migrate, config, intake, version: the house-keeping. */
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "cli/cli.h"
#include "db/admin.h"
#include "dispatch/suggest.h"
#include "http/http.h"
#include "mail/service.h"
#include "mail/store.h"
#include "ticket/attach.h"
#include "ticket/ticket.h"
#include "web/look.h"

/* Reads beside the running daemon. Each check takes its own snapshots, page by page, so that a change in between is no
 * finding and the daemon's log does not wait for us; the search index alone is read in one. */
static enum rc check_all(struct cli *cli, int64_t *ret_findings, struct err *err)
{
    struct db_opts opts = { .path = conf_data_path(cli->conf, cli->a, "urp.db"), .mode = DB_READ };
    struct attach_store *files;
    struct db *db;
    int64_t store = 0, tickets = 0, attachments = 0, mails = 0;
    struct dbr *r;
    enum rc rc;

    TRY(attach_open(conf_text(cli->conf, "urp", "data_dir"), &files, err));
    rc = db_open(&opts, &db, err);
    if (rc != OK) {
        attach_close(files);
        return rc;
    }
    r = db_reader(db);
    rc = db_check(r, stdout, &store, err);
    if (rc == OK)
        rc = ticket_check(r, stdout, &tickets, err);
    if (rc == OK)
        rc = attach_check(files, r, stdout, &attachments, err);
    if (rc == OK)
        rc = mail_check(cli->conf, r, stdout, &mails, err);
    *ret_findings = store + tickets + attachments + mails;
    db_close(db);
    attach_close(files);
    return rc;
}

int cmd_check(struct cli *cli)
{
    struct err err = { 0 };
    int64_t findings = 0;

    if (cli_as_owner(cli, &err) != OK || check_all(cli, &findings, &err) != OK)
        return cli_fail(cli, &err);
    if (findings) {
        printf("%lld problemi trovati\n", (long long)findings);
        return EXIT_FAILED;
    }
    printf("Tutto in ordine.\n");
    return EXIT_DONE;
}

/* Without the keys every tracking link and reply address ever given out would be dead after a restore. What urpd intake
 * took is durable before it is in the store; what is still being written (tmp) is not, and changes. The model of the
 * suggestions could be learnt anew, but only at the next night and while the history is still there. */
static const struct db_files kept_files[] = {
    { "arrivi/mail/new", true }, { "arrivi/pec/new", true }, { "keys", false }, { SUGGEST_FILE, false },
    { "allegati", false }, { "posta-in-arrivo", false }, { "posta-in-uscita", false },
};

int cmd_backup(struct cli *cli)
{
    struct err err = { 0 };

    if (!cli_arg(cli, 0))
        return cli_usage(cli);
    if (cli_as_owner(cli, &err) != OK ||
        db_backup(conf_data_path(cli->conf, cli->a, "urp.db"), kept_files, sizeof kept_files / sizeof kept_files[0],
                  cli_arg(cli, 0), &err) != OK)
        return cli_fail(cli, &err);
    printf("Copia completa in %s\n", cli_arg(cli, 0));
    return EXIT_DONE;
}

int cmd_restore(struct cli *cli)
{
    struct err err = { 0 };

    if (!cli_arg(cli, 0))
        return cli_usage(cli);
    if (cli_as_owner(cli, &err) != OK ||
        db_restore(cli_arg(cli, 0), conf_text(cli->conf, "urp", "data_dir"), &err) != OK)
        return cli_fail(cli, &err);
    printf("Copia ripristinata in %s\n", conf_text(cli->conf, "urp", "data_dir"));
    return EXIT_DONE;
}

int cmd_migrate(struct cli *cli)
{
    struct db_opts opts = { .path = conf_data_path(cli->conf, cli->a, "urp.db"), .mode = DB_ALONE };
    struct err err = { 0 };
    struct db *db;

    if (cli_as_owner(cli, &err) != OK || db_open(&opts, &db, &err) != OK)
        return cli_fail(cli, &err);
    db_close(db);
    printf("Archivio alla versione %d\n", db_schema_version());
    return EXIT_DONE;
}

/* What the floor of the configuration cannot know: how the pages look, and where. */
static enum rc check_look(const struct conf *conf, struct arena *a, struct err *err)
{
    struct own_look look;

    if (!http_origins_ok(conf_text(conf, "http", "frame_ancestors")))
        FAIL(err, E_INPUT, "frame_ancestors", "[http] frame_ancestors: ci vogliono indirizzi come https://www.comune.example.it, separati da spazi e senza niente dopo l'host");
    return look_load(conf, a, &look, err);
}

int cmd_config(struct cli *cli)
{
    struct err err = { 0 };

    if (str_eq(cli_arg(cli, 0), "doc")) {
        conf_doc(stdout);
        return EXIT_DONE;
    }
    if (!str_eq(cli_arg(cli, 0), "check"))
        return cli_usage(cli);
    if (conf_load(cli->conf_path, &cli->conf, &err) != OK || conf_check_secrets(cli->conf, stdout, &err) != OK || check_look(cli->conf, cli->a, &err) != OK)
        return cli_fail(cli, &err);
    printf("%s: tutto in ordine\n", cli->conf_path ? cli->conf_path : "valori predefiniti");
    return EXIT_DONE;
}

int cmd_intake(struct cli *cli)
{
    const char *channel = cli_option(cli, "channel");
    struct err err = { 0 };

    if (!channel)
        channel = "mail";
    if (!str_eq(channel, "mail") && !str_eq(channel, "pec"))
        return cli_usage(cli);
    if (!cli->conf_path) { /* the default data directory is one of the working directory: no service looks there */
        (void)err_set(&err, E_INPUT, ERR_WHERE, "config", "manca la configurazione: la mail andrebbe perduta");
        return cli_fail(cli, &err);
    }
    if (access(conf_text(cli->conf, "urp", "data_dir"), F_OK) != 0) { /* a disk that is not mounted: the mail would lie hidden below it */
        (void)err_set(&err, E_IO, ERR_WHERE, "data_dir", "%s is not there", conf_text(cli->conf, "urp", "data_dir"));
        return cli_fail(cli, &err);
    }
    if (cli_as_owner(cli, &err) != OK || mail_intake(cli->conf, STDIN_FILENO, channel, &err) != OK)
        return cli_fail(cli, &err);
    return EXIT_DONE;
}

int cmd_version(struct cli *cli)
{
    (void)cli;
    printf("urpd %s (archivio %d)\n", URP_VERSION, db_schema_version());
    return EXIT_DONE;
}
