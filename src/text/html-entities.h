#pragma once
#include "base/base.h"

/*
 * What HTML 5 lets people write for a character and the parser does not know: names without
 * their semicolon ("&copy 2026") and newer names ("&commat;"). Writes to out what the parser does
 * know, and returns the bytes that it stands for; 0 when text, which begins with "&", is
 * none of them.
 */
size_t desk_html_entity(DeskBytes text, GString *out);
