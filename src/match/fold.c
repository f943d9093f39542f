#include "match/fold.h"
#include "base/text.h"
#include "match/boundary.h"

#define TABLE_END   0x2100                                     /* most letters of most mails */
#define FORM_MAX    6                                          /* bytes of a form in the table */
#define PARTS_MAX   G_UNICHAR_MAX_DECOMPOSITION_LENGTH         /* of one character */
#define PARTS_BYTES (8 * (G_UNICHAR_MAX_DECOMPOSITION_LENGTH)) /* ß is two, a blank before it */
#define MARKS_MAX   30 /* on one letter that are put in order; as UAX 15 section 13 */
#define DOT_ABOVE   0x307

/* A character that folds to few bytes and has nothing special about it; size 0: all others. */
typedef struct {
    char bytes[FORM_MAX];
    guint8 size;
    guint8 kind;
} Form;

struct DeskFolder {
    Form forms[TABLE_END];
    guint8 edges[DESK_KINDS][DESK_KINDS]; /* desk_boundary_edges */
};

/* A run of folded bytes and where it came from: byte by byte, or whole when there is a size. */
typedef struct {
    guint32 folded;
    guint32 start;
    guint32 size;
} Piece;

typedef struct {
    DeskFolded *out;
    gsize room;
    const char *text;
    const char *p; /* the character that is folded; next is behind it */
    const char *next;
    const char *end;
    gssize shift; /* of the last piece, if it goes byte by byte; else G_MAXSSIZE */
    DeskKind before;
    gunichar letter; /* the last folded character that is no mark */
    unsigned marks;  /* on that letter, which may have to change places */
    bool blank;      /* white space stands before what comes */
} Folding;

/* The pattern of Braille without dots is one, too: it shows nothing. */
static bool
is_blank(gunichar c)
{
    return c <= 0x20 || (c >= 0x7f && c < 0xa1) || c == 0x2800 || g_unichar_isspace(c);
}

/* What Unicode lets a program ignore (Default_Ignorable_Code_Point) besides marks of direction and
 * what is invisible in text, and the tatweel. */
static bool
is_passed_over(gunichar c)
{
    static const struct {
        gunichar first, last;
    } ranges[] = {
        { 0x34f, 0x34f },     { 0x640, 0x640 },   { 0x115f, 0x1160 },   { 0x17b4, 0x17b5 },
        { 0x180b, 0x180f },   { 0x2061, 0x206f }, { 0x3164, 0x3164 },   { 0xfe00, 0xfe0f },
        { 0xffa0, 0xffa0 },   { 0xfff0, 0xfff8 }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a },
        { 0xe0000, 0xe0fff },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(ranges) && c >= ranges[i].first; i++)
        if (c <= ranges[i].last)
            return true;
    return desk_text_is_invisible(c) || desk_text_is_bidi_control(c);
}

/* Punctuation that has no plain form in Unicode. */
static gunichar
plain(gunichar c)
{
    if (c == '`' || c == 0xb4 || (c >= 0x2018 && c <= 0x201b) || c == 0x2032 || c == 0x2039 ||
        c == 0x203a)
        return '\'';
    if (c == 0xab || c == 0xbb || (c >= 0x201c && c <= 0x201f) || c == 0x2033)
        return '"';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xfe58 || c == 0xfe63 || c == 0xff0d)
        return '-';
    return c;
}

/* By way of the upper case, which letters have in common that differ in the lower one: σς, iı. */
static gunichar
fold_case(gunichar c)
{
    return g_unichar_tolower(g_unichar_toupper(c));
}

static gsize
take_apart(gunichar c, gunichar *parts)
{
    gsize count = g_unichar_fully_decompose(plain(c), TRUE, parts, PARTS_MAX);
    for (gsize i = 0; i < count; i++)
        parts[i] = fold_case(parts[i]);
    return count;
}

static gsize
write_part(gunichar c, char *bytes)
{
    if (c != 0xdf)
        return (gsize) g_unichar_to_utf8(c, bytes);
    memcpy(bytes, "ss", 2);
    return 2;
}

/* One letter with or without marks: whatever has two would be asked for a boundary between. */
static void
make_form(Form *form, gunichar c)
{
    gunichar parts[PARTS_MAX];
    char bytes[PARTS_BYTES];
    gsize size = 0;
    if (is_blank(c) || is_passed_over(c) || desk_boundary_kind(c) == DESK_KIND_MARK)
        return;
    gsize count = take_apart(c, parts);
    for (gsize i = 0; i < count; i++) {
        bool is_mark = g_unichar_combining_class(parts[i]) > 0;
        if (is_mark != (i > 0) || (is_mark && parts[0] == 'i'))
            return;
        size += write_part(parts[i], bytes + size);
    }
    if (size > FORM_MAX)
        return;
    memcpy(form->bytes, bytes, size);
    form->size = (guint8) size;
    form->kind = (guint8) desk_boundary_kind(c);
}

DeskFolder *
desk_folder_new(void)
{
    DeskFolder *folder = g_new0(DeskFolder, 1);
    for (gunichar c = 0; c < TABLE_END; c++)
        make_form(&folder->forms[c], c);
    for (guint i = 0; i < DESK_KINDS * DESK_KINDS; i++)
        folder->edges[i / DESK_KINDS][i % DESK_KINDS] =
            desk_boundary_edges(i / DESK_KINDS, i % DESK_KINDS);
    return folder;
}

void
desk_folder_free(DeskFolder *folder)
{
    g_free(folder);
}

/* For all that is left if each byte became one, and for the longest character. */
static void
make_room(Folding *f)
{
    gsize wanted = f->out->size + (gsize) (f->end - f->p) + PARTS_BYTES + 1;
    if (wanted <= f->room)
        return;
    f->room = wanted + wanted / 4;
    f->out->text = g_realloc(f->out->text, f->room);
    f->out->edges = g_realloc(f->out->edges, f->room);
}

static inline void
note_piece(Folding *f, gsize size)
{
    gsize start = (gsize) (f->p - f->text), used = (gsize) (f->next - f->p);
    gssize shift = (gssize) start - (gssize) f->out->size;
    bool by_bytes = size == used;
    if (by_bytes && shift == f->shift)
        return;
    Piece piece = { (guint32) f->out->size, (guint32) start, by_bytes ? 0 : (guint32) used };
    g_array_append_val(f->out->pieces, piece);
    f->shift = by_bytes ? shift : G_MAXSSIZE;
}

static void
put_bytes(Folding *f, const char *bytes, gsize size, guint8 edges)
{
    DeskFolded *out = f->out;
    memcpy(out->text + out->size, bytes, size);
    memset(out->edges + out->size, 0, size);
    out->edges[out->size] = edges;
    out->size += size;
}

/* The blank due before a character of that kind. A mark that stands alone keeps it. */
static void
put_blank(Folding *f, DeskKind kind)
{
    bool is_dense = f->before == DESK_KIND_DENSE || kind == DESK_KIND_DENSE;
    f->blank = false;
    if (f->out->size == 0 || (is_dense && kind != DESK_KIND_MARK))
        return;
    if (f->shift != f->p - 1 - f->text - (gssize) f->out->size)
        note_piece(f, 0);
    put_bytes(f, " ", 1, DESK_EDGE_BEGIN | DESK_EDGE_END);
    f->before = DESK_KIND_OPEN;
    f->letter = ' ';
    f->marks = 0;
}

/* Most of a mail comes by here: all bytes of a form are copied, which takes no loop. */
static inline void
put_form(Folding *f, const DeskFolder *folder, const Form *form)
{
    DeskFolded *out = f->out;
    if (f->blank)
        put_blank(f, form->kind);
    note_piece(f, form->size);
    memcpy(out->text + out->size, form->bytes, FORM_MAX);
    memset(out->edges + out->size, 0, FORM_MAX);
    out->edges[out->size] = folder->edges[f->before][form->kind];
    out->size += form->size;
    f->before = form->kind;
}

/* Behind the marks of its letter with a class that is not higher (UAX 15, canonical order). */
static void
put_mark(Folding *f, gunichar c, guint8 edges)
{
    char bytes[6];
    DeskFolded *out = f->out;
    gsize size = (gsize) g_unichar_to_utf8(c, bytes);
    const char *place = out->text + out->size;
    for (unsigned i = 0; i < f->marks && i < MARKS_MAX; i++) {
        const char *last = g_utf8_prev_char(place);
        if (g_unichar_combining_class(g_utf8_get_char(last)) <= g_unichar_combining_class(c))
            break;
        place = last;
    }
    gsize at = (gsize) (place - out->text);
    memmove(out->text + at + size, place, out->size - at);
    memcpy(out->text + at, bytes, size);
    memset(out->edges + out->size, 0, size);
    out->edges[out->size] = edges;
    out->size += size;
    f->marks++;
}

/* A character of its own that left nothing belongs to the one before: İ may be an I and a dot. */
static void
join_last(Folding *f)
{
    gsize start, size, end = f->out->size;
    gsize last = (gsize) (g_utf8_prev_char(f->out->text + end) - f->out->text);
    GArray *pieces = f->out->pieces;
    if (g_array_index(pieces, Piece, pieces->len - 1).folded < end)
        return;
    g_array_set_size(pieces, pieces->len - 1);
    desk_folded_origin(f->out, last, end, &start, &size);
    Piece piece = { (guint32) last, (guint32) start, (guint32) (f->next - f->text - start) };
    g_array_append_val(pieces, piece);
    f->shift = G_MAXSSIZE;
}

static void
put_part(Folding *f, gunichar c, DeskKind kind)
{
    char bytes[6];
    guint8 edges = desk_boundary_edges(f->before, kind);
    if (kind != DESK_KIND_MARK)
        f->before = kind;
    else if (f->before == DESK_KIND_OPEN)
        f->before = DESK_KIND_OTHER;
    if (c == DOT_ABOVE && f->letter == 'i') {
        join_last(f);
        return;
    }
    if (g_unichar_combining_class(c) > 0) {
        put_mark(f, c, edges);
        return;
    }
    f->letter = c;
    f->marks = 0;
    put_bytes(f, bytes, write_part(c, bytes), edges);
}

/* At its ends a character is of its own kind, not of that of its parts: a word may end before the
 * TM of a trade mark, but not within the kg of U+338F. */
static void
put_parts(Folding *f, gunichar c)
{
    gunichar parts[PARTS_MAX];
    gsize count = take_apart(c, parts);
    DeskKind own = desk_boundary_kind(c);
    DeskKind first = desk_boundary_kind(parts[0]) == DESK_KIND_MARK ? DESK_KIND_MARK : own;
    if (f->blank)
        put_blank(f, first);
    note_piece(f, 0);
    for (gsize i = 0; i < count; i++) {
        if (i == 1 && first != DESK_KIND_MARK)
            f->before = desk_boundary_kind(parts[0]);
        put_part(f, parts[i], i == 0 ? first : desk_boundary_kind(parts[i]));
    }
    if (own != DESK_KIND_MARK)
        f->before = own;
}

/* The letter before marks, when it came out of the table. */
static void
recall_letter(Folding *f)
{
    const char *p = f->out->text + f->out->size;
    for (f->marks = 0; p > f->out->text; f->marks++) {
        p = g_utf8_prev_char(p);
        f->letter = g_utf8_get_char(p);
        if (g_unichar_combining_class(f->letter) == 0)
            return;
    }
}

static void
fold_rest(const DeskFolder *folder, Folding *f)
{
    bool from_table = false;
    for (; f->p < f->end; f->p = f->next) {
        gunichar c = (guchar) *f->p < 0x80 ? (guchar) *f->p : g_utf8_get_char(f->p);
        f->next = g_utf8_next_char(f->p);
        if (c >= 0x80)
            make_room(f);
        if (c < TABLE_END && folder->forms[c].size > 0) {
            put_form(f, folder, &folder->forms[c]);
            from_table = true;
        } else if (is_blank(c)) {
            f->blank = true;
        } else if (!is_passed_over(c)) {
            if (from_table)
                recall_letter(f);
            from_table = false;
            put_parts(f, c);
        }
    }
}

void
desk_folder_fold(const DeskFolder *folder, const char *text, gsize size, DeskFolded *folded)
{
    *folded = (DeskFolded){ .pieces = g_array_new(FALSE, FALSE, sizeof(Piece)) };
    Folding f = { .out = folded, .text = text, .p = text, .end = text + size };
    f.shift = G_MAXSSIZE;
    make_room(&f);
    fold_rest(folder, &f);
    folded->text[folded->size] = '\0';
    folded->edges[folded->size] = DESK_EDGE_BEGIN | DESK_EDGE_END;
}

void
desk_folded_clear(DeskFolded *folded)
{
    g_clear_pointer(&folded->text, g_free);
    g_clear_pointer(&folded->edges, g_free);
    g_clear_pointer(&folded->pieces, g_array_unref);
}

/* The piece that has the byte. */
static const Piece *
find_piece(const DeskFolded *folded, gsize byte)
{
    guint low = 0, high = folded->pieces->len;
    while (high - low > 1) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(folded->pieces, Piece, middle).folded <= byte)
            low = middle;
        else
            high = middle;
    }
    return &g_array_index(folded->pieces, Piece, low);
}

void
desk_folded_origin(const DeskFolded *folded, gsize begin, gsize end, gsize *start, gsize *size)
{
    const Piece *first = find_piece(folded, begin), *last = find_piece(folded, end - 1);
    *start = first->start + (first->size > 0 ? 0 : begin - first->folded);
    *size = last->start + (last->size > 0 ? last->size : end - last->folded) - *start;
}
