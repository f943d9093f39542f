#include "desk/command.h"
#include "desk/absence.h"
#include "desk/amend.h"
#include "desk/history.h"
#include "desk/meanwhile.h"
#include "desk/notification.h"
#include "desk/people.h"
#include "store/rows.h"
#include "template/languages.h"

#define PAGE 20 /* messages that are looked at in one go */

G_DEFINE_QUARK(desk_command_error, desk_command_error)

/* The commands of one mail as they are carried out. */
typedef struct {
    DeskStore *store;
    const DeskOrder *order;
    DeskAmender amender;
} Run;

typedef bool (*Deed)(const Run *run, const DeskCommand *command, GError **error);

/* ---- fields of the ticket ---- */

/* Which command says what of the ticket. */
static const struct {
    DeskCommandVerb verb;
    gsize field; /* of DeskChange */
} fields[] = {
    { DESK_COMMAND_PRIORITY, offsetof(DeskChange, priority) },
    { DESK_COMMAND_CATEGORY, offsetof(DeskChange, category) },
    { DESK_COMMAND_TEAM, offsetof(DeskChange, team) },
    { DESK_COMMAND_TAKE, offsetof(DeskChange, assignee) },
    { DESK_COMMAND_ASSIGN, offsetof(DeskChange, assignee) },
};

/* The tags of all lines, borrowed; the caller's. */
static GPtrArray *
collect_tags(const DeskCommands *commands)
{
    GPtrArray *tags = g_ptr_array_new();
    for (guint i = 0; i < commands->list->len; i++) {
        const DeskCommand *command = commands->list->pdata[i];
        for (char **word = command->words; command->verb == DESK_COMMAND_TAG && *word; word++)
            g_ptr_array_add(tags, *word);
    }
    g_ptr_array_add(tags, NULL);
    return tags;
}

/* All at once, since the team has a say in who gets the ticket. Their words have been looked up, so
 * an objection is about the assignee: *blamed. */
static bool
set_fields(const Run *run, const DeskCommand **blamed, GError **error)
{
    const DeskCommands *commands = run->order->commands;
    g_autoptr(GPtrArray) tags = collect_tags(commands);
    DeskChange change = { .tags = (const char *const *) tags->pdata };
    bool any = tags->len > 1;
    *blamed = desk_commands_find(commands, DESK_COMMAND_TAG);
    for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
        const DeskCommand *command = desk_commands_find(commands, fields[i].verb);
        if (!command)
            continue;
        G_STRUCT_MEMBER(const char *, &change, fields[i].field) = command->words[0];
        *blamed = command;
        any = true;
    }
    return !any || desk_amend_set(run->store, &run->amender, run->order->ticket, &change, error);
}

/* ---- people ---- */

/* Those behind + or behind -; NULL-terminated, the vector alone is the caller's. */
static const char **
marked(const DeskCommand *command, char mark)
{
    GPtrArray *words = g_ptr_array_new();
    for (char **word = command->words; *word; word++)
        if (**word == mark)
            g_ptr_array_add(words, *word + 1);
    g_ptr_array_add(words, NULL);
    return (const char **) g_ptr_array_free(words, FALSE);
}

static bool
set_cc(const Run *run, const DeskCommand *command, GError **error)
{
    g_autofree const char **added = marked(command, '+');
    g_autofree const char **removed = marked(command, '-');
    gint64 ticket = run->order->ticket;
    return (!*removed || desk_amend_uncc(run->store, &run->amender, ticket, removed, error)) &&
           (!*added || desk_amend_cc(run->store, &run->amender, ticket, added, error));
}

static DeskWatching
watching(const Run *run, const DeskCommand *command)
{
    return (DeskWatching){ run->order->ticket, (const char *const *) command->words };
}

static bool
watch(const Run *run, const DeskCommand *command, GError **error)
{
    return desk_amend_watch(run->store, &run->amender, watching(run, command), error);
}

static bool
unwatch(const Run *run, const DeskCommand *command, GError **error)
{
    return desk_amend_unwatch(run->store, &run->amender, watching(run, command), error);
}

/* A customer speaks for himself, and finds out by the answer when nobody can write it. */
static bool
set_language(const Run *run, const DeskCommand *command, GError **error)
{
    const DeskOrder *order = run->order;
    const DeskConf *conf = desk_policy_conf(run->amender.policy);
    const DeskTongue tongue = { .ticket = order->ticket,
                                .contact = order->agent ? 0 : order->contact,
                                .tag = command->words[0] };
    if (!order->agent &&
        !desk_languages_have(conf->template_dir, conf->shipped_template_dir, tongue.tag))
        return true;
    return desk_amend_language(run->store, &run->amender, &tongue, error);
}

/* ---- tickets and messages ---- */

static bool
link_tickets(const Run *run, const DeskCommand *command, GError **error)
{
    for (guint i = 0; i < command->ids->len; i++)
        if (!desk_amend_link(run->store, &run->amender, run->order->ticket,
                             g_array_index(command->ids, gint64, i), error))
            return false;
    return true;
}

/* All that people wrote when no message is named. */
static bool
approve(const Run *run, const DeskCommand *command, GError **error)
{
    gint64 ticket = run->order->ticket;
    if (command->ids->len == 0)
        return desk_amend_approve(run->store, &run->amender, ticket, 0, error);
    for (guint i = 0; i < command->ids->len; i++)
        if (!desk_amend_approve(run->store, &run->amender, ticket,
                                g_array_index(command->ids, gint64, i), error))
            return false;
    return true;
}

/* The number of the customer's newest message; 0: he has not written. */
static bool
find_newest(const Run *run, gint64 *sequence, GError **error)
{
    gint64 before = G_MAXINT64;
    *sequence = 0;
    while (*sequence == 0 && before > 0) {
        g_autoptr(GPtrArray) messages = NULL;
        if (!desk_store_message_before(run->store, run->order->ticket, before, PAGE, &messages,
                                       error))
            return false;
        before = 0;
        for (guint i = 0; i < messages->len && *sequence == 0; i++) {
            const DeskMessage *message = messages->pdata[i];
            before = message->sequence;
            if (message->direction == DESK_DIRECTION_IN && !message->held)
                *sequence = message->sequence;
        }
    }
    return true;
}

static bool
split(const Run *run, const DeskCommand *command, GError **error)
{
    gint64 newest = 0, made = 0;
    DeskSplit split = { .messages = (const gint64 *) (const void *) command->ids->data,
                        .count = command->ids->len };
    if (command->ids->len == 0) {
        if (!find_newest(run, &newest, error))
            return false;
        split.messages = &newest;
        split.count = 1;
    }
    return desk_amend_split(run->store, &run->amender, run->order->ticket, &split, &made, error);
}

static bool
refuse_note(const DeskMessage *note, const char *what, GError **error)
{
    g_set_error(error, DESK_AMEND_ERROR, DESK_AMEND_ERROR_REFUSED,
                "message %" G_GINT64_FORMAT " is a note that %s; say which one: #publish NUMBER",
                note->sequence, what);
    return false;
}

/* The newest note, unless he can mean another or may not know of this one (RULES A30). */
static bool
check_meant(const Run *run, const DeskMessage *note, GError **error)
{
    DeskAnswered answered = { 0 };
    g_autoptr(DeskMessage) brought = NULL;
    const DeskAgent *author = NULL;
    if (!desk_meanwhile_answered(run->store, run->order->filing, run->order->ticket, &answered,
                                 error) ||
        (answered.cause > 0 &&
         !desk_store_message_get(run->store, answered.cause, &brought, error)) ||
        !desk_people_agent(run->store, desk_policy_conf(run->amender.policy), note->author, &author,
                           error))
        return false;
    if (brought && brought->id != note->id && desk_amend_is_note(&run->amender, brought) &&
        brought->ticket == note->ticket)
        return refuse_note(note, "is newer than the one that you answer", error);
    if (author != run->order->agent && note->received > answered.at)
        return refuse_note(note, "has come since the mail that you answer", error);
    return true;
}

static bool
publish(const Run *run, const DeskCommand *command, GError **error)
{
    gint64 number = command->ids->len > 0 ? g_array_index(command->ids, gint64, 0) : 0;
    g_autoptr(DeskMessage) note = NULL;
    if (number == 0 &&
        !desk_amend_newest_note(run->store, &run->amender, run->order->ticket, &note, error))
        return false;
    if (note && !check_meant(run, note, error))
        return false;
    return desk_amend_publish(run->store, &run->amender, run->order->ticket,
                              note ? note->sequence : number, error);
}

/* ---- the agent himself ---- */

static DeskAbsentee
absentee(const Run *run)
{
    return (DeskAbsentee){ .conf = desk_policy_conf(run->amender.policy),
                           .agent = run->order->agent,
                           .actor = run->amender.actor,
                           .message = run->amender.message,
                           .now = run->amender.now };
}

static bool
go_away(const Run *run, const DeskCommand *command, GError **error)
{
    const DeskAbsentee who = absentee(run);
    const DeskPeriod when = { run->amender.now, command->until };
    return desk_absence_begin(run->store, &who, when, command->text, error);
}

static bool
come_back(const Run *run, const DeskCommand *command, GError **error)
{
    const DeskAbsentee who = absentee(run);
    bool was_away = false;
    (void) command;
    return desk_absence_end(run->store, &who, &was_away, error);
}

static bool
notify(const Run *run, const DeskCommand *command, GError **error)
{
    return desk_amend_notify(run->store, &run->amender, run->order->agent, command->words[0],
                             error);
}

/* ---- what is asked for ---- */

/* Found when it is sent; text NULL: nothing stands behind the word. */
static bool
answer(const Run *run, const DeskCommand *command, const char *text, GError **error)
{
    const DeskOrder *order = run->order;
    const DeskCommandWord *word = desk_command_word(desk_command_name(command->verb));
    const DeskMoment moment = { order->ticket, order->why.message, order->why.now };
    g_autofree char *detail = g_strconcat(word->word, text ? " " : NULL, text, NULL);
    g_autofree char *why = g_strdup_printf("%s asked for #%s", run->amender.actor, detail);
    gint64 ticket = word->on_ticket ? order->ticket : 0;
    return desk_notification_result(run->store, &order->why, order->agent, ticket, detail, error) &&
           desk_history_note(run->store, &moment, "command", why, error);
}

static bool
answer_plainly(const Run *run, const DeskCommand *command, GError **error)
{
    return answer(run, command, NULL, error);
}

static bool
answer_search(const Run *run, const DeskCommand *command, GError **error)
{
    return answer(run, command, command->text, error);
}

static bool
answer_report(const Run *run, const DeskCommand *command, GError **error)
{
    return answer(run, command, command->words[0], error);
}

/* ---- status ---- */

/* NULL: the command says nothing of it. */
static const char *
status_of(const DeskCommand *command)
{
    static const char *const words[] = {
        [DESK_COMMAND_RESOLVE] = "resolved", [DESK_COMMAND_CLOSE] = "closed",
        [DESK_COMMAND_REOPEN] = "open",      [DESK_COMMAND_HOLD] = "on-hold",
        [DESK_COMMAND_WAIT] = "waiting",     [DESK_COMMAND_SPAM] = "spam",
        [DESK_COMMAND_HELP] = NULL
    };
    return command->verb == DESK_COMMAND_STATUS ? command->words[0] : words[command->verb];
}

static bool
set_status(const Run *run, const DeskCommand *command, GError **error)
{
    const DeskChange change = { .status = status_of(command) };
    return desk_amend_set(run->store, &run->amender, run->order->ticket, &change, error);
}

/* Until further notice is without a reminder. */
static bool
snooze(const Run *run, const DeskCommand *command, GError **error)
{
    gint64 until = command->until == G_MAXINT64 ? 0 : command->until;
    return desk_amend_snooze(run->store, &run->amender, run->order->ticket, until, error);
}

static bool
hold(const Run *run, const DeskCommand *command, GError **error)
{
    const DeskChange change = { .status = status_of(command),
                                .reason = *command->text ? command->text : NULL,
                                .until = command->until == G_MAXINT64 ? 0 : command->until };
    return desk_amend_set(run->store, &run->amender, run->order->ticket, &change, error) &&
           snooze(run, command, error);
}

static bool
merge(const Run *run, const DeskCommand *command, GError **error)
{
    gint64 final = 0;
    return desk_amend_merge(run->store, &run->amender, run->order->ticket,
                            g_array_index(command->ids, gint64, 0), &final, error);
}

/* ---- all of them ---- */

static const Deed first_deeds[] = { [DESK_COMMAND_CC] = set_cc, [DESK_COMMAND_HELP] = NULL };

static const Deed deeds[] = {
    [DESK_COMMAND_WATCH] = watch,
    [DESK_COMMAND_UNWATCH] = unwatch,
    [DESK_COMMAND_LINK] = link_tickets,
    [DESK_COMMAND_APPROVE] = approve,
    [DESK_COMMAND_SPLIT] = split,
    [DESK_COMMAND_PUBLISH] = publish,
    [DESK_COMMAND_AWAY] = go_away,
    [DESK_COMMAND_BACK] = come_back,
    [DESK_COMMAND_NOTIFY] = notify,
    [DESK_COMMAND_QUEUE] = answer_plainly,
    [DESK_COMMAND_SEARCH] = answer_search,
    [DESK_COMMAND_REPORT] = answer_report,
    [DESK_COMMAND_KB_DRAFT] = answer_plainly,
    [DESK_COMMAND_HELP] = answer_plainly,
};

/* Behind all others, so that whatever waits for them finds the rest (RULES C3). */
static const Deed last_deeds[] = {
    [DESK_COMMAND_RESOLVE] = set_status, [DESK_COMMAND_CLOSE] = set_status,
    [DESK_COMMAND_REOPEN] = set_status,  [DESK_COMMAND_STATUS] = set_status,
    [DESK_COMMAND_WAIT] = set_status,    [DESK_COMMAND_SPAM] = set_status,
    [DESK_COMMAND_HOLD] = hold,          [DESK_COMMAND_SNOOZE] = snooze,
    [DESK_COMMAND_MERGE] = merge,        [DESK_COMMAND_LANGUAGE] = set_language,
    [DESK_COMMAND_HELP] = NULL,
};

/* The objection becomes one to the line. Returns false. */
static bool
complain(const DeskCommand *command, GError **error)
{
    if (!error || (*error)->domain != DESK_AMEND_ERROR)
        return false;
    g_autofree char *text = desk_commands_complain(command, (*error)->message);
    g_clear_error(error);
    g_set_error_literal(error, DESK_COMMAND_ERROR, DESK_COMMAND_ERROR_REFUSED, text);
    return false;
}

static bool
run_deeds(const Run *run, const Deed *table, GError **error)
{
    const GPtrArray *list = run->order->commands->list;
    for (guint i = 0; i < list->len; i++) {
        const DeskCommand *command = list->pdata[i];
        if (table[command->verb] && !table[command->verb](run, command, error))
            return complain(command, error);
    }
    return true;
}

static Run
run_of(DeskStore *store, const DeskOrder *order)
{
    const DeskAgent *agent = order->agent;
    const char *actor = agent ? agent->name : order->filing->sender_address;
    return (Run){ .store = store,
                  .order = order,
                  .amender = { .policy = order->why.policy,
                               .agent = agent,
                               .actor = actor,
                               .cause = agent ? DESK_LIFE_STAFF : DESK_LIFE_CUSTOMER,
                               .message = order->why.message,
                               .now = order->why.now } };
}

bool
desk_command_prepare(DeskStore *store, const DeskOrder *order, GError **error)
{
    const Run run = run_of(store, order);
    return !order->agent || run_deeds(&run, first_deeds, error);
}

bool
desk_command_run(DeskStore *store, const DeskOrder *order, GError **error)
{
    const Run run = run_of(store, order);
    const DeskCommand *blamed = NULL;
    if (!order->agent) /* what he asks for has been answered where that was decided */
        return run_deeds(&run, last_deeds, error);
    if (!set_fields(&run, &blamed, error))
        return complain(blamed, error);
    return run_deeds(&run, deeds, error) && run_deeds(&run, last_deeds, error);
}
