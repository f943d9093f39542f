#include "mail/wire.h"
#include "base/address.h"
#include "base/langtag.h"

/* message_id date from reply_to to cc subject in_reply_to references text has_html
 * attachments(name type size sha256 is_inline content_id) machine evidence may_answer defects
 * reply_text signature_text is_signed is_encrypted calendar
 * bounces(recipient action status reply_code diagnostic hard) returned_id machine_by_words
 * thread_topic authentication(field authserv_id method result domain) from_in_doubt dkim_in_part
 * fields(name value) nothing_new content_language detected_language detected_surely
 * detected_letters */
#define MAIL_TYPE                                                                                  \
    "(sxa(ss)a(ss)a(ss)a(ss)sasassba(ssxsbs)ysbasssbbsa(sysssb)sbsa(tssss)bba(ss)bssbx)"

#define SHA256_LENGTH 64
#define CODE_MAX      20 /* bytes of a status or reply code */
#define DATE_MAX      (G_GINT64_CONSTANT(253402300800) * 1000000) /* year 10000 */

static GVariant *
addresses_to_variant(const GPtrArray *list)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
    for (unsigned i = 0; i < list->len; i++) {
        const DeskMailAddress *mailbox = g_ptr_array_index(list, i);
        g_variant_builder_add(&builder, "(ss)", mailbox->name, mailbox->address);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
strings_to_variant(const GPtrArray *list)
{
    return g_variant_new_strv((const char *const *) list->pdata, (gssize) list->len);
}

static GVariant *
attachments_to_variant(const GPtrArray *list)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ssxsbs)"));
    for (unsigned i = 0; i < list->len; i++) {
        const DeskAttachment *a = g_ptr_array_index(list, i);
        g_variant_builder_add(&builder, "(ssxsbs)", a->name, a->type, a->size, a->sha256,
                              (gboolean) a->is_inline, a->content_id);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
bounces_to_variant(const GPtrArray *list)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(sysssb)"));
    for (unsigned i = 0; i < list->len; i++) {
        const DeskBounce *b = g_ptr_array_index(list, i);
        g_variant_builder_add(&builder, "(sysssb)", b->recipient, (guchar) b->action, b->status,
                              b->reply_code, b->diagnostic, (gboolean) b->hard);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
authentication_to_variant(const GPtrArray *list)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(tssss)"));
    for (unsigned i = 0; i < list->len; i++) {
        const DeskAuthentication *a = g_ptr_array_index(list, i);
        g_variant_builder_add(&builder, "(tssss)", a->field, a->authserv_id, a->method, a->result,
                              a->domain);
    }
    return g_variant_builder_end(&builder);
}

static GVariant *
fields_to_variant(const GPtrArray *list)
{
    GVariantBuilder builder;
    g_variant_builder_init(&builder, G_VARIANT_TYPE("a(ss)"));
    for (unsigned i = 0; i < list->len; i++) {
        const DeskMailField *field = g_ptr_array_index(list, i);
        g_variant_builder_add(&builder, "(ss)", field->name, field->value);
    }
    return g_variant_builder_end(&builder);
}

/* Little endian on the wire, whatever the machine. Takes the reference. */
static GVariant *
swap_if_big(GVariant *value)
{
    if (G_BYTE_ORDER == G_LITTLE_ENDIAN)
        return value;
    GVariant *swapped = g_variant_byteswap(value);
    g_variant_unref(value);
    return swapped;
}

GBytes *
desk_wire_write(const DeskMail *mail)
{
    GVariant *value = g_variant_new(
        "(sx@a(ss)@a(ss)@a(ss)@a(ss)s@as@assb@a(ssxsbs)ysb@asssbbs@a(sysssb)sbs@a(tssss)bb@a(ss)"
        "bssbx)",
        mail->message_id, mail->date, addresses_to_variant(mail->from),
        addresses_to_variant(mail->reply_to), addresses_to_variant(mail->to),
        addresses_to_variant(mail->cc), mail->subject, strings_to_variant(mail->in_reply_to),
        strings_to_variant(mail->references), mail->text, (gboolean) mail->has_html,
        attachments_to_variant(mail->attachments), (guchar) mail->machine, mail->machine_evidence,
        (gboolean) mail->may_answer, strings_to_variant(mail->defects), mail->reply_text,
        mail->signature_text, (gboolean) mail->is_signed, (gboolean) mail->is_encrypted,
        mail->calendar, bounces_to_variant(mail->bounces), mail->returned_id,
        (gboolean) mail->machine_by_words, mail->thread_topic,
        authentication_to_variant(mail->authentication), (gboolean) mail->from_in_doubt,
        (gboolean) mail->dkim_in_part, fields_to_variant(mail->fields),
        (gboolean) mail->nothing_new, mail->content_language, mail->detected_language,
        (gboolean) mail->detected_surely, mail->detected_letters);
    value = swap_if_big(g_variant_ref_sink(value));
    GBytes *bytes = g_variant_get_data_as_bytes(value);
    g_variant_unref(value);
    return bytes;
}

/* No C0, DEL or C1 control; text may have tab and newline. The encoding is checked already. */
static bool
is_clean(const char *string, bool is_text)
{
    for (const unsigned char *p = (const unsigned char *) string; *p; p++) {
        bool is_control = *p < 0x20 || *p == 0x7f || (*p == 0xc2 && p[1] < 0xa0);
        if (is_control && !(is_text && (*p == '\t' || *p == '\n')))
            return false;
    }
    return true;
}

/* Takes child number index, a string of one line and at most max bytes, into *out. */
static bool
take_line(GVariant *value, size_t index, size_t max, char **out)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(value, index);
    gsize size;
    const char *string = g_variant_get_string(child, &size);
    if (size > max || !is_clean(string, false))
        return false;
    g_free(*out);
    *out = g_strdup(string);
    return true;
}

static bool
take_text(GVariant *value, size_t index, char **out)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(value, index);
    gsize size;
    const char *string = g_variant_get_string(child, &size);
    if (size > DESK_MAIL_TEXT_MAX || !is_clean(string, true))
        return false;
    g_free(*out);
    *out = g_strdup(string);
    return true;
}

static bool
take_id(GVariant *value, size_t index, char **out)
{
    return take_line(value, index, DESK_MAIL_ID_MAX, out) && !strpbrk(*out, " <>");
}

static bool
take_bool(GVariant *value, size_t index)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(value, index);
    return g_variant_get_boolean(child);
}

static gint64
take_number(GVariant *value, size_t index)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(value, index);
    return g_variant_get_int64(child);
}

typedef bool (*TakeOne)(GVariant *list, size_t index, GPtrArray *out);

static bool
take_list(GVariant *value, size_t index, GPtrArray *out, TakeOne take_one)
{
    g_autoptr(GVariant) list = g_variant_get_child_value(value, index);
    gsize count = g_variant_n_children(list);
    if (count > DESK_MAIL_LIST_MAX)
        return false;
    for (gsize i = 0; i < count; i++)
        if (!take_one(list, i, out))
            return false;
    return true;
}

/* The address must be one, and in the form that splitting it gives. */
static bool
is_address(const char *text)
{
    g_auto(DeskAddrSpec) spec = { 0 };
    if (!desk_address_split(text, &spec))
        return false;
    g_autofree char *whole = g_strconcat(spec.local, "@", spec.domain, NULL);
    return strcmp(whole, text) == 0;
}

static bool
take_address(GVariant *list, size_t index, GPtrArray *out)
{
    g_autoptr(GVariant) pair = g_variant_get_child_value(list, index);
    DeskMailAddress *mailbox = desk_mail_address_new("", "");
    g_ptr_array_add(out, mailbox);
    return take_line(pair, 0, DESK_MAIL_NAME_MAX, &mailbox->name) &&
           take_line(pair, 1, DESK_MAIL_NAME_MAX, &mailbox->address) &&
           is_address(mailbox->address);
}

/* A sender may lack his host. */
static bool
take_sender(GVariant *list, size_t index, GPtrArray *out)
{
    if (take_address(list, index, out))
        return true;
    const DeskMailAddress *mailbox = g_ptr_array_index(out, out->len - 1);
    const char *local = mailbox->address;
    for (const char *p = local; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("-_.+", *p))
            return false;
    return *local && index == 0 && g_variant_n_children(list) == 1;
}

static bool
take_listed_id(GVariant *list, size_t index, GPtrArray *out)
{
    g_autofree char *id = NULL;
    if (!take_id(list, index, &id) || *id == '\0')
        return false;
    g_ptr_array_add(out, g_steal_pointer(&id));
    return true;
}

static bool
take_defect(GVariant *list, size_t index, GPtrArray *out)
{
    g_autofree char *line = NULL;
    if (!take_line(list, index, DESK_MAIL_NAME_MAX, &line))
        return false;
    g_ptr_array_add(out, g_steal_pointer(&line));
    return true;
}

static bool
is_digest(const char *text)
{
    for (const char *p = text; *p; p++)
        if (!g_ascii_isdigit(*p) && (*p < 'a' || *p > 'f'))
            return false;
    return strlen(text) == SHA256_LENGTH;
}

static bool
is_file_name(const char *name)
{
    return *name && *name != '.' && !strpbrk(name, "/\\:");
}

static bool
take_attachment(GVariant *list, size_t index, GPtrArray *out)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(list, index);
    DeskAttachment *a = desk_attachment_new();
    g_ptr_array_add(out, a);
    a->size = take_number(value, 2);
    a->is_inline = take_bool(value, 4);
    return take_line(value, 0, DESK_MAIL_NAME_MAX, &a->name) && is_file_name(a->name) &&
           take_line(value, 1, DESK_MAIL_NAME_MAX, &a->type) && *a->type && a->size >= 0 &&
           take_line(value, 3, SHA256_LENGTH, &a->sha256) && is_digest(a->sha256) &&
           take_line(value, 5, DESK_MAIL_ID_MAX, &a->content_id);
}

static bool
take_machine(GVariant *value, size_t index, DeskMachineKind *kind)
{
    g_autoptr(GVariant) child = g_variant_get_child_value(value, index);
    guchar number = g_variant_get_byte(child);
    *kind = (DeskMachineKind) MIN(number, DESK_MACHINE_KINDS - 1);
    return number < DESK_MACHINE_KINDS;
}

/* "5.1.1", "550" and the like: nothing but digits and dots. */
static bool
is_number(const char *text)
{
    return strspn(text, "0123456789.") == strlen(text);
}

static bool
take_bounce(GVariant *list, size_t index, GPtrArray *out)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(list, index);
    g_autoptr(GVariant) action = g_variant_get_child_value(value, 1);
    DeskBounce *b = desk_bounce_new();
    g_ptr_array_add(out, b);
    guchar number = g_variant_get_byte(action);
    b->action = (DeskBounceAction) MIN(number, DESK_BOUNCE_ACTIONS - 1);
    b->hard = take_bool(value, 5);
    return number < DESK_BOUNCE_ACTIONS && take_line(value, 0, DESK_MAIL_ID_MAX, &b->recipient) &&
           take_line(value, 2, CODE_MAX, &b->status) && is_number(b->status) &&
           take_line(value, 3, CODE_MAX, &b->reply_code) && is_number(b->reply_code) &&
           take_line(value, 4, DESK_MAIL_NAME_MAX, &b->diagnostic);
}

static bool
take_report(GVariant *value, DeskMail *mail)
{
    return take_list(value, 21, mail->bounces, take_bounce) &&
           take_id(value, 22, &mail->returned_id);
}

/* A word as methods and results are: letters, digits and hyphens, lower case. */
static bool
is_keyword(const char *text)
{
    for (const char *p = text; *p; p++)
        if (!g_ascii_islower(*p) && !g_ascii_isdigit(*p) && *p != '-')
            return false;
    return true;
}

/* Nothing, or the domain of an address in the form that splitting it gives. */
static bool
is_domain(const char *text)
{
    g_autofree char *address = g_strconcat("x@", text, NULL);
    return *text == '\0' || (*text != '[' && is_address(address));
}

/* From the top down: no field after one that stands below it. */
static bool
is_ordered(const GPtrArray *list)
{
    const DeskAuthentication *last = g_ptr_array_index(list, list->len - 1);
    const DeskAuthentication *before =
        list->len > 1 ? g_ptr_array_index(list, list->len - 2) : last;
    return last->field < DESK_MAIL_AUTHRES_MAX && before->field <= last->field;
}

static bool
take_authentication(GVariant *list, size_t index, GPtrArray *out)
{
    g_autoptr(GVariant) value = g_variant_get_child_value(list, index);
    g_autoptr(GVariant) field = g_variant_get_child_value(value, 0);
    DeskAuthentication *a = desk_authentication_new();
    g_ptr_array_add(out, a);
    a->field = g_variant_get_uint64(field);
    return is_ordered(out) && take_line(value, 1, DESK_MAIL_NAME_MAX, &a->authserv_id) &&
           *a->authserv_id && take_line(value, 2, DESK_MAIL_NAME_MAX, &a->method) && *a->method &&
           is_keyword(a->method) && take_line(value, 3, DESK_MAIL_NAME_MAX, &a->result) &&
           is_keyword(a->result) && take_line(value, 4, DESK_MAIL_NAME_MAX, &a->domain) &&
           is_domain(a->domain);
}

/* What precedes the first colon of a field (mail/header.h). */
static bool
is_field_name(const char *text)
{
    for (const char *p = text; *p; p++)
        if (*p < '!' || *p > '~' || *p == ':')
            return false;
    return *text != '\0';
}

static bool
take_field(GVariant *list, size_t index, GPtrArray *out)
{
    g_autoptr(GVariant) pair = g_variant_get_child_value(list, index);
    DeskMailField *field = desk_mail_field_new("", "");
    g_ptr_array_add(out, field);
    return out->len <= DESK_MAIL_FIELDS_MAX &&
           take_line(pair, 0, DESK_MAIL_NAME_MAX, &field->name) && is_field_name(field->name) &&
           take_line(pair, 1, DESK_MAIL_SUBJECT_MAX, &field->value);
}

static bool
take_trust(GVariant *value, DeskMail *mail)
{
    mail->from_in_doubt = take_bool(value, 26);
    mail->dkim_in_part = take_bool(value, 27);
    return take_list(value, 25, mail->authentication, take_authentication);
}

/* Nothing, or a tag in the form that reading it gives. */
static bool
take_language(GVariant *value, size_t index, char **out)
{
    if (!take_line(value, index, DESK_LANGTAG_MAX, out))
        return false;
    g_autofree char *tag = desk_langtag_read(*out, strlen(*out));
    return **out == '\0' || (tag && g_str_equal(tag, *out));
}

static bool
take_languages(GVariant *value, DeskMail *mail)
{
    mail->detected_surely = take_bool(value, 32);
    mail->detected_letters = take_number(value, 33);
    return take_language(value, 30, &mail->content_language) &&
           take_language(value, 31, &mail->detected_language) && mail->detected_letters >= 0 &&
           mail->detected_letters <= DESK_MAIL_TEXT_MAX &&
           (*mail->detected_language || (!mail->detected_surely && mail->detected_letters == 0));
}

static bool
take_mail(GVariant *value, DeskMail *mail)
{
    mail->date = take_number(value, 1);
    mail->has_html = take_bool(value, 10);
    mail->may_answer = take_bool(value, 14);
    mail->is_signed = take_bool(value, 18);
    mail->is_encrypted = take_bool(value, 19);
    mail->machine_by_words = take_bool(value, 23);
    mail->nothing_new = take_bool(value, 29);
    return take_id(value, 0, &mail->message_id) && mail->date >= 0 && mail->date < DATE_MAX &&
           take_list(value, 2, mail->from, take_sender) &&
           take_list(value, 3, mail->reply_to, take_address) &&
           take_list(value, 4, mail->to, take_address) &&
           take_list(value, 5, mail->cc, take_address) &&
           take_line(value, 6, DESK_MAIL_SUBJECT_MAX, &mail->subject) &&
           take_list(value, 7, mail->in_reply_to, take_listed_id) &&
           take_list(value, 8, mail->references, take_listed_id) &&
           take_text(value, 9, &mail->text) &&
           take_list(value, 11, mail->attachments, take_attachment) &&
           take_machine(value, 12, &mail->machine) &&
           take_line(value, 13, DESK_MAIL_NAME_MAX, &mail->machine_evidence) &&
           take_list(value, 15, mail->defects, take_defect) &&
           take_text(value, 16, &mail->reply_text) && take_text(value, 17, &mail->signature_text) &&
           take_line(value, 20, DESK_MAIL_NAME_MAX, &mail->calendar) && take_report(value, mail) &&
           take_line(value, 24, DESK_MAIL_SUBJECT_MAX, &mail->thread_topic) &&
           take_trust(value, mail) && take_list(value, 28, mail->fields, take_field) &&
           take_languages(value, mail);
}

DeskMail *
desk_wire_read(GBytes *bytes)
{
    if (g_bytes_get_size(bytes) > DESK_WIRE_MAX)
        return NULL;
    GVariant *value = g_variant_new_from_bytes(G_VARIANT_TYPE(MAIL_TYPE), bytes, FALSE);
    value = swap_if_big(g_variant_ref_sink(value));
    g_autoptr(DeskMail) mail = desk_mail_new();
    bool ok = g_variant_is_normal_form(value) && take_mail(value, mail);
    g_variant_unref(value);
    return ok ? g_steal_pointer(&mail) : NULL;
}
