/* SPDX-License-Identifier: EUPL-1.2 */
/* What an operator can do on a ticket page: one row draws the form and reads it. */
#ifndef URP_WEB_OPERATOR_ACTIONS_H
#define URP_WEB_OPERATOR_ACTIONS_H

#include "dispatch/work.h"
#include "operator.h"

enum uses {
    USES_TEXT = 1 << 0, USES_SETTORE = 1 << 1, USES_OUTCOME = 1 << 2, USES_OTHER = 1 << 3, USES_BODY = 1 << 4,
    USES_REASON = 1 << 5, USES_FILES = 1 << 6, USES_COMPOSER = 1 << 7, USES_MESSAGE = 1 << 8, TO_CITIZEN = 1 << 9,
    USES_NATURE = 1 << 10,
};

struct office_action {
    enum work_action action;
    const char *slug;                                /* last part of the address */
    const char *title, *submit, *note, *label, *icon; /* title NULL: a button inside the story, no form of its own */
    unsigned uses;
    enum view_tone tone;
    const char *writes; /* "una risposta": what others read about its draft */
};
extern const struct office_action office_actions[];
extern const size_t office_actions_n;

const struct office_action *office_action(const char *slug);         /* NULL: no such */
const struct office_action *office_action_of(enum work_action action); /* the one with a form; NULL */
/* Words that somebody thought about: kept as a draft until they are sent. */
static inline bool office_keeps(const struct office_action *oa)
{
    return oa->title && (oa->uses & USES_TEXT) && !(oa->uses & USES_NATURE);
}

#endif
