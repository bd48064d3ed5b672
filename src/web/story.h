/* SPDX-License-Identifier: EUPL-1.2 */
/* The story of a ticket as one list: moves, messages and files woven together by time. */
#ifndef URP_WEB_STORY_H
#define URP_WEB_STORY_H

#include "page.h"
#include "ticket/message.h"

enum story_reader { STORY_CITIZEN, STORY_SETTORE, STORY_OFFICE };

struct story {
    struct view_event *events;   /* oldest first */
    size_t n;
    struct view_file *files;     /* of the request itself */
    size_t n_files;
    const struct view_letter *letter; /* of the request itself; NULL: nothing is known, or not for these eyes */
    const char *question;        /* the last question, while it waits for the citizen */
    const struct message *messages;
    size_t n_messages;
    const char *assignment;      /* data of the event by which it last came to an office; NULL = never */
    int64_t state_at[STATES];    /* when it first got there; 0 = never */
    int64_t clarified_at;        /* when the citizen last answered a question of ours; 0 = never */
};

/* A file that tells who the citizen is: not for a settore from which the name is kept. */
bool story_names_citizen(const struct attach_file *f);
/* A mail that can be opened and read. */
bool story_is_mail(const struct attach_file *f);

/* files_url: prefix of download links ("/pratica/.../allegati"). The citizen sees public messages and moves alone; the settore
 * sees all but what the citizen asked to keep from it. */
MUST_USE enum rc story_of(struct req *rq, const struct ticket *t, enum story_reader reader, const char *files_url,
                          struct story *ret, struct err *err);

/* The words of the request as rows: type's own fields with their labels. */
MUST_USE enum rc story_facts(struct req *rq, const struct ticket *t, const struct ticket_words *words,
                             const struct view_row **ret, size_t *ret_n, struct err *err);

#endif
