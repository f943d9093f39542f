#pragma once
#include "desk/envelope.h"
#include "mail/key.h"
#include "mail/mail.h"
#include "policy/thread.h"

/*
 * One mail on its way into the store: everything that could be prepared without it. The
 * session fills it and hands it to the writer; each holds a reference, so that either may
 * leave first.
 */
typedef struct {
    DeskEnvelope *envelope;
    DeskMail *mail;
    DeskContentKey key;
    gint64 raw_size;    /* bytes as received */
    GBytes *packed;     /* the raw mail as it is stored; NULL when nothing is to be stored */
    GArray *candidates; /* DeskCandidate, the strongest first */
    char *sender_key;   /* identity of the sender, or NULL when nobody is named */
    char *sender_address;
    char *sender_name;
    gint64 arrived; /* wall clock at the end of the mail */
    gint64 started; /* steady clock at the same moment */
} DeskFiling;

/* Takes mail; a reference to envelope. */
DeskFiling *desk_filing_new(DeskEnvelope *envelope, DeskBytes raw, DeskMail *mail);
DeskFiling *desk_filing_ref(DeskFiling *filing);
void desk_filing_unref(DeskFiling *filing);

/* The clear function of the box, for desk_writer_run. */
void desk_filing_clear(gpointer filing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskFiling, desk_filing_unref)
