#include "mail/tnef.h"
#include "text/charset.h"

#define SIGNATURE  0x223e9f78u
#define FILES_MAX  1000
#define STRING_MAX 1000 /* bytes of a name or type */
#define GUID_SIZE  16

enum { LEVEL_MESSAGE = 1, LEVEL_FILE = 2 };

/* Attributes (MS-OXTNEF section 2.1.3.4), without their types. */
enum {
    ATTRIBUTE_BODY = 0x800c,
    ATTRIBUTE_FILE_DATA = 0x800f,
    ATTRIBUTE_FILE_TITLE = 0x8010,
    ATTRIBUTE_FILE_BEGINS = 0x9002,
    ATTRIBUTE_PROPERTIES = 0x9003,
    ATTRIBUTE_FILE_PROPERTIES = 0x9005,
    ATTRIBUTE_CODE_PAGE = 0x9007,
};

/* Properties (MS-OXPROPS). */
enum {
    PROPERTY_BODY = 0x1000,
    PROPERTY_RTF = 0x1009,
    PROPERTY_HTML = 0x1013,
    PROPERTY_DISPLAY_NAME = 0x3001,
    PROPERTY_FILE_DATA = 0x3701,
    PROPERTY_FILE_NAME = 0x3704,
    PROPERTY_LONG_FILE_NAME = 0x3707,
    PROPERTY_FILE_TYPE = 0x370e,
    PROPERTY_CONTENT_ID = 0x3712,
    PROPERTY_INTERNET_CODE_PAGE = 0x3fde,
};

/* Types of values. */
enum {
    TYPE_MANY = 0x1000,
    TYPE_OBJECT = 0x000d,
    TYPE_STRING = 0x001e,
    TYPE_WIDE = 0x001f,
    TYPE_BINARY = 0x0102,
};

typedef struct {
    guint16 id;
    guint16 type;
    DeskBytes value; /* the first, if it has many */
} Property;

static guint32
take_number(DeskBytes *rest, unsigned size)
{
    guint32 number = 0;
    for (unsigned i = 0; i < size && i < rest->size; i++)
        number |= (guint32) (guint8) rest->data[i] << (8 * i);
    rest->data += MIN(size, rest->size);
    rest->size -= MIN(size, rest->size);
    return number;
}

static bool
take_bytes(DeskBytes *rest, size_t size, DeskBytes *out)
{
    if (size > rest->size)
        return false;
    *out = (DeskBytes){ rest->data, size };
    rest->data += size;
    rest->size -= size;
    return true;
}

bool
desk_tnef_is(DeskBytes stream)
{
    return stream.size >= 6 && take_number(&stream, 4) == SIGNATURE;
}

static void
file_free(void *data)
{
    DeskTnefFile *file = data;
    g_free(file->name);
    g_free(file->type);
    g_free(file->content_id);
    g_free(file);
}

static DeskTnefFile *
last_file(DeskTnef *tnef)
{
    if (tnef->files->len == 0)
        g_ptr_array_add(tnef->files, g_new0(DeskTnefFile, 1));
    return g_ptr_array_index(tnef->files, tnef->files->len - 1);
}

/* Replaces *field unless the text is empty. */
static void
set_text(char **field, DeskBytes bytes, bool is_wide, const char *charset)
{
    bytes.size = MIN(bytes.size, STRING_MAX);
    char *text = desk_charset_decode(bytes, is_wide ? "utf-16le" : charset, NULL);
    if (*text) {
        g_free(*field);
        *field = text;
    } else {
        g_free(text);
    }
}

/* The size of a value that always has the same; 0: its size stands before it. */
static size_t
fixed_size(guint16 type)
{
    static const struct {
        guint16 type;
        size_t size;
    } sizes[] = { { 0x01, 4 }, { 0x02, 4 }, { 0x03, 4 }, { 0x04, 4 }, { 0x05, 8 }, { 0x06, 8 },
                  { 0x07, 8 }, { 0x0a, 4 }, { 0x0b, 4 }, { 0x14, 8 }, { 0x40, 8 }, { 0x48, 16 } };
    for (size_t i = 0; i < G_N_ELEMENTS(sizes); i++)
        if (sizes[i].type == type)
            return sizes[i].size;
    return 0;
}

static bool
is_sized(guint16 type)
{
    return type == TYPE_OBJECT || type == TYPE_STRING || type == TYPE_WIDE || type == TYPE_BINARY;
}

/* Values begin at multiples of four bytes. */
static size_t
padded(size_t size)
{
    return size > SIZE_MAX - 3 ? size : (size + 3) & ~(size_t) 3;
}

/* A named property tells its name, which is of no use here. */
static bool
skip_name(DeskBytes *rest)
{
    DeskBytes ignored;
    if (!take_bytes(rest, GUID_SIZE, &ignored) || rest->size < 8)
        return false;
    if (take_number(rest, 4) == 0)
        return take_bytes(rest, 4, &ignored);
    return take_bytes(rest, padded(take_number(rest, 4)), &ignored);
}

static bool
take_value(DeskBytes *rest, guint16 type, DeskBytes *value)
{
    DeskBytes ignored;
    size_t fixed = fixed_size(type);
    if (fixed > 0)
        return take_bytes(rest, fixed, value);
    if (!is_sized(type) || rest->size < 4)
        return false;
    size_t size = take_number(rest, 4);
    if (!take_bytes(rest, size, value))
        return false;
    return take_bytes(rest, MIN(padded(size) - size, rest->size), &ignored);
}

static bool
take_property(DeskBytes *rest, Property *property)
{
    if (rest->size < 8)
        return false;
    property->type = (guint16) take_number(rest, 2);
    property->id = (guint16) take_number(rest, 2);
    property->value = (DeskBytes){ rest->data, 0 };
    guint16 type = property->type & (guint16) ~TYPE_MANY;
    if (property->id >= 0x8000 && !skip_name(rest))
        return false;
    guint32 count = 1;
    if ((property->type & TYPE_MANY) || is_sized(type))
        count = take_number(rest, 4);
    for (guint32 i = 0; i < count; i++) {
        DeskBytes value;
        if (!take_value(rest, type, &value))
            return false;
        if (i == 0)
            property->value = value;
    }
    return true;
}

static void
use_message_property(DeskTnef *tnef, const Property *property)
{
    DeskBytes value = property->value;
    switch (property->id) {
    case PROPERTY_BODY:
        tnef->plain = value;
        tnef->is_plain_wide = property->type == TYPE_WIDE;
        break;
    case PROPERTY_HTML:
        tnef->html = value;
        tnef->is_html_wide = property->type == TYPE_WIDE;
        break;
    case PROPERTY_RTF:
        tnef->rtf = value;
        break;
    case PROPERTY_INTERNET_CODE_PAGE:
        g_snprintf(tnef->charset, sizeof tnef->charset, "cp%u", take_number(&value, 4));
        break;
    default:
        break;
    }
}

static void
use_file_property(DeskTnef *tnef, const Property *property)
{
    DeskTnefFile *file = last_file(tnef);
    bool is_wide = property->type == TYPE_WIDE;
    DeskBytes value = property->value;
    switch (property->id) {
    case PROPERTY_LONG_FILE_NAME:
        set_text(&file->name, value, is_wide, tnef->charset);
        break;
    case PROPERTY_FILE_NAME:
    case PROPERTY_DISPLAY_NAME:
        if (!file->name)
            set_text(&file->name, value, is_wide, tnef->charset);
        break;
    case PROPERTY_FILE_TYPE:
        if (!file->type)
            set_text(&file->type, value, is_wide, tnef->charset);
        break;
    case PROPERTY_CONTENT_ID:
        if (!file->content_id)
            set_text(&file->content_id, value, is_wide, tnef->charset);
        break;
    case PROPERTY_FILE_DATA:
        /* An object tells first which interface reads it. */
        if (property->type == TYPE_OBJECT && value.size >= GUID_SIZE)
            value = (DeskBytes){ value.data + GUID_SIZE, value.size - GUID_SIZE };
        file->bytes = value;
        break;
    default:
        break;
    }
}

static bool
read_properties(DeskTnef *tnef, DeskBytes data, bool of_file)
{
    guint32 count = take_number(&data, 4);
    for (guint32 i = 0; i < count; i++) {
        Property property;
        if (!take_property(&data, &property))
            return false;
        if (of_file)
            use_file_property(tnef, &property);
        else
            use_message_property(tnef, &property);
    }
    return true;
}

/* The long name among the properties counts more than the title, whichever comes first. */
static void
use_title(DeskTnef *tnef, DeskBytes data)
{
    DeskTnefFile *file = last_file(tnef);
    if (!file->name)
        set_text(&file->name, data, false, tnef->charset);
}

static bool
use_attribute(DeskTnef *tnef, unsigned id, DeskBytes data)
{
    switch (id) {
    case ATTRIBUTE_FILE_BEGINS:
        if (tnef->files->len >= FILES_MAX)
            return false;
        g_ptr_array_add(tnef->files, g_new0(DeskTnefFile, 1));
        return true;
    case ATTRIBUTE_FILE_TITLE:
        use_title(tnef, data);
        return true;
    case ATTRIBUTE_FILE_DATA:
        last_file(tnef)->bytes = data;
        return true;
    case ATTRIBUTE_FILE_PROPERTIES:
        return read_properties(tnef, data, true);
    case ATTRIBUTE_PROPERTIES:
        return read_properties(tnef, data, false);
    case ATTRIBUTE_BODY:
        if (tnef->plain.size == 0)
            tnef->plain = data;
        return true;
    case ATTRIBUTE_CODE_PAGE:
        g_snprintf(tnef->charset, sizeof tnef->charset, "cp%u", take_number(&data, 4));
        return true;
    default:
        return true;
    }
}

/* What follows the last attribute and is none is left alone: some gateways append line ends. */
bool
desk_tnef_read(DeskBytes stream, DeskTnef *tnef)
{
    *tnef = (DeskTnef){ .files = g_ptr_array_new_with_free_func(file_free) };
    if (!desk_tnef_is(stream))
        return false;
    DeskBytes rest = { stream.data + 6, stream.size - 6 };
    while (rest.size > 0 && (*rest.data == LEVEL_MESSAGE || *rest.data == LEVEL_FILE)) {
        DeskBytes data;
        if (rest.size < 9)
            return false;
        take_number(&rest, 1);
        unsigned id = take_number(&rest, 4) & 0xffff;
        size_t size = take_number(&rest, 4);
        if (!take_bytes(&rest, size, &data) || !use_attribute(tnef, id, data))
            return false;
        take_number(&rest, 2); /* a sum of the bytes */
    }
    return true;
}

void
desk_tnef_clear(DeskTnef *tnef)
{
    g_clear_pointer(&tnef->files, g_ptr_array_unref);
}
