/* SPDX-License-Identifier: EUPL-1.2 */
/* What the parts of the story share: everything that one request has, read once, one query a kind. */
#ifndef URP_WEB_STORY_IN_H
#define URP_WEB_STORY_IN_H

#include "q/mail.h"
#include "q/operator.h"
#include "story.h"

/* What is asked of each event, found in one walk. */
struct event_says {
    int64_t message, due_at; /* 0: it does not say */
    bool clock;              /* what the clock does is in it */
};

struct story_user {
    int64_t id;
    const char *name;
};

struct weave {
    struct req *rq;
    struct arena *a;
    enum story_reader reader;
    bool hide_citizen; /* from the settore, by the citizen's wish */
    const char *files_url;
    const char *ticket_url;
    const char *lang;        /* in which the citizen writes; for the citizen alone */
    const char *joined_code; /* of a request that was joined to the one shown; NULL: it is that one */
    int64_t from_version;        /* of the first event read; 1: all are */
    const struct event *events;  /* with those before them that wait for somebody */
    const struct event_says *says; /* one for each */
    size_t n_events;
    const struct event *waiting; /* older than what is shown */
    size_t n_waiting;
    const struct attachment *files;
    size_t n_files;
    const struct message *messages; /* by id */
    size_t n_messages;
    struct message_room *room; /* of the page, with what was joined */
    /* for the office alone */
    int64_t *united; /* requests joined to it */
    size_t n_united;
    const struct message_fact *facts;
    size_t n_facts;
    const struct message_page *pages;
    size_t n_pages;
    const struct q_ticket_letters *letters;
    size_t n_letters;
    const struct story_mail *mails;
    size_t n_mails;
    const struct story_user *users; /* of the URP, who did something without signing it */
    size_t n_users;
    const struct q_story_others *others; /* requests that its events name */
    size_t n_others;
    const struct q_story_tags *tags; /* that its events name */
    size_t n_tags;
    const struct q_story_clock *clock;
    size_t n_clock;
    bool has_pictures; /* some file is among the words of a mail */
    enum channel channel; /* of the request */
};

/* One event as it will be woven. */
struct strand {
    const struct weave *w;
    const struct event *e;
    const struct event_says *says;
    const struct message *m; /* what was said with it, or NULL */
    int64_t due_before;      /* the term before it; 0 = none */
};

/* story_read.c: at least from an event on, as story_of; what was joined to it is not read. */
MUST_USE enum rc story_read(struct weave *w, const struct ticket *t, int64_t from_id, struct err *err);
/* Sets w->waiting, which it gives back. */
MUST_USE enum rc story_waiting(struct weave *w, const struct ticket *t, int64_t before_id, struct event **ret, size_t *ret_n, struct err *err);
/* The n-th of w->events, without what was before it. */
struct strand story_strand(const struct weave *w, size_t n);

/* story_words.c */
const char *strand_who(const struct strand *s);
const char *strand_title(const struct strand *s);
const char *strand_icon(enum event_kind k);
const char *strand_channel(const struct strand *s); /* "per e-mail"; NULL: it says nothing */
const char *strand_clock(const struct strand *s);   /* what happened to the term, and why; NULL: nothing */
/* A mail that somebody wrote from an address that is not the citizen's, waiting for the office or judged by it. */
bool strand_of_stranger(const struct strand *s);

/* story_letter.c */
void story_files_of(const struct weave *w, int64_t message_id, struct view_file **ret, size_t *ret_n);
/* m NULL: the request itself. Gives back NULL when nothing is known, or not for these eyes. */
const struct view_letter *story_letter_of(const struct weave *w, const struct message *m);
/* A mail of ours by the id of its row; NULL: none of this request. */
const struct story_mail *story_mail_of(const struct weave *w, int64_t outbox_id);
/* It arrived, and the event that caused it says so: its leaving needs no line of its own. */
bool story_told_at_cause(const struct weave *w, const struct story_mail *m);

/* story_data.c: what the data of an event says, looked up in its canonical JSON without building a tree: a page shows hundreds. */
struct event_says event_says(const char *data);
int64_t event_int(const char *data, const char *key); /* 0: not there, null, or no number */
bool event_has(const char *data, const char *key);
/* A word (id or code), copied to a; NULL: not there, or none. */
const char *event_word(struct arena *a, const char *data, const char *key);

/* story_citizen.c */
MUST_USE enum rc story_citizen_from(struct weave *w, const struct ticket *t, struct err *err);
MUST_USE enum rc story_citizen_shorten(const struct weave *w, const struct ticket *t, int64_t from_id, struct strand *list, size_t *n, struct story *ret,
                                       struct err *err);
MUST_USE enum rc story_citizen_recall(const struct weave *w, const struct ticket *t, struct story *ret, struct err *err);

#endif
