#include "conf/build.h"
#include "base/text.h"
#include "conf/promise.h"
#include "conf/value.h"
#include "conf/words.h"

#define LIST_MAX 1000 /* values of one list */

/* Letters that begin a word become capitals: "it-help" is shown as "It-Help". */
static char *
capitalise(const char *name)
{
    char *text = g_strdup(name);
    for (char *p = text; *p; p++)
        if (p == text || !g_ascii_isalnum(p[-1]))
            *p = g_ascii_toupper(*p);
    return text;
}

/* The host's own name, or localhost when it is none that could stand in a mail. */
static char *
host_name(void)
{
    char name[HOST_NAME_MAX + 1] = "";
    DeskConf probe = { 0 };
    const DeskSetting *setting = desk_table_setting(desk_table_section(""), "hostname");

    if (gethostname(name, sizeof name - 1) == 0 && desk_value_set(setting, &probe, name))
        return probe.hostname;
    return g_strdup("localhost");
}

unsigned
desk_build_where(const DeskBlock *block, const char *setting)
{
    for (unsigned i = 0; i < block->values->len; i++) {
        const DeskValue *value = &g_array_index(block->values, DeskValue, i);
        if (strcmp(value->setting->name, setting) == 0)
            return value->at;
    }
    return block->at;
}

static void
complain_value(DeskSource *source, const DeskBlock *block, const DeskValue *value)
{
    g_autofree char *name = desk_table_full_name(block->section, value->setting);
    g_autofree char *refusal = desk_value_refusal(value->setting, value->text);
    desk_source_complain(source, value->at, "%s %s", name, refusal);
}

/* Takes the values of one setting. */
static void
set_values(DeskSource *source, const DeskBlock *block, const DeskSetting *setting, void *object)
{
    const DeskValue *first = NULL;
    unsigned count = 0;

    for (unsigned i = 0; i < block->values->len; i++) {
        const DeskValue *value = &g_array_index(block->values, DeskValue, i);
        if (value->setting != setting)
            continue;
        if (first && value->first) {
            g_autofree char *name = desk_table_full_name(block->section, setting);
            g_autofree char *where = desk_source_where(source, first->at);
            desk_source_complain(source, value->at, "%s is given twice, expected once: also in %s",
                                 name, where);
        }
        first = first ? first : value;
        if (++count <= LIST_MAX && !desk_value_set(setting, object, value->text))
            complain_value(source, block, value);
    }
    if (count > LIST_MAX)
        desk_source_complain(source, first->at, "%s has %u values, expected at most %d",
                             setting->name, count, LIST_MAX);
    if (!first && setting->required) {
        g_autofree char *expected = desk_value_expected(setting);
        desk_source_complain(source, block->at, "%s \"%s\" has no %s, expected %s",
                             block->section->name, block->title, setting->name, expected);
    }
}

/* Lists are never NULL, and every preset is in place before the file is heard. */
static void
set_presets(const DeskSection *section, void *object)
{
    for (size_t i = 0; i < section->count; i++)
        desk_value_init(&section->settings[i], object);
}

/* A title is a name. The struct owns a copy even when it is wrong. */
static void
set_title(DeskSource *source, const DeskBlock *block, void *object)
{
    static const DeskSetting title = { .name = "title", .type = DESK_TYPE_NAME };
    if (desk_value_set(&title, object, block->title))
        return;
    g_autofree char *expected = desk_value_expected(&title);
    g_autofree char *shown = desk_text_quote(block->title);
    desk_source_complain(source, block->at, "%s has the title \"%s\", expected %s",
                         block->section->name, shown, expected);
    *(char **) object = g_strdup(shown);
}

static void *
make_object(DeskConf *conf, const DeskSection *section)
{
    void *place = (char *) conf + section->offset;
    if (!section->titled)
        return place;
    void *object = g_malloc0(section->size);
    g_ptr_array_add(*(GPtrArray **) place, object);
    return object;
}

/* The words of the file come behind those of the list. One that cannot be used is forgotten. */
static void
finish_conditions(DeskSource *source, const DeskBlock *block, DeskConditions *conditions)
{
    g_autoptr(GError) error = NULL;
    if (!conditions->keywords_file ||
        desk_words_read(conditions->keywords_file, &conditions->keywords, &error))
        return;
    desk_source_complain(source, desk_build_where(block, "keywords-file"), "keywords-file: %s",
                         error->message);
    g_clear_pointer(&conditions->keywords_file, g_free);
}

static void
finish_category(DeskSource *source, const DeskBlock *block, void *object)
{
    DeskCategory *category = object;
    finish_conditions(source, block, &category->conditions);
}

static void
finish_rule(DeskSource *source, const DeskBlock *block, void *object)
{
    DeskRule *rule = object;
    finish_conditions(source, block, &rule->conditions);
}

static bool
gives(const DeskBlock *block, const char *setting)
{
    const DeskSetting *wanted = desk_table_setting(block->section, setting);
    return desk_build_where(block, setting) != block->at ||
           g_ptr_array_find(block->empty, wanted, NULL);
}

/* A promise that was broken is told to somebody, unless the list of steps is there and empty. */
static void
finish_sla(DeskSource *source, const DeskBlock *block, void *object)
{
    static const char *const untold[] = { "0m alarm", NULL };
    (void) source;
    DeskSla *sla = object;
    sla->steps = desk_promise_steps(
        gives(block, "escalation") ? (const char *const *) sla->escalation : untold);
}

static void
clear_sla(void *object)
{
    DeskSla *sla = object;
    g_array_unref(sla->steps);
}

/* The settings are sound by themselves; whether the business ever opens is not known yet. */
static void
finish_calendar(DeskSource *source, const DeskBlock *block, void *object)
{
    DeskCalendar *calendar = object;
    g_autoptr(GError) error = NULL;
    DeskHoursText text = { .zone = calendar->zone,
                           .holidays = (const char *const *) calendar->holidays,
                           .holidays_file = calendar->holidays_file };
    memcpy(text.days, calendar->days, sizeof text.days);
    calendar->hours = desk_hours_new(&text, &error);
    if (calendar->hours)
        return;
    if (g_error_matches(error, DESK_HOURS_ERROR, DESK_HOURS_ERROR_FILE))
        desk_source_complain(source, desk_build_where(block, "holidays-file"), "holidays-file: %s",
                             error->message);
    else
        desk_source_complain(source, block->at, "calendar \"%s\": %s", calendar->name,
                             error->message);
}

static void
clear_calendar(void *object)
{
    DeskCalendar *calendar = object;
    desk_hours_free(calendar->hours);
}

/* Sections whose settings are not all there is to their struct. */
static const struct {
    const char *section;
    void (*finish)(DeskSource *source, const DeskBlock *block, void *object);
    void (*clear)(void *object);
    bool sound_only; /* there is no finish while a setting is missing or wrong */
} extras[] = {
    { "category", finish_category, NULL, false },
    { "rule", finish_rule, NULL, false },
    { "sla", finish_sla, clear_sla, false },
    { "calendar", finish_calendar, clear_calendar, true },
};

static void
finish(DeskSource *source, const DeskBlock *block, void *object, bool sound)
{
    for (size_t i = 0; i < G_N_ELEMENTS(extras); i++)
        if (strcmp(extras[i].section, block->section->name) == 0 &&
            (sound || !extras[i].sound_only))
            extras[i].finish(source, block, object);
}

static void
fill_block(DeskConf *conf, DeskSource *source, const DeskBlock *block, GPtrArray *objects)
{
    void *object = make_object(conf, block->section);
    unsigned known = desk_source_problems(source);
    g_ptr_array_add(objects, object);
    if (block->section->titled) {
        set_presets(block->section, object);
        set_title(source, block, object);
    }
    for (size_t i = 0; i < block->section->count; i++)
        set_values(source, block, &block->section->settings[i], object);
    /* with as many problems as are told there may be one more */
    finish(source, block, object,
           desk_source_problems(source) == known && known < DESK_SOURCE_PROBLEMS);
}

static bool
has_room(const char *address)
{
    const char *at = address ? strrchr(address, '@') : NULL;
    return at && at - address <= DESK_MAILBOX_LOCAL_MAX;
}

/* The address itself, else the first alias that is short enough; NULL: none is. */
static const char *
find_reply_base(const DeskMailbox *mailbox)
{
    if (has_room(mailbox->address))
        return mailbox->address;
    for (char **alias = mailbox->aliases; *alias; alias++)
        if (has_room(*alias))
            return *alias;
    return NULL;
}

/* The defaults that are worked out from other settings. */
static void
derive(DeskConf *conf)
{
    if (!conf->hostname)
        conf->hostname = host_name();
    for (unsigned i = 0; i < conf->mailboxes->len; i++) {
        DeskMailbox *mailbox = g_ptr_array_index(conf->mailboxes, i);
        if (!mailbox->display_name)
            mailbox->display_name = capitalise(mailbox->name);
        mailbox->reply_base = find_reply_base(mailbox);
    }
    for (unsigned i = 0; i < conf->agents->len; i++) {
        DeskAgent *agent = g_ptr_array_index(conf->agents, i);
        if (!agent->full_name)
            agent->full_name = capitalise(agent->name);
    }
}

void
desk_build_fill(DeskConf *conf, DeskSource *source, GPtrArray *blocks, GPtrArray *objects)
{
    for (unsigned i = 0; i < blocks->len; i++)
        fill_block(conf, source, g_ptr_array_index(blocks, i), objects);
    derive(conf);
}

static void
clear_settings(const DeskSection *section, void *object)
{
    for (size_t i = 0; i < section->count; i++)
        desk_value_clear(&section->settings[i], object);
}

static void
free_object(const DeskSection *section, void *object)
{
    for (size_t i = 0; i < G_N_ELEMENTS(extras); i++)
        if (extras[i].clear && strcmp(extras[i].section, section->name) == 0)
            extras[i].clear(object);
    clear_settings(section, object);
    g_free(*(char **) object);
    g_free(object);
}

static void
free_objects(const DeskSection *section, GPtrArray *objects)
{
    for (unsigned i = 0; i < objects->len; i++)
        free_object(section, g_ptr_array_index(objects, i));
    g_ptr_array_unref(objects);
}

static void
clear_conf(DeskConf *conf)
{
    size_t count;
    const DeskSection *const *sections = desk_table_sections(&count);
    for (size_t i = 0; i < count; i++) {
        void *place = (char *) conf + sections[i]->offset;
        if (sections[i]->titled)
            free_objects(sections[i], *(GPtrArray **) place);
        else
            clear_settings(sections[i], place);
    }
    g_free(conf->path);
    g_ptr_array_unref(conf->advice);
    desk_keys_free(conf->keys);
}

DeskConf *
desk_build_new(const char *path)
{
    DeskConf *conf = g_atomic_rc_box_new0(DeskConf);
    size_t count;
    const DeskSection *const *sections = desk_table_sections(&count);

    conf->path = g_strdup(path);
    conf->advice = g_ptr_array_new_with_free_func(g_free);
    for (size_t i = 0; i < count; i++) {
        void *place = (char *) conf + sections[i]->offset;
        if (sections[i]->titled)
            *(GPtrArray **) place = g_ptr_array_new();
        else
            set_presets(sections[i], place);
    }
    return conf;
}

void
desk_conf_unref(DeskConf *conf)
{
    if (conf)
        g_atomic_rc_box_release_full(conf, (GDestroyNotify) clear_conf);
}
