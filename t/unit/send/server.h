#pragma once
#include "base/base.h"

/*
 * A small SMTP server in a thread on 127.0.0.1 that misbehaves by a script: one entry for
 * each mail transaction, the last one repeats. It writes down what it gets.
 */
typedef enum {
    PLAY_ACCEPT,
    PLAY_GREET_421, /* and close */
    PLAY_GREET_554,
    PLAY_EHLO_502, /* and HELO as well */
    PLAY_MAIL_451,
    PLAY_RCPT_450,
    PLAY_RCPT_550,
    PLAY_DATA_452,
    PLAY_DOT_451,
    PLAY_DOT_554,
    PLAY_DROP_AT_MAIL,
    PLAY_DROP_IN_DATA,    /* after the first kilobytes */
    PLAY_DROP_AFTER_DOT,  /* no reply */
    PLAY_DOT_LATE,        /* takes the mail, but says so after three seconds */
    PLAY_CLOSE_WHEN_IDLE, /* takes the mail, then closes without a word */
} Play;

typedef struct Server Server;

Server *server_new(const Play *plays, guint count);
/* Ends it; after this everything has been written down. */
void server_stop(Server *server);
void server_free(Server *server);
/* "smtp://127.0.0.1:port" */
const char *server_url(const Server *server);
/* All commands, one a line, without CR; and the data of all complete mails, as on the wire. */
const char *server_commands(const Server *server);
const char *server_data(const Server *server);
guint server_connections(const Server *server);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Server, server_free)
