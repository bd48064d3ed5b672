/* SPDX-License-Identifier: EUPL-1.2 */
/* Choosing a language. A GET, for it changes nothing of ours: what it leaves is a cookie of two letters, which holds no id. */
#include "citizen.h"

#include <string.h>

#include "base/sv.h"
#include "base/tr.h"

/* One of our own pages: whoever made the link wrote it. */
static const char *safe_back(const char *back)
{
    return !str_empty(back) && back[0] == '/' && back[1] != '/' && !strpbrk(back, "\\\r\n") ? back : "/";
}

struct reply get_language(struct req *rq)
{
    const struct tr_lang *lang = tr_lang(req_arg(rq, "lingua"));

    if (!lang)
        return reply_status(rq, 404);
    req_choose_lang(rq, lang);
    return reply_see(rq, safe_back(req_query(rq, "torna")));
}
