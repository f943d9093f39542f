#include "text/quotes-words.h"

/*
 * Delimiters of help desks, separators of mail programs, what apps sign with, and closing phrases;
 * those of one language and kind in one row, with | between them. quotes-words.h tells how
 * to write a row.
 */

static const DeskQuoteRow rows[] = {
    { "en", DESK_PHRASE_DELIMITER,
      "inactive hide details for|reply above this line|please reply above this line|please type "
      "your reply above this "
      "line|type your reply above this line|write above this line|please write above this "
      "line|write your reply above this line|enter your reply above this line|in replies all text "
      "above this line|please do not write below this line|do not write below this line|do not "
      "edit below this line|please enter your reply above this line|add your reply above this "
      "line|reply to this email above this line|to reply to this message type above this "
      "line|respond above this line|reply above this dashed line|type above this line" },
    { "de", DESK_PHRASE_DELIMITER,
      "bitte antworten sie oberhalb dieser linie|bitte antworten sie über dieser linie|bitte "
      "oberhalb dieser linie antworten|bitte über dieser linie antworten|antworten sie oberhalb "
      "dieser linie|antworten sie über dieser linie|bitte antworten sie über dieser zeile|antwort "
      "oberhalb dieser linie|bitte antworten "
      "sie oberhalb dieser zeile|antwort bitte über dieser linie|bitte schreiben sie ihre antwort "
      "über diese linie|schreiben sie oberhalb dieser linie|bitte geben sie ihre antwort über "
      "dieser zeile ein|bitte geben sie ihre antwort oberhalb dieser linie ein" },
    { "fr", DESK_PHRASE_DELIMITER,
      "répondre au-dessus de cette ligne|répondez au-dessus de cette ligne|merci de répondre "
      "au-dessus de cette ligne|veuillez répondre au-dessus de cette ligne|veuillez saisir votre "
      "réponse au-dessus de cette ligne|écrivez votre réponse au-dessus de cette ligne|écrire "
      "au-dessus de cette ligne|répondez par-dessus cette ligne" },
    { "es", DESK_PHRASE_DELIMITER,
      "responda por encima de esta línea|por favor responda por encima de esta línea|escriba su "
      "respuesta por encima de esta línea|escriba por encima de esta línea|responder por encima de "
      "esta línea|responda encima de esta línea|responda sobre esta línea|por favor escriba su "
      "respuesta por encima de esta línea|por favor escriba su respuesta arriba de esta línea" },
    { "pt", DESK_PHRASE_DELIMITER,
      "responda acima desta linha|por favor responda acima desta linha|escreva acima desta "
      "linha|digite sua resposta acima desta linha|por favor digite sua resposta acima desta "
      "linha|responder acima desta linha|por favor escreva a sua resposta acima desta linha" },
    { "it", DESK_PHRASE_DELIMITER,
      "rispondi sopra questa riga|rispondere sopra questa riga|si prega di rispondere sopra questa "
      "riga|digita la risposta sopra questa riga|rispondi sopra questa linea|scrivi sopra questa "
      "riga|digitare la risposta sopra questa riga" },
    { "nl", DESK_PHRASE_DELIMITER,
      "reageer boven deze regel|antwoord boven deze regel|gelieve boven deze lijn te "
      "antwoorden|antwoord boven deze lijn|beantwoord boven deze lijn|typ uw antwoord boven deze "
      "regel|schrijf uw antwoord boven deze regel|schrijf boven deze regel" },
    { "da", DESK_PHRASE_DELIMITER,
      "svar over denne linje|skriv dit svar over denne linje|skriv over denne linje|skriv venligst "
      "dit svar over denne linje" },
    { "nb", DESK_PHRASE_DELIMITER,
      "svar over denne linjen|skriv svaret ditt over denne linjen|skriv over denne linjen" },
    { "sv", DESK_PHRASE_DELIMITER,
      "svara ovanför denna rad|skriv ditt svar ovanför denna rad|svara ovanför den här raden|skriv "
      "ovanför denna rad|skriv ditt svar ovanför den här raden" },
    { "fi", DESK_PHRASE_DELIMITER,
      "vastaa tämän rivin yläpuolelle|kirjoita vastauksesi tämän rivin yläpuolelle" },
    { "pl", DESK_PHRASE_DELIMITER,
      "odpowiedz powyżej tej linii|proszę odpowiedzieć powyżej tej linii|wpisz odpowiedź powyżej "
      "tej linii|odpowiedź powyżej tej linii|napisz odpowiedź powyżej tej linii" },
    { "cs", DESK_PHRASE_DELIMITER,
      "odpovězte nad tímto řádkem|odpověď pište nad tento řádek|napište svou odpověď nad tento "
      "řádek" },
    { "sk", DESK_PHRASE_DELIMITER,
      "odpovedzte nad týmto riadkom|svoju odpoveď napíšte nad tento riadok" },
    { "hu", DESK_PHRASE_DELIMITER,
      "kérjük e vonal fölé írja válaszát|válaszát e vonal fölé írja|kérjük válaszát e sor fölé "
      "írja" },
    { "ro", DESK_PHRASE_DELIMITER,
      "răspundeți deasupra acestei linii|vă rugăm să răspundeți deasupra acestei linii" },
    { "hr", DESK_PHRASE_DELIMITER, "odgovorite iznad ove crte|odgovorite iznad ove linije" },
    { "ru", DESK_PHRASE_DELIMITER,
      "ответьте выше этой линии|пожалуйста ответьте выше этой линии|пишите ответ выше этой "
      "линии|введите ответ выше этой строки|напишите ответ выше этой строки|ответ пишите выше этой "
      "линии|отвечайте выше этой строки" },
    { "uk", DESK_PHRASE_DELIMITER,
      "відповідайте вище цієї лінії|напишіть відповідь вище цього рядка" },
    { "el", DESK_PHRASE_DELIMITER,
      "απαντήστε πάνω από αυτή τη γραμμή|γράψτε την απάντησή σας πάνω από αυτή τη γραμμή" },
    { "tr", DESK_PHRASE_DELIMITER,
      "lütfen yanıtınızı bu satırın üzerine yazın|yanıtınızı bu satırın üstüne yazın|bu satırın "
      "üzerine yazın|cevabınızı bu satırın üzerine yazınız" },
    { "ja", DESK_PHRASE_DELIMITER,
      "この線より上に返信してください|この行より上に返信してください|"
      "この線より上に返信を入力してください|この行の上に返信を入力してください|"
      "この線より上に返信内容を入力してください" },
    { "zh", DESK_PHRASE_DELIMITER,
      "请在此行上方回复|請在此行上方回覆|请在此线以上回复|请在此行之上回复|在此行上方输入您的回复|"
      "請在這行上方輸入回覆" },
    { "ko", DESK_PHRASE_DELIMITER,
      "이 줄 위에 답장을 입력하세요|이 줄 위에 회신을 입력하세요|이 선 위에 답장을 작성해 주세요" },
    { "vi", DESK_PHRASE_DELIMITER,
      "vui lòng trả lời phía trên dòng này|trả lời phía trên dòng này" },
    { "id", DESK_PHRASE_DELIMITER, "balas di atas garis ini|silakan balas di atas garis ini" },
    { "he", DESK_PHRASE_DELIMITER, "נא להשיב מעל שורה זו" },
    { "ar", DESK_PHRASE_DELIMITER, "يرجى الرد فوق هذا السطر|الرد فوق هذا السطر" },
    { "en", DESK_PHRASE_SEPARATOR,
      "original message|original appointment|original email|original mail|reply message|forwarded "
      "message|forwarded mail|message transféré|end forwarded message|reply above|forwarded by "
      "{name}|forwarded message from {name}|original message from {name}|quoted message|previous "
      "message|replied message|start of forwarded message|forwarded by" },
    { "de", DESK_PHRASE_SEPARATOR,
      "ursprüngliche nachricht|urspruengliche nachricht|ursprüngliche "
      "mail|original-nachricht|originalnachricht|original "
      "nachricht|originalmail|originaltermin|antwort nachricht|weitergeleitete "
      "nachricht|weitergeleitet von {name}|weitergeleitete mail|ende der weitergeleiteten "
      "nachricht|weitergeleitete e-mail|originale nachricht" },
    { "fr", DESK_PHRASE_SEPARATOR,
      "message d'origine|message original|message initial|message réexpédié|message de "
      "réponse|rendez-vous d'origine|e-mail d'origine|courriel original|transféré par {name}|mail "
      "original" },
    { "es", DESK_PHRASE_SEPARATOR,
      "mensaje original|mensaje reenviado|mensaje de respuesta|correo original|cita "
      "original|remitido por {name}|inicio del mensaje reenviado" },
    { "pt", DESK_PHRASE_SEPARATOR,
      "mensagem original|mensagem encaminhada|mensagem reencaminhada|mensagem de "
      "origem|encaminhado por {name}" },
    { "it", DESK_PHRASE_SEPARATOR,
      "messaggio originale|messaggio originario|messaggio inoltrato|inoltrato da {name}|messaggio "
      "di risposta|da inoltrare" },
    { "nl", DESK_PHRASE_SEPARATOR,
      "oorspronkelijk bericht|origineel bericht|oorspronkelijke bericht|doorgestuurd "
      "bericht|doorgestuurd door {name}|oorspronkelijke afspraak" },
    { "da", DESK_PHRASE_SEPARATOR,
      "oprindelig meddelelse|original besked|oprindelig besked|oprindelig mail|videresendt "
      "meddelelse|videresendt besked|den oprindelige meddelelse|videresendt af {name}" },
    { "nb", DESK_PHRASE_SEPARATOR,
      "opprinnelig melding|original melding|opprinnelig e-post|opprinnelig beskjed|videresendt "
      "melding|videresendt av {name}|videresendt e-post" },
    { "sv", DESK_PHRASE_SEPARATOR,
      "ursprungligt meddelande|originalmeddelande|ursprungligt mail|vidarebefordrat "
      "meddelande|vidarebefordrat brev|vidarebefordrat mail|vidarebefordrat av {name}" },
    { "is", DESK_PHRASE_SEPARATOR, "upprunaleg skilaboð|áframsend skilaboð|framsend skilaboð" },
    { "fi", DESK_PHRASE_SEPARATOR,
      "alkuperäinen viesti|alkuperäinen sanoma|välitetty viesti|edelleenlähetetty viesti|lähettäjä "
      "{name}" },
    { "et", DESK_PHRASE_SEPARATOR,
      "algne sõnum|algne kiri|edastatud kiri|edastatud sõnum|originaalkiri" },
    { "lv", DESK_PHRASE_SEPARATOR,
      "sākotnējais ziņojums|oriģinālais ziņojums|pārsūtītā vēstule|pārsūtīta ziņa" },
    { "lt", DESK_PHRASE_SEPARATOR,
      "pradinis pranešimas|originalus laiškas|persiųstas laiškas|persiųsta žinutė|originali "
      "žinutė" },
    { "pl", DESK_PHRASE_SEPARATOR,
      "oryginalna wiadomość|wiadomość oryginalna|treść oryginalnej wiadomości|treść przekazanej "
      "wiadomości|wiadomość przekazana dalej|przekazana wiadomość|wiadomość przesłana "
      "dalej|przesłane przez {name}" },
    { "cs", DESK_PHRASE_SEPARATOR,
      "původní zpráva|původní e-mail|přeposlaná zpráva|předaná zpráva|původní schůzka|přeposláno "
      "od {name}" },
    { "sk", DESK_PHRASE_SEPARATOR,
      "pôvodná správa|preposlaná správa|presmerovaná správa|pôvodný e-mail|odoslaná správa" },
    { "hu", DESK_PHRASE_SEPARATOR,
      "eredeti üzenet|továbbított üzenet|továbbított levél|eredeti levél|eredeti esemény" },
    { "ro", DESK_PHRASE_SEPARATOR,
      "mesaj original|mesajul original|mesaj redirecționat|mesaj transmis mai departe|mesaj "
      "initial" },
    { "sl", DESK_PHRASE_SEPARATOR, "izvirno sporočilo|prvotno sporočilo|posredovano sporočilo" },
    { "hr", DESK_PHRASE_SEPARATOR,
      "izvorna poruka|originalna poruka|proslijeđena poruka|prosljeđena poruka|izvorni tekst "
      "poruke" },
    { "sr", DESK_PHRASE_SEPARATOR,
      "оригинална порука|изворна порука|прослеђена порука|prosleđena poruka" },
    { "mk", DESK_PHRASE_SEPARATOR, "оригинална порака|препратена порака" },
    { "bg", DESK_PHRASE_SEPARATOR,
      "оригинално съобщение|препратено съобщение|първоначално съобщение" },
    { "sq", DESK_PHRASE_SEPARATOR, "mesazhi origjinal|mesazhi i përcjellë" },
    { "el", DESK_PHRASE_SEPARATOR,
      "αρχικό μήνυμα|προωθημένο μήνυμα|μήνυμα που προωθήθηκε|πρωτότυπο μήνυμα" },
    { "ru", DESK_PHRASE_SEPARATOR,
      "исходное сообщение|оригинальное сообщение|пересылаемое сообщение|пересланное "
      "сообщение|переадресованное сообщение|перенаправленное сообщение|исходное письмо|начало "
      "переадресованного сообщения|завершение пересылаемого сообщения|переслано от "
      "{name}|пересланное письмо" },
    { "uk", DESK_PHRASE_SEPARATOR,
      "вихідне повідомлення|оригінальне повідомлення|переслане повідомлення|переадресоване "
      "повідомлення|пересланий лист|початкове повідомлення" },
    { "be", DESK_PHRASE_SEPARATOR, "арыгінальнае паведамленне|перасланае паведамленне" },
    { "tr", DESK_PHRASE_SEPARATOR,
      "orijinal mesaj|özgün ileti|orijinal ileti|orjinal mesaj|iletilen mesaj|iletilmiş "
      "mesaj|yönlendirilmiş ileti|iletilen ileti|özgün mesaj|yönlendirilen mesaj" },
    { "he", DESK_PHRASE_SEPARATOR, "הודעה מקורית|הודעה שהועברה|ההודעה המקורית" },
    { "ar", DESK_PHRASE_SEPARATOR,
      "الرسالة الأصلية|رسالة أصلية|رسالة معاد توجيهها|رسالة محولة|الرسالة الأصليه" },
    { "fa", DESK_PHRASE_SEPARATOR,
      "پیام اصلی|پیام فوروارد شده|پیام "
      "بازارسالشده|پیغام "
      "اصلی" },
    { "hi", DESK_PHRASE_SEPARATOR, "मूल संदेश|अग्रेषित संदेश|फ़ॉरवर्ड किया गया संदेश" },
    { "ja", DESK_PHRASE_SEPARATOR,
      "元のメッセージ|転送されたメッセージ|転送メッセージ|転送メール|元のメール|"
      "オリジナルメッセージ|転送元メッセージ" },
    { "zh", DESK_PHRASE_SEPARATOR,
      "邮件原件|原始邮件|原始郵件|原始信件|原始訊息|原邮件|回复的原邮件|转发的邮件|转发邮件|"
      "转发邮件信息|"
      "轉寄郵件|轉寄的郵件|已轉寄郵件|转发的原邮件|原件|原文|原邮件信息|轉發郵件|转发信息|原信息" },
    { "ko", DESK_PHRASE_SEPARATOR,
      "원본 메시지|원본 메일|원본메일|전달된 메시지|원래 메시지|전달된 메일|원문 메일" },
    { "vi", DESK_PHRASE_SEPARATOR,
      "thư gốc|tin nhắn gốc|thư chuyển tiếp|tin nhắn đã chuyển tiếp|thư đã chuyển tiếp|thư được "
      "chuyển tiếp" },
    { "th", DESK_PHRASE_SEPARATOR, "ข้อความต้นฉบับ|ข้อความเดิม|ข้อความที่ส่งต่อ|ข้อความที่ถูกส่งต่อ" },
    { "id", DESK_PHRASE_SEPARATOR,
      "pesan asli|pesan terusan|pesan yang diteruskan|pesan diteruskan" },
    { "ms", DESK_PHRASE_SEPARATOR, "mesej asal|mesej yang dimajukan|mesej dikirim semula" },
    { "ca", DESK_PHRASE_SEPARATOR, "missatge original|missatge reenviat|missatge d'origen" },
    { "gl", DESK_PHRASE_SEPARATOR, "mensaxe orixinal|mensaxe reenviada" },
    { "eu", DESK_PHRASE_SEPARATOR, "jatorrizko mezua|birbidalitako mezua|mezua birbidalita" },
    { "af", DESK_PHRASE_SEPARATOR, "oorspronklike boodskap|aangestuurde boodskap" },
    { "en", DESK_PHRASE_BARE,
      "begin forwarded message|forwarded message|original message|start of forwarded message" },
    { "de", DESK_PHRASE_BARE,
      "anfang der weitergeleiteten nachricht|beginn der weitergeleiteten nachricht|beginn der "
      "weitergeleiteten e-mail|ursprüngliche nachricht" },
    { "fr", DESK_PHRASE_BARE,
      "début du message réexpédié|début du message transféré|message transféré" },
    { "es", DESK_PHRASE_BARE,
      "inicio del mensaje reenviado|comienzo del mensaje reenviado|mensaje reenviado" },
    { "pt", DESK_PHRASE_BARE, "início da mensagem reencaminhada|início da mensagem encaminhada" },
    { "it", DESK_PHRASE_BARE, "inizio messaggio inoltrato|inizio del messaggio inoltrato" },
    { "nl", DESK_PHRASE_BARE, "begin doorgestuurd bericht" },
    { "da", DESK_PHRASE_BARE,
      "start på videresendt besked|begyndelsen på videresendt besked|begynd videresendt besked" },
    { "nb", DESK_PHRASE_BARE, "start på videresendt melding|videresendt melding" },
    { "sv", DESK_PHRASE_BARE,
      "vidarebefordrat brev|början på vidarebefordrat brev|börja vidarebefordrat meddelande" },
    { "fi", DESK_PHRASE_BARE, "välitetty viesti alkaa|välitetty viesti" },
    { "pl", DESK_PHRASE_BARE,
      "rozpoczęcie przekazywanej wiadomości|początek przekazywanej wiadomości|początek przekazanej "
      "wiadomości" },
    { "cs", DESK_PHRASE_BARE, "začátek přeposílané zprávy|začátek přeposlané zprávy" },
    { "sk", DESK_PHRASE_BARE, "začiatok preposlanej správy" },
    { "hu", DESK_PHRASE_BARE, "továbbított üzenet kezdete|továbbított levél kezdete" },
    { "ro", DESK_PHRASE_BARE,
      "începutul mesajului redirecționat|începe mesajul redirecționat|inceput mesaj "
      "redirecționat" },
    { "hr", DESK_PHRASE_BARE, "započni proslijeđenu poruku|početak proslijeđene poruke" },
    { "el", DESK_PHRASE_BARE,
      "αρχή προωθημένου μηνύματος|αρχή προωθημένου μηνύματος ηλεκτρονικού ταχυδρομείου" },
    { "bg", DESK_PHRASE_BARE, "начало на препратено съобщение|начало на препратеното съобщение" },
    { "ru", DESK_PHRASE_BARE, "начало переадресованного сообщения|начало пересылаемого сообщения" },
    { "uk", DESK_PHRASE_BARE,
      "початок листа, що пересилається|початок листа що пересилається|початок переадресованого "
      "повідомлення" },
    { "tr", DESK_PHRASE_BARE,
      "yönlendirilen ileti başlangıcı|yönlendirilen iletinin başlangıcı|iletilmiş mesajın "
      "başlangıcı|iletilen e-posta başlangıcı" },
    { "he", DESK_PHRASE_BARE, "תחילת ההודעה שהועברה" },
    { "ar", DESK_PHRASE_BARE,
      "بداية الرسالة المحولة|بداية الرسالة المعاد توجيهها|بدء الرسالة المعاد توجيهها|بدء الرسالة "
      "المحولة" },
    { "ja", DESK_PHRASE_BARE, "転送されたメッセージ|転送されたメール" },
    { "zh", DESK_PHRASE_BARE,
      "開始轉寄郵件|开始转发邮件|以下是转发的邮件|以下是轉寄的郵件|开始转发的邮件|"
      "下面是被转发的邮件|下面是被轉發的郵件" },
    { "ko", DESK_PHRASE_BARE, "전달된 메시지 시작|전달된 메시지" },
    { "vi", DESK_PHRASE_BARE, "bắt đầu thư được chuyển tiếp" },
    { "th", DESK_PHRASE_BARE, "เริ่มต้นข้อความที่ส่งต่อ" },
    { "id", DESK_PHRASE_BARE, "awal pesan terusan" },
    { "ca", DESK_PHRASE_BARE, "inici del missatge reenviat" },
    { "en", DESK_PHRASE_OPENER,
      "sent from my|sent from |sent via |sent with |sent using |sent by |sent on the go|sent "
      "mobile "
      "from|sent wirelessly from|sent through |sent over |get outlook for |get [outlook for |get "
      "outlook on |get the outlook app|get yahoo mail|get {app} for android|get {app} for ios|get "
      "{app} for iphone|get {app} for windows|from my iphone|from my ipad|from my "
      "ipod|from my android|from my mobile|from my samsung|from my blackberry|from my htc|from my "
      "phone|from my cell|from my windows phone|mobile email from|typed on my|typed with |written "
      "on my|written from my |composed on my|dictated with |dictated by |scanned by |virus-free. "
      "www.|virus-free.www.|this email has been checked for viruses|this e-mail has been checked "
      "for viruses|secured with |from mobile|please excuse brevity|please excuse typos|please "
      "excuse any typos|pardon my brevity|excuse the brevity|yahoo mail: search|mailbutler|get "
      "mailspring|get mailbird|download the outlook|sent while mobile|sent on my " },
    { "de", DESK_PHRASE_OPENER,
      "von {app} gesendet|von meinem |von meiner |von mein |gesendet von |gesendet mit |gesendet "
      "über |gesendet via "
      "|gesendet aus |gesendet vom |gesendet ueber |diese nachricht wurde von meinem|diese e-mail "
      "wurde von meinem|diese mail wurde von meinem|diese e-mail wurde von avast|diese e-mail "
      "wurde mit |virenfrei. www.|virenfrei.www.|holen sie sich outlook für|outlook für ios "
      "beziehen|outlook für android beziehen|laden sie outlook|versendet mit |versendet von "
      "|verschickt mit |verschickt von |geschrieben von unterwegs|mobil gesendet|von unterwegs "
      "gesendet|vom handy gesendet|vom iphone gesendet|vom ipad gesendet" },
    { "fr", DESK_PHRASE_OPENER,
      "envoyé de mon|envoyé de ma|envoyé depuis |envoyé à partir d|envoyé avec |envoyé sans fil "
      "|envoyé par |envoyé via |envoyé d'un |envoyé de |télécharger outlook pour|obtenir outlook "
      "pour|obtenez outlook pour|provenance : |depuis mon mobile|garanti sans virus. www.|sans "
      "virus. www.|sans virus.www.|l'absence de virus dans ce courrier" },
    { "es", DESK_PHRASE_OPENER,
      "enviado desde mi|enviado desde |enviado de mi|enviado con |enviado por mi |enviado mediante "
      "|enviado vía |enviado a través de|obtener outlook para|obtén outlook para|obtenga outlook "
      "para|descargar outlook para|desde mi iphone|desde mi móvil|libre de virus. www.|libre de "
      "virus.www." },
    { "pt", DESK_PHRASE_OPENER,
      "enviado do meu|enviado da minha|enviado a partir d|enviado de |enviado do |enviado via "
      "|enviado pelo |enviado por |enviado através d|enviado com |obter o outlook para|obter "
      "outlook para|baixe o outlook para|baixar o outlook|livre de vírus. www.|livre de "
      "vírus.www.|sem vírus. www." },
    { "it", DESK_PHRASE_OPENER,
      "inviato da |inviato dal |inviata da |inviato con |inviato tramite |inviato via |inviato "
      "mediante |spedito da |ottieni outlook per|scarica outlook per|scaricare outlook per|dal mio "
      "iphone|privo di virus. www.|privo di virus.www." },
    { "nl", DESK_PHRASE_OPENER,
      "verstuurd vanaf |verstuurd met |verstuurd via |verstuurd van |verzonden vanaf |verzonden "
      "met |verzonden via |verzonden vanuit |verzonden van |outlook voor ios|outlook voor "
      "android|download outlook voor|outlook downloaden voor|van mijn iphone|virusvrij. "
      "www.|virusvrij.www." },
    { "da", DESK_PHRASE_OPENER,
      "sendt fra |sendt via |sendt med |sendt fra min|hent outlook til|få outlook til|download "
      "outlook til|virusfri. www." },
    { "nb", DESK_PHRASE_OPENER, "skaff deg outlook for|last ned outlook for|få outlook for" },
    { "sv", DESK_PHRASE_OPENER,
      "skickat från |skickat med |skickat via |skickades från |sänt från |sänt via |hämta outlook "
      "för|skaffa outlook för|virusfritt. www." },
    { "is", DESK_PHRASE_OPENER, "sent úr |sent með " },
    { "fi", DESK_PHRASE_OPENER, "lähetetty |hanki outlook |lataa outlook " },
    { "et", DESK_PHRASE_OPENER, "saadetud minu |saadetud |hangi outlook " },
    { "lv", DESK_PHRASE_OPENER, "nosūtīts no |sūtīts no " },
    { "lt", DESK_PHRASE_OPENER, "siunčiu iš |siunčiama iš |išsiųsta iš |atsiųsta iš |siųsta iš " },
    { "pl", DESK_PHRASE_OPENER,
      "wysłane z |wysłano z |wysłane za pomocą|wysłane przez |wysłana z |pobierz outlook "
      "dla|pobierz program outlook|wolny od wirusów. www.|wysłano za pomocą" },
    { "cs", DESK_PHRASE_OPENER,
      "odesláno z |odesláno pomocí|odesláno přes|posláno z |posláno ze |odesláno ze |poslané z "
      "|získat outlook pro|získejte outlook pro|stáhnout outlook pro|bez virů. www." },
    { "sk", DESK_PHRASE_OPENER,
      "odoslané z |odoslané zo |odoslané pomocou|získať outlook pre|získajte outlook pre|poslané "
      "zo " },
    { "hu", DESK_PHRASE_OPENER,
      "elküldve az |elküldve |küldve |az iphone-omról küldve|iphone-omról küldve|iphone "
      "készülékemről küldve|az outlook beszerzése|szerezze be az outlook" },
    { "ro", DESK_PHRASE_OPENER,
      "trimis de pe |trimis din |trimis cu |trimis prin |trimis de la |obțineți outlook "
      "pentru|descărcați outlook" },
    { "sl", DESK_PHRASE_OPENER, "poslano z |poslano iz |poslano s " },
    { "hr", DESK_PHRASE_OPENER, "poslano sa |poslano putem|poslano pomoću|nabavite outlook" },
    { "sr", DESK_PHRASE_OPENER,
      "послато са |послато из |послато преко|poslato sa |poslato iz |poslato preko" },
    { "mk", DESK_PHRASE_OPENER, "испратено од " },
    { "bg", DESK_PHRASE_OPENER, "изпратено от |изпратен от |изпратена от |изтеглете outlook" },
    { "sq", DESK_PHRASE_OPENER, "dërguar nga |dërguar prej" },
    { "el", DESK_PHRASE_OPENER,
      "στάλθηκε από|εστάλη από|αποστολή από|απεστάλη από|λήψη του outlook|αποκτήστε το outlook" },
    { "ru", DESK_PHRASE_OPENER,
      "отправлено из |отправлено с |отправлено со |отправлено от |отправлено через|отправлено "
      "посредством|отправлено моим|послано с |получить outlook для|скачать outlook для|без "
      "вирусов. www." },
    { "uk", DESK_PHRASE_OPENER,
      "надіслано з |надіслано із |надіслано зі |надіслано через|відправлено з |відправлено із "
      "|завантажити outlook" },
    { "be", DESK_PHRASE_OPENER, "адпраўлена з |даслана з " },
    { "tr", DESK_PHRASE_OPENER,
      "iphone'umdan gönderildi|ipad'imden gönderildi|telefonumdan gönderildi|iphone'dan "
      "gönderildi|android'den gönderildi|samsung cep telefonumdan gönderildi|samsung cihazımdan "
      "gönderildi|ios için outlook|android için outlook|ios için outlook'u edinin" },
    { "he", DESK_PHRASE_OPENER,
      "נשלח מה|נשלח מ|נשלח באמצעות|נשלח דרך|השג את outlook|קבל את outlook" },
    { "ar", DESK_PHRASE_OPENER,
      "أرسلت من |أُرسلت من |مرسل من |تم الإرسال من |أرسل من |مُرسل من |الحصول على outlook|احصل على "
      "outlook" },
    { "fa", DESK_PHRASE_OPENER, "ارسال شده از |ارسال از |فرستاده شده از" },
    { "hi", DESK_PHRASE_OPENER, "मेरे iphone से भेजा गया|मेरे आईफ़ोन से" },
    { "ja", DESK_PHRASE_OPENER,
      "{app}から送信|iphoneから送信|ipadから送信|ipod touchから送信|iphone から送信|ipad "
      "から送信|私のiphoneから送信|スマートフォンから送信|スマホから送信|androidから送信|"
      "android携帯から送信|携帯から送信|xperiaから送信|galaxyから送信|docomo の|outlook for ios "
      "を入手|outlook for android を入手|ios 版 outlook を入手|yahoo!メール|windows "
      "版のメールから送信|windows のメールから送信|iphone 版 outlook" },
    { "zh", DESK_PHRASE_OPENER,
      "发自我的|从我的|從我的|發自我的|我的 iphone 傳送|發送自我的|发送自|发自|發自|發送自|从 "
      "windows|由 windows|从网易邮箱|来自我的|來自我的|寄自我的|通过 |使用我的|下载 outlook|获取 "
      "outlook|獲取 outlook|取得 outlook|取得適用於 ios 的 outlook|获取适用于|取得適用於|从 "
      "outlook|从 iphone" },
    { "ko", DESK_PHRASE_OPENER,
      "{app}에서 보냄|{app}에서 발송|{app}에서 전송|나의 iphone에서 보냄|내 iphone에서 보냄|나의 "
      "iphone에서|나의 ipad에서|내 iphone에서|내 "
      "ipad에서|내 아이폰에서|iphone에서 보냄|iphone에서 발송|갤럭시에서 보냄|삼성 갤럭시 "
      "스마트폰에서|samsung galaxy 스마트폰에서|android용 outlook|ios용 outlook|windows용 "
      "메일에서|네이버 메일 앱에서|삼성 모바일에서" },
    { "vi", DESK_PHRASE_OPENER, "được gửi từ |đã gửi từ |gửi từ |tải outlook cho" },
    { "th", DESK_PHRASE_OPENER, "ส่งจาก|ส่งมาจาก|รับ outlook สำหรับ|ดาวน์โหลด outlook" },
    { "id", DESK_PHRASE_OPENER,
      "dikirim dari |terkirim dari |dikirim menggunakan|dapatkan outlook untuk|unduh outlook "
      "untuk" },
    { "ms", DESK_PHRASE_OPENER, "dihantar dari |dihantar daripada " },
    { "tl", DESK_PHRASE_OPENER, "ipinadala mula sa" },
    { "ca", DESK_PHRASE_OPENER, "enviat des d|enviat amb |enviat de |obtenir outlook per" },
    { "gl", DESK_PHRASE_OPENER, "enviado dende " },
    { "eu", DESK_PHRASE_OPENER, "nire iphone-tik bidalia|nire iphonetik bidalia" },
    { "af", DESK_PHRASE_OPENER, "gestuur vanaf |gestuur van " },
    { "en", DESK_PHRASE_CLOSING,
      "regards|best regards|kind regards|warm regards|kindest regards|warmest regards|with "
      "regards|with best regards|with kind regards|many regards|best wishes|with best wishes|all "
      "the best|sincerely|yours sincerely|sincerely yours|yours truly|yours faithfully|very truly "
      "yours|respectfully|respectfully yours|cordially|cheers|thanks|many thanks|thank you|thank "
      "you very much|thanks a lot|thanks in advance|thank you in advance|thanks again|thanks and "
      "regards|thanks & regards|thanks and best regards|thanks & best "
      "regards|best|yours|br|rgds|rgrds|with thanks|thanks so much|have a nice day|have a great "
      "day|take care|warmly|love|thx|kindly|kind wishes|best regards and thanks|with "
      "gratitude|respectfully submitted" },
    { "de", DESK_PHRASE_CLOSING,
      "mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit freundlichem "
      "gruss|freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|beste grüße|beste "
      "grüsse|liebe grüße|liebe grüsse|schöne grüße|herzliche grüße|herzliche grüsse|mit besten "
      "grüßen|mit besten grüssen|mit herzlichen grüßen|mit lieben grüßen|mit vielen "
      "grüßen|mfg|lg|vg|hochachtungsvoll|gruß|gruss|grüße|grüsse|beste wünsche|vielen "
      "dank|danke|besten dank|vielen dank im voraus|danke im voraus|vielen dank und freundliche "
      "grüße|vielen dank und viele grüße|danke und gruß|danke und viele grüße|freundlicher "
      "gruß|freundlichen gruß|liebe gruesse|viele gruesse|mit freundlichen gruessen|mit "
      "freundlichen gruß" },
    { "fr", DESK_PHRASE_CLOSING,
      "cordialement|bien cordialement|très cordialement|bien à vous|bien à "
      "toi|cdt|cdlt|cordialement vôtre|salutations|meilleures salutations|sincères "
      "salutations|salutations distinguées|avec mes salutations|merci|merci d'avance|merci "
      "beaucoup|bonne journée|bonne réception|respectueusement|amicalement|sincèrement|meilleurs "
      "voeux|à bientôt|belle journée" },
    { "es", DESK_PHRASE_CLOSING,
      "saludos|saludos cordiales|un saludo|un cordial saludo|cordiales "
      "saludos|cordialmente|atentamente|atte|muchas gracias|gracias|gracias de antemano|un "
      "abrazo|reciba un cordial saludo|saludos atentos|gracias y saludos|mil gracias|muy "
      "atentamente" },
    { "pt", DESK_PHRASE_CLOSING,
      "atenciosamente|cumprimentos|com os melhores cumprimentos|melhores "
      "cumprimentos|obrigado|obrigada|muito obrigado|muito obrigada|att|abraços|um "
      "abraço|saudações|grato|grata|desde já agradeço|com os meus melhores cumprimentos" },
    { "it", DESK_PHRASE_CLOSING,
      "cordiali saluti|distinti saluti|saluti|un saluto|grazie|grazie mille|grazie in "
      "anticipo|tanti saluti|a presto|un cordiale saluto|buona giornata|i migliori saluti|grazie e "
      "saluti" },
    { "nl", DESK_PHRASE_CLOSING,
      "met vriendelijke groet|met vriendelijke groeten|vriendelijke groet|vriendelijke "
      "groeten|mvg|groeten|groetjes|hartelijke groet|hartelijke groeten|met hartelijke "
      "groet|groet|bedankt|dank je|dank u|alvast bedankt|hoogachtend|beste groeten" },
    { "da", DESK_PHRASE_CLOSING,
      "med venlig hilsen|venlig hilsen|mvh|hilsen|mange hilsner|bedste hilsner|kærlig hilsen|de "
      "bedste hilsner|på forhånd tak|mange tak|tak|vh" },
    { "nb", DESK_PHRASE_CLOSING,
      "med vennlig hilsen|vennlig hilsen|beste hilsen|takk|på forhånd takk|tusen takk" },
    { "sv", DESK_PHRASE_CLOSING,
      "med vänlig hälsning|med vänliga hälsningar|vänliga hälsningar|vänlig "
      "hälsning|hälsningar|bästa hälsningar|tack|tack på förhand|tack så mycket|allt gott" },
    { "is", DESK_PHRASE_CLOSING, "kveðja|bestu kveðjur|með kveðju|kær kveðja" },
    { "fi", DESK_PHRASE_CLOSING,
      "ystävällisin terveisin|terveisin|parhain "
      "terveisin|yt|kiitos|kiittäen|t|terv|kunnioittaen|kiitos etukäteen" },
    { "et", DESK_PHRASE_CLOSING,
      "lugupidamisega|parimate soovidega|tervitades|tänades|heade soovidega" },
    { "lv", DESK_PHRASE_CLOSING, "ar cieņu|ar sveicieniem|paldies|cieņā" },
    { "lt", DESK_PHRASE_CLOSING, "pagarbiai|su pagarba|geriausi linkėjimai|ačiū|linkėjimai" },
    { "pl", DESK_PHRASE_CLOSING,
      "pozdrawiam|z poważaniem|z wyrazami szacunku|serdecznie pozdrawiam|pozdrowienia|z "
      "pozdrowieniami|dziękuję|dzięki|z góry dziękuję|pozdrawiam serdecznie|łączę "
      "pozdrowienia|łączę wyrazy szacunku|dziękuję i pozdrawiam" },
    { "cs", DESK_PHRASE_CLOSING,
      "s pozdravem|s přátelským pozdravem|děkuji|děkuji předem|díky|hezký den|s "
      "úctou|zdravím|srdečně zdravím|předem děkuji" },
    { "sk", DESK_PHRASE_CLOSING,
      "s pozdravom|s priateľským pozdravom|ďakujem|vopred ďakujem|pekný deň|vďaka" },
    { "hu", DESK_PHRASE_CLOSING,
      "üdvözlettel|tisztelettel|köszönettel|köszönöm|üdv|előre is köszönöm|szívélyes "
      "üdvözlettel|baráti üdvözlettel" },
    { "ro", DESK_PHRASE_CLOSING,
      "cu stimă|cu respect|mulțumesc|o zi bună|cu drag|toate cele bune|vă mulțumesc|salutări|cu "
      "considerație" },
    { "sl", DESK_PHRASE_CLOSING,
      "lep pozdrav|s spoštovanjem|lp|hvala|prijazen pozdrav|lepo pozdravljeni" },
    { "hr", DESK_PHRASE_CLOSING,
      "srdačan pozdrav|s poštovanjem|lijep pozdrav|pozdrav|hvala unaprijed" },
    { "sr", DESK_PHRASE_CLOSING, "срдачан поздрав|с поштовањем|поздрав|хвала" },
    { "mk", DESK_PHRASE_CLOSING, "со почит|благодарам" },
    { "bg", DESK_PHRASE_CLOSING,
      "поздрави|с уважение|с поздрав|благодаря|благодаря предварително" },
    { "sq", DESK_PHRASE_CLOSING, "me respekt|përshëndetje|faleminderit|gjithë të mirat" },
    { "el", DESK_PHRASE_CLOSING,
      "με εκτίμηση|ευχαριστώ|φιλικά|με φιλικούς χαιρετισμούς|σας ευχαριστώ|με τιμή|χαιρετισμούς" },
    { "ru", DESK_PHRASE_CLOSING,
      "с уважением|с наилучшими пожеланиями|спасибо|заранее спасибо|всего доброго|с "
      "приветом|благодарю|искренне ваш|искренне ваша|заранее благодарю|с благодарностью|всего "
      "хорошего|с глубоким уважением" },
    { "uk", DESK_PHRASE_CLOSING,
      "з повагою|з найкращими побажаннями|дякую|щиро дякую|на все добре|заздалегідь дякую|всього "
      "найкращого" },
    { "be", DESK_PHRASE_CLOSING, "з павагай|дзякуй" },
    { "tr", DESK_PHRASE_CLOSING,
      "saygılarımla|saygılar|iyi çalışmalar|teşekkürler|teşekkür ederim|selamlar|sevgiler|iyi "
      "günler|kolay gelsin|saygılarımızla" },
    { "he", DESK_PHRASE_CLOSING, "בברכה|תודה|תודה רבה|תודה מראש|בכבוד רב|בתודה" },
    { "ar", DESK_PHRASE_CLOSING,
      "مع تحياتي|مع خالص التحية|تحياتي|شكرا|شكرا لكم|شكرا جزيلا|مع أطيب التحيات|وتفضلوا بقبول فائق "
      "الاحترام|مع الشكر|شكراً" },
    { "fa", DESK_PHRASE_CLOSING, "با احترام|با تشکر|ارادتمند|با سپاس|متشکرم|ممنون" },
    { "hi", DESK_PHRASE_CLOSING, "धन्यवाद|सादर|शुभकामनाएं|भवदीय" },
    { "ja", DESK_PHRASE_CLOSING,
      "よろしくお願いします|宜しくお願いします|よろしくお願いいたします|宜しくお願い致します|"
      "よろしくお願い致します|敬具|以上" },
    { "zh", DESK_PHRASE_CLOSING,
      "此致|此致敬礼|谢谢|謝謝|祝好|顺祝商祺|敬上|祝商祺|敬祝|感谢|感謝|顺颂商祺" },
    { "ko", DESK_PHRASE_CLOSING, "감사합니다|고맙습니다|감사드립니다|올림|드림" },
    { "vi", DESK_PHRASE_CLOSING, "trân trọng|trân trọng cảm ơn|xin cảm ơn|cảm ơn|kính thư" },
    { "th", DESK_PHRASE_CLOSING, "ขอแสดงความนับถือ|ขอบคุณค่ะ|ขอบคุณครับ|ขอบคุณ|ด้วยความเคารพ" },
    { "id", DESK_PHRASE_CLOSING,
      "salam|hormat saya|terima kasih|salam hormat|hormat kami|dengan hormat" },
    { "ms", DESK_PHRASE_CLOSING, "yang benar|sekian terima kasih" },
    { "ca", DESK_PHRASE_CLOSING,
      "salutacions|cordialment|atentament|gràcies|salutacions cordials|una salutació" },
    { "gl", DESK_PHRASE_CLOSING, "saúdos|un saúdo|grazas" },
    { "eu", DESK_PHRASE_CLOSING, "agur bero bat|ondo izan|eskerrik asko|mila esker" },
    { "af", DESK_PHRASE_CLOSING, "vriendelike groete|groete|dankie" },
};

const DeskQuoteRow *
desk_quote_words_marks(size_t *count)
{
    *count = G_N_ELEMENTS(rows);
    return rows;
}
