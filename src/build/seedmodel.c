/* SPDX-License-Identifier: EUPL-1.2 */
/* Build time: the model that the daemon has before it has read any request of its own.
 *   seedmodel etc/seed.it.txt > seed.model */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/auto.h"
#include "base/file.h"
#include "dispatch/suggest_in.h"

#include "base/tr.h"

/* base/err asks for translations; a tool of the build has none. */
_Thread_local const struct tr_lang *tr_now;
const char *tr_look(const char *id)
{
    (void)id;
    return NULL;
}

#define SEED_MAX_BYTES ((size_t)8 * 1024 * 1024)
#define SEED_LINES_MAX 40000
#define ARENA_BYTES ((size_t)1024 * 1024 * 1024)

static void die(const struct err *err)
{
    (void)fprintf(stderr, "seedmodel: %s\n", err->text);
    exit(1);
}

/* Lists of words are not held back: nobody writes to an office in them. */
static void note_voice(struct training *t, char voice)
{
    uint8_t fold = seed_fold(voice);

    if (voice != SEED_WORDS && !memchr(t->folds, fold, t->n_folds) && t->n_folds < sizeof t->folds)
        t->folds[t->n_folds++] = fold;
}

int main(int argc, char **argv)
{
    AUTO(ARENA) struct arena *a = arena_new(ARENA_BYTES);
    struct examples ex;
    struct training t = { .examples = &ex };
    struct sv text = { 0 }, rest, label = { 0 }, model;
    struct seed_line line;
    struct err err = { 0 };

    if (argc != 2 || file_read(a, argv[1], SEED_MAX_BYTES, &text, &err) != OK)
        die(&err);
    examples_init(&ex, a, SEED_LINES_MAX);
    for (rest = text; seed_next(&rest, &label, &line);) {
        if (examples_add(&ex, line.label, line.text, seed_fold(line.voice), 1, &err) != OK)
            die(&err);
        note_voice(&t, line.voice);
    }
    if (suggest_train(&t, a, &model, &err) != OK)
        die(&err);
    (void)fprintf(stderr, "seedmodel: %zu texts, %zu labels, %.1f %% right on voices held back\n", ex.n, ex.n_labels, 100.0 * (double)t.held_back_first);
    return fwrite(model.p, 1, model.n, stdout) == model.n && fflush(stdout) == 0 ? 0 : 1;
}
