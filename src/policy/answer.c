#include "policy/answer.h"
#include "policy/command.h"
#include "policy/leak.h"
#include "policy/secret.h"
#include "policy/subject.h"

#define LINE_SHOWN 80 /* bytes of a line that is named */

/* One mail that is judged. */
typedef struct {
    const DeskAnswerFacts *facts;
    DeskLeakTexts *spoken;
    const GPtrArray *secrets; /* char *: what nobody else may read (policy/secret.h) */
    DeskLeakTexts *internal;  /* the same */
    char *rest;               /* of a quote that was dropped, as it seems; or NULL */
    char *strange;            /* a line behind a strange sign that is not public; or NULL */
    bool has_words;           /* some line is no quote */
} Judgement;

/* ---- what the customer would get ---- */

static bool
is_quoted(const char *line)
{
    return desk_leak_start(line) == DESK_LEAK_QUOTED;
}

static bool
is_empty(const char *line)
{
    g_autofree char *folded = desk_leak_fold(line);
    return *folded == '\0';
}

/* The customer's own words, or what he got before; other lines of a quote are the desk's. */
static bool
is_spoken(Judgement *judgement, const char *line)
{
    g_autofree char *folded = desk_leak_fold(line);
    if (desk_leak_agent(judgement->facts->conf, line) || desk_leak_has_token(line))
        return false;
    return desk_leak_texts_have(judgement->spoken, folded);
}

/* A quoted line without words stays between lines that do. */
static bool
is_kept(Judgement *judgement, const char *line)
{
    DeskLeakStart start = desk_leak_start(line);
    if (start == DESK_LEAK_STRANGE && !judgement->strange && !is_empty(line) &&
        !is_spoken(judgement, line))
        judgement->strange = g_strdup(line);
    if (start == DESK_LEAK_QUOTED)
        return is_empty(line) || is_spoken(judgement, line);
    judgement->has_words |= line[strspn(line, " \t\r")] != '\0';
    return true;
}

/* Programs wrap what they have quoted: the rest of a line stands below it without a sign. */
static void
look_for_rest(Judgement *judgement, const char *line)
{
    if (!judgement->rest && !is_quoted(line) &&
        desk_leak_is_rest(line, judgement->internal, judgement->spoken))
        judgement->rest = g_strdup(line);
}

static void
keep_lines(Judgement *judgement, const GPtrArray *lines, GPtrArray *kept)
{
    bool was_kept = true;
    for (guint i = 0; i < lines->len; i++) {
        char *line = lines->pdata[i];
        bool is_right = is_kept(judgement, line);
        if (!was_kept)
            look_for_rest(judgement, line);
        was_kept = is_right;
        if (is_right)
            g_ptr_array_add(kept, line);
    }
}

/* Quote signs alone at either end of a quote lead to nothing. */
static bool
is_bare(const char *line)
{
    return is_quoted(line) && is_empty(line);
}

static void
drop_bare(GPtrArray *lines)
{
    for (guint i = 0; i < lines->len; i++) {
        bool begins = i == 0 || !is_quoted(lines->pdata[i - 1]);
        guint end = i;
        while (end < lines->len && is_bare(lines->pdata[end]))
            end++;
        bool ends = end == lines->len || !is_quoted(lines->pdata[end]);
        if (end == i || (!begins && !ends))
            continue;
        g_ptr_array_remove_range(lines, i, end - i);
        i--;
    }
}

/* At most one blank line between others, none at the ends. The caller's. */
static char *
join_lines(const GPtrArray *lines)
{
    GString *out = g_string_new(NULL);
    guint owed = 0;
    for (guint i = 0; i < lines->len; i++) {
        g_autofree char *line = g_strchomp(g_strdup(lines->pdata[i]));
        owed += *line == '\0';
        if (*line == '\0')
            continue;
        for (owed = out->len > 0 ? owed + 1 : 0; owed > 0; owed--)
            g_string_append_c(out, '\n');
        g_string_append(out, line);
    }
    return g_string_free(out, FALSE);
}

/* Where Outlook had a picture, its plain text has this; a logo stands below a signature. */
static bool
is_picture(const char *line)
{
    g_autofree char *bare = g_strstrip(g_strdup(line));
    return g_str_has_prefix(bare, "[cid:") && strchr(bare, ']') == bare + strlen(bare) - 1;
}

static void
drop_pictures(GPtrArray *lines)
{
    while (lines->len > 0) {
        const char *last = lines->pdata[lines->len - 1];
        if (*last && !is_picture(last))
            return;
        g_ptr_array_set_size(lines, (gint) lines->len - 1);
    }
}

/* What the agent's mail program puts below what he writes, with the dashes above it. */
static void
cut_signature(GPtrArray *lines, const char *signature)
{
    g_autofree char *wanted = desk_leak_fold(signature ? signature : "");
    g_autoptr(GString) below = g_string_new(NULL);
    for (guint i = lines->len; *wanted && i > 0 && below->len <= strlen(signature) * 2; i--) {
        g_string_prepend_c(below, '\n');
        g_string_prepend(below, lines->pdata[i - 1]);
        g_autofree char *folded = desk_leak_fold(below->str);
        if (strcmp(folded, wanted) != 0)
            continue;
        guint first = i - 1;
        if (first > 0 && strcmp(g_strchomp(lines->pdata[first - 1]), "--") == 0)
            first--;
        g_ptr_array_set_size(lines, (gint) first);
        return;
    }
}

static char *
compose(Judgement *judgement)
{
    g_auto(GStrv) all = g_strsplit(judgement->facts->text, "\n", -1);
    g_autoptr(GPtrArray) lines = g_ptr_array_new();
    for (char **line = all; *line; line++)
        g_ptr_array_add(lines, *line);
    drop_pictures(lines);
    cut_signature(lines, judgement->facts->agent->signature);
    g_autoptr(GPtrArray) kept = g_ptr_array_new();
    keep_lines(judgement, lines, kept);
    drop_bare(kept);
    bool is_new = judgement->has_words && !judgement->facts->mail->nothing_new;
    return is_new ? join_lines(kept) : g_strdup("");
}

/* ---- doubts ---- */

static char *
doubt_if(bool is_so, const char *clause)
{
    return is_so ? g_strdup(clause) : NULL;
}

static char *
doubt_link(const Judgement *judgement, const char *text)
{
    (void) text;
    return doubt_if(!judgement->facts->is_strong,
                    "it does not answer a mail that the desk sent to an agent");
}

static char *
doubt_reading(const Judgement *judgement, const char *text)
{
    const DeskMail *mail = judgement->facts->mail;
    (void) text;
    if (mail->unparsed)
        return g_strdup("it could not be read");
    if (mail->is_encrypted)
        return g_strdup("it is encrypted");
    return doubt_if(strlen(mail->text) + 4 > DESK_MAIL_TEXT_MAX,
                    "its text is longer than what the desk reads of one");
}

static char *
doubt_machine(const Judgement *judgement, const char *text)
{
    (void) text;
    return doubt_if(judgement->facts->mail->machine != DESK_MACHINE_HUMAN,
                    "a machine seems to have written it");
}

static char *
doubt_forward(const Judgement *judgement, const char *text)
{
    const DeskMail *mail = judgement->facts->mail;
    (void) text;
    bool brings = false;
    for (guint i = 0; i < mail->attachments->len; i++) {
        const DeskAttachment *file = mail->attachments->pdata[i];
        brings |= desk_leak_is_mail(file->type, file->name);
    }
    if (brings)
        return g_strdup("another mail is attached to it");
    return doubt_if(desk_subject_is_forward(mail->subject), "it is a forward by its subject");
}

static char *
doubt_bystanders(const Judgement *judgement, const char *text)
{
    const GPtrArray *others = judgement->facts->bystanders;
    (void) text;
    return others && others->len > 0
               ? g_strdup_printf("it went to others as well: %s", (char *) others->pdata[0])
               : NULL;
}

/* Signatures of a mail program are no files for anybody. */
static bool
is_file(const DeskAttachment *attachment)
{
    return !g_str_equal(attachment->type, "application/pgp-signature") &&
           !g_str_equal(attachment->type, "application/pkcs7-signature") &&
           !g_str_equal(attachment->type, "application/x-pkcs7-signature");
}

static char *
doubt_files(const Judgement *judgement, const char *text)
{
    const GPtrArray *files = judgement->facts->mail->attachments;
    gint64 limit = judgement->facts->conf->answers.attachments, size = 0;
    guint count = 0;
    for (guint i = 0; i < files->len; i++) {
        const DeskAttachment *file = files->pdata[i];
        if (!is_file(file))
            continue;
        size += file->size;
        count += !file->is_inline;
    }
    if (count > 0 && *text == '\0' && !judgement->facts->has_inserts)
        return g_strdup("it has files, but no words for the customer");
    return size <= limit ? NULL
                         : g_strdup_printf("its files have %" G_GINT64_FORMAT
                                           " bytes, and at most %" G_GINT64_FORMAT
                                           " may go to a customer (answers.attachments)",
                                           size, limit);
}

static char *
shorten(const char *line)
{
    g_autofree char *start = g_utf8_strlen(line, -1) > LINE_SHOWN
                                 ? g_utf8_substring(line, 0, LINE_SHOWN)
                                 : g_strdup(line);
    return g_strstrip(g_steal_pointer(&start));
}

static char *
tell_line(const char *what, const char *line)
{
    g_autofree char *shown = shorten(line);
    return g_strdup_printf("%s: \"%s\"", what, shown);
}

static char *
doubt_leak(const Judgement *judgement, const char *text)
{
    if (desk_leak_has_delimiter(text))
        return g_strdup("it quotes what the desk writes to agents alone");
    if (desk_leak_has_token(text))
        return g_strdup("a signed address or Message-ID of the desk stands in it");
    if (judgement->strange)
        return tell_line("a line of it is quoted, and stands in no mail of the customer",
                         judgement->strange);
    g_autofree char *line = judgement->rest
                                ? g_strdup(judgement->rest)
                                : desk_leak_line(text, judgement->secrets, judgement->spoken);
    return line ? tell_line("a line of it stands in an internal message", line) : NULL;
}

/* Below a greeting, where a command is none any more. */
static char *
doubt_commands(const Judgement *judgement, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    (void) judgement;
    for (char **line = lines; *line; line++) {
        if (!desk_command_of_line(*line))
            continue;
        g_autofree char *shown = shorten(*line);
        return g_strdup_printf("its line \"%s\" reads as a command and stands below other text, "
                               "where it is none",
                               shown);
    }
    return NULL;
}

static char *
find_doubt(const Judgement *judgement, const char *text)
{
    static char *(*const doubts[])(const Judgement *, const char *) = {
        doubt_reading,    doubt_machine, doubt_forward, doubt_link,
        doubt_bystanders, doubt_files,   doubt_leak,    doubt_commands,
    };
    char *doubt = NULL;
    for (size_t i = 0; i < G_N_ELEMENTS(doubts) && !doubt; i++)
        doubt = doubts[i](judgement, text);
    return doubt;
}

/* RULES O4 */
static char *
find_refusal(const DeskConf *conf, const char *text)
{
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        const DeskAgent *agent = desk_leak_agent(conf, *line);
        if (!agent)
            continue;
        g_autofree char *shown = shorten(*line);
        return g_strdup_printf("%s: the address of the agent %s must not go to a customer; leave "
                               "it out, or write #note above",
                               shown, agent->name);
    }
    return NULL;
}

/* Where nothing was written that could be meant for somebody, nothing can be doubted. */
static bool
is_silent(const DeskMail *mail)
{
    return !mail->unparsed && !mail->is_encrypted && mail->attachments->len == 0;
}

static GPtrArray *
find_secrets(const DeskAnswerFacts *facts)
{
    GPtrArray *secrets = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; facts->internal && i < facts->internal->len; i++)
        g_ptr_array_add(secrets, desk_secret_of(facts->conf, facts->internal->pdata[i],
                                                facts->agent, facts->text));
    return secrets;
}

void
desk_answer_judge(const DeskAnswerFacts *facts, DeskAnswer *answer)
{
    g_autoptr(DeskLeakTexts) spoken = desk_leak_texts_new(facts->spoken);
    g_autoptr(GPtrArray) secrets = find_secrets(facts);
    g_autoptr(DeskLeakTexts) internal = desk_leak_texts_new(secrets);
    Judgement judgement = {
        .facts = facts, .spoken = spoken, .secrets = secrets, .internal = internal
    };
    *answer = (DeskAnswer){ .text = compose(&judgement) };
    bool is_nothing = *answer->text == '\0' && !facts->has_inserts;
    if (!facts->to_note && (!is_nothing || !is_silent(facts->mail)))
        answer->doubt = find_doubt(&judgement, answer->text);
    if (!facts->to_note && !answer->doubt)
        answer->refusal = find_refusal(facts->conf, answer->text);
    answer->is_public = !facts->to_note && !answer->doubt && !answer->refusal && !is_nothing;
    g_free(judgement.rest);
    g_free(judgement.strange);
}

void
desk_answer_clear(DeskAnswer *answer)
{
    g_clear_pointer(&answer->text, g_free);
    g_clear_pointer(&answer->doubt, g_free);
    g_clear_pointer(&answer->refusal, g_free);
}
