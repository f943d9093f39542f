#include "letter/fields.h"
#include "letter/writing.h"

bool
desk_letter_result(const DeskWriting *w, GError **error)
{
    desk_letter_set_detail(w, w->row->detail);
    return !w->ticket || desk_letter_set_summary(w, error);
}

bool
desk_letter_digest(const DeskWriting *w, GError **error)
{
    (void) error;
    desk_letter_set_detail(w, w->row->detail);
    return true;
}
