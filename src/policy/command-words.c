#include "policy/command.h"

/* clang-format off */
#define TICKET   .by_agent = true, .on_ticket = true
#define FRESH    .by_agent = true, .on_ticket = true, .on_new = true
#define ALONE    .by_agent = true
#define CUSTOMER .by_customer = true
/* clang-format on */

static const DeskCommandWord words[] = {
    { "resolve", DESK_COMMAND_RESOLVE, "", "the ticket is resolved", TICKET },
    { "close", DESK_COMMAND_CLOSE, "", "the ticket is closed", TICKET, CUSTOMER },
    { "reopen", DESK_COMMAND_REOPEN, "", "the ticket is open again", TICKET, CUSTOMER },
    { "status", DESK_COMMAND_STATUS, "STATUS", "the ticket has another status", TICKET },
    { "status", DESK_COMMAND_STATUS, "", "tells how the ticket stands", CUSTOMER, .answers = true },
    { "wait", DESK_COMMAND_WAIT, "", "the ticket waits for the customer", TICKET },
    { "hold", DESK_COMMAND_HOLD, "[TIME] [: REASON]",
      "the ticket is on hold, and open again at TIME; the customer is told the reason", TICKET,
      .takes_reason = true },
    { "snooze", DESK_COMMAND_SNOOZE, "TIME", "the ticket is out of the queue until TIME", TICKET },
    { "take", DESK_COMMAND_TAKE, "", "the ticket is yours", FRESH },
    { "assign", DESK_COMMAND_ASSIGN, "WHO",
      "an agent gets the ticket; auto: whom its team chooses, none: nobody", FRESH },
    { "team", DESK_COMMAND_TEAM, "TEAM", "the ticket goes to another team, or to none", FRESH },
    { "priority", DESK_COMMAND_PRIORITY, "PRIORITY", "critical, high, normal or low", FRESH },
    { "category", DESK_COMMAND_CATEGORY, "CATEGORY", "the ticket has another category, or none",
      FRESH },
    { "tag", DESK_COMMAND_TAG, "[+|-]TAG...", "adds tags, or removes them", FRESH },
    { "note", DESK_COMMAND_NOTE, "", "what stands below stays among agents", TICKET },
    { "cc", DESK_COMMAND_CC, "[+|-]ADDRESS...", "others get mail of the ticket, or no longer",
      FRESH },
    { "language", DESK_COMMAND_LANGUAGE, "TAG", "the customer is answered in another language",
      TICKET, CUSTOMER },
    { "watch", DESK_COMMAND_WATCH, "[WHO]", "you, or another agent, hear of the ticket", FRESH },
    { "unwatch", DESK_COMMAND_UNWATCH, "[WHO]", "you, or another agent, no longer hear of it",
      TICKET },
    { "merge", DESK_COMMAND_MERGE, "NUMBER", "the ticket becomes a part of ticket NUMBER", TICKET },
    { "split", DESK_COMMAND_SPLIT, "[NUMBER...]",
      "messages go to a ticket of their own; the newest of the customer", TICKET },
    { "link", DESK_COMMAND_LINK, "NUMBER...", "the ticket has to do with others", FRESH },
    { "canned", DESK_COMMAND_CANNED, "NAME", "a canned answer above what you write", TICKET },
    { "kb", DESK_COMMAND_KB, "ARTICLE", "an article above what you write", TICKET },
    { "kb-draft", DESK_COMMAND_KB_DRAFT, "", "mails you a draft of an article", TICKET,
      .answers = true },
    { "forward", DESK_COMMAND_FORWARD, "ADDRESS",
      "your text and the newest message of the customer go to a third party", TICKET },
    { "requester", DESK_COMMAND_REQUESTER, "ADDRESS", "opens a ticket for a customer", FRESH },
    { "publish", DESK_COMMAND_PUBLISH, "[NUMBER]",
      "a note, the newest one, becomes an answer to the customer", TICKET },
    { "approve", DESK_COMMAND_APPROVE, "[NUMBER...]", "held messages, or all, are let in", TICKET },
    { "spam", DESK_COMMAND_SPAM, "", "the ticket is spam", TICKET },
    { "away", DESK_COMMAND_AWAY, "[until] [TIME] [REASON]", "you get no tickets", ALONE },
    { "back", DESK_COMMAND_BACK, "", "you get tickets again", ALONE },
    { "notify", DESK_COMMAND_NOTIFY, "each|digest|none", "how you hear of your tickets", ALONE },
    { "queue", DESK_COMMAND_QUEUE, "", "mails you your tickets, the most urgent first", ALONE,
      .answers = true },
    { "search", DESK_COMMAND_SEARCH, "WORDS", "mails you what is found", ALONE, .answers = true },
    { "report", DESK_COMMAND_REPORT, "[SPAN]", "mails you the figures of the last days", ALONE,
      .answers = true },
    { "help", DESK_COMMAND_HELP, "", "mails you the list of commands", ALONE, CUSTOMER,
      .answers = true },
    { 0 },
};

const DeskCommandWord *
desk_command_words(void)
{
    return words;
}

const char *
desk_command_name(DeskCommandVerb verb)
{
    const DeskCommandWord *row = words;
    while (row->word && row->verb != verb)
        row++;
    return row->word;
}

const DeskCommandWord *
desk_command_word(const char *word)
{
    for (const DeskCommandWord *row = words; row->word; row++)
        if (g_ascii_strcasecmp(row->word, word) == 0)
            return row;
    return NULL;
}
