#pragma once
#include "conf/slot.h"
#include "desk/envelope.h"
#include "reader/reader.h"
#include "store/writer.h"
#include "ticket/verdict.h"

/*
 * The way of a mail into the store. One per process; any number of threads take mails at
 * the same time.
 */
typedef struct DeskIntake DeskIntake;

/* Borrows slot, reader and writer; shares epochs (DeskEpoch). */
DeskIntake *desk_intake_new(DeskConfSlot *slot, DeskReader *reader, DeskWriter *writer,
                            GPtrArray *epochs);
void desk_intake_free(DeskIntake *intake);

/* The rules in force now, a reference, the caller's: one transaction keeps one of them. */
DeskPolicy *desk_intake_policy(DeskIntake *intake);

/* Makes the current configuration of the slot the rules for the transactions to come. */
void desk_intake_refresh(DeskIntake *intake);

/*
 * Tells that a mail has begun to come, and that it is here or will not come any more: a commit can
 * wait a moment for it. Each the same number of times.
 */
void desk_intake_expect(DeskIntake *intake);
void desk_intake_give_up(DeskIntake *intake);

#define DESK_INTAKE_ERROR desk_intake_error_quark()
GQuark desk_intake_error_quark(void);
typedef enum {
    DESK_INTAKE_ERROR_REFUSED, /* for good; the message is one line of ASCII for the sender */
} DeskIntakeError;

/*
 * Takes one mail for the recipients of its envelope, at least one. True: it is on disk, and
 * verdict (cleared by the caller) says what became of it. False: nothing was stored, or it is not
 * known whether it was (STORE_ERROR_UNCERTAIN); either way the sender keeps the mail and
 * tries again, unless the error is REFUSED: then the mail itself is at fault.
 */
bool desk_intake_take(DeskIntake *intake, DeskEnvelope *envelope, DeskBytes raw,
                      DeskVerdict *verdict, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskIntake, desk_intake_free)
