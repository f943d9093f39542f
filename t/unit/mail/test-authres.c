#include "mail/authres.h"
#include "mails.h"

#include <criterion/criterion.h>

/* What was read, in one line: "id; method/version=result reason type.name=value ..." */
static char *
show(const DeskAuthres *authres)
{
    GString *out = g_string_new(authres->authserv_id);
    for (unsigned i = 0; i < authres->results->len; i++) {
        const DeskAuthResult *result = g_ptr_array_index(authres->results, i);
        g_string_append_printf(out, "; %s/%u=%s", result->method, result->version, result->result);
        if (*result->reason)
            g_string_append_printf(out, " [%s]", result->reason);
        for (unsigned k = 0; k < result->properties->len; k++) {
            const DeskAuthProperty *property = g_ptr_array_index(result->properties, k);
            g_string_append_printf(out, " %s.%s=%s", property->type, property->name,
                                   property->value);
        }
    }
    return g_string_free(out, FALSE);
}

static const struct {
    const char *value, *shown;
} valid[] = {
    { " example.org; none", "example.org" },
    { "example.org;none ", "example.org" },
    { " example.org 1; NONE (nothing was looked at)", "example.org" },
    { "\"mx one\";none", "mx one" },
    { " EXAMPLE.org; SPF=Pass smtp.MailFrom=Example.com",
      "EXAMPLE.org; spf/1=pass smtp.mailfrom=Example.com" },
    { " example.org; spf=pass smtp.mailfrom=ann@example.com",
      "example.org; spf/1=pass smtp.mailfrom=ann@example.com" },
    { " example.org;\r\n\tdkim=pass header.i=@example.com header.b=Ab1;\n spf=none",
      "example.org; dkim/1=pass header.i=@example.com header.b=Ab1; spf/1=none" },
    { " example.org; dkim=fail reason=\"no (good) ; sign\\\"\\\\\" (1024-bit) header.d=a.example",
      "example.org; dkim/1=fail [no (good) ; sign\"\\] header.d=a.example" },
    { " example.org; dkim=fail reason=expired", "example.org; dkim/1=fail [expired]" },
    { " (a) example.org (b(c\\)(d))e) 1 (f); dkim (g) / 1 (h) = (i) fail policy (j. ) . (k)"
      " expired\n (l) = (m) 123 (n)",
      "example.org; dkim/1=fail policy.expired=123" },
    { " example.org; dkim/2=pass", "example.org; dkim/2=pass" },
    { " example.org; auth=pass (cram-md5) smtp.auth=\"a b@example.com\"",
      "example.org; auth/1=pass smtp.auth=a b@example.com" },
    { " example.org; spf=pass smtp.mailfrom=\"a@b c\"@example.com",
      "example.org; spf/1=pass smtp.mailfrom=\"a@b c\"@example.com" },
    { " example.org; spf=pass smtp.mailfrom=prvs=1/2=ann@example.com",
      "example.org; spf/1=pass smtp.mailfrom=prvs=1/2=ann@example.com" },
    { " example.org; dkim=pass header.b=Yw0dTdu/ header.s=a=/",
      "example.org; dkim/1=pass header.b=Yw0dTdu/ header.s=a=/" },
    { " example.org; dkim=pass header.b=\"a/b+c=\"header.s=x",
      "example.org; dkim/1=pass header.b=a/b+c= header.s=x" },
    { " example.org; dkim=pass header.d=\"a\r\n b\tc\"",
      "example.org; dkim/1=pass header.d=a b c" },
    { " bücher.example; spf=pass smtp.mailfrom=jörg@bücher.example",
      "bücher.example; spf/1=pass smtp.mailfrom=jörg@bücher.example" },
    { " example.org; iprev=pass policy.iprev=\"2001:db8::1\" (a)",
      "example.org; iprev/1=pass policy.iprev=2001:db8::1" },
    { " example.org; x-none=pass; dkim=none", "example.org; x-none/1=pass; dkim/1=none" },
    { " example.org; none=pass", "example.org; none/1=pass" },
};

Test(authres, reads_what_the_grammar_allows)
{
    for (size_t i = 0; i < G_N_ELEMENTS(valid); i++) {
        g_auto(DeskAuthres) authres = { 0 };
        const char *why = NULL;
        cr_expect(desk_authres_read(bytes_of(valid[i].value), &authres, &why), "%s: %s",
                  valid[i].value, why);
        if (why)
            continue;
        g_autofree char *shown = show(&authres);
        cr_expect_str_eq(shown, valid[i].shown, "%s: %s", valid[i].value, shown);
    }
}

static const struct {
    const char *value, *why;
} invalid[] = {
    { "", "authserv-id missing" },
    { " (example.org)", "authserv-id missing" },
    { "; spf=pass", "authserv-id missing" },
    { " \"\"; spf=pass", "authserv-id empty" },
    { " spf=pass smtp.mailfrom=example.com; dkim=pass", "semicolon missing" },
    { " example.org", "no results" },
    { " example.org 1", "no results" },
    { " example.org;", "method malformed" },
    { " example.org; spf=pass;", "method malformed" },
    { " example.org;; spf=pass", "method malformed" },
    { " example.org; none; spf=pass", "method without a result" },
    { " example.org; spf=pass; none", "method without a result" },
    { " example.org, example.com; none", "semicolon missing" },
    { " example.org example.com; none", "semicolon missing" },
    { " ann@example.org; none", "semicolon missing" },

    /* One name that is to be taken for another. */
    { " example.net(.example.com; spf=pass", "comment that touches a value" },
    { " example.net(.example.com); spf=pass", "comment that touches a value" },
    { " example.net (.example.com; spf=pass", "comment without end" },
    { " \"example.net\".example.com; spf=pass", "semicolon missing" },
    { " \"example.net; spf=pass", "quoted string without end" },
    { " example.org; dkim=pass header.d=example.net(.example.com header.b=x)",
      "comment that touches a value" },
    { " example.org; dkim=pass header.d=example.net\\.example.com", "word that touches another" },
    { " example.org; dkim=pass header.d=\"a\"(b)", "comment that touches a value" },
    { " example.org; spf=pass(b) smtp.mailfrom=a", "comment that touches a value" },
    { " example.org; spf=pass reason=a(b)", "comment that touches a value" },
    { " example.org; spf=pass smtp.mailfrom=a@b(c)", "comment that touches a value" },

    { " example.org 2; none", "version unknown" },
    { " example.org 0; none", "version unknown" },
    { " example.org 11111; none", "version too long" },
    { " example.org 1 1; none", "semicolon missing" },
    { " example.org; dkim/=pass", "version missing" },
    { " example.org; dkim/x=pass", "version missing" },
    { " example.org; dkim/99999=pass", "version too long" },
    { " example.org; dkim/1", "method without a result" },
    { " example.org; dkim", "method without a result" },
    { " example.org; dkim-=pass", "method malformed" },
    { " example.org; dk_im=pass", "method without a result" },
    { " example.org; =pass", "method malformed" },
    { " example.org; dkim=", "result malformed" },
    { " example.org; dkim=\"pass\"", "result malformed" },
    { " example.org; dkim==pass", "result malformed" },
    { " example.org; dkim=pass fail", "property without a dot" },
    { " example.org; dkim=pass.header.d=a", "word that touches another" },
    { " example.org; dkim=pass header=a", "property without a dot" },
    { " example.org; dkim=pass header.d", "property without a value" },
    { " example.org; dkim=pass header.=a", "property malformed" },
    { " example.org; dkim=pass header.d=", "property value malformed" },
    { " example.org; dkim=pass header.d=;", "property value malformed" },
    { " example.org; dkim=pass header.b=a?b", "property value malformed" },
    { " example.org; dkim=pass header.i=<a@example.com>", "property value malformed" },
    { " example.org; dkim=pass header.i=a@", "domain malformed" },
    { " example.org; dkim=pass header.i=@", "domain malformed" },
    { " example.org; dkim=pass header.i=@.example.com", "domain malformed" },
    { " example.org; dkim=pass header.i=@a..example.com", "domain malformed" },
    { " example.org; dkim=pass header.i=.a@example.com", "property value malformed" },
    { " example.org; dkim=pass header.i=a..b@example.com", "property value malformed" },
    { " example.org; dkim=pass header.i=a@b@example.com", "word that touches another" },
    { " example.org; dkim=pass header.i=\"a\"b@example.com", "property without a dot" },
    { " example.org; dkim=pass header.i=\"a\n b\"@example.com", "local part with a fold or tab" },
    { " example.org; dkim=pass header.d=a header.d", "property without a value" },
    { " example.org; dkim=pass header.d=a reason=b", "property without a dot" },
    { " example.org; dkim=pass reason=a reason=b", "property without a dot" },
    { " example.org; dkim=pass reason=", "reason malformed" },
    { " example.org; dkim=pass reason a", "reason without a value" },

    { " example.org; none\n", "line end that is no fold" },
    { " example.org;\nnone", "line end that is no fold" },
    { " example.org;\r none", "carriage return without line feed" },
    { " example.org (a\nb); none", "line end that is no fold" },
    { " example.org (a\\", "backslash without a character" },
    { " example.org (a\\\n b); none", "backslash without a character" },
    { " \"a\\", "backslash without a character" },
    { " example.org ); none", "semicolon missing" },
    { " example.org; none (", "comment without end" },
    { " example.org; none ())", "method without a result" },
    { " example.org; none \x01", "control or not UTF-8" },
    { " ex\xe4mple.org; none", "control or not UTF-8" },
    { " \"a\x7f\"; none", "control or not UTF-8" },
    { " \"a\xe2\x80\xae\"; none", "control or not UTF-8" },
};

Test(authres, refuses_all_else_with_a_reason)
{
    for (size_t i = 0; i < G_N_ELEMENTS(invalid); i++) {
        g_auto(DeskAuthres) authres = { 0 };
        const char *why = "";
        cr_expect_not(desk_authres_read(bytes_of(invalid[i].value), &authres, &why), "%s",
                      invalid[i].value);
        cr_expect_str_eq(why, invalid[i].why, "%s: %s", invalid[i].value, why);
        cr_expect_null(authres.authserv_id, "%s", invalid[i].value);
        cr_expect_null(authres.results, "%s", invalid[i].value);
    }
}

Test(authres, refuses_a_nul)
{
    g_auto(DeskAuthres) authres = { 0 };
    cr_expect_not(desk_authres_read(BYTES("example.org\0.com; none"), &authres, NULL));
}

Test(authres, never_reads_behind_its_bytes)
{
    static const char field[] =
        " (a\\b) \"e\\x\" 1; dkim/1=pass reason=\"c\" (d) header.i=\"e\"@f.g";
    for (size_t size = 0; size < sizeof field; size++) {
        g_auto(DeskAuthres) authres = { 0 };
        g_autofree char *copy = g_memdup2(field, size);
        desk_authres_read((DeskBytes){ copy, size }, &authres, NULL);
    }
}

Test(authres, has_limits)
{
    static const struct {
        const char *start, *piece, *end;
        unsigned times;
        const char *why; /* NULL: valid */
    } rows[] = {
        { "a", ";b=c", "", DESK_AUTHRES_RESULTS_MAX, NULL },
        { "a", ";b=c", "", DESK_AUTHRES_RESULTS_MAX + 1, "too many results" },
        { "a;b=c", " d.e=f", "", DESK_AUTHRES_PROPERTIES_MAX, NULL },
        { "a;b=c", " d.e=f", "", DESK_AUTHRES_PROPERTIES_MAX + 1, "too many properties" },
        { "a ", "(", "; none", 1000000, "comment without end" },
        { "a ", "()", "; none", 1000000, NULL },
        { "a ", "\n ", "; none", 1000000, NULL },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GString) field = repeat(rows[i].start, rows[i].piece, rows[i].times, rows[i].end);
        g_auto(DeskAuthres) authres = { 0 };
        const char *why = NULL;
        bool is_valid = desk_authres_read(view_of(field), &authres, &why);
        cr_expect_eq(is_valid, rows[i].why == NULL, "%zu: %s", i, why);
        cr_expect_str_eq(why ? why : "", rows[i].why ? rows[i].why : "", "%zu", i);
    }
}

Test(authres, gives_a_property_that_is_there_once)
{
    g_auto(DeskAuthres) authres = { 0 };
    cr_assert(desk_authres_read(BYTES("a; dkim=pass header.d=b header.i=@c header.d=d header.s=e"),
                                &authres, NULL));
    const DeskAuthResult *result = g_ptr_array_index(authres.results, 0);
    cr_expect_str_eq(desk_authres_property(result, "header", "i"), "@c");
    cr_expect_str_eq(desk_authres_property(result, "header", "s"), "e");
    cr_expect_null(desk_authres_property(result, "header", "d"));
    cr_expect_null(desk_authres_property(result, "smtp", "s"));
}
