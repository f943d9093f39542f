#pragma once
#include "conf/conf.h"
#include "store/store.h"

/*
 * What the drivers share that play a script to the desk's own code: commands come in lines on
 * standard input, fields apart by TAB, and each is answered by lines of the same form, the last
 * of which is a single dot.
 */

/* Makes a line of the answer; fields end with NULL. */
void play_say(const char *word, ...) G_GNUC_NULL_TERMINATED;
void play_error(const GError *error);

/* Calls run for each command, at least one field, until there are no more. */
typedef void (*PlayCommand)(char **fields, gpointer data);
void play_lines(PlayCommand run, gpointer data);

/* A configuration with keys that are nobody's: the same in each run. Ends the program when it is
 * unsound. */
DeskConf *play_conf(const char *path);

/* Opens a store to write to; a crash is no part of this, so nothing waits for the disk. */
DeskStore *play_store(const char *url, GError **error);
