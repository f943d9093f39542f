#pragma once
/*
 * The one door to libcld2, which is C++: nothing of ours but this header is read there.
 */
#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The language that most of a plain text is in, as the library calls it ("de", "zh-Hant", "iw");
 * static. NULL when it knows none. *sure: that is more than a guess, and little of the text is in
 * another language. Wrong UTF-8 ends the text. Any thread; opens nothing.
 */
const char *desk_cld_detect(const char *text, size_t size, bool *sure);

#ifdef __cplusplus
}
#endif
