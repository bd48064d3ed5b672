/* SPDX-License-Identifier: EUPL-1.2 */
/* Files and mails of the story: what came with the words, and how. */
#include <string.h>

#include "base/sv.h"
#include "mail/journal.h"
#include "story_in.h"
#include "ticket/calendar.h"

bool story_is_mail(const struct attach_file *f)
{
    return str_eq(f->mime, "message/rfc822") || sv_ends(sv_from(f->name), SV(".eml"));
}

/* A whole mail carries its sender, a signed form its signature. */
bool story_names_citizen(const struct attach_file *f)
{
    return story_is_mail(f) || f->is_form;
}

/* The office sees it with the words of its message. */
static bool is_among_words(const struct weave *w, const struct attach_file *f)
{
    return w->reader == STORY_OFFICE && f->in_text && page_file(w->a, f, w->files_url).thumb_url;
}

/* The office alone may ask for a photo with what it tells besides the picture. */
static struct view_file file_of(const struct weave *w, const struct attach_file *f)
{
    struct view_file v = page_file(w->a, f, w->files_url);

    if (w->reader == STORY_OFFICE && !str_eq(f->shown, f->sha256))
        v.original_url = arena_fmt(w->a, "%s?originale=1", v.url);
    if (w->reader == STORY_OFFICE && v.thumb_url) {
        v.view_url = arena_fmt(w->a, "%s/guarda", v.url);
        v.thumb_url = arena_fmt(w->a, "%s/miniatura", v.url);
    }
    if (w->reader == STORY_OFFICE && story_is_mail(f))
        v.read_url = arena_fmt(w->a, "%s/messaggio", v.url);
    return v;
}

void story_files_of(const struct weave *w, int64_t message_id, struct view_file **ret, size_t *ret_n)
{
    size_t n = 0, room = 1;
    struct view_file *list;

    for (size_t i = 0; i < w->n_files; i++)
        room += w->files[i].message_id == message_id;
    list = arena_array(w->a, room, struct view_file);
    for (size_t i = 0; i < w->n_files; i++)
        if (w->files[i].message_id == message_id && !is_among_words(w, &w->files[i].file) && (w->reader != STORY_CITIZEN || w->files[i].public) &&
            !(w->hide_citizen && story_names_citizen(&w->files[i].file)))
            list[n++] = file_of(w, &w->files[i].file);
    *ret = list;
    *ret_n = n;
}

static enum view_tone tone_of(enum fact_tone t)
{
    switch (t) {
    case FACT_PLAIN: return TONE_PLAIN;
    case FACT_INFO: return TONE_INFO;
    case FACT_GOOD: return TONE_GOOD;
    case FACT_WARN: return TONE_WARN;
    case FACT_BAD: return TONE_BAD;
    }
    assume(!"fact_tone out of range");
}

static void draw_facts(const struct weave *w, int64_t message_id, struct view_letter *l)
{
    struct view_badge *marks = arena_array(w->a, w->n_facts + 1, struct view_badge);
    const char **notes = arena_array(w->a, w->n_facts + 1, const char *);

    for (size_t i = 0; i < w->n_facts; i++) {
        const struct message_fact *f = &w->facts[i];

        if (f->message_id != message_id)
            continue;
        if (str_eq(f->kind, FACT_UNREAD))
            notes[l->n_notes++] = f->text;
        else
            marks[l->n_marks++] = (struct view_badge){ f->text, tone_of(f->tone) };
    }
    l->marks = marks;
    l->notes = notes;
}

/* Among the words it is read, not only recognised. */
static struct view_file large(struct view_file v)
{
    v.thumb_url = v.url;
    return v;
}

static void draw_pictures(const struct weave *w, int64_t message_id, struct view_letter *l)
{
    struct view_file *list = arena_array(w->a, w->n_files + 1, struct view_file);

    for (size_t i = 0; i < w->n_files; i++)
        if (w->files[i].message_id == message_id && is_among_words(w, &w->files[i].file))
            list[l->n_pictures++] = large(file_of(w, &w->files[i].file));
    l->pictures = list;
}

static void draw_way(const struct weave *w, const struct q_ticket_letters *j, bool is_cut, struct view_letter *l)
{
    struct view_row *rows = arena_array(w->a, 4, struct view_row);

    rows[l->n_way++] = (struct view_row){ .label = "Casella", .value = str_empty(j->mailbox) ? "consegnata dal server di posta" : j->mailbox };
    rows[l->n_way++] = (struct view_row){ .label = "Arrivata", .value = moment_format_it(w->a, j->received_at) };
    rows[l->n_way++] = (struct view_row){ .label = "Che cos’è", .value = journal_class_words(j->class) };
    rows[l->n_way++] = (struct view_row){ .label = "Perché", .value = journal_reason_words(w->a, j->reason) };
    l->way = rows;
    l->source_url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/sorgente", (long long)j->id);
    l->download_url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld/originale", (long long)j->id);
    if (is_cut)
        l->whole_url = arena_fmt(w->a, "/ufficio/posta/arrivo/%lld", (long long)j->id);
}

const struct view_letter *story_letter_of(const struct weave *w, const struct message *m)
{
    struct view_letter *l;
    int64_t message_id = m ? m->id : 0;

    if (w->reader != STORY_OFFICE || !(w->n_facts || w->n_pages || w->n_letters || w->has_pictures))
        return NULL;
    l = arena_one(w->a, struct view_letter);
    draw_facts(w, message_id, l);
    draw_pictures(w, message_id, l);
    for (size_t i = 0; i < w->n_pages; i++)
        if (w->pages[i].message_id == message_id)
            l->page_url = arena_fmt(w->a, "%s/originali/%lld", w->ticket_url, (long long)w->pages[i].id);
    for (size_t i = 0; i < w->n_letters; i++)
        if (w->letters[i].message_id == message_id)
            draw_way(w, &w->letters[i], m && m->is_cut, l);
    return l->n_marks || l->n_notes || l->n_pictures || l->page_url || l->source_url ? l : NULL;
}

/* ---- mails of ours ------------------------------------------------------------------------------ */

const struct story_mail *story_mail_of(const struct weave *w, int64_t outbox_id)
{
    for (size_t i = 0; i < w->n_mails; i++)
        if (w->mails[i].id == outbox_id)
            return &w->mails[i];
    return NULL;
}

bool story_told_at_cause(const struct weave *w, const struct story_mail *m)
{
    return m && m->event_id && !w->joined_code && str_eq(m->state, "done");
}
