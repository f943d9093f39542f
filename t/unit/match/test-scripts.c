#include "fixture.h"

#include <criterion/criterion.h>

/* What a word finds in a text, as it stands there; NULL: nothing. */
typedef struct {
    const char *word, *text, *found;
} Row;

static void
check(const Row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        g_autofree char *found = match_one(rows[i].word, rows[i].text);
        cr_expect(g_strcmp0(found, rows[i].found) == 0,
                  "\"%s\" in \"%s\": found \"%s\", not \"%s\"", rows[i].word, rows[i].text,
                  found ? found : "nothing", rows[i].found ? rows[i].found : "nothing");
    }
}

#define CHECK(...)                                                                                 \
    do {                                                                                           \
        static const Row rows[] = { __VA_ARGS__ };                                                 \
        check(rows, G_N_ELEMENTS(rows));                                                           \
    } while (0)

Test(scripts, latin_in_any_case_and_only_as_whole_words)
{
    CHECK({ "invoice", "My INVOICE is wrong", "INVOICE" }, { "invoice", "invoices", NULL },
          { "rot", "Schrott", NULL }, { "rot", "rot", "rot" }, { "rot", "(rot)", "rot" },
          { "rot", "Schrott, rot!", "rot" }, { "rot", "rot2", NULL }, { "rot", "2rot", NULL },
          { "GRÖSSE", "die Größe", "Größe" }, { "größe", "GRÖSSE", "GRÖSSE" },
          { "groesse", "Größe", NULL }, { "strasse", "STRAẞE", "STRAẞE" },
          { "straße", "Hauptstrasse", NULL }, { "müll", "Müll", "Müll" }, { "mull", "Müll", NULL },
          { "übergabe", "ÜBERGABE", "ÜBERGABE" },
          { "l'adresse", "l\u2019Adresse", "l\u2019Adresse" },
          { "adresse", "l\u2019adresse", "adresse" }, { "e-mail", "E\u2011Mail", "E\u2011Mail" },
          { "\"vip\"", "»VIP«", "»VIP«" }, { "invoice", "my_invoice.pdf", "invoice" });
}

Test(scripts, accents_however_they_are_composed)
{
    CHECK({ "café", "le cafe\u0301 noir", "cafe\u0301" }, { "cafe\u0301", "CAFÉ", "CAFÉ" },
          { "cafe", "cafe\u0301", NULL }, { "cafe", "café", NULL }, { "afé", "café", NULL },
          { "e\u0323\u0301", "\u00e9\u0323", "\u00e9\u0323" },
          { "\u1ec7", "e\u0302\u0323", "e\u0302\u0323" }, { "\u1eb9", "\u1ec7", NULL },
          { "hộp thư", "HO\u0302\u0323P THƯ", "HO\u0302\u0323P THƯ" },
          { "\u00e5", "A\u030a", "A\u030a" }, { "\u212b", "å", "å" },
          { "naïve", "NAI\u0308VE", "NAI\u0308VE" }, { "\u0301", "e\u0301", NULL });
}

Test(scripts, turkish_i_in_either_writing)
{
    CHECK({ "iade", "İADE talebi", "İADE" }, { "iade", "IADE", "IADE" }, { "İade", "iade", "iade" },
          { "fıstık", "FISTIK", "FISTIK" }, { "FISTIK", "fıstık", "fıstık" },
          { "şifre", "ŞİFRE", "ŞİFRE" }, { "şifre", "S\u0327I\u0307FRE", "S\u0327I\u0307FRE" },
          { "i", "I\u0307", "I\u0307" }, { "kredi kartı", "KREDİ KARTI", "KREDİ KARTI" },
          { "iptal", "İptalim", NULL }, { "í", "i\u0307\u0301", "i\u0307\u0301" });
}

Test(scripts, greek_and_cyrillic)
{
    CHECK({ "возврат", "Прошу ВОЗВРАТ денег", "ВОЗВРАТ" }, { "возврат", "возврата", NULL },
          { "заказ", "перезаказ", NULL }, { "ёлка", "е\u0308лка", "е\u0308лка" },
          { "елка", "ёлка", NULL }, { "йод", "И\u0306ОД", "И\u0306ОД" },
          { "λογαριασμος", "ΛΟΓΑΡΙΑΣΜΟΣ", "ΛΟΓΑΡΙΑΣΜΟΣ" },
          { "λογαριασμός", "ΛΟΓΑΡΙΑΣΜΌΣ.", "ΛΟΓΑΡΙΑΣΜΌΣ" }, { "ΣΑΣ", "σας", "σας" });
}

Test(scripts, arabic_hebrew_and_devanagari)
{
    CHECK({ "فاتورة", "أين فاتورة اليوم؟", "فاتورة" }, { "فاتورة", "فـــاتورة", "فـــاتورة" },
          { "فاتور", "فاتورة", NULL }, { "فاتورة", "\u200fفاتورة\u200e", "فاتورة" },
          { "חשבונית", "החשבונית", NULL }, { "חשבונית", "(חשבונית)", "חשבונית" },
          { "שלום", "שָׁלוֹם", NULL }, { "שָׁלוֹם", "שָׁלוֹם", "שָׁלוֹם" },
          { "वापसी", "मुझे वापसी चाहिए", "वापसी" }, { "वापस", "वापसी", NULL }, { "क", "कि", NULL },
          { "क\u093c", "\u0958", "\u0958" });
}

Test(scripts, without_blanks_between_words)
{
    CHECK({ "返金", "注文の返金をお願いします", "返金" }, { "退款", "我要退款。", "退款" },
          { "パスワード", "新しいパスワードを", "パスワード" },
          { "パスワード", "ﾊﾟｽﾜｰﾄﾞを忘れた", "ﾊﾟｽﾜｰﾄﾞ" }, { "か", "が", NULL },
          { "が", "か\u3099", "か\u3099" }, { "คืนเงิน", "ขอคืนเงินด้วย", "คืนเงิน" }, { "ที", "ที่", NULL },
          { "น้ำ", "ดื่มน\u0e49\u0e4d\u0e32", "น\u0e49\u0e4d\u0e32" }, { "ຄືນເງິນ", "ຂໍຄືນເງິນ", "ຄືນເງິນ" },
          { "សងប្រាក់", "សូមសងប្រាក់វិញ", "សងប្រាក់" }, { "ငွေ", "ကျွန်တော်ငွေပြန်", "ငွေ" },
          { "配信できません", "メールを配信\r\n できません", "配信\r\n できません" },
          { "配信 できません", "配信できません", "配信できません" }, { "A4", "A4用紙", "A4" },
          { "A4用紙", "A4 用紙", "A4 用紙" }, { "A4", "XA4用紙", NULL }, { "株", "㈱", "㈱" });
}

Test(scripts, hangul_with_its_particles)
{
    CHECK({ "환불", "환불을 요청합니다", "환불" }, { "환불", "전액환불", NULL },
          { "물", "건물", NULL }, { "가", "각", NULL },
          { "환불", "\u1112\u116a\u11ab\u1107\u116e\u11af을",
            "\u1112\u116a\u11ab\u1107\u116e\u11af" },
          { "pdf", "PDF파일을", "PDF" }, { "월", "3월", "월" },
          { "배송 조회", "배송\n조회가", "배송\n조회" }, { "배송조회", "배송 조회", NULL });
}

Test(scripts, width_ligatures_and_symbols)
{
    CHECK({ "vip", "ＶＩＰ様", "ＶＩＰ" }, { "ＶＩＰ", "vip", "vip" }, { "vip", "ＳＶＩＰ", NULL },
          { "office", "o\ufb03ce", "o\ufb03ce" }, { "fi", "o\ufb03ce", NULL },
          { "windows", "Windows™", "Windows" }, { "kg", "5㎏", "㎏" }, { "g", "㎏", NULL },
          { "office", "Office²", "Office" }, { "wait...", "Wait…", "Wait…" },
          { "refund", "😀refund😀", "refund" }, { "😀", "refund😀now", "😀" }, { "❤", "❤\ufe0f", "❤" },
          { "1", "1\ufe0f\u20e3", NULL }, { "👍", "👍🏽", "👍" });
}

Test(scripts, what_nobody_sees_and_any_white_space)
{
    CHECK({ "rechnung", "Rech\u00adnung", "Rech\u00adnung" },
          { "rech\u00adnung", "Rechnung", "Rechnung" },
          { "password", "pass\u200bword", "pass\u200bword" },
          { "invoice", "in\u3164vo\uffa0i\u115fc\u1160e", "in\u3164vo\uffa0i\u115fc\u1160e" },
          { "invoice", "in\U000e0076vo\U000e0001ice", "in\U000e0076vo\U000e0001ice" },
          { "invoice", "in\u206avo\u17b4ice", "in\u206avo\u17b4ice" },
          { "card failed", "card\u2800failed", "card\u2800failed" },
          { "می\u200cخواهم", "میخواهم", "میخواهم" },
          { "card failed", "card \t\r\n  failed", "card \t\r\n  failed" },
          { "card failed", "card\u00a0\u3000failed", "card\u00a0\u3000failed" },
          { "  card  failed ", "a card failed now", "card failed" },
          { "card failed", "cardfailed", NULL }, { "card failed", "discard failed", NULL },
          { "card failed", "card failedx card\nfailed", "card\nfailed" });
}

Test(scripts, ends_that_are_no_letters)
{
    CHECK({ "c++", "We use C++, mostly", "C++" }, { "c++", "c++11", "c++" },
          { "c++", "abc++", NULL }, { ".net", "ASP.NET", ".NET" }, { ".net", ".network", NULL },
          { "#1", "it is #1!", "#1" }, { "#1", "#12", NULL }, { "?!", "what?!no", "?!" },
          { "a-1", "x a-1 y", "a-1" });
}
