#include "mail/guard.h"
#include "mail/boundary.h"
#include "mail/header.h"
#include "mail/parameter.h"

#define FIELD_MAX     (16 * 1024)
#define COLONS_MAX    500
#define ADDRESSES_MAX 1000
#define PARTS_MAX     1000
#define DEPTH_MAX     50
#define BLOCK_MAX     (256 * 1024)
#define BLOCK_FIELDS  1000
/* Over all blocks of the mail: a thousand parts may not have a thousand fields each. */
#define TOTAL_MAX    (4 * BLOCK_MAX)
#define TOTAL_FIELDS (10 * BLOCK_FIELDS)

typedef struct {
    char *text;
    size_t size;
    unsigned depth; /* of the parts it divides */
    bool digest;
} Boundary;

/*
 * One pass over the lines, with the open boundaries on a stack of at most DEPTH_MAX. A
 * line that begins with "--" is compared with each of them, which costs no more than
 * DEPTH_MAX looks at each of its bytes.
 */
typedef struct {
    DeskBytes rest;
    Boundary stack[DEPTH_MAX];
    unsigned open;
    unsigned depth;
    unsigned parts;
    unsigned total_fields;
    size_t total_size;
    const char *why;
} Walk;

/* What a header block says about the body behind it. */
typedef struct {
    char *type;
    char *boundary;
    bool is_part; /* not the mail itself, nor one within it */
    unsigned fields;
    size_t size;
} Block;

static bool
refuse(Walk *walk, const char *why)
{
    walk->why = why;
    return false;
}

static void
block_clear(Block *block)
{
    g_clear_pointer(&block->type, g_free);
    g_clear_pointer(&block->boundary, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Block, block_clear)

/* The innermost boundary that the line is, or -1. */
static int
find_boundary(const Walk *walk, DeskBytes line, bool *closes)
{
    if (line.size < 2 || line.data[0] != '-' || line.data[1] != '-')
        return -1;
    for (unsigned i = walk->open; i > 0; i--)
        if (desk_boundary_is(line, walk->stack[i - 1].text, walk->stack[i - 1].size, closes))
            return (int) i - 1;
    return -1;
}

static void
close_above(Walk *walk, unsigned open)
{
    while (walk->open > open)
        g_clear_pointer(&walk->stack[--walk->open].text, g_free);
}

static bool
has_addresses(const DeskHeader *field)
{
    static const char *const names[] = { "From",        "To",        "Cc",
                                         "Bcc",         "Sender",    "Reply-To",
                                         "Resent-From", "Resent-To", "Resent-Cc" };
    for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
        if (desk_header_is(field, names[i]))
            return true;
    return false;
}

/* Counts commas outside quotes: an upper bound for the number of addresses. */
static unsigned
count_addresses(DeskBytes value)
{
    unsigned count = 1;
    bool quoted = false;
    for (size_t i = 0; i < value.size; i++) {
        if (value.data[i] == '"')
            quoted = !quoted;
        count += !quoted && (value.data[i] == ',' || value.data[i] == ';');
    }
    return count;
}

static unsigned
count_colons(DeskBytes field)
{
    unsigned count = 0;
    for (size_t i = 0; i < field.size; i++)
        count += field.data[i] == ':';
    return count;
}

/* Of two types the one that counts is the one that mail/entity takes: see there. */
static void
note_type(const DeskHeader *field, Block *block)
{
    if ((block->type && !block->is_part) || !desk_header_is(field, "Content-Type"))
        return;
    block_clear(block);
    block->type = desk_header_word(field->value);
    block->boundary = desk_parameter_raw(field->value, "boundary");
    if (block->boundary)
        g_strchomp(block->boundary);
}

static bool
check_field(Walk *walk, DeskBytes line, Block *block)
{
    DeskHeader field;
    if (!desk_header_split(line, &field))
        return true;
    block->fields++;
    block->size += line.size;
    walk->total_fields++;
    walk->total_size += line.size;
    if (line.size > FIELD_MAX)
        return refuse(walk, "a header over 16 KB");
    if (block->fields > BLOCK_FIELDS || walk->total_fields > TOTAL_FIELDS)
        return refuse(walk, "too many headers");
    if (block->size > BLOCK_MAX || walk->total_size > TOTAL_MAX)
        return refuse(walk, "headers over 256 KB");
    if (count_colons(line) > COLONS_MAX)
        return refuse(walk, "a header with more than 500 colons");
    if (has_addresses(&field) && count_addresses(field.value) > ADDRESSES_MAX)
        return refuse(walk, "a header with more than 1,000 addresses");
    note_type(&field, block);
    return true;
}

/* Reads one header block; a boundary line ends it as well, and is left for the body. */
static bool
scan_block(Walk *walk, Block *block)
{
    while (walk->rest.size > 0) {
        DeskBytes before = walk->rest;
        bool closes;
        DeskBytes field = desk_header_take_line(&walk->rest);
        if (desk_header_is_end(field))
            return true;
        if (find_boundary(walk, field, &closes) >= 0) {
            walk->rest = before;
            return true;
        }
        while (walk->rest.size > 0 && (walk->rest.data[0] == ' ' || walk->rest.data[0] == '\t'))
            field.size += desk_header_take_line(&walk->rest).size;
        if (!check_field(walk, field, block))
            return false;
    }
    return true;
}

static bool
deepen(Walk *walk)
{
    if (++walk->depth > DEPTH_MAX)
        return refuse(walk, "nested more than 50 deep");
    return true;
}

static bool
is_message(const Walk *walk, const Block *block)
{
    if (!block->type)
        return block->is_part && walk->open > 0 && walk->stack[walk->open - 1].digest;
    return strcmp(block->type, "message/rfc822") == 0 ||
           strcmp(block->type, "message/global") == 0 || strcmp(block->type, "message/news") == 0;
}

static bool
open_multipart(Walk *walk, Block *block)
{
    if (!block->type || !g_str_has_prefix(block->type, "multipart/") || !block->boundary)
        return true;
    if (!deepen(walk) || walk->open == DEPTH_MAX)
        return refuse(walk, "nested more than 50 deep");
    Boundary *boundary = &walk->stack[walk->open++];
    boundary->text = g_steal_pointer(&block->boundary);
    boundary->size = strlen(boundary->text);
    boundary->depth = walk->depth;
    boundary->digest = strcmp(block->type, "multipart/digest") == 0;
    return true;
}

/* The headers of a message or part, and those of the messages that follow at once inside. */
static bool
enter(Walk *walk, bool is_part)
{
    for (;;) {
        g_auto(Block) block = { .is_part = is_part };
        if (!scan_block(walk, &block))
            return false;
        if (!is_message(walk, &block))
            return open_multipart(walk, &block);
        if (!deepen(walk))
            return false;
        is_part = false;
    }
}

/* Passes over a body up to the next part; false at the end of the mail. */
static bool
next_part(Walk *walk)
{
    while (walk->rest.size > 0) {
        bool closes = false;
        int found = find_boundary(walk, desk_header_take_line(&walk->rest), &closes);
        if (found < 0)
            continue;
        close_above(walk, (unsigned) found + (closes ? 0 : 1));
        if (closes)
            continue;
        walk->depth = walk->stack[found].depth;
        return true;
    }
    return false;
}

bool
desk_guard_pass(DeskBytes raw, const char **why)
{
    g_autofree char *copy = NULL;
    Walk walk = { .rest = desk_header_top(raw, &copy) };
    bool ok = enter(&walk, false);
    while (ok && next_part(&walk))
        ok =
            ++walk.parts <= PARTS_MAX ? enter(&walk, true) : refuse(&walk, "more than 1,000 parts");
    close_above(&walk, 0);
    *why = walk.why;
    return ok;
}
