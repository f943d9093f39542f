#pragma once
#include "base/base.h"

/*
 * Looks over the raw bytes before any library parses them (RULES M2). True when they are
 * within the limits: a logical header <= 16 KB with <= 500 colons, all headers of the mail
 * <= 256 KB and <= 1,000, parts <= 1,000, depth <= 50, addresses of a header <= 1,000.
 * Otherwise false, and *why is a short phrase (static storage). Pure and linear.
 */
bool desk_guard_pass(DeskBytes raw, const char **why);
