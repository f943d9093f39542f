#include "machine/manager.h"
#include "machine/machine-headers.h"

#define VALUE_MAX 1000

/* The list's part of its manager's local part, in lower case; NULL: it is no manager's. */
static char *
list_of(const char *local)
{
    static const char *const ends[] = { "-help",   "-owner",   "-owners", "-bounces",
                                        "-bounce", "-request", "-admin",  "-confirm",
                                        "+owner",  "+owners",  "+help",   "+bounces" };
    for (size_t i = 0; i < G_N_ELEMENTS(ends); i++)
        if (g_str_has_suffix(local, ends[i]))
            return g_strndup(local, strlen(local) - strlen(ends[i]));
    return g_str_has_prefix(local, "owner-") ? g_strdup(local + strlen("owner-")) : NULL;
}

static bool
is_program(const char *local)
{
    static const char *const programs[] = { "majordomo", "listserv", "mailman", "ezmlm",
                                            "sympa",     "mlmmj",    "listproc" };
    for (size_t i = 0; i < G_N_ELEMENTS(programs); i++)
        if (strcmp(local, programs[i]) == 0)
            return true;
    return false;
}

/* "<users@lists.example.org>" of an address, "<users.lists.example.org>" of a List-Id. */
static bool
names_list(const char *value, const char *list)
{
    size_t length = strlen(list);
    for (const char *at = strstr(value, list); at; at = strstr(at + 1, list)) {
        bool begins = at == value || !(g_ascii_isalnum(at[-1]) || strchr("-_+.@", at[-1]));
        if (begins && (at[length] == '@' || at[length] == '.'))
            return true;
    }
    return false;
}

static bool
shows_list(const GArray *headers, const char *list, const char *manager)
{
    for (unsigned i = 0; i < headers->len; i++) {
        const DeskHeader *header = &g_array_index(headers, DeskHeader, i);
        DeskMachineSign sign = desk_machine_header_sign(header);
        if (sign != DESK_SIGN_LIST && sign != DESK_SIGN_CAMPAIGN)
            continue;
        g_autofree char *value =
            g_ascii_strdown(header->value.data, (gssize) MIN(header->value.size, VALUE_MAX));
        if (names_list(value, list) || names_list(value, manager))
            return true;
    }
    return false;
}

bool
desk_manager_wrote(const DeskMail *mail, const GArray *headers)
{
    const DeskMailAddress *sender = desk_mail_sender(mail);
    const char *at = sender ? strchr(sender->address, '@') : NULL;
    if (!at)
        return false;
    g_autofree char *local = g_ascii_strdown(sender->address, at - sender->address);
    g_autofree char *list = list_of(local);
    if (!list)
        return is_program(local);
    return *list && shows_list(headers, list, local);
}
