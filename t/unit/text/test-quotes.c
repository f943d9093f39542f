#include "mail/mail.h"
#include "mails.h"
#include "text/body.h"
#include "text/quotes-words.h"
#include "text/quotes.h"

#include <criterion/criterion.h>

static DeskMail *
cut(const char *text)
{
    DeskMail *mail = desk_mail_new();
    g_free(mail->text);
    mail->text = g_strdup(text);
    g_clear_pointer(&mail->reply_text, g_free);
    g_clear_pointer(&mail->signature_text, g_free);
    desk_quotes_cut(mail->text, false, &mail->reply_text, &mail->signature_text);
    return mail;
}

/* own: what is new in text (RULES Q2, Q3). */
static const struct {
    const char *name, *text, *own;
} rows[] = {
    { "no quote", "Hello,\n\nmy printer is out of paper.\n",
      "Hello,\n\nmy printer is out of paper." },
    { "gmail",
      "Done.\n\nOn Mon, Feb 5, 2024 at 9:58 AM Ann Roe <ann@example.org> wrote:\n\n"
      "> Please restart it.\n> Ann\n",
      "Done." },
    { "wrapped address",
      "Done.\n\nOn Mon, Feb 5, 2024 at 9:58 AM Ann Roe of the Help Desk <\n"
      "ann.roe@example.org> wrote:\n\n> Please restart it.\n",
      "Done." },
    { "wrapped verb",
      "Done.\n\nOn Mon, Feb 5, 2024 at 9:58 AM Ann Roe <ann@example.org>\n"
      "wrote:\n> Please restart it.\n",
      "Done." },
    { "three lines",
      "Done.\n\nOn Monday, February 5, 2024 at 9:58:13 AM Central European Time,\n"
      "Ann Roe of the Example Help Desk\n<ann@example.org> wrote:\n\nPlease restart.\n",
      "Done." },
    { "sign in front of the verb",
      "Done.\n\nOn 5 Feb 2024, at 9:58, Ann <ann@example.org\n"
      "> wrote:\n>\n> Please restart it.\n",
      "Done." },
    { "verb stuck to the address",
      "Done.\nOn Mon, 5 Feb 2024 at 09:58, Ann\n<ann@example.org>wrote:\n"
      "> Restart\n",
      "Done." },
    { "wrapped behind a name in front",
      "Done.\n\nAnn Roe of the Example Help Desk\n<ann@example.org>\nezt írta (időpont: 2024. "
      "febr. "
      "5., H, 9:58):\n\n> Restart\n",
      "Done." },
    { "wrapped within the bracket of an address",
      "Done.\n\nAnn Roe of the Example Help Desk <\nann@example.org>, 5 Şub 2024 Pzt, 09:58 "
      "tarihinde şunu yazdı:\n\n> Restart\n",
      "Done." },
    { "wrapped amid the date",
      "Done.\n\nAnn Roe <ann@example.org> schrieb am Mo., 5. Feb. 2024,\n09:58:\n\n> Restart\n",
      "Done." },
    { "wrapped behind the weekday",
      "Done.\n\nAm Montag,\n5. Februar 2024 um 09:58 Uhr schrieb Ann Roe\n<ann@example.org>:\n\n> "
      "Restart\n",
      "Done." },
    { "a line of text above an attribution that is whole",
      "Ask me <bob@example.com> or him\nOn 5 Feb 2024 at 09:58 Ann Roe wrote:\n> Restart\n",
      "Ask me <bob@example.com> or him" },
    { "a word with a comma above", "Hello,\n2024-02-05 09:58 Ann Roe wrote:\n> Restart\n",
      "Hello," },
    { "a bare address, unmarked", "Done.\n\n5 Feb 2024, 09:58 by ann@example.org:\n\nRestart\n",
      "Done." },
    { "a line of a log", "It says:\n\n2024-02-05 09:58:13 ann@example.org:\nno paper\n\nWhy?\n",
      "It says:\n\n2024-02-05 09:58:13 ann@example.org:\nno paper\n\nWhy?" },
    { "a time of the day", "We meet on 5 Feb 2024, 09:58 by the door:\n\n- all\n",
      "We meet on 5 Feb 2024, 09:58 by the door:\n\n- all" },
    { "apple, quoted attribution",
      "Done.\n> On 5 Feb 2024, at 09:58, Ann Roe <ann@example.org> wrote:\n"
      "> \n> Please restart it.\n",
      "Done." },
    { "outlook",
      "Done.\n\n________________________________\nFrom: Ann Roe <ann@example.org>\n"
      "Sent: Monday, February 5, 2024 9:58 AM\nTo: Bob Doe <bob@example.com>\n"
      "Subject: RE: printer\n\nPlease restart it.\n",
      "Done." },
    { "outlook, names only",
      "Done.\n\nFrom: Ann Roe\nSent: Monday, February 5, 2024 9:58 AM\n"
      "To: Bob Doe\nSubject: RE: printer\n\nPlease restart it.\n",
      "Done." },
    { "original message", "Done.\n\n-----Original Message-----\nFrom: Ann\n\nPlease restart it.\n",
      "Done." },
    { "bold fields",
      "Done.\n\n\n------------------------------\n\n*From:* Ann Roe [mailto:\n"
      "  ann@example.org]\n*Sent:* Monday, February 5, 2024 9:58 AM\n*To:* Bob\n"
      "*Subject:* printer\n\nPlease restart it.\n",
      "Done." },
    { "wrapped field",
      "Done.\n\nFrom: A very long name of a department\n"
      "<department@example.org>\nDate: Mon, 5 Feb 2024 09:58:00 +0100\nTo: bob@example.com\n"
      "Subject: printer\n\nRestart.\n",
      "Done." },
    { "a blank line between fields",
      "Done.\n\nFrom: ann@example.org\n\nSent: Monday, 5 February 2024 09:58\n\n"
      "To: bob@example.com\n\nSubject: printer\n\nRestart.\n",
      "Done." },
    { "fields without line breaks",
      "Done.\n\nFrom: Ann <ann@example.org> Sent: Monday, February 5, 2024 9:58 AM To: Bob "
      "Subject: printer\n\nRestart.\n",
      "Done." },
    { "other order",
      "Done.\n\nSubject: printer\nDate: Mon, 5 Feb 2024 09:58:00 +0100\nFrom: Ann\n"
      "To: Bob\n\nRestart.\n",
      "Done." },
    { "date and recipient alone",
      "Done.\n\nDate: Mon, 5 Feb 2024 09:58:00 +0100\nTo: bob@example.com\n\nx\n", "Done." },
    { "forwarded",
      "Please see below.\n\n---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\n"
      "Date: Mon, Feb 5, 2024\nSubject: x\nTo: bob@example.com\n\nBroken again.\n",
      "Please see below." },
    { "begin forwarded",
      "Please see below.\n\nBegin forwarded message:\n\n"
      "> From: Ann <ann@example.org>\n> Subject: x\n> Date: 5 February 2024\n>\n> Broken.\n",
      "Please see below." },
    { "only forwarded",
      "---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\n"
      "Date: Mon, Feb 5, 2024\nSubject: x\nTo: bob@example.com\n\nBroken again.\n",
      "---------- Forwarded message ---------\nFrom: Ann <ann@example.org>\n"
      "Date: Mon, Feb 5, 2024\nSubject: x\nTo: bob@example.com\n\nBroken again." },
    { "zoho",
      "Done.\n\n\n---- On Mon, 05 Feb 2024 09:58:00 +0100 Ann <ann@example.org> wrote "
      "----\n\nRestart.\n",
      "Done." },
    { "no colon",
      "Done.\n\nOn Mon, 05 Feb 2024 09:58:00 +0100 Ann <ann@example.org> wrote\n\nRestart.\n",
      "Done." },
    { "no verb", "Done.\n\n2024-02-05 9:58 GMT+01:00 Ann Roe <ann@example.org>:\n\n> Restart.\n",
      "Done." },
    { "no verb, foreign",
      "Done.\n\nMon, 5 Feb 2024 09:58 +0300 fra lang Ann <ann@example.org>:\n\nRestart.\n",
      "Done." },
    { "unknown language",
      "Done.\n\nQa 5 zib 2024 xu 09:58 Ann <ann@example.org> zumbu tari:\n\n> Restart.\n",
      "Done." },
    { "unknown fields",
      "Done.\n\nZumo: Ann Roe <ann@example.org>\nTarigo: 5 zib 2024 09:58\nQuna: Bob\n"
      "Wixo: printer\n\nRestart.\n",
      "Done." },
    { "name only above a quote", "ann wrote:\n> Restart it.\n\nDone.\n", "Done." },
    { "address without a date", "Done.\n\nAnn Roe <ann@example.org> wrote:\n\nRestart it.\n",
      "Done." },
    { "bar as a quote sign", "On 5 Feb 2024 at 9:58 Ann wrote:\n| Restart it.\n|\n| Ann\n\nDone.\n",
      "Done." },
    { "initials as a quote sign",
      "Monday, February 5, 2024, 9:58:13 AM, you wrote:\n\nAR> Restart it.\nAR>\nAR> "
      "Ann\n\nDone.\n",
      "Done." },
    { "fields above the attribution",
      "Done.\n\n----------------\nTo: bob@example.com\nSubject: printer\n"
      "5.02.2024, 09:58, \"Ann Roe\" <ann@example.org>:\n\nRestart it.\n",
      "Done." },
    { "delimiter", "Done.\n\n##- Please type your reply above this line -##\n\nWe got it.\n",
      "Done." },
    { "frame of an unknown language", "Done.\n\n##- Zumbu tari, quna. -##\n\nWe got it.\n",
      "Done." },
    { "words of a separator above fields",
      "Done.\n\n  Original Message  \nFrom: Ann\nSent: 5 February 2024 09:58\nTo: "
      "Bob\n\nRestart.\n",
      "Done." },
    { "words of a separator alone", "Done.\n\nOriginal message\n\nWe got it.\n",
      "Done.\n\nOriginal message\n\nWe got it." },
    { "rule above a quoted block",
      "Done.\n\n____________\n> From: Ann <ann@example.org>\n> To: bob@example.com\n> Date: "
      "5.02.2024 09:58\n> Subject: printer\n>\n> Restart.\n",
      "Done." },
    { "arrows", "Done.\n\n>>> Ann Roe <ann@example.org> 05.02.2024 09:58 >>>\nRestart.\n\nAnn\n",
      "Done." },
    { "arrows in front alone",
      "Done.\n\n>>> On 2/5/2024 at 9:58 AM, in message\n<17@example.org>, Ann Roe "
      "<ann@example.org> wrote:\n\nRestart.\n",
      "Done." },
    { "arrows of a program", "It says\n>>> import x\nerror 17\nWhy?\n",
      "It says\n>>> import x\nerror 17\nWhy?" },
    { "unknown words above a delimiter",
      "Done.\n\nQa 5 zib 2024 xu 09:58 zumbu Ann:\n\n## Reply above this line ##\n\nWe got it.\n",
      "Done." },
    { "the last quote of several",
      "On 5 Feb 2024 9:58, Ann wrote:\n> Did you restart it?\nYes.\n> Which?\nMX-5\n> Ann\n",
      "> Did you restart it?\nYes.\n> Which?\nMX-5" },
    { "folded delimiter", "Done.\n\n-- Please type your reply above\nthis line --\n\nWe got it.\n",
      "Done." },
    { "our delimiter", "Done.\n\n" DESK_QUOTES_DELIMITER "\n\nWe got it.\n", "Done." },
    { "mark of the HTML", "Done.\n\x1e\nQuna: Ann\n\nRestart it.\n", "Done." },
    { "mark and attribution", "Done.\n\x1eOn 5 Feb 2024 9:58 Ann wrote:\n> Restart it.\n",
      "Done." },
    { "mark, then an answer below", "\x1eOn 5 Feb 2024 9:58 Ann wrote:\n> Restart it.\n\nDone.\n",
      "Done." },
    { "answer below", "On 5 Feb 2024 9:58, Ann wrote:\n> Restart it.\n>\n> Ann\nDone.\n\nBob\n",
      "Done.\n\nBob" },
    { "answer above and below",
      "Hello Ann,\n\nOn 5 Feb 2024 9:58, Ann wrote:\n> Restart it.\n\nDone.\n",
      "Hello Ann,\n\nDone." },
    { "interleaved",
      "On 5 Feb 2024 9:58, Ann wrote:\n> Did you restart it?\n\nYes.\n\n> Which model?\n\n"
      "MX-5\n\n> Regards,\n> Ann\n",
      "> Did you restart it?\n\nYes.\n\n> Which model?\n\nMX-5" },
    { "quote of one's own", "> Did you restart it?\n\nYes.\n", "> Did you restart it?\n\nYes." },
    { "quote below, unannounced", "Yes.\n\n> Did you restart it?\n> Ann\n", "Yes." },
    { "announced by the sender", "The log says:\n\n> error 17\n> error 18\n",
      "The log says:\n\n> error 17\n> error 18" },
    { "a comparison", "The value must be\n> 100 to work\n", "The value must be\n> 100 to work" },
    { "only a quote", "> Restart it.\n> Ann\n", "> Restart it.\n> Ann" },
    { "only attribution and quote", "On 5 Feb 2024 9:58, Ann wrote:\n> Restart it.\n",
      "On 5 Feb 2024 9:58, Ann wrote:\n> Restart it." },
    { "wrapped link in a quote",
      "Done.\n\nOn 5 Feb 2024 9:58, Ann wrote:\n> See (http://example.org/a\n"
      "?b=c)\n> Ann\n",
      "Done." },
    { "attribution behind words",
      "Done. On Mon, Feb 5, 2024 at 9:58 AM, ann@example.org wrote:\n> Restart.\n", "Done." },
    { "attribution behind many words",
      "one two three four five six seven eight nine ten one two three four five six seven eight "
      "nine "
      "ten one two three four five six seven eight nine ten one two three four five six seven "
      "eight "
      "nine. On Mon, Feb 5, 2024 at 9:58 AM, ann@example.org wrote:\n> Restart.\n",
      "one two three four five six seven eight nine ten one two three four five six seven eight "
      "nine "
      "ten one two three four five six seven eight nine ten one two three four five six seven "
      "eight "
      "nine." },
    { "verb of an unknown language", "Done.\n\nAnn <ann@example.org> zumbu tari:\n\n> Restart.\n",
      "Done." },
    { "date and address alone", "Done.\n\n2024/2/5 Ann Roe <ann@example.org>\n\n> Restart.\n",
      "Done." },
    { "values below their names",
      "Done.\n\nFrom:\nAnn <ann@example.org>\nDate:\n5 Feb 2024 9:58\nTo:\nBob\n\nRestart.\n",
      "Done." },
    { "cited above what is answered",
      "As I said:\n\nso\n\n> It is broken.\n> Bob\n\nOn 5 Feb 2024 9:58, Ann wrote:\n> Restart.\n",
      "As I said:\n\nso\n\n> It is broken.\n> Bob" },
    { "an attribution on top of unmarked words",
      "On 5 Feb 2024 9:58, Ann wrote:\n\nRestart it.\n\nDone.\n\nOn 4 Feb 2024 9:58, Bob wrote:\n"
      "> It broke.\nNot any more.\n",
      "Restart it.\n\nDone.\n\n> It broke.\nNot any more." },
    { "prose with a colon", "On Monday I shall try this:\n\n- restart\n- wait\n",
      "On Monday I shall try this:\n\n- restart\n- wait" },
    { "prose with wrote", "On the one hand it works.\n\nMy boss wrote:\n\nbuy another one\n",
      "On the one hand it works.\n\nMy boss wrote:\n\nbuy another one" },
    { "a form", "Name: Bob Doe\nEmail: bob@example.com\nOrder: 17\nMessage: it is broken\n",
      "Name: Bob Doe\nEmail: bob@example.com\nOrder: 17\nMessage: it is broken" },
    { "a pasted header",
      "Why is this spam?\n\nReceived: from a.example.org by b.example.org;\n\tMon, 5 Feb 2024 "
      "09:58:00 +0100\n"
      "From: ann@example.org\nDate: Mon, 5 Feb 2024 09:58:00 +0100\nTo: "
      "bob@example.com\nX-Spam-Flag: YES\n"
      "Subject: printer\nDate: Mon, 5 Feb 2024 09:58:00 +0100\nTo: bob@example.com\n\nBob\n",
      "Why is this spam?\n\nReceived: from a.example.org by b.example.org;\n\tMon, 5 Feb 2024 "
      "09:58:00 +0100\n"
      "From: ann@example.org\nDate: Mon, 5 Feb 2024 09:58:00 +0100\nTo: "
      "bob@example.com\nX-Spam-Flag: YES\n"
      "Subject: printer\nDate: Mon, 5 Feb 2024 09:58:00 +0100\nTo: bob@example.com\n\nBob" },
    { "a journey", "I need a ticket.\n\nFrom: Berlin\nTo: Paris\nDate: 5 Feb 2024\n",
      "I need a ticket.\n\nFrom: Berlin\nTo: Paris\nDate: 5 Feb 2024" },
    { "a journey with its time",
      "Please book:\n\nFrom: Berlin\nTo: Paris\nDate: 5 Feb 2024 09:58\n\nIn time?\n",
      "Please book:\n\nFrom: Berlin\nTo: Paris\nDate: 5 Feb 2024 09:58\n\nIn time?" },
    { "a mail that is described",
      "I wrote this:\n\nFrom: bob@example.com\nTo: ann@example.org\nSubject: paper\n\nNo answer.\n",
      "I wrote this:\n\nFrom: bob@example.com\nTo: ann@example.org\nSubject: paper\n\nNo answer." },
    { "fields with small letters",
      "My file:\n\nfrom: bob@example.com\nto: ann@example.org\nsubject: a\ndate: "
      "2024-02-05\n\nWrong?\n",
      "My file:\n\nfrom: bob@example.com\nto: ann@example.org\nsubject: a\ndate: "
      "2024-02-05\n\nWrong?" },
    { "a sentence with wrote above a quote",
      "On Friday somebody else wrote:\n\n> It is fixed.\n\nIt is not.\n",
      "On Friday somebody else wrote:\n\n> It is fixed.\n\nIt is not." },
    { "a thing that wrote", "The script wrote:\n\n> no paper\n\nWhy?\n",
      "The script wrote:\n\n> no paper\n\nWhy?" },
    { "a name with a particle", "Ann van der Roe wrote:\n\n> Restart it.\n\nDone.\n", "Done." },
    { "dates in text", "These fail:\n\n2024-02-05 09:58:00\n05.02.2024 09:58\n",
      "These fail:\n\n2024-02-05 09:58:00\n05.02.2024 09:58" },
    { "a list", "Please send\n\n- two cables\n- one mouse\n\n# one\n# two\n",
      "Please send\n\n- two cables\n- one mouse\n\n# one\n# two" },
    { "code",
      "It fails in\n```\n--\nFrom: a@example.org\nSent: 2024-02-05 10:00\nTo: b\nSubject: "
      "c\n```\nWhy?\n",
      "It fails in\n```\n--\nFrom: a@example.org\nSent: 2024-02-05 10:00\nTo: b\nSubject: "
      "c\n```\nWhy?" },
    { "a table", "Item | Price\n-----------\nPaper | 5\n", "Item | Price\n-----------\nPaper | 5" },
    { "blank lines", "\n\n\n  \nDone.\n\n\n", "Done." },
    { "nothing", "", "" },
};

static char *
stripped(const char *text)
{
    return g_strstrip(g_strdup(text));
}

Test(quotes, are_told_from_what_is_new)
{
    for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(DeskMail) mail = cut(rows[i].text);
        g_autofree char *own = stripped(mail->reply_text);
        cr_expect_str_eq(own, rows[i].own, "%s: %s", rows[i].name, own);
    }
}

/* Lines as the clients of many languages write them. */
static const char *const attributions[] = {
    "Am Mo., 5. Feb. 2024 um 09:58 Uhr schrieb Ann Roe <ann@example.org>:",
    "Ann Roe <ann@example.org> schrieb am Mo. 5. Feb. 2024 um 09:58:",
    "Am 05.02.24 um 09:58 schrieb Ann Roe:",
    "Le lun. 5 févr. 2024 à 09:58, Ann Roe <ann@example.org> a écrit :",
    "El lun, 5 feb 2024 a las 9:58, Ann Roe (<ann@example.org>) escribió:",
    "Em seg., 5 de fev. de 2024 às 09:58, Ann Roe <ann@example.org> escreveu:",
    "Ann Roe <ann@example.org> escreveu no dia segunda, 5/02/2024 à(s) 09:58:",
    "Il giorno lun 5 feb 2024 alle ore 09:58 Ann Roe <ann@example.org> ha scritto:",
    "Op ma 5 feb 2024 om 09:58 schreef Ann Roe <ann@example.org>:",
    "Op 5 feb. 2024 om 09:58 heeft Ann Roe <ann@example.org> het volgende geschreven:",
    "Den man. 5. feb. 2024 kl. 09.58 skrev Ann Roe <ann@example.org>:",
    "Den mån 5 feb. 2024 kl 09:58 skrev Ann Roe <ann@example.org>:",
    "man. 5. feb. 2024 kl. 09:58 skrev Ann Roe <ann@example.org>:",
    "ma 5. helmik. 2024 klo 9.58 Ann Roe (ann@example.org) kirjoitti:",
    "pon., 5 lut 2024 o 09:58 Ann Roe <ann@example.org> napisał(a):",
    "W dniu 5.02.2024 o 09:58, Ann Roe pisze:",
    "po 5. 2. 2024 v 9:58 odesílatel Ann Roe <ann@example.org> napsal:",
    "po 5. 2. 2024 o 9:58 Ann Roe <ann@example.org> napísal(a):",
    "Ann Roe <ann@example.org> ezt írta (időpont: 2024. febr. 5., H, 9:58):",
    "În lun., 5 feb. 2024 la 09:58, Ann Roe <ann@example.org> a scris:",
    "Στις Δευ 5 Φεβ 2024 στις 9:58 π.μ., ο χρήστης Ann Roe <ann@example.org> έγραψε:",
    "пн, 5 февр. 2024 г. в 09:58, Ann Roe <ann@example.org>:",
    "05.02.2024 09:58, Ann Roe пишет:",
    "пн, 5 лют. 2024 р. о 09:58 Ann Roe <ann@example.org> пише:",
    "На пн, 5.02.2024 г. в 9:58 Ann Roe <ann@example.org> написа:",
    "пон, 5. феб 2024. у 09:58 Ann Roe <ann@example.org> је написао/ла:",
    "pon, 5. velj 2024. u 09:58 Ann Roe <ann@example.org> napisao je:",
    "V V pon., 5. feb. 2024 ob 09:58 je oseba Ann Roe <ann@example.org> napisala:",
    "Kuupäev E, 5. veebruar 2024 kell 09:58 kirjutas Ann Roe <ann@example.org>:",
    "2024-02-05, pr, 09:58 Ann Roe <ann@example.org> rašė:",
    "pirmd., 2024. g. 5. febr., plkst. 09:58 — lietotājs Ann Roe (<ann@example.org>) rakstīja:",
    "Ann Roe <ann@example.org>, 5 Şub 2024 Pzt, 09:58 tarihinde şunu yazdı:",
    "\u202bבתאריך יום ב׳, 5 בפבר׳ 2024 ב-9:58 מאת \u202aAnn Roe\u202c\u200f "
    "<\u202aann@example.org\u202c\u200f>:\u202c",
    "في الاثنين، ٥ فبراير ٢٠٢٤ في ٩:٥٨ ص تمت كتابة ما يلي بواسطة Ann Roe <ann@example.org>:",
    "در تاریخ دوشنبه ۵ فوریهٔ ۲۰۲۴،\u200f ۹:۵۸ Ann Roe <ann@example.org> "
    "نوشت:",
    "सोम, 5 फ़र॰ 2024 को 9:58 am बजे को Ann Roe <ann@example.org> ने लिखा:",
    "2024年2月5日(月) 9:58 Ann Roe <ann@example.org>:",
    "2024/02/05 9:58、Ann Roe <ann@example.org>のメール:",
    "Ann Roe <ann@example.org> 于2024年2月5日周一 09:58写道：",
    "Ann Roe <ann@example.org> 於 2024年2月5日 週一 上午9:58寫道：",
    "在 2024年2月5日，上午9:58，Ann Roe <ann@example.org> 写道：",
    "2024년 2월 5일 (월) 오전 9:58, Ann Roe <ann@example.org>님이 작성:",
    "Vào Th 2, 5 thg 2, 2024 vào lúc 09:58 Ann Roe <ann@example.org> đã viết:",
    "ในวันที่ จ. 5 ก.พ. 2024 เวลา 09:58 Ann Roe <ann@example.org> เขียนว่า:",
    "Pada Sen, 5 Feb 2024 pukul 09.58 Ann Roe <ann@example.org> menulis:",
    "Missatge de Ann Roe <ann@example.org> del dia dl., 5 de febr. 2024 a les 9:58:",
};

Test(quotes, begin_at_attributions_of_many_languages)
{
    for (size_t i = 0; i < G_N_ELEMENTS(attributions); i++) {
        g_autofree char *text = g_strdup_printf("Done.\n\n%s\n\nRestart it.\n", attributions[i]);
        g_autoptr(DeskMail) mail = cut(text);
        g_autofree char *own = stripped(mail->reply_text);
        cr_expect_str_eq(own, "Done.", "%s: %s", attributions[i], own);
    }
}

/* A phrase of a table as a client would show it. */
static char *
sample(DeskBytes words)
{
    GString *out = g_string_new_len(words.data, (gssize) words.size);
    g_string_replace(out, "{date}", "5.02.2024 09:58", 0);
    g_string_replace(out, "<{address}>", "<ann@example.org>", 0);
    g_string_replace(out, "{app}", "iPhone", 0);
    g_string_replace(out, "{address}", "ann@example.org", 0);
    g_string_replace(out, "{name}", "Ann <ann@example.org>", 0);
    g_string_replace(out, "{zone}", "01:00", 0);
    g_string_replace(out, "{id}", "<1@example.org>", 0);
    return g_string_free(out, FALSE);
}

static void
check_phrase(const char *language, const char *before, DeskBytes words, const char *behind)
{
    g_autofree char *line = sample(words);
    g_autofree char *text = g_strconcat("Done.\n\n", before, line, behind, NULL);
    g_autoptr(DeskMail) mail = cut(text);
    g_autofree char *own = stripped(mail->reply_text);
    cr_expect_str_eq(own, "Done.", "%s %s: %s", language, line, own);
}

static void
check_kind(DeskWordsTable table, DeskPhraseKind kind, const char *before, const char *behind)
{
    unsigned seen = 0;
    for (unsigned byte = 0; byte < 256; byte++)
        for (const DeskQuotePhrase *p = desk_quote_words_find(table, (char) byte); p; p = p->next)
            if (p->kind == kind) {
                bool is_whole =
                    kind == DESK_PHRASE_OPENER && memchr(p->words.data, '{', p->words.size);
                g_autofree char *rest =
                    g_strconcat(p->has_colon ? ":" : "", is_whole ? "\n" : behind, NULL);
                check_phrase(p->language, before, p->words, rest);
                seen++;
            }
    cr_expect_geq(seen, 20);
}

Test(quotes, have_no_dead_phrase_in_their_tables)
{
    check_kind(DESK_WORDS_ATTRIBUTIONS, DESK_PHRASE_ATTRIBUTION, "", "\n\n> Restart it.\n");
    check_kind(DESK_WORDS_MARKS, DESK_PHRASE_SEPARATOR, "----- ", " -----\n\nRestart it.\n");
    check_kind(DESK_WORDS_MARKS, DESK_PHRASE_BARE, "", ":\n\nRestart it.\n");
    check_kind(DESK_WORDS_MARKS, DESK_PHRASE_DELIMITER, "## ", " ##\n\nRestart it.\n");
    check_kind(DESK_WORDS_MARKS, DESK_PHRASE_OPENER, "", "iPhone\n");
    check_kind(DESK_WORDS_MARKS, DESK_PHRASE_CLOSING, "", ",\nBob Doe\n");
    check_kind(DESK_WORDS_FIELDS, DESK_PHRASE_FROM, "",
               ": Ann <ann@example.org>\nDate: 5 Feb 2024 09:58\nTo: bob\n\nRestart it.\n");
    check_kind(DESK_WORDS_FIELDS, DESK_PHRASE_SENT, "From: Ann <ann@example.org>\n",
               ": 5 Feb 2024 09:58\n\nRestart it.\n");
    check_kind(DESK_WORDS_FIELDS, DESK_PHRASE_DATE, "From: Ann <ann@example.org>\n",
               ": 5 Feb 2024 09:58\n\nRestart it.\n");
    check_kind(DESK_WORDS_FIELDS, DESK_PHRASE_TO, "Date: 5 Feb 2024 09:58\n",
               ": bob@example.com\n\nRestart it.\n");
    check_kind(DESK_WORDS_FIELDS, DESK_PHRASE_SUBJECT, "From: Ann\nDate: 5 Feb 2024 09:58\n",
               ": printer\n\nRestart it.\n");
}

Test(quotes, leave_the_text_whole_but_for_marks)
{
    g_autoptr(DeskMail) mail = cut("Done.\n\x1e"
                                   "From: Ann\n\nRestart it.\n");
    cr_expect_str_eq(mail->text, "Done.\nFrom: Ann\n\nRestart it.\n");
    cr_expect_str_eq(mail->reply_text, "Done.");

    g_autoptr(DeskMail) all = cut("\x1e> Restart it.\n");
    cr_expect_str_eq(all->text, "> Restart it.\n");
    cr_expect_str_eq(all->reply_text, "> Restart it.\n");
}

/* Of the processor alone: what else the machine does is not counted. */
static double
now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double) t.tv_sec + (double) t.tv_nsec * 1e-9;
}

/* The best of three, as a busy machine only ever makes it slower. */
static double
seconds_for(const char *piece, unsigned size)
{
    g_autoptr(GString) text = repeat("", piece, size / (unsigned) strlen(piece), "");
    double best = G_MAXDOUBLE;
    for (unsigned i = 0; i < 3; i++) {
        double start = now();
        g_autoptr(DeskMail) mail = cut(text->str);
        best = MIN(best, now() - start);
    }
    return best;
}

/* RULES Q5: four times the text takes about four times the time, not sixteen times. */
Test(quotes, take_linear_time)
{
    static const char *const pieces[] = {
        ">\n",
        "> a\n\n",
        "On \n",
        "a:\n",
        "On 1:\n",
        "a@b.c:\n",
        "From: a\n",
        "-- \n",
        "From: a\nTo",
        "Sent from my x\n",
        "-----\n",
        "> (http://a\nb\n",
        "On ",
        "x",
        "@",
        ":",
        "\n",
        "\x1e\n",
        "```\n",
        "- Ann\n\n",
        "Ab 1 2026 12:00:\n> x\n",
        "s\n",
    };
    for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
        double once = seconds_for(pieces[i], 32 * 1024);
        double four_times = seconds_for(pieces[i], 128 * 1024);
        cr_expect_lt(four_times, 8 * once + 0.05, "%s: %f s, then %f s", pieces[i], once,
                     four_times);
    }
}

/* Q1: whether that is because all of it is new, or nothing. */
Test(quotes, q1_says_when_nothing_is_new)
{
    static const struct {
        const char *text;
        bool from_html, is_new;
    } cases[] = {
        { "Hello", false, true },
        { "Hello\n\n> a", false, true },
        { "", false, true },
        { "\n \n", false, true },
        { "> a\n> b", false, false },
        { "-- \nAnn", false, false },
        { "\x1e#close", true, false },
        { "\x1e\n#close\nx", true, false },
        { "Hello\n\x1e#close", true, true },
    };
    for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = g_strdup(cases[i].text);
        g_autofree char *reply = NULL;
        g_autofree char *signature = NULL;
        bool is_new = desk_quotes_cut(text, cases[i].from_html, &reply, &signature);
        cr_expect_eq(is_new, cases[i].is_new, "%zu: %s", i, cases[i].text);
        cr_expect(is_new || strcmp(reply, text) == 0, "%zu: %s", i, reply);
    }
}
