#include "send/render.h"
#include "study.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>

#define HOSTILE "Evil words <b>{{ticket.id}}</b>"

static void
open_desk(void)
{
    study_open("");
}

TestSuite(render, .init = open_desk, .fini = study_close);

/* The templates as they are shipped. */
static DeskShelf *
shipped(void)
{
    const char *srcdir = g_getenv("srcdir");
    g_autofree char *folder = g_build_filename(srcdir ? srcdir : ".", "templates", NULL);
    return desk_shelf_new(NULL, folder, "en");
}

static DeskOutboxRow
sample_row(const char *kind, bool verified)
{
    DeskOutboxRow row = study_row(kind, 0);
    row.recipient_name = (char *) HOSTILE;
    row.references = (char *) "first@example.org  bad\tid theirs@example.net";
    row.thread_topic = (char *) HOSTILE;
    row.verified = verified;
    return row;
}

static GBytes *
render_bytes(const DeskOutboxRow *row, GError **error)
{
    g_autoptr(DeskShelf) shelf = shipped();
    g_autoptr(DeskLetter) letter = study_write(row);
    return desk_send_render(shelf, row, letter, error);
}

/* The mail with its header fields unfolded. */
static char *
render(const DeskOutboxRow *row)
{
    g_autoptr(GError) error = NULL;
    DeskTicket *ticket = NULL;
    cr_assert(desk_store_ticket_get(study.store, study.ticket, &ticket, NULL));
    g_free(ticket->subject);
    ticket->subject = g_strdup(HOSTILE);
    cr_assert(desk_store_ticket_set(study.store, ticket, study.now, NULL));
    desk_ticket_free(ticket);
    g_autoptr(GBytes) bytes = render_bytes(row, &error);
    cr_assert(bytes, "%s", error ? error->message : "");
    size_t size = 0;
    const char *data = g_bytes_get_data(bytes, &size);
    g_autofree char *text = g_strndup(data, size);
    g_auto(GStrv) lines = g_strsplit(text, "\r\n ", -1);
    return g_strjoinv(" ", lines);
}

Test(render, marks_the_ack_as_automatic_and_threads_it)
{
    static const char *const expected[] = {
        "Auto-Submitted: auto-replied\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        "Message-ID: <ours@desk.example.org>\r\n",
        "In-Reply-To: <theirs@example.net>\r\n",
        "References: <first@example.org> <theirs@example.net>\r\n",
        "Reply-To: support+r1@example.org\r\n",
        "[#1]",
        "#1",
    };
    for (int verified = 0; verified < 2; verified++) {
        const DeskOutboxRow row = sample_row("ack", verified);
        g_autofree char *mail = render(&row);
        for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
            cr_expect(strcasestr(mail, expected[i]), "no %s in %s", expected[i], mail);
    }
}

/* Takes out the line ends that quoted-printable put in. */
static char *
join_lines(const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "=\r\n", -1);
    return g_strjoinv("", lines);
}

/* RULES L8, T11. */
Test(render, l8_repeats_nothing_to_an_unverified_sender)
{
    const DeskOutboxRow unverified = sample_row("ack", false);
    const DeskOutboxRow verified = sample_row("ack", true);
    g_autofree char *silent = render(&unverified);
    g_autofree char *folded = render(&verified);
    g_autofree char *open = join_lines(folded);
    cr_expect_null(strstr(silent, "Evil"), "%s", silent);
    cr_expect(strstr(open, "Evil words"), "%s", open);
    cr_expect(strstr(open, "Thread-Topic: " HOSTILE "\r\n"), "%s", open);
    cr_expect(strstr(open, "&lt;b&gt;{{ticket.id}}&lt;/b&gt;"), "%s", open);
}

/* RULES O3: each kind says what it is, and an alarm carries what the agent has to know. */
Test(render, o3_an_alarm_is_a_notice_to_an_agent)
{
    static const char *const expected[] = {
        "Auto-Submitted: auto-notified\r\n",        "X-Auto-Response-Suppress: All\r\n",
        "From: Support <support@example.org>\r\n",  "Reply-To: support+r1@example.org\r\n",
        "Subject: [#1] Attention: " HOSTILE "\r\n", "Hello Alice Roe,",
        "\r\nA mail was {{held}} & <kept>.\r\n",    "A mail was {{held}} &amp; &lt;kept&gt;.",
    };
    DeskOutboxRow row = sample_row("agent-alarm", true);
    row.detail = (char *) "A mail was {{held}} & <kept>.";
    row.thread_topic = NULL;
    g_autofree char *folded = render(&row);
    g_autofree char *mail = join_lines(folded);
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        cr_expect(strstr(mail, expected[i]), "no %s in %s", expected[i], mail);
    cr_expect_null(strstr(mail, "Thread-Topic"), "%s", mail);
}

Test(render, an_alarm_of_a_clock_has_a_headline_and_a_sentence_a_line)
{
    static const char *const expected[] = {
        "Subject: [#1] First response overdue: " HOSTILE "\r\n",
        "\r\nIt was <due>.\r\n\r\nDo something.\r\n",
        "<strong>First response overdue</strong>",
        ">It was &lt;due&gt;.</p>",
        "    Status:    open    Priority:  high    Category:  none ",
    };
    DeskOutboxRow row = sample_row("agent-alarm", true);
    row.detail = (char *) "First response overdue\nIt was <due>.\nDo something.";
    g_autofree char *folded = render(&row);
    g_autofree char *mail = join_lines(folded);
    for (size_t i = 0; i < G_N_ELEMENTS(expected); i++)
        cr_expect(strstr(mail, expected[i]), "no %s in %s", expected[i], mail);
}

/* RULES T11: the references of an alarm are folded, and parse back as the first and the last 20. */
Test(render, t11_a_long_conversation_keeps_its_first_and_its_last_ids)
{
    g_autoptr(GString) ids = g_string_new("m0@desk.example.org");
    g_autoptr(GString) expected = g_string_new("References: <m0@desk.example.org>");
    for (int i = 1; i < 60; i++) {
        g_string_append_printf(ids, " m%d@desk.example.org", i);
        if (i >= 40)
            g_string_append_printf(expected, " <m%d@desk.example.org>", i);
    }
    g_string_append(expected, "\r\n");
    DeskOutboxRow row = sample_row("agent-alarm", true);
    row.detail = (char *) "x";
    row.in_reply_to = (char *) "m59@desk.example.org";
    row.references = ids->str;
    g_autofree char *mail = render(&row);
    cr_expect(strstr(mail, expected->str), "%s", mail);
    cr_expect(strstr(mail, "In-Reply-To: <m59@desk.example.org>\r\n"), "%s", mail);
}

/* RULES A8: ids of foreign mails that could become something else are left out. */
Test(render, a8_ids_that_are_more_than_ids_are_left_out)
{
    static const char *const odd[] = { "=?utf-8?q?a=0D=0ABcc:_x?=@example.org", "a\r\nBcc: x",
                                       "a>b@example.org", "a\u2028b@example.org" };
    for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
        g_autofree char *ids = g_strconcat("one@example.org ", odd[i], " two@example.org", NULL);
        DeskOutboxRow row = sample_row("ack", true);
        row.in_reply_to = (char *) odd[i];
        row.references = ids;
        g_autofree char *mail = render(&row);
        cr_expect_null(strstr(mail, odd[i]), "row %zu: %s", i, mail);
        cr_expect_null(strstr(mail, "In-Reply-To"), "row %zu: %s", i, mail);
        cr_expect(strstr(mail, "References: <one@example.org>"), "row %zu: %s", i, mail);
    }
}

Test(render, says_whose_fault_it_is)
{
    static const struct {
        const char *kind;
        const char *recipient;
        bool template_error;
    } rows[] = {
        { "unknown", "jo@example.org", true },
        { "../en/ack", "jo@example.org", true },
        { "ack", "jo@example.org\r\nBcc: b@example.org", false },
    };
    g_autoptr(DeskShelf) shelf = shipped();
    DeskOutboxRow ack = study_row("ack", 0);
    g_autoptr(DeskLetter) letter = study_write(&ack);
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        DeskOutboxRow row = sample_row("ack", true);
        row.kind = (char *) rows[i].kind;
        row.recipient = (char *) rows[i].recipient;
        g_autoptr(GBytes) bytes = desk_send_render(shelf, &row, letter, &error);
        cr_assert_null(bytes, "row %zu", i);
        cr_expect_eq(error->domain == DESK_TEMPLATE_ERROR, rows[i].template_error, "row %zu: %s", i,
                     error->message);
    }
}

/* A letter may name another template than that of its kind. */
Test(render, takes_the_template_that_the_letter_names)
{
    g_autoptr(DeskShelf) shelf = shipped();
    const DeskOutboxRow row = sample_row("no-such-kind", true);
    const DeskOutboxRow ack = sample_row("ack", true);
    g_autoptr(DeskLetter) letter = study_write(&ack);
    letter->template = "ack";
    g_autoptr(GBytes) bytes = desk_send_render(shelf, &row, letter, NULL);
    cr_assert(bytes);
    cr_expect(memmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), "Your reference", 14));
}

/* The mailbox's and the team's template go before the plain one, in its language. */
Test(render, chooses_by_mailbox_team_and_language)
{
    static const struct {
        const char *file, *text;
    } rows[] = {
        { "it/ack.subject", "S" },
        { "it/ack.txt", "in Italian" },
        { "it/ack.team-billing.txt", "of the team" },
        { "it/ack.mailbox-support.txt", "of the mailbox" },
    };
    g_autofree char *folder = g_dir_make_tmp("render-XXXXXX", NULL);
    g_autofree char *language = g_build_filename(folder, "it", NULL);
    cr_assert_eq(g_mkdir(language, 0700), 0);
    DeskOutboxRow row = sample_row("ack", true);
    row.language = (char *) "nl";
    g_autoptr(DeskLetter) letter = study_write(&row);
    cr_expect_str_eq(letter->mailbox, "support");
    g_free(letter->team);
    letter->team = g_strdup("billing");
    g_free(letter->language);
    letter->language = g_strdup("it-CH");
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_build_filename(folder, rows[i].file, NULL);
        cr_assert(g_file_set_contents(path, rows[i].text, -1, NULL));
        g_autoptr(DeskShelf) shelf = desk_shelf_new(NULL, folder, "en");
        g_autoptr(GBytes) bytes = desk_send_render(shelf, &row, letter, NULL);
        cr_expect_eq(bytes != NULL, i > 0, "row %zu", i);
        if (bytes)
            cr_expect(memmem(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes), rows[i].text,
                             strlen(rows[i].text)),
                      "row %zu", i);
    }
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_build_filename(folder, rows[i].file, NULL);
        g_unlink(path);
    }
    g_rmdir(language);
    g_rmdir(folder);
}
