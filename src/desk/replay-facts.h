#pragma once
#include "desk/replay.h"
#include "store/rows.h"

/* What a stored ticket has of the mail that opened it, as triage wants it. */
typedef struct {
    DeskTriageFacts facts; /* borrows from all below */
    DeskMessage *message;
    DeskContact *author;
    char *subject;
    GPtrArray *mailboxes;   /* DeskMailbox of the configuration */
    GPtrArray *attachments; /* DeskStoredAttachment */
    GArray *files;          /* DeskTriageFile */
    DeskMail *mail;         /* read again, or NULL */
} DeskReplayFacts;

/* What to look up, by the configuration: the rest costs time for nothing. */
typedef struct {
    const DeskConf *conf;
    DeskReader *reader; /* NULL: no other header fields */
    bool wants_files;
} DeskReplaySource;

void desk_replay_source_init(DeskReplaySource *source, const DeskReplay *replay);

/* *found false: the ticket has no mail to be judged by. facts is the caller's to clear. */
bool desk_replay_facts_read(DeskStore *store, const DeskReplaySource *source,
                            const DeskTicket *ticket, DeskReplayFacts *facts, bool *found,
                            GError **error);
void desk_replay_facts_clear(DeskReplayFacts *facts);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskReplayFacts, desk_replay_facts_clear)
