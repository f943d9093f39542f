#include "conf/value.h"
#include "base/address.h"
#include "base/text.h"
#include "calendar/hours.h"
#include "conf/number.h"
#include "conf/place.h"
#include "conf/promise.h"
#include "match/matcher.h"
#include "template/mustache.h"
#include "ticket/words.h"

#define NAME_MAX_BYTES 64
#define TAG_MAX_BYTES  100

typedef enum {
    FIELD_TEXT,
    FIELD_TEXTS,
    FIELD_NUMBER,
    FIELD_BOOLEAN,
    FIELD_CHARACTER,
    FIELD_TARGETS,
} Field;

typedef struct {
    const char *name;
    const char *expected;
    Field field;
    char *(*text)(const char *text); /* the form to keep, or NULL when unsound */
    bool (*number)(const char *text, gint64 *value);
    bool (*check)(const char *text, GError **error); /* tells a refusal; or NULL */
} Type;

static char *
text_line(const char *text)
{
    return desk_place_is_line(text) ? g_strdup(text) : NULL;
}

static char *
text_lines(const char *text)
{
    return desk_place_is_text(text) ? g_strdup(text) : NULL;
}

/* Tells what is wrong with the Mustache in lines that are sound. */
static bool
check_template(const char *text, GError **error)
{
    g_autoptr(GError) broken = NULL;
    g_autoptr(DeskTemplate) sound = desk_template_compile(text, &broken);
    if (sound || !desk_place_is_text(text))
        return true;
    g_set_error(error, broken->domain, broken->code, "is no template, expected Mustache: %s",
                broken->message);
    return false;
}

static char *
text_template(const char *text)
{
    return desk_place_is_text(text) && check_template(text, NULL) ? g_strdup(text) : NULL;
}

static char *
text_word(const char *text)
{
    return desk_place_is_line(text) && !strpbrk(text, " ;\"") ? g_strdup(text) : NULL;
}

static char *
text_name(const char *text)
{
    size_t size = strlen(text);
    if (size > NAME_MAX_BYTES || !g_ascii_isalnum(*text))
        return NULL;
    for (const char *p = text; *p; p++)
        if (!g_ascii_isalnum(*p) && !strchr("._-", *p))
            return NULL;
    return g_strdup(text);
}

static char *
text_host(const char *text)
{
    if (strpbrk(text, "@[<>"))
        return NULL;
    g_auto(DeskAddrSpec) spec = { 0 };
    g_autofree char *address = g_strconcat("x@", text, NULL);
    return desk_address_split(address, &spec) ? g_steal_pointer(&spec.domain) : NULL;
}

/* RFC 5646, as far as templates are looked up by it: a language and further subtags. */
static char *
text_language(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "-", 5);
    for (unsigned i = 0; parts[i]; i++) {
        size_t size = strlen(parts[i]);
        if (size < (i == 0 ? 2 : 1) || size > (i == 0 ? 3 : 8))
            return NULL;
        for (const char *p = parts[i]; *p; p++)
            if (i == 0 ? !g_ascii_islower(*p) : !g_ascii_isalnum(*p))
                return NULL;
    }
    return parts[0] ? g_strdup(text) : NULL;
}

static char *
text_path(const char *text)
{
    return desk_place_is_line(text) && text[0] == '/' ? g_strdup(text) : NULL;
}

static char *
text_address(const char *text)
{
    g_autofree char *key = text[0] == '<' ? NULL : desk_address_key(text);
    return key ? g_strdup(text) : NULL;
}

static bool
number_delimiter(const char *text, gint64 *value)
{
    *value = text[0];
    return text[0] && !text[1] && strchr("+-=_.~#!%&*", text[0]);
}

/* For the expression in a text; with what is said by the library that compiles it, which names the
 * expression again. */
static bool
check_expression(const char *text, const char *expression, GError **error)
{
    g_autoptr(GError) broken = NULL;
    g_autoptr(GRegex) regex = g_regex_new(expression, 0, 0, &broken);
    if (regex)
        return true;
    const char *place = g_strrstr(broken->message, " at char ");
    g_autofree char *shown = desk_text_quote(text);
    g_set_error(error, G_REGEX_ERROR, broken->code,
                "is \"%s\", expected a regular expression of PCRE2: %s", shown,
                place ? place + 1 : broken->message);
    return false;
}

static bool
check_regex(const char *text, GError **error)
{
    return check_expression(text, text, error);
}

static char *
text_regex(const char *text)
{
    return desk_place_is_line(text) && check_regex(text, NULL) ? g_strdup(text) : NULL;
}

/* Where the expression of "Field: expression" begins; NULL: there is no field (RFC 5322 section
 * 2.2). */
static const char *
find_expression(const char *text)
{
    const char *colon = strchr(text, ':');
    if (!colon || colon == text)
        return NULL;
    for (const char *p = text; p < colon; p++)
        if (!g_ascii_isgraph(*p))
            return NULL;
    const char *expression = colon + 1 + strspn(colon + 1, " ");
    return *expression ? expression : NULL;
}

static bool
check_header(const char *text, GError **error)
{
    const char *expression = find_expression(text);
    return !expression || check_expression(text, expression, error);
}

static char *
text_header(const char *text)
{
    const char *expression = desk_place_is_line(text) ? find_expression(text) : NULL;
    return expression && check_regex(expression, NULL) ? g_strdup(text) : NULL;
}

static char *
text_keyword(const char *text)
{
    return desk_place_is_line(text) && strlen(text) <= DESK_MATCHER_WORDS_MAX ? g_strdup(text)
                                                                              : NULL;
}

/* As the commands that set tags take them. */
static char *
text_tag(const char *text)
{
    return desk_place_is_line(text) && strlen(text) <= TAG_MAX_BYTES && !strpbrk(text, " ,")
               ? g_strdup(text)
               : NULL;
}

/* Something besides the * in it. */
static char *
text_pattern(const char *text)
{
    return desk_place_is_line(text) && text[strspn(text, "*")] ? g_strdup(text) : NULL;
}

static char *
text_priority(const char *text)
{
    DeskPriority priority;
    return desk_priority_parse(text, &priority) ? g_strdup(text) : NULL;
}

static char *
text_step(const char *text)
{
    DeskEscalation step = { 0 };
    if (!desk_place_is_line(text) || !desk_promise_step(text, &step))
        return NULL;
    desk_promise_step_clear(&step);
    return g_strdup(text);
}

static char *
text_zone(const char *text)
{
    return desk_place_is_line(text) && desk_hours_check_zone(text, NULL) ? g_strdup(text) : NULL;
}

static char *
text_hours(const char *text)
{
    return desk_place_is_line(text) && desk_hours_check_day(text, NULL) ? g_strdup(text) : NULL;
}

static char *
text_holiday(const char *text)
{
    return desk_place_is_line(text) && desk_hours_check_holiday(text, NULL) ? g_strdup(text) : NULL;
}

static bool
number_word(const char *const *words, size_t count, const char *text, gint64 *value)
{
    int index = desk_word_index(words, (int) count, text);
    if (index >= 0)
        *value = index;
    return index >= 0;
}

static bool
number_agent_trust(const char *text, gint64 *value)
{
    static const char *const words[] = {
        [DESK_AGENT_TRUST_AUTHENTICATED] = "authenticated", [DESK_AGENT_TRUST_TOKEN] = "token"
    };
    return number_word(words, G_N_ELEMENTS(words), text, value);
}

static bool
number_assign(const char *text, gint64 *value)
{
    static const char *const words[] = { [DESK_ASSIGN_MANUAL] = "manual",
                                         [DESK_ASSIGN_ROUND_ROBIN] = "round-robin",
                                         [DESK_ASSIGN_LEAST_LOADED] = "least-loaded",
                                         [DESK_ASSIGN_SKILL] = "skill" };
    return number_word(words, G_N_ELEMENTS(words), text, value);
}

static bool
number_notify(const char *text, gint64 *value)
{
    static const char *const words[] = {
        [DESK_NOTIFY_EACH] = "each", [DESK_NOTIFY_DIGEST] = "digest", [DESK_NOTIFY_NONE] = "none"
    };
    return number_word(words, G_N_ELEMENTS(words), text, value);
}

static bool
number_scale(const char *text, gint64 *value)
{
    DeskScale scale;
    bool known = desk_scale_parse(text, &scale);
    if (known)
        *value = scale;
    return known;
}

/* "none", or words between commas. */
static bool
number_updates(const char *text, gint64 *value)
{
    g_auto(GStrv) words = g_strsplit(text, ",", -1);
    gint64 bits = 0;
    DeskUpdate update;
    for (char **word = words; *word; word++) {
        bool known = desk_update_parse(g_strstrip(*word), &update);
        if (!known && strcmp(text, "none") != 0)
            return false;
        bits |= known ? DESK_UPDATE_BIT(update) : 0;
    }
    *value = bits;
    return *text != '\0';
}

static const Type types[] = {
    [DESK_TYPE_TEXT] = { "text", "one line of text", FIELD_TEXT, .text = text_line },
    [DESK_TYPE_LINES] = { "lines", "text of at most 2000 bytes, with \\n where a line ends",
                          FIELD_TEXT, .text = text_lines },
    [DESK_TYPE_TEMPLATE] = { "template", "text of at most 2000 bytes, with \\n where a line ends",
                             FIELD_TEXT, .text = text_template, .check = check_template },
    [DESK_TYPE_WORD] = { "word", "a word without blanks", FIELD_TEXT, .text = text_word },
    [DESK_TYPE_NAME] = { "name", "a name of letters, digits and . _ -", FIELD_TEXT,
                         .text = text_name },
    [DESK_TYPE_HOST] = { "host name", "a host name such as mx.example.com", FIELD_TEXT,
                         .text = text_host },
    [DESK_TYPE_LANGUAGE] = { "language", "a language tag such as en or de-AT", FIELD_TEXT,
                             .text = text_language },
    [DESK_TYPE_PATH] = { "path", "a path that begins with /", FIELD_TEXT, .text = text_path },
    [DESK_TYPE_LISTEN] = { "socket", "unix:/PATH of at most 107 bytes, or inet:PORT@HOST",
                           FIELD_TEXT, .text = desk_place_listen },
    [DESK_TYPE_STORE] = { "store", "sqlite:/PATH or postgresql://USER@HOST/DATABASE", FIELD_TEXT,
                          .text = desk_place_store },
    [DESK_TYPE_RELAY] = { "relay", "smtp://HOST:PORT", FIELD_TEXT, .text = desk_place_relay },
    [DESK_TYPE_ADDRESS] = { "address", "a mail address such as support@example.com", FIELD_TEXT,
                            .text = text_address },
    [DESK_TYPE_ADDRESSES] = { "list of addresses", "mail addresses such as {\"bob@example.com\"}",
                              FIELD_TEXTS, .text = text_address },
    [DESK_TYPE_NAMES] = { "list of names", "names of letters, digits and . _ -", FIELD_TEXTS,
                          .text = text_name },
    [DESK_TYPE_DOMAINS] = { "list of domains", "domains such as {\"example.com\"}", FIELD_TEXTS,
                            .text = text_host },
    [DESK_TYPE_TAGS] = { "list of tags", "words of at most 100 bytes without blanks and commas",
                         FIELD_TEXTS, .text = text_tag },
    [DESK_TYPE_LANGUAGES] = { "list of languages", "language tags such as {\"en\", \"de-AT\"}",
                              FIELD_TEXTS, .text = text_language },
    [DESK_TYPE_KEYWORDS] = { "list of words", "words or phrases of at most 400 bytes", FIELD_TEXTS,
                             .text = text_keyword },
    [DESK_TYPE_PATTERNS] = { "list of patterns", "names or types such as {\"*.exe\", \"image/*\"}",
                             FIELD_TEXTS, .text = text_pattern },
    [DESK_TYPE_INTEGER] = { "integer", "a whole number", FIELD_NUMBER,
                            .number = desk_number_integer },
    [DESK_TYPE_SIZE] = { "size", "a size such as 500K, 25M or 1G", FIELD_NUMBER,
                         .number = desk_number_size },
    [DESK_TYPE_DURATION] = { "duration", "a duration such as 90s, 30m, 4h, 3d or 2w", FIELD_NUMBER,
                             .number = desk_number_duration },
    [DESK_TYPE_BOOLEAN] = { "boolean", "yes or no", FIELD_BOOLEAN, .number = desk_number_boolean },
    [DESK_TYPE_DELIMITER] = { "character", "one of + - = _ . ~ # ! % & *", FIELD_CHARACTER,
                              .number = number_delimiter },
    [DESK_TYPE_REGEX] = { "regular expression", "a regular expression of PCRE2", FIELD_TEXT,
                          .text = text_regex, .check = check_regex },
    [DESK_TYPE_REGEXES] = { "list of regular expressions", "a regular expression of PCRE2",
                            FIELD_TEXTS, .text = text_regex, .check = check_regex },
    [DESK_TYPE_HEADERS] = { "list of fields", "\"Field: regular expression\"", FIELD_TEXTS,
                            .text = text_header, .check = check_header },
    [DESK_TYPE_AGENT_TRUST] = { "word", "authenticated or token", FIELD_NUMBER,
                                .number = number_agent_trust },
    [DESK_TYPE_ASSIGN] = { "word", "manual, round-robin, least-loaded or skill", FIELD_NUMBER,
                           .number = number_assign },
    [DESK_TYPE_NOTIFY] = { "word", "each, digest or none", FIELD_NUMBER, .number = number_notify },
    [DESK_TYPE_UPDATES] = { "words",
                            "none, or words such as \"resolved, closed\": assigned, in-progress, "
                            "on-hold, resolved, reopened, closed and merged",
                            FIELD_NUMBER, .number = number_updates },
    [DESK_TYPE_SCALE] = { "word", "none, csat, nps or yes-no", FIELD_NUMBER,
                          .number = number_scale },
    [DESK_TYPE_TIME] = { "time of day", "a time of day such as 08:00", FIELD_NUMBER,
                         .number = desk_number_time },
    [DESK_TYPE_PRIORITY] = { "priority", "critical, high, normal or low", FIELD_TEXT,
                             .text = text_priority },
    [DESK_TYPE_FRACTION] = { "fraction", "a number with at most three places such as 0.75",
                             FIELD_NUMBER, .number = desk_number_fraction },
    [DESK_TYPE_TARGETS] = { "list of times",
                            "times such as {\"critical=30m\", \"normal=8h\"}, each priority once",
                            FIELD_TARGETS },
    [DESK_TYPE_ESCALATION] = { "list of steps",
                               "steps such as \"30m alarm-lead\": a duration, and alarm, "
                               "alarm-lead, raise-priority, assign-lead, "
                               "team NAME or, at least 1m, repeat",
                               FIELD_TEXTS, .text = text_step },
    [DESK_TYPE_ZONE] = { "time zone", "a time zone such as Europe/Berlin", FIELD_TEXT,
                         .text = text_zone, .check = desk_hours_check_zone },
    [DESK_TYPE_HOURS] = { "hours", "hours such as 09:00-12:30, 13:30-17:30", FIELD_TEXT,
                          .text = text_hours, .check = desk_hours_check_day },
    [DESK_TYPE_HOLIDAYS] = { "list of dates", "dates such as 2026-12-24, or 12-25 for each year",
                             FIELD_TEXTS, .text = text_holiday, .check = desk_hours_check_holiday },
};

const char *
desk_value_type_name(DeskType type)
{
    return types[type].name;
}

bool
desk_value_is_list(DeskType type)
{
    return types[type].field == FIELD_TEXTS || types[type].field == FIELD_TARGETS;
}

/* A value of this type must not be repeated in a message: it may hold a password. */
static bool
is_private(DeskType type)
{
    return type == DESK_TYPE_STORE || type == DESK_TYPE_RELAY;
}

char *
desk_value_expected(const DeskSetting *setting)
{
    const char *expected = types[setting->type].expected;
    if (!setting->min)
        return g_strdup(expected);
    return g_strdup_printf("%s, from %s to %s", expected, setting->min, setting->max);
}

char *
desk_value_refusal(const DeskSetting *setting, const char *text)
{
    const Type *type = &types[setting->type];
    g_autoptr(GError) error = NULL;
    if (type->check && !type->check(text, &error))
        return g_strdup(error->message);
    g_autofree char *expected = desk_value_expected(setting);
    g_autofree char *shown = desk_text_quote(text);
    return is_private(setting->type) ? g_strdup_printf("is wrong, expected %s", expected)
                                     : g_strdup_printf("is \"%s\", expected %s", shown, expected);
}

void
desk_value_init(const DeskSetting *setting, void *object)
{
    if (setting->preset)
        desk_value_set(setting, object, setting->preset);
    if (types[setting->type].field == FIELD_TEXTS)
        *(char ***) (void *) ((char *) object + setting->offset) = g_new0(char *, 1);
}

static bool
in_range(const DeskSetting *setting, gint64 value)
{
    gint64 min, max;
    if (!setting->min)
        return true;
    return types[setting->type].number(setting->min, &min) &&
           types[setting->type].number(setting->max, &max) && value >= min && value <= max;
}

static void
append(char ***list, char *text)
{
    unsigned size = *list ? g_strv_length(*list) : 0;
    *list = g_renew(char *, *list, size + 2);
    (*list)[size] = text;
    (*list)[size + 1] = NULL;
}

bool
desk_value_set(const DeskSetting *setting, void *object, const char *text)
{
    const Type *type = &types[setting->type];
    void *field = (char *) object + setting->offset;

    if (type->text) {
        char *kept = type->text(text);
        if (!kept)
            return false;
        if (type->field == FIELD_TEXTS) {
            append(field, kept);
        } else {
            g_free(*(char **) field);
            *(char **) field = kept;
        }
        return true;
    }
    if (type->field == FIELD_TARGETS)
        return desk_promise_target(text, field);

    gint64 value;
    if (!type->number(text, &value) || !in_range(setting, value))
        return false;
    if (type->field == FIELD_BOOLEAN)
        *(bool *) field = value != 0;
    else if (type->field == FIELD_CHARACTER)
        *(char *) field = (char) value;
    else
        *(gint64 *) field = value;
    return true;
}

void
desk_value_clear(const DeskSetting *setting, void *object)
{
    void *field = (char *) object + setting->offset;
    if (types[setting->type].field == FIELD_TEXT)
        g_clear_pointer((char **) field, g_free);
    if (types[setting->type].field == FIELD_TEXTS)
        g_clear_pointer((char ***) field, g_strfreev);
}

bool
desk_value_equal(const DeskSetting *setting, const void *a, const void *b)
{
    const void *x = (const char *) a + setting->offset;
    const void *y = (const char *) b + setting->offset;

    switch (types[setting->type].field) {
    case FIELD_TEXT:
        return g_strcmp0(*(char *const *) x, *(char *const *) y) == 0;
    case FIELD_TEXTS:
        return g_strv_equal(*(const char *const *const *) x, *(const char *const *const *) y);
    case FIELD_NUMBER:
        return *(const gint64 *) x == *(const gint64 *) y;
    case FIELD_BOOLEAN:
        return *(const bool *) x == *(const bool *) y;
    case FIELD_CHARACTER:
        return *(const char *) x == *(const char *) y;
    case FIELD_TARGETS:
        return memcmp(x, y, sizeof(gint64[DESK_PRIORITIES])) == 0;
    }
    return false;
}
