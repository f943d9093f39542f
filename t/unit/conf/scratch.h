#pragma once
#include "conf/conf.h"

/* A folder for one test, with the configuration files it writes. */
void scratch_open(void);
void scratch_close(void);

/* The path of a file in it. The caller's. */
char *scratch_path(const char *name);

/* Writes a file of mode 0600, over one that is there. */
void scratch_write(const char *name, const char *text);
void scratch_write_bytes(const char *name, const char *bytes, size_t size);

/* Loads desk.conf without keys. text gets the problems, a line each, without the folder. */
DeskConf *scratch_load(char **text);
char *scratch_problems(GPtrArray *problems);
