/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd: the commands and who answers them. */
#include <stdio.h>
#include <string.h>

#include "base/sv.h"
#include "cli/cli.h"
#include "mail/worker.h"
#include "pdf/pdf.h"
#include "ticket/attach.h"

static const struct command commands[] = {
    { "serve", "serve", "avvia il servizio", cmd_serve },
    { "intake", "intake [--channel mail|pec] < messaggio", "registra un messaggio di posta: 0 = al sicuro, 75 = riprovare", cmd_intake },
    { "ente", "ente load FILE.json [--force] | export | streets FILE.csv [--remove]", "carica settori, argomenti, regole, termini, testi, o li scrive; l'elenco delle vie", cmd_ente },
    { "user", "user list | add NOME [--name N] [--email E] [--role RUOLI] [--password-file F | --no-password] | show NOME | password NOME [--password-file F] | roles NOME RUOLI | "
              "settori NOME CODICI|tutti [--role R] | types NOME TIPI|tutti [--role R] | disable NOME | enable NOME | totp-reset NOME | sessions NOME | revoke NOME [ACCESSO] | "
              "link NOME SOGGETTO [--issuer URL] | unlink NOME SOGGETTO [--issuer URL]",
      "chi lavora qui; RUOLI: urp, responsabile, referente, rpct, lettura, admin", cmd_user },
    { "check", "check", "verifica archivio, catena degli eventi, proiezione, indice di ricerca, allegati, posta", cmd_check },
    { "backup", "backup CARTELLA", "copia di sicurezza, anche a servizio avviato", cmd_backup },
    { "restore", "restore CARTELLA", "ripristina una copia in una cartella dei dati vuota", cmd_restore },
    { "migrate", "migrate", "porta l'archivio alla versione di questo programma", cmd_migrate },
    { "config", "config check|doc", "controlla il file di configurazione, o ne stampa uno commentato", cmd_config },
    { "journal", "journal list [--state S] [--class C] [--mailbox M] [--since AAAA-MM-GG] [--search TESTO] [--limit N] [--before N] [--format table|json] | show N | retry N | retry --failed", "giornale della posta in arrivo", cmd_journal },
    { "explain", "explain mail [FILE] | due --type T --presented ISO [--event KIND@ISO]... | route FILE.json | route --evaluate FILE.jsonl [--model seed] | states", "perché: le decisioni del programma, in JSON", cmd_explain },
    { "version", "version", "versione", cmd_version },
    { "help", "help", "questo elenco", cmd_help },
};
#define COMMANDS_N (sizeof commands / sizeof commands[0])

int cmd_help(struct cli *cli)
{
    (void)cli;
    printf("urpd - lo sportello dell'Ufficio Relazioni con il Pubblico\n\n");
    for (size_t i = 0; i < COMMANDS_N; i++)
        printf("  urpd %s\n        %s\n", commands[i].usage, commands[i].help);
    printf("\nOgni comando accetta --config FILE (se manca: /etc/urp/urp.conf, se esiste). Maggiori informazioni: man urpd\n");
    return EXIT_DONE;
}

static const struct command *find(const char *name)
{
    for (size_t i = 0; i < COMMANDS_N; i++)
        if (str_eq(commands[i].name, name))
            return &commands[i];
    return NULL;
}

int main(int argc, char **argv)
{
    /* The children that take foreign bytes apart are this program, too; they must not read any configuration. */
    if (argc > 1 && str_eq(argv[1], "mime-worker"))
        return worker_main(argc - 1, argv + 1);
    if (argc > 1 && str_eq(argv[1], "picture-worker"))
        return picture_worker_main(argc - 1, argv + 1);
    if (argc > 1 && str_eq(argv[1], "pdf-worker"))
        return pdf_worker_main(argc - 1, argv + 1);

    const struct command *cmd = find(argc > 1 ? argv[1] : "help");
    if (!cmd && argc > 1 && (str_eq(argv[1], "--help") || str_eq(argv[1], "-h")))
        cmd = find("help");
    if (!cmd && argc > 1 && str_eq(argv[1], "--version"))
        cmd = find("version");
    if (!cmd) {
        fprintf(stderr, "urpd: «%s» non è un comando. Prova: urpd help\n", argv[1]);
        return EXIT_USAGE;
    }
    return cli_run(cmd, argc - 2, argv + 2);
}
