#include "deskctl/inputs.h"
#include "base/file.h"
#include "base/text.h"

#include <fts.h>

#define CHUNK 65536

static void
input_free(gpointer data)
{
    DeskInput *input = data;
    g_clear_error(&input->error);
    g_free(input->file);
    g_free(input);
}

GPtrArray *
desk_inputs_new(void)
{
    return g_ptr_array_new_with_free_func(input_free);
}

static DeskInput *
add(GPtrArray *inputs, const char *file)
{
    DeskInput *input = g_new0(DeskInput, 1);
    input->file = g_strdup(file);
    g_ptr_array_add(inputs, input);
    return input;
}

static void
fail(GError **error, const char *file, const char *what)
{
    g_autofree char *shown = desk_text_quote(file);
    g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM, "%s: %s", shown, what);
}

/* A link that leads nowhere stays: whoever reads it is told. */
static bool
is_file_behind(const char *link)
{
    struct stat st;
    return stat(link, &st) < 0 || S_ISREG(st.st_mode);
}

static void
visit(GPtrArray *inputs, FTS *walk, FTSENT *entry)
{
    bool is_hidden = entry->fts_level > FTS_ROOTLEVEL && entry->fts_name[0] == '.';
    bool is_link = entry->fts_info == FTS_SL || entry->fts_info == FTS_SLNONE;
    if (is_hidden && entry->fts_info == FTS_D)
        fts_set(walk, entry, FTS_SKIP);
    if (is_hidden)
        return;
    if (entry->fts_info == FTS_F || (is_link && is_file_behind(entry->fts_accpath)))
        add(inputs, entry->fts_path);
    else if (entry->fts_info == FTS_DNR || entry->fts_info == FTS_NS || entry->fts_info == FTS_ERR)
        fail(&add(inputs, entry->fts_path)->error, entry->fts_path, g_strerror(entry->fts_errno));
}

static int
by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

static void
add_folder(GPtrArray *inputs, const char *folder)
{
    g_autofree char *path = g_strdup(folder);
    char *const roots[] = { path, NULL };
    guint before = inputs->len;
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);

    for (FTSENT *entry; walk && (entry = fts_read(walk));)
        visit(inputs, walk, entry);
    if (inputs->len == before)
        fail(&add(inputs, folder)->error, folder, "no file in this folder");
    if (walk)
        fts_close(walk);
}

bool
desk_inputs_add(GPtrArray *inputs, const char *name)
{
    struct stat st;
    bool is_folder = stat(name, &st) == 0 && S_ISDIR(st.st_mode);
    if (is_folder)
        add_folder(inputs, name);
    else
        add(inputs, name);
    return is_folder;
}

/* Not by way of /dev/stdin: a pipe of another user cannot be opened again. */
static char *
read_stdin(size_t max, size_t *size, GError **error)
{
    g_autofree char *chunk = g_malloc(CHUNK);
    g_autoptr(GString) text = g_string_new(NULL);
    for (ssize_t n = 1; n != 0 && text->len <= max;) {
        n = read(STDIN_FILENO, chunk, CHUNK);
        if (n < 0 && errno != EINTR) {
            fail(error, "standard input", g_strerror(errno));
            return NULL;
        }
        g_string_append_len(text, chunk, MAX(n, 0));
    }
    if (text->len > max) {
        g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_TOO_LARGE,
                    "standard input is larger than %zu bytes", max);
        return NULL;
    }
    *size = text->len;
    return g_string_free(g_steal_pointer(&text), FALSE);
}

char *
desk_input_read(const DeskInput *input, size_t max, size_t *size, GError **error)
{
    struct stat st = { 0 };
    if (input->error) {
        g_propagate_error(error, g_error_copy(input->error));
        return NULL;
    }
    if (strcmp(input->file, "-") == 0)
        return read_stdin(max, size, error);
    /* One that is missing is told by the attempt to open it. */
    bool is_there = stat(input->file, &st) == 0;
    if (is_there && (S_ISCHR(st.st_mode) || S_ISBLK(st.st_mode))) {
        fail(error, input->file, "is a device");
        return NULL;
    }
    /* Room is made beforehand, so an ordinary file gets as much as it has. */
    if (is_there && S_ISREG(st.st_mode) && (size_t) st.st_size < max)
        max = (size_t) st.st_size;
    return desk_file_read(input->file, max, size, error);
}
