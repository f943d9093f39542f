#pragma once
#include "conf/table.h"

/* The rows of the table that say what mails are about and what is promised for them. */
extern const DeskSection desk_rows_category;
extern const DeskSection desk_rows_rule;
extern const DeskSection desk_rows_customer;
extern const DeskSection desk_rows_sla;
extern const DeskSection desk_rows_calendar;
extern const DeskSection desk_rows_triage;

/* Those that say who writes to whom. */
extern const DeskSection desk_rows_mailbox;
extern const DeskSection desk_rows_agent;
extern const DeskSection desk_rows_team;
extern const DeskSection desk_rows_monitor;
