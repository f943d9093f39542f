#pragma once
#include "desk/filing.h"
#include "store/store.h"
#include "ticket/survey.h"

/*
 * What comes back for a survey (RULES A19): a mail to an address for a vote, or to that for
 * answers with a score at its top, or to that for those who want no more. What it says counts from
 * the person alone to whom the address was issued, and is answered by nobody. A mail that came to
 * such addresses alone is nothing else; any other one goes its own way beside it.
 */
typedef struct {
    bool is_alone; /* the mail is nothing else */
    bool votes;    /* it wants to */
    bool opts_out; /* likewise */
    gint64 asked;  /* the ticket that the survey stands on; 0: the mail does not vote */
    gint64 number; /* the survey's on it */
    gint64 ticket; /* to which that leads, or the one that he got the survey about; 0: none */
    gint64 score;
    char *comment;         /* or NULL */
    DeskSurvey *survey;    /* NULL: nobody knows it */
    const char *objection; /* why the vote does not count, a clause; NULL: it does. Static */
    gint64 contact;        /* who wants no more */
    const char *opt_out_objection; /* as objection */
} DeskVote;

/* Looks what a mail says. contact is the sender's, or 0. Reads only; vote is the caller's to clear.
 */
bool desk_vote_find(DeskStore *store, const DeskFiling *filing, gint64 contact, DeskVote *vote,
                    GError **error);
void desk_vote_clear(DeskVote *vote);

/* "4 on the scale from 1 to 5 in survey 1 of #4821"; the caller's. */
char *desk_vote_show(const DeskVote *vote);

/* What the mail does by it, one English sentence that begins with "it"; NULL: nothing. The
 * caller's. */
char *desk_vote_tell(const DeskVote *vote);

/*
 * Writes it, and notes what was done or not, and why. Whoever turns out not to be content is a
 * matter for the lead of the ticket's team, and may open the ticket again (survey.reopen). message
 * is the mail as it has been stored.
 */
bool desk_vote_record(DeskStore *store, const DeskFiling *filing, const DeskVote *vote,
                      gint64 message, GError **error);

/* Some recipient is such an address. */
bool desk_vote_is_addressed(const DeskFiling *filing);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskVote, desk_vote_clear)
