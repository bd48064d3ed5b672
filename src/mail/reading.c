/* SPDX-License-Identifier: EUPL-1.2 */
#include "mail/reading.h"

#include <unistd.h>

#include "base/auto.h"
#include "base/sv.h"
#include "base/text.h"
#include "mail/envelope.h"
#include "mail/service.h"
#include "mail/worker.h"

const struct mail_charset MAIL_CHARSETS[] = {
    { "utf-8", "UTF-8 (quasi tutti i programmi di oggi)" },
    { "windows-1252", "Windows-1252 (Outlook, Europa occidentale)" },
    { "iso-8859-15", "ISO-8859-15 (Europa occidentale, con l'euro)" },
    { "macintosh", "Mac Roman (vecchi Macintosh)" },
    { "cp850", "CP850 (programmi DOS)" },
    { "windows-1250", "Windows-1250 (polacco, ceco, rumeno, croato)" },
    { "windows-1251", "Windows-1251 (ucraino, russo)" },
    { "koi8-u", "KOI8-U (ucraino, russo)" },
    { "iso-8859-7", "ISO-8859-7 (greco)" },
    { "windows-1256", "Windows-1256 (arabo)" },
    { "gb18030", "GB18030 (cinese)" },
    { NULL, NULL },
};

bool mail_charset_offered(const char *id)
{
    for (const struct mail_charset *c = MAIL_CHARSETS; c->id; c++)
        if (str_eq(c->id, id))
            return true;
    return false;
}

#define PEOPLE_SHOWN 20

const char *mail_people(struct arena *a, const struct mime_name *list, size_t n)
{
    AUTO(GSTR) GString *out = g_string_new(NULL);

    for (size_t i = 0; i < n && i < PEOPLE_SHOWN; i++) {
        bool named = !str_empty(list[i].name) && !str_eq(list[i].name, list[i].addr);
        g_string_append_printf(out, "%s%s%s%s%s", i ? ", " : "", named ? list[i].name : "", named ? " <" : "", list[i].addr, named ? ">" : "");
    }
    if (n > PEOPLE_SHOWN)
        g_string_append_printf(out, " e altri %zu", n - PEOPLE_SHOWN);
    return arena_str(a, out->str);
}

void mail_person_name(struct arena *a, const struct mime_name *from, const char **ret_name, const char **ret_surname)
{
    struct sv name = sv_trim(sv_from(from->name));
    size_t at = name.n;

    *ret_name = *ret_surname = "";
    if (str_eq(from->name, from->addr))
        return;
    while (at > 0 && name.p[at - 1] != ' ')
        at--;
    *ret_name = text_short(a, arena_sv(a, at ? sv_trim(sv_of(name.p, at)) : name), 80);
    *ret_surname = at ? text_short(a, arena_sv(a, sv_drop(name, at)), 80) : "";
}

bool mail_box_is_pec(const struct conf *conf, struct arena *a, const char *mailbox)
{
    if (str_eq(mailbox, "pec"))
        return true;
    return mail_reads(conf, a, mailbox) && str_eq(conf_text(conf, arena_fmt(a, "mailbox %s", mailbox), "kind"), "pec");
}

static enum rc read_as(struct arena *a, const char *path, bool is_pec, const char *charset, struct mail_reading *ret, int *ret_parts_fd, struct err *err)
{
    struct opened *o = arena_one(a, struct opened);
    struct worker *w;
    enum rc rc;

    if (access(path, R_OK) != 0)
        FAIL(err, E_NOTFOUND, "", "Il file del messaggio non c'è.");
    w = worker_new(PARSE_TIMEOUT_MS);
    rc = str_empty(charset) ? OK : worker_read_as(w, charset, err);
    if (rc == OK)
        rc = envelope_open(w, a, path, is_pec, o, err);
    worker_free(w);
    if (rc != OK && rc != E_REFUSED && rc != E_LIMIT)
        return rc;
    *ret_parts_fd = o->parts_fd;
    ret->mail = o->mail;
    ret->readable = rc == OK;
    ret->certified = rc == OK && o->certified;
    return OK;
}

enum rc mail_read(struct arena *a, const char *path, bool is_pec, const char *charset, struct mail_reading *ret, struct err *err)
{
    AUTO(FD) int parts_fd = -1;

    return read_as(a, path, is_pec, charset, ret, &parts_fd, err);
}

enum rc mail_read_parts(struct arena *a, const char *path, bool is_pec, struct mail_reading *ret, int *ret_parts_fd, struct err *err)
{
    return read_as(a, path, is_pec, NULL, ret, ret_parts_fd, err);
}
