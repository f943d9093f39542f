#include "base/text.h"
#include "deskctl/cmd.h"
#include "deskctl/crlf.h"
#include "deskctl/explain.h"
#include "deskctl/inputs.h"

#include <pwd.h>

#define MAIL_MAX (256u * 1024 * 1024)
#define BODY_MAX (16u * 1024 * 1024)
#define LIST_MAX (64u * 1024 * 1024)

static const char byte_order_mark[] = "\xef\xbb\xbf";

typedef enum { FORM_MAIL, FORM_TEXT, FORM_HTML } Form;

typedef struct {
    const DeskCtl *ctl;
    DeskExplainer explainer;
    Form form;
    bool many; /* one object a line, each with its file */
    int code;  /* the worst so far */
} Run;

static void
note_code(Run *run, int code)
{
    run->code = MAX(run->code, code);
}

static int
complain_of(const DeskInput *input, int code, const char *why)
{
    g_autofree char *shown = desk_text_quote(input->file);
    return desk_ctl_complain(code, "%s: %s", shown, why);
}

static DeskExplanation *
explain_mail(Run *run, const DeskInput *input)
{
    g_autoptr(GError) error = NULL;
    size_t size = 0;
    g_autofree char *bytes = desk_input_read(input, MAIL_MAX, &size, &error);
    if (!bytes) {
        note_code(run, desk_ctl_fail(error));
        return desk_explain_failure(input->file, error->message);
    }
    g_autoptr(GString) wire = g_string_sized_new(size + 1);
    DeskCrlf state = { 0 };
    desk_crlf_feed(&state, bytes, size, wire);
    desk_crlf_end(&state, wire);
    DeskExplanation *explanation =
        desk_explain(&run->explainer, input->file, (DeskBytes){ bytes, size },
                     (DeskBytes){ wire->str, wire->len });
    if (explanation->error)
        note_code(run, complain_of(input, EX_TEMPFAIL, explanation->error));
    return explanation;
}

/*
 * A body becomes a mail of one part, so that it is read behind the same wall and by the same
 * rules as one that came in. In base64 nothing of it can be taken for MIME, and what is no
 * UTF-8 is replaced beforehand, so that no other charset is guessed.
 */
static GString *
to_mail(Form form, const char *bytes, size_t size)
{
    bool is_marked = size >= strlen(byte_order_mark) &&
                     memcmp(bytes, byte_order_mark, strlen(byte_order_mark)) == 0;
    size_t skip = is_marked ? strlen(byte_order_mark) : 0;
    g_autofree char *text = desk_text_repair(bytes + skip, size - skip, NULL);
    size_t length = strlen(text);
    GString *mail = g_string_sized_new(length / 3 * 4 + length / 50 + 256);
    g_string_append_printf(mail,
                           "Content-Type: text/%s; charset=utf-8\r\n"
                           "Content-Transfer-Encoding: base64\r\n\r\n",
                           form == FORM_HTML ? "html" : "plain");
    int state = 0, save = 0;
    size_t start = mail->len;
    g_string_set_size(mail, start + (length / 3 + 1) * 4 + length / 18 + 16);
    char *out = mail->str + start;
    gsize written = g_base64_encode_step((const guchar *) text, length, TRUE, out, &state, &save);
    written += g_base64_encode_close(TRUE, out + written, &state, &save);
    g_string_truncate(mail, start + written);
    return mail;
}

static DeskMail *
read_body(const Run *run, const DeskInput *input, GError **error)
{
    size_t size = 0;
    g_autofree char *bytes = desk_input_read(input, BODY_MAX, &size, error);
    if (!bytes)
        return NULL;
    g_autoptr(GString) wire = to_mail(run->form, bytes, size);
    return desk_reader_read(run->explainer.reader, (DeskBytes){ wire->str, wire->len }, error);
}

/* A body has no sender and no ticket; only its text is of interest. */
static json_t *
body_json(const DeskInput *input, const DeskMail *mail, const char *error)
{
    json_t *value = json_object();
    json_object_set_new(value, "file", desk_json_text(input->file));
    json_object_set_new(value, "text", desk_json_text(error ? "" : mail->text));
    json_object_set_new(value, "reply_text", desk_json_text(error ? "" : mail->reply_text));
    json_object_set_new(value, "signature_text", desk_json_text(error ? "" : mail->signature_text));
    if (error)
        json_object_set_new(value, "error", desk_json_text(error));
    return value;
}

static void
print_body(Run *run, const DeskInput *input)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskMail) mail = read_body(run, input, &error);
    const char *why = error ? error->message : NULL;
    if (error)
        note_code(run, desk_ctl_fail(error));
    /* What was salvaged is the base64. */
    if (mail && mail->unparsed) {
        why = mail->defects->pdata[0];
        note_code(run, complain_of(input, EX_DATAERR, why));
    }
    if (run->ctl->options->json)
        desk_json_print(body_json(input, mail, why), run->many);
    else if (!why)
        desk_explain_print_text(mail);
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
print_mail(Run *run, const DeskInput *input)
{
    g_autoptr(DeskExplanation) explanation = explain_mail(run, input);
    if (run->ctl->options->json)
        desk_json_print(mail_json(run, explanation), run->many);
    else
        desk_explain_print(&run->explainer, explanation);
}

static void
explain_input(Run *run, const DeskInput *input)
{
    if (run->many && !run->ctl->options->json) {
        g_autofree char *shown = desk_text_quote(input->file);
        printf("== %s\n", shown);
    }
    if (run->form == FORM_MAIL)
        print_mail(run, input);
    else
        print_body(run, input);
}

/*
 * The operands and the lines of the list. *many: it is a list or a folder, however little is in
 * it. NULL: the list cannot be read.
 */
static GPtrArray *
collect_inputs(const DeskCtl *ctl, bool *many, int *code)
{
    g_autoptr(GPtrArray) inputs = desk_inputs_new();
    DeskInput list = { .file = (char *) ctl->options->values[DESK_OPTION_FILES_FROM] };
    *many = list.file != NULL;
    for (int i = 0; i < ctl->count; i++)
        *many |= desk_inputs_add(inputs, ctl->operands[i]);
    *many |= inputs->len > 1;
    if (!list.file)
        return g_steal_pointer(&inputs);

    g_autoptr(GError) error = NULL;
    size_t size = 0;
    g_autofree char *text = desk_input_read(&list, LIST_MAX, &size, &error);
    if (!text) {
        *code = desk_ctl_fail(error);
        return NULL;
    }
    g_auto(GStrv) lines = g_strsplit(text, "\n", 0);
    for (char **line = lines; *line; line++)
        if (**line)
            desk_inputs_add(inputs, *line);
    return g_steal_pointer(&inputs);
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

/* What the rest of the desk says of a mail's sender and thread; a body has neither. */
static int
find_desk(Run *run, DeskConf *conf, DeskStore **store, DeskPolicy **policy)
{
    int code = EX_OK;
    if (!find_keys(conf))
        return EX_CONFIG;
    *store = find_store(conf, &code);
    *policy = code == EX_OK ? desk_ctl_policy(conf, *store, &code) : NULL;
    run->explainer.store = *store;
    run->explainer.policy = *policy;
    return code;
}

static int
explain_all(const DeskCtl *ctl, const GPtrArray *inputs, bool many, DeskConf *conf)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(DeskStore) store = NULL;
    g_autoptr(DeskPolicy) policy = NULL;
    g_autoptr(DeskReader) reader = NULL;
    const DeskOptions *options = ctl->options;
    Run run = { .ctl = ctl, .many = many };
    run.form = options->text ? FORM_TEXT : options->html ? FORM_HTML : FORM_MAIL;
    run.explainer.mail_from = options->values[DESK_OPTION_MAIL_FROM];
    run.explainer.rcpt = options->rcpt;
    run.explainer.login = options->values[DESK_OPTION_AUTH];

    int code = run.form == FORM_MAIL ? find_desk(&run, conf, &store, &policy) : EX_OK;
    if (code != EX_OK)
        return code;
    reader = desk_reader_new(conf->parse_program, 1, &error);
    if (!reader)
        return desk_ctl_fail(error);
    run.explainer.reader = reader;
    for (guint i = 0; i < inputs->len; i++)
        explain_input(&run, inputs->pdata[i]);
    return run.code;
}

int
desk_cmd_explain(const DeskCtl *ctl)
{
    int code = EX_OK;
    bool many;
    if (ctl->options->text && ctl->options->html)
        return desk_ctl_complain(EX_USAGE, "--text and --html exclude each other");
    if (ctl->count == 0 && !ctl->options->values[DESK_OPTION_FILES_FROM])
        return desk_ctl_complain(EX_USAGE,
                                 "usage: deskctl explain FILE|FOLDER... (- is standard input)");

    g_autoptr(GPtrArray) inputs = collect_inputs(ctl, &many, &code);
    if (!inputs)
        return code;
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    return conf ? explain_all(ctl, inputs, many, conf) : EX_CONFIG;
}
