#include "fixture.h"
#include "policy/answer.h"
#include "text/quotes.h"

#include <criterion/criterion.h>

#define MAC        "abcdefghijklmnopqrstuvwxyz"
#define ASKED      "Hello,\nmy printer does not print any more since Monday.\nWhat shall I do?\n\nJane"
#define NOTE       "She is on the list of those who never pay their bills."
#define NOTES      NOTE "\nShe called twice.\nHe is her husband.\nThey lie, both.\nWhat shall I do?"
#define LIMIT      1000
#define FROM_ALICE "Alice Roe, Example Ltd\nMain Street 1"

static DeskPolicy *policy;
static DeskConf conf;
static DeskAgent alice;

static void
open_desk(void)
{
    policy = fixture_policy();
    conf = *desk_policy_conf(policy);
    conf.answers.attachments = LIMIT;
    alice = *(const DeskAgent *) conf.agents->pdata[0];
    alice.signature = (char *) FROM_ALICE;
}

static void
close_desk(void)
{
    desk_policy_unref(policy);
}

TestSuite(answer, .init = open_desk, .fini = close_desk);

static GPtrArray *
list_of(const char *text)
{
    GPtrArray *list = g_ptr_array_new();
    if (text)
        g_ptr_array_add(list, (gpointer) text);
    return list;
}

/* What is left out of the facts is as it should be for an answer. */
static void
judge(const char *text, DeskMail *mail, DeskAnswerFacts facts, DeskAnswer *answer)
{
    DeskInternal notes = { .text = (char *) NOTES, .subject = (char *) "", .author = (char *) "" };
    g_autoptr(GPtrArray) spoken = list_of(ASKED), internal = g_ptr_array_new();
    g_ptr_array_add(internal, &notes);
    facts.conf = &conf;
    facts.agent = &alice;
    facts.mail = mail;
    facts.text = text;
    facts.spoken = spoken;
    facts.internal = internal;
    desk_answer_judge(&facts, answer);
}

/* RULES C3: the customer gets what was written for him, and what he said where it is answered. */
Test(answer, c3_the_customer_gets_the_words_for_him)
{
    static const struct {
        const char *name, *text, *wanted;
    } rows[] = {
        { "plain", "Turn it off and on.", "Turn it off and on." },
        { "blank lines", "\n\nOne.  \n\n\nTwo.\n\n", "One.\n\n\nTwo." },
        { "signature", "Do it.\n\nAlice Roe,  Example Ltd\nMain Street 1\n", "Do it." },
        { "signature below dashes", "Do it.\n--\nAlice Roe, Example Ltd\nMain Street 1", "Do it." },
        { "signature wrapped", "Do it.\nAlice Roe, Example\nLtd Main Street 1", "Do it." },
        { "signature not at the end", FROM_ALICE "\nis who I am.", FROM_ALICE "\nis who I am." },
        { "between the lines", "> What shall I do?\nTurn it off.\n>\n> Jane\nYes?",
          "> What shall I do?\nTurn it off.\n> Jane\nYes?" },
        { "wrapped quote", "> my printer does not\n> print any more since Monday. What\nTurn it.",
          "> my printer does not\n> print any more since Monday. What\nTurn it." },
        { "words of the desk", "> Status: open\n> What shall I do?\nTurn it.",
          "> What shall I do?\nTurn it." },
        { "a quoted note", "> " NOTE "\nTurn it.", "Turn it." },
        { "a quote of a quote", "> > What shall I do?\nTurn it.",
          "> > What shall I do?\nTurn it." },
        { "signs alone", ">\n>\n> Team: none\n>\nTurn it.\n>", "Turn it." },
        { "indented quote", "  > Status: open\nTurn it.", "Turn it." },
        { "an unseen character before it", "\u200b> Status: open\nTurn it.", "Turn it." },
        { "a sign that was written twice", "&gt; Status: open\nTurn it.", "Turn it." },
        { "the beginning of a word", "> What shall\n> What sha\nTurn it.",
          "> What shall\nTurn it." },
        { "a table", "| part | price |\n| lid  | 5     |", "| part | price |\n| lid  | 5     |" },
        { "the customer behind a bar", "| What shall I do?\nTurn it.",
          "| What shall I do?\nTurn it." },
        { "nothing but quotes", "> What shall I do?\n>\n> Jane", "" },
        { "nothing", "\n \n", "" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("Re: [#1] printer");
        g_auto(DeskAnswer) answer = { 0 };
        judge(rows[i].text, mail, (DeskAnswerFacts){ .is_strong = true }, &answer);
        cr_expect_str_eq(answer.text, rows[i].wanted, "%s: %s", rows[i].name, answer.text);
        cr_expect_null(answer.doubt, "%s: %s", rows[i].name, answer.doubt);
        cr_expect_eq(answer.is_public, *rows[i].wanted != '\0', "%s", rows[i].name);
    }
}

/* RULES C4, A30: what the desk told its agents goes no further. */
Test(answer, c4_words_of_the_desk_to_its_agents_leave_a_doubt)
{
    static const struct {
        const char *name, *text;
        bool is_doubt;
    } rows[] = {
        { "delimiter", "Yes.\n" DESK_QUOTES_DELIMITER "\nmore", true },
        { "delimiter in capitals", "Yes.\nPLEASE REPLY ABOVE THIS LINE\nmore", true },
        { "delimiter wrapped", "Yes.\n| -- Please reply\n| above this line --", true },
        { "delimiter behind a brace", "} -- Bitte antworten Sie über dieser Linie --", true },
        { "delimiter behind initials", "JD> -- Répondre au-dessus de cette ligne --", true },
        { "a note behind initials",
          "JD> She is on the list\nJD> of those who never pay their bills.", true },
        { "a program", "if (a) {\n} else {\n}\nSQL> select", false },
        { "delimiter with odd blanks", "-- Please\u00a0reply  above\u200b this line --", true },
        { "delimiter in German", "-- Bitte antworten Sie über dieser Linie --\nTeam: none", true },
        { "note address", "Ask support+n12-7-" MAC "@example.org", true },
        { "reply address", "Ask SUPPORT+R12-7-" MAC "@example.org", true },
        { "bounce address", "Ask <support+b12-abcdefg-" MAC "@example.org>", true },
        { "our Message-ID", "See <m12-7-abcdefghijklm-" MAC "@mx.example.org>", true },
        { "a tagged address", "Ask jane+r2-d2@example.net", false },
        { "a note", "Yes.\n\n" NOTE "\n", true },
        { "a note in other lines", "She is on the list of\n those who   never pay their bills.",
          true },
        { "a note with quote signs", "| She is on the list of those who never pay their bills.",
          true },
        { "an invisible character", "She is on the list of those who never pay\u200b their bills.",
          true },
        { "words of a note", "She is on the list", false },
        { "the end of a note", "Yes.\nthe list of those who never pay their bills.", true },
        { "the rest of a quoted note", "> She is on the list of those who\nnever pay their bills.",
          true },
        { "an answer below a quote", "> Team: none\nTurn it off and on.", false },
        { "a short note", "Yes.\nShe called twice.\nYou may.", false },
        { "short notes", "Yes.\nShe called twice.\nHe is her husband.\nThey lie, both.", true },
        { "short notes that were said", "What shall I do?\nYes.", false },
        { "the summary behind bars", "| Status: open\nYes.", true },
        { "the summary behind lines", "\u2502 Status: open\nYes.", true },
        { "what the customer said", "my printer does not print any more since Monday.", false },
        { "a command below a greeting", "Hi,\n#close", true },
        { "with words behind it", "Hi,\n\n #Assign Bob please\nBye", true },
        { "a number", "Hi,\n#5 is ready.\n# Title\n#printer", false },
        { "an escaped command", "Write\n##close", false },
        { "a command within a line", "Write #close at the top.", false },
        { "a quoted command", "> #close\nNo.", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("Re: [#1] printer");
        g_auto(DeskAnswer) answer = { 0 };
        judge(rows[i].text, mail, (DeskAnswerFacts){ .is_strong = true }, &answer);
        cr_expect_eq(answer.doubt != NULL, rows[i].is_doubt, "%s: %s", rows[i].name,
                     answer.doubt ? answer.doubt : "no doubt");
        cr_expect_eq(answer.is_public, !rows[i].is_doubt, "%s", rows[i].name);
    }
}

/* RULES O4: the agent hears of it at once. */
Test(answer, o4_an_agents_address_is_sent_back)
{
    static const struct {
        const char *text;
        bool is_refused;
    } rows[] = {
        { "Write to alice@example.org.", true },
        { "Write to <Alice@EXAMPLE.org>!", true },
        { "Write to mailto:alice@example.org?subject=x", true },
        { "Write to alice+printer@example.org", true },
        { "Write to 'alice@example.org'", true },
        { "Write to malice@example.org", false },
        { "Write to x.alice@example.org", false },
        { "Write to alice@example.org.uk", false },
        { "Write to alice@example.orga", false },
        { "Write to support@example.org", false },
        { "> Write to alice@example.org\nNo.", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("Re: [#1] printer");
        g_auto(DeskAnswer) answer = { 0 };
        judge(rows[i].text, mail, (DeskAnswerFacts){ .is_strong = true }, &answer);
        cr_expect_eq(answer.refusal != NULL, rows[i].is_refused, "%s", rows[i].text);
        cr_expect_eq(answer.is_public, !rows[i].is_refused, "%s", rows[i].text);
        cr_expect(!strstr(answer.text, "alice@example.org") || rows[i].is_refused ||
                      !g_str_has_prefix(rows[i].text, ">"),
                  "%s", rows[i].text);
    }
}

static void
add_file(DeskMail *mail, const char *type, gint64 size)
{
    DeskAttachment *file = desk_attachment_new();
    desk_mail_set(&file->type, g_strdup(type));
    file->size = size;
    g_ptr_array_add(mail->attachments, file);
}

/* RULES C4: a mail that is brought along, however a program calls it. */
Test(answer, c4_a_mail_as_a_file_leaves_a_doubt)
{
    static const struct {
        const char *type, *name;
        bool is_mail;
    } rows[] = {
        { "message/rfc822", "Re printer.eml", true },
        { "message/delivery-status", "details.txt", true },
        { "text/rfc822-headers", "attachment-1.txt", true },
        { "application/octet-stream", "Re ticket.EML", true },
        { "application/vnd.ms-outlook", "ticket", true },
        { "application/octet-stream", "ticket.msg", true },
        { "application/octet-stream", "inbox.mbox", true },
        { "text/plain", "notes.txt", false },
        { "application/pdf", "eml.pdf", false },
        { "image/png", "screen.png", false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = fixture_mail("Re: [#1] printer");
        g_auto(DeskAnswer) answer = { 0 };
        add_file(mail, rows[i].type, 10);
        DeskAttachment *file = mail->attachments->pdata[0];
        desk_mail_set(&file->name, g_strdup(rows[i].name));
        judge("Yes.", mail, (DeskAnswerFacts){ .is_strong = true }, &answer);
        cr_expect_eq(answer.doubt != NULL, rows[i].is_mail, "%s %s", rows[i].type, rows[i].name);
    }
}

/* RULES C4: each doubt by itself keeps a mail among agents that would be an answer without it. */
Test(answer, c4_any_doubt_keeps_it_internal)
{
    enum {
        CLEAR,
        WEAK,
        OTHERS,
        SUBJECT,
        ATTACHED,
        UNPARSED,
        ENCRYPTED,
        MACHINE,
        LARGE,
        LONG,
        NOTED
    };
    static const struct {
        const char *name;
        int what;
        bool is_doubt, is_public;
    } rows[] = {
        { "none", CLEAR, false, true },
        { "weak link", WEAK, true, false },
        { "bystanders", OTHERS, true, false },
        { "forward by its subject", SUBJECT, true, false },
        { "mail attached", ATTACHED, true, false },
        { "unparsed", UNPARSED, true, false },
        { "encrypted", ENCRYPTED, true, false },
        { "machine", MACHINE, true, false },
        { "large files", LARGE, true, false },
        { "text that was cut", LONG, true, false },
        { "a note", NOTED, false, false },
    };
    g_autofree char *much = g_strnfill(DESK_MAIL_TEXT_MAX, 'x');
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        int what = rows[i].what;
        g_autoptr(DeskMail) mail =
            fixture_mail(what == SUBJECT ? "WG: [#1] printer" : "Re: Fwd: x");
        g_autoptr(GPtrArray) others = list_of(what == OTHERS ? "eve@example.net" : NULL);
        g_auto(DeskAnswer) answer = { 0 };
        add_file(mail, what == ATTACHED ? "message/rfc822" : "text/plain",
                 what == LARGE ? LIMIT + 1 : LIMIT);
        add_file(mail, "application/pgp-signature", LIMIT);
        mail->unparsed = what == UNPARSED;
        mail->is_encrypted = what == ENCRYPTED;
        mail->machine = what == MACHINE ? DESK_MACHINE_AUTO_REPLY : DESK_MACHINE_HUMAN;
        if (what == LONG)
            desk_mail_set(&mail->text, g_strdup(much));
        judge("Yes.", mail,
              (DeskAnswerFacts){
                  .is_strong = what != WEAK, .bystanders = others, .to_note = what == NOTED },
              &answer);
        cr_expect_eq(answer.doubt != NULL, rows[i].is_doubt, "%s", rows[i].name);
        cr_expect_eq(answer.is_public, rows[i].is_public, "%s", rows[i].name);
        cr_expect_str_eq(answer.text, "Yes.", "%s", rows[i].name);
    }
}

/* Files without a word are no answer, and the agent learns why. */
Test(answer, files_alone_leave_a_doubt)
{
    g_autoptr(DeskMail) mail = fixture_mail("Re: [#1] printer");
    g_auto(DeskAnswer) answer = { 0 };
    add_file(mail, "application/pdf", 10);
    judge("", mail, (DeskAnswerFacts){ .is_strong = true }, &answer);
    cr_expect_not_null(answer.doubt);
    cr_expect_not(answer.is_public);
}

/* RULES Q1: what has nothing new in it is shown whole, and none of that is an answer. */
Test(answer, q1_a_mail_with_nothing_new_publishes_nothing)
{
    g_autoptr(DeskMail) mail = fixture_mail("Re: [#1] printer");
    g_auto(DeskAnswer) answer = { 0 };
    mail->nothing_new = true;
    judge("Ticket #1 is new.\nStatus: new", mail, (DeskAnswerFacts){ .is_strong = true }, &answer);
    cr_expect_str_eq(answer.text, "");
    cr_expect_not(answer.is_public);
}

/* So many lines of a length that tells something. */
static char *
make_lines(const char *what, int count)
{
    GString *text = g_string_new(NULL);
    for (int i = 0; i < count; i++)
        g_string_append_printf(text, "Line %d of %s, which nobody else has written.\n", i, what);
    return g_string_free(text, FALSE);
}

/* As much as there can be on a ticket is compared with as much as anybody writes. */
Test(answer, c4_a_long_answer_on_a_long_ticket_is_still_compared)
{
    g_autoptr(DeskMail) mail = fixture_mail("Re: [#1] printer");
    g_autofree char *notes = make_lines("a note", 40000), *asked = make_lines("Jane", 40000);
    g_autofree char *text = make_lines("Alice", 2000);
    g_autofree char *leak = g_strconcat(text,
                                        "Line 39999 of a note, which nobody else has written.\n"
                                        "> Line 39999 of Jane, which nobody else has written.",
                                        NULL);
    DeskInternal note = { .text = notes, .subject = (char *) "", .author = (char *) "" };
    g_autoptr(GPtrArray) spoken = list_of(asked), internal = g_ptr_array_new();
    g_ptr_array_add(internal, &note);
    DeskAnswerFacts facts = { .conf = &conf,
                              .agent = &alice,
                              .mail = mail,
                              .text = text,
                              .is_strong = true,
                              .spoken = spoken,
                              .internal = internal };
    g_auto(DeskAnswer) answer = { 0 }, leaking = { 0 };
    desk_answer_judge(&facts, &answer);
    cr_expect(answer.is_public, "%s", answer.doubt);
    facts.text = leak;
    desk_answer_judge(&facts, &leaking);
    cr_expect(
        g_str_has_suffix(leaking.text, "> Line 39999 of Jane, which nobody else has written."));
    cr_expect_not_null(leaking.doubt);
}
