#pragma once
#include "base/base.h"

/*
 * Locks this process in for good: 256 MB of address space (not under a sanitizer), no new
 * file, process, socket or privilege, no core. Of descriptors only 0 can be read, and
 * 0 to 2 written. A forbidden system call kills the process; those that only look
 * for or open a file fail with EACCES, so that a library that tries degrades.
 * False with errno when the kernel refuses: then do not go on.
 */
bool desk_sandbox_enter(void);
