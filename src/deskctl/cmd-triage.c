#include "base/text.h"
#include "deskctl/cmd.h"
#include "deskctl/inputs.h"
#include "deskctl/triage.h"

#define TEXT_MAX (16u * 1024 * 1024)

/* What the options and the operand say of a mail that nobody has written. */
typedef struct {
    char *subject;
    char *text;
    const DeskMailbox *mailbox;
    const char *sender;
} Sketch;

static void
sketch_clear(Sketch *sketch)
{
    g_free(sketch->subject);
    g_free(sketch->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sketch, sketch_clear)

/* NULL: it cannot be read, and has been said so. */
static char *
read_text(const DeskCtl *ctl, int *code)
{
    g_autoptr(GError) error = NULL;
    if (ctl->count == 0)
        return g_strdup("");
    const DeskInput input = { .file = ctl->operands[0] };
    size_t size = 0;
    g_autofree char *bytes = desk_input_read(&input, TEXT_MAX, &size, &error);
    if (!bytes) {
        *code = desk_ctl_fail(error);
        return NULL;
    }
    return desk_text_repair(bytes, size, NULL);
}

static const DeskMailbox *
find_mailbox(const DeskCtl *ctl, const DeskConf *conf)
{
    const char *name = ctl->options->values[DESK_OPTION_MAILBOX];
    if (!name)
        return conf->mailboxes->pdata[0];
    const DeskMailbox *mailbox = desk_conf_mailbox(conf, name);
    g_autofree char *shown = desk_text_quote(name);
    if (!mailbox)
        desk_ctl_complain(EX_USAGE, "--mailbox: \"%s\", expected the name of one", shown);
    return mailbox;
}

static int
read_sketch(const DeskCtl *ctl, const DeskConf *conf, Sketch *sketch)
{
    int code = EX_OK;
    const char *subject = ctl->options->values[DESK_OPTION_SUBJECT];
    sketch->mailbox = find_mailbox(ctl, conf);
    if (!sketch->mailbox)
        return EX_USAGE;
    sketch->subject = desk_text_line(subject ? subject : "", subject ? strlen(subject) : 0);
    sketch->sender = ctl->options->values[DESK_OPTION_MAIL_FROM];
    sketch->text = read_text(ctl, &code);
    return code;
}

static void
judge(const DeskConf *conf, const Sketch *sketch, DeskTriaged *triaged)
{
    g_autoptr(DeskTriage) triage = desk_triage_new(conf);
    g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
    g_autoptr(GPtrArray) fields = g_ptr_array_new();
    g_ptr_array_add(mailboxes, (gpointer) sketch->mailbox);
    const DeskTriageFacts facts = { .subject = sketch->subject,
                                    .text = sketch->text,
                                    .sender = sketch->sender,
                                    .assurance = DESK_ASSURANCE_NONE,
                                    .mailboxes = mailboxes,
                                    .fields = fields };
    desk_triage_judge(triage, &facts, triaged);
}

int
desk_cmd_triage_test(const DeskCtl *ctl)
{
    g_auto(Sketch) sketch = { 0 };
    g_auto(DeskTriaged) triaged = { 0 };
    if (ctl->count == 0 && !ctl->options->values[DESK_OPTION_SUBJECT])
        return desk_ctl_complain(EX_USAGE, "expected --subject, a file, or - for standard input");
    g_autoptr(DeskConf) conf = desk_ctl_conf(ctl, DESK_CONF_NO_KEYS);
    if (!conf)
        return EX_CONFIG;
    int code = read_sketch(ctl, conf, &sketch);
    if (code != EX_OK)
        return code;
    judge(conf, &sketch, &triaged);
    if (!ctl->options->json) {
        desk_triage_print(&triaged);
        return EX_OK;
    }
    json_t *value = json_object();
    desk_triage_fill_json(value, &triaged);
    desk_json_print(value, false);
    return EX_OK;
}
