/*
 * Prints the full name of every setting, one a line, from the table that the configuration
 * is read by. t/9004-lint-man.sh holds the man page against it.
 */
#include "conf/table.h"

static void
print_name(const DeskSection *section, const DeskSetting *setting, void *data)
{
    (void) data;
    g_autofree char *name = desk_table_full_name(section, setting);
    puts(name);
}

int
main(void)
{
    desk_table_walk(print_name, NULL);
    return EX_OK;
}
