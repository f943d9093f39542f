#include "letter/fields.h"
#include "base/text.h"
#include "text/markup.h"

#define LINE_WIDTH  72 /* characters */
#define DATE_LENGTH strlen("Mon 2026-11-23 ")

DeskValues *
desk_field_text(const char *text)
{
    return text && *text ? desk_values_text(text) : desk_values_bool(false);
}

DeskValues *
desk_field_html(const char *text)
{
    g_autofree char *html = text && *text ? desk_markup_html(text) : NULL;
    return desk_field_text(html);
}

DeskValues *
desk_field_number(gint64 number)
{
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, number);
    return desk_values_text(text);
}

DeskValues *
desk_field_size(gint64 bytes)
{
    g_autofree char *text = bytes < 1024 ? g_strdup_printf("%" G_GINT64_FORMAT " bytes", bytes)
                            : bytes < 1024 * 1024
                                ? g_strdup_printf("%" G_GINT64_FORMAT " KB", (bytes + 512) / 1024)
                                : g_strdup_printf("%.1f MB", (double) bytes / (1024 * 1024));
    return desk_values_text(text);
}

char *
desk_field_date(const DeskHours *hours, gint64 at)
{
    g_autoptr(DeskHours) always = hours ? NULL : desk_hours_always();
    return desk_hours_show(hours ? hours : always, at);
}

DeskValues *
desk_field_moment(const DeskHours *hours, gint64 at, gint64 now)
{
    g_autofree char *moment = desk_field_date(hours, at);
    g_autofree char *today = desk_field_date(hours, now);
    bool is_today = strncmp(moment, today, DATE_LENGTH) == 0;
    return desk_values_text(is_today ? moment + DATE_LENGTH : moment);
}

static void
set_part(DeskValues *map, const char *name, int digits, int number)
{
    char text[16];
    g_snprintf(text, sizeof text, "%0*d", digits, number);
    desk_values_set(map, name, desk_values_text(text));
}

static void
set_case(DeskValues *map, const char *name, int number)
{
    char text[32];
    g_snprintf(text, sizeof text, "%s_%d", name, number);
    desk_values_set(map, text, desk_values_bool(true));
}

DeskValues *
desk_field_parts(const DeskHours *hours, gint64 at)
{
    g_autoptr(DeskHours) always = hours ? NULL : desk_hours_always();
    const DeskWallTime wall = desk_hours_wall(hours ? hours : always, at);
    if (at == 0)
        return desk_values_bool(false);
    DeskValues *map = desk_values_map();
    set_part(map, "year", 1, wall.year);
    set_part(map, "month", 1, wall.month);
    set_part(map, "day", 1, wall.day);
    set_part(map, "hour", 2, wall.hour);
    set_part(map, "minute", 2, wall.minute);
    desk_values_set(map, "zone", desk_values_text(wall.zone));
    desk_values_set(map, "is_first_day", desk_values_bool(wall.day == 1));
    set_case(map, "month", wall.month);
    set_case(map, "weekday", wall.weekday);
    return map;
}

char *
desk_field_wrap(const char *line)
{
    g_auto(GStrv) words = g_strsplit(line, " ", -1);
    GString *out = g_string_new(NULL);
    glong column = 0;
    for (char **word = words; *word; word++) {
        glong width = g_utf8_strlen(*word, -1);
        bool is_first = word == words;
        bool fits = column + 1 + width <= LINE_WIDTH;
        if (!is_first)
            g_string_append_c(out, fits ? ' ' : '\n');
        g_string_append(out, *word);
        column = is_first || !fits ? width : column + 1 + width;
    }
    return g_string_free(out, FALSE);
}

char *
desk_field_excerpt(const char *text, size_t max, bool *cut)
{
    *cut = strlen(text) > max;
    char *excerpt = g_strndup(text, max + 4);
    return *cut ? desk_text_cut(excerpt, max) : excerpt;
}
