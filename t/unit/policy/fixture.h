#pragma once
#include "mail/mail.h"
#include "policy/policy.h"

/* A policy over a small desk: support@example.org (alias help@), billing@example.org. */
DeskPolicy *fixture_policy(void);

/* A mail from Jane to support@, without any thread header. */
DeskMail *fixture_mail(const char *subject);
