#include "mail/facts.h"
#include "base/clock.h"
#include "base/text.h"
#include "mail/authentication.h"
#include "mail/ids.h"
#include "mail/mailboxes.h"

#include <gmime/gmime.h>

#define DATE_LENGTH 200
#define LOCAL_MAX   64

void
desk_facts_init(void)
{
    g_mime_init();
}

typedef struct {
    DeskMail *mail;
    const GArray *headers;
    DeskCharsetDecode decode;
    const char *fallback;
} Reading;

static DeskBytes
value_at(const Reading *reading, int index)
{
    return g_array_index(reading->headers, DeskHeader, index).value;
}

/* All fields of that name, one list: a second To counts, as every mail client shows it. */
static DeskMailboxes
read_mailboxes(const Reading *reading, const char *name, GPtrArray *list)
{
    DeskMailboxes all = { 0 };
    for (int i = -1; (i = desk_headers_find(reading->headers, name, (unsigned) (i + 1))) >= 0;) {
        DeskMailboxes found =
            desk_mailboxes_read(value_at(reading, i), reading->decode, reading->fallback, list);
        all.malformed += found.malformed;
        all.is_grouped |= found.is_grouped;
        all.is_routed |= found.is_routed;
    }
    if (all.malformed > 0) {
        g_autofree char *defect = g_strdup_printf("%s: %u malformed address%s left out", name,
                                                  all.malformed, all.malformed == 1 ? "" : "es");
        desk_mail_add_defect(reading->mail, defect);
    }
    return all;
}

/*
 * "Mail Delivery Subsystem <MAILER-DAEMON>": a host that has not completed its own name. Nobody can
 * be answered there, so it is no sender (desk_mail_sender), but it is shown.
 */
static void
read_local_sender(const Reading *reading)
{
    int i = desk_headers_find(reading->headers, "From", 0);
    DeskBytes value = i < 0 ? (DeskBytes){ NULL, 0 } : value_at(reading, i);
    const char *open = value.size > 0 ? memrchr(value.data, '<', value.size) : NULL;
    const char *end = open ? memchr(open, '>', value.size - (size_t) (open - value.data)) : NULL;
    if (!end || end - open < 2 || end - open > LOCAL_MAX)
        return;
    for (const char *p = open + 1; p < end; p++)
        if (*p == '\0' || (!g_ascii_isalnum(*p) && !strchr("-_.+", *p)))
            return;
    g_autofree char *local = g_strndup(open + 1, (gsize) (end - open - 1));
    DeskBytes phrase = { value.data, (size_t) (open - value.data) };
    g_autofree char *name = desk_words_decode(phrase, reading->decode, reading->fallback);
    g_strdelimit(name, "\"", ' ');
    desk_text_cut(g_strstrip(name), DESK_MAIL_NAME_MAX);
    g_ptr_array_add(reading->mail->from, desk_mail_address_new(name, local));
}

static bool
is_twice(const Reading *reading, const char *name)
{
    int first = desk_headers_find(reading->headers, name, 0);
    return first >= 0 && desk_headers_find(reading->headers, name, (unsigned) first + 1) >= 0;
}

/*
 * Whoever writes his own From as a group or a route has no identity (RULES S1), and where one
 * address was left out, or a second field is empty, another program may see another sender.
 */
static void
read_from(const Reading *reading)
{
    DeskMail *mail = reading->mail;
    DeskMailboxes found = read_mailboxes(reading, "From", mail->from);
    mail->from_in_doubt = mail->from->len != 1 || found.malformed > 0 || found.is_grouped ||
                          found.is_routed || is_twice(reading, "From");
    if (found.is_grouped || found.is_routed) {
        g_ptr_array_set_size(mail->from, 0);
        desk_mail_add_defect(mail, "From: group or route syntax");
    } else if (mail->from->len == 0) {
        read_local_sender(reading);
        desk_mail_add_defect(mail, "From: no address");
    } else if (mail->from->len > 1) {
        desk_mail_add_defect(mail, "From: several addresses");
    }
}

/* An unstructured field as one line; *out stays when there is none. */
static void
read_line(const Reading *reading, const char *name, char **out)
{
    int i = desk_headers_find(reading->headers, name, 0);
    if (i < 0)
        return;
    desk_mail_set(out, desk_words_decode(value_at(reading, i), reading->decode, reading->fallback));
    if (strlen(*out) > DESK_MAIL_SUBJECT_MAX) {
        g_autofree char *defect = g_strconcat(name, ": cut", NULL);
        desk_mail_add_defect(reading->mail, defect);
    }
    desk_text_cut(*out, DESK_MAIL_SUBJECT_MAX);
}

static void
read_message_id(const Reading *reading)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
    int i = desk_headers_find(reading->headers, "Message-ID", 0);
    if (i >= 0)
        desk_ids_read(value_at(reading, i), ids);
    if (ids->len == 0) {
        desk_mail_add_defect(reading->mail,
                             i < 0 ? "Message-ID: missing" : "Message-ID: malformed");
        return;
    }
    g_free(reading->mail->message_id);
    reading->mail->message_id = g_strdup(g_ptr_array_index(ids, 0));
}

static void
read_ids(const Reading *reading, const char *name, GPtrArray *ids)
{
    int i = desk_headers_find(reading->headers, name, 0);
    if (i >= 0)
        desk_ids_read(value_at(reading, i), ids);
}

/* GMime's date reader gets one short line of ASCII and nothing else. */
static void
read_date(const Reading *reading)
{
    int i = desk_headers_find(reading->headers, "Date", 0);
    if (i < 0) {
        desk_mail_add_defect(reading->mail, "Date: missing");
        return;
    }
    DeskBytes value = value_at(reading, i);
    g_autofree char *line = desk_text_line(value.data, MIN(value.size, DATE_LENGTH));
    g_autoptr(GDateTime) date =
        g_str_is_ascii(line) && *line ? g_mime_utils_header_decode_date(line) : NULL;
    if (!date)
        date = g_date_time_new_from_iso8601(line, NULL);
    gint64 seconds = date ? g_date_time_to_unix(date) : 0;
    if (seconds <= 0)
        desk_mail_add_defect(reading->mail, "Date: unreadable");
    else
        reading->mail->date = seconds * DESK_SECOND;
}

static void
note_doubles(const Reading *reading)
{
    static const char *const names[] = { "From",    "Message-ID",   "Date",
                                         "Subject", "Content-Type", "Content-Transfer-Encoding" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
        if (!is_twice(reading, names[i]))
            continue;
        g_autofree char *defect = g_strconcat(names[i], ": given more than once", NULL);
        desk_mail_add_defect(reading->mail, defect);
    }
}

void
desk_facts_read(DeskMail *mail, const GArray *headers, DeskCharsetDecode decode,
                const char *fallback)
{
    const Reading reading = { mail, headers, decode, fallback };
    read_from(&reading);
    read_mailboxes(&reading, "Reply-To", mail->reply_to);
    read_mailboxes(&reading, "To", mail->to);
    read_mailboxes(&reading, "Cc", mail->cc);
    read_line(&reading, "Subject", &mail->subject);
    read_line(&reading, "Thread-Topic", &mail->thread_topic);
    read_message_id(&reading);
    read_ids(&reading, "In-Reply-To", mail->in_reply_to);
    read_ids(&reading, "References", mail->references);
    read_date(&reading);
    note_doubles(&reading);
    desk_authentication_read(mail, headers);
}
