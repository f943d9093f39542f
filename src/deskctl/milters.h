#pragma once
#include "base/base.h"

/*
 * The value of smtpd_milters: addresses between commas or blanks, or in braces with options
 * of their own ("{ unix:x, default_action=accept }").
 */
typedef struct {
    char **words;         /* of an item in braces: the address and its options; else NULL */
    char *address;        /* "unix:deskmilter/milter.sock", "inet:localhost:8891" */
    char *default_action; /* or NULL: milter_default_action */
} DeskMilter;

/* Element type DeskMilter, in order. The caller's. */
GPtrArray *desk_milters_parse(const char *value);

/* The item as it stands in a list, blank between its words (" ", or "" where none may be). */
char *desk_milter_print(const DeskMilter *milter, const char *blank);

/*
 * Whether Postfix reaches the desk's socket (the setting "listen") by this address. chroot:
 * the client lives below queue_directory, which is also where relative paths begin.
 */
bool desk_milter_is(const char *address, const char *listen, const char *queue_directory,
                    bool chroot);

/*
 * The address by which Postfix reaches the socket, chrooted or not. The caller's; NULL when a
 * chrooted client cannot: the socket is not below queue_directory.
 */
char *desk_milter_address(const char *listen, const char *queue_directory, bool chroot);
