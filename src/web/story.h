/* SPDX-License-Identifier: EUPL-1.2 */
/* The story of a ticket as one list: moves, messages and files woven together by time. */
#ifndef URP_WEB_STORY_H
#define URP_WEB_STORY_H

#include "page.h"
#include "ticket/message.h"

enum story_reader { STORY_CITIZEN, STORY_SETTORE, STORY_OFFICE };

/* A mail of ours, for the office: what the list beside the story and the events that caused it say of it. */
struct story_mail {
    int64_t id, event_id, created_at, settled_at, replaced_by; /* 0 = none */
    const char *kind, *to_addr, *state, *last_text;
    const char *way, *pec;       /* columns way, and the best that providers said of it: "accepted", "delayed", "delivered", "" */
};

struct story {
    struct view_event *events;   /* oldest first */
    size_t n;
    size_t older;                /* how many more would be seen: the story is long */
    bool older_more;             /* for the citizen: and others, which nobody counted */
    int64_t older_id;            /* from this event on they are the next piece; 0: all of them are */
    size_t n_before_gap;         /* of the events: those that stand before where the others are missing, once arranged too */
    size_t n_united;             /* requests joined to it */
    const struct story_mail *mails; /* for the office, in the order in which they were born */
    size_t n_mails;
    struct view_file *files;     /* of the request itself */
    size_t n_files;
    const struct view_letter *letter; /* of the request itself; NULL: nothing is known, or not for these eyes */
    const char *question;        /* the last question, while it waits for the citizen */
    const struct message *messages;
    size_t n_messages;
    const char *assignment;      /* data of the event by which it last came to an office; NULL = never */
    int64_t state_at[STATES];    /* for the citizen: when it first got there; 0 = never */
    int64_t begun_at;            /* the same: when it first came to an office, if state_at is from later; 0 = not known */
    int64_t clarified_at;        /* when the citizen last answered a question of ours; 0 = never */
};

/* A file that tells who the citizen is: not for a settore from which the name is kept. */
bool story_names_citizen(const struct attach_file *f);
/* A mail that can be opened and read. */
bool story_is_mail(const struct attach_file *f);

/* How much of a long story: at least what is as young as an event. Its newest part is always there, and what waits for somebody. */
#define STORY_WHOLE INT64_C(0)
#define STORY_NEWEST INT64_MAX
/* Longer than this, it is shown in pieces: the newest part first, by events, of which some are told with others. */
enum { STORY_FULL = 40, STORY_PART = 30, STORY_PIECE = 200 };
/* files_url: prefix of download links ("/pratica/.../allegati"). The citizen sees public messages and moves alone; the settore
 * sees all but what the citizen asked to keep from it. The office sees with it what was said on requests that were joined to it. */
MUST_USE enum rc story_of(struct req *rq, const struct ticket *t, enum story_reader reader, const char *files_url, int64_t from_id,
                          struct story *ret, struct err *err);
/* For reading: the newest first if wanted, and the first event of each day, and the one after a gap, with the day. */
void story_arrange(struct req *rq, struct story *s, bool newest_first);

/* The words of the request as rows: type's own fields with their labels. */
MUST_USE enum rc story_facts(struct req *rq, const struct ticket *t, const struct ticket_words *words,
                             const struct view_row **ret, size_t *ret_n, struct err *err);

#endif
