#pragma once
#include "base/base.h"

/*
 * Finds any number of words, phrases and regular expressions in a text: all words and phrases in
 * one pass, whose cost does not grow with their number, then the expressions one by one.
 *
 * A word is found in any case, however its characters are composed and whatever white space stands
 * between the words of a phrase (fold.h), and only as a whole word: "rot" is not in "Schrott".
 * Where a script puts no blanks between words (Han, Kana, Thai, Lao, Khmer, Myanmar) it is found
 * anywhere, and a Korean one wherever a word begins with it (boundary.h). Nothing is asked of an
 * end that is no letter or digit, as that of "c++". The i with a dot and the one without are the
 * same letter.
 *
 * Of the places of an id the first is the one that ends first, and of those the longest. An
 * expression is tried on the text as it stands (expression.h).
 */
typedef struct DeskMatcher DeskMatcher;

#define DESK_MATCHER_WORDS_MAX 400 /* bytes of one word or phrase */

#define DESK_MATCHER_ERROR desk_matcher_error_quark()
GQuark desk_matcher_error_quark(void);
typedef enum {
    DESK_MATCHER_ERROR_EMPTY, /* nothing is left of it that could be found */
    DESK_MATCHER_ERROR_LONG,  /* more than DESK_MATCHER_WORDS_MAX bytes */
    DESK_MATCHER_ERROR_REGEX, /* no regular expression, and why */
} DeskMatcherError;

DeskMatcher *desk_matcher_new(void);
void desk_matcher_free(DeskMatcher *matcher);

/* Adds a word or phrase in valid UTF-8, or an expression of PCRE2 as GRegex takes it, which finds
 * in any case. id is the caller's name for it; several may have one id. Not after
 * desk_matcher_finish. */
bool desk_matcher_add_words(DeskMatcher *matcher, const char *words, guint id, GError **error);
bool desk_matcher_add_regex(DeskMatcher *matcher, const char *regex, guint id, GError **error);

/* Nothing is added any more; from now on any number of threads may search. */
void desk_matcher_finish(DeskMatcher *matcher);

/* Bytes that its words take; the expressions are not counted. */
gsize desk_matcher_memory(const DeskMatcher *matcher);

/* What was found, in bytes of the text as it was given. */
typedef struct {
    guint id;
    gsize start;
    gsize size;
    bool gave_up; /* it is an expression that used up its steps or its time: nobody knows whether
                     it is there, and it has no place */
} DeskHit;

#define DESK_MATCHER_TEXT_MAX (16 * 1024 * 1024) /* bytes; what is behind them is not looked at */

/*
 * The first place of each id in valid UTF-8, in the order of the places; those that were given up
 * come last. Element type DeskHit; the caller's.
 *
 * The time grows with the text and not with the number of words, but for words that end with one
 * another ("aa", "a"): so many of them as begin within a word where they end one are looked at
 * each time, at most as many as a word has characters. Expressions are bounded, too.
 */
GArray *desk_matcher_find(const DeskMatcher *matcher, const char *text, gsize size);

/* Likewise in one of several texts that have one allowance for expressions together: spent as in
 * desk_expression_find. */
GArray *desk_matcher_find_within(const DeskMatcher *matcher, DeskBytes text, gint64 *spent);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(DeskMatcher, desk_matcher_free)
