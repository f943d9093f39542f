#pragma once
#include "letter/catalogue.h"
#include "letter/letter.h"

/*
 * A mail as it would be made, without anything being queued: its row and its letter, from samples
 * or from a ticket. The strings of the row are owned by strings.
 */
typedef struct {
    const DeskConf *conf;         /* borrowed, as the next four */
    const DeskTemplateInfo *info; /* its template */
    const char *language;         /* wanted; or NULL */
    const DeskMailbox *mailbox;   /* that it comes from */
    const char *team;             /* or NULL */
    DeskOutboxRow row;
    DeskLetter *letter;
    GStringChunk *strings;
} DeskPreview;

void desk_preview_init(DeskPreview *preview);
void desk_preview_clear(DeskPreview *preview);

/* Of nobody's ticket. */
void desk_preview_sample(DeskPreview *preview);

/*
 * Of a ticket, which also says mailbox and team where they are NULL: as the last mail of the
 * template was, where one was queued, else as it would be now. Reads the store alone. Errors as of
 * desk_letter_write; DESK_LETTER_ERROR_REFUSED as well where the ticket cannot have such a mail.
 */
bool desk_preview_ticket(DeskPreview *preview, DeskStore *store, gint64 ticket, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskPreview, desk_preview_clear)
