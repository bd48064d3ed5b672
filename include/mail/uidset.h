/* SPDX-License-Identifier: EUPL-1.2 */
/* Numbers of mails as ranges: a mailbox of 100,000 is compared with the journal as a handful of them. Pure; a set is
 * borrowed memory and is never changed. */
#ifndef URP_MAIL_UIDSET_H
#define URP_MAIL_UIDSET_H

#include "base/arena.h"

struct uid_range {
    uint32_t low, high; /* both in it */
};
struct uidset { /* ascending, apart from each other by at least one number; {0}: empty */
    const struct uid_range *list;
    size_t n;
};

/* Any order, overlapping; list is sorted in place and stays behind the set. */
struct uidset uidset_of(struct uid_range *list, size_t n);

int64_t uidset_count(struct uidset s);
/* New sets, in a. */
struct uidset uidset_minus(struct arena *a, struct uidset s, struct uidset out);
struct uidset uidset_both(struct arena *a, struct uidset s, struct uidset t);
struct uidset uidset_with(struct arena *a, struct uidset s, struct uidset more);
struct uidset uidset_within(struct arena *a, struct uidset s, uint32_t low, uint32_t high);

/* At most max numbers, the lowest ascending or the highest descending. */
enum uid_order { UID_OLDEST, UID_NEWEST };
uint32_t *uidset_take(struct arena *a, struct uidset s, enum uid_order order, size_t max, size_t *ret_n);

#endif
