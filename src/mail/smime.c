#include "mail/smime.h"

#define PIECES_DEPTH 16

/* Tags of ASN.1, with their class and form. */
enum {
    TAG_OCTETS = 0x04,
    TAG_OCTETS_IN_PIECES = 0x24,
    TAG_OID = 0x06,
    TAG_SEQUENCE = 0x30,
    TAG_CONTENT = 0xa0,
};

/*
 * What is left of the innermost object; one of indefinite length (BER) is taken to last as long as
 * what is around it.
 */
typedef struct {
    guint8 tag;
    DeskBytes value;
    bool is_open; /* of indefinite length */
} Object;

/* Cuts one object off rest; an open one leaves rest behind its head. */
static bool
take(DeskBytes *rest, Object *object)
{
    const guint8 *p = (const guint8 *) rest->data;
    if (rest->size < 2)
        return false;
    object->tag = p[0];
    object->is_open = p[1] == 0x80;
    size_t size = p[1];
    size_t head = 2;
    if (p[1] > 0x80) {
        unsigned count = p[1] & 0x7f;
        if (count > 4 || rest->size < 2 + count)
            return false;
        size = 0;
        for (unsigned i = 0; i < count; i++)
            size = size << 8 | p[2 + i];
        head += count;
    }
    if (object->is_open || size > rest->size - head)
        size = rest->size - head;
    object->value = (DeskBytes){ rest->data + head, size };
    size_t used = object->is_open ? head : head + size;
    rest->data += used;
    rest->size -= used;
    return true;
}

/* Goes into the next object if it has the tag. */
static bool
enter(DeskBytes *rest, guint8 tag)
{
    Object object;
    if (!take(rest, &object) || object.tag != tag)
        return false;
    *rest = object.value;
    return true;
}

/* Passes over one object; an open one cannot be passed over without a look at all it holds. */
static bool
skip(DeskBytes *rest)
{
    Object object;
    return take(rest, &object) && !object.is_open;
}

/* The last byte of the OID of a content type, 1.2.840.113549.1.7.n or the one of compression. */
static DeskSmime
kind_of(DeskBytes oid)
{
    static const guint8 pkcs7[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07 };
    static const guint8 smime[] = { 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x10, 0x01 };
    if (oid.size == sizeof pkcs7 + 1 && memcmp(oid.data, pkcs7, sizeof pkcs7) == 0) {
        char last = oid.data[sizeof pkcs7];
        return last == 2                             ? DESK_SMIME_SIGNED
               : last == 3 || last == 4 || last == 6 ? DESK_SMIME_ENCRYPTED
                                                     : DESK_SMIME_UNKNOWN;
    }
    if (oid.size == sizeof smime + 1 && memcmp(oid.data, smime, sizeof smime) == 0)
        return oid.data[sizeof smime] == 9    ? DESK_SMIME_COMPRESSED
               : oid.data[sizeof smime] == 23 ? DESK_SMIME_ENCRYPTED
                                              : DESK_SMIME_UNKNOWN;
    return DESK_SMIME_UNKNOWN;
}

/* An octet string, whole or in pieces, which may be in pieces again. */
static GByteArray *
join_octets(DeskBytes rest)
{
    GByteArray *out = g_byte_array_new();
    unsigned depth = 0;
    Object object;
    while (take(&rest, &object)) {
        if (object.tag == TAG_OCTETS && !object.is_open) {
            g_byte_array_append(out, (const guint8 *) object.value.data, (guint) object.value.size);
        } else if (object.tag == TAG_OCTETS_IN_PIECES && depth++ < PIECES_DEPTH) {
            if (!object.is_open)
                rest = object.value;
        } else {
            break;
        }
        if (depth == 0)
            break;
    }
    return out;
}

/* SignedData: version, digest algorithms, then the content that is signed. */
static GByteArray *
signed_content(DeskBytes rest)
{
    if (!enter(&rest, TAG_CONTENT) || !enter(&rest, TAG_SEQUENCE) || !skip(&rest) || !skip(&rest) ||
        !enter(&rest, TAG_SEQUENCE) || !skip(&rest) || !enter(&rest, TAG_CONTENT))
        return NULL;
    GByteArray *content = join_octets(rest);
    if (content->len == 0)
        g_clear_pointer(&content, g_byte_array_unref);
    return content;
}

DeskSmime
desk_smime_read(DeskBytes der, GByteArray **content)
{
    Object oid;
    *content = NULL;
    if (!enter(&der, TAG_SEQUENCE) || !take(&der, &oid) || oid.tag != TAG_OID || oid.is_open)
        return DESK_SMIME_UNKNOWN;
    DeskSmime kind = kind_of(oid.value);
    if (kind == DESK_SMIME_SIGNED)
        *content = signed_content(der);
    return kind;
}
