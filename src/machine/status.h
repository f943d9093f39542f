#pragma once
#include "text/phrases.h"

/* Status codes of RFC 3463 and reply codes of RFC 5321 in what servers write. Pure, linear. */

#define DESK_STATUS_SIZE 12 /* "5.999.999" with its NUL, and some air */
#define DESK_REPLY_SIZE  4  /* "550" */

/*
 * The first status of a refusal ("5.1.1") in text that is not a version or an address: behind a
 * reply code, a bracket, a #, or a word such as "status". One whose last two numbers say something
 * is better than x.0.0, and best is one behind a reply code. False: none, and status is "".
 */
bool desk_status_find(const char *text, char status[DESK_STATUS_SIZE]);

/* The first reply code of a refusal in text, best one at the start of a line or behind a colon. */
bool desk_status_find_reply(const char *text, char code[DESK_REPLY_SIZE]);

/* "550_5.1.1_User_unknown" becomes "550 5.1.1 User unknown"; other words keep their underscores. */
void desk_status_spread(char *text);

/*
 * What the words say, as the last two numbers of a status ("1.1"); NULL when nothing known is
 * among them. folded is the text as desk_phrases_fold has it.
 */
const char *desk_status_guess(const char *folded);

/*
 * True when the address is dead and no mail should be sent to it again: no such user or
 * host, closed or moved. guess is from desk_status_guess or NULL, and outweighs the status.
 */
bool desk_status_is_hard(const char *status, const char *guess);

/* Which words mean what; means is the last two numbers of the status. The first row wins. */
extern const DeskPhrase desk_status_words[];
