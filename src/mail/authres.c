#include "mail/authres.h"

#define DIGITS_MAX 4 /* of a version */

typedef struct {
    const char *at, *end;
    const char *why; /* the first thing that is wrong, or NULL */
    bool is_odd;     /* valid so far, but in a form that is not plain */
} Reader;

static void
property_free(DeskAuthProperty *property)
{
    g_free(property->type);
    g_free(property->name);
    g_free(property->value);
    g_free(property);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAuthProperty, property_free)

static void
result_free(DeskAuthResult *result)
{
    g_free(result->method);
    g_free(result->result);
    g_free(result->reason);
    g_ptr_array_unref(result->properties);
    g_free(result);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskAuthResult, result_free)

void
desk_authres_clear(DeskAuthres *authres)
{
    g_clear_pointer(&authres->authserv_id, g_free);
    g_clear_pointer(&authres->results, g_ptr_array_unref);
}

static bool
fail(Reader *reader, const char *why)
{
    if (!reader->why)
        reader->why = why;
    return false;
}

static bool
is_at(const Reader *reader, char c)
{
    return reader->at < reader->end && *reader->at == c;
}

static bool
is_blank(const Reader *reader)
{
    return is_at(reader, ' ') || is_at(reader, '\t');
}

/* Takes a line end that a blank follows; whatever else ends a line ends the field. */
static bool
take_fold(Reader *reader)
{
    if (is_at(reader, '\r'))
        reader->at++;
    if (!is_at(reader, '\n'))
        return fail(reader, "carriage return without line feed");
    reader->at++;
    return is_blank(reader) || fail(reader, "line end that is no fold");
}

/* One character of a comment or quoted string that a backslash may protect. */
static bool
take_escaped(Reader *reader)
{
    reader->at++;
    if (reader->at == reader->end || is_at(reader, '\r') || is_at(reader, '\n'))
        return fail(reader, "backslash without a character");
    reader->at++;
    return true;
}

static bool
skip_comment(Reader *reader)
{
    size_t depth = 0;
    while (reader->at < reader->end) {
        char c = *reader->at;
        if (c == '\\' || c == '\r' || c == '\n') {
            if (!(c == '\\' ? take_escaped(reader) : take_fold(reader)))
                return false;
            continue;
        }
        reader->at++;
        depth += c == '(';
        depth -= c == ')';
        if (depth == 0)
            return true;
    }
    return fail(reader, "comment without end");
}

/* Blanks, folds and comments; *found (or NULL) tells whether there were any. */
static bool
skip_blanks(Reader *reader, bool *found)
{
    const char *start = reader->at;
    while (reader->at < reader->end) {
        if (is_blank(reader))
            reader->at++;
        else if (is_at(reader, '\r') || is_at(reader, '\n')) {
            if (!take_fold(reader))
                return false;
        } else if (!is_at(reader, '('))
            break;
        else if (!skip_comment(reader))
            return false;
    }
    if (found)
        *found = reader->at > start;
    return true;
}

static bool
take(Reader *reader, char c, const char *why)
{
    if (!skip_blanks(reader, NULL))
        return false;
    if (!is_at(reader, c))
        return fail(reader, why);
    reader->at++;
    return skip_blanks(reader, NULL);
}

/* RFC 2045 section 5.1; beyond ASCII by RFC 8616 section 4. */
static bool
is_token(char c)
{
    return ((unsigned char) c >= 0x80 || g_ascii_isgraph(c)) && !strchr("()<>@,;:\\\"/[]?=", c);
}

/*
 * Of an unquoted pvalue also what base64 has: OpenDKIM 2.11 writes the beginning of a signature
 * (header.b, RFC 6008) without the quotes that a slash needs.
 */
static bool
is_property(char c)
{
    return is_token(c) || c == '/' || c == '=';
}

/* RFC 5322 section 3.2.3 with the dots of a dot-atom. */
static bool
is_atom(char c)
{
    return (unsigned char) c >= 0x80 || g_ascii_isalnum(c) || strchr("!#$%&'*+-/=?^_`{|}~.", c);
}

static bool
is_label(char c)
{
    return (unsigned char) c >= 0x80 || g_ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
}

static DeskBytes
take_run(Reader *reader, bool (*belongs)(char))
{
    const char *start = reader->at;
    while (reader->at < reader->end && *reader->at != '\0' && belongs(*reader->at))
        reader->at++;
    return (DeskBytes){ start, (size_t) (reader->at - start) };
}

/* What stands directly behind a value must end it beyond doubt. */
static bool
ends_value(Reader *reader)
{
    return !is_at(reader, '(') || fail(reader, "comment that touches a value");
}

/* Keyword of RFC 5321 section 4.1.1.1, lower case; the caller's, NULL on failure. */
static char *
read_keyword(Reader *reader, const char *why)
{
    const char *start = reader->at;
    while (reader->at < reader->end && (g_ascii_isalnum(*reader->at) || *reader->at == '-'))
        reader->at++;
    if (reader->at == start || reader->at[-1] == '-') {
        fail(reader, why);
        return NULL;
    }
    for (const char *p = start; p < reader->at; p++)
        reader->is_odd |= g_ascii_isupper(*p);
    return g_ascii_strdown(start, reader->at - start);
}

static bool
read_version(Reader *reader, unsigned *version)
{
    unsigned digits = 0;
    *version = 0;
    for (; reader->at < reader->end && g_ascii_isdigit(*reader->at); reader->at++) {
        if (++digits > DIGITS_MAX)
            return fail(reader, "version too long");
        *version = *version * 10 + (unsigned) (*reader->at - '0');
    }
    return digits > 0 || fail(reader, "version missing");
}

/* Appends the content of a quoted string, folds undone. */
static bool
read_quoted(Reader *reader, GString *out)
{
    reader->at++;
    while (reader->at < reader->end) {
        char c = *reader->at;
        if (c == '\r' || c == '\n') {
            if (!take_fold(reader))
                return false;
            continue;
        }
        if (c != '\\')
            reader->at++;
        else if (!take_escaped(reader))
            return false;
        if (c == '"')
            return true;
        c = reader->at[-1];
        g_string_append_c(out, c == '\t' ? ' ' : c);
    }
    return fail(reader, "quoted string without end");
}

/* value of RFC 2045: a token or a quoted string. The caller's, NULL on failure. */
static char *
read_value(Reader *reader, const char *why)
{
    g_autoptr(GString) out = g_string_new(NULL);
    if (is_at(reader, '"')) {
        if (!read_quoted(reader, out))
            return NULL;
    } else {
        DeskBytes token = take_run(reader, is_token);
        if (token.size == 0) {
            fail(reader, why);
            return NULL;
        }
        g_string_append_len(out, token.data, (gssize) token.size);
    }
    return ends_value(reader) ? g_strdup(out->str) : NULL;
}

/* No dot at an end or beside another. */
static bool
is_dotted(DeskBytes run)
{
    if (run.size == 0 || run.data[0] == '.' || run.data[run.size - 1] == '.')
        return false;
    for (size_t i = 1; i < run.size; i++)
        if (run.data[i] == '.' && run.data[i - 1] == '.')
            return false;
    return true;
}

static bool
is_all(DeskBytes run, bool (*belongs)(char))
{
    for (size_t i = 0; i < run.size; i++)
        if (!belongs(run.data[i]))
            return false;
    return true;
}

/* The rest of [local-part] "@" domain-name, from the @ on. */
static char *
read_domain(Reader *reader, const char *local)
{
    reader->at++;
    DeskBytes domain = take_run(reader, is_label);
    if (!is_dotted(domain)) {
        fail(reader, "domain malformed");
        return NULL;
    }
    if (!ends_value(reader))
        return NULL;
    return g_strdup_printf("%s@%.*s", local, (int) domain.size, domain.data);
}

/* A quoted string is the whole value, or the local part of an address, which keeps its quotes. */
static char *
read_quoted_property(Reader *reader)
{
    const char *start = reader->at;
    g_autoptr(GString) out = g_string_new(NULL);
    if (!read_quoted(reader, out))
        return NULL;
    if (!is_at(reader, '@'))
        return ends_value(reader) ? g_strdup(out->str) : NULL;
    g_autofree char *local = g_strndup(start, (size_t) (reader->at - start));
    if (strpbrk(local, "\r\n\t")) {
        fail(reader, "local part with a fold or tab");
        return NULL;
    }
    return read_domain(reader, local);
}

/* pvalue: value / [ [ local-part ] "@" ] domain-name. The caller's, NULL on failure. */
static char *
read_property_value(Reader *reader)
{
    if (is_at(reader, '"'))
        return read_quoted_property(reader);
    DeskBytes run = take_run(reader, is_atom);
    g_autofree char *text = g_strndup(run.data, run.size);
    if (is_at(reader, '@') && (run.size == 0 || is_dotted(run)))
        return read_domain(reader, text);
    if (run.size == 0 || is_at(reader, '@') || !is_all(run, is_property)) {
        fail(reader, "property value malformed");
        return NULL;
    }
    return ends_value(reader) ? g_steal_pointer(&text) : NULL;
}

/* What follows its ptype. */
static bool
read_property(Reader *reader, char *type, DeskAuthResult *result)
{
    static const char *const known[] = { "smtp", "header", "body", "policy", NULL };
    g_autoptr(DeskAuthProperty) property = g_new0(DeskAuthProperty, 1);
    property->type = type;
    reader->is_odd |= !g_strv_contains(known, type);
    if (!take(reader, '.', "property without a dot"))
        return false;
    property->name = read_keyword(reader, "property malformed");
    if (!property->name || !take(reader, '=', "property without a value"))
        return false;
    property->value = read_property_value(reader);
    if (!property->value)
        return false;
    if (result->properties->len >= DESK_AUTHRES_PROPERTIES_MAX)
        return fail(reader, "too many properties");
    g_ptr_array_add(result->properties, g_steal_pointer(&property));
    return true;
}

/* The reason, which can only come first, and the properties, up to a semicolon or the end. */
static bool
read_details(Reader *reader, DeskAuthResult *result)
{
    bool is_first = true;
    for (;; is_first = false) {
        bool is_apart;
        const char *start = reader->at;
        if (!skip_blanks(reader, &is_apart))
            return false;
        if (reader->at == reader->end || is_at(reader, ';'))
            return true;
        if (!is_apart && start[-1] != '"')
            return fail(reader, "word that touches another");
        char *word = read_keyword(reader, "result followed by what is no property");
        if (!word)
            return false;
        if (!is_first || strcmp(word, "reason") != 0) {
            if (!read_property(reader, word, result))
                return false;
            continue;
        }
        g_free(word);
        if (!take(reader, '=', "reason without a value"))
            return false;
        g_free(result->reason);
        result->reason = read_value(reader, "reason malformed");
        if (!result->reason)
            return false;
    }
}

/* resinfo, behind its semicolon; method is its first word, which the result takes. */
static bool
read_result(Reader *reader, char *method, GPtrArray *results)
{
    g_autoptr(DeskAuthResult) result = g_new0(DeskAuthResult, 1);
    result->method = method;
    result->version = 1;
    result->reason = g_strdup("");
    result->properties = g_ptr_array_new_with_free_func((GDestroyNotify) property_free);
    if (!skip_blanks(reader, NULL))
        return false;
    reader->is_odd |= is_at(reader, '/');
    if (is_at(reader, '/') && (!take(reader, '/', "") || !read_version(reader, &result->version)))
        return false;
    if (!take(reader, '=', "method without a result"))
        return false;
    result->result = read_keyword(reader, "result malformed");
    if (!result->result || !ends_value(reader) || !read_details(reader, result))
        return false;
    if (results->len >= DESK_AUTHRES_RESULTS_MAX)
        return fail(reader, "too many results");
    g_ptr_array_add(results, g_steal_pointer(&result));
    return true;
}

/* "none" by itself says that nothing was checked; it is never one result among others. */
static bool
read_results(Reader *reader, DeskAuthres *out)
{
    if (reader->at == reader->end)
        return fail(reader, "no results");
    while (reader->at < reader->end) {
        if (!take(reader, ';', "semicolon missing"))
            return false;
        char *method = read_keyword(reader, "method malformed");
        if (!method)
            return false;
        const char *behind = reader->at;
        if (out->results->len == 0 && strcmp(method, "none") == 0 && skip_blanks(reader, NULL) &&
            reader->at == reader->end) {
            g_free(method);
            return true;
        }
        reader->at = behind;
        if (!read_result(reader, method, out->results))
            return false;
    }
    return true;
}

static bool
read_field(Reader *reader, DeskAuthres *out)
{
    bool is_apart;
    unsigned version;
    if (!skip_blanks(reader, NULL))
        return false;
    out->authserv_id = read_value(reader, "authserv-id missing");
    if (!out->authserv_id || !skip_blanks(reader, &is_apart))
        return false;
    if (*out->authserv_id == '\0')
        return fail(reader, "authserv-id empty");
    if (is_apart && reader->at < reader->end && g_ascii_isdigit(*reader->at)) {
        if (!read_version(reader, &version) || !ends_value(reader))
            return false;
        if (version != 1)
            return fail(reader, "version unknown");
        if (!skip_blanks(reader, NULL))
            return false;
    }
    return read_results(reader, out);
}

/* Controls other than those of folds, and overrides of the writing direction, have no place. */
static bool
is_clean(DeskBytes value)
{
    if (value.size == 0)
        return true;
    if (!g_utf8_validate_len(value.data, value.size, NULL))
        return false;
    for (size_t i = 0; i < value.size;
         i = (size_t) (g_utf8_next_char(value.data + i) - value.data)) {
        gunichar c = g_utf8_get_char(value.data + i);
        if ((c < 0x20 && c != '\t' && c != '\r' && c != '\n') || (c >= 0x7f && c < 0xa0) ||
            (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
            return false;
    }
    return true;
}

bool
desk_authres_read(DeskBytes value, DeskAuthres *out, const char **why)
{
    Reader reader = { .at = value.data, .end = value.data + value.size };
    out->authserv_id = NULL;
    out->results = g_ptr_array_new_with_free_func((GDestroyNotify) result_free);
    bool is_valid =
        is_clean(value) ? read_field(&reader, out) : fail(&reader, "control or not UTF-8");
    out->is_plain = !reader.is_odd;
    if (is_valid)
        return true;
    desk_authres_clear(out);
    if (why)
        *why = reader.why;
    return false;
}

const char *
desk_authres_property(const DeskAuthResult *result, const char *type, const char *name)
{
    const char *found = NULL;
    for (unsigned i = 0; i < result->properties->len; i++) {
        const DeskAuthProperty *property = g_ptr_array_index(result->properties, i);
        if (strcmp(property->type, type) != 0 || strcmp(property->name, name) != 0)
            continue;
        if (found)
            return NULL;
        found = property->value;
    }
    return found;
}
