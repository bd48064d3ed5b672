/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/pec_read.h"

#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

void pec_note(struct arena *a, struct mime_mail *m, const char *text)
{
    const char **notes = arena_array(a, m->n_notes + 1, const char *);

    if (m->n_notes)
        memcpy(notes, m->notes, m->n_notes * sizeof *notes);
    notes[m->n_notes++] = text;
    m->notes = notes;
}

static void read_daticert(int parts_fd, struct arena *a, struct mime_mail *m)
{
    struct daticert *d = arena_one(a, struct daticert);
    struct err err = { 0 };
    struct sv xml;

    for (size_t i = 0; i < m->n_files; i++) {
        if (!sv_eq_nocase(sv_trim(sv_from(m->files[i].declared)), SV("daticert.xml")))
            continue;
        if (mime_file_read(parts_fd, &m->files[i], DATICERT_BYTES_MAX, a, &xml, &err) == OK && daticert_parse(xml, a, d, &err) == OK)
            m->daticert = d;
        else
            pec_note(a, m, "I dati di certificazione (daticert.xml) non si possono leggere.");
        return;
    }
}

static void read_signature(const struct mime_source *from, const struct signature_trust *trust, struct arena *a, struct mime_mail *m)
{
    struct signature *s = arena_one(a, struct signature);
    struct stat st;
    void *p;

    m->signature = s;
    *s = (struct signature){ signature_state_id(SIGNATURE_NONE), "" };
    if (!str_eq(m->type, "multipart/signed"))
        return;
    *s = (struct signature){ signature_state_id(SIGNATURE_NOT_CHECKED), "" };
    if (!trust || from->offset != 0 || from->size_bytes >= 0 || fstat(from->fd, &st) != 0 || st.st_size <= 0) /* of a whole mail only */
        return;
    p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, from->fd, 0);
    if (p == MAP_FAILED)
        return;
    signature_check(sv_of(p, (size_t)st.st_size), trust, m->from.addr, m->date_at, a, s);
    (void)munmap(p, (size_t)st.st_size);
}

void pec_read(const struct mime_source *from, int parts_fd, const struct signature_trust *trust, struct arena *a, struct mime_mail *m)
{
    if (!mime_header(m, "x-trasporto") && !mime_header(m, "x-ricevuta"))
        return;
    read_daticert(parts_fd, a, m);
    read_signature(from, trust, a, m);
}
