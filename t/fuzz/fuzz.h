#pragma once
#include "mail/mail.h"

/*
 * Fuzz targets: each gives bytes of a stranger to one stage of the mail reading, or of an admin to
 * the calendar, the templates or the knowledge base, and looks whether what comes back is what its
 * header promises. A promise that does not hold ends the process with SIGABRT. Bytes have no NUL
 * behind them.
 */
typedef void (*FuzzRun)(DeskBytes bytes);

typedef struct {
    const char *name; /* also of its folder of seeds */
    FuzzRun run;
} FuzzTarget;

/* All of them; the last one has no name. */
extern const FuzzTarget fuzz_targets[];

/* NULL: there is none of that name. */
const FuzzTarget *fuzz_target_find(const char *name);

void fuzz_authres(DeskBytes bytes);
void fuzz_charset(DeskBytes bytes);
void fuzz_dsn(DeskBytes bytes);
void fuzz_fields(DeskBytes bytes);
void fuzz_flowed(DeskBytes bytes);
void fuzz_guard(DeskBytes bytes);
void fuzz_html(DeskBytes bytes);
void fuzz_ics(DeskBytes bytes);
void fuzz_kb(DeskBytes bytes);
void fuzz_langtag(DeskBytes bytes);
void fuzz_mailboxes(DeskBytes bytes);
void fuzz_markup(DeskBytes bytes);
void fuzz_match(DeskBytes bytes);
void fuzz_opening(DeskBytes bytes);
void fuzz_parse(DeskBytes bytes);
void fuzz_quotes(DeskBytes bytes);
void fuzz_rtf(DeskBytes bytes);
void fuzz_salvage(DeskBytes bytes);
void fuzz_template(DeskBytes bytes);
void fuzz_tnef(DeskBytes bytes);
void fuzz_uuencode(DeskBytes bytes);
void fuzz_vote(DeskBytes bytes);
void fuzz_wire(DeskBytes bytes);

#define MUST_HOLD(what) fuzz_must_hold((what), #what, __FILE__, __LINE__)
void fuzz_must_hold(bool holds, const char *what, const char *file, int line);

/* A value of one line: valid UTF-8 of at most max bytes without controls. */
void fuzz_check_line(const char *line, size_t max);

/* A text: the same, but tab and newline may be there, and with marked DESK_QUOTE_MARK, which
 * stands at the start of a line only. */
void fuzz_check_text(const char *text, size_t max, bool marked);

void fuzz_check_mailbox(const DeskMailAddress *mailbox);

/* What mail/mail.h promises of each field, what text/quotes.h does of the texts, and that the
 * parent of deskparse takes the mail over the wire. */
void fuzz_check_mail(const DeskMail *mail);
