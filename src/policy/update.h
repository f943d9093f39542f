#pragma once
#include "ticket/ticket.h"
#include "ticket/update.h"

/*
 * What a customer is told when his ticket moves: one word at most, which waits for a while in case
 * more follows, so that the last state counts. All facts come in; nothing is looked up here.
 */
#define DESK_UPDATE_NONE (-1)

/* A move of a ticket, and what its requester knows of it. */
typedef struct {
    DeskStatus before;
    DeskStatus after;
    bool has_assignee; /* afterwards */
    bool is_assigned;  /* nobody had it, and somebody has */
    bool is_explained; /* it says why it is on hold, or until when */
    bool by_customer;  /* a mail or a command of his own does it */
    bool by_time;      /* a timer does it */
    bool is_answered;  /* a mail to him goes out by the same message */
    gint64 updates;    /* DESK_UPDATE_BIT of each that his mailbox tells of */
    int told;          /* DeskUpdate that was the last; what either side has written since, or none
                          at all: DESK_UPDATE_NONE */
    bool is_repeated;  /* that said the same in all */
    bool was_assigned; /* he knows since it was opened, or opened again, that somebody has it */
    int pending;       /* DeskUpdate that waits to be sent; or DESK_UPDATE_NONE */
    bool is_machine;   /* no person has written on the ticket in his name */
    bool is_stranger;  /* nothing proves his address, and he had no mail of the ticket */
} DeskUpdateFacts;

typedef enum {
    DESK_UPDATE_LEAVE,    /* nothing is told */
    DESK_UPDATE_SUPPRESS, /* likewise, and the ticket should say why */
    DESK_UPDATE_QUEUE,    /* it is told */
    DESK_UPDATE_CHANGE,   /* what waits says this instead */
    DESK_UPDATE_JOIN,     /* the answer that goes out says it */
} DeskUpdateStep;

typedef struct {
    DeskUpdateStep step;
    int update;         /* the word of the move; or DESK_UPDATE_NONE */
    const char *reason; /* why it is not told, part of an English sentence; or NULL. Static, as the
                           next one */
    const char *stale;  /* why what waits is not told any more; NULL: it stays */
} DeskUpdateVerdict;

DeskUpdateVerdict desk_update_judge(const DeskUpdateFacts *facts);

/* Whether a ticket is what the word says. */
bool desk_update_holds(DeskUpdate update, DeskStatus status, bool has_assignee);
