#pragma once
#include "base/base.h"

/* What became of one accepted mail; one row for each transaction that got a 250. */
typedef enum {
    DESK_VERDICT_NEW,       /* opened a ticket */
    DESK_VERDICT_APPEND,    /* joined one */
    DESK_VERDICT_HELD,      /* joined one, hidden until approved */
    DESK_VERDICT_EVENT,     /* a machine's mail kept beside a ticket, or beside none */
    DESK_VERDICT_DUPLICATE, /* the same mail once more: nothing done */
} DeskVerdictKind;

typedef struct {
    gint64 id;
    gint64 at;
    DeskVerdictKind kind;
    gint64 ticket;  /* or 0 */
    gint64 message; /* the stored message; of a duplicate the first one's */
    char *queue_id; /* the MTA's; "" when it gave none */
    char *message_id;
    char *sender;     /* envelope sender, "" is the null sender */
    char *recipients; /* the desk's, blank between them */
    char *reason;     /* one English sentence: why this ticket */
    gint64 duration;  /* microseconds from the end of the mail to the commit */
    char *given_up;   /* expressions of triage that were too slow; NULL: none. Not stored */
} DeskVerdict;

void desk_verdict_clear(DeskVerdict *verdict);
void desk_verdict_free(DeskVerdict *verdict);

const char *desk_verdict_name(DeskVerdictKind kind);
bool desk_verdict_parse(const char *word, DeskVerdictKind *kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskVerdict, desk_verdict_free)
