#pragma once
#include "store/store.h"

/* An empty store of SQLite in a folder of its own; one at a time. */
DeskStore *room_open(void);
void room_close(DeskStore *store);

/* That folder. */
const char *room_folder(void);
