/* SPDX-License-Identifier: EUPL-1.2 */
/* What a text is about, by its words: a linear model over folded words, pairs of words and n-grams, made at build time from our
 * own seed (etc/seed.it.txt) and, once the body has a history, in the background from that. A guess proposes; what it may do
 * beyond is for dispatch/rule and dispatch/work to say. Guessing reads only, takes no lock and some ten microseconds. */
#ifndef URP_DISPATCH_SUGGEST_H
#define URP_DISPATCH_SUGGEST_H

#include <jansson.h>

#include "db/db.h"
#include "ticket/ente.h"

struct guess {
    struct category category; /* id 0: none, the text speaks for an office alone */
    int64_t settore_id;       /* learnt from the body's history; 0: whoever has the category */
    double probability;       /* calibrated: of texts with 0.8 some eight in ten are right */
    const char *words;        /* as written, in small letters, the strongest first: "buca, asfalto"; "" when there are none */
};
#define GUESSES_MAX 8

/* The likely ones among the body's own categories, best first; what speaks for none of them is left out, so that *ret_n may be
 * 0. Labels of the seed are taken for the category with the same code, or for the one whose name and words sound most alike.
 * E_DB */
MUST_USE enum rc suggest_guess(struct dbr *r, struct arena *a, const char *text, struct guess **ret, size_t *ret_n, struct err *err);

/* The model that the body's history made: one file in the data directory, replaced whole; part of a backup. */
#define SUGGEST_FILE "suggerimenti.modello"

/* Takes the model that the body's history made, if data_dir has one; a damaged one is said in the log and the seed stays. The
 * one in use before last is freed, so two calls lie further apart than a request lasts. One thread at a time. */
void suggest_open(const char *data_dir);

struct suggest_state {
    const char *id;     /* version: names the content */
    int64_t trained_at; /* 0: when the program was built */
    int64_t n_own;      /* texts of the body's own it learnt from */
};
void suggest_state(struct suggest_state *ret);

/* Learns from what was finally decided, newest first, mixed with the seed, which counts less the more history there is; writes
 * the model beside the store and takes it into use. Reads in small pages by the reader of its own thread.
 *
 * stop         when it becomes true meanwhile, E_AGAIN; may be NULL
 * ret_n_own    texts of the body's own
 * E_NOTFOUND   too little history: nothing changed
 * E_AGAIN, E_DB, E_IO */
struct suggest_lesson {
    struct db *db;
    const char *data_dir;
    int64_t now_at;
    const bool *stop;
    int64_t n_own;           /* result */
    double held_back_first;  /* result: share of texts held back whose first guess was right */
};
#define SUGGEST_HISTORY_MIN 50
MUST_USE enum rc suggest_learn(struct suggest_lesson *l, struct err *err);

/* Tries the model in use on texts whose category is known: one JSON object a line with text, category and perhaps subject. The
 * file names its labels; a label of the model counts as the one with its code, the code of its group, or "altro"; a line
 * {"map": {"uffici": "altro"}} says otherwise.
 * E_INPUT  the file, with the line */
MUST_USE enum rc suggest_measure(struct arena *a, const char *path, json_t **ret, struct err *err);

#endif
