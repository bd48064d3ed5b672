/* SPDX-License-Identifier: EUPL-1.2 */
/* So many mails a minute to one domain, and nobody behind it waits. */
#include "mail/pace.h"

#include "table.h"

#define T0 INT64_C(1770000000)

TEST(a_domain_has_its_minutes)
{
    struct pace *p = pace_new(3);
    static const int64_t want[] = { 0, 0, 0, 60, 60, 60, 120, 120, 120, 180 };

    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++)
        assert_int_equal(pace_take(p, i % 2 ? "a@Grande.test" : "b@grande.test", T0 + 5), want[i] ? T0 + 5 + want[i] : 0);
    assert_int_equal(pace_take(p, "c@altro.test", T0 + 5), 0); /* another domain */
    for (int i = 0; i < 3; i++)
        assert_int_equal(pace_take(p, "a@grande.test", T0 + 65), 0); /* their turn */
    assert_int_equal(pace_take(p, "a@grande.test", T0 + 65), T0 + 65 + 60 * 2); /* behind the four that wait */
    assert_int_equal(pace_take(p, "a@grande.test", T0 + 1000), 0);
    pace_free(p);
}

TEST(a_clock_that_goes_back_stops_nobody)
{
    struct pace *p = pace_new(1);

    assert_int_equal(pace_take(p, "a@b.test", T0), 0);
    assert_int_equal(pace_take(p, "a@b.test", T0 - 5000), 0);
    assert_int_equal(pace_take(p, "a@b.test", T0 - 5000), T0 - 5000 + 60);
    pace_free(p);
}

TEST(invented_domains_fill_no_memory)
{
    struct pace *p = pace_new(1);
    char addr[64];

    for (int i = 0; i < 20000; i++) {
        (void)snprintf(addr, sizeof addr, "a@d%d.test", i);
        assert_int_equal(pace_take(p, addr, T0), 0);
    }
    pace_free(p);
    pace_free(NULL);
}

TESTS_MAIN("mail_pace")
