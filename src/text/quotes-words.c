#include "text/quotes-words.h"

typedef struct {
    const DeskQuotePhrase *first[DESK_WORDS_TABLES][256];
} Index;

static unsigned
count_phrases(const DeskQuoteRow *rows, size_t count)
{
    unsigned phrases = 0;
    for (size_t i = 0; i < count; i++)
        for (const char *p = rows[i].phrases; p; p = strchr(p + 1, '|'))
            phrases++;
    return phrases;
}

static DeskQuotePhrase
read_phrase(const DeskQuoteRow *row, DeskBytes words)
{
    bool has_colon = words.size > 0 && words.data[words.size - 1] == ':';
    words.size -= has_colon;
    return (DeskQuotePhrase){
        .kind = row->kind,
        .words = words,
        .has_date = memmem(words.data, words.size, "{date}", strlen("{date}")) != NULL,
        .has_address = memmem(words.data, words.size, "{address}", strlen("{address}")) != NULL,
        .has_colon = has_colon,
        .language = row->language,
    };
}

/* Backwards, so that the phrases of a byte come in the order of the rows. */
static void
index_row(const DeskQuoteRow *row, const DeskQuotePhrase *first[256], DeskQuotePhrase **free_end)
{
    const char *end = row->phrases + strlen(row->phrases);
    for (const char *p = end; p >= row->phrases; p--) {
        if (p > row->phrases && p[-1] != '|')
            continue;
        DeskQuotePhrase *phrase = --*free_end;
        *phrase = read_phrase(row, (DeskBytes){ p, (size_t) (end - p) });
        const char *key = *p == '{' ? p + phrase->words.size - 1 : p;
        phrase->next = first[(unsigned char) *key];
        first[(unsigned char) *key] = phrase;
        end = p - 1;
    }
}

static Index *
make_index(void)
{
    static const DeskQuoteRow *(*const tables[])(size_t *) = {
        [DESK_WORDS_ATTRIBUTIONS] = desk_quote_words_attributions,
        [DESK_WORDS_FIELDS] = desk_quote_words_fields,
        [DESK_WORDS_MARKS] = desk_quote_words_marks,
    };
    Index *index = g_new0(Index, 1);
    for (size_t table = 0; table < DESK_WORDS_TABLES; table++) {
        size_t count;
        const DeskQuoteRow *rows = tables[table](&count);
        unsigned phrases = count_phrases(rows, count);
        DeskQuotePhrase *end = g_new(DeskQuotePhrase, phrases) + phrases;
        for (size_t i = count; i > 0; i--)
            index_row(&rows[i - 1], index->first[table], &end);
    }
    return index;
}

const DeskQuotePhrase *
desk_quote_words_find(DeskWordsTable table, char byte)
{
    static Index *index;
    if (g_once_init_enter(&index))
        g_once_init_leave(&index, make_index());
    return index->first[table][(unsigned char) byte];
}

const char *const *
desk_quote_words_devices(void)
{
    static const char *const devices[] = {
        "iphon",     "ipad",       "ipod",        "android",     "samsung",  "galaxy",
        "huawei",    "xiaomi",     "redmi",       "nokia",       "htc",      "xperia",
        "motorola",  "oneplus",    "pixel",       "blackberry",  "oppo",     "sony",
        "asus",      "windows",    "macbook",     "ios",         "phone",    "smartphone",
        "mobile",    "mobil",      "handy",       "tablet",      "tablette", "device",
        "gerät",     "appareil",   "dispositivo", "telefon",     "telefono", "teléfono",
        "telefone",  "téléphone",  "telefoon",    "puhelin",     "móvil",    "celular",
        "cellulare", "cell",       "smart",       "мобильн",     "мобільн",  "телефон",
        "смартфон",  "κινητό",     "手机",        "手機",        "携帯",     "スマ",
        "휴대",      "스마트폰",   "נייד",        "הטלפון",      "جوال",     "هاتف",
        "الهاتف",    "โทรศัพท์",     "điện thoại",  "outlook",     "gmail",    "yahoo",
        "proton",    "tutanota",   "tuta",        "thunderbird", "airmail",  "mailbox",
        "mailbird",  "mailspring", "bluemail",    "aqua mail",   "aquamail", "typeapp",
        "boxer",     "spark",      "superhuman",  "polymail",    "fastmail", "zoho",
        "em client", "edison",     "postbox",     "mymail",      "mail.ru",  "yandex",
        "k-9",       "mail for",   "mail app",    "mail-app",    "gmx",      "web.de",
        "t-online",  "aol",        "foxmail",     "avast",       "avg",      "почт",
        "пошт",      "메일",       "邮箱",        "郵件",        "邮件",     NULL
    };
    return devices;
}

const char *const *
desk_quote_words_links(void)
{
    static const char *const links[] = {
        "aka.ms/o0ukef",
        "aka.ms/ghei36",
        "aka.ms/aab9ysg",
        "aka.ms/getoutlookfor",
        "go.microsoft.com/fwlink/?linkid=550986",
        "mail.onelink.me/",
        "overview.mail.yahoo.com",
        "www.avast.com/sig-email",
        "www.avg.com/email-signature",
        "proton.me/mail/home",
        "bluemail.me/",
        "www.typeapp.com/r",
        NULL,
    };
    return links;
}
