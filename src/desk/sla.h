#pragma once
#include "conf/conf.h"
#include "desk/history.h"
#include "policy/sla.h"
#include "store/store.h"

/*
 * Brings the clocks of a ticket in line with what has happened to it, and notes which of them were
 * met or missed by it. ticket is as it is afterwards. To be called in the transaction of every
 * change of status, priority or SLA, and for every message.
 */
bool desk_sla_tell(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket,
                   DeskSlaEvent event, const DeskMoment *moment, GError **error);

/*
 * Before a ticket is written that may have another SLA than it had: what is used of its clocks so
 * far is counted by the hours of the one it had. ticket is as it is to be.
 */
bool desk_sla_leave(DeskStore *store, const DeskConf *conf, const DeskTicket *ticket, gint64 now,
                    GError **error);
