#include "base/mac.h"
#include "t/unit/timing.h"

#include <criterion/criterion.h>

/* RFC 4231, test case 1 has a 20 byte key; HMAC pads with zeros, so ours agrees. */
Test(mac, agrees_with_rfc_4231)
{
    guint8 key[DESK_KEY_SIZE] = { 0 };
    char out[DESK_MAC_TEXT + 1];
    memset(key, 0x0b, 20);
    desk_mac_sign(key, "Hi There", out);

    static const guint8 digest[16] = { 0xb0, 0x34, 0x4c, 0x61, 0xd8, 0xdb, 0x38, 0x53,
                                       0x5c, 0xa8, 0xaf, 0xce, 0xaf, 0x0b, 0xf1, 0x2b };
    g_autofree char *expected = desk_base32(digest, sizeof digest);
    cr_expect_str_eq(out, expected);
}

Test(mac, base32_agrees_with_rfc_4648)
{
    static const struct {
        const char *in, *out;
    } rows[] = { { "", "" },
                 { "f", "my" },
                 { "fo", "mzxq" },
                 { "foo", "mzxw6" },
                 { "foob", "mzxw6yq" },
                 { "fooba", "mzxw6ytb" },
                 { "foobar", "mzxw6ytboi" } };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *out = desk_base32((const guint8 *) rows[i].in, strlen(rows[i].in));
        cr_expect_str_eq(out, rows[i].out);
    }
}

Test(mac, equal_sees_every_difference_but_case)
{
    guint8 key[DESK_KEY_SIZE] = { 1 };
    char mac[DESK_MAC_TEXT + 1];
    desk_mac_sign(key, "x", mac);

    g_autofree char *upper = g_ascii_strup(mac, -1);
    cr_expect(desk_mac_equal(mac, mac));
    cr_expect(desk_mac_equal(mac, upper));
    cr_expect_not(desk_mac_equal(mac, ""));
    for (size_t i = 0; i < DESK_MAC_TEXT; i++) {
        g_autofree char *other = g_strdup(mac);
        other[i] = other[i] == 'a' ? 'b' : 'a';
        cr_expect_not(desk_mac_equal(mac, other), "at %zu", i);
    }
}

static const char timed[] = "abcdefghijklmnopqrstuvwxyz";

static void
compare_often(gconstpointer given)
{
    volatile bool equal = false;
    for (int i = 0; i < 50; i++)
        equal = desk_mac_equal(timed, given);
    (void) equal;
}

/* RULES A20. A comparison that ends at the first difference takes several times as long for one at
 * the end as for one at the beginning. */
Test(mac, a20_equal_takes_the_same_time_wherever_a_difference_is)
{
    static const char *const given[] = { "-bcdefghijklmnopqrstuvwxyz", "abcdefghijklm-opqrstuvwxyz",
                                         "abcdefghijklmnopqrstuvwxy-", "--------------------------",
                                         "abcdefghijklmnopqrstuvwxyz" };
    double spread = timing_spread(compare_often, (const void *const *) given, G_N_ELEMENTS(given));
    cr_log_info("the slowest case takes %.3f times as long as the fastest", spread);
    cr_expect_lt(spread, 1.5, "%.3f", spread);
}
