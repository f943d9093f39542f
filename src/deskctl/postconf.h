#pragma once
#include "deskctl/postfix.h"

/*
 * Reads the live configuration of Postfix by the program postconf, run without a shell.
 * folder is its configuration folder, NULL the usual one. NULL with error when postconf is
 * missing or refuses.
 */
DeskPostfix *desk_postconf_read(const char *folder, GError **error);

/* The outputs of postconf -x, -M and -P, taken apart. Lines of another form are passed over. */
void desk_postconf_settings(DeskPostfix *postfix, const char *output);
void desk_postconf_services(DeskPostfix *postfix, const char *output);
void desk_postconf_overrides(DeskPostfix *postfix, const char *output);
