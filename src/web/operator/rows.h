/* SPDX-License-Identifier: EUPL-1.2 */
/* Rows of the board and of every list, out of whatever query they came from. */
#ifndef URP_WEB_OPERATOR_ROWS_H
#define URP_WEB_OPERATOR_ROWS_H

#include "operator.h"

#define PAGE_ROWS 50
/* What a search found stands there with the words around it, best first: two windows full, and nobody reads on. */
#define FOUND_ROWS 25

/* Each query has its own row struct with the same columns; this is the one place that says so. */
#define ROW_FROM(q_, settore_)                                                                                        \
    (struct ticket_row){ .id = (q_).id, .due_at = (q_).due_at, .attention = (q_).attention, .at = (q_).at,            \
                         .flags = (q_).flags, .code = (q_).code, .type = (q_).type, .state = (q_).state,              \
                         .channel = (q_).channel, .subject = (q_).subject, .place = (q_).place, .name = (q_).name,    \
                         .surname = (q_).surname, .settore = (settore_), .joined = JOINED_UNREAD }
#define FILL(v_, rq_, rows_, n_, list_)                                                                               \
    do {                                                                                                              \
        (list_) = arena_array(req_arena(rq_), (n_) + 1, struct queue_row);                                            \
        (v_)->rows = (list_);                                                                                         \
        (v_)->n_rows = 0;                                                                                             \
        for (size_t fill_i_ = 0; fill_i_ < (n_); fill_i_++) {                                                         \
            struct ticket_row fill_row_ = ROW_FROM((rows_)[fill_i_], (rows_)[fill_i_].settore);                       \
            (list_)[(v_)->n_rows] = office_row(rq_, &fill_row_);                                                      \
            (v_)->n_rows += !(list_)[(v_)->n_rows].hidden;                                                            \
        }                                                                                                             \
    } while (0)

#endif
