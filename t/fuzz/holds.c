#include "base/address.h"
#include "base/langtag.h"
#include "fuzz.h"
#include "mail/wire.h"
#include "text/body.h"

#define FILE_NAME_MAX 150 /* bytes (RULES M6) */

void
fuzz_must_hold(bool holds, const char *what, const char *file, int line)
{
    if (holds)
        return;
    fprintf(stderr, "%s:%d: %s does not hold\n", file, line, what);
    abort();
}

static void
check_characters(const char *text, const char *controls)
{
    MUST_HOLD(text != NULL);
    MUST_HOLD(g_utf8_validate(text, -1, NULL));
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        MUST_HOLD(!g_unichar_iscntrl(c) || (c < 0x80 && strchr(controls, (int) c)));
    }
}

void
fuzz_check_line(const char *line, size_t max)
{
    check_characters(line, "");
    MUST_HOLD(strlen(line) <= max);
}

void
fuzz_check_text(const char *text, size_t max, bool marked)
{
    static const char controls[] = { '\t', '\n', DESK_QUOTE_MARK, '\0' };
    check_characters(text, marked ? controls : "\t\n");
    MUST_HOLD(strlen(text) <= max);
    for (const char *p = text; (p = strchr(p, DESK_QUOTE_MARK)); p++)
        MUST_HOLD(p == text || p[-1] == '\n');
}

void
fuzz_check_mailbox(const DeskMailAddress *mailbox)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    fuzz_check_line(mailbox->name, DESK_MAIL_NAME_MAX);
    fuzz_check_line(mailbox->address, DESK_MAIL_NAME_MAX);
    MUST_HOLD(desk_address_split(mailbox->address, &spec));
}

static void
check_mailboxes(const GPtrArray *list)
{
    MUST_HOLD(list && list->len <= DESK_MAIL_LIST_MAX);
    for (guint i = 0; i < list->len; i++)
        fuzz_check_mailbox(list->pdata[i]);
}

/* One alone may be a name without "@domain": somebody is shown, and nobody is the sender. */
static void
check_from(const DeskMail *mail)
{
    const DeskMailAddress *first = mail->from->len == 1 ? mail->from->pdata[0] : NULL;
    if (!first || strchr(first->address, '@')) {
        check_mailboxes(mail->from);
        return;
    }
    fuzz_check_line(first->name, DESK_MAIL_NAME_MAX);
    fuzz_check_line(first->address, DESK_MAIL_NAME_MAX);
    MUST_HOLD(!desk_mail_sender(mail));
}

static void
check_id(const char *id)
{
    fuzz_check_line(id, DESK_MAIL_ID_MAX);
    MUST_HOLD(!strpbrk(id, " <>"));
}

static void
check_ids(const GPtrArray *list)
{
    MUST_HOLD(list && list->len <= DESK_MAIL_LIST_MAX);
    for (guint i = 0; i < list->len; i++) {
        check_id(list->pdata[i]);
        MUST_HOLD(*(const char *) list->pdata[i]);
    }
}

static void
check_attachment(const DeskAttachment *a)
{
    fuzz_check_line(a->name, FILE_NAME_MAX);
    MUST_HOLD(*a->name && *a->name != '.' && !strpbrk(a->name, "/\\:"));
    fuzz_check_line(a->type, DESK_MAIL_NAME_MAX);
    MUST_HOLD(strchr(a->type, '/') && !strpbrk(a->type, "ABCDEFGHIJKLMNOPQRSTUVWXYZ ;"));
    MUST_HOLD(a->size >= 0);
    MUST_HOLD(strlen(a->sha256) == 64 && strspn(a->sha256, "0123456789abcdef") == 64);
    fuzz_check_line(a->content_id, DESK_MAIL_ID_MAX);
}

static void
check_bounce(const DeskBounce *b)
{
    fuzz_check_line(b->recipient, DESK_MAIL_ID_MAX);
    fuzz_check_line(b->diagnostic, DESK_MAIL_NAME_MAX);
    MUST_HOLD((unsigned) b->action < DESK_BOUNCE_ACTIONS);
    MUST_HOLD(*b->status == '\0' || g_regex_match_simple("^[245]\\.[0-9]{1,3}\\.[0-9]{1,3}$",
                                                         b->status, G_REGEX_DOLLAR_ENDONLY, 0));
    MUST_HOLD(*b->reply_code == '\0' ||
              g_regex_match_simple("^[2-5][0-9][0-9]$", b->reply_code, G_REGEX_DOLLAR_ENDONLY, 0));
    MUST_HOLD(!b->hard || b->action == DESK_BOUNCE_FAILED);
}

static void
check_report(const DeskMail *mail)
{
    bool is_report = mail->machine == DESK_MACHINE_BOUNCE || mail->machine == DESK_MACHINE_DELAY ||
                     mail->machine == DESK_MACHINE_SUCCESS;
    MUST_HOLD(mail->bounces && mail->bounces->len <= DESK_MAIL_LIST_MAX);
    MUST_HOLD(mail->bounces->len == 0 || is_report);
    for (guint i = 0; i < mail->bounces->len; i++)
        check_bounce(mail->bounces->pdata[i]);
    check_id(mail->returned_id);
}

static void
check_authentication(const DeskMail *mail)
{
    static const char keyword[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
    guint64 field = 0;
    MUST_HOLD(mail->authentication && mail->authentication->len <= DESK_MAIL_LIST_MAX);
    for (guint i = 0; i < mail->authentication->len; i++) {
        const DeskAuthentication *a = mail->authentication->pdata[i];
        MUST_HOLD(a->field >= field && a->field < DESK_MAIL_AUTHRES_MAX);
        field = a->field;
        fuzz_check_line(a->authserv_id, DESK_MAIL_NAME_MAX);
        MUST_HOLD(*a->authserv_id && *a->method);
        MUST_HOLD(a->method[strspn(a->method, keyword)] == '\0');
        MUST_HOLD(a->result[strspn(a->result, keyword)] == '\0');
        fuzz_check_line(a->domain, DESK_MAIL_NAME_MAX);
        MUST_HOLD(!strpbrk(a->domain, "ABCDEFGHIJKLMNOPQRSTUVWXYZ@[] "));
    }
}

/*
 * Each line that says something is, in this order, one of the text, or the beginning of one behind
 * which an attribution stands; only its ends are trimmed.
 */
static void
check_lines_of(const char *part, const char *text)
{
    g_auto(GStrv) wanted = g_strsplit(part, "\n", -1);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    char **line = lines;
    for (char **want = wanted; *want; want++) {
        g_strstrip(*want);
        if (**want == '\0')
            continue;
        while (*line && !g_str_has_prefix(g_strstrip(*line), *want))
            line++;
        MUST_HOLD(*line != NULL);
        line++;
    }
}

static void
check_fields(const DeskMail *mail)
{
    MUST_HOLD(mail->fields && mail->fields->len <= DESK_MAIL_FIELDS_MAX);
    for (guint i = 0; i < mail->fields->len; i++) {
        const DeskMailField *field = mail->fields->pdata[i];
        fuzz_check_line(field->name, DESK_MAIL_NAME_MAX);
        MUST_HOLD(*field->name && g_str_is_ascii(field->name) && !strpbrk(field->name, ": "));
        MUST_HOLD(g_ascii_strncasecmp(field->name, "X-Desk-", strlen("X-Desk-")) != 0);
        fuzz_check_line(field->value, DESK_MAIL_SUBJECT_MAX);
    }
}

static void
check_texts(const DeskMail *mail)
{
    fuzz_check_text(mail->text, DESK_MAIL_TEXT_MAX, false);
    fuzz_check_text(mail->reply_text, strlen(mail->text), false);
    fuzz_check_text(mail->signature_text, strlen(mail->text), false);
    MUST_HOLD(desk_body_is_blank(mail->text) == desk_body_is_blank(mail->reply_text));
    check_lines_of(mail->reply_text, mail->text);
    check_lines_of(mail->signature_text, mail->text);
}

static void
check_wire(const DeskMail *mail)
{
    g_autoptr(GBytes) bytes = desk_wire_write(mail);
    g_autoptr(DeskMail) read = desk_wire_read(bytes);
    MUST_HOLD(read != NULL);
    g_autoptr(GBytes) again = desk_wire_write(read);
    MUST_HOLD(g_bytes_equal(bytes, again));
}

static void
check_language(const char *tag)
{
    g_autofree char *read = desk_langtag_read(tag, strlen(tag));
    MUST_HOLD(*tag == '\0' || (read && g_str_equal(read, tag)));
}

void
fuzz_check_mail(const DeskMail *mail)
{
    check_id(mail->message_id);
    MUST_HOLD(mail->date >= 0);
    check_from(mail);
    check_mailboxes(mail->reply_to);
    check_mailboxes(mail->to);
    check_mailboxes(mail->cc);
    fuzz_check_line(mail->subject, DESK_MAIL_SUBJECT_MAX);
    check_ids(mail->in_reply_to);
    check_ids(mail->references);
    check_texts(mail);
    fuzz_check_line(mail->calendar, DESK_MAIL_NAME_MAX);
    MUST_HOLD(mail->attachments && mail->attachments->len <= DESK_MAIL_LIST_MAX);
    for (guint i = 0; i < mail->attachments->len; i++)
        check_attachment(mail->attachments->pdata[i]);
    MUST_HOLD((unsigned) mail->machine < DESK_MACHINE_KINDS);
    fuzz_check_line(mail->machine_evidence, DESK_MAIL_NAME_MAX);
    MUST_HOLD(mail->machine == DESK_MACHINE_HUMAN || *mail->machine_evidence);
    check_report(mail);
    fuzz_check_line(mail->thread_topic, DESK_MAIL_SUBJECT_MAX);
    check_authentication(mail);
    check_fields(mail);
    check_language(mail->content_language);
    check_language(mail->detected_language);
    MUST_HOLD(mail->defects && mail->defects->len <= DESK_MAIL_LIST_MAX);
    for (guint i = 0; i < mail->defects->len; i++)
        fuzz_check_line(mail->defects->pdata[i], DESK_MAIL_NAME_MAX);
    check_wire(mail);
}
