#pragma once
#include "conf/conf.h"
#include "deskctl/findings.h"
#include "deskctl/postfix.h"
#include "store/server.h"

/*
 * What is wrong with the Postfix around the desk, and with the server of its store: a pure
 * judgement over their settings, each with the line that mends it.
 */

/* The findings, element type DeskFinding, in the order of the way of a mail. The caller's. */
GPtrArray *desk_doctor_examine(const DeskPostfix *postfix, const DeskConf *conf);

/* Whether agents who have a login can use it, and others cannot use their addresses. */
void desk_doctor_examine_submission(const DeskPostfix *postfix, const DeskConf *conf,
                                    GPtrArray *findings);

/* What is wrong with the server of a store. */
void desk_doctor_examine_server(const DeskServer *server, GPtrArray *findings);
/* The store cannot be opened. */
void desk_doctor_store_fails(const DeskConf *conf, const GError *error, GPtrArray *findings);
/* readable: others may read the file of the configuration. */
void desk_doctor_examine_address(const DeskConf *conf, bool readable, GPtrArray *findings);
