#pragma once
#include "desk/intake.h"

/*
 * The milter protocol at the edge: libmilter's callbacks, one session a connection of
 * Postfix. Callbacks of one session come one after the other, but on any thread.
 */

/* Makes the callbacks known to libmilter, which must be before the socket is opened. */
bool desk_session_register(void);

/* Says where the mails go, before smfi_main; borrowed until the process ends. */
void desk_session_serve(DeskIntake *intake);

/* Mails whose end has come and which have not been answered yet. */
unsigned desk_session_busy(void);
