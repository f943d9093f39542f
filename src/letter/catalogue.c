#include "letter/catalogue.h"
#include "letter/fields.h"
#include "letter/listing.h"
#include "ticket/kind.h"

static const DeskTemplateInfo templates[] = {
    { "ack", "ack", "The acknowledgement to the sender of a new ticket." },
    { "customer-result", "customer-result", "What the desk answers to a customer's command." },
    { "reply", "reply", "What an agent answers." },
    { "forward", "forward", "What an agent lets a third party read." },
    { "status-assigned", "status", "Somebody has the ticket." },
    { "status-in-progress", "status", "Somebody works on it." },
    { "status-on-hold", "status", "It waits for somebody else." },
    { "status-resolved", "status", "It is resolved." },
    { "status-reopened", "status", "It is open again." },
    { "status-closed", "status", "It is closed." },
    { "status-merged", "status", "It goes on as another ticket." },
    { "reminder", "reminder", "An answer is missing, and the ticket will be closed without one." },
    { "survey", "survey", "The customer is asked how it was." },
    { "agent-new", "agent-new", "The agent has got a ticket, or his team has." },
    { "agent-update", "agent-update", "Something has happened to a ticket of his." },
    { "agent-alarm", "agent-alarm", "An agent has to know something of a ticket, or to do it." },
    { "command-result", "command-result", "What an agent's command has found." },
    { "report", "command-result", "What #report has counted." },
    { "digest", "digest", "What has happened to an agent's tickets since the last one." },
    { 0 },
};

const DeskTemplateInfo *
desk_catalogue_templates(void)
{
    return templates;
}

const DeskTemplateInfo *
desk_catalogue_template(const char *name)
{
    for (const DeskTemplateInfo *info = templates; info->name; info++)
        if (g_str_equal(info->name, name))
            return info;
    return NULL;
}

/* A field with the path that it has in a template, where sets stand below others. */
typedef struct {
    char *path;
    const DeskListedField *field;
} Placed;

/* The fields of a template, and what is made of them. */
typedef struct {
    GPtrArray *placed; /* Placed */
    bool all;          /* everything is true, lists have one item */
} Plan;

static void
free_placed(gpointer data)
{
    Placed *placed = data;
    g_free(placed->path);
    g_free(placed);
}

static bool
is_in(const DeskListedField *field, const char *set)
{
    g_auto(GStrv) sets = g_strsplit(field->sets, " ", -1);
    return g_strv_contains((const char *const *) sets, set);
}

static void
place_set(Plan *plan, const char *set, const char *prefix)
{
    for (const DeskListedField *field = desk_listed_fields; field->path; field++) {
        if (!is_in(field, set))
            continue;
        Placed *placed = g_new0(Placed, 1);
        placed->path = g_strconcat(prefix, field->path, NULL);
        placed->field = field;
        g_ptr_array_add(plan->placed, placed);
        g_autofree char *deeper = g_strconcat(placed->path, ".", NULL);
        if (field->of)
            place_set(plan, field->of, deeper);
    }
}

static const char *
audience(const DeskTemplateInfo *info)
{
    return desk_mail_kind(info->kind)->to_agent ? "agent" : "customer";
}

static const DeskListedField *
find_field(const Plan *plan, const char *path)
{
    for (guint i = 0; i < plan->placed->len; i++) {
        const Placed *placed = plan->placed->pdata[i];
        if (g_str_equal(placed->path, path))
            return placed->field;
    }
    return NULL;
}

static char *
sample_of(const DeskListedField *field, guint item)
{
    if (!field->sample)
        return NULL;
    g_auto(GStrv) samples = g_strsplit(field->sample, "|", -1);
    return g_strdup(samples[MIN(item, g_strv_length(samples) - 1)]);
}

/* As many as the field below it that has the most samples; deeper lists count for themselves. */
static guint
count_items(const Plan *plan, const char *list)
{
    guint count = 1;
    for (guint i = 0; i < plan->placed->len && !plan->all; i++) {
        const Placed *placed = plan->placed->pdata[i];
        if (!g_str_has_prefix(placed->path, list) || strchr(placed->path + strlen(list), '['))
            continue;
        const char *sample = placed->field->sample ? placed->field->sample : "";
        g_auto(GStrv) samples = g_strsplit(sample, "|", -1);
        count = MAX(count, g_strv_length(samples));
    }
    return count;
}

static DeskValues *
make_moment(const Plan *plan, const char *sample)
{
    const char *text = sample ? sample : "2026-11-24T09:05:00Z";
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, NULL);
    DeskValues *values = desk_field_parts(NULL, g_date_time_to_unix(moment) * G_USEC_PER_SEC);
    for (const DeskListedField *field = desk_listed_fields; field->path && plan->all; field++) {
        if (!is_in(field, "moment") || field->type != DESK_LISTED_BOOL)
            continue;
        if (field->most == 0)
            desk_values_set(values, field->path, desk_values_bool(true));
        g_autofree char *stem = g_strndup(field->path, strlen(field->path) - 1);
        for (int i = field->least; i <= field->most; i++) {
            g_autofree char *name = g_strdup_printf("%s%d", stem, i);
            desk_values_set(values, name, desk_values_bool(true));
        }
    }
    return values;
}

static DeskValues *
make_leaf(const Plan *plan, const DeskListedField *field, guint item)
{
    g_autofree char *sample = sample_of(field, item);
    if (field->type == DESK_LISTED_MOMENT)
        return plan->all || sample ? make_moment(plan, sample) : desk_values_bool(false);
    if (field->type == DESK_LISTED_BOOL)
        return desk_values_bool(plan->all || g_strcmp0(sample, "yes") == 0);
    if (plan->all && !sample)
        return desk_values_text(field->type == DESK_LISTED_HTML ? "<p>" : "x");
    return desk_field_text(sample);
}

static void
set_each(const Plan *plan, DeskValues *map, const DeskListedField *field, const char *name,
         guint item)
{
    g_autofree char *sample = sample_of(field, item);
    g_autofree char *stem = g_strndup(name, strlen(name) - 1);
    for (int i = field->least; i <= field->most; i++) {
        g_autofree char *one = g_strdup_printf("%s%d", stem, i);
        g_autofree char *number = g_strdup_printf("%d", i);
        bool is_it = plan->all || g_strcmp0(sample, number) == 0;
        desk_values_set(map, one, desk_values_bool(is_it));
    }
}

static DeskValues *make_map(const Plan *plan, const char *prefix, guint item);

static DeskValues *
make_list(const Plan *plan, const char *path)
{
    const DeskListedField *field = find_field(plan, path);
    g_autofree char *below = g_strconcat(path, ".", NULL);
    DeskValues *list = desk_values_list();
    bool is_text = field->type == DESK_LISTED_TEXT;
    guint count = is_text && !field->sample && !plan->all ? 0 : count_items(plan, path);
    for (guint i = 0; i < count; i++)
        desk_values_append(list, is_text ? make_leaf(plan, field, i) : make_map(plan, below, i));
    return list;
}

/* The field of a map that stands at the beginning of rest. */
static void
set_field(const Plan *plan, DeskValues *map, const char *path, const char *name, guint item)
{
    g_autofree char *list = g_strconcat(path, "[]", NULL);
    g_autofree char *below = g_strconcat(path, ".", NULL);
    const DeskListedField *field = find_field(plan, path);
    if (find_field(plan, list))
        desk_values_set(map, name, make_list(plan, list));
    else if (!field || field->type == DESK_LISTED_MAP)
        desk_values_set(map, name, make_map(plan, below, item));
    else if (field->most > 0)
        set_each(plan, map, field, name, item);
    else
        desk_values_set(map, name, make_leaf(plan, field, item));
}

static DeskValues *
make_map(const Plan *plan, const char *prefix, guint item)
{
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    DeskValues *map = desk_values_map();
    for (guint i = 0; i < plan->placed->len; i++) {
        const Placed *placed = plan->placed->pdata[i];
        if (!g_str_has_prefix(placed->path, prefix))
            continue;
        const char *rest = placed->path + strlen(prefix);
        char *name = g_strndup(rest, strcspn(rest, ".["));
        g_autofree char *path = g_strconcat(prefix, name, NULL);
        if (!g_hash_table_contains(seen, name))
            set_field(plan, map, path, name, item);
        g_hash_table_add(seen, name);
    }
    return map;
}

static DeskValues *
make(const char *name, bool all)
{
    const DeskTemplateInfo *info = desk_catalogue_template(name);
    Plan plan = { .placed = g_ptr_array_new_with_free_func(free_placed), .all = all };
    if (info) {
        place_set(&plan, "*", "");
        place_set(&plan, audience(info), "");
        place_set(&plan, info->name, "");
    }
    DeskValues *values = make_map(&plan, "", 0);
    g_ptr_array_unref(plan.placed);
    return values;
}

DeskValues *
desk_catalogue_all(const char *name)
{
    return make(name, true);
}

DeskValues *
desk_catalogue_sample(const char *name)
{
    return make(name, false);
}

/* "choices[].is_N" as "choices[].is_0 ... is_10" */
static void
document_field(GString *out, const DeskListedField *field)
{
    const char *dot = strrchr(field->path, '.');
    const char *last = dot ? dot + 1 : field->path;
    if (field->most > 0)
        g_string_append_printf(out, ".It Va %.*s%d ... %.*s%d\n", (int) strlen(field->path) - 1,
                               field->path, field->least, (int) strlen(last) - 1, last,
                               field->most);
    else
        g_string_append_printf(out, ".It Va %s\n", field->path);
    g_string_append_printf(out, "%s\n", field->help);
    if (field->of)
        g_string_append_printf(out, "It has the fields of %s.\n",
                               g_str_equal(field->of, "entry") ? "a message" : "a listed ticket");
    else if (field->type == DESK_LISTED_MOMENT)
        g_string_append(out, "A moment.\n");
    else if (field->type == DESK_LISTED_HTML)
        g_string_append_printf(out, "For\n.Li {{{%s}}} .\n", last);
}

static void
document_set(GString *out, const char *set)
{
    bool any = false;
    for (const DeskListedField *field = desk_listed_fields; field->path; field++) {
        if (!is_in(field, set))
            continue;
        if (!any)
            g_string_append(out, ".Bl -tag -width Ds\n");
        any = true;
        document_field(out, field);
    }
    if (any)
        g_string_append(out, ".El\n");
}

static void
document_templates(GString *out, const char *whose)
{
    g_string_append(out, ".Bl -tag -width Ds\n");
    for (const DeskTemplateInfo *info = templates; info->name; info++) {
        if (!g_str_equal(audience(info), whose))
            continue;
        g_string_append_printf(out, ".It Cm %s\n%s\n", info->name, info->help);
        document_set(out, info->name);
    }
    g_string_append(out, ".El\n");
}

void
desk_catalogue_document(GString *out)
{
    g_string_append(out, ".Ss Fields of all mails\n");
    document_set(out, "*");
    g_string_append(out, ".Ss Moments\nFields that are called a moment are maps of these.\n"
                         "They are said by the partial\n.Cm moment\nof each language, as in\n"
                         ".Ql {{#closes}}{{> moment}}{{/closes}} .\n");
    document_set(out, "moment");
    g_string_append(out, ".Ss Mails to customers\nAll of them have\n");
    document_set(out, "customer");
    g_string_append(out, ".Pp\nand of their own:\n");
    document_templates(out, "customer");
    g_string_append(out, ".Ss Mails to agents\nAll of them have\n");
    document_set(out, "agent");
    g_string_append(out, ".Pp\nof which those of a ticket are missing when they are about none.\n"
                         "A message has\n");
    document_set(out, "entry");
    g_string_append(out, ".Pp\nA listed ticket has\n");
    document_set(out, "ticket");
    g_string_append(out, ".Pp\nOf their own they have:\n");
    document_templates(out, "agent");
}
