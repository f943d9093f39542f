#pragma once
#include "base/base.h"

/*
 * Stands at the start of a line of text from which on the HTML itself says that what follows is
 * a quoted or forwarded mail (Outlook's divRplyFwdMsg and the like), on the first line of it: an
 * attribution, a header, a line of dashes. Where the quote itself has "> " the mark stands on
 * the line that announces it, in whatever language, and the "> " tell how far it goes. mail/quotes
 * takes it out again; no other control but tab and newline is ever in a text.
 */
#define DESK_QUOTE_MARK '\x1e'

/* Loads what the libraries would load later. Once per process, before any text is read. */
void desk_body_init(void);

/* What a leaf of the MIME tree says of its text. */
typedef struct {
    const char *charset; /* as declared, or NULL: HTML may say it itself */
    bool is_html;
    bool is_flowed; /* format=flowed (RFC 3676) */
    bool is_delsp;  /* delsp=yes */
} DeskBodyType;

/*
 * The decoded bytes of a text part as clean UTF-8 lines: charset (M3), format=flowed (M8), HTML
 * converted (M5), also when a whole document of HTML comes as plain text. Files that HTML refers to
 * are added to files: "cid:..." without the scheme, or the plain name; may be NULL. *replaced grows
 * by the bytes that are not in their charset. The caller's. Linear.
 */
char *desk_body_text(DeskBytes bytes, const DeskBodyType *type, GHashTable *files,
                     unsigned *replaced);

/* Nothing but white space and invisible characters. */
bool desk_body_is_blank(const char *text);

/* A plain part that only says that the reader's client cannot show the HTML one (M5). */
bool desk_body_is_stub(const char *text);
