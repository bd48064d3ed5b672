/* SPDX-License-Identifier: EUPL-1.2 */
/* What a handler can ask of its request, and who sent it. On the thread that runs the handler, or on the one that
 * works for it between reply_later and req_wake; never on two at once. What is returned lives as long as the request. */
#ifndef URP_HTTP_REQ_H
#define URP_HTTP_REQ_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/rnd.h"

struct req;

struct arena *req_arena(struct req *rq); /* lives until the answer is sent */
const char *req_id(const struct req *rq); /* in logs, in the X-Request-Id header and on error pages */
const char *req_path(const struct req *rq); /* as it came, still percent-encoded: for links, not for comparing */
/* Does a page for citizens answer at this path? By the routes alone: what an {argument} stands for need not exist. */
bool req_page_exists(struct req *rq, const char *path);
const char *req_arg(const struct req *rq, const char *name);   /* {name} of the pattern; never NULL, clean text */
const char *req_query(const struct req *rq, const char *name); /* clean text; NULL: not sent, or not text */
size_t req_query_names(struct req *rq, const char ***ret_names); /* of all that was sent, as they came */
const char *req_header(const struct req *rq, const char *name);
const char *req_client(const struct req *rq); /* address; X-Forwarded-For only from trusted proxies */
/* Does the connection itself come from one of these addresses (comma separated)? What a proxy forwards does not count. */
bool req_from(const struct req *rq, const char *addresses);
/* The network of the client: /24 of IPv4, /48 of IPv6. */
const char *req_client_net(struct req *rq);
bool req_is_https(const struct req *rq);
bool req_is_head(const struct req *rq);
/* A page of another site led here, as its browser says (Fetch Metadata); one that says nothing is believed. For a GET that leaves a mark. */
bool req_is_foreign(const struct req *rq);
bool req_writes(const struct req *rq); /* not GET, not HEAD: it may change something */
void *req_ctx(const struct req *rq); /* struct http_app.ctx */
/* A file made for the request while it waits (reply_later): closed with it, so that it does not stay when the client is gone by then; or
 * taken, for the answer. One; before req_wake, on any thread. */
void req_keep_fd(struct req *rq, int owned_fd);
int req_take_fd(struct req *rq);

/* ---- language ----------------------------------------------------------------------------------- */

/* The language of the answer is base/tr.h's tr_now while a handler or what follows it works for the request: what the person chose
 * (cookie "lingua", the only one that citizens get, and only when they choose), else what they wrote in (req_speak_like), else what their
 * browser asks for, else Italian. Pages of the office are Italian. */
struct tr_lang;
const struct tr_lang *req_lang(const struct req *rq);
bool req_lang_chosen(const struct req *rq); /* by the person, not by the browser or by what is shown */
void req_speak_like(struct req *rq, const char *id); /* a draft or request in this language is shown; id may be none of ours */
void req_choose_lang(struct req *rq, const struct tr_lang *lang); /* with the answer goes the cookie */
/* Where the same page is in another language: path and query, "" where there is none. Behind a form the page that showed it. */
const char *req_here(struct req *rq);

/* ---- body --------------------------------------------------------------------------------------- */

struct upload {
    const char *field; /* name of the form field */
    const char *name;  /* as the browser says it: one line of clean text, a label, never a path */
    const char *path;  /* file of ours in the spool, not synced; removed after the answer unless adopted */
    int64_t size_bytes;
    uint8_t sha256[SHA256_BYTES];
    bool too_big;      /* larger than UPLOAD_MAX_BYTES: read away, not kept; path is NULL */
    bool too_many;     /* beyond what one form may bring, by number or together: read away, path is NULL */
    struct upload *next;
};
const char *req_field(const struct req *rq, const char *name); /* clean text; NULL: not sent, or not text */
size_t req_fields(const struct req *rq, const char *name, const char ***ret_values); /* repeated field */
/* Every field name that came, so that a form can refuse unknown ones. */
size_t req_field_names(const struct req *rq, const char ***ret_names);
const struct upload *req_uploads(const struct req *rq);
/* Files that came beyond those of the list: read away, not even their names are kept. */
size_t req_uploads_unnamed(const struct req *rq);
void req_upload_adopted(struct req *rq, const struct upload *u); /* the file now belongs to the caller */
json_t *req_json(struct req *rq, struct err *err); /* BODY_JSON: borrowed; NULL with E_INPUT */

/* ---- who ---------------------------------------------------------------------------------------- */

/* What a person of the body may do; several may be held. What they mean for one request is web/access. */
enum role {
    ROLE_ANY = 0,
    ROLE_URP = 1 << 0,      /* operatore */
    ROLE_ADMIN = 1 << 1,    /* amministratore: people, security, the machine */
    ROLE_LEAD = 1 << 2,     /* responsabile URP: rules, terms, texts, what concerns all */
    ROLE_SETTORE = 1 << 3,  /* referente of a settore who has an account */
    ROLE_RPCT = 1 << 4,     /* responsabile della prevenzione della corruzione e della trasparenza */
    ROLE_READER = 1 << 5,   /* sola lettura */
    ROLE_SELF = 1 << 6,     /* everybody who is signed in: the own access, also while it is not complete */
    ROLE_WHOLE = 1 << 7,    /* of a route alone: only by one of its roles that is not narrowed, for it concerns the whole body */
    ROLE_DESK = ROLE_URP | ROLE_LEAD,
    ROLE_STAFF = ROLE_URP | ROLE_ADMIN | ROLE_LEAD | ROLE_SETTORE | ROLE_RPCT | ROLE_READER, /* whoever is signed in */
};
struct identity {
    int64_t user_id;
    int64_t session_id;
    unsigned roles;
    unsigned narrowed; /* of these, those that hold only for some settori or types */
    const char *name; /* in the request arena */
    const void *rights; /* what the application read of them, once for the request: of web/access alone */
    const char *must_first; /* own path where this person is sent instead of a page that is not for them; NULL: 403 */
    const char *csrf; /* token for the forms of this session, set by this floor */
};
const struct identity *req_identity(const struct req *rq); /* NULL: nobody signed in */

/* Session cookie: __Host-urp (Secure) when https, urp on plain http (loopback demo). HttpOnly, SameSite=Lax. */
void session_set_cookie(struct req *rq, const char *token);
void session_clear_cookie(struct req *rq);
/* A cookie of ours besides it, for the minutes that a person is somewhere else: same rules, prefix and attributes. value: letters,
 * digits, '-' and '_', at most 1,000 of them; "" clears it. req_cookie: NULL when it is not there or not of that form. */
void cookie_set(struct req *rq, const char *name, const char *value, int max_age_s);
/* How browsers show it, for the page that names them; "": that of the session. In the request arena. */
const char *cookie_whole_name(const struct req *rq, const char *name);
const char *req_cookie(const struct req *rq, const char *name);

#endif
