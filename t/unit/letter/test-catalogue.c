#include "letter/catalogue.h"
#include "letter/listing.h"
#include "template/walk.h"
#include "ticket/kind.h"

#include <criterion/criterion.h>

static char *
render(const char *source, const DeskValues *values)
{
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(source, NULL);
    cr_assert(tmpl, "%s", source);
    return desk_template_render(tmpl, values, DESK_ESCAPE_NONE, NULL, NULL, NULL);
}

Test(catalogue, every_kind_of_mail_has_its_templates)
{
    for (const DeskMailKind *kind = desk_mail_kinds(); kind->name; kind++) {
        guint count = 0;
        for (const DeskTemplateInfo *info = desk_catalogue_templates(); info->name; info++)
            count += g_str_equal(info->kind, kind->name);
        cr_expect_gt(count, 0u, "%s", kind->name);
    }
    for (const DeskTemplateInfo *info = desk_catalogue_templates(); info->name; info++)
        cr_expect(desk_mail_kind(info->kind), "%s", info->name);
    cr_expect_null(desk_catalogue_template("status"));
    cr_expect_null(desk_catalogue_template("nothing"));
}

Test(catalogue, each_field_has_a_sentence_and_a_place)
{
    static const char *const sets[] = { "*", "customer", "agent", "moment", "entry", "ticket" };
    for (const DeskListedField *field = desk_listed_fields; field->path; field++) {
        g_auto(GStrv) names = g_strsplit(field->sets, " ", -1);
        const char *help = field->help;
        cr_expect(g_ascii_isupper(*help) && g_str_has_suffix(help, "."), "%s: %s", field->path,
                  help);
        cr_expect_eq(field->most > 0, g_str_has_suffix(field->path, "_N"), "%s", field->path);
        for (char **name = names; *name; name++) {
            bool is_set = false;
            for (size_t i = 0; i < G_N_ELEMENTS(sets); i++)
                is_set = is_set || g_str_equal(*name, sets[i]);
            cr_expect(is_set || desk_catalogue_template(*name), "%s: %s", field->path, *name);
        }
    }
}

/* "a[].b.c" as the tags that show it */
static char *
make_source(const DeskListedField *field)
{
    GString *source = g_string_new(NULL);
    GString *end = g_string_new(NULL);
    g_auto(GStrv) parts = g_strsplit(field->path, "[]", -1);
    for (char **part = parts; *part; part++) {
        const char *name = *part + (**part == '.');
        bool is_last = part[1] == NULL;
        g_autofree char *close = g_strdup_printf("{{/%s}}", name);
        if (is_last && *name)
            g_string_append_printf(source, "{{%.*s%s}}",
                                   (int) strlen(name) - (field->most > 0 ? 1 : 0), name,
                                   field->most > 0 ? "5" : "");
        if (is_last)
            break;
        g_string_append_printf(source, "{{#%s}}", name);
        g_string_prepend(end, close);
    }
    g_string_append(source, end->str);
    g_string_free(end, TRUE);
    return g_string_free(source, FALSE);
}

static void
count_unknown(const DeskTag *tag, gpointer data)
{
    guint *unknown = data;
    *unknown += tag->field == DESK_FIELD_UNKNOWN;
}

static guint
unknown_in(const char *source, const char *name)
{
    guint unknown = 0;
    g_autoptr(DeskValues) all = desk_catalogue_all(name);
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(source, NULL);
    const DeskWalk walk = { .visitor = count_unknown, .data = &unknown };
    cr_assert(tmpl && desk_template_walk(tmpl, all, &walk, NULL), "%s", source);
    return unknown;
}

Test(catalogue, all_has_each_field_of_a_template)
{
    guint tried = 0;
    for (const DeskListedField *field = desk_listed_fields; field->path; field++) {
        g_auto(GStrv) names = g_strsplit(field->sets, " ", -1);
        g_autofree char *source = make_source(field);
        for (char **name = names; *name; name++) {
            if (!desk_catalogue_template(*name))
                continue;
            tried++;
            cr_expect_eq(unknown_in(source, *name), 0u, "%s: %s", *name, source);
        }
        for (const DeskTemplateInfo *info = desk_catalogue_templates(); info->name; info++)
            if (g_str_equal(field->sets, "*"))
                cr_expect_eq(unknown_in(source, info->name), 0u, "%s: %s", info->name, source);
    }
    cr_expect_gt(tried, 100u);
}

Test(catalogue, fields_of_sets_stand_below_what_has_them)
{
    static const struct {
        const char *name, *source;
        guint unknown;
    } rows[] = {
        { "ack", "{{#expected}}{{hour}}{{zone}}{{month_12}}{{weekday_7}}{{/expected}}", 0 },
        { "ack", "{{#expected}}{{month_13}}{{weekday_0}}{{/expected}}{{hour}}", 3 },
        { "agent-new", "{{#message}}{{author}}{{hidden.quoted}}{{is_doubtful}}{{/message}}", 0 },
        { "agent-new", "{{#earlier}}{{author}}{{hidden.quoted}}{{is_doubtful}}{{/earlier}}", 1 },
        { "digest", "{{#tickets}}{{due.at}}{{customer.name}}{{is_snoozed}}{{/tickets}}", 0 },
        { "survey", "{{#choices}}{{is_0}}{{is_10}}{{is_11}}{{/choices}}", 1 },
        { "ack", "{{agent.name}}{{delimiter}}{{ticket.status}}{{customer.name}}", 3 },
        { "agent-new", "{{agent.name}}{{delimiter}}{{ticket.status}}{{customer.name}}", 0 },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
        cr_expect_eq(unknown_in(rows[i].source, rows[i].name), rows[i].unknown, "row %zu: %u", i,
                     unknown_in(rows[i].source, rows[i].name));
}

Test(catalogue, samples_are_those_of_a_mail)
{
    static const struct {
        const char *name, *source, *expected;
    } rows[] = {
        { "ack",
          "{{#closed}}closed{{/closed}}{{#expected}}{{hour}}:{{minute}}"
          "{{#weekday_2}} Tuesday{{/weekday_2}}{{#month_12}}!{{/month_12}}{{/expected}}",
          "14:30 Tuesday" },
        { "survey", "{{#choices}}{{score}}{{#is_3}}*{{/is_3}} {{/choices}}", "1 2 3* 4 5 " },
        { "digest", "{{#tickets}}{{id}} {{subject}}, {{team}}; {{/tickets}}",
          "4821 Printer on fire, frontline; 4799 No paper, frontline; " },
        { "reply", "{{^signature}}none{{/signature}} {{agent.name}}", "none Alice Roe" },
        { "report", "{{#tallies}}{{title}}: {{#rows}}{{created}} {{/rows}}{{/tallies}}",
          "By team: 41 By agent: 41 " },
        { "command-result", "{{#lines}}line{{/lines}}{{#words}}{{word}}{{/words}}", "resolve" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskValues) sample = desk_catalogue_sample(rows[i].name);
        g_autofree char *text = render(rows[i].source, sample);
        cr_expect_str_eq(text, rows[i].expected, "row %zu: %s", i, text);
    }
}
