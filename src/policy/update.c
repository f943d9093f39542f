#include "policy/update.h"
#include "policy/lifecycle.h"

#define STATUSES (DESK_STATUS_SPAM + 1)

/* One more than the word, so that 0 is none. An answer tells of waiting, and nobody of spam. */
#define PROGRESS (DESK_UPDATE_IN_PROGRESS + 1)
#define HOLD     (DESK_UPDATE_ON_HOLD + 1)
#define RESOLVED (DESK_UPDATE_RESOLVED + 1)
#define REOPENED (DESK_UPDATE_REOPENED + 1)
#define CLOSED   (DESK_UPDATE_CLOSED + 1)
#define MERGED   (DESK_UPDATE_MERGED + 1)

/* clang-format off */
/* From the status of the row to: new, open, in-progress, waiting, on-hold, resolved, closed,
 * merged, spam. */
static const guint8 words[STATUSES][STATUSES] = {
    [DESK_STATUS_NEW]         = { 0, 0, PROGRESS, 0, HOLD, RESOLVED, CLOSED, MERGED, 0 },
    [DESK_STATUS_OPEN]        = { 0, 0, PROGRESS, 0, HOLD, RESOLVED, CLOSED, MERGED, 0 },
    [DESK_STATUS_IN_PROGRESS] = { 0, 0, 0,        0, HOLD, RESOLVED, CLOSED, MERGED, 0 },
    [DESK_STATUS_WAITING]     = { 0, 0, PROGRESS, 0, HOLD, RESOLVED, CLOSED, MERGED, 0 },
    [DESK_STATUS_ON_HOLD]     = { 0, 0, PROGRESS, 0, 0,    RESOLVED, CLOSED, MERGED, 0 },
    [DESK_STATUS_RESOLVED]    = { REOPENED, REOPENED, REOPENED, 0, HOLD, 0, CLOSED, MERGED, 0 },
    [DESK_STATUS_CLOSED]      = { REOPENED, REOPENED, REOPENED, 0, HOLD, RESOLVED, 0, MERGED, 0 },
    [DESK_STATUS_MERGED]      = { 0 },
    [DESK_STATUS_SPAM]        = { 0, 0, PROGRESS, 0, HOLD, RESOLVED, CLOSED, 0, 0 },
};
/* clang-format on */

static int
find_word(const DeskUpdateFacts *f)
{
    int word = (int) words[f->before][f->after] - 1;
    if (f->before == f->after && f->after == DESK_STATUS_ON_HOLD && f->is_explained)
        return DESK_UPDATE_ON_HOLD;
    if (word == DESK_UPDATE_NONE && f->is_assigned && desk_lifecycle_is_alive(f->after))
        return DESK_UPDATE_ASSIGNED;
    return word;
}

bool
desk_update_holds(DeskUpdate update, DeskStatus status, bool has_assignee)
{
    switch (update) {
    case DESK_UPDATE_ASSIGNED:
        return desk_lifecycle_is_alive(status) && has_assignee;
    case DESK_UPDATE_IN_PROGRESS:
        return status == DESK_STATUS_IN_PROGRESS;
    case DESK_UPDATE_ON_HOLD:
        return status == DESK_STATUS_ON_HOLD;
    case DESK_UPDATE_RESOLVED:
        return desk_lifecycle_has_ended(status);
    case DESK_UPDATE_REOPENED:
        return desk_lifecycle_is_alive(status);
    case DESK_UPDATE_CLOSED:
        return status == DESK_STATUS_CLOSED;
    case DESK_UPDATE_MERGED:
        break;
    }
    return status == DESK_STATUS_MERGED;
}

/* ---- why a word is not told ---- */

static bool
is_end(int update)
{
    return update == DESK_UPDATE_RESOLVED || update == DESK_UPDATE_CLOSED;
}

static bool
is_off(const DeskUpdateFacts *f, int word)
{
    return !(f->updates & DESK_UPDATE_BIT(word));
}

static bool
is_own_doing(const DeskUpdateFacts *f, int word)
{
    return f->by_customer && word != DESK_UPDATE_REOPENED;
}

static bool
is_told_by_answer(const DeskUpdateFacts *f, int word)
{
    return f->is_answered && word != DESK_UPDATE_RESOLVED;
}

/* The end was told already; time closes what is resolved without a word. */
static bool
is_known_end(const DeskUpdateFacts *f, int word)
{
    if (!desk_lifecycle_has_ended(f->before))
        return false;
    bool by_time = f->by_time && (is_end(f->told) || f->pending == DESK_UPDATE_RESOLVED);
    return word == DESK_UPDATE_RESOLVED ? is_end(f->told) : word == DESK_UPDATE_CLOSED && by_time;
}

/* It had ended and lives again before anybody was told of the end. */
static bool
is_taken_back(const DeskUpdateFacts *f, int word)
{
    return word == DESK_UPDATE_REOPENED && is_end(f->pending) && !is_end(f->told);
}

static bool
is_repeated(const DeskUpdateFacts *f, int word)
{
    return word == f->told && f->is_repeated;
}

/* Whoever has it matters once, and less than all else. */
static bool
is_minor(const DeskUpdateFacts *f, int word)
{
    return word == DESK_UPDATE_ASSIGNED &&
           (f->was_assigned || (f->pending != DESK_UPDATE_NONE && f->pending != word));
}

static bool
is_machine(const DeskUpdateFacts *f, int word)
{
    (void) word;
    return f->is_machine;
}

static bool
is_stranger(const DeskUpdateFacts *f, int word)
{
    (void) word;
    return f->is_stranger;
}

/* ends: what waits is not told either. */
static const struct {
    bool (*applies)(const DeskUpdateFacts *facts, int word);
    DeskUpdateStep step;
    bool ends;
    const char *reason;
} objections[] = {
    { is_own_doing, DESK_UPDATE_LEAVE, true, "he has done it himself" },
    { is_told_by_answer, DESK_UPDATE_LEAVE, true, "a mail goes to him by the same message" },
    { is_taken_back, DESK_UPDATE_LEAVE, true, "it was taken back before he was told" },
    { is_off, DESK_UPDATE_LEAVE, false, "his mailbox does not tell of it" },
    { is_repeated, DESK_UPDATE_SUPPRESS, true, "that was the last he was told" },
    { is_known_end, DESK_UPDATE_LEAVE, false, "he has been told that it has ended" },
    { is_minor, DESK_UPDATE_LEAVE, false, "he has been told more" },
    { is_machine, DESK_UPDATE_SUPPRESS, true,
      "all that came in his name a machine wrote, or it came by way of a list" },
    { is_stranger, DESK_UPDATE_SUPPRESS, true,
      "nothing proves that the address is his, and he has had no mail of the ticket" },
};

/* ---- all of it ---- */

/* Of what waits. */
static const char *
find_stale(const DeskUpdateFacts *f)
{
    if (f->pending == DESK_UPDATE_NONE)
        return NULL;
    if (!desk_update_holds((DeskUpdate) f->pending, f->after, f->has_assignee))
        return "it is not so any more";
    return f->is_answered ? "an answer has gone to him meanwhile" : NULL;
}

DeskUpdateVerdict
desk_update_judge(const DeskUpdateFacts *f)
{
    DeskUpdateVerdict verdict = { .step = DESK_UPDATE_LEAVE,
                                  .update = find_word(f),
                                  .stale = find_stale(f) };
    if (verdict.update == DESK_UPDATE_NONE)
        return verdict;
    for (size_t i = 0; i < G_N_ELEMENTS(objections); i++) {
        if (!objections[i].applies(f, verdict.update))
            continue;
        verdict.step = objections[i].step;
        verdict.reason = objections[i].reason;
        if (objections[i].ends && f->pending != DESK_UPDATE_NONE && !verdict.stale)
            verdict.stale = objections[i].reason;
        return verdict;
    }
    verdict.step = f->is_answered                   ? DESK_UPDATE_JOIN
                   : f->pending != DESK_UPDATE_NONE ? DESK_UPDATE_CHANGE
                                                    : DESK_UPDATE_QUEUE;
    if (verdict.step == DESK_UPDATE_CHANGE)
        verdict.stale = NULL;
    return verdict;
}
