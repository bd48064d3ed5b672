/* SPDX-License-Identifier: EUPL-1.2 */
/* Answers. A handler returns a struct reply, which only the functions here can make: no path can forget to answer,
 * and none can answer twice (that aborts). On the thread of the handler, but for what says otherwise. */
#ifndef URP_HTTP_REPLY_H
#define URP_HTTP_REPLY_H

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "base/err.h"

struct req;
struct http_server;

struct reply {
    struct req *rq_; /* set by the functions below; do not make one by hand */
};

/* Before the function that answers. name and value without control characters: whatever people wrote has been encoded. */
void reply_header(struct req *rq, const char *name, const char *value);
/* The page that is being made may ask where the device is; no other may. */
void reply_geolocation(struct req *rq);
/* The page of this answer may show pictures of one more origin ("https://mappe.example.it"): scheme, host and port, checked by the
 * caller. Nothing else of the policy changes. */
void reply_images_from(struct req *rq, const char *origin);

/* The page of this answer may stand in a frame of the sites that http_conf.frame_ancestors names. True: it is asked for by one now (the
 * browser says so itself, on every step, so that nobody has to remember), and needs no head and foot of its own. */
bool reply_in_frame(struct req *rq);

/* owned_html is freed by us, also on failure. */
struct reply reply_html(struct req *rq, int status, GString *owned_html);
struct reply reply_text(struct req *rq, int status, const char *mime, GString *owned_text);
struct reply reply_json(struct req *rq, int status, json_t *owned_json);
/* What never changes under its address, and is kept by browsers for ever; bytes live as long as the server. */
struct reply reply_kept(struct req *rq, const char *mime, const char *bytes, size_t n);
/* 303 See Other to one of our own paths, encoded or not: it must start with a single '/' and have no line breaks and no
 * backslashes; anything else aborts. */
struct reply reply_see(struct req *rq, const char *path);
/* 303 to somebody else's address, which the configuration names (an identity provider): https, or http for loopback; anything
 * else aborts. */
struct reply reply_see_out(struct req *rq, const char *url);
/* The error of a handler: page or problem+json by the kind of route. Status from the one table rc -> status. */
struct reply reply_err(struct req *rq, const struct err *err);
struct reply reply_status(struct req *rq, int status);
/* owned_fd is closed by us. Always as attachment, octet-stream unless mime is one of the inline-safe kinds (image/jpeg,
 * image/png, application/pdf, text/plain) and inline_ok; a PDF keeps its type; CSP sandbox. name is encoded by RFC 6266. */
struct reply reply_file(struct req *rq, int owned_fd, const char *mime, const char *name, bool inline_ok);
/* HTML that somebody else wrote, made harmless before, for a frame of our own pages; owned_fd is closed by us. The policy
 * forbids once more what was taken out: no script, form, link, frame or picture from anywhere. */
struct reply reply_foreign_page(struct req *rq, int owned_fd);

/* A file that is made while it is sent, for lists of any length. next appends the next piece (it may be empty) and says when it was the
 * last; it runs on the thread of the handler, for some milliseconds, with req_arena as memory of that piece alone. Not OK: the client sees
 * the file break off. done frees the maker: at the end, and as soon as the client is gone; the request may be gone by then. */
struct pieces_of {
    enum rc (*next)(struct req *rq, void *maker, GString *out, bool *ret_last, struct err *err);
    void (*done)(void *maker);
};
struct reply reply_pieces(struct req *rq, const char *mime, const char *name, const struct pieces_of *of, void *owned_maker);

/* Work that takes longer than the loop may wait: the handler starts it and returns this. then runs on the handler's thread
 * after req_wake; it may itself return reply_later. Call reply_later first and start the work afterwards: it may be over
 * before the handler returns. then does not run when the client is gone by then; the request is freed all the same, so
 * whoever works for it must not touch it once it is woken. A stop of the server waits for every wake. */
struct reply reply_later(struct req *rq, struct reply (*then)(struct req *rq, void *arg), void *arg);
void req_wake(struct req *rq); /* any thread, exactly once per reply_later */

/* Server-sent events: the connection stays and gets what sse_publish sends to channel. A session has four; the
 * oldest gives way to the fifth. 429 beyond the cap of all streams. */
struct reply reply_events(struct req *rq, const char *channel);
/* Any thread, until http_free. event is a word; data may have several lines. Never waits; what a stream has not yet
 * taken is not queued twice. */
void sse_publish(struct http_server *s, const char *channel, const char *event, const char *data);

#endif
