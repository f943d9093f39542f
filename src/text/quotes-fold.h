#pragma once
#include "base/base.h"

/*
 * A line of text in the one form in which it is compared with phrases: lower case, every run of
 * blanks of any script one blank and none at the start, digits of any script 0 to 9, all dashes
 * "-", all quotation marks " or ', wide and Arabic colons and commas the ASCII ones; bidi marks,
 * zero-width characters and the * of Markdown are gone. Several lines can be joined. Any
 * thread; nothing is allocated.
 */
#define DESK_FOLD_MAX 1000

typedef struct {
    char text[DESK_FOLD_MAX + 8]; /* ended by NUL */
    size_t size;
    bool is_cut; /* the line had more than fits */
} DeskFold;

void desk_fold_start(DeskFold *fold);

/* Adds a line, with a blank between it and what is there already. UTF-8. */
void desk_fold_add(DeskFold *fold, DeskBytes line);

/* Removes the blank that may be left at the end. */
void desk_fold_trim(DeskFold *fold);

/*
 * Whether text, a folded line, is what a phrase says: literal words in folded form, and {name},
 * {date} or any other word in braces for one or more characters. A blank in the phrase between
 * words and a brace stands for any sign that is no ASCII letter or digit, or for nothing
 * where such a sign is near. One pass without going back.
 */
bool desk_fold_match(DeskBytes text, DeskBytes phrase);

/* What of a date, a time and a mail address is seen in a folded line. */
typedef struct {
    bool has_digit;    /* a number near the start of the line */
    bool has_date;     /* a year, or a date in numbers */
    bool has_time;     /* 12:30, 12.30 or 12h30 */
    bool has_address;  /* local@domain */
    bool ends_address; /* the last thing is an address in <>, () or [] */
    unsigned words;
} DeskEvidence;

DeskEvidence desk_fold_evidence(DeskBytes text);
