#pragma once
#include "base/base.h"

/*
 * Regular expressions (PCRE2 by way of GRegex) that cannot hold a mail up, whatever stands in it
 * (RULES A15). They find in any case, ^ and $ at each line; an empty place is none. An expression
 * sees DESK_EXPRESSION_REACH bytes at a time: a place that is longer may not be found, nor may
 * one that depends on what stands further away.
 */
#define DESK_EXPRESSION_REACH 4096

/* What one match may cost, to be put before an expression that GRegex runs by itself. */
#define DESK_EXPRESSION_LIMITS "(*LIMIT_MATCH=100000)(*LIMIT_DEPTH=2000)"

/* NULL and an error of G_REGEX_ERROR: it is none. */
GRegex *desk_expression_new(const char *regex, GError **error);

typedef enum {
    DESK_EXPRESSION_ABSENT,
    DESK_EXPRESSION_FOUND,
    DESK_EXPRESSION_GAVE_UP, /* it used up its steps or its time */
} DeskExpressionResult;

/* Finds the first place in valid UTF-8; spent adds up the microseconds of processor time of all
 * expressions that are tried on one mail, begin with 0. */
DeskExpressionResult desk_expression_find(const GRegex *expression, DeskBytes text, gint64 *spent,
                                          DeskBytes *place);
