#include "policy/robots.h"
#include "base/address.h"

/* The whole local part. */
static const char *const unread[] = { "mailer-daemon", "postmaster", "bounce",
                                      "bounces",       "listserv",   "majordomo" };
static const char *const unread_starts[] = { "owner-", "bounce-", "bounce+", "bounces+",
                                             "bounces-" };
static const char *const unread_ends[] = { "-request", "-owner", "-bounces" };
/* Anywhere in a local part without its . - and _: "Acme.No-Reply+42". */
static const char *const unread_within[] = { "noreply",        "donotreply",    "dontreply",
                                             "donotrespond",   "noresponder",   "nepasrepondre",
                                             "nichtantworten", "keineantwort",  "naoresponda",
                                             "nonrispondere",  "nieodpowiadaj", "svarainte" };

/* The local part up to a plus sign, without its . - and _. */
static const char *const services[] = {
    "verify",         "verification",  "verifications",   "accountverification",
    "confirm",        "confirmation",  "confirmations",   "accountconfirmation",
    "notification",   "notifications", "notify",          "notifier",
    "alert",          "alerts",        "accountsecurity", "securityalert",
    "securityalerts", "signup",        "registration",    "onetimecode",
    "passwordreset",  "twofactor",     "authenticator",   "invitations",
};

static bool
is_one_of(const char *word, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (g_str_equal(word, words[i]))
            return true;
    return false;
}

/* The local part of an address, as its identity key has it; NULL when it is none. */
static char *
local_part(const char *address)
{
    char *key = desk_address_key(address);
    if (key)
        *strrchr(key, '@') = '\0';
    return key;
}

static char *
squeeze(const char *local)
{
    GString *out = g_string_new(NULL);
    for (const char *p = local; *p; p++)
        if (!strchr(".-_", *p))
            g_string_append_c(out, *p);
    return g_string_free(out, FALSE);
}

static bool
is_unread(const char *local)
{
    g_autofree char *squeezed = squeeze(local);
    for (size_t i = 0; i < G_N_ELEMENTS(unread_starts); i++)
        if (g_str_has_prefix(local, unread_starts[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(unread_ends); i++)
        if (g_str_has_suffix(local, unread_ends[i]))
            return true;
    for (size_t i = 0; i < G_N_ELEMENTS(unread_within); i++)
        if (strstr(squeezed, unread_within[i]))
            return true;
    return is_one_of(local, unread, G_N_ELEMENTS(unread));
}

bool
desk_robots_is_unread(const char *address)
{
    g_autofree char *local = local_part(address);
    return !local || is_unread(local);
}

bool
desk_robots_is_service(const char *address)
{
    g_autofree char *local = local_part(address);
    if (!local || is_unread(local))
        return true;
    local[strcspn(local, "+")] = '\0';
    g_autofree char *squeezed = squeeze(local);
    return is_one_of(squeezed, services, G_N_ELEMENTS(services));
}
