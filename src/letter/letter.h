#pragma once
#include "kb/kb.h"
#include "policy/policy.h"
#include "reader/reader.h"
#include "store/store.h"
#include "template/mustache.h"
#include "ticket/outbox.h"

/*
 * What a mail of the outbox says: the row and the store become the values of its template (the
 * fields of desk-templates(5)) and the files that go with it. Found when the mail is first
 * rendered, so that the intake pays nothing for it.
 */

#define DESK_LETTER_ERROR desk_letter_error_quark()
GQuark desk_letter_error_quark(void);
typedef enum {
    /* For good: the recipient is no agent any more, or the message is not for him (RULES I8, A30)
     */
    DESK_LETTER_ERROR_REFUSED,
    /* It takes long, and was wanted in haste */
    DESK_LETTER_ERROR_SLOW,
} DeskLetterError;

typedef struct {
    char *name;
    char *type;
    GBytes *bytes;
} DeskLetterFile;

typedef struct {
    DeskValues *values;
    GPtrArray *files;     /* DeskLetterFile; never NULL */
    char *unsubscribe;    /* a mailto URI for List-Unsubscribe; or NULL */
    bool text_only;       /* too long for HTML, which would be several times as long */
    const char *template; /* static storage; NULL: that of the row's kind */
    char *mailbox;        /* names of the configuration, for variants of the template; or NULL */
    char *team;           /* likewise */
    char *language;       /* of the mailbox, to fall back on; or NULL */
} DeskLetter;

/* Where it all comes from. Borrowed. */
typedef struct {
    DeskStore *store; /* read alone */
    const DeskConf *conf;
    gint64 now;
    /* What takes files out of raw mails, asked for before each of them; NULL sets error. A NULL
     * function: files are named, not sent. */
    DeskReader *(*find_reader)(gpointer data, GError **error);
    gpointer data;   /* of find_reader */
    DeskKbIndex *kb; /* that acknowledgements suggest articles of; NULL: none are */
    /* No files are taken out and the store is not searched: that would take seconds. */
    bool in_haste;
} DeskLetterDesk;

/* NULL with DESK_LETTER_ERROR, DESK_STORE_ERROR, DESK_READER_ERROR, or DESK_TEMPLATE_ERROR for the
 * signature of a mailbox; only the first is for good, but for DESK_LETTER_ERROR_SLOW. An
 * acknowledgement costs two looks, and one more where articles are suggested. */
DeskLetter *desk_letter_write(const DeskLetterDesk *desk, const DeskOutboxRow *row, GError **error);
void desk_letter_free(DeskLetter *letter);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskLetter, desk_letter_free)
