#pragma once
#include "desk/decide.h"

/* Adds to the plans of a decision the mails by which agents hear of it (desk/notification.h): what
 * people write, what is held, what a monitor begins and ends. Of what stands beside a ticket nobody
 * hears (RULES L3). Reads only. */
bool desk_effect_tell(DeskStore *store, const DeskFiling *filing, DeskDecision *decision,
                      GError **error);
