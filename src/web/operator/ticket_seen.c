/* SPDX-License-Identifier: EUPL-1.2 */
/* What the citizen has of a request, under the rights of the desk: the page that he reads, and the receipt that is his. */
#include "../seen.h"

#include "base/log.h"
#include "ticket_parts.h"
#include "web/access.h"

struct reply get_as_citizen(struct req *rq)
{
    struct reply failed;
    struct ticket t;

    if (!ticket_of(rq, &t, &failed))
        return failed;
    if (access_name_hidden(rq, &t)) /* his words to us may say who he is */
        return reply_status(rq, 404);
    return seen_request(rq, &t, &(struct seen){ .banner = "Così la vede chi l’ha scritta. Da qui si legge soltanto.", .back_url = ticket_url(rq, &t, "") });
}

/* Who prints it has had the citizen's key in hand: the log says who. */
static struct reply receipt(struct req *rq, const char *file)
{
    struct actor who;
    struct reply failed;
    struct ticket t;

    if (!case_of_ours(rq, &t, &who, &failed))
        return failed;
    log_info("receipt.given", kv("code", t.code), kv_i("user", req_identity(rq)->user_id));
    return seen_receipt(rq, &t, file ? ticket_url(rq, &t, file) : NULL, ticket_url(rq, &t, ""));
}

struct reply get_desk_receipt(struct req *rq)
{
    return receipt(rq, "ricevuta/pdf");
}

struct reply get_desk_receipt_pdf(struct req *rq)
{
    return receipt(rq, NULL);
}
