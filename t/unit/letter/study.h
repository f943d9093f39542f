#pragma once
#include "letter/letter.h"
#include "store/rows.h"

/*
 * Where letters are written: a store with a ticket of Jo Doe that bob has, and the agents
 * alice, who is in Berlin, and bob, who has two addresses.
 */
typedef struct {
    DeskStore *store;
    DeskConf *conf;
    DeskReader *reader; /* NULL: files are not taken out */
    DeskKbIndex *kb;    /* NULL: nothing is suggested */
    gint64 now;         /* Mon 2026-11-23 12:00 CET */
    gint64 ticket;
    gint64 jo, alice, bob, carl; /* contacts; carl is a third party */
} Study;

extern Study study;

/* With further settings, or "". The mailbox support is that of the settings, if they have it. */
void study_open(const char *settings);
void study_close(void);

/* A message as a test writes it. */
typedef struct {
    DeskDirection direction;
    gint64 author;
    const char *text;
    const char *reply_text;
    bool held;
    const char *raw; /* the mail as it came, with its files; or NULL */
    gint64 ticket;   /* 0: that of the study */
    DeskAssurance assurance;
} Said;
/* Its id. Each comes an hour after the one before. */
gint64 study_say(const Said *said);
void study_attach(gint64 message, gint64 number, const DeskStoredAttachment *file);

/* A row that is not stored: to Jo, or to alice when the kind goes to agents. */
DeskOutboxRow study_row(const char *kind, gint64 cause);

/* The letter, which must be written; NULL with what went wrong, which must be REFUSED. */
DeskLetter *study_write(const DeskOutboxRow *row);
char *study_refusal(const DeskOutboxRow *row);
/* Its values, put into a template of plain text. The caller's. */
char *study_tell(const DeskLetter *letter, const char *tmpl);
