#pragma once
#include "mail/mail.h"
#include "ticket/survey.h"
#include "ticket/ticket.h"

/* What customers say when they are asked how it was, and whether it counts (RULES A19). Pure. */

#define DESK_VOTE_COMMENT_MAX 2000 /* bytes */

/* A mail that came to an address which was issued to one person. */
typedef struct {
    const DeskMail *mail;
    const char *envelope_sender; /* "" is the null sender */
    DeskAssurance assurance;
    bool is_his; /* From is that person */
} DeskVoter;

/* Why it is not that person's vote, a clause; NULL: it is. Static. */
const char *desk_vote_doubt(const DeskVoter *voter);

/* The same for who wants no more surveys: programs ask for that in their owners' names (RFC 2369
 * section 3.2). */
const char *desk_vote_doubt_opt_out(const DeskVoter *voter);

/* How long a vote counts; microseconds. */
typedef struct {
    gint64 now;
    gint64 valid;         /* after it was asked */
    gint64 change_within; /* after the first vote */
} DeskVoteTerms;

/* Why such a score is not counted, a clause; NULL: it is. Static. */
const char *desk_vote_objection(const DeskSurvey *survey, gint64 score, const DeskVoteTerms *terms);

/* It says more than is known: another score, or another comment (NULL: none). */
bool desk_vote_is_news(const DeskSurvey *survey, gint64 score, const char *comment);

/* Whoever says that was content before, or had said nothing. */
bool desk_vote_turns_bad(const DeskSurvey *survey, gint64 score);

/*
 * Reads the score with which a text begins: a number of the scale in the digits of any script,
 * "4", "4/5", "4 out of 5", or for yes and no these words in the languages of the templates. It
 * stands alone in its line, or before a mark: "4 of my files are gone" is none, nor is "1. First".
 * rest is where the text goes on; borrowed.
 */
bool desk_vote_read(DeskScale scale, const char *text, gint64 *score, const char **rest);

/*
 * What the customer adds in his own words; text is the part of the mail's reply_text that may be
 * it. The subject that the link brought is none, nor is the score alone. At most
 * DESK_VOTE_COMMENT_MAX bytes; the caller's. NULL: nothing.
 */
char *desk_vote_comment(DeskScale scale, const DeskMail *mail, const char *text);
