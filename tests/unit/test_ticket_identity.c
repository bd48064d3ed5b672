/* SPDX-License-Identifier: EUPL-1.2 */
#include "table.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ticket/attach.h"
#include "ticket/identity.h"
#include "ticket_store.h"

static const enum identity_paper form_and_document[] = { PAPER_FORM, PAPER_DOCUMENT };

static struct shop s;
static struct ticket t;

static void begin(void)
{
    shop_open(&s);
    t = shop_bear(&s, TYPE_ACCESS_DOC, "Copia di un permesso", "Chiedo copia del permesso.");
}

static struct attach_file file(char fill, const char *name)
{
    char *hash = arena_fmt(s.a, "%064d", 0);

    memset(hash, fill, 64);
    return (struct attach_file){ .sha256 = hash, .shown = hash, .name = name, .mime = "application/pdf", .size_bytes = 10, .shown_bytes = 10 };
}

static void bring(char fill)
{
    struct attach_file files[] = { file(fill, "modulo.pdf"), file((char)(fill + 1), "documento.pdf") };
    struct identity_add add = { .ticket_id = t.id, .files = files, .papers = form_and_document, .n = 2 };

    shop_do(&s, identity_add_op, &add);
}

static struct identity_state state(void)
{
    struct identity_state now;

    assert_rc(identity_read(shop_r(&s), s.a, t.id, &now, &s.err), OK);
    return now;
}

static enum rc erase_op(struct dbw *w, void *why, struct err *err)
{
    struct ticket now;

    TRY(ticket_for_change(w, t.id, VERSION_ANY, &now, err));
    return identity_erase(w, &now, (struct actor){ .kind = ACTOR_SYSTEM }, *(enum identity_end *)why, err);
}

/* Decree 445/2000 art. 38: without the copy the signature proves nothing. */
TEST(a_copy_that_goes_unseen_counts_for_nothing_and_another_may_come)
{
    for (enum identity_end why = IDENTITY_END_USELESS; why <= IDENTITY_END_TIME; why++) {
        begin();
        assert_int_equal(state().way, IDENTITY_UNKNOWN);
        bring('1');
        assert_int_equal(state().way, IDENTITY_COPY);
        assert_false(state().is_known);
        shop_do(&s, erase_op, &why);
        assert_int_equal(state().way, IDENTITY_UNKNOWN);
        assert_int_equal(shop_int(&s, "SELECT count(*) FROM identity_copy"), 0);
        bring('3');
        assert_int_equal(state().way, IDENTITY_COPY);
        assert_int_equal(shop_int(&s, "SELECT count(*) FROM identity_copy"), 1);
        shop_close(&s);
    }
}

/* ---- how long copies stay ----------------------------------------------------------------------- */

static enum rc sweep_op(struct dbw *w, void *gone, struct err *err)
{
    return identity_sweep(w, clock_now_at(), 30, 10, gone, err);
}

static int64_t copies_on_day(int day)
{
    int64_t gone;

    clock_freeze(NOON + day * INT64_C(86400));
    shop_do(&s, sweep_op, &gone);
    return shop_int(&s, "SELECT count(*) FROM identity_copy");
}

static void ends(int day)
{
    assert_int_equal(shop_tamper(&s, arena_fmt(s.a, "UPDATE ticket SET open = 0, closed_at = %lld", (long long)(NOON + day * INT64_C(86400)))), 0);
}

TEST(the_days_of_a_reopened_request_begin_at_its_new_end)
{
    begin();
    bring('1');
    ends(0);
    assert_int_equal(copies_on_day(29), 1);
    assert_int_equal(shop_tamper(&s, "UPDATE ticket SET open = 1, closed_at = NULL"), 0);
    assert_int_equal(copies_on_day(45), 1);
    ends(50);
    assert_int_equal(copies_on_day(79), 1);
    assert_int_equal(copies_on_day(81), 0);
    shop_close(&s);
}

TEST(a_request_without_an_end_keeps_no_copy_for_ever)
{
    begin();
    bring('1');
    assert_int_equal(copies_on_day(364), 1);
    assert_int_equal(copies_on_day(366), 0);
    assert_int_equal(state().way, IDENTITY_UNKNOWN);
    bring('3');
    assert_int_equal(copies_on_day(367), 1);
    shop_close(&s);
}

/* ---- the same bytes twice ----------------------------------------------------------------------- */

TEST(what_is_said_to_be_a_document_is_no_file_of_the_request)
{
    begin();
    struct attach_file one = file('7', "tutto.pdf"), both[] = { one, one };
    struct identity_add add = { .ticket_id = t.id, .files = both, .papers = form_and_document, .n = 2 };

    shop_do(&s, identity_add_op, &add);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM identity_copy"), 1);
    assert_int_equal(shop_int(&s, "SELECT count(*) FROM attachment"), 0);
    assert_int_equal(state().way, IDENTITY_UNKNOWN); /* nobody signed */
    shop_close(&s);
}

static void lay_down(struct attach_store *store, const struct attach_file *f)
{
    const struct timespec old[2] = { { .tv_sec = NOON - 100 }, { .tv_sec = NOON - 100 } };
    const char *path = attach_path(store, s.a, f->sha256);
    (void)mkdir(arena_fmt(s.a, "%.*s", (int)(strrchr(path, '/') - path), path), 0700);
    FILE *out = fopen(path, "we");

    assert_non_null(out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(utimensat(AT_FDCWD, path, old, 0), 0);
}

static enum rc forget_op(struct dbw *w, void *f, struct err *err)
{
    return attach_forget(w, ((struct attach_file *)f)->sha256, ((struct attach_file *)f)->shown, err);
}

TEST(erasing_a_copy_leaves_what_another_row_names_and_nothing_else)
{
    enum identity_end why = IDENTITY_END_USELESS;
    struct attach_store *store;
    int64_t gone;

    begin();
    assert_rc(attach_open(s.dir, &store, &s.err), OK);
    bring('1');
    struct attach_file again = file('1', "di-nuovo.pdf"), other = file('2', "documento.pdf"); /* the form, now as a document */
    const enum identity_paper document[] = { PAPER_DOCUMENT };
    struct identity_add add = { .ticket_id = t.id, .files = &again, .papers = document, .n = 1 };
    shop_do(&s, identity_add_op, &add);
    lay_down(store, &again);
    lay_down(store, &other);
    shop_do(&s, erase_op, &why);
    assert_rc(attach_erase(store, s.db, &gone, &s.err), OK);
    assert_int_equal(access(attach_path(store, s.a, again.sha256), F_OK), 0);
    assert_int_equal(access(attach_path(store, s.a, other.sha256), F_OK), -1);
    assert_int_equal(shop_tamper(&s, "DELETE FROM attachment"), 0);
    shop_do(&s, forget_op, &again);
    assert_rc(attach_erase(store, s.db, &gone, &s.err), OK);
    assert_int_equal(access(attach_path(store, s.a, again.sha256), F_OK), -1);
    attach_close(store);
    shop_close(&s);
}

TESTS_MAIN("ticket_identity")
