#pragma once
#include "base/base.h"

/*
 * One Authentication-Results field (RFC 8601 section 2.2; RFC 7601 has the same grammar), read to
 * the letter, because trust hangs on it (RULES S3): whatever does not fit makes the whole
 * field invalid, nothing is guessed or read in half. Whether to believe it, by authserv-id
 * and place in the header, is the policy's to decide. Strings are valid UTF-8 without
 * controls; keywords are lower case, values as written.
 */

#define DESK_AUTHRES_RESULTS_MAX    100 /* of a field */
#define DESK_AUTHRES_PROPERTIES_MAX 50  /* of a result */

typedef struct {
    char *type;  /* ptype: "smtp", "header", "body", "policy" ... */
    char *name;  /* "mailfrom", "d", "from" ... */
    char *value; /* quotes and escapes resolved; a quoted local part keeps its quotes */
} DeskAuthProperty;

typedef struct {
    char *method;          /* "dkim", "spf", "dmarc" ... */
    unsigned version;      /* of the method; 1 when not given */
    char *result;          /* "pass", "fail", "none" ... */
    char *reason;          /* or "" */
    GPtrArray *properties; /* DeskAuthProperty, in order */
} DeskAuthResult;

typedef struct {
    char *authserv_id;  /* quotes resolved, else as written; never empty */
    GPtrArray *results; /* DeskAuthResult, in order; empty when the field says "none" */
    bool is_plain;      /* keywords in lower case, no method with a version, known ptypes */
} DeskAuthres;

/*
 * Reads the value of the field, behind its colon, folds and all. False when it is invalid: out is
 * then cleared and *why (which may be NULL) a short phrase (static storage). Comments are skipped
 * at any depth without recursion. Stricter than the grammar in three things: a comment
 * that touches a value without a blank (CVE-2020-12272: "example.net(.example.com)"), a
 * version other than 1 of the field, and the limits above. More lenient in one: a slash or an
 * equals sign in the unquoted value of a property, as OpenDKIM writes them. One pass, linear, pure.
 */
bool desk_authres_read(DeskBytes value, DeskAuthres *out, const char **why);
void desk_authres_clear(DeskAuthres *authres);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskAuthres, desk_authres_clear)

/*
 * The value of the property, borrowed; NULL when the result has none or several of that name, for
 * then nobody knows which one was checked. type and name in lower case.
 */
const char *desk_authres_property(const DeskAuthResult *result, const char *type, const char *name);
