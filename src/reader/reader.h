#pragma once
#include "mail/mail.h"

/*
 * A pool of deskparse workers: raw bytes in, facts out, whatever happens to the worker.
 * Any thread; a caller waits while all workers are busy.
 */
typedef struct DeskReader DeskReader;

#define DESK_READER_ERROR desk_reader_error_quark()
GQuark desk_reader_error_quark(void);
typedef enum {
    DESK_READER_ERROR_START, /* no worker could be started: temporary, not the mail's fault */
} DeskReaderError;

/* Starts the first worker, to find out now whether program works. workers 0: one per processor. */
DeskReader *desk_reader_new(const char *program, unsigned workers, GError **error);

/* Ends the workers. No read may be under way. */
void desk_reader_free(DeskReader *reader);

/*
 * Reads one mail. Guard first; then a worker with 5 s of processor time, 10 s of patience
 * and 256 MB. A worker that dies, lies or is late is replaced, and the mail comes back as
 * desk_salvage leaves it, marked unparsed. NULL only with DESK_READER_ERROR.
 */
DeskMail *desk_reader_read(DeskReader *reader, DeskBytes raw, GError **error);

/*
 * A file of a mail, decoded: number counts DeskMail.attachments from 1. A worker takes it out under
 * the limits under which one reads a mail. NULL without an error: the mail has no such file, or the
 * worker failed at it.
 */
GBytes *desk_reader_extract(DeskReader *reader, DeskBytes raw, guint number, GError **error);

/*
 * The same for several files in one go, which costs what the last of them costs. numbers: guint32,
 * from 1 and rising, at most DESK_MAIL_LIST_MAX. A GBytes for each number, NULL as above: when the
 * worker fails, for all of them. NULL only with DESK_READER_ERROR.
 */
GPtrArray *desk_reader_extract_all(DeskReader *reader, DeskBytes raw, const GArray *numbers,
                                   GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskReader, desk_reader_free)
