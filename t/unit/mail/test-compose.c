#include "base/text.h"
#include "mail/compose.h"
#include "mail/name.h"
#include "mails.h"
#include "parse/parse.h"

#include <criterion/criterion.h>

static DeskDraft
sample(void)
{
    return (DeskDraft){
        .message_id = "r1@mx.example.com",
        .date = G_GINT64_CONSTANT(1772366400000000),
        .from_name = "Support",
        .from_address = "support@example.com",
        .to_name = "Jane Doe",
        .to_address = "jane@example.org",
        .subject = "Re: hello [#12]",
        .text = "Hello,\n\nyour ticket.\n",
    };
}

static DeskBytes
view_bytes(GBytes *bytes)
{
    DeskBytes view;
    view.data = g_bytes_get_data(bytes, &view.size);
    return view;
}

/* 7 bits, no NUL, CR and LF only together, lines within the limits. */
static void
expect_sound(const char *name, DeskBytes mail)
{
    size_t column = 0;
    bool is_header = true;
    for (size_t i = 0; i < mail.size; i++) {
        unsigned char c = (unsigned char) mail.data[i];
        cr_assert(c < 0x80 && (c >= ' ' || c == '\t' || c == '\r' || c == '\n'), "%s: byte %02x",
                  name, c);
        cr_assert(c != '\n' || (i > 0 && mail.data[i - 1] == '\r'), "%s: bare LF", name);
        cr_assert(c != '\r' || (i + 1 < mail.size && mail.data[i + 1] == '\n'), "%s: bare CR",
                  name);
        if (c == '\n') {
            is_header = is_header && column > 0;
            column = 0;
        } else if (c != '\r') {
            column++;
        }
        cr_assert(column <= 998, "%s: long line", name);
    }
    cr_assert(mail.size > 2 && memcmp(mail.data + mail.size - 2, "\r\n", 2) == 0, "%s", name);
    cr_assert_not(is_header, "%s: no body", name);
}

static DeskMail *
compose_and_parse(const char *name, const DeskDraft *draft)
{
    desk_parse_init();
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) bytes = desk_compose(draft, &error);
    cr_assert_not_null(bytes, "%s: %s", name, error ? error->message : "");
    expect_sound(name, view_bytes(bytes));
    return desk_parse(view_bytes(bytes));
}

Test(compose, writes_these_bytes)
{
    DeskDraft draft = sample();
    const char *const references[] = { "a@x", "b@x", NULL };
    draft.reply_to = "support+r12@example.com";
    draft.in_reply_to = "b@x";
    draft.references = references;
    draft.thread_topic = "hello";
    draft.auto_submitted = "auto-replied";
    draft.suppress_answers = true;
    g_autoptr(GBytes) bytes = desk_compose(&draft, NULL);
    g_autofree char *text = g_strndup(view_bytes(bytes).data, view_bytes(bytes).size);
    cr_expect_str_eq(text, "Date: Sun, 01 Mar 2026 12:00:00 +0000\r\n"
                           "From: Support <support@example.com>\r\n"
                           "To: Jane Doe <jane@example.org>\r\n"
                           "Reply-To: support+r12@example.com\r\n"
                           "Subject: Re: hello [#12]\r\n"
                           "Message-ID: <r1@mx.example.com>\r\n"
                           "In-Reply-To: <b@x>\r\n"
                           "References: <a@x> <b@x>\r\n"
                           "Thread-Topic: hello\r\n"
                           "Auto-Submitted: auto-replied\r\n"
                           "X-Auto-Response-Suppress: All\r\n"
                           "MIME-Version: 1.0\r\n"
                           "Content-Type: text/plain; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: 7bit\r\n"
                           "\r\n"
                           "Hello,\r\n\r\nyour ticket.\r\n");
}

Test(compose, the_same_draft_gives_the_same_bytes)
{
    DeskDraft draft = sample();
    draft.html = "<p>Hello</p>";
    g_autoptr(GBytes) one = desk_compose(&draft, NULL);
    g_autoptr(GBytes) two = desk_compose(&draft, NULL);
    cr_expect(g_bytes_equal(one, two));
    draft.message_id = "r2@mx.example.com";
    g_autoptr(GBytes) other = desk_compose(&draft, NULL);
    cr_expect_not(g_bytes_equal(one, other));
}

/* Text of random length from an alphabet that holds all that has ever broken a header. */
static char *
random_text(GRand *dice)
{
    static const char *const pieces[] = { "a",
                                          "B",
                                          "7",
                                          " ",
                                          "  ",
                                          "\t",
                                          "\r",
                                          "\n",
                                          "\r\n",
                                          "\r\n ",
                                          "\"",
                                          "\\",
                                          "<",
                                          ">",
                                          ",",
                                          ";",
                                          ":",
                                          "@",
                                          "(",
                                          ")",
                                          "=?",
                                          "?=",
                                          "=",
                                          "_",
                                          "?",
                                          "\u00e9",
                                          "\u20ac",
                                          "\u4e2d",
                                          ".",
                                          "\x01",
                                          "%s",
                                          "\u202e",
                                          "{{x}}",
                                          "\x7f",
                                          "word",
                                          "\xf0\x9f\x98\x80",
                                          "Bcc: x@example.org",
                                          "=?utf-8?q?x?=" };
    GString *out = g_string_new(NULL);
    int length = g_rand_int_range(dice, 0, g_rand_boolean(dice) ? 8 : 120);
    for (int i = 0; i < length; i++)
        g_string_append(out, pieces[g_rand_int_range(dice, 0, G_N_ELEMENTS(pieces))]);
    return g_string_free(out, FALSE);
}

Test(compose, whatever_is_written_reads_back)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(20260301);
    for (unsigned i = 0; i < 3000; i++) {
        g_autofree char *subject = random_text(dice);
        g_autofree char *name = random_text(dice);
        g_autofree char *text = random_text(dice);
        g_autofree char *subject_line = desk_text_line(subject, strlen(subject));
        g_autofree char *name_line = desk_text_line(name, strlen(name));
        /* A body is shown without what would turn its direction round. */
        g_autofree char *repaired = desk_text_repair(text, strlen(text), NULL);
        g_autoptr(GString) shown = g_string_new(repaired);
        g_string_replace(shown, "\u202e", "", 0);
        DeskDraft draft = sample();
        draft.subject = subject;
        draft.from_name = name;
        draft.to_name = name;
        draft.thread_topic = subject;
        draft.text = text;
        draft.html = i % 2 ? "<b>x</b>" : NULL;
        g_autoptr(DeskMail) mail = compose_and_parse(subject, &draft);
        desk_text_cut(subject_line, DESK_MAIL_SUBJECT_MAX);

        cr_assert_str_eq(mail->subject, subject_line, "draft %u", i);
        cr_assert_eq(mail->from->len, 1);
        cr_assert_eq(mail->to->len, 1);
        const DeskMailAddress *from = g_ptr_array_index(mail->from, 0);
        const DeskMailAddress *to = g_ptr_array_index(mail->to, 0);
        cr_assert_str_eq(from->name, name_line, "draft %u", i);
        cr_assert_str_eq(from->address, "support@example.com");
        cr_assert_str_eq(to->address, "jane@example.org");
        cr_assert_eq(mail->cc->len, 0);
        if (*g_strstrip(shown->str))
            cr_assert_str_eq(g_strstrip(mail->text), shown->str, "draft %u", i);
    }
}

Test(compose, bodies_read_back)
{
    g_autoptr(GString) longer = repeat("", "x", 5000, "");
    g_autoptr(GString) wide = repeat("", "\u4e2d\u6587 ", 3000, "!");
    const char *const bodies[] = {
        "short\n",
        ".\n.\ndot\n",
        "From here\n",
        "a\nFrom there\n",
        "trailing \nblank\t\n",
        "caf\u00e9 = 100 %\n",
        "=41 =?utf-8?q?x?=\n",
        longer->str,
        wide->str,
        "--=_\n--x--\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++) {
        DeskDraft draft = sample();
        draft.text = bodies[i];
        for (unsigned html = 0; html < 2; html++) {
            draft.html = html ? "<p>caf\u00e9</p>" : NULL;
            g_autoptr(DeskMail) mail = compose_and_parse(bodies[i], &draft);
            g_autofree char *expected = g_strchomp(g_strdup(bodies[i]));
            cr_expect_str_eq(g_strchomp(mail->text), expected, "body %zu", i);
            cr_expect_eq(mail->has_html, html == 1);
        }
    }
}

Test(compose, the_machine_headers_say_what_it_is)
{
    DeskDraft draft = sample();
    g_autoptr(DeskMail) person = compose_and_parse("person", &draft);
    cr_expect_eq(person->machine, DESK_MACHINE_HUMAN);
    cr_expect(person->may_answer);
    draft.auto_submitted = "auto-generated";
    g_autoptr(DeskMail) machine = compose_and_parse("machine", &draft);
    cr_expect_eq(machine->machine, DESK_MACHINE_AUTO_GENERATED);
    cr_expect_not(machine->may_answer);
}

Test(compose, references_keep_the_first_and_the_last)
{
    char ids[60][16];
    const char *references[61] = { NULL };
    for (unsigned i = 0; i < 60; i++) {
        g_snprintf(ids[i], sizeof ids[i], "%u@x", i);
        references[i] = ids[i];
    }
    references[30] = "b\u00f6se@x";
    references[59] = "";
    DeskDraft draft = sample();
    draft.references = references;
    g_autoptr(DeskMail) mail = compose_and_parse("references", &draft);
    cr_assert_eq(mail->references->len, 20);
    cr_expect_str_eq(g_ptr_array_index(mail->references, 0), "0@x");
    cr_expect_str_eq(g_ptr_array_index(mail->references, 1), "40@x");
    cr_expect_str_eq(g_ptr_array_index(mail->references, 19), "58@x");
}

Test(compose, refuses_what_would_become_another_header)
{
    static const char *const bad[] = {
        "",          "nobody", "a@x\r\nBcc: b@example.org", "a@x\n", "a b@x",
        "a@x>,<b@x", "\x01@x", "j\u00fcrgen@example.org",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        for (unsigned field = 0; field < 3; field++) {
            DeskDraft draft = sample();
            g_autoptr(GError) error = NULL;
            *(field == 0   ? &draft.from_address
              : field == 1 ? &draft.to_address
                           : &draft.reply_to) = bad[i];
            g_autoptr(GBytes) bytes = desk_compose(&draft, &error);
            cr_expect_null(bytes, "%s in %u", bad[i], field);
            cr_expect(g_error_matches(error, DESK_COMPOSE_ERROR, DESK_COMPOSE_ERROR_BAD_VALUE));
        }
    }
    static const char *const bad_ids[] = { "", "a b", "a@x>\r\nBcc: b@x", "<a@x>", "\u00e9@x" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad_ids); i++) {
        DeskDraft draft = sample();
        draft.message_id = bad_ids[i];
        g_autoptr(GBytes) bytes = desk_compose(&draft, NULL);
        cr_expect_null(bytes, "%s", bad_ids[i]);
    }
    DeskDraft draft = sample();
    draft.in_reply_to = "a@x\r\nBcc: b@example.org";
    g_autoptr(GBytes) bytes = desk_compose(&draft, NULL);
    cr_expect_null(bytes);
    draft = sample();
    draft.auto_submitted = "no\r\nX: y";
    g_autoptr(GBytes) other = desk_compose(&draft, NULL);
    cr_expect_null(other);
}

static DeskDraftFile
file_of(const char *name, const char *type, const char *bytes)
{
    return (DeskDraftFile){ .name = name, .type = type, .bytes = { bytes, strlen(bytes) } };
}

Test(compose, writes_files_round_the_text)
{
    DeskDraft draft = sample();
    const DeskDraftFile files[] = { file_of("a.png", "image/png", "one"),
                                    file_of("d\u00e9j\u00e0 vu.txt", "text/plain", "caf\u00e9"),
                                    file_of(NULL, "message/rfc822", "Subject: x\r\n\r\ny\r\n") };
    draft.files = files;
    draft.file_count = G_N_ELEMENTS(files);
    draft.html = "<p>x</p>";
    draft.list_unsubscribe = "mailto:support+u1@example.com?subject=stop";
    g_autoptr(GBytes) bytes = desk_compose(&draft, NULL);
    cr_assert_not_null(bytes);
    g_autofree char *text = g_strndup(view_bytes(bytes).data, view_bytes(bytes).size);
    expect_sound("files", view_bytes(bytes));
    static const char *const pieces[] = {
        "\r\nList-Unsubscribe: <mailto:support+u1@example.com?subject=stop>\r\n",
        "\r\nContent-Type: multipart/mixed;\r\n boundary=\"=_files_",
        "\r\nContent-Type: multipart/alternative;\r\n boundary=\"=_",
        "\r\nContent-Type: image/png;\r\n name=\"a.png\"\r\n"
        "Content-Disposition: attachment;\r\n filename=\"a.png\"\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\nb25l\r\n\r\n--=_files_",
        "\r\nContent-Type: text/plain; charset=utf-8;\r\n"
        " name=\"=?utf-8?b?ZMOpasOgIHZ1LnR4dA==?=\"\r\n"
        "Content-Disposition: attachment;\r\n filename*=utf-8''d%C3%A9j%C3%A0%20vu.txt\r\n",
        "\r\nContent-Type: message/rfc822;\r\n name=\"attachment-3.eml\"\r\n"
        "Content-Disposition: attachment;\r\n filename=\"attachment-3.eml\"\r\n"
        "Content-Transfer-Encoding: 7bit\r\n\r\nSubject: x\r\n\r\ny\r\n\r\n--=_files_",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++)
        cr_expect(strstr(text, pieces[i]), "%s is not in %s", pieces[i], text);
    g_autoptr(GBytes) again = desk_compose(&draft, NULL);
    cr_expect(g_bytes_equal(bytes, again));
}

/* Composes it with one file and lists that. */
static void
expect_file(const DeskDraftFile *file, const char *name, const char *type)
{
    DeskDraft draft = sample();
    draft.files = file;
    draft.file_count = 1;
    g_autoptr(DeskMail) mail = compose_and_parse(name, &draft);
    cr_assert_eq(mail->attachments->len, 1, "%s", name);
    const DeskAttachment *listed = g_ptr_array_index(mail->attachments, 0);
    g_autofree char *sum = g_compute_checksum_for_data(
        G_CHECKSUM_SHA256, (const guchar *) file->bytes.data, file->bytes.size);
    cr_expect_str_eq(listed->name, name);
    cr_expect_str_eq(listed->type, type, "%s", name);
    cr_expect_eq((size_t) listed->size, file->bytes.size, "%s", name);
    cr_expect_str_eq(listed->sha256, sum, "%s", name);
    cr_expect_str_eq(mail->text, "Hello,\n\nyour ticket.\n", "%s", name);
}

Test(compose, a_file_has_a_type_that_base64_may_stand_under)
{
#define BINARY "application/octet-stream"
    static const struct {
        const char *type, *bytes, *read;
    } rows[] = {
        { "image/png", "x", "image/png" },
        { "IMAGE/PNG", "x", "image/png" },
        { "", "x", BINARY },
        { NULL, "x", BINARY },
        { "png", "x", BINARY },
        { "image/png\r\nBcc: x@example.org", "x", "image/png" },
        { "image/png; name=x", "x", "image/png" },
        { "multipart/mixed", "x", BINARY },
        { "multipart/mixed; boundary=x", "--x\r\n", BINARY },
        { "message/partial", "x", BINARY },
        { "message/delivery-status", "x", BINARY },
        { "message/rfc822", "Subject: x\r\n\r\ny", "message/rfc822" },
        { "Message/RFC822", "Subject: x\r\n\r\ny\r\n", "message/rfc822" },
        { "message/rfc822", "Subject: x\n\ny\n", BINARY },
        { "message/rfc822", "Subject: x\r\n\r\ny\r", BINARY },
        { "message/rfc822", "Subject: x\r\n\r\ny\rz", BINARY },
        { "message/rfc822", "Subject: caf\u00e9\r\n\r\ny", BINARY },
        { "message/rfc822", "", BINARY },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        DeskDraftFile file = file_of("a.eml", rows[i].type, rows[i].bytes);
        expect_file(&file, "a.eml", rows[i].read);
    }
    g_autoptr(GString) longer = repeat("Subject: x\r\n\r\n", "y", 998, "\r\n");
    DeskDraftFile file = { "a.eml", "message/rfc822", view_of(longer) };
    expect_file(&file, "a.eml", "message/rfc822");
    g_string_insert_c(longer, 14, 'y');
    file.bytes = view_of(longer);
    expect_file(&file, "a.eml", BINARY);
}

Test(compose, any_name_of_a_file_reads_back)
{
    g_autoptr(GRand) dice = g_rand_new_with_seed(20260302);
    for (unsigned i = 0; i < 1000; i++) {
        g_autofree char *given = random_text(dice);
        g_autofree char *bytes = random_text(dice);
        g_autofree char *safe = desk_name_safe(given);
        /* What looks encoded is read so, wherever it stands: many writers encode twice. */
        if (strstr(safe, "=?"))
            continue;
        DeskDraftFile file = file_of(given, BINARY, bytes);
        expect_file(&file, *safe ? safe : "attachment-1", BINARY);
    }
}

Test(compose, refuses_what_is_no_place_to_unsubscribe)
{
    static const char *const bad[] = { "",
                                       "mailto:",
                                       "support@example.com",
                                       "https://example.com/u@1",
                                       "mailto:a@x>, <mailto:b@x",
                                       "mailto:a@x\r\nBcc: b@x",
                                       "mailto:a@x b",
                                       "mailto:\u00e9@x",
                                       "mailto:a@x,b@x" };
    for (size_t i = 0; i < G_N_ELEMENTS(bad); i++) {
        DeskDraft draft = sample();
        g_autoptr(GError) error = NULL;
        draft.list_unsubscribe = bad[i];
        g_autoptr(GBytes) bytes = desk_compose(&draft, &error);
        cr_expect_null(bytes, "%s", bad[i]);
        cr_expect(g_error_matches(error, DESK_COMPOSE_ERROR, DESK_COMPOSE_ERROR_BAD_VALUE));
    }
}

/* kB */
static gint64
peak_memory(void)
{
    g_autofree char *status = NULL;
    cr_assert(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
    const char *line = strstr(status, "VmHWM:");
    return line ? g_ascii_strtoll(line + strlen("VmHWM:"), NULL, 10) : 0;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED true
#else
#define SANITIZED false
#endif

Test(compose, a_large_file_is_held_once)
{
    const size_t size = 25 * 1024 * 1024;
    g_autofree char *bytes = g_malloc(size);
    memset(bytes, 'x', size);
    DeskDraft draft = sample();
    const DeskDraftFile file = { "a.bin", "application/x", { bytes, size } };
    draft.files = &file;
    draft.file_count = 1;
    gint64 before = peak_memory();
    g_autoptr(GBytes) mail = desk_compose(&draft, NULL);
    cr_assert_not_null(mail);
    cr_expect_gt(g_bytes_get_size(mail), size / 3 * 4);
    /* Base64 in lines is 1.37 of the file; a second copy of either would be over this. */
    gint64 grown = peak_memory() - before;
    cr_expect(SANITIZED || grown * 1024 < (gint64) size * 3 / 2, "%" G_GINT64_FORMAT " kB", grown);
}
