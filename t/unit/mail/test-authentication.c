#include "mail/authentication.h"
#include "mail/facts.h"
#include "mail/header.h"
#include "mails.h"

#include <criterion/criterion.h>

static DeskMail *
read_mail(const char *text)
{
    DeskMail *mail = desk_mail_new();
    g_autoptr(GArray) headers = desk_headers_read(bytes_of(text), NULL);
    desk_facts_read(mail, headers, desk_charset_decode_plain, NULL);
    return mail;
}

/* "field id method result domain" of each result, a semicolon between two. */
static char *
print(const DeskMail *mail)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < mail->authentication->len; i++) {
        const DeskAuthentication *a = mail->authentication->pdata[i];
        g_string_append_printf(out, "%s%" G_GUINT64_FORMAT " %s %s %s %s", i ? "; " : "", a->field,
                               a->authserv_id, a->method, a->result, a->domain);
    }
    return g_string_free(out, FALSE);
}

Test(authentication, gives_the_results_of_each_field)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        { "Subject: x\n", "" },
        { "Authentication-Results: mx.a; dmarc=pass header.from=Example.ORG\n",
          "0 mx.a dmarc pass example.org" },
        { "AUTHENTICATION-results: MX.a 1;\n dkim=pass header.d=a.example header.b=x;\n"
          " spf=fail smtp.mailfrom=b@c.example\n",
          "0 MX.a dkim pass a.example; 0 MX.a spf fail " },
        { "Authentication-Results: mx.a; none\nAuthentication-Results: mx.b; dkim=none\n",
          "0 mx.a none  ; 1 mx.b dkim none " },
        { "Authentication-Results: mx.a; dkim=pass header.i=@i.example\n",
          "0 mx.a dkim pass i.example" },
        { "Authentication-Results: mx.a; dkim=pass header.i=j@i.example header.d=d.example\n",
          "0 mx.a dkim pass d.example" },
        /* Two of a kind: nobody knows which one was checked. */
        { "Authentication-Results: mx.a; dkim=pass header.d=d.example header.d=e.example "
          "header.i=@d.example\n",
          "0 mx.a dkim pass " },
        { "Authentication-Results: mx.a; dmarc=pass header.from=a.example header.from=b.example\n",
          "0 mx.a dmarc pass " },
        /* Other properties are no domains, and no domains are none. */
        { "Authentication-Results: mx.a; dmarc=pass smtp.from=a.example policy.from=b.example\n",
          "0 mx.a dmarc pass " },
        { "Authentication-Results: mx.a; dkim=pass header.d=\"a b\"\n", "0 mx.a dkim pass " },
        { "Authentication-Results: mx.a; dkim=pass header.d=\"[192.0.2.1]\"\n",
          "0 mx.a dkim pass " },
        { "Authentication-Results: mx.a; dmarc=pass header.from=stra\u00dfe.example\n",
          "0 mx.a dmarc pass xn--strae-oqa.example" },
        { "Authentication-Results: mx.a; dkim=pass (2048-bit key) header.d=a.example\n"
          " header.i=@a.example header.b=Yw0dTdu/;\n\tdkim-atps=neutral\n",
          "0 mx.a dkim pass a.example; 0 mx.a dkim-atps neutral " },
        /* What is not to the letter keeps its place and says nothing. */
        { "Authentication-Results: mx.a; dkim=pass header.d\n"
          "Authentication-Results: mx.b; dkim=fail\n",
          "1 mx.b dkim fail " },
        { "Authentication-Results : mx.a; dkim=pass header.d=a.example\n"
          "Authentication-Results: mx.b; dkim=fail\n",
          "1 mx.b dkim fail " },
        { "ARC-Authentication-Results: i=1; mx.a; dmarc=pass header.from=a.example\n"
          "X-Authentication-Results: mx.a; dmarc=pass header.from=a.example\n",
          "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail(rows[i].in);
        g_autofree char *out = print(mail);
        cr_expect_str_eq(out, rows[i].out, "row %zu: %s", i, out);
    }
}

/*
 * Valid fields that OpenDKIM 2.11 does not take away, although they claim its id: each gives
 * nothing and keeps its place.
 */
Test(authentication, a1_fields_that_removers_pass_over_give_nothing)
{
    g_autoptr(GString) results = repeat("mx.a", "; spf=none", 16, "; dkim=pass header.d=a.example");
    g_autoptr(GString) properties =
        repeat("mx.a; dkim=pass header.d=a.example", " header.x=1", 15, "");
    g_autoptr(GString) comments = repeat("mx.a;", " (x)", 200, " dkim=pass header.d=a.example");
    g_autoptr(GString) reason =
        repeat("mx.a; dkim=pass reason=\"", "x", 3000, "\" header.d=a.example");
    g_autoptr(GString) id = repeat("mx.", "a", 255, "; dkim=pass header.d=a.example");
    g_autoptr(GString) method = repeat("mx.a; x", "y", 255, "=pass; dkim=pass header.d=a.example");
    const char *const rows[] = {
        ": mx.a; dkim/1=pass header.d=a.example",
        ": mx.a; dkim/2=pass header.d=a.example",
        ": mx.a; DKIM=pass header.d=a.example",
        ": mx.a; Dkim=pass header.d=a.example",
        ": mx.a; dkim=Pass header.d=a.example",
        ": mx.a; dkim=pass HEADER.d=a.example",
        ": mx.a; dkim=pass header.D=a.example",
        ": mx.a; dkim=pass x.y=z header.d=a.example",
        ": mx.a; spf=pass dns.zone=z; dkim=pass header.d=a.example",
        " : mx.a; dkim=pass header.d=a.example",
        "\t: mx.a; dkim=pass header.d=a.example",
        results->str,
        properties->str,
        comments->str,
        reason->str,
        id->str,
        method->str,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        bool has_colon = strchr(" :\t", *rows[i]) != NULL;
        g_autofree char *text =
            g_strdup_printf("Authentication-Results%s%s\nAuthentication-Results: mx.b; none\n",
                            has_colon ? "" : ": ", rows[i]);
        g_autoptr(DeskMail) mail = read_mail(text);
        g_autofree char *out = print(mail);
        cr_expect_str_eq(out, "1 mx.b none  ", "row %zu: %s", i, out);
    }
}

Test(authentication, reads_so_many_fields)
{
    g_autoptr(GString) fields = repeat("", "Authentication-Results: mx.a; dkim=none\n", 30, "");
    g_autoptr(DeskMail) mail = read_mail(fields->str);
    cr_expect_eq(mail->authentication->len, DESK_MAIL_AUTHRES_MAX);
    g_autoptr(GString) one = repeat("Authentication-Results: mx.a", "; spf=none", 15, "\n");
    g_autoptr(GString) all = repeat("", one->str, 30, "");
    g_autoptr(DeskMail) many = read_mail(all->str);
    cr_expect_eq(many->authentication->len, 15 * DESK_MAIL_AUTHRES_MAX);
}

Test(authentication, sees_a_dkim_signature_that_leaves_the_end_open)
{
    static const struct {
        const char *value;
        bool in_part;
    } rows[] = {
        { "v=1; a=rsa-sha256; d=l.example; b=l=5", false },
        { "v=1; bl=5; d=a.example", false },
        { "v=1; l=5; d=a.example", true },
        { "l=0", true },
        { "v=1;\n\tl =\n 5", true },
        { "v=1; L=5", true },
        { "", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf(
            "DKIM-Signature: v=1; d=b.example\ndkim-signature: %s\n", rows[i].value);
        g_autoptr(DeskMail) mail = read_mail(text);
        cr_expect_eq(mail->dkim_in_part, rows[i].in_part, "row %zu", i);
    }
}

/* Another program may take another mailbox for the sender than we do. */
Test(authentication, s1_from_is_in_doubt_unless_it_is_one_whole_mailbox)
{
    static const struct {
        const char *header;
        bool in_doubt;
    } rows[] = {
        { "From: a@example.org\n", false },
        { "From: \"b@example.net\" <a@example.org> (c@example.com)\n", false },
        { "Subject: x\n", true },
        { "From: \n", true },
        { "From: a@example.org, b@example.net\n", true },
        { "From: a@example.org\nFrom: b@example.net\n", true },
        { "From: a@example.org\nFrom: a@example.org\n", true },
        { "From: a@example.org\nFrom: nobody\n", true },
        { "From: \nFrom: a@example.org\n", true },
        { "From: a@example.org, <b@>\n", true },
        { "From: g: a@example.org;\n", true },
        { "From: <@x.example:a@example.org>\n", true },
        { "From: Mail <MAILER-DAEMON>\n", true },
        { "Sender: a@example.org\nFrom: a@example.org, b@example.org\n", true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = read_mail(rows[i].header);
        cr_expect_eq(mail->from_in_doubt, rows[i].in_doubt, "row %zu: %s", i, rows[i].header);
    }
}

/* Agents see what a domain is, not what it looks like. */
Test(authentication, s8_look_alike_domains_are_shown_as_a_label)
{
    static const struct {
        const char *from, *address;
    } rows[] = {
        { "a@ex\u0430mple.org", "a@xn--exmple-4nf.org" }, /* Cyrillic a */
        { "a@\uff45xample.org", "a@example.org" },        /* full width: the same name */
        { "a@stra\u00dfe.example", "a@xn--strae-oqa.example" },
        { "a@EXAMPLE.org", "a@example.org" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *text = g_strdup_printf("From: %s\n", rows[i].from);
        g_autoptr(DeskMail) mail = read_mail(text);
        const DeskMailAddress *sender = desk_mail_sender(mail);
        cr_assert_not_null(sender, "row %zu", i);
        cr_expect_str_eq(sender->address, rows[i].address, "row %zu: %s", i, sender->address);
    }
}

Test(authentication, the_topic_of_exchange_is_decoded_and_bounded)
{
    g_autoptr(DeskMail) mail =
        read_mail("Thread-Topic: =?utf-8?q?Rechnung_f=C3=BCr?=\n =?utf-8?q?_Mai?=\n");
    cr_expect_str_eq(mail->thread_topic, "Rechnung f\u00fcr Mai");
    g_autoptr(GString) longer = repeat("Thread-Topic: ", "x", 5000, "\n");
    g_autoptr(DeskMail) cut = read_mail(longer->str);
    cr_expect_eq(strlen(cut->thread_topic), DESK_MAIL_SUBJECT_MAX);
    g_autoptr(DeskMail) none = read_mail("Subject: x\n");
    cr_expect_str_eq(none->thread_topic, "");
}
