#include "base/clock.h"
#include "send/smtp.h"
#include "server.h"

#include <criterion/criterion.h>

#define TIMEOUT (20 * DESK_SECOND)

static const char small_mail[] = "Subject: x\r\n\r\n.dot\r\nline\r\n";

static DeskSmtpResult
send_text(DeskSmtp *smtp, const char *from, const char *to, const char *text)
{
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    const DeskSmtpMail mail = { from, to, bytes };
    return desk_smtp_send(smtp, &mail, NULL, NULL);
}

/* More than fits into the buffers of both ends of a connection. */
static char *
large_mail(void)
{
    GString *text = g_string_new("Subject: large\r\n\r\n");
    for (size_t i = 0; i < 200000; i++)
        g_string_append(text, "sixty-four bytes to a line, so that twelve megabytes come of it"
                              "\r\n");
    return g_string_free(text, FALSE);
}

Test(smtp, tells_the_outcomes_apart)
{
    static const struct {
        const char *name;
        Play play;
        bool large;
        DeskSmtpOutcome outcome;
        const char *text;
    } rows[] = {
        { "accept", PLAY_ACCEPT, false, DESK_SMTP_SENT, "250 2.0.0 Ok: queued as" },
        { "accept large", PLAY_ACCEPT, true, DESK_SMTP_SENT, "250 2.0.0 Ok: queued as" },
        { "greeting 421", PLAY_GREET_421, false, DESK_SMTP_UNREACHABLE, "421 4.7.0 busy" },
        { "greeting 554", PLAY_GREET_554, false, DESK_SMTP_UNREACHABLE, "554 5.7.1 go" },
        { "EHLO 502", PLAY_EHLO_502, false, DESK_SMTP_UNREACHABLE, "502 5.5.2" },
        { "MAIL 451", PLAY_MAIL_451, false, DESK_SMTP_RETRY, "451 4.3.0 not now" },
        { "RCPT 450", PLAY_RCPT_450, false, DESK_SMTP_RETRY, "450 4.2.0 come back" },
        { "RCPT 550", PLAY_RCPT_550, false, DESK_SMTP_FAILED, "550 5.1.1 no such user" },
        { "DATA 452", PLAY_DATA_452, false, DESK_SMTP_RETRY, "452 4.3.1 no room" },
        { "dot 451", PLAY_DOT_451, false, DESK_SMTP_RETRY, "451 4.3.0 later, please" },
        { "dot 554", PLAY_DOT_554, false, DESK_SMTP_FAILED, "554 5.6.0 no such thing" },
        { "drop at MAIL", PLAY_DROP_AT_MAIL, false, DESK_SMTP_UNREACHABLE, "" },
        { "drop in data", PLAY_DROP_IN_DATA, true, DESK_SMTP_RETRY, "cut before the end" },
        { "drop after dot", PLAY_DROP_AFTER_DOT, false, DESK_SMTP_CUT, "no reply to the end" },
        { "drop after dot, large", PLAY_DROP_AFTER_DOT, true, DESK_SMTP_CUT, "no reply" },
    };
    g_autofree char *large = large_mail();
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(Server) server = server_new(&rows[i].play, 1);
        DeskSmtp *smtp = desk_smtp_new(server_url(server), "desk.example.org", TIMEOUT);
        g_auto(DeskSmtpResult) result =
            send_text(smtp, "", "a@example.org", rows[i].large ? large : small_mail);
        desk_smtp_free(smtp);
        cr_expect_eq(result.outcome, rows[i].outcome, "%s: %d %s", rows[i].name, result.outcome,
                     result.text);
        cr_expect(g_str_has_prefix(result.text, rows[i].text), "%s: %s", rows[i].name, result.text);
        cr_expect_eq(result.queue_id != NULL, rows[i].outcome == DESK_SMTP_SENT, "%s",
                     rows[i].name);
    }
}

Test(smtp, says_what_it_should_and_reads_the_queue_id)
{
    static const Play play = PLAY_ACCEPT;
    g_autoptr(Server) server = server_new(&play, 1);
    DeskSmtp *smtp = desk_smtp_new(server_url(server), "desk.example.org", TIMEOUT);
    g_auto(DeskSmtpResult) first = send_text(smtp, "", "a@example.org", small_mail);
    g_auto(DeskSmtpResult) second =
        send_text(smtp, "b@example.net", "\"o d\"@example.org", small_mail);
    desk_smtp_free(smtp);
    server_stop(server);

    cr_expect_str_eq(first.queue_id, "4F2ABCdef1");
    cr_expect_eq(second.outcome, DESK_SMTP_SENT, "%s", second.text);
    cr_expect_str_eq(server_commands(server), "EHLO desk.example.org\n"
                                              "MAIL FROM:<>\n"
                                              "RCPT TO:<a@example.org>\n"
                                              "DATA\n"
                                              "MAIL FROM:<b@example.net>\n"
                                              "RCPT TO:<\"o d\"@example.org>\n"
                                              "DATA\n"
                                              "QUIT\n");
    cr_expect_str_eq(server_data(server), "Subject: x\r\n\r\n..dot\r\nline\r\n"
                                          "Subject: x\r\n\r\n..dot\r\nline\r\n");
    cr_expect_eq(server_connections(server), 1);
}

static bool
one_second(bool after_dot, gpointer data)
{
    const gint64 *begin = data;
    return !after_dot || desk_clock_steady() - *begin < DESK_SECOND;
}

/* What comes in the end is no reply to the next mail, and nobody waits for it. */
Test(smtp, does_not_take_a_late_reply_for_that_of_the_next_mail)
{
    static const Play plays[] = { PLAY_DOT_LATE, PLAY_ACCEPT, PLAY_DOT_LATE };
    g_autoptr(Server) server = server_new(plays, G_N_ELEMENTS(plays));
    DeskSmtp *smtp = desk_smtp_new(server_url(server), "desk.example.org", TIMEOUT);
    g_autoptr(GBytes) bytes = g_bytes_new(small_mail, sizeof small_mail - 1);
    const DeskSmtpMail mail = { "", "a@example.org", bytes };
    gint64 begin = desk_clock_steady();
    g_auto(DeskSmtpResult) cut = desk_smtp_send(smtp, &mail, one_second, &begin);
    g_auto(DeskSmtpResult) next = desk_smtp_send(smtp, &mail, NULL, NULL);
    begin = desk_clock_steady();
    g_auto(DeskSmtpResult) last = desk_smtp_send(smtp, &mail, one_second, &begin);
    begin = desk_clock_steady();
    desk_smtp_free(smtp);
    cr_expect_lt(desk_clock_steady() - begin, DESK_SECOND / 2);
    server_stop(server);
    cr_expect_eq(cut.outcome, DESK_SMTP_CUT, "%d %s", cut.outcome, cut.text);
    cr_expect_eq(next.outcome, DESK_SMTP_SENT, "%d %s", next.outcome, next.text);
    cr_expect_eq(last.outcome, DESK_SMTP_CUT, "%d %s", last.outcome, last.text);
    cr_expect_eq(server_connections(server), 2);
}

/* Whatever happened to one mail, and to its connection, the next one is a new game. */
Test(smtp, goes_on_after_each_kind_of_trouble)
{
    static const Play plays[] = { PLAY_RCPT_550,       PLAY_ACCEPT, PLAY_DOT_451,   PLAY_ACCEPT,
                                  PLAY_DROP_AFTER_DOT, PLAY_ACCEPT, PLAY_GREET_421, PLAY_ACCEPT };
    static const DeskSmtpOutcome expected[] = { DESK_SMTP_FAILED, DESK_SMTP_SENT, DESK_SMTP_RETRY,
                                                DESK_SMTP_SENT,   DESK_SMTP_CUT,  DESK_SMTP_SENT,
                                                DESK_SMTP_SENT };
    g_autoptr(Server) server = server_new(plays, G_N_ELEMENTS(plays));
    DeskSmtp *smtp = desk_smtp_new(server_url(server), "desk.example.org", TIMEOUT);
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++) {
        g_auto(DeskSmtpResult) result = send_text(smtp, "", "a@example.org", small_mail);
        cr_expect_eq(result.outcome, expected[i], "mail %zu: %d %s", i, result.outcome,
                     result.text);
    }
    desk_smtp_free(smtp);
}

/* Both ways in which a kept connection ends between two mails: seen at once, or at MAIL. */
Test(smtp, opens_a_new_connection_for_one_that_died)
{
    static const Play plays[] = { PLAY_CLOSE_WHEN_IDLE, PLAY_ACCEPT, PLAY_DROP_AT_MAIL,
                                  PLAY_ACCEPT };
    g_autoptr(Server) server = server_new(plays, G_N_ELEMENTS(plays));
    DeskSmtp *smtp = desk_smtp_new(server_url(server), "desk.example.org", TIMEOUT);
    for (size_t i = 0; i < 3; i++) {
        g_auto(DeskSmtpResult) result = send_text(smtp, "", "a@example.org", small_mail);
        cr_expect_eq(result.outcome, DESK_SMTP_SENT, "mail %zu: %s", i, result.text);
    }
    desk_smtp_free(smtp);
    server_stop(server);
    cr_expect_eq(server_connections(server), 3, "%u", server_connections(server));
}

Test(smtp, lets_nothing_dangerous_reach_the_wire)
{
    static const struct {
        const char *from;
        const char *to;
        const char *text;
    } rows[] = {
        { "", "a@example.org>\r\nRCPT TO:<b@example.org", small_mail },
        { "", "a@example.org\r\nDATA", small_mail },
        { "", "a@example.org\nRSET", small_mail },
        { "a@example.org\r\nRCPT TO:<b@example.org>", "a@example.org", small_mail },
        { "", "<a@example.org>", small_mail },
        { "", "a b@example.org", small_mail },
        { "", "a@example.org b@example.org", small_mail },
        { "", "a@example.org> SIZE=1 <x@example.org", small_mail },
        { "", "", small_mail },
        { "", "nobody", small_mail },
        { "nobody", "a@example.org", small_mail },
        { "", "a@example.org", "" },
        { "", "a@example.org", "Subject: x\n\nbare\n" },
        { "", "a@example.org", "Subject: x\r\n\r\nx\n.\nMAIL FROM:<>\r\n" },
        { "", "a@example.org", "Subject: x\r\n\r\nx\r.\rMAIL FROM:<>\r\n" },
        { "", "a@example.org", "Subject: x\r\n\r\nno end of line" },
        { "", "a@example.org", "Subject: x\r\n\r\nhalf an end of line\r" },
    };
    static const Play play = PLAY_ACCEPT;
    g_autoptr(Server) server = server_new(&play, 1);
    DeskSmtp *smtp = desk_smtp_new(server_url(server), "desk.example.org", TIMEOUT);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(DeskSmtpResult) result = send_text(smtp, rows[i].from, rows[i].to, rows[i].text);
        cr_expect_eq(result.outcome, DESK_SMTP_FAILED, "row %zu: %s", i, result.text);
    }
    desk_smtp_free(smtp);
    server_stop(server);
    cr_expect_eq(server_connections(server), 0);
}

Test(smtp, reports_a_relay_that_is_not_there)
{
    static const Play play = PLAY_ACCEPT;
    Server *server = server_new(&play, 1);
    g_autofree char *url = g_strdup(server_url(server));
    server_free(server);
    DeskSmtp *smtp = desk_smtp_new(url, "desk.example.org", TIMEOUT);
    g_auto(DeskSmtpResult) result = send_text(smtp, "", "a@example.org", small_mail);
    desk_smtp_free(smtp);
    cr_expect_eq(result.outcome, DESK_SMTP_UNREACHABLE);
    cr_expect(*result.text);
}

static bool
count_down(bool after_dot, gpointer data)
{
    (void) after_dot;
    int *left = data;
    return (*left)-- > 0;
}

/* However late the check says no, the server never sees the dot. */
Test(smtp, stops_before_the_dot_when_it_may_not_go_on)
{
    static const Play play = PLAY_ACCEPT;
    for (int calls = 0; calls < 3; calls++) {
        g_autoptr(Server) server = server_new(&play, 1);
        DeskSmtp *smtp = desk_smtp_new(server_url(server), "desk.example.org", TIMEOUT);
        g_autoptr(GBytes) bytes = g_bytes_new(small_mail, sizeof small_mail - 1);
        const DeskSmtpMail mail = { "", "a@example.org", bytes };
        int left = calls;
        g_auto(DeskSmtpResult) result = desk_smtp_send(smtp, &mail, count_down, &left);
        desk_smtp_free(smtp);
        server_stop(server);
        cr_expect_eq(result.outcome, DESK_SMTP_STOPPED, "%d: %d", calls, result.outcome);
        cr_expect_str_eq(server_data(server), "", "%d", calls);
    }
}
