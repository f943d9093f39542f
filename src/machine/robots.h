#pragma once
#include "base/base.h"

/* Whether a person is likely to write from an address, by the words of its local part. */
typedef enum {
    DESK_ROBOT_NO,
    DESK_ROBOT_LIKELY, /* notifications@, alerts@: people may share such a mailbox */
    DESK_ROBOT_CERTAIN /* noreply@, mailer-daemon@, zabbix@: no person writes from there */
} DeskRobot;

/* address is an addr-spec; any case. Pure, linear. */
DeskRobot desk_robots_judge(const char *address);
