#include "policy/thanks-words.h"
#include "policy/thanks.h"

#include <criterion/criterion.h>

typedef struct {
    const char *text;
    const char *name; /* of the sender */
} Row;

static const Row bare[] = {
    { "Thanks!", NULL },
    { "thx", NULL },
    { "THANK YOU VERY MUCH", NULL },
    { "Thank you so much for your quick help, Bob!\n\nBest regards,\nJane Roe", "Jane Roe" },
    { "Hi Bob,\n\nthanks, it works now :-)\n\nCheers\nJane", "" },
    { "Dear Mr. Miller,\nmany thanks for the update. All the best, J. Doe", NULL },
    { "Thank you \xF0\x9F\x99\x8F\xF0\x9F\x8F\xBB", NULL },
    { "Great job, thanks again.\nMarieke", "" },
    { "Thank\nyou", NULL },
    { "Danke", NULL },
    { "Hallo Frau Müller,\n\nvielen Dank für Ihre schnelle Hilfe!\n\nMit freundlichen Grüßen\n"
      "Max Mustermann",
      NULL },
    { "Lieben Dank, hat geklappt!\nLG Ute", NULL },
    { "Merci beaucoup !\nBonne journée", NULL },
    { "Bonjour,\nje vous remercie pour votre aide.\nCordialement,\nJean Dupont", NULL },
    { "¡Muchas gracias por todo!\nSaludos", NULL },
    { "Obrigada, Ana", NULL },
    { "Grazie mille per l\u2019aiuto", NULL },
    { "Hartelijk dank voor de snelle reactie!", NULL },
    { "Tusind tak for hjælpen", NULL },
    { "Tack så mycket!\n/Eva", "Eva" },
    { "Kiitos paljon avusta", NULL },
    { "Dziękuję bardzo za pomoc!", NULL },
    { "Děkuji moc, funguje.", NULL },
    { "Köszönöm szépen a segítséget", NULL },
    { "Mulțumesc mult", NULL },
    { "Большое спасибо за помощь!", NULL },
    { "Дякую дуже!", NULL },
    { "Благодаря много", NULL },
    { "Σας ευχαριστώ πολύ", NULL },
    { "ΕΥΧΑΡΙΣΤΩ", NULL },
    { "TEŞEKKÜR EDERİM", NULL },
    { "Çok teşekkürler, iyi günler", NULL },
    { "תודה רבה!", NULL },
    { "شكراً جزيلاً", NULL },
    { "धन्यवाद जी", NULL },
    { "ขอบคุณมากครับ", NULL },
    { "谢谢！辛苦了", NULL },
    { "谢谢\n王伟", "王伟" },
    { "ありがとうございました。", NULL },
    { "감사합니다!", NULL },
    { "Terima kasih banyak atas bantuannya", NULL },
    { "Cảm ơn bạn rất nhiều", NULL },
    { "Ca\u0309m o\u031bn", NULL },
};

static const Row more[] = {
    { "", NULL },
    { "Hello Bob", NULL },
    { "Thanks, but it still fails", NULL },
    { "Thanks in advance", NULL },
    { "Thanks in advance, please also look at the printer", NULL },
    { "Thanks. When will it be ready?", NULL },
    { "Thanks?", NULL },
    { "No thanks", NULL },
    { "Thanks for nothing", NULL },
    { "Thanks! My number is 555", NULL },
    { "Thanks, see https://example.com/", NULL },
    { "Thanks. Cancel", NULL },
    { "Thanks URGENT", NULL },
    { "THANKS\nCANCEL", NULL },
    { "Thanks \xF0\x9F\x91\x8E", NULL },
    { "Danke im Voraus", NULL },
    { "Danke, geht nicht", NULL },
    { "Danke\nKündigung", NULL },
    { "Danke. Drucker", NULL },
    { "Nein danke", NULL },
    { "Merci de me rappeler", NULL },
    { "Merci d'avance", NULL },
    { "Gracias, pero sigue igual", NULL },
    { "Grazie, però non funziona", NULL },
    { "Спасибо, но не работает", NULL },
    { "谢谢，还是打不开", NULL },
    { "不谢谢", NULL },
    { "谢谢？", NULL },
    { "谢谢\n打不开", "王伟" },
    { "ありがとうございます。ご対応よろしくお願いします。", NULL },
    { "شكرا لكن", NULL },
    { "شكرا؟", NULL },
    { "Ευχαριστώ;", NULL },
    { "ขอบคุณแต่ยังใช้ไม่ได้", NULL },
    { "Thanksgiving", NULL },
    { "Best regards\nJane", "Jane" },
};

Test(thanks, bare_thanks_in_many_languages)
{
    for (size_t i = 0; i < G_N_ELEMENTS(bare); i++)
        cr_expect(desk_thanks_is_bare(bare[i].text, bare[i].name), "%s", bare[i].text);
}

Test(thanks, whoever_says_more_is_heard)
{
    for (size_t i = 0; i < G_N_ELEMENTS(more); i++)
        cr_expect_not(desk_thanks_is_bare(more[i].text, more[i].name), "%s", more[i].text);
}

/* What a customer adds who wants something; no language has it in its words. */
static const char *const contents[] = {
    "but it still fails",
    "The printer is broken again.",
    "please close the account",
    "Rechnung fehlt noch",
    "es geht immer noch nicht",
    "mais cela ne marche pas",
    "pero no funciona",
    "ma non va",
    "maar het werkt niet",
    "men det virker ikke",
    "ale nie działa",
    "но ничего не работает",
    "但是还是不行",
    "まだ動きません",
    "아직 안 됩니다",
    "لكن لا يعمل",
    "अभी भी काम नहीं कर रहा",
    "See ticket 4821",
    "one more thing",
    "call me",
    "And what about the other one?",
};

typedef void Visit(const DeskThanksWords *words, DeskThanksKind kind, const char *phrase);

static void
visit_phrases(Visit *visit)
{
    for (const DeskThanksWords *words = desk_thanks_words; words->language; words++)
        for (int kind = 0; kind < DESK_THANKS_KINDS; kind++) {
            const char *list = words->phrases[kind] ? words->phrases[kind] : "";
            g_auto(GStrv) phrases = g_strsplit(list, "|", -1);
            for (char **phrase = phrases; *phrase; phrase++)
                visit(words, (DeskThanksKind) kind, *phrase);
        }
}

static void
expect_bare_until_more_is_said(const DeskThanksWords *words, DeskThanksKind kind,
                               const char *phrase)
{
    static const char *const forms[] = { "%s. %s", "%s, %s", "%s\n%s\n", "%s %s" };
    if (kind != DESK_THANKS_CORE)
        return;
    cr_expect(desk_thanks_is_bare(phrase, NULL), "%s: %s", words->language, phrase);
    for (size_t i = 0; i < G_N_ELEMENTS(contents); i++)
        for (size_t j = 0; j < G_N_ELEMENTS(forms); j++) {
            g_auto(GStrv) around = g_strsplit(forms[j], "%s", 3);
            g_autofree char *behind =
                g_strconcat(around[0], phrase, around[1], contents[i], around[2], NULL);
            g_autofree char *before =
                g_strconcat(around[0], contents[i], around[1], phrase, around[2], NULL);
            cr_expect_not(desk_thanks_is_bare(behind, NULL), "%s: %s", words->language, behind);
            cr_expect_not(desk_thanks_is_bare(before, NULL), "%s: %s", words->language, before);
        }
}

Test(thanks, each_phrase_with_each_content)
{
    visit_phrases(expect_bare_until_more_is_said);
}

static void
expect_company(const DeskThanksWords *words, DeskThanksKind kind, const char *phrase)
{
    g_auto(GStrv) cores = g_strsplit(words->phrases[DESK_THANKS_CORE], "|", 2);
    bool first = kind == DESK_THANKS_GREETING || kind == DESK_THANKS_TITLE;
    g_autofree char *text = first ? g_strdup_printf("%s Jane,\n%s", phrase, cores[0])
                                  : g_strdup_printf("%s\n%s", cores[0], phrase);
    bool alone = desk_thanks_is_bare(phrase, NULL);
    cr_expect_eq(alone, kind == DESK_THANKS_CORE, "%s: %s alone", words->language, phrase);
    if (kind != DESK_THANKS_TITLE)
        cr_expect(desk_thanks_is_bare(text, NULL), "%s: %s", words->language, text);
}

Test(thanks, each_phrase_goes_with_thanks_and_none_but_thanks_suffices)
{
    visit_phrases(expect_company);
}

static void
expect_folded(const DeskThanksWords *words, DeskThanksKind kind, const char *phrase)
{
    (void) kind;
    g_autofree char *normal = g_utf8_normalize(phrase, -1, G_NORMALIZE_NFKC);
    g_autofree char *folded = g_utf8_casefold(phrase, -1);
    cr_expect_str_eq(normal, phrase, "%s: %s is not in NFKC", words->language, phrase);
    cr_expect_str_eq(folded, phrase, "%s: %s is not folded", words->language, phrase);
    cr_expect(*phrase && *phrase != ' ' && !g_str_has_suffix(phrase, " ") &&
                  !strpbrk(phrase, ".,!?0123456789"),
              "%s: \"%s\"", words->language, phrase);
}

Test(thanks, phrases_are_written_as_they_are_compared)
{
    guint languages = 0;
    for (const DeskThanksWords *words = desk_thanks_words; words->language; words++)
        languages += words->phrases[DESK_THANKS_CORE] != NULL;
    cr_expect_geq(languages, 25);
    visit_phrases(expect_folded);
}

Test(thanks, a_long_text_says_more)
{
    g_autofree char *many = g_strnfill(400, ' ');
    for (size_t i = 0; i + 7 < 400; i += 7)
        memcpy(many + i, "thanks ", 7);
    cr_expect_not(desk_thanks_is_bare(many, NULL));
    many[150] = '\0';
    many[147] = '\0';
    cr_expect(desk_thanks_is_bare(many, NULL), "%s", many);
}
