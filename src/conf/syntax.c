#include "conf/syntax.h"
#include "base/text.h"
#include "conf/value.h"

#include <confuse.h>

typedef struct {
    void *sink; /* first: every option of libconfuse points here, and so to all of this */
    DeskSource *source;
    GPtrArray *blocks;   /* DeskBlock */
    GHashTable *by_open; /* open brace -> DeskBlock, borrowed */
    unsigned error_at;   /* where libconfuse stopped */
    char *error;         /* what it said */
} Reader;

static void
clear_value(DeskValue *value)
{
    g_free(value->text);
}

static void
free_block(DeskBlock *block)
{
    g_free(block->title);
    g_array_unref(block->values);
    g_ptr_array_unref(block->empty);
    g_free(block);
}

static DeskBlock *
add_block(GPtrArray *blocks, const DeskSection *section, unsigned at)
{
    DeskBlock *block = g_new0(DeskBlock, 1);
    block->section = section;
    block->at = at;
    block->values = g_array_new(FALSE, FALSE, sizeof(DeskValue));
    g_array_set_clear_func(block->values, (GDestroyNotify) clear_value);
    block->empty = g_ptr_array_new();
    g_ptr_array_add(blocks, block);
    return block;
}

static const DeskToken *
token(const Reader *r, unsigned at)
{
    return desk_source_token(r->source, at);
}

static bool
is_kind(const Reader *r, unsigned at, DeskTokenKind kind)
{
    return at != DESK_NO_TOKEN && token(r, at)->kind == kind;
}

static bool
is_operator(const Reader *r, unsigned at)
{
    return is_kind(r, at, DESK_TOKEN_EQUALS) || is_kind(r, at, DESK_TOKEN_APPEND);
}

static unsigned
before(const Reader *r, unsigned at)
{
    return at == DESK_NO_TOKEN ? at : desk_source_before(r->source, at);
}

static unsigned
after(const Reader *r, unsigned at)
{
    return desk_source_after(r->source, at);
}

/* The brace of a list, unlike that of a section, stands behind an operator. */
static unsigned
list_around(const Reader *r, unsigned at)
{
    unsigned open = token(r, at)->around;
    return open != DESK_NO_TOKEN && is_operator(r, before(r, open)) ? open : DESK_NO_TOKEN;
}

/* A statement begins at the start, behind a closing brace, a section's brace or a value. */
static bool
is_start(const Reader *r, unsigned at)
{
    unsigned last = before(r, at);
    if (last == DESK_NO_TOKEN || is_kind(r, last, DESK_TOKEN_CLOSE))
        return true;
    if (list_around(r, at) != DESK_NO_TOKEN)
        return false;
    return is_kind(r, last, DESK_TOKEN_OPEN) ||
           (is_kind(r, last, DESK_TOKEN_TEXT) && is_operator(r, before(r, last)));
}

/* The text of a token without its quotes, printable. The caller's. */
static char *
shown(const Reader *r, unsigned at)
{
    const char *text = token(r, at)->text;
    size_t size = strlen(text);
    if (token(r, at)->kind != DESK_TOKEN_TEXT)
        return g_strdup(text);
    g_autofree char *bare = g_strndup(text + 1, size - 2);
    return desk_text_quote(bare);
}

/* The operator of the statement that a value belongs to. */
static unsigned
operator_of(const Reader *r, unsigned value)
{
    unsigned list = list_around(r, value);
    return before(r, list == DESK_NO_TOKEN ? value : list);
}

static Reader *
reader_of(const cfg_opt_t *opt)
{
    return (Reader *) (void *) opt->simple_value.ptr;
}

/* Sections have no pointer of their own in libconfuse: the first setting leads to us. */
static Reader *
reader_of_section(const cfg_t *cfg)
{
    return reader_of(&cfg->opts[0]);
}

static unsigned
current_token(const Reader *r, const cfg_t *cfg)
{
    unsigned size = desk_source_size(r->source);
    unsigned at = cfg->line > 0 ? (unsigned) cfg->line - 1 : 0;
    return at < size ? at : DESK_NO_TOKEN;
}

static const DeskSection *
section_of(const char *name)
{
    return desk_table_section(strcmp(name, "root") == 0 ? "" : name);
}

/* The section whose body a token stands in, as far as it has a known name. */
static const DeskSection *
section_around(const Reader *r, unsigned at)
{
    unsigned list = list_around(r, at);
    unsigned open = token(r, list == DESK_NO_TOKEN ? at : list)->around;
    unsigned name = before(r, open);
    if (open == DESK_NO_TOKEN || name == DESK_NO_TOKEN)
        return desk_table_section("");
    if (!is_start(r, name) && before(r, name) != DESK_NO_TOKEN)
        name = before(r, name);
    g_autofree char *text = shown(r, name);
    const DeskSection *section = desk_table_section(text);
    return section ? section : desk_table_section("");
}

/* The block for an open brace; made when its first value or its end comes by. */
static DeskBlock *
block_at(Reader *r, unsigned open, const DeskSection *section, const char *title)
{
    if (open == DESK_NO_TOKEN)
        return g_ptr_array_index(r->blocks, 0);
    DeskBlock *block = g_hash_table_lookup(r->by_open, GUINT_TO_POINTER(open));
    if (block)
        return block;
    unsigned name = before(r, open);
    block = add_block(r->blocks, section, title ? before(r, name) : name);
    block->title = g_strdup(title);
    g_hash_table_insert(r->by_open, GUINT_TO_POINTER(open), block);
    return block;
}

/* Called by libconfuse for each value of a setting. */
static int
take_value(cfg_t *cfg, cfg_opt_t *opt, const char *text, void *result)
{
    Reader *r = reader_of(opt);
    const DeskSection *section = section_of(cfg->name);
    const DeskSetting *setting = section ? desk_table_setting(section, opt->name) : NULL;
    unsigned at = current_token(r, cfg);

    *(void **) result = NULL;
    if (!setting || at == DESK_NO_TOKEN)
        return -1;
    unsigned list = list_around(r, at);
    unsigned open = token(r, list == DESK_NO_TOKEN ? at : list)->around;
    DeskBlock *block = block_at(r, open, section, cfg->title);
    DeskValue value = { .setting = setting,
                        .text = g_strdup(text),
                        .at = at,
                        .first = list == DESK_NO_TOKEN || before(r, at) == list };
    if (value.first && is_kind(r, operator_of(r, at), DESK_TOKEN_APPEND))
        value.first = false;
    g_array_append_val(block->values, value);
    return 0;
}

/* Called by libconfuse at the end of each section: the one that ends at this line. */
static int
take_section(cfg_t *cfg, cfg_opt_t *opt)
{
    Reader *r = reader_of_section(cfg);
    unsigned at = current_token(r, cfg);

    for (unsigned i = cfg_opt_size(opt); i-- > 0 && is_kind(r, at, DESK_TOKEN_CLOSE);) {
        cfg_t *section = cfg_opt_getnsec(opt, i);
        if (section->line != cfg->line)
            continue;
        block_at(r, token(r, at)->partner, section_of(opt->name), section->title);
        return 0;
    }
    return -1;
}

static void take_error(cfg_t *cfg, const char *format, va_list args) G_GNUC_PRINTF(2, 0);

static void
take_error(cfg_t *cfg, const char *format, va_list args)
{
    Reader *r = reader_of_section(cfg);
    if (r->error)
        return;
    r->error = g_strdup_vprintf(format, args);
    r->error_at = current_token(r, cfg);
}

static cfg_opt_t *
make_options(Reader *r, const DeskSection *section, size_t room)
{
    cfg_opt_t *opts = g_new0(cfg_opt_t, section->count + room + 1);
    for (size_t i = 0; i < section->count; i++) {
        const DeskSetting *setting = &section->settings[i];
        opts[i] = (cfg_opt_t){ .name = setting->name,
                               .type = CFGT_PTR,
                               .flags = desk_value_is_list(setting->type) ? CFGF_LIST : CFGF_NONE,
                               .simple_value = { .ptr = &r->sink },
                               .parsecb = take_value };
    }
    return opts;
}

/* The table in libconfuse's form. It copies all of it, so the parts are freed at once. */
static cfg_t *
make_parser(Reader *r)
{
    size_t count;
    const DeskSection *const *sections = desk_table_sections(&count);
    cfg_opt_t *top = make_options(r, sections[0], count - 1);
    g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func(g_free);

    g_ptr_array_add(parts, top);
    for (size_t i = 1; i < count; i++) {
        cfg_opt_t *opts = make_options(r, sections[i], 0);
        g_ptr_array_add(parts, opts);
        top[sections[0]->count + i - 1] =
            (cfg_opt_t){ .name = sections[i]->name,
                         .type = CFGT_SEC,
                         .flags = CFGF_MULTI | (sections[i]->titled ? CFGF_TITLE : CFGF_NONE),
                         .subopts = opts,
                         .validcb = take_section };
    }
    cfg_t *cfg = cfg_init(top, CFGF_NONE);
    cfg_set_error_function(cfg, take_error);
    return cfg;
}

/* One token a line, so that libconfuse counts tokens. */
static GString *
feed_text(const Reader *r)
{
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < desk_source_size(r->source); i++) {
        if (!token(r, i)->dropped)
            g_string_append(text, token(r, i)->text);
        g_string_append_c(text, '\n');
    }
    g_string_append_c(text, '\n');
    return text;
}

static bool
parse_once(Reader *r)
{
    g_ptr_array_set_size(r->blocks, 0);
    g_hash_table_remove_all(r->by_open);
    g_clear_pointer(&r->error, g_free);
    r->error_at = DESK_NO_TOKEN;
    add_block(r->blocks, desk_table_section(""), DESK_NO_TOKEN);

    GString *text = feed_text(r);
    FILE *fp = fmemopen(text->str, text->len, "r");
    cfg_t *cfg = fp ? make_parser(r) : NULL;
    bool ok = cfg && cfg_parse_fp(cfg, fp) == CFG_SUCCESS;
    if (cfg)
        cfg_free(cfg);
    if (fp)
        fclose(fp);
    g_string_free(text, TRUE);
    return ok;
}

/* Texts of more than 64 bytes are far from any other. */
unsigned
desk_syntax_distance(const char *a, const char *b)
{
    unsigned row[65];
    size_t n = strlen(a), m = strlen(b);
    if (n > 64 || m > 64)
        return UINT_MAX;

    for (size_t k = 0; k <= m; k++)
        row[k] = (unsigned) k;
    for (size_t i = 1; i <= n; i++) {
        unsigned corner = row[0];
        row[0] = (unsigned) i;
        for (size_t k = 1; k <= m; k++) {
            unsigned change = corner + (g_ascii_tolower(a[i - 1]) != g_ascii_tolower(b[k - 1]));
            corner = row[k];
            row[k] = MIN(change, MIN(row[k], row[k - 1]) + 1);
        }
    }
    return row[m];
}

unsigned
desk_syntax_far(const char *name)
{
    return (unsigned) MAX(strlen(name) / 3, 1) + 1;
}

/* The known name that is most like the one given, when one is near. */
static const char *
nearest(const DeskSection *section, const char *name)
{
    const char *best = NULL;
    unsigned least = desk_syntax_far(name);
    size_t count;
    const DeskSection *const *sections = desk_table_sections(&count);

    for (size_t i = 0; i < section->count; i++) {
        unsigned edits = desk_syntax_distance(name, section->settings[i].name);
        if (edits < least) {
            least = edits;
            best = section->settings[i].name;
        }
    }
    for (size_t i = 1; !*section->name && i < count; i++) {
        unsigned edits = desk_syntax_distance(name, sections[i]->name);
        if (edits < least) {
            least = edits;
            best = sections[i]->name;
        }
    }
    return best;
}

static void
complain_unknown(Reader *r, unsigned at, const DeskSection *section)
{
    g_autofree char *name = shown(r, at);
    g_autofree char *place =
        *section->name ? g_strconcat(" in section ", section->name, NULL) : g_strdup("");
    const char *like = nearest(section, name);
    size_t count;
    const DeskSection *const *sections = desk_table_sections(&count);

    if (strcmp(name, "include") == 0) {
        desk_source_complain(r->source, at, "include has no file, expected include \"FILE\"");
        return;
    }
    if (*section->name && *name && desk_table_section(name)) {
        desk_source_complain(r->source, at, "section %s within section %s, expected } before it",
                             name, section->name);
        return;
    }
    for (size_t i = 0; !like && i < count; i++)
        if (desk_table_setting(sections[i], name)) {
            const char *home = *sections[i]->name ? sections[i]->name : "the top level";
            desk_source_complain(r->source, at, "unknown setting %s%s, expected in %s%s", name,
                                 place, *sections[i]->name ? "section " : "", home);
            return;
        }
    desk_source_complain(r->source, at, "unknown setting %s%s, expected %s%s", name, place,
                         like ? like : "one of the manual, deskmilter.conf(5)", like ? "?" : "");
}

/* Does it look as if a statement begins here? */
static bool
resumes(const Reader *r, unsigned at)
{
    unsigned next = after(r, at);
    if (!is_kind(r, at, DESK_TOKEN_TEXT))
        return false;
    if (is_operator(r, next))
        return true;
    g_autofree char *name = shown(r, at);
    return *name && desk_table_section(name) &&
           (is_kind(r, next, DESK_TOKEN_TEXT) || is_kind(r, next, DESK_TOKEN_OPEN));
}

/* Says what is wrong at a token where libconfuse stopped. start is that of its statement. */
static void
complain(Reader *r, unsigned at, unsigned start, const DeskSection *section)
{
    g_autofree char *found = shown(r, at);
    g_autofree char *name = shown(r, start);
    unsigned last = before(r, at);

    if (is_start(r, at) && is_kind(r, at, DESK_TOKEN_TEXT))
        complain_unknown(r, at, section);
    else if (is_start(r, at))
        desk_source_complain(r->source, at, "unexpected %s, expected the name of a setting", found);
    else if (list_around(r, at) != DESK_NO_TOKEN && resumes(r, at))
        desk_source_complain(r->source, at, "the list %s is not closed, expected } before %s", name,
                             found);
    else if (list_around(r, at) != DESK_NO_TOKEN)
        desk_source_complain(r->source, at, "unexpected %s in the list %s, expected , or }", found,
                             name);
    else if (is_operator(r, last) && is_kind(r, at, DESK_TOKEN_OPEN))
        desk_source_complain(r->source, at, "%s takes one value, expected it without braces", name);
    else if (is_operator(r, last))
        desk_source_complain(r->source, last, "%s has no value, expected one after %s", name,
                             token(r, last)->text);
    else if (is_kind(r, at, DESK_TOKEN_APPEND))
        desk_source_complain(r->source, at, "%s takes one value, expected = for +=", name);
    else if (desk_table_section(name))
        desk_source_complain(r->source, at, "unexpected %s after %s, expected %s%s {", found, name,
                             name, desk_table_section(name)->titled ? " \"title\"" : "");
    else
        desk_source_complain(r->source, at, "unexpected %s after %s, expected =", found, name);
}

/* Does this brace close something that was open before start? */
static bool
closes_outer(const Reader *r, unsigned at, unsigned start)
{
    return is_kind(r, at, DESK_TOKEN_CLOSE) && token(r, at)->partner < start;
}

/* The end of a statement whose name is wrong but whose form is not. */
static unsigned
skip_value(const Reader *r, unsigned name)
{
    unsigned operator= after(r, name);
    if (!is_operator(r, operator))
        return name;
    unsigned value = after(r, operator);
    bool any = is_kind(r, value, DESK_TOKEN_TEXT) || is_kind(r, value, DESK_TOKEN_OPEN);
    return any ? value : operator;
}

/* The last token that goes with the wrong statement: up to where the next seems to begin. */
static unsigned
find_end(const Reader *r, unsigned at, unsigned start)
{
    unsigned list = list_around(r, at);
    if (list != DESK_NO_TOKEN && resumes(r, at))
        return before(r, at);

    unsigned end = at;
    if (list != DESK_NO_TOKEN)
        end = token(r, list)->partner;
    else if (at == start)
        end = skip_value(r, at);
    else if (resumes(r, at) || closes_outer(r, at, start))
        end = before(r, at);
    if (is_kind(r, end, DESK_TOKEN_OPEN))
        end = token(r, end)->partner;

    for (unsigned next = after(r, end); next != DESK_NO_TOKEN; next = after(r, end)) {
        if (resumes(r, next) || closes_outer(r, next, start))
            break;
        end = is_kind(r, next, DESK_TOKEN_OPEN) ? token(r, next)->partner : next;
    }
    return end;
}

/*
 * "language =" and on the next line "user = x": libconfuse takes user for the value and stops
 * at the second operator. Returns the first, or DESK_NO_TOKEN.
 */
static unsigned
operator_without_value(const Reader *r, unsigned at)
{
    unsigned value = before(r, at);
    unsigned operator= before(r, value);
    if (!is_operator(r, at) || !is_kind(r, value, DESK_TOKEN_TEXT) || !is_operator(r, operator))
        return DESK_NO_TOKEN;
    return token(r, value)->line != token(r, operator)->line ? operator: DESK_NO_TOKEN;
}

static unsigned
start_of(const Reader *r, unsigned at)
{
    while (at != DESK_NO_TOKEN && !is_start(r, at))
        at = before(r, at);
    return at;
}

static void
drop(Reader *r, unsigned start, unsigned end)
{
    for (unsigned i = start; i <= end; i++)
        desk_source_token(r->source, i)->dropped = true;
    desk_source_pair(r->source);
}

/* Reports what libconfuse stopped at and drops the statement. */
static void
recover(Reader *r)
{
    unsigned last = desk_source_before(r->source, desk_source_size(r->source));
    bool ended = r->error_at == DESK_NO_TOKEN || token(r, r->error_at)->dropped;
    unsigned at = ended ? last : r->error_at;
    unsigned lonely = ended ? DESK_NO_TOKEN : operator_without_value(r, at);
    unsigned start = start_of(r, lonely == DESK_NO_TOKEN ? at : lonely);

    if (start == DESK_NO_TOKEN)
        return;
    if (lonely != DESK_NO_TOKEN) {
        g_autofree char *name = shown(r, start);
        desk_source_complain(r->source, lonely, "%s has no value, expected one after %s", name,
                             token(r, lonely)->text);
        drop(r, start, lonely);
    } else if (ended) {
        g_autofree char *name = shown(r, start);
        desk_source_complain(r->source, start, "the file ends within %s, expected the rest", name);
        drop(r, start, last);
    } else {
        complain(r, at, start, section_around(r, at));
        drop(r, start, find_end(r, at, start));
    }
}

/* Names are plain words; libconfuse would look into a|b, and expand what has a $. */
static void
drop_odd_names(Reader *r)
{
    for (unsigned i = 0; i < desk_source_size(r->source); i++) {
        if (desk_source_problems(r->source) >= DESK_SOURCE_PROBLEMS)
            return;
        const DeskToken *name = token(r, i);
        if (name->dropped || name->kind != DESK_TOKEN_TEXT || !is_start(r, i) ||
            !strpbrk(name->text, "|$\\="))
            continue;
        r->error_at = i;
        recover(r);
    }
}

static int
compare_blocks(gconstpointer a, gconstpointer b)
{
    const DeskBlock *x = *(DeskBlock *const *) a, *y = *(DeskBlock *const *) b;
    unsigned p = x->at + 1, q = y->at + 1; /* the top level has the greatest number: first */
    return p < q ? -1 : p > q;
}

static bool
is_empty_list(const Reader *r, unsigned at)
{
    return !token(r, at)->dropped && is_kind(r, at, DESK_TOKEN_OPEN) &&
           is_operator(r, before(r, at)) && after(r, at) == token(r, at)->partner;
}

/* libconfuse tells of values only. */
static void
note_empty_lists(const Reader *r)
{
    for (unsigned i = 0; i < desk_source_size(r->source); i++) {
        if (!is_empty_list(r, i))
            continue;
        unsigned open = token(r, i)->around;
        const DeskBlock *block = open == DESK_NO_TOKEN
                                     ? g_ptr_array_index(r->blocks, 0)
                                     : g_hash_table_lookup(r->by_open, GUINT_TO_POINTER(open));
        g_autofree char *name = shown(r, before(r, before(r, i)));
        const DeskSetting *setting = block ? desk_table_setting(block->section, name) : NULL;
        if (setting)
            g_ptr_array_add(block->empty, (gpointer) setting);
    }
}

GPtrArray *
desk_syntax_read(DeskSource *source)
{
    Reader r = { .source = source };
    r.blocks = g_ptr_array_new_with_free_func((GDestroyNotify) free_block);
    r.by_open = g_hash_table_new(NULL, NULL);

    drop_odd_names(&r);
    while (!parse_once(&r) && desk_source_problems(source) < DESK_SOURCE_PROBLEMS) {
        unsigned known = desk_source_problems(source);
        recover(&r);
        if (desk_source_problems(source) == known) {
            desk_source_complain(source, DESK_NO_TOKEN, "cannot be read: %s", r.error);
            break;
        }
    }
    note_empty_lists(&r);
    g_ptr_array_sort(r.blocks, compare_blocks);
    g_hash_table_unref(r.by_open);
    g_free(r.error);
    return r.blocks;
}
