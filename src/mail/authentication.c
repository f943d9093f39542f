#include "mail/authentication.h"
#include "base/address.h"
#include "mail/authres.h"
#include "mail/header.h"

#define FIELD       "Authentication-Results"
#define FIELD_MAX   3000 /* bytes */
#define TOKENS_MAX  500  /* signs and blanks */
#define WORD_MAX    255  /* bytes of an id, a method or a result */
#define RESULTS_MAX 15   /* of a field, and properties of a result */

/* What the value of a property names as domain: "example.org", "@example.org", "a@example.org". */
static char *
domain_of(const char *value)
{
    const char *at = value ? strrchr(value, '@') : NULL;
    g_autofree char *address = g_strconcat("x@", at ? at + 1 : value ? value : "", NULL);
    g_auto(DeskAddrSpec) spec = { 0 };
    if (!desk_address_split(address, &spec) || *spec.domain == '[')
        return g_strdup("");
    return g_steal_pointer(&spec.domain);
}

static bool
has_property(const DeskAuthResult *result, const char *type, const char *name)
{
    for (guint i = 0; i < result->properties->len; i++) {
        const DeskAuthProperty *property = result->properties->pdata[i];
        if (strcmp(property->type, type) == 0 && strcmp(property->name, name) == 0)
            return true;
    }
    return false;
}

/* A property that is given twice names no domain, and neither does what would stand in for it. */
static char *
read_domain(const DeskAuthResult *result)
{
    if (strcmp(result->method, "dmarc") == 0)
        return domain_of(desk_authres_property(result, "header", "from"));
    if (strcmp(result->method, "dkim") != 0)
        return g_strdup("");
    const char *name = has_property(result, "header", "d") ? "d" : "i";
    return domain_of(desk_authres_property(result, "header", name));
}

/* Takes domain. */
static void
add(DeskMail *mail, guint64 field, const char *authserv_id, const char *const words[2],
    char *domain)
{
    DeskAuthentication *row = desk_authentication_new();
    row->field = field;
    desk_mail_set(&row->authserv_id, g_strdup(authserv_id));
    desk_mail_set(&row->method, g_strdup(words[0]));
    desk_mail_set(&row->result, g_strdup(words[1]));
    desk_mail_set(&row->domain, domain);
    g_ptr_array_add(mail->authentication, row);
}

static void
add_results(DeskMail *mail, guint64 field, const DeskAuthres *authres)
{
    const GPtrArray *results = authres->results;
    const char *id = authres->authserv_id;
    if (results->len == 0)
        add(mail, field, id, (const char *const[]){ "none", "" }, g_strdup(""));
    for (guint i = 0; i < results->len; i++) {
        const DeskAuthResult *result = results->pdata[i];
        add(mail, field, id, (const char *const[]){ result->method, result->result },
            read_domain(result));
    }
}

/*
 * A field whose name does not touch its colon (RFC 5322 section 4.5), a long or crowded one, and
 * one with versions or capitals is valid. But no filter writes it, and those that take foreign
 * fields of their id away pass it over (OpenDKIM 2.11): as a rule it is forged.
 */
static bool
is_usual(const DeskHeader *header, const DeskAuthres *authres)
{
    size_t tokens = 0, properties = 0, word = strlen(authres->authserv_id);
    for (size_t i = 0; i < header->value.size; i++)
        tokens += strchr("()=.;\" \t\n", header->value.data[i]) != NULL;
    for (guint i = 0; i < authres->results->len; i++) {
        const DeskAuthResult *result = authres->results->pdata[i];
        properties = MAX(properties, result->properties->len);
        word = MAX(word, MAX(strlen(result->method), strlen(result->result)));
    }
    return header->name.data + header->name.size + 1 == header->value.data && authres->is_plain &&
           header->value.size <= FIELD_MAX && tokens <= TOKENS_MAX &&
           authres->results->len <= RESULTS_MAX && properties <= RESULTS_MAX && word <= WORD_MAX;
}

static void
read_field(DeskMail *mail, guint64 field, const DeskHeader *header)
{
    g_auto(DeskAuthres) authres = { 0 };
    if (desk_authres_read(header->value, &authres, NULL) && is_usual(header, &authres))
        add_results(mail, field, &authres);
}

/* Whether a tag-list (RFC 6376 section 3.2) has the tag l=, in either case. */
static bool
has_length_tag(DeskBytes value)
{
    bool at_start = true;
    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];
        if (c == ';') {
            at_start = true;
        } else if (at_start && !g_ascii_isspace(c)) {
            size_t next = i + 1;
            while (next < value.size && g_ascii_isspace(value.data[next]))
                next++;
            if ((c == 'l' || c == 'L') && next < value.size && value.data[next] == '=')
                return true;
            at_start = false;
        }
    }
    return false;
}

void
desk_authentication_read(DeskMail *mail, const GArray *headers)
{
    guint64 field = 0;
    for (guint i = 0; i < headers->len; i++) {
        const DeskHeader *header = &g_array_index(headers, DeskHeader, i);
        if (desk_header_is(header, "DKIM-Signature"))
            mail->dkim_in_part |= has_length_tag(header->value);
        else if (desk_header_is(header, FIELD) && field < DESK_MAIL_AUTHRES_MAX)
            read_field(mail, field++, header);
    }
}
