#pragma once
#include "conf/conf.h"
#include "deskctl/json.h"
#include "store/timers.h"
#include "ticket/ticket.h"

/* The clocks of a ticket's SLA as commands show them. timers: DeskTimer, those of the ticket; what
 * has no time by its priority and SLA is not shown. */

/* {"name", "clocks"}; null without SLA. What a running clock has used is reckoned up to now. */
json_t *desk_clocks_json(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers,
                         gint64 now);

/* The same for people, a line each, due times in the zone of the calendar and in UTC. */
void desk_clocks_print(const DeskConf *conf, const DeskTicket *ticket, const GArray *timers,
                       gint64 now);

/* "Mon 2026-11-23 09:00 CET (2026-11-23T08:00:00Z)" by the calendar of an SLA, or UTC alone where
 * it has none. at is not 0. The caller's. */
char *desk_clocks_moment(const DeskConf *conf, const char *sla, gint64 at);
