#pragma once
#include "base/base.h"

/*
 * A mailto URI (RFC 6068) that writes a mail with one click: whatever stands in its parts is
 * percent-encoded, line ends of the body as CR LF. The subject is made one line and cut, so that
 * the URI has less than the 2,083 characters that all clients take. subject and body may be NULL.
 * The caller's.
 */
char *desk_link_mailto(const char *address, const char *subject, const char *body);
