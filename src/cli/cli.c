/* SPDX-License-Identifier: EUPL-1.2 */
#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/log.h"
#include "base/rnd.h"
#include "base/sv.h"

#define CLI_ARENA_BYTES ((size_t)256 * 1024 * 1024) /* an ente file, a list of the journal */
#define CONF_USUAL "/etc/urp/urp.conf"

const char *cli_option(const struct cli *cli, const char *name)
{
    const char *value = NULL;

    for (size_t i = 0; i < cli->n_options; i++)
        if (str_eq(cli->options[2 * i], name))
            value = cli->options[2 * i + 1];
    return value;
}

const char *cli_arg(const struct cli *cli, size_t i)
{
    return i < cli->n_args ? cli->args[i] : NULL;
}

int cli_usage(const struct cli *cli)
{
    fprintf(stderr, "Uso: urpd %s\n", cli->command->usage);
    return EXIT_USAGE;
}

int cli_fail(const struct cli *cli, const struct err *err)
{
    fprintf(stderr, "urpd %s: %s%s%s\n", cli->command->name, err->field, *err->field ? ": " : "",
            *err->text ? err->text : rc_name(err->rc));
    if (cli->as_user && (err->rc == E_IO || err->rc == E_DB))
        fprintf(stderr, "urpd %s: lavora come utente «%s», proprietario della cartella dei dati: anche le cartelle indicate devono essere sue\n",
                cli->command->name, cli->as_user);
    switch (err->rc) {
    case OK: return EXIT_DONE;
    case E_AGAIN: return EXIT_LATER;
    case E_INPUT: case E_NOTFOUND: case E_DENIED: case E_CONFLICT: case E_LIMIT: case E_REFUSED: case E_IO: case E_DB:
        return EXIT_FAILED;
    }
    return EXIT_FAILED;
}

/* Those that need no value: they get "yes". */
static bool is_switch(const char *name)
{
    return str_eq(name, "failed") || str_eq(name, "remove") || str_eq(name, "no-password") || str_eq(name, "force");
}

/* "--name value"; "--" ends the options. */
static int split_args(struct cli *cli, int argc, char **argv)
{
    bool options = true;

    cli->args = arena_array(cli->a, (size_t)argc + 1, const char *);
    cli->options = arena_array(cli->a, 2 * (size_t)argc + 2, const char *);
    for (int i = 0; i < argc; i++) {
        if (options && str_eq(argv[i], "--")) {
            options = false;
            continue;
        }
        if (!options || strncmp(argv[i], "--", 2) != 0) {
            cli->args[cli->n_args++] = argv[i];
            continue;
        }
        if (is_switch(argv[i] + 2)) {
            cli->options[2 * cli->n_options] = argv[i] + 2;
            cli->options[2 * cli->n_options++ + 1] = "yes";
            continue;
        }
        if (i + 1 >= argc) {
            fprintf(stderr, "urpd %s: dopo %s manca il valore\n", cli->command->name, argv[i]);
            return EXIT_USAGE;
        }
        cli->options[2 * cli->n_options] = argv[i] + 2;
        cli->options[2 * cli->n_options + 1] = argv[i + 1];
        cli->n_options++;
        i++;
    }
    return EXIT_DONE;
}

/* What the program itself is, or what the file says, must be answerable whatever the file is. */
static bool needs_conf(const struct command *cmd)
{
    return !str_eq(cmd->name, "help") && !str_eq(cmd->name, "version") && !str_eq(cmd->name, "config") &&
           !str_eq(cmd->name, "explain");
}

/* One that is there but closed to us is the one that was meant: its absence would let us work with other data. */
static const char *usual_conf(void)
{
    return access(CONF_USUAL, R_OK) == 0 || (errno != ENOENT && errno != ENOTDIR) ? CONF_USUAL : NULL;
}

static int run(struct cli *cli, int argc, char **argv)
{
    struct err err = { 0 };
    int code = split_args(cli, argc, argv);

    if (code != EXIT_DONE)
        return code;
    cli->conf_path = cli_option(cli, "config");
    if (!cli->conf_path)
        cli->conf_path = usual_conf();
    if (needs_conf(cli->command) && conf_load(cli->conf_path, &cli->conf, &err) != OK)
        return cli_fail(cli, &err);
    return cli->command->run(cli);
}

int cli_run(const struct command *cmd, int argc, char **argv)
{
    AUTO(ARENA) struct arena *a = arena_new(CLI_ARENA_BYTES);
    struct sigaction ignore = { .sa_handler = SIG_IGN };
    struct cli cli = { .a = a, .command = cmd };
    int code;

    /* A write beyond a limit, or to who hung up, must be an error, not the end. */
    assume(sigaction(SIGPIPE, &ignore, NULL) == 0 && sigaction(SIGXFSZ, &ignore, NULL) == 0);
    rnd_init();
    log_set_level(LOG_WARN); /* a command speaks through its output; serve raises it again */
    code = run(&cli, argc, argv);
    conf_free(cli.conf);
    /* To a mail transfer agent every other code says: send it back to the citizen. Whatever is wrong here is ours. */
    return cmd->run == cmd_intake && code != EXIT_DONE ? EXIT_LATER : code;
}
