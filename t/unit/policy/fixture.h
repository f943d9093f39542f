#pragma once
#include "mail/mail.h"
#include "policy/policy.h"
#include "ticket/epoch.h"

/* One epoch, or two, of which the older ended with ticket 100 and contact 200. */
GPtrArray *fixture_epochs(const char *first, const char *second);

/* A policy over a small desk: support@example.org (alias help@), billing@example.org. */
DeskPolicy *fixture_policy(void);

/* The same with further lines of configuration. */
DeskPolicy *fixture_policy_with(const char *settings);

/* A mail from Jane to support@, without any thread header. */
DeskMail *fixture_mail(const char *subject);
