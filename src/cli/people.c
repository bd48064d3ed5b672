/* SPDX-License-Identifier: EUPL-1.2 */
/* urpd user: what an administrator changes. */
#include <stdio.h>
#include <string.h>

#include "base/auto.h"
#include "base/file.h"
#include "base/limits.h"
#include "base/sv.h"
#include "cli/control.h"
#include "ticket/calendar.h"
#include "web/access.h"
#include "web/account.h"

static enum rc ask(struct cli *cli, const char *request, json_t *args, json_t **ret_answer, struct err *err)
{
    TRY(cli_as_owner(cli, err));
    return control_ask(cli->conf, cli->a, request, args, ret_answer, err);
}

/* From the file named, or a new one that is printed once. Never from the command line, where others see it. */
static enum rc get_password(struct cli *cli, const char **ret, bool *ret_made, struct err *err)
{
    const char *path = cli_option(cli, "password-file");
    struct sv text;

    *ret_made = !path;
    if (!path) {
        *ret = account_password_new(cli->a);
        return OK;
    }
    TRY(file_read(cli->a, path, 4096, &text, err));
    while (text.n && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
        text.n--;
    *ret = arena_sv(cli->a, text);
    return OK;
}

static int not_text(void)
{
    fprintf(stderr, "urpd user: nomi, e-mail e password devono essere testo UTF-8\n");
    return EXIT_USAGE;
}

static int user_new_password(struct cli *cli, const char *request)
{
    struct err err = { 0 };
    const char *password = NULL;
    AUTO(JSON) json_t *answer = NULL;
    AUTO(JSON) json_t *args = NULL;
    bool made = false, without = cli_option(cli, "no-password") != NULL;

    if (!without && get_password(cli, &password, &made, &err) != OK)
        return cli_fail(cli, &err);
    args = json_pack("{s:s, s:s?, s:s?, s:i, s:s?}", "login", cli_arg(cli, 1), "name", cli_option(cli, "name"), "email",
                     cli_option(cli, "email"), "roles", (int)roles_parse(cli_option(cli, "role") ? cli_option(cli, "role") : "urp"), "password", password);
    if (!args)
        return not_text();
    if (ask(cli, request, args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    if (made)
        printf("password: %s\n", password);
    return EXIT_DONE;
}

/* One change of one account; owned_args already holds what is asked for besides the login. */
static int user_change(struct cli *cli, const char *request, json_t *owned_args)
{
    struct err err = { 0 };
    AUTO(JSON) json_t *args = owned_args;
    AUTO(JSON) json_t *answer = NULL;

    if (!args || json_object_set_new(args, "login", json_string(cli_arg(cli, 1))) != 0)
        return not_text();
    if (ask(cli, request, args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    return EXIT_DONE;
}

static int user_roles(struct cli *cli)
{
    unsigned roles = roles_parse(cli_arg(cli, 2));

    if (!roles) {
        fprintf(stderr, "urpd user: ruoli: uno o più fra urp, responsabile, referente, rpct, lettura, admin, separati da virgole\n");
        return EXIT_USAGE;
    }
    return user_change(cli, "user.roles", json_pack("{s:i}", "roles", (int)roles));
}

/* settori NOME strade,verde [--role R]; types NOME report,info [--role R]. Without --role: of a referente, else of the operator. */
static int user_scope(struct cli *cli, const char *what)
{
    const char *role = cli_option(cli, "role"), *list = cli_arg(cli, 2);
    unsigned bit = roles_parse(role ? role : str_eq(what, "settori") ? "referente" : "urp");

    if (!list || !bit || bit & (bit - 1))
        return cli_usage(cli);
    return user_change(cli, "user.scope", json_pack("{s:i, s:s}", "role", (int)bit, what, str_eq(list, "tutti") ? "" : list));
}

static const char *text_of(const json_t *o, const char *key)
{
    const char *s = json_string_value(json_object_get(o, key));

    return s ? s : "";
}

static int user_list(struct cli *cli)
{
    struct err err = { 0 };
    AUTO(JSON) json_t *answer = NULL;
    json_t *u;
    size_t i;

    if (ask(cli, "user.list", NULL, &answer, &err) != OK)
        return cli_fail(cli, &err);
    json_array_foreach(answer, i, u)
        printf("%s\t%s\t%s\t%s\t%s\n", text_of(u, "login"), text_of(u, "name"), text_of(u, "email"),
               roles_ids(cli->a, (unsigned)json_integer_value(json_object_get(u, "roles"))), json_is_true(json_object_get(u, "active")) ? "attivo" : "disattivato");
    return EXIT_DONE;
}

static const char *when(struct cli *cli, const json_t *o, const char *key)
{
    int64_t at = json_integer_value(json_object_get(o, key));

    return at ? moment_format_it(cli->a, at) : "mai";
}

static int user_show(struct cli *cli)
{
    struct err err = { 0 };
    AUTO(JSON) json_t *answer = NULL;
    AUTO(JSON) json_t *args = json_pack("{s:s}", "login", cli_arg(cli, 1));
    json_t *one;
    size_t i;

    if (!args)
        return not_text();
    if (ask(cli, "user.show", args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    printf("nome utente\t%s\nnome\t%s\ne-mail\t%s\nruoli\t%s\nstato\t%s\npassword\t%s\nsecondo fattore\t%s\nultimo accesso\t%s\n", text_of(answer, "login"),
           text_of(answer, "name"), text_of(answer, "email"), roles_ids(cli->a, (unsigned)json_integer_value(json_object_get(answer, "roles"))),
           json_is_true(json_object_get(answer, "active")) ? "attivo" : "disattivato", text_of(answer, "password"),
           json_is_true(json_object_get(answer, "totp")) ? "sì" : "no", when(cli, answer, "signed_in_at"));
    json_array_foreach(json_object_get(answer, "settori"), i, one)
        printf("settore\t%s\t%s\n", roles_ids(cli->a, (unsigned)json_integer_value(json_object_get(one, "role"))), text_of(one, "code"));
    json_array_foreach(json_object_get(answer, "types"), i, one)
        printf("tipo\t%s\t%s\n", roles_ids(cli->a, (unsigned)json_integer_value(json_object_get(one, "role"))), text_of(one, "type"));
    json_array_foreach(json_object_get(answer, "oidc"), i, one)
        printf("identità\t%s\t%s\n", text_of(one, "issuer"), text_of(one, "subject"));
    return EXIT_DONE;
}

static int user_sessions(struct cli *cli)
{
    struct err err = { 0 };
    AUTO(JSON) json_t *answer = NULL;
    AUTO(JSON) json_t *args = json_pack("{s:s}", "login", cli_arg(cli, 1));
    json_t *s;
    size_t i;

    if (!args)
        return not_text();
    if (ask(cli, "user.sessions", args, &answer, &err) != OK)
        return cli_fail(cli, &err);
    json_array_foreach(answer, i, s)
        printf("%lld\t%s\t%s\t%s\t%s\t%s\n", (long long)json_integer_value(json_object_get(s, "id")), when(cli, s, "created_at"), when(cli, s, "seen_at"),
               text_of(s, "browser"), text_of(s, "net"), text_of(s, "way"));
    return EXIT_DONE;
}

static int user_revoke(struct cli *cli)
{
    int64_t id = 0;

    if (cli_arg(cli, 2) && !sv_int(sv_from(cli_arg(cli, 2)), 1, INT64_MAX, &id))
        return cli_usage(cli);
    return user_change(cli, "user.revoke", json_pack("{s:I}", "session", (json_int_t)id));
}

static int user_identity(struct cli *cli, const char *request)
{
    const char *issuer = cli_option(cli, "issuer");

    if (!issuer)
        issuer = conf_text(cli->conf, "oidc", "issuer");
    if (!cli_arg(cli, 2) || str_empty(issuer))
        return cli_usage(cli);
    return user_change(cli, request, json_pack("{s:s, s:s}", "issuer", issuer, "subject", cli_arg(cli, 2)));
}

int cmd_user(struct cli *cli)
{
    const char *what = cli_arg(cli, 0);

    if (str_eq(what, "list"))
        return user_list(cli);
    if (!cli_arg(cli, 1))
        return cli_usage(cli);
    if (str_eq(what, "add"))
        return user_new_password(cli, "user.add");
    if (str_eq(what, "password"))
        return user_new_password(cli, "user.password");
    if (str_eq(what, "show"))
        return user_show(cli);
    if (str_eq(what, "roles"))
        return user_roles(cli);
    if (str_eq(what, "settori") || str_eq(what, "types"))
        return user_scope(cli, what);
    if (str_eq(what, "disable") || str_eq(what, "enable"))
        return user_change(cli, "user.active", json_pack("{s:b}", "active", str_eq(what, "enable")));
    if (str_eq(what, "totp-reset"))
        return user_change(cli, "user.totp_reset", json_object());
    if (str_eq(what, "sessions"))
        return user_sessions(cli);
    if (str_eq(what, "revoke"))
        return user_revoke(cli);
    if (str_eq(what, "link"))
        return user_identity(cli, "user.link");
    if (str_eq(what, "unlink"))
        return user_identity(cli, "user.unlink");
    return cli_usage(cli);
}
