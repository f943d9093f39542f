#pragma once
#include "base/base.h"

/* A hundred mails at once take no more than 25 MB of memory while they come in. */
#define DESK_SPOOL_MEMORY ((size_t) 256 * 1024)

/*
 * Collects bytes whose number is not known before: up to DESK_SPOOL_MEMORY in memory, more
 * in an unlinked file, which vanishes with the process. One thread at a time.
 */
typedef struct DeskSpool DeskSpool;

/* folder takes the file. More than max bytes are counted but not kept. */
DeskSpool *desk_spool_new(const char *folder, size_t max);
void desk_spool_free(DeskSpool *spool);

/* False with errno when the file cannot be made or written; the spool is then useless. */
bool desk_spool_append(DeskSpool *spool, const void *bytes, size_t size);

/* True once more than max bytes have been appended. */
bool desk_spool_is_over(const DeskSpool *spool);

/* Ends the collecting and lends all bytes, as long as the spool lives. False with errno. */
bool desk_spool_view(DeskSpool *spool, DeskBytes *view);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskSpool, desk_spool_free)
