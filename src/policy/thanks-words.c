#include "policy/thanks-words.h"

/* clang-format off */
const DeskThanksWords desk_thanks_words[] = {
    { "en",
      {
        [DESK_THANKS_CORE] =
            "thanks|thank you|thank u|thankyou|many thanks|thx|thnx|ty|tysm|cheers|"
            "much appreciated|i appreciate it|much obliged|thanks a lot|thanks a bunch|"
            "thanks a million|thanks so much|thank you so much|thank you very much|big thanks",
        [DESK_THANKS_MORE] =
            "very much|so much|a lot|again|indeed|for your help|for the help|for your quick help|"
            "for the quick help|for helping|for helping me|for helping us|for your support|"
            "for the support|for your time|for your reply|for the reply|for your quick reply|"
            "for the quick reply|for your answer|for the answer|for your response|"
            "for the quick response|for the information|for the info|for the update|"
            "for letting me know|for everything|for your efforts|for the fast help|for the fix|"
            "for fixing it|for fixing this|for sorting this out|ok|okay|great|perfect|excellent|"
            "awesome|super|wonderful|brilliant|fantastic|lovely|nice|great job|great work|"
            "good job|well done|it works|it works now|works now|works perfectly|"
            "it works perfectly|all good|all good now|that helped|that worked|that did it|got it|"
            "you're the best|you are the best|have a nice day|have a great day|have a good day|"
            "have a nice weekend|have a great weekend|and",
        [DESK_THANKS_GREETING] =
            "hi|hello|hey|dear|hi there|hello there|good morning|good afternoon|good evening|"
            "dear all|dear team|hi team|hello team|hi all|dear sir or madam|dear support team|"
            "hi support team|all|team|everyone",
        [DESK_THANKS_TITLE] =
            "mr|mrs|ms|miss|dr|prof",
        [DESK_THANKS_SIGN_OFF] =
            "best|best regards|kind regards|regards|warm regards|with kind regards|best wishes|"
            "all the best|yours sincerely|sincerely|yours|br|kr|yours faithfully",
      } },
    { "de",
      {
        [DESK_THANKS_CORE] =
            "danke|dankeschön|danke schön|danke dir|danke ihnen|danke euch|danke vielmals|"
            "vielen dank|vielen lieben dank|lieben dank|herzlichen dank|besten dank|tausend dank|"
            "ich danke ihnen|ich danke dir|ich danke euch|wir danken ihnen|ich bedanke mich|"
            "merci vielmal|merci vielmals",
        [DESK_THANKS_MORE] =
            "sehr|vielmals|nochmals|nochmal|noch mal|noch einmal|für ihre hilfe|für deine hilfe|"
            "für eure hilfe|für die hilfe|für die schnelle hilfe|für ihre schnelle hilfe|"
            "für die unterstützung|für ihre unterstützung|für deine unterstützung|"
            "für die antwort|für ihre antwort|für die schnelle antwort|für die rasche antwort|"
            "für die rückmeldung|für ihre rückmeldung|für die schnelle rückmeldung|für die info|"
            "für die information|für die informationen|für die mühe|für ihre mühe|"
            "für ihre bemühungen|für alles|super|prima|perfekt|toll|klasse|wunderbar|sehr gut|"
            "bestens|alles klar|alles gut|es funktioniert|es funktioniert jetzt|"
            "funktioniert jetzt|es klappt|es klappt jetzt|hat geklappt|hat geholfen|"
            "hat funktioniert|passt|schönen tag|einen schönen tag|schönen tag noch|"
            "schönes wochenende|ein schönes wochenende|und",
        [DESK_THANKS_GREETING] =
            "hallo|hi|hey|moin|servus|grüezi|guten tag|guten morgen|guten abend|liebe|lieber|"
            "liebes|liebes team|liebes support team|hallo zusammen|hallo team|"
            "sehr geehrte damen und herren|sehr geehrte|sehr geehrter",
        [DESK_THANKS_TITLE] =
            "frau|herr|herrn|dr|prof",
        [DESK_THANKS_SIGN_OFF] =
            "grüsse|gruss|viele grüsse|vielen grüssen|liebe grüsse|schöne grüsse|beste grüsse|"
            "freundliche grüsse|herzliche grüsse|mit freundlichen grüssen|mit besten grüssen|"
            "mit freundlichem gruss|freundlichen gruss|viele liebe grüsse|mfg|lg|vg|bg",
      } },
    { "fr",
      {
        [DESK_THANKS_CORE] =
            "merci|merci beaucoup|merci bien|mille mercis|un grand merci|grand merci|"
            "je vous remercie|je te remercie|nous vous remercions|tous mes remerciements",
        [DESK_THANKS_MORE] =
            "beaucoup|bien|infiniment|encore|encore une fois|à vous|à toi|à tous|pour votre aide|"
            "pour ton aide|pour l'aide|pour votre réponse|pour ta réponse|pour la réponse|"
            "pour votre réponse rapide|pour votre retour|pour ton retour|pour tout|"
            "pour l'information|pour l'info|pour votre soutien|parfait|super|génial|excellent|"
            "très bien|ça marche|cela fonctionne|bonne journée|bonne soirée|et",
        [DESK_THANKS_GREETING] =
            "bonjour|bonsoir|salut|cher|chère|chers|madame monsieur",
        [DESK_THANKS_TITLE] =
            "madame|monsieur|mme",
        [DESK_THANKS_SIGN_OFF] =
            "cordialement|bien cordialement|très cordialement|cdt|bien à vous|"
            "sincères salutations|salutations|meilleures salutations|amicalement",
      } },
    { "es",
      {
        [DESK_THANKS_CORE] =
            "gracias|muchas gracias|mil gracias|muchísimas gracias|te lo agradezco|"
            "se lo agradezco|muy agradecido|muy agradecida",
        [DESK_THANKS_MORE] =
            "de nuevo|otra vez|por todo|por su ayuda|por tu ayuda|por la ayuda|"
            "por la rápida respuesta|por su respuesta|por tu respuesta|por la respuesta|"
            "por la información|por el apoyo|perfecto|genial|excelente|estupendo|muy bien|"
            "ya funciona|buen día|que tenga un buen día|buen fin de semana|y",
        [DESK_THANKS_GREETING] =
            "hola|buenos días|buenas tardes|buenas noches|estimado|estimada|estimados|querido|"
            "querida|buenas",
        [DESK_THANKS_TITLE] =
            "señor|señora|sr|sra",
        [DESK_THANKS_SIGN_OFF] =
            "saludos|un saludo|saludos cordiales|un cordial saludo|atentamente|un abrazo|"
            "cordialmente",
      } },
    { "pt",
      {
        [DESK_THANKS_CORE] =
            "obrigado|obrigada|muito obrigado|muito obrigada|obrigadão|agradeço|agradecido|"
            "agradecida|valeu",
        [DESK_THANKS_MORE] =
            "mais uma vez|novamente|pela ajuda|pela sua ajuda|pela resposta|pela rápida resposta|"
            "por tudo|pelo apoio|pelo suporte|pela atenção|perfeito|ótimo|excelente|maravilha|"
            "bom dia|bom fim de semana|e",
        [DESK_THANKS_GREETING] =
            "olá|oi|boa tarde|boa noite|caro|cara|caros|prezado|prezada|prezados",
        [DESK_THANKS_TITLE] =
            "senhor|senhora|sr|sra",
        [DESK_THANKS_SIGN_OFF] =
            "cumprimentos|atenciosamente|att|abraço|abraços|com os melhores cumprimentos|"
            "melhores cumprimentos|um abraço",
      } },
    { "it",
      {
        [DESK_THANKS_CORE] =
            "grazie|grazie mille|mille grazie|tante grazie|molte grazie|ti ringrazio|"
            "la ringrazio|vi ringrazio|grazie infinite",
        [DESK_THANKS_MORE] =
            "ancora|di tutto|di nuovo|per l'aiuto|per il tuo aiuto|per il suo aiuto|"
            "per la risposta|per la rapida risposta|per il supporto|per tutto|perfetto|ottimo|"
            "benissimo|fantastico|funziona|ora funziona|buona giornata|buon fine settimana|e",
        [DESK_THANKS_GREETING] =
            "ciao|buongiorno|buonasera|salve|gentile|gentili|caro|cara|cari",
        [DESK_THANKS_TITLE] =
            "signor|signora|sig|dott",
        [DESK_THANKS_SIGN_OFF] =
            "saluti|cordiali saluti|distinti saluti|un saluto|cordialmente|a presto",
      } },
    { "nl",
      {
        [DESK_THANKS_CORE] =
            "bedankt|dank je|dank u|dank je wel|dank u wel|dankjewel|dankuwel|dankje|"
            "hartelijk dank|hartelijk bedankt|heel erg bedankt|veel dank",
        [DESK_THANKS_MORE] =
            "nogmaals|heel erg|voor de hulp|voor je hulp|voor uw hulp|voor de snelle hulp|"
            "voor het antwoord|voor je antwoord|voor uw antwoord|voor de snelle reactie|"
            "voor je reactie|voor uw reactie|voor alles|voor de informatie|prima|perfect|top|"
            "super|geweldig|mooi|het werkt|fijne dag|fijn weekend|en",
        [DESK_THANKS_GREETING] =
            "hoi|hallo|beste|geachte|goedemorgen|goedemiddag|goedenavond|dag",
        [DESK_THANKS_TITLE] =
            "mevrouw|meneer|heer",
        [DESK_THANKS_SIGN_OFF] =
            "groeten|groet|met vriendelijke groet|met vriendelijke groeten|vriendelijke groeten|"
            "mvg|hartelijke groet|hartelijke groeten",
      } },
    { "da",
      {
        [DESK_THANKS_CORE] =
            "tak|mange tak|tusind tak|tak skal du have|tak skal i have|jeg takker",
        [DESK_THANKS_MORE] =
            "igen|for hjælpen|for din hjælp|for jeres hjælp|for svaret|for dit svar|"
            "for det hurtige svar|for alt|super|perfekt|fint|dejligt|det virker|god dag|"
            "god weekend|og",
        [DESK_THANKS_GREETING] =
            "hej|kære|goddag|godmorgen",
        [DESK_THANKS_SIGN_OFF] =
            "venlig hilsen|med venlig hilsen|hilsen|mvh|de bedste hilsner|bedste hilsner",
      } },
    { "sv",
      {
        [DESK_THANKS_CORE] =
            "tack|tack så mycket|tackar|stort tack|tusen tack|många tack",
        [DESK_THANKS_MORE] =
            "igen|för hjälpen|för din hjälp|för er hjälp|för svaret|för ditt svar|"
            "för snabbt svar|för det snabba svaret|för allt|super|perfekt|toppen|bra|jättebra|"
            "utmärkt|det fungerar|ha en bra dag|trevlig helg|och",
        [DESK_THANKS_GREETING] =
            "hej|hejsan|kära|käre|god morgon",
        [DESK_THANKS_SIGN_OFF] =
            "vänliga hälsningar|med vänlig hälsning|med vänliga hälsningar|hälsningar|mvh",
      } },
    { "no",
      {
        [DESK_THANKS_CORE] =
            "takk|tusen takk|mange takk|takk skal du ha|takk skal dere ha|hjertelig takk",
        [DESK_THANKS_MORE] =
            "igjen|for hjelpen|for hjelp|for din hjelp|for svaret|for svar|for raskt svar|"
            "for alt|flott|perfekt|supert|bra|det fungerer|ha en fin dag|god helg|og",
        [DESK_THANKS_GREETING] =
            "hei|hallo|kjære|god dag",
        [DESK_THANKS_SIGN_OFF] =
            "vennlig hilsen|med vennlig hilsen|hilsen|mvh|beste hilsen",
      } },
    { "fi",
      {
        [DESK_THANKS_CORE] =
            "kiitos|kiitoksia|paljon kiitoksia|kiitos paljon|suuret kiitokset|suurkiitos|kiitti|"
            "iso kiitos",
        [DESK_THANKS_MORE] =
            "vielä kerran|avusta|avustanne|avustasi|nopeasta avusta|vastauksesta|"
            "nopeasta vastauksesta|kaikesta|tiedosta|hienoa|loistavaa|mahtavaa|erinomaista|"
            "nyt toimii|hyvää päivänjatkoa|hyvää viikonloppua|ja",
        [DESK_THANKS_GREETING] =
            "hei|moi|hyvä|hyvää päivää|terve",
        [DESK_THANKS_SIGN_OFF] =
            "ystävällisin terveisin|terveisin|parhain terveisin|yst terv",
      } },
    { "is",
      {
        [DESK_THANKS_CORE] =
            "takk|takk fyrir|takk fyrir svarið|takk fyrir hjálpina|takk fyrir aðstoðina|"
            "kærar þakkir|þakka þér fyrir|þakka ykkur fyrir|takk kærlega|bestu þakkir",
        [DESK_THANKS_MORE] =
            "kærlega|fyrir hjálpina|fyrir aðstoðina|fyrir svarið|frábært|flott|aftur|og",
        [DESK_THANKS_GREETING] =
            "hæ|halló|sæl|sæll|góðan daginn|kæri|kæra",
        [DESK_THANKS_SIGN_OFF] =
            "kveðja|kær kveðja|bestu kveðjur|með kveðju",
      } },
    { "pl",
      {
        [DESK_THANKS_CORE] =
            "dziękuję|dziekuje|dzięki|dzieki|dziękujemy|bardzo dziękuję|bardzo dziekuje|"
            "serdecznie dziękuję|wielkie dzięki|dziękuję bardzo|pięknie dziękuję",
        [DESK_THANKS_MORE] =
            "bardzo|jeszcze raz|serdecznie|za pomoc|za szybką pomoc|za odpowiedź|"
            "za szybką odpowiedź|za informację|za wszystko|za wsparcie|super|świetnie|doskonale|"
            "idealnie|działa|już działa|miłego dnia|miłego weekendu|i",
        [DESK_THANKS_GREETING] =
            "cześć|dzień dobry|witam|hej|szanowni państwo|drogi|droga|dobry wieczór",
        [DESK_THANKS_TITLE] =
            "panie|pani|pan",
        [DESK_THANKS_SIGN_OFF] =
            "pozdrawiam|z poważaniem|pozdrowienia|serdecznie pozdrawiam|serdeczne pozdrowienia",
      } },
    { "cs",
      {
        [DESK_THANKS_CORE] =
            "děkuji|děkuju|děkujeme|díky|diky|dekuji|moc děkuji|mnohokrát děkuji|velmi děkuji|"
            "děkuji mnohokrát|velké díky",
        [DESK_THANKS_MORE] =
            "moc|mnohokrát|ještě jednou|vám|ti|za pomoc|za rychlou pomoc|za odpověď|"
            "za rychlou odpověď|za informaci|za vše|za všechno|super|výborně|skvělé|perfektní|"
            "funguje|už funguje|hezký den|krásný den|pěkný víkend|a",
        [DESK_THANKS_GREETING] =
            "dobrý den|ahoj|vážený|vážená|milý|milá|dobrý večer",
        [DESK_THANKS_TITLE] =
            "pane|paní",
        [DESK_THANKS_SIGN_OFF] =
            "s pozdravem|s přátelským pozdravem|zdraví|pozdrav",
      } },
    { "sk",
      {
        [DESK_THANKS_CORE] =
            "ďakujem|dakujem|ďakujeme|vďaka|ďakujem pekne|veľmi pekne ďakujem|pekne ďakujem|"
            "veľká vďaka|ďakujem veľmi pekne",
        [DESK_THANKS_MORE] =
            "pekne|veľmi|ešte raz|vám|ti|za pomoc|za rýchlu pomoc|za odpoveď|za rýchlu odpoveď|"
            "za informáciu|za všetko|super|výborne|skvelé|funguje|už funguje|pekný deň|"
            "pekný víkend|a",
        [DESK_THANKS_GREETING] =
            "dobrý deň|ahoj|vážený|vážená|milý|milá",
        [DESK_THANKS_SIGN_OFF] =
            "s pozdravom|s priateľským pozdravom|pozdravujem",
      } },
    { "hu",
      {
        [DESK_THANKS_CORE] =
            "köszönöm|köszönjük|köszi|kösz|nagyon köszönöm|köszönöm szépen|"
            "nagyon szépen köszönöm|hálásan köszönöm|ezer köszönet",
        [DESK_THANKS_MORE] =
            "szépen|nagyon|mégegyszer|még egyszer|a segítséget|a gyors segítséget|a választ|"
            "a gyors választ|az információt|mindent|szuper|tökéletes|remek|nagyszerű|működik|"
            "már működik|szép napot|jó hétvégét|és",
        [DESK_THANKS_GREETING] =
            "szia|sziasztok|helló|tisztelt|kedves|jó napot|jó napot kívánok",
        [DESK_THANKS_SIGN_OFF] =
            "üdvözlettel|üdv|tisztelettel",
      } },
    { "ro",
      {
        [DESK_THANKS_CORE] =
            "mulțumesc|multumesc|mulțumim|multumim|mersi|mulțumesc mult|vă mulțumesc|"
            "va multumesc|îți mulțumesc|mulțumesc frumos|multumesc frumos",
        [DESK_THANKS_MORE] =
            "mult|foarte mult|din nou|încă o dată|pentru ajutor|pentru ajutorul acordat|"
            "pentru răspuns|pentru raspuns|pentru tot|pentru informații|perfect|super|excelent|"
            "foarte bine|funcționează|o zi bună|o zi frumoasă|și",
        [DESK_THANKS_GREETING] =
            "bună|bună ziua|buna ziua|salut|stimate|stimată|dragă|bună dimineața",
        [DESK_THANKS_SIGN_OFF] =
            "cu stimă|cu respect|toate cele bune|salutări",
      } },
    { "hr",
      {
        [DESK_THANKS_CORE] =
            "hvala|hvala lijepa|hvala puno|puno hvala|hvala vam|hvala ti|zahvaljujem|"
            "najljepša hvala|hvala lepo|veliko hvala",
        [DESK_THANKS_MORE] =
            "lijepo|još jednom|na pomoći|na brzoj pomoći|na odgovoru|na brzom odgovoru|na svemu|"
            "za pomoć|za odgovor|super|odlično|savršeno|radi|ugodan dan|i",
        [DESK_THANKS_GREETING] =
            "bok|dobar dan|poštovani|poštovana|dragi|draga",
        [DESK_THANKS_SIGN_OFF] =
            "srdačan pozdrav|lp|s poštovanjem|lijep pozdrav",
      } },
    { "sl",
      {
        [DESK_THANKS_CORE] =
            "hvala|najlepša hvala|hvala lepa|lepa hvala|hvala vam|zahvaljujem se",
        [DESK_THANKS_MORE] =
            "za pomoč|za odgovor|za hiter odgovor|za vse|še enkrat|super|odlično|deluje|lep dan|"
            "in",
        [DESK_THANKS_GREETING] =
            "živjo|pozdravljeni|spoštovani|dober dan",
        [DESK_THANKS_SIGN_OFF] =
            "lep pozdrav|s spoštovanjem|lp",
      } },
    { "sr",
      {
        [DESK_THANKS_CORE] =
            "хвала|хвала лепо|хвала вам|хвала пуно|много хвала|захваљујем",
        [DESK_THANKS_MORE] =
            "за помоћ|на помоћи|на одговору|за све|још једном|супер|одлично|лепо|ради|и",
        [DESK_THANKS_GREETING] =
            "здраво|добар дан|поштовани|поштована",
        [DESK_THANKS_SIGN_OFF] =
            "поздрав|срдачан поздрав|с поштовањем",
      } },
    { "bg",
      {
        [DESK_THANKS_CORE] =
            "благодаря|благодарим|много благодаря|мерси|благодаря ви|благодаря много",
        [DESK_THANKS_MORE] =
            "много|отново|още веднъж|за помощта|за бързата помощ|за отговора|за бързия отговор|"
            "за всичко|за информацията|супер|чудесно|отлично|перфектно|работи|хубав ден|"
            "приятен ден|и",
        [DESK_THANKS_GREETING] =
            "здравейте|здравей|добър ден|уважаеми|уважаема",
        [DESK_THANKS_SIGN_OFF] =
            "поздрави|с уважение|поздрав",
      } },
    { "ru",
      {
        [DESK_THANKS_CORE] =
            "спасибо|большое спасибо|спасибо большое|огромное спасибо|спасибо огромное|благодарю|"
            "благодарю вас|благодарим|спс",
        [DESK_THANKS_MORE] =
            "вам|тебе|ещё раз|еще раз|за помощь|за быструю помощь|за ответ|за быстрый ответ|"
            "за информацию|за поддержку|за всё|за все|отлично|супер|прекрасно|замечательно|"
            "хорошо|ок|всё работает|все работает|всё заработало|все заработало|хорошего дня|"
            "хороших выходных|и",
        [DESK_THANKS_GREETING] =
            "здравствуйте|привет|добрый день|доброе утро|добрый вечер|уважаемый|уважаемая|"
            "уважаемые коллеги|коллеги",
        [DESK_THANKS_SIGN_OFF] =
            "с уважением|всего доброго|всего хорошего|с наилучшими пожеланиями",
      } },
    { "uk",
      {
        [DESK_THANKS_CORE] =
            "дякую|щиро дякую|дуже дякую|дякуємо|велике дякую|дякую вам|спасибі|дякую дуже",
        [DESK_THANKS_MORE] =
            "вам|ще раз|за допомогу|за швидку допомогу|за відповідь|за швидку відповідь|"
            "за інформацію|за все|чудово|супер|відмінно|все працює|гарного дня|і|та",
        [DESK_THANKS_GREETING] =
            "вітаю|привіт|добрий день|доброго дня|шановний|шановна|шановні колеги",
        [DESK_THANKS_SIGN_OFF] =
            "з повагою|всього найкращого|на все добре",
      } },
    { "el",
      {
        [DESK_THANKS_CORE] =
            "ευχαριστώ|ευχαριστω|ευχαριστώ πολύ|ευχαριστω πολυ|σασ ευχαριστώ|σασ ευχαριστώ πολύ|"
            "σασ ευχαριστω|ευχαριστούμε|ευχαριστούμε πολύ|χίλια ευχαριστώ",
        [DESK_THANKS_MORE] =
            "πολύ|πολυ|και πάλι|για τη βοήθεια|για την βοήθεια|για τη βοήθειά σασ|"
            "για την απάντηση|για την άμεση απάντηση|για όλα|τέλεια|υπέροχα|μια χαρά|δουλεύει|"
            "καλή σασ μέρα|καλό σαββατοκύριακο|και",
        [DESK_THANKS_GREETING] =
            "γεια|γεια σασ|γεια σου|καλημέρα|καλησπέρα|αγαπητέ|αγαπητή|αγαπητοί",
        [DESK_THANKS_SIGN_OFF] =
            "με εκτίμηση|φιλικά|χαιρετισμούσ|με φιλικούσ χαιρετισμούσ",
      } },
    { "tr",
      {
        [DESK_THANKS_CORE] =
            "teşekkürler|teşekkür ederim|tesekkurler|tesekkur ederim|çok teşekkürler|"
            "çok teşekkür ederim|teşekkür ederiz|sağ olun|sağ ol|sağolun|sağol|çok sağ olun",
        [DESK_THANKS_MORE] =
            "tekrar|çok|yardımınız için|yardımın için|yardım için|cevabınız için|"
            "hızlı cevabınız için|her şey için|bilgi için|ilginiz için|harika|süper|mükemmel|"
            "çok iyi|iyi günler|iyi hafta sonları|kolay gelsin|ve",
        [DESK_THANKS_GREETING] =
            "merhaba|merhabalar|selam|sayın|günaydın|iyi akşamlar|değerli",
        [DESK_THANKS_TITLE] =
            "bey|hanım",
        [DESK_THANKS_SIGN_OFF] =
            "saygılarımla|saygılar|selamlar|sevgiler|iyi çalışmalar",
      } },
    { "et",
      {
        [DESK_THANKS_CORE] =
            "aitäh|tänan|suur aitäh|tänud|suur tänu|tänan väga|suured tänud|tänan teid",
        [DESK_THANKS_MORE] =
            "väga|veel kord|abi eest|kiire abi eest|vastuse eest|kiire vastuse eest|kõige eest|"
            "suurepärane|super|töötab|ilusat päeva|ja",
        [DESK_THANKS_GREETING] =
            "tere|tere päevast|tere hommikust|lugupeetud|kallis",
        [DESK_THANKS_SIGN_OFF] =
            "lugupidamisega|parimate soovidega|tervitades",
      } },
    { "lv",
      {
        [DESK_THANKS_CORE] =
            "paldies|liels paldies|pateicos|paldies jums|daudz paldies",
        [DESK_THANKS_MORE] =
            "vēlreiz|par palīdzību|par ātro palīdzību|par atbildi|par ātro atbildi|par visu|"
            "lieliski|super|viss strādā|jauku dienu|un",
        [DESK_THANKS_GREETING] =
            "labdien|sveiki|labrīt|cienījamie",
        [DESK_THANKS_SIGN_OFF] =
            "ar cieņu|vislabākie vēlējumi",
      } },
    { "lt",
      {
        [DESK_THANKS_CORE] =
            "ačiū|aciu|dėkoju|labai ačiū|labai dėkoju|didelis ačiū|dėkui|dėkojame|ačiū labai",
        [DESK_THANKS_MORE] =
            "labai|dar kartą|už pagalbą|už greitą pagalbą|už atsakymą|už greitą atsakymą|"
            "už viską|puiku|super|veikia|geros dienos|ir",
        [DESK_THANKS_GREETING] =
            "labas|laba diena|sveiki|gerbiamieji|labas rytas",
        [DESK_THANKS_SIGN_OFF] =
            "pagarbiai|su pagarba|geriausi linkėjimai",
      } },
    { "ca",
      {
        [DESK_THANKS_CORE] =
            "gràcies|moltes gràcies|mercès|mil gràcies|t'ho agraeixo",
        [DESK_THANKS_MORE] =
            "de nou|altra vegada|per l'ajuda|per la resposta|per tot|perfecte|genial|molt bé|"
            "bon dia|bon cap de setmana|i",
        [DESK_THANKS_GREETING] =
            "hola|bona tarda|benvolgut|benvolguda|benvolguts",
        [DESK_THANKS_SIGN_OFF] =
            "salutacions|atentament|cordialment|una salutació",
      } },
    { "he",
      {
        [DESK_THANKS_CORE] =
            "תודה|תודה רבה|תודה לך|תודה לכם|המון תודה|רב תודות",
        [DESK_THANKS_MORE] =
            "רבה|שוב|על העזרה|על התשובה|על התשובה המהירה|על הכל|מעולה|מצוין|נהדר|יום טוב|"
            "יום נעים|שבת שלום",
        [DESK_THANKS_GREETING] =
            "שלום|היי|בוקר טוב|ערב טוב",
        [DESK_THANKS_SIGN_OFF] =
            "בברכה|בכבוד רב",
      } },
    { "ar",
      {
        [DESK_THANKS_CORE] =
            "شكرا|شكرا لك|شكرا لكم|شكرا جزيلا|شكرا جزيلا لك|شكرا جزيلا لكم|جزيل الشكر|مشكور|"
            "مشكورين|أشكرك|أشكركم|الف شكر",
        [DESK_THANKS_MORE] =
            "جزيلا|مرة أخرى|على المساعدة|على مساعدتكم|على مساعدتك|على الرد|على الرد السريع|"
            "على كل شيء|ممتاز|رائع|يوم سعيد",
        [DESK_THANKS_GREETING] =
            "مرحبا|السلام عليكم|أهلا|صباح الخير|مساء الخير|عزيزي|عزيزتي",
        [DESK_THANKS_SIGN_OFF] =
            "تحياتي|مع التحية|مع تحياتي|مع خالص التحية|أطيب التحيات",
      } },
    { "fa",
      {
        [DESK_THANKS_CORE] =
            "ممنون|ممنونم|متشکرم|سپاس|سپاسگزارم|تشکر|با تشکر|مرسی|خیلی ممنون",
        [DESK_THANKS_MORE] =
            "خیلی|از شما|از کمک شما|از پاسخ شما|بابت کمک|عالی|عالی بود|روز خوبی داشته باشید",
        [DESK_THANKS_GREETING] =
            "سلام|درود|با سلام",
        [DESK_THANKS_SIGN_OFF] =
            "با احترام",
      } },
    { "hi",
      {
        [DESK_THANKS_CORE] =
            "धन्यवाद|बहुत धन्यवाद|बहुत बहुत धन्यवाद|शुक्रिया|आपका धन्यवाद|बहुत शुक्रिया|"
            "आपका बहुत धन्यवाद",
        [DESK_THANKS_MORE] =
            "बहुत|फिर से|एक बार फिर|मदद के लिए|आपकी मदद के लिए|सहायता के लिए|उत्तर के लिए|"
            "जवाब के लिए|बढ़िया|जी",
        [DESK_THANKS_GREETING] =
            "नमस्ते|नमस्कार|प्रिय|महोदय",
        [DESK_THANKS_SIGN_OFF] =
            "सादर",
      } },
    { "id",
      {
        [DESK_THANKS_CORE] =
            "terima kasih|terima kasih banyak|makasih|trims|terimakasih|banyak terima kasih|"
            "ribuan terima kasih",
        [DESK_THANKS_MORE] =
            "banyak|sekali lagi|atas bantuannya|atas bantuan anda|atas jawabannya|atas responnya|"
            "atas informasinya|untuk semuanya|bagus|mantap|sempurna|dan",
        [DESK_THANKS_GREETING] =
            "halo|hai|selamat pagi|selamat siang|selamat sore|selamat malam|yth",
        [DESK_THANKS_TITLE] =
            "bapak|ibu|pak|bu",
        [DESK_THANKS_SIGN_OFF] =
            "salam|hormat saya|salam hormat",
      } },
    { "vi",
      {
        [DESK_THANKS_CORE] =
            "cảm ơn|cám ơn|cảm ơn bạn|xin cảm ơn|cảm ơn nhiều|cám ơn nhiều|cảm ơn rất nhiều|"
            "chân thành cảm ơn|xin chân thành cảm ơn|cảm ơn anh|cảm ơn chị",
        [DESK_THANKS_MORE] =
            "nhiều|rất nhiều|vì đã giúp đỡ|vì sự giúp đỡ|đã hỗ trợ|đã giúp đỡ|tuyệt vời|tốt quá|"
            "ạ|và",
        [DESK_THANKS_GREETING] =
            "chào|xin chào|chào bạn|chào anh|chào chị|kính gửi",
        [DESK_THANKS_SIGN_OFF] =
            "trân trọng|thân ái|trân trọng kính chào",
      } },
    { "th",
      {
        [DESK_THANKS_CORE] =
            "ขอบคุณ|ขอบคุณมาก|ขอบใจ|ขอบพระคุณ",
        [DESK_THANKS_MORE] =
            "ครับ|ค่ะ|คะ|นะ|มาก|มากๆ|อีกครั้ง|สําหรับความช่วยเหลือ|ที่ช่วยเหลือ|สําหรับคําตอบ|"
            "เยี่ยม|ดีมาก",
        [DESK_THANKS_GREETING] =
            "สวัสดี|สวัสดีครับ|สวัสดีค่ะ|เรียน",
        [DESK_THANKS_SIGN_OFF] =
            "ขอแสดงความนับถือ|ด้วยความเคารพ",
      } },
    { "zh",
      {
        [DESK_THANKS_CORE] =
            "谢谢|谢谢您|谢谢你|谢谢你们|多谢|非常感谢|感谢|感谢您|十分感谢|谢了|太感谢了|謝謝|謝謝您|謝謝你|多謝|非常感謝|感謝|感謝您|感恩",
        [DESK_THANKS_MORE] =
            "您的帮助|你的帮助|你们的帮助|您的回复|你的回复|您的支持|再次|很好|太好了|好的|辛苦了|收到|您的幫助|你的幫助|您的回覆|祝好|啦|哦|啊",
        [DESK_THANKS_GREETING] =
            "您好|你好|你们好|大家好|早上好|下午好",
        [DESK_THANKS_SIGN_OFF] =
            "此致|敬礼|顺祝商祺|此致敬礼",
      } },
    { "ja",
      {
        [DESK_THANKS_CORE] =
            "ありがとう|ありがとうございます|ありがとうございました|有難う|有難うございます|有難うございました|感謝します|感謝いたします|感謝致します|サンキュー|"
            "ご対応ありがとうございます|ご対応ありがとうございました|ご連絡ありがとうございます|ご連絡ありがとうございました|ご回答ありがとうございます|"
            "ご回答ありがとうございました|ご返信ありがとうございます|ご返信ありがとうございました",
        [DESK_THANKS_MORE] =
            "どうも|本当に|大変|誠に|助かりました|大変助かりました|了解しました|承知しました|承知いたしました|完璧です|素晴らしい",
        [DESK_THANKS_GREETING] =
            "お世話になっております|お世話になります|こんにちは|おはようございます|こんばんは|お疲れ様です",
        [DESK_THANKS_SIGN_OFF] =
            "敬具",
      } },
    { "ko",
      {
        [DESK_THANKS_CORE] =
            "감사합니다|고맙습니다|고마워요|감사해요|감사드립니다|정말 감사합니다|대단히 감사합니다|너무 감사합니다|땡큐|고마워|답변 감사합니다|답변 고맙습니다",
        [DESK_THANKS_MORE] =
            "정말|대단히|너무|매우|다시 한번|다시 한 번|도와주셔서|도움 주셔서|답변 주셔서|회신 주셔서|좋습니다|완벽합니다|좋은 하루 되세요|네",
        [DESK_THANKS_GREETING] =
            "안녕하세요|안녕하십니까",
        [DESK_THANKS_SIGN_OFF] =
            "드림|올림|수고하세요|수고하십시오",
      } },
    { "af",
      {
        [DESK_THANKS_CORE] =
            "dankie|baie dankie",
        [DESK_THANKS_MORE] =
            "baie|weereens|vir die hulp|vir jou hulp|vir die antwoord|vir alles|uitstekend|"
            "perfek|dit werk nou",
        [DESK_THANKS_GREETING] =
            "goeie dag|goeiedag|geagte",
        [DESK_THANKS_SIGN_OFF] =
            "groete|vriendelike groete",
      } },
    { "sw",
      {
        [DESK_THANKS_CORE] =
            "asante|asante sana|ahsante|ahsante sana|shukrani|nashukuru",
        [DESK_THANKS_MORE] =
            "sana|tena|kwa msaada|kwa msaada wako|kwa jibu|kwa kila kitu|vizuri|na",
        [DESK_THANKS_GREETING] =
            "habari|jambo|hujambo|mpendwa",
        [DESK_THANKS_SIGN_OFF] =
            "wasalaam",
      } },
    { "cy",
      {
        [DESK_THANKS_CORE] =
            "diolch|diolch yn fawr|diolch yn fawr iawn|llawer o ddiolch",
        [DESK_THANKS_MORE] =
            "yn fawr|eto|am eich help|am yr ateb|am bopeth|gwych",
        [DESK_THANKS_GREETING] =
            "helo|annwyl|bore da|prynhawn da",
        [DESK_THANKS_SIGN_OFF] =
            "cofion|cofion gorau|yn gywir",
      } },
    { "eu",
      {
        [DESK_THANKS_CORE] =
            "eskerrik asko|mila esker|esker aunitz",
        [DESK_THANKS_MORE] =
            "laguntzagatik|zure laguntzagatik|erantzunagatik|guztiagatik|berriro|primeran|bikain|"
            "eta",
        [DESK_THANKS_GREETING] =
            "kaixo|egun on|arratsalde on",
        [DESK_THANKS_SIGN_OFF] =
            "adeitasunez|ondo izan",
      } },
    { "ga",
      {
        [DESK_THANKS_CORE] =
            "go raibh maith agat|go raibh maith agaibh|go raibh míle maith agat",
        [DESK_THANKS_MORE] =
            "arís",
        [DESK_THANKS_GREETING] =
            "dia duit|a chara",
        [DESK_THANKS_SIGN_OFF] =
            "le meas|is mise le meas",
      } },
    { NULL, { NULL } },
};
/* clang-format on */
