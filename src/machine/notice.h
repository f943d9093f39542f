#pragma once
#include "text/phrases.h"

/*
 * A delivery report as servers write it for people: the notice proper, and the copy of the
 * returned mail below it. Views into the text, which must outlive it. Only the start of a long
 * text is looked at. Linear, pure.
 */
typedef struct {
    DeskBytes text; /* what the server itself wrote */
    DeskBytes copy; /* the returned mail or its header, with the line that announces it; or empty */
    char *folded;   /* text as desk_phrases_fold has it */
} DeskNotice;

#define DESK_NOTICE_MAX (64 * 1024) /* bytes of text looked at */

void desk_notice_init(DeskNotice *notice, const char *text);
void desk_notice_clear(DeskNotice *notice);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskNotice, desk_notice_clear)

/*
 * The tables (machine/notice-subjects.c, notice-words.c, notice-marks.c). Of subjects and phrases,
 * means is "failed", "delayed" or "delivered" for what only a server writes, "weak" for what people
 * write as well. The rest have no meaning but that they occur.
 */
extern const DeskPhrase desk_notice_subjects[];
extern const DeskPhrase desk_notice_answers[];  /* subjects of answers and forwards */
extern const DeskPhrase desk_notice_senders[];  /* names; "daemon", "strong" or "weak" */
extern const DeskPhrase desk_notice_phrases[];  /* in the notice */
extern const DeskPhrase desk_notice_finals[];   /* in it: there will be no further attempt */
extern const DeskPhrase desk_notice_copies[];   /* lines above the copy */
extern const DeskPhrase desk_notice_targets[];  /* before the address of a recipient */
extern const DeskPhrase desk_notice_contacts[]; /* before or behind other addresses */
