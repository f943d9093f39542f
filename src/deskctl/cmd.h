#pragma once
#include "deskctl/ctl.h"

/* The commands, one file a family. Each is described in deskctl(8). */
int desk_cmd_init(const DeskCtl *ctl);
int desk_cmd_check(const DeskCtl *ctl);
int desk_cmd_doctor(const DeskCtl *ctl);
int desk_cmd_mailboxes(const DeskCtl *ctl);
int desk_cmd_explain(const DeskCtl *ctl);
int desk_cmd_deliver(const DeskCtl *ctl);
int desk_cmd_ticket_list(const DeskCtl *ctl);
int desk_cmd_ticket_show(const DeskCtl *ctl);
int desk_cmd_ticket_raw(const DeskCtl *ctl);
int desk_cmd_ticket_set(const DeskCtl *ctl);
int desk_cmd_ticket_merge(const DeskCtl *ctl);
int desk_cmd_ticket_split(const DeskCtl *ctl);
int desk_cmd_ticket_link(const DeskCtl *ctl);
int desk_cmd_ticket_approve(const DeskCtl *ctl);
int desk_cmd_ticket_cc(const DeskCtl *ctl);
int desk_cmd_ticket_watch(const DeskCtl *ctl);
int desk_cmd_ticket_unwatch(const DeskCtl *ctl);
int desk_cmd_ticket_publish(const DeskCtl *ctl);
int desk_cmd_ticket_snooze(const DeskCtl *ctl);
int desk_cmd_agent_list(const DeskCtl *ctl);
int desk_cmd_agent_away(const DeskCtl *ctl);
int desk_cmd_agent_back(const DeskCtl *ctl);
int desk_cmd_agent_notify(const DeskCtl *ctl);
int desk_cmd_contact_show(const DeskCtl *ctl);
int desk_cmd_contact_set(const DeskCtl *ctl);
int desk_cmd_survey_list(const DeskCtl *ctl);
int desk_cmd_survey_show(const DeskCtl *ctl);
int desk_cmd_survey_report(const DeskCtl *ctl);
int desk_cmd_outbox_list(const DeskCtl *ctl);
int desk_cmd_outbox_show(const DeskCtl *ctl);
int desk_cmd_outbox_retry(const DeskCtl *ctl);
int desk_cmd_trace(const DeskCtl *ctl);
int desk_cmd_triage_replay(const DeskCtl *ctl);
int desk_cmd_triage_test(const DeskCtl *ctl);
int desk_cmd_store_check(const DeskCtl *ctl);
int desk_cmd_store_copy(const DeskCtl *ctl);
int desk_cmd_backup(const DeskCtl *ctl);
int desk_cmd_restore(const DeskCtl *ctl);
int desk_cmd_store_epoch(const DeskCtl *ctl);
int desk_cmd_key_list(const DeskCtl *ctl);
int desk_cmd_key_rotate(const DeskCtl *ctl);
int desk_cmd_stats(const DeskCtl *ctl);
int desk_cmd_commands(const DeskCtl *ctl);
