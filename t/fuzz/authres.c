#include "mail/authres.h"
#include "fuzz.h"

/* Lower case, digits and what else a keyword has (RFC 8601 section 2.2). */
static void
check_keyword(const char *word)
{
    fuzz_check_line(word, SIZE_MAX);
    MUST_HOLD(*word && !strpbrk(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ;=()\""));
}

static void
check_result(const DeskAuthResult *result)
{
    check_keyword(result->method);
    check_keyword(result->result);
    fuzz_check_line(result->reason, SIZE_MAX);
    MUST_HOLD(result->properties && result->properties->len <= DESK_AUTHRES_PROPERTIES_MAX);
    for (guint i = 0; i < result->properties->len; i++) {
        const DeskAuthProperty *property = result->properties->pdata[i];
        check_keyword(property->type);
        check_keyword(property->name);
        fuzz_check_line(property->value, SIZE_MAX);
        const char *found = desk_authres_property(result, property->type, property->name);
        MUST_HOLD(!found || strcmp(found, property->value) == 0);
    }
}

void
fuzz_authres(DeskBytes value)
{
    g_auto(DeskAuthres) authres = { 0 };
    const char *why = NULL;
    if (!desk_authres_read(value, &authres, &why)) {
        MUST_HOLD(why && *why);
        return;
    }
    fuzz_check_line(authres.authserv_id, value.size);
    MUST_HOLD(*authres.authserv_id);
    MUST_HOLD(authres.results && authres.results->len <= DESK_AUTHRES_RESULTS_MAX);
    for (guint i = 0; i < authres.results->len; i++)
        check_result(authres.results->pdata[i]);
}
