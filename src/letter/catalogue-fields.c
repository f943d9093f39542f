#include "letter/listing.h"
#include "text/quotes.h"

#define FIELD(kind, where, name, example, sentence)                                                \
    {                                                                                              \
        .sets = where, .path = name, .type = kind, .sample = example, .help = sentence             \
    }
#define TEXT(...)                   FIELD(DESK_LISTED_TEXT, __VA_ARGS__)
#define HTML(...)                   FIELD(DESK_LISTED_HTML, __VA_ARGS__)
#define BOOL(...)                   FIELD(DESK_LISTED_BOOL, __VA_ARGS__)
#define MOMENT(...)                 FIELD(DESK_LISTED_MOMENT, __VA_ARGS__)
#define LIST(where, name, sentence) FIELD(DESK_LISTED_LIST, where, name, NULL, sentence)
#define MAP(where, name, sentence)  FIELD(DESK_LISTED_MAP, where, name, NULL, sentence)
/* What has the fields of a set. */
#define OF(kind, where, name, set, sentence)                                                       \
    {                                                                                              \
        .sets = where, .path = name, .type = kind, .help = sentence, .of = set                     \
    }
#define ENTRY(where, name, sentence)   OF(DESK_LISTED_MAP, where, name, "entry", sentence)
#define ENTRIES(where, name, sentence) OF(DESK_LISTED_LIST, where, name, "entry", sentence)
#define TICKETS(where, name, sentence) OF(DESK_LISTED_LIST, where, name, "ticket", sentence)
/* One for each number. */
#define EACH(where, name, example, from, to, sentence)                                             \
    {                                                                                              \
        .sets = where, .path = name, .type = DESK_LISTED_BOOL, .sample = example,                  \
        .help = sentence, .least = from, .most = to                                                \
    }

#define ANSWERS  "reply forward"
#define NOTICES  "agent-new agent-update"
#define SURVEYED "tallies[].surveys[]."
#define CONFIRM  "mailto:support+r4821@example.org?subject=%5B%234821%5D&body=%23close"
#define REOPEN   "mailto:support+r4821@example.org?subject=%5B%234821%5D&body=%23reopen"
#define KEEP     "mailto:support+r4821@example.org?subject=%5B%234821%5D"
#define VOTE(n)  "mailto:support+v4821-" n "@example.org?subject=" n
#define SOLUTION "The fuse had blown. We have put in a new one, and it prints again."
#define ENDED    "2026-11-24T14:30:00Z"
#define DEADLINE "2026-11-28T09:00:00Z"

const DeskListedField desk_listed_fields[] = {
    TEXT("*", "mailbox.name", "Support", "The display name of the mailbox that sends the mail."),
    TEXT("*", "mailbox.address", "support@example.org", "Its address."),
    TEXT("*", "language", "en", "The language tag of the template, for the lang of HTML."),
    BOOL("*", "verified", "yes", "It is proved that the recipient is who his address says."),
    TEXT("*", "ticket.id", "4821", "The number of the ticket."),
    TEXT("*", "ticket.subject", "Printer on fire",
         "Its subject; for customers only when verified is true."),

    TEXT("moment", "year", NULL, "As in 2026."),
    TEXT("moment", "month", NULL, "The number of the month, as in 11."),
    TEXT("moment", "day", NULL, "As in 4."),
    BOOL("moment", "is_first_day", NULL, "It is the first of the month: 1er in French."),
    TEXT("moment", "hour", NULL, "Two digits, as in 09."),
    TEXT("moment", "minute", NULL, "Two digits, as in 05."),
    TEXT("moment", "zone", NULL, "The time zone, as in CET."),
    EACH("moment", "month_N", NULL, 1, 12, "The one of the month is true."),
    EACH("moment", "weekday_N", NULL, 1, 7, "The one of the day is true; 1 is Monday."),

    TEXT("customer", "customer.name", "Jo Doe",
         "The display name of the recipient, when verified is true; may be missing."),

    MOMENT("ack", "expected", "2026-11-24T14:30:00Z",
           "When the first answer is promised; missing when none is."),
    BOOL("ack", "closed", "no", "Nobody works at this hour."),
    MOMENT("ack", "opens", "2026-11-24T09:00:00Z", "When work begins again."),
    BOOL("ack", "has_articles", "yes", "There are articles."),
    LIST("ack", "articles[]", "Articles that may help in the meantime."),
    TEXT("ack", "articles[].title", "When the printer burns", "The title of the article."),
    TEXT("ack", "articles[].text", "Pull the plug before you do anything else.",
         "The beginning of it."),
    TEXT("ack", "articles[].url", "https://www.example.org/help/fire", "Where all of it is."),

    BOOL("customer-result", "is_new", "no", "The status of the ticket is new."),
    BOOL("customer-result", "is_open", "yes", "It is open or in progress."),
    BOOL("customer-result", "is_waiting", "no", "It waits for the customer."),
    BOOL("customer-result", "is_on_hold", "no", "It waits for somebody else."),
    BOOL("customer-result", "is_resolved", "no", "It is resolved."),
    BOOL("customer-result", "is_closed", "no", "It is closed."),
    MOMENT("customer-result", "since", ENDED, "Since when it has that status."),
    BOOL("customer-result", "obstacle_gone", "no", "The ticket can be closed or opened no more."),
    BOOL("customer-result", "obstacle_not_requester", "no",
         "Another than the requester wanted to close it or to open it again."),
    BOOL("customer-result", "obstacle_both", "no", "He wanted both, and got neither."),
    BOOL("customer-result", "obstacle_often", "no", "It was opened again too often."),
    BOOL("customer-result", "help", "yes", "He has asked what he can ask for."),
    BOOL("customer-result", "language_set", "no", "He has chosen the language of this mail."),

    TEXT(ANSWERS, "subject", "Re: [#4821] Printer on fire",
         "The subject of the mail that is answered, with Re: and the number."),
    TEXT(ANSWERS, "text", SOLUTION, "What the agent has written, without commands and quotes."),
    HTML(ANSWERS, "html_text", "<p>" SOLUTION "</p>", "The same as HTML."),
    TEXT(ANSWERS, "agent.name", "Alice Roe", "Who has written it."),
    TEXT(ANSWERS, "signature", NULL,
         "The signature of the mailbox in the configuration; missing when it has none."),
    HTML(ANSWERS, "html_signature", NULL, "The same as HTML."),
    BOOL("reply", "resolved", "yes", "With this answer the ticket is resolved."),
    MAP("forward", "original", "The newest message of the customer."),
    TEXT("forward", "original.author", "Jo Doe", "Who wrote it."),
    TEXT("forward", "original.address", "jo@example.net", "The address of its author."),
    TEXT("forward", "original.at", "Tue 2026-11-24 09:12 UTC", "When it arrived."),
    TEXT("forward", "original.subject", "Printer on fire", "The subject of the message."),
    TEXT("forward", "original.text", "It smokes.", "Its new text."),
    HTML("forward", "original.html_text", "<p>It smokes.</p>", "The same as HTML."),

    TEXT("status-assigned status-in-progress", "agent.name", "Alice Roe", "Who has the ticket."),
    TEXT("status-on-hold status-closed", "reason", "We have ordered a new fuse.",
         "What the agent says of it."),
    MOMENT("status-on-hold", "until", DEADLINE, "When it goes on."),
    TEXT("status-resolved", "solution", SOLUTION, "The answer that resolved it."),
    HTML("status-resolved", "html_solution", "<p>" SOLUTION "</p>", "The same as HTML."),
    TEXT("status-resolved reply reminder", "confirm", CONFIRM,
         "A link that writes a mail which closes the ticket."),
    TEXT("status-resolved status-closed reply", "reopen", REOPEN,
         "A link that writes a mail which opens the ticket again."),
    MOMENT("status-resolved reply reminder", "closes", DEADLINE, "When the ticket will be closed."),
    TEXT("status-merged", "into.id", "4711",
         "The number of the other ticket, when the recipient is on it, too."),

    TEXT("reminder", "message", SOLUTION, "The last answer of the desk."),
    HTML("reminder", "html_message", "<p>" SOLUTION "</p>", "The same as HTML."),
    TEXT("reminder", "keep", KEEP, "A link that writes an answer."),

    BOOL("survey", "is_csat", "yes", "He is asked how content he is, from 1 to 5."),
    BOOL("survey", "is_nps", "no", "He is asked whether he would recommend it, from 0 to 10."),
    BOOL("survey", "is_yes_no", "no", "He is asked whether it is solved: 1 or 0."),
    LIST("survey", "choices[]", "What he may say, from the worst to the best."),
    TEXT("survey", "choices[].score", "1|2|3|4|5", "The number."),
    TEXT("survey", "choices[].link",
         VOTE("1") "|" VOTE("2") "|" VOTE("3") "|" VOTE("4") "|" VOTE("5"),
         "A link that writes a mail which says so."),
    EACH("survey", "choices[].is_N", "1|2|3|4|5", 0, 10, "The one of the number is true."),
    MOMENT("survey", "resolved", ENDED, "When the ticket ended."),
    MOMENT("survey", "until", "2026-12-08T14:30:00Z", "Until when he may vote."),
    TEXT("survey", "unsubscribe", "mailto:support+o4821@example.org?subject=unsubscribe",
         "A link that writes a mail after which he gets no more surveys."),
    TEXT("survey", "agent.name", "Alice Roe", "Who had the ticket."),

    TEXT("agent", "agent.name", "Alice Roe", "The name of the recipient."),
    TEXT("agent", "delimiter", DESK_QUOTES_DELIMITER,
         "The line below which the desk takes nothing for an answer; it stands above everything."),
    TEXT("agent", "ticket.status", "open", "As it is when the mail is made."),
    TEXT("agent", "ticket.priority", "high", "Likewise."),
    TEXT("agent", "ticket.category", "Hardware", "Missing when it has none, as the next two."),
    TEXT("agent", "ticket.team", "frontline", "The name of the team."),
    TEXT("agent", "ticket.assignee", "Alice Roe", "The name of the agent who has it."),
    LIST("agent", "ticket.due[]", "The clocks of its SLA that run."),
    TEXT("agent", "ticket.due[].clock", "first response", "Which one it is."),
    TEXT("agent", "ticket.due[].at", "14:30 UTC", "When it ends."),
    TEXT("agent", "ticket.due[].span", "2 h", "The time until then, or since."),
    BOOL("agent", "ticket.due[].overdue", "no", "It has ended."),
    TEXT("agent", "customer.name", "Jo Doe", "Whose ticket it is."),
    TEXT("agent", "customer.address", "jo@example.net", "His address."),

    TEXT("entry", "author", "Jo Doe", "Who wrote it."),
    TEXT("entry", "address", "jo@example.net", "His address; that of an agent is not told."),
    TEXT("entry", "at", "12:31 UTC", "When it arrived."),
    TEXT("entry", "number", "3", "Its number on the ticket."),
    TEXT("entry", "text", "It smokes.", "Its new text, cut when it is long."),
    HTML("entry", "html_text", "<p>It smokes.</p>", "The same as HTML."),
    BOOL("entry", "is_cut", "no", "The text was longer."),
    BOOL("entry", "is_answer", "no", "It went to the customer."),
    BOOL("entry", "is_note", "no", "It stays among agents."),
    BOOL("entry", "is_agent", "no", "Its author is an agent."),
    BOOL("entry", "is_held", "no", "It is held until an agent approves it."),
    BOOL("entry", "is_unparsed", "no", "It could not be read as it should be."),
    MAP("entry", "hidden", "What of it is not shown; missing when all is."),
    TEXT("entry", "hidden.quoted", "5", "How many lines of quotes."),
    TEXT("entry", "hidden.signature", "2", "How many lines of a signature."),

    TEXT("ticket", "id", "4821|4799", "Its number."),
    TEXT("ticket", "subject", "Printer on fire|No paper", "Its subject."),
    TEXT("ticket", "status", "open|waiting", "Its status."),
    TEXT("ticket", "priority", "high|normal", "Its priority."),
    TEXT("ticket", "category", "Hardware", "Missing when it has none, as the next two."),
    TEXT("ticket", "team", "frontline", "The name of the team."),
    TEXT("ticket", "assignee", "Alice Roe", "The name of the agent who has it."),
    TEXT("ticket", "updated", "12:31 UTC", "When it last changed."),
    TEXT("ticket", "customer.name", "Jo Doe", "Whose ticket it is."),
    TEXT("ticket", "customer.address", "jo@example.net", "His address."),
    BOOL("ticket", "is_snoozed", "no", "Somebody has put it off."),
    TEXT("ticket", "due.clock", NULL, "Which clock it is; only known where there are several."),
    TEXT("ticket", "due.at", "14:30 UTC", "When its first clock ends."),
    TEXT("ticket", "due.span", "2 h", "The time until then, or since."),
    BOOL("ticket", "due.overdue", "no", "It has ended."),

    TEXT(NOTICES " command-result report", "headline", NULL,
         "The first of several sentences, which is in none of the next; missing when it is alone."),
    TEXT(NOTICES, "lines[]", "Jo Doe has written.", "What has happened, a sentence each."),
    TEXT(NOTICES, "detail", "Jo Doe has written.", "The same as one text, with a line for each."),
    TEXT(NOTICES, "note_to", "support+n4821@example.org",
         "An address for notes, which stay among agents."),
    ENTRY(NOTICES, "message", "The new message."),
    BOOL(NOTICES, "message.is_doubtful", "no", "Its author's domain says that it is forged."),
    LIST(NOTICES, "files[]", "The files of it."),
    TEXT(NOTICES, "files[].name", "smoke.jpg", "The name of the file."),
    TEXT(NOTICES, "files[].size", "248 KB", "Its size."),
    BOOL(NOTICES, "files[].is_sent", "yes", "It goes with the mail."),
    BOOL(NOTICES, "has_files", "yes", "There is one at least."),
    ENTRIES(NOTICES, "earlier[]", "The messages before it, the newest first."),

    TEXT("agent-alarm", "headline", "First response overdue", "What it is about, in a few words."),
    TEXT("agent-alarm", "lines[]",
         "The first response was due at 12:30 UTC.|Answer the customer, or hand the ticket on.",
         "What happened, what was done and what to do, a sentence each."),
    TEXT("agent-alarm", "detail", "The first response was due at 12:30 UTC.",
         "The same as one text, with a line for each."),

    TEXT("command-result report", "title", "What was found", "What it is, in a few words."),
    TEXT("command-result report", "lines[]", NULL, "Sentences."),
    TEXT("command-result report", "detail", NULL, "The same as one text, with a line for each."),
    TICKETS("command-result", "tickets[]", "Of #queue: his tickets, the most urgent first."),
    BOOL("command-result", "is_cut", "no", "There are more than the hundred that are told."),
    LIST("command-result", "found[]", "Of #search: messages, the newest of each ticket."),
    TEXT("command-result", "found[].id", "4821", "The number of the ticket."),
    TEXT("command-result", "found[].subject", "Printer on fire", "Its subject."),
    TEXT("command-result", "found[].status", "open", "Its status."),
    TEXT("command-result", "found[].number", "3", "The number of the message."),
    TEXT("command-result", "found[].excerpt", "It smokes.", "The place in its text."),
    LIST("command-result", "words[]", "Of #help: the commands."),
    TEXT("command-result", "words[].word", "resolve", "The command."),
    TEXT("command-result", "words[].arguments", NULL, "What may stand behind it."),
    TEXT("command-result", "words[].help", "the ticket is resolved", "What it does."),
    TEXT("command-result", "draft", NULL, "Of #kb-draft: an article in Markdown."),

    LIST("report", "tallies[]", "Figures by team and by agent."),
    TEXT("report", "tallies[].title", "By team|By agent", "What they are by."),
    LIST("report", "tallies[].rows[]", "A row for each of them."),
    TEXT("report", "tallies[].rows[].name", "frontline", "The team or agent; missing for none."),
    TEXT("report", "tallies[].rows[].created", "41", "Tickets that were opened."),
    TEXT("report", "tallies[].rows[].ended", "38", "Tickets that ended."),
    TEXT("report", "tallies[].rows[].alive", "12", "Tickets that are open."),
    TEXT("report", "tallies[].rows[].oldest", "Mon 2026-11-16 10:02 UTC", "When the oldest began."),
    TEXT("report", "tallies[].rows[].overdue", "1", "Tickets with a clock that has ended."),
    TEXT("report", "tallies[].rows[].answers", "97", "Answers to customers."),
    TEXT("report", "tallies[].rows[].first_response", "1 h 12 m", "The median of it."),
    BOOL("report", "tallies[].rows[].promises", "yes", "A clock was decided at all."),
    TEXT("report", "tallies[].rows[].met", "36", "Clocks that were met."),
    TEXT("report", "tallies[].rows[].total", "38", "Clocks that were decided."),
    LIST("report", "tallies[].surveys[]", "What customers have said, each scale apart."),
    TEXT("report", SURVEYED "name", "frontline", "The team or agent; missing for none."),
    TEXT("report", SURVEYED "asked", "20", "Customers who were asked."),
    TEXT("report", SURVEYED "answered", "8", "Customers who have answered."),
    BOOL("report", SURVEYED "is_said", "yes", "Anybody has answered."),
    BOOL("report", SURVEYED "is_csat", "yes", "They were asked how content they are."),
    BOOL("report", SURVEYED "is_nps", "no", "They were asked whether they would recommend it."),
    BOOL("report", SURVEYED "is_yes_no", "no", "They were asked whether it is solved."),
    TEXT("report", SURVEYED "mean", "4.25", "The mean of what they said."),
    TEXT("report", SURVEYED "good", "78", "The share of those who are content, in percent."),
    TEXT("report", SURVEYED "bad", "11", "The share of those who are not, in percent."),
    TEXT("report", SURVEYED "net", "+40", "Promoters less detractors, in percent."),

    TEXT("digest", "since", "Mon 2026-11-23 08:00 UTC", "Where the time begins that it is about."),
    TEXT("digest", "count", "2", "How many tickets there are in it."),
    TICKETS("digest", "tickets[]", "The tickets; the one that changed last comes last."),
    BOOL("digest", "is_cut", "no", "There are more than the hundred that are told."),
    { 0 },
};
