#include "mail/compose.h"
#include "base/address.h"
#include "base/clock.h"
#include "base/text.h"
#include "mail/compose-field.h"
#include "mail/compose-part.h"

#define ID_MAX          900
#define REFERENCES_END  20
#define HEAD_GUESS      2048
#define BOUNDARY_DIGITS 32

G_DEFINE_QUARK(desk - compose - error, desk_compose_error)

static bool
refuse(GError **error, const char *field, const char *value)
{
    g_autofree char *shown = desk_text_quote(value);
    g_set_error(error, DESK_COMPOSE_ERROR, DESK_COMPOSE_ERROR_BAD_VALUE,
                "\"%s\" cannot stand in %s", shown, field);
    return false;
}

/* An address that can stand in a 7-bit header without changing its meaning. */
static bool
is_writable_address(const char *address)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    return g_str_is_ascii(address) && !desk_text_has_control(address) && !strpbrk(address, " <>") &&
           desk_address_split(address, &spec);
}

static bool
append_mailbox(GString *out, const char *field, const char *name, const char *address,
               GError **error)
{
    if (!address || !is_writable_address(address))
        return refuse(error, field, address);
    g_autofree char *shown = name ? desk_compose_name(name) : NULL;
    g_autofree char *value =
        shown && *shown ? g_strdup_printf("%s <%s>", shown, address) : g_strdup(address);
    desk_compose_field(out, field, value);
    return true;
}

static bool
is_writable_id(const char *id)
{
    for (const char *p = id; *p; p++)
        if (*p <= ' ' || *p > '~' || *p == '<' || *p == '>')
            return false;
    return *id && strlen(id) <= ID_MAX;
}

static bool
append_own_id(GString *out, const char *id, GError **error)
{
    if (!id || !is_writable_id(id))
        return refuse(error, "Message-ID", id);
    g_autofree char *value = g_strdup_printf("<%s>", id);
    desk_compose_field(out, "Message-ID", value);
    return true;
}

/* Somebody else's id: a control byte is an attack, the rest only odd. */
static bool
collect_id(GString *value, const char *field, const char *id, GError **error)
{
    if (desk_text_has_control(id))
        return refuse(error, field, id);
    if (is_writable_id(id))
        g_string_append_printf(value, "%s<%s>", value->len > 0 ? " " : "", id);
    return true;
}

static bool
append_thread(GString *out, const DeskDraft *draft, GError **error)
{
    g_autoptr(GString) parent = g_string_new(NULL);
    g_autoptr(GString) ids = g_string_new(NULL);
    unsigned count = draft->references ? g_strv_length((char **) draft->references) : 0;

    if (draft->in_reply_to && !collect_id(parent, "In-Reply-To", draft->in_reply_to, error))
        return false;
    for (unsigned i = 0; i < count; i++)
        if (i == 0 || i + REFERENCES_END >= count)
            if (!collect_id(ids, "References", draft->references[i], error))
                return false;
    if (parent->len > 0)
        desk_compose_field(out, "In-Reply-To", parent->str);
    if (ids->len > 0)
        desk_compose_field(out, "References", ids->str);
    if (draft->thread_topic && *draft->thread_topic) {
        g_autofree char *topic = desk_compose_text(draft->thread_topic);
        desk_compose_field(out, "Thread-Topic", topic);
    }
    return true;
}

static bool
append_auto_submitted(GString *out, const DeskDraft *draft, GError **error)
{
    const char *word = draft->auto_submitted;
    for (const char *p = word; p && *p; p++)
        if (!g_ascii_islower(*p) && *p != '-')
            return refuse(error, "Auto-Submitted", word);
    if (word && *word)
        desk_compose_field(out, "Auto-Submitted", word);
    if (draft->suppress_answers)
        desk_compose_field(out, "X-Auto-Response-Suppress", "All");
    return true;
}

/* Lets nobody else's header in: an address of a mailto URI, or its subject, is not looked at. */
static bool
append_unsubscribe(GString *out, const char *uri, GError **error)
{
    if (!uri)
        return true;
    bool is_sound = g_str_has_prefix(uri, "mailto:") && strchr(uri, '@') && strlen(uri) <= ID_MAX;
    for (const char *p = uri; *p && is_sound; p++)
        is_sound = *p > ' ' && *p <= '~' && !strchr("<>,\"\\", *p);
    if (!is_sound)
        return refuse(error, "List-Unsubscribe", uri);
    g_autofree char *value = g_strdup_printf("<%s>", uri);
    desk_compose_field(out, "List-Unsubscribe", value);
    return true;
}

static bool
append_headers(GString *out, const DeskDraft *draft, GError **error)
{
    g_autofree char *date = desk_clock_rfc5322(draft->date);
    g_autofree char *subject = desk_compose_text(draft->subject ? draft->subject : "");
    desk_compose_field(out, "Date", date);
    if (!append_mailbox(out, "From", draft->from_name, draft->from_address, error) ||
        !append_mailbox(out, "To", draft->to_name, draft->to_address, error) ||
        (draft->reply_to && !append_mailbox(out, "Reply-To", NULL, draft->reply_to, error)))
        return false;
    desk_compose_field(out, "Subject", subject);
    if (!append_own_id(out, draft->message_id, error) || !append_thread(out, draft, error) ||
        !append_auto_submitted(out, draft, error) ||
        !append_unsubscribe(out, draft->list_unsubscribe, error))
        return false;
    desk_compose_field(out, "MIME-Version", "1.0");
    return true;
}

/*
 * Made from what is between: the same draft has the same boundaries, and none of its own texts
 * can hold them. "=_" occurs in neither transfer encoding, so that only files that go as they are
 * count.
 */
static char *
make_stem(const DeskDraft *draft)
{
    const char *const texts[] = { draft->message_id, draft->text, draft->html };
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    for (size_t i = 0; i < G_N_ELEMENTS(texts) && texts[i]; i++) {
        g_checksum_update(sum, (const guchar *) texts[i], -1);
        g_checksum_update(sum, (const guchar *) "\n", 1);
    }
    for (size_t i = 0; i < draft->file_count; i++)
        if (desk_compose_is_mail(&draft->files[i]))
            g_checksum_update(sum, (const guchar *) draft->files[i].bytes.data,
                              (gssize) draft->files[i].bytes.size);
    return g_strndup(g_checksum_get_string(sum), BOUNDARY_DIGITS);
}

static void
append_multipart(GString *out, const char *subtype, const char *boundary)
{
    g_autofree char *type = g_strdup_printf("multipart/%s; boundary=\"%s\"", subtype, boundary);
    desk_compose_field(out, "Content-Type", type);
}

static void
append_alternative(GString *out, const DeskDraft *draft, const char *stem)
{
    g_autofree char *boundary = g_strconcat("=_", stem, NULL);
    append_multipart(out, "alternative", boundary);
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    desk_compose_text_part(out, "text/plain", draft->text);
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    desk_compose_text_part(out, "text/html", draft->html);
    g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
}

static void
append_texts(GString *out, const DeskDraft *draft, const char *stem)
{
    if (draft->html)
        append_alternative(out, draft, stem);
    else
        desk_compose_text_part(out, "text/plain", draft->text);
}

/* Neither boundary begins with the other. */
static void
append_mixed(GString *out, const DeskDraft *draft, const char *stem)
{
    g_autofree char *boundary = g_strconcat("=_files_", stem, NULL);
    append_multipart(out, "mixed", boundary);
    g_string_append_printf(out, "\r\n--%s\r\n", boundary);
    append_texts(out, draft, stem);
    for (size_t i = 0; i < draft->file_count; i++) {
        g_string_append_printf(out, "\r\n--%s\r\n", boundary);
        desk_compose_file_part(out, &draft->files[i], (unsigned) i + 1);
    }
    g_string_append_printf(out, "\r\n--%s--\r\n", boundary);
}

/* Room for all of it at once: a large mail should not be moved while it grows. */
static size_t
guess_size(const DeskDraft *draft)
{
    size_t size = HEAD_GUESS + strlen(draft->text);
    for (size_t i = 0; i < draft->file_count; i++)
        size += draft->files[i].bytes.size / 72 * 100 + HEAD_GUESS;
    return size;
}

GBytes *
desk_compose(const DeskDraft *draft, GError **error)
{
    g_autoptr(GString) out = g_string_sized_new(guess_size(draft));
    g_autofree char *stem = make_stem(draft);
    if (!append_headers(out, draft, error))
        return NULL;
    if (draft->file_count > 0)
        append_mixed(out, draft, stem);
    else
        append_texts(out, draft, stem);
    size_t size = out->len;
    return g_bytes_new_take(g_string_free(g_steal_pointer(&out), FALSE), size);
}
