#pragma once
#include "base/base.h"

/*
 * What mail programs write around the text of a person, in tables that need no knowledge of
 * the code. To add a language, add rows to quotes-words-attributions.c, quotes-words-fields.c
 * and quotes-words-marks.c: its ISO 639-1 code, the kind, and the words as the programs show
 * them, but in lower case, with plain blanks, ASCII - : , " ' and digits, and without marks of
 * direction or *. A brace such as {name} stands for one or more characters. The test of the
 * tables tells which row can never be found.
 */
typedef enum {
    DESK_PHRASE_ATTRIBUTION, /* a line, or two to four joined: "on {date} {name} wrote:" */
    DESK_PHRASE_SEPARATOR,   /* between dashes: "original message" */
    DESK_PHRASE_BARE,        /* a separator that needs no dashes: "begin forwarded message" */
    DESK_PHRASE_DELIMITER,   /* how a line starts: "reply above this line" */
    DESK_PHRASE_OPENER,      /* how the line of an app starts: "sent from my". With a blank at its
                                end, a word of desk_quote_words_devices must follow in the line;
                                with {app} in it, one must be in the line, that is all of it */
    DESK_PHRASE_CLOSING,     /* a line that ends a letter: "best regards" */
    DESK_PHRASE_FROM,        /* the names of header fields, without the colon */
    DESK_PHRASE_SENT,        /* as in Outlook's "Sent:", which hardly any form has */
    DESK_PHRASE_DATE,
    DESK_PHRASE_TO,
    DESK_PHRASE_CC,
    DESK_PHRASE_SUBJECT,
    DESK_PHRASE_OTHER,
} DeskPhraseKind;

/* Phrases of one language and kind with | between them. */
typedef struct {
    const char *language;
    DeskPhraseKind kind;
    const char *phrases;
} DeskQuoteRow;

/* The tables; *count gets the number of rows. Static storage. */
const DeskQuoteRow *desk_quote_words_attributions(size_t *count);
const DeskQuoteRow *desk_quote_words_fields(size_t *count);
const DeskQuoteRow *desk_quote_words_marks(size_t *count);

/* Words that tell an app or a device; links that apps sign with. Ended by NULL. */
const char *const *desk_quote_words_devices(void);
const char *const *desk_quote_words_links(void);

/* One phrase, and the next that is found by the same byte. */
typedef struct DeskQuotePhrase DeskQuotePhrase;
struct DeskQuotePhrase {
    DeskPhraseKind kind;
    DeskBytes words;  /* without the colon at their end */
    bool has_date;    /* {date} is among them */
    bool has_address; /* likewise {address}, which unlike {name} needs one */
    bool has_colon;   /* a colon stood at their end */
    const char *language;
    const DeskQuotePhrase *next;
};

typedef enum {
    DESK_WORDS_ATTRIBUTIONS,
    DESK_WORDS_FIELDS,
    DESK_WORDS_MARKS,
} DeskWordsTable;
#define DESK_WORDS_TABLES (DESK_WORDS_MARKS + 1)

/*
 * The first phrase of a table that begins with byte; NULL when there is none. Those that begin
 * with a brace are found by their last byte, and those that end with one too under '}'. Any
 * thread; the tables are sorted once per process.
 */
const DeskQuotePhrase *desk_quote_words_find(DeskWordsTable table, char byte);
