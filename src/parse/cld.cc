#include "parse/cld.h"

#include <cstdio> /* which the next one does not include itself */

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

/* Per cent of the letters; the rest may be names of products, or a line of another language. */
static const int MOST = 70;

const char *
desk_cld_detect(const char *text, size_t size, bool *sure)
{
    CLD2::Language found[3];
    int shares[3], bytes = 0, valid = 0;
    double scores[3];
    bool reliable = false;
    CLD2::CLDHints none = { nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE };
    CLD2::ExtDetectLanguageSummaryCheckUTF8(text, static_cast<int>(size), true, &none, 0, found,
                                            shares, scores, nullptr, &bytes, &reliable, &valid);
    *sure = reliable && shares[0] >= MOST;
    if (found[0] == CLD2::UNKNOWN_LANGUAGE)
        return nullptr;
    return CLD2::LanguageCode(found[0]);
}
