#include "machine/bounces.h"
#include "machine/dsn.h"
#include "machine/reasons.h"
#include "machine/recipients.h"
#include "machine/report.h"
#include "machine/returned.h"
#include "machine/suspicion.h"
#include "mail/mailboxes.h"
#include "text/charset.h"

typedef struct {
    DeskMail *mail;
    const GArray *headers;
    const DeskParts *parts;
    DeskNotice notice;
    GArray *recipients; /* DeskRecipient, of the notice */
    DeskReturned returned;
    DeskMachineKind kind;
} Reading;

static DeskBounce *
bounce_at(const Reading *reading, unsigned i)
{
    return g_ptr_array_index(reading->mail->bounces, i);
}

static DeskBounceAction
action_of(const Reading *reading)
{
    if (reading->kind == DESK_MACHINE_DELAY)
        return DESK_BOUNCE_DELAYED;
    return reading->kind == DESK_MACHINE_SUCCESS ? DESK_BOUNCE_DELIVERED : DESK_BOUNCE_FAILED;
}

static void
add_bounce(Reading *reading, const char *address)
{
    GPtrArray *list = reading->mail->bounces;
    for (unsigned i = 0; i < list->len; i++)
        if (g_ascii_strcasecmp(bounce_at(reading, i)->recipient, address) == 0)
            return;
    if (list->len >= DESK_MAIL_LIST_MAX)
        return;
    DeskBounce *bounce = desk_bounce_new();
    bounce->action = action_of(reading);
    desk_mail_set(&bounce->recipient, g_strdup(address));
    g_ptr_array_add(list, bounce);
}

/* A header as a list of addresses; those of the first field of that name. */
static void
add_from_header(Reading *reading, const GArray *headers, const char *name)
{
    int found = desk_headers_find(headers, name, 0);
    if (found < 0)
        return;
    g_autoptr(DeskMail) scratch = desk_mail_new();
    desk_mailboxes_read(g_array_index(headers, DeskHeader, found).value, desk_charset_decode_plain,
                        NULL, scratch->to);
    for (unsigned i = 0; i < scratch->to->len; i++)
        add_bounce(reading, ((DeskMailAddress *) g_ptr_array_index(scratch->to, i))->address);
}

/* The blocks that lie in the text itself, where no part of its own holds them. */
static void
add_from_fields(Reading *reading, DeskBytes rest)
{
    GPtrArray *list = reading->mail->bounces;
    while (rest.size > 0) {
        DeskBytes here = rest;
        if (!desk_dsn_is_field(desk_header_take_line(&rest)))
            continue;
        desk_dsn_read(here, reading->mail->to, list);
        break;
    }
    for (unsigned i = list->len; i > 0; i--)
        if (*bounce_at(reading, i - 1)->recipient == '\0')
            g_ptr_array_remove_index(list, i - 1);
}

static void
add_from_notice(Reading *reading, bool with_guesses)
{
    for (unsigned i = 0; i < reading->recipients->len; i++) {
        const DeskRecipient *recipient = &g_array_index(reading->recipients, DeskRecipient, i);
        if (with_guesses || !recipient->is_guess)
            add_bounce(reading, recipient->address);
    }
}

/* From the surest to the last resort. */
static void
find_recipients(Reading *reading)
{
    GPtrArray *list = reading->mail->bounces;
    if (list->len == 0)
        add_from_header(reading, reading->headers, "X-Failed-Recipients");
    if (list->len == 0)
        add_from_fields(reading, reading->notice.text);
    if (list->len == 0)
        add_from_notice(reading, false);
    /* A report that was passed on, with a notice of its own. */
    if (list->len == 0)
        add_from_fields(reading, reading->notice.copy);
    /* Another report went to a sender, who is not at fault. */
    if (list->len == 0 && !desk_suspicion_is_daemon(reading->returned.headers))
        add_from_header(reading, reading->returned.headers, "To");
    if (list->len == 0)
        add_from_header(reading, reading->returned.headers, "Delivered-To");
    if (list->len == 0)
        add_from_notice(reading, true);
}

static bool
is_named(const DeskBounce *bounce)
{
    return desk_dsn_is_address(bounce->recipient);
}

/* The server's reply often repeats the address; it may be ours too, where the sender is refused. */
static void
name_from_diagnostic(const Reading *reading, DeskBounce *bounce)
{
    g_auto(DeskNotice) notice;
    desk_notice_init(&notice, bounce->diagnostic);
    g_autoptr(GArray) found = desk_recipients_find(&notice, reading->mail);
    if (found->len != 1)
        return;
    const DeskRecipient *recipient = &g_array_index(found, DeskRecipient, 0);
    if (!recipient->is_guess && !desk_mailboxes_hold(reading->mail->to, recipient->address))
        desk_mail_set(&bounce->recipient, g_strdup(recipient->address));
}

static void
name_from_diagnostics(const Reading *reading)
{
    GPtrArray *list = reading->mail->bounces;
    unsigned named = 0;
    for (unsigned i = 0; i < list->len; i++) {
        if (!is_named(bounce_at(reading, i)))
            name_from_diagnostic(reading, bounce_at(reading, i));
        named += is_named(bounce_at(reading, i));
    }
    for (unsigned i = list->len; i > 0 && named > 0; i--)
        if (!is_named(bounce_at(reading, i - 1)))
            g_ptr_array_remove_index(list, i - 1);
}

/* A block of the status part that does not say whom it is about: the notice may. */
static void
name_recipient(Reading *reading)
{
    GPtrArray *list = reading->mail->bounces;
    name_from_diagnostics(reading);
    if (list->len != 1 || is_named(bounce_at(reading, 0)))
        return;
    DeskBounce *bounce = g_ptr_array_steal_index(list, 0);
    find_recipients(reading);
    if (list->len == 0) {
        g_ptr_array_add(list, bounce);
        return;
    }
    for (unsigned i = 0; i < list->len; i++) {
        DeskBounce *named = bounce_at(reading, i);
        named->action = bounce->action;
        desk_mail_set(&named->status, g_strdup(bounce->status));
        desk_mail_set(&named->reply_code, g_strdup(bounce->reply_code));
        desk_mail_set(&named->diagnostic, g_strdup(bounce->diagnostic));
    }
    desk_bounce_free(bounce);
}

/* The one address in To and Cc of the returned mail, or NULL; the caller's. */
static char *
sole_addressee(const GArray *headers)
{
    static const char *const names[] = { "To", "Cc" };
    g_autoptr(DeskMail) scratch = desk_mail_new();
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        int found = desk_headers_find(headers, names[i], 0);
        if (found >= 0)
            desk_mailboxes_read(g_array_index(headers, DeskHeader, found).value,
                                desk_charset_decode_plain, NULL, scratch->to);
    }
    if (scratch->to->len != 1)
        return NULL;
    return g_strdup(((DeskMailAddress *) g_ptr_array_index(scratch->to, 0))->address);
}

/*
 * Servers without RFC 3464 name where a mail was passed on to, not whom it was sent to: the copy
 * does. Neither a list, which has many members, nor ourselves; and it is not dead for certain.
 */
static void
add_addressee(const Reading *reading)
{
    GPtrArray *list = reading->mail->bounces;
    const GArray *headers = reading->returned.headers;
    if (list->len != 1 || !is_named(bounce_at(reading, 0)) ||
        desk_headers_find(headers, "List-Id", 0) >= 0 || desk_suspicion_is_daemon(headers))
        return;
    g_autofree char *address = sole_addressee(headers);
    const DeskBounce *known = bounce_at(reading, 0);
    if (!address || !desk_dsn_is_address(address) ||
        desk_mailboxes_hold(reading->mail->to, address) ||
        g_ascii_strcasecmp(known->recipient, address) == 0)
        return;
    DeskBounce *bounce = desk_bounce_new();
    bounce->action = known->action;
    desk_mail_set(&bounce->recipient, g_steal_pointer(&address));
    desk_mail_set(&bounce->status, g_strdup(known->status));
    desk_mail_set(&bounce->reply_code, g_strdup(known->reply_code));
    desk_mail_set(&bounce->diagnostic, g_strdup(known->diagnostic));
    g_ptr_array_add(list, bounce);
}

/* What the blocks say together: one failure makes it a bounce. */
static DeskMachineKind
kind_of_bounces(const GPtrArray *bounces, DeskMachineKind kind)
{
    bool failed = false, delayed = false;
    for (unsigned i = 0; i < bounces->len; i++) {
        const DeskBounce *bounce = g_ptr_array_index(bounces, i);
        failed |= bounce->action == DESK_BOUNCE_FAILED;
        delayed |= bounce->action == DESK_BOUNCE_DELAYED;
    }
    if (bounces->len == 0)
        return kind;
    return failed ? DESK_MACHINE_BOUNCE : delayed ? DESK_MACHINE_DELAY : DESK_MACHINE_SUCCESS;
}

static void
read_report(Reading *reading)
{
    DeskMail *mail = reading->mail;
    reading->recipients = desk_recipients_find(&reading->notice, mail);
    desk_returned_init(&reading->returned, &reading->notice, reading->parts);
    if (mail->bounces->len == 0)
        find_recipients(reading);
    else
        name_recipient(reading);
    desk_reasons_describe(mail->bounces, &reading->notice, reading->recipients);
    add_addressee(reading);
    desk_mail_set(&mail->returned_id, desk_returned_find_id(&reading->returned, &reading->notice,
                                                            reading->parts, mail));
    mail->machine = kind_of_bounces(mail->bounces, reading->kind);
    g_array_unref(reading->recipients);
    desk_returned_clear(&reading->returned);
}

/*
 * A report that a mail system passes on as a file: what is in it counts, and nothing of the mail
 * outside but its text. True when inner has been initialised. One level.
 */
static bool
read_inner(const GArray *outside, const DeskParts *outer, DeskParts *inner)
{
    DeskBytes body;
    if (!outer || outer->status->len > 0 || outer->returned->len == 0 ||
        !(desk_suspicion_is_daemon(outside) || desk_suspicion_is_null(outside)))
        return false;
    g_autoptr(GArray) headers = desk_headers_read(desk_report_view(outer->returned), &body);
    if (!desk_report_is(headers, "delivery-status"))
        return false;
    g_autoptr(DeskMail) scratch = desk_mail_new();
    desk_parts_read(scratch, headers, body, inner);
    return true;
}

static bool
read_parts(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    Reading reading = { .mail = mail, .headers = headers, .parts = parts };
    g_autoptr(GPtrArray) blocks = g_ptr_array_new_with_free_func((GDestroyNotify) desk_bounce_free);
    desk_dsn_read(desk_report_view(parts ? parts->status : NULL), mail->to, blocks);
    g_autofree char *evidence = NULL;
    desk_notice_init(&reading.notice, mail->text);
    bool is_report = desk_suspicion_confirm(
        &(DeskSuspect){ mail, headers, parts, &reading.notice, blocks }, &reading.kind, &evidence);
    if (is_report) {
        g_ptr_array_extend_and_steal(mail->bounces, g_steal_pointer(&blocks));
        desk_mail_set(&mail->machine_evidence, g_steal_pointer(&evidence));
        read_report(&reading);
    }
    desk_notice_clear(&reading.notice);
    return is_report;
}

bool
desk_bounces_read(DeskMail *mail, const GArray *headers, const DeskParts *parts)
{
    if (!desk_suspicion_arises(headers, parts))
        return false;
    DeskParts inner;
    if (!read_inner(headers, parts, &inner))
        return read_parts(mail, headers, parts);
    bool is_report = read_parts(mail, headers, &inner);
    desk_parts_clear(&inner);
    return is_report;
}
