#include "template/mustache.h"

#include <criterion/criterion.h>
#include <jansson.h>

/* A value of the specification's JSON; null is false. */
static DeskValues *
values_of(const json_t *json)
{
    if (json_is_object(json)) {
        DeskValues *map = desk_values_map();
        const char *key;
        json_t *item;
        json_object_foreach((json_t *) json, key, item) desk_values_set(map, key, values_of(item));
        return map;
    }
    if (json_is_array(json)) {
        DeskValues *list = desk_values_list();
        for (size_t i = 0; i < json_array_size(json); i++)
            desk_values_append(list, values_of(json_array_get(json, i)));
        return list;
    }
    if (json_is_string(json))
        return desk_values_text(json_string_value(json));
    if (json_is_integer(json) || json_is_real(json)) {
        g_autofree char *text = g_strdup_printf("%.10g", json_number_value(json));
        return desk_values_text(text);
    }
    return desk_values_bool(json_is_true(json));
}

static void
free_template(gpointer tmpl)
{
    desk_template_free(tmpl);
}

static const DeskTemplate *
find_in_table(const char *name, gpointer table)
{
    return g_hash_table_lookup(table, name);
}

static GHashTable *
compile_partials(const json_t *partials)
{
    GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_template);
    const char *key;
    json_t *source;
    json_object_foreach((json_t *) partials, key, source)
    {
        DeskTemplate *tmpl = desk_template_compile(json_string_value(source), NULL);
        cr_assert(tmpl, "partial %s", key);
        g_hash_table_insert(table, g_strdup(key), tmpl);
    }
    return table;
}

static void
run_case(const char *file, const json_t *test)
{
    const char *name = json_string_value(json_object_get(test, "name"));
    const char *expected = json_string_value(json_object_get(test, "expected"));
    g_autoptr(DeskValues) values = values_of(json_object_get(test, "data"));
    g_autoptr(GHashTable) partials = compile_partials(json_object_get(test, "partials"));
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskTemplate) tmpl =
        desk_template_compile(json_string_value(json_object_get(test, "template")), &error);
    cr_assert(tmpl, "%s: %s: %s", file, name, error ? error->message : "");
    g_autofree char *out =
        desk_template_render(tmpl, values, DESK_ESCAPE_HTML, find_in_table, partials, &error);
    cr_assert(out, "%s: %s: %s", file, name, error ? error->message : "");
    cr_expect_str_eq(out, expected, "%s: %s: got \"%s\", expected \"%s\"", file, name, out,
                     expected);
}

static size_t
run_file(const char *folder, const char *file)
{
    g_autofree char *path = g_build_filename(folder, file, NULL);
    json_error_t trouble;
    json_t *root = json_load_file(path, 0, &trouble);
    cr_assert(root, "%s: %s", path, trouble.text);
    const json_t *tests = json_object_get(root, "tests");
    size_t count = json_array_size(tests);
    for (size_t i = 0; i < count; i++)
        run_case(file, json_array_get(tests, i));
    json_decref(root);
    return count;
}

Test(mustache, passes_the_core_specification)
{
    static const char *const files[] = { "comments.json", "delimiters.json", "interpolation.json",
                                         "inverted.json", "partials.json",   "sections.json" };
    const char *srcdir = g_getenv("srcdir");
    g_autofree char *beside =
        g_build_filename(srcdir ? srcdir : ".", "..", "shared", "mustache-spec", NULL);
    const char *given = g_getenv("DESK_MUSTACHE_SPEC");
    const char *folder = given ? given : beside;
    if (!g_file_test(folder, G_FILE_TEST_IS_DIR))
        cr_skip_test("no folder %s with the specification", folder);

    size_t count = 0;
    for (size_t i = 0; i < G_N_ELEMENTS(files); i++)
        count += run_file(folder, files[i]);
    cr_expect_eq(count, 136, "%zu cases", count);
}

/* name = "N<i>", text = "T"; list = three texts; yes, no, empty; hostile. */
static DeskValues *
sample_values(void)
{
    DeskValues *values = desk_values_map();
    DeskValues *list = desk_values_list();
    DeskValues *inner = desk_values_map();
    desk_values_append(list, desk_values_text("1"));
    desk_values_append(list, desk_values_text("2"));
    desk_values_set(inner, "text", desk_values_text("inner"));
    desk_values_set(values, "list", list);
    desk_values_set(values, "inner", inner);
    desk_values_set(values, "text", desk_values_text("T"));
    desk_values_set(values, "empty", desk_values_text(""));
    desk_values_set(values, "yes", desk_values_bool(true));
    desk_values_set(values, "no", desk_values_bool(false));
    desk_values_set(values, "hostile", desk_values_text("{{text}} %s <b a='1' c=\"2\">&"));
    return values;
}

static char *
render(const char *source, DeskEscape escape)
{
    g_autoptr(DeskValues) values = sample_values();
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(source, &error);
    cr_assert(tmpl, "%s: %s", source, error ? error->message : "");
    char *out = desk_template_render(tmpl, values, escape, NULL, NULL, &error);
    cr_assert(out, "%s: %s", source, error ? error->message : "");
    return out;
}

Test(mustache, renders_by_escape_and_truth)
{
    static const struct {
        const char *source;
        const char *html;
        const char *none;
    } rows[] = {
        { "{{hostile}}", "{{text}} %s &lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;",
          "{{text}} %s <b a='1' c=\"2\">&" },
        { "{{{hostile}}}", "{{text}} %s <b a='1' c=\"2\">&", "{{text}} %s <b a='1' c=\"2\">&" },
        { "{{#empty}}x{{/empty}}{{^empty}}y{{/empty}}", "y", "y" },
        { "{{#text}}<{{.}}>{{/text}}", "<T>", "<T>" },
        { "{{#list}}{{.}},{{/list}}", "1,2,", "1,2," },
        { "{{yes}}{{no}}{{list}}{{inner}}|", "|", "|" },
        { "{{inner.text}}{{inner.none}}{{text.inner}}", "inner", "inner" },
        { "{{#inner}}{{text}}{{yes}}{{#list}}{{text}}{{/list}}{{/inner}}", "innerinnerinner",
          "innerinnerinner" },
        { "", "", "" },
        { "{", "{", "{" },
        { "}}", "}}", "}}" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *html = render(rows[i].source, DESK_ESCAPE_HTML);
        g_autofree char *none = render(rows[i].source, DESK_ESCAPE_NONE);
        cr_expect_str_eq(html, rows[i].html, "%s: %s", rows[i].source, html);
        cr_expect_str_eq(none, rows[i].none, "%s: %s", rows[i].source, none);
    }
}

Test(mustache, refuses_broken_templates_with_their_line)
{
    static const struct {
        const char *source;
        const char *message;
    } rows[] = {
        { "a\n{{b", "line 2: a tag is opened with \"{{\"" },
        { "{{{b}}", "line 1: a tag is opened" },
        { "{{", "line 1: a tag is opened" },
        { "{{}}", "line 1: a tag has no name" },
        { "\n\n{{ }}", "line 3: a tag has no name" },
        { "{{a b}}", "has a blank" },
        { "{{a..b}}", "a part between dots is empty" },
        { "{{.a}}", "a part between dots is empty" },
        { "{{#a}}\n{{#b}}\n{{/a}}", "line 3: \"a\" is closed, expected \"b\", which line 2 opens" },
        { "x\n{{#a}}\n\n", "line 2: section \"a\" is never closed" },
        { "\n{{/a}}", "line 2: \"a\" is closed, but no section is open" },
        { "{{>}}", "a partial has no name" },
        { "{{=<%=}}", "wrong delimiters" },
        { "{{==}}", "line 1: " },
        { "{{=a b c=}}", "wrong delimiters" },
        { "{{=12345678901234567 }}=}}", "wrong delimiters" },
        { "{{$a}}{{/a}}", "inheritance" },
        { "{{<a}}{{/a}}", "inheritance" },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskTemplate) tmpl = desk_template_compile(rows[i].source, &error);
        cr_assert_null(tmpl, "%s", rows[i].source);
        cr_expect(g_error_matches(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_SYNTAX));
        cr_expect(strstr(error->message, rows[i].message), "%s: %s", rows[i].source,
                  error->message);
    }
}

static char *
repeat(const char *word, size_t times)
{
    GString *out = g_string_new(NULL);
    for (size_t i = 0; i < times; i++)
        g_string_append(out, word);
    return g_string_free(out, FALSE);
}

Test(mustache, refuses_sources_that_are_too_big)
{
    g_autofree char *deep = repeat("{{#a}}", 101);
    g_autofree char *large = repeat("x", 1024 * 1024 + 1);
    const char *const sources[] = { deep, large };
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskTemplate) tmpl = desk_template_compile(sources[i], &error);
        cr_assert_null(tmpl, "row %zu", i);
        cr_expect(g_error_matches(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG),
                  "row %zu: %s", i, error->message);
    }
}

static const DeskTemplate *
find_one(const char *name, gpointer data)
{
    (void) name;
    return data;
}

/* Each source is its own partial. */
Test(mustache, stops_what_grows_without_end)
{
    static const char *const sources[] = {
        "{{>x}}",
        "{{#yes}}{{>x}}{{>x}}{{/yes}}",
        "{{#list}}{{>x}}{{/list}}",
        "{{^no}}{{^no}}{{^no}}{{^no}}{{^no}}{{^no}}{{^no}}{{^no}}{{^no}}{{^no}}{{^no}}"
        "{{>x}}"
        "{{/no}}{{/no}}{{/no}}{{/no}}{{/no}}{{/no}}{{/no}}{{/no}}{{/no}}{{/no}}{{/no}}",
        " {{>x}}\n",
    };
    g_autoptr(DeskValues) values = sample_values();
    for (size_t i = 0; i < G_N_ELEMENTS(sources); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(DeskTemplate) tmpl = desk_template_compile(sources[i], &error);
        cr_assert(tmpl, "%s", sources[i]);
        g_autofree char *out =
            desk_template_render(tmpl, values, DESK_ESCAPE_NONE, find_one, tmpl, &error);
        cr_assert_null(out, "%s", sources[i]);
        cr_expect(g_error_matches(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG));
    }
}

/* A wide tree of partials without any output must end by its steps, not by its depth. */
Test(mustache, stops_work_that_doubles_at_each_level)
{
    g_autoptr(GHashTable) table =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_template);
    for (int i = 0; i < 90; i++) {
        g_autofree char *source = g_strdup_printf("{{>p%d}}{{>p%d}}", i + 1, i + 1);
        g_hash_table_insert(table, g_strdup_printf("p%d", i), desk_template_compile(source, NULL));
    }
    g_autoptr(DeskValues) values = desk_values_map();
    g_autoptr(GError) error = NULL;
    g_autofree char *out = desk_template_render(g_hash_table_lookup(table, "p0"), values,
                                                DESK_ESCAPE_NONE, find_in_table, table, &error);
    cr_assert_null(out);
    cr_expect(g_error_matches(error, DESK_TEMPLATE_ERROR, DESK_TEMPLATE_ERROR_TOO_BIG));
}

Test(mustache, stops_output_at_its_limit)
{
    g_autofree char *large = repeat("x", 1024 * 1024 - 100);
    g_autofree char *source = g_strconcat("{{#l}}", large, "{{/l}}", NULL);
    g_autoptr(DeskTemplate) tmpl = desk_template_compile(source, NULL);
    g_autoptr(DeskValues) values = desk_values_map();
    DeskValues *list = desk_values_list();
    for (int i = 0; i < 5; i++)
        desk_values_append(list, desk_values_bool(true));
    desk_values_set(values, "l", list);
    g_autofree char *out = desk_template_render(tmpl, values, DESK_ESCAPE_NONE, NULL, NULL, NULL);
    cr_expect_null(out);
}
