#include "desk/life.h"
#include "desk/lapse.h"
#include "desk/survey.h"
#include "desk/update.h"
#include "desk/wake.h"

bool
desk_life_follow(DeskStore *store, const DeskLifeMove *move, GError **error)
{
    static bool (*const steps[])(DeskStore *, const DeskLifeMove *, GError **) = {
        desk_wake_follow,
        desk_lapse_follow,
        desk_survey_follow,
        desk_update_follow,
    };
    for (size_t i = 0; i < G_N_ELEMENTS(steps); i++)
        if (!steps[i](store, move, error))
            return false;
    return true;
}
