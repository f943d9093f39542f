#include "machine/bounces.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

/* Delivery reports as the servers of the world write them, one of each family. */

#define OURS                                                                                       \
    "To: desk@example.org\nDate: Mon, 2 Mar 2026 10:00:00 +0000\nMessage-ID: <r@example.net>\n"
#define COPY                                                                                       \
    "Received: from desk.example.org by mx.example.net; Mon, 2 Mar 2026 09:59:00 +0000\n"          \
    "From: Desk <desk@example.org>\nTo: Jane <jane@example.net>\nSubject: Your order\n"            \
    "Message-ID: <m1@example.org>\n\nHello Jane\n"

typedef struct {
    const char *name;
    const char *mail;
    DeskMachineKind kind;
    const char
        *bounces; /* "recipient action status reply hard|soft" each, or NULL: not looked at */
    const char *returned;
} Row;

static const Row rows[] = {
    { "postfix, with its part",
      "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\nReturn-Path: <>\n" OURS
      "Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\n\n"
      "--b\nContent-Type: text/plain\n\nThis is the mail system at host mx.example.org.\n\n"
      "I'm sorry to have to inform you that your message could not\nbe delivered.\n\n"
      "<jane@example.net>: host mx.example.net[192.0.2.1] said: 550 5.1.1\n"
      "    <jane@example.net>: Recipient address rejected: User unknown (in reply to\n"
      "    RCPT TO command)\n\n"
      "--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example.org\n\n"
      "Final-Recipient: rfc822; jane@example.net\nOriginal-Recipient: rfc822;jane@example.net\n"
      "Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.example.net\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <jane@example.net>: Recipient address\n"
      "    rejected: User unknown\n\n"
      "--b\nContent-Type: message/rfc822\n\n" COPY "--b--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "m1@example.org" },
    { "postfix, two recipients, one full",
      "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\n" OURS
      "Subject: Undelivered Mail Returned to Sender\n"
      "Content-Type: multipart/report; report-type=\"delivery-status\"; boundary=b\n\n"
      "--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example.org\n\n"
      "Final-Recipient: rfc822; jane@example.net\nAction: failed\nStatus: 5.2.2\n"
      "Diagnostic-Code: smtp; 552 5.2.2 Mailbox full\n\n"
      "Final-Recipient: rfc822; john@example.net\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 5.1.1 User unknown\n\n--b--\n",
      DESK_MACHINE_BOUNCE,
      "jane@example.net failed 5.2.2 552 soft\njohn@example.net failed 5.1.1 550 hard", "" },
    { "postfix, delayed",
      "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\n" OURS
      "Subject: Delayed Mail (still being retried)\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\nYour message could not be delivered for more than 4 hour(s).\n"
      "It will be retried until it is 5 day(s) old.\n\n"
      "--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example.org\n\n"
      "Final-Recipient: rfc822; jane@example.net\nAction: delayed\nStatus: 4.4.1\n"
      "Diagnostic-Code: X-Postfix; connect to mx.example.net[192.0.2.1]:25: Connection\n"
      "    timed out\nWill-Retry-Until: Sat, 7 Mar 2026 10:00:00 +0000\n\n--b--\n",
      DESK_MACHINE_DELAY, "jane@example.net delayed 4.4.1 - soft", "" },
    { "postfix, delivered",
      "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\n" OURS
      "Subject: Successful Mail Delivery Report\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; jane@example.net\n"
      "Action: relayed\nStatus: 2.0.0\nDiagnostic-Code: smtp; 250 ok\n\n--b--\n",
      DESK_MACHINE_SUCCESS, "jane@example.net relayed 2.0.0 - soft", "" },
    { "postfix, notice alone",
      "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\n" OURS
      "Subject: Undelivered Mail Returned to Sender\n\n"
      "This is the mail system at host mx.example.org.\n\n"
      "For further assistance, please send mail to <postmaster@mx.example.org>\n\n"
      "                   The mail system\n\n"
      "<jane@example.net>: host mx.example.net[192.0.2.1] said: 554 5.7.1 Message\n"
      "    rejected as spam (in reply to end of DATA command)\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.7.1 554 soft", "" },
    { "sendmail with transcript",
      "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>\n" OURS
      "Subject: Returned mail: see transcript for details\n\n"
      "The original message was received at Mon, 2 Mar 2026 09:59:00 GMT\n"
      "from desk.example.org [192.0.2.9]\n\n"
      "   ----- The following addresses had permanent fatal errors -----\n"
      "<jane@example.net>\n    (reason: 550 5.2.1 <jane@example.net>... account has been "
      "disabled)\n"
      "<john@example.com>\n    (reason: 552 5.3.4 Message size exceeds fixed limit)\n\n"
      "   ----- Transcript of session follows -----\n"
      "... while talking to mx.example.net.:\n>>> RCPT To:<jane@example.net>\n"
      "<<< 550 5.2.1 <jane@example.net>... account has been disabled\n"
      "550 5.1.1 <jane@example.net>... User unknown\n\n"
      "   ----- Original message follows -----\n\n" COPY,
      DESK_MACHINE_BOUNCE,
      "jane@example.net failed 5.2.1 550 hard\njohn@example.com failed 5.3.4 552 soft",
      "m1@example.org" },
    { "sendmail of old",
      "From: Mail Delivery Subsystem <MAILER-DAEMON>\n" OURS
      "Subject: Returned mail: User unknown\n\n"
      "   ----- Transcript of session follows -----\n"
      "550 <jane@example.net>... User unknown\n\n   ----- Unsent message follows -----\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "m1@example.org" },
    { "sendmail warns",
      "From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.org>\n" OURS
      "Subject: Warning: could not send message for past 4 hours\n\n"
      "    **********************************************\n"
      "    **      THIS IS A WARNING MESSAGE ONLY      **\n"
      "    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE  **\n"
      "    **********************************************\n\n"
      "   ----- The following addresses had transient non-fatal errors -----\n"
      "<jane@example.net>\n\n   ----- Transcript of session follows -----\n"
      "<jane@example.net>... Deferred: Connection refused by mx.example.net.\n"
      "Warning: message still undelivered after 4 hours\n"
      "Will keep trying until message is 5 days old\n",
      DESK_MACHINE_DELAY, "jane@example.net delayed 4.4.1 - soft", "" },
    { "exim",
      "X-Failed-Recipients: jane@example.net\nAuto-Submitted: auto-replied\n"
      "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\n" OURS
      "Subject: Mail delivery failed: returning message to sender\n\n"
      "This message was created automatically by mail delivery software.\n\n"
      "A message that you sent could not be delivered to one or more of its\n"
      "recipients. This is a permanent error. The following address(es) failed:\n\n"
      "  jane@example.net\n    host mx.example.net [192.0.2.1]\n"
      "    SMTP error from remote mail server after RCPT TO:<jane@example.net>:\n"
      "    550 No such user here\n\n"
      "------ This is a copy of the message, including all the headers. ------\n\n"
      "Return-path: <desk@example.org>\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "m1@example.org" },
    { "exim waits",
      "Auto-Submitted: auto-replied\nFrom: Mail Delivery System "
      "<Mailer-Daemon@mx.example.org>\n" OURS
      "Subject: Warning: message 1abcde-0000-00 delayed 24 hours\n\n"
      "This message was created automatically by mail delivery software.\n"
      "A message that you sent has not yet been delivered to one or more of its\n"
      "recipients after more than 24 hours on the queue on mx.example.org.\n\n"
      "The address to which the message has not yet been delivered is:\n\n"
      "  jane@example.net\n    host mx.example.net [192.0.2.1]\n"
      "    Delay reason: SMTP error: 451 4.7.1 Greylisted, try later\n\n"
      "No action is required on your part. Delivery attempts will continue.\n"
      "Eventually the mail delivery software will give up.\n",
      DESK_MACHINE_DELAY, "jane@example.net delayed 4.7.1 451 soft", "" },
    { "qmail",
      "From: MAILER-DAEMON@mx.example.org\nReturn-Path: <>\n" OURS "Subject: failure notice\n\n"
      "Hi. This is the qmail-send program at mx.example.org.\n"
      "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
      "This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
      "<jane@example.net>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
      "<john@example.net>:\n192.0.2.1 does not like recipient.\n"
      "Remote host said: 452 4.2.2 over quota\n"
      "Giving up on 192.0.2.1.\n"
      "I'm not going to try again; this message has been in the queue too long.\n\n"
      "--- Below this line is a copy of the message.\n\nReturn-Path: <desk@example.org>\n" COPY,
      DESK_MACHINE_BOUNCE,
      "jane@example.net failed 5.1.1 - hard\njohn@example.net failed 4.2.2 452 soft",
      "m1@example.org" },
    { "yahoo",
      "From: MAILER-DAEMON@mail.example.org\n" OURS "Subject: Failure Notice\n\n"
      "Sorry, we were unable to deliver your message to the following address.\n\n"
      "<jane@example.net>:\nRemote host said: 554 delivery error: dd This user doesn't have a\n"
      "example.net account (jane@example.net) [0]\n\n--- Original message follows.\n\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 554 hard", "m1@example.org" },
    { "courier",
      "From: \"Courier mail server at mx.example.org\" <@>\nReturn-Path: <>\n" OURS
      "Subject: NOTICE: mail delivery status.\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: text/plain\n\nThis is a delivery status notification from "
      "mx.example.org.\n\n"
      "UNDELIVERABLE MAIL\n\nYour message to the following recipients cannot be delivered:\n\n"
      "<jane@example.net>:\n    mx.example.net [192.0.2.1]:\n>>> RCPT TO:<jane@example.net>\n"
      "<<< 550 5.7.1 Relaying denied\n\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
      "Final-Recipient: rfc822; jane@example.net\nAction: failed\nStatus: 5.0.0\n"
      "Diagnostic-Code: smtp; 550 5.7.1 Relaying denied\n\n--b--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.7.1 550 soft", "" },
    { "exchange 5.5",
      "From: System Administrator <postmaster@example.net>\n" OURS
      "Subject: Undeliverable: Your order\n\n"
      "Your message\n\n  To:      desk@example.org\n  Subject: Your order\n"
      "  Sent:    Mon, 2 Mar 2026 09:59:00 -0000\n\n"
      "did not reach the following recipient(s):\n\n"
      "jane@example.net on Mon, 2 Mar 2026 10:00:00 -0000\n"
      "    The recipient name is not recognized\n"
      "\tMSEXCH:IMS:Example:SITE:MX 0 (000C05A6) Unknown Recipient\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "" },
    { "exchange 2000",
      "From: postmaster@example.net\n" OURS "Subject: Delivery Status Notification (Failure)\n\n"
      "Your message did not reach some or all of the intended recipients.\n\n"
      "      Subject:\tYour order\n      Sent:\t3/2/2026 9:59 AM\n\n"
      "The following recipient(s) could not be reached:\n\n"
      "      jane@example.net on 3/2/2026 10:00 AM\n"
      "            The message reached the recipient's e-mail system, but delivery was refused.\n"
      "            <mx.example.net #5.7.1 smtp;550 5.7.1 Requested action aborted>\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.7.1 550 soft", "" },
    { "exchange 2010",
      "From: Microsoft Outlook "
      "<MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>\n" OURS
      "Subject: Undeliverable: Your order\n\n"
      "Delivery has failed to these recipients or groups:\n\n"
      "Jane Doe (jane@example.net)<mailto:jane@example.net>\n"
      "The email address you entered couldn't be found. Please check the address.\n\n"
      "Diagnostic information for administrators:\n\nGenerating server: mx.example.net\n\n"
      "jane@example.net\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n\n"
      "Original message headers:\n\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "m1@example.org" },
    { "domino",
      "From: Postmaster@example.net\n" OURS
      "Subject: DELIVERY FAILURE: User jane (jane@example.net) not "
      "listed in Domino Directory\n\nYour message\n\n  Subject: Your order\n\n"
      "was not delivered to:\n\n  jane@example.net\n\nbecause:\n\n"
      "  User jane (jane@example.net) not listed in Domino Directory\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "" },
    { "groupwise",
      "From: Mailer-Daemon@gw.example.net\n" OURS "Subject: Message status - undeliverable\n\n"
      "The message that you sent was undeliverable to the following:\n\n"
      "\tjane@example.net (user not found)\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "" },
    { "imail",
      "From: \"Postmaster\" <postmaster@example.net>\n" OURS "Subject: Undeliverable Mail\n\n"
      "Unknown user: jane@example.net\n\nOriginal message follows.\n\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "m1@example.org" },
    { "mdaemon",
      "From: MDaemon@example.net\n" OURS "Subject: Permanent Delivery Failure\n\n"
      "The attached message had PERMANENT fatal delivery errors!\n\n"
      "After one or more unsuccessful delivery attempts the attached message has\n"
      "been removed from the mail queue on this server.\n\n"
      "  YOUR ATTACHED MESSAGE WAS NOT DELIVERED TO ONE OR MORE RECIPIENTS!\n\n"
      "Failed address: jane@example.net\n\n--- Session Transcript ---\n"
      "Mon 2026-03-02 10:00:00: --> RCPT To:<jane@example.net>\n"
      "Mon 2026-03-02 10:00:00: <-- 550 5.1.1 Recipient unknown\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "hmailserver",
      "From: mailer-daemon@example.net\n" OURS "Subject: Message undeliverable: Your order\n\n"
      "Your message did not reach some or all of the intended recipients.\n\n"
      "   Sent: Mon, 2 Mar 2026 09:59:00 +0000\n   Subject: Your order\n\n"
      "The following recipient(s) could not be reached:\n\njane@example.net\n"
      "   Error Type: SMTP\n   Remote server (192.0.2.1) issued an error.\n"
      "   hMailServer sent: RCPT TO:<jane@example.net>\n"
      "   Remote server replied: 550 unknown user\n\nhMailServer\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "mailenable",
      "From: \"Postmaster\" <postmaster@example.net>\n" OURS "Subject: Message Delivery Failure\n\n"
      "MailEnable: Message Delivery Failure.\n\nReason: ME-E0098: The domain example.invalid could "
      "not be "
      "found: host not found.\n\nThe following recipient(s) could not be reached:\n\n"
      "Recipient: [SMTP:jane@example.net]\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.2 - hard", "" },
    { "xmail",
      "From: postmaster@example.net\n" OURS
      "Subject: Error sending message [1.2.mx] from [example.net]\n\n"
      "[<00>] XMail bounce: Rcpt=[jane@example.net];Error=[550 no such user]\n\n\n"
      "[<01>] Error sending message [1.2.mx] from [example.net].\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "oracle messaging",
      "From: Internet Mail Delivery <postmaster@example.net>\n" OURS
      "Subject: Delivery Notification: Delivery has failed\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
      "Original-recipient: rfc822;jane@example.net\nFinal-recipient: rfc822;jane@example.net\n"
      "Action: failed\nStatus: 5.4.4 (Illegal host/domain name found)\n\n--b--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.4.4 - hard", "" },
    { "opensmtpd",
      "From: Mailer Daemon <MAILER-DAEMON@mx.example.org>\n" OURS
      "Subject: Delivery status notification: error\n\n    Hi!\n\n"
      "    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
      "    An error has occurred while attempting to deliver a message for\n"
      "    the following list of recipients:\n\n"
      "jane@example.net: 550 5.1.1 user unknown\njohn@example.net: Envelope expired\n\n"
      "    Below is a copy of the original message:\n\n" COPY,
      DESK_MACHINE_BOUNCE,
      "jane@example.net failed 5.1.1 550 hard\njohn@example.net failed 5.4.7 - soft",
      "m1@example.org" },
    { "dma",
      "From: MAILER-DAEMON <>\n" OURS "Subject: Mail delivery failed\n\n"
      "This is the DragonFly Mail Agent v0.13 at mx.example.org.\n\n"
      "There was an error delivering your mail to <jane@example.net>.\n\n"
      "mx.example.net [192.0.2.1] did not like our RCPT TO:\n"
      "551 5.7.1 <jane@example.net>: delivery not authorized\n\nMessage headers follow.\n\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.7.1 551 soft", "m1@example.org" },
    { "james",
      "From: Postmaster <postmaster@example.net>\n" OURS "Subject: Re: Your order\n\n"
      "Hi. This is the James mail server at mx.example.net.\n"
      "I'm afraid I wasn't able to deliver your message to the following addresses.\n"
      "This is a permanent error; I've given up. Sorry it didn't work out.  Below\n"
      "I include the list of recipients and the reason why I was unable to deliver\n"
      "your message.\n\njane@example.net\n550 mailbox full\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.2.2 550 soft", "" },
    { "1&1",
      "From: Mail Delivery System <mailer-daemon@example.net>\n" OURS
      "Subject: Mail delivery failed: returning message to sender\n\n"
      "A message that you sent could not be delivered to one or more of\nits recipients.\n\n"
      "The following address failed:\n\njane@example.net:\n"
      "SMTP error from remote server for RCPT TO command, host: mx.example.net (192.0.2.1) "
      "reason: 550 Requested action not taken: mailbox unavailable\n\n"
      "--- The header of the original message is following. ---\n\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "m1@example.org" },
    { "interscan",
      "From: postmaster@example.net (\"InterScan Notification\")\n" OURS
      "Subject: Mail could not be delivered\n\n"
      "****** Message from InterScan Messaging Security Suite ******\n\n"
      "<-- 550 <jane@example.net> User unknown\n\n"
      "Unable to deliver message to <jane@example.net>\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "barracuda",
      "From: MAILER-DAEMON@spam.example.net\n" OURS
      "Subject: **Message you sent blocked by our bulk email filter**\n\n"
      "Your message to: jane@example.net\n\nwas blocked by our Spam Firewall. The email you sent "
      "with the\n"
      "following subject has NOT BEEN DELIVERED:\n\nSubject: Your order\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.7.1 - soft", "" },
    { "gmail of old",
      "From: Mail Delivery Subsystem <mailer-daemon@example.com>\n"
      "X-Failed-Recipients: jane@example.net\n" OURS
      "Subject: Delivery Status Notification (Failure)\n\n"
      "Delivery to the following recipient failed permanently:\n\n     jane@example.net\n\n"
      "Technical details of permanent failure:\n"
      "The server tried to deliver your message, but it was rejected. The error that the other\n"
      "server returned was: 550 550 5.1.1 unknown user (state 14).\n\n"
      "----- Original message -----\n\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "m1@example.org" },
    { "a japanese carrier",
      "From: <Postmaster@mobile.example.net>\n" OURS
      "Subject: Mail System Error - Returned Mail\n\n"
      "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n"
      "Each of the following recipients was rejected by a remote\nmail server.\n\n"
      "    Recipient: <j..ane.@mobile.example.net>\n    >>> RCPT TO:<j..ane.@mobile.example.net>\n"
      "    <<< 550 <j..ane.@mobile.example.net>: User unknown\n",
      DESK_MACHINE_BOUNCE, "j..ane.@mobile.example.net failed 5.1.1 550 hard", "" },
    { "a list that is told of a loop",
      "From: list-admin@example.net\nReturn-Path: <list-admin@example.net>\n" OURS
      "X-MLServer: fml [fml 4.0]\nSubject: Loop Alert: Duplicated Message-ID (cats ML)\n\n"
      "Duplicated Message-ID in <cats@example.net>.\n\nOriginal mail as follows:\n\n"
      "   Received: from x by y; Mon, 2 Mar 2026 09:59:00 +0000\n"
      "   To: <jane@example.net>\n   Message-ID: <m1@example.org>\n\n   Hello\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.4.6 - soft", "m1@example.org" },
    { "amazon sns",
      "From: Bounces <no-reply@sns.example.com>\nX-Amz-Sns-Message-Id: 1\n" OURS
      "Subject: AWS Notification Message\n\n"
      "{\"notificationType\":\"Bounce\",\"bounce\":{\"bounceType\":\"Permanent\","
      "\"bouncedRecipients\":"
      "[{\"emailAddress\":\"jane@example.net\",\"action\":\"failed\",\"status\":\"5.1.1\","
      "\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]}}\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "smail",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: mail failed, returning to sender\n\n"
      "|------------------------- Message log follows: -------------------------|\n"
      " no valid recipients were found for this message\n"
      "|------------------------- Failed addresses follow: ---------------------|\n"
      " <jane@example.net> ... unknown user\n"
      "|------------------------- Message text follows: ------------------------|\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "m1@example.org" },
    { "mailmarshal",
      "From: postmaster@example.net\n" OURS "Subject: Undeliverable Mail: \"Your order\"\n\n"
      "Your message:\n   From:    desk@example.org\n   Subject: Your order\n\n"
      "Could not be delivered because of\n\n550 5.1.1 User unknown\n\n"
      "The following recipients were affected: \n    jane@example.net\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "surfcontrol",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: Message could not be delivered\n\n"
      "Your message could not be sent.\nA transcript of the attempts to send the message follows.\n"
      "The number of attempts made: 1\nAddressed To: jane@example.net\n\n"
      "Mon, 2 Mar 2026 10:00:00 +0000\nFailed to send to identified host,\n"
      "jane@example.net: [192.0.2.5], 550 jane@example.net... No such user\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "lsmtp",
      "From: \"L-Soft list server\" <LISTSERV@example.net>\nReturn-Path: <>\n" OURS
      "Subject: Undelivered mail\n\nThe enclosed message could not be delivered.\n\n"
      "--> Error description:\nError-for:  jane@example.net\nError-Code: 5.1.1 user "
      "unknown\nError-End: 1\n\n"
      "------------------------------ Original message ------------------------------\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "m1@example.org" },
    { "zoho",
      "From: mailer-daemon@mail.example.net\n" OURS
      "Subject: Undelivered Mail Returned to Sender\n\n"
      "This message was created automatically by mail delivery software.\n"
      " A message that you sent could not be delivered to one or more of its recipients. "
      "This is a permanent error.\n\n"
      "jane@example.net Invalid Address, ERROR_CODE :550, ERROR_CODE :5.1.1 <jane@example.net>... "
      "User Unknown\n\n\n" COPY,
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "m1@example.org" },
    { "a full mail store, as a receipt",
      "From: Mail Delivery Subsystem <postmaster@example.net>\n" OURS
      "Subject: Rejected: Your order\n"
      "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n"
      "--b\n\nYour message to <jane@example.net> was automatically rejected:\nQuota exceeded\n\n"
      "--b\nContent-Type: message/disposition-notification\n\n"
      "Final-Recipient: rfc822; jane@example.net\nOriginal-Message-ID: <m1@example.org>\n"
      "Disposition: automatic-action/MDN-sent-automatically; deleted\n\n--b--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.2.2 - soft", "m1@example.org" },
    { "amazon sns on success",
      "From: Deliveries <no-reply@sns.example.com>\nX-Amz-Sns-Message-Id: 1\n" OURS
      "Subject: AWS Notification Message\n\n"
      "{\"notificationType\":\"Delivery\",\"delivery\":{\"recipients\":[\"jane@example.net\"],"
      "\"smtpResponse\":\"250 2.6.0 received\"}}\n",
      DESK_MACHINE_SUCCESS, "jane@example.net delivered 2.0.0 - soft", "" },
    { "blocks in plain text",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: Delivery Status Notification (Failure)\n\n"
      "An error occurred while trying to deliver the mail to the following recipients:\n"
      "jane@example.net\n\nTechnical report:\n\nReporting-MTA: dsn; mx.example.net\n\n"
      "Action: failed\nFinal-Recipient: rfc822; jane@example.net\n"
      "Diagnostic-Code: smtp; 550 5.1.1 no such user\nStatus: 5.1.1\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", "" },
    { "a part in base64, and not called a report",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: Returned\n"
      "Content-Type: multipart/mixed; boundary=b\n\n"
      "--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
      "UmVwb3J0aW5nLU1UQTogZG5zOyBteAoKRmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGphbmVAZXhh\n"
      "bXBsZS5uZXQKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQoK\n--b--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "" },
    { "a part that a gateway made a file of",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: Undelivered Mail Returned to Sender\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\nSee the details.\n--b\nContent-Type: text/plain; name=\"details.txt\"\n"
      "Content-Disposition: attachment\n\n"
      "Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; jane@example.net\nAction: failed\n"
      "Status: 5.1.1\n\n--b\nContent-Type: application/octet-stream\n\n" COPY "--b--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "m1@example.org" },
    { "two status parts",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: Undelivered Mail Returned to Sender\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
      "Final-Recipient: rfc822; jane@example.net\nAction: failed\nStatus: 5.1.1\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
      "Final-Recipient: rfc822; john@example.net\nAction: delayed\nStatus: 4.4.1\n--b--\n",
      DESK_MACHINE_BOUNCE,
      "jane@example.net failed 5.1.1 - hard\njohn@example.net delayed 4.4.1 - soft", "" },
    { "a report on a report",
      "From: MAILER-DAEMON@example.net\nPrecedence: bulk\n" OURS
      "Subject: Undelivered Mail Returned to Sender\n\n"
      "The message returned below could not be delivered.\n"
      "For further assistance, please contact <help@example.net>\n\n"
      "-------------------------------\nFrom MAILER-DAEMON Mon Mar  2 10:00:00 2026\nReturn-Path: "
      "<>\n"
      "From: MAILER-DAEMON@relay.example.net\n\n"
      "Final-Recipient: rfc822; jane@example.net\nAction: failed\nStatus: 4.0.0\n"
      "Diagnostic-Code: X-Relay; refused to talk to me: 421 Service not available\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 4.0.0 421 soft", NULL },
    { "the reply of the server against its explanation",
      "From: MAILER-DAEMON@example.net\nReturn-Path: <>\n" OURS "Subject: failure notice\n\n"
      "Your message could not be delivered.\n\n<jane@example.net>:\n"
      "Either the mailbox is full or there is something else.\n"
      "Remote host said: 550 5.1.1 user does not exist\n\n"
      "<john@example.com>:\n421_4.4.1_Connection_timed_out\n",
      DESK_MACHINE_BOUNCE,
      "jane@example.net failed 5.1.1 550 hard\njohn@example.com failed 4.4.1 421 soft", NULL },
    { "given up after days, without a code",
      "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\n" OURS
      "Subject: Mail delivery failed: returning message to sender\n\n"
      "A message that you sent could not be delivered to one or more of its\nrecipients. This is a "
      "permanent error.\n\n  jane@example.net\n    retry timeout exceeded\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.4.7 - soft", NULL },
    { "given up after days, with its code",
      "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\n" OURS
      "Subject: Mail delivery failed: returning message to sender\n\n"
      "A message that you sent could not be delivered to one or more of its\nrecipients.\n\n"
      "  jane@example.net\n    message expired (#4.4.7)\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 4.4.7 - soft", NULL },
    { "given up after days, by a refusal",
      "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\n" OURS
      "Subject: Mail delivery failed: returning message to sender\n\n"
      "A message that you sent could not be delivered to one or more of its\nrecipients.\n\n"
      "  jane@example.net\n    host mx.example.net: 554 message expired\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.4.7 554 soft", NULL },
    { "a report within a mail of a daemon",
      "From: mailer-daemon@lists.example.com\nReturn-Path: <>\n" OURS
      "Subject: [EXTERNAL] Fwd: Undelivered Mail Returned to Sender\n"
      "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nThis came for you.\n\n"
      "--o\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example.net\n"
      "To: list-owner@lists.example.com\nSubject: Undelivered Mail Returned to Sender\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=i\n\n"
      "--i\n\nIt could not be delivered.\n\n--i\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example.net\n\nFinal-Recipient: rfc822; jane@example.net\n"
      "Action: failed\nStatus: 5.1.1\n\n--i\nContent-Type: message/rfc822\n\n" COPY
      "--i--\n\n--o--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 - hard", "m1@example.org" },
    { "a report that returns another report",
      "From: MAILER-DAEMON@example.net\nReturn-Path: <>\n" OURS
      "Subject: Undelivered Mail Returned to Sender\n"
      "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nIt could not be delivered.\n\n"
      "--o\nContent-Type: message/rfc822\n\nFrom: MAILER-DAEMON@mx.example.net\n"
      "To: list-owner@lists.example.com\nSubject: failure notice\n\nNo such user.\n\n--o--\n",
      DESK_MACHINE_BOUNCE, "", NULL },
    { "recipients that only their diagnostics name",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: Delivery failure\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\nFailed.\n\n--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: dns; mx.example.net\n\n"
      "Final-Recipient: rfc822;\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <jane@example.net> unknown\n\n"
      "Final-Recipient: rfc822; john\nAction: failed\nStatus: 5.2.2\n"
      "Diagnostic-Code: smtp; 552 5.2.2 john@example.net is full\n\n"
      "Final-Recipient: rfc822;\nAction: failed\nStatus: 5.7.1\n"
      "Diagnostic-Code: smtp; 550 5.7.1 <desk@example.org> rejected\n\n--b--\n",
      DESK_MACHINE_BOUNCE,
      "jane@example.net failed 5.1.1 550 hard\njohn@example.net failed 5.2.2 552 soft", NULL },
    { "a daemon in a language that nobody knows",
      "From: MAILER-DAEMON@example.net\n" OURS "Subject: Arvelo nimat\n"
      "Content-Type: text/html\n\n<table><tr><td>Velo arvi</td><td>jane@example.net</td></tr>"
      "<tr><td>Sarem</td><td>ilo 550 5.1.1 ne rav</td></tr></table>\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.1.1 550 hard", NULL },
    { "passed on, and only the copy says from where",
      "From: MAILER-DAEMON@example.net\nReturn-Path: <>\n" OURS "Subject: failure notice\n\n"
      "Hi. This is the qmail-send program at mx.example.net.\n\n<j.doe@example.com>:\n"
      "Remote host said: 550 5.1.1 no such user\n\n"
      "--- Below this line is a copy of the message.\n\n" COPY,
      DESK_MACHINE_BOUNCE,
      "j.doe@example.com failed 5.1.1 550 hard\njane@example.net failed 5.1.1 550 soft",
      "m1@example.org" },
    { "passed on by a list",
      "From: MAILER-DAEMON@example.net\nReturn-Path: <>\n" OURS "Subject: failure notice\n\n"
      "Hi. This is the qmail-send program at mx.example.net.\n\n<j.doe@example.com>:\n"
      "Remote host said: 550 5.1.1 no such user\n\n"
      "--- Below this line is a copy of the message.\n\nList-Id: <l.example.net>\nFrom: "
      "desk@example.org\n"
      "To: l@example.net\nSubject: s\n",
      DESK_MACHINE_BOUNCE, "j.doe@example.com failed 5.1.1 550 hard", NULL },
    { "passed on by ourselves",
      "From: MAILER-DAEMON@example.net\nReturn-Path: <>\n" OURS "Subject: failure notice\n\n"
      "Hi. This is the qmail-send program at mx.example.net.\n\n<j.doe@example.com>:\n"
      "Remote host said: 550 5.1.1 no such user\n\n"
      "--- Below this line is a copy of the message.\n\nReturn-Path: <x@example.com>\nFrom: "
      "x@example.com\n"
      "To: Desk <desk@example.org>\nSubject: s\n",
      DESK_MACHINE_BOUNCE, "j.doe@example.com failed 5.1.1 550 hard", NULL },
    { "one of several, passed on",
      "From: MAILER-DAEMON@example.net\nReturn-Path: <>\n" OURS "Subject: failure notice\n\n"
      "Hi. This is the qmail-send program at mx.example.net.\n\n<j.doe@example.com>:\n"
      "Remote host said: 550 5.1.1 no such user\n\n"
      "--- Below this line is a copy of the message.\n\nReturn-Path: <desk@example.org>\nFrom: "
      "desk@example.org\n"
      "To: jane@example.net\nCc: john@example.net\nSubject: s\n",
      DESK_MACHINE_BOUNCE, "j.doe@example.com failed 5.1.1 550 hard", NULL },
    { "the header of the copy is that of its part",
      "From: MAILER-DAEMON@example.net\nReturn-Path: <>\n" OURS "Subject: Returned mail\n"
      "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n"
      "The following addresses had delivery errors\n\nj.doe@example.com [User unknown]\n\n"
      "--b\n" COPY "--b--\n",
      DESK_MACHINE_BOUNCE,
      "j.doe@example.com failed 5.1.1 - hard\njane@example.net failed 5.1.1 - soft",
      "m1@example.org" },
    { "exim, a pipe",
      "From: Mail Delivery System <Mailer-Daemon@mx.example.org>\n" OURS
      "X-Failed-Recipients: jane@example.net\nSubject: Mail delivery failed\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n"
      "--b\n\nThe following address(es) failed:\n\n  pipe to |/bin/x jane@example.net /y\n\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
      "Action: failed\nFinal-Recipient: rfc822;|/bin/x jane@example.net /y\nStatus: 5.0.0\n\n"
      "--b--\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.0.0 - soft", NULL },
    { "exchange, in Polish, without a code",
      "From: Exchange <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>\n" OURS
      "Subject: Niedostarczalne: Your order\nAuto-Submitted: auto-replied\n\n"
      "Coś tu poszło źle:\n\njane@example.net<mailto:jane@example.net>\nNic.\n",
      DESK_MACHINE_BOUNCE, "jane@example.net failed 5.0.0 - soft", NULL },
    { "marked by a gateway",
      "From: Postmaster <postmaster@example.net>\n" OURS
      "Subject: [EXTERNAL] [Extern ok] Delayed: your order\n\n"
      "The mail is still here:\n\njane@example.net\n\n--- Original message ---\n\n" COPY,
      DESK_MACHINE_DELAY, "jane@example.net delayed 4.0.0 - soft", NULL },
};

static char *
show_bounces(const DeskMail *mail)
{
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < mail->bounces->len; i++) {
        const DeskBounce *bounce = g_ptr_array_index(mail->bounces, i);
        g_string_append_printf(out, "%s%s %s %s %s %s", i ? "\n" : "", bounce->recipient,
                               desk_bounce_action_name(bounce->action), bounce->status,
                               *bounce->reply_code ? bounce->reply_code : "-",
                               bounce->hard ? "hard" : "soft");
    }
    return g_string_free(out, FALSE);
}

Test(bounces, are_read_in_every_format)
{
    desk_parse_init();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_parse(bytes_of(rows[i].mail));
        g_autofree char *found = show_bounces(mail);
        cr_expect_eq(mail->machine, rows[i].kind, "%s: %s", rows[i].name,
                     desk_machine_name(mail->machine));
        cr_expect_str_eq(found, rows[i].bounces, "%s: %s", rows[i].name, found);
        cr_expect_not(mail->may_answer, "%s", rows[i].name);
        cr_expect_neq(*mail->machine_evidence, '\0', "%s", rows[i].name);
        if (rows[i].returned)
            cr_expect_str_eq(mail->returned_id, rows[i].returned, "%s: %s", rows[i].name,
                             mail->returned_id);
    }
}
