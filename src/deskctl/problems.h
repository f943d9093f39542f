#pragma once
#include "deskctl/json.h"

/* Lines "file:line: text" as an array of {"file", "line", "text"}; NULL: an empty one. */
json_t *desk_problems_json(const GPtrArray *problems);
