/* SPDX-License-Identifier: EUPL-1.2 */
/* Texts in C files. Those that are translated lie in tables, fields of forms and calls without number: instead of a mark on each, all of a file
 * that reads like a sentence is one, but for what is written for the log or for programs. */
#include "po.h"

#include <string.h>

enum { DEPTH_MAX = 64, NAME_MAX_ = 48 };

struct call {
    char name[NAME_MAX_];
    const char *from; /* behind its '(' */
    GString *first;   /* of tr_n */
};

/* What stands in these is for programs, the log or developers. */
static const char *const silent[] = { "assume", "kv", "kv_i", "log_info", "log_err", "log_debug", "log_warn", "str_eq", "strcmp", "strncmp", "json_pack", "json_object_get",
                                      "json_object_set_new", "reply_header", "ratelimit_allow", "conf_int", "conf_text", "conf_bool", "conf_data_path", "req_query", "req_arg", "req_field",
                                      "req_header", "_Static_assert", "page_text", "ente_text", "strstr", "strchr", "strpbrk", "sv_starts", "GET", "POST", "UPLOAD", NULL };

static bool is_silent(const struct call *calls, size_t n, const char *here)
{
    for (size_t i = 0; i < n; i++) {
        if (g_strv_contains(silent, calls[i].name))
            return true;
        if (strcmp(calls[i].name, "FAIL") == 0 && !g_strstr_len(calls[i].from, here - calls[i].from, "E_INPUT") &&
            !g_strstr_len(calls[i].from, here - calls[i].from, "E_CONFLICT") && !g_strstr_len(calls[i].from, here - calls[i].from, "E_LIMIT"))
            return true;
    }
    return false;
}

/* Words with a blank between, or one word with a capital. */
bool po_reads_like_text(const char *text)
{
    g_autoptr(GString) bare = g_string_new(NULL);
    int letters = 0, words = 0;

    for (const char *p = text; *p; p++) {
        if (*p == '%') {
            p += 1 + strspn(p + 1, "-+ #0123456789.hlz$*");
            if (!*p)
                break;
            continue;
        }
        g_string_append_c(bare, *p);
    }
    if (!g_utf8_validate(bare->str, -1, NULL))
        return false;
    for (const char *p = bare->str; *p; p = g_utf8_next_char(p)) {
        bool letter = g_unichar_isalpha(g_utf8_get_char(p));
        letters += letter;
        if (letter && (p == bare->str || !g_unichar_isalpha(g_utf8_get_char(g_utf8_prev_char(p)))))
            words++;
    }
    if (letters < 3 || strcmp(text, "GET") == 0 || strcmp(text, "POST") == 0 || strstr(bare->str, "://") || g_str_has_prefix(text, "/") || strpbrk(bare->str, "{}_\\=<>") )
        return false;
    if (strcmp(text, "E-mail") == 0)
        return true;
    if (strchr(bare->str, ' '))
        return words > 1 || g_unichar_isupper(g_utf8_get_char(g_utf8_validate(text, -1, NULL) && *text == '%' ? bare->str : text)) || strchr(text, '%');
    return g_unichar_isupper(g_utf8_get_char(bare->str)) && !strpbrk(bare->str, "-/:;");
}

static void add(struct po_file *f, const char *path, const char *id, const char *plural)
{
    struct po_message *m = po_add(f, id, plural);

    m->c_format = m->c_format || strchr(id, '%') != NULL;
    po_say_file(m, path);
}

const char *po_skip_comment(const char *p, bool *off)
{
    const char *end = p[1] == '/' ? strchr(p, '\n') : strstr(p + 2, "*/");

    if (!end)
        return p + strlen(p);
    if (p[1] == '*' && g_strstr_len(p, end - p, "po: off"))
        *off = true;
    else if (p[1] == '*' && g_strstr_len(p, end - p, "po: on"))
        *off = false;
    return p[1] == '/' ? end : end + 2;
}

/* One constant and those right behind it. */
const char *po_read_strings(const char *p, GString *to, bool *off)
{
    while (*p == '"') {
        for (p++; *p && *p != '"'; p++) {
            if (*p != '\\') {
                g_string_append_c(to, *p);
                continue;
            }
            p++;
            if (*p == 'n' || *p == 't')
                g_string_append_c(to, *p == 'n' ? '\n' : '\t');
            else if (*p == 'x' || g_ascii_isdigit(*p))
                g_string_append_c(to, '\\'); /* bytes: no text */
            else
                g_string_append_c(to, *p);
        }
        if (*p)
            p++;
        for (;;) {
            p += strspn(p, " \t\r\n");
            if (*p == '\\' && p[1] == '\n')
                p += 2;
            else if (*p == '/' && (p[1] == '*' || p[1] == '/'))
                p = po_skip_comment(p, off);
            else
                break;
        }
    }
    return p;
}

void po_add_text(struct po_file *f, const char *path, const char *id)
{
    add(f, path, id, NULL);
}

static void take(struct po_file *f, const char *path, struct call *calls, size_t n, const char *here, GString *text, bool whole)
{
    struct call *in = n ? &calls[n - 1] : NULL;

    if (in && strcmp(in->name, "tr_n") == 0) {
        if (in->first)
            add(f, path, in->first->str, text->str);
        in->first = g_string_new(text->str);
    } else if (in && (strcmp(in->name, "tr") == 0 || strcmp(in->name, "N_") == 0)) {
        add(f, path, text->str, NULL);
    } else if (whole && !is_silent(calls, n, here)) {
        g_auto(GStrv) lines = g_strsplit(text->str, "\n", -1); /* each is a text of its own */
        for (int i = 0; lines[i]; i++)
            if (po_reads_like_text(lines[i]))
                add(f, path, lines[i], NULL);
    }
}

void po_scan(struct po_file *f, const char *path, bool whole)
{
    struct call calls[DEPTH_MAX];
    char name[NAME_MAX_] = "";
    size_t n = 0;
    bool off = false;
    char *all;

    if (!g_file_get_contents(path, &all, NULL, NULL))
        po_fail(path, 0, "cannot be read");
    for (const char *p = all; *p;) {
        if (*p == '#' && (p == all || p[-1] == '\n') && g_str_has_prefix(p + 1, "include")) {
            p += strcspn(p, "\n");
        } else if (*p == '/' && (p[1] == '*' || p[1] == '/')) {
            p = po_skip_comment(p, &off);
        } else if (*p == '\'') {
            for (p++; *p && *p != '\''; p++)
                if (*p == '\\')
                    p++;
            p += *p != '\0';
        } else if (*p == '"') {
            GString *text = g_string_new(NULL);
            const char *here = p;
            p = po_read_strings(p, text, &off);
            take(f, path, calls, n, here, text, whole && !off);
        } else if (g_ascii_isalpha(*p) || *p == '_') {
            size_t len = strspn(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
            g_strlcpy(name, p, MIN(len + 1, sizeof name));
            p += len;
            if (*p != '(')
                name[0] = '\0';
        } else {
            if (*p == '(' && n < DEPTH_MAX) {
                calls[n] = (struct call){ .from = p + 1 };
                memcpy(calls[n++].name, name, sizeof name);
                name[0] = '\0';
            } else if (*p == ')' && n > 0) {
                n--;
            }
            p++;
        }
    }
}
