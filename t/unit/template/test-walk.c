#include "template/walk.h"

#include <criterion/criterion.h>

/* Partials by name, and what the walker said of each tag. */
typedef struct {
    GHashTable *partials;
    GString *told;
    guint tags;
} Notes;

static void
free_template(gpointer tmpl)
{
    desk_template_free(tmpl);
}

static void
notes_init(Notes *notes)
{
    notes->partials = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_template);
    notes->told = g_string_new(NULL);
    notes->tags = 0;
}

static void
notes_clear(Notes *notes)
{
    g_hash_table_unref(notes->partials);
    g_string_free(notes->told, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Notes, notes_clear)

static const DeskTemplate *
find(const char *name, gpointer data)
{
    const Notes *notes = data;
    return g_hash_table_lookup(notes->partials, name);
}

static void
note(const DeskTag *tag, gpointer data)
{
    static const char tags[] = { 't', 'r', '#', '^', '>' };
    static const char fields[] = { '?', 'T', 'B', 'L', 'M', 'P' };
    Notes *notes = data;
    notes->tags++;
    g_string_append_printf(notes->told, "%s%c%s=%c:%u", notes->told->len > 0 ? " " : "",
                           tags[tag->tag], tag->name, fields[tag->field], tag->line);
}

/* text, yes, list[].item, list[].deep.leaf, map.inner.leaf, words[] */
static DeskValues *
sample(void)
{
    DeskValues *all = desk_values_map();
    DeskValues *list = desk_values_list();
    DeskValues *item = desk_values_map();
    DeskValues *deep = desk_values_map();
    DeskValues *map = desk_values_map();
    DeskValues *inner = desk_values_map();
    DeskValues *words = desk_values_list();
    desk_values_set(all, "text", desk_values_text(""));
    desk_values_set(all, "yes", desk_values_bool(false));
    desk_values_set(all, "list", list);
    desk_values_append(list, item);
    desk_values_set(item, "item", desk_values_text("i"));
    desk_values_set(item, "deep", deep);
    desk_values_set(deep, "leaf", desk_values_text("l"));
    desk_values_set(all, "map", map);
    desk_values_set(map, "inner", inner);
    desk_values_set(inner, "leaf", desk_values_text("l"));
    desk_values_set(all, "words", words);
    desk_values_append(words, desk_values_text("w"));
    desk_values_set(all, "empty", desk_values_list());
    return all;
}

Test(walk, tells_each_field_with_what_it_is)
{
    static const struct {
        const char *source;
        const char *told;
    } rows[] = {
        { "plain\n", "" },
        { "{{text}} {{{text}}} {{&text}}", "ttext=T:1 rtext=T:1 rtext=T:1" },
        { "a\n\n{{text}}\n{{wrong}}\n", "ttext=T:3 twrong=?:4" },
        { "{{#yes}}\n{{text}}\n{{/yes}}\n", "#yes=B:1 ttext=T:2" },
        { "{{^yes}}{{.}}{{/yes}}", "^yes=B:1 t.=M:1" },
        { "{{#list}}{{item}}{{text}}{{deep.leaf}}{{/list}}{{item}}",
          "#list=L:1 titem=T:1 ttext=T:1 tdeep.leaf=T:1 titem=?:1" },
        { "{{^list}}{{item}}{{/list}}", "^list=L:1 titem=?:1" },
        { "{{#words}}{{.}}{{/words}}{{#empty}}{{text}}{{/empty}}",
          "#words=L:1 t.=T:1 #empty=L:1 ttext=T:1" },
        { "{{#map.inner}}{{leaf}}{{inner}}{{map.inner.leaf}}{{/map.inner}}",
          "#map.inner=M:1 tleaf=T:1 tinner=?:1 tmap.inner.leaf=T:1" },
        /* As rendering has it, a first part that is found decides. */
        { "{{#map}}{{#inner}}{{inner.text}}{{text.more}}{{/inner}}{{/map}}",
          "#map=M:1 #inner=M:1 tinner.text=?:1 ttext.more=?:1" },
        { "{{#wrong}}{{text}}{{worse}}{{/wrong}}", "#wrong=?:1 ttext=T:1 tworse=?:1" },
        { "{{#list}}\n{{> part}}\n{{/list}}{{>none}}",
          "#list=L:1 >part=P:2 titem=T:2 tbad=?:3 >none=?:3" },
        { "{{! text }}{{=<% %>=}}<% text %>{{text}}", "ttext=T:1" },
        { "{{> self}}", ">self=P:1 #list=L:1 >self=P:1 #list=L:1 >self=P:1" },
    };
    g_autoptr(DeskValues) all = sample();
    g_auto(Notes) notes = { .partials = NULL };
    notes_init(&notes);
    g_hash_table_insert(notes.partials, (gpointer) "part",
                        desk_template_compile("\n{{item}}\n{{bad}}", NULL));
    g_hash_table_insert(notes.partials, (gpointer) "self",
                        desk_template_compile("{{#list}}{{>self}}{{/list}}", NULL));
    const DeskWalk walk = { .finder = find, .visitor = note, .data = &notes };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskTemplate) tmpl = desk_template_compile(rows[i].source, NULL);
        g_string_truncate(notes.told, 0);
        cr_assert(desk_template_walk(tmpl, all, &walk, &error), "%s", rows[i].source);
        cr_expect_str_eq(notes.told->str, rows[i].told, "%s: %s", rows[i].source, notes.told->str);
    }
}

static void
collect(const DeskTag *tag, gpointer data)
{
    if (tag->field == DESK_FIELD_UNKNOWN)
        desk_tag_names(tag, data);
}

Test(walk, names_what_would_have_been_known)
{
    static const char *const names[] = { "item", "deep.leaf", "map.inner.leaf", "text" };
    g_autoptr(DeskValues) all = sample();
    g_autoptr(GPtrArray) known = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(DeskTemplate) tmpl = desk_template_compile("{{#list}}{{tem}}{{/list}}", NULL);
    const DeskWalk walk = { .visitor = collect, .data = known };
    cr_assert(desk_template_walk(tmpl, all, &walk, NULL));
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        cr_expect(g_ptr_array_find_with_equal_func(known, names[i], g_str_equal, NULL), "%s",
                  names[i]);
    cr_expect_not(g_ptr_array_find_with_equal_func(known, "leaf", g_str_equal, NULL));
}

Test(walk, ends_where_partials_do_not)
{
    g_autoptr(DeskValues) all = sample();
    g_auto(Notes) notes = { .partials = NULL };
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    notes_init(&notes);
    for (int i = 0; i < 90; i++) {
        g_autofree char *source = g_strdup_printf("{{>p%d}}{{>p%d}}", i + 1, i + 1);
        g_ptr_array_add(names, g_strdup_printf("p%d", i));
        g_hash_table_insert(notes.partials, names->pdata[i], desk_template_compile(source, NULL));
    }
    const DeskWalk walk = { .finder = find, .visitor = note, .data = &notes };
    g_autoptr(GError) error = NULL;
    cr_expect_not(desk_template_walk(find("p0", &notes), all, &walk, &error));
    cr_expect(g_error_matches(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG));
}

/* Pieces that mean something to Mustache, and bytes that do not, within sections. */
static void
invent(GRand *chance, guint depth, GString *source)
{
    static const char *const pieces[] = {
        "{{text}}",    "{{item}}", "{{{.}}}",    "{{> a}}",
        "{{> b}}",     "\n",       " {{> b}}\n", "{{map.inner.leaf}}",
        "words",       "\x01\xff", "{{deep}}",   "{{=<< >>=}}<<text>><<={{ }}=>>",
        "{{! a {{ }}", "{{",       "}}",
    };
    static const char *const sections[] = { "list", "map", "yes", "map.inner", ".", "deep" };
    for (gint32 i = g_rand_int_range(chance, 0, 6); i > 0; i--) {
        if (depth == 0 || g_rand_boolean(chance)) {
            gint32 last =
                (gint32) G_N_ELEMENTS(pieces) - (g_rand_int_range(chance, 0, 20) != 0 ? 2 : 0);
            g_string_append(source, pieces[g_rand_int_range(chance, 0, last)]);
            continue;
        }
        const char *name = sections[g_rand_int_range(chance, 0, (gint32) G_N_ELEMENTS(sections))];
        g_string_append_printf(source, "{{%c%s}}", g_rand_boolean(chance) ? '#' : '^', name);
        invent(chance, depth - 1, source);
        g_string_append_printf(source, "{{/%s}}", name);
    }
}

static DeskTemplate *
compile_by_chance(GRand *chance)
{
    g_autoptr(GString) source = g_string_new(NULL);
    invent(chance, 3, source);
    return desk_template_compile(source->str, NULL);
}

/* Whatever compiles is walked to its end or its limit. */
Test(walk, survives_sources_made_by_chance)
{
    GRand *chance = g_rand_new_with_seed(8);
    g_autoptr(DeskValues) all = sample();
    guint compiled = 0;
    guint tags = 0;
    for (int round = 0; round < 1000; round++) {
        g_auto(Notes) notes = { .partials = NULL };
        notes_init(&notes);
        g_autoptr(DeskTemplate) tmpl = compile_by_chance(chance);
        g_hash_table_insert(notes.partials, (gpointer) "a", compile_by_chance(chance));
        g_hash_table_insert(notes.partials, (gpointer) "b", compile_by_chance(chance));
        const DeskWalk walk = { .finder = find, .visitor = note, .data = &notes };
        if (!tmpl)
            continue;
        compiled++;
        (void) desk_template_walk(tmpl, all, &walk, NULL);
        tags += notes.tags;
    }
    g_rand_free(chance);
    cr_expect_gt(compiled, 500u);
    cr_expect_gt(tags, 5 * compiled, "%u tags", tags);
}
