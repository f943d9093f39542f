#pragma once
#include "conf/conf.h"
#include "policy/monitor.h"
#include "policy/token.h"
#include "policy/triage.h"

/*
 * A configuration snapshot made ready for decisions: with the seal of the install and an
 * index of the desk's addresses. Immutable and shared by reference count between threads.
 */
typedef struct DeskPolicy DeskPolicy;

/* Takes its own reference to conf, which must hold keys. epochs: DeskEpoch, as desk_seal_new. */
DeskPolicy *desk_policy_new(DeskConf *conf, const GPtrArray *epochs);
DeskPolicy *desk_policy_ref(DeskPolicy *policy);
void desk_policy_unref(DeskPolicy *policy);

const DeskConf *desk_policy_conf(const DeskPolicy *policy);
const DeskSeal *desk_policy_seal(const DeskPolicy *policy);
const DeskMonitors *desk_policy_monitors(const DeskPolicy *policy);
/* Made when it is first asked for: with many keywords that takes a while, and few need it. */
const DeskTriage *desk_policy_triage(DeskPolicy *policy);

/* Whom an envelope recipient means. */
typedef struct {
    const DeskMailbox *mailbox; /* NULL: a bystander, not ours */
    DeskTokenState state;       /* of the token in its extension */
    DeskToken token;            /* when VALID or UNKNOWN */
} DeskRecipient;

/* The address may have <>, any case and any extension; routing is by this alone (T9). */
DeskRecipient desk_policy_recipient(const DeskPolicy *policy, const char *address);

/* Whether mail to this address would come back to the desk. */
bool desk_policy_is_ours(const DeskPolicy *policy, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskPolicy, desk_policy_unref)
