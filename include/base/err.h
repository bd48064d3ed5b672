/* SPDX-License-Identifier: EUPL-1.2 */
/* How a function says that it could not do its work. The code says what to do next, the detail says
 * what to tell whom. Any thread. */
#ifndef URP_BASE_ERR_H
#define URP_BASE_ERR_H

#include <stdbool.h>
#include <stddef.h>

enum rc {
    OK = 0,
    E_INPUT,    /* the request is wrong; err->field and err->text may be shown to the person */
    E_NOTFOUND,
    E_DENIED,
    E_CONFLICT,
    E_LIMIT,    /* too much, too big or too often */
    E_AGAIN,    /* later may work: busy, network, SMTP 4xx */
    E_REFUSED,  /* the other side said no for good: SMTP 5xx, bad login */
    E_IO,       /* our machine failed: file or device; nothing half-done is left */
    E_DB,       /* our machine failed: the store; nothing half-done is left */
};

struct err {
    enum rc rc;
    char field[32];    /* name of the form field or key at fault, or "" (given as NULL: nobody but the log is told) */
    char text[448];    /* E_INPUT, E_CONFLICT, E_LIMIT: for the person, in the language of now (base/tr.h; two bytes a letter in some); English for the log otherwise */
    const char *where; /* file:line of the FAIL */
};

#define MUST_USE __attribute__((warn_unused_result))
#define PRINTF(fmt_, args_) __attribute__((format(printf, fmt_, args_)))

/* Fills err (which may be NULL) and returns rc. Use through FAIL. */
enum rc err_set(struct err *err, enum rc rc, const char *where, const char *field,
                const char *fmt, ...) PRINTF(5, 6);

/* Stable short name for logs and JSON: "input", "notfound", ... */
const char *rc_name(enum rc rc);

#define ERR_STR2_(x) #x
#define ERR_STR_(x) ERR_STR2_(x)
#define ERR_WHERE __FILE__ ":" ERR_STR_(__LINE__)

#define FAIL(err_, rc_, field_, ...) return err_set((err_), (rc_), ERR_WHERE, (field_), __VA_ARGS__)

#define TRY(call_)                       \
    do {                                 \
        enum rc try_rc_ = (call_);       \
        if (try_rc_ != OK) return try_rc_; \
    } while (0)

/* A broken invariant is a bug of ours: the process ends in every build, systemd restarts it, and the
 * store is whole because only committed work was ever acknowledged. */
#define assume(cond_) ((cond_) ? (void)0 : assume_failed(#cond_, ERR_WHERE))
_Noreturn void assume_failed(const char *cond, const char *where);

#endif
