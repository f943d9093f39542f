#pragma once
#include "conf/conf.h"
#include "ticket/ticket.h"

/* No more agents than these are told of one thing. */
#define DESK_ALARM_MAX 10

/*
 * The agents to be told what has happened to a ticket: its assignee, else the members of its team,
 * else nobody. Element type const DeskAgent, borrowed from conf; the caller's. Pure.
 */
GPtrArray *desk_alarm_audience(const DeskConf *conf, const DeskTicket *ticket);

/* The lead of the ticket's team; NULL: it has no team, or the team no lead who is an agent. */
const DeskAgent *desk_alarm_lead(const DeskConf *conf, const DeskTicket *ticket);

/*
 * The agents to be told that a customer is not content: the lead of the ticket's team, else its
 * members, else its assignee, else nobody. As desk_alarm_audience.
 */
GPtrArray *desk_alarm_overseers(const DeskConf *conf, const DeskTicket *ticket);

/* Whether agents are told of the failure of such a mail: only an agent's answer, "reply". */
bool desk_alarm_is_due(const char *kind);
