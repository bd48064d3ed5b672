/* SPDX-License-Identifier: EUPL-1.2 */
/* The bare path of mail: GMime alone over a folder of mails, read into memory beforehand; every part is decoded, and what
 * comes out is thrown away.
 *
 *   gmime_parse DIR SECONDS      prints "mails=N rps=R" */
#include <ftw.h>
#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

static GPtrArray *mails; /* of GBytes */

static int take(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    char *bytes;
    gsize n;

    (void)st;
    (void)at;
    if (kind == FTW_F && g_str_has_suffix(path, ".eml") && g_file_get_contents(path, &bytes, &n, NULL))
        g_ptr_array_add(mails, g_bytes_new_take(bytes, n));
    return 0;
}

static void leaf(GMimeObject *parent, GMimeObject *part, gpointer sink)
{
    GMimeMessage *inside;
    GMimeDataWrapper *content;

    (void)parent;
    if (GMIME_IS_MESSAGE_PART(part) && (inside = g_mime_message_part_get_message(GMIME_MESSAGE_PART(part)))) {
        g_mime_message_foreach(inside, leaf, sink);
    } else if (GMIME_IS_TEXT_PART(part)) {
        char *text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
        if (text)
            (void)g_mime_stream_write(sink, text, strlen(text));
        g_free(text);
    } else if (GMIME_IS_PART(part) && (content = g_mime_part_get_content(GMIME_PART(part)))) {
        (void)g_mime_data_wrapper_write_to_stream(content, sink);
    }
}

static void parse(GBytes *mail, GMimeStream *sink)
{
    gsize n;
    const char *p = g_bytes_get_data(mail, &n);
    GMimeStream *from = g_mime_stream_mem_new_with_buffer(p, n);
    GMimeParser *parser = g_mime_parser_new_with_stream(from);
    GMimeMessage *m = g_mime_parser_construct_message(parser, NULL);

    if (m) {
        g_mime_message_foreach(m, leaf, sink);
        g_object_unref(m);
    }
    g_object_unref(parser);
    g_object_unref(from);
}

static double now_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
    double began, seconds, limit = argc == 3 ? strtod(argv[2], NULL) : 0;
    size_t done = 0;

    mails = g_ptr_array_new();
    if (limit <= 0 || nftw(argv[1], take, 16, FTW_PHYS) != 0 || mails->len == 0) {
        fprintf(stderr, "usage: gmime_parse DIR SECONDS (DIR holds *.eml)\n");
        return 2;
    }
    g_mime_init();
    GMimeStream *sink = g_mime_stream_null_new();
    began = now_s();
    do {
        for (unsigned i = 0; i < mails->len; i++, done++)
            parse(mails->pdata[i], sink);
        seconds = now_s() - began;
    } while (seconds < limit);
    printf("mails=%u rps=%.0f\n", mails->len, (double)done / seconds);
    return 0;
}
