#include "mail/mailboxes.h"
#include "fuzz.h"

static void
check(DeskBytes value, DeskCharsetDecode decode, const char *fallback)
{
    g_autoptr(DeskMail) mail = desk_mail_new();
    DeskMailboxes found = desk_mailboxes_read(value, decode, fallback, mail->to);
    MUST_HOLD(mail->to->len <= DESK_MAIL_LIST_MAX);
    MUST_HOLD(mail->to->len + found.malformed <= value.size);
    for (guint i = 0; i < mail->to->len; i++)
        fuzz_check_mailbox(mail->to->pdata[i]);
}

/* Each of the ways in which a list of addresses is read: after the guard, and by salvage. */
void
fuzz_mailboxes(DeskBytes value)
{
    desk_charset_init();
    check(value, desk_charset_decode, NULL);
    check(value, desk_charset_decode, "iso-2022-jp");
    check(value, desk_charset_decode_plain, NULL);
}
