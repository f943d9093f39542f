#pragma once
#include "base/base.h"

/* What a customer is told of his ticket between its acknowledgement and its survey. */
typedef enum {
    DESK_UPDATE_ASSIGNED, /* somebody has it */
    DESK_UPDATE_IN_PROGRESS,
    DESK_UPDATE_ON_HOLD,
    DESK_UPDATE_RESOLVED,
    DESK_UPDATE_REOPENED,
    DESK_UPDATE_CLOSED,
    DESK_UPDATE_MERGED,
} DeskUpdate;
#define DESK_UPDATES (DESK_UPDATE_MERGED + 1)

/* One bit for each of them. */
#define DESK_UPDATE_BIT(update) (G_GINT64_CONSTANT(1) << (update))

/* "assigned", "in-progress" ... Static storage. */
const char *desk_update_name(DeskUpdate update);
/* False when it is none, with the target unchanged. */
bool desk_update_parse(const char *word, DeskUpdate *update);
