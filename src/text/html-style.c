#include "text/html-style.h"
#include "base/text.h"

#define NUMBER_MAX 31 /* bytes of a value that are looked at */
#define HIDDEN_MAX 200
#define CLASS_MAX  100 /* bytes of a name */
#define TINY_SIZE  2.0 /* px or pt: nobody can read it */
#define SMALL_SIZE 5.0
/* Of 255: the least of a red, blue or green, what else it may have, and how much less. */
#define RED_MIN   160
#define BLUE_MIN  110
#define GREEN_MIN 100
#define OTHER_MAX 90
#define MORE      40

/* Halves that only together hide. */
enum {
    CLIPS = 1 << 24,   /* overflow:hidden */
    FLAT = 1 << 25,    /* no height, or no width */
    WHITE = 1 << 26,   /* or transparent: may well stand on something dark */
    SMALL = 1 << 27,   /* a font of at most 5 px, or lines without height */
    OUTLOOK = 1 << 28, /* mso-hide:all: other clients may well show it */
};

typedef struct {
    const char *property;
    const char *value; /* its start, or with ; behind it all of it; NULL: any */
    unsigned sets, clears;
} Rule;

static const Rule rules[] = {
    { "display", "none", DESK_STYLE_GONE, DESK_STYLE_SHOWN | DESK_STYLE_BLOCK },
    { "display", "block", DESK_STYLE_SHOWN | DESK_STYLE_BLOCK, DESK_STYLE_GONE },
    { "display", "inline;", DESK_STYLE_SHOWN | DESK_STYLE_INLINE, DESK_STYLE_GONE },
    { "display", NULL, DESK_STYLE_SHOWN, DESK_STYLE_GONE | DESK_STYLE_BLOCK },
    { "visibility", "hidden", DESK_STYLE_UNSEEN, DESK_STYLE_SEEN },
    { "visibility", "collapse", DESK_STYLE_UNSEEN, DESK_STYLE_SEEN },
    { "visibility", "visible", DESK_STYLE_SEEN, DESK_STYLE_UNSEEN },
    { "overflow", "hidden", CLIPS, 0 },
    { "mso-hide", "all", OUTLOOK, 0 },
    { "color", "#fff;", WHITE | DESK_STYLE_COLOURED, DESK_STYLE_COLOUR_MASK },
    { "color", "#ffffff", WHITE | DESK_STYLE_COLOURED, DESK_STYLE_COLOUR_MASK },
    { "color", "white", WHITE | DESK_STYLE_COLOURED, DESK_STYLE_COLOUR_MASK },
    { "color", "transparent", WHITE | DESK_STYLE_COLOURED, DESK_STYLE_COLOUR_MASK },
    { "white-space", "pre", DESK_STYLE_PRE, DESK_STYLE_FLOW },
    { "white-space", "break-spaces", DESK_STYLE_PRE, DESK_STYLE_FLOW },
    { "white-space", "no", DESK_STYLE_FLOW, DESK_STYLE_PRE },
    { "list-style", "none", DESK_STYLE_UNMARKED, 0 },
    { "list-style-type", "none", DESK_STYLE_UNMARKED, 0 },
    { "font-family", "wingdings", DESK_STYLE_WINGDINGS, DESK_STYLE_LETTERS },
    { "font-family", NULL, DESK_STYLE_LETTERS, DESK_STYLE_WINGDINGS },
    { "mso-list", "ignore", DESK_STYLE_MARKER, 0 },
    { "border", "none", DESK_STYLE_BORDERLESS, 0 },
    { "border", "0", DESK_STYLE_BORDERLESS, 0 },
    { "border-left", "none", 0, DESK_STYLE_BORDER_LEFT },
    { "border-left", "0", 0, DESK_STYLE_BORDER_LEFT },
    { "border-left", "medium none", 0, DESK_STYLE_BORDER_LEFT },
    { "border-left", NULL, DESK_STYLE_BORDER_LEFT, 0 },
    { "border-left-style", "solid", DESK_STYLE_BORDER_LEFT, 0 },
    { "border-top", "none", 0, DESK_STYLE_BORDER_TOP },
    { "border-top", "0", 0, DESK_STYLE_BORDER_TOP },
    { "border-top", "medium none", 0, DESK_STYLE_BORDER_TOP },
    { "border-top", NULL, DESK_STYLE_BORDER_TOP, 0 },
    { "border-top-style", "solid", DESK_STYLE_BORDER_TOP, 0 },
};

static bool
equals(DeskBytes text, const char *word)
{
    return text.size == strlen(word) && g_ascii_strncasecmp(text.data, word, text.size) == 0;
}

static bool
begins(DeskBytes text, const char *word)
{
    size_t size = strlen(word);
    if (word[size - 1] == ';')
        return text.size == size - 1 && g_ascii_strncasecmp(text.data, word, size - 1) == 0;
    return text.size >= size && g_ascii_strncasecmp(text.data, word, size) == 0;
}

/* The number at the start of a value, and whether its unit is px, pt or none. -1: no number. */
static double
read_length(DeskBytes value, bool *is_absolute)
{
    char digits[NUMBER_MAX + 1];
    size_t size = MIN(value.size, NUMBER_MAX);
    memcpy(digits, value.data, size);
    digits[size] = '\0';
    char *unit;
    double number = g_ascii_strtod(digits, &unit);
    *is_absolute = g_ascii_strncasecmp(unit, "px", 2) == 0 ||
                   g_ascii_strncasecmp(unit, "pt", 2) == 0 || *unit == '\0' || *unit == ' ' ||
                   *unit == '!';
    return unit == digits ? -1 : number;
}

static unsigned
read_font_size(DeskBytes value, unsigned flags)
{
    bool is_absolute;
    double size = read_length(value, &is_absolute);
    flags &= ~(unsigned) (DESK_STYLE_TINY | DESK_STYLE_SIZED);
    if (size == 0 || (size > 0 && size <= TINY_SIZE && is_absolute))
        return flags | DESK_STYLE_TINY;
    if (size > 0 && size <= SMALL_SIZE && is_absolute)
        flags |= SMALL;
    /* 100% of nothing is nothing. */
    return size < 0 || is_absolute ? flags | DESK_STYLE_SIZED : flags;
}

/* The margins above and below of "margin: a b c d". */
static unsigned
read_margin(DeskBytes value)
{
    double sides[4] = { -1, -1, -1, -1 };
    unsigned count = 0;
    while (value.size > 0 && count < 4) {
        bool is_absolute;
        sides[count++] = read_length(value, &is_absolute);
        while (value.size > 0 && !g_ascii_isspace(value.data[0]))
            value = (DeskBytes){ value.data + 1, value.size - 1 };
        value = desk_text_trim(value);
    }
    double below = count > 2 ? sides[2] : sides[0];
    double left = count > 3 ? sides[3] : -1;
    bool is_tight = sides[0] >= 0 && sides[0] < 1 && below >= 0 && below < 1;
    return (is_tight ? DESK_STYLE_TIGHT : 0U) |
           (left >= 30 && left <= 50 ? DESK_STYLE_INDENTED : 0U);
}

/* The parts of "#rgb" or "#rrggbb". */
static bool
read_hex(const char *digits, int *parts)
{
    size_t count = strspn(digits, "0123456789abcdefABCDEF");
    for (unsigned i = 0; i < 3 && (count == 3 || count == 6); i++) {
        int high = g_ascii_xdigit_value(digits[count == 3 ? i : 2 * i]);
        int low = g_ascii_xdigit_value(digits[count == 3 ? i : 2 * i + 1]);
        parts[i] = 16 * high + low;
    }
    return count == 3 || count == 6;
}

static DeskColour
read_parts(const int *parts)
{
    int red = parts[0], green = parts[1], blue = parts[2];
    if (red >= RED_MIN && green <= OTHER_MAX && blue <= OTHER_MAX)
        return DESK_COLOUR_RED;
    if (blue >= BLUE_MIN && red <= OTHER_MAX && blue >= green + MORE)
        return DESK_COLOUR_BLUE;
    if (green >= GREEN_MIN && green >= red + MORE && green >= blue + MORE)
        return DESK_COLOUR_GREEN;
    return DESK_COLOUR_PLAIN;
}

static DeskColour
read_colour(DeskBytes colour)
{
    static const struct {
        const char *name;
        DeskColour colour;
    } names[] = {
        { "red", DESK_COLOUR_RED },
        { "blue", DESK_COLOUR_BLUE },
        { "navy", DESK_COLOUR_BLUE },
        { "green", DESK_COLOUR_GREEN },
    };
    char text[NUMBER_MAX + 1];
    int parts[3] = { 0 };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (begins(colour, names[i].name))
            return names[i].colour;
    g_snprintf(text, sizeof text, "%.*s", (int) MIN(colour.size, NUMBER_MAX), colour.data);
    bool is_known = text[0] == '#'
                        ? read_hex(text + 1, parts)
                        : sscanf(text, "rgb( %3d , %3d , %3d", parts, parts + 1, parts + 2) == 3;
    return is_known ? read_parts(parts) : DESK_COLOUR_PLAIN;
}

unsigned
desk_html_style_colour(DeskBytes colour)
{
    return DESK_STYLE_COLOURED | (unsigned) read_colour(colour) << DESK_STYLE_COLOUR_SHIFT;
}

/* Values that are numbers. */
static unsigned
read_measure(DeskBytes property, DeskBytes value, unsigned flags)
{
    bool is_absolute;
    double number = read_length(value, &is_absolute);
    if (equals(property, "font-size"))
        return read_font_size(value, flags);
    if (equals(property, "color")) {
        return (flags & ~DESK_STYLE_COLOUR_MASK) | desk_html_style_colour(value);
    }
    if (equals(property, "margin"))
        return (flags & ~(unsigned) DESK_STYLE_TIGHT) | read_margin(value);
    if (equals(property, "margin-left"))
        return number >= 30 && number <= 50 ? flags | DESK_STYLE_INDENTED : flags;
    if (equals(property, "margin-bottom"))
        return number >= 0 && number < 1 ? flags | DESK_STYLE_TIGHT : flags;
    if (equals(property, "opacity"))
        return number == 0 ? flags | DESK_STYLE_GONE : flags;
    if (equals(property, "max-height"))
        return number == 0 ? flags | DESK_STYLE_GONE : flags;
    if (equals(property, "height") || equals(property, "width") || equals(property, "max-width"))
        return number == 0 ? flags | FLAT : flags;
    if (equals(property, "line-height"))
        return number == 0 || (number == 1 && value.size > 1 && is_absolute) ? flags | SMALL
                                                                             : flags;
    return flags;
}

static unsigned
read_declaration(DeskBytes property, DeskBytes value, unsigned flags)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
        if (equals(property, rules[i].property) &&
            (!rules[i].value || begins(value, rules[i].value)))
            return (flags & ~rules[i].clears) | rules[i].sets;
    return read_measure(property, value, flags);
}

unsigned
desk_html_style_read(const char *declarations, size_t size)
{
    unsigned flags = 0;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(declarations + at, ';', size - at);
        size_t length = end ? (size_t) (end - declarations) - at : size - at;
        const char *colon = memchr(declarations + at, ':', length);
        if (colon) {
            size_t name = (size_t) (colon - declarations) - at;
            flags = read_declaration(desk_text_trim((DeskBytes){ declarations + at, name }),
                                     desk_text_trim((DeskBytes){ colon + 1, length - name - 1 }),
                                     flags);
        }
        at += length + 1;
    }
    bool is_clipped = flags & CLIPS && flags & FLAT;
    bool is_outlook = flags & OUTLOOK && flags & (FLAT | SMALL | CLIPS | DESK_STYLE_TINY);
    bool is_faint = flags & WHITE && flags & SMALL;
    if (is_clipped || is_outlook || is_faint)
        flags |= DESK_STYLE_GONE;
    return flags;
}

/* "div.x" or "#x": at most one class or id and nothing else. */
static bool
is_simple_selector(DeskBytes selector)
{
    unsigned signs = 0;
    for (size_t i = 0; i < selector.size; i++) {
        bool is_sign = selector.data[i] == '.' || selector.data[i] == '#';
        if (!is_sign && !g_ascii_isalnum(selector.data[i]) && !strchr("-_", selector.data[i]))
            return false;
        signs += is_sign;
    }
    return signs == 1 && selector.size <= CLASS_MAX;
}

static void
read_selector(DeskHtmlSheet *sheet, DeskBytes selector, unsigned flags)
{
    if (equals(selector, "p") && flags & DESK_STYLE_TIGHT)
        sheet->is_tight = true;
    if (!is_simple_selector(selector))
        return;
    g_autofree char *name = g_strndup(selector.data, selector.size);
    if (flags & DESK_STYLE_SHOWN)
        g_hash_table_remove(sheet->hidden, name);
    else if (flags & DESK_STYLE_GONE && g_hash_table_size(sheet->hidden) < HIDDEN_MAX)
        g_hash_table_add(sheet->hidden, g_steal_pointer(&name));
}

static void
read_rule(DeskHtmlSheet *sheet, DeskBytes selectors, DeskBytes declarations)
{
    unsigned flags = desk_html_style_read(declarations.data, declarations.size);
    if (!(flags & (DESK_STYLE_GONE | DESK_STYLE_SHOWN | DESK_STYLE_TIGHT)))
        return;
    while (selectors.size > 0) {
        const char *comma = memchr(selectors.data, ',', selectors.size);
        size_t size = comma ? (size_t) (comma - selectors.data) : selectors.size;
        read_selector(sheet, desk_text_trim((DeskBytes){ selectors.data, size }), flags);
        size = MIN(size + 1, selectors.size);
        selectors = (DeskBytes){ selectors.data + size, selectors.size - size };
    }
}

/* Comments, and the signs of HTML comments, become blanks. The caller's. */
static char *
strip_comments(DeskBytes styles)
{
    char *text = g_strndup(styles.data, styles.size);
    for (char *p = text; *p;) {
        if (g_str_has_prefix(p, "/*")) {
            char *end = strstr(p + 2, "*/");
            end = end ? end + 2 : p + strlen(p);
            memset(p, ' ', (size_t) (end - p));
            p = end;
        } else if (g_str_has_prefix(p, "<!--")) {
            memset(p, ' ', 4);
        } else if (g_str_has_prefix(p, "-->")) {
            memset(p, ' ', 3);
        } else {
            p++;
        }
    }
    return text;
}

/* Behind "@media ... { ... }" or "@import ...;", from its @ on. */
static const char *
skip_at_rule(const char *p)
{
    unsigned depth = 0;
    for (; *p; p++) {
        if (*p == '{')
            depth++;
        else if (*p == '}' && depth <= 1)
            return p + 1;
        else if (*p == '}')
            depth--;
        else if (*p == ';' && depth == 0)
            return p + 1;
    }
    return p;
}

void
desk_html_sheet_read(DeskHtmlSheet *sheet, DeskBytes styles)
{
    *sheet =
        (DeskHtmlSheet){ .hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
    g_autofree char *text = strip_comments(styles);
    for (const char *p = text; *p;) {
        p += strspn(p, " \t\r\n");
        if (*p == '@') {
            p = skip_at_rule(p);
            continue;
        }
        size_t selectors = strcspn(p, "{");
        if (p[selectors] == '\0')
            break;
        const char *declarations = p + selectors + 1;
        size_t size = strcspn(declarations, "}");
        read_rule(sheet, desk_text_trim((DeskBytes){ p, selectors }),
                  (DeskBytes){ declarations, size });
        p = declarations + size;
        p += *p == '}';
    }
}

void
desk_html_sheet_clear(DeskHtmlSheet *sheet)
{
    g_clear_pointer(&sheet->hidden, g_hash_table_unref);
}

static bool
hides_name(const DeskHtmlSheet *sheet, const char *element, char sign, DeskBytes name)
{
    char selector[2 * CLASS_MAX + 2];
    if (name.size > CLASS_MAX || strlen(element) > CLASS_MAX)
        return false;
    g_snprintf(selector, sizeof selector, "%s%c%.*s", element, sign, (int) name.size, name.data);
    return g_hash_table_contains(sheet->hidden, selector) ||
           g_hash_table_contains(sheet->hidden, selector + strlen(element));
}

bool
desk_html_sheet_hides(const DeskHtmlSheet *sheet, const char *element, const char *classes,
                      const char *id)
{
    if (g_hash_table_size(sheet->hidden) == 0)
        return false;
    if (id && hides_name(sheet, element, '#', (DeskBytes){ id, strlen(id) }))
        return true;
    for (const char *p = classes ? classes : ""; *p;) {
        size_t size = strcspn(p, " \t\r\n");
        if (size > 0 && hides_name(sheet, element, '.', (DeskBytes){ p, size }))
            return true;
        p += size;
        p += strspn(p, " \t\r\n");
    }
    return false;
}
