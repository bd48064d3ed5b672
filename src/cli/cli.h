/* SPDX-License-Identifier: EUPL-1.2 */
/* The command line. A command that changes the store never writes beside a running daemon: it asks it over the
 * control socket, and works alone under the lock when nobody answers there. */
#ifndef URP_CLI_CLI_H
#define URP_CLI_CLI_H

#include "base/arena.h"
#include "base/conf.h"

/* sysexits where they matter to an MTA. */
enum exit_code { EXIT_DONE = 0, EXIT_FAILED = 1, EXIT_USAGE = 64, EXIT_LATER = 75 };

struct cli {
    struct arena *a;
    const struct command *command;
    const char *conf_path;   /* NULL: defaults */
    struct conf *conf;       /* loaded before the command runs, except for config, help, version */
    const char *as_user;     /* whom cli_as_owner made of root; NULL: nobody else */
    const char **args;       /* without options */
    size_t n_args;
    const char **options;    /* "name", "value" pairs, in order: --type T, --event K@ISO ... */
    size_t n_options;
};

struct command {
    const char *name, *usage, *help;
    int (*run)(struct cli *cli);
};

/* Runs it; the exit code. Of intake it is 0 or 75, whatever was wrong. */
int cli_run(const struct command *cmd, int argc, char **argv);

const char *cli_option(const struct cli *cli, const char *name); /* last one given, or NULL */
const char *cli_arg(const struct cli *cli, size_t i);            /* or NULL */
/* Says err on stderr in one line; gives back the exit code that fits it. */
int cli_fail(const struct cli *cli, const struct err *err);
int cli_usage(const struct cli *cli);

/* Called before the store is opened and after the files that root named are read: root becomes, for good, the owner of the
 * data directory. What root wrote there the service could not open. E_IO when that is not possible. */
MUST_USE enum rc cli_as_owner(struct cli *cli, struct err *err);

int cmd_serve(struct cli *cli);
int cmd_intake(struct cli *cli);
int cmd_ente(struct cli *cli);
int cmd_user(struct cli *cli);
int cmd_check(struct cli *cli);
int cmd_backup(struct cli *cli);
int cmd_restore(struct cli *cli);
int cmd_migrate(struct cli *cli);
int cmd_config(struct cli *cli);
int cmd_journal(struct cli *cli);
int cmd_explain(struct cli *cli);
int cmd_version(struct cli *cli);
int cmd_help(struct cli *cli);

#endif
