#include "fixture.h"
#include "policy/leak.h"

#include <criterion/criterion.h>

#define MAC "abcdefghijklmnopqrstuvwxyz"

/* RULES O4: what a file says of the desk and its agents, as far as its bytes show it. */
Test(leak, o4_a_file_is_searched)
{
    static const struct {
        const char *name, *bytes;
        size_t size;
        bool is_found;
    } rows[] = {
#define ROW(name, bytes, is_found) { name, bytes, sizeof(bytes) - 1, is_found }
        ROW("nothing", "", false),
        ROW("a picture", "\x89PNG\0\0 @ \xff@\0", false),
        ROW("an agent's card", "BEGIN:VCARD\nEMAIL:alice@example.org\nEND:VCARD", true),
        ROW("an agent's address behind NUL", "\0\0x\0<Alice@Example.org>", true),
        ROW("UTF-16",
            "\xff\xfe"
            "a\0l\0i\0c\0e\0@\0e\0x\0a\0m\0p\0l\0e\0.\0o\0r\0g\0",
            true),
        ROW("somebody else", "malice@example.org alice@example.com", false),
        ROW("the delimiter", "x\n-- Please Reply Above This Line --\ny", true),
        ROW("a note address", "mailto:support+n12-7-" MAC "@example.org", true),
        ROW("a Message-ID", "In-Reply-To: <m12-7-abcdefghijklm-" MAC "@mx.example.org>", true),
#undef ROW
    };
    g_autoptr(DeskPolicy) policy = fixture_policy();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        const DeskBytes file = { rows[i].bytes, rows[i].size };
        const char *found = desk_leak_file(desk_policy_conf(policy), file);
        cr_expect_eq(found != NULL, rows[i].is_found, "%s: %s", rows[i].name,
                     found ? found : "nothing");
    }
}

/* RULES O4: those that customers are sent as well, who may be others than he who gets it. */
Test(leak, o4_each_signed_address_is_known)
{
    static const struct {
        const char *name, *text;
        bool is_one;
    } rows[] = {
        { "a reply address", "support+r10-2-" MAC "@example.org", true },
        { "in a link", "mailto:support%2Br10-2-" MAC "@example.org?subject=x", true },
        { "in a link as others write it", "mailto:support%2br10-2-" MAC "@example.org", true },
        { "a survey", "support+s10-1-" MAC "@example.org", true },
        { "a vote", "support%2Bv10-1-5-" MAC "@example.org", true },
        { "who wants no more", "support+u10-2-" MAC "@example.org", true },
        { "another letter", "support+x10-2-" MAC "@example.org", false },
        { "no number", "support%2Bvote-" MAC "@example.org", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_leak_has_token(rows[i].text), rows[i].is_one, "%s", rows[i].name);
}

/* RULES O4: as programs break lines at a hyphen, and quote them. */
Test(leak, o4_a_signed_address_is_known_in_two_lines)
{
    static const struct {
        const char *name, *text;
        bool is_one;
    } rows[] = {
        { "in one", "to support+n10-2-" MAC "@example.org", true },
        { "quoted with >", "> to support+n10-2-\n> " MAC "@example.org", true },
        { "with a sign of its own", ". to support+n10-2-\r\n. " MAC "@example.org", true },
        { "twice", "support+n10- \n | 2-\n | " MAC "@example.org", true },
        { "an address in its own line", "it is on-\n" MAC "@example.org", false },
        { "a number before it", "n10 2\n" MAC "@example.org", false },
        { "a hyphen at the end", "n10-", false },
        { "line ends behind it", "n10-\n\n", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(desk_leak_has_token(rows[i].text), rows[i].is_one, "%s", rows[i].name);
}
