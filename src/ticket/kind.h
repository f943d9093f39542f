#pragma once
#include "base/base.h"

/*
 * The kinds of mail that the desk sends. What the choke point (policy/notify.h) and the
 * writer of mail have to know of one stands in one row here; its words are in the templates.
 */
typedef struct {
    const char *name;           /* "ack"; also that of its templates */
    bool is_automatic;          /* nobody wrote it: it passes the choke point */
    bool answers;               /* it answers a mail, so RULES L1 and the budget of senders hold */
    bool to_agent;              /* it goes to an agent of the configuration, else to a customer */
    bool notifies;              /* it tells an agent what happened to a ticket: these have a budget
                                   of their own, and what exceeds it is left to his digest */
    bool is_free;               /* it may be about no ticket */
    bool from_null;             /* its envelope sender is null, else a signed bounce address */
    const char *auto_submitted; /* RFC 3834 section 5, RFC 5436 section 2.7.1; RULES O3 */
} DeskMailKind;

/* NULL: there is no such kind. Static storage. */
const DeskMailKind *desk_mail_kind(const char *name);

/* All of them; the one behind the last has no name. Static storage. */
const DeskMailKind *desk_mail_kinds(void);
