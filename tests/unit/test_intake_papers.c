/* SPDX-License-Identifier: EUPL-1.2 */
/* Signed forms and copies of documents of a draft: what they count for, what they hold for, and when their bytes go. */
#include "office.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ticket/attach.h"

static struct shop s;
static struct attach_store *store;
static int made;

static void begin(void)
{
    office_open(&s);
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
}

static void end(void)
{
    attach_close(store);
    shop_close(&s);
}

/* Stored before now: what came in the second in which it was forgotten would wait. */
static struct attach_file put(const char *text)
{
    const struct timespec old[2] = { { .tv_sec = NOON - 100 }, { .tv_sec = NOON - 100 } };
    const char *spool = arena_fmt(s.a, "%s/spool-%d", s.dir, made++);
    struct attach_file f;
    FILE *out = fopen(spool, "we");

    assert_non_null(out);
    (void)fprintf(out, "%%PDF-1.4\n%s\n", text);
    assert_int_equal(fclose(out), 0);
    assert_rc(attach_take(store, s.a, spool, "carta.pdf", &f, &s.err), OK);
    assert_int_equal(utimensat(AT_FDCWD, attach_path(store, s.a, f.sha256), old, 0), 0);
    return f;
}

static bool on_disk(const struct attach_file *f)
{
    return access(attach_path(store, s.a, f->sha256), F_OK) == 0;
}

static void erase(void)
{
    int64_t gone;

    assert_rc(attach_erase(store, s.db, &gone, &s.err), OK);
}

static void save(bool create, struct attach_file *files, const enum identity_paper *kinds, size_t n, int64_t remove_id)
{
    struct draft_mark marks[4];
    struct draft_save job = { .token = "t", .type = TYPE_ACCESS_DOC, .create = create, .add = files, .add_marks = marks, .n_add = n, .remove_file_id = remove_id };

    for (size_t i = 0; i < n; i++)
        marks[i] = (struct draft_mark){ .key = "", .paper = kinds[i] };
    shop_do(&s, draft_store_op, &job);
}

static struct draft here(void)
{
    struct draft d;

    assert_rc(draft_open(shop_r(&s), s.a, "t", &d, &s.err), OK);
    return d;
}

static size_t forms(void)
{
    struct draft d = here();
    size_t n = 0;

    for (size_t i = 0; i < d.n_papers; i++)
        n += d.paper_kinds[i] != PAPER_DOCUMENT;
    return n;
}

static const enum identity_paper plain[] = { PAPER_NONE }, form[] = { PAPER_FORM }, document[] = { PAPER_DOCUMENT },
                                 signed_and_document[] = { PAPER_SIGNED, PAPER_DOCUMENT };

TEST(the_same_bytes_in_one_form_are_what_they_were_last_said_to_be)
{
    begin();
    struct attach_file a = put("tutto in uno"), both[] = { a, a };

    save(true, both, signed_and_document, 2, 0);
    struct draft d = here();
    assert_int_equal(d.n_papers, 1);
    assert_int_equal(d.paper_kinds[0], PAPER_DOCUMENT);
    erase();
    assert_true(on_disk(&a)); /* the document names them */
    save(false, NULL, NULL, 0, d.papers[0].id);
    erase();
    assert_false(on_disk(&a));
    end();
}

TEST(the_same_bytes_as_a_file_and_as_a_paper_are_a_paper_and_count_once)
{
    static const enum identity_paper plain_then_form[] = { PAPER_NONE, PAPER_FORM };

    begin();
    struct attach_file a = put("foto e modulo"), both[] = { a, a };

    save(true, both, plain_then_form, 2, 0);
    struct draft d = here();
    assert_int_equal(d.n_files, 0);
    assert_int_equal(d.n_papers, 1);
    end();
}

TEST(what_becomes_a_paper_leaves_nothing_of_what_it_was_before)
{
    begin();
    struct attach_file a = put("carta"), shown = put("come si vedeva");

    a.shown = shown.sha256;
    save(true, &a, plain, 1, 0);
    a.shown = a.sha256;
    save(false, &a, document, 1, 0);
    assert_int_equal(here().n_files, 0);
    erase();
    assert_true(on_disk(&a));
    assert_false(on_disk(&shown));
    end();
}

static enum rc sweep_op(struct dbw *w, void *gone, struct err *err)
{
    return draft_sweep(w, NOON + 1, 10, gone, err);
}

TEST(a_draft_that_nobody_sent_takes_its_bytes_along)
{
    int64_t gone;

    begin();
    struct attach_file f = put("foto"), m = put("modulo"), c = put("carta d'identita"), kept = put("anche di una richiesta");

    save(true, &f, plain, 1, 0);
    save(false, &kept, plain, 1, 0);
    save(false, &m, form, 1, 0);
    save(false, &c, document, 1, 0);
    assert_int_equal(shop_tamper(&s, arena_fmt(s.a, "PRAGMA foreign_keys = 0; INSERT INTO identity_copy (ticket_id, at, sha256, shown, name, mime, size_bytes, shown_bytes) "
                                               "VALUES (1, 1, '%s', '%s', 'x', 'application/pdf', 1, 1)", kept.sha256, kept.shown)), 0);
    shop_do(&s, sweep_op, &gone);
    assert_int_equal(gone, 1);
    erase();
    assert_false(on_disk(&f) || on_disk(&m) || on_disk(&c));
    assert_true(on_disk(&kept));
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM file_gone"), 0);
    end();
}

TEST(a_form_holds_for_the_files_that_it_names)
{
    begin();
    struct attach_file m = put("modulo"), c = put("carta"), f = put("foto");

    save(true, &m, form, 1, 0);
    save(false, &c, document, 1, 0);
    assert_int_equal(forms(), 1);
    save(false, &f, plain, 1, 0); /* one more than was signed */
    assert_int_equal(forms(), 0);
    assert_int_equal(here().n_papers, 1);
    save(false, &m, form, 1, 0);
    save(false, &f, plain, 1, 0); /* is there already: a connection broke */
    assert_int_equal(forms(), 1);
    save(false, NULL, NULL, 0, here().files[0].id); /* one less */
    assert_int_equal(forms(), 0);
    save(false, &m, form, 1, 0);
    for (size_t i = 0; i < here().n_papers; i++)
        if (here().paper_kinds[i] == PAPER_DOCUMENT) {
            save(false, NULL, NULL, 0, here().papers[i].id);
            break;
        }
    assert_int_equal(forms(), 1); /* the document is not in it */
    assert_int_equal(here().n_papers, 1);
    end();
}

TESTS_MAIN("intake_papers")
