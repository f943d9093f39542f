#include "base/fd.h"
#include "base/file.h"
#include "base/text.h"
#include "deskctl/cmd.h"
#include "deskctl/crlf.h"
#include "deskctl/explain.h"

#include <pwd.h>

#define FILE_MAX (256u * 1024 * 1024)
#define LIST_MAX (64u * 1024 * 1024)
#define CHUNK    65536

typedef enum { FORM_MAIL, FORM_TEXT, FORM_HTML } Form;

typedef struct {
    const DeskCtl *ctl;
    DeskExplainer explainer;
    Form form;
    bool many; /* one object a line, each with its file */
    int code;  /* the worst so far */
} Run;

/* Not by way of /dev/stdin: a pipe of another user cannot be opened again. */
static char *
read_stdin(size_t max, size_t *size, GError **error)
{
    g_autofree char *chunk = g_malloc(CHUNK);
    g_autoptr(GString) text = g_string_new(NULL);
    for (ssize_t n = 1; n != 0 && text->len <= max;) {
        n = read(STDIN_FILENO, chunk, CHUNK);
        if (n < 0 && errno != EINTR) {
            g_set_error(error, DESK_FILE_ERROR, DESK_FILE_ERROR_SYSTEM,
                        "cannot read standard input: %s", g_strerror(errno));
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

static char *
read_input(const char *file, size_t max, size_t *size, GError **error)
{
    struct stat st;
    if (g_str_equal(file, "-"))
        return read_stdin(max, size, error);
    /* Room is made beforehand, so an ordinary file gets as much as it has. */
    if (stat(file, &st) == 0 && S_ISREG(st.st_mode) && (size_t) st.st_size < max)
        max = (size_t) st.st_size;
    return desk_file_read(file, max, size, error);
}

/*
 * A body becomes a mail of one part, so that it is read behind the same wall and by the
 * same rules as one that came in.
 */
static GString *
to_wire(const Run *run, const char *bytes, size_t size)
{
    static const char *const heads[] = {
        [FORM_MAIL] = "",
        [FORM_TEXT] = "Content-Type: text/plain; charset=utf-8\r\n"
                      "Content-Transfer-Encoding: 8bit\r\n\r\n",
        [FORM_HTML] = "Content-Type: text/html; charset=utf-8\r\n"
                      "Content-Transfer-Encoding: 8bit\r\n\r\n",
    };
    GString *out = g_string_sized_new(size + 256);
    DeskCrlf state = { .decided = run->form != FORM_MAIL };
    g_string_append(out, heads[run->form]);
    desk_crlf_feed(&state, bytes, size, out);
    desk_crlf_end(&state, out);
    return out;
}

static DeskExplanation *
explain_file(Run *run, const char *file)
{
    g_autoptr(GError) error = NULL;
    size_t size = 0;
    g_autofree char *bytes = read_input(file, FILE_MAX, &size, &error);
    if (!bytes) {
        run->code = desk_ctl_fail(error);
        return desk_explain_failure(file, error->message);
    }
    g_autoptr(GString) wire = to_wire(run, bytes, size);
    DeskExplanation *explanation =
        desk_explain(&run->explainer, file, (DeskBytes){ wire->str, wire->len });
    if (explanation->error)
        run->code = desk_ctl_complain(EX_TEMPFAIL, "%s: %s", file, explanation->error);
    return explanation;
}

/* A body has no sender and no ticket; only its text is of interest. */
static json_t *
body_json(const DeskExplanation *explanation)
{
    const DeskMail *mail = explanation->mail;
    json_t *value = json_object();
    json_object_set_new(value, "file", desk_json_text(explanation->file));
    json_object_set_new(value, "text", desk_json_text(mail->text));
    json_object_set_new(value, "reply_text", desk_json_text(mail->reply_text));
    json_object_set_new(value, "signature_text", desk_json_text(mail->signature_text));
    if (explanation->error)
        json_object_set_new(value, "error", desk_json_text(explanation->error));
    return value;
}

static json_t *
mail_json(const Run *run, const DeskExplanation *explanation)
{
    json_t *value = json_object();
    if (run->many)
        json_object_set_new(value, "file", desk_json_text(explanation->file));
    json_t *object = desk_explain_json(&run->explainer, explanation);
    json_object_update(value, object);
    json_decref(object);
    return value;
}

static void
explain_and_print(Run *run, const char *file)
{
    g_autoptr(DeskExplanation) explanation = explain_file(run, file);
    if (run->ctl->options->json) {
        desk_json_print(run->form == FORM_MAIL ? mail_json(run, explanation)
                                               : body_json(explanation),
                        run->many);
        return;
    }
    if (run->many) {
        g_autofree char *shown = desk_text_quote(file);
        printf("== %s\n", shown);
    }
    if (run->form == FORM_MAIL)
        desk_explain_print(&run->explainer, explanation);
    else
        printf("%s\n", explanation->mail->text ? explanation->mail->text : "");
}

/* The operands and the lines of the list. NULL: the list cannot be read. */
static GPtrArray *
collect_files(const DeskCtl *ctl, int *code)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);
    const char *list = ctl->options->values[DESK_OPTION_FILES_FROM];
    for (int i = 0; i < ctl->count; i++)
        g_ptr_array_add(files, g_strdup(ctl->operands[i]));
    if (!list)
        return g_steal_pointer(&files);

    g_autoptr(GError) error = NULL;
    size_t size = 0;
    g_autofree char *text = read_input(list, LIST_MAX, &size, &error);
    if (!text) {
        *code = desk_ctl_fail(error);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
    for (char **line = lines; *line; line++)
        if (**line)
            g_ptr_array_add(files, g_strdup(*line));
    return g_steal_pointer(&files);
}

/* As root, the keys are read as the user they belong to; the mails may be root's own. */
static DeskKeys *
load_keys(const DeskConf *conf, GError **error)
{
    const struct passwd *user = geteuid() == 0 ? getpwnam(conf->user) : NULL;
    bool lowered = user && seteuid(user->pw_uid) == 0;
    DeskKeys *keys = desk_keys_load(conf->key_file, error);
    if (lowered && seteuid(0) < 0)
        g_error("seteuid: %s", g_strerror(errno));
    return keys;
}

/* Without the key file nothing verifies; keys of the moment stand in for it. */
static bool
find_keys(DeskConf *conf)
{
    g_autoptr(GError) error = NULL;
    if (access(conf->key_file, F_OK) < 0 && errno == ENOENT) {
        conf->keys = g_new0(DeskKeys, 1);
        conf->keys->count = 1;
        desk_random(conf->keys->key[0], DESK_KEY_SIZE);
        desk_ctl_complain(0,
                          "%s is missing: no reply address and no Message-ID of the desk is "
                          "known again",
                          conf->key_file);
        return true;
    }
    conf->keys = load_keys(conf, &error);
    if (!conf->keys)
        desk_ctl_fail(error);
    return conf->keys != NULL;
}

/* *code stays EX_OK when there just is no store yet. */
static DeskStore *
find_store(const DeskConf *conf, int *code)
{
    g_autoptr(GError) error = NULL;
    DeskStore *store = desk_store_open(conf->store, DESK_STORE_READ, &error);
    if (!store && g_error_matches(error, DESK_STORE_ERROR, DESK_STORE_ERROR_MISSING))
        desk_ctl_complain(0, "no store yet, so no ticket is looked up: %s", error->message);
    else if (!store)
        *code = desk_ctl_fail(error);
    return store;
}

static DeskPolicy *
make_policy(DeskConf *conf, DeskStore *store, int *code)
{
    static const char *const no_epochs[] = { "none", NULL };
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) epochs = store ? desk_store_epochs(store, &error) : NULL;
    if (error) {
        *code = desk_ctl_fail(error);
        return NULL;
    }
    return desk_policy_new(conf, epochs ? (const char *const *) epochs : no_epochs);
}

static void
explain_all(Run *run, const GPtrArray *files)
{
    const DeskOptions *options = run->ctl->options;
    run->explainer.mail_from = options->values[DESK_OPTION_MAIL_FROM];
    run->explainer.login = options->values[DESK_OPTION_AUTH];
    run->explainer.rcpt = options->rcpt;
    run->many = files->len > 1 || options->values[DESK_OPTION_FILES_FROM];
    for (guint i = 0; i < files->len; i++)
        explain_and_print(run, files->pdata[i]);
}

static int
start(const DeskCtl *ctl, const GPtrArray *files, DeskConf *conf)
{
    g_autoptr(GError) error = NULL;
    int code = EX_OK;
    g_autoptr(DeskStore) store = find_store(conf, &code);
    g_autoptr(DeskPolicy) policy = code == EX_OK ? make_policy(conf, store, &code) : NULL;
    if (!policy)
        return code;
    g_autoptr(DeskReader) reader = desk_reader_new(conf->parse_program, 1, &error);
    if (!reader)
        return desk_ctl_fail(error);

    const DeskOptions *options = ctl->options;
    Run run = { .ctl = ctl,
                .explainer = { .policy = policy, .store = store, .reader = reader },
                .form = options->text   ? FORM_TEXT
                        : options->html ? FORM_HTML
                                        : FORM_MAIL };
    explain_all(&run, files);
    return run.code;
}

int
desk_cmd_explain(const DeskCtl *ctl)
{
    int code = EX_OK;
    if (ctl->options->text && ctl->options->html)
        return desk_ctl_complain(EX_USAGE, "--text and --html exclude each other");
    if (ctl->count == 0 && !ctl->options->values[DESK_OPTION_FILES_FROM])
        return desk_ctl_complain(EX_USAGE, "usage: deskctl explain FILE... (- is standard input)");

    g_autoptr(GPtrArray) files = collect_files(ctl, &code);
    if (!files)
        return code;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf || !find_keys(conf))
        return EX_CONFIG;
    return start(ctl, files, conf);
}
