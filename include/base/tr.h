/* SPDX-License-Identifier: EUPL-1.2 */
/* The languages of the citizen's pages and mails. The source is Italian: a text is known by itself, and who speaks Italian pays
 * one look at a variable. The other languages are catalogues (po/<lang>.po), made into tables at build time (src/build/po*.c).
 *
 * Which language it is belongs to the request or the letter, never to the process. It is given to the thread for as long as it works
 * for that request (http/request.c, web/after.c, mail/render.c; for each of them in turn, ticket/privacy_notice.c), and taken away afterwards; no other place may do so:
 *     AUTO(TR) const struct tr_lang *before = tr_speak(lang);
 */
#ifndef URP_BASE_TR_H
#define URP_BASE_TR_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tr_lang {
    const char *id;           /* BCP 47 */
    const char *name;         /* in itself: "Deutsch" */
    bool rtl;
    const char *const *texts; /* by number of the message; NULL: Italian, the source */
    unsigned long (*plural)(unsigned long n); /* which form; forms stand one behind the other, each with its end */
};
/* Italian first. */
extern const struct tr_lang tr_langs[];
extern const size_t tr_langs_n;

const struct tr_lang *tr_lang(const char *id); /* NULL: none of ours; Italian is one */
/* The best of ours by RFC 9110 12.5.4 ("de-AT, en;q=0.5"); NULL: none. accepted may be NULL. */
const struct tr_lang *tr_accepted(const char *accepted);

extern _Thread_local const struct tr_lang *tr_now; /* NULL: Italian. Read it, change it by tr_speak only */
static inline const char *tr_id(void)
{
    return tr_now ? tr_now->id : "it";
}
static inline const char *tr_dir(void)
{
    return tr_now && tr_now->rtl ? "rtl" : "ltr";
}
/* NULL or Italian: Italian. Gives back what it was. */
const struct tr_lang *tr_speak(const struct tr_lang *lang);
static inline void auto_TR(const struct tr_lang **before)
{
    (void)tr_speak(*before);
}

/* NULL: Italian is spoken, or there is no such message (a text of the body, of a person). */
const char *tr_look(const char *id);
static inline const char *tr_find(const char *id)
{
    return tr_now && id ? tr_look(id) : NULL;
}

/* The text in the language of now; itself where there is none. For printf too: the build proves that the conversions agree. */
static inline const char *tr(const char *id) __attribute__((format_arg(1)));
static inline const char *tr(const char *id)
{
    const char *found = tr_find(id);

    return found ? found : id;
}
/* By number, with the rules of the language: tr_n("%d giorno", "%d giorni", n). */
const char *tr_n(const char *one, const char *many, long n) __attribute__((format_arg(1), format_arg(2)));

/* A text that is not translated here but where it is shown. */
#define N_(id_) id_

/* For tmplc: writes the text up to the next part, escaped, and says which part it is; 0: the end. Parts are the values and tags of the
 * sentence, in the order in which the Italian one has them, from 1. */
int tr_part(GString *out, const char **p);
#define TR_PART '\001' /* in a table: the next byte is the number of a part */

/* ---- from right to left -------------------------------------------------------------------------
 *
 * A number, a code, a street in an Arabic sentence would be turned round, or turn what stands around it (Unicode UAX 9). So what is put
 * into a sentence stands apart in it: in pages in <bdi> (tmplc), in text between two characters that nobody sees. In a catalogue read from
 * right to left the build puts them around each %s (src/build/po.c), but in a message that begins with '[', the reference in a subject,
 * which we read again, and in one without letters, as a date. Italian and all others never have them. */
#define TR_APART "\xE2\x81\xA8" /* U+2068 FIRST STRONG ISOLATE */
#define TR_APART_END "\xE2\x81\xA9" /* U+2069 POP DIRECTIONAL ISOLATE */

/* It would be turned: a language from right to left is spoken, and no letter of such a script stands in it. */
bool tr_turns(const char *value);
/* For tmplc: a value in the text of a page, and in a sentence of an attribute or a title; escaped. */
void tr_put(GString *out, const char *value);
void tr_put_plain(GString *out, const char *value);
/* For templates: a sentence in which words of the body (own: an office, its hours, all of it) may stand; they are Italian in each language and
 * marked so. What the catalogue has is ours and not marked. */
void tr_put_around(GString *out, const char *sentence, const char *own);
/* For what programs read, or people copy: the length of a character at p that only says a direction; 0: another one. */
size_t tr_direction_mark(const char *p);

#endif
