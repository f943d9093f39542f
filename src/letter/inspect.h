#pragma once
#include "conf/conf.h"

/*
 * Looks at every file of the two template folders: whether it can be read, lies where it is looked
 * for, and names nothing that its mails have not. What is wrong and what is only worth knowing are
 * lines "file:line: text", sorted; line 0 is the whole file.
 */
typedef struct {
    const DeskConf *conf;
    bool own_only;       /* nothing is said of the shipped folder */
    GPtrArray *problems; /* char *, appended */
    GPtrArray *advice;   /* likewise */
} DeskInspection;

void desk_inspect_templates(const DeskInspection *inspection);
