#pragma once
#include "desk/intake.h"

/*
 * The milter protocol at the edge: libmilter's callbacks, one session a connection of
 * Postfix. Callbacks of one session come one after the other, but on any thread.
 */

/* Registers the callbacks with libmilter. intake is borrowed until the process ends. */
bool desk_session_register(DeskIntake *intake);

/* Mails whose end has come and which have not been answered yet. */
unsigned desk_session_busy(void);
