#pragma once
#include "machine/notice.h"
#include "mail/header.h"
#include "mail/mail.h"
#include "mail/parts.h"

/* All that is known of a mail that may be a delivery report. */
typedef struct {
    const DeskMail *mail;
    const GArray *headers;  /* DeskHeader */
    const DeskParts *parts; /* or NULL */
    const DeskNotice *notice;
    const GPtrArray *blocks; /* DeskBounce, of the status part */
} DeskSuspect;

/*
 * A quick look at the header: false when nobody but a person can have written it, so that notice
 * and blocks need not be read.
 */
bool desk_suspicion_arises(const GArray *headers, const DeskParts *parts);

/* From names a mail system, not people who look after one. */
bool desk_suspicion_is_daemon(const GArray *headers);

/* By its Return-Path, where there is one, nobody sent it: RFC 5321 section 4.5.5. */
bool desk_suspicion_is_null(const GArray *headers);

/*
 * Whether it is one: by its type (RFC 3464), by headers that only reports have, else by several
 * signs together, so that people who quote or forward a report remain people, and automatic
 * answers, receipts and complaints what they are. Then kind is bounce, delay or success as subject
 * and text have it, and evidence the caller's line that shows it. Linear, pure.
 */
bool desk_suspicion_confirm(const DeskSuspect *mail, DeskMachineKind *kind, char **evidence);
