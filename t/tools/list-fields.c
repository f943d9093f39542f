/*
 * Prints the part of desk-templates(5) about templates and their fields, from the table that the
 * check of templates reads. t/9004-lint-man.sh holds the man page against it.
 */
#include "letter/catalogue.h"

int
main(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    desk_catalogue_document(text);
    fputs(text->str, stdout);
    return EX_OK;
}
