#include "conf/advice.h"
#include "ticket/survey.h"

static bool
is_written(const DeskBlock *block, const char *setting)
{
    return desk_build_where(block, setting) != block->at;
}

static void
advise_reminder(DeskAdvice *advice, const DeskBlock *block)
{
    const DeskLifecycle *life = &advice->conf->lifecycle;
    unsigned at = desk_build_where(block, "remind-before");
    if (life->remind_before == 0)
        return;
    if (life->close_waiting_after == 0 && is_written(block, "remind-before"))
        desk_advice_note(advice, DESK_ADVICE_LIFE, at,
                         "lifecycle.remind-before does nothing: close-waiting-after is 0s, so what "
                         "waits for a customer is not closed");
    if (life->close_waiting_after > 0 && life->remind_before >= life->close_waiting_after)
        desk_advice_note(advice, DESK_ADVICE_LIFE, at,
                         "lifecycle.remind-before is not shorter than close-waiting-after, so "
                         "nobody is reminded before his ticket is closed");
}

static void
advise_lifecycle(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskLifecycle *life = &advice->conf->lifecycle;
    (void) object;
    if (life->reopen_within < life->close_after)
        desk_advice_note(advice, DESK_ADVICE_LIFE, desk_build_where(block, "reopen-within"),
                         "lifecycle.reopen-within is shorter than close-after, so an answer to a "
                         "ticket that is still resolved may open a new one");
    advise_reminder(advice, block);
}

static bool
asks_anybody(const DeskConf *conf)
{
    for (unsigned i = 0; i < conf->mailboxes->len; i++)
        if (((const DeskMailbox *) g_ptr_array_index(conf->mailboxes, i))->survey)
            return true;
    return false;
}

static void
advise_scale(DeskAdvice *advice, const DeskBlock *block)
{
    bool asks = advice->conf->survey.scale != DESK_SCALE_NONE;
    if (!asks && !is_written(block, "scale"))
        desk_advice_note(advice, DESK_ADVICE_LIFE, block->at,
                         "survey does nothing: it has no scale, so no customer is asked");
    if (asks && !asks_anybody(advice->conf))
        desk_advice_note(advice, DESK_ADVICE_LIFE, desk_build_where(block, "scale"),
                         "survey.scale does nothing: survey is no in each mailbox, so no customer "
                         "is asked");
}

static void
advise_survey(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskSurveys *survey = &advice->conf->survey;
    const DeskLifecycle *life = &advice->conf->lifecycle;
    (void) object;
    advise_scale(advice, block);
    if (survey->scale == DESK_SCALE_NONE)
        return;
    if (life->close_after > 0 && survey->delay > life->close_after)
        desk_advice_note(advice, DESK_ADVICE_LIFE, desk_build_where(block, "delay"),
                         "survey.delay is longer than lifecycle.close-after, so customers are "
                         "asked when their tickets have been closed already");
    if (survey->valid < survey->change_within)
        desk_advice_note(advice, DESK_ADVICE_LIFE, desk_build_where(block, "valid"),
                         "survey.valid is shorter than change-within: no vote can be changed after "
                         "it");
}

static void
advise_kb(DeskAdvice *advice, const DeskBlock *block, const void *object)
{
    const DeskConf *conf = advice->conf;
    (void) object;
    if (!conf->kb_dir && conf->kb.suggestions > 0)
        desk_advice_note(advice, DESK_ADVICE_LIFE, block->at,
                         "kb does nothing: there is no kb-dir");
    if (conf->kb.url && !strstr(conf->kb.url, "{slug}"))
        desk_advice_note(advice, DESK_ADVICE_LIFE, desk_build_where(block, "url"),
                         "kb.url is the same for all articles, expected {slug} in it");
}

void
desk_advice_life(DeskAdvice *advice)
{
    desk_advice_each(advice, "lifecycle", advise_lifecycle);
    desk_advice_each(advice, "survey", advise_survey);
    desk_advice_each(advice, "kb", advise_kb);
}
