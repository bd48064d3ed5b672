/* SPDX-License-Identifier: EUPL-1.2 */
#ifndef URP_CLI_REQUESTS_USER_H
#define URP_CLI_REQUESTS_USER_H

#include "cli/control.h"

request_fn request_user_add, request_user_password, request_user_list, request_user_show, request_user_roles, request_user_scope, request_user_active;
request_fn request_user_totp_reset, request_user_sessions, request_user_revoke, request_user_link, request_user_unlink;

#endif
