#include "conf/source.h"
#include "base/fd.h"
#include "base/text.h"

#include <glob.h>

typedef struct {
    unsigned file;
    unsigned line; /* 0: the file as a whole */
    char *text;
} Problem;

struct DeskSource {
    GPtrArray *files; /* names, in the order in which they were opened */
    GArray *tokens;
    GArray *problems;
    size_t size; /* bytes read so far */
};

/* A file while it is read, and the files that wait for it. */
typedef struct Reading {
    DeskSource *source;
    const struct Reading *from;
    unsigned depth;
    unsigned file;
    unsigned line;
    dev_t device;
    ino_t inode;
    const char *p, *end;
    GArray *braces;   /* tokens of those that are open */
    unsigned include; /* the token "include" that waits for its name, or DESK_NO_TOKEN */
} Reading;

static void
clear_token(DeskToken *token)
{
    g_free(token->text);
}

static void
clear_problem(Problem *problem)
{
    g_free(problem->text);
}

static void add_problem(DeskSource *source, unsigned file, unsigned line, const char *format,
                        va_list args) G_GNUC_PRINTF(4, 0);

static void
add_problem(DeskSource *source, unsigned file, unsigned line, const char *format, va_list args)
{
    if (source->problems->len >= DESK_SOURCE_PROBLEMS)
        return;
    Problem problem = { file, line, g_strdup_vprintf(format, args) };
    g_array_append_val(source->problems, problem);
}

static void complain(Reading *r, unsigned line, const char *format, ...) G_GNUC_PRINTF(3, 4);

static void
complain(Reading *r, unsigned line, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    add_problem(r->source, r->file, line, format, args);
    va_end(args);
}

void
desk_source_complain(DeskSource *source, unsigned at, const char *format, ...)
{
    const DeskToken *token = at == DESK_NO_TOKEN ? NULL : desk_source_token(source, at);
    va_list args;
    va_start(args, format);
    add_problem(source, token ? token->file : 0, token ? token->line : 0, format, args);
    va_end(args);
}

static unsigned
add_token(Reading *r, DeskTokenKind kind, char *text)
{
    unsigned around =
        r->braces->len ? g_array_index(r->braces, unsigned, r->braces->len - 1) : DESK_NO_TOKEN;
    DeskToken token = { .kind = kind,
                        .file = r->file,
                        .line = r->line,
                        .partner = DESK_NO_TOKEN,
                        .around = around,
                        .text = text };
    g_array_append_val(r->source->tokens, token);
    return r->source->tokens->len - 1;
}

static void
add_open(Reading *r)
{
    unsigned at = add_token(r, DESK_TOKEN_OPEN, g_strdup("{"));
    g_array_append_val(r->braces, at);
}

static void
add_close(Reading *r)
{
    unsigned at = add_token(r, DESK_TOKEN_CLOSE, g_strdup("}"));
    unsigned open = desk_source_token(r->source, at)->around;
    if (open == DESK_NO_TOKEN) {
        desk_source_token(r->source, at)->dropped = true;
        complain(r, r->line, "} closes nothing, expected a setting or a section");
        return;
    }
    desk_source_token(r->source, at)->partner = open;
    desk_source_token(r->source, at)->around = desk_source_token(r->source, open)->around;
    desk_source_token(r->source, open)->partner = at;
    g_array_set_size(r->braces, r->braces->len - 1);
}

static bool
looking_at(const Reading *r, const char *text)
{
    size_t size = strlen(text);
    return (size_t) (r->end - r->p) >= size && memcmp(r->p, text, size) == 0;
}

static void
skip_line(Reading *r)
{
    while (r->p < r->end && *r->p != '\n')
        r->p++;
}

static void
skip_block_comment(Reading *r)
{
    unsigned first = r->line;
    for (r->p += 2; r->p < r->end && !looking_at(r, "*/"); r->p++)
        r->line += *r->p == '\n';
    if (r->p >= r->end)
        complain(r, first, "the comment that begins here has no end, expected */");
    else
        r->p += 2;
}

/* ${NAME} or ${NAME:-default} within double quotes; p is behind it or where it broke off. */
static bool
scan_variable(Reading *r)
{
    const char *name = r->p + 2;
    for (r->p = name; r->p < r->end && *r->p != '}'; r->p++)
        if (*r->p == '"' || *r->p == '\n') {
            complain(r, r->line, "${ has no }, expected a variable such as ${HOME}");
            return false;
        }
    if (r->p >= r->end)
        return true; /* the quote has no end either, which is said there */
    g_autofree char *text = g_strndup(name, (gsize) (r->p++ - name));
    if (strstr(text, ":-") || g_getenv(text))
        return true;
    g_autofree char *shown = desk_text_quote(text);
    complain(r, r->line, "the environment has no variable %s, expected it or ${%s:-default}", shown,
             shown);
    return false;
}

/* One step within quotes. False when what stands there is not to be had. */
static bool
scan_quoted(Reading *r, char quote)
{
    if (quote == '"' && looking_at(r, "${"))
        return scan_variable(r);
    if (*r->p != '\\') {
        r->p++;
        return true;
    }
    char next = r->p + 1 < r->end ? r->p[1] : '\n';
    r->p += next == '\n' ? 1 : 2;
    if (next == '\n' || quote == '\'')
        return true;
    if (strchr("\\\"'$#n", next))
        return true;
    complain(r, r->line, "\\%c within double quotes, expected \\\\, \\\" or \\n, or single quotes",
             g_ascii_isprint(next) ? next : '?');
    return false;
}

/* Is what was read since begin of a bearable length? */
static bool
is_short(Reading *r, const char *begin)
{
    if (r->p - begin <= DESK_SOURCE_TOKEN)
        return true;
    complain(r, r->line, "a value of %zu bytes, expected at most %d", (size_t) (r->p - begin),
             DESK_SOURCE_TOKEN);
    return false;
}

/* A string ends on the line it began on: that way a forgotten quote is found where it is. */
static void
read_string(Reading *r)
{
    const char *begin = r->p;
    char quote = *r->p++;
    bool sound = true;

    while (r->p < r->end && *r->p != quote && *r->p != '\n')
        sound &= scan_quoted(r, quote);
    if (r->p >= r->end || *r->p != quote) {
        complain(r, r->line, "the quote that begins here is not closed on its line, expected %c",
                 quote);
        sound = false;
    } else {
        r->p++;
    }
    bool fits = is_short(r, begin);
    add_token(r, DESK_TOKEN_TEXT,
              sound && fits ? g_strndup(begin, (gsize) (r->p - begin)) : g_strdup("''"));
}

/* Words are handed on in quotes: libconfuse would pass over some of their characters. */
static void
read_word(Reading *r)
{
    GString *text = g_string_new("'");
    const char *begin = r->p;

    while (r->p < r->end && !strchr(" \t\r\n\"'#={}(),", *r->p) && !looking_at(r, "+=")) {
        if (*r->p == '\\')
            g_string_append_c(text, '\\');
        g_string_append_c(text, *r->p++);
    }
    g_string_append_c(text, '\'');
    if (r->p < r->end && *r->p == '{' && r->p[-1] == '$')
        complain(r, r->line, "${ outside of double quotes, expected \"${...}\"");
    if (!is_short(r, begin))
        g_string_assign(text, "''");
    bool include = r->p - begin == 7 && memcmp(begin, "include", 7) == 0;
    unsigned before = r->source->tokens->len;
    unsigned at = add_token(r, DESK_TOKEN_TEXT, g_string_free(text, FALSE));
    DeskTokenKind last = before ? desk_source_token(r->source, before - 1)->kind : DESK_TOKEN_CLOSE;
    if (include && last != DESK_TOKEN_EQUALS && last != DESK_TOKEN_APPEND)
        r->include = at;
}

static void read_file(DeskSource *source, const Reading *from, const char *path, Reading *at);

/* A folder that is not there matches nothing; one that cannot be read is an error. */
static int
glob_failed(const char *path, int code)
{
    (void) path;
    return code != ENOENT;
}

static bool
include_glob(Reading *r, const char *pattern)
{
    glob_t found = { 0 };
    int rc = glob(pattern, 0, glob_failed, &found);
    for (size_t i = 0; rc == 0 && i < found.gl_pathc; i++)
        read_file(r->source, r, found.gl_pathv[i], r);
    globfree(&found);
    return rc == 0 || rc == GLOB_NOMATCH;
}

/* The token behind the word include is its pattern: both give way to the tokens of the files. */
static void
include(Reading *r)
{
    unsigned name = r->source->tokens->len - 1;
    DeskToken *word = desk_source_token(r->source, r->include);
    DeskToken *token = desk_source_token(r->source, name);
    word->dropped = token->dropped = true;

    size_t size = strlen(token->text);
    g_autofree char *given = g_strndup(token->text + 1, size - 2);
    g_autofree char *shown = desk_text_quote(given);
    if (token->around != DESK_NO_TOKEN) {
        complain(r, r->line, "include stands within a section, expected it outside");
        return;
    }
    if (!*given || strpbrk(given, "\\$")) {
        complain(r, r->line, "include \"%s\", expected a file name or pattern without \\ and $",
                 shown);
        return;
    }
    g_autofree char *folder = g_path_get_dirname(g_ptr_array_index(r->source->files, r->file));
    g_autofree char *path =
        g_path_is_absolute(given) ? g_strdup(given) : g_build_filename(folder, given, NULL);
    if (!strpbrk(given, "*?["))
        read_file(r->source, r, path, r);
    else if (!include_glob(r, path))
        complain(r, r->line, "include \"%s\", expected a pattern whose folders can be read", shown);
}

static void
read_token(Reading *r)
{
    switch (*r->p) {
    case '"':
    case '\'':
        read_string(r);
        break;
    case '{':
        r->p++;
        add_open(r);
        break;
    case '}':
        r->p++;
        add_close(r);
        break;
    case '=':
        r->p++;
        add_token(r, DESK_TOKEN_EQUALS, g_strdup("="));
        break;
    case ',':
        r->p++;
        add_token(r, DESK_TOKEN_COMMA, g_strdup(","));
        break;
    case '(':
    case ')':
        complain(r, r->line, "unexpected %c, expected a setting, a section or quotes", *r->p);
        r->p++;
        break;
    default:
        if (looking_at(r, "+=")) {
            r->p += 2;
            add_token(r, DESK_TOKEN_APPEND, g_strdup("+="));
        } else {
            read_word(r);
        }
    }
}

/* Acts when the token behind the word include has come. */
static void
take_include(Reading *r)
{
    unsigned last = r->source->tokens->len - 1;
    if (r->include == DESK_NO_TOKEN || r->include == last)
        return;
    if (desk_source_token(r->source, last)->kind == DESK_TOKEN_TEXT)
        include(r);
    r->include = DESK_NO_TOKEN;
}

static void
read_tokens(Reading *r)
{
    while (r->p < r->end) {
        if (*r->p == '\n') {
            r->line++;
            r->p++;
        } else if (strchr(" \t\r", *r->p)) {
            r->p++;
        } else if (*r->p == '#' || looking_at(r, "//")) {
            skip_line(r);
        } else if (looking_at(r, "/*")) {
            skip_block_comment(r);
        } else {
            read_token(r);
            take_include(r);
        }
    }
}

/* Each file closes what it opens, so that one bad file does not swallow the next. */
static void
close_braces(Reading *r)
{
    while (r->braces->len > 0) {
        unsigned open = g_array_index(r->braces, unsigned, r->braces->len - 1);
        complain(r, desk_source_token(r->source, open)->line,
                 "the { that begins here is never closed, expected }");
        add_close(r);
    }
}

/* Bytes that no configuration holds are found before anything is made of them. */
static bool
is_text(Reading *r)
{
    const char *bad = NULL;
    bool utf8 = g_utf8_validate_len(r->p, (gsize) (r->end - r->p), &bad);
    unsigned line = 1;

    for (const char *p = r->p; p < bad; p++) {
        if (((unsigned char) *p < 0x20 && !strchr("\t\r\n", *p)) || *p == 0x7f) {
            complain(r, line, "control byte 0x%02x, expected text", (unsigned char) *p);
            return false;
        }
        line += *p == '\n';
    }
    if (utf8)
        return true;
    complain(r, line, "byte 0x%02x, expected UTF-8 text", (unsigned char) *bad);
    return false;
}

static bool
is_open_already(const Reading *r, const struct stat *st)
{
    for (; r; r = r->from)
        if (r->device == st->st_dev && r->inode == st->st_ino)
            return true;
    return false;
}

/* What forbids the use of an opened file, or NULL. The caller's. */
static char *
objection(const DeskSource *source, const Reading *from, const struct stat *st)
{
    if (S_ISDIR(st->st_mode))
        return g_strdup("is a folder, expected a file");
    if (!S_ISREG(st->st_mode))
        return g_strdup("is no regular file, expected one");
    if (st->st_mode & S_IWOTH)
        return g_strdup_printf(
            "has mode %04o, expected one that lets nobody else write (chmod o-w)",
            st->st_mode & 07777);
    if (st->st_size > DESK_SOURCE_FILE_SIZE)
        return g_strdup_printf("is larger than expected, at most %d bytes", DESK_SOURCE_FILE_SIZE);
    if (is_open_already(from, st))
        return g_strdup("includes itself, expected includes without a circle");
    if (from && from->depth >= DESK_SOURCE_DEPTH)
        return g_strdup_printf("is included too deep, expected at most %d levels",
                               DESK_SOURCE_DEPTH);
    if (source->files->len >= DESK_SOURCE_FILES)
        return g_strdup_printf("is one too many, expected at most %d files", DESK_SOURCE_FILES);
    if (source->size + (size_t) st->st_size > DESK_SOURCE_SIZE)
        return g_strdup_printf("is too much, expected at most %d bytes in all files",
                               DESK_SOURCE_SIZE);
    return NULL;
}

/* The whole file, or NULL and why not. */
static char *
load_bytes(DeskSource *source, const Reading *from, const char *path, struct stat *st, char **why)
{
    desk_autofd int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0 || fstat(fd, st) < 0) {
        *why = g_strdup_printf("cannot open: %s, expected a readable file", g_strerror(errno));
        return NULL;
    }
    *why = objection(source, from, st);
    if (*why)
        return NULL;
    g_autofree char *bytes = g_malloc((gsize) st->st_size + 1);
    bytes[st->st_size] = '\0';
    if (!desk_fd_read(fd, bytes, (size_t) st->st_size)) {
        *why = g_strdup_printf("cannot read: %s, expected a readable file", g_strerror(errno));
        return NULL;
    }
    return g_steal_pointer(&bytes);
}

/* at is the including file, to complain of what cannot be read; NULL for the first file. */
static void
read_file(DeskSource *source, const Reading *from, const char *path, Reading *at)
{
    struct stat st;
    g_autofree char *why = NULL;
    g_autofree char *bytes = load_bytes(source, from, path, &st, &why);
    if (!bytes && at) {
        g_autofree char *shown = desk_text_quote(path);
        complain(at, at->line, "include: %s %s", shown, why);
        return;
    }
    g_ptr_array_add(source->files, g_strdup(path));
    if (!bytes) {
        desk_source_complain(source, DESK_NO_TOKEN, "%s", why);
        return;
    }
    source->size += (size_t) st.st_size;

    g_autoptr(GArray) braces = g_array_new(FALSE, FALSE, sizeof(unsigned));
    Reading r = { .source = source,
                  .from = from,
                  .depth = from ? from->depth + 1 : 0,
                  .file = source->files->len - 1,
                  .line = 1,
                  .device = st.st_dev,
                  .inode = st.st_ino,
                  .p = bytes,
                  .end = bytes + st.st_size,
                  .braces = braces,
                  .include = DESK_NO_TOKEN };
    if (g_str_has_prefix(bytes, "\xef\xbb\xbf"))
        r.p += 3;
    if (!is_text(&r))
        return;
    read_tokens(&r);
    close_braces(&r);
}

DeskSource *
desk_source_read(const char *path)
{
    DeskSource *source = g_new0(DeskSource, 1);
    source->files = g_ptr_array_new_with_free_func(g_free);
    source->tokens = g_array_new(FALSE, FALSE, sizeof(DeskToken));
    source->problems = g_array_new(FALSE, FALSE, sizeof(Problem));
    g_array_set_clear_func(source->tokens, (GDestroyNotify) clear_token);
    g_array_set_clear_func(source->problems, (GDestroyNotify) clear_problem);
    read_file(source, NULL, path, NULL);
    return source;
}

void
desk_source_free(DeskSource *source)
{
    if (!source)
        return;
    g_ptr_array_unref(source->files);
    g_array_unref(source->tokens);
    g_array_unref(source->problems);
    g_free(source);
}

unsigned
desk_source_size(const DeskSource *source)
{
    return source->tokens->len;
}

DeskToken *
desk_source_token(DeskSource *source, unsigned at)
{
    return &g_array_index(source->tokens, DeskToken, at);
}

unsigned
desk_source_before(const DeskSource *source, unsigned at)
{
    while (at-- > 0)
        if (!g_array_index(source->tokens, DeskToken, at).dropped)
            return at;
    return DESK_NO_TOKEN;
}

unsigned
desk_source_after(const DeskSource *source, unsigned at)
{
    while (++at < source->tokens->len)
        if (!g_array_index(source->tokens, DeskToken, at).dropped)
            return at;
    return DESK_NO_TOKEN;
}

void
desk_source_pair(DeskSource *source)
{
    g_autoptr(GArray) open = g_array_new(FALSE, FALSE, sizeof(unsigned));

    for (unsigned i = 0; i < source->tokens->len; i++) {
        DeskToken *token = desk_source_token(source, i);
        if (token->dropped)
            continue;
        if (token->kind == DESK_TOKEN_CLOSE && open->len == 0) {
            token->dropped = true;
            continue;
        }
        if (token->kind == DESK_TOKEN_CLOSE) {
            token->partner = g_array_index(open, unsigned, open->len - 1);
            desk_source_token(source, token->partner)->partner = i;
            g_array_set_size(open, open->len - 1);
        }
        token->around = open->len ? g_array_index(open, unsigned, open->len - 1) : DESK_NO_TOKEN;
        if (token->kind == DESK_TOKEN_OPEN)
            g_array_append_val(open, i);
    }
}

static char *
where(const DeskSource *source, unsigned file, unsigned line)
{
    const char *name = g_ptr_array_index(source->files, file);
    return line ? g_strdup_printf("%s:%u", name, line) : g_strdup(name);
}

char *
desk_source_where(const DeskSource *source, unsigned at)
{
    if (at == DESK_NO_TOKEN)
        return where(source, 0, 0);
    const DeskToken *token = &g_array_index(source->tokens, DeskToken, at);
    return where(source, token->file, token->line);
}

unsigned
desk_source_problems(const DeskSource *source)
{
    return source->problems->len;
}

static gint
compare_problems(gconstpointer a, gconstpointer b)
{
    const Problem *x = a, *y = b;
    if (x->file != y->file)
        return x->file < y->file ? -1 : 1;
    return x->line < y->line ? -1 : x->line > y->line;
}

void
desk_source_report(DeskSource *source, GPtrArray *problems)
{
    bool cut = source->problems->len >= DESK_SOURCE_PROBLEMS;
    g_array_sort(source->problems, compare_problems);
    for (unsigned i = 0; i < source->problems->len; i++) {
        const Problem *problem = &g_array_index(source->problems, Problem, i);
        g_autofree char *place = where(source, problem->file, problem->line);
        g_ptr_array_add(problems, g_strdup_printf("%s: %s", place, problem->text));
    }
    g_array_set_size(source->problems, 0);
    if (cut)
        g_ptr_array_add(problems, g_strdup("and more: only the first problems are shown"));
}
