#include "text/label.h"

#define LABEL_MAX 40

/*
 * One row a charset: the name that iconv has for it, and the labels that mean it, in lower case and
 * without punctuation. Numbers alone are code pages, or the charset numbers of Windows fonts.
 */
static const struct {
    const char *charset;
    const char *labels;
} charsets[] = {
    { "UTF-8", "utf8 unicode11utf8 utf8sig unicode20utf8 cp65001 utf8mb4 unicodeutf8 utf" },
    { "WINDOWS-1252",
      "usascii iso88591 windows1252 ascii ansix341968 ansix341986 iso646us 646 us latin1 l1 "
      "isolatin1 csisolatin1 iso885911987 isoir100 iso8859 88591 cp819 ibm819 cp1252 win1252 "
      "ms1252 ansi westerneuropean cp20127 cp28591 1252 windowscp1252 iso88591windows31latin1 8bit "
      "7bit none default usacii isoir6 cswindows1252" },
    { "GB18030",
      "gb2312 gb231280 gbk gb18030 cp936 windows936 ms936 euccn chinese csgb2312 csgb231280 "
      "iso58gb231280 isoir58 gb xgbk cn gb18030200 cp54936 cp20936 cp51936 134 gb231280unix" },
    { "HZ", "hzgb2312 hz cp52936" },
    { "BIG5-HKSCS", "big5 big5hkscs cp950 windows950 ms950 big5eten csbig5 cnbig5 xbig5 136" },
    { "EUC-TW", "euctw cp51950" },
    { "CP932",
      "shiftjis sjis mskanji cp932 windows31j ms932 cswindows31j csshiftjis windows932 128" },
    { "ISO-2022-JP", "iso2022jp iso2022jp1 iso2022jp3 iso2022jpms cp50220 cp50221 cp50222 "
                     "csiso2022jp jis jiscode iso2022jp2004" },
    { "ISO-2022-JP-2", "iso2022jp2 csiso2022jp2" },
    { "EUC-JP-MS", "eucjp ujis cp51932 eucjpms cseucpkdfmtjapanese cp20932 eucjpwin" },
    { "CP949", "ksc56011987 ksc5601 ksc56011989 ksc56011992 euckr uhc cp949 windows949 ms949 "
               "korean cseuckr isoir149 cp51949 129" },
    { "ISO-2022-KR", "iso2022kr csiso2022kr cp50225" },
    { "ISO-2022-CN-EXT", "iso2022cn iso2022cnext cp50227" },
    { "JOHAB", "johab cp1361" },
    { "WINDOWS-1250", "windows1250 cp1250 win1250 ms1250 msee 1250 238" },
    { "WINDOWS-1251", "windows1251 cp1251 win1251 ms1251 mscyrl 1251 204 ansi1251" },
    { "WINDOWS-1253", "windows1253 cp1253 win1253 msgreek 1253 161" },
    { "WINDOWS-1254", "windows1254 cp1254 win1254 msturk iso88599 latin5 l5 isoir148 csisolatin5 "
                      "cp28599 1254 162" },
    { "WINDOWS-1255", "windows1255 cp1255 win1255 mshebr 1255 177" },
    { "WINDOWS-1256", "windows1256 cp1256 win1256 msarab 1256 178" },
    { "WINDOWS-1257", "windows1257 cp1257 win1257 winbaltrim 1257 186" },
    { "WINDOWS-1258", "windows1258 cp1258 win1258 1258 163" },
    { "CP874", "windows874 cp874 iso885911 tis620 tis62025330 tis6202533 ms874 thai dos874 222" },
    { "KOI8-R", "koi8r koi8 cskoi8r cp20866 koi" },
    { "KOI8-U", "koi8u koi8ru cp21866 koi8uk" },
    { "KOI8-T", "koi8t" },
    { "CP866", "cp866 ibm866 866 csibm866 dos866" },
    { "CP1125", "cp1125 cp866u ruscii" },
    { "ISO-8859-2", "iso88592 latin2 l2 isolatin2 csisolatin2 isoir101 cp28592 88592" },
    { "ISO-8859-3", "iso88593 latin3 l3 csisolatin3 isoir109 cp28593" },
    { "ISO-8859-4", "iso88594 latin4 l4 csisolatin4 isoir110 cp28594" },
    { "ISO-8859-5", "iso88595 cyrillic csisolatincyrillic isoir144 cp28595 88595" },
    { "ISO-8859-6",
      "iso88596 arabic csisolatinarabic isoir127 asmo708 ecma114 iso88596i iso88596e cp28596" },
    { "ISO-8859-7", "iso88597 greek greek8 csisolatingreek isoir126 elot928 ecma118 cp28597" },
    { "ISO-8859-8", "iso88598 iso88598i iso88598e hebrew csisolatinhebrew isoir138 logical visual "
                    "cp28598 cp38598" },
    { "ISO-8859-10", "iso885910 latin6 l6 csisolatin6 isoir157" },
    { "ISO-8859-13", "iso885913 latin7 cp28603" },
    { "ISO-8859-14", "iso885914 latin8" },
    { "ISO-8859-15", "iso885915 latin9 latin0 l9 cp28605 csisolatin9" },
    { "ISO-8859-16", "iso885916 latin10" },
    { "MACINTOSH", "macintosh mac macroman cp10000 csmacintosh" },
    { "MAC-CYRILLIC", "maccyrillic cp10007" },
    { "MAC-UK", "macukraine macuk" },
    { "MAC-CENTRALEUROPE", "maccentraleurope macce cp10029" },
    { "CP437", "cp437 ibm437 437 dos437" },
    { "CP737", "cp737" },
    { "CP850", "cp850 ibm850 850 dos850" },
    { "CP852", "cp852 ibm852 852" },
    { "IBM855", "cp855 ibm855 855" },
    { "CP857", "cp857 ibm857" },
    { "CP858", "cp858 ibm858 ibm00858" },
    { "CP862", "cp862 ibm862 dos862" },
    { "CP864", "cp864 ibm864" },
    { "CP865", "cp865 ibm865" },
    { "IBM037", "ibm037 cp037" },
    { "VISCII", "viscii csviscii" },
    { "TCVN", "tcvn tcvn5712 tcvn57121" },
    { "ARMSCII-8", "armscii8" },
    { "GEORGIAN-PS", "georgianps" },
    { "PT154", "pt154 ptcp154 csptcp154" },
    { "HP-ROMAN8", "hproman8 roman8 r8" },
    { "UTF-16", "utf16 ucs2 iso10646ucs2 unicode csunicode" },
    { "UTF-16LE", "utf16le ucs2le cp1200 unicodelittle" },
    { "UTF-16BE", "utf16be ucs2be cp1201 unicodefffe unicodebig" },
    { "UTF-32", "utf32 ucs4 iso10646ucs4" },
    { "UTF-32LE", "utf32le cp12000" },
    { "UTF-32BE", "utf32be cp12001" },
    { "UTF-7", "utf7 unicode11utf7 cp65000 csunicode11utf7" },
};

/* Lower case letters and digits; false when it is too long to be a label. */
static bool
squeeze(const char *label, char *out)
{
    size_t size = 0;
    for (; *label; label++) {
        if (!g_ascii_isalnum(*label))
            continue;
        if (size == LABEL_MAX)
            return false;
        out[size++] = g_ascii_tolower(*label);
    }
    out[size] = '\0';
    return size > 0;
}

static bool
has_word(const char *words, const char *word)
{
    size_t size = strlen(word);
    for (const char *p = words; (p = strstr(p, word)) != NULL; p++)
        if ((p == words || p[-1] == ' ') && (p[size] == ' ' || p[size] == '\0'))
            return true;
    return false;
}

static const char *
find(const char *name)
{
    for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++)
        if (has_word(charsets[i].labels, name))
            return charsets[i].charset;
    return NULL;
}

const char *
desk_label_charset(const char *label)
{
    char name[LABEL_MAX + 1];
    if (!label || !squeeze(label, name))
        return NULL;
    const char *found = find(name);
    for (const char *p = name; !found && *p == 'x' && p[1]; p++)
        found = find(p + 1);
    return found;
}

const char *
desk_label_nth(size_t index)
{
    return index < G_N_ELEMENTS(charsets) ? charsets[index].charset : NULL;
}
