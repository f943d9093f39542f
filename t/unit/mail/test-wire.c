#include "mail/wire.h"
#include "mails.h"

#include <criterion/criterion.h>

static DeskAttachment *
sample_attachment(void)
{
    DeskAttachment *a = desk_attachment_new();
    g_free(a->name);
    a->name = g_strdup("caf\u00e9.png");
    g_free(a->type);
    a->type = g_strdup("image/png");
    g_free(a->sha256);
    a->sha256 = g_strnfill(64, 'a');
    a->size = G_GINT64_CONSTANT(5000000000);
    a->is_inline = true;
    return a;
}

static DeskBounce *
sample_bounce(void)
{
    DeskBounce *b = desk_bounce_new();
    g_free(b->recipient);
    b->recipient = g_strdup("b@example.org");
    g_free(b->status);
    b->status = g_strdup("4.2.2");
    b->action = DESK_BOUNCE_DELAYED;
    b->hard = true;
    return b;
}

static void
add_result(DeskMail *mail, guint64 field, const char *domain)
{
    DeskAuthentication *a = desk_authentication_new();
    a->field = field;
    desk_mail_set(&a->authserv_id, g_strdup("mx.example.com"));
    desk_mail_set(&a->method, g_strdup("dkim"));
    desk_mail_set(&a->result, g_strdup("pass"));
    desk_mail_set(&a->domain, g_strdup(domain));
    g_ptr_array_add(mail->authentication, a);
}

static DeskMail *
sample(void)
{
    DeskMail *mail = desk_mail_new();
    g_free(mail->message_id);
    mail->message_id = g_strdup("1@x");
    mail->date = 1772366400000000;
    g_ptr_array_add(mail->from, desk_mail_address_new("J\u00fc", "j@example.org"));
    g_ptr_array_add(mail->cc, desk_mail_address_new("", "c@example.org"));
    g_free(mail->subject);
    mail->subject = g_strdup("hello");
    g_ptr_array_add(mail->references, g_strdup("2@x"));
    g_free(mail->text);
    mail->text = g_strdup("a\n\tb\n");
    mail->has_html = true;
    g_ptr_array_add(mail->attachments, sample_attachment());
    mail->machine = DESK_MACHINE_LIST;
    mail->may_answer = false;
    mail->machine_by_words = true;
    mail->nothing_new = true;
    desk_mail_add_defect(mail, "odd");
    g_ptr_array_add(mail->bounces, sample_bounce());
    add_result(mail, 0, "");
    add_result(mail, 3, "d.example.org");
    mail->from_in_doubt = true;
    mail->dkim_in_part = true;
    desk_mail_set(&mail->thread_topic, g_strdup("hello"));
    g_ptr_array_add(mail->fields, desk_mail_field_new("X-Priority", "1 (h\u00f6chste)"));
    desk_mail_set(&mail->content_language, g_strdup("en-US"));
    desk_mail_set(&mail->detected_language, g_strdup("de"));
    mail->detected_surely = true;
    mail->detected_letters = 41;
    return mail;
}

Test(wire, gives_back_what_was_written)
{
    g_autoptr(DeskMail) mail = sample();
    g_autoptr(GBytes) bytes = desk_wire_write(mail);
    g_autoptr(DeskMail) read = desk_wire_read(bytes);
    cr_assert_not_null(read);
    g_autoptr(GBytes) again = desk_wire_write(read);
    cr_expect(g_bytes_equal(bytes, again));
    cr_expect_str_eq(desk_mail_sender(read)->name, "J\u00fc");
    cr_expect_eq(read->cc->len, 1);
    cr_expect_str_eq(read->text, "a\n\tb\n");
    const DeskAttachment *a = g_ptr_array_index(read->attachments, 0);
    cr_expect_str_eq(a->name, "caf\u00e9.png");
    cr_expect_eq(a->size, G_GINT64_CONSTANT(5000000000));
    cr_expect(a->is_inline);
    cr_expect_eq(read->machine, DESK_MACHINE_LIST);
    cr_expect_not(read->may_answer);
    cr_expect(read->machine_by_words);
    cr_expect(read->nothing_new);
    cr_expect(read->has_html);
    const DeskBounce *b = g_ptr_array_index(read->bounces, 0);
    cr_expect_str_eq(b->recipient, "b@example.org");
    cr_expect_eq(b->action, DESK_BOUNCE_DELAYED);
    cr_expect(b->hard);
    cr_expect_not(read->unparsed);
    const DeskAuthentication *result = g_ptr_array_index(read->authentication, 1);
    cr_expect_eq(result->field, 3);
    cr_expect_str_eq(result->authserv_id, "mx.example.com");
    cr_expect_str_eq(result->method, "dkim");
    cr_expect_str_eq(result->result, "pass");
    cr_expect_str_eq(result->domain, "d.example.org");
    cr_expect(read->from_in_doubt);
    cr_expect(read->dkim_in_part);
    cr_expect_str_eq(read->thread_topic, "hello");
    cr_assert_eq(read->fields->len, 1);
    const DeskMailField *field = g_ptr_array_index(read->fields, 0);
    cr_expect_str_eq(field->name, "X-Priority");
    cr_expect_str_eq(field->value, "1 (h\u00f6chste)");
    cr_expect_str_eq(read->content_language, "en-US");
    cr_expect_str_eq(read->detected_language, "de");
    cr_expect(read->detected_surely);
    cr_expect_eq(read->detected_letters, 41);
}

static void
replace(char **field, char *with)
{
    g_free(*field);
    *field = with;
}

static void
spoil(DeskMail *mail, unsigned how)
{
    DeskMailAddress *from = g_ptr_array_index(mail->from, 0);
    DeskAttachment *a = g_ptr_array_index(mail->attachments, 0);
    DeskBounce *bounce = g_ptr_array_index(mail->bounces, 0);
    DeskAuthentication *result = g_ptr_array_index(mail->authentication, 1);
    DeskMailField *field = g_ptr_array_index(mail->fields, 0);
    switch (how) {
    case 0:
        return replace(&mail->message_id, g_strdup("a b"));
    case 1:
        return replace(&mail->message_id, g_strnfill(DESK_MAIL_ID_MAX + 1, 'x'));
    case 2:
        return replace(&mail->subject, g_strdup("a\nb"));
    case 3:
        return replace(&mail->subject, g_strnfill(DESK_MAIL_SUBJECT_MAX + 1, 'x'));
    case 4:
        return replace(&mail->subject, g_strdup("a\xc2\x85"
                                                "b"));
    case 5:
        return replace(&mail->text, g_strdup("a\rb"));
    case 6:
        return replace(&mail->text, g_strnfill(DESK_MAIL_TEXT_MAX + 1, 'x'));
    case 7:
        return replace(&from->address, g_strdup("no(body"));
    case 8:
        return replace(&from->address, g_strdup("a@EXAMPLE.org"));
    case 9:
        return replace(&from->address, g_strdup("a@x\r\nb"));
    case 10:
        return replace(&from->name, g_strdup("a\x1b[1mb"));
    case 11:
        return replace(&a->name, g_strdup("../x"));
    case 12:
        return replace(&a->name, g_strdup(".profile"));
    case 13:
        return replace(&a->name, g_strdup(""));
    case 14:
        return replace(&a->sha256, g_strnfill(63, 'a'));
    case 15:
        return replace(&a->sha256, g_strnfill(64, 'g'));
    case 16:
        a->size = -1;
        return;
    case 17:
        mail->date = -1;
        return;
    case 18:
        mail->date = G_MAXINT64;
        return;
    case 19:
        mail->machine = (DeskMachineKind) DESK_MACHINE_KINDS;
        return;
    case 20:
        return replace((char **) &g_ptr_array_index(mail->references, 0), g_strdup(""));
    case 21:
        return replace((char **) &g_ptr_array_index(mail->defects, 0), g_strdup("a\nb"));
    case 22:
        for (unsigned i = 0; i < DESK_MAIL_LIST_MAX; i++)
            g_ptr_array_add(mail->references, g_strdup("x@y"));
        return;
    case 23:
        return replace(&bounce->status, g_strdup("5.x"));
    case 24:
        bounce->action = (DeskBounceAction) DESK_BOUNCE_ACTIONS;
        return;
    case 25:
        return replace(&bounce->recipient, g_strdup("a\nb"));
    case 26:
        return replace(&mail->reply_text, g_strdup("a\x1e"));
    case 27:
        return replace(&mail->returned_id, g_strdup("a b"));
    case 28:
        return replace(&mail->calendar, g_strdup("a\nb"));
    case 29:
        return replace(&mail->thread_topic, g_strdup("a\nb"));
    case 30:
        return replace(&mail->thread_topic, g_strnfill(DESK_MAIL_SUBJECT_MAX + 1, 'x'));
    case 31:
        result->field = DESK_MAIL_AUTHRES_MAX;
        return;
    case 32:
        ((DeskAuthentication *) g_ptr_array_index(mail->authentication, 0))->field = 4;
        return;
    case 33:
        return replace(&result->authserv_id, g_strdup(""));
    case 34:
        return replace(&result->authserv_id, g_strdup("a\nb"));
    case 35:
        return replace(&result->method, g_strdup("DKIM"));
    case 36:
        return replace(&result->method, g_strdup(""));
    case 37:
        return replace(&result->result, g_strdup("pass "));
    case 38:
        return replace(&result->domain, g_strdup("D.example"));
    case 39:
        return replace(&result->domain, g_strdup("a@b.example"));
    case 40:
        return replace(&result->domain, g_strdup("[192.0.2.1]"));
    case 41:
        for (unsigned i = 0; i < DESK_MAIL_LIST_MAX; i++)
            add_result(mail, 3, "");
        return;
    case 42:
        return replace(&field->name, g_strdup(""));
    case 43:
        return replace(&field->name, g_strdup("X Priority"));
    case 44:
        return replace(&field->name, g_strdup("X-Priority:"));
    case 45:
        return replace(&field->name, g_strdup("X-Priorit\u00e4t"));
    case 46:
        return replace(&field->name, g_strnfill(DESK_MAIL_NAME_MAX + 1, 'x'));
    case 47:
        return replace(&field->value, g_strdup("a\nb"));
    case 48:
        return replace(&field->value, g_strnfill(DESK_MAIL_SUBJECT_MAX + 1, 'x'));
    case 49:
        for (unsigned i = 0; i < DESK_MAIL_FIELDS_MAX; i++)
            g_ptr_array_add(mail->fields, desk_mail_field_new("X", ""));
        return;
    default:
        cr_assert_fail("no such row");
    }
}

/* "MAILER-DAEMON" is shown when it is all there is, and nowhere else. */
Test(wire, takes_a_lone_sender_without_host)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    g_ptr_array_add(mail->from, desk_mail_address_new("Mail", "MAILER-DAEMON"));
    g_autoptr(GBytes) bytes = desk_wire_write(mail);
    g_autoptr(DeskMail) read = desk_wire_read(bytes);
    cr_assert_not_null(read);
    cr_expect_null(desk_mail_sender(read));
    g_ptr_array_add(mail->from, desk_mail_address_new("", "a@example.org"));
    g_autoptr(GBytes) two = desk_wire_write(mail);
    g_autoptr(DeskMail) none = desk_wire_read(two);
    cr_expect_null(none);
}

Test(wire, refuses_every_wrong_value)
{
    for (unsigned how = 0; how < 50; how++) {
        g_autoptr(DeskMail) mail = sample();
        spoil(mail, how);
        g_autoptr(GBytes) bytes = desk_wire_write(mail);
        g_autoptr(DeskMail) read = desk_wire_read(bytes);
        cr_expect_null(read, "row %u", how);
    }
}

Test(wire, refuses_every_wrong_language)
{
    static const struct {
        const char *content, *detected;
        bool surely;
        gint64 letters;
        bool taken;
    } rows[] = {
        { "", "", false, 0, true },           { "de-AT", "zh-Hant", true, 1, true },
        { "de-at", "", false, 0, false },     { "en_US", "", false, 0, false },
        { "../../etc", "", false, 0, false }, { "", "DE", true, 1, false },
        { "", "", true, 0, false },           { "", "", false, 1, false },
        { "", "de", true, -1, false },        { "", "de", true, DESK_MAIL_TEXT_MAX + 1, false },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = desk_mail_new();
        desk_mail_set(&mail->content_language, g_strdup(rows[i].content));
        desk_mail_set(&mail->detected_language, g_strdup(rows[i].detected));
        mail->detected_surely = rows[i].surely;
        mail->detected_letters = rows[i].letters;
        g_autoptr(GBytes) bytes = desk_wire_write(mail);
        g_autoptr(DeskMail) read = desk_wire_read(bytes);
        cr_expect_eq(read != NULL, rows[i].taken, "row %zu", i);
    }
}

/* Each single byte wrong in several ways: never a crash, and what comes through is sound. */
Test(wire, survives_broken_bytes)
{
    g_autoptr(DeskMail) mail = sample();
    g_autoptr(GBytes) good = desk_wire_write(mail);
    gsize size;
    const guint8 *data = g_bytes_get_data(good, &size);
    unsigned refused = 0;

    for (gsize i = 0; i < size; i++) {
        static const guint8 masks[] = { 0x01, 0x80, 0xff };
        for (unsigned m = 0; m < G_N_ELEMENTS(masks); m++) {
            guint8 *copy = g_memdup2(data, size);
            copy[i] ^= masks[m];
            g_autoptr(GBytes) bytes = g_bytes_new_take(copy, size);
            g_autoptr(DeskMail) read = desk_wire_read(bytes);
            refused += read == NULL;
        }
        g_autoptr(GBytes) cut = g_bytes_new(data, i);
        g_autoptr(DeskMail) read = desk_wire_read(cut);
        cr_expect_null(read, "cut at %zu", (size_t) i);
    }
    cr_expect(refused > size, "%u of %u refused", refused, (unsigned) size * 3);
}

Test(wire, refuses_too_many_bytes)
{
    g_autoptr(GBytes) bytes = g_bytes_new_take(g_malloc0(DESK_WIRE_MAX + 1), DESK_WIRE_MAX + 1);
    g_autoptr(DeskMail) read = desk_wire_read(bytes);
    cr_expect_null(read);
}
