#pragma once
#include "desk/automatic.h"
#include "desk/filing.h"
#include "policy/command.h"

/*
 * Carries out what a mail commands, in the transaction that stores it: all or nothing (RULES C2).
 */
#define DESK_COMMAND_ERROR desk_command_error_quark()
GQuark desk_command_error_quark(void);
typedef enum {
    DESK_COMMAND_ERROR_REFUSED, /* the message names line and reason; nothing may be committed */
} DeskCommandError;

/* Who commands what, about what. All borrowed. */
typedef struct {
    DeskOccasion why; /* its message is the mail with the commands */
    const DeskCommands *commands;
    const DeskAgent *agent;   /* NULL: the customer */
    gint64 contact;           /* of who wrote it */
    gint64 ticket;            /* 0: none */
    const DeskFiling *filing; /* of the mail */
} DeskOrder;

/* Before the answer of the mail goes out: who gets it (#cc). */
bool desk_command_prepare(DeskStore *store, const DeskOrder *order, GError **error);

/*
 * To be called when the mail has been stored and its answer queued. Everything else but what
 * concerns the answer itself (#note, #canned, #kb, #forward, #requester: desk/answer.h); status
 * last. What is asked for (#queue, #search ...) becomes outbox rows whose content is found when
 * they are sent.
 */
bool desk_command_run(DeskStore *store, const DeskOrder *order, GError **error);
