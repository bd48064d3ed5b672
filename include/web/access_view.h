/* SPDX-License-Identifier: EUPL-1.2 */
/* Views of the pages about accounts: one's own access, the second factor, people. */
#ifndef URP_WEB_ACCESS_VIEW_H
#define URP_WEB_ACCESS_VIEW_H

#include "base/safe_html.h"
#include "web/operator_view.h"

/* After the password: the code of the telephone. */
struct sign_in_code_view {
    struct office_page page;
    const char *url, *token;
    struct view_field code;
};

struct session_row {
    const char *browser, *net, *since, *seen, *way;
    bool here;                     /* the one that looks */
    const struct view_action *end; /* NULL: none */
};
struct own_access_view {
    struct office_page page;
    const char *lead;                       /* what must be done first; NULL: nothing */
    VIEW_LIST(struct view_row, facts);
    VIEW_LIST(struct view_link, links);
    VIEW_LIST(struct session_row, sessions);
    const struct view_action *end_others;   /* NULL: there are none */
    VIEW_LIST(struct view_action, actions); /* password, second factor, codes */
};

struct second_factor_view {
    struct office_page page;
    struct safe_html qr;
    const char *secret, *uri;
    struct view_action action;
};
struct recovery_view {
    struct office_page page;
    const char *const *codes;
    size_t n_codes;
    const char *on, *next_url;
};

/* One account, for an administrator. */
struct person_view {
    struct office_page page;
    VIEW_LIST(struct view_row, facts);
    VIEW_LIST(struct view_action, actions);
    VIEW_LIST(struct session_row, sessions);
    const struct view_action *end_others;
    struct view_table events;
};

struct risk {
    const char *title, *means, *remedy;
    struct view_badge level;
};
struct security_view {
    struct office_page page;
    const char *lead;
    VIEW_LIST(struct risk, risks);
    VIEW_LIST(struct view_row, fine); /* what is in order */
};

#endif
