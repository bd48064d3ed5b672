/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/original.h"

#define NOTES_MAX ((size_t)20) /* the parser knows fewer; its child may be taken over */

enum rc original_files(struct attach_store *s, struct arena *a, int parts_fd, const struct mime_mail *m, const char *spool,
                       struct attach_file *files, size_t *n, struct err *err)
{
    for (size_t i = 0; i < m->n_files; i++) {
        if (m->files[i].size_bytes == 0)
            continue;
        TRY(mime_file_save(parts_fd, &m->files[i], spool, err));
        TRY(attach_take_mail(s, a, spool, m->files[i].name, &files[*n], err));
        files[*n].in_text = m->files[i].is_inline;
        (*n)++;
    }
    return OK;
}

enum rc original_take(struct attach_store *s, struct arena *a, int parts_fd, const struct mime_mail *m, const char *spool,
                      struct message_page *ret, struct err *err)
{
    const struct mime_file f = { .offset = m->page.offset, .size_bytes = m->page.size_bytes };

    *ret = (struct message_page){ .remote = m->page.remote, .left_out = m->page.left_out, .is_cut = m->page.is_cut };
    if (!m->page.size_bytes)
        return OK;
    TRY(mime_file_save(parts_fd, &f, spool, err));
    return attach_keep(s, a, spool, &ret->sha256, &ret->size_bytes, err);
}

enum rc original_keep(struct dbw *w, int64_t ticket_id, int64_t message_id, const struct mime_mail *m, struct message_page *page,
                      struct err *err)
{
    page->ticket_id = ticket_id;
    page->message_id = message_id;
    if (page->sha256)
        TRY(message_page_add(w, page, err));
    for (size_t i = 0; i < m->n_notes && i < NOTES_MAX; i++)
        TRY(message_fact_add(w, &(struct message_fact){ ticket_id, message_id, FACT_UNREAD, m->notes[i], FACT_WARN }, err));
    return OK;
}
