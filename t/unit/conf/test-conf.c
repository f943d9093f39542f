#include "scratch.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

TestSuite(conf, .init = scratch_open, .fini = scratch_close);

#define MAILBOX "mailbox \"support\" { address = \"support@example.com\" }\n"

typedef struct {
    const char *text;
    const char *said; /* all of it */
} Row;

static void
expect_problems(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *said = NULL;
        scratch_write("desk.conf", rows[i].text);
        G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
        cr_expect_str_eq(said, rows[i].said, "row %zu:\n%s\nsaid:\n%s\nexpected:\n%s", i,
                         rows[i].text, said, rows[i].said);
    }
}

Test(conf, defaults_are_in_place)
{
    g_autofree char *said = NULL;
    scratch_write("desk.conf", "mailbox \"it-help\" { address = \"help@example.com\" }\n"
                               "agent alice { addresses = {\"alice@example.com\"} }\n");
    g_autoptr(DeskConf) conf = scratch_load(&said);
    cr_assert_not_null(conf, "%s", said);

    cr_expect_str_eq(conf->listen, "unix:/var/spool/postfix/deskmilter/milter.sock");
    cr_expect_str_eq(conf->store, "sqlite:" DESK_LOCALSTATEDIR "/desk.db");
    cr_expect_str_eq(conf->relay, "smtp://127.0.0.1:10026");
    cr_expect_null(conf->authserv_id);
    cr_expect_eq(conf->agent_trust, DESK_AGENT_TRUST_AUTHENTICATED);
    cr_expect_not(conf->ticket_per_mailbox);
    cr_expect(conf->cc_of_verified);
    cr_expect_eq(conf->lifecycle.reopen_within, (gint64) 14 * 86400 * G_USEC_PER_SEC);
    cr_expect_str_eq(conf->language, "en");
    cr_expect_eq(conf->message_size_limit, 25 << 20);
    cr_expect_eq(conf->store_timeout, 10 * G_USEC_PER_SEC);
    cr_expect_eq(conf->send_give_up, (gint64) 5 * 86400 * G_USEC_PER_SEC);
    cr_expect_eq(conf->send_connections, 4);
    cr_expect_eq(conf->parse_workers, 0);
    cr_expect_eq(conf->recipient_delimiter, '+');
    cr_expect_not(conf->allow_inet);
    cr_expect_eq(conf->limits.acks_per_hour, 3);
    cr_expect_eq(conf->limits.acks_per_day, 20);
    cr_expect_eq(conf->limits.unverified_acks_per_day, 1);
    cr_expect_eq(conf->limits.tickets_per_hour, 20);
    cr_expect_eq(conf->limits.reopens_per_day, 5);
    cr_expect_eq(conf->limits.automatic_per_hour, 10000);
    cr_expect_eq(conf->limits.customer_mails_per_hour, 30);
    cr_expect_eq(conf->monitors->len, 0);
    cr_expect_null(conf->keys);

    const DeskMailbox *mailbox = desk_conf_mailbox(conf, "it-help");
    cr_assert_not_null(mailbox);
    cr_expect_str_eq(mailbox->display_name, "It-Help");
    cr_expect_not_null(mailbox->aliases);
    cr_expect_null(mailbox->aliases[0]);
    cr_expect_null(mailbox->team);
    cr_expect_str_eq(desk_conf_agent(conf, "alice")->full_name, "Alice");
    const DeskAgent *alice = desk_conf_agent(conf, "alice");
    cr_expect_null(alice->login);
    cr_expect_eq(alice->notify, DESK_NOTIFY_EACH);
    cr_expect_eq(alice->digest_at, INT64_C(8) * 3600 * G_USEC_PER_SEC);
    cr_expect_null(alice->signature);
    cr_expect_null(mailbox->signature);
    cr_expect_null(conf->canned_dir);
    cr_expect_null(conf->kb_dir);
    cr_expect_eq(conf->notifications.earlier, 3);
    cr_expect_eq(conf->notifications.attachments, 5 << 20);
    cr_expect_eq(conf->answers.attachments, 20 << 20);
    cr_expect(conf->answers.take);
    cr_expect_eq(conf->limits.notifications_per_hour, 200);
}

Test(conf, everything_can_be_set)
{
    g_autofree char *said = NULL;
    scratch_write("desk.conf",
                  "hostname = mx.Example.com\n"
                  "listen = 'inet:8891@127.0.0.1'\n"
                  "allow-inet = on\n"
                  "authserv-id = \"other.example.com\"\n"
                  "recipient-delimiter = -\n"
                  "limits { acks-per-hour = 1 acks-per-day = 2 tickets-per-hour = 7\n"
                  "  notifications-per-hour = 9 }\n"
                  "agent-trust = token\nticket-per-mailbox = yes\ncc-of-verified = no\n"
                  "lifecycle { reopen-within = 3d }\n"
                  "monitor nagios { senders = {'nagios@example.net'} key = 'on (\\S+)' }\n"
                  "mailbox support {\n"
                  "  address = \"Technical.Support.EMEA@example.com\"\n"
                  "  aliases = {\"help@example.com\",  # the old one\n"
                  "             'hilfe@example.com', // and\n"
                  "             /* a third } */ \"aide@example.com\"}\n"
                  "  display-name = \"Support # \\\"1\\\" // x\"\n"
                  "  team = first\n  language = de-AT\n"
                  "  signature = \"{{agent.name}}\\n  \\\"Support\\\" #1\"\n}\n"
                  "agent alice { name = 'Alice Roe' addresses = {\"alice@example.com\"}\n"
                  "  addresses += {\"a.roe@example.net\"} login = alice notify = digest\n"
                  "  digest-at = 7:30 signature = 'Alice \\\\n' }\n"
                  "canned-dir = /srv/canned\nkb-dir = '/srv/kb'\n"
                  "notifications { earlier = 0 attachments = 100K }\n"
                  "answers { attachments = 0 take = no }\n"
                  "team first { members = alice }\n");
    g_autoptr(DeskConf) conf = scratch_load(&said);
    cr_assert_not_null(conf, "%s", said);

    const DeskMailbox *mailbox = desk_conf_mailbox(conf, "support");
    const DeskAgent *alice = desk_conf_agent(conf, "alice");
    const DeskTeam *team = g_ptr_array_index(conf->teams, 0);
    g_autofree char *aliases = g_strjoinv(" ", mailbox->aliases);
    g_autofree char *addresses = g_strjoinv(" ", alice->addresses);
    cr_expect_str_eq(conf->hostname, "mx.example.com");
    cr_expect_str_eq(conf->authserv_id, "other.example.com");
    cr_expect_eq(conf->recipient_delimiter, '-');
    cr_expect_eq(conf->limits.acks_per_hour, 1);
    cr_expect_eq(conf->limits.tickets_per_hour, 7);
    cr_expect_eq(conf->agent_trust, DESK_AGENT_TRUST_TOKEN);
    cr_expect(conf->ticket_per_mailbox);
    cr_expect_not(conf->cc_of_verified);
    cr_expect_eq(conf->lifecycle.reopen_within, (gint64) 3 * 86400 * G_USEC_PER_SEC);
    const DeskMonitor *monitor = g_ptr_array_index(conf->monitors, 0);
    cr_expect_str_eq(monitor->name, "nagios");
    cr_expect_str_eq(monitor->senders[0], "nagios@example.net");
    cr_expect_str_eq(monitor->key, "on (\\S+)");
    cr_expect_null(monitor->recovery);
    cr_expect_str_eq(mailbox->address, "Technical.Support.EMEA@example.com");
    cr_expect_str_eq(mailbox->reply_base, "help@example.com");
    cr_expect_str_eq(mailbox->display_name, "Support # \"1\" // x");
    cr_expect_str_eq(mailbox->language, "de-AT");
    cr_expect_str_eq(mailbox->signature, "{{agent.name}}\n  \"Support\" #1");
    cr_expect_eq(alice->notify, DESK_NOTIFY_DIGEST);
    cr_expect_eq(alice->digest_at, INT64_C(27000) * G_USEC_PER_SEC);
    cr_expect_str_eq(alice->signature, "Alice \\n");
    cr_expect_str_eq(conf->canned_dir, "/srv/canned");
    cr_expect_str_eq(conf->kb_dir, "/srv/kb");
    cr_expect_eq(conf->notifications.earlier, 0);
    cr_expect_eq(conf->notifications.attachments, 100 << 10);
    cr_expect_eq(conf->answers.attachments, 0);
    cr_expect_not(conf->answers.take);
    cr_expect_eq(conf->limits.notifications_per_hour, 9);
    cr_expect_str_eq(aliases, "help@example.com hilfe@example.com aide@example.com");
    cr_expect_str_eq(addresses, "alice@example.com a.roe@example.net");
    cr_expect_str_eq(team->members[0], "alice");
    cr_expect_eq(desk_conf_agent_by_address(conf, "A.Roe@EXAMPLE.net"), alice);
    cr_expect_null(desk_conf_agent_by_address(conf, "bob@example.net"));
    cr_expect_null(desk_conf_agent_by_address(conf, "nonsense"));
    cr_expect_null(desk_conf_agent(conf, "bob"));
    cr_expect_null(desk_conf_mailbox(conf, "Support"));
}

Test(conf, wrong_values_name_their_line_and_what_was_expected)
{
    static const Row rows[] = {
        { MAILBOX "\n# x\n# y\nmessage-size-limit = 25Q\n",
          "desk.conf:5: message-size-limit is \"25Q\", expected a size such as 500K, 25M or 1G, "
          "from 64K to 1G\n" },
        { MAILBOX "parse-workers = 300\n",
          "desk.conf:2: parse-workers is \"300\", expected a whole number, from 0 to 256\n" },
        { MAILBOX "/* a\n b\n*/ store-timeout = 5\n",
          "desk.conf:4: store-timeout is \"5\", expected a duration such as 90s, 30m, 4h, 3d or "
          "2w, from 1s to 4m\n" },
        { MAILBOX "allow-inet = perhaps\n",
          "desk.conf:2: allow-inet is \"perhaps\", expected yes or no\n" },
        { MAILBOX "key-file = secret.key\n",
          "desk.conf:2: key-file is \"secret.key\", expected a path that begins with /\n" },
        { MAILBOX "store = 'mysql://root:geheim@h'\n",
          "desk.conf:2: store is wrong, expected sqlite:/PATH or "
          "postgresql://USER@HOST/DATABASE\n" },
        { MAILBOX "store = 'postgresql://desk:geheim@h'\n",
          "desk.conf:2: store is wrong, expected sqlite:/PATH or "
          "postgresql://USER@HOST/DATABASE\n" },
        { MAILBOX "relay = 'smtp://u:geheim@h'\n",
          "desk.conf:2: relay is wrong, expected smtp://HOST:PORT\n" },
        { MAILBOX "hostname = \"a b\"\n",
          "desk.conf:2: hostname is \"a b\", expected a host name such as mx.example.com\n" },
        { MAILBOX "user = \"\"\n", "desk.conf:2: user is \"\", expected a word without blanks\n" },
        { MAILBOX "recipient-delimiter = '@'\n",
          "desk.conf:2: recipient-delimiter is \"@\", expected one of + - = _ . ~ # ! % & *\n" },
        { MAILBOX "limits {\n acks-per-hour = none\n}\n",
          "desk.conf:3: limits.acks-per-hour is \"none\", expected a whole number, from 0 to "
          "1000\n" },
        { "mailbox a {\n aliases = {x@example.com,\n\n y}\n}\n",
          "desk.conf:1: mailbox \"a\" has no address, expected a mail address such as "
          "support@example.com\n"
          "desk.conf:4: mailbox.aliases is \"y\", expected mail addresses such as "
          "{\"bob@example.com\"}\n" },
        { MAILBOX "agent alice {}\nteam x {}",
          "desk.conf:2: agent \"alice\" has no addresses, expected mail addresses such as "
          "{\"bob@example.com\"}\n"
          "desk.conf:3: team \"x\" has no members, expected names of letters, digits and . _ -\n" },
        { MAILBOX "mailbox 'a b' { address = b@example.com }",
          "desk.conf:2: mailbox has the title \"a b\", expected a name of letters, digits and . _ "
          "-\n" },
        { "mailbox a {\n address = a.very.long.address.x@example.com\n}\n",
          "desk.conf:2: a.very.long.address.x@example.com has more than 20 octets before its @, "
          "which leaves no room for reply addresses, expected a shorter one, or one among the "
          "aliases\n" },
        { MAILBOX "agent-trust = all\n",
          "desk.conf:2: agent-trust is \"all\", expected authenticated or token\n" },
        { MAILBOX "monitor m {\n senders = {m@example.net}\n key = '('\n}\n",
          "desk.conf:4: monitor.key is \"(\", expected a regular expression of PCRE2: at char 1: "
          "missing terminating )\n" },
        { MAILBOX "monitor m {\n senders = {m@example.net}\n key = 'disk'\n}\n",
          "desk.conf:4: monitor.key is \"disk\", expected a group such as (\\S+) in it that "
          "names the matter\n" },
        { MAILBOX "agent alice {\n addresses = {a@example.net}\n notify = daily\n}\n",
          "desk.conf:4: agent.notify is \"daily\", expected each, digest or none\n" },
        { MAILBOX "agent alice {\n addresses = {a@example.net}\n digest-at = 24:00\n}\n",
          "desk.conf:4: agent.digest-at is \"24:00\", expected a time of day such as 08:00\n" },
        { "mailbox a {\n address = a@example.com\n signature = \"\\n \"\n}\n",
          "desk.conf:3: mailbox.signature is \"\\x0a \", expected text of at most 2000 "
          "bytes, with \\n where a line ends\n" },
        { "mailbox a {\n address = a@example.com\n signature = \"Anna\\n{{#team}}\"\n}\n",
          "desk.conf:3: mailbox.signature is no template, expected Mustache: line 2: section "
          "\"team\" "
          "is never closed\n" },
        { "mailbox a {\n address = a@example.com\n display-name = \"A\\nB\"\n}\n",
          "desk.conf:3: mailbox.display-name is \"A\\x0aB\", expected one line of text\n" },
        { MAILBOX "notifications {\n attachments = 200M\n}\n",
          "desk.conf:3: notifications.attachments is \"200M\", expected a size such as 500K, 25M "
          "or 1G, from 0 to 100M\n" },
        { MAILBOX "canned-dir = canned\n",
          "desk.conf:2: canned-dir is \"canned\", expected a path that begins with /\n" },
        { MAILBOX "listen = 'inet:25@h'",
          "desk.conf:2: listen is a TCP socket, which anybody who reaches it may use; expected "
          "unix:/PATH, or allow-inet = yes\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

Test(conf, unknown_names_are_told_with_the_nearest_known)
{
    static const Row rows[] = {
        { MAILBOX "hostnam = x\n", "desk.conf:2: unknown setting hostnam, expected hostname?\n" },
        { MAILBOX "Language = x\n", "desk.conf:2: unknown setting Language, expected language?\n" },
        { MAILBOX "frobnicate = {1, 2}\n",
          "desk.conf:2: unknown setting frobnicate, expected one of the manual, "
          "deskmilter.conf(5)\n" },
        { MAILBOX "mailbx \"a\" {\n address = x\n}\n",
          "desk.conf:2: unknown setting mailbx, expected mailbox?\n" },
        { "mailbox a { adress = x }\n",
          "desk.conf:1: unknown setting adress in section mailbox, expected address?\n"
          "desk.conf:1: mailbox \"a\" has no address, expected a mail address such as "
          "support@example.com\n" },
        { MAILBOX "aliases = {a, b}\n",
          "desk.conf:2: unknown setting aliases, expected in section mailbox\n" },
        { "mailbox a { address = a@example.com store = x }\n",
          "desk.conf:1: unknown setting store in section mailbox, expected in the top level\n" },
        { MAILBOX "\"limits|acks-per-hour\" = 5\n\"${HOME}\" = 5\nlanguage = q",
          "desk.conf:2: unknown setting limits|acks-per-hour, expected one of the manual, "
          "deskmilter.conf(5)\n"
          "desk.conf:3: unknown setting ${HOME}, expected one of the manual, deskmilter.conf(5)\n"
          "desk.conf:4: language is \"q\", expected a language tag such as en or de-AT\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

Test(conf, broken_grammar_is_told_and_the_rest_still_read)
{
    static const Row rows[] = {
        { MAILBOX "language\nuser = 'a b'\n",
          "desk.conf:3: unexpected user after language, expected =\n"
          "desk.conf:3: user is \"a b\", expected a word without blanks\n" },
        { MAILBOX "language =\nuser = 'a b'\n",
          "desk.conf:2: language has no value, expected one after =\n"
          "desk.conf:3: user is \"a b\", expected a word without blanks\n" },
        { MAILBOX "language en\nuser = 'a b'\n",
          "desk.conf:2: unexpected en after language, expected =\n"
          "desk.conf:3: user is \"a b\", expected a word without blanks\n" },
        { MAILBOX "language = = en\nuser = 'a b'\n",
          "desk.conf:2: language has no value, expected one after =\n"
          "desk.conf:3: user is \"a b\", expected a word without blanks\n" },
        { MAILBOX "language = {en}\nuser = 'a b'\n",
          "desk.conf:2: language takes one value, expected it without braces\n"
          "desk.conf:3: user is \"a b\", expected a word without blanks\n" },
        { MAILBOX "language += en\n",
          "desk.conf:2: language takes one value, expected = for +=\n" },
        { MAILBOX ", language = q\n",
          "desk.conf:2: unexpected ,, expected the name of a setting\n"
          "desk.conf:2: language is \"q\", expected a language tag such as en or de-AT\n" },
        { MAILBOX "mailbox { address = b@example.com }\nlanguage = q\n",
          "desk.conf:2: unexpected { after mailbox, expected mailbox \"title\" {\n"
          "desk.conf:3: language is \"q\", expected a language tag such as en or de-AT\n" },
        { MAILBOX "limits \"x\" { acks-per-day = 2 }\n",
          "desk.conf:2: unexpected x after limits, expected limits {\n" },
        { MAILBOX "mailbox = 5\nlanguage = q\n",
          "desk.conf:2: unexpected = after mailbox, expected mailbox \"title\" {\n"
          "desk.conf:3: language is \"q\", expected a language tag such as en or de-AT\n" },
        { "mailbox a { address = a@example.com aliases = {b@example.com c@example.com} team = 'x "
          "y' "
          "}\n",
          "desk.conf:1: unexpected c@example.com in the list aliases, expected , or }\n"
          "desk.conf:1: mailbox.team is \"x y\", expected a name of letters, digits and . _ -\n"
          "desk.conf:1: team \"x y\" of mailbox \"a\" is unknown, expected a section team \"x "
          "y\"\n" },
        { MAILBOX "hostname = mx.example.com language",
          "desk.conf:2: the file ends within language, expected the rest\n" },
        { MAILBOX "}\nlanguage = q",
          "desk.conf:2: } closes nothing, expected a setting or a section\n"
          "desk.conf:3: language is \"q\", expected a language tag such as en or de-AT\n" },
        { "mailbox a {\n address = a@example.com\n\nagent b { addresses = b@example.com }\n",
          "desk.conf:1: the { that begins here is never closed, expected }\n"
          "desk.conf:4: section agent within section mailbox, expected } before it\n" },
        { "mailbox a {\n aliases = {b@example.com\n address = a@example.com\n}\nlanguage = q\n",
          "desk.conf:1: the { that begins here is never closed, expected }\n"
          "desk.conf:3: the list aliases is not closed, expected } before address\n"
          "desk.conf:5: language is \"q\", expected a language tag such as en or de-AT\n" },
        { MAILBOX "hostname(\"x\")\n",
          "desk.conf:2: unexpected (, expected a setting, a section or quotes\n"
          "desk.conf:2: unexpected ), expected a setting, a section or quotes\n"
          "desk.conf:2: unexpected x after hostname, expected =\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

Test(conf, quotes_and_comments_that_have_no_end)
{
    static const Row rows[] = {
        { MAILBOX "hostname = \"mx.example.com\nlanguage = q\n",
          "desk.conf:2: the quote that begins here is not closed on its line, expected \"\n"
          "desk.conf:2: hostname is \"\", expected a host name such as mx.example.com\n"
          "desk.conf:3: language is \"q\", expected a language tag such as en or de-AT\n" },
        { MAILBOX "user = 'x", "desk.conf:2: the quote that begins here is not closed on its line, "
                               "expected '\n"
                               "desk.conf:2: user is \"\", expected a word without blanks\n" },
        { MAILBOX "user = \"x\\", "desk.conf:2: the quote that begins here is not closed on its "
                                  "line, expected \"\n"
                                  "desk.conf:2: user is \"\", expected a word without blanks\n" },
        { MAILBOX "\n/* no end\nuser = 5\n",
          "desk.conf:3: the comment that begins here has no end, expected */\n" },
        { MAILBOX "user = \"\\999\"\nlanguage = q\n",
          "desk.conf:2: \\9 within double quotes, expected \\\\, \\\" or \\n, or single quotes\n"
          "desk.conf:2: user is \"\", expected a word without blanks\n"
          "desk.conf:3: language is \"q\", expected a language tag such as en or de-AT\n" },
        { MAILBOX "user = \"${DESK\"\nlanguage = \"}q\"\n",
          "desk.conf:2: ${ has no }, expected a variable such as ${HOME}\n"
          "desk.conf:2: user is \"\", expected a word without blanks\n"
          "desk.conf:3: language is \"}q\", expected a language tag such as en or de-AT\n" },
        { MAILBOX "user = \"${DESK_NOT_SET_ANYWHERE}\"\n",
          "desk.conf:2: the environment has no variable DESK_NOT_SET_ANYWHERE, expected it or "
          "${DESK_NOT_SET_ANYWHERE:-default}\n"
          "desk.conf:2: user is \"\", expected a word without blanks\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

Test(conf, double_quotes_expand_the_environment_and_single_ones_do_not)
{
    g_autofree char *said = NULL;
    g_setenv("DESK_TEST_NAME", "Jane } Doe", TRUE);
    scratch_write("desk.conf",
                  "mailbox a { address = a@example.com\n"
                  "  display-name = \"${DESK_TEST_NAME}, ${DESK_TEST_NONE:-x} \\${y}\" }\n"
                  "agent b { name = '${DESK_TEST_NAME}' addresses = b@example.com }\n");
    g_autoptr(DeskConf) conf = scratch_load(&said);
    cr_assert_not_null(conf, "%s", said);
    cr_expect_str_eq(desk_conf_mailbox(conf, "a")->display_name, "Jane } Doe, x ${y}");
    cr_expect_str_eq(desk_conf_agent(conf, "b")->full_name, "${DESK_TEST_NAME}");
}

Test(conf, what_stands_twice_or_leads_nowhere)
{
    static const Row rows[] = {
        { MAILBOX "language = en\nuser = x\nlanguage = de\n",
          "desk.conf:4: language is given twice, expected once: also in desk.conf:2\n" },
        { "mailbox a { address = a@example.com aliases = {b@example.com} aliases = "
          "{c@example.com} }\n",
          "desk.conf:1: mailbox.aliases is given twice, expected once: also in desk.conf:1\n" },
        { MAILBOX "\nmailbox \"support\" { address = b@example.com languge = x }\n",
          "desk.conf:3: unknown setting languge in section mailbox, expected language?\n"
          "desk.conf:3: mailbox \"support\" is given twice, expected once: also in desk.conf:1\n" },
        { MAILBOX "mailbox Support { address = b@example.com }\n",
          "desk.conf:2: mailbox \"Support\" is given twice, expected once: also in desk.conf:1\n" },
        { MAILBOX "limits { }\nlimits { acks-per-day = 5 }\n",
          "desk.conf:3: section limits is given twice, expected once: also in desk.conf:2\n" },
        { MAILBOX "mailbox b { address = \"SUPPORT@Example.com\" }\n",
          "desk.conf:2: support@example.com belongs to mailbox \"support\" too, expected one "
          "owner: also in desk.conf:1\n" },
        { MAILBOX "agent a { addresses = {a@example.com} login = x }\n"
                  "agent b { addresses = {b@example.com, A@example.com} login = x }\n",
          "desk.conf:3: a@example.com belongs to agent \"a\" too, expected one owner: also in "
          "desk.conf:2\n"
          "desk.conf:3: x belongs to agent \"a\" too, expected one owner: also in desk.conf:2\n" },
        { MAILBOX "agent a { addresses = {\n support+alice@example.com } }\n",
          "desk.conf:3: agent address support+alice@example.com leads to mailbox \"support\", "
          "expected one outside the desk: also in desk.conf:1\n" },
        { "mailbox a { address = a+b@example.com }\n",
          "desk.conf:1: mailbox address a+b@example.com has the recipient-delimiter + before its "
          "@, expected none\n" },
        { "mailbox a { address = a@example.com\n team = none }\n",
          "desk.conf:2: team \"none\" of mailbox \"a\" is unknown, expected a section team "
          "\"none\"\n" },
        { MAILBOX "agent bob { addresses = bob@example.com }\nteam x { members = {bob,\n Bob,\n "
                  "eve, bob} }\n",
          "desk.conf:4: agent \"Bob\" of team \"x\" is unknown, expected \"bob\"?\n"
          "desk.conf:5: agent \"eve\" of team \"x\" is unknown, expected a section agent \"eve\"\n"
          "desk.conf:5: agent \"bob\" is twice in team \"x\", expected once\n" },
        { MAILBOX "agent robert { addresses = bob@example.com }\n"
                  "team Operations { members = {rbert,\n rob} }\n"
                  "mailbox b { address = b@example.com team = operatoins }\n",
          "desk.conf:3: agent \"rbert\" of team \"Operations\" is unknown, expected \"robert\"?\n"
          "desk.conf:4: agent \"rob\" of team \"Operations\" is unknown, expected a section agent "
          "\"rob\"\n"
          "desk.conf:5: team \"operatoins\" of mailbox \"b\" is unknown, expected "
          "\"Operations\"?\n" },
    };
    expect_problems(rows, G_N_ELEMENTS(rows));
}

Test(conf, includes_are_sorted_and_relative_to_their_file)
{
    g_autofree char *said = NULL;
    g_autofree char *folder = scratch_path("conf.d");
    g_mkdir(folder, 0700);
    scratch_write("desk.conf", "include \"conf.d/*.conf\"\ninclude 'none/*.conf'\n"
                               "language = include # no include\n");
    scratch_write("conf.d/b.conf", "mailbox b { address = b@example.com }\n");
    scratch_write("conf.d/a.conf", "include more.inc\nmailbox a { address = a@example.com }");
    scratch_write("conf.d/more.inc", "mailbox m { address = m@example.com }");
    scratch_write("conf.d/other.txt", "nonsense");
    G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
    cr_expect_str_eq(said,
                     "desk.conf:3: language is \"include\", expected a language tag such as en or "
                     "de-AT\n");

    scratch_write("desk.conf", "include \"conf.d/*.conf\"\n");
    g_free(g_steal_pointer(&said));
    g_autoptr(DeskConf) good = scratch_load(&said);
    cr_assert_not_null(good, "%s", said);
    cr_assert_eq(good->mailboxes->len, 3);
    static const char *const order[] = { "m", "a", "b" };
    for (unsigned i = 0; i < 3; i++) {
        const DeskMailbox *mailbox = g_ptr_array_index(good->mailboxes, i);
        cr_expect_str_eq(mailbox->name, order[i]);
    }
}

Test(conf, problems_of_included_files_are_all_told_in_order)
{
    g_autofree char *said = NULL;
    scratch_write("desk.conf", MAILBOX "language = q\ninclude 'b.inc'\nparse-workers = x\n"
                                       "mailbox z { include 'b.inc' address = z@example.com }\n"
                                       "include 'missing.inc'\ninclude '$x'\ninclude\n");
    scratch_write("b.inc", "language = en # twice\nfoo = 1\n\nagent a { addresses = "
                           "support@example.com\n");
    G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
    cr_expect_str_eq(
        said,
        "desk.conf:2: language is \"q\", expected a language tag such as en or de-AT\n"
        "desk.conf:4: parse-workers is \"x\", expected a whole number, from 0 to 256\n"
        "desk.conf:5: include stands within a section, expected it outside\n"
        "desk.conf:6: include: missing.inc cannot open: No such file or directory, expected a "
        "readable file\n"
        "desk.conf:7: include \"$x\", expected a file name or pattern without \\ and $\n"
        "desk.conf:8: include has no file, expected include \"FILE\"\n"
        "b.inc:1: language is given twice, expected once: also in desk.conf:2\n"
        "b.inc:2: unknown setting foo, expected one of the manual, deskmilter.conf(5)\n"
        "b.inc:4: the { that begins here is never closed, expected }\n"
        "b.inc:4: agent address support@example.com leads to mailbox \"support\", expected "
        "one outside the desk: also in desk.conf:1\n",
        "%s", said);
}

Test(conf, includes_have_limits)
{
    g_autofree char *said = NULL;
    scratch_write("desk.conf", MAILBOX "include 'desk.conf'\ninclude 'a.inc'\n");
    scratch_write("a.inc", "\ninclude 'desk.conf'\n");
    G_GNUC_UNUSED g_autoptr(DeskConf) circle = scratch_load(&said);
    cr_expect_str_eq(said, "desk.conf:2: include: desk.conf includes itself, expected includes "
                           "without a circle\n"
                           "a.inc:2: include: desk.conf includes itself, expected includes "
                           "without a circle\n");

    g_free(g_steal_pointer(&said));
    scratch_write("desk.conf", MAILBOX "include '0.inc'\n");
    for (unsigned i = 0; i < 12; i++) {
        g_autofree char *name = g_strdup_printf("%u.inc", i);
        g_autofree char *text = g_strdup_printf("include '%u.inc'\n", i + 1);
        scratch_write(name, text);
    }
    G_GNUC_UNUSED g_autoptr(DeskConf) deep = scratch_load(&said);
    cr_expect_str_eq(said, "9.inc:1: include: 10.inc is included too deep, expected at most 10 "
                           "levels\n");

    g_free(g_steal_pointer(&said));
    g_autoptr(GString) many = g_string_new(MAILBOX);
    for (unsigned i = 0; i < 100; i++)
        g_string_append(many, "include 'empty.inc'\n");
    scratch_write("desk.conf", many->str);
    scratch_write("empty.inc", "");
    G_GNUC_UNUSED g_autoptr(DeskConf) flood = scratch_load(&said);
    cr_expect_str_eq(said,
                     "desk.conf:101: include: empty.inc is one too many, expected at most 100 "
                     "files\n");
}

Test(conf, bytes_that_are_no_configuration)
{
    static const struct {
        const char *bytes;
        size_t size;
        const char *said;
    } rows[] = {
        { "", 0, "desk.conf: has no mailbox, expected at least one section mailbox \"name\"\n" },
        { "\n\nuser\0 = x", 11, "desk.conf:3: byte 0x00, expected UTF-8 text\n" },
        { "a\nuser = \xff", 10, "desk.conf:2: byte 0xff, expected UTF-8 text\n" },
        { "a\n\x1b[2J\n", 7, "desk.conf:2: control byte 0x1b, expected text\n" },
        { "\xef\xbb\xbf\r\nx = 1\r\n", 12,
          "desk.conf:2: unknown setting x, expected one of the manual, deskmilter.conf(5)\n" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *said = NULL;
        scratch_write_bytes("desk.conf", rows[i].bytes, rows[i].size);
        G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
        cr_expect_not_null(strstr(said, rows[i].said), "row %zu: %s", i, said);
    }
}

Test(conf, files_that_are_no_files)
{
    g_autofree char *path = scratch_path("desk.conf");
    g_autofree char *missing = NULL, *folder = NULL, *fifo = NULL, *huge = NULL, *loose = NULL;

    G_GNUC_UNUSED g_autoptr(DeskConf) a = scratch_load(&missing);
    cr_expect_str_eq(missing, "desk.conf: cannot open: No such file or directory, expected a "
                              "readable file\n");
    g_mkdir(path, 0700);
    G_GNUC_UNUSED g_autoptr(DeskConf) b = scratch_load(&folder);
    cr_expect_str_eq(folder, "desk.conf: is a folder, expected a file\n");
    g_rmdir(path);
    cr_assert_eq(mkfifo(path, 0600), 0);
    G_GNUC_UNUSED g_autoptr(DeskConf) c = scratch_load(&fifo);
    cr_expect_str_eq(fifo, "desk.conf: is no regular file, expected one\n");
    g_unlink(path);

    scratch_write("desk.conf", "");
    cr_assert_eq(truncate(path, 10 << 20), 0);
    G_GNUC_UNUSED g_autoptr(DeskConf) d = scratch_load(&huge);
    cr_expect_str_eq(huge, "desk.conf: is larger than expected, at most 1048576 bytes\n");
    scratch_write("desk.conf", MAILBOX);
    g_chmod(path, 0646);
    G_GNUC_UNUSED g_autoptr(DeskConf) e = scratch_load(&loose);
    cr_expect_str_eq(loose, "desk.conf: has mode 0646, expected one that lets nobody else write "
                            "(chmod o-w)\n");
}

Test(conf, problems_are_counted_to_a_limit)
{
    g_autofree char *said = NULL;
    g_autoptr(GString) text = g_string_new(MAILBOX);
    for (unsigned i = 0; i < 500; i++)
        g_string_append_printf(text, "foo%u = %u\n", i, i);
    scratch_write("desk.conf", text->str);
    G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
    cr_expect_not_null(strstr(said, "desk.conf:101: unknown setting foo99"), "%s", said);
    cr_expect_null(strstr(said, "foo100"));
    cr_expect_not_null(strstr(said, "and more: only the first problems are shown"));
}

Test(conf, a_value_has_a_length)
{
    for (unsigned quotes = 0; quotes < 2; quotes++) {
        g_autofree char *said = NULL;
        g_autofree char *name = g_strnfill(5000 - 2 * quotes, 'x');
        g_autofree char *text =
            g_strdup_printf(quotes ? MAILBOX "user = '%s'\n" : MAILBOX "user = %s\n", name);
        scratch_write("desk.conf", text);
        G_GNUC_UNUSED g_autoptr(DeskConf) conf = scratch_load(&said);
        cr_expect_str_eq(said, "desk.conf:2: a value of 5000 bytes, expected at most 4096\n"
                               "desk.conf:2: user is \"\", expected a word without blanks\n");
    }
}

/* Whatever is left out of a sound file or put into it: an answer, and never a crash. */
Test(conf, any_damage_is_survived)
{
    static const char sound[] =
        "hostname = \"mx.example.com\" # x\nlimits { acks-per-day = 3 }\n"
        "mailbox 'a' { address = a@example.com aliases = {\"b@example.com\", c@example.com} team = "
        "t "
        "}\nagent x { addresses = {x@example.com} addresses += \"${HOME}@example.org\" }\n"
        "team t { members = {x} }\n/* end */\n";
    static const char odd[] = "{}\"'=,+#\\$(|*/ \n\x80";

    for (size_t i = 0; i < sizeof sound - 1; i++) {
        g_autoptr(GString) cut = g_string_new_len(sound, (gssize) i);
        g_autofree char *said = NULL;
        scratch_write("desk.conf", cut->str);
        G_GNUC_UNUSED g_autoptr(DeskConf) short_conf = scratch_load(&said);
        g_autoptr(GString) changed = g_string_new(sound);
        for (size_t k = 0; k < sizeof odd - 1; k++) {
            g_autofree char *also = NULL;
            changed->str[i] = odd[k];
            scratch_write("desk.conf", changed->str);
            g_autoptr(DeskConf) conf = scratch_load(&also);
            cr_expect(conf || strstr(also, "expected") || strstr(also, "cannot be read"), "%s\n%s",
                      changed->str, also);
            cr_expect_null(strstr(also, "cannot be read"), "%s\n%s", changed->str, also);
        }
    }
}

Test(conf, a_missing_or_bad_key_file_is_told_where_it_is_set)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *path = scratch_path("desk.conf");
    g_autofree char *key = scratch_path("key");
    g_autofree char *text = g_strdup_printf(MAILBOX "\nkey-file = '%s'\n", key);
    scratch_write("desk.conf", text);

    cr_expect_null(desk_conf_load(path, DESK_CONF_DEFAULT, problems));
    g_autofree char *said = scratch_problems(problems);
    cr_expect_str_eq(said, "desk.conf:3: key-file: key: cannot open: No such file or directory\n");

    cr_assert(desk_keys_create(key, NULL));
    g_ptr_array_set_size(problems, 0);
    g_autoptr(DeskConf) conf = desk_conf_load(path, DESK_CONF_DEFAULT, problems);
    cr_assert_not_null(conf);
    cr_expect_eq(conf->keys->count, 1);
}

Test(conf, the_shipped_example_works)
{
    g_autoptr(GPtrArray) problems = g_ptr_array_new_with_free_func(g_free);
    const char *srcdir = g_getenv("srcdir");
    g_autofree char *path = g_build_filename(srcdir ? srcdir : ".", "etc/deskmilter.conf", NULL);
    g_autoptr(DeskConf) conf = desk_conf_load(path, DESK_CONF_NO_KEYS, problems);
    cr_assert_not_null(conf, "%s", (char *) (problems->len ? problems->pdata[0] : ""));
    cr_expect_gt(conf->mailboxes->len, 0);
    cr_expect_gt(conf->agents->len, 0);
}
