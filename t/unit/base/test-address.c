#include "base/address.h"

#include <criterion/criterion.h>

Test(address, one_person_has_one_key)
{
    static const struct {
        const char *text, *key;
    } rows[] = {
        { "jane@example.org", "jane@example.org" },
        { "<Jane@Example.ORG>", "jane@example.org" },
        { "jane@example.org.", "jane@example.org" },
        { "jane@b\u00fccher.example", "jane@xn--bcher-kva.example" },
        { "J\u00dcRGEN@example.org", "j\u00fcrgen@example.org" },
        { "ju\u0308rgen@example.org", "j\u00fcrgen@example.org" },
        { "jane@[192.0.2.1]", "jane@[192.0.2.1]" },
        { "\"a@b\"@example.org", "\"a@b\"@example.org" },
        { "\"Jane\"@example.org", "jane@example.org" },
        { "\"j\\ane\"@example.org", "jane@example.org" },
        { "\"a b\"@example.org", "\"a b\"@example.org" },
        { "\"\"@example.org", "\"\"@example.org" },
        { "\"\\\"\"@example.org", "\"\\\"\"@example.org" },
        { "stra\u00dfe@fa\u00df.example", "strasse@xn--fa-hia.example" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *key = desk_address_key(rows[i].text);
        cr_expect_str_eq(key ? key : "(none)", rows[i].key, "%s", rows[i].text);
    }
}

Test(address, refuses_what_is_none)
{
    static const char *const rows[] = {
        "",
        "@",
        "jane",
        "jane@",
        "@example.org",
        "a b@example.org",
        "jane@exa mple.org",
        "jane\r\nRCPT TO:<x@example.org>@example.org",
        "jane@-example.org",
        "jane@a..b",
        "jane@a..",
        "a\xc2\x95@example.org",
        "a\u202e@example.org",
        "jane@b\u00fccher\r\n.example",
        "jane@b\u00fccher\x01",
        "jane@b\u00fc cher.example",
        "jane@b\u00fccher>.example",
        "jane@\ufeff",
        "jane@\u200b\u00ad",
        "jane@example.org>",
        "jane@[]",
        "jane@[1.2",
        "a\x01@example.org",
        "\xff@example.org",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *key = desk_address_key(rows[i]);
        cr_expect_null(key, "row %zu gave %s", i, key);
    }
    g_autofree char *local = g_strnfill(65, 'a');
    g_autofree char *longer = g_strconcat(local, "@example.org", NULL);
    g_autofree char *key = desk_address_key(longer);
    cr_expect_null(key);
}

Test(address, bare_key_loses_the_extension)
{
    g_autofree char *key = desk_address_key_bare("Support+r12-3-abc@example.org", '+');
    cr_expect_str_eq(key, "support@example.org");
    g_autofree char *other = desk_address_key_bare("+x@example.org", '+');
    cr_expect_str_eq(other, "+x@example.org");
}

Test(address, plain_is_what_a_path_means)
{
    static const struct {
        const char *path, *plain;
    } rows[] = {
        { "<jane@example.org>", "jane@example.org" },
        { "<@a.example,@b.example:jane@example.org>", "jane@example.org" },
        { "@a.example:\"jane\"@example.org", "jane@example.org" },
        { "\"jane+x\"@example.org", "jane+x@example.org" },
        { "\"a@b\"@example.org", "\"a@b\"@example.org" },
        { "@a.example", "@a.example" },
        { "@:", "" },
        { "<>", "" },
        { "", "" },
        { "\"", "\"" },
        { "\"\"\"", "\"\"\"" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *plain = desk_address_plain(rows[i].path);
        cr_expect_str_eq(plain, rows[i].plain, "%s gave %s", rows[i].path, plain);
    }
}

/* RULES S8: spellings of one mailbox have one key, and look-alikes have another. */
Test(address, s8_one_mailbox_has_one_key)
{
    static const struct {
        const char *one, *other;
        bool same;
    } rows[] = {
        { "Jane@Example.NET", "jane@example.net", true },
        { "\"jane\"@example.net", "jane@example.net", true },
        { "j\u00f6@example.net", "jo\u0308@example.net", true },      /* NFC */
        { "J\u00d6@example.net", "j\u00f6@example.net", true },       /* case */
        { "stra\u00dfe@example.net", "STRASSE@example.net", true },   /* full case folding */
        { "a@b\u00fccher.example", "a@xn--bcher-kva.example", true }, /* A-label */
        { "a@B\u00dcCHER.example", "a@b\u00fccher.example", true },
        { "a@stra\u00dfe.example", "a@strasse.example", false }, /* nontransitional */
        { "a@ex\u0430mple.org", "a@example.org", false },        /* Cyrillic */
        { "j\u0430ne@example.net", "jane@example.net", false },
        { "\uff4aane@example.net", "jane@example.net", false }, /* NFC is not NFKC */
        { "jane@example.net.", "jane@example.net", true },
        { "jane@mail.example.net", "jane@example.net", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *one = desk_address_key(rows[i].one);
        g_autofree char *other = desk_address_key(rows[i].other);
        cr_assert(one && other, "row %zu", i);
        cr_expect_eq(strcmp(one, other) == 0, rows[i].same, "row %zu: %s, %s", i, one, other);
    }
}
