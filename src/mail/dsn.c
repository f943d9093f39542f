#include "mail/dsn.h"
#include "base/text.h"
#include "mail/charset.h"
#include "mail/status.h"

#define DIAGNOSTIC_MAX 4096 /* bytes looked at */
#define ADDRESS_MAX    320

typedef enum {
    FIELD_NONE,
    FIELD_FINAL,
    FIELD_ORIGINAL,
    FIELD_ACTUAL,
    FIELD_ACTION,
    FIELD_STATUS,
    FIELD_DIAGNOSTIC,
    FIELD_RETRY,
    FIELD_OTHER,
} Field;
#define FIELDS (FIELD_OTHER + 1)

/* What is known of the recipient whose block is being read. */
typedef struct {
    GPtrArray *list;
    char *address[FIELD_ACTUAL + 1];
    char *status;
    GString *diagnostic;
    DeskBounceAction action;
    bool has_action;
    bool seen[FIELDS];
    Field last;
} Block;

static bool
is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static DeskBytes
trim(DeskBytes text)
{
    while (text.size > 0 && is_blank(text.data[0])) {
        text.data++;
        text.size--;
    }
    while (text.size > 0 && is_blank(text.data[text.size - 1]))
        text.size--;
    return text;
}

/* Names are compared by their letters alone: "Final Recipient", "final-recipient". */
static void
squeeze(DeskBytes name, char letters[32])
{
    size_t length = 0;
    for (size_t i = 0; i < name.size && length < 31; i++)
        if (g_ascii_isalpha(name.data[i]))
            letters[length++] = g_ascii_tolower(name.data[i]);
    letters[length] = '\0';
}

static Field
name_field(DeskBytes name)
{
    static const struct {
        const char *letters;
        Field field;
    } names[] = {
        { "finalrecipient", FIELD_FINAL },
        { "finalrecepient", FIELD_FINAL },
        { "finalreceipient", FIELD_FINAL },
        { "finalrecipent", FIELD_FINAL },
        { "originalrecipient", FIELD_ORIGINAL },
        { "originalrecepient", FIELD_ORIGINAL },
        { "origrecipient", FIELD_ORIGINAL },
        { "xactualrecipient", FIELD_ACTUAL },
        { "action", FIELD_ACTION },
        { "status", FIELD_STATUS },
        { "diagnosticcode", FIELD_DIAGNOSTIC },
        { "diagnosticscode", FIELD_DIAGNOSTIC },
        { "willretryuntil", FIELD_RETRY },
        { "remotemta", FIELD_OTHER },
        { "lastattemptdate", FIELD_OTHER },
        { "finallogid", FIELD_OTHER },
        { "reportingmta", FIELD_OTHER },
        { "receivedfrommta", FIELD_OTHER },
        { "arrivaldate", FIELD_OTHER },
        { "originalenvelopeid", FIELD_OTHER },
        { "dsngateway", FIELD_OTHER },
        { "localizederrors", FIELD_OTHER },
    };
    char letters[32];
    if (name.size > 40)
        return FIELD_NONE;
    squeeze(name, letters);
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(letters, names[i].letters) == 0)
            return names[i].field;
    return name.size > 2 && g_ascii_strncasecmp(name.data, "X-", 2) == 0 ? FIELD_OTHER : FIELD_NONE;
}

static Field
split(DeskBytes line, DeskBytes *value)
{
    const char *colon = line.size > 0 ? memchr(line.data, ':', line.size) : NULL;
    if (!colon)
        return FIELD_NONE;
    *value = trim((DeskBytes){ colon + 1, line.size - (size_t) (colon + 1 - line.data) });
    return name_field(trim((DeskBytes){ line.data, (size_t) (colon - line.data) }));
}

bool
desk_dsn_is_field(DeskBytes line)
{
    DeskBytes value;
    Field field = split(line, &value);
    return (field >= FIELD_FINAL && field <= FIELD_STATUS && value.size > 0) ||
           field == FIELD_DIAGNOSTIC;
}

bool
desk_dsn_action(DeskBytes value, DeskBounceAction *action)
{
    static const struct {
        const char *start;
        DeskBounceAction action;
    } words[] = {
        { "fail", DESK_BOUNCE_FAILED },       { "undeliver", DESK_BOUNCE_FAILED },
        { "expired", DESK_BOUNCE_FAILED },    { "error", DESK_BOUNCE_FAILED },
        { "bounce", DESK_BOUNCE_FAILED },     { "reject", DESK_BOUNCE_FAILED },
        { "delay", DESK_BOUNCE_DELAYED },     { "defer", DESK_BOUNCE_DELAYED },
        { "deliver", DESK_BOUNCE_DELIVERED }, { "relay", DESK_BOUNCE_RELAYED },
        { "expand", DESK_BOUNCE_EXPANDED },
    };
    g_autofree char *word = desk_header_word(value);
    for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
        if (g_str_has_prefix(word, words[i].start)) {
            *action = words[i].action;
            return true;
        }
    }
    return false;
}

/* "+40" in an address whose @ has been encoded (RFC 3461 section 4). */
static void
decode_xtext(GString *address)
{
    if (strchr(address->str, '@'))
        return;
    GString *out = g_string_new(NULL);
    for (const char *p = address->str; *p; p++) {
        int high = *p == '+' ? g_ascii_xdigit_value(p[1]) : -1;
        int low = high >= 2 ? g_ascii_xdigit_value(p[2]) : -1;
        g_string_append_c(out, low >= 0 ? (char) (high * 16 + low) : *p);
        p += low >= 0 ? 2 : 0;
    }
    if (strchr(out->str, '@') && g_utf8_validate(out->str, -1, NULL))
        g_string_assign(address, out->str);
    g_string_free(out, TRUE);
}

/* "\x{1F600}" in an address of type utf-8 (RFC 6533 section 3). */
static void
decode_unitext(GString *address)
{
    GString *out = g_string_new(NULL);
    for (const char *p = address->str; *p; p++) {
        char *end = NULL;
        guint64 c = strncmp(p, "\\x{", 3) == 0 ? g_ascii_strtoull(p + 3, &end, 16) : 0;
        if (end && *end == '}' && c >= 0x20 && c < 0x110000 && g_unichar_validate((gunichar) c)) {
            g_string_append_unichar(out, (gunichar) c);
            p = end;
        } else {
            g_string_append_c(out, *p);
        }
    }
    g_string_assign(address, out->str);
    g_string_free(out, TRUE);
}

/* What stands in <>, or the first word that has an @, else all of it. */
static DeskBytes
pick_address(DeskBytes value)
{
    const char *open = value.size > 0 ? memchr(value.data, '<', value.size) : NULL;
    const char *close = open ? memchr(open, '>', value.size - (size_t) (open - value.data)) : NULL;
    if (close)
        return trim((DeskBytes){ open + 1, (size_t) (close - open - 1) });
    if (value.size > 0 && value.data[0] == '"')
        return value;
    size_t end = 0;
    while (end < value.size && !is_blank(value.data[end]))
        end++;
    bool has_at = end > 0 && memchr(value.data, '@', end);
    return has_at ? (DeskBytes){ value.data, end } : value;
}

char *
desk_dsn_address(DeskBytes value)
{
    value = trim(value);
    const char *semicolon = value.size > 0 ? memchr(value.data, ';', value.size) : NULL;
    bool typed = semicolon && semicolon - value.data <= 16 &&
                 !memchr(value.data, '@', (size_t) (semicolon - value.data));
    bool is_unitext = typed && g_ascii_strncasecmp(value.data, "utf-8", 5) == 0;
    if (typed)
        value =
            trim((DeskBytes){ semicolon + 1, value.size - (size_t) (semicolon + 1 - value.data) });
    value = pick_address(value);
    if (value.size > 2 && value.data[0] == '\'' && value.data[value.size - 1] == '\'')
        value = (DeskBytes){ value.data + 1, value.size - 2 };

    g_autofree char *text = desk_charset_decode_plain(value, NULL, NULL);
    g_autofree char *line = desk_text_line(text, strlen(text));
    g_autoptr(GString) address = g_string_new(desk_text_cut(line, ADDRESS_MAX));
    if (is_unitext)
        decode_unitext(address);
    decode_xtext(address);
    return desk_text_line(address->str, address->len);
}

static bool
is_address(const char *text)
{
    const char *at = text ? strrchr(text, '@') : NULL;
    return at && at > text && at[1] != '\0';
}

/* The final recipient is whom the report is about; others stand in when it is no address. */
static const char *
recipient_of(const Block *block)
{
    static const Field order[] = { FIELD_FINAL, FIELD_ORIGINAL, FIELD_ACTUAL };
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        if (is_address(block->address[order[i]]))
            return block->address[order[i]];
    for (size_t i = 0; i < G_N_ELEMENTS(order); i++)
        if (block->address[order[i]])
            return block->address[order[i]];
    return "";
}

static void
clear(Block *block)
{
    for (Field field = FIELD_FINAL; field <= FIELD_ACTUAL; field++)
        g_clear_pointer(&block->address[field], g_free);
    g_clear_pointer(&block->status, g_free);
    g_string_truncate(block->diagnostic, 0);
    block->has_action = false;
    block->last = FIELD_NONE;
    memset(block->seen, 0, sizeof block->seen);
}

/* Without the type before it: "smtp; 550 ..." is "550 ...". */
static char *
show_diagnostic(const GString *diagnostic)
{
    const char *text = diagnostic->str;
    const char *semicolon = strchr(text, ';');
    const char *p = text;
    while (g_ascii_isalnum(*p) || *p == '-')
        p++;
    if (semicolon && p == semicolon)
        text = semicolon + 1;
    g_autofree char *decoded =
        desk_charset_decode_plain((DeskBytes){ text, strlen(text) }, NULL, NULL);
    char *line = desk_text_line(decoded, strlen(decoded));
    return desk_text_cut(line, DESK_MAIL_NAME_MAX);
}

static void
set(char **slot, char *value)
{
    g_free(*slot);
    *slot = value;
}

static void
settle(const Block *block, DeskBounce *bounce)
{
    char code[DESK_REPLY_SIZE];
    if (block->status)
        set(&bounce->status, g_strdup(block->status));
    if (block->diagnostic->len > 0) {
        set(&bounce->diagnostic, show_diagnostic(block->diagnostic));
        if (desk_status_find_reply(bounce->diagnostic, code))
            set(&bounce->reply_code, g_strdup(code));
    }
    if (block->has_action)
        bounce->action = block->action;
    else if (*bounce->status == '2')
        bounce->action = DESK_BOUNCE_DELIVERED;
    else if (block->seen[FIELD_RETRY])
        bounce->action = DESK_BOUNCE_DELAYED;
}

/* A block without an address belongs to the one before it when that lacked what this one has. */
static DeskBounce *
partner_of(const Block *block)
{
    if (block->list->len == 0)
        return NULL;
    DeskBounce *before = g_ptr_array_index(block->list, block->list->len - 1);
    bool lacks = *before->status == '\0' && *before->diagnostic == '\0';
    return *recipient_of(block) == '\0' && *before->recipient && lacks ? before : NULL;
}

static void
flush(Block *block)
{
    const char *recipient = recipient_of(block);
    if ((*recipient || block->has_action || block->status) &&
        block->list->len < DESK_MAIL_LIST_MAX) {
        DeskBounce *bounce = partner_of(block);
        if (!bounce) {
            bounce = desk_bounce_new();
            set(&bounce->recipient, g_strdup(recipient));
            g_ptr_array_add(block->list, bounce);
        }
        settle(block, bounce);
    }
    clear(block);
}

static void
append_diagnostic(Block *block, DeskBytes text)
{
    GString *out = block->diagnostic;
    text = trim(text);
    if (out->len >= DIAGNOSTIC_MAX || text.size == 0)
        return;
    if (out->len > 0)
        g_string_append_c(out, ' ');
    g_string_append_len(out, text.data, (gssize) MIN(text.size, DIAGNOSTIC_MAX - out->len));
}

static size_t
count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* RFC 3463 section 2: "5.1.1", three numbers of which the last two have up to three digits. */
static bool
is_status(const char *word)
{
    if (word[0] == '\0' || !strchr("245", word[0]) || word[1] != '.')
        return false;
    size_t subject = count_digits(word + 2);
    if (subject < 1 || subject > 3 || word[2 + subject] != '.')
        return false;
    const char *detail = word + 2 + subject + 1;
    size_t size = count_digits(detail);
    return size >= 1 && size <= 3 && detail[size] == '\0';
}

static void
read_status(Block *block, DeskBytes value)
{
    g_autofree char *word = desk_header_word(value);
    set(&block->status, is_status(word) ? g_steal_pointer(&word) : NULL);
}

static void
take_field(Block *block, Field field, DeskBytes value)
{
    /* The second of its kind belongs to the next recipient. */
    if (field <= FIELD_STATUS && block->seen[field])
        flush(block);
    block->seen[field] = true;
    block->last = field;
    if (field <= FIELD_ACTUAL)
        set(&block->address[field], desk_dsn_address(value));
    else if (field == FIELD_ACTION)
        block->has_action |= desk_dsn_action(value, &block->action);
    else if (field == FIELD_STATUS)
        read_status(block, value);
    else if (field == FIELD_DIAGNOSTIC)
        append_diagnostic(block, value);
}

void
desk_dsn_read(DeskBytes fields, GPtrArray *list)
{
    Block block = { .list = list, .diagnostic = g_string_new(NULL) };
    while (fields.size > 0) {
        DeskBytes line = desk_header_take_line(&fields), value;
        bool folded = is_blank(line.data[0]);
        Field field = split(line, &value);
        if (trim(line).size == 0)
            flush(&block);
        else if (field != FIELD_NONE)
            take_field(&block, field, value);
        else if (block.last == FIELD_DIAGNOSTIC)
            append_diagnostic(&block, line);
        else if (!folded)
            block.last = FIELD_NONE;
    }
    flush(&block);
    clear(&block);
    g_string_free(block.diagnostic, TRUE);
}
