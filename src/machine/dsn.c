#include "machine/dsn.h"
#include "base/text.h"
#include "machine/status.h"
#include "mail/mailboxes.h"
#include "text/charset.h"

#define FIELD_MAX 4096 /* bytes looked at, of all lines of a field */

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
    const GPtrArray *own; /* DeskMailAddress */
    GPtrArray *list;
    GPtrArray *addresses[FIELD_ACTUAL + 1]; /* char *, or NULL */
    char *status;
    char *diagnostic;
    DeskBounceAction action;
    bool has_action;
    bool seen[FIELDS];
    Field last;     /* whose lines are still being read */
    GString *value; /* of that, unfolded */
} Block;

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
    *value = desk_text_trim((DeskBytes){ colon + 1, line.size - (size_t) (colon + 1 - line.data) });
    return name_field(desk_text_trim((DeskBytes){ line.data, (size_t) (colon - line.data) }));
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

static bool
is_reported(const GPtrArray *bounces, const char *address)
{
    for (unsigned i = 0; i < bounces->len; i++) {
        const DeskBounce *bounce = g_ptr_array_index(bounces, i);
        if (g_ascii_strcasecmp(bounce->recipient, address) == 0)
            return true;
    }
    return false;
}

static bool
is_listed(const GPtrArray *list, const char *address)
{
    for (unsigned i = 0; i < list->len; i++)
        if (g_ascii_strcasecmp(g_ptr_array_index(list, i), address) == 0)
            return true;
    return false;
}

static void
name_from(const Block *block, Field field, bool wants_address, GPtrArray *names)
{
    const GPtrArray *addresses = block->addresses[field];
    for (unsigned i = 0; addresses && i < addresses->len; i++) {
        char *address = g_ptr_array_index(addresses, i);
        /* All members of an alias have it as theirs. */
        if (field == FIELD_ORIGINAL && names->len > 0 && is_reported(block->list, address))
            continue;
        if (desk_dsn_is_address(address) == wants_address && !is_listed(names, address))
            g_ptr_array_add(names, address);
    }
}

/* Whoever is blamed, our own mailbox is not, unless there is nobody else. */
static void
drop_own(const Block *block, GPtrArray *names)
{
    for (unsigned i = names->len; i > 0 && names->len > 1 && block->own; i--)
        if (desk_mailboxes_hold(block->own, g_ptr_array_index(names, i - 1)))
            g_ptr_array_remove_index(names, i - 1);
}

/*
 * Whom the block is about: where it ended up, and whom the mail was sent to (an alias, a mailbox
 * that passes on), since the sender knows the latter alone. Others stand in when these are none.
 * The names are borrowed, the list is not.
 */
static GPtrArray *
names_of(const Block *block)
{
    static const Field order[] = { FIELD_FINAL, FIELD_ORIGINAL, FIELD_ACTUAL };
    GPtrArray *names = g_ptr_array_new();
    name_from(block, FIELD_FINAL, true, names);
    name_from(block, FIELD_ORIGINAL, true, names);
    drop_own(block, names);
    if (names->len == 0)
        name_from(block, FIELD_ACTUAL, true, names);
    for (size_t i = 0; i < G_N_ELEMENTS(order) && names->len == 0; i++)
        name_from(block, order[i], false, names);
    return names;
}

static void
clear(Block *block)
{
    for (Field field = FIELD_FINAL; field <= FIELD_ACTUAL; field++)
        g_clear_pointer(&block->addresses[field], g_ptr_array_unref);
    g_clear_pointer(&block->status, g_free);
    g_clear_pointer(&block->diagnostic, g_free);
    block->has_action = false;
    memset(block->seen, 0, sizeof block->seen);
}

/* Without the type before it: "smtp; 550 ..." is "550 ...". */
static char *
show_diagnostic(const char *text)
{
    const char *semicolon = strchr(text, ';');
    const char *p = text;
    while (g_ascii_isalnum(*p) || *p == '-')
        p++;
    if (semicolon && p == semicolon)
        text = semicolon + 1;
    g_autofree char *decoded =
        desk_charset_decode_plain((DeskBytes){ text, strlen(text) }, NULL, NULL);
    char *line = desk_text_line(decoded, strlen(decoded));
    desk_status_spread(line);
    return desk_text_cut(line, DESK_MAIL_NAME_MAX);
}

static void
settle(const Block *block, DeskBounce *bounce)
{
    char code[DESK_REPLY_SIZE];
    /* A relay that took the mail may be all that the status speaks of; the action tells more. */
    bool contradicts = block->has_action && block->action == DESK_BOUNCE_FAILED && block->status &&
                       *block->status == '2';
    if (block->status && !contradicts)
        desk_mail_set(&bounce->status, g_strdup(block->status));
    if (block->diagnostic) {
        desk_mail_set(&bounce->diagnostic, show_diagnostic(block->diagnostic));
        if (desk_status_find_reply(bounce->diagnostic, code))
            desk_mail_set(&bounce->reply_code, g_strdup(code));
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
    return *before->recipient && lacks ? before : NULL;
}

static void
add_bounce(const Block *block, const char *recipient)
{
    if (block->list->len >= DESK_MAIL_LIST_MAX)
        return;
    DeskBounce *bounce = desk_bounce_new();
    desk_mail_set(&bounce->recipient, g_strdup(recipient));
    settle(block, bounce);
    g_ptr_array_add(block->list, bounce);
}

static void
add_nameless(const Block *block)
{
    DeskBounce *partner = partner_of(block);
    if (partner)
        settle(block, partner);
    else if (block->has_action || block->status)
        add_bounce(block, "");
}

static void
flush(Block *block)
{
    if (block->list->len >= DESK_MAIL_LIST_MAX) {
        clear(block);
        return;
    }
    g_autoptr(GPtrArray) names = names_of(block);
    for (unsigned i = 0; i < names->len; i++)
        add_bounce(block, g_ptr_array_index(names, i));
    if (names->len == 0)
        add_nameless(block);
    clear(block);
}

/* Gateways add theirs to that of the server. */
static void
read_diagnostic(Block *block, DeskBytes value)
{
    const char *before = block->diagnostic ? block->diagnostic : "";
    if (strlen(before) < FIELD_MAX)
        desk_mail_set(&block->diagnostic, g_strdup_printf("%s%s%.*s", before, *before ? " " : "",
                                                          (int) value.size, value.data));
}

static size_t
count_digits(const char *text)
{
    return strspn(text, "0123456789");
}

/* The length of a status at the start of a word: "5.1.1", its last two numbers up to 999; or 0. */
static size_t
measure_status(const char *word)
{
    if (word[0] == '\0' || !strchr("245", word[0]) || word[1] != '.')
        return 0;
    size_t subject = count_digits(word + 2);
    if (subject < 1 || subject > 3 || word[2 + subject] != '.')
        return 0;
    size_t detail = count_digits(word + 3 + subject);
    return detail >= 1 && detail <= 3 ? 3 + subject + detail : 0;
}

/* "511" is no reply code: the second digit of those is 0, 2, 3 or 5 (RFC 5321 section 4.2.1). */
static char *
expand_digits(const char *word)
{
    if (word[1] == '\0' || strchr("0235", word[1]))
        return g_strdup_printf("%c.0.0", word[0]);
    return g_strdup_printf("%c.%c.%c", word[0], word[1], word[2]);
}

char *
desk_dsn_status(DeskBytes value)
{
    char status[DESK_STATUS_SIZE];
    g_autofree char *word = desk_header_word(value);
    size_t size = measure_status(word);
    if (size > 0 && strspn(word + size, ".,") == strlen(word + size))
        return g_strndup(word, size);
    g_autofree char *text = desk_text_line(value.data, value.size);
    if (desk_status_find(text, status))
        return g_strdup(status);
    size_t digits = count_digits(word);
    bool is_code = word[digits] == '\0' && (digits == 1 || digits == 3) && strchr("245", *word);
    return is_code ? expand_digits(word) : NULL;
}

static void
read_addresses(Block *block, Field field, DeskBytes value)
{
    if (!block->addresses[field])
        block->addresses[field] = g_ptr_array_new_with_free_func(g_free);
    desk_dsn_addresses(value, block->addresses[field]);
}

static void
take_field(Block *block, Field field, DeskBytes value)
{
    /* The second of its kind belongs to the next recipient. */
    if (field >= FIELD_FINAL && field <= FIELD_STATUS && block->seen[field])
        flush(block);
    block->seen[field] = true;
    if (field >= FIELD_FINAL && field <= FIELD_ACTUAL)
        read_addresses(block, field, value);
    else if (field == FIELD_ACTION)
        block->has_action |= desk_dsn_action(value, &block->action);
    else if (field == FIELD_STATUS)
        desk_mail_set(&block->status, desk_dsn_status(value));
    else if (field == FIELD_DIAGNOSTIC && value.size > 0)
        read_diagnostic(block, value);
}

static void
append_line(Block *block, DeskBytes text)
{
    GString *out = block->value;
    text = desk_text_trim(text);
    if (out->len >= FIELD_MAX || text.size == 0)
        return;
    if (out->len > 0)
        g_string_append_c(out, ' ');
    g_string_append_len(out, text.data, (gssize) MIN(text.size, FIELD_MAX - out->len));
}

/* A field is complete when the next one, or an empty line, has come. */
static void
end_field(Block *block)
{
    if (block->last != FIELD_NONE)
        take_field(block, block->last, (DeskBytes){ block->value->str, block->value->len });
    block->last = FIELD_NONE;
    g_string_truncate(block->value, 0);
}

/* Some servers forget the blank before the further lines of a diagnostic. */
static void
read_line(Block *block, DeskBytes line)
{
    DeskBytes value;
    bool folded = g_ascii_isspace(line.data[0]);
    Field field = split(line, &value);
    if (field != FIELD_NONE) {
        end_field(block);
        block->last = field;
        append_line(block, value);
    } else if (folded || block->last == FIELD_DIAGNOSTIC) {
        append_line(block, line);
    } else {
        end_field(block);
    }
}

void
desk_dsn_read(DeskBytes fields, const GPtrArray *own, GPtrArray *list)
{
    Block block = { .own = own, .list = list, .value = g_string_new(NULL) };
    while (fields.size > 0) {
        DeskBytes line = desk_header_take_line(&fields);
        if (desk_text_trim(line).size > 0) {
            read_line(&block, line);
            continue;
        }
        end_field(&block);
        flush(&block);
    }
    end_field(&block);
    flush(&block);
    g_string_free(block.value, TRUE);
}
