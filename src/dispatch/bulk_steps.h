/* SPDX-License-Identifier: EUPL-1.2 */
/* One request of a bulk action: done, or taken back. Operations of bulk_run. */
#ifndef URP_DISPATCH_BULK_STEPS_H
#define URP_DISPATCH_BULK_STEPS_H

#include "dispatch/bulk.h"
#include "q/bulk.h"

struct bulk_row_job {
    int64_t bulk_id, ticket_id;
    const char *why; /* of bulk_fail_op */
    const char *state;
};
op_fn bulk_do_op;   /* E_CONFLICT, E_INPUT, E_DENIED, E_NOTFOUND: not possible, err->text says why; nothing was done */
op_fn bulk_back_op; /* the same */
op_fn bulk_fail_op; /* the row gets that state and reason */

#endif
