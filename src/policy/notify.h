#pragma once
#include "mail/mail.h"
#include "policy/policy.h"

/*
 * The one choke point of automatic mail: may the desk answer this mail by itself? All facts
 * come in; nothing is looked up here.
 */
typedef struct {
    const DeskMail *mail;
    const char *envelope_sender; /* "" is the null sender */
    const char *recipient;       /* to whom the answer would go; NULL: nobody is known */
    gint64 sent_last_hour;       /* acknowledgements to that person so far */
    gint64 sent_last_day;
} DeskNotifyFacts;

/* NULL when an acknowledgement may go out, else one English sentence why not. Static. */
const char *desk_notify_refusal(const DeskPolicy *policy, const DeskNotifyFacts *facts);
